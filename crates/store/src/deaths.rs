//! Deaths, each with its own day and paper.

use domain::kernel::{Moment, PersonId};
use domain::registry::Death;

use crate::error::expect_rows;
use crate::facts::{self, FactTable, Kept, Numbers, Recording};
use crate::sql::known;
use crate::value::values;
use crate::{StoreError, Tx};

const TABLE: FactTable =
    FactTable { name: "death", owner: "person_id", number: "death_no", copied: "died_on, certificate" };

/// Records a death, in place of whatever was recorded before.
pub fn set(tx: &mut Tx<'_>, person: PersonId, death: &Death, rec: Recording) -> Result<(), StoreError> {
    facts::retract_all(tx, &TABLE, person.0, rec)?;
    let no = Numbers::load(tx, &TABLE, std::iter::once(person.0))?.next(person.0);
    let touched = tx.execute(
        "insert into death (person_id, death_no, died_on, certificate, recorded_at) values ($1, $2, $3, $4, $5)",
        values![person, no, death.died_on, death.certificate.as_deref(), rec.at],
    )?;
    expect_rows("ghi việc chết", 1, touched)
}

/// Says that the death did not happen.
pub fn retract(tx: &mut Tx<'_>, person: PersonId, rec: Recording) -> Result<(), StoreError> {
    let retracted = facts::retract_all(tx, &TABLE, person.0, rec)?;
    expect_rows("rút lại việc chết", 1, retracted)
}

pub fn find(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Option<Kept<Death>>, StoreError> {
    tx.find(
        concat!(
            "select person_id, death_no, died_on, certificate, recorded_at from death where person_id = $1 and ",
            known!("", 2),
            " order by death_no"
        ),
        values![person, known],
        |row| {
            let fact = Death { died_on: row.parse(2)?, certificate: row.opt_string(3)? };
            Ok(Kept { no: row.int(1)?, fact, recorded_at: row.parse(4)? })
        },
    )
}
