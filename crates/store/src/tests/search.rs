use std::collections::{BTreeMap, BTreeSet};

use domain::kernel::{PersonId, Span, UnitId, fold, may_mean, sort_key};
use domain::registry::{Person, Residence};

use crate::people::Search;
use crate::search::UnitNames;
use crate::testing::each_database;
use crate::verify::{self, Finding};
use crate::{Db, Location, people, residences, search};

use super::sample::{add_resident, day, moment, on, person, unit};

const NOW: &str = "2026-06-01";
const UNITS: [(&str, &str); 4] = [
    ("1@2025", "Xã Tống Trân"),
    ("2@2025", "Xã Quang Hưng"),
    ("3@2025", "Phường Phố Hiến"),
    ("4@2021", "Thị trấn Văn Giang"),
];

fn unit_names() -> UnitNames {
    let units = UNITS.map(|(id, name)| (unit(id), name));
    UnitNames::new(units.iter().map(|(id, name)| (id, *name)))
}

struct Asking<'a> {
    text: &'a str,
    birth_year: Option<i16>,
    units: Option<&'a [UnitId]>,
    limit: i64,
}

fn ask(db: &Db, asking: &Asking<'_>) -> Vec<i64> {
    let names = unit_names();
    let Asking { text, birth_year, units, limit } = *asking;
    let ask = Search { text, birth_year, units, unit_names: &names, limit };
    let found = db.read(|tx| people::search(tx, &ask, moment(NOW))).unwrap();
    found.iter().map(|brief| brief.id.0).collect()
}

fn found(db: &Db, text: &str, birth_year: Option<i16>) -> Vec<i64> {
    ask(db, &Asking { text, birth_year, units: None, limit: 50 })
}

fn home(unit_id: &str, village: Option<&str>, from: &str) -> Residence {
    Residence { unit: unit(unit_id), village: village.map(str::to_owned), span: Span::since(day(from)) }
}

fn settle(db: &Db, id: i64, who: &Person, stay: Option<&Residence>) {
    let rec = on("2026-01-01");
    db.write(|tx| {
        people::add(tx, PersonId(id), who, rec)?;
        stay.map_or(Ok(()), |stay| residences::add(tx, PersonId(id), stay, rec))
    })
    .unwrap();
}

fn assert_whole(db: &Db) {
    assert_eq!(db.read(verify::findings).unwrap(), []);
}

#[test]
fn a_person_is_found_by_name_year_and_place_in_any_order() {
    each_database(|db| {
        let an_cau = home("1@2025", Some("Thôn An Cầu"), "2000-01-01");
        settle(db, 1, &person("Nguyễn Văn An", "1950-03-12"), Some(&an_cau));
        settle(db, 2, &person("Nguyễn Văn An", "1951"), Some(&an_cau));
        settle(db, 3, &person("Nguyễn Văn An", "1950"), Some(&home("2@2025", Some("Tổ 3"), "2000-01-01")));
        settle(db, 4, &person("Trần Thị Cầu", "1950"), None);
        assert_eq!(found(db, "ng v a an cau", Some(1950))[0], 1);
        assert_eq!(found(db, "cau an NGUYỄN thon", Some(1950))[0], 1);
        assert_eq!(found(db, "tong tran an", None), [1, 2]);
        assert_eq!(found(db, "xã quang hưng an", None)[0], 3);
        assert_eq!(found(db, "tổ 3", None), [3]);
        assert_eq!(found(db, "trần cầu", None)[0], 4);
        assert_eq!(found(db, "", Some(1950)), [1, 3, 4]);
        assert_eq!(found(db, "vắng mặt", None), Vec::<i64>::new());
        assert_whole(db);
    });
}

#[test]
fn whole_words_come_before_beginnings_and_names_before_places() {
    each_database(|db| {
        settle(db, 1, &person("Lê Hoàng", "1950"), None);
        settle(db, 2, &person("Đỗ Anh", "1950"), Some(&home("2@2025", Some("Thôn Hoà"), "2000-01-01")));
        settle(db, 3, &person("Vũ Hoa", "1950"), None);
        settle(db, 4, &person("Bùi Anh", "1950"), Some(&home("2@2025", Some("Hoàng Xá"), "2000-01-01")));
        settle(db, 5, &person("Lý Văn Sơn", "1950"), None);
        assert_eq!(found(db, "hoa", None), [3, 2, 1, 4]);
        let limited = ask(db, &Asking { text: "hoa", birth_year: None, units: None, limit: 2 });
        assert_eq!(limited, [3, 2]);
        // Whoever types the beginning of a kind of place does not mean all places of the kind.
        assert_eq!(found(db, "th", None), Vec::<i64>::new());
    });
}

