//! Amounts that the province's council set above the central ones: what is set, what one more would change.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{Dong, Month, show_day, show_month};
use domain::rules::LocalAmount;
use office::access::Act;
use office::local::{self, LevelChange, LocalAmounts, LocalShown};
use office::{Acting, Office};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::person::form::{FieldSet, Filled, Input, Maker, Reader, Wrong, set as field_set};
use super::super::{page, read, refused, refused_or};
use super::{Tab, tabs};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section};
use crate::{PageError, State};

const HERE: &str = "/quan-tri/muc-dia-phuong";

#[derive(Debug, Clone, Template)]
#[template(path = "admin/local.html")]
pub struct LocalPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub rows: Vec<AmountRow>,
    pub may_set: bool,
    pub sets: Vec<FieldSet>,
    /// What the amount that was looked at would change.
    pub levels: Option<Vec<LevelChange>>,
    pub refusal: Option<String>,
}

#[derive(Debug, Clone)]
pub struct AmountRow {
    pub id: i64,
    pub name: String,
    pub months: String,
    pub amount: Dong,
    pub central: String,
    pub cite: String,
    pub issuer: String,
    pub days: String,
    pub recorded: String,
}

impl LocalPage {
    /// The first field that is wrong; a page that is opened to be read takes the focus to none.
    pub fn focus(&self) -> &str {
        let mut fields = self.sets.iter().flat_map(|set| &set.fields);
        fields.find(|field| field.wrong.is_some()).map_or("", |field| field.id.as_str())
    }
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Response, PageError> {
    answer(&state, visitor, &Filled::default(), Looked::default()).await
}

/// What became of a form that was sent.
#[derive(Default)]
struct Looked {
    wrong: Wrong,
    levels: Option<Vec<LevelChange>>,
    refusal: Option<String>,
}

async fn answer(state: &State, visitor: Visitor, filled: &Filled, looked: Looked) -> Result<Response, PageError> {
    let read =
        state.ask(&visitor, |house: &Office, db: &office::Db, acting: Acting<'_>| local::list(house, db, acting));
    let shown = local_page(visitor.clone(), &read.await?, filled, looked);
    let status = match shown.refusal {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok((status, page(&shown)?).into_response())
}

fn local_page(visitor: Visitor, all: &LocalAmounts, filled: &Filled, looked: Looked) -> LocalPage {
    LocalPage {
        tabs: tabs(&visitor, HERE),
        rows: all.set.iter().map(amount_row).collect(),
        may_set: visitor.rights.may(Act::LawLocal),
        sets: fields(all, &Maker { filled, wrong: &looked.wrong }),
        frame: Frame::new(visitor, Section::Admin),
        levels: looked.levels,
        refusal: looked.refusal,
    }
}

fn amount_row(one: &LocalShown) -> AmountRow {
    let amount = &one.kept.amount;
    AmountRow {
        id: one.kept.id,
        name: one.name.clone(),
        months: match amount.until {
            Some(until) => format!("{} – {}", show_month(amount.from), show_month(until.previous())),
            None => format!("từ {}", show_month(amount.from)),
        },
        amount: amount.amount,
        central: one.central.map_or_else(|| "chưa rõ".to_owned(), |central| central.to_string()),
        cite: format!("{}, {}", amount.place, amount.number),
        issuer: amount.issuer.clone(),
        days: format!("{} · {}", show_day(amount.signed), show_day(amount.in_force)),
        recorded: format!("{} {}", one.recorded_by, show_day(one.kept.recorded_at.vietnam_day())),
    }
}

fn fields(all: &LocalAmounts, make: &Maker<'_>) -> Vec<FieldSet> {
    let central = |amount: Option<Dong>| amount.map_or_else(String::new, |amount| format!("; trung ương nay {amount}"));
    let offered = all.may_be_set.iter();
    let offered =
        offered.map(|one| (one.parameter.clone(), format!("{} ({}{})", one.name, one.cite, central(one.central))));
    vec![
        field_set(
            "Mức",
            vec![
                make.choice("muc", "Mức được đặt cao hơn", vec![(String::new(), offered.collect())]),
                make.short("so_tien", "Số tiền (đồng)").hint("Cả phần trung ương, ví dụ 600.000."),
                make.month("tu_thang", "Áp dụng từ tháng"),
                make.month("het_thang", "Đến hết tháng").hint("Bỏ trống nếu chưa biết."),
            ],
        ),
        field_set(
            "Nghị quyết",
            vec![
                make.text("so", "Số nghị quyết").hint("Ví dụ 10/2024/NQ-HĐND."),
                make.text("co_quan", "Cơ quan ban hành"),
                make.text("dieu", "Điều, khoản").hint("Ví dụ khoản 1 Điều 2."),
                make.day("ngay_ky", "Ngày ký"),
                make.day("hieu_luc", "Ngày có hiệu lực"),
            ],
        ),
    ]
}

fn amount_of(filled: &Filled) -> Result<LocalAmount, Wrong> {
    let mut form = Reader::new(filled);
    let parameter = form.choice("muc");
    let amount = form.money("so_tien");
    let from = form.month("tu_thang");
    let last = form.optional_month("het_thang");
    let words = (form.text("so"), form.text("co_quan"), form.text("dieu"));
    let days = (form.day("ngay_ky"), form.day("hieu_luc"));
    let whole = || {
        Some(LocalAmount {
            parameter: parameter?,
            from: from?,
            until: last.map(Month::next),
            amount: amount?,
            number: words.0?,
            issuer: words.1?,
            place: words.2?,
            signed: days.0?,
            in_force: days.1?,
        })
    };
    form.finish(whole())
}

pub async fn set(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let filled = Filled(fields);
    let amount = match amount_of(&filled) {
        Ok(amount) => amount,
        Err(wrong) => {
            let refusal = Some("Có ô chưa đọc được; xem lời nhắc dưới từng ô.".to_owned());
            return answer(&state, visitor, &filled, Looked { wrong, levels: None, refusal }).await;
        }
    };
    if filled.get("buoc") != "luu" {
        let looked = state.ask(&visitor, move |house, db, acting| local::look(house, db, acting, &amount)).await;
        let looked = match refused_or(looked)? {
            Ok(levels) => Looked { levels: Some(levels), ..Looked::default() },
            Err(refusal) => Looked { refusal: Some(refusal), ..Looked::default() },
        };
        return answer(&state, visitor, &filled, looked).await;
    }
    let said = format!("Đã ghi mức {} từ tháng {}.", amount.amount, show_month(amount.from));
    let saved = state.ask(&visitor, move |house, db, acting| local::add(house, db, acting, &amount)).await;
    if let Some(refusal) = refused(saved)? {
        return answer(&state, visitor, &filled, Looked { refusal: Some(refusal), ..Looked::default() }).await;
    }
    tell(&session, said).await?;
    Ok(Redirect::to(HERE).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    ly_do: String,
}

pub async fn drop(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(amount): Path<String>,
    Form(why): Form<Reason>,
) -> Result<Response, PageError> {
    let amount: i64 = read(&amount)?;
    let dropped = state.ask(&visitor, move |_, db, acting| local::drop(db, acting, amount, &why.ly_do)).await;
    if let Some(refusal) = refused(dropped)? {
        let looked = Looked { refusal: Some(refusal), ..Looked::default() };
        return answer(&state, visitor, &Filled::default(), looked).await;
    }
    tell(&session, "Đã bỏ mức; khoản đã chi theo mức ấy thành chi quá và hiện trong danh sách tới.").await?;
    Ok(Redirect::to(HERE).into_response())
}
