//! The store's promises, each kept on every database at hand.

mod backup;
mod cohort;
mod columns;
mod facts;
mod journal;
mod lists;
mod money;
mod office;
mod reports;
mod roster;
mod sample;
mod search;
mod transactions;
mod undo;
mod waiting;
