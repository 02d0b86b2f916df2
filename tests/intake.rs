//! A list as a commune keeps it comes in: looked at first, saved whole, given back where something is open.

use domain::kernel::{Day, Dong, Moment, PersonId, UnitId};
use domain::registry::Status;
use office::intake::{self, Ask, Imported};
use office::profile::{self, Profile};
use office::register::{Intent, Settlement};
use office::{Acting, Db, Office};
use paper::grid;
use paper::lists::{Field, Kind};
use paper::sheets::returned::SETTLEMENT;
use rust_xlsxwriter::{Format, Workbook};
use store::{kept_rows, roster, spells, statuses};

use crate::world::office;

fn acting(minute: i64) -> Acting<'static> {
    let start = Moment::new(Day::new(2021, 4, 6).expect("a day"), 2, 0, 0).expect("a moment");
    Acting::holder(None, start.add_seconds(minute * 60))
}

fn district(house: &Office) -> Db {
    let db = Db::fresh_for_test().expect("a database");
    let unit = house.units.find(&UnitId("333@2021".to_owned())).expect("the district is known");
    profile::set(&db, acting(-1), &Profile::of_unit(house, &unit.id)).expect("set up");
    db
}

/// A sheet of texts; an empty text leaves its cell out.
fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let text = Format::new().set_num_format("@");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
            page.write_string_with_format(row, column, *cell, &text).expect("written");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

const LIST: [&[&str]; 12] = [
    &["UBND XÃ TỐNG TRÂN"],
    &["DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI HƯỞNG TRỢ CẤP HÀNG THÁNG"],
    &["Tháng 4 năm 2021"],
    &["STT", "Họ và tên", "Năm sinh", "", "Số CCCD", "Đối tượng", "Hệ số", "Mức hưởng", "Hưởng từ", "Ghi chú"],
    &["", "", "Nam", "Nữ"],
    &["Thôn An Cầu"],
    &["1", "Tống Văn Mẫu", "1935", "", "033035000001", "Người từ đủ 80 tuổi trở lên", "1,0", "270.000", "05/2015", ""],
    &["2", "Nguyễn Thị Mẫu", "", "01/02/1950", "", "NKT nặng là người cao tuổi", "2,0", "540.000", "03/2018", ""],
    &["3", "Trần Thị Thử", "", "1936", "", "Trên 80 tuổi", "1,0", "270.000", "06/2016", "chết 2/2021"],
    &["4", "Lê Văn Thử", "1990", "", "", "Đơn thân nghèo nuôi con", "1,0", "270.000", "06/2019", ""],
    &["5", "Vũ Thị Lạ", "", "1960", "", "Hộ kinh doanh", "1,0", "270.000", "06/2019", ""],
    &["", "Tổng cộng: 5 người", "", "", "", "", "", "1.700.000"],
];

fn import(house: &Office, db: &Db, minute: i64, ask: &Ask<'_>) -> Imported {
    intake::import(house, db, acting(minute), ask).expect("imported")
}

fn counts(imported: &Imported) -> [usize; 6] {
    let taken = &imported.taken_in;
    let open = [taken.changed.len(), taken.questions.len(), taken.rejects.len()];
    [taken.new_people, taken.new_spells, taken.unchanged, open[0], open[1], open[2]]
}

