//! Taking an approved roll back: one person asks and says why, another confirms.
//!
//! The ledger only grows, so what the roll booked is met by entries of the other sign, and what it opened or cancelled of
//! debts likewise; every month is then due as if the roll had never been approved. Once the payer has answered, money is
//! with people: then nothing is taken back, and the next roll's difference is the way.

use std::collections::HashSet;

use domain::kernel::{RunId, UnitId, UserId};
use domain::payment::{By, DebtKind, EntryKind, MakerChecker, Run, RunRefusal, Stage};
use serde_json::json;
use store::ledger::{LedgerEntry, NewEntry};
use store::recoveries::{self, NewDebtEntry};
use store::runs::{self, RunFilter, StoredRun, confirmations, unlocks};
use store::{Db, Tx, ledger};

use super::draft::scope;
use super::need_mine;
use crate::access::Act;
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// Asks for a roll to be taken back. Nothing changes until somebody else confirms.
pub fn ask_unlock(office: &Office, db: &Db, acting: Acting, run: RunId, reason: &str) -> Result<(), OfficeError> {
    db.write(|tx| {
        let stored = need_mine(tx, acting, Act::RollUnlock, run)?;
        refuse_unless_free(office, tx, acting, &stored)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::NoUnlockReason.into());
        }
        if unlocks::find_open(tx, run)?.is_some() {
            return Err(Refusal::UnlockAsked.into());
        }
        unlocks::ask(tx, run, by(acting), reason)?;
        note(tx, acting, "roll.unlock_ask", &stored.run, json!({ "reason": reason }))
    })
}

/// Turns a request down, or takes one's own back. The roll stays as it is.
pub fn decline_unlock(db: &Db, acting: Acting, run: RunId) -> Result<(), OfficeError> {
    db.write(|tx| {
        let stored = need_mine(tx, acting, Act::RollUnlock, run)?;
        let request = unlocks::find_open(tx, run)?.ok_or(Refusal::NoUnlockRequest)?;
        unlocks::settle(tx, &request, by(acting), false)?;
        note(tx, acting, "roll.unlock_decline", &stored.run, json!({ "asked_by": request.asked.user }))
    })
}

/// Takes the roll back, as somebody else asked: its bookings and debts are met by entries of the other sign.
pub fn unlock(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<Run, OfficeError> {
    db.write(|tx| {
        let stored = need_mine(tx, acting, Act::RollUnlock, run)?;
        refuse_unless_free(office, tx, acting, &stored)?;
        let request = unlocks::find_open(tx, run)?.ok_or(Refusal::NoUnlockRequest)?;
        let rule = profile::need(tx, acting.now)?.maker_checker;
        let state = stored.run.state.unlock(request.asked.user, by(acting), rule).map_err(Refusal::Run)?;
        let unlocked = Run { state, ..stored.run.clone() };
        runs::set_state(tx, run, stored.run.state.stage(), &unlocked)?;
        unlocks::settle(tx, &request, by(acting), true)?;
        let revoked = ledger::unbook_run(tx, run, acting.now)?;
        let debts = take_debts_back(tx, acting, run)?;
        let detail = json!({
            "asked_by": request.asked.user,
            "reason": request.reason,
            "one_person_office": rule == MakerChecker::OnePersonOffice,
            "total": stored.totals.total.0,
            "lines": revoked,
            "debt_entries": debts,
        });
        note(tx, acting, "roll.unlock", &unlocked, detail)?;
        Ok(unlocked)
    })
}

fn by(acting: Acting) -> By {
    By { user: acting.user.unwrap_or(UserId(0)), at: acting.now }
}

fn note(tx: &mut Tx<'_>, acting: Acting, act: &str, run: &Run, detail: serde_json::Value) -> Result<(), OfficeError> {
    acting.note(tx, &format!("{act}.{}", run.scheme), &format!("run:{}", run.id), detail)?;
    Ok(())
}

/// Refuses a roll that is not in the books, that the payer has answered, that a later roll builds on, or whose
/// recoveries have brought money in.
fn refuse_unless_free(office: &Office, tx: &mut Tx<'_>, acting: Acting, stored: &StoredRun) -> Result<(), OfficeError> {
    let Run { id, state, .. } = stored.run;
    if !Stage::BOOKED.contains(&state.stage()) {
        return Err(Refusal::Run(RunRefusal::WrongStage { is: state.stage(), needs: Stage::Approved }).into());
    }
    if confirmations::has_any(tx, id)? {
        return Err(Refusal::PayerAnswered.into());
    }
    if let Some(later) = approved_later(office, tx, stored)? {
        return Err(Refusal::LaterRoll { month: later.month }.into());
    }
    let opened = recoveries::list_of_run(tx, id, acting.now)?;
    match opened.iter().any(|one| one.received.is_positive()) {
        true => Err(Refusal::RecoveryBegun.into()),
        false => Ok(()),
    }
}

/// A roll of the same people that was approved after this one, and so was worked out from what this one booked.
fn approved_later(office: &Office, tx: &mut Tx<'_>, stored: &StoredRun) -> Result<Option<Run>, OfficeError> {
    let order = |run: &Run| (run.state.approved().map(|by| by.at), run.id);
    let filter = RunFilter { scheme: Some(&stored.run.scheme), stages: Some(&Stage::BOOKED), ..RunFilter::default() };
    let mine: HashSet<UnitId> = scope(office, &stored.run);
    let shares = |run: &Run| scope(office, run).iter().any(|unit| mine.contains(unit));
    let all = runs::list(tx, &filter)?.into_iter().map(|one| one.run);
    Ok(all.filter(|run| order(&stored.run) < order(run)).find(shares))
}

/// Meets every entry between the books and the debts by its opposite. Returns how many there were.
fn take_debts_back(tx: &mut Tx<'_>, acting: Acting, run: RunId) -> Result<usize, OfficeError> {
    let done = ledger::recovery_entries_of_run(tx, run)?;
    let entries: Vec<NewEntry> = done.iter().filter_map(opposite).collect();
    let debts: Vec<NewDebtEntry> = entries.iter().filter_map(debt).collect();
    recoveries::add_debt_entries(tx, &debts, acting.now)?;
    ledger::add_many(tx, &entries, acting.now)?;
    Ok(entries.len())
}

fn opposite(entry: &LedgerEntry) -> Option<NewEntry> {
    let kind = match entry.kind {
        EntryKind::ToRecovery => EntryKind::RecoveryCancelled,
        EntryKind::RecoveryCancelled => EntryKind::ToRecovery,
        EntryKind::Booked | EntryKind::Returned | EntryKind::Revoked => return None,
    };
    Some(NewEntry {
        person: entry.person,
        benefit: entry.benefit.clone(),
        paid_for: entry.paid_for,
        kind,
        amount: entry.signed.abs(),
        run: entry.run,
        line_no: entry.line_no,
        recovery: entry.recovery,
    })
}

fn debt(entry: &NewEntry) -> Option<NewDebtEntry> {
    let kind = match entry.kind {
        EntryKind::RecoveryCancelled => DebtKind::Cancelled,
        EntryKind::ToRecovery => DebtKind::Opened,
        EntryKind::Booked | EntryKind::Returned | EntryKind::Revoked => return None,
    };
    Some(NewDebtEntry {
        person: entry.person,
        recovery: entry.recovery?,
        benefit: entry.benefit.clone(),
        paid_for: entry.paid_for,
        kind,
        amount: entry.amount,
        received_on: None,
        voucher: None,
    })
}
