//! The pages about one person with invented people.

use askama::Template;
use domain::kernel::{Certainty, Dong};

use super::super::samples::{frame, some};
use super::card::{
    ActLink, CardPage, CountedRow, DebtRow, HouseholdView, LookRow, MemberRow, Moved, PastRow, PaymentRow, SpellRow,
};
use super::effect::{EffectRow, EffectView, LineText};
use super::form::{Filled, Maker, Wrong, set};
use super::form_page::{AlikeRow, FormPage, LOOK, SAVE, button};
use super::lifeline::{LifeBar, LifeRow, Lifeline, YearMark};
use super::why::{FindingView, ReviewNote, TermView, WhyPanel};
use crate::show::{Chip, Section, Tone};

pub fn all() -> Vec<(&'static str, String)> {
    let mut bare = card_page();
    (bare.timeline, bare.spells, bare.payments, bare.older_payments) = (vec![], vec![], vec![], vec![]);
    (bare.households, bare.counted_for, bare.past, bare.lifeline) = (vec![], vec![], vec![], None);
    (bare.looks, bare.acts, bare.reveal) = (Some(vec![]), vec![], None);
    bare.debts.clear();
    bare.why.findings.clear();
    bare.why.total = Dong::ZERO;
    bare.why.nothing = some("Chưa có quyết định hưởng chế độ nào trong sổ.");
    let mut alike = form_page();
    alike.alike = vec![AlikeRow {
        href: "/nguoi/2051".to_owned(),
        name: "Nguyễn Thị Đào".to_owned(),
        birth: "1941".to_owned(),
        place: "Thôn Đoàn Đào, Xã Đoàn Đào".to_owned(),
        why: "Trùng họ tên và năm sinh.".to_owned(),
    }];
    let mut nothing = form_page();
    nothing.refusal = None;
    nothing.effect = Some(EffectView { rows: vec![], beyond: false, unknown: vec![], ..effect() });
    vec![
        ("nguoi", card_page().render().unwrap()),
        ("nguoi-trong", bare.render().unwrap()),
        ("viec", form_page().render().unwrap()),
        ("viec-giong", alike.render().unwrap()),
        ("viec-khong-doi", nothing.render().unwrap()),
    ]
}

fn past(what: &'static str, undone: Option<String>, at: Option<String>) -> PastRow {
    PastRow { when: "20/04/2021 09:00".to_owned(), what, by: "Đặng Thị Thu Hường".to_owned(), undone, at }
}

fn household() -> HouseholdView {
    let member = |name: &str, relation: &str, href: Option<&str>| MemberRow {
        name: name.to_owned(),
        href: href.map(str::to_owned),
        relation: relation.to_owned(),
        span: "từ 01/01/2016".to_owned(),
        class: "Diện hộ hộ nghèo".to_owned(),
    };
    HouseholdView {
        id: "12".to_owned(),
        place: "Thôn Đoàn Đào, Xã Đoàn Đào".to_owned(),
        members: vec![member("Trần Văn Lượng", "chủ hộ", Some("/nguoi/2050")), member("Nguyễn Thị Đào", "vợ", None)],
    }
}

fn lifeline() -> Lifeline {
    let bar = LifeBar { x: 300, y: 32, width: 200, tone: "tone0", title: "Người khuyết tật nặng".to_owned() };
    Lifeline {
        height: 60,
        years: vec![YearMark { x: 190, year: 2020 }, YearMark { x: 460, year: 2021 }],
        rows: vec![LifeRow { label: "Người khuyết tật nặng".to_owned(), y: 42, bars: vec![bar] }],
        today_x: 560,
    }
}

fn effect() -> EffectView {
    let line = |amount, kind: &str, is_paid| Some(LineText { amount: Dong(amount), kind: kind.to_owned(), is_paid });
    EffectView {
        months: "tháng 05/2021".to_owned(),
        rows: vec![EffectRow {
            name: "Nguyễn Thị Đào".to_owned(),
            href: "/nguoi/2051".to_owned(),
            benefit: "Trợ cấp xã hội hằng tháng".to_owned(),
            month: "04/2021".to_owned(),
            before: line(405_000, "Trợ cấp tháng này", true),
            after: line(405_000, "Chi quá, cần thu hồi", false),
            paid: Dong(-405_000),
            to_recover: Dong(405_000),
        }],
        paid: Dong(-405_000),
        to_recover: Dong(405_000),
        beyond: true,
        unknown: vec!["chưa ghi nơi cư trú".to_owned()],
    }
}

