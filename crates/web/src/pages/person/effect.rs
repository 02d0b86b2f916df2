//! What an act leads to, as the table above the buttons shows it.

use domain::kernel::{Dong, show_month};
use office::acts::{Effect, LineChange, ShownLine};

use crate::show::{capital, person_href};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectView {
    /// The months looked at.
    pub months: String,
    pub rows: Vec<EffectRow>,
    pub paid: Dong,
    pub to_recover: Dong,
    pub beyond: bool,
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectRow {
    pub name: String,
    pub href: String,
    pub benefit: String,
    pub month: String,
    pub before: Option<LineText>,
    pub after: Option<LineText>,
    pub paid: Dong,
    pub to_recover: Dong,
}

/// A line of a roll: its amount, and its kind where it is not plain pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineText {
    pub amount: Dong,
    pub kind: String,
    pub is_paid: bool,
}

impl EffectView {
    pub fn new(effect: &Effect) -> EffectView {
        let (first, last) = (effect.months.from, effect.months.until.previous());
        let months = match first == last {
            true => format!("tháng {}", show_month(first)),
            false => format!("các tháng {} đến {}", show_month(first), show_month(last)),
        };
        let rows = effect.people.iter().flat_map(|one| {
            one.changes.iter().map(|change| EffectRow {
                name: one.name.clone(),
                href: person_href(one.person),
                ..row(change)
            })
        });
        EffectView {
            months,
            rows: rows.collect(),
            paid: effect.paid(),
            to_recover: effect.to_recover(),
            beyond: effect.beyond,
            unknown: effect.unknown.clone(),
        }
    }
}

fn row(change: &LineChange) -> EffectRow {
    let text = |line: ShownLine| LineText {
        amount: line.amount,
        kind: capital(line.kind.shown()),
        is_paid: line.kind.is_paid(),
    };
    EffectRow {
        name: String::new(),
        href: String::new(),
        benefit: change.benefit_name.clone(),
        month: show_month(change.paid_for),
        before: change.before.map(text),
        after: change.after.map(text),
        paid: change.paid(),
        to_recover: change.to_recover(),
    }
}
