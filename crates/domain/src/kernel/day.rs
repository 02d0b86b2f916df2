use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use super::{Month, ParseError};

/// A calendar day, the grain of decisions, deaths and statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

impl Day {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month_of_year(self) -> i8 {
        self.0.month()
    }

    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    pub fn month(self) -> Month {
        Month::new(self.0.year(), self.0.month()).expect("a date has a month")
    }

    pub fn next(self) -> Day {
        Day(self.0.tomorrow().expect("the calendar does not end in our time"))
    }

    pub fn previous(self) -> Day {
        Day(self.0.yesterday().expect("the calendar does not begin in our time"))
    }

    pub fn add_days(self, days: i64) -> Day {
        let span = jiff::Span::new().days(days);
        Day(self.0.checked_add(span).expect("the calendar does not end in our time"))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Day, ParseError> {
        let refuse = || ParseError::new("ngày", text, "dạng năm-tháng-ngày, ví dụ 2021-04-27");
        let mut parts = text.trim().splitn(3, '-');
        let mut part = |width: usize| parts.next().filter(|digits| digits.len() == width).ok_or_else(refuse);
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let number = |digits: &str| digits.parse::<i16>().map_err(|_| refuse());
        Day::new(number(year)?, number(month)? as i8, number(day)? as i8).ok_or_else(refuse)
    }
}

impl TryFrom<String> for Day {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Day, ParseError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

/// The days `from <= day && day < until`; `until = None` while no end is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    pub from: Day,
    pub until: Option<Day>,
}

impl Span {
    pub fn since(from: Day) -> Span {
        Span { from, until: None }
    }

    pub fn contains(self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    pub fn is_empty(self) -> bool {
        self.until.is_some_and(|until| until <= self.from)
    }
}

const VIETNAM_SECONDS: i64 = 7 * 60 * 60;

/// The moment at which something became known, in UTC to the second.
///
/// Written as fixed-width ISO text, so that the order of texts is the order of time in both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(DateTime);

impl Moment {
    pub fn new(day: Day, hour: i8, minute: i8, second: i8) -> Option<Moment> {
        jiff::civil::Time::new(hour, minute, second, 0).ok().map(|time| Moment(day.0.to_datetime(time)))
    }

    /// The civil day in UTC of this moment.
    pub fn day(self) -> Day {
        Day(self.0.date())
    }

    /// The day it is in Vietnam at this moment: seven hours ahead of UTC, without summer time.
    pub fn vietnam_day(self) -> Day {
        self.add_seconds(VIETNAM_SECONDS).day()
    }

    /// The last second of `day` in Vietnam: "as known at the end of that day".
    pub fn end_of(day: Day) -> Moment {
        let end = Moment::new(day, 23, 59, 59).expect("every day has a last second");
        end.add_seconds(-VIETNAM_SECONDS)
    }

    /// Seconds since the beginning of 1970, as codes of a second factor and cookies count them.
    pub fn unix_seconds(self) -> i64 {
        Offset::UTC.to_timestamp(self.0).expect("the calendar does not end in our time").as_second()
    }

    pub fn add_seconds(self, seconds: i64) -> Moment {
        let span = jiff::Span::new().seconds(seconds);
        Moment(self.0.checked_add(span).expect("the calendar does not end in our time"))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

/// Reads `2021-04-27T08:00:00Z` or with an offset; without one it is Vietnam's time, as people here mean it.
/// A bare day stands for its end, as one says "known on that day".
impl FromStr for Moment {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Moment, ParseError> {
        let text = text.trim();
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Moment::end_of(day));
        }
        let with_offset = text.parse::<Timestamp>().or_else(|_| format!("{text}+07:00").parse::<Timestamp>());
        let moment = with_offset.map_err(|_| ParseError::new("thời điểm", text, "dạng 2021-04-27T08:00:00Z"))?;
        let civil = Offset::UTC.to_datetime(moment);
        let second = civil.time().with().subsec_nanosecond(0).build().expect("a whole second exists");
        Ok(Moment(civil.date().to_datetime(second)))
    }
}

impl TryFrom<String> for Moment {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Moment, ParseError> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_and_read_back_in_fixed_width() {
        let moment: Moment = "2021-04-05T08:09:07Z".parse().unwrap();
        assert_eq!(moment.to_string(), "2021-04-05T08:09:07Z");
        for same in ["2021-04-05T15:09:07+07:00", "2021-04-05T15:09:07", "2021-04-05T08:09:07.9Z"] {
            assert_eq!(same.parse::<Moment>().unwrap(), moment, "{same}");
        }
        assert!("27/4/2021".parse::<Moment>().is_err());
        assert_eq!("2021-04-27".parse::<Moment>().unwrap().to_string(), "2021-04-27T16:59:59Z");
    }

    #[test]
    fn seconds_are_counted_from_the_beginning_of_1970() {
        assert_eq!("1970-01-01T00:00:59Z".parse::<Moment>().unwrap().unix_seconds(), 59);
        assert_eq!("2009-02-13T23:31:30Z".parse::<Moment>().unwrap().unix_seconds(), 1_234_567_890);
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        for bad in ["2021-02-29", "27/04/2021", "2021-4-7", ""] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }
}
