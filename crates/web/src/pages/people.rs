//! Searching for a person.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::{Day, show_count, show_day};
use domain::registry::{PersonBrief, Sex};
use office::Office;
use office::access::Act;
use serde::Deserialize;

use super::page;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone, age_shown, person_href};
use crate::{PageError, State};

const SHOWN: usize = 50;

#[derive(Debug, Clone, Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    pub frame: Frame,
    /// `None` when nothing was asked yet.
    pub found: Option<Vec<FoundRow>>,
    pub caption: String,
    /// Whether the visitor may write down somebody new.
    pub can_add: bool,
    /// Why the question was not asked, and what to do instead.
    pub refusal: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FoundRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub age: String,
    pub sex: String,
    pub village: String,
    pub unit: String,
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
    let mut bare = nobody(&visitor);
    let words = asked.q.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_paper_number(&words) {
        let refusal = "Số giấy tờ không được đặt trong địa chỉ trang. Hãy nhập số vào ô “Số định danh, CMND” bên dưới.";
        return page(&PeoplePage { refusal: Some(refusal.to_owned()), ..bare });
    }
    bare.frame.search.clone_from(&words);
    if words.chars().filter(|letter| letter.is_alphabetic()).count() < 2 {
        return page(&bare);
    }
    let found = search(&state, &visitor, words.clone()).await?;
    page(&found_page(bare, &state, found, &format!("khớp với “{words}”")))
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
    let bare = nobody(&visitor);
    if !is_paper_number(&paper.so) {
        let refusal = "Số định danh có đúng 12 chữ số; chứng minh nhân dân cũ có đúng 9 chữ số.";
        return Ok(page(&PeoplePage { refusal: Some(refusal.to_owned()), ..bare })?.into_response());
    }
    let found = search(&state, &visitor, paper.so).await?;
    match found.as_slice() {
        [one] => Ok(Redirect::to(&person_href(one.id)).into_response()),
        _ => Ok(page(&found_page(bare, &state, found, "có số giấy tờ này"))?.into_response()),
    }
}

fn is_paper_number(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    matches!(digits, 9 | 12)
}

async fn search(state: &State, visitor: &Visitor, words: String) -> Result<Vec<PersonBrief>, PageError> {
    state.ask(visitor, move |house, db, acting| office::read::search(house, db, acting, &words, SHOWN as i64 + 1)).await
}

fn nobody(visitor: &Visitor) -> PeoplePage {
    let can_add = visitor.rights.may(Act::PersonLife);
    let frame = Frame::new(visitor.clone(), Section::People);
    PeoplePage { frame, found: None, caption: String::new(), can_add, refusal: None }
}

fn found_page(bare: PeoplePage, state: &State, mut found: Vec<PersonBrief>, what: &str) -> PeoplePage {
    let is_cut = found.len() > SHOWN;
    found.truncate(SHOWN);
    let today = (state.clock)().vietnam_day();
    let rows = found.iter().map(|brief| found_row(&state.office, brief, today)).collect();
    let count = show_count(found.len() as i64);
    let caption = match is_cut {
        true => format!("Hơn {count} người {what}; đây là {count} người đầu"),
        false => format!("{count} người {what}"),
    };
    PeoplePage { found: Some(rows), caption, ..bare }
}

fn found_row(house: &Office, brief: &PersonBrief, today: Day) -> FoundRow {
    FoundRow {
        href: person_href(brief.id),
        name: brief.name.clone(),
        birth: brief.birth.shown(),
        age: match brief.died_on {
            Some(_) => String::new(),
            None => age_shown(brief.birth, today),
        },
        sex: brief.sex.map(Sex::shown).unwrap_or_default().to_owned(),
        village: brief.village.clone().unwrap_or_default(),
        unit: brief.unit.as_ref().map_or_else(String::new, |unit| house.units.name(unit).to_owned()),
        state: brief.died_on.map(|day| Chip::new(Tone::Mute, format!("Mất {}", show_day(day)))),
    }
}
