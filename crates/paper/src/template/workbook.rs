//! The template as a workbook: the list to fill in, instructions, and a hidden sheet with the words to choose from.

use domain::kernel::nfc;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::TemplateKind;
use super::columns::{self, Column, Form};
use crate::PaperError;
use crate::book;

const CHOICES_SHEET: &str = "DanhMuc";
/// Rows below the header that carry formats and checks.
const CHECKED_ROWS: u32 = 10_000;

/// The empty template.
pub fn workbook(kind: TemplateKind) -> Result<Vec<u8>, PaperError> {
    workbook_with(kind, &[])
}

/// The template filled with `rows`, each with its cells in the order of [`TemplateKind::column_titles`].
pub fn workbook_with(kind: TemplateKind, rows: &[Vec<String>]) -> Result<Vec<u8>, PaperError> {
    let columns = columns::of(kind);
    let mut book = book::workbook(kind.title())?;
    list_sheet(&mut book, kind, columns, rows)?;
    instructions(&mut book, kind, columns)?;
    choices(&mut book, columns)?;
    Ok(book.save_to_buffer()?)
}

fn list_sheet(
    book: &mut Workbook,
    kind: TemplateKind,
    columns: &[Column],
    rows: &[Vec<String>],
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("DanhSach")?;
    for (place, column) in (0..).zip(columns) {
        set_up_column(sheet, place, column)?;
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

fn set_up_column(sheet: &mut Worksheet, place: u16, column: &Column) -> Result<(), XlsxError> {
    let head = match column.required {
        true => book::column_head(11).set_font_color(Color::RGB(0x9C_1C_1C)),
        false => book::column_head(11),
    };
    sheet.set_column_width(place, column.width)?.set_column_format(place, &cell_format(column))?;
    sheet.write_with_format(0, place, head_text(column), &head)?;
    sheet.add_data_validation(1, place, CHECKED_ROWS, place, &check(place, column)?)?;
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
        Form::Text | Form::Digits(_) | Form::Choice(_) => book::plain(11).set_num_format("@"),
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

fn check(place: u16, column: &Column) -> Result<DataValidation, XlsxError> {
    let rule = DataValidation::new();
    let rule = match column.form {
        Form::Digits(count) => {
            let cell = format!("{}2", letters(place));
            rule.allow_custom(Formula::new(format!("=AND(LEN({cell})={count},ISNUMBER(VALUE({cell})))")))
        }
        Form::Choice(words) => {
            let range = format!("={CHOICES_SHEET}!${0}$2:${0}${1}", letters(place), words.len() + 1);
            rule.allow_list_formula(Formula::new(range))
        }
        Form::Text | Form::Number | Form::Money => rule.allow_any_value(),
    };
    rule.set_input_title(column.title)?
        .set_input_message(with_example(column))?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(column.title)?
        .set_error_message(column.hint)
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
fn choices(book: &mut Workbook, columns: &[Column]) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name(CHOICES_SHEET)?.set_hidden(true);
    let head = book::plain(11).set_bold().set_align(FormatAlign::Center);
    for (place, column) in (0..).zip(columns) {
        let Form::Choice(words) = column.form else { continue };
        sheet.write_with_format(0, place, column.title, &head)?;
        for (row, word) in (1..).zip(words) {
            sheet.write(row, place, *word)?;
        }
    }
    Ok(())
}
