//! The pages. Each is a struct of what it shows and a template that lays it out; handlers ask the office and fill it.

mod account;
mod address;
mod admin;
mod asked;
mod bridge;
mod draft_changes;
mod drafting;
mod error;
mod figure;
mod figure_entry;
mod guide;
mod handover;
pub mod kept_form;
mod law;
mod lists;
mod login;
mod people;
mod person;
mod recoveries;
mod report;
mod report_compare;
mod report_figures;
mod report_paper;
mod report_passage;
mod report_signing;
mod report_version;
mod reports;
mod roll;
mod roll_answers;
mod roll_lines;
mod roll_steps;
mod roll_unpaid;
mod rolls;
mod today;
mod tokens;
mod waiting;

#[cfg(test)]
mod roll_samples;
#[cfg(test)]
mod samples;

use askama::Template;
use axum::http::Method;
use axum::response::Html;
use domain::kernel::{Day, Dong, Month};
use domain::rules::Law;
use office::OfficeError;
use office::access::Act;

use crate::doors::Doors;
use crate::error::sentence;
use crate::show::scheme_name;
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
        .open(Method::POST, "/dang-nhap/ma", login::give_code)
        .open(Method::POST, "/dang-xuat", login::sign_out)
        .get("/", Act::AccountOwn, today::show)
        .with(account_doors)
        .with(people_doors)
        .with(roll_doors)
        .with(lists::doors)
        .with(report_doors)
        .with(token_doors)
        .with(home_doors)
        .get("/can-cu", Act::LawRead, law::show)
        .with(admin::doors)
}

fn account_doors(doors: Doors) -> Doors {
    doors
        .get("/tai-khoan", Act::AccountOwn, account::show)
        .post("/tai-khoan/phien", Act::AccountOwn, account::end_others)
        .get("/tai-khoan/mat-khau", Act::AccountOwn, account::ask_password)
        .post("/tai-khoan/mat-khau", Act::AccountOwn, account::change_password)
        .get("/tai-khoan/ma-xac-thuc", Act::AccountOwn, account::ask_code)
        .post("/tai-khoan/ma-xac-thuc", Act::AccountOwn, account::turn_on)
        .get("/tai-khoan/ma-xac-thuc/qr.svg", Act::AccountOwn, account::picture)
        .post("/tai-khoan/ma-xac-thuc/tat", Act::AccountOwn, account::turn_off)
        .post("/tai-khoan/ma-du-phong", Act::AccountOwn, account::renew_codes)
}

fn home_doors(doors: Doors) -> Doors {
    doors.get("/viec/{kind}", Act::AccountOwn, waiting::show).get("/ban-giao", Act::HandoverRead, handover::show).get(
        "/huong-dan/{topic}",
        Act::LawRead,
        guide::show,
    )
}

fn people_doors(doors: Doors) -> Doors {
    doors
        .get("/nguoi", Act::PersonFind, people::show)
        .post("/nguoi", Act::PersonFind, people::find_by_paper)
        .with(person::doors)
}

fn roll_doors(doors: Doors) -> Doors {
    doors
        .get("/danh-sach", Act::RollRead, rolls::show)
        .post("/danh-sach/lap", Act::RollDraft, drafting::start)
        .get("/danh-sach/dang-lap/{job}", Act::RollDraft, drafting::show)
        .get("/danh-sach/{run}", Act::RollRead, roll::show)
        .get("/danh-sach/{run}/nguoi", Act::RollRead, roll_lines::show)
        .post("/danh-sach/{run}/nguoi", Act::RollRead, roll_lines::find)
        .get("/danh-sach/{run}/tep/{file}", Act::RollExport, roll::file)
        .get("/danh-sach/{run}/tang-giam/{cause}", Act::RollRead, bridge::show)
        .get("/danh-sach/{run}/so-voi/{other}", Act::RollRead, bridge::versions)
        .get("/danh-sach/{run}/chua-nhan", Act::RollRead, roll_unpaid::show)
        .with(roll_step_doors)
        .get("/chua-nhan", Act::RollRead, roll_unpaid::waiting)
        .get("/thu-hoi", Act::RecoveryRead, recoveries::list)
        .get("/thu-hoi/{person}/{recovery}", Act::RecoveryRead, recoveries::show)
        .post("/thu-hoi/{person}/{recovery}", Act::RecoveryReceive, recoveries::receive)
}

