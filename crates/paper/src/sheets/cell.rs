//! What stands in a cell, and how the cells of a column are written.

use domain::kernel::{Dong, nfc};
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use crate::book;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing, as a sum counts it.
    Blank,
    /// Blank on the sheet, to be filled in by hand; no sum is printed over what is unknown.
    Unknown,
    /// Always a text on the sheet, also when it begins like a formula.
    Text(String),
    Number(i64),
    Money(Dong),
}

/// How the cells of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Centre,
    /// Dates, identity numbers and codes: centred, and kept digit for digit.
    AsWritten,
    Number,
    Money,
    /// Left empty for a hand to sign.
    Signature,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// Money, or an empty cell for none: a list full of noughts is hard to read.
    pub fn some_money(amount: Dong) -> Cell {
        if amount.is_zero() { Cell::Blank } else { Cell::Money(amount) }
    }

    /// What the cell adds to the sum of its column, if that is known.
    pub(super) fn amount(&self) -> Option<i64> {
        match self {
            Cell::Blank | Cell::Text(_) => Some(0),
            Cell::Unknown => None,
            Cell::Number(number) => Some(*number),
            Cell::Money(amount) => Some(amount.0),
        }
    }

    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        (row, place): (u32, u16),
        format: &Format,
    ) -> Result<(), XlsxError> {
        match self {
            Cell::Blank | Cell::Unknown => sheet.write_blank(row, place, format)?,
            Cell::Text(text) => sheet.write_string_with_format(row, place, nfc(text), format)?,
            // Counts and amounts are far below the 2^53 up to which a spreadsheet counts exactly.
            Cell::Number(number) => sheet.write_number_with_format(row, place, *number as f64, format)?,
            Cell::Money(amount) => sheet.write_number_with_format(row, place, amount.0 as f64, format)?,
        };
        Ok(())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

/// An amount that is known to be nothing is printed.
impl From<Option<Dong>> for Cell {
    fn from(amount: Option<Dong>) -> Cell {
        amount.map_or(Cell::Unknown, Cell::Money)
    }
}

impl From<Option<u32>> for Cell {
    fn from(count: Option<u32>) -> Cell {
        count.map_or(Cell::Unknown, |count| Cell::Number(count.into()))
    }
}

impl Form {
    /// The format of a cell that otherwise looks like `base`.
    pub(super) fn on(self, base: Format) -> Format {
        match self {
            Form::Text | Form::Signature => base,
            Form::Centre => base.set_align(FormatAlign::Center),
            Form::AsWritten => book::as_written(base).set_align(FormatAlign::Center),
            Form::Number | Form::Money => book::money(base),
        }
    }
}
