//! Who comes under health insurance at public cost and who leaves it, in the two shapes the insurer takes.
//!
//! Where lists of such changes came in during the month, their rows go out again; else the month's changes of pay say
//! who comes and who leaves. What neither tells stays blank, to be filled in by hand: no clinic, number of months or
//! code of an insurer is ever made up, and no form code is printed.

use std::collections::BTreeMap;

use domain::kernel::{BirthDate, Day, Moment, UnitId, fold, show_month, sort_key};
use domain::payment::BridgeCause;
use domain::registry::Sex;
use paper::sheets::changes::PlaceChanges;
use paper::sheets::insurance::{D03Line, D03List, D07Line, D07List, d03_to_xlsx, d07_to_xlsx};
use paper::sheets::printed::Head;
use store::kept_rows::{self, KeptRow};
use store::{Db, Tx};

use super::changes::{self, PersonChange, by_place};
use super::{ListAsk, ListFile, Part, foot, handed_out, head, personal_id, place_name, unit_in_name};
use crate::access::Scope;
use crate::profile::{self, Profile};
use crate::{Acting, Office, OfficeError};

/// The kind under which rows of such lists are kept.
const KEPT: &str = "bhyt-changes";

/// The list for people who are insured only for their health.
pub fn insurance_d03(office: &Office, db: &Db, acting: Acting, ask: &ListAsk) -> Result<ListFile, OfficeError> {
    handed_out(db, acting, "insurance-d03", |tx| {
        let source = Source::find(office, tx, acting, ask)?;
        let lines = source.places(D03Line::of_kept, D03Line::of_change);
        let (mut increases, mut decreases) = (Vec::new(), Vec::new());
        for place in lines {
            increases.extend(place.increases);
            decreases.extend(place.decreases);
        }
        let rows = increases.len() + decreases.len();
        let list = D03List {
            head: source.head("Danh sách người tham gia bảo hiểm y tế: tăng, giảm"),
            form_code: None,
            unit_code: String::new(),
            insured: source.insured(),
            funding: String::new(),
            base_wage: None,
            support_percent: None,
            increases,
            decreases,
            foot: foot(&source.profile),
        };
        Ok(source.file("bhyt-d03", d03_to_xlsx(&list)?, rows))
    })
}

/// The list for people on monthly benefits, village by village.
pub fn insurance_d07(office: &Office, db: &Db, acting: Acting, ask: &ListAsk) -> Result<ListFile, OfficeError> {
    handed_out(db, acting, "insurance-d07", |tx| {
        let source = Source::find(office, tx, acting, ask)?;
        let places = source.places(D07Line::of_kept, D07Line::of_change);
        let rows = places.iter().map(|place| place.increases.len() + place.decreases.len()).sum();
        let list = D07List {
            head: source.head("Danh sách người hưởng trợ cấp tham gia bảo hiểm y tế: tăng, giảm"),
            form_code: None,
            places,
            foot: foot(&source.profile),
        };
        Ok(source.file("bhyt-d07", d07_to_xlsx(&list)?, rows))
    })
}

/// What the lists are made from.
struct Source<'a> {
    office: &'a Office,
    profile: Profile,
    ask: ListAsk,
    area: UnitId,
    rows: Rows,
}

enum Rows {
    /// As lists that came in during the month say it.
    Kept(Vec<(Place, KeptRow)>),
    /// Those who came onto the roll and those who left it, under the scheme's name.
    Changes(String, Vec<PersonChange>),
}

/// A commune and a village as a list names them; their folded names sort them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    commune_key: String,
    village_key: String,
    shown: String,
}

impl<'a> Source<'a> {
    fn find(office: &'a Office, tx: &mut Tx<'_>, acting: Acting, ask: &ListAsk) -> Result<Source<'a>, OfficeError> {
        acting.need_scheme(&ask.scheme)?;
        let profile = profile::need(tx, acting.now)?;
        let day = profile.working_day(office, acting.today());
        let scope = Scope::of(office, acting, &profile, ask.unit.as_ref(), day)?;
        let kept = kept(tx, &Asked { office, profile: &profile, ask, scope: &scope, day }, acting.now)?;
        let rows = if kept.is_empty() {
            let part = Part::find(office, tx, acting, ask)?;
            let mut people = changes::people(tx, &part)?;
            people.retain(|one| matches!(one.cause, BridgeCause::Came | BridgeCause::Left));
            Rows::Changes(part.scheme_name(), people)
        } else {
            Rows::Kept(kept)
        };
        Ok(Source { office, profile, ask: ask.clone(), area: scope.unit, rows })
    }

    fn head(&self, title: &str) -> Head {
        head(self.office, &self.profile, title, &format!("Tháng {}", show_month(self.ask.month)), &self.area)
    }

    fn insured(&self) -> String {
        match &self.rows {
            Rows::Kept(_) => String::new(),
            Rows::Changes(scheme, _) => format!("Đối tượng hưởng chế độ {}", scheme.to_lowercase()),
        }
    }

    fn places<T>(
        &self,
        of_kept: impl Fn(&KeptRow) -> T,
        of_change: impl Fn(&PersonChange) -> T,
    ) -> Vec<PlaceChanges<T>> {
        let kept = match &self.rows {
            Rows::Changes(_, people) => return by_place(self.office, people, of_change),
            Rows::Kept(kept) => kept,
        };
        let mut places: BTreeMap<&Place, Vec<&KeptRow>> = BTreeMap::new();
        for (place, row) in kept {
            places.entry(place).or_default().push(row);
        }
        let said = |rows: &[&KeptRow], change: &str| -> Vec<T> {
            rows.iter().filter(|row| field(row, "change") == change).map(|row| of_kept(row)).collect()
        };
        let place = |(place, rows): (&Place, Vec<&KeptRow>)| PlaceChanges {
            place: place.shown.clone(),
            increases: said(&rows, "up"),
            decreases: said(&rows, "down"),
        };
        places.into_iter().map(place).collect()
    }

    fn file(&self, list: &str, bytes: Vec<u8>, rows: usize) -> ListFile {
        let part = unit_in_name(self.office, &self.profile, &self.area);
        let scheme = match &self.rows {
            Rows::Kept(_) => String::new(),
            Rows::Changes(..) => format!("-{}", self.ask.scheme),
        };
        let mut file = ListFile::new(format!("{list}{scheme}-{}{part}.xlsx", self.ask.month), bytes, rows);
        match &self.rows {
            Rows::Kept(rows) => {
                file.notes.push(format!("lập từ {} dòng của các danh sách nhập trong tháng", rows.len()));
                let undecided = rows.iter().filter(|(_, row)| !["up", "down"].contains(&field(row, "change"))).count();
                if 0 < undecided {
                    file.notes.push(format!("{undecided} dòng không ghi tăng hay giảm nên không có trong danh sách"));
                }
            }
            Rows::Changes(..) => {
                file.notes.push("lập từ người vào và ra danh sách chi trả; các ô chưa biết để trống".to_owned());
            }
        }
        file
    }
}

