//! What a roll is held against: the money drawn for it, and the sum the payer's own file ends with.
//!
//! Neither is worked out from the lines; that they differ from them is exactly what somebody wants to see.

use domain::kernel::{Dong, Moment, RunId};

use crate::error::expect_rows;
use crate::facts::{self, FactTable, Numbers, Recording};
use crate::row::Row;
use crate::sql::known;
use crate::value::values;
use crate::{StoreError, Tx};

const TABLE: FactTable =
    FactTable { name: "run_reconciliation", owner: "run_id", number: "version_no", copied: "drawn, payer_total" };

/// What has been said of a roll by others; what nobody said is `None`, never nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reconciliation {
    /// What was drawn from the treasury to pay the roll.
    pub drawn: Option<Dong>,
    /// What the payer states as the sum of its answers.
    pub payer_total: Option<Dong>,
}

/// Says how much was drawn from the treasury; `None` takes back what was said.
pub fn set_drawn(tx: &mut Tx<'_>, run: RunId, drawn: Option<Dong>, rec: Recording) -> Result<(), StoreError> {
    let said = current_reconciliation(tx, run)?;
    set(tx, run, Reconciliation { drawn, ..said }, rec)
}

/// Says what the payer states as its total; `None` takes back what was said.
pub fn set_payer_total(
    tx: &mut Tx<'_>,
    run: RunId,
    payer_total: Option<Dong>,
    rec: Recording,
) -> Result<(), StoreError> {
    let said = current_reconciliation(tx, run)?;
    set(tx, run, Reconciliation { payer_total, ..said }, rec)
}

pub fn reconciliation(tx: &mut Tx<'_>, run: RunId, known: Moment) -> Result<Reconciliation, StoreError> {
    let found = tx.find(
        concat!(
            "select run_id, drawn, payer_total from run_reconciliation where run_id = $1 and ",
            known!("", 2),
            " order by version_no"
        ),
        values![run, known],
        read,
    )?;
    Ok(found.unwrap_or_default())
}

/// What is said of a roll now.
pub fn current_reconciliation(tx: &mut Tx<'_>, run: RunId) -> Result<Reconciliation, StoreError> {
    let found = tx.find(
        "select run_id, drawn, payer_total from run_reconciliation
         where run_id = $1 and retracted_at is null order by version_no",
        values![run],
        read,
    )?;
    Ok(found.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<Reconciliation, StoreError> {
    Ok(Reconciliation { drawn: row.opt_int(1)?.map(Dong), payer_total: row.opt_int(2)?.map(Dong) })
}

/// Selected from the roll, so that nothing is said of a roll that is not there.
fn set(tx: &mut Tx<'_>, run: RunId, said: Reconciliation, rec: Recording) -> Result<(), StoreError> {
    facts::retract_all(tx, &TABLE, run.0, rec)?;
    let version = Numbers::load(tx, &TABLE, std::iter::once(run.0))?.next(run.0);
    let touched = tx.execute(
        "insert into run_reconciliation (run_id, version_no, drawn, payer_total, recorded_at)
         select run_id, cast($1 as bigint), cast($2 as bigint), cast($3 as bigint), cast($4 as text)
         from run where run_id = $5",
        values![version, said.drawn, said.payer_total, rec.at, run],
    )?;
    expect_rows("ghi số đối chiếu của danh sách chi trả", 1, touched)
}
