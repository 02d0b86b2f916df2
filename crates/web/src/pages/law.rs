//! The law the program computes from on a day: values, groups and their levels, texts, and what it does not know.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::response::Html;
use domain::kernel::{show_day, show_month};
use domain::rules::{Coverage, LawText, OpenQuestion};
use office::local::law_here;
use office::read::{Authority, BenefitShown, GroupShown, ParameterShown, RateShown};
use serde::Deserialize;

use super::{page, read_day};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, capital};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "law.html")]
pub struct LawPage {
    pub frame: Frame,
    pub day: String,
    pub coverage: String,
    pub parameters: Vec<ParameterRow>,
    pub benefits: Vec<BenefitCard>,
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

#[derive(Debug, Clone)]
pub struct ParameterRow {
    pub name: String,
    pub note: String,
    pub value: String,
    pub since: String,
    pub cite: String,
    pub certainty: Chip,
}

#[derive(Debug, Clone)]
pub struct BenefitCard {
    pub name: String,
    pub scheme: String,
    pub groups: Vec<GroupRow>,
    /// Short tables are open at once.
    pub is_open: bool,
}

#[derive(Debug, Clone)]
pub struct GroupRow {
    pub name: String,
    pub rates: Vec<RateShown>,
    pub cite: String,
    pub certainty: Chip,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    ngay: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let day = match asked.ngay.is_empty() {
        true => (state.clock)().vietnam_day(),
        false => read_day(&asked.ngay)?,
    };
    let read = state
        .ask(&visitor, move |house, db, acting| office::read::authority(&*law_here(house, db, acting)?, acting, day))
        .await?;
    page(&law_page(Frame::new(visitor, Section::Law), state.office.law.coverage, &read))
}

pub fn law_page(frame: Frame, coverage: Coverage, read: &Authority) -> LawPage {
    let (from, until) = (coverage.from, coverage.until.previous());
    LawPage {
        frame,
        day: show_day(read.day),
        coverage: format!(
            "Bao quát từ tháng {} đến tháng {}; ngoài khoảng này chương trình từ chối tính, không lấy mức gần nhất.",
            show_month(from),
            show_month(until)
        ),
        parameters: read.parameters.iter().map(parameter_row).collect(),
        benefits: read.benefits.iter().map(benefit_card).collect(),
        texts: read.texts.iter().map(text_row).collect(),
        questions: read.questions.iter().map(question_row).collect(),
    }
}

pub fn question_row(one: &OpenQuestion) -> QuestionRow {
    QuestionRow { field: capital(&one.field), question: one.question.clone(), meanwhile: one.meanwhile.clone() }
}

pub fn text_row(text: &LawText) -> TextRow {
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

pub fn parameter_row(one: &ParameterShown) -> ParameterRow {
    ParameterRow {
        name: one.name.clone(),
        note: one.note.clone(),
        value: one.value.clone(),
        since: one.since.clone(),
        cite: one.cite.to_string(),
        certainty: Chip::certainty(one.certainty),
    }
}

/// Benefits with more groups than this start folded.
const OPEN_GROUPS_MAX: usize = 12;

pub fn benefit_card(one: &BenefitShown) -> BenefitCard {
    BenefitCard {
        name: one.name.clone(),
        scheme: one.scheme_name.clone(),
        groups: one.groups.iter().map(group_row).collect(),
        is_open: one.groups.len() <= OPEN_GROUPS_MAX,
    }
}

fn group_row(one: &GroupShown) -> GroupRow {
    GroupRow {
        name: one.name.clone(),
        rates: one.rates.clone(),
        cite: one.cite.to_string(),
        certainty: Chip::certainty(one.certainty),
    }
}
