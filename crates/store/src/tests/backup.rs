use domain::kernel::{Dong, PersonId, RunId};
use domain::payment::PayerAnswer;
use serde_json::json;

use crate::backup::{backup, restore};
use crate::journal::{self, Entry};
use crate::runs::{Confirmation, confirmations};
use crate::testing::{POSTGRES_VARIABLE, Schema, each_database};
use crate::{Db, Location, StoreError, imports, kept_rows, layouts, people, runs, settings, spells};

use super::sample::{add_resident, child, draft, gift, import_file, layout, moment, on, spell};

fn fill(db: &Db) {
    db.write(|tx| {
        add_resident(tx, 1, "Đặng Thị Hòa\tvà \\N\n", "1@2021")?;
        let mut new = spell(1, 1, "K5");
        new.spell.subjects = vec![child("Con", None)];
        spells::add(tx, &new, on("2021-01-01"))?;
        settings::set(tx, "don_vi", "Phù Cừ", on("2021-01-01"))?;
        let act =
            Entry { at: moment("2021-01-05"), user: None, act: "a", subject: "s", detail: json!({"b": [1, "c"]}) };
        journal::append(tx, &act)?;
        journal::append(tx, &act)?;
        imports::add(tx, &import_file(1))?;
        kept_rows::add_many(tx, &[gift(1, 7, Some(1)), gift(1, 8, None)], on("2021-01-05"))?;
        layouts::put(tx, &layout("a1", "2021-01-05"))?;
        runs::add(tx, &draft(1, "2021-01"))?;
        runs::set_drawn(tx, RunId(1), Some(Dong(5)), on("2021-01-05"))
    })
    .unwrap();
}

/// What tells two databases apart, if anything does.
fn print(db: &Db) -> String {
    db.read(|tx| {
        let known = moment("2030-01-01");
        let person = people::history(tx, PersonId(1))?;
        let spells = spells::list(tx, PersonId(1), known)?;
        let (journal, settings) = (journal::verify(tx)?, settings::list(tx, known)?);
        let (rows, layouts) = (kept_rows::of_import(tx, 1, known)?, layouts::list(tx)?);
        let said = runs::reconciliation(tx, RunId(1), known)?;
        Ok::<_, StoreError>(format!("{person:?} {spells:?} {settings:?} {journal:?} {rows:?} {layouts:?} {said:?}"))
    })
    .unwrap()
}

#[test]
fn a_backup_of_any_database_goes_back_into_a_folder() {
    each_database(|db| {
        fill(db);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sao-luu.sqlite");
        backup(db, &file).unwrap();
        let target = Location::Folder(folder.path().join("moi"));
        let restored = restore(&file, &target).unwrap();
        // Of the rows, 19 are the words by which the one person is found.
        assert_eq!((restored.rows, restored.findings), (14 + 19, vec![]));
        let again = Db::open(&target).unwrap();
        assert_eq!(print(&again), print(db));
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "nothing but the backup and the folder: {left:?}");
    });
}

#[test]
fn a_backup_goes_from_one_engine_into_the_other() {
    let Ok(url) = std::env::var(POSTGRES_VARIABLE) else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sao-luu.sqlite");
    let source = Db::fresh_for_test().unwrap();
    fill(&source);
    backup(&source, &file).unwrap();
    let schema = Schema::create(&url).unwrap();
    restore(&file, &schema.location()).unwrap();
    assert_eq!(print(&schema.open().unwrap()), print(&source));
}

/// Takes the structure of the later migrations away, as if the programs that know them had never been here.
const BEFORE_LISTS: &str = "
    drop index journal_at;
    drop index web_session_user;
    alter table web_session drop column user_id;
    drop table recovery_code;
    drop table person_view;
    drop table api_token;
    alter table user_account drop column unit_id;
    alter table user_account drop column schemes;
    alter table user_account drop column totp_secret;
    alter table user_account drop column totp_step;
    alter table user_account drop column must_change;
    drop table report_override;
    drop table report_prose;
    drop table report_version;
    drop table local_amount;
    drop table search_key;
    drop table search_person;
    drop table search_word;
    drop table layout;
    drop table kept_row;
    drop table run_reconciliation;
    drop index residence_unit;
    alter table confirmation drop column reason_kind;
    alter table run drop column unlocked_by;
    alter table run drop column unlocked_at;
    drop table run_unlock;
    drop table run_problem;
    drop table run_sum;
    drop index person_birth;
    drop index person_twin;
    create index person_name_key on person (name_key);
    drop index person_paper_twin;
    create index person_paper_number on person_paper (number);
    drop index status_until;
    drop index spell_until;
    drop index spell_pause_until;
    drop index spell_subject_birth;
    drop index confirmation_unpaid;
    delete from migration where number >= 5;";

#[test]
fn a_backup_of_an_earlier_program_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sao-luu.sqlite");
    let db = Db::fresh_for_test().unwrap();
    db.write(|tx| {
        add_resident(tx, 1, "Đặng Thị Hòa", "1@2021")?;
        let said = Confirmation {
            person: PersonId(1),
            line_no: 1,
            answer: PayerAnswer::Unpaid,
            reason_kind: None,
            reason: Some("vắng".to_owned()),
            source: "tay".to_owned(),
        };
        confirmations::add_many(tx, RunId(1), &[said], on("2021-01-05"))?;
        tx.settle()?;
        tx.batch(BEFORE_LISTS)
    })
    .unwrap();
    backup(&db, &file).unwrap();
    let target = Location::Folder(folder.path().join("moi"));
    assert_eq!(restore(&file, &target).unwrap().rows, 4 + 15, "the words for the search are made on the way");
    let again = Db::open(&target).unwrap();
    let said = again.read(|tx| confirmations::list(tx, RunId(1), None, 9)).unwrap();
    assert_eq!((said[0].reason_kind.as_deref(), said[0].reason.as_deref()), (None, Some("vắng")));
    again.write(|tx| layouts::put(tx, &layout("a1", "2021-01-05"))).unwrap();
}

#[test]
fn a_restore_never_mixes_two_offices() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sao-luu.sqlite");
    let target = Location::Folder(folder.path().join("moi"));
    let db = Db::open(&target).unwrap();
    fill(&db);
    backup(&db, &file).unwrap();
    assert!(matches!(restore(&file, &target), Err(StoreError::NotEmpty { .. })));
    assert!(matches!(backup(&db, &file), Err(StoreError::FileExists { .. })));
}

#[test]
fn what_is_not_a_backup_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("thu.txt");
    std::fs::write(&text, "Kính gửi".repeat(200)).unwrap();
    for path in [text, folder.path().join("khong-co.sqlite")] {
        let refused = restore(&path, &Location::Memory);
        assert!(matches!(refused, Err(StoreError::BadBackup { .. })), "{refused:?}");
    }
}
