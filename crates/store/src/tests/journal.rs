use domain::kernel::UserId;
use serde_json::json;

use crate::journal::{self, Break, Broken, Entry, JournalFilter};
use crate::testing::each_database;
use crate::{Db, StoreError};

use super::sample::moment;

fn write(db: &Db, act: &str, subject: &str) -> i64 {
    let entry = Entry {
        at: moment("2021-01-05T08:00:00Z"),
        user: Some(UserId(1)),
        act,
        subject,
        detail: json!({"tháng": "2021-01", "a": 1}),
    };
    db.write(|tx| journal::append(tx, &entry)).unwrap()
}

fn broken_after(db: &Db, tampering: &str) -> Option<Broken> {
    let outcome = db.write(|tx| {
        tx.execute(tampering, &[])?;
        Err::<(), _>(Outcome(journal::verify(tx)?.err()))
    });
    outcome.unwrap_err().0
}

/// Carries what was found out of a transaction that is not kept.
#[derive(Debug)]
struct Outcome(Option<Broken>);

impl From<StoreError> for Outcome {
    fn from(error: StoreError) -> Outcome {
        panic!("{error}")
    }
}

#[test]
fn every_sort_of_tampering_is_found_where_it_happened() {
    each_database(|db| {
        for n in 1..=4 {
            assert_eq!(write(db, "payment.draft", "run/1"), n);
        }
        assert_eq!(db.read(journal::verify).unwrap().unwrap().entries, 4);
        let check = |tampering: &str, seq: i64, cause: Break| {
            assert_eq!(broken_after(db, tampering), Some(Broken { seq, cause }), "{tampering}");
        };
        check("update journal set detail = '{}' where seq = 2", 2, Break::Changed);
        check("update journal set user_id = null where seq = 3", 3, Break::Changed);
        check("update journal set at = '2021-01-06T00:00:00Z' where seq = 1", 1, Break::Changed);
        check("update journal set prev_hash = 'x' where seq = 3", 3, Break::NotLinked);
        check("delete from journal where seq = 2", 3, Break::Missing);
        check("delete from journal where seq = 4", 3, Break::HeadDiffers);
        check("update journal_head set hash = 'x'", 4, Break::HeadDiffers);
        assert_eq!(db.read(journal::verify).unwrap().unwrap().entries, 4);
    });
}

#[test]
fn the_chain_is_the_same_on_every_database() {
    each_database(|db| {
        write(db, "payment.draft", "run/1");
        write(db, "payment.approve", "run/1");
        let head = db.read(journal::verify).unwrap().unwrap().head;
        // Worked out apart from this program: SHA-256 over each part with its length before it.
        assert_eq!(head, "4fd470f186a45d564dbc4da50e9956e364cd353fac569ff812c6fe55d0dd7975");
    });
}

#[test]
fn an_empty_journal_holds() {
    each_database(|db| {
        assert_eq!(db.read(journal::verify).unwrap().unwrap().entries, 0);
        assert_eq!(db.read(journal::last_seq).unwrap(), 0);
    });
}

#[test]
fn the_journal_is_read_backwards_page_by_page() {
    each_database(|db| {
        write(db, "registry.add_person", "person/1");
        write(db, "payment.draft", "run/1");
        write(db, "registry_extra.x", "person/1");
        write(db, "payment.approve", "run/1");
        let seqs = |filter: JournalFilter<'_>, before, limit| {
            let found = db.read(|tx| journal::list(tx, &filter, before, limit)).unwrap();
            found.iter().map(|entry| entry.seq).collect::<Vec<_>>()
        };
        let all = JournalFilter::default();
        assert_eq!(seqs(all, None, 3), [4, 3, 2]);
        assert_eq!(seqs(all, Some(2), 3), [1]);
        assert_eq!(seqs(JournalFilter { act_prefix: Some("payment."), ..all }, None, 9), [4, 2]);
        assert_eq!(seqs(JournalFilter { subject: Some("person/1"), ..all }, None, 9), [3, 1]);
        let last = |prefixes: &[&str]| db.read(|tx| journal::last_seq_of(tx, prefixes)).unwrap();
        assert_eq!(last(&["registry."]), 1);
        assert_eq!(last(&["registry.", "registry_"]), 3);
        assert_eq!(last(&["nothing"]), 0);
        let first = db.read(|tx| journal::list(tx, &all, Some(2), 1)).unwrap().remove(0);
        assert_eq!(first.detail, json!({"a": 1, "tháng": "2021-01"}));
    });
}

#[test]
fn appends_at_the_same_time_make_one_chain() {
    each_database(|db| {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..5).map(|_| write(db, "registry.add_person", "person/1")).max());
            }
        });
        assert_eq!(db.read(journal::verify).unwrap().unwrap().entries, 20);
    });
}

#[test]
fn an_act_is_found_by_when_it_was_done_and_when_it_was_written_down() {
    each_database(|db| {
        let act = |act: &str, at: &str| {
            let entry = Entry { at: moment(at), user: None, act, subject: "person/1", detail: json!({}) };
            db.write(|tx| journal::append(tx, &entry)).unwrap()
        };
        let told = |seq| db.read(|tx| journal::is_told_since(tx, seq, moment("2021-04-27"))).unwrap();
        let goes_on = |head: &(i64, String)| db.read(|tx| journal::goes_on_from(tx, head)).unwrap();
        let empty = db.read(journal::head).unwrap();
        assert_eq!(empty, (0, String::new()));
        act("life.death", "2021-04-20");
        let head = db.read(journal::head).unwrap();
        assert!(goes_on(&empty) && goes_on(&head) && !goes_on(&(1, "another chain".to_owned())));
        assert!(told(0) && !told(1));
        act("report.override", "2021-05-02");
        assert!(!told(1), "what was done later changes nothing of what was known then");
        act("report.prose", "2021-04-27");
        assert!(told(1) && goes_on(&head));
        let between = |after: &str, until: &str| {
            db.read(|tx| journal::is_done_between(tx, (moment(after), moment(until)), "report.")).unwrap()
        };
        assert!(!between("2021-04-20", "2021-05-02") && between("2021-04-19", "2021-04-20"));
        act("report", "2021-05-03");
        assert!(between("2021-04-20", "2021-05-03") && !between("2021-05-03", "2021-05-04"));
    });
}
