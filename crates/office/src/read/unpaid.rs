//! Whose money came back, by what the payer says why: each reason is work for the office.

use std::collections::{BTreeMap, HashMap};

use domain::kernel::{Dong, Month, PersonId, RunId};
use domain::registry::PersonBrief;
use paper::lists::reason_named;
use store::runs::{ReasonCount, StoredRun, UnpaidLine, confirmations};
use store::{Db, people};

use crate::access::Act;
use crate::roll::{is_seen, need, see};
use crate::{Acting, Office, OfficeError};

/// The people of a roll who were not paid for one reason.
#[derive(Debug, Clone)]
pub struct UnpaidReason {
    /// The word that is counted, as `chet`; `None` where the payer gave no reason that we know.
    pub reason_kind: Option<String>,
    /// What it means and asks of the office.
    pub name: String,
    pub amount: Dong,
    pub people: Vec<UnpaidPerson>,
}

#[derive(Debug, Clone)]
pub struct UnpaidPerson {
    /// With the day of death where one is on record: a payer's "chết" without it is a death to be checked.
    pub brief: PersonBrief,
    /// The commune in which the person was to be paid.
    pub unit_name: String,
    pub amount: Dong,
    /// The payer's own words.
    pub reason: String,
}

/// How much came back for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonSum {
    pub reason_kind: Option<String>,
    pub name: String,
    pub people: i64,
    pub lines: i64,
    pub amount: Dong,
}

/// The unpaid people of a roll by the kind of reason, those without a known reason last.
pub fn unpaid(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<Vec<UnpaidReason>, OfficeError> {
    db.read(|tx| {
        see(tx, acting, run)?;
        let lines = confirmations::unpaid(tx, run, acting.rights.units())?;
        let ids: Vec<PersonId> = lines.iter().map(|line| line.person).collect();
        let briefs = people::briefs(tx, &ids, acting.now)?;
        let briefs: HashMap<PersonId, PersonBrief> = briefs.into_iter().map(|brief| (brief.id, brief)).collect();
        Ok(by_reason(office, &lines, &briefs))
    })
}

/// Money that came back and is on no later roll, with whom to ask about it.
#[derive(Debug, Clone)]
pub struct WaitingMoney {
    pub run: RunId,
    pub scheme: String,
    /// The month of the roll from which it came back.
    pub month: Month,
    pub paid_for: Month,
    pub brief: PersonBrief,
    pub unit_name: String,
    pub amount: Dong,
    pub reason_kind: Option<String>,
    /// What the kind of reason asks of the office.
    pub reason_name: String,
    /// The payer's own words.
    pub reason: String,
}

/// Money of all rolls that still waits for whoever it is due to, the newest roll first.
pub fn unpaid_everywhere(office: &Office, db: &Db, acting: Acting) -> Result<Vec<WaitingMoney>, OfficeError> {
    acting.need(Act::RollRead)?;
    db.read(|tx| {
        let lines = confirmations::waiting(tx, acting.rights.units())?;
        // The rolls that one may look at; the lines of the others are left out.
        let mut runs: Vec<RunId> = lines.iter().map(|line| line.run).collect();
        runs.dedup();
        let mut rolls: HashMap<RunId, StoredRun> = HashMap::new();
        for run in runs {
            let stored = need(tx, run)?;
            if is_seen(tx, acting, &stored)? {
                rolls.insert(run, stored);
            }
        }
        let ids: Vec<PersonId> = lines.iter().map(|line| line.person).collect();
        let briefs = people::briefs(tx, &ids, acting.now)?;
        let briefs: HashMap<PersonId, PersonBrief> = briefs.into_iter().map(|brief| (brief.id, brief)).collect();
        let one = |line: UnpaidLine| {
            let run = &rolls.get(&line.run)?.run;
            Some(WaitingMoney {
                run: run.id,
                scheme: run.scheme.clone(),
                month: run.month,
                paid_for: line.paid_for,
                brief: briefs.get(&line.person)?.clone(),
                unit_name: office.units.name(&line.unit).to_owned(),
                amount: line.amount,
                reason_name: reason_name(line.reason_kind.as_deref()),
                reason_kind: line.reason_kind,
                reason: line.reason.unwrap_or_default(),
            })
        };
        Ok(lines.into_iter().filter_map(one).collect())
    })
}

fn by_reason(office: &Office, lines: &[UnpaidLine], briefs: &HashMap<PersonId, PersonBrief>) -> Vec<UnpaidReason> {
    let mut reasons: BTreeMap<(bool, Option<&str>), Vec<UnpaidPerson>> = BTreeMap::new();
    for line in lines {
        let Some(brief) = briefs.get(&line.person) else { continue };
        let kind = line.reason_kind.as_deref();
        let people = reasons.entry((kind.is_none(), kind)).or_default();
        match people.last_mut().filter(|last| last.brief.id == line.person) {
            Some(last) => last.amount += line.amount,
            None => people.push(UnpaidPerson {
                brief: brief.clone(),
                unit_name: office.units.name(&line.unit).to_owned(),
                amount: line.amount,
                reason: line.reason.clone().unwrap_or_default(),
            }),
        }
    }
    let reason = |((_, kind), people): ((bool, Option<&str>), Vec<UnpaidPerson>)| UnpaidReason {
        reason_kind: kind.map(str::to_owned),
        name: reason_name(kind),
        amount: people.iter().map(|person| person.amount).sum(),
        people,
    };
    reasons.into_iter().map(reason).collect()
}

pub(super) fn sums(counts: Vec<ReasonCount>) -> Vec<ReasonSum> {
    let sum = |count: ReasonCount| ReasonSum {
        name: reason_name(count.reason_kind.as_deref()),
        reason_kind: count.reason_kind,
        people: count.people,
        lines: count.lines,
        amount: count.amount,
    };
    counts.into_iter().map(sum).collect()
}

fn reason_name(kind: Option<&str>) -> String {
    let known = kind.and_then(reason_named).map(|reason| reason.name.clone());
    known.unwrap_or_else(|| kind.unwrap_or("Không rõ lý do: cần hỏi lại đơn vị chi trả").to_owned())
}
