//! The round-trip list: people with the code we know them by, columns to read, and columns for the office to fill in.
//!
//! A hidden sheet `Ansinh` says what the file is, so that it is known again when it comes back.

use std::collections::BTreeMap;

use domain::kernel::nfc;
use rust_xlsxwriter::utility::{cell_range_absolute, row_col_to_cell};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::working::{self, Column};
use super::{Cell, Form};
use crate::PaperError;
use crate::book;
use crate::grid::Book;

/// The title of the first column.
pub const PERSON_CODE: &str = "Mã người";
const ABOUT_TAB: &str = "Ansinh";
const CHOICES_TAB: &str = "DanhMuc";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    pub title: String,
    /// The columns after [`PERSON_CODE`].
    pub columns: Vec<RosterColumn>,
    pub rows: Vec<RosterRow>,
    /// What the program must know again, `kind` and `known_at`; written as key and value to the hidden sheet.
    pub about: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterColumn {
    pub title: String,
    /// In characters, as a sheet counts them.
    pub width: u16,
    pub entry: Entry,
}

/// What may be written into a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Nothing: it is there to be read.
    ReadOnly(Form),
    Text,
    /// So many digits, kept as text so that leading zeros stay.
    Digits(u32),
    /// One of these words.
    Choice(Vec<String>),
    Number,
    Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    pub person: String,
    /// One for each column after the code.
    pub cells: Vec<Cell>,
}

impl Entry {
    fn format(&self) -> Format {
        let base = book::ruled(11);
        match self {
            Entry::ReadOnly(form) => working::to_leave_alone(form.on(base)),
            Entry::Text | Entry::Choice(_) => book::as_written(base),
            Entry::Digits(_) => Form::AsWritten.on(base),
            Entry::Number | Entry::Money => Form::Money.on(base),
        }
    }
}

pub fn to_xlsx(roster: &Roster) -> Result<Vec<u8>, PaperError> {
    let mut workbook = book::workbook(&nfc(&roster.title))?;
    list(workbook.add_worksheet().set_name("DanhSach")?, roster)?;
    choices(&mut workbook, roster)?;
    about(&mut workbook, roster)?;
    Ok(workbook.save_to_buffer()?)
}

fn list(sheet: &mut Worksheet, roster: &Roster) -> Result<(), XlsxError> {
    let code = working::to_leave_alone(Form::AsWritten.on(book::ruled(11)));
    let mut columns = vec![Column { title: PERSON_CODE, width: 14, format: code }];
    columns.extend(roster.columns.iter().map(|column| Column {
        title: &column.title,
        width: column.width,
        format: column.entry.format(),
    }));
    let cells = |row: &RosterRow| [Cell::text(row.person.as_str())].into_iter().chain(row.cells.clone()).collect();
    let last_row = working::write(sheet, 0, &columns, roster.rows.iter().map(cells), 1)?;
    working::filter(sheet, 0, last_row, &columns)?;
    for (place, column) in (1..).zip(&roster.columns) {
        check(sheet, (last_row.max(1), place), column)?;
    }
    Ok(())
}

fn check(sheet: &mut Worksheet, (last_row, place): (u32, u16), column: &RosterColumn) -> Result<(), XlsxError> {
    let check = match &column.entry {
        Entry::Digits(count) => working::digits(*count, &row_col_to_cell(1, place), &column.title)?,
        Entry::Choice(words) if !words.is_empty() => {
            let last = u32::try_from(words.len()).unwrap_or(u32::MAX);
            working::one_of(CHOICES_TAB, &cell_range_absolute(1, place, last, place), &column.title)?
        }
        Entry::Choice(_) | Entry::ReadOnly(_) | Entry::Text | Entry::Number | Entry::Money => return Ok(()),
    };
    sheet.add_data_validation(1, place, last_row, place, &check)?;
    Ok(())
}

/// The words of each choice under its column's letter. A list written into the check itself may have 255 letters only.
fn choices(workbook: &mut Workbook, roster: &Roster) -> Result<(), XlsxError> {
    let sheet = working::hidden(workbook, CHOICES_TAB)?;
    for (place, column) in (1..).zip(&roster.columns) {
        let Entry::Choice(words) = &column.entry else { continue };
        sheet.write_string(0, place, nfc(&column.title))?;
        for (row, word) in (1..).zip(words) {
            sheet.write_string(row, place, nfc(word))?;
        }
    }
    Ok(())
}

/// What the hidden sheet of a file says; `None` when the file has no such sheet, and so is not one of ours.
pub fn about_of(file: &Book) -> Option<BTreeMap<String, String>> {
    let sheet = file.sheets.iter().find(|sheet| sheet.name == ABOUT_TAB)?;
    Some(sheet.rows().map(|row| (row.cell(0).text().into_owned(), row.cell(1).text().into_owned())).collect())
}

fn about(workbook: &mut Workbook, roster: &Roster) -> Result<(), XlsxError> {
    let sheet = working::hidden(workbook, ABOUT_TAB)?;
    for (row, (key, value)) in (0..).zip(&roster.about) {
        sheet.write_string(row, 0, key)?.write_string(row, 1, value)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::samples::{Written, roster};
    use crate::table::Table;

    #[test]
    fn choices_come_from_a_hidden_sheet_and_digits_are_counted() {
        let mut written = Written::new(to_xlsx(&roster()).unwrap());
        let sheet = written.part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<formula1>DanhMuc!$E$2:$E$3</formula1>"), "{sheet}");
        assert!(sheet.contains("<formula1>AND(LEN(D2)=12,ISNUMBER(VALUE(D2)))</formula1>"));
        assert!(sheet.contains("sqref=\"E2:E3\"") && sheet.contains("<autoFilter ref=\"A1:F3\""));
        assert_eq!(written.rows(CHOICES_TAB), [["Giới tính"], ["Nam"], ["Nữ"]]);
        assert_eq!(written.part("xl/workbook.xml").matches("state=\"hidden\"").count(), 2);
    }

    #[test]
    fn the_file_says_what_it_is() {
        let mut written = Written::new(to_xlsx(&roster()).unwrap());
        assert_eq!(written.rows(ABOUT_TAB), [["kind", "personal-ids"], ["known_at", "2021-04-27T08:00:00Z"]]);
        let file = crate::grid::open("ra-soat.xlsx", &to_xlsx(&roster()).unwrap()).unwrap();
        assert_eq!(about_of(&file).unwrap()["known_at"], "2021-04-27T08:00:00Z");
        assert_eq!(about_of(&crate::grid::open("a.csv", b"Ansinh;1").unwrap()), None);
    }

    #[test]
    fn what_went_out_can_be_read_in_again() {
        let bytes = to_xlsx(&roster()).unwrap();
        let tables =
            Table::read_all(&crate::grid::open("ra-soat.xlsx", &bytes).unwrap(), &[PERSON_CODE, "Số định danh"])
                .unwrap();
        let codes: Vec<String> = tables[0].rows.iter().map(|row| tables[0].cell(row, PERSON_CODE).text).collect();
        assert_eq!((tables.len(), codes), (1, vec!["0088".to_owned(), "0089".to_owned()]));
    }
}
