//! The half-year report: its text with every figure a link, what is left to do beside it, its figures as a table.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{show_count, show_day, show_moment};
use domain::report::{Basis, Figure, NO_DATA, Place, Report};
use office::access::{Act, Rights};
use office::report::{Made, ReportAsk, VersionBrief};
use serde::Deserialize;

use super::asked::Asked;
use super::page;
use super::report_paper::{Links, PaperView, paper_view, place_key, place_name};
use super::report_version::version_href;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone};
use crate::{PageError, State};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Debug, Clone, Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    pub frame: Frame,
    pub title: String,
    pub basis: String,
    /// The same report with what is known now.
    pub now_href: Option<String>,
    /// Name and address of each form in which the report can be taken away.
    pub files: Vec<Link>,
    pub paper: PaperView,
    pub panel: Panel,
    pub figures: Vec<FigureRow>,
}

#[derive(Debug, Clone)]
pub struct Link {
    pub text: String,
    pub href: String,
}

impl Link {
    pub fn new(text: impl Into<String>, href: String) -> Link {
        Link { text: text.into(), href }
    }
}

/// What stands beside the text: what is missing, what the office says itself, what can be done.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Unknown figures that stop signing.
    pub missing: Vec<Link>,
    pub entry_href: Option<String>,
    pub stated: Vec<StatedView>,
    pub edited: Vec<EditedView>,
    /// Where its words are changed, or where one stops changing them.
    pub words: Option<Link>,
    pub sign_href: Option<String>,
    pub versions: Vec<Link>,
    pub compare_href: Option<String>,
}

/// A figure the office states itself.
#[derive(Debug, Clone)]
pub struct StatedView {
    pub figure: Link,
    pub says: String,
    pub computed: String,
    pub reason: String,
    pub by: String,
}

/// A passage in the office's words.
#[derive(Debug, Clone)]
pub struct EditedView {
    pub place: Link,
    pub by: String,
    /// Figures of the form it no longer names, with commas between.
    pub dropped: String,
    /// The form has changed since, and these words are not in the report.
    pub is_stray: bool,
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
    pub is_unknown: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Mode {
    /// Filled in while the words are being changed.
    sua: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(mode): Query<Mode>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let now = (state.clock)();
    if let Some(settled) = asked.not_after(ask, now) {
        return Ok(Redirect::to(&settled.report()).into_response());
    }
    let made = make(&state, &visitor, ask).await?;
    let signed = state.ask(&visitor, move |_, db, _| office::report::versions(db, ask.period())).await?;
    let is_edited = !mode.sua.is_empty() && visitor.rights.may(Act::ReportEdit);
    let file = |name: &str, file: &str| Link::new(name, asked.address(&format!("/bao-cao/nua-nam/{file}")));
    let shown = ReportPage {
        title: asked.title(),
        basis: basis_words(&made.report),
        now_href: (ask.known_at < now).then(|| asked.known_at(now).report()),
        files: vec![
            file("Văn bản (.docx)", "bao-cao.docx"),
            file("Trang (.html)", "bao-cao.html"),
            file("Dữ liệu (.json)", "bao-cao.json"),
        ],
        paper: text_of(&made, &asked, &visitor.rights, is_edited),
        panel: panel(&made.report, &asked, &visitor.rights, (&signed, is_edited)),
        figures: made.report.figures.iter().map(|figure| figure_row(figure, asked.figure(&figure.id))).collect(),
        frame: Frame::new(visitor, Section::Reports),
    };
    Ok(page(&shown)?.into_response())
}

pub async fn make(state: &State, visitor: &Visitor, ask: ReportAsk) -> Result<Made, PageError> {
    state.ask(visitor, move |house, db, _| office::report::half_year(house, db, ask)).await
}

fn text_of(made: &Made, asked: &Asked, rights: &Rights, is_edited: bool) -> PaperView {
    let edit = |place: Place| passage_href(asked, place);
    let links = Links {
        figure: &|id| asked.figure(id),
        edit: if is_edited { Some(&edit) } else { None },
        unknown: unknown_hint(rights),
    };
    paper_view(&made.report, made.frame(), &links)
}

/// What is to be done about a figure nobody knows.
pub fn unknown_hint(rights: &Rights) -> &'static str {
    match rights.may(Act::ReportEdit) {
        true => "chưa có số liệu; mở để nhập số kèm lý do",
        false => "chưa có số liệu; chuyên viên làm báo cáo nhập số kèm lý do",
    }
}

pub fn passage_href(asked: &Asked, place: Place) -> String {
    asked.address(&format!("/bao-cao/lam-van/{}", place_key(place)))
}

fn panel(report: &Report, asked: &Asked, rights: &Rights, (signed, is_edited): (&[VersionBrief], bool)) -> Panel {
    let missing = missing(report, asked);
    let may_edit = rights.may(Act::ReportEdit);
    let words = match is_edited {
        true => Link::new("Thôi sửa lời văn", asked.report()),
        false => Link::new("Sửa lời văn", asked.address_with("/bao-cao/nua-nam", &[("sua", "co")])),
    };
    let name = |one: &VersionBrief| format!("Bản {}, số {} ngày {}", one.no, one.number, show_day(one.signed_on));
    let period = asked.period().ok();
    let version = |one| Some(Link::new(name(one), version_href(period?, one.no)));
    let latest = signed.last().map(|one| one.no.to_string());
    Panel {
        entry_href: (may_edit && !missing.is_empty()).then(|| asked.address("/bao-cao/nhap-so-lieu")),
        missing,
        stated: stated(report, |id| asked.figure(id)),
        edited: edited(report, |place| passage_href(asked, place)),
        words: may_edit.then_some(words),
        sign_href: rights.may(Act::ReportFreeze).then(|| asked.address("/bao-cao/ky")),
        versions: signed.iter().filter_map(version).collect(),
        compare_href: latest.map(|no| asked.address_with("/bao-cao/so-sanh", &[("truoc", &no)])),
    }
}

