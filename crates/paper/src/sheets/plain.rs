//! Any big table as a workbook, written row by row as the rows come.
//!
//! It holds one row at a time. The rows written so far lie in a nameless temporary file of the writing library,
//! gone when the table is done: a workbook is packed from whole sheets.

use std::io::{Seek, Write};

use domain::kernel::nfc;

use super::working;
use super::{Cell, Form};
use crate::PaperError;
use crate::book;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainColumn {
    pub title: String,
    /// In characters, as a sheet counts them.
    pub width: u16,
    pub form: Form,
}

impl PlainColumn {
    pub fn new(title: impl Into<String>, width: u16, form: Form) -> PlainColumn {
        PlainColumn { title: title.into(), width, form }
    }
}

/// Writes `title_rows`, the titles of `columns`, and below them `rows`, each with a cell for each column.
pub fn write<W: Write + Seek + Send>(
    out: W,
    title_rows: &[String],
    columns: &[PlainColumn],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), PaperError> {
    let mut workbook = book::workbook(&nfc(title_rows.first().map_or("", String::as_str)))?;
    let sheet = workbook.add_worksheet_with_constant_memory()?.set_name("DanhSach")?;
    let mut row = 0;
    for title in title_rows {
        sheet.write_string_with_format(row, 0, nfc(title), &book::plain(13).set_bold())?;
        row += 1;
    }
    let columns: Vec<working::Column> = columns
        .iter()
        .map(|column| working::Column {
            title: &column.title,
            width: column.width,
            format: column.form.on(book::ruled(11)),
        })
        .collect();
    let last_row = working::write(sheet, row, &columns, rows, 0)?;
    working::filter(sheet, row, last_row, &columns)?;
    Ok(workbook.save_to_writer(out)?)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::Data;
    use domain::kernel::Dong;

    use super::*;
    use crate::sheets::samples::Written;

    fn sample(count: i64) -> Vec<u8> {
        let columns = [
            PlainColumn::new("Họ và tên", 28, Form::Text),
            PlainColumn::new("Số định danh", 16, Form::AsWritten),
            PlainColumn::new("Số tiền", 14, Form::Money),
        ];
        let titles = ["DANH SÁCH TOÀN HUYỆN", "Tính đến ngày 27/04/2021"].map(str::to_owned);
        let row = |number| vec!["=1+1".into(), "033141000123".into(), Cell::Money(Dong(540_000 + number))];
        let mut out = Cursor::new(Vec::new());
        write(&mut out, &titles, &columns, (0..count).map(row)).unwrap();
        out.into_inner()
    }

    #[test]
    fn rows_are_written_under_their_titles() {
        let mut written = Written::new(sample(3));
        assert_eq!(written.rows("DanhSach")[2], ["Họ và tên", "Số định danh", "Số tiền"]);
        assert_eq!(written.value("DanhSach", (5, 2)), Data::Float(540_002.0));
        let sheet = written.part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<autoFilter ref=\"A3:C6\"/>") && sheet.contains("ySplit=\"3\""));
        assert!(written.part("xl/workbook.xml").contains("DanhSach!$3:$3"));
    }

    #[test]
    fn what_looks_like_a_formula_stays_a_text() {
        let mut written = Written::new(sample(1));
        assert_eq!(written.value("DanhSach", (3, 0)), Data::String("=1+1".into()));
        assert_eq!(written.formula("DanhSach", (3, 0)), "");
    }

    #[test]
    fn the_same_table_gives_the_same_bytes_and_an_empty_one_can_be_written() {
        assert!(sample(50) == sample(50));
        assert_eq!(Written::new(sample(0)).rows("DanhSach").len(), 3);
    }
}
