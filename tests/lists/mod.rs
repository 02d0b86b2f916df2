//! Lists as offices make them: invented people laid out in one of very many ways, and read back without a loss.
//!
//! A failure prints its seed. `LISTS_SEEDS=1000..200000` tries others than the usual few hundred.

mod chance;
mod columns;
mod hostile;
mod layout;
mod people;
mod sheet;

use std::collections::BTreeSet;
use std::ops::Range;

use paper::grid;
use paper::lists::{self, Kind, List, Options};

use layout::Laid;

const SEEDS: Range<u64> = 0..250;

fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("LISTS_SEEDS") else { return SEEDS };
    let (from, until) = text.split_once("..").expect("LISTS_SEEDS is two numbers, as 0..1000");
    from.parse().expect("a number")..until.parse().expect("a number")
}

#[test]
fn every_layout_of_a_list_gives_back_the_people_it_was_made_of() {
    let wrong: Vec<String> = seeds().filter_map(|seed| check(seed).err()).collect();
    let shown: Vec<&str> = wrong.iter().take(20).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of the layouts failed:\n{}", wrong.len(), shown.join("\n"));
}

/// Lays out a list and reads it; what differs is told with the seed.
fn check(seed: u64) -> Result<(), String> {
    let laid = layout::any(seed);
    let bytes = sheet::bytes(&laid.sheets, laid.format);
    let failed = |says: String| format!("seed {seed}, {} as {:?}: {says}", laid.kind, laid.format);
    let book = grid::open(&laid.file, &bytes).map_err(|error| failed(error.to_string()))?;
    let kind = (!laid.tells_kind).then_some(laid.kind);
    let list =
        lists::read(&book, &Options { kind, ..Options::default() }).map_err(|error| failed(error.to_string()))?;
    differences(&laid, &list).map_or(Ok(()), |says| Err(failed(says)))
}

fn differences(laid: &Laid, list: &List) -> Option<String> {
    if list.kind != laid.kind {
        return Some(format!("read as {}", list.kind));
    }
    let places = |rows: &mut dyn Iterator<Item = (u16, u32)>| rows.collect::<BTreeSet<_>>();
    let wanted = places(&mut laid.records.iter().map(|record| (record.sheet, record.row)));
    let read = places(&mut list.records.iter().map(|record| (record.sheet, record.row)));
    if wanted != read || list.records.len() != laid.records.len() {
        let lost: Vec<_> = wanted.difference(&read).collect();
        let made_up: Vec<_> = read.difference(&wanted).collect();
        return Some(format!("lost {lost:?}, made up {made_up:?}, {:?}", list.rejects.first()));
    }
    for (wanted, record) in laid.records.iter().zip(&list.records) {
        let told: Vec<(String, String)> =
            record.told(list.kind).into_iter().map(|(name, text)| (name.into_owned(), text)).collect();
        if told != wanted.told {
            let pairs = wanted.told.iter().zip(&told).find(|(wanted, told)| wanted != told);
            return Some(format!("sheet {} row {}: {pairs:?}", record.sheet, record.row));
        }
    }
    remarks(laid, list).or_else(|| checks(laid, list))
}

/// Wrong sums are told with their row, and nothing else is found fault with.
fn remarks(laid: &Laid, list: &List) -> Option<String> {
    if let Some(reject) = list.rejects.first() {
        return Some(format!("rejected: {reject:?}"));
    }
    let hidden = laid.sheets.iter().filter(|sheet| sheet.hidden).count();
    let told: BTreeSet<(u16, u32)> = list.warnings.iter().filter_map(|note| note.sheet.zip(note.row)).collect();
    let wrong: BTreeSet<(u16, u32)> = laid.wrong.iter().copied().collect();
    if told != wrong || list.warnings.len() != hidden + told.len() {
        return Some(format!(
            "sums {wrong:?} are wrong, but it says {:?}",
            list.warnings.iter().take(3).collect::<Vec<_>>()
        ));
    }
    None
}

fn checks(laid: &Laid, list: &List) -> Option<String> {
    let checks = &list.checks;
    if checks.records != laid.records.len() {
        return Some(format!("{} records counted", checks.records));
    }
    let month = checks.month.map(|month| month.to_string());
    if laid.month.is_some() && month != laid.month {
        return Some(format!("month {month:?}, not {:?}", laid.month));
    }
    if matches!(laid.kind, Kind::Btxh | Kind::BtxhPay | Kind::Ncc) {
        let agree = laid.declared.map(|_| !laid.is_declared_wrong);
        if (checks.declared_total, checks.totals_agree) != (laid.declared, agree) {
            let read = (checks.declared_total, checks.totals_agree);
            return Some(format!("totals {read:?}, not {:?}", (laid.declared, agree)));
        }
    }
    None
}
