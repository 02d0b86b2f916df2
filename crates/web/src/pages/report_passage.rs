//! The words of one passage, changed or given back to the form.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::show_moment;
use domain::report::{Figure, Passage, Piece, Place, Report, set_words};
use office::report::{Made, ProseTried, ReportAsk, try_prose};
use office::{Office, OfficeError};
use serde::Deserialize;
use tower_sessions::Session;

use super::asked::Asked;
use super::figure::told;
use super::report::{make, passage_href};
use super::report_paper::{Links, PieceView, pieces, place_key, place_name};
use super::{page, read};
use crate::error::sentence;
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "report_passage.html")]
pub struct PassagePage {
    pub frame: Frame,
    pub title: String,
    pub report_title: String,
    pub report_href: String,
    pub action: String,
    pub words: String,
    pub form_words: String,
    /// Who changed it; empty while it is the form's.
    pub edited: String,
    pub refusal: Option<String>,
    /// Figures of the form that the words leave out, to be known before saving.
    pub dropped: Option<Dropped>,
    pub tried: Vec<Vec<PieceView>>,
    pub figures: Vec<Nameable>,
}

#[derive(Debug, Clone)]
pub struct Dropped {
    /// As sent back when one saves all the same.
    pub key: String,
    pub figures: Vec<String>,
}

/// A figure that the words may name.
#[derive(Debug, Clone)]
pub struct Nameable {
    pub placeholder: String,
    pub label: String,
    pub text: String,
    pub is_unknown: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    loi_van: String,
    /// The figures that were said to be left out.
    da_biet: String,
    buoc: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let made = make(&state, &visitor, asked.read()?).await?;
    let place = read_place(&key)?;
    let words = find(&made.report, place)?.text.clone();
    let frame = Frame::new(visitor, Section::Reports);
    Ok(page(&passage_page(frame, &state.office, &made, &asked, (place, words))?)?.into_response())
}

fn read_place(key: &str) -> Result<Place, PageError> {
    read(&key.replace('-', "/"))
}

fn find(report: &Report, place: Place) -> Result<&Passage, PageError> {
    report.passages.iter().find(|one| one.place == place).ok_or(PageError::NotFound { what: "đoạn văn" })
}

pub async fn save(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let place = read_place(&key)?;
    let ask = asked.read()?;
    let made = make(&state, &visitor, ask).await?;
    find(&made.report, place)?;
    let tried = match filled.buoc.as_str() {
        "tra-ve" => None,
        _ => Some(try_prose(&state.office, &made.report, (place, &filled.loi_van))),
    };
    let outcome = match tried {
        Some(Err(why)) => Outcome::Refused(sentence(&why.to_string())),
        Some(Ok(tried)) if filled.buoc == "xem" => Outcome::Tried(tried),
        Some(Ok(tried)) if !tried.dropped.is_empty() && tried.dropped.join(" ") != filled.da_biet => {
            Outcome::Tried(tried)
        }
        Some(Ok(_)) | None => keep(&state, &visitor, ask, place, &filled).await?,
    };
    let shown = |frame| passage_page(frame, &state.office, &made, &asked, (place, filled.loi_van.clone()));
    match outcome {
        Outcome::Done => {
            let what = if filled.buoc == "tra-ve" {
                "Đã trả đoạn văn về câu của mẫu."
            } else {
                "Đã sửa lời văn."
            };
            tell(&session, what).await?;
            let report = asked.known_at((state.clock)()).address_with("/bao-cao/nua-nam", &[("sua", "co")]);
            Ok(Redirect::to(&format!("{report}#doan-{}", place_key(place))).into_response())
        }
        Outcome::Refused(why) => {
            let again = PassagePage { refusal: Some(why), ..shown(Frame::new(visitor, Section::Reports))? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
        Outcome::Tried(tried) => {
            let again = with_trial(shown(Frame::new(visitor, Section::Reports))?, &made, &asked, &tried);
            let is_stopped = filled.buoc != "xem";
            let status = if is_stopped { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            Ok((status, page(&again)?).into_response())
        }
    }
}

enum Outcome {
    Done,
    Refused(String),
    Tried(ProseTried),
}

async fn keep(
    state: &State,
    visitor: &Visitor,
    ask: ReportAsk,
    place: Place,
    filled: &Filled,
) -> Result<Outcome, PageError> {
    let (words, is_reverted) = (filled.loi_van.clone(), filled.buoc == "tra-ve");
    let done = state.ask(visitor, move |house: &Office, db, acting| -> Result<_, OfficeError> {
        told(match is_reverted {
            true => office::report::revert_prose(db, acting, ask.period(), place),
            false => office::report::edit_prose(house, db, acting, ask.period(), (place, &words)).map(|_| ()),
        })
    });
    Ok(done.await?.map_or_else(Outcome::Refused, |()| Outcome::Done))
}

fn passage_page(
    frame: Frame,
    house: &Office,
    made: &Made,
    asked: &Asked,
    (place, words): (Place, String),
) -> Result<PassagePage, PageError> {
    let passage = find(&made.report, place)?;
    Ok(PassagePage {
        frame,
        title: place_name(passage),
        report_title: asked.title(),
        report_href: asked.address_with("/bao-cao/nua-nam", &[("sua", "co")]),
        action: passage_href(asked, place),
        words,
        form_words: passage.form_text.clone(),
        edited: passage.edited.as_ref().map_or_else(String::new, |by| format!("{}, {}", by.by, show_moment(by.at))),
        refusal: None,
        dropped: None,
        tried: Vec::new(),
        figures: nameable(house, passage, &made.report.figures),
    })
}

fn with_trial(shown: PassagePage, made: &Made, asked: &Asked, tried: &ProseTried) -> PassagePage {
    let figures = &made.report.figures;
    let links = Links { figure: &|id| asked.figure(id), edit: None, unknown: "chưa có số liệu" };
    let named = |name: &String| {
        let id = name.split_once(':').map_or(name.as_str(), |(id, _)| id);
        let label = figures.iter().find(|one| one.id == id).map_or("", |one| one.label.as_str());
        format!("{{{name}}} {label}")
    };
    PassagePage {
        dropped: (!tried.dropped.is_empty())
            .then(|| Dropped { key: tried.dropped.join(" "), figures: tried.dropped.iter().map(named).collect() }),
        tried: tried.paragraphs.iter().map(|paragraph| pieces(figures, paragraph, &links)).collect(),
        ..shown
    }
}

/// The figures that the form or the office's words name here first, then all others; money has a name of its own.
fn nameable(house: &Office, passage: &Passage, figures: &[Figure]) -> Vec<Nameable> {
    let is_here = |figure: &&Figure| {
        let names = [format!("{{{}}}", figure.id), format!("{{{}:amount}}", figure.id)];
        names.iter().any(|name| passage.form_text.contains(name) || passage.text.contains(name))
    };
    let (here, others): (Vec<&Figure>, Vec<&Figure>) = figures.iter().partition(is_here);
    let named = |figure: &Figure, placeholder: String| Nameable {
        text: set_words(&placeholder, &house.half_year, figures).iter().flatten().map(Piece::text).collect(),
        placeholder,
        label: figure.label.clone(),
        is_unknown: !figure.is_known,
    };
    let names_of = |figure: &Figure| {
        let money = figure.amount_told().map(|_| named(figure, format!("{{{}:amount}}", figure.id)));
        [named(figure, format!("{{{}}}", figure.id))].into_iter().chain(money)
    };
    here.into_iter().chain(others).flat_map(names_of).collect()
}
