//! What happens to people: death and its undoing, moving, statuses, who takes the money; and what was written down wrong.

use domain::kernel::{BirthDate, Day, Month, PersonId, Span, UnitId};
use domain::registry::{Death, PaperKind, Payee, Person, PersonPaper, Residence, Sex, Status};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::undo::{self, Undone};
use store::{Db, Tx, deaths, papers, payees, people, residences, spells, statuses};

use crate::decide::subject;
use crate::{Acting, Office, OfficeError, Refusal};

/// Records a death. The month of death, the last month paid and over-payments follow by themselves.
pub fn report_death(db: &Db, acting: Acting, person: PersonId, death: &Death) -> Result<(), OfficeError> {
    db.write(|tx| report_death_in(tx, acting, person, death))
}

pub(crate) fn report_death_in(
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    death: &Death,
) -> Result<(), OfficeError> {
    acting.need_person(tx, person)?;
    if acting.today() < death.died_on {
        return Err(Refusal::InTheFuture { what: "mất" }.into());
    }
    if deaths::find(tx, person, acting.now)?.is_some() {
        return Err(Refusal::AlreadyDead(person).into());
    }
    let known = people::find(tx, person, acting.now)?.ok_or(Refusal::NoSuchPerson(person))?;
    if death.died_on.month() < earliest_birth(known.birth) {
        return Err(Refusal::BeforeBirth { birth: known.birth }.into());
    }
    deaths::set(tx, person, death, acting.recording())?;
    end_as_subject(tx, acting, person, death.died_on)?;
    acting.note(tx, "death.report", &subject(person), json!({ "died_on": death.died_on }))?;
    Ok(())
}

fn earliest_birth(birth: BirthDate) -> Month {
    const JANUARY: i8 = 1;
    birth.month_counted(JANUARY)
}

/// Spells of others that are about the dead person end with them: a carer's support, a parent's.
fn end_as_subject(tx: &mut Tx<'_>, acting: Acting, person: PersonId, died_on: Day) -> Result<(), OfficeError> {
    let all = spells::subjects_of_person(tx, person, acting.now)?;
    let counted_then = all.into_iter().filter(|one| one.2.subject.until.is_none_or(|until| died_on < until));
    for (other, spell, record) in counted_then {
        spells::end_subject(tx, other, spell, record.no, died_on, acting.recording())?;
    }
    Ok(())
}

/// The death was reported by mistake. Both the report and its undoing stay on record.
pub fn undo_death(db: &Db, acting: Acting, person: PersonId) -> Result<(), OfficeError> {
    db.write(|tx| undo_death_in(tx, acting, person))
}

pub(crate) fn undo_death_in(tx: &mut Tx<'_>, acting: Acting, person: PersonId) -> Result<(), OfficeError> {
    acting.need_person(tx, person)?;
    let death = deaths::find(tx, person, acting.now)?.ok_or(Refusal::NotDead(person))?;
    deaths::retract(tx, person, acting.recording())?;
    let at = death.recorded_at;
    if undo::undo_as_subject(tx, person, at, &[], acting.recording())? == Undone::ChangedLater {
        return Err(Refusal::ChangedLater { at }.into());
    }
    acting.note(tx, "death.undo", &subject(person), json!({}))?;
    Ok(())
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
    db.write(|tx| move_to_in(office, tx, acting, person, (unit, village), day))
}

pub(crate) fn move_to_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    (unit, village): (&UnitId, Option<&str>),
    day: Day,
) -> Result<(), OfficeError> {
    acting.need_person(tx, person)?;
    if !office.units.find(unit).is_some_and(|unit| unit.exists_on(day)) {
        return Err(Refusal::NoSuchUnit(unit.to_string()).into());
    }
    if acting.today() < day {
        return Err(Refusal::InTheFuture { what: "chuyển nơi ở" }.into());
    }
    let open = residences::list(tx, person, acting.now)?.into_iter().filter(|stay| stay.fact.span.until.is_none());
    let open = open.collect::<Vec<_>>();
    if let Some(since) = open.iter().map(|stay| stay.fact.span.from).find(|since| day <= *since) {
        return Err(Refusal::MovedBeforeArrival { since }.into());
    }
    for stay in open {
        residences::close(tx, person, stay.no, day, acting.recording())?;
    }
    let stay = Residence { unit: unit.clone(), village: village.map(str::to_owned), span: Span::since(day) };
    residences::add(tx, person, &stay, acting.recording())?;
    acting.note(tx, "residence.move", &subject(person), json!({ "unit": unit, "day": day }))?;
    Ok(())
}

