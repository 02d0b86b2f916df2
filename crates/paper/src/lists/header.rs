//! Where the header of a list is, and what each of its columns means.
//!
//! A header is the row whose cells best fit the known titles, with the rows joined to it above and below.

use std::collections::BTreeMap;

use super::vocabulary::{Field, FieldRule, Spoken, VOCABULARY};
use crate::grid::{CellRef, Grid, RowRef, Value};

/// The header of one list on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Places of its first and last row among the rows of the grid.
    pub first: usize,
    pub last: usize,
    pub columns: Vec<Column>,
    places: BTreeMap<Field, u16>,
    /// Where data is expected at most: beyond it a filled cell is somebody's scribble.
    pub width: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub place: u16,
    /// Parent and child joined, `Năm sinh / Nam`.
    pub title: String,
    pub field: Option<Field>,
    /// Who gives the money of this column, for [`Field::Funder`].
    pub funder: Option<String>,
}

/// A column title that its office has given a meaning to: folded title to field, `None` for "pass over".
pub type Learned = BTreeMap<String, Option<Field>>;

impl Header {
    pub fn place(&self, field: Field) -> Option<u16> {
        self.places.get(&field).copied()
    }

    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Funder => self.columns.iter().any(|column| column.field == Some(Field::Funder)),
            field => self.places.contains_key(&field),
        }
    }

    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.columns.iter().filter_map(|column| column.field)
    }

    /// The column in which every record has something: the name, or what is planned.
    pub fn anchor(&self) -> Option<u16> {
        self.place(Field::Name).or_else(|| self.place(Field::Indicator))
    }

    /// The header's titles in one text, the same for the same layout whatever the marks and the case.
    pub fn fingerprint_text(&self) -> String {
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title.as_str()).collect();
        domain::kernel::fold(&titles.join(" | ").replace('|', " cot ")).replace(" cot ", "|")
    }
}

/// Fewer known columns than this are a sentence with a familiar word in it.
const FEWEST_FIELDS: usize = 3;

/// The first header at or below the row at `from`.
pub fn find(grid: &Grid, from: usize, learned: &Learned) -> Option<Header> {
    (from..grid.row_count()).find_map(|place| header_at(grid, place, learned))
}

/// The header whose main row this is.
pub fn header_at(grid: &Grid, place: usize, learned: &Learned) -> Option<Header> {
    if !may_be_header(grid.row(place)) {
        return None;
    }
    let alone = known_titles(grid.row(place));
    if alone < 2 {
        return None;
    }
    // Where the row below fits better, this one is its parent and is found again from there.
    let below = next_row(grid, place).filter(|below| may_be_header(grid.row(*below)));
    if below.is_some_and(|below| known_titles(grid.row(below)) > alone) {
        return None;
    }
    let mut first = place;
    while place - first < 2
        && let Some(above) = previous_row(grid, first)
        && is_parent_row(grid, first, above)
    {
        first = above;
    }
    let mut last = place;
    while last < place + 2
        && let Some(below) = next_row(grid, last)
        && is_child_row(grid, first..=place, below)
    {
        last = below;
    }
    let columns = mapped(titles(grid, first, last), learned);
    let places: BTreeMap<Field, u16> = columns
        .iter()
        .filter_map(|column| Some((column.field.filter(|field| *field != Field::Funder)?, column.place)))
        .collect();
    let width = columns.iter().map(|column| column.place).max().unwrap_or(0);
    let header = Header { first, last, columns, places, width };
    let fields = header.fields().count();
    let is_list = header.anchor().is_some() && fields >= FEWEST_FIELDS.min(header.columns.len());
    // Half of a header is known words; in a sentence they are rare.
    (is_list && fields * 2 >= header.columns.len().min(12)).then_some(header)
}

/// More titles than this no list has.
const WIDEST: usize = 200;

/// Titles are words: a row with dates or numbers is no header, whether they are values or text.
fn may_be_header(row: RowRef<'_>) -> bool {
    // `1.790.000đ` and `'1937` are figures, `27/7` too; `B1` and `Tháng 4/2021` are words.
    let is_figure = |text: &str| {
        let text = text.trim_start_matches(['\'', '(', '-', ' ']);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().filter(|c| c.is_alphabetic()).count() < digits
    };
    let mut texts = 0;
    for (_, cell) in row.cells() {
        match cell.value() {
            Value::Text(text) if text.len() < 400 && !is_figure(text) => texts += 1,
            Value::Empty => {}
            _ => return false,
        }
    }
    (2..=WIDEST).contains(&texts)
}

