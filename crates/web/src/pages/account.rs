//! One's own account: who one is here, the password, the second factor, where one is signed in.

use askama::Template;
use axum::Form;
use axum::extract::State as Given;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::show_moment;
use office::access::{Role, roles_of};
use office::account::{self, Account, SecondFactor};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use tower_sessions::Session;

use super::{field_names, page, refused, refused_or};
use crate::session::{self, Visitor, id_of, is_over, read_kept, tell};
use crate::show::{Frame, Section};
use crate::{PageError, State};

/// A secret that was shown and waits for its first code.
const NEW_SECRET: &str = "new-secret";
const QR_SIDE: u32 = 220;

#[derive(Debug, Clone, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    pub frame: Frame,
    pub login: String,
    pub roles: Vec<(String, String)>,
    pub area: String,
    pub fields: String,
    /// How many recovery codes are left; `None` while there is no second factor.
    pub codes_left: Option<i64>,
    pub must_have_second_factor: bool,
    pub sessions: Vec<SessionRow>,
    /// Why something was not done.
    pub refusal: Option<String>,
}

#[derive(Debug, Clone)]
pub struct SessionRow {
    pub browser: String,
    pub since: String,
    pub seen: String,
    pub is_here: bool,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor, session: Session) -> Result<Response, PageError> {
    Ok(page(&account_page(&state, visitor, &session, None).await?)?.into_response())
}

async fn account_page(
    state: &State,
    visitor: Visitor,
    session: &Session,
    refusal: Option<String>,
) -> Result<AccountPage, PageError> {
    let mine = state.ask(&visitor, |_, db, acting| account::mine(db, acting)).await?;
    let here = id_of(session);
    let unit = mine.unit.as_ref().map(|unit| state.office.units.name(unit).to_owned());
    let role = |role: Role| (role.name().to_owned(), role.says().to_owned());
    Ok(AccountPage {
        frame: Frame::new(visitor, Section::Account),
        login: mine.login.clone(),
        roles: roles_of(&mine.role).into_iter().map(role).collect(),
        area: unit.unwrap_or_else(|| "Toàn đơn vị".to_owned()),
        fields: field_names(&state.office.law, mine.schemes.as_deref()),
        codes_left: match mine.second_factor {
            SecondFactor::On { codes_left } => Some(codes_left),
            SecondFactor::Off => None,
        },
        must_have_second_factor: mine.must_have_second_factor,
        sessions: session_rows(state, &mine, here.as_deref()),
        refusal,
    })
}

fn session_rows(state: &State, mine: &Account, here: Option<&str>) -> Vec<SessionRow> {
    let now = (state.clock)();
    let live = mine.sessions.iter().filter_map(|stored| {
        let kept = read_kept(stored).filter(|kept| !is_over(kept, mine.security, now))?;
        Some(SessionRow {
            is_here: Some(stored.id.as_str()) == here,
            since: show_moment(kept.since),
            seen: show_moment(kept.seen),
            browser: kept.browser,
        })
    });
    let mut rows: Vec<SessionRow> = live.collect();
    rows.sort_by_key(|row| !row.is_here);
    rows
}

pub async fn end_others(Given(state): Given<State>, visitor: Visitor, session: Session) -> Result<Redirect, PageError> {
    let here = id_of(&session);
    let ended =
        state.ask(&visitor, move |_, db, acting| account::end_other_sessions(db, acting, here.as_deref())).await?;
    tell(&session, format!("Đã kết thúc {ended} phiên ở nơi khác.")).await?;
    Ok(Redirect::to("/tai-khoan"))
}

#[derive(Debug, Clone, Template)]
#[template(path = "account_password.html")]
pub struct PasswordPage {
    pub frame: Frame,
    pub login: String,
    /// Nothing else opens before it is changed.
    pub is_first: bool,
    pub shortest: usize,
    pub refusal: Option<String>,
}

fn password_page(visitor: Visitor, refusal: Option<String>) -> PasswordPage {
    PasswordPage {
        login: visitor.who.login.clone(),
        is_first: visitor.must_change,
        frame: Frame::new(visitor, Section::Account),
        shortest: office::users::PASSWORD_MIN,
        refusal,
    }
}

