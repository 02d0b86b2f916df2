use domain::entitlement::Spell;
use domain::kernel::{Dong, HouseholdId, MonthSpan, PersonId, Span, SpellId};
use domain::registry::{Death, Household, Membership, PaperKind, Payee, PersonPaper};

use crate::people::Search;
use crate::search::UnitNames;
use crate::spells::NewSpell;
use crate::testing::each_database;
use crate::{
    Db, StoreError, deaths, decisions, households, papers, payees, people, residences, settings, spells, statuses,
};

use super::sample::{add_resident, child, day, decision, moment, month, on, person, spell, status, stay, unit};

const P1: PersonId = PersonId(1);

#[test]
fn a_corrected_name_is_known_from_the_correction_on() {
    each_database(|db| {
        let (first, second) = (person("Lê Thị Hoà", "1941"), person("Lê Thị Hoa", "1941-03-12"));
        db.write(|tx| people::add(tx, P1, &first, on("2021-01-10"))).unwrap();
        db.write(|tx| people::set(tx, P1, &second, on("2021-02-10"))).unwrap();
        let known = |text: &str| db.read(|tx| people::find(tx, P1, moment(text))).unwrap();
        assert_eq!(known("2021-01-09"), None);
        assert_eq!(known("2021-01-10"), Some(first.clone()));
        assert_eq!(known("2021-02-09"), Some(first));
        assert_eq!(known("2021-02-10"), Some(second));
        assert_eq!(db.read(|tx| people::history(tx, P1)).unwrap().len(), 2);
        let namesakes = |key: &str| db.read(|tx| people::namesakes(tx, &[key], moment("2021-02-10"))).unwrap().len();
        assert_eq!(namesakes("le thi hoa"), 1);
    });
}

#[test]
fn correcting_somebody_who_is_not_there_is_a_fault() {
    each_database(|db| {
        let set = db.write(|tx| people::set(tx, P1, &person("A", "1941"), on("2021-01-10")));
        assert!(matches!(set, Err(StoreError::RowCount { expected: 1, touched: 0, .. })));
    });
}

fn town() -> impl Fn(&Db) {
    |db| {
        db.write(|tx| {
            add_resident(tx, 1, "Đặng Thị Hòa", "1@2021")?;
            add_resident(tx, 2, "Nguyễn Văn Hoàng", "2@2021")?;
            add_resident(tx, 3, "ĐẶNG THỊ HOÀ", "2@2021")?;
            people::add(tx, PersonId(4), &person("Vũ Thị An", "1950-05-06"), on("2021-01-01"))?;
            deaths::set(tx, PersonId(3), &Death { died_on: day("2021-03-01"), certificate: None }, on("2021-03-05"))
        })
        .unwrap();
    }
}

fn ids(briefs: &[domain::registry::PersonBrief]) -> Vec<i64> {
    briefs.iter().map(|brief| brief.id.0).collect()
}

#[test]
fn people_are_found_by_the_beginnings_of_their_words_without_accents() {
    each_database(|db| {
        town()(db);
        let (units, names) = ([unit("2@2021")], UnitNames::default());
        let found = |text: &str, birth_year, all_units: bool| {
            let units = (!all_units).then_some(units.as_slice());
            let ask = Search { text, birth_year, units, unit_names: &names, limit: 10 };
            ids(&db.read(|tx| people::search(tx, &ask, moment("2021-06-01"))).unwrap())
        };
        assert_eq!(found("hoa", None, true).len(), 3);
        // The third one is found by "Đông", for want of more.
        assert_eq!(found("hoà đặng", None, true), [1, 3, 2]);
        assert_eq!(found("hoa", None, false).len(), 2);
        assert_eq!(found("", Some(1950), true), [4]);
        assert_eq!(found("oa", None, true), Vec::<i64>::new());
        assert_eq!(found("%", None, true).len(), 4);
    });
}

