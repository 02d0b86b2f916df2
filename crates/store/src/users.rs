//! The accounts of the people who work here.

use domain::kernel::{Moment, UnitId, UserId};

use crate::error::expect_rows;
use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};

macro_rules! select {
    () => {
        "select user_id, login, full_name, role, password_hash, created_at, disabled_at, unit_id, schemes, totp_secret,
                totp_step, must_change
         from user_account"
    };
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    /// Keys the office gives meaning to, with spaces between.
    pub role: String,
    /// The area the person answers for; `None` for the whole office.
    pub unit: Option<UnitId>,
    /// The schemes of the person's fields, with spaces between; `None` for all.
    pub schemes: Option<String>,
    pub password_hash: String,
    /// The password was given by somebody else and holds only until the person chooses one.
    pub must_change: bool,
    /// The secret of the second factor, if the person has one.
    pub totp_secret: Option<String>,
    /// The step of time whose code was used last; no code is good twice.
    pub totp_step: i64,
    pub created_at: Moment,
    pub disabled_at: Option<Moment>,
}

pub fn add(tx: &mut Tx<'_>, user: &User) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into user_account (user_id, login, full_name, role, password_hash, created_at, disabled_at, unit_id,
                                   schemes, totp_secret, totp_step, must_change)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            user.id,
            &user.login,
            &user.full_name,
            &user.role,
            &user.password_hash,
            user.created_at,
            user.disabled_at,
            user.unit.as_ref(),
            user.schemes.as_deref(),
            user.totp_secret.as_deref(),
            user.totp_step,
            i64::from(user.must_change)
        ],
    )?;
    expect_rows("thêm người dùng", 1, touched)
}

pub fn find(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>, StoreError> {
    tx.find(concat!(select!(), " where user_id = $1"), values![id], read)
}

pub fn find_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<User>, StoreError> {
    tx.find(concat!(select!(), " where login = $1"), values![login], read)
}

pub fn list(tx: &mut Tx<'_>) -> Result<Vec<User>, StoreError> {
    tx.list(concat!(select!(), " order by user_id"), &[], read)
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.number("select count(*) from user_account", &[])
}

/// A new password; one chosen by somebody else holds only until the person chooses their own.
pub fn set_password(tx: &mut Tx<'_>, id: UserId, password_hash: &str, must_change: bool) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update user_account set password_hash = $1, must_change = $2 where user_id = $3",
        values![password_hash, i64::from(must_change), id],
    )?;
    expect_rows("đổi mật khẩu", 1, touched)
}

/// What somebody is called here and what they answer for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duties {
    pub full_name: String,
    pub role: String,
    pub unit: Option<UnitId>,
    pub schemes: Option<String>,
}

pub fn set_duties(tx: &mut Tx<'_>, id: UserId, duties: &Duties) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update user_account set full_name = $1, role = $2, unit_id = $3, schemes = $4 where user_id = $5",
        values![&duties.full_name, &duties.role, duties.unit.as_ref(), duties.schemes.as_deref(), id],
    )?;
    expect_rows("đổi vai trò, phạm vi người dùng", 1, touched)
}

/// The secret of the second factor, or none; no code of before is good with it.
pub fn set_totp_secret(tx: &mut Tx<'_>, id: UserId, secret: Option<&str>) -> Result<(), StoreError> {
    let touched =
        tx.execute("update user_account set totp_secret = $1, totp_step = 0 where user_id = $2", values![secret, id])?;
    expect_rows("đổi mã xác thực", 1, touched)
}

/// Uses up the codes up to a step of time; `false` when that step was used before.
pub fn use_totp_step(tx: &mut Tx<'_>, id: UserId, step: i64) -> Result<bool, StoreError> {
    let touched =
        tx.execute("update user_account set totp_step = $1 where user_id = $2 and totp_step < $1", values![step, id])?;
    Ok(touched == 1)
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
        unit: row.opt_string(7)?.map(UnitId),
        schemes: row.opt_string(8)?,
        totp_secret: row.opt_string(9)?,
        totp_step: row.int(10)?,
        must_change: row.int(11)? != 0,
    })
}
