//! The list of people that goes out, is worked on in a spreadsheet and comes back: a round trip in which nothing is lost.
//!
//! The file carries no earlier values, only when it was made: what it said *then* is read from the records as known at
//! that moment, set beside what the file says (*theirs*) and what the records say *now*. What only the file changed is
//! taken, what only the records changed is kept, and where both did, a person chooses.
//! Start with [`compare`]; [`apply`] does what it says; [`Field`] is what may be edited.

mod apply;
mod compare;
mod export;
mod field;
mod settle;

use domain::kernel::{Day, Moment, PersonId, UnitId};
use paper::grid;
pub use paper::grid::Book;
use paper::sheets::roster::about_of;
use store::Tx;
use store::roster::{Among, RosterAsk, RosterEntry};

use crate::access::Scope;
use crate::profile::Profile;
use crate::{Acting, Office, OfficeError, Refusal};

pub use apply::{Applied, apply};
pub use compare::{Difference, Differences, Missing, Note, NoteKind, Said, Standing, compare};
pub use export::export;
pub use field::Field;
pub use settle::{Choice, Choices, Made, choices_from, choices_made, is_settled, returned};

pub(crate) const KIND: &str = "roster";

/// Whose rows a list has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// `None` for the office's whole area.
    pub unit: Option<UnitId>,
    /// Only people with a monthly benefit of this scheme.
    pub scheme: Option<String>,
}

/// Opens a file that should be such a list; whether it is one is said when it is compared.
pub fn open(file: &str, bytes: &[u8]) -> Result<Book, OfficeError> {
    Ok(grid::open(file, bytes)?)
}

/// Whether a file is such a list, by what its hidden sheet says.
pub fn is_roster(book: &Book) -> bool {
    about_of(book).is_some_and(|about| about.get("kind").is_some_and(|kind| kind == KIND))
}

/// What a list is of, and when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
struct About {
    known_at: Moment,
    filter: Filter,
}

impl About {
    fn written(&self) -> Vec<(String, String)> {
        let unit = self.filter.unit.as_ref().map(ToString::to_string).unwrap_or_default();
        let scheme = self.filter.scheme.clone().unwrap_or_default();
        let pairs =
            [("kind", KIND.to_owned()), ("known_at", self.known_at.to_string()), ("unit", unit), ("scheme", scheme)];
        pairs.map(|(key, value)| (key.to_owned(), value)).to_vec()
    }

    /// A hidden sheet can be edited like any other, so nothing in it is taken on trust.
    fn read(office: &Office, book: &Book, now: Moment) -> Result<About, OfficeError> {
        let wrong = |what| Refusal::RosterUnknown { file: book.file.clone(), what };
        let about = about_of(book).filter(|_| is_roster(book)).ok_or(wrong("loại tệp"))?;
        let said = |key: &str| about.get(key).filter(|text| !text.is_empty()).cloned();
        let known_at = said("known_at").and_then(|text| text.parse().ok()).filter(|moment| *moment <= now);
        let unit = said("unit").map(UnitId);
        let scheme = said("scheme");
        if unit.as_ref().is_some_and(|unit| office.units.find(unit).is_none()) {
            return Err(wrong("mã đơn vị").into());
        }
        Ok(About { known_at: known_at.ok_or(wrong("thời điểm xuất tệp"))?, filter: Filter { unit, scheme } })
    }
}

/// The people of a list, as they were known at a moment, who are one's own; in the order of their numbers. The dead are
/// not on it.
fn entries(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    profile: &Profile,
    (filter, known): (&Filter, Moment),
) -> Result<Vec<Listed>, OfficeError> {
    let day = known.vietnam_day();
    let area = filter.unit.as_ref().unwrap_or(&profile.unit);
    let scope = Scope::of(office, acting, profile, Some(area), working_day(office, profile, area, day))?;
    let units: Vec<UnitId> = scope.units.into_iter().flatten().collect();
    let mut found = store::roster::list(tx, &RosterAsk { among: Among::Units(&units), day, known })?;
    found.retain(|entry| entry.died_on.is_none());
    let people: Vec<PersonId> = found.iter().map(|entry| entry.person).collect();
    let mut grants = export::grants(office, tx, acting, &people, known)?;
    let listed =
        found.into_iter().map(|entry| Listed { grants: grants.remove(&entry.person).unwrap_or_default(), entry });
    let is_meant = |one: &Listed| match (&filter.scheme, acting.rights.schemes()) {
        (Some(scheme), _) => one.grants.schemes.contains(scheme),
        (None, Some(mine)) => mine.iter().any(|scheme| one.grants.schemes.contains(scheme)),
        (None, None) => true,
    };
    Ok(listed.filter(is_meant).collect())
}

/// The last day of a unit that has since been merged away, or else the day itself.
fn working_day(office: &Office, profile: &Profile, area: &UnitId, day: Day) -> Day {
    let until = office.units.find(area).and_then(|unit| unit.until).filter(|until| *until <= day);
    until.map_or_else(|| profile.working_day(office, day), Day::previous)
}

/// Somebody on a list, with what is there to be read.
#[derive(Debug, Clone)]
struct Listed {
    entry: RosterEntry,
    grants: export::Grants,
}
