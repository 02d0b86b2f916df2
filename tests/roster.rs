//! The round trip: a list goes out, somebody works on it in a spreadsheet, it comes back, and nothing is lost.

use std::collections::BTreeMap;

use domain::kernel::{Day, Moment, PersonId, UnitId};
use domain::registry::Sex;
use office::intake::Ask;
use office::life::{self, Particular};
use office::profile::{self, Profile};
use office::register::Intent;
use office::roster::{self, Choice, Choices, Differences, Field, Filter, NoteKind, Standing};
use office::{Acting, Db, Office, intake};
use paper::grid::{self, Book};
use paper::sheets::Cell;
use paper::sheets::returned::SETTLEMENT;
use paper::sheets::roster::{Entry, PERSON_CODE, Roster, RosterColumn, RosterRow, about_of, to_xlsx};
use paper::table::Table;
use paper::template::{TemplateKind, workbook_with};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::program::{run, succeed};
use crate::world::{demo_copy, office};

fn acting(minute: i64) -> Acting<'static> {
    let start = Moment::new(Day::new(2021, 5, 4).expect("a day"), 2, 0, 0).expect("a moment");
    Acting::holder(None, start.add_seconds(minute * 60))
}

const COMMUNES: [&str; 3] = ["Xã Đoàn Đào", "Xã Tam Đa", "Xã Quang Hưng"];

/// An office with so many people in three communes, taken in at minute 0.
fn small_office(house: &Office, people: usize) -> Db {
    let db = Db::fresh_for_test().expect("a database");
    let unit = house.units.by_code("333", acting(0).today()).expect("the district is known").id.clone();
    profile::set(&db, acting(-1), &Profile::of_unit(house, &unit)).expect("set up");
    let titles = TemplateKind::Beneficiaries.column_titles();
    let row = |number: usize| -> Vec<String> {
        let value = |title: &&str| match *title {
            "Họ và tên" => format!("Hoàng Thị Mẫu {}", ["An", "Bình", "Cúc", "Dung", "Én", "Giang"][number % 6]),
            "Ngày sinh" => format!("{}", 1930 + number),
            "Giới tính" => "Nữ".to_owned(),
            "Số định danh" => personal_id(number as i64 + 1, 0),
            "Xã/Thị trấn" => COMMUNES[number % 3].to_owned(),
            "Thôn/Tổ dân phố" => "Thôn Đông".to_owned(),
            "Mã nhóm hưởng" => "K5c".to_owned(),
            "Hưởng từ tháng" => "05/2021".to_owned(),
            "Người nhận thay" if number.is_multiple_of(2) => "Trần Văn Nhận".to_owned(),
            _ => String::new(),
        };
        titles.iter().map(value).collect()
    };
    let rows: Vec<_> = (0..people).map(row).collect();
    let bytes = workbook_with(TemplateKind::Beneficiaries, &rows).expect("a workbook");
    let done = intake::import(house, &db, acting(0), &Ask::new("ds.xlsx", &bytes, Intent::Save)).expect("imported");
    assert_eq!(done.taken_in.new_people, people, "{done:?}");
    db
}

/// A number of their own for each person, in several variants.
fn personal_id(person: i64, variant: i64) -> String {
    format!("03313{variant}{person:06}")
}

/// A list as rows of texts by title, to be edited as in a spreadsheet.
#[derive(Debug, Clone)]
struct Sheet {
    titles: Vec<String>,
    rows: Vec<BTreeMap<String, String>>,
    about: Vec<(String, String)>,
}

impl Sheet {
    fn read(book: &Book) -> Sheet {
        let table = Table::read_all(book, &[PERSON_CODE]).expect("the list has its header").remove(0);
        let mut titles: Vec<String> = vec![PERSON_CODE.to_owned()];
        titles.extend(Field::ALL.map(|field| field.title().to_owned()));
        titles.extend(["Chế độ", "Nhóm hưởng"].map(str::to_owned));
        let row = |row| titles.iter().map(|title| (title.clone(), table.cell(row, title).text)).collect();
        let rows = table.rows.iter().map(row).collect();
        Sheet { rows, titles, about: about_of(book).expect("a hidden sheet").into_iter().collect() }
    }

    fn book(&self) -> Book {
        grid::open("ra-soat.xlsx", &self.bytes()).expect("opened")
    }

