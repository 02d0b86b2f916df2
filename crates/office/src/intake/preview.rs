//! What a file came to, in the words of whoever looks at it before it is saved; and what they chose about it.

use std::collections::{BTreeMap, HashMap};

use domain::kernel::{Dong, Month, PersonId, show_count, show_month};
use paper::lists::{Checks, Column, Field, Kind, List, Shared};
use paper::template::{self, Source, TemplateKind};
use serde::{Deserialize, Serialize};
use store::{Db, people};

use super::{Ask, Counts, Imported, Settled, place, source};
use crate::register::{Intent, RowNote, Settlement};
use crate::{Acting, Office, OfficeError};

/// What somebody chose about a file: by a form, or as another program sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chosen {
    /// The key of a kind of list; `None` for what the file looks like.
    pub kind: Option<String>,
    pub month: Option<Month>,
    /// The key of a field by the title of its column; empty passes the column over.
    pub columns: BTreeMap<String, String>,
    /// How rows are settled, by sheet and the row's number: one of the words that were offered.
    pub settled: Vec<(String, usize, String)>,
}

impl Chosen {
    pub fn ask<'a>(&self, file: &'a str, bytes: &'a [u8], intent: Intent) -> Ask<'a> {
        let settled = self.settled.iter().filter_map(|(sheet, row, choice)| {
            Settlement::chosen(choice).map(|choice| ((sheet.clone(), *row), choice))
        });
        let columns = self.columns.iter().map(|(title, field)| (title.clone(), Field::named(field)));
        Ask {
            kind: self.kind.as_deref().and_then(Kind::named),
            month: self.month,
            columns: columns.collect(),
            settled: Settled(settled.collect()),
            ..Ask::new(file, bytes, intent)
        }
    }

    pub fn settle(&mut self, (sheet, row): (&str, usize), choice: &str) {
        self.settled.retain(|(of_sheet, of_row, _)| (of_sheet.as_str(), *of_row) != (sheet, row));
        if Settlement::chosen(choice).is_some() {
            self.settled.push((sheet.to_owned(), row, choice.to_owned()));
        }
    }

    fn of(&self, sheet: &str, row: usize) -> Option<&str> {
        let mut all = self.settled.iter();
        all.find(|(of_sheet, of_row, _)| (of_sheet.as_str(), *of_row) == (sheet, row))
            .map(|(.., choice)| choice.as_str())
    }
}

/// Every kind of list with its name.
pub fn kinds() -> Vec<(&'static str, &'static str)> {
    Kind::ALL.into_iter().map(|kind| (kind.key(), kind.shown())).collect()
}

/// Every meaning that a column may be given, with its name.
pub fn fields() -> Vec<(String, &'static str)> {
    let mut all: Vec<(String, &str)> = Field::all().map(|field| (field.key(), field.shown())).collect();
    all.sort_by_key(|(_, name)| domain::kernel::fold(name));
    all
}

/// Every template of our own, with its name.
pub fn templates() -> Vec<(&'static str, &'static str)> {
    TemplateKind::ALL.into_iter().map(|kind| (kind.name(), kind.title())).collect()
}

/// The empty template of this name.
pub fn template_file(office: &Office, db: &Db, acting: Acting, name: &str) -> Result<Vec<u8>, OfficeError> {
    super::template_for(office, Some(db), acting, name.parse()?)
}

/// What a file was read as, and what it would do.
#[derive(Debug, Clone)]
pub struct Preview {
    pub file: String,
    pub kind: String,
    pub is_template: bool,
    /// How sure the kind is, out of 100.
    pub sureness: u8,
    pub title: String,
    pub rows: usize,
    pub tables: Vec<TableSeen>,
    pub columns: Vec<ColumnSeen>,
    pub checks: Vec<CheckSeen>,
    /// How many rows each commune or village has.
    pub places: Vec<(String, i64)>,
    pub first_rows: Vec<FirstRow>,
    pub counts: Counts,
    pub notes: Vec<NoteSeen>,
    pub bar: Option<Bar>,
}

/// Why the file is not for saving here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// The answers of a payer belong to their roll.
    PaymentResult,
    NothingRead,
}

