//! Which ages matter in which months: read out of the conditions of the groups in force then, never written here.

use domain::kernel::Month;
use domain::rules::{About, Cadence, Group, GroupVersion, Law, Predicate, Rate, StatusTest, View};
use store::waiting::{AgeGate, StatusAsked, StatusNeeded, Whose};

use crate::Acting;

/// What an age does to a benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgeDoes {
    /// A benefit may begin.
    Begin,
    /// A benefit ends, or no longer counts somebody.
    End,
    /// Another level is paid; the roll sees to it.
    Change,
}

/// The ages people come to in these months that do this, in the visitor's own fields.
pub(super) fn gates(law: &Law, acting: Acting, months: (Month, Month), does: AgeDoes) -> Vec<AgeGate> {
    let mut gates: Vec<AgeGate> = Vec::new();
    for reached in domain::kernel::MonthSpan::new(months.0, months.1).months() {
        let view = View::new(law, acting.today(), reached);
        for group in mine(law, acting) {
            let Some(version) = view.version(group, reached) else { continue };
            let found = match does {
                AgeDoes::Begin => beginnings(version),
                AgeDoes::End => endings(version),
                AgeDoes::Change => changes(version),
            };
            for age in found.into_iter().filter(|age| !is_sensitive(law, &age.holds)) {
                let gate = gate(law, group, reached, age, gates.len());
                // Two groups of one benefit with one condition are one question to whoever decides.
                let is_known = |one: &AgeGate| {
                    one.benefit_groups == gate.benefit_groups
                        && (one.born, &one.holds, &one.lacks) == (gate.born, &gate.holds, &gate.lacks)
                        && (does == AgeDoes::Begin || (&one.group, one.whose) == (&gate.group, gate.whose))
                };
                if !gates.iter().any(is_known) {
                    gates.push(gate);
                }
            }
        }
    }
    gates
}

/// The groups with monthly pay in the visitor's own fields.
pub(super) fn mine<'law>(law: &'law Law, acting: Acting<'_>) -> impl Iterator<Item = &'law Group> {
    law.groups.iter().filter(move |group| {
        let benefit = law.benefit(&group.benefit);
        benefit.is_some_and(|one| one.cadence == Cadence::Monthly && acting.rights.covers_scheme(&one.scheme))
    })
}

/// The statuses without which groups of the month pay nothing, one entry for each kind.
pub(super) fn statuses_needed(law: &Law, acting: Acting, month: Month) -> Vec<StatusNeeded> {
    let view = View::new(law, acting.today(), month);
    let mut needed: Vec<StatusNeeded> = Vec::new();
    for group in mine(law, acting) {
        let Some(version) = view.version(group, month) else { continue };
        let of_rates = version.rates.iter().filter(|_| version.about == About::Person).flat_map(|rate| &rate.when);
        for test in version.when.iter().chain(of_rates).filter_map(held) {
            let asked = asked(test);
            if is_sensitive(law, std::slice::from_ref(&asked)) {
                continue;
            }
            match needed.iter_mut().find(|one| one.status.kind == asked.kind) {
                Some(one) => {
                    one.status.grades.extend(asked.grades);
                    one.groups.push(group.key.clone());
                }
                None => needed.push(StatusNeeded { status: asked, groups: vec![group.key.clone()] }),
            }
        }
    }
    for one in &mut needed {
        one.status.grades.sort();
        one.status.grades.dedup();
        one.groups.dedup();
    }
    needed
}

/// An age with the conditions beside it.
struct Age {
    years: u16,
    whose: Whose,
    holds: Vec<StatusAsked>,
    lacks: Vec<StatusAsked>,
}

impl Age {
    fn bare(years: u16, whose: Whose) -> Age {
        Age { years, whose, holds: Vec::new(), lacks: Vec::new() }
    }
}

fn gate(law: &Law, group: &Group, reached: Month, age: Age, place: usize) -> AgeGate {
    let born = reached - i32::from(age.years) * 12;
    let is_missing_month = born.month_of_year() == law.missing_birth_month();
    let of_benefit = law.groups.iter().filter(|one| one.benefit == group.benefit);
    AgeGate {
        no: place as i64,
        what: what(&group.key, age.years),
        group: group.key.clone(),
        whose: age.whose,
        reached,
        born,
        born_year: is_missing_month.then(|| born.year()),
        benefit_groups: of_benefit.map(|one| one.key.clone()).collect(),
        holds: age.holds,
        lacks: age.lacks,
    }
}

