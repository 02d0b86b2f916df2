//! Money paid too much, and what came back of it. Entries are only ever added.

use domain::kernel::{Day, Dong, Moment, Month, PersonId, RecoveryId, RunId};
use domain::payment::DebtKind;

use crate::row::Row;
use crate::sql::Sql;
use crate::value::{Value, values};
use crate::{StoreError, Tx, ids};

/// A case of over-payment of one benefit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    pub person: PersonId,
    pub id: RecoveryId,
    pub benefit: String,
    pub opened_at: Moment,
    /// The roll that found it.
    pub run: Option<RunId>,
    pub reason: String,
}

/// A debt entry to be added. The amount is positive; its kind says which way it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDebtEntry {
    pub person: PersonId,
    pub recovery: RecoveryId,
    pub benefit: String,
    pub paid_for: Month,
    pub kind: DebtKind,
    pub amount: Dong,
    pub received_on: Option<Day>,
    pub voucher: Option<String>,
}

/// A debt entry as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtEntry {
    pub person: PersonId,
    pub recovery: RecoveryId,
    pub benefit: String,
    pub paid_for: Month,
    pub no: i64,
    pub kind: DebtKind,
    /// What the entry does to the debt: negative for what was received or cancelled.
    pub signed: Dong,
    pub received_on: Option<Day>,
    pub voucher: Option<String>,
    pub recorded_at: Moment,
}

/// A case with its debt added up; every sum is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryBalance {
    pub recovery: Recovery,
    pub opened: Dong,
    pub received: Dong,
    pub cancelled: Dong,
}

impl RecoveryBalance {
    pub fn outstanding(&self) -> Dong {
        self.opened - self.received - self.cancelled
    }
}

/// What one person owes of one benefit for one month in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outstanding {
    pub recovery: RecoveryId,
    pub benefit: String,
    pub month: Month,
    pub amount: Dong,
}

fn signed(kind: DebtKind, amount: Dong) -> Dong {
    match kind {
        DebtKind::Opened => amount,
        DebtKind::Received | DebtKind::Cancelled => -amount,
    }
}

/// Opens cases together with their first entries.
pub fn open(tx: &mut Tx<'_>, recoveries: &[Recovery], entries: &[NewDebtEntry], at: Moment) -> Result<(), StoreError> {
    let columns = ["person_id", "recovery_id", "benefit", "opened_at", "run_id", "reason"];
    let rows = recoveries.iter().map(|recovery| {
        [
            recovery.person.into(),
            recovery.id.into(),
            Value::from(&recovery.benefit),
            recovery.opened_at.into(),
            recovery.run.into(),
            Value::from(&recovery.reason),
        ]
    });
    tx.bulk("recovery", columns, rows)?;
    add_debt_entries(tx, entries, at)
}

pub fn add_debt_entries(tx: &mut Tx<'_>, entries: &[NewDebtEntry], at: Moment) -> Result<(), StoreError> {
    let first = ids::take(tx, ids::DEBT_ENTRY, entries.len() as i64)?;
    let columns = [
        "person_id",
        "recovery_id",
        "paid_for",
        "entry_no",
        "benefit",
        "kind",
        "amount",
        "received_on",
        "voucher",
        "recorded_at",
    ];
    let rows = entries.iter().zip(first..).map(|(entry, no)| {
        [
            entry.person.into(),
            entry.recovery.into(),
            entry.paid_for.into(),
            no.into(),
            Value::from(&entry.benefit),
            entry.kind.key().into(),
            signed(entry.kind, entry.amount).into(),
            entry.received_on.into(),
            entry.voucher.as_deref().into(),
            at.into(),
        ]
    });
    tx.bulk("debt_entry", columns, rows)?;
    Ok(())
}

/// Which cases to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    All,
    /// Those with money still owed.
    Open,
}

/// Cases with their balance as known at a moment, newest first.
pub fn list(tx: &mut Tx<'_>, which: Which, known: Moment) -> Result<Vec<RecoveryBalance>, StoreError> {
    balances(tx, Of::All, which, known)
}

/// The cases that a roll opened.
pub fn list_of_run(tx: &mut Tx<'_>, run: RunId, known: Moment) -> Result<Vec<RecoveryBalance>, StoreError> {
    balances(tx, Of::Run(run), Which::All, known)
}

