//! Two reports of one period held against each other: a signed one and a later one, or what is known now.

use serde::Serialize;

use super::edits::Override;
use super::figure::Figure;
use super::passage::{Passage, Place};
use super::text::Report;
use crate::kernel::Dong;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub figures: Vec<FigureChange>,
    pub passages: Vec<PassageChange>,
}

/// A figure that is told otherwise; one side is missing where the form has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    pub id: String,
    pub label: String,
    pub unit: String,
    pub before: Option<Told>,
    pub after: Option<Told>,
}

impl FigureChange {
    /// By how much the count has changed, where both sides tell one.
    pub fn value_difference(&self) -> Option<i64> {
        self.both(|told| told.value).map(|(before, after)| after - before)
    }

    /// By how much the money has changed, where both sides tell it.
    pub fn amount_difference(&self) -> Option<Dong> {
        self.both(|told| told.amount).map(|(before, after)| after - before)
    }

    fn both<T>(&self, of: impl Fn(&Told) -> Option<T>) -> Option<(T, T)> {
        of(self.before.as_ref()?).zip(of(self.after.as_ref()?))
    }
}

/// What a report tells of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub text: String,
    pub value: Option<i64>,
    pub amount: Option<Dong>,
    pub stated: Option<Override>,
}

/// A passage whose words differ; a figure in it that has changed is a [`FigureChange`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassageChange {
    pub place: Place,
    pub title: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Everything that the two tell differently, in the order of the later one.
pub fn compare(before: &Report, after: &Report) -> Comparison {
    let figures = pairs(&before.figures, &after.figures, |figure| figure.id.clone());
    let passages = pairs(&before.passages, &after.passages, |passage| passage.place);
    Comparison {
        figures: figures.filter_map(|(before, after)| figure_change(before, after)).collect(),
        passages: passages.filter_map(|(before, after)| passage_change(before, after)).collect(),
    }
}

/// What stands on both sides under one key, then what only the earlier side has.
fn pairs<'r, T, K: PartialEq + 'r>(
    before: &'r [T],
    after: &'r [T],
    key: impl Fn(&T) -> K + Copy + 'r,
) -> impl Iterator<Item = (Option<&'r T>, Option<&'r T>)> {
    let kept = after.iter().map(move |one| (before.iter().find(|other| key(other) == key(one)), Some(one)));
    let gone = before.iter().filter(move |one| after.iter().all(|other| key(other) != key(one)));
    kept.chain(gone.map(|one| (Some(one), None)))
}

fn figure_change(before: Option<&Figure>, after: Option<&Figure>) -> Option<FigureChange> {
    let named = after.or(before)?;
    let (told_before, told_after) = (before.map(told), after.map(told));
    (told_before != told_after).then(|| FigureChange {
        id: named.id.clone(),
        label: named.label.clone(),
        unit: named.unit.clone(),
        before: told_before,
        after: told_after,
    })
}

fn told(figure: &Figure) -> Told {
    Told {
        text: figure.text.clone(),
        value: figure.value_told(),
        amount: figure.amount_told(),
        stated: figure.stated.clone(),
    }
}

fn passage_change(before: Option<&Passage>, after: Option<&Passage>) -> Option<PassageChange> {
    let named = after.or(before)?;
    let words = |passage: &Passage| passage.text.clone();
    let (words_before, words_after) = (before.map(words), after.map(words));
    (words_before != words_after).then(|| PassageChange {
        place: named.place,
        title: named.title.clone(),
        before: words_before,
        after: words_after,
    })
}
