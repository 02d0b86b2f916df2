use domain::kernel::{Dong, RunId, UnitId};
use domain::payment::{PayerAnswer, Stage};
use serde::Serialize;
use serde_json::json;
use store::runs::{self, StoredRun, confirmations};
use store::{Db, Tx};

use super::{need, need_mine};
use crate::access::Act;
use crate::{Acting, OfficeError, Refusal};

/// A roll against what the payer says, what the payer adds up to, and what was drawn for it, to the đồng.
///
/// What nobody said is `None`, never nought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    pub roll: Dong,
    pub paid: Dong,
    pub unpaid: Dong,
    pub unanswered: Dong,
    pub payer_total: Option<Dong>,
    pub drawn: Option<Dong>,
    /// Every two sums that should be equal and are not, in a sentence with both.
    pub differences: Vec<String>,
}

pub fn reconcile(db: &Db, run: RunId) -> Result<Reconciled, OfficeError> {
    db.read(|tx| {
        let stored = need(tx, run)?;
        reconciled(tx, &stored, None)
    })
}

/// The sums of a roll, or of its part of some units: what was drawn and what the payer adds up to are said of the whole.
pub(crate) fn reconciled(
    tx: &mut Tx<'_>,
    stored: &StoredRun,
    units: Option<&[UnitId]>,
) -> Result<Reconciled, OfficeError> {
    let run = stored.run.id;
    let answers = confirmations::count(tx, run, units)?;
    let sum = |answer: PayerAnswer| {
        answers.iter().find(|count| count.answer == answer).map_or(Dong::ZERO, |count| count.amount)
    };
    let said = match units {
        None => runs::current_reconciliation(tx, run)?,
        Some(_) => runs::Reconciliation::default(),
    };
    let (roll, paid, unpaid) = (total_of(tx, stored, units)?, sum(PayerAnswer::Paid), sum(PayerAnswer::Unpaid));
    let mut reconciled = Reconciled {
        roll,
        paid,
        unpaid,
        unanswered: roll - paid - unpaid,
        payer_total: said.payer_total,
        drawn: said.drawn,
        differences: Vec::new(),
    };
    reconciled.differences = differences(&reconciled, stored.run.state.stage());
    Ok(reconciled)
}

fn total_of(tx: &mut Tx<'_>, stored: &StoredRun, units: Option<&[UnitId]>) -> Result<Dong, OfficeError> {
    match units {
        None => Ok(stored.totals.total),
        Some(units) => Ok(runs::sums::totals_in(tx, stored.run.id, units)?.total),
    }
}

fn differences(sums: &Reconciled, stage: Stage) -> Vec<String> {
    let Reconciled { roll, paid, unpaid, unanswered, payer_total, drawn, .. } = *sums;
    let answered = paid + unpaid;
    let expects_answers = match stage {
        Stage::Sent | Stage::Confirmed | Stage::Closed => true,
        Stage::Draft | Stage::Superseded | Stage::Approved | Stage::Unlocked => false,
    };
    let open = (expects_answers && !unanswered.is_zero())
        .then(|| format!("danh sách {roll}, đã nhận và chưa nhận cộng {answered}: còn {unanswered} chưa có kết quả"));
    let payer = payer_total
        .filter(|total| *total != answered)
        .map(|total| format!("đơn vị chi trả cộng {total}, kết quả đã ghi cộng {answered}: lệch {}", total - answered));
    let treasury = drawn
        .filter(|drawn| *drawn != roll)
        .map(|drawn| format!("đã rút ở kho bạc {drawn}, danh sách {roll}: lệch {}", drawn - roll));
    [open, payer, treasury].into_iter().flatten().collect()
}

/// Says how much was drawn from the treasury for a roll that was approved; said anew, the earlier sum stays on record.
pub fn set_drawn(db: &Db, acting: Acting, run: RunId, drawn: Dong) -> Result<(), OfficeError> {
    say(db, acting, run, ("roll.drawn", drawn), |tx, run| {
        runs::set_drawn(tx, run, Some(drawn), acting.recording()).map_err(OfficeError::from)
    })
}

/// Says what the payer states as its total, where no file of it says so or a file says it wrong.
pub fn set_payer_total(db: &Db, acting: Acting, run: RunId, total: Dong) -> Result<(), OfficeError> {
    say(db, acting, run, ("roll.payer_total", total), |tx, run| {
        runs::set_payer_total(tx, run, Some(total), acting.recording()).map_err(OfficeError::from)
    })
}

fn say(
    db: &Db,
    acting: Acting,
    run: RunId,
    (act, amount): (&str, Dong),
    save: impl Fn(&mut Tx<'_>, RunId) -> Result<(), OfficeError>,
) -> Result<(), OfficeError> {
    db.write(|tx| {
        let stored = need_mine(tx, acting, Act::RollReconcile, run)?;
        if stored.run.state.approved().is_none() {
            return Err(Refusal::NotYetApproved { is: stored.run.state.stage() }.into());
        }
        save(tx, run)?;
        let sums = reconciled(tx, &stored, None)?;
        let detail = json!({ "amount": amount, "differences": sums.differences });
        acting.note(tx, &format!("{act}.{}", stored.run.scheme), &format!("run:{run}"), detail)?;
        Ok(())
    })
}
