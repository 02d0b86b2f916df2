//! Lists become records: people, papers, homes, statuses, decisions and spells, in one transaction.
//!
//! A row that is surely a known person is that person; a likely twin is a question and is not saved; the same list
//! twice changes nothing. Every record remembers its file, sheet and row.

use std::collections::{HashMap, HashSet};

use domain::casework::{Decision, DecisionKind};
use domain::entitlement::{Spell, Subject};
use domain::kernel::{Day, DecisionId, Month, MonthSpan, PersonId, Span, SpellId, UnitId, fold};
use domain::registry::{Likeness, POVERTY_CLASS, Payee, Person, PersonBrief, PersonPaper, Residence, Status, likeness};
use domain::rules::Cadence;
use paper::template::Beneficiary;
use serde::Serialize;
use serde_json::json;
use store::spells::NewSpell;
use store::{Db, Tx, decisions, ids, papers, payees, people, residences, spells, statuses};

use crate::{Acting, Office, OfficeError, profile};

/// What a list did to the records, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TakenIn {
    pub new_people: usize,
    pub known_people: usize,
    pub new_spells: usize,
    pub unchanged: usize,
    /// Rows a person must decide about; not saved.
    pub questions: Vec<RowNote>,
    /// Rows that cannot be saved as they are.
    pub rejects: Vec<RowNote>,
    pub warnings: Vec<RowNote>,
}

/// A sentence about one row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowNote {
    pub source: String,
    pub says: String,
}

/// Whether a list is saved or only looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    Save,
    Preview,
}

/// Takes in a list of people with what they receive.
pub fn take_in(
    office: &Office,
    db: &Db,
    acting: Acting,
    rows: &[Beneficiary],
    intent: Intent,
) -> Result<TakenIn, OfficeError> {
    let work = |tx: &mut Tx<'_>| {
        let plan = plan(office, tx, acting, rows)?;
        if intent == Intent::Save {
            save(tx, acting, &plan)?;
        }
        Ok(plan.taken_in)
    };
    match intent {
        Intent::Save => db.write(work),
        Intent::Preview => db.read(work),
    }
}

/// What a list comes to before anything is written. New people are numbered by their place among the new.
#[derive(Default)]
struct Plan {
    taken_in: TakenIn,
    people: Vec<(Person, Vec<PersonPaper>, Residence)>,
    payees: Vec<(Who, Payee)>,
    statuses: Vec<(Who, Status)>,
    grants: Vec<(Who, Option<Decision>, Spell, String)>,
    file: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Known(PersonId),
    New(usize),
}

/// What the records already hold about the people a list may mean.
struct Known {
    by_paper: HashMap<String, Vec<PersonId>>,
    namesakes: HashMap<String, Vec<PersonBrief>>,
    personal_ids: HashMap<PersonId, HashSet<String>>,
    spells: HashMap<PersonId, Vec<Spell>>,
}

fn plan(office: &Office, tx: &mut Tx<'_>, acting: Acting, rows: &[Beneficiary]) -> Result<Plan, OfficeError> {
    let profile = profile::need(tx, acting.now)?;
    let known = known(tx, acting, rows)?;
    let day = profile.working_day(office, acting.today());
    let mut plan =
        Plan { file: rows.first().map(|row| row.source.file.clone()).unwrap_or_default(), ..Plan::default() };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let source = row.source.to_string();
        let Some(unit) = office.units.commune_named(&profile.unit, &row.commune, day) else {
            let says = format!("không có xã “{}” trong địa bàn của đơn vị", row.commune);
            plan.taken_in.rejects.push(RowNote { source, says });
            continue;
        };
        match spell_of(office, row) {
            Err(says) => plan.taken_in.rejects.push(RowNote { source, says }),
            Ok(granted) => place(&mut plan, &known, &mut seen, row, unit.id.clone(), granted, &source),
        }
    }
    Ok(plan)
}

