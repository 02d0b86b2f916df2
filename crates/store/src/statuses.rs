//! What is true of people for a time, in the words of the law.

use domain::kernel::{Day, Dong, Moment, PersonId, Span};
use domain::registry::Status;

use crate::facts::{self, FactTable, Kept, Numbers, Recording};
use crate::row::Row;
use crate::sql::{BLOCK, Sql, known};
use crate::value::{Value, values};
use crate::{StoreError, Tx};

const TABLE: FactTable =
    FactTable { name: "status", owner: "person_id", number: "status_no", copied: "kind, grade, amount, from_day" };

pub fn add(tx: &mut Tx<'_>, person: PersonId, status: &Status, rec: Recording) -> Result<(), StoreError> {
    add_many(tx, &[(person, status.clone())], rec)
}

pub fn add_many(tx: &mut Tx<'_>, statuses: &[(PersonId, Status)], rec: Recording) -> Result<(), StoreError> {
    let mut numbers = Numbers::load(tx, &TABLE, statuses.iter().map(|(person, _)| person.0))?;
    let columns = ["person_id", "status_no", "kind", "grade", "amount", "from_day", "until_day", "recorded_at"];
    let rows = statuses.iter().map(|(person, status)| {
        [
            (*person).into(),
            numbers.next(person.0).into(),
            Value::from(&status.kind),
            status.grade.as_deref().into(),
            status.amount.into(),
            status.span.from.into(),
            status.span.until.into(),
            rec.at.into(),
        ]
    });
    tx.bulk(TABLE.name, columns, rows)?;
    Ok(())
}

/// Ends a status; returns the number of the row that now says so.
pub fn close(tx: &mut Tx<'_>, person: PersonId, no: i64, until: Day, rec: Recording) -> Result<i64, StoreError> {
    facts::close(tx, &TABLE, person.0, no, until, rec)
}

pub fn retract(tx: &mut Tx<'_>, person: PersonId, no: i64, rec: Recording) -> Result<(), StoreError> {
    facts::retract(tx, &TABLE, person.0, no, rec)
}

/// The statuses of one kind that any of these people have had, in blocks however many they are.
pub fn of_people(
    tx: &mut Tx<'_>,
    people: &[PersonId],
    kind: &str,
    known: Moment,
) -> Result<Vec<(PersonId, Kept<Status>)>, StoreError> {
    let mut found = Vec::new();
    for block in people.chunks(BLOCK) {
        let mut sql = Sql::new(
            "select person_id, status_no, kind, grade, amount, from_day, until_day, recorded_at
             from status where kind = ",
        );
        sql.bind(kind).push(" and person_id").bind_in(block.iter().copied()).push(" and ").known("", known);
        sql.push(" order by person_id, from_day, status_no");
        found.extend(tx.list_sql(&sql, |row| Ok((PersonId(row.int(0)?), read_status(row)?)))?);
    }
    Ok(found)
}

pub fn list(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<Kept<Status>>, StoreError> {
    tx.list(
        concat!(
            "select person_id, status_no, kind, grade, amount, from_day, until_day, recorded_at
             from status where person_id = $1 and ",
            known!("", 2),
            " order by from_day, status_no"
        ),
        values![person, known],
        read_status,
    )
}

fn read_status(row: &Row<'_>) -> Result<Kept<Status>, StoreError> {
    let fact = Status {
        kind: row.string(2)?,
        grade: row.opt_string(3)?,
        amount: row.opt_int(4)?.map(Dong),
        span: Span { from: row.parse(5)?, until: row.opt_parse(6)? },
    };
    Ok(Kept { no: row.int(1)?, fact, recorded_at: row.parse(7)? })
}
