use domain::kernel::Dong;
use store::runs::RunFilter;
use store::{Db, Tx, users};

use super::calendar::{Dated, calendar};
use super::rolls::scheme_name;
use super::rolls::seen;
use super::today::{SchemeToday, Sums, schemes};
use super::waiting::{Desk, RollWaiting, State, WaitingCount, counts, debts};
use crate::access::{Act, roles_shown};
use crate::{Acting, Office, OfficeError};

/// What somebody who takes over must know on the first day.
#[derive(Debug, Clone)]
pub struct Handover {
    pub work: Vec<WaitingCount>,
    pub schemes: Vec<SchemeToday>,
    /// Rolls that are not closed, the newest first.
    pub rolls: Vec<RollWaiting>,
    /// What is owed of each benefit, by its name.
    pub debts: Vec<(String, Dong)>,
    pub calendar: Vec<Dated>,
    pub colleagues: Vec<Colleague>,
}

/// Somebody who works here and what they answer for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    pub name: String,
    pub roles: String,
    /// Empty for the whole office.
    pub area: String,
    /// Empty for every field.
    pub fields: String,
}

const CALENDAR_DAYS: i64 = 60;

pub fn handover(office: &Office, db: &Db, acting: Acting) -> Result<Handover, OfficeError> {
    acting.need(Act::HandoverRead)?;
    db.read(|tx| {
        let mut all = seen(tx, acting, &RunFilter::default())?;
        all.retain(|stored| stored.run.state.stage().is_live());
        all.sort_by_key(|stored| (stored.run.month, stored.run.version));
        let sums = Sums::load(tx, acting, &all)?;
        let state = State::load(office, tx, acting)?;
        let name = |benefit: &str| office.law.benefit(benefit).map_or(benefit, |one| one.name.as_str()).to_owned();
        let debts = debts(office, tx, acting)?;
        Ok(Handover {
            work: counts(office, tx, acting, Desk::Office)?,
            schemes: schemes(office, tx, acting, &all, &sums)?,
            rolls: state.open_rolls(),
            debts: debts.into_iter().map(|(benefit, amount)| (name(&benefit), amount)).collect(),
            calendar: calendar(office, tx, acting, CALENDAR_DAYS)?,
            colleagues: colleagues(office, tx)?,
        })
    })
}

fn colleagues(office: &Office, tx: &mut Tx<'_>) -> Result<Vec<Colleague>, OfficeError> {
    let fields =
        |keys: &str| keys.split_whitespace().map(|key| scheme_name(office, key)).collect::<Vec<_>>().join(", ");
    let all = users::list(tx)?.into_iter().filter(|user| user.disabled_at.is_none());
    let colleague = |user: users::User| Colleague {
        roles: roles_shown(&user.role),
        area: user.unit.as_ref().map_or_else(String::new, |unit| office.units.name(unit).to_owned()),
        fields: user.schemes.as_deref().map_or_else(String::new, fields),
        name: user.full_name,
    };
    Ok(all.map(colleague).collect())
}
