//! What waits for whoever asks: by their roles, their area, their fields.
//!
//! A count and its list come from one definition, so that opening a count of seven shows seven rows.

mod ages;
mod kind;
mod rows;

use domain::kernel::{Dong, Month, RunId};
use domain::payment::{MakerChecker, Stage};
use store::runs::{RunFilter, StoredRun};
use store::waiting::{self, Sought, WaitingAsk};
use store::{Db, Tx};

pub use kind::{Urgency, WaitingKind};
pub use rows::{LawWaiting, Lead, PersonWaiting, RollWaiting, WaitingRows};
pub use store::waiting::After;

use super::rolls::seen;
use crate::roll::reconciled;
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// How far ahead the desk looks; a machine's habit, no rule of law.
const MONTHS_AHEAD: i32 = 3;
/// A status that ended longer ago was looked at by somebody.
const MONTHS_BACK: i32 = 12;
/// The payer's reason that means a death.
const REASON_OF_DEATH: &str = "chet";

/// How many rows of a kind wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingCount {
    pub kind: WaitingKind,
    pub count: i64,
    /// What they are, where one kind holds several things: names with how many of each.
    pub parts: Vec<(String, i64)>,
}

/// One page of a kind.
#[derive(Debug, Clone)]
pub struct WaitingList {
    pub kind: WaitingKind,
    pub total: i64,
    pub rows: WaitingRows,
    /// Where the next page begins.
    pub next: Option<After>,
}

/// Whose work is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// What the visitor can do something about.
    Mine,
    /// Whatever of the office's work the visitor may see.
    Office,
}

/// The kinds of which something waits.
pub fn waiting(office: &Office, db: &Db, acting: Acting, desk: Desk) -> Result<Vec<WaitingCount>, OfficeError> {
    db.read(|tx| counts(office, tx, acting, desk))
}

pub(super) fn counts(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    desk: Desk,
) -> Result<Vec<WaitingCount>, OfficeError> {
    let state = State::load(office, tx, acting)?;
    // Whoever only looks on has no desk; the office's is shown instead.
    let oversees = !WaitingKind::ALL.iter().any(|kind| kind.is_of_people() && kind.is_mine(acting));
    let is_asked = |kind: &WaitingKind| match desk {
        Desk::Mine if !oversees || !kind.is_of_people() => kind.is_mine(acting),
        Desk::Mine | Desk::Office => kind.is_seen(acting),
    };
    let mut counted = Vec::new();
    for kind in WaitingKind::ALL.into_iter().filter(is_asked) {
        let parts = state.parts(tx, kind)?;
        let count = parts.iter().map(|part| part.1).sum();
        if 0 < count {
            counted.push(WaitingCount { kind, count, parts });
        }
    }
    Ok(counted)
}

/// A page of the rows of a kind; refused to whoever may not see them.
pub fn waiting_list(
    office: &Office,
    db: &Db,
    acting: Acting,
    kind: WaitingKind,
    after: Option<&After>,
    limit: i64,
) -> Result<WaitingList, OfficeError> {
    if !kind.is_seen(acting) {
        return Err(Refusal::NotYours { act: kind.needs().name() }.into());
    }
    db.read(|tx| {
        let state = State::load(office, tx, acting)?;
        let total = state.parts(tx, kind)?.iter().map(|part| part.1).sum();
        let (rows, next) = state.page(tx, kind, after, limit)?;
        Ok(WaitingList { kind, total, rows, next })
    })
}

/// What is owed of each benefit, by the people the visitor may see.
pub(super) fn debts(office: &Office, tx: &mut Tx<'_>, acting: Acting) -> Result<Vec<(String, Dong)>, OfficeError> {
    if !WaitingKind::Debt.is_seen(acting) {
        return Ok(Vec::new());
    }
    let state = State::load(office, tx, acting)?;
    state.of_people(WaitingKind::Debt, |ask| waiting::amounts(tx, ask))
}

/// What every kind is asked of: the rolls, and what the law says of these months.
pub(in crate::read) struct State<'a> {
    pub(super) office: &'a Office,
    pub(super) acting: Acting<'a>,
    pub(super) month: Month,
    rules: MakerChecker,
    /// Rolls that were not replaced and that the visitor may look at, the newest month first.
    pub(super) runs: Vec<StoredRun>,
}

