//! What the payer says of each line: paid or not, and why not.

use domain::kernel::{Dong, Month, PersonId, RunId, UnitId};
use domain::payment::PayerAnswer;

use super::lines::in_units;
use crate::facts::Recording;
use crate::row::Row;
use crate::sql::Sql;
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
    pub run: RunId,
    pub person: PersonId,
    pub unit: UnitId,
    pub benefit: String,
    pub paid_for: Month,
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
pub fn count(tx: &mut Tx<'_>, run: RunId, units: Option<&[UnitId]>) -> Result<Vec<ConfirmationCount>, StoreError> {
    let mut sql = answered("c.answer, count(distinct c.person_id), count(*), cast(sum(n.amount) as bigint)");
    sql.push(" where c.run_id = ").bind(run);
    in_units(&mut sql, "n.", units);
    sql.push(" group by c.answer order by c.answer");
    tx.list_sql(&sql, |row| {
        Ok(ConfirmationCount {
            answer: row.parse(0)?,
            people: row.int(1)?,
            lines: row.int(2)?,
            amount: Dong(row.int(3)?),
        })
    })
}

/// The unpaid lines of a roll by the kind of reason, unknown reasons last.
pub fn count_reasons(tx: &mut Tx<'_>, run: RunId, units: Option<&[UnitId]>) -> Result<Vec<ReasonCount>, StoreError> {
    let mut sql = answered("c.reason_kind, count(distinct c.person_id), count(*), cast(sum(n.amount) as bigint)");
    sql.push(" where c.run_id = ").bind(run).push(" and c.answer = ").bind(PayerAnswer::Unpaid.key());
    in_units(&mut sql, "n.", units);
    sql.push(" group by c.reason_kind order by coalesce(c.reason_kind, '~')");
    tx.list_sql(&sql, |row| {
        Ok(ReasonCount {
            reason_kind: row.opt_string(0)?,
            people: row.int(1)?,
            lines: row.int(2)?,
            amount: Dong(row.int(3)?),
        })
    })
}

/// The unpaid lines of a roll in the order of people.
pub fn unpaid(tx: &mut Tx<'_>, run: RunId, units: Option<&[UnitId]>) -> Result<Vec<UnpaidLine>, StoreError> {
    let mut sql = answered(UNPAID_COLUMNS);
    sql.push(" where c.run_id = ").bind(run).push(" and c.answer = ").bind(PayerAnswer::Unpaid.key());
    in_units(&mut sql, "n.", units);
    sql.push(" order by c.person_id, c.line_no");
    tx.list_sql(&sql, read_unpaid)
}

/// Whether the payer has said anything of the roll.
pub fn has_any(tx: &mut Tx<'_>, run: RunId) -> Result<bool, StoreError> {
    Ok(tx.number("select count(*) from confirmation where run_id = $1", values![run])? > 0)
}

/// The unpaid lines of all rolls whose money is still waiting: it came back and was not put on a later roll.
///
/// The newest roll comes first, its lines in the order of people.
pub fn waiting(tx: &mut Tx<'_>, units: Option<&[UnitId]>) -> Result<Vec<UnpaidLine>, StoreError> {
    let mut sql = answered(UNPAID_COLUMNS);
    sql.push(" where c.answer = ").bind(PayerAnswer::Unpaid.key());
    in_units(&mut sql, "n.", units);
    sql.push(
        " and (select sum(case when l.kind = 'returned' then -l.amount else 0 end)
                      - (case when sum(l.amount) > 0 then sum(l.amount) else 0 end)
               from ledger l
               where l.person_id = n.person_id and l.benefit = n.benefit and l.paid_for = n.paid_for) > 0
          order by c.run_id desc, c.person_id, c.line_no",
    );
    let mut lines = tx.list_sql(&sql, read_unpaid)?;
    // What came back twice is waiting once, on the roll from which it came back last.
    let mut seen = std::collections::HashSet::new();
    lines.retain(|line| seen.insert((line.person, line.benefit.clone(), line.paid_for)));
    Ok(lines)
}

const UNPAID_COLUMNS: &str =
    "c.run_id, c.person_id, n.unit_id, n.benefit, n.paid_for, n.amount, c.reason_kind, c.reason";

/// Answers with the lines they answer.
fn answered(columns: &str) -> Sql<'static> {
    let mut sql = Sql::new("select ");
    sql.push(columns).push(
        " from confirmation c
         join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no",
    );
    sql
}

fn read_unpaid(row: &Row<'_>) -> Result<UnpaidLine, StoreError> {
    Ok(UnpaidLine {
        run: RunId(row.int(0)?),
        person: PersonId(row.int(1)?),
        unit: UnitId(row.string(2)?),
        benefit: row.string(3)?,
        paid_for: row.parse(4)?,
        amount: Dong(row.int(5)?),
        reason_kind: row.opt_string(6)?,
        reason: row.opt_string(7)?,
    })
}
