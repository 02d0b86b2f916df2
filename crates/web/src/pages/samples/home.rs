//! The pages of the day's work: what waits, the map, the hand-over, the guides, the law.

use askama::Template;
use domain::kernel::{Certainty, Day, Dong, Moment, RunId, UnitId};
use domain::payment::Stage;
use office::guide::{Topic, basis};
use office::read::{Colleague, CommuneMoney, authority};
use office::{Acting, Office};

use super::super::{guide, handover, law, today, waiting};
use super::{frame, some};
use crate::chart::{Chart, ChartRow};
use crate::show::{Chip, Section, Tone};
use crate::tiles::TileMap;

fn work() -> Vec<today::WorkGroup> {
    let item = |text: &str, parts: &str, tone, count: &str| today::WorkItem {
        text: text.to_owned(),
        parts: parts.to_owned(),
        count: Chip::new(tone, count),
        href: "/viec/chua-nhan".to_owned(),
    };
    vec![
        today::WorkGroup {
            name: "Cần làm ngay",
            items: vec![
                item("Danh sách chi trả chờ duyệt", "", Tone::Bad, "1"),
                item("Đơn vị chi trả báo chết, chưa ghi báo tử", "", Tone::Bad, "3"),
            ],
        },
        today::WorkGroup {
            name: "Sắp tới",
            items: vec![item("Sắp đủ tuổi của một nhóm", "đủ 80 tuổi, NCT từ 80 tuổi: 31", Tone::Warn, "31")],
        },
    ]
}

fn calendar() -> Vec<today::CalendarRow> {
    let row = |day: &str, what: &str, href| today::CalendarRow { day: day.to_owned(), what: what.to_owned(), href };
    vec![
        row("01/05/2021", "Đầu tháng: ghi biến động, lập danh sách chi trả tháng 05/2021", None),
        row("15/05/2021", "Tình trạng sắp hết hạn: 2 người", some("/viec/tinh-trang-sap-het")),
    ]
}

fn today_page() -> today::TodayPage {
    let roll = |name: &str, month: &str, stage, people: &str, money, unpaid: Option<&str>| today::SchemeCard {
        name: name.to_owned(),
        href: "/danh-sach/7".to_owned(),
        month: month.to_owned(),
        stage: Chip::stage(stage),
        people: people.to_owned(),
        money: Dong(money),
        paid: unpaid.map(|_| Dong(money - 9_742_000)),
        unpaid: unpaid.map(str::to_owned),
        owed: Some(Dong(2_430_000)),
        change: Some(("-3.240.000 đ so với 03/2021".to_owned(), true)),
    };
    let row = |month: &str, a: Option<i64>, b: Option<i64>| ChartRow {
        month: month.to_owned(),
        amounts: vec![a.map(Dong), b.map(Dong)],
    };
    let rows =
        vec![row("03/2021", Some(1_064_880_000), Some(3_288_103_000)), row("04/2021", Some(1_067_310_000), None)];
    let commune = |unit: &str, name: &str, run: i64, people, amount| CommuneMoney {
        unit: UnitId(unit.to_owned()),
        unit_name: name.to_owned(),
        run: RunId(run),
        scheme_name: if run == 7 { "Trợ giúp xã hội" } else { "Ưu đãi người có công" }.to_owned(),
        people,
        amount: Dong(amount),
    };
    let communes = [
        commune("12400@2021", "Xã Đình Cao", 7, 221, 84_240_000),
        commune("12400@2021", "Xã Đình Cao", 8, 133, 241_307_000),
        commune("12391@2021", "Xã Đoàn Đào", 7, 198, 71_010_000),
        commune("12394@2021", "Thị trấn Trần Cao", 8, 60, 101_000_000),
    ];
    today::TodayPage {
        frame: frame(Section::Today),
        today: "27/04/2021".to_owned(),
        people: some("5.102"),
        handover: true,
        work: work(),
        schemes: vec![
            roll("Trợ giúp xã hội", "04/2021", Stage::Sent, "3.021", 1_067_310_000, None),
            roll("Người có công", "03/2021", Stage::Confirmed, "1.894", 3_288_103_000, Some("9.742.000 đ (6 dòng)")),
        ],
        map: TileMap::of(&communes),
        chart: Some(Chart::new(
            "Kinh phí chi trả 12 tháng gần đây",
            vec!["Trợ giúp xã hội".to_owned(), "Người có công".to_owned()],
            rows,
        )),
        calendar: calendar(),
    }
}

