//! The report as values: figures, the rows behind each, the sentences they stand in.
//!
//! A figure is a query over rows: one definition gives the number, the rows and the articles, so they cannot disagree.
//! What no record holds is unknown and printed as such. What people say instead, and their own words around the
//! figures, come in as [`Edits`] and stay beside what was worked out. This room changes nothing.
//! Start with [`Outline`] (the form, as data) and [`write`].

mod compare;
mod edits;
mod figure;
mod outline;
mod passage;
mod qualifier;
mod rows;
mod text;

pub use compare::{Comparison, FigureChange, PassageChange, Told, compare};
pub use edits::{Edits, Override, Prose, Said, Unfit};
pub use figure::{Basis, Figure, NO_DATA};
pub use outline::{FigureForm, Measure, Outline, OutlineError, Printed, Section};
pub use passage::{BadWords, Editor, Passage, Place, dropped};
pub use qualifier::{MoneyStyle, Qualifier, print_amount, print_count};
pub use rows::{BookedRow, DecisionRow, ForecastRow, ReportFacts, Row, RowBasis, half_year, rows_of};
pub use text::{FigureCounts, Paragraph, Piece, Report, WrittenSection, set_words, write};
