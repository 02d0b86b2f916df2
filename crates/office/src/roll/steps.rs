use domain::kernel::{RunId, UserId};
use domain::payment::{By, Run, RunRefusal, RunState, Stage};
use serde_json::json;
use store::{Db, runs};

use super::need;
use crate::{Acting, OfficeError, Refusal};

/// The roll went to the payer.
pub fn send(db: &Db, acting: Acting, run: RunId) -> Result<Run, OfficeError> {
    step(db, acting, run, (Stage::Approved, "roll.send"), RunState::send)
}

/// The month's books of this roll are shut; what comes later goes on the next roll.
pub fn close(db: &Db, acting: Acting, run: RunId) -> Result<Run, OfficeError> {
    step(db, acting, run, (Stage::Confirmed, "roll.close"), RunState::close)
}

fn step(
    db: &Db,
    acting: Acting,
    run: RunId,
    (from, act): (Stage, &str),
    step: fn(RunState, By) -> Result<RunState, RunRefusal>,
) -> Result<Run, OfficeError> {
    db.write(|tx| {
        let stored = need(tx, run)?;
        let by = By { user: acting.user.unwrap_or(UserId(0)), at: acting.now };
        let state = step(stored.run.state, by).map_err(Refusal::Run)?;
        let next = Run { state, ..stored.run };
        runs::set_state(tx, run, from, &next)?;
        acting.note(tx, &format!("{act}.{}", next.scheme), &format!("run:{run}"), json!({}))?;
        Ok(next)
    })
}
