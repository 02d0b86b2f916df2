//! What one file that came in did to the records.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::Html;
use domain::kernel::{show_count, show_moment};
use domain::registry::{PersonBrief, Sex};
use office::intake::{self, PastImport};
use serde::Deserialize;

use super::super::roll::FigureBox;
use super::super::{address, page, read};
use super::RETURNED;
use crate::session::Visitor;
use crate::show::{Frame, Section, person_href};
use crate::uploads::Ticket;
use crate::{PageError, State};

const SHOWN: usize = 100;

#[derive(Debug, Clone, Template)]
#[template(path = "lists/past.html")]
pub struct PastPage {
    pub frame: Frame,
    pub file: String,
    pub kind: String,
    /// When and by whom.
    pub when: String,
    pub figures: Vec<FigureBox>,
    /// Rows that are not saved, in a sentence.
    pub open: Option<String>,
    pub returned_href: Option<String>,
    pub people: Vec<PersonRow>,
    pub is_cut: bool,
}

#[derive(Debug, Clone)]
pub struct PersonRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub sex: String,
    pub place: String,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    tep: Option<Ticket>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(import): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let import: i64 = read(&import)?;
    let read = state
        .ask(&visitor, move |_, db, acting| Ok((intake::find(db, acting, import, SHOWN)?, office::users::names(db)?)));
    let (found, names) = read.await?;
    let (past, people) = found.ok_or(PageError::NotFound { what: "lần nhập" })?;
    // The rows to put right are made from the file, while it is still here.
    let ticket = asked.tep.filter(|ticket| state.memory.uploads.find(visitor.who.user, ticket).is_some());
    let who = past.user.and_then(|user| names.get(&user)).cloned().unwrap_or_default();
    let open = past.counts.as_ref().map_or(0, |counts| counts.open());
    page(&PastPage {
        frame: Frame::new(visitor, Section::Lists),
        file: past.file.clone(),
        kind: past.kind.clone(),
        when: [who, show_moment(past.at)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        figures: figures(&past),
        open: (0 < open).then(|| format!("Còn {} dòng chưa được lưu.", show_count(open as i64))),
        returned_href: ticket.filter(|_| 0 < open).map(|ticket| address::of(RETURNED, &[("tep", &ticket.to_string())])),
        is_cut: past.counts.as_ref().is_some_and(|counts| SHOWN < counts.new_people),
        people: people.iter().map(|brief| person_row(&state.office, brief)).collect(),
    })
}

fn figures(past: &PastImport) -> Vec<FigureBox> {
    let figure = |name: &str, count: i64, unit: &str, is_alert: bool| FigureBox {
        name: name.to_owned(),
        value: show_count(count),
        unit: unit.to_owned(),
        is_alert: is_alert && 0 < count,
    };
    let mut all = vec![figure("Đọc được", past.rows, "dòng", false)];
    if let Some(counts) = &past.counts {
        all.extend([
            figure("Người mới", counts.new_people as i64, "đã ghi vào sổ", false),
            figure("Người đã có", counts.known_people as i64, "nhận ra trong sổ", false),
            figure("Kỳ hưởng mới", counts.new_spells as i64, "", false),
            figure("Cần chọn, khác với sổ", (counts.questions + counts.changed) as i64, "dòng, chưa lưu", false),
            figure("Không nhập được", counts.rejects as i64, "dòng", true),
        ]);
    }
    all
}

fn person_row(house: &office::Office, brief: &PersonBrief) -> PersonRow {
    let unit = brief.unit.as_ref().map(|unit| house.units.name(unit).to_owned());
    let place: Vec<String> = brief.village.iter().cloned().chain(unit).collect();
    PersonRow {
        href: person_href(brief.id),
        name: brief.name.clone(),
        birth: brief.birth.shown(),
        sex: brief.sex.map(Sex::shown).unwrap_or_default().to_owned(),
        place: place.join(", "),
    }
}
