//! Rolls that are being drafted: the work goes on whether or not anybody looks, and whoever comes second learns who drafts.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::kernel::{Month, RunId, UserId};
use office::roll::{DraftOrder, Progress, draft_telling};

use crate::session::Visitor;
use crate::{PageError, State};

/// How many drafts that have ended are remembered for whoever still looks at them.
const ENDED_MAX: usize = 30;

/// One draft under way, or just ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: u64,
    pub scheme: String,
    pub month: Month,
    pub user: UserId,
    pub progress: Progress,
    pub state: JobState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    Running,
    Done(RunId),
    /// Why there is no draft, as a sentence for the official.
    Refused(String),
}

/// Whether one's own draft was begun, or somebody is at the same roll already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    Mine(u64),
    Already(Job),
}

#[derive(Debug, Default)]
pub struct Drafting {
    jobs: Mutex<Jobs>,
}

#[derive(Debug, Default)]
struct Jobs {
    last_id: u64,
    /// Oldest first.
    all: Vec<Job>,
}

impl Drafting {
    /// Rolls of one scheme and month are drafted one at a time, whatever their area.
    fn begin(&self, order: &DraftOrder, user: UserId) -> Begun {
        let mut jobs = self.jobs();
        let is_same = |job: &&Job| job.scheme == order.scheme && job.month == order.month;
        if let Some(job) = jobs.all.iter().filter(is_same).find(|job| job.state == JobState::Running) {
            return Begun::Already(job.clone());
        }
        jobs.last_id += 1;
        let (id, scheme, month) = (jobs.last_id, order.scheme.clone(), order.month);
        jobs.all.push(Job { id, scheme, month, user, progress: Progress::default(), state: JobState::Running });
        jobs.forget_old();
        Begun::Mine(id)
    }

    fn tell(&self, id: u64, progress: Progress) {
        if let Some(job) = self.jobs().all.iter_mut().find(|job| job.id == id) {
            job.progress = progress;
        }
    }

    /// Only the first end counts.
    fn end(&self, id: u64, state: JobState) {
        let mut jobs = self.jobs();
        let running = jobs.all.iter_mut().find(|job| job.id == id && job.state == JobState::Running);
        if let Some(job) = running {
            job.state = state;
        }
    }

    pub fn find(&self, id: u64) -> Option<Job> {
        self.jobs().all.iter().find(|job| job.id == id).cloned()
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Jobs {
    fn forget_old(&mut self) {
        let ended = self.all.iter().filter(|job| job.state != JobState::Running).count();
        let mut too_many = ended.saturating_sub(ENDED_MAX);
        self.all.retain(|job| {
            let goes = job.state != JobState::Running && 0 < too_many;
            too_many -= usize::from(goes);
            !goes
        });
    }
}

/// Ends its job as failed unless it was ended otherwise: a draft that broke off must not look as if it went on.
struct Ending {
    state: State,
    id: u64,
}

impl Drop for Ending {
    fn drop(&mut self) {
        let words = "Việc lập danh sách dừng đột ngột; chưa có gì được ghi. Hãy lập lại.".to_owned();
        self.state.memory.drafting.end(self.id, JobState::Refused(words));
    }
}

/// Starts drafting on behalf of a visitor and returns at once.
pub fn start(state: &State, visitor: &Visitor, order: DraftOrder) -> Begun {
    let begun = state.memory.drafting.begin(&order, visitor.who.user);
    if let Begun::Mine(id) = begun {
        let (ending, asked, visitor) = (Ending { state: state.clone(), id }, state.clone(), visitor.clone());
        tokio::spawn(async move {
            let telling = asked.clone();
            let drafted = asked.ask(&visitor, move |house, db, acting| {
                let mut tell = |progress| telling.memory.drafting.tell(id, progress);
                draft_telling(house, db, acting, &order, &mut tell)
            });
            let ended = match drafted.await {
                Ok(drafted) => JobState::Done(drafted.run),
                Err(fault) => JobState::Refused(words(fault)),
            };
            ending.state.memory.drafting.end(id, ended);
        });
    }
    begun
}

fn words(fault: PageError) -> String {
    fault.refusal().unwrap_or_else(|fault| {
        tracing::error!(%fault, "a roll could not be drafted");
        "Chưa lập được do lỗi kỹ thuật; chưa có gì được ghi. Hãy thử lại, nếu vẫn lỗi thì báo người quản trị."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(scheme: &str, month: &str) -> DraftOrder {
        DraftOrder { scheme: scheme.to_owned(), month: month.parse().unwrap(), months_ahead: 0, unit: None }
    }

    #[test]
    fn whoever_comes_second_to_the_same_roll_learns_who_drafts_it() {
        let drafting = Drafting::default();
        let april = order("btxh", "2021-04");
        assert_eq!(drafting.begin(&april, UserId(1)), Begun::Mine(1));
        let Begun::Already(job) = drafting.begin(&april, UserId(2)) else { panic!("a second draft was begun") };
        assert_eq!((job.id, job.user), (1, UserId(1)));
        assert_eq!(drafting.begin(&order("ncc", "2021-04"), UserId(2)), Begun::Mine(2), "another roll");
        drafting.end(1, JobState::Done(RunId(7)));
        assert_eq!(drafting.begin(&april, UserId(2)), Begun::Mine(3), "the first has ended");
    }

    #[test]
    fn a_job_tells_how_far_it_is_and_ends_once() {
        let drafting = Drafting::default();
        drafting.begin(&order("btxh", "2021-04"), UserId(1));
        drafting.tell(1, Progress { done: 50, of: 200 });
        assert_eq!(drafting.find(1).unwrap().progress, Progress { done: 50, of: 200 });
        drafting.end(1, JobState::Refused("a".to_owned()));
        drafting.end(1, JobState::Done(RunId(7)));
        assert_eq!(drafting.find(1).unwrap().state, JobState::Refused("a".to_owned()));
        assert_eq!(drafting.find(2), None);
    }

    #[test]
    fn only_the_last_ended_jobs_are_remembered() {
        let drafting = Drafting::default();
        for month in 1..=40 {
            let order = DraftOrder { month: Month::new(2021, 1).unwrap() + month, ..order("btxh", "2021-01") };
            let Begun::Mine(id) = drafting.begin(&order, UserId(1)) else { panic!("not begun") };
            drafting.end(id, JobState::Done(RunId(id as i64)));
        }
        assert!(drafting.find(1).is_none() && drafting.find(40).is_some());
        assert!(drafting.jobs().all.len() <= ENDED_MAX + 1);
    }
}
