//! The rows below a header: which are records, and what the others say about them.

use domain::kernel::{Dong, fold};

use super::cells;
use super::context;
use super::header::Header;
use super::vocabulary::{Field, Spoken, VOCABULARY, group_named};
use crate::grid::{Grid, RowRef, Value};

/// What one row is.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    Record,
    /// A village or commune, for all rows below it.
    Place(Box<Place>),
    Section(Box<Section>),
    Total(Box<Total>),
    /// The header again, a row of column codes, a remark: nothing to read.
    Skip,
    /// Signatures: the list is over.
    End,
    /// Nothing we know; it may be a record without a name.
    Odd,
}

/// Where the rows below live.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    pub village: Option<String>,
    pub commune: Option<String>,
}

/// A part of a list, for all rows below its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section {
    Up,
    Down,
    Poor,
    NearPoor,
    /// A kind of people, where the list has no column for it.
    Group(String),
}

/// A row of sums. It is never a record; it checks what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// As Excel shows it, from 1.
    pub row: u32,
    pub label: String,
    pub level: Level,
    /// The sums under the columns of money, by column.
    pub sums: Vec<(u16, Dong)>,
    /// Numbers that the label says, such as "65 người".
    pub counts: Vec<(u32, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The whole list.
    Grand,
    /// A village, a commune, a section.
    Part,
    /// A printed page; it adds up to nothing.
    Page,
}

/// Says what each row below `header` is.
pub struct Classifier<'a> {
    grid: &'a Grid,
    header: &'a Header,
    anchor: u16,
    times: i64,
    titles: Vec<String>,
}

