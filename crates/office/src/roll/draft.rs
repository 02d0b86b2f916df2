use std::collections::HashSet;

use domain::entitlement::{NeedsReview, Problem};
use domain::kernel::{Dong, Month, PersonId, RunId, UnitId};
use domain::payment::{By, Line, Run, RunState, Stage};
use domain::rules::Law;
use serde_json::json;
use store::runs::problems::{ProblemKind, RunProblem};
use store::runs::{self, LineRow, RunBasis, RunFilter, RunTotals, StoredRun};
use store::{Db, Tx, ids, journal, people};

use super::{RollKey, find_live, is_of_scheme};
use crate::access::Act;
use crate::books::{Ask, PersonLines, Trouble, each_person_telling, tariff};
use crate::local::law_known;
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// What to draft. Two months at once (before Tết) is `months_ahead: 1`.
#[derive(Debug, Clone)]
pub struct DraftOrder {
    pub scheme: String,
    pub month: Month,
    pub months_ahead: u8,
    /// The area; the whole office when left out.
    pub unit: Option<UnitId>,
}

/// The draft and what a person must look at before approving it.
#[derive(Debug, Clone)]
pub struct Drafted {
    pub run: RunId,
    pub totals: RunTotals,
    pub problems: Vec<Problem>,
    /// Overlaps of the roll's own months that a person must judge, each with the rule's own words.
    pub reviews: Vec<(PersonId, String)>,
    pub without_unit: Vec<PersonId>,
}

/// How far a draft is, in people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub done: usize,
    pub of: usize,
}

/// Whether the roll may be drafted now; the draft that it would replace, where there is one.
pub fn may_draft(office: &Office, db: &Db, acting: Acting, order: &DraftOrder) -> Result<Option<RunId>, OfficeError> {
    need_order(acting, order)?;
    db.read(|tx| Ok(refuse(office, tx, acting, order)?.1.map(|earlier| earlier.run.id)))
}

/// Drafts the roll anew from everything known now; an earlier draft of it is replaced and kept.
pub fn draft(office: &Office, db: &Db, acting: Acting, order: &DraftOrder) -> Result<Drafted, OfficeError> {
    draft_telling(office, db, acting, order, &mut |_| {})
}

fn need_order(acting: Acting, order: &DraftOrder) -> Result<(), Refusal> {
    acting.need(Act::RollDraft)?;
    acting.need_scheme(&order.scheme)
}

/// The same, telling how far it is.
pub fn draft_telling(
    office: &Office,
    db: &Db,
    acting: Acting,
    order: &DraftOrder,
    tell: &mut dyn FnMut(Progress),
) -> Result<Drafted, OfficeError> {
    need_order(acting, order)?;
    db.write(|tx| {
        let of = usize::try_from(people::count(tx, acting.now)?).unwrap_or(usize::MAX);
        tell(Progress { done: 0, of });
        let run = open(office, tx, acting, order)?;
        let basis = run.basis;
        let scope = scope(office, &run.run);
        let law = law_known(office, tx, basis.known_at)?;
        let ask = Ask {
            law: &law,
            known: basis.known_at,
            booked_by: basis.known_at,
            law_known_on: basis.law_known_on,
            regular: run.run.regular_months(),
            units: Some(&scope),
            as_of: None,
            only: None,
        };
        let tariff = tariff(tx, &ask)?;
        let mut totals = RunTotals::default();
        let mut told = |done| tell(Progress { done, of });
        let trouble = each_person_telling(tx, &ask, &tariff, &mut told, |tx, people| {
            let rows = people.iter().flat_map(|person| {
                let unit = person.unit.0.as_str();
                let lines = person.lines.iter().filter(|line| is_of_scheme(&office.law, &order.scheme, line.benefit));
                lines.map(move |line| row(&office.law, line, unit))
            });
            runs::lines::add_lines(tx, run.run.id, rows)?;
            people.iter().for_each(|person| count(&office.law, &order.scheme, person, &mut totals));
            Ok(())
        })?;
        runs::set_totals(tx, run.run.id, totals)?;
        runs::sums::keep_sums(tx, run.run.id)?;
        let trouble = of_roll(trouble, &run.run);
        runs::problems::add_many(tx, run.run.id, &kept(&trouble))?;
        let detail = json!({
            "month": order.month, "unit": run.run.unit, "version": run.run.version,
            "people": totals.people, "total": totals.total.0,
        });
        acting.note(tx, &format!("roll.draft.{}", order.scheme), &format!("run:{}", run.run.id), detail)?;
        Ok(Drafted {
            run: run.run.id,
            totals,
            problems: trouble.problems,
            reviews: trouble.reviews.iter().filter_map(|one| said(&office.law, one)).collect(),
            without_unit: trouble.without_unit,
        })
    })
}

/// Overlaps once for each person and rule, and only of the months the roll pays.
fn of_roll(mut trouble: Trouble, run: &Run) -> Trouble {
    trouble.reviews.retain(|one| run.regular_months().contains(one.month));
    trouble.reviews.dedup_by(|a, b| (a.person, &a.rule) == (b.person, &b.rule));
    trouble
}

fn said(law: &Law, review: &NeedsReview) -> Option<(PersonId, String)> {
    let rule = law.overlaps.iter().find(|one| one.id == review.rule)?;
    Some((review.person, rule.says.clone()))
}