/// One table of the file.
#[derive(Debug, Clone)]
pub struct TableSeen {
    pub sheet: String,
    /// The numbers of its first and last row.
    pub rows: (u32, u32),
    pub columns: usize,
}

#[derive(Debug, Clone)]
pub struct ColumnSeen {
    pub title: String,
    /// The key of what it is read as; empty where it is passed over.
    pub field: String,
}

/// A number of what was read beside the file's own.
#[derive(Debug, Clone)]
pub struct CheckSeen {
    pub name: &'static str,
    pub read: String,
    /// What the file says itself.
    pub said: Option<String>,
    pub agrees: Option<bool>,
}

/// One of the first rows, as it was read.
#[derive(Debug, Clone)]
pub struct FirstRow {
    pub row: usize,
    pub name: String,
    pub birth: String,
    pub place: String,
    pub what: String,
    pub amount: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    Question,
    Changed,
    Reject,
    Warning,
}

/// A sentence about a row, with the ways to settle it.
#[derive(Debug, Clone)]
pub struct NoteSeen {
    pub concern: Concern,
    pub sheet: String,
    /// 0 where the whole file is meant.
    pub row: usize,
    pub name: String,
    pub says: String,
    /// Each as it is sent, and as it is shown.
    pub choices: Vec<(String, String)>,
    /// The people of the choices.
    pub people: Vec<PersonId>,
    pub chosen: Option<String>,
}

const FIRST_ROWS: usize = 8;

pub fn preview(
    office: &Office,
    db: &Db,
    acting: Acting,
    imported: &Imported,
    chosen: &Chosen,
) -> Result<Preview, OfficeError> {
    let list = imported.list.as_ref();
    let names = names(imported);
    let taken = &imported.taken_in;
    let known = known(office, db, acting, imported)?;
    let seen = |concern: Concern, note: &RowNote| NoteSeen {
        concern,
        sheet: note.source.sheet.to_string(),
        row: note.source.row,
        name: names.get(&(note.source.sheet.clone(), note.source.row)).cloned().unwrap_or_default(),
        says: note.says.clone(),
        choices: note.choices.iter().map(|choice| (choice.shown(), told(*choice, &known))).collect(),
        people: people_of(note).collect(),
        chosen: chosen.of(&note.source.sheet, note.source.row).map(str::to_owned),
    };
    let of = |concern: Concern, notes: &[RowNote]| notes.iter().map(|note| seen(concern, note)).collect::<Vec<_>>();
    let mut notes = of(Concern::Question, &taken.questions);
    notes.extend(of(Concern::Changed, &taken.changed));
    notes
        .extend(list.into_iter().flat_map(|list| unread(list, &list.rejects)).map(|note| seen(Concern::Reject, &note)));
    notes.extend(of(Concern::Reject, &taken.rejects));
    notes.extend(
        list.into_iter().flat_map(|list| unread(list, &list.warnings)).map(|note| seen(Concern::Warning, &note)),
    );
    notes.extend(of(Concern::Warning, &taken.warnings));
    let bar = match list {
        Some(list) if list.kind == Kind::PaymentResult => Some(Bar::PaymentResult),
        _ if imported.rows == 0 => Some(Bar::NothingRead),
        _ => None,
    };
    Ok(Preview {
        file: imported.file.clone(),
        kind: list.map_or_else(|| template_title(imported), |list| list.kind.shown().to_owned()),
        is_template: list.is_none(),
        sureness: list.map_or(100, |list| list.sureness),
        title: list.map(title).unwrap_or_default(),
        rows: imported.rows,
        tables: list.map(tables).unwrap_or_default(),
        columns: list.map(columns).unwrap_or_default(),
        checks: list.map(|list| checks(&list.checks)).unwrap_or_default(),
        places: list.map(|list| places(&list.checks)).unwrap_or_default(),
        first_rows: list.map_or_else(|| template_rows(imported), first_rows),
        counts: Counts::of(taken, list.map_or(0, |list| list.rejects.len())),
        notes,
        bar,
    })
}

