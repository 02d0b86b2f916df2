//! Lists become records: people, papers, homes, statuses, decisions and spells, in one transaction.
//!
//! A row that is surely a known person is that person; a likely twin is a question and is not saved; the same list
//! twice changes nothing. Every record remembers its file, sheet and row.

mod note;
mod plan;

use domain::casework::{Decision, DecisionKind};
use domain::entitlement::Spell;
use domain::kernel::{Day, DecisionId, Month, PersonId, Span, SpellId};
use domain::registry::{POVERTY_CLASS, Payee, Person, PersonPaper, Residence, Status};
use paper::template::{Beneficiary, Source};
use serde::Serialize;
use store::spells::NewSpell;
use store::{Db, Tx, decisions, ids, papers, payees, people, residences, spells, statuses};

use crate::{Acting, Office, OfficeError, profile};

pub use note::{RowNote, Settlement};
pub(crate) use plan::{ELSEWHERE, Taker, Taking};

/// What a list did to the records, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TakenIn {
    pub new_people: usize,
    pub known_people: usize,
    pub new_spells: usize,
    pub unchanged: usize,
    /// Rows of known people that say something else than the records; not saved unless their sender chose so.
    pub changed: Vec<RowNote>,
    /// Rows a person must decide about; not saved.
    pub questions: Vec<RowNote>,
    /// Rows that cannot be saved as they are.
    pub rejects: Vec<RowNote>,
    pub warnings: Vec<RowNote>,
    /// Whom each row means, for the rows that are kept; in the order of the list.
    #[serde(skip)]
    pub people: Vec<(Source, PersonId)>,
    /// The people who were put on record, in the order of the list.
    #[serde(skip)]
    pub newcomers: Vec<PersonId>,
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
    match intent {
        Intent::Save => db.write(|tx| take_in_within(office, tx, acting, rows, (Taking::Benefits, intent))),
        Intent::Preview => db.read(|tx| take_in_within(office, tx, acting, rows, (Taking::Benefits, intent))),
    }
}

/// The same within an act that does more.
pub(crate) fn take_in_within(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    rows: &[Beneficiary],
    what: (Taking, Intent),
) -> Result<TakenIn, OfficeError> {
    let mut taker = Taker::new(office, tx, acting, what)?;
    for chunk in rows.chunks(CHUNK) {
        taker.take(tx, chunk)?;
    }
    taker.finish(tx)
}

/// Rows looked at together: enough for few statements, few enough for any list to fit in memory.
pub(crate) const CHUNK: usize = 2_048;

/// What a part of a list comes to before it is written. New people are numbered by their place in the whole list.
#[derive(Default)]
struct Plan {
    taken_in: TakenIn,
    people: Vec<(Person, Vec<PersonPaper>, Residence)>,
    corrected: Vec<(PersonId, Person)>,
    papers: Vec<(PersonId, PersonPaper)>,
    payees: Vec<(Who, Payee)>,
    statuses: Vec<(Who, Status)>,
    grants: Vec<(Who, Option<Decision>, Spell, String)>,
    meant: Vec<(Source, Who)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Known(PersonId),
    New(usize),
}

impl TakenIn {
    fn append(&mut self, mut part: TakenIn) {
        self.new_people += part.new_people;
        self.known_people += part.known_people;
        self.new_spells += part.new_spells;
        self.unchanged += part.unchanged;
        self.changed.append(&mut part.changed);
        self.questions.append(&mut part.questions);
        self.rejects.append(&mut part.rejects);
        self.warnings.append(&mut part.warnings);
        self.people.append(&mut part.people);
        self.newcomers.append(&mut part.newcomers);
    }
}

impl Plan {
    /// Whom the rows mean among the people on record, where nobody new is made.
    fn name_the_known(&mut self) {
        let known = self.meant.drain(..).filter_map(|(source, who)| match who {
            Who::Known(person) => Some((source, person)),
            Who::New(_) => None,
        });
        self.taken_in.people = known.collect();
    }

    fn grant(&mut self, row: &Beneficiary, who: Who, (spell, scheme): (Spell, String)) {
        if row.receiver.is_some() || row.account.is_some() {
            let payee = Payee {
                receiver: row.receiver.clone(),
                account: row.account.clone(),
                bank: row.bank.clone(),
                span: Span::since(row.from_month.first_day()),
            };
            self.payees.push((who, payee));
        }
        if let Some(class) = &row.household_class {
            let span = Span::since(row.from_month.first_day());
            let status = Status { kind: POVERTY_CLASS.to_owned(), grade: Some(class.clone()), amount: None, span };
            self.statuses.push((who, status));
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
        self.taken_in.new_spells += 1;
        self.grants.push((who, decision, spell, row.source.to_string()));
    }
}

/// Writes one part of a list; `ids` gives every new person of the list a number, by place.
fn save(tx: &mut Tx<'_>, acting: Acting, plan: &mut Plan, ids: &mut Vec<PersonId>) -> Result<(), OfficeError> {
    let rec = acting.recording();
    let first = ids::take(tx, ids::PERSON, plan.people.len() as i64)?;
    let new: Vec<PersonId> = (first..).take(plan.people.len()).map(PersonId).collect();
    ids.extend(&new);
    plan.taken_in.newcomers.clone_from(&new);
    let person = |who: Who| match who {
        Who::Known(person) => person,
        Who::New(place) => ids[place],
    };
    let each = || new.iter().copied().zip(&plan.people);
    people::add_many(tx, &each().map(|(id, one)| (id, one.0.clone())).collect::<Vec<_>>(), rec)?;
    let held = each().flat_map(|(id, one)| one.1.iter().map(move |paper| (id, paper.clone())));
    papers::add_many(tx, &held.chain(plan.papers.iter().cloned()).collect::<Vec<_>>(), rec)?;
    residences::add_many(tx, &each().map(|(id, one)| (id, one.2.clone())).collect::<Vec<_>>(), rec)?;
    let payees: Vec<_> = plan.payees.iter().map(|(who, payee)| (person(*who), payee.clone())).collect();
    payees::add_many(tx, &payees, rec)?;
    let kept = plan.statuses.iter().map(|(who, status)| (person(*who), status.clone()));
    statuses::add_many(tx, &kept.collect::<Vec<_>>(), rec)?;
    for (known, corrected) in &plan.corrected {
        people::set(tx, *known, corrected, rec)?;
    }
    save_grants(tx, acting, plan, person)?;
    plan.taken_in.people = plan.meant.iter().map(|(source, who)| (source.clone(), person(*who))).collect();
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