/// What was found, as it stays with the draft.
fn kept(trouble: &Trouble) -> Vec<RunProblem> {
    let amounts = trouble.problems.iter().map(|one| RunProblem {
        person: one.person,
        kind: ProblemKind::NoAmount { spell: one.spell, month: one.month },
    });
    let reviews = trouble
        .reviews
        .iter()
        .map(|one| RunProblem { person: one.person, kind: ProblemKind::Overlap { rule: one.rule.clone() } });
    let places = trouble.without_unit.iter().map(|person| RunProblem { person: *person, kind: ProblemKind::NoUnit });
    amounts.chain(reviews).chain(places).collect()
}

/// Adds a person's money on the roll, if there is any.
fn count(law: &Law, scheme: &str, person: &PersonLines<'_>, totals: &mut RunTotals) {
    let paid = person.lines.iter().filter(|line| line.kind.is_paid() && is_of_scheme(law, scheme, line.benefit));
    let amount: Dong = paid.map(|line| line.amount).sum();
    if amount.is_positive() {
        totals.people += 1;
        totals.total += amount;
    }
}

/// The units, of any time, whose people are counted in the roll's area in its month.
pub(super) fn scope(office: &Office, run: &Run) -> HashSet<UnitId> {
    office.units.counted_in(&run.unit, run.month.first_day()).into_iter().collect()
}

pub(super) fn row<'a>(law: &'a Law, line: &Line, unit: &'a str) -> LineRow<'a> {
    LineRow {
        person: line.person,
        benefit: &law.benefits[usize::from(line.benefit.0)].key,
        group: line.group.map(|group| law.groups[usize::from(group.0)].key.as_str()),
        spell: line.spell,
        paid_for: line.paid_for,
        kind: line.kind,
        why: line.why,
        amount: line.amount,
        unit,
    }
}

/// Refuses a roll that may not be drafted now; else says which is meant and the draft it replaces.
fn refuse(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    order: &DraftOrder,
) -> Result<(RollKey, Option<StoredRun>), OfficeError> {
    let profile = profile::need(tx, acting.now)?;
    if !office.law.benefits.iter().any(|benefit| benefit.scheme == order.scheme) {
        return Err(Refusal::NoSuchScheme(order.scheme.clone()).into());
    }
    let unit = order.unit.clone().unwrap_or(profile.unit);
    let key = RollKey { scheme: order.scheme.clone(), month: order.month, unit };
    refuse_skipped(tx, &key)?;
    let earlier = find_live(tx, &key)?;
    let replaced = earlier.map(|earlier| replaced(earlier, &key)).transpose()?.flatten();
    Ok((key, replaced))
}

/// Adds the empty run, replacing an earlier draft of the same roll.
fn open(office: &Office, tx: &mut Tx<'_>, acting: Acting, order: &DraftOrder) -> Result<StoredRun, OfficeError> {
    let (RollKey { unit, .. }, replaced) = refuse(office, tx, acting, order)?;
    if let Some(earlier) = replaced {
        let state = earlier.run.state.supersede().map_err(Refusal::Run)?;
        runs::set_state(tx, earlier.run.id, Stage::Draft, &Run { state, ..earlier.run })?;
    }
    let id = RunId(ids::take(tx, ids::RUN, 1)?);
    let drafted = By { user: acting.user.unwrap_or(domain::kernel::UserId(0)), at: acting.now };
    let run = Run {
        id,
        scheme: order.scheme.clone(),
        month: order.month,
        months_ahead: order.months_ahead,
        version: runs::next_version(tx, &order.scheme, order.month, &unit)?,
        unit,
        state: RunState::Draft { drafted },
    };
    let fact_seq = journal::last_seq(tx)?;
    let basis = RunBasis { known_at: acting.now, law_known_on: acting.today(), fact_seq };
    let stored = StoredRun { run, basis, totals: RunTotals::default(), note: String::new() };
    runs::add(tx, &stored)?;
    Ok(stored)
}

/// A month left out would come as arrears for everybody; once rolls were paid, they follow month by month.
fn refuse_skipped(tx: &mut Tx<'_>, key: &RollKey) -> Result<(), OfficeError> {
    let units = [key.unit.clone()];
    let filter =
        RunFilter { scheme: Some(&key.scheme), months: None, units: Some(&units), stages: Some(&Stage::BOOKED) };
    let next = runs::list(tx, &filter)?.iter().map(|stored| stored.run.regular_months().until).max();
    match next.filter(|next| *next < key.month) {
        Some(next) => Err(Refusal::MonthSkipped { scheme: key.scheme.clone(), next }.into()),
        None => Ok(()),
    }
}

/// A draft gives way; a closed roll may be followed by a supplementary one; anything between must be finished first.
fn replaced(earlier: StoredRun, key: &RollKey) -> Result<Option<StoredRun>, Refusal> {
    match earlier.run.state.stage() {
        Stage::Draft => Ok(Some(earlier)),
        Stage::Closed | Stage::Superseded | Stage::Unlocked => Ok(None),
        Stage::Approved | Stage::Sent | Stage::Confirmed => {
            Err(Refusal::RunInProgress { scheme: key.scheme.clone(), month: key.month })
        }
    }
}
