//! The lines of rolls. A line never changes: a new draft is a new roll.

use domain::kernel::{Dong, Month, PersonId, RunId, SpellId, UnitId};
use domain::payment::{LineKind, Why};

use crate::row::Row;
use crate::sql::Sql;
use crate::value::Value;
use crate::{StoreError, Tx};

/// A line to be added; its texts are borrowed from the law and the units.
#[derive(Debug, Clone, Copy)]
pub struct LineRow<'a> {
    pub person: PersonId,
    pub benefit: &'a str,
    pub group: Option<&'a str>,
    pub spell: Option<SpellId>,
    pub paid_for: Month,
    pub kind: LineKind,
    pub why: Why,
    /// Always positive; the kind says whether it is money on the roll.
    pub amount: Dong,
    pub unit: &'a str,
}

/// A line as it was found. `no` counts the lines of one person on the roll, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    pub run: RunId,
    pub person: PersonId,
    pub no: i64,
    pub benefit: String,
    pub group: Option<String>,
    pub spell: Option<SpellId>,
    pub paid_for: Month,
    pub kind: LineKind,
    pub why: Why,
    pub amount: Dong,
    pub unit: UnitId,
}

/// Which lines to show; an empty filter shows all.
#[derive(Debug, Clone, Copy, Default)]
pub struct LineFilter<'a> {
    pub units: Option<&'a [UnitId]>,
    pub kinds: Option<&'a [LineKind]>,
    pub benefit: Option<&'a str>,
    pub group: Option<&'a str>,
}

/// Adds lines as they come. All lines of one person come one after the other, and in one call.
pub fn add_lines<'a>(tx: &mut Tx<'_>, run: RunId, lines: impl Iterator<Item = LineRow<'a>>) -> Result<u64, StoreError> {
    let columns = [
        "run_id",
        "person_id",
        "line_no",
        "benefit",
        "group_key",
        "spell_id",
        "paid_for",
        "kind",
        "why",
        "amount",
        "unit_id",
    ];
    let mut last = (None, 0_i64);
    let rows = lines.map(|line| {
        last = if last.0 == Some(line.person) { (last.0, last.1 + 1) } else { (Some(line.person), 1) };
        [
            run.into(),
            line.person.into(),
            last.1.into(),
            line.benefit.into(),
            line.group.into(),
            line.spell.into(),
            line.paid_for.into(),
            line.kind.key().into(),
            line.why.key().into(),
            Value::from(line.amount),
            line.unit.into(),
        ]
    });
    tx.bulk("run_line", columns, rows)
}

const SELECT: &str =
    "select run_id, person_id, line_no, benefit, group_key, spell_id, paid_for, kind, why, amount, unit_id
     from run_line where ";

/// A page of a roll in the order of people, after the line where the page before ended.
pub fn lines(
    tx: &mut Tx<'_>,
    run: RunId,
    filter: &LineFilter<'_>,
    after: Option<(PersonId, i64)>,
    limit: i64,
) -> Result<Vec<StoredLine>, StoreError> {
    let mut sql = filtered(run, filter);
    if let Some((person, no)) = after {
        sql.push(" and (person_id, line_no) > (").bind(person).push(", ").bind(no).push(")");
    }
    sql.push(" order by person_id, line_no limit ").bind(limit);
    tx.list_sql(&sql, read)
}

/// Visits all lines of a roll in the order of people, without holding them in memory.
pub fn each_line(
    tx: &mut Tx<'_>,
    run: RunId,
    filter: &LineFilter<'_>,
    mut visit: impl FnMut(StoredLine) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut sql = filtered(run, filter);
    sql.push(" order by person_id, line_no");
    tx.each(&sql.text, &sql.values, |row| visit(read(row)?))
}

fn filtered<'v>(run: RunId, filter: &LineFilter<'v>) -> Sql<'v> {
    let mut sql = Sql::new(SELECT);
    sql.push("run_id = ").bind(run);
    in_units(&mut sql, "", filter.units);
    if let Some(kinds) = filter.kinds {
        sql.push(" and kind").bind_in(kinds.iter().map(|kind| kind.key()));
    }
    if let Some(benefit) = filter.benefit {
        sql.push(" and benefit = ").bind(benefit);
    }
    if let Some(group) = filter.group {
        sql.push(" and group_key = ").bind(group);
    }
    sql
}

