//! Worked cases: people, days, the expected amount and the article. A jurist reads them, a machine runs them.
//!
//! The files are in `cases/`; an official can add one. This room may use every room but `report`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::entitlement::{
    BenefitIndex, Cohort, Explanation, Months, Outcome, Scratch, Spell, StartFacts, StatusFacts, Subject, Tariff,
    explain, start_month,
};
use crate::kernel::{BirthDate, Day, Dong, Month, MonthSpan, PersonId, Span, SpellId};
use crate::payment::{Booked, LineKind, settle};
use crate::rules::{Law, LocalAmount, View};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

/// One case as it stands in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    pub says: String,
    pub month: Option<Month>,
    pub pay_month: Option<Month>,
    pub known_on: Option<Day>,
    pub birth: BirthDate,
    pub died: Option<Day>,
    /// What the province set above the central amounts.
    #[serde(default)]
    pub local: Vec<LocalAmount>,
    #[serde(default)]
    pub spell: Vec<CaseSpell>,
    #[serde(default)]
    pub status: Vec<CaseStatus>,
    #[serde(default)]
    pub paid: Vec<CasePaid>,
    pub start: Option<CaseStart>,
    pub expect: Expected,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseSpell {
    pub group: String,
    pub from: Month,
    pub until: Option<Month>,
    pub percent: Option<u8>,
    pub years: Option<u8>,
    #[serde(default)]
    pub attributes: Vec<String>,
    pub event_day: Option<Day>,
    #[serde(default)]
    pub subject: Vec<CaseSubject>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseSubject {
    pub birth: BirthDate,
    pub student_until: Option<Day>,
    pub until: Option<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseStatus {
    pub kind: String,
    pub grade: Option<String>,
    pub from: Day,
    pub until: Option<Day>,
    pub amount: Option<Dong>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePaid {
    pub month: Month,
    pub benefit: String,
    pub amount: Dong,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseStart {
    pub group: String,
    pub signed: Day,
    pub certificate: Option<Day>,
    pub event: Option<Day>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expected {
    pub amounts: BTreeMap<String, Dong>,
    pub review: Vec<String>,
    pub cites: Vec<String>,
    pub roll: Option<ExpectedRoll>,
    pub from: Option<Month>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRoll {
    pub regular: Dong,
    pub arrears: Dong,
    pub recovery: Dong,
}

/// A case that did not come out, or could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {says}")]
pub struct CaseFailure {
    pub case: String,
    pub says: String,
}

/// Reads the cases of one file.
pub fn read(file: &str, text: &str) -> Result<Vec<Case>, CaseFailure> {
    let read: Result<CaseFile, _> = toml::from_str(text);
    read.map(|file| file.case).map_err(|error| CaseFailure { case: file.to_owned(), says: error.to_string() })
}

/// Runs one case along both paths; every difference is a sentence.
pub fn run(law: &Law, case: &Case) -> Result<(), CaseFailure> {
    let fail = |says: String| CaseFailure { case: case.id.clone(), says };
    let law = &with_local(law, case).map_err(fail)?;
    if let Some(start) = &case.start {
        check_start(law, case, start).map_err(fail)?;
    }
    let Some(month) = case.month else { return Ok(()) };
    let pay_month = case.pay_month.unwrap_or(month);
    let view = View::new(law, case.known_on.unwrap_or(pay_month.last_day()), pay_month);
    let cohort = cohort_of(law, case).map_err(fail)?;
    let explanation = explain(view, &cohort, &cohort.people[0], month);
    check_amounts(law, case, &explanation).map_err(fail)?;
    check_words(case, &explanation).map_err(fail)?;
    check_quick_path(view, case, &cohort, month, &explanation).map_err(fail)?;
    check_roll(view, case, &cohort, pay_month).map_err(fail)
}

fn with_local<'law>(law: &'law Law, case: &Case) -> Result<Cow<'law, Law>, String> {
    if case.local.is_empty() {
        return Ok(Cow::Borrowed(law));
    }
    for (place, one) in case.local.iter().enumerate() {
        one.fits(law, &case.local[..place]).map_err(|unfit| unfit.to_string())?;
    }
    Ok(Cow::Owned(law.with_local(&case.local)))
}

fn check_start(law: &Law, case: &Case, start: &CaseStart) -> Result<(), String> {
    let view = View::new(law, start.signed, start.signed.month());
    let facts = StartFacts {
        signed: start.signed,
        birth: case.birth.month_counted(law.missing_birth_month()),
        certificate: start.certificate,
        event: start.event,
    };
    let found = start_month(view, &start.group, facts).map_err(|error| error.to_string())?;
    match case.expect.from {
        Some(expected) if expected == found.month => Ok(()),
        expected => Err(format!("bắt đầu hưởng: cần {expected:?}, tính được {}", found.month)),
    }
}

fn cohort_of(law: &Law, case: &Case) -> Result<Cohort, String> {
    let mut cohort = Cohort::new(law);
    cohort.add_person(PersonId(1), case.birth, case.died);
    for status in &case.status {
        cohort.add_status(StatusFacts {
            kind: status.kind.clone(),
            grade: status.grade.clone(),
            amount: status.amount,
            span: Span { from: status.from, until: status.until },
        });
    }
    for (place, spell) in case.spell.iter().enumerate() {
        let granted = granted(spell);
        cohort.add_spell(SpellId(place as i64 + 1), &granted).map_err(|error| error.to_string())?;
    }
    Ok(cohort)
}

fn granted(spell: &CaseSpell) -> Spell {
    let subject = |subject: &CaseSubject| Subject {
        person: None,
        name: String::new(),
        birth: subject.birth,
        until: subject.until,
        student_until: subject.student_until,
    };
    Spell {
        group: spell.group.clone(),
        percent: spell.percent,
        years: spell.years,
        attributes: spell.attributes.clone(),
        months: MonthSpan::new(spell.from, spell.until.unwrap_or(Month::NEVER)),
        settled_until: None,
        event_day: spell.event_day,
        subjects: spell.subject.iter().map(subject).collect(),
        pauses: Vec::new(),
    }
}

fn check_amounts(law: &Law, case: &Case, explanation: &Explanation) -> Result<(), String> {
    let found: BTreeMap<String, Dong> = explanation.amounts(law).into_iter().collect();
    let expected = case.expect.amounts.iter().filter(|(_, amount)| !amount.is_zero());
    let expected: BTreeMap<String, Dong> = expected.map(|(benefit, amount)| (benefit.clone(), *amount)).collect();
    match found == expected {
        true => Ok(()),
        false => Err(format!("cần {}, tính được {}; {}", listed(&expected), listed(&found), why(explanation))),
    }
}

fn listed(amounts: &BTreeMap<String, Dong>) -> String {
    let lines: Vec<String> = amounts.iter().map(|(benefit, amount)| format!("{benefit} = {amount}")).collect();
    if lines.is_empty() { "không khoản nào".to_owned() } else { lines.join(", ") }
}

fn why(explanation: &Explanation) -> String {
    let lines: Vec<String> = explanation
        .findings
        .iter()
        .map(|finding| match &finding.outcome {
            Outcome::Due { amount, .. } => format!("{}: {amount}", finding.group),
            Outcome::NotDue { reason, .. } => format!("{}: {reason}", finding.group),
        })
        .collect();
    lines.join("; ")
}

fn check_words(case: &Case, explanation: &Explanation) -> Result<(), String> {
    let reviews: Vec<&str> = explanation.reviews.iter().map(|review| review.rule.as_str()).collect();
    let mut expected: Vec<&str> = case.expect.review.iter().map(String::as_str).collect();
    expected.sort_unstable();
    if reviews != expected {
        return Err(format!("cần xem xét: cần {expected:?}, tính được {reviews:?}"));
    }
    let cited = cited(explanation);
    match case.expect.cites.iter().find(|text| !cited.iter().any(|cite| cite.contains(text.as_str()))) {
        Some(missing) => Err(format!("giải thích không viện dẫn “{missing}”; có: {}", cited.join("; "))),
        None => Ok(()),
    }
}

fn cited(explanation: &Explanation) -> Vec<String> {
    let mut all = Vec::new();
    for finding in &explanation.findings {
        match &finding.outcome {
            Outcome::Due { terms, .. } => {
                all.extend(terms.iter().map(|term| term.cite.to_string()));
                all.extend(terms.iter().filter_map(|term| term.base_cite.as_ref()).map(ToString::to_string));
            }
            Outcome::NotDue { cite, .. } => all.extend(cite.as_ref().map(ToString::to_string)),
        }
    }
    all.extend(explanation.reviews.iter().map(|review| review.cite.to_string()));
    all
}

/// The compiled law must say the same as the law walked article by article.
fn check_quick_path(
    view: View<'_>,
    case: &Case,
    cohort: &Cohort,
    month: Month,
    explanation: &Explanation,
) -> Result<(), String> {
    let tariff = Tariff::new(view, MonthSpan::new(month, month.next())).map_err(|error| error.to_string())?;
    let mut scratch = Scratch::default();
    tariff.dues(cohort, &cohort.people[0], Months::Granted, &mut scratch);
    let quick: BTreeMap<String, Dong> =
        scratch.dues.iter().map(|due| (tariff.benefit_key(due.benefit).to_owned(), due.amount)).collect();
    let slow: BTreeMap<String, Dong> =
        explanation.amounts(view.law).into_iter().filter(|(_, amount)| !amount.is_zero()).collect();
    match quick == slow {
        true => Ok(()),
        false => Err(format!("{}: đường tính nhanh ra {}, giải thích ra {}", case.says, listed(&quick), listed(&slow))),
    }
}

fn check_roll(view: View<'_>, case: &Case, cohort: &Cohort, pay_month: Month) -> Result<(), String> {
    let Some(expected) = &case.expect.roll else { return Ok(()) };
    let first =
        case.spell.iter().map(|spell| spell.event_day.map_or(spell.from, Day::month)).min().unwrap_or(pay_month);
    let first = case.paid.iter().map(|paid| paid.month).fold(first, Month::min);
    let tariff = Tariff::new(view, MonthSpan::new(first, pay_month.next())).map_err(|error| error.to_string())?;
    let mut scratch = Scratch::default();
    tariff.dues(cohort, &cohort.people[0], Months::Granted, &mut scratch);
    let booked: Vec<Booked> = case.paid.iter().map(|paid| booked(view.law, paid)).collect::<Result<_, _>>()?;
    let mut lines = Vec::new();
    settle(PersonId(1), MonthSpan::new(pay_month, pay_month.next()), &scratch.dues, &booked, &mut lines);
    let sum =
        |wanted: &[LineKind]| lines.iter().filter(|line| wanted.contains(&line.kind)).map(|line| line.amount).sum();
    let found = ExpectedRoll {
        regular: sum(&[LineKind::Regular]),
        arrears: sum(&[LineKind::Arrears, LineKind::OneOff, LineKind::CarriedOver]),
        recovery: sum(&[LineKind::OverPayment]),
    };
    match found == *expected {
        true => Ok(()),
        false => Err(format!("danh sách {pay_month}: cần {expected:?}, tính được {found:?}")),
    }
}

fn booked(law: &Law, paid: &CasePaid) -> Result<Booked, String> {
    let place = law.benefits.iter().position(|benefit| benefit.key == paid.benefit);
    let place = place.ok_or_else(|| format!("không có chế độ “{}”", paid.benefit))?;
    Ok(Booked {
        benefit: BenefitIndex(place as u16),
        month: paid.month,
        net: paid.amount,
        returned: Dong::ZERO,
        owed: Dong::ZERO,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{embedded_cases, embedded_law};

    #[test]
    fn every_worked_case_comes_out_along_both_paths() {
        let law = embedded_law().unwrap();
        let cases: Vec<Case> = embedded_cases().iter().flat_map(|(file, text)| read(file, text).unwrap()).collect();
        let failures: Vec<String> =
            cases.iter().filter_map(|case| run(&law, case).err()).map(|f| f.to_string()).collect();
        assert!(cases.len() >= 54, "only {} cases", cases.len());
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}
