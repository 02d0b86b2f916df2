use domain::kernel::{Dong, Month, RunId};
use domain::payment::{PayerAnswer, Stage};
use store::recoveries::{self, Which};
use store::runs::{self, RunFilter, StoredRun, confirmations};
use store::{Db, Tx, people};

use super::rolls::scheme_name;
use crate::profile::Profile;
use crate::roll::is_seen;
use crate::{Acting, Office, OfficeError, profile};

/// The office at a glance.
#[derive(Debug, Clone)]
pub struct Today {
    pub profile: Option<Profile>,
    pub people: i64,
    pub schemes: Vec<SchemeToday>,
    pub open_recoveries: i64,
    pub owed: Dong,
    /// Money of the last rolls, oldest first.
    pub months: Vec<MonthMoney>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeToday {
    pub scheme: String,
    pub scheme_name: String,
    pub run: RunId,
    pub month: Month,
    pub stage: Stage,
    pub people: i64,
    pub total: Dong,
    pub unpaid_lines: i64,
    pub unpaid: Dong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthMoney {
    pub month: Month,
    pub scheme: String,
    pub scheme_name: String,
    pub people: i64,
    pub total: Dong,
}

const MONTHS_SHOWN: i32 = 12;

pub fn today(office: &Office, db: &Db, acting: Acting) -> Result<Today, OfficeError> {
    let known = acting.now;
    db.read(|tx| {
        let profile = match profile::need(tx, known) {
            Ok(profile) => Some(profile),
            Err(OfficeError::Refused(_)) => None,
            Err(fault) => return Err(fault),
        };
        let mut all = runs::list(tx, &RunFilter::default())?;
        all.retain(|stored| stored.run.state.stage() != Stage::Superseded && is_seen(acting, stored));
        all.sort_by_key(|stored| (stored.run.month, stored.run.version));
        let open = recoveries::list(tx, Which::Open, known)?;
        Ok(Today {
            profile,
            people: people::count(tx, known)?,
            schemes: schemes(office, tx, &all)?,
            open_recoveries: open.len() as i64,
            owed: open.iter().map(|one| one.outstanding()).sum(),
            months: months(office, &all),
        })
    })
}

/// The newest roll of each scheme.
fn schemes(office: &Office, tx: &mut Tx<'_>, all: &[StoredRun]) -> Result<Vec<SchemeToday>, OfficeError> {
    let mut shown: Vec<SchemeToday> = Vec::new();
    for stored in all.iter().rev() {
        if shown.iter().any(|one| one.scheme == stored.run.scheme) {
            continue;
        }
        let answers = confirmations::count(tx, stored.run.id)?;
        let unpaid = answers.iter().find(|count| count.answer == PayerAnswer::Unpaid);
        shown.push(SchemeToday {
            scheme: stored.run.scheme.clone(),
            scheme_name: scheme_name(office, &stored.run.scheme),
            run: stored.run.id,
            month: stored.run.month,
            stage: stored.run.state.stage(),
            people: stored.totals.people,
            total: stored.totals.total,
            unpaid_lines: unpaid.map_or(0, |count| count.lines),
            unpaid: unpaid.map_or(Dong::ZERO, |count| count.amount),
        });
    }
    shown.sort_by(|a, b| a.scheme.cmp(&b.scheme));
    Ok(shown)
}

fn months(office: &Office, all: &[StoredRun]) -> Vec<MonthMoney> {
    let Some(last) = all.last().map(|stored| stored.run.month) else { return Vec::new() };
    let mut months: Vec<MonthMoney> = Vec::new();
    for stored in all.iter().filter(|stored| last - MONTHS_SHOWN < stored.run.month) {
        let (month, scheme) = (stored.run.month, &stored.run.scheme);
        match months.iter_mut().find(|one| one.month == month && one.scheme == *scheme) {
            // A month may have several rolls: by commune, or a supplementary one.
            Some(one) => {
                one.people += stored.totals.people;
                one.total += stored.totals.total;
            }
            None => months.push(MonthMoney {
                month,
                scheme: scheme.clone(),
                scheme_name: scheme_name(office, scheme),
                people: stored.totals.people,
                total: stored.totals.total,
            }),
        }
    }
    months
}
