//! The law texts the program computes from, how sure it is of each, and what it does not know.

use askama::Template;
use axum::extract::State as Given;
use axum::response::Html;
use domain::kernel::{show_day, show_month};
use domain::rules::{Law, LawText};

use super::page;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, capital};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "law.html")]
pub struct LawPage {
    pub frame: Frame,
    pub coverage: String,
    pub texts: Vec<TextRow>,
    pub questions: Vec<QuestionRow>,
}

#[derive(Debug, Clone)]
pub struct TextRow {
    pub number: String,
    pub title: String,
    pub note: String,
    pub issuer: String,
    pub signed: String,
    pub in_force: String,
    pub until: String,
    pub checked: String,
    pub certainty: Chip,
}

#[derive(Debug, Clone)]
pub struct QuestionRow {
    pub field: String,
    pub question: String,
    pub meanwhile: String,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    page(&law_page(Frame::new(visitor, Section::Law), &state.office.law))
}

pub fn law_page(frame: Frame, law: &Law) -> LawPage {
    let (from, until) = (law.coverage.from, law.coverage.until.previous());
    let question = |one: &domain::rules::OpenQuestion| QuestionRow {
        field: capital(&one.field),
        question: one.question.clone(),
        meanwhile: one.meanwhile.clone(),
    };
    LawPage {
        frame,
        coverage: format!(
            "Bao quát từ tháng {} đến tháng {}; ngoài khoảng này chương trình từ chối tính, không lấy mức gần nhất.",
            show_month(from),
            show_month(until)
        ),
        texts: law.texts.iter().map(text_row).collect(),
        questions: law.questions.iter().map(question).collect(),
    }
}

fn text_row(text: &LawText) -> TextRow {
    TextRow {
        number: text.number.clone(),
        title: text.title.clone(),
        note: text.note.clone(),
        issuer: text.issuer.clone(),
        signed: show_day(text.signed),
        in_force: show_day(text.in_force),
        until: text.until.map(show_day).unwrap_or_default(),
        checked: show_day(text.checked),
        certainty: Chip::certainty(text.status),
    }
}
