//! One person's data, for the person who asks what is kept of them and who looked at it.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::response::{Html, Response};
use domain::kernel::{PersonId, show_count, show_moment};
use office::access::Act;
use office::privacy;

use super::super::{page, read, taken_away};
use crate::session::Visitor;
use crate::show::{Frame, Section, person_href};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "admin/person_data.html")]
pub struct PersonDataPage {
    pub frame: Frame,
    pub name: String,
    pub href: String,
    /// Whether everything may be given out, also what reveals an illness or poverty.
    pub may_give_out: bool,
    /// Who looked, at what, how often, when last.
    pub looks: Vec<[String; 4]>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(person): Path<String>,
) -> Result<Html<String>, PageError> {
    let person = PersonId(read(&person)?);
    let (name, looks) = state.ask(&visitor, move |_, db, acting| privacy::looks_at(db, acting, person)).await?;
    let shown = |look: privacy::Look| [look.user, look.what, show_count(look.times), show_moment(look.last_at)];
    page(&PersonDataPage {
        may_give_out: visitor.rights.may(Act::PersonSensitive),
        frame: Frame::new(visitor, Section::People),
        name,
        href: person_href(person),
        looks: looks.into_iter().map(shown).collect(),
    })
}

pub async fn give_out(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((person, kind)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let person = PersonId(read(&person)?);
    let media = match kind.as_str() {
        "json" => "application/json",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => return Err(PageError::NotFound { what: "tệp" }),
    };
    let name = format!("du-lieu-{person}.{kind}");
    let written = state.ask(&visitor, move |_, db, acting| {
        let record = privacy::record_of(db, acting, person)?;
        if kind == "json" { Ok(record.json()) } else { record.workbook() }
    });
    Ok(taken_away(media, &name, written.await?))
}
