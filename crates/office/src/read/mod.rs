//! What pages and commands show, gathered in one reading each. Nothing here changes anything.

mod authority;
mod calendar;
mod card;
mod handover;
mod journal;
mod recoveries;
mod rolls;
mod search;
mod sheets;
mod today;
mod unpaid;
mod waiting;

pub use authority::{Authority, BenefitShown, GroupShown, ParameterShown, RateShown, authority};
pub use calendar::Dated;
pub use card::{
    Card, CountedForShown, HeldStatus, HouseholdShown, MemberShown, MonthPaid, SpellShown, WhyMonth, briefs, card, why,
};
pub use handover::{Colleague, Handover, handover};
pub use journal::{EntryShown, JournalAsk, JournalPage, act_name, journal, journal_chain, journal_csv};
pub use recoveries::{RecoveryShown, RecoveryWithEntries, Which as RecoveryWhich, recoveries, recovery};
pub(crate) use rolls::roll_before;
pub use rolls::{
    BridgeView, GroupSum, LineShown, LinesAsk, ProblemShown, RollHead, RollView, RollsAsk, UnitSum, bridge_between,
    bridge_people, lines, roll, roll_head, rolls,
};
pub use search::search;
pub use sheets::{pay_sheet, payer_csv};
pub use store::recoveries::DebtEntry;
pub use store::recoveries::RecoveryBalance;
pub use store::runs::StoredRun;
pub use store::runs::unlocks::UnlockRequest;
pub use today::{CommuneMoney, MonthBefore, MonthMoney, SchemeToday, Today, Upkeep, today};
pub use unpaid::{ReasonSum, UnpaidPerson, UnpaidReason, WaitingMoney, unpaid, unpaid_everywhere};
pub use waiting::{
    After, Desk, LawWaiting, Lead, PersonWaiting, RollWaiting, Urgency, WaitingCount, WaitingKind, WaitingList,
    WaitingRows, waiting, waiting_list,
};