#[test]
fn briefs_show_place_and_death_as_known() {
    each_database(|db| {
        town()(db);
        let ask = [PersonId(3), PersonId(4), PersonId(9)];
        let briefs = db.read(|tx| people::briefs(tx, &ask, moment("2021-06-01"))).unwrap();
        assert_eq!(ids(&briefs), [3, 4]);
        assert_eq!(briefs[0].unit, Some(unit("2@2021")));
        assert_eq!(briefs[0].village.as_deref(), Some("Thôn Đông"));
        assert_eq!(briefs[0].died_on, Some(day("2021-03-01")));
        assert_eq!(briefs[1].unit, None);
        let earlier = db.read(|tx| people::briefs(tx, &ask, moment("2021-03-04"))).unwrap();
        assert_eq!(earlier[0].died_on, None);
        let alike = db.read(|tx| people::namesakes(tx, &["dang thi hoa"], moment("2021-06-01"))).unwrap();
        assert_eq!(ids(&alike), [1, 3]);
    });
}

#[test]
fn more_people_than_fit_in_one_list_of_values_are_all_found() {
    each_database(|db| {
        let many: Vec<_> = (1..=1_500).map(|id| (PersonId(id), person("Trần Thị Mai", "1950"))).collect();
        db.write(|tx| people::add_many(tx, &many, on("2021-01-01"))).unwrap();
        let ask: Vec<PersonId> = many.iter().rev().map(|(id, _)| *id).collect();
        let briefs = db.read(|tx| people::briefs(tx, &ask, moment("2021-06-01"))).unwrap();
        assert_eq!(ids(&briefs), (1..=1_500).collect::<Vec<_>>());
        assert_eq!(db.read(|tx| people::count(tx, moment("2021-06-01"))).unwrap(), 1_500);
    });
}

#[test]
fn a_paper_may_name_two_people_until_one_is_retracted() {
    each_database(|db| {
        let paper = PersonPaper { kind: PaperKind::PersonalId, number: "033141000001".to_owned() };
        let rec = on("2021-01-01");
        db.write(|tx| papers::add_many(tx, &[(P1, paper.clone()), (PersonId(2), paper.clone())], rec)).unwrap();
        let named = |text: &str| {
            db.read(|tx| papers::find_people(tx, PaperKind::PersonalId, "033141000001", moment(text))).unwrap()
        };
        assert_eq!(named("2021-01-02"), [P1, PersonId(2)]);
        db.write(|tx| papers::retract(tx, PersonId(2), 1, on("2021-01-05"))).unwrap();
        assert_eq!(named("2021-01-04"), [P1, PersonId(2)]);
        assert_eq!(named("2021-01-05"), [P1]);
        let batch = db.read(|tx| papers::named(tx, &["x", "033141000001"], moment("2021-01-05"))).unwrap();
        assert_eq!(batch, [(P1, paper)]);
    });
}

#[test]
fn a_corrected_paper_leaves_the_others_as_they_were() {
    each_database(|db| {
        let paper = |kind, number: &str| PersonPaper { kind, number: number.to_owned() };
        let (old, wrong) = (paper(PaperKind::OldId, "145000001"), paper(PaperKind::PersonalId, "033141000001"));
        let right = paper(PaperKind::PersonalId, "033141000010");
        db.write(|tx| papers::add_many(tx, &[(P1, wrong.clone()), (P1, old.clone())], on("2021-01-01"))).unwrap();
        db.write(|tx| papers::replace(tx, P1, 1, &right, on("2021-02-01"))).unwrap();
        let known = |text: &str| {
            let kept = db.read(|tx| papers::list(tx, P1, moment(text))).unwrap();
            kept.into_iter().map(|kept| (kept.no, kept.fact)).collect::<Vec<_>>()
        };
        assert_eq!(known("2021-01-31"), [(1, wrong), (2, old.clone())]);
        assert_eq!(known("2021-02-01"), [(2, old), (3, right.clone())]);
        let again = db.write(|tx| papers::replace(tx, P1, 1, &right, on("2021-03-01")));
        assert!(matches!(again, Err(StoreError::RowCount { expected: 1, touched: 0, .. })));
    });
}

