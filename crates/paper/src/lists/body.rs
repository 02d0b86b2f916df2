//! The rows below a header: which are records, and what the others say about them.

use domain::kernel::{Dong, fold};

use super::cells;
use super::context;
use super::header::Header;
use super::vocabulary::{Field, Spoken, VOCABULARY, group_named};
use crate::grid::{CellRef, Grid, RowRef, Value};

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
    HoNgheo,
    HoCanNgheo,
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
        is_named && self.number_of(row).is_some() && self.has_detail(row) && !self.is_sum_or_place(row)
    }

    /// `1 | Thôn An Cầu | 12.500.000` and `3 | Tổng cộng | …`: numbered, with sums, and nobody.
    fn is_sum_or_place(&self, row: RowRef<'_>) -> bool {
        let words = &VOCABULARY.words;
        let text = row.cell(self.anchor).text();
        let first = text.split(' ').next().map(fold).unwrap_or_default();
        let kinds = [&words.totals, &words.villages, &words.communes];
        if !kinds.iter().any(|kind| kind.may_begin(&first)) || self.is_somebody(row) {
            return false;
        }
        let said = Spoken::new(&text);
        words.totals.begin(&said)
            || self.words_in(row) == 1 && (words.villages.begin(&said) || words.communes.begin(&said))
    }

    /// Cells with words in them; "675.000 đồng" under a title of money is a sum.
    fn words_in(&self, row: RowRef<'_>) -> usize {
        let has_words = |cell: CellRef<'_>| matches!(cell.value(), Value::Text(text) if has_word(text));
        row.cells().filter(|(column, cell)| has_words(*cell) && !self.is_money(*column)).count()
    }

    /// Something that only a person has; sums are no years of birth, and an "x" below them fills a gap.
    fn is_somebody(&self, row: RowRef<'_>) -> bool {
        const BIRTH: [Field; 4] = [Field::Birth, Field::Male, Field::Female, Field::BirthYear];
        const FIRST_YEAR: f64 = 1850.0;
        const OTHER: [Field; 8] = [
            Field::Doc,
            Field::Sex,
            Field::Relation,
            Field::FileNo,
            Field::Bhxh,
            Field::Group,
            Field::PersonCode,
            Field::Coefficient,
        ];
        let value = |field: Field| self.header.place(field).map_or(Value::Empty, |place| row.cell(place).value());
        let is_birth = |field: Field| match value(field) {
            Value::Day(..) => true,
            Value::Number(number) => number >= FIRST_YEAR,
            Value::Text(text) => text.bytes().filter(u8::is_ascii_digit).count() >= 4,
            _ => false,
        };
        let is_said = |field: Field| match value(field) {
            Value::Text(text) => text.trim().chars().count() >= 2,
            Value::Number(_) => field != Field::Group,
            _ => false,
        };
        BIRTH.into_iter().any(is_birth) || OTHER.into_iter().any(is_said)
    }

    /// A person's row beyond doubt, wherever it stands.
    pub fn is_surely_record(&self, row: RowRef<'_>) -> bool {
        self.is_plainly_record(row) && self.is_somebody(row)
    }

    /// Whether the row may be the titles of another list: two of its cells are such titles to the letter.
    pub fn has_titles(&self, row: RowRef<'_>) -> bool {
        let is_title = |text: &str| text.len() < 100 && VOCABULARY.titles.contains(&fold(text));
        self.number_of(row).is_none() && row.cells().filter(|(_, cell)| is_title(&cell.text())).take(2).count() == 2
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
        if self.number_of(row).is_some() {
            return false;
        }
        let ends = |cell: CellRef<'_>| {
            let Value::Text(text) = cell.value() else { return false };
            if text.len() > 200 {
                return false;
            }
            let text = cell.text();
            let said = Spoken::new(&text);
            VOCABULARY.words.ends.begin(&said) || is_dated_line(said.folded())
        };
        // "Trưởng thôn nhận thay" beside somebody's name is a remark.
        let name = row.cell(self.anchor);
        let is_record = !name.is_empty() && !ends(name) && (self.is_somebody(row) || self.has_sums(row));
        !is_record && row.cells().any(|(_, cell)| ends(cell))
    }

    fn has_sums(&self, row: RowRef<'_>) -> bool {
        row.cells().any(|(column, cell)| matches!(cell.value(), Value::Number(_)) && self.is_money(column))
    }

    fn total(&self, row: RowRef<'_>, label: &str, said: &Spoken) -> Option<Total> {
        let words = &VOCABULARY.words;
        if !words.totals.begin(said) || self.is_somebody(row) {
            return None;
        }
        let level = match () {
            () if words.page_totals.begin(said) => Level::Page,
            () if words.grand_totals.begin(said) && !names_a_part(said) => Level::Grand,
            () => Level::Part,
        };
        let sums = row.cells().filter(|(column, _)| self.is_money(*column));
        let sums = sums.filter_map(|(column, cell)| Some((column, cells::money(cell, self.times_of(column)).ok()??)));
        let sums: Vec<(u16, Dong)> = sums.collect();
        // The village of Cộng Hòa sums up nothing.
        if row.filled() == 1 && is_name(label) && !words.totals.is_one(said) && !names_a_part(said) {
            return None;
        }
        Some(Total { row: row.number, label: label.to_owned(), level, sums, counts: counts(label) })
    }

    fn is_money(&self, place: u16) -> bool {
        const MONEY: [Field; 12] = [
            Field::Amount,
            Field::Total,
            Field::MainBenefit,
            Field::Supplement,
            Field::ServerBenefit,
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
        let texts = self.words_in(row);
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
        let is_change = words.up.begin(&said) || words.down.begin(&said);
        if short && is_change && (!is_name(bare) || words.up.is_one(&said) || words.down.is_one(&said)) {
            return Some(section(if words.up.begin(&said) { Section::Up } else { Section::Down }));
        }
        if short && words.ho_can_ngheo.any_in(said.folded()) {
            return Some(section(Section::HoCanNgheo));
        }
        if short && words.ho_ngheo.any_in(said.folded()) {
            return Some(section(Section::HoNgheo));
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

/// Several words with a capital each, among small letters: `Cộng Hòa`, `Tăng Bá`.
fn is_name(text: &str) -> bool {
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    text.contains(' ') && text.contains(char::is_lowercase) && text.split(' ').all(is_capital)
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

    /// What each row of a list is, below a header in its first line.
    fn lines(list: &str) -> Vec<Line> {
        let book = crate::grid::open("ds.csv", list.as_bytes()).expect("a text");
        let grid = &book.sheets[0];
        let header = super::super::header::find(grid, 0, &Default::default()).expect("a header");
        let classifier = Classifier::new(grid, &header, 1);
        (header.last + 1..grid.row_count()).map(|place| classifier.line(grid.row(place))).collect()
    }

    fn is_village(line: &Line, name: &str) -> bool {
        matches!(line, Line::Place(place) if place.village.as_deref() == Some(name))
    }

    #[test]
    fn families_whose_name_is_a_word_of_lists_are_people() {
        for name in
            ["Tống Văn An", "Tăng Thị Bé", "Xa Văn Cộng", "KHU THỊ ĐÀO", "Đội Văn Em", "Cống Thị Giảm", "TONG VAN HAI"]
        {
            let list = format!("STT;Họ và tên;Năm sinh;Mức trợ cấp\n1;{name};1950;270000\n;{name};1951;270000\n");
            assert_eq!(lines(&list), [Line::Record, Line::Record], "{name}");
        }
    }

    #[test]
    fn a_numbered_village_with_its_sum_is_a_heading() {
        let list = "STT;Họ và tên;Năm sinh;Mức trợ cấp\n1;Thôn Đông;;540.000 đồng\nII;Thôn Cộng Hòa;;270000\n";
        let lines = lines(list);
        assert!(is_village(&lines[0], "Đông") && is_village(&lines[1], "Cộng Hòa"), "{lines:?}");
    }

    #[test]
    fn villages_whose_name_begins_like_a_sum_or_a_section_are_villages() {
        let lines = lines("STT;Họ và tên;Năm sinh;Mức trợ cấp\nCộng Hòa\nTăng Bá\nCộng\nTăng mới\n");
        assert!(is_village(&lines[0], "Cộng Hòa") && is_village(&lines[1], "Tăng Bá"), "{lines:?}");
        assert!(matches!(lines[2], Line::Total(_)) && lines[3] == Line::Section(Box::new(Section::Up)), "{lines:?}");
    }

    #[test]
    fn a_remark_that_names_a_signer_ends_no_list() {
        let list = "Họ và tên;Năm sinh;Mức trợ cấp;Ghi chú\nLê Văn An;1950;270000;Trưởng thôn nhận thay\n\
                    Người lập biểu;;;Kế toán\n";
        assert_eq!(lines(list), [Line::Record, Line::End]);
    }

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
