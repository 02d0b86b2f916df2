//! The lists that leave the office: each opens, and says in sum what the roll says.

use std::collections::BTreeMap;
use std::path::Path;

use domain::kernel::{Day, Dong, Moment, Month};
use domain::payment::{BridgeCause, PayerAnswer, Stage};
use office::outgoing::{self, ListAsk, ListFile};
use office::read::{self, RollView};
use office::roll::{self, RollKey};
use office::{Acting, Db, OfficeError, Refusal, profile};
use paper::grid::{self, Book, Grid, Value};
use store::imports::{self, ImportFile};
use store::kept_rows::{self, KeptRow};
use store::{Recording, ids};

use crate::program::{run, succeed};
use crate::world::{demo_copy, office};

fn april() -> Month {
    Month::new(2021, 4).expect("a month")
}

fn known() -> Moment {
    Moment::end_of(Day::new(2021, 4, 30).expect("a day"))
}

fn as_known(at: Moment) -> Acting<'static> {
    Acting::holder(None, at)
}

fn ask(scheme: &str, unit: Option<&domain::kernel::UnitId>) -> ListAsk {
    ListAsk { scheme: scheme.to_owned(), month: april(), unit: unit.cloned() }
}

fn roll_of(db: &Db, scheme: &str) -> RollView {
    let unit = profile::find(db, known()).expect("read").expect("set up").unit;
    let key = RollKey { scheme: scheme.to_owned(), month: april(), unit };
    let run = roll::need_live(db, &key).expect("there is an April roll");
    assert_eq!(run.state.stage(), Stage::Closed);
    read::roll(&office(), db, Acting::holder(None, known()), run.id).expect("the roll is read")
}

fn opened(file: &ListFile) -> Book {
    assert!(file.name.ends_with(".xlsx"), "{}", file.name);
    grid::open(&file.name, &file.bytes).expect("the file opens")
}

/// The number in this column of the rows that begin with the label, added up.
fn sum(sheet: &Grid, label: &str, column: u16) -> i64 {
    let rows = sheet.rows().filter(|row| row.cell(0).text().starts_with(label));
    let numbers = rows.map(|row| match row.cell(column).value() {
        Value::Number(number) => number as i64,
        other => panic!("{label} has {other:?} in column {column} of {}", sheet.name),
    });
    numbers.sum()
}

/// The lines of a printed list: rows that begin with a number and have a name.
fn lines(sheet: &Grid) -> usize {
    let is_line = |row: &grid::RowRef<'_>| {
        matches!(row.cell(0).value(), Value::Number(_)) && row.cell(1).text().chars().any(char::is_alphabetic)
    };
    sheet.rows().filter(is_line).count()
}

#[test]
fn the_sheets_people_sign_add_up_to_the_roll() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    for scheme in ["btxh", "ncc"] {
        let view = roll_of(&db, scheme);
        let book = opened(&outgoing::pay_list(&house, &db, as_known(known()), &ask(scheme, None)).expect("made"));
        assert_eq!(book.sheets.len(), view.units.len(), "a sheet for each commune");
        let total: i64 = book.sheets.iter().map(|sheet| sum(sheet, "TỔNG CỘNG", 8)).sum();
        let people: usize = book.sheets.iter().map(lines).sum();
        assert_eq!((Dong(total), people as i64), (view.stored.totals.total, view.stored.totals.people));
        for (sheet, unit) in book.sheets.iter().zip(sorted(&view)) {
            assert_eq!((sheet.name.as_str(), Dong(sum(sheet, "TỔNG CỘNG", 8))), (unit.0.as_str(), unit.1));
        }
    }
}

/// What each commune is paid, in the order of their folded names.
fn sorted(view: &RollView) -> Vec<(String, Dong)> {
    let mut units: Vec<_> = view.units.iter().map(|unit| (unit.unit_name.clone(), unit.amount)).collect();
    units.sort_by_key(|(name, _)| domain::kernel::fold(name));
    units
}

#[test]
fn the_lists_of_the_communes_together_are_the_list_of_the_district() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let view = roll_of(&db, "btxh");
    let (mut paid, mut came, mut left) = (0, 0, 0);
    for unit in house.units.communes_of(&view.stored.run.unit, april().first_day()) {
        let list =
            opened(&outgoing::pay_list(&house, &db, as_known(known()), &ask("btxh", Some(&unit.id))).expect("made"));
        paid += list.sheets.iter().map(|sheet| sum(sheet, "TỔNG CỘNG", 8)).sum::<i64>();
        let file = outgoing::changes(&house, &db, as_known(known()), &ask("btxh", Some(&unit.id))).expect("made");
        assert!(file.name.ends_with(&format!("-{}.xlsx", unit.code)), "{}", file.name);
        let changes = opened(&file);
        came += sum(&changes.sheets[0], "TỔNG SỐ TĂNG", 4);
        left += sum(&changes.sheets[0], "TỔNG SỐ GIẢM", 4);
    }
    assert_eq!(Dong(paid), view.stored.totals.total);
    assert_eq!(Dong(came - left), regular_difference(&view));
}

