//! How one screen is worked with, and what of the law it rests on.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::response::Html;
use domain::kernel::show_day;
use office::guide::{Guide, Topic, basis};
use office::local::law_here;

use super::law::{
    BenefitCard, ParameterRow, QuestionRow, TextRow, benefit_card, parameter_row, question_row, text_row,
};
use super::page;
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "guide.html")]
pub struct GuidePage {
    pub frame: Frame,
    pub guide: &'static Guide,
    pub others: Vec<(&'static str, String, bool)>,
    pub day: String,
    pub texts: Vec<TextRow>,
    pub parameters: Vec<ParameterRow>,
    pub benefits: Vec<BenefitCard>,
    pub questions: Vec<QuestionRow>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(topic): Path<String>,
) -> Result<Html<String>, PageError> {
    let topic = Topic::of_key(&topic).ok_or(PageError::NotFound { what: "hướng dẫn" })?;
    let today = (state.clock)().vietnam_day();
    let read = state
        .ask(&visitor, move |house, db, acting| basis(&*law_here(house, db, acting)?, acting, topic, today))
        .await?;
    page(&guide_page(Frame::new(visitor, Section::Law).about(topic), topic, &read))
}

pub fn guide_page(frame: Frame, topic: Topic, read: &office::read::Authority) -> GuidePage {
    let other = |one: Topic| (one.guide().title.as_str(), format!("/huong-dan/{}", one.key()), one == topic);
    GuidePage {
        frame,
        guide: topic.guide(),
        others: Topic::ALL.into_iter().map(other).collect(),
        day: show_day(read.day),
        texts: read.texts.iter().map(text_row).collect(),
        parameters: read.parameters.iter().map(parameter_row).collect(),
        benefits: read.benefits.iter().map(benefit_card).collect(),
        questions: read.questions.iter().map(question_row).collect(),
    }
}
