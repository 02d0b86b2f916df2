//! From a spell to its pieces: which component pays in which months.

use super::facts::{Cohort, PersonFacts, SpellFacts, SubjectFacts};
use super::tariff::{AmountRow, GroupTariff, Template};
use crate::kernel::{Day, Month, MonthSpan, Span};
use crate::rules::{About, Cadence, Predicate, StatusTest};

/// One component of one spell over unbroken months.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub months: MonthSpan,
    pub amount: AmountRow,
    pub cap: Option<AmountRow>,
    pub tag: Option<usize>,
    /// The spell's place among the person's spells.
    pub spell: usize,
}

/// Adds the pieces of one spell. Says whether any component fits its percentage and attributes at all.
pub(super) fn add_pieces(
    group: &GroupTariff<'_>,
    cohort: &Cohort,
    person: &PersonFacts,
    (place, spell): (usize, &SpellFacts),
    pieces: &mut Vec<Piece>,
) -> bool {
    let mut has_component = group.templates.is_empty();
    for template in &group.templates {
        if !template.fits(spell) {
            continue;
        }
        has_component = true;
        match (group.cadence, template.version.about) {
            (Cadence::Once, _) => pieces.extend(once(template, place, spell)),
            (Cadence::Monthly, About::Person) => {
                let outer = living(group, person, spell);
                let months = aged(group, template, outer, spell.months.from, person.birth, Month::NEVER);
                cut(cohort, person, spell, group, template, place, months, pieces);
            }
            (Cadence::Monthly, About::Subjects) => {
                let outer = living(group, person, spell);
                for subject in cohort.subjects_of(spell) {
                    let months = subject_months(group, template, outer, spell, subject);
                    cut(cohort, person, spell, group, template, place, months, pieces);
                }
            }
        }
    }
    has_component
}

impl Template<'_> {
    #[inline]
    fn fits(&self, spell: &SpellFacts) -> bool {
        let (from, to) = self.percent;
        let percent_fits = from <= spell.percent && spell.percent <= to;
        percent_fits
            && spell.attributes & self.attributes_needed == self.attributes_needed
            && spell.attributes & self.attributes_barred == 0
    }
}

fn once(template: &Template<'_>, place: usize, spell: &SpellFacts) -> Option<Piece> {
    let months = MonthSpan::new(spell.event, spell.event + 1).intersect(template.months);
    (spell.event != Month::NEVER && !months.is_empty()).then_some(Piece {
        months,
        amount: template.amount,
        cap: None,
        tag: template.tag,
        spell: place,
    })
}

/// The months of the spell in which the person lives or is still paid for the month of death.
fn living(group: &GroupTariff<'_>, person: &PersonFacts, spell: &SpellFacts) -> MonthSpan {
    let until = if person.death == Month::NEVER { Month::NEVER } else { group.lags.after_stop(person.death) };
    MonthSpan::new(spell.months.from, spell.months.until.min(until))
}

fn subject_months(
    group: &GroupTariff<'_>,
    template: &Template<'_>,
    outer: MonthSpan,
    spell: &SpellFacts,
    subject: &SubjectFacts,
) -> MonthSpan {
    let left = if subject.until == Month::NEVER { Month::NEVER } else { group.lags.after_stop(subject.until) };
    let outer = MonthSpan::new(outer.from, outer.until.min(left));
    aged(group, template, outer, spell.months.from, subject.birth, subject.student_until)
}

/// Lays the ages of a template over `outer`. A change that happened before the spell began is simply its level.
fn aged(
    group: &GroupTariff<'_>,
    template: &Template<'_>,
    outer: MonthSpan,
    spell_from: Month,
    birth: Month,
    student_until: Month,
) -> MonthSpan {
    let mut months = outer.intersect(template.months);
    let ages = &template.ages;
    let level = |age: i32| {
        let event = birth + age;
        if event <= spell_from { event } else { group.lags.after_change(event) }
    };
    if let Some(age) = ages.start {
        months.from = months.from.max(birth + age);
    }
    if let Some(age) = ages.level_from {
        months.from = months.from.max(level(age));
    }
    if let Some(age) = ages.level_below {
        months.until = months.until.min(level(age));
    }
    if let Some(age) = ages.stop {
        months.until = months.until.min(group.lags.after_stop(birth + age));
    }
    if let Some((child, student)) = ages.child_or_student {
        let as_child = birth + child;
        let as_student = student_until.min(birth + student);
        months.until = months.until.min(group.lags.after_stop(as_child.max(as_student)));
    }
    months
}