fn what(group: &str, years: u16) -> String {
    format!("{group}:{years}")
}

/// The group and the age of a row.
pub(super) fn read_what(what: &str) -> (&str, &str) {
    what.rsplit_once(':').unwrap_or((what, ""))
}

/// "từ đủ N tuổi" of a group, with what else it and the level paid at that age ask of the record.
///
/// A percentage or a word of a decision cannot be seen coming; such groups are left to whoever applies.
fn beginnings(version: &GroupVersion) -> Vec<Age> {
    let is_attested = |one: &Predicate| matches!(one, Predicate::Percent { .. } | Predicate::Attribute(_));
    if version.about == About::Subjects || version.when.iter().any(is_attested) {
        return Vec::new();
    }
    let starts = version.when.iter().filter_map(|one| match one {
        Predicate::AgeFrom(years) => Some(*years),
        _ => None,
    });
    let of_age = |years: u16| {
        let levels = version.rates.iter().filter(move |rate| pays_at(rate, years));
        levels.map(move |rate| {
            let all = version.when.iter().chain(&rate.when);
            Age {
                years,
                whose: Whose::Own,
                holds: all.clone().filter_map(held).map(asked).collect(),
                lacks: all.filter_map(lacked).map(asked).collect(),
            }
        })
    };
    starts.flat_map(of_age).collect()
}

fn endings(version: &GroupVersion) -> Vec<Age> {
    let own = |years: u16| !version.rates.iter().any(|rate| pays_at(rate, years));
    let ends = version.rates.iter().flat_map(|rate| &rate.when).flat_map(|one| match (one, version.about) {
        (Predicate::AgeUntil(years), About::Person) if own(*years) => vec![Age::bare(*years, Whose::Own)],
        (Predicate::AgeUntil(years), About::Subjects) if own(*years) => vec![Age::bare(*years, Whose::Counted)],
        (Predicate::ChildOrStudent { child_until, student_until }, About::Subjects) => {
            vec![Age::bare(*child_until, Whose::CountedNotStudying), Age::bare(*student_until, Whose::Counted)]
        }
        _ => Vec::new(),
    });
    ends.collect()
}

/// Ages that move the level of a group one is in already.
fn changes(version: &GroupVersion) -> Vec<Age> {
    let is_entry = |years: &u16| version.when.contains(&Predicate::AgeFrom(*years));
    let levels = version.rates.iter().filter(|_| version.about == About::Person).flat_map(|rate| &rate.when);
    let ages = levels.filter_map(|one| match one {
        Predicate::AgeFrom(years) => Some(*years),
        _ => None,
    });
    ages.filter(|years| !is_entry(years)).map(|years| Age::bare(years, Whose::Own)).collect()
}

/// Whether the level is paid at that age, its other conditions aside.
fn pays_at(rate: &Rate, years: u16) -> bool {
    rate.when.iter().all(|one| match one {
        Predicate::AgeFrom(from) => *from <= years,
        Predicate::AgeBelow(until) | Predicate::AgeUntil(until) => years < *until,
        Predicate::ChildOrStudent { student_until, .. } => years < *student_until,
        Predicate::Status(_)
        | Predicate::NoStatus(_)
        | Predicate::Percent { .. }
        | Predicate::Attribute(_)
        | Predicate::NoAttribute(_) => true,
    })
}

fn held(one: &Predicate) -> Option<&StatusTest> {
    match one {
        Predicate::Status(test) => Some(test),
        _ => None,
    }
}

fn lacked(one: &Predicate) -> Option<&StatusTest> {
    match one {
        Predicate::NoStatus(test) => Some(test),
        _ => None,
    }
}

fn asked(test: &StatusTest) -> StatusAsked {
    StatusAsked { kind: test.kind.clone(), grades: test.grade.clone() }
}

/// A status that lists never name; people who hold it are not listed by it either.
fn is_sensitive(law: &Law, holds: &[StatusAsked]) -> bool {
    let of_kind = |kind: &str| law.statuses.iter().any(|status| status.kind == kind && status.sensitive);
    holds.iter().any(|status| of_kind(&status.kind))
}
