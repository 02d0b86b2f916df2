//! The template as a workbook: the list to fill in, instructions, and a hidden sheet with the words to choose from.

use std::collections::BTreeMap;

use domain::kernel::nfc;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::TemplateKind;
use super::columns::{self, Column, Form, Precision};
use crate::PaperError;
use crate::book;

const CHOICES_SHEET: &str = "DanhMuc";
/// Rows below the header that carry formats and checks.
const CHECKED_ROWS: u32 = 10_000;

/// The empty template.
pub fn workbook(kind: TemplateKind, words: &Words) -> Result<Vec<u8>, PaperError> {
    filled(kind, &[], words)
}

/// The template filled with `rows`, each with its cells in the order of [`TemplateKind::column_titles`].
pub fn workbook_with(kind: TemplateKind, rows: &[Vec<String>]) -> Result<Vec<u8>, PaperError> {
    filled(kind, rows, &Words::new())
}

/// Words to choose from, by column title: the communes of an office, the groups of the law.
pub type Words = BTreeMap<&'static str, Vec<String>>;

fn filled(kind: TemplateKind, rows: &[Vec<String>], words: &Words) -> Result<Vec<u8>, PaperError> {
    let columns = columns::of(kind);
    let mut book = book::workbook(kind.title())?;
    list_sheet(&mut book, kind, (columns, words), rows)?;
    instructions(&mut book, kind, columns)?;
    choices(&mut book, columns, words)?;
    Ok(book.save_to_buffer()?)
}

fn list_sheet(
    book: &mut Workbook,
    kind: TemplateKind,
    (columns, words): (&[Column], &Words),
    rows: &[Vec<String>],
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("DanhSach")?;
    for (place, column) in (0..).zip(columns) {
        set_up_column(sheet, place, column, words)?;
    }
    for (number, row) in (1..).zip(rows) {
        for ((place, column), cell) in (0..).zip(columns).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            write_cell(sheet, (number, place), column, &nfc(cell))?;
        }
    }
    sheet.set_row_height(0, 36)?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet
        .set_margins(0.5, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_header(format!("&C{}", kind.title()))
        .set_footer("&CTrang &P/&N");
    Ok(())
}

fn set_up_column(sheet: &mut Worksheet, place: u16, column: &Column, words: &Words) -> Result<(), XlsxError> {
    let head = match column.required {
        true => book::column_head(11).set_font_color(Color::RGB(0x9C_1C_1C)),
        false => book::column_head(11),
    };
    sheet.set_column_width(place, column.width)?.set_column_format(place, &cell_format(column))?;
    sheet.write_with_format(0, place, head_text(column), &head)?;
    sheet.add_data_validation(
        1,
        place,
        CHECKED_ROWS,
        place,
        &check(place, column, choices_of(column, words).len())?,
    )?;
    Ok(())
}

/// Required columns carry a star; the reader of titles does not see it.
fn head_text(column: &Column) -> String {
    if column.required { format!("{} (*)", column.title) } else { column.title.to_owned() }
}

/// Everything but counts and money is text, or Excel would drop zeros and turn 03/1941 into a day.
fn cell_format(column: &Column) -> Format {
    match column.form {
        Form::Number => book::plain(11).set_num_format("0"),
        Form::Money => book::money(book::plain(11)),
        Form::Text | Form::Digits(_) | Form::Choice(_) | Form::Given | Form::Date(_) => {
            book::plain(11).set_num_format("@")
        }
    }
}

fn write_cell(sheet: &mut Worksheet, at: (u32, u16), column: &Column, text: &str) -> Result<(), XlsxError> {
    let format = cell_format(column);
    let number = text.parse::<i64>().ok().filter(|_| matches!(column.form, Form::Number | Form::Money));
    match number {
        // Codes and amounts are far below the 2^53 up to which a spreadsheet counts exactly.
        Some(number) => sheet.write_number_with_format(at.0, at.1, number as f64, &format)?,
        None => sheet.write_string_with_format(at.0, at.1, text, &format)?,
    };
    Ok(())
}

