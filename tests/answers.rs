//! A payer answers in its own layout, commune by commune: each file is matched to the roll, and the sums must meet.

use std::cell::Cell;

use domain::kernel::{Dong, Moment, Month, PersonId, PersonalId, RunId, UnitId, UserId};
use domain::payment::{EntryKind, LineKind, MakerChecker, PayerAnswer, Run, RunState, Stage};
use domain::registry::Death;
use office::profile::{self, Profile};
use office::register::{Intent, take_in};
use office::roll::{self, DraftOrder, Heard};
use office::{Acting, Db, Office, OfficeError, Refusal, life, read};
use paper::template::{Beneficiary, Source};
use rust_xlsxwriter::Workbook;
use store::journal::JournalFilter;
use store::runs::{LineFilter, StoredLine, lines};
use store::testing::each_database;
use store::{journal, ledger, runs};

const DISTRICT: &str = "333@2021";
const APRIL: &str = "2021-04";
const TITLES: [&str; 12] = [
    "STT",
    "Họ tên người hưởng",
    "Năm sinh",
    "Thôn",
    "Xã",
    "Số tiền",
    "Đã trả",
    "Chưa trả",
    "Ngày trả",
    "Người nhận",
    "Lý do",
    "Ghi chú",
];

/// Name, year of birth, commune, village, personal number, and whether a month is still owed from before April.
type Entry = (&'static str, i16, &'static str, &'static str, &'static str, bool);

const PEOPLE: [Entry; 6] = [
    ("Nguyễn Thị Mẫu Hoa", 1938, "Đoàn Đào", "Thôn Đông", "033138000001", true),
    ("Trần Văn Mẫu An", 1936, "Đoàn Đào", "Thôn Đoài", "033036000002", false),
    ("Lê Thị Mẫu Bình", 1935, "Minh Tân", "Thôn Nam", "033135000003", false),
    ("Nguyễn Thị Mẫu Hoa", 1938, "Minh Tân", "Thôn Nam", "033138000004", false),
    ("Phạm Thị Mẫu Cúc", 1934, "Minh Tân", "Thôn Trung", "033134000005", false),
    ("Phạm Thị Mẫu Cúc", 1934, "Minh Tân", "Thôn Trung", "033134000006", false),
];

struct House<'a> {
    office: &'a Office,
    db: &'a Db,
    run: RunId,
    minutes: Cell<i64>,
}

impl<'a> House<'a> {
    /// An office whose April roll was sent.
    fn new(office: &'a Office, db: &'a Db) -> House<'a> {
        let mut house = House { office, db, run: RunId(0), minutes: Cell::new(0) };
        let unit = UnitId(DISTRICT.to_owned());
        let set_up = Profile { maker_checker: MakerChecker::TwoPeople, ..Profile::of_unit(office, &unit) };
        profile::set(db, house.acting(1), &set_up).expect("the office is set up");
        let rows: Vec<Beneficiary> = PEOPLE.iter().enumerate().map(beneficiary).collect();
        let taken = take_in(office, db, house.acting(1), &rows, Intent::Save).expect("the list goes in");
        assert_eq!(taken.new_people, PEOPLE.len(), "{taken:?}");
        let order = DraftOrder { scheme: "btxh".to_owned(), month: april(), months_ahead: 0, unit: None };
        house.run = roll::draft(office, db, house.acting(1), &order).expect("drafted").run;
        roll::approve(office, db, house.acting(2), house.run).expect("approved");
        roll::send(db, house.acting(1), house.run).expect("sent");
        house
    }

    fn acting(&self, user: i64) -> Acting<'static> {
        self.minutes.set(self.minutes.get() + 1);
        let begun: Moment = "2021-04-05T02:00:00Z".parse().expect("a moment");
        Acting::holder(Some(UserId(user)), begun.add_seconds(self.minutes.get() * 60))
    }

    fn hear(&self, file: &str, bytes: &[u8]) -> Heard {
        self.try_hear(file, bytes, Intent::Save).expect("the file is read")
    }

    fn try_hear(&self, file: &str, bytes: &[u8], intent: Intent) -> Result<Heard, OfficeError> {
        roll::confirm_file(self.office, self.db, self.acting(1), self.run, (file, bytes), intent)
    }

    fn lines(&self) -> Vec<StoredLine> {
        let all = self.db.read(|tx| lines::lines(tx, self.run, &LineFilter::default(), None, 1_000));
        all.expect("lines are read").into_iter().filter(|line| line.kind.is_paid()).collect()
    }

    /// All the money of the person at this place of [`PEOPLE`].
    fn total(&self, place: usize) -> i64 {
        let own = self.lines().into_iter().filter(|line| line.person == person(place));
        own.map(|line| line.amount).sum::<Dong>().0
    }

    fn stage(&self) -> Stage {
        self.now().state.stage()
    }

    fn now(&self) -> Run {
        self.db.read(|tx| runs::find(tx, self.run)).expect("read").expect("the roll is there").run
    }

    fn journal(&self) -> i64 {
        self.db.read(journal::last_seq).expect("the journal is read")
    }

    fn returned(&self) -> i64 {
        let of = |place| self.db.read(|tx| ledger::entries_of(tx, person(place), self.acting(1).now)).expect("read");
        let entries = (0..PEOPLE.len()).flat_map(of);
        entries.filter(|entry| entry.kind == EntryKind::Returned).map(|entry| -entry.signed.0).sum()
    }

    fn paid(&self, place: usize) -> Row {
        Row::of(place, self.total(place), Ok(()))
    }

    fn unpaid(&self, place: usize, reason: &'static str) -> Row {
        Row::of(place, self.total(place), Err(reason))
    }
}

