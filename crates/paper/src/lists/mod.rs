//! Any list an office keeps: found on its sheets, recognised, read row by row, and checked against its own sums.
//!
//! It knows what lists look like and which words they use (`lists/*.toml`); it does not know who a person is or what
//! the law says. Every row ends up as a record, a reject with its reason, or a row that the reader knows to be none
//! (title, heading, sum, signature). Start with [`read`].

mod body;
mod cells;
mod checks;
mod context;
mod header;
mod reader;
mod records;
mod vocabulary;

use std::collections::BTreeSet;

use domain::kernel::{Month, fold};
use serde::Serialize;

use crate::PaperError;
use crate::grid::{Book, Grid};

pub use checks::{Checks, Shares};
pub use context::Context;
pub use header::{Column, Learned};
pub use records::{
    Answer, Assistance, Body, Change, Class, Gift, GroupSaid, Insurance, Member, Merit, Record, Shared, Target, Told,
    Who,
};
pub use vocabulary::{Field, GroupRule, Kind, ReasonKind, group_named, group_of_code, reason_kind, reason_named};

use body::{Classifier, Level, Line};
use header::Header;
use reader::{Found, TableReader};
use vocabulary::VOCABULARY;

/// What a file came to.
#[derive(Debug)]
pub struct List {
    pub file: Shared,
    pub kind: Kind,
    /// How sure the kind is, out of 100.
    pub sureness: u8,
    pub sheets: Vec<Shared>,
    pub records: Vec<Record>,
    /// Rows that cannot be read as they are.
    pub rejects: Vec<Note>,
    pub warnings: Vec<Note>,
    pub checks: Checks,
    /// Every table that was read, with its columns as they were understood.
    pub tables: Vec<TableShape>,
    /// The titles of that table in one text, by which the layout is known again.
    pub layout: String,
    /// The givers of a gift list, in the order of [`Gift::parts`].
    pub funders: Vec<String>,
    pub month: Option<Month>,
    pub context: Context,
}

/// One table of a file: where its rows are and what its columns were understood as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableShape {
    pub sheet: u16,
    /// The numbers of the rows below its header.
    pub rows: std::ops::RangeInclusive<u32>,
    pub columns: Vec<Column>,
}

/// A sentence about a row of the file, or about the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub sheet: Option<u16>,
    pub row: Option<u32>,
    pub says: String,
}

/// What the reader is told besides the file.
#[derive(Default)]
pub struct Options<'a> {
    /// Overrules what the file looks like.
    pub kind: Option<Kind>,
    /// Titles that the office has given a meaning to.
    pub learned: Learned,
    /// Whether a name is a commune's; a sheet named so is that commune's.
    pub is_commune: Option<&'a dyn Fn(&str) -> bool>,
    /// How a list with these titles was read before, by [`List::layout`].
    pub remembered: Option<&'a Memory<'a>>,
}

/// Tells of a layout how it was read, if it was.
pub type Memory<'a> = dyn Fn(&str) -> Option<Remembered> + 'a;

/// What an office decided about a layout the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    pub kind: Kind,
    pub learned: Learned,
}

/// One list on one sheet, with what each of its rows is.
pub(crate) struct Table {
    sheet: u16,
    header: Header,
    context: Context,
    /// Places of rows in the grid, each with what it is.
    lines: Vec<(u32, Line)>,
    /// The numbers of those rows.
    rows: std::ops::RangeInclusive<u32>,
}

/// The givers of all tables.
pub(crate) struct Funders {
    names: Vec<String>,
}

impl Funders {
    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}

