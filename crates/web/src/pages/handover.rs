//! Bàn giao: what whoever takes over must know on the first day, on two sheets of paper.

use askama::Template;
use axum::extract::State as Given;
use axum::response::Html;
use domain::kernel::{Dong, show_count, show_day, show_month};
use office::guide::Topic;
use office::read::{Colleague, Handover, RollWaiting, SchemeToday};

use super::page;
use super::today::{CalendarRow, WorkGroup, calendar_row, work_groups};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "handover.html")]
pub struct HandoverPage {
    pub frame: Frame,
    pub today: String,
    pub work: Vec<WorkGroup>,
    pub schemes: Vec<SchemeRow>,
    pub rolls: Vec<RollRow>,
    pub debts: Vec<(String, Dong)>,
    pub calendar: Vec<CalendarRow>,
    pub colleagues: Vec<Colleague>,
    /// How a month goes, step by step.
    pub steps: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct SchemeRow {
    pub name: String,
    pub month: String,
    pub stage: Chip,
    pub people: String,
    pub total: Dong,
    pub unpaid: String,
    pub owed: Dong,
}

#[derive(Debug, Clone)]
pub struct RollRow {
    pub href: String,
    pub name: String,
    pub unit: String,
    pub stage: Chip,
    pub total: Dong,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    let today = (state.clock)().vietnam_day();
    let read = state.ask(&visitor, office::read::handover).await?;
    page(&handover_page(Frame::new(visitor, Section::Today).about(Topic::Handover), show_day(today), read))
}

fn handover_page(frame: Frame, today: String, read: Handover) -> HandoverPage {
    HandoverPage {
        frame,
        today,
        work: work_groups(&read.work),
        schemes: read.schemes.iter().map(scheme_row).collect(),
        rolls: read.rolls.iter().map(roll_row).collect(),
        debts: read.debts,
        calendar: read.calendar.iter().map(calendar_row).collect(),
        colleagues: read.colleagues,
        steps: Topic::Rolls.guide().steps.clone(),
    }
}

fn scheme_row(scheme: &SchemeToday) -> SchemeRow {
    SchemeRow {
        name: scheme.scheme_name.clone(),
        month: show_month(scheme.month),
        stage: Chip::stage(scheme.stage),
        people: show_count(scheme.people),
        total: scheme.total,
        unpaid: format!("{} ({} dòng)", scheme.unpaid, show_count(scheme.unpaid_lines)),
        owed: scheme.owed,
    }
}

fn roll_row(roll: &RollWaiting) -> RollRow {
    RollRow {
        href: format!("/danh-sach/{}", roll.run),
        name: format!("{} tháng {}", roll.scheme_name, show_month(roll.month)),
        unit: roll.unit_name.clone(),
        stage: Chip::stage(roll.stage),
        total: roll.total,
    }
}