fn people_of(note: &RowNote) -> impl Iterator<Item = PersonId> {
    note.choices.iter().filter_map(|choice| match choice {
        Settlement::Is(person) => Some(*person),
        Settlement::NewPerson | Settlement::TakeList | Settlement::AddGroup | Settlement::Skip => None,
    })
}

/// Who the people are that questions offer.
fn known(
    office: &Office,
    db: &Db,
    acting: Acting,
    imported: &Imported,
) -> Result<HashMap<PersonId, String>, OfficeError> {
    let offered: Vec<PersonId> = imported.taken_in.questions.iter().flat_map(people_of).collect();
    let briefs = db.read(|tx| people::briefs(tx, &offered, acting.now))?.into_iter();
    let own = briefs.filter(|brief| acting.rights.covers_unit(brief.unit.as_ref()));
    let shown = own.map(|brief| {
        let unit = brief.unit.as_ref().map_or("", |unit| office.units.name(unit));
        let place = joined([brief.village.as_deref().unwrap_or_default(), unit]);
        let parts = [brief.name.as_str(), &brief.birth.shown(), &place].map(str::to_owned);
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (brief.id, parts.join(", "))
    });
    Ok(shown.collect())
}

fn told(choice: Settlement, known: &HashMap<PersonId, String>) -> String {
    match choice {
        Settlement::Is(person) => match known.get(&person) {
            Some(shown) => format!("Là {shown} (mã {person})"),
            None => choice.shown(),
        },
        Settlement::NewPerson | Settlement::TakeList | Settlement::AddGroup | Settlement::Skip => choice.shown(),
    }
}

fn template_title(imported: &Imported) -> String {
    template::recognise(&imported.book).map(|kind| format!("Mẫu: {}", kind.title())).unwrap_or_default()
}

/// What the list says of itself: its month, year, occasion.
fn title(list: &List) -> String {
    let month = list.month.map(|month| format!("tháng {}", show_month(month)));
    let year = list.context.year.filter(|_| list.month.is_none()).map(|year| format!("năm {year}"));
    let all = list.context.occasion.clone().into_iter().chain(month).chain(year);
    all.collect::<Vec<_>>().join(", ")
}

fn tables(list: &List) -> Vec<TableSeen> {
    let seen = |table: &paper::lists::TableShape| TableSeen {
        sheet: list.sheets.get(usize::from(table.sheet)).map(|name| name.to_string()).unwrap_or_default(),
        rows: (*table.rows.start(), *table.rows.end()),
        columns: table.columns.len(),
    };
    list.tables.iter().map(seen).collect()
}

/// The columns of all tables, each title once.
fn columns(list: &List) -> Vec<ColumnSeen> {
    let mut seen: Vec<ColumnSeen> = Vec::new();
    let named = |column: &&Column| !column.title.is_empty();
    for column in list.tables.iter().flat_map(|table| &table.columns).filter(named) {
        if !seen.iter().any(|known| known.title == column.title) {
            let field = column.field.map(Field::key).unwrap_or_default();
            seen.push(ColumnSeen { title: column.title.clone(), field });
        }
    }
    seen
}

fn checks(checks: &Checks) -> Vec<CheckSeen> {
    let count = |name, count: usize| CheckSeen { name, read: show_count(count as i64), said: None, agrees: None };
    let money = |name, sum: i64| CheckSeen { name, read: Dong(sum).to_string(), said: None, agrees: None };
    let mut all = vec![count("Số dòng", checks.records)];
    if let Some(sum) = checks.sum_amount {
        let said = checks.declared_total.map(|total| Dong(total).to_string());
        all.push(CheckSeen { said, agrees: checks.totals_agree, ..money("Tổng số tiền", sum) });
    }
    let counted = [
        ("Số hộ", checks.households),
        ("Người thuộc hộ nghèo", checks.ho_ngheo),
        ("Người thuộc hộ cận nghèo", checks.ho_can_ngheo),
        ("Đã nhận", checks.paid),
        ("Chưa nhận", checks.unpaid),
        ("Tăng", checks.up),
        ("Giảm", checks.down),
    ];
    all.extend(counted.into_iter().filter_map(|(name, found)| Some(count(name, found?))));
    let sums = [("Tiền đã nhận", checks.sum_paid), ("Tiền chưa nhận", checks.sum_unpaid)];
    all.extend(sums.into_iter().filter_map(|(name, sum)| Some(money(name, sum?))));
    all
}

