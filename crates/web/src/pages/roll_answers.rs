//! The payer's answers to a roll: a file is looked at first, then taken in; what it leaves open stays on the page.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::{Dong, RunId, show_count, show_month};
use office::read::RollView;
use office::register::{Intent, RowNote};
use office::roll::{Heard, confirm_file};
use serde::Deserialize;
use tower_sessions::Session;

use super::{page, read};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section};
use crate::uploads::{self, Kept, NoFile, Ticket};
use crate::{PageError, State};

/// How many rows of one kind stand on the page.
const SHOWN: usize = 300;

#[derive(Debug, Clone, Template)]
#[template(path = "roll_answers.html")]
pub struct AnswersPage {
    pub frame: Frame,
    pub title: String,
    pub part: Option<String>,
    pub roll_href: String,
    pub action: String,
    pub refusal: Option<String>,
    pub heard: Option<HeardView>,
    pub answered: Dong,
    pub unanswered: Dong,
}

/// What a kept file says, and what it would change.
#[derive(Debug, Clone)]
pub struct HeardView {
    pub key: String,
    pub file: String,
    pub rows: String,
    pub paid: (String, Dong),
    pub unpaid: (String, Dong),
    pub unchanged: String,
    /// Whether there is anything new to take in.
    pub is_new: bool,
    pub exceptions: NoteTable,
    pub warnings: NoteTable,
    pub unanswered: Vec<(String, String, Dong)>,
}

#[derive(Debug, Clone, Default)]
pub struct NoteTable {
    pub count: String,
    pub rows: Vec<(String, String)>,
    pub is_cut: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    giu: String,
}

/// The form, with what a file that is still kept says.
pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let run: RunId = read(&run)?;
    let ticket = Ticket::from(asked.giu);
    let kept = state.memory.uploads.find(visitor.who.user, &ticket);
    let looked = match kept {
        Some(kept) => look(&state, &visitor, run, (ticket, kept)).await?,
        None => Ok(None),
    };
    page(&answers_page(&state, visitor, run, looked).await?)
}

/// Looks at a file, or takes in the one that was looked at.
pub async fn hear(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(run): Path<String>,
    form: Multipart,
) -> Result<Response, PageError> {
    let run: RunId = read(&run)?;
    let upload = match uploads::read(form).await {
        Ok(sent) => {
            let saves = sent.field("buoc") == "luu";
            handed_in(&state, &visitor, sent).map(|upload| (upload, saves))
        }
        Err(refusal) => Err(refusal.to_string()),
    };
    match upload {
        Ok((upload, true)) => save(&state, visitor, &session, run, upload).await,
        Ok((upload, false)) => {
            let looked = look(&state, &visitor, run, upload).await?;
            let status = if looked.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok((status, page(&answers_page(&state, visitor, run, looked).await?)?).into_response())
        }
        Err(refusal) => refused(&state, visitor, run, refusal).await,
    }
}

/// The file of the form, or the one kept from the step before.
fn handed_in(state: &State, visitor: &Visitor, sent: uploads::Sent) -> Result<Upload, String> {
    let (uploads, user) = (&state.memory.uploads, visitor.who.user);
    let gone = || "Tệp đã xem trước không còn được giữ; hãy chọn lại tệp.".to_owned();
    let kept = Some(sent.field("giu").to_owned()).filter(|ticket| !ticket.is_empty());
    let ticket = match (sent.file, kept) {
        (Ok((name, bytes)), _) => uploads.keep(user, name, bytes),
        (Err(NoFile::Missing), Some(ticket)) => Ticket::from(ticket),
        (Err(why), _) => return Err(why.to_string()),
    };
    let kept = uploads.find(user, &ticket).ok_or_else(gone)?;
    Ok((ticket, kept))
}

/// A file that is kept, and what its page calls it by.
type Upload = (Ticket, Kept);

type Looked = Result<Option<(Ticket, Heard)>, String>;