fn form_page() -> FormPage {
    let filled = Filled::of([("ngay_mat", "31/02/2021".to_owned()), ("xa", "1".to_owned())]);
    let wrong = Wrong(vec![("ngay_mat".to_owned(), "Ghi ngày như 05/09/2026.".to_owned())]);
    let make = Maker { filled: &filled, wrong: &wrong };
    let option = |key: &str, name: &str| (key.to_owned(), name.to_owned());
    let units = vec![("Huyện Phù Cừ".to_owned(), vec![option("1", "Xã Đoàn Đào"), option("2", "Xã Minh Tân")])];
    let fields = vec![
        make.day("ngay_mat", "Ngày mất"),
        make.text("giay_to", "Số giấy chứng tử").hint("Nếu có"),
        make.choice("xa", "Xã", units),
    ];
    FormPage {
        frame: frame(Section::People),
        title: "Báo tử".to_owned(),
        about: "Nguyễn Thị Đào · sinh 12/03/1941 · Xã Đoàn Đào".to_owned(),
        back: "/nguoi/2051".to_owned(),
        back_name: "Hồ sơ".to_owned(),
        intro: "Số chi quá được tính lại theo ngày mất.".to_owned(),
        action: "/nguoi/2051/viec/bao-tu".to_owned(),
        refusal: some("Ngày mất ở tương lai; kiểm tra lại giấy tờ."),
        hidden: vec![("da_xem".to_owned(), "{}".to_owned())],
        sets: vec![set("Việc mất", fields), set("Đặc điểm", make.ticks("dac_diem", vec![option("a", "Sống cô đơn")]))],
        effect: Some(effect()),
        alike: Vec::new(),
        buttons: vec![button(SAVE, "Lưu", true), button(LOOK, "Xem trước lại", false)],
    }
}

fn why() -> WhyPanel {
    let term = |name: &str, arithmetic: &str, amount, base: Option<&str>, certainty| TermView {
        name: name.to_owned(),
        arithmetic: arithmetic.to_owned(),
        cite: "điểm b khoản 1 Điều 6, 136/2013/NĐ-CP".to_owned(),
        base_cite: base.map(str::to_owned),
        certainty: Chip::certainty(certainty),
        amount: Dong(amount),
    };
    WhyPanel {
        month: "04/2021".to_owned(),
        value: "04/2021".to_owned(),
        before: some("/nguoi/2051?thang=2021-03"),
        after: some("/nguoi/2051?thang=2021-05"),
        refusal: None,
        nothing: None,
        total: Dong(810_000),
        findings: vec![
            FindingView {
                group: "Người khuyết tật nặng từ đủ 60 tuổi".to_owned(),
                benefit: "Trợ cấp xã hội hằng tháng".to_owned(),
                amount: Some(Dong(540_000)),
                reason: None,
                cite: None,
                terms: vec![term(
                    "Trợ cấp theo hệ số",
                    "2 × 270.000 đ (mức chuẩn trợ giúp xã hội)",
                    540_000,
                    Some("khoản 1 Điều 4, 136/2013/NĐ-CP"),
                    Certainty::Verified,
                )],
            },
            FindingView {
                group: "Người từ đủ 80 tuổi không có lương hưu".to_owned(),
                benefit: "Trợ cấp xã hội hằng tháng".to_owned(),
                amount: None,
                reason: some("không chi vì trùng hưởng: chỉ được hưởng mức cao nhất"),
                cite: some("khoản 1 Điều 7, 136/2013/NĐ-CP"),
                terms: vec![],
            },
            FindingView {
                group: "Hộ đang nuôi người khuyết tật đặc biệt nặng".to_owned(),
                benefit: "Hỗ trợ kinh phí chăm sóc".to_owned(),
                amount: Some(Dong(270_000)),
                reason: None,
                cite: None,
                terms: vec![term("Chăm sóc tại hộ", "1 × 270.000 đ", 270_000, None, Certainty::Secondary)],
            },
        ],
    }
}

