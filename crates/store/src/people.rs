//! People: their versions over time, and the short form in which lists and searches show them.

use domain::kernel::{Day, Moment, PersonId, RunId, UnitId, fold, sort_key};
use domain::registry::{Person, PersonBrief, Recorded};

use crate::facts::{FactTable, Numbers, Recording, retract_all};
use crate::keys::{SexKey, sex_key};
use crate::row::Row;
use crate::sql::{BLOCK, Sql, known};
use crate::value::{Value, values};
use crate::{StoreError, Tx, error};

pub use crate::search::{Search, search};

const TABLE: FactTable = FactTable { name: "person", owner: "person_id", number: "version_no", copied: "" };

pub fn add(tx: &mut Tx<'_>, id: PersonId, person: &Person, rec: Recording) -> Result<(), StoreError> {
    add_versions(tx, std::iter::once((id, 1, person)), rec)
}

/// Adds people under numbers that nobody had before.
pub fn add_many(tx: &mut Tx<'_>, people: &[(PersonId, Person)], rec: Recording) -> Result<(), StoreError> {
    add_versions(tx, people.iter().map(|(id, person)| (*id, 1, person)), rec)
}

/// Says anew who somebody is; what was said before stays as it was known then.
pub fn set(tx: &mut Tx<'_>, id: PersonId, person: &Person, rec: Recording) -> Result<(), StoreError> {
    let retracted = retract_all(tx, &TABLE, id.0, rec)?;
    error::expect_rows("sửa thông tin một người", 1, retracted)?;
    let version = Numbers::load(tx, &TABLE, std::iter::once(id.0))?.next(id.0);
    add_versions(tx, std::iter::once((id, version, person)), rec)
}

fn add_versions<'a>(
    tx: &mut Tx<'_>,
    people: impl Iterator<Item = (PersonId, i64, &'a Person)>,
    rec: Recording,
) -> Result<(), StoreError> {
    let columns = ["person_id", "version_no", "name", "name_key", "sort_key", "sex", "birth", "source", "recorded_at"];
    let mut added = Vec::new();
    let rows = people.map(|(id, version, person)| {
        added.push(id);
        [
            id.into(),
            version.into(),
            Value::from(&person.name),
            fold(&person.name).into(),
            sort_key(&person.name).into(),
            person.sex.map(sex_key).into(),
            person.birth.into(),
            Value::from(&person.source),
            rec.at.into(),
        ]
    });
    tx.bulk(TABLE.name, columns, rows)?;
    added.into_iter().for_each(|id| tx.touch(id));
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: PersonId, known: Moment) -> Result<Option<Person>, StoreError> {
    tx.find(
        concat!(
            "select person_id, name, sex, birth, source from person where person_id = $1 and ",
            known!("", 2),
            " order by version_no"
        ),
        values![id, known],
        read_person,
    )
}