/// The cases of one person.
pub fn list_of_person(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<RecoveryBalance>, StoreError> {
    balances(tx, Of::Person(person), Which::All, known)
}

pub fn find(
    tx: &mut Tx<'_>,
    person: PersonId,
    id: RecoveryId,
    known: Moment,
) -> Result<Option<RecoveryBalance>, StoreError> {
    Ok(list_of_person(tx, person, known)?.into_iter().find(|balance| balance.recovery.id == id))
}

/// Whose cases.
enum Of {
    All,
    Person(PersonId),
    Run(RunId),
}

fn balances(tx: &mut Tx<'_>, of: Of, which: Which, known: Moment) -> Result<Vec<RecoveryBalance>, StoreError> {
    let mut sql = Sql::new(
        "select r.person_id, r.recovery_id, r.benefit, r.opened_at, r.run_id, r.reason,
                cast(coalesce(sum(case when d.kind = 'opened' then d.amount else 0 end), 0) as bigint),
                cast(coalesce(sum(case when d.kind = 'received' then -d.amount else 0 end), 0) as bigint),
                cast(coalesce(sum(case when d.kind = 'cancelled' then -d.amount else 0 end), 0) as bigint)
         from recovery r
         left join debt_entry d
           on d.person_id = r.person_id and d.recovery_id = r.recovery_id and d.recorded_at <= ",
    );
    sql.bind(known).push(" where r.opened_at <= ").bind(known);
    match of {
        Of::All => {}
        Of::Person(person) => {
            sql.push(" and r.person_id = ").bind(person);
        }
        Of::Run(run) => {
            sql.push(" and r.run_id = ").bind(run);
        }
    }
    sql.push(" group by r.person_id, r.recovery_id, r.benefit, r.opened_at, r.run_id, r.reason");
    match which {
        Which::All => {}
        Which::Open => {
            sql.push(" having coalesce(sum(d.amount), 0) <> 0");
        }
    }
    sql.push(" order by r.opened_at desc, r.recovery_id desc, r.person_id");
    tx.list_sql(&sql, read_balance)
}

fn read_balance(row: &Row<'_>) -> Result<RecoveryBalance, StoreError> {
    let recovery = Recovery {
        person: PersonId(row.int(0)?),
        id: RecoveryId(row.int(1)?),
        benefit: row.string(2)?,
        opened_at: row.parse(3)?,
        run: row.opt_int(4)?.map(RunId),
        reason: row.string(5)?,
    };
    Ok(RecoveryBalance {
        recovery,
        opened: Dong(row.int(6)?),
        received: Dong(row.int(7)?),
        cancelled: Dong(row.int(8)?),
    })
}

/// What one person still owes, case by case and month by month.
pub fn outstanding(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<Outstanding>, StoreError> {
    tx.list(
        "select recovery_id, benefit, paid_for, cast(sum(amount) as bigint)
         from debt_entry where person_id = $1 and recorded_at <= $2
         group by recovery_id, benefit, paid_for
         having sum(amount) <> 0
         order by recovery_id, benefit, paid_for",
        values![person, known],
        |row| {
            Ok(Outstanding {
                recovery: RecoveryId(row.int(0)?),
                benefit: row.string(1)?,
                month: row.parse(2)?,
                amount: Dong(row.int(3)?),
            })
        },
    )
}

/// The entries of one case in the order of months and entries.
pub fn entries(tx: &mut Tx<'_>, person: PersonId, id: RecoveryId, known: Moment) -> Result<Vec<DebtEntry>, StoreError> {
    tx.list(
        "select person_id, recovery_id, benefit, paid_for, entry_no, kind, amount, received_on, voucher, recorded_at
         from debt_entry where person_id = $1 and recovery_id = $2 and recorded_at <= $3
         order by paid_for, entry_no",
        values![person, id, known],
        read_entry,
    )
}

/// The money received in the days `from <= day && day < until`, as known at a moment.
pub fn received_between(tx: &mut Tx<'_>, from: Day, until: Day, known: Moment) -> Result<Vec<DebtEntry>, StoreError> {
    tx.list(
        "select person_id, recovery_id, benefit, paid_for, entry_no, kind, amount, received_on, voucher, recorded_at
         from debt_entry
         where kind = 'received' and $1 <= received_on and received_on < $2 and recorded_at <= $3
         order by person_id, recovery_id, paid_for, entry_no",
        values![from, until, known],
        read_entry,
    )
}

fn read_entry(row: &Row<'_>) -> Result<DebtEntry, StoreError> {
    Ok(DebtEntry {
        person: PersonId(row.int(0)?),
        recovery: RecoveryId(row.int(1)?),
        benefit: row.string(2)?,
        paid_for: row.parse(3)?,
        no: row.int(4)?,
        kind: row.parse(5)?,
        signed: Dong(row.int(6)?),
        received_on: row.opt_parse(7)?,
        voucher: row.opt_string(8)?,
        recorded_at: row.parse(9)?,
    })
}
