use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use domain::kernel::{Dong, Month, MonthSpan, PersonId, RunId, UnitId, fold, sort_key};
use domain::payment::{Bridge, BridgeCause, LineKind, MakerChecker, PersonTotal, Run, Stage, Why, bridge};
use domain::registry::PersonBrief;
use store::runs::problems::{ProblemKind, RunProblem};
use store::runs::unlocks::{self, UnlockRequest};
use store::runs::{
    self, ConfirmationCount, CountBy, LineFilter, PaidSum, RunFilter, RunTotals, StoredLine, StoredRun, confirmations,
};
use store::{Db, Tx, people};

use super::unpaid::{ReasonSum, sums};
use crate::access::Act;
use crate::roll::{Reconciled, is_seen, may_be_stale, reconciled, see};
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// A roll with its sums, its difference against the month before and what the payer said.
#[derive(Debug, Clone)]
pub struct RollView {
    /// With the totals of one's own part.
    pub stored: StoredRun,
    pub unit_name: String,
    pub scheme_name: String,
    /// The communes whose part is shown, where it is not the whole roll.
    pub part: Option<String>,
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
    /// What a person must look at, as it was found at drafting.
    pub problems: Vec<ProblemShown>,
    /// Every version of the same roll that one may look at, the newest first.
    pub versions: Vec<StoredRun>,
    pub maker_checker: MakerChecker,
    /// Who asked for it to be taken back, the latest first.
    pub unlocks: Vec<UnlockRequest>,
}

