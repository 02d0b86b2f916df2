//! The office in the browser: pages, sessions, files.
//!
//! This room shows what the office answers. It computes nothing, knows no table, and every page works without script.
//! Start with [`router`], then one page in `pages/`: a struct of what it shows, a template, a handler that fills it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod api;
mod assets;
mod chart;
mod client;
mod doors;
mod drafting;
mod error;
mod pages;
mod security;
mod session;
mod show;
#[cfg(test)]
mod tests;
mod tiles;
mod uploads;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use domain::kernel::Moment;
use office::{Db, Office};
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

pub use axum::http::HeaderName;
pub use doors::Door;
pub use error::PageError;

const SWEEP_EVERY: Duration = Duration::from_secs(15 * 60);

/// What every page is given: the law and units, the records, the time.
#[derive(Clone)]
pub struct State {
    pub office: Arc<Office>,
    pub db: Db,
    pub clock: fn() -> Moment,
    pub transport: Transport,
    pub memory: Arc<Memory>,
    /// The data folder, where copies of the records are kept.
    pub folder: PathBuf,
    /// The header in which a server in front of this one says whom it speaks for; `None` when there is none to trust.
    pub client_header: Option<HeaderName>,
}

impl State {
    /// Pages of these records for this machine alone: no TLS, no server in front, no folder for copies.
    pub fn new(office: Arc<Office>, db: Db, clock: fn() -> Moment) -> State {
        State {
            office,
            db,
            clock,
            transport: Transport::Plain,
            memory: Arc::default(),
            folder: PathBuf::new(),
            client_header: None,
        }
    }
}

/// What the process remembers of its visitors' work and may forget when it ends: nothing of it is a record.
#[derive(Debug, Default)]
pub struct Memory {
    pub(crate) drafting: drafting::Drafting,
    pub(crate) uploads: uploads::Uploads,
}

/// How browsers reach the server; over TLS the cookie is never sent in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Plain,
    Tls,
}

impl Transport {
    /// A browser lets nobody else set a cookie of the second name: it is bound to this host and to TLS.
    fn cookie_name(self) -> &'static str {
        match self {
            Transport::Plain => "ansinh",
            Transport::Tls => "__Host-ansinh",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error("không mở được cổng {listen}; có thể một chương trình khác đang dùng cổng này")]
    Listen { listen: SocketAddr, source: std::io::Error },
    #[error("máy chủ trang dừng đột ngột")]
    Serve(#[source] std::io::Error),
}

/// Serves pages until the process is asked to stop.
///
/// `on_ready` hears the address that was really opened, which matters when the port asked for was 0.
pub async fn serve(state: State, listen: SocketAddr, on_ready: impl FnOnce(SocketAddr)) -> Result<(), WebError> {
    let refused = |source| WebError::Listen { listen, source };
    let listener = TcpListener::bind(listen).await.map_err(refused)?;
    on_ready(listener.local_addr().map_err(refused)?);
    let sweeper = tokio::spawn(forget_what_is_over(state.clone()));
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await;
    sweeper.abort();
    served.map_err(WebError::Serve)
}

pub fn router(state: State) -> Router {
    let sessions = SessionManagerLayer::new(session::Store { db: state.db.clone() })
        .with_name(state.transport.cookie_name())
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(state.transport == Transport::Tls)
        .with_expiry(Expiry::OnInactivity(time::Duration::hours(session::LONGEST_HOURS)));
    pages::doors(&state)
        .into_router()
        .fallback(nowhere)
        .layer(sessions)
        .route("/tep/{name}", get(assets::file))
        .route("/favicon.ico", get(assets::favicon))
        .layer(from_fn(security::same_origin))
        .merge(api::router(&state))
        .layer(CatchPanicLayer::custom(error::stopped))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(state.transport, security::headers))
        .with_state(state)
}

/// Every address of the program with the act it takes: what tests of rights walk through.
pub fn doors(state: &State) -> Vec<Door> {
    pages::doors(state).into_list().into_iter().chain(api::door_list(state)).collect()
}

/// Whoever is not signed in does not learn which addresses exist.
async fn nowhere(axum::extract::State(state): axum::extract::State<State>, request: Request) -> PageError {
    let (mut parts, _) = request.into_parts();
    match session::Visitor::enter(&mut parts, &state).await {
        Ok(_) => PageError::NotFound { what: "trang" },
        Err(refusal) => refusal,
    }
}

async fn forget_what_is_over(state: State) {
    let mut turn = tokio::time::interval(SWEEP_EVERY);
    loop {
        turn.tick().await;
        let (db, moment) = (state.db.clone(), (state.clock)());
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let swept = tokio::task::spawn_blocking(move || {
            office::sessions::delete_expired(&db, now)?;
            office::users::forget_old_failures(&db, moment)
        });
        if let Ok(Err(fault)) = swept.await {
            tracing::warn!(%fault, "old sessions could not be forgotten");
        }
    }
}

async fn asked_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
