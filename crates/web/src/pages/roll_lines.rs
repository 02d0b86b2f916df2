//! A roll line by line, with why each is there.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::Html;
use domain::kernel::{Dong, PersonId, RunId, UnitId, show_month};
use domain::payment::LineKind;
use domain::rules::Law;
use office::read::LineShown;
use serde::Deserialize;

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

/// The last line of the page before.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    sau: String,
    #[serde(default)]
    dong: String,
    /// One commune's lines only.
    #[serde(default)]
    xa: String,
}

/// Where one commune's lines of a roll are shown.
pub fn of_unit(run: RunId, unit: &UnitId) -> String {
    address::of(&format!("/danh-sach/{run}/nguoi"), &[("xa", &unit.0)])
}

impl Asked {
    fn after(&self) -> Result<Option<(PersonId, i64)>, PageError> {
        match self.sau.is_empty() {
            true => Ok(None),
            false => Ok(Some((read(&self.sau)?, if self.dong.is_empty() { i64::MAX } else { read(&self.dong)? }))),
        }
    }
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let run: RunId = read(&run)?;
    let after = asked.after()?;
    let unit = Some(UnitId(asked.xa.clone())).filter(|unit| !unit.0.is_empty());
    let read = state.ask(&visitor, move |house, db, acting| {
        let view = office::read::roll(house, db, acting, run)?;
        Ok((view, office::read::lines(house, db, acting, run, unit.as_ref(), (after, PAGE as i64 + 1))?))
    });
    let (view, mut lines) = read.await?;
    let path = format!("/danh-sach/{run}/nguoi");
    let is_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| is_more);
    let next = last.map(|line| {
        let (person, no) = (line.person.to_string(), line.no.to_string());
        address::of(&path, &[("xa", &asked.xa), ("sau", &person), ("dong", &no)])
    });
    let month = view.stored.run.month;
    page(&RollLinesPage {
        frame: Frame::new(visitor, Section::Rolls),
        title: format!("{} tháng {}", view.scheme_name, show_month(month)),
        heading: "Từng người trong danh sách".to_owned(),
        roll_href: format!("/danh-sach/{run}"),
        caption: format!("{} dòng trên trang này, xếp theo mã người", lines.len()),
        rows: lines.iter().map(|line| line_view(&state.office.law, line)).collect(),
        first: after.map(|_| address::of(&path, &[("xa", &asked.xa)])),
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
