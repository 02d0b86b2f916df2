//! A workbook as grids of cells, before anybody asks what its columns mean.
//!
//! It knows file formats, fonts and merged cells; memory stays in proportion to the cells that hold something.
//! Start with [`open`]; [`Grid::rows`] gives the rows that hold anything, with the numbers that Excel shows.

mod guard;
mod open_document;
mod plain;
mod workbook;

use std::borrow::Cow;
use std::collections::HashMap;

use domain::kernel::{Day, nfc};

use crate::PaperError;
use crate::legacy::{self, Encoding};

pub use guard::Refused;

/// Beyond so many columns there is no list, only a stray cell.
const WIDEST: u16 = 512;

/// A file that was opened: its sheets, in their order.
#[derive(Debug)]
pub struct Book {
    /// Its name, for messages.
    pub file: String,
    pub sheets: Vec<Grid>,
}

/// A sheet of a workbook, or the whole of a .csv file.
#[derive(Debug, Default)]
pub struct Grid {
    pub name: String,
    /// Hidden by its author.
    pub hidden: bool,
    rows: Vec<RowAt>,
    cells: Vec<Packed>,
    /// The texts of all cells, one after another.
    texts: String,
    looks: Vec<Look>,
    /// Joined cells in the order of their first rows.
    merged: Vec<Area>,
    /// By column, the places of its areas among them; areas never cross.
    merged_in: HashMap<u16, Vec<u32>>,
    /// The encoding of cells whose font does not tell it.
    encoding: Option<Encoding>,
}

/// Cells joined into one, first and last row (from 1) and column (from 0), both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub rows: (u32, u32),
    pub columns: (u16, u16),
}

impl Area {
    /// `None` where the corners are not those of one area.
    fn new(rows: (u32, u32), columns: (u16, u16)) -> Option<Area> {
        (rows.0 <= rows.1 && columns.0 <= columns.1).then_some(Area { rows, columns })
    }

    pub fn holds(&self, row: u32, column: u16) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Empty,
    /// As the file has it: not composed, not trimmed, perhaps in an old encoding; [`CellRef::text`] is what to read.
    Text(&'a str),
    Number(f64),
    /// A date, and how much of it the cell shows.
    Day(Day, Shown),
    Flag(bool),
    /// A formula that failed, `#N/A`, or a date that is none.
    Failed,
}

/// How much of a date its format shows. Whoever types 03/1941 gets the first of March from Excel, shown without its
/// day; that day was never known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    #[default]
    Day,
    Month,
    Year,
}

/// What the style of a cell tells about its value.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// `None` where the file does not tell the font.
    font: Option<Font>,
    percent: bool,
    date: Shown,
    struck: bool,
}

#[derive(Debug, Clone, Copy)]
enum Font {
    Legacy(Encoding),
    Other,
}

#[derive(Debug, Clone, Copy)]
struct RowAt {
    number: u32,
    first: u32,
    end: u32,
}

/// A cell in sixteen bytes: a workbook of two million cells must fit an old machine.
#[derive(Debug, Clone, Copy)]
struct Packed {
    /// A number, a date, or the place of a text, by `tag`.
    bits: u64,
    length: u32,
    column: u16,
    look: u8,
    tag: Tag,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Text,
    Number,
    Day,
    Yes,
    No,
    Failed,
}

/// A row that holds anything.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    grid: &'a Grid,
    /// As Excel shows it, from 1.
    pub number: u32,
    cells: &'a [Packed],
}

#[derive(Debug, Clone, Copy)]
pub struct CellRef<'a> {
    grid: &'a Grid,
    packed: Option<Packed>,
}

/// Opens a file. Its first bytes say what it is; names of files lie too often.
pub fn open(file: &str, bytes: &[u8]) -> Result<Book, PaperError> {
    let mut sheets = match workbook::format_of(bytes) {
        Some(format) => workbook::read(file, bytes, format)?,
        None => plain::read(file, bytes)?,
    };
    for sheet in &mut sheets {
        sheet.guess_encoding();
    }
    Ok(Book { file: file.to_owned(), sheets })
}

impl Book {
    /// The cells of one row as texts, for giving it back to whoever sent it; empty when there is no such row.
    pub fn row_texts(&self, sheet: u16, number: u32) -> Vec<String> {
        let grid = self.sheets.get(usize::from(sheet));
        let row = grid.and_then(|grid| grid.row_numbered(number));
        let texts = |row: RowRef<'_>| (0..row.width()).map(|column| row.cell(column).text().into_owned()).collect();
        row.map(texts).unwrap_or_default()
    }
}

