use domain::kernel::{Day, Dong, Moment, Month, RunId, UnitId, sort_key};
use domain::payment::Stage;
use store::runs::sums::{self, UnitRunSum};
use store::runs::{RunFilter, StoredRun};
use store::{Db, Tx, journal, people, users};

use super::calendar::{Dated, calendar};
use super::rolls::{roll_before, scheme_name, seen};
use super::waiting::{Desk, WaitingCount, counts};
use crate::access::Act;
use crate::profile::Profile;
use crate::{Acting, Office, OfficeError, profile};

/// The office at a glance, as far as the visitor's area and fields reach.
#[derive(Debug, Clone)]
pub struct Today {
    pub profile: Option<Profile>,
    /// How many people the registers hold; nobody else's business where one may not look for people.
    pub people: Option<i64>,
    pub work: Vec<WaitingCount>,
    pub schemes: Vec<SchemeToday>,
    /// Money of the last rolls, oldest first.
    pub months: Vec<MonthMoney>,
    /// The communes of the newest roll of each scheme, by name.
    pub communes: Vec<CommuneMoney>,
    /// What comes in the next weeks.
    pub calendar: Vec<Dated>,
    /// What whoever manages accounts should look at.
    pub upkeep: Option<Upkeep>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeToday {
    pub scheme: String,
    pub scheme_name: String,
    pub run: RunId,
    pub month: Month,
    pub stage: Stage,
    pub people: i64,
    pub total: Dong,
    pub unpaid_lines: i64,
    pub unpaid: Dong,
    /// What the payer paid; unknown until every line is answered.
    pub paid: Option<Dong>,
    pub owed: Dong,
    pub before: Option<MonthBefore>,
}

/// The roll before, for the difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthBefore {
    pub month: Month,
    pub total: Dong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthMoney {
    pub month: Month,
    pub scheme: String,
    pub scheme_name: String,
    pub people: i64,
    pub total: Dong,
}

/// A commune on the newest roll of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommuneMoney {
    pub unit: UnitId,
    pub unit_name: String,
    pub run: RunId,
    pub scheme_name: String,
    pub people: i64,
    pub amount: Dong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upkeep {
    /// `None` where the journal knows of no backup.
    pub last_backup: Option<Day>,
    pub is_backup_late: bool,
    pub without_second_factor: i64,
    pub never_signed_in: i64,
}

const MONTHS_SHOWN: i32 = 12;
const CALENDAR_DAYS: i64 = 35;
/// A machine's habit: what was done in a week can still be done again from paper.
const BACKUP_EVERY_DAYS: i64 = 7;
/// The journal's word for a backup.
const BACKUP_MADE: &str = "backup.make";

pub fn today(office: &Office, db: &Db, acting: Acting) -> Result<Today, OfficeError> {
    let known = acting.now;
    db.read(|tx| {
        let mut all = seen(tx, acting, &RunFilter::default())?;
        all.retain(|stored| stored.run.state.stage().is_live());
        all.sort_by_key(|stored| (stored.run.month, stored.run.version));
        let work = counts(office, tx, acting, Desk::Mine)?;
        let sums = Sums::load(tx, acting, &all)?;
        Ok(Today {
            profile: profile::find_in(tx, known)?,
            people: people_of(tx, acting)?,
            schemes: schemes(office, tx, acting, &all, &sums)?,
            months: months(office, &all, &sums),
            communes: communes(office, &all, &sums),
            calendar: calendar(office, tx, acting, CALENDAR_DAYS)?,
            upkeep: upkeep(tx, acting)?,
            work,
        })
    })
}

fn people_of(tx: &mut Tx<'_>, acting: Acting) -> Result<Option<i64>, OfficeError> {
    if !acting.rights.may(Act::PersonFind) {
        return Ok(None);
    }
    Ok(Some(match acting.rights.units() {
        None => people::count(tx, acting.now)?,
        Some(units) => people::count_in(tx, units, acting.now)?,
    }))
}

/// The sums of the rolls shown, of the visitor's own units.
pub(super) struct Sums(Vec<UnitRunSum>);

impl Sums {
    pub(super) fn load(tx: &mut Tx<'_>, acting: Acting, all: &[StoredRun]) -> Result<Sums, OfficeError> {
        let recent: Vec<RunId> = recent(all).map(|stored| stored.run.id).collect();
        Ok(Sums(sums::unit_sums(tx, &recent, acting.rights.units())?))
    }

    fn of(&self, run: RunId) -> impl Iterator<Item = &UnitRunSum> {
        self.0.iter().filter(move |sum| sum.run == run)
    }

