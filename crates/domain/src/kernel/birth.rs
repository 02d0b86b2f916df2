use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Day, Month, ParseError};

/// A date of birth exactly as precise as the papers are. No day is ever invented.
///
/// Written as ISO text cut where knowledge ends: `1941`, `1941-03` or `1941-03-12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BirthDate {
    Year(i16),
    Month(Month),
    Day(Day),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BirthPrecision {
    Year,
    Month,
    Day,
}

impl BirthDate {
    pub fn year(self) -> i16 {
        match self {
            BirthDate::Year(year) => year,
            BirthDate::Month(month) => month.year(),
            BirthDate::Day(day) => day.year(),
        }
    }

    pub fn precision(self) -> BirthPrecision {
        match self {
            BirthDate::Year(_) => BirthPrecision::Year,
            BirthDate::Month(_) => BirthPrecision::Month,
            BirthDate::Day(_) => BirthPrecision::Day,
        }
    }

    /// The month of birth to count ages from; a missing month is `missing_month`, which a rule of law supplies.
    pub fn month_counted(self, missing_month: i8) -> Month {
        match self {
            BirthDate::Year(year) => Month::new(year, missing_month).expect("the rule names a real month"),
            BirthDate::Month(month) => month,
            BirthDate::Day(day) => day.month(),
        }
    }

    /// As a list prints it: `1941`, `03/1941` or `12/03/1941`.
    pub fn shown(self) -> String {
        match self {
            BirthDate::Year(year) => format!("{year}"),
            BirthDate::Month(month) => super::show_month(month),
            BirthDate::Day(day) => super::show_day(day),
        }
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BirthDate::Year(year) => write!(f, "{year:04}"),
            BirthDate::Month(month) => month.fmt(f),
            BirthDate::Day(day) => day.fmt(f),
        }
    }
}

impl FromStr for BirthDate {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<BirthDate, ParseError> {
        let text = text.trim();
        let refuse = || ParseError::new("ngày sinh", text, "1941, 1941-03 hoặc 1941-03-12");
        let birth = match text.len() {
            4 => text.parse().map(BirthDate::Year).map_err(|_| refuse())?,
            7 => text.parse().map(BirthDate::Month).map_err(|_| refuse())?,
            10 => text.parse().map(BirthDate::Day).map_err(|_| refuse())?,
            _ => return Err(refuse()),
        };
        if (1850..=2200).contains(&birth.year()) { Ok(birth) } else { Err(refuse()) }
    }
}

impl TryFrom<String> for BirthDate {
    type Error = ParseError;
    fn try_from(text: String) -> Result<BirthDate, ParseError> {
        text.parse()
    }
}

impl From<BirthDate> for String {
    fn from(birth: BirthDate) -> String {
        birth.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_survives_reading_and_writing() {
        for text in ["1941", "1941-03", "1941-03-12"] {
            assert_eq!(text.parse::<BirthDate>().unwrap().to_string(), text);
        }
        assert!("41".parse::<BirthDate>().is_err());
        assert!("1941-13".parse::<BirthDate>().is_err());
    }
}
