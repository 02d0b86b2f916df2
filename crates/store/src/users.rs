//! The accounts of the people who work here.

use domain::kernel::{Moment, UserId};

use crate::error::expect_rows;
use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    /// A key the office gives meaning to.
    pub role: String,
    pub password_hash: String,
    pub created_at: Moment,
    pub disabled_at: Option<Moment>,
}

pub fn add(tx: &mut Tx<'_>, user: &User) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into user_account (user_id, login, full_name, role, password_hash, created_at, disabled_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![
            user.id,
            &user.login,
            &user.full_name,
            &user.role,
            &user.password_hash,
            user.created_at,
            user.disabled_at
        ],
    )?;
    expect_rows("thêm người dùng", 1, touched)
}

pub fn find(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>, StoreError> {
    tx.find(
        "select user_id, login, full_name, role, password_hash, created_at, disabled_at
         from user_account where user_id = $1",
        values![id],
        read,
    )
}

pub fn find_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<User>, StoreError> {
    tx.find(
        "select user_id, login, full_name, role, password_hash, created_at, disabled_at
         from user_account where login = $1",
        values![login],
        read,
    )
}

pub fn list(tx: &mut Tx<'_>) -> Result<Vec<User>, StoreError> {
    tx.list(
        "select user_id, login, full_name, role, password_hash, created_at, disabled_at
         from user_account order by user_id",
        &[],
        read,
    )
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.number("select count(*) from user_account", &[])
}

pub fn set_password(tx: &mut Tx<'_>, id: UserId, password_hash: &str) -> Result<(), StoreError> {
    let touched =
        tx.execute("update user_account set password_hash = $1 where user_id = $2", values![password_hash, id])?;
    expect_rows("đổi mật khẩu", 1, touched)
}

pub fn set_role(tx: &mut Tx<'_>, id: UserId, role: &str) -> Result<(), StoreError> {
    let touched = tx.execute("update user_account set role = $1 where user_id = $2", values![role, id])?;
    expect_rows("đổi vai trò người dùng", 1, touched)
}

/// Disables an account from a moment on, or enables it again with `None`.
pub fn set_disabled(tx: &mut Tx<'_>, id: UserId, disabled_at: Option<Moment>) -> Result<(), StoreError> {
    let touched =
        tx.execute("update user_account set disabled_at = $1 where user_id = $2", values![disabled_at, id])?;
    expect_rows("khóa hoặc mở người dùng", 1, touched)
}

fn read(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(row.int(0)?),
        login: row.string(1)?,
        full_name: row.string(2)?,
        role: row.string(3)?,
        password_hash: row.string(4)?,
        created_at: row.parse(5)?,
        disabled_at: row.opt_parse(6)?,
    })
}
