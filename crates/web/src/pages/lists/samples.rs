//! The pages of lists with invented people.

use askama::Template;

use super::super::roll::FigureBox;
use super::home::{ExportForm, HomePage, Pick, RecentCounts, RecentRow};
use super::look::{CheckRow, ColumnRow, LookPage, NotePart, NoteRow, Tab, TableRow};
use super::past::{PastPage, PersonRow};
use super::roster::{ComparePage, ConflictRow, DifferencePart, DifferenceRow, NoteRow as RosterNote, RosterPage};
use crate::pages::samples::frame;
use crate::show::{Chip, Section, Tone};

fn text(text: &str) -> String {
    text.to_owned()
}

fn figure(name: &str, value: &str, unit: &str) -> FigureBox {
    FigureBox { name: text(name), value: text(value), unit: text(unit), is_alert: name == "Không nhập được" }
}

fn picks(all: &[(&str, &str)]) -> Vec<Pick> {
    all.iter().map(|(key, name)| Pick::new(key, name, "btxh")).collect()
}

fn export_form() -> ExportForm {
    ExportForm {
        refusal: Some(text("Chưa có danh sách chi trả Hưu trí xã hội tháng 12/2021.")),
        kinds: picks(&[("pay-list", "Danh sách chi trả để ký nhận")]),
        schemes: picks(&[("btxh", "Trợ giúp xã hội"), ("ncc", "Ưu đãi người có công")]),
        communes: picks(&[("12391@2021", "Thị trấn Trần Cao")]),
        whole: "Cả địa bàn",
        month: text("04/2021"),
        months: vec![text("04/2021")],
    }
}

fn home(can_import: bool) -> HomePage {
    let row = |file: &str, counts| RecentRow {
        href: text("/tep-danh-sach/lan-nhap/12"),
        file: text(file),
        kind: text("Đối tượng bảo trợ xã hội"),
        at: text("27/04/2021 09:00"),
        user: text("Đặng Thị Thu Hường"),
        rows: text("312"),
        counts,
    };
    let counts = RecentCounts { new: text("4"), changed: text("2"), open: text("3"), has_open: true };
    HomePage {
        frame: frame(Section::Lists),
        can_import,
        refusal: can_import.then(|| text("Tệp rỗng, không có nội dung.")),
        kinds: vec![text("Danh sách tặng quà")],
        templates: vec![(text("/tep-danh-sach/mau/deaths"), text("Danh sách người đã mất"))],
        recent: vec![row("tran-cao.xlsx", Some(counts)), row("cu.xlsx", None)],
        export: export_form(),
    }
}

fn note_row(id: &str) -> NoteRow {
    NoteRow {
        id: text(id),
        place: text("TongHop, dòng 7"),
        name: text("Nguyễn Thị Đào"),
        says: text("có thể là người mã 2051 (trùng họ tên và năm sinh); cần cán bộ xác nhận"),
        picks: picks(&[("7|Người mới|TongHop", "Người mới"), ("7|Bỏ qua dòng này|TongHop", "Bỏ qua dòng này")]),
        none: text("7||TongHop"),
        chosen: text("Người mới"),
        people: vec![(text("/nguoi/2051"), text("Hồ sơ 2051"))],
    }
}

fn look(is_printed: bool) -> LookPage {
    let part = NotePart {
        name: "Cần cán bộ chọn",
        hint: "Chọn ở cột “Cách xử lý”.",
        rows: vec![note_row("chon-1"), note_row("chon-2")],
        caption: text("120 dòng, trang 2/3"),
        has_choices: true,
        before: Some(text("/tep-danh-sach/xem?tep=1&trang=1")),
        next: Some(text("/tep-danh-sach/xem?tep=1&trang=3")),
    };
    let tab = |name, is_open| Tab { name, count: text("120"), href: text("/tep-danh-sach/xem?tep=1"), is_open };
    let first = office::intake::FirstRow {
        row: 6,
        name: text("Nguyễn Thị Đào"),
        birth: text("1941"),
        place: text("Thôn Đông, Đoàn Đào"),
        what: text("K5c"),
        amount: text("270.000 đ"),
    };
    LookPage {
        frame: frame(Section::Lists),
        file: text("doan-dao.xlsx"),
        ticket: text("1"),
        part: text("chon"),
        number: text("2"),
        kind: text("Đối tượng bảo trợ xã hội"),
        sureness: Some(Chip::new(Tone::Good, "chắc chắn 96 %")),
        title: text("tháng 04/2021"),
        is_printed,
        print_href: text("/tep-danh-sach/xem?tep=1&in_ra=1"),
        back_href: text("/tep-danh-sach/xem?tep=1"),
        returned_href: Some(text("/tep-danh-sach/tra-lai?tep=1")),
        figures: vec![figure("Đọc được", "312", "dòng"), figure("Không nhập được", "3", "dòng")],
        bar: is_printed.then(|| text("Đây là kết quả chi trả.")),
        refusal: is_printed.then(|| text("Tháng ghi như 04/2021.")),
        tabs: vec![tab("Cần cán bộ chọn", true), tab("Lưu ý", false)],
        parts: vec![part],
        has_choices: true,
        tables: vec![TableRow { sheet: text("TongHop"), rows: text("dòng 6–320"), columns: 10 }],
        checks: vec![CheckRow {
            name: "Tổng số tiền",
            read: text("84.240.000 đ"),
            said: text("84.240.000 đ"),
            verdict: Some(Chip::new(Tone::Good, "khớp")),
        }],
        places: vec![(text("Thôn Đông"), text("112"))],
        first_rows: if is_printed { Vec::new() } else { vec![first] },
        kinds: picks(&[("btxh", "Đối tượng bảo trợ xã hội")]),
        month: text("04/2021"),
        columns: vec![ColumnRow {
            id: text("cot-0"), title: text("Họ và tên"), picks: picks(&[("*|a", "Tự nhận")])
        }],
    }
}

