//! Files become acts: which list is it, was it here before, what did it do.

use domain::kernel::{BirthDate, PersonId, PersonalId, Span, fold, show_moment};
use domain::registry::{Death as DeathFact, PersonBrief};
use paper::grid::{self, Book};
use paper::template::{self, Beneficiary, Death, Household, Read, Reject, Source, TemplateKind};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::imports::{self, ImportFile};
use store::{Db, Tx, ids, papers, people};

use crate::register::{Intent, RowNote, TakenIn, take_in};
use crate::{Acting, Office, OfficeError, Refusal, household, life, profile};

/// What a file came to.
#[derive(Debug, Clone, Serialize)]
pub struct Imported {
    pub file: String,
    pub kind: String,
    pub rows: usize,
    pub saved: bool,
    #[serde(flatten)]
    pub taken_in: TakenIn,
}

/// Reads a file by its own header and takes it in, or only shows what would happen.
pub fn import(
    office: &Office,
    db: &Db,
    acting: Acting,
    (file, bytes): (&str, &[u8]),
    intent: Intent,
) -> Result<Imported, OfficeError> {
    let hash = sha256(bytes);
    if let Some(earlier) = seen_before(db, &hash)? {
        return Ok(unchanged(file, &earlier));
    }
    let book = grid::open(file, bytes)?;
    let kind = template::recognise(&book);
    let (rows, taken_in) = match kind {
        Some(TemplateKind::Beneficiaries) => beneficiaries(office, db, acting, &book, intent)?,
        Some(TemplateKind::Deaths) => deaths(office, db, acting, &book, intent)?,
        Some(TemplateKind::Households) => households(office, db, acting, &book, intent)?,
        Some(TemplateKind::PaymentResult) => {
            return Err(Refusal::PaymentResultHere { file: file.to_owned() }.into());
        }
        None => return Err(Refusal::UnknownList { file: file.to_owned() }.into()),
    };
    let kind = kind.map(|kind| kind.to_string()).unwrap_or_default();
    let saved = intent == Intent::Save;
    if saved {
        remember(db, acting, (file, &kind, hash), rows, taken_in.rejects.len())?;
    }
    Ok(Imported { file: file.to_owned(), kind, rows, saved, taken_in })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn seen_before(db: &Db, hash: &str) -> Result<Option<ImportFile>, OfficeError> {
    Ok(db.read(|tx| imports::list_by_sha256(tx, hash))?.into_iter().next())
}

/// The same bytes again change nothing, and say so.
fn unchanged(file: &str, earlier: &ImportFile) -> Imported {
    let says = format!("tệp này đã được nhập lúc {}; không có gì thay đổi", show_moment(earlier.imported_at));
    let rows = usize::try_from(earlier.rows_read).unwrap_or_default();
    let warnings = vec![RowNote { source: file.to_owned(), says }];
    let taken_in = TakenIn { unchanged: rows, warnings, ..TakenIn::default() };
    Imported { file: file.to_owned(), kind: earlier.kind.clone(), rows, saved: false, taken_in }
}

fn remember(
    db: &Db,
    acting: Acting,
    (name, kind, sha256): (&str, &str, String),
    rows: usize,
    rejected: usize,
) -> Result<(), OfficeError> {
    db.write(|tx| {
        let file = ImportFile {
            id: ids::take(tx, ids::IMPORT, 1)?,
            sha256: sha256.clone(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            imported_at: acting.now,
            user: acting.user,
            rows_read: rows as i64,
            rows_rejected: rejected as i64,
        };
        Ok(imports::add(tx, &file)?)
    })
}

fn rejected(reject: &Reject) -> RowNote {
    let source = format!("{}, {}, dòng {}", reject.file, reject.sheet, reject.row);
    RowNote { source, says: format!("cột “{}”: thấy “{}”, {}", reject.column, reject.seen, reject.reason) }
}

fn beneficiaries(
    office: &Office,
    db: &Db,
    acting: Acting,
    book: &Book,
    intent: Intent,
) -> Result<(usize, TakenIn), OfficeError> {
    let read = template::read::<Beneficiary>(book)?;
    let mut taken_in = take_in(office, db, acting, &read.rows, intent)?;
    taken_in.rejects.extend(read.rejects.iter().map(rejected));
    Ok((read.rows.len(), taken_in))
}

fn deaths(
    office: &Office,
    db: &Db,
    acting: Acting,
    book: &Book,
    intent: Intent,
) -> Result<(usize, TakenIn), OfficeError> {
    let read = template::read::<Death>(book)?;
    let wanted = |row: &Death| {
        let home = (row.commune.as_str(), row.village.as_str());
        Wanted::new(&row.source, row.personal_id.as_ref(), (&row.name, row.birth), home)
    };
    let taken_in = each_person(office, db, acting, (&read, intent), wanted, |person, row| {
        let death = DeathFact { died_on: row.died_on, certificate: row.certificate.clone() };
        life::report_death(db, acting, person, &death)
    })?;
    Ok((read.rows.len(), taken_in))
}

fn households(
    office: &Office,
    db: &Db,
    acting: Acting,
    book: &Book,
    intent: Intent,
) -> Result<(usize, TakenIn), OfficeError> {
    let read = template::read::<Household>(book)?;
    let wanted = |row: &Household| {
        let home = (row.commune.as_str(), row.village.as_str());
        Wanted::new(&row.source, row.personal_id.as_ref(), (&row.head, row.birth), home)
    };
    let taken_in = each_person(office, db, acting, (&read, intent), wanted, |person, row| {
        let span = Span { from: row.from, until: row.until };
        household::set_class(db, acting, person, &row.class, span).map(drop)
    })?;
    Ok((read.rows.len(), taken_in))
}

/// Does an act for the one person each row surely means; where nobody can be sure, the row is a question.
fn each_person<T>(
    office: &Office,
    db: &Db,
    acting: Acting,
    (read, intent): (&Read<T>, Intent),
    wanted: impl Fn(&T) -> Wanted,
    act: impl Fn(PersonId, &T) -> Result<(), OfficeError>,
) -> Result<TakenIn, OfficeError> {
    let mut taken_in = TakenIn::default();
    taken_in.rejects.extend(read.rejects.iter().map(rejected));
    for row in &read.rows {
        let wanted = wanted(row);
        let person = match db.read(|tx| find_one(office, tx, acting, &wanted))? {
            Err(says) => {
                taken_in.questions.push(RowNote { source: wanted.source, says });
                continue;
            }
            Ok(person) => person,
        };
        taken_in.known_people += 1;
        let done = if intent == Intent::Save { act(person, row) } else { Ok(()) };
        match done {
            Err(OfficeError::Refused(Refusal::AlreadyDead(_))) => taken_in.unchanged += 1,
            Err(OfficeError::Refused(refusal)) => {
                taken_in.rejects.push(RowNote { source: wanted.source, says: refusal.to_string() });
            }
            other => other?,
        }
    }
    Ok(taken_in)
}

/// Whom a row without a house number means, and where it stands.
struct Wanted {
    source: String,
    number: Option<String>,
    name: String,
    birth_year: i16,
    commune: String,
    village: String,
}

impl Wanted {
    fn new(
        source: &Source,
        number: Option<&PersonalId>,
        (name, birth): (&str, BirthDate),
        (commune, village): (&str, &str),
    ) -> Wanted {
        Wanted {
            source: source.to_string(),
            number: number.map(ToString::to_string),
            name: name.to_owned(),
            birth_year: birth.year(),
            commune: commune.to_owned(),
            village: village.to_owned(),
        }
    }
}

/// The one person the row surely means, or why nobody can be sure.
fn find_one(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    wanted: &Wanted,
) -> Result<Result<PersonId, String>, OfficeError> {
    if let Some(number) = wanted.number.as_deref() {
        let held = papers::named(tx, &[number], acting.now)?;
        if let [(person, _)] = held[..] {
            return Ok(Ok(person));
        }
    }
    let profile = profile::need(tx, acting.now)?;
    let unit = office.units.commune_named(&profile.unit, &wanted.commune, profile.working_day(office, acting.today()));
    let key = fold(&wanted.name);
    let alike = people::namesakes(tx, &[&key], acting.now)?;
    let is_it = |brief: &&PersonBrief| {
        brief.birth.year() == wanted.birth_year
            && unit.is_none_or(|unit| brief.unit.as_ref() == Some(&unit.id))
            && (wanted.village.is_empty() || brief.village.as_deref().is_some_and(|v| fold(v) == fold(&wanted.village)))
    };
    let fitting: Vec<&PersonBrief> = alike.iter().filter(is_it).collect();
    Ok(match fitting[..] {
        [only] => Ok(only.id),
        [] => Err("không tìm thấy người này trong sổ; kiểm tra họ tên, năm sinh, thôn, xã".to_owned()),
        _ => Err(format!("có {} người trùng họ tên, năm sinh, thôn; cần số định danh", fitting.len())),
    })
}
