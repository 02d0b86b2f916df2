//! What an act leads to, found by playing it: the next rolls' lines of everybody it concerns, before and after.
//!
//! The lines come the way the roll's own lines come, so the page that shows the effect and the roll cannot disagree.

use std::collections::BTreeMap;

use domain::kernel::{Dong, Month, MonthSpan, PersonId, show_month};
use domain::payment::{Line, LineKind, Stage, Why};
use domain::registry::PersonBrief;
use serde::Serialize;
use store::runs::{self, RunFilter};
use store::{Tx, households, people, spells};

use super::{PersonAct, perform_in, undo};
use crate::books::{Ask, each_person, tariff};
use crate::local::law_known;
use crate::{Acting, Office, OfficeError};

/// What an act changes in what will be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The months looked at: from the next roll to the last month the act speaks of.
    pub months: MonthSpan,
    /// Everybody whose lines change; empty when nobody's do.
    pub people: Vec<PersonEffect>,
    /// Something changes beyond the area or the fields of the one who asks, which is not shown to them.
    pub beyond: bool,
    /// Why the amounts could not be worked out, where they could not.
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonEffect {
    pub person: PersonId,
    pub name: String,
    pub changes: Vec<LineChange>,
}

/// One month of one benefit, as the next roll would have it without and with the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineChange {
    pub scheme: String,
    pub benefit: String,
    pub benefit_name: String,
    pub paid_for: Month,
    pub before: Option<ShownLine>,
    pub after: Option<ShownLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ShownLine {
    #[serde(serialize_with = "kind_key")]
    pub kind: LineKind,
    #[serde(serialize_with = "why_key")]
    pub why: Why,
    pub amount: Dong,
}

fn kind_key<S: serde::Serializer>(kind: &LineKind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(kind.key())
}

fn why_key<S: serde::Serializer>(why: &Why, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(why.key())
}

impl LineChange {
    /// Money that is paid more (or, below zero, less) because of the act.
    pub fn paid(&self) -> Dong {
        let paid =
            |line: Option<ShownLine>| line.filter(|line| line.kind.is_paid()).map_or(Dong::ZERO, |line| line.amount);
        paid(self.after) - paid(self.before)
    }

    /// Money that must be got back because of the act; below zero, that need not be after all.
    pub fn to_recover(&self) -> Dong {
        let owed = |line: Option<ShownLine>| match line {
            Some(line) if line.kind == LineKind::OverPayment => line.amount,
            Some(line) if line.kind == LineKind::DebtCancelled => Dong::ZERO - line.amount,
            _ => Dong::ZERO,
        };
        owed(self.after) - owed(self.before)
    }
}

impl Effect {
    pub fn is_none(&self) -> bool {
        self.people.is_empty()
    }

    fn changes(&self) -> impl Iterator<Item = &LineChange> {
        self.people.iter().flat_map(|person| &person.changes)
    }

    pub fn paid(&self) -> Dong {
        self.changes().map(LineChange::paid).sum()
    }

    pub fn to_recover(&self) -> Dong {
        self.changes().map(LineChange::to_recover).sum()
    }
}

pub(super) fn of(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    act: &PersonAct,
) -> Result<Effect, OfficeError> {
    let months = months(tx, acting, person, act)?;
    let mut concerned = concerned(tx, acting, person)?;
    let mut unknown = Vec::new();
    let before = lines(office, tx, acting, &concerned, months, &mut Vec::new())?;
    perform_in(office, tx, acting, person, act)?;
    for other in self::concerned(tx, acting, person)? {
        if !concerned.contains(&other) {
            concerned.push(other);
        }
    }
    let after = lines(office, tx, acting, &concerned, months, &mut unknown)?;
    let names: Vec<PersonBrief> = people::briefs(tx, &concerned, acting.now)?;
    let mut beyond = false;
    let mut people = Vec::new();
    for brief in names {
        // Whom the act moves away was one's own when it was asked.
        let is_mine = brief.id == person || acting.rights.covers_unit(brief.unit.as_ref());
        let (shown, hidden) = changes(office, brief.id, &before, &after)
            .into_iter()
            .partition::<Vec<_>, _>(|change| is_mine && acting.rights.covers_scheme(&change.scheme));
        beyond |= !hidden.is_empty();
        if !shown.is_empty() {
            people.push(PersonEffect { changes: shown, person: brief.id, name: brief.name });
        }
    }
    Ok(Effect { months, people, beyond, unknown })
}

