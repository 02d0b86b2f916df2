//! Choosing a report's period and its two dates; every version that was signed.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::response::Html;
use domain::kernel::{Moment, show_count, show_day, show_moment};
use office::OfficeError;
use office::access::Act;
use office::report::{ReportPeriod, VersionBrief};
use serde::Deserialize;

use super::asked::{Asked, period_name};
use super::page;
use super::report_version::version_href;
use crate::error::sentence;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "reports.html")]
pub struct ReportsPage {
    pub frame: Frame,
    pub ask: AskedReport,
    pub live: LiveReport,
    pub versions: Vec<VersionRow>,
}

/// The fields as the form holds them.
#[derive(Debug, Clone)]
pub struct AskedReport {
    pub year: String,
    pub half: u8,
    pub as_of: String,
    pub known_at: String,
}

/// The report an office would make today.
#[derive(Debug, Clone)]
pub struct LiveReport {
    pub title: String,
    pub dates: String,
    pub href: String,
    /// The page with its state worked out: for a large office that is not done before it is asked for.
    pub state_href: String,
    pub state: Option<LiveState>,
}

#[derive(Debug, Clone)]
pub enum LiveState {
    /// How far it is, in chips, and what is to be done next.
    Known {
        chips: Vec<Chip>,
        next: String,
        next_href: String,
    },
    Refused(String),
}

#[derive(Debug, Clone)]
pub struct VersionRow {
    pub period: String,
    pub name: String,
    pub href: String,
    pub number: String,
    pub signed_on: String,
    pub signer: String,
    pub as_of: String,
    pub by: String,
    pub compare_href: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Filled in when the state of today's report is asked for.
    tinh: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, PageError> {
    let now = (state.clock)();
    let (period, as_of) = ReportPeriod::usual_on(now.vietnam_day())?;
    let asked = Asked::of(period, as_of, now);
    let live = match wanted.tinh.as_str() {
        "" => None,
        _ => Some(live_state(&state, &visitor, &asked).await?),
    };
    let signed = state.ask(&visitor, |_, db, _| office::report::signed(db)).await?;
    page(&ReportsPage {
        ask: AskedReport {
            year: period.year.to_string(),
            half: period.half,
            as_of: show_day(as_of),
            known_at: show_day(now.vietnam_day()),
        },
        live: LiveReport {
            title: asked.title(),
            dates: format!("Số liệu tính đến ngày {}", show_day(as_of)),
            href: asked.report(),
            state_href: "/bao-cao?tinh=co".to_owned(),
            state: live,
        },
        versions: signed.iter().map(|(period, brief)| version_row(*period, brief, now)).collect(),
        frame: Frame::new(visitor, Section::Reports),
    })
}

async fn live_state(state: &State, visitor: &Visitor, asked: &Asked) -> Result<LiveState, PageError> {
    let ask = asked.read()?;
    let counts = state.ask(visitor, move |house, db, _| match office::report::half_year(house, db, ask) {
        Ok(made) => Ok(Ok(made.report.counts())),
        Err(told @ (OfficeError::Refused(_) | OfficeError::OutOfCoverage(_))) => Ok(Err(told.to_string())),
        Err(fault) => Err(fault),
    });
    let counts = match counts.await? {
        Ok(counts) => counts,
        Err(why) => return Ok(LiveState::Refused(sentence(&why))),
    };
    let count = |number: usize| show_count(number as i64);
    let mut chips = vec![Chip::new(Tone::Good, format!("{} chỉ tiêu lấy từ sổ", count(counts.counted)))];
    if counts.stated > 0 {
        chips.push(Chip::new(Tone::Warn, format!("{} chỉ tiêu do đơn vị nhập", count(counts.stated))));
    }
    if counts.unknown > 0 {
        chips.push(Chip::new(Tone::Bad, format!("{} chưa có số liệu", count(counts.unknown))));
    }
    let (next, next_href) = match counts.missing {
        0 if visitor.rights.may(Act::ReportFreeze) => ("Ký, chốt bản".to_owned(), asked.address("/bao-cao/ky")),
        0 => ("Đã đủ số liệu để ký".to_owned(), asked.report()),
        _ if visitor.rights.may(Act::ReportEdit) => {
            (format!("Nhập {} số liệu còn thiếu", count(counts.missing)), asked.address("/bao-cao/nhap-so-lieu"))
        }
        _ => (format!("Còn {} chỉ tiêu phải có số liệu mới ký được", count(counts.missing)), asked.report()),
    };
    Ok(LiveState::Known { chips, next, next_href })
}

fn version_row(period: ReportPeriod, brief: &VersionBrief, now: Moment) -> VersionRow {
    let asked = Asked::of(period, brief.as_of, now);
    VersionRow {
        period: period_name(period),
        name: format!("Bản {}", brief.no),
        href: version_href(period, brief.no),
        number: brief.number.to_string(),
        signed_on: show_day(brief.signed_on),
        signer: brief.signer.clone(),
        as_of: show_day(brief.as_of),
        by: format!("{}, {}", brief.by, show_moment(brief.frozen_at)),
        compare_href: asked.address_with("/bao-cao/so-sanh", &[("truoc", &brief.no.to_string())]),
    }
}
