//! From which month a decision pays, when the paper itself does not say.

use crate::kernel::{Citation, Day, Month};
use crate::rules::{Predicate, StartRule, View};

/// The month and the rule it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartFinding {
    pub month: Month,
    pub rule: StartRule,
    pub cite: Citation,
}

/// What a decision is about, as far as its start is concerned.
#[derive(Debug, Clone, Copy)]
pub struct StartFacts {
    pub signed: Day,
    pub birth: Month,
    pub certificate: Option<Day>,
    pub event: Option<Day>,
}

/// Why no start month can be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoStart {
    #[error("nhóm {group} không có trong luật tháng {month}")]
    NoSuchGroup { group: String, month: Month },
    #[error("cần ngày cấp giấy chứng nhận để xác định tháng bắt đầu hưởng")]
    CertificateMissing,
    #[error("cần ngày phát sinh (ngày mất) để xác định tháng bắt đầu hưởng")]
    EventMissing,
}

/// The rule is the one of the group's version in the month of signature; the qualifying age may lie before it.
pub fn start_month(view: View<'_>, group_key: &str, facts: StartFacts) -> Result<StartFinding, NoStart> {
    let signed = facts.signed.month();
    let unknown = || NoStart::NoSuchGroup { group: group_key.to_owned(), month: signed };
    let group = view.law.group(group_key).ok_or_else(unknown)?;
    let version = view.version(group, signed).ok_or_else(unknown)?;
    let month = match version.start {
        StartRule::MonthOfDecision => signed,
        StartRule::MonthOfCertificate => facts.certificate.ok_or(NoStart::CertificateMissing)?.month(),
        StartRule::MonthOfAge => age_reached(&version.when, facts.birth).unwrap_or(signed).min(signed),
        StartRule::MonthAfterEvent => facts.event.ok_or(NoStart::EventMissing)?.month().next(),
        StartRule::MonthOfEvent => facts.event.ok_or(NoStart::EventMissing)?.month(),
    };
    Ok(StartFinding { month, rule: version.start, cite: view.cite(&version.text, &version.cite) })
}

fn age_reached(tests: &[Predicate], birth: Month) -> Option<Month> {
    tests.iter().find_map(|test| match test {
        Predicate::AgeFrom(years) => Some(birth + i32::from(*years) * 12),
        _ => None,
    })
}
