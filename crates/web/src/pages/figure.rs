//! One figure of a report: what is printed, what the books say, what the office states instead, the rows behind it.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{Dong, Moment, PersonId, show_count, show_moment};
use domain::registry::PersonBrief;
use domain::report::{Figure, NO_DATA, Row, RowBasis};
use office::access::Act;
use office::report::{Made, NewOverride};
use office::{Office, OfficeError};
use serde::Deserialize;
use tower_sessions::Session;

use super::asked::Asked;
use super::figure_entry::{EntryView, read_said};
use super::report::{Link, basis_chip, basis_words, make, taken_away};
use super::roll::FigureBox;
use super::{page, read};
use crate::error::sentence;
use crate::session::{Visitor, tell};
use crate::show::{Chip, Frame, Section, group_name, person_href, show_decision, show_optional_month};
use crate::{PageError, State};

const PAGE: usize = 200;

#[derive(Debug, Clone, Template)]
#[template(path = "figure.html")]
pub struct FigurePage {
    pub frame: Frame,
    pub id: String,
    pub label: String,
    /// The pages this one belongs to.
    pub above: Vec<Link>,
    pub csv_href: Option<String>,
    pub chips: Vec<Chip>,
    pub figures: Vec<FigureBox>,
    pub articles: Vec<String>,
    /// The two dates of the report, in words.
    pub dates: String,
    pub stated: Option<StatedWords>,
    /// For whoever may state another value.
    pub entry: Option<EntryPart>,
    /// For whoever may see people.
    pub rows: Option<RowsPart>,
}

#[derive(Debug, Clone)]
pub struct StatedWords {
    pub says: String,
    pub computed: String,
    pub reason: String,
    pub by: String,
}

#[derive(Debug, Clone)]
pub struct EntryPart {
    pub action: String,
    pub fields: EntryView,
    pub refusal: Option<String>,
    pub is_stated: bool,
    pub is_unknown: bool,
}

#[derive(Debug, Clone)]
pub struct RowsPart {
    pub caption: String,
    pub empty: String,
    pub lines: Vec<FigureLine>,
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

/// Which page of rows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Paged {
    trang: String,
}

impl Paged {
    pub fn place(&self) -> Result<usize, PageError> {
        if self.trang.is_empty() { Ok(1) } else { read(&self.trang) }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    gia_tri: String,
    so_tien: String,
    ly_do: String,
    buoc: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(paged): Query<Paged>,
) -> Result<Response, PageError> {
    let made = make(&state, &visitor, asked.read()?).await?;
    let at = At { id, asked, place: paged.place()? };
    Ok(page(&live_page(&state, visitor, &made, &at, None).await?)?.into_response())
}

/// Which figure of which report, and which page of its rows.
struct At {
    id: String,
    asked: Asked,
    place: usize,
}

/// States a value in the place of the computed one, or takes it back.
pub async fn state_value(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let (figure, sent) = (id.clone(), filled.clone());
    let done = state.ask(&visitor, move |house, db, acting| {
        let done = if sent.buoc == "tra-lai" {
            office::report::undo_override(db, acting, ask.period(), &figure)
        } else {
            match new_value(house, &figure, &sent) {
                Ok(new) => office::report::override_figure(house, db, acting, ask.period(), &new),
                Err(unread) => return Ok(Err(unread)),
            }
        };
        told(done)
    });
    match done.await? {
        Ok(()) => {
            let what = if filled.buoc == "tra-lai" {
                "Đã lấy lại số tính từ sổ cho"
            } else {
                "Đã ghi số do đơn vị nhập cho"
            };
            tell(&session, format!("{what} {id}.")).await?;
            Ok(Redirect::to(&asked.known_at((state.clock)()).figure(&id)).into_response())
        }
        Err(why) => {
            let made = make(&state, &visitor, ask).await?;
            let at = At { id, asked, place: 1 };
            let again = live_page(&state, visitor, &made, &at, Some((filled, why))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

/// A refusal as words for the form that was sent; anything else stays a fault.
pub fn told<T>(done: Result<T, OfficeError>) -> Result<Result<T, String>, OfficeError> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(OfficeError::Refused(why @ office::Refusal::NotYours { .. } | why @ office::Refusal::NoSuchFigure(_))) => {
            Err(why.into())
        }
        Err(OfficeError::Refused(why)) => Ok(Err(sentence(&why.to_string()))),
        Err(fault) => Err(fault),
    }
}

fn new_value(house: &Office, figure: &str, sent: &Filled) -> Result<NewOverride, String> {
    let form = house.half_year.figure(figure).ok_or_else(|| format!("Không có chỉ tiêu {figure}."))?;
    let says = read_said(form, &sent.gia_tri, &sent.so_tien).map_err(|why| sentence(&why))?;
    Ok(NewOverride { figure: figure.to_owned(), says, reason: sent.ly_do.clone() })
}

async fn live_page(
    state: &State,
    visitor: Visitor,
    made: &Made,
    at: &At,
    refused: Option<(Filled, String)>,
) -> Result<FigurePage, PageError> {
    let At { id, asked, place } = at;
    let figure = find(&made.report.figures, id)?;
    let path = format!("/bao-cao/so-lieu/{id}");
    let rows = if visitor.rights.may(Act::ReportRows) {
        let (made, id, visitor) = (made.clone(), id.clone(), &visitor);
        let rows = state.ask(visitor, move |house, _, acting| office::report::figure_rows(house, acting, &made, &id));
        Some(rows.await?)
    } else {
        None
    };
    let has_rows = rows.as_ref().is_some_and(|rows| !rows.is_empty());
    let part = match rows {
        Some(rows) => {
            let known = made.report.known_at;
            let turn = |place: &str| asked.address_with(&path, &[("trang", place)]);
            Some(rows_part(state, &visitor, &Shown { rows: &rows, figure, known, place: *place }, &turn).await?)
        }
        None => None,
    };
    Ok(FigurePage {
        id: id.clone(),
        label: figure.label.clone(),
        above: vec![Link::new("Báo cáo", "/bao-cao".to_owned()), Link::new(asked.title(), asked.report())],
        csv_href: has_rows.then(|| asked.address(&format!("{path}/rows.csv"))),
        chips: basis_chip(figure).into_iter().collect(),
        figures: boxes(figure),
        articles: figure.articles.clone(),
        dates: basis_words(&made.report),
        stated: stated_words(figure),
        entry: visitor.rights.may(Act::ReportEdit).then(|| entry(&state.office, figure, asked, refused)).flatten(),
        rows: part,
        frame: Frame::new(visitor, Section::Reports),
    })
}

pub fn find<'f>(figures: &'f [Figure], id: &str) -> Result<&'f Figure, PageError> {
    figures.iter().find(|figure| figure.id == id).ok_or(PageError::NotFound { what: "chỉ tiêu" })
}

fn entry(house: &Office, figure: &Figure, asked: &Asked, refused: Option<(Filled, String)>) -> Option<EntryPart> {
    let form = house.half_year.figure(&figure.id)?;
    let (fields, refusal) = match refused {
        Some((Filled { gia_tri, so_tien, ly_do, .. }, why)) => {
            (EntryView { value: gia_tri, amount: so_tien, reason: ly_do, ..EntryView::empty(form) }, Some(why))
        }
        None => (EntryView::of(form, figure), None),
    };
    Some(EntryPart {
        action: asked.figure(&figure.id),
        fields,
        refusal,
        is_stated: figure.stated.is_some(),
        is_unknown: !figure.is_known,
    })
}

pub fn stated_words(figure: &Figure) -> Option<StatedWords> {
    figure.stated.as_ref().map(|stated| StatedWords {
        says: figure.text.clone(),
        computed: figure.computed_text.clone(),
        reason: stated.reason.clone(),
        by: format!("{}, {}", stated.by, show_moment(stated.at)),
    })
}

/// Rows to be shown, with what they belong to and which page of them.
pub struct Shown<'a> {
    pub rows: &'a [Row],
    pub figure: &'a Figure,
    pub known: Moment,
    pub place: usize,
}

