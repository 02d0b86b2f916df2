//! The pages. Each is a struct of what it shows and a template that lays it out; handlers ask the office and fill it.

mod address;
mod bridge;
mod error;
mod figure;
mod guide;
mod handover;
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
mod tokens;
mod waiting;

#[cfg(test)]
mod samples;

use askama::Template;
use axum::http::Method;
use axum::response::Html;
use domain::kernel::{Day, Month};
use office::access::Act;

use crate::doors::Doors;
use crate::{PageError, State};

pub use error::ErrorPage;
pub use login::sign_in_address;
pub use report::taken_away;
pub use roll_lines::of_unit as lines_of_unit;

/// Every page with the act it takes.
pub fn doors(state: &State) -> Doors {
    Doors::new(state)
        .open(Method::GET, "/dang-nhap", login::show)
        .open(Method::POST, "/dang-nhap", login::sign_in)
        .open(Method::POST, "/dang-xuat", login::sign_out)
        .get("/", Act::AccountOwn, today::show)
        .with(people_doors)
        .with(roll_doors)
        .with(report_doors)
        .with(token_doors)
        .with(home_doors)
        .get("/can-cu", Act::LawRead, law::show)
}

fn home_doors(doors: Doors) -> Doors {
    doors.get("/viec/{kind}", Act::AccountOwn, waiting::show).get("/ban-giao", Act::HandoverRead, handover::show).get(
        "/huong-dan/{topic}",
        Act::LawRead,
        guide::show,
    )
}

fn people_doors(doors: Doors) -> Doors {
    doors.get("/nguoi", Act::PersonFind, people::show).post("/nguoi", Act::PersonFind, people::find_by_paper).get(
        "/nguoi/{person}",
        Act::PersonRead,
        person::show,
    )
}

fn roll_doors(doors: Doors) -> Doors {
    doors
        .get("/danh-sach", Act::RollRead, rolls::show)
        .get("/danh-sach/{run}", Act::RollRead, roll::show)
        .get("/danh-sach/{run}/nguoi", Act::RollRead, roll_lines::show)
        .get("/danh-sach/{run}/tep/{file}", Act::RollExport, roll::file)
        .get("/danh-sach/{run}/tang-giam/{cause}", Act::RollRead, bridge::show)
}

fn report_doors(doors: Doors) -> Doors {
    doors
        .get("/bao-cao", Act::ReportRead, reports::show)
        .get("/bao-cao/nua-nam", Act::ReportRead, report::show)
        .get("/bao-cao/nua-nam/{file}", Act::ReportRead, report::file)
        .get("/bao-cao/so-lieu/{figure}", Act::ReportRows, figure::show)
        .get("/bao-cao/so-lieu/{figure}/rows.csv", Act::ReportRows, figure::rows_csv)
}

fn token_doors(doors: Doors) -> Doors {
    doors
        .get("/quan-tri/ma-truy-cap", Act::TokenManage, tokens::show)
        .post("/quan-tri/ma-truy-cap", Act::TokenManage, tokens::issue)
        .post("/quan-tri/ma-truy-cap/{token}/thu", Act::TokenManage, tokens::revoke)
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
