//! A person's card: who it is, what they have, why, what was done and who looked.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, Redirect};
use domain::kernel::{Day, Dong, Month, PersonId, Span, show_day, show_moment, show_month};
use domain::payment::{LineKind, Why};
use domain::registry::{PaperKind, Sex};
use office::access::{Act, Rights};
use office::acts::{PastAct, name_of, past_acts};
use office::looks::{self, Look, Revealed};
use office::read::{Card, HeldStatus, HouseholdShown, MemberShown, MonthPaid, SpellShown, WhyMonth};
use office::{Acting, Db, Office, OfficeError};
use serde::Deserialize;

use super::super::{page, read, read_month};
use super::acts::Kind;
use super::lifeline::Lifeline;
use super::why::{Explained, ReviewNote, WhyPanel, why_panel};
use crate::error::sentence;
use crate::session::Visitor;
use crate::show::{
    Chip, Frame, Section, Tone, age_shown, masked, person_href, show_decision, show_last_month, show_span, why_href,
};
use crate::{PageError, State};

/// Months of pay that stand open; the older ones are folded away.
const PAYMENTS_OPEN: usize = 12;

#[derive(Debug, Clone, Template)]
#[template(path = "person/card.html")]
pub struct CardPage {
    pub frame: Frame,
    pub name: String,
    pub code: String,
    /// Birth, age and home in one line.
    pub about: String,
    pub states: Vec<Chip>,
    pub acts: Vec<ActLink>,
    pub reviews: Vec<ReviewNote>,
    pub facts: Vec<(String, String)>,
    /// Papers and accounts; masked unless they were asked for in full.
    pub numbers: Vec<(String, String)>,
    pub numbers_are_full: bool,
    /// Where the numbers are asked for in full; `None` for whoever may not.
    pub reveal: Option<String>,
    /// Whether the whole record may be given out at the person's own request.
    pub may_give_out: bool,
    pub timeline: Vec<Moved>,
    pub households: Vec<HouseholdView>,
    pub counted_for: Vec<CountedRow>,
    pub lifeline: Option<Lifeline>,
    pub spells: Vec<SpellRow>,
    pub why: WhyPanel,
    pub payments: Vec<PaymentRow>,
    pub older_payments: Vec<PaymentRow>,
    pub debts: Vec<DebtRow>,
    pub past: Vec<PastRow>,
    pub undo: String,
    /// Who looked at the card; `None` for whoever may not know.
    pub looks: Option<Vec<LookRow>>,
}

#[derive(Debug, Clone)]
pub struct ActLink {
    pub name: &'static str,
    pub href: String,
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
pub struct HouseholdView {
    pub id: String,
    pub place: String,
    pub members: Vec<MemberRow>,
}

#[derive(Debug, Clone)]
pub struct MemberRow {
    pub name: String,
    /// `None` for the person of the card and for members of another area.
    pub href: Option<String>,
    pub relation: String,
    pub span: String,
    pub class: String,
}

/// A benefit of somebody else that is counted for this person.
#[derive(Debug, Clone)]
pub struct CountedRow {
    pub href: String,
    pub name: String,
    pub group: String,
    pub until: String,
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
    pub acts: Vec<ActLink>,
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
    /// Where its coming back is written down, while something is owed and one may.
    pub receive: Option<String>,
}

/// Something that was done.
#[derive(Debug, Clone)]
pub struct PastRow {
    pub when: String,
    pub what: &'static str,
    pub by: String,
    pub undone: Option<String>,
    /// The moment by which it is taken back, where that is possible.
    pub at: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LookRow {
    pub by: String,
    pub what: &'static str,
    pub times: i64,
    pub last: String,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    thang: String,
}

/// What the office knows for one card.
struct Gathered {
    card: Card,
    month: Month,
    why: Result<Option<WhyMonth>, OfficeError>,
    past: Vec<PastAct>,
    today: Day,
    revealed: Option<Revealed>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let person: PersonId = read(&person)?;
    let month: Option<Month> = if asked.thang.is_empty() { None } else { Some(read_month(&asked.thang)?) };
    let work = move |house: &Office, db: &Db, acting: Acting| {
        let found = gather(house, db, acting, (person, month))?;
        if found.is_some() {
            looks::opened(db, acting, person)?;
        }
        Ok(found)
    };
    let found = state.ask(&visitor, work).await?.ok_or(PageError::NotFound { what: "người" })?;
    card_page(visitor, &state.office, found)
}

/// The card with its numbers in full, once; opening it again shows them masked.
pub async fn reveal(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(person): Path<String>,
) -> Result<Html<String>, PageError> {
    let person: PersonId = read(&person)?;
    let work = move |house: &Office, db: &Db, acting: Acting| {
        let revealed = looks::reveal(db, acting, person)?;
        let found = gather(house, db, acting, (person, None))?;
        Ok(found.map(|found| Gathered { revealed: Some(revealed), ..found }))
    };
    let found = state.ask(&visitor, work).await?.ok_or(PageError::NotFound { what: "người" })?;
    card_page(visitor, &state.office, found)
}

/// What is only ever sent leads back to the card when its address is opened.
pub async fn back_to_card(Path(person): Path<String>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&person_href(read(&person)?)))
}