    fn bytes(&self) -> Vec<u8> {
        let column = |title: &String| RosterColumn { title: title.clone(), width: 20, entry: Entry::Text };
        let text = |text: &String| if text.is_empty() { Cell::Blank } else { Cell::text(text.as_str()) };
        let row = |row: &BTreeMap<String, String>| RosterRow {
            person: row[PERSON_CODE].clone(),
            cells: self.titles[1..].iter().map(|title| text(&row[title])).collect(),
        };
        let roster = Roster {
            title: "Danh sách".to_owned(),
            columns: self.titles[1..].iter().map(column).collect(),
            rows: self.rows.iter().map(row).collect(),
            about: self.about.clone(),
        };
        to_xlsx(&roster).expect("written")
    }

    fn row(&mut self, person: PersonId) -> &mut BTreeMap<String, String> {
        let code = person.to_string();
        self.rows.iter_mut().find(|row| row[PERSON_CODE] == code).expect("the person is on the list")
    }

    fn set(&mut self, person: i64, field: Field, text: &str) {
        self.row(PersonId(person)).insert(field.title().to_owned(), text.to_owned());
    }
}

fn exported(house: &Office, db: &Db, minute: i64, filter: &Filter) -> Sheet {
    let bytes = roster::export(house, db, acting(minute), filter).expect("exported").bytes;
    let book = grid::open("ds.xlsx", &bytes).expect("opened");
    assert!(roster::is_roster(&book));
    Sheet::read(&book)
}

fn compare(house: &Office, db: &Db, minute: i64, sheet: &Sheet) -> Differences {
    roster::compare(house, db, acting(minute), &sheet.book()).expect("compared")
}

fn notes(differences: &Differences, kind: NoteKind) -> Vec<String> {
    differences.notes_of(kind).map(|note| format!("{} {} {}", note.row, note.column, note.says)).collect()
}

#[test]
fn a_list_that_comes_back_as_it_went_out_says_nothing() {
    let house = office();
    let copy = demo_copy();
    let db = copy.open();
    let now = Acting::holder(None, "2026-11-03T02:00:00Z".parse().expect("a moment"));
    let bytes = roster::export(&house, &db, now, &Filter::default()).expect("exported").bytes;
    let book = grid::open("ds.xlsx", &bytes).expect("opened");
    let found = roster::compare(&house, &db, now, &book).expect("compared");
    assert!(7_000 < found.rows, "{}", found.rows);
    assert_eq!((found.fields, found.notes, found.missing), (vec![], vec![], vec![]));
}

#[test]
fn a_list_may_be_of_one_commune_and_one_scheme() {
    let house = office();
    let copy = demo_copy();
    let db = copy.open();
    let now = Acting::holder(None, "2021-05-03T02:00:00Z".parse().expect("a moment"));
    let unit = house.units.by_code("12391", now.today()).expect("known");
    let rows = |filter: &Filter| {
        let bytes = roster::export(&house, &db, now, filter).expect("exported").bytes;
        Sheet::read(&grid::open("ds.xlsx", &bytes).expect("opened")).rows
    };
    let all = rows(&Filter { unit: Some(unit.id.clone()), scheme: None });
    let of_scheme = rows(&Filter { unit: Some(unit.id.clone()), scheme: Some("ncc".to_owned()) });
    assert!(all.iter().all(|row| row[Field::Commune.title()] == unit.name));
    assert!(!of_scheme.is_empty() && of_scheme.len() < all.len());
    assert!(of_scheme.iter().all(|row| row["Chế độ"].contains("công")), "{:?}", of_scheme[0]);
}

