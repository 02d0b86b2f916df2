use serde::Deserialize;

use crate::kernel::{Certainty, Month};

/// What happens when one person stands in two groups, or in a group beside another regular income.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlap {
    pub id: String,
    pub a: Selector,
    pub b: Selector,
    pub verdict: Verdict,
    /// Only when the other income compares so with the amount of `a`.
    #[serde(default)]
    pub when_b_is: Option<Comparison>,
    #[serde(default)]
    pub from: Option<Month>,
    #[serde(default)]
    pub until: Option<Month>,
    pub text: String,
    pub cite: String,
    pub status: Certainty,
    /// In our own words, for the screen.
    pub says: String,
}

/// Which standings a side of the rule means. All that is named must fit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    #[serde(default)]
    pub benefit: Vec<String>,
    #[serde(default)]
    pub group: Vec<String>,
    /// A regular income that another body pays, kept as a status of the person.
    #[serde(default)]
    pub status: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Only the higher of the two is paid.
    Highest,
    /// `a` is not paid.
    DropA,
    Both,
    /// The law can be read two ways: both stay due as decided, and a person must look.
    Review,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    AtLeastA,
    BelowA,
}

/// Of all components with this tag in one month, only so many of the highest are paid.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepRule {
    pub tag: String,
    pub keep: usize,
    pub text: String,
    pub cite: String,
    pub says: String,
}

impl Selector {
    pub fn fits_group(&self, benefit: &str, group: &str) -> bool {
        self.status.is_empty()
            && (!self.benefit.is_empty() || !self.group.is_empty())
            && (self.benefit.is_empty() || self.benefit.iter().any(|key| key == benefit))
            && (self.group.is_empty() || self.group.iter().any(|key| key == group))
    }

    pub fn fits_status(&self, kind: &str) -> bool {
        self.status.iter().any(|key| key == kind)
    }
}

impl Overlap {
    pub fn applies_in(&self, month: Month) -> bool {
        self.from.is_none_or(|from| from <= month) && self.until.is_none_or(|until| month < until)
    }
}
