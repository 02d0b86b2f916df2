//! A list that leaves, as a file.

use axum::extract::{Query, State as Given};
use axum::response::Response;
use domain::kernel::UnitId;
use office::outgoing::{self, ListAsk, ListFile};
use office::roster::{self, Filter};
use office::{Acting, Db, Office, OfficeError};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::read_month;
use super::super::report::taken_away;
use super::home::{Before, home_page};
use super::{XLSX, again, told};
use crate::error::sentence;
use crate::session::{Visitor, tell};
use crate::{PageError, State};

const ROSTER: &str = "roster";

/// The lists, by the names the command line knows them by.
pub const KINDS: [(&str, &str); 8] = [
    ("pay-list", "Danh sách chi trả để ký nhận"),
    ("pay-summary", "Tổng hợp chi trả theo xã"),
    ("changes", "Tăng, giảm so với tháng trước"),
    ("insurance-d03", "Bảo hiểm y tế: tăng, giảm (dạng D03)"),
    ("insurance-d07", "Bảo hiểm y tế: tăng, giảm theo thôn (dạng D07)"),
    ("gifts", "Tặng quà, từ các danh sách đã nhập"),
    ("member-status", "Trạng thái chi trả từng người"),
    (ROSTER, "Sổ người hưởng, để sửa rồi nhập lại"),
];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub loai: String,
    pub che_do: String,
    pub thang: String,
    pub xa: String,
}

pub async fn file(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    match made(&state, &visitor, &asked).await {
        Ok(file) => {
            if !file.notes.is_empty() {
                let notes: Vec<String> = file.notes.iter().map(|note| sentence(note)).collect();
                tell(&session, format!("Đã lập tệp {}. {}", file.name, notes.join(" "))).await?;
            }
            Ok(taken_away(XLSX, &file.name, file.bytes))
        }
        Err(refusal) => {
            let refusal = match refusal {
                PageError::BadAddress => "Tháng ghi như 04/2021; danh sách này cần có tháng.".to_owned(),
                other => told(&state.office, other)?,
            };
            let before = Before { export_refusal: Some(refusal), export: asked, ..Before::default() };
            again(&home_page(&state, visitor, before).await?)
        }
    }
}

async fn made(state: &State, visitor: &Visitor, asked: &Asked) -> Result<ListFile, PageError> {
    let unit = Some(UnitId(asked.xa.clone())).filter(|unit| !unit.0.is_empty());
    let scheme = asked.che_do.clone();
    type Make = fn(&Office, &Db, Acting<'_>, &ListAsk) -> Result<ListFile, OfficeError>;
    let make: Make = match asked.loai.as_str() {
        "pay-list" => outgoing::pay_list,
        "pay-summary" => outgoing::pay_summary,
        "changes" => outgoing::changes,
        "insurance-d03" => outgoing::insurance_d03,
        "insurance-d07" => outgoing::insurance_d07,
        "member-status" => outgoing::member_status,
        "gifts" => {
            let month = if asked.thang.is_empty() { None } else { Some(read_month(&asked.thang)?) };
            let gifts = move |house: &Office, db: &Db, acting: Acting<'_>| {
                outgoing::gifts(house, db, acting, month, unit.as_ref())
            };
            return state.ask(visitor, gifts).await;
        }
        ROSTER => {
            let filter = Filter { unit, scheme: Some(scheme).filter(|scheme| !scheme.is_empty()) };
            return state.ask(visitor, move |house, db, acting| roster::export(house, db, acting, &filter)).await;
        }
        _ => return Err(PageError::NotFound { what: "loại danh sách" }),
    };
    let ask = ListAsk { scheme, month: read_month(&asked.thang)?, unit };
    state.ask(visitor, move |house, db, acting| make(house, db, acting, &ask)).await
}
