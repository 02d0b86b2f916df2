//! Lists of people insured for their health at public cost, in the two shapes the insurer takes: D03-TS and D07-TS.
//!
//! What an office does not know stays blank, to be filled in by hand. The codes under the columns are left out:
//! we have not seen all of them in an official text.

use domain::kernel::{Day, Dong, Month, show_day, show_month};

use super::changes::{self, PlaceChanges};
use super::printed::{self, Column, Foot, Head, PrintedList};
use super::{Cell, Form};
use crate::PaperError;

/// The list for one kind of insured people, increases before decreases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct D03List {
    pub head: Head,
    /// `Mẫu D03-TS` with its source, where the office is sure of it.
    pub form_code: Option<String>,
    /// The insurer's code of the office.
    pub unit_code: String,
    /// `Người thuộc hộ cận nghèo`.
    pub insured: String,
    /// Who pays the contribution.
    pub funding: String,
    pub base_wage: Option<Dong>,
    pub support_percent: Option<u32>,
    pub increases: Vec<D03Line>,
    pub decreases: Vec<D03Line>,
    pub foot: Foot,
}

/// Empty texts and `None` are what the office does not know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct D03Line {
    pub name: String,
    /// The number in the social insurance book, today's key of a health card.
    pub insurance_number: String,
    pub personal_id: String,
    pub birth: String,
    pub sex: String,
    /// Where the person is first treated.
    pub clinic: String,
    pub contribution: Option<Dong>,
    pub support_percent: Option<u32>,
    pub from: Option<Month>,
    pub months: Option<u32>,
    pub note: String,
    /// The insurer's code of the person who collects.
    pub collector: String,
}

/// The list of people on monthly benefits, village by village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct D07List {
    pub head: Head,
    /// `Mẫu D07-TS` with its source, where the office is sure of it.
    pub form_code: Option<String>,
    pub places: Vec<PlaceChanges<D07Line>>,
    pub foot: Foot,
}

/// Empty texts and `None` are what the office does not know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct D07Line {
    pub name: String,
    pub personal_id: String,
    pub birth: String,
    /// The benefit by the month.
    pub amount: Option<Dong>,
    pub from: Option<Day>,
    pub months: Option<u32>,
    pub clinic: String,
    pub note: String,
}

pub fn d03_to_xlsx(list: &D03List) -> Result<Vec<u8>, PaperError> {
    let whole = PlaceChanges {
        place: String::new(),
        increases: list.increases.iter().collect(),
        decreases: list.decreases.iter().collect(),
    };
    let rows = changes::rows(&[whole], |number, line| d03_cells(number, line));
    printed::to_xlsx(&PrintedList {
        form_code: list.form_code.clone(),
        facts: d03_facts(list),
        ..PrintedList::of_money("D03-TS", &list.head, d03_columns(), rows, &list.foot)
    })
}

fn d03_facts(list: &D03List) -> Vec<String> {
    let percent = list.support_percent.map(|percent| format!("{percent}%"));
    let facts = [
        ("Mã đơn vị", list.unit_code.clone()),
        ("Đối tượng tham gia", list.insured.clone()),
        ("Nguồn đóng BHYT", list.funding.clone()),
        ("Lương cơ sở", list.base_wage.map(|wage| wage.to_string()).unwrap_or_default()),
        ("Tỷ lệ ngân sách nhà nước hỗ trợ", percent.unwrap_or_default()),
    ];
    facts.into_iter().map(|(title, fact)| format!("{title}: {}", or_dots(fact))).collect()
}

/// Room to write by hand.
fn or_dots(fact: String) -> String {
    if fact.is_empty() { "……………………".to_owned() } else { fact }
}

