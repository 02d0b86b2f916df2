//! Failed sign-ins by key (an account, an address), so that guessing stays slow across restarts.

use domain::kernel::Moment;

use crate::value::values;
use crate::{StoreError, Tx};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    pub failures: i64,
    pub last_failed_at: Moment,
}

pub fn find(tx: &mut Tx<'_>, key: &str) -> Result<Option<Throttle>, StoreError> {
    tx.find(
        "select throttle_key, failures, last_failed_at from login_throttle where throttle_key = $1",
        values![key],
        |row| Ok(Throttle { failures: row.int(1)?, last_failed_at: row.parse(2)? }),
    )
}

pub fn set(tx: &mut Tx<'_>, key: &str, throttle: Throttle) -> Result<(), StoreError> {
    tx.execute(
        "insert into login_throttle (throttle_key, failures, last_failed_at) values ($1, $2, $3)
         on conflict (throttle_key) do update
         set failures = excluded.failures, last_failed_at = excluded.last_failed_at",
        values![key, throttle.failures, throttle.last_failed_at],
    )?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, key: &str) -> Result<(), StoreError> {
    tx.execute("delete from login_throttle where throttle_key = $1", values![key])?;
    Ok(())
}

/// Forgets failures whose last lies before a moment; returns how many keys.
pub fn delete_before(tx: &mut Tx<'_>, moment: Moment) -> Result<u64, StoreError> {
    tx.execute("delete from login_throttle where last_failed_at < $1", values![moment])
}
