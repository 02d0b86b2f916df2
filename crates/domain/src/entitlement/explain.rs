//! The slow path: one person, one month, every step with its article.
//!
//! Written against the law itself and not against the tariff, so that the two can check each other.

use serde::Serialize;

use super::dues::other_incomes;
use super::facts::{Cohort, PersonFacts, SpellFacts, SubjectFacts, YEARS_NOT_NAMED};
use super::overlap::{Candidate, Fate, Overlaps};
use super::{BenefitIndex, GroupIndex};
use crate::kernel::{Certainty, Citation, Dong, Fraction, Month, PersonId, Rounding, SpellId, show_month};
use crate::rules::{About, Benefit, Cadence, Formula, Group, GroupVersion, Law, Predicate, Rate, StatusTest, View};

/// Why a person is due what they are due in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    pub person: PersonId,
    pub month: Month,
    pub findings: Vec<Finding>,
    /// Overlaps the law leaves to a person's judgement.
    pub reviews: Vec<Review>,
}

/// What one granted spell brings in the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub spell: SpellId,
    pub group: String,
    pub group_name: String,
    pub benefit: String,
    pub once: bool,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Due { amount: Dong, terms: Vec<Term> },
    NotDue { reason: Reason, cite: Option<Citation> },
}

/// One component: its data, its formula, its result, its article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    pub name: String,
    pub formula: TermFormula,
    pub amount: Dong,
    pub cite: Citation,
    /// Where the base or the table comes from.
    pub base_cite: Option<Citation>,
    pub certainty: Certainty,
    /// Components with one tag compete across a person's groups.
    pub tag: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TermFormula {
    Multiple {
        factor: Fraction,
        base: Dong,
        base_name: String,
        rounding: Rounding,
    },
    Literal {
        table: String,
        percent: Option<u8>,
        amount: Dong,
    },
    PerYear {
        table: String,
        years: u8,
        amount: Dong,
    },
    OfCurrent {
        multiple: Fraction,
        current: Dong,
    },
    /// Several subjects together may bring no more than this.
    CappedAt {
        cap: Dong,
    },
    /// Another component of the same kind is higher and only that one is paid.
    NotBesideHigher {
        rule: String,
    },
}

impl Term {
    /// The amount worked out again from what the term itself says.
    pub fn recompute(&self) -> Option<Dong> {
        match &self.formula {
            TermFormula::Multiple { factor, base, rounding, .. } => base.times(*factor, *rounding),
            TermFormula::Literal { amount, .. } => Some(*amount),
            TermFormula::PerYear { years, amount, .. } => Some(amount.times_count(i64::from(*years))),
            TermFormula::OfCurrent { multiple, current } => current.times(*multiple, Rounding::Exact),
            TermFormula::CappedAt { .. } => Some(self.amount),
            TermFormula::NotBesideHigher { .. } => Some(Dong::ZERO),
        }
    }

