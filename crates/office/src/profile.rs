//! The office itself: its area, its names on documents, its rule of two people.

use domain::kernel::{Day, Moment, Month, UnitId};
use domain::payment::MakerChecker;
use serde_json::json;
use store::{Db, Tx, settings};

use crate::access::Act;
use crate::{Acting, Office, OfficeError, Refusal};

const UNIT: &str = "office.unit";
const SUPERIOR: &str = "office.superior";
const NAME: &str = "office.name";
const PLACE: &str = "office.place";
const SYMBOL: &str = "office.symbol";
const SIGNER_TITLE: &str = "office.signer_title";
const SIGNER_NAME: &str = "office.signer_name";
const REPORT_TO: &str = "office.report_to";
const ONE_PERSON: &str = "office.one_person";
const FIRST_MONTH: &str = "books.first_month";

/// What the office prints on its papers and where it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub unit: UnitId,
    pub superior: String,
    pub name: String,
    pub place: String,
    /// The symbol after a report's number, `BC-LĐTBXH`.
    pub symbol: String,
    pub signer_title: String,
    pub signer_name: String,
    pub report_to: String,
    pub maker_checker: MakerChecker,
}

impl Profile {
    /// The plainest profile of an office that has only said where it is.
    pub fn of_unit(office: &Office, unit: &UnitId) -> Profile {
        let name = office.units.name(unit).to_owned();
        Profile {
            unit: unit.clone(),
            superior: format!("UBND {}", name.to_uppercase()),
            name: "BỘ PHẬN AN SINH XÃ HỘI".to_owned(),
            place: name.split_once(' ').map_or(name.as_str(), |(_, rest)| rest).to_owned(),
            symbol: "BC-ASXH".to_owned(),
            signer_title: "PHỤ TRÁCH".to_owned(),
            signer_name: String::new(),
            report_to: format!("Ủy ban nhân dân {name}"),
            maker_checker: MakerChecker::TwoPeople,
        }
    }
}

impl Profile {
    /// The day whose units the office's lists mean: today, or the last day of an area that has since been merged away.
    pub fn working_day(&self, office: &Office, today: Day) -> Day {
        let until = office.units.find(&self.unit).and_then(|unit| unit.until);
        until.filter(|until| *until <= today).map_or(today, Day::previous)
    }
}

/// Writes the profile; each change stays readable in the journal.
pub fn set(db: &Db, acting: Acting, profile: &Profile) -> Result<(), OfficeError> {
    acting.need(Act::OfficeSet)?;
    db.write(|tx| {
        let before = find_in(tx, acting.now)?;
        let one_person = if profile.maker_checker == MakerChecker::OnePersonOffice { "yes" } else { "no" };
        let values = [
            (UNIT, profile.unit.0.as_str()),
            (SUPERIOR, &profile.superior),
            (NAME, &profile.name),
            (PLACE, &profile.place),
            (SYMBOL, &profile.symbol),
            (SIGNER_TITLE, &profile.signer_title),
            (SIGNER_NAME, &profile.signer_name),
            (REPORT_TO, &profile.report_to),
            (ONE_PERSON, one_person),
        ];
        for (key, value) in values {
            settings::set(tx, key, value, acting.recording())?;
        }
        let rule_before = before.map(|before| before.maker_checker);
        let detail = json!({
            "unit": profile.unit,
            "one_person_office": one_person,
            "rule_changed": rule_before.is_some_and(|rule| rule != profile.maker_checker),
        });
        acting.note(tx, "office.set", "office", detail)?;
        Ok(())
    })
}

pub fn find(db: &Db, known: Moment) -> Result<Option<Profile>, OfficeError> {
    db.read(|tx| find_in(tx, known))
}

pub(crate) fn need(tx: &mut Tx<'_>, known: Moment) -> Result<Profile, OfficeError> {
    Ok(find_in(tx, known)?.ok_or(Refusal::NotSetUp)?)
}

pub(crate) fn find_in(tx: &mut Tx<'_>, known: Moment) -> Result<Option<Profile>, OfficeError> {
    let all = settings::list(tx, known)?;
    let value = |key: &str| all.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let Some(unit) = value(UNIT) else { return Ok(None) };
    let text = |key| value(key).unwrap_or_default();
    let is_one = value(ONE_PERSON).as_deref() == Some("yes");
    Ok(Some(Profile {
        unit: UnitId(unit),
        superior: text(SUPERIOR),
        name: text(NAME),
        place: text(PLACE),
        symbol: text(SYMBOL),
        signer_title: text(SIGNER_TITLE),
        signer_name: text(SIGNER_NAME),
        report_to: text(REPORT_TO),
        maker_checker: if is_one { MakerChecker::OnePersonOffice } else { MakerChecker::TwoPeople },
    }))
}

/// The first month this office's ledger answers for.
pub(crate) fn first_month(tx: &mut Tx<'_>, known: Moment) -> Result<Option<Month>, OfficeError> {
    match settings::find(tx, FIRST_MONTH, known)? {
        Some(text) => Ok(Some(text.parse()?)),
        None => Ok(None),
    }
}

/// Opens the books for a month, if they do not already reach that far back.
pub(crate) fn open_books(tx: &mut Tx<'_>, acting: Acting, month: Month) -> Result<(), OfficeError> {
    let opened = first_month(tx, acting.now)?;
    if opened.is_none_or(|opened| month < opened) {
        settings::set(tx, FIRST_MONTH, &month.to_string(), acting.recording())?;
    }
    Ok(())
}
