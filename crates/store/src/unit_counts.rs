//! How much each unit holds: what a change of units is tried on.

use std::collections::BTreeMap;

use domain::kernel::{Day, Moment, UnitId};

use crate::sql::known;
use crate::value::values;
use crate::{StoreError, Tx};

/// How many people live in each unit on a day; those who died before it no longer do.
pub fn people(tx: &mut Tx<'_>, day: Day, known: Moment) -> Result<BTreeMap<UnitId, i64>, StoreError> {
    let sql = concat!(
        "select r.unit_id, count(distinct r.person_id) from residence r
         left join death d on d.person_id = r.person_id and ",
        known!("d.", 1),
        " and d.died_on <= $2
         where ",
        known!("r.", 3),
        " and r.from_day <= $4 and (r.until_day is null or $4 < r.until_day) and d.person_id is null
         group by r.unit_id"
    );
    counts(tx, sql, values![known, day, known, day])
}

/// How many households are kept under each unit.
pub fn households(tx: &mut Tx<'_>, known: Moment) -> Result<BTreeMap<UnitId, i64>, StoreError> {
    let sql = concat!("select unit_id, count(*) from household where ", known!("", 1), " group by unit_id");
    counts(tx, sql, values![known])
}

fn counts(tx: &mut Tx<'_>, sql: &str, values: &[crate::value::Value<'_>]) -> Result<BTreeMap<UnitId, i64>, StoreError> {
    let found = tx.list(sql, values, |row| Ok((UnitId(row.string(0)?), row.int(1)?)))?;
    Ok(found.into_iter().collect())
}
