//! Papers that name people. Two people with one number are a question to a person, not a fault.

use domain::kernel::{Moment, PersonId};
use domain::registry::{PaperKind, PersonPaper};

use crate::facts::{self, FactTable, Kept, Numbers, Recording};
use crate::keys::{PaperKindKey, paper_kind_key};
use crate::row::Row;
use crate::sql::{BLOCK, Sql, known};
use crate::value::{Value, values};
use crate::{StoreError, Tx};

const TABLE: FactTable =
    FactTable { name: "person_paper", owner: "person_id", number: "paper_no", copied: "kind, number" };

pub fn add(tx: &mut Tx<'_>, person: PersonId, paper: &PersonPaper, rec: Recording) -> Result<(), StoreError> {
    add_many(tx, &[(person, paper.clone())], rec)
}

pub fn add_many(tx: &mut Tx<'_>, papers: &[(PersonId, PersonPaper)], rec: Recording) -> Result<(), StoreError> {
    let mut numbers = Numbers::load(tx, &TABLE, papers.iter().map(|(person, _)| person.0))?;
    let rows = papers.iter().map(|(person, paper)| {
        [
            (*person).into(),
            numbers.next(person.0).into(),
            paper_kind_key(paper.kind).into(),
            Value::from(&paper.number),
            rec.at.into(),
        ]
    });
    tx.bulk(TABLE.name, ["person_id", "paper_no", "kind", "number", "recorded_at"], rows)?;
    Ok(())
}

pub fn retract(tx: &mut Tx<'_>, person: PersonId, no: i64, rec: Recording) -> Result<(), StoreError> {
    facts::retract(tx, &TABLE, person.0, no, rec)
}

/// Says anew what one paper is; the other papers of the person stay as they are.
pub fn replace(
    tx: &mut Tx<'_>,
    person: PersonId,
    no: i64,
    paper: &PersonPaper,
    rec: Recording,
) -> Result<(), StoreError> {
    retract(tx, person, no, rec)?;
    add(tx, person, paper, rec)
}

pub fn list(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<Kept<PersonPaper>>, StoreError> {
    tx.list(
        concat!(
            "select person_id, kind, number, paper_no, recorded_at
             from person_paper where person_id = $1 and ",
            known!("", 2),
            " order by paper_no"
        ),
        values![person, known],
        |row| Ok(Kept { no: row.int(3)?, fact: read_paper(row)?, recorded_at: row.parse(4)? }),
    )
}

/// The papers of many people.
pub fn of_people(
    tx: &mut Tx<'_>,
    people: &[PersonId],
    known: Moment,
) -> Result<Vec<(PersonId, PersonPaper)>, StoreError> {
    let mut found = Vec::new();
    for block in people.chunks(BLOCK) {
        let mut sql = Sql::new("select person_id, kind, number from person_paper where person_id");
        sql.bind_in(block.iter().copied()).push(" and ").known("", known).push(" order by person_id, paper_no");
        found.extend(tx.list_sql(&sql, |row| Ok((PersonId(row.int(0)?), read_paper(row)?)))?);
    }
    Ok(found)
}

/// Whom a paper names.
pub fn find_people(tx: &mut Tx<'_>, kind: PaperKind, number: &str, known: Moment) -> Result<Vec<PersonId>, StoreError> {
    tx.list(
        concat!(
            "select distinct person_id from person_paper where kind = $1 and number = $2 and ",
            known!("", 3),
            " order by person_id"
        ),
        values![paper_kind_key(kind), number, known],
        |row| Ok(PersonId(row.int(0)?)),
    )
}

/// The papers with one of these numbers, whatever their kind, and whom they name.
pub fn named(tx: &mut Tx<'_>, numbers: &[&str], known: Moment) -> Result<Vec<(PersonId, PersonPaper)>, StoreError> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut found = Vec::new();
    for block in sorted.chunks(BLOCK) {
        let mut sql = Sql::new("select person_id, kind, number from person_paper where number");
        sql.bind_in(block.iter().copied()).push(" and ").known("", known).push(" order by person_id, paper_no");
        found.extend(tx.list_sql(&sql, |row| Ok((PersonId(row.int(0)?), read_paper(row)?)))?);
    }
    Ok(found)
}

fn read_paper(row: &Row<'_>) -> Result<PersonPaper, StoreError> {
    Ok(PersonPaper { kind: row.parse::<PaperKindKey>(1)?.0, number: row.string(2)? })
}
