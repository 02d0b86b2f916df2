//! Danh sách tặng quà: who is given what by whom, signed for by the receivers.

use domain::kernel::Dong;

use super::printed::{self, Column, Foot, Head, Over, PrintedList, Row};
use super::{Cell, Form};
use crate::PaperError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftsList {
    pub head: Head,
    /// Each has a column under "Mức quà": `Chủ tịch nước`, `Tỉnh`, `Huyện`, `Xã`, `Vận động`.
    pub funders: Vec<String>,
    pub places: Vec<PlaceGifts>,
    pub foot: Foot,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceGifts {
    /// `Thôn Đông Cáp, xã Đoàn Đào`.
    pub place: String,
    pub lines: Vec<GiftLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftLine {
    pub name: String,
    /// As a list prints it, `1941` or `12/03/1941`.
    pub birth: String,
    pub group: String,
    /// One from each funder, in their order; none is zero.
    pub gifts: Vec<Dong>,
    pub note: String,
}

pub fn to_xlsx(list: &GiftsList) -> Result<Vec<u8>, PaperError> {
    printed::to_xlsx(&printed_list(list))
}

/// The gifts of several occasions as one .xlsx file, each on a sheet of its own.
pub fn to_xlsx_together(lists: &[GiftsList]) -> Result<Vec<u8>, PaperError> {
    let lists: Vec<PrintedList> = lists.iter().map(printed_list).collect();
    printed::to_xlsx_together(&lists)
}

fn printed_list(list: &GiftsList) -> PrintedList {
    let (columns, rows) = (columns(&list.funders), rows(&list.places));
    PrintedList::of_money("TangQua", &list.head, columns, rows, &list.foot)
}

fn columns(funders: &[String]) -> Vec<Column> {
    let mut columns = vec![
        Column::new("STT", 5, Form::Centre),
        Column::new("Họ và tên", 25, Form::Text),
        Column::new("Ngày sinh", 11, Form::AsWritten),
        Column::new("Đối tượng", 16, Form::Text),
    ];
    columns.extend(funders.iter().map(|funder| Column::new(funder, 13, Form::Money).summed().under("Mức quà")));
    columns.extend([
        Column::line_total("Tổng số tiền", 14),
        Column::new("Ký nhận", 16, Form::Signature),
        Column::new("Ghi chú", 18, Form::Text),
    ]);
    columns
}

fn rows(places: &[PlaceGifts]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut number = 0;
    for place in places {
        rows.push(Row::Heading(place.place.clone()));
        for line in &place.lines {
            number += 1;
            rows.push(Row::Line(cells(number, line)));
        }
        rows.push(Row::sum(format!("Cộng {}: {} người", place.place, place.lines.len()), Over::Heading));
    }
    rows.push(Row::sum(format!("TỔNG CỘNG: {number} người"), Over::List));
    rows
}

fn cells(number: i64, line: &GiftLine) -> Vec<Cell> {
    let mut cells =
        vec![Cell::Number(number), line.name.as_str().into(), line.birth.as_str().into(), line.group.as_str().into()];
    cells.extend(line.gifts.iter().copied().map(Cell::some_money));
    cells.extend([Cell::Blank, Cell::Blank, line.note.as_str().into()]);
    cells
}

#[cfg(test)]
mod tests {
    use calamine::Data;

    use super::*;
    use crate::sheets::samples::{Written, gifts};

    #[test]
    fn each_funder_has_a_column_and_each_line_its_total() {
        let mut written = Written::new(to_xlsx(&gifts()).unwrap());
        let rows = written.rows("TangQua");
        assert_eq!(rows[5][4], "Mức quà");
        assert_eq!(rows[6][4..7], ["Chủ tịch nước", "Ngân sách tỉnh", "Quỹ Đền ơn đáp nghĩa của huyện"]);
        assert_eq!(written.formula("TangQua", (8, 7)), "SUM(E9:G9)");
        assert_eq!(written.value("TangQua", (8, 7)), Data::Float(500_000.0));
        assert_eq!(written.formula("TangQua", (10, 7)), "SUBTOTAL(9,H8:H10)");
        assert_eq!(written.value("TangQua", (10, 7)), Data::Float(1_800_000.0));
        assert_eq!(rows[15][0], "TỔNG CỘNG: 4 người");
        assert_eq!(written.value("TangQua", (15, 7)), Data::Float(3_600_000.0));
    }

    #[test]
    fn a_single_funder_needs_no_common_title_over_several_columns() {
        let mut list = gifts();
        list.funders.truncate(1);
        list.places.iter_mut().flat_map(|place| &mut place.lines).for_each(|line| line.gifts.truncate(1));
        let mut written = Written::new(to_xlsx(&list).unwrap());
        assert_eq!(written.formula("TangQua", (8, 5)), "SUM(E9)");
        assert_eq!(written.rows("TangQua")[5][4], "Mức quà");
    }
}
