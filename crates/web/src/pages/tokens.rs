//! Keys for other programs: given here, shown once, taken back here.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::{Moment, UnitId, show_day, show_moment};
use office::access::{Role, roles_shown};
use office::tokens::{self, Issued, NewToken, Standing, TokenShown};
use office::{Office, OfficeError, profile};
use tower_sessions::Session;

use super::{page, read, read_day};
use crate::error::sentence;
use crate::session::{Visitor, tell};
use crate::show::{Chip, Frame, Section, Tone, scheme_name};
use crate::{PageError, State};

const HERE: &str = "/quan-tri/ma-truy-cap";

#[derive(Debug, Clone, Template)]
#[template(path = "tokens.html")]
pub struct TokensPage {
    pub frame: Frame,
    pub tokens: Vec<TokenRow>,
    pub form: TokenForm,
    /// The token that was just given: its number, its program and its secret.
    pub given: Option<GivenToken>,
    pub refusal: Option<String>,
}

#[derive(Debug, Clone)]
pub struct GivenToken {
    pub id: i64,
    pub name: String,
    pub secret: String,
}

#[derive(Debug, Clone)]
pub struct TokenRow {
    pub id: i64,
    pub name: String,
    pub roles: String,
    pub scope: String,
    pub given: String,
    pub used: String,
    pub state: Chip,
    pub can_be_revoked: bool,
}

/// The form as it was sent, with what may be chosen.
#[derive(Debug, Clone)]
pub struct TokenForm {
    pub name: String,
    pub until: String,
    pub roles: Vec<Choice>,
    pub schemes: Vec<Choice>,
    pub units: Vec<Choice>,
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

/// What the form holds; boxes of one name may come several times.
#[derive(Debug, Default)]
struct Sent {
    name: String,
    until: String,
    roles: Vec<String>,
    schemes: Vec<String>,
    unit: String,
}

impl Sent {
    fn of(fields: Vec<(String, String)>) -> Sent {
        let mut sent = Sent::default();
        for (field, value) in fields {
            match field.as_str() {
                "ten" => sent.name = value.trim().to_owned(),
                "den_ngay" => sent.until = value.trim().to_owned(),
                "vai_tro" => sent.roles.push(value),
                "linh_vuc" => sent.schemes.push(value),
                "xa" => sent.unit = value,
                _ => {}
            }
        }
        sent
    }

    /// No scheme chosen means all of them.
    fn order(&self) -> Result<NewToken, PageError> {
        let until = (!self.until.is_empty()).then(|| read_day(&self.until)).transpose()?;
        Ok(NewToken {
            name: self.name.clone(),
            roles: self.roles.join(" "),
            unit: (!self.unit.is_empty()).then(|| UnitId(self.unit.clone())),
            schemes: (!self.schemes.is_empty()).then(|| self.schemes.join(" ")),
            expires_at: until.map(Moment::end_of),
        })
    }
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    page(&tokens_page(&state, visitor, &Sent::default(), None, None).await?)
}

/// The answer to the form shows the secret itself: sent on to another page, it would have to be written down on the way.
pub async fn issue(
    Given(state): Given<State>,
    visitor: Visitor,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let sent = Sent::of(fields);
    let Ok(order) = sent.order() else {
        let refusal = "Ngày hết hạn cần dạng 31/12/2026; bỏ trống nếu không có hạn.".to_owned();
        return refused(&state, visitor, &sent, refusal).await;
    };
    let name = order.name.clone();
    let work = move |house: &Office, db: &office::Db, acting: office::Acting<'_>| {
        tokens::issue(house, db, acting, &order, &mut rand::rng())
    };
    match state.ask(&visitor, work).await {
        Ok(Issued { id, secret }) => {
            let given = GivenToken { id, name, secret };
            let shown = tokens_page(&state, visitor, &Sent::default(), Some(given), None).await?;
            Ok(page(&shown)?.into_response())
        }
        Err(PageError::Office(OfficeError::Refused(refusal))) => {
            refused(&state, visitor, &sent, sentence(&refusal.to_string())).await
        }
        Err(fault) => Err(fault),
    }
}

