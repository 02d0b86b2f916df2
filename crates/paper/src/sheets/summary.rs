//! Tổng hợp chi trả: what a roll pays in each commune, one line a commune.

use super::printed::{self, Column, Foot, Head, Over, PrintedList, Row};
use super::{Cell, Form};
use crate::PaperError;
use crate::roll::{self, RollAmounts};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryList {
    pub head: Head,
    pub units: Vec<UnitSum>,
    pub foot: Foot,
}

/// What one commune is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSum {
    /// `Xã Đoàn Đào`.
    pub unit: String,
    pub people: u32,
    pub amounts: RollAmounts,
    pub note: String,
}

pub fn to_xlsx(list: &SummaryList) -> Result<Vec<u8>, PaperError> {
    let mut rows: Vec<Row> = (1..).zip(&list.units).map(|(number, unit)| Row::Line(cells(number, unit))).collect();
    rows.push(Row::sum(format!("TỔNG CỘNG: {} đơn vị", list.units.len()), Over::List));
    printed::to_xlsx(&PrintedList {
        codes: ["A", "B", "1", "2", "3", "4", "5", "6=2+3+4+5", "C"].map(str::to_owned).to_vec(),
        ..PrintedList::of_money("TongHop", &list.head, columns(), rows, &list.foot)
    })
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("STT", 5, Form::Centre),
        Column::new("Đơn vị", 28, Form::Text),
        Column::new("Số người", 10, Form::Number).summed(),
    ];
    columns.extend(roll::amount_columns());
    columns.push(Column::new("Ghi chú", 18, Form::Text));
    columns
}

fn cells(number: i64, unit: &UnitSum) -> Vec<Cell> {
    let mut cells = vec![Cell::Number(number), unit.unit.as_str().into(), Cell::Number(unit.people.into())];
    cells.extend(unit.amounts.cells());
    cells.push(unit.note.as_str().into());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::samples::{Written, summary};

    #[test]
    fn the_sums_of_the_communes_are_the_sum_of_the_roll() {
        let list = summary();
        let mut written = Written::new(to_xlsx(&list).unwrap());
        let total: i64 = list.units.iter().map(|unit| unit.amounts.total().0).sum();
        assert_eq!(written.value("TongHop", (10, 2)), calamine::Data::Float(1005.0));
        assert_eq!(written.value("TongHop", (10, 7)), calamine::Data::Float(total as f64));
        assert_eq!(written.formula("TongHop", (7, 7)), "SUM(D8:G8)", "people are not money");
        assert_eq!(written.rows("TongHop")[6][7], "6=2+3+4+5");
    }
}
