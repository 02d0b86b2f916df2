//! What of the office's area a list may be about: its people when it leaves, its rows when it comes in.

use std::collections::HashSet;

use domain::kernel::{Day, UnitId};
use domain::registry::UnitVersion;

use crate::profile::Profile;
use crate::{Acting, Office, Refusal};

/// Whose people a list is of: what was asked for, and never more than one's own.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// What papers call it.
    pub unit: UnitId,
    /// The versions of communes whose people are meant; `None` for everybody.
    pub units: Option<HashSet<UnitId>>,
}

impl Scope {
    /// A unit outside one's area is as if it were not there.
    pub fn of(
        office: &Office,
        acting: Acting,
        profile: &Profile,
        asked: Option<&UnitId>,
        day: Day,
    ) -> Result<Scope, Refusal> {
        match (asked, acting.rights.units()) {
            (None, None) => Ok(Scope { unit: profile.unit.clone(), units: None }),
            (None, Some(mine)) => {
                let unit = own_unit(office, profile, mine, day);
                Ok(Scope { unit, units: Some(mine.iter().cloned().collect()) })
            }
            (Some(unit), _) => {
                let counted = office.units.counted_in(unit, day).into_iter();
                let units: HashSet<UnitId> = counted.filter(|unit| acting.rights.covers_unit(Some(unit))).collect();
                if units.is_empty() && acting.rights.units().is_some() {
                    return Err(Refusal::NoSuchUnit(unit.to_string()));
                }
                Ok(Scope { unit: unit.clone(), units: Some(units) })
            }
        }
    }

    pub fn holds(&self, unit: Option<&UnitId>) -> bool {
        self.units.as_ref().is_none_or(|units| unit.is_some_and(|unit| units.contains(unit)))
    }
}

/// The largest unit all of whose communes are one's own.
fn own_unit(office: &Office, profile: &Profile, mine: &[UnitId], day: Day) -> UnitId {
    let first = office.units.communes_of(&profile.unit, day).find(|commune| mine.contains(&commune.id));
    let up = |unit: &UnitId| office.units.find(unit).and_then(|unit| unit.parent.clone());
    let is_own = |unit: &UnitId| {
        office.units.is_within(unit, &profile.unit)
            && office.units.communes_of(unit, day).all(|commune| mine.contains(&commune.id))
    };
    let own = std::iter::successors(first.map(|commune| commune.id.clone()), up).take_while(is_own).last();
    own.or_else(|| mine.first().cloned()).unwrap_or_else(|| profile.unit.clone())
}

/// The communes of one's own that exist on a day: what a form or a template offers.
pub(crate) fn own_communes<'a>(
    office: &'a Office,
    acting: Acting<'a>,
    profile: &Profile,
    day: Day,
) -> impl Iterator<Item = &'a UnitVersion> {
    let all = office.units.communes_of(&profile.unit, day);
    all.filter(move |commune| acting.rights.covers_unit(Some(&commune.id)))
}

/// Which commune a row of a list names, and whether whoever brings the list may speak of its people.
pub(crate) struct RowCommunes<'a> {
    pub office: &'a Office,
    pub acting: Acting<'a>,
    pub top: UnitId,
    pub day: Day,
}

impl<'a> RowCommunes<'a> {
    pub fn new(office: &'a Office, acting: Acting<'a>, profile: &Profile) -> RowCommunes<'a> {
        let day = profile.working_day(office, acting.today());
        RowCommunes { office, acting, top: profile.unit.clone(), day }
    }

    /// The commune, or why the row cannot be taken.
    pub fn named(&self, text: &str) -> Result<UnitId, String> {
        if text.is_empty() {
            return Err("không rõ xã nào".to_owned());
        }
        let found = self.office.units.commune_named(&self.top, text, self.day);
        let unit = found.ok_or_else(|| format!("không có xã “{text}” trong địa bàn của đơn vị"))?;
        match self.acting.rights.covers_unit(Some(&unit.id)) {
            true => Ok(unit.id.clone()),
            false => Err(format!("{} thuộc phạm vi đơn vị khác; đề nghị đơn vị đó hoặc cấp trên nhập", unit.name)),
        }
    }

    /// Why a row that needs no commune is nevertheless not one's own to bring.
    pub fn refused(&self, text: &str) -> Option<String> {
        self.acting.rights.units().and_then(|_| self.named(text).err())
    }
}