/// How many cells of the row are the title of a known column by themselves.
fn known_titles(row: RowRef<'_>) -> usize {
    // Every row of words comes by here, so most rules are passed over by one look at the words.
    let known = |text: &str| {
        let bare = without_brackets(text);
        let mut rules = VOCABULARY.fields_in(&domain::kernel::fold(&bare)).into_iter().peekable();
        rules.peek().is_some() && {
            let said = Spoken::new(&bare);
            rules.any(|rule| score(&VOCABULARY.fields[rule], &said, &said, None) >= SURE)
        }
    };
    row.cells().filter(|(_, cell)| known(&cell.text())).count()
}

fn next_row(grid: &Grid, place: usize) -> Option<usize> {
    let next = place + 1;
    (next < grid.row_count() && grid.row(next).number == grid.row(place).number + 1).then_some(next)
}

fn previous_row(grid: &Grid, place: usize) -> Option<usize> {
    let before = place.checked_sub(1)?;
    (grid.row(before).number + 1 == grid.row(place).number).then_some(before)
}

/// The last column that a title covers: by joined cells, or up to the next title of its row.
fn span_end(grid: &Grid, row: RowRef<'_>, column: u16) -> u16 {
    if let Some(area) = grid.area(row.number, column) {
        return area.columns.1;
    }
    if grid.merged().is_empty() {
        let next = row.cells().map(|(place, _)| place).find(|place| *place > column);
        return next.map_or(u16::MAX, |next| next - 1);
    }
    column
}

