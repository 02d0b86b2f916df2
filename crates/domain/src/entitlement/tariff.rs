//! The law compiled for one view and a range of months: every amount is a lookup, every age a month.

use std::collections::HashMap;

use super::facts::GroupIndex;
use super::overlap::Overlaps;
use super::{BenefitIndex, Cohort};
use crate::kernel::{Dong, Fraction, Month, MonthSpan, Rounding};
use crate::rules::{About, Cadence, Formula, Group, GroupVersion, Law, OutOfCoverage, Predicate, Rate, View};

/// No amount of law: the month lies outside a table or the percentage is not in it. Never paid, always reported.
///
/// So far below zero that any sum with it is negative, which no sum of true amounts is; and far enough from the edge
/// of `i64` that a lifetime of years times it does not overflow.
pub(super) const UNKNOWN: i64 = -(1 << 52);

/// What an amount is multiplied by when the years are not named: it sinks below zero like [`UNKNOWN`].
pub(super) const UNKNOWN_TIMES: i64 = -(1 << 24);

/// The law as one roll sees it, for the months `months`.
#[derive(Debug)]
pub struct Tariff<'law> {
    pub view: View<'law>,
    pub months: MonthSpan,
    pub(super) groups: Vec<GroupTariff<'law>>,
    pub(super) overlaps: Overlaps<'law>,
    amounts: Vec<i64>,
}

#[derive(Debug)]
pub(super) struct GroupTariff<'law> {
    pub benefit: BenefitIndex,
    pub cadence: Cadence,
    pub lags: Lags,
    pub templates: Vec<Template<'law>>,
    /// No subjects, no cap, nothing that depends on other spells: the sum of its pieces is the amount.
    pub plain: bool,
}

/// One rate of one version of a group, ready to be laid over a spell.
#[derive(Debug)]
pub(super) struct Template<'law> {
    pub months: MonthSpan,
    pub version: &'law GroupVersion,
    pub rate: &'law Rate,
    pub ages: Ages,
    pub percent: (u8, u8),
    pub attributes_needed: u16,
    pub attributes_barred: u16,
    pub amount: AmountRow,
    pub cap: Option<AmountRow>,
    pub tag: Option<usize>,
}

/// Ages in months at which the template begins and ends, by the rule that moves each.
#[derive(Debug, Default)]
pub(super) struct Ages {
    /// Group level: pays from the month the age is reached.
    pub start: Option<i32>,
    /// Rate level: the level changes, with the lag for changes.
    pub level_from: Option<i32>,
    pub level_below: Option<i32>,
    /// Entitlement ends, with the lag for stopping.
    pub stop: Option<i32>,
    pub child_or_student: Option<(i32, i32)>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum AmountRow {
    Row(usize),
    /// One row for each percentage from 0 to 100.
    ByPercent(usize),
    /// The row times the years of service.
    PerYear(usize),
    /// A multiple of what the person has that month under a benefit, leaving out a tag.
    OfCurrent {
        multiple: Fraction,
        benefit: BenefitIndex,
        without_tag: usize,
    },
}

/// Months between an event and its effect on pay, by the month of the event.
#[derive(Debug, Clone)]
pub(super) struct Lags {
    from: Month,
    change: Vec<i8>,
    stop: Vec<i8>,
}

impl Lags {
    pub fn after_change(&self, event: Month) -> Month {
        event + i32::from(self.change[self.place(event)])
    }

    pub fn after_stop(&self, event: Month) -> Month {
        event + i32::from(self.stop[self.place(event)])
    }

    fn place(&self, event: Month) -> usize {
        let place = event.index().saturating_sub(self.from.index()).max(0) as usize;
        place.min(self.change.len() - 1)
    }
}

const PERCENTS: usize = 101;

impl<'law> Tariff<'law> {
    /// Refuses when any of the months lies outside what the house has looked at.
    pub fn new(view: View<'law>, months: MonthSpan) -> Result<Tariff<'law>, OutOfCoverage> {
        let coverage = view.coverage();
        if let Some(month) = months.months().next_back().filter(|month| !coverage.contains(*month)) {
            return Err(OutOfCoverage { month, what: "thời gian bao quát của luật".to_owned() });
        }
        let mut builder = Builder { view, months, amounts: Vec::new(), rows: HashMap::new() };
        let groups = view.law.groups.iter().map(|group| builder.group(group)).collect();
        Ok(Tariff { view, months, groups, overlaps: Overlaps::new(view.law), amounts: builder.amounts })
    }

    pub(super) fn group(&self, index: GroupIndex) -> &GroupTariff<'law> {
        &self.groups[usize::from(index.0)]
    }