#[test]
fn a_communes_list_is_looked_at_saved_and_not_saved_twice() {
    let house = office();
    let db = district(&house);
    let bytes = sheet(&LIST);
    let seen = import(&house, &db, 0, &Ask::new("tong-tran.xlsx", &bytes, Intent::Preview));
    let list = seen.list.as_ref().expect("a list of the commune's own");
    assert_eq!((list.kind, list.records.len(), seen.saved), (Kind::Btxh, 5, false));
    // The file's own sum is wrong, and both numbers are said.
    assert_eq!((list.checks.sum_amount, list.checks.declared_total), (Some(1_620_000), Some(1_700_000)));
    assert_eq!(list.checks.totals_agree, Some(false));
    assert!(list.warnings.iter().any(|note| note.says.contains("1.700.000") && note.says.contains("1.620.000")));
    // Two rows cannot be paid as they are: a single parent without children, a group nobody knows.
    assert_eq!(counts(&seen), [3, 3, 0, 0, 0, 2], "{:?}", seen.taken_in);
    let rejects: Vec<(usize, &str)> =
        seen.taken_in.rejects.iter().map(|note| (note.source.row, note.says.as_str())).collect();
    assert!(rejects[0].0 == 10 && rejects[0].1.contains("Về người"), "{rejects:?}");
    assert!(rejects[1].0 == 11 && rejects[1].1.contains("Hộ kinh doanh"), "{rejects:?}");
    assert!(seen.taken_in.warnings.iter().any(|note| note.source.row == 9 && note.says.contains("báo tử")));
    assert_eq!(people(&db).len(), 0, "a preview writes nothing");

    let saved = import(&house, &db, 1, &Ask::new("tong-tran.xlsx", &bytes, Intent::Save));
    assert_eq!(counts(&saved), counts(&seen), "a preview says what saving does");
    let kept = people(&db);
    assert_eq!(
        kept.iter().map(|(_, name, village)| (name.as_str(), village.as_str())).collect::<Vec<_>>(),
        [("Tống Văn Mẫu", "An Cầu"), ("Nguyễn Thị Mẫu", "An Cầu"), ("Trần Thị Thử", "An Cầu"),]
    );
    let spell = db.read(|tx| spells::outlines(tx, &[kept[0].0], acting(2).now)).expect("read").remove(0).spell;
    assert_eq!(
        (spell.months.from.to_string(), spell.settled_until.map(|month| month.to_string())),
        ("2015-05".to_owned(), Some("2021-04".to_owned()))
    );
    let rows = db.read(|tx| kept_rows::of_import(tx, 1, acting(2).now)).expect("read");
    assert_eq!((rows.len(), rows[0].fact.person, rows[3].fact.person), (5, Some(kept[0].0), None));

    let again = import(&house, &db, 3, &Ask::new("tong-tran.xlsx", &bytes, Intent::Save));
    assert!(!again.saved && people(&db).len() == 3);
    // The same people in another file are the same people.
    let next = sheet(&[&LIST[..3], &[&["(bản sao)"][..]], &LIST[3..9]].concat());
    let next = import(&house, &db, 4, &Ask::new("thang-5.xlsx", &next, Intent::Save));
    assert_eq!(counts(&next), [0, 0, 3, 0, 0, 0], "{:?}", next.taken_in);
    assert_eq!(next.list.expect("a list").sureness, 100, "the layout is known from the first list");
}

fn people(db: &Db) -> Vec<(PersonId, String, String)> {
    let ask = roster::RosterAsk { among: roster::Among::Everybody, day: acting(0).today(), known: acting(60).now };
    let all = db.read(|tx| roster::list(tx, &ask)).expect("read");
    all.into_iter().map(|entry| (entry.person, entry.name, entry.village.unwrap_or_default())).collect()
}

#[test]
fn rows_that_came_back_are_settled_in_the_workbook_they_came_back_in() {
    let house = office();
    let db = district(&house);
    let bytes = sheet(&LIST);
    let first = import(&house, &db, 0, &Ask::new("tong-tran-2021-04.xlsx", &bytes, Intent::Save));
    let returned = intake::returned(&first).expect("written").expect("two rows are open");
    let book = grid::open("tra-lai.xlsx", &returned).expect("opened");
    let page = &book.sheets[0];
    let texts: Vec<Vec<String>> =
        page.rows().map(|row| (0..row.width()).map(|column| row.cell(column).text().into_owned()).collect()).collect();
    let header = texts.iter().position(|row| row.iter().any(|cell| cell == SETTLEMENT)).expect("a header");
    let column = |title: &str| texts[header].iter().position(|cell| cell.starts_with(title)).expect("a column");
    let mut rows: Vec<Vec<String>> = texts[header..].to_vec();
    assert_eq!(rows.len(), 3);
    for row in &mut rows {
        row.resize(texts[header].len(), String::new());
    }
    rows[1][column("Về người")] = "Lê Văn Con (02/03/2015)".to_owned();
    rows[2][column(SETTLEMENT)] = Settlement::Skip.shown();
    rows[2][column("Đối tượng")] = "NKT nặng".to_owned();
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let ask_bytes = sheet(&cells);
    let settled = import(&house, &db, 1, &Ask::new("tong-tran-2021-04-tra-lai.xlsx", &ask_bytes, Intent::Save));
    assert_eq!(counts(&settled), [1, 1, 0, 0, 0, 0], "{:?}", settled.taken_in);
    assert_eq!(people(&db)[3].1, "Lê Văn Thử");
    assert_eq!(people(&db)[3].2, "An Cầu", "the heading's village came back as a column");
}

