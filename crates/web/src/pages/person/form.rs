//! A form as values: its fields as they are shown, and what came back of it.

use std::ops::Range;

use domain::kernel::{BirthDate, Day, Dong, Month};

use super::super::{read_day, read_month};

/// Enough for any amount of this house, and far below where sums would overflow.
const MONEY_DIGITS_MAX: usize = 12;
/// A year outside these is a slip of the hand.
const YEARS: Range<i16> = 1850..2200;

/// What was sent: names may come several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    pub fn of<const N: usize>(pairs: [(&str, String); N]) -> Filled {
        Filled(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    pub fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> + use<'f> {
        let found: Vec<&str> =
            self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.trim()).collect();
        found.into_iter()
    }

    /// What is written in a field, if anything.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|text| !text.is_empty())
    }
}

/// Reads fields and gathers what is wrong with them, so that all of it is said at once.
pub struct Reader<'f> {
    filled: &'f Filled,
    pub wrong: Wrong,
}

/// Fields that could not be read: the field's name and what to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wrong(pub Vec<(String, String)>);

impl Wrong {
    pub fn of(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, says)| says.as_str())
    }
}

const DAY: &str = "Ghi ngày như 05/09/2026.";
const MONTH: &str = "Ghi tháng như 09/2026.";
const BIRTH: &str = "Ghi ngày sinh như 12/03/1941, hoặc 03/1941, hoặc chỉ năm 1941.";
const NUMBER: &str = "Ghi một số nguyên.";
const MONEY: &str = "Ghi số tiền bằng đồng, ví dụ 1.500.000.";
const EMPTY: &str = "Chưa ghi.";
const CHOOSE: &str = "Chọn một dòng trong danh sách.";

impl<'f> Reader<'f> {
    pub fn new(filled: &'f Filled) -> Reader<'f> {
        Reader { filled, wrong: Wrong::default() }
    }

    pub fn filled(&self) -> &'f Filled {
        self.filled
    }

    pub fn refuse(&mut self, name: &str, says: &str) {
        self.wrong.0.push((name.to_owned(), says.to_owned()));
    }

    /// A field that may be empty; `None` then, and when it cannot be read.
    fn optional<T>(&mut self, name: &str, says: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.filled.get(name);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.refuse(name, says);
        }
        value
    }

    /// A field that must be filled; an empty one is said to be so.
    fn needed<T>(&mut self, name: &str, value: Option<T>, says: &str) -> Option<T> {
        if value.is_none() && self.wrong.of(name).is_none() {
            self.refuse(name, says);
        }
        value
    }

    pub fn day(&mut self, name: &str) -> Option<Day> {
        let day = self.optional_day(name);
        self.needed(name, day, DAY)
    }

    pub fn optional_day(&mut self, name: &str) -> Option<Day> {
        self.optional(name, DAY, |text| read_day(text).ok().filter(|day| YEARS.contains(&day.year())))
    }

    pub fn month(&mut self, name: &str) -> Option<Month> {
        let month = self.optional_month(name);
        self.needed(name, month, MONTH)
    }

    pub fn optional_month(&mut self, name: &str) -> Option<Month> {
        self.optional(name, MONTH, |text| read_month(text).ok().filter(|month| YEARS.contains(&month.year())))
    }

    pub fn birth(&mut self, name: &str) -> Option<BirthDate> {
        let birth = self.optional(name, BIRTH, read_birth);
        self.needed(name, birth, BIRTH)
    }

    pub fn number(&mut self, name: &str) -> Option<u8> {
        self.optional(name, NUMBER, |text| text.parse().ok())
    }

    pub fn optional_money(&mut self, name: &str) -> Option<Dong> {
        self.optional(name, MONEY, read_money)
    }

    pub fn money(&mut self, name: &str) -> Option<Dong> {
        let amount = self.optional_money(name);
        self.needed(name, amount, MONEY)
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        let text = self.filled.text(name);
        self.needed(name, text, EMPTY)
    }

    pub fn choice(&mut self, name: &str) -> Option<String> {
        let text = self.filled.text(name);
        self.needed(name, text, CHOOSE)
    }

    /// What was read, unless something could not be.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Wrong> {
        match value {
            Some(value) if self.wrong.0.is_empty() => Ok(value),
            _ => Err(self.wrong),
        }
    }
}

/// `12/03/1941`, `03/1941` or `1941`: no day is invented.
pub fn read_birth(text: &str) -> Option<BirthDate> {
    match text.split('/').count() {
        1 => text.parse().ok(),
        2 => read_month(text).ok().map(BirthDate::Month),
        _ => read_day(text).ok().map(BirthDate::Day),
    }
}

