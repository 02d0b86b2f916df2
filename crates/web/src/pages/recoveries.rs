//! Money paid too much: who owes what, and the receipts.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::{Dong, PersonId, RecoveryId, show_count, show_day, show_moment, show_month};
use domain::payment::{DebtKind, Why};
use office::access::Act;
use office::read::{RecoveryShown, RecoveryWhich, RecoveryWithEntries};
use office::recover::Receipt;
use serde::Deserialize;
use tower_sessions::Session;

use super::rolls::{Choice, choices, my_schemes};
use super::{page, read, read_day, read_money};
use crate::session::{Visitor, tell};
use crate::show::{Chip, Frame, Section, Tone, capital, person_href, scheme_name};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "recoveries.html")]
pub struct RecoveriesPage {
    pub frame: Frame,
    pub schemes: Vec<Choice>,
    pub shows_all: bool,
    pub caption: String,
    pub rows: Vec<RecoveryRow>,
}

#[derive(Debug, Clone)]
pub struct RecoveryRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub unit: String,
    pub scheme: String,
    pub opened_at: String,
    pub opened: Dong,
    pub received: Dong,
    pub cancelled: Dong,
    pub outstanding: Dong,
}

#[derive(Debug, Clone, Template)]
#[template(path = "recovery.html")]
pub struct RecoveryPage {
    pub frame: Frame,
    pub action: String,
    pub person_href: String,
    pub row: RecoveryRow,
    pub benefit: String,
    pub reason: String,
    pub state: Chip,
    pub entries: Vec<EntryRow>,
    pub receipt: Option<ReceiptForm>,
}

#[derive(Debug, Clone)]
pub struct EntryRow {
    pub month: String,
    pub kind: String,
    pub amount: Dong,
    pub day: String,
    pub voucher: String,
}

/// A receipt as it was filled in.
#[derive(Debug, Clone, Default)]
pub struct ReceiptForm {
    pub amount: String,
    pub day: String,
    pub voucher: String,
    pub refusal: Option<String>,
    /// What it would come to, shown before it is written down.
    pub effect: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    che_do: String,
    tat_ca: String,
}

pub async fn list(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let shows_all = !asked.tat_ca.is_empty();
    let which = if shows_all { RecoveryWhich::All } else { RecoveryWhich::Open };
    let mut all =
        state.ask(&visitor, move |house, db, acting| office::read::recoveries(house, db, acting, which)).await?;
    all.retain(|one| asked.che_do.is_empty() || one.scheme == asked.che_do);
    let law = &state.office.law;
    let owed: Dong = all.iter().map(|one| one.balance.outstanding()).sum();
    page(&RecoveriesPage {
        schemes: choices(&my_schemes(law, &visitor), &asked.che_do),
        shows_all,
        caption: format!("{} vụ, còn phải thu {owed}", show_count(all.len() as i64)),
        rows: all.iter().map(|one| row(law, one)).collect(),
        frame: Frame::new(visitor, Section::Rolls),
    })
}

fn row(law: &domain::rules::Law, one: &RecoveryShown) -> RecoveryRow {
    let recovery = &one.balance.recovery;
    RecoveryRow {
        href: format!("/thu-hoi/{}/{}", recovery.person, recovery.id),
        name: one.brief.name.clone(),
        birth: one.brief.birth.shown(),
        unit: one.unit_name.clone(),
        scheme: scheme_name(law, &one.scheme),
        opened_at: show_day(recovery.opened_at.vietnam_day()),
        opened: one.balance.opened,
        received: one.balance.received,
        cancelled: one.balance.cancelled,
        outstanding: one.balance.outstanding(),
    }
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((person, recovery)): Path<(String, String)>,
) -> Result<Html<String>, PageError> {
    let key: (PersonId, RecoveryId) = (read(&person)?, read(&recovery)?);
    let today = show_day((state.clock)().vietnam_day());
    let found = load(&state, &visitor, key).await?;
    page(&recovery_page(&state, visitor, &found, ReceiptForm { day: today, ..ReceiptForm::default() }))
}

