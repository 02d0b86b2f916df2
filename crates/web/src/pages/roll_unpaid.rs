//! Money that was not taken: of one roll by reason, and of all rolls what still waits.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::Html;
use domain::kernel::{Dong, RunId, show_count, show_month};
use domain::registry::PersonBrief;
use office::access::Act;
use office::read::{UnpaidPerson, UnpaidReason, WaitingMoney};
use serde::Deserialize;

use super::rolls::{Choice, choices, my_schemes};
use super::{page, read};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone, capital, person_href, scheme_name};
use crate::{PageError, State};

/// The word in an address for reasons that nobody knows.
const UNKNOWN: &str = "khong-ro";

#[derive(Debug, Clone, Template)]
#[template(path = "roll_unpaid.html")]
pub struct UnpaidPage {
    pub frame: Frame,
    pub title: String,
    pub part: Option<String>,
    pub roll_href: String,
    pub reasons: Vec<ReasonCard>,
}

#[derive(Debug, Clone)]
pub struct ReasonCard {
    pub id: String,
    pub name: String,
    pub money: Dong,
    pub people: Vec<UnpaidRow>,
}

#[derive(Debug, Clone)]
pub struct UnpaidRow {
    /// `None` for whoever may not open people.
    pub href: Option<String>,
    pub name: String,
    pub birth: String,
    pub unit: String,
    pub money: Dong,
    /// The payer's own words.
    pub said: String,
    /// What is on record that bears on it.
    pub mark: Option<Chip>,
}

#[derive(Debug, Clone, Template)]
#[template(path = "waiting_money.html")]
pub struct WaitingPage {
    pub frame: Frame,
    pub schemes: Vec<Choice>,
    pub reasons: Vec<Choice>,
    pub caption: String,
    pub rows: Vec<WaitingRow>,
}

#[derive(Debug, Clone)]
pub struct WaitingRow {
    pub person: UnpaidRow,
    pub scheme: String,
    pub paid_for: String,
    pub roll_month: String,
    pub roll_href: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    che_do: String,
    ly_do: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let run: RunId = read(&run)?;
    let read = state.ask(&visitor, move |house, db, acting| {
        Ok((office::read::roll(house, db, acting, run)?, office::read::unpaid(house, db, acting, run)?))
    });
    let (view, mut reasons) = read.await?;
    reasons.retain(|reason| asked.ly_do.is_empty() || asked.ly_do == key(reason.reason_kind.as_deref()));
    let may_open = visitor.rights.may(Act::PersonRead);
    page(&UnpaidPage {
        frame: Frame::new(visitor, Section::Rolls),
        title: format!("{} tháng {}", view.scheme_name, show_month(view.stored.run.month)),
        part: view.part.map(|part| format!("Phần của {part}")),
        roll_href: format!("/danh-sach/{run}"),
        reasons: reasons.iter().map(|reason| card(reason, may_open)).collect(),
    })
}

fn key(kind: Option<&str>) -> &str {
    kind.unwrap_or(UNKNOWN)
}

fn card(reason: &UnpaidReason, may_open: bool) -> ReasonCard {
    let row = |one: &UnpaidPerson| UnpaidRow {
        unit: one.unit_name.clone(),
        money: one.amount,
        said: one.reason.clone(),
        ..row_of(&one.brief, reason.reason_kind.as_deref(), may_open)
    };
    ReasonCard {
        id: format!("ly-do-{}", key(reason.reason_kind.as_deref())),
        name: capital(&reason.name),
        money: reason.amount,
        people: reason.people.iter().map(row).collect(),
    }
}

/// Who it is, and whether the records agree with what the payer says.
fn row_of(brief: &PersonBrief, reason_kind: Option<&str>, may_open: bool) -> UnpaidRow {
    let mark = match (brief.died_on.is_some(), reason_kind) {
        (true, _) => Some(Chip::new(Tone::Mute, "Đã ghi qua đời")),
        (false, Some("chet")) => Some(Chip::new(Tone::Warn, "Chưa ghi báo tử")),
        (false, _) => None,
    };
    UnpaidRow {
        href: may_open.then(|| person_href(brief.id)),
        name: brief.name.clone(),
        birth: brief.birth.shown(),
        unit: String::new(),
        money: Dong::ZERO,
        said: String::new(),
        mark,
    }
}

pub async fn waiting(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let all = state.ask(&visitor, office::read::unpaid_everywhere).await?;
    let law = &state.office.law;
    let mut kinds: Vec<(String, String)> =
        all.iter().map(|one| (key(one.reason_kind.as_deref()).to_owned(), capital(&one.reason_name))).collect();
    kinds.sort();
    kinds.dedup();
    let is_asked = |one: &&WaitingMoney| {
        (asked.che_do.is_empty() || asked.che_do == one.scheme)
            && (asked.ly_do.is_empty() || asked.ly_do == key(one.reason_kind.as_deref()))
    };
    let may_open = visitor.rights.may(Act::PersonRead);
    let rows: Vec<WaitingRow> = all.iter().filter(is_asked).map(|one| waiting_row(law, one, may_open)).collect();
    let total: Dong = rows.iter().map(|row| row.person.money).sum();
    page(&WaitingPage {
        schemes: choices(&my_schemes(law, &visitor), &asked.che_do),
        reasons: choices(&kinds, &asked.ly_do),
        caption: format!("{} khoản, {total}", show_count(rows.len() as i64)),
        rows,
        frame: Frame::new(visitor, Section::Rolls),
    })
}

fn waiting_row(law: &domain::rules::Law, one: &WaitingMoney, may_open: bool) -> WaitingRow {
    WaitingRow {
        person: UnpaidRow {
            unit: one.unit_name.clone(),
            money: one.amount,
            said: one.reason.clone(),
            ..row_of(&one.brief, one.reason_kind.as_deref(), may_open)
        },
        scheme: scheme_name(law, &one.scheme),
        paid_for: show_month(one.paid_for),
        roll_month: show_month(one.month),
        roll_href: format!("/danh-sach/{}", one.run),
        reason: capital(&one.reason_name),
    }
}