    pub fn benefit_key(&self, index: BenefitIndex) -> &'law str {
        &self.view.law.benefits[usize::from(index.0)].key
    }

    /// Pairs of groups whose meeting in that month no overlap rule settles.
    pub fn unsettled(&self, month: Month) -> Vec<(&'law str, &'law str)> {
        self.overlaps.unsettled(month)
    }

    pub fn cohort(&self) -> Cohort {
        Cohort::new(self.view.law)
    }

    #[inline]
    pub(super) fn row(&self, row: usize) -> &[i64] {
        let width = self.months.len();
        &self.amounts[row * width..(row + 1) * width]
    }
}

struct Builder<'law> {
    view: View<'law>,
    months: MonthSpan,
    amounts: Vec<i64>,
    rows: HashMap<String, usize>,
}

impl<'law> Builder<'law> {
    fn law(&self) -> &'law Law {
        self.view.law
    }

    fn group(&mut self, group: &'law Group) -> GroupTariff<'law> {
        let place = self.law().benefits.iter().position(|benefit| benefit.key == group.benefit);
        let place = place.expect("loading checked that the benefit exists");
        let benefit = &self.law().benefits[place];
        let lags = self.lags(benefit.change_lag.as_deref(), benefit.stop_lag.as_deref());
        let mut templates = Vec::new();
        for (months, version) in self.versions(group) {
            for rate in &version.rates {
                templates.push(self.template(months, version, rate));
            }
        }
        let plain = benefit.cadence == Cadence::Monthly && templates.iter().all(Template::is_plain);
        GroupTariff { benefit: BenefitIndex(place as u16), cadence: benefit.cadence, lags, templates, plain }
    }

    /// The runs of months in which one version holds, as the view sees it.
    fn versions(&self, group: &'law Group) -> Vec<(MonthSpan, &'law GroupVersion)> {
        let mut runs: Vec<(MonthSpan, &GroupVersion)> = Vec::new();
        for month in self.months.months() {
            let Some(version) = self.view.version(group, month) else { continue };
            match runs.last_mut() {
                Some((span, last)) if std::ptr::eq(*last, version) && span.until == month => span.until = month.next(),
                _ => runs.push((MonthSpan::new(month, month.next()), version)),
            }
        }
        runs
    }

    fn template(&mut self, months: MonthSpan, version: &'law GroupVersion, rate: &'law Rate) -> Template<'law> {
        let mut template = Template {
            months,
            version,
            rate,
            ages: Ages::default(),
            percent: (0, u8::MAX),
            attributes_needed: 0,
            attributes_barred: 0,
            amount: self.amount(&rate.formula),
            cap: version.cap.map(|cap| self.cap(cap, &rate.formula)),
            tag: rate.tag.as_deref().and_then(|tag| self.tag(tag)),
        };
        for test in &version.when {
            match test {
                Predicate::AgeFrom(years) => template.ages.start = Some(i32::from(*years) * 12),
                other => self.lay(other, &mut template),
            }
        }
        rate.when.iter().for_each(|test| self.lay(test, &mut template));
        template
    }

    fn lay(&self, test: &Predicate, template: &mut Template<'_>) {
        let months = |years: &u16| i32::from(*years) * 12;
        match test {
            Predicate::AgeFrom(years) => template.ages.level_from = Some(months(years)),
            Predicate::AgeBelow(years) => template.ages.level_below = Some(months(years)),
            Predicate::AgeUntil(years) => template.ages.stop = Some(months(years)),
            Predicate::ChildOrStudent { child_until, student_until } => {
                template.ages.child_or_student = Some((months(child_until), months(student_until)));
            }
            Predicate::Percent { from, to } => {
                template.percent = (template.percent.0.max(*from), template.percent.1.min(*to));
            }
            Predicate::Attribute(key) => template.attributes_needed |= self.attribute(key),
            Predicate::NoAttribute(key) => template.attributes_barred |= self.attribute(key),
            // Looked at for the few people who have statuses on record.
            Predicate::Status(_) | Predicate::NoStatus(_) => {}
        }
    }

    fn attribute(&self, key: &str) -> u16 {
        let place = self.law().attributes.iter().position(|attribute| attribute.key == key);
        1 << place.expect("loading checked that the attribute exists")
    }

    fn tag(&self, tag: &str) -> Option<usize> {
        self.law().keeps.iter().position(|keep| keep.tag == tag)
    }

    fn amount(&mut self, formula: &'law Formula) -> AmountRow {
        match formula {
            Formula::Coefficient { coefficient, base } => {
                AmountRow::Row(self.multiple(*coefficient, base, Rounding::Exact))
            }
            Formula::Multiple { multiple, base, rounding } => AmountRow::Row(self.multiple(*multiple, base, *rounding)),
            Formula::Table { code } => AmountRow::Row(self.table(code, None)),
            Formula::TablePerYear { code } => AmountRow::PerYear(self.table(code, None)),
            Formula::TableByPercent { code } => {
                let first = self.table(code, Some(0));
                for percent in 1..PERCENTS {
                    self.table(code, Some(percent as u8));
                }
                AmountRow::ByPercent(first)
            }
            Formula::MultipleOfCurrent { multiple, benefit, without_tag } => {
                let place = self.law().benefits.iter().position(|one| one.key == *benefit);
                AmountRow::OfCurrent {
                    multiple: *multiple,
                    benefit: BenefitIndex(place.expect("loading checked that the benefit exists") as u16),
                    without_tag: self.tag(without_tag).unwrap_or(usize::MAX),
                }
            }
        }
    }

    fn cap(&mut self, cap: Fraction, formula: &'law Formula) -> AmountRow {
        match formula {
            Formula::Coefficient { base, .. } => AmountRow::Row(self.multiple(cap, base, Rounding::Exact)),
            other => self.amount(other),
        }
    }

    fn multiple(&mut self, factor: Fraction, base: &str, rounding: Rounding) -> usize {
        let (view, parameter) = (self.view, self.law().parameter(base).expect("loading checked that the base exists"));
        self.add_row(format!("{base}×{factor}/{rounding:?}"), |month| {
            view.value(parameter, month).ok()?.dong()?.times(factor, rounding)
        })
    }

    fn table(&mut self, code: &str, percent: Option<u8>) -> usize {
        let (view, table) = (self.view, self.law().table(code).expect("loading checked that the table exists"));
        self.add_row(format!("{code}@{percent:?}"), |month| view.rate_set(table, month).ok()?.amount(percent))
    }

    fn add_row(&mut self, name: String, amount: impl Fn(Month) -> Option<Dong>) -> usize {
        let next = self.amounts.len() / self.months.len().max(1);
        if let Some(row) = self.rows.get(&name) {
            return *row;
        }
        self.amounts.extend(self.months.months().map(|month| amount(month).map_or(UNKNOWN, |dong| dong.0)));
        self.rows.insert(name, next);
        next
    }

    fn lags(&self, change: Option<&str>, stop: Option<&str>) -> Lags {
        let coverage = self.view.coverage();
        let span = MonthSpan::new(coverage.from, coverage.until);
        let column = |id: Option<&str>| -> Vec<i8> {
            let parameter = id.and_then(|id| self.law().parameter(id));
            let lag = |month| {
                let value = parameter.and_then(|parameter| self.view.value(parameter, month).ok());
                value.map_or(0, |value| value.amount.numerator() as i8)
            };
            span.months().map(lag).collect()
        };
        Lags { from: coverage.from, change: column(change), stop: column(stop) }
    }
}

impl Template<'_> {
    fn is_plain(&self) -> bool {
        self.version.about == About::Person && self.cap.is_none() && !matches!(self.amount, AmountRow::OfCurrent { .. })
    }
}
