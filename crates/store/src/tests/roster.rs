use domain::kernel::{PersonId, Span, UnitId};
use domain::registry::{Death, PaperKind, Payee, PersonPaper, Residence};

use crate::roster::{Among, RosterAsk, RosterEntry, list};
use crate::testing::each_database;
use crate::{Db, deaths, papers, payees, people, residences};

use super::sample::{add_resident, day, moment, on, person, stay, unit};

const MOVED: PersonId = PersonId(2);

fn paper(kind: PaperKind, number: &str) -> PersonPaper {
    PersonPaper { kind, number: number.to_owned() }
}

fn payee(receiver: Option<&str>, span: Span) -> Payee {
    Payee {
        receiver: receiver.map(str::to_owned),
        account: Some("0451000".to_owned()),
        bank: Some("Agribank".to_owned()),
        span,
    }
}

/// One with everything; one who moved in May 2021, which was heard in June; one of whom only the name is known.
fn fill(db: &Db) {
    db.write(|tx| {
        add_resident(tx, 1, "Đặng Thị Hòa", "1@2021")?;
        papers::add(tx, PersonId(1), &paper(PaperKind::PersonalId, "033141000001"), on("2021-01-01"))?;
        papers::add(tx, PersonId(1), &paper(PaperKind::OldId, "145000001"), on("2021-01-01"))?;
        let spans = [Span { from: day("2020-01-01"), until: Some(day("2021-04-01")) }, Span::since(day("2021-04-01"))];
        payees::add(tx, PersonId(1), &payee(Some("Con"), spans[0]), on("2021-01-01"))?;
        payees::add(tx, PersonId(1), &payee(None, spans[1]), on("2021-01-01"))?;
        add_resident(tx, MOVED.0, "Vũ Thị An", "1@2021")?;
        residences::close(tx, MOVED, 1, day("2021-05-10"), on("2021-06-01"))?;
        residences::add(tx, MOVED, &Residence { village: None, ..stay("2@2021", "2021-05-10") }, on("2021-06-01"))?;
        people::add(tx, PersonId(3), &person("Lê Thị Hoa", "1941"), on("2021-01-01"))
    })
    .unwrap();
}

fn entries(db: &Db, among: Among<'_>, day_text: &str, known: &str) -> Vec<RosterEntry> {
    let ask = RosterAsk { among, day: day(day_text), known: moment(known) };
    db.read(|tx| list(tx, &ask)).unwrap()
}

fn ids(entries: &[RosterEntry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.person.0).collect()
}

#[test]
fn an_entry_holds_what_a_list_says_of_a_person() {
    each_database(|db| {
        fill(db);
        let all = entries(db, Among::Everybody, "2021-03-31", "2021-03-31");
        let first = RosterEntry {
            person: PersonId(1),
            name: "Đặng Thị Hòa".to_owned(),
            sex: person("", "1941").sex,
            birth: "1941".parse().unwrap(),
            died_on: None,
            papers: vec![paper(PaperKind::PersonalId, "033141000001"), paper(PaperKind::OldId, "145000001")],
            unit: Some(unit("1@2021")),
            village: Some("Thôn Đông".to_owned()),
            payee: Some(payee(Some("Con"), Span { from: day("2020-01-01"), until: Some(day("2021-04-01")) })),
        };
        assert_eq!(all[0], first);
        let last = RosterEntry {
            person: PersonId(3),
            name: "Lê Thị Hoa".to_owned(),
            papers: Vec::new(),
            unit: None,
            village: None,
            payee: None,
            ..first
        };
        assert_eq!((all.len(), &all[2]), (3, &last));
        let later = entries(db, Among::Everybody, "2021-04-01", "2021-03-31");
        assert_eq!(later[0].payee, Some(payee(None, Span::since(day("2021-04-01")))));
    });
}

#[test]
fn a_unit_has_those_who_lived_there_on_the_day_as_far_as_was_known() {
    each_database(|db| {
        fill(db);
        let (one, two) = ([unit("1@2021")], [unit("2@2021")]);
        let of =
            |units: &[UnitId], day_text: &str, known: &str| ids(&entries(db, Among::Units(units), day_text, known));
        assert_eq!(of(&one, "2021-05-09", "2021-06-01"), [1, 2]);
        assert_eq!(of(&one, "2021-05-10", "2021-06-01"), [1]);
        assert_eq!(of(&two, "2021-05-10", "2021-06-01"), [2]);
        assert_eq!(of(&one, "2021-05-10", "2021-05-31"), [1, 2]);
        assert_eq!(of(&two, "2021-05-10", "2021-05-31"), [0_i64; 0]);
        assert_eq!(of(&[unit("2@2021"), unit("1@2021")], "2021-05-10", "2021-06-01"), [1, 2]);
        assert_eq!(of(&[], "2021-05-10", "2021-06-01"), [0_i64; 0]);
        assert_eq!(of(&one, "1999-12-31", "2021-06-01"), [0_i64; 0]);
    });
}

#[test]
fn what_was_known_then_is_read_again_after_everything_changed() {
    each_database(|db| {
        fill(db);
        let then = entries(db, Among::Everybody, "2021-07-01", "2021-07-01");
        db.write(|tx| {
            people::set(tx, PersonId(1), &person("Đặng Thị Hoà", "1941-02-03"), on("2021-08-01"))?;
            papers::replace(tx, PersonId(1), 1, &paper(PaperKind::PersonalId, "033141000010"), on("2021-08-01"))?;
            payees::set(tx, PersonId(1), &payee(Some("Cháu"), Span::since(day("2021-07-01"))), on("2021-08-01"))?;
            residences::retract(tx, PersonId(1), 1, on("2021-08-01"))?;
            let death = Death { died_on: day("2021-06-30"), certificate: None };
            deaths::set(tx, PersonId(1), &death, on("2021-08-01"))
        })
        .unwrap();
        assert_eq!(entries(db, Among::Everybody, "2021-07-01", "2021-07-31"), then);
        let now = entries(db, Among::People(&[PersonId(1)]), "2021-07-01", "2021-08-01");
        let numbers: Vec<&str> = now[0].papers.iter().map(|paper| paper.number.as_str()).collect();
        assert_eq!((now[0].name.as_str(), numbers), ("Đặng Thị Hoà", vec!["145000001", "033141000010"]));
        assert_eq!((now[0].unit.as_ref(), now[0].died_on), (None, Some(day("2021-06-30"))));
        assert_eq!(now[0].payee.as_ref().unwrap().receiver.as_deref(), Some("Cháu"));
    });
}

#[test]
fn more_people_than_fit_in_one_list_of_values_come_in_order() {
    each_database(|db| {
        let many: Vec<_> = (1..=1_100).map(|id| (PersonId(id), person("Trần Thị Mai", "1950"))).collect();
        db.write(|tx| people::add_many(tx, &many, on("2021-01-01"))).unwrap();
        let ask: Vec<PersonId> = many.iter().rev().chain(&many).map(|(id, _)| *id).collect();
        let found = entries(db, Among::People(&ask), "2021-06-01", "2021-06-01");
        assert_eq!(ids(&found), (1..=1_100).collect::<Vec<_>>());
        assert_eq!(entries(db, Among::People(&[PersonId(9_999)]), "2021-06-01", "2021-06-01"), []);
    });
}