async fn load(state: &State, visitor: &Visitor, key: (PersonId, RecoveryId)) -> Result<RecoveryWithEntries, PageError> {
    state.ask(visitor, move |house, db, acting| office::read::recovery(house, db, acting, key)).await
}

fn recovery_page(state: &State, visitor: Visitor, found: &RecoveryWithEntries, form: ReceiptForm) -> RecoveryPage {
    let RecoveryWithEntries { case, entries } = found;
    let owed = case.balance.outstanding();
    let words = |kind: DebtKind| capital(kind.shown());
    let entry = |one: &office::read::DebtEntry| EntryRow {
        month: show_month(one.paid_for),
        kind: words(one.kind),
        amount: one.signed,
        day: one.received_on.map_or_else(|| show_moment(one.recorded_at), show_day),
        voucher: one.voucher.clone().unwrap_or_default(),
    };
    let row = row(&state.office.law, case);
    let why: Option<Why> = case.balance.recovery.reason.parse().ok();
    RecoveryPage {
        action: row.href.clone(),
        person_href: person_href(case.brief.id),
        row,
        benefit: case.benefit_name.clone(),
        reason: capital(why.map_or("", Why::shown)),
        state: match owed.is_positive() {
            true => Chip::new(Tone::Warn, "Chưa thu xong"),
            false => Chip::new(Tone::Good, "Đã xong"),
        },
        entries: entries.iter().map(entry).collect(),
        receipt: (owed.is_positive() && visitor.rights.may(Act::RecoveryReceive)).then_some(form),
        frame: Frame::new(visitor, Section::Rolls),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    so_tien: String,
    ngay: String,
    chung_tu: String,
    buoc: String,
}

/// Money that came back: shown first, then written down.
pub async fn receive(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path((person, recovery)): Path<(String, String)>,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let key: (PersonId, RecoveryId) = (read(&person)?, read(&recovery)?);
    let found = load(&state, &visitor, key).await?;
    let owed = found.case.balance.outstanding();
    let mut form = ReceiptForm {
        amount: filled.so_tien.clone(),
        day: filled.ngay.clone(),
        voucher: filled.chung_tu.clone(),
        ..ReceiptForm::default()
    };
    match receipt(key, &filled, owed) {
        Ok(receipt) if filled.buoc == "luu" => {
            let amount = receipt.amount;
            let done = state
                .ask(&visitor, move |house, db, acting| office::recover::receive(house, db, acting, &receipt))
                .await;
            match done {
                Ok(()) => {
                    tell(&session, format!("Đã ghi thu {amount}.")).await?;
                    return Ok(Redirect::to(&format!("/thu-hoi/{}/{}", key.0, key.1)).into_response());
                }
                Err(fault) => form.refusal = Some(fault.refusal()?),
            }
        }
        Ok(receipt) => {
            form.effect = Some(format!("Ghi thu {}, còn phải thu {}.", receipt.amount, owed - receipt.amount));
        }
        Err(refusal) => form.refusal = Some(refusal),
    }
    let status = if form.refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page(&recovery_page(&state, visitor, &found, form))?).into_response())
}

fn receipt((person, recovery): (PersonId, RecoveryId), filled: &Filled, owed: Dong) -> Result<Receipt, String> {
    let amount = read_money(&filled.so_tien).filter(|amount| amount.is_positive());
    let amount = amount.ok_or("Số tiền thu cần ghi bằng chữ số, như 405.000.")?;
    if owed < amount {
        return Err(format!("Số tiền thu {amount} lớn hơn số còn phải thu {owed}."));
    }
    let received_on = read_day(&filled.ngay).map_err(|_| "Ngày thu cần ghi như 05/09/2026.")?;
    let voucher = Some(filled.chung_tu.trim().to_owned()).filter(|voucher| !voucher.is_empty());
    Ok(Receipt { person, recovery, amount, received_on, voucher })
}
