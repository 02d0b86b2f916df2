//! Two reports of a period held against each other: signed versions, or one and what is known now.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::response::Html;
use domain::kernel::{Day, Moment, show_count, show_day};
use domain::report::{Comparison, FigureChange, PassageChange, Place, Told};
use office::report::{Edition, VersionBrief};
use serde::Deserialize;

use super::asked::{Asked, period_name};
use super::report_version::{VersionKey, version_figure_href};
use super::{page, read};
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::{PageError, State};

const LIVE: &str = "hien-nay";

#[derive(Debug, Clone, Template)]
#[template(path = "report_compare.html")]
pub struct ComparePage {
    pub frame: Frame,
    pub title: String,
    pub year: String,
    pub half: String,
    /// Key, words, whether chosen.
    pub before: Vec<Choice>,
    pub after: Vec<Choice>,
    pub as_of: String,
    pub before_name: String,
    pub after_name: String,
    pub figures: Vec<ChangedFigure>,
    pub passages: Vec<ChangedPassage>,
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

#[derive(Debug, Clone)]
pub struct ChangedFigure {
    pub id: String,
    pub href: String,
    pub label: String,
    pub before: ToldView,
    pub after: ToldView,
    pub difference: String,
    pub amount_difference: String,
}

/// One side of a changed figure; empty where the form had no such figure.
#[derive(Debug, Clone, Default)]
pub struct ToldView {
    pub text: String,
    /// Exact money, where there is any.
    pub amount: String,
    /// The reason of a value that the office stated.
    pub stated: String,
}

#[derive(Debug, Clone)]
pub struct ChangedPassage {
    pub title: String,
    pub before: String,
    pub after: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sides {
    truoc: String,
    sau: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(sides): Query<Sides>,
) -> Result<Html<String>, PageError> {
    let (period, now) = (asked.period()?, (state.clock)());
    let signed = state.ask(&visitor, move |_, db, _| office::report::versions(db, period)).await?;
    let latest = signed.last().ok_or(PageError::NotFound { what: "bản đã ký để so sánh" })?;
    let before = if sides.truoc.is_empty() { latest.no } else { read(&sides.truoc)? };
    let as_of = match asked.as_of()? {
        Some(day) => day,
        None => signed.iter().find(|one| one.no == before).map_or(latest.as_of, |one| one.as_of),
    };
    let live = Edition::Live { as_of, known_at: now };
    let after = match sides.sau.as_str() {
        "" | LIVE => live,
        no => Edition::Signed(read(no)?),
    };
    let compared = state
        .ask(&visitor, move |house, db, _| office::report::compare(house, db, period, Edition::Signed(before), after));
    let compared = compared.await?;
    let links = |id: &str| match after {
        Edition::Signed(no) => version_figure_href(VersionKey { period, no }, id),
        Edition::Live { .. } => Asked::of(period, as_of, now).figure(id),
    };
    page(&ComparePage {
        title: format!("So sánh báo cáo {}", period_name(period)),
        year: period.year.to_string(),
        half: period.half.to_string(),
        before: signed.iter().map(|one| choice(one, one.no == before)).collect(),
        after: choices_after(&signed, after),
        as_of: show_day(as_of),
        before_name: format!("Bản {before}"),
        after_name: edition_name(after, now),
        figures: compared.figures.iter().map(|change| changed_figure(change, links(&change.id))).collect(),
        passages: changed_passages(&compared),
        frame: Frame::new(visitor, Section::Reports),
    })
}

fn choice(one: &VersionBrief, is_chosen: bool) -> Choice {
    let name = format!("Bản {}, số {} ngày {}", one.no, one.number, show_day(one.signed_on));
    Choice { key: one.no.to_string(), name, is_chosen }
}

fn choices_after(signed: &[VersionBrief], after: Edition) -> Vec<Choice> {
    let now = Choice {
        key: LIVE.to_owned(),
        name: "Theo sổ hiện nay".to_owned(),
        is_chosen: matches!(after, Edition::Live { .. }),
    };
    let versions = signed.iter().map(|one| choice(one, after == Edition::Signed(one.no)));
    [now].into_iter().chain(versions).collect()
}

fn edition_name(edition: Edition, now: Moment) -> String {
    let day = |as_of: Day| format!("Hiện nay ({}), đến {}", show_day(now.vietnam_day()), show_day(as_of));
    match edition {
        Edition::Signed(no) => format!("Bản {no}"),
        Edition::Live { as_of, .. } => day(as_of),
    }
}

fn changed_figure(change: &FigureChange, href: String) -> ChangedFigure {
    ChangedFigure {
        id: change.id.clone(),
        href,
        label: match change.unit.as_str() {
            "" => change.label.clone(),
            unit => format!("{} ({unit})", change.label),
        },
        before: change.before.as_ref().map(told_view).unwrap_or_default(),
        after: change.after.as_ref().map(told_view).unwrap_or_default(),
        difference: change.value_difference().filter(|by| *by != 0).map(with_sign).unwrap_or_default(),
        amount_difference: change
            .amount_difference()
            .filter(|by| !by.is_zero())
            .map(|by| format!("{} đ", with_sign(by.0)))
            .unwrap_or_default(),
    }
}

fn told_view(told: &Told) -> ToldView {
    ToldView {
        text: told.text.clone(),
        amount: told.amount.map(|amount| amount.to_string()).unwrap_or_default(),
        stated: told.stated.as_ref().map(|stated| stated.reason.clone()).unwrap_or_default(),
    }
}

fn with_sign(by: i64) -> String {
    let sign = if by > 0 { "+" } else { "−" };
    format!("{sign}{}", show_count(by.abs()))
}

fn changed_passages(compared: &Comparison) -> Vec<ChangedPassage> {
    let view = |change: &PassageChange| ChangedPassage {
        title: match change.place {
            Place::Opening(_) => "Phần mở đầu".to_owned(),
            Place::Section { .. } => change.title.clone(),
            Place::Closing => "Lời kết".to_owned(),
        },
        before: change.before.clone().unwrap_or_default(),
        after: change.after.clone().unwrap_or_default(),
    };
    compared.passages.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_says_its_direction() {
        assert_eq!((with_sign(1_234).as_str(), with_sign(-5).as_str()), ("+1.234", "−5"));
    }
}
