//! The pay list that people sign: a workbook with a part for each village, sums as formulas and room for signatures.
//!
//! It knows the list's columns. What anybody is due was decided before; here it is only printed.

use domain::kernel::{Dong, Month, show_month};

use crate::PaperError;
use crate::sheets::printed::{self, Column, Foot, Head, Over, PrintedList, Row};
use crate::sheets::{Cell, Form};

pub use crate::sheets::printed::Signer as RollSigner;

/// A pay list for one unit and one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollSheet {
    pub superior: Option<String>,
    pub organ: String,
    /// `DANH SÁCH CHI TRẢ TRỢ CẤP XÃ HỘI HẰNG THÁNG`.
    pub title: String,
    pub month: Month,
    /// The unit paid, `Xã Đoàn Đào`.
    pub unit: String,
    pub villages: Vec<RollVillage>,
    /// From left to right.
    pub signers: Vec<RollSigner>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollVillage {
    pub name: String,
    pub lines: Vec<RollLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollLine {
    pub number: u32,
    pub name: String,
    /// As a list prints it, `1941` or `12/03/1941`.
    pub birth: String,
    pub group: String,
    pub amounts: RollAmounts,
    /// Who signs in the person's place.
    pub receiver: String,
    pub note: String,
}

/// The parts of a line; its total is their sum and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RollAmounts {
    pub monthly: Dong,
    /// Truy lĩnh.
    pub arrears: Dong,
    /// Not collected in earlier months.
    pub carried_over: Dong,
    pub one_off: Dong,
}

impl RollAmounts {
    fn parts(self) -> [Dong; 4] {
        [self.monthly, self.arrears, self.carried_over, self.one_off]
    }

    pub fn total(self) -> Dong {
        self.parts().into_iter().sum()
    }

    /// Under [`amount_columns`]; the sheet itself adds up the total.
    pub(crate) fn cells(self) -> [Cell; 5] {
        let [monthly, arrears, carried_over, one_off] = self.parts().map(Cell::some_money);
        [monthly, arrears, carried_over, one_off, Cell::Blank]
    }
}

impl RollVillage {
    pub fn total(&self) -> Dong {
        self.lines.iter().map(|line| line.amounts.total()).sum()
    }
}

impl RollSheet {
    pub fn total(&self) -> Dong {
        self.villages.iter().map(RollVillage::total).sum()
    }

    pub fn count(&self) -> usize {
        self.villages.iter().map(|village| village.lines.len()).sum()
    }
}

/// The columns of a line's four parts and of its total, which every list of pay has side by side.
pub(crate) fn amount_columns() -> [Column; 5] {
    let part = |title, width| Column::new(title, width, Form::Money).summed();
    [
        part("Trợ cấp tháng này", 13),
        part("Truy lĩnh", 12),
        part("Tháng trước chưa nhận", 12),
        part("Trợ cấp một lần", 12),
        Column::line_total("Tổng số tiền", 14),
    ]
}

/// The pay list as an .xlsx file, ready to print on A4.
pub fn to_xlsx(roll: &RollSheet) -> Result<Vec<u8>, PaperError> {
    printed::to_xlsx(&list("ChiTra", roll))
}

/// The pay lists of several units as one .xlsx file, each on a sheet with its unit's name.
pub fn to_xlsx_by_unit(rolls: &[RollSheet]) -> Result<Vec<u8>, PaperError> {
    let lists: Vec<PrintedList> = rolls.iter().map(|roll| list(&roll.unit, roll)).collect();
    printed::to_xlsx_together(&lists)
}

fn list(tab: &str, roll: &RollSheet) -> PrintedList {
    let mut rows: Vec<Row> = roll.villages.iter().flat_map(village_rows).collect();
    rows.push(Row::sum(format!("TỔNG CỘNG: {} người", roll.count()), Over::List));
    let head = Head {
        superior: roll.superior.clone(),
        organ: roll.organ.clone(),
        title: roll.title.clone(),
        period: format!("Tháng {}", show_month(roll.month)),
        unit: roll.unit.clone(),
    };
    let foot = Foot { dated: None, signers: roll.signers.clone() };
    PrintedList::of_money(tab, &head, columns(), rows, &foot)
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("STT", 5, Form::Centre),
        Column::new("Họ và tên", 25, Form::Text),
        Column::new("Ngày sinh", 11, Form::AsWritten),
        Column::new("Đối tượng", 12, Form::Centre),
    ];
    columns.extend(amount_columns());
    columns.extend([
        Column::new("Ký nhận", 16, Form::Signature),
        Column::new("Người nhận thay", 18, Form::Text),
        Column::new("Ghi chú", 18, Form::Text),
    ]);
    columns
}