/// What a column's drop-down offers; empty where anything may be written.
fn choices_of<'a>(column: &Column, words: &'a Words) -> Vec<&'a str> {
    match column.form {
        Form::Choice(words) => words.to_vec(),
        Form::Given => words.get(column.title).into_iter().flatten().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

fn check(place: u16, column: &Column, choices: usize) -> Result<DataValidation, XlsxError> {
    let rule = DataValidation::new();
    let cell = format!("{}2", letters(place));
    let rule = match column.form {
        Form::Digits(count) => {
            rule.allow_custom(Formula::new(format!("=AND(LEN({cell})={count},ISNUMBER(VALUE({cell})))")))
        }
        Form::Choice(_) | Form::Given if choices > 0 => {
            let range = format!("={CHOICES_SHEET}!${0}$2:${0}${1}", letters(place), choices + 1);
            rule.allow_list_formula(Formula::new(range))
        }
        Form::Date(precision) => rule.allow_custom(Formula::new(date_check(precision, &cell))),
        Form::Text | Form::Number | Form::Money | Form::Choice(_) | Form::Given => rule.allow_any_value(),
    };
    rule.set_input_title(column.title)?
        .set_input_message(with_example(column))?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(column.title)?
        .set_error_message(column.hint)
}

/// The text is a year, a month and year, or a day that the calendar has. Spreadsheets in different languages read dates
/// differently, so the parts are taken from the text by their places; what is left out is filled with first ones.
/// A check may have 255 letters.
fn date_check(precision: Precision, cell: &str) -> String {
    let length = match precision {
        Precision::Any => format!("MOD(LEN({cell}),3)=1"),
        Precision::Month => format!("LEN({cell})=7"),
        Precision::Day => format!("LEN({cell})=10"),
    };
    let full = format!("RIGHT(\"01/01/\"&{cell},10)");
    format!(
        "=AND({length},DAY(DATE(RIGHT({cell},4),MID({full},4,2),LEFT({full},2)))=VALUE(LEFT({full},2)),\
         VALUE(MID({full},4,2))<13,MID({full},3,1)=\"/\",RIGHT({cell},4)>\"1849\")"
    )
}

fn with_example(column: &Column) -> String {
    match column.example {
        "" => column.hint.to_owned(),
        example => format!("{} Ví dụ: {example}", column.hint),
    }
}

/// `A` … `Z`, `AA` …, as sheets name their columns.
fn letters(place: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(place)
}

fn instructions(book: &mut Workbook, kind: TemplateKind, columns: &[Column]) -> Result<(), XlsxError> {
    const LINES: [&str; 4] = [
        "Ghi vào trang “DanhSach”, mỗi người hoặc mỗi hộ một dòng, bắt đầu từ dòng 2. Không đổi tên cột.",
        "Cột có dấu (*) là cột bắt buộc. Cột khác không có thông tin thì để trống.",
        "Không thêm dòng cộng, không gộp ô. Dòng ghi sai sẽ được trả lại kèm lý do, các dòng khác vẫn được nhận.",
        "Biết đến đâu ghi đến đó: không tự thêm ngày, tháng, số định danh chưa có giấy tờ.",
    ];
    let sheet = book.add_worksheet().set_name("HuongDan")?;
    let text = book::plain(12);
    sheet.write_with_format(0, 0, format!("HƯỚNG DẪN: {}", kind.title()), &book::plain(14).set_bold())?;
    for (row, line) in (1..).zip(LINES) {
        sheet.write_with_format(row, 0, line, &text)?;
    }
    for (place, (title, width)) in (0..).zip([("Cột", 24), ("Bắt buộc", 10), ("Cách ghi", 60), ("Ví dụ", 36)])
    {
        sheet.write_with_format(6, place, title, &book::column_head(12))?.set_column_width(place, width)?;
    }
    let cell = book::ruled(12).set_text_wrap();
    for (row, column) in (7..).zip(columns) {
        let must = if column.required { "Có" } else { "" };
        for (place, words) in (0..).zip([column.title, must, column.hint, column.example]) {
            sheet.write_string_with_format(row, place, words, &cell)?;
        }
    }
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The words of each choice under its column's letter. A list written into the check itself may have 255 letters only.
fn choices(book: &mut Workbook, columns: &[Column], words: &Words) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name(CHOICES_SHEET)?.set_hidden(true);
    let head = book::plain(11).set_bold().set_align(FormatAlign::Center);
    for (place, column) in (0..).zip(columns) {
        let words = choices_of(column, words);
        if words.is_empty() {
            continue;
        }
        sheet.write_with_format(0, place, column.title, &head)?;
        for (row, word) in (1..).zip(words) {
            sheet.write(row, place, word)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_of_dates_are_short_enough_for_a_spreadsheet() {
        for precision in [Precision::Any, Precision::Month, Precision::Day] {
            assert!(date_check(precision, "AB2").len() <= 255);
        }
    }
}
