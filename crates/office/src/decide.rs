//! Decisions: grant, change, stop, pause, resume, one-off benefits. What they are worth is worked out later.

use domain::casework::{Decision, DecisionKind};
use domain::entitlement::{Spell, StartFacts, start_month};
use domain::kernel::{Day, DecisionId, Month, MonthSpan, PersonId, SpellId};
use domain::rules::{OutOfCoverage, View};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::spells::NewSpell;
use store::{Db, Tx, decisions, ids, spells};

use crate::{Acting, Office, OfficeError, Refusal, profile, register};

/// The paper an act rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    #[serde(default)]
    pub number: Option<String>,
    pub signed_on: Day,
    /// When the office proposed it, if a superior signed.
    #[serde(default)]
    pub proposed_on: Option<Day>,
}

/// What a decision grants. The law gives the first month when the paper does not.
#[derive(Debug, Clone)]
pub struct Grant {
    pub person: PersonId,
    pub spell: Spell,
    pub paper: Paper,
}

/// The first month of a grant by the law, for a paper that leaves it open.
pub fn first_month(office: &Office, group: &str, facts: StartFacts) -> Result<Month, OfficeError> {
    let view = View::new(&office.law, facts.signed, facts.signed.month());
    Ok(start_month(view, group, facts).map_err(Refusal::NoStart)?.month)
}

pub fn grant(office: &Office, db: &Db, acting: Acting, order: &Grant) -> Result<SpellId, OfficeError> {
    db.write(|tx| grant_in(office, tx, acting, order))
}

pub(crate) fn grant_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    order: &Grant,
) -> Result<SpellId, OfficeError> {
    let decision = decide(office, tx, acting, order.person, DecisionKind::Grant, &order.spell.group, &order.paper)?;
    let spell = add_spell(office, tx, acting, order.person, &order.spell, decision)?;
    let detail = json!({ "group": order.spell.group, "from": order.spell.months.from, "spell": spell });
    acting.note(tx, "decision.grant", &subject(order.person), detail)?;
    Ok(spell)
}

/// From `from` on the person stands in another group or at another level; the old spell ends there.
pub fn change(
    office: &Office,
    db: &Db,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    to: &Spell,
    paper: &Paper,
) -> Result<SpellId, OfficeError> {
    db.write(|tx| change_in(office, tx, acting, (person, spell), to, paper))
}

pub(crate) fn change_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    to: &Spell,
    paper: &Paper,
) -> Result<SpellId, OfficeError> {
    let old = find(tx, acting, person, spell)?.spell.group;
    acting.need_scheme(&scheme_of(office, &old)?)?;
    let decision = decide(office, tx, acting, person, DecisionKind::Change, &to.group, paper)?;
    end(tx, acting, person, spell, to.months.from)?;
    let next = add_spell(office, tx, acting, person, to, decision)?;
    let detail = json!({ "group": to.group, "from": to.months.from, "ended": spell, "spell": next });
    acting.note(tx, "decision.change", &subject(person), detail)?;
    Ok(next)
}

/// `until` is the first month no longer paid.
pub fn stop(
    office: &Office,
    db: &Db,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    until: Month,
    paper: &Paper,
) -> Result<(), OfficeError> {
    db.write(|tx| stop_in(office, tx, acting, (person, spell), until, paper))
}

pub(crate) fn stop_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    until: Month,
    paper: &Paper,
) -> Result<(), OfficeError> {
    let group = end(tx, acting, person, spell, until)?;
    decide(office, tx, acting, person, DecisionKind::Stop, &group, paper)?;
    acting.note(tx, "decision.stop", &subject(person), json!({ "spell": spell, "until": until }))?;
    Ok(())
}

/// Pay rests for these months; what turns out to be due for them later comes as arrears.
pub fn pause(
    office: &Office,
    db: &Db,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    months: MonthSpan,
    reason: &str,
    paper: &Paper,
) -> Result<(), OfficeError> {
    db.write(|tx| pause_in(office, tx, acting, (person, spell), months, reason, paper))
}

pub(crate) fn pause_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    months: MonthSpan,
    reason: &str,
    paper: &Paper,
) -> Result<(), OfficeError> {
    let record = find(tx, acting, person, spell)?;
    if months.intersect(record.spell.months).is_empty() {
        let says = "các tháng tạm dừng phải nằm trong kỳ hưởng".to_owned();
        return Err(Refusal::NotPossible { what: "thời gian tạm dừng", says }.into());
    }
    spells::add_pause(tx, person, spell, months, Some(reason), acting.recording())?;
    decide(office, tx, acting, person, DecisionKind::Suspend, &record.spell.group, paper)?;
    acting.note(tx, "decision.pause", &subject(person), json!({ "spell": spell, "from": months.from }))?;
    Ok(())
}

/// Ends the running pause before `until`.
pub fn resume(
    office: &Office,
    db: &Db,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    until: Month,
    paper: &Paper,
) -> Result<(), OfficeError> {
    db.write(|tx| resume_in(office, tx, acting, (person, spell), until, paper))
}

