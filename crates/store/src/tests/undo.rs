//! Taking an act back: what it wrote goes, what it replaced returns, and two acts are taken back one after the other.

use domain::kernel::{PersonId, SpellId, UnitId};
use domain::registry::Death;

use crate::testing::each_database;
use crate::undo::{TakenBack, Undone, undo, undo_as_subject};
use crate::{Db, deaths, people, residences, spells, verify};

use super::sample::{add_resident, child, day, moment, month, on, person, spell, stay};

const P1: PersonId = PersonId(1);

fn names(db: &Db, known: &str) -> Option<String> {
    db.read(|tx| people::find(tx, P1, moment(known))).unwrap().map(|person| person.name)
}

fn take_back(db: &Db, at: &str, earlier: &[(&str, &str)], now: &str) -> Undone {
    let back = |(act, undone): &(&str, &str)| TakenBack { act_at: moment(act), undone_at: moment(undone) };
    let earlier: Vec<TakenBack> = earlier.iter().map(back).collect();
    db.write(|tx| undo(tx, P1, moment(at), &earlier, on(now))).unwrap()
}

#[test]
fn what_an_act_replaced_is_believed_again_and_the_act_stays_readable() {
    each_database(|db| {
        db.write(|tx| people::add(tx, P1, &person("Lê Thị Hoà", "1941"), on("2021-01-10"))).unwrap();
        db.write(|tx| people::set(tx, P1, &person("Lê Thị Hoa", "1941"), on("2021-02-10"))).unwrap();
        assert_eq!(take_back(db, "2021-02-10", &[], "2021-03-01"), Undone::Rows(2));
        assert_eq!(names(db, "2021-03-01").as_deref(), Some("Lê Thị Hoà"));
        assert_eq!(names(db, "2021-02-20").as_deref(), Some("Lê Thị Hoa"), "what was known then stays");
    });
}

#[test]
fn a_later_act_on_the_same_fact_is_taken_back_first() {
    each_database(|db| {
        db.write(|tx| people::add(tx, P1, &person("A", "1941"), on("2021-01-10"))).unwrap();
        db.write(|tx| people::set(tx, P1, &person("B", "1941"), on("2021-02-10"))).unwrap();
        db.write(|tx| people::set(tx, P1, &person("C", "1941"), on("2021-03-10"))).unwrap();
        assert_eq!(take_back(db, "2021-02-10", &[], "2021-04-01"), Undone::ChangedLater);
        assert_eq!(take_back(db, "2021-03-10", &[], "2021-04-02"), Undone::Rows(2));
        assert_eq!(names(db, "2021-04-02").as_deref(), Some("B"));
        let earlier = [("2021-03-10", "2021-04-02")];
        assert_eq!(take_back(db, "2021-02-10", &earlier, "2021-04-03"), Undone::Rows(2));
        assert_eq!(names(db, "2021-04-03").as_deref(), Some("A"));
        assert_eq!(names(db, "2021-03-11").as_deref(), Some("C"));
    });
}

#[test]
fn a_death_recorded_anew_is_not_doubled_by_taking_back_the_undoing_of_another() {
    each_database(|db| {
        let death = |text| Death { died_on: day(text), certificate: None };
        db.write(|tx| deaths::set(tx, P1, &death("2021-01-02"), on("2021-01-10"))).unwrap();
        db.write(|tx| deaths::retract(tx, P1, on("2021-01-20"))).unwrap();
        db.write(|tx| deaths::set(tx, P1, &death("2021-01-30"), on("2021-02-10"))).unwrap();
        assert_eq!(take_back(db, "2021-01-20", &[], "2021-03-01"), Undone::ChangedLater);
    });
}

#[test]
fn a_move_taken_back_leaves_one_running_stay_at_the_old_place() {
    each_database(|db| {
        db.write(|tx| add_resident(tx, 1, "A", "1@2021")).unwrap();
        db.write(|tx| {
            let no = residences::list(tx, P1, moment("2021-02-01"))?[0].no;
            residences::close(tx, P1, no, day("2021-02-01"), on("2021-02-01"))?;
            residences::add(tx, P1, &stay("2@2021", "2021-02-01"), on("2021-02-01"))
        })
        .unwrap();
        assert!(matches!(take_back(db, "2021-02-01", &[], "2021-02-05"), Undone::Rows(3)));
        let stays = db.read(|tx| residences::list(tx, P1, moment("2021-02-05"))).unwrap();
        let brief: Vec<_> = stays.iter().map(|one| (one.fact.unit.clone(), one.fact.span.until)).collect();
        assert_eq!(brief, [(UnitId("1@2021".to_owned()), None)]);
    });
}

#[test]
fn a_spell_that_was_begun_by_mistake_has_no_months_but_is_still_there() {
    each_database(|db| {
        db.write(|tx| spells::add(tx, &spell(1, 7, "K1"), on("2021-01-10"))).unwrap();
        assert_eq!(take_back(db, "2021-01-10", &[], "2021-02-01"), Undone::Rows(1));
        let found = db.read(|tx| spells::list(tx, P1, moment("2021-02-01"))).unwrap();
        assert_eq!((found[0].spell.months.from, found[0].spell.months.until), (month("2021-07"), month("2021-07")));
    });
}

#[test]
fn the_child_of_a_carer_counts_again_when_its_death_is_taken_back() {
    each_database(|db| {
        let mut new = spell(2, 8, "K4");
        new.spell.subjects = vec![child("Con", Some(1))];
        db.write(|tx| spells::add(tx, &new, on("2021-01-10"))).unwrap();
        db.write(|tx| spells::end_subject(tx, PersonId(2), SpellId(8), 1, day("2021-02-02"), on("2021-02-05")))
            .unwrap();
        let undone = db.write(|tx| undo_as_subject(tx, P1, moment("2021-02-05"), &[], on("2021-03-01"))).unwrap();
        assert_eq!(undone, Undone::Rows(2));
        let subjects = db.read(|tx| spells::subjects(tx, PersonId(2), moment("2021-03-01"))).unwrap();
        assert_eq!(subjects.iter().map(|one| one.1.subject.until).collect::<Vec<_>>(), [None]);
    });
}

#[test]
fn a_rehearsed_act_leaves_nothing_behind() {
    each_database(|db| {
        let seen = db.rehearse(|tx| {
            people::add(tx, P1, &person("A", "1941"), on("2021-01-10"))?;
            people::count(tx, moment("2021-01-10"))
        });
        assert_eq!(seen.unwrap(), 1);
        assert_eq!(db.read(|tx| people::count(tx, moment("2021-01-10"))).unwrap(), 0);
    });
}

#[test]
fn whoever_a_correction_made_unfindable_is_found_again_when_it_is_taken_back() {
    each_database(|db| {
        db.write(|tx| people::add(tx, P1, &person("Lê Thị Hoà", "1941"), on("2021-01-10"))).unwrap();
        db.write(|tx| people::set(tx, P1, &person("Vũ Văn Nam", "1950"), on("2021-02-10"))).unwrap();
        take_back(db, "2021-02-10", &[], "2021-03-01");
        assert_eq!(db.read(verify::findings).unwrap(), []);
    });
}
