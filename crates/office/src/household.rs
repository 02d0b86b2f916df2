//! Households: who belongs to one, and the poverty class that holds for all its members.

use domain::kernel::{HouseholdId, PersonId, Span};
use domain::registry::{Household, Membership, POVERTY_CLASS, Status};
use serde_json::json;
use store::{Db, Tx, households, ids, residences, statuses};

use crate::decide::subject;
use crate::{Acting, OfficeError, Refusal};

/// The relation of the person a household is named after.
pub(crate) const HEAD: &str = "chủ hộ";

/// Records that somebody belongs to a household from a day on; the head's own relation is `chủ hộ`.
pub fn join(
    db: &Db,
    acting: Acting,
    household: HouseholdId,
    person: PersonId,
    (relation, span): (&str, Span),
) -> Result<(), OfficeError> {
    db.write(|tx| {
        acting.need_person(tx, person)?;
        let membership = Membership { household, relation: relation.to_owned(), span };
        households::add_member(tx, person, &membership, acting.recording())?;
        acting.note(tx, "household.join", &subject(person), json!({ "household": household, "from": span.from }))?;
        Ok(())
    })
}

/// The review's finding about a household: its class, for the head and every member of that time.
///
/// A head without a household gets one, so that members can join it later.
pub fn set_class(db: &Db, acting: Acting, head: PersonId, class: &str, span: Span) -> Result<HouseholdId, OfficeError> {
    db.write(|tx| set_class_in(tx, acting, head, class, span))
}

pub(crate) fn set_class_in(
    tx: &mut Tx<'_>,
    acting: Acting,
    head: PersonId,
    class: &str,
    span: Span,
) -> Result<HouseholdId, OfficeError> {
    acting.need_person(tx, head)?;
    let household = of_head(tx, acting, head, span)?;
    let members = households::list_members(tx, household, acting.now)?;
    let living_there = members.into_iter().filter(|(_, kept)| kept.fact.span.contains(span.from));
    let status = Status { kind: POVERTY_CLASS.to_owned(), grade: Some(class.to_owned()), amount: None, span };
    for (member, _) in living_there {
        end_class(tx, acting, member, span)?;
        statuses::add(tx, member, &status, acting.recording())?;
    }
    let detail = json!({ "household": household, "class": class, "from": span.from });
    acting.note(tx, "household.class", &subject(head), detail)?;
    Ok(household)
}

/// A person has one class at a time: the one before ends where the new one begins.
fn end_class(tx: &mut Tx<'_>, acting: Acting, member: PersonId, span: Span) -> Result<(), OfficeError> {
    let held = statuses::list(tx, member, acting.now)?;
    let running = held.into_iter().filter(|kept| {
        kept.fact.kind == POVERTY_CLASS && kept.fact.span.from < span.from && kept.fact.span.contains(span.from)
    });
    for kept in running.collect::<Vec<_>>() {
        statuses::close(tx, member, kept.no, span.from, acting.recording())?;
    }
    Ok(())
}

fn of_head(tx: &mut Tx<'_>, acting: Acting, head: PersonId, span: Span) -> Result<HouseholdId, OfficeError> {
    let own = households::list_of_person(tx, head, acting.now)?;
    let headed = own.iter().find(|kept| kept.fact.relation == HEAD && kept.fact.span.contains(span.from));
    if let Some(kept) = headed {
        return Ok(kept.fact.household);
    }
    let home = residences::list(tx, head, acting.now)?;
    let home = home.into_iter().map(|kept| kept.fact).find(|stay| stay.span.contains(span.from));
    let home = home.ok_or(Refusal::NoResidence { person: head, day: span.from })?;
    let id = HouseholdId(ids::take(tx, ids::HOUSEHOLD, 1)?);
    households::add(tx, &Household { id, unit: home.unit, village: home.village }, acting.recording())?;
    let membership = Membership { household: id, relation: HEAD.to_owned(), span: Span::since(span.from) };
    households::add_member(tx, head, &membership, acting.recording())?;
    Ok(id)
}
