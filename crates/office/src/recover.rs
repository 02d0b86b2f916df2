//! Money that comes back from people.

use domain::kernel::{Day, Dong, PersonId, RecoveryId};
use domain::payment::DebtKind;
use serde_json::json;
use store::recoveries::{self, NewDebtEntry};
use store::{Db, Tx};

use crate::access::Act;
use crate::decide::subject;
use crate::{Acting, Office, OfficeError, Refusal};

/// Money received for a recovery, oldest month first.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub person: PersonId,
    pub recovery: RecoveryId,
    pub amount: Dong,
    pub received_on: Day,
    pub voucher: Option<String>,
}

pub fn receive(office: &Office, db: &Db, acting: Acting, receipt: &Receipt) -> Result<(), OfficeError> {
    acting.need(Act::RecoveryReceive)?;
    db.write(|tx| {
        acting.need_person(tx, receipt.person)?;
        if acting.today() < receipt.received_on {
            return Err(Refusal::InTheFuture { what: "thu tiền" }.into());
        }
        let owed =
            recoveries::find(tx, receipt.person, receipt.recovery, acting.now)?.ok_or(Refusal::NoSuchRecovery)?;
        let scheme = office.scheme_of(&owed.recovery.benefit).ok_or(Refusal::NoSuchRecovery)?;
        acting.need_scheme(scheme)?;
        if !receipt.amount.is_positive() {
            let says = "phải lớn hơn 0".to_owned();
            return Err(Refusal::NotPossible { what: "số tiền thu", says }.into());
        }
        let entries = spread(tx, acting, receipt)?;
        recoveries::add_debt_entries(tx, &entries, acting.now)?;
        let detail = json!({ "recovery": receipt.recovery, "amount": receipt.amount.0 });
        acting.note(tx, &format!("recovery.receive.{scheme}"), &subject(receipt.person), detail)?;
        Ok(())
    })
}

fn spread(tx: &mut Tx<'_>, acting: Acting, receipt: &Receipt) -> Result<Vec<NewDebtEntry>, OfficeError> {
    let owed = recoveries::outstanding(tx, receipt.person, acting.now)?;
    let mine = owed.into_iter().filter(|one| one.recovery == receipt.recovery);
    let mut left = receipt.amount;
    let mut entries = Vec::new();
    for one in mine {
        let amount = left.min(one.amount);
        if !amount.is_positive() {
            break;
        }
        left = left - amount;
        entries.push(NewDebtEntry {
            person: receipt.person,
            recovery: receipt.recovery,
            benefit: one.benefit,
            paid_for: one.month,
            kind: DebtKind::Received,
            amount,
            received_on: Some(receipt.received_on),
            voucher: receipt.voucher.clone(),
        });
    }
    match left.is_positive() {
        true => Err(Refusal::MoreThanOwed { given: receipt.amount.0, outstanding: (receipt.amount - left).0 }.into()),
        false => Ok(entries),
    }
}
