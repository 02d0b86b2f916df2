//! What a form for lists offers: the communes, schemes and months of whoever asks.

use domain::kernel::{Month, UnitId, sort_key};
use store::Db;
use store::runs::{self, RunFilter};

use crate::access::{Act, own_communes};
use crate::{Acting, Office, OfficeError, profile};

/// Keys with the names that stand beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    pub communes: Vec<(UnitId, String)>,
    /// Those that have rolls come first.
    pub schemes: Vec<(String, String)>,
    /// Months that have a roll of one of the schemes, newest first.
    pub months: Vec<Month>,
    /// Whether one answers for the whole office.
    pub has_whole_area: bool,
}

/// Nothing is offered before the office is set up.
pub fn choices(office: &Office, db: &Db, acting: Acting) -> Result<Choices, OfficeError> {
    acting.need(Act::ListExport)?;
    let mut schemes: Vec<(String, String)> = Vec::new();
    for benefit in office.law.benefits.iter().filter(|benefit| acting.rights.covers_scheme(&benefit.scheme)) {
        if !schemes.iter().any(|(key, _)| *key == benefit.scheme) {
            schemes.push((benefit.scheme.clone(), benefit.scheme_name.clone()));
        }
    }
    db.read(|tx| {
        let Some(profile) = profile::find_in(tx, acting.now)? else { return Ok(Choices::default()) };
        let day = profile.working_day(office, acting.today());
        let communes = own_communes(office, acting, &profile, day);
        let mut communes: Vec<(UnitId, String)> = communes.map(|unit| (unit.id.clone(), unit.name.clone())).collect();
        communes.sort_by_key(|(_, name)| sort_key(name));
        let mut runs = runs::list(tx, &RunFilter::default())?;
        runs.retain(|stored| acting.rights.covers_scheme(&stored.run.scheme));
        let mut schemes = schemes.clone();
        schemes.sort_by_key(|(scheme, _)| !runs.iter().any(|stored| stored.run.scheme == *scheme));
        let mut months: Vec<Month> = runs.iter().map(|stored| stored.run.month).collect();
        months.sort_unstable_by_key(|month| std::cmp::Reverse(*month));
        months.dedup();
        let has_whole_area = acting.rights.units().is_none();
        Ok(Choices { communes, schemes, months, has_whole_area })
    })
}
