//! Our own templates: their rows are typed already, and become acts one by one.

use domain::kernel::{BirthDate, PersonId, PersonalId, Span, fold};
use domain::registry::{Death as DeathFact, PersonBrief};
use paper::grid::Book;
use paper::template::{self, Beneficiary, COMMUNE, Death, GROUP, Household, Read, Reject, Source, TemplateKind, Words};
use store::{Db, Tx, papers, people};

use super::Settled;
use crate::access::{Act, RowCommunes, own_communes};
use crate::register::{ELSEWHERE, Intent, RowNote, TakenIn, take_in};
use crate::{Acting, Office, OfficeError, Refusal, household, life, profile};

/// Takes in a file in one of our templates; how many rows it held and what they did.
pub fn take(
    office: &Office,
    db: &Db,
    acting: Acting,
    (book, kind): (&Book, TemplateKind),
    (intent, settled): (Intent, &Settled),
) -> Result<(usize, TakenIn), OfficeError> {
    match kind {
        TemplateKind::Beneficiaries => beneficiaries(office, db, acting, book, (intent, settled)),
        TemplateKind::Deaths => deaths(office, db, acting, book, intent),
        TemplateKind::Households => households(office, db, acting, book, intent),
        TemplateKind::PaymentResult => Err(Refusal::PaymentResultHere { file: book.file.clone() }.into()),
    }
}

/// The empty template, with the groups and communes of one's own to choose from.
pub fn template_for(
    office: &Office,
    db: Option<&Db>,
    acting: Acting,
    kind: TemplateKind,
) -> Result<Vec<u8>, OfficeError> {
    acting.need(Act::ListExport)?;
    let mut words = Words::new();
    let is_own =
        |benefit: &str| office.law.benefit(benefit).is_none_or(|benefit| acting.rights.covers_scheme(&benefit.scheme));
    let groups = office.law.groups.iter().filter(|group| is_own(&group.benefit));
    words.insert(GROUP, groups.map(|group| group.key.clone()).collect());
    let profile = db.map(|db| profile::find(db, acting.now)).transpose()?.flatten();
    if let Some(profile) = profile {
        let day = profile.working_day(office, acting.today());
        let communes = own_communes(office, acting, &profile, day).map(|unit| unit.name.clone());
        words.insert(COMMUNE, communes.collect());
    }
    Ok(template::workbook(kind, &words)?)
}

fn rejected(reject: &Reject) -> RowNote {
    let source = Source { file: reject.file.as_str().into(), sheet: reject.sheet.as_str().into(), row: reject.row };
    RowNote::new(&source, format!("cột “{}”: thấy “{}”, {}", reject.column, reject.seen, reject.reason))
}

fn beneficiaries(
    office: &Office,
    db: &Db,
    acting: Acting,
    book: &Book,
    (intent, settled): (Intent, &Settled),
) -> Result<(usize, TakenIn), OfficeError> {
    let mut read = template::read::<Beneficiary>(book)?;
    for row in &mut read.rows {
        if let Some(choice) = settled.of(&row.source.sheet, row.source.row) {
            row.settlement = Some(choice.shown());
        }
    }
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
            Err(Unsure::Ask(says)) => {
                taken_in.questions.push(RowNote::new(&wanted.source, says));
                continue;
            }
            Err(Unsure::Refuse(says)) => {
                taken_in.rejects.push(RowNote::new(&wanted.source, says));
                continue;
            }
            Ok(person) => person,
        };
        taken_in.known_people += 1;
        let done = if intent == Intent::Save { act(person, row) } else { Ok(()) };
        match done {
            Err(OfficeError::Refused(Refusal::AlreadyDead(_))) => taken_in.unchanged += 1,
            Err(OfficeError::Refused(refusal)) => {
                taken_in.rejects.push(RowNote::new(&wanted.source, refusal.to_string()));
            }
            other => other?,
        }
    }
    Ok(taken_in)
}

/// Whom a row without a house number means, and where it stands.
struct Wanted {
    source: Source,
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
            source: source.clone(),
            number: number.map(ToString::to_string),
            name: name.to_owned(),
            birth_year: birth.year(),
            commune: commune.to_owned(),
            village: village.to_owned(),
        }
    }
}

/// Why nobody is surely meant.
enum Unsure {
    /// A person may know better.
    Ask(String),
    /// The row is not for whoever brought it.
    Refuse(String),
}

/// The one person of one's own area whom the row surely means.
fn find_one(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    wanted: &Wanted,
) -> Result<Result<PersonId, Unsure>, OfficeError> {
    let communes = RowCommunes::new(office, acting, &profile::need(tx, acting.now)?);
    if let Some(says) = Some(&wanted.commune).filter(|text| !text.is_empty()).and_then(|text| communes.refused(text)) {
        return Ok(Err(Unsure::Refuse(says)));
    }
    if let Some(number) = wanted.number.as_deref() {
        let held = papers::named(tx, &[number], acting.now)?;
        if let [(person, _)] = held[..] {
            let is_own = acting.sees(tx, person)?;
            return Ok(if is_own { Ok(person) } else { Err(Unsure::Refuse(ELSEWHERE.to_owned())) });
        }
    }
    let unit = communes.named(&wanted.commune).ok();
    let key = fold(&wanted.name);
    let alike = people::namesakes(tx, &[&key], acting.now)?;
    let unit = unit.as_ref();
    let is_it = |brief: &&PersonBrief| {
        brief.birth.year() == wanted.birth_year
            && acting.rights.covers_unit(brief.unit.as_ref())
            && unit.is_none_or(|unit| brief.unit.as_ref() == Some(unit))
            && (wanted.village.is_empty() || brief.village.as_deref().is_some_and(|v| fold(v) == fold(&wanted.village)))
    };
    let fitting: Vec<&PersonBrief> = alike.iter().filter(is_it).collect();
    Ok(match fitting[..] {
        [only] => Ok(only.id),
        [] => Err(Unsure::Ask("không tìm thấy người này trong sổ; kiểm tra họ tên, năm sinh, thôn, xã".to_owned())),
        _ => Err(Unsure::Ask(format!("có {} người trùng họ tên, năm sinh, thôn; cần số định danh", fitting.len()))),
    })
}
