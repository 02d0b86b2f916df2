//! The office's own settings, each with the time it was known.

use domain::kernel::Moment;

use crate::facts::Recording;
use crate::sql::known;
use crate::value::values;
use crate::{StoreError, Tx};

pub fn find(tx: &mut Tx<'_>, key: &str, known: Moment) -> Result<Option<String>, StoreError> {
    tx.find(
        concat!("select value from setting where key = $1 and ", known!("", 2), " order by version_no"),
        values![key, known],
        |row| row.string(0),
    )
}

pub fn list(tx: &mut Tx<'_>, known: Moment) -> Result<Vec<(String, String)>, StoreError> {
    tx.list(concat!("select key, value from setting where ", known!("", 1), " order by key"), values![known], |row| {
        Ok((row.string(0)?, row.string(1)?))
    })
}

pub fn set(tx: &mut Tx<'_>, key: &str, value: &str, rec: Recording) -> Result<(), StoreError> {
    tx.execute("update setting set retracted_at = $1 where key = $2 and retracted_at is null", values![rec.at, key])?;
    let last = tx.number("select max(version_no) from setting where key = $1", values![key])?;
    tx.execute(
        "insert into setting (key, version_no, value, recorded_at) values ($1, $2, $3, $4)",
        values![key, last + 1, value, rec.at],
    )?;
    Ok(())
}
