//! One kind of work: everybody behind the count on the page of today.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::Html;
use domain::kernel::{Dong, show_count, show_month};
use office::read::{After, LawWaiting, Lead, PersonWaiting, RollWaiting, WaitingKind, WaitingList, WaitingRows};
use serde::Deserialize;

use super::{address, page, read};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, person_href};
use crate::{PageError, State};

const PAGE: i64 = 100;

#[derive(Debug, Clone, Template)]
#[template(path = "waiting.html")]
pub struct WaitingPage {
    pub frame: Frame,
    pub title: String,
    pub says: String,
    pub urgency: &'static str,
    pub caption: String,
    pub table: Table,
    pub has_due: bool,
    pub due_name: &'static str,
    pub has_amount: bool,
    pub foot: String,
    pub first: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Table {
    Empty,
    Rolls(Vec<RollRow>),
    People(Vec<PersonRow>),
    Law(Vec<LawRow>),
}

#[derive(Debug, Clone)]
pub struct RollRow {
    pub href: String,
    pub name: String,
    pub unit: String,
    pub stage: Chip,
    pub people: String,
    pub money: Dong,
}

#[derive(Debug, Clone)]
pub struct PersonRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub place: String,
    pub due: String,
    pub what: String,
    pub cite: String,
    pub amount: Option<Dong>,
    /// Name and address of what else the row is about.
    pub other: Option<(&'static str, String)>,
}

#[derive(Debug, Clone)]
pub struct LawRow {
    pub what: String,
    pub cite: String,
    pub certainty: Chip,
    pub used_by: String,
}

/// The last row of the page before.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    den: String,
    #[serde(default)]
    sau: String,
    #[serde(default)]
    so: String,
}

impl Asked {
    fn after(self) -> Result<Option<After>, PageError> {
        match self.sau.is_empty() {
            true => Ok(None),
            false => Ok(Some(After { due: self.den, person: read(&self.sau)?, no: read(&self.so)? })),
        }
    }
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let kind = WaitingKind::of_key(&kind).ok_or(PageError::NotFound { what: "việc" })?;
    let after = asked.after()?;
    let is_later = after.is_some();
    let list = state.ask(&visitor, move |house, db, acting| {
        office::read::waiting_list(house, db, acting, kind, after.as_ref(), PAGE)
    });
    let list = list.await?;
    page(&waiting_page(Frame::new(visitor, Section::Today), &list, is_later))
}

fn waiting_page(frame: Frame, list: &WaitingList, is_later: bool) -> WaitingPage {
    let path = format!("/viec/{}", list.kind.key());
    let next = list.next.as_ref().map(|after| {
        let (person, no) = (after.person.to_string(), after.no.to_string());
        address::of(&path, &[("den", &after.due), ("sau", &person), ("so", &no)])
    });
    let unit = match list.rows {
        WaitingRows::Rolls(_) => "danh sách",
        WaitingRows::Law(_) => "căn cứ",
        WaitingRows::People(_) => "dòng",
    };
    let people = match &list.rows {
        WaitingRows::People(rows) => rows.as_slice(),
        _ => &[],
    };
    WaitingPage {
        frame,
        title: list.kind.name().to_owned(),
        says: list.kind.says().to_owned(),
        urgency: list.kind.urgency().shown(),
        caption: format!("{} {unit}", show_count(list.total)),
        has_due: people.iter().any(|row| !row.due.is_empty()),
        due_name: due_name(list.kind),
        has_amount: people.iter().any(|row| row.amount.is_some()),
        foot: format!("{} dòng trên trang này", people.len()),
        first: is_later.then_some(path),
        next,
        table: table(list),
    }
}

fn due_name(kind: WaitingKind) -> &'static str {
    match kind {
        WaitingKind::StatusPassed | WaitingKind::StatusEnding => "Hết hạn",
        WaitingKind::Debt => "Mở ngày",
        _ => "Tháng",
    }
}

fn table(list: &WaitingList) -> Table {
    match &list.rows {
        rows if rows.is_empty() => Table::Empty,
        WaitingRows::Rolls(rows) => Table::Rolls(rows.iter().map(|row| roll_row(list.kind, row)).collect()),
        WaitingRows::People(rows) => Table::People(rows.iter().map(person_row).collect()),
        WaitingRows::Law(rows) => Table::Law(rows.iter().map(law_row).collect()),
    }
}

/// A roll that has yet to be drafted leads to where rolls are drafted.
fn roll_row(kind: WaitingKind, row: &RollWaiting) -> RollRow {
    let is_missing = kind == WaitingKind::RollToDraft;
    RollRow {
        href: if is_missing { "/danh-sach".to_owned() } else { format!("/danh-sach/{}", row.run) },
        name: format!("{} tháng {}", row.scheme_name, show_month(row.month)),
        unit: row.unit_name.clone(),
        stage: if is_missing { Chip::new(crate::show::Tone::Warn, "Chưa lập") } else { Chip::stage(row.stage) },
        people: show_count(row.people),
        money: row.total,
    }
}

fn person_row(row: &PersonWaiting) -> PersonRow {
    let place = [row.brief.village.as_deref().unwrap_or_default(), &row.unit_name];
    let other = match row.leads {
        Lead::Card | Lead::Recovery(_) => None,
        Lead::Roll(run) => Some(("Mở danh sách", format!("/danh-sach/{run}"))),
        Lead::Twin(other) => Some(("Mở hồ sơ kia", person_href(other))),
    };
    PersonRow {
        href: person_href(row.brief.id),
        name: row.brief.name.clone(),
        birth: row.brief.birth.shown(),
        place: place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        due: row.due.clone(),
        what: row.what.clone(),
        cite: row.cite.as_ref().map(ToString::to_string).unwrap_or_default(),
        amount: row.amount,
        other,
    }
}

fn law_row(row: &LawWaiting) -> LawRow {
    LawRow {
        what: row.what.clone(),
        cite: row.cite.to_string(),
        certainty: Chip::certainty(row.certainty),
        used_by: row.used_by.clone(),
    }
}
