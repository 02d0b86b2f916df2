//! The pages of accounts and of administration with invented people.

use askama::Template;
use domain::kernel::{Dong, UnitId};
use domain::payment::MakerChecker;
use office::access::Role;
use office::local::LevelChange;
use office::privacy::KeptTable;
use office::profile::Profile;
use office::security::{SecondFactorFor, Security};

use super::super::person::form::{Filled, Maker, Wrong, set};
use super::super::samples::frame;
use super::super::{account, login};
use super::{Tab, backups, journal, local, office_page, person_data, privacy, roles, units, user, users};
use crate::show::{Chip, Section, Tone};

fn tabs() -> Vec<Tab> {
    super::TABS.into_iter().map(|(name, href, _)| Tab { name, href, is_here: name == "Nhật ký" }).collect()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn refusal(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn hidden() -> Vec<(String, String)> {
    vec![(text("giu"), text("/nguoi/7/bao-tu")), (text("giu.ngay"), text("10/02/2021"))]
}

fn account_page(codes_left: Option<i64>) -> account::AccountPage {
    let row = |browser: &str, is_here| account::SessionRow {
        browser: text(browser),
        since: text("28/04/2021 07:31"),
        seen: text("28/04/2021 08:02"),
        is_here,
    };
    account::AccountPage {
        frame: frame(Section::Account),
        login: text("huong.dt"),
        roles: vec![(text(Role::Specialist.name()), text(Role::Specialist.says()))],
        area: text("Toàn đơn vị"),
        fields: text("Trợ giúp xã hội"),
        codes_left,
        must_have_second_factor: codes_left == Some(1),
        sessions: vec![row("Edge, Windows", true), row("Chrome, Android", false)],
        refusal: codes_left.and(refusal("Mật khẩu đang dùng không đúng.")),
    }
}

fn password_page() -> account::PasswordPage {
    account::PasswordPage {
        frame: frame(Section::Account),
        login: text("huong.dt"),
        is_first: true,
        shortest: 10,
        refusal: refusal("Mật khẩu này quá dễ đoán."),
    }
}

fn second_factor_page() -> account::SecondFactorPage {
    account::SecondFactorPage {
        frame: frame(Section::Account),
        secret: text("GEZD GNBV GY3T QOJQ"),
        is_wanted: true,
        refusal: refusal("Mã xác thực không đúng."),
    }
}

fn codes_page() -> account::CodesPage {
    let codes = vec![text("abcd-efgh-jkmn-pqrs"), text("tuvw-xyz2-3456-789a")];
    account::CodesPage { frame: frame(Section::Account), codes }
}

fn duties() -> users::DutiesForm {
    let role = |role: Role| users::RoleBox {
        key: role.key(),
        name: role.name(),
        says: role.says(),
        is_given: role == Role::Head,
    };
    users::DutiesForm {
        full_name: text("Nguyễn Văn Hải"),
        roles: Role::ALL.into_iter().map(role).collect(),
        areas: vec![(text("33-x"), text("Xã Đoàn Đào"), true), (text("33-y"), text("Xã Tống Trân"), false)],
        fields: vec![(text("btxh"), text("Trợ giúp xã hội"), true), (text("ncc"), text("Người có công"), false)],
    }
}

fn users_page() -> users::UsersPage {
    let row = users::UserRow {
        href: text("/quan-tri/nguoi-dung/2"),
        name: text("Nguyễn Văn Hải"),
        login: text("lanhdao"),
        roles: text("Lãnh đạo, Quản trị"),
        area: text("Toàn đơn vị"),
        fields: text("Mọi lĩnh vực"),
        state: vec![Chip::new(Tone::Good, "Đang hoạt động"), Chip::new(Tone::Warn, "Chưa đổi mật khẩu")],
        seen: text("28/04/2021 08:02"),
    };
    users::UsersPage { frame: frame(Section::Admin), tabs: tabs(), rows: vec![row] }
}

fn user_page(is_disabled: bool) -> user::UserPage {
    user::UserPage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        href: text("/quan-tri/nguoi-dung/2"),
        name: text("Nguyễn Văn Hải"),
        login: text("lanhdao"),
        state: vec![Chip::new(Tone::Good, "Đang hoạt động")],
        since: text("03/01/2021 08:00"),
        sessions: 2,
        is_disabled,
        has_second_factor: true,
        duties: duties(),
        refusal: refusal("Đây là người quản trị cuối cùng."),
    }
}

fn new_user_page() -> users::NewUserPage {
    users::NewUserPage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        login: text("hai.nv"),
        duties: duties(),
        refusal: refusal("Tên đăng nhập đã có người dùng."),
    }
}