/// `1.500.000`, `1500000`, `1 500 000 đ`.
fn read_money(text: &str) -> Option<Dong> {
    let bare = text.trim_end_matches(['đ', ' ']);
    let digits: String = bare.chars().filter(|sign| !matches!(sign, '.' | ' ')).collect();
    let is_number =
        !digits.is_empty() && digits.len() <= MONEY_DIGITS_MAX && digits.chars().all(|d| d.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number).map(Dong)
}

/// Fields that belong together under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSet {
    pub legend: String,
    pub hint: Option<String>,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub id: String,
    pub label: String,
    pub hint: Option<String>,
    /// What is wrong with what was written.
    pub wrong: Option<String>,
    pub value: String,
    pub input: Input,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Text,
    /// Days, months, amounts, numbers: few signs, most of them digits.
    Short {
        placeholder: &'static str,
    },
    Choice(Vec<Options>),
    Tick {
        is_on: bool,
    },
}

/// Choices under one heading; without one when it is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub heading: String,
    /// What is kept, what is read, and whether it is chosen.
    pub list: Vec<(String, String, bool)>,
}

impl Field {
    pub fn is_text(&self) -> bool {
        self.input == Input::Text
    }

    /// The ids of what explains the field.
    pub fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-goi-y", self.id));
        let wrong = self.wrong.as_ref().map(|_| format!("{}-loi", self.id));
        hint.into_iter().chain(wrong).collect::<Vec<_>>().join(" ")
    }
}

/// Makes fields that show what was filled in and what was wrong with it.
pub struct Maker<'f> {
    pub filled: &'f Filled,
    pub wrong: &'f Wrong,
}

impl Maker<'_> {
    fn field(&self, name: &str, label: &str, input: Input) -> Field {
        Field {
            name: name.to_owned(),
            id: name.replace('_', "-"),
            label: label.to_owned(),
            hint: None,
            wrong: self.wrong.of(name).map(str::to_owned),
            value: self.filled.get(name).to_owned(),
            input,
        }
    }

    pub fn text(&self, name: &str, label: &str) -> Field {
        self.field(name, label, Input::Text)
    }

    pub fn day(&self, name: &str, label: &str) -> Field {
        self.field(name, label, Input::Short { placeholder: "05/09/2026" })
    }

    pub fn month(&self, name: &str, label: &str) -> Field {
        self.field(name, label, Input::Short { placeholder: "09/2026" })
    }

    pub fn short(&self, name: &str, label: &str) -> Field {
        self.field(name, label, Input::Short { placeholder: "" })
    }

    /// One of these; the first line is empty, so that nothing is chosen by itself.
    pub fn choice(&self, name: &str, label: &str, options: Vec<(String, Vec<(String, String)>)>) -> Field {
        let chosen = self.filled.get(name);
        let marked = |list: Vec<(String, String)>| {
            list.into_iter().map(|(key, shown)| (key.clone(), shown, key == chosen)).collect::<Vec<_>>()
        };
        let all = options.into_iter().map(|(heading, list)| Options { heading, list: marked(list) });
        self.field(name, label, Input::Choice(all.collect()))
    }

    /// Several of these, each a tick of its own under one name.
    pub fn ticks(&self, name: &str, options: Vec<(String, String)>) -> Vec<Field> {
        let tick = |(place, (key, shown)): (usize, (String, String))| Field {
            id: format!("{}-{place}", name.replace('_', "-")),
            value: key.clone(),
            wrong: None,
            ..self.field(name, &shown, Input::Tick { is_on: self.filled.all(name).any(|given| given == key) })
        };
        options.into_iter().enumerate().map(tick).collect()
    }
}

impl Field {
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = Some(hint.into());
        self
    }
}

pub fn set(legend: &str, fields: Vec<Field>) -> FieldSet {
    FieldSet { legend: legend.to_owned(), hint: None, fields }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_keeps_the_precision_it_was_written_with() {
        for (written, kept) in [("12/03/1941", "1941-03-12"), ("3/1941", "1941-03"), ("1941", "1941")] {
            assert_eq!(read_birth(written).map(|birth| birth.to_string()).as_deref(), Some(kept));
        }
        assert!(read_birth("31/02/1941").is_none() && read_birth("bốn mốt").is_none());
    }

    #[test]
    fn money_is_read_with_points_or_without() {
        for written in ["1.500.000", "1500000", "1 500 000 đ", "1.500.000đ"] {
            assert_eq!(read_money(written), Some(Dong(1_500_000)), "{written}");
        }
        for written in ["", "-5", "1,5", "9999999999999", "đ"] {
            assert_eq!(read_money(written), None, "{written}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let filled = Filled::of([("ngay", "31/02/2021".to_owned()), ("thang", String::new())]);
        let mut form = Reader::new(&filled);
        let read = form.day("ngay").zip(form.month("thang"));
        let wrong = form.finish(read).unwrap_err();
        assert_eq!((wrong.of("ngay"), wrong.of("thang")), (Some(DAY), Some(MONTH)));
    }
}