/// Reads every list of the file.
pub fn read(book: &Book, options: &Options<'_>) -> Result<List, PaperError> {
    let (file, grids) = (book.file.as_str(), &book.sheets);
    let (tables, remembered) = tables(book, options);
    let mut warnings: Vec<Note> = Vec::new();
    for (sheet, grid) in (0..).zip(grids).filter(|(_, grid)| grid.hidden && grid.row_count() > 0) {
        let says = format!("trang “{}” đang ẩn nên không đọc", grid.name);
        warnings.push(Note { sheet: Some(sheet), row: None, says });
    }
    let Some((kind, sureness)) = kind_of(&tables, options.kind.or(remembered)) else {
        return Err(PaperError::NoList { file: file.to_owned() });
    };
    let funders = funders(&tables);
    let expected =
        tables.iter().map(|table| table.lines.iter().filter(|(_, line)| *line == Line::Record).count()).sum();
    let mut found = Found { records: Vec::with_capacity(expected), warnings, ..Found::default() };
    for table in &tables {
        TableReader::new(kind, &grids[table.sheet as usize], table, &funders, &mut found).read();
    }
    let Found { records, rejects, mut warnings } = found;
    let (checks, disagreements) = checks::checked(kind, grids, &tables, &records, &funders.names);
    warnings.extend(disagreements);
    let first = &tables[0];
    Ok(List {
        file: file.into(),
        kind,
        sureness,
        sheets: grids.iter().map(|grid| grid.name.as_str().into()).collect(),
        records,
        rejects,
        warnings,
        checks,
        layout: first.header.fingerprint_text(),
        funders: funders.names,
        month: tables.iter().find_map(|table| table.context.month),
        context: first.context.clone(),
        tables: tables
            .into_iter()
            .map(|table| TableShape { sheet: table.sheet, rows: table.rows, columns: table.header.columns })
            .collect(),
    })
}

/// The tables of all sheets, by what was decided about such a layout before; the kind it was then.
fn tables(book: &Book, options: &Options<'_>) -> (Vec<Table>, Option<Kind>) {
    let find = |learned: &Learned| {
        let mut tables = Vec::new();
        for (sheet, grid) in (0..).zip(&book.sheets).filter(|(_, grid)| !grid.hidden) {
            tables_of(&book.file, sheet, grid, (options, learned), &mut tables);
        }
        tables
    };
    let tables = find(&options.learned);
    let layout = tables.first().map(|table| table.header.fingerprint_text());
    let known = layout.and_then(|layout| options.remembered.and_then(|remembered| remembered(&layout)));
    match known {
        None => (tables, None),
        Some(known) if known.learned.is_empty() => (tables, Some(known.kind)),
        Some(mut known) => {
            // What the office says today overrules what it said then.
            known.learned.extend(options.learned.clone());
            (find(&known.learned), Some(known.kind))
        }
    }
}

