//! A roll line by line, with why each is there.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::{Dong, PersonId, RunId, UnitId, show_month};
use domain::payment::LineKind;
use domain::rules::Law;
use office::access::Act;
use office::read::{LineShown, LinesAsk};
use serde::Deserialize;

use super::rolls::{Choice, choices};
use super::{address, page, read};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone, capital, group_name, person_href, why_href};
use crate::{PageError, State};

const PAGE: usize = 100;

#[derive(Debug, Clone, Template)]
#[template(path = "roll_lines.html")]
pub struct RollLinesPage {
    pub frame: Frame,
    pub title: String,
    pub heading: String,
    pub roll_href: String,
    /// Where the form goes.
    pub path: String,
    pub units: Vec<Choice>,
    pub groups: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub name: String,
    /// Whether the visitor may open people.
    pub may_open: bool,
    pub caption: String,
    pub rows: Vec<LineView>,
    pub first: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LineView {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub unit: String,
    pub group: String,
    pub kind: Chip,
    /// Empty where the chip says it all.
    pub why: String,
    pub paid_for: String,
    pub amount: Dong,
    pub why_href: String,
}

/// What is asked, and the last line of the page before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    xa: String,
    nhom: String,
    loai: String,
    sau: String,
    dong: String,
}

/// Where one commune's lines of a roll are shown.
pub fn of_unit(run: RunId, unit: &UnitId) -> String {
    address::of(&format!("/danh-sach/{run}/nguoi"), &[("xa", &unit.0)])
}

/// The form above the lines. A name is no part of an address, so the form is sent, not linked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    xa: String,
    nhom: String,
    loai: String,
    ten: String,
}

impl Asked {
    fn after(&self) -> Result<Option<(PersonId, i64)>, PageError> {
        match self.sau.is_empty() {
            true => Ok(None),
            false => Ok(Some((read(&self.sau)?, if self.dong.is_empty() { i64::MAX } else { read(&self.dong)? }))),
        }
    }

    fn ask(&self, name: &str) -> Result<LinesAsk, PageError> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(LinesAsk {
            unit: given(&self.xa).map(UnitId),
            group: given(&self.nhom),
            kind: given(&self.loai).map(|kind| read(&kind)).transpose()?,
            name: name.to_owned(),
        })
    }

    fn address(&self, path: &str, after: (&str, &str)) -> String {
        let Asked { xa, nhom, loai, .. } = self;
        address::of(path, &[("xa", xa), ("nhom", nhom), ("loai", loai), ("sau", after.0), ("dong", after.1)])
    }
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    page(&lines_page(&state, visitor, read(&run)?, &asked, "").await?)
}

pub async fn find(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let Filled { xa, nhom, loai, ten } = filled;
    let asked = Asked { xa, nhom, loai, ..Asked::default() };
    let run: RunId = read(&run)?;
    match ten.trim() {
        "" => Ok(Redirect::to(&asked.address(&format!("/danh-sach/{run}/nguoi"), ("", ""))).into_response()),
        name => Ok(page(&lines_page(&state, visitor, run, &asked, name).await?)?.into_response()),
    }
}

async fn lines_page(
    state: &State,
    visitor: Visitor,
    run: RunId,
    asked: &Asked,
    name: &str,
) -> Result<RollLinesPage, PageError> {
    let (after, ask) = (asked.after()?, asked.ask(name)?);
    let read = state.ask(&visitor, move |house, db, acting| {
        let view = office::read::roll_head(house, db, acting, run)?;
        Ok((view, office::read::lines(house, db, acting, run, &ask, (after, PAGE as i64 + 1))?))
    });
    let (view, mut lines) = read.await?;
    let path = format!("/danh-sach/{run}/nguoi");
    let is_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    // The pages of a search by name have no address; whoever wants fewer people writes more of the name.
    let last = lines.last().filter(|_| is_more && name.is_empty());
    let next = last.map(|line| asked.address(&path, (&line.person.to_string(), &line.no.to_string())));
    let month = view.stored.run.month;
    let units = view.units.iter().map(|unit| (unit.unit.0.clone(), unit.unit_name.clone())).collect::<Vec<_>>();
    let kinds = LineKind::ALL.iter().map(|kind| (kind.key().to_owned(), capital(kind.shown()))).collect::<Vec<_>>();
    let cut = if is_more && !name.is_empty() { "; còn nữa, hãy gõ thêm tên" } else { "" };
    Ok(RollLinesPage {
        may_open: visitor.rights.may(Act::PersonRead),
        frame: Frame::new(visitor, Section::Rolls),
        title: format!("{} tháng {}", view.scheme_name, show_month(month)),
        heading: match &view.part {
            Some(part) => format!("Từng người: phần của {part}"),
            None => "Từng người trong danh sách".to_owned(),
        },
        roll_href: format!("/danh-sach/{run}"),
        path: path.clone(),
        units: choices(&units, &asked.xa),
        groups: choices(&view.groups, &asked.nhom),
        kinds: choices(&kinds, &asked.loai),
        name: name.to_owned(),
        caption: format!("{} dòng trên trang này, xếp theo mã người{cut}", lines.len()),
        rows: lines.iter().map(|line| line_view(&state.office.law, line)).collect(),
        first: after.map(|_| asked.address(&path, ("", ""))),
        next,
    })
}

fn line_view(law: &Law, line: &LineShown) -> LineView {
    let is_usual = line.kind == LineKind::Regular;
    let place = [line.village.as_str(), line.unit_name.as_str()];
    LineView {
        href: person_href(line.person),
        name: line.name.clone(),
        birth: line.birth.clone(),
        unit: place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        group: group_name(law, line.group.as_deref()),
        kind: if is_usual { Chip::new(Tone::Mute, capital(line.why.shown())) } else { Chip::line(line.kind) },
        why: if is_usual { String::new() } else { line.why.shown().to_owned() },
        paid_for: show_month(line.paid_for),
        amount: line.amount,
        why_href: why_href(line.person, line.paid_for),
    }
}
