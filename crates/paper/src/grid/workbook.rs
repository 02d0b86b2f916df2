//! Workbooks: .xlsx streamed cell by cell with its fonts; .xls and .xlsb as their reader gives them.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetVisible, Sheets, Style, Xlsx};
use domain::kernel::Day;

use super::guard::{self, Joined, Refused};
use super::open_document;
use super::{Area, Font, Grid, Look, Shown, Value};
use crate::PaperError;
use crate::legacy;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// .xlsx, .xlsb, .ods
    Package,
    /// .xls
    Compound,
}

pub fn format_of(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => Some(Format::Package),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(Format::Compound),
        _ => None,
    }
}

pub fn read(file: &str, bytes: &[u8], format: Format) -> Result<Vec<Grid>, PaperError> {
    let refused = |source| PaperError::Refused { file: file.to_owned(), source };
    let joined = match format {
        Format::Package => guard::package(bytes).map_err(refused)?,
        Format::Compound => guard::compound_file(bytes).map(|()| Joined::new()).map_err(refused)?,
    };
    if joined.contains_key("content.xml") {
        return open_document::read(bytes).map_err(refused);
    }
    // The library was written for files that spreadsheets write; on a forged one it may panic, and that is a refusal.
    let read = catch_unwind(AssertUnwindSafe(|| sheets(bytes, &joined)));
    match read {
        Ok(Ok(grids)) if grids.iter().map(|grid| grid.cells.len()).sum::<usize>() as u64 > guard::MOST_CELLS => {
            Err(refused(Refused::TooManyCells))
        }
        Ok(Ok(grids)) => Ok(grids),
        Ok(Err(source)) => Err(PaperError::Unreadable { file: file.to_owned(), source }),
        Err(_) => Err(refused(Refused::Broken)),
    }
}

fn sheets(bytes: &[u8], joined: &Joined) -> Result<Vec<Grid>, calamine::Error> {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))?;
    let hidden: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let paths = sheet_paths(bytes);
    let mut grids = Vec::new();
    for (name, hidden) in hidden {
        let mut grid = match &mut book {
            Sheets::Xlsx(xlsx) => match streamed(xlsx, &name) {
                // Charts and dialogs are sheets too, without cells.
                Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
                other => other.map_err(calamine::Error::Xlsx)?,
            },
            other => whole(other, &name)?,
        };
        if let Some(areas) = paths.get(&name).and_then(|path| joined.get(path)) {
            grid.set_merged(areas.clone());
        }
        grids.push(Grid { name, hidden, ..grid });
    }
    Ok(grids)
}

fn streamed<RS: Read + std::io::Seek>(book: &mut Xlsx<RS>, name: &str) -> Result<Grid, calamine::XlsxError> {
    let mut grid = Grid::default();
    let mut reader = book.worksheet_cells_reader(name)?;
    // Beyond 256 styles a cell's own tells nothing we could not see in its letters.
    grid.looks = reader.styles().iter().take(256).map(look).collect();
    let mut number = None;
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        // Whoever counts the cells of all sheets sees that this one has too many.
        if grid.cells.len() as u64 > guard::MOST_CELLS {
            break;
        }
        let (row, column) = cell.get_position();
        if number != Some(row) {
            grid.start_row(row.saturating_add(1));
            number = Some(row);
        }
        let style = u8::try_from(style).unwrap_or(0);
        let value = match cell.get_value() {
            DataRef::Empty => Value::Empty,
            DataRef::String(text) => Value::Text(text),
            DataRef::SharedString(text) => Value::Text(text),
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::Bool(yes) => Value::Flag(*yes),
            DataRef::Error(_) => Value::Failed,
            DataRef::DateTime(moment) => date(moment),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso(text),
        };
        grid.push(u16::try_from(column).unwrap_or(u16::MAX), style, value);
    }
    grid.finish();
    Ok(grid)
}

