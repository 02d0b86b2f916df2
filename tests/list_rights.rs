//! Lists in and out for people who answer for one commune, or work in one field: nothing else comes in, nothing else leaves.

use std::collections::BTreeSet;

use domain::kernel::{Day, Moment, Month, PersonId, UnitId, UserId};
use office::access::{Rights, Role};
use office::intake::{self, Ask, Imported, Settled};
use office::outgoing::{self, ListAsk};
use office::register::{Intent, RowNote, Settlement};
use office::roster::{self, Choices, Filter, NoteKind};
use office::{Acting, Db, Office, OfficeError, Refusal, life, read};
use paper::grid::{self, Book};
use paper::template::{TemplateKind, workbook_with};
use store::journal::{self, JournalFilter};
use store::roster::{Among, RosterAsk, RosterEntry};
use store::{kept_rows, papers, spells};

use crate::world::{Copy, demo_copy, office};

const OWN: &str = "12391";
const OTHER: &str = "12394";

fn day() -> Day {
    Day::new(2021, 5, 4).expect("a day")
}

fn acting(rights: &Rights, user: i64, minute: i64) -> Acting<'_> {
    let now = Moment::new(day(), 2, 0, 0).expect("a moment").add_seconds(minute * 60);
    Acting { user: Some(UserId(user)), now, rights }
}

fn holder(minute: i64) -> Acting<'static> {
    acting(Rights::HOLDER, 1, minute)
}

fn unit(house: &Office, code: &str) -> UnitId {
    house.units.by_code(code, day()).expect("the commune is known").id.clone()
}

fn of_commune(house: &Office, code: &str) -> Rights {
    let units = house.units.counted_in(&unit(house, code), day());
    Rights::of(vec![Role::CommuneOfficer], Some(units), None)
}

fn of_field(scheme: &str) -> Rights {
    Rights::of(vec![Role::Specialist], None, Some(vec![scheme.to_owned()]))
}

/// The demo office with an officer of one of its communes.
struct World {
    house: Office,
    db: Db,
    officer: Rights,
    _copy: Copy,
}

impl World {
    fn new() -> World {
        let (house, copy) = (office(), demo_copy());
        World { db: copy.open(), officer: of_commune(&house, OWN), house, _copy: copy }
    }

    fn entry(&self, person: PersonId, minute: i64) -> RosterEntry {
        let ask = RosterAsk { among: Among::People(&[person]), day: day(), known: holder(minute).now };
        self.db.read(|tx| store::roster::list(tx, &ask)).expect("read").remove(0)
    }

    /// Somebody living in a commune who has a personal number.
    fn resident(&self, code: &str) -> (PersonId, RosterEntry, String) {
        let units = self.house.units.counted_in(&unit(&self.house, code), day());
        let ask = RosterAsk { among: Among::Units(&units), day: day(), known: holder(0).now };
        let all = self.db.read(|tx| store::roster::list(tx, &ask)).expect("read");
        let with_number = |entry: &RosterEntry| entry.papers.iter().find(|paper| paper.number.len() == 12).cloned();
        let mut found = all.into_iter().filter(|entry| entry.died_on.is_none());
        let (entry, paper) =
            found.find_map(|entry| with_number(&entry).map(|paper| (entry, paper))).expect("somebody has a number");
        (entry.person, entry, paper.number)
    }

    fn import(&self, rights: &Rights, user: i64, minute: i64, ask: &Ask<'_>) -> Imported {
        intake::import(&self.house, &self.db, acting(rights, user, minute), ask).expect("imported")
    }
}

/// A row of the template for people with benefits.
fn row(number: &str, name: &str, birth: &str, commune: &str, group: &str) -> Vec<String> {
    let value = |title: &&str| match *title {
        "Số định danh" => number,
        "Họ và tên" => name,
        "Ngày sinh" => birth,
        "Xã/Thị trấn" => commune,
        "Mã nhóm hưởng" => group,
        "Hưởng từ tháng" => "05/2021",
        "Thôn/Tổ dân phố" => "Thôn Mẫu",
        _ => "",
    };
    TemplateKind::Beneficiaries.column_titles().iter().map(|title| value(title).to_owned()).collect()
}

fn names(house: &Office) -> (String, String) {
    let name = |code| house.units.name(&unit(house, code)).to_owned();
    (name(OWN), name(OTHER))
}

fn said(notes: &[RowNote]) -> Vec<(usize, &str)> {
    notes.iter().map(|note| (note.source.row, note.says.as_str())).collect()
}

