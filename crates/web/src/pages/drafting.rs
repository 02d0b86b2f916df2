//! A roll while it is drawn up: how far it is, who began it, and where it led.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Given};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{RunId, show_count, show_month};
use office::roll::DraftOrder;
use serde::Deserialize;
use tower_sessions::Session;

use super::rolls::{Asked, OrderForm, choices, my_schemes, rolls_page};
use super::{page, read, read_month};
use crate::drafting::{Begun, Job, JobState};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section, scheme_name};
use crate::{PageError, State, drafting};

#[derive(Debug, Clone, Template)]
#[template(path = "drafting.html")]
pub struct DraftingPage {
    pub frame: Frame,
    pub title: String,
    pub href: String,
    /// Who began it.
    pub by: String,
    pub is_mine: bool,
    pub done: usize,
    pub of: usize,
    /// `1.200 trên 5.102 người`.
    pub progress: String,
    /// Why there will be no draft; `None` while it is being drawn up.
    pub refusal: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    che_do: String,
    thang: String,
    so_thang: String,
}

impl Filled {
    fn two_months(&self) -> bool {
        self.so_thang == "2"
    }

    fn order(&self) -> Result<DraftOrder, String> {
        let month = read_month(&self.thang).map_err(|_| "Tháng cần ghi như 04/2021.".to_owned())?;
        Ok(DraftOrder { scheme: self.che_do.clone(), month, months_ahead: u8::from(self.two_months()), unit: None })
    }
}

/// Begins a draft. Where there is one already, it is shown first: drawing up anew is done from there.
pub async fn start(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let order = match filled.order() {
        Ok(order) => order,
        Err(refusal) => return refused(&state, visitor, &filled, refusal).await,
    };
    let asked = order.clone();
    let may = state.ask(&visitor, move |house, db, acting| office::roll::may_draft(house, db, acting, &asked)).await;
    match may.map_err(PageError::refusal) {
        Ok(None) => begin(&state, &visitor, &session, order).await,
        Ok(Some(run)) => {
            tell(&session, "Danh sách này đã có bản đang lập. Xem thay đổi từ lúc lập rồi lập lại nếu cần.").await?;
            Ok(Redirect::to(&format!("/danh-sach/{run}")).into_response())
        }
        Err(Ok(refusal)) => refused(&state, visitor, &filled, refusal).await,
        Err(Err(fault)) => Err(fault),
    }
}

/// Draws a draft up anew.
pub async fn again(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(run): Path<String>,
) -> Result<Response, PageError> {
    let run: RunId = read(&run)?;
    let view = state.ask(&visitor, move |house, db, acting| office::read::roll(house, db, acting, run)).await?;
    let run = view.stored.run;
    let (scheme, month, months_ahead) = (run.scheme, run.month, run.months_ahead);
    begin(&state, &visitor, &session, DraftOrder { scheme, month, months_ahead, unit: Some(run.unit) }).await
}

async fn begin(state: &State, visitor: &Visitor, session: &Session, order: DraftOrder) -> Result<Response, PageError> {
    let id = match drafting::start(state, visitor, order) {
        Begun::Mine(id) => id,
        Begun::Already(job) => {
            let by =
                if job.user == visitor.who.user { "Bạn".to_owned() } else { name_of(state, visitor, &job).await? };
            tell(session, format!("{by} đang lập danh sách này; không lập thêm bản thứ hai.")).await?;
            job.id
        }
    };
    Ok(Redirect::to(&format!("/danh-sach/dang-lap/{id}")).into_response())
}

async fn refused(state: &State, visitor: Visitor, filled: &Filled, refusal: String) -> Result<Response, PageError> {
    let form = OrderForm {
        schemes: choices(&my_schemes(&state.office.law, &visitor), &filled.che_do),
        month: filled.thang.clone(),
        two_months: filled.two_months(),
        refusal: Some(refusal),
    };
    let shown = rolls_page(state, visitor, &Asked::default(), Some(form)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
}

async fn name_of(state: &State, visitor: &Visitor, job: &Job) -> Result<String, PageError> {
    let user = job.user;
    let names = state.ask(visitor, |_, db, _| office::users::names(db)).await?;
    Ok(names.get(&user).cloned().unwrap_or_else(|| "Một người khác".to_owned()))
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(job): Path<String>,
) -> Result<Response, PageError> {
    let job = state.memory.drafting.find(read(&job)?).filter(|job| visitor.rights.covers_scheme(&job.scheme));
    let Some(job) = job else { return Err(PageError::NotFound { what: "việc lập danh sách" }) };
    if let JobState::Done(run) = job.state {
        let there = format!("/danh-sach/{run}");
        // A part of a page cannot follow to another page by itself.
        return Ok(match headers.contains_key("hx-request") {
            true => [("hx-redirect", there)].into_response(),
            false => Redirect::to(&there).into_response(),
        });
    }
    let by = name_of(&state, &visitor, &job).await?;
    let (done, of) = (job.progress.done, job.progress.of);
    let shown = DraftingPage {
        title: format!("{} tháng {}", scheme_name(&state.office.law, &job.scheme), show_month(job.month)),
        href: format!("/danh-sach/dang-lap/{}", job.id),
        is_mine: job.user == visitor.who.user,
        by,
        done: done.min(of),
        of: of.max(1),
        progress: format!("{} trên {} người", show_count(done as i64), show_count(of as i64)),
        refusal: match job.state {
            JobState::Refused(words) => Some(words),
            JobState::Running | JobState::Done(_) => None,
        },
        frame: Frame::new(visitor, Section::Rolls),
    };
    Ok(page(&shown)?.into_response())
}
