//! From last month's total to this month's, exact to the đồng: who came, who left, who changed.

use crate::kernel::{Dong, PersonId};

use super::LineKind;
use super::keyed;

/// One person's money on one roll, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PersonTotal {
    pub regular: Dong,
    pub arrears: Dong,
    pub carried_over: Dong,
    pub one_off: Dong,
}

impl PersonTotal {
    pub fn add(&mut self, kind: LineKind, amount: Dong) {
        match kind {
            LineKind::Regular => self.regular += amount,
            LineKind::Arrears => self.arrears += amount,
            LineKind::CarriedOver => self.carried_over += amount,
            LineKind::OneOff => self.one_off += amount,
            LineKind::OverPayment | LineKind::DebtCancelled => {}
        }
    }

    pub fn total(self) -> Dong {
        self.regular + self.arrears + self.carried_over + self.one_off
    }
}

keyed! {
    BridgeCause, "nguyên nhân tăng giảm", {
        Came = "came", "vào danh sách";
        Left = "left", "ra khỏi danh sách";
        Raised = "raised", "tăng mức";
        Lowered = "lowered", "giảm mức";
        Arrears = "arrears", "truy lĩnh";
        CarriedOver = "carried_over", "tháng trước chưa nhận";
        OneOff = "one_off", "một lần, mai táng";
    }
}

/// One step of the bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BridgePart {
    pub cause: BridgeCause,
    pub people: i64,
    pub amount: Dong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    pub before: Dong,
    pub parts: Vec<BridgePart>,
    pub after: Dong,
    /// Each person behind a part, for the page that opens it.
    pub people: Vec<(BridgeCause, PersonId, Dong)>,
}

/// Compares two rolls given in the order of person ids.
///
/// Regular money is compared person by person; the extra money of each roll enters or leaves under its own name.
pub fn bridge(before: &[(PersonId, PersonTotal)], after: &[(PersonId, PersonTotal)]) -> Bridge {
    let mut people = Vec::new();
    let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let person = match (old.peek(), new.peek()) {
            (Some(a), Some(b)) => a.0.min(b.0),
            (Some(one), None) | (None, Some(one)) => one.0,
            (None, None) => break,
        };
        let was = old.next_if(|one| one.0 == person).map_or(PersonTotal::default(), |one| one.1);
        let is = new.next_if(|one| one.0 == person).map_or(PersonTotal::default(), |one| one.1);
        people.extend(steps(was, is).into_iter().map(|(cause, amount)| (cause, person, amount)));
    }
    Bridge {
        before: before.iter().map(|one| one.1.total()).sum(),
        parts: BridgeCause::ALL.iter().filter_map(|cause| part(*cause, &people)).collect(),
        after: after.iter().map(|one| one.1.total()).sum(),
        people,
    }
}

fn steps(was: PersonTotal, is: PersonTotal) -> Vec<(BridgeCause, Dong)> {
    let regular = is.regular - was.regular;
    let cause = match () {
        () if was.regular.is_zero() => BridgeCause::Came,
        () if is.regular.is_zero() => BridgeCause::Left,
        () if regular.is_positive() => BridgeCause::Raised,
        () => BridgeCause::Lowered,
    };
    let all = [
        (cause, regular),
        (BridgeCause::Arrears, is.arrears - was.arrears),
        (BridgeCause::CarriedOver, is.carried_over - was.carried_over),
        (BridgeCause::OneOff, is.one_off - was.one_off),
    ];
    all.into_iter().filter(|(_, amount)| !amount.is_zero()).collect()
}

fn part(cause: BridgeCause, people: &[(BridgeCause, PersonId, Dong)]) -> Option<BridgePart> {
    let mine = people.iter().filter(|one| one.0 == cause);
    let count = mine.clone().count() as i64;
    (count > 0).then(|| BridgePart { cause, people: count, amount: mine.map(|one| one.2).sum() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(regular: i64, arrears: i64) -> PersonTotal {
        PersonTotal { regular: Dong(regular), arrears: Dong(arrears), ..PersonTotal::default() }
    }

    #[test]
    fn the_bridge_ends_exactly_at_the_new_total() {
        let before = [(PersonId(1), total(270, 0)), (PersonId(2), total(405, 810)), (PersonId(4), total(270, 0))];
        let after = [(PersonId(1), total(405, 0)), (PersonId(3), total(540, 1080)), (PersonId(4), total(270, 0))];
        let bridge = bridge(&before, &after);
        let moved: Dong = bridge.parts.iter().map(|part| part.amount).sum();
        assert_eq!(bridge.before + moved, bridge.after);
        let causes: Vec<_> = bridge.parts.iter().map(|part| (part.cause, part.people, part.amount.0)).collect();
        assert_eq!(
            causes,
            [
                (BridgeCause::Came, 1, 540),
                (BridgeCause::Left, 1, -405),
                (BridgeCause::Raised, 1, 135),
                (BridgeCause::Arrears, 2, 270)
            ]
        );
    }
}
