use domain::kernel::PersonId;

use crate::kept_rows::KeptRow;
use crate::layouts::Layout;
use crate::testing::each_database;
use crate::verify::{self, Finding};
use crate::{Db, Kept, StoreError, imports, kept_rows, layouts};

use super::sample::{gift, import_file, layout, moment, on};

#[test]
fn a_header_is_read_as_it_was_read_last() {
    each_database(|db| {
        let (first, other) = (layout("a1", "2021-01-05"), layout("b2", "2021-02-05"));
        let again =
            Layout { kind: "bao_hiem".to_owned(), user: None, columns: Vec::new(), ..layout("a1", "2021-03-05") };
        db.write(|tx| {
            layouts::put(tx, &first)?;
            assert_eq!(layouts::find(tx, "a1")?, Some(first.clone()));
            layouts::put(tx, &other)?;
            layouts::put(tx, &again)?;
            assert_eq!(layouts::find(tx, "a1")?, Some(again.clone()));
            assert_eq!(layouts::find(tx, "c3")?, None);
            assert_eq!(layouts::list(tx)?, [again.clone(), other.clone()]);
            Ok::<(), StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn a_layout_that_is_no_list_of_columns_is_a_fault_that_names_the_column() {
    each_database(|db| {
        db.write(|tx| layouts::put(tx, &layout("a1", "2021-01-05"))).unwrap();
        for columns in ["[{\"title\":\"Họ tên\"}]", "{}", "x"] {
            db.write(|tx| tx.execute("update layout set columns = $1", &[columns.into()])).unwrap();
            let found = db.read(|tx| layouts::find(tx, "a1"));
            assert!(matches!(found, Err(StoreError::BadRow { column, .. }) if column == "columns"));
        }
    });
}

/// A file of three rows, two of which mean people, and another of one.
fn fill(db: &Db) {
    let rows = [gift(1, 7, Some(5)), gift(1, 8, None), gift(1, 9, Some(6)), gift(2, 7, Some(5))];
    db.write(|tx| {
        imports::add(tx, &import_file(1))?;
        imports::add(tx, &import_file(2))?;
        kept_rows::add_many(tx, &rows[..2], on("2021-01-05"))?;
        kept_rows::add_many(tx, &rows[2..], on("2021-01-05"))
    })
    .unwrap();
}

fn of_kind(db: &Db, kind: &str, known: &str) -> Vec<(i64, i64)> {
    let mut seen = Vec::new();
    db.read(|tx| {
        seen.clear();
        kept_rows::of_kind(tx, kind, moment(known), |kept| {
            seen.push((kept.fact.import, kept.no));
            Ok(())
        })
    })
    .unwrap();
    seen
}

#[test]
fn a_row_comes_back_as_it_stood_in_its_file() {
    each_database(|db| {
        fill(db);
        let rows = db.read(|tx| kept_rows::of_import(tx, 1, moment("2021-01-05"))).unwrap();
        let kept = |no, fact: KeptRow| Kept { no, fact, recorded_at: moment("2021-01-05") };
        assert_eq!(rows, [kept(1, gift(1, 7, Some(5))), kept(2, gift(1, 8, None)), kept(3, gift(1, 9, Some(6)))]);
        let of_person = |id| db.read(|tx| kept_rows::of_person(tx, PersonId(id), moment("2021-01-05"))).unwrap();
        assert_eq!(of_person(5), [kept(1, gift(1, 7, Some(5))), kept(1, gift(2, 7, Some(5)))]);
        assert_eq!(of_person(7), []);
        assert_eq!(of_kind(db, "qua_tang", "2021-01-05"), [(1, 1), (1, 2), (1, 3), (2, 1)]);
        assert_eq!(of_kind(db, "bao_hiem", "2021-01-05"), []);
        assert_eq!(of_kind(db, "qua_tang", "2021-01-04"), []);
    });
}

#[test]
fn a_file_taken_back_and_read_again_leaves_both_in_the_record() {
    each_database(|db| {
        fill(db);
        assert_eq!(db.write(|tx| kept_rows::retract_import(tx, 1, on("2021-02-05"))).unwrap(), 3);
        assert_eq!(db.write(|tx| kept_rows::retract_import(tx, 1, on("2021-02-06"))).unwrap(), 0);
        assert_eq!(of_kind(db, "qua_tang", "2021-02-04").len(), 4);
        assert_eq!(of_kind(db, "qua_tang", "2021-02-05"), [(2, 1)]);
        db.write(|tx| kept_rows::add_many(tx, &[gift(1, 8, Some(7))], on("2021-03-05"))).unwrap();
        assert_eq!(of_kind(db, "qua_tang", "2021-03-05"), [(1, 4), (2, 1)]);
        let known = |text: &str| db.read(|tx| kept_rows::of_person(tx, PersonId(7), moment(text))).unwrap().len();
        assert_eq!((known("2021-03-04"), known("2021-03-05")), (0, 1));
        assert_eq!(db.read(verify::findings).unwrap(), []);
    });
}

#[test]
fn a_row_kept_twice_or_without_its_file_is_found() {
    each_database(|db| {
        fill(db);
        let other_kind = KeptRow { kind: "bao_hiem".to_owned(), ..gift(1, 7, Some(5)) };
        let rows = [gift(1, 7, Some(5)), gift(1, 8, Some(5)), other_kind, gift(3, 7, None), gift(3, 8, None)];
        db.write(|tx| kept_rows::add_many(tx, &rows, on("2021-02-05"))).unwrap();
        let expected = [
            Finding::ManyTruths { table: "kept_row", row: "1/7/5".to_owned(), versions: 2 },
            Finding::RowsWithoutFile { import: 3, rows: 2 },
        ];
        assert_eq!(db.read(verify::findings).unwrap(), expected);
    });
}

#[test]
fn a_row_whose_fields_are_no_texts_is_a_fault_that_repeats_none_of_them() {
    each_database(|db| {
        fill(db);
        db.write(|tx| tx.execute("update kept_row set fields = '{\"a\":19}' where import_id = 2", &[])).unwrap();
        let said = db.read(|tx| kept_rows::of_import(tx, 2, moment("2021-01-05"))).unwrap_err().to_string();
        assert!(said.contains("bảng kept_row, cột fields, dòng 2") && !said.contains("19"), "{said}");
    });
}