#[test]
fn words_typed_nearly_right_are_understood_when_little_else_is_found() {
    each_database(|db| {
        settle(db, 1, &person("Nguyễn Văn Lý", "1950"), Some(&home("1@2025", Some("Thôn Võng Phan"), "2000-01-01")));
        settle(db, 2, &person("Trần Thị Sinh", "1941"), None);
        for text in ["nguyn van ly", "ngyuen van li", "nguyen vam ly", "li nguyen vong pham", "ly tong chan"] {
            assert_eq!(found(db, text, None), [1], "{text}");
        }
        assert_eq!(found(db, "tran xinh", None), [2]);
        assert_eq!(found(db, "tran sinh", Some(1943)), [2]);
        assert_eq!(found(db, "tran sinh", Some(1944)), Vec::<i64>::new());
        (3..8).for_each(|id| settle(db, id, &person("Trần Thị Xinh", "1941"), None));
        assert_eq!(found(db, "tran xinh", None), [3, 4, 5, 6, 7], "five are not few");
    });
}

#[test]
fn what_is_found_follows_every_change() {
    each_database(|db| {
        let who = person("Lê Thị Hoà", "1941");
        settle(db, 1, &who, Some(&home("1@2025", Some("An Cầu"), "2000-01-01")));
        settle(db, 2, &person("Bế Đình Quý", "1930"), None);
        db.write(|tx| people::set(tx, PersonId(1), &person("Lê Thị Mận", "1943-02"), on("2026-02-01"))).unwrap();
        assert_eq!(found(db, "hoà", None), Vec::<i64>::new());
        assert_eq!(found(db, "le man", Some(1943)), [1]);
        db.write(|tx| {
            residences::close(tx, PersonId(1), 1, day("2026-03-01"), on("2026-03-01"))?;
            residences::add(tx, PersonId(1), &home("2@2025", None, "2026-03-01"), on("2026-03-01"))
        })
        .unwrap();
        assert_eq!(found(db, "cầu", None), Vec::<i64>::new());
        assert_eq!(found(db, "quang hưng", None), [1]);
        db.write(|tx| residences::retract(tx, PersonId(1), 3, on("2026-04-01"))).unwrap();
        assert_eq!(found(db, "man an cau", None), [1], "the ended stay is the last one left");
        db.write(|tx| residences::retract(tx, PersonId(1), 2, on("2026-04-02"))).unwrap();
        assert_eq!(found(db, "man", None), [1]);
        assert_eq!(found(db, "an cau", None), Vec::<i64>::new());
        assert_whole(db);
    });
}

#[test]
fn an_act_that_fails_leaves_no_words_and_an_open_one_finds_its_own() {
    each_database(|db| {
        let names = unit_names();
        let ask = Search { text: "hoa", birth_year: None, units: None, unit_names: &names, limit: 5 };
        let gone: Result<(), crate::StoreError> = db.write(|tx| {
            people::add(tx, PersonId(1), &person("Vũ Hoa", "1950"), on("2026-01-01"))?;
            assert_eq!(people::search(tx, &ask, moment(NOW))?.len(), 1);
            Err(crate::StoreError::Busy)
        });
        assert!(gone.is_err());
        assert_eq!(found(db, "hoa", None), Vec::<i64>::new());
        assert_whole(db);
    });
}

#[test]
fn a_database_of_an_earlier_program_can_be_searched() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Db::open(&Location::Folder(folder.path().to_owned())).unwrap();
    let db = open();
    db.write(|tx| {
        add_resident(tx, 1, "Vũ Hoa", "1@2025")?;
        tx.settle()?;
        tx.batch(
            "drop table search_key; drop table search_person; drop table search_word; drop table local_amount;
             delete from migration where number >= 11",
        )
    })
    .unwrap();
    drop(db);
    let db = open();
    assert_eq!(found(&db, "vu hoa", None), [1]);
    assert_whole(&db);
}

#[test]
fn words_that_differ_from_the_facts_are_told_and_made_anew() {
    each_database(|db| {
        db.write(|tx| (1..=3).try_for_each(|id| add_resident(tx, id, "Vũ Hoa", "1@2025"))).unwrap();
        let spoil = |sql: &str| db.write(|tx| tx.execute(sql, &[])).unwrap();
        let findings = || db.read(verify::findings).unwrap();
        spoil("update search_person set sort_key = 'hong vu' where person_id = 2");
        assert_eq!(findings(), [Finding::SearchStrays { people: 1 }, Finding::SearchWordsDiffer]);
        db.write(search::rebuild).unwrap();
        spoil("delete from search_key where word = 'hoa' and person_id = 3");
        assert_eq!(findings(), [Finding::SearchWordsDiffer]);
        db.write(search::rebuild).unwrap();
        spoil("update search_word set people = people + 1 where word = 'vu'");
        assert_eq!(findings(), [Finding::SearchWordsDiffer]);
        db.write(search::rebuild).unwrap();
        assert_eq!(findings(), []);
        assert_eq!(found(db, "hoa", None), [1, 2, 3]);
    });
}

