//! What a roll pays: the sheet people sign, commune by commune, and its sums.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::kernel::{Moment, PersonId, RunId, UnitId, fold, sort_key};
use domain::payment::{LineKind, PersonTotal};
use paper::roll::{self, RollAmounts, RollLine, RollSheet, RollSigner, RollVillage};
use paper::sheets::summary::{self, SummaryList, UnitSum};
use store::roster::RosterEntry;
use store::runs::{LineFilter, lines};
use store::{Db, Tx};

use super::{ListAsk, ListFile, Part, foot, list, place_name};
use crate::roll::need;
use crate::{Acting, Office, OfficeError, profile};

/// The sheets people sign: one for each commune, village by village.
pub fn pay_list(office: &Office, db: &Db, acting: Acting, ask: &ListAsk) -> Result<ListFile, OfficeError> {
    list(office, db, acting, ("pay-list", ask), |tx, part| {
        let sheets = sheets(tx, &part)?;
        let rows = sheets.iter().flat_map(|sheet| &sheet.villages).map(|village| village.lines.len()).sum();
        Ok(ListFile::new(part.file_name("chi-tra"), roll::to_xlsx_by_unit(&sheets)?, rows))
    })
}

/// The sheets of one roll: of all its communes, or of some.
pub(crate) fn sheets_by_commune(
    office: &Office,
    tx: &mut Tx<'_>,
    (run, units): (RunId, Option<HashSet<UnitId>>),
    known: Moment,
) -> Result<Vec<RollSheet>, OfficeError> {
    let stored = need(tx, run)?;
    let (profile, area) = (profile::need(tx, known)?, stored.run.unit.clone());
    sheets(tx, &Part { office, stored, profile, area, units, known })
}

/// What a roll pays in each commune, a line a commune.
pub fn pay_summary(office: &Office, db: &Db, acting: Acting, ask: &ListAsk) -> Result<ListFile, OfficeError> {
    list(office, db, acting, ("pay-summary", ask), |tx, part| {
        let mut sums: BTreeMap<(String, UnitId), (HashSet<PersonId>, PersonTotal)> = BTreeMap::new();
        let name = |unit: &UnitId| office.units.name(unit).to_owned();
        each_paid(tx, &part, |line| {
            let sum = sums.entry((fold(&name(&line.unit)), line.unit)).or_default();
            sum.0.insert(line.person);
            sum.1.add(line.kind, line.amount);
        })?;
        let units = sums.into_iter().map(|((_, unit), (people, total))| UnitSum {
            unit: name(&unit),
            people: u32::try_from(people.len()).unwrap_or(u32::MAX),
            amounts: amounts(total),
            note: String::new(),
        });
        let units: Vec<UnitSum> = units.collect();
        let rows = units.len();
        let table = SummaryList { head: part.head("Tổng hợp chi trả"), units, foot: foot(&part.profile) };
        Ok(ListFile::new(part.file_name("tong-hop-chi-tra"), summary::to_xlsx(&table)?, rows))
    })
}

/// Visits the lines that are money and belong to the part, in the order of people.
fn each_paid(tx: &mut Tx<'_>, part: &Part<'_>, mut visit: impl FnMut(lines::StoredLine)) -> Result<(), OfficeError> {
    lines::each_line(tx, part.run().id, &LineFilter::default(), |line| {
        if line.kind.is_paid() && part.holds(&line.unit) {
            visit(line);
        }
        Ok(())
    })?;
    Ok(())
}

fn amounts(total: PersonTotal) -> RollAmounts {
    RollAmounts {
        monthly: total.regular,
        arrears: total.arrears,
        carried_over: total.carried_over,
        one_off: total.one_off,
    }
}

/// All that one person is paid on the roll.
struct PersonPaid {
    person: PersonId,
    unit: UnitId,
    groups: Vec<String>,
    kinds: Vec<LineKind>,
    total: PersonTotal,
}

