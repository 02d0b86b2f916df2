//! What the payer says of each line: paid or not, and why not.

use domain::kernel::{Dong, PersonId, RunId, UnitId};
use domain::payment::PayerAnswer;

use crate::facts::Recording;
use crate::row::Row;
use crate::value::{Value, values};
use crate::{StoreError, Tx};

/// One answer; a line is answered once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    pub person: PersonId,
    pub line_no: i64,
    pub answer: PayerAnswer,
    /// The reason in a word that can be counted.
    pub reason_kind: Option<String>,
    /// The reason in the payer's own words.
    pub reason: Option<String>,
    /// The file and row, or the hand, the answer came from.
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfirmationCount {
    pub answer: PayerAnswer,
    pub people: i64,
    pub lines: i64,
    pub amount: Dong,
}

/// How much of a roll came back for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// `None` where the payer gave no reason that we know.
    pub reason_kind: Option<String>,
    pub people: i64,
    pub lines: i64,
    pub amount: Dong,
}

/// A line that was not paid, with what the payer says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpaidLine {
    pub person: PersonId,
    pub unit: UnitId,
    pub amount: Dong,
    pub reason_kind: Option<String>,
    pub reason: Option<String>,
}

pub fn add_many(tx: &mut Tx<'_>, run: RunId, answers: &[Confirmation], rec: Recording) -> Result<(), StoreError> {
    let columns = ["run_id", "person_id", "line_no", "answer", "reason_kind", "reason", "source", "recorded_at"];
    let rows = answers.iter().map(|answer| {
        [
            run.into(),
            answer.person.into(),
            answer.line_no.into(),
            answer.answer.key().into(),
            answer.reason_kind.as_deref().into(),
            answer.reason.as_deref().into(),
            Value::from(&answer.source),
            rec.at.into(),
        ]
    });
    tx.bulk("confirmation", columns, rows)?;
    Ok(())
}

/// A page of answers in the order of people.
pub fn list(
    tx: &mut Tx<'_>,
    run: RunId,
    after: Option<(PersonId, i64)>,
    limit: i64,
) -> Result<Vec<Confirmation>, StoreError> {
    let (person, no) = after.map_or((i64::MIN, 0), |(person, no)| (person.0, no));
    tx.list(
        "select person_id, line_no, answer, reason_kind, reason, source
         from confirmation where run_id = $1 and (person_id, line_no) > ($2, $3)
         order by person_id, line_no limit $4",
        values![run, person, no, limit],
        read,
    )
}

/// Visits who was answered how, in the order of people.
pub fn each(
    tx: &mut Tx<'_>,
    run: RunId,
    mut visit: impl FnMut(PersonId, i64, PayerAnswer) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    tx.each(
        "select person_id, line_no, answer from confirmation where run_id = $1 order by person_id, line_no",
        values![run],
        |row| visit(PersonId(row.int(0)?), row.int(1)?, row.parse(2)?),
    )
}

pub fn list_of_person(tx: &mut Tx<'_>, run: RunId, person: PersonId) -> Result<Vec<Confirmation>, StoreError> {
    tx.list(
        "select person_id, line_no, answer, reason_kind, reason, source
         from confirmation where run_id = $1 and person_id = $2 order by line_no",
        values![run, person],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Confirmation, StoreError> {
    Ok(Confirmation {
        person: PersonId(row.int(0)?),
        line_no: row.int(1)?,
        answer: row.parse(2)?,
        reason_kind: row.opt_string(3)?,
        reason: row.opt_string(4)?,
        source: row.string(5)?,
    })
}

/// How many people, lines and đồng got which answer.
pub fn count(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<ConfirmationCount>, StoreError> {
    tx.list(
        "select c.answer, count(distinct c.person_id), count(*), cast(sum(n.amount) as bigint)
         from confirmation c
         join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no
         where c.run_id = $1
         group by c.answer
         order by c.answer",
        values![run],
        |row| {
            Ok(ConfirmationCount {
                answer: row.parse(0)?,
                people: row.int(1)?,
                lines: row.int(2)?,
                amount: Dong(row.int(3)?),
            })
        },
    )
}

/// The unpaid lines of a roll by the kind of reason, unknown reasons last.
pub fn count_reasons(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<ReasonCount>, StoreError> {
    tx.list(
        "select c.reason_kind, count(distinct c.person_id), count(*), cast(sum(n.amount) as bigint)
         from confirmation c
         join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no
         where c.run_id = $1 and c.answer = $2
         group by c.reason_kind
         order by coalesce(c.reason_kind, '~')",
        values![run, PayerAnswer::Unpaid.key()],
        |row| {
            Ok(ReasonCount {
                reason_kind: row.opt_string(0)?,
                people: row.int(1)?,
                lines: row.int(2)?,
                amount: Dong(row.int(3)?),
            })
        },
    )
}

/// The unpaid lines of a roll in the order of people.
pub fn unpaid(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<UnpaidLine>, StoreError> {
    tx.list(
        "select c.person_id, n.unit_id, n.amount, c.reason_kind, c.reason
         from confirmation c
         join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no
         where c.run_id = $1 and c.answer = $2
         order by c.person_id, c.line_no",
        values![run, PayerAnswer::Unpaid.key()],
        |row| {
            Ok(UnpaidLine {
                person: PersonId(row.int(0)?),
                unit: UnitId(row.string(1)?),
                amount: Dong(row.int(2)?),
                reason_kind: row.opt_string(3)?,
                reason: row.opt_string(4)?,
            })
        },
    )
}
