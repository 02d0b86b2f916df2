//! Which report a page is about, as it stands in the page's address. The same question always brings the same report.

use domain::kernel::{Day, Moment};
use office::report::{ReportAsk, ReportPeriod};
use serde::Deserialize;

use super::{address, read, read_day};
use crate::PageError;

/// The period and the two dates of a report.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nam: String,
    ky: String,
    den_ngay: String,
    biet_den: String,
}

impl Asked {
    pub fn of(period: ReportPeriod, as_of: Day, known_at: Moment) -> Asked {
        Asked {
            nam: period.year.to_string(),
            ky: period.half.to_string(),
            den_ngay: as_of.to_string(),
            biet_den: known_at.to_string(),
        }
    }

    pub fn read(&self) -> Result<ReportAsk, PageError> {
        let as_of = read_day(&self.den_ngay)?;
        // A day stands for its end, as one says "known on that day"; a moment comes from an address of ours.
        let known_at = read_day(&self.biet_den).map(Moment::end_of).or_else(|_| read(&self.biet_den))?;
        Ok(self.period()?.asked(as_of, known_at))
    }

    pub fn period(&self) -> Result<ReportPeriod, PageError> {
        Ok(ReportPeriod { year: read(&self.nam)?, half: read(&self.ky)? })
    }

    /// The day of the figures, where one is asked for.
    pub fn as_of(&self) -> Result<Option<Day>, PageError> {
        if self.den_ngay.is_empty() { Ok(None) } else { read_day(&self.den_ngay).map(Some) }
    }

    /// The address that asks the same of `path`.
    pub fn address(&self, path: &str) -> String {
        self.address_with(path, &[])
    }

    /// The same with more questions behind it.
    pub fn address_with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("nam", self.nam.as_str()),
            ("ky", &self.ky),
            ("den_ngay", &self.den_ngay),
            ("biet_den", &self.biet_den),
        ];
        all.extend_from_slice(more);
        address::of(path, &all)
    }

    /// The same question asked of what is known now, where it asks for what will be known later.
    pub fn not_after(&self, ask: ReportAsk, now: Moment) -> Option<Asked> {
        (now < ask.known_at).then(|| self.known_at(now))
    }

    /// The same question asked of what is known at a moment.
    pub fn known_at(&self, moment: Moment) -> Asked {
        Asked { biet_den: moment.to_string(), ..self.clone() }
    }

    pub fn report(&self) -> String {
        self.address("/bao-cao/nua-nam")
    }

    /// Where one figure is opened.
    pub fn figure(&self, id: &str) -> String {
        self.address(&format!("/bao-cao/so-lieu/{id}"))
    }

    pub fn title(&self) -> String {
        self.period().map_or_else(|_| "Báo cáo 6 tháng".to_owned(), |period| format!("Báo cáo {}", period_name(period)))
    }
}

pub fn period_name(period: ReportPeriod) -> String {
    let half = if period.half == 1 { "đầu" } else { "cuối" };
    format!("6 tháng {half} năm {}", period.year)
}