/// Something is true of a person for a time, by a paper the office holds.
pub fn record_status(db: &Db, acting: Acting, person: PersonId, status: &Status) -> Result<(), OfficeError> {
    db.write(|tx| record_status_in(tx, acting, person, status))
}

pub(crate) fn record_status_in(
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    status: &Status,
) -> Result<(), OfficeError> {
    acting.need_person(tx, person)?;
    statuses::add(tx, person, status, acting.recording())?;
    // The kind may be a diagnosis, so the journal keeps only that something was recorded.
    acting.note(tx, "status.record", &subject(person), json!({ "from": status.span.from }))?;
    Ok(())
}

pub fn set_payee(db: &Db, acting: Acting, person: PersonId, payee: &Payee) -> Result<(), OfficeError> {
    db.write(|tx| set_payee_in(tx, acting, person, payee))
}

pub(crate) fn set_payee_in(
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    payee: &Payee,
) -> Result<(), OfficeError> {
    acting.need_person(tx, person)?;
    payees::set(tx, person, payee, acting.recording())?;
    acting.note(tx, "payee.set", &subject(person), json!({ "from": payee.span.from }))?;
    Ok(())
}

/// One thing the records say of who somebody is, where they live or who takes their money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Particular {
    Name(String),
    Sex(Option<Sex>),
    Birth(BirthDate),
    /// Several only while nobody has said which is right.
    PersonalIds(Vec<String>),
    OldIds(Vec<String>),
    Village(Option<String>),
    Commune(Option<UnitId>),
    Receiver(Option<String>),
    Account(Option<String>),
    Bank(Option<String>),
}

/// Says anew what was written down wrong, as if it had been right from the beginning; the wrong stays readable as what
/// was known then.
///
/// So a corrected village or commune is that of the running stay with its days, and a corrected account that of the
/// running payee. Somebody who moved on a day, or whose money goes elsewhere from a day on, is another act: [`move_to`],
/// [`set_payee`].
pub fn correct(
    office: &Office,
    db: &Db,
    acting: Acting,
    person: PersonId,
    said: &[Particular],
) -> Result<(), OfficeError> {
    db.write(|tx| correct_in(office, tx, acting, person, said))
}

pub(crate) fn correct_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    said: &[Particular],
) -> Result<(), OfficeError> {
    acting.need_person(tx, person)?;
    correct_unnoted(office, tx, acting, person, said)?;
    acting.note(tx, "person.correct", &subject(person), json!({ "particulars": said.len() }))?;
    Ok(())
}

/// The correction without its line in the journal, for an act that corrects many.
pub(crate) fn correct_unnoted(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    said: &[Particular],
) -> Result<(), OfficeError> {
    let known = people::find(tx, person, acting.now)?.ok_or(Refusal::NoSuchPerson(person))?;
    let corrected = corrected_person(&known, said);
    if corrected != known {
        people::set(tx, person, &corrected, acting.recording())?;
    }
    for one in said {
        match one {
            Particular::PersonalIds(numbers) => correct_papers(tx, acting, person, PaperKind::PersonalId, numbers)?,
            Particular::OldIds(numbers) => correct_papers(tx, acting, person, PaperKind::OldId, numbers)?,
            Particular::Name(_) | Particular::Sex(_) | Particular::Birth(_) => {}
            Particular::Village(_) | Particular::Commune(_) => {}
            Particular::Receiver(_) | Particular::Account(_) | Particular::Bank(_) => {}
        }
    }
    correct_stay(office, tx, acting, person, said)?;
    correct_payee(tx, acting, person, said)
}