impl Grid {
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = RowRef<'_>> {
        self.rows.iter().map(|row| self.row_at(*row))
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The row at this place among those that hold anything.
    pub fn row(&self, place: usize) -> RowRef<'_> {
        self.row_at(self.rows[place])
    }

    pub fn row_numbered(&self, number: u32) -> Option<RowRef<'_>> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|place| self.row(place))
    }

    fn row_at(&self, row: RowAt) -> RowRef<'_> {
        RowRef { grid: self, number: row.number, cells: &self.cells[row.first as usize..row.end as usize] }
    }

    pub fn merged(&self) -> &[Area] {
        &self.merged
    }

    /// The joined cells that hold this one.
    pub fn area(&self, row: u32, column: u16) -> Option<Area> {
        let places = self.merged_in.get(&column)?;
        let begun = places.partition_point(|place| self.merged[*place as usize].rows.0 <= row);
        let area = self.merged[*places.get(begun.checked_sub(1)?)? as usize];
        area.holds(row, column).then_some(area)
    }

    /// Areas that cross an earlier one are forged, and wider ones than any list are cut.
    fn set_merged(&mut self, mut areas: Vec<Area>) {
        areas.sort_unstable_by_key(|area| area.rows);
        for area in areas {
            let columns = area.columns.0..=area.columns.1.min(area.columns.0.saturating_add(WIDEST));
            let last = |column: &u16| self.merged_in.get(column).and_then(|places| places.last());
            let crosses = |place: &u32| area.rows.0 <= self.merged[*place as usize].rows.1;
            if columns.clone().any(|column| last(&column).is_some_and(crosses)) {
                continue;
            }
            let place = self.merged.len() as u32;
            self.merged.push(area);
            for column in columns {
                self.merged_in.entry(column).or_default().push(place);
            }
        }
    }

    /// The encoding of a sheet whose file tells no fonts, or whose author used a look-alike, shows in its letters.
    fn guess_encoding(&mut self) {
        let unknown = |cell: &&Packed| {
            cell.tag == Tag::Text
                && !matches!(self.looks.get(cell.look as usize), Some(Look { font: Some(Font::Legacy(_)), .. }))
        };
        self.encoding = legacy::guess(self.cells.iter().filter(unknown).map(|cell| self.text_of(*cell)));
    }

    fn text_of(&self, cell: Packed) -> &str {
        let start = cell.bits as usize;
        self.texts.get(start..start + cell.length as usize).unwrap_or_default()
    }

    fn start_row(&mut self, number: u32) {
        let end = self.cells.len() as u32;
        self.rows.push(RowAt { number, first: end, end });
    }

    fn push(&mut self, column: u16, look: u8, value: Value<'_>) {
        let (tag, bits, length) = match value {
            Value::Empty => return,
            Value::Text(text) if text.trim().is_empty() => return,
            Value::Text(text) => {
                let start = self.texts.len() as u64;
                self.texts.push_str(text);
                (Tag::Text, start, text.len() as u32)
            }
            Value::Number(number) => (Tag::Number, number.to_bits(), 0),
            Value::Day(day, _) => (Tag::Day, packed_day(day), 0),
            Value::Flag(true) => (Tag::Yes, 0, 0),
            Value::Flag(false) => (Tag::No, 0, 0),
            Value::Failed => (Tag::Failed, 0, 0),
        };
        self.cells.push(Packed { bits, length, column, look, tag });
        if let Some(row) = self.rows.last_mut() {
            row.end += 1;
        }
    }

    /// Rows that turned out empty are not rows, and cells stand in the order of their columns.
    fn finish(&mut self) {
        self.rows.retain(|row| row.first < row.end);
        self.texts.shrink_to_fit();
        self.cells.shrink_to_fit();
        for row in &self.rows {
            let cells = &mut self.cells[row.first as usize..row.end as usize];
            if !cells.is_sorted_by_key(|cell| cell.column) {
                cells.sort_by_key(|cell| cell.column);
            }
        }
        if !self.rows.is_sorted_by_key(|row| row.number) {
            self.rows.sort_by_key(|row| row.number);
        }
    }
}

fn packed_day(day: Day) -> u64 {
    (day.year() as u64) << 16 | (day.month_of_year() as u64) << 8 | day.day_of_month() as u64
}

