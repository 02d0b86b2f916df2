//! Who asked for an approved roll to be taken back, why, and what came of it.

use domain::kernel::{Moment, RunId, UserId};
use domain::payment::By;

use crate::error::expect_rows;
use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};

/// One request; a roll has at most one that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlockRequest {
    pub run: RunId,
    pub no: i64,
    pub asked: By,
    pub reason: String,
    /// Who confirmed or turned it down; `None` while it waits.
    pub settled: Option<By>,
    pub confirmed: bool,
}

pub fn ask(tx: &mut Tx<'_>, run: RunId, asked: By, reason: &str) -> Result<(), StoreError> {
    let last = tx.number("select max(request_no) from run_unlock where run_id = $1", values![run])?;
    let touched = tx.execute(
        "insert into run_unlock (run_id, request_no, asked_by, asked_at, reason) values ($1, $2, $3, $4, $5)",
        values![run, last + 1, asked.user, asked.at, reason],
    )?;
    expect_rows("ghi đề nghị mở khóa", 1, touched)
}

pub fn settle(tx: &mut Tx<'_>, request: &UnlockRequest, by: By, confirmed: bool) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update run_unlock set settled_by = $1, settled_at = $2, confirmed = $3
         where run_id = $4 and request_no = $5 and settled_at is null",
        values![by.user, by.at, i64::from(confirmed), request.run, request.no],
    )?;
    expect_rows("trả lời đề nghị mở khóa", 1, touched)
}

/// Every request for a roll, the latest first.
pub fn list(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<UnlockRequest>, StoreError> {
    tx.list(
        "select run_id, request_no, asked_by, asked_at, reason, settled_by, settled_at, confirmed
         from run_unlock where run_id = $1 order by request_no desc",
        values![run],
        read,
    )
}

pub fn find_open(tx: &mut Tx<'_>, run: RunId) -> Result<Option<UnlockRequest>, StoreError> {
    Ok(list(tx, run)?.into_iter().find(|request| request.settled.is_none()))
}

fn read(row: &Row<'_>) -> Result<UnlockRequest, StoreError> {
    let at: Option<Moment> = row.opt_parse(6)?;
    let settled = row.opt_int(5)?.zip(at).map(|(user, at)| By { user: UserId(user), at });
    Ok(UnlockRequest {
        run: RunId(row.int(0)?),
        no: row.int(1)?,
        asked: By { user: UserId(row.int(2)?), at: row.parse(3)? },
        reason: row.string(4)?,
        settled,
        confirmed: row.int(7)? == 1,
    })
}
