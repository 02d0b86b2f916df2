//! Choosing a report's period and its two dates.

use askama::Template;

use crate::show::Frame;

#[derive(Debug, Clone, Template)]
#[template(path = "reports.html")]
pub struct ReportsPage {
    pub frame: Frame,
    pub ask: AskedReport,
    pub refusal: Option<String>,
}

/// The fields as the form holds them.
#[derive(Debug, Clone)]
pub struct AskedReport {
    pub year: String,
    pub half: u8,
    pub as_of: String,
    pub known_at: String,
}
