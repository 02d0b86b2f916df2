//! What was read against what the file says of itself: counts, sums, and the sums of its own last rows.

use domain::kernel::{Dong, Month};
use serde::Serialize;
use serde::ser::SerializeMap;

use super::body::{Classifier, Level, Line, Total};
use super::cells;
use super::records::{Body, Change, Class, Record};
use super::vocabulary::{Field, Kind};
use super::{Note, Table};
use crate::grid::Grid;

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
    #[serde(rename = "poor", skip_serializing_if = "Option::is_none")]
    pub ho_ngheo: Option<usize>,
    #[serde(rename = "near_poor", skip_serializing_if = "Option::is_none")]
    pub ho_can_ngheo: Option<usize>,
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
pub(super) fn checked(
    kind: Kind,
    grids: &[Grid],
    tables: &[Table],
    records: &[Record],
    funders: &[String],
) -> (Checks, Vec<Note>) {
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
    let (declared, differences) = declared(kind, grids, tables, records);
    notes.extend(differences);
    checks.declared = declared.map(|total| total.said);
    if matches!(kind, Kind::Btxh | Kind::BtxhPay | Kind::Ncc) {
        checks.declared_total = declared.map(|total| total.said.0);
        checks.totals_agree = declared.map(|total| total.agrees);
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
    let (mut ho_ngheo, mut ho_can_ngheo) = (0, 0);
    for record in records {
        let Body::Member(member) = &record.body else { continue };
        // A household is a block: its number may come again in the next village.
        let is_new =
            seen.insert((record.sheet, record.who.commune.clone(), record.who.village.clone(), member.household));
        match member.class.filter(|_| is_new) {
            Some(Class::HoNgheo) => ho_ngheo += 1,
            Some(Class::HoCanNgheo) => ho_can_ngheo += 1,
            None => {}
        }
    }
    checks.households = Some(seen.len());
    checks.ho_ngheo = Some(ho_ngheo);
    checks.ho_can_ngheo = Some(ho_can_ngheo);
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
    [Field::Total, Field::Amount, Field::MainBenefit].into_iter().find_map(|field| table.header.place(field))
}

/// What the totals of the file say in all, whether that is what was read, and where one of them differs.
fn declared(kind: Kind, grids: &[Grid], tables: &[Table], records: &[Record]) -> (Option<Declared>, Vec<Note>) {
    let mut whole: Option<Declared> = None;
    let mut notes = Vec::new();
    let mut rest = records;
    for table in tables {
        let own =
            rest.iter().take_while(|record| record.sheet == table.sheet && table.rows.contains(&record.row)).count();
        let (here, after) = rest.split_at(own);
        rest = after;
        let mut totals = Totals::new(kind, &grids[table.sheet as usize], table, here);
        totals.read();
        notes.append(&mut totals.notes);
        if let Some(said) = totals.said() {
            let before = whole.unwrap_or(Declared { said: Dong::ZERO, agrees: true });
            whole = Some(Declared { said: before.said + said.said, agrees: before.agrees && said.agrees });
        }
    }
    (whole, notes)
}

/// What a file says it comes to.
#[derive(Clone, Copy)]
struct Declared {
    said: Dong,
    agrees: bool,
}

/// The rows of sums of one table beside the rows above them.
struct Totals<'a> {
    kind: Kind,
    table: &'a Table,
    records: &'a [Record],
    /// Under each column that is summed somewhere: what its first records come to, for every number of them.
    running: Vec<(u16, Vec<Dong>)>,
    /// The column whose sum is the list's.
    column: Option<u16>,
    grand: Option<Dong>,
    parts: Option<Dong>,
    /// How many records the sums of parts have covered.
    covered: usize,
    notes: Vec<Note>,
}

