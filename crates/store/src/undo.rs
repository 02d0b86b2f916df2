//! Takes back what one act wrote about one person: the rows it added are no longer believed, those it retracted are
//! believed again. Nothing is deleted; both the act and its undoing stay readable.

use domain::kernel::{Moment, PersonId};

use crate::error::expect_rows;
use crate::facts::Recording;
use crate::sql::Sql;
use crate::value::{Value, values};
use crate::{StoreError, Tx};

/// A table of facts about people: what numbers its rows within the person, and what a row says.
struct Table {
    name: &'static str,
    /// The columns that together name a fact beside the person; its versions share them.
    within: &'static [&'static str],
    /// The column that numbers the versions, or the facts themselves.
    number: &'static str,
    says: &'static str,
    /// At most one row of the person is believed at a time.
    only_one: bool,
}

const TABLES: &[Table] = &[
    table("person", "version_no", "name, name_key, sort_key, sex, birth, source").only_one(),
    table("person_paper", "paper_no", "kind, number"),
    table("residence", "residence_no", "unit_id, village, village_key, from_day, until_day"),
    STATUS,
    table("membership", "membership_no", "household_id, relation, from_day, until_day"),
    table("death", "death_no", "died_on, certificate").only_one(),
    table("payee", "payee_no", "receiver, account, bank, from_day, until_day"),
    SPELL,
    SUBJECT,
    table("spell_pause", "pause_no", "from_month, until_month, reason").within(&["spell_id"]),
];

const STATUS: Table = table("status", "status_no", "kind, grade, amount, from_day, until_day");

const SPELL: Table = table(
    "spell",
    "version_no",
    "group_key, percent, years, attributes, from_month, until_month, settled_until, event_day, decision_id, source",
)
.within(&["spell_id"]);

const SUBJECT: Table = table("spell_subject", "version_no", "subject_person_id, name, birth, until_day, student_until")
    .within(&["spell_id", "subject_no"]);

const fn table(name: &'static str, number: &'static str, says: &'static str) -> Table {
    Table { name, within: &[], number, says, only_one: false }
}

impl Table {
    const fn within(self, within: &'static [&'static str]) -> Table {
        Table { within, ..self }
    }

    const fn only_one(self) -> Table {
        Table { only_one: true, ..self }
    }

    /// The columns that name a row beside the person.
    fn key(&self) -> Vec<&'static str> {
        self.within.iter().copied().chain([self.number]).collect()
    }
}

/// What was found when the act was to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// How many rows changed.
    Rows(u64),
    /// A later act changed the same facts: it must be taken back first.
    ChangedLater,
}

/// An act about a person that was taken back, and when: what it had retracted was said anew at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBack {
    pub act_at: Moment,
    pub undone_at: Moment,
}

/// Takes back what was written about a person at one moment, in the tables of people and of what they were granted.
///
/// `earlier` are the acts about this person that were taken back before. A spell that the act began is not unsaid but
/// emptied of its months, so that money already booked for it is still seen.
pub fn undo(
    tx: &mut Tx<'_>,
    person: PersonId,
    at: Moment,
    earlier: &[TakenBack],
    rec: Recording,
) -> Result<Undone, StoreError> {
    tx.touch(person);
    let of = Of { person, only: None };
    let mut changed = 0;
    for table in TABLES {
        let Some(rows) = Rows::find(tx, table, &of, at, earlier)? else { return Ok(Undone::ChangedLater) };
        if table.only_one && !rows.came_back.is_empty() && live(tx, table, &of)?.iter().any(|key| !rows.has(key)) {
            return Ok(Undone::ChangedLater);
        }
        changed += rows.swap(tx, table, person, rec)?;
        if table.name == SPELL.name {
            for key in rows.added.iter().filter(|key| !rows.came_back.iter().any(|back| back[0] == key[0])) {
                copy(tx, table, person, key, &emptied(table), rec)?;
            }
        }
    }
    let decisions = tx.execute(
        "update decision set retracted_at = $1 where person_id = $2 and recorded_at = $3 and retracted_at is null",
        values![rec.at, person, at],
    )?;
    Ok(Undone::Rows(changed + decisions))
}

