//! A roll line by line, with why each is there.

use askama::Template;
use domain::kernel::Dong;

use crate::show::{Chip, Frame};

#[derive(Debug, Clone, Template)]
#[template(path = "roll_lines.html")]
pub struct RollLinesPage {
    pub frame: Frame,
    pub title: String,
    pub heading: String,
    pub roll_href: String,
    pub caption: String,
    /// Value, name, chosen.
    pub units: Vec<(String, String, bool)>,
    pub rows: Vec<LineView>,
    pub first: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LineView {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub unit: String,
    pub group: String,
    pub kind: Chip,
    pub why: String,
    pub paid_for: String,
    pub amount: Dong,
    pub why_href: String,
}
