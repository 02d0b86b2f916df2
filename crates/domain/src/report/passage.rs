//! The text of a report piece by piece: what the form says at each place, and what the office says instead.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::edits::Prose;
use super::outline::Outline;
use crate::kernel::{Moment, ParseError};

/// Where a passage stands in the form, counted from 1: `opening/1`, `section/3/2`, `closing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    Opening(usize),
    Section { section: usize, sentence: usize },
    Closing,
}

impl Place {
    /// Whether both stand in the same part: the opening, one section, the closing.
    pub(super) fn is_of_part(self, other: Place) -> bool {
        match (self, other) {
            (Place::Opening(_), Place::Opening(_)) | (Place::Closing, Place::Closing) => true,
            (Place::Section { section, .. }, Place::Section { section: other, .. }) => section == other,
            (Place::Opening(_) | Place::Section { .. } | Place::Closing, _) => false,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Opening(number) => write!(f, "opening/{number}"),
            Place::Section { section, sentence } => write!(f, "section/{section}/{sentence}"),
            Place::Closing => f.write_str("closing"),
        }
    }
}

impl FromStr for Place {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Place, ParseError> {
        let refuse = || ParseError::new("vị trí đoạn văn", text, "dạng section/3/2");
        let number = |part: &str| part.parse::<usize>().map_err(|_| refuse());
        match text.split('/').collect::<Vec<_>>()[..] {
            ["opening", part] => Ok(Place::Opening(number(part)?)),
            ["section", section, sentence] => {
                Ok(Place::Section { section: number(section)?, sentence: number(sentence)? })
            }
            ["closing"] => Ok(Place::Closing),
            _ => Err(refuse()),
        }
    }
}

impl TryFrom<String> for Place {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Place, ParseError> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> String {
        place.to_string()
    }
}

/// One sentence of the form, or what the office wrote in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    pub place: Place,
    /// The title it stands under; empty before the first and after the last.
    pub title: String,
    /// What the form says, figures as placeholders.
    pub form_text: String,
    /// What the report says, figures as placeholders; each line is a paragraph.
    pub text: String,
    /// Whose words they are, where they are not the form's.
    pub edited: Option<Editor>,
    /// Placeholders of the form that these words no longer hold.
    pub dropped: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editor {
    pub by: String,
    pub at: Moment,
}

/// Why words cannot stand in a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWords {
    #[error("dấu ngoặc nhọn mở và đóng không thành cặp; mỗi chỉ tiêu viết dạng {{N-04}}")]
    Braces,
    #[error("mẫu báo cáo không có chỉ tiêu {{{0}}}")]
    NoSuchFigure(String),
    #[error("chỉ tiêu {{{0}}} không có số tiền")]
    NoAmount(String),
}

/// Every passage of the form with the words that count now.
pub(super) fn passages(outline: &Outline, prose: &[Prose]) -> Vec<Passage> {
    let passage = |(place, title, form_text): (Place, &str, &str)| {
        let edit = prose.iter().find(|edit| edit.place == place && edit.form_text == form_text);
        let text = edit.map_or(form_text, |edit| &edit.text);
        Passage {
            place,
            title: title.to_owned(),
            form_text: form_text.to_owned(),
            text: text.to_owned(),
            edited: edit.map(|edit| Editor { by: edit.by.clone(), at: edit.at }),
            dropped: dropped(form_text, text),
        }
    };
    outline.passages().into_iter().map(passage).collect()
}

/// The placeholders of one text that another does not hold.
pub fn dropped(from: &str, to: &str) -> Vec<String> {
    let kept: Vec<&str> = names_in(to).collect();
    let mut lost: Vec<String> = Vec::new();
    for name in names_in(from).filter(|name| !kept.contains(name)) {
        if !lost.iter().any(|other| other == name) {
            lost.push(name.to_owned());
        }
    }
    lost
}

/// What stands between braces: `N-04`, `N-06:amount`.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}

/// The figures a text names.
pub(super) fn ids_in(text: &str) -> impl Iterator<Item = &str> {
    names_in(text).map(|name| name.split_once(':').map_or(name, |(id, _)| id))
}

impl Outline {
    /// Places with the title above and the form's words, from the top down.
    pub(super) fn passages(&self) -> Vec<(Place, &str, &str)> {
        let opening = (1..).zip(&self.opening).map(|(number, text)| (Place::Opening(number), "", text.as_str()));
        let sections = (1..).zip(&self.sections).flat_map(|(section, one)| {
            let sentences = (1..).zip(&one.sentences);
            sentences
                .map(move |(sentence, text)| (Place::Section { section, sentence }, one.title.as_str(), text.as_str()))
        });
        opening.chain(sections).chain([(Place::Closing, "", self.closing.as_str())]).collect()
    }

    /// What the form says at a place.
    pub fn text_at(&self, place: Place) -> Option<&str> {
        self.passages().into_iter().find(|(at, _, _)| *at == place).map(|(_, _, text)| text)
    }

    /// Whether every placeholder of a text is a figure of this form.
    pub fn check_words(&self, text: &str) -> Result<(), BadWords> {
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (name, after) =
                rest[open..].strip_prefix('{').and_then(|rest| rest.split_once('}')).ok_or(BadWords::Braces)?;
            let (id, side) = name.split_once(':').unwrap_or((name, ""));
            match self.figure(id) {
                _ if name.contains(['{', '\n']) => return Err(BadWords::Braces),
                Some(_) if side.is_empty() && !name.contains(':') => {}
                Some(form) if side == "amount" && form.measure.has_amount() => {}
                Some(_) if side == "amount" => return Err(BadWords::NoAmount(id.to_owned())),
                Some(_) | None => return Err(BadWords::NoSuchFigure(name.to_owned())),
            }
            rest = after;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::embedded_report;

    fn form() -> Outline {
        Outline::read(embedded_report("sau-thang.toml").unwrap()).unwrap()
    }

    #[test]
    fn a_place_is_read_back_and_is_found_in_the_form() {
        let form = form();
        for (place, _, text) in form.passages() {
            assert_eq!(place.to_string().parse::<Place>().unwrap(), place);
            assert_eq!(form.text_at(place), Some(text));
        }
        for bad in ["", "opening", "opening/x", "section/1", "closing/1", "section/1/2/3"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
        assert_eq!(form.text_at(Place::Opening(99)), None);
    }

    #[test]
    fn words_name_only_figures_of_the_form() {
        let form = form();
        let no_such = |name: &str| Err(BadWords::NoSuchFigure(name.to_owned()));
        for (text, expected) in [
            ("Không có số nào.", Ok(())),
            ("Chi cho {N-04} người, {B-03:amount}.", Ok(())),
            ("Chi cho {N-99} người.", no_such("N-99")),
            ("Chi cho {} người.", no_such("")),
            ("Chi cho {N-04:so_tien} người.", no_such("N-04:so_tien")),
            ("Chi cho {N-04:} người.", no_such("N-04:")),
            ("Quyết định: {B-02:amount}.", Err(BadWords::NoAmount("B-02".to_owned()))),
            ("Chi cho {N-04 người.", Err(BadWords::Braces)),
            ("Chi cho N-04} người.", Err(BadWords::Braces)),
            ("Chi cho {{N-04}} người.", Err(BadWords::Braces)),
        ] {
            assert_eq!(form.check_words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_figure_left_out_is_named_once() {
        assert_eq!(dropped("{A} {B:amount} {A}", "{B}"), ["A", "B:amount"]);
        assert_eq!(dropped("{A} và {B}", "{B} rồi {A}"), [""; 0]);
    }
}
