use crate::kernel::{Moment, Month, MonthSpan, RunId, UnitId, UserId};

use super::keyed;

/// Who did a step, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    pub user: UserId,
    pub at: Moment,
}

/// One roll: a scheme, a month, an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: RunId,
    pub scheme: String,
    pub month: Month,
    /// How many further months are paid together with this one (two at once before Tết: 1).
    pub months_ahead: u8,
    pub unit: UnitId,
    /// Counts the drafts of the same scheme, month and area.
    pub version: i64,
    pub state: RunState,
}

/// Each state carries what is known in it and how it came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    Draft {
        drafted: By,
    },
    /// Replaced by a newer draft; kept to be looked at.
    Superseded {
        drafted: By,
    },
    Approved {
        drafted: By,
        approved: By,
    },
    Sent {
        drafted: By,
        approved: By,
        sent: By,
    },
    Confirmed {
        drafted: By,
        approved: By,
        sent: By,
        confirmed: By,
    },
    Closed {
        drafted: By,
        approved: By,
        sent: By,
        confirmed: By,
        closed: By,
    },
    /// Approved once and taken back by two people before anybody was paid; kept to be looked at.
    Unlocked {
        drafted: By,
        approved: By,
        sent: Option<By>,
        confirmed: Option<By>,
        closed: Option<By>,
        unlocked: By,
    },
}

keyed! {
    /// The bare name of a state.
    Stage, "trạng thái danh sách", {
        Draft = "draft", "đang lập";
        Superseded = "superseded", "đã thay bằng bản mới";
        Approved = "approved", "đã duyệt";
        Sent = "sent", "đã gửi đơn vị chi trả";
        Confirmed = "confirmed", "đã có kết quả chi trả";
        Closed = "closed", "đã khóa sổ";
        Unlocked = "unlocked", "đã mở khóa";
    }
}

impl Stage {
    /// The stages in which a roll is in the books.
    pub const BOOKED: [Stage; 4] = [Stage::Approved, Stage::Sent, Stage::Confirmed, Stage::Closed];

    /// Whether the roll is worked with; otherwise another one took its place and it is only looked at.
    pub fn is_live(self) -> bool {
        match self {
            Stage::Draft | Stage::Approved | Stage::Sent | Stage::Confirmed | Stage::Closed => true,
            Stage::Superseded | Stage::Unlocked => false,
        }
    }
}

/// Whether drafting and approving must be two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MakerChecker {
    TwoPeople,
    /// An office of one, switched on explicitly and written in the journal.
    OnePersonOffice,
}

/// Why a step is refused. The order of checks is: the state first, then the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunRefusal {
    #[error("danh sách đang ở trạng thái “{}”; bước này cần trạng thái “{}”", is.shown(), needs.shown())]
    WrongStage { is: Stage, needs: Stage },
    #[error("người lập danh sách không được tự duyệt; cần một người khác duyệt")]
    SamePerson,
    #[error("người đề nghị mở khóa không được tự xác nhận; cần một người khác xác nhận")]
    SamePersonUnlocks,
}

impl RunState {
    pub fn stage(self) -> Stage {
        match self {
            RunState::Draft { .. } => Stage::Draft,
            RunState::Superseded { .. } => Stage::Superseded,
            RunState::Approved { .. } => Stage::Approved,
            RunState::Sent { .. } => Stage::Sent,
            RunState::Confirmed { .. } => Stage::Confirmed,
            RunState::Closed { .. } => Stage::Closed,
            RunState::Unlocked { .. } => Stage::Unlocked,
        }
    }

    pub fn drafted(self) -> By {
        match self {
            RunState::Draft { drafted }
            | RunState::Superseded { drafted }
            | RunState::Approved { drafted, .. }
            | RunState::Sent { drafted, .. }
            | RunState::Confirmed { drafted, .. }
            | RunState::Closed { drafted, .. }
            | RunState::Unlocked { drafted, .. } => drafted,
        }
    }

