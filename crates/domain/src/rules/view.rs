use super::group::{Group, GroupVersion};
use super::parameter::{Parameter, ParameterValue};
use super::table::{RateSet, RateTable};
use super::{Coverage, Law, LawText};
use crate::kernel::{Citation, Day, Month};

/// The law as it counts for one roll: the texts signed by `known_on` and in force by the end of `pay_month`.
///
/// NĐ 335/2026 is in force from 5/10/2026 and reaches back to 7/2026: for the September roll July is worth 500.000,
/// for the October roll it is worth 540.000, and the difference is the arrears.
#[derive(Debug, Clone, Copy)]
pub struct View<'law> {
    pub law: &'law Law,
    pub known_on: Day,
    pub pay_month: Month,
}

/// The law held here does not answer for that month. The nearest value is never taken instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("luật trong chương trình chưa bao quát tháng {month}: {what}; cần cập nhật thư mục laws/ trước khi tính")]
pub struct OutOfCoverage {
    pub month: Month,
    pub what: String,
}

impl<'law> View<'law> {
    pub fn new(law: &'law Law, known_on: Day, pay_month: Month) -> View<'law> {
        View { law, known_on, pay_month }
    }

    pub fn coverage(&self) -> Coverage {
        self.law.coverage
    }

    pub fn sees(&self, text: &LawText) -> bool {
        text.signed <= self.known_on && text.in_force <= self.pay_month.last_day()
    }

    fn sees_id(&self, id: &str) -> bool {
        self.law.text(id).is_some_and(|text| self.sees(text))
    }

    /// The value of the month: the central one, or that of the province where it is higher.
    pub fn value(&self, parameter: &'law Parameter, month: Month) -> Result<&'law ParameterValue, OutOfCoverage> {
        let central = self.central_value(parameter, month)?;
        let local = parameter.local_values.iter().filter(|one| one.until.is_none_or(|until| month < until));
        let local = self.latest(local.map(|one| &one.value), month);
        Ok(local.filter(|local| central.dong() < local.dong()).unwrap_or(central))
    }

    pub fn central_value(
        &self,
        parameter: &'law Parameter,
        month: Month,
    ) -> Result<&'law ParameterValue, OutOfCoverage> {
        self.require(month, &parameter.id)?;
        let latest = self.latest(parameter.values.iter(), month);
        latest.ok_or_else(|| OutOfCoverage { month, what: parameter.id.clone() })
    }

    fn latest(&self, values: impl Iterator<Item = &'law ParameterValue>, month: Month) -> Option<&'law ParameterValue> {
        values.filter(|value| value.from <= month && self.sees_id(&value.text)).max_by_key(|value| value.from)
    }

    pub fn rate_set(&self, table: &'law RateTable, month: Month) -> Result<&'law RateSet, OutOfCoverage> {
        self.require(month, &table.code)?;
        let live = table.sets.iter().filter(|set| set.from <= month && self.sees_id(&set.text));
        let latest = live.max_by_key(|set| set.from);
        latest
            .filter(|set| set.until.is_none_or(|until| month < until))
            .ok_or_else(|| OutOfCoverage { month, what: table.code.clone() })
    }

    /// The group's version in that month; `None` when the law does not know the group then.
    pub fn version(&self, group: &'law Group, month: Month) -> Option<&'law GroupVersion> {
        let latest = self.last_version(group, month)?;
        let ended = latest
            .until
            .is_some_and(|until| until <= month && latest.ended_by.as_deref().is_none_or(|by| self.sees_id(by)));
        (!ended).then_some(latest)
    }

    /// The group's last version begun by that month, whether it still holds or was ended.
    pub fn last_version(&self, group: &'law Group, month: Month) -> Option<&'law GroupVersion> {
        let live = group.versions.iter().filter(|version| version.from <= month && self.sees_id(&version.text));
        live.max_by_key(|version| version.from)
    }

    pub fn cite(&self, text: &str, place: &str) -> Citation {
        let number = self.law.text(text).map_or(text, |found| found.number.as_str());
        Citation::new(number, place)
    }

    fn require(&self, month: Month, what: &str) -> Result<(), OutOfCoverage> {
        match self.law.coverage.contains(month) {
            true => Ok(()),
            false => Err(OutOfCoverage { month, what: what.to_owned() }),
        }
    }
}
