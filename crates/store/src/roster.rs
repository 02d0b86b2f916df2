//! Who people are and where their money goes, for many at once: what a list that goes out says of each of them.
//!
//! One statement whatever the number of people. It is asked for a day, as known at a moment, so that a list that comes
//! back can be held against what it was made from.

use domain::kernel::{BirthDate, Day, Moment, PersonId, Span, UnitId};
use domain::registry::{Payee, PersonPaper, Sex};

use crate::keys::{PaperKindKey, SexKey};
use crate::row::Row;
use crate::sql::{BLOCK, Sql};
use crate::{StoreError, Tx};

#[derive(Debug, Clone, Copy)]
pub struct RosterAsk<'a> {
    pub among: Among<'a>,
    /// The day on which the place of residence and the payee are asked.
    pub day: Day,
    pub known: Moment,
}

/// Whose entries are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Among<'a> {
    Everybody,
    /// Those who live in one of these units on the day.
    Units(&'a [UnitId]),
    People(&'a [PersonId]),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterEntry {
    pub person: PersonId,
    pub name: String,
    pub sex: Option<Sex>,
    pub birth: BirthDate,
    pub died_on: Option<Day>,
    /// In the order in which they were written down; two of one kind are a question to a person.
    pub papers: Vec<PersonPaper>,
    pub unit: Option<UnitId>,
    pub village: Option<String>,
    pub payee: Option<Payee>,
}

/// The entries in the order of people, held in memory: for a unit, not for a country.
pub fn list(tx: &mut Tx<'_>, ask: &RosterAsk<'_>) -> Result<Vec<RosterEntry>, StoreError> {
    let mut entries = Vec::new();
    each(tx, ask, |entry| {
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

/// Visits the entries in the order of people.
pub fn each(
    tx: &mut Tx<'_>,
    ask: &RosterAsk<'_>,
    mut visit: impl FnMut(RosterEntry) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    match ask.among {
        Among::Everybody => each_of(tx, &select(ask), &mut visit),
        Among::Units(units) => each_of(tx, &in_units(ask, units), &mut visit),
        Among::People(people) => {
            let mut sorted = people.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            for block in sorted.chunks(BLOCK) {
                let mut sql = select(ask);
                sql.push(" and p.person_id").bind_in(block.iter().copied());
                each_of(tx, &sql, &mut visit)?;
            }
            Ok(())
        }
    }
}

/// People who ever had a stay in the units are found by its index before anybody's stay of the day is looked up.
fn in_units<'v>(ask: &RosterAsk<'_>, units: &'v [UnitId]) -> Sql<'v> {
    let mut sql = select(ask);
    sql.push(" and p.person_id in (select q.person_id from residence q where q.unit_id").bind_in(units);
    sql.push(") and r.unit_id").bind_in(units);
    sql
}

/// Of overlapping stays or payees the one written down last counts, as everywhere.
fn select<'v>(ask: &RosterAsk<'_>) -> Sql<'v> {
    let mut sql = Sql::new(
        "select p.person_id, p.name, p.sex, p.birth, d.died_on, r.unit_id, r.village,
                y.receiver, y.account, y.bank, y.from_day, y.until_day, n.kind, n.number
         from person p
         left join death d on d.person_id = p.person_id and ",
    );
    sql.known("d.", ask.known);
    sql.push(
        " left join residence r on r.person_id = p.person_id and r.residence_no = (
             select max(s.residence_no) from residence s where s.person_id = p.person_id and ",
    );
    on_day(&mut sql, "s.", ask);
    sql.push(
        ") left join payee y on y.person_id = p.person_id and y.payee_no = (
             select max(z.payee_no) from payee z where z.person_id = p.person_id and ",
    );
    on_day(&mut sql, "z.", ask);
    sql.push(") left join person_paper n on n.person_id = p.person_id and ").known("n.", ask.known);
    sql.push(" where ").known("p.", ask.known);
    sql
}

fn on_day(sql: &mut Sql<'_>, alias: &str, ask: &RosterAsk<'_>) {
    sql.push(alias).push("from_day <= ").bind(ask.day);
    sql.push(" and (").push(alias).push("until_day is null or ").bind(ask.day);
    sql.push(" < ").push(alias).push("until_day) and ").known(alias, ask.known);
}

/// A person has as many rows as papers, one after the other; the entry is whole when the next person begins.
fn each_of(
    tx: &mut Tx<'_>,
    chosen: &Sql<'_>,
    visit: &mut impl FnMut(RosterEntry) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = format!("{} order by p.person_id, n.paper_no", chosen.text);
    let mut open: Option<RosterEntry> = None;
    tx.each(&sql, &chosen.values, |row| {
        let person = PersonId(row.int(0)?);
        if open.as_ref().is_none_or(|entry| entry.person != person)
            && let Some(whole) = open.replace(read(row)?)
        {
            visit(whole)?;
        }
        if let (Some(entry), Some(kind)) = (&mut open, row.opt_parse::<PaperKindKey>(12)?) {
            entry.papers.push(PersonPaper { kind: kind.0, number: row.string(13)? });
        }
        Ok(())
    })?;
    open.map_or(Ok(()), visit)
}

fn read(row: &Row<'_>) -> Result<RosterEntry, StoreError> {
    Ok(RosterEntry {
        person: PersonId(row.int(0)?),
        name: row.string(1)?,
        sex: row.opt_parse::<SexKey>(2)?.map(|key| key.0),
        birth: row.parse(3)?,
        died_on: row.opt_parse(4)?,
        papers: Vec::new(),
        unit: row.opt_string(5)?.map(UnitId),
        village: row.opt_string(6)?,
        payee: read_payee(row)?,
    })
}

/// A payee without a first day is no payee: nothing was joined.
fn read_payee(row: &Row<'_>) -> Result<Option<Payee>, StoreError> {
    let Some(from) = row.opt_parse(10)? else { return Ok(None) };
    Ok(Some(Payee {
        receiver: row.opt_string(7)?,
        account: row.opt_string(8)?,
        bank: row.opt_string(9)?,
        span: Span { from, until: row.opt_parse(11)? },
    }))
}