#[test]
fn what_only_the_file_changed_is_taken_once_and_leaves_its_traces() {
    let house = office();
    let db = small_office(&house, 4);
    let mut sheet = exported(&house, &db, 1, &Filter::default());
    for (field, text) in [
        (Field::Name, "Hoàng Thị Mẫu Anh"),
        (Field::Birth, "12/03/1930"),
        (Field::Sex, "nam"),
        (Field::PersonalId, "033130999999"),
        (Field::OldId, "012345678"),
        (Field::Village, "Thôn Nam"),
        (Field::Commune, "Tam Đa"),
        (Field::Receiver, ""),
        (Field::Account, "0123456789012345"),
        (Field::Bank, "Agribank"),
    ] {
        sheet.set(1, field, text);
    }
    let found = compare(&house, &db, 2, &sheet);
    assert_eq!((found.with(Standing::Theirs).count(), found.fields.len()), (10, 10), "{found:?}");
    let applied = roster::apply(&house, &db, acting(3), &sheet.book(), &Choices::new()).expect("applied");
    assert_eq!((applied.taken.len(), applied.open.len()), (10, 0));
    let card = read_card(&house, &db, 4);
    assert_eq!(
        (card.person.name.as_str(), card.person.birth.to_string().as_str()),
        ("Hoàng Thị Mẫu Anh", "1930-03-12")
    );
    assert_eq!(
        card.papers.iter().map(|paper| paper.number.as_str()).collect::<Vec<_>>(),
        ["033130999999", "012345678"]
    );
    let stays: Vec<_> =
        card.residences.iter().map(|stay| (stay.village.as_deref(), stay.span.from.to_string())).collect();
    assert_eq!(stays, [(Some("Thôn Nam"), "2021-05-01".to_owned())], "a corrected home is no move");
    assert_eq!((card.unit_name.as_str(), card.payees[0].account.as_deref()), ("Xã Tam Đa", Some("0123456789012345")));
    assert_eq!(card.payees[0].receiver, None);
    let before = office::read::card(&house, &db, acting(2), PersonId(1)).expect("read").expect("known");
    assert_eq!((before.person.name.as_str(), before.unit_name.as_str()), ("Hoàng Thị Mẫu An", "Xã Đoàn Đào"));

    let seq = || db.read(store::journal::last_seq).expect("read");
    let written = seq();
    let again = roster::apply(&house, &db, acting(5), &sheet.book(), &Choices::new()).expect("applied");
    assert_eq!((again.taken.len(), again.differences.seen_before, seq()), (0, true, written));
    assert!(again.differences.fields.iter().all(|one| one.standing == Standing::Agreed));
    assert!(office::upkeep::verify(&db).expect("checked").findings.is_empty());
}

fn read_card(house: &Office, db: &Db, minute: i64) -> office::read::Card {
    office::read::card(house, db, acting(minute), PersonId(1)).expect("read").expect("known")
}

#[test]
fn what_was_put_back_by_hand_is_not_undone_by_the_same_file() {
    let house = office();
    let db = small_office(&house, 2);
    let mut sheet = exported(&house, &db, 1, &Filter::default());
    sheet.set(1, Field::Village, "Thôn Nam");
    roster::apply(&house, &db, acting(2), &sheet.book(), &Choices::new()).expect("applied");
    let back = [Particular::Village(Some("Thôn Đông".to_owned()))];
    life::correct(&house, &db, acting(3), PersonId(1), &back).expect("put back");
    let again = roster::apply(&house, &db, acting(4), &sheet.book(), &Choices::new()).expect("applied");
    assert_eq!((again.taken.len(), again.open.as_slice()), (0, &[(PersonId(1), Field::Village)][..]));
}

#[test]
fn a_conflict_goes_back_with_its_choices_and_comes_in_with_one() {
    let house = office();
    let db = small_office(&house, 3);
    let mut sheet = exported(&house, &db, 1, &Filter::default());
    for person in [1, 2, 3] {
        sheet.set(person, Field::Name, "Theo Tệp");
        let ours = [Particular::Name(format!("Theo Sổ {person}"))];
        life::correct(&house, &db, acting(2), PersonId(person), &ours).expect("corrected");
    }
    let found = compare(&house, &db, 3, &sheet);
    assert_eq!(found.with(Standing::Conflict).count(), 3);
    let untouched = roster::apply(&house, &db, acting(4), &sheet.book(), &Choices::new()).expect("applied");
    assert_eq!((untouched.taken.len(), untouched.open.len()), (0, 3), "nobody chose");

    let answers = [("1", Choice::Theirs.shown()), ("2", Choice::Ours.shown()), ("3", Choice::Theirs.shown())];
    let settled = answered(&roster::returned(&house, &found).expect("written"), &answers);
    assert!(roster::is_settled(&settled) && !roster::is_roster(&settled));
    // Somebody corrects the third once more, so the choice was made over what is no longer said.
    life::correct(&house, &db, acting(5), PersonId(3), &[Particular::Name("Theo Sổ Nữa".to_owned())])
        .expect("corrected");
    let found = compare(&house, &db, 6, &sheet);
    let (choices, passed_over) = roster::choices_from(&house, &settled, &found).expect("read");
    assert_eq!(passed_over, 1);
    let applied = roster::apply(&house, &db, acting(7), &sheet.book(), &choices).expect("applied");
    assert_eq!(applied.open, [(PersonId(3), Field::Name)]);
    let names: Vec<String> =
        exported(&house, &db, 8, &Filter::default()).rows.iter().map(|row| row["Họ và tên"].clone()).collect();
    for name in ["Theo Tệp", "Theo Sổ 2", "Theo Sổ Nữa"] {
        assert!(names.iter().any(|one| one == name), "{names:?}");
    }
}

