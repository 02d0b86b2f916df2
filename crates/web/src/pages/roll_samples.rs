//! The pages around a roll with invented people, rendered with the rest of the samples.

use askama::Template;
use domain::kernel::Dong;

use super::rolls::{Choice, OrderForm};
use super::samples::{frame, some};
use super::{bridge, draft_changes, drafting, recoveries, roll, roll_answers, roll_unpaid};
use crate::show::{Chip, Section, Tone};

const TITLE: &str = "Trợ giúp xã hội tháng 04/2021";

pub fn choices() -> Vec<Choice> {
    let choice =
        |value: &str, name: &str, is_chosen| Choice { value: value.to_owned(), name: name.to_owned(), is_chosen };
    vec![choice("btxh", "Trợ giúp xã hội", true), choice("ncc", "Ưu đãi người có công", false)]
}

pub fn order() -> OrderForm {
    OrderForm {
        schemes: choices(),
        month: "04/2021".to_owned(),
        two_months: true,
        refusal: some("Chưa duyệt danh sách trợ giúp xã hội tháng 03/2021; lập lần lượt từng tháng."),
    }
}

fn drafting_page(refusal: Option<&str>) -> drafting::DraftingPage {
    drafting::DraftingPage {
        frame: frame(Section::Rolls),
        title: TITLE.to_owned(),
        href: "/danh-sach/dang-lap/3".to_owned(),
        by: "Đặng Thị Thu Hường".to_owned(),
        is_mine: false,
        done: 1_200,
        of: 5_102,
        progress: "1.200 trên 5.102 người".to_owned(),
        refusal: refusal.map(str::to_owned),
    }
}

fn changes_page(changed: bool) -> draft_changes::ChangesPage {
    let row = draft_changes::ChangeRow {
        href: "/nguoi/2051".to_owned(),
        name: "Nguyễn Thị Đào".to_owned(),
        birth: "12/03/1941".to_owned(),
        unit: "Xã Đoàn Đào".to_owned(),
        before: vec!["04/2021: 270.000 đ".to_owned()],
        after: Vec::new(),
        why: vec!["Ghi báo tử lúc 27/04/2021 09:12".to_owned()],
    };
    draft_changes::ChangesPage {
        frame: frame(Section::Rolls),
        title: TITLE.to_owned(),
        roll_href: "/danh-sach/7".to_owned(),
        caption: "1 người có dòng thay đổi".to_owned(),
        people: if changed { vec![row] } else { Vec::new() },
        before: Dong(1_067_310_000),
        after: Dong(1_067_040_000),
        before_people: "3.021".to_owned(),
        after_people: "3.020".to_owned(),
    }
}

fn versions_page() -> bridge::VersionsPage {
    let part = roll::BridgeRow {
        cause: "Ra khỏi danh sách".to_owned(),
        people: "1".to_owned(),
        amount: Dong(-270_000),
        href: "/danh-sach/7/tang-giam/left?voi=6".to_owned(),
    };
    bridge::VersionsPage {
        frame: frame(Section::Rolls),
        title: TITLE.to_owned(),
        roll_href: "/danh-sach/7".to_owned(),
        bridge: roll::BridgeTable {
            before_name: "Bản 1".to_owned(),
            before: Dong(1_067_310_000),
            parts: vec![part],
            after_name: "Bản 2".to_owned(),
            after: Dong(1_067_040_000),
        },
    }
}

fn answers_page(heard: bool) -> roll_answers::AnswersPage {
    let notes = |says: &str| roll_answers::NoteTable {
        count: "1".to_owned(),
        rows: vec![("kq.xlsx, DanhSach, dòng 12".to_owned(), says.to_owned())],
        is_cut: true,
    };
    let view = roll_answers::HeardView {
        key: "3".to_owned(),
        file: "kq.xlsx".to_owned(),
        rows: "3.020".to_owned(),
        paid: ("2.996".to_owned(), Dong(1_060_000_000)),
        unpaid: ("24".to_owned(), Dong(7_310_000)),
        unchanged: "0".to_owned(),
        is_new: true,
        exceptions: notes("Lê Văn Lượng: số tiền trong tệp 270.000 đ khác danh sách 405.000 đ"),
        warnings: notes("tệp ghi tháng 03/2021, danh sách là tháng 04/2021"),
        unanswered: vec![("Xã Minh Tân".to_owned(), "1".to_owned(), Dong(405_000))],
    };
    roll_answers::AnswersPage {
        frame: frame(Section::Rolls),
        title: TITLE.to_owned(),
        part: some("Phần của Xã Đoàn Đào"),
        roll_href: "/danh-sach/7".to_owned(),
        action: "/danh-sach/7/ket-qua".to_owned(),
        refusal: if heard { None } else { some("Chưa chọn tệp kết quả chi trả.") },
        heard: heard.then_some(view),
        answered: Dong(0),
        unanswered: Dong(1_067_310_000),
    }
}

