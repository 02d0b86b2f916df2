//! What is kept of people, why, for how long, and who looked at it.

use askama::Template;
use axum::extract::State as Given;
use axum::response::Html;
use domain::kernel::{show_count, show_month};
use office::access::Act;
use office::privacy::{self, KeptTable, MonthlyLooks};

use super::super::page;
use super::{Tab, tabs};
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::{PageError, State};

/// How far back the looks are counted.
const DAYS: i64 = 366;

#[derive(Debug, Clone, Template)]
#[template(path = "admin/privacy.html")]
pub struct PrivacyPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub tables: Vec<KeptTable>,
    /// `None` for whoever may not know who looked.
    pub looks: Option<Vec<LookRow>>,
}

#[derive(Debug, Clone)]
pub struct LookRow {
    pub month: String,
    pub user: String,
    pub what: String,
    pub people: String,
    pub times: String,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    let may_know = visitor.rights.may(Act::JournalRead);
    let found = state.ask(&visitor, move |_, db, acting| {
        let from = acting.today().add_days(-DAYS);
        let looks = may_know.then(|| privacy::looks(db, acting, from)).transpose()?;
        Ok((privacy::kept(acting)?, looks))
    });
    let (tables, looks) = found.await?;
    let tabs = tabs(&visitor, "/quan-tri/du-lieu-ca-nhan");
    let looks = looks.map(|looks| looks.into_iter().map(look_row).collect());
    page(&PrivacyPage { frame: Frame::new(visitor, Section::Admin), tabs, tables, looks })
}

fn look_row(look: MonthlyLooks) -> LookRow {
    LookRow {
        month: show_month(look.month),
        user: look.user,
        what: look.what,
        people: show_count(look.people),
        times: show_count(look.times),
    }
}
