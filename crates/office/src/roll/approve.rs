use std::collections::BTreeMap;

use domain::kernel::{Dong, PersonId, RecoveryId, RunId, UserId};
use domain::payment::{By, DebtKind, EntryKind, LineKind, Run, Stage};
use serde_json::json;
use store::ledger::NewEntry;
use store::recoveries::{self, NewDebtEntry, Recovery};
use store::runs::{self, LineFilter, StoredLine, StoredRun};
use store::{Db, Tx, ids, ledger};

use super::fresh::{differing, drafted_lines, fresh_lines, may_be_stale};
use super::need_mine;
use crate::access::Act;
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// Another person approves: the lines are booked, over-payments open recoveries, in one transaction.
///
/// When facts came after the draft, the roll is worked out again and must come out the same.
pub fn approve(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<Run, OfficeError> {
    db.write(|tx| {
        let stored = need_mine(tx, acting, Act::RollApprove, run)?;
        let rule = profile::need(tx, acting.now)?.maker_checker;
        let by = By { user: acting.user.unwrap_or(UserId(0)), at: acting.now };
        let state = stored.run.state.approve(by, rule).map_err(Refusal::Run)?;
        refuse_if_stale(office, tx, acting, &stored)?;
        let approved = Run { state, ..stored.run.clone() };
        runs::set_state(tx, run, Stage::Draft, &approved)?;
        ledger::book_run(tx, run, acting.now)?;
        let opened = open_recoveries(tx, acting, run)?;
        cancel_debts(tx, acting, run)?;
        let detail = json!({ "total": stored.totals.total.0, "people": stored.totals.people, "recoveries": opened });
        acting.note(tx, &format!("roll.approve.{}", approved.scheme), &format!("run:{run}"), detail)?;
        Ok(approved)
    })
}

fn refuse_if_stale(office: &Office, tx: &mut Tx<'_>, acting: Acting, stored: &StoredRun) -> Result<(), OfficeError> {
    if !may_be_stale(tx, stored)? {
        return Ok(());
    }
    match differing(&drafted_lines(tx, stored.run.id)?, &fresh_lines(office, tx, acting, stored)?).len() {
        0 => Ok(()),
        lines => Err(Refusal::Stale { lines }.into()),
    }
}

/// Every over-payment of a person and benefit on this roll becomes one recovery, month by month.
fn open_recoveries(tx: &mut Tx<'_>, acting: Acting, run: RunId) -> Result<usize, OfficeError> {
    let filter = LineFilter { kinds: Some(&[LineKind::OverPayment]), ..LineFilter::default() };
    let mut cases: BTreeMap<(PersonId, String), Vec<StoredLine>> = BTreeMap::new();
    runs::lines::each_line(tx, run, &filter, |line| {
        cases.entry((line.person, line.benefit.clone())).or_default().push(line);
        Ok(())
    })?;
    let first = ids::take(tx, ids::RECOVERY, cases.len() as i64)?;
    let (mut opened, mut debts, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for (place, ((person, benefit), lines)) in cases.into_iter().enumerate() {
        let id = RecoveryId(first + place as i64);
        let reason = lines.first().map(|line| line.why.key()).unwrap_or_default().to_owned();
        opened.push(Recovery { person, id, benefit, opened_at: acting.now, run: Some(run), reason });
        for line in lines {
            debts.push(debt(&line, id, DebtKind::Opened, line.amount));
            entries.push(entry(&line, run, id, EntryKind::ToRecovery, line.amount));
        }
    }
    recoveries::open(tx, &opened, &debts, acting.now)?;
    ledger::add_many(tx, &entries, acting.now)?;
    Ok(opened.len())
}

/// Months that are due after all cancel what is owed for them, oldest recovery first.
fn cancel_debts(tx: &mut Tx<'_>, acting: Acting, run: RunId) -> Result<(), OfficeError> {
    let filter = LineFilter { kinds: Some(&[LineKind::DebtCancelled]), ..LineFilter::default() };
    let mut lines = Vec::new();
    runs::lines::each_line(tx, run, &filter, |line| {
        lines.push(line);
        Ok(())
    })?;
    let (mut debts, mut entries) = (Vec::new(), Vec::new());
    for line in lines {
        let mut left = line.amount;
        let owed = recoveries::outstanding(tx, line.person, acting.now)?;
        for one in owed.iter().filter(|one| one.benefit == line.benefit && one.month == line.paid_for) {
            let amount = left.min(one.amount);
            if amount.is_positive() {
                debts.push(debt(&line, one.recovery, DebtKind::Cancelled, amount));
                entries.push(entry(&line, run, one.recovery, EntryKind::RecoveryCancelled, amount));
                left = left - amount;
            }
        }
    }
    recoveries::add_debt_entries(tx, &debts, acting.now)?;
    Ok(ledger::add_many(tx, &entries, acting.now)?)
}

fn debt(line: &StoredLine, recovery: RecoveryId, kind: DebtKind, amount: Dong) -> NewDebtEntry {
    NewDebtEntry {
        person: line.person,
        recovery,
        benefit: line.benefit.clone(),
        paid_for: line.paid_for,
        kind,
        amount,
        received_on: None,
        voucher: None,
    }
}

fn entry(line: &StoredLine, run: RunId, recovery: RecoveryId, kind: EntryKind, amount: Dong) -> NewEntry {
    NewEntry {
        person: line.person,
        benefit: line.benefit.clone(),
        paid_for: line.paid_for,
        kind,
        amount,
        run: Some(run),
        line_no: Some(line.no),
        recovery: Some(recovery),
    }
}
