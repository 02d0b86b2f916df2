//! The records: SQL for SQLite and PostgreSQL, written once.
//!
//! This room knows tables and transactions. It decides nothing, asks no clock and never returns half a thing:
//! not found is `None`, and a row that cannot be true is a fault naming table, column and row.
//!
//! Every statement is one text for both databases: `$1` placeholders in the order they are bound, days, months and
//! moments as ISO text, money as whole numbers, names folded in Rust. Facts have two times and are never overwritten:
//! a change retracts a row and adds another. What is read is read "as known at" a moment.
//!
//! Start with [`Db`], which makes the transactions ([`Tx`]) that every other function takes first;
//! then [`people`] for how a fact is kept, [`cohort`] for how a million are read, [`ledger`] for money.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod db;
mod error;
mod facts;
mod hash;
mod keys;
mod migrate;
mod pool;
mod row;
mod sql;
mod tx;
mod value;

pub mod backup;
pub mod cohort;
pub mod deaths;
pub mod decisions;
pub mod households;
pub mod ids;
pub mod imports;
pub mod journal;
pub mod kept_rows;
pub mod layouts;
pub mod ledger;
pub mod local_amounts;
pub mod papers;
pub mod payees;
pub mod people;
pub mod privacy;
pub mod recoveries;
pub mod recovery_codes;
pub mod reports;
pub mod residences;
pub mod roster;
pub mod runs;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod spells;
pub mod statuses;
pub mod throttle;
pub mod tokens;
pub mod undo;
pub mod unit_counts;
pub mod users;
pub mod verify;
pub mod views;
pub mod waiting;

#[doc(hidden)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use db::{Db, FILE_NAME, Location};
pub use error::StoreError;
pub use facts::{Kept, Recording};
pub use tx::Tx;
