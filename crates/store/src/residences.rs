//! Where people live, stay by stay.

use domain::kernel::{Day, Moment, PersonId, Span, UnitId, fold};
use domain::registry::Residence;

use crate::facts::{self, FactTable, Kept, Numbers, Recording};
use crate::sql::known;
use crate::value::{Value, values};
use crate::{StoreError, Tx};

const TABLE: FactTable = FactTable {
    name: "residence",
    owner: "person_id",
    number: "residence_no",
    copied: "unit_id, village, village_key, from_day",
};

pub fn add(tx: &mut Tx<'_>, person: PersonId, residence: &Residence, rec: Recording) -> Result<(), StoreError> {
    add_many(tx, &[(person, residence.clone())], rec)
}

pub fn add_many(tx: &mut Tx<'_>, residences: &[(PersonId, Residence)], rec: Recording) -> Result<(), StoreError> {
    let mut numbers = Numbers::load(tx, &TABLE, residences.iter().map(|(person, _)| person.0))?;
    let columns =
        ["person_id", "residence_no", "unit_id", "village", "village_key", "from_day", "until_day", "recorded_at"];
    let rows = residences.iter().map(|(person, stay)| {
        [
            (*person).into(),
            numbers.next(person.0).into(),
            Value::from(&stay.unit),
            stay.village.as_deref().into(),
            stay.village.as_deref().map(fold).into(),
            stay.span.from.into(),
            stay.span.until.into(),
            rec.at.into(),
        ]
    });
    tx.bulk(TABLE.name, columns, rows)?;
    residences.iter().for_each(|(person, _)| tx.touch(*person));
    Ok(())
}

/// Ends a stay; returns the number of the row that now says so.
pub fn close(tx: &mut Tx<'_>, person: PersonId, no: i64, until: Day, rec: Recording) -> Result<i64, StoreError> {
    tx.touch(person);
    facts::close(tx, &TABLE, person.0, no, until, rec)
}

pub fn retract(tx: &mut Tx<'_>, person: PersonId, no: i64, rec: Recording) -> Result<(), StoreError> {
    tx.touch(person);
    facts::retract(tx, &TABLE, person.0, no, rec)
}

pub fn list(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<Kept<Residence>>, StoreError> {
    tx.list(
        concat!(
            "select person_id, residence_no, unit_id, village, from_day, until_day, recorded_at
             from residence where person_id = $1 and ",
            known!("", 2),
            " order by from_day, residence_no"
        ),
        values![person, known],
        |row| {
            let span = Span { from: row.parse(4)?, until: row.opt_parse(5)? };
            let fact = Residence { unit: UnitId(row.string(2)?), village: row.opt_string(3)?, span };
            Ok(Kept { no: row.int(1)?, fact, recorded_at: row.parse(6)? })
        },
    )
}

/// The unit somebody lives in on a day; of overlapping stays, the one written down last.
pub fn current_unit(tx: &mut Tx<'_>, person: PersonId, day: Day, known: Moment) -> Result<Option<UnitId>, StoreError> {
    tx.find(
        concat!(
            "select person_id, unit_id from residence
             where person_id = $1 and from_day <= $2 and (until_day is null or $2 < until_day) and ",
            known!("", 3),
            " order by residence_no desc limit 1"
        ),
        values![person, day, known],
        |row| Ok(UnitId(row.string(1)?)),
    )
}