/// Takes out the pauses and the months in which a status on record contradicts the decision.
#[allow(clippy::too_many_arguments)]
fn cut(
    cohort: &Cohort,
    person: &PersonFacts,
    spell: &SpellFacts,
    group: &GroupTariff<'_>,
    template: &Template<'_>,
    place: usize,
    months: MonthSpan,
    pieces: &mut Vec<Piece>,
) {
    if months.is_empty() {
        return;
    }
    let piece = |months| Piece { months, amount: template.amount, cap: template.cap, tag: template.tag, spell: place };
    if spell.pauses.is_empty() && person.statuses.is_empty() {
        pieces.push(piece(months));
        return;
    }
    let mut left = vec![months];
    cohort.pauses_of(spell).iter().for_each(|pause| left = without(&left, *pause));
    for test in template.version.when.iter().chain(&template.rate.when) {
        left = within_statuses(cohort, person, group, test, left);
    }
    pieces.extend(left.into_iter().map(piece));
}

fn within_statuses(
    cohort: &Cohort,
    person: &PersonFacts,
    group: &GroupTariff<'_>,
    test: &Predicate,
    months: Vec<MonthSpan>,
) -> Vec<MonthSpan> {
    match test {
        Predicate::Status(test) => {
            let on_record = cohort.statuses_of(person).iter().any(|status| status.kind == test.kind);
            let spans = status_months(cohort, person, group, test);
            match on_record {
                true => {
                    let both = spans.iter().flat_map(|span| months.iter().map(|one| one.intersect(*span)));
                    both.filter(|span| !span.is_empty()).collect()
                }
                false => months,
            }
        }
        Predicate::NoStatus(test) => {
            barred_months(cohort, person, group, test).fold(months, |left, span| without(&left, span))
        }
        _ => months,
    }
}

/// The months a status counts for: from the month it began to the one the stopping rule ends it with.
fn status_months(cohort: &Cohort, person: &PersonFacts, group: &GroupTariff<'_>, test: &StatusTest) -> Vec<MonthSpan> {
    let mut spans: Vec<MonthSpan> = fitting(cohort, person, test)
        .map(|span| {
            let until = span.until.map_or(Month::NEVER, |lost| group.lags.after_stop(lost.month()));
            MonthSpan::new(span.from.month(), until)
        })
        .collect();
    spans.sort_by_key(|span| span.from);
    merge(spans)
}

/// The months a status bars: its coming is the loss of a condition, its going lets the pay begin again.
fn barred_months(
    cohort: &Cohort,
    person: &PersonFacts,
    group: &GroupTariff<'_>,
    test: &StatusTest,
) -> impl Iterator<Item = MonthSpan> {
    fitting(cohort, person, test).map(|span| {
        MonthSpan::new(group.lags.after_stop(span.from.month()), span.until.map_or(Month::NEVER, Day::month))
    })
}

fn fitting(cohort: &Cohort, person: &PersonFacts, test: &StatusTest) -> impl Iterator<Item = Span> {
    let statuses = cohort.statuses_of(person).iter();
    statuses.filter(|status| test.matches(&status.kind, status.grade.as_deref())).map(|status| status.span)
}

fn merge(spans: Vec<MonthSpan>) -> Vec<MonthSpan> {
    let mut merged: Vec<MonthSpan> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            _ => merged.push(span),
        }
    }
    merged
}

fn without(spans: &[MonthSpan], hole: MonthSpan) -> Vec<MonthSpan> {
    let around = |span: &MonthSpan| {
        [MonthSpan::new(span.from, span.until.min(hole.from)), MonthSpan::new(span.from.max(hole.until), span.until)]
    };
    spans.iter().flat_map(around).filter(|span| !span.is_empty()).collect()
}
