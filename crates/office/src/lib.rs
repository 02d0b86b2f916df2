//! The official's acts: load → decide → save → journal, each in one transaction.
//!
//! An act is one function; a page and a command call the same one. The office knows no HTTP, no HTML and no arguments
//! of a command line. Today and chance are given to it in [`Acting`].
//! Start with [`register::take_in`] (lists become records), then [`roll`] (a month is paid), then [`report`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod access;
pub mod account;
pub mod acts;
pub mod bench;
mod books;
mod context;
pub mod decide;
pub mod demo;
mod error;
pub mod guide;
pub mod household;
pub mod intake;
pub mod law;
pub mod life;
pub mod local;
pub mod looks;
pub mod newcomer;
pub mod outgoing;
pub mod privacy;
pub mod profile;
pub mod read;
pub mod recover;
pub mod register;
pub mod report;
pub mod roll;
pub mod roster;
pub mod security;
pub mod sessions;
pub mod tokens;
pub mod units;
pub mod upkeep;
pub mod users;

pub use context::{Acting, Office};
pub use error::{OfficeError, Refusal};
pub use store::{Db, FILE_NAME, Location};
