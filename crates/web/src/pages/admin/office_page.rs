//! The office's settings: where it is, what it prints on its papers, its rule of two people, how it guards accounts.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{UnitId, show_day};
use domain::payment::MakerChecker;
use domain::registry::UnitVersion;
use office::access::Act;
use office::profile::{self, Profile};
use office::security::{self, SecondFactorFor, Security};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::{page, refused};
use super::{Tab, tabs};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section};
use crate::{PageError, State};

const HERE: &str = "/quan-tri/thiet-lap";

#[derive(Debug, Clone, Template)]
#[template(path = "admin/office.html")]
pub struct OfficePage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub unit: String,
    pub profile: Profile,
    pub is_one_person: bool,
    pub security: Security,
    pub rules: [SecondFactorFor; 3],
    pub may_set: bool,
    /// The rule of two people is about to be given up; asked a second time.
    pub asks_again: bool,
    pub refusal: Option<String>,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Response, PageError> {
    match office_page(&state, &visitor).await? {
        Some(shown) => Ok(page(&shown)?.into_response()),
        None if visitor.rights.may(Act::OfficeSet) => Ok(Redirect::to("/quan-tri/dia-ban").into_response()),
        None => Err(office::OfficeError::from(office::Refusal::NotSetUp).into()),
    }
}

async fn office_page(state: &State, visitor: &Visitor) -> Result<Option<OfficePage>, PageError> {
    let asked = |_: &office::Office, db: &office::Db, acting: office::Acting<'_>| {
        Ok((profile::find(db, acting.now)?, security::find(db, acting.now)?))
    };
    let (found, security) = state.ask(visitor, asked).await?;
    Ok(found.map(|profile| OfficePage {
        tabs: tabs(visitor, HERE),
        frame: Frame::new(visitor.clone(), Section::Admin),
        unit: state.office.units.name(&profile.unit).to_owned(),
        is_one_person: profile.maker_checker == MakerChecker::OnePersonOffice,
        profile,
        security,
        rules: SecondFactorFor::ALL,
        may_set: visitor.rights.may(Act::OfficeSet),
        asks_again: false,
        refusal: None,
    }))
}

