use domain::kernel::{Day, Moment, UserId};
use domain::registry::Units;
use domain::report::Outline;
use domain::rules::{Law, embedded_law, embedded_report, embedded_units};
use store::search::UnitNames;
use store::{Recording, Tx, journal};

use crate::OfficeError;
use crate::access::Rights;
use crate::report::MadeReports;

/// What an office knows before it opens its records: the law, the units, the form of its report.
#[derive(Debug, Clone)]
pub struct Office {
    pub law: Law,
    pub units: Units,
    pub half_year: Outline,
    /// The reports made last; clones of the office share them.
    pub(crate) made_reports: MadeReports,
    /// By what words a commune is found: its name and those of what it became.
    pub unit_names: UnitNames,
}

impl Office {
    /// Reads what travels inside the program and refuses a law that is not whole.
    pub fn load() -> Result<Office, OfficeError> {
        let law = embedded_law().map_err(OfficeError::Law)?;
        let file = |name| embedded_units(name).unwrap_or_default();
        let units = Units::read(file("units.csv"), file("successions.csv"), file("villages.csv"))?;
        let half_year = Outline::read(embedded_report("sau-thang.toml").unwrap_or_default())?;
        let unit_names = unit_names(&units);
        Ok(Office { law, units, half_year, made_reports: MadeReports::default(), unit_names })
    }
}

impl Office {
    /// The scheme a benefit belongs to; `None` for a word the law does not have.
    pub(crate) fn scheme_of(&self, benefit: &str) -> Option<&str> {
        self.law.benefit(benefit).map(|benefit| benefit.scheme.as_str())
    }
}

fn unit_names(units: &Units) -> UnitNames {
    let communes = || units.all().iter().filter(|unit| unit.kind.is_commune());
    let own = communes().map(|unit| (&unit.id, unit.name.as_str()));
    let later = communes().filter_map(|unit| {
        let last = units.last(&unit.id)?;
        (*last != unit.id).then(|| (&unit.id, units.name(last)))
    });
    UnitNames::new(own.chain(later))
}

/// Who acts, with which rights, and when. The only clock an act has.
#[derive(Debug, Clone, Copy)]
pub struct Acting<'r> {
    pub user: Option<UserId>,
    pub now: Moment,
    pub rights: &'r Rights,
}

impl Acting<'static> {
    /// Whoever holds the data folder itself, under a user's name or none.
    pub fn holder(user: Option<UserId>, now: Moment) -> Acting<'static> {
        Acting { user, now, rights: Rights::HOLDER }
    }
}

impl Acting<'_> {
    pub fn today(self) -> Day {
        self.now.vietnam_day()
    }

    pub(crate) fn recording(self) -> Recording {
        Recording { at: self.now }
    }

    /// The act's line in the journal, in the act's own transaction. A program's act names the token it entered by.
    pub(crate) fn note(
        self,
        tx: &mut Tx<'_>,
        act: &str,
        subject: &str,
        mut detail: serde_json::Value,
    ) -> Result<i64, OfficeError> {
        if let Some(token) = self.rights.token() {
            detail["token"] = token.into();
        }
        let entry = journal::Entry { at: self.now, user: self.user, act, subject, detail };
        Ok(journal::append(tx, &entry)?)
    }
}
