//! The office's communes as versions, and what a change of units would make of what the records hold. Read only:
//! units are versions and nothing is moved, so the same people are only counted under other names.

use std::collections::BTreeMap;

use domain::kernel::{Day, Dong, UnitId, fold, sort_key};
use domain::payment::Stage;
use domain::registry::{Succession, UnitVersion};
use store::runs::{self, RunFilter};
use store::{Db, Tx, unit_counts};

use crate::access::Act;
use crate::profile::Profile;
use crate::{Acting, Office, OfficeError, profile};

/// What a unit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holdings {
    pub people: i64,
    pub households: i64,
    /// People and money on the newest roll of each scheme.
    pub paid_people: i64,
    pub paid: Dong,
}

/// A unit of the day that was chosen, with the units of before whose people it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// `None` for people whose unit was divided: the unit alone cannot tell where they went.
    pub unit: Option<UnitId>,
    pub name: String,
    pub code: String,
    pub from: Vec<(String, Holdings)>,
    pub sum: Holdings,
}

/// The records counted in the units of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub day: Day,
    pub units: Vec<Counted>,
    /// What the records hold under the units they name.
    pub before: Holdings,
    /// The sum over the units of the day; it must be the same.
    pub after: Holdings,
}

/// The office's communes of all times, and the days on which they changed.
#[derive(Debug, Clone)]
pub struct UnitsView {
    pub profile: Profile,
    pub today: Day,
    pub communes: Vec<Commune>,
    /// Days on which one of them passed into another.
    pub days: Vec<Day>,
}

#[derive(Debug, Clone)]
pub struct Commune {
    pub version: UnitVersion,
    pub parent: String,
    pub into: Vec<(Day, String, Succession)>,
    pub out_of: Vec<String>,
}

impl Holdings {
    fn add(&mut self, other: Holdings) {
        self.people += other.people;
        self.households += other.households;
        self.paid_people += other.paid_people;
        self.paid += other.paid;
    }
}

/// Units that exist or existed, by a part of their name or by code: for an office that says where it is.
pub fn search(office: &Office, acting: Acting, text: &str) -> Result<Vec<UnitVersion>, OfficeError> {
    acting.need(Act::OfficeRead)?;
    let wanted = fold(text);
    let fits = |unit: &&UnitVersion| !wanted.is_empty() && (fold(&unit.name).contains(&wanted) || unit.code == wanted);
    let mut found: Vec<UnitVersion> = office.units.all().iter().filter(fits).cloned().collect();
    found.sort_by_key(|unit| (unit.until.is_some(), sort_key(&unit.name), unit.from));
    Ok(found)
}

/// The communes of the office's area on its working day: what somebody may be given to answer for.
pub fn areas(office: &Office, db: &Db, acting: Acting) -> Result<Vec<UnitVersion>, OfficeError> {
    acting.need(Act::UserManage)?;
    let Some(profile) = profile::find(db, acting.now)? else { return Ok(Vec::new()) };
    let day = profile.working_day(office, acting.today());
    let mut communes: Vec<UnitVersion> = office.units.communes_of(&profile.unit, day).cloned().collect();
    communes.sort_by_key(|unit| sort_key(&unit.name));
    Ok(communes)
}

pub fn view(office: &Office, db: &Db, acting: Acting) -> Result<UnitsView, OfficeError> {
    acting.need(Act::UnitRead)?;
    db.read(|tx| {
        let profile = profile::need(tx, acting.now)?;
        let known = all_times(office, &profile, acting.today());
        let mut communes: Vec<Commune> = known.iter().filter_map(|unit| commune(office, unit)).collect();
        communes.sort_by_key(|one| (one.version.from, sort_key(&one.version.name)));
        let mut days: Vec<Day> = communes.iter().flat_map(|one| one.into.iter().map(|into| into.0)).collect();
        days.sort_unstable();
        days.dedup();
        Ok(UnitsView { profile, today: acting.today(), communes, days })
    })
}

