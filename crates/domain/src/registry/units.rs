use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::kernel::{Day, UnitId, fold};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    Tinh,
    ThanhPho,
    ThiXa,
    Huyen,
    Phuong,
    ThiTran,
    Xa,
}

impl UnitKind {
    /// Units in which people reside, below the district.
    pub fn is_commune(self) -> bool {
        match self {
            UnitKind::Phuong | UnitKind::ThiTran | UnitKind::Xa => true,
            UnitKind::Tinh | UnitKind::ThanhPho | UnitKind::ThiXa | UnitKind::Huyen => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UnitVersion {
    pub id: UnitId,
    pub code: String,
    pub name: String,
    pub kind: UnitKind,
    pub parent: Option<UnitId>,
    /// `None` where the beginning lies before our records.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub source: String,
}

impl UnitVersion {
    pub fn exists_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// One unit's people passing to another on a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Succession {
    pub from_id: UnitId,
    pub to_id: UnitId,
    pub day: Day,
    /// `whole`, or a part: then nobody can tell from the unit alone where a person went.
    pub share: String,
    pub resolution: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Village {
    pub unit_id: UnitId,
    pub name: String,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitsError {
    #[error("{file}: {says}")]
    Unreadable { file: &'static str, says: String },
    #[error("danh mục đơn vị: {0} nhắc tới đơn vị không có trong danh mục")]
    Dangling(String),
}

/// All versions of all units and how they follow each other.
#[derive(Debug, Clone, Default)]
pub struct Units {
    versions: Vec<UnitVersion>,
    places: HashMap<UnitId, usize>,
    successions: Vec<Succession>,
    villages: Vec<Village>,
}

impl Units {
    pub fn new(
        versions: Vec<UnitVersion>,
        successions: Vec<Succession>,
        villages: Vec<Village>,
    ) -> Result<Units, UnitsError> {
        let places: HashMap<UnitId, usize> =
            versions.iter().enumerate().map(|(place, version)| (version.id.clone(), place)).collect();
        let named = successions.iter().flat_map(|s| [&s.from_id, &s.to_id]);
        let named = named.chain(versions.iter().filter_map(|v| v.parent.as_ref()));
        let named = named.chain(villages.iter().map(|v| &v.unit_id));
        if let Some(dangling) = named.into_iter().find(|id| !places.contains_key(id)) {
            return Err(UnitsError::Dangling(dangling.to_string()));
        }
        Ok(Units { versions, places, successions, villages })
    }

    /// Reads the three files of `laws/don-vi-hanh-chinh/`.
    pub fn read(units: &str, successions: &str, villages: &str) -> Result<Units, UnitsError> {
        Units::new(
            read_csv("units.csv", units)?,
            read_csv("successions.csv", successions)?,
            read_csv("villages.csv", villages)?,
        )
    }

    pub fn all(&self) -> &[UnitVersion] {
        &self.versions
    }

    pub fn villages(&self) -> &[Village] {
        &self.villages
    }

    pub fn successions(&self) -> &[Succession] {
        &self.successions
    }

    pub fn find(&self, id: &UnitId) -> Option<&UnitVersion> {
        self.places.get(id).map(|place| &self.versions[*place])
    }

    pub fn name<'a>(&'a self, id: &'a UnitId) -> &'a str {
        self.find(id).map_or(&id.0, |unit| &unit.name)
    }

    /// The version with this official code that exists on the day.
    pub fn by_code(&self, code: &str, day: Day) -> Option<&UnitVersion> {
        self.versions.iter().find(|unit| unit.code == code && unit.exists_on(day))
    }

    /// The commune of `parent` that a list means by `text`: its code, or its name with or without "xã".
    pub fn commune_named(&self, parent: &UnitId, text: &str, day: Day) -> Option<&UnitVersion> {
        let wanted = bare_name(text);
        let mut fitting =
            self.communes_of(parent, day).filter(|unit| unit.code == text.trim() || bare_name(&unit.name) == wanted);
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// Whether any commune of any time is called so.
    pub fn is_commune_name(&self, text: &str) -> bool {
        let wanted = bare_name(text);
        self.versions.iter().any(|unit| unit.kind.is_commune() && bare_name(&unit.name) == wanted)
    }

    /// The communes below a unit on a day, through any number of levels; a commune is its own.
    pub fn communes_of(&self, top: &UnitId, day: Day) -> impl Iterator<Item = &UnitVersion> {
        let top = top.clone();
        self.versions
            .iter()
            .filter(move |unit| unit.kind.is_commune() && unit.exists_on(day) && self.is_within(&unit.id, &top))
    }

    pub fn is_within(&self, unit: &UnitId, top: &UnitId) -> bool {
        unit == top || self.find(unit).and_then(|unit| unit.parent.as_ref()).is_some_and(|up| self.is_within(up, top))
    }

    /// Where the people of `unit` are counted on `day`, following whole successions forwards.
    ///
    /// `None` when the unit was divided on the way: the unit alone cannot tell.
    pub fn on<'a>(&'a self, unit: &'a UnitId, day: Day) -> Option<&'a UnitId> {
        let mut passed = self.successions.iter().filter(|s| s.from_id == *unit && s.day <= day);
        match (passed.next(), passed.next()) {
            (None, _) => Some(unit),
            (Some(only), None) if only.share == "whole" => self.on(&only.to_id, day),
            _ => None,
        }
    }

    /// What `unit` has become after everything that is known to come; `None` when it was divided on the way.
    pub fn last<'a>(&'a self, unit: &'a UnitId) -> Option<&'a UnitId> {
        let day = self.successions.iter().map(|s| s.day).max();
        day.map_or(Some(unit), |day| self.on(unit, day))
    }

    /// Every version whose people are counted in `unit` on `day`: what a filter by area must let through.
    pub fn counted_in(&self, unit: &UnitId, day: Day) -> Vec<UnitId> {
        let ends_here = |version: &&UnitVersion| {
            version.kind.is_commune() && self.on(&version.id, day).is_some_and(|now| self.is_within(now, unit))
        };
        self.versions.iter().filter(ends_here).map(|version| version.id.clone()).collect()
    }
}

/// `Xã Đoàn Đào`, `đoàn đào` and `X. Đoàn Đào` are one name.
fn bare_name(text: &str) -> String {
    let folded = fold(text);
    let bare = ["thi tran ", "phuong ", "xa ", "tt ", "x ", "p "].iter().find_map(|kind| folded.strip_prefix(kind));
    bare.unwrap_or(&folded).to_owned()
}

fn read_csv<T: for<'de> Deserialize<'de>>(file: &'static str, text: &str) -> Result<Vec<T>, UnitsError> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.collect::<Result<_, _>>().map_err(|error| UnitsError::Unreadable { file, says: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: &str = "id,code,name,kind,parent,from,until,source\n\
        333@2021,333,Huyện Phù Cừ,huyen,,,2025-07-01,\n\
        1@2021,1,Thị trấn Trần Cao,thi_tran,333@2021,,2025-07-01,\n\
        2@2021,2,Xã Quang Hưng,xa,333@2021,,2025-07-01,\n\
        1@2025,1,Xã Quang Hưng,xa,,2025-07-01,,\n";
    const SUCCESSIONS: &str = "from_id,to_id,day,share,resolution\n\
        1@2021,1@2025,2025-07-01,whole,1666\n2@2021,1@2025,2025-07-01,whole,1666\n";

    fn units() -> Units {
        Units::read(UNITS, SUCCESSIONS, "unit_id,name,from,until,source\n").unwrap()
    }

    fn id(text: &str) -> UnitId {
        UnitId(text.to_owned())
    }

    #[test]
    fn a_reused_code_means_another_place_after_the_merger() {
        let units = units();
        let before: Day = "2025-06-30".parse().unwrap();
        assert_eq!(units.by_code("1", before).unwrap().name, "Thị trấn Trần Cao");
        assert_eq!(units.by_code("1", before.next()).unwrap().name, "Xã Quang Hưng");
    }

    #[test]
    fn people_are_counted_in_the_unit_of_the_day_asked() {
        let units = units();
        let (before, after): (Day, Day) = ("2025-06-30".parse().unwrap(), "2025-07-01".parse().unwrap());
        assert_eq!(units.on(&id("2@2021"), before), Some(&id("2@2021")));
        assert_eq!(units.on(&id("2@2021"), after), Some(&id("1@2025")));
        assert_eq!(units.counted_in(&id("1@2025"), after), [id("1@2021"), id("2@2021"), id("1@2025")]);
        assert_eq!(units.counted_in(&id("333@2021"), before).len(), 2);
    }

    #[test]
    fn a_list_may_leave_out_the_kind_of_unit() {
        let units = units();
        let day: Day = "2021-04-01".parse().unwrap();
        for text in ["Quang Hưng", "xã quang hưng", "QUANG HUNG", "2"] {
            assert_eq!(units.commune_named(&id("333@2021"), text, day).map(|u| &u.id), Some(&id("2@2021")), "{text}");
        }
        assert!(units.commune_named(&id("333@2021"), "Đoàn Đào", day).is_none());
    }

    #[test]
    fn a_divided_unit_cannot_say_where_its_people_went() {
        let parts =
            "from_id,to_id,day,share,resolution\n1@2021,1@2025,2025-07-01,part,\n1@2021,2@2021,2025-07-01,part,\n";
        let units = Units::read(UNITS, parts, "unit_id,name,from,until,source\n").unwrap();
        assert_eq!(units.on(&id("1@2021"), "2025-07-01".parse().unwrap()), None);
    }
}
