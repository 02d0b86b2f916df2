//! What all facts have in common: a number within their owner, and the time they were known.
//!
//! A fact is never overwritten: to change one is to retract its row and add another.

use std::collections::HashMap;

use domain::kernel::{Day, Moment};

use crate::error::expect_rows;
use crate::sql::{BLOCK, Sql};
use crate::value::values;
use crate::{StoreError, Tx};

/// The moment under which facts are written down (and others retracted): one for a whole act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recording {
    pub at: Moment,
}

/// A fact as it was found, with the number that names it among its owner's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    pub no: i64,
    pub fact: T,
    pub recorded_at: Moment,
}

/// A table of facts numbered within their owner.
pub(crate) struct FactTable {
    pub(crate) name: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) number: &'static str,
    /// What a row says besides its owner, number, `until_day` and times: copied when a span is closed.
    pub(crate) copied: &'static str,
}

/// The next free numbers of many owners.
pub(crate) struct Numbers(HashMap<i64, i64>);

impl Numbers {
    pub(crate) fn load(
        tx: &mut Tx<'_>,
        table: &FactTable,
        owners: impl Iterator<Item = i64>,
    ) -> Result<Numbers, StoreError> {
        let mut owners: Vec<i64> = owners.collect();
        owners.sort_unstable();
        owners.dedup();
        let FactTable { name, owner, number, .. } = table;
        let mut last = HashMap::new();
        for block in owners.chunks(BLOCK) {
            let mut sql = Sql::new(&format!("select {owner}, max({number}) from {name} where {owner}"));
            sql.bind_in(block.iter().copied()).push(&format!(" group by {owner}"));
            last.extend(tx.list_sql(&sql, |row| Ok((row.int(0)?, row.int(1)?)))?);
        }
        Ok(Numbers(last))
    }

    pub(crate) fn next(&mut self, owner: i64) -> i64 {
        let last = self.0.entry(owner).or_insert(0);
        *last += 1;
        *last
    }
}

/// Ends our belief in one row.
pub(crate) fn retract(
    tx: &mut Tx<'_>,
    table: &FactTable,
    owner: i64,
    no: i64,
    rec: Recording,
) -> Result<(), StoreError> {
    let FactTable { name, owner: owner_column, number, .. } = table;
    let sql = format!(
        "update {name} set retracted_at = $1 where {owner_column} = $2 and {number} = $3 and retracted_at is null"
    );
    let touched = tx.execute(&sql, values![rec.at, owner, no])?;
    expect_rows("rút lại một dữ kiện", 1, touched)
}

/// Ends our belief in whatever the owner's table says, and returns how many rows that were.
pub(crate) fn retract_all(tx: &mut Tx<'_>, table: &FactTable, owner: i64, rec: Recording) -> Result<u64, StoreError> {
    let FactTable { name, owner: owner_column, .. } = table;
    let sql = format!("update {name} set retracted_at = $1 where {owner_column} = $2 and retracted_at is null");
    tx.execute(&sql, values![rec.at, owner])
}

/// Gives a span its end: the row without that end is retracted and one with it is added. Returns the new number.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    table: &FactTable,
    owner: i64,
    no: i64,
    until: Day,
    rec: Recording,
) -> Result<i64, StoreError> {
    retract(tx, table, owner, no, rec)?;
    let next = Numbers::load(tx, table, std::iter::once(owner))?.next(owner);
    let FactTable { name, owner: owner_column, number, copied } = table;
    let sql = format!(
        "insert into {name} ({owner_column}, {number}, {copied}, until_day, recorded_at)
         select {owner_column}, cast($1 as bigint), {copied}, cast($2 as text), cast($3 as text)
         from {name} where {owner_column} = $4 and {number} = $5"
    );
    let touched = tx.execute(&sql, values![next, until, rec.at, owner, no])?;
    expect_rows("đặt ngày kết thúc cho một dữ kiện", 1, touched)?;
    Ok(next)
}
