//! Signing in and out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use office::users::SignInRefusal;
use serde::Deserialize;
use tower_sessions::Session;

use super::page;
use crate::error::{on_thread, sentence};
use crate::session::begin;
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    pub login: String,
    /// Where to go afterwards.
    pub back: String,
    pub refusal: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Back {
    #[serde(default)]
    tiep: String,
}

pub async fn show(Query(back): Query<Back>) -> Result<Response, PageError> {
    let empty = LoginPage { login: String::new(), back: back.tiep, refusal: None };
    Ok(page(&empty)?.into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    ten: String,
    mat_khau: String,
    tiep: String,
}

pub async fn sign_in(
    Given(state): Given<State>,
    session: Session,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let Filled { ten, mat_khau, tiep } = filled;
    let login = ten.trim().to_owned();
    let now = (state.clock)();
    let asked = login.clone();
    match on_thread(move || office::users::sign_in(&state.db, &asked, &mat_khau, now)).await? {
        Ok(who) => {
            begin(&session, who.user, now).await?;
            Ok(Redirect::to(&local(&tiep)).into_response())
        }
        Err(refusal) => {
            let status = match refusal {
                SignInRefusal::WrongPassword => StatusCode::UNPROCESSABLE_ENTITY,
                SignInRefusal::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
            };
            let again = LoginPage { login, back: tiep, refusal: Some(sentence(&refusal.to_string())) };
            Ok((status, page(&again)?).into_response())
        }
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
fn local(back: &str) -> String {
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