    pub fn approved(self) -> Option<By> {
        match self {
            RunState::Draft { .. } | RunState::Superseded { .. } => None,
            RunState::Approved { approved, .. }
            | RunState::Sent { approved, .. }
            | RunState::Confirmed { approved, .. }
            | RunState::Closed { approved, .. }
            | RunState::Unlocked { approved, .. } => Some(approved),
        }
    }

    /// Who took an approved roll back.
    pub fn unlocked(self) -> Option<By> {
        match self {
            RunState::Unlocked { unlocked, .. } => Some(unlocked),
            RunState::Draft { .. }
            | RunState::Superseded { .. }
            | RunState::Approved { .. }
            | RunState::Sent { .. }
            | RunState::Confirmed { .. }
            | RunState::Closed { .. } => None,
        }
    }

    pub fn approve(self, by: By, rule: MakerChecker) -> Result<RunState, RunRefusal> {
        let RunState::Draft { drafted } = self else { return Err(self.refuse(Stage::Draft)) };
        if rule == MakerChecker::TwoPeople && drafted.user == by.user {
            return Err(RunRefusal::SamePerson);
        }
        Ok(RunState::Approved { drafted, approved: by })
    }

    pub fn supersede(self) -> Result<RunState, RunRefusal> {
        let RunState::Draft { drafted } = self else { return Err(self.refuse(Stage::Draft)) };
        Ok(RunState::Superseded { drafted })
    }

    pub fn send(self, by: By) -> Result<RunState, RunRefusal> {
        let RunState::Approved { drafted, approved } = self else { return Err(self.refuse(Stage::Approved)) };
        Ok(RunState::Sent { drafted, approved, sent: by })
    }

    /// Whether the payer may be heard of this roll. Only while it is sent can an answer be new; later ones must agree.
    pub fn hear_payer(self) -> Result<(), RunRefusal> {
        match self {
            RunState::Sent { .. } | RunState::Confirmed { .. } | RunState::Closed { .. } => Ok(()),
            RunState::Draft { .. }
            | RunState::Superseded { .. }
            | RunState::Approved { .. }
            | RunState::Unlocked { .. } => Err(self.refuse(Stage::Sent)),
        }
    }

    /// Every paid line has its answer.
    pub fn confirm(self, by: By) -> Result<RunState, RunRefusal> {
        let RunState::Sent { drafted, approved, sent } = self else { return Err(self.refuse(Stage::Sent)) };
        Ok(RunState::Confirmed { drafted, approved, sent, confirmed: by })
    }

    pub fn close(self, by: By) -> Result<RunState, RunRefusal> {
        let RunState::Confirmed { drafted, approved, sent, confirmed } = self else {
            return Err(self.refuse(Stage::Confirmed));
        };
        Ok(RunState::Closed { drafted, approved, sent, confirmed, closed: by })
    }

    /// Takes an approved roll back: one person asks, another confirms.
    pub fn unlock(self, asked: UserId, by: By, rule: MakerChecker) -> Result<RunState, RunRefusal> {
        let (drafted, approved, sent, confirmed, closed) = match self {
            RunState::Approved { drafted, approved } => (drafted, approved, None, None, None),
            RunState::Sent { drafted, approved, sent } => (drafted, approved, Some(sent), None, None),
            RunState::Confirmed { drafted, approved, sent, confirmed } => {
                (drafted, approved, Some(sent), Some(confirmed), None)
            }
            RunState::Closed { drafted, approved, sent, confirmed, closed } => {
                (drafted, approved, Some(sent), Some(confirmed), Some(closed))
            }
            RunState::Draft { .. } | RunState::Superseded { .. } | RunState::Unlocked { .. } => {
                return Err(self.refuse(Stage::Approved));
            }
        };
        if rule == MakerChecker::TwoPeople && asked == by.user {
            return Err(RunRefusal::SamePersonUnlocks);
        }
        Ok(RunState::Unlocked { drafted, approved, sent, confirmed, closed, unlocked: by })
    }

    fn refuse(self, needs: Stage) -> RunRefusal {
        RunRefusal::WrongStage { is: self.stage(), needs }
    }
}

