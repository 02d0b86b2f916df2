//! The files that were read in, by the hash of what they held.

use domain::kernel::{Moment, UserId};

use crate::error::expect_rows;
use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFile {
    pub id: i64,
    pub sha256: String,
    pub name: String,
    pub kind: String,
    pub imported_at: Moment,
    pub user: Option<UserId>,
    pub rows_read: i64,
    pub rows_rejected: i64,
}

pub fn add(tx: &mut Tx<'_>, file: &ImportFile) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into import_file (import_id, sha256, name, kind, imported_at, user_id, rows_read, rows_rejected)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            file.id,
            &file.sha256,
            &file.name,
            &file.kind,
            file.imported_at,
            file.user,
            file.rows_read,
            file.rows_rejected
        ],
    )?;
    expect_rows("ghi tệp đã nhập", 1, touched)
}

/// The imports of a file with exactly this content, oldest first.
pub fn list_by_sha256(tx: &mut Tx<'_>, sha256: &str) -> Result<Vec<ImportFile>, StoreError> {
    tx.list(
        "select import_id, sha256, name, kind, imported_at, user_id, rows_read, rows_rejected
         from import_file where sha256 = $1 order by import_id",
        values![sha256],
        read,
    )
}

pub fn list(tx: &mut Tx<'_>) -> Result<Vec<ImportFile>, StoreError> {
    tx.list(
        "select import_id, sha256, name, kind, imported_at, user_id, rows_read, rows_rejected
         from import_file order by import_id",
        &[],
        read,
    )
}

/// The last imports, newest first.
pub fn recent(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<ImportFile>, StoreError> {
    tx.list(
        "select import_id, sha256, name, kind, imported_at, user_id, rows_read, rows_rejected
         from import_file order by import_id desc limit $1",
        values![limit],
        read,
    )
}

/// The last imports of one person, newest first.
pub fn recent_of_user(tx: &mut Tx<'_>, user: UserId, limit: i64) -> Result<Vec<ImportFile>, StoreError> {
    tx.list(
        "select import_id, sha256, name, kind, imported_at, user_id, rows_read, rows_rejected
         from import_file where user_id = $1 order by import_id desc limit $2",
        values![user, limit],
        read,
    )
}

pub fn find(tx: &mut Tx<'_>, import: i64) -> Result<Option<ImportFile>, StoreError> {
    tx.find(
        "select import_id, sha256, name, kind, imported_at, user_id, rows_read, rows_rejected
         from import_file where import_id = $1",
        values![import],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<ImportFile, StoreError> {
    Ok(ImportFile {
        id: row.int(0)?,
        sha256: row.string(1)?,
        name: row.string(2)?,
        kind: row.string(3)?,
        imported_at: row.parse(4)?,
        user: row.opt_int(5)?.map(UserId),
        rows_read: row.int(6)?,
        rows_rejected: row.int(7)?,
    })
}
