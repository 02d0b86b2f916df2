use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

use super::Fraction;

/// Whole đồng. Vietnam has no smaller unit, so there is never a fraction to lose.
///
/// The operators check for overflow and stop: an amount beyond nine quintillion đồng is a bug, not a benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dong(pub i64);

/// How a product that is not whole becomes whole đồng. The law names it; the rule cites it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// The law gives no rounding because its products are whole; one that is not is refused.
    Exact,
    /// To the nearest thousand đồng, halves up ("làm tròn đến hàng nghìn").
    NearestThousand,
}

impl Dong {
    pub const ZERO: Dong = Dong(0);

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub fn abs(self) -> Dong {
        if self.is_negative() { -self } else { self }
    }

    /// `self × factor`, or `None` when the result is not whole under `rounding`.
    pub fn times(self, factor: Fraction, rounding: Rounding) -> Option<Dong> {
        let product = i128::from(self.0) * i128::from(factor.numerator());
        let divisor = i128::from(factor.denominator());
        let whole = match rounding {
            Rounding::Exact if product % divisor != 0 => return None,
            Rounding::Exact => product / divisor,
            Rounding::NearestThousand => {
                let step = divisor * 1_000;
                (product + step / 2).div_euclid(step) * 1_000
            }
        };
        i64::try_from(whole).ok().map(Dong)
    }

    pub fn times_count(self, count: i64) -> Dong {
        Dong(self.0.checked_mul(count).expect("a product of money beyond i64 is a bug"))
    }
}

impl Add for Dong {
    type Output = Dong;
    fn add(self, other: Dong) -> Dong {
        Dong(self.0.checked_add(other.0).expect("a sum of money beyond i64 is a bug"))
    }
}

impl Sub for Dong {
    type Output = Dong;
    fn sub(self, other: Dong) -> Dong {
        Dong(self.0.checked_sub(other.0).expect("a difference of money beyond i64 is a bug"))
    }
}

impl Neg for Dong {
    type Output = Dong;
    fn neg(self) -> Dong {
        Dong(self.0.checked_neg().expect("the negative of money beyond i64 is a bug"))
    }
}

impl AddAssign for Dong {
    fn add_assign(&mut self, other: Dong) {
        *self = *self + other;
    }
}

impl Sum for Dong {
    fn sum<I: Iterator<Item = Dong>>(amounts: I) -> Dong {
        amounts.fold(Dong::ZERO, Add::add)
    }
}

/// `1.234.000 đ`, as every screen and document writes it.
impl fmt::Display for Dong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{} đ", super::show::group_thousands(self.0.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_that_is_not_whole_is_refused_unless_the_law_rounds() {
        let base = Dong(1_624_001);
        let half = Fraction::new(1, 2).unwrap();
        assert_eq!(base.times(half, Rounding::Exact), None);
        assert_eq!(base.times(half, Rounding::NearestThousand), Some(Dong(812_000)));
    }

    #[test]
    fn halves_round_up_to_the_thousand() {
        let factor = Fraction::new(155, 10).unwrap();
        assert_eq!(Dong(2_055_000).times(factor, Rounding::NearestThousand), Some(Dong(31_853_000)));
    }

    #[test]
    fn money_is_written_with_points_between_thousands() {
        assert_eq!(Dong(1_234_000).to_string(), "1.234.000 đ");
        assert_eq!(Dong(-500).to_string(), "-500 đ");
        assert_eq!(Dong(0).to_string(), "0 đ");
    }
}