#[test]
fn rows_of_another_commune_come_back_and_only_one_s_own_are_saved() {
    let world = World::new();
    let (own, other) = names(&world.house);
    let rows = [row("", "Hoàng Thị Mẫu Một", "1935", &own, "K5c"), row("", "Hoàng Thị Mẫu Hai", "1936", &other, "K5c")];
    let bytes = workbook_with(TemplateKind::Beneficiaries, &rows).expect("a workbook");
    for intent in [Intent::Preview, Intent::Save] {
        let done = world.import(&world.officer, 7, 1, &Ask::new("ds.xlsx", &bytes, intent)).taken_in;
        assert_eq!((done.new_people, done.new_spells), (1, 1), "{done:?}");
        let rejects = said(&done.rejects);
        assert_eq!(rejects.len(), 1, "{rejects:?}");
        assert!(rejects[0].1.contains(&other) && rejects[0].1.contains("phạm vi đơn vị khác"), "{rejects:?}");
    }
    // The rows that were refused are another's to bring: the same file is not "already in" for the district.
    let district = world.import(Rights::HOLDER, 2, 2, &Ask::new("ds.xlsx", &bytes, Intent::Save)).taken_in;
    assert_eq!((district.new_people, district.unchanged, district.rejects.len()), (1, 1, 0), "{district:?}");
    let again = world.import(Rights::HOLDER, 2, 3, &Ask::new("ds.xlsx", &bytes, Intent::Save));
    assert!(!again.saved && again.taken_in.new_people == 0, "{:?}", again.taken_in);
}

#[test]
fn somebody_elsewhere_is_neither_changed_nor_shown_whichever_way_a_row_names_them() {
    let world = World::new();
    let (own, _) = names(&world.house);
    let (person, before, number) = world.resident(OTHER);
    let birth = before.birth.shown();
    let rows = [
        // By paper, under another name and as living here.
        row(&number, "Trần Thị Đổi Tên", "1940", &own, "K5c"),
        // By name and birth alone: to the officer this is somebody new.
        row("", &before.name, &birth, &own, "K5c"),
        // By a choice over a question that was never asked.
        row("", "Vũ Thị Chọn Bừa", "1941", &own, "K5c"),
    ];
    let bytes = workbook_with(TemplateKind::Beneficiaries, &rows).expect("a workbook");
    let mut ask = Ask::new("ds.xlsx", &bytes, Intent::Preview);
    let first = world.import(&world.officer, 7, 1, &ask);
    let places: Vec<(String, usize)> = {
        let of_row = |note: &RowNote| (note.source.sheet.to_string(), note.source.row);
        first.taken_in.rejects.iter().map(of_row).collect()
    };
    let (sheet, first_row) = places[0].clone();
    ask.settled = Settled([((sheet, first_row + 2), Settlement::Is(person))].into_iter().collect());
    ask.intent = Intent::Save;
    let done = world.import(&world.officer, 7, 2, &ask).taken_in;
    assert_eq!(done.questions, vec![], "nobody elsewhere is offered");
    assert_eq!(done.new_people, 1, "{done:?}");
    let rejects = said(&done.rejects);
    assert_eq!(rejects.len(), 2, "{rejects:?}");
    assert_eq!(rejects[0].1, "người này thuộc phạm vi đơn vị khác; đề nghị cấp trên chuyển");
    assert_eq!(rejects[1].1, format!("không có người mã {person} trong sổ"));
    for note in done.rejects.iter().chain(&done.warnings).chain(&done.changed) {
        assert!(!note.says.contains(&before.name) && !note.says.contains(&number), "{}", note.says);
    }
    assert_eq!(world.entry(person, 5), before);
    let groups = world.db.read(|tx| spells::outlines(tx, &[person], holder(5).now)).expect("read");
    assert_eq!(groups.len(), world.db.read(|tx| spells::outlines(tx, &[person], holder(0).now)).expect("read").len());
    let held = world.db.read(|tx| papers::named(tx, &[&number], holder(5).now)).expect("read");
    assert_eq!(held.iter().map(|(holder, _)| *holder).collect::<Vec<_>>(), [person]);
}

