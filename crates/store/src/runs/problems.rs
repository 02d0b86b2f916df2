//! What a person must look at before approving a roll, as it was found when the roll was drafted.

use domain::kernel::{Month, PersonId, RunId, SpellId};

use crate::row::Row;
use crate::value::{Value, values};
use crate::{StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunProblem {
    pub person: PersonId,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// A spell whose amount cannot be worked out.
    NoAmount { spell: SpellId, month: Month },
    /// An overlap that the law leaves to judgement, by the rule's id.
    Overlap { rule: String },
    /// Nobody knows which commune pays.
    NoUnit,
}

pub fn add_many(tx: &mut Tx<'_>, run: RunId, problems: &[RunProblem]) -> Result<(), StoreError> {
    let columns = ["run_id", "problem_no", "person_id", "kind", "spell_id", "month", "rule"];
    let rows = problems.iter().zip(1_i64..).map(|(problem, no)| {
        let (kind, spell, month, rule) = match &problem.kind {
            ProblemKind::NoAmount { spell, month } => ("no_amount", Some(*spell), Some(*month), None),
            ProblemKind::Overlap { rule } => ("overlap", None, None, Some(rule.as_str())),
            ProblemKind::NoUnit => ("no_unit", None, None, None),
        };
        [run.into(), no.into(), problem.person.into(), Value::from(kind), spell.into(), month.into(), rule.into()]
    });
    tx.bulk("run_problem", columns, rows)?;
    Ok(())
}

pub fn list(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<RunProblem>, StoreError> {
    tx.list(
        "select person_id, kind, spell_id, month, rule from run_problem where run_id = $1 order by problem_no",
        values![run],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<RunProblem, StoreError> {
    let kind = match row.text(1)? {
        "no_amount" => ProblemKind::NoAmount { spell: SpellId(row.int(2)?), month: row.parse(3)? },
        "overlap" => ProblemKind::Overlap { rule: row.string(4)? },
        "no_unit" => ProblemKind::NoUnit,
        _ => return Err(row.bad(1, "no_amount, overlap, no_unit")),
    };
    Ok(RunProblem { person: PersonId(row.int(0)?), kind })
}
