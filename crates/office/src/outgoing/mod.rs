//! The lists that leave the office, made from its records: whom to pay, who came and who left, whom to insure, who was
//! given what, what another system must be told.
//!
//! Each function gives a file's name and its bytes, so that a page and a command hand out the same file. Nothing here
//! changes a record but the journal, which says what left. How a list looks is `paper`'s; who stands in it and why is
//! decided here: only people of the area and schemes of the fields of whoever asks.
//! Start with [`pay_summary`], the shortest; [`changes`] says who came, who left and by which paper.

mod changes;
mod choices;
mod gifts;
mod insurance;
mod member_status;
mod pay;

use std::collections::{HashMap, HashSet};

use domain::kernel::{Moment, Month, PersonId, UnitId, show_month};
use domain::payment::Run;
use domain::registry::PaperKind;
use paper::sheets::printed::{Foot, Head, Signer};
use serde_json::json;
use store::roster::{self, Among, RosterAsk, RosterEntry};
use store::runs::StoredRun;
use store::{Db, Tx};

use crate::access::{Act, Scope};
use crate::profile::{self, Profile};
use crate::roll::{RollKey, find_live};
use crate::{Acting, Office, OfficeError, Refusal};

pub use changes::changes;
pub use choices::{Choices, choices};
pub use gifts::gifts;
pub use insurance::{insurance_d03, insurance_d07};
pub use member_status::member_status;
pub use pay::{pay_list, pay_summary};

pub(crate) use pay::sheets_by_commune;

/// A list as a file, with what its reader should know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFile {
    /// `chi-tra-btxh-2021-04.xlsx`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// How many people, or communes, stand in it.
    pub rows: usize,
    /// What the list leaves open, each a sentence.
    pub notes: Vec<String>,
}

/// Which list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAsk {
    pub scheme: String,
    pub month: Month,
    /// A part of the office's area; `None` for all of one's own.
    pub unit: Option<UnitId>,
}

/// A roll, and the part of it that a list is about.
struct Part<'a> {
    office: &'a Office,
    stored: StoredRun,
    profile: Profile,
    area: UnitId,
    /// The versions of communes whose people are meant; `None` for everybody on the roll.
    units: Option<HashSet<UnitId>>,
    known: Moment,
}

impl ListFile {
    pub fn new(name: String, bytes: Vec<u8>, rows: usize) -> ListFile {
        ListFile { name, bytes, rows, notes: Vec::new() }
    }
}

impl<'a> Part<'a> {
    /// The roll of the area itself or else of the nearest area around it.
    fn find(office: &'a Office, tx: &mut Tx<'_>, acting: Acting, ask: &ListAsk) -> Result<Part<'a>, OfficeError> {
        if !office.law.benefits.iter().any(|benefit| benefit.scheme == ask.scheme) {
            return Err(Refusal::NoSuchScheme(ask.scheme.clone()).into());
        }
        acting.need_scheme(&ask.scheme)?;
        let profile = profile::need(tx, acting.now)?;
        let Scope { unit: area, units } =
            Scope::of(office, acting, &profile, ask.unit.as_ref(), ask.month.first_day())?;
        let around = |unit: &UnitId| office.units.find(unit).and_then(|unit| unit.parent.clone());
        for unit in std::iter::successors(Some(area.clone()), around) {
            let key = RollKey { scheme: ask.scheme.clone(), month: ask.month, unit };
            if let Some(stored) = find_live(tx, &key)? {
                // On its own roll everybody counts, whichever version of a commune the line names.
                let is_all = stored.run.unit == area && acting.rights.units().is_none();
                let units = units.filter(|_| !is_all);
                return Ok(Part { office, stored, profile, area, units, known: acting.now });
            }
        }
        Err(Refusal::NoRun { scheme: ask.scheme.clone(), month: ask.month }.into())
    }

    fn run(&self) -> &Run {
        &self.stored.run
    }

    fn holds(&self, unit: &UnitId) -> bool {
        self.units.as_ref().is_none_or(|units| units.contains(unit))
    }

    fn scheme_name(&self) -> String {
        let benefit = self.office.law.benefits.iter().find(|benefit| benefit.scheme == self.run().scheme);
        benefit.map_or_else(|| self.run().scheme.clone(), |benefit| benefit.scheme_name.clone())
    }

    /// What stands above a list of this month; `title` ends with the scheme's name.
    fn head(&self, title: &str) -> Head {
        let title = format!("{title} {}", self.scheme_name());
        head(self.office, &self.profile, &title, &format!("Tháng {}", show_month(self.run().month)), &self.area)
    }

    /// `chi-tra-btxh-2021-04.xlsx`, with the commune's code for a part of the area.
    fn file_name(&self, list: &str) -> String {
        let Run { scheme, month, .. } = self.run();
        format!("{list}-{scheme}-{month}{}.xlsx", unit_in_name(self.office, &self.profile, &self.area))
    }

    /// Who the people are, as known at the moment, living where they lived when the month began.
    fn entries(
        &self,
        tx: &mut Tx<'_>,
        people: &[PersonId],
        known: Moment,
    ) -> Result<HashMap<PersonId, RosterEntry>, OfficeError> {
        let ask = RosterAsk { among: Among::People(people), day: self.run().month.first_day(), known };
        Ok(roster::list(tx, &ask)?.into_iter().map(|entry| (entry.person, entry)).collect())
    }
}