/// The returned workbook with somebody's answers, by the code of the person.
fn answered(bytes: &[u8], answers: &[(&str, &str)]) -> Book {
    let book = grid::open("can-chon.xlsx", bytes).expect("opened");
    let table = Table::read_all(&book, &[PERSON_CODE, SETTLEMENT]).expect("a header").remove(0);
    let header = book.sheets[0].row(0);
    let titles: Vec<String> = (0..header.width()).map(|place| header.cell(place).text().into_owned()).collect();
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    csv.write_record(&titles).expect("written");
    for row in &table.rows {
        let answer = answers.iter().find(|(person, _)| *person == table.cell(row, PERSON_CODE).text);
        let cell = |title: &String| match (title.as_str(), answer) {
            (SETTLEMENT, Some((_, answer))) => (*answer).to_owned(),
            _ => table.cell(row, title).text,
        };
        csv.write_record(titles.iter().map(cell)).expect("written");
    }
    grid::open("can-chon.csv", &csv.into_inner().expect("written")).expect("opened")
}

#[test]
fn rows_that_cannot_be_taken_are_named_and_nobody_is_deleted() {
    let house = office();
    let db = small_office(&house, 6);
    let mut sheet = exported(&house, &db, 1, &Filter::default());
    sheet.rows.retain(|row| row[PERSON_CODE] != "6");
    sheet.set(1, Field::Birth, "khoảng 1940");
    sheet.set(1, Field::Name, "");
    sheet.set(1, Field::Commune, "Xã Ở Đâu");
    sheet.set(1, Field::Village, "Thôn Nam");
    sheet.set(2, Field::PersonalId, &personal_id(3, 0));
    sheet.row(PersonId(3)).insert("Nhóm hưởng".to_owned(), "K1".to_owned());
    let twice = sheet.row(PersonId(4)).clone();
    sheet.rows.push(twice);
    let mut stranger = sheet.row(PersonId(5)).clone();
    stranger.insert(PERSON_CODE.to_owned(), "900".to_owned());
    sheet.rows.push(stranger.clone());
    stranger.insert(PERSON_CODE.to_owned(), String::new());
    sheet.rows.push(stranger);

    let found = compare(&house, &db, 2, &sheet);
    let columns: Vec<&str> = found.notes_of(NoteKind::Rejected).map(|note| note.column.as_str()).collect();
    assert_eq!(columns, ["Họ và tên", "Ngày sinh", "Xã, phường, thị trấn", "Số định danh"], "{:?}", found.notes);
    assert!(notes(&found, NoteKind::Rejected)[3].contains("người mã 3"));
    assert_eq!(found.notes_of(NoteKind::RepeatedCode).count(), 2);
    assert_eq!(notes(&found, NoteKind::UnknownCode).len(), 1);
    assert_eq!(notes(&found, NoteKind::Newcomer).len(), 1);
    assert!(notes(&found, NoteKind::Warning)[0].contains("chỉ để xem"));
    assert_eq!(found.missing.iter().map(|one| one.person).collect::<Vec<_>>(), [PersonId(6)]);
    let applied = roster::apply(&house, &db, acting(3), &sheet.book(), &Choices::new()).expect("applied");
    assert_eq!(applied.taken, [(PersonId(1), Field::Village)], "the readable cells of a row are taken");
    assert_eq!(exported(&house, &db, 4, &Filter::default()).rows.len(), 6);
}

#[test]
fn a_hidden_sheet_that_was_tampered_with_is_refused() {
    let house = office();
    let db = small_office(&house, 1);
    let sheet = exported(&house, &db, 1, &Filter::default());
    for (key, value) in [("known_at", "hôm qua"), ("known_at", "2090-01-01T00:00:00Z"), ("unit", "1@1")] {
        let mut tampered = sheet.clone();
        tampered.about.iter_mut().filter(|(name, _)| name == key).for_each(|(_, said)| *said = value.to_owned());
        let refused = roster::compare(&house, &db, acting(2), &tampered.book()).expect_err("refused").to_string();
        assert!(refused.contains("Ansinh") && refused.contains("xuất lại"), "{refused}");
    }
    let plain = grid::open("a.csv", "Mã người;Họ và tên\n1;An\n".as_bytes()).expect("opened");
    assert!(!roster::is_roster(&plain));
}

