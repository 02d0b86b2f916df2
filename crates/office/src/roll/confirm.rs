use std::collections::{BTreeMap, HashMap};

use domain::kernel::{Dong, PersonId, RunId, UnitId, UserId, sort_key};
use domain::payment::{By, EntryKind, PayerAnswer, Run, Stage};
use paper::lists::reason_kind;
use serde::Serialize;
use serde_json::json;
use store::ledger::NewEntry;
use store::runs::{self, Confirmation, LineFilter, StoredLine, StoredRun, confirmations};
use store::{Db, Tx, ledger};

use super::matching::{LineAnswer, Matched, PaidLine, Trouble, match_rows};
use super::payer_file::{self, PayerFile};
use super::{need, need_mine};
use crate::access::Act;
use crate::register::{Intent, RowNote};
use crate::{Acting, Office, OfficeError, Refusal};

/// What the payer says of one line, as a person enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub person: PersonId,
    pub line_no: i64,
    pub amount: Option<Dong>,
    pub answer: PayerAnswer,
    pub reason: Option<String>,
    pub source: String,
}

/// What a payer's file came to.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The roll as it is now: still sent, or confirmed when the last line was answered.
    pub run: Run,
    pub file: String,
    pub saved: bool,
    /// Rows of the file that say something.
    pub rows: usize,
    pub paid: AnswerSum,
    pub unpaid: AnswerSum,
    /// Lines whose answer was on record already.
    pub unchanged: usize,
    /// Rows that answer nothing, each with its reason; a person looks at them.
    pub exceptions: Vec<RowNote>,
    pub warnings: Vec<RowNote>,
    /// What is left to be answered, by commune.
    pub unanswered: Vec<UnansweredUnit>,
}

/// New answers of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct AnswerSum {
    pub lines: usize,
    pub amount: Dong,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnansweredUnit {
    pub unit: String,
    pub lines: usize,
    pub amount: Dong,
}

impl Heard {
    pub fn unanswered_lines(&self) -> usize {
        self.unanswered.iter().map(|unit| unit.lines).sum()
    }
}

/// Matches a payer's file, in whatever layout, to the roll and records what it surely says; the rest is shown.
///
/// Answers add up over files: the roll is confirmed by the one that answers the last line.
pub fn confirm_file(
    office: &Office,
    db: &Db,
    acting: Acting,
    run: RunId,
    (file, bytes): (&str, &[u8]),
    intent: Intent,
) -> Result<Heard, OfficeError> {
    let run = db.read(|tx| Ok::<_, OfficeError>(need_mine(tx, acting, Act::RollConfirm, run)?.run))?;
    run.state.hear_payer().map_err(Refusal::Run)?;
    let mut said = payer_file::read(office, &run, (file, bytes))?;
    if let Some(month) = said.other_month(&run) {
        match intent {
            Intent::Save => {
                let file = file.to_owned();
                return Err(Refusal::AnswersOfOtherMonth { file, says: month, month: run.month }.into());
            }
            Intent::Preview => said.warn_of_month(month, &run),
        }
    }
    match intent {
        Intent::Save => db.write(|tx| hear(office, tx, acting, run.id, &said, intent)),
        Intent::Preview => db.read(|tx| hear(office, tx, acting, run.id, &said, intent)),
    }
}

fn hear(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    run: RunId,
    said: &PayerFile,
    intent: Intent,
) -> Result<Heard, OfficeError> {
    let open = OpenRoll::load(tx, run)?;
    let identities = payer_file::identities(office, tx, acting, &open.stored, (&open.lines, &said.rows))?;
    let mut matched = match_rows(&open.paid, &identities, &said.rows);
    keep_own(acting, &open, &mut matched);
    let new = new_answers(&open, said, &matched);
    let mut exceptions = said.exceptions(tx, acting, &matched.exceptions)?;
    exceptions.extend_from_slice(&said.unread);
    let run = match intent {
        Intent::Save => {
            let total = payer_total(tx, &open, said, &new)?;
            record(tx, acting, &open, &new, &Told { file: Some(said), exceptions: exceptions.len(), total })?
        }
        Intent::Preview => open.stored.run.clone(),
    };
    let sum = |answer| open.sum(new.iter().filter(|one| one.1.answer == answer).map(|one| one.0));
    Ok(Heard {
        file: said.name().to_owned(),
        saved: intent == Intent::Save && !new.is_empty(),
        rows: said.rows.len(),
        paid: sum(PayerAnswer::Paid),
        unpaid: sum(PayerAnswer::Unpaid),
        unchanged: matched.answers.len() - new.len(),
        exceptions,
        warnings: said.warnings.clone(),
        unanswered: open.unanswered(office, acting, &new),
        run,
    })
}

/// Rows are matched to the whole roll, lest somebody of another commune be taken for one of this; answers about lines of
/// communes that are not one's own are then left out.
fn keep_own(acting: Acting, open: &OpenRoll, matched: &mut Matched) {
    let is_own = |answer: &LineAnswer| acting.rights.covers_unit(Some(&open.lines[answer.line].unit));
    let (own, others): (Vec<LineAnswer>, Vec<LineAnswer>) = matched.answers.drain(..).partition(is_own);
    matched.answers = own;
    let mut rows: Vec<usize> = others.iter().map(|answer| answer.row).collect();
    rows.sort_unstable();
    rows.dedup();
    matched.exceptions.extend(rows.into_iter().map(|row| (row, Trouble::OtherArea)));
    matched.exceptions.sort_by_key(|(row, _)| *row);
}

