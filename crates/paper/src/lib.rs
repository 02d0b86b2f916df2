//! Values to bytes and back: official documents, pay lists, input templates, the payer's answers.
//!
//! This room knows how a paper looks (.docx, .html, .xlsx, .csv) and how to read one back.
//! It knows no law, no database, no disk and no clock: bytes come in, bytes go out,
//! and the same value always gives the same bytes.
//!
//! Start with [`official`] for what leaves the office and [`template`] for what comes in;
//! [`lists`] reads whatever list an office keeps, over the sheets of [`grid`]; [`roll`] is the sheet people sign,
//! [`sheets`] the other lists an office owes.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod book;
mod error;
pub mod export;
pub mod grid;
pub mod legacy;
pub mod lists;
pub mod official;
pub mod roll;
pub mod sheets;
pub mod table;
pub mod template;
mod xml;

pub use error::PaperError;
