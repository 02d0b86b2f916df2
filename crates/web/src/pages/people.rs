//! Searching for a person.

use askama::Template;

use crate::show::{Chip, Frame};

#[derive(Debug, Clone, Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    pub frame: Frame,
    /// `None` when nothing was asked yet.
    pub found: Option<Vec<FoundRow>>,
    pub caption: String,
    pub is_cut: bool,
}

#[derive(Debug, Clone)]
pub struct FoundRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub sex: String,
    pub place: String,
    pub benefits: String,
    pub state: Option<Chip>,
}
