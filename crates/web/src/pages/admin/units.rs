//! The office's communes over time, and a change of units tried on what the records hold.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::response::Html;
use domain::kernel::{Day, Dong, show_count, show_day};
use office::units::{Commune, Counted, Holdings, Preview};
use serde::Deserialize;

use super::super::{page, read_day};
use super::office_page::show_life;
use super::{Tab, tabs};
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "admin/units.html")]
pub struct UnitsPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub area: String,
    pub communes: Vec<CommuneRow>,
    /// Days on which something changed, as people write them and as an address holds them.
    pub days: Vec<(String, String)>,
    pub asked: String,
    pub preview: Option<PreviewShown>,
}

#[derive(Debug, Clone)]
pub struct CommuneRow {
    pub name: String,
    pub code: String,
    pub parent: String,
    pub when: String,
    pub out_of: String,
    pub into: String,
}

#[derive(Debug, Clone)]
pub struct PreviewShown {
    pub day: String,
    pub rows: Vec<CountedRow>,
    pub before: Sums,
    pub after: Sums,
    pub is_equal: bool,
}

#[derive(Debug, Clone)]
pub struct CountedRow {
    pub name: String,
    pub code: String,
    pub from: Vec<String>,
    pub sums: Sums,
}

#[derive(Debug, Clone)]
pub struct Sums {
    pub people: String,
    pub households: String,
    pub paid_people: String,
    pub paid: Dong,
}

impl Sums {
    fn of(holds: Holdings) -> Sums {
        Sums {
            people: show_count(holds.people),
            households: show_count(holds.households),
            paid_people: show_count(holds.paid_people),
            paid: holds.paid,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    ngay: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let day: Option<Day> = (!asked.ngay.trim().is_empty()).then(|| read_day(&asked.ngay)).transpose()?;
    let found = state.ask(&visitor, move |house, db, acting| {
        let preview = day.map(|day| office::units::preview(house, db, acting, day)).transpose()?;
        Ok((office::units::view(house, db, acting)?, preview))
    });
    let (view, preview) = found.await?;
    let tabs = tabs(&visitor, "/quan-tri/don-vi");
    page(&UnitsPage {
        frame: Frame::new(visitor, Section::Admin),
        tabs,
        area: state.office.units.name(&view.profile.unit).to_owned(),
        communes: view.communes.iter().map(commune_row).collect(),
        days: view.days.iter().map(|day| (show_day(*day), day.to_string())).collect(),
        asked: day.map(show_day).unwrap_or_default(),
        preview: preview.as_ref().map(shown),
    })
}

fn commune_row(commune: &Commune) -> CommuneRow {
    let part = |share: &str| if share == "whole" { "" } else { " (một phần)" };
    let into = commune.into.iter().map(|(day, name, how)| format!("{name} từ {}{}", show_day(*day), part(&how.share)));
    CommuneRow {
        name: commune.version.name.clone(),
        code: commune.version.code.clone(),
        parent: commune.parent.clone(),
        when: show_life(&commune.version),
        out_of: commune.out_of.join(", "),
        into: into.collect::<Vec<_>>().join(", "),
    }
}

fn shown(preview: &Preview) -> PreviewShown {
    PreviewShown {
        day: show_day(preview.day),
        rows: preview.units.iter().map(counted_row).collect(),
        before: Sums::of(preview.before),
        after: Sums::of(preview.after),
        is_equal: preview.before == preview.after,
    }
}

fn counted_row(counted: &Counted) -> CountedRow {
    let from = counted.from.iter().map(|(name, holds)| format!("{name}: {} người", show_count(holds.people)));
    CountedRow {
        name: counted.name.clone(),
        code: counted.code.clone(),
        from: from.collect(),
        sums: Sums::of(counted.sum),
    }
}
