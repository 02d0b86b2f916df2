//! Files become acts: which list is it, was it here before, what does it say, what would it do.
//!
//! Start with [`import`]. Our own templates go by `templates`, any other list by `paper::lists`: people with benefits by
//! `benefits`, poor households by `poor`, whatever has no register yet is kept as rows by `kept`.

pub(crate) mod benefits;
mod kept;
mod layout;
mod past;
mod poor;
mod preview;
mod returned;
mod templates;

use std::collections::BTreeMap;

use domain::kernel::{Month, fold, show_moment};
use paper::grid::{self, Book};
use paper::lists::{Field, Kind, Learned, List, Options};
use paper::template::{self, Source, TemplateKind};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::imports::{self, ImportFile};
use store::{Db, Tx, ids};

use crate::access::Act;
use crate::register::{Intent, RowNote, Settlement, TakenIn};
use crate::{Acting, Office, OfficeError, Refusal, profile, roster};

pub use past::{Counts, PastImport, find, recent};
pub use preview::{
    Bar, CheckSeen, Chosen, ColumnSeen, Concern, FirstRow, NoteSeen, Preview, TableSeen, fields, kinds, preview,
    template_file, templates,
};
pub use returned::returned;
pub use templates::template_for;

/// A file and what is asked of it.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    pub file: &'a str,
    pub bytes: &'a [u8],
    pub intent: Intent,
    /// Overrules what the file looks like.
    pub kind: Option<Kind>,
    /// Titles that are to be read as something else; `None` passes the column over.
    pub columns: Vec<(String, Option<Field>)>,
    /// The month of the list, where it does not say.
    pub month: Option<Month>,
    /// How rows that are questions are settled, beside what the file itself says.
    pub settled: Settled,
}

/// How rows of a file are to be settled, by sheet and the row's number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled(pub BTreeMap<(String, usize), Settlement>);

impl Settled {
    fn of(&self, sheet: &str, row: usize) -> Option<Settlement> {
        // Most files are settled by nobody, and have many rows.
        if self.0.is_empty() { None } else { self.0.get(&(sheet.to_owned(), row)).copied() }
    }

    /// Writes the choices beside the rows of a list, over what the file said.
    fn write_into(&self, list: &mut List) {
        for record in &mut list.records {
            let sheet = list.sheets.get(usize::from(record.sheet)).map_or("", |name| name);
            if let Some(choice) = self.of(sheet, record.row as usize) {
                record.settlement = Some(choice.shown().into());
            }
        }
    }
}

impl<'a> Ask<'a> {
    pub fn new(file: &'a str, bytes: &'a [u8], intent: Intent) -> Ask<'a> {
        Ask { file, bytes, intent, kind: None, columns: Vec::new(), month: None, settled: Settled::default() }
    }

    fn learned(&self) -> Learned {
        self.columns.iter().map(|(title, field)| (fold(title), *field)).collect()
    }
}

/// What a file came to.
#[derive(Debug, Serialize)]
pub struct Imported {
    pub file: String,
    pub kind: String,
    pub rows: usize,
    pub saved: bool,
    /// The number under which the file is remembered, now or since it came before.
    #[serde(skip)]
    pub import: Option<i64>,
    /// What was read, where it was none of our templates.
    #[serde(skip)]
    pub list: Option<List>,
    #[serde(skip)]
    pub book: Book,
    /// What it would do to the records; nothing is known of that before the office is set up.
    #[serde(flatten)]
    pub taken_in: TakenIn,
}

