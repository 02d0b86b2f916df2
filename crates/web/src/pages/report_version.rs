//! A signed version as it was signed, and how it stands to what is known now.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, Response};
use domain::kernel::{show_day, show_moment};
use office::access::Act;
use office::report::{Edition, Reopened, ReportPeriod, Version};

use super::asked::{Asked, period_name};
use super::figure::{FigurePage, Paged, Shown, boxes, find, rows_part, stated_words};
use super::report::{FigureRow, Link, Printed, StatedView, basis_chip, basis_words, figure_row, stated};
use super::report_paper::{Links, PaperView, paper_view};
use super::{page, read};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "report_version.html")]
pub struct VersionPage {
    pub frame: Frame,
    pub title: String,
    pub dates: String,
    pub facts: Vec<(String, String)>,
    pub files: Vec<Link>,
    /// How many figures are told otherwise now.
    pub now: Chip,
    pub compare_href: String,
    pub live_href: String,
    pub paper: PaperView,
    pub stated: Vec<StatedView>,
    pub figures: Vec<VersionFigure>,
}

#[derive(Debug, Clone)]
pub struct VersionFigure {
    pub figure: FigureRow,
    pub now: Chip,
}

/// A version by its period and number, as an address holds it: `2021-1-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionKey {
    pub period: ReportPeriod,
    pub no: i64,
}

impl fmt::Display for VersionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.period.year, self.period.half, self.no)
    }
}

impl FromStr for VersionKey {
    type Err = PageError;

    fn from_str(text: &str) -> Result<VersionKey, PageError> {
        match text.split('-').collect::<Vec<_>>()[..] {
            [year, half, no] => {
                let period = ReportPeriod { year: read(year)?, half: read(half)? };
                Ok(VersionKey { period, no: read(no)? })
            }
            _ => Err(PageError::BadAddress),
        }
    }
}

pub fn version_href(period: ReportPeriod, no: i64) -> String {
    format!("/bao-cao/ban/{}", VersionKey { period, no })
}

pub fn version_figure_href(key: VersionKey, figure: &str) -> String {
    format!("/bao-cao/ban/{key}/so-lieu/{figure}")
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Html<String>, PageError> {
    let key: VersionKey = key.parse()?;
    let version = load(&state, &visitor, key).await?;
    let (as_of, known_at) = (version.brief.as_of, (state.clock)());
    let compared = state.ask(&visitor, move |house, db, _| {
        office::report::compare(house, db, key.period, Edition::Signed(key.no), Edition::Live { as_of, known_at })
    });
    let compared = compared.await?;
    let changed: HashSet<&str> = compared.figures.iter().map(|change| change.id.as_str()).collect();
    let live = Asked::of(key.period, as_of, known_at);
    page(&version_page(Frame::new(visitor, Section::Reports), key, &version, &live, &changed))
}

async fn load(state: &State, visitor: &Visitor, key: VersionKey) -> Result<Version, PageError> {
    state.ask(visitor, move |_, db, _| office::report::version(db, key.period, key.no)).await
}

fn version_page(
    frame: Frame,
    key: VersionKey,
    version: &Version,
    live: &Asked,
    changed: &HashSet<&str>,
) -> VersionPage {
    let Version { brief, report, .. } = version;
    let href = |id: &str| version_figure_href(key, id);
    let links = Links { figure: &href, edit: None, unknown: "chưa có số liệu khi ký" };
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let file = |name: &str, file: &str| Link::new(name, format!("/bao-cao/ban/{key}/{file}"));
    VersionPage {
        frame,
        title: title(key),
        dates: basis_words(report),
        facts: vec![
            fact("Số, ngày ký", format!("{}, {}", brief.number, show_day(brief.signed_on))),
            fact("Người ký", brief.signer.clone()),
            fact("Chốt trong sổ", format!("{}, {}", brief.by, show_moment(brief.frozen_at))),
            fact("Mã kiểm tra", brief.sha256.chars().take(16).collect()),
        ],
        files: vec![
            file("Văn bản (.docx)", "bao-cao.docx"),
            file("Trang (.html)", "bao-cao.html"),
            file("Dữ liệu (.json)", "bao-cao.json"),
        ],
        now: match changed.len() {
            0 => Chip::new(Tone::Good, "Số liệu hiện nay như khi ký"),
            count => Chip::new(Tone::Warn, format!("{count} chỉ tiêu hiện nay khác")),
        },
        compare_href: live.address_with("/bao-cao/so-sanh", &[("truoc", &key.no.to_string())]),
        live_href: live.report(),
        paper: paper_view(report, version.frame(), &links),
        stated: stated(report, href),
        figures: report.figures.iter().map(|one| version_figure(figure_row(one, href(&one.id)), changed)).collect(),
    }
}

fn version_figure(figure: FigureRow, changed: &HashSet<&str>) -> VersionFigure {
    let now = match changed.contains(figure.id.as_str()) {
        true => Chip::new(Tone::Warn, "Khác"),
        false => Chip::new(Tone::Mute, "Như cũ"),
    };
    VersionFigure { figure, now }
}

fn title(key: VersionKey) -> String {
    format!("Bản {} báo cáo {}", key.no, period_name(key.period))
}

/// What was signed, to take away: the same bytes for ever.
pub async fn file(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let version = load(&state, &visitor, key.parse()?).await?;
    let printed = Printed { docx: &|| version.docx(), html: &|| version.html(), json: &|| version.json() };
    printed.file(&file)
}

/// A figure as it was signed, with the rows that stood behind it then.
pub async fn figure(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
    Query(paged): Query<Paged>,
) -> Result<Html<String>, PageError> {
    let key: VersionKey = key.parse()?;
    let version = load(&state, &visitor, key).await?;
    let figure = find(&version.report.figures, &id)?;
    let path = version_figure_href(key, &id);
    let opened = if visitor.rights.may(Act::ReportRows) {
        let id = id.clone();
        let ask = state.ask(&visitor, move |house, db, acting| {
            office::report::version_rows(house, db, acting, key.period, (key.no, &id))
        });
        Some(ask.await?)
    } else {
        None
    };
    let rows = match &opened {
        Some(Reopened { rows, .. }) => {
            let shown = Shown { rows, figure, known: version.brief.known_at, place: paged.place()? };
            let turn = |place: &str| super::address::of(&path, &[("trang", place)]);
            Some(rows_part(&state, &visitor, &shown, &turn).await?)
        }
        None => None,
    };
    let check = opened.map(|opened| match opened.is_equal {
        true => Chip::new(Tone::Good, "Các dòng cho đúng số đã ký"),
        false => Chip::new(Tone::Bad, "Các dòng nay cho số khác số đã ký"),
    });
    page(&FigurePage {
        label: figure.label.clone(),
        above: vec![
            Link::new("Báo cáo", "/bao-cao".to_owned()),
            Link::new(title(key), version_href(key.period, key.no)),
        ],
        csv_href: None,
        chips: basis_chip(figure).into_iter().chain(check).collect(),
        figures: boxes(figure),
        articles: figure.articles.clone(),
        dates: basis_words(&version.report),
        stated: stated_words(figure),
        entry: None,
        rows,
        id,
        frame: Frame::new(visitor, Section::Reports),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_back_from_its_address() {
        let key = VersionKey { period: ReportPeriod { year: 2021, half: 1 }, no: 12 };
        assert_eq!(key.to_string().parse::<VersionKey>().unwrap(), key);
        for bad in ["", "2021-1", "2021-1-x", "2021-1-1-1"] {
            assert!(bad.parse::<VersionKey>().is_err(), "{bad}");
        }
    }
}
