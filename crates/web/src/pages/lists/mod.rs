//! Lists in and out: a file is sent up, looked at, settled and saved; lists leave as files.
//!
//! A file stays in [`Uploads`](crate::Uploads) between the steps, with what its owner chose about it. Start with
//! `home.rs`, then `look.rs`: what a file says and what it would do.

mod export;
mod home;
mod look;
mod past;
mod roster;
#[cfg(test)]
pub mod samples;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::kernel::show_month;
use office::access::Act;
use office::{Office, OfficeError, Refusal};
use serde::{Deserialize, Serialize};

use super::{address, page};
use crate::doors::Doors;
use crate::error::sentence;
use crate::session::Visitor;
use crate::show::scheme_name;
use crate::uploads::{Kept, Ticket};
use crate::{PageError, State};

pub const HOME: &str = "/tep-danh-sach";
const LOOK: &str = "/tep-danh-sach/xem";
const RETURNED: &str = "/tep-danh-sach/tra-lai";
const PAST: &str = "/tep-danh-sach/lan-nhap";
const ROSTER: &str = "/tep-danh-sach/so";
const ROSTER_LOOK: &str = "/tep-danh-sach/so/xem";
const ROSTER_RETURNED: &str = "/tep-danh-sach/so/tra-lai";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The name of the field that holds a file.
const FILE: &str = "tep";

pub fn doors(doors: Doors) -> Doors {
    doors
        .get(HOME, Act::ListExport, home::show)
        .upload(HOME, Act::ListImport, home::upload)
        .get("/tep-danh-sach/mau/{kind}", Act::ListExport, home::template)
        .get("/tep-danh-sach/xuat", Act::ListExport, export::file)
        .get(LOOK, Act::ListImport, look::show)
        .post(LOOK, Act::ListImport, look::act)
        .get(RETURNED, Act::ListImport, look::returned)
        .get("/tep-danh-sach/lan-nhap/{import}", Act::ListImport, past::show)
        .get(ROSTER, Act::ListExport, roster::home)
        .upload(ROSTER, Act::ListImport, roster::upload)
        .get(ROSTER_LOOK, Act::ListImport, roster::show)
        .post(ROSTER_LOOK, Act::ListImport, roster::act)
        .get(ROSTER_RETURNED, Act::ListImport, roster::returned)
}

/// Which file a page is about.
#[derive(Debug, Clone, Deserialize)]
pub struct AskedFile {
    tep: Ticket,
}

fn look_href(ticket: &Ticket) -> String {
    address::of(LOOK, &[(FILE, &ticket.to_string())])
}

fn roster_href(ticket: &Ticket) -> String {
    address::of(ROSTER_LOOK, &[(FILE, &ticket.to_string())])
}

/// The file, and what its owner chose about it so far.
fn kept<T: for<'de> Deserialize<'de> + Default>(
    state: &State,
    visitor: &Visitor,
    ticket: &Ticket,
) -> Result<(Kept, T), PageError> {
    let kept = state
        .memory
        .uploads
        .find(visitor.who.user, ticket)
        .ok_or(PageError::NotFound { what: "tệp đã gửi lên" })?;
    let chosen = serde_json::from_str(&kept.chosen).unwrap_or_default();
    Ok((kept, chosen))
}

fn choose(state: &State, visitor: &Visitor, ticket: &Ticket, chosen: &impl Serialize) -> Result<(), PageError> {
    let text = serde_json::to_string(chosen).map_err(PageError::fault)?;
    state.memory.uploads.choose(visitor.who.user, ticket, text);
    Ok(())
}

/// The page once more, with the reason on it.
fn again(template: &impl askama::Template) -> Result<Response, PageError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(template)?).into_response())
}

/// What the visitor can do something about, in words for a page; any other fault stays a fault.
fn told(house: &Office, fault: PageError) -> Result<String, PageError> {
    let PageError::Office(fault) = fault else { return Err(fault) };
    let words = match fault {
        OfficeError::Refused(refusal) => refused(house, &refusal),
        OfficeError::Paper(fault) => fault.to_string(),
        OfficeError::OutOfCoverage(fault) => fault.to_string(),
        other => return Err(PageError::Office(other)),
    };
    Ok(sentence(&words))
}

fn refused(house: &Office, refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotSetUp => "đơn vị chưa được thiết lập; đề nghị người quản trị thiết lập trước".to_owned(),
        Refusal::NoSuchUnit(_) => "không có xã này trong phạm vi của bạn; chọn lại ở ô “Xã”".to_owned(),
        Refusal::OtherField { scheme } => {
            format!("chế độ {} không thuộc lĩnh vực bạn phụ trách", scheme_name(&house.law, scheme))
        }
        Refusal::NoRun { scheme, month } => format!(
            "chưa có danh sách chi trả {} tháng {}; lập danh sách tháng đó trước, hoặc chọn tháng khác",
            scheme_name(&house.law, scheme),
            show_month(*month)
        ),
        Refusal::NotConfirmed { scheme, month } => format!(
            "danh sách {} tháng {} chưa có kết quả chi trả; nhận kết quả trước, hoặc chọn tháng khác",
            scheme_name(&house.law, scheme),
            show_month(*month)
        ),
        Refusal::PaymentResultHere { file } => {
            format!("{file} là kết quả chi trả; mở danh sách chi trả tương ứng để nhận kết quả")
        }
        other => other.to_string(),
    }
}
