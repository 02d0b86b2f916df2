//! The store's promises, each kept on every database at hand.

mod backup;
mod cohort;
mod columns;
mod facts;
mod journal;
mod money;
mod office;
mod sample;
mod transactions;