fn people_paid(tx: &mut Tx<'_>, part: &Part<'_>) -> Result<Vec<PersonPaid>, OfficeError> {
    let mut paid: Vec<PersonPaid> = Vec::new();
    each_paid(tx, part, |line| {
        if paid.last().is_none_or(|last| last.person != line.person) {
            let (groups, kinds) = (Vec::new(), Vec::new());
            paid.push(PersonPaid {
                person: line.person,
                unit: line.unit,
                groups,
                kinds,
                total: PersonTotal::default(),
            });
        }
        let Some(last) = paid.last_mut() else { return };
        last.total.add(line.kind, line.amount);
        if !last.kinds.contains(&line.kind) {
            last.kinds.push(line.kind);
        }
        last.groups.extend(line.group.filter(|group| !last.groups.contains(group)));
    })?;
    Ok(paid)
}

/// A village's people in the order of their names.
type Village<'a> = BTreeMap<(String, PersonId), &'a PersonPaid>;
/// By the folded name and the name.
type Villages<'a> = BTreeMap<(String, String), Village<'a>>;

fn sheets(tx: &mut Tx<'_>, part: &Part<'_>) -> Result<Vec<RollSheet>, OfficeError> {
    let paid = people_paid(tx, part)?;
    let people: Vec<PersonId> = paid.iter().map(|one| one.person).collect();
    let entries = part.entries(tx, &people, part.known)?;
    let mut communes: BTreeMap<(String, &UnitId), Villages<'_>> = BTreeMap::new();
    for one in &paid {
        let commune = part.office.units.name(&one.unit);
        let entry = entries.get(&one.person);
        let name = entry.map_or("", |entry| entry.name.as_str());
        let village = entry.and_then(|entry| entry.village.clone()).unwrap_or_default();
        let villages = communes.entry((fold(commune), &one.unit)).or_default();
        villages.entry((fold(&village), village)).or_default().insert((sort_key(name), one.person), one);
    }
    Ok(communes.into_iter().map(|((_, unit), villages)| sheet(part, unit, villages, &entries)).collect())
}

fn sheet(
    part: &Part<'_>,
    unit: &UnitId,
    villages: Villages<'_>,
    entries: &HashMap<PersonId, RosterEntry>,
) -> RollSheet {
    let commune = part.office.units.name(unit).to_owned();
    let mut number = 0;
    let villages = villages.into_iter().map(|((_, village), people)| RollVillage {
        name: place_name(Some(&village), &commune),
        lines: people.into_values().map(|one| sheet_line(&mut number, one, entries.get(&one.person))).collect(),
    });
    let villages = villages.collect();
    let signer = |role: &str, name: &str| RollSigner { role: role.to_owned(), name: name.to_owned() };
    RollSheet {
        superior: Some(part.profile.superior.clone()),
        organ: part.profile.name.clone(),
        title: format!("Danh sách chi trả {}", part.scheme_name()).to_uppercase(),
        month: part.run().month,
        unit: commune,
        villages,
        signers: vec![
            signer("Người lập biểu", ""),
            signer("Kế toán", ""),
            signer(&part.profile.signer_title, &part.profile.signer_name),
        ],
    }
}

fn sheet_line(number: &mut u32, one: &PersonPaid, entry: Option<&RosterEntry>) -> RollLine {
    *number += 1;
    let unusual = one.kinds.iter().filter(|kind| **kind != LineKind::Regular).map(|kind| kind.shown());
    RollLine {
        number: *number,
        name: entry.map_or_else(String::new, |entry| entry.name.clone()),
        birth: entry.map_or_else(String::new, |entry| entry.birth.shown()),
        group: one.groups.join(", "),
        amounts: amounts(one.total),
        receiver: entry.and_then(|entry| entry.payee.as_ref()?.receiver.clone()).unwrap_or_default(),
        note: unusual.collect::<Vec<_>>().join(", "),
    }
}