#[test]
fn only_the_units_of_the_asker_are_searched() {
    each_database(|db| {
        let villages = ["Thôn Trà Dương", "An Cầu"];
        for id in 1..=40 {
            let village = villages[id as usize % 2];
            let place = UNITS[id as usize % 4].0;
            settle(db, id, &person("Nguyễn Thị Hoa", "1950"), Some(&home(place, Some(village), "2000-01-01")));
        }
        settle(db, 41, &person("Nguyễn Thị Hoa", "1950"), None);
        let units = [unit("1@2025"), unit("3@2025")];
        for text in ["hoa", "nguyen", "an cau", "n", "hoaa", "tran"] {
            let seen = ask(db, &Asking { text, birth_year: None, units: Some(&units), limit: 50 });
            assert!(seen.iter().all(|id| id % 4 == 0 || id % 4 == 2), "{text}: {seen:?}");
        }
        assert_eq!(ask(db, &Asking { text: "hoa", birth_year: None, units: Some(&units), limit: 50 }).len(), 20);
        assert_eq!(ask(db, &Asking { text: "hoa", birth_year: None, units: Some(&[]), limit: 50 }), Vec::<i64>::new());
    });
}

/// Chance from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// The first ones are drawn most, as names are.
    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let place = self.below(list.len()) * self.below(list.len()) / list.len();
        list[place]
    }
}

const FAMILY: [&str; 10] = ["Nguyễn", "Trần", "Lê", "Phạm", "Tô", "Vũ", "Đặng", "Hoàng", "Bàn", "Ngô"];
const MIDDLE: [&str; 8] = ["Văn", "Thị", "Ngọc", "Kim", "Thu", "An", "Quang", "Thị Ngọc"];
const GIVEN: [&str; 16] = [
    "Hoa", "An", "Anh", "Hoàng", "Bình", "Lý", "Sinh", "Xinh", "Nga", "Ngà", "Tuấn", "Tú", "Dần", "Giang", "Hoan", "Ý",
];
const VILLAGES: [&str; 9] =
    ["Thôn An Cầu", "Tổ 3", "Khu phố Văn Giang", "Thôn Hoà Bình", "Xóm 12", "Võng Phan", "", "Thôn Tống Xá", "Dân Chủ"];

/// A person as the test remembers them.
#[derive(Clone)]
struct Known {
    name: String,
    year: i16,
    place: Option<(usize, String)>,
}

fn draw(chance: &mut Chance) -> Known {
    let name = match chance.below(200) {
        0 => "???".to_owned(),
        1 => "Hoa".to_owned(),
        _ => format!("{} {} {}", chance.of(&FAMILY), chance.of(&MIDDLE), chance.of(&GIVEN)),
    };
    let place = (chance.below(20) > 0).then(|| (chance.below(UNITS.len()), chance.of(&VILLAGES).to_owned()));
    Known { name, year: 1940 + chance.below(20) as i16, place }
}

fn drawn_home(place: &(usize, String), from: &str) -> Residence {
    let village = (!place.1.is_empty()).then_some(place.1.as_str());
    home(UNITS[place.0].0, village, from)
}

fn fill(db: &Db, chance: &mut Chance, count: i64) -> BTreeMap<i64, Known> {
    let mut all: BTreeMap<i64, Known> = (1..=count).map(|id| (id, draw(chance))).collect();
    let birth = |known: &Known| known.year.to_string();
    let people: Vec<_> = all.iter().map(|(id, known)| (PersonId(*id), person(&known.name, &birth(known)))).collect();
    let stays: Vec<_> = all
        .iter()
        .filter_map(|(id, known)| Some((PersonId(*id), drawn_home(known.place.as_ref()?, "2000-01-01"))))
        .collect();
    db.write(|tx| {
        people::add_many(tx, &people, on("2026-01-01"))?;
        residences::add_many(tx, &stays, on("2026-01-01"))
    })
    .unwrap();
    for _ in 0..40 {
        let id = 1 + chance.below(count as usize) as i64;
        let changed = draw(chance);
        let who = person(&changed.name, &birth(&changed));
        let known = all.get_mut(&id).unwrap();
        (known.name, known.year) = (changed.name, changed.year);
        db.write(|tx| {
            people::set(tx, PersonId(id), &who, on("2026-02-01"))?;
            let Some(place) = &changed.place else { return Ok(()) };
            residences::add(tx, PersonId(id), &drawn_home(place, "2020-01-01"), on("2026-02-01"))
        })
        .unwrap();
        known.place = changed.place.or(known.place.take());
    }
    all
}

