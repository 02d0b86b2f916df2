//! One roll: how far it is, what it adds up to, and what moved it since last month.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::response::{Html, Response};
use domain::kernel::{Dong, RunId, UserId, show_count, show_day, show_moment, show_month};
use domain::payment::{By, LineKind, PayerAnswer, RunState};
use office::read::RollView;

use super::report::taken_away;
use super::{page, read};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, capital};
use crate::{PageError, State};

const PAY_SHEET: &str = "danh-sach-ky-nhan.xlsx";
const PAYER_FILE: &str = "gui-don-vi-chi-tra.csv";

#[derive(Debug, Clone, Template)]
#[template(path = "roll.html")]
pub struct RollPage {
    pub frame: Frame,
    pub title: String,
    pub unit: String,
    pub stage: Chip,
    pub lines_href: String,
    /// Name and address of each file to take away.
    pub files: Vec<(String, String)>,
    /// What a person should know before using the roll.
    pub warnings: Vec<String>,
    pub steps: Vec<Step>,
    pub figures: Vec<FigureBox>,
    pub bridge: Option<BridgeTable>,
    pub tables: Vec<TotalsTable>,
    /// What the roll was computed from, in one sentence.
    pub basis: String,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub name: String,
    pub detail: String,
    pub is_done: bool,
}

/// A large figure with its name.
#[derive(Debug, Clone)]
pub struct FigureBox {
    pub name: String,
    pub value: String,
    pub unit: String,
    pub is_alert: bool,
}

#[derive(Debug, Clone)]
pub struct BridgeTable {
    pub before_name: String,
    pub before: Dong,
    pub parts: Vec<BridgeRow>,
    pub after_name: String,
    pub after: Dong,
}

