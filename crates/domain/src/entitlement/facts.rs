//! The facts of a person that decide amounts, packed so that a million people fit in memory side by side.

use std::collections::HashMap;
use std::ops::Range;

use crate::kernel::{BirthDate, Day, Dong, Month, MonthSpan, PersonId, Span, SpellId};
use crate::rules::Law;

/// Many people's facts in flat columns, in the order of person ids.
///
/// The store fills it through the `add_…` functions: first a person, then whatever belongs to that person.
#[derive(Debug, Clone)]
pub struct Cohort {
    pub people: Vec<PersonFacts>,
    pub spells: Vec<SpellFacts>,
    pub subjects: Vec<SubjectFacts>,
    pub pauses: Vec<MonthSpan>,
    pub statuses: Vec<StatusFacts>,
    words: Words,
}

/// Turns the words of the law into small numbers, once per cohort.
#[derive(Debug, Clone)]
struct Words {
    groups: HashMap<String, GroupIndex>,
    attributes: HashMap<String, u16>,
    missing_birth_month: i8,
}

/// Stands for years of service that no decision names: unknown, which is not none.
pub(super) const YEARS_NOT_NAMED: u8 = u8::MAX;

/// A group's place in [`Law::groups`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupIndex(pub u16);

#[derive(Debug, Clone)]
pub struct PersonFacts {
    pub person: PersonId,
    /// The month ages are counted from.
    pub birth: Month,
    /// The month of death, [`Month::NEVER`] for the living.
    pub death: Month,
    pub spells: Range<u32>,
    pub statuses: Range<u32>,
}

#[derive(Debug, Clone)]
pub struct SpellFacts {
    pub spell: SpellId,
    pub group: GroupIndex,
    pub percent: u8,
    pub years: u8,
    pub attributes: u16,
    pub months: MonthSpan,
    /// Months before this one were settled in the books of the former system.
    pub settled_until: Month,
    /// The month of the event of a one-off benefit, else [`Month::NEVER`].
    pub event: Month,
    pub subjects: Range<u32>,
    pub pauses: Range<u32>,
}

/// Somebody a spell is about: a child, a person cared for.
#[derive(Debug, Clone)]
pub struct SubjectFacts {
    pub birth: Month,
    /// First month in which the subject no longer counts (died, left).
    pub until: Month,
    /// First month after the end of studies that we hold a paper for.
    pub student_until: Month,
}

#[derive(Debug, Clone)]
pub struct StatusFacts {
    pub kind: String,
    pub grade: Option<String>,
    pub amount: Option<Dong>,
    pub span: Span,
}

/// A spell as it is granted, before it is packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    pub group: String,
    pub percent: Option<u8>,
    pub years: Option<u8>,
    pub attributes: Vec<String>,
    pub months: MonthSpan,
    pub settled_until: Option<Month>,
    pub event_day: Option<Day>,
    pub subjects: Vec<Subject>,
    pub pauses: Vec<MonthSpan>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub person: Option<PersonId>,
    pub name: String,
    pub birth: BirthDate,
    pub until: Option<Day>,
    pub student_until: Option<Day>,
}

/// A record that names a group or attribute the law does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("kỳ hưởng {spell} dùng {what} “{seen}” không có trong laws/")]
pub struct UnknownWord {
    pub spell: SpellId,
    pub what: &'static str,
    pub seen: String,
}

impl Cohort {
    pub fn new(law: &Law) -> Cohort {
        let number = |place: usize| u16::try_from(place).expect("the law has fewer than 65.536 words");
        let words = Words {
            groups: law.groups.iter().enumerate().map(|(i, g)| (g.key.clone(), GroupIndex(number(i)))).collect(),
            attributes: law.attributes.iter().enumerate().map(|(i, a)| (a.key.clone(), 1 << number(i))).collect(),
            missing_birth_month: law.missing_birth_month(),
        };
        Cohort {
            people: Vec::new(),
            spells: Vec::new(),
            subjects: Vec::new(),
            pauses: Vec::new(),
            statuses: Vec::new(),
            words,
        }
    }

    /// Forgets the people but keeps the memory: the next chunk of a long list fills the same columns.
    pub fn clear(&mut self) {
        self.people.clear();
        self.spells.clear();
        self.subjects.clear();
        self.pauses.clear();
        self.statuses.clear();
    }

