use serde::{Deserialize, Serialize};

use crate::kernel::{BirthDate, Day, HouseholdId, OldIdNumber, PersonId, PersonalId, Span, UnitId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    pub fn shown(self) -> &'static str {
        match self {
            Sex::Male => "Nam",
            Sex::Female => "Nữ",
        }
    }
}

/// What makes a person that person. Unknown is `None`, never a default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub sex: Option<Sex>,
    pub birth: BirthDate,
    /// Which file, sheet and row the person came from.
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    PersonalId,
    OldId,
}

/// A paper that names a person. Two people with one number are a question, not an error of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonPaper {
    pub kind: PaperKind,
    pub number: String,
}

impl From<PersonalId> for PersonPaper {
    fn from(number: PersonalId) -> PersonPaper {
        PersonPaper { kind: PaperKind::PersonalId, number: number.into() }
    }
}

impl From<OldIdNumber> for PersonPaper {
    fn from(number: OldIdNumber) -> PersonPaper {
        PersonPaper { kind: PaperKind::OldId, number: number.into() }
    }
}

/// Where somebody lives, and therefore which unit pays. The unit is the version that existed when the stay began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residence {
    pub unit: UnitId,
    pub village: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    pub id: HouseholdId,
    pub unit: UnitId,
    pub village: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub household: HouseholdId,
    /// Relation to the head; the head's own is `chủ hộ`.
    pub relation: String,
    pub span: Span,
}

/// A death is an event with its own day and paper; there is no default day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    pub died_on: Day,
    pub certificate: Option<String>,
}

/// Who takes the money, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// `None` when the person takes it themselves.
    pub receiver: Option<String>,
    pub account: Option<String>,
    pub bank: Option<String>,
    pub span: Span,
}

/// A person as a list or a search shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonBrief {
    pub id: PersonId,
    pub name: String,
    pub sex: Option<Sex>,
    pub birth: BirthDate,
    pub unit: Option<UnitId>,
    pub village: Option<String>,
    pub died_on: Option<Day>,
}
