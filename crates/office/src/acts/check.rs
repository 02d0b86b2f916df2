//! Whether an act speaks the law's words: a record with a word the law does not know would stop every later roll.

use domain::kernel::{Day, Month, PersonId};
use domain::registry::POVERTY_CLASS;
use domain::rules::{About, Benefit, Cadence, GroupVersion, View};
use store::{Tx, spells};

use super::Terms;
use crate::decide::{OneOff, Paper};
use crate::{Acting, Office, OfficeError, Refusal};

const PERCENT_MAX: u8 = 100;

fn not_possible(what: &'static str, says: &str) -> Refusal {
    Refusal::NotPossible { what, says: says.to_owned() }
}

pub(super) fn span(from: Day, until: Option<Day>) -> Result<(), Refusal> {
    match until.is_some_and(|until| until <= from) {
        true => Err(not_possible("ngày kết thúc", "phải sau ngày bắt đầu")),
        false => Ok(()),
    }
}

pub(super) fn status(office: &Office, kind: &str, grade: Option<&str>) -> Result<(), Refusal> {
    let unknown = |given: &str| Refusal::NotInTheLaw { what: "tình trạng", given: given.to_owned() };
    let known = office.law.statuses.iter().find(|status| status.kind == kind).ok_or_else(|| unknown(kind))?;
    match grade {
        None if known.grade.is_empty() => Ok(()),
        Some(grade) if known.grade.contains_key(grade) => Ok(()),
        grade => Err(Refusal::NotInTheLaw { what: "mức độ", given: grade.unwrap_or_default().to_owned() }),
    }
}

pub(super) fn class(office: &Office, class: &str) -> Result<(), Refusal> {
    status(office, POVERTY_CLASS, Some(class))
        .map_err(|_| Refusal::NotInTheLaw { what: "diện hộ", given: class.to_owned() })
}

/// The benefit of a group and the group as the law has it in a month.
fn standing<'l>(
    office: &'l Office,
    group: &str,
    on: Day,
    month: Month,
) -> Result<(&'l Benefit, &'l GroupVersion), Refusal> {
    let unknown = || Refusal::NoSuchGroup(group.to_owned());
    let view = View::new(&office.law, on, month.max(on.month()));
    let found = office.law.group(group).ok_or_else(unknown)?;
    let version = view.version(found, month).ok_or_else(unknown)?;
    Ok((office.law.benefit(&found.benefit).ok_or_else(unknown)?, version))
}

/// What a monthly grant or a change says, once its first month is known.
pub(super) fn terms(office: &Office, terms: &Terms, from: Month, paper: &Paper) -> Result<(), Refusal> {
    let (benefit, version) = standing(office, &terms.group, paper.signed_on, from)?;
    if benefit.cadence != Cadence::Monthly {
        return Err(not_possible("nhóm hưởng", "đây là khoản một lần; hãy ghi ở Trợ cấp một lần"));
    }
    if terms.until.is_some_and(|until| until <= from) {
        return Err(Refusal::EndsBeforeItBegins { from });
    }
    if terms.percent.is_some_and(|percent| percent == 0 || PERCENT_MAX < percent) {
        return Err(not_possible("tỷ lệ", "là số nguyên từ 1 đến 100"));
    }
    let unknown = terms.attributes.iter().find(|key| !office.law.attributes.iter().any(|known| known.key == **key));
    if let Some(unknown) = unknown {
        return Err(Refusal::NotInTheLaw { what: "đặc điểm", given: unknown.clone() });
    }
    match version.about == About::Subjects && terms.subjects.is_empty() {
        true => Err(not_possible(
            "người được tính",
            "nhóm này tính theo con hoặc người được chăm sóc; ghi ít nhất một người",
        )),
        false => Ok(()),
    }
}

/// A second spell of the same group beside a running one would pay twice; one for other people does not.
pub(super) fn not_granted_yet(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    (person, terms): (PersonId, &Terms),
    (from, paper): (Month, &Paper),
) -> Result<(), OfficeError> {
    let (_, version) = standing(office, &terms.group, paper.signed_on, from)?;
    if version.about == About::Subjects {
        return Ok(());
    }
    let until = terms.until.unwrap_or(Month::NEVER);
    let held = spells::list(tx, person, acting.now)?.into_iter().map(|record| record.spell);
    let mut same = held.filter(|old| old.group == terms.group && old.event_day.is_none());
    match same.find(|old| from < old.months.until && old.months.from < until && !old.months.is_empty()) {
        Some(old) => Err(Refusal::AlreadyGranted { from: old.months.from }.into()),
        None => Ok(()),
    }
}

pub(super) fn one_off(office: &Office, event_day: Day, benefits: &[OneOff], paper: &Paper) -> Result<(), Refusal> {
    if benefits.is_empty() {
        return Err(not_possible("khoản trợ cấp", "chọn ít nhất một khoản"));
    }
    if paper.signed_on < event_day {
        return Err(not_possible("ngày phát sinh", "phải trước hoặc trong ngày ký quyết định"));
    }
    for one in benefits {
        let (benefit, _) = standing(office, &one.group, paper.signed_on, event_day.month())?;
        if benefit.cadence != Cadence::Once {
            return Err(not_possible("khoản trợ cấp", "đây là trợ cấp hằng tháng; hãy ghi ở Quyết định mới"));
        }
    }
    Ok(())
}
