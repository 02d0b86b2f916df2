//! The list by which the national web system is told who was paid: one line for each of its members.
//!
//! It can be uploaded or copied from, so it has no head, no sums and nothing but the list itself.

use rust_xlsxwriter::DataValidation;

use super::working::{self, Column};
use super::{Cell, Form};
use crate::PaperError;
use crate::book;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    /// The key of the person in that system.
    pub member: String,
    pub name: String,
    pub birth: String,
    pub personal_id: String,
    /// `None` where one word cannot tell it; the cell stays blank, to be chosen by hand.
    pub state: Option<MemberState>,
}

/// What became of a person's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    Paid,
    /// The money goes into the next month's list.
    Unpaid,
    /// The money does not go into the next month's list.
    UnpaidAndStopped,
}

impl MemberState {
    pub const ALL: [MemberState; 3] = [MemberState::Paid, MemberState::Unpaid, MemberState::UnpaidAndStopped];

    /// The words of that system.
    pub fn shown(self) -> &'static str {
        match self {
            MemberState::Paid => "Đã trả",
            MemberState::Unpaid => "Chưa trả",
            MemberState::UnpaidAndStopped => "Chưa trả và dừng chi trả",
        }
    }
}

const COLUMNS: [(&str, u16, Form); 5] = [
    ("Mã thành viên", 20, Form::AsWritten),
    ("Họ và tên", 28, Form::Text),
    ("Ngày sinh", 14, Form::AsWritten),
    ("Số CCCD", 18, Form::AsWritten),
    ("Trạng thái", 28, Form::Text),
];
const STATE: u16 = 4;

pub fn to_xlsx(lines: &[MemberLine]) -> Result<Vec<u8>, PaperError> {
    let mut workbook = book::workbook("Cập nhật trạng thái chi trả")?;
    let sheet = workbook.add_worksheet().set_name("DanhSach")?;
    let columns = COLUMNS.map(|(title, width, form)| Column { title, width, format: form.on(book::ruled(11)) });
    let last_row = working::write(sheet, 0, &columns, lines.iter().map(cells), 2)?;
    working::filter(sheet, 0, last_row, &columns)?;
    // The words stand in the check itself: a second sheet would be in the way of an upload.
    let states = DataValidation::new().allow_list_strings(&MemberState::ALL.map(MemberState::shown))?;
    sheet.add_data_validation(1, STATE, last_row.max(1), STATE, &states)?;
    Ok(workbook.save_to_buffer()?)
}

fn cells(line: &MemberLine) -> Vec<Cell> {
    vec![
        line.member.as_str().into(),
        line.name.as_str().into(),
        line.birth.as_str().into(),
        line.personal_id.as_str().into(),
        line.state.map_or(Cell::Blank, |state| state.shown().into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::samples::{Written, members};

    #[test]
    fn the_first_row_is_the_header_and_the_keys_are_texts() {
        let mut written = Written::new(to_xlsx(&members()).unwrap());
        assert_eq!(written.tabs(), ["DanhSach"]);
        let rows = written.rows("DanhSach");
        assert_eq!(rows[0], ["Mã thành viên", "Họ và tên", "Ngày sinh", "Số CCCD", "Trạng thái"]);
        assert_eq!(written.value("DanhSach", (1, 0)), calamine::Data::String("0033141000".into()));
        assert_eq!(rows[3][4], "Chưa trả và dừng chi trả");
    }

    #[test]
    fn the_state_is_chosen_from_three() {
        let sheet = Written::new(to_xlsx(&members()).unwrap()).part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("type=\"list\"") && sheet.contains("sqref=\"E2:E4\""));
        assert!(sheet.contains("Đã trả,Chưa trả,Chưa trả và dừng chi trả"));
    }
}
