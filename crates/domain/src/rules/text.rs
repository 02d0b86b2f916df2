use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kernel::{Certainty, Day};

/// One legal text: when it was signed, when it came into force, and how sure we are of what we hold of it.
///
/// The month from which a value *applies* stands with the value, because one text may reach back.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawText {
    pub id: String,
    pub number: String,
    pub title: String,
    pub issuer: String,
    pub signed: Day,
    pub in_force: Day,
    /// First day on which the text no longer holds, where it names one itself or was repealed.
    #[serde(default)]
    pub until: Option<Day>,
    pub status: Certainty,
    /// When somebody last compared our copy with the source.
    pub checked: Day,
    #[serde(default)]
    pub note: String,
}

/// A word that a decision may add to a person's standing and that a rate may test.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub key: String,
    pub name: String,
}

/// A kind of status that conditions speak of, with its words for people.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusKind {
    pub kind: String,
    pub name: String,
    #[serde(default)]
    pub grade: BTreeMap<String, String>,
    /// Shown in words that do not tell a diagnosis, and never in lists, logs or addresses.
    #[serde(default)]
    pub sensitive: bool,
}

/// What was not found and must not be guessed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenQuestion {
    pub id: String,
    pub field: String,
    pub question: String,
    /// What the program does until somebody answers.
    pub meanwhile: String,
}
