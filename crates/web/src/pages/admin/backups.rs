//! Copies of the records: made now, fetched, checked.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Request, State as Given};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{show_count, show_moment};
use office::upkeep::{self, BackupFile};
use tower_http::services::ServeFile;
use tower_sessions::Session;

use super::super::page;
use super::{Tab, tabs};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section};
use crate::{PageError, State};

const HERE: &str = "/quan-tri/sao-luu";

#[derive(Debug, Clone, Template)]
#[template(path = "admin/backups.html")]
pub struct BackupsPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub rows: Vec<BackupRow>,
    pub checked: Option<Checked>,
}

#[derive(Debug, Clone)]
pub struct BackupRow {
    pub name: String,
    pub made: String,
    pub size: String,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct Checked {
    pub what: String,
    pub findings: Vec<String>,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Response, PageError> {
    backups_page(&state, visitor, None).await
}

async fn backups_page(state: &State, visitor: Visitor, checked: Option<Checked>) -> Result<Response, PageError> {
    let folder = state.folder.clone();
    let found = state.ask(&visitor, move |_, _, acting| upkeep::backups(acting, &folder)).await?;
    let tabs = tabs(&visitor, HERE);
    let rows = found.iter().map(backup_row).collect();
    Ok(page(&BackupsPage { frame: Frame::new(visitor, Section::Admin), tabs, rows, checked })?.into_response())
}

fn backup_row(file: &BackupFile) -> BackupRow {
    BackupRow {
        name: file.name.clone(),
        made: file.made.map(show_moment).unwrap_or_default(),
        size: show_size(file.bytes),
    }
}

fn show_size(bytes: u64) -> String {
    let kilobytes = i64::try_from(bytes.div_ceil(1024)).unwrap_or(i64::MAX);
    if kilobytes < 10 * 1024 {
        format!("{} KB", show_count(kilobytes))
    } else {
        format!("{} MB", show_count(kilobytes / 1024))
    }
}

pub async fn make(Given(state): Given<State>, visitor: Visitor, session: Session) -> Result<Redirect, PageError> {
    let folder = state.folder.clone();
    let made = state.ask(&visitor, move |_, db, acting| upkeep::make_backup(db, acting, &folder)).await?;
    tell(&session, format!("Đã sao lưu vào {} ({}).", made.name, show_size(made.bytes))).await?;
    Ok(Redirect::to(HERE))
}

pub async fn fetch(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    let (folder, asked) = (state.folder.clone(), name.clone());
    let path = state.ask(&visitor, move |_, db, acting| upkeep::fetch_backup(db, acting, &folder, &asked)).await?;
    let sent = ServeFile::new(path).try_call(request).await.map_err(PageError::fault)?;
    let mut response = sent.map(Body::new);
    let kept = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).map_err(PageError::fault)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, kept);
    Ok(response)
}

pub async fn verify(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let (folder, asked) = (state.folder.clone(), name.clone());
    let found = state.ask(&visitor, move |_, _, acting| upkeep::verify_backup(acting, &folder, &asked)).await?;
    let findings = found.iter().map(ToString::to_string).collect();
    backups_page(&state, visitor, Some(Checked { what: format!("Bản sao {name}"), findings })).await
}

pub async fn check(Given(state): Given<State>, visitor: Visitor) -> Result<Response, PageError> {
    let health = state.ask(&visitor, |_, db, acting| upkeep::check(db, acting)).await?;
    let findings = health.findings.iter().map(ToString::to_string).collect();
    let what = format!("Dữ liệu đang dùng, {} mục nhật ký", show_count(health.journal_entries));
    backups_page(&state, visitor, Some(Checked { what, findings })).await
}
