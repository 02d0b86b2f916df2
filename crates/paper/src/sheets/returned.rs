//! Rows of a list that could not be taken in, back to whoever sent it: each with the reason and a way to settle it.
//!
//! The sender's own columns stay as they were, so that the file can be read in again once it has been put right.

use domain::kernel::{fold, nfc};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::working::{self, Column};
use super::{Cell, Form};
use crate::PaperError;
use crate::book;

/// The columns we put around the sender's.
pub const SHEET: &str = "Trang";
pub const ROW: &str = "Dòng";
pub const REASON: &str = "Lý do trả lại";
pub const SETTLEMENT: &str = "Cách xử lý";
const REASON_WIDTH: u16 = 48;
const CHOICES_TAB: &str = "LuaChon";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedList {
    pub title: String,
    /// The titles of the sender's columns.
    pub titles: Vec<String>,
    pub rows: Vec<ReturnedRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedRow {
    /// The sheet of the sender's file, and the row's number as Excel shows it.
    pub sheet: String,
    pub row: usize,
    /// As the file had them, in the order of the titles.
    pub cells: Vec<String>,
    pub reason: String,
    /// The ways the sender may settle it; empty where only the cells can be put right.
    pub choices: Vec<String>,
}

pub fn to_xlsx(list: &ReturnedList) -> Result<Vec<u8>, PaperError> {
    let mut workbook = book::workbook(&nfc(&list.title))?;
    returned(workbook.add_worksheet().set_name("TraLai")?, list)?;
    choices(&mut workbook, &list.rows)?;
    Ok(workbook.save_to_buffer()?)
}

fn returned(sheet: &mut Worksheet, list: &ReturnedList) -> Result<(), XlsxError> {
    let source = working::to_leave_alone(book::ruled(11));
    let text = book::as_written(book::ruled(11));
    let wrapped = book::ruled(11).set_text_wrap();
    let red = wrapped.clone().set_font_color(Color::RGB(0xC0_00_00));
    let centred = Form::Centre.on(source.clone());
    let column = |title, width, format: &Format| Column { title, width, format: format.clone() };

    let places = sender_columns(list);
    let mut columns = vec![column(SHEET, 12, &source), column(ROW, 8, &centred)];
    columns.extend(places.iter().map(|place| column(title(list, *place), width(list, *place), &text)));
    columns.extend([column(REASON, REASON_WIDTH, &red), column(SETTLEMENT, 30, &wrapped)]);
    // No filter: its buttons also sort, and a row moved away from its number would offer another row's choices.
    working::write(sheet, 0, &columns, list.rows.iter().map(|row| cells(row, &places)), 2)?;
    for (number, row) in (1..).zip(&list.rows) {
        sheet.set_row_height(number, book::lines_needed(&row.reason, REASON_WIDTH.into()) * 15 + 3)?;
    }
    let settlement = u16::try_from(columns.len() - 1).unwrap_or(u16::MAX);
    offer_choices(sheet, settlement, &list.rows)
}

/// Which of the sender's columns go back. A file that comes back for the second time already has ours.
fn sender_columns(list: &ReturnedList) -> Vec<usize> {
    let ours = [SHEET, ROW, REASON, SETTLEMENT].map(fold);
    let count = list.rows.iter().map(|row| row.cells.len()).chain([list.titles.len()]).max().unwrap_or(0);
    (0..count).filter(|place| !ours.contains(&fold(title(list, *place)))).collect()
}

/// Cells beyond the titles go back too, under no title.
fn title(list: &ReturnedList, place: usize) -> &str {
    list.titles.get(place).map_or("", String::as_str)
}

/// As wide as its longest cell, within reason.
fn width(list: &ReturnedList, place: usize) -> u16 {
    let longest = list.rows.iter().filter_map(|row| row.cells.get(place)).map(|cell| cell.chars().count()).max();
    u16::try_from(longest.unwrap_or(0) + 2).unwrap_or(u16::MAX).clamp(10, 32)
}

fn cells(row: &ReturnedRow, places: &[usize]) -> Vec<Cell> {
    let mut cells = vec![row.sheet.as_str().into(), Cell::Number(i64::try_from(row.row).unwrap_or(i64::MAX))];
    cells.extend(places.iter().map(|place| row.cells.get(*place).map_or(Cell::Blank, |cell| cell.as_str().into())));
    cells.extend([row.reason.as_str().into(), Cell::Blank]);
    cells
}

/// Each row's own choices, from the row of the same number on the hidden sheet.
fn offer_choices(sheet: &mut Worksheet, place: u16, rows: &[ReturnedRow]) -> Result<(), XlsxError> {
    let mut first = 1;
    // Neighbours with equally many choices share one check: its range has no `$` before the row and moves with it.
    for run in rows.chunk_by(|a, b| a.choices.len() == b.choices.len()) {
        let last = first + u32::try_from(run.len()).unwrap_or(u32::MAX) - 1;
        if let Some(last_choice) = u16::try_from(run[0].choices.len()).unwrap_or(u16::MAX).checked_sub(1) {
            let range = format!("$A{0}:${1}{0}", first + 1, column_number_to_name(last_choice));
            sheet.add_data_validation(first, place, last, place, &working::one_of(CHOICES_TAB, &range, SETTLEMENT)?)?;
        }
        first = last + 1;
    }
    Ok(())
}

fn choices(workbook: &mut Workbook, rows: &[ReturnedRow]) -> Result<(), XlsxError> {
    let sheet = working::hidden(workbook, CHOICES_TAB)?;
    for (number, row) in (1..).zip(rows) {
        for (place, choice) in (0..).zip(&row.choices) {
            sheet.write_string(number, place, nfc(choice))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::samples::{Written, returned};
    use crate::table::Table;

    #[test]
    fn each_row_offers_its_own_choices() {
        let mut written = Written::new(to_xlsx(&returned()).unwrap());
        let sheet = written.part("xl/worksheets/sheet1.xml");
        for (rows, range) in [("G2:G3", "LuaChon!$A2:$B2"), ("G5", "LuaChon!$A5:$C5")] {
            assert!(sheet.contains(&format!("sqref=\"{rows}\"><formula1>{range}</formula1>")), "{sheet}");
        }
        assert_eq!(sheet.matches("<dataValidation ").count(), 2, "a row without choices has no check");
        let choices = written.rows(CHOICES_TAB);
        assert_eq!(choices[0], ["Cùng một người", "Hai người khác nhau", ""]);
        assert_eq!(choices[3], ["Bỏ dòng này", "Thay dòng cũ", "Giữ cả hai"]);
    }

    #[test]
    fn what_went_out_can_be_read_in_again_and_go_out_again() {
        let first = returned();
        let bytes = to_xlsx(&first).unwrap();
        let table =
            Table::read_all(&crate::grid::open("tra-lai.xlsx", &bytes).unwrap(), &["Họ và tên", "Số định danh"])
                .unwrap()
                .remove(0);
        assert_eq!(table.cell(&table.rows[2], "Họ và tên").text, "=1+1");
        assert_eq!(table.cell(&table.rows[0], "Số định danh").text, "033141000123");

        let titles = [SHEET, ROW, "Họ và tên", REASON, SETTLEMENT].map(str::to_owned).to_vec();
        let cells = ["DanhSach", "7", "Nguyễn Thị Hoa", "cũ", ""].map(str::to_owned).to_vec();
        let row = ReturnedRow { cells, ..first.rows[0].clone() };
        let mut again = Written::new(to_xlsx(&ReturnedList { titles, rows: vec![row], ..first }).unwrap());
        assert_eq!(again.rows("TraLai")[0], [SHEET, ROW, "Họ và tên", REASON, SETTLEMENT]);
    }

    #[test]
    fn cells_beyond_the_titles_are_not_lost() {
        let mut list = returned();
        list.rows[0].cells.push("ghi ngoài bảng".into());
        let rows = Written::new(to_xlsx(&list).unwrap()).rows("TraLai");
        assert_eq!(rows[1][5], "ghi ngoài bảng");
        assert_eq!(rows[0][5], "");
    }
}
