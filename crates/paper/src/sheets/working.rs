//! What the lists that are worked on at a screen share: one row of titles that stays in sight, and checks on what is typed.

use domain::kernel::nfc;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, Formula, Workbook, Worksheet, XlsxError,
};

use super::Cell;
use crate::book;

pub struct Column<'a> {
    pub title: &'a str,
    pub width: u16,
    pub format: Format,
}

/// Writes titles in `title_row` and the rows below it, from the top down, as a sheet in constant memory must be written.
///
/// Gives the last row, or the title row where the list is empty. The first `in_sight` columns do not move sideways.
pub fn write(
    sheet: &mut Worksheet,
    title_row: u32,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    in_sight: u16,
) -> Result<u32, XlsxError> {
    titles(sheet, title_row, columns)?;
    let mut row = title_row;
    for cells in rows {
        assert_eq!(cells.len(), columns.len(), "a row has a cell for each column");
        row += 1;
        for ((place, cell), column) in (0..).zip(cells).zip(columns) {
            cell.write(sheet, (row, place), &column.format)?;
        }
    }
    let last_column = last_place(columns);
    sheet.set_freeze_panes(title_row + 1, in_sight)?.set_repeat_rows(title_row, title_row)?.set_landscape();
    book::a4(sheet, "", "");
    book::digits_may_be_text(sheet, row, last_column)?;
    Ok(row)
}

/// Buttons on the titles to filter and sort the rows down to `last_row` by.
pub fn filter(sheet: &mut Worksheet, title_row: u32, last_row: u32, columns: &[Column]) -> Result<(), XlsxError> {
    sheet.autofilter(title_row, 0, last_row, last_place(columns))?;
    Ok(())
}

fn last_place(columns: &[Column]) -> u16 {
    u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1)
}

fn titles(sheet: &mut Worksheet, row: u32, columns: &[Column]) -> Result<(), XlsxError> {
    // The button of a filter covers the end of its title.
    let lines = columns.iter().map(|column| book::lines_needed(column.title, f64::from(column.width) - 2.0));
    sheet.set_row_height(row, lines.max().unwrap_or(1) * 15 + 6)?;
    for (place, column) in (0..).zip(columns) {
        sheet.set_column_width(place, column.width)?;
        sheet.write_string_with_format(row, place, nfc(column.title), &book::column_head(11))?;
    }
    Ok(())
}

/// The look of what is there to be read and left as it is.
pub fn to_leave_alone(format: Format) -> Format {
    format.set_background_color(Color::RGB(0xEE_EE_EE)).set_font_color(Color::RGB(0x40_40_40))
}

/// Refuses whatever is not one of the words that `range` of another sheet holds.
pub fn one_of(tab: &str, range: &str, title: &str) -> Result<DataValidation, XlsxError> {
    let words = Formula::new(format!("={tab}!{range}"));
    refusing(DataValidation::new().allow_list_formula(words), title, "Chọn một trong các mục của danh sách.")
}

/// Refuses whatever is not so many digits; `cell` is the first the check is put on.
pub fn digits(count: u32, cell: &str, title: &str) -> Result<DataValidation, XlsxError> {
    let rule = Formula::new(format!("=AND(LEN({cell})={count},ISNUMBER(VALUE({cell})))"));
    let said = format!("Ghi đúng {count} chữ số, kể cả số 0 ở đầu.");
    refusing(DataValidation::new().allow_custom(rule), title, &said)
}

fn refusing(rule: DataValidation, title: &str, said: &str) -> Result<DataValidation, XlsxError> {
    // A sheet takes no more than 32 letters as the title of a message.
    let title: String = nfc(title).chars().take(32).collect();
    rule.set_error_style(DataValidationErrorStyle::Stop).set_error_title(title)?.set_error_message(said)
}

/// A sheet that is there for the program and not for the eye.
pub fn hidden<'a>(workbook: &'a mut Workbook, tab: &str) -> Result<&'a mut Worksheet, XlsxError> {
    Ok(workbook.add_worksheet().set_name(tab)?.set_hidden(true))
}
