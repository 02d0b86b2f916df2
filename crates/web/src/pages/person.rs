//! A person's card, and why they have or have not what they have in one month.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::Html;
use domain::entitlement::{Finding, Outcome, Term};
use domain::kernel::{Day, Dong, Month, PersonId, Span, show_day, show_moment, show_month};
use domain::payment::{LineKind, Why};
use domain::registry::{PaperKind, Sex};
use office::read::{Card, HeldStatus, MonthPaid, SpellShown, WhyMonth};
use office::{Office, OfficeError};
use serde::Deserialize;

use super::{page, read, read_month};
use crate::error::sentence;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone, masked, show_decision, show_last_month, show_span, why_href};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "person.html")]
pub struct PersonPage {
    pub frame: Frame,
    pub name: String,
    pub code: String,
    pub states: Vec<Chip>,
    pub reviews: Vec<ReviewNote>,
    pub facts: Vec<(String, String)>,
    /// Numbers are masked before they come here.
    pub papers: Vec<(String, String)>,
    pub timeline: Vec<Moved>,
    pub spells: Vec<SpellRow>,
    pub why: WhyPanel,
    pub payments: Vec<PaymentRow>,
    pub debts: Vec<DebtRow>,
}

#[derive(Debug, Clone)]
pub struct ReviewNote {
    pub says: String,
    pub cite: String,
}

/// One place or status, and when it held.
#[derive(Debug, Clone)]
pub struct Moved {
    pub when: String,
    pub what: String,
    pub detail: String,
    pub is_now: bool,
}

#[derive(Debug, Clone)]
pub struct SpellRow {
    pub group: String,
    pub benefit: String,
    pub from: String,
    pub until: String,
    /// Percent, years, attributes, subjects: what the amount depends on besides the group.
    pub details: String,
    pub decision: String,
    pub source: String,
    pub state: Chip,
}

#[derive(Debug, Clone)]
pub struct WhyPanel {
    pub month: String,
    /// As the field of a form holds a month.
    pub value: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Why the month cannot be worked out at all.
    pub refusal: Option<String>,
    /// Why the person has nothing on the roll of the month.
    pub nothing: Option<String>,
    pub total: Dong,
    pub findings: Vec<FindingView>,
}

#[derive(Debug, Clone)]
pub struct FindingView {
    pub group: String,
    pub benefit: String,
    pub amount: Option<Dong>,
    pub reason: Option<String>,
    pub cite: Option<String>,
    pub terms: Vec<TermView>,
}

#[derive(Debug, Clone)]
pub struct TermView {
    pub name: String,
    pub arithmetic: String,
    pub cite: String,
    pub base_cite: Option<String>,
    pub certainty: Chip,
    pub amount: Dong,
}

#[derive(Debug, Clone)]
pub struct PaymentRow {
    pub month: String,
    pub why: String,
    pub what: String,
    /// The kind of line and the month it is for, where they are not the usual ones.
    pub detail: String,
    pub state: Chip,
    pub amount: Dong,
    pub is_paid: bool,
}

/// Money to be brought back.
#[derive(Debug, Clone)]
pub struct DebtRow {
    pub opened_on: String,
    pub reason: String,
    pub opened: Dong,
    pub received: Dong,
    pub outstanding: Dong,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    thang: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let person: PersonId = read(&person)?;
    let month: Option<Month> = if asked.thang.is_empty() { None } else { Some(read_month(&asked.thang)?) };
    let now = (state.clock)();
    let house = state.office.clone();
    let read = state.ask(&visitor, move |house, db, acting| {
        let Some(card) = office::read::card(house, db, acting, person)? else {
            return Ok((None, acting.today().month(), Ok(None)));
        };
        let last_paid = card.payments.iter().map(|paid| paid.roll_month).max();
        let month = month.or(last_paid).unwrap_or(acting.today().month());
        let why = office::read::why(house, db, acting, person, month);
        Ok((Some(card), month, why))
    });
    let (card, month, why) = read.await?;
    let card = card.ok_or(PageError::NotFound { what: "người" })?;
    let why = why_panel(&house, person, month, why)?;
    page(&person_page(Frame::new(visitor, Section::People), &house, &card, why, now.vietnam_day()))
}

/// The panel and the overlaps that need a person's look.
type Explained = (WhyPanel, Vec<ReviewNote>);

