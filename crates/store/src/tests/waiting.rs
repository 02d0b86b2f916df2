//! What waits, on every database at hand: the statements are the same, and each count is its list.

use domain::kernel::{Dong, Month, MonthSpan, PersonId, RunId, Span, SpellId, UnitId};
use domain::registry::{Person, PersonPaper, Residence, Status};

use crate::spells::NewSpell;
use crate::testing::each_database;
use crate::waiting::{After, AgeGate, Sought, StatusAsked, StatusNeeded, WaitingAsk, Whose};
use crate::{Db, Recording, StoreError, papers, people, residences, spells, statuses, waiting};

fn known() -> domain::kernel::Moment {
    "2021-04-28T01:00:00Z".parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn rec() -> Recording {
    Recording { at: "2021-04-01T01:00:00Z".parse().unwrap() }
}

fn gate(whose: Whose, group: &str, born: &str, years: i32) -> AgeGate {
    let asked = |kind: &str, grades: &[&str]| StatusAsked {
        kind: kind.to_owned(),
        grades: grades.iter().map(|grade| (*grade).to_owned()).collect(),
    };
    let born = month(born);
    AgeGate {
        no: 1,
        what: format!("{group}:{years}"),
        group: group.to_owned(),
        whose,
        reached: born + years * 12,
        born,
        born_year: (born.month_of_year() == 1).then(|| born.year()),
        benefit_groups: vec!["K1".to_owned(), "K5c".to_owned()],
        holds: Vec::new(),
        lacks: vec![asked("luong_huu", &[]), asked("khuyet_tat", &["nang", "dac_biet_nang"])],
    }
}

/// Two people with one paper and one name; the first is paid for a status that ends, the second comes of age.
fn fill(db: &Db) {
    let person = |birth: &str| Person {
        name: "Lê Thị Thử".to_owned(),
        sex: None,
        birth: birth.parse().unwrap(),
        source: String::new(),
    };
    let home = |unit: &str| Residence {
        unit: UnitId(unit.to_owned()),
        village: None,
        span: Span::since("2000-01-01".parse().unwrap()),
    };
    let spell = domain::entitlement::Spell {
        group: "K1".to_owned(),
        percent: None,
        years: None,
        attributes: Vec::new(),
        months: MonthSpan::new(month("2020-01"), month("2021-06")),
        settled_until: None,
        event_day: None,
        subjects: vec![domain::entitlement::Subject {
            person: None,
            name: "Con".to_owned(),
            birth: "2005-05-09".parse().unwrap(),
            until: None,
            student_until: None,
        }],
        pauses: vec![MonthSpan::new(month("2021-01"), month("2021-05"))],
    };
    let ends = Span { from: "2020-01-01".parse().unwrap(), until: Some("2021-05-09".parse().unwrap()) };
    let status = Status { kind: "dang_hoc".to_owned(), grade: None, amount: None, span: ends };
    let paper = PersonPaper { kind: domain::registry::PaperKind::OldId, number: "145000111".to_owned() };
    db.write(|tx| {
        for (id, birth, unit) in [(1, "2005-05-02", "a"), (2, "1941-06", "b")] {
            people::add(tx, PersonId(id), &person(birth), rec())?;
            residences::add(tx, PersonId(id), &home(unit), rec())?;
            papers::add(tx, PersonId(id), &paper, rec())?;
        }
        let new = NewSpell {
            person: PersonId(1),
            id: SpellId(5),
            decision: None,
            source: String::new(),
            spell: spell.clone(),
        };
        spells::add(tx, &new, rec())?;
        statuses::add(tx, PersonId(1), &status, rec())?;
        Ok::<_, StoreError>(())
    })
    .unwrap();
}

/// The people of a kind, after checking that its count, its pages, its sums and its days agree.
fn found(db: &Db, sought: Sought<'_>, units: Option<&[UnitId]>) -> Vec<i64> {
    let ask = WaitingAsk { sought, units, known: known() };
    db.read(|tx| {
        let mut rows = Vec::new();
        let mut after: Option<After> = None;
        loop {
            let page = waiting::list(tx, &ask, after.as_ref(), 1)?;
            let Some(row) = page.into_iter().next() else { break };
            after = Some(After { due: row.due.clone(), person: row.person, no: row.no });
            rows.push(row);
        }
        let total = |counts: Vec<(String, i64)>| counts.iter().map(|one| one.1).sum::<i64>();
        assert_eq!(total(waiting::count(tx, &ask)?), rows.len() as i64);
        assert_eq!(total(waiting::count_by_due(tx, &ask)?), rows.len() as i64);
        let amounts: Dong = waiting::amounts(tx, &ask)?.into_iter().map(|one| one.1).sum();
        assert_eq!(amounts, rows.iter().filter_map(|row| row.amount).sum());
        Ok::<_, StoreError>(rows.iter().map(|row| row.person.0).collect())
    })
    .unwrap()
}

#[test]
fn each_kind_finds_its_people_and_only_those_of_the_units_asked() {
    each_database(|db| {
        fill(db);
        let (runs, keys) = ([RunId(1), RunId(2)], ["K1".to_owned()]);
        let entering = [gate(Whose::Own, "K5c", "1941-06", 80), gate(Whose::Own, "K5c", "1942-01", 80)];
        let leaving = [gate(Whose::Own, "K1", "2005-05", 16)];
        let counted = [gate(Whose::CountedNotStudying, "K1", "2005-05", 16)];
        let needed = [StatusNeeded {
            status: StatusAsked { kind: "dang_hoc".to_owned(), grades: Vec::new() },
            groups: keys.to_vec(),
        }];
        let (from, until) = ("2021-05-01".parse().unwrap(), "2021-05-31".parse().unwrap());
        let units = [UnitId("b".to_owned())];
        let status = Sought::StatusEnding { from, until, month: month("2021-04"), needed: &needed };
        let pause = Sought::PauseEnding { from: month("2021-04"), until: month("2021-06"), groups: &keys };
        let spell = Sought::SpellEnding { from: month("2021-05"), until: month("2021-07"), groups: &keys };
        for (sought, all, of_b) in [
            (Sought::Entering(&entering), vec![2], vec![2]),
            (Sought::Reaching(&leaving), vec![1], vec![]),
            (Sought::Reaching(&counted), vec![1], vec![]),
            (status, vec![1], vec![]),
            (pause, vec![1], vec![]),
            (spell, vec![1], vec![]),
            (Sought::Twin, vec![1], vec![]),
            (Sought::Debt { benefits: &keys }, vec![], vec![]),
            (Sought::Unpaid { runs: &runs }, vec![], vec![]),
            (Sought::ToldDead { runs: &runs, reason: "chet" }, vec![], vec![]),
            (Sought::Problem { runs: &runs }, vec![], vec![]),
            (Sought::Entering(&[]), vec![], vec![]),
        ] {
            let said = format!("{sought:?}");
            assert_eq!(found(db, sought.clone(), None), all, "{said}");
            assert_eq!(found(db, sought, Some(&units)), of_b, "{said}");
        }
    });
}