/// The person, whoever is paid for the sake of the person, and the people of their households.
fn concerned(tx: &mut Tx<'_>, acting: Acting, person: PersonId) -> Result<Vec<PersonId>, OfficeError> {
    let mut all = vec![person];
    all.extend(spells::subjects_of_person(tx, person, acting.now)?.into_iter().map(|one| one.0));
    for kept in households::list_of_person(tx, person, acting.now)? {
        let members = households::list_members(tx, kept.fact.household, acting.now)?;
        all.extend(members.into_iter().map(|(member, _)| member));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// From the first month that some scheme has not yet approved, to the last month the act speaks of.
fn months(tx: &mut Tx<'_>, acting: Acting, person: PersonId, act: &PersonAct) -> Result<MonthSpan, OfficeError> {
    let filter = RunFilter { stages: Some(&Stage::BOOKED), ..RunFilter::default() };
    let mut next: BTreeMap<String, Month> = BTreeMap::new();
    for stored in runs::list(tx, &filter)? {
        let until = stored.run.regular_months().until;
        let known = next.entry(stored.run.scheme).or_insert(until);
        *known = until.max(*known);
    }
    let today = acting.today().month();
    let first = next.values().min().copied().unwrap_or(today);
    let named = match act {
        PersonAct::Undo { at } => undo::last_month(tx, person, *at)?.unwrap_or(today),
        act => act.month(acting),
    };
    let last = next.values().max().copied().unwrap_or(today).max(named);
    Ok(MonthSpan::new(first, last.next()))
}

type Lines = BTreeMap<(PersonId, u16, Month), ShownLine>;

fn lines(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    people: &[PersonId],
    regular: MonthSpan,
    unknown: &mut Vec<String>,
) -> Result<Lines, OfficeError> {
    let mut found = Lines::new();
    let law = law_known(office, tx, acting.now)?;
    let ask = Ask {
        law: &law,
        known: acting.now,
        booked_by: acting.now,
        law_known_on: acting.today(),
        regular,
        units: None,
        as_of: None,
        only: None,
    };
    let tariff = tariff(tx, &ask)?;
    for person in people {
        let only = Ask { only: Some(*person), ..ask };
        let trouble = each_person(tx, &only, &tariff, |_, people| {
            found.extend(people.iter().flat_map(|one| one.lines).map(keyed));
            Ok(())
        })?;
        unknown.extend(trouble.problems.iter().map(|problem| {
            format!("tháng {}: hồ sơ thiếu dữ kiện để tính kỳ hưởng {}", show_month(problem.month), problem.spell)
        }));
        if !trouble.without_unit.is_empty() {
            unknown.push("chưa ghi nơi cư trú nên chưa biết xã nào chi trả".to_owned());
        }
    }
    Ok(found)
}

fn keyed(line: &Line) -> ((PersonId, u16, Month), ShownLine) {
    let shown = ShownLine { kind: line.kind, why: line.why, amount: line.amount };
    ((line.person, line.benefit.0, line.paid_for), shown)
}

fn changes(office: &Office, person: PersonId, before: &Lines, after: &Lines) -> Vec<LineChange> {
    let mine = |lines: &Lines| lines.keys().filter(|key| key.0 == person).copied().collect::<Vec<_>>();
    let mut keys = mine(before);
    keys.extend(mine(after));
    keys.sort_unstable();
    keys.dedup();
    let change = |key: (PersonId, u16, Month)| {
        let (before, after) = (before.get(&key).copied(), after.get(&key).copied());
        let benefit = &office.law.benefits[usize::from(key.1)];
        (before != after).then(|| LineChange {
            scheme: benefit.scheme.clone(),
            benefit: benefit.key.clone(),
            benefit_name: benefit.name.clone(),
            paid_for: key.2,
            before,
            after,
        })
    };
    keys.into_iter().filter_map(change).collect()
}
