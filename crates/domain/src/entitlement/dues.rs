//! The quick path: one person's dues over a range of months, without a word of explanation.

use super::BenefitIndex;
use super::facts::{Cohort, GroupIndex, PersonFacts, SpellFacts, YEARS_NOT_NAMED};
use super::overlap::{Candidate, Fate, OtherIncome};
use super::tariff::{AmountRow, GroupTariff, Tariff, UNKNOWN_TIMES};
use super::windows::{Piece, add_pieces};
use crate::kernel::{Dong, Month, MonthSpan, PersonId, Rounding, SpellId};
use crate::rules::Cadence;

/// What the law and the facts give a person for one month of one benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub benefit: BenefitIndex,
    pub month: Month,
    pub amount: Dong,
    /// The spell and group the amount mainly comes from; what the list shows.
    pub spell: SpellId,
    pub group: GroupIndex,
    /// A benefit paid once, not every month.
    pub once: bool,
}

/// Which months of a spell are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Months {
    /// All months of the spell.
    Granted,
    /// Only those the former books had not settled: what this office's ledger answers for.
    Unsettled,
}

/// Something in a record that keeps an amount from being known. The person is listed, never paid a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    pub person: PersonId,
    pub spell: SpellId,
    pub month: Month,
}

/// An overlap in one month that the law leaves to a person's judgement: both stay due until somebody looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedsReview {
    pub person: PersonId,
    pub month: Month,
    /// The overlap rule's id.
    pub rule: String,
}

/// Memory that one thread uses again for person after person.
#[derive(Debug, Default)]
pub struct Scratch {
    pub dues: Vec<Due>,
    pub problems: Vec<Problem>,
    pub reviews: Vec<NeedsReview>,
    pieces: Vec<Piece>,
    sums: Vec<i64>,
}