fn unpaid_row(href: Option<String>) -> roll_unpaid::UnpaidRow {
    roll_unpaid::UnpaidRow {
        href,
        name: "Trần Văn Khuyến".to_owned(),
        birth: "1938".to_owned(),
        unit: "Xã Minh Tân".to_owned(),
        money: Dong(405_000),
        said: "chết ngày 2/4".to_owned(),
        mark: Some(Chip::new(Tone::Warn, "Chưa ghi báo tử")),
    }
}

fn unpaid_page() -> roll_unpaid::UnpaidPage {
    roll_unpaid::UnpaidPage {
        frame: frame(Section::Rolls),
        title: TITLE.to_owned(),
        part: None,
        roll_href: "/danh-sach/7".to_owned(),
        reasons: vec![roll_unpaid::ReasonCard {
            id: "ly-do-chet".to_owned(),
            name: "Đã chết: cần ghi báo tử".to_owned(),
            money: Dong(810_000),
            people: vec![unpaid_row(some("/nguoi/7")), unpaid_row(None)],
        }],
    }
}

fn waiting_page(some_rows: bool) -> roll_unpaid::WaitingPage {
    let row = roll_unpaid::WaitingRow {
        person: unpaid_row(some("/nguoi/7")),
        scheme: "Trợ giúp xã hội".to_owned(),
        paid_for: "04/2021".to_owned(),
        roll_month: "04/2021".to_owned(),
        roll_href: "/danh-sach/7".to_owned(),
        reason: "Đã chết: cần ghi báo tử".to_owned(),
    };
    roll_unpaid::WaitingPage {
        frame: frame(Section::Rolls),
        schemes: choices(),
        reasons: choices(),
        caption: "1 khoản, 405.000 đ".to_owned(),
        rows: if some_rows { vec![row] } else { Vec::new() },
    }
}

fn recovery_row() -> recoveries::RecoveryRow {
    recoveries::RecoveryRow {
        href: "/thu-hoi/7/2".to_owned(),
        name: "Trần Văn Khuyến".to_owned(),
        birth: "1938".to_owned(),
        unit: "Xã Minh Tân".to_owned(),
        scheme: "Trợ giúp xã hội".to_owned(),
        opened_at: "20/04/2021".to_owned(),
        opened: Dong(810_000),
        received: Dong(405_000),
        cancelled: Dong(0),
        outstanding: Dong(405_000),
    }
}

fn recoveries_page() -> recoveries::RecoveriesPage {
    recoveries::RecoveriesPage {
        frame: frame(Section::Rolls),
        schemes: choices(),
        shows_all: true,
        caption: "1 vụ, còn phải thu 405.000 đ".to_owned(),
        rows: vec![recovery_row()],
    }
}

fn recovery_page() -> recoveries::RecoveryPage {
    recoveries::RecoveryPage {
        frame: frame(Section::Rolls),
        action: "/thu-hoi/7/2".to_owned(),
        person_href: "/nguoi/7".to_owned(),
        row: recovery_row(),
        benefit: "Trợ cấp hằng tháng".to_owned(),
        reason: "Đã chi cao hơn mức đúng của tháng".to_owned(),
        state: Chip::new(Tone::Warn, "Chưa thu xong"),
        entries: vec![recoveries::EntryRow {
            month: "03/2021".to_owned(),
            kind: "Phát sinh".to_owned(),
            amount: Dong(810_000),
            day: "20/04/2021 09:15".to_owned(),
            voucher: "PT 12".to_owned(),
        }],
        receipt: Some(recoveries::ReceiptForm {
            amount: "405000".to_owned(),
            day: "28/04/2021".to_owned(),
            voucher: "PT 12".to_owned(),
            refusal: some("Ngày thu cần ghi như 05/09/2026."),
            effect: some("Ghi thu 405.000 đ, còn phải thu 0 đ."),
        }),
    }
}

pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("dang-lap", drafting_page(None).render().unwrap()),
        ("khong-lap-duoc", drafting_page(Some("Chưa duyệt danh sách tháng 03/2021.")).render().unwrap()),
        ("lam-moi", changes_page(true).render().unwrap()),
        ("khong-doi", changes_page(false).render().unwrap()),
        ("so-hai-ban", versions_page().render().unwrap()),
        ("ket-qua", answers_page(true).render().unwrap()),
        ("ket-qua-trong", answers_page(false).render().unwrap()),
        ("chua-nhan", unpaid_page().render().unwrap()),
        ("tien-cho", waiting_page(true).render().unwrap()),
        ("khong-tien-cho", waiting_page(false).render().unwrap()),
        ("thu-hoi", recoveries_page().render().unwrap()),
        ("mot-vu-thu-hoi", recovery_page().render().unwrap()),
    ]
}
