//! What happens to people: death and its undoing, moving, statuses, who takes the money.

use domain::kernel::{Day, PersonId, Span, UnitId};
use domain::registry::{Death, Payee, Residence, Status};
use serde_json::json;
use store::{Db, Tx, deaths, payees, residences, spells, statuses};

use crate::decide::{need_person, subject};
use crate::{Acting, Office, OfficeError, Refusal};

/// Records a death. The month of death, the last month paid and over-payments follow by themselves.
pub fn report_death(db: &Db, acting: Acting, person: PersonId, death: &Death) -> Result<(), OfficeError> {
    db.write(|tx| {
        need_person(tx, acting, person)?;
        if acting.today() < death.died_on {
            return Err(Refusal::InTheFuture { what: "mất" }.into());
        }
        if deaths::find(tx, person, acting.now)?.is_some() {
            return Err(Refusal::AlreadyDead(person).into());
        }
        deaths::set(tx, person, death, acting.recording())?;
        end_as_subject(tx, acting, person, death.died_on)?;
        acting.note(tx, "death.report", &subject(person), json!({ "died_on": death.died_on }))?;
        Ok(())
    })
}

/// Spells of others that are about the dead person end with them: a carer's support, a parent's.
fn end_as_subject(tx: &mut Tx<'_>, acting: Acting, person: PersonId, died_on: Day) -> Result<(), OfficeError> {
    for (other, spell, record) in spells::subjects_of_person(tx, person, acting.now)? {
        spells::end_subject(tx, other, spell, record.no, died_on, acting.recording())?;
    }
    Ok(())
}

/// The death was reported by mistake. Both the report and its undoing stay on record.
pub fn undo_death(db: &Db, acting: Acting, person: PersonId) -> Result<(), OfficeError> {
    db.write(|tx| {
        if deaths::find(tx, person, acting.now)?.is_none() {
            return Err(Refusal::NotDead(person).into());
        }
        deaths::retract(tx, person, acting.recording())?;
        acting.note(tx, "death.undo", &subject(person), json!({}))?;
        Ok(())
    })
}

/// From `day` on the person lives, and is paid, elsewhere. No other row moves.
pub fn move_to(
    office: &Office,
    db: &Db,
    acting: Acting,
    person: PersonId,
    (unit, village): (&UnitId, Option<&str>),
    day: Day,
) -> Result<(), OfficeError> {
    db.write(|tx| {
        need_person(tx, acting, person)?;
        if !office.units.find(unit).is_some_and(|unit| unit.exists_on(day)) {
            return Err(Refusal::NoSuchUnit(unit.to_string()).into());
        }
        let open = residences::list(tx, person, acting.now)?.into_iter().filter(|stay| stay.fact.span.until.is_none());
        for stay in open.collect::<Vec<_>>() {
            residences::close(tx, person, stay.no, day, acting.recording())?;
        }
        let stay = Residence { unit: unit.clone(), village: village.map(str::to_owned), span: Span::since(day) };
        residences::add(tx, person, &stay, acting.recording())?;
        acting.note(tx, "residence.move", &subject(person), json!({ "unit": unit, "day": day }))?;
        Ok(())
    })
}

/// Something is true of a person for a time, by a paper the office holds.
pub fn record_status(db: &Db, acting: Acting, person: PersonId, status: &Status) -> Result<(), OfficeError> {
    db.write(|tx| {
        need_person(tx, acting, person)?;
        statuses::add(tx, person, status, acting.recording())?;
        // The kind may be a diagnosis, so the journal keeps only that something was recorded.
        acting.note(tx, "status.record", &subject(person), json!({ "from": status.span.from }))?;
        Ok(())
    })
}

pub fn set_payee(db: &Db, acting: Acting, person: PersonId, payee: &Payee) -> Result<(), OfficeError> {
    db.write(|tx| {
        need_person(tx, acting, person)?;
        payees::set(tx, person, payee, acting.recording())?;
        acting.note(tx, "payee.set", &subject(person), json!({ "from": payee.span.from }))?;
        Ok(())
    })
}
