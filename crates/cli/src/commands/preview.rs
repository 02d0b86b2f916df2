//! What a list came to, for people and for programs.

use std::collections::BTreeMap;
use std::io::Write;

use office::intake::Imported;
use office::register::RowNote;
use paper::lists::{Checks, List, Note};
use paper::template;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::world::say;

/// Prints one JSON document on a line of its own, record by record: a big list is never held twice.
pub fn print_json(imported: &Imported) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &Document(imported))?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

struct Document<'a>(&'a Imported);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let imported = self.0;
        let list = imported.list.as_ref();
        let mut document = serializer.serialize_map(None)?;
        document.serialize_entry("file", &imported.file)?;
        document.serialize_entry("kind", &imported.kind)?;
        document.serialize_entry("confidence", &list.map_or(1.0, |list| f64::from(list.sureness) / 100.0))?;
        match list {
            Some(list) => document.serialize_entry("records", &Records(list))?,
            None => document.serialize_entry("records", &written(imported))?,
        }
        let counted = || Checks { records: imported.rows, ..Checks::default() };
        document.serialize_entry("checks", &list.map_or_else(counted, |list| list.checks.clone()))?;
        document.serialize_entry("warnings", &Notes(list, |list| &list.warnings))?;
        document.serialize_entry("rejects", &Notes(list, |list| &list.rejects))?;
        document.serialize_entry("saved", &imported.saved)?;
        document.serialize_entry("preview", &imported.taken_in)?;
        document.end()
    }
}

struct Records<'a>(&'a List);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let list = self.0;
        let mut records = serializer.serialize_seq(Some(list.records.len()))?;
        for record in &list.records {
            records.serialize_element(&Told(list, record))?;
        }
        records.end()
    }
}

struct Told<'a>(&'a List, &'a paper::lists::Record);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Told(list, record) = self;
        let mut told = serializer.serialize_map(None)?;
        for (name, text) in record.told(list.kind) {
            told.serialize_entry(&name, &text)?;
        }
        told.serialize_entry("sheet", &*list.sheets[usize::from(record.sheet)])?;
        told.serialize_entry("source_row", &record.row)?;
        told.end()
    }
}

/// The rows of one of our templates, under its own titles.
fn written(imported: &Imported) -> Vec<BTreeMap<String, String>> {
    let Some(kind) = template::recognise(&imported.book) else { return Vec::new() };
    let titles = kind.column_titles();
    let rows = template::as_written(&imported.book, kind).unwrap_or_default();
    let row = |(source, cells): (template::Source, Vec<String>)| {
        let told = titles.iter().map(|title| (*title).to_owned()).zip(cells);
        let place = [("sheet".to_owned(), source.sheet.to_string()), ("source_row".to_owned(), source.row.to_string())];
        told.chain(place).collect()
    };
    rows.into_iter().map(row).collect()
}

struct Notes<'a>(Option<&'a List>, fn(&List) -> &Vec<Note>);

impl Serialize for Notes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Notes(list, pick) = self;
        let mut notes = serializer.serialize_seq(None)?;
        for (list, note) in list.iter().flat_map(|list| pick(list).iter().map(move |note| (list, note))) {
            notes.serialize_element(&NoteAt(list, note))?;
        }
        notes.end()
    }
}

struct NoteAt<'a>(&'a List, &'a Note);

impl Serialize for NoteAt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let NoteAt(list, note) = self;
        let mut at = serializer.serialize_map(Some(3))?;
        at.serialize_entry("sheet", &sheet_of(list, note))?;
        at.serialize_entry("source_row", &note.row)?;
        at.serialize_entry("says", &note.says)?;
        at.end()
    }
}

fn sheet_of<'a>(list: &'a List, note: &Note) -> Option<&'a str> {
    note.sheet.and_then(|sheet| list.sheets.get(usize::from(sheet))).map(|name| &**name)
}

/// What was read, what the file says of itself, what differs, and what it would do.
pub fn tell(imported: &Imported) {
    match &imported.list {
        Some(list) => tell_list(list),
        None => say!("{} (mẫu {}): đọc {} dòng", imported.file, imported.kind, imported.rows),
    }
    let taken = &imported.taken_in;
    say!(
        "  người mới {}, người đã có {}, kỳ hưởng mới {}, không đổi {}",
        taken.new_people,
        taken.known_people,
        taken.new_spells,
        taken.unchanged
    );
    tell_notes("khác với sổ", &taken.changed);
    tell_notes("cần cán bộ xác nhận", &taken.questions);
    tell_notes("không nhập được", &taken.rejects);
    tell_notes("lưu ý", &taken.warnings);
}

fn tell_list(list: &List) {
    say!(
        "{}: {} (chắc chắn {} %), đọc {} dòng trên {} trang",
        list.file,
        list.kind.shown(),
        list.sureness,
        list.records.len(),
        list.tables.len()
    );
    let checks = &list.checks;
    let places = if checks.per_commune.0.is_empty() { &checks.per_village } else { &checks.per_commune };
    if !places.0.is_empty() {
        let shares: Vec<String> = places.0.iter().map(|(name, count)| format!("{name} {count}")).collect();
        say!("  theo nơi: {}", shares.join(", "));
    }
    if let Some(sum) = checks.sum_amount {
        say!("  cộng đọc được: {}", domain::kernel::Dong(sum));
    }
    match (checks.declared_total, checks.totals_agree) {
        (Some(total), Some(true)) => say!("  tệp ghi: {}, khớp", domain::kernel::Dong(total)),
        (Some(total), _) => say!("  tệp ghi: {}, KHÔNG KHỚP với các dòng đọc được", domain::kernel::Dong(total)),
        (None, _) => {}
    }
    let tell = |title: &str, notes: &[Note]| {
        if !notes.is_empty() {
            say!("  {title}: {}", notes.len());
        }
        for note in notes {
            let sheet = sheet_of(list, note).unwrap_or_default();
            match note.row {
                Some(row) => say!("    {sheet}, dòng {row}: {}", note.says),
                None => say!("    {}", note.says),
            }
        }
    };
    tell("dòng không đọc được", &list.rejects);
    tell("lưu ý khi đọc", &list.warnings);
}

fn tell_notes(title: &str, notes: &[RowNote]) {
    if notes.is_empty() {
        return;
    }
    say!("  {title}: {}", notes.len());
    for note in notes {
        match note.source.row {
            0 => say!("    {}", note.says),
            _ => say!("    {}: {}", note.source, note.says),
        }
    }
}