/// Everything that was ever put on a roll for one person, drafts included, oldest roll first.
pub fn lines_of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<StoredLine>, StoreError> {
    let mut sql = Sql::new(SELECT);
    sql.push("person_id = ").bind(person).push(" order by run_id, line_no");
    tx.list_sql(&sql, read)
}

fn read(row: &Row<'_>) -> Result<StoredLine, StoreError> {
    Ok(StoredLine {
        run: RunId(row.int(0)?),
        person: PersonId(row.int(1)?),
        no: row.int(2)?,
        benefit: row.string(3)?,
        group: row.opt_string(4)?,
        spell: row.opt_int(5)?.map(SpellId),
        paid_for: row.parse(6)?,
        kind: row.parse(7)?,
        why: row.parse(8)?,
        amount: Dong(row.int(9)?),
        unit: UnitId(row.string(10)?),
    })
}

/// By what the people of a roll are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    Unit,
    Group,
}

/// Money of a roll under one unit or group; a person with several lines counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidSum {
    /// The unit's id or the group's key; empty for lines of no group.
    pub key: String,
    pub people: i64,
    pub amount: Dong,
}

pub fn paid_sums(
    tx: &mut Tx<'_>,
    run: RunId,
    by: CountBy,
    units: Option<&[UnitId]>,
) -> Result<Vec<PaidSum>, StoreError> {
    let column = match by {
        CountBy::Unit => "unit_id",
        CountBy::Group => "coalesce(group_key, '')",
    };
    let mut sql = Sql::new("select ");
    sql.push(column).push(" as counted_by, count(distinct person_id), cast(sum(amount) as bigint) from run_line");
    sql.push(" where run_id = ").bind(run).push(" and kind").bind_in(crate::ledger::paid_kinds());
    in_units(&mut sql, "", units);
    sql.push(" group by counted_by order by counted_by");
    tx.list_sql(&sql, |row| Ok(PaidSum { key: row.string(0)?, people: row.int(1)?, amount: Dong(row.int(2)?) }))
}

/// Narrows a statement to lines of some units; `None` leaves it as it is.
pub(super) fn in_units<'v>(sql: &mut Sql<'v>, alias: &str, units: Option<&'v [UnitId]>) {
    if let Some(units) = units {
        sql.push(" and ").push(alias).push("unit_id").bind_in(units);
    }
}

/// Whether the roll has a line of one of the units.
pub fn has_any_of(tx: &mut Tx<'_>, run: RunId, units: &[UnitId]) -> Result<bool, StoreError> {
    let mut sql = Sql::new("select 1 from run_line where run_id = ");
    sql.bind(run);
    in_units(&mut sql, "", Some(units));
    sql.push(" limit 1");
    Ok(!tx.list_sql(&sql, |row| row.int(0))?.is_empty())
}

/// How many people a roll pays, and how much, counted from its lines: what [`RunTotals`](super::RunTotals) must say.
pub fn paid_totals(tx: &mut Tx<'_>, run: RunId) -> Result<super::RunTotals, StoreError> {
    let mut sql = Sql::new(
        "select count(distinct person_id), cast(coalesce(sum(amount), 0) as bigint) from run_line where run_id = ",
    );
    sql.bind(run).push(" and kind").bind_in(crate::ledger::paid_kinds());
    let found =
        tx.find(&sql.text, &sql.values, |row| Ok(super::RunTotals { people: row.int(0)?, total: Dong(row.int(1)?) }))?;
    Ok(found.unwrap_or_default())
}

/// Each person's money on a roll by kind, in the order of people.
pub fn person_totals(
    tx: &mut Tx<'_>,
    run: RunId,
    units: Option<&[UnitId]>,
) -> Result<Vec<(PersonId, LineKind, Dong)>, StoreError> {
    let mut totals: Vec<(PersonId, LineKind, Dong)> = Vec::new();
    let mut sql = Sql::new("select person_id, kind, amount from run_line where run_id = ");
    sql.bind(run);
    in_units(&mut sql, "", units);
    sql.push(" order by person_id, line_no");
    tx.each(&sql.text, &sql.values, |row| {
        let (person, kind, amount) = (PersonId(row.int(0)?), row.parse(1)?, Dong(row.int(2)?));
        let mut own = totals.iter_mut().rev().take_while(|total| total.0 == person);
        match own.find(|total| total.1 == kind) {
            Some(total) => total.2 += amount,
            None => totals.push((person, kind, amount)),
        }
        Ok(())
    })?;
    Ok(totals)
}