/// Takes back what an act about `subject` wrote at one moment into the spells of others; all of it or nothing.
pub fn undo_as_subject(
    tx: &mut Tx<'_>,
    subject: PersonId,
    at: Moment,
    earlier: &[TakenBack],
    rec: Recording,
) -> Result<Undone, StoreError> {
    let owners = tx.list(
        "select distinct person_id from spell_subject
         where subject_person_id = $1 and retracted_at = $2 and recorded_at <> $2 order by person_id",
        values![subject, at],
        |row| Ok(PersonId(row.int(0)?)),
    )?;
    let mut found = Vec::new();
    for owner in owners {
        let of = Of { person: owner, only: Some(("subject_person_id", subject.into())) };
        let Some(mut rows) = Rows::find(tx, &SUBJECT, &of, at, earlier)? else { return Ok(Undone::ChangedLater) };
        // A subject that somebody else's grant named in the same second is not the act's.
        rows.added.retain(|key| rows.came_back.iter().any(|back| back[..2] == key[..2]));
        if rows.added.len() < rows.came_back.len() {
            return Ok(Undone::ChangedLater);
        }
        found.push((owner, rows));
    }
    let mut changed = 0;
    for (owner, rows) in found {
        changed += rows.swap(tx, &SUBJECT, owner, rec)?;
    }
    Ok(Undone::Rows(changed))
}

/// Takes back the status of one kind that was written about a person at one moment.
pub fn undo_status(
    tx: &mut Tx<'_>,
    (person, kind): (PersonId, &str),
    at: Moment,
    earlier: &[TakenBack],
    rec: Recording,
) -> Result<Undone, StoreError> {
    let of = Of { person, only: Some(("kind", kind.into())) };
    match Rows::find(tx, &STATUS, &of, at, earlier)? {
        Some(rows) => Ok(Undone::Rows(rows.swap(tx, &STATUS, person, rec)?)),
        None => Ok(Undone::ChangedLater),
    }
}

/// Whose rows are meant, and which of them.
struct Of<'v> {
    person: PersonId,
    only: Option<(&'static str, Value<'v>)>,
}

impl<'v> Of<'v> {
    /// `select COLUMNS from TABLE` of these rows, open for more conditions.
    fn select(&self, table: &Table, columns: &str) -> Sql<'v> {
        let mut sql = Sql::new(&format!("select {columns} from {} where person_id = ", table.name));
        sql.bind(self.person);
        if let Some((column, value)) = &self.only {
            sql.push(&format!(" and {column} = ")).bind(value.clone());
        }
        sql
    }
}

/// What an act wrote into one table: the rows in which that is believed now, and the rows it retracted.
struct Rows {
    added: Vec<Vec<i64>>,
    came_back: Vec<Vec<i64>>,
}

impl Rows {
    /// `None` when a later act that still stands changed one of the rows.
    fn find(
        tx: &mut Tx<'_>,
        table: &Table,
        of: &Of<'_>,
        at: Moment,
        earlier: &[TakenBack],
    ) -> Result<Option<Rows>, StoreError> {
        let Some(added) = believed(tx, table, of, at, earlier)? else { return Ok(None) };
        Ok(Some(Rows { added, came_back: retracted(tx, table, of, at)? }))
    }

    fn has(&self, key: &[i64]) -> bool {
        self.added.iter().any(|added| added == key)
    }

    /// Retracts what was added and says what came back anew; returns how many rows that were.
    fn swap(&self, tx: &mut Tx<'_>, table: &Table, person: PersonId, rec: Recording) -> Result<u64, StoreError> {
        for key in &self.added {
            retract(tx, table, person, key, rec)?;
        }
        for key in &self.came_back {
            copy(tx, table, person, key, table.says, rec)?;
        }
        Ok((self.added.len() + self.came_back.len()) as u64)
    }
}

/// The rows in which what the act said is believed now: its own, or those said anew when a later act was taken back.
/// `None` when a later act that still stands changed one of them.
fn believed(
    tx: &mut Tx<'_>,
    table: &Table,
    of: &Of<'_>,
    at: Moment,
    earlier: &[TakenBack],
) -> Result<Option<Vec<Vec<i64>>>, StoreError> {
    let mut rows = Vec::new();
    for (mut key, mut gone) in recorded(tx, table, of, at)? {
        let mut since = at;
        while let Some(retracted_at) = gone.filter(|gone| *gone != since) {
            let Some(back) = earlier.iter().find(|back| back.act_at == retracted_at) else { return Ok(None) };
            let Some(next) = said_anew(tx, table, of.person, &key, back.undone_at)? else { return Ok(None) };
            since = back.undone_at;
            (key, gone) = next;
        }
        if gone.is_none() {
            rows.push(key);
        }
    }
    Ok(Some(rows))
}

type Kept = (Vec<i64>, Option<Moment>);

/// The rows written at a moment, with when each was retracted.
fn recorded(tx: &mut Tx<'_>, table: &Table, of: &Of<'_>, at: Moment) -> Result<Vec<Kept>, StoreError> {
    let key = table.key();
    let columns = key.join(", ");
    let mut sql = of.select(table, &format!("{columns}, retracted_at"));
    sql.push(" and recorded_at = ").bind(at).push(&format!(" order by {columns}"));
    tx.list_sql(&sql, |row| {
        let numbers = (0..key.len()).map(|place| row.int(place)).collect::<Result<_, _>>()?;
        Ok((numbers, row.opt_parse(key.len())?))
    })
}

