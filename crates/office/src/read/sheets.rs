//! A roll as the papers that leave the office: the sheet people sign, the file the payer answers.

use std::collections::BTreeMap;

use domain::kernel::{Moment, PersonId, RunId, sort_key};
use domain::payment::{LineKind, PersonTotal};
use paper::roll::{RollAmounts, RollLine, RollSheet, RollSigner, RollVillage, to_xlsx};
use paper::template::{PayerLine, payment_result_csv};
use store::Db;

use super::rolls::{LineShown, lines};
use crate::{Office, OfficeError, profile, roll::need};

const PAGE: i64 = 5_000;

fn all_lines(office: &Office, db: &Db, run: RunId, known: Moment) -> Result<Vec<LineShown>, OfficeError> {
    let mut all: Vec<LineShown> = Vec::new();
    loop {
        let after = all.last().map(|line| (line.person, line.no));
        let page = lines(office, db, run, after, PAGE, known)?;
        if page.is_empty() {
            all.retain(|line| line.kind.is_paid());
            return Ok(all);
        }
        all.extend(page);
    }
}

/// The file the payer fills in: one line for each line of the roll, named by its numbers.
pub fn payer_csv(office: &Office, db: &Db, run: RunId, known: Moment) -> Result<Vec<u8>, OfficeError> {
    let line = |line: LineShown| PayerLine {
        line: Some(line.no),
        person: Some(line.person.0),
        name: line.name,
        amount: line.amount,
        answer: None,
        reason: String::new(),
    };
    let lines: Vec<PayerLine> = all_lines(office, db, run, known)?.into_iter().map(line).collect();
    Ok(payment_result_csv(&lines))
}

/// A village's people in the order of their names, each with the first of their lines and all their money.
type Village = BTreeMap<(String, PersonId), (LineShown, PersonTotal)>;

/// The pay list by commune and village, one row a person, with a column to sign in.
pub fn pay_sheet(office: &Office, db: &Db, run: RunId, known: Moment) -> Result<Vec<u8>, OfficeError> {
    let all = all_lines(office, db, run, known)?;
    let (stored, profile) = db.read(|tx| Ok::<_, OfficeError>((need(tx, run)?, profile::need(tx, known)?)))?;
    let mut villages: BTreeMap<(String, String), Village> = BTreeMap::new();
    for line in all {
        let village = villages.entry((line.unit_name.clone(), line.village.clone())).or_default();
        let (kind, amount) = (line.kind, line.amount);
        let person =
            village.entry((sort_key(&line.name), line.person)).or_insert_with(|| (line, PersonTotal::default()));
        person.1.add(kind, amount);
    }
    let mut number = 0;
    let villages = villages.into_iter().map(|((unit, village), people)| RollVillage {
        name: if village.is_empty() { unit } else { format!("{village}, {unit}") },
        lines: people.into_values().map(|(line, total)| sheet_line(&mut number, line, total)).collect(),
    });
    let run = &stored.run;
    let sheet = RollSheet {
        superior: Some(profile.superior.clone()),
        organ: profile.name.clone(),
        title: format!("DANH SÁCH CHI TRẢ {}", super::rolls::scheme_name(office, &run.scheme).to_uppercase()),
        month: run.month,
        unit: office.units.name(&run.unit).to_owned(),
        villages: villages.collect(),
        signers: vec![
            RollSigner { role: "Người lập biểu".to_owned(), name: String::new() },
            RollSigner { role: "Kế toán".to_owned(), name: String::new() },
            RollSigner { role: profile.signer_title.clone(), name: profile.signer_name.clone() },
        ],
    };
    Ok(to_xlsx(&sheet)?)
}

fn sheet_line(number: &mut u32, line: LineShown, total: PersonTotal) -> RollLine {
    *number += 1;
    let note = match line.kind {
        LineKind::Regular => String::new(),
        kind => kind.shown().to_owned(),
    };
    RollLine {
        number: *number,
        name: line.name,
        birth: line.birth,
        group: line.group.unwrap_or_default(),
        amounts: RollAmounts {
            monthly: total.regular,
            arrears: total.arrears,
            carried_over: total.carried_over,
            one_off: total.one_off,
        },
        receiver: String::new(),
        note,
    }
}