fn regular_difference(view: &RollView) -> Dong {
    let regular = [BridgeCause::Came, BridgeCause::Left, BridgeCause::Raised, BridgeCause::Lowered];
    view.bridge.bridge.parts.iter().filter(|part| regular.contains(&part.cause)).map(|part| part.amount).sum()
}

#[test]
fn the_summary_has_a_line_for_each_commune_and_the_roll_s_total() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let view = roll_of(&db, "ncc");
    let book = opened(&outgoing::pay_summary(&house, &db, as_known(known()), &ask("ncc", None)).expect("made"));
    let sheet = &book.sheets[0];
    assert_eq!(Dong(sum(sheet, "TỔNG CỘNG", 7)), view.stored.totals.total);
    assert_eq!(sum(sheet, "TỔNG CỘNG", 2), view.stored.totals.people);
    assert_eq!(lines(sheet), view.units.len());
}

#[test]
fn who_came_and_who_left_is_the_bridge_and_everybody_has_a_reason() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    for scheme in ["btxh", "ncc"] {
        let view = roll_of(&db, scheme);
        let book = opened(&outgoing::changes(&house, &db, as_known(known()), &ask(scheme, None)).expect("made"));
        let sheet = &book.sheets[0];
        let difference = sum(sheet, "TỔNG SỐ TĂNG", 4) - sum(sheet, "TỔNG SỐ GIẢM", 4);
        assert_eq!(Dong(difference), regular_difference(&view));
        let without = sheet.rows().filter(|row| matches!(row.cell(0).value(), Value::Number(_)));
        assert_eq!(without.filter(|row| row.cell(7).text().is_empty()).count(), 0);
        let granted: Vec<_> = sheet.rows().filter(|row| row.cell(7).text() == "Hưởng mới").collect();
        assert!(!granted.is_empty());
        assert!(granted.iter().all(|row| row.cell(6).text().contains("QĐ")), "a grant has its decision");
        assert!(sheet.rows().any(|row| row.cell(7).text().starts_with("Chết ngày ")));
    }
}

#[test]
fn a_move_between_communes_leaves_one_list_and_comes_onto_the_other() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let view = roll_of(&db, "btxh");
    let communes: Vec<_> =
        house.units.communes_of(&view.stored.run.unit, april().first_day()).map(|unit| unit.id.clone()).collect();
    let line = db
        .read(|tx| store::runs::lines::lines(tx, view.stored.run.id, &Default::default(), None, 2_000))
        .expect("lines are read")
        .into_iter()
        .rfind(|line| line.unit == communes[0] && line.group.as_deref() == Some("K5c"))
        .expect("somebody lives there");
    let now = |minute: i64| Acting::holder(None, known().add_seconds(86_400 + minute * 60));
    let day = Day::new(2021, 5, 1).expect("a day");
    office::life::move_to(&house, &db, now(0), line.person, (&communes[1], Some("Thôn Nam")), day).expect("moved");
    let order = roll::DraftOrder { scheme: "btxh".to_owned(), month: april().next(), months_ahead: 0, unit: None };
    roll::draft(&house, &db, now(1), &order).expect("drafted");
    let name = db.read(|tx| store::people::find(tx, line.person, now(2).now)).expect("read").expect("known").name;
    let reasons = |unit| {
        let ask = ListAsk { scheme: "btxh".to_owned(), month: april().next(), unit };
        let book = opened(&outgoing::changes(&house, &db, as_known(now(2).now), &ask).expect("made"));
        let mine = book.sheets[0].rows().filter(|row| row.cell(1).text() == name);
        mine.map(|row| row.cell(7).text().into_owned()).filter(|said| said.starts_with("Chuyển")).collect::<Vec<_>>()
    };
    let [from, to] = [&communes[0], &communes[1]].map(|unit| house.units.name(unit).to_owned());
    assert_eq!(reasons(Some(communes[0].clone())), [format!("Chuyển đi {to}")]);
    assert_eq!(reasons(Some(communes[1].clone())), [format!("Chuyển đến từ {from}")]);
    assert_eq!(reasons(None), [""; 0], "for the district nobody came and nobody left");
}