fn april() -> Month {
    APRIL.parse().expect("a month")
}

fn person(place: usize) -> PersonId {
    PersonId(place as i64 + 1)
}

fn beneficiary((place, entry): (usize, &Entry)) -> Beneficiary {
    let (name, year, commune, village, number, is_owed) = *entry;
    let settled = if is_owed { april() - 1 } else { april() };
    Beneficiary {
        source: Source { file: "ds.xlsx".into(), sheet: "DanhSach".into(), row: place + 2 },
        personal_id: Some(number.parse::<PersonalId>().expect("a personal number")),
        old_id: None,
        name: name.to_owned(),
        sex: None,
        birth: year.to_string().parse().expect("a year"),
        commune: commune.to_owned(),
        village: village.to_owned(),
        group: "K5c".to_owned(),
        percent: None,
        years: None,
        attributes: Vec::new(),
        about: Vec::new(),
        from_month: "2020-01".parse().expect("a month"),
        settled_until: Some(settled),
        until_month: None,
        decision_number: None,
        decision_date: None,
        event_day: None,
        receiver: None,
        account: None,
        bank: None,
        household_head: None,
        household_class: None,
        note: String::new(),
        settlement: None,
    }
}

/// One row of the payer's list.
#[derive(Debug, Clone)]
struct Row {
    name: &'static str,
    year: i16,
    commune: &'static str,
    village: &'static str,
    amount: i64,
    /// Paid, or why not.
    answer: Result<(), &'static str>,
}

impl Row {
    fn of(place: usize, amount: i64, answer: Result<(), &'static str>) -> Row {
        let (name, year, commune, village, ..) = PEOPLE[place];
        Row { name, year, commune, village, amount, answer }
    }
}

