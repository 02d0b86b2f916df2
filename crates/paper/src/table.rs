//! A list as a grid of texts: what an .xlsx or .csv file holds under its header row.
//!
//! It knows files, sheets, columns and cells, and nothing of what a column means.
//! Numbers and dates become text here; whether a number has lost its leading zeros is for the reader of the field,
//! who can ask a cell how it was kept.

use std::collections::BTreeSet;

use domain::kernel::fold;

use crate::PaperError;
use crate::grid::{Book, CellRef, Grid, RowRef, Value};

/// One sheet's list below its header row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub file: String,
    pub sheet: String,
    /// The column titles as [`fold`] writes them, in the order of the sheet.
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row that holds anything at all, with its number on the sheet, counted from 1 as Excel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub number: usize,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Composed Unicode with single spaces; empty when the cell is.
    pub text: String,
    pub kept: Kept,
}

/// How the file kept the cell. A number may have lost leading zeros; a text never has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kept {
    #[default]
    Text,
    Number,
    Date,
    /// A formula that failed, `#N/A`.
    Error,
}

impl Table {
    /// The cell of `row` under the column whose title folds to `column`; an absent column reads as an empty cell.
    pub fn cell(&self, row: &Row, column: &str) -> Cell {
        let key = fold(column);
        let place = self.columns.iter().position(|title| *title == key);
        place.and_then(|place| row.cells.get(place)).cloned().unwrap_or_default()
    }

    /// The lists of all sheets that have a header row: the first row that holds all `required` titles.
    pub fn read_all(book: &Book, required: &[&'static str]) -> Result<Vec<Table>, PaperError> {
        let file = book.file.as_str();
        let found = book.sheets.iter().filter_map(|sheet| Some(table(file, sheet, header(sheet, required)?)));
        let tables: Vec<Table> = found.collect::<Result<_, _>>()?;
        match tables.is_empty() {
            true => Err(PaperError::NoHeader { file: file.to_owned(), wanted: required.to_vec() }),
            false => Ok(tables),
        }
    }
}

/// Whether a sheet has a row with all these titles near its top.
pub fn has_header(sheet: &Grid, required: &[&str]) -> bool {
    header(sheet, required).is_some()
}

/// The place of the row that holds all `required` titles. Nobody puts it below the first hundred rows.
fn header(sheet: &Grid, required: &[&str]) -> Option<usize> {
    let wanted: BTreeSet<String> = required.iter().map(|title| fold(title)).collect();
    let holds_all = |row: RowRef<'_>| {
        let titles: BTreeSet<String> = row.cells().map(|(_, cell)| fold(&cell.text())).collect();
        wanted.is_subset(&titles)
    };
    sheet.rows().take(100).position(holds_all)
}

fn table(file: &str, sheet: &Grid, header: usize) -> Result<Table, PaperError> {
    let titles = row(sheet.row(header), u16::MAX);
    let columns: Vec<String> = titles.cells.iter().map(|cell| fold(&cell.text)).collect();
    let mut seen = BTreeSet::new();
    let repeated = columns.iter().position(|title| !title.is_empty() && !seen.insert(title));
    if let Some(place) = repeated {
        let column = titles.cells[place].text.clone();
        return Err(PaperError::RepeatedColumn { file: file.to_owned(), sheet: sheet.name.clone(), column });
    }
    let width = u16::try_from(columns.len()).unwrap_or(u16::MAX);
    let rows = sheet.rows().skip(header + 1).map(|below| row(below, width));
    let rows = rows.filter(|row| row.cells.iter().any(|cell| !cell.text.is_empty())).collect();
    Ok(Table { file: file.to_owned(), sheet: sheet.name.clone(), columns, rows })
}

/// What stands beyond the last title is nobody's column.
fn row(row: RowRef<'_>, width: u16) -> Row {
    let cells = (0..row.width().min(width)).map(|column| cell(row.cell(column)));
    Row { number: row.number as usize, cells: cells.collect() }
}

