//! What was read against what the file says of itself: counts, sums, and the sums of its own last rows.

use domain::kernel::{Dong, Month};
use serde::Serialize;
use serde::ser::SerializeMap;

use super::body::{Level, Line, Total};
use super::records::{Body, Change, Class, Record};
use super::vocabulary::{Field, Kind};
use super::{Note, Table};

/// Counts and sums of a list. What its kind does not have is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checks {
    pub kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households: Option<usize>,
    pub records: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum_amount: Option<i64>,
    /// What the file's own total rows say; they are never read as records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared_total: Option<i64>,
    /// The same for every kind of list, for whoever must hold it against something else.
    #[serde(skip)]
    pub declared: Option<Dong>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totals_agree: Option<bool>,
    #[serde(skip_serializing_if = "Shares::is_empty")]
    pub per_village: Shares,
    #[serde(skip_serializing_if = "Shares::is_empty")]
    pub per_commune: Shares,
    #[serde(skip_serializing_if = "Shares::is_empty")]
    pub by_funder: Shares,
    /// How many đồng one unit of a gift list's money is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poor: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near_poor: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpaid: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum_paid: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum_unpaid: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub down: Option<usize>,
    /// What disagrees, for a pay list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Numbers by name, in the order in which the names were first met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shares(pub Vec<(String, i64)>);

impl Shares {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, name: &str, count: i64) {
        // Lists are ordered by place, so the last name is mostly the one.
        match self.0.iter_mut().rev().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += count,
            None => self.0.push((name.to_owned(), count)),
        }
    }
}

impl Serialize for Shares {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, count) in &self.0 {
            map.serialize_entry(name, count)?;
        }
        map.end()
    }
}

/// Counts and sums of what was read, and a remark for every sum or count of the file that differs.
pub(super) fn checked(kind: Kind, tables: &[Table], records: &[Record], funders: &[String]) -> (Checks, Vec<Note>) {
    let mut checks = Checks { kind: Some(kind), records: records.len(), ..Checks::default() };
    let context = |pick: fn(&Table) -> Option<i16>| tables.iter().find_map(pick);
    let month = tables.iter().find_map(|table| table.context.month);
    let mut notes = Vec::new();
    match kind {
        Kind::Plan => checks.year = context(|table| table.context.year),
        Kind::PoorHouseholds => {
            checks.year = context(|table| table.context.year);
            households(&mut checks, records);
        }
        Kind::Gifts => {
            checks.occasion = tables.iter().find_map(|table| table.context.occasion.clone());
            checks.unit = Some(tables.iter().find_map(|table| table.context.times).unwrap_or(1));
            checks.sum_amount = Some(sum(records).0);
            by_funder(&mut checks, records, funders);
        }
        Kind::PaymentResult => {
            checks.month = month;
            answers(&mut checks, records);
        }
        Kind::BhytChanges => {
            checks.month = month;
            let count = |wanted: Change| {
                let is =
                    |record: &&Record| matches!(&record.body, Body::Insurance(body) if body.change == Some(wanted));
                records.iter().filter(is).count()
            };
            checks.up = Some(count(Change::Up));
            checks.down = Some(count(Change::Down));
        }
        Kind::Btxh | Kind::BtxhPay | Kind::Ncc => {
            checks.month = month;
            checks.sum_amount = Some(sum(records).0);
            places(&mut checks, records);
        }
    }
    let (declared, differences) = declared(kind, tables, records);
    notes.extend(differences);
    checks.declared = declared;
    if matches!(kind, Kind::Btxh | Kind::BtxhPay | Kind::Ncc) {
        checks.declared_total = declared.map(|total| total.0);
        checks.totals_agree = declared.map(|total| Some(total.0) == checks.sum_amount);
    }
    if kind == Kind::BtxhPay {
        let says: Vec<&str> = notes.iter().map(|note: &Note| note.says.as_str()).collect();
        checks.note = Some(says.join("; "));
    }
    (checks, notes)
}

fn sum(records: &[Record]) -> Dong {
    records.iter().filter_map(Record::sum).sum()
}

/// By village, or by commune where the list has several.
fn places(checks: &mut Checks, records: &[Record]) {
    let mut communes = Shares::default();
    let mut villages = Shares::default();
    for record in records {
        communes.add(&record.who.commune, 1);
        villages.add(&record.who.village, 1);
    }
    match communes.0.len() > 1 {
        true => checks.per_commune = communes,
        false => checks.per_village = villages,
    }
}

fn by_funder(checks: &mut Checks, records: &[Record], funders: &[String]) {
    for (place, name) in funders.iter().enumerate() {
        let part = |record: &Record| match &record.body {
            Body::Gift(gift) => gift.parts.get(place).copied().flatten(),
            _ => None,
        };
        checks.by_funder.add(name, records.iter().filter_map(part).sum::<Dong>().0);
    }
}

