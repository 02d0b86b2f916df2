//! Every figure that stops signing, to be stated at once.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::show_count;
use domain::report::Figure;
use office::Office;
use office::report::{Made, NewOverride};
use tower_sessions::Session;

use super::asked::Asked;
use super::figure::told;
use super::figure_entry::{EntryView, read_said};
use super::page;
use super::report::{basis_words, make};
use crate::error::sentence;
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "report_figures.html")]
pub struct FiguresPage {
    pub frame: Frame,
    pub report_title: String,
    pub report_href: String,
    pub dates: String,
    pub action: String,
    pub refusal: Option<String>,
    /// The reason of every row that gives none of its own.
    pub reason: String,
    pub rows: Vec<EntryRow>,
}

#[derive(Debug, Clone)]
pub struct EntryRow {
    pub id: String,
    pub href: String,
    pub label: String,
    pub fields: EntryView,
}

/// Fields by name: `so.L-01`, `tien.B-03`, `ly-do.L-01`, and `ly-do` for all.
type Sent = HashMap<String, String>;

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let made = make(&state, &visitor, asked.read()?).await?;
    let shown = figures_page(Frame::new(visitor, Section::Reports), &state.office, &made, &asked, (&Sent::new(), None));
    Ok(page(&shown)?.into_response())
}

pub async fn save(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Query(asked): Query<Asked>,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let done = match new_values(&state.office, &sent) {
        Ok(all) => {
            let count = all.len();
            let save = state.ask(&visitor, move |house, db, acting| {
                told(office::report::override_figures(house, db, acting, ask.period(), &all))
            });
            save.await?.map(|()| count)
        }
        Err(why) => Err(why),
    };
    match done {
        Ok(count) => {
            tell(&session, format!("Đã ghi số cho {} chỉ tiêu.", show_count(count as i64))).await?;
            Ok(Redirect::to(&asked.known_at((state.clock)()).report()).into_response())
        }
        Err(why) => {
            let made = make(&state, &visitor, ask).await?;
            let frame = Frame::new(visitor, Section::Reports);
            let again = figures_page(frame, &state.office, &made, &asked, (&sent, Some(why)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

fn field(sent: &Sent, name: &str) -> String {
    sent.get(name).cloned().unwrap_or_default()
}

/// The rows that were filled in, in the order of the form.
fn new_values(house: &Office, sent: &Sent) -> Result<Vec<NewOverride>, String> {
    let mut all = Vec::new();
    for form in &house.half_year.figures {
        let id = &form.id;
        let (value, amount) = (field(sent, &format!("so.{id}")), field(sent, &format!("tien.{id}")));
        if value.trim().is_empty() && amount.trim().is_empty() {
            continue;
        }
        let says = read_said(form, &value, &amount).map_err(|why| sentence(&format!("{id} {}: {why}", form.label)))?;
        let own = field(sent, &format!("ly-do.{id}"));
        let reason = if own.trim().is_empty() { field(sent, "ly-do") } else { own };
        if reason.trim().is_empty() {
            return Err(format!("{id} {}: chưa ghi lý do. Ghi ở dòng đó hoặc ở ô lý do chung.", form.label));
        }
        all.push(NewOverride { figure: id.clone(), says, reason });
    }
    match all.is_empty() {
        true => Err("Chưa nhập số nào. Nhập ít nhất một dòng rồi ghi.".to_owned()),
        false => Ok(all),
    }
}

fn figures_page(
    frame: Frame,
    house: &Office,
    made: &Made,
    asked: &Asked,
    (sent, refusal): (&Sent, Option<String>),
) -> FiguresPage {
    let row = |figure: &&Figure| {
        let id = &figure.id;
        let fields = EntryView {
            value: field(sent, &format!("so.{id}")),
            amount: field(sent, &format!("tien.{id}")),
            reason: field(sent, &format!("ly-do.{id}")),
            ..EntryView::empty(house.half_year.figure(id)?)
        };
        Some(EntryRow { id: id.clone(), href: asked.figure(id), label: figure.label.clone(), fields })
    };
    FiguresPage {
        frame,
        report_title: asked.title(),
        report_href: asked.report(),
        dates: basis_words(&made.report),
        action: asked.address("/bao-cao/nhap-so-lieu"),
        refusal,
        reason: field(sent, "ly-do"),
        rows: made.report.missing().iter().filter_map(row).collect(),
    }
}