pub async fn ask_password(visitor: Visitor) -> Result<Response, PageError> {
    Ok(page(&password_page(visitor, None))?.into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Passwords {
    cu: String,
    moi: String,
    nhac_lai: String,
}

pub async fn change_password(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Passwords>,
) -> Result<Response, PageError> {
    let is_first = visitor.must_change;
    if filled.moi != filled.nhac_lai {
        let refusal = "Hai lần nhập mật khẩu mới khác nhau; hãy nhập lại cả hai.".to_owned();
        return unprocessable(password_page(visitor, Some(refusal)));
    }
    let here = id_of(&session);
    let changed = state.ask(&visitor, move |_, db, acting| {
        account::change_password(db, acting, &filled.cu, &filled.moi, here.as_deref())
    });
    if let Some(refusal) = refused(changed.await)? {
        return unprocessable(password_page(visitor, Some(refusal)));
    }
    session.cycle_id().await?;
    tell(&session, "Đã đổi mật khẩu. Các phiên ở nơi khác đã kết thúc.").await?;
    Ok(Redirect::to(if is_first { "/" } else { "/tai-khoan" }).into_response())
}

fn unprocessable(shown: impl Template) -> Result<Response, PageError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
}

#[derive(Debug, Clone, Template)]
#[template(path = "account_second_factor.html")]
pub struct SecondFactorPage {
    pub frame: Frame,
    /// In groups of four, to be typed by hand.
    pub secret: String,
    pub is_wanted: bool,
    pub refusal: Option<String>,
}

#[derive(Debug, Clone, Template)]
#[template(path = "account_codes.html")]
pub struct CodesPage {
    pub frame: Frame,
    pub codes: Vec<String>,
}

/// Shows a fresh secret until its first code is given.
pub async fn ask_code(Given(state): Given<State>, visitor: Visitor, session: Session) -> Result<Response, PageError> {
    let mine = state.ask(&visitor, |_, db, acting| account::mine(db, acting)).await?;
    if mine.second_factor != SecondFactor::Off {
        return Ok(Redirect::to("/tai-khoan").into_response());
    }
    let secret = match session.get::<String>(NEW_SECRET).await? {
        Some(secret) => secret,
        None => {
            let secret = account::new_secret(&mut rand::rng());
            session.insert(NEW_SECRET, secret.clone()).await?;
            secret
        }
    };
    Ok(page(&second_factor_page(visitor, &secret, mine.must_have_second_factor, None))?.into_response())
}

fn second_factor_page(visitor: Visitor, secret: &str, is_wanted: bool, refusal: Option<String>) -> SecondFactorPage {
    let letters: Vec<char> = secret.chars().collect();
    let grouped: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    SecondFactorPage { frame: Frame::new(visitor, Section::Account), secret: grouped.join(" "), is_wanted, refusal }
}

/// The picture of the secret that waits, from our own address: no other machine ever learns it.
pub async fn picture(visitor: Visitor, session: Session) -> Result<Response, PageError> {
    let missing = PageError::NotFound { what: "mã" };
    let secret = session.get::<String>(NEW_SECRET).await?.ok_or(missing)?;
    let address = account::authenticator_address(&visitor.who.login, &secret);
    let code = QrCode::new(address.as_bytes()).map_err(PageError::fault)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(QR_SIDE, QR_SIDE).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Code {
    ma: String,
}

pub async fn turn_on(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Code>,
) -> Result<Response, PageError> {
    let Some(secret) = session.get::<String>(NEW_SECRET).await? else {
        return Ok(Redirect::to("/tai-khoan/ma-xac-thuc").into_response());
    };
    let (asked, code) = (secret.clone(), filled.ma);
    let turned = state.ask(&visitor, move |_, db, acting| {
        account::turn_on_second_factor(db, acting, &asked, &code, &mut rand::rng())
    });
    match refused_or(turned.await)? {
        Err(refusal) => unprocessable(second_factor_page(visitor, &secret, false, Some(refusal))),
        Ok(codes) => {
            session.remove::<String>(NEW_SECRET).await?;
            session.cycle_id().await?;
            Ok(page(&CodesPage { frame: Frame::new(visitor, Section::Account), codes })?.into_response())
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Password {
    mat_khau: String,
}

pub async fn turn_off(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Password>,
) -> Result<Response, PageError> {
    let off = state.ask(&visitor, move |_, db, acting| account::turn_off_second_factor(db, acting, &filled.mat_khau));
    match refused(off.await)? {
        Some(refusal) => unprocessable(account_page(&state, visitor, &session, Some(refusal)).await?),
        None => {
            session::tell(&session, "Đã tắt mã xác thực.").await?;
            Ok(Redirect::to("/tai-khoan").into_response())
        }
    }
}

pub async fn renew_codes(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Password>,
) -> Result<Response, PageError> {
    let renewed = state.ask(&visitor, move |_, db, acting| {
        account::renew_recovery_codes(db, acting, &filled.mat_khau, &mut rand::rng())
    });
    match refused_or(renewed.await)? {
        Err(refusal) => unprocessable(account_page(&state, visitor, &session, Some(refusal)).await?),
        Ok(codes) => Ok(page(&CodesPage { frame: Frame::new(visitor, Section::Account), codes })?.into_response()),
    }
}
