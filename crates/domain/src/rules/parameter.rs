use serde::Deserialize;

use super::local::{LocalPower, LocalValue};
use crate::kernel::{Certainty, Dong, Fraction, Month};

/// One number of law over time: a standard, a base salary, an age, a convention.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    pub id: String,
    pub name: String,
    pub unit: Unit,
    #[serde(rename = "value")]
    pub values: Vec<ParameterValue>,
    /// By what a province may set more than the central amount; `None` where it may not.
    #[serde(default)]
    pub local: Option<LocalPower>,
    /// What the province of this office did set; never in `laws/`.
    #[serde(skip)]
    pub local_values: Vec<LocalValue>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Dong,
    Multiple,
    Count,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterValue {
    /// The first month to which the value applies; it holds until the next visible value begins.
    pub from: Month,
    pub amount: Fraction,
    pub text: String,
    pub cite: String,
    pub status: Certainty,
    #[serde(default)]
    pub note: String,
}

impl ParameterValue {
    pub fn dong(&self) -> Option<Dong> {
        (self.amount.denominator() == 1).then(|| Dong(self.amount.numerator()))
    }
}
