//! Gift sheets from the rows of gift lists that came in: one sheet for each list, commune by commune, to be signed.

use std::collections::{BTreeMap, HashMap};

use domain::kernel::{BirthDate, Day, Dong, Month, UnitId, fold, sort_key};
use paper::sheets::gifts::{self, GiftLine, GiftsList, PlaceGifts};
use store::kept_rows::{self, KeptRow};
use store::{Db, imports};

use super::{ListFile, foot, handed_out, head, place_name, unit_in_name};
use crate::access::Scope;
use crate::profile::{self, Profile};
use crate::{Acting, Office, OfficeError, Refusal};

/// The kind under which rows of gift lists are kept.
const KEPT: &str = "gifts";

/// The gifts of lists that came in during the month, or of all lists; of a part of the area, or of all of it.
pub fn gifts(
    office: &Office,
    db: &Db,
    acting: Acting,
    month: Option<Month>,
    unit: Option<&UnitId>,
) -> Result<ListFile, OfficeError> {
    handed_out(db, acting, KEPT, |tx| {
        let profile = profile::need(tx, acting.now)?;
        let day = profile.working_day(office, acting.today());
        let scope = Scope::of(office, acting, &profile, unit, day)?;
        let mut files: BTreeMap<i64, Vec<KeptRow>> = BTreeMap::new();
        kept_rows::of_kind(tx, KEPT, acting.now, |kept| {
            if month.is_none_or(|month| month.contains(kept.recorded_at.vietnam_day())) {
                files.entry(kept.fact.import).or_default().push(kept.fact);
            }
            Ok(())
        })?;
        let names: HashMap<i64, String> = imports::list(tx)?.into_iter().map(|file| (file.id, file.name)).collect();
        let asked = Asked { office, profile: &profile, scope: &scope, day };
        let lists = files.iter().map(|(import, rows)| asked.list(rows, names.get(import).map_or("", String::as_str)));
        let lists: Vec<GiftsList> = lists.filter(|list| !list.places.is_empty()).collect();
        if lists.is_empty() {
            return Err(Refusal::NothingToList { what: "dòng tặng quà" }.into());
        }
        let period = month.map_or_else(String::new, |month| format!("-{month}"));
        let name = format!("tang-qua{period}{}.xlsx", unit_in_name(office, &profile, &scope.unit));
        let rows = lists.iter().flat_map(|list| &list.places).map(|place| place.lines.len()).sum();
        Ok(ListFile::new(name, gifts::to_xlsx_together(&lists)?, rows))
    })
}

struct Asked<'a> {
    office: &'a Office,
    profile: &'a Profile,
    scope: &'a Scope,
    day: Day,
}

impl Asked<'_> {
    fn list(&self, rows: &[KeptRow], file: &str) -> GiftsList {
        let funders = Funders::of(rows);
        let mut places: BTreeMap<(String, String, String), Vec<&KeptRow>> = BTreeMap::new();
        for row in rows {
            if let Some(place) = self.place(row) {
                places.entry(place).or_default().push(row);
            }
        }
        let place = |((.., place), mut rows): ((String, String, String), Vec<&KeptRow>)| {
            rows.sort_by_cached_key(|row| (sort_key(field(row, "name")), row.row_no));
            PlaceGifts { place, lines: rows.into_iter().map(|row| line(row, &funders)).collect() }
        };
        let period = if file.is_empty() { String::new() } else { format!("Theo tệp {file}") };
        GiftsList {
            places: places.into_iter().map(place).collect(),
            head: head(self.office, self.profile, "Danh sách tặng quà", &period, &self.scope.unit),
            foot: foot(self.profile),
            funders: funders.titles,
        }
    }

    /// Commune and village, with the keys they are sorted by; `None` for people who are not asked for.
    fn place(&self, row: &KeptRow) -> Option<(String, String, String)> {
        let (commune, village) = (field(row, "commune"), field(row, "village"));
        let unit = self.office.units.commune_named(&self.profile.unit, commune, self.day);
        let is_asked = self.scope.holds(unit.map(|unit| &unit.id));
        let commune = unit.map_or(commune, |unit| unit.name.as_str());
        let shown = place_name(Some(village), commune);
        let shown = if shown.is_empty() { "Chưa rõ xã".to_owned() } else { shown };
        is_asked.then(|| (fold(commune), fold(village), shown))
    }
}

/// The columns of a list's givers.
struct Funders {
    titles: Vec<String>,
    /// How many of the row's own columns `f0`, `f1`, … there are.
    own: usize,
    /// Some row is given more than its givers add up to.
    has_rest: bool,
}

impl Funders {
    /// A giver's name is told by the row where it was kept; else its place among the columns has to do.
    fn of(rows: &[KeptRow]) -> Funders {
        let own =
            (0..).take_while(|place| rows.iter().any(|row| row.fields.contains_key(&format!("f{place}")))).count();
        let said =
            |place: usize| rows.iter().map(|row| field(row, &format!("funder{place}"))).find(|name| !name.is_empty());
        let title = |place: usize| said(place).map_or_else(|| format!("Nguồn {}", place + 1), str::to_owned);
        let mut titles: Vec<String> = (0..own).map(title).collect();
        let has_rest = rows.iter().any(|row| !rest(row, own).is_zero());
        if has_rest || own == 0 {
            titles.push(if own == 0 { "Số tiền" } else { "Nguồn khác" }.to_owned());
        }
        Funders { titles, own, has_rest: has_rest || own == 0 }
    }
}

fn money(row: &KeptRow, name: &str) -> Dong {
    Dong(field(row, name).parse().unwrap_or_default())
}

fn parts(row: &KeptRow, own: usize) -> Vec<Dong> {
    (0..own).map(|place| money(row, &format!("f{place}"))).collect()
}

/// What the row is given beyond its givers' parts; a row that says no sum is given its parts.
fn rest(row: &KeptRow, own: usize) -> Dong {
    match field(row, "amount") {
        "" => Dong::ZERO,
        _ => money(row, "amount") - parts(row, own).into_iter().sum::<Dong>(),
    }
}

fn line(row: &KeptRow, funders: &Funders) -> GiftLine {
    let mut gifts = parts(row, funders.own);
    if funders.has_rest {
        gifts.push(rest(row, funders.own));
    }
    let birth = field(row, "birth");
    GiftLine {
        name: field(row, "name").to_owned(),
        birth: birth.parse::<BirthDate>().map_or_else(|_| birth.to_owned(), BirthDate::shown),
        group: field(row, "kind").to_owned(),
        gifts,
        note: String::new(),
    }
}

fn field<'a>(row: &'a KeptRow, name: &str) -> &'a str {
    row.fields.get(name).map_or("", String::as_str)
}
