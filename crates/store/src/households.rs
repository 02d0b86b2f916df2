//! Households and who belongs to them, from when to when.

use domain::kernel::{HouseholdId, Moment, PersonId, Span, UnitId};
use domain::registry::{Household, Membership};

use crate::error::expect_rows;
use crate::facts::{self, FactTable, Kept, Numbers, Recording};
use crate::row::Row;
use crate::sql::{BLOCK, Sql, known};
use crate::value::{Value, values};
use crate::{StoreError, Tx};

const HOUSEHOLD: FactTable = FactTable { name: "household", owner: "household_id", number: "version_no", copied: "" };
const MEMBERSHIP: FactTable = FactTable {
    name: "membership",
    owner: "person_id",
    number: "membership_no",
    copied: "household_id, relation, from_day",
};

pub fn add(tx: &mut Tx<'_>, household: &Household, rec: Recording) -> Result<(), StoreError> {
    add_many(tx, std::slice::from_ref(household), rec)
}

/// Adds households under numbers that none had before.
pub fn add_many(tx: &mut Tx<'_>, households: &[Household], rec: Recording) -> Result<(), StoreError> {
    add_versions(tx, households.iter().map(|household| (household, 1)), rec)
}

/// Says anew where a household is.
pub fn set(tx: &mut Tx<'_>, household: &Household, rec: Recording) -> Result<(), StoreError> {
    let retracted = facts::retract_all(tx, &HOUSEHOLD, household.id.0, rec)?;
    expect_rows("sửa thông tin một hộ", 1, retracted)?;
    let version = Numbers::load(tx, &HOUSEHOLD, std::iter::once(household.id.0))?.next(household.id.0);
    add_versions(tx, std::iter::once((household, version)), rec)
}

fn add_versions<'a>(
    tx: &mut Tx<'_>,
    households: impl Iterator<Item = (&'a Household, i64)>,
    rec: Recording,
) -> Result<(), StoreError> {
    let rows = households.map(|(household, version)| {
        [
            household.id.into(),
            version.into(),
            Value::from(&household.unit),
            household.village.as_deref().into(),
            rec.at.into(),
        ]
    });
    tx.bulk(HOUSEHOLD.name, ["household_id", "version_no", "unit_id", "village", "recorded_at"], rows)?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: HouseholdId, known: Moment) -> Result<Option<Household>, StoreError> {
    tx.find(
        concat!(
            "select household_id, unit_id, village from household where household_id = $1 and ",
            known!("", 2),
            " order by version_no"
        ),
        values![id, known],
        |row| Ok(Household { id: HouseholdId(row.int(0)?), unit: UnitId(row.string(1)?), village: row.opt_string(2)? }),
    )
}

pub fn add_member(
    tx: &mut Tx<'_>,
    person: PersonId,
    membership: &Membership,
    rec: Recording,
) -> Result<(), StoreError> {
    add_members(tx, &[(person, membership.clone())], rec)
}

pub fn add_members(tx: &mut Tx<'_>, memberships: &[(PersonId, Membership)], rec: Recording) -> Result<(), StoreError> {
    let mut numbers = Numbers::load(tx, &MEMBERSHIP, memberships.iter().map(|(person, _)| person.0))?;
    let columns = ["person_id", "membership_no", "household_id", "relation", "from_day", "until_day", "recorded_at"];
    let rows = memberships.iter().map(|(person, membership)| {
        [
            (*person).into(),
            numbers.next(person.0).into(),
            membership.household.into(),
            Value::from(&membership.relation),
            membership.span.from.into(),
            membership.span.until.into(),
            rec.at.into(),
        ]
    });
    tx.bulk(MEMBERSHIP.name, columns, rows)?;
    Ok(())
}

/// The households somebody has belonged to.
pub fn list_of_person(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<Kept<Membership>>, StoreError> {
    tx.list(
        concat!(
            "select person_id, membership_no, household_id, relation, from_day, until_day, recorded_at
             from membership where person_id = $1 and ",
            known!("", 2),
            " order by from_day, membership_no"
        ),
        values![person, known],
        read_membership,
    )
}

/// The households that any of these people have belonged to, in blocks however many they are.
pub fn of_people(
    tx: &mut Tx<'_>,
    people: &[PersonId],
    known: Moment,
) -> Result<Vec<(PersonId, Kept<Membership>)>, StoreError> {
    let mut found = Vec::new();
    for block in people.chunks(BLOCK) {
        let mut sql = Sql::new(
            "select person_id, membership_no, household_id, relation, from_day, until_day, recorded_at
             from membership where person_id",
        );
        sql.bind_in(block.iter().copied()).push(" and ").known("", known).push(" order by person_id, membership_no");
        found.extend(tx.list_sql(&sql, |row| Ok((PersonId(row.int(0)?), read_membership(row)?)))?);
    }
    Ok(found)
}

/// Who has belonged to a household.
pub fn list_members(
    tx: &mut Tx<'_>,
    household: HouseholdId,
    known: Moment,
) -> Result<Vec<(PersonId, Kept<Membership>)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, membership_no, household_id, relation, from_day, until_day, recorded_at
             from membership where household_id = $1 and ",
            known!("", 2),
            " order by person_id, membership_no"
        ),
        values![household, known],
        |row| Ok((PersonId(row.int(0)?), read_membership(row)?)),
    )
}

fn read_membership(row: &Row<'_>) -> Result<Kept<Membership>, StoreError> {
    let fact = Membership {
        household: HouseholdId(row.int(2)?),
        relation: row.string(3)?,
        span: Span { from: row.parse(4)?, until: row.opt_parse(5)? },
    };
    Ok(Kept { no: row.int(1)?, fact, recorded_at: row.parse(6)? })
}
