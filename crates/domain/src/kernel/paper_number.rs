use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{BirthDate, ParseError};

/// Số định danh cá nhân: twelve digits, of which the fourth tells century and sex and the next two the birth year.
///
/// Only the form is checked: old records break the structure often, so that is a warning and never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonalId(String);

/// What in a number does not fit what is known of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalIdWarning {
    BirthYearDiffers { in_number: i16 },
    SexDiffers,
}

impl PersonalId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digit(&self, place: usize) -> i16 {
        i16::from(self.0.as_bytes()[place] - b'0')
    }

    /// The birth year that the number carries (thông tư 07/2016/TT-BCA: digit four is century and sex).
    pub fn birth_year(&self) -> i16 {
        1900 + self.digit(3) / 2 * 100 + self.digit(4) * 10 + self.digit(5)
    }

    pub fn is_female(&self) -> bool {
        self.digit(3) % 2 == 1
    }

    pub fn warnings(&self, birth: Option<BirthDate>, female: Option<bool>) -> Vec<PersonalIdWarning> {
        let mut found = Vec::new();
        if birth.is_some_and(|birth| birth.year() != self.birth_year()) {
            found.push(PersonalIdWarning::BirthYearDiffers { in_number: self.birth_year() });
        }
        if female.is_some_and(|female| female != self.is_female()) {
            found.push(PersonalIdWarning::SexDiffers);
        }
        found
    }
}

impl FromStr for PersonalId {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<PersonalId, ParseError> {
        digits(text, 12).map(PersonalId).ok_or_else(|| ParseError::new("số định danh", text, "đúng 12 chữ số"))
    }
}

/// Chứng minh nhân dân: nine digits, valid until the end of 2024, kept as a trace of who somebody was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OldIdNumber(String);

impl OldIdNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OldIdNumber {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<OldIdNumber, ParseError> {
        digits(text, 9).map(OldIdNumber).ok_or_else(|| ParseError::new("số chứng minh nhân dân", text, "đúng 9 chữ số"))
    }
}

fn digits(text: &str, count: usize) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    (bare.len() == count && bare.bytes().all(|b| b.is_ascii_digit())).then_some(bare)
}

macro_rules! text_value {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = ParseError;
            fn try_from(text: String) -> Result<$name, ParseError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(number: $name) -> String {
                number.0
            }
        }
    };
}

text_value!(PersonalId);
text_value!(OldIdNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_birth_year_and_sex() {
        let id: PersonalId = "033 166 785939".parse().unwrap();
        assert_eq!((id.birth_year(), id.is_female()), (1966, true));
        let child: PersonalId = "033213701359".parse().unwrap();
        assert_eq!((child.birth_year(), child.is_female()), (2013, false));
    }

    #[test]
    fn a_number_that_does_not_fit_the_person_is_a_warning_only() {
        let id: PersonalId = "033166785939".parse().unwrap();
        let birth = "1967".parse().ok();
        assert_eq!(
            id.warnings(birth, Some(false)),
            [PersonalIdWarning::BirthYearDiffers { in_number: 1966 }, PersonalIdWarning::SexDiffers]
        );
        assert!("03316678593".parse::<PersonalId>().is_err());
    }
}
