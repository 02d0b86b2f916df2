//! .ods read as it streams by: repeated rows and cells are one tag each, so a few bytes may ask for the whole sheet.
//!
//! Only what a reader of the sheet would see counts: no comments, no shapes, no cells below a joined one.

use std::collections::HashSet;
use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::guard::{MOST_CELLS, Refused};
use super::{Area, Grid, Look, Shown, Value};

pub fn read(bytes: &[u8]) -> Result<Vec<Grid>, Refused> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Broken)?;
    let content = archive.by_name("content.xml").map_err(|_| Refused::Broken)?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    let mut sheets = Sheets::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Refused::Broken)? {
            Event::Start(tag) => sheets.enter(&tag)?,
            Event::Empty(tag) => {
                sheets.enter(&tag)?;
                sheets.leave(tag.name().as_ref())?;
            }
            Event::End(tag) => sheets.leave(tag.name().as_ref())?,
            Event::Text(text) => sheets.say(&text.xml10_content()),
            Event::GeneralRef(reference) => sheets.say(&named(&reference)),
            Event::Eof => return Ok(sheets.done),
            _ => {}
        }
    }
}

/// `&amp;` and `&#272;`
fn named(reference: &quick_xml::events::BytesRef<'_>) -> String {
    let letter = reference.resolve_char_ref().ok().flatten().map(String::from);
    letter.or_else(|| quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned)).unwrap_or_default()
}

/// Looks of cells, by their place in [`Grid::looks`].
const PLAIN: u8 = 0;
const PERCENT: u8 = 1;
const MONTH: u8 = 2;
const YEAR: u8 = 3;

#[derive(Default)]
struct Sheets {
    done: Vec<Grid>,
    grid: Option<Grid>,
    hidden_styles: HashSet<String>,
    style: String,
    /// Tags open inside something that is not the sheet's own text: a comment, a shape, an older version.
    aside: usize,
    row: u32,
    row_repeats: u32,
    column: u32,
    cell: Option<Cell>,
    cells: u64,
    areas: Vec<Area>,
}

#[derive(Default)]
struct Cell {
    repeats: u32,
    covered: bool,
    kind: String,
    value: String,
    text: String,
    /// Inside a paragraph; only its words are shown.
    paragraphs: usize,
}

const ASIDES: [&str; 5] =
    ["office:annotation", "table:tracked-changes", "table:dde-links", "table:shapes", "draw:frame"];
/// The last row and the last column of any spreadsheet.
const LAST_ROW: u32 = 1 << 20;
const LAST_COLUMN: u32 = 1 << 14;

