//! Acts on the demo office that the story of four months does not tell: two months at once, an undone death,
//! a late move, a household's class, a list that comes twice.

use domain::entitlement::Outcome;
use domain::kernel::{Day, Dong, Moment, Month, PersonId, Span, UserId};
use domain::payment::{LineKind, Stage};
use domain::registry::Death;
use office::intake::Ask;
use office::register::Intent;
use office::roll::{self, DraftOrder, RollKey};
use office::{Acting, Db, OfficeError, Refusal, household, intake, life, profile, read};
use paper::template::{TemplateKind, workbook_with};
use store::runs::{LineFilter, StoredLine, lines};

use crate::world::{demo_copy, office};

fn day(month: i8, day: i8) -> Day {
    Day::new(2021, month, day).expect("a day")
}

fn month(of_year: i8) -> Month {
    Month::new(2021, of_year).expect("a month")
}

fn acting(on: Day, minute: i64, user: i64) -> Acting<'static> {
    let now = Moment::new(on, 2, 0, 0).expect("a moment").add_seconds(minute * 60);
    Acting::holder(Some(UserId(user)), now)
}

fn draft(db: &Db, on: Day, months_ahead: u8) -> (domain::kernel::RunId, Vec<StoredLine>) {
    let order = DraftOrder { scheme: "btxh".to_owned(), month: on.month(), months_ahead, unit: None };
    let run = roll::draft(&office(), db, acting(on, 0, 1), &order).expect("the roll is drafted").run;
    let all = db.read(|tx| lines::lines(tx, run, &LineFilter::default(), None, 1_000_000)).expect("lines are read");
    (run, all)
}

fn sum(lines: &[StoredLine], kind: LineKind) -> Dong {
    lines.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum()
}

/// Somebody with one plain regular line on the April roll.
fn somebody(db: &Db) -> (PersonId, Dong) {
    let unit = profile::find(db, Moment::end_of(day(4, 27))).expect("read").expect("set up").unit;
    let key = RollKey { scheme: "btxh".to_owned(), month: month(4), unit };
    let run = roll::need_live(db, &key).expect("the April roll");
    assert_eq!(run.state.stage(), Stage::Closed);
    let filter = LineFilter { group: Some("K5c"), kinds: Some(&[LineKind::Regular]), ..LineFilter::default() };
    let all = db.read(|tx| lines::lines(tx, run.id, &filter, None, 2_000)).expect("lines are read");
    let line = all.last().expect("the roll has lines");
    (line.person, line.amount)
}

#[test]
fn two_months_paid_at_once_leave_nothing_for_the_second() {
    let copy = demo_copy();
    let db = copy.open();
    let (run, both) = draft(&db, day(5, 3), 1);
    let may: Dong =
        both.iter().filter(|l| l.kind == LineKind::Regular && l.paid_for == month(5)).map(|l| l.amount).sum();
    let june: Dong =
        both.iter().filter(|l| l.kind == LineKind::Regular && l.paid_for == month(6)).map(|l| l.amount).sum();
    assert!(may.is_positive() && june.is_positive());
    assert_eq!(may + june, sum(&both, LineKind::Regular));
    roll::approve(&office(), &db, acting(day(5, 3), 5, 2), run).expect("approved");
    let (_, next) = draft(&db, day(6, 3), 0);
    assert_eq!(next, Vec::new());
}

#[test]
fn a_death_heard_late_opens_a_recovery_and_its_undoing_cancels_it() {
    let copy = demo_copy();
    let db = copy.open();
    let (person, level) = somebody(&db);
    let death = Death { died_on: day(2, 10), certificate: None };
    life::report_death(&db, acting(day(5, 2), 0, 1), person, &death).expect("reported");
    let (run, all) = draft(&db, day(5, 3), 0);
    let mine: Vec<_> =
        all.iter().filter(|line| line.person == person).map(|l| (l.kind, l.paid_for, l.amount)).collect();
    assert_eq!(mine, [(LineKind::OverPayment, month(3), level), (LineKind::OverPayment, month(4), level)]);
    roll::approve(&office(), &db, acting(day(5, 3), 5, 2), run).expect("approved");
    let owed = |db: &Db| card(db, person, day(6, 9)).recoveries.iter().map(|one| one.outstanding()).sum::<Dong>();
    assert_eq!(owed(&db), level + level);

    life::undo_death(&db, acting(day(5, 20), 0, 1), person).expect("undone");
    let (run, all) = draft(&db, day(6, 3), 0);
    let kinds: Vec<_> = all.iter().filter(|line| line.person == person).map(|l| (l.kind, l.paid_for)).collect();
    let expected = [
        (LineKind::DebtCancelled, month(3)),
        (LineKind::DebtCancelled, month(4)),
        (LineKind::Arrears, month(5)),
        (LineKind::Regular, month(6)),
    ];
    assert_eq!(kinds, expected);
    roll::approve(&office(), &db, acting(day(6, 3), 5, 2), run).expect("approved");
    assert_eq!(owed(&db), Dong::ZERO);
    assert!(office::upkeep::verify(&db).expect("checked").findings.is_empty());
}