impl<'a> Classifier<'a> {
    pub fn new(grid: &'a Grid, header: &'a Header, times: i64) -> Classifier<'a> {
        let rows = (header.first..=header.last).map(|place| grid.row(place));
        let titles = rows.flat_map(|row| row.cells().map(|(_, cell)| fold(&cell.text())).collect::<Vec<_>>()).collect();
        Classifier { grid, header, anchor: header.anchor().unwrap_or(0), times, titles }
    }

    pub fn line(&self, row: RowRef<'_>) -> Line {
        if self.is_plainly_record(row) {
            return Line::Record;
        }
        let Some((_, first)) =
            row.cells().find(|(_, cell)| matches!(cell.value(), Value::Text(text) if has_word(text)))
        else {
            return if self.is_code_row(row) || !self.has_figures(row) { Line::Skip } else { Line::Odd };
        };
        let label = first.text().into_owned();
        let said = Spoken::new(&label);
        if self.is_header_again(row) || self.is_code_row(row) {
            return Line::Skip;
        }
        if self.is_end(row) {
            return Line::End;
        }
        if let Some(total) = self.total(row, &label, &said) {
            return Line::Total(Box::new(total));
        }
        if VOCABULARY.words.asides.begin(&said) {
            return Line::Skip;
        }
        if let Some(line) = self.heading(row, &label) {
            return line;
        }
        let is_named = matches!(row.cell(self.anchor).value(), Value::Text(text) if has_word(text));
        if is_named && (self.number_of(row).is_some() || self.has_detail(row)) { Line::Record } else { Line::Odd }
    }

    /// Nearly every row: a number in front, a name, and something that only a person has.
    fn is_plainly_record(&self, row: RowRef<'_>) -> bool {
        let is_named = matches!(row.cell(self.anchor).value(), Value::Text(text) if has_word(text));
        is_named && self.number_of(row).is_some() && self.has_detail(row) && !self.is_total_like(row)
    }

    fn is_total_like(&self, row: RowRef<'_>) -> bool {
        let text = row.cell(self.anchor).text();
        let first = text.chars().next().map(|letter| letter.to_ascii_lowercase());
        matches!(first, Some('c' | 't')) && VOCABULARY.words.totals.begin(&Spoken::new(&text)) && !self.has_birth(row)
    }

    fn number_of(&self, row: RowRef<'_>) -> Option<()> {
        let numbered = [Field::Number, Field::HouseholdNumber, Field::MemberNumber, Field::LineCode];
        let is_number = |field: Field| {
            let cell = row.cell(self.header.place(field)?);
            match cell.value() {
                Value::Number(_) => Some(()),
                Value::Text(text) => {
                    let bare = text.trim().trim_end_matches(['.', ')']);
                    (!bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
                }
                _ => None,
            }
        };
        numbered.into_iter().find_map(is_number)
    }

    fn has_birth(&self, row: RowRef<'_>) -> bool {
        self.any(row, &[Field::Birth, Field::Male, Field::Female, Field::BirthYear, Field::Doc])
    }

    fn has_detail(&self, row: RowRef<'_>) -> bool {
        const DETAIL: [Field; 20] = [
            Field::Birth,
            Field::Male,
            Field::Female,
            Field::BirthYear,
            Field::Doc,
            Field::Group,
            Field::Relation,
            Field::FileNo,
            Field::Bhxh,
            Field::Decision,
            Field::Target,
            Field::Measure,
            Field::Sex,
            Field::Amount,
            Field::Total,
            Field::Paid,
            Field::Unpaid,
            Field::Outcome,
            Field::PersonCode,
            Field::Village,
        ];
        self.any(row, &DETAIL)
            || self
                .header
                .columns
                .iter()
                .any(|column| column.field == Some(Field::Funder) && !row.cell(column.place).is_empty())
    }

    fn any(&self, row: RowRef<'_>, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.header.place(*field).is_some_and(|place| !row.cell(place).is_empty()))
    }

    fn has_figures(&self, row: RowRef<'_>) -> bool {
        row.cells().any(|(column, cell)| column <= self.header.width && !matches!(cell.value(), Value::Empty))
    }

    fn is_header_again(&self, row: RowRef<'_>) -> bool {
        let same = row.cells().filter(|(_, cell)| {
            let text = fold(&cell.text());
            !text.is_empty() && self.titles.contains(&text)
        });
        let same = same.count();
        same >= 2 && same * 10 >= row.filled() * 6
    }

    /// `A | B | 1 | 2 | 3 = 1 + 2`
    fn is_code_row(&self, row: RowRef<'_>) -> bool {
        let is_code = |text: &str| {
            let bare = text.trim().trim_matches(['(', ')', '[', ']']);
            let short = bare.len() <= 3 && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
            let formula =
                bare.contains('=') && bare.bytes().all(|byte| byte.is_ascii_digit() || b"=+-*/x().% ".contains(&byte));
            !bare.is_empty() && (short || formula)
        };
        let codes = row.cells().filter(|(_, cell)| match cell.value() {
            Value::Number(number) => number.fract() == 0.0 && (0.0..=99.0).contains(&number),
            Value::Text(text) => is_code(text),
            _ => false,
        });
        let codes = codes.count();
        // A sum over many columns is no code row: codes fill most of the header and begin at its left.
        codes >= 3
            && codes == row.filled()
            && codes * 10 >= self.header.columns.len() * 5
            && !row.cell(self.anchor).is_empty()
    }

    fn is_end(&self, row: RowRef<'_>) -> bool {
        if self.number_of(row).is_some() || self.has_birth(row) && row.filled() > 3 {
            return false;
        }
        row.cells().any(|(_, cell)| {
            let Value::Text(text) = cell.value() else { return false };
            if text.len() > 200 {
                return false;
            }
            let text = cell.text();
            let said = Spoken::new(&text);
            VOCABULARY.words.ends.begin(&said) || is_dated_line(said.folded())
        })
    }

    fn total(&self, row: RowRef<'_>, label: &str, said: &Spoken) -> Option<Total> {
        let words = &VOCABULARY.words;
        if !words.totals.begin(said) || self.has_birth(row) && self.number_of(row).is_some() {
            return None;
        }
        let level = match () {
            () if words.page_totals.begin(said) => Level::Page,
            () if words.grand_totals.begin(said) && !names_a_part(said) => Level::Grand,
            () => Level::Part,
        };
        let sums = row.cells().filter(|(column, _)| self.is_money(*column));
        let sums = sums.filter_map(|(column, cell)| Some((column, cells::money(cell, self.times_of(column)).ok()??)));
        Some(Total { row: row.number, label: label.to_owned(), level, sums: sums.collect(), counts: counts(label) })
    }

    fn is_money(&self, place: u16) -> bool {
        const MONEY: [Field; 12] = [
            Field::Amount,
            Field::Total,
            Field::Allowance,
            Field::Supplement,
            Field::ServerAllowance,
            Field::Arrears,
            Field::Recovered,
            Field::CarriedOver,
            Field::OneOff,
            Field::Paid,
            Field::Unpaid,
            Field::Funder,
        ];
        let column = self.header.columns.iter().find(|column| column.place == place);
        column.and_then(|column| column.field).is_some_and(|field| MONEY.contains(&field))
    }

    /// What the money of this column is counted in.
    pub fn times_of(&self, place: u16) -> i64 {
        let column = self.header.columns.iter().find(|column| column.place == place);
        column.and_then(|column| context::money_unit_of_title(&column.title)).unwrap_or(self.times)
    }

    /// A place or a section: few cells, most often one joined over the whole width.
    fn heading(&self, row: RowRef<'_>, label: &str) -> Option<Line> {
        if self.has_birth(row) {
            return None;
        }
        let texts = row.cells().filter(|(_, cell)| matches!(cell.value(), Value::Text(text) if has_word(text))).count();
        // A heading may carry its enumerator and sums, but no second sentence.
        let first_filled = row.cells().next();
        let enumerator_apart = first_filled.is_some_and(|(_, cell)| is_enumerator(&cell.text()));
        if texts > 1 + usize::from(enumerator_apart && texts == 2) {
            return None;
        }
        let bare = without_enumerator(label);
        let section = |section| Line::Section(Box::new(section));
        let said = Spoken::new(bare);
        let words = &VOCABULARY.words;
        if words.villages.begin(&said) || words.communes.begin(&said) || words.districts.begin(&said) {
            let (village, commune) = context::places(&capitalised(bare));
            if !village.is_empty() || !commune.is_empty() {
                let some = |name: String| Some(name).filter(|name| !name.is_empty());
                return Some(Line::Place(Box::new(Place { village: some(village), commune: some(commune) })));
            }
            return words.districts.begin(&said).then_some(Line::Skip);
        }
        let short = said.folded().split(' ').count() <= 8;
        if short && (words.up.begin(&said) || words.down.begin(&said)) {
            return Some(section(if words.up.begin(&said) { Section::Up } else { Section::Down }));
        }
        if short && words.near_poor.any_in(said.folded()) {
            return Some(section(Section::NearPoor));
        }
        if short && words.poor.any_in(said.folded()) {
            return Some(section(Section::Poor));
        }
        let has_name_place = row.cell(self.anchor).is_empty() || bare.len() != label.len() || self.is_joined(row);
        if has_name_place && short && self.number_of(row).is_none() {
            if group_named(bare).is_some() && !self.header.has(Field::Group) {
                return Some(section(Section::Group(bare.to_owned())));
            }
            // A village's name alone, joined over the width or standing in front of the names.
            if row.filled() == 1 && self.is_joined(row) && group_named(bare).is_none() {
                return Some(Line::Place(Box::new(Place { village: Some(cells::village(bare)), commune: None })));
            }
        }
        None
    }

    fn is_joined(&self, row: RowRef<'_>) -> bool {
        row.cells().next().is_some_and(|(column, _)| {
            let joined = self.grid.area(row.number, column).is_some_and(|area| area.columns.1 - area.columns.0 >= 2);
            joined || (column < self.anchor && row.filled() == 1)
        })
    }
}

