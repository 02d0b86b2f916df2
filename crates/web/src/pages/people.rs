//! Searching for a person.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::show_count;
use domain::registry::{PersonBrief, Sex};
use office::Office;
use serde::Deserialize;

use super::page;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone, person_href};
use crate::{PageError, State};

const SHOWN: usize = 50;

#[derive(Debug, Clone, Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    pub frame: Frame,
    /// `None` when nothing was asked yet.
    pub found: Option<Vec<FoundRow>>,
    pub caption: String,
    pub is_cut: bool,
    /// Why the question was not asked, and what to do instead.
    pub refusal: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FoundRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub sex: String,
    pub place: String,
    pub state: Option<Chip>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let mut frame = Frame::new(visitor.clone(), Section::People);
    let words = asked.q.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_paper_number(&words) {
        let refusal = "Số giấy tờ không được đặt trong địa chỉ trang. Hãy nhập số vào ô “Số định danh, CMND” bên dưới.";
        return page(&PeoplePage { refusal: Some(refusal.to_owned()), ..nobody(frame) });
    }
    frame.search.clone_from(&words);
    if words.chars().filter(|letter| letter.is_alphabetic()).count() < 2 {
        return page(&nobody(frame));
    }
    let found = search(&state, &visitor, words.clone()).await?;
    page(&found_page(frame, &state.office, found, &format!("khớp với “{words}”")))
}

#[derive(Deserialize)]
pub struct Paper {
    #[serde(default)]
    so: String,
}

/// A paper's number comes in the body of a request, so that it is in no address and no history.
pub async fn find_by_paper(
    Given(state): Given<State>,
    visitor: Visitor,
    Form(paper): Form<Paper>,
) -> Result<Response, PageError> {
    let frame = Frame::new(visitor.clone(), Section::People);
    if !is_paper_number(&paper.so) {
        let refusal = "Số định danh có đúng 12 chữ số; chứng minh nhân dân cũ có đúng 9 chữ số.";
        return Ok(page(&PeoplePage { refusal: Some(refusal.to_owned()), ..nobody(frame) })?.into_response());
    }
    let found = search(&state, &visitor, paper.so).await?;
    match found.as_slice() {
        [one] => Ok(Redirect::to(&person_href(one.id)).into_response()),
        _ => Ok(page(&found_page(frame, &state.office, found, "có số giấy tờ này"))?.into_response()),
    }
}

fn is_paper_number(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    matches!(digits, 9 | 12)
}

async fn search(state: &State, visitor: &Visitor, words: String) -> Result<Vec<PersonBrief>, PageError> {
    state.ask(visitor, move |_, db, acting| office::read::search(db, acting, &words, SHOWN as i64 + 1)).await
}

fn nobody(frame: Frame) -> PeoplePage {
    PeoplePage { frame, found: None, caption: String::new(), is_cut: false, refusal: None }
}

fn found_page(frame: Frame, house: &Office, mut found: Vec<PersonBrief>, what: &str) -> PeoplePage {
    let is_cut = found.len() > SHOWN;
    found.truncate(SHOWN);
    let rows = found.iter().map(|brief| found_row(house, brief)).collect();
    let caption = format!("{} người {what}", show_count(found.len() as i64));
    PeoplePage { found: Some(rows), caption, is_cut, ..nobody(frame) }
}

fn found_row(house: &Office, brief: &PersonBrief) -> FoundRow {
    let unit = brief.unit.as_ref().map(|unit| house.units.name(unit).to_owned());
    let place: Vec<String> = brief.village.iter().cloned().chain(unit).collect();
    FoundRow {
        href: person_href(brief.id),
        name: brief.name.clone(),
        birth: brief.birth.shown(),
        sex: brief.sex.map(Sex::shown).unwrap_or_default().to_owned(),
        place: place.join(", "),
        state: brief.died_on.map(|_| Chip::new(Tone::Mute, "Đã mất")),
    }
}