fn gather(
    house: &Office,
    db: &Db,
    acting: Acting,
    (person, month): (PersonId, Option<Month>),
) -> Result<Option<Gathered>, OfficeError> {
    let Some(card) = office::read::card(house, db, acting, person)? else { return Ok(None) };
    let last_paid = card.payments.iter().map(|paid| paid.roll_month).max();
    let month = month.or(last_paid).unwrap_or(acting.today().month());
    let why = office::read::why(house, db, acting, person, month);
    let past = past_acts(db, acting, person)?;
    Ok(Some(Gathered { card, month, why, past, today: acting.today(), revealed: None }))
}

fn card_page(visitor: Visitor, house: &Office, found: Gathered) -> Result<Html<String>, PageError> {
    let Gathered { card, month, why, past, today, revealed } = found;
    let rights = visitor.rights.clone();
    let why = why_panel(house, card.id, month, why)?;
    let frame = Frame::new(visitor, Section::People);
    page(&filled(frame, &rights, (house, &card, today), why, (&past, revealed.as_ref())))
}

fn filled(
    frame: Frame,
    rights: &Rights,
    (house, card, today): (&Office, &Card, Day),
    (why, reviews): Explained,
    (past, revealed): (&[PastAct], Option<&Revealed>),
) -> CardPage {
    let mut payments: Vec<PaymentRow> = card.payments.iter().rev().map(|paid| payment_row(card.id, paid)).collect();
    let older_payments = payments.split_off(payments.len().min(PAYMENTS_OPEN));
    CardPage {
        frame,
        name: card.person.name.clone(),
        code: card.id.to_string(),
        about: about(house, card, today),
        states: states(card, &why, today.month()),
        acts: acts(rights, card),
        reviews,
        facts: facts(card),
        numbers: numbers(card, revealed),
        numbers_are_full: revealed.is_some(),
        reveal: reveal_href(rights, card, revealed),
        may_give_out: rights.may(Act::PersonGiveOut),
        timeline: timeline(house, card, today),
        households: card.households.iter().map(|household| household_view(card.id, household)).collect(),
        counted_for: counted_for(card),
        lifeline: Lifeline::new(house, card, today),
        spells: card.spells.iter().map(|spell| spell_row(rights, card, spell, today.month())).collect(),
        why,
        payments,
        older_payments,
        debts: debts(rights, card),
        past: past.iter().map(past_row).collect(),
        undo: format!("{}/huy", person_href(card.id)),
        looks: card.looks.as_ref().map(|looks| looks.iter().map(look_row).collect()),
    }
}