const KINDS: [&str; 8] = ["thon", "to", "khu", "pho", "xom", "dan", "xa", "phuong"];

/// How well a word fits: 0 to 3 for name, place, beginning in the name, beginning in the place; 4 for nearly right.
fn fit(word: &str, known: &Known) -> Option<u8> {
    let name = fold(&known.name);
    let village = known.place.as_ref().map(|place| fold(&place.1)).unwrap_or_default();
    let commune = known.place.as_ref().map(|place| fold(UNITS[place.0].1).replace("thi tran ", "")).unwrap_or_default();
    let name: Vec<&str> = name.split_whitespace().collect();
    let place: Vec<&str> = village.split(' ').chain(commune.split(' ')).filter(|word| !word.is_empty()).collect();
    let open = || place.iter().filter(|known| !KINDS.contains(known));
    let grades = [
        name.contains(&word),
        place.contains(&word),
        name.iter().any(|known| known.starts_with(word)),
        open().any(|known| known.starts_with(word)),
        name.iter().chain(open()).any(|known| may_mean(word, known)),
    ];
    grades.iter().position(|fits| *fits).map(|grade| grade as u8)
}

/// The answer by looking at everybody.
fn by_hand(all: &BTreeMap<i64, Known>, asking: &Asking<'_>) -> Vec<i64> {
    let folded = fold(asking.text);
    let words: BTreeSet<&str> = folded.split_whitespace().collect();
    let (mut plain, mut loose) = (Vec::new(), Vec::new());
    for (id, known) in all {
        let apart = asking.birth_year.map_or(0, |year| (year - known.year).abs());
        let lives = |units: &[UnitId]| known.place.as_ref().is_some_and(|p| units.contains(&unit(UNITS[p.0].0)));
        let fits: Option<Vec<u8>> = words.iter().map(|word| fit(word, known)).collect();
        let Some(fits) = fits.filter(|_| apart <= 2 && asking.units.is_none_or(lives)) else { continue };
        let slips = fits.iter().filter(|fit| **fit == 4).count();
        let worst = fits.into_iter().max().unwrap_or(0);
        let key = sort_key(&known.name);
        let line = (!words.iter().any(|word| key.starts_with(word)), key, *id);
        if worst < 4 && apart == 0 { plain.push((worst, line)) } else { loose.push((apart, slips, line)) }
    }
    plain.sort();
    if plain.len() < 5.min(asking.limit as usize) && !words.is_empty() {
        // With one slip; only without any such, with more; only without those, of years near by.
        let mut steps = [(0, 1), (0, usize::MAX), (2, usize::MAX)].into_iter().map(|(apart_max, slips_max)| {
            let mut step: Vec<_> = loose
                .iter()
                .filter(|one| one.0 <= apart_max && one.1 <= slips_max)
                .map(|one| (one.0, &one.2))
                .collect();
            step.sort();
            step.into_iter().map(|(_, line)| (4, line.clone())).collect::<Vec<_>>()
        });
        let first = steps.next().unwrap();
        plain.extend(if plain.is_empty() && first.is_empty() {
            steps.find(|step| !step.is_empty()).unwrap_or_default()
        } else {
            first
        });
    }
    plain.into_iter().map(|(_, line)| line.2).take(asking.limit as usize).collect()
}

fn question(chance: &mut Chance) -> (String, Option<i16>) {
    let mut words = Vec::new();
    for _ in 0..chance.below(5) {
        let list: &[&str] = match chance.below(4) {
            0 => &FAMILY,
            1 => &MIDDLE,
            2 => &GIVEN,
            _ => {
                &["thôn", "an", "cầu", "tổ", "3", "tống", "trân", "xã", "hưng", "phường", "t", "ng", "x", "hoaf", "zzz"]
            }
        };
        let word = list[chance.below(list.len())];
        let length = if chance.below(3) == 0 { 1 + chance.below(3) } else { 20 };
        words.push(word.chars().take(length).collect::<String>());
    }
    (words.join(" "), (chance.below(4) == 0).then(|| 1938 + chance.below(24) as i16))
}

#[test]
fn searching_finds_what_looking_at_everybody_finds() {
    each_database(|db| {
        let mut chance = Chance(20_260_601);
        let all = fill(db, &mut chance, 4_000);
        assert_whole(db);
        let some = [unit("1@2025"), unit("4@2021")];
        for round in 0..600 {
            let (text, birth_year) = question(&mut chance);
            let units = (chance.below(4) == 0).then_some(some.as_slice());
            let asking = Asking { text: &text, birth_year, units, limit: [50, 5, 1, 300][round % 4] };
            let wanted = by_hand(&all, &asking);
            assert_eq!(ask(db, &asking), wanted, "{text:?} {birth_year:?} {} {}", units.is_some(), asking.limit);
        }
    });
}
