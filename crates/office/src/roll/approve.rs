use std::collections::BTreeMap;

use domain::kernel::{Dong, Month, PersonId, RecoveryId, RunId, UserId};
use domain::payment::{By, DebtKind, EntryKind, LineKind, Run, Stage};
use serde_json::json;
use store::ledger::NewEntry;
use store::recoveries::{self, NewDebtEntry, Recovery};
use store::runs::{self, LineFilter, StoredLine, StoredRun};
use store::{Db, Tx, ids, journal, ledger};

use super::draft::{row, scope};
use super::{is_of_scheme, need_mine};
use crate::access::Act;
use crate::books::{Ask, each_person, tariff};
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
    if journal::last_seq(tx)? == stored.basis.fact_seq + 1 {
        // Nothing but the draft itself was written since its facts were read.
        return Ok(());
    }
    let scope = scope(office, &stored.run);
    let ask = Ask {
        law: &office.law,
        known: acting.now,
        booked_by: acting.now,
        law_known_on: stored.basis.law_known_on,
        regular: stored.run.regular_months(),
        units: Some(&scope),
        as_of: None,
        only: None,
    };
    let tariff = tariff(tx, &ask)?;
    let mut old = Vec::new();
    runs::lines::each_line(tx, stored.run.id, &LineFilter::default(), |line| {
        old.push(fingerprint(&line));
        Ok(())
    })?;
    let mut new = Vec::with_capacity(old.len());
    each_person(tx, &ask, &tariff, |_, people| {
        for person in people {
            let lines = person.lines.iter().filter(|l| is_of_scheme(&office.law, &stored.run.scheme, l.benefit));
            new.extend(lines.map(|line| {
                let row = row(&office.law, line, &person.unit.0);
                (row.person, row.benefit.to_owned(), row.paid_for, row.kind, row.amount)
            }));
        }
        Ok(())
    })?;
    match differing(&old, &new) {
        0 => Ok(()),
        lines => Err(Refusal::Stale { lines }.into()),
    }
}

type Fingerprint = (PersonId, String, Month, LineKind, Dong);

fn fingerprint(line: &StoredLine) -> Fingerprint {
    (line.person, line.benefit.clone(), line.paid_for, line.kind, line.amount)
}

/// How many people have other lines now.
fn differing(old: &[Fingerprint], new: &[Fingerprint]) -> usize {
    let mut balance: BTreeMap<&Fingerprint, i64> = BTreeMap::new();
    old.iter().for_each(|line| *balance.entry(line).or_default() -= 1);
    new.iter().for_each(|line| *balance.entry(line).or_default() += 1);
    let people = balance.iter().filter(|(_, count)| **count != 0).map(|(line, _)| line.0);
    people.collect::<std::collections::BTreeSet<_>>().len()
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
