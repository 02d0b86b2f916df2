//! How the office has read a list with a given header before.
//!
//! A habit and no fact: a header read in another way from now on is simply written over.

use std::collections::BTreeMap;

use domain::kernel::{Moment, UserId};

use crate::error::expect_rows;
use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What the header comes to whatever its file is called, in hex.
    pub fingerprint: String,
    pub kind: String,
    /// In the order of the sheet.
    pub columns: Vec<LayoutColumn>,
    pub used_at: Moment,
    pub user: Option<UserId>,
}

/// A heading as it stands in the list, and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutColumn {
    pub title: String,
    /// Empty for a column that was passed over.
    pub field: String,
}

/// Remembers how a header was read, in place of how it was read before.
pub fn put(tx: &mut Tx<'_>, layout: &Layout) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into layout (fingerprint, kind, columns, used_at, user_id) values ($1, $2, $3, $4, $5)
         on conflict (fingerprint) do update
         set kind = excluded.kind, columns = excluded.columns, used_at = excluded.used_at, user_id = excluded.user_id",
        values![&layout.fingerprint, &layout.kind, written(&layout.columns), layout.used_at, layout.user],
    )?;
    expect_rows("ghi cách đọc một danh sách", 1, touched)
}

pub fn find(tx: &mut Tx<'_>, fingerprint: &str) -> Result<Option<Layout>, StoreError> {
    tx.find(
        "select fingerprint, kind, columns, used_at, user_id from layout where fingerprint = $1",
        values![fingerprint],
        read,
    )
}

/// All that is remembered, what was used last first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Layout>, StoreError> {
    tx.list(
        "select fingerprint, kind, columns, used_at, user_id from layout order by used_at desc, fingerprint",
        &[],
        read,
    )
}

const TITLE: &str = "title";
const FIELD: &str = "field";

fn written(columns: &[LayoutColumn]) -> String {
    let columns = columns.iter().map(|column| serde_json::json!({ TITLE: column.title, FIELD: column.field }));
    serde_json::Value::Array(columns.collect()).to_string()
}

fn read(row: &Row<'_>) -> Result<Layout, StoreError> {
    Ok(Layout {
        fingerprint: row.string(0)?,
        kind: row.string(1)?,
        columns: read_columns(row.text(2)?).ok_or_else(|| row.bad(2, "danh sách cột ở dạng JSON"))?,
        used_at: row.parse(3)?,
        user: row.opt_int(4)?.map(UserId),
    })
}

fn read_columns(text: &str) -> Option<Vec<LayoutColumn>> {
    let columns: Vec<BTreeMap<String, String>> = serde_json::from_str(text).ok()?;
    let read = |mut column: BTreeMap<String, String>| {
        Some(LayoutColumn { title: column.remove(TITLE)?, field: column.remove(FIELD)? })
    };
    columns.into_iter().map(read).collect()
}