/// A roll as far as it was answered.
struct OpenRoll {
    stored: StoredRun,
    /// The lines that are money, in the order of people and numbers.
    lines: Vec<StoredLine>,
    paid: Vec<PaidLine>,
}

impl OpenRoll {
    fn load(tx: &mut Tx<'_>, run: RunId) -> Result<OpenRoll, OfficeError> {
        let stored = need(tx, run)?;
        stored.run.state.hear_payer().map_err(Refusal::Run)?;
        let mut recorded: HashMap<(PersonId, i64), PayerAnswer> = HashMap::new();
        confirmations::each(tx, run, |person, no, answer| {
            recorded.insert((person, no), answer);
            Ok(())
        })?;
        let (mut lines, mut paid) = (Vec::new(), Vec::new());
        runs::lines::each_line(tx, run, &LineFilter::default(), |line| {
            if line.kind.is_paid() {
                let StoredLine { person, no, amount, .. } = line;
                paid.push(PaidLine { person, no, amount, recorded: recorded.get(&(person, no)).copied() });
                lines.push(line);
            }
            Ok(())
        })?;
        Ok(OpenRoll { stored, lines, paid })
    }

    fn sum(&self, lines: impl Iterator<Item = usize>) -> AnswerSum {
        lines.fold(AnswerSum::default(), |sum, line| AnswerSum {
            lines: sum.lines + 1,
            amount: sum.amount + self.paid[line].amount,
        })
    }

    /// The places of lines that nobody answered, now that there are new answers.
    fn open_lines(&self, new: &[NewAnswer]) -> Vec<usize> {
        let mut is_open: Vec<bool> = self.paid.iter().map(|line| line.recorded.is_none()).collect();
        new.iter().for_each(|(line, _)| is_open[*line] = false);
        (0..self.paid.len()).filter(|line| is_open[*line]).collect()
    }

    /// What one's own communes still wait for.
    fn unanswered(&self, office: &Office, acting: Acting, new: &[NewAnswer]) -> Vec<UnansweredUnit> {
        let mut units: BTreeMap<&UnitId, Vec<usize>> = BTreeMap::new();
        for line in self.open_lines(new) {
            let unit = &self.lines[line].unit;
            if acting.rights.covers_unit(Some(unit)) {
                units.entry(unit).or_default().push(line);
            }
        }
        let unit = |(unit, lines): (&UnitId, Vec<usize>)| {
            let AnswerSum { lines, amount } = self.sum(lines.into_iter());
            UnansweredUnit { unit: office.units.name(unit).to_owned(), lines, amount }
        };
        let mut units: Vec<UnansweredUnit> = units.into_iter().map(unit).collect();
        units.sort_by_key(|unit| sort_key(&unit.unit));
        units
    }

    fn answered(&self) -> Dong {
        self.paid.iter().filter(|line| line.recorded.is_some()).map(|line| line.amount).sum()
    }
}

/// The place of a line with what is recorded of it.
type NewAnswer = (usize, Confirmation);

fn new_answers(open: &OpenRoll, said: &PayerFile, matched: &Matched) -> Vec<NewAnswer> {
    let new = matched.answers.iter().filter(|answer| answer.is_new);
    let confirmation = |LineAnswer { line, row, .. }: &LineAnswer| {
        let PaidLine { person, no, .. } = open.paid[*line];
        let row_said = &said.rows[*row];
        let reason = Some(row_said.reason.as_str()).filter(|reason| !reason.is_empty());
        (*line, confirmation((person, no), row_said.answer, reason, said.source_of(*row).to_string()))
    };
    new.map(confirmation).collect()
}

fn confirmation(
    (person, line_no): (PersonId, i64),
    answer: PayerAnswer,
    reason: Option<&str>,
    source: String,
) -> Confirmation {
    // A remark beside money that was taken says nothing about why it was not.
    let kind = reason.filter(|_| answer == PayerAnswer::Unpaid).and_then(reason_kind);
    let (reason_kind, reason) = (kind.map(|kind| kind.means.clone()), reason.map(str::to_owned));
    Confirmation { person, line_no, answer, reason_kind, reason, source }
}

/// What the payer's own total rows come to, where it writes any: the new answers, and by how much the total row of this
/// file misses the rows above it. Rows that are on record or that could not be matched are not counted twice.
fn payer_total(
    tx: &mut Tx<'_>,
    open: &OpenRoll,
    said: &PayerFile,
    new: &[NewAnswer],
) -> Result<Option<Dong>, OfficeError> {
    let before = runs::current_reconciliation(tx, open.stored.run.id)?.payer_total;
    let missed = said.declared.filter(|_| said.unread.is_empty()).map(|declared| declared - said.sum);
    if new.is_empty() || said.declared.is_none() && before.is_none() {
        return Ok(None);
    }
    let told = open.sum(new.iter().map(|one| one.0)).amount;
    Ok(Some(before.unwrap_or_else(|| open.answered()) + told + missed.unwrap_or_default()))
}