/// What takes a roll from one state to the next.
fn roll_step_doors(doors: Doors) -> Doors {
    doors
        .get("/danh-sach/{run}/lam-moi", Act::RollDraft, draft_changes::show)
        .post("/danh-sach/{run}/lam-moi", Act::RollDraft, drafting::again)
        .post("/danh-sach/{run}/duyet", Act::RollApprove, roll_steps::approve)
        .post("/danh-sach/{run}/gui", Act::RollSend, roll_steps::send)
        .get("/danh-sach/{run}/ket-qua", Act::RollConfirm, roll_answers::show)
        .upload("/danh-sach/{run}/ket-qua", Act::RollConfirm, roll_answers::hear)
        .post("/danh-sach/{run}/doi-chieu", Act::RollReconcile, roll_steps::reconcile)
        .post("/danh-sach/{run}/khoa-so", Act::RollClose, roll_steps::close)
        .post("/danh-sach/{run}/mo-khoa", Act::RollUnlock, roll_steps::unlock)
}

fn report_doors(doors: Doors) -> Doors {
    doors
        .get("/bao-cao", Act::ReportRead, reports::show)
        .get("/bao-cao/nua-nam", Act::ReportRead, report::show)
        .get("/bao-cao/nua-nam/{file}", Act::ReportRead, report::file)
        .get("/bao-cao/so-lieu/{figure}", Act::ReportRead, figure::show)
        .post("/bao-cao/so-lieu/{figure}", Act::ReportEdit, figure::state_value)
        .get("/bao-cao/so-lieu/{figure}/rows.csv", Act::ReportRows, figure::rows_csv)
        .get("/bao-cao/nhap-so-lieu", Act::ReportEdit, report_figures::show)
        .post("/bao-cao/nhap-so-lieu", Act::ReportEdit, report_figures::save)
        .get("/bao-cao/lam-van/{passage}", Act::ReportEdit, report_passage::show)
        .post("/bao-cao/lam-van/{passage}", Act::ReportEdit, report_passage::save)
        .get("/bao-cao/ky", Act::ReportFreeze, report_signing::show)
        .post("/bao-cao/ky", Act::ReportFreeze, report_signing::sign)
        .get("/bao-cao/so-sanh", Act::ReportRead, report_compare::show)
        .get("/bao-cao/ban/{version}", Act::ReportRead, report_version::show)
        .get("/bao-cao/ban/{version}/{file}", Act::ReportRead, report_version::file)
        .get("/bao-cao/ban/{version}/so-lieu/{figure}", Act::ReportRead, report_version::figure)
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

/// An amount as people type it: `1.500.000`, `1500000 đ`.
fn read_money(text: &str) -> Option<Dong> {
    let digits: String =
        text.trim().trim_end_matches(['đ', 'Đ']).chars().filter(|c| !matches!(c, '.' | ' ' | ',')).collect();
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number).map(Dong)
}

/// What an act came to, or why it was refused; a fault of the house stays a fault.
fn refused_or<T>(done: Result<T, PageError>) -> Result<Result<T, String>, PageError> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(PageError::Office(OfficeError::Refused(refusal))) => Ok(Err(sentence(&refusal.to_string()))),
        Err(fault) => Err(fault),
    }
}

/// Why an act was refused, if it was.
fn refused<T>(done: Result<T, PageError>) -> Result<Option<String>, PageError> {
    Ok(refused_or(done)?.err())
}

/// The schemes of somebody's fields by their names; all of them when none is named.
fn field_names(law: &Law, schemes: Option<&str>) -> String {
    let named = schemes.map(|keys| keys.split_whitespace().map(|key| scheme_name(law, key)).collect::<Vec<_>>());
    named.map_or_else(|| "Mọi lĩnh vực".to_owned(), |names| names.join(", "))
}

fn page(template: &impl Template) -> Result<Html<String>, PageError> {
    template.render().map(Html).map_err(PageError::fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_with_or_without_dots() {
        for text in ["1500000", "1.500.000", " 1 500 000 đ", "1,500,000"] {
            assert_eq!(read_money(text), Some(Dong(1_500_000)), "{text}");
        }
        for text in ["", "-5", "1.5tr", "đ", "99999999999999999999"] {
            assert_eq!(read_money(text), None, "{text}");
        }
    }

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
