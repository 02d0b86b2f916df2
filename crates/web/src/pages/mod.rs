//! The pages. Each is a struct of what it shows and a template that lays it out; handlers ask the office and fill it.

mod address;
mod error;
mod figure;
mod law;
mod login;
mod people;
mod person;
mod report;
mod reports;
mod roll;
mod roll_lines;
mod rolls;
mod today;

#[cfg(test)]
mod samples;

use askama::Template;
use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};

use crate::{PageError, State};

pub use error::ErrorPage;
pub use login::sign_in_address;

pub fn routes() -> Router<State> {
    Router::new()
        .route("/dang-nhap", get(login::show).post(login::sign_in))
        .route("/dang-xuat", post(login::sign_out))
}

fn page(template: &impl Template) -> Result<Html<String>, PageError> {
    template.render().map(Html).map_err(PageError::fault)
}
