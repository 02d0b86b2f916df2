//! Hôm nay: where each scheme's month stands, what waits, what the last months cost.

use askama::Template;
use domain::kernel::Dong;

use crate::chart::Chart;
use crate::show::{Chip, Frame};

#[derive(Debug, Clone, Template)]
#[template(path = "today.html")]
pub struct TodayPage {
    pub frame: Frame,
    pub today: String,
    pub schemes: Vec<SchemeCard>,
    pub work: Vec<WorkItem>,
    pub chart: Option<Chart>,
}

#[derive(Debug, Clone)]
pub struct SchemeCard {
    pub name: String,
    pub roll: Option<RollCard>,
}

#[derive(Debug, Clone)]
pub struct RollCard {
    pub href: String,
    pub month: String,
    pub stage: Chip,
    pub people: String,
    pub money: Dong,
    /// `None` until the payer has answered.
    pub unpaid: Option<String>,
}

#[derive(Debug, Clone)]
pub struct WorkItem {
    pub text: String,
    pub count: Chip,
    pub href: Option<String>,
}
