//! What a draft would be if it were drawn up now: whose lines would change, and what was recorded about them since.

use std::collections::{BTreeMap, HashMap};

use domain::kernel::{Dong, Moment, Month, PersonId, RunId, UnitId};
use domain::payment::{LineKind, Stage, Why};
use domain::registry::PersonBrief;
use store::journal::{self, JournalFilter};
use store::runs::{self, LineFilter, RunTotals, StoredRun};
use store::{Db, Tx, people};

use super::draft::{row, scope};
use super::{is_of_scheme, see};
use crate::books::{Ask, each_person, tariff};
use crate::decide::subject;
use crate::local::law_known;
use crate::outgoing::EXPORT;
use crate::{Acting, Office, OfficeError, Refusal};

/// A line as two drafts are compared by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DraftLine {
    person: PersonId,
    benefit: String,
    paid_for: Month,
    kind: LineKind,
    amount: Dong,
    why: Why,
    unit: UnitId,
}

/// Everything that makes a line another one; why it is there follows from the rest.
type Mark<'a> = (&'a str, Month, LineKind, Dong);

impl DraftLine {
    fn mark(&self) -> Mark<'_> {
        (&self.benefit, self.paid_for, self.kind, self.amount)
    }
}

/// What would change if the draft were drawn up now.
#[derive(Debug, Clone)]
pub struct DraftChanges {
    pub before: RunTotals,
    pub after: RunTotals,
    /// Everybody whose lines would change, in the order of people.
    pub people: Vec<ChangedPerson>,
}

#[derive(Debug, Clone)]
pub struct ChangedPerson {
    pub brief: PersonBrief,
    /// The commune that pays.
    pub unit_name: String,
    /// Lines of the draft that would go.
    pub before: Vec<ChangedLine>,
    /// Lines that would take their place.
    pub after: Vec<ChangedLine>,
    /// What was recorded about the person since the draft, the latest first; only for the first of many people.
    pub since: Vec<Since>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine {
    pub benefit_name: String,
    pub paid_for: Month,
    pub kind: LineKind,
    pub why: Why,
    pub amount: Dong,
}

/// An act as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    pub act: String,
    pub at: Moment,
}

/// For how many people the journal is asked: a page shows no more of them.
const ASKED_MAX: usize = 200;
const ACTS_MAX: i64 = 20;

/// Whether anything but the making of files was written since the facts of a draft were read.
pub(crate) fn may_be_stale(tx: &mut Tx<'_>, stored: &StoredRun) -> Result<bool, OfficeError> {
    // The draft itself is one entry.
    Ok(stored.run.state.stage() == Stage::Draft && stored.basis.fact_seq + 1 < journal::last_seq_but(tx, &[EXPORT])?)
}

