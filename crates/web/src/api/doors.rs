//! Every address for programs with the act it takes and its description. One cannot be added without the other two.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State as Given};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use office::access::Act;
use office::tokens::Bearer;
use office::{Acting, Db, Office, OfficeError};
use utoipa::openapi::path::{HttpMethod, PathItem, Paths};
use utoipa::openapi::{RefOr, Schema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::problem::Problem;
use crate::State;
use crate::doors::Door;

/// What one token may ask: so much every second, and so much at once.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(50).expect("50 is not nought");
const AT_ONCE: NonZeroU32 = NonZeroU32::new(100).expect("100 is not nought");

/// The addresses for programs under construction.
pub struct ApiDoors {
    state: State,
    limiter: Arc<DefaultKeyedRateLimiter<i64>>,
    pub router: Router<State>,
    pub list: Vec<Door>,
    pub paths: Paths,
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl ApiDoors {
    pub fn new(state: &State) -> ApiDoors {
        let quota = Quota::per_second(PER_SECOND).allow_burst(AT_ONCE);
        ApiDoors {
            state: state.clone(),
            limiter: Arc::new(DefaultKeyedRateLimiter::hashmap(quota)),
            router: Router::new(),
            list: Vec::new(),
            paths: Paths::new(),
            schemas: Vec::new(),
        }
    }

    /// One handler with the address, method and description it was written with.
    pub fn door(mut self, act: Act, (schemas, paths, handler): UtoipaMethodRouter<State>) -> ApiDoors {
        let guard = Guard { state: self.state.clone(), limiter: self.limiter.clone(), act };
        for (path, item) in &paths.paths {
            for method in methods(item) {
                self.list.push(Door { method, path: Cow::Owned(path.clone()), act: Some(act) });
            }
            self.router = self.router.route(path, handler.clone().layer(from_fn_with_state(guard.clone(), keep)));
        }
        self.paths.merge(paths);
        self.schemas.extend(schemas);
        self
    }

    /// The addresses of one part of the interface.
    pub fn with(self, part: impl FnOnce(ApiDoors) -> ApiDoors) -> ApiDoors {
        part(self)
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    let all = [(HttpMethod::Get, &item.get, Method::GET), (HttpMethod::Post, &item.post, Method::POST)];
    all.into_iter().filter(|one| one.1.is_some()).map(|one| one.2).collect()
}

#[derive(Clone)]
struct Guard {
    state: State,
    limiter: Arc<DefaultKeyedRateLimiter<i64>>,
    act: Act,
}

/// Lets in whoever holds a token that is allowed the act; the handler then asks for its [`Caller`].
async fn keep(Given(guard): Given<Guard>, mut request: Request, next: Next) -> Response {
    match enter(&guard, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn enter(guard: &Guard, headers: &HeaderMap) -> Result<Caller, Problem> {
    let secret = secret(headers).ok_or_else(no_token)?;
    let (house, db, now) = (guard.state.office.clone(), guard.state.db.clone(), (guard.state.clock)());
    let found = on_thread(move || office::tokens::enter(&house, &db, &secret, now)).await?;
    let bearer = found.ok_or_else(no_token)?;
    if let Err(early) = guard.limiter.check_key(&bearer.token.id) {
        return Err(too_many(early.wait_time_from(DefaultClock::default().now())));
    }
    match bearer.rights.may(guard.act) {
        true => Ok(Caller { bearer, state: guard.state.clone() }),
        false => {
            let detail = format!("Mã truy cập này không được giao việc: {}.", guard.act.name());
            Err(Problem::new(StatusCode::FORBIDDEN, "act_not_allowed", detail))
        }
    }
}

fn secret(headers: &HeaderMap) -> Option<String> {
    let (scheme, secret) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned())
}

fn no_token() -> Problem {
    let detail = "Gửi tiêu đề Authorization: Bearer kèm mã truy cập còn hiệu lực. Mã do người quản trị cấp ở trang \
                  Quản trị, Mã truy cập.";
    Problem::new(StatusCode::UNAUTHORIZED, "token_required", detail)
}

fn too_many(wait: Duration) -> Problem {
    let seconds = wait.as_secs() + 1;
    let detail = format!("Mã truy cập này đã gửi quá {PER_SECOND} yêu cầu mỗi giây; gửi lại sau {seconds} giây.");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail).after(seconds)
}

/// The program behind a request: only handlers behind a guard are given one.
#[derive(Clone)]
pub struct Caller {
    pub bearer: Bearer,
    pub state: State,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Problem> {
        let found = parts.extensions.get::<Caller>().cloned();
        found.ok_or_else(|| Problem::fault("an address without a guard asked for its caller"))
    }
}

impl Caller {
    pub fn house(&self) -> &Office {
        &self.state.office
    }

    /// Asks the office on behalf of a program, away from the threads that answer requests.
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office, &Db, Acting<'_>) -> Result<T, OfficeError> + Send + 'static,
    ) -> Result<T, Problem> {
        let (house, db, now) = (self.state.office.clone(), self.state.db.clone(), (self.state.clock)());
        let Bearer { token, rights } = self.bearer.clone();
        on_thread(move || work(&house, &db, Acting { user: token.created_by, now, rights: &rights })).await
    }
}

async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OfficeError> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::fault)?.map_err(Problem::from)
}
