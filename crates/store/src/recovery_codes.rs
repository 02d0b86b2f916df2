//! Codes that stand in for a lost second factor: only their digests, each good once.

use domain::kernel::{Moment, UserId};

use crate::value::values;
use crate::{StoreError, Tx};

/// Gives a user these codes instead of all they had.
pub fn replace(tx: &mut Tx<'_>, user: UserId, hashes: &[String]) -> Result<(), StoreError> {
    tx.execute("delete from recovery_code where user_id = $1", values![user])?;
    for (number, hash) in (1_i64..).zip(hashes) {
        tx.execute(
            "insert into recovery_code (user_id, code_no, code_hash) values ($1, $2, $3)",
            values![user, number, hash],
        )?;
    }
    Ok(())
}

/// Uses a code up; `false` when the user has no such code left.
pub fn use_up(tx: &mut Tx<'_>, user: UserId, hash: &str, at: Moment) -> Result<bool, StoreError> {
    let touched = tx.execute(
        "update recovery_code set used_at = $1 where user_id = $2 and code_hash = $3 and used_at is null",
        values![at, user, hash],
    )?;
    Ok(touched == 1)
}

pub fn count_left(tx: &mut Tx<'_>, user: UserId) -> Result<i64, StoreError> {
    tx.number("select count(*) from recovery_code where user_id = $1 and used_at is null", values![user])
}
