//! Sessions, kept in the office's records; who is behind a request.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use domain::kernel::{Moment, UserId};
use office::access::Rights;
use office::users::SignedIn;
use office::{Acting, Db, Office, OfficeError};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error as StoreFault};
use tower_sessions::{Session, SessionStore};

use crate::error::on_thread;
use crate::{PageError, State};

/// After this long without a request a person signs in again.
pub const IDLE_MINUTES: i64 = 45;
/// After this long a person signs in again whatever they did.
const LONGEST_SECONDS: i64 = 12 * 60 * 60;
/// How often the end of a session is pushed back: not with every request, since each is a write.
const TOUCH_SECONDS: i64 = 5 * 60;

const KEY: &str = "who";
/// What the next page says at its top, once.
const NOTICE: &str = "notice";

/// What a session knows: no name, only whose it is and when it was begun and last used.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Kept {
    user: UserId,
    since: Moment,
    seen: Moment,
}

/// Begins a session under a new id, so that an id known before signing in is worth nothing.
pub async fn begin(session: &Session, user: UserId, now: Moment) -> Result<(), PageError> {
    session.cycle_id().await?;
    Ok(session.insert(KEY, Kept { user, since: now, seen: now }).await?)
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
    /// What the page before wanted this one to say.
    pub notice: Option<String>,
}

/// Where a person who must change a password is sent, whatever they wanted.
const CHANGE_PASSWORD: &str = "/tai-khoan/mat-khau";

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
        let sign_in = || PageError::SignInNeeded { back: back_to(&uri) };
        let session = Session::from_request_parts(parts, state).await.map_err(|(_, what)| PageError::fault(what))?;
        let Some(kept) = session.get::<Kept>(KEY).await? else { return Err(sign_in()) };
        let now = (state.clock)();
        if kept.since.add_seconds(LONGEST_SECONDS) < now {
            session.flush().await?;
            return Err(sign_in());
        }
        if kept.seen.add_seconds(TOUCH_SECONDS) < now {
            session.insert(KEY, Kept { seen: now, ..kept }).await?;
        }
        let (db, house) = (state.db.clone(), state.office.clone());
        let found = on_thread(move || office::users::enter(&house, &db, kept.user, now)).await?;
        let insider = found.ok_or_else(sign_in)?;
        if insider.must_change && uri.path() != CHANGE_PASSWORD {
            return Err(PageError::GoTo { address: CHANGE_PASSWORD });
        }
        let notice = session.remove::<String>(NOTICE).await?;
        Ok(Visitor { who: insider.who, rights: insider.rights, office: insider.office, notice })
    }
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
    Ok(office::sessions::Session { id: record.id.to_string(), data, expires_at })
}

fn decode(id: Id, kept: &office::sessions::Session) -> session_store::Result<Record> {
    let data = serde_json::from_str(&kept.data).map_err(|fault| StoreFault::Decode(fault.to_string()))?;
    let expiry_date =
        OffsetDateTime::from_unix_timestamp(kept.expires_at).map_err(|fault| StoreFault::Decode(fault.to_string()))?;
    Ok(Record { id, data, expiry_date })
}
