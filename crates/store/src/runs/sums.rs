//! What a roll adds up to by commune and by group, written once, when it is drafted.
//!
//! A roll's lines never change, so neither do their sums; a year of rolls is then shown without reading a line of them.

use domain::kernel::{Dong, RunId, UnitId};

use super::RunTotals;
use super::lines::CountBy;
use crate::row::Row;
use crate::sql::Sql;
use crate::value::{Value, values};
use crate::{StoreError, Tx};

/// One unit of one roll; a person with several lines counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRunSum {
    pub run: RunId,
    pub unit: UnitId,
    pub people: i64,
    pub amount: Dong,
}

/// Adds up a roll whose lines are all written.
pub fn keep_sums(tx: &mut Tx<'_>, run: RunId) -> Result<(), StoreError> {
    for (by, word) in [(CountBy::Unit, "unit"), (CountBy::Group, "group")] {
        let sums = super::lines::paid_sums(tx, run, by, None)?;
        let columns = ["run_id", "counted_by", "sum_key", "people", "amount"];
        let rows = sums
            .iter()
            .map(|sum| [run.into(), word.into(), Value::from(&sum.key), sum.people.into(), sum.amount.into()]);
        tx.bulk("run_sum", columns, rows)?;
    }
    Ok(())
}

/// The sums by unit of some rolls, of all units or of one's own.
pub fn unit_sums(tx: &mut Tx<'_>, runs: &[RunId], units: Option<&[UnitId]>) -> Result<Vec<UnitRunSum>, StoreError> {
    let mut sql = Sql::new("select run_id, sum_key, people, amount from run_sum where run_id");
    sql.bind_in(runs.iter().copied()).push(" and counted_by = 'unit'");
    if let Some(units) = units {
        sql.push(" and sum_key").bind_in(units);
    }
    sql.push(" order by run_id, sum_key");
    tx.list_sql(&sql, read)
}

fn read(row: &Row<'_>) -> Result<UnitRunSum, StoreError> {
    Ok(UnitRunSum {
        run: RunId(row.int(0)?),
        unit: UnitId(row.string(1)?),
        people: row.int(2)?,
        amount: Dong(row.int(3)?),
    })
}

/// How many people a roll pays in some units, and how much; a roll pays a person in one unit.
pub fn totals_in(tx: &mut Tx<'_>, run: RunId, units: &[UnitId]) -> Result<RunTotals, StoreError> {
    let sums = unit_sums(tx, &[run], Some(units))?;
    Ok(RunTotals { people: sums.iter().map(|sum| sum.people).sum(), total: sums.iter().map(|sum| sum.amount).sum() })
}

/// The keys of the groups that a roll pays.
pub fn groups_paid(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<String>, StoreError> {
    tx.list(
        "select sum_key from run_sum where run_id = $1 and counted_by = 'group' and sum_key <> '' order by sum_key",
        values![run],
        |row| row.string(0),
    )
}

/// The lines of some rolls that the payer says were not paid, of people to be paid in one's own units.
pub fn unpaid_sums(tx: &mut Tx<'_>, runs: &[RunId], units: Option<&[UnitId]>) -> Result<Vec<UnitRunSum>, StoreError> {
    let mut sql = Sql::new(
        "select c.run_id, n.unit_id, count(*), cast(sum(n.amount) as bigint)
         from confirmation c
         join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no
         where c.answer = 'unpaid' and c.run_id",
    );
    sql.bind_in(runs.iter().copied());
    if let Some(units) = units {
        sql.push(" and n.unit_id").bind_in(units);
    }
    sql.push(" group by c.run_id, n.unit_id order by c.run_id, n.unit_id");
    tx.list_sql(&sql, read)
}
