//! From the organ down to the titles of the columns, and the page they are repeated on.

use domain::kernel::nfc;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::{Column, Orientation, PrintedList};
use crate::book;

/// What a sheet of A4 leaves for the organ's names at the left, in characters.
const ORGAN_WIDTH: f64 = 45.0;
/// Number and name stay in sight when the list is moved sideways.
const COLUMNS_IN_SIGHT: u16 = 2;
const TITLE_ROW: u32 = 2;
const LINE: u32 = 15;

/// Writes everything above the body and gives the body's first row.
pub fn write(sheet: &mut Worksheet, list: &PrintedList) -> Result<u32, XlsxError> {
    for (place, column) in (0..).zip(&list.columns) {
        sheet.set_column_width(place, column.width)?;
    }
    organ(sheet, list)?;
    let titles = title(sheet, list)?;
    let codes = column_titles(sheet, titles, list)?;
    let body = column_codes(sheet, codes, list)?;
    match list.paper {
        Orientation::Portrait => sheet.set_portrait(),
        Orientation::Landscape => sheet.set_landscape(),
    };
    book::a4(sheet, &nfc(&list.head.unit), &nfc(&list.head.period));
    sheet.set_repeat_rows(titles, body - 1)?.set_freeze_panes(body, COLUMNS_IN_SIGHT.min(list.last_column()))?;
    Ok(body)
}

fn organ(sheet: &mut Worksheet, list: &PrintedList) -> Result<(), XlsxError> {
    let last = list.last_column();
    let end = (0..last).find(|end| ORGAN_WIDTH <= list.width((0, *end))).unwrap_or(last);
    let centred = book::plain(12).set_align(FormatAlign::Center).set_shrink();
    let superior = list.head.superior.as_deref().unwrap_or("");
    book::across(sheet, 0, (0, end), &nfc(superior), &centred)?;
    book::across(sheet, 1, (0, end), &nfc(&list.head.organ), &centred.set_bold())?;
    if let Some(code) = list.form_code.as_ref().filter(|_| end < last) {
        let right = book::plain(12).set_bold().set_align(FormatAlign::Right);
        book::across(sheet, 0, (end + 1, last), &nfc(code), &right)?;
    }
    Ok(())
}

/// Title, subtitle, facts and note; gives the row of the column titles.
fn title(sheet: &mut Worksheet, list: &PrintedList) -> Result<u32, XlsxError> {
    let whole = (0, list.last_column());
    let mut row = TITLE_ROW;
    for (text, points, format) in title_texts(list).into_iter().filter(|(text, ..)| !text.is_empty()) {
        book::across(sheet, row, whole, &text, &format)?;
        let lines = book::lines_needed(&text, list.width(whole) * 11.0 / f64::from(points));
        // The title stands off from the organ: a long one reaches below its name.
        let air = if row == TITLE_ROW { 10 } else { 0 };
        sheet.set_row_height(row, lines * (points + 5) + air)?;
        row += 1;
    }
    Ok(row)
}

/// Each with the size of its letters.
fn title_texts(list: &PrintedList) -> Vec<(String, u32, Format)> {
    let centred = |points| book::plain(points).set_bold().set_text_wrap().set_align(FormatAlign::Center);
    let fact = book::plain(12).set_text_wrap();
    let note = book::plain(11).set_italic().set_align(FormatAlign::Right);
    let parts = [&list.head.period, &list.head.unit].map(|part| nfc(part));
    let subtitle = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" - ");
    let mut texts = vec![(nfc(&list.head.title), 14, centred(14)), (subtitle, 13, centred(13))];
    texts.extend(list.facts.iter().map(|line| (nfc(line), 12, fact.clone())));
    texts.push((nfc(&list.note), 11, note));
    texts
}

/// One row of titles, or two where some stand under a common one; gives the row below them.
fn column_titles(sheet: &mut Worksheet, row: u32, list: &PrintedList) -> Result<u32, XlsxError> {
    match list.columns.iter().all(|column| column.under.is_empty()) {
        true => one_row_of_titles(sheet, row, list),
        false => two_rows_of_titles(sheet, row, list),
    }
}

fn one_row_of_titles(sheet: &mut Worksheet, row: u32, list: &PrintedList) -> Result<u32, XlsxError> {
    for (place, column) in (0..).zip(&list.columns) {
        sheet.write_string_with_format(row, place, nfc(&column.title), &book::column_head(11))?;
    }
    let lines = list.columns.iter().map(title_lines).max().unwrap_or(1);
    sheet.set_row_height(row, title_height(lines.max(2)))?;
    Ok(row + 1)
}

fn two_rows_of_titles(sheet: &mut Worksheet, row: u32, list: &PrintedList) -> Result<u32, XlsxError> {
    let format = book::column_head(11);
    let mut above = 1;
    for (under, span) in spans(list).into_iter().filter(|(under, _)| !under.is_empty()) {
        book::across(sheet, row, span, &nfc(under), &format)?;
        above = above.max(book::lines_needed(under, list.width(span)));
    }
    let mut below = 1;
    for (place, column) in (0..).zip(&list.columns) {
        let title = nfc(&column.title);
        if column.under.is_empty() {
            sheet.merge_range(row, place, row + 1, place, &title, &format)?;
            below = below.max(title_lines(column).saturating_sub(above));
        } else {
            sheet.write_string_with_format(row + 1, place, title, &format)?;
            below = below.max(title_lines(column));
        }
    }
    sheet.set_row_height(row, title_height(above))?.set_row_height(row + 1, title_height(below))?;
    Ok(row + 2)
}

fn title_lines(column: &Column) -> u32 {
    book::lines_needed(&column.title, f64::from(column.width))
}

fn title_height(lines: u32) -> u32 {
    lines * LINE + 4
}

/// Neighbouring columns under the same title, from the left.
fn spans(list: &PrintedList) -> Vec<(&str, (u16, u16))> {
    let mut spans: Vec<(&str, (u16, u16))> = Vec::new();
    for (place, column) in (0..).zip(&list.columns) {
        match spans.last_mut() {
            Some((under, (_, to))) if *under == column.under => *to = place,
            _ => spans.push((&column.under, (place, place))),
        }
    }
    spans
}

fn column_codes(sheet: &mut Worksheet, row: u32, list: &PrintedList) -> Result<u32, XlsxError> {
    let format = book::ruled(9).set_italic().set_align(FormatAlign::Center).set_shrink();
    for (place, code) in (0..).zip(&list.codes) {
        sheet.write_string_with_format(row, place, nfc(code), &format)?;
    }
    Ok(row + u32::from(!list.codes.is_empty()))
}