    fn total(&self, run: RunId) -> (i64, Dong) {
        (self.of(run).map(|sum| sum.people).sum(), self.of(run).map(|sum| sum.amount).sum())
    }
}

fn recent(all: &[StoredRun]) -> impl Iterator<Item = &StoredRun> {
    let first = all.last().map(|stored| stored.run.month - MONTHS_SHOWN);
    all.iter().filter(move |stored| first.is_some_and(|first| first < stored.run.month))
}

/// The newest roll of each scheme.
pub(super) fn newest(all: &[StoredRun]) -> Vec<&StoredRun> {
    let mut shown: Vec<&StoredRun> = Vec::new();
    for stored in all.iter().rev() {
        if !shown.iter().any(|one| one.run.scheme == stored.run.scheme) {
            shown.push(stored);
        }
    }
    shown.sort_by(|a, b| a.run.scheme.cmp(&b.run.scheme));
    shown
}

pub(super) fn schemes(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    all: &[StoredRun],
    sums: &Sums,
) -> Result<Vec<SchemeToday>, OfficeError> {
    let debts = super::waiting::debts(office, tx, acting)?;
    let mut shown = Vec::new();
    for stored in newest(all) {
        let (run, scheme) = (stored.run.id, &stored.run.scheme);
        let unpaid = sums::unpaid_sums(tx, &[run], acting.rights.units())?;
        let (people, total) = sums.total(run);
        let lines = unpaid.iter().map(|sum| sum.people).sum();
        let unpaid: Dong = unpaid.iter().map(|sum| sum.amount).sum();
        let is_answered = matches!(stored.run.state.stage(), Stage::Confirmed | Stage::Closed);
        let before = roll_before(tx, &stored.run)?.filter(|before| all.iter().any(|one| one.run.id == before.run.id));
        let of_scheme = |benefit: &str| office.law.benefit(benefit).is_some_and(|one| one.scheme == *scheme);
        shown.push(SchemeToday {
            scheme: scheme.clone(),
            scheme_name: scheme_name(office, scheme),
            run,
            month: stored.run.month,
            stage: stored.run.state.stage(),
            people,
            total,
            unpaid_lines: lines,
            unpaid,
            paid: is_answered.then(|| total - unpaid),
            owed: debts.iter().filter(|debt| of_scheme(&debt.0)).map(|debt| debt.1).sum(),
            before: before.map(|before| MonthBefore { month: before.run.month, total: sums.total(before.run.id).1 }),
        });
    }
    Ok(shown)
}

fn months(office: &Office, all: &[StoredRun], sums: &Sums) -> Vec<MonthMoney> {
    let mut months: Vec<MonthMoney> = Vec::new();
    for stored in recent(all) {
        let (month, scheme) = (stored.run.month, &stored.run.scheme);
        let (people, total) = sums.total(stored.run.id);
        match months.iter_mut().find(|one| one.month == month && one.scheme == *scheme) {
            // A month may have several rolls: by commune, or a supplementary one.
            Some(one) => {
                one.people += people;
                one.total += total;
            }
            None => {
                let scheme_name = scheme_name(office, scheme);
                months.push(MonthMoney { month, scheme: scheme.clone(), scheme_name, people, total });
            }
        }
    }
    months
}

fn communes(office: &Office, all: &[StoredRun], sums: &Sums) -> Vec<CommuneMoney> {
    let of_run = |stored: &StoredRun| -> Vec<CommuneMoney> {
        let commune = |sum: &UnitRunSum| CommuneMoney {
            unit: sum.unit.clone(),
            unit_name: office.units.name(&sum.unit).to_owned(),
            run: sum.run,
            scheme_name: scheme_name(office, &stored.run.scheme),
            people: sum.people,
            amount: sum.amount,
        };
        sums.of(stored.run.id).map(commune).collect()
    };
    let mut communes: Vec<CommuneMoney> = newest(all).into_iter().flat_map(of_run).collect();
    communes.sort_by_key(|one| (sort_key(&one.unit_name), one.unit.clone(), one.run));
    communes
}

fn upkeep(tx: &mut Tx<'_>, acting: Acting) -> Result<Option<Upkeep>, OfficeError> {
    if !acting.rights.may(Act::UserManage) {
        return Ok(None);
    }
    let all = users::list(tx)?;
    let active = || all.iter().filter(|user| user.disabled_at.is_none());
    let last_backup = journal::last_of(tx, BACKUP_MADE)?.map(Moment::vietnam_day);
    Ok(Some(Upkeep {
        last_backup,
        is_backup_late: last_backup.is_none_or(|made| made.add_days(BACKUP_EVERY_DAYS) < acting.today()),
        without_second_factor: active().filter(|user| user.totp_secret.is_none()).count() as i64,
        never_signed_in: active().filter(|user| user.must_change).count() as i64,
    }))
}