fn households(checks: &mut Checks, records: &[Record]) {
    let mut seen = std::collections::HashSet::new();
    let (mut poor, mut near_poor) = (0, 0);
    for record in records {
        let Body::Member(member) = &record.body else { continue };
        // A household is a block: its number may come again in the next village.
        let is_new =
            seen.insert((record.sheet, record.who.commune.clone(), record.who.village.clone(), member.household));
        match member.class.filter(|_| is_new) {
            Some(Class::Poor) => poor += 1,
            Some(Class::NearPoor) => near_poor += 1,
            None => {}
        }
    }
    checks.households = Some(seen.len());
    checks.poor = Some(poor);
    checks.near_poor = Some(near_poor);
}

fn answers(checks: &mut Checks, records: &[Record]) {
    let (mut paid, mut unpaid) = ((0, Dong::ZERO), (0, Dong::ZERO));
    for record in records {
        let Body::Answer(answer) = &record.body else { continue };
        match answer.paid {
            Some(true) => paid = (paid.0 + 1, paid.1 + answer.paid_amount.unwrap_or(Dong::ZERO)),
            Some(false) => unpaid = (unpaid.0 + 1, unpaid.1 + answer.unpaid_amount.unwrap_or(Dong::ZERO)),
            None => {}
        }
    }
    (checks.paid, checks.sum_paid) = (Some(paid.0), Some(paid.1.0));
    (checks.unpaid, checks.sum_unpaid) = (Some(unpaid.0), Some(unpaid.1.0));
}

/// The column whose sum is the list's: of the totals if there is one.
fn summed_column(table: &Table) -> Option<u16> {
    [Field::Total, Field::Amount, Field::Allowance].into_iter().find_map(|field| table.header.place(field))
}

/// What the totals of the file say in all, and where one of them differs from the rows above it.
fn declared(kind: Kind, tables: &[Table], records: &[Record]) -> (Option<Dong>, Vec<Note>) {
    let mut whole: Option<Dong> = None;
    let mut notes = Vec::new();
    let mut rest = records;
    for table in tables {
        let own =
            rest.iter().take_while(|record| record.sheet == table.sheet && table.rows.contains(&record.row)).count();
        let (here, after) = rest.split_at(own);
        rest = after;
        let mut of_table = TableTotals::default();
        of_table.read(kind, table, here, &mut notes);
        if let Some(total) = of_table.grand.or(of_table.parts) {
            whole = Some(whole.unwrap_or(Dong::ZERO) + total);
        }
    }
    (whole, notes)
}

#[derive(Default)]
struct TableTotals {
    grand: Option<Dong>,
    parts: Option<Dong>,
}

impl TableTotals {
    fn read(&mut self, kind: Kind, table: &Table, records: &[Record], notes: &mut Vec<Note>) {
        let column = summed_column(table);
        let mut since_total = 0;
        let mut after_total = false;
        for (_, line) in &table.lines {
            match line {
                Line::Record => after_total = false,
                Line::Total(total) => {
                    let end = records.partition_point(|record| record.row < total.row);
                    // A plain "Cộng" right below another sum is the sum of the sums.
                    let level = if after_total && total.level == Level::Part { Level::Grand } else { total.level };
                    let above = match level {
                        Level::Grand => &records[..end],
                        Level::Part | Level::Page => &records[since_total.min(end)..end],
                    };
                    self.compare(kind, table, (total, level), above, column, notes);
                    after_total = true;
                    if level == Level::Part {
                        since_total = end;
                    }
                }
                _ => {}
            }
        }
    }

    fn compare(
        &mut self,
        kind: Kind,
        table: &Table,
        (total, level): (&Total, Level),
        above: &[Record],
        column: Option<u16>,
        notes: &mut Vec<Note>,
    ) {
        let note = |says: String| Note { sheet: Some(table.sheet), row: Some(total.row), says };
        let said = column.and_then(|column| total.sums.iter().find(|(place, _)| *place == column)).map(|(_, sum)| *sum);
        if let Some(said) = said {
            let read = sum(above);
            if said != read && level != Level::Page && !above.is_empty() {
                notes.push(note(format!("“{}” ghi {said}, các dòng đọc được cộng lại {read}", total.label)));
            }
            match level {
                Level::Grand => self.grand = Some(said),
                Level::Part => self.parts = Some(self.parts.unwrap_or(Dong::ZERO) + said),
                Level::Page => {}
            }
        }
        for (said, word) in &total.counts {
            let Some(read) = counted(kind, word, above) else { continue };
            if *said as usize != read && level != Level::Page {
                notes.push(note(format!("“{}” ghi {said}, đọc được {read} dòng", total.label)));
            }
        }
    }
}

/// How many of what a label counts were read; `None` for words that count something else.
fn counted(kind: Kind, word: &str, records: &[Record]) -> Option<usize> {
    let members = |pick: fn(&super::records::Member) -> bool| {
        records.iter().filter(|record| matches!(&record.body, Body::Member(member) if pick(member))).count()
    };
    match (kind, word) {
        (Kind::PoorHouseholds, "ho") => Some(members(|member| member.member == 1)),
        (_, "nguoi" | "khau" | "doi" | "dong" | "suat") => Some(records.len()),
        _ => None,
    }
}
