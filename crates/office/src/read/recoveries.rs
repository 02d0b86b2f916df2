//! Money paid too much: who still owes, for which benefit, and what came back.

use std::collections::HashMap;

use domain::kernel::{PersonId, RecoveryId};
use domain::registry::PersonBrief;
use store::recoveries::{self, DebtEntry, RecoveryBalance};
use store::{Db, Tx, people};

pub use store::recoveries::Which;

use crate::access::Act;
use crate::{Acting, Office, OfficeError, Refusal};

/// One case with whom and what it is about.
#[derive(Debug, Clone)]
pub struct RecoveryShown {
    pub balance: RecoveryBalance,
    pub brief: PersonBrief,
    pub unit_name: String,
    pub scheme: String,
    pub benefit_name: String,
}

/// A case with every entry of its debt, in the order of months.
#[derive(Debug, Clone)]
pub struct RecoveryWithEntries {
    pub case: RecoveryShown,
    pub entries: Vec<DebtEntry>,
}

/// The cases of one's own communes and fields, newest first.
pub fn recoveries(office: &Office, db: &Db, acting: Acting, which: Which) -> Result<Vec<RecoveryShown>, OfficeError> {
    acting.need(Act::RecoveryRead)?;
    db.read(|tx| mine(office, tx, acting, which))
}

pub(super) fn mine(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    which: Which,
) -> Result<Vec<RecoveryShown>, OfficeError> {
    let all = recoveries::list(tx, which, acting.now)?;
    shown(office, tx, acting, all)
}

/// One case; anybody else's is as if it were not there.
pub fn recovery(
    office: &Office,
    db: &Db,
    acting: Acting,
    (person, id): (PersonId, RecoveryId),
) -> Result<RecoveryWithEntries, OfficeError> {
    acting.need(Act::RecoveryRead)?;
    db.read(|tx| {
        let found: Vec<RecoveryBalance> = recoveries::find(tx, person, id, acting.now)?.into_iter().collect();
        let case = shown(office, tx, acting, found)?.pop().ok_or(Refusal::NoSuchPerson(person))?;
        Ok(RecoveryWithEntries { case, entries: recoveries::entries(tx, person, id, acting.now)? })
    })
}

fn shown(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    all: Vec<RecoveryBalance>,
) -> Result<Vec<RecoveryShown>, OfficeError> {
    let ids: Vec<PersonId> = all.iter().map(|one| one.recovery.person).collect();
    let briefs: HashMap<PersonId, PersonBrief> =
        people::briefs(tx, &ids, acting.now)?.into_iter().map(|brief| (brief.id, brief)).collect();
    let one = |balance: RecoveryBalance| {
        let benefit = office.law.benefit(&balance.recovery.benefit)?;
        let brief = briefs.get(&balance.recovery.person)?.clone();
        let is_mine = acting.rights.covers_unit(brief.unit.as_ref()) && acting.rights.covers_scheme(&benefit.scheme);
        is_mine.then(|| RecoveryShown {
            unit_name: brief.unit.as_ref().map(|unit| office.units.name(unit).to_owned()).unwrap_or_default(),
            scheme: benefit.scheme.clone(),
            benefit_name: benefit.name.clone(),
            balance,
            brief,
        })
    };
    Ok(all.into_iter().filter_map(one).collect())
}
