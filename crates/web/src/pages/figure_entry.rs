//! A value that the office states in the place of a computed one: its fields, and how they are read.

use domain::kernel::{Dong, show_count};
use domain::report::{Figure, FigureForm, Measure, Said};

/// The fields of one figure, filled in as they are or as they were sent.
#[derive(Debug, Clone, Default)]
pub struct EntryView {
    pub value: String,
    pub amount: String,
    pub reason: String,
    pub unit: String,
    /// Whether the figure has money of its own.
    pub has_amount: bool,
    /// Whether words may stand in its place.
    pub takes_words: bool,
}

impl EntryView {
    /// What is stated now, to be changed.
    pub fn of(form: &FigureForm, figure: &Figure) -> EntryView {
        let (value, amount) = match figure.stated.as_ref().map(|stated| &stated.says) {
            Some(Said::Words(words)) => (words.clone(), String::new()),
            Some(Said::Numbers { value, amount }) => {
                (value.map(show_count).unwrap_or_default(), amount.map(|one| show_count(one.0)).unwrap_or_default())
            }
            None => Default::default(),
        };
        let reason = figure.stated.as_ref().map(|stated| stated.reason.clone()).unwrap_or_default();
        EntryView { value, amount, reason, ..EntryView::empty(form) }
    }

    pub fn empty(form: &FigureForm) -> EntryView {
        EntryView {
            unit: form.unit.clone(),
            has_amount: form.measure.has_amount(),
            takes_words: form.measure == Measure::NoRecords,
            ..EntryView::default()
        }
    }
}

/// What the fields say. Where no records are kept, what is no number is taken as words: a day, a share, a paper.
pub fn read_said(form: &FigureForm, value: &str, amount: &str) -> Result<Said, String> {
    let (value, amount) = (value.trim(), amount.trim());
    let number = |text: &str, what: &str| match text {
        "" => Ok(None),
        text => read_count(text).map(Some).ok_or_else(|| format!("{what} “{text}” không phải là số; viết như 1.250")),
    };
    match form.measure == Measure::NoRecords {
        true => Ok(read_count(value)
            .map_or_else(|| Said::Words(value.to_owned()), |count| Said::Numbers { value: Some(count), amount: None })),
        false => Ok(Said::Numbers {
            value: number(value, "số lượng")?, amount: number(amount, "số tiền")?.map(Dong)
        }),
    }
}

/// A whole number, with or without dots between its thousands.
fn read_count(text: &str) -> Option<i64> {
    let groups: Vec<&str> = text.split('.').collect();
    let is_grouped = groups.len() == 1 || groups[1..].iter().all(|group| group.len() == 3) && groups[0].len() <= 3;
    let is_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    (is_grouped && is_digits).then(|| groups.concat().parse().ok())?
}

#[cfg(test)]
mod tests {
    use domain::report::Outline;
    use domain::rules::embedded_report;

    use super::*;

    #[test]
    fn a_value_is_read_as_people_write_it() {
        let outline = Outline::read(embedded_report("sau-thang.toml").unwrap()).unwrap();
        let numbers = |value, amount: Option<i64>| Ok(Said::Numbers { value, amount: amount.map(Dong) });
        let words = |text: &str| Ok(Said::Words(text.to_owned()));
        for (figure, value, amount, expected) in [
            ("L-01", "1.250", "", numbers(Some(1_250), None)),
            ("L-01", " 1250 ", "", numbers(Some(1_250), None)),
            ("L-01", "97,5%", "", words("97,5%")),
            ("L-01", "27.07", "", words("27.07")),
            ("L-01", "1234.567", "", words("1234.567")),
            ("L-01", "", "", words("")),
            ("N-06", "", "31.657.000.000", numbers(None, Some(31_657_000_000))),
            ("N-06", "2.407", "", numbers(Some(2_407), None)),
        ] {
            assert_eq!(
                read_said(outline.figure(figure).unwrap(), value, amount),
                expected,
                "{figure} {value} {amount}"
            );
        }
        for (value, amount) in [("nhiều", ""), ("-5", ""), ("5", "1.23"), ("1..2", ""), ("99999999999999999999", "")]
        {
            assert!(read_said(outline.figure("N-06").unwrap(), value, amount).is_err(), "{value} {amount}");
        }
    }
}
