//! Who signs the list.

use domain::kernel::nfc;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::{Foot, PrintedList, Signer};
use crate::book;

/// Between the words "ký, ghi rõ họ tên" and the name.
const LINES_TO_SIGN_ON: u32 = 4;
const LINE: u32 = 16;

/// Writes the signatures below the last row of the body, `next`, and gives the last row of all.
///
/// They are a single row, because a page may end between two rows and a name would stand alone on the next.
pub fn write(sheet: &mut Worksheet, next: u32, list: &PrintedList) -> Result<u32, XlsxError> {
    let Foot { dated, signers } = &list.foot;
    if signers.is_empty() && dated.is_none() {
        return Ok(next - 1);
    }
    let parts = parts(list);
    let mut tallest = 1;
    for (number, part) in (1..).zip(&parts) {
        let dated = dated.as_deref().filter(|_| number == parts.len()).unwrap_or("");
        let signer = signers.get(number - 1);
        signature(sheet, next, *part, dated, signer)?;
        let needed = |line: &String| book::lines_needed(line, list.width(*part) * 0.9);
        tallest = tallest.max(signer.into_iter().flat_map(role_lines).map(|line| needed(&line)).sum());
    }
    sheet.set_row_height(next, (2 + tallest + 1 + LINES_TO_SIGN_ON + 1) * LINE)?;
    Ok(next)
}

/// The date or an empty line in its place, the role, room to sign, and the name.
fn signature(
    sheet: &mut Worksheet,
    row: u32,
    part: (u16, u16),
    dated: &str,
    signer: Option<&Signer>,
) -> Result<(), XlsxError> {
    let cell = book::plain(12).set_text_wrap().set_align(FormatAlign::Center).set_align(FormatAlign::Top);
    let [bold, italic] = [book::plain(12).set_bold(), book::plain(12).set_italic()];
    let small = book::plain(11).set_italic();
    let mut words = vec![(&italic, format!("\n{}\n", nfc(dated)))];
    if let Some(signer) = signer {
        words.push((&bold, role_lines(signer).join("\n")));
        words.push((&small, format!("\n(Ký, ghi rõ họ tên){}", "\n".repeat(1 + LINES_TO_SIGN_ON as usize))));
        words.push((&bold, nfc(&signer.name)));
    }
    // A piece of such a text may not be empty.
    let words: Vec<(&Format, &str)> =
        words.iter().map(|(format, text)| (*format, text.as_str())).filter(|(_, text)| !text.is_empty()).collect();
    book::across(sheet, row, part, "", &cell)?;
    sheet.write_rich_string_with_format(row, part.0, &words, &cell)?;
    Ok(())
}

/// `TM. UBND XÃ` over `CHỦ TỊCH`.
fn role_lines(signer: &Signer) -> Vec<String> {
    signer.role.lines().map(nfc).collect()
}

/// The columns cut into a part for each signer, as equal in width as the columns allow.
fn parts(list: &PrintedList) -> Vec<(u16, u16)> {
    let columns = list.last_column() + 1;
    let count = u16::try_from(list.foot.signers.len()).unwrap_or(u16::MAX).clamp(1, columns);
    let whole = list.width((0, list.last_column()));
    let mut parts = Vec::new();
    let mut from = 0;
    for number in 1..=count {
        let reach = whole * f64::from(number) / f64::from(count);
        let fitting = (0..columns).take_while(|to| list.width((0, *to)) <= reach + 0.001).count();
        let end = u16::try_from(fitting).unwrap_or(columns).clamp(from + 1, columns - (count - number));
        parts.push((from, end - 1));
        from = end;
    }
    parts
}