fn about(house: &Office, card: &Card, today: Day) -> String {
    let birth = format!("Sinh {}", card.person.birth.shown());
    let age = match card.death {
        Some(_) => String::new(),
        None => age_shown(card.person.birth, today),
    };
    let home = card.residences.iter().max_by_key(|stay| stay.span.from);
    let village = home.and_then(|stay| stay.village.clone()).unwrap_or_default();
    let unit = home.map_or_else(String::new, |stay| house.units.name(&stay.unit).to_owned());
    let sex = card.person.sex.map(Sex::shown).unwrap_or_default().to_owned();
    let parts = [birth, age, sex, village, unit];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Death, a pause, a debt, and what the month that is looked at brings.
fn states(card: &Card, why: &WhyPanel, month: Month) -> Vec<Chip> {
    let dead = card.death.as_ref().map(|death| Chip::new(Tone::Mute, format!("Mất ngày {}", show_day(death.died_on))));
    let rests = card.spells.iter().any(|spell| is_paused(spell, month));
    let owed: Dong = card.recoveries.iter().map(|debt| debt.outstanding()).sum();
    let due = match () {
        () if why.refusal.is_some() => None,
        () if why.total.is_positive() => Some(Chip::new(Tone::Good, format!("Tháng {}: {}", why.month, why.total))),
        () => Some(Chip::new(Tone::Warn, format!("Tháng {}: không chi", why.month))),
    };
    let rests = rests.then(|| Chip::new(Tone::Warn, "Đang tạm dừng"));
    let owed = owed.is_positive().then(|| Chip::new(Tone::Bad, format!("Còn phải thu {owed}")));
    dead.into_iter().chain(due).chain(rests).chain(owed).collect()
}

fn is_paused(spell: &SpellShown, month: Month) -> bool {
    spell.months.contains(month) && spell.pauses.iter().any(|pause| pause.contains(month))
}

/// What the visitor may do about the person as a whole.
fn acts(rights: &Rights, card: &Card) -> Vec<ActLink> {
    let kinds: &[Kind] = match card.death {
        Some(_) => &[Kind::OneOff, Kind::UndoDeath, Kind::Correct],
        None => &[
            Kind::Grant,
            Kind::Death,
            Kind::Move,
            Kind::Status,
            Kind::EndStatus,
            Kind::Class,
            Kind::Payee,
            Kind::OneOff,
            Kind::Correct,
        ],
    };
    let has_status = !card.statuses.is_empty();
    let allowed = kinds.iter().filter(|kind| rights.may(kind.right()) && (**kind != Kind::EndStatus || has_status));
    allowed.map(|kind| ActLink { name: kind.name(), href: kind.href(card.id) }).collect()
}

/// What the visitor may do about one spell that still runs.
fn spell_acts(rights: &Rights, card: &Card, spell: &SpellShown, month: Month) -> Vec<ActLink> {
    if spell.once || spell.months.until <= month || !rights.may(Act::PersonDecide) {
        return Vec::new();
    }
    let pause = if is_paused(spell, month) { Kind::Resume } else { Kind::Pause };
    let link = |kind: Kind| ActLink { name: kind.name(), href: format!("{}?ky={}", kind.href(card.id), spell.id) };
    [Kind::Change, pause, Kind::Stop].map(link).to_vec()
}

fn facts(card: &Card) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Ngày sinh", card.person.birth.shown()),
        ("Giới tính", card.person.sex.map_or("chưa ghi", Sex::shown).to_owned()),
        ("Nơi chi trả", if card.unit_name.is_empty() { "chưa ghi".to_owned() } else { card.unit_name.clone() }),
    ];
    for payee in card.payees.iter().filter(|payee| payee.span.until.is_none()) {
        facts.push(("Người nhận", payee.receiver.clone().unwrap_or_else(|| "tự nhận".to_owned())));
    }
    facts.push(("Nguồn", card.person.source.clone()));
    let shown = facts.into_iter().filter(|fact| !fact.1.is_empty());
    shown.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn numbers(card: &Card, revealed: Option<&Revealed>) -> Vec<(String, String)> {
    let (papers, payees) =
        revealed.map_or((&card.papers, &card.payees), |revealed| (&revealed.papers, &revealed.payees));
    let shown = |number: &str| if revealed.is_some() { number.to_owned() } else { masked(number) };
    let name = |kind| match kind {
        PaperKind::PersonalId => "Số định danh",
        PaperKind::OldId => "Chứng minh nhân dân",
    };
    let papers = papers.iter().map(|paper| (name(paper.kind).to_owned(), shown(&paper.number)));
    let running = payees.iter().filter(|payee| payee.span.until.is_none());
    let accounts = running.filter_map(|payee| {
        let account = shown(payee.account.as_deref()?);
        Some(("Tài khoản".to_owned(), format!("{account} {}", payee.bank.as_deref().unwrap_or_default())))
    });
    papers.chain(accounts).collect()
}

