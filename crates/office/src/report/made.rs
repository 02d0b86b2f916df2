//! The reports made last, so that opening one figure after another does not work the whole report out again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::kernel::Moment;
use domain::report::ReportFacts;
use store::{StoreError, Tx, journal};

use super::{Made, ReportAsk};

/// How many are kept: a few people each looking at one report, or one comparing two.
const KEPT: usize = 4;

/// Clones share what is kept.
#[derive(Debug, Clone, Default)]
pub struct MadeReports {
    kept: Arc<Mutex<VecDeque<Kept>>>,
}

#[derive(Debug, Clone)]
struct Kept {
    /// Which open database it was made from.
    mark: usize,
    ask: ReportAsk,
    /// The journal as it was when the report was made.
    head: (i64, String),
    made: Made,
}

/// Acts under this prefix change what a report says and none of the facts behind it.
const EDITS: &str = "report.";

impl MadeReports {
    /// The report asked for, if it was made and would come out the same now: what is learned after its moment leaves it
    /// as it is, so only an act written down for that moment or before makes it stale.
    pub(super) fn find(&self, tx: &mut Tx<'_>, mark: usize, ask: ReportAsk) -> Result<Option<Made>, StoreError> {
        let found = self.lock().iter().find(|kept| kept.mark == mark && kept.ask == ask).cloned();
        let Some(kept) = found else { return Ok(None) };
        Ok(holds(tx, &kept, ask.known_at)?.then_some(kept.made))
    }

    /// The facts of a report of the same period and day, where between its moment and the one asked for the office did
    /// nothing but edit its reports: an edit does not make everybody's dues be worked out again.
    pub(super) fn facts(
        &self,
        tx: &mut Tx<'_>,
        mark: usize,
        ask: ReportAsk,
    ) -> Result<Option<Arc<ReportFacts>>, StoreError> {
        let same = |kept: &&Kept| kept.mark == mark && ReportAsk { known_at: ask.known_at, ..kept.ask } == ask;
        let candidates: Vec<Kept> = self.lock().iter().filter(same).cloned().collect();
        for kept in candidates {
            let (one, other) = (kept.ask.known_at, ask.known_at);
            let between = (one.min(other), one.max(other));
            let is_kept =
                journal::goes_on_from(tx, &kept.head)? && !journal::is_other_told_since(tx, kept.head.0, one, EDITS)?;
            if is_kept && !journal::is_done_between(tx, between, EDITS)? {
                return Ok(Some(kept.made.facts));
            }
        }
        Ok(None)
    }

    /// Keeps a report, the newest first, and forgets what is too old or is made anew here.
    pub(super) fn keep(&self, tx: &mut Tx<'_>, mark: usize, ask: ReportAsk, made: &Made) -> Result<(), StoreError> {
        let head = journal::head(tx)?;
        let mut kept = self.lock();
        kept.retain(|one| one.mark != mark || one.ask != ask);
        kept.push_front(Kept { mark, ask, head, made: made.clone() });
        kept.truncate(KEPT);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        // Every change leaves a whole list, so one after a panic is as good as before.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what was made would come out the same now.
fn holds(tx: &mut Tx<'_>, kept: &Kept, known: Moment) -> Result<bool, StoreError> {
    Ok(journal::goes_on_from(tx, &kept.head)? && !journal::is_told_since(tx, kept.head.0, known)?)
}
