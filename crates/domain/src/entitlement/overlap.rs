//! What happens when one person stands in two groups, or in a group beside another body's payment.

use super::BenefitIndex;
use super::facts::GroupIndex;
use crate::kernel::{Dong, Month};
use crate::rules::{Cadence, Comparison, Law, Overlap, Verdict};

/// The overlap rules with their selectors worked out for every group.
#[derive(Debug)]
pub struct Overlaps<'law> {
    law: &'law Law,
    rules: Vec<Compiled<'law>>,
    monthly: Vec<bool>,
}

#[derive(Debug)]
struct Compiled<'law> {
    rule: &'law Overlap,
    a: Vec<bool>,
    b: Vec<bool>,
}

/// One amount that would be due in the month if it stood alone.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    pub group: GroupIndex,
    pub benefit: BenefitIndex,
    pub amount: Dong,
}

/// A regular payment by another body, kept as a status.
#[derive(Debug, Clone)]
pub struct OtherIncome<'a> {
    pub kind: &'a str,
    pub amount: Option<Dong>,
}

/// What became of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate<'law> {
    Paid,
    /// Not paid beside candidate number `beside`, by this rule.
    Dropped {
        rule: &'law str,
        beside: Option<usize>,
    },
}

#[derive(Debug, Clone, Default)]
pub struct Resolution<'law> {
    pub fates: Vec<Fate<'law>>,
    /// Rules by which a person must look.
    pub reviews: Vec<&'law str>,
}

impl<'law> Overlaps<'law> {
    pub fn new(law: &'law Law) -> Overlaps<'law> {
        let fits = |selector: &crate::rules::Selector| -> Vec<bool> {
            law.groups.iter().map(|group| selector.fits_group(&group.benefit, &group.key)).collect()
        };
        let rules = law.overlaps.iter().map(|rule| Compiled { rule, a: fits(&rule.a), b: fits(&rule.b) }).collect();
        let is_monthly = |key: &str| law.benefit(key).is_some_and(|benefit| benefit.cadence == Cadence::Monthly);
        let monthly = law.groups.iter().map(|group| is_monthly(&group.benefit)).collect();
        Overlaps { law, rules, monthly }
    }

    pub fn rule(&self, id: &str) -> Option<&'law Overlap> {
        self.law.overlaps.iter().find(|rule| rule.id == id)
    }

