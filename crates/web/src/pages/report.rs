//! The half-year report: its sentences with every figure a link, and its figures as a table.

use askama::Template;

use crate::show::Frame;

#[derive(Debug, Clone, Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    pub frame: Frame,
    pub title: String,
    pub basis: String,
    /// Name and address of each form in which the report can be taken away.
    pub files: Vec<(String, String)>,
    /// How many figures are unknown, as a sentence; empty when none is.
    pub unknown: String,
    pub kind: String,
    pub subject: String,
    pub opening: Vec<Vec<PieceView>>,
    pub sections: Vec<SectionView>,
    pub closing: String,
    pub figures: Vec<FigureRow>,
}

#[derive(Debug, Clone)]
pub struct SectionView {
    pub level: u8,
    pub title: String,
    pub paragraphs: Vec<Vec<PieceView>>,
}

/// Words, or a figure with the address of its rows.
#[derive(Debug, Clone)]
pub struct PieceView {
    pub text: String,
    pub href: Option<String>,
    pub is_unknown: bool,
}

#[derive(Debug, Clone)]
pub struct FigureRow {
    pub id: String,
    pub href: String,
    pub label: String,
    pub value: String,
    pub unit: String,
    pub amount: String,
    pub rows: String,
    pub basis: String,
}