impl<'a> Totals<'a> {
    fn new(kind: Kind, grid: &Grid, table: &'a Table, records: &'a [Record]) -> Totals<'a> {
        let classifier = Classifier::new(grid, &table.header, table.context.times());
        let totals =
            table.lines.iter().filter_map(|(_, line)| if let Line::Total(total) = line { Some(total) } else { None });
        let mut columns: Vec<u16> = totals.flat_map(|total| total.sums.iter().map(|(column, _)| *column)).collect();
        columns.sort_unstable();
        columns.dedup();
        let running = |column: u16| {
            let times = classifier.times_of(column);
            let said = |record: &Record| {
                let row = grid.row_numbered(record.row)?;
                cells::money(row.cell(column), times).ok().flatten()
            };
            let mut sum = Dong::ZERO;
            let sums = records.iter().map(|record| {
                sum += said(record).unwrap_or(Dong::ZERO);
                sum
            });
            (column, std::iter::once(Dong::ZERO).chain(sums).collect())
        };
        Totals {
            kind,
            table,
            records,
            running: columns.into_iter().map(running).collect(),
            column: summed_column(table),
            grand: None,
            parts: None,
            covered: 0,
            notes: Vec::new(),
        }
    }

    fn read(&mut self) {
        let mut after_total = false;
        for (_, line) in &self.table.lines {
            match line {
                Line::Record => after_total = false,
                Line::Total(total) => {
                    self.compare(total, after_total);
                    after_total = true;
                }
                _ => {}
            }
        }
    }

    fn compare(&mut self, total: &Total, after_total: bool) {
        let end = match self.records.partition_point(|record| record.row < total.row) {
            // A sum above the first row speaks of all that follow.
            0 if total.level == Level::Grand => self.records.len(),
            end => end,
        };
        let said = total.sums.iter().find(|(column, _)| Some(*column) == self.column).map(|(_, sum)| *sum);
        let is_part_sum = said.is_some() && said == self.sum_of(self.column, self.covered, end);
        let is_whole_sum = said.is_some() && said == self.sum_of(self.column, 0, end);
        let level = match total.level {
            // A plain "Cộng" right below another sum is the sum of the sums.
            Level::Part if after_total => Level::Grand,
            // "Tổng cộng" of each commune, in a list of several.
            Level::Grand if is_part_sum && !is_whole_sum => Level::Part,
            level => level,
        };
        let from = if level == Level::Grand { 0 } else { self.covered.min(end) };
        match level {
            Level::Page => return,
            Level::Grand => self.grand = said.or(self.grand),
            Level::Part => {
                self.parts = said.map_or(self.parts, |said| Some(self.parts.unwrap_or(Dong::ZERO) + said));
                self.covered = end;
            }
        }
        if from < end {
            self.note_differences(total, from, end);
        }
    }

    fn note_differences(&mut self, total: &Total, from: usize, end: usize) {
        let mut says = Vec::new();
        for (column, said) in &total.sums {
            let Some(read) = self.sum_of(Some(*column), from, end).filter(|read| read != said) else { continue };
            let title = self.table.header.columns.iter().find(|known| known.place == *column);
            let title = title
                .filter(|_| Some(*column) != self.column)
                .map_or(String::new(), |title| format!(" ở cột “{}”", title.title));
            says.push(format!("“{}” ghi {said}{title}, các dòng đọc được cộng lại {read}", total.label));
        }
        for (said, word) in &total.counts {
            let Some(read) = counted(self.kind, word, &self.records[from..end]) else { continue };
            if *said as usize != read {
                says.push(format!("“{}” ghi {said}, đọc được {read} dòng", total.label));
            }
        }
        let (sheet, row) = (Some(self.table.sheet), Some(total.row));
        self.notes.extend(says.into_iter().map(|says| Note { sheet, row, says }));
    }

    fn sum_of(&self, column: Option<u16>, from: usize, end: usize) -> Option<Dong> {
        let (_, running) = self.running.iter().find(|(place, _)| Some(*place) == column)?;
        Some(*running.get(end)? - *running.get(from)?)
    }

    /// Sums of parts are the whole only where they leave nobody out.
    fn said(&self) -> Option<Declared> {
        let parts = self.parts.filter(|_| self.covered == self.records.len());
        let said = self.grand.or(parts)?;
        Some(Declared { said, agrees: Some(said) == self.sum_of(self.column, 0, self.records.len()) })
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