/// The village's name, its lines and its sum.
fn village_rows(village: &RollVillage) -> Vec<Row> {
    let mut rows = vec![Row::Heading(village.name.clone())];
    rows.extend(village.lines.iter().map(|line| Row::Line(cells(line))));
    rows.push(Row::sum(format!("Cộng {}: {} người", village.name, village.lines.len()), Over::Heading));
    rows
}

fn cells(line: &RollLine) -> Vec<Cell> {
    let mut cells = vec![
        Cell::Number(line.number.into()),
        line.name.as_str().into(),
        line.birth.as_str().into(),
        line.group.as_str().into(),
    ];
    cells.extend(line.amounts.cells());
    cells.extend([Cell::Blank, line.receiver.as_str().into(), line.note.as_str().into()]);
    cells
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::*;

    fn sample() -> RollSheet {
        let line = |number: u32| RollLine {
            number,
            name: format!("Nguyễn Thị Hoa {number}"),
            birth: "1941".into(),
            group: "K6-N".into(),
            amounts: RollAmounts {
                monthly: Dong(540_000),
                arrears: Dong(if number == 2 { 1_080_000 } else { 0 }),
                ..RollAmounts::default()
            },
            receiver: "Trần Văn Bình".into(),
            note: String::new(),
        };
        let signer = |role: &str| RollSigner { role: role.into(), name: "Lê Văn Nam".into() };
        RollSheet {
            superior: Some("UBND HUYỆN PHÙ CỪ".into()),
            organ: "PHÒNG LAO ĐỘNG - TB VÀ XH".into(),
            title: "DANH SÁCH CHI TRẢ TRỢ CẤP XÃ HỘI HẰNG THÁNG".into(),
            month: "2021-04".parse().unwrap(),
            unit: "Xã Đoàn Đào".into(),
            villages: vec![
                RollVillage { name: "Thôn Đông Cáp".into(), lines: (1..=30).map(line).collect() },
                RollVillage { name: "Thôn Long Cầu".into(), lines: (31..=50).map(line).collect() },
            ],
            signers: ["NGƯỜI LẬP BIỂU", "NGƯỜI CHI TRẢ", "THỦ TRƯỞNG ĐƠN VỊ"].map(signer).to_vec(),
        }
    }

    #[test]
    fn the_same_roll_gives_the_same_bytes() {
        assert_eq!(to_xlsx(&sample()).unwrap(), to_xlsx(&sample()).unwrap());
    }

    #[test]
    fn totals_are_formulas_that_carry_their_results() {
        let roll = sample();
        assert_eq!(roll.total(), Dong(50 * 540_000 + 1_080_000));
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(to_xlsx(&roll).unwrap())).unwrap();
        let last = 6 + 32 + 22;
        let values = book.worksheet_range("ChiTra").unwrap();
        assert_eq!(values.get_value((last, 0)).unwrap().to_string(), "TỔNG CỘNG: 50 người");
        assert_eq!(values.get_value((last, 8)).unwrap().to_string(), roll.total().0.to_string());
        let formulas = book.worksheet_formula("ChiTra").unwrap();
        assert_eq!(formulas.get_value((last, 8)).unwrap(), "SUBTOTAL(9,I7:I60)");
        assert_eq!(formulas.get_value((8, 8)).unwrap(), "SUM(E9:H9)");
    }

    #[test]
    fn each_unit_has_a_sheet_of_its_own() {
        let other = RollSheet { unit: "Xã Quang Hưng".into(), ..sample() };
        let bytes = to_xlsx_by_unit(&[sample(), other]).unwrap();
        let book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["Xã Đoàn Đào", "Xã Quang Hưng"]);
    }

    #[test]
    fn an_empty_roll_can_be_printed() {
        assert!(to_xlsx(&RollSheet { villages: Vec::new(), signers: Vec::new(), ..sample() }).is_ok());
    }
}