fn why_panel(
    house: &Office,
    person: PersonId,
    month: Month,
    why: Result<Option<WhyMonth>, OfficeError>,
) -> Result<Explained, PageError> {
    let coverage = house.law.coverage;
    let neighbour = |month: Month| (coverage.from <= month && month < coverage.until).then(|| why_href(person, month));
    let empty = WhyPanel {
        month: show_month(month),
        value: show_month(month),
        before: neighbour(month.previous()),
        after: neighbour(month.next()),
        refusal: None,
        nothing: None,
        total: Dong::ZERO,
        findings: Vec::new(),
    };
    match why {
        Ok(Some(why)) => {
            let reviews = why.explanation.reviews.iter();
            let notes = reviews.map(|one| ReviewNote { says: sentence(&one.says), cite: one.cite.to_string() });
            let findings = why.explanation.findings.iter().map(|finding| finding_view(house, finding)).collect();
            let nothing = why.not_on_the_roll.as_deref().map(sentence);
            Ok((WhyPanel { findings, nothing, total: why.total, ..empty }, notes.collect()))
        }
        Ok(None) => Ok((empty, Vec::new())),
        Err(OfficeError::OutOfCoverage(refusal)) => {
            let refusal = Some(sentence(&refusal.to_string()));
            Ok((WhyPanel { refusal, ..empty }, Vec::new()))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn finding_view(house: &Office, finding: &Finding) -> FindingView {
    let benefit = house.law.benefit(&finding.benefit).map(|benefit| benefit.name.clone());
    let bare = FindingView {
        group: finding.group_name.clone(),
        benefit: benefit.unwrap_or_default(),
        amount: None,
        reason: None,
        cite: None,
        terms: Vec::new(),
    };
    match &finding.outcome {
        Outcome::Due { amount, terms } => {
            FindingView { amount: Some(*amount), terms: terms.iter().map(term_view).collect(), ..bare }
        }
        Outcome::NotDue { reason, cite } => FindingView {
            reason: Some(sentence(&reason.to_string())),
            cite: cite.as_ref().map(ToString::to_string),
            ..bare
        },
    }
}

fn term_view(term: &Term) -> TermView {
    TermView {
        name: term.name.clone(),
        arithmetic: term.shown(),
        cite: term.cite.to_string(),
        base_cite: term.base_cite.as_ref().map(ToString::to_string),
        certainty: Chip::certainty(term.certainty),
        amount: term.amount,
    }
}

fn person_page(frame: Frame, house: &Office, card: &Card, (why, reviews): Explained, today: Day) -> PersonPage {
    let debts = card.recoveries.iter().map(|debt| DebtRow {
        opened_on: show_moment(debt.recovery.opened_at),
        reason: why_shown(&debt.recovery.reason),
        opened: debt.opened,
        received: debt.received,
        outstanding: debt.outstanding(),
    });
    PersonPage {
        frame,
        name: card.person.name.clone(),
        code: card.id.to_string(),
        states: states(card, &why),
        reviews,
        facts: facts(card),
        papers: papers(card),
        timeline: timeline(house, card, today),
        spells: card.spells.iter().map(|spell| spell_row(spell, today.month())).collect(),
        why,
        payments: card.payments.iter().rev().map(|paid| payment_row(card.id, paid)).collect(),
        debts: debts.collect(),
    }
}

/// A reason is kept by its key where a roll opened the debt, and in words where a person did.
fn why_shown(reason: &str) -> String {
    reason.parse::<Why>().map_or_else(|_| reason.to_owned(), |why| why.shown().to_owned())
}

/// Death, and what the month that is looked at brings.
fn states(card: &Card, why: &WhyPanel) -> Vec<Chip> {
    let dead = card.death.as_ref().map(|death| Chip::new(Tone::Mute, format!("Mất ngày {}", show_day(death.died_on))));
    let month = match () {
        () if why.refusal.is_some() => None,
        () if why.total.is_positive() => Some(Chip::new(Tone::Good, format!("Tháng {}: {}", why.month, why.total))),
        () => Some(Chip::new(Tone::Warn, format!("Tháng {}: không chi", why.month))),
    };
    dead.into_iter().chain(month).collect()
}

fn facts(card: &Card) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Ngày sinh", card.person.birth.shown()),
        ("Giới tính", card.person.sex.map_or("chưa ghi", Sex::shown).to_owned()),
        ("Nơi chi trả", if card.unit_name.is_empty() { "chưa ghi".to_owned() } else { card.unit_name.clone() }),
    ];
    for payee in card.payees.iter().filter(|payee| payee.span.until.is_none()) {
        facts.push(("Người nhận thay", payee.receiver.clone().unwrap_or_else(|| "tự nhận".to_owned())));
        if let Some(account) = &payee.account {
            let bank = payee.bank.clone().unwrap_or_default();
            facts.push(("Tài khoản", format!("{} {bank}", masked(account))));
        }
    }
    facts.push(("Nguồn", card.person.source.clone()));
    let shown = facts.into_iter().filter(|fact| !fact.1.is_empty());
    shown.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn papers(card: &Card) -> Vec<(String, String)> {
    let name = |kind| match kind {
        PaperKind::PersonalId => "Số định danh",
        PaperKind::OldId => "Chứng minh nhân dân",
    };
    card.papers.iter().map(|paper| (name(paper.kind).to_owned(), masked(&paper.number))).collect()
}

/// Places and statuses on one line of time, the latest first.
fn timeline(house: &Office, card: &Card, today: Day) -> Vec<Moved> {
    let moved = |span: Span, what: String, detail: &str| {
        let is_now = span.contains(today);
        (span.from, Moved { when: show_span(span), what, detail: detail.to_owned(), is_now })
    };
    let mut all: Vec<(Day, Moved)> = Vec::new();
    for place in &card.residences {
        let parts: Vec<&str> = place.village.as_deref().into_iter().chain([house.units.name(&place.unit)]).collect();
        all.push(moved(place.span, parts.join(", "), "nơi ở"));
    }
    for HeldStatus { status, .. } in &card.statuses {
        let amount = status.amount.map(|amount| amount.to_string()).unwrap_or_default();
        all.push(moved(status.span, house.law.status_name(&status.kind, status.grade.as_deref()), &amount));
    }
    if let Some(death) = &card.death {
        let when = format!("ngày {}", show_day(death.died_on));
        let detail = death.certificate.clone().unwrap_or_default();
        all.push((death.died_on, Moved { when, what: "Qua đời".to_owned(), detail, is_now: false }));
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.0));
    all.into_iter().map(|one| one.1).collect()
}

fn spell_row(spell: &SpellShown, month: Month) -> SpellRow {
    let state = match () {
        () if spell.once => Chip::new(Tone::Calm, "Một lần"),
        () if month < spell.months.from => Chip::new(Tone::Calm, "Chưa đến tháng hưởng"),
        () if spell.months.until <= month => Chip::new(Tone::Mute, "Đã thôi hưởng"),
        () => Chip::new(Tone::Good, "Đang hiệu lực"),
    };
    let percent = spell.percent.map(|percent| format!("tỷ lệ {percent}%"));
    let years = spell.years.map(|years| format!("{years} năm"));
    let details: Vec<String> = percent
        .into_iter()
        .chain(years)
        .chain(spell.attributes.iter().cloned())
        .chain(spell.subjects.iter().map(|one| format!("về {one}")))
        .collect();
    SpellRow {
        group: spell.group_name.clone(),
        benefit: spell.benefit_name.clone(),
        from: show_month(spell.months.from),
        until: show_last_month(spell.months.until),
        details: details.join("; "),
        decision: show_decision(spell.decision_number.as_deref(), spell.decision_day),
        source: spell.source.clone(),
        state,
    }
}

fn payment_row(person: PersonId, paid: &MonthPaid) -> PaymentRow {
    let is_other_month = paid.paid_for != paid.roll_month;
    let month = is_other_month.then(|| format!("cho tháng {}", show_month(paid.paid_for)));
    let kind = (paid.kind != LineKind::Regular && paid.kind.is_paid()).then(|| paid.kind.shown().to_owned());
    PaymentRow {
        month: show_month(paid.roll_month),
        why: why_href(person, paid.paid_for),
        what: paid.benefit_name.clone(),
        detail: kind.into_iter().chain(month).collect::<Vec<_>>().join(" "),
        state: match paid.answer {
            Some(answer) => Chip::answer(answer),
            None if paid.kind.is_paid() => Chip::stage(paid.stage),
            None => Chip::line(paid.kind),
        },
        amount: paid.amount,
        is_paid: paid.kind.is_paid(),
    }
}