fn reveal_href(rights: &Rights, card: &Card, revealed: Option<&Revealed>) -> Option<String> {
    let has_numbers = !card.papers.is_empty() || card.payees.iter().any(|payee| payee.account.is_some());
    let can = rights.may(Act::PersonReveal) && has_numbers && revealed.is_none();
    can.then(|| format!("{}/hien-so", person_href(card.id)))
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

fn household_view(person: PersonId, household: &HouseholdShown) -> HouseholdView {
    let place: Vec<String> = household.village.iter().cloned().chain([household.unit_name.clone()]).collect();
    let member = |member: &MemberShown| MemberRow {
        name: member.name.clone().unwrap_or_else(|| "người của địa bàn khác".to_owned()),
        href: (member.person != person && member.name.is_some()).then(|| person_href(member.person)),
        relation: member.relation.clone(),
        span: match member.died_on {
            Some(day) => format!("mất ngày {}", show_day(day)),
            None => show_span(member.span),
        },
        class: member.class.clone().unwrap_or_default(),
    };
    HouseholdView {
        id: household.id.to_string(),
        place: place.join(", "),
        members: household.members.iter().map(member).collect(),
    }
}

fn counted_for(card: &Card) -> Vec<CountedRow> {
    let row = |one: &office::read::CountedForShown| CountedRow {
        href: person_href(one.person),
        name: one.name.clone(),
        group: one.group_name.clone(),
        until: one.until.map(|day| format!("không còn tính từ {}", show_day(day))).unwrap_or_default(),
    };
    card.counted_for.iter().map(row).collect()
}

fn spell_row(rights: &Rights, card: &Card, spell: &SpellShown, month: Month) -> SpellRow {
    let state = match () {
        () if spell.once => Chip::new(Tone::Calm, "Một lần"),
        () if month < spell.months.from => Chip::new(Tone::Calm, "Chưa đến tháng hưởng"),
        () if spell.months.until <= month => Chip::new(Tone::Mute, "Đã thôi hưởng"),
        () if is_paused(spell, month) => Chip::new(Tone::Warn, "Đang tạm dừng"),
        () => Chip::new(Tone::Good, "Đang hiệu lực"),
    };
    let percent = spell.percent.map(|percent| format!("tỷ lệ {percent}%"));
    let years = spell.years.map(|years| format!("{years} năm"));
    let details: Vec<String> = percent
        .into_iter()
        .chain(years)
        .chain(spell.attributes.iter().cloned())
        .chain(spell.subjects.iter().map(|one| format!("về {} ({})", one.name, one.birth.shown())))
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
        acts: spell_acts(rights, card, spell, month),
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

fn debts(rights: &Rights, card: &Card) -> Vec<DebtRow> {
    let may_receive = rights.may(Act::RecoveryReceive);
    let row = |debt: &office::read::RecoveryBalance| DebtRow {
        opened_on: show_moment(debt.recovery.opened_at),
        reason: why_shown(&debt.recovery.reason),
        opened: debt.opened,
        received: debt.received,
        outstanding: debt.outstanding(),
        receive: (may_receive && debt.outstanding().is_positive())
            .then(|| format!("{}/thu-hoi/{}", person_href(card.id), debt.recovery.id)),
    };
    card.recoveries.iter().map(row).collect()
}

/// A reason is kept by its key where a roll opened the debt, and in words where a person did.
fn why_shown(reason: &str) -> String {
    sentence(&reason.parse::<Why>().map_or_else(|_| reason.to_owned(), |why| why.shown().to_owned()))
}

fn past_row(past: &PastAct) -> PastRow {
    PastRow {
        when: show_moment(past.at),
        what: name_of(&past.act),
        by: if past.by_name.is_empty() { "chương trình".to_owned() } else { past.by_name.clone() },
        undone: past.undone_at.map(show_moment),
        at: past.can_be_undone.then(|| past.at.to_string()),
    }
}

fn look_row(look: &Look) -> LookRow {
    LookRow {
        by: look.by_name.clone(),
        what: if look.at_numbers { "Xem đủ số giấy tờ, tài khoản" } else { "Mở hồ sơ" },
        times: look.times,
        last: show_moment(look.last_at),
    }
}
