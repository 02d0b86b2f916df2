//! The text of a report on a page as it stands on paper, with every figure a link. Live and signed reports share it.

use domain::kernel::show_moment;
use domain::report::{Figure, NO_DATA, Paragraph, Passage, Piece, Place, Report};
use office::report::PaperFrame;

#[derive(Debug, Clone)]
pub struct PaperView {
    pub around: PaperFrame,
    pub kind: String,
    pub subject: String,
    pub opening: Vec<PassageView>,
    pub sections: Vec<SectionView>,
    pub closing: Vec<PassageView>,
}

#[derive(Debug, Clone)]
pub struct SectionView {
    pub level: u8,
    pub title: String,
    pub passages: Vec<PassageView>,
}

/// One sentence of the form or what stands in its place; it may be left out altogether.
#[derive(Debug, Clone)]
pub struct PassageView {
    /// What a link can jump to.
    pub anchor: String,
    pub paragraphs: Vec<Vec<PieceView>>,
    /// Whose words they are; empty where they are the form's.
    pub edited: String,
    /// Where its words are changed, while they are being changed.
    pub edit_href: Option<String>,
    /// What the link is called for whoever hears the page.
    pub name: String,
}

/// Words, or a figure with the address of its rows.
#[derive(Debug, Clone)]
pub struct PieceView {
    pub text: String,
    pub href: Option<String>,
    pub mark: Mark,
    pub title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    Unknown,
    Stated,
}

impl PieceView {
    pub fn is_stated(&self) -> bool {
        self.mark == Mark::Stated
    }
}

impl Mark {
    pub fn class(self) -> &'static str {
        match self {
            Mark::None => "fact",
            Mark::Unknown => "fact unknown",
            Mark::Stated => "fact stated",
        }
    }
}

/// Where the links of a report's text lead.
pub struct Links<'a> {
    pub figure: &'a dyn Fn(&str) -> String,
    /// Where a passage is changed; none while the text is only read.
    pub edit: Option<&'a dyn Fn(Place) -> String>,
    /// What is to be done about an unknown figure.
    pub unknown: &'a str,
}

pub fn paper_view(report: &Report, around: PaperFrame, links: &Links<'_>) -> PaperView {
    let of = |belongs: &dyn Fn(Place) -> bool| -> Vec<PassageView> {
        let passages = report.passages.iter().filter(|passage| belongs(passage.place));
        passages.map(|passage| passage_view(report, passage, links)).collect()
    };
    let sections = (1..).zip(&report.sections).map(|(number, one)| SectionView {
        level: one.level,
        title: one.title.clone(),
        passages: of(&|place| matches!(place, Place::Section { section, .. } if section == number)),
    });
    PaperView {
        around,
        kind: report.kind.clone(),
        subject: report.subject.clone(),
        opening: of(&|place| matches!(place, Place::Opening(_))),
        sections: sections.collect(),
        closing: of(&|place| place == Place::Closing),
    }
}

fn passage_view(report: &Report, passage: &Passage, links: &Links<'_>) -> PassageView {
    let paragraphs = report.paragraphs_at(passage.place);
    PassageView {
        anchor: format!("doan-{}", place_key(passage.place)),
        paragraphs: paragraphs.iter().map(|paragraph| pieces(&report.figures, paragraph, links)).collect(),
        edited: passage.edited.as_ref().map_or_else(String::new, |by| format!("{}, {}", by.by, show_moment(by.at))),
        edit_href: links.edit.map(|edit| edit(passage.place)),
        name: place_name(passage),
    }
}

pub fn pieces(figures: &[Figure], paragraph: &Paragraph, links: &Links<'_>) -> Vec<PieceView> {
    paragraph.iter().map(|piece| piece_view(figures, piece, links)).collect()
}

fn piece_view(figures: &[Figure], piece: &Piece, links: &Links<'_>) -> PieceView {
    match piece {
        Piece::Words(text) => PieceView { text: text.clone(), href: None, mark: Mark::None, title: String::new() },
        Piece::Figure { id, text } => {
            let figure = figures.iter().find(|figure| figure.id == *id);
            let (mark, title) = match figure {
                _ if text == NO_DATA => (Mark::Unknown, format!("{id}: {}", links.unknown)),
                Some(Figure { stated: Some(stated), computed_text, .. }) => (
                    Mark::Stated,
                    format!("{id}: đơn vị nhập; sổ tính được: {computed_text}. Lý do: {}", stated.reason),
                ),
                Some(figure) => (Mark::None, format!("{id}: {}", figure.label)),
                None => (Mark::None, id.clone()),
            };
            PieceView { text: text.clone(), href: Some((links.figure)(id)), mark, title }
        }
    }
}

/// A place as an address holds it: `section-3-2`.
pub fn place_key(place: Place) -> String {
    place.to_string().replace('/', "-")
}

/// Where a passage stands, as people would say it.
pub fn place_name(passage: &Passage) -> String {
    match passage.place {
        Place::Opening(number) => format!("Phần mở đầu, đoạn {number}"),
        Place::Section { sentence, .. } => format!("{}, đoạn {sentence}", passage.title),
        Place::Closing => "Lời kết".to_owned(),
    }
}
