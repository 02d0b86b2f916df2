//! Web sessions: who is signed in, until when. The one table whose rows come and go.

use crate::value::values;
use crate::{StoreError, Tx};

/// A session; times are seconds since 1970, as cookies count them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub data: String,
    pub expires_at: i64,
}

pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Session>, StoreError> {
    tx.find("select session_id, data, expires_at from web_session where session_id = $1", values![id], |row| {
        Ok(Session { id: row.string(0)?, data: row.string(1)?, expires_at: row.int(2)? })
    })
}

/// Saves a session, new or known.
pub fn set(tx: &mut Tx<'_>, session: &Session) -> Result<(), StoreError> {
    tx.execute(
        "insert into web_session (session_id, data, expires_at) values ($1, $2, $3)
         on conflict (session_id) do update set data = excluded.data, expires_at = excluded.expires_at",
        values![&session.id, &session.data, session.expires_at],
    )?;
    Ok(())
}

/// Saves a session under an id that nobody has; `false` when somebody has it.
pub fn add(tx: &mut Tx<'_>, session: &Session) -> Result<bool, StoreError> {
    let touched = tx.execute(
        "insert into web_session (session_id, data, expires_at) values ($1, $2, $3)
         on conflict (session_id) do nothing",
        values![&session.id, &session.data, session.expires_at],
    )?;
    Ok(touched == 1)
}

pub fn delete(tx: &mut Tx<'_>, id: &str) -> Result<(), StoreError> {
    tx.execute("delete from web_session where session_id = $1", values![id])?;
    Ok(())
}

/// Forgets the sessions that ended at `now` or before; returns how many.
pub fn delete_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, StoreError> {
    tx.execute("delete from web_session where expires_at <= $1", values![now])
}
