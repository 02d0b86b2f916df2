//! The demo office: Phù Cừ district of 2021 with invented people, worked from January to April by the same acts an
//! officer would use.
//!
//! [`compose`] draws everybody and everything that will happen from a seed; [`run`] lets it happen, day by day.
//! Every person, officer and signer is invented. Names are drawn from `names.csv`, weights and all made by hand.

mod compose;
pub(crate) mod names;
mod run;

pub use run::{DemoAccounts, DemoUser, run};

/// The figures the demo's records add up to: the published ones of an office of this size in the first half of 2021.
mod target {
    use domain::kernel::Dong;

    pub const NCC_PAYEES: usize = 2_407;
    pub const NCC_ONE_OFFS: usize = 60;
    pub const NCC_MONEY: Dong = Dong(31_657_000_000);
    pub const BTXH_PAYEES: usize = 5_405;
    pub const BTXH_MONEY: Dong = Dong(11_670_000_000);
    /// "trên … triệu": the exact sum lies above the round number by less than this.
    pub const WINDOW: Dong = Dong(1_000_000);
}
