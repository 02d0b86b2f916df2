//! The form of a report as data: which figures, from which rows, in which sentences.

use serde::Deserialize;

use super::qualifier::MoneyStyle;

/// What is read from `laws/bao-cao/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    pub kind: String,
    pub subject: String,
    pub opening: Vec<String>,
    #[serde(rename = "figure")]
    pub figures: Vec<FigureForm>,
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    pub closing: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureForm {
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub unit: String,
    pub measure: Measure,
    #[serde(default)]
    pub scheme: Option<String>,
    /// Counts are printed rounded to this step, with the word that keeps them true.
    #[serde(default = "one")]
    pub round_to: i64,
    #[serde(default)]
    pub money: MoneyStyle,
    #[serde(default)]
    pub printed: Printed,
    #[serde(default)]
    pub articles: Vec<String>,
}

fn one() -> i64 {
    1
}

/// From which rows a figure is made. Closed, like the predicates of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// No register of this office holds it yet.
    NoRecords,
    /// People who had a monthly payment booked in the period.
    MonthlyPayees,
    /// One-off payments booked in the period.
    OneOffCases,
    /// All money of the scheme, booked so far and foreseen to the end of the period; counted are the monthly payees.
    MoneyToPeriodEnd,
    /// Decisions signed in the period.
    DecisionsIssued,
    /// One-off benefits proposed to the superior in the period.
    ProposalsMade,
}

impl Measure {
    pub fn has_amount(self) -> bool {
        match self {
            Measure::MonthlyPayees | Measure::OneOffCases | Measure::MoneyToPeriodEnd => true,
            Measure::NoRecords | Measure::DecisionsIssued | Measure::ProposalsMade => false,
        }
    }
}

/// Which side of a figure the report's text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Printed {
    #[default]
    Count,
    Amount,
}

/// One numbered part of the report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub level: u8,
    pub title: String,
    /// Sentences in which `{N-04}` stands for the figure as printed and `{N-06:amount}` for its money.
    #[serde(default)]
    pub sentences: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutlineError {
    #[error("mẫu báo cáo: {0}")]
    Unreadable(String),
    #[error("mẫu báo cáo: chỉ tiêu {0} thiếu chế độ (scheme)")]
    NoScheme(String),
    #[error("mẫu báo cáo: câu “{sentence}” nhắc chỉ tiêu “{id}” không có")]
    NoSuchFigure { id: String, sentence: String },
}

impl Outline {
    pub fn read(text: &str) -> Result<Outline, OutlineError> {
        let outline: Outline = toml::from_str(text).map_err(|error| OutlineError::Unreadable(error.to_string()))?;
        let lacks_scheme = |form: &&FigureForm| form.measure != Measure::NoRecords && form.scheme.is_none();
        if let Some(form) = outline.figures.iter().find(lacks_scheme) {
            return Err(OutlineError::NoScheme(form.id.clone()));
        }
        for sentence in outline.sections.iter().flat_map(|section| &section.sentences) {
            for id in super::passage::ids_in(sentence) {
                if outline.figure(id).is_none() {
                    return Err(OutlineError::NoSuchFigure { id: id.to_owned(), sentence: sentence.clone() });
                }
            }
        }
        Ok(outline)
    }

    pub fn figure(&self, id: &str) -> Option<&FigureForm> {
        self.figures.iter().find(|figure| figure.id == id)
    }
}