fn known(tx: &mut Tx<'_>, acting: Acting, rows: &[Beneficiary]) -> Result<Known, OfficeError> {
    let numbers: Vec<&str> = rows.iter().flat_map(numbers).collect();
    let mut by_paper: HashMap<String, Vec<PersonId>> = HashMap::new();
    for (person, paper) in papers::named(tx, &numbers, acting.now)? {
        by_paper.entry(paper.number).or_default().push(person);
    }
    let keys: Vec<String> = rows.iter().map(|row| fold(&row.name)).collect::<HashSet<_>>().into_iter().collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut namesakes: HashMap<String, Vec<PersonBrief>> = HashMap::new();
    for brief in people::namesakes(tx, &keys, acting.now)? {
        namesakes.entry(fold(&brief.name)).or_default().push(brief);
    }
    let mut known = Known { by_paper, namesakes, personal_ids: HashMap::new(), spells: HashMap::new() };
    let mut candidates: Vec<PersonId> = rows.iter().flat_map(|row| known.candidates(row)).collect();
    candidates.sort_unstable();
    candidates.dedup();
    for (person, paper) in papers::of_people(tx, &candidates, acting.now)? {
        known.personal_ids.entry(person).or_default().insert(paper.number);
    }
    for record in spells::outlines(tx, &candidates, acting.now)? {
        known.spells.entry(record.person).or_default().push(record.spell);
    }
    Ok(known)
}

fn numbers(row: &Beneficiary) -> impl Iterator<Item = &str> {
    let personal = row.personal_id.as_ref().map(|id| id.as_str());
    personal.into_iter().chain(row.old_id.as_ref().map(|id| id.as_str()))
}

impl Known {
    fn candidates(&self, row: &Beneficiary) -> Vec<PersonId> {
        let by_paper = numbers(row).filter_map(|number| self.by_paper.get(number)).flatten().copied();
        let alike = self.namesakes.get(&fold(&row.name)).into_iter().flatten();
        let same_year = alike.filter(|brief| brief.birth.year() == row.birth.year()).map(|brief| brief.id);
        by_paper.chain(same_year).collect()
    }

    /// Who the row means among the people on record.
    fn find(&self, row: &Beneficiary, unit: &UnitId) -> Option<(PersonId, Likeness)> {
        if let Some(person) = numbers(row).filter_map(|number| self.by_paper.get(number)).flatten().next() {
            return Some((*person, Likeness::SamePaper));
        }
        let village = Some(row.village.as_str()).filter(|village| !village.is_empty());
        let alike = self.namesakes.get(&fold(&row.name)).into_iter().flatten();
        let alike = alike.filter(|brief| !self.has_other_paper(brief.id, row));
        alike
            .filter_map(|brief| Some((brief.id, likeness(&row.name, row.birth, unit, village, brief)?)))
            .min_by_key(|(_, likeness)| *likeness)
    }

    /// Two people with different personal numbers are two people, however alike their names.
    fn has_other_paper(&self, person: PersonId, row: &Beneficiary) -> bool {
        let held = self.personal_ids.get(&person);
        row.personal_id.as_ref().is_some_and(|id| {
            held.is_some_and(|held| {
                held.iter().any(|number| number.len() == id.as_str().len() && number != id.as_str())
            })
        })
    }
}

/// Puts one row where it belongs in the plan.
fn place(
    plan: &mut Plan,
    known: &Known,
    seen: &mut HashMap<String, usize>,
    row: &Beneficiary,
    unit: UnitId,
    (spell, scheme): (Spell, String),
    source: &str,
) {
    let found = known.find(row, &unit);
    if let Some((person, likeness)) = found.filter(|(_, likeness)| !likeness.settles()) {
        let says = format!("có thể là người mã {person} ({}); cần cán bộ xác nhận", likeness.shown());
        plan.taken_in.questions.push(RowNote { source: source.to_owned(), says });
        return;
    }
    let who = match (found, row.personal_id.as_ref().and_then(|id| seen.get(id.as_str()))) {
        (Some((person, _)), _) => {
            plan.taken_in.known_people += 1;
            Who::Known(person)
        }
        (None, Some(place)) => Who::New(*place),
        (None, None) => new_person(plan, seen, row, unit, source),
    };
    if let Who::Known(person) = who
        && let Some(says) = known.clash(person, &spell)
    {
        match says {
            Clash::Same => plan.taken_in.unchanged += 1,
            Clash::Differs(says) => plan.taken_in.questions.push(RowNote { source: source.to_owned(), says }),
        }
        return;
    }
    warn_about_papers(plan, row, source);
    add_grant(plan, row, who, (spell, scheme), source);
}

enum Clash {
    Same,
    Differs(String),
}

