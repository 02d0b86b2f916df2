//! The rolls, the newest month first; where a month's roll is drawn up.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::response::Html;
use domain::kernel::{Dong, show_count, show_moment, show_month};
use domain::payment::Stage;
use domain::rules::Law;
use office::access::Act;
use office::read::RollsAsk;
use serde::Deserialize;

use super::{page, read, read_month};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, capital, scheme_name};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "rolls.html")]
pub struct RollsPage {
    pub frame: Frame,
    pub caption: String,
    pub schemes: Vec<Choice>,
    pub stages: Vec<Choice>,
    pub month: String,
    pub rows: Vec<RollRow>,
    /// `None` for whoever draws up no rolls.
    pub order: Option<OrderForm>,
    pub sees_recoveries: bool,
}

/// One entry of a field of choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub name: String,
    pub is_chosen: bool,
}

/// What roll is to be drawn up, as it was filled in.
#[derive(Debug, Clone)]
pub struct OrderForm {
    pub schemes: Vec<Choice>,
    pub month: String,
    pub two_months: bool,
    pub refusal: Option<String>,
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

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    che_do: String,
    thang: String,
    trang_thai: String,
}

impl Asked {
    fn ask(&self) -> Result<RollsAsk, PageError> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(RollsAsk {
            scheme: given(&self.che_do),
            month: given(self.thang.trim()).map(|month| read_month(&month)).transpose()?,
            stage: given(&self.trang_thai).map(|stage| read(&stage)).transpose()?,
        })
    }
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    page(&rolls_page(&state, visitor, &asked, None).await?)
}

/// The page with the filled-in order that was refused, or else an order for the coming month.
pub async fn rolls_page(
    state: &State,
    visitor: Visitor,
    asked: &Asked,
    refused: Option<OrderForm>,
) -> Result<RollsPage, PageError> {
    let ask = asked.ask()?;
    let all = state.ask(&visitor, move |_, db, acting| office::read::rolls(db, acting, &ask)).await?;
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
    let mine = my_schemes(&house.law, &visitor);
    // Most often the roll to be drawn up is the one after the newest.
    let newest = all.first().map(|stored| &stored.run);
    let today = (state.clock)().vietnam_day().month();
    let next = || OrderForm {
        schemes: choices(&mine, newest.map_or("", |run| &run.scheme)),
        month: show_month(newest.map_or(today, |run| run.regular_months().until)),
        two_months: false,
        refusal: None,
    };
    let stages: Vec<(String, String)> =
        Stage::ALL.iter().map(|stage| (stage.key().to_owned(), capital(stage.shown()))).collect();
    Ok(RollsPage {
        caption: format!("{} danh sách, tháng mới trước", show_count(all.len() as i64)),
        schemes: choices(&mine, &asked.che_do),
        stages: choices(&stages, &asked.trang_thai),
        month: asked.thang.clone(),
        rows: rows.collect(),
        order: visitor.rights.may(Act::RollDraft).then(|| refused.unwrap_or_else(next)),
        sees_recoveries: visitor.rights.may(Act::RecoveryRead),
        frame: Frame::new(visitor, Section::Rolls),
    })
}

/// The schemes of the visitor's fields, key and name.
pub fn my_schemes(law: &Law, visitor: &Visitor) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        law.benefits.iter().map(|benefit| (benefit.scheme.clone(), benefit.scheme_name.clone())).collect();
    all.dedup_by(|a, b| a.0 == b.0);
    all.retain(|(scheme, _)| visitor.rights.covers_scheme(scheme));
    all
}

pub fn choices(all: &[(String, String)], chosen: &str) -> Vec<Choice> {
    let choice = |(value, name): &(String, String)| Choice {
        is_chosen: value == chosen,
        value: value.clone(),
        name: name.clone(),
    };
    all.iter().map(choice).collect()
}
