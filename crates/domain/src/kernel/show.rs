//! The one place where days, months and counts become Vietnamese text. Money is shown by [`Dong`](super::Dong).

use super::{Day, Moment, Month};

/// `05/09/2026`.
pub fn show_day(day: Day) -> String {
    format!("{:02}/{:02}/{}", day.day_of_month(), day.month_of_year(), day.year())
}

/// `04/2021`.
pub fn show_month(month: Month) -> String {
    format!("{:02}/{}", month.month_of_year(), month.year())
}

/// `27/04/2021 15:00`, in Vietnam's time: seven hours ahead of UTC, without summer time.
pub fn show_moment(moment: Moment) -> String {
    let local = moment.add_seconds(7 * 60 * 60).to_string();
    format!("{} {}", show_day(moment.add_seconds(7 * 60 * 60).day()), &local[11..16])
}

/// `1.234`.
pub fn show_count(count: i64) -> String {
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}", group_thousands(count.unsigned_abs()))
}

pub(super) fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_show_days_and_moments_the_vietnamese_way() {
        assert_eq!(show_day("2026-09-05".parse().unwrap()), "05/09/2026");
        assert_eq!(show_moment("2021-04-27T20:30:00Z".parse().unwrap()), "28/04/2021 03:30");
        assert_eq!(show_count(-12_345), "-12.345");
    }
}
