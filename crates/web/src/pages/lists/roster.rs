//! The round trip: the register goes out, is worked on in a spreadsheet, comes back, and is compared before it is taken.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::kernel::{PersonId, show_count, show_moment};
use office::access::Act;
use office::roster::{self, Choice, Choices, Difference, Differences, Made, NoteKind, Standing};
use office::{Office, OfficeError, outgoing};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::report::taken_away;
use super::super::roll::FigureBox;
use super::super::{address, page};
use super::home::{ExportForm, Pick, export_form};
use super::{AskedFile, ROSTER, ROSTER_LOOK, ROSTER_RETURNED, XLSX, again, choose, kept, roster_href, told};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section, person_href};
use crate::uploads::{self, Ticket};
use crate::{PageError, State};

/// So many conflicts are on one page; of what needs no choice, so many are shown at all.
const PAGE: usize = 50;
const SHOWN: usize = 200;

#[derive(Debug, Clone, Template)]
#[template(path = "lists/roster.html")]
pub struct RosterPage {
    pub frame: Frame,
    pub can_import: bool,
    pub refusal: Option<String>,
    pub export: ExportForm,
}

#[derive(Debug, Clone, Template)]
#[template(path = "lists/compare.html")]
pub struct ComparePage {
    pub frame: Frame,
    pub file: String,
    pub ticket: String,
    pub number: usize,
    pub when: String,
    pub seen_before: bool,
    pub returned_href: Option<String>,
    pub refusal: Option<String>,
    pub figures: Vec<FigureBox>,
    pub conflicts: Vec<ConflictRow>,
    pub conflicts_caption: String,
    pub before: Option<String>,
    pub next: Option<String>,
    pub parts: Vec<DifferencePart>,
    pub notes: Vec<NoteRow>,
    pub notes_caption: String,
    pub missing: Vec<(String, String)>,
    pub missing_caption: String,
    /// Whether there is anything to take in.
    pub has_news: bool,
}

#[derive(Debug, Clone)]
pub struct DifferencePart {
    pub title: String,
    pub hint: &'static str,
    pub rows: Vec<DifferenceRow>,
}

#[derive(Debug, Clone)]
pub struct DifferenceRow {
    pub href: String,
    pub name: String,
    pub place: String,
    pub field: &'static str,
    pub then: String,
    pub theirs: String,
    pub now: String,
}

#[derive(Debug, Clone)]
pub struct ConflictRow {
    pub id: String,
    pub of: DifferenceRow,
    pub picks: Vec<Pick>,
}

#[derive(Debug, Clone)]
pub struct NoteRow {
    pub kind: &'static str,
    pub place: String,
    pub seen: String,
    pub says: String,
}

pub async fn home(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    page(&roster_page(&state, visitor, None).await?)
}

pub async fn upload(Given(state): Given<State>, visitor: Visitor, form: Multipart) -> Result<Response, PageError> {
    match uploads::read(form).await.and_then(|sent| sent.file) {
        Ok((name, bytes)) => {
            let ticket = state.memory.uploads.keep(visitor.who.user, name, bytes);
            Ok(Redirect::to(&roster_href(&ticket)).into_response())
        }
        Err(refusal) => again(&roster_page(&state, visitor, Some(refusal.to_string())).await?),
    }
}

async fn roster_page(state: &State, visitor: Visitor, refusal: Option<String>) -> Result<RosterPage, PageError> {
    let choices = state.ask(&visitor, outgoing::choices).await?;
    Ok(RosterPage {
        can_import: visitor.rights.may(Act::ListImport),
        frame: Frame::new(visitor, Section::Lists),
        refusal,
        export: export_form(&choices, &super::export::Asked::default(), None),
    })
}

#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    tep: Ticket,
    #[serde(default)]
    trang: Option<usize>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (kept, made) = kept::<Vec<Made>>(&state, &visitor, &asked.tep)?;
    match compared(&state, &visitor, kept.name, kept.bytes).await {
        Ok(differences) => {
            let frame = Frame::new(visitor, Section::Lists);
            Ok(page(&compare_page(&state.office, frame, &differences, (&asked, &made)))?.into_response())
        }
        Err(fault) => {
            let refusal = told(&state.office, fault)?;
            again(&roster_page(&state, visitor, Some(refusal)).await?)
        }
    }
}

async fn compared(
    state: &State,
    visitor: &Visitor,
    name: String,
    bytes: std::sync::Arc<[u8]>,
) -> Result<Differences, PageError> {
    let compare = move |house: &Office, db: &office::Db, acting: office::Acting<'_>| {
        roster::compare(house, db, acting, &roster::open(&name, &bytes)?)
    };
    state.ask(visitor, compare).await
}

