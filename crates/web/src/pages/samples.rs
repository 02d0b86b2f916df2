//! Every page with invented people, rendered and looked over.
//!
//! `ANSINH_SAMPLE_PAGES=folder cargo test -p web samples` also writes them as files, to look at in a browser.

use askama::Template;
use domain::kernel::{Dong, nfc};
use domain::payment::Stage;

use super::{
    bridge, figure, figure_entry, login, people, person, report, report_compare, report_figures, report_paper,
    report_passage, report_signing, report_version, reports, roll, roll_lines, rolls, tokens,
};
use crate::show::{Chip, Frame, Section, Tone};

mod home;

pub(super) fn frame(section: Section) -> Frame {
    Frame {
        section,
        office: "Huyện Phù Cừ".to_owned(),
        user: "Đặng Thị Thu Hường".to_owned(),
        role: "Chuyên viên".to_owned(),
        search: String::new(),
        sections: Section::ALL.to_vec(),
        can_search: true,
        notice: None,
        topic: section.topic(),
    }
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn people_page(found: bool) -> people::PeoplePage {
    let row = |name: &str, birth: &str, unit: &str, state: Chip| people::FoundRow {
        href: "/nguoi/2051".to_owned(),
        name: name.to_owned(),
        birth: birth.to_owned(),
        age: "80 tuổi".to_owned(),
        sex: "Nữ".to_owned(),
        village: "Thôn Đông".to_owned(),
        unit: unit.to_owned(),
        state: Some(state),
    };
    let good = || Chip::new(Tone::Good, "Đang hưởng");
    let rows = vec![
        row("Nguyễn Thị Đào", "12/03/1941", "Xã Đoàn Đào", good()),
        row("Nguyễn Thị Đào", "1968", "Xã Minh Tân", Chip::new(Tone::Warn, "Tạm dừng")),
        row("Nguyễn Thị Hồng Đào", "05/11/2009", "Xã Tống Trân", Chip::new(Tone::Mute, "Không hưởng")),
    ];
    let mut frame = frame(Section::People);
    if found {
        frame.search = "nguyen thi dao".to_owned();
    }
    let caption = "3 người khớp với “nguyen thi dao”".to_owned();
    people::PeoplePage { frame, found: found.then_some(rows), caption, can_add: true, refusal: None }
}

fn rolls_page() -> rolls::RollsPage {
    let row = |month: &str, scheme: &str, version: &str, stage, money| rolls::RollRow {
        href: "/danh-sach/7".to_owned(),
        month: month.to_owned(),
        scheme: scheme.to_owned(),
        version: version.to_owned(),
        unit: "Huyện Phù Cừ".to_owned(),
        stage: Chip::stage(stage),
        people: "3.021".to_owned(),
        money: Dong(money),
        drafted: "20/04/2021 09:15".to_owned(),
    };
    rolls::RollsPage {
        frame: frame(Section::Rolls),
        caption: "6 danh sách, mới nhất trước".to_owned(),
        schemes: super::roll_samples::choices(),
        stages: super::roll_samples::choices(),
        month: "04/2021".to_owned(),
        order: Some(super::roll_samples::order()),
        sees_recoveries: true,
        rows: vec![
            row("05/2021", "Trợ giúp xã hội", "", Stage::Draft, 1_068_000_000),
            row("04/2021", "Trợ giúp xã hội", "bản 2", Stage::Sent, 1_067_310_000),
            row("04/2021", "Trợ giúp xã hội", "bản 1", Stage::Superseded, 1_066_905_000),
            row("04/2021", "Ưu đãi người có công", "", Stage::Approved, 3_288_103_000),
            row("03/2021", "Trợ giúp xã hội", "", Stage::Confirmed, 1_064_880_000),
            row("02/2021", "Trợ giúp xã hội", "", Stage::Closed, 1_061_100_000),
        ],
    }
}

fn roll_page() -> roll::RollPage {
    let step = |name: &str, detail: &str, is_done| roll::Step {
        name: name.to_owned(),
        detail: detail.to_owned(),
        is_done,
        is_here: name == "Có kết quả chi trả",
    };
    let figure = |name: &str, value: &str, unit: &str| roll::FigureBox {
        name: name.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        is_alert: false,
    };
    let part = |cause: &str, people: &str, amount| roll::BridgeRow {
        cause: cause.to_owned(),
        people: people.to_owned(),
        amount: Dong(amount),
        href: "/danh-sach/7/tang-giam/came".to_owned(),
    };
    let total = |name: &str, people: &str, money| roll::TotalsRow {
        name: name.to_owned(),
        people: people.to_owned(),
        money: Dong(money),
        href: "/danh-sach/7/nguoi?xa=1".to_owned(),
        sheet: some("/danh-sach/7/tep/danh-sach-ky-nhan.xlsx?xa=1"),
    };
    let reconciled = roll::ReconcileCard {
        rows: vec![
            ("Danh sách".to_owned(), "1.067.310.000 đ".to_owned()),
            ("Đã rút ở kho bạc".to_owned(), "chưa có số".to_owned()),
        ],
        differences: vec!["Đơn vị chi trả cộng 1.067.000.000 đ: lệch -310.000 đ.".to_owned()],
        form: Some(roll::ReconcileForm {
            action: "/danh-sach/7/doi-chieu".to_owned(),
            drawn: String::new(),
            payer_total: "1.067.000.000 đ".to_owned(),
        }),
    };
    roll::RollPage {
        frame: frame(Section::Rolls),
        title: "Trợ giúp xã hội tháng 04/2021".to_owned(),
        unit: "Huyện Phù Cừ".to_owned(),
        part: some("Phần của Xã Đoàn Đào"),
        stage: Chip::stage(Stage::Sent),
        refusal: some("Người lập danh sách không được tự duyệt; cần một người khác duyệt."),
        stale_href: some("/danh-sach/7/lam-moi"),
        next: roll::Next {
            title: "Chờ duyệt".to_owned(),
            says: "Xem chênh lệch rồi duyệt.".to_owned(),
            form: Some(roll::StepForm {
                action: "/danh-sach/7/duyet".to_owned(),
                button: "Duyệt danh sách".to_owned(),
                fields: vec![("thang".to_owned(), "04/2021".to_owned())],
            }),
            link: Some(roll::Link { name: "Lập lại".to_owned(), href: "/danh-sach/7/lam-moi".to_owned() }),
        },
        reconcile: Some(reconciled),
        reasons: vec![roll::ReasonRow {
            name: "Đi vắng".to_owned(),
            people: "3".to_owned(),
            money: Dong(1_215_000),
            href: "/danh-sach/7/chua-nhan?ly_do=di-vang".to_owned(),
        }],
        problems: vec![roll::ProblemRow {
            href: "/nguoi/2051".to_owned(),
            name: "Nguyễn Thị Đào".to_owned(),
            birth: "1941".to_owned(),
            says: "Chưa ghi nơi cư trú nên không lên danh sách nào".to_owned(),
        }],
        problems_caption: "1 trường hợp phát hiện khi lập".to_owned(),
        versions: vec![roll::VersionRow {
            name: "Bản 1".to_owned(),
            stage: Chip::stage(Stage::Superseded),
            drafted: "Đặng Thị Thu Hường, 19/04/2021 09:15".to_owned(),
            people: "3.020".to_owned(),
            money: Dong(1_066_905_000),
            href: "/danh-sach/6".to_owned(),
            compare_href: "/danh-sach/7/so-voi/6".to_owned(),
        }],
        unlock: Some(roll::UnlockCard {
            action: "/danh-sach/7/mo-khoa".to_owned(),
            history: vec![roll::UnlockRow {
                asked: "Đặng Thị Thu Hường, 21/04/2021 15:00".to_owned(),
                reason: "Sai nhóm hưởng".to_owned(),
                ended: "đang chờ người thứ hai xác nhận".to_owned(),
            }],
            form: roll::UnlockForm::Ask { reason: "Sai nhóm".to_owned() },
        }),
        lines_href: "/danh-sach/7/nguoi".to_owned(),
        files: vec![("Danh sách ký nhận (.xlsx)".to_owned(), "/danh-sach/7/tep/danh-sach-ky-nhan.xlsx".to_owned())],
        warnings: vec!["Sổ đã có thay đổi sau khi lập danh sách này.".to_owned()],
        steps: vec![
            step("Lập", "Đặng Thị Thu Hường, 20/04/2021 09:15", true),
            step("Duyệt", "Trần Văn Bình, 21/04/2021 14:02", true),
            step("Gửi đơn vị chi trả", "Đặng Thị Thu Hường, 22/04/2021 08:30", true),
            step("Có kết quả chi trả", "", false),
            step("Khóa sổ", "", false),
        ],
        figures: vec![
            figure("Người", "3.021", "người"),
            figure("Số tiền", "1.067.310.000 đ", ""),
            figure("Trong đó truy lĩnh", "2.970.000 đ", ""),
            figure("So với tháng trước", "+2.430.000 đ", ""),
        ],
        bridge: Some(roll::BridgeTable {
            before_name: "Tháng 03/2021".to_owned(),
            before: Dong(1_064_880_000),
            parts: vec![
                part("Vào danh sách", "14", 5_265_000),
                part("Ra khỏi danh sách", "11", -4_590_000),
                part("Tăng mức", "3", 405_000),
                part("Truy lĩnh", "5", 1_350_000),
            ],
            after_name: "Tháng 04/2021".to_owned(),
            after: Dong(1_067_310_000),
        }),
        tables: vec![
            roll::TotalsTable {
                title: "Theo xã".to_owned(),
                has_sheets: true,
                of: "Xã, thị trấn".to_owned(),
                rows: vec![
                    total("Thị trấn Trần Cao", "198", 72_900_000),
                    total("Xã Đoàn Đào", "301", 104_760_000),
                    total("Xã Minh Tân", "244", 88_290_000),
                ],
            },
            roll::TotalsTable {
                title: "Theo nhóm".to_owned(),
                has_sheets: true,
                of: "Nhóm".to_owned(),
                rows: vec![
                    total("Người từ đủ 80 tuổi không có lương hưu", "1.402", 378_540_000),
                    total("Người khuyết tật đặc biệt nặng là trẻ em hoặc người cao tuổi", "211", 142_425_000),
                ],
            },
        ],
        basis: "Tính từ sổ như đã ghi đến 20/04/2021 09:15, theo luật biết đến ngày 20/04/2021.".to_owned(),
    }
}

fn bridge_page() -> bridge::BridgePage {
    let row = |name: &str, amount| bridge::BridgePerson {
        href: "/nguoi/2051".to_owned(),
        name: name.to_owned(),
        birth: "1941".to_owned(),
        unit: "Xã Đoàn Đào".to_owned(),
        amount: Dong(amount),
        why_href: "/nguoi/2051?thang=2021-04#vi-sao".to_owned(),
    };
    bridge::BridgePage {
        may_open: true,
        frame: frame(Section::Rolls),
        title: "Trợ giúp xã hội tháng 04/2021".to_owned(),
        roll_href: "/danh-sach/7".to_owned(),
        cause: "Vào danh sách".to_owned(),
        caption: "14 người, 5.265.000 đ".to_owned(),
        rows: vec![row("Nguyễn Thị Đào", 405_000), row("Trần Văn Khuyến", -270_000)],
        next: None,
    }
}

fn lines_page() -> roll_lines::RollLinesPage {
    let row = |name: &str, kind: Chip, why: &str, amount| roll_lines::LineView {
        href: "/nguoi/2051".to_owned(),
        name: name.to_owned(),
        birth: "12/03/1941".to_owned(),
        unit: "Xã Đoàn Đào".to_owned(),
        group: "Người từ đủ 80 tuổi".to_owned(),
        kind,
        why: why.to_owned(),
        paid_for: "04/2021".to_owned(),
        amount: Dong(amount),
        why_href: "/nguoi/2051?thang=2021-04#vi-sao".to_owned(),
    };
    let regular = || Chip::new(Tone::Mute, "Hằng tháng");
    roll_lines::RollLinesPage {
        frame: frame(Section::Rolls),
        title: "Trợ giúp xã hội tháng 04/2021".to_owned(),
        heading: "Từng người trong danh sách".to_owned(),
        roll_href: "/danh-sach/7".to_owned(),
        path: "/danh-sach/7/nguoi".to_owned(),
        units: super::roll_samples::choices(),
        groups: super::roll_samples::choices(),
        kinds: super::roll_samples::choices(),
        name: "dao".to_owned(),
        may_open: true,
        caption: "100 dòng mỗi trang, xếp theo mã người".to_owned(),
        rows: vec![
            row("Nguyễn Thị Đào", regular(), "như tháng trước", 270_000),
            row("Trần Thị Kim Khuyên", Chip::new(Tone::Calm, "Truy lĩnh"), "quyết định ký sau tháng hưởng", 810_000),
            row("Lê Văn Lượng", regular(), "mới vào danh sách", 405_000),
        ],
        first: None,
        next: some("/danh-sach/7/nguoi?sau=2051"),
    }
}

fn link(text: &str) -> report::Link {
    report::Link::new(text, "/bao-cao/so-lieu/B-03?nam=2021&ky=1".to_owned())
}

fn reports_page(is_worked_out: bool) -> reports::ReportsPage {
    let ask = reports::AskedReport {
        year: "2021".to_owned(),
        half: 1,
        as_of: "27/04/2021".to_owned(),
        known_at: "27/04/2021".to_owned(),
    };
    let known = reports::LiveState::Known {
        chips: vec![
            Chip::new(Tone::Good, "6 chỉ tiêu lấy từ sổ"),
            Chip::new(Tone::Warn, "2 chỉ tiêu do đơn vị nhập"),
            Chip::new(Tone::Bad, "41 chưa có số liệu"),
        ],
        next: "Nhập 41 số liệu còn thiếu".to_owned(),
        next_href: "/bao-cao/nhap-so-lieu?nam=2021&ky=1".to_owned(),
    };
    let version = reports::VersionRow {
        period: "6 tháng cuối năm 2020".to_owned(),
        name: "Bản 1".to_owned(),
        href: "/bao-cao/ban/2020-2-1".to_owned(),
        number: "312".to_owned(),
        signed_on: "04/01/2021".to_owned(),
        signer: "Trần Thị Minh Hòa".to_owned(),
        as_of: "31/12/2020".to_owned(),
        by: "Trần Thị Minh Hòa, 04/01/2021 08:00".to_owned(),
        compare_href: "/bao-cao/so-sanh?nam=2020&ky=2&truoc=1".to_owned(),
    };
    reports::ReportsPage {
        frame: frame(Section::Reports),
        ask,
        live: reports::LiveReport {
            title: "Báo cáo 6 tháng đầu năm 2021".to_owned(),
            dates: "Số liệu tính đến ngày 27/04/2021".to_owned(),
            href: "/bao-cao/nua-nam?nam=2021&ky=1".to_owned(),
            state_href: "/bao-cao?tinh=co".to_owned(),
            state: is_worked_out.then_some(known),
        },
        versions: if is_worked_out { vec![version] } else { vec![] },
    }
}

fn piece(text: &str, mark: report_paper::Mark) -> report_paper::PieceView {
    report_paper::PieceView {
        text: text.to_owned(),
        href: some("/bao-cao/so-lieu/B-03?nam=2021&ky=1"),
        mark,
        title: "B-03: Người được chi trả trợ cấp xã hội".to_owned(),
    }
}

fn words(text: &str) -> report_paper::PieceView {
    let piece = piece(text, report_paper::Mark::None);
    report_paper::PieceView { href: None, ..piece }
}

fn paper(is_edited: bool) -> report_paper::PaperView {
    use report_paper::{Mark, PassageView, SectionView};
    let passage = |anchor: &str, paragraphs| PassageView {
        anchor: anchor.to_owned(),
        paragraphs,
        edited: String::new(),
        edit_href: is_edited.then(|| "/bao-cao/lam-van/section-1-1?nam=2021&ky=1".to_owned()),
        name: "1. Trợ cấp hằng tháng, đoạn 1".to_owned(),
    };
    let sentence = vec![
        words("Chi trả trợ cấp cho "),
        piece("3.021", Mark::None),
        words(" người với kinh phí đến hết kỳ là "),
        piece("trên 6,4 tỷ đồng", Mark::Stated),
        words("; cấp thẻ bảo hiểm y tế cho "),
        piece("chưa có số liệu", Mark::Unknown),
        words(" người."),
    ];
    let changed = PassageView {
        edited: "Đặng Thị Thu Hường, 27/04/2021 10:00".to_owned(),
        ..passage("doan-section-2-1", vec![sentence])
    };
    let section = |level, title: &str, passages| SectionView { level, title: title.to_owned(), passages };
    report_paper::PaperView {
        around: office::report::PaperFrame {
            superior: "UBND HUYỆN PHÙ CỪ".to_owned(),
            organ: "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI".to_owned(),
            number: "Số:      /BC-LĐTBXH".to_owned(),
            place_and_date: "Phù Cừ, ngày 27 tháng 4 năm 2021".to_owned(),
            addressees: vec!["Sở Lao động - Thương binh và Xã hội".to_owned()],
            receivers: vec!["- Như trên;".to_owned(), "- Lưu: VT.".to_owned()],
            authority: vec!["TRƯỞNG PHÒNG".to_owned()],
            signer: "Trần Thị Minh Hòa".to_owned(),
        },
        kind: "BÁO CÁO".to_owned(),
        subject: "Kết quả công tác lao động, người có công và xã hội 6 tháng".to_owned(),
        opening: vec![passage("doan-opening-1", vec![vec![words("Đơn vị báo cáo kết quả công tác như sau.")]])],
        sections: vec![
            section(1, "BẢO TRỢ XÃ HỘI", vec![]),
            section(2, "1. Trợ cấp hằng tháng", vec![changed, passage("doan-section-2-2", vec![])]),
        ],
        closing: vec![passage("doan-closing", vec![vec![words("Trên đây là báo cáo kết quả công tác 6 tháng.")]])],
    }
}

fn stated() -> report::StatedView {
    report::StatedView {
        figure: link("N-04 Người hưởng trợ cấp ưu đãi người có công hằng tháng"),
        says: "2.410".to_owned(),
        computed: "2.407".to_owned(),
        reason: "Đối chiếu với biểu của xã".to_owned(),
        by: "Đặng Thị Thu Hường, 27/04/2021 10:00".to_owned(),
    }
}

fn edited() -> report::EditedView {
    report::EditedView {
        place: link("1. Trợ cấp hằng tháng, đoạn 1"),
        by: "Đặng Thị Thu Hường, 27/04/2021 10:00".to_owned(),
        dropped: "V-02".to_owned(),
        is_stray: false,
    }
}

fn figure_rows() -> Vec<report::FigureRow> {
    let row = |id: &str, label: &str, value: &str, amount: &str, is_unknown| report::FigureRow {
        id: id.to_owned(),
        href: "/bao-cao/so-lieu/B-03?nam=2021&ky=1".to_owned(),
        label: label.to_owned(),
        value: value.to_owned(),
        unit: "người".to_owned(),
        amount: amount.to_owned(),
        rows: "18.126".to_owned(),
        basis: "có phần dự kiến".to_owned(),
        is_unknown,
    };
    vec![
        row("B-03", "Người được chi trả trợ cấp xã hội", "3.021", "6.403.860.000 đ", false),
        row("B-07", "Thẻ bảo hiểm y tế đã cấp", "chưa có số liệu", "", true),
    ]
}

fn report_page(is_edited: bool) -> report::ReportPage {
    let toggle = if is_edited { "Thôi sửa lời văn" } else { "Sửa lời văn" };
    report::ReportPage {
        frame: frame(Section::Reports),
        title: "Báo cáo 6 tháng đầu năm 2021".to_owned(),
        basis: "Số liệu tính đến ngày 27/04/2021, theo sổ như đã ghi đến 27/04/2021 23:59".to_owned(),
        now_href: is_edited.then(|| "/bao-cao/nua-nam?nam=2021&ky=1".to_owned()),
        files: vec![link("Văn bản (.docx)"), link("Trang (.html)"), link("Dữ liệu (.json)")],
        paper: paper(is_edited),
        panel: report::Panel {
            missing: if is_edited { vec![] } else { vec![link("L-01 Lao động được đào tạo nghề")] },
            entry_href: (!is_edited).then(|| "/bao-cao/nhap-so-lieu?nam=2021&ky=1".to_owned()),
            stated: vec![stated()],
            edited: vec![edited(), report::EditedView { is_stray: true, ..edited() }],
            words: Some(link(toggle)),
            sign_href: is_edited.then(|| "/bao-cao/ky?nam=2021&ky=1".to_owned()),
            versions: vec![link("Bản 1, số 127 ngày 28/04/2021")],
            compare_href: some("/bao-cao/so-sanh?nam=2021&ky=1&truoc=1"),
        },
        figures: figure_rows(),
    }
}

fn figure_page(is_open: bool) -> figure::FigurePage {
    let row = |name: &str, amount| figure::FigureLine {
        href: "/nguoi/2051".to_owned(),
        name: name.to_owned(),
        unit: "Xã Đoàn Đào".to_owned(),
        group: "Người từ đủ 80 tuổi".to_owned(),
        what: "hằng tháng".to_owned(),
        month: "04/2021".to_owned(),
        paid_for: "04/2021".to_owned(),
        decision: String::new(),
        amount: Some(Dong(amount)),
    };
    let figure = |name: &str, value: &str, unit: &str| roll::FigureBox {
        name: name.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        is_alert: false,
    };
    let entry = figure::EntryPart {
        action: "/bao-cao/so-lieu/B-03?nam=2021&ky=1".to_owned(),
        fields: figure_entry::EntryView {
            value: "3.020".to_owned(),
            unit: "người".to_owned(),
            has_amount: true,
            ..figure_entry::EntryView::default()
        },
        refusal: some("Chưa ghi lý do."),
        is_stated: true,
        is_unknown: false,
    };
    let rows = figure::RowsPart {
        caption: "dòng 1 đến 200 trong 18.126".to_owned(),
        empty: "Không có dòng nào".to_owned(),
        lines: vec![row("Nguyễn Thị Đào", 270_000), row("Lê Văn Lượng", -405_000)],
        first: None,
        next: some("/bao-cao/so-lieu/B-03?trang=2"),
    };
    let stated = figure::StatedWords {
        says: "3.020".to_owned(),
        computed: "3.021".to_owned(),
        reason: "Đối chiếu với biểu của xã".to_owned(),
        by: "Đặng Thị Thu Hường, 27/04/2021 10:00".to_owned(),
    };
    figure::FigurePage {
        frame: frame(Section::Reports),
        id: "B-03".to_owned(),
        label: "Người được chi trả trợ cấp xã hội và kinh phí đến hết kỳ".to_owned(),
        above: vec![link("Báo cáo"), link("Báo cáo 6 tháng đầu năm 2021")],
        csv_href: is_open.then(|| "/bao-cao/so-lieu/B-03/rows.csv?nam=2021&ky=1".to_owned()),
        chips: vec![Chip::new(Tone::Warn, "Đơn vị nhập")],
        figures: vec![figure("Số người", "3.021", "người"), figure("Số tiền", "6.403.860.000 đ", "")],
        articles: vec!["điểm a khoản 5 Điều 5, 136/2013/NĐ-CP".to_owned()],
        dates: "Số liệu tính đến ngày 27/04/2021".to_owned(),
        stated: Some(stated),
        entry: is_open.then_some(entry),
        rows: is_open.then_some(rows),
    }
}

fn figures_page(is_done: bool) -> report_figures::FiguresPage {
    let row = report_figures::EntryRow {
        id: "L-01".to_owned(),
        href: "/bao-cao/so-lieu/L-01?nam=2021&ky=1".to_owned(),
        label: "Lao động được đào tạo nghề".to_owned(),
        fields: figure_entry::EntryView { has_amount: true, ..figure_entry::EntryView::default() },
    };
    report_figures::FiguresPage {
        frame: frame(Section::Reports),
        report_title: "Báo cáo 6 tháng đầu năm 2021".to_owned(),
        report_href: "/bao-cao/nua-nam?nam=2021&ky=1".to_owned(),
        dates: "Số liệu tính đến ngày 27/04/2021".to_owned(),
        action: "/bao-cao/nhap-so-lieu?nam=2021&ky=1".to_owned(),
        refusal: (!is_done).then(|| "Chưa nhập số nào.".to_owned()),
        reason: String::new(),
        rows: if is_done { vec![] } else { vec![row] },
    }
}

fn passage_page() -> report_passage::PassagePage {
    report_passage::PassagePage {
        frame: frame(Section::Reports),
        title: "1. Trợ cấp hằng tháng, đoạn 1".to_owned(),
        report_title: "Báo cáo 6 tháng đầu năm 2021".to_owned(),
        report_href: "/bao-cao/nua-nam?nam=2021&ky=1&sua=co".to_owned(),
        action: "/bao-cao/lam-van/section-2-1?nam=2021&ky=1".to_owned(),
        words: "Chi trả cho {B-03} người.".to_owned(),
        form_words: "Chi trả trợ cấp cho {B-03} người; thẻ: {B-05}.".to_owned(),
        edited: "Đặng Thị Thu Hường, 27/04/2021 10:00".to_owned(),
        refusal: some("Đoạn văn: mẫu báo cáo không có chỉ tiêu {B-99}."),
        dropped: Some(report_passage::Dropped {
            key: "B-05".to_owned(),
            figures: vec!["{B-05} Thẻ bảo hiểm y tế".to_owned()],
        }),
        tried: vec![vec![words("Chi trả cho "), piece("3.021", report_paper::Mark::None), words(" người.")]],
        figures: vec![report_passage::Nameable {
            placeholder: "{B-03}".to_owned(),
            label: "Người được chi trả trợ cấp xã hội".to_owned(),
            text: "3.021".to_owned(),
            is_unknown: false,
        }],
    }
}

fn signing_page() -> report_signing::SigningPage {
    report_signing::SigningPage {
        frame: frame(Section::Reports),
        report_title: "Báo cáo 6 tháng đầu năm 2021".to_owned(),
        report_href: "/bao-cao/nua-nam?nam=2021&ky=1".to_owned(),
        dates: "Số liệu tính đến ngày 27/04/2021".to_owned(),
        action: "/bao-cao/ky?nam=2021&ky=1".to_owned(),
        refusal: some("Số báo cáo là một số nguyên, như 127."),
        missing: vec![link("L-01 Lao động được đào tạo nghề")],
        counted: "6".to_owned(),
        stated: vec![stated()],
        edited: vec![edited(), report::EditedView { is_stray: true, ..edited() }],
        symbol: "BC-LĐTBXH".to_owned(),
        fields: report_signing::Filled { ngay_ky: "28/04/2021".to_owned(), ..report_signing::Filled::default() },
    }
}

fn version_page() -> report_version::VersionPage {
    let figures = figure_rows().into_iter();
    report_version::VersionPage {
        frame: frame(Section::Reports),
        title: "Bản 1 báo cáo 6 tháng đầu năm 2021".to_owned(),
        dates: "Số liệu tính đến ngày 27/04/2021".to_owned(),
        facts: vec![("Số, ngày ký".to_owned(), "127, 28/04/2021".to_owned())],
        files: vec![link("Văn bản (.docx)"), link("Trang (.html)")],
        now: Chip::new(Tone::Warn, "1 chỉ tiêu hiện nay khác"),
        compare_href: "/bao-cao/so-sanh?nam=2021&ky=1&truoc=1".to_owned(),
        live_href: "/bao-cao/nua-nam?nam=2021&ky=1".to_owned(),
        paper: paper(false),
        stated: vec![stated()],
        figures: figures
            .map(|figure| report_version::VersionFigure { figure, now: Chip::new(Tone::Mute, "Như cũ") })
            .collect(),
    }
}

fn compare_page(is_equal: bool) -> report_compare::ComparePage {
    let choice = |key: &str, name: &str, is_chosen| report_compare::Choice {
        key: key.to_owned(),
        name: name.to_owned(),
        is_chosen,
    };
    let told = |text: &str, stated: &str| report_compare::ToldView {
        text: text.to_owned(),
        amount: "6.403.860.000 đ".to_owned(),
        stated: stated.to_owned(),
    };
    let figure = report_compare::ChangedFigure {
        id: "B-03".to_owned(),
        href: "/bao-cao/so-lieu/B-03?nam=2021&ky=1".to_owned(),
        label: "Người được chi trả trợ cấp xã hội (người)".to_owned(),
        before: told("3.021", ""),
        after: told("3.020", "Đối chiếu với biểu của xã"),
        difference: "−1".to_owned(),
        amount_difference: "+270.000 đ".to_owned(),
    };
    let passage = report_compare::ChangedPassage {
        title: "1. Trợ cấp hằng tháng".to_owned(),
        before: "Chi trả cho {B-03} người.".to_owned(),
        after: String::new(),
    };
    report_compare::ComparePage {
        frame: frame(Section::Reports),
        title: "So sánh báo cáo 6 tháng đầu năm 2021".to_owned(),
        year: "2021".to_owned(),
        half: "1".to_owned(),
        before: vec![choice("1", "Bản 1, số 127 ngày 28/04/2021", true)],
        after: vec![choice("hien-nay", "Theo sổ hiện nay", true)],
        as_of: "27/04/2021".to_owned(),
        before_name: "Bản 1".to_owned(),
        after_name: "Hiện nay (28/04/2021), đến 27/04/2021".to_owned(),
        figures: if is_equal { vec![] } else { vec![figure] },
        passages: if is_equal { vec![] } else { vec![passage] },
    }
}

fn login_page(refusal: Option<&str>) -> login::LoginPage {
    login::LoginPage {
        login: String::new(),
        back: String::new(),
        refusal: refusal.map(str::to_owned),
        notice: None,
        hidden: vec![],
    }
}

fn all() -> Vec<(&'static str, String)> {
    let mut all = own();
    all.extend(super::admin::samples::all());
    all
}

fn own() -> Vec<(&'static str, String)> {
    let mut first_roll = roll_page();
    first_roll.bridge = None;
    let error = super::ErrorPage {
        title: "Không có người này".to_owned(),
        what: "Địa chỉ không dẫn đến dữ liệu nào.".to_owned(),
        next: "Tìm theo họ tên.".to_owned(),
    };
    let mut pages = home::all();
    pages.extend(super::roll_samples::all());
    pages.extend([
        ("dang-nhap", login_page(None).render().unwrap()),
        ("dang-nhap-sai", login_page(Some("Tên đăng nhập hoặc mật khẩu không đúng.")).render().unwrap()),
        ("tim", people_page(false).render().unwrap()),
        ("tim-thay", people_page(true).render().unwrap()),
        ("cac-danh-sach", rolls_page().render().unwrap()),
        ("danh-sach", roll_page().render().unwrap()),
        ("danh-sach-dau", first_roll.render().unwrap()),
        ("tang-giam", bridge_page().render().unwrap()),
        ("tung-nguoi", lines_page().render().unwrap()),
        ("chon-bao-cao", reports_page(true).render().unwrap()),
        ("chon-bao-cao-dau", reports_page(false).render().unwrap()),
        ("bao-cao", report_page(false).render().unwrap()),
        ("bao-cao-sua", report_page(true).render().unwrap()),
        ("so-lieu", figure_page(true).render().unwrap()),
        ("so-lieu-khong-dong", figure_page(false).render().unwrap()),
        ("nhap-so-lieu", figures_page(false).render().unwrap()),
        ("nhap-so-lieu-du", figures_page(true).render().unwrap()),
        ("lam-van", passage_page().render().unwrap()),
        ("ky", signing_page().render().unwrap()),
        ("ban-da-ky", version_page().render().unwrap()),
        ("so-sanh", compare_page(false).render().unwrap()),
        ("so-sanh-bang", compare_page(true).render().unwrap()),
        ("ma-truy-cap", tokens_page().render().unwrap()),
        ("loi", error.render().unwrap()),
    ]);
    pages.extend(person::sample_pages());
    pages.extend(super::lists::samples::all());
    pages
}

fn tokens_page() -> tokens::TokensPage {
    let choice =
        |key: &str, name: &str| tokens::Choice { key: key.to_owned(), name: name.to_owned(), is_chosen: false };
    tokens::TokensPage {
        frame: frame(Section::Admin),
        tokens: vec![tokens::TokenRow {
            id: 3,
            name: "Cổng dịch vụ của huyện".to_owned(),
            roles: "Chuyên viên".to_owned(),
            scope: "toàn đơn vị; Bảo trợ xã hội".to_owned(),
            given: "08:00 27/04/2021, Đặng Thị Thu Hường".to_owned(),
            used: "chưa dùng".to_owned(),
            state: Chip::new(Tone::Good, "Đến 31/12/2021"),
            can_be_revoked: true,
        }],
        form: tokens::TokenForm {
            name: "Phần mềm kế toán".to_owned(),
            until: "31/2/2021".to_owned(),
            roles: vec![choice("ke_toan", "Kế toán")],
            schemes: vec![choice("btxh", "Bảo trợ xã hội")],
            units: vec![choice("12391@2021", "Xã Đoàn Đào")],
        },
        given: Some(tokens::GivenToken { id: 4, name: "Kho bạc".to_owned(), secret: "ansinh_00".to_owned() }),
        refusal: some("Ngày hết hạn cần dạng 31/12/2026; bỏ trống nếu không có hạn."),
    }
}

#[test]
fn every_page_renders_in_composed_letters_with_nothing_inline_and_nothing_from_outside() {
    let folder = std::env::var_os("ANSINH_SAMPLE_PAGES").map(std::path::PathBuf::from);
    for (name, html) in all() {
        for word in html.split_whitespace() {
            assert_eq!(word, nfc(word), "{name} has decomposed letters");
        }
        for banned in ["<script>", "eval(", "<style", " style=", " onclick", "javascript:", "http://", "https://"] {
            assert!(!html.contains(banned), "{name} contains {banned}");
        }
        if let Some(folder) = &folder {
            let local = html.replace("/tep/", "tep/");
            std::fs::write(folder.join(format!("{name}.html")), local).unwrap();
        }
    }
}

#[test]
fn every_page_has_one_heading_a_language_and_names_for_its_fields() {
    for (name, html) in all() {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(html.contains("<html lang=\"vi\">"), "{name}");
        for field in html.split("<input").skip(1).chain(html.split("<select").skip(1)) {
            let tag = field.split_once('>').map_or(field, |(tag, _)| tag);
            if tag.contains("type=\"hidden\"") {
                continue;
            }
            let id = tag.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(id, _)| id);
            let label = format!("for=\"{}\"", id.unwrap_or_default());
            assert!(html.contains(&label), "{name}: a field without a label: {tag}");
        }
    }
}

#[test]
fn no_id_stands_twice_on_a_page() {
    for (name, html) in all() {
        let mut ids: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}");
    }
}
