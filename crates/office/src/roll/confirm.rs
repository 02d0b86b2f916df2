use std::collections::HashMap;

use domain::kernel::{Dong, PersonId, RunId, UserId};
use domain::payment::{By, EntryKind, PayerAnswer, Run, Stage};
use paper::template::PaymentResult;
use serde_json::json;
use store::ledger::NewEntry;
use store::runs::{self, Confirmation, LineFilter, StoredLine};
use store::{Db, Tx, ledger};

use super::need;
use crate::{Acting, OfficeError, Refusal};

/// What the payer says of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub person: PersonId,
    pub line_no: i64,
    pub amount: Option<Dong>,
    pub answer: PayerAnswer,
    pub reason: Option<String>,
    pub source: String,
}

/// The answers of a payer's file, which names each line by its numbers on the roll that was sent.
pub fn answers_from(rows: &[PaymentResult]) -> Result<Vec<Answer>, OfficeError> {
    rows.iter().map(answer_from).collect()
}

fn answer_from(row: &PaymentResult) -> Result<Answer, OfficeError> {
    let source = row.source.to_string();
    let wrong = |what: &str| Refusal::AnswersWrong {
        says: format!("{source}: thiếu “{what}”; dùng tệp do danh sách xuất ra"),
    };
    Ok(Answer {
        person: PersonId(row.person.ok_or_else(|| wrong("Mã người"))?),
        line_no: row.line.ok_or_else(|| wrong("Mã dòng"))?,
        amount: Some(row.amount),
        answer: match row.answer {
            paper::template::PayerAnswer::Paid => PayerAnswer::Paid,
            paper::template::PayerAnswer::Unpaid => PayerAnswer::Unpaid,
        },
        reason: Some(row.reason.clone()).filter(|reason| !reason.is_empty()),
        source,
    })
}

/// Records the payer's answer to every line. Unpaid money goes back and is due again by itself.
pub fn confirm(db: &Db, acting: Acting, run: RunId, answers: &[Answer]) -> Result<Run, OfficeError> {
    db.write(|tx| {
        let stored = need(tx, run)?;
        let by = By { user: acting.user.unwrap_or(UserId(0)), at: acting.now };
        let state = stored.run.state.confirm(by).map_err(Refusal::Run)?;
        let lines = match_lines(tx, run, answers)?;
        let said: Vec<Confirmation> = answers.iter().map(confirmation).collect();
        runs::confirmations::add_many(tx, run, &said, acting.recording())?;
        let returned: Vec<NewEntry> = returned(run, answers, &lines);
        ledger::add_many(tx, &returned, acting.now)?;
        let next = Run { state, ..stored.run };
        runs::set_state(tx, run, Stage::Sent, &next)?;
        let unpaid: Dong = returned.iter().map(|entry| entry.amount).sum();
        let detail = json!({ "unpaid_lines": returned.len(), "unpaid": unpaid.0 });
        acting.note(tx, &format!("roll.confirm.{}", next.scheme), &format!("run:{run}"), detail)?;
        Ok(next)
    })
}

type Lines = HashMap<(PersonId, i64), StoredLine>;

/// Every paid line has exactly one answer, for its own amount.
fn match_lines(tx: &mut Tx<'_>, run: RunId, answers: &[Answer]) -> Result<Lines, OfficeError> {
    let mut lines = Lines::new();
    runs::lines::each_line(tx, run, &LineFilter::default(), |line| {
        if line.kind.is_paid() {
            lines.insert((line.person, line.no), line);
        }
        Ok(())
    })?;
    let mut open: HashMap<(PersonId, i64), Dong> = lines.iter().map(|(key, line)| (*key, line.amount)).collect();
    for answer in answers {
        let amount = open.remove(&(answer.person, answer.line_no)).ok_or_else(|| Refusal::AnswersWrong {
            says: format!("{}: không có dòng này trên danh sách, hoặc dòng được trả lời hai lần", answer.source),
        })?;
        if let Some(said) = answer.amount.filter(|said| *said != amount) {
            let says = format!("{}: số tiền trong tệp {said} khác danh sách {amount}", answer.source);
            return Err(Refusal::AnswersWrong { says }.into());
        }
    }
    match open.keys().min() {
        None => Ok(lines),
        Some((example, _)) => Err(Refusal::AnswersMissing { missing: open.len(), example: *example }.into()),
    }
}

fn confirmation(answer: &Answer) -> Confirmation {
    Confirmation {
        person: answer.person,
        line_no: answer.line_no,
        answer: answer.answer,
        reason_kind: None,
        reason: answer.reason.clone(),
        source: answer.source.clone(),
    }
}

fn returned(run: RunId, answers: &[Answer], lines: &Lines) -> Vec<NewEntry> {
    let unpaid = answers.iter().filter(|answer| answer.answer == PayerAnswer::Unpaid);
    let mut entries: Vec<NewEntry> = unpaid
        .filter_map(|answer| lines.get(&(answer.person, answer.line_no)))
        .map(|line| NewEntry {
            person: line.person,
            benefit: line.benefit.clone(),
            paid_for: line.paid_for,
            kind: EntryKind::Returned,
            amount: line.amount,
            run: Some(run),
            line_no: Some(line.no),
            recovery: None,
        })
        .collect();
    entries.sort_by_key(|entry| (entry.person, entry.line_no));
    entries
}
