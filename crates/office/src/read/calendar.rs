use domain::kernel::{Day, Month, show_month};
use store::{Tx, waiting};

use super::waiting::{State, WaitingKind};
use crate::access::Act;
use crate::{Acting, Office, OfficeError};

/// Something that happens on a day to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    pub day: Day,
    pub what: String,
    /// The list it opens.
    pub kind: Option<WaitingKind>,
}

/// What is known to come in these days, of the visitor's own people: the day after today is the first.
pub(super) fn calendar(office: &Office, tx: &mut Tx<'_>, acting: Acting, days: i64) -> Result<Vec<Dated>, OfficeError> {
    let (today, last) = (acting.today(), acting.today().add_days(days));
    let state = State::load(office, tx, acting)?;
    let mut dated: Vec<Dated> = Vec::new();
    let mut month = today.month().next();
    while acting.rights.may(Act::RollDraft) && month.first_day() <= last {
        let what = format!("Đầu tháng: ghi biến động, lập danh sách chi trả tháng {}", show_month(month));
        dated.push(Dated { day: month.first_day(), what, kind: None });
        month = month.next();
    }
    for kind in [
        WaitingKind::ComingOfAge,
        WaitingKind::LeavingByAge,
        WaitingKind::StatusEnding,
        WaitingKind::PauseEnding,
        WaitingKind::SpellEnding,
    ] {
        if !kind.is_seen(acting) {
            continue;
        }
        for (due, count) in state.of_people(kind, |ask| waiting::count_by_due(tx, ask))? {
            let Some(day) = first_day(&due).filter(|day| today < *day && *day <= last) else { continue };
            dated.push(Dated { day, what: format!("{}: {count} người", kind.name()), kind: Some(kind) });
        }
    }
    dated.sort_by_key(|one| one.day);
    Ok(dated)
}

/// The day a row is due; a month is due on its first day.
fn first_day(due: &str) -> Option<Day> {
    due.parse().ok().or_else(|| due.parse::<Month>().ok().map(Month::first_day))
}