/// What is open, as a workbook with the same choices.
pub async fn returned(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<AskedFile>,
) -> Result<Response, PageError> {
    let (kept, _) = kept::<Vec<Made>>(&state, &visitor, &asked.tep)?;
    let differences = compared(&state, &visitor, kept.name, kept.bytes).await?;
    let bytes = state.ask(&visitor, move |house, _, _| roster::returned(house, &differences)).await?;
    Ok(taken_away(XLSX, "can-chon.xlsx", bytes))
}

/// Writes choices down, or takes the list in.
pub async fn act(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let value = |name: &str| filled.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let ticket: Ticket = serde_json::from_value(value("tep").unwrap_or_default().into()).map_err(PageError::fault)?;
    let (kept, mut made) = kept::<Vec<Made>>(&state, &visitor, &ticket)?;
    filled.iter().filter(|(key, _)| key == "chon").for_each(|(_, value)| settle(&mut made, value));
    choose(&state, &visitor, &ticket, &made)?;
    let look = address::of(ROSTER_LOOK, &[("tep", &ticket.to_string()), ("trang", value("trang").unwrap_or_default())]);
    if value("buoc") != Some("luu") {
        tell(&session, "Đã ghi lựa chọn.").await?;
        return Ok(Redirect::to(&look).into_response());
    }
    let apply = move |house: &Office, db: &office::Db, acting: office::Acting<'_>| {
        let book = roster::open(&kept.name, &kept.bytes)?;
        let (choices, passed_over) = choices(house, db, acting, &book, &made)?;
        Ok((roster::apply(house, db, acting, &book, &choices)?, passed_over))
    };
    match state.ask(&visitor, apply).await {
        Ok((applied, passed_over)) => {
            let taken = show_count(applied.taken.len() as i64);
            let stale = match passed_over {
                0 => String::new(),
                count => format!(" {} lựa chọn không còn đúng với sổ nên không dùng.", show_count(count as i64)),
            };
            if applied.open.is_empty() {
                tell(&session, format!("Đã nhận {taken} mục vào sổ.{stale}")).await?;
                return Ok(Redirect::to(ROSTER).into_response());
            }
            let open = show_count(applied.open.len() as i64);
            tell(&session, format!("Đã nhận {taken} mục vào sổ; còn {open} mục cần chọn.{stale}")).await?;
            Ok(Redirect::to(&look).into_response())
        }
        Err(fault) => {
            let refusal = told(&state.office, fault)?;
            again(&roster_page(&state, visitor, Some(refusal)).await?)
        }
    }
}

fn choices(
    house: &Office,
    db: &office::Db,
    acting: office::Acting<'_>,
    book: &roster::Book,
    made: &[Made],
) -> Result<(Choices, usize), OfficeError> {
    let differences = roster::compare(house, db, acting, book)?;
    Ok(roster::choices_made(house, &differences, made))
}

/// `12|birth|theirs|a1b2c3`: the person, the field, the choice, the mark of what was seen.
fn settle(made: &mut Vec<Made>, value: &str) {
    let parts: Vec<&str> = value.split('|').collect();
    let [person, field, choice, mark] = parts[..] else { return };
    let Ok(person) = person.parse().map(PersonId) else { return };
    made.retain(|one| (one.person, one.field.as_str()) != (person, field));
    if !choice.is_empty() {
        let [field, choice, mark] = [field, choice, mark].map(str::to_owned);
        made.push(Made { person, field, choice, mark });
    }
}

fn compare_page(
    house: &Office,
    frame: Frame,
    differences: &Differences,
    (asked, made): (&Asked, &[Made]),
) -> ComparePage {
    let conflicts: Vec<&Difference> = differences.with(Standing::Conflict).collect();
    let pages = conflicts.len().div_ceil(PAGE).max(1);
    let number = asked.trang.unwrap_or(1).clamp(1, pages);
    let at =
        |number: usize| address::of(ROSTER_LOOK, &[("tep", &asked.tep.to_string()), ("trang", &number.to_string())]);
    let shown = conflicts.iter().zip(1..).skip((number - 1) * PAGE).take(PAGE);
    let count = |count: usize| show_count(count as i64);
    let rejects = differences.notes.iter().filter(|note| note.kind != NoteKind::Warning).count();
    let has_open = !conflicts.is_empty() || 0 < rejects;
    let ticket = asked.tep.to_string();
    ComparePage {
        frame,
        file: differences.file.clone(),
        number,
        when: show_moment(differences.known_at),
        seen_before: differences.seen_before,
        returned_href: has_open.then(|| address::of(ROSTER_RETURNED, &[("tep", &ticket)])),
        refusal: None,
        figures: figures(differences, rejects),
        conflicts: shown.map(|(one, place)| conflict_row(house, place, one, made)).collect(),
        conflicts_caption: match pages {
            1 => format!("{} mục", count(conflicts.len())),
            _ => format!("{} mục, trang {number}/{pages}", count(conflicts.len())),
        },
        before: (1 < number).then(|| at(number - 1)),
        next: (number < pages).then(|| at(number + 1)),
        parts: parts(house, differences),
        notes: differences.notes.iter().take(SHOWN).map(note_row).collect(),
        notes_caption: cut(differences.notes.len()),
        missing: differences
            .missing
            .iter()
            .take(SHOWN)
            .map(|one| (person_href(one.person), one.name.clone()))
            .collect(),
        missing_caption: cut(differences.missing.len()),
        has_news: differences.with(Standing::Theirs).next().is_some() || !conflicts.is_empty(),
        ticket,
    }
}