fn whole<RS: Read + std::io::Seek>(book: &mut Sheets<RS>, name: &str) -> Result<Grid, calamine::Error> {
    let mut grid = Grid::default();
    let range = book.worksheet_range(name)?;
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    for (row, cells) in (first_row..).zip(range.rows()) {
        grid.start_row(row + 1);
        for (column, data) in (first_column..).zip(cells) {
            let value = match data {
                Data::Empty => continue,
                Data::String(text) => Value::Text(text),
                Data::Int(number) => Value::Number(*number as f64),
                Data::Float(number) => Value::Number(*number),
                Data::Bool(yes) => Value::Flag(*yes),
                Data::Error(_) => Value::Failed,
                Data::DateTime(moment) => date(moment),
                Data::DateTimeIso(text) | Data::DurationIso(text) => iso(text),
            };
            grid.push(u16::try_from(column).unwrap_or(u16::MAX), 0, value);
        }
    }
    grid.finish();
    if let Sheets::Xls(xls) = book {
        let areas = xls.merge_cells_by_sheet_name(name).unwrap_or_default();
        grid.set_merged(areas.iter().filter_map(area).collect());
    }
    Ok(grid)
}

fn area(dimensions: &calamine::Dimensions) -> Option<Area> {
    let columns = (u16::try_from(dimensions.start.1).ok()?, u16::try_from(dimensions.end.1).ok()?);
    Area::new((dimensions.start.0.saturating_add(1), dimensions.end.0.saturating_add(1)), columns)
}

fn date(moment: &ExcelDateTime) -> Value<'static> {
    if !moment.is_datetime() {
        return Value::Number(moment.as_f64());
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    Day::new(year as i16, month as i8, day as i8).map_or(Value::Failed, |day| Value::Day(day, Shown::Day))
}

fn iso(text: &str) -> Value<'_> {
    let day = text.get(..10).and_then(|day| day.parse().ok());
    day.map_or(Value::Text(text), |day| Value::Day(day, Shown::Day))
}

fn look(style: &Style) -> Look {
    let font = style.font.as_ref();
    let name = font.and_then(|font| font.name.as_deref());
    let format = style.number_format.as_ref().map(|format| format.format_code.to_lowercase()).unwrap_or_default();
    Look {
        font: name.map(|name| legacy::of_font(name).map_or(Font::Other, Font::Legacy)),
        percent: format.contains('%'),
        date: shown(&format),
        struck: font.is_some_and(|font| font.strikethrough),
    }
}

fn shown(format: &str) -> Shown {
    let shows_day = format.is_empty() || format.contains('d') || !format.contains('y');
    match (shows_day, format.contains('m')) {
        (true, _) => Shown::Day,
        (false, true) => Shown::Month,
        (false, false) => Shown::Year,
    }
}

/// Where in the package each sheet of an .xlsx file stands.
fn sheet_paths(bytes: &[u8]) -> HashMap<String, String> {
    let find = || -> Option<HashMap<String, String>> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let targets = attributes(&mut archive, "xl/_rels/workbook.xml.rels", "Relationship", ["Id", "Target"])?;
        let targets: HashMap<String, String> = targets.into_iter().map(|[id, target]| (id, target)).collect();
        let sheets = attributes(&mut archive, "xl/workbook.xml", "sheet", ["name", "r:id"])?;
        let path = |id: &str| {
            let target = targets.get(id)?;
            Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
        };
        Some(sheets.into_iter().filter_map(|[name, id]| Some((name, path(&id)?))).collect())
    };
    find().unwrap_or_default()
}

/// Two attributes of every tag of this name.
fn attributes(
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    part: &str,
    wanted: &str,
    names: [&str; 2],
) -> Option<Vec<[String; 2]>> {
    use quick_xml::events::Event;
    let mut xml = String::new();
    archive.by_name(part).ok()?.read_to_string(&mut xml).ok()?;
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == wanted => {
                let value = |name: &str| {
                    let attribute = tag.try_get_attribute(name).ok().flatten()?;
                    quick_xml::escape::unescape(&attribute.value).ok().map(|text| text.into_owned())
                };
                found.extend(value(names[0]).zip(value(names[1])).map(|(one, two)| [one, two]));
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}