/// Whether there is a letter in it at all; a lone `A` or `IV` is an enumerator and no word.
fn has_word(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphabetic()).count() >= 2 && !is_enumerator(text)
}

fn is_enumerator(text: &str) -> bool {
    let bare = text.trim().trim_end_matches(['.', ')', ':', '-']).trim();
    let roman = !bare.is_empty() && bare.len() <= 5 && bare.bytes().all(|byte| b"IVXivx".contains(&byte));
    let letter = bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_alphabetic());
    let digits = !bare.is_empty() && bare.len() <= 5 && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    roman || letter || digits
}

/// `I. Tăng`, `1.2 Thôn Đông`, `A) Hộ nghèo`, `- Xã Minh Tân` without what counts them.
fn without_enumerator(text: &str) -> &str {
    let text = text.trim_start_matches(['-', '+', '*', '•', ' ']);
    match text.split_once([' ', '\t']) {
        Some((front, rest)) if is_enumerator(front) && rest.chars().any(char::is_alphabetic) => {
            rest.trim_start_matches(['-', '.', ')', ':', ' '])
        }
        _ => match text.split_once(['.', ')', '/', '-']) {
            Some((front, rest)) if is_enumerator(front) && rest.chars().next().is_some_and(char::is_alphabetic) => rest,
            _ => text,
        },
    }
}

