//! The one page on which everything about a person is filled in, looked at and saved.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{OfficeError, Refusal};

use super::super::page;
use super::effect::EffectView;
use super::form::{FieldSet, Input};
use crate::PageError;
use crate::error::{is_told, sentence};
use crate::show::Frame;

#[derive(Debug, Clone, Template)]
#[template(path = "person/form.html")]
pub struct FormPage {
    pub frame: Frame,
    pub title: String,
    /// Who it is about: name, birth, home. Empty where nobody is on record yet.
    pub about: String,
    /// The page one came from, and what it is called.
    pub back: String,
    pub back_name: String,
    pub intro: String,
    pub action: String,
    pub refusal: Option<String>,
    pub hidden: Vec<(String, String)>,
    pub sets: Vec<FieldSet>,
    pub effect: Option<EffectView>,
    pub alike: Vec<AlikeRow>,
    pub buttons: Vec<Button>,
}

/// Somebody on record who may be the same person.
#[derive(Debug, Clone)]
pub struct AlikeRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub place: String,
    pub why: String,
}

#[derive(Debug, Clone)]
pub struct Button {
    pub step: &'static str,
    pub name: &'static str,
    pub is_main: bool,
}

pub const LOOK: &str = "xem";
pub const SAVE: &str = "luu";

pub fn button(step: &'static str, name: &'static str, is_main: bool) -> Button {
    Button { step, name, is_main }
}

impl FormPage {
    /// The field in which one goes on: the first that is wrong, or the first; none where an effect is to be read.
    pub fn focus(&self) -> &str {
        let fields = || self.sets.iter().flat_map(|set| &set.fields);
        let wrong = fields().find(|field| field.wrong.is_some());
        let first = fields().next().filter(|_| self.effect.is_none() && self.alike.is_empty());
        wrong.or(first).map_or("", |field| field.id.as_str())
    }

    /// The page, as an answer that says whether something stands in the way.
    pub fn answer(&self) -> Result<Response, PageError> {
        let status = match self.refusal {
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::OK,
        };
        Ok((status, page(self)?).into_response())
    }
}

/// The sentence of a refusal that belongs on the form; everything else has a page of its own.
pub fn told(fault: OfficeError) -> Result<String, OfficeError> {
    let has_a_page =
        matches!(fault, OfficeError::Refused(Refusal::NoSuchPerson(_) | Refusal::NotYours { .. } | Refusal::NotSetUp));
    match is_told(&fault) && !has_a_page {
        true => Ok(sentence(&fault.to_string())),
        false => Err(fault),
    }
}

pub const UNREADABLE: &str = "Có ô chưa đọc được; xem dòng đỏ dưới từng ô.";
