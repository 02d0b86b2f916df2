//! The pay list that people sign: a workbook with a part for each village, sums as formulas and room for signatures.
//!
//! It knows how the sheet is laid out. What anybody is due was decided before; here it is only printed.

use domain::kernel::{Dong, Month, nfc, show_month};
use rust_xlsxwriter::{Format, FormatAlign, Formula, Worksheet, XlsxError};

use crate::PaperError;
use crate::book;

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
    /// From left to right; the sheet has room for six.
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

/// Who signs at the foot, `NGƯỜI LẬP BIỂU`, with the name if it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollSigner {
    pub role: String,
    pub name: String,
}

impl RollAmounts {
    fn parts(self) -> [Dong; 4] {
        [self.monthly, self.arrears, self.carried_over, self.one_off]
    }

    pub fn total(self) -> Dong {
        self.parts().into_iter().sum()
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

const COLUMNS: [(&str, u16); 12] = [
    ("STT", 5),
    ("Họ và tên", 25),
    ("Ngày sinh", 11),
    ("Đối tượng", 12),
    ("Trợ cấp tháng này", 13),
    ("Truy lĩnh", 12),
    ("Tháng trước chưa nhận", 12),
    ("Trợ cấp một lần", 12),
    ("Tổng số tiền", 14),
    ("Ký nhận", 16),
    ("Người nhận thay", 18),
    ("Ghi chú", 18),
];
const LAST_COLUMN: u16 = 11;
/// The four parts of a line and, beside them, its total.
const FIRST_AMOUNT: u16 = 4;
const TOTAL: u16 = 8;
const HEADER_ROW: u32 = 5;

/// The pay list as an .xlsx file, ready to print on A4.
pub fn to_xlsx(roll: &RollSheet) -> Result<Vec<u8>, PaperError> {
    let mut book = book::workbook(&nfc(&roll.title))?;
    let sheet = book.add_worksheet().set_name("ChiTra")?;
    page(sheet, roll)?;
    head(sheet, roll)?;
    let mut row = HEADER_ROW + 1;
    for village in &roll.villages {
        row = write_village(sheet, row, village)?;
    }
    write_sum(sheet, row, &format!("TỔNG CỘNG: {} người", roll.count()), HEADER_ROW + 1, &all_lines(roll))?;
    signatures(sheet, row + 2, &roll.signers)?;
    sheet.set_print_area(0, 0, row + 9, LAST_COLUMN)?;
    Ok(book.save_to_buffer()?)
}

fn all_lines(roll: &RollSheet) -> Vec<&RollLine> {
    roll.villages.iter().flat_map(|village| &village.lines).collect()
}

fn page(sheet: &mut Worksheet, roll: &RollSheet) -> Result<(), XlsxError> {
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_footer(format!("&L{}&CTrang &P/&N&R{}", nfc(&roll.unit), show_month(roll.month)));
    sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?.set_freeze_panes(HEADER_ROW + 1, 2)?;
    for (place, (_, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(place, width)?;
    }
    Ok(())
}

fn head(sheet: &mut Worksheet, roll: &RollSheet) -> Result<(), XlsxError> {
    let centred = |points| book::plain(points).set_align(FormatAlign::Center);
    let superior = roll.superior.as_deref().unwrap_or("");
    sheet.merge_range(0, 0, 0, 3, &nfc(superior), &centred(12))?;
    sheet.merge_range(1, 0, 1, 3, &nfc(&roll.organ), &centred(12).set_bold())?;
    sheet.merge_range(2, 0, 2, LAST_COLUMN, &nfc(&roll.title), &centred(14).set_bold())?;
    let subtitle = format!("Tháng {} - {}", show_month(roll.month), nfc(&roll.unit));
    sheet.merge_range(3, 0, 3, LAST_COLUMN, &subtitle, &centred(13).set_bold())?;
    let unit = book::plain(11).set_italic().set_align(FormatAlign::Right);
    sheet.merge_range(4, 0, 4, LAST_COLUMN, "Đơn vị tính: đồng", &unit)?;
    for (place, (title, _)) in (0..).zip(COLUMNS) {
        sheet.write_with_format(HEADER_ROW, place, title, &book::column_head(11))?;
    }
    sheet.set_row_height(HEADER_ROW, 34)?;
    Ok(())
}

/// The village's name, its lines and its sum; gives the next free row.
fn write_village(sheet: &mut Worksheet, first: u32, village: &RollVillage) -> Result<u32, XlsxError> {
    let name = nfc(&village.name);
    sheet.merge_range(first, 0, first, LAST_COLUMN, &name, &book::ruled(11).set_bold())?;
    let mut row = first + 1;
    for line in &village.lines {
        write_line(sheet, row, line)?;
        row += 1;
    }
    let lines: Vec<&RollLine> = village.lines.iter().collect();
    write_sum(sheet, row, &format!("Cộng {name}: {} người", lines.len()), first, &lines)?;
    Ok(row + 1)
}

fn write_line(sheet: &mut Worksheet, row: u32, line: &RollLine) -> Result<(), XlsxError> {
    let text = book::ruled(11).set_text_wrap();
    let middle = text.clone().set_align(FormatAlign::Center);
    let money = book::money(book::ruled(11));
    sheet.write_with_format(row, 0, line.number, &middle)?;
    sheet.write_string_with_format(row, 1, nfc(&line.name), &text)?;
    sheet.write_string_with_format(row, 2, nfc(&line.birth), &middle)?;
    sheet.write_string_with_format(row, 3, nfc(&line.group), &middle)?;
    for (place, amount) in (FIRST_AMOUNT..).zip(line.amounts.parts()) {
        match amount.is_zero() {
            true => sheet.write_blank(row, place, &money)?,
            // Amounts are far below the 2^53 up to which a spreadsheet counts exactly.
            false => sheet.write_number_with_format(row, place, amount.0 as f64, &money)?,
        };
    }
    let sum = format!("=SUM({}:{})", cell(row, FIRST_AMOUNT), cell(row, TOTAL - 1));
    write_formula(sheet, row, TOTAL, &sum, line.amounts.total(), &money.set_bold())?;
    sheet.write_blank(row, 9, &text)?;
    sheet.write_string_with_format(row, 10, nfc(&line.receiver), &text)?;
    sheet.write_string_with_format(row, 11, nfc(&line.note), &text)?;
    sheet.set_row_height(row, 24)?;
    Ok(())
}

/// A row of sums over the rows from `first`. SUBTOTAL leaves other sums out, so the last one counts nobody twice.
fn write_sum(sheet: &mut Worksheet, row: u32, label: &str, first: u32, lines: &[&RollLine]) -> Result<(), XlsxError> {
    let bold = book::ruled(11).set_bold();
    let money = book::money(bold.clone());
    sheet.merge_range(row, 0, row, FIRST_AMOUNT - 1, label, &bold)?;
    for place in FIRST_AMOUNT..=TOTAL {
        let amount = |line: &&RollLine| match usize::from(place - FIRST_AMOUNT) {
            part @ 0..4 => line.amounts.parts()[part],
            _ => line.amounts.total(),
        };
        if row <= first {
            // A sum over no rows would reach back onto itself.
            sheet.write_number_with_format(row, place, 0, &money)?;
            continue;
        }
        let sum = format!("=SUBTOTAL(9,{}:{})", cell(first, place), cell(row - 1, place));
        write_formula(sheet, row, place, &sum, lines.iter().map(amount).sum(), &money)?;
    }
    for place in TOTAL + 1..=LAST_COLUMN {
        sheet.write_blank(row, place, &bold)?;
    }
    Ok(())
}

/// The formula with its result, for the readers that show a sheet without reckoning it.
fn write_formula(
    sheet: &mut Worksheet,
    row: u32,
    place: u16,
    formula: &str,
    result: Dong,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_formula_with_format(row, place, Formula::new(formula).set_result(result.0.to_string()), format)?;
    Ok(())
}

fn signatures(sheet: &mut Worksheet, row: u32, signers: &[RollSigner]) -> Result<(), XlsxError> {
    let bold = book::plain(12).set_bold().set_align(FormatAlign::Center).set_text_wrap();
    let italic = book::plain(11).set_italic().set_align(FormatAlign::Center);
    let shares = u16::try_from(signers.len()).unwrap_or(u16::MAX).clamp(1, 6);
    let width = (LAST_COLUMN + 1) / shares;
    for (place, signer) in (0..shares).zip(signers) {
        let (from, to) = (place * width, place * width + width - 1);
        sheet.merge_range(row, from, row, to, &nfc(&signer.role), &bold)?;
        sheet.merge_range(row + 1, from, row + 1, to, "(Ký, ghi rõ họ tên)", &italic)?;
        sheet.merge_range(row + 6, from, row + 6, to, &nfc(&signer.name), &bold)?;
    }
    Ok(())
}

fn cell(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
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
        let last = HEADER_ROW + 1 + 32 + 22;
        let values = book.worksheet_range("ChiTra").unwrap();
        assert_eq!(values.get_value((last, 0)).unwrap().to_string(), "TỔNG CỘNG: 50 người");
        assert_eq!(values.get_value((last, 8)).unwrap().to_string(), roll.total().0.to_string());
        let formulas = book.worksheet_formula("ChiTra").unwrap();
        assert_eq!(formulas.get_value((last, 8)).unwrap(), "SUBTOTAL(9,I7:I60)");
        assert_eq!(formulas.get_value((8, 8)).unwrap(), "SUM(E9:H9)");
    }

    #[test]
    fn an_empty_roll_can_be_printed() {
        assert!(to_xlsx(&RollSheet { villages: Vec::new(), signers: Vec::new(), ..sample() }).is_ok());
    }
}
