//! Rolls: what they are and how far they have come. Their lines are in [`lines`], the payer's answers in
//! [`confirmations`], the sums it is held against in [`Reconciliation`].
//!
//! A roll's state is the one thing here that is written over; every step carries who and when, and the journal has it.

pub mod confirmations;
pub mod lines;
pub mod problems;
mod reconciliation;
pub mod sums;
pub mod unlocks;

use domain::kernel::{Day, Dong, Moment, Month, MonthSpan, RunId, UnitId, UserId};
use domain::payment::{By, Run, RunState, Stage};

pub use confirmations::{Confirmation, ConfirmationCount, ReasonCount, UnpaidLine};
pub use lines::{CountBy, LineFilter, LineRow, PaidSum, StoredLine};
pub use reconciliation::{Reconciliation, current_reconciliation, reconciliation, set_drawn, set_payer_total};

use crate::error::expect_rows;
use crate::row::Row;
use crate::sql::Sql;
use crate::value::{Value, values};
use crate::{StoreError, Tx};

/// A roll with what it was computed from and what it adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRun {
    pub run: Run,
    pub basis: RunBasis,
    pub totals: RunTotals,
    pub note: String,
}

/// The knowledge a roll was computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunBasis {
    pub known_at: Moment,
    pub law_known_on: Day,
    /// The last journal entry that changed a fact when the roll was computed.
    pub fact_seq: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunTotals {
    pub people: i64,
    /// The sum of the lines that are money.
    pub total: Dong,
}

/// Which rolls to list; an empty filter lists all.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunFilter<'a> {
    pub scheme: Option<&'a str>,
    pub months: Option<MonthSpan>,
    pub units: Option<&'a [UnitId]>,
    pub stages: Option<&'a [Stage]>,
}

const COLUMNS: [&str; 25] = [
    "run_id",
    "scheme",
    "month",
    "months_ahead",
    "unit_id",
    "version",
    "stage",
    "drafted_by",
    "drafted_at",
    "approved_by",
    "approved_at",
    "sent_by",
    "sent_at",
    "confirmed_by",
    "confirmed_at",
    "closed_by",
    "closed_at",
    "unlocked_by",
    "unlocked_at",
    "known_at",
    "law_known_on",
    "fact_seq",
    "people",
    "total",
    "note",
];

pub fn add(tx: &mut Tx<'_>, stored: &StoredRun) -> Result<(), StoreError> {
    let StoredRun { run, basis, totals, note } = stored;
    let steps = Steps::of(run.state);
    let row = [
        run.id.into(),
        Value::from(&run.scheme),
        run.month.into(),
        run.months_ahead.into(),
        Value::from(&run.unit),
        run.version.into(),
        run.state.stage().key().into(),
        steps.drafted.user.into(),
        steps.drafted.at.into(),
        user(steps.approved),
        at(steps.approved),
        user(steps.sent),
        at(steps.sent),
        user(steps.confirmed),
        at(steps.confirmed),
        user(steps.closed),
        at(steps.closed),
        user(steps.unlocked),
        at(steps.unlocked),
        basis.known_at.into(),
        basis.law_known_on.into(),
        basis.fact_seq.into(),
        totals.people.into(),
        totals.total.into(),
        Value::from(note),
    ];
    tx.bulk("run", COLUMNS, std::iter::once(row))?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: RunId) -> Result<Option<StoredRun>, StoreError> {
    let sql = format!("select {} from run where run_id = $1", COLUMNS.join(", "));
    tx.find(&sql, values![id], read)
}

/// Rolls by month, unit and version, the newest month first.
pub fn list(tx: &mut Tx<'_>, filter: &RunFilter<'_>) -> Result<Vec<StoredRun>, StoreError> {
    let mut sql = Sql::new(&format!("select {} from run where 1 = 1", COLUMNS.join(", ")));
    if let Some(scheme) = filter.scheme {
        sql.push(" and scheme = ").bind(scheme);
    }
    if let Some(months) = filter.months {
        sql.push(" and month >= ").bind(months.from);
        if months.until != Month::NEVER {
            sql.push(" and month < ").bind(months.until);
        }
    }
    if let Some(units) = filter.units {
        sql.push(" and unit_id").bind_in(units);
    }
    if let Some(stages) = filter.stages {
        sql.push(" and stage").bind_in(stages.iter().map(|stage| stage.key()));
    }
    sql.push(" order by month desc, scheme, unit_id, version desc, run_id desc");
    tx.list_sql(&sql, read)
}

/// The version for the next draft of a scheme, month and unit.
pub fn next_version(tx: &mut Tx<'_>, scheme: &str, month: Month, unit: &UnitId) -> Result<i64, StoreError> {
    let last = tx.number(
        "select max(version) from run where scheme = $1 and month = $2 and unit_id = $3",
        values![scheme, month, unit],
    )?;
    Ok(last + 1)
}

