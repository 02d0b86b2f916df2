//! The quick path: one person's dues over a range of months, without a word of explanation.

use super::BenefitIndex;
use super::facts::{Cohort, GroupIndex, PersonFacts, SpellFacts};
use super::overlap::{Candidate, Fate, OtherIncome};
use super::tariff::{AmountRow, Tariff, UNKNOWN};
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

/// Memory that one thread uses again for person after person.
#[derive(Debug, Default)]
pub struct Scratch {
    pub dues: Vec<Due>,
    pub problems: Vec<Problem>,
    pieces: Vec<Piece>,
    sums: Vec<i64>,
}

impl Tariff<'_> {
    /// Works out `scratch.dues` for one person, in the order of benefits and months; adds to `scratch.problems`.
    pub fn dues(&self, cohort: &Cohort, person: &PersonFacts, wanted: Months, scratch: &mut Scratch) {
        scratch.dues.clear();
        scratch.pieces.clear();
        let spells = cohort.spells_of(person);
        for (place, spell) in spells.iter().enumerate() {
            add_pieces(self.group(spell.group), cohort, person, (place, spell), &mut scratch.pieces);
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
        let months = MonthSpan::new(self.first_wanted(spell, wanted), self.months.until);
        self.add_up(spell, months, scratch);
        let Scratch { dues, sums, problems, .. } = scratch;
        let benefit = self.group(spell.group).benefit;
        for (month, amount) in months.months().zip(sums.iter().copied()) {
            match amount {
                0 => {}
                1.. => {
                    let amount = Dong(amount);
                    dues.push(Due { benefit, month, amount, spell: spell.spell, group: spell.group, once: false });
                }
                _ => problems.push(Problem { person: person.person, spell: spell.spell, month }),
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
            let row = &row[(clip.from.index() - self.months.from.index()) as usize..];
            let first = (clip.from.index() - months.from.index()) as usize;
            let cells = &mut scratch.sums[first..first + clip.len()];
            for (cell, amount) in cells.iter_mut().zip(row) {
                *cell += amount * times;
            }
        }
    }

    #[inline]
    fn piece_row(&self, piece: &Piece, spell: &SpellFacts) -> (&[i64], i64) {
        match piece.amount {
            AmountRow::Row(row) => (self.row(row), 1),
            AmountRow::ByPercent(first) => (self.row(first + usize::from(spell.percent.min(100))), 1),
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
            let amounts = self.month_amounts(month, &pieces, spells, person, &mut scratch.problems);
            let open = |spell: &SpellFacts| self.first_wanted(spell, wanted) <= month;
            self.settle_month(cohort, person, (month, &open), &amounts, &mut found);
        }
        scratch.pieces = pieces;
        found.sort_by_key(|due| (due.benefit, due.month));
        scratch.dues.extend(found);
    }

    /// What each spell would bring in the month, standing alone but for components that compete by tag.
    fn month_amounts(
        &self,
        month: Month,
        pieces: &[Piece],
        spells: &[SpellFacts],
        person: &PersonFacts,
        problems: &mut Vec<Problem>,
    ) -> Vec<Dong> {
        let cell = (month.index() - self.months.from.index()) as usize;
        let mut parts: Vec<(usize, Option<usize>, Dong)> = Vec::new();
        let mut caps: Vec<(usize, Dong)> = Vec::new();
        for piece in pieces.iter().filter(|piece| piece.months.contains(month)) {
            let spell = &spells[piece.spell];
            let (row, times) = self.piece_row(piece, spell);
            if let Some(amount) = row.get(cell) {
                parts.push((piece.spell, piece.tag, Dong(amount * times)));
            }
            if let Some(AmountRow::Row(cap)) = piece.cap
                && self.row(cap)[cell] != UNKNOWN
            {
                caps.push((piece.spell, Dong(self.row(cap)[cell])));
            }
        }
        let unknown: Vec<usize> = parts.iter().filter(|part| part.2.is_negative()).map(|part| part.0).collect();
        for place in &unknown {
            problems.push(Problem { person: person.person, spell: spells[*place].spell, month });
        }
        parts.retain(|part| !unknown.contains(&part.0));
        self.keep_by_tag(&mut parts);
        self.add_multiples_of_current(month, pieces, spells, &mut parts);
        let sum = |place: usize| parts.iter().filter(|part| part.0 == place).map(|part| part.2).sum::<Dong>();
        let cap = |place: usize| caps.iter().find(|cap| cap.0 == place).map(|cap| cap.1);
        (0..spells.len()).map(|place| cap(place).map_or(sum(place), |cap| sum(place).min(cap))).collect()
    }

    /// Of the components with one tag only the highest are kept (one attendant, two survivor's allowances).
    fn keep_by_tag(&self, parts: &mut Vec<(usize, Option<usize>, Dong)>) {
        for (tag, rule) in self.view.law.keeps.iter().enumerate() {
            let mut tagged: Vec<usize> = (0..parts.len()).filter(|place| parts[*place].1 == Some(tag)).collect();
            tagged.sort_by_key(|place| (std::cmp::Reverse(parts[*place].2), *place));
            tagged.iter().skip(rule.keep).for_each(|place| parts[*place].2 = Dong::ZERO);
        }
    }

    fn add_multiples_of_current(
        &self,
        month: Month,
        pieces: &[Piece],
        spells: &[SpellFacts],
        parts: &mut Vec<(usize, Option<usize>, Dong)>,
    ) {
        for piece in pieces.iter().filter(|piece| piece.months.contains(month)) {
            let AmountRow::OfCurrent { multiple, benefit, without_tag } = piece.amount else { continue };
            let counts = |part: &&(usize, Option<usize>, Dong)| {
                self.group(spells[part.0].group).benefit == benefit && part.1 != Some(without_tag)
            };
            let current: Dong = parts.iter().filter(counts).map(|part| part.2).sum();
            let amount = current.times(multiple, Rounding::Exact);
            parts.push((piece.spell, piece.tag, amount.expect("loading checked that the multiple is whole")));
        }
    }

    fn settle_month(
        &self,
        cohort: &Cohort,
        person: &PersonFacts,
        (month, is_open): (Month, &dyn Fn(&SpellFacts) -> bool),
        amounts: &[Dong],
        found: &mut Vec<Due>,
    ) {
        let spells = cohort.spells_of(person);
        let standing: Vec<usize> = (0..spells.len()).filter(|place| amounts[*place].is_positive()).collect();
        let candidate = |place: &usize| Candidate {
            group: spells[*place].group,
            benefit: self.group(spells[*place].group).benefit,
            amount: amounts[*place],
        };
        let candidates: Vec<Candidate> = standing.iter().map(candidate).collect();
        let others = other_incomes(cohort, person, month);
        let resolution = self.overlaps.resolve(month, &candidates, &others);
        for (candidate, (place, fate)) in candidates.iter().zip(standing.iter().zip(&resolution.fates)) {
            if *fate == Fate::Paid && is_open(&spells[*place]) {
                self.add_due(month, *candidate, spells[*place].spell, found);
            }
        }
    }

    /// Adds an amount to the month's due of its benefit; the largest spell gives the line its name.
    fn add_due(&self, month: Month, candidate: Candidate, spell: SpellId, found: &mut Vec<Due>) {
        let Candidate { group, benefit, amount } = candidate;
        match found.iter_mut().find(|due| due.benefit == benefit && due.month == month) {
            Some(due) => due.amount += amount,
            None => {
                let once = self.group(group).cadence == Cadence::Once;
                found.push(Due { benefit, month, amount, spell, group, once });
            }
        }
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
