//! What an office does with a report: other values for its figures, its own words, signed versions.
//!
//! `report` is the key of one form and period. Overrides and words are facts with two times; a version never changes.

use domain::kernel::{Day, Dong, Moment, UserId};
use domain::report::{Place, Said};
use sha2::{Digest, Sha256};

use crate::error::expect_rows;
use crate::row::Row;
use crate::sql::known;
use crate::value::{Value, values};
use crate::{Recording, StoreError, Tx};

/// A value that somebody answers for in the place of a computed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOverride {
    pub figure: String,
    pub says: Said,
    pub reason: String,
    pub user: Option<UserId>,
    pub recorded_at: Moment,
}

/// The office's words in the place of the form's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredProse {
    pub place: Place,
    pub form_text: String,
    pub words: String,
    pub user: Option<UserId>,
    pub recorded_at: Moment,
}

/// A signed version without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVersion {
    pub no: i64,
    pub as_of: Day,
    pub known_at: Moment,
    /// The number the paper was issued under.
    pub number: u32,
    pub signed_on: Day,
    pub signer: String,
    pub sha256: String,
    pub user: Option<UserId>,
    pub frozen_at: Moment,
}

/// Says another value of a figure, in the place of what was said before.
pub fn set_override(
    tx: &mut Tx<'_>,
    report: &str,
    (figure, says, reason): (&str, &Said, &str),
    user: Option<UserId>,
    rec: Recording,
) -> Result<(), StoreError> {
    retract_override(tx, report, figure, rec)?;
    let last = tx.number(
        "select max(version_no) from report_override where report = $1 and figure = $2",
        values![report, figure],
    )?;
    let (value, amount, words) = match says {
        Said::Numbers { value, amount } => (*value, *amount, None),
        Said::Words(words) => (None, None, Some(words)),
    };
    let touched = tx.execute(
        "insert into report_override (report, figure, version_no, value, amount, words, reason, user_id, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![report, figure, last + 1, value, amount, words, reason, user, rec.at],
    )?;
    expect_rows("ghi số nhập thay cho một chỉ tiêu", 1, touched)
}

/// Takes back what was said of a figure; `false` when nothing was.
pub fn retract_override(tx: &mut Tx<'_>, report: &str, figure: &str, rec: Recording) -> Result<bool, StoreError> {
    let touched = tx.execute(
        "update report_override set retracted_at = $1 where report = $2 and figure = $3 and retracted_at is null",
        values![rec.at, report, figure],
    )?;
    Ok(touched > 0)
}

pub fn overrides(tx: &mut Tx<'_>, report: &str, known: Moment) -> Result<Vec<StoredOverride>, StoreError> {
    tx.list(
        concat!(
            "select figure, value, amount, words, reason, user_id, recorded_at
             from report_override where report = $1 and ",
            known!("", 2),
            " order by figure"
        ),
        values![report, known],
        |row| {
            Ok(StoredOverride {
                figure: row.string(0)?,
                says: said(row)?,
                reason: row.string(4)?,
                user: row.opt_int(5)?.map(UserId),
                recorded_at: row.parse(6)?,
            })
        },
    )
}

fn said(row: &Row<'_>) -> Result<Said, StoreError> {
    match (row.opt_int(1)?, row.opt_int(2)?.map(Dong), row.opt_string(3)?) {
        (None, None, Some(words)) => Ok(Said::Words(words)),
        (None, None, None) | (_, _, Some(_)) => Err(row.bad(1, "số, hoặc chữ, và chỉ một trong hai")),
        (value, amount, None) => Ok(Said::Numbers { value, amount }),
    }
}

/// Puts words at a place of the report, instead of those put there before.
pub fn set_prose(
    tx: &mut Tx<'_>,
    report: &str,
    (place, form_text, words): (Place, &str, &str),
    user: Option<UserId>,
    rec: Recording,
) -> Result<(), StoreError> {
    retract_prose(tx, report, place, rec)?;
    let key = place.to_string();
    let last =
        tx.number("select max(version_no) from report_prose where report = $1 and place = $2", values![report, &key])?;
    let touched = tx.execute(
        "insert into report_prose (report, place, version_no, form_text, words, user_id, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![report, &key, last + 1, form_text, words, user, rec.at],
    )?;
    expect_rows("ghi đoạn văn đã sửa", 1, touched)
}