fn past(found: bool) -> PastPage {
    let person = PersonRow {
        href: text("/nguoi/7814"),
        name: text("Nguyễn Thị Mới"),
        birth: text("1938"),
        sex: text("Nữ"),
        place: text("Thôn Đông, Xã Đoàn Đào"),
    };
    PastPage {
        frame: frame(Section::Lists),
        file: text("doan-dao.xlsx"),
        kind: text("Đối tượng bảo trợ xã hội"),
        when: text("Đặng Thị Thu Hường, 27/04/2021 09:00"),
        figures: vec![figure("Đọc được", "312", "dòng"), figure("Không nhập được", "3", "dòng")],
        open: found.then(|| text("Còn 5 dòng chưa được lưu.")),
        returned_href: found.then(|| text("/tep-danh-sach/tra-lai?tep=1")),
        people: if found { vec![person] } else { Vec::new() },
        is_cut: found,
    }
}

fn roster() -> RosterPage {
    RosterPage { frame: frame(Section::Lists), can_import: true, refusal: Some(text("Sai.")), export: export_form() }
}

fn compare(has_news: bool) -> ComparePage {
    let row = || DifferenceRow {
        href: text("/nguoi/2051"),
        name: text("Nguyễn Thị Đào"),
        place: text("dòng 9"),
        field: "Số tài khoản",
        then: text("012"),
        theirs: text("0123"),
        now: text("0124"),
    };
    let note = RosterNote {
        kind: "Mã người lạ",
        place: text("DanhSach, dòng 12"),
        seen: text("99999"),
        says: text("mã người 99999 không có trong danh sách đã xuất"),
    };
    let conflict = ConflictRow { id: text("chon-1"), of: row(), picks: picks(&[("", "Chưa chọn")]) };
    ComparePage {
        frame: frame(Section::Lists),
        file: text("danh-sach-nguoi.xlsx"),
        ticket: text("1"),
        number: 1,
        when: text("27/04/2021 09:00"),
        seen_before: has_news,
        returned_href: has_news.then(|| text("/tep-danh-sach/so/tra-lai?tep=1")),
        refusal: None,
        figures: vec![figure("Người trong tệp", "545", "người")],
        conflicts: if has_news { vec![conflict] } else { Vec::new() },
        conflicts_caption: text("1 mục"),
        before: None,
        next: has_news.then(|| text("/tep-danh-sach/so/xem?tep=1&trang=2")),
        parts: vec![DifferencePart {
            title: text("Sẽ lấy theo tệp: 1"), hint: "Chỉ tệp đã sửa.", rows: vec![row()]
        }],
        notes: vec![note],
        notes_caption: text("1"),
        missing: vec![(text("/nguoi/3"), text("Trần Văn An"))],
        missing_caption: text("1"),
        has_news,
    }
}

pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("tep", home(true).render().unwrap()),
        ("tep-chi-xuat", home(false).render().unwrap()),
        ("tep-xem", look(false).render().unwrap()),
        ("tep-xem-in", look(true).render().unwrap()),
        ("tep-da-nhap", past(true).render().unwrap()),
        ("tep-da-nhap-trong", past(false).render().unwrap()),
        ("so", roster().render().unwrap()),
        ("so-khac-biet", compare(true).render().unwrap()),
        ("so-khong-khac", compare(false).render().unwrap()),
    ]
}
