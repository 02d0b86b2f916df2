//! The typed rows of each kind of list and how each is put together from its cells.
//!
//! All cells of a row are read before the row is given up, so that one reading names everything to be put right.

use domain::kernel::{BirthDate, Day, Month, OldIdNumber, PersonalId};
use domain::registry::Sex;

use super::columns as c;
use super::fields::{self, Reason, RowReader};
use super::{ListRow, Source, TemplateKind};

/// A person who receives something, and by which decision. Spans are half-open, whatever the sheet writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beneficiary {
    pub source: Source,
    pub personal_id: Option<PersonalId>,
    pub old_id: Option<OldIdNumber>,
    pub name: String,
    pub sex: Option<Sex>,
    pub birth: BirthDate,
    pub commune: String,
    pub village: String,
    pub group: String,
    pub percent: Option<u8>,
    pub years: Option<u8>,
    pub attributes: Vec<String>,
    pub about: Vec<SubjectRow>,
    pub from_month: Month,
    /// The first month that the former books have not paid.
    pub settled_until: Option<Month>,
    /// The first month without the benefit.
    pub until_month: Option<Month>,
    pub decision_number: Option<String>,
    pub decision_date: Option<Day>,
    pub event_day: Option<Day>,
    pub receiver: Option<String>,
    pub account: Option<String>,
    pub bank: Option<String>,
    pub household_head: Option<String>,
    /// `ho_ngheo`, `ho_can_ngheo` or `khong`.
    pub household_class: Option<String>,
    pub note: String,
    /// What the sender of a returned row chose to do with it.
    pub settlement: Option<String>,
}

/// A person on whose account something is paid, as a child in somebody's care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    pub name: String,
    pub birth: BirthDate,
    pub student: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    pub source: Source,
    pub personal_id: Option<PersonalId>,
    pub name: String,
    pub birth: BirthDate,
    pub commune: String,
    pub village: String,
    pub died_on: Day,
    pub certificate: Option<String>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    pub source: Source,
    /// The head's.
    pub personal_id: Option<PersonalId>,
    pub head: String,
    pub birth: BirthDate,
    pub commune: String,
    pub village: String,
    /// `ho_ngheo`, `ho_can_ngheo` or `khong`.
    pub class: String,
    pub from: Day,
    /// The first day outside the class; the sheet writes the last day inside.
    pub until: Option<Day>,
    pub note: String,
}

impl ListRow for Beneficiary {
    const KIND: TemplateKind = TemplateKind::Beneficiaries;

    fn parse(row: &mut RowReader<'_>) -> Option<Beneficiary> {
        let name = row.required(c::NAME, fields::text);
        let birth = row.required(c::BIRTH, fields::birth);
        let commune = row.required(c::COMMUNE, fields::text);
        let group = row.required(c::GROUP, fields::text);
        let from_month = row.required(c::FROM_MONTH, fields::month);
        Some(Beneficiary {
            source: row.source(),
            personal_id: row.optional(c::PERSONAL_ID, fields::personal_id),
            old_id: row.optional(c::OLD_ID, fields::old_id),
            sex: row.optional(c::SEX, fields::sex),
            village: row.text(c::VILLAGE),
            percent: row.optional(c::PERCENT, fields::percent),
            years: row.optional(c::YEARS, fields::years),
            attributes: row.optional(c::ATTRIBUTES, fields::attributes).unwrap_or_default(),
            about: row.optional(c::ABOUT, fields::subjects).unwrap_or_default(),
            settled_until: row.optional(c::SETTLED, fields::month_after),
            until_month: until_month(row, from_month),
            decision_number: row.optional(c::DECISION_NUMBER, fields::text),
            decision_date: row.optional(c::DECISION_DATE, fields::day),
            event_day: row.optional(c::EVENT_DAY, fields::day),
            receiver: row.optional(c::RECEIVER, fields::text),
            account: row.optional(c::ACCOUNT, fields::account),
            bank: row.optional(c::BANK, fields::text),
            household_head: row.optional(c::HOUSEHOLD_HEAD, fields::text),
            household_class: row.optional(c::HOUSEHOLD_CLASS, fields::household_class),
            note: row.text(c::NOTE),
            settlement: row.optional(c::SETTLEMENT, fields::text),
            // The required ones come last: a row is given up only after all its cells were read.
            name: name?,
            birth: birth?,
            commune: commune?,
            group: group?,
            from_month: from_month?,
        })
    }
}

fn until_month(row: &mut RowReader<'_>, from: Option<Month>) -> Option<Month> {
    let until = row.optional(c::LAST_MONTH, fields::month_after);
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        row.reject(c::LAST_MONTH, Reason::Wanted("tháng không sớm hơn “Hưởng từ tháng”"));
    }
    until
}

impl ListRow for Death {
    const KIND: TemplateKind = TemplateKind::Deaths;

    fn parse(row: &mut RowReader<'_>) -> Option<Death> {
        let name = row.required(c::NAME, fields::text);
        let birth = row.required(c::BIRTH, fields::birth);
        let commune = row.required(c::COMMUNE, fields::text);
        let died_on = row.required(c::DIED_ON, fields::day);
        if birth.zip(died_on).is_some_and(|(birth, died_on)| died_on.year() < birth.year()) {
            row.reject(c::DIED_ON, Reason::Wanted("ngày không sớm hơn ngày sinh"));
        }
        Some(Death {
            source: row.source(),
            personal_id: row.optional(c::PERSONAL_ID, fields::personal_id),
            village: row.text(c::VILLAGE),
            certificate: row.optional(c::CERTIFICATE, fields::text),
            note: row.text(c::NOTE),
            name: name?,
            birth: birth?,
            commune: commune?,
            died_on: died_on?,
        })
    }
}

impl ListRow for Household {
    const KIND: TemplateKind = TemplateKind::Households;

    fn parse(row: &mut RowReader<'_>) -> Option<Household> {
        let head = row.required(c::HOUSEHOLD_HEAD, fields::text);
        let birth = row.required(c::BIRTH, fields::birth);
        let commune = row.required(c::COMMUNE, fields::text);
        let class = row.required(c::HOUSEHOLD_CLASS, fields::household_class);
        let from = row.required(c::FROM_DAY, fields::day);
        let until = row.optional(c::LAST_DAY, fields::day_after);
        if from.zip(until).is_some_and(|(from, until)| until <= from) {
            row.reject(c::LAST_DAY, Reason::Wanted("ngày không sớm hơn “Từ ngày”"));
        }
        Some(Household {
            source: row.source(),
            personal_id: row.optional(c::PERSONAL_ID, fields::personal_id),
            village: row.text(c::VILLAGE),
            note: row.text(c::NOTE),
            until,
            head: head?,
            birth: birth?,
            commune: commune?,
            class: class?,
            from: from?,
        })
    }
}
