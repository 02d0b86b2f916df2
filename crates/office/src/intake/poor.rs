//! Lists of poor and near-poor households become people, households with their members, and the class of each.

use std::collections::HashMap;

use domain::kernel::{Day, HouseholdId, PersonId, Span, fold};
use domain::registry::{Household, Membership, POVERTY_CLASS, Status};
use paper::lists::{Body, Class, List, Member};
use paper::template::{Beneficiary, Source};
use serde_json::json;
use store::roster::{Among, RosterAsk};
use store::{Kept, Tx, households, ids, roster, statuses};

use super::{Ask, kept, place, source};
use crate::household::HEAD;
use crate::register::{Intent, RowNote, TakenIn, Taking, take_in_within};
use crate::{Acting, Office, OfficeError};

pub fn take(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    list: &List,
    ask: &Ask<'_>,
) -> Result<TakenIn, OfficeError> {
    let year = ask.month.map(|month| month.year()).or(list.context.year);
    let Some(since) = year.and_then(|year| Day::new(year, 1, 1)) else {
        let says = "danh sách không ghi năm rà soát nên chưa biết diện hộ có từ ngày nào; hãy thêm --month";
        let rejects = vec![RowNote::new(&place(list, None, None), says)];
        return Ok(TakenIn { rejects, ..TakenIn::default() });
    };
    let mut rejects = Vec::new();
    let mut rows: Vec<Beneficiary> = Vec::new();
    for record in &list.records {
        match kept::person_row(list, record, since.month()) {
            Some(row) => rows.push(row),
            None => rejects.push(RowNote::new(&source(list, record), "thiếu năm sinh")),
        }
    }
    let mut taken_in = take_in_within(office, tx, acting, &rows, (Taking::People, ask.intent))?;
    taken_in.rejects.splice(0..0, rejects);
    if ask.intent == Intent::Save {
        let people: HashMap<Source, PersonId> = taken_in.people.iter().cloned().collect();
        save(tx, acting, &blocks(list, &people), since)?;
        let detail = json!({ "file": &*list.file, "households": list.checks.households, "from": since });
        acting.note(tx, "household.take_in", "list", detail)?;
    }
    Ok(taken_in)
}

/// A household as the list has it, with the people its rows mean; the head first.
struct Block {
    members: Vec<(PersonId, String)>,
    class: Option<&'static str>,
}

/// A row that is still a question is left out of its household, and joins it when it has been settled.
fn blocks(list: &List, people: &HashMap<Source, PersonId>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut current = None;
    for record in &list.records {
        let Body::Member(member) = &record.body else { continue };
        let household = (record.sheet, member.household, member.household_code.as_str());
        if member.member == 1 || current != Some(household) {
            blocks.push(Block { members: Vec::new(), class: class(member) });
            current = Some(household);
        }
        if let (Some(person), Some(block)) = (people.get(&source(list, record)), blocks.last_mut()) {
            block.members.push((*person, relation(&member.relation)));
        }
    }
    blocks.retain(|block| !block.members.is_empty());
    blocks
}

fn class(member: &Member) -> Option<&'static str> {
    member.class.map(|class| match class {
        Class::HoNgheo => "ho_ngheo",
        Class::HoCanNgheo => "ho_can_ngheo",
    })
}

fn relation(said: &str) -> String {
    if fold(said) == fold(HEAD) { HEAD.to_owned() } else { said.to_lowercase() }
}

/// Writes memberships and classes down; what is on record already stays as it is.
fn save(tx: &mut Tx<'_>, acting: Acting, blocks: &[Block], since: Day) -> Result<(), OfficeError> {
    let rec = acting.recording();
    let everybody: Vec<PersonId> = blocks.iter().flat_map(|block| &block.members).map(|(person, _)| *person).collect();
    let mut held: HashMap<PersonId, HouseholdId> = HashMap::new();
    for (person, membership) in households::of_people(tx, &everybody, acting.now)? {
        if membership.fact.span.contains(since) {
            held.insert(person, membership.fact.household);
        }
    }
    let mut homes = HashMap::new();
    roster::each(tx, &RosterAsk { among: Among::People(&everybody), day: since, known: acting.now }, |entry| {
        homes.insert(entry.person, (entry.unit, entry.village));
        Ok(())
    })?;
    let without = blocks.iter().filter(|block| !held.contains_key(&block.members[0].0)).count();
    let mut next = ids::take(tx, ids::HOUSEHOLD, without as i64)?;
    let mut new_households = Vec::new();
    let mut joining = Vec::new();
    for block in blocks {
        let head = block.members[0].0;
        let household = held.get(&head).copied().unwrap_or_else(|| {
            next += 1;
            HouseholdId(next - 1)
        });
        if let (false, Some((Some(unit), village))) = (held.contains_key(&head), homes.get(&head).cloned()) {
            new_households.push(Household { id: household, unit, village });
        }
        for (person, relation) in &block.members {
            if held.get(person) != Some(&household) {
                let membership = Membership { household, relation: relation.clone(), span: Span::since(since) };
                joining.push((*person, membership));
            }
        }
    }
    households::add_many(tx, &new_households, rec)?;
    households::add_members(tx, &joining, rec)?;
    give_classes(tx, acting, blocks, (&everybody, since))
}

/// A person has one class at a time: the one before ends where the new one begins.
fn give_classes(
    tx: &mut Tx<'_>,
    acting: Acting,
    blocks: &[Block],
    (everybody, since): (&[PersonId], Day),
) -> Result<(), OfficeError> {
    let mut running: HashMap<PersonId, Kept<Status>> = HashMap::new();
    for (person, status) in statuses::of_people(tx, everybody, POVERTY_CLASS, acting.now)? {
        if status.fact.span.contains(since) {
            running.insert(person, status);
        }
    }
    let mut given = Vec::new();
    for block in blocks {
        let Some(class) = block.class else { continue };
        for (person, _) in &block.members {
            match running.get(person) {
                Some(held) if held.fact.grade.as_deref() == Some(class) => continue,
                Some(held) if held.fact.span.from < since => {
                    statuses::close(tx, *person, held.no, since, acting.recording())?;
                }
                Some(held) => statuses::retract(tx, *person, held.no, acting.recording())?,
                None => {}
            }
            let grade = Some(class.to_owned());
            let status = Status { kind: POVERTY_CLASS.to_owned(), grade, amount: None, span: Span::since(since) };
            given.push((*person, status));
        }
    }
    Ok(statuses::add_many(tx, &given, acting.recording())?)
}