#[test]
fn the_insured_are_those_who_came_and_left_until_a_list_says_otherwise() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let parts = roll_of(&db, "btxh").bridge.bridge.parts;
    let people = |cause| parts.iter().find(|part| part.cause == cause).map_or(0, |part| part.people);
    let moved = (people(BridgeCause::Came) + people(BridgeCause::Left)) as usize;
    let d03 = |scheme: &str| {
        opened(&outgoing::insurance_d03(&house, &db, as_known(known()), &ask(scheme, None)).expect("made"))
    };
    let d07 = |scheme: &str| {
        opened(&outgoing::insurance_d07(&house, &db, as_known(known()), &ask(scheme, None)).expect("made"))
    };
    assert_eq!((lines(&d03("btxh").sheets[0]), lines(&d07("btxh").sheets[0])), (moved, moved));
    assert!(!all_texts(&d03("btxh")).contains("Mẫu D0"), "a form code that is not sure is not printed");

    let row = |row_no, change: &'static str, name: &'static str, commune: &'static str| {
        let fields = [
            ("name", name),
            ("change", change),
            ("birth", "1941-03"),
            ("sex", "F"),
            ("doc", "033141000123"),
            ("commune", commune),
            ("village", "Thôn Nam"),
            ("reason", "Hết hạn"),
        ];
        (row_no, fields)
    };
    let rows = [
        row(5, "up", "Đỗ Thị Tăng", "Đoàn Đào"),
        row(6, "down", "Vũ Thị Giảm", "Đoàn Đào"),
        row(7, "", "Lê Thị Chưa Rõ", "Tam Đa"),
    ];
    keep(&db, "bhyt-changes", &rows);
    let book = d07("btxh");
    assert_eq!(lines(&book.sheets[0]), 2);
    let said = all_texts(&book);
    for expected in ["Thôn Nam, Xã Đoàn Đào", "Đỗ Thị Tăng", "03/1941", "033141000123", "Hết hạn"] {
        assert!(said.contains(expected), "no “{expected}” in {said}");
    }
    let file = outgoing::insurance_d03(&house, &db, as_known(known()), &ask("btxh", None)).expect("made");
    assert!(file.notes.iter().any(|note| note.contains("1 dòng không ghi tăng hay giảm")), "{:?}", file.notes);
}

fn all_texts(book: &Book) -> String {
    let rows = book.sheets.iter().flat_map(Grid::rows);
    rows.flat_map(|row| row.cells().map(|(_, cell)| cell.text().into_owned()).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .join("|")
}

/// Keeps rows as if a list with them had come in on 20 April.
fn keep<const N: usize>(db: &Db, kind: &str, rows: &[(i64, [(&str, &str); N])]) {
    let at = Moment::end_of(Day::new(2021, 4, 20).expect("a day"));
    db.write(|tx| {
        let import = ids::take(tx, ids::IMPORT, 1)?;
        let file = ImportFile {
            id: import,
            sha256: format!("{import:064}"),
            name: "danh-sach.xlsx".to_owned(),
            kind: kind.to_owned(),
            imported_at: at,
            user: None,
            rows_read: rows.len() as i64,
            rows_rejected: 0,
        };
        imports::add(tx, &file)?;
        let kept = rows.iter().map(|(row_no, fields)| KeptRow {
            import,
            sheet: "Sheet1".to_owned(),
            row_no: *row_no,
            kind: kind.to_owned(),
            person: None,
            fields: fields
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        });
        kept_rows::add_many(tx, &kept.collect::<Vec<_>>(), Recording { at })
    })
    .expect("the rows are kept");
}

#[test]
fn gifts_are_listed_by_commune_and_what_no_giver_explains_stays_in_the_sum() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let none = outgoing::gifts(&house, &db, as_known(known()), None, None);
    assert!(matches!(none, Err(OfficeError::Refused(Refusal::NothingToList { .. }))));
    let row = |row_no, name, commune, f0, f1, amount| {
        let fields = [("name", name), ("birth", "1950"), ("kind", "Thương binh"), ("commune", commune)];
        let [a, b, c, d] = fields;
        (row_no, [a, b, c, d, ("f0", f0), ("f1", f1), ("amount", amount)])
    };
    let rows = [
        row(5, "Đỗ Thị Một", "Đoàn Đào", "300000", "200000", "500000"),
        row(6, "Vũ Thị Hai", "Tam Đa", "300000", "", "400000"),
        row(7, "Lê Thị Ba", "Tam Đa", "", "", "250000"),
    ];
    keep(&db, "gifts", &rows);
    let book = opened(&outgoing::gifts(&house, &db, as_known(known()), Some(april()), None).expect("made"));
    let sheet = &book.sheets[0];
    assert_eq!((lines(sheet), sum(sheet, "TỔNG CỘNG", 7)), (3, 1_150_000));
    assert_eq!((sum(sheet, "Cộng Xã Tam Đa", 7), sum(sheet, "TỔNG CỘNG", 6)), (650_000, 350_000));
    let may = outgoing::gifts(&house, &db, as_known(known()), Some(april().next()), None);
    assert!(may.is_err(), "nothing came in in May");
}

