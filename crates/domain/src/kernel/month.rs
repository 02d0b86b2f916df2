use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Day, ParseError};

/// A calendar month. Benefits start, stop and are paid by the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(i32);

impl Month {
    /// Beyond any month the law or a record can name; stands for "no end known".
    pub const NEVER: Month = Month(i32::MAX / 2);

    pub fn new(year: i16, month: i8) -> Option<Month> {
        (1..=12).contains(&month).then(|| Month(i32::from(year) * 12 + i32::from(month) - 1))
    }

    pub fn year(self) -> i16 {
        self.0.div_euclid(12) as i16
    }

    pub fn month_of_year(self) -> i8 {
        self.0.rem_euclid(12) as i8 + 1
    }

    /// The month's place on the line of months; two months differ by the difference of their indexes.
    pub fn index(self) -> i32 {
        self.0
    }

    pub fn from_index(index: i32) -> Month {
        Month(index)
    }

    pub fn next(self) -> Month {
        self + 1
    }

    pub fn previous(self) -> Month {
        self - 1
    }

    pub fn first_day(self) -> Day {
        Day::new(self.year(), self.month_of_year(), 1).expect("every month has a first day")
    }

    pub fn last_day(self) -> Day {
        self.next().first_day().previous()
    }

    pub fn contains(self, day: Day) -> bool {
        day.month() == self
    }
}

impl Add<i32> for Month {
    type Output = Month;
    fn add(self, months: i32) -> Month {
        if self == Month::NEVER { self } else { Month(self.0 + months) }
    }
}

impl Sub<i32> for Month {
    type Output = Month;
    fn sub(self, months: i32) -> Month {
        self + -months
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month_of_year())
    }
}

impl FromStr for Month {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Month, ParseError> {
        let refuse = || ParseError::new("tháng", text, "dạng năm-tháng, ví dụ 2021-04");
        let (year, month) = text.trim().split_once('-').ok_or_else(refuse)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(refuse());
        }
        let year = year.parse().map_err(|_| refuse())?;
        let month = month.parse().map_err(|_| refuse())?;
        Month::new(year, month).ok_or_else(refuse)
    }
}

impl TryFrom<String> for Month {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Month, ParseError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

/// The months `from <= month && month < until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MonthSpan {
    pub from: Month,
    pub until: Month,
}

impl MonthSpan {
    pub const fn new(from: Month, until: Month) -> MonthSpan {
        MonthSpan { from, until }
    }

    pub fn since(from: Month) -> MonthSpan {
        MonthSpan { from, until: Month::NEVER }
    }

    pub fn contains(self, month: Month) -> bool {
        self.from <= month && month < self.until
    }

    pub fn is_empty(self) -> bool {
        self.until <= self.from
    }

    pub fn intersect(self, other: MonthSpan) -> MonthSpan {
        MonthSpan { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    pub fn len(self) -> usize {
        usize::try_from(self.until.0 - self.from.0).unwrap_or(0)
    }

    pub fn months(self) -> impl DoubleEndedIterator<Item = Month> + Clone {
        (self.from.0..self.until.0).map(Month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_across_the_new_year() {
        let december: Month = "2020-12".parse().unwrap();
        assert_eq!(december.next().to_string(), "2021-01");
        assert_eq!((december.next() - 13).to_string(), "2019-12");
        assert_eq!(december.last_day().to_string(), "2020-12-31");
        assert_eq!("2020-02".parse::<Month>().unwrap().last_day().to_string(), "2020-02-29");
    }

    #[test]
    fn a_month_is_written_one_way_only() {
        for bad in ["2021-13", "2021-4", "21-04", "2021/04", "", "2021-00"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