#[test]
fn a_likely_twin_waits_for_a_choice_and_a_known_person_is_never_overwritten() {
    let house = office();
    let db = district(&house);
    import(&house, &db, 0, &Ask::new("a.xlsx", &sheet(&LIST[..8]), Intent::Save));
    let other_village: [&[&str]; 4] = [
        LIST[1],
        &["Xã Tống Trân - Tháng 4/2021"],
        &[
            "STT",
            "Họ và tên",
            "Ngày sinh",
            "Giới tính",
            "Số CCCD",
            "Thôn",
            "Đối tượng",
            "Mức hưởng",
            "Hưởng từ",
            SETTLEMENT,
        ],
        &["1", "Nguyễn Thị Mẫu", "01/02/1950", "Nữ", "", "Võng Phan", "NKT nặng", "540.000", "03/2018", ""],
    ];
    let asked = import(&house, &db, 1, &Ask::new("b.xlsx", &sheet(&other_village), Intent::Save));
    assert_eq!(counts(&asked), [0, 0, 0, 0, 1, 0], "{:?}", asked.taken_in);
    let twin = people(&db)[1].0;
    assert!(asked.taken_in.questions[0].choices.contains(&Settlement::Is(twin)));

    let choice = Settlement::Is(twin).shown();
    let mut answered = other_village;
    let row = ["1", "Nguyễn Thị Mẫu", "01/02/1950", "Nữ", "", "Võng Phan", "NKT nặng", "540.000", "03/2018", &choice];
    answered[3] = &row;
    let known = import(&house, &db, 2, &Ask::new("c.xlsx", &sheet(&answered), Intent::Save));
    assert_eq!(counts(&known), [0, 0, 1, 1, 0, 0], "{:?}", known.taken_in);
    assert_eq!(people(&db)[1].2, "An Cầu", "another village is said and not taken");

    // The same paper with another name and another group: said, not taken.
    let other_name =
        ["1", "Tống Văn Mậu", "1935", "Nam", "033035000001", "An Cầu", "NKT nặng", "405.000", "05/2015", ""];
    let mut changed = other_village;
    changed[3] = &other_name;
    let changed = import(&house, &db, 3, &Ask::new("d.xlsx", &sheet(&changed), Intent::Save));
    assert_eq!((people(&db)[0].1.as_str(), changed.taken_in.new_spells), ("Tống Văn Mẫu", 0));
    assert_eq!(changed.taken_in.changed.len(), 1, "{:?}", changed.taken_in.changed);
    let says = &changed.taken_in.changed[0].says;
    assert!(says.contains("K5c") && says.contains("K6-N"), "{says}");
}

#[test]
fn a_column_is_read_as_the_office_says_and_so_next_month() {
    let house = office();
    let db = district(&house);
    let rows: [&[&str]; 4] = [
        &["DANH SÁCH BẢO TRỢ XÃ HỘI XÃ TỐNG TRÂN THÁNG 4/2021"],
        &["STT", "Họ và tên", "Ngày sinh", "Thôn", "Đối tượng", "Quyền lợi", "Hưởng từ"],
        &["1", "Nguyễn Thị Mẫu", "1935", "An Cầu", "Trên 80 tuổi", "270.000", "05/2020"],
        &["2", "Trần Thị Mẫu", "1936", "An Cầu", "Trên 80 tuổi", "270.000", "05/2020"],
    ];
    let bytes = sheet(&rows);
    let plain = import(&house, &db, 0, &Ask::new("a.xlsx", &bytes, Intent::Preview));
    assert_eq!(plain.list.expect("a list").checks.sum_amount, Some(0));
    let told = Ask {
        columns: vec![("Quyền lợi".to_owned(), Some(Field::Amount))],
        ..Ask::new("a.xlsx", &bytes, Intent::Save)
    };
    let told = import(&house, &db, 1, &told);
    assert_eq!(told.list.expect("a list").checks.sum_amount, Some(540_000));
    let mut may = rows;
    may[0] = &["DANH SÁCH BẢO TRỢ XÃ HỘI XÃ TỐNG TRÂN THÁNG 5/2021"];
    let may = import(&house, &db, 2, &Ask::new("b.xlsx", &sheet(&may), Intent::Preview));
    assert_eq!(may.list.expect("a list").checks.sum_amount, Some(540_000));
}

