//! One account as its administrator sees it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{UserId, show_moment};
use office::users::{self, Account, ChosenBy, Duties};
use tower_sessions::Session;

use super::super::{page, read, refused};
use super::users::{DutiesForm, Fields, HERE, one_time_page, read_duties, states};
use super::{Tab, tabs};
use crate::session::{Visitor, tell};
use crate::show::{Chip, Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "admin/user.html")]
pub struct UserPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub href: String,
    pub name: String,
    pub login: String,
    pub state: Vec<Chip>,
    pub since: String,
    pub sessions: usize,
    pub is_disabled: bool,
    pub has_second_factor: bool,
    pub duties: DutiesForm,
    pub refusal: Option<String>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(user): Path<String>,
) -> Result<Response, PageError> {
    let account = find(&state, &visitor, &user).await?;
    let duties = duties_of(&account);
    Ok(page(&user_page(&state, visitor, &account, &duties, None).await?)?.into_response())
}

async fn find(state: &State, visitor: &Visitor, user: &str) -> Result<Account, PageError> {
    let id = UserId(read(user)?);
    let found = state.ask(visitor, move |_, db, acting| users::find(db, acting, id)).await?;
    found.ok_or(PageError::NotFound { what: "người dùng" })
}

fn duties_of(account: &Account) -> Duties {
    let user = account.user.clone();
    Duties { full_name: user.full_name, role: user.role, unit: user.unit, schemes: user.schemes }
}

async fn user_page(
    state: &State,
    visitor: Visitor,
    account: &Account,
    duties: &Duties,
    refusal: Option<String>,
) -> Result<UserPage, PageError> {
    let areas = state.ask(&visitor, office::units::areas).await?;
    let user = &account.user;
    Ok(UserPage {
        tabs: tabs(&visitor, HERE),
        frame: Frame::new(visitor, Section::Admin),
        href: format!("{HERE}/{}", user.id),
        name: user.full_name.clone(),
        login: user.login.clone(),
        state: states(account),
        since: show_moment(user.created_at),
        sessions: account.sessions.len(),
        is_disabled: user.disabled_at.is_some(),
        has_second_factor: user.totp_secret.is_some(),
        duties: DutiesForm::new(state, &areas, duties),
        refusal,
    })
}

async fn again(
    state: &State,
    visitor: Visitor,
    account: &Account,
    duties: &Duties,
    refusal: String,
) -> Result<Response, PageError> {
    let shown = user_page(state, visitor, account, duties, Some(refusal)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
}

pub async fn save(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(user): Path<String>,
    Form(filled): Form<Fields>,
) -> Result<Response, PageError> {
    let account = find(&state, &visitor, &user).await?;
    let (duties, login) = (read_duties(&filled), account.user.login.clone());
    let next = duties.clone();
    let saved = state.ask(&visitor, move |house, db, acting| users::set_duties(house, db, acting, &login, &next)).await;
    if let Some(refusal) = refused(saved)? {
        return again(&state, visitor, &account, &duties, refusal).await;
    }
    tell(&session, "Đã lưu; có hiệu lực ngay ở trang tiếp theo người này mở.").await?;
    Ok(Redirect::to(&format!("{HERE}/{user}")).into_response())
}

pub async fn new_password(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(user): Path<String>,
) -> Result<Response, PageError> {
    let account = find(&state, &visitor, &user).await?;
    let (login, password) = (account.user.login.clone(), users::one_time_password(&mut rand::rng()));
    let (of, chosen) = (login.clone(), password.clone());
    let set = move |_: &office::Office, db: &office::Db, acting: office::Acting<'_>| {
        users::set_password(db, acting, &of, &chosen, ChosenBy::SomebodyElse)
    };
    state.ask(&visitor, set).await?;
    let shown = one_time_page(visitor, account.user.full_name, login, password, format!("{HERE}/{user}"));
    Ok(page(&shown)?.into_response())
}

/// The acts of one button each.
pub async fn change(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path((user, what)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let account = find(&state, &visitor, &user).await?;
    let login = account.user.login.clone();
    let done = state.ask(&visitor, move |_, db, acting| match what.as_str() {
        "khoa" => users::disable(db, acting, &login).map(|()| Some("Đã khóa tài khoản và kết thúc mọi phiên.")),
        "mo" => users::enable(db, acting, &login).map(|()| Some("Đã mở khóa tài khoản.")),
        "phien" => users::end_sessions(db, acting, &login).map(|_| Some("Đã kết thúc mọi phiên của người này.")),
        "ma-xac-thuc" => users::drop_second_factor(db, acting, &login).map(|()| Some("Đã gỡ mã xác thực.")),
        _ => Ok(None),
    });
    match super::super::refused_or(done.await)? {
        Ok(Some(notice)) => {
            tell(&session, notice).await?;
            Ok(Redirect::to(&format!("{HERE}/{user}")).into_response())
        }
        Ok(None) => Err(PageError::NotFound { what: "trang" }),
        Err(refusal) => again(&state, visitor, &account, &duties_of(&account), refusal).await,
    }
}
