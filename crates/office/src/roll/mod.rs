//! A month is paid: draft → approve by another → send → confirm from the payer → close.
//!
//! Each step is one act. What is approved stays as it was; what is wrong in it is mended by the next roll.
//! The payer may answer in several files: [`confirm_file`] matches each to the roll ([`matching`]) and confirms the roll
//! when its last line is answered. [`unlock()`] takes an approved roll back as long as nobody was paid. [`reconcile()`] holds the roll against everything others say of it.

mod approve;
mod confirm;
mod draft;
mod fresh;
pub mod matching;
mod payer_file;
mod reconcile;
mod steps;
mod unlock;

pub use approve::approve;
pub use confirm::{Answer, AnswerSum, Heard, UnansweredUnit, confirm, confirm_file};
pub use draft::{DraftOrder, Drafted, Progress, draft, draft_telling, may_draft};
pub(crate) use fresh::may_be_stale;
pub use fresh::{ChangedLine, ChangedPerson, DraftChanges, Since, changes_since_draft};
pub(crate) use reconcile::reconciled;
pub use reconcile::{Reconciled, reconcile, set_drawn, set_payer_total};
pub use steps::{close, send};
pub use unlock::{ask_unlock, decline_unlock, unlock};

use domain::kernel::{Month, RunId, UnitId};
use domain::payment::{Run, Stage};
use domain::rules::Law;
use store::Tx;
use store::runs::{self, RunFilter, StoredRun};

use crate::access::{Act, Role};
use crate::{Acting, OfficeError, Refusal};

/// Which roll is meant: the live one of a scheme, month and area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollKey {
    pub scheme: String,
    pub month: Month,
    pub unit: UnitId,
}

/// Whether a roll is of one's own fields, has somebody of one's own communes on it and, for a payer, has been sent.
pub(crate) fn is_seen(tx: &mut Tx<'_>, acting: Acting, stored: &StoredRun) -> Result<bool, OfficeError> {
    let is_payer_only = acting.rights.roles() == [Role::Payer];
    let is_sent = matches!(stored.run.state.stage(), Stage::Sent | Stage::Confirmed | Stage::Closed);
    let may = acting.rights.may(Act::RollRead) && acting.rights.covers_scheme(&stored.run.scheme);
    if !may || (is_payer_only && !is_sent) {
        return Ok(false);
    }
    match acting.rights.units() {
        None => Ok(true),
        Some(units) => Ok(runs::lines::has_any_of(tx, stored.run.id, units)?),
    }
}

/// A roll that one may look at; any other is as if it were not there.
pub(crate) fn see(tx: &mut Tx<'_>, acting: Acting, run: RunId) -> Result<StoredRun, OfficeError> {
    let stored = need(tx, run)?;
    match is_seen(tx, acting, &stored)? {
        true => Ok(stored),
        false => Err(Refusal::NoSuchRun(run).into()),
    }
}

/// A roll that one may do something with.
pub(crate) fn need_mine(tx: &mut Tx<'_>, acting: Acting, act: Act, run: RunId) -> Result<StoredRun, OfficeError> {
    acting.need(act)?;
    see(tx, acting, run)
}

pub(crate) fn need(tx: &mut Tx<'_>, run: RunId) -> Result<StoredRun, OfficeError> {
    Ok(runs::find(tx, run)?.ok_or(Refusal::NoSuchRun(run))?)
}

/// The newest roll of the key that was not replaced.
pub fn find_live(tx: &mut Tx<'_>, key: &RollKey) -> Result<Option<StoredRun>, OfficeError> {
    let units = [key.unit.clone()];
    let months = domain::kernel::MonthSpan::new(key.month, key.month.next());
    let filter = RunFilter { scheme: Some(&key.scheme), months: Some(months), units: Some(&units), stages: None };
    let all = runs::list(tx, &filter)?;
    let live = all.into_iter().filter(|one| one.run.state.stage().is_live());
    Ok(live.max_by_key(|one| one.run.version))
}

/// The live roll of the key, for a step that needs one.
pub fn need_live(db: &store::Db, key: &RollKey) -> Result<Run, OfficeError> {
    db.read(|tx| {
        let found = find_live(tx, key)?;
        let missing = || Refusal::NoRun { scheme: key.scheme.clone(), month: key.month };
        Ok(found.ok_or_else(missing)?.run)
    })
}

/// The benefits that a roll of this scheme pays.
pub(crate) fn is_of_scheme(law: &Law, scheme: &str, benefit: domain::entitlement::BenefitIndex) -> bool {
    law.benefits[usize::from(benefit.0)].scheme == scheme
}
