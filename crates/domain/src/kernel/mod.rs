//! The vocabulary every other room speaks: money, time, names, ids, citations.
//!
//! The kernel knows no benefit, no table and no person.
//! Start with [`Dong`] and [`Month`]; both are used on every page of the rest.

mod birth;
mod citation;
mod day;
mod fraction;
mod id;
mod money;
mod month;
mod name;
mod near;
mod paper_number;
mod show;

pub use birth::{BirthDate, BirthPrecision};
pub use citation::{Certainty, Citation};
pub use day::{Day, Moment, Span};
pub use fraction::Fraction;
pub use id::{DecisionId, HouseholdId, PersonId, RecoveryId, RunId, SpellId, UnitId, UserId};
pub use money::{Dong, Rounding};
pub use month::{Month, MonthSpan};
pub use name::{fold, nfc, sort_key};
pub use near::may_mean;
pub use paper_number::{OldIdNumber, PersonalId, PersonalIdWarning};
pub use show::{show_count, show_day, show_moment, show_month};

/// Why a text could not be read as one of the kernel's values.
///
/// The value that was seen travels with the error so that a screen can show it beside the rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("không đọc được {what} từ “{seen}”: cần {wanted}")]
pub struct ParseError {
    pub what: &'static str,
    pub seen: String,
    pub wanted: &'static str,
}

impl ParseError {
    pub fn new(what: &'static str, seen: impl Into<String>, wanted: &'static str) -> ParseError {
        ParseError { what, seen: seen.into(), wanted }
    }
}