impl Sheets {
    fn enter(&mut self, tag: &BytesStart<'_>) -> Result<(), Refused> {
        let name = tag.name();
        let name: &str = name.as_ref();
        if self.aside > 0 || ASIDES.contains(&name) {
            self.aside += 1;
            return Ok(());
        }
        match name {
            "style:style" => self.style = attribute(tag, "style:name").unwrap_or_default(),
            "style:table-properties" if attribute(tag, "table:display").as_deref() == Some("false") => {
                self.hidden_styles.insert(std::mem::take(&mut self.style));
            }
            "table:table" => self.begin_sheet(tag),
            "table:table-row" => {
                self.row_repeats = count_of(tag, "table:number-rows-repeated");
                self.column = 0;
                if let Some(grid) = &mut self.grid {
                    grid.start_row(self.row.saturating_add(1));
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.begin_cell(tag, name == "table:covered-table-cell"),
            "text:p" => {
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs += 1;
                    if !cell.text.is_empty() {
                        cell.text.push('\n');
                    }
                }
            }
            "text:s" | "text:tab" | "text:line-break" => self.say(" "),
            _ => {}
        }
        Ok(())
    }

    fn leave(&mut self, name: &str) -> Result<(), Refused> {
        if self.aside > 0 {
            self.aside -= 1;
            return Ok(());
        }
        match name {
            "table:table" => {
                if let Some(mut grid) = self.grid.take() {
                    grid.finish();
                    grid.set_merged(std::mem::take(&mut self.areas));
                    self.done.push(grid);
                }
            }
            "table:table-row" => self.end_row()?,
            "table:table-cell" | "table:covered-table-cell" => self.end_cell()?,
            "text:p" => {
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs = cell.paragraphs.saturating_sub(1);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| self.aside == 0 && cell.paragraphs > 0) {
            cell.text.push_str(text);
        }
    }

    fn begin_sheet(&mut self, tag: &BytesStart<'_>) {
        let hidden = attribute(tag, "table:style-name").is_some_and(|style| self.hidden_styles.contains(&style));
        let looks = [
            Look::default(),
            Look { percent: true, ..Look::default() },
            Look { date: Shown::Month, ..Look::default() },
            Look { date: Shown::Year, ..Look::default() },
        ];
        let name = attribute(tag, "table:name").unwrap_or_default();
        self.grid = Some(Grid { name, hidden, looks: looks.to_vec(), ..Grid::default() });
        self.row = 0;
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>, covered: bool) {
        let kind = attribute(tag, "office:value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "date" => attribute(tag, "office:date-value"),
            "boolean" => attribute(tag, "office:boolean-value"),
            "string" => attribute(tag, "office:string-value"),
            _ => attribute(tag, "office:value"),
        };
        let is_error = attribute(tag, "calcext:value-type").as_deref() == Some("error");
        let kind = if is_error { "error".to_owned() } else { kind };
        let repeats = count_of(tag, "table:number-columns-repeated");
        let (wide, tall) = (count_of(tag, "table:number-columns-spanned"), count_of(tag, "table:number-rows-spanned"));
        if let (Some(left), Some(right)) = (column(self.column), column(self.column.saturating_add(wide - 1)))
            && (wide > 1 || tall > 1)
        {
            let top = self.row.saturating_add(1);
            self.areas.push(Area { rows: (top, top.saturating_add(tall - 1)), columns: (left, right) });
        }
        self.cell = Some(Cell { repeats, covered, kind, value: value.unwrap_or_default(), ..Cell::default() });
    }

    fn end_cell(&mut self) -> Result<(), Refused> {
        let (Some(cell), Some(grid)) = (self.cell.take(), &mut self.grid) else { return Ok(()) };
        let first = self.column;
        self.column = self.column.saturating_add(cell.repeats);
        let (value, look) = cell.value();
        let (Some(place), false) = (column(first), cell.covered) else { return Ok(()) };
        let before = grid.cells.len();
        grid.push(place, look, value);
        let Some(packed) = grid.cells.get(before).copied() else { return Ok(()) };
        let last = self.column.min(LAST_COLUMN);
        self.cells += u64::from(last - first);
        if self.cells > MOST_CELLS {
            return Err(Refused::TooManyCells);
        }
        for column in (first + 1..last).filter_map(column) {
            grid.cells.push(super::Packed { column, ..packed });
        }
        if let Some(row) = grid.rows.last_mut() {
            row.end = grid.cells.len() as u32;
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refused> {
        let Some(grid) = &mut self.grid else { return Ok(()) };
        let first = self.row;
        self.row = self.row.saturating_add(self.row_repeats);
        let Some(row) = grid.rows.last().copied().filter(|row| row.first < row.end) else { return Ok(()) };
        for again in first + 1..self.row.min(LAST_ROW) {
            self.cells += u64::from(row.end - row.first);
            if self.cells > MOST_CELLS {
                return Err(Refused::TooManyCells);
            }
            grid.start_row(again + 1);
            grid.cells.extend_from_within(row.first as usize..row.end as usize);
            if let Some(copy) = grid.rows.last_mut() {
                copy.end = grid.cells.len() as u32;
            }
        }
        Ok(())
    }
}

impl Cell {
    fn value(&self) -> (Value<'_>, u8) {
        let text = || if self.value.is_empty() { self.text.as_str() } else { self.value.as_str() };
        match self.kind.as_str() {
            "error" => (Value::Failed, PLAIN),
            "float" | "currency" | "percentage" => {
                let look = if self.kind == "percentage" { PERCENT } else { PLAIN };
                let number = self.value.parse().ok().filter(|number: &f64| number.is_finite());
                (number.map_or(Value::Text(&self.text), Value::Number), look)
            }
            "date" => match self.value.get(..10).and_then(|day| day.parse().ok()) {
                Some(day) => (Value::Day(day, Shown::Day), self.date_look()),
                None => (Value::Text(&self.text), PLAIN),
            },
            "boolean" => (Value::Flag(self.value == "true"), PLAIN),
            "string" => (Value::Text(text()), PLAIN),
            _ => (Value::Text(&self.text), PLAIN),
        }
    }

    /// How much of its date the cell shows, by the numbers in its text.
    fn date_look(&self) -> u8 {
        let numbers = self.text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty());
        let numbers: Vec<&str> = numbers.collect();
        match numbers[..] {
            [year] if year.len() == 4 => YEAR,
            [one, other] if one.len() == 4 || other.len() == 4 => MONTH,
            _ => PLAIN,
        }
    }
}

/// A column that any spreadsheet has.
fn column(place: u32) -> Option<u16> {
    u16::try_from(place).ok().filter(|_| place < LAST_COLUMN)
}

/// How often, or how many; one where it does not say.
fn count_of(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok().flatten()?;
    quick_xml::escape::unescape(&found.value).ok().map(|text| text.into_owned())
}
