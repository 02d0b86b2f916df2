//! A made-up value of each list, and ways to look into what was written.

use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};
use domain::kernel::Dong;

use super::changes::{Change, ChangesList, PlaceChanges};
use super::gifts::{GiftLine, GiftsList, PlaceGifts};
use super::insurance::{D03Line, D03List, D07Line, D07List};
use super::member_status::{MemberLine, MemberState};
use super::printed::{Foot, Head, Signer};
use super::returned::{ReturnedList, ReturnedRow};
use super::roster::{Entry, Roster, RosterColumn, RosterRow};
use super::summary::{SummaryList, UnitSum};
use super::{Cell, Form};
use crate::roll::RollAmounts;

pub fn head(title: &str) -> Head {
    Head {
        superior: Some("ỦY BAN NHÂN DÂN HUYỆN PHÙ CỪ".into()),
        organ: "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI".into(),
        title: title.into(),
        period: "Tháng 04/2021".into(),
        unit: "Xã Đoàn Đào".into(),
    }
}

pub fn foot() -> Foot {
    let signer = |role: &str, name: &str| Signer { role: role.into(), name: name.into() };
    Foot {
        dated: Some("Phù Cừ, ngày 05 tháng 4 năm 2021".into()),
        signers: vec![signer("NGƯỜI LẬP BIỂU", ""), signer("KT. TRƯỞNG PHÒNG\nPHÓ TRƯỞNG PHÒNG", "Lê Văn Nam")],
    }
}

pub fn summary() -> SummaryList {
    let unit = |(unit, people, monthly, arrears): (&str, u32, i64, i64)| UnitSum {
        unit: unit.into(),
        people,
        amounts: RollAmounts { monthly: Dong(monthly), arrears: Dong(arrears), ..RollAmounts::default() },
        note: String::new(),
    };
    let units = [
        ("Thị trấn Trần Cao", 312, 168_480_000, 0),
        ("Xã Đoàn Đào", 405, 218_700_000, 3_240_000),
        ("Xã Quang Hưng", 288, 155_520_000, 1_080_000),
    ];
    SummaryList {
        head: Head {
            unit: "Huyện Phù Cừ".into(), ..head("TỔNG HỢP CHI TRẢ TRỢ CẤP XÃ HỘI HẰNG THÁNG THEO XÃ")
        },
        units: units.map(unit).to_vec(),
        foot: foot(),
    }
}

pub fn changes() -> ChangesList {
    let change = |(name, reason, amount): (&str, &str, i64)| Change {
        name: name.into(),
        birth: "12/03/1941".into(),
        group: "K5-a".into(),
        amount: Dong(amount),
        from: "2021-05".parse().unwrap(),
        decision: "125/QĐ-UBND".into(),
        reason: reason.into(),
    };
    let place = |place: &str, increases: &[(&str, &str, i64)], decreases: &[(&str, &str, i64)]| PlaceChanges {
        place: place.into(),
        increases: increases.iter().copied().map(change).collect(),
        decreases: decreases.iter().copied().map(change).collect(),
    };
    ChangesList {
        head: head("DANH SÁCH TĂNG, GIẢM ĐỐI TƯỢNG HƯỞNG TRỢ CẤP XÃ HỘI HẰNG THÁNG"),
        places: vec![
            place(
                "Thôn Đông Cáp, xã Đoàn Đào",
                &[("Nguyễn Thị Hoa", "Đủ 80 tuổi", 360_000), ("Trần Văn Bình", "Chuyển đến từ xã Quang Hưng", 540_000)],
                &[("Phạm Thị Lan", "Chết ngày 02/04/2021, theo trích lục khai tử số 21/TLKT", 720_000)],
            ),
            place("Thôn Long Cầu, xã Đoàn Đào", &[("Đỗ Văn Cường", "Hưởng mới", 720_000)], &[]),
        ],
        foot: foot(),
    }
}

pub fn d03() -> D03List {
    let line = |name: &str| D03Line {
        name: name.into(),
        personal_id: "033141000123".into(),
        birth: "12/03/1941".into(),
        sex: "Nữ".into(),
        clinic: "Trạm y tế xã Đoàn Đào".into(),
        contribution: Some(Dong(67_050)),
        support_percent: Some(70),
        from: Some("2021-05".parse().unwrap()),
        months: Some(8),
        ..D03Line::default()
    };
    D03List {
        head: head("DANH SÁCH NGƯỜI CHỈ THAM GIA BẢO HIỂM Y TẾ"),
        form_code: None,
        unit_code: String::new(),
        insured: "Người thuộc hộ gia đình cận nghèo".into(),
        funding: "Ngân sách nhà nước và người tham gia".into(),
        base_wage: Some(Dong(1_490_000)),
        support_percent: Some(70),
        increases: vec![line("Nguyễn Thị Hoa"), line("Trần Thị Bình")],
        decreases: vec![D03Line { name: "Phạm Văn Lân".into(), ..D03Line::default() }],
        foot: foot(),
    }
}

