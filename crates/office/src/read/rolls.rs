use std::collections::HashMap;

use domain::kernel::{Dong, MonthSpan, PersonId, RunId, UnitId, sort_key};
use domain::payment::{Bridge, BridgeCause, LineKind, PersonTotal, Run, Stage, Why, bridge};
use domain::registry::PersonBrief;
use store::runs::{self, ConfirmationCount, CountBy, LineFilter, PaidSum, RunFilter, StoredRun, confirmations};
use store::{Db, Tx, journal, people};

use super::unpaid::{ReasonSum, sums};
use crate::access::Act;
use crate::roll::{Reconciled, is_seen, reconciled, see};
use crate::{Acting, Office, OfficeError};

/// A roll with its sums, its difference against the month before and what the payer said.
#[derive(Debug, Clone)]
pub struct RollView {
    pub stored: StoredRun,
    pub unit_name: String,
    pub scheme_name: String,
    pub units: Vec<UnitSum>,
    pub groups: Vec<GroupSum>,
    pub kinds: Vec<(LineKind, i64, Dong)>,
    pub bridge: BridgeView,
    pub answers: Vec<ConfirmationCount>,
    /// Why money came back.
    pub reasons: Vec<ReasonSum>,
    pub reconciled: Reconciled,
    /// Facts were recorded after the draft was made.
    pub may_be_stale: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSum {
    pub unit_name: String,
    pub people: i64,
    pub amount: Dong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSum {
    pub group: String,
    pub group_name: String,
    pub people: i64,
    pub amount: Dong,
}

/// The bridge from the roll before, if there was one.
#[derive(Debug, Clone)]
pub struct BridgeView {
    pub before: Option<Run>,
    pub bridge: Bridge,
}

/// One line as a page shows it.
#[derive(Debug, Clone)]
pub struct LineShown {
    pub person: PersonId,
    pub name: String,
    pub birth: String,
    pub village: String,
    pub unit_name: String,
    pub no: i64,
    pub group: Option<String>,
    pub paid_for: domain::kernel::Month,
    pub kind: LineKind,
    pub why: Why,
    pub amount: Dong,
}

/// All rolls that were not replaced, newest month first.
pub fn rolls(db: &Db, acting: Acting) -> Result<Vec<StoredRun>, OfficeError> {
    acting.need(Act::RollRead)?;
    db.read(|tx| {
        let mut all = runs::list(tx, &RunFilter::default())?;
        all.retain(|stored| stored.run.state.stage() != Stage::Superseded && is_seen(acting, stored));
        all.sort_by_key(|stored| (std::cmp::Reverse(stored.run.month), stored.run.scheme.clone(), stored.run.version));
        Ok(all)
    })
}

pub fn roll(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<RollView, OfficeError> {
    db.read(|tx| {
        let stored = see(tx, acting, run)?;
        let may_be_stale =
            stored.run.state.stage() == Stage::Draft && journal::last_seq(tx)? > stored.basis.fact_seq + 1;
        Ok(RollView {
            unit_name: office.units.name(&stored.run.unit).to_owned(),
            scheme_name: scheme_name(office, &stored.run.scheme),
            units: by_unit(office, runs::lines::paid_sums(tx, run, CountBy::Unit)?),
            groups: by_group(office, runs::lines::paid_sums(tx, run, CountBy::Group)?),
            kinds: by_kind(tx, run)?,
            bridge: bridge_of(tx, &stored.run)?,
            answers: confirmations::count(tx, run)?,
            reasons: sums(confirmations::count_reasons(tx, run)?),
            reconciled: reconciled(tx, &stored)?,
            may_be_stale,
            stored,
        })
    })
}

pub(super) fn scheme_name(office: &Office, scheme: &str) -> String {
    let found = office.law.benefits.iter().find(|benefit| benefit.scheme == scheme);
    found.map_or_else(|| scheme.to_owned(), |benefit| benefit.scheme_name.clone())
}

fn by_unit(office: &Office, sums: Vec<PaidSum>) -> Vec<UnitSum> {
    let name = |key: String| office.units.name(&UnitId(key)).to_owned();
    let sums = sums.into_iter().map(|sum| UnitSum { unit_name: name(sum.key), people: sum.people, amount: sum.amount });
    let mut sums: Vec<UnitSum> = sums.collect();
    sums.sort_by_key(|sum| sort_key(&sum.unit_name));
    sums
}

fn by_group(office: &Office, sums: Vec<PaidSum>) -> Vec<GroupSum> {
    let sums = sums.into_iter().map(|sum| GroupSum {
        group_name: office.law.group(&sum.key).map_or_else(String::new, |found| found.name.clone()),
        group: sum.key,
        people: sum.people,
        amount: sum.amount,
    });
    let mut sums: Vec<GroupSum> = sums.collect();
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.amount));
    sums
}

/// The kinds of lines on the roll, each with its people and money.
fn by_kind(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<(LineKind, i64, Dong)>, OfficeError> {
    let all = runs::lines::person_totals(tx, run)?;
    let sum = |kind: LineKind| {
        let mine = all.iter().filter(|one| one.1 == kind);
        (kind, mine.clone().count() as i64, mine.map(|one| one.2).sum::<Dong>())
    };
    Ok(LineKind::ALL.iter().map(|kind| sum(*kind)).filter(|one| one.1 > 0).collect())
}

fn bridge_of(tx: &mut Tx<'_>, run: &Run) -> Result<BridgeView, OfficeError> {
    let before = roll_before(tx, run)?.map(|stored| stored.run);
    let old = match &before {
        Some(before) => person_totals(tx, before.id)?,
        None => Vec::new(),
    };
    let new = person_totals(tx, run.id)?;
    Ok(BridgeView { before, bridge: bridge(&old, &new) })
}

/// The last approved roll of the same scheme and area before this one.
pub(crate) fn roll_before(tx: &mut Tx<'_>, run: &Run) -> Result<Option<StoredRun>, OfficeError> {
    let units = [run.unit.clone()];
    let months = MonthSpan::new(run.month - 24, run.month);
    let stages = [Stage::Approved, Stage::Sent, Stage::Confirmed, Stage::Closed];
    let filter =
        RunFilter { scheme: Some(&run.scheme), months: Some(months), units: Some(&units), stages: Some(&stages) };
    let earlier = runs::list(tx, &filter)?.into_iter();
    Ok(earlier.max_by_key(|stored| (stored.run.month, stored.run.version)))
}

fn person_totals(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<(PersonId, PersonTotal)>, OfficeError> {
    let mut totals: Vec<(PersonId, PersonTotal)> = Vec::new();
    for (person, kind, amount) in runs::lines::person_totals(tx, run)? {
        if totals.last().is_none_or(|last| last.0 != person) {
            totals.push((person, PersonTotal::default()));
        }
        if let Some(last) = totals.last_mut() {
            last.1.add(kind, amount);
        }
    }
    totals.retain(|one| !one.1.total().is_zero());
    Ok(totals)
}

/// The people behind one step of the bridge, from the largest amount down.
pub fn bridge_people(
    db: &Db,
    acting: Acting,
    run: RunId,
    cause: BridgeCause,
) -> Result<Vec<(PersonBrief, Dong)>, OfficeError> {
    db.read(|tx| {
        let run = see(tx, acting, run)?.run;
        let view = bridge_of(tx, &run)?;
        let mut mine: Vec<(PersonId, Dong)> =
            view.bridge.people.iter().filter(|one| one.0 == cause).map(|one| (one.1, one.2)).collect();
        mine.sort_by_key(|one| (std::cmp::Reverse(one.1.abs()), one.0));
        let ids: Vec<PersonId> = mine.iter().map(|one| one.0).collect();
        let briefs: HashMap<PersonId, PersonBrief> =
            people::briefs(tx, &ids, acting.now)?.into_iter().map(|brief| (brief.id, brief)).collect();
        Ok(mine.into_iter().filter_map(|(id, amount)| Some((briefs.get(&id)?.clone(), amount))).collect())
    })
}

/// A page of lines after a person and line, of one's own units or of one of them, with the names a list shows.
pub fn lines(
    office: &Office,
    db: &Db,
    acting: Acting,
    run: RunId,
    unit: Option<&UnitId>,
    (after, limit): (Option<(PersonId, i64)>, i64),
) -> Result<Vec<LineShown>, OfficeError> {
    if unit.is_some_and(|unit| !acting.rights.covers_unit(Some(unit))) {
        return Ok(Vec::new());
    }
    db.read(|tx| {
        see(tx, acting, run)?;
        let units = unit.map(std::slice::from_ref).or(acting.rights.units());
        let filter = LineFilter { units, ..LineFilter::default() };
        let page = runs::lines::lines(tx, run, &filter, after, limit)?;
        let mut ids: Vec<PersonId> = page.iter().map(|line| line.person).collect();
        ids.dedup();
        let briefs: HashMap<PersonId, PersonBrief> =
            people::briefs(tx, &ids, acting.now)?.into_iter().map(|brief| (brief.id, brief)).collect();
        let shown = page.into_iter().map(|line| {
            let brief = briefs.get(&line.person);
            LineShown {
                person: line.person,
                name: brief.map_or_else(String::new, |brief| brief.name.clone()),
                birth: brief.map_or_else(String::new, |brief| brief.birth.shown()),
                village: brief.and_then(|brief| brief.village.clone()).unwrap_or_default(),
                unit_name: office.units.name(&line.unit).to_owned(),
                no: line.no,
                group: line.group,
                paid_for: line.paid_for,
                kind: line.kind,
                why: line.why,
                amount: line.amount,
            }
        });
        Ok(shown.collect())
    })
}
