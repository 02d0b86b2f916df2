//! Every column says how private it is and how long it is kept, in `columns.toml`.

use std::collections::BTreeMap;

use crate::Db;
use crate::migrate::MIGRATIONS;

const CLASSES: [&str; 3] = ["public", "personal", "sensitive"];

fn classed() -> BTreeMap<String, (String, String)> {
    let file: toml::Table = include_str!("../../columns.toml").parse().unwrap();
    let retentions = file["retention"].as_table().unwrap();
    let mut classed = BTreeMap::new();
    for (table, columns) in file["table"].as_table().unwrap() {
        for (column, entry) in columns.as_table().unwrap() {
            let class = entry["class"].as_str().unwrap();
            let retention = entry["retention"].as_str().unwrap();
            assert!(CLASSES.contains(&class), "{table}.{column}: class {class}");
            assert!(retentions.contains_key(retention), "{table}.{column}: retention {retention}");
            classed.insert(format!("{table}.{column}"), (class.to_owned(), retention.to_owned()));
        }
    }
    classed
}

fn live() -> Vec<String> {
    let db = Db::fresh_for_test().unwrap();
    let mut columns = db
        .read(|tx| {
            tx.list(
                "select t.name || '.' || c.name from sqlite_schema t join pragma_table_info(t.name) c
                 where t.type = 'table' and t.name not like 'sqlite_%'",
                &[],
                |row| row.string(0),
            )
        })
        .unwrap();
    columns.sort();
    columns
}

#[test]
fn every_column_is_classed_and_no_class_is_stale() {
    let classed: Vec<String> = classed().into_keys().collect();
    assert_eq!(classed, live());
}

#[test]
fn what_may_reveal_an_illness_is_sensitive() {
    let classed = classed();
    for column in
        ["status.kind", "status.grade", "spell.group_key", "run_line.group_key", "kept_row.kind", "kept_row.fields"]
    {
        assert_eq!(classed[column].0, "sensitive", "{column}");
    }
}

/// The two folders differ only in what the engines call things.
#[test]
fn both_engines_have_the_same_tables() {
    for migration in MIGRATIONS {
        let postgres = migration.postgres.replace("bigint", "integer").replace(" collate \"C\"", "");
        let sqlite = migration.sqlite.replace(") strict, without rowid;", ");").replace(") strict;", ");");
        assert_eq!(postgres, sqlite, "{}", migration.name);
    }
}

#[test]
fn migrations_are_numbered_without_gaps_and_open_with_a_reason() {
    for (migration, number) in MIGRATIONS.iter().zip(1..) {
        assert_eq!(migration.number, number);
        assert!(migration.name.starts_with(&format!("{number:04}-")));
        assert!(migration.sqlite.starts_with("-- "), "{}", migration.name);
    }
}
