//! Every address of the program with the act it takes. An address without an act cannot be added.

use std::borrow::Cow;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Given};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use office::access::Act;

use tower_http::limit::RequestBodyLimitLayer;

use crate::pages::kept_form;
use crate::session::Visitor;
use crate::uploads::FORM_BYTES_MAX;
use crate::{PageError, State};

/// Forms are short; files come in by [`Doors::upload`]. A kept form travels twice its size while somebody signs in.
const BODY_BYTES_MAX: usize = 2 * kept_form::KEPT_BYTES_MAX;

/// One address, as the list of all doors shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub method: Method,
    pub path: Cow<'static, str>,
    /// What whoever opens it must be allowed; `None` for what anybody may see before signing in.
    pub act: Option<Act>,
}

/// The addresses of the program under construction.
pub struct Doors {
    state: State,
    router: Router<State>,
    list: Vec<Door>,
}

impl Doors {
    pub fn new(state: &State) -> Doors {
        Doors { state: state.clone(), router: Router::new(), list: Vec::new() }
    }

    pub fn get<H: Handler<T, State>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Doors {
        self.guarded(Method::GET, path, act, on(MethodFilter::GET, handler))
    }

    pub fn post<H: Handler<T, State>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Doors {
        self.guarded(Method::POST, path, act, short(on(MethodFilter::POST, handler)))
    }

    /// An address to which a form with a file is sent.
    pub fn upload<H: Handler<T, State>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Doors {
        let to: MethodRouter<State> = on(MethodFilter::POST, handler);
        let to: MethodRouter<State> = to.layer(DefaultBodyLimit::disable());
        self.guarded(Method::POST, path, act, to.layer(RequestBodyLimitLayer::new(FORM_BYTES_MAX)))
    }

    /// An address for people who are not signed in.
    pub fn open<H: Handler<T, State>, T: 'static>(mut self, method: Method, path: &'static str, handler: H) -> Doors {
        let filter = if method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
        self.router = self.router.route(path, short(on(filter, handler)));
        self.list.push(Door { method, path: Cow::Borrowed(path), act: None });
        self
    }

    /// The addresses of one part of the program.
    pub fn with(self, part: impl FnOnce(Doors) -> Doors) -> Doors {
        part(self)
    }

    fn guarded(mut self, method: Method, path: &'static str, act: Act, to: MethodRouter<State>) -> Doors {
        let guard = Guard { state: self.state.clone(), act };
        self.router = self.router.route(path, to.layer(from_fn_with_state(guard, keep)));
        self.list.push(Door { method, path: Cow::Borrowed(path), act: Some(act) });
        self
    }

    pub fn into_router(self) -> Router<State> {
        self.router
    }

    pub fn into_list(self) -> Vec<Door> {
        self.list
    }
}

fn short(to: MethodRouter<State>) -> MethodRouter<State> {
    to.layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
}

#[derive(Clone)]
struct Guard {
    state: State,
    act: Act,
}

/// Lets in whoever is signed in and allowed the act; the handler then asks for its [`Visitor`].
async fn keep(Given(guard): Given<Guard>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match Visitor::enter(&mut parts, &guard.state).await {
        Ok(visitor) if visitor.rights.may(guard.act) => {
            parts.extensions.insert(visitor);
            next.run(Request::from_parts(parts, body)).await
        }
        Ok(_) => PageError::NotYours { act: guard.act.name() }.into_response(),
        Err(PageError::SignInNeeded { login, .. }) if parts.method == Method::POST => {
            kept_form::ask_to_sign_in(&parts, body, login).await
        }
        Err(refusal) => refusal.into_response(),
    }
}