/// The list as a post office prints it: its name, the title, the header, the rows, the sum, the signatures.
fn post_office(title: &str, rows: &[Row], total: i64) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let mut write = |row: u32, column: u16, text: &str| {
        match text.parse::<f64>() {
            Ok(number) => sheet.write_number(row, column, number).map(drop),
            Err(_) => sheet.write_string(row, column, text).map(drop),
        }
        .expect("a cell is written");
    };
    write(0, 0, "BƯU ĐIỆN HUYỆN PHÙ CỪ");
    write(1, 2, "BẢNG KÊ KẾT QUẢ CHI TRẢ");
    write(2, 2, title);
    (0..).zip(TITLES).for_each(|(column, title)| write(4, column, title));
    let sum = |pick: fn(&Row) -> bool| rows.iter().filter(|row| pick(row)).map(|row| row.amount).sum::<i64>();
    for (number, row) in (0_u32..).zip(rows) {
        let amount = row.amount.to_string();
        let (paid, unpaid) = if row.answer.is_ok() { (amount.as_str(), "") } else { ("", amount.as_str()) };
        let (number_shown, year) = ((number + 1).to_string(), row.year.to_string());
        let cells = [
            number_shown.as_str(),
            row.name,
            year.as_str(),
            row.village,
            row.commune,
            amount.as_str(),
            paid,
            unpaid,
            if row.answer.is_ok() { "12/04/2021" } else { "" },
            if row.answer.is_ok() { row.name } else { "" },
            row.answer.err().unwrap_or_default(),
        ];
        (0..)
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty())
            .for_each(|(column, cell)| write(5 + number, column, cell));
    }
    let last = 5 + u32::try_from(rows.len()).expect("a short list");
    write(last, 1, "Tổng cộng");
    let sums = [total, sum(|row| row.answer.is_ok()), sum(|row| row.answer.is_err())];
    (5..).zip(sums).for_each(|(column, sum)| write(last, column, &sum.to_string()));
    write(last + 2, 1, "Người lập bảng");
    write(last + 2, 8, "Giám đốc bưu điện");
    book.save_to_buffer().expect("a workbook is made")
}

fn of_april(rows: &[Row]) -> Vec<u8> {
    post_office("Tháng 4 năm 2021", rows, rows.iter().map(|row| row.amount).sum())
}

#[track_caller]
fn says(heard: &Heard, place: usize, source: &str, words: &[&str]) {
    let note = &heard.exceptions[place];
    assert_eq!(note.source.to_string(), source, "{:?}", heard.exceptions);
    for word in words {
        assert!(note.says.contains(word), "“{}” does not say “{word}”", note.says);
    }
}

#[test]
fn communes_answer_one_after_the_other_and_the_last_one_confirms() {
    let office = Office::load().expect("the law is whole");
    each_database(|db| {
        let house = House::new(&office, db);
        assert_eq!(house.lines().iter().filter(|line| line.kind == LineKind::Arrears).count(), 1);
        let begun = house.journal();

        let doan_dao = of_april(&[house.paid(0), house.unpaid(1, "Đi viện")]);
        let first = house.hear("doan-dao.xlsx", &doan_dao);
        assert_eq!(first.exceptions, []);
        assert_eq!((first.paid.lines, first.unpaid.lines, first.rows), (2, 1, 2), "the total covers the arrears");
        assert_eq!((house.stage(), house.returned(), house.journal()), (Stage::Sent, house.total(1), begun + 1));
        let open: Vec<_> = first.unanswered.iter().map(|unit| (unit.unit.as_str(), unit.lines)).collect();
        assert_eq!(open, [("Xã Minh Tân", 4)]);
        let refused = roll::close(db, house.acting(2), house.run);
        assert!(matches!(refused, Err(OfficeError::Refused(Refusal::Run(_)))), "{refused:?}");

        let again = house.hear("doan-dao.xlsx", &doan_dao);
        assert_eq!((again.saved, again.unchanged, again.exceptions.len()), (false, 3, 0));
        assert_eq!((house.returned(), house.journal()), (house.total(1), begun + 1), "nothing is done twice");

        let rows = [house.unpaid(2, "Đã chết"), house.paid(3), house.paid(4), house.paid(5)];
        let minh_tan = of_april(&rows);
        let preview = house.try_hear("minh-tan.xlsx", &minh_tan, Intent::Preview).expect("shown");
        assert_eq!((preview.saved, preview.paid.lines, preview.unanswered_lines()), (false, 3, 0));
        assert_eq!((house.stage(), house.journal()), (Stage::Sent, begun + 1));
        let last = house.hear("minh-tan.xlsx", &minh_tan);
        assert_eq!((last.exceptions.len(), last.unanswered_lines()), (0, 0), "{:?}", last.exceptions);
        assert_eq!((house.stage(), house.journal()), (Stage::Confirmed, begun + 2));
        assert!(!house.hear("minh-tan.xlsx", &minh_tan).saved, "the same file after the last changes nothing");

        sums_meet(&house);
        reasons_are_work(&house);
        roll::close(db, house.acting(2), house.run).expect("the sums meet");
        assert_eq!(office::upkeep::verify(db).expect("it can be checked").findings, []);
    });
}