    pub fn add_person(&mut self, person: PersonId, birth: BirthDate, died_on: Option<Day>) {
        let (spells, statuses) = (end(&self.spells), end(&self.statuses));
        self.people.push(PersonFacts {
            person,
            birth: birth.month_counted(self.words.missing_birth_month),
            death: died_on.map_or(Month::NEVER, Day::month),
            spells: spells..spells,
            statuses: statuses..statuses,
        });
    }

    pub fn add_status(&mut self, status: StatusFacts) {
        self.statuses.push(status);
        self.last_person().statuses.end += 1;
    }

    pub fn add_spell(&mut self, spell: SpellId, granted: &Spell) -> Result<(), UnknownWord> {
        let attributes = granted.attributes.iter().map(String::as_str);
        self.add_plain_spell(
            spell,
            &granted.group,
            granted.percent,
            granted.years,
            attributes,
            granted.months,
            granted.settled_until,
            granted.event_day,
        )?;
        granted.subjects.iter().for_each(|subject| self.add_subject(subject));
        granted.pauses.iter().for_each(|pause| self.add_pause(*pause));
        Ok(())
    }

    /// A spell straight from its columns; subjects and pauses, if any, follow by their own calls.
    #[allow(clippy::too_many_arguments)]
    pub fn add_plain_spell<'a>(
        &mut self,
        spell: SpellId,
        group: &str,
        percent: Option<u8>,
        years: Option<u8>,
        attributes: impl Iterator<Item = &'a str>,
        months: MonthSpan,
        settled_until: Option<Month>,
        event_day: Option<Day>,
    ) -> Result<(), UnknownWord> {
        let unknown = |what, seen: &str| UnknownWord { spell, what, seen: seen.to_owned() };
        let group = *self.words.groups.get(group).ok_or_else(|| unknown("nhóm", group))?;
        let mut bits = 0;
        for attribute in attributes {
            bits |= self.words.attributes.get(attribute).ok_or_else(|| unknown("đặc điểm", attribute))?;
        }
        let (subjects, pauses) = (end(&self.subjects), end(&self.pauses));
        self.spells.push(SpellFacts {
            spell,
            group,
            // No table and no group of the law knows a percentage of nought, so it stands for "not named".
            percent: percent.unwrap_or(0),
            years: years.unwrap_or(YEARS_NOT_NAMED),
            attributes: bits,
            months,
            settled_until: settled_until.unwrap_or(months.from),
            event: event_day.map_or(Month::NEVER, Day::month),
            subjects: subjects..subjects,
            pauses: pauses..pauses,
        });
        self.last_person().spells.end += 1;
        Ok(())
    }

    pub fn add_subject(&mut self, subject: &Subject) {
        self.subjects.push(SubjectFacts {
            birth: subject.birth.month_counted(self.words.missing_birth_month),
            until: subject.until.map_or(Month::NEVER, Day::month),
            student_until: subject.student_until.map_or(Month::from_index(0), |day| day.month().next()),
        });
        self.last_spell().subjects.end += 1;
    }

    pub fn add_pause(&mut self, pause: MonthSpan) {
        self.pauses.push(pause);
        self.last_spell().pauses.end += 1;
    }

    pub fn spells_of(&self, person: &PersonFacts) -> &[SpellFacts] {
        &self.spells[index(&person.spells)]
    }

    pub fn statuses_of(&self, person: &PersonFacts) -> &[StatusFacts] {
        &self.statuses[index(&person.statuses)]
    }

    pub fn subjects_of(&self, spell: &SpellFacts) -> &[SubjectFacts] {
        &self.subjects[index(&spell.subjects)]
    }

    pub fn pauses_of(&self, spell: &SpellFacts) -> &[MonthSpan] {
        &self.pauses[index(&spell.pauses)]
    }

    fn last_person(&mut self) -> &mut PersonFacts {
        self.people.last_mut().expect("a person is added before what belongs to them")
    }

    fn last_spell(&mut self) -> &mut SpellFacts {
        self.spells.last_mut().expect("a spell is added before its subjects")
    }
}

fn end<T>(column: &[T]) -> u32 {
    u32::try_from(column.len()).expect("a cohort is loaded in chunks below four billion rows")
}

fn index(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}