/// Reads a file by what it looks like and takes it in, or only shows what would happen.
pub fn import(office: &Office, db: &Db, acting: Acting, ask: &Ask<'_>) -> Result<Imported, OfficeError> {
    acting.need(Act::ListImport)?;
    let hash = sha256(ask.bytes);
    let book = grid::open(ask.file, ask.bytes)?;
    if roster::is_roster(&book) {
        return Err(Refusal::RosterHere { file: ask.file.to_owned() }.into());
    }
    let earlier = seen_before(db, acting, &hash)?;
    if let (Intent::Save, Some(earlier)) = (ask.intent, &earlier) {
        return Ok(unchanged(book, earlier));
    }
    let mut imported = match template::recognise(&book) {
        Some(kind) if ask.kind.is_none() && kind != TemplateKind::PaymentResult => {
            template(office, db, acting, (book, kind), ask, &hash)?
        }
        _ => any_list(office, db, acting, book, ask, &hash)?,
    };
    if let Some(earlier) = earlier {
        let says =
            format!("tệp này đã được nhập lúc {}; nhập lại sẽ không thay đổi gì", show_moment(earlier.imported_at));
        imported.taken_in.warnings.insert(0, RowNote::new(&whole(ask.file), says));
    }
    Ok(imported)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same bytes, when there is nothing more to take from them: rows that somebody was refused may be another's to bring.
fn seen_before(db: &Db, acting: Acting, hash: &str) -> Result<Option<ImportFile>, OfficeError> {
    let mut earlier = db.read(|tx| imports::list_by_sha256(tx, hash))?.into_iter();
    Ok(earlier.find(|file| file.rows_rejected == 0 || file.user == acting.user))
}

/// A note about the file and no row of it.
fn whole(file: &str) -> Source {
    Source { file: file.into(), sheet: "".into(), row: 0 }
}

/// The same bytes again change nothing, and say so.
fn unchanged(book: Book, earlier: &ImportFile) -> Imported {
    let says = format!("tệp này đã được nhập lúc {}; không có gì thay đổi", show_moment(earlier.imported_at));
    let rows = usize::try_from(earlier.rows_read).unwrap_or_default();
    let warnings = vec![RowNote::new(&whole(&book.file), says)];
    let taken_in = TakenIn { unchanged: rows, warnings, ..TakenIn::default() };
    let file = book.file.clone();
    let (kind, import) = (earlier.kind.clone(), Some(earlier.id));
    Imported { file, kind, rows, saved: false, import, list: None, book, taken_in }
}

fn template(
    office: &Office,
    db: &Db,
    acting: Acting,
    (book, kind): (Book, TemplateKind),
    ask: &Ask<'_>,
    hash: &str,
) -> Result<Imported, OfficeError> {
    let (rows, taken_in) = templates::take(office, db, acting, (&book, kind), (ask.intent, &ask.settled))?;
    let saved = ask.intent == Intent::Save;
    let import = match saved {
        true => Some(db.write(|tx| remember(tx, acting, (ask.file, kind.name(), hash), (rows, 0, &taken_in)))?),
        false => None,
    };
    Ok(Imported { file: ask.file.to_owned(), kind: kind.to_string(), rows, saved, import, list: None, book, taken_in })
}

/// Writes down that the file came; its number is what its kept rows go by.
fn remember(
    tx: &mut Tx<'_>,
    acting: Acting,
    (name, kind, sha256): (&str, &str, &str),
    (read, unread, taken_in): (usize, usize, &TakenIn),
) -> Result<i64, OfficeError> {
    let counts = Counts::of(taken_in, unread);
    let file = ImportFile {
        id: ids::take(tx, ids::IMPORT, 1)?,
        sha256: sha256.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        imported_at: acting.now,
        user: acting.user,
        rows_read: read as i64,
        rows_rejected: counts.rejects as i64,
    };
    imports::add(tx, &file)?;
    acting.note(tx, past::IMPORT, &past::subject(file.id), json!(counts))?;
    Ok(file.id)
}

fn any_list(
    office: &Office,
    db: &Db,
    acting: Acting,
    book: Book,
    ask: &Ask<'_>,
    hash: &str,
) -> Result<Imported, OfficeError> {
    let known = layout::Known::load(db)?;
    let is_commune = |name: &str| office.units.is_commune_name(name);
    let remembered = |layout: &str| known.remembered(layout);
    let options = Options {
        kind: ask.kind,
        learned: ask.learned(),
        is_commune: Some(&is_commune),
        remembered: Some(&remembered),
    };
    let mut list = paper::lists::read(&book, &options)?;
    ask.settled.write_into(&mut list);
    let saved = ask.intent == Intent::Save;
    if saved && list.kind == Kind::PaymentResult {
        return Err(Refusal::PaymentResultHere { file: ask.file.to_owned() }.into());
    }
    let is_set_up = profile::find(db, acting.now)?.is_some();
    let (taken_in, import) = match (saved, is_set_up) {
        (false, false) => (TakenIn::default(), None),
        (true, false) => return Err(Refusal::NotSetUp.into()),
        (false, true) => (db.read(|tx| planned(office, tx, acting, &list, ask))?, None),
        (true, true) => db.write(|tx| {
            let taken_in = planned(office, tx, acting, &list, ask)?;
            let file = (ask.file, list.kind.key(), hash);
            let import = remember(tx, acting, file, (list.records.len(), list.rejects.len(), &taken_in))?;
            kept::keep(office, tx, acting, (import, hash), &list, &taken_in)?;
            layout::remember(tx, acting, &list)?;
            Ok::<_, OfficeError>((taken_in, Some(import)))
        })?,
    };
    let rows = list.records.len();
    Ok(Imported {
        file: ask.file.to_owned(),
        kind: list.kind.to_string(),
        rows,
        saved,
        import,
        list: Some(list),
        book,
        taken_in,
    })
}

/// What the records would become, and with [`Intent::Save`] do.
fn planned(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    list: &List,
    ask: &Ask<'_>,
) -> Result<TakenIn, OfficeError> {
    match list.kind {
        Kind::Btxh | Kind::BtxhPay | Kind::Ncc => benefits::take(office, tx, acting, list, ask),
        Kind::PoorHouseholds => poor::take(office, tx, acting, list, ask),
        Kind::Gifts | Kind::BhytChanges | Kind::PaymentResult | Kind::Plan => kept::matched(office, tx, acting, list),
    }
}

/// Where a record of a list stands.
fn source(list: &List, record: &paper::lists::Record) -> Source {
    place(list, Some(record.sheet), Some(record.row))
}

fn place(list: &List, sheet: Option<u16>, row: Option<u32>) -> Source {
    let sheet = sheet.and_then(|sheet| list.sheets.get(usize::from(sheet)));
    Source {
        file: list.file.clone(),
        sheet: sheet.cloned().unwrap_or_else(|| "".into()),
        row: row.unwrap_or(0) as usize,
    }
}