fn d03_columns() -> Vec<Column> {
    vec![
        Column::new("STT", 5, Form::Centre),
        Column::new("Họ và tên", 24, Form::Text),
        Column::new("Mã số BHXH", 13, Form::AsWritten),
        Column::new("Số CCCD/ĐDCN", 16, Form::AsWritten),
        Column::new("Ngày sinh", 12, Form::AsWritten),
        Column::new("Giới tính", 8, Form::Centre),
        Column::new("Nơi đăng ký KCB ban đầu", 20, Form::Text),
        Column::new("Mức đóng", 12, Form::Money),
        Column::new("Tỷ lệ hỗ trợ (%)", 9, Form::Centre),
        Column::new("Từ tháng", 9, Form::AsWritten),
        Column::new("Số tháng", 8, Form::Centre),
        Column::new("Ghi chú", 26, Form::Text),
        Column::new("Mã nhân viên thu", 11, Form::AsWritten),
    ]
}

fn d03_cells(number: i64, line: &D03Line) -> Vec<Cell> {
    vec![
        Cell::Number(number),
        line.name.as_str().into(),
        line.insurance_number.as_str().into(),
        line.personal_id.as_str().into(),
        line.birth.as_str().into(),
        line.sex.as_str().into(),
        line.clinic.as_str().into(),
        line.contribution.into(),
        line.support_percent.into(),
        line.from.map(show_month).unwrap_or_default().into(),
        line.months.into(),
        line.note.as_str().into(),
        line.collector.as_str().into(),
    ]
}

pub fn d07_to_xlsx(list: &D07List) -> Result<Vec<u8>, PaperError> {
    let rows = changes::rows(&list.places, d07_cells);
    printed::to_xlsx(&PrintedList {
        form_code: list.form_code.clone(),
        ..PrintedList::of_money("D07-TS", &list.head, d07_columns(), rows, &list.foot)
    })
}

fn d07_columns() -> Vec<Column> {
    vec![
        Column::new("STT", 5, Form::Centre),
        Column::new("Họ và tên", 26, Form::Text),
        Column::new("Số định danh", 16, Form::AsWritten),
        Column::new("Ngày sinh", 12, Form::AsWritten),
        Column::new("Tiền trợ cấp", 14, Form::Money).summed(),
        Column::new("Ngày tham gia", 12, Form::AsWritten),
        Column::new("Số tháng", 8, Form::Centre),
        Column::new("Nơi KCB", 24, Form::Text),
        Column::new("Ghi chú", 28, Form::Text),
    ]
}

fn d07_cells(number: i64, line: &D07Line) -> Vec<Cell> {
    vec![
        Cell::Number(number),
        line.name.as_str().into(),
        line.personal_id.as_str().into(),
        line.birth.as_str().into(),
        line.amount.into(),
        line.from.map(show_day).unwrap_or_default().into(),
        line.months.into(),
        line.clinic.as_str().into(),
        line.note.as_str().into(),
    ]
}

#[cfg(test)]
mod tests {
    use calamine::Data;

    use super::*;
    use crate::sheets::samples::{Written, d03, d07};

    #[test]
    fn identity_numbers_keep_their_first_nought() {
        let mut written = Written::new(d03_to_xlsx(&d03()).unwrap());
        assert_eq!(written.value("D03-TS", (12, 3)), Data::String("033141000123".into()));
    }

    #[test]
    fn what_is_unknown_stays_blank_and_is_not_added_up_as_nothing() {
        let mut written = Written::new(d07_to_xlsx(&d07()).unwrap());
        let rows = written.rows("D07-TS");
        let amount_of = |label: &str| rows.iter().find(|row| row[0].starts_with(label)).unwrap()[4].clone();
        assert_eq!(amount_of("TỔNG SỐ TĂNG: 4"), "2160000");
        assert_eq!(amount_of("Cộng giảm: 1"), "");
        assert_eq!(amount_of("TỔNG SỐ GIẢM: 1"), "");
    }

    #[test]
    fn a_form_code_is_printed_only_when_it_is_given() {
        let says_form = |bytes: Vec<u8>| Written::new(bytes).part("xl/sharedStrings.xml").contains("Mẫu");
        assert!(says_form(d07_to_xlsx(&d07()).unwrap()));
        assert!(!says_form(d03_to_xlsx(&d03()).unwrap()));
    }
}
