//! Keys by which other programs enter. The secret itself is nowhere, only its hash.

use domain::kernel::{Moment, UnitId, UserId};

use crate::error::expect_rows;
use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};

macro_rules! select {
    () => {
        "select token_id, name, roles, unit_id, schemes, created_by, created_at, expires_at, revoked_at, last_used_at
         from api_token"
    };
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: i64,
    /// The program that holds it, in the words of whoever gave it.
    pub name: String,
    /// Keys the office gives meaning to, with spaces between.
    pub roles: String,
    /// The area it reaches; `None` for the whole office.
    pub unit: Option<UnitId>,
    /// The schemes it reaches, with spaces between; `None` for all.
    pub schemes: Option<String>,
    pub created_by: Option<UserId>,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
    pub last_used_at: Option<Moment>,
}

pub fn add(tx: &mut Tx<'_>, token: &Token, secret_hash: &str) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into api_token (token_id, name, secret_hash, roles, unit_id, schemes, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            token.id,
            &token.name,
            secret_hash,
            &token.roles,
            token.unit.as_ref(),
            token.schemes.as_deref(),
            token.created_by,
            token.created_at,
            token.expires_at
        ],
    )?;
    expect_rows("thêm mã truy cập", 1, touched)
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Token>, StoreError> {
    tx.find(concat!(select!(), " where token_id = $1"), values![id], read)
}

pub fn find_by_hash(tx: &mut Tx<'_>, secret_hash: &str) -> Result<Option<Token>, StoreError> {
    tx.find(concat!(select!(), " where secret_hash = $1"), values![secret_hash], read)
}

pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Token>, StoreError> {
    tx.list(concat!(select!(), " order by token_id"), &[], read)
}

pub fn set_revoked(tx: &mut Tx<'_>, id: i64, at: Moment) -> Result<(), StoreError> {
    let touched = tx.execute("update api_token set revoked_at = $1 where token_id = $2", values![at, id])?;
    expect_rows("thu mã truy cập", 1, touched)
}

pub fn set_used(tx: &mut Tx<'_>, id: i64, at: Moment) -> Result<(), StoreError> {
    let touched = tx.execute("update api_token set last_used_at = $1 where token_id = $2", values![at, id])?;
    expect_rows("ghi lần dùng mã truy cập", 1, touched)
}

fn read(row: &Row<'_>) -> Result<Token, StoreError> {
    Ok(Token {
        id: row.int(0)?,
        name: row.string(1)?,
        roles: row.string(2)?,
        unit: row.opt_string(3)?.map(UnitId),
        schemes: row.opt_string(4)?,
        created_by: row.opt_int(5)?.map(UserId),
        created_at: row.parse(6)?,
        expires_at: row.opt_parse(7)?,
        revoked_at: row.opt_parse(8)?,
        last_used_at: row.opt_parse(9)?,
    })
}