pub fn missing(report: &Report, asked: &Asked) -> Vec<Link> {
    let link = |figure: &&Figure| Link::new(format!("{} {}", figure.id, figure.label), asked.figure(&figure.id));
    report.missing().iter().map(link).collect()
}

pub fn stated(report: &Report, href: impl Fn(&str) -> String) -> Vec<StatedView> {
    let view = |figure: &Figure| {
        let stated = figure.stated.as_ref()?;
        Some(StatedView {
            figure: Link::new(format!("{} {}", figure.id, figure.label), href(&figure.id)),
            says: figure.text.clone(),
            computed: figure.computed_text.clone(),
            reason: stated.reason.clone(),
            by: format!("{}, {}", stated.by, show_moment(stated.at)),
        })
    };
    report.figures.iter().filter_map(view).collect()
}

pub fn edited(report: &Report, href: impl Fn(Place) -> String) -> Vec<EditedView> {
    let used = report.passages.iter().filter_map(|passage| {
        let editor = passage.edited.as_ref()?;
        Some(EditedView {
            place: Link::new(place_name(passage), href(passage.place)),
            by: format!("{}, {}", editor.by, show_moment(editor.at)),
            dropped: passage.dropped.join(", "),
            is_stray: false,
        })
    });
    let strays = report.strays.iter().map(|stray| EditedView {
        place: Link::new(format!("Đoạn {}", stray.place), href(stray.place)),
        by: format!("{}, {}", stray.by, show_moment(stray.at)),
        dropped: String::new(),
        is_stray: true,
    });
    used.chain(strays).collect()
}

/// The report to take away.
pub async fn file(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let made = make(&state, &visitor, asked.read()?).await?;
    let printed = Printed {
        docx: &|| office::report::docx(&made),
        html: &|| office::report::html(&made),
        json: &|| office::report::json(&made.report),
    };
    printed.file(&file)
}

/// The ways in which a live or a signed report is printed.
pub struct Printed<'a> {
    pub docx: &'a dyn Fn() -> Vec<u8>,
    pub html: &'a dyn Fn() -> String,
    pub json: &'a dyn Fn() -> serde_json::Value,
}

impl Printed<'_> {
    pub fn file(&self, name: &str) -> Result<Response, PageError> {
        match name {
            "bao-cao.json" => {
                let bytes = serde_json::to_vec_pretty(&(self.json)()).map_err(PageError::fault)?;
                Ok(taken_away("application/json; charset=utf-8", name, bytes))
            }
            "bao-cao.docx" => Ok(taken_away(DOCX, name, (self.docx)())),
            "bao-cao.html" => Ok(taken_away("text/html; charset=utf-8", name, (self.html)().into_bytes())),
            _ => Err(PageError::NotFound { what: "tệp" }),
        }
    }
}

/// A file that the browser saves and does not show.
pub fn taken_away(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

pub fn basis_words(report: &Report) -> String {
    let (day, known) = (show_day(report.as_of), show_moment(report.known_at));
    format!("Số liệu tính đến ngày {day}, theo sổ như đã ghi đến {known}")
}

pub fn figure_row(figure: &Figure, href: String) -> FigureRow {
    let unknown = || if figure.is_known { figure.text.clone() } else { NO_DATA.to_owned() };
    FigureRow {
        id: figure.id.clone(),
        href,
        label: figure.label.clone(),
        value: figure.value_told().map_or_else(unknown, show_count),
        unit: figure.unit.clone(),
        amount: figure.amount_told().map(|amount| amount.to_string()).unwrap_or_default(),
        rows: show_count(figure.rows as i64),
        basis: match (&figure.stated, figure.basis) {
            (Some(_), None) => "đơn vị nhập".to_owned(),
            (Some(_), Some(_)) => format!("đơn vị nhập; sổ: {}", figure.computed_text),
            (None, Some(Basis::Actual)) => "số đã ghi sổ".to_owned(),
            (None, Some(Basis::Estimate)) => "có phần dự kiến".to_owned(),
            (None, None) => String::new(),
        },
        is_unknown: !figure.is_known,
    }
}

pub fn basis_chip(figure: &Figure) -> Option<Chip> {
    match (&figure.stated, figure.basis) {
        (Some(_), _) => Some(Chip::new(Tone::Warn, "Đơn vị nhập")),
        (None, Some(Basis::Actual)) => Some(Chip::new(Tone::Good, "Số đã ghi sổ")),
        (None, Some(Basis::Estimate)) => Some(Chip::new(Tone::Calm, "Có phần dự kiến")),
        (None, None) => Some(Chip::new(Tone::Bad, "Chưa có số liệu")),
    }
}
