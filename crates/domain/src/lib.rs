//! The pure core of Ansinh: values in, values out.
//!
//! Nothing here opens a file, asks the time, draws a random number, logs or awaits.
//! The rooms are read in the order in which data flows:
//! [`kernel`] (vocabulary) → [`rules`] (the law as data) → [`registry`] (people and units over time)
//! → [`casework`] (decisions) → [`entitlement`] (what is due) → [`payment`] (what is paid) → [`report`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cases;
pub mod casework;
pub mod entitlement;
pub mod kernel;
pub mod payment;
pub mod registry;
pub mod report;
pub mod rules;