/// Which of the rows that came in are asked for.
struct Asked<'a> {
    office: &'a Office,
    profile: &'a Profile,
    ask: &'a ListAsk,
    scope: &'a Scope,
    day: Day,
}

/// The rows of lists that came in during the month, of the communes asked for.
fn kept(tx: &mut Tx<'_>, asked: &Asked<'_>, known: Moment) -> Result<Vec<(Place, KeptRow)>, OfficeError> {
    let mut rows = Vec::new();
    kept_rows::of_kind(tx, KEPT, known, |kept| {
        if asked.ask.month.contains(kept.recorded_at.vietnam_day()) {
            rows.push(kept.fact);
        }
        Ok(())
    })?;
    let placed = rows.into_iter().filter_map(|row| Some((asked.place(&row)?, row)));
    let mut placed: Vec<(Place, KeptRow)> = placed.collect();
    placed.sort_by_cached_key(|(place, row)| (place.clone(), sort_key(field(row, "name")), row.import, row.row_no));
    Ok(placed)
}

impl Asked<'_> {
    /// Where the row says somebody lives; `None` for people who are not asked for.
    fn place(&self, row: &KeptRow) -> Option<Place> {
        let (commune, village) = (field(row, "commune"), field(row, "village"));
        let unit = self.office.units.commune_named(&self.profile.unit, commune, self.day);
        let is_asked = self.scope.holds(unit.map(|unit| &unit.id));
        let commune = unit.map_or(commune, |unit| unit.name.as_str());
        let shown = place_name(Some(village), commune);
        is_asked.then(|| Place { commune_key: fold(commune), village_key: fold(village), shown })
    }
}

fn field<'a>(row: &'a KeptRow, name: &str) -> &'a str {
    row.fields.get(name).map_or("", String::as_str)
}

/// The birth date as a list prints it, or as the row says it.
fn birth(row: &KeptRow) -> String {
    let said = field(row, "birth");
    said.parse::<BirthDate>().map_or_else(|_| said.to_owned(), BirthDate::shown)
}

fn sex(row: &KeptRow) -> &'static str {
    match field(row, "sex") {
        "M" => Sex::Male.shown(),
        "F" => Sex::Female.shown(),
        _ => "",
    }
}

/// A line of one of the two lists.
trait Insured {
    fn of_kept(row: &KeptRow) -> Self;
    fn of_change(change: &PersonChange) -> Self;
}

impl Insured for D03Line {
    fn of_kept(row: &KeptRow) -> D03Line {
        D03Line {
            name: field(row, "name").to_owned(),
            insurance_number: field(row, "bhxh").to_owned(),
            personal_id: field(row, "doc").to_owned(),
            birth: birth(row),
            sex: sex(row).to_owned(),
            note: field(row, "reason").to_owned(),
            ..D03Line::default()
        }
    }

    fn of_change(change: &PersonChange) -> D03Line {
        D03Line {
            name: change.entry.name.clone(),
            personal_id: personal_id(&change.entry),
            birth: change.entry.birth.shown(),
            sex: change.entry.sex.map_or_else(String::new, |sex| sex.shown().to_owned()),
            from: Some(change.from),
            note: note(change),
            ..D03Line::default()
        }
    }
}

impl Insured for D07Line {
    fn of_kept(row: &KeptRow) -> D07Line {
        D07Line {
            name: field(row, "name").to_owned(),
            personal_id: field(row, "doc").to_owned(),
            birth: birth(row),
            note: field(row, "reason").to_owned(),
            ..D07Line::default()
        }
    }

    fn of_change(change: &PersonChange) -> D07Line {
        D07Line {
            name: change.entry.name.clone(),
            personal_id: personal_id(&change.entry),
            birth: change.entry.birth.shown(),
            amount: Some(change.amount),
            note: note(change),
            ..D07Line::default()
        }
    }
}

fn note(change: &PersonChange) -> String {
    match change.decision.as_str() {
        "" => change.reason.clone(),
        number => format!("{}, {number}", change.reason),
    }
}