#[test]
fn poor_households_become_households_with_members_and_a_class_for_each() {
    let house = office();
    let db = district(&house);
    let rows: [&[&str]; 8] = [
        &["XÃ MINH TÂN"],
        &["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO VÀ THÀNH VIÊN NĂM 2021"],
        &[
            "STT chủ hộ",
            "STT thành viên",
            "Họ, tên chủ hộ và thành viên",
            "Năm sinh",
            "Giới tính",
            "Quan hệ với chủ hộ",
            "Hộ nghèo",
            "Hộ cận nghèo",
        ],
        &["Thôn Tân An"],
        &["1", "1", "ĐỖ THU THỬ", "1959", "Nữ", "Chủ hộ", "x"],
        &["", "2", "Đỗ Văn Thử", "1990", "Nam", "Con"],
        &["2", "1", "LÊ VĂN THỬ", "1970", "Nam", "Chủ hộ", "", "x"],
        &["Tổng cộng: 2 hộ, 3 khẩu"],
    ];
    let saved = import(&house, &db, 0, &Ask::new("ho.xlsx", &sheet(&rows), Intent::Save));
    assert_eq!(counts(&saved), [3, 0, 0, 0, 0, 0], "{:?}", saved.taken_in);
    let class = |person: PersonId| -> Vec<Status> {
        let held = db.read(|tx| statuses::list(tx, person, acting(1).now)).expect("read");
        held.into_iter().map(|kept| kept.fact).collect()
    };
    let everybody = people(&db);
    let classes: Vec<String> =
        everybody.iter().map(|(id, ..)| class(*id)[0].grade.clone().unwrap_or_default()).collect();
    assert_eq!(classes, ["ho_ngheo", "ho_ngheo", "ho_can_ngheo"]);
    assert_eq!(class(everybody[0].0)[0].span.from, Day::new(2021, 1, 1).expect("a day"));
    let of = |person| db.read(|tx| store::households::list_of_person(tx, person, acting(1).now)).expect("read");
    let households: Vec<_> = everybody.iter().map(|(id, ..)| of(*id)[0].fact.household).collect();
    assert!(households[0] == households[1] && households[0] != households[2]);
}

#[test]
fn lists_without_a_register_are_kept_row_by_row_with_whom_they_surely_mean() {
    let house = office();
    let db = district(&house);
    import(&house, &db, 0, &Ask::new("a.xlsx", &sheet(&LIST[..8]), Intent::Save));
    let rows: [&[&str]; 6] = [
        &["DANH SÁCH TẶNG QUÀ TẾT NGUYÊN ĐÁN 2021"],
        &["Xã Tống Trân"],
        &["STT", "Họ và tên", "Năm sinh", "Đối tượng", "Thôn", "Chủ tịch nước", "Vận động", "Tổng"],
        &["1", "Tống Văn Mẫu", "1935", "Người cao tuổi", "An Cầu", "300.000", "", "300.000"],
        &["2", "Ngô Thị Khác", "1980", "Hộ nghèo", "An Cầu", "", "200.000", "200.000"],
        &["", "Cộng", "", "", "", "300.000", "200.000", "500.000"],
    ];
    let saved = import(&house, &db, 1, &Ask::new("qua.xlsx", &sheet(&rows), Intent::Save));
    assert_eq!(saved.kind, "gifts");
    assert_eq!(people(&db).len(), 2, "a gift makes nobody a person of the register");
    let mut kept = Vec::new();
    db.read(|tx| {
        kept_rows::of_kind(tx, "gifts", acting(2).now, |row| {
            kept.push(row.fact);
            Ok(())
        })
    })
    .expect("read");
    assert_eq!(kept.iter().map(|row| row.person.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!((kept[1].fields["f1"].as_str(), kept[1].fields["funder1"].as_str()), ("200000", "Vận động"));
    assert_eq!(saved.list.expect("a list").checks.sum_amount.map(Dong), Some(Dong(500_000)));
}
