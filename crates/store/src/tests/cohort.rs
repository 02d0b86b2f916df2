use domain::entitlement::Cohort;
use domain::kernel::{MonthSpan, PersonId};
use domain::registry::Death;
use domain::rules::{Law, embedded_law};

use crate::cohort::{ChunkAsk, ChunkUnits, load_chunk};
use crate::testing::each_database;
use crate::{Db, StoreError, deaths, people, residences, spells, statuses};

use super::sample::{child, day, moment, month, on, person, spell, status, stay};

const PEOPLE: i64 = 25;

/// People of every sort: without spells, with several, dead, moved, corrected, with children and pauses.
fn fill(db: &Db, group: &str) -> Result<(), StoreError> {
    db.write(|tx| {
        for id in 1..=PEOPLE {
            let owner = PersonId(id);
            people::add(tx, owner, &person("Nguyễn Thị Hà", &format!("{}", 1930 + id)), on("2021-01-01"))?;
            residences::add(tx, owner, &stay(&format!("{}@2021", id % 3), "2000-01-01"), on("2021-01-01"))?;
            for place in 0..id % 4 {
                spells::add(tx, &some_spell(id, place, group), on("2021-01-01"))?;
            }
            if id % 5 == 0 {
                let death = Death { died_on: day("2021-02-03"), certificate: None };
                deaths::set(tx, owner, &death, on("2021-02-10"))?;
                people::set(tx, owner, &person("Nguyễn Thị Hà", "1940-05"), on("2021-02-10"))?;
            }
            if id % 3 == 0 {
                statuses::add(tx, owner, &status("khuyet_tat", "2020-01-01"), on("2021-01-01"))?;
                residences::close(tx, owner, 1, day("2021-03-01"), on("2021-03-02"))?;
            }
        }
        Ok(())
    })
}

fn some_spell(id: i64, place: i64, group: &str) -> spells::NewSpell {
    let mut new = spell(id, id * 10 + place, group);
    if place == 1 {
        new.spell.subjects = vec![child("Con", None), child("Con", None)];
        new.spell.pauses = vec![MonthSpan::since(month("2022-01"))];
    }
    new
}

fn ask(known: &str) -> ChunkAsk {
    ChunkAsk { after: None, limit: 1_000, known: moment(known), unit_day: day("2021-04-01"), only: None }
}

/// All people in chunks of a size, each person written out with everything loaded.
fn in_chunks(db: &Db, law: &Law, known: &str, limit: i64) -> Vec<String> {
    let (mut cohort, mut units) = (Cohort::new(law), ChunkUnits::new());
    let (mut shown, mut after) = (Vec::new(), None);
    loop {
        let ask = ChunkAsk { after, limit, ..ask(known) };
        let last = db.read(|tx| load_chunk(tx, &ask, &mut cohort, &mut units)).unwrap();
        shown.extend(show(&cohort, &units));
        if last.is_none() {
            return shown;
        }
        after = last;
    }
}

fn one_by_one(db: &Db, law: &Law, known: &str) -> Vec<String> {
    let (mut cohort, mut units) = (Cohort::new(law), ChunkUnits::new());
    let mut shown = Vec::new();
    for id in 1..=PEOPLE {
        let ask = ChunkAsk { only: Some(PersonId(id)), ..ask(known) };
        db.read(|tx| load_chunk(tx, &ask, &mut cohort, &mut units)).unwrap();
        shown.extend(show(&cohort, &units));
    }
    shown
}

fn show(cohort: &Cohort, units: &ChunkUnits) -> Vec<String> {
    assert_eq!(cohort.people.len(), units.of_person.len());
    let people = cohort.people.iter().enumerate();
    people
        .map(|(place, person)| {
            let spells = cohort.spells_of(person).iter().map(|spell| {
                let (subjects, pauses) = (cohort.subjects_of(spell), cohort.pauses_of(spell));
                format!("{} {:?} {:?} {subjects:?} {pauses:?}", spell.spell, spell.group, spell.months)
            });
            let spells: Vec<String> = spells.collect();
            format!(
                "{} {} {} {:?} {:?} {spells:?}",
                person.person,
                person.birth,
                person.death,
                units.unit_of(place),
                cohort.statuses_of(person)
            )
        })
        .collect()
}

#[test]
fn chunks_of_any_size_hold_what_people_hold_one_by_one() {
    let law = embedded_law().unwrap();
    each_database(|db| {
        fill(db, &law.groups[0].key).unwrap();
        for known in ["2021-01-01", "2021-02-15", "2021-06-01"] {
            let whole = in_chunks(db, &law, known, 1_000);
            assert_eq!(whole.len(), 19, "six of the 25 have no spell");
            for limit in [1, 2, 3, 7, 38] {
                assert_eq!(in_chunks(db, &law, known, limit), whole, "limit {limit}");
            }
            assert_eq!(one_by_one(db, &law, known), whole);
        }
        assert!(in_chunks(db, &law, "2020-12-31", 10).is_empty());
    });
}

#[test]
fn what_is_known_later_changes_only_later_chunks() {
    let law = embedded_law().unwrap();
    each_database(|db| {
        fill(db, &law.groups[0].key).unwrap();
        let before = in_chunks(db, &law, "2021-02-09", 1_000);
        let after = in_chunks(db, &law, "2021-02-10", 1_000);
        let fifth = |shown: &[String]| shown.iter().find(|line| line.starts_with("5 ")).cloned().unwrap();
        assert!(!fifth(&before).contains("2021-02 "), "{}", fifth(&before));
        assert!(fifth(&after).starts_with("5 1940-05 2021-02 "), "{}", fifth(&after));
        let sixth = |known: &str| {
            in_chunks(db, &law, known, 1_000).iter().find(|line| line.starts_with("6 ")).cloned().unwrap()
        };
        assert!(sixth("2021-03-01").contains("0@2021"));
        assert!(!sixth("2021-03-02").contains("0@2021"));
    });
}

#[test]
fn a_word_the_law_does_not_have_is_a_fault_that_names_the_spell() {
    let law = embedded_law().unwrap();
    each_database(|db| {
        fill(db, "khong_co_nhom_nay").unwrap();
        let (mut cohort, mut units) = (Cohort::new(&law), ChunkUnits::new());
        let loaded = db.read(|tx| load_chunk(tx, &ask("2021-06-01"), &mut cohort, &mut units));
        assert!(matches!(loaded, Err(StoreError::UnknownWord(word)) if word.seen == "khong_co_nhom_nay"));
    });
}

#[test]
fn an_impossible_row_is_named_by_table_column_and_row() {
    let law = embedded_law().unwrap();
    each_database(|db| {
        fill(db, &law.groups[0].key).unwrap();
        db.write(|tx| tx.execute("update person set birth = '19x1' where person_id = 7", &[])).unwrap();
        let (mut cohort, mut units) = (Cohort::new(&law), ChunkUnits::new());
        let loaded = db.read(|tx| load_chunk(tx, &ask("2021-06-01"), &mut cohort, &mut units));
        let said = loaded.unwrap_err().to_string();
        assert!(said.contains("bảng person, cột birth, dòng 7"), "{said}");
        assert!(!said.contains("19x1"), "a fault repeats no personal value");
    });
}