#[test]
fn a_column_taken_out_of_the_sheet_says_nothing() {
    let house = office();
    let db = small_office(&house, 2);
    let mut sheet = exported(&house, &db, 1, &Filter::default());
    sheet.titles.retain(|title| title != Field::Village.title() && title != "Chế độ");
    let found = compare(&house, &db, 2, &sheet);
    assert_eq!((found.fields, found.notes), (vec![], vec![]));
}

/// What may stand in a field of a person's, besides what the list was made with.
fn pool(field: Field, person: i64) -> [String; 3] {
    match field {
        Field::Name => ["Đỗ Thị Mơ", "Lê Văn Tạ", "Vũ Thị Na"].map(str::to_owned),
        Field::Sex => ["Nam", "Nữ", ""].map(str::to_owned),
        Field::Birth => ["1940", "03/1940", "12/03/1940"].map(str::to_owned),
        Field::PersonalId => [personal_id(person, 1), personal_id(person, 2), String::new()],
        Field::OldId => [format!("01{person:07}"), format!("02{person:07}"), String::new()],
        Field::Village => ["Thôn Nam", "Thôn Bắc", ""].map(str::to_owned),
        Field::Commune => COMMUNES.map(str::to_owned),
        Field::Receiver => ["Đỗ Văn Một", "Đỗ Văn Hai", ""].map(str::to_owned),
        Field::Account => ["0100123", "0200123", ""].map(str::to_owned),
        Field::Bank => ["Agribank", "BIDV", ""].map(str::to_owned),
    }
}

/// The words of the pool as the act that corrects them takes them.
fn particular(house: &Office, field: Field, text: &str) -> Particular {
    let some = || Some(text.to_owned()).filter(|text| !text.is_empty());
    let unit = || -> UnitId {
        let top = &house.units.by_code("333", acting(0).today()).expect("known").id;
        house.units.commune_named(top, text, acting(0).today()).expect("a commune").id.clone()
    };
    match field {
        Field::Name => Particular::Name(text.to_owned()),
        Field::Sex => Particular::Sex(match text {
            "Nam" => Some(Sex::Male),
            "Nữ" => Some(Sex::Female),
            _ => None,
        }),
        Field::Birth => {
            let parts: Vec<&str> = text.split('/').rev().collect();
            Particular::Birth(parts.join("-").parse().expect("a birth date"))
        }
        Field::PersonalId => Particular::PersonalIds(some().into_iter().collect()),
        Field::OldId => Particular::OldIds(some().into_iter().collect()),
        Field::Village => Particular::Village(some()),
        Field::Commune => Particular::Commune(Some(unit())),
        Field::Receiver => Particular::Receiver(some()),
        Field::Account => Particular::Account(some()),
        Field::Bank => Particular::Bank(some()),
    }
}

#[derive(Debug, Clone, Copy)]
struct Edit {
    person: usize,
    field: usize,
    variant: usize,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (0..5_usize, 0..Field::ALL.len(), 0..3_usize);
    prop::collection::vec(edit.prop_map(|(person, field, variant)| Edit { person, field, variant }), 0..30)
}

type Cells = BTreeMap<(i64, Field), String>;

fn cells(sheet: &Sheet) -> Cells {
    let of_row = |row: &BTreeMap<String, String>| {
        let person: i64 = row[PERSON_CODE].parse().expect("a code");
        Field::ALL.map(|field| ((person, field), row[field.title()].clone()))
    };
    sheet.rows.iter().flat_map(of_row).collect()
}

fn rule(then: &str, theirs: &str, now: &str, choice: Option<Choice>) -> String {
    let said = match (Standing::of(&then, &theirs, &now), choice) {
        (Some(Standing::Theirs), choice) if choice != Some(Choice::Ours) => theirs,
        (Some(Standing::Conflict), Some(Choice::Theirs)) => theirs,
        _ => now,
    };
    said.to_owned()
}

