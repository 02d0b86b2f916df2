//! Choosing a report's period and its two dates.

use askama::Template;
use axum::extract::State as Given;
use axum::response::Html;
use domain::kernel::{Moment, show_day};
use office::report::ReportAsk;
use serde::Deserialize;

use super::{address, page, read, read_day};
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "reports.html")]
pub struct ReportsPage {
    pub frame: Frame,
    pub ask: AskedReport,
}

/// The fields as the form holds them.
#[derive(Debug, Clone)]
pub struct AskedReport {
    pub year: String,
    pub half: u8,
    pub as_of: String,
    pub known_at: String,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    let today = (state.clock)().vietnam_day();
    let ask = AskedReport {
        year: today.year().to_string(),
        half: if today.month_of_year() <= 6 { 1 } else { 2 },
        as_of: show_day(today),
        known_at: show_day(today),
    };
    page(&ReportsPage { frame: Frame::new(visitor, Section::Reports), ask })
}

/// The question as it stands in an address. The same question always brings the same report.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nam: String,
    ky: String,
    den_ngay: String,
    biet_den: String,
    /// Which page of rows, where rows are shown.
    pub trang: String,
}

impl Asked {
    pub fn read(&self) -> Result<ReportAsk, PageError> {
        let as_of = read_day(&self.den_ngay)?;
        // A day stands for its end, as one says "known on that day"; a moment comes from an address of ours.
        let known_at = read_day(&self.biet_den).map(Moment::end_of).or_else(|_| read(&self.biet_den))?;
        Ok(ReportAsk { year: read(&self.nam)?, half: read(&self.ky)?, as_of, known_at })
    }

    /// The address that asks the same of `path`.
    pub fn address(&self, path: &str, page: &str) -> String {
        let Asked { nam, ky, den_ngay, biet_den, .. } = self;
        let asked =
            [("nam", nam.as_str()), ("ky", ky), ("den_ngay", den_ngay), ("biet_den", biet_den), ("trang", page)];
        address::of(path, &asked)
    }

    /// The same question asked of what is known now, where it asks for what will be known later.
    pub fn not_after(&self, ask: ReportAsk, now: Moment) -> Option<Asked> {
        (now < ask.known_at).then(|| Asked { biet_den: now.to_string(), ..self.clone() })
    }

    pub fn title(&self) -> String {
        let half = if self.ky == "1" { "đầu" } else { "cuối" };
        format!("Báo cáo 6 tháng {half} năm {}", self.nam)
    }
}