fn one_time_page() -> users::OneTimePage {
    users::OneTimePage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        name: text("Nguyễn Văn Hải"),
        login: text("hai.nv"),
        password: text("mậtkhẩu-một-lần"),
        back: text("/quan-tri/nguoi-dung"),
    }
}

fn office_page(may_set: bool) -> office_page::OfficePage {
    office_page::OfficePage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        unit: text("Huyện Phù Cừ"),
        profile: Profile {
            unit: UnitId(text("333@2021")),
            superior: text("UBND HUYỆN PHÙ CỪ"),
            name: text("PHÒNG LĐ – TB VÀ XH"),
            place: text("Phù Cừ"),
            symbol: text("BC-LĐTBXH"),
            signer_title: text("TRƯỞNG PHÒNG"),
            signer_name: text("Trần Văn Bình"),
            report_to: text("Ủy ban nhân dân huyện"),
            maker_checker: MakerChecker::TwoPeople,
        },
        is_one_person: false,
        security: Security::default(),
        rules: SecondFactorFor::ALL,
        may_set,
        asks_again: may_set,
        refusal: refusal("Tên cơ quan không được để trống."),
    }
}

fn place_page(rows: Vec<office_page::PlaceRow>) -> office_page::PlacePage {
    let is_first = rows.is_empty();
    office_page::PlacePage { frame: frame(Section::Admin), is_first, text: text("phù cừ"), found: Some(rows) }
}

fn place_row() -> office_page::PlaceRow {
    office_page::PlaceRow {
        id: text("333@2021"),
        name: text("Huyện Phù Cừ"),
        code: text("333"),
        parent: text("Tỉnh Hưng Yên"),
        when: text("đến 30/06/2025"),
    }
}

fn local_page(may_set: bool) -> local::LocalPage {
    let row = local::AmountRow {
        id: 1,
        name: text("Mức chuẩn trợ giúp xã hội"),
        months: text("từ 01/2025"),
        amount: Dong(600_000),
        central: text("500.000 đ"),
        cite: text("Điều 2, 10/2024/NQ-HĐND"),
        issuer: text("Hội đồng nhân dân tỉnh"),
        days: text("10/12/2024 · 01/01/2025"),
        recorded: text("Đỗ Thị Quản Trị 02/01/2025"),
    };
    let level = LevelChange {
        group: text("Người khuyết tật nặng"),
        level: text("Người lớn"),
        before: text("1,5 × Mức chuẩn trợ giúp xã hội = 750.000 đ"),
        after: text("1,5 × Mức chuẩn trợ giúp xã hội = 900.000 đ"),
    };
    let (filled, wrong) = (Filled::default(), Wrong(vec![(text("so_tien"), text("Chưa ghi."))]));
    let make = Maker { filled: &filled, wrong: &wrong };
    local::LocalPage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        rows: if may_set { vec![row] } else { vec![] },
        may_set,
        sets: vec![set("Mức", vec![make.short("so_tien", "Số tiền (đồng)")])],
        levels: may_set.then(|| vec![level]),
        refusal: may_set.then(|| text("Mức trung ương tháng 01/2025 là 500.000 đ; mức địa phương phải cao hơn")),
    }
}

fn units_page() -> units::UnitsPage {
    let sums = || units::Sums {
        people: text("1.603"),
        households: text("512"),
        paid_people: text("1.619"),
        paid: Dong(1_586_392_000),
    };
    let row = units::CountedRow {
        name: text("Xã Đoàn Đào"),
        code: text("12406"),
        from: vec![text("Xã Đoàn Đào: 499 người"), text("Xã Minh Hoàng: 558 người")],
        sums: sums(),
    };
    let commune = units::CommuneRow {
        name: text("Xã Minh Hoàng"),
        code: text("12403"),
        parent: text("Huyện Phù Cừ"),
        when: text("đến 30/06/2025"),
        out_of: String::new(),
        into: text("Xã Đoàn Đào từ 01/07/2025"),
    };
    units::UnitsPage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        area: text("Huyện Phù Cừ"),
        communes: vec![commune],
        days: vec![(text("01/07/2025"), text("2025-07-01"))],
        asked: text("01/07/2025"),
        preview: Some(units::PreviewShown {
            day: text("01/07/2025"),
            rows: vec![row],
            before: sums(),
            after: sums(),
            is_equal: true,
        }),
    }
}

fn backups_page(findings: Vec<String>) -> backups::BackupsPage {
    let row = |name: &str| backups::BackupRow { name: text(name), made: text("28/04/2021 08:00"), size: text("12 MB") };
    backups::BackupsPage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        rows: vec![row("ansinh-20210428010000.sqlite"), row("ansinh-20210427010000.sqlite")],
        checked: Some(backups::Checked { what: text("Dữ liệu đang dùng"), findings }),
    }
}