impl<'a> State<'a> {
    pub(in crate::read) fn load(
        office: &'a Office,
        tx: &mut Tx<'_>,
        acting: Acting<'a>,
    ) -> Result<State<'a>, OfficeError> {
        let mut runs = seen(tx, acting, &RunFilter::default())?;
        runs.retain(|stored| stored.run.state.stage().is_live());
        let profile = profile::find_in(tx, acting.now)?;
        let rules = profile.map_or(MakerChecker::TwoPeople, |profile| profile.maker_checker);
        Ok(State { office, acting, month: acting.today().month(), rules, runs })
    }

    /// How many rows there are, by what they are.
    fn parts(&self, tx: &mut Tx<'_>, kind: WaitingKind) -> Result<Vec<(String, i64)>, OfficeError> {
        if let Some(rolls) = self.rolls(tx, kind)? {
            return Ok(vec![(String::new(), rolls.len() as i64)]);
        }
        if kind == WaitingKind::UnsureLaw {
            return Ok(vec![(String::new(), self.unsure_law(tx)?.len() as i64)]);
        }
        let counted = self.of_people(kind, |ask| waiting::count(tx, ask))?;
        let mut parts: Vec<(String, i64)> = Vec::new();
        for (what, count) in counted {
            let name = rows::part_name(self.office, kind, &what);
            match parts.iter_mut().find(|part| part.0 == name) {
                Some(part) => part.1 += count,
                None => parts.push((name, count)),
            }
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.1));
        Ok(parts)
    }

    /// The rolls at one step; `None` for what is not about rolls.
    fn rolls(&self, tx: &mut Tx<'_>, kind: WaitingKind) -> Result<Option<Vec<RollWaiting>>, OfficeError> {
        let at = |stage: Stage| self.runs.iter().filter(move |stored| stored.run.state.stage() == stage);
        let rolls: Vec<RollWaiting> = match kind {
            WaitingKind::RollToDraft => self.missing(),
            WaitingKind::RollToApprove => {
                at(Stage::Draft).filter(|stored| self.may_check(stored)).map(|one| self.roll(one)).collect()
            }
            WaitingKind::RollToSend => at(Stage::Approved).map(|one| self.roll(one)).collect(),
            WaitingKind::RollToReceive => at(Stage::Sent).map(|one| self.roll(one)).collect(),
            WaitingKind::RollToReconcile => {
                let mut open = Vec::new();
                for stored in at(Stage::Confirmed) {
                    let sums = reconciled(tx, stored, self.acting.rights.units())?;
                    if sums.drawn.is_none() || sums.payer_total.is_none() || !sums.differences.is_empty() {
                        open.push(self.roll(stored));
                    }
                }
                open
            }
            WaitingKind::RollToClose => at(Stage::Confirmed).map(|one| self.roll(one)).collect(),
            _ => return Ok(None),
        };
        Ok(Some(rolls))
    }

    /// Who drafted a roll does not approve it, so it does not wait for them.
    fn may_check(&self, stored: &StoredRun) -> bool {
        let drafter = stored.run.state.drafted().user;
        self.rules == MakerChecker::OnePersonOffice || self.acting.user != Some(drafter)
    }

    /// The newest roll of each scheme and area, where the month that is now has none.
    fn missing(&self) -> Vec<RollWaiting> {
        let newest = self.newest(|_| true);
        let behind = newest.into_iter().filter(|stored| stored.run.regular_months().until <= self.month);
        behind.map(|stored| RollWaiting { month: stored.run.regular_months().until, ..self.roll(stored) }).collect()
    }

    /// Rolls that are not closed yet.
    pub(in crate::read) fn open_rolls(&self) -> Vec<RollWaiting> {
        let open = self.runs.iter().filter(|stored| stored.run.state.stage() != Stage::Closed);
        open.map(|stored| self.roll(stored)).collect()
    }

    /// For each scheme and area the rolls of the newest month that has one like this.
    fn newest(&self, is_meant: impl Fn(Stage) -> bool) -> Vec<&StoredRun> {
        let mut found: Vec<&StoredRun> = Vec::new();
        for stored in self.runs.iter().filter(|stored| is_meant(stored.run.state.stage())) {
            let same = |one: &&StoredRun| (&one.run.scheme, &one.run.unit) == (&stored.run.scheme, &stored.run.unit);
            if found.iter().find(|one| same(one)).is_none_or(|one| one.run.month == stored.run.month) {
                found.push(stored);
            }
        }
        found
    }

    /// The rolls whose answers are the last that were heard, and those that are being answered.
    fn answered(&self) -> Vec<RunId> {
        let heard = self.newest(|stage| matches!(stage, Stage::Confirmed | Stage::Closed));
        let hearing = self.runs.iter().filter(|stored| stored.run.state.stage() == Stage::Sent);
        heard.into_iter().chain(hearing).map(|stored| stored.run.id).collect()
    }

    /// Asks the store for one kind of people: the one place that says what a kind is.
    pub(in crate::read) fn of_people<T>(
        &self,
        kind: WaitingKind,
        ask: impl FnOnce(&WaitingAsk<'_>) -> Result<T, store::StoreError>,
    ) -> Result<T, OfficeError> {
        let (law, acting, month) = (&self.office.law, self.acting, self.month);
        let gates = |from: i32, until: i32, does| ages::gates(law, acting, (month + from, month + until), does);
        let groups = || ages::mine(law, acting).map(|group| group.key.clone()).collect::<Vec<String>>();
        let put = |sought: Sought<'_>| ask(&WaitingAsk { sought, units: acting.rights.units(), known: acting.now });
        let today = acting.today();
        let soon = (month + MONTHS_AHEAD).last_day().next();
        let answer = match kind {
            WaitingKind::OfAge => put(Sought::Entering(&gates(-1, 1, ages::AgeDoes::Begin))),
            WaitingKind::ComingOfAge => put(Sought::Entering(&gates(1, MONTHS_AHEAD + 1, ages::AgeDoes::Begin))),
            WaitingKind::LeavingByAge => put(Sought::Reaching(&gates(-1, MONTHS_AHEAD + 1, ages::AgeDoes::End))),
            WaitingKind::LevelByAge => put(Sought::Reaching(&gates(0, MONTHS_AHEAD + 1, ages::AgeDoes::Change))),
            WaitingKind::StatusPassed | WaitingKind::StatusEnding => {
                let needed = ages::statuses_needed(law, acting, month);
                let (from, until) = match kind {
                    WaitingKind::StatusPassed => ((month - MONTHS_BACK).first_day(), today.next()),
                    _ => (today.next(), soon),
                };
                put(Sought::StatusEnding { from, until, month, needed: &needed })
            }
            WaitingKind::PauseEnding => put(Sought::PauseEnding { from: month, until: month + 2, groups: &groups() }),
            WaitingKind::SpellEnding => {
                put(Sought::SpellEnding { from: month + 1, until: month + 3, groups: &groups() })
            }
            WaitingKind::Debt => {
                let mine = law.benefits.iter().filter(|benefit| acting.rights.covers_scheme(&benefit.scheme));
                let benefits: Vec<String> = mine.map(|benefit| benefit.key.clone()).collect();
                put(Sought::Debt { benefits: &benefits })
            }
            WaitingKind::Unpaid => put(Sought::Unpaid { runs: &self.answered() }),
            WaitingKind::ToldDead => put(Sought::ToldDead { runs: &self.answered(), reason: REASON_OF_DEATH }),
            WaitingKind::DraftProblem => {
                let newest: Vec<RunId> = self.newest(|_| true).iter().map(|stored| stored.run.id).collect();
                put(Sought::Problem { runs: &newest })
            }
            WaitingKind::Twin => put(Sought::Twin),
            WaitingKind::RollToDraft
            | WaitingKind::RollToApprove
            | WaitingKind::RollToSend
            | WaitingKind::RollToReceive
            | WaitingKind::RollToReconcile
            | WaitingKind::RollToClose
            | WaitingKind::UnsureLaw => unreachable!("asked only for kinds of people"),
        };
        Ok(answer?)
    }
}