/// `-12391` for a part of the office's area, nothing for the whole.
fn unit_in_name(office: &Office, profile: &Profile, area: &UnitId) -> String {
    let part = Some(area).filter(|area| **area != profile.unit).and_then(|area| office.units.find(area));
    part.map_or_else(String::new, |unit| format!("-{}", unit.code))
}

fn head(office: &Office, profile: &Profile, title: &str, period: &str, area: &UnitId) -> Head {
    Head {
        superior: Some(profile.superior.clone()),
        organ: profile.name.clone(),
        title: title.to_uppercase(),
        period: period.to_owned(),
        unit: office.units.name(area).to_owned(),
    }
}

/// The day is left to whoever signs.
fn foot(profile: &Profile) -> Foot {
    let signer = |role: &str, name: &str| Signer { role: role.to_uppercase(), name: name.to_owned() };
    Foot {
        dated: Some(format!("{}, ngày …… tháng …… năm ………", profile.place)),
        signers: vec![signer("Người lập biểu", ""), signer(&profile.signer_title, &profile.signer_name)],
    }
}

/// `Thôn Đông, Xã Đoàn Đào`; the commune alone where the village is unknown.
fn place_name(village: Option<&str>, commune: &str) -> String {
    match village.filter(|village| !village.is_empty()) {
        Some(village) => format!("{village}, {commune}"),
        None => commune.to_owned(),
    }
}

/// The personal number, or nothing where the records hold several and nobody has said which.
fn personal_id(entry: &RosterEntry) -> String {
    let mut held = entry.papers.iter().filter(|paper| paper.kind == PaperKind::PersonalId);
    match (held.next(), held.next()) {
        (Some(only), None) => only.number.clone(),
        _ => String::new(),
    }
}

/// A list of a roll.
fn list<'a>(
    office: &'a Office,
    db: &Db,
    acting: Acting,
    (kind, ask): (&str, &ListAsk),
    mut make: impl FnMut(&mut Tx<'_>, Part<'a>) -> Result<ListFile, OfficeError>,
) -> Result<ListFile, OfficeError> {
    handed_out(db, acting, kind, |tx| {
        let part = Part::find(office, tx, acting, ask)?;
        make(tx, part)
    })
}

/// Makes a list for whoever may have it, and writes down that it left: which list and how many rows, but nobody's name.
///
/// A list of a whole province takes its time, so the records are not held for writing meanwhile.
pub(crate) fn handed_out(
    db: &Db,
    acting: Acting,
    kind: &str,
    make: impl FnMut(&mut Tx<'_>) -> Result<ListFile, OfficeError>,
) -> Result<ListFile, OfficeError> {
    acting.need(Act::ListExport)?;
    let file = db.read(make)?;
    db.write(|tx| acting.note(tx, EXPORT, "list", json!({ "kind": kind, "rows": file.rows })))?;
    Ok(file)
}

/// The act of a list that leaves. It changes nothing that a roll is worked out from.
pub(crate) const EXPORT: &str = "list.export";
