use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::edits::{Override, Said};
use super::outline::{FigureForm, Measure, Printed};
use super::qualifier::{Qualifier, print_amount, print_count};
use super::rows::{ReportFacts, Row, RowBasis, rows_of};
use crate::kernel::Dong;
use crate::payment::LineKind;
use crate::rules::View;

/// What a screen and a document print where no record holds the figure.
pub const NO_DATA: &str = "chưa có số liệu";

/// Whether a figure is counted or partly foreseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Actual,
    Estimate,
}

impl Basis {
    pub fn shown(self) -> &'static str {
        match self {
            Basis::Actual => "thực hiện",
            Basis::Estimate => "ước hết kỳ",
        }
    }
}

/// One figure with everything that stands behind it.
///
/// Signed reports keep it as JSON: a field added later needs a default, and none may be renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub id: String,
    pub label: String,
    /// Worked out from the rows, exact; `None` where unknown, never 0 in its place.
    pub value: Option<i64>,
    pub unit: String,
    /// Worked out from the rows, exact đồng.
    pub amount: Option<Dong>,
    pub qualifier: Option<Qualifier>,
    pub amount_qualifier: Option<Qualifier>,
    pub basis: Option<Basis>,
    /// As printed in the report: what a person said, or else what was worked out.
    pub text: String,
    /// As it would be printed had nobody said otherwise.
    pub computed_text: String,
    /// What a person said in the place of what was worked out.
    pub stated: Option<Override>,
    /// Whether everything the report may print of this figure is known.
    pub is_known: bool,
    /// How many rows stand behind it.
    pub rows: usize,
    pub articles: Vec<String>,
}

impl Figure {
    /// The count as the report tells it; none where a person gave words.
    pub fn value_told(&self) -> Option<i64> {
        match self.stated.as_ref().map(|stated| &stated.says) {
            Some(Said::Words(_)) => None,
            Some(Said::Numbers { value, .. }) => value.or(self.value),
            None => self.value,
        }
    }

    /// The money as the report tells it.
    pub fn amount_told(&self) -> Option<Dong> {
        match self.stated.as_ref().map(|stated| &stated.says) {
            Some(Said::Numbers { amount, .. }) => amount.or(self.amount),
            Some(Said::Words(_)) | None => self.amount,
        }
    }
}

/// Works out one figure; its rows are those of [`rows_of`] with the same arguments.
pub fn figure(form: &FigureForm, facts: &ReportFacts, view: View<'_>, stated: Option<&Override>) -> Figure {
    let mut figure = computed(form, facts, view);
    figure.stated = stated.cloned();
    print(form, &mut figure);
    figure
}

fn computed(form: &FigureForm, facts: &ReportFacts, view: View<'_>) -> Figure {
    let rows = rows_of(form, facts);
    let mut figure = Figure {
        id: form.id.clone(),
        label: form.label.clone(),
        value: None,
        unit: form.unit.clone(),
        amount: None,
        qualifier: None,
        amount_qualifier: None,
        basis: None,
        text: NO_DATA.to_owned(),
        computed_text: NO_DATA.to_owned(),
        stated: None,
        is_known: false,
        rows: rows.len(),
        articles: Vec::new(),
    };
    if !facts.keeps(form) {
        return figure;
    }
    figure.value = count(form.measure, &rows);
    figure.amount = form.measure.has_amount().then(|| rows.iter().map(|row| row.amount).sum());
    let is_estimate = rows.iter().any(|row| row.basis == RowBasis::Forecast);
    figure.basis = Some(if is_estimate { Basis::Estimate } else { Basis::Actual });
    figure.articles = articles(form, &rows, view);
    print(form, &mut figure);
    figure.computed_text.clone_from(&figure.text);
    figure
}

fn count(measure: Measure, rows: &[Row]) -> Option<i64> {
    let people = |counts: fn(&Row) -> bool| -> i64 {
        rows.iter().filter(|row| counts(row)).map(|row| row.person).collect::<HashSet<_>>().len() as i64
    };
    match measure {
        Measure::NoRecords => None,
        Measure::MonthlyPayees | Measure::MoneyToPeriodEnd => {
            Some(people(|row| row.basis == RowBasis::Booked && row.line != Some(LineKind::OneOff)))
        }
        Measure::OneOffCases => Some(people(|_| true)),
        Measure::DecisionsIssued | Measure::ProposalsMade => Some(rows.len() as i64),
    }
}

fn print(form: &FigureForm, figure: &mut Figure) {
    let counted = figure.value_told().map(|value| print_count(value, form.round_to));
    let money = figure.amount_told().map(|amount| print_amount(amount, form.money));
    figure.qualifier = counted.as_ref().and_then(|(qualifier, _)| *qualifier);
    figure.amount_qualifier = money.as_ref().and_then(|(qualifier, _)| *qualifier);
    let words = match figure.stated.as_ref().map(|stated| &stated.says) {
        Some(Said::Words(words)) => Some(words.clone()),
        Some(Said::Numbers { .. }) | None => None,
    };
    let lacks_amount = form.measure.has_amount() && money.is_none();
    let (counted, money) = (counted.map(|(_, text)| text), money.map(|(_, text)| text));
    let printed = match form.printed {
        Printed::Count => words.or(counted),
        Printed::Amount => words.or(money),
    };
    figure.is_known = printed.is_some() && !lacks_amount;
    figure.text = printed.unwrap_or_else(|| NO_DATA.to_owned());
}

/// The figure's own articles and those of the groups behind its rows.
fn articles(form: &FigureForm, rows: &[Row], view: View<'_>) -> Vec<String> {
    let groups: HashSet<&str> = rows.iter().filter_map(|row| row.group.as_deref()).collect();
    let cites = groups.into_iter().filter_map(|key| {
        let group = view.law.group(key)?;
        let version = view.version(group, view.pay_month)?;
        Some(view.cite(&version.text, &version.cite).to_string())
    });
    let mut all: Vec<String> = cites.chain(form.articles.iter().cloned()).collect();
    all.sort();
    all.dedup();
    all
}