    /// Decides one month: first what bars, then from the highest amount down what may stand together.
    pub fn resolve(&self, month: Month, candidates: &[Candidate], others: &[OtherIncome<'_>]) -> Resolution<'law> {
        let mut resolution = Resolution { fates: vec![Fate::Paid; candidates.len()], reviews: Vec::new() };
        self.bar_by_others(month, candidates, others, &mut resolution);
        self.bar_by_groups(month, candidates, &mut resolution);
        self.keep_highest(month, candidates, &mut resolution);
        resolution.reviews.sort_unstable();
        resolution.reviews.dedup();
        resolution
    }

    fn bar_by_others(
        &self,
        month: Month,
        candidates: &[Candidate],
        others: &[OtherIncome<'_>],
        resolution: &mut Resolution<'law>,
    ) {
        for (place, candidate) in candidates.iter().enumerate() {
            for other in others {
                match self.verdict_with(month, *candidate, other) {
                    Some((rule, Verdict::DropA)) => {
                        resolution.fates[place] = Fate::Dropped { rule: &rule.id, beside: None };
                    }
                    Some((rule, Verdict::Review)) => resolution.reviews.push(&rule.id),
                    Some((_, Verdict::Both | Verdict::Highest)) | None => {}
                }
            }
        }
    }

    fn verdict_with(
        &self,
        month: Month,
        candidate: Candidate,
        other: &OtherIncome<'_>,
    ) -> Option<(&'law Overlap, Verdict)> {
        let group = usize::from(candidate.group.0);
        let fitting = self
            .rules
            .iter()
            .filter(|one| one.rule.applies_in(month) && one.a[group] && one.rule.b.fits_status(other.kind));
        for Compiled { rule, .. } in fitting {
            match (rule.when_b_is, other.amount) {
                (None, _) => return Some((rule, rule.verdict)),
                // An income of unknown height cannot settle the comparison; a person must look.
                (Some(_), None) => return Some((rule, Verdict::Review)),
                (Some(Comparison::AtLeastA), Some(amount)) if amount >= candidate.amount => {
                    return Some((rule, rule.verdict));
                }
                (Some(Comparison::BelowA), Some(amount)) if amount < candidate.amount => {
                    return Some((rule, rule.verdict));
                }
                (Some(_), Some(_)) => {}
            }
        }
        None
    }

    fn bar_by_groups(&self, month: Month, candidates: &[Candidate], resolution: &mut Resolution<'law>) {
        for (place, candidate) in candidates.iter().enumerate() {
            for (beside, other) in candidates.iter().enumerate().filter(|(beside, _)| *beside != place) {
                let Some(rule) = self.between(month, candidate.group, other.group) else { continue };
                let bars = rule.rule.verdict == Verdict::DropA && rule.fits_in_order(candidate.group, other.group);
                if bars && resolution.fates[place] == Fate::Paid {
                    resolution.fates[place] = Fate::Dropped { rule: &rule.rule.id, beside: Some(beside) };
                }
            }
        }
    }

    fn keep_highest(&self, month: Month, candidates: &[Candidate], resolution: &mut Resolution<'law>) {
        let mut order: Vec<usize> =
            (0..candidates.len()).filter(|place| resolution.fates[*place] == Fate::Paid).collect();
        order.sort_by_key(|place| (std::cmp::Reverse(candidates[*place].amount), *place));
        let mut kept: Vec<usize> = Vec::new();
        for place in order {
            let mut lower_than = None;
            for other in &kept {
                match self.between(month, candidates[place].group, candidates[*other].group) {
                    Some(one) if one.rule.verdict == Verdict::Highest => lower_than = Some((one.rule, *other)),
                    Some(one) if one.rule.verdict == Verdict::Review => resolution.reviews.push(&one.rule.id),
                    Some(_) | None => {}
                }
            }
            match lower_than {
                Some((rule, beside)) => {
                    resolution.fates[place] = Fate::Dropped { rule: &rule.id, beside: Some(beside) };
                }
                None => kept.push(place),
            }
        }
    }

    /// The first rule that fits the pair. A monthly and a one-off benefit never meet.
    fn between(&self, month: Month, x: GroupIndex, y: GroupIndex) -> Option<&Compiled<'law>> {
        if self.monthly[usize::from(x.0)] != self.monthly[usize::from(y.0)] {
            return None;
        }
        self.rules.iter().find(|one| one.rule.applies_in(month) && (one.fits_in_order(x, y) || one.fits_in_order(y, x)))
    }

    /// Pairs of groups of monthly benefits that no rule settles: what `law check` must find empty.
    pub fn unsettled(&self, month: Month) -> Vec<(&'law str, &'law str)> {
        let groups: Vec<usize> = (0..self.law.groups.len()).filter(|group| self.monthly[*group]).collect();
        let pairs = groups.iter().flat_map(|x| groups.iter().filter(move |y| x <= y).map(move |y| (*x, *y)));
        pairs
            .filter(|(x, y)| self.between(month, GroupIndex(*x as u16), GroupIndex(*y as u16)).is_none())
            .map(|(x, y)| (self.law.groups[x].key.as_str(), self.law.groups[y].key.as_str()))
            .collect()
    }
}

impl Compiled<'_> {
    fn fits_in_order(&self, x: GroupIndex, y: GroupIndex) -> bool {
        self.a[usize::from(x.0)] && self.b[usize::from(y.0)]
    }
}
