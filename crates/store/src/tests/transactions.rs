use crate::testing::each_database;
use crate::{Db, Location, StoreError, ids, settings};

use super::sample::{moment, on};

#[derive(Debug, PartialEq)]
enum Refused {
    ByTheLaw,
    ByTheStore(String),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        Refused::ByTheStore(error.to_string())
    }
}

fn value(db: &Db) -> Option<String> {
    db.read(|tx| settings::find(tx, "don_vi", moment("2030-01-01"))).unwrap()
}

#[test]
fn an_act_that_is_refused_leaves_nothing_behind() {
    each_database(|db| {
        let refused = db.write(|tx| {
            settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01"))?;
            Err::<(), _>(Refused::ByTheLaw)
        });
        assert_eq!(refused, Err(Refused::ByTheLaw));
        assert_eq!(value(db), None);
    });
}

#[test]
fn a_fault_in_the_middle_of_an_act_undoes_its_beginning() {
    each_database(|db| {
        let fault: Result<(), StoreError> = db.write(|tx| {
            settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01"))?;
            tx.execute("insert into no_such_table (a) values (1)", &[])?;
            Ok(())
        });
        assert!(fault.is_err());
        assert_eq!(value(db), None);
        db.write(|tx| settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01"))).unwrap();
        assert_eq!(value(db).as_deref(), Some("Phù Cừ"));
    });
}

#[test]
fn a_panic_in_an_act_leaves_a_database_that_works() {
    each_database(|db| {
        let panicking = std::panic::AssertUnwindSafe(|| {
            db.write(|tx| {
                settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01"))?;
                if value_is_set(tx)? { panic!("a bug in an act") } else { Ok::<(), StoreError>(()) }
            })
        });
        assert!(std::panic::catch_unwind(panicking).is_err());
        assert_eq!(value(db), None);
    });
}

fn value_is_set(tx: &mut crate::Tx<'_>) -> Result<bool, StoreError> {
    Ok(settings::find(tx, "don_vi", moment("2021-01-01"))?.is_some())
}

#[test]
fn numbers_taken_at_the_same_time_never_meet() {
    each_database(|db| {
        let firsts: Vec<i64> = std::thread::scope(|scope| {
            let takers: Vec<_> =
                (0..4).map(|_| scope.spawn(|| db.write(|tx| ids::take(tx, ids::PERSON, 10)).unwrap())).collect();
            takers.into_iter().map(|taker| taker.join().unwrap()).collect()
        });
        let mut sorted = firsts;
        sorted.sort_unstable();
        assert_eq!(sorted, [1, 11, 21, 31]);
    });
}

#[test]
fn a_reader_of_a_file_sees_one_state_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&Location::Folder(folder.path().to_owned())).unwrap();
    let seen = db.read(|tx| {
        let before = settings::find(tx, "don_vi", moment("2030-01-01"))?;
        db.write(|tx| settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01")))?;
        Ok::<_, StoreError>((before, settings::find(tx, "don_vi", moment("2030-01-01"))?))
    });
    assert_eq!(seen.unwrap(), (None, None));
    assert_eq!(value(&db).as_deref(), Some("Phù Cừ"));
}

#[test]
fn a_transaction_that_only_reads_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&Location::Folder(folder.path().to_owned())).unwrap();
    assert!(db.read(|tx| settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01"))).is_err());
}

#[test]
fn a_database_is_opened_again_with_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Folder(folder.path().to_owned());
    let first = Db::open(&location).unwrap();
    first.write(|tx| settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01"))).unwrap();
    drop(first);
    assert_eq!(value(&Db::open(&location).unwrap()).as_deref(), Some("Phù Cừ"));
}

#[test]
fn a_changed_migration_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Folder(folder.path().to_owned());
    let db = Db::open(&location).unwrap();
    db.write(|tx| tx.execute("update migration set sha256 = 'x' where number = 2", &[])).unwrap();
    drop(db);
    assert!(matches!(Db::open(&location), Err(StoreError::MigrationChanged { number: 2 })));
}
