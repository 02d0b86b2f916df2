//! Who people are, where they live and what is true of them over time; and the units they live in.
//!
//! The registry knows no benefit amount. Everything in it has two times: when it was so, and when we knew it.
//! Start with [`Recorded`], then [`Person`] and [`Status`]; [`Units`] shows how a mergers' past stays readable.

mod identity;
mod person;
mod status;
mod units;

pub use identity::{Likeness, likeness};
pub use person::{Death, Household, Membership, PaperKind, Payee, Person, PersonBrief, PersonPaper, Residence, Sex};
pub use status::{POVERTY_CLASS, Status};
pub use units::{Succession, UnitKind, UnitVersion, Units, UnitsError, Village};

use crate::kernel::Moment;

/// A fact with its second time: known from `recorded_at` until `retracted_at`. Nothing is overwritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<T> {
    pub fact: T,
    pub recorded_at: Moment,
    pub retracted_at: Option<Moment>,
}

impl<T> Recorded<T> {
    pub fn known_at(&self, moment: Moment) -> bool {
        self.recorded_at <= moment && self.retracted_at.is_none_or(|retracted| moment < retracted)
    }
}