#[test]
fn a_move_closes_one_stay_and_opens_another() {
    each_database(|db| {
        db.write(|tx| residences::add(tx, P1, &stay("1@2021", "2000-01-01"), on("2021-01-01"))).unwrap();
        db.write(|tx| {
            residences::close(tx, P1, 1, day("2021-05-10"), on("2021-06-01"))?;
            residences::add(tx, P1, &stay("2@2021", "2021-05-10"), on("2021-06-01"))
        })
        .unwrap();
        let lives = |day_text: &str, known: &str| {
            db.read(|tx| residences::current_unit(tx, P1, day(day_text), moment(known))).unwrap().map(|u| u.0)
        };
        assert_eq!(lives("2021-05-09", "2021-06-01").as_deref(), Some("1@2021"));
        assert_eq!(lives("2021-05-10", "2021-06-01").as_deref(), Some("2@2021"));
        assert_eq!(lives("2021-05-10", "2021-05-31").as_deref(), Some("1@2021"));
        assert_eq!(lives("1999-12-31", "2021-06-01"), None);
        let stays = db.read(|tx| residences::list(tx, P1, moment("2021-06-01"))).unwrap();
        assert_eq!(stays.iter().map(|kept| kept.no).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(stays[0].fact.span, Span { from: day("2000-01-01"), until: Some(day("2021-05-10")) });
    });
}

#[test]
fn statuses_end_and_are_taken_back() {
    each_database(|db| {
        let pension = domain::registry::Status { amount: Some(Dong(420_000)), ..status("luong_huu", "2019-01-01") };
        db.write(|tx| {
            statuses::add_many(tx, &[(P1, status("khuyet_tat", "2020-01-01")), (P1, pension.clone())], on("2021-01-01"))
        })
        .unwrap();
        db.write(|tx| statuses::close(tx, P1, 1, day("2021-02-01"), on("2021-02-01"))).unwrap();
        db.write(|tx| statuses::retract(tx, P1, 2, on("2021-03-01"))).unwrap();
        let known = |text: &str| db.read(|tx| statuses::list(tx, P1, moment(text))).unwrap();
        assert_eq!(known("2021-01-31")[0].fact, pension);
        assert_eq!(known("2021-02-15").len(), 2);
        let last = known("2021-03-01");
        assert_eq!(last.len(), 1);
        assert_eq!(last[0].fact.span.until, Some(day("2021-02-01")));
        let again = db.write(|tx| statuses::retract(tx, P1, 2, on("2021-04-01")));
        assert!(matches!(again, Err(StoreError::RowCount { .. })));
    });
}

#[test]
fn a_death_may_be_corrected_and_taken_back() {
    each_database(|db| {
        let death = |text: &str| Death { died_on: day(text), certificate: Some("05/2021".to_owned()) };
        db.write(|tx| deaths::set(tx, P1, &death("2021-03-01"), on("2021-03-05"))).unwrap();
        db.write(|tx| deaths::set(tx, P1, &death("2021-02-28"), on("2021-03-06"))).unwrap();
        db.write(|tx| deaths::retract(tx, P1, on("2021-03-07"))).unwrap();
        let known = |text: &str| db.read(|tx| deaths::find(tx, P1, moment(text))).unwrap().map(|kept| kept.fact);
        assert_eq!(known("2021-03-05"), Some(death("2021-03-01")));
        assert_eq!(known("2021-03-06"), Some(death("2021-02-28")));
        assert_eq!(known("2021-03-07"), None);
    });
}

#[test]
fn households_payees_and_settings_keep_their_past() {
    each_database(|db| {
        let house = |unit_id: &str| Household { id: HouseholdId(5), unit: unit(unit_id), village: None };
        let head = Membership {
            household: HouseholdId(5),
            relation: "chủ hộ".to_owned(),
            span: Span::since(day("2020-01-01")),
        };
        let payee = |receiver: Option<&str>| Payee {
            receiver: receiver.map(str::to_owned),
            account: Some("123".to_owned()),
            bank: None,
            span: Span::since(day("2020-01-01")),
        };
        db.write(|tx| {
            households::add(tx, &house("1@2021"), on("2021-01-01"))?;
            households::add_member(tx, P1, &head, on("2021-01-01"))?;
            payees::add(tx, P1, &payee(None), on("2021-01-01"))?;
            settings::set(tx, "k", "a", on("2021-01-01"))
        })
        .unwrap();
        db.write(|tx| {
            households::set(tx, &house("2@2021"), on("2021-02-01"))?;
            payees::set(tx, P1, &payee(Some("Con")), on("2021-02-01"))?;
            settings::set(tx, "k", "b", on("2021-02-01"))
        })
        .unwrap();
        db.read(|tx| {
            let (before, after) = (moment("2021-01-31"), moment("2021-02-01"));
            assert_eq!(households::find(tx, HouseholdId(5), before)?, Some(house("1@2021")));
            assert_eq!(households::find(tx, HouseholdId(5), after)?, Some(house("2@2021")));
            assert_eq!(households::list_of_person(tx, P1, after)?[0].fact, head);
            assert_eq!(households::list_members(tx, HouseholdId(5), after)?[0].0, P1);
            assert_eq!(payees::list(tx, P1, before)?[0].fact, payee(None));
            assert_eq!(payees::list(tx, P1, after)?.len(), 1);
            assert_eq!(payees::list(tx, P1, after)?[0].fact, payee(Some("Con")));
            assert_eq!(settings::find(tx, "k", before)?.as_deref(), Some("a"));
            assert_eq!(settings::list(tx, after)?, [("k".to_owned(), "b".to_owned())]);
            Ok::<(), StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn decisions_of_a_period_are_those_signed_in_it() {
    each_database(|db| {
        let add = |id: i64, signed: Option<&str>| {
            let id = domain::kernel::DecisionId(id);
            db.write(|tx| decisions::add(tx, P1, id, &decision(signed), on("2021-05-01"))).unwrap();
        };
        add(1, Some("2020-12-31"));
        add(2, Some("2021-01-01"));
        add(3, Some("2021-06-30"));
        add(4, Some("2021-07-01"));
        add(5, None);
        let between = |known: &str| {
            let found =
                db.read(|tx| decisions::list_between(tx, day("2021-01-01"), day("2021-07-01"), moment(known))).unwrap();
            found.iter().map(|record| record.id.0).collect::<Vec<_>>()
        };
        assert_eq!(between("2021-05-01"), [2, 3]);
        assert_eq!(between("2021-04-30"), Vec::<i64>::new());
        assert_eq!(db.read(|tx| decisions::list(tx, P1, moment("2021-05-01"))).unwrap().len(), 5);
        assert_eq!(db.read(|tx| decisions::list(tx, P1, moment("2021-05-01"))).unwrap()[4].decision, decision(None));
    });
}

fn full_spell() -> NewSpell {
    let mut new = spell(1, 10, "K5");
    new.spell.attributes = vec!["a_b".to_owned(), "c_d".to_owned()];
    new.spell.subjects = vec![child("Con một", Some(7)), child("Con hai", None)];
    new.spell.pauses = vec![MonthSpan::since(month("2022-03"))];
    new.spell.event_day = Some(day("2021-06-30"));
    new
}

fn known_spells(db: &Db, known: &str) -> Vec<Spell> {
    let records = db.read(|tx| spells::list(tx, P1, moment(known))).unwrap();
    records.into_iter().map(|record| record.spell).collect()
}

#[test]
fn a_spell_comes_back_as_it_went_in() {
    each_database(|db| {
        let new = full_spell();
        db.write(|tx| spells::add(tx, &new, on("2021-08-01"))).unwrap();
        let found = db.read(|tx| spells::find(tx, P1, SpellId(10), moment("2021-08-01"))).unwrap().unwrap();
        assert_eq!((found.spell, found.decision, found.source), (new.spell, new.decision, new.source));
        assert_eq!(known_spells(db, "2021-07-31"), []);
    });
}

#[test]
fn a_changed_spell_keeps_the_rows_that_did_not_change() {
    each_database(|db| {
        let new = full_spell();
        db.write(|tx| spells::add(tx, &new, on("2021-08-01"))).unwrap();
        let mut changed = new.spell.clone();
        changed.months.until = month("2022-01");
        changed.subjects[1].until = Some(day("2021-10-10"));
        changed.subjects.push(child("Con ba", None));
        changed.pauses = vec![MonthSpan::new(month("2022-03"), month("2022-05"))];
        db.write(|tx| spells::set(tx, P1, SpellId(10), &changed, on("2021-11-01"))).unwrap();
        assert_eq!(known_spells(db, "2021-10-31"), [new.spell]);
        assert_eq!(known_spells(db, "2021-11-01"), [changed.clone()]);
        let rows = db.read(|tx| tx.number("select count(*) from spell_subject", &[])).unwrap();
        assert_eq!(rows, 4, "the first child has one row, the second two, the third one");
        changed.subjects.clear();
        db.write(|tx| spells::set(tx, P1, SpellId(10), &changed, on("2021-12-01"))).unwrap();
        assert_eq!(known_spells(db, "2021-12-01"), [changed]);
    });
}

#[test]
fn pauses_begin_and_end_in_their_own_time() {
    each_database(|db| {
        db.write(|tx| spells::add(tx, &spell(1, 10, "K5"), on("2021-08-01"))).unwrap();
        let open = MonthSpan::since(month("2021-10"));
        let no = db
            .write(|tx| spells::add_pause(tx, P1, SpellId(10), open, Some("chấp hành án"), on("2021-09-20")))
            .unwrap();
        db.write(|tx| spells::end_pause(tx, P1, SpellId(10), no, month("2022-02"), on("2022-01-20"))).unwrap();
        assert_eq!(known_spells(db, "2021-09-20")[0].pauses, [open]);
        assert_eq!(known_spells(db, "2022-01-20")[0].pauses, [MonthSpan::new(month("2021-10"), month("2022-02"))]);
        let pauses = db.read(|tx| spells::pauses(tx, P1, moment("2022-01-20"))).unwrap();
        assert_eq!(pauses[0].1.reason.as_deref(), Some("chấp hành án"));
    });
}

#[test]
fn the_death_of_a_child_is_found_in_the_spell_of_the_mother() {
    each_database(|db| {
        db.write(|tx| spells::add(tx, &full_spell(), on("2021-08-01"))).unwrap();
        let about = db.read(|tx| spells::subjects_of_person(tx, PersonId(7), moment("2021-08-01"))).unwrap();
        let (owner, id, subject) = &about[0];
        assert_eq!((*owner, *id, subject.no), (P1, SpellId(10), 1));
        db.write(|tx| spells::end_subject(tx, P1, SpellId(10), 1, day("2021-09-09"), on("2021-09-20"))).unwrap();
        assert_eq!(known_spells(db, "2021-09-19")[0].subjects[0].until, None);
        assert_eq!(known_spells(db, "2021-09-20")[0].subjects[0].until, Some(day("2021-09-09")));
    });
}

#[test]
fn a_retracted_spell_takes_its_belongings_along() {
    each_database(|db| {
        db.write(|tx| spells::add(tx, &full_spell(), on("2021-08-01"))).unwrap();
        db.write(|tx| spells::retract(tx, P1, SpellId(10), on("2021-09-01"))).unwrap();
        assert_eq!(known_spells(db, "2021-09-01"), []);
        assert!(db.read(|tx| spells::subjects(tx, P1, moment("2021-09-01"))).unwrap().is_empty());
        assert_eq!(known_spells(db, "2021-08-31"), [full_spell().spell]);
    });
}