async fn need_page(state: &State, visitor: &Visitor) -> Result<OfficePage, PageError> {
    let found = office_page(state, visitor).await?;
    found.ok_or_else(|| office::OfficeError::from(office::Refusal::NotSetUp).into())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Names {
    cap_tren: String,
    ten: String,
    dia_danh: String,
    ky_hieu: String,
    chuc_vu: String,
    nguoi_ky: String,
    noi_nhan: String,
}

pub async fn save(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Names>,
) -> Result<Response, PageError> {
    let shown = need_page(&state, &visitor).await?;
    let next = Profile {
        superior: filled.cap_tren.trim().to_owned(),
        name: filled.ten.trim().to_owned(),
        place: filled.dia_danh.trim().to_owned(),
        symbol: filled.ky_hieu.trim().to_owned(),
        signer_title: filled.chuc_vu.trim().to_owned(),
        signer_name: filled.nguoi_ky.trim().to_owned(),
        report_to: filled.noi_nhan.trim().to_owned(),
        ..shown.profile.clone()
    };
    if [&next.superior, &next.name, &next.place, &next.symbol].iter().any(|name| name.is_empty()) {
        let refusal = "Cơ quan cấp trên, tên cơ quan, địa danh và ký hiệu không được để trống.".to_owned();
        let again = OfficePage { profile: next, refusal: Some(refusal), ..shown };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response());
    }
    state.ask(&visitor, move |_, db, acting| profile::set(db, acting, &next)).await?;
    tell(&session, "Đã lưu thông tin cơ quan.").await?;
    Ok(Redirect::to(HERE).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Rule {
    quy_tac: String,
    buoc: String,
}

/// Giving up the rule of two people is asked twice: it is what an inspector looks for first.
pub async fn save_rule(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Rule>,
) -> Result<Response, PageError> {
    let shown = need_page(&state, &visitor).await?;
    let is_one = filled.quy_tac == "mot";
    if is_one && !shown.is_one_person && filled.buoc != "luu" {
        return Ok(page(&OfficePage { asks_again: true, ..shown })?.into_response());
    }
    let maker_checker = if is_one { MakerChecker::OnePersonOffice } else { MakerChecker::TwoPeople };
    let next = Profile { maker_checker, ..shown.profile };
    state.ask(&visitor, move |_, db, acting| profile::set(db, acting, &next)).await?;
    tell(&session, "Đã lưu quy tắc lập và duyệt; nhật ký đã ghi.").await?;
    Ok(Redirect::to(HERE).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Guard {
    phut: String,
    gio: String,
    ma_xac_thuc: String,
}

pub async fn save_security(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Guard>,
) -> Result<Response, PageError> {
    let number = |text: &str| text.trim().parse().unwrap_or(0);
    let next = Security {
        idle_minutes: number(&filled.phut),
        longest_hours: number(&filled.gio),
        second_factor: SecondFactorFor::of_key(&filled.ma_xac_thuc).ok_or(PageError::BadAddress)?,
    };
    let saved = state.ask(&visitor, move |_, db, acting| security::set(db, acting, next)).await;
    if let Some(refusal) = refused(saved)? {
        let again = OfficePage { security: next, refusal: Some(refusal), ..need_page(&state, &visitor).await? };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response());
    }
    tell(&session, "Đã lưu thiết lập bảo mật; có hiệu lực ngay với mọi phiên.").await?;
    Ok(Redirect::to(HERE).into_response())
}

#[derive(Debug, Clone, Template)]
#[template(path = "admin/place.html")]
pub struct PlacePage {
    pub frame: Frame,
    /// The office has not said yet where it is.
    pub is_first: bool,
    pub text: String,
    pub found: Option<Vec<PlaceRow>>,
}

#[derive(Debug, Clone)]
pub struct PlaceRow {
    pub id: String,
    pub name: String,
    pub code: String,
    pub parent: String,
    pub when: String,
}

const PLACES_SHOWN: usize = 60;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    tim: String,
}

pub async fn ask_unit(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let text = wanted.tim.trim().to_owned();
    let asked = text.clone();
    let found = state.ask(&visitor, move |house, _, acting| office::units::search(house, acting, &asked)).await?;
    let rows = found.iter().take(PLACES_SHOWN).map(|unit| place_row(&state, unit)).collect();
    let is_first = visitor.office.is_empty();
    let frame = Frame::new(visitor, Section::Admin);
    Ok(page(&PlacePage { frame, is_first, found: (!text.is_empty()).then_some(rows), text })?.into_response())
}

fn place_row(state: &State, unit: &UnitVersion) -> PlaceRow {
    let parent = unit.parent.as_ref().map(|parent| state.office.units.name(parent).to_owned());
    PlaceRow {
        id: unit.id.0.clone(),
        name: unit.name.clone(),
        code: unit.code.clone(),
        parent: parent.unwrap_or_default(),
        when: show_life(unit),
    }
}

/// From when to when a unit exists, as far as that is known.
pub fn show_life(unit: &UnitVersion) -> String {
    match (unit.from, unit.until) {
        (None, None) => "đang có".to_owned(),
        (Some(from), None) => format!("từ {}", show_day(from)),
        (None, Some(until)) => format!("đến {}", show_day(until.previous())),
        (Some(from), Some(until)) => format!("{} – {}", show_day(from), show_day(until.previous())),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    don_vi: String,
}

pub async fn save_unit(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(chosen): Form<Chosen>,
) -> Result<Redirect, PageError> {
    let unit = UnitId(chosen.don_vi);
    if state.office.units.find(&unit).is_none() {
        return Err(office::OfficeError::from(office::Refusal::NoSuchUnit(unit.0)).into());
    }
    let set = move |house: &office::Office, db: &office::Db, acting: office::Acting<'_>| {
        let next = match profile::find(db, acting.now)? {
            Some(known) => Profile { unit, ..known },
            None => Profile::of_unit(house, &unit),
        };
        profile::set(db, acting, &next)
    };
    state.ask(&visitor, set).await?;
    tell(&session, "Đã chọn địa bàn. Hãy xem lại tên cơ quan, người ký dưới đây.").await?;
    Ok(Redirect::to(HERE))
}