impl Known {
    /// How a spell of a list stands to one of the same group on record.
    fn clash(&self, person: PersonId, spell: &Spell) -> Option<Clash> {
        let of_group = self.spells.get(&person)?.iter().find(|old| {
            old.group == spell.group
                && old.event_day == spell.event_day
                && !old.months.intersect(spell.months).is_empty()
        })?;
        let is_same = of_group.months.from == spell.months.from
            && of_group.percent == spell.percent
            && of_group.years == spell.years
            && of_group.attributes == spell.attributes;
        Some(match is_same {
            true => Clash::Same,
            false => Clash::Differs(format!(
                "người mã {person} đang hưởng nhóm {} với nội dung khác; muốn đổi hãy lập điều chỉnh",
                spell.group
            )),
        })
    }
}

fn new_person(
    plan: &mut Plan,
    seen: &mut HashMap<String, usize>,
    row: &Beneficiary,
    unit: UnitId,
    source: &str,
) -> Who {
    let papers = row.personal_id.clone().map(PersonPaper::from).into_iter();
    let papers = papers.chain(row.old_id.clone().map(PersonPaper::from)).collect();
    let person = Person { name: row.name.clone(), sex: row.sex, birth: row.birth, source: source.to_owned() };
    let village = Some(row.village.clone()).filter(|village| !village.is_empty());
    let residence = Residence { unit, village, span: Span::since(known_since(row)) };
    let place = plan.people.len();
    plan.people.push((person, papers, residence));
    plan.taken_in.new_people += 1;
    if let Some(id) = &row.personal_id {
        seen.insert(id.as_str().to_owned(), place);
    }
    Who::New(place)
}

/// The day from which the list attests where somebody lives.
fn known_since(row: &Beneficiary) -> Day {
    row.event_day.unwrap_or(row.from_month.first_day()).min(row.from_month.first_day())
}

fn warn_about_papers(plan: &mut Plan, row: &Beneficiary, source: &str) {
    let female = row.sex.map(|sex| sex == domain::registry::Sex::Female);
    let warnings = row.personal_id.as_ref().map(|id| id.warnings(Some(row.birth), female)).unwrap_or_default();
    for warning in warnings {
        let says = match warning {
            domain::kernel::PersonalIdWarning::BirthYearDiffers { in_number } => {
                format!("số định danh ghi năm sinh {in_number}, danh sách ghi {}", row.birth.shown())
            }
            domain::kernel::PersonalIdWarning::SexDiffers => "số định danh ghi giới tính khác danh sách".to_owned(),
        };
        plan.taken_in.warnings.push(RowNote { source: source.to_owned(), says });
    }
}

fn add_grant(plan: &mut Plan, row: &Beneficiary, who: Who, (spell, scheme): (Spell, String), source: &str) {
    if row.receiver.is_some() || row.account.is_some() {
        let payee = Payee {
            receiver: row.receiver.clone(),
            account: row.account.clone(),
            bank: row.bank.clone(),
            span: Span::since(row.from_month.first_day()),
        };
        plan.payees.push((who, payee));
    }
    if let Some(class) = &row.household_class {
        let span = Span::since(row.from_month.first_day());
        let status = Status { kind: POVERTY_CLASS.to_owned(), grade: Some(class.clone()), amount: None, span };
        plan.statuses.push((who, status));
    }
    let kind = if spell.event_day.is_some() { DecisionKind::OneOff } else { DecisionKind::Grant };
    let has_decision = row.decision_number.is_some() || row.decision_date.is_some();
    let decision = has_decision.then(|| Decision {
        kind,
        number: row.decision_number.clone(),
        signed_on: row.decision_date,
        scheme,
        proposed_on: None,
    });
    plan.taken_in.new_spells += 1;
    plan.grants.push((who, decision, spell, source.to_owned()));
}