pub async fn rows_part(
    state: &State,
    visitor: &Visitor,
    shown: &Shown<'_>,
    turn: &(dyn Fn(&str) -> String + Sync),
) -> Result<RowsPart, PageError> {
    let Shown { rows, figure, known, place } = *shown;
    let skipped = place.saturating_sub(1).saturating_mul(PAGE).min(rows.len());
    let until = (skipped + PAGE).min(rows.len());
    let visible = &rows[skipped..until];
    let people: Vec<PersonId> = visible.iter().map(|row| row.person).collect();
    let names = state.ask(visitor, move |_, db, acting| office::read::briefs(db, acting, &people, known)).await?;
    let count = |number: usize| show_count(number as i64);
    Ok(RowsPart {
        caption: format!("dòng {} đến {} trong {}", count(skipped + 1), count(until), count(rows.len())),
        empty: if figure.value.is_none() { "Chưa có sổ cho chỉ tiêu này" } else { "Không có dòng nào" }.to_owned(),
        lines: visible.iter().map(|row| figure_line(&state.office, &names, row)).collect(),
        first: (place > 1).then(|| turn("")),
        next: (until < rows.len()).then(|| turn(&(place + 1).to_string())),
    })
}

pub async fn rows_csv(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let name = format!("so-lieu-{}.csv", id.to_lowercase());
    let bytes = state.ask(&visitor, move |house, db, acting| {
        let made = office::report::half_year(house, db, ask)?;
        let rows = office::report::figure_rows(house, acting, &made, &id)?;
        Ok(office::report::rows_csv(house, &rows))
    });
    Ok(taken_away("text/csv; charset=utf-8", &name, bytes.await?))
}

pub fn boxes(figure: &Figure) -> Vec<FigureBox> {
    let one = |name: &str, value: String, unit: &str, is_alert| FigureBox {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        is_alert,
    };
    let is_unknown = figure.value.is_none();
    let value = figure.value.map_or_else(|| NO_DATA.to_owned(), show_count);
    let mut all = vec![one("In trong báo cáo", figure.text.clone(), "", !figure.is_known)];
    all.push(one("Số tính từ sổ", value, if is_unknown { "" } else { &figure.unit }, false));
    if let Some(amount) = figure.amount {
        all.push(one("Số tiền tính từ sổ", amount.to_string(), "", false));
    }
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