async fn look(state: &State, visitor: &Visitor, run: RunId, upload: Upload) -> Result<Looked, PageError> {
    let ticket = upload.0.clone();
    match ask(state, visitor, run, upload, Intent::Preview).await {
        Ok(heard) => Ok(Ok(Some((ticket, heard)))),
        Err(fault) => fault.refusal().map(Err),
    }
}

async fn ask(
    state: &State,
    visitor: &Visitor,
    run: RunId,
    (_, kept): Upload,
    intent: Intent,
) -> Result<Heard, PageError> {
    let heard = state
        .ask(visitor, move |house, db, acting| confirm_file(house, db, acting, run, (&kept.name, &kept.bytes), intent));
    heard.await
}

async fn save(
    state: &State,
    visitor: Visitor,
    session: &Session,
    run: RunId,
    upload: Upload,
) -> Result<Response, PageError> {
    let key = upload.0.clone();
    match ask(state, &visitor, run, upload, Intent::Save).await {
        Ok(heard) => {
            let new = heard.paid.lines + heard.unpaid.lines;
            let left = match heard.exceptions.len() {
                0 => String::new(),
                rows => format!(" Còn {} dòng cần cán bộ xem, nêu dưới đây.", show_count(rows as i64)),
            };
            tell(session, format!("Đã ghi kết quả của {} dòng.{left}", show_count(new as i64))).await?;
            let there = match heard.exceptions.is_empty() {
                true => format!("/danh-sach/{run}"),
                false => format!("/danh-sach/{run}/ket-qua?giu={key}"),
            };
            Ok(Redirect::to(&there).into_response())
        }
        Err(fault) => {
            let refusal = fault.refusal()?;
            refused(state, visitor, run, refusal).await
        }
    }
}

async fn refused(state: &State, visitor: Visitor, run: RunId, refusal: String) -> Result<Response, PageError> {
    let shown = answers_page(state, visitor, run, Err(refusal)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
}

async fn answers_page(state: &State, visitor: Visitor, run: RunId, looked: Looked) -> Result<AnswersPage, PageError> {
    let view: RollView =
        state.ask(&visitor, move |house, db, acting| office::read::roll(house, db, acting, run)).await?;
    let (heard, refusal) = match looked {
        Ok(heard) => (heard.map(|(ticket, heard)| heard_view(ticket.to_string(), &heard)), None),
        Err(refusal) => (None, Some(refusal)),
    };
    Ok(AnswersPage {
        frame: Frame::new(visitor, Section::Rolls),
        title: format!("{} tháng {}", view.scheme_name, show_month(view.stored.run.month)),
        part: view.part.map(|part| format!("Phần của {part}")),
        roll_href: format!("/danh-sach/{run}"),
        action: format!("/danh-sach/{run}/ket-qua"),
        refusal,
        heard,
        answered: view.reconciled.paid + view.reconciled.unpaid,
        unanswered: view.reconciled.unanswered,
    })
}

fn heard_view(key: String, heard: &Heard) -> HeardView {
    let count = |lines: usize| show_count(lines as i64);
    HeardView {
        key,
        file: heard.file.clone(),
        rows: count(heard.rows),
        paid: (count(heard.paid.lines), heard.paid.amount),
        unpaid: (count(heard.unpaid.lines), heard.unpaid.amount),
        unchanged: count(heard.unchanged),
        is_new: 0 < heard.paid.lines + heard.unpaid.lines,
        exceptions: note_table(&heard.exceptions),
        warnings: note_table(&heard.warnings),
        unanswered: heard.unanswered.iter().map(|unit| (unit.unit.clone(), count(unit.lines), unit.amount)).collect(),
    }
}

fn note_table(notes: &[RowNote]) -> NoteTable {
    NoteTable {
        count: show_count(notes.len() as i64),
        rows: notes.iter().take(SHOWN).map(|note| (note.source.to_string(), note.says.to_string())).collect(),
        is_cut: SHOWN < notes.len(),
    }
}