fn sums_meet(house: &House<'_>) {
    let sums = roll::reconcile(house.db, house.run).expect("the sums are read");
    assert_eq!(sums.paid + sums.unpaid, sums.roll);
    assert_eq!(sums.unpaid, Dong(house.total(1) + house.total(2)));
    assert_eq!((sums.payer_total, sums.drawn, sums.differences.len()), (Some(sums.roll), None, 0));
    roll::set_drawn(house.db, house.acting(1), house.run, sums.roll + Dong(1)).expect("said");
    let sums = roll::reconcile(house.db, house.run).expect("the sums are read");
    assert_eq!(sums.differences.len(), 1);
    assert!(sums.differences[0].contains("kho bạc") && sums.differences[0].ends_with("lệch 1 đ"), "{sums:?}");
}

fn reasons_are_work(house: &House<'_>) {
    let reasons = |at: Acting| read::unpaid(house.office, house.db, at, house.run).expect("read");
    let shown: Vec<_> = reasons(house.acting(1))
        .iter()
        .map(|one| (one.reason_kind.clone(), one.people[0].brief.id, one.people[0].brief.died_on, one.amount.0))
        .collect();
    let expected = [
        (Some("chet".to_owned()), person(2), None, house.total(2)),
        (Some("vang".to_owned()), person(1), None, house.total(1)),
    ];
    assert_eq!(shown, expected);
    let died_on = "2021-04-02".parse().expect("a day");
    life::report_death(house.db, house.acting(1), person(2), &Death { died_on, certificate: None }).expect("reported");
    assert_eq!(reasons(house.acting(1))[0].people[0].brief.died_on, Some(died_on), "the death was checked");
    let view = read::roll(house.office, house.db, house.acting(1), house.run).expect("read");
    assert_eq!(view.reasons.iter().map(|one| (one.people, one.lines)).collect::<Vec<_>>(), [(1, 1), (1, 1)]);
}

#[test]
fn what_does_not_fit_the_roll_is_shown_with_its_row_and_changes_nothing() {
    let office = Office::load().expect("the law is whole");
    each_database(|db| {
        let house = House::new(&office, db);
        let stranger = Row { name: "Vũ Thị Lạ", ..house.paid(1) };
        let too_much = Row { amount: house.total(0) + 10_000, ..house.paid(0) };
        let rows = [stranger, too_much, house.paid(1), house.paid(4)];
        let heard = house.hear("bk.xlsx", &of_april(&rows));
        assert_eq!((heard.paid.lines, heard.exceptions.len(), house.stage()), (1, 3, Stage::Sent));
        says(&heard, 0, "bk.xlsx, Sheet1, dòng 6", &["Vũ Thị Lạ", "không có người này"]);
        let both = [Dong(house.total(0) + 10_000).to_string(), Dong(house.total(0)).to_string()];
        says(&heard, 1, "bk.xlsx, Sheet1, dòng 7", &[&both[0], &both[1]]);
        says(&heard, 2, "bk.xlsx, Sheet1, dòng 9", &["2 người giống nhau"]);

        let contradiction = house.hear("bk2.xlsx", &of_april(&[house.unpaid(1, "Vắng"), house.paid(3)]));
        says(&contradiction, 0, "bk2.xlsx, Sheet1, dòng 6", &["Trần Văn Mẫu An", "đã nhận"]);
        assert_eq!((contradiction.paid.lines, contradiction.exceptions.len()), (1, 1));
        assert_eq!(house.returned(), 0);

        let twice = house.hear("bk3.xlsx", &of_april(&[house.paid(2), house.unpaid(2, "Vắng")]));
        assert_eq!((twice.paid.lines, twice.unpaid.lines, twice.saved), (0, 0, false));
        says(&twice, 0, "bk3.xlsx, Sheet1, dòng 6", &["hai lần", "dòng 7"]);
    });
}