#[test]
fn each_field_ends_as_the_three_way_rule_says_and_a_second_time_changes_nothing() {
    let house = office();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let choice = prop::option::of(prop::sample::select(vec![Choice::Theirs, Choice::Ours]));
    let input = (edits(), edits(), prop::collection::vec(choice, 50));
    runner
        .run(&input, |(theirs, ours, chosen)| {
            let db = small_office(&house, 5);
            let then = exported(&house, &db, 1, &Filter::default());
            let mut sheet = then.clone();
            for edit in &theirs {
                let (person, field) = (edit.person as i64 + 1, Field::ALL[edit.field]);
                sheet.set(person, field, &pool(field, person)[edit.variant]);
            }
            for (minute, edit) in (2..).zip(&ours) {
                let (person, field) = (edit.person as i64 + 1, Field::ALL[edit.field]);
                let said = particular(&house, field, &pool(field, person)[edit.variant]);
                life::correct(&house, &db, acting(minute), PersonId(person), &[said]).expect("corrected");
            }
            let now = cells(&exported(&house, &db, 50, &Filter::default()));
            let choices: BTreeMap<(i64, Field), Choice> =
                now.keys().zip(&chosen).filter_map(|(key, choice)| Some((*key, (*choice)?))).collect();
            let given: Choices =
                choices.iter().map(|((person, field), one)| ((PersonId(*person), *field), *one)).collect();
            let (then, theirs) = (cells(&then), cells(&sheet));
            let applied = roster::apply(&house, &db, acting(51), &sheet.book(), &given).expect("applied");
            prop_assert_eq!(applied.differences.notes_of(NoteKind::Rejected).count(), 0);
            let after = cells(&exported(&house, &db, 52, &Filter::default()));
            for (key, said) in &after {
                let expected = rule(&then[key], &theirs[key], &now[key], choices.get(key).copied());
                prop_assert_eq!(said, &expected, "{:?}", key);
            }
            let seq = db.read(store::journal::last_seq).expect("read");
            let again = roster::apply(&house, &db, acting(53), &sheet.book(), &given).expect("applied");
            prop_assert_eq!((again.taken.len(), db.read(store::journal::last_seq).expect("read")), (0, seq));
            prop_assert_eq!(cells(&exported(&house, &db, 54, &Filter::default())), after);
            prop_assert!(office::upkeep::verify(&db).expect("checked").findings.is_empty());
            Ok(())
        })
        .expect("the rule holds");
}

#[test]
fn the_command_line_takes_a_list_back_and_asks_where_both_changed() {
    let copy = demo_copy();
    let path = |name: &str| copy.path().join(name);
    succeed(&format!("export roster --unit 12391 --out {}", path("ds.xlsx").display()), copy.path());
    let book = grid::open("ds.xlsx", &std::fs::read(path("ds.xlsx")).expect("written")).expect("opened");
    let mut sheet = Sheet::read(&book);
    let people: Vec<i64> = sheet.rows.iter().take(2).map(|row| row[PERSON_CODE].parse().expect("a code")).collect();
    for person in &people {
        sheet.set(*person, Field::Bank, "Agribank");
    }
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let now: Moment = jiff::Timestamp::now().to_string().parse().expect("a moment");
    let ours = [Particular::Bank(Some("BIDV".to_owned()))];
    life::correct(&office(), &copy.open(), Acting::holder(None, now), PersonId(people[0]), &ours).expect("corrected");
    std::fs::write(path("sua.xlsx"), sheet.bytes()).expect("written");

    let import = |more: &str| succeed(&format!("roster {} {more}", path("sua.xlsx").display()), copy.path());
    let preview: serde_json::Value = serde_json::from_str(&import("--dry-run --json")).expect("JSON");
    assert_eq!((preview["saved"].as_bool(), preview["fields"].as_array().map(Vec::len)), (Some(false), Some(2)));
    let said = import(&format!("--returned {}", path("chon.xlsx").display()));
    assert!(said.contains("Đã lưu 1 mục; còn 1 mục cần chọn") && said.contains("BIDV"), "{said}");
    let chosen = [(people[0].to_string(), Choice::Theirs.shown())];
    let chosen: Vec<(&str, &str)> = chosen.iter().map(|(person, choice)| (person.as_str(), *choice)).collect();
    let settled = answered(&std::fs::read(path("chon.xlsx")).expect("written"), &chosen);
    std::fs::write(path("chon.csv"), csv_of(&settled)).expect("written");
    let said = import(&format!("--choices {}", path("chon.csv").display()));
    assert!(said.contains("Đã lưu 1 mục; còn 0 mục cần chọn"), "{said}");
    assert!(import("").contains("Đã lưu 0 mục"));

    let output = run(&format!("roster {}", path("chon.csv").display()), copy.path());
    assert!(String::from_utf8_lossy(&output.stderr).contains("ansinh import"), "a plain list is not a round trip");
}

fn csv_of(book: &Book) -> Vec<u8> {
    let mut csv = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    for row in book.sheets[0].rows() {
        csv.write_record((0..row.width()).map(|place| row.cell(place).text().into_owned())).expect("written");
    }
    csv.into_inner().expect("written")
}