/// How many there are, and whether all of them are shown.
fn cut(count: usize) -> String {
    let all = show_count(count as i64);
    if SHOWN < count { format!("{all}, chỉ hiện {SHOWN} mục đầu") } else { all }
}

fn figures(differences: &Differences, rejects: usize) -> Vec<FigureBox> {
    let figure = |name: &str, count: usize, unit: &str, is_alert: bool| FigureBox {
        name: name.to_owned(),
        value: show_count(count as i64),
        unit: unit.to_owned(),
        is_alert: is_alert && 0 < count,
    };
    let with = |standing| differences.with(standing).count();
    vec![
        figure("Người trong tệp", differences.rows, "người", false),
        figure("Lấy theo tệp", with(Standing::Theirs), "mục chỉ tệp sửa", false),
        figure("Giữ theo sổ", with(Standing::Ours), "mục chỉ sổ sửa", false),
        figure("Hai bên sửa khác nhau", with(Standing::Conflict), "mục cần chọn", true),
        figure("Không lấy được", rejects, "ô, dòng", true),
    ]
}

fn parts(house: &Office, differences: &Differences) -> Vec<DifferencePart> {
    let all = [
        (Standing::Theirs, "Sẽ lấy theo tệp", "Chỉ tệp đã sửa các mục này."),
        (Standing::Ours, "Giữ theo sổ", "Sổ đã được sửa sau khi xuất tệp; tệp vẫn ghi như lúc xuất."),
    ];
    let part = |(standing, title, hint): (Standing, &str, &'static str)| DifferencePart {
        title: format!("{title}: {}", cut(differences.with(standing).count())),
        hint,
        rows: differences.with(standing).take(SHOWN).map(|one| difference_row(house, one)).collect(),
    };
    all.into_iter().map(part).filter(|part| !part.rows.is_empty()).collect()
}

fn difference_row(house: &Office, one: &Difference) -> DifferenceRow {
    let said = one.shown(house);
    DifferenceRow {
        href: person_href(one.person),
        name: one.name.clone(),
        place: format!("dòng {}", one.row),
        field: one.field.title(),
        then: said.then,
        theirs: said.theirs,
        now: said.now,
    }
}

fn conflict_row(house: &Office, place: usize, one: &Difference, made: &[Made]) -> ConflictRow {
    let mark = one.mark(house);
    let value = |choice: &str| format!("{}|{}|{choice}|{mark}", one.person, one.field.key());
    let meant = |made: &&Made| made.person == one.person && made.field == one.field.key() && made.mark == mark;
    let picked = value(made.iter().find(meant).map_or("", |made| made.choice.as_str()));
    let mut picks = vec![Pick::new(&value(""), "Chưa chọn", &picked)];
    picks.extend(Choice::ALL.into_iter().map(|choice| Pick::new(&value(choice.key()), choice.shown(), &picked)));
    ConflictRow { id: format!("chon-{place}"), of: difference_row(house, one), picks }
}

fn note_row(note: &roster::Note) -> NoteRow {
    let column = if note.column.is_empty() { String::new() } else { format!(", cột “{}”", note.column) };
    NoteRow {
        kind: match note.kind {
            NoteKind::Rejected => "Không lấy được",
            NoteKind::Newcomer => "Không có mã người",
            NoteKind::UnknownCode => "Mã người lạ",
            NoteKind::RepeatedCode => "Mã người lặp",
            NoteKind::Warning => "Lưu ý",
        },
        place: format!("{}, dòng {}{column}", note.sheet, note.row),
        seen: note.seen.clone(),
        says: note.says.clone(),
    }
}
