//! Numbers for new records: counter rows, locked by whoever takes from them.

use crate::value::values;
use crate::{StoreError, Tx};

/// The counters of this house.
pub const PERSON: &str = "person";
pub const SPELL: &str = "spell";
pub const DECISION: &str = "decision";
pub const HOUSEHOLD: &str = "household";
pub const RUN: &str = "run";
pub const RECOVERY: &str = "recovery";
pub const USER: &str = "user";
pub const IMPORT: &str = "import";
pub const TOKEN: &str = "token";
pub const LOCAL_AMOUNT: &str = "local_amount";
pub(crate) const LEDGER_ENTRY: &str = "ledger_entry";
pub(crate) const DEBT_ENTRY: &str = "debt_entry";

/// Takes `how_many` numbers in a row and returns the first. The first number ever taken is 1.
pub fn take(tx: &mut Tx<'_>, counter_name: &str, how_many: i64) -> Result<i64, StoreError> {
    let next = tx.find(
        "insert into counter (name, next) values ($1, $2)
         on conflict (name) do update set next = counter.next + $3
         returning next",
        values![counter_name, how_many + 1, how_many],
        |row| row.int(0),
    )?;
    let next = next.ok_or(StoreError::RowCount { what: "lấy số mới", expected: 1, touched: 0 })?;
    Ok(next - how_many)
}
