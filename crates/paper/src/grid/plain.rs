//! .csv and other plain text, in the encodings in which Excel and old programs write it.

use super::guard::{MOST_CELLS, Refused};
use super::{Grid, Value};
use crate::PaperError;
use crate::legacy;

/// One sheet. The separator is the one that gives the most columns on the most lines.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Grid>, PaperError> {
    if looks_like_html(bytes) {
        return Err(PaperError::WebPage { file: file.to_owned() });
    }
    let text = decoded(file, bytes)?;
    let separator = separator_of(&text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut grid = Grid { name: "CSV".to_owned(), ..Grid::default() };
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    // A text in Unicode with rows of any length has no fault that the reader could report.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |position| position.byte());
        grid.start_row(lines.line_of(usize::try_from(start).unwrap_or(usize::MAX)));
        for (column, text) in (0..=u16::MAX).zip(record.iter()) {
            grid.push(column, 0, Value::Text(unescaped(text)));
        }
        if grid.cells.len() as u64 > MOST_CELLS {
            return Err(PaperError::Refused { file: file.to_owned(), source: Refused::TooManyCells });
        }
    }
    grid.finish();
    Ok(vec![grid])
}

/// Counts lines as Excel does. The reader skips empty ones, and stops between the two letters that end a line.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the row whose reading began at this byte.
    fn line_of(&mut self, start: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let skipped = bytes.get(start..).unwrap_or_default().iter().take_while(is_break).count();
        let here = bytes.get(self.at..start + skipped).unwrap_or_default();
        self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', here).count() as u32);
        self.at = start + skipped;
        self.line
    }
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start: String = bytes.iter().take(512).map(|byte| byte.to_ascii_lowercase() as char).collect();
    ["<html", "<table", "<!doctype html", "<?xml"].iter().any(|tag| start.contains(tag))
}

/// UTF-8, UTF-16 with its mark, or the bytes of an old font, which show themselves in what they come to.
fn decoded(file: &str, bytes: &[u8]) -> Result<String, PaperError> {
    let units = |pair: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].as_chunks().0.iter().map(|two| pair(*two)).collect();
        Ok(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xFF, 0xFE, ..] => return units(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => return units(u16::from_be_bytes),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned()),
        Err(error) => {
            let latin: String = bytes.iter().map(|byte| *byte as char).collect();
            if legacy::guess(latin.lines().take(1_000)).is_some() {
                return Ok(latin);
            }
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(PaperError::NotUnicode { file: file.to_owned(), line })
        }
    }
}

fn separator_of(text: &str) -> u8 {
    let count = |separator: u8| {
        let lines = text.lines().take(200);
        lines.map(|line| line.bytes().filter(|byte| *byte == separator).count()).sum::<usize>()
    };
    // A comma stands inside sentences and amounts too, so the others go first when they are there in numbers.
    let rows = text.lines().take(200).count();
    let often = |separator: &u8| count(*separator) > rows;
    [b';', b'\t', b',']
        .into_iter()
        .find(often)
        .unwrap_or_else(|| [b';', b'\t', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b';'))
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
    use super::*;

    #[test]
    fn rows_have_the_numbers_that_excel_shows() {
        for end in ["\n", "\r\n"] {
            let text = ["a;b", "c;d", "", "\"e", "f\";g", "h;i"].join(end);
            let numbers: Vec<u32> =
                read("ds.csv", text.as_bytes()).expect("a text")[0].rows().map(|row| row.number).collect();
            assert_eq!(numbers, [1, 2, 4, 6], "{end:?}");
        }
    }
}
