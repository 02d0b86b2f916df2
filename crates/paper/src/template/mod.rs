//! The lists that come in: one canonical template for each kind, and its reading into typed rows.
//!
//! It knows columns and how each is written. It does not know who a person is or what a group code means.
//! Every row of a file ends up either in [`Read::rows`] or in [`Read::rejects`]: nothing is lost and nothing is guessed.
//! Start with [`TemplateKind`] and [`read`]; the columns are listed in `columns.rs`.

mod columns;
pub mod fields;
mod payer;
mod rows;
mod workbook;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::PaperError;
use crate::grid::Book;
use crate::table::{self, Table};

pub use columns::{COMMUNE, GROUP};
pub use fields::{Reason, RowReader};
pub use payer::{PayerAnswer, PayerLine, payment_result_csv, write_payment_result};
pub use rows::{Beneficiary, Death, Household, SubjectRow};
pub use workbook::{Words, workbook, workbook_with};

/// The kinds of list an office may hand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TemplateKind {
    Beneficiaries,
    Deaths,
    Households,
    PaymentResult,
}

impl TemplateKind {
    pub const ALL: [TemplateKind; 4] =
        [TemplateKind::Beneficiaries, TemplateKind::Deaths, TemplateKind::Households, TemplateKind::PaymentResult];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            TemplateKind::Beneficiaries => "beneficiaries",
            TemplateKind::Deaths => "deaths",
            TemplateKind::Households => "households",
            TemplateKind::PaymentResult => "payment-result",
        }
    }

    /// The title an official reads.
    pub fn title(self) -> &'static str {
        match self {
            TemplateKind::Beneficiaries => "Danh sách đối tượng đang hưởng trợ cấp",
            TemplateKind::Deaths => "Danh sách người đã mất",
            TemplateKind::Households => "Danh sách hộ nghèo, hộ cận nghèo",
            TemplateKind::PaymentResult => "Kết quả chi trả",
        }
    }

    /// The column titles in the order of the template; [`workbook_with`] takes its cells in this order.
    pub fn column_titles(self) -> Vec<&'static str> {
        columns::of(self).iter().map(|column| column.title).collect()
    }

    /// The columns without which a header is not this kind's.
    fn required_titles(self) -> Vec<&'static str> {
        columns::of(self).iter().filter(|column| column.required).map(|column| column.title).collect()
    }
}

impl fmt::Display for TemplateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for TemplateKind {
    type Err = PaperError;

    fn from_str(text: &str) -> Result<TemplateKind, PaperError> {
        let known = || TemplateKind::ALL.map(TemplateKind::name).to_vec();
        let found = TemplateKind::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| PaperError::UnknownTemplate { seen: text.to_owned(), known: known() })
    }
}

/// Where a row was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// Shared by all rows of the file.
    pub file: Arc<str>,
    pub sheet: Arc<str>,
    /// The row's number as Excel shows it; 0 where the whole sheet or file is meant.
    pub row: usize,
}

/// `danh-sach.xlsx, Sheet1, dòng 7`
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.sheet.is_empty() {
            write!(f, ", {}", self.sheet)?;
        }
        match self.row {
            0 => Ok(()),
            row => write!(f, ", dòng {row}"),
        }
    }
}

/// A cell that keeps its row from being taken in. A row with several such cells has several rejects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    pub file: String,
    pub sheet: String,
    pub row: usize,
    pub column: String,
    /// The text of the cell.
    pub seen: String,
    pub reason: Reason,
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reject { file, sheet, row, column, seen, reason } = self;
        write!(f, "Tệp “{file}”, trang “{sheet}”, dòng {row}, cột “{column}”: ")?;
        match seen.is_empty() {
            true => write!(f, "{reason}"),
            false => write!(f, "thấy “{seen}”, {reason}"),
        }
    }
}

/// What a file held: rows to take in and cells to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    pub rows: Vec<T>,
    pub rejects: Vec<Reject>,
}

/// A row of one kind of list.
pub trait ListRow: Sized {
    const KIND: TemplateKind;

    /// The row's value; whatever cannot be read is left with `row` as a reject.
    fn parse(row: &mut RowReader<'_>) -> Option<Self>;
}

/// Reads every sheet of the file that has the header of this kind of row.
pub fn read<T: ListRow>(book: &Book) -> Result<Read<T>, PaperError> {
    let mut read = Read { rows: Vec::new(), rejects: Vec::new() };
    for table in Table::read_all(book, &T::KIND.required_titles())? {
        for row in &table.rows {
            let mut reader = RowReader::new(&table, row);
            let parsed = T::parse(&mut reader);
            match reader.into_rejects() {
                rejects if rejects.is_empty() => read.rows.extend(parsed),
                rejects => read.rejects.extend(rejects),
            }
        }
    }
    Ok(read)
}

/// The people that a cell names with their birth dates, `Trần Văn An (02/03/2015) đang học; Trần Thị Bình (2018)`.
pub fn subjects(text: &str) -> Result<Vec<SubjectRow>, Reason> {
    fields::subjects(&table::Cell { text: text.to_owned(), kept: table::Kept::Text })
}

/// Every row of the file as it was written, each with its cells in the order of [`TemplateKind::column_titles`].
pub fn as_written(book: &Book, kind: TemplateKind) -> Result<Vec<(Source, Vec<String>)>, PaperError> {
    let titles = kind.column_titles();
    let mut written = Vec::new();
    for table in Table::read_all(book, &kind.required_titles())? {
        for row in &table.rows {
            let source =
                Source { file: table.file.as_str().into(), sheet: table.sheet.as_str().into(), row: row.number };
            written.push((source, titles.iter().map(|title| table.cell(row, title).text).collect()));
        }
    }
    Ok(written)
}

/// Which of our templates a file is, by its header; `None` when it is none of ours.
pub fn recognise(book: &Book) -> Option<TemplateKind> {
    let is = |kind: TemplateKind| book.sheets.iter().any(|sheet| table::has_header(sheet, &kind.required_titles()));
    TemplateKind::ALL.into_iter().find(|kind| is(*kind))
}

#[cfg(test)]
mod tests;
