//! Danh sách tăng, giảm: who began and who ceased to be paid, village by village.
//!
//! The order of its rows, increases before decreases under each place, is also that of the lists for insurance.

use domain::kernel::{Dong, Month, show_month};

use super::printed::{self, Column, Foot, Head, Over, PrintedList, Row};
use super::{Cell, Form};
use crate::PaperError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesList {
    pub head: Head,
    pub places: Vec<PlaceChanges<Change>>,
    pub foot: Foot,
}

/// Who was added and who was taken off in one village or commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceChanges<T> {
    /// `Thôn Đông Cáp, xã Đoàn Đào`; empty for no heading.
    pub place: String,
    pub increases: Vec<T>,
    pub decreases: Vec<T>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub name: String,
    /// As a list prints it, `1941` or `12/03/1941`.
    pub birth: String,
    pub group: String,
    /// By the month: what began, or what ceased, to be paid.
    pub amount: Dong,
    pub from: Month,
    /// The number of the decision, `125/QĐ-UBND`.
    pub decision: String,
    pub reason: String,
}

pub fn to_xlsx(list: &ChangesList) -> Result<Vec<u8>, PaperError> {
    let rows = rows(&list.places, cells);
    printed::to_xlsx(&PrintedList::of_money("TangGiam", &list.head, columns(), rows, &list.foot))
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("STT", 5, Form::Centre),
        Column::new("Họ và tên", 25, Form::Text),
        Column::new("Ngày sinh", 11, Form::AsWritten),
        Column::new("Đối tượng", 14, Form::Centre),
        Column::new("Mức trợ cấp", 14, Form::Money).summed(),
        Column::new("Từ tháng", 10, Form::AsWritten),
        Column::new("Số quyết định", 20, Form::Centre),
        Column::new("Lý do", 32, Form::Text),
    ]
}

fn cells(number: i64, change: &Change) -> Vec<Cell> {
    vec![
        Cell::Number(number),
        change.name.as_str().into(),
        change.birth.as_str().into(),
        change.group.as_str().into(),
        Cell::some_money(change.amount),
        show_month(change.from).into(),
        change.decision.as_str().into(),
        change.reason.as_str().into(),
    ]
}

const INCREASE_SUM: &str = "Cộng tăng";
const DECREASE_SUM: &str = "Cộng giảm";

/// Under each place its increases, then its decreases. Money that came and money that went are never added together.
pub(super) fn rows<T>(places: &[PlaceChanges<T>], cells: impl Fn(i64, &T) -> Vec<Cell>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut number = 0;
    let mut counts = [0, 0];
    for place in places {
        if !place.place.is_empty() {
            rows.push(Row::Heading(place.place.clone()));
        }
        let sections = [("I. Tăng", INCREASE_SUM, &place.increases), ("II. Giảm", DECREASE_SUM, &place.decreases)];
        for ((title, sum, lines), count) in
            sections.into_iter().zip(&mut counts).filter(|((.., lines), _)| !lines.is_empty())
        {
            rows.push(Row::Section(title.to_owned()));
            for line in lines {
                number += 1;
                rows.push(Row::Line(cells(number, line)));
            }
            rows.push(Row::sum(format!("{sum}: {} người", lines.len()), Over::Section));
            *count += lines.len();
        }
    }
    let [increases, decreases] = counts;
    rows.push(Row::sum(format!("TỔNG SỐ TĂNG: {increases} người"), Over::SumsNamed(INCREASE_SUM)));
    rows.push(Row::sum(format!("TỔNG SỐ GIẢM: {decreases} người"), Over::SumsNamed(DECREASE_SUM)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::samples::{Written, changes};

    /// The first cell and the money of each row, as far as there is any.
    fn outline(list: &ChangesList) -> Vec<String> {
        let rows = Written::new(to_xlsx(list).unwrap()).rows("TangGiam");
        let shown = |row: &Vec<String>| [&row[0], &row[1], &row[4]].map(String::as_str).join("|");
        rows[6..].iter().map(shown).collect()
    }

    #[test]
    fn increases_and_decreases_are_counted_and_added_up_apart() {
        assert_eq!(
            outline(&changes())[..14],
            [
                "Thôn Đông Cáp, xã Đoàn Đào||",
                "I. Tăng||",
                "1|Nguyễn Thị Hoa|360000",
                "2|Trần Văn Bình|540000",
                "Cộng tăng: 2 người||900000",
                "II. Giảm||",
                "3|Phạm Thị Lan|720000",
                "Cộng giảm: 1 người||720000",
                "Thôn Long Cầu, xã Đoàn Đào||",
                "I. Tăng||",
                "4|Đỗ Văn Cường|720000",
                "Cộng tăng: 1 người||720000",
                "TỔNG SỐ TĂNG: 3 người||1620000",
                "TỔNG SỐ GIẢM: 1 người||720000",
            ]
        );
    }
}
