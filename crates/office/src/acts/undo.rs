//! What was done about a person, and taking it back.

use domain::kernel::{Day, Moment, Month, PersonId, UserId};
use domain::registry::POVERTY_CLASS;
use serde_json::json;
use store::undo::{TakenBack, Undone};
use store::{Db, Tx, decisions, households, journal, users};

use crate::access::Act;
use crate::decide::subject;
use crate::{Acting, OfficeError, Refusal, decide};

const UNDO: &str = "act.undo";
/// What else rests on a person's being on record is not known to their first entry, so it is not taken back this way.
pub(crate) const ADD: &str = "person.add";
const LONGEST: i64 = 1_000;

/// An act about a person, as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAct {
    pub no: i64,
    pub at: Moment,
    /// The journal's word, `death.report`.
    pub act: String,
    pub by: Option<UserId>,
    pub by_name: String,
    /// When it was taken back, if it was.
    pub undone_at: Option<Moment>,
    /// Whether the one who asks may take it back now.
    pub can_be_undone: bool,
}

/// What was done about a person, the latest first.
pub fn past_acts(db: &Db, acting: Acting, person: PersonId) -> Result<Vec<PastAct>, OfficeError> {
    acting.need(Act::PersonRead)?;
    db.read(|tx| {
        acting.need_person(tx, person)?;
        let names: Vec<(UserId, String)> = users::list(tx)?.into_iter().map(|user| (user.id, user.full_name)).collect();
        let entries = entries(tx, person)?;
        let undone = taken_back(&entries)?;
        let decided = decisions::list(tx, person, acting.now)?;
        let is_of_others = |at: Moment| {
            let mut decided = decided.iter().filter(|record| record.recorded_at == at);
            decided.any(|record| !acting.rights.covers_scheme(&record.decision.scheme))
        };
        let past = entries.into_iter().map(|entry| {
            let undone_at = undone.iter().find(|one| one.act_at == entry.at).map(|one| one.undone_at);
            let right = right_of(&entry.act);
            PastAct {
                no: entry.seq,
                can_be_undone: undone_at.is_none()
                    && right.is_some_and(|right| acting.rights.may(right))
                    && !is_of_others(entry.at),
                by_name: names
                    .iter()
                    .find(|one| Some(one.0) == entry.user)
                    .map_or_else(String::new, |one| one.1.clone()),
                at: entry.at,
                act: entry.act,
                by: entry.user,
                undone_at,
            }
        });
        Ok(past.collect())
    })
}

fn entries(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<journal::StoredEntry>, OfficeError> {
    let subject = subject(person);
    let filter = journal::JournalFilter { subject: Some(&subject), ..Default::default() };
    Ok(journal::list(tx, &filter, None, LONGEST)?)
}

/// The right an act took and its undoing takes again; `None` for what cannot be taken back this way.
fn right_of(act: &str) -> Option<Act> {
    match act.split_once('.').map(|parts| parts.0) {
        _ if act == ADD => None,
        Some("decision") => Some(Act::PersonDecide),
        Some("death" | "residence" | "status" | "payee" | "person" | "household") => Some(Act::PersonLife),
        _ => None,
    }
}

fn taken_back(entries: &[journal::StoredEntry]) -> Result<Vec<TakenBack>, OfficeError> {
    let undone = entries.iter().filter(|entry| entry.act == UNDO);
    let pair = |entry: &journal::StoredEntry| {
        let at = entry.detail.get("at").and_then(|at| at.as_str()).unwrap_or_default();
        Ok(TakenBack { act_at: at.parse()?, undone_at: entry.at })
    };
    undone.map(pair).collect()
}

/// What an official calls an act of the journal.
pub fn name_of(act: &str) -> &'static str {
    match act {
        "death.report" => "Báo tử",
        "death.undo" => "Hủy báo tử",
        "residence.move" => "Chuyển nơi ở",
        "status.record" => "Ghi tình trạng",
        "status.end" => "Kết thúc tình trạng",
        "payee.set" => "Đổi người nhận, tài khoản",
        "person.correct" => "Sửa thông tin ghi sai",
        "household.class" => "Ghi diện hộ",
        "household.join" => "Vào hộ",
        "decision.grant" => "Quyết định hưởng",
        "decision.change" => "Quyết định điều chỉnh",
        "decision.stop" => "Quyết định thôi hưởng",
        "decision.pause" => "Tạm dừng",
        "decision.resume" => "Hưởng lại",
        "decision.one_off" => "Trợ cấp một lần",
        crate::looks::REVEAL => "Hiện đủ số giấy tờ, tài khoản",
        UNDO => "Hủy việc đã ghi",
        ADD => "Thêm người vào sổ",
        act if act.starts_with("recovery.receive") => "Nhận tiền thu hồi",
        _ => "Việc khác",
    }
}

