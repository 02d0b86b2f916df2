//! All rolls, the newest month first.

use askama::Template;
use axum::extract::State as Given;
use axum::response::Html;
use domain::kernel::{Dong, show_count, show_moment, show_month};

use super::page;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, scheme_name};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "rolls.html")]
pub struct RollsPage {
    pub frame: Frame,
    pub caption: String,
    pub rows: Vec<RollRow>,
}

#[derive(Debug, Clone)]
pub struct RollRow {
    pub href: String,
    pub month: String,
    pub scheme: String,
    /// `bản 2` where it is not the first draft.
    pub version: String,
    pub unit: String,
    pub stage: Chip,
    pub people: String,
    pub money: Dong,
    pub drafted: String,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    let all = state.ask(&visitor, |_, db, acting| office::read::rolls(db, acting)).await?;
    let house = &state.office;
    let rows = all.iter().map(|stored| RollRow {
        href: format!("/danh-sach/{}", stored.run.id),
        month: show_month(stored.run.month),
        scheme: scheme_name(&house.law, &stored.run.scheme),
        version: if stored.run.version > 1 { format!("bản {}", stored.run.version) } else { String::new() },
        unit: house.units.name(&stored.run.unit).to_owned(),
        stage: Chip::stage(stored.run.state.stage()),
        people: show_count(stored.totals.people),
        money: stored.totals.total,
        drafted: show_moment(stored.run.state.drafted().at),
    });
    page(&RollsPage {
        frame: Frame::new(visitor, Section::Rolls),
        caption: format!("{} danh sách, tháng mới trước", show_count(all.len() as i64)),
        rows: rows.collect(),
    })
}
