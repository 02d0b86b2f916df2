use serde::Deserialize;

use super::predicate::Predicate;
use crate::kernel::{Certainty, Fraction, Month, Rounding};

/// What is paid under one heading of one fund: the line of the ledger.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// `btxh.hang_thang`; the part before the point is the scheme, the unit of a roll.
    pub key: String,
    pub name: String,
    pub scheme: String,
    pub scheme_name: String,
    pub cadence: Cadence,
    /// Parameter: how many months after a change of level the new level is paid from.
    #[serde(default)]
    pub change_lag: Option<String>,
    /// Parameter: how many months after the loss of a condition, or a death, the benefit stops.
    #[serde(default)]
    pub stop_lag: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    Monthly,
    Once,
}

/// A group of entitled people as the law names it, through all its versions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub key: String,
    pub name: String,
    pub benefit: String,
    /// What a list prints in its narrow column.
    #[serde(default)]
    pub short: String,
    #[serde(rename = "version")]
    pub versions: Vec<GroupVersion>,
}

/// The group under one text, from one month on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupVersion {
    pub from: Month,
    /// First month in which the group no longer exists; the text that ended it is `ended_by`.
    #[serde(default)]
    pub until: Option<Month>,
    #[serde(default)]
    pub ended_by: Option<String>,
    pub text: String,
    pub cite: String,
    pub status: Certainty,
    /// Whom the conditions and ages of the rates are about.
    #[serde(default)]
    pub about: About,
    /// Who qualifies. The decision attests what the records do not show.
    #[serde(default)]
    pub when: Vec<Predicate>,
    pub start: StartRule,
    /// The most that all subjects together may bring, as a multiple of the base (NĐ 136/2013 for single parents).
    #[serde(default)]
    pub cap: Option<Fraction>,
    #[serde(rename = "rate")]
    pub rates: Vec<Rate>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The person who is entitled.
    #[default]
    Person,
    /// Each of the people named by the decision: the children of a single parent, the person cared for.
    Subjects,
}

/// One component of the amount. A person's amount is the sum of the components whose conditions hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RateFields")]
pub struct Rate {
    /// What the component is called on a statement.
    pub name: String,
    pub when: Vec<Predicate>,
    pub formula: Formula,
    pub cite: String,
    /// Components with one tag compete across a person's groups; see [`KeepRule`](super::KeepRule).
    pub tag: Option<String>,
}

/// How an amount is made. Few, small, named by the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// coefficient × the base of the month
    Coefficient { coefficient: Fraction, base: String },
    /// the literal amount of a table
    Table { code: String },
    /// the literal amount of a table at the decision's percentage
    TableByPercent { code: String },
    /// the literal amount of a table × full years of service named by the decision
    TablePerYear { code: String },
    /// multiple × the base of the month of the event, once
    Multiple { multiple: Fraction, base: String, rounding: Rounding },
    /// multiple × the allowances of the month of the event, leaving out components with a tag, once
    MultipleOfCurrent { multiple: Fraction, benefit: String, without_tag: String },
}

/// From which month a decision pays, when the decision itself does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartRule {
    /// The month in which the decision is signed.
    MonthOfDecision,
    /// The month of the certificate that proves the condition.
    MonthOfCertificate,
    /// The month in which the qualifying age is reached.
    MonthOfAge,
    /// The month after the event (a death).
    MonthAfterEvent,
    /// The month of the event itself; one-off benefits.
    MonthOfEvent,
}

/// A rate as a file writes it: flat, every field named, none unknown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateFields {
    name: String,
    #[serde(default)]
    when: Vec<Predicate>,
    formula: FormulaName,
    coefficient: Option<Fraction>,
    multiple: Option<Fraction>,
    base: Option<String>,
    rounding: Option<Rounding>,
    code: Option<String>,
    benefit: Option<String>,
    without_tag: Option<String>,
    #[serde(default)]
    cite: String,
    tag: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FormulaName {
    Coefficient,
    Table,
    TableByPercent,
    TablePerYear,
    Multiple,
    MultipleOfCurrent,
}

impl TryFrom<RateFields> for Rate {
    type Error = String;

    fn try_from(mut fields: RateFields) -> Result<Rate, String> {
        let formula = fields.take_formula().ok_or("công thức thiếu trường")?;
        let left = [
            fields.coefficient.map(|_| "coefficient"),
            fields.multiple.map(|_| "multiple"),
            fields.base.map(|_| "base"),
            fields.rounding.map(|_| "rounding"),
            fields.code.map(|_| "code"),
            fields.benefit.map(|_| "benefit"),
            fields.without_tag.map(|_| "without_tag"),
        ];
        match left.into_iter().flatten().next() {
            Some(extra) => Err(format!("thành phần “{}”: công thức này không dùng trường {extra}", fields.name)),
            None => Ok(Rate { name: fields.name, when: fields.when, formula, cite: fields.cite, tag: fields.tag }),
        }
    }
}

impl RateFields {
    /// Takes the fields the formula needs; what is left over does not belong there.
    fn take_formula(&mut self) -> Option<Formula> {
        Some(match self.formula {
            FormulaName::Coefficient => {
                Formula::Coefficient { coefficient: self.coefficient.take()?, base: self.base.take()? }
            }
            FormulaName::Table => Formula::Table { code: self.code.take()? },
            FormulaName::TableByPercent => Formula::TableByPercent { code: self.code.take()? },
            FormulaName::TablePerYear => Formula::TablePerYear { code: self.code.take()? },
            FormulaName::Multiple => Formula::Multiple {
                multiple: self.multiple.take()?,
                base: self.base.take()?,
                rounding: self.rounding.take()?,
            },
            FormulaName::MultipleOfCurrent => Formula::MultipleOfCurrent {
                multiple: self.multiple.take()?,
                benefit: self.benefit.take()?,
                without_tag: self.without_tag.take()?,
            },
        })
    }
}