#[test]
fn a_likely_twin_of_one_s_own_is_a_question_with_choices_that_can_be_made_without_the_file() {
    let world = World::new();
    let (own, _) = names(&world.house);
    let (person, entry, _) = world.resident(OWN);
    let rows = [row("", &entry.name, &entry.birth.shown(), &own, "K5c")];
    let bytes = workbook_with(TemplateKind::Beneficiaries, &rows).expect("a workbook");
    let mut ask = Ask::new("ds.xlsx", &bytes, Intent::Preview);
    let asked = world.import(&world.officer, 7, 1, &ask).taken_in;
    let question = &asked.questions[0];
    assert!(question.choices.contains(&Settlement::Is(person)), "{question:?}");
    let at = (question.source.sheet.to_string(), question.source.row);
    for (choice, new, known) in
        [(Settlement::NewPerson, 1, 0), (Settlement::Is(person), 0, 1), (Settlement::Skip, 0, 0)]
    {
        ask.settled = Settled([(at.clone(), choice)].into_iter().collect());
        let done = world.import(&world.officer, 7, 1, &ask).taken_in;
        assert_eq!((done.new_people, done.known_people, done.questions.len()), (new, known, 0), "{choice:?} {done:?}");
    }
}

#[test]
fn a_benefit_of_another_field_is_not_granted_by_a_list() {
    let world = World::new();
    let (own, _) = names(&world.house);
    let rows = [row("", "Hoàng Thị Mẫu Một", "1935", &own, "K5c")];
    let bytes = workbook_with(TemplateKind::Beneficiaries, &rows).expect("a workbook");
    let refused = world.import(&of_field("ncc"), 8, 1, &Ask::new("ds.xlsx", &bytes, Intent::Save)).taken_in;
    assert_eq!((refused.new_people, refused.new_spells), (0, 0));
    assert!(refused.rejects[0].says.contains("không thuộc lĩnh vực bạn phụ trách"), "{:?}", refused.rejects);
    let taken = world.import(&of_field("btxh"), 9, 2, &Ask::new("ds.xlsx", &bytes, Intent::Save)).taken_in;
    assert_eq!((taken.new_people, taken.rejects.len()), (1, 0), "{taken:?}");
}

#[test]
fn a_list_of_deaths_reaches_nobody_elsewhere() {
    let world = World::new();
    let (own, other) = names(&world.house);
    let (far, far_entry, far_number) = world.resident(OTHER);
    let (near, near_entry, near_number) = world.resident(OWN);
    let row = |number: &str, entry: &RosterEntry, commune: &str| -> Vec<String> {
        let birth = entry.birth.shown();
        let value = |title: &&str| match *title {
            "Số định danh" => number.to_owned(),
            "Họ và tên" => entry.name.clone(),
            "Ngày sinh" => birth.clone(),
            "Xã/Thị trấn" => commune.to_owned(),
            "Thôn/Tổ dân phố" => entry.village.clone().unwrap_or_default(),
            "Ngày mất" => "02/05/2021".to_owned(),
            _ => String::new(),
        };
        TemplateKind::Deaths.column_titles().iter().map(value).collect()
    };
    let rows = [
        row(&far_number, &far_entry, &own),
        row("", &far_entry, &other),
        row("", &far_entry, &own),
        row(&near_number, &near_entry, &own),
    ];
    let bytes = workbook_with(TemplateKind::Deaths, &rows).expect("a workbook");
    let done = world.import(&world.officer, 7, 1, &Ask::new("bao-tu.xlsx", &bytes, Intent::Save)).taken_in;
    assert_eq!(done.rejects.len(), 2, "{done:?}");
    assert_eq!(done.questions.len(), 1, "a name that is nobody's here: {done:?}");
    assert_eq!(world.entry(far, 5).died_on, None);
    assert_eq!(world.entry(near, 5).died_on, Day::new(2021, 5, 2));
}

const GIFTS: [&[&str]; 5] = [
    &["DANH SÁCH TẶNG QUÀ TẾT NGUYÊN ĐÁN NĂM 2021"],
    &["STT", "Họ và tên", "Năm sinh", "Xã", "Đối tượng", "Quà Chủ tịch nước", "Quà tỉnh", "Tổng cộng"],
    &["1", "Tống Văn Quà", "1935", "OWN", "Người có công", "300.000", "200.000", "500.000"],
    &["2", "Nguyễn Thị Quà", "1950", "OTHER", "Người có công", "300.000", "200.000", "500.000"],
    &["3", "Lê Văn Quà", "1951", "OTHER", "Người có công", "300.000", "200.000", "500.000"],
];

