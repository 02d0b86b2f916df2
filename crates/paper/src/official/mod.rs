//! A paper in the official form of Nghị định 30/2020/NĐ-CP, as a value.
//!
//! It knows the parts of such a paper and their order, not what any of them says.
//! [`to_docx`] and [`to_html`] print the same value; read [`OfficialDocument`] first.

mod docx;
mod html;

use domain::kernel::{Day, nfc};
use serde::{Deserialize, Serialize};

pub use docx::to_docx;
pub use html::{to_html, to_html_linked};

/// A whole official paper. Its two printings, .docx and .html, say the same words.
///
/// Signed papers are kept as JSON of this value: a field added later needs a default, and none may be renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialDocument {
    /// The organ above, `UBND HUYỆN PHÙ CỪ`; a top organ has none.
    pub superior: Option<String>,
    /// The organ that issues, `PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI`.
    pub organ: String,
    pub number: DocumentNumber,
    /// The place before the date, `Phù Cừ`.
    pub place: String,
    pub date: Day,
    /// The kind of paper, `BÁO CÁO`.
    pub kind: String,
    /// The subject under the kind (trích yếu).
    pub subject: String,
    /// `Kính gửi`; a paper to nobody in particular has none.
    pub addressees: Vec<String>,
    pub body: Vec<Block>,
    /// `Nơi nhận`, without hyphens and final marks.
    pub receivers: Vec<String>,
    pub signer: Signer,
    /// What follows the signature, each on a page of its own.
    #[serde(default)]
    pub annexes: Vec<Annex>,
}

/// `PHỤ LỤC` and its title; the line that ties it to its paper is made from the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annex {
    pub title: String,
    pub body: Vec<Block>,
}

/// `07/BC-LĐTBXH`. A draft has a symbol and no number yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNumber {
    pub number: Option<u32>,
    pub symbol: String,
}

/// Who signs: the lines of authority (`KT. TRƯỞNG PHÒNG`, `PHÓ TRƯỞNG PHÒNG`) and the full name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    pub authority: Vec<String>,
    pub name: Option<String>,
}

/// One piece of the body, from the top down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// `Phần I` and its title, centred on their own lines.
    Part {
        number: u32,
        title: String,
    },
    /// A section, `I. KẾT QUẢ THỰC HIỆN`, with its number in the text.
    Heading(String),
    /// A titled clause, `1. Lĩnh vực người có công`, with its number in the text.
    Clause(String),
    Paragraph(Vec<Run>),
    /// A paragraph that begins with a hyphen.
    Bullet(Vec<Run>),
    Table(Table),
    /// A small remark in italics, as under a table.
    Note(Vec<Run>),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    Text {
        text: String,
        bold: bool,
        italic: bool,
    },
    /// A figure that can be opened by its id.
    Figure {
        text: String,
        id: String,
    },
}

impl Run {
    pub fn plain(text: impl Into<String>) -> Run {
        Run::Text { text: text.into(), bold: false, italic: false }
    }

    pub fn bold(text: impl Into<String>) -> Run {
        Run::Text { text: text.into(), bold: true, italic: false }
    }

    pub fn italic(text: impl Into<String>) -> Run {
        Run::Text { text: text.into(), bold: false, italic: true }
    }

    pub fn figure(text: impl Into<String>, id: impl Into<String>) -> Run {
        Run::Figure { text: text.into(), id: id.into() }
    }

    pub fn text(&self) -> &str {
        match self {
            Run::Text { text, .. } | Run::Figure { text, .. } => text,
        }
    }

    fn text_mut(&mut self) -> &mut String {
        match self {
            Run::Text { text, .. } | Run::Figure { text, .. } => text,
        }
    }
}

/// A ruled table. Its header is repeated on every page it runs over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub caption: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<TableRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub title: String,
    /// The column's share of the width, relative to the others.
    pub width: u32,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// One row, a run for each column; totals are bold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    pub cells: Vec<Run>,
    pub bold: bool,
}

const NATION: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
const END_MARK: &str = "./.";
const ANNEX: &str = "PHỤ LỤC";

impl DocumentNumber {
    /// A number below ten is written with a zero; a draft leaves room for the number.
    pub fn shown(&self) -> String {
        format!("Số: {}", self.bare())
    }

    fn bare(&self) -> String {
        match self.number {
            Some(number) => format!("{number:02}/{}", self.symbol),
            None => format!("      /{}", self.symbol),
        }
    }
}

impl OfficialDocument {
    pub fn place_and_date(&self) -> String {
        format!("{}, {}", self.place, date_in_words(self.date))
    }

    /// The number of an annex where there are several.
    fn annex_heading(&self, place: usize) -> String {
        match self.annexes.len() {
            1 => ANNEX.to_owned(),
            _ => format!("{ANNEX} {}", roman(place as u32 + 1)),
        }
    }

    /// The line under an annex's title that says to which paper it belongs.
    fn annex_belongs(&self) -> String {
        let (kind, number) = (sentence_case(&self.kind), self.number.bare());
        format!("(Kèm theo {kind} số {number} {} của {})", date_in_words(self.date), self.organ)
    }

    /// The body with `./.` after its last words, where the decree wants the end marked.
    fn body_to_its_end(&self) -> Vec<Block> {
        let mut body = self.body.clone();
        match body.last_mut() {
            Some(Block::Paragraph(runs) | Block::Bullet(runs)) if !runs.is_empty() => mark_end(runs),
            _ => body.push(Block::Paragraph(vec![Run::plain(END_MARK)])),
        }
        body
    }
}

/// `BÁO CÁO` as it stands within a sentence: `Báo cáo`.
fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters.as_str().to_lowercase().chars()).collect())
}

fn mark_end(runs: &mut Vec<Run>) {
    let Some(last) = runs.last_mut() else { return };
    if last.text().trim_end().ends_with(END_MARK) {
        return;
    }
    let text = last.text_mut();
    text.truncate(text.trim_end().trim_end_matches('.').len());
    runs.push(Run::plain(END_MARK));
}

/// `ngày 05 tháng 7 năm 2026`: days below ten and the months 1 and 2 take a zero, as nobody can then add a digit.
pub fn date_in_words(day: Day) -> String {
    let month = match day.month_of_year() {
        month @ 1..=2 => format!("{month:02}"),
        month => month.to_string(),
    };
    format!("ngày {:02} tháng {month} năm {}", day.day_of_month(), day.year())
}

/// A hyphen before each receiver, a semicolon after it and a full stop after the last.
pub fn receiver_lines(receivers: &[String]) -> Vec<String> {
    let last = receivers.len().saturating_sub(1);
    let mark = |place| if place == last { '.' } else { ';' };
    receivers.iter().enumerate().map(|(place, name)| format!("- {}{}", nfc(name), mark(place))).collect()
}

fn roman(number: u32) -> String {
    const STEPS: [(u32, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut rest = number;
    let mut letters = String::new();
    for (value, letter) in STEPS {
        while rest >= value {
            letters.push_str(letter);
            rest -= value;
        }
    }
    letters
}

/// NFC without touching the spaces, which separate one run from the next.
fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

#[cfg(test)]
mod tests;
