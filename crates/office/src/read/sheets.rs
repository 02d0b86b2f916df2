//! A roll as the papers that leave the office: the sheet people sign, the file the payer answers.

use std::collections::HashSet;

use domain::kernel::{RunId, UnitId};
use paper::roll::to_xlsx_by_unit;
use paper::template::{PayerLine, payment_result_csv};
use store::Db;

use super::rolls::{LineShown, LinesAsk, lines};
use crate::access::Act;
use crate::outgoing::sheets_by_commune;
use crate::roll::see;
use crate::{Acting, Office, OfficeError, Refusal};

const PAGE: i64 = 5_000;

fn all_lines(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<Vec<LineShown>, OfficeError> {
    let mut all: Vec<LineShown> = Vec::new();
    loop {
        let after = all.last().map(|line| (line.person, line.no));
        let page = lines(office, db, acting, run, &LinesAsk::default(), (after, PAGE))?;
        if page.is_empty() {
            all.retain(|line| line.kind.is_paid());
            return Ok(all);
        }
        all.extend(page);
    }
}

/// The file the payer fills in: one line for each line of the roll, named by its numbers.
pub fn payer_csv(office: &Office, db: &Db, acting: Acting, run: RunId) -> Result<Vec<u8>, OfficeError> {
    acting.need(Act::RollExport)?;
    let line = |line: LineShown| PayerLine {
        line: Some(line.no),
        person: Some(line.person.0),
        name: line.name,
        amount: line.amount,
        answer: None,
        reason: String::new(),
    };
    let lines: Vec<PayerLine> = all_lines(office, db, acting, run)?.into_iter().map(line).collect();
    Ok(payment_result_csv(&lines))
}

/// The pay list by commune and village, one row a person, with a column to sign in; each commune on its own sheet.
///
/// With a commune, only its sheet; whoever has some communes gets theirs.
pub fn pay_sheet(
    office: &Office,
    db: &Db,
    acting: Acting,
    run: RunId,
    commune: Option<&UnitId>,
) -> Result<Vec<u8>, OfficeError> {
    acting.need(Act::RollExport)?;
    let units = match commune {
        Some(commune) if acting.rights.covers_unit(Some(commune)) => Some(HashSet::from([commune.clone()])),
        Some(_) => return Err(Refusal::NoSuchRun(run).into()),
        None => acting.rights.units().map(|units| units.iter().cloned().collect()),
    };
    let sheets = db.read(|tx| {
        see(tx, acting, run)?;
        sheets_by_commune(office, tx, (run, units.clone()), acting.now)
    })?;
    Ok(to_xlsx_by_unit(&sheets)?)
}
