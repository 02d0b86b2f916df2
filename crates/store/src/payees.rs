//! Who takes the money for whom, and how.

use domain::kernel::{Day, Moment, PersonId, Span};
use domain::registry::Payee;

use crate::facts::{self, FactTable, Kept, Numbers, Recording};
use crate::sql::known;
use crate::value::values;
use crate::{StoreError, Tx};

const TABLE: FactTable =
    FactTable { name: "payee", owner: "person_id", number: "payee_no", copied: "receiver, account, bank, from_day" };

pub fn add(tx: &mut Tx<'_>, person: PersonId, payee: &Payee, rec: Recording) -> Result<(), StoreError> {
    add_many(tx, &[(person, payee.clone())], rec)
}

pub fn add_many(tx: &mut Tx<'_>, payees: &[(PersonId, Payee)], rec: Recording) -> Result<(), StoreError> {
    let mut numbers = Numbers::load(tx, &TABLE, payees.iter().map(|(person, _)| person.0))?;
    let columns = ["person_id", "payee_no", "receiver", "account", "bank", "from_day", "until_day", "recorded_at"];
    let rows = payees.iter().map(|(person, payee)| {
        [
            (*person).into(),
            numbers.next(person.0).into(),
            payee.receiver.as_deref().into(),
            payee.account.as_deref().into(),
            payee.bank.as_deref().into(),
            payee.span.from.into(),
            payee.span.until.into(),
            rec.at.into(),
        ]
    });
    tx.bulk(TABLE.name, columns, rows)?;
    Ok(())
}

/// Makes this the only payee: all that was said before is retracted.
pub fn set(tx: &mut Tx<'_>, person: PersonId, payee: &Payee, rec: Recording) -> Result<(), StoreError> {
    facts::retract_all(tx, &TABLE, person.0, rec)?;
    add(tx, person, payee, rec)
}

pub fn retract(tx: &mut Tx<'_>, person: PersonId, no: i64, rec: Recording) -> Result<(), StoreError> {
    facts::retract(tx, &TABLE, person.0, no, rec)
}

/// Ends one payee's time; returns the number of the row that now says so.
pub fn close(tx: &mut Tx<'_>, person: PersonId, no: i64, until: Day, rec: Recording) -> Result<i64, StoreError> {
    facts::close(tx, &TABLE, person.0, no, until, rec)
}

pub fn list(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<Kept<Payee>>, StoreError> {
    tx.list(
        concat!(
            "select person_id, payee_no, receiver, account, bank, from_day, until_day, recorded_at
             from payee where person_id = $1 and ",
            known!("", 2),
            " order by from_day, payee_no"
        ),
        values![person, known],
        |row| {
            let fact = Payee {
                receiver: row.opt_string(2)?,
                account: row.opt_string(3)?,
                bank: row.opt_string(4)?,
                span: Span { from: row.parse(5)?, until: row.opt_parse(6)? },
            };
            Ok(Kept { no: row.int(1)?, fact, recorded_at: row.parse(7)? })
        },
    )
}