/// A heading typed without capitals still names a place.
fn capitalised(text: &str) -> String {
    if text.chars().any(char::is_uppercase) && text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    cells::capitals(text)
}

/// `…, ngày 05 tháng 4 năm 2021` above a signature.
fn is_dated_line(folded: &str) -> bool {
    let words: Vec<&str> = folded.split(' ').collect();
    let has = |word: &str| words.contains(&word);
    has("ngay") && has("thang") && has("nam") && words.len() <= 14 && !has("sinh")
}

fn names_a_part(said: &Spoken) -> bool {
    let words = &VOCABULARY.words;
    let rest = said.folded().split_once(' ').map(|(_, rest)| rest).unwrap_or_default();
    let is_part =
        |kinds: &super::vocabulary::Phrases| kinds.folded().any(|kind| super::vocabulary::has_phrase(rest, kind));
    // "Tổng cộng toàn xã" is the whole; "Tổng cộng xã Minh Tân" in a list of several communes is a part.
    !super::vocabulary::has_phrase(rest, "toan") && (is_part(&words.villages) || is_part(&words.communes))
}

/// Numbers that a label says, with the word behind each: `45 hộ`, `126 khẩu`, `tăng 16`.
fn counts(label: &str) -> Vec<(u32, String)> {
    let folded = fold(label);
    let words: Vec<&str> = folded.split(' ').collect();
    let count = |at: usize| {
        let number: u32 = words[at].parse().ok()?;
        let word = words.get(at + 1).copied().unwrap_or_default();
        Some((number, word.to_owned()))
    };
    (0..words.len()).filter_map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerators_are_no_words() {
        assert_eq!(without_enumerator("I. Tăng"), "Tăng");
        assert_eq!(without_enumerator("1.2 Thôn Đông"), "Thôn Đông");
        assert_eq!(without_enumerator("A) Hộ nghèo"), "Hộ nghèo");
        assert_eq!(without_enumerator("II-Giảm"), "Giảm");
        assert_eq!(without_enumerator("Thôn An Cầu"), "Thôn An Cầu");
        assert_eq!(without_enumerator("Vi Văn An"), "Văn An", "only looked at where nothing else says it is a person");
    }

    #[test]
    fn labels_of_sums_say_counts() {
        assert_eq!(counts("Cộng thôn An Cầu: 44 người"), [(44, "nguoi".to_owned())]);
        let said = counts("Tổng cộng: 45 hộ, 126 khẩu (hộ nghèo 23, cận nghèo 22)");
        assert_eq!(said.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [45, 126, 23, 22]);
    }
}