#[test]
fn a_list_of_another_month_is_not_taken() {
    let office = Office::load().expect("the law is whole");
    let db = Db::fresh_for_test().expect("a database");
    let house = House::new(&office, &db);
    let march = post_office("Tháng 3 năm 2021", &[house.paid(1)], house.total(1));
    let refused = house.try_hear("bk.xlsx", &march, Intent::Save);
    assert!(matches!(refused, Err(OfficeError::Refused(Refusal::AnswersOfOtherMonth { .. }))), "{refused:?}");
    let shown = house.try_hear("bk.xlsx", &march, Intent::Preview).expect("it may be looked at");
    assert!(shown.warnings.iter().any(|note| note.says.contains("tháng 03/2021")), "{:?}", shown.warnings);
}

#[test]
fn a_payer_who_adds_up_wrong_is_named_and_does_not_hold_the_books_open() {
    let office = Office::load().expect("the law is whole");
    let db = Db::fresh_for_test().expect("a database");
    let house = House::new(&office, &db);
    let rows: Vec<Row> = (0..PEOPLE.len()).map(|place| house.paid(place)).collect();
    let total: i64 = (0..PEOPLE.len()).map(|place| house.total(place)).sum();
    let heard = house.hear("bk.xlsx", &post_office("Tháng 4 năm 2021", &rows, total + 5_000));
    assert!(heard.warnings.iter().any(|note| note.says.contains("Tổng cộng")), "{:?}", heard.warnings);
    let sums = roll::reconcile(&db, house.run).expect("read");
    assert_eq!(sums.payer_total, Some(Dong(total + 5_000)));
    assert!(sums.differences[0].contains("lệch 5.000 đ"), "{:?}", sums.differences);
    roll::close(&db, house.acting(2), house.run).expect("closed all the same");
    let last = db.read(|tx| journal::list(tx, &JournalFilter::default(), None, 1)).expect("the journal is read");
    assert!(last[0].detail.to_string().contains("lệch 5.000 đ"), "{:?}", last[0]);
}

#[test]
fn a_roll_that_does_not_add_up_is_not_closed() {
    let office = Office::load().expect("the law is whole");
    let db = Db::fresh_for_test().expect("a database");
    let house = House::new(&office, &db);
    house.hear("bk.xlsx", &of_april(&[house.paid(1)]));
    let run = house.now();
    let RunState::Sent { sent, .. } = run.state else { panic!("{run:?}") };
    let forced = Run { state: run.state.confirm(sent).expect("sent"), ..run };
    db.write(|tx| runs::set_state(tx, house.run, Stage::Sent, &forced)).expect("somebody forces the state");
    let refused = roll::close(&db, house.acting(2), house.run);
    assert!(matches!(refused, Err(OfficeError::Refused(Refusal::NotReconciled { .. }))), "{refused:?}");
}

#[test]
fn answers_entered_by_hand_add_up_like_files() {
    let office = Office::load().expect("the law is whole");
    let db = Db::fresh_for_test().expect("a database");
    let house = House::new(&office, &db);
    let answer = |line: &StoredLine, answer| roll::Answer {
        person: line.person,
        line_no: line.no,
        amount: Some(line.amount),
        answer,
        reason: Some("Từ chối".to_owned()),
        source: "ghi tay".to_owned(),
    };
    let all = house.lines();
    let by_hand = |answers: &[roll::Answer]| roll::confirm(&db, house.acting(1), house.run, answers);
    let first = by_hand(&[answer(&all[0], PayerAnswer::Unpaid)]).expect("one line is enough");
    assert_eq!(first.state.stage(), Stage::Sent);
    let against = by_hand(&[answer(&all[0], PayerAnswer::Paid)]);
    assert!(matches!(against, Err(OfficeError::Refused(Refusal::AnswersWrong { .. }))), "{against:?}");
    let rest: Vec<_> = all[1..].iter().map(|line| answer(line, PayerAnswer::Paid)).collect();
    assert_eq!(by_hand(&rest).expect("the rest").state.stage(), Stage::Confirmed);
    let reasons = read::unpaid(&office, &db, house.acting(1), house.run).expect("read");
    assert_eq!(reasons[0].reason_kind.as_deref(), Some("tu_choi"));
}
