//! The law as dated, cited data, and how a value of it is found for a month.
//!
//! This room knows texts, parameters, groups, rate tables and overlaps; it knows no person and no day called today.
//! A question always goes through a [`View`]: *which texts count for this roll, as known on this day?*
//! Start with [`Law`], then [`Group`]; the files behind them are in `laws/`.

mod check;
mod embedded;
mod group;
mod load;
mod local;
mod overlap;
mod parameter;
mod predicate;
mod table;
mod text;
mod view;

pub use check::{Coverage, check};
pub use embedded::{embedded_cases, embedded_law, embedded_report, embedded_units};
pub use group::{About, Benefit, Cadence, Formula, Group, GroupVersion, Rate, StartRule};
pub use load::{LawError, load};
pub use local::{LocalAmount, LocalPower, LocalUnfit, LocalValue};
pub use overlap::{Comparison, KeepRule, Overlap, Selector, Verdict};
pub use parameter::{Parameter, ParameterValue, Unit};
pub use predicate::{Predicate, StatusTest};
pub use table::{Amounts, RateSet, RateTable};
pub use text::{Attribute, LawText, OpenQuestion, StatusKind};
pub use view::{OutOfCoverage, View};

/// Everything in `laws/` that decides amounts, checked while it was read.
#[derive(Debug, Clone)]
pub struct Law {
    pub texts: Vec<LawText>,
    pub parameters: Vec<Parameter>,
    pub tables: Vec<RateTable>,
    pub benefits: Vec<Benefit>,
    pub groups: Vec<Group>,
    pub overlaps: Vec<Overlap>,
    pub keeps: Vec<KeepRule>,
    pub questions: Vec<OpenQuestion>,
    /// Words a group's rate may test on a spell, such as `nguoi_phuc_vu`; their order is their bit.
    pub attributes: Vec<Attribute>,
    /// What conditions may ask of a person's statuses.
    pub statuses: Vec<StatusKind>,
    /// Tables and parameters kept for reading, from which no rule of this house computes.
    pub reference: Vec<String>,
    /// Months the whole of the law answers for.
    pub coverage: Coverage,
}

impl Law {
    pub fn text(&self, id: &str) -> Option<&LawText> {
        self.texts.iter().find(|text| text.id == id)
    }

    pub fn parameter(&self, id: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.id == id)
    }

    pub fn group(&self, key: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.key == key)
    }

    pub fn benefit(&self, key: &str) -> Option<&Benefit> {
        self.benefits.iter().find(|benefit| benefit.key == key)
    }

    /// The parameter that says which month of the year stands for a missing month of birth.
    pub fn missing_birth_month(&self) -> i8 {
        let convention = self.parameter(load::BIRTH_CONVENTION).and_then(|parameter| parameter.values.first());
        convention.expect("loading refuses a law without the convention").amount.numerator() as i8
    }

    /// A status in words for people: `Khuyết tật nặng`. An unknown key is shown as it is.
    pub fn status_name(&self, kind: &str, grade: Option<&str>) -> String {
        let Some(known) = self.statuses.iter().find(|status| status.kind == kind) else { return kind.to_owned() };
        match grade.and_then(|grade| known.grade.get(grade)) {
            Some(grade) => format!("{} {grade}", known.name),
            None => known.name.clone(),
        }
    }

    pub fn table(&self, code: &str) -> Option<&RateTable> {
        self.tables.iter().find(|table| table.code == code)
    }
}
