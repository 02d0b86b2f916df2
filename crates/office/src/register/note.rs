//! What is said about one row of a list, and how its sender may settle it.

use domain::kernel::PersonId;
use paper::template::Source;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A sentence about one row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowNote {
    pub source: Source,
    pub says: String,
    /// The ways to settle a question; empty where the row itself must be put right.
    pub choices: Vec<Settlement>,
}

/// What is to be done with a row that a person had to decide about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// The row means this person.
    Is(PersonId),
    /// Nobody on record is meant.
    NewPerson,
    /// What the list says of the person replaces what is on record.
    TakeList,
    /// The group of the list is held beside the one on record.
    AddGroup,
    Skip,
}

const IS: &str = "Là người mã ";
const NEW_PERSON: &str = "Người mới";
const TAKE_LIST: &str = "Sửa sổ theo danh sách";
const ADD_GROUP: &str = "Hưởng thêm nhóm này";
const SKIP: &str = "Bỏ qua dòng này";

impl Settlement {
    /// As a drop-down offers it.
    pub fn shown(self) -> String {
        match self {
            Settlement::Is(person) => format!("{IS}{person}"),
            Settlement::NewPerson => NEW_PERSON.to_owned(),
            Settlement::TakeList => TAKE_LIST.to_owned(),
            Settlement::AddGroup => ADD_GROUP.to_owned(),
            Settlement::Skip => SKIP.to_owned(),
        }
    }

    /// What a cell chose; `None` when it holds none of our choices.
    pub fn chosen(text: &str) -> Option<Settlement> {
        match text.trim() {
            NEW_PERSON => Some(Settlement::NewPerson),
            TAKE_LIST => Some(Settlement::TakeList),
            ADD_GROUP => Some(Settlement::AddGroup),
            SKIP => Some(Settlement::Skip),
            text => text.strip_prefix(IS)?.trim().parse().ok().map(|id| Settlement::Is(PersonId(id))),
        }
    }
}

impl RowNote {
    pub fn new(source: &Source, says: impl Into<String>) -> RowNote {
        RowNote { source: source.clone(), says: says.into(), choices: Vec::new() }
    }

    pub fn asking(source: &Source, says: impl Into<String>, choices: Vec<Settlement>) -> RowNote {
        RowNote { choices, ..RowNote::new(source, says) }
    }
}

impl Serialize for RowNote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut note = serializer.serialize_struct("RowNote", 5)?;
        note.serialize_field("source", &self.source.to_string())?;
        note.serialize_field("sheet", &*self.source.sheet)?;
        note.serialize_field("source_row", &self.source.row)?;
        note.serialize_field("says", &self.says)?;
        let choices: Vec<String> = self.choices.iter().map(|choice| choice.shown()).collect();
        note.serialize_field("choices", &choices)?;
        note.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_as_it_was_offered() {
        for choice in [
            Settlement::Is(PersonId(12)),
            Settlement::NewPerson,
            Settlement::TakeList,
            Settlement::AddGroup,
            Settlement::Skip,
        ] {
            assert_eq!(Settlement::chosen(&choice.shown()), Some(choice));
        }
        assert_eq!(Settlement::chosen("để sau"), None);
    }
}