fn waiting_page(table: waiting::Table) -> waiting::WaitingPage {
    let has_people = matches!(table, waiting::Table::People(_));
    waiting::WaitingPage {
        frame: frame(Section::Today),
        title: "Sắp đủ tuổi của một nhóm".to_owned(),
        says: "Đủ tuổi trong ba tháng tới và sổ cho thấy đủ các điều kiện khác.".to_owned(),
        urgency: "Sắp tới",
        caption: "31 dòng".to_owned(),
        table,
        has_due: has_people,
        due_name: "Tháng",
        has_amount: has_people,
        foot: "31 dòng trên trang này".to_owned(),
        first: some("/viec/sap-du-tuoi"),
        next: some("/viec/sap-du-tuoi?den=2021-05&sau=7&so=1"),
    }
}

fn waiting_tables() -> [waiting::Table; 4] {
    let person = waiting::PersonRow {
        href: "/nguoi/2051".to_owned(),
        name: "Nguyễn Thị Đào".to_owned(),
        birth: "12/05/1941".to_owned(),
        place: "Thôn Đông, Xã Đoàn Đào".to_owned(),
        due: "05/2021".to_owned(),
        what: "Đủ 80 tuổi; có thể hưởng: Người từ đủ 80 tuổi không có lương hưu, trợ cấp hằng tháng".to_owned(),
        cite: "điểm b khoản 5 Điều 5, 136/2013/NĐ-CP".to_owned(),
        amount: Some(Dong(270_000)),
        other: Some(("Mở danh sách", "/danh-sach/7".to_owned())),
    };
    let roll = waiting::RollRow {
        href: "/danh-sach/7".to_owned(),
        name: "Trợ giúp xã hội tháng 05/2021".to_owned(),
        unit: "Huyện Phù Cừ".to_owned(),
        stage: Chip::stage(Stage::Draft),
        people: "3.021".to_owned(),
        money: Dong(1_067_310_000),
    };
    let law = waiting::LawRow {
        what: "Nhóm: Trẻ em không có nguồn nuôi dưỡng".to_owned(),
        cite: "khoản 1 Điều 5, 136/2013/NĐ-CP".to_owned(),
        certainty: Chip::certainty(Certainty::Secondary),
        used_by: "Trợ giúp xã hội tháng 04/2021".to_owned(),
    };
    [
        waiting::Table::Empty,
        waiting::Table::People(vec![person]),
        waiting::Table::Rolls(vec![roll]),
        waiting::Table::Law(vec![law]),
    ]
}

fn handover_page() -> handover::HandoverPage {
    handover::HandoverPage {
        frame: frame(Section::Today).about(Topic::Handover),
        today: "27/04/2021".to_owned(),
        work: work(),
        schemes: vec![handover::SchemeRow {
            name: "Trợ giúp xã hội".to_owned(),
            month: "04/2021".to_owned(),
            stage: Chip::stage(Stage::Confirmed),
            people: "3.021".to_owned(),
            total: Dong(1_067_310_000),
            unpaid: "9.742.000 đ (6 dòng)".to_owned(),
            owed: Dong(2_430_000),
        }],
        rolls: vec![handover::RollRow {
            href: "/danh-sach/7".to_owned(),
            name: "Trợ giúp xã hội tháng 05/2021".to_owned(),
            unit: "Huyện Phù Cừ".to_owned(),
            stage: Chip::stage(Stage::Draft),
            total: Dong(1_067_310_000),
        }],
        debts: vec![("Trợ cấp xã hội hằng tháng".to_owned(), Dong(2_430_000))],
        calendar: calendar(),
        colleagues: vec![Colleague {
            name: "Đặng Thị Thu Hường".to_owned(),
            roles: "Chuyên viên".to_owned(),
            area: String::new(),
            fields: "Trợ giúp xã hội".to_owned(),
        }],
        steps: Topic::Rolls.guide().steps.clone(),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let office = Office::load().unwrap();
    let day = Day::new(2021, 9, 5).unwrap();
    let acting = Acting::holder(None, Moment::end_of(day));
    let mut bare = today_page();
    (bare.chart, bare.map, bare.people) = (None, None, None);
    (bare.work, bare.schemes, bare.calendar) = (vec![], vec![], vec![]);
    let law_page =
        law::law_page(frame(Section::Law), office.law.coverage, &authority(&office.law, acting, day).unwrap());
    let [empty, people, rolls, law] = waiting_tables().map(|table| waiting_page(table).render().unwrap());
    let mut pages = vec![
        ("hom-nay", today_page().render().unwrap()),
        ("hom-nay-trong", bare.render().unwrap()),
        ("viec-het", empty),
        ("viec-nguoi", people),
        ("viec-danh-sach", rolls),
        ("viec-can-cu", law),
        ("ban-giao", handover_page().render().unwrap()),
        ("can-cu", law_page.render().unwrap()),
    ];
    for topic in Topic::ALL {
        let read = basis(&office.law, acting, topic, day).unwrap();
        let page = guide::guide_page(frame(Section::Law).about(topic), topic, &read);
        pages.push(("huong-dan", page.render().unwrap()));
    }
    pages
}
