//! What a person is due, by month: statuses × rules × decisions, and what happens when benefits meet.
//!
//! Entitlement pays nothing. It has two paths that must agree: [`Tariff`] compiles the law once and answers for
//! millions of people, [`explain`] walks the law for one person and one month and says why, article by article.
//! A decision attests the conditions our records do not show; a record that contradicts the decision stops the pay.
//! Start with [`Cohort`], then [`Tariff::dues`].

mod dues;
mod explain;
mod facts;
mod overlap;
mod start;
mod tariff;
mod windows;

#[cfg(test)]
mod tests;

pub use dues::{Due, Months, NeedsReview, Problem, Scratch};
pub use explain::{Explanation, Finding, Outcome, Reason, Review, Term, TermFormula, explain};
pub use facts::{Cohort, GroupIndex, PersonFacts, Spell, SpellFacts, StatusFacts, Subject, SubjectFacts, UnknownWord};
pub use overlap::{Candidate, Fate, OtherIncome, Overlaps, Resolution};
pub use start::{NoStart, StartFacts, StartFinding, start_month};
pub use tariff::Tariff;

/// A benefit's place in [`Law::benefits`](crate::rules::Law::benefits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BenefitIndex(pub u16);