#[test]
fn rows_that_have_no_register_are_kept_for_one_s_own_commune_only_and_none_twice() {
    let world = World::new();
    let (own, other) = names(&world.house);
    let text = |cell: &str| cell.replace("OWN", &own).replace("OTHER", &other);
    let lines: Vec<String> =
        GIFTS.iter().map(|row| row.iter().map(|cell| text(cell)).collect::<Vec<_>>().join(";")).collect();
    let bytes = lines.join("\n").into_bytes();
    let kept = || -> BTreeSet<String> {
        let mut names = Vec::new();
        let read = world.db.read(|tx| {
            kept_rows::of_kind(tx, "gifts", holder(60).now, |kept| {
                names.push(kept.fact.fields.get("name").cloned().unwrap_or_default());
                Ok(())
            })
        });
        read.expect("read");
        let all: BTreeSet<String> = names.iter().cloned().collect();
        assert_eq!(all.len(), names.len(), "no row is kept twice");
        all
    };
    let mut ask = Ask::new("qua.csv", &bytes, Intent::Save);
    ask.kind = Some(paper::lists::Kind::Gifts);
    let done = world.import(&world.officer, 7, 1, &ask).taken_in;
    assert_eq!(done.rejects.len(), 2, "{done:?}");
    assert_eq!(kept(), BTreeSet::from(["Tống Văn Quà".to_owned()]));
    let district = world.import(Rights::HOLDER, 2, 2, &ask).taken_in;
    assert_eq!(district.rejects, vec![]);
    assert_eq!(kept().len(), 3);
    let gifts = |rights: &Rights| {
        outgoing::gifts(&world.house, &world.db, acting(rights, 7, 3), None, None).expect("made").rows
    };
    assert_eq!((gifts(&world.officer), gifts(Rights::HOLDER)), (1, 3));
}

fn april(unit: Option<UnitId>) -> ListAsk {
    ListAsk { scheme: "btxh".to_owned(), month: Month::new(2021, 4).expect("a month"), unit }
}