pub(crate) fn resume_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    (person, spell): (PersonId, SpellId),
    until: Month,
    paper: &Paper,
) -> Result<(), OfficeError> {
    let record = find(tx, acting, person, spell)?;
    let pauses = spells::pauses(tx, person, acting.now)?;
    let running = pauses.iter().find(|(of, pause)| *of == spell && pause.months.contains(until));
    let (_, pause) = running.ok_or(Refusal::NotPaused(spell))?;
    spells::end_pause(tx, person, spell, pause.no, until, acting.recording())?;
    decide(office, tx, acting, person, DecisionKind::Resume, &record.spell.group, paper)?;
    acting.note(tx, "decision.resume", &subject(person), json!({ "spell": spell, "until": until }))?;
    Ok(())
}

/// One decision may grant several one-off benefits for one event: funeral support and the three-month sum.
pub fn one_off(
    office: &Office,
    db: &Db,
    acting: Acting,
    person: PersonId,
    event_day: Day,
    groups: &[OneOff],
    paper: &Paper,
) -> Result<(), OfficeError> {
    db.write(|tx| one_off_in(office, tx, acting, person, event_day, groups, paper))
}

pub(crate) fn one_off_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    event_day: Day,
    groups: &[OneOff],
    paper: &Paper,
) -> Result<(), OfficeError> {
    let Some(first) = groups.first() else { return Ok(()) };
    let decision = decide(office, tx, acting, person, DecisionKind::OneOff, &first.group, paper)?;
    for one in groups {
        let spell = Spell {
            group: one.group.clone(),
            percent: None,
            years: one.years,
            attributes: Vec::new(),
            months: MonthSpan::new(event_day.month(), event_day.month().next()),
            settled_until: None,
            event_day: Some(event_day),
            subjects: Vec::new(),
            pauses: Vec::new(),
        };
        add_spell(office, tx, acting, person, &spell, decision)?;
    }
    let keys: Vec<&str> = groups.iter().map(|one| one.group.as_str()).collect();
    let detail = json!({ "groups": keys, "event_day": event_day });
    acting.note(tx, "decision.one_off", &subject(person), detail)?;
    Ok(())
}

/// A one-off benefit within a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneOff {
    pub group: String,
    #[serde(default)]
    pub years: Option<u8>,
}

pub(crate) fn subject(person: PersonId) -> String {
    format!("person:{person}")
}

fn find(tx: &mut Tx<'_>, acting: Acting, person: PersonId, spell: SpellId) -> Result<spells::SpellRecord, OfficeError> {
    acting.need_person(tx, person)?;
    Ok(spells::find(tx, person, spell, acting.now)?.ok_or(Refusal::NoSuchSpell { person, spell })?)
}

/// Ends a spell before `until` and returns its group.
fn end(tx: &mut Tx<'_>, acting: Acting, person: PersonId, spell: SpellId, until: Month) -> Result<String, OfficeError> {
    let record = find(tx, acting, person, spell)?;
    let mut ended = record.spell;
    if until < ended.months.from {
        return Err(Refusal::EndsBeforeItBegins { from: ended.months.from }.into());
    }
    if ended.months.until < until {
        return Err(Refusal::AlreadyEnded { until: ended.months.until }.into());
    }
    ended.months.until = until;
    spells::set(tx, person, spell, &ended, acting.recording())?;
    Ok(ended.group)
}

fn decide(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    kind: DecisionKind,
    group: &str,
    paper: &Paper,
) -> Result<DecisionId, OfficeError> {
    if acting.today() < paper.signed_on {
        return Err(Refusal::InTheFuture { what: "ký quyết định" }.into());
    }
    let scheme = scheme_of(office, group)?;
    acting.need_scheme(&scheme)?;
    acting.need_person(tx, person)?;
    let id = DecisionId(ids::take(tx, ids::DECISION, 1)?);
    let decision = Decision {
        kind,
        number: paper.number.clone(),
        signed_on: Some(paper.signed_on),
        scheme,
        proposed_on: paper.proposed_on,
    };
    decisions::add(tx, person, id, &decision, acting.recording())?;
    Ok(id)
}

fn scheme_of(office: &Office, group: &str) -> Result<String, Refusal> {
    let found = office.law.group(group).and_then(|group| office.law.benefit(&group.benefit));
    Ok(found.ok_or_else(|| Refusal::NoSuchGroup(group.to_owned()))?.scheme.clone())
}

/// The books open as far back as the spell reaches, so a month the law does not answer for would stop every roll.
fn add_spell(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    spell: &Spell,
    decision: DecisionId,
) -> Result<SpellId, OfficeError> {
    let first = register::first_open_month(spell);
    if !office.law.coverage.contains(first) {
        return Err(OutOfCoverage { month: first, what: "hưởng".to_owned() }.into());
    }
    let id = SpellId(ids::take(tx, ids::SPELL, 1)?);
    let source = format!("quyết định {decision}");
    let new = NewSpell { person, id, decision: Some(decision), source, spell: spell.clone() };
    spells::add(tx, &new, acting.recording())?;
    profile::open_books(tx, acting, first)?;
    Ok(id)
}
