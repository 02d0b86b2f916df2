//! The forms of acts: filled in, looked at with what they lead to, saved.

mod fields;
mod kind;
mod read;

use axum::Form;
use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{Day, PersonId};
use office::acts::{Choices, PersonAct, choices, perform, rehearse};
use office::read::Card;
use office::{Acting, Db, Office, OfficeError};
use tower_sessions::Session;

use super::super::{read as read_path, read_day};
use super::effect::EffectView;
use super::form::{Filled, Wrong};
use super::form_page::{FormPage, LOOK, SAVE, UNREADABLE, button, told};
use super::{about, after_saving};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section, person_href};
use crate::{PageError, State};

pub use fields::{births, sexes};
pub use kind::Kind;
pub use read::sex;

/// What a form is filled in against.
struct Ground<'a> {
    house: &'a Office,
    card: &'a Card,
    choices: &'a Choices,
    today: Day,
}

/// What became of a form that was sent.
enum Outcome {
    /// Nothing was asked of the office yet.
    Blank,
    Wrong(Wrong),
    Refused(String),
    Shown(Box<(EffectView, PersonAct)>),
    Saved,
}

/// The act that was looked at, so that what is saved is what was shown.
const LOOKED_AT: &str = "da_xem";

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((person, slug)): Path<(String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (person, kind) = named(&visitor, &person, &slug)?;
    let fill = move |house: &Office, db: &Db, acting: Acting| {
        let Some(card) = office::read::card(house, db, acting, person)? else { return Ok(None) };
        let choices = choices(house, db, acting, acting.today())?;
        let ground = Ground { house, card: &card, choices: &choices, today: acting.today() };
        let filled = fields::first(kind, &ground, Filled(asked));
        Ok(Some(form(kind, &ground, &filled, Outcome::Blank)))
    };
    let made = state.ask(&visitor, fill).await?.ok_or(PageError::NotFound { what: "người" })?;
    in_frame(visitor, made).answer()
}

pub async fn send(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path((person, slug)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (person, kind) = named(&visitor, &person, &slug)?;
    let work = move |house: &Office, db: &Db, acting: Acting| {
        let Some(card) = office::read::card(house, db, acting, person)? else { return Ok(None) };
        let filled = Filled(sent);
        let day = read_day(filled.get("ngay_ky")).unwrap_or(acting.today());
        let choices = choices(house, db, acting, day)?;
        let ground = Ground { house, card: &card, choices: &choices, today: acting.today() };
        let outcome = handle(kind, &ground, &filled, (db, acting))?;
        let is_saved = matches!(outcome, Outcome::Saved);
        Ok(Some((form(kind, &ground, &filled, outcome), is_saved)))
    };
    let (made, is_saved) = state.ask(&visitor, work).await?.ok_or(PageError::NotFound { what: "người" })?;
    if is_saved {
        tell(&session, format!("Đã ghi: {}.", kind.name())).await?;
        return Ok(Redirect::to(&after_saving(&state, &visitor, person).await?).into_response());
    }
    in_frame(visitor, made).answer()
}

/// The person and the act an address names; an act of the other right has another address.
fn named(visitor: &Visitor, person: &str, slug: &str) -> Result<(PersonId, Kind), PageError> {
    let person: PersonId = read_path(person)?;
    let kind = Kind::of_slug(slug).ok_or(PageError::NotFound { what: "việc" })?;
    match visitor.rights.may(kind.right()) {
        true => Ok((person, kind)),
        false => Err(PageError::NotYours { act: kind.right().name() }),
    }
}

fn handle(
    kind: Kind,
    ground: &Ground<'_>,
    filled: &Filled,
    (db, acting): (&Db, Acting<'_>),
) -> Result<Outcome, OfficeError> {
    let act = match read::act(kind, ground, filled) {
        Ok(act) => act,
        Err(wrong) => return Ok(Outcome::Wrong(wrong)),
    };
    let person = ground.card.id;
    let was_shown = filled.get(LOOKED_AT) == marked(&act) || !moves_money(&act);
    let done = match filled.get("buoc") == SAVE && was_shown {
        true => perform(ground.house, db, acting, person, &act).map(|()| Outcome::Saved),
        false => rehearse(ground.house, db, acting, person, &act)
            .map(|effect| Outcome::Shown(Box::new((EffectView::new(&effect), act)))),
    };
    done.or_else(|fault| told(fault).map(Outcome::Refused))
}

/// Whether the act can change what is paid, so that its effect must have been seen before it is saved.
fn moves_money(act: &PersonAct) -> bool {
    use office::life::Particular;
    match act {
        PersonAct::SetPayee { .. } => false,
        PersonAct::Correct { said } => {
            said.iter().any(|one| matches!(one, Particular::Birth(_) | Particular::Commune(_)))
        }
        _ => true,
    }
}

fn marked(act: &PersonAct) -> String {
    serde_json::to_string(act).expect("an act is plain data")
}

/// The form without what stands around it.
pub(super) type Made = Box<dyn FnOnce(Frame) -> FormPage + Send>;

pub(super) fn in_frame(visitor: Visitor, made: Made) -> FormPage {
    made(Frame::new(visitor, Section::People))
}

fn form(kind: Kind, ground: &Ground<'_>, filled: &Filled, outcome: Outcome) -> Made {
    let (wrong, refusal) = match &outcome {
        Outcome::Wrong(wrong) => (wrong.clone(), Some(UNREADABLE.to_owned())),
        Outcome::Refused(says) => (Wrong::default(), Some(says.clone())),
        Outcome::Blank | Outcome::Shown(_) | Outcome::Saved => (Wrong::default(), None),
    };
    let sets = fields::sets(kind, ground, filled, &wrong);
    let mut hidden = Vec::new();
    let mut effect = None;
    let saves_at_once = matches!(kind, Kind::Payee | Kind::Correct);
    let mut buttons = match saves_at_once {
        true => vec![button(SAVE, "Lưu", true), button(LOOK, "Xem trước", false)],
        false => vec![button(LOOK, "Xem trước", true)],
    };
    if let Outcome::Shown(shown) = outcome {
        let (view, act) = *shown;
        hidden.push((LOOKED_AT.to_owned(), marked(&act)));
        effect = Some(view);
        buttons = vec![button(SAVE, "Lưu", true), button(LOOK, "Xem trước lại", false)];
    }
    let (title, intro, action) = (kind.name().to_owned(), kind.intro().to_owned(), kind.href(ground.card.id));
    let (about, back) = (about(ground.house, ground.card), person_href(ground.card.id));
    Box::new(move |frame| FormPage {
        frame,
        title,
        about,
        back,
        back_name: "Hồ sơ".to_owned(),
        intro,
        action,
        refusal,
        hidden,
        sets,
        effect,
        alike: Vec::new(),
        buttons,
    })
}
