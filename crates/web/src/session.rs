//! Sessions, kept in the office's records; who is behind a request.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use domain::kernel::{Moment, UserId};
use office::access::Rights;
use office::security::Security;
use office::users::{Insider, SignedIn};
use office::{Acting, Db, Office, OfficeError};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error as StoreFault};
use tower_sessions::{Session, SessionStore};

use crate::error::on_thread;
use crate::{PageError, State};

/// No session lasts longer, whatever an office sets.
pub const LONGEST_HOURS: i64 = *office::security::LONGEST_HOURS_RANGE.end();
/// The end of a session is pushed back not with every request, since each is a write, but this often in its idle time.
const TOUCHES: i64 = 9;
/// A password that was right is good for so long without the code.
const CODE_SECONDS: i64 = 10 * 60;

const KEY: &str = "who";
/// Whose code is awaited.
const AWAITED: &str = "code";
/// What the next page says at its top, once.
const NOTICE: &str = "notice";

/// What a session knows: no name, only whose it is, when it was begun and last used, and in what browser.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    pub user: UserId,
    pub since: Moment,
    pub seen: Moment,
    /// The rights it was last used with; `None` before its first page.
    stamp: Option<String>,
    pub browser: String,
}

/// Somebody who gave the right password and still owes a code.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Awaited {
    user: UserId,
    since: Moment,
}

/// Begins a session under a new id, so that an id known before signing in is worth nothing.
pub async fn begin(session: &Session, user: UserId, browser: String, now: Moment) -> Result<(), PageError> {
    session.remove::<Awaited>(AWAITED).await?;
    session.cycle_id().await?;
    Ok(session.insert(KEY, Kept { user, since: now, seen: now, stamp: None, browser }).await?)
}

/// Remembers that the password was right, and nothing more: no page opens by it.
pub async fn await_code(session: &Session, user: UserId, now: Moment) -> Result<(), PageError> {
    session.remove::<Kept>(KEY).await?;
    session.cycle_id().await?;
    Ok(session.insert(AWAITED, Awaited { user, since: now }).await?)
}

/// Whose code is awaited, while it is.
pub async fn awaited(session: &Session, now: Moment) -> Result<Option<UserId>, PageError> {
    let awaited = session.get::<Awaited>(AWAITED).await?;
    Ok(awaited.filter(|one| now <= one.since.add_seconds(CODE_SECONDS)).map(|one| one.user))
}

/// The id of this session as the records hold it.
pub fn id_of(session: &Session) -> Option<String> {
    session.id().map(|id| id.to_string())
}

/// What a session of one's own says of itself; `None` for one that nobody signed in with.
pub fn read_kept(kept: &office::sessions::Session) -> Option<Kept> {
    let data: serde_json::Value = serde_json::from_str(&kept.data).ok()?;
    serde_json::from_value(data.get(KEY)?.clone()).ok()
}

/// Has the next page say what was done.
pub async fn tell(session: &Session, notice: impl Into<String>) -> Result<(), PageError> {
    Ok(session.insert(NOTICE, notice.into()).await?)
}

/// The person behind a request, what they may do, and the name of the office they work in.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub who: SignedIn,
    pub rights: Arc<Rights>,
    pub office: String,
    /// The password must be changed before anything else.
    pub must_change: bool,
    /// What the page before wanted this one to say.
    pub notice: Option<String>,
}

/// Where a person who must change a password is sent, whatever they wanted.
const CHANGE_PASSWORD: &str = "/tai-khoan/mat-khau";
/// Where a person is sent who must have a second factor and has none.
const SET_SECOND_FACTOR: &str = "/tai-khoan/ma-xac-thuc";

/// Only handlers behind a [`Doors`](crate::doors::Doors) guard are given a visitor: the guard has checked what they may do.
impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, PageError> {
        let found = parts.extensions.get::<Visitor>().cloned();
        found.ok_or_else(|| PageError::fault("an address without a guard asked for its visitor"))
    }
}

impl State {
    /// Asks the office on behalf of a visitor, away from the threads that answer requests.
    pub async fn ask<T: Send + 'static>(
        &self,
        visitor: &Visitor,
        work: impl FnOnce(&Office, &Db, Acting<'_>) -> Result<T, OfficeError> + Send + 'static,
    ) -> Result<T, PageError> {
        let (house, db, now) = (self.office.clone(), self.db.clone(), (self.clock)());
        let (user, rights) = (visitor.who.user, visitor.rights.clone());
        on_thread(move || work(&house, &db, Acting { user: Some(user), now, rights: &rights })).await
    }
}