    /// The arithmetic as a line of text: `1,5 × 360.000 đ`.
    pub fn shown(&self) -> String {
        match &self.formula {
            TermFormula::Multiple { factor, base, base_name, .. } => format!("{factor} × {base} ({base_name})"),
            TermFormula::Literal { percent: Some(percent), .. } => format!("mức theo bảng, tỷ lệ {percent}%"),
            TermFormula::Literal { .. } => "mức theo bảng".to_owned(),
            TermFormula::PerYear { years, amount, .. } => format!("{years} năm × {amount}"),
            TermFormula::OfCurrent { multiple, current } => format!("{multiple} × {current} đang hưởng"),
            TermFormula::CappedAt { cap } => format!("tối đa {cap} cho tất cả"),
            TermFormula::NotBesideHigher { rule } => format!("không cộng: {rule}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Review {
    pub rule: String,
    pub says: String,
    pub cite: Citation,
}

/// Why a spell brings nothing in a month, in the order in which it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    NotBegun {
        from: Month,
    },
    Ended {
        until: Month,
    },
    Died {
        month: Month,
    },
    Paused,
    NotTheMonthOfTheEvent {
        event: Month,
    },
    NoSuchGroupThen,
    ConditionNotMet {
        condition: String,
    },
    /// The law knows no amount for what the record says (a percentage that is in no table, a month without a table).
    AmountUnknown,
    NoComponentFits,
    Overlap {
        rule: String,
        says: String,
    },
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reason::NotBegun { from } => write!(f, "chưa đến tháng bắt đầu hưởng ({})", show_month(*from)),
            Reason::Ended { until } => write!(f, "đã thôi hưởng từ tháng {}", show_month(*until)),
            Reason::Died { month } => write!(f, "đã chết trong tháng {}; thôi hưởng từ tháng sau", show_month(*month)),
            Reason::Paused => f.write_str("đang tạm dừng trợ cấp"),
            Reason::NotTheMonthOfTheEvent { event } => {
                write!(f, "khoản một lần, thuộc tháng {}", show_month(*event))
            }
            Reason::NoSuchGroupThen => f.write_str("luật của tháng này không có nhóm đối tượng này"),
            Reason::ConditionNotMet { condition } => write!(f, "không đủ điều kiện: {condition}"),
            Reason::AmountUnknown => {
                f.write_str("chưa có mức trong luật cho số liệu của hồ sơ; cần kiểm tra tỷ lệ, tháng")
            }
            Reason::NoComponentFits => f.write_str("không thành phần trợ cấp nào khớp với hồ sơ"),
            Reason::Overlap { says, .. } => write!(f, "không chi vì trùng hưởng: {says}"),
        }
    }
}

impl Explanation {
    /// The month's amounts by benefit, in the order of the law.
    pub fn amounts(&self, law: &Law) -> Vec<(String, Dong)> {
        let of = |benefit: &Benefit| -> Option<(String, Dong)> {
            let dues: Vec<Dong> =
                self.findings.iter().filter(|f| f.benefit == benefit.key).filter_map(Finding::amount).collect();
            (!dues.is_empty()).then(|| (benefit.key.clone(), dues.into_iter().sum()))
        };
        law.benefits.iter().filter_map(of).collect()
    }
}

impl Finding {
    pub fn amount(&self) -> Option<Dong> {
        match &self.outcome {
            Outcome::Due { amount, .. } => Some(*amount),
            Outcome::NotDue { .. } => None,
        }
    }
}

/// Walks the law for one person of the cohort and one month.
pub fn explain(view: View<'_>, cohort: &Cohort, person: &PersonFacts, month: Month) -> Explanation {
    let asked = Asked { view, cohort, person, month };
    let spells = cohort.spells_of(person);
    let mut outcomes: Vec<Outcome> = spells.iter().map(|spell| asked.spell(spell)).collect();
    let reviews = asked.overlaps(spells, &mut outcomes);
    asked.keep_by_tag(&mut outcomes);
    asked.multiples_of_current(spells, &mut outcomes);
    let findings = spells.iter().zip(outcomes).map(|(spell, outcome)| asked.finding(spell, outcome)).collect();
    Explanation { person: person.person, month, findings, reviews }
}

struct Asked<'a> {
    view: View<'a>,
    cohort: &'a Cohort,
    person: &'a PersonFacts,
    month: Month,
}

