//! Text from before Unicode: the fonts drew Vietnamese letters over the bytes of Western ones.
//!
//! A cell in `.VnTime` that shows Nguyễn holds `NguyÔn`; one in `VNI-Times` holds `Nguyeãn`.
//! This room knows the two tables, how such text is told from real Unicode, and nothing of sheets or columns.
//! Start with [`to_unicode`]; [`guess`] is for texts whose font is lost, as in a .csv file.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

mod syllable;
#[cfg(test)]
mod tests;

use syllable::is_syllable;

/// How a text from before Unicode is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// TCVN 5712-3, called ABC: `.VnTime`, `.VnArial`.
    Tcvn3,
    /// The same bytes in a font that shows capitals only: `.VnTimeH`.
    Tcvn3Capitals,
    /// VNI for Windows: a base letter and then its marks: `VNI-Times`, `VNI-Helve`.
    Vni,
}

/// The letters of TCVN3 from byte A0, sixteen to a row; a dot where it has none.
const TCVN3: &str = concat!(
    ".ĂÂÊÔƠƯĐăâêôơưđ.",
    ".....àảãáạ.ằẳẵắ.",
    "......ặầẩẫấậè.ẻẽ",
    "éẹềểễếệìỉ...ĩíịò",
    ".ỏõóọồổỗốộờởỡớợù",
    ".ủũúụừửữứựỳỷỹýỵ.",
);

/// The letters that VNI writes with one character, each after its code; a capital is written with the capital of it.
const VNI_LETTERS: &str = "ñđ ôơ öư ìì æỉ óĩ íí òị îỵ";

/// The letters to which VNI adds a mark, and the codes of those marks, each before what it stands for.
const VNI_MARKS: [(&str, &str); 3] = [
    ("aeouyơư", "ø\u{300} û\u{309} õ\u{303} ù\u{301} ï\u{323}"),
    ("a", "ê\u{306} è\u{306}\u{300} ú\u{306}\u{309} ü\u{306}\u{303} é\u{306}\u{301} ë\u{306}\u{323}"),
    ("aeo", "â\u{302} à\u{302}\u{300} å\u{302}\u{309} ã\u{302}\u{303} á\u{302}\u{301} ä\u{302}\u{323}"),
];

/// What Windows shows for the bytes 80–9F; in both encodings they are punctuation, whichever way a file spells them.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";

/// The letters of Latin-1 that are letters of Vietnamese too.
const SHARED_WITH_UNICODE: &str = "àáâãèéêìíòóôõùúý";

/// The encoding that a font's name stands for; none for fonts of Unicode.
pub fn of_font(font: &str) -> Option<Encoding> {
    // A leading @ marks the same font turned for vertical writing.
    let font = font.trim().trim_start_matches('@').to_lowercase();
    match font.starts_with(".vn") {
        true if font.ends_with('h') => Some(Encoding::Tcvn3Capitals),
        true => Some(Encoding::Tcvn3),
        false => (font.starts_with("vni-") || font.starts_with("vni ")).then_some(Encoding::Vni),
    }
}

/// The text in composed Unicode.
///
/// Cells in Unicode stand between the old ones. A text with a letter that the encoding does not have, or that is
/// Vietnamese as it stands and not when decoded (`Khòe`, in VNI Khịe), was never written in it: it is composed and
/// otherwise left. What remains is ambiguous and trusts the encoding: `Toàn` reads as Tồn in VNI.
pub fn to_unicode(text: &str, encoding: Encoding) -> String {
    let decoded = match encoding {
        Encoding::Tcvn3 | Encoding::Tcvn3Capitals => tcvn3(text),
        Encoding::Vni => vni(text),
    };
    match decoded.filter(|decoded| is_vietnamese(decoded) || !is_vietnamese(text)) {
        None => text.nfc().collect(),
        Some(decoded) if raises_letters(&decoded, encoding) => decoded.to_uppercase().nfc().collect(),
        Some(decoded) => decoded.nfc().collect(),
    }
}

/// Whether the text has a character typical of these encodings and strange in Vietnamese: a quick check beforehand.
///
/// It is true of `Müller` as well; only [`guess`] weighs how the whole reads.
pub fn looks_legacy(text: &str) -> bool {
    let is_strange = |c: char| {
        let has_meaning = tcvn3_letter(c).is_some() || vni_letter(c).is_some() || vni_mark(c).is_some();
        has_meaning && !SHARED_WITH_UNICODE.contains(small(c))
    };
    let reads_as_legacy = |word: &str| [tcvn3, vni].iter().any(|decode| read(word, *decode) == Reading::Legacy);
    let surely_unicode = |c: char| 'ÿ' < c && is_letter(c);
    !text.is_ascii()
        && !text.contains(surely_unicode)
        && marked_words(text).any(|word| word.contains(is_strange) || reads_as_legacy(word))
}

/// The lead, in points of [`Evidence`], at which reading on would change nothing.
const ENOUGH: i32 = 100;
/// Words looked at when the evidence never becomes clear.
const WORDS_MAX: usize = 5_000;
/// Fewer different words than this are a coincidence, such as one unit (`µm`) in each row.
const WORDS_MIN: usize = 3;