impl Tariff<'_> {
    /// Works out `scratch.dues` for one person, in the order of benefits and months; adds to `scratch.problems` and `scratch.reviews`.
    pub fn dues(&self, cohort: &Cohort, person: &PersonFacts, wanted: Months, scratch: &mut Scratch) {
        scratch.dues.clear();
        scratch.pieces.clear();
        let spells = cohort.spells_of(person);
        for (place, spell) in spells.iter().enumerate() {
            let group = self.group(spell.group);
            let has_component = add_pieces(group, cohort, person, (place, spell), &mut scratch.pieces);
            if !has_component {
                let month = self.first_wanted(spell, wanted);
                scratch.problems.push(Problem { person: person.person, spell: spell.spell, month });
            }
        }
        match spells {
            [only] if person.statuses.is_empty() && self.group(only.group).plain => {
                self.alone(person, only, wanted, scratch);
            }
            _ => self.together(cohort, person, wanted, scratch),
        }
    }

    /// The first month of the tariff in which the spell counts at all.
    fn first_wanted(&self, spell: &SpellFacts, wanted: Months) -> Month {
        match wanted {
            Months::Granted => self.months.from,
            Months::Unsettled => self.months.from.max(spell.settled_until),
        }
    }

    /// One plain spell: its pieces simply add up.
    fn alone(&self, person: &PersonFacts, spell: &SpellFacts, wanted: Months, scratch: &mut Scratch) {
        let wanted = MonthSpan::new(self.first_wanted(spell, wanted), self.months.until);
        if let [piece] = scratch.pieces[..] {
            let months = piece.months.intersect(wanted);
            let (row, times) = self.piece_row(&piece, spell);
            self.add_months(
                person,
                spell,
                months,
                self.cells(row, months).iter().map(|amount| amount * times),
                scratch,
            );
        } else {
            self.add_up(spell, wanted, scratch);
            let sums = std::mem::take(&mut scratch.sums);
            self.add_months(person, spell, wanted, sums.iter().copied(), scratch);
            scratch.sums = sums;
        }
    }

    /// The cells of a row that stand for `months`.
    #[inline]
    fn cells<'r>(&self, row: &'r [i64], months: MonthSpan) -> &'r [i64] {
        if months.is_empty() {
            return &[];
        }
        let first = (months.from.index() - self.months.from.index()) as usize;
        &row[first..first + months.len()]
    }

    #[inline]
    fn add_months(
        &self,
        person: &PersonFacts,
        spell: &SpellFacts,
        months: MonthSpan,
        amounts: impl Iterator<Item = i64>,
        scratch: &mut Scratch,
    ) {
        let benefit = self.group(spell.group).benefit;
        scratch.dues.reserve(months.len());
        for (month, amount) in months.months().zip(amounts) {
            match amount {
                0 => {}
                1.. => {
                    let amount = Dong(amount);
                    let due = Due { benefit, month, amount, spell: spell.spell, group: spell.group, once: false };
                    scratch.dues.push(due);
                }
                _ => scratch.problems.push(Problem { person: person.person, spell: spell.spell, month }),
            }
        }
    }

    /// Sums the pieces of a person's only spell into `scratch.sums`, one cell for each of `months`.
    fn add_up(&self, spell: &SpellFacts, months: MonthSpan, scratch: &mut Scratch) {
        scratch.sums.clear();
        scratch.sums.resize(months.len(), 0);
        for piece in &scratch.pieces {
            let clip = piece.months.intersect(months);
            if clip.is_empty() {
                continue;
            }
            let (row, times) = self.piece_row(piece, spell);
            let first = (clip.from.index() - months.from.index()) as usize;
            let cells = &mut scratch.sums[first..first + clip.len()];
            for (cell, amount) in cells.iter_mut().zip(self.cells(row, clip)) {
                *cell += amount * times;
            }
        }
    }

    #[inline]
    fn piece_row(&self, piece: &Piece, spell: &SpellFacts) -> (&[i64], i64) {
        match piece.amount {
            AmountRow::Row(row) => (self.row(row), 1),
            AmountRow::ByPercent(first) => (self.row(first + usize::from(spell.percent.min(100))), 1),
            AmountRow::PerYear(row) if spell.years == YEARS_NOT_NAMED => (self.row(row), UNKNOWN_TIMES),
            AmountRow::PerYear(row) => (self.row(row), i64::from(spell.years)),
            AmountRow::OfCurrent { .. } => (&[], 0),
        }
    }

    /// Several spells, subjects, statuses: month by month, with competing components and overlaps settled.
    fn together(&self, cohort: &Cohort, person: &PersonFacts, wanted: Months, scratch: &mut Scratch) {
        let spells = cohort.spells_of(person);
        let mut found: Vec<Due> = Vec::new();
        let pieces = std::mem::take(&mut scratch.pieces);
        let first = spells.iter().map(|spell| self.first_wanted(spell, wanted)).min().unwrap_or(self.months.until);
        for month in MonthSpan::new(first, self.months.until).months() {
            if !pieces.iter().any(|piece| piece.months.contains(month)) {
                continue;
            }
            let parts = self.parts(month, &pieces, spells, person, &mut scratch.problems);
            let parts = self.settle_month(cohort, person, month, parts, &mut scratch.reviews);
            let parts = self.add_multiples_of_current(month, &pieces, spells, parts);
            for (place, spell) in spells.iter().enumerate() {
                let amount = sum_of(&parts, place);
                if amount.is_positive() && self.first_wanted(spell, wanted) <= month {
                    self.add_due(month, spell, amount, &mut found);
                }
            }
        }
        scratch.pieces = pieces;
        found.sort_by_key(|due| (due.benefit, due.month));
        scratch.dues.extend(found);
    }

    /// What each component of each spell would bring in the month, standing alone.
    fn parts(
        &self,
        month: Month,
        pieces: &[Piece],
        spells: &[SpellFacts],
        person: &PersonFacts,
        problems: &mut Vec<Problem>,
    ) -> Vec<Part> {
        let cell = (month.index() - self.months.from.index()) as usize;
        let mut parts: Vec<Part> = Vec::new();
        let mut caps: Vec<(usize, Dong)> = Vec::new();
        for piece in pieces.iter().filter(|piece| piece.months.contains(month)) {
            let (row, times) = self.piece_row(piece, &spells[piece.spell]);
            if let Some(amount) = row.get(cell) {
                parts.push(Part { spell: piece.spell, tag: piece.tag, amount: Dong(amount * times) });
            }
            if let Some(AmountRow::Row(cap)) = piece.cap {
                caps.push((piece.spell, Dong(self.row(cap)[cell])));
            }
        }
        let unknown: Vec<usize> =
            parts.iter().filter(|part| part.amount.is_negative()).map(|part| part.spell).collect();
        for place in &unknown {
            problems.push(Problem { person: person.person, spell: spells[*place].spell, month });
        }
        parts.retain(|part| !unknown.contains(&part.spell));
        caps.into_iter().for_each(|(spell, cap)| cap_parts(&mut parts, spell, cap));
        parts
    }

    /// Settles which spells may stand together, then which of their competing components are kept.
    fn settle_month(
        &self,
        cohort: &Cohort,
        person: &PersonFacts,
        month: Month,
        mut parts: Vec<Part>,
        reviews: &mut Vec<NeedsReview>,
    ) -> Vec<Part> {
        let spells = cohort.spells_of(person);
        let standing: Vec<usize> = (0..spells.len()).filter(|place| sum_of(&parts, *place).is_positive()).collect();
        let candidate = |place: &usize| Candidate {
            group: spells[*place].group,
            benefit: self.group(spells[*place].group).benefit,
            amount: sum_of(&parts, *place),
        };
        let candidates: Vec<Candidate> = standing.iter().map(candidate).collect();
        let others = other_incomes(cohort, person, month);
        let resolution = self.overlaps.resolve(month, &candidates, &others);
        let needed = resolution.reviews.iter().map(|rule| (*rule).to_owned());
        reviews.extend(needed.map(|rule| NeedsReview { person: person.person, month, rule }));
        for (place, fate) in standing.iter().zip(&resolution.fates) {
            if *fate != Fate::Paid {
                parts.retain(|part| part.spell != *place);
            }
        }
        self.keep_by_tag(&mut parts);
        parts
    }

    /// Of the components with one tag only the highest are kept (one attendant, two survivor's allowances).
    fn keep_by_tag(&self, parts: &mut [Part]) {
        for (tag, rule) in self.view.law.keeps.iter().enumerate() {
            let mut tagged: Vec<usize> = (0..parts.len()).filter(|place| parts[*place].tag == Some(tag)).collect();
            tagged.sort_by_key(|place| (std::cmp::Reverse(parts[*place].amount), *place));
            tagged.iter().skip(rule.keep).for_each(|place| parts[*place].amount = Dong::ZERO);
        }
    }

    fn add_multiples_of_current(
        &self,
        month: Month,
        pieces: &[Piece],
        spells: &[SpellFacts],
        mut parts: Vec<Part>,
    ) -> Vec<Part> {
        for piece in pieces.iter().filter(|piece| piece.months.contains(month)) {
            let AmountRow::OfCurrent { multiple, benefit, without_tag } = piece.amount else { continue };
            let counts =
                |part: &&Part| self.group(spells[part.spell].group).benefit == benefit && part.tag != Some(without_tag);
            let current: Dong = parts.iter().filter(counts).map(|part| part.amount).sum();
            let amount = current.times(multiple, Rounding::Exact);
            let amount = amount.expect("loading checked that the multiple is whole");
            parts.push(Part { spell: piece.spell, tag: piece.tag, amount });
        }
        parts
    }

    /// Adds an amount to the month's due of its benefit; the first spell gives the line its name.
    fn add_due(&self, month: Month, spell: &SpellFacts, amount: Dong, found: &mut Vec<Due>) {
        let &GroupTariff { benefit, cadence, .. } = self.group(spell.group);
        match found.iter_mut().find(|due| due.benefit == benefit && due.month == month) {
            Some(due) => due.amount += amount,
            None => {
                let once = cadence == Cadence::Once;
                found.push(Due { benefit, month, amount, spell: spell.spell, group: spell.group, once });
            }
        }
    }
}