/// Children stand below titles that span several columns, beside titles that reach down to them, and nowhere else.
fn is_child_row(grid: &Grid, heads: std::ops::RangeInclusive<usize>, below: usize) -> bool {
    let row = grid.row(below);
    let is_short_text = |(_, cell): (u16, CellRef<'_>)| matches!(cell.value(), Value::Text(text) if text.len() <= 160);
    if !row.cells().all(is_short_text) || row.filled() == 0 || is_whole_width(grid, row) {
        return false;
    }
    let head = grid.row(*heads.end());
    let reaches_down = |(column, _): (u16, CellRef<'_>)| {
        grid.area(head.number, column).is_some_and(|area| area.rows.1 >= row.number && head.number == area.rows.0)
    };
    if head.cells().any(reaches_down) {
        return true;
    }
    // The lowest row has a name for each of the columns; one between may span as the head does.
    let lowest = next_row(grid, below).filter(|lowest| grid.row(*lowest).cells().all(is_short_text));
    let is_beside =
        |column: u16, end: u16, row: RowRef<'_>| row.cells().any(|(place, _)| column < place && place <= end);
    let mut below_gap = false;
    for (column, _) in row.cells() {
        let above = heads.clone().rev().map(|place| grid.row(place)).find(|head| !head.cell(column).is_empty());
        let Some(above) = above else {
            // Under a spanning title, or a column that only the lower row names.
            below_gap = true;
            continue;
        };
        let end = span_end(grid, above, column);
        let is_lower_beside = lowest.is_some_and(|lowest| is_beside(column, end, grid.row(lowest)));
        if end == column || !(is_beside(column, end, row) || is_lower_beside) {
            return false;
        }
        below_gap |= is_lower_beside;
    }
    below_gap
}

/// Parents span several of the titles below them; a title of the whole list spans them all and is no parent.
fn is_parent_row(grid: &Grid, head: usize, above: usize) -> bool {
    let (head, row) = (grid.row(head), grid.row(above));
    if row.filled() < 2 || is_whole_width(grid, row) || !may_be_header(row) {
        return false;
    }
    let mut spans = false;
    for (column, _) in row.cells() {
        let end = span_end(grid, row, column);
        let covered = head.cells().filter(|(place, _)| (column..=end).contains(place)).count();
        match covered {
            // Joined downwards over the titles' row.
            0 if head.cell(column).is_empty() => {}
            0 => return false,
            1 => {}
            _ => spans = true,
        }
    }
    let first = head.cells().map(|(place, _)| place).min();
    // Titles that reach down to the left of all children are titles still; a line of the letterhead is none.
    let starts_left = row.cells().all(|(place, _)| first.is_none_or(|first| place >= first)) || known_titles(row) >= 2;
    let is_titles = row.cells().all(|(_, cell)| cell.text().chars().count() <= 60);
    spans && starts_left && is_titles
}

/// One cell joined over nearly everything, as titles of lists and headings of villages are.
fn is_whole_width(grid: &Grid, row: RowRef<'_>) -> bool {
    let mut cells = row.cells();
    match (cells.next(), cells.next()) {
        (Some((column, _)), None) => {
            grid.area(row.number, column).is_some_and(|area| area.columns.1 - area.columns.0 >= 3) || column == 0
        }
        _ => false,
    }
}

/// The path of titles over each column.
fn titles(grid: &Grid, first: usize, last: usize) -> Vec<(u16, Vec<String>)> {
    let rows: Vec<RowRef<'_>> = (first..=last).map(|place| grid.row(place)).collect();
    let mut columns: Vec<u16> = rows.iter().flat_map(|row| row.cells().map(|(column, _)| column)).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.truncate(WIDEST);
    let path = |column: u16| {
        let mut path: Vec<String> = Vec::new();
        for (level, row) in rows.iter().enumerate() {
            let own = row.cell(column);
            let text = if own.is_empty() {
                let has_child = rows[level + 1..].iter().any(|lower| !lower.cell(column).is_empty());
                let parent = row.cells().filter(|(place, _)| *place < column).last();
                parent
                    .filter(|(place, _)| has_child && span_end(grid, *row, *place) >= column)
                    .map(|(_, cell)| cell.text().into_owned())
            } else {
                Some(own.text().into_owned())
            };
            if let Some(text) = text.filter(|text| path.last() != Some(text)) {
                path.push(text);
            }
        }
        path
    };
    columns.into_iter().map(|column| (column, path(column))).collect()
}

const SURE: u32 = 60;
const LEAST: u32 = 40;

/// Gives each column the field that fits it best; a field goes to one column only, money of givers to as many as give.
fn mapped(titles: Vec<(u16, Vec<String>)>, learned: &Learned) -> Vec<Column> {
    let mut columns: Vec<Column> = titles
        .iter()
        .map(|(place, path)| Column { place: *place, title: path.join(" / "), field: None, funder: None })
        .collect();
    let said: Vec<Titled> = titles.iter().map(|(_, path)| Titled::new(path)).collect();
    let mut offers: Vec<(u32, usize, Field)> = Vec::new();
    let mut settled = vec![false; columns.len()];
    for (at, column) in columns.iter_mut().enumerate() {
        if let Some(field) = learned.get(&domain::kernel::fold(&column.title)) {
            column.field = *field;
            settled[at] = true;
        }
    }
    let funders = funders(&said);
    for (at, titled) in said.iter().enumerate().filter(|(at, _)| !settled[*at]) {
        if funders[at].is_some() {
            offers.push((95, at, Field::Funder));
        }
        let is_there = |field: Field| {
            let rules = || VOCABULARY.fields.iter().filter(|rule| rule.key == field);
            said.iter().any(|titled| rules().any(|rule| titled.score(rule) >= SURE))
        };
        for rule in VOCABULARY.fields.iter().filter(|rule| rule.beside.is_none_or(is_there)) {
            let score = titled.score(rule);
            if score >= LEAST {
                offers.push((score, at, rule.key));
            }
        }
    }
    // The best fit first; of equals the left one, as lists are written.
    offers.sort_by(|one, two| two.0.cmp(&one.0).then(one.1.cmp(&two.1)));
    for (_, at, field) in &offers {
        let is_taken = *field != Field::Funder && columns.iter().any(|column| column.field == Some(*field));
        if columns[*at].field.is_none() && !settled[*at] && !is_taken {
            columns[*at].field = Some(*field);
        }
    }
    exchange(&mut columns, &settled, &offers);
    for (column, funder) in columns.iter_mut().zip(funders) {
        if column.field == Some(Field::Funder) {
            column.funder = funder.or_else(|| Some(column.title.clone()));
        }
    }
    columns
}

/// A column gives its field to another and takes its next best, as long as both together fit better: beside
/// "Họ và tên" the column "Đối tượng hưởng" is the kind of people, though alone it would be their names.
fn exchange(columns: &mut [Column], settled: &[bool], offers: &[(u32, usize, Field)]) {
    let fit = |at: usize, field: Option<Field>| {
        let offer = offers.iter().find(|(_, column, offered)| *column == at && Some(*offered) == field);
        offer.map_or(0, |(score, ..)| *score)
    };
    // Each round adds to the whole, so this ends; the limit only says so.
    for _ in 0..columns.len() {
        let is_free = |field: Field| field == Field::Funder || columns.iter().all(|column| column.field != Some(field));
        let better = offers.iter().filter(|(_, at, _)| !settled[*at]).find_map(|(score, taker, wanted)| {
            let giver = columns.iter().position(|column| column.field == Some(*wanted))?;
            if giver == *taker || settled[giver] || *wanted == Field::Funder {
                return None;
            }
            let left = columns[*taker].field;
            let next = offers
                .iter()
                .find(|(_, at, field)| *at == giver && field != wanted && (is_free(*field) || Some(*field) == left));
            let now = fit(*taker, left) + fit(giver, Some(*wanted));
            let then = score + next.map_or(0, |(score, ..)| *score);
            (now < then).then_some((*taker, *wanted, giver, next.map(|(.., field)| *field)))
        });
        let Some((taker, wanted, giver, next)) = better else { return };
        columns[taker].field = Some(wanted);
        columns[giver].field = next;
    }
}

struct Titled {
    leaf: Spoken,
    path: Spoken,
    parent: Option<Spoken>,
    leaf_text: String,
}

impl Titled {
    fn new(path: &[String]) -> Titled {
        let last = path.last().map_or("", String::as_str);
        let leaf_text = without_brackets(last);
        let parents = path.split_last().map(|(_, parents)| parents.join(" ")).filter(|text| !text.is_empty());
        Titled {
            leaf: Spoken::new(&leaf_text),
            path: Spoken::new(&path.join(" ")),
            parent: parents.map(|text| Spoken::new(&text)),
            leaf_text,
        }
    }

    fn score(&self, rule: &FieldRule) -> u32 {
        score(rule, &self.leaf, &self.path, self.parent.as_ref())
    }
}

/// `Giới tính (Nam/Nữ)` and `Chủ tịch nước (1.000đ)` without their remark.
fn without_brackets(title: &str) -> String {
    let bare = title.split(['(', '[']).next().unwrap_or_default().trim();
    if bare.is_empty() { title.to_owned() } else { bare.to_owned() }
}

/// Who gives the money of each column, where it is a giver's.
fn funders(titles: &[Titled]) -> Vec<Option<String>> {
    let known =
        |said: &Spoken| VOCABULARY.funders.iter().find(|rule| rule.titles.is_one(said)).map(|rule| rule.name.clone());
    let is_under =
        |titled: &Titled| titled.parent.as_ref().is_some_and(|parent| VOCABULARY.funders_under.any_in(parent.folded()));
    // Without a parent the short words mean places, unless a giver that is no place stands beside them.
    let is_row_of_givers = titles.iter().filter(|titled| known(&titled.leaf).is_some()).count() >= 2
        && titles
            .iter()
            .any(|titled| known(&titled.leaf).is_some_and(|name| name != "Xã" && name != "Tỉnh" && name != "Huyện"));
    let named = |titled: &Titled| {
        let name = known(&titled.leaf);
        if is_under(titled) {
            let is_gift = titled.parent.as_ref().is_some_and(|parent| parent.folded().contains("qua"));
            let is_sibling = titles.iter().any(|other| other.parent == titled.parent && known(&other.leaf).is_some());
            let is_sum = VOCABULARY.words.totals.is_one(&titled.leaf);
            return name.or_else(|| ((is_gift || is_sibling) && !is_sum).then(|| titled.leaf_text.clone()));
        }
        name.filter(|_| is_row_of_givers)
    };
    titles.iter().map(named).collect()
}

/// How well a title fits a field, out of 100.
fn score(rule: &FieldRule, leaf: &Spoken, path: &Spoken, parent: Option<&Spoken>) -> u32 {
    if rule.without.any_in(path.folded()) {
        return 0;
    }
    if rule.under.folded().next().is_some() && !parent.is_some_and(|parent| rule.under.any_in(parent.folded())) {
        return 0;
    }
    let is_only = |said: &Spoken| {
        if rule.marked { rule.only.is_one(said) } else { rule.only.folded().any(|phrase| phrase == said.folded()) }
    };
    if is_only(leaf) || is_only(path) {
        // A title typed without marks may be either word; the one that is written so comes first.
        return if rule.only.has_exactly(leaf) || !rule.marked { 100 } else { 90 };
    }
    let fit = |title: &str, phrase: &str| {
        let extra = (title.split(' ').count() as u32).saturating_sub(phrase.split(' ').count() as u32);
        let size = (phrase.len() as u32).min(20);
        match () {
            () if title == phrase => 98,
            () if title.starts_with(phrase) && super::vocabulary::has_phrase(title, phrase) => {
                (76 + size / 2).saturating_sub(3 * extra)
            }
            () if super::vocabulary::has_phrase(title, phrase) => (64 + size / 2).saturating_sub(3 * extra),
            () => 0,
        }
    };
    let best = |title: &str| rule.titles.folded().map(|phrase| fit(title, phrase)).max().unwrap_or(0);
    // What stands in the child counts more than what its parent lends it.
    best(leaf.folded()).max(best(path.folded()).saturating_sub(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields of the first header of a list, with its last line.
    fn read(list: &str) -> (Vec<Option<Field>>, u32) {
        let book = crate::grid::open("ds.csv", list.as_bytes()).expect("a text");
        let grid = &book.sheets[0];
        let header = find(grid, 0, &Learned::new()).expect("a header");
        (header.columns.iter().map(|column| column.field).collect(), grid.row(header.last).number)
    }

    #[test]
    fn a_field_goes_to_the_column_that_leaves_most_to_the_others() {
        let (fields, _) =
            read("STT;Họ tên đối tượng hưởng trợ cấp;Năm sinh;Đối tượng hưởng;Mức phụ cấp;Trợ cấp\n1;An;1950;TB;1;2\n");
        let wanted = [Field::Number, Field::Name, Field::Birth, Field::Group, Field::Supplement, Field::MainBenefit];
        assert_eq!(fields, wanted.map(Some));
    }

    #[test]
    fn brackets_behind_a_title_do_not_change_what_it_is() {
        let (fields, _) = read("STT;Họ và tên;Giới tính (Nam/Nữ);Năm sinh (dd/mm/yyyy);Tỷ lệ (%)\n1;An;Nam;1950;61\n");
        assert_eq!(fields[2..], [Field::Sex, Field::Birth, Field::Percent].map(Some));
    }

    #[test]
    fn a_unit_is_a_commune_among_people_and_a_measure_among_targets() {
        assert_eq!(read("TT;Nội dung chỉ tiêu;Kế hoạch năm;Đơn vị\n1;Nhà;5;nhà\n").0[3], Some(Field::Measure));
        assert_eq!(read("TT;Họ và tên;Năm sinh;Đơn vị\n1;An;1950;Minh Tân\n").0[3], Some(Field::Commune));
    }

    #[test]
    fn three_rows_of_titles_are_one_header_and_a_village_below_is_none_of_it() {
        let list = "STT;Họ và tên;Thông tin;;Mức hưởng\n;;Năm sinh;;\n;;Nam;Nữ;\nI;Thôn Đông;;;\n1;An;1950;;5\n";
        let (fields, last) = read(list);
        assert_eq!((fields[2], fields[3], last), (Some(Field::Male), Some(Field::Female), 3));
    }

    #[test]
    fn every_money_column_beside_givers_is_a_givers() {
        let (fields, _) = read("STT;Họ và tên;Trong đó;;;Tổng\n;;Tỉnh;Huyện;Hội Chữ thập đỏ;\n1;An;1;2;3;6\n");
        assert_eq!(fields[2..], [Field::Funder, Field::Funder, Field::Funder, Field::Total].map(Some));
    }
}
