//! Taking back something that was done: its effect first, then the undoing.

use axum::Form;
use axum::extract::{Path, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{Moment, PersonId, show_moment};
use office::acts::{PersonAct, name_of, past_acts, perform, rehearse};
use office::{Acting, Db, Office};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::read;
use super::effect::EffectView;
use super::form_page::{FormPage, SAVE, button, told};
use super::{about, after_saving};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section, person_href};
use crate::{PageError, State};

#[derive(Deserialize)]
pub struct Sent {
    /// When the act was done, by which the journal knows it.
    luc: String,
    #[serde(default)]
    buoc: String,
}

/// What became of the wish: done, looked at, or refused.
type Undoing = Result<Option<EffectView>, String>;

pub async fn send(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(person): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let person: PersonId = read(&person)?;
    let at: Moment = read(&sent.luc)?;
    let is_saving = sent.buoc == SAVE;
    let work = move |house: &Office, db: &Db, acting: Acting| {
        let Some(card) = office::read::card(house, db, acting, person)? else { return Ok(None) };
        let done = past_acts(db, acting, person)?.into_iter().filter(|past| past.at == at);
        let names: Vec<&str> = done.map(|past| name_of(&past.act)).collect();
        let act = PersonAct::Undo { at };
        let played = match is_saving {
            true => perform(house, db, acting, person, &act).map(|()| None),
            false => rehearse(house, db, acting, person, &act).map(|effect| Some(EffectView::new(&effect))),
        };
        let undoing: Undoing = match played {
            Ok(effect) => Ok(effect),
            Err(fault) => Err(told(fault)?),
        };
        Ok(Some((about(house, &card), names.join(", "), undoing)))
    };
    let (about, names, undoing) = state.ask(&visitor, work).await?.ok_or(PageError::NotFound { what: "người" })?;
    if undoing == Ok(None) {
        tell(&session, format!("Đã hủy: {names}.")).await?;
        return Ok(Redirect::to(&after_saving(&state, &visitor, person).await?).into_response());
    }
    let frame = Frame::new(visitor, Section::People);
    undo_page(frame, (person, at), (about, names), undoing).answer()
}

fn undo_page(
    frame: Frame,
    (person, at): (PersonId, Moment),
    (about, names): (String, String),
    undoing: Undoing,
) -> FormPage {
    let (effect, refusal) = match undoing {
        Ok(effect) => (effect, None),
        Err(says) => (None, Some(says)),
    };
    let buttons = match effect {
        Some(_) => vec![button(SAVE, "Hủy việc này", true)],
        None => Vec::new(),
    };
    FormPage {
        frame,
        title: format!("Hủy: {names}"),
        about,
        back: person_href(person),
        back_name: "Hồ sơ".to_owned(),
        intro: format!("Việc ghi lúc {}. Cả việc đã ghi và việc hủy đều còn trong nhật ký.", show_moment(at)),
        action: format!("{}/huy", person_href(person)),
        refusal,
        hidden: vec![("luc".to_owned(), at.to_string())],
        sets: Vec::new(),
        effect,
        alike: Vec::new(),
        buttons,
    }
}