/// The spell a row grants, and the scheme it belongs to.
fn spell_of(office: &Office, row: &Beneficiary) -> Result<(Spell, String), String> {
    let group =
        office.law.group(&row.group).ok_or_else(|| format!("không có nhóm hưởng “{}” trong laws/", row.group))?;
    let unknown = row.attributes.iter().find(|key| !office.law.attributes.iter().any(|known| known.key == **key));
    if let Some(unknown) = unknown {
        return Err(format!("không có đặc điểm “{unknown}” trong laws/"));
    }
    let benefit = office.law.benefit(&group.benefit).ok_or_else(|| format!("không có chế độ “{}”", group.benefit))?;
    let is_once = benefit.cadence == Cadence::Once;
    if is_once && row.event_day.is_none() {
        return Err("khoản một lần cần “Ngày phát sinh”".to_owned());
    }
    let subject = |subject: &paper::template::SubjectRow| Subject {
        person: None,
        name: subject.name.clone(),
        birth: subject.birth,
        until: None,
        student_until: None,
    };
    let spell = Spell {
        group: row.group.clone(),
        percent: row.percent,
        years: row.years,
        attributes: row.attributes.clone(),
        months: MonthSpan::new(row.from_month, row.until_month.unwrap_or(Month::NEVER)),
        settled_until: row.settled_until,
        event_day: row.event_day.filter(|_| is_once),
        subjects: row.about.iter().map(subject).collect(),
        pauses: Vec::new(),
    };
    Ok((spell, benefit.scheme.clone()))
}

fn save(tx: &mut Tx<'_>, acting: Acting, plan: &Plan) -> Result<(), OfficeError> {
    let rec = acting.recording();
    let first = ids::take(tx, ids::PERSON, plan.people.len() as i64)?;
    let person = |who: Who| match who {
        Who::Known(person) => person,
        Who::New(place) => PersonId(first + place as i64),
    };
    let new = || plan.people.iter().enumerate().map(|(place, one)| (PersonId(first + place as i64), one));
    people::add_many(tx, &new().map(|(id, one)| (id, one.0.clone())).collect::<Vec<_>>(), rec)?;
    let held = new().flat_map(|(id, one)| one.1.iter().map(move |paper| (id, paper.clone())));
    papers::add_many(tx, &held.collect::<Vec<_>>(), rec)?;
    residences::add_many(tx, &new().map(|(id, one)| (id, one.2.clone())).collect::<Vec<_>>(), rec)?;
    payees::add_many(
        tx,
        &plan.payees.iter().map(|(who, payee)| (person(*who), payee.clone())).collect::<Vec<_>>(),
        rec,
    )?;
    let kept = plan.statuses.iter().map(|(who, status)| (person(*who), status.clone()));
    statuses::add_many(tx, &kept.collect::<Vec<_>>(), rec)?;
    save_grants(tx, acting, plan, person)?;
    let detail = json!({
        "file": plan.file,
        "new_people": plan.taken_in.new_people,
        "new_spells": plan.taken_in.new_spells,
        "questions": plan.taken_in.questions.len(),
        "rejects": plan.taken_in.rejects.len(),
    });
    acting.note(tx, "register.take_in", "list", detail)?;
    Ok(())
}

fn save_grants(
    tx: &mut Tx<'_>,
    acting: Acting,
    plan: &Plan,
    person: impl Fn(Who) -> PersonId,
) -> Result<(), OfficeError> {
    let rec = acting.recording();
    let first_spell = ids::take(tx, ids::SPELL, plan.grants.len() as i64)?;
    let first_decision = ids::take(tx, ids::DECISION, plan.grants.len() as i64)?;
    let mut granted = Vec::new();
    let mut decided = Vec::new();
    for (place, (who, decision, spell, source)) in plan.grants.iter().enumerate() {
        let decision_id = decision.as_ref().map(|_| DecisionId(first_decision + place as i64));
        if let Some((decision, id)) = decision.clone().zip(decision_id) {
            decided.push((person(*who), id, decision));
        }
        granted.push(NewSpell {
            person: person(*who),
            id: SpellId(first_spell + place as i64),
            decision: decision_id,
            source: source.clone(),
            spell: spell.clone(),
        });
    }
    decisions::add_many(tx, &decided, rec)?;
    spells::add_many(tx, &granted, rec)?;
    let opened = granted.iter().map(|one| first_open_month(&one.spell)).min();
    if let Some(month) = opened {
        profile::open_books(tx, acting, month)?;
    }
    Ok(())
}

/// The first month of a spell that this office's ledger answers for.
pub(crate) fn first_open_month(spell: &Spell) -> Month {
    let from = spell.event_day.map_or(spell.months.from, Day::month);
    spell.settled_until.map_or(from, |settled| settled.max(from))
}
