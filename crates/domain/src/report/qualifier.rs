//! "trên", "gần" and the number after it: made from the exact value by rule, never typed.

use serde::{Deserialize, Serialize};

use crate::kernel::{Dong, show_count};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Qualifier {
    #[serde(rename = "trên")]
    Above,
    #[serde(rename = "gần")]
    Nearly,
}

/// How money is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyStyle {
    /// `142.968.000 đồng`
    #[default]
    Exact,
    /// `31 tỷ 657 triệu đồng`
    Millions,
}

const MILLION: i64 = 1_000_000;
const MILLIONS_IN_BILLION: i64 = 1_000;
/// "Nearly" is said when the value lies within three hundredths below a round number.
const NEARLY_PER_HUNDRED: i64 = 3;

impl Qualifier {
    pub fn shown(self) -> &'static str {
        match self {
            Qualifier::Above => "trên",
            Qualifier::Nearly => "gần",
        }
    }
}

/// A count rounded to a step, with the word that keeps it true. A step of 1 prints the exact value.
///
/// Small exact counts take a leading zero, as offices write them.
pub fn print_count(value: i64, step: i64) -> (Option<Qualifier>, String) {
    let below = value - value.rem_euclid(step.max(1));
    let above = below + step.max(1);
    let (qualifier, rounded) = match () {
        () if value == below => (None, value),
        () if (above - value) * 100 <= above * NEARLY_PER_HUNDRED => (Some(Qualifier::Nearly), above),
        () if below == 0 => (None, value),
        () => (Some(Qualifier::Above), below),
    };
    let number = if (1..10).contains(&rounded) { format!("{rounded:02}") } else { show_count(rounded) };
    (qualifier, qualified(qualifier, number))
}

pub fn print_amount(amount: Dong, style: MoneyStyle) -> (Option<Qualifier>, String) {
    match style {
        MoneyStyle::Exact => (None, format!("{} đồng", show_count(amount.0))),
        MoneyStyle::Millions => {
            let qualifier = (amount.0.rem_euclid(MILLION) != 0).then_some(Qualifier::Above);
            let millions = amount.0.div_euclid(MILLION);
            let (billions, rest) = (millions / MILLIONS_IN_BILLION, millions % MILLIONS_IN_BILLION);
            let number = match (billions, rest) {
                (0, rest) => format!("{rest} triệu đồng"),
                (billions, 0) => format!("{} tỷ đồng", show_count(billions)),
                (billions, rest) => format!("{} tỷ {rest} triệu đồng", show_count(billions)),
            };
            (qualifier, qualified(qualifier, number))
        }
    }
}

fn qualified(qualifier: Option<Qualifier>, number: String) -> String {
    match qualifier {
        Some(word) => format!("{} {number}", word.shown()),
        None => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_count_carries_the_word_that_keeps_it_true() {
        for (value, step, printed) in [
            (596, 100, "gần 600"),
            (600, 100, "600"),
            (604, 100, "trên 600"),
            (581, 100, "trên 500"),
            (2407, 1, "2.407"),
            (7, 1, "07"),
            (60, 1, "60"),
            (0, 1, "0"),
            (42, 100, "42"),
        ] {
            assert_eq!(print_count(value, step).1, printed, "{value}");
        }
    }

    #[test]
    fn above_is_never_said_of_an_exact_amount() {
        for (amount, printed) in [
            (31_657_000_000, "31 tỷ 657 triệu đồng"),
            (31_657_000_001, "trên 31 tỷ 657 triệu đồng"),
            (11_000_000_000, "11 tỷ đồng"),
            (600_500_000, "trên 600 triệu đồng"),
        ] {
            assert_eq!(print_amount(Dong(amount), MoneyStyle::Millions).1, printed);
        }
        assert_eq!(print_amount(Dong(142_968_000), MoneyStyle::Exact).1, "142.968.000 đồng");
    }
}