/// Records answers that a person enters, all or none. An answer that is on record already changes nothing.
pub fn confirm(db: &Db, acting: Acting, run: RunId, answers: &[Answer]) -> Result<Run, OfficeError> {
    db.write(|tx| {
        need_mine(tx, acting, Act::RollConfirm, run)?;
        let open = OpenRoll::load(tx, run)?;
        let new = entered(acting, &open, answers)?;
        record(tx, acting, &open, &new, &Told::default())
    })
}

fn entered(acting: Acting, open: &OpenRoll, answers: &[Answer]) -> Result<Vec<NewAnswer>, OfficeError> {
    let is_own = |line: usize| acting.rights.covers_unit(Some(&open.lines[line].unit));
    let place = |(place, line): (usize, &PaidLine)| ((line.person, line.no), place);
    let mut places: HashMap<(PersonId, i64), usize> = open.paid.iter().enumerate().map(place).collect();
    let mut new = Vec::with_capacity(answers.len());
    for said in answers {
        let Answer { person, line_no, amount, answer, reason, source } = said;
        let wrong = |says: &str| OfficeError::from(Refusal::AnswersWrong { says: format!("{source}: {says}") });
        let missing = || wrong("không có dòng này trên danh sách, hoặc dòng được trả lời hai lần");
        let line = places.remove(&(*person, *line_no)).filter(|line| is_own(*line)).ok_or_else(missing)?;
        let PaidLine { amount: on_roll, recorded, .. } = open.paid[line];
        if let Some(amount) = amount.filter(|amount| *amount != on_roll) {
            return Err(wrong(&format!("số tiền {amount} khác danh sách {on_roll}")));
        }
        match recorded {
            Some(recorded) if recorded != *answer => {
                return Err(wrong(&format!("kết quả đã ghi trước đây là “{}”", recorded.shown())));
            }
            Some(_) => {}
            None => {
                new.push((line, confirmation((*person, *line_no), *answer, reason.as_deref(), source.clone())));
            }
        }
    }
    Ok(new)
}

/// What the journal says beside the answers.
#[derive(Default)]
struct Told<'a> {
    file: Option<&'a PayerFile>,
    exceptions: usize,
    total: Option<Dong>,
}

/// Saves new answers; unpaid money goes back and is due again by itself. Nothing new writes nothing.
fn record(
    tx: &mut Tx<'_>,
    acting: Acting,
    open: &OpenRoll,
    new: &[NewAnswer],
    told: &Told<'_>,
) -> Result<Run, OfficeError> {
    let run = &open.stored.run;
    let unanswered = open.open_lines(new).len();
    let is_last = unanswered == 0 && run.state.stage() == Stage::Sent;
    if new.is_empty() && !is_last {
        return Ok(run.clone());
    }
    let said: Vec<Confirmation> = new.iter().map(|one| one.1.clone()).collect();
    confirmations::add_many(tx, run.id, &said, acting.recording())?;
    let returned: Vec<NewEntry> = returned(open, new);
    ledger::add_many(tx, &returned, acting.now)?;
    if told.total.is_some() {
        runs::set_payer_total(tx, run.id, told.total, acting.recording())?;
    }
    let next = match is_last {
        true => confirmed(tx, acting, run)?,
        false => run.clone(),
    };
    let unpaid: Dong = returned.iter().map(|entry| entry.amount).sum();
    let detail = json!({
        "file": told.file.map(PayerFile::name),
        "lines": new.len(),
        "unpaid_lines": returned.len(),
        "unpaid": unpaid.0,
        "exceptions": told.exceptions,
        "unanswered_lines": unanswered,
        "payer_total": told.total,
    });
    acting.note(tx, &format!("roll.confirm.{}", run.scheme), &format!("run:{}", run.id), detail)?;
    Ok(next)
}

fn confirmed(tx: &mut Tx<'_>, acting: Acting, run: &Run) -> Result<Run, OfficeError> {
    let by = By { user: acting.user.unwrap_or(UserId(0)), at: acting.now };
    let state = run.state.confirm(by).map_err(Refusal::Run)?;
    let next = Run { state, ..run.clone() };
    runs::set_state(tx, run.id, Stage::Sent, &next)?;
    Ok(next)
}

fn returned(open: &OpenRoll, new: &[NewAnswer]) -> Vec<NewEntry> {
    let unpaid = new.iter().filter(|(_, said)| said.answer == PayerAnswer::Unpaid);
    let mut entries: Vec<NewEntry> = unpaid
        .map(|(line, _)| &open.lines[*line])
        .map(|line| NewEntry {
            person: line.person,
            benefit: line.benefit.clone(),
            paid_for: line.paid_for,
            kind: EntryKind::Returned,
            amount: line.amount,
            run: Some(line.run),
            line_no: Some(line.no),
            recovery: None,
        })
        .collect();
    entries.sort_by_key(|entry| (entry.person, entry.line_no));
    entries
}
