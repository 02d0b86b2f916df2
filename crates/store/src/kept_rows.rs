//! The true rows of the lists that came in, and what they said: gifts, cards, targets, whatever has no register yet.
//!
//! A row is never written over. A file taken back retracts its rows; the same file read again adds others.
//!
//! Rows are numbered within their file, in its order. A row that surely means somebody is kept with that person;
//! any other with person 0, who is nobody. So every row has a person for its key: where people are spread over several
//! servers, somebody's rows lie beside the rest of them, and the rows of nobody lie together.

use std::collections::BTreeMap;

use domain::kernel::{Moment, PersonId};

use crate::facts::{self, FactTable, Kept, Recording};
use crate::row::Row;
use crate::sql::known;
use crate::value::{Value, values};
use crate::{StoreError, Tx};

const TABLE: FactTable = FactTable { name: "kept_row", owner: "import_id", number: "kept_no", copied: "" };

/// No person ever has this number: the first one given is 1.
const NOBODY: PersonId = PersonId(0);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    pub import: i64,
    pub sheet: String,
    /// The row's number as Excel shows it, from 1.
    pub row_no: i64,
    pub kind: String,
    /// Whom the row surely means.
    pub person: Option<PersonId>,
    /// What the row says, by field. Sorted, so that one row has one text.
    pub fields: BTreeMap<String, String>,
}

/// Keeps rows in the order they come. One row of a sheet says one thing of a kind about one person.
pub fn add_many(tx: &mut Tx<'_>, rows: &[KeptRow], rec: Recording) -> Result<(), StoreError> {
    for of_one_import in rows.chunk_by(|one, next| one.import == next.import) {
        add_of_import(tx, of_one_import[0].import, of_one_import, rec)?;
    }
    Ok(())
}

fn add_of_import(tx: &mut Tx<'_>, import: i64, rows: &[KeptRow], rec: Recording) -> Result<(), StoreError> {
    let last = tx.number("select max(kept_no) from kept_row where import_id = $1", values![import])?;
    let columns = ["import_id", "kept_no", "person_id", "sheet", "row_no", "kind", "fields", "recorded_at"];
    let rows = rows.iter().zip(last + 1..).map(|(row, no)| {
        [
            import.into(),
            no.into(),
            row.person.unwrap_or(NOBODY).into(),
            Value::from(&row.sheet),
            row.row_no.into(),
            Value::from(&row.kind),
            serde_json::to_string(&row.fields).expect("texts under texts are always JSON").into(),
            rec.at.into(),
        ]
    });
    tx.bulk(TABLE.name, columns, rows)?;
    Ok(())
}

/// Takes back every row of a file, and returns how many that were.
pub fn retract_import(tx: &mut Tx<'_>, import: i64, rec: Recording) -> Result<u64, StoreError> {
    facts::retract_all(tx, &TABLE, import, rec)
}

/// The rows of one file, in its order.
pub fn of_import(tx: &mut Tx<'_>, import: i64, known: Moment) -> Result<Vec<Kept<KeptRow>>, StoreError> {
    tx.list(
        concat!(
            "select import_id, kept_no, person_id, sheet, row_no, kind, fields, recorded_at
             from kept_row where import_id = $1 and ",
            known!("", 2),
            " order by import_id, kept_no"
        ),
        values![import, known],
        read,
    )
}

/// Visits the rows of one kind, file by file and in the order of each, without holding them in memory.
pub fn of_kind(
    tx: &mut Tx<'_>,
    kind: &str,
    known: Moment,
    mut visit: impl FnMut(Kept<KeptRow>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    tx.each(
        concat!(
            "select import_id, kept_no, person_id, sheet, row_no, kind, fields, recorded_at
             from kept_row where kind = $1 and ",
            known!("", 2),
            " order by import_id, kept_no"
        ),
        values![kind, known],
        |row| visit(read(row)?),
    )
}

/// The rows that mean one person, oldest file first.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<Kept<KeptRow>>, StoreError> {
    tx.list(
        concat!(
            "select import_id, kept_no, person_id, sheet, row_no, kind, fields, recorded_at
             from kept_row where person_id = $1 and ",
            known!("", 2),
            " order by import_id, kept_no"
        ),
        values![person, known],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Kept<KeptRow>, StoreError> {
    let fact = KeptRow {
        import: row.int(0)?,
        sheet: row.string(3)?,
        row_no: row.int(4)?,
        kind: row.string(5)?,
        person: Some(PersonId(row.int(2)?)).filter(|person| *person != NOBODY),
        fields: serde_json::from_str(row.text(6)?).map_err(|_| row.bad(6, "các ô chữ ở dạng JSON"))?,
    };
    Ok(Kept { no: row.int(1)?, fact, recorded_at: row.parse(7)? })
}