fn journal_page() -> journal::JournalPage {
    let row = journal::JournalRow {
        seq: 821,
        at: text("03/04/2021 08:06"),
        user: text("Nguyễn Văn Hải"),
        act: text("Duyệt danh sách chi trả (BTXH)"),
        subject: text("danh sách 7"),
        detail: text("số người: 5.300; tổng tiền: 2.116.800.000"),
    };
    journal::JournalPage {
        frame: frame(Section::Admin),
        tabs: tabs(),
        from: text("01/04/2021"),
        until: String::new(),
        acts: vec![(text("roll.approve.btxh"), text("Duyệt danh sách chi trả (BTXH)"), true)],
        users: vec![(text("2"), text("Nguyễn Văn Hải"), false)],
        kinds: vec![("person", "Người mã", false)],
        number: String::new(),
        rows: vec![row.clone(), journal::JournalRow { user: String::new(), ..row }],
        next: Some(text("/quan-tri/nhat-ky?truoc=8")),
        csv: text("/quan-tri/nhat-ky/nhat-ky.csv"),
        check: text("/quan-tri/nhat-ky?kiem=1"),
        chain: Some(journal::Chain { is_whole: true, says: text("Chuỗi nhật ký liền mạch: 821 mục.") }),
    }
}

fn privacy_page(looks: Vec<privacy::LookRow>) -> privacy::PrivacyPage {
    let table = KeptTable {
        name: text("Tình trạng"),
        purpose: text("Xét điều kiện hưởng"),
        public: 4,
        personal: 2,
        sensitive: 3,
        retention: vec![text("Lưu như hồ sơ đối tượng: không xóa")],
    };
    privacy::PrivacyPage { frame: frame(Section::Admin), tabs: tabs(), tables: vec![table], looks: Some(looks) }
}

fn look_row() -> privacy::LookRow {
    privacy::LookRow {
        month: text("04/2021"),
        user: text("Đặng Thị Thu Hường"),
        what: text("Mở hồ sơ"),
        people: text("214"),
        times: text("318"),
    }
}

fn person_data_page(may_give_out: bool) -> person_data::PersonDataPage {
    let look = [text("Đặng Thị Thu Hường"), text("Mở hồ sơ"), text("2"), text("28/04/2021 08:02")];
    person_data::PersonDataPage {
        frame: frame(Section::People),
        name: text("Nguyễn Thị Đào"),
        href: text("/nguoi/2051"),
        may_give_out,
        looks: if may_give_out { vec![look] } else { vec![] },
    }
}

pub fn all() -> Vec<(&'static str, String)> {
    let code = login::CodePage { back: text("/"), refusal: refusal("Mã không đúng."), hidden: hidden() };
    let send_on = login::SendOnPage { to: text("/nguoi/7/bao-tu"), back: text("/nguoi/7"), fields: hidden() };
    let shown: Vec<(&'static str, askama::Result<String>)> = vec![
        ("dang-nhap-ma", code.render()),
        ("gui-tiep", send_on.render()),
        ("tai-khoan", account_page(None).render()),
        ("tai-khoan-hai-buoc", account_page(Some(1)).render()),
        ("doi-mat-khau", password_page().render()),
        ("bat-ma-xac-thuc", second_factor_page().render()),
        ("ma-du-phong", codes_page().render()),
        ("thiet-lap", office_page(true).render()),
        ("thiet-lap-chi-xem", office_page(false).render()),
        ("muc-dia-phuong", local_page(true).render()),
        ("muc-dia-phuong-chi-xem", local_page(false).render()),
        ("dia-ban", place_page(vec![place_row()]).render()),
        ("dia-ban-khong-thay", place_page(vec![]).render()),
        ("nguoi-dung", users_page().render()),
        ("them-nguoi-dung", new_user_page().render()),
        ("mot-nguoi-dung", user_page(false).render()),
        ("nguoi-dung-bi-khoa", user_page(true).render()),
        ("mat-khau-mot-lan", one_time_page().render()),
        ("vai-tro", roles::roles_page(frame(Section::Admin), tabs()).render()),
        ("don-vi", units_page().render()),
        ("sao-luu", backups_page(vec![]).render()),
        ("sao-luu-hong", backups_page(vec![text("danh sách 7: tổng khác các dòng")]).render()),
        ("nhat-ky", journal_page().render()),
        ("du-lieu-ca-nhan", privacy_page(vec![look_row()]).render()),
        ("du-lieu-ca-nhan-trong", privacy_page(vec![]).render()),
        ("du-lieu-mot-nguoi", person_data_page(true).render()),
        ("du-lieu-khong-xuat", person_data_page(false).render()),
    ];
    shown.into_iter().map(|(name, page)| (name, page.unwrap())).collect()
}