fn card_page() -> CardPage {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let moved = |when: &str, what: &str, detail: &str, is_now| Moved {
        when: when.to_owned(),
        what: what.to_owned(),
        detail: detail.to_owned(),
        is_now,
    };
    let link = |name| ActLink { name, href: "/nguoi/2051/viec/bao-tu".to_owned() };
    let spell = |group: &str, from: &str, until: &str, decision: &str, state| SpellRow {
        group: group.to_owned(),
        benefit: "Trợ cấp xã hội hằng tháng".to_owned(),
        from: from.to_owned(),
        until: until.to_owned(),
        details: "tỷ lệ 81%".to_owned(),
        decision: decision.to_owned(),
        source: "BTXH 04-2021.xlsx, trang 1, dòng 14".to_owned(),
        state,
        acts: vec![link("Điều chỉnh"), link("Thôi hưởng")],
    };
    let payment = |month: &str, what: &str, amount| PaymentRow {
        month: month.to_owned(),
        why: "/nguoi/2051?thang=2021-04#vi-sao".to_owned(),
        what: "Trợ cấp xã hội hằng tháng".to_owned(),
        detail: what.to_owned(),
        state: Chip::new(Tone::Good, "Đã nhận"),
        amount: Dong(amount),
        is_paid: what != "chi quá, cần thu hồi",
    };
    CardPage {
        frame: frame(Section::People),
        name: "Nguyễn Thị Đào".to_owned(),
        code: "2051".to_owned(),
        about: "Sinh 12/03/1941 · 80 tuổi · Nữ · Thôn Đoàn Đào · Xã Đoàn Đào".to_owned(),
        acts: vec![link("Quyết định mới"), link("Báo tử"), link("Chuyển nơi ở")],
        states: vec![Chip::new(Tone::Good, "Đang hưởng")],
        reviews: vec![ReviewNote {
            says: "Người hưởng trợ cấp tuất hằng tháng cần xem có được hưởng cùng trợ giúp xã hội không.".to_owned(),
            cite: "khoản 2 Điều 5, 20/2021/NĐ-CP".to_owned(),
        }],
        facts: vec![pair("Ngày sinh", "12/03/1941"), pair("Giới tính", "Nữ"), pair("Dân tộc", "Kinh")],
        numbers: vec![pair("Căn cước công dân", "••••••••0123"), pair("Mã hồ sơ cũ", "NCT-••••23")],
        timeline: vec![
            moved("từ 01/01/2016", "Thôn Đoàn Đào, Xã Đoàn Đào", "nơi ở", true),
            moved("từ 14/06/2019", "Khuyết tật nặng", "giấy xác nhận khuyết tật", true),
            moved("01/01/2016 – 31/12/2020", "Hộ nghèo", "", false),
        ],
        spells: vec![
            spell(
                "Người khuyết tật nặng",
                "07/2019",
                "",
                "1284/QĐ-UBND, 28/06/2019",
                Chip::new(Tone::Good, "Đang hưởng"),
            ),
            spell(
                "Người từ đủ 80 tuổi không có lương hưu",
                "04/2021",
                "06/2021",
                "611/QĐ-UBND, 15/03/2021",
                Chip::new(Tone::Mute, "Đã thôi hưởng"),
            ),
        ],
        numbers_are_full: false,
        reveal: some("/nguoi/2051/hien-so"),
        may_give_out: true,
        households: vec![household()],
        counted_for: vec![CountedRow {
            href: "/nguoi/7".to_owned(),
            name: "Trần Thị Kim Khuyên".to_owned(),
            group: "Nhận chăm sóc tại cộng đồng".to_owned(),
            until: String::new(),
        }],
        lifeline: Some(lifeline()),
        why: why(),
        older_payments: vec![payment("12/2020", "hằng tháng", 405_000)],
        undo: "/nguoi/2051/huy".to_owned(),
        past: vec![
            past("Báo tử", None, some("2021-04-20T02:00:00Z")),
            past("Chuyển nơi ở", some("19/04/2021 15:00"), None),
        ],
        looks: Some(vec![LookRow {
            by: "Đặng Thị Thu Hường".to_owned(),
            what: "Mở hồ sơ",
            times: 3,
            last: "27/04/2021 09:12".to_owned(),
        }]),
        payments: vec![
            payment("04/2021", "hằng tháng", 540_000),
            payment("04/2021", "truy lĩnh cho 03/2021", 135_000),
            payment("03/2021", "hằng tháng", 405_000),
            payment("02/2021", "chi quá, cần thu hồi", 405_000),
            payment("02/2021", "hằng tháng", 405_000),
        ],
        debts: vec![DebtRow {
            opened_on: "20/03/2021 09:00".to_owned(),
            reason: "chết, thôi hưởng hoặc giảm mức báo muộn".to_owned(),
            opened: Dong(405_000),
            received: Dong(135_000),
            outstanding: Dong(270_000),
            receive: some("/nguoi/2051/thu-hoi/3"),
        }],
    }
}
