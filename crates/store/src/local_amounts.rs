//! Amounts that the province's council set above the central ones, each with the time it was known.

use domain::kernel::{Dong, Moment, UserId};
use domain::rules::LocalAmount;

use crate::error::expect_rows;
use crate::facts::Recording;
use crate::sql::known;
use crate::value::values;
use crate::{StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAmount {
    pub id: i64,
    pub amount: LocalAmount,
    pub recorded_by: Option<UserId>,
    pub recorded_at: Moment,
}

pub fn add(
    tx: &mut Tx<'_>,
    id: i64,
    amount: &LocalAmount,
    user: Option<UserId>,
    rec: Recording,
) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into local_amount (amount_id, parameter, from_month, until_month, amount, number, issuer, place,
         signed_on, in_force_on, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            id,
            &amount.parameter,
            amount.from,
            amount.until,
            amount.amount,
            &amount.number,
            &amount.issuer,
            &amount.place,
            amount.signed,
            amount.in_force,
            user,
            rec.at
        ],
    )?;
    expect_rows("ghi mức của địa phương", 1, touched)
}

/// Takes one back; `false` when it is not there, or no longer.
pub fn retract(tx: &mut Tx<'_>, id: i64, rec: Recording) -> Result<bool, StoreError> {
    let sql = "update local_amount set retracted_at = $1 where amount_id = $2 and retracted_at is null";
    Ok(tx.execute(sql, values![rec.at, id])? == 1)
}

pub fn list(tx: &mut Tx<'_>, known: Moment) -> Result<Vec<KeptAmount>, StoreError> {
    let sql = concat!(
        "select amount_id, parameter, from_month, until_month, amount, number, issuer, place, signed_on, in_force_on,
         recorded_by, recorded_at
         from local_amount where ",
        known!("", 1),
        " order by parameter, from_month, amount_id"
    );
    tx.list(sql, values![known], |row| {
        Ok(KeptAmount {
            id: row.int(0)?,
            amount: LocalAmount {
                parameter: row.string(1)?,
                from: row.parse(2)?,
                until: row.opt_parse(3)?,
                amount: Dong(row.int(4)?),
                number: row.string(5)?,
                issuer: row.string(6)?,
                place: row.string(7)?,
                signed: row.parse(8)?,
                in_force: row.parse(9)?,
            },
            recorded_by: row.opt_int(10)?.map(UserId),
            recorded_at: row.parse(11)?,
        })
    })
}
