//! Decisions about people.

use domain::casework::Decision;
use domain::kernel::{Day, DecisionId, Moment, PersonId};

use crate::error::expect_rows;
use crate::facts::Recording;
use crate::row::Row;
use crate::sql::{BLOCK, Sql, known};
use crate::value::{Value, values};
use crate::{StoreError, Tx};

/// A decision as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    pub person: PersonId,
    pub id: DecisionId,
    pub decision: Decision,
    pub recorded_at: Moment,
}

pub fn add(
    tx: &mut Tx<'_>,
    person: PersonId,
    id: DecisionId,
    decision: &Decision,
    rec: Recording,
) -> Result<(), StoreError> {
    add_many(tx, &[(person, id, decision.clone())], rec)
}

pub fn add_many(
    tx: &mut Tx<'_>,
    decisions: &[(PersonId, DecisionId, Decision)],
    rec: Recording,
) -> Result<(), StoreError> {
    let columns = ["person_id", "decision_id", "kind", "number", "signed_on", "scheme", "proposed_on", "recorded_at"];
    let rows = decisions.iter().map(|(person, id, decision)| {
        [
            (*person).into(),
            (*id).into(),
            decision.kind.key().into(),
            decision.number.as_deref().into(),
            decision.signed_on.into(),
            Value::from(&decision.scheme),
            decision.proposed_on.into(),
            rec.at.into(),
        ]
    });
    tx.bulk("decision", columns, rows)?;
    Ok(())
}

pub fn retract(tx: &mut Tx<'_>, person: PersonId, id: DecisionId, rec: Recording) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update decision set retracted_at = $1 where person_id = $2 and decision_id = $3 and retracted_at is null",
        values![rec.at, person, id],
    )?;
    expect_rows("rút lại một quyết định", 1, touched)
}

pub fn list(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<DecisionRecord>, StoreError> {
    tx.list(
        concat!(
            "select person_id, decision_id, kind, number, signed_on, scheme, proposed_on, recorded_at
             from decision where person_id = $1 and ",
            known!("", 2),
            " order by decision_id"
        ),
        values![person, known],
        read,
    )
}

/// The decisions about many people, in the order of each person's.
pub fn of_people(tx: &mut Tx<'_>, people: &[PersonId], known: Moment) -> Result<Vec<DecisionRecord>, StoreError> {
    let mut found = Vec::new();
    for block in people.chunks(BLOCK) {
        let mut sql = Sql::new(
            "select person_id, decision_id, kind, number, signed_on, scheme, proposed_on, recorded_at
             from decision where person_id",
        );
        sql.bind_in(block.iter().copied()).push(" and ").known("", known).push(" order by person_id, decision_id");
        found.extend(tx.list_sql(&sql, read)?);
    }
    Ok(found)
}

/// The decisions signed or proposed in `from <= day && day < until`, in the order of people.
/// A decision of which neither day is known belongs to no period.
pub fn list_between(tx: &mut Tx<'_>, from: Day, until: Day, known: Moment) -> Result<Vec<DecisionRecord>, StoreError> {
    tx.list(
        concat!(
            "select person_id, decision_id, kind, number, signed_on, scheme, proposed_on, recorded_at
             from decision
             where (($1 <= signed_on and signed_on < $2) or ($3 <= proposed_on and proposed_on < $4)) and ",
            known!("", 5),
            " order by person_id, decision_id"
        ),
        values![from, until, from, until, known],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<DecisionRecord, StoreError> {
    let decision = Decision {
        kind: row.parse(2)?,
        number: row.opt_string(3)?,
        signed_on: row.opt_parse(4)?,
        scheme: row.string(5)?,
        proposed_on: row.opt_parse(6)?,
    };
    Ok(DecisionRecord {
        person: PersonId(row.int(0)?),
        id: DecisionId(row.int(1)?),
        decision,
        recorded_at: row.parse(7)?,
    })
}