impl Run {
    /// The months this roll may pay regularly.
    pub fn regular_months(&self) -> MonthSpan {
        MonthSpan::new(self.month, self.month + i32::from(self.months_ahead) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(user: i64) -> By {
        By { user: UserId(user), at: "2021-01-20".parse().unwrap() }
    }

    #[test]
    fn the_drafter_cannot_approve_unless_the_office_is_one_person() {
        let draft = RunState::Draft { drafted: by(1) };
        assert_eq!(draft.approve(by(1), MakerChecker::TwoPeople), Err(RunRefusal::SamePerson));
        assert!(draft.approve(by(1), MakerChecker::OnePersonOffice).is_ok());
        assert!(draft.approve(by(2), MakerChecker::TwoPeople).is_ok());
    }

    #[test]
    fn the_state_is_checked_before_the_person() {
        let approved = RunState::Approved { drafted: by(1), approved: by(2) };
        let refusal = RunRefusal::WrongStage { is: Stage::Approved, needs: Stage::Draft };
        assert_eq!(approved.approve(by(1), MakerChecker::TwoPeople), Err(refusal));
    }

    #[test]
    fn the_payer_is_heard_only_of_a_roll_that_was_sent() {
        let approved = RunState::Approved { drafted: by(1), approved: by(2) };
        let refusal = RunRefusal::WrongStage { is: Stage::Approved, needs: Stage::Sent };
        assert_eq!(approved.hear_payer(), Err(refusal));
        let sent = approved.send(by(1)).unwrap();
        assert_eq!(sent.hear_payer(), Ok(()));
        assert_eq!(sent.confirm(by(1)).unwrap().hear_payer(), Ok(()), "the same file may come again");
    }

    #[test]
    fn an_approved_roll_is_taken_back_by_two_people_and_stays_so() {
        let approved = RunState::Approved { drafted: by(1), approved: by(2) };
        assert_eq!(approved.unlock(UserId(1), by(1), MakerChecker::TwoPeople), Err(RunRefusal::SamePersonUnlocks));
        assert!(approved.unlock(UserId(1), by(1), MakerChecker::OnePersonOffice).is_ok());
        let unlocked = approved.unlock(UserId(1), by(2), MakerChecker::TwoPeople).unwrap();
        assert_eq!((unlocked.stage(), unlocked.stage().is_live()), (Stage::Unlocked, false));
        assert_eq!((unlocked.approved(), unlocked.unlocked()), (Some(by(2)), Some(by(2))));
        let again = unlocked.unlock(UserId(1), by(2), MakerChecker::TwoPeople);
        assert_eq!(again, Err(RunRefusal::WrongStage { is: Stage::Unlocked, needs: Stage::Approved }));
        assert!(unlocked.send(by(1)).is_err() && unlocked.hear_payer().is_err() && unlocked.supersede().is_err());
    }

    #[test]
    fn a_draft_needs_no_unlocking() {
        let draft = RunState::Draft { drafted: by(1) };
        let refusal = RunRefusal::WrongStage { is: Stage::Draft, needs: Stage::Approved };
        assert_eq!(draft.unlock(UserId(1), by(1), MakerChecker::TwoPeople), Err(refusal));
    }

    #[test]
    fn how_far_a_roll_had_come_is_kept_when_it_is_unlocked() {
        let sent = RunState::Sent { drafted: by(1), approved: by(2), sent: by(3) };
        let unlocked = sent.unlock(UserId(1), by(2), MakerChecker::TwoPeople).unwrap();
        let RunState::Unlocked { sent, confirmed, closed, .. } = unlocked else { panic!("{unlocked:?}") };
        assert_eq!((sent, confirmed, closed), (Some(by(3)), None, None));
    }

    #[test]
    fn a_run_goes_through_every_stage_once() {
        let draft = RunState::Draft { drafted: by(1) };
        let approved = draft.approve(by(2), MakerChecker::TwoPeople).unwrap();
        let closed = approved.send(by(1)).unwrap().confirm(by(1)).unwrap().close(by(2)).unwrap();
        assert_eq!(closed.stage(), Stage::Closed);
        assert!(closed.send(by(1)).is_err());
    }
}
