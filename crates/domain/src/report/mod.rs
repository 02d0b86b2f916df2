//! The report as values: figures, the rows behind each, the sentences they stand in.
//!
//! A figure is a query over rows: one definition gives the number, the rows and the articles, so they cannot disagree.
//! What no record holds is unknown and printed as such. This room changes nothing.
//! Start with [`Outline`] (the form, as data) and [`write`].

mod figure;
mod outline;
mod qualifier;
mod rows;
mod text;

pub use figure::{Basis, Figure, NO_DATA};
pub use outline::{FigureForm, Measure, Outline, OutlineError, Printed, Section};
pub use qualifier::{MoneyStyle, Qualifier, print_amount, print_count};
pub use rows::{BookedRow, DecisionRow, ForecastRow, ReportFacts, Row, RowBasis, half_year, rows_of};
pub use text::{Paragraph, Piece, Report, WrittenSection, write};
