//! The people behind one cause of a roll's difference against the month before.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::Html;
use domain::kernel::{Dong, RunId, show_count, show_month};
use domain::payment::BridgeCause;
use office::access::Act;
use serde::Deserialize;

use super::roll::{BridgeRow, BridgeTable};
use super::{address, page, read};
use crate::session::Visitor;
use crate::show::{Frame, Section, capital, person_href, scheme_name, why_href};
use crate::{PageError, State};

const PAGE: usize = 200;

#[derive(Debug, Clone, Template)]
#[template(path = "bridge.html")]
pub struct BridgePage {
    pub frame: Frame,
    pub title: String,
    pub roll_href: String,
    pub cause: String,
    pub caption: String,
    pub rows: Vec<BridgePerson>,
    /// Whether the visitor may open the people's cards.
    pub may_open: bool,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct BridgePerson {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub unit: String,
    pub amount: Dong,
    pub why_href: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    trang: String,
    /// The other version, where it is not the month before.
    voi: String,
}

/// Two versions of one roll side by side.
#[derive(Debug, Clone, Template)]
#[template(path = "roll_versions.html")]
pub struct VersionsPage {
    pub frame: Frame,
    pub title: String,
    pub roll_href: String,
    pub bridge: BridgeTable,
}

pub async fn versions(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((run, other)): Path<(String, String)>,
) -> Result<Html<String>, PageError> {
    let (run, other): (RunId, RunId) = (read(&run)?, read(&other)?);
    let read = state.ask(&visitor, move |house, db, acting| {
        let view = office::read::roll(house, db, acting, run)?;
        let older = office::read::roll(house, db, acting, other)?;
        Ok((view, older.stored.run.version, office::read::bridge_between(db, acting, run, other)?.bridge))
    });
    let (view, older, bridge) = read.await?;
    let part = |part: &domain::payment::BridgePart| BridgeRow {
        cause: capital(part.cause.shown()),
        people: show_count(part.people),
        amount: part.amount,
        href: format!("/danh-sach/{run}/tang-giam/{}?voi={other}", part.cause.key()),
    };
    page(&VersionsPage {
        frame: Frame::new(visitor, Section::Rolls),
        title: format!("{} tháng {}", view.scheme_name, show_month(view.stored.run.month)),
        roll_href: format!("/danh-sach/{run}"),
        bridge: BridgeTable {
            before_name: format!("Bản {older}"),
            before: bridge.before,
            parts: bridge.parts.iter().map(part).collect(),
            after_name: format!("Bản {}", view.stored.run.version),
            after: bridge.after,
        },
    })
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((run, cause)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let (run, cause): (RunId, BridgeCause) = (read(&run)?, read(&cause)?);
    let place: usize = if asked.trang.is_empty() { 1 } else { read(&asked.trang)? };
    let with: Option<RunId> = if asked.voi.is_empty() { None } else { Some(read(&asked.voi)?) };
    let read = state.ask(&visitor, move |house, db, acting| {
        let view = office::read::roll(house, db, acting, run)?;
        Ok((view, office::read::bridge_people(db, acting, (run, with), cause)?))
    });
    let (view, people) = read.await?;
    let house = &state.office;
    let month = view.stored.run.month;
    let path = format!("/danh-sach/{run}/tang-giam/{}", cause.key());
    let skipped = place.saturating_sub(1).saturating_mul(PAGE);
    let is_more = skipped.saturating_add(PAGE) < people.len();
    let row = |(brief, amount): &(domain::registry::PersonBrief, Dong)| BridgePerson {
        href: person_href(brief.id),
        name: brief.name.clone(),
        birth: brief.birth.shown(),
        unit: brief.unit.as_ref().map(|unit| house.units.name(unit).to_owned()).unwrap_or_default(),
        amount: *amount,
        why_href: why_href(brief.id, month),
    };
    page(&BridgePage {
        may_open: visitor.rights.may(Act::PersonRead),
        frame: Frame::new(visitor, Section::Rolls),
        title: format!("{} tháng {}", scheme_name(&house.law, &view.stored.run.scheme), show_month(month)),
        roll_href: format!("/danh-sach/{run}"),
        cause: capital(cause.shown()),
        caption: format!("{} người, chênh lệch lớn trước", show_count(people.len() as i64)),
        rows: people.iter().skip(skipped).take(PAGE).map(row).collect(),
        next: is_more.then(|| address::of(&path, &[("trang", &(place + 1).to_string()), ("voi", &asked.voi)])),
    })
}