impl Visitor {
    /// Who is behind a request, by the session its cookie names.
    pub async fn enter(parts: &mut Parts, state: &State) -> Result<Visitor, PageError> {
        let uri = OriginalUri::from_request_parts(parts, state).await.map(|uri| uri.0).unwrap_or_default();
        let sign_in = |login| PageError::SignInNeeded { back: back_to(&uri), login };
        let session = Session::from_request_parts(parts, state).await.map_err(|(_, what)| PageError::fault(what))?;
        let Some(kept) = session.get::<Kept>(KEY).await? else { return Err(sign_in(None)) };
        let now = (state.clock)();
        let (db, house, user) = (state.db.clone(), state.office.clone(), kept.user);
        let found = on_thread(move || office::users::enter(&house, &db, user, now)).await?;
        let Some(insider) = found else {
            session.flush().await?;
            return Err(sign_in(None));
        };
        if is_over(&kept, insider.security, now) {
            session.flush().await?;
            return Err(sign_in(Some(insider.who.login)));
        }
        keep_up(&session, kept, &insider, now).await?;
        if let Some(address) = must_go_to(&insider, uri.path()) {
            return Err(PageError::GoTo { address });
        }
        let notice = session.remove::<String>(NOTICE).await?;
        let Insider { who, rights, office, must_change, .. } = insider;
        Ok(Visitor { who, rights, office, must_change, notice })
    }
}

/// Whether a session was left alone for too long, or has lasted too long.
pub fn is_over(kept: &Kept, limits: Security, now: Moment) -> bool {
    kept.since.add_seconds(limits.longest_hours * 3600) < now || kept.seen.add_seconds(limits.idle_minutes * 60) < now
}

/// Pushes the end of a session back, and gives it a new id when what its owner may do has changed.
async fn keep_up(session: &Session, kept: Kept, insider: &Insider, now: Moment) -> Result<(), PageError> {
    let has_new_rights = kept.stamp.as_ref() != Some(&insider.stamp);
    if has_new_rights && kept.stamp.is_some() {
        session.cycle_id().await?;
    }
    if has_new_rights || kept.seen.add_seconds(insider.security.idle_minutes * 60 / TOUCHES) < now {
        session.insert(KEY, Kept { seen: now, stamp: Some(insider.stamp.clone()), ..kept }).await?;
    }
    Ok(())
}

/// What must be done before anything else.
fn must_go_to(insider: &Insider, path: &str) -> Option<&'static str> {
    if insider.must_change {
        return (path != CHANGE_PASSWORD).then_some(CHANGE_PASSWORD);
    }
    let is_setting_up = path == CHANGE_PASSWORD || path.starts_with(SET_SECOND_FACTOR);
    (insider.must_set_second_factor && !is_setting_up).then_some(SET_SECOND_FACTOR)
}

/// Where to return after signing in. A search names people, so it is forgotten.
fn back_to(uri: &axum::http::Uri) -> Option<String> {
    match uri.path() {
        "/" => None,
        "/nguoi" => Some("/nguoi".to_owned()),
        _ => uri.path_and_query().map(ToString::to_string),
    }
}

/// The store behind the cookies: ids and encoded data, in the table of the office's records.
#[derive(Clone)]
pub struct Store {
    pub db: Db,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

#[async_trait::async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        loop {
            let fresh = encode(record)?;
            if self.with(move |db| office::sessions::add(db, &fresh)).await? {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let changed = encode(record)?;
        self.with(move |db| office::sessions::set(db, &changed)).await
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let key = id.to_string();
        let found = self.with(move |db| office::sessions::find(db, &key)).await?;
        let record = found.map(|kept| decode(*id, &kept)).transpose()?;
        Ok(record.filter(|record| OffsetDateTime::now_utc() < record.expiry_date))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let key = id.to_string();
        self.with(move |db| office::sessions::delete(db, &key)).await
    }
}

impl Store {
    async fn with<T, E>(&self, ask: impl FnOnce(&Db) -> Result<T, E> + Send + 'static) -> session_store::Result<T>
    where
        T: Send + 'static,
        E: std::fmt::Display + Send + 'static,
    {
        let db = self.db.clone();
        let asked = tokio::task::spawn_blocking(move || ask(&db).map_err(|fault| fault.to_string()));
        let answer = asked.await.map_err(|stopped| StoreFault::Backend(stopped.to_string()))?;
        answer.map_err(StoreFault::Backend)
    }
}

fn encode(record: &Record) -> session_store::Result<office::sessions::Session> {
    let data = serde_json::to_string(&record.data).map_err(|fault| StoreFault::Encode(fault.to_string()))?;
    let expires_at = record.expiry_date.unix_timestamp();
    let kept = record.data.get(KEY).and_then(|kept| serde_json::from_value::<Kept>(kept.clone()).ok());
    let user = kept.map(|kept| kept.user);
    Ok(office::sessions::Session { id: record.id.to_string(), data, expires_at, user })
}

fn decode(id: Id, kept: &office::sessions::Session) -> session_store::Result<Record> {
    let data = serde_json::from_str(&kept.data).map_err(|fault| StoreFault::Decode(fault.to_string()))?;
    let expiry_date =
        OffsetDateTime::from_unix_timestamp(kept.expires_at).map_err(|fault| StoreFault::Decode(fault.to_string()))?;
    Ok(Record { id, data, expiry_date })
}
