//! The rows behind one figure of a report.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, Response};
use domain::kernel::{Dong, PersonId, show_count};
use domain::registry::PersonBrief;
use domain::report::{Basis, Figure, NO_DATA, Row, RowBasis};
use office::Office;

use super::report::{basis_words, make, taken_away};
use super::reports::Asked;
use super::roll::FigureBox;
use super::{page, read};
use crate::error::on_thread;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone, group_name, person_href, show_decision, show_optional_month};
use crate::{PageError, State};

const PAGE: usize = 200;

#[derive(Debug, Clone, Template)]
#[template(path = "figure.html")]
pub struct FigurePage {
    pub frame: Frame,
    pub id: String,
    pub label: String,
    pub report_title: String,
    pub report_href: String,
    pub csv_href: Option<String>,
    pub basis: Option<Chip>,
    pub figures: Vec<FigureBox>,
    pub articles: Vec<String>,
    /// The two dates of the report, in words.
    pub dates: String,
    pub caption: String,
    pub empty: String,
    pub rows: Vec<FigureLine>,
    pub first: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FigureLine {
    pub href: String,
    pub name: String,
    pub unit: String,
    pub group: String,
    pub what: String,
    pub month: String,
    pub paid_for: String,
    pub decision: String,
    /// `None` for a decision, which is no money.
    pub amount: Option<Dong>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let place: usize = if asked.trang.is_empty() { 1 } else { read(&asked.trang)? };
    let house = state.office.clone();
    let made = make(&state, asked.read()?).await?;
    let figure = made.report.figures.iter().find(|figure| figure.id == id);
    let figure = figure.ok_or(PageError::NotFound { what: "chỉ tiêu" })?;
    let rows = office::report::figure_rows(&house, &made, &id)?;
    let skipped = place.saturating_sub(1).saturating_mul(PAGE).min(rows.len());
    let until = (skipped + PAGE).min(rows.len());
    let shown = rows[skipped..until].to_vec();
    let people: Vec<PersonId> = shown.iter().map(|row| row.person).collect();
    let known_at = made.report.known_at;
    let names = state.ask(&visitor, move |_, db, acting| office::read::briefs(db, acting, &people, known_at)).await?;
    let path = format!("/bao-cao/so-lieu/{id}");
    let count = |number: usize| show_count(number as i64);
    page(&FigurePage {
        frame: Frame::new(visitor, Section::Reports),
        label: figure.label.clone(),
        report_title: asked.title(),
        report_href: asked.address("/bao-cao/nua-nam", ""),
        csv_href: (!rows.is_empty()).then(|| asked.address(&format!("{path}/rows.csv"), "")),
        basis: figure.basis.map(basis_chip),
        figures: boxes(figure),
        articles: figure.articles.clone(),
        dates: basis_words(&made.report),
        caption: format!("dòng {} đến {} trong {}", count(skipped + 1), count(until), count(rows.len())),
        empty: if figure.value.is_none() { NO_DATA.to_owned() } else { "Không có dòng nào".to_owned() },
        rows: shown.iter().map(|row| figure_line(&house, &names, row)).collect(),
        first: (place > 1).then(|| asked.address(&path, "")),
        next: (until < rows.len()).then(|| asked.address(&path, &(place + 1).to_string())),
        id,
    })
}

pub async fn rows_csv(
    Given(state): Given<State>,
    _: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let name = format!("so-lieu-{}.csv", id.to_lowercase());
    let bytes = on_thread(move || {
        let made = office::report::half_year(&state.office, &state.db, ask)?;
        let rows = office::report::figure_rows(&state.office, &made, &id)?;
        Ok(office::report::rows_csv(&state.office, &rows))
    })
    .await?;
    Ok(taken_away("text/csv; charset=utf-8", &name, bytes))
}

fn basis_chip(basis: Basis) -> Chip {
    match basis {
        Basis::Actual => Chip::new(Tone::Good, "Số đã ghi sổ"),
        Basis::Estimate => Chip::new(Tone::Warn, "Có phần dự kiến"),
    }
}

fn boxes(figure: &Figure) -> Vec<FigureBox> {
    let one = |name: &str, value: String, unit: &str, is_alert| FigureBox {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        is_alert,
    };
    let is_unknown = figure.value.is_none();
    let value = figure.value.map_or_else(|| NO_DATA.to_owned(), show_count);
    let mut all = vec![one("Số chính xác", value, if is_unknown { "" } else { &figure.unit }, is_unknown)];
    if let Some(amount) = figure.amount {
        all.push(one("Số tiền chính xác", amount.to_string(), "", false));
    }
    all.push(one("In trong báo cáo", figure.text.clone(), "", is_unknown));
    all.push(one("Số dòng đứng sau", show_count(figure.rows as i64), "dòng", false));
    all
}

fn figure_line(house: &Office, names: &HashMap<PersonId, PersonBrief>, row: &Row) -> FigureLine {
    FigureLine {
        href: person_href(row.person),
        name: names.get(&row.person).map_or_else(|| format!("Mã {}", row.person), |brief| brief.name.clone()),
        unit: row.unit.as_ref().map(|unit| house.units.name(unit).to_owned()).unwrap_or_default(),
        group: group_name(&house.law, row.group.as_deref()),
        what: row.what.clone(),
        month: show_optional_month(row.month),
        paid_for: show_optional_month(row.paid_for),
        decision: show_decision(row.number.as_deref(), row.day),
        amount: (row.basis != RowBasis::Decision).then_some(row.amount),
    }
}