async fn refused(state: &State, visitor: Visitor, sent: &Sent, refusal: String) -> Result<Response, PageError> {
    let shown = tokens_page(state, visitor, sent, None, Some(refusal)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
}

pub async fn revoke(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(token): Path<String>,
) -> Result<Redirect, PageError> {
    let token: i64 = read(&token)?;
    state.ask(&visitor, move |_, db, acting| tokens::revoke(db, acting, token)).await?;
    tell(&session, format!("Đã thu mã truy cập số {token}; từ giờ mã không còn hiệu lực.")).await?;
    Ok(Redirect::to(HERE))
}

async fn tokens_page(
    state: &State,
    visitor: Visitor,
    sent: &Sent,
    given: Option<GivenToken>,
    refusal: Option<String>,
) -> Result<TokensPage, PageError> {
    let read = state.ask(&visitor, |house, db, acting| {
        let profile = profile::find(db, acting.now)?;
        let day = profile.as_ref().map(|profile| profile.working_day(house, acting.today()));
        Ok((tokens::list(db, acting)?, profile.map(|profile| profile.unit), day.unwrap_or(acting.today())))
    });
    let (all, area, day) = read.await?;
    let house = &state.office;
    let communes = area.iter().flat_map(|area| house.units.communes_of(area, day));
    let mut units: Vec<Choice> = communes.map(|unit| choice(&unit.id.0, &unit.name, unit.id.0 == sent.unit)).collect();
    units.sort_by_key(|unit| domain::kernel::sort_key(&unit.name));
    Ok(TokensPage {
        frame: Frame::new(visitor, Section::Admin),
        tokens: all.iter().map(|one| token_row(house, one)).collect(),
        form: TokenForm {
            name: sent.name.clone(),
            until: sent.until.clone(),
            roles: Role::ALL
                .iter()
                .map(|role| choice(role.key(), role.name(), is_in(&sent.roles, role.key())))
                .collect(),
            schemes: schemes(house, &sent.schemes),
            units,
        },
        given,
        refusal,
    })
}

fn is_in(chosen: &[String], key: &str) -> bool {
    chosen.iter().any(|one| one == key)
}

fn choice(key: &str, name: &str, is_chosen: bool) -> Choice {
    Choice { key: key.to_owned(), name: name.to_owned(), is_chosen }
}

fn schemes(house: &Office, chosen: &[String]) -> Vec<Choice> {
    let mut all: Vec<Choice> = Vec::new();
    for benefit in &house.law.benefits {
        if all.iter().all(|one| one.key != benefit.scheme) {
            all.push(choice(&benefit.scheme, &benefit.scheme_name, is_in(chosen, &benefit.scheme)));
        }
    }
    all
}

fn token_row(house: &Office, TokenShown { token, created_by, standing }: &TokenShown) -> TokenRow {
    let unit = token.unit.as_ref().map_or("toàn đơn vị", |unit| house.units.name(unit));
    let schemes: Vec<String> =
        token.schemes.iter().flat_map(|all| all.split_whitespace()).map(|key| scheme_name(&house.law, key)).collect();
    let fields = if schemes.is_empty() { "mọi lĩnh vực".to_owned() } else { schemes.join(", ") };
    let by = if created_by.is_empty() { String::new() } else { format!(", {created_by}") };
    let state = match (standing, token.expires_at) {
        (Standing::Revoked, _) => Chip::new(Tone::Mute, "Đã thu"),
        (Standing::Expired, _) => Chip::new(Tone::Warn, "Hết hạn"),
        (Standing::Valid, Some(until)) => Chip::new(Tone::Good, format!("Đến {}", show_day(until.vietnam_day()))),
        (Standing::Valid, None) => Chip::new(Tone::Good, "Không có hạn"),
    };
    TokenRow {
        id: token.id,
        name: token.name.clone(),
        roles: roles_shown(&token.roles),
        scope: format!("{unit}; {fields}"),
        given: format!("{}{by}", show_moment(token.created_at)),
        used: token.last_used_at.map_or_else(|| "chưa dùng".to_owned(), show_moment),
        state,
        can_be_revoked: *standing == Standing::Valid,
    }
}