#[derive(Debug, Clone)]
pub struct BridgeRow {
    pub cause: String,
    pub people: String,
    pub amount: Dong,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct TotalsTable {
    pub title: String,
    /// What each row is one of.
    pub of: String,
    pub rows: Vec<TotalsRow>,
}

#[derive(Debug, Clone)]
pub struct TotalsRow {
    pub name: String,
    pub people: String,
    pub money: Dong,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
) -> Result<Html<String>, PageError> {
    let run: RunId = read(&run)?;
    let read = state.ask(&visitor, move |house, db, acting| {
        Ok((office::read::roll(house, db, acting, run)?, office::users::names(db)?))
    });
    let (view, names) = read.await?;
    page(&roll_page(Frame::new(visitor, Section::Rolls), &view, &names))
}

/// The sheet people sign, and the file the payer answers.
pub async fn file(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((run, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let run: RunId = read(&run)?;
    match file.as_str() {
        PAY_SHEET => {
            let bytes =
                state.ask(&visitor, move |house, db, acting| office::read::pay_sheet(house, db, acting, run)).await?;
            Ok(taken_away("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &file, bytes))
        }
        PAYER_FILE => {
            let bytes =
                state.ask(&visitor, move |house, db, acting| office::read::payer_csv(house, db, acting, run)).await?;
            Ok(taken_away("text/csv; charset=utf-8", &file, bytes))
        }
        _ => Err(PageError::NotFound { what: "tệp" }),
    }
}

fn roll_page(frame: Frame, view: &RollView, names: &HashMap<UserId, String>) -> RollPage {
    let stored = &view.stored;
    let file = |name: &str, file: &str| (name.to_owned(), format!("/danh-sach/{}/tep/{file}", stored.run.id));
    RollPage {
        frame,
        title: format!("{} tháng {}", view.scheme_name, show_month(stored.run.month)),
        unit: view.unit_name.clone(),
        stage: Chip::stage(stored.run.state.stage()),
        lines_href: format!("/danh-sach/{}/nguoi", stored.run.id),
        files: vec![file("Danh sách ký nhận (.xlsx)", PAY_SHEET), file("Tệp gửi đơn vị chi trả (.csv)", PAYER_FILE)],
        warnings: warnings(view),
        steps: steps(stored.run.state, names),
        figures: figures(view),
        bridge: bridge_table(view),
        tables: tables(view),
        basis: format!(
            "Tính từ sổ như đã ghi đến {}, theo luật biết đến ngày {}.",
            show_moment(stored.basis.known_at),
            show_day(stored.basis.law_known_on)
        ),
    }
}

fn warnings(view: &RollView) -> Vec<String> {
    let stale = "Sổ đã có thay đổi sau khi lập danh sách này. Nếu thay đổi chạm đến người trong danh sách, \
                 bước duyệt sẽ yêu cầu lập lại.";
    let note = Some(view.stored.note.clone()).filter(|note| !note.is_empty());
    view.may_be_stale.then(|| stale.to_owned()).into_iter().chain(note).collect()
}

/// The steps of a roll in their order; `None` where it has not come to one.
fn steps_done(state: RunState) -> [Option<By>; 5] {
    match state {
        RunState::Draft { drafted } | RunState::Superseded { drafted } => [Some(drafted), None, None, None, None],
        RunState::Approved { drafted, approved } => [Some(drafted), Some(approved), None, None, None],
        RunState::Sent { drafted, approved, sent } => [Some(drafted), Some(approved), Some(sent), None, None],
        RunState::Confirmed { drafted, approved, sent, confirmed } => {
            [Some(drafted), Some(approved), Some(sent), Some(confirmed), None]
        }
        RunState::Closed { drafted, approved, sent, confirmed, closed } => {
            [Some(drafted), Some(approved), Some(sent), Some(confirmed), Some(closed)]
        }
    }
}

const STEP_NAMES: [&str; 5] = ["Lập danh sách", "Duyệt", "Gửi đơn vị chi trả", "Kết quả chi trả", "Khóa sổ"];

fn steps(state: RunState, names: &HashMap<UserId, String>) -> Vec<Step> {
    let detail = |by: By| match names.get(&by.user).filter(|name| !name.is_empty()) {
        Some(name) => format!("{name}, {}", show_moment(by.at)),
        None => show_moment(by.at),
    };
    let all = STEP_NAMES.iter().zip(steps_done(state));
    all.map(|(name, by)| Step {
        name: (*name).to_owned(),
        detail: by.map_or_else(|| "chưa làm".to_owned(), detail),
        is_done: by.is_some(),
    })
    .collect()
}

fn figures(view: &RollView) -> Vec<FigureBox> {
    let totals = view.stored.totals;
    let figure =
        |name: &str, value: String, unit: String, is_alert| FigureBox { name: name.to_owned(), value, unit, is_alert };
    let mut all = vec![
        figure("Người trên danh sách", show_count(totals.people), "người".to_owned(), false),
        figure("Số tiền phải chi", totals.total.to_string(), String::new(), false),
    ];
    for (kind, people, amount) in view.kinds.iter().filter(|one| one.0 != LineKind::Regular) {
        let unit = format!("{} người", show_count(*people));
        all.push(figure(&capital(kind.shown()), amount.to_string(), unit, *kind == LineKind::OverPayment));
    }
    for count in view.answers.iter().filter(|count| count.answer == PayerAnswer::Unpaid) {
        let unit = format!("{} người", show_count(count.people));
        all.push(figure("Chưa nhận", count.amount.to_string(), unit, true));
    }
    all
}

fn bridge_table(view: &RollView) -> Option<BridgeTable> {
    let before = view.bridge.before.as_ref()?;
    let run = view.stored.run.id;
    let part = |part: &domain::payment::BridgePart| BridgeRow {
        cause: capital(part.cause.shown()),
        people: show_count(part.people),
        amount: part.amount,
        href: format!("/danh-sach/{run}/tang-giam/{}", part.cause.key()),
    };
    Some(BridgeTable {
        before_name: format!("Tháng {}", show_month(before.month)),
        before: view.bridge.bridge.before,
        parts: view.bridge.bridge.parts.iter().map(part).collect(),
        after_name: format!("Tháng {}", show_month(view.stored.run.month)),
        after: view.bridge.bridge.after,
    })
}

fn tables(view: &RollView) -> Vec<TotalsTable> {
    let row =
        |name: &str, people: i64, money: Dong| TotalsRow { name: name.to_owned(), people: show_count(people), money };
    let units = view.units.iter().map(|unit| row(&unit.unit_name, unit.people, unit.amount));
    let groups = view.groups.iter().map(|group| row(&group.group_name, group.people, group.amount));
    let table =
        |title: &str, of: &str, rows: Vec<TotalsRow>| TotalsTable { title: title.to_owned(), of: of.to_owned(), rows };
    vec![
        table("Theo xã, thị trấn", "Xã, thị trấn", units.collect()),
        table("Theo nhóm hưởng", "Nhóm hưởng", groups.collect()),
    ]
}