#[derive(Debug, Clone)]
pub struct ProblemShown {
    pub brief: PersonBrief,
    pub month: Option<Month>,
    pub says: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSum {
    pub unit: UnitId,
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

/// Which rolls to list; an empty one asks for all that were not replaced.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RollsAsk {
    pub scheme: Option<String>,
    pub month: Option<Month>,
    pub stage: Option<Stage>,
}

/// The rolls that one may look at, newest month first, each with the totals of one's own part.
pub fn rolls(db: &Db, acting: Acting, ask: &RollsAsk) -> Result<Vec<StoredRun>, OfficeError> {
    acting.need(Act::RollRead)?;
    db.read(|tx| {
        let months = ask.month.map(|month| MonthSpan::new(month, month.next()));
        let filter = RunFilter { scheme: ask.scheme.as_deref(), months, ..RunFilter::default() };
        let mut all = seen(tx, acting, &filter)?;
        all.retain(|stored| {
            let stage = stored.run.state.stage();
            ask.stage.map_or(stage.is_live(), |asked| asked == stage)
        });
        all.sort_by_key(|stored| (Reverse(stored.run.month), stored.run.scheme.clone(), Reverse(stored.run.version)));
        Ok(all)
    })
}

/// The rolls of any stage that one may look at, each with the totals of one's own part.
pub(super) fn seen(tx: &mut Tx<'_>, acting: Acting, filter: &RunFilter<'_>) -> Result<Vec<StoredRun>, OfficeError> {
    let mut mine = Vec::new();
    for mut stored in runs::list(tx, filter)? {
        if is_seen(tx, acting, &stored)? {
            stored.totals = own_totals(tx, acting, &stored)?;
            mine.push(stored);
        }
    }
    Ok(mine)
}

fn own_totals(tx: &mut Tx<'_>, acting: Acting, stored: &StoredRun) -> Result<RunTotals, OfficeError> {
    match acting.rights.units() {
        None => Ok(stored.totals),
        Some(units) => Ok(runs::sums::totals_in(tx, stored.run.id, units)?),
    }
}

pub fn roll(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<RollView, OfficeError> {
    db.read(|tx| {
        let mut stored = see(tx, acting, run)?;
        let mine = acting.rights.units();
        let reconciled = reconciled(tx, &stored, mine)?;
        stored.totals = own_totals(tx, acting, &stored)?;
        let units = by_unit(office, runs::lines::paid_sums(tx, run, CountBy::Unit, mine)?);
        Ok(RollView {
            unit_name: office.units.name(&stored.run.unit).to_owned(),
            scheme_name: scheme_name(office, &stored.run.scheme),
            part: mine.map(|_| part_name(&units)),
            groups: match shows_groups(acting) {
                true => by_group(office, runs::lines::paid_sums(tx, run, CountBy::Group, mine)?),
                false => Vec::new(),
            },
            units,
            kinds: by_kind(tx, run, mine)?,
            bridge: bridge_of(tx, &stored.run, mine)?,
            answers: confirmations::count(tx, run, mine)?,
            reasons: sums(confirmations::count_reasons(tx, run, mine)?),
            reconciled,
            may_be_stale: may_be_stale(tx, &stored)?,
            problems: problems(office, tx, acting, run)?,
            versions: versions(tx, acting, &stored.run)?,
            maker_checker: profile::need(tx, acting.now)?.maker_checker,
            unlocks: unlocks::list(tx, run)?,
            stored,
        })
    })
}

/// A group may name an illness, so whoever may not read people's records, the payer, learns no group.
fn shows_groups(acting: Acting) -> bool {
    acting.rights.may(Act::PersonRead)
}

/// What stands above the lines of a roll, from the sums kept with it; lines are read only for the groups of a part.
#[derive(Debug, Clone)]
pub struct RollHead {
    pub stored: StoredRun,
    pub scheme_name: String,
    /// Whose part it is, for whoever sees only a part.
    pub part: Option<String>,
    pub units: Vec<UnitSum>,
    /// The keys and names of the groups that the roll pays.
    pub groups: Vec<(String, String)>,
}

pub fn roll_head(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<RollHead, OfficeError> {
    db.read(|tx| {
        let stored = see(tx, acting, run)?;
        let mine = acting.rights.units();
        let kept = runs::sums::unit_sums(tx, &[run], mine)?.into_iter();
        let sums = kept.map(|sum| PaidSum { key: sum.unit.0, people: sum.people, amount: sum.amount });
        let units = by_unit(office, sums.collect());
        let name = |key: &str| office.law.group(key).map_or_else(|| key.to_owned(), |group| group.name.clone());
        let paid = match mine {
            _ if !shows_groups(acting) => Vec::new(),
            None => runs::sums::groups_paid(tx, run)?,
            Some(_) => groups_of_part(tx, run, mine)?,
        };
        let groups = paid.into_iter().map(|key| (key.clone(), name(&key)));
        Ok(RollHead {
            scheme_name: scheme_name(office, &stored.run.scheme),
            part: mine.map(|_| part_name(&units)),
            groups: groups.collect(),
            units,
            stored,
        })
    })
}

/// The groups that are paid in one's own communes; that one is paid elsewhere is not one's own to know.
fn groups_of_part(tx: &mut Tx<'_>, run: RunId, units: Option<&[UnitId]>) -> Result<Vec<String>, OfficeError> {
    let sums = runs::lines::paid_sums(tx, run, CountBy::Group, units)?;
    Ok(sums.into_iter().map(|sum| sum.key).filter(|key| !key.is_empty()).collect())
}

/// `Xã Đoàn Đào, Xã Minh Tân`; so many communes that their names would fill a line are counted.
fn part_name(units: &[UnitSum]) -> String {
    const NAMED: usize = 3;
    match units.len() {
        0..=NAMED => units.iter().map(|unit| unit.unit_name.as_str()).collect::<Vec<_>>().join(", "),
        many => format!("{many} xã"),
    }
}

/// What was found at drafting about people of one's own area; nothing for whoever does not work with people's records.
fn problems(office: &Office, tx: &mut Tx<'_>, acting: Acting, run: RunId) -> Result<Vec<ProblemShown>, OfficeError> {
    if !acting.rights.may(Act::PersonFind) {
        return Ok(Vec::new());
    }
    let found = runs::problems::list(tx, run)?;
    let ids: Vec<PersonId> = found.iter().map(|one| one.person).collect();
    let briefs: HashMap<PersonId, PersonBrief> =
        people::briefs(tx, &ids, acting.now)?.into_iter().map(|brief| (brief.id, brief)).collect();
    let rule = |id: &str| office.law.overlaps.iter().find(|one| one.id == id).map(|one| one.says.clone());
    let shown = |one: RunProblem| {
        let brief = briefs.get(&one.person).filter(|brief| acting.rights.covers_unit(brief.unit.as_ref()))?;
        let (month, says) = match one.kind {
            ProblemKind::NoAmount { month, .. } => (Some(month), "hồ sơ thiếu dữ kiện để tính mức hưởng".to_owned()),
            ProblemKind::Overlap { rule: id } => (None, format!("hưởng trùng, cần xem: {}", rule(&id)?)),
            ProblemKind::NoUnit => (None, "chưa ghi nơi cư trú nên không lên danh sách nào".to_owned()),
        };
        Some(ProblemShown { brief: brief.clone(), month, says })
    };
    Ok(found.into_iter().filter_map(shown).collect())
}

/// Every version of the same roll, the newest first.
fn versions(tx: &mut Tx<'_>, acting: Acting, run: &Run) -> Result<Vec<StoredRun>, OfficeError> {
    let units = [run.unit.clone()];
    let months = MonthSpan::new(run.month, run.month.next());
    let filter = RunFilter { scheme: Some(&run.scheme), months: Some(months), units: Some(&units), stages: None };
    seen(tx, acting, &filter)
}

pub(super) fn scheme_name(office: &Office, scheme: &str) -> String {
    let found = office.law.benefits.iter().find(|benefit| benefit.scheme == scheme);
    found.map_or_else(|| scheme.to_owned(), |benefit| benefit.scheme_name.clone())
}

fn by_unit(office: &Office, sums: Vec<PaidSum>) -> Vec<UnitSum> {
    let sum = |PaidSum { key, people, amount }: PaidSum| {
        let unit = UnitId(key);
        UnitSum { unit_name: office.units.name(&unit).to_owned(), unit, people, amount }
    };
    let mut sums: Vec<UnitSum> = sums.into_iter().map(sum).collect();
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
    sums.sort_by_key(|sum| Reverse(sum.amount));
    sums
}

/// The kinds of lines on the roll, each with its people and money.
fn by_kind(tx: &mut Tx<'_>, run: RunId, units: Option<&[UnitId]>) -> Result<Vec<(LineKind, i64, Dong)>, OfficeError> {
    let all = runs::lines::person_totals(tx, run, units)?;
    let sum = |kind: LineKind| {
        let mine = all.iter().filter(|one| one.1 == kind);
        (kind, mine.clone().count() as i64, mine.map(|one| one.2).sum::<Dong>())
    };
    Ok(LineKind::ALL.iter().map(|kind| sum(*kind)).filter(|one| one.1 > 0).collect())
}

fn bridge_of(tx: &mut Tx<'_>, run: &Run, units: Option<&[UnitId]>) -> Result<BridgeView, OfficeError> {
    let before = roll_before(tx, run)?.map(|stored| stored.run);
    bridge_from(tx, before, run.id, units)
}

fn bridge_from(
    tx: &mut Tx<'_>,
    before: Option<Run>,
    run: RunId,
    units: Option<&[UnitId]>,
) -> Result<BridgeView, OfficeError> {
    let old = match &before {
        Some(before) => person_totals(tx, before.id, units)?,
        None => Vec::new(),
    };
    let new = person_totals(tx, run, units)?;
    Ok(BridgeView { before, bridge: bridge(&old, &new) })
}

/// The difference between two versions of one roll.
pub fn bridge_between(db: &Db, acting: Acting, run: RunId, earlier: RunId) -> Result<BridgeView, OfficeError> {
    db.read(|tx| compared(tx, acting, run, Some(earlier)))
}

/// The bridge from another version, or else from the month before.
fn compared(tx: &mut Tx<'_>, acting: Acting, run: RunId, with: Option<RunId>) -> Result<BridgeView, OfficeError> {
    let run = see(tx, acting, run)?.run;
    let units = acting.rights.units();
    let Some(with) = with else { return bridge_of(tx, &run, units) };
    let other = see(tx, acting, with)?.run;
    let is_version = (&other.scheme, other.month, &other.unit) == (&run.scheme, run.month, &run.unit);
    match is_version {
        true => bridge_from(tx, Some(other), run.id, units),
        false => Err(Refusal::NoSuchRun(with).into()),
    }
}

/// The last approved roll of the same scheme and area before this one.
pub(crate) fn roll_before(tx: &mut Tx<'_>, run: &Run) -> Result<Option<StoredRun>, OfficeError> {
    let units = [run.unit.clone()];
    let months = MonthSpan::new(run.month - 24, run.month);
    let filter = RunFilter {
        scheme: Some(&run.scheme),
        months: Some(months),
        units: Some(&units),
        stages: Some(&Stage::BOOKED),
    };
    let earlier = runs::list(tx, &filter)?.into_iter();
    Ok(earlier.max_by_key(|stored| (stored.run.month, stored.run.version)))
}

fn person_totals(
    tx: &mut Tx<'_>,
    run: RunId,
    units: Option<&[UnitId]>,
) -> Result<Vec<(PersonId, PersonTotal)>, OfficeError> {
    let mut totals: Vec<(PersonId, PersonTotal)> = Vec::new();
    for (person, kind, amount) in runs::lines::person_totals(tx, run, units)? {
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

/// The people behind one step of the bridge from another version, or else from the month before; the largest amount
/// first.
pub fn bridge_people(
    db: &Db,
    acting: Acting,
    (run, with): (RunId, Option<RunId>),
    cause: BridgeCause,
) -> Result<Vec<(PersonBrief, Dong)>, OfficeError> {
    db.read(|tx| {
        let view = compared(tx, acting, run, with)?;
        let mut mine: Vec<(PersonId, Dong)> =
            view.bridge.people.iter().filter(|one| one.0 == cause).map(|one| (one.1, one.2)).collect();
        mine.sort_by_key(|one| (Reverse(one.1.abs()), one.0));
        let ids: Vec<PersonId> = mine.iter().map(|one| one.0).collect();
        let briefs: HashMap<PersonId, PersonBrief> =
            people::briefs(tx, &ids, acting.now)?.into_iter().map(|brief| (brief.id, brief)).collect();
        Ok(mine.into_iter().filter_map(|(id, amount)| Some((briefs.get(&id)?.clone(), amount))).collect())
    })
}

/// Which lines to show; an empty one asks for all of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinesAsk {
    pub unit: Option<UnitId>,
    pub group: Option<String>,
    pub kind: Option<LineKind>,
    /// Words that all stand in the name, with or without marks.
    pub name: String,
}

impl LinesAsk {
    /// The units meant: those asked for, and never anybody else's than one's own.
    fn units(&self, acting: Acting) -> Option<Vec<UnitId>> {
        match &self.unit {
            Some(unit) => Some(Some(unit.clone()).into_iter().filter(|u| acting.rights.covers_unit(Some(u))).collect()),
            None => acting.rights.units().map(<[UnitId]>::to_vec),
        }
    }
}

fn page_of_lines(
    tx: &mut Tx<'_>,
    acting: Acting,
    run: RunId,
    ask: &LinesAsk,
    (after, limit): (Option<(PersonId, i64)>, i64),
) -> Result<Vec<StoredLine>, OfficeError> {
    let units = ask.units(acting);
    let kinds = ask.kind.map(|kind| [kind]);
    let filter = LineFilter {
        units: units.as_deref(),
        kinds: kinds.as_ref().map(<[LineKind; 1]>::as_slice),
        group: ask.group.as_deref().filter(|_| shows_groups(acting)),
        benefit: None,
    };
    let name = fold(&ask.name);
    if name.is_empty() {
        return Ok(runs::lines::lines(tx, run, &filter, after, limit)?);
    }
    let fits = |key: &str| name.split(' ').all(|word| key.contains(word));
    let named = people::name_keys_of_run(tx, run, acting.now)?.into_iter();
    let named: HashSet<PersonId> = named.filter(|(_, key)| fits(key)).map(|(person, _)| person).collect();
    let mut page = Vec::new();
    runs::lines::each_line(tx, run, &filter, |line| {
        let is_after = after.is_none_or(|after| after < (line.person, line.no));
        if is_after && (page.len() as i64) < limit && named.contains(&line.person) {
            page.push(line);
        }
        Ok(())
    })?;
    Ok(page)
}

/// A page of lines after a person and line, with the names a list shows.
pub fn lines(
    office: &Office,
    db: &Db,
    acting: Acting,
    run: RunId,
    ask: &LinesAsk,
    (after, limit): (Option<(PersonId, i64)>, i64),
) -> Result<Vec<LineShown>, OfficeError> {
    db.read(|tx| {
        see(tx, acting, run)?;
        let page = page_of_lines(tx, acting, run, ask, (after, limit))?;
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
                group: line.group.filter(|_| shows_groups(acting)),
                paid_for: line.paid_for,
                kind: line.kind,
                why: line.why,
                amount: line.amount,
            }
        });
        Ok(shown.collect())
    })
}
