//! One roll: how far it is, what it adds up to, and what moved it since last month.

use askama::Template;
use domain::kernel::Dong;

use crate::show::{Chip, Frame};

#[derive(Debug, Clone, Template)]
#[template(path = "roll.html")]
pub struct RollPage {
    pub frame: Frame,
    pub title: String,
    pub unit: String,
    pub stage: Chip,
    pub lines_href: String,
    pub steps: Vec<Step>,
    pub figures: Vec<FigureBox>,
    pub bridge: Option<BridgeTable>,
    pub tables: Vec<TotalsTable>,
    /// What the roll was computed from, in one sentence.
    pub basis: String,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub name: String,
    pub detail: String,
    pub is_done: bool,
}

/// A large figure with its name.
#[derive(Debug, Clone)]
pub struct FigureBox {
    pub name: String,
    pub value: String,
    pub unit: String,
    pub is_alert: bool,
}

#[derive(Debug, Clone)]
pub struct BridgeTable {
    pub before_name: String,
    pub before: Dong,
    pub parts: Vec<BridgeRow>,
    pub after_name: String,
    pub after: Dong,
}

#[derive(Debug, Clone)]
pub struct BridgeRow {
    pub cause: String,
    pub people: String,
    pub amount: Dong,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct TotalsTable {
    pub title: String,
    /// What each row is one of.
    pub of: String,
    pub rows: Vec<TotalsRow>,
}

#[derive(Debug, Clone)]
pub struct TotalsRow {
    pub name: String,
    pub href: Option<String>,
    pub people: String,
    pub money: Dong,
}

/// The people behind one cause of the bridge.
#[derive(Debug, Clone, Template)]
#[template(path = "bridge.html")]
pub struct BridgePage {
    pub frame: Frame,
    pub title: String,
    pub roll_href: String,
    pub cause: String,
    pub caption: String,
    pub rows: Vec<BridgePerson>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct BridgePerson {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub unit: String,
    pub amount: Dong,
    pub why_href: String,
}
