//! The lists an office owes, as workbooks.
//!
//! It knows how each list looks. Who stands in it and with how much was decided before; here it is only laid out.
//! Lists to print and sign are composed from [`printed`]: start there, then read [`summary`], the shortest of them.
//! Lists to work on at a screen and hand back ([`roster`], [`returned`], [`member_status`]) and the big export
//! ([`plain`]) have their titles in a single row that stays in sight, so that they can be read in again.

mod cell;
pub mod changes;
pub mod gifts;
pub mod insurance;
pub mod member_status;
pub mod plain;
pub mod printed;
pub mod returned;
pub mod roster;
pub mod summary;
mod working;

pub use cell::{Cell, Form};

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