fn texts(book: &Book) -> BTreeSet<String> {
    let cells = book.sheets.iter().flat_map(|sheet| {
        sheet
            .rows()
            .flat_map(|row| row.cells().map(|(_, cell)| cell.text().into_owned()).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    });
    cells.collect()
}

type Make = fn(&Office, &Db, Acting<'_>, &ListAsk) -> Result<outgoing::ListFile, OfficeError>;

const LISTS: [(&str, Make); 6] = [
    ("pay-list", outgoing::pay_list),
    ("pay-summary", outgoing::pay_summary),
    ("changes", outgoing::changes),
    ("insurance-d03", outgoing::insurance_d03),
    ("insurance-d07", outgoing::insurance_d07),
    ("member-status", outgoing::member_status),
];

#[test]
fn every_list_that_leaves_is_of_one_s_own_commune_whatever_was_asked() {
    let world = World::new();
    let (house, db) = (&world.house, &world.db);
    let own = unit(house, OWN);
    let (.., far) = names(house);
    for (kind, make) in LISTS {
        let of = |rights: &Rights, unit: Option<UnitId>| make(house, db, acting(rights, 7, 1), &april(unit));
        let whole = of(Rights::HOLDER, None).expect("made");
        let mine = of(&world.officer, None).unwrap_or_else(|fault| panic!("{kind}: {fault}"));
        let asked = of(Rights::HOLDER, Some(own.clone())).expect("made");
        assert_eq!((mine.rows, &mine.name), (asked.rows, &asked.name), "{kind}: without a unit it is one's own");
        assert!(mine.rows < whole.rows, "{kind}: {} of {}", mine.rows, whole.rows);
        let book = grid::open(&mine.name, &mine.bytes).expect("opened");
        let seen: Vec<String> =
            texts(&book).into_iter().filter(|text| text == &far || text.ends_with(&format!(", {far}"))).collect();
        assert_eq!(seen, Vec::<String>::new(), "{kind}");
        let foreign = of(&world.officer, Some(unit(house, OTHER)));
        assert!(matches!(foreign, Err(OfficeError::Refused(Refusal::NoSuchUnit(_)))), "{kind}: {foreign:?}");
        let other_field = of(&of_field("ncc"), None);
        assert!(matches!(other_field, Err(OfficeError::Refused(Refusal::OtherField { .. }))), "{kind}");
        let payer = Rights::of(vec![Role::Payer], None, None);
        assert!(matches!(of(&payer, None), Err(OfficeError::Refused(Refusal::NotYours { .. }))), "{kind}");
    }
}

#[test]
fn the_sheet_of_a_roll_s_page_has_the_communes_of_whoever_downloads_it() {
    let world = World::new();
    let run = read::rolls(&world.db, holder(0), &read::RollsAsk::default()).expect("read").remove(0).run.id;
    let sheets = |rights: &Rights| {
        let bytes = read::pay_sheet(&world.house, &world.db, acting(rights, 7, 1), run, None).expect("made");
        grid::open("ky.xlsx", &bytes).expect("opened").sheets.into_iter().map(|sheet| sheet.name).collect::<Vec<_>>()
    };
    assert_eq!(sheets(&world.officer), [names(&world.house).0]);
    assert!(1 < sheets(Rights::HOLDER).len());
}

#[test]
fn a_list_that_leaves_is_written_down_by_kind_and_number_and_nobody_s_name() {
    let world = World::new();
    for (_, make) in LISTS {
        make(&world.house, &world.db, acting(&world.officer, 7, 1), &april(None)).expect("made");
    }
    roster::export(&world.house, &world.db, acting(&world.officer, 7, 1), &Filter::default()).expect("made");
    let filter = JournalFilter { act_prefix: Some("list.export"), ..Default::default() };
    let mut told = world.db.read(|tx| journal::list(tx, &filter, None, 100)).expect("read");
    told.reverse();
    let kinds: Vec<&str> = told.iter().map(|entry| entry.detail["kind"].as_str().expect("a kind")).collect();
    let expected: Vec<&str> = LISTS.iter().map(|(kind, _)| *kind).chain(["roster"]).collect();
    assert_eq!(kinds, expected);
    for entry in &told {
        let detail = entry.detail.as_object().expect("an object");
        let keys: Vec<&str> = detail.keys().map(String::as_str).collect();
        assert_eq!((keys, entry.user), (vec!["kind", "rows"], Some(UserId(7))));
    }
}

#[test]
fn downloading_a_draft_does_not_call_it_stale() {
    let world = World::new();
    let order = roll_order();
    let run = office::roll::draft(&world.house, &world.db, holder(0), &order).expect("drafted").run;
    let stale = |minute| read::roll(&world.house, &world.db, holder(minute), run).expect("read").may_be_stale;
    let ask = ListAsk { month: order.month, ..april(None) };
    outgoing::pay_list(&world.house, &world.db, holder(1), &ask).expect("made");
    assert!(!stale(2));
    let (person, ..) = world.resident(OWN);
    let death = domain::registry::Death { died_on: Day::new(2021, 5, 2).expect("a day"), certificate: None };
    life::report_death(&world.db, holder(3), person, &death).expect("reported");
    outgoing::pay_list(&world.house, &world.db, holder(4), &ask).expect("made");
    assert!(stale(5));
}

fn roll_order() -> office::roll::DraftOrder {
    office::roll::DraftOrder { scheme: "btxh".to_owned(), month: day().month(), months_ahead: 0, unit: None }
}

#[test]
fn a_template_offers_the_communes_and_groups_of_one_s_own() {
    let world = World::new();
    let offered = |rights: &Rights| {
        let made =
            intake::template_for(&world.house, Some(&world.db), acting(rights, 7, 1), TemplateKind::Beneficiaries);
        texts(&grid::open("mau.xlsx", &made.expect("made")).expect("opened"))
    };
    let (own, other) = names(&world.house);
    let mine = offered(&world.officer);
    assert!(mine.contains(&own) && !mine.contains(&other));
    let all = offered(Rights::HOLDER);
    assert!(all.contains(&own) && all.contains(&other) && all.contains("K5c"));
    let merit = offered(&of_field("ncc"));
    assert!(!merit.contains("K5c") && merit.contains(&other));
}

fn code_rows(book: &Book) -> BTreeSet<PersonId> {
    let tables = paper::table::Table::read_all(book, &[paper::sheets::roster::PERSON_CODE]).expect("a header");
    let cells = tables.iter().flat_map(|table| {
        table.rows.iter().filter_map(|row| table.cell(row, paper::sheets::roster::PERSON_CODE).text.parse().ok())
    });
    cells.map(PersonId).collect()
}

#[test]
fn the_register_that_goes_out_and_comes_back_is_one_s_own() {
    let world = World::new();
    let (house, db) = (&world.house, &world.db);
    let out = |rights: &Rights, filter: &Filter| {
        let file = roster::export(house, db, acting(rights, 7, 1), filter).expect("exported");
        grid::open(&file.name, &file.bytes).expect("opened")
    };
    let mine = out(&world.officer, &Filter::default());
    let district = out(Rights::HOLDER, &Filter::default());
    let asked = out(Rights::HOLDER, &Filter { unit: Some(unit(house, OWN)), scheme: None });
    assert_eq!(code_rows(&mine), code_rows(&asked));
    assert!(code_rows(&mine).len() < code_rows(&district).len());

    // The district's own list read again has nothing to say of people whom the officer left out.
    let back = roster::compare(house, db, holder(2), &mine).expect("compared");
    assert_eq!((back.fields.len(), back.notes.len(), back.missing.len()), (0, 0, 0));
    // And of the district's list the officer sees their own people only.
    let theirs = roster::compare(house, db, acting(&world.officer, 7, 2), &district).expect("compared");
    assert_eq!(theirs.rows, code_rows(&mine).len());
    assert_eq!(theirs.missing, vec![]);

    let foreign = roster::export(
        house,
        db,
        acting(&world.officer, 7, 1),
        &Filter { unit: Some(unit(house, OTHER)), scheme: None },
    );
    assert!(matches!(foreign, Err(OfficeError::Refused(Refusal::NoSuchUnit(_)))));
    let merit = out(&of_field("ncc"), &Filter::default());
    assert!(!code_rows(&merit).is_empty() && code_rows(&merit).len() < code_rows(&district).len());
    assert!(!texts(&merit).iter().any(|text| text == "K5c"));
}

#[test]
fn whoever_has_moved_away_since_is_not_touched_by_the_list_that_still_has_them() {
    let world = World::new();
    let (house, db) = (&world.house, &world.db);
    let (person, ..) = world.resident(OWN);
    let file = roster::export(house, db, acting(&world.officer, 7, 1), &Filter::default()).expect("exported");
    let book = grid::open(&file.name, &file.bytes).expect("opened");
    life::move_to(house, db, holder(2), person, (&unit(house, OTHER), None), day()).expect("moved");
    let found = roster::compare(house, db, acting(&world.officer, 7, 3), &book).expect("compared");
    let notes: Vec<&str> = found.notes_of(NoteKind::UnknownCode).map(|note| note.says.as_str()).collect();
    assert_eq!(notes, ["người này thuộc phạm vi đơn vị khác; đề nghị cấp trên chuyển"]);
    assert!(found.fields.iter().all(|one| one.person != person));
    let applied = roster::apply(house, db, acting(&world.officer, 7, 4), &book, &Choices::new()).expect("applied");
    assert_eq!(applied.taken, vec![]);
}

#[test]
fn a_file_s_counts_and_newcomers_are_found_again_by_whoever_brought_it() {
    let world = World::new();
    let (own, other) = names(&world.house);
    let rows = [
        row("", "Hoàng Thị Mẫu Một", "1935", &own, "K5c"),
        row("", "Hoàng Thị Mẫu Hai", "1936", &own, "K5c"),
        row("", "Hoàng Thị Mẫu Ba", "1937", &other, "K5c"),
    ];
    let bytes = workbook_with(TemplateKind::Beneficiaries, &rows).expect("a workbook");
    let done = world.import(&world.officer, 7, 1, &Ask::new("ds.xlsx", &bytes, Intent::Save));
    let import = done.import.expect("remembered");
    let find = |rights: &Rights, user| intake::find(&world.db, acting(rights, user, 2), import, 50).expect("read");
    let (past, people) = find(&world.officer, 7).expect("one's own file");
    let counts = past.counts.expect("counted");
    assert_eq!((counts.new_people, counts.rejects, past.rows), (2, 1, 3));
    let mut found: Vec<&str> = people.iter().map(|brief| brief.name.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["Hoàng Thị Mẫu Hai", "Hoàng Thị Mẫu Một"]);
    assert!(find(&of_commune(&world.house, OTHER), 8).is_none(), "another commune's file");
    assert!(find(Rights::HOLDER, 1).is_some());
    let recent = |rights: &Rights, user| intake::recent(&world.db, acting(rights, user, 2), 50).expect("read").len();
    assert_eq!(recent(&world.officer, 7), 1);
    assert_eq!(recent(&of_commune(&world.house, OTHER), 8), 0);
    assert_eq!(recent(Rights::HOLDER, 1), 1);
}
