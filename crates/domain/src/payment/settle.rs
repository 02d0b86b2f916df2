//! Roll(month) = Σ due − Σ booked, by person, benefit and month paid for.

use crate::entitlement::{BenefitIndex, Due, GroupIndex};
use crate::kernel::{Dong, Month, MonthSpan, PersonId, SpellId};

use super::keyed;

/// What the ledger holds for one month of one benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booked {
    pub benefit: BenefitIndex,
    pub month: Month,
    /// Booked − returned − moved to recovery + cancelled recoveries.
    pub net: Dong,
    /// Of that, brought back by the payer: what is due again is carried over, not new.
    pub returned: Dong,
    /// Owed for this month and not yet collected or cancelled.
    pub owed: Dong,
}

keyed! {
    LineKind, "loại dòng", {
        Regular = "regular", "trợ cấp tháng này";
        Arrears = "arrears", "truy lĩnh";
        CarriedOver = "carried_over", "tháng trước chưa nhận";
        OneOff = "one_off", "một lần";
        /// Not paid: opens a recovery.
        OverPayment = "over_payment", "chi quá, cần thu hồi";
        /// Not paid: cancels what was owed for a month that is due after all.
        DebtCancelled = "debt_cancelled", "hủy số phải thu hồi";
    }
}

impl LineKind {
    /// Whether the line is money on this roll.
    pub fn is_paid(self) -> bool {
        match self {
            LineKind::Regular | LineKind::Arrears | LineKind::CarriedOver | LineKind::OneOff => true,
            LineKind::OverPayment | LineKind::DebtCancelled => false,
        }
    }
}

keyed! {
    /// Why a line is on the roll.
    Why, "lý do của dòng", {
        DueThisMonth = "due_this_month", "hưởng trong tháng";
        NothingBookedYet = "nothing_booked_yet", "tháng này được hưởng nhưng chưa chi (quyết định hoặc thông tin đến muộn)";
        BookedTooLittle = "booked_too_little", "đã chi thấp hơn mức đúng của tháng (mức mới hoặc điều chỉnh có hiệu lực về trước)";
        UnpaidBefore = "unpaid_before", "đã lên danh sách nhưng người hưởng chưa nhận";
        BookedTooMuch = "booked_too_much", "đã chi cao hơn mức đúng của tháng (chết, thôi hưởng hoặc giảm mức báo muộn)";
        DueAfterAll = "due_after_all", "tháng đã đưa vào thu hồi nay xác định được hưởng";
    }
}

/// One line of a roll for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub person: PersonId,
    pub benefit: BenefitIndex,
    pub paid_for: Month,
    pub kind: LineKind,
    pub why: Why,
    /// Always positive; [`LineKind::is_paid`] says whether it is money on the roll.
    pub amount: Dong,
    /// Where the amount comes from; for an over-payment of a month with nothing due, the spell is unknown.
    pub spell: Option<SpellId>,
    pub group: Option<GroupIndex>,
}

/// The lines one person gets on the roll whose regular months are `regular`.
///
/// `dues` and `booked` hold every month up to the end of `regular`; a month missing from either is worth nothing there.
/// The order of arrival of facts does not matter: only the two sums do.
pub fn settle(person: PersonId, regular: MonthSpan, dues: &[Due], booked: &[Booked], lines: &mut Vec<Line>) {
    for due in dues {
        let earlier = booked.iter().find(|entry| entry.benefit == due.benefit && entry.month == due.month);
        settle_month(person, regular, *due, earlier.copied(), lines);
    }
    for entry in booked.iter().filter(|entry| entry.net.is_positive()) {
        let is_due = dues.iter().any(|due| due.benefit == entry.benefit && due.month == entry.month);
        if !is_due {
            lines.push(over_payment(person, *entry, entry.net, None));
        }
    }
}

fn settle_month(person: PersonId, regular: MonthSpan, due: Due, booked: Option<Booked>, lines: &mut Vec<Line>) {
    let nothing =
        Booked { benefit: due.benefit, month: due.month, net: Dong::ZERO, returned: Dong::ZERO, owed: Dong::ZERO };
    let booked = booked.unwrap_or(nothing);
    let difference = due.amount - booked.net;
    if difference.is_negative() {
        lines.push(over_payment(person, booked, -difference, Some(due)));
        return;
    }
    let cancelled = difference.min(booked.owed);
    let open = difference - cancelled;
    let carried = open.min(booked.returned);
    let fresh = open - carried;
    let line = |kind, why, amount| Line {
        person,
        benefit: due.benefit,
        paid_for: due.month,
        kind,
        why,
        amount,
        spell: Some(due.spell),
        group: Some(due.group),
    };
    if cancelled.is_positive() {
        lines.push(line(LineKind::DebtCancelled, Why::DueAfterAll, cancelled));
    }
    if carried.is_positive() {
        lines.push(line(LineKind::CarriedOver, Why::UnpaidBefore, carried));
    }
    if fresh.is_positive() {
        let (kind, why) = name_fresh(regular, due, booked);
        lines.push(line(kind, why, fresh));
    }
}

fn name_fresh(regular: MonthSpan, due: Due, booked: Booked) -> (LineKind, Why) {
    let ever_booked = booked.net.is_positive() || booked.returned.is_positive() || booked.owed.is_positive();
    match () {
        () if due.once => (LineKind::OneOff, Why::NothingBookedYet),
        () if regular.contains(due.month) && !ever_booked => (LineKind::Regular, Why::DueThisMonth),
        () if ever_booked => (LineKind::Arrears, Why::BookedTooLittle),
        () => (LineKind::Arrears, Why::NothingBookedYet),
    }
}

fn over_payment(person: PersonId, booked: Booked, amount: Dong, due: Option<Due>) -> Line {
    Line {
        person,
        benefit: booked.benefit,
        paid_for: booked.month,
        kind: LineKind::OverPayment,
        why: Why::BookedTooMuch,
        amount,
        spell: due.map(|due| due.spell),
        group: due.map(|due| due.group),
    }
}