/// One component of one spell in one month.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// The spell's place among the person's spells.
    spell: usize,
    tag: Option<usize>,
    amount: Dong,
}

fn sum_of(parts: &[Part], spell: usize) -> Dong {
    parts.iter().filter(|part| part.spell == spell).map(|part| part.amount).sum()
}

/// Takes from the last components what goes beyond the most a spell may bring.
fn cap_parts(parts: &mut [Part], spell: usize, cap: Dong) {
    let mut over = sum_of(parts, spell) - cap;
    for part in parts.iter_mut().rev().filter(|part| part.spell == spell) {
        let cut = over.max(Dong::ZERO).min(part.amount);
        part.amount = part.amount - cut;
        over = over - cut;
    }
}

/// Payments by other bodies that run in the month.
pub(super) fn other_incomes<'a>(cohort: &'a Cohort, person: &PersonFacts, month: Month) -> Vec<OtherIncome<'a>> {
    let span = MonthSpan::new(month, month.next());
    let runs = |status: &&super::StatusFacts| {
        status.span.from < span.until.first_day() && status.span.until.is_none_or(|until| month.first_day() < until)
    };
    let statuses = cohort.statuses_of(person).iter().filter(runs);
    statuses.map(|status| OtherIncome { kind: &status.kind, amount: status.amount }).collect()
}
