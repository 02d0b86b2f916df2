//! The rows behind the figures.

use serde::Serialize;

use super::outline::{FigureForm, Measure};
use crate::casework::DecisionKind;
use crate::kernel::{Day, DecisionId, Dong, Month, MonthSpan, PersonId, UnitId};
use crate::payment::LineKind;

/// Everything the half-year report is made from, as known at one moment and up to one day.
#[derive(Debug, Clone, Default)]
pub struct ReportFacts {
    pub booked: Vec<BookedRow>,
    pub forecast: Vec<ForecastRow>,
    pub decisions: Vec<DecisionRow>,
}

impl ReportFacts {
    /// Whether this office keeps the field of a figure at all: a scheme without a single row has no books, and
    /// nought would be a guess.
    pub fn keeps(&self, form: &FigureForm) -> bool {
        let Some(scheme) = form.scheme.as_deref().filter(|_| form.measure != Measure::NoRecords) else { return false };
        self.booked.iter().any(|row| row.scheme == scheme)
            || self.forecast.iter().any(|row| row.scheme == scheme)
            || self.decisions.iter().any(|row| row.scheme == scheme)
    }
}

/// Money on an approved roll; negative where the payer brought it back.
#[derive(Debug, Clone)]
pub struct BookedRow {
    pub person: PersonId,
    pub unit: UnitId,
    pub scheme: String,
    pub benefit: String,
    pub group: Option<String>,
    pub pay_month: Month,
    pub paid_for: Month,
    pub kind: LineKind,
    pub amount: Dong,
}

/// Money the coming rolls of the period will carry if nothing changes but what the law and the calendar change.
#[derive(Debug, Clone)]
pub struct ForecastRow {
    pub person: PersonId,
    pub unit: UnitId,
    pub scheme: String,
    pub benefit: String,
    pub group: Option<String>,
    pub paid_for: Month,
    pub kind: LineKind,
    pub amount: Dong,
}

#[derive(Debug, Clone)]
pub struct DecisionRow {
    pub person: PersonId,
    pub unit: Option<UnitId>,
    pub decision: DecisionId,
    pub kind: DecisionKind,
    pub scheme: String,
    pub number: Option<String>,
    pub signed_on: Option<Day>,
    pub proposed_on: Option<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowBasis {
    Booked,
    Forecast,
    Decision,
}

/// One row behind a figure, as its page and its file show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub person: PersonId,
    pub unit: Option<UnitId>,
    pub basis: RowBasis,
    pub line: Option<LineKind>,
    pub month: Option<Month>,
    pub paid_for: Option<Month>,
    pub benefit: Option<String>,
    pub group: Option<String>,
    /// What the row is, in words: the kind of line or of decision.
    pub what: String,
    pub number: Option<String>,
    pub day: Option<Day>,
    pub amount: Dong,
}

/// The rows of one figure, in the order in which the facts came (people, then months).
pub fn rows_of(form: &FigureForm, facts: &ReportFacts) -> Vec<Row> {
    let scheme = form.scheme.as_deref().unwrap_or_default();
    let booked = facts.booked.iter().filter(|row| row.scheme == scheme);
    let decisions = facts.decisions.iter().filter(|row| row.scheme == scheme);
    match form.measure {
        Measure::NoRecords => Vec::new(),
        Measure::MonthlyPayees => booked.filter(|row| row.kind != LineKind::OneOff).map(booked_row).collect(),
        Measure::OneOffCases => booked.filter(|row| row.kind == LineKind::OneOff).map(booked_row).collect(),
        Measure::MoneyToPeriodEnd => {
            let forecast = facts.forecast.iter().filter(|row| row.scheme == scheme);
            booked.map(booked_row).chain(forecast.map(forecast_row)).collect()
        }
        Measure::DecisionsIssued => decisions.filter(|row| row.signed_on.is_some()).map(decision_row).collect(),
        Measure::ProposalsMade => {
            let proposed = |row: &&DecisionRow| row.proposed_on.is_some() && row.kind == DecisionKind::OneOff;
            decisions.filter(proposed).map(decision_row).collect()
        }
    }
}

fn booked_row(row: &BookedRow) -> Row {
    Row {
        person: row.person,
        unit: Some(row.unit.clone()),
        basis: RowBasis::Booked,
        line: Some(row.kind),
        month: Some(row.pay_month),
        paid_for: Some(row.paid_for),
        benefit: Some(row.benefit.clone()),
        group: row.group.clone(),
        what: row.kind.shown().to_owned(),
        number: None,
        day: None,
        amount: row.amount,
    }
}

fn forecast_row(row: &ForecastRow) -> Row {
    Row {
        person: row.person,
        unit: Some(row.unit.clone()),
        basis: RowBasis::Forecast,
        line: Some(row.kind),
        month: None,
        paid_for: Some(row.paid_for),
        benefit: Some(row.benefit.clone()),
        group: row.group.clone(),
        what: format!("dự kiến: {}", row.kind.shown()),
        number: None,
        day: None,
        amount: row.amount,
    }
}

fn decision_row(row: &DecisionRow) -> Row {
    Row {
        person: row.person,
        unit: row.unit.clone(),
        basis: RowBasis::Decision,
        line: None,
        month: None,
        paid_for: None,
        benefit: None,
        group: None,
        what: format!("quyết định {}", row.kind.shown()),
        number: row.number.clone(),
        day: row.signed_on.or(row.proposed_on),
        amount: Dong::ZERO,
    }
}

/// The months of a half-year: `1` is January to June.
pub fn half_year(year: i16, half: u8) -> Option<MonthSpan> {
    let first = match half {
        1 => Month::new(year, 1)?,
        2 => Month::new(year, 7)?,
        _ => return None,
    };
    Some(MonthSpan::new(first, first + 6))
}
