//! What could not be taken in, back to whoever sent it: its own rows, why, and the ways to settle each.

use std::collections::{BTreeMap, HashMap};

use domain::kernel::fold;
use paper::grid::Book;
use paper::lists::{Field, Kind, List, Record, Shared};
use paper::sheets::returned::{ReturnedList, ReturnedRow, to_xlsx};
use paper::template::{self, Source};

use super::{Imported, place};
use crate::OfficeError;
use crate::register::{RowNote, Settlement};

/// The workbook of rows to put right or to decide; `None` when there is none. Put right, it is read in like any list.
pub fn returned(imported: &Imported) -> Result<Option<Vec<u8>>, OfficeError> {
    let taken_in = &imported.taken_in;
    let mut notes: BTreeMap<(Shared, usize), Said<'_>> = BTreeMap::new();
    let mut add = |source: &Source, says, choices: &[Settlement]| {
        let note = notes.entry((source.sheet.clone(), source.row)).or_default();
        note.0.push(says);
        note.1.extend(choices);
    };
    let unread: Vec<(Source, &str)> = imported.list.iter().flat_map(unread).collect();
    unread.iter().for_each(|(source, says)| add(source, says, &[]));
    let of_office = taken_in.rejects.iter().chain(&taken_in.questions).chain(&taken_in.changed);
    of_office
        .filter(|note| note.source.row > 0)
        .for_each(|RowNote { source, says, choices }| add(source, says, choices));
    if notes.is_empty() {
        return Ok(None);
    }
    let shape = Shape::of(imported);
    let rows = notes.into_iter().map(|((sheet, row), (says, choices))| ReturnedRow {
        cells: shape.cells(&imported.book, &sheet, row),
        sheet: sheet.to_string(),
        row,
        reason: says.join("; "),
        choices: choices.iter().map(|choice| choice.shown()).collect(),
    });
    let list = ReturnedList {
        title: format!("Các dòng cần xử lý của tệp {}", imported.file),
        rows: rows.collect(),
        titles: shape.titles,
    };
    Ok(Some(to_xlsx(&list)?))
}

/// What is said of one row, and how it may be settled.
type Said<'a> = (Vec<&'a str>, Vec<Settlement>);

fn unread(list: &List) -> impl Iterator<Item = (Source, &str)> {
    list.rejects.iter().map(|note| (place(list, note.sheet, note.row), note.says.as_str()))
}

/// The columns of the sender's file, and what its headings said of each row.
struct Shape<'a> {
    titles: Vec<String>,
    list: Option<&'a List>,
    records: HashMap<(u16, u32), &'a Record>,
    /// Rows of one of our templates, in the order of its titles.
    template: BTreeMap<(Shared, usize), Vec<String>>,
}

const VILLAGE: &str = "Thôn";
const COMMUNE: &str = "Xã";
/// Who an amount is counted for: few lists say it, and some groups cannot be paid without.
const ABOUT: &str = "Về người";

impl<'a> Shape<'a> {
    fn of(imported: &'a Imported) -> Shape<'a> {
        let Some(list) = &imported.list else { return Shape::of_template(imported) };
        let mut titles: Vec<String> = Vec::new();
        let mut has = [false, false];
        for column in list.tables.iter().flat_map(|table| &table.columns) {
            has[0] |= column.field == Some(Field::Village);
            has[1] |= column.field == Some(Field::Commune);
            // Our own columns are written anew each time.
            let is_ours = column.field == Some(Field::Settlement) || fold(&column.title) == "ly do tra lai";
            if !is_ours && !titles.iter().any(|title| fold(title) == fold(&column.title)) {
                titles.push(column.title.clone());
            }
        }
        // Where people live may stand in headings, which a returned row has no more.
        if matches!(list.kind, Kind::Btxh | Kind::BtxhPay) && !titles.iter().any(|title| title == ABOUT) {
            titles.push(ABOUT.to_owned());
        }
        titles.extend([VILLAGE, COMMUNE].iter().zip(has).filter(|(_, has)| !has).map(|(title, _)| (*title).to_owned()));
        let records = list.records.iter().map(|record| ((record.sheet, record.row), record)).collect();
        Shape { titles, list: Some(list), records, template: BTreeMap::new() }
    }

    fn of_template(imported: &'a Imported) -> Shape<'a> {
        let Some(kind) = template::recognise(&imported.book) else {
            return Shape { titles: Vec::new(), list: None, records: HashMap::new(), template: BTreeMap::new() };
        };
        let written = template::as_written(&imported.book, kind).unwrap_or_default();
        let rows = written.into_iter().map(|(source, cells)| ((source.sheet, source.row), cells)).collect();
        let titles = kind.column_titles().into_iter().map(str::to_owned).collect();
        Shape { titles, list: None, records: HashMap::new(), template: rows }
    }

    fn cells(&self, book: &Book, sheet: &Shared, row: usize) -> Vec<String> {
        let Some(list) = self.list else {
            return self.template.get(&(sheet.clone(), row)).cloned().unwrap_or_default();
        };
        let number = list.sheets.iter().position(|name| name == sheet).unwrap_or_default() as u16;
        let row = row as u32;
        let texts = book.row_texts(number, row);
        let table = list.tables.iter().find(|table| table.sheet == number && table.rows.contains(&row));
        let record = self.records.get(&(number, row));
        let cell = |title: &String| {
            let column = table.and_then(|table| table.columns.iter().find(|column| fold(&column.title) == fold(title)));
            if let Some(column) = column {
                return texts.get(usize::from(column.place)).cloned().unwrap_or_default();
            }
            let home = record.map(|record| &record.who);
            match title.as_str() {
                VILLAGE => home.map(|who| who.village.to_string()).unwrap_or_default(),
                COMMUNE => home.map(|who| who.commune.to_string()).unwrap_or_default(),
                _ => String::new(),
            }
        };
        self.titles.iter().map(cell).collect()
    }
}