/// Everything that was ever said of who somebody is, oldest first.
pub fn history(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<Recorded<Person>>, StoreError> {
    tx.list(
        "select person_id, name, sex, birth, source, recorded_at, retracted_at
         from person where person_id = $1 order by version_no",
        values![id],
        |row| Ok(Recorded { fact: read_person(row)?, recorded_at: row.parse(5)?, retracted_at: row.opt_parse(6)? }),
    )
}

fn read_person(row: &Row<'_>) -> Result<Person, StoreError> {
    Ok(Person {
        name: row.string(1)?,
        sex: row.opt_parse::<SexKey>(2)?.map(|key| key.0),
        birth: row.parse(3)?,
        source: row.string(4)?,
    })
}

/// How many people are on record.
pub fn count(tx: &mut Tx<'_>, known: Moment) -> Result<i64, StoreError> {
    tx.number(concat!("select count(*) from person where ", known!("", 1)), values![known])
}

/// How many people on record live, or lived last, in these units.
pub fn count_in(tx: &mut Tx<'_>, units: &[UnitId], known: Moment) -> Result<i64, StoreError> {
    let mut sql = Sql::new("select count(*) from person p join residence r on r.person_id = p.person_id");
    sql.push(" and r.residence_no = (select s.residence_no from residence s where s.person_id = p.person_id and ");
    sql.known("s.", known).push(" order by s.from_day desc, s.residence_no desc limit 1)");
    sql.push(" where r.unit_id").bind_in(units).push(" and ").known("p.", known);
    tx.number(&sql.text, &sql.values)
}

/// The short form of each of the people that are known, in the order of their numbers.
pub fn briefs(tx: &mut Tx<'_>, people: &[PersonId], known: Moment) -> Result<Vec<PersonBrief>, StoreError> {
    let mut sorted = people.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut found = Vec::with_capacity(sorted.len());
    for block in sorted.chunks(BLOCK) {
        found.extend(brief_block(tx, block, known)?);
    }
    Ok(found)
}

/// The unit is that of the stay that began last, even when it has ended: somebody must stay responsible.
fn brief_block(tx: &mut Tx<'_>, block: &[PersonId], known: Moment) -> Result<Vec<PersonBrief>, StoreError> {
    let select = |columns_from: &str, order: &str| {
        let mut sql = Sql::new(columns_from);
        sql.push(" where person_id").bind_in(block.iter().copied()).push(" and ").known("", known).push(order);
        sql
    };
    let sql = select("select person_id, name, sex, birth from person", " order by person_id, version_no");
    let mut briefs = tx.list_sql(&sql, read_brief)?;
    let sql =
        select("select person_id, unit_id, village from residence", " order by person_id, from_day, residence_no");
    each_of(tx, &sql, &mut briefs, |brief, row| {
        brief.unit = row.opt_string(1)?.map(UnitId);
        brief.village = row.opt_string(2)?;
        Ok(())
    })?;
    let sql = select("select person_id, died_on from death", " order by person_id, death_no");
    each_of(tx, &sql, &mut briefs, |brief, row| {
        brief.died_on = row.opt_parse::<Day>(1)?;
        Ok(())
    })?;
    Ok(briefs)
}

/// Adds to the briefs what the rows say of each, later rows over earlier ones; both are in the order of people.
fn each_of(
    tx: &mut Tx<'_>,
    sql: &Sql<'_>,
    briefs: &mut [PersonBrief],
    set: impl Fn(&mut PersonBrief, &Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    tx.each(&sql.text, &sql.values, |row| {
        let person = PersonId(row.int(0)?);
        match briefs.binary_search_by_key(&person, |brief| brief.id) {
            Ok(place) => set(&mut briefs[place], row),
            Err(_) => Ok(()),
        }
    })
}

/// The folded names of everybody on a roll, in the order of people.
pub fn name_keys_of_run(tx: &mut Tx<'_>, run: RunId, known: Moment) -> Result<Vec<(PersonId, String)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, name_key from person
             where person_id in (select person_id from run_line where run_id = $1) and ",
            known!("", 2),
            " order by person_id"
        ),
        values![run, known],
        |row| Ok((PersonId(row.int(0)?), row.string(1)?)),
    )
}

/// The people whose folded name is one of `name_keys`, in the order of their numbers.
pub fn namesakes(tx: &mut Tx<'_>, name_keys: &[&str], known: Moment) -> Result<Vec<PersonBrief>, StoreError> {
    let mut sorted = name_keys.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut people = Vec::new();
    for block in sorted.chunks(BLOCK) {
        let mut sql = Sql::new("select person_id from person where name_key");
        sql.bind_in(block.iter().copied()).push(" and ").known("", known);
        people.extend(tx.list_sql(&sql, |row| Ok(PersonId(row.int(0)?)))?);
    }
    briefs(tx, &people, known)
}

fn read_brief(row: &Row<'_>) -> Result<PersonBrief, StoreError> {
    Ok(PersonBrief {
        id: PersonId(row.int(0)?),
        name: row.string(1)?,
        sex: row.opt_parse::<SexKey>(2)?.map(|key| key.0),
        birth: row.parse(3)?,
        unit: None,
        village: None,
        died_on: None,
    })
}
