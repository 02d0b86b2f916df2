//! What all our workbooks share: properties without a clock, the formats of their cells, and A4 pages.

use std::collections::BTreeSet;

use domain::kernel::nfc;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

const FONT: &str = "Times New Roman";

/// An empty workbook that says nothing of when it was made.
pub fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let long_ago = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_author("Ansinh").set_creation_datetime(&long_ago);
    let mut book = Workbook::new();
    book.set_properties(&properties);
    Ok(book)
}

/// The name of a sheet that no other has: without the letters a sheet refuses, at most 31 letters, and numbered where
/// two would be called the same. A sheet's name is the same in capitals.
pub fn free_tab(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    const LONGEST: usize = 31;
    let clean: String = nfc(wanted)
        .chars()
        .filter(|letter| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .collect();
    let clean = if clean.trim().is_empty() { "DanhSach" } else { clean.trim() };
    let numbered = |number: usize| {
        let tail = if number == 1 { String::new() } else { format!(" {number}") };
        clean.chars().take(LONGEST - tail.len()).collect::<String>() + &tail
    };
    let free = (1..).map(numbered).find(|name| taken.insert(name.to_lowercase()));
    free.expect("numbers do not end before sheets do")
}

pub fn plain(points: u32) -> Format {
    Format::new().set_font_name(FONT).set_font_size(points)
}

pub fn ruled(points: u32) -> Format {
    plain(points).set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter)
}

pub fn column_head(points: u32) -> Format {
    ruled(points).set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(Color::RGB(0xE8_EE_F4))
}

pub fn money(format: Format) -> Format {
    format.set_num_format("#,##0").set_align(FormatAlign::Right)
}

/// Digits that are a name and not a number: Excel would drop zeros and turn 03/1941 into a day.
pub fn as_written(format: Format) -> Format {
    format.set_num_format("@")
}

/// A4 as wide as the page, as long as it takes, with page numbers at the foot.
pub fn a4(sheet: &mut Worksheet, left: &str, right: &str) {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.4, 0.6, 0.6, 0.3, 0.3);
    let font = format!("&\"{FONT},Regular\"&10");
    let [left, right] = [left, right].map(footer_words);
    sheet.set_footer(format!("&L{font}{left}&C{font}Trang &P/&N&R{font}{right}"));
}

/// A sheet refuses footers above 255 letters, and reads `&` as the beginning of a command.
fn footer_words(text: &str) -> String {
    text.chars().take(60).collect::<String>().replace('&', "&&")
}

/// Text over the columns `from` to `to` of one row. A sheet does not merge a cell with itself.
pub fn across(
    sheet: &mut Worksheet,
    row: u32,
    (from, to): (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match from == to {
        true => sheet.write_string_with_format(row, from, text, format)?,
        false => sheet.merge_range(row, from, row, to, text, format)?,
    };
    Ok(())
}

/// Without this Excel puts a green corner on every identity number, "number stored as text".
pub fn digits_may_be_text(sheet: &mut Worksheet, last_row: u32, last_column: u16) -> Result<(), XlsxError> {
    sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

/// How many lines a wrapped text takes in a cell `width` characters wide, at 11 points.
///
/// An estimate: a sheet does not make room by itself for merged cells, nor for a row whose height is set.
pub fn lines_needed(text: &str, width: f64) -> u32 {
    let (mut lines, mut used) = (1, 0.0);
    for word in text.split_whitespace() {
        let long: f64 = word.chars().map(letter_width).sum();
        if used > 0.0 && width < used + SPACE_WIDTH + long {
            (lines, used) = (lines + 1, long);
        } else {
            used += if used > 0.0 { SPACE_WIDTH + long } else { long };
        }
        while width < used {
            (lines, used) = (lines + 1, used - width);
        }
    }
    lines
}

const SPACE_WIDTH: f64 = 0.55;

/// In the unit of column widths, a digit of the sheet's standard font.
fn letter_width(letter: char) -> f64 {
    match letter {
        '.' | ',' | ':' | ';' | '/' | '-' | '(' | ')' => 0.65,
        letter if letter.is_uppercase() => 1.5,
        _ => 1.05,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_and_capitals_take_more_lines() {
        for (text, width, expected) in [
            ("", 10.0, 1),
            ("Nguyễn Thị Hoa", 25.0, 1),
            ("Tháng trước chưa nhận", 12.0, 2),
            ("TỔNG CỘNG TOÀN XÃ", 12.0, 3),
            ("aaaaaaaaaaaaaaaaaaaaaaaaa", 10.0, 3),
        ] {
            assert_eq!(lines_needed(text, width), expected, "{text}");
        }
    }

    #[test]
    fn a_tab_is_short_and_has_a_name_of_its_own() {
        let mut taken = BTreeSet::new();
        let mut tab = |wanted: &str| free_tab(wanted, &mut taken);
        assert_eq!([tab("Xã Đoàn Đào"), tab("xã đoàn đào"), tab("[*]")], ["Xã Đoàn Đào", "xã đoàn đào 2", "DanhSach"]);
        assert_eq!(tab(&"a".repeat(40)).chars().count(), 31);
        assert_eq!(tab(&"a".repeat(40)), format!("{} 2", "a".repeat(29)));
    }

    #[test]
    fn an_ampersand_in_a_footer_stays_a_letter() {
        assert_eq!(footer_words("A & B"), "A && B");
    }
}