impl<'a> Asked<'a> {
    fn law(&self) -> &'a Law {
        self.view.law
    }

    fn group(&self, spell: &SpellFacts) -> &'a Group {
        &self.law().groups[usize::from(spell.group.0)]
    }

    fn benefit(&self, group: &Group) -> &'a Benefit {
        self.law().benefit(&group.benefit).expect("loading checked that the benefit exists")
    }

    fn finding(&self, spell: &SpellFacts, outcome: Outcome) -> Finding {
        let group = self.group(spell);
        Finding {
            spell: spell.spell,
            group: group.key.clone(),
            group_name: group.name.clone(),
            benefit: group.benefit.clone(),
            once: self.benefit(group).cadence == Cadence::Once,
            outcome,
        }
    }

    fn spell(&self, spell: &SpellFacts) -> Outcome {
        let group = self.group(spell);
        let benefit = self.benefit(group);
        let version = self.view.version(group, self.month);
        if let Some(reason) = self.out_of_time(spell, benefit) {
            return Outcome::NotDue { reason, cite: version.map(|v| self.view.cite(&v.text, &v.cite)) };
        }
        let Some(version) = version else {
            let ended = self.view.last_version(group, self.month).and_then(|version| version.ended_by.as_deref());
            let cite = ended.map(|text| self.view.cite(text, ""));
            return Outcome::NotDue { reason: Reason::NoSuchGroupThen, cite };
        };
        let cite = || Some(self.view.cite(&version.text, &version.cite));
        let unmet = |test: &&Predicate| !self.group_test(test, benefit, spell);
        // A one-off benefit is attested whole by its own decision.
        if let Some(test) = version.when.iter().find(unmet).filter(|_| benefit.cadence == Cadence::Monthly) {
            let reason = Reason::ConditionNotMet { condition: describe(self.law(), test) };
            return Outcome::NotDue { reason, cite: cite() };
        }
        match self.terms(version, benefit, spell) {
            Err(reason) => Outcome::NotDue { reason, cite: cite() },
            Ok(terms) => Outcome::Due { amount: terms.iter().map(|term| term.amount).sum(), terms },
        }
    }

    fn out_of_time(&self, spell: &SpellFacts, benefit: &Benefit) -> Option<Reason> {
        if benefit.cadence == Cadence::Once {
            let event = spell.event;
            return (event != self.month).then_some(Reason::NotTheMonthOfTheEvent { event });
        }
        if self.month < spell.months.from {
            return Some(Reason::NotBegun { from: spell.months.from });
        }
        if self.month >= spell.months.until {
            return Some(Reason::Ended { until: spell.months.until });
        }
        if self.person.death != Month::NEVER && self.month >= self.after_stop(benefit, self.person.death) {
            return Some(Reason::Died { month: self.person.death });
        }
        let paused = self.cohort.pauses_of(spell).iter().any(|pause| pause.contains(self.month));
        paused.then_some(Reason::Paused)
    }

    fn after_stop(&self, benefit: &Benefit, event: Month) -> Month {
        event + self.lag(benefit.stop_lag.as_deref(), event)
    }

    fn after_change(&self, benefit: &Benefit, event: Month) -> Month {
        event + self.lag(benefit.change_lag.as_deref(), event)
    }

    /// The lag that the law names for an event of that month; before and after the coverage, that of its edge.
    fn lag(&self, id: Option<&str>, event: Month) -> i32 {
        let coverage = self.view.coverage();
        let asked = event.max(coverage.from).min(coverage.until.previous());
        let parameter = id.and_then(|id| self.law().parameter(id));
        let value = parameter.and_then(|parameter| self.view.value(parameter, asked).ok());
        value.map_or(0, |value| value.amount.numerator() as i32)
    }

    fn group_test(&self, test: &Predicate, benefit: &Benefit, spell: &SpellFacts) -> bool {
        match test {
            Predicate::AgeFrom(years) => self.month >= self.person.birth + i32::from(*years) * 12,
            other => self.test(other, benefit, spell, self.person.birth, Month::from_index(0)),
        }
    }

    /// One condition about whoever was born in `birth`.
    fn test(
        &self,
        test: &Predicate,
        benefit: &Benefit,
        spell: &SpellFacts,
        birth: Month,
        student_until: Month,
    ) -> bool {
        let birthday = |years: &u16| birth + i32::from(*years) * 12;
        let level = |years: &u16| {
            let event = birthday(years);
            if event <= spell.months.from { event } else { self.after_change(benefit, event) }
        };
        match test {
            Predicate::AgeFrom(years) => self.month >= level(years),
            Predicate::AgeBelow(years) => self.month < level(years),
            Predicate::AgeUntil(years) => self.month < self.after_stop(benefit, birthday(years)),
            Predicate::ChildOrStudent { child_until, student_until: until } => {
                let last = birthday(child_until).max(birthday(until).min(student_until));
                self.month < self.after_stop(benefit, last)
            }
            Predicate::Status(test) => self.has_status(test, benefit).unwrap_or(true),
            Predicate::NoStatus(test) => !self.is_barred(test, benefit),
            Predicate::Percent { from, to } => (*from..=*to).contains(&spell.percent),
            Predicate::Attribute(key) => self.has_attribute(spell, key),
            Predicate::NoAttribute(key) => !self.has_attribute(spell, key),
        }
    }

    /// `None` when nothing of the kind was ever recorded: then the decision attests it.
    fn has_status(&self, test: &StatusTest, benefit: &Benefit) -> Option<bool> {
        let statuses = self.cohort.statuses_of(self.person);
        if !statuses.iter().any(|status| status.kind == test.kind) {
            return None;
        }
        let fitting = statuses.iter().filter(|status| test.matches(&status.kind, status.grade.as_deref()));
        let mut fitting = fitting.filter(|status| status.span.from.month() <= self.month);
        Some(
            fitting.any(|status| {
                status.span.until.is_none_or(|until| self.month < self.after_stop(benefit, until.month()))
            }),
        )
    }

    fn is_barred(&self, test: &StatusTest, benefit: &Benefit) -> bool {
        let statuses = self.cohort.statuses_of(self.person).iter();
        let mut fitting = statuses.filter(|status| test.matches(&status.kind, status.grade.as_deref()));
        fitting.any(|status| {
            self.after_stop(benefit, status.span.from.month()) <= self.month
                && status.span.until.is_none_or(|until| self.month < until.month())
        })
    }

    fn has_attribute(&self, spell: &SpellFacts, key: &str) -> bool {
        let place = self.law().attributes.iter().position(|attribute| attribute.key == key);
        place.is_some_and(|place| spell.attributes & (1 << place) != 0)
    }

    fn terms(&self, version: &GroupVersion, benefit: &Benefit, spell: &SpellFacts) -> Result<Vec<Term>, Reason> {
        let mut terms = Vec::new();
        for rate in &version.rates {
            for _ in 0..self.times_met(rate, version, benefit, spell) {
                terms.push(self.term(rate, version, spell).ok_or(Reason::AmountUnknown)?);
            }
        }
        if terms.is_empty() {
            return Err(Reason::NoComponentFits);
        }
        self.cap(version, &mut terms);
        Ok(terms)
    }

    /// How often the rate counts: once for the person, or once for each subject that meets it.
    fn times_met(&self, rate: &Rate, version: &GroupVersion, benefit: &Benefit, spell: &SpellFacts) -> usize {
        match version.about {
            About::Person => {
                let never = Month::from_index(0);
                usize::from(rate.when.iter().all(|t| self.test(t, benefit, spell, self.person.birth, never)))
            }
            About::Subjects => {
                let meets = |subject: &&SubjectFacts| {
                    let is_here = subject.until == Month::NEVER || self.month < self.after_stop(benefit, subject.until);
                    let tests = &mut rate.when.iter();
                    is_here && tests.all(|t| self.test(t, benefit, spell, subject.birth, subject.student_until))
                };
                self.cohort.subjects_of(spell).iter().filter(meets).count()
            }
        }
    }

    fn term(&self, rate: &Rate, version: &GroupVersion, spell: &SpellFacts) -> Option<Term> {
        let (formula, base_cite, certainty) = self.formula(&rate.formula, spell)?;
        let place = if rate.cite.is_empty() { &version.cite } else { &rate.cite };
        let mut term = Term {
            name: rate.name.clone(),
            formula,
            amount: Dong::ZERO,
            cite: self.view.cite(&version.text, place),
            base_cite,
            certainty: certainty.max(version.status),
            tag: rate.tag.clone(),
        };
        term.amount = term.recompute()?;
        Some(term)
    }

    fn formula(&self, formula: &Formula, spell: &SpellFacts) -> Option<(TermFormula, Option<Citation>, Certainty)> {
        match formula {
            Formula::Coefficient { coefficient, base } => self.multiple(*coefficient, base, Rounding::Exact),
            Formula::Multiple { multiple, base, rounding } => self.multiple(*multiple, base, *rounding),
            Formula::Table { code } => self.literal(code, None),
            Formula::TableByPercent { code } => self.literal(code, Some(spell.percent)),
            Formula::TablePerYear { code } => {
                let (literal, cite, certainty) = self.literal(code, None)?;
                let TermFormula::Literal { table, amount, .. } = literal else { return None };
                if spell.years == YEARS_NOT_NAMED {
                    return None;
                }
                Some((TermFormula::PerYear { table, years: spell.years, amount }, cite, certainty))
            }
            Formula::MultipleOfCurrent { multiple, .. } => {
                let formula = TermFormula::OfCurrent { multiple: *multiple, current: Dong::ZERO };
                Some((formula, None, Certainty::Verified))
            }
        }
    }

    fn multiple(
        &self,
        factor: Fraction,
        base: &str,
        rounding: Rounding,
    ) -> Option<(TermFormula, Option<Citation>, Certainty)> {
        let parameter = self.law().parameter(base)?;
        let value = self.view.value(parameter, self.month).ok()?;
        let formula =
            TermFormula::Multiple { factor, base: value.dong()?, base_name: parameter.name.clone(), rounding };
        Some((formula, Some(self.view.cite(&value.text, &value.cite)), value.status))
    }

    fn literal(&self, code: &str, percent: Option<u8>) -> Option<(TermFormula, Option<Citation>, Certainty)> {
        let table = self.law().table(code)?;
        let set = self.view.rate_set(table, self.month).ok()?;
        let formula = TermFormula::Literal { table: code.to_owned(), percent, amount: set.amount(percent)? };
        Some((formula, Some(self.view.cite(&set.text, &set.cite)), set.status))
    }

    fn cap(&self, version: &GroupVersion, terms: &mut Vec<Term>) {
        let total: Dong = terms.iter().map(|term| term.amount).sum();
        let base = version.rates.iter().find_map(|rate| match &rate.formula {
            Formula::Coefficient { base, .. } => self.law().parameter(base),
            _ => None,
        });
        let base = base.and_then(|parameter| self.view.value(parameter, self.month).ok()?.dong());
        let cap = version.cap.and_then(|cap| base?.times(cap, Rounding::Exact));
        if let Some(cap) = cap.filter(|cap| *cap < total) {
            let cite = self.view.cite(&version.text, &version.cite);
            terms.push(Term {
                name: "Giới hạn tối đa".to_owned(),
                formula: TermFormula::CappedAt { cap },
                amount: cap - total,
                cite,
                base_cite: None,
                certainty: version.status,
                tag: None,
            });
        }
    }

    /// Of the components with one tag only the highest count, over all spells of the person.
    fn keep_by_tag(&self, outcomes: &mut [Outcome]) {
        for rule in &self.law().keeps {
            let mut tagged: Vec<(usize, usize, Dong)> = Vec::new();
            for (place, outcome) in outcomes.iter().enumerate() {
                let Outcome::Due { terms, .. } = outcome else { continue };
                let mine = terms.iter().enumerate().filter(|(_, term)| term.tag.as_deref() == Some(&rule.tag));
                tagged.extend(mine.map(|(number, term)| (place, number, term.amount)));
            }
            tagged.sort_by_key(|(place, number, amount)| (std::cmp::Reverse(*amount), *place, *number));
            for (place, number, lower) in tagged.into_iter().skip(rule.keep) {
                let Outcome::Due { amount, terms } = &mut outcomes[place] else { continue };
                terms[number].formula = TermFormula::NotBesideHigher { rule: rule.says.clone() };
                terms[number].amount = Dong::ZERO;
                terms[number].base_cite = Some(self.view.cite(&rule.text, &rule.cite));
                *amount = *amount - lower;
            }
        }
    }

    /// One-off benefits that are a multiple of what the person has in that month.
    fn multiples_of_current(&self, spells: &[SpellFacts], outcomes: &mut [Outcome]) {
        for place in 0..outcomes.len() {
            let Some(rate) = self.current_rate(&spells[place]) else { continue };
            let Formula::MultipleOfCurrent { multiple, benefit, without_tag } = &rate.formula else { continue };
            let counts = |other: &usize| self.group(&spells[*other]).benefit == *benefit;
            let current = (0..outcomes.len()).filter(counts).map(|other| without(&outcomes[other], without_tag)).sum();
            let Outcome::Due { amount, terms } = &mut outcomes[place] else { continue };
            for term in terms.iter_mut().filter(|term| matches!(term.formula, TermFormula::OfCurrent { .. })) {
                term.formula = TermFormula::OfCurrent { multiple: *multiple, current };
                term.amount = term.recompute().expect("loading checked that the multiple is whole");
                *amount += term.amount;
            }
        }
    }

    fn current_rate(&self, spell: &SpellFacts) -> Option<&'a Rate> {
        let version = self.view.version(self.group(spell), self.month)?;
        version.rates.iter().find(|rate| matches!(rate.formula, Formula::MultipleOfCurrent { .. }))
    }

    fn overlaps(&self, spells: &[SpellFacts], outcomes: &mut [Outcome]) -> Vec<Review> {
        let overlaps = Overlaps::new(self.law());
        let amount = |place: usize| match &outcomes[place] {
            Outcome::Due { amount, .. } if amount.is_positive() => Some(*amount),
            Outcome::Due { .. } | Outcome::NotDue { .. } => None,
        };
        let standing: Vec<(usize, Dong)> = (0..spells.len()).filter_map(|p| Some((p, amount(p)?))).collect();
        let candidates: Vec<Candidate> =
            standing.iter().map(|(place, amount)| self.candidate(spells[*place].group, *amount)).collect();
        let others = other_incomes(self.cohort, self.person, self.month);
        let resolution = overlaps.resolve(self.month, &candidates, &others);
        for ((place, _), fate) in standing.iter().zip(&resolution.fates) {
            if let Fate::Dropped { rule, .. } = fate
                && let Some(rule) = overlaps.rule(rule)
            {
                let reason = Reason::Overlap { rule: rule.id.clone(), says: rule.says.clone() };
                outcomes[*place] = Outcome::NotDue { reason, cite: Some(self.view.cite(&rule.text, &rule.cite)) };
            }
        }
        let reviews = resolution.reviews.iter().filter_map(|id| overlaps.rule(id));
        reviews
            .map(|rule| Review {
                rule: rule.id.clone(),
                says: rule.says.clone(),
                cite: self.view.cite(&rule.text, &rule.cite),
            })
            .collect()
    }

    fn candidate(&self, group: GroupIndex, amount: Dong) -> Candidate {
        let key = &self.law().groups[usize::from(group.0)].benefit;
        let place = self.law().benefits.iter().position(|benefit| benefit.key == *key);
        let benefit = BenefitIndex(place.expect("loading checked that the benefit exists") as u16);
        Candidate { group, benefit, amount }
    }
}