fn tables_of(
    file: &str,
    sheet: u16,
    grid: &Grid,
    (options, learned): (&Options<'_>, &Learned),
    tables: &mut Vec<Table>,
) {
    // Where every row could be a header, there is none.
    const MOST_HEADERS: usize = 1_000;
    let mut from = 0;
    let mut earlier: Option<Context> = None;
    for _ in 0..MOST_HEADERS {
        let Some(header) = header::find(grid, from, learned) else { return };
        let mut context = context::read(grid, from..header.first, file);
        if let Some(earlier) = &earlier {
            context.inherit(earlier);
        }
        if context.commune.is_empty() && options.is_commune.is_some_and(|is_commune| is_commune(&grid.name)) {
            context.commune = cells::commune(&grid.name);
        }
        let (lines, next) = lines_below(grid, &header, &context, learned);
        from = next;
        earlier = Some(context.clone());
        if lines.iter().any(|(_, line)| *line == Line::Record) {
            let number = |line: Option<&(u32, Line)>| line.map_or(0, |(place, _)| grid.row(*place as usize).number);
            let rows = number(lines.first())..=number(lines.last());
            tables.push(Table { sheet, header, context, lines, rows });
        }
    }
}

/// The rows of one table up to the header of the next, and where the lines above that one begin.
///
/// Below signatures only rows that are somebody's beyond doubt are read: some lists are signed on every page.
fn lines_below(grid: &Grid, header: &Header, context: &Context, learned: &Learned) -> (Vec<(u32, Line)>, usize) {
    let classifier = Classifier::new(grid, header, context.times());
    let mut lines: Vec<(u32, Line)> = Vec::new();
    let mut signed: Option<usize> = None;
    let mut again_until = header.last;
    for place in header.last + 1..grid.row_count() {
        if place <= again_until {
            continue;
        }
        let row = grid.row(place);
        let line = classifier.line(row);
        if let Some(signed) = signed
            && !(line == Line::Record && classifier.is_surely_record(row))
        {
            if header::header_at(grid, place, learned).is_some() {
                return (lines, signed + 1);
            }
            continue;
        }
        if matches!(line, Line::Odd | Line::Skip | Line::Record)
            && classifier.has_titles(row)
            && let Some(next) = header::header_at(grid, place, learned)
        {
            lines.retain(|(at, _)| (*at as usize) < next.first);
            if next.fingerprint_text() == header.fingerprint_text() && !is_summed_up(&lines) {
                again_until = next.last;
                continue;
            }
            let end = end_of(&lines, header);
            lines.retain(|(at, _)| (*at as usize) < end);
            return (lines, end);
        }
        signed = (line == Line::End).then_some(place);
        lines.push((place as u32, line));
    }
    (lines, grid.row_count())
}

/// Whether the list has come to its last sum: titles that follow begin another, even where they are the same.
fn is_summed_up(lines: &[(u32, Line)]) -> bool {
    let mut back = lines.iter().rev().map(|(_, line)| line);
    let last = back.find(|line| matches!(line, Line::Record | Line::Total(_)));
    matches!(last, Some(Line::Total(total)) if total.level == Level::Grand) && back.any(|line| *line == Line::Record)
}

/// Behind the last row that surely belongs to the list; what follows is the title of the next.
fn end_of(lines: &[(u32, Line)], header: &Header) -> usize {
    let last = lines.iter().rev().find(|(_, line)| matches!(line, Line::Record | Line::Total(_)));
    last.map_or(header.last, |(place, _)| *place as usize) + 1
}

/// The kind that columns and titles speak for most; `None` where no table was found.
fn kind_of(tables: &[Table], overruled: Option<Kind>) -> Option<(Kind, u8)> {
    if tables.is_empty() {
        return None;
    }
    if let Some(kind) = overruled {
        return Some((kind, 100));
    }
    let fields: BTreeSet<Field> = tables.iter().flat_map(|table| table.header.fields()).collect();
    let title: String = tables.iter().map(|table| table.context.title.as_str()).collect::<Vec<_>>().join(" ");
    let mut scores: Vec<(u32, Kind)> = VOCABULARY
        .kinds
        .iter()
        .filter(|rule| rule.needs.iter().any(|field| fields.contains(field)))
        .map(|rule| {
            let of_columns: u32 =
                rule.columns.iter().filter(|(field, _)| fields.contains(field)).map(|(_, score)| score).sum();
            let said = rule.title.iter().filter(|(phrase, _)| vocabulary::has_phrase(&title, phrase));
            (of_columns + said.map(|(_, score)| score).sum::<u32>(), rule.key)
        })
        .collect();
    scores.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let (best, kind) = *scores.first().filter(|(score, _)| *score > 0)?;
    let second = scores.get(1).map_or(0, |(score, _)| *score);
    Some((kind, 100 - u8::try_from(50 * second / best).unwrap_or(50)))
}

/// The givers we know by name in their fixed order, then the others as they come.
fn funders(tables: &[Table]) -> Funders {
    let said: Vec<&String> =
        tables.iter().flat_map(|table| &table.header.columns).filter_map(|column| column.funder.as_ref()).collect();
    let known = VOCABULARY.funders.iter().map(|rule| &rule.name);
    let mut names: Vec<String> = known.filter(|name| said.contains(name)).cloned().collect();
    for name in said {
        if !names.iter().any(|known| fold(known) == fold(name)) {
            names.push(name.clone());
        }
    }
    Funders { names }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}
