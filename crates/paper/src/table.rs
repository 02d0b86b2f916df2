//! A list as a grid of texts: what an .xlsx or .csv file holds under its header row.
//!
//! It knows files, sheets, columns and cells, and nothing of what a column means.
//! Numbers and dates become text here; whether a number has lost its leading zeros is for the reader of the field,
//! who can ask a cell how it was kept.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader, StyleRange};
use domain::kernel::{Day, fold, nfc, show_day, show_month};

use crate::PaperError;

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
    pub fn read_all(file: &str, bytes: &[u8], required: &[&'static str]) -> Result<Vec<Table>, PaperError> {
        let sheets = sheets(file, bytes)?;
        let found = sheets.iter().filter_map(|sheet| sheet.header(required).map(|header| sheet.table(file, header)));
        let mut tables: Vec<Table> = found.collect::<Result<_, _>>()?;
        if !is_workbook(bytes) {
            // The sheets of a .csv are one list cut in different ways; the first way that has a header is the right one.
            tables.truncate(1);
        }
        match tables.is_empty() {
            true => Err(PaperError::NoHeader { file: file.to_owned(), wanted: required.to_vec() }),
            false => Ok(tables),
        }
    }
}

/// A sheet before anybody knows where its header is.
pub(crate) struct Sheet {
    name: String,
    rows: Vec<Row>,
}

impl Sheet {
    pub(crate) fn has_header(&self, required: &[&str]) -> bool {
        self.header(required).is_some()
    }

    fn header(&self, required: &[&str]) -> Option<usize> {
        let wanted: BTreeSet<String> = required.iter().map(|title| fold(title)).collect();
        let holds_all = |row: &Row| {
            let titles: BTreeSet<String> = row.cells.iter().map(|cell| fold(&cell.text)).collect();
            wanted.is_subset(&titles)
        };
        self.rows.iter().position(holds_all)
    }

    fn table(&self, file: &str, header: usize) -> Result<Table, PaperError> {
        let columns: Vec<String> = self.rows[header].cells.iter().map(|cell| fold(&cell.text)).collect();
        let mut seen = BTreeSet::new();
        let repeated = columns.iter().position(|title| !title.is_empty() && !seen.insert(title));
        if let Some(place) = repeated {
            let column = self.rows[header].cells[place].text.clone();
            return Err(PaperError::RepeatedColumn { file: file.to_owned(), sheet: self.name.clone(), column });
        }
        let rows = self.rows[header + 1..].iter().filter(|row| !row.is_empty()).cloned().collect();
        Ok(Table { file: file.to_owned(), sheet: self.name.clone(), columns, rows })
    }
}

impl Row {
    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// All sheets of a file. Its first bytes say what it is; names of files lie too often.
///
/// A .csv file gives one candidate sheet for each separator that Excel writes; only the right one has a header.
pub(crate) fn sheets(file: &str, bytes: &[u8]) -> Result<Vec<Sheet>, PaperError> {
    match is_workbook(bytes) {
        true => workbook_sheets(bytes).map_err(|source| PaperError::Unreadable { file: file.to_owned(), source }),
        false => csv_sheets(file, bytes),
    }
}

/// A zip package (.xlsx, .ods) or an OLE file (.xls).
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

fn workbook_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, calamine::Error> {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let styles = book.worksheet_style(&name)?;
        let range = book.worksheet_range(&name)?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let rows = range.rows().zip(first_row..).map(|(cells, row)| Row {
            number: row as usize + 1,
            cells: cells.iter().zip(first_column..).map(|(data, column)| cell(data, (row, column), &styles)).collect(),
        });
        sheets.push(Sheet { rows: rows.collect(), name });
    }
    Ok(sheets)
}

fn cell(data: &Data, place: (u32, u32), styles: &StyleRange) -> Cell {
    match data {
        Data::Empty => Cell::default(),
        Data::String(text) => Cell { text: nfc(text), kept: Kept::Text },
        Data::Int(number) => Cell { text: number.to_string(), kept: Kept::Number },
        Data::Float(number) => Cell { text: plain_number(*number), kept: Kept::Number },
        Data::Bool(yes) => Cell { text: if *yes { "TRUE" } else { "FALSE" }.to_owned(), kept: Kept::Text },
        Data::Error(error) => Cell { text: error.to_string(), kept: Kept::Error },
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            date_cell(Day::new(year as i16, month as i8, day as i8), format_of(styles, place))
        }
        Data::DateTime(duration) => Cell { text: plain_number(duration.as_f64()), kept: Kept::Number },
        Data::DateTimeIso(text) => date_cell(text.get(..10).and_then(|day| day.parse().ok()), ""),
        Data::DurationIso(text) => Cell { text: nfc(text), kept: Kept::Text },
    }
}

