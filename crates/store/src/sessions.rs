//! Web sessions: who is signed in, until when. The one table whose rows come and go.

use domain::kernel::UserId;

use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};

/// A session; times are seconds since 1970, as cookies count them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub data: String,
    pub expires_at: i64,
    /// Whose it is, once somebody has signed in with it.
    pub user: Option<UserId>,
}

macro_rules! select {
    () => {
        "select session_id, data, expires_at, user_id from web_session"
    };
}

pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Session>, StoreError> {
    tx.find(concat!(select!(), " where session_id = $1"), values![id], read)
}

/// The sessions of one user, the one that lasts longest first.
pub fn list_of_user(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Session>, StoreError> {
    tx.list(concat!(select!(), " where user_id = $1 order by expires_at desc, session_id"), values![user], read)
}

/// Saves what changed in a session. One that was ended meanwhile stays ended.
pub fn set(tx: &mut Tx<'_>, session: &Session) -> Result<(), StoreError> {
    tx.execute(
        "update web_session set data = $1, expires_at = $2, user_id = $3 where session_id = $4",
        values![&session.data, session.expires_at, session.user, &session.id],
    )?;
    Ok(())
}

/// Saves a session under an id that nobody has; `false` when somebody has it.
pub fn add(tx: &mut Tx<'_>, session: &Session) -> Result<bool, StoreError> {
    let touched = tx.execute(
        "insert into web_session (session_id, data, expires_at, user_id) values ($1, $2, $3, $4)
         on conflict (session_id) do nothing",
        values![&session.id, &session.data, session.expires_at, session.user],
    )?;
    Ok(touched == 1)
}

pub fn delete(tx: &mut Tx<'_>, id: &str) -> Result<(), StoreError> {
    tx.execute("delete from web_session where session_id = $1", values![id])?;
    Ok(())
}

/// Ends the sessions of a user, but for the one they sit at; returns how many.
pub fn delete_of_user(tx: &mut Tx<'_>, user: UserId, but: Option<&str>) -> Result<u64, StoreError> {
    tx.execute(
        "delete from web_session where user_id = $1 and session_id <> $2",
        values![user, but.unwrap_or_default()],
    )
}

/// Forgets the sessions that ended at `now` or before; returns how many.
pub fn delete_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, StoreError> {
    tx.execute("delete from web_session where expires_at <= $1", values![now])
}

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session { id: row.string(0)?, data: row.string(1)?, expires_at: row.int(2)?, user: row.opt_int(3)?.map(UserId) })
}
