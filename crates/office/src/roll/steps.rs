use domain::kernel::{RunId, UserId};
use domain::payment::{By, Run, Stage};
use serde_json::json;
use store::{Db, runs};

use super::need_mine;
use super::reconcile::reconciled;
use crate::access::Act;
use crate::{Acting, OfficeError, Refusal};

/// The roll went to the payer.
pub fn send(db: &Db, acting: Acting, run: RunId) -> Result<Run, OfficeError> {
    db.write(|tx| {
        let stored = need_mine(tx, acting, Act::RollSend, run)?;
        let by = By { user: acting.user.unwrap_or(UserId(0)), at: acting.now };
        let state = stored.run.state.send(by).map_err(Refusal::Run)?;
        let next = Run { state, ..stored.run };
        runs::set_state(tx, run, Stage::Approved, &next)?;
        acting.note(tx, &format!("roll.send.{}", next.scheme), &format!("run:{run}"), json!({}))?;
        Ok(next)
    })
}

/// The month's books of this roll are shut; what comes later goes on the next roll.
///
/// What was paid and what came back must make the roll. That the payer or the treasury says another sum does not hold the
/// books open, but the journal names it.
pub fn close(db: &Db, acting: Acting, run: RunId) -> Result<Run, OfficeError> {
    db.write(|tx| {
        let stored = need_mine(tx, acting, Act::RollClose, run)?;
        let by = By { user: acting.user.unwrap_or(UserId(0)), at: acting.now };
        let state = stored.run.state.close(by).map_err(Refusal::Run)?;
        let sums = reconciled(tx, &stored, None)?;
        if !sums.unanswered.is_zero() {
            return Err(Refusal::NotReconciled { roll: sums.roll, paid: sums.paid, unpaid: sums.unpaid }.into());
        }
        let next = Run { state, ..stored.run };
        runs::set_state(tx, run, Stage::Confirmed, &next)?;
        acting.note(tx, &format!("roll.close.{}", next.scheme), &format!("run:{run}"), json!(sums))?;
        Ok(next)
    })
}
