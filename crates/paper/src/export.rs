//! Plain .csv for exports. It knows separators and what a spreadsheet would run as a formula.

use domain::kernel::nfc;

/// A cell of an export. Only texts can hide a formula; a number may begin with a minus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CsvCell {
    Text(String),
    Number(i64),
    Empty,
}

impl From<&str> for CsvCell {
    fn from(text: &str) -> CsvCell {
        CsvCell::Text(text.to_owned())
    }
}

impl From<String> for CsvCell {
    fn from(text: String) -> CsvCell {
        CsvCell::Text(text)
    }
}

impl From<i64> for CsvCell {
    fn from(number: i64) -> CsvCell {
        CsvCell::Number(number)
    }
}

/// A file that Excel in Vietnam opens by itself: UTF-8 with byte order mark, `;` between cells, CRLF after rows.
pub fn csv_bytes(header: &[&str], rows: &[Vec<CsvCell>]) -> Vec<u8> {
    let mut bytes = "\u{FEFF}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(&mut bytes);
    writer.write_record(header.iter().map(|title| nfc(title))).expect("writing to memory does not fail");
    for row in rows {
        writer.write_record(row.iter().map(written)).expect("writing to memory does not fail");
    }
    drop(writer);
    bytes
}

fn written(cell: &CsvCell) -> String {
    match cell {
        CsvCell::Text(text) => harmless(&nfc(text)),
        CsvCell::Number(number) => number.to_string(),
        CsvCell::Empty => String::new(),
    }
}

/// A text that begins like a formula gets an apostrophe, which spreadsheets take as "this is text".
fn harmless(text: &str) -> String {
    match looks_like_a_formula(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

pub(crate) fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;

    #[test]
    fn texts_that_would_run_as_formulas_are_disarmed_and_numbers_stay_numbers() {
        let bytes =
            csv_bytes(&["Tên", "Tiền"], &[vec!["=1+1".into(), (-5).into()], vec!["A;\"B\"".into(), CsvCell::Empty]]);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{FEFF}Tên;Tiền\r\n'=1+1;-5\r\n\"A;\"\"B\"\"\";\r\n");
    }

    #[test]
    fn what_was_exported_is_read_back_unchanged() {
        let bytes = csv_bytes(&["Tên"], &[vec!["-Ba".into()], vec!["'quoted".into()]]);
        let tables = Table::read_all(&crate::grid::open("a.csv", &bytes).unwrap(), &["Tên"]).unwrap();
        let texts: Vec<&str> = tables[0].rows.iter().map(|row| row.cells[0].text.as_str()).collect();
        assert_eq!(texts, ["-Ba", "'quoted"]);
    }
}
