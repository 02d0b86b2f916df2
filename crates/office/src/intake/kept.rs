//! Every row of a list is kept as it was read; rows of lists without a register are found again only here.

use std::collections::{HashMap, HashSet};

use domain::kernel::{Month, OldIdNumber, PersonId, PersonalId};
use paper::lists::{List, Record};
use paper::template::{Beneficiary, Source};
use store::kept_rows::{self, KeptRow};
use store::{Tx, imports};

use super::source;
use crate::access::RowCommunes;
use crate::register::{Intent, RowNote, TakenIn, Taking, take_in_within};
use crate::{Acting, Office, OfficeError, profile};

/// Whom the rows surely mean; nobody is made new by a list of gifts or cards.
pub fn matched(office: &Office, tx: &mut Tx<'_>, acting: Acting, list: &List) -> Result<TakenIn, OfficeError> {
    // Nobody is made new, so the day from which somebody lives here is not asked for.
    let month = list.month.unwrap_or(acting.today().month());
    let communes = RowCommunes::new(office, acting, &profile::need(tx, acting.now)?);
    let mut rejects = Vec::new();
    let mut rows: Vec<Beneficiary> = Vec::new();
    for record in &list.records {
        match communes.refused(&record.who.commune) {
            Some(says) => rejects.push(RowNote::new(&source(list, record), says)),
            None => rows.extend(person_row(list, record, month)),
        }
    }
    let mut taken_in = take_in_within(office, tx, acting, &rows, (Taking::Matches, Intent::Preview))?;
    taken_in.rejects.splice(0..0, rejects);
    Ok(taken_in)
}

/// A row as far as it says who somebody is; nothing when it has no birth date to know them by.
pub fn person_row(list: &List, record: &Record, month: Month) -> Option<Beneficiary> {
    let who = &record.who;
    let doc = who.doc.as_deref().unwrap_or_default();
    let birth = who.birth?;
    Some(Beneficiary {
        source: source(list, record),
        personal_id: doc.parse::<PersonalId>().ok(),
        old_id: doc.parse::<OldIdNumber>().ok(),
        name: who.name.clone(),
        sex: who.sex,
        birth,
        commune: who.commune.to_string(),
        village: who.village.to_string(),
        group: String::new(),
        percent: None,
        years: None,
        attributes: Vec::new(),
        about: Vec::new(),
        from_month: month,
        settled_until: None,
        until_month: None,
        decision_number: None,
        decision_date: None,
        event_day: None,
        receiver: None,
        account: None,
        bank: None,
        household_head: None,
        household_class: None,
        note: String::new(),
        settlement: record.settlement.as_deref().map(str::to_owned),
    })
}

/// Writes the rows down, each with the person it means where that is sure: but no row of another's area, and none that
/// the same file left when somebody else brought it.
pub fn keep(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    (import, sha256): (i64, &str),
    list: &List,
    taken_in: &TakenIn,
) -> Result<(), OfficeError> {
    let communes = RowCommunes::new(office, acting, &profile::need(tx, acting.now)?);
    let earlier = kept_before(tx, acting, sha256)?;
    let people: HashMap<&Source, PersonId> = taken_in.people.iter().map(|(source, person)| (source, *person)).collect();
    let about_list = about(list);
    let row = |record: &Record| {
        let source = source(list, record);
        let told = record.told(list.kind).into_iter().map(|(name, text)| (name.into_owned(), text));
        let told = told.chain(about_list.iter().cloned());
        KeptRow {
            import,
            row_no: i64::from(record.row),
            kind: list.kind.key().to_owned(),
            person: people.get(&source).copied(),
            fields: told.filter(|(_, text)| !text.is_empty()).collect(),
            sheet: source.sheet.to_string(),
        }
    };
    let own = list.records.iter().filter(|record| communes.refused(&record.who.commune).is_none()).map(row);
    let rows: Vec<KeptRow> = own.filter(|row| !earlier.contains(&(row.sheet.clone(), row.row_no))).collect();
    Ok(kept_rows::add_many(tx, &rows, acting.recording())?)
}

/// The rows of the same bytes that are kept already.
fn kept_before(tx: &mut Tx<'_>, acting: Acting, sha256: &str) -> Result<HashSet<(String, i64)>, OfficeError> {
    let mut rows = HashSet::new();
    for file in imports::list_by_sha256(tx, sha256)? {
        let kept = kept_rows::of_import(tx, file.id, acting.now)?;
        rows.extend(kept.into_iter().map(|kept| (kept.fact.sheet, kept.fact.row_no)));
    }
    Ok(rows)
}

/// What a row means only together with its list: the month, the occasion, who gives the money of which column.
fn about(list: &List) -> Vec<(String, String)> {
    let month = list.month.map(|month| ("month".to_owned(), month.to_string()));
    let year = list.context.year.map(|year| ("year".to_owned(), year.to_string()));
    let occasion = list.context.occasion.clone().map(|occasion| ("occasion".to_owned(), occasion));
    let funders = list.funders.iter().enumerate().map(|(place, name)| (format!("funder{place}"), name.clone()));
    month.into_iter().chain(year).chain(occasion).chain(funders).collect()
}