/// Without an exponent and without the `.0` of a whole number.
fn plain_number(number: f64) -> String {
    format!("{number}")
}

fn format_of(styles: &StyleRange, place: (u32, u32)) -> &str {
    let format = styles.get(place).and_then(|style| style.number_format.as_ref());
    format.map_or("", |format| format.format_code.as_str())
}

/// A date as the sheet shows it. Whoever types 03/1941 gets the first of March from Excel, shown without its day;
/// that day was never known, so it is left out here as well.
fn date_cell(day: Option<Day>, format: &str) -> Cell {
    let Some(day) = day else {
        return Cell { text: "#DATE".to_owned(), kept: Kept::Error };
    };
    let format = format.to_lowercase();
    let shows_day = format.is_empty() || format.contains('d') || !format.contains('y');
    let text = match (shows_day, format.contains('m')) {
        (true, _) => show_day(day),
        (false, true) => show_month(day.month()),
        (false, false) => day.year().to_string(),
    };
    Cell { text, kept: Kept::Date }
}

fn csv_sheets(file: &str, bytes: &[u8]) -> Result<Vec<Sheet>, PaperError> {
    let text = std::str::from_utf8(bytes).map_err(|error| PaperError::NotUnicode {
        file: file.to_owned(),
        line: bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1,
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    Ok([b';', b',', b'\t'].map(|separator| csv_sheet(text, separator)).into())
}

fn csv_sheet(text: &str, separator: u8) -> Sheet {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    // A text in Unicode with rows of any length has no fault that the reader could report.
    let rows = reader.records().filter_map(Result::ok).map(|record| Row {
        // Excel counts the lines of the file, and so do we; the reader skips the empty ones.
        number: record.position().map_or(0, |position| position.line() as usize),
        cells: record.iter().map(|text| Cell { text: nfc(unescaped(text)), kept: Kept::Text }).collect(),
    });
    Sheet { name: "CSV".to_owned(), rows: rows.collect() }
}

/// Our own exports put an apostrophe before a text that a spreadsheet would take for a formula.
fn unescaped(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(bare) if crate::export::looks_like_a_formula(bare) => bare,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    use unicode_normalization::UnicodeNormalization;

    use super::*;

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
            let tables = Table::read_all("a.csv", text.as_bytes(), &REQUIRED).unwrap();
            assert_eq!(texts(&tables[0], "họ và tên"), ["Đỗ Bình", "An"]);
            assert_eq!(tables[0].rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 7]);
        }
    }

    #[test]
    fn decomposed_letters_are_composed_and_found() {
        let text: String = "Họ và tên;Ngày sinh\nHòa;1941\n".nfd().collect();
        let tables = Table::read_all("a.csv", text.as_bytes(), &REQUIRED).unwrap();
        assert_eq!(texts(&tables[0], "Họ và tên"), ["Hòa"]);
    }

    #[test]
    fn a_file_without_the_header_or_in_another_encoding_is_refused_by_name() {
        let missing = Table::read_all("a.csv", b"Ten;Tuoi\n", &REQUIRED).unwrap_err().to_string();
        assert!(missing.contains("a.csv") && missing.contains("Họ và tên"), "{missing}");
        let foreign = Table::read_all("a.csv", b"x\ny\n\xd0\xff", &REQUIRED).unwrap_err().to_string();
        assert!(foreign.contains("dòng 3"), "{foreign}");
        let twice = Table::read_all("a.csv", "Họ và tên;Ngày sinh;họ và TÊN\n".as_bytes(), &REQUIRED).unwrap_err();
        assert!(twice.to_string().contains("họ và TÊN"), "{twice}");
        assert!(Table::read_all("a.xlsx", b"PK\x03\x04broken", &REQUIRED).is_err());
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
        let tables = Table::read_all("a.xlsx", &book.save_to_buffer().unwrap(), &REQUIRED).unwrap();
        assert_eq!(texts(&tables[0], "Họ và tên"), ["33166785939", "2.5"]);
        assert_eq!(texts(&tables[0], "Ngày sinh"), ["01/03/1941", "03/1941"]);
        assert_eq!(tables[0].rows[0].number, 4);
        assert_eq!(tables[0].cell(&tables[0].rows[0], "Họ và tên").kept, Kept::Number);
        assert_eq!(tables[0].cell(&tables[0].rows[0], "Ngày sinh").kept, Kept::Date);
    }
}
