//! The half-year report: its sentences with every figure a link, and its figures as a table.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{show_count, show_day, show_moment};
use domain::report::{Basis, Figure, NO_DATA, Paragraph, Piece, Report};
use office::report::{Made, ReportAsk};

use super::page;
use super::reports::Asked;
use crate::error::on_thread;
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::{PageError, State};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Debug, Clone, Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    pub frame: Frame,
    pub title: String,
    pub basis: String,
    /// Name and address of each form in which the report can be taken away.
    pub files: Vec<(String, String)>,
    /// How many figures are unknown, as a sentence; empty when none is.
    pub unknown: String,
    pub kind: String,
    pub subject: String,
    pub opening: Vec<Vec<PieceView>>,
    pub sections: Vec<SectionView>,
    pub closing: String,
    pub figures: Vec<FigureRow>,
}

#[derive(Debug, Clone)]
pub struct SectionView {
    pub level: u8,
    pub title: String,
    pub paragraphs: Vec<Vec<PieceView>>,
}

/// Words, or a figure with the address of its rows.
#[derive(Debug, Clone)]
pub struct PieceView {
    pub text: String,
    pub href: Option<String>,
    pub is_unknown: bool,
}

#[derive(Debug, Clone)]
pub struct FigureRow {
    pub id: String,
    pub href: String,
    pub label: String,
    pub value: String,
    pub unit: String,
    pub amount: String,
    pub rows: String,
    pub basis: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    if let Some(settled) = asked.not_after(ask, (state.clock)()) {
        return Ok(Redirect::to(&settled.address("/bao-cao/nua-nam", "")).into_response());
    }
    let made = make(&state, ask).await?;
    Ok(page(&report_page(Frame::new(visitor, Section::Reports), &asked, &made.report))?.into_response())
}

pub async fn make(state: &State, ask: ReportAsk) -> Result<Made, PageError> {
    let (house, db) = (state.office.clone(), state.db.clone());
    on_thread(move || office::report::half_year(&house, &db, ask)).await
}

/// The report to take away.
pub async fn file(
    Given(state): Given<State>,
    _: Visitor,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let made = make(&state, asked.read()?).await?;
    match file.as_str() {
        "bao-cao.json" => {
            let bytes = serde_json::to_vec_pretty(&office::report::json(&made.report)).map_err(PageError::fault)?;
            Ok(taken_away("application/json; charset=utf-8", &file, bytes))
        }
        "bao-cao.docx" => Ok(taken_away(DOCX, &file, office::report::docx(&made))),
        "bao-cao.html" => Ok(taken_away("text/html; charset=utf-8", &file, office::report::html(&made).into_bytes())),
        _ => Err(PageError::NotFound { what: "tệp" }),
    }
}

/// A file that the browser saves and does not show.
pub fn taken_away(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// Where one figure's rows are.
pub fn figure_href(asked: &Asked, id: &str) -> String {
    asked.address(&format!("/bao-cao/so-lieu/{id}"), "")
}

pub fn basis_words(report: &Report) -> String {
    let (day, known) = (show_day(report.as_of), show_moment(report.known_at));
    format!("Số liệu tính đến ngày {day}, theo sổ như đã ghi đến {known}")
}

fn report_page(frame: Frame, asked: &Asked, report: &Report) -> ReportPage {
    let unknown = report.figures.iter().filter(|figure| figure.value.is_none()).count() as i64;
    let section = |one: &domain::report::WrittenSection| SectionView {
        level: one.level,
        title: one.title.clone(),
        paragraphs: one.paragraphs.iter().map(|paragraph| pieces(asked, paragraph)).collect(),
    };
    let file = |name: &str, file: &str| (name.to_owned(), asked.address(&format!("/bao-cao/nua-nam/{file}"), ""));
    ReportPage {
        frame,
        title: asked.title(),
        basis: basis_words(report),
        files: vec![
            file("Văn bản (.docx)", "bao-cao.docx"),
            file("Trang (.html)", "bao-cao.html"),
            file("Dữ liệu (.json)", "bao-cao.json"),
        ],
        unknown: if unknown == 0 {
            String::new()
        } else {
            format!("{} chỉ tiêu chưa có số liệu.", show_count(unknown))
        },
        kind: report.kind.clone(),
        subject: report.subject.clone(),
        opening: report.opening.iter().map(|paragraph| pieces(asked, paragraph)).collect(),
        sections: report.sections.iter().map(section).collect(),
        closing: report.closing.clone(),
        figures: report.figures.iter().map(|figure| figure_row(asked, figure)).collect(),
    }
}

fn pieces(asked: &Asked, paragraph: &Paragraph) -> Vec<PieceView> {
    let view = |piece: &Piece| match piece {
        Piece::Words(text) => PieceView { text: text.clone(), href: None, is_unknown: false },
        Piece::Figure { id, text } => {
            PieceView { text: text.clone(), href: Some(figure_href(asked, id)), is_unknown: text == NO_DATA }
        }
    };
    paragraph.iter().map(view).collect()
}

fn figure_row(asked: &Asked, figure: &Figure) -> FigureRow {
    FigureRow {
        id: figure.id.clone(),
        href: figure_href(asked, &figure.id),
        label: figure.label.clone(),
        value: figure.value.map_or_else(|| NO_DATA.to_owned(), show_count),
        unit: figure.unit.clone(),
        amount: figure.amount.map(|amount| amount.to_string()).unwrap_or_default(),
        rows: show_count(figure.rows as i64),
        basis: match figure.basis {
            Some(Basis::Actual) => "số đã ghi sổ".to_owned(),
            Some(Basis::Estimate) => "có phần dự kiến".to_owned(),
            None => String::new(),
        },
    }
}
