//! All rolls, the newest month first.

use askama::Template;
use domain::kernel::Dong;

use crate::show::{Chip, Frame};

#[derive(Debug, Clone, Template)]
#[template(path = "rolls.html")]
pub struct RollsPage {
    pub frame: Frame,
    pub caption: String,
    pub rows: Vec<RollRow>,
}

#[derive(Debug, Clone)]
pub struct RollRow {
    pub href: String,
    pub month: String,
    pub scheme: String,
    /// `bản 2` where it is not the first draft.
    pub version: String,
    pub unit: String,
    pub stage: Chip,
    pub people: String,
    pub money: Dong,
    pub drafted: String,
}
