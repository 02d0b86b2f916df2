//! Somebody who is not on record yet is written down; whoever looks like a known person is asked about first.

use domain::kernel::{BirthDate, Day, OldIdNumber, PersonId, PersonalId, Span, UnitId, fold};
use domain::registry::{Likeness, Person, PersonBrief, PersonPaper, Residence, Sex, likeness};
use serde_json::json;
use store::{Db, Tx, ids, papers, people, residences};

use crate::access::Act;
use crate::acts::ADD;
use crate::decide::subject;
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// Who somebody is, as the first paper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    pub name: String,
    pub sex: Option<Sex>,
    pub birth: BirthDate,
    /// Twelve digits, or the nine of an old paper.
    pub paper_number: Option<String>,
    pub unit: UnitId,
    pub village: Option<String>,
    /// Since when the person lives there.
    pub since: Day,
}

/// Whether somebody has looked at the people who are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    Ask,
    /// They are others: somebody compared them.
    AreOthers,
}

/// Somebody on record who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    pub brief: PersonBrief,
    pub likeness: Likeness,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    Added(PersonId),
    /// Nothing was written: one of these may be the person.
    Question(Vec<Twin>),
}

/// Writes a person down, or asks whether it is one of those who are alike.
pub fn add(
    office: &Office,
    db: &Db,
    acting: Acting,
    newcomer: &Newcomer,
    alike: Alike,
) -> Result<Arrival, OfficeError> {
    acting.need(Act::PersonLife)?;
    db.write(|tx| {
        let paper = newcomer.paper_number.as_deref().map(paper).transpose()?;
        check(office, tx, acting, newcomer)?;
        let twins = twins(tx, acting, newcomer, paper.as_ref())?;
        let same_paper = twins.iter().any(|twin| twin.likeness == Likeness::SamePaper);
        if same_paper || (alike == Alike::Ask && !twins.is_empty()) {
            return Ok(Arrival::Question(twins));
        }
        save(tx, acting, newcomer, paper).map(Arrival::Added)
    })
}

fn paper(number: &str) -> Result<PersonPaper, Refusal> {
    let digits: String = number.chars().filter(|sign| !sign.is_whitespace()).collect();
    let personal = digits.parse::<PersonalId>().map(PersonPaper::from);
    let found = personal.or_else(|_| digits.parse::<OldIdNumber>().map(PersonPaper::from));
    found.map_err(|_| Refusal::NotPossible {
        what: "số giấy tờ",
        says: "số định danh có đúng 12 chữ số, chứng minh nhân dân cũ có đúng 9 chữ số".to_owned(),
    })
}

fn check(office: &Office, tx: &mut Tx<'_>, acting: Acting, newcomer: &Newcomer) -> Result<(), OfficeError> {
    if newcomer.name.trim().is_empty() {
        return Err(Refusal::NotPossible { what: "họ tên", says: "chưa ghi".to_owned() }.into());
    }
    if acting.today() < newcomer.since {
        return Err(Refusal::InTheFuture { what: "bắt đầu ở" }.into());
    }
    if acting.today().year() < newcomer.birth.year() {
        return Err(Refusal::InTheFuture { what: "sinh" }.into());
    }
    let profile = profile::need(tx, acting.now)?;
    let day = profile.working_day(office, acting.today());
    let is_ours = office.units.communes_of(&profile.unit, day).any(|unit| unit.id == newcomer.unit);
    match is_ours && acting.rights.covers_unit(Some(&newcomer.unit)) {
        true => Ok(()),
        false => Err(Refusal::NoSuchUnit(newcomer.unit.to_string()).into()),
    }
}

/// Everybody of one's own area who may be the newcomer; a paper held elsewhere is refused without a name.
fn twins(
    tx: &mut Tx<'_>,
    acting: Acting,
    newcomer: &Newcomer,
    paper: Option<&PersonPaper>,
) -> Result<Vec<Twin>, OfficeError> {
    let numbers: Vec<&str> = paper.iter().map(|paper| paper.number.as_str()).collect();
    let holders: Vec<PersonId> = papers::named(tx, &numbers, acting.now)?.into_iter().map(|held| held.0).collect();
    let mine = |brief: &PersonBrief| acting.rights.covers_unit(brief.unit.as_ref());
    let holders = people::briefs(tx, &holders, acting.now)?;
    if holders.iter().any(|brief| !mine(brief)) {
        return Err(Refusal::PaperHeldElsewhere.into());
    }
    let mut twins: Vec<Twin> = holders.into_iter().map(|brief| Twin { brief, likeness: Likeness::SamePaper }).collect();
    let key = fold(&newcomer.name);
    for brief in people::namesakes(tx, &[&key], acting.now)?.into_iter().filter(mine) {
        let village = newcomer.village.as_deref();
        let alike = likeness(&newcomer.name, newcomer.birth, &newcomer.unit, village, &brief);
        let is_new = !twins.iter().any(|twin| twin.brief.id == brief.id);
        twins.extend(alike.filter(|_| is_new).map(|likeness| Twin { brief, likeness }));
    }
    twins.sort_by_key(|twin| (twin.likeness, twin.brief.id));
    Ok(twins)
}

fn save(
    tx: &mut Tx<'_>,
    acting: Acting,
    newcomer: &Newcomer,
    paper: Option<PersonPaper>,
) -> Result<PersonId, OfficeError> {
    let id = PersonId(ids::take(tx, ids::PERSON, 1)?);
    let rec = acting.recording();
    let source = "ghi trực tiếp".to_owned();
    let person = Person { name: newcomer.name.clone(), sex: newcomer.sex, birth: newcomer.birth, source };
    people::add(tx, id, &person, rec)?;
    if let Some(paper) = paper {
        papers::add(tx, id, &paper, rec)?;
    }
    let span = Span::since(newcomer.since);
    let stay = Residence { unit: newcomer.unit.clone(), village: newcomer.village.clone(), span };
    residences::add(tx, id, &stay, rec)?;
    acting.note(tx, ADD, &subject(id), json!({ "unit": newcomer.unit }))?;
    Ok(id)
}