fn cell(cell: CellRef<'_>) -> Cell {
    let kept = match cell.value() {
        Value::Empty | Value::Text(_) | Value::Flag(_) => Kept::Text,
        Value::Number(_) => Kept::Number,
        Value::Day(..) => Kept::Date,
        Value::Failed => Kept::Error,
    };
    Cell { text: cell.text().into_owned(), kept }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    use unicode_normalization::UnicodeNormalization;

    use super::*;
    use crate::grid::open;

    const REQUIRED: [&str; 2] = ["Họ và tên", "Ngày sinh"];

    fn texts(table: &Table, column: &str) -> Vec<String> {
        table.rows.iter().map(|row| table.cell(row, column).text).collect()
    }

    #[test]
    fn a_csv_is_read_with_either_separator_and_a_byte_order_mark() {
        for text in [
            "\u{FEFF}DANH SÁCH\n\nHỌ VÀ TÊN (*);Ngày sinh\nĐỗ Bình;1941\n\n;\nAn;1950\n",
            "DANH SÁCH\n\nHọ và tên,Ngày sinh\nĐỗ Bình,1941\n\n,\nAn,1950\n",
        ] {
            let tables = Table::read_all(&open("a.csv", text.as_bytes()).unwrap(), &REQUIRED).unwrap();
            assert_eq!(texts(&tables[0], "họ và tên"), ["Đỗ Bình", "An"]);
            assert_eq!(tables[0].rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 7]);
        }
    }

    #[test]
    fn decomposed_letters_are_composed_and_found() {
        let text: String = "Họ và tên;Ngày sinh\nHòa;1941\n".nfd().collect();
        let tables = Table::read_all(&open("a.csv", text.as_bytes()).unwrap(), &REQUIRED).unwrap();
        assert_eq!(texts(&tables[0], "Họ và tên"), ["Hòa"]);
    }

    #[test]
    fn a_file_without_the_header_or_in_another_encoding_is_refused_by_name() {
        let missing = Table::read_all(&open("a.csv", b"Ten;Tuoi\n").unwrap(), &REQUIRED).unwrap_err().to_string();
        assert!(missing.contains("a.csv") && missing.contains("Họ và tên"), "{missing}");
        let foreign = open("a.csv", b"x\ny\n\xd0\xff").unwrap_err().to_string();
        assert!(foreign.contains("dòng 3"), "{foreign}");
        let twice = Table::read_all(&open("a.csv", "Họ và tên;Ngày sinh;họ và TÊN\n".as_bytes()).unwrap(), &REQUIRED)
            .unwrap_err();
        assert!(twice.to_string().contains("họ và TÊN"), "{twice}");
        assert!(open("a.xlsx", b"PK\x03\x04broken").is_err());
    }

    #[test]
    fn excel_numbers_and_dates_become_texts_that_say_how_they_were_kept() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let date = ExcelDateTime::from_ymd(1941, 3, 1).unwrap();
        sheet.write(2, 1, "Họ và tên").unwrap().write(2, 2, "Ngày sinh").unwrap();
        sheet.write(3, 1, 33166785939_f64).unwrap();
        sheet.write_datetime_with_format(3, 2, &date, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
        sheet.write(4, 1, 2.5).unwrap();
        sheet.write_datetime_with_format(4, 2, &date, &Format::new().set_num_format("mm/yyyy")).unwrap();
        let tables = Table::read_all(&open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap(), &REQUIRED).unwrap();
        assert_eq!(texts(&tables[0], "Họ và tên"), ["33166785939", "2.5"]);
        assert_eq!(texts(&tables[0], "Ngày sinh"), ["01/03/1941", "03/1941"]);
        assert_eq!(tables[0].rows[0].number, 4);
        assert_eq!(tables[0].cell(&tables[0].rows[0], "Họ và tên").kept, Kept::Number);
        assert_eq!(tables[0].cell(&tables[0].rows[0], "Ngày sinh").kept, Kept::Date);
    }
}