fn without(outcome: &Outcome, tag: &str) -> Dong {
    match outcome {
        Outcome::Due { terms, .. } => {
            terms.iter().filter(|term| term.tag.as_deref() != Some(tag)).map(|term| term.amount).sum()
        }
        Outcome::NotDue { .. } => Dong::ZERO,
    }
}

/// A condition in words, for the person who is told it is not met.
fn describe(law: &Law, test: &Predicate) -> String {
    let status = |test: &StatusTest| match test.grade.is_empty() {
        true => law.status_name(&test.kind, None),
        false => {
            let grades = test.grade.iter().map(|grade| law.status_name(&test.kind, Some(grade)));
            grades.collect::<Vec<_>>().join(" hoặc ")
        }
    };
    let attribute = |key: &str| {
        let known = law.attributes.iter().find(|attribute| attribute.key == key);
        known.map_or_else(|| key.to_owned(), |attribute| attribute.name.clone())
    };
    match test {
        Predicate::AgeFrom(years) => format!("từ đủ {years} tuổi"),
        Predicate::AgeBelow(years) | Predicate::AgeUntil(years) => format!("dưới {years} tuổi"),
        Predicate::ChildOrStudent { child_until, student_until } => {
            format!("dưới {child_until} tuổi, hoặc dưới {student_until} tuổi đang học")
        }
        Predicate::Status(test) => format!("phải có tình trạng: {}", status(test)),
        Predicate::NoStatus(test) => format!("không được có tình trạng: {}", status(test)),
        Predicate::Percent { from, to } => format!("tỷ lệ từ {from}% đến {to}%"),
        Predicate::Attribute(key) => format!("phải có đặc điểm: {}", attribute(key)),
        Predicate::NoAttribute(key) => format!("không được có đặc điểm: {}", attribute(key)),
    }
}
