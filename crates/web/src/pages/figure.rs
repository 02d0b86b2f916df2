//! The rows behind one figure of a report.

use askama::Template;
use domain::kernel::Dong;

use super::roll::FigureBox;
use crate::show::{Chip, Frame};

#[derive(Debug, Clone, Template)]
#[template(path = "figure.html")]
pub struct FigurePage {
    pub frame: Frame,
    pub id: String,
    pub label: String,
    pub report_title: String,
    pub report_href: String,
    pub csv_href: Option<String>,
    pub basis: Option<Chip>,
    pub figures: Vec<FigureBox>,
    pub articles: Vec<String>,
    pub caption: String,
    pub empty: String,
    pub rows: Vec<FigureLine>,
    pub first: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FigureLine {
    pub href: String,
    pub name: String,
    pub unit: String,
    pub group: String,
    pub what: String,
    pub month: String,
    pub paid_for: String,
    pub decision: String,
    pub amount: Dong,
}