fn unpacked_day(bits: u64) -> Option<Day> {
    Day::new((bits >> 16) as i16, (bits >> 8 & 0xFF) as i8, (bits & 0xFF) as i8)
}

impl<'a> RowRef<'a> {
    pub fn cells(self) -> impl Iterator<Item = (u16, CellRef<'a>)> {
        let grid = self.grid;
        self.cells.iter().map(move |cell| (cell.column, CellRef { grid, packed: Some(*cell) }))
    }

    /// The cell of this column; an absent one reads as empty.
    pub fn cell(self, column: u16) -> CellRef<'a> {
        // Rows are mostly full, so the cell is mostly where its column number says.
        let near = self.cells.get(column as usize).filter(|cell| cell.column == column);
        let found = near.or_else(|| {
            let place = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
            self.cells.get(place)
        });
        CellRef { grid: self.grid, packed: found.copied() }
    }

    /// The columns up to the last that holds anything.
    pub fn width(self) -> u16 {
        self.cells.last().map_or(0, |cell| cell.column.saturating_add(1)).min(WIDEST)
    }

    pub fn filled(self) -> usize {
        self.cells.len()
    }
}

impl<'a> CellRef<'a> {
    pub fn is_empty(self) -> bool {
        self.packed.is_none()
    }

    pub fn value(self) -> Value<'a> {
        let Some(cell) = self.packed else { return Value::Empty };
        match cell.tag {
            Tag::Text => Value::Text(self.grid.text_of(cell)),
            Tag::Number => Value::Number(f64::from_bits(cell.bits)),
            Tag::Day => unpacked_day(cell.bits).map_or(Value::Failed, |day| Value::Day(day, self.look().date)),
            Tag::Yes => Value::Flag(true),
            Tag::No => Value::Flag(false),
            Tag::Failed => Value::Failed,
        }
    }

    fn look(self) -> Look {
        let look = self.packed.and_then(|cell| self.grid.looks.get(cell.look as usize));
        look.copied().unwrap_or_default()
    }

    /// The number is shown as a percentage: 0,61 is 61 %.
    pub fn is_percent(self) -> bool {
        self.look().percent
    }

    pub fn is_struck_out(self) -> bool {
        self.look().struck
    }

    fn encoding(self) -> Option<Encoding> {
        match self.look().font {
            Some(Font::Legacy(encoding)) => Some(encoding),
            Some(Font::Other) | None => self.grid.encoding,
        }
    }

    /// Written in letters that are not Unicode's.
    pub fn is_legacy(self) -> bool {
        matches!(self.value(), Value::Text(_)) && self.encoding().is_some()
    }

    /// The text of the cell in composed Unicode with single spaces; a number as a list would print it.
    pub fn text(self) -> Cow<'a, str> {
        match self.value() {
            Value::Empty => Cow::Borrowed(""),
            Value::Text(text) => self.unicode(text),
            Value::Number(number) => Cow::Owned(plain_number(number)),
            Value::Day(day, Shown::Day) => Cow::Owned(domain::kernel::show_day(day)),
            Value::Day(day, Shown::Month) => Cow::Owned(domain::kernel::show_month(day.month())),
            Value::Day(day, Shown::Year) => Cow::Owned(day.year().to_string()),
            Value::Flag(yes) => Cow::Borrowed(if yes { "TRUE" } else { "FALSE" }),
            Value::Failed => Cow::Borrowed("#N/A"),
        }
    }

    fn unicode(self, text: &'a str) -> Cow<'a, str> {
        match self.encoding() {
            Some(encoding) => Cow::Owned(nfc(&legacy::to_unicode(text, encoding))),
            None if is_tidy(text) => Cow::Borrowed(text),
            None => Cow::Owned(nfc(text)),
        }
    }
}

/// Whether [`nfc`] would give the text back as it is; most cells are like that, and need no copy.
fn is_tidy(text: &str) -> bool {
    let mut after_space = true;
    for letter in text.chars() {
        let is_space = letter == ' ';
        // Combining marks begin at U+0300; the letters below it and the Vietnamese block are composed.
        let is_composed = letter < '\u{300}' || ('\u{1EA0}'..='\u{1EF9}').contains(&letter);
        if !is_composed || (is_space && after_space) || (letter.is_whitespace() && !is_space) {
            return false;
        }
        after_space = is_space;
    }
    !after_space || text.is_empty()
}

/// Without an exponent and without the `.0` of a whole number.
pub fn plain_number(number: f64) -> String {
    format!("{number}")
}