fn corrected_person(known: &Person, said: &[Particular]) -> Person {
    let mut person = known.clone();
    for one in said {
        match one {
            Particular::Name(name) => person.name.clone_from(name),
            Particular::Sex(sex) => person.sex = *sex,
            Particular::Birth(birth) => person.birth = *birth,
            Particular::PersonalIds(_) | Particular::OldIds(_) => {}
            Particular::Village(_) | Particular::Commune(_) => {}
            Particular::Receiver(_) | Particular::Account(_) | Particular::Bank(_) => {}
        }
    }
    person
}

/// Leaves the person with these numbers of this kind: papers that stay keep their rows.
fn correct_papers(
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    kind: PaperKind,
    numbers: &[String],
) -> Result<(), OfficeError> {
    let held = papers::list(tx, person, acting.now)?;
    let held: Vec<_> = held.into_iter().filter(|paper| paper.fact.kind == kind).collect();
    for paper in held.iter().filter(|paper| !numbers.contains(&paper.fact.number)) {
        papers::retract(tx, person, paper.no, acting.recording())?;
    }
    for number in numbers.iter().filter(|number| !held.iter().any(|paper| paper.fact.number == **number)) {
        papers::add(tx, person, &PersonPaper { kind, number: number.clone() }, acting.recording())?;
    }
    Ok(())
}

fn correct_stay(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    said: &[Particular],
) -> Result<(), OfficeError> {
    let day = acting.today();
    let stays = residences::list(tx, person, acting.now)?.into_iter();
    let running = stays.filter(|stay| stay.fact.span.contains(day)).max_by_key(|stay| stay.no);
    let mut corrected = running.as_ref().map(|stay| stay.fact.clone());
    for one in said {
        match (one, &mut corrected) {
            (Particular::Village(_) | Particular::Commune(_), None) => {
                return Err(Refusal::NoResidence { person, day }.into());
            }
            (Particular::Village(village), Some(stay)) => stay.village.clone_from(village),
            (Particular::Commune(Some(unit)), Some(_)) if office.units.find(unit).is_none() => {
                return Err(Refusal::NoSuchUnit(unit.to_string()).into());
            }
            (Particular::Commune(Some(unit)), Some(stay)) => stay.unit.clone_from(unit),
            _ => {}
        }
    }
    if let Some((stay, corrected)) = running.zip(corrected).filter(|(stay, corrected)| stay.fact != *corrected) {
        residences::retract(tx, person, stay.no, acting.recording())?;
        residences::add(tx, person, &corrected, acting.recording())?;
    }
    Ok(())
}

/// Who takes the money now is said anew; who did so in other times stays. A payee of whom nothing is left is none.
fn correct_payee(tx: &mut Tx<'_>, acting: Acting, person: PersonId, said: &[Particular]) -> Result<(), OfficeError> {
    let day = acting.today();
    let payees = payees::list(tx, person, acting.now)?.into_iter();
    let running = payees.filter(|payee| payee.fact.span.contains(day)).max_by_key(|payee| payee.no);
    let nobody = Payee { receiver: None, account: None, bank: None, span: Span::since(day) };
    let known = running.as_ref().map_or(nobody, |payee| payee.fact.clone());
    let mut payee = known.clone();
    for one in said {
        match one {
            Particular::Receiver(receiver) => payee.receiver.clone_from(receiver),
            Particular::Account(account) => payee.account.clone_from(account),
            Particular::Bank(bank) => payee.bank.clone_from(bank),
            _ => {}
        }
    }
    if payee == known {
        return Ok(());
    }
    if let Some(running) = running {
        payees::retract(tx, person, running.no, acting.recording())?;
    }
    if payee.receiver.is_some() || payee.account.is_some() || payee.bank.is_some() {
        payees::add(tx, person, &payee, acting.recording())?;
    }
    Ok(())
}
