//! Amounts that the province's council set above the central ones: written down, taken back, and put into the law.

use std::borrow::Cow;

use domain::kernel::{Dong, Moment, UserId};
use domain::rules::{Formula, Group, Law, LocalAmount, View};
use serde_json::json;
use store::local_amounts::{self, KeptAmount};
use store::{Db, Tx, ids, users};

use crate::access::Act;
use crate::law::formula;
use crate::{Acting, Office, OfficeError, Refusal};

/// The law as it held here by what was known at a moment: every amount is worked out from it.
pub(crate) fn law_known<'o>(office: &'o Office, tx: &mut Tx<'_>, known: Moment) -> Result<Cow<'o, Law>, OfficeError> {
    let amounts = amounts(tx, known)?;
    Ok(match amounts.is_empty() {
        true => Cow::Borrowed(&office.law),
        false => Cow::Owned(office.law.with_local(&amounts)),
    })
}

/// The same for whoever shows the law.
pub fn law_here<'o>(office: &'o Office, db: &Db, acting: Acting) -> Result<Cow<'o, Law>, OfficeError> {
    acting.need(Act::LawRead)?;
    db.read(|tx| law_known(office, tx, acting.now))
}

fn amounts(tx: &mut Tx<'_>, known: Moment) -> Result<Vec<LocalAmount>, OfficeError> {
    Ok(local_amounts::list(tx, known)?.into_iter().map(|kept| kept.amount).collect())
}

/// An amount beside what the centre pays.
#[derive(Debug, Clone)]
pub struct LocalShown {
    pub kept: KeptAmount,
    pub name: String,
    /// What the centre set for its first month.
    pub central: Option<Dong>,
    pub recorded_by: String,
}

/// A parameter of which the province may set more.
#[derive(Debug, Clone)]
pub struct Raisable {
    pub parameter: String,
    pub name: String,
    /// What the centre pays now.
    pub central: Option<Dong>,
    /// The provision that lets the province.
    pub cite: String,
}

#[derive(Debug, Clone)]
pub struct LocalAmounts {
    pub set: Vec<LocalShown>,
    pub may_be_set: Vec<Raisable>,
}

pub fn list(office: &Office, db: &Db, acting: Acting) -> Result<LocalAmounts, OfficeError> {
    acting.need(Act::OfficeRead)?;
    let law = &office.law;
    let view = View::new(law, law.coverage.until.last_day(), law.coverage.until);
    let central = |parameter: &str, month| view.central_value(law.parameter(parameter)?, month).ok()?.dong();
    let raisable = law.may_be_local().map(|(parameter, power)| Raisable {
        parameter: parameter.id.clone(),
        name: parameter.name.clone(),
        central: central(&parameter.id, acting.today().month()),
        cite: view.cite(&power.text, &power.cite).to_string(),
    });
    let may_be_set = raisable.collect();
    let set = db.read(|tx| {
        let users = users::list(tx)?;
        let name = |id: UserId| users.iter().find(|user| user.id == id).map(|user| user.full_name.clone());
        let shown = |kept: KeptAmount| LocalShown {
            name: law.parameter(&kept.amount.parameter).map_or(&kept.amount.parameter, |one| &one.name).clone(),
            central: central(&kept.amount.parameter, kept.amount.from),
            recorded_by: kept.recorded_by.and_then(name).unwrap_or_default(),
            kept,
        };
        Ok::<_, OfficeError>(local_amounts::list(tx, acting.now)?.into_iter().map(shown).collect())
    })?;
    Ok(LocalAmounts { set, may_be_set })
}

/// A level of a group before and after an amount, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelChange {
    pub group: String,
    pub level: String,
    pub before: String,
    pub after: String,
}

/// What an amount would make of the levels in its first month. Nothing is written.
pub fn look(office: &Office, db: &Db, acting: Acting, new: &LocalAmount) -> Result<Vec<LevelChange>, OfficeError> {
    acting.need(Act::LawLocal)?;
    db.read(|tx| {
        let mut all = amounts(tx, acting.now)?;
        new.fits(&office.law, &all).map_err(Refusal::Local)?;
        let before = office.law.with_local(&all);
        all.push(new.clone());
        Ok(changes(&before, &office.law.with_local(&all), new))
    })
}

fn changes(before: &Law, after: &Law, new: &LocalAmount) -> Vec<LevelChange> {
    let far = before.coverage.until;
    let (old, fresh) = (View::new(before, far.last_day(), far), View::new(after, far.last_day(), far));
    let of_group = |group: &Group| -> Vec<LevelChange> {
        let Some(version) = old.version(before.group(&group.key).expect("one law"), new.from) else {
            return Vec::new();
        };
        let rests_on = version.rates.iter().filter(|rate| base(&rate.formula) == Some(new.parameter.as_str()));
        let change = |rate: &domain::rules::Rate| LevelChange {
            group: group.name.clone(),
            level: rate.name.clone(),
            before: formula(old, &rate.formula, new.from),
            after: formula(fresh, &rate.formula, new.from),
        };
        rests_on.map(change).collect()
    };
    before.groups.iter().flat_map(of_group).collect()
}

fn base(formula: &Formula) -> Option<&str> {
    match formula {
        Formula::Coefficient { base, .. } | Formula::Multiple { base, .. } => Some(base),
        Formula::Table { .. }
        | Formula::TableByPercent { .. }
        | Formula::TablePerYear { .. }
        | Formula::MultipleOfCurrent { .. } => None,
    }
}

/// From the next roll on the amount is paid, with arrears for the months it reaches back.
pub fn add(office: &Office, db: &Db, acting: Acting, new: &LocalAmount) -> Result<(), OfficeError> {
    acting.need(Act::LawLocal)?;
    db.write(|tx| {
        new.fits(&office.law, &amounts(tx, acting.now)?).map_err(Refusal::Local)?;
        let id = ids::take(tx, ids::LOCAL_AMOUNT, 1)?;
        local_amounts::add(tx, id, new, acting.user, acting.recording())?;
        let detail = json!({
            "parameter": new.parameter, "from": new.from, "until": new.until, "amount": new.amount,
            "number": new.number, "place": new.place,
        });
        acting.note(tx, "law.local", &subject(id), detail)?;
        Ok(())
    })
}

/// Takes an amount back as if it had never been set: what was paid by it shows as paid too much.
pub fn drop(db: &Db, acting: Acting, id: i64, reason: &str) -> Result<(), OfficeError> {
    acting.need(Act::LawLocal)?;
    let reason = reason.trim();
    if reason.is_empty() {
        let says = "chưa ghi; hãy viết ngắn gọn vì sao bỏ mức này".to_owned();
        return Err(Refusal::NotPossible { what: "lý do", says }.into());
    }
    db.write(|tx| {
        if !local_amounts::retract(tx, id, acting.recording())? {
            return Err(Refusal::NoSuchLocalAmount.into());
        }
        acting.note(tx, "law.local_drop", &subject(id), json!({ "reason": reason }))?;
        Ok(())
    })
}

fn subject(id: i64) -> String {
    format!("local_amount:{id}")
}
