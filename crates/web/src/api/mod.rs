//! The same acts for other programs, as JSON under `/api/v1`, described by one document (OpenAPI 3.1) at
//! `/api/openapi.json` and shown to people at `/api`.
//!
//! A program enters by a token and nothing else; no cookie counts here. Each address takes the same act from
//! `access.toml` as its page does, and the office asks the token's rights again. Start with [`doors`], then one module:
//! what is said, what is answered, and a handler that asks the office.

mod acts;
mod document;
mod doors;
mod extract;
mod law;
mod lists;
mod me;
mod people;
mod problem;
mod reports;
mod rolls;
#[cfg(test)]
mod tests;
mod types;
mod viewer;

use std::borrow::Cow;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{any, get};
use office::access::Act;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::UtoipaMethodRouterExt;
use utoipa_axum::routes;

use crate::State;
use crate::doors::Door;
use doors::ApiDoors;

pub use viewer::ViewerPage;

/// A body of words; a file may be larger.
const BODY_BYTES_MAX: usize = 1024 * 1024;
const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;

const DOCUMENT: &str = "/api/openapi.json";
const VIEWER: &str = "/api";

/// Every address for programs with the act it takes.
fn doors(state: &State) -> ApiDoors {
    ApiDoors::new(state)
        .door(Act::AccountOwn, routes!(me::read_me))
        .with(people_doors)
        .with(roll_doors)
        .door(Act::ListImport, routes!(lists::import_list).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)))
        .door(Act::ReportRead, routes!(reports::read_half_year))
        .door(Act::ReportRows, routes!(reports::list_figure_rows))
        .with(law_doors)
}

fn people_doors(doors: ApiDoors) -> ApiDoors {
    doors
        .door(Act::PersonFind, routes!(people::search_people))
        .door(Act::PersonRead, routes!(people::read_person))
        .door(Act::PersonRead, routes!(people::explain_month))
        .door(Act::PersonRead, routes!(acts::list_acts))
        // Which further act it takes depends on what is sent, and is asked by the office.
        .door(Act::PersonRead, routes!(acts::do_act))
}

fn roll_doors(doors: ApiDoors) -> ApiDoors {
    doors
        .door(Act::RollRead, routes!(rolls::list_rolls))
        .door(Act::RollDraft, routes!(rolls::draft_roll))
        .door(Act::RollRead, routes!(rolls::read_roll))
        .door(Act::RollRead, routes!(rolls::list_lines))
        .door(Act::RollApprove, routes!(rolls::approve_roll))
        .door(Act::RollSend, routes!(rolls::send_roll))
        .door(Act::RollConfirm, routes!(rolls::answer_roll))
        .door(Act::RollConfirm, routes!(rolls::answer_roll_by_file).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)))
        .door(Act::RollReconcile, routes!(rolls::reconcile_roll))
        .door(Act::RollClose, routes!(rolls::close_roll))
        .door(Act::RollExport, routes!(rolls::take_pay_sheet))
        .door(Act::RollExport, routes!(rolls::take_payer_file))
}

fn law_doors(doors: ApiDoors) -> ApiDoors {
    doors
        .door(Act::LawRead, routes!(law::list_texts))
        .door(Act::LawRead, routes!(law::list_groups))
        .door(Act::LawRead, routes!(law::list_parameters))
        .door(Act::LawRead, routes!(law::list_units))
}

/// The addresses as the list of all doors shows them. The description itself is for anybody: it holds nothing of the
/// office.
pub fn door_list(state: &State) -> Vec<Door> {
    let open = [VIEWER, DOCUMENT].map(|path| Door { method: Method::GET, path: Cow::Borrowed(path), act: None });
    doors(state).list.into_iter().chain(open).collect()
}

pub fn router(state: &State) -> Router<State> {
    let doors = doors(state);
    let document = document::document(&doors);
    let shown = ViewerPage::of(&document);
    doors
        .router
        .route(DOCUMENT, get(async move || document::send(&document)))
        .route(VIEWER, get(async move || viewer::send(&shown)))
        .route("/api/{*rest}", any(problem::nowhere))
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(problem::stopped))
}