pub fn d07() -> D07List {
    let line = |name: &str| D07Line {
        name: name.into(),
        personal_id: "033141000123".into(),
        birth: "1941".into(),
        amount: Some(Dong(540_000)),
        from: Some("2021-05-01".parse().unwrap()),
        months: Some(8),
        clinic: "Trung tâm y tế huyện Phù Cừ".into(),
        note: String::new(),
    };
    let place = |place: &str, decreases| PlaceChanges {
        place: place.into(),
        increases: vec![line("Nguyễn Thị Hoa"), line("Trần Thị Bình")],
        decreases,
    };
    D07List {
        head: head("DANH SÁCH NGƯỜI HƯỞNG TRỢ CẤP BẢO TRỢ XÃ HỘI THAM GIA BẢO HIỂM Y TẾ"),
        form_code: Some("Mẫu D07-TS".into()),
        places: vec![
            place("Thôn Đông Cáp, xã Đoàn Đào", Vec::new()),
            place("Thôn Long Cầu, xã Đoàn Đào", vec![D07Line { name: "Phạm Văn Lân".into(), ..D07Line::default() }]),
        ],
        foot: foot(),
    }
}

pub fn gifts() -> GiftsList {
    let line = |(name, gifts): (&str, [i64; 3])| GiftLine {
        name: name.into(),
        birth: "1941".into(),
        group: "Thương binh 2/4".into(),
        gifts: gifts.map(Dong).to_vec(),
        note: String::new(),
    };
    let lines = [("Nguyễn Thị Hoa", [300_000, 200_000, 0]), ("Trần Văn Bình", [600_000, 200_000, 500_000])];
    GiftsList {
        head: Head {
            period: "Tết Nguyên đán Tân Sửu năm 2021".into(),
            ..head("DANH SÁCH NGƯỜI CÓ CÔNG ĐƯỢC TẶNG QUÀ")
        },
        funders: ["Chủ tịch nước", "Ngân sách tỉnh", "Quỹ Đền ơn đáp nghĩa của huyện"].map(str::to_owned).to_vec(),
        places: vec![
            PlaceGifts { place: "Thôn Đông Cáp, xã Đoàn Đào".into(), lines: lines.map(line).to_vec() },
            PlaceGifts { place: "Thôn Long Cầu, xã Đoàn Đào".into(), lines: lines.map(line).to_vec() },
        ],
        foot: foot(),
    }
}

pub fn members() -> Vec<MemberLine> {
    MemberState::ALL
        .map(|state| MemberLine {
            member: "0033141000".into(),
            name: "Nguyễn Thị Hoa".into(),
            birth: "12/03/1941".into(),
            personal_id: "033141000123".into(),
            state: Some(state),
        })
        .to_vec()
}

pub fn roster() -> Roster {
    let column = |title: &str, width, entry| RosterColumn { title: title.into(), width, entry };
    let row = |person: &str| RosterRow {
        person: person.into(),
        cells: vec!["Nguyễn Thị Hoa".into(), "1941".into(), Cell::Blank, "Nữ".into(), Cell::Money(Dong(540_000))],
    };
    Roster {
        title: "Danh sách rà soát số định danh".into(),
        columns: vec![
            column("Họ và tên", 28, Entry::ReadOnly(Form::Text)),
            column("Ngày sinh", 12, Entry::ReadOnly(Form::AsWritten)),
            column("Số định danh", 16, Entry::Digits(12)),
            column("Giới tính", 10, Entry::Choice(vec!["Nam".into(), "Nữ".into()])),
            column("Mức trợ cấp", 14, Entry::Money),
        ],
        rows: vec![row("0088"), row("0089")],
        about: vec![("kind".into(), "personal-ids".into()), ("known_at".into(), "2021-04-27T08:00:00Z".into())],
    }
}

pub fn returned() -> ReturnedList {
    let row = |row, name: &str, reason: &str, choices: &[&str]| ReturnedRow {
        sheet: "DanhSach".into(),
        row,
        cells: vec![name.into(), "033141000123".into(), "K6-N".into()],
        reason: reason.into(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    };
    let twin = "Có người trùng họ tên và ngày sinh ở thôn Long Cầu, nhưng số định danh khác.";
    ReturnedList {
        title: "Các dòng cần xem lại".into(),
        titles: ["Họ và tên", "Số định danh", "Mã nhóm hưởng"].map(str::to_owned).to_vec(),
        rows: vec![
            row(7, "Nguyễn Thị Hoa", twin, &["Cùng một người", "Hai người khác nhau"]),
            row(9, "Trần Văn Bình", twin, &["Cùng một người", "Hai người khác nhau"]),
            row(12, "=1+1", "Không có nhóm hưởng “K6-N” trong danh mục.", &[]),
            row(15, "Đỗ Văn Cường", "Đã có trong danh sách.", &["Bỏ dòng này", "Thay dòng cũ", "Giữ cả hai"]),
        ],
    }
}

/// What is shown and what is reckoned in the cells of a sheet, `at("E9")`.
pub struct Written {
    bytes: Vec<u8>,
    book: Xlsx<Cursor<Vec<u8>>>,
}

impl Written {
    pub fn new(bytes: Vec<u8>) -> Written {
        let book = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
        Written { bytes, book }
    }

    pub fn tabs(&self) -> Vec<String> {
        self.book.sheet_names()
    }

    pub fn rows(&mut self, tab: &str) -> Vec<Vec<String>> {
        let range = self.book.worksheet_range(tab).unwrap();
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    pub fn value(&mut self, tab: &str, at: (u32, u16)) -> calamine::Data {
        self.book.worksheet_range(tab).unwrap().get_value((at.0, at.1.into())).cloned().unwrap_or_default()
    }

    pub fn formula(&mut self, tab: &str, at: (u32, u16)) -> String {
        self.book.worksheet_formula(tab).unwrap().get_value((at.0, at.1.into())).cloned().unwrap_or_default()
    }

    /// A part of the file as it is, `xl/worksheets/sheet1.xml`.
    pub fn part(&self, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}