fn places(checks: &Checks) -> Vec<(String, i64)> {
    let shares = if checks.per_commune.0.is_empty() { &checks.per_village } else { &checks.per_commune };
    shares.0.clone()
}

fn first_rows(list: &List) -> Vec<FirstRow> {
    let row = |record: &paper::lists::Record| {
        let who = &record.who;
        let told: HashMap<_, _> = record.told(list.kind).into_iter().collect();
        let said = ["group", "kind", "relation", "indicator", "reason"].into_iter().find_map(|name| told.get(name));
        FirstRow {
            row: record.row as usize,
            name: who.name.clone(),
            birth: who.birth.map(|birth| birth.shown()).unwrap_or_default(),
            place: joined([&who.village, &who.commune]),
            what: said.cloned().unwrap_or_default(),
            amount: record.sum().map(|sum| sum.to_string()).unwrap_or_default(),
        }
    };
    list.records.iter().take(FIRST_ROWS).map(row).collect()
}

fn template_rows(imported: &Imported) -> Vec<FirstRow> {
    let Some((kind, written)) = written(imported) else { return Vec::new() };
    let titles = kind.column_titles();
    let cell = |cells: &[String], wanted: &[&str]| {
        let at = titles.iter().position(|title| wanted.contains(title));
        at.and_then(|at| cells.get(at)).cloned().unwrap_or_default()
    };
    let row = |(source, cells): (Source, Vec<String>)| FirstRow {
        row: source.row,
        name: cell(&cells, &NAMES),
        birth: cell(&cells, &["Ngày sinh", "Năm sinh"]),
        place: joined([&cell(&cells, &["Thôn/Tổ dân phố"]), &cell(&cells, &["Xã/Thị trấn"])]),
        what: cell(&cells, &["Mã nhóm hưởng", "Diện hộ", "Ngày mất"]),
        amount: String::new(),
    };
    written.into_iter().take(FIRST_ROWS).map(row).collect()
}

/// What the templates call the column that says who the row is about.
const NAMES: [&str; 2] = ["Họ và tên", "Chủ hộ"];

/// The rows of one of our templates, each with where it stands.
type Written = Vec<(Source, Vec<String>)>;

fn written(imported: &Imported) -> Option<(TemplateKind, Written)> {
    let kind = template::recognise(&imported.book)?;
    Some((kind, template::as_written(&imported.book, kind).ok()?))
}

fn joined(parts: [&str; 2]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Whose row it is, for the rows that something is said of.
fn names(imported: &Imported) -> HashMap<(Shared, usize), String> {
    let taken = &imported.taken_in;
    let noted = [&taken.questions, &taken.changed, &taken.rejects, &taken.warnings].into_iter().flatten();
    let mut names: HashMap<(Shared, usize), String> =
        noted.map(|note| ((note.source.sheet.clone(), note.source.row), String::new())).collect();
    for (list, record) in imported.list.iter().flat_map(|list| list.records.iter().map(move |record| (list, record))) {
        let source = source(list, record);
        if let Some(name) = names.get_mut(&(source.sheet, source.row)) {
            name.clone_from(&record.who.name);
        }
    }
    if imported.list.is_none()
        && let Some((kind, written)) = written(imported)
    {
        let at = kind.column_titles().iter().position(|title| NAMES.contains(title));
        for (source, cells) in written {
            if let (Some(name), Some(at)) = (names.get_mut(&(source.sheet, source.row)), at) {
                *name = cells.get(at).cloned().unwrap_or_default();
            }
        }
    }
    names
}

fn unread<'a>(list: &'a List, notes: &'a [paper::lists::Note]) -> impl Iterator<Item = RowNote> + 'a {
    notes.iter().map(|note| RowNote::new(&place(list, note.sheet, note.row), note.says.clone()))
}
