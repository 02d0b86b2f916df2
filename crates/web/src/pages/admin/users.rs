//! The people who work here: the list, and signing somebody up.

use askama::Template;
use axum::Form;
use axum::extract::State as Given;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::kernel::{UnitId, show_moment};
use domain::registry::UnitVersion;
use office::access::{Role, roles_of, roles_shown};
use office::security::Security;
use office::users::{self, Account, ChosenBy, Duties, NewUser};

use super::super::{field_names, page, refused};
use super::{Tab, tabs};
use crate::session::{Visitor, is_over, read_kept};
use crate::show::{Chip, Frame, Section, Tone, scheme_name};
use crate::{PageError, State};

pub const HERE: &str = "/quan-tri/nguoi-dung";

#[derive(Debug, Clone, Template)]
#[template(path = "admin/users.html")]
pub struct UsersPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub rows: Vec<UserRow>,
}

#[derive(Debug, Clone)]
pub struct UserRow {
    pub href: String,
    pub name: String,
    pub login: String,
    pub roles: String,
    pub area: String,
    pub fields: String,
    pub state: Vec<Chip>,
    /// When somebody was last here, while a session of theirs lives.
    pub seen: String,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    let found =
        state.ask(&visitor, |_, db, acting| Ok((users::list(db, acting)?, office::security::find(db, acting.now)?)));
    let (accounts, limits) = found.await?;
    let tabs = tabs(&visitor, HERE);
    let rows = accounts.iter().map(|account| user_row(&state, account, limits)).collect();
    page(&UsersPage { frame: Frame::new(visitor, Section::Admin), tabs, rows })
}

fn user_row(state: &State, account: &Account, limits: Security) -> UserRow {
    let user = &account.user;
    let now = (state.clock)();
    let live = account.sessions.iter().filter_map(read_kept).filter(|kept| !is_over(kept, limits, now));
    UserRow {
        href: format!("{HERE}/{}", user.id),
        name: user.full_name.clone(),
        login: user.login.clone(),
        roles: roles_shown(&user.role),
        area: area_name(state, user.unit.as_ref()),
        fields: field_names(&state.office.law, user.schemes.as_deref()),
        state: states(account),
        seen: live.map(|kept| kept.seen).max().map(show_moment).unwrap_or_default(),
    }
}

pub fn area_name(state: &State, unit: Option<&UnitId>) -> String {
    unit.map_or_else(|| "Toàn đơn vị".to_owned(), |unit| state.office.units.name(unit).to_owned())
}

pub fn states(account: &Account) -> Vec<Chip> {
    let user = &account.user;
    let first = match user.disabled_at {
        Some(_) => Chip::new(Tone::Mute, "Đã khóa"),
        None => Chip::new(Tone::Good, "Đang hoạt động"),
    };
    let change = user.must_change.then(|| Chip::new(Tone::Warn, "Chưa đổi mật khẩu"));
    let factor = user.totp_secret.is_some().then(|| Chip::new(Tone::Calm, "Có mã xác thực"));
    [Some(first), change, factor].into_iter().flatten().collect()
}

/// What somebody answers for, as a form offers and keeps it.
#[derive(Debug, Clone)]
pub struct DutiesForm {
    pub full_name: String,
    pub roles: Vec<RoleBox>,
    pub areas: Vec<(String, String, bool)>,
    pub fields: Vec<(String, String, bool)>,
}

#[derive(Debug, Clone)]
pub struct RoleBox {
    pub key: &'static str,
    pub name: &'static str,
    pub says: &'static str,
    pub is_given: bool,
}