/// The row that says the same as another one, written at a later moment.
fn said_anew(
    tx: &mut Tx<'_>,
    table: &Table,
    person: PersonId,
    key: &[i64],
    at: Moment,
) -> Result<Option<Kept>, StoreError> {
    let names = table.key();
    let alike = |column: &str| format!(" and anew.{column} is not distinct from old.{column}");
    let same: String = table.within.iter().copied().chain(table.says.split(", ")).map(alike).collect();
    let columns: String = names.iter().map(|column| format!("anew.{column}, ")).collect();
    let mut sql = Sql::new(&format!(
        "select {columns}anew.retracted_at from {name} anew join {name} old on old.person_id = anew.person_id{same}
         where anew.recorded_at = ",
        name = table.name
    ));
    sql.bind(at).push(" and old.person_id = ").bind(person);
    for (column, value) in names.iter().zip(key) {
        sql.push(&format!(" and old.{column} = ")).bind(*value);
    }
    let found = tx.list_sql(&sql, |row| {
        let numbers = (0..names.len()).map(|place| row.int(place)).collect::<Result<_, _>>()?;
        Ok((numbers, row.opt_parse(names.len())?))
    })?;
    Ok(found.into_iter().next())
}

fn live(tx: &mut Tx<'_>, table: &Table, of: &Of<'_>) -> Result<Vec<Vec<i64>>, StoreError> {
    let mut sql = of.select(table, &table.key().join(", "));
    sql.push(" and retracted_at is null");
    keys(tx, table, sql)
}

/// The rows that were retracted at a moment and had been believed before.
fn retracted(tx: &mut Tx<'_>, table: &Table, of: &Of<'_>, at: Moment) -> Result<Vec<Vec<i64>>, StoreError> {
    let mut sql = of.select(table, &table.key().join(", "));
    sql.push(" and retracted_at = ").bind(at).push(" and recorded_at <> ").bind(at);
    keys(tx, table, sql)
}

fn keys(tx: &mut Tx<'_>, table: &Table, mut sql: Sql<'_>) -> Result<Vec<Vec<i64>>, StoreError> {
    let key = table.key();
    sql.push(&format!(" order by {}", key.join(", ")));
    tx.list_sql(&sql, |row| (0..key.len()).map(|place| row.int(place)).collect())
}

fn retract(tx: &mut Tx<'_>, table: &Table, person: PersonId, key: &[i64], rec: Recording) -> Result<(), StoreError> {
    let mut sql = Sql::new(&format!("update {} set retracted_at = ", table.name));
    sql.bind(rec.at).push(" where retracted_at is null and person_id = ").bind(person);
    for (column, value) in table.key().iter().zip(key) {
        sql.push(&format!(" and {column} = ")).bind(*value);
    }
    let touched = tx.execute(&sql.text, &sql.values)?;
    expect_rows("rút lại một dữ kiện", 1, touched)
}

/// Says a row anew under the next number; `says` may replace what some of its columns hold.
fn copy(
    tx: &mut Tx<'_>,
    table: &Table,
    person: PersonId,
    key: &[i64],
    says: &str,
    rec: Recording,
) -> Result<(), StoreError> {
    let Table { name, within, number, says: columns, .. } = table;
    let same: String = within.iter().map(|column| format!("{column}, ")).collect();
    let mut next = Sql::new(&format!("select coalesce(max({number}), 0) + 1 from {name} where person_id = "));
    next.bind(person);
    for (column, value) in within.iter().zip(key) {
        next.push(&format!(" and {column} = ")).bind(*value);
    }
    let next = tx.number(&next.text, &next.values)?;
    let mut sql = Sql::new(&format!(
        "insert into {name} (person_id, {same}{number}, {columns}, recorded_at)
         select person_id, {same}cast("
    ));
    sql.bind(next).push(&format!(" as bigint), {says}, cast(")).bind(Value::from(rec.at));
    sql.push(&format!(" as text) from {name} where person_id = ")).bind(person);
    for (column, value) in table.key().iter().zip(key) {
        sql.push(&format!(" and {column} = ")).bind(*value);
    }
    let touched = tx.execute(&sql.text, &sql.values)?;
    expect_rows("ghi lại một dữ kiện", 1, touched)
}

/// A spell's columns with its end put at its beginning, and no event that would still be paid for once.
fn emptied(table: &Table) -> String {
    table.says.replace("until_month", "from_month").replace("event_day", "cast(null as text)")
}