/// The latest month that the acts about a person at a moment spoke of.
pub(super) fn last_month(tx: &mut Tx<'_>, person: PersonId, at: Moment) -> Result<Option<Month>, OfficeError> {
    let entries = entries(tx, person)?;
    let details = entries.iter().filter(|entry| entry.at == at).filter_map(|entry| entry.detail.as_object());
    let words = details.flat_map(|detail| detail.values()).filter_map(|value| value.as_str());
    let month = |word: &str| word.parse::<Month>().or_else(|_| word.parse::<Day>().map(|day| day.month().next())).ok();
    Ok(words.filter_map(month).max())
}

/// Takes back everything that was done about the person in that second: the journal tells seconds apart, not less.
pub(super) fn undo(tx: &mut Tx<'_>, acting: Acting, person: PersonId, at: Moment) -> Result<(), OfficeError> {
    let entries = entries(tx, person)?;
    let acts: Vec<&str> = entries.iter().filter(|entry| entry.at == at).map(|entry| entry.act.as_str()).collect();
    if acts.is_empty() {
        return Err(Refusal::NothingToUndo { person, at }.into());
    }
    if acts.contains(&UNDO) {
        return Err(Refusal::UndoingIsNotUndone { at }.into());
    }
    for act in &acts {
        acting.need(right_of(act).ok_or(Refusal::NothingToUndo { person, at })?)?;
    }
    need_schemes(tx, acting, person, at)?;
    let earlier = taken_back(&entries)?;
    if earlier.iter().any(|one| one.act_at == at) {
        return Err(Refusal::NothingToUndo { person, at }.into());
    }
    let rec = acting.recording();
    match store::undo::undo(tx, person, at, &earlier, rec)? {
        Undone::ChangedLater => return Err(Refusal::ChangedLater { at }.into()),
        Undone::Rows(_) => {}
    }
    let members = match acts.contains(&"household.class") {
        true => undo_class_of_members(tx, acting, person, at, &earlier)?,
        false => Undone::Rows(0),
    };
    let as_subject = store::undo::undo_as_subject(tx, person, at, &earlier, rec)?;
    if [members, as_subject].contains(&Undone::ChangedLater) {
        return Err(Refusal::ChangedLater { at }.into());
    }
    acting.note(tx, UNDO, &decide::subject(person), json!({ "at": at, "acts": acts }))?;
    Ok(())
}

/// A decision of another field is not one's own to take back.
fn need_schemes(tx: &mut Tx<'_>, acting: Acting, person: PersonId, at: Moment) -> Result<(), OfficeError> {
    for record in decisions::list(tx, person, acting.now)?.iter().filter(|record| record.recorded_at == at) {
        acting.need_scheme(&record.decision.scheme)?;
    }
    Ok(())
}

/// The class of a household was written about every member of it.
fn undo_class_of_members(
    tx: &mut Tx<'_>,
    acting: Acting,
    head: PersonId,
    at: Moment,
    earlier: &[TakenBack],
) -> Result<Undone, OfficeError> {
    let mut changed = 0;
    for kept in households::list_of_person(tx, head, acting.now)? {
        for (member, _) in households::list_members(tx, kept.fact.household, acting.now)? {
            if member == head {
                continue;
            }
            match store::undo::undo_status(tx, (member, POVERTY_CLASS), at, earlier, acting.recording())? {
                Undone::Rows(rows) => changed += rows,
                Undone::ChangedLater => return Ok(Undone::ChangedLater),
            }
        }
    }
    Ok(Undone::Rows(changed))
}