fn card(db: &Db, person: PersonId, on: Day) -> read::Card {
    read::card(&office(), db, acting(on, 0, 1), person).expect("read").expect("the person is known")
}

#[test]
fn a_move_heard_late_pays_nobody_twice() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let (person, level) = somebody(&db);
    let district = profile::find(&db, Moment::end_of(day(4, 27))).expect("read").expect("set up").unit;
    let now_in = card(&db, person, day(5, 1)).unit;
    let other = house.units.communes_of(&district, day(5, 1)).find(|unit| Some(&unit.id) != now_in.as_ref());
    let other = other.expect("another commune").id.clone();
    life::move_to(&house, &db, acting(day(5, 2), 0, 1), person, (&other, None), day(2, 15)).expect("moved");
    let (_, all) = draft(&db, day(5, 3), 0);
    let mine: Vec<_> = all.iter().filter(|line| line.person == person).collect();
    assert_eq!(mine.len(), 1);
    assert_eq!((mine[0].kind, mine[0].amount, &mine[0].unit), (LineKind::Regular, level, &other));
}

#[test]
fn a_roll_approved_after_facts_changed_is_refused_until_it_is_drafted_again() {
    let copy = demo_copy();
    let db = copy.open();
    let (person, _) = somebody(&db);
    let (run, _) = draft(&db, day(5, 3), 0);
    let death = Death { died_on: day(3, 10), certificate: None };
    life::report_death(&db, acting(day(5, 3), 1, 1), person, &death).expect("reported");
    let refused = roll::approve(&office(), &db, acting(day(5, 3), 2, 2), run);
    assert!(matches!(refused, Err(OfficeError::Refused(Refusal::Stale { lines: 1 }))), "{refused:?}");
    let (again, _) = draft(&db, day(5, 3), 0);
    roll::approve(&office(), &db, acting(day(5, 3), 5, 2), again).expect("the new draft is approved");
}

#[test]
fn a_household_leaving_poverty_ends_the_benefit_that_needs_it() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let filter = LineFilter { group: Some("K4"), kinds: Some(&[LineKind::Regular]), ..LineFilter::default() };
    let (run, _) = draft(&db, day(5, 3), 0);
    let parent = db.read(|tx| lines::lines(tx, run, &filter, None, 1)).expect("read")[0].person;
    let class = |key: &str, from: Day, on: Day| {
        household::set_class(&db, acting(on, 0, 1), parent, key, Span::since(from)).expect("the class is recorded")
    };
    let first = class("ho_ngheo", day(1, 1), day(5, 4));
    let second = class("khong", day(5, 10), day(5, 11));
    assert_eq!(first, second);
    let of = |month| read::why(&house, &db, acting(day(6, 1), 0, 1), parent, month).expect("read").expect("known");
    assert!(of(month(5)).total.is_positive(), "the month in which the class was lost is still paid");
    let june = of(month(6));
    assert_eq!(june.total, Dong::ZERO);
    let reason = june.not_on_the_roll.expect("there is a reason");
    assert!(reason.contains("hộ nghèo"), "{reason}");
    assert!(june.explanation.findings.iter().all(|finding| matches!(finding.outcome, Outcome::NotDue { .. })));
}

