//! Where files are sent up and lists are asked for.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Multipart, Path, State as Given};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::{Month, UserId, show_count, show_moment, show_month};
use office::access::Act;
use office::intake::{self, PastImport};
use office::outgoing::{self, Choices};

use super::super::page;
use super::super::report::taken_away;
use super::{PAST, XLSX, again, look_href};
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::uploads;
use crate::{PageError, State};

const RECENT: i64 = 12;

#[derive(Debug, Clone, Template)]
#[template(path = "lists/home.html")]
pub struct HomePage {
    pub frame: Frame,
    pub can_import: bool,
    /// Why the file that was sent up is not looked at.
    pub refusal: Option<String>,
    /// Names of the kinds of list that are understood.
    pub kinds: Vec<String>,
    /// Address and name of each template.
    pub templates: Vec<(String, String)>,
    pub recent: Vec<RecentRow>,
    pub export: ExportForm,
}

#[derive(Debug, Clone)]
pub struct RecentRow {
    pub href: String,
    pub file: String,
    pub kind: String,
    pub at: String,
    pub user: String,
    pub rows: String,
    /// `None` for files that came before these were counted.
    pub counts: Option<RecentCounts>,
}

#[derive(Debug, Clone)]
pub struct RecentCounts {
    pub new: String,
    pub changed: String,
    pub open: String,
    pub has_open: bool,
}

/// What is asked for, filled in.
#[derive(Debug, Clone)]
pub struct ExportForm {
    pub refusal: Option<String>,
    pub kinds: Vec<Pick>,
    pub schemes: Vec<Pick>,
    pub communes: Vec<Pick>,
    pub whole: &'static str,
    pub month: String,
    pub months: Vec<String>,
}

/// One choice of a drop-down.
#[derive(Debug, Clone)]
pub struct Pick {
    pub key: String,
    pub name: String,
    pub is_picked: bool,
}

impl Pick {
    pub fn new(key: &str, name: &str, picked: &str) -> Pick {
        Pick { key: key.to_owned(), name: name.to_owned(), is_picked: key == picked }
    }
}

/// What was asked for and could not be had, to fill the form in again.
#[derive(Debug, Clone, Default)]
pub struct Before {
    pub import_refusal: Option<String>,
    pub export_refusal: Option<String>,
    pub export: super::export::Asked,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    page(&home_page(&state, visitor, Before::default()).await?)
}

pub async fn upload(Given(state): Given<State>, visitor: Visitor, form: Multipart) -> Result<Response, PageError> {
    match uploads::read(form).await.and_then(|sent| sent.file) {
        Ok((name, bytes)) => {
            let ticket = state.memory.uploads.keep(visitor.who.user, name, bytes);
            Ok(Redirect::to(&look_href(&ticket)).into_response())
        }
        Err(refusal) => refuse_file(&state, visitor, refusal.to_string()).await,
    }
}

/// The page on which a file is chosen, with why this one is not looked at.
pub async fn refuse_file(state: &State, visitor: Visitor, refusal: String) -> Result<Response, PageError> {
    let before = Before { import_refusal: Some(refusal), ..Before::default() };
    again(&home_page(state, visitor, before).await?)
}

/// An empty template with the communes and groups of the visitor's own.
pub async fn template(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(kind): Path<String>,
) -> Result<Response, PageError> {
    let known = intake::templates().into_iter().map(|(key, _)| key).find(|key| *key == kind);
    let key = known.ok_or(PageError::NotFound { what: "mẫu" })?;
    let made = state.ask(&visitor, move |house, db, acting| intake::template_file(house, db, acting, key)).await?;
    Ok(taken_away(XLSX, &format!("mau-{key}.xlsx"), made))
}

pub async fn home_page(state: &State, visitor: Visitor, before: Before) -> Result<HomePage, PageError> {
    let can_import = visitor.rights.may(Act::ListImport);
    let read = state.ask(&visitor, move |house, db, acting| {
        let recent = if can_import { intake::recent(db, acting, RECENT)? } else { Vec::new() };
        Ok((recent, outgoing::choices(house, db, acting)?, office::users::names(db)?))
    });
    let (recent, choices, names) = read.await?;
    Ok(HomePage {
        frame: Frame::new(visitor, Section::Lists),
        can_import,
        refusal: before.import_refusal,
        kinds: intake::kinds().into_iter().map(|(_, name)| name.to_owned()).collect(),
        templates: intake::templates()
            .into_iter()
            .map(|(key, name)| (format!("/tep-danh-sach/mau/{key}"), name.to_owned()))
            .collect(),
        recent: recent.iter().map(|past| recent_row(past, &names)).collect(),
        export: export_form(&choices, &before.export, before.export_refusal),
    })
}

fn recent_row(past: &PastImport, names: &HashMap<UserId, String>) -> RecentRow {
    let count = |count: usize| show_count(count as i64);
    RecentRow {
        href: format!("{PAST}/{}", past.id),
        file: past.file.clone(),
        kind: past.kind.clone(),
        at: show_moment(past.at),
        user: past.user.and_then(|user| names.get(&user)).cloned().unwrap_or_default(),
        rows: show_count(past.rows),
        counts: past.counts.as_ref().map(|counts| RecentCounts {
            new: count(counts.new_people),
            changed: count(counts.changed + counts.questions),
            open: count(counts.rejects),
            has_open: 0 < counts.rejects,
        }),
    }
}

pub fn export_form(choices: &Choices, asked: &super::export::Asked, refusal: Option<String>) -> ExportForm {
    let newest = choices.months.first().copied().map(show_month).unwrap_or_default();
    ExportForm {
        refusal,
        kinds: super::export::KINDS.iter().map(|(key, name)| Pick::new(key, name, &asked.loai)).collect(),
        schemes: choices.schemes.iter().map(|(key, name)| Pick::new(key, name, &asked.che_do)).collect(),
        communes: choices.communes.iter().map(|(unit, name)| Pick::new(&unit.0, name, &asked.xa)).collect(),
        whole: if choices.has_whole_area { "Cả địa bàn" } else { "Cả phạm vi của tôi" },
        month: if asked.thang.is_empty() { newest } else { asked.thang.clone() },
        months: choices.months.iter().copied().map(|month: Month| show_month(month)).collect(),
    }
}