#[test]
fn each_member_is_paid_or_unpaid_and_no_key_is_made_up() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let view = roll_of(&db, "btxh");
    let book = opened(&outgoing::member_status(&house, &db, as_known(known()), &ask("btxh", None)).expect("made"));
    let rows: Vec<_> = book.sheets[0].rows().skip(1).collect();
    assert_eq!(rows.len() as i64, view.stored.totals.people);
    assert!(rows.iter().all(|row| row.cell(0).is_empty()), "the key of another system is nothing we know");
    let count = |word: &str| rows.iter().filter(|row| row.cell(4).text() == word).count() as i64;
    let answered = |answer| view.answers.iter().find(|one| one.answer == answer).map_or(0, |one| one.people);
    let mixed = rows.iter().filter(|row| row.cell(4).is_empty()).count() as i64;
    assert_eq!(count("Đã trả") + mixed, answered(PayerAnswer::Paid));
    assert_eq!(count("Chưa trả") + mixed, answered(PayerAnswer::Unpaid));
}

#[test]
fn a_roll_without_answers_says_nothing_of_its_members() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let may = ListAsk { month: april().next(), ..ask("btxh", None) };
    assert!(matches!(
        outgoing::member_status(&house, &db, as_known(known()), &may),
        Err(OfficeError::Refused(Refusal::NoRun { .. }))
    ));
    succeed("roll draft --scheme btxh --month 2021-05", copy.path());
    let later: Moment = "2099-01-01T00:00:00Z".parse().expect("a moment");
    let refused = outgoing::member_status(&house, &db, as_known(later), &may);
    assert!(matches!(refused, Err(OfficeError::Refused(Refusal::NotConfirmed { .. }))), "{refused:?}");
}

#[test]
fn the_same_list_is_the_same_to_the_byte() {
    let (copy, house) = (demo_copy(), office());
    let db = copy.open();
    let twice = || outgoing::changes(&house, &db, as_known(known()), &ask("btxh", None)).expect("made");
    assert!(twice() == twice());
}

fn exported(kind: &str, more: &str, data: &Path) -> Book {
    let out = data.join("out.xlsx");
    let said = succeed(&format!("export {kind} {more} --out {}", out.display()), data);
    assert!(said.contains("Đã ghi"), "{said}");
    let bytes = std::fs::read(&out).expect("the file is written");
    grid::open("out.xlsx", &bytes).expect("the file opens")
}

#[test]
fn the_command_line_writes_every_list() {
    let copy = demo_copy();
    let db = copy.open();
    let (total, people) = {
        let view = roll_of(&db, "btxh");
        (view.stored.totals.total, view.stored.totals.people as usize)
    };
    let month = "--month 2021-04 --scheme btxh";
    let pay = exported("pay-list", month, copy.path());
    assert_eq!(Dong(pay.sheets.iter().map(|sheet| sum(sheet, "TỔNG CỘNG", 8)).sum()), total);
    assert_eq!(Dong(sum(&exported("pay-summary", month, copy.path()).sheets[0], "TỔNG CỘNG", 7)), total);
    assert_eq!(exported("member-status", month, copy.path()).sheets[0].row_count(), people + 1);
    for kind in ["changes", "insurance-d03", "insurance-d07"] {
        assert!(0 < lines(&exported(kind, month, copy.path()).sheets[0]), "{kind}");
    }
    keep(&db, "gifts", &[(5, [("name", "Đỗ Thị Một"), ("commune", "Đoàn Đào"), ("amount", "500000")])]);
    assert_eq!(sum(&exported("gifts", "", copy.path()).sheets[0], "TỔNG CỘNG", 5), 500_000);
    let of_commune = exported("pay-list", &format!("{month} --unit 12391"), copy.path());
    assert_eq!(of_commune.sheets.len(), 1);
}

#[test]
fn a_list_that_cannot_be_made_says_what_is_missing() {
    let copy = demo_copy();
    for (arguments, words) in [
        ("export pay-list --scheme btxh", ["--month", "2021-04"]),
        ("export changes --month 2021-04", ["--scheme", "btxh"]),
        ("export pay-list --month 2021-09 --scheme btxh", ["09/2021", "ansinh roll draft"]),
        ("export gifts", ["tặng quà", "nhập danh sách"]),
        ("export pay-list --month 2021-04 --scheme btxh --unit 99999", ["99999", "không có đơn vị"]),
    ] {
        let output = run(arguments, copy.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{arguments}: {said}");
    }
}