/// Writes the state a roll has come to, if it still is where the caller found it.
pub fn set_state(tx: &mut Tx<'_>, id: RunId, expected: Stage, run: &Run) -> Result<(), StoreError> {
    let steps = Steps::of(run.state);
    let touched = tx.execute(
        "update run set stage = $1, approved_by = $2, approved_at = $3, sent_by = $4, sent_at = $5,
                confirmed_by = $6, confirmed_at = $7, closed_by = $8, closed_at = $9,
                unlocked_by = $10, unlocked_at = $11
         where run_id = $12 and stage = $13",
        &[
            run.state.stage().key().into(),
            user(steps.approved),
            at(steps.approved),
            user(steps.sent),
            at(steps.sent),
            user(steps.confirmed),
            at(steps.confirmed),
            user(steps.closed),
            at(steps.closed),
            user(steps.unlocked),
            at(steps.unlocked),
            id.into(),
            expected.key().into(),
        ],
    )?;
    expect_rows("chuyển trạng thái danh sách chi trả", 1, touched)
}

pub fn set_totals(tx: &mut Tx<'_>, id: RunId, totals: RunTotals) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update run set people = $1, total = $2 where run_id = $3",
        values![totals.people, totals.total, id],
    )?;
    expect_rows("ghi tổng của danh sách chi trả", 1, touched)
}

/// A state as its columns: the steps done so far.
struct Steps {
    drafted: By,
    approved: Option<By>,
    sent: Option<By>,
    confirmed: Option<By>,
    closed: Option<By>,
    unlocked: Option<By>,
}

impl Steps {
    fn of(state: RunState) -> Steps {
        let begun =
            |drafted| Steps { drafted, approved: None, sent: None, confirmed: None, closed: None, unlocked: None };
        match state {
            RunState::Draft { drafted } | RunState::Superseded { drafted } => begun(drafted),
            RunState::Approved { drafted, approved } => Steps { approved: Some(approved), ..begun(drafted) },
            RunState::Sent { drafted, approved, sent } => {
                Steps { approved: Some(approved), sent: Some(sent), ..begun(drafted) }
            }
            RunState::Confirmed { drafted, approved, sent, confirmed } => {
                Steps { approved: Some(approved), sent: Some(sent), confirmed: Some(confirmed), ..begun(drafted) }
            }
            RunState::Closed { drafted, approved, sent, confirmed, closed } => Steps {
                drafted,
                approved: Some(approved),
                sent: Some(sent),
                confirmed: Some(confirmed),
                closed: Some(closed),
                unlocked: None,
            },
            RunState::Unlocked { drafted, approved, sent, confirmed, closed, unlocked } => {
                Steps { drafted, approved: Some(approved), sent, confirmed, closed, unlocked: Some(unlocked) }
            }
        }
    }
}

fn user(step: Option<By>) -> Value<'static> {
    step.map(|by| by.user).into()
}

fn at(step: Option<By>) -> Value<'static> {
    step.map(|by| by.at).into()
}

fn read(row: &Row<'_>) -> Result<StoredRun, StoreError> {
    let run = Run {
        id: RunId(row.int(0)?),
        scheme: row.string(1)?,
        month: row.parse(2)?,
        months_ahead: row.small(3)?,
        unit: UnitId(row.string(4)?),
        version: row.int(5)?,
        state: read_state(row)?,
    };
    Ok(StoredRun {
        run,
        basis: RunBasis { known_at: row.parse(19)?, law_known_on: row.parse(20)?, fact_seq: row.int(21)? },
        totals: RunTotals { people: row.int(22)?, total: Dong(row.int(23)?) },
        note: row.string(24)?,
    })
}

/// A stage whose steps are missing is a row that cannot be true.
fn read_state(row: &Row<'_>) -> Result<RunState, StoreError> {
    let by = |column| Ok::<By, StoreError>(By { user: UserId(row.int(column)?), at: row.parse(column + 1)? });
    let done = |column| row.opt_int(column)?.map(|_| by(column)).transpose();
    let drafted = by(7)?;
    Ok(match row.parse::<Stage>(6)? {
        Stage::Draft => RunState::Draft { drafted },
        Stage::Superseded => RunState::Superseded { drafted },
        Stage::Approved => RunState::Approved { drafted, approved: by(9)? },
        Stage::Sent => RunState::Sent { drafted, approved: by(9)?, sent: by(11)? },
        Stage::Confirmed => RunState::Confirmed { drafted, approved: by(9)?, sent: by(11)?, confirmed: by(13)? },
        Stage::Closed => {
            RunState::Closed { drafted, approved: by(9)?, sent: by(11)?, confirmed: by(13)?, closed: by(15)? }
        }
        Stage::Unlocked => RunState::Unlocked {
            drafted,
            approved: by(9)?,
            sent: done(11)?,
            confirmed: done(13)?,
            closed: done(15)?,
            unlocked: by(17)?,
        },
    })
}
