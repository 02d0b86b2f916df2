//! The list that goes out.

use std::collections::{BTreeSet, HashMap};

use domain::kernel::{Moment, PersonId, fold, sort_key};
use paper::sheets::roster::{Entry, Roster, RosterColumn, RosterRow, to_xlsx};
use paper::sheets::{Cell, Form};
use store::{Db, Tx, spells};

use super::field::{Field, shown};
use super::{About, Filter, KIND, Listed, entries, working_day};
use crate::access::{Scope, own_communes};
use crate::outgoing::{ListFile, handed_out};
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// The titles of what is there to be read, with their widths; they stand after the fields.
pub(super) const TO_READ: [(&str, u16); 2] = [("Chế độ", 26), ("Nhóm hưởng", 18)];

/// The monthly benefits somebody has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grants {
    pub schemes: BTreeSet<String>,
    scheme_names: BTreeSet<String>,
    groups: BTreeSet<String>,
}

impl Grants {
    /// Under [`TO_READ`].
    pub fn shown(&self) -> [String; 2] {
        let joined = |words: &BTreeSet<String>| words.iter().cloned().collect::<Vec<_>>().join("; ");
        [joined(&self.scheme_names), joined(&self.groups)]
    }
}

/// The list of the people of a unit, to be edited and read in again.
pub fn export(office: &Office, db: &Db, acting: Acting, filter: &Filter) -> Result<ListFile, OfficeError> {
    if let Some(scheme) = &filter.scheme {
        if !office.law.benefits.iter().any(|benefit| benefit.scheme == *scheme) {
            return Err(Refusal::NoSuchScheme(scheme.clone()).into());
        }
        acting.need_scheme(scheme)?;
    }
    handed_out(db, acting, KIND, |tx| {
        let profile = profile::need(tx, acting.now)?;
        let day = working_day(office, &profile, &profile.unit, acting.today());
        let unit = Scope::of(office, acting, &profile, filter.unit.as_ref(), day)?.unit;
        // What the list is of is written into it, so that whoever reads it in again knows whom it left out.
        let filter = Filter { unit: Some(unit).filter(|unit| *unit != profile.unit), scheme: filter.scheme.clone() };
        let mut listed = entries(office, tx, acting, &profile, (&filter, acting.now))?;
        listed.sort_by_cached_key(|one| order(office, one));
        let mut communes: Vec<String> =
            own_communes(office, acting, &profile, day).map(|unit| unit.name.clone()).collect();
        communes.sort_by_key(|name| fold(name));
        let about = About { known_at: acting.now, filter };
        let rows: Vec<RosterRow> = listed.iter().map(|one| row(office, one)).collect();
        let (title, columns, count) = ("Danh sách người hưởng".to_owned(), columns(&communes), rows.len());
        let bytes = to_xlsx(&Roster { title, columns, rows, about: about.written() })?;
        let mut file = ListFile::new(format!("danh-sach-nguoi-{}.xlsx", acting.today()), bytes, count);
        file.notes.push("sửa trên tệp rồi nhập lại; giữ cột “Mã người”".to_owned());
        Ok(file)
    })
}

/// By commune, village and name, as lists are kept.
fn order(office: &Office, one: &Listed) -> (String, String, String, PersonId) {
    let entry = &one.entry;
    let commune = entry.unit.as_ref().map_or_else(String::new, |unit| fold(office.units.name(unit)));
    (commune, fold(entry.village.as_deref().unwrap_or_default()), sort_key(&entry.name), entry.person)
}

fn columns(communes: &[String]) -> Vec<RosterColumn> {
    let fields = Field::ALL.into_iter().map(|field| RosterColumn {
        title: field.title().to_owned(),
        width: field.width(),
        entry: field.entry(communes),
    });
    let to_read = TO_READ.into_iter().map(|(title, width)| RosterColumn {
        title: title.to_owned(),
        width,
        entry: Entry::ReadOnly(Form::Text),
    });
    fields.chain(to_read).collect()
}

fn row(office: &Office, one: &Listed) -> RosterRow {
    let cell = |text: String| if text.is_empty() { Cell::Blank } else { Cell::Text(text) };
    let fields = Field::ALL.into_iter().map(|field| cell(shown(office, &field.of(&one.entry))));
    let cells = fields.chain(one.grants.shown().map(cell)).collect();
    RosterRow { person: one.entry.person.to_string(), cells }
}

/// The monthly benefits of one's own fields that run on the day of the moment.
pub(super) fn grants(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    people: &[PersonId],
    known: Moment,
) -> Result<HashMap<PersonId, Grants>, OfficeError> {
    let month = known.vietnam_day().month();
    let mut found: HashMap<PersonId, Grants> = HashMap::new();
    for record in spells::outlines(tx, people, known)? {
        let spell = &record.spell;
        if spell.event_day.is_some() || !spell.months.contains(month) {
            continue;
        }
        let benefit = office.law.group(&spell.group).and_then(|group| office.law.benefit(&group.benefit));
        if benefit.is_some_and(|benefit| !acting.rights.covers_scheme(&benefit.scheme)) {
            continue;
        }
        let grants = found.entry(record.person).or_default();
        if let Some(benefit) = benefit {
            grants.schemes.insert(benefit.scheme.clone());
            grants.scheme_names.insert(benefit.scheme_name.clone());
        }
        grants.groups.insert(spell.group.clone());
    }
    Ok(found)
}