/// The communes counted in the office's area on its working day, and those they passed into.
fn all_times(office: &Office, profile: &Profile, today: Day) -> Vec<UnitId> {
    let working = profile.working_day(office, today);
    let mut known = office.units.counted_in(&profile.unit, working);
    let mut place = 0;
    while let Some(unit) = known.get(place).cloned() {
        place += 1;
        let next = office.units.successions().iter().filter(|one| one.from_id == unit).map(|one| one.to_id.clone());
        let fresh: Vec<UnitId> = next.filter(|one| !known.contains(one)).collect();
        known.extend(fresh);
    }
    known
}

fn commune(office: &Office, unit: &UnitId) -> Option<Commune> {
    let version = office.units.find(unit)?.clone();
    let name = |unit: &UnitId| office.units.name(unit).to_owned();
    let all = office.units.successions();
    let into = all.iter().filter(|one| one.from_id == *unit).map(|one| (one.day, name(&one.to_id), one.clone()));
    let out_of = all.iter().filter(|one| one.to_id == *unit).map(|one| name(&one.from_id));
    Some(Commune {
        parent: version.parent.as_ref().map(name).unwrap_or_default(),
        into: into.collect(),
        out_of: out_of.collect(),
        version,
    })
}

/// Counts what the records hold today in the units of a day.
pub fn preview(office: &Office, db: &Db, acting: Acting, day: Day) -> Result<Preview, OfficeError> {
    acting.need(Act::UnitRead)?;
    db.read(|tx| {
        let held = holdings(tx, acting)?;
        let mut before = Holdings::default();
        let mut units: BTreeMap<Option<UnitId>, Counted> = BTreeMap::new();
        for (unit, holds) in held {
            before.add(holds);
            let counted = office.units.on(&unit, day).cloned();
            let one = units.entry(counted.clone()).or_insert_with(|| empty(office, counted));
            one.from.push((office.units.name(&unit).to_owned(), holds));
            one.sum.add(holds);
        }
        let mut units: Vec<Counted> = units.into_values().collect();
        units.sort_by_key(|one| (one.unit.is_none(), sort_key(&one.name)));
        units.iter_mut().for_each(|one| one.from.sort_by_key(|from| sort_key(&from.0)));
        let after = units.iter().fold(Holdings::default(), |mut sum, one| {
            sum.add(one.sum);
            sum
        });
        Ok(Preview { day, units, before, after })
    })
}

fn empty(office: &Office, unit: Option<UnitId>) -> Counted {
    let version = unit.as_ref().and_then(|unit| office.units.find(unit));
    Counted {
        name: version.map_or_else(|| "Chưa rõ về đơn vị nào".to_owned(), |version| version.name.clone()),
        code: version.map(|version| version.code.clone()).unwrap_or_default(),
        unit,
        from: Vec::new(),
        sum: Holdings::default(),
    }
}

/// What each unit that the records name holds today.
fn holdings(tx: &mut Tx<'_>, acting: Acting) -> Result<BTreeMap<UnitId, Holdings>, OfficeError> {
    let mut held: BTreeMap<UnitId, Holdings> = BTreeMap::new();
    for (unit, people) in unit_counts::people(tx, acting.today(), acting.now)? {
        held.entry(unit).or_default().people = people;
    }
    for (unit, households) in unit_counts::households(tx, acting.now)? {
        held.entry(unit).or_default().households = households;
    }
    let mut all = runs::list(tx, &RunFilter::default())?;
    all.retain(|stored| stored.run.state.stage() != Stage::Superseded);
    let newest = |scheme: &str| all.iter().filter(|one| one.run.scheme == scheme).map(|one| one.run.month).max();
    for stored in all.iter().filter(|one| newest(&one.run.scheme) == Some(one.run.month)) {
        for sum in runs::lines::paid_sums(tx, stored.run.id, runs::lines::CountBy::Unit, None)? {
            let unit = held.entry(UnitId(sum.key)).or_default();
            unit.paid_people += sum.people;
            unit.paid += sum.amount;
        }
    }
    held.retain(|_, holds| *holds != Holdings::default());
    Ok(held)
}
