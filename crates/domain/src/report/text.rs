//! Figures set into their sentences.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::edits::{Edits, Prose};
use super::figure::{Figure, NO_DATA, figure};
use super::outline::Outline;
use super::passage::{Passage, Place, ids_in, passages};
use super::qualifier::print_amount;
use super::rows::ReportFacts;
use crate::kernel::{Day, Moment, MonthSpan};
use crate::rules::View;

/// A report before it has a paper form.
///
/// Signed reports keep it as JSON: a field added later needs a default, and none may be renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The same text as it is edited.
    pub passages: Vec<Passage>,
    /// Edits of sentences that the form no longer has; they are not used and want to be looked at.
    pub strays: Vec<Prose>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenSection {
    pub level: u8,
    pub title: String,
    pub paragraphs: Vec<Paragraph>,
}

pub type Paragraph = Vec<Piece>;

/// Words, or a figure that opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Words(String),
    Figure { id: String, text: String },
}

impl Piece {
    pub fn text(&self) -> &str {
        match self {
            Piece::Words(text) | Piece::Figure { text, .. } => text,
        }
    }
}

impl Report {
    /// The figures that stop signing: unknown, and named by the form's text or by the office's own.
    ///
    /// One that the office's words leave out still counts, for the reader of the form expects it.
    pub fn missing(&self) -> Vec<&Figure> {
        let texts = self.passages.iter().flat_map(|passage| [&passage.form_text, &passage.text]);
        let named: HashSet<&str> = texts.flat_map(|text| ids_in(text)).collect();
        self.figures.iter().filter(|figure| !figure.is_known && named.contains(figure.id.as_str())).collect()
    }

    /// One passage as it is printed.
    pub fn paragraphs_at(&self, place: Place) -> Vec<Paragraph> {
        let part = match place {
            Place::Opening(_) => self.opening.as_slice(),
            Place::Section { section, .. } => {
                section.checked_sub(1).and_then(|at| self.sections.get(at)).map_or(&[][..], |one| &one.paragraphs)
            }
            Place::Closing if self.closing.is_empty() => return Vec::new(),
            Place::Closing => return vec![vec![Piece::Words(self.closing.clone())]],
        };
        let lines = |passage: &Passage| passage.text.lines().count();
        let before = self.passages.iter().filter(|one| one.place.is_of_part(place) && one.place < place).map(lines);
        let of_it = self.passages.iter().find(|one| one.place == place).map_or(0, lines);
        part.iter().skip(before.sum()).take(of_it).cloned().collect()
    }

    /// Of how many figures the report tells what.
    pub fn counts(&self) -> FigureCounts {
        let count = |is_it: fn(&&Figure) -> bool| self.figures.iter().filter(is_it).count();
        FigureCounts {
            counted: count(|figure| figure.is_known && figure.stated.is_none()),
            stated: count(|figure| figure.is_known && figure.stated.is_some()),
            unknown: count(|figure| !figure.is_known),
            missing: self.missing().len(),
        }
    }
}

/// How many figures are worked out from records, stated by the office, unknown; and how many of these stop signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureCounts {
    pub counted: usize,
    pub stated: usize,
    pub unknown: usize,
    pub missing: usize,
}

/// Writes the report of one outline from one set of facts and edits. Same facts and edits, same report.
pub fn write(
    outline: &Outline,
    facts: &ReportFacts,
    edits: &Edits,
    view: View<'_>,
    period: MonthSpan,
    as_of: Day,
    known_at: Moment,
) -> Report {
    let stated = |id: &str| edits.overrides.get(id);
    let figures: Vec<Figure> = outline.figures.iter().map(|form| figure(form, facts, view, stated(&form.id))).collect();
    let passages = passages(outline, &edits.prose);
    let written = |belongs: &dyn Fn(Place) -> bool| -> Vec<Paragraph> {
        let lines = passages.iter().filter(|passage| belongs(passage.place)).flat_map(|passage| passage.text.lines());
        lines.flat_map(|line| set_words(line, outline, &figures)).collect()
    };
    let sections = (1..).zip(&outline.sections).map(|(number, section)| WrittenSection {
        level: section.level,
        title: section.title.clone(),
        paragraphs: written(&|place| matches!(place, Place::Section { section, .. } if section == number)),
    });
    let closing = written(&|place| place == Place::Closing);
    let is_used = |edit: &&Prose| outline.text_at(edit.place) == Some(edit.form_text.as_str());
    Report {
        kind: outline.kind.clone(),
        subject: outline.subject.clone(),
        period,
        as_of,
        known_at,
        opening: written(&|place| matches!(place, Place::Opening(_))),
        sections: sections.collect(),
        closing: closing.iter().map(plain).collect::<Vec<_>>().join(" "),
        strays: edits.prose.iter().filter(|edit| !is_used(edit)).cloned().collect(),
        figures,
        passages,
    }
}

fn plain(paragraph: &Paragraph) -> String {
    paragraph.iter().map(Piece::text).collect()
}

/// Words with placeholders as they are printed with these figures; each line is a paragraph.
pub fn set_words(words: &str, outline: &Outline, figures: &[Figure]) -> Vec<Paragraph> {
    words.lines().map(|line| set(line, outline, figures)).collect()
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
            figure.amount_told().map_or_else(|| NO_DATA.to_owned(), |amount| print_amount(amount, form.money).1)
        }
        Some((figure, _)) => figure.text.clone(),
        None => NO_DATA.to_owned(),
    };
    Piece::Figure { id: id.to_owned(), text }
}
