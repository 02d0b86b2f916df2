//! Signing in, with a second factor where there is one, and signing out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::http::{HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::UserId;
use office::users::{Attempt, SignInRefusal};
use serde::Deserialize;
use tower_sessions::Session;

use super::kept_form::KeptForm;
use super::page;
use crate::client::Client;
use crate::error::{on_thread, sentence};
use crate::session::{await_code, awaited, begin};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    pub login: String,
    /// Where to go afterwards.
    pub back: String,
    pub refusal: Option<String>,
    /// Why somebody is asked who had not expected it.
    pub notice: Option<String>,
    /// A form that waits for its sender.
    pub hidden: Vec<(String, String)>,
}

/// The password was right; the code is awaited.
#[derive(Debug, Clone, Template)]
#[template(path = "login_code.html")]
pub struct CodePage {
    pub back: String,
    pub refusal: Option<String>,
    pub hidden: Vec<(String, String)>,
}

/// A form that waited is sent on.
#[derive(Debug, Clone, Template)]
#[template(path = "send_on.html")]
pub struct SendOnPage {
    pub to: String,
    pub back: String,
    pub fields: Vec<(String, String)>,
}

/// When a part of a page asked for something and is sent here instead, the whole page is what it gets.
pub const WHOLE_PAGE: [(HeaderName, &str); 1] = [(HeaderName::from_static("hx-retarget"), "body")];

#[derive(Debug, Deserialize)]
pub struct Back {
    #[serde(default)]
    tiep: String,
}

pub async fn show(Query(back): Query<Back>) -> Result<Response, PageError> {
    let empty = LoginPage { login: String::new(), back: back.tiep, refusal: None, notice: None, hidden: Vec::new() };
    Ok((WHOLE_PAGE, page(&empty)?).into_response())
}

/// The fields of signing in, and those of a form that waits.
type Fields = Vec<(String, String)>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|field| field.0 == name).map_or("", |field| &field.1)
}

pub async fn sign_in(
    Given(state): Given<State>,
    client: Client,
    session: Session,
    Form(fields): Form<Fields>,
) -> Result<Response, PageError> {
    let (login, password) = (field(&fields, "ten").trim().to_owned(), field(&fields, "mat_khau").to_owned());
    let back = field(&fields, "tiep").to_owned();
    let hidden = KeptForm::of(&fields).map(|form| form.hidden()).unwrap_or_default();
    let (now, db, asked, address) = ((state.clock)(), state.db.clone(), login.clone(), client.address.clone());
    let tried = on_thread(move || {
        let attempt = Attempt { login: &asked, password: &password, address: address.as_deref() };
        office::users::sign_in(&db, attempt, now)
    });
    match tried.await? {
        Ok(right) if right.needs_code => {
            await_code(&session, right.who.user, now).await?;
            Ok(page(&CodePage { back, refusal: None, hidden })?.into_response())
        }
        Ok(right) => let_in(&state, &session, client, right.who.user, &fields).await,
        Err(refusal) => {
            let refusal_shown = Some(sentence(&refusal.to_string()));
            let again = LoginPage { login, back, refusal: refusal_shown, notice: None, hidden };
            Ok((status_of(&refusal), page(&again)?).into_response())
        }
    }
}

/// The second step: the code of the authenticator, or a recovery code.
pub async fn give_code(
    Given(state): Given<State>,
    client: Client,
    session: Session,
    Form(fields): Form<Fields>,
) -> Result<Response, PageError> {
    let (now, db) = ((state.clock)(), state.db.clone());
    let Some(user) = awaited(&session, now).await? else {
        return Ok(Redirect::to(&sign_in_address(Some(field(&fields, "tiep")))).into_response());
    };
    let code = field(&fields, "ma").to_owned();
    match on_thread(move || office::account::check_code(&db, user, &code, now)).await? {
        Ok(()) => let_in(&state, &session, client, user, &fields).await,
        Err(refusal) => {
            let hidden = KeptForm::of(&fields).map(|form| form.hidden()).unwrap_or_default();
            let back = field(&fields, "tiep").to_owned();
            let again = CodePage { back, refusal: Some(sentence(&refusal.to_string())), hidden };
            Ok((status_of(&refusal), page(&again)?).into_response())
        }
    }
}

fn status_of(refusal: &SignInRefusal) -> StatusCode {
    match refusal {
        SignInRefusal::WrongPassword | SignInRefusal::WrongCode => StatusCode::UNPROCESSABLE_ENTITY,
        SignInRefusal::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// Begins the session, and goes on to the page that was wanted or to the form that waits.
async fn let_in(
    state: &State,
    session: &Session,
    client: Client,
    user: UserId,
    fields: &Fields,
) -> Result<Response, PageError> {
    begin(session, user, client.browser, (state.clock)()).await?;
    let back = local(field(fields, "tiep"));
    match KeptForm::of(fields) {
        Some(form) => Ok(page(&SendOnPage { to: form.to, back, fields: form.fields })?.into_response()),
        None => Ok(Redirect::to(&back).into_response()),
    }
}

pub async fn sign_out(session: Session) -> Result<Redirect, PageError> {
    session.flush().await?;
    Ok(Redirect::to("/dang-nhap"))
}

pub fn sign_in_address(back: Option<&str>) -> String {
    super::address::of("/dang-nhap", &[("tiep", back.unwrap_or_default())])
}

/// Only a page of this program is a place to go on to.
pub fn local(back: &str) -> String {
    let is_path = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    let parsed = back.parse::<Uri>().ok().filter(|uri| is_path && uri.host().is_none());
    parsed.map_or_else(|| "/".to_owned(), |_| back.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_only_to_a_page_of_this_program() {
        let cases = [
            ("/danh-sach/3", "/danh-sach/3"),
            ("/bao-cao/nua-nam?nam=2021&ky=1", "/bao-cao/nua-nam?nam=2021&ky=1"),
            ("", "/"),
            ("//khac.vn", "/"),
            ("/\\khac.vn", "/"),
            ("https://khac.vn/", "/"),
        ];
        for (back, expected) in cases {
            assert_eq!(local(back), expected, "{back}");
        }
    }
}