/// Takes back the words at a place; `false` when the form's words stand there.
pub fn retract_prose(tx: &mut Tx<'_>, report: &str, place: Place, rec: Recording) -> Result<bool, StoreError> {
    let touched = tx.execute(
        "update report_prose set retracted_at = $1 where report = $2 and place = $3 and retracted_at is null",
        values![rec.at, report, place.to_string()],
    )?;
    Ok(touched > 0)
}

pub fn prose(tx: &mut Tx<'_>, report: &str, known: Moment) -> Result<Vec<StoredProse>, StoreError> {
    tx.list(
        concat!(
            "select place, form_text, words, user_id, recorded_at from report_prose where report = $1 and ",
            known!("", 2),
            " order by place"
        ),
        values![report, known],
        |row| {
            Ok(StoredProse {
                place: row.parse(0)?,
                form_text: row.string(1)?,
                words: row.string(2)?,
                user: row.opt_int(3)?.map(UserId),
                recorded_at: row.parse(4)?,
            })
        },
    )
}

/// The number that the next version of a report will have.
pub fn next_version(tx: &mut Tx<'_>, report: &str) -> Result<i64, StoreError> {
    Ok(tx.number("select max(version_no) from report_version where report = $1", values![report])? + 1)
}

/// Keeps a version with its content; its `sha256` must be [`fingerprint`] of that content.
pub fn add_version(tx: &mut Tx<'_>, report: &str, version: &StoredVersion, body: &str) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into report_version
             (report, version_no, as_of, known_at, number, signed_on, signer, body, sha256, user_id, frozen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            report,
            version.no,
            version.as_of,
            version.known_at,
            Value::Int(i64::from(version.number)),
            version.signed_on,
            &version.signer,
            body,
            &version.sha256,
            version.user,
            version.frozen_at
        ],
    )?;
    expect_rows("giữ một bản báo cáo đã ký", 1, touched)
}

/// What a version's content comes to.
pub fn fingerprint(body: &str) -> String {
    crate::hash::hex(&Sha256::digest(body.as_bytes()))
}

/// The versions of one report, oldest first.
pub fn versions(tx: &mut Tx<'_>, report: &str) -> Result<Vec<StoredVersion>, StoreError> {
    tx.list(
        "select version_no, as_of, known_at, number, signed_on, signer, sha256, user_id, frozen_at
         from report_version where report = $1 order by version_no",
        values![report],
        read,
    )
}

/// The versions of all reports, each with the key of its report.
pub fn all_versions(tx: &mut Tx<'_>) -> Result<Vec<(String, StoredVersion)>, StoreError> {
    tx.list(
        "select version_no, as_of, known_at, number, signed_on, signer, sha256, user_id, frozen_at, report
         from report_version order by report, version_no",
        values![],
        |row| Ok((row.string(9)?, read(row)?)),
    )
}

/// One version with its content, which is refused when it is not what was signed.
pub fn version(tx: &mut Tx<'_>, report: &str, no: i64) -> Result<Option<(StoredVersion, String)>, StoreError> {
    tx.find(
        "select version_no, as_of, known_at, number, signed_on, signer, sha256, user_id, frozen_at, body
         from report_version where report = $1 and version_no = $2",
        values![report, no],
        |row| {
            let (version, body) = (read(row)?, row.string(9)?);
            match fingerprint(&body) == version.sha256 {
                true => Ok((version, body)),
                false => Err(row.bad(9, "đúng nội dung đã ký")),
            }
        },
    )
}

fn read(row: &Row<'_>) -> Result<StoredVersion, StoreError> {
    Ok(StoredVersion {
        no: row.int(0)?,
        as_of: row.parse(1)?,
        known_at: row.parse(2)?,
        number: u32::try_from(row.int(3)?).map_err(|_| row.bad(3, "số văn bản"))?,
        signed_on: row.parse(4)?,
        signer: row.string(5)?,
        sha256: row.string(6)?,
        user: row.opt_int(7)?.map(UserId),
        frozen_at: row.parse(8)?,
    })
}
