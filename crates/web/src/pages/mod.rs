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
use domain::kernel::{Day, Month};

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
        .route("/danh-sach/{run}/tep/{file}", get(roll::file))
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

/// A day as people write it, `27/04/2021`, or as an address holds it, `2021-04-27`.
fn read_day(text: &str) -> Result<Day, PageError> {
    let parts: Vec<&str> = text.trim().split('/').collect();
    match parts[..] {
        [day, month, year] => read(&format!("{year}-{month:0>2}-{day:0>2}")),
        _ => read(text),
    }
}

/// A month as people write it, `04/2021`, or as an address holds it, `2021-04`.
fn read_month(text: &str) -> Result<Month, PageError> {
    match text.trim().split_once('/') {
        Some((month, year)) => read(&format!("{year}-{month:0>2}")),
        None => read(text),
    }
}

fn page(template: &impl Template) -> Result<Html<String>, PageError> {
    template.render().map(Html).map_err(PageError::fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_read_as_people_write_them_and_as_addresses_hold_them() {
        for day in ["27/04/2021", "27/4/2021", "2021-04-27"] {
            assert_eq!(read_day(day).unwrap().to_string(), "2021-04-27");
        }
        for month in ["04/2021", "4/2021", "2021-04"] {
            assert_eq!(read_month(month).unwrap().to_string(), "2021-04");
        }
        assert!(read_day("31/02/2021").is_err() && read_day("04/2021").is_err() && read_month("13/2021").is_err());
    }
}
