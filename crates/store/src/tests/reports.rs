use domain::kernel::{Dong, UserId};
use domain::report::{Place, Said};

use crate::reports::{self, StoredOverride, StoredProse, StoredVersion};
use crate::testing::each_database;
use crate::verify::{self, Finding};
use crate::{Db, StoreError};

use super::sample::{day, moment, on};

const REPORT: &str = "sau-thang/2021-1";

fn count(value: i64) -> Said {
    Said::Numbers { value: Some(value), amount: None }
}

fn say(db: &Db, figure: &str, says: &Said, at: &str) {
    let told = (figure, says, "đối chiếu với xã");
    db.write(|tx| reports::set_override(tx, REPORT, told, Some(UserId(1)), on(at))).unwrap();
}

fn told(db: &Db, known: &str) -> Vec<(String, Said)> {
    let all = db.read(|tx| reports::overrides(tx, REPORT, moment(known))).unwrap();
    all.into_iter().map(|one| (one.figure, one.says)).collect()
}

#[test]
fn what_is_said_of_a_figure_counts_from_when_it_was_said_until_it_was_taken_back() {
    each_database(|db| {
        let both = Said::Numbers { value: Some(5), amount: Some(Dong(7_000)) };
        let words = Said::Words("97,5%".to_owned());
        say(db, "N-04", &count(2_400), "2021-04-01");
        say(db, "L-02", &words, "2021-04-02");
        say(db, "N-04", &both, "2021-04-03");
        assert!(db.write(|tx| reports::retract_override(tx, REPORT, "N-04", on("2021-04-05"))).unwrap());
        assert!(!db.write(|tx| reports::retract_override(tx, REPORT, "N-04", on("2021-04-06"))).unwrap());
        let named = |figure: &str, says: &Said| (figure.to_owned(), says.clone());
        assert_eq!(told(db, "2021-03-31"), []);
        assert_eq!(told(db, "2021-04-01"), [named("N-04", &count(2_400))]);
        assert_eq!(told(db, "2021-04-04"), [named("L-02", &words), named("N-04", &both)]);
        assert_eq!(told(db, "2021-04-05"), [named("L-02", &words)]);
        say(db, "N-04", &count(1), "2021-04-07");
        assert_eq!(told(db, "2021-04-07"), [named("L-02", &words), named("N-04", &count(1))]);
        let other = db.read(|tx| reports::overrides(tx, "sau-thang/2021-2", moment("2021-04-07"))).unwrap();
        assert_eq!(other, []);
        assert_eq!(db.read(verify::findings).unwrap(), []);
    });
}

#[test]
fn an_override_keeps_its_reason_and_who_answers_for_it() {
    each_database(|db| {
        say(db, "N-04", &count(0), "2021-04-01");
        let expected = StoredOverride {
            figure: "N-04".to_owned(),
            says: count(0),
            reason: "đối chiếu với xã".to_owned(),
            user: Some(UserId(1)),
            recorded_at: moment("2021-04-01"),
        };
        assert_eq!(db.read(|tx| reports::overrides(tx, REPORT, moment("2021-04-01"))).unwrap(), [expected]);
        db.write(|tx| tx.execute("update report_override set words = 'x'", &[])).unwrap();
        let found = db.read(|tx| reports::overrides(tx, REPORT, moment("2021-04-01")));
        assert!(matches!(found, Err(StoreError::BadRow { column, .. }) if column == "value"));
    });
}

#[test]
fn words_stand_at_their_place_until_they_are_taken_back() {
    each_database(|db| {
        let place = Place::Section { section: 3, sentence: 1 };
        let put = |words: &str, at: &str| {
            let told = (place, "Chi cho {N-04} người.", words);
            db.write(|tx| reports::set_prose(tx, REPORT, told, None, on(at))).unwrap();
        };
        put("Đã chi cho {N-04} người.", "2021-04-01");
        put("", "2021-04-02");
        let words = |known: &str| -> Vec<String> {
            let all = db.read(|tx| reports::prose(tx, REPORT, moment(known))).unwrap();
            all.into_iter().map(|one| one.words).collect()
        };
        let first = db.read(|tx| reports::prose(tx, REPORT, moment("2021-04-01"))).unwrap();
        let expected = StoredProse {
            place,
            form_text: "Chi cho {N-04} người.".to_owned(),
            words: "Đã chi cho {N-04} người.".to_owned(),
            user: None,
            recorded_at: moment("2021-04-01"),
        };
        assert_eq!(first, [expected]);
        assert_eq!(words("2021-04-02"), [""]);
        assert!(db.write(|tx| reports::retract_prose(tx, REPORT, place, on("2021-04-03"))).unwrap());
        assert!(!db.write(|tx| reports::retract_prose(tx, REPORT, Place::Closing, on("2021-04-03"))).unwrap());
        assert_eq!(words("2021-04-03"), [""; 0]);
        assert_eq!(db.read(verify::findings).unwrap(), []);
    });
}

fn version(no: i64, body: &str) -> StoredVersion {
    StoredVersion {
        no,
        as_of: day("2021-04-27"),
        known_at: moment("2021-04-27"),
        number: 15,
        signed_on: day("2021-04-28"),
        signer: "Lê Thị Hoa".to_owned(),
        sha256: reports::fingerprint(body),
        user: Some(UserId(2)),
        frozen_at: moment("2021-04-28"),
    }
}

#[test]
fn a_signed_version_comes_back_as_it_was_and_a_changed_one_is_refused_and_found() {
    each_database(|db| {
        let bodies = ["{\"a\":1}", "{\"a\":2}"];
        db.write(|tx| {
            for body in bodies {
                let no = reports::next_version(tx, REPORT)?;
                reports::add_version(tx, REPORT, &version(no, body), body)?;
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
        let (first, second) = (version(1, bodies[0]), version(2, bodies[1]));
        assert_eq!(db.read(|tx| reports::versions(tx, REPORT)).unwrap(), [first.clone(), second]);
        let found = |no| db.read(|tx| reports::version(tx, REPORT, no));
        assert_eq!(found(1).unwrap(), Some((first, bodies[0].to_owned())));
        assert_eq!(found(3).unwrap(), None);
        assert_eq!(db.read(verify::findings).unwrap(), []);
        db.write(|tx| tx.execute("update report_version set body = '{\"a\":3}' where version_no = 2", &[])).unwrap();
        assert!(matches!(found(2), Err(StoreError::BadRow { column, .. }) if column == "body"));
        let changed = Finding::VersionChanged { report: REPORT.to_owned(), version: 2 };
        assert_eq!(db.read(verify::findings).unwrap(), [changed]);
    });
}
