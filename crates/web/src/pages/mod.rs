//! The pages. Each is a struct of what it shows and a template that lays it out; handlers ask the office and fill it.

mod address;
mod bridge;
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
        .route("/", get(today::show))
        .route("/nguoi", get(people::show).post(people::find_by_paper))
        .route("/nguoi/{person}", get(person::show))
        .route("/danh-sach", get(rolls::show))
        .route("/danh-sach/{run}", get(roll::show))
        .route("/danh-sach/{run}/nguoi", get(roll_lines::show))
        .route("/danh-sach/{run}/tang-giam/{cause}", get(bridge::show))
        .route("/bao-cao", get(reports::show))
        .route("/bao-cao/nua-nam", get(report::show))
        .route("/bao-cao/nua-nam/{file}", get(report::file))
        .route("/bao-cao/so-lieu/{figure}", get(figure::show))
        .route("/bao-cao/so-lieu/{figure}/rows.csv", get(figure::rows_csv))
        .route("/can-cu", get(law::show))
        .route("/dang-nhap", get(login::show).post(login::sign_in))
        .route("/dang-xuat", post(login::sign_out))
}

/// A value of an address; one that cannot be read is the visitor's to correct.
fn read<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::BadAddress)
}

fn page(template: &impl Template) -> Result<Html<String>, PageError> {
    template.render().map(Html).map_err(PageError::fault)
}