/// The encoding that most of these texts are written in, when they are not in Unicode.
///
/// Texts that only repeat what is possible in Unicode prove nothing, so a few short names give none.
/// Two thirds of the words with marks must read as Vietnamese in the encoding alone: better one column without its
/// title than a whole sheet of mixed origin. It never answers [`Encoding::Tcvn3Capitals`], which has the same bytes.
pub fn guess<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Encoding> {
    let (mut of_tcvn3, mut of_vni) = (Evidence::default(), Evidence::default());
    for word in texts.into_iter().flat_map(marked_words).take(WORDS_MAX) {
        of_tcvn3.weigh(word, tcvn3);
        of_vni.weigh(word, vni);
        let best = of_tcvn3.points.max(of_vni.points);
        if best <= -ENOUGH || ENOUGH <= best {
            break;
        }
    }
    match of_tcvn3.points.cmp(&of_vni.points) {
        Ordering::Greater => of_tcvn3.convinces().then_some(Encoding::Tcvn3),
        Ordering::Less => of_vni.convinces().then_some(Encoding::Vni),
        Ordering::Equal => None,
    }
}

/// What the words say for one encoding.
#[derive(Default)]
struct Evidence<'a> {
    points: i32,
    /// The first different words that speak for it.
    words: Vec<&'a str>,
}

impl<'a> Evidence<'a> {
    fn weigh(&mut self, word: &'a str, decode: Decode) {
        match read(word, decode) {
            Reading::Neither => self.points -= 2,
            Reading::Both => {}
            Reading::Legacy => {
                self.points += 1;
                if self.words.len() < WORDS_MIN && !self.words.contains(&word) {
                    self.words.push(word);
                }
            }
        }
    }

    fn convinces(&self) -> bool {
        0 < self.points && self.words.len() == WORDS_MIN
    }
}

type Decode = fn(&str) -> Option<String>;

/// In what a word reads as Vietnamese.
#[derive(PartialEq)]
enum Reading {
    /// Not in the old encoding, whatever it is in Unicode.
    Neither,
    Both,
    Legacy,
}

fn read(word: &str, decode: Decode) -> Reading {
    match decode(word).is_some_and(|decoded| is_syllable(&decoded)) {
        false => Reading::Neither,
        true if is_syllable(word) => Reading::Both,
        true => Reading::Legacy,
    }
}

/// The words with characters beyond ASCII. A sign that stands alone, as § or ©, is none.
fn marked_words(text: &str) -> impl Iterator<Item = &str> {
    // Signs of Latin-1 are letters in TCVN3, so only the others part words.
    let parts_words = |c: char| match c {
        '\0'..='\u{9F}' => !c.is_ascii_alphabetic(),
        '\u{A0}' => true,
        '\u{A1}'..='ÿ' => false,
        _ => !is_letter(c),
    };
    text.split(parts_words).filter(|word| !word.is_ascii() && 1 < word.chars().count())
}

fn is_vietnamese(text: &str) -> bool {
    marked_words(text).all(is_syllable)
}

/// `None` when a letter of the text is not of the encoding.
fn tcvn3(text: &str) -> Option<String> {
    let decode = |c: char| match tcvn3_letter(c) {
        Some(letter) => Some(letter),
        None => (!is_letter(c)).then_some(c),
    };
    text.chars().map(shown).map(decode).collect()
}

/// `None` when a letter of the text is not of the encoding, or a mark follows a letter that does not take it.
fn vni(text: &str) -> Option<String> {
    let mut decoded = String::with_capacity(text.len());
    for c in text.chars().map(shown) {
        if let Some((bases, marks)) = vni_mark(c) {
            decoded.chars().next_back().filter(|base| bases.contains(small(*base)))?;
            decoded.push_str(marks);
        } else if let Some(letter) = vni_letter(c) {
            decoded.push(letter);
        } else if is_letter(c) {
            return None;
        } else {
            decoded.push(c);
        }
    }
    Some(decoded)
}

fn tcvn3_letter(c: char) -> Option<char> {
    let place = u32::from(c).checked_sub(0xA0)?;
    TCVN3.chars().nth(place as usize).filter(|letter| *letter != '.')
}

fn vni_letter(c: char) -> Option<char> {
    let letter = VNI_LETTERS.split(' ').find_map(|pair| pair.strip_prefix(small(c)))?.chars().next()?;
    if c.is_uppercase() { letter.to_uppercase().next() } else { Some(letter) }
}

/// The letters that take the mark, and the mark.
/// Small and capital marks are taken alike, because typists mixed them; the base has the case.
fn vni_mark(c: char) -> Option<(&'static str, &'static str)> {
    VNI_MARKS.iter().find_map(|(bases, codes)| {
        let mark = codes.split(' ').find_map(|code| code.strip_prefix(small(c)))?;
        Some((*bases, mark))
    })
}

/// A capital font raises everything. In the other one TIẾN was typed `TIÕN`, for it has no Ế:
/// where a word of capitals holds small letters with marks only, the text was meant to be in capitals.
fn raises_letters(decoded: &str, encoding: Encoding) -> bool {
    let is_broken =
        |word: &str| 1 < word.chars().filter(|c| c.is_uppercase()).count() && word.contains(char::is_lowercase);
    match encoding {
        Encoding::Tcvn3Capitals => true,
        Encoding::Tcvn3 => {
            !decoded.contains(|c: char| c.is_ascii_lowercase())
                && decoded.split(|c: char| !c.is_alphabetic()).any(is_broken)
        }
        Encoding::Vni => false,
    }
}

/// A control character of 80–9F as the sign that Windows shows for it.
fn shown(c: char) -> char {
    match c {
        '\u{80}'..='\u{9F}' => WINDOWS_1252.chars().nth(c as usize - 0x80).unwrap_or(c),
        _ => c,
    }
}

/// A letter beyond ASCII, or a mark over one. The signs below À, as º, are none.
fn is_letter(c: char) -> bool {
    'À' <= c && (c.is_alphabetic() || is_combining_mark(c))
}

fn small(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}