#[test]
fn the_same_list_twice_changes_nothing_and_a_likely_twin_is_a_question() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let titles = TemplateKind::Beneficiaries.column_titles();
    let row = |birth: &str, village: &str| -> Vec<String> {
        let value = |title: &&str| match *title {
            "Họ và tên" => "Hoàng Thị Mẫu Thử",
            "Ngày sinh" => birth,
            "Xã/Thị trấn" => "Đoàn Đào",
            "Thôn/Tổ dân phố" => village,
            "Mã nhóm hưởng" => "K5c",
            "Hưởng từ tháng" => "05/2021",
            _ => "",
        };
        titles.iter().map(|title| value(title).to_owned()).collect()
    };
    let import = |name: &str, rows: &[Vec<String>], minute: i64| {
        let bytes = workbook_with(TemplateKind::Beneficiaries, rows).expect("a workbook");
        intake::import(&house, &db, acting(day(5, 2), minute, 1), &Ask::new(name, &bytes, Intent::Save))
            .expect("imported")
    };
    let first = import("ds.xlsx", &[row("1935", "Thôn Đông")], 0);
    assert_eq!((first.taken_in.new_people, first.taken_in.rejects.len()), (1, 0), "{first:?}");
    assert!(!import("ds.xlsx", &[row("1935", "Thôn Đông")], 1).saved);
    let more = import("ds2.xlsx", &[row("1935", "Thôn Đông"), row("1935", "Thôn Nam")], 2);
    assert_eq!(
        (more.taken_in.new_people, more.taken_in.unchanged, more.taken_in.questions.len()),
        (0, 1, 1),
        "{more:?}"
    );
}

#[test]
fn an_overlap_the_law_leaves_open_is_paid_and_put_before_a_person() {
    let house = office();
    let db = Db::fresh_for_test().expect("a database");
    let november = Day::new(2026, 11, 3).expect("a day");
    let unit = house.units.by_code("12406", november).expect("the commune is known").id.clone();
    profile::set(&db, acting(november, 0, 1), &profile::Profile::of_unit(&house, &unit)).expect("set up");
    let titles = TemplateKind::Beneficiaries.column_titles();
    let row = |group: &str, about: &str| -> Vec<String> {
        let value = |title: &&str| match *title {
            "Số định danh" => "033150000001",
            "Họ và tên" => "Đào Thị Mẫu",
            "Ngày sinh" => "1950",
            "Xã/Thị trấn" => "Đoàn Đào",
            "Mã nhóm hưởng" => group,
            "Về người" => about,
            "Hưởng từ tháng" | "Đã chi trả hết tháng" => "10/2026",
            _ => "",
        };
        titles.iter().map(|title| value(title).to_owned()).collect()
    };
    let rows = [row("HTXH-75", ""), row("K4", "Đào Văn Con (02/03/2015)")];
    let bytes = workbook_with(TemplateKind::Beneficiaries, &rows).expect("a workbook");
    let file = ("ds.xlsx", bytes.as_slice());
    let imported =
        intake::import(&house, &db, acting(november, 1, 1), &Ask::new(file.0, file.1, Intent::Save)).expect("imported");
    assert_eq!((imported.taken_in.new_people, imported.taken_in.new_spells), (1, 2), "{imported:?}");
    let order = DraftOrder { scheme: "btxh".to_owned(), month: november.month(), months_ahead: 0, unit: None };
    let drafted = roll::draft(&house, &db, acting(november, 2, 1), &order).expect("drafted");
    assert_eq!(drafted.totals.total, Dong(540_000));
    assert_eq!(drafted.reviews.len(), 1, "{:?}", drafted.reviews);
}

#[test]
fn a_field_the_office_keeps_no_books_of_is_unknown_in_the_report() {
    let house = office();
    let db = Db::fresh_for_test().expect("a database");
    let day = Day::new(2026, 11, 3).expect("a day");
    let unit = house.units.by_code("12406", day).expect("the commune is known").id.clone();
    profile::set(&db, acting(day, 0, 1), &profile::Profile::of_unit(&house, &unit)).expect("set up");
    let ask = office::report::ReportAsk { year: 2026, half: 2, as_of: day, known_at: acting(day, 5, 1).now };
    let made = office::report::half_year(&house, &db, ask).expect("the report is written");
    let told = made.report.figures.iter().filter(|figure| figure.value.is_some() || figure.text != "chưa có số liệu");
    assert_eq!(told.count(), 0);
}