/// What would change if the draft were drawn up now: exactly what approving it would refuse.
pub fn changes_since_draft(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<DraftChanges, OfficeError> {
    db.read(|tx| {
        let stored = see(tx, acting, run)?;
        // A roll that is no draft is refused in the words of the step it would need.
        stored.run.state.supersede().map_err(Refusal::Run)?;
        let mine = |line: &DraftLine| acting.rights.covers_unit(Some(&line.unit));
        let mut before = drafted_lines(tx, run)?;
        before.retain(mine);
        let mut after = fresh_lines(office, tx, acting, &stored)?;
        after.retain(mine);
        let changed = differing(&before, &after);
        let mut people = shown(office, tx, acting, changed)?;
        for one in people.iter_mut().take(ASKED_MAX) {
            one.since = since(tx, one.brief.id, stored.basis.fact_seq)?;
        }
        Ok(DraftChanges { before: totals(&before), after: totals(&after), people })
    })
}

pub(super) fn drafted_lines(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<DraftLine>, OfficeError> {
    let mut lines = Vec::new();
    runs::lines::each_line(tx, run, &LineFilter::default(), |line| {
        let runs::StoredLine { person, benefit, paid_for, kind, amount, why, unit, .. } = line;
        lines.push(DraftLine { person, benefit, paid_for, kind, amount, why, unit });
        Ok(())
    })?;
    Ok(lines)
}

/// The lines the roll would have if it were drafted now.
pub(super) fn fresh_lines(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    stored: &StoredRun,
) -> Result<Vec<DraftLine>, OfficeError> {
    let scope = scope(office, &stored.run);
    let law = law_known(office, tx, acting.now)?;
    let ask = Ask {
        law: &law,
        known: acting.now,
        booked_by: acting.now,
        law_known_on: stored.basis.law_known_on,
        regular: stored.run.regular_months(),
        units: Some(&scope),
        as_of: None,
        only: None,
    };
    let tariff = tariff(tx, &ask)?;
    let mut fresh = Vec::new();
    each_person(tx, &ask, &tariff, |_, people| {
        for person in people {
            let lines = person.lines.iter().filter(|l| is_of_scheme(&office.law, &stored.run.scheme, l.benefit));
            fresh.extend(lines.map(|line| {
                let row = row(&office.law, line, &person.unit.0);
                DraftLine {
                    person: row.person,
                    benefit: row.benefit.to_owned(),
                    paid_for: row.paid_for,
                    kind: row.kind,
                    amount: row.amount,
                    why: row.why,
                    unit: person.unit.clone(),
                }
            }));
        }
        Ok(())
    })?;
    Ok(fresh)
}

/// The lines of people whose lines differ: those that only the old roll has, and those that only the new one has.
pub(super) type Differing<'a> = BTreeMap<PersonId, (Vec<&'a DraftLine>, Vec<&'a DraftLine>)>;

pub(super) fn differing<'a>(old: &'a [DraftLine], new: &'a [DraftLine]) -> Differing<'a> {
    let mut people: Differing<'a> = BTreeMap::new();
    old.iter().for_each(|line| people.entry(line.person).or_default().0.push(line));
    for line in new {
        let (before, after) = people.entry(line.person).or_default();
        match before.iter().position(|one| one.mark() == line.mark()) {
            Some(same) => drop(before.remove(same)),
            None => after.push(line),
        }
    }
    people.retain(|_, (before, after)| !before.is_empty() || !after.is_empty());
    people
}

fn totals(lines: &[DraftLine]) -> RunTotals {
    let mut totals = RunTotals::default();
    let mut last = None;
    for line in lines.iter().filter(|line| line.kind.is_paid()) {
        totals.people += i64::from(last != Some(line.person));
        totals.total += line.amount;
        last = Some(line.person);
    }
    totals
}

fn shown(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    changed: Differing<'_>,
) -> Result<Vec<ChangedPerson>, OfficeError> {
    let ids: Vec<PersonId> = changed.keys().copied().collect();
    let briefs: HashMap<PersonId, PersonBrief> =
        people::briefs(tx, &ids, acting.now)?.into_iter().map(|brief| (brief.id, brief)).collect();
    let line = |line: &&DraftLine| ChangedLine {
        benefit_name: office.law.benefit(&line.benefit).map_or_else(String::new, |found| found.name.clone()),
        paid_for: line.paid_for,
        kind: line.kind,
        why: line.why,
        amount: line.amount,
    };
    let person = |(id, (before, after)): (PersonId, (Vec<&DraftLine>, Vec<&DraftLine>))| {
        let unit = after.first().or(before.first()).map(|line| office.units.name(&line.unit).to_owned());
        Some(ChangedPerson {
            brief: briefs.get(&id)?.clone(),
            unit_name: unit.unwrap_or_default(),
            before: before.iter().map(line).collect(),
            after: after.iter().map(line).collect(),
            since: Vec::new(),
        })
    };
    Ok(changed.into_iter().filter_map(person).collect())
}

fn since(tx: &mut Tx<'_>, person: PersonId, fact_seq: i64) -> Result<Vec<Since>, OfficeError> {
    let subject = subject(person);
    let filter = JournalFilter { subject: Some(&subject), ..JournalFilter::default() };
    let entries = journal::list(tx, &filter, None, ACTS_MAX)?.into_iter().filter(|entry| fact_seq < entry.seq);
    Ok(entries.map(|entry| Since { act: entry.act, at: entry.at }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(person: i64, amount: i64) -> DraftLine {
        DraftLine {
            person: PersonId(person),
            benefit: "btxh.hang-thang".to_owned(),
            paid_for: "2021-04".parse().unwrap(),
            kind: LineKind::Regular,
            amount: Dong(amount),
            why: Why::DueThisMonth,
            unit: UnitId("1".to_owned()),
        }
    }

    #[test]
    fn only_the_lines_that_differ_are_named() {
        let old = [line(1, 270), line(1, 270), line(2, 405), line(3, 540)];
        let new = [line(1, 270), line(2, 540), line(3, 540), line(4, 270)];
        let changed: Vec<_> =
            differing(&old, &new).into_iter().map(|(id, (gone, come))| (id.0, gone.len(), come.len())).collect();
        assert_eq!(changed, [(1, 1, 0), (2, 1, 1), (4, 0, 1)]);
        assert!(differing(&old, &old).is_empty());
    }

    #[test]
    fn somebody_with_two_lines_counts_once() {
        let totals = totals(&[line(1, 270), line(1, 270), line(2, 405)]);
        assert_eq!((totals.people, totals.total), (2, Dong(945)));
    }
}