impl DutiesForm {
    pub fn new(state: &State, areas: &[UnitVersion], duties: &Duties) -> DutiesForm {
        let mine = roles_of(&duties.role);
        let role = |role: Role| RoleBox {
            key: role.key(),
            name: role.name(),
            says: role.says(),
            is_given: mine.contains(&role),
        };
        let unit = |id: &UnitId, name: &str| (id.0.clone(), name.to_owned(), duties.unit.as_ref() == Some(id));
        let mut offered: Vec<_> = areas.iter().map(|version| unit(&version.id, &version.name)).collect();
        // A commune of before, which somebody was given then, stays on offer.
        if let Some(id) = duties.unit.as_ref().filter(|id| areas.iter().all(|version| version.id != **id)) {
            offered.insert(0, unit(id, state.office.units.name(id)));
        }
        let law = &state.office.law;
        let mut schemes: Vec<String> = law.benefits.iter().map(|benefit| benefit.scheme.clone()).collect();
        schemes.sort();
        schemes.dedup();
        let given =
            |scheme: &String| duties.schemes.as_deref().unwrap_or_default().split_whitespace().any(|one| one == scheme);
        let fields = schemes.iter().map(|scheme| (scheme.clone(), scheme_name(law, scheme), given(scheme)));
        DutiesForm {
            full_name: duties.full_name.clone(),
            roles: Role::ALL.into_iter().map(role).collect(),
            areas: offered,
            fields: fields.collect(),
        }
    }
}

pub type Fields = Vec<(String, String)>;

pub fn field(fields: &Fields, name: &str) -> String {
    fields.iter().find(|field| field.0 == name).map_or_else(String::new, |field| field.1.trim().to_owned())
}

/// The duties that were ticked; no field ticked means every field.
pub fn read_duties(fields: &Fields) -> Duties {
    let all = |name: &str| {
        let ticked = fields.iter().filter(|field| field.0 == name).map(|field| field.1.as_str());
        ticked.collect::<Vec<_>>().join(" ")
    };
    let optional = |text: String| (!text.is_empty()).then_some(text);
    Duties {
        full_name: field(fields, "ho_ten"),
        role: all("vai_tro"),
        unit: optional(field(fields, "pham_vi")).map(UnitId),
        schemes: optional(all("linh_vuc")),
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "admin/user_new.html")]
pub struct NewUserPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub login: String,
    pub duties: DutiesForm,
    pub refusal: Option<String>,
}

/// A password that is shown this once.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/one_time.html")]
pub struct OneTimePage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub name: String,
    pub login: String,
    pub password: String,
    pub back: String,
}

async fn new_user_page(
    state: &State,
    visitor: Visitor,
    login: String,
    duties: &Duties,
    refusal: Option<String>,
) -> Result<NewUserPage, PageError> {
    let areas = state.ask(&visitor, office::units::areas).await?;
    let tabs = tabs(&visitor, HERE);
    let duties = DutiesForm::new(state, &areas, duties);
    Ok(NewUserPage { frame: Frame::new(visitor, Section::Admin), tabs, login, duties, refusal })
}

pub async fn ask_new(Given(state): Given<State>, visitor: Visitor) -> Result<Response, PageError> {
    let nobody = Duties { full_name: String::new(), role: String::new(), unit: None, schemes: None };
    Ok(page(&new_user_page(&state, visitor, String::new(), &nobody, None).await?)?.into_response())
}

pub async fn add(
    Given(state): Given<State>,
    visitor: Visitor,
    Form(filled): Form<Fields>,
) -> Result<Response, PageError> {
    let duties = read_duties(&filled);
    let login = field(&filled, "ten");
    let password = users::one_time_password(&mut rand::rng());
    let new = NewUser {
        login: login.clone(),
        full_name: duties.full_name.clone(),
        role: duties.role.clone(),
        unit: duties.unit.clone(),
        schemes: duties.schemes.clone(),
        password: password.clone(),
        chosen_by: ChosenBy::SomebodyElse,
    };
    let added = state.ask(&visitor, move |house, db, acting| users::add(house, db, acting, &new)).await;
    if let Some(refusal) = refused(added)? {
        let again = new_user_page(&state, visitor, login, &duties, Some(refusal)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response());
    }
    let shown = one_time_page(visitor, duties.full_name, login, password, HERE.to_owned());
    Ok(page(&shown)?.into_response())
}

pub fn one_time_page(visitor: Visitor, name: String, login: String, password: String, back: String) -> OneTimePage {
    let tabs = tabs(&visitor, HERE);
    OneTimePage { frame: Frame::new(visitor, Section::Admin), tabs, name, login, password, back }
}
