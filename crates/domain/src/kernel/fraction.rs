use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ParseError;

/// An exact, positive fraction in lowest terms: coefficients of law are `1.5` or `2.787`, never floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: i64,
    denominator: i64,
}

impl Fraction {
    pub const ONE: Fraction = Fraction { numerator: 1, denominator: 1 };

    pub fn new(numerator: i64, denominator: i64) -> Option<Fraction> {
        if numerator < 0 || denominator <= 0 {
            return None;
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        Some(Fraction { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    pub fn numerator(self) -> i64 {
        self.numerator
    }

    pub fn denominator(self) -> i64 {
        self.denominator
    }

    pub fn times_count(self, count: i64) -> Fraction {
        Fraction::new(self.numerator * count, self.denominator).expect("a count is not negative")
    }
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a.max(1) } else { greatest_common_divisor(b, a % b) }
}

/// Reads `2`, `1.5` and the Vietnamese `1,5` alike.
impl FromStr for Fraction {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Fraction, ParseError> {
        let refuse = || ParseError::new("hệ số", text, "một số như 1 hoặc 1,5");
        let clean = text.trim().replace(',', ".");
        let (whole, decimals) = clean.split_once('.').unwrap_or((&clean, ""));
        if whole.is_empty() || decimals.len() > 6 || !(whole.to_owned() + decimals).bytes().all(|b| b.is_ascii_digit())
        {
            return Err(refuse());
        }
        let scale = 10_i64.pow(decimals.len() as u32);
        let digits: i64 = format!("{whole}{decimals}").parse().map_err(|_| refuse())?;
        Fraction::new(digits, scale).ok_or_else(refuse)
    }
}

impl TryFrom<String> for Fraction {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Fraction, ParseError> {
        text.parse()
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> String {
        fraction.to_string()
    }
}

/// Written the Vietnamese way, `1,5`; a fraction without finite decimals as `1/3`.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (digits, scale) in (0..=6).map(|digits| (digits, 10_i64.pow(digits))) {
            if scale % self.denominator == 0 {
                let scaled = self.numerator * (scale / self.denominator);
                return match digits {
                    0 => write!(f, "{scaled}"),
                    _ => write!(f, "{},{:0width$}", scaled / scale, scaled % scale, width = digits as usize),
                };
            }
        }
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_and_written_without_floats() {
        for (text, shown) in [("1.5", "1,5"), ("2", "2"), ("0,838", "0,838"), ("2.0", "2"), ("31.0", "31")] {
            assert_eq!(text.parse::<Fraction>().unwrap().to_string(), shown);
        }
        for bad in ["", "-1", "1.5.2", "abc", ".5"] {
            assert!(bad.parse::<Fraction>().is_err(), "{bad}");
        }
    }
}
