//! Figures set into their sentences.

use super::figure::{Figure, NO_DATA, figure};
use super::outline::Outline;
use super::qualifier::print_amount;
use super::rows::ReportFacts;
use crate::kernel::{Day, Moment, MonthSpan};
use crate::rules::View;

/// A report before it has a paper form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub kind: String,
    pub subject: String,
    pub period: MonthSpan,
    pub as_of: Day,
    pub known_at: Moment,
    pub opening: Vec<Paragraph>,
    pub sections: Vec<WrittenSection>,
    pub closing: String,
    pub figures: Vec<Figure>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenSection {
    pub level: u8,
    pub title: String,
    pub paragraphs: Vec<Paragraph>,
}

pub type Paragraph = Vec<Piece>;

/// Words, or a figure that opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Words(String),
    Figure { id: String, text: String },
}

/// Writes the report of one outline from one set of facts. Same facts, same report.
pub fn write(
    outline: &Outline,
    facts: &ReportFacts,
    view: View<'_>,
    period: MonthSpan,
    as_of: Day,
    known_at: Moment,
) -> Report {
    let figures: Vec<Figure> = outline.figures.iter().map(|form| figure(form, facts, view)).collect();
    let paragraph = |sentence: &String| set(sentence, outline, &figures);
    let sections = outline.sections.iter().map(|section| WrittenSection {
        level: section.level,
        title: section.title.clone(),
        paragraphs: section.sentences.iter().map(paragraph).collect(),
    });
    Report {
        kind: outline.kind.clone(),
        subject: outline.subject.clone(),
        period,
        as_of,
        known_at,
        opening: outline.opening.iter().map(paragraph).collect(),
        sections: sections.collect(),
        closing: outline.closing.clone(),
        figures,
    }
}

fn set(sentence: &str, outline: &Outline, figures: &[Figure]) -> Paragraph {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some((words, after)) = rest.split_once('{') {
        let (id, after) = after.split_once('}').unwrap_or((after, ""));
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        pieces.push(placed(id, outline, figures));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}

fn placed(name: &str, outline: &Outline, figures: &[Figure]) -> Piece {
    let (id, side) = name.split_once(':').unwrap_or((name, ""));
    let found = figures.iter().find(|figure| figure.id == id).zip(outline.figure(id));
    let text = match found {
        Some((figure, form)) if side == "amount" => {
            figure.amount.map_or_else(|| NO_DATA.to_owned(), |amount| print_amount(amount, form.money).1)
        }
        Some((figure, _)) => figure.text.clone(),
        None => NO_DATA.to_owned(),
    };
    Piece::Figure { id: id.to_owned(), text }
}

/// The figures a sentence names.
pub(super) fn ids_in(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|part| {
        let name = part.split_once('}')?.0;
        Some(name.split_once(':').map_or(name, |(id, _)| id))
    })
}
