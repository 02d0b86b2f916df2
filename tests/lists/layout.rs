//! A truth laid out as one of the many lists that an office could make of it.

use paper::lists::Kind;

use super::chance::Chance;
use super::columns::{Column, Habits, gift_total};
use super::people::{Birth, Person, Truth};
use super::sheet::{As, Cell, Csv, Encoding, Old, Sheet};

/// A workbook, and everything that must be read from it.
#[derive(Debug)]
pub struct Laid {
    pub file: String,
    pub format: As,
    pub sheets: Vec<Sheet>,
    pub kind: Kind,
    /// Whether lines above the list or the name of the file tell the kind.
    pub tells_kind: bool,
    pub records: Vec<Wanted>,
    pub month: Option<String>,
    pub declared: Option<i64>,
    /// Sheets and rows of sums that are not the sum.
    pub wrong: Vec<(u16, u32)>,
    pub is_declared_wrong: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub sheet: u16,
    pub row: u32,
    pub told: Vec<(String, String)>,
}

/// Where a list says where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Home {
    Columns(Fill),
    Address,
    Headings,
    /// One village, named above the list.
    Title,
    Nowhere,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fill {
    EveryRow,
    FirstRow,
    Joined,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Grand {
    None,
    Top,
    Bottom,
}

/// What an office decided for the whole workbook.
struct Plan {
    kind: Kind,
    format: As,
    habits: Habits,
    columns: Vec<Column>,
    titles: Vec<Vec<String>>,
    home: Home,
    commune_in_title: bool,
    /// Each sheet is a commune's and is named so.
    commune_in_name: bool,
    joins: bool,
    title_lines: bool,
    code_row: usize,
    heading: usize,
    part_totals: usize,
    grand: Grand,
    sections: bool,
    repeats_header: bool,
    numbers_restart: bool,
    unit_in_title: bool,
    end: usize,
    month: Option<(i64, i64)>,
    spoils_totals: bool,
    blank_rows: bool,
    /// Heads of households have numbers and their people have none.
    numbers_heads: bool,
}

pub fn any(seed: u64) -> Laid {
    let mut chance = Chance::new(seed);
    let kind = chance.one(&Kind::ALL);
    let truth = Truth::of(kind, &mut chance);
    let mut plan = Plan::any(&truth, &mut chance);
    let old = old_letters(&mut plan, &mut chance);
    let mut writer = Writer { laid: plan.empty(seed, &mut chance), grand: None, parts: None };
    let per_sheet = truth.villages.len() > 1 && plan.format.extension() != "csv" && chance.percent(20);
    plan.commune_in_name = per_sheet;
    let two_tables = truth.villages.len() > 1 && !per_sheet && chance.percent(15);
    let all: Vec<&[Person]> = truth.villages.iter().map(Vec::as_slice).collect();
    if chance.percent(10) && plan.format.extension() != "csv" {
        writer.laid.sheets.push(hidden());
    }
    match (per_sheet, two_tables) {
        (true, _) => {
            for villages in all.chunk_by(|one, two| one[0].commune == two[0].commune) {
                let sheet = Sheet { name: format!("Xã {}", villages[0][0].commune), ..Sheet::default() };
                writer.laid.sheets.push(sheet);
                writer.table(&plan, villages, true, &mut chance);
            }
        }
        (false, tables) => {
            let name = chance.word("Sheet1|Sheet1 (2)|DS|Danh sách|Trang 1").to_owned();
            writer.laid.sheets.push(Sheet { name, ..Sheet::default() });
            let (first, second) = all.split_at(if tables { all.len() / 2 } else { all.len() });
            if !second.is_empty() {
                plan.grand = Grand::Bottom;
            }
            writer.table(&plan, first, second.is_empty(), &mut chance);
            if !second.is_empty() {
                // Another list stands under the first one and has other columns.
                let mut other = Plan::any(&truth, &mut chance);
                other.adopt(&plan);
                writer.table(&other, second, true, &mut chance);
            }
        }
    }
    let mut laid = writer.laid;
    let old = old.filter(|old| laid.sheets.iter().all(|sheet| sheet.can_be(*old)));
    if let (None, As::Csv(Csv { encoding, .. })) = (old, &mut laid.format)
        && *encoding == Encoding::Bytes
    {
        *encoding = Encoding::Utf8;
    }
    if let Some(old) = old {
        for sheet in &mut laid.sheets {
            sheet.old = Some(old);
        }
    }
    if laid.kind == Kind::Ncc {
        for record in &mut laid.records {
            let is_old = laid.sheets[record.sheet as usize].old.is_some();
            record.told.push(("legacy_font".to_owned(), if is_old { "1" } else { "0" }.to_owned()));
        }
    }
    laid
}

/// A workbook typed before Unicode; its words must not need letters that the old fonts do not have.
fn old_letters(plan: &mut Plan, chance: &mut Chance) -> Option<Old> {
    if !chance.percent(8) {
        return None;
    }
    let with_font = plan.format == As::Xlsx && chance.percent(60);
    let old = chance.one(&[Old::Tcvn3 { with_font }, Old::Vni { with_font }]);
    plan.habits = plan.habits.clone().composed();
    if let As::Csv(csv) = &mut plan.format {
        *csv = Csv { separator: csv.separator, encoding: Encoding::Bytes };
    }
    Some(old)
}

fn hidden() -> Sheet {
    let text = |texts: &str| texts.split('|').map(Cell::text).collect();
    let rows =
        vec![text("STT|Họ và tên|Năm sinh|Đối tượng|Mức trợ cấp"), text("1|Nguyễn Văn Ẩn|1950|Khuyết tật nặng|405000")];
    Sheet { name: "Cũ".to_owned(), hidden: true, rows, ..Sheet::default() }
}

impl Plan {
    fn any(truth: &Truth, chance: &mut Chance) -> Plan {
        let kind = truth.kind;
        let format = As::any(chance);
        let mut habits = Habits::any(kind, chance);
        if habits.times == 1_000_000 && matches!(format, As::Csv(_)) {
            // As text, 4.725 is a number of thousands.
            habits.times = 1;
        }
        let communes = {
            let mut names: Vec<&str> = truth.people().map(|person| person.commune.as_str()).collect();
            names.dedup();
            names.len()
        };
        let joins = chance.percent(80) && !matches!(format, As::Csv(_));
        let home = match (kind, communes, truth.villages.len()) {
            (Kind::Plan, ..) => Home::Nowhere,
            (_, 1, 1) if chance.percent(30) => Home::Title,
            _ => match chance.below(5) {
                0 => Home::Address,
                1 | 2 => Home::Headings,
                _ => Home::Columns(fill(truth, chance)),
            },
        };
        let commune_in_title = communes == 1 && kind != Kind::Plan && (home == Home::Title || chance.percent(60));
        let mut columns = columns_of(truth, home, communes, chance);
        arrange(&mut columns, chance);
        let variant = chance.below(12);
        let mut titles: Vec<Vec<String>> = columns
            .iter()
            .map(|column| column.title(kind, if column.family() > 0 { variant } else { chance.below(12) }))
            .collect();
        if chance.percent(15) {
            grouped_titles(&columns, &mut titles, chance);
        }
        Plan {
            kind,
            format,
            habits,
            columns,
            titles,
            home,
            commune_in_title,
            commune_in_name: false,
            joins,
            title_lines: chance.percent(80) || home == Home::Title || commune_in_title,
            code_row: chance.below(9),
            heading: chance.below(9),
            part_totals: chance.below(6),
            grand: chance.one(&[Grand::None, Grand::Top, Grand::Bottom, Grand::Bottom]),
            sections: false,
            repeats_header: chance.percent(20),
            numbers_restart: chance.percent(40),
            unit_in_title: chance.percent(40),
            end: chance.below(5),
            month: chance.percent(80).then(|| (chance.between(2015, 2026), chance.between(1, 12))),
            spoils_totals: chance.percent(10),
            blank_rows: chance.percent(15),
            numbers_heads: kind == Kind::PoorHouseholds && chance.percent(50),
        }
        .settled(chance)
    }

    fn settled(mut self, chance: &mut Chance) -> Plan {
        let has = |column| self.columns.contains(&column);
        let needs_change = self.kind == Kind::BhytChanges && !has(Column::Change);
        let needs_class = self.kind == Kind::PoorHouseholds && !has(Column::Class) && !has(Column::Poor);
        self.sections = needs_change || needs_class;
        if !self.title_lines
            || !matches!(self.kind, Kind::Btxh | Kind::BtxhPay | Kind::Ncc | Kind::PaymentResult | Kind::BhytChanges)
        {
            self.month = None;
        }
        if self.habits.times > 1 && !self.title_lines {
            self.unit_in_title = true;
        }
        if self.habits.times > 1 && self.unit_in_title {
            let unit = match self.habits.times {
                1_000 => chance.word("(1.000 đồng)|(nghìn đồng)|(1.000đ)|(ĐVT: 1.000 đồng)"),
                _ => chance.word("(triệu đồng)|(trđ)"),
            };
            for (column, title) in self.columns.iter().zip(&mut self.titles) {
                if column.is_money()
                    && let Some(last) = title.last_mut()
                {
                    *last = format!("{} {unit}", last.replace(" (đồng)", ""));
                }
            }
        }
        self
    }

    /// What cannot differ between two tables of one sheet.
    fn adopt(&mut self, first: &Plan) {
        self.format = first.format;
        self.month = first.month;
        self.commune_in_title = first.commune_in_title;
        self.joins = first.joins;
        if self.habits.times > 1 || first.habits.times > 1 {
            self.habits.times = first.habits.times;
            self.columns.clone_from(&first.columns);
            self.titles.clone_from(&first.titles);
            self.habits.clone_from(&first.habits);
            self.home = first.home;
            self.sections = first.sections;
        }
        self.title_lines = false;
        // Equal titles would make one list of two, whose sum stands in the middle.
        if self.grand == Grand::Top {
            self.grand = Grand::Bottom;
        }
        if first.kind == Kind::Gifts || self.home == Home::Title {
            self.columns.clone_from(&first.columns);
            self.titles.clone_from(&first.titles);
            self.home = first.home;
            self.sections = first.sections;
        }
    }

    fn empty(&self, seed: u64, chance: &mut Chance) -> Laid {
        let tells_by_file = !self.title_lines && chance.percent(50);
        let stem = match (tells_by_file, self.kind) {
            (false, _) => "danh sach",
            (_, Kind::Btxh) => "btxh hang thang",
            (_, Kind::BtxhPay) => "chi-tra-btxh",
            (_, Kind::Ncc) => "NCC",
            (_, Kind::PoorHouseholds) => "ho_ngheo_can_ngheo",
            (_, Kind::Gifts) => "qua-tet",
            (_, Kind::PaymentResult) => "buu dien ket qua chi tra",
            (_, Kind::BhytChanges) => "bhyt-tang-giam",
            (_, Kind::Plan) => "chi tieu ke hoach",
        };
        Laid {
            file: format!("{stem} {seed:x}x.{}", self.format.extension()),
            format: self.format,
            sheets: Vec::new(),
            kind: self.kind,
            tells_kind: self.title_lines,
            records: Vec::new(),
            month: self.month.map(|(year, month)| format!("{year}-{month:02}")),
            declared: None,
            wrong: Vec::new(),
            is_declared_wrong: false,
        }
    }

    fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|one| *one == column)
    }

    fn depth(&self) -> usize {
        self.titles.iter().map(Vec::len).max().unwrap_or(1)
    }

    /// The column whose sum is the list's.
    fn summed(&self) -> Option<Column> {
        [Column::Total, Column::Amount, Column::MainBenefit].into_iter().find(|column| self.has(*column))
    }

    /// What a sum of these people says in this column, in đồng.
    fn sum(&self, column: Column, people: &[&Person]) -> i64 {
        let of = |person: &&Person| match column {
            Column::Amount | Column::Total if self.kind == Kind::Gifts => gift_total(person),
            Column::Total if self.kind == Kind::Ncc => person.amount + person.supplement,
            Column::Amount | Column::MainBenefit => person.amount,
            Column::Arrears => person.arrears,
            Column::Carried => person.carried,
            Column::Total => person.total(),
            Column::Supplement => person.supplement,
            Column::Giver(place) => person.parts[place],
            Column::Paid if person.is_paid => person.amount,
            Column::Unpaid if !person.is_paid => person.amount,
            _ => 0,
        };
        people.iter().map(of).sum()
    }

    /// The fields that the list tells of a person, as its record must tell them.
    fn told(&self, person: &Person) -> Vec<(String, String)> {
        let shown = |column: Column, text: String| if self.has(column) { text } else { String::new() };
        let has_birth = [Column::Birth, Column::BirthMale, Column::BirthYear].iter().any(|column| self.has(*column));
        let (birth, precision) = match person.birth {
            _ if !has_birth => (String::new(), ""),
            Birth::Year(year) => (year.to_string(), "year"),
            Birth::Month(year, month) => (format!("{year}-{month:02}"), "month"),
            Birth::Day(year, month, day) => (format!("{year}-{month:02}-{day:02}"), "day"),
        };
        let has_sex = self.has(Column::Sex) || self.has(Column::BirthMale);
        let sex = match (has_sex, person.is_male) {
            (false, _) => "",
            (_, true) => "M",
            (_, false) => "F",
        };
        let village = if self.home == Home::Nowhere { "" } else { &person.village };
        let commune = if self.home == Home::Nowhere || !self.tells_commune() { "" } else { &person.commune };
        let gives = |column: Column, amount: i64| shown(column, amount.to_string());
        let mut told: Vec<(String, String)> = Vec::new();
        let mut say = |name: &str, text: &str| told.push((name.to_owned(), text.to_owned()));
        match self.kind {
            Kind::Btxh | Kind::BtxhPay => {
                say("name", &person.name);
                say("sex", sex);
                say("birth", &birth);
                say("precision", precision);
                say("doc", &shown(Column::Doc, person.doc.clone()));
                say("village", village);
                say("commune", commune);
                say("group", &shown(Column::Group, person.group.1.to_owned()));
                say("coefficient", &shown(Column::Coefficient, person.group.2.to_owned()));
                say("amount", &person.amount.to_string());
                if self.kind == Kind::BtxhPay {
                    say("arrears", &gives(Column::Arrears, person.arrears));
                } else {
                    say("decision", &shown(Column::Decision, person.decision.clone()));
                    say("since", &shown(Column::Since, format!("{:02}/{}", person.since.1, person.since.0)));
                }
                say("note", &shown(Column::Note, person.note.clone()));
            }
            Kind::Ncc => {
                say("name", &person.name);
                say("birth", &birth);
                say("precision", precision);
                say("file_no", &shown(Column::FileNo, person.file_no.clone()));
                say("group", &shown(Column::Group, person.group.1.to_owned()));
                say("percent", &shown(Column::Percent, person.percent.to_string()));
                say("allowance", &person.amount.to_string());
                say("supplement", &gives(Column::Supplement, person.supplement));
                let supplement =
                    if self.has(Column::Supplement) || self.has(Column::Total) { person.supplement } else { 0 };
                say("amount", &(person.amount + supplement).to_string());
                say("village", village);
                say("commune", commune);
            }
            Kind::PoorHouseholds => {
                say("household", &person.household.to_string());
                say("member", &person.member.to_string());
                say("name", &person.name);
                say("sex", sex);
                say("birth", &birth);
                say("relation", person.relation);
                say("village", village);
                say("commune", commune);
                say("cls", if person.is_poor { "poor" } else { "near-poor" });
                say("no_labour", if self.has(Column::NoLabour) && person.no_labour { "1" } else { "0" });
                say("b1", &gives(Column::B1, person.points.0));
                say("b2", &gives(Column::B2, person.points.1));
            }
            Kind::Gifts => {
                say("name", &person.name);
                say("birth", &birth);
                say("kind", &shown(Column::Group, person.group.0.to_owned()));
                say("commune", commune);
                for (place, part) in person.parts.iter().enumerate() {
                    say(&format!("f{place}"), &part.to_string());
                }
                say("amount", &gift_total(person).to_string());
            }
            Kind::PaymentResult => {
                say("name", &person.name);
                say("birth_year", birth.split('-').next().unwrap_or_default());
                say("village", village);
                say("commune", commune);
                say("amount", &person.amount.to_string());
                say("paid", if person.is_paid { "1" } else { "0" });
                say("reason", self.reason(person));
            }
            Kind::BhytChanges => {
                say("name", &person.name);
                say("change", if person.is_up { "up" } else { "down" });
                say("birth", &birth);
                say("sex", sex);
                say("doc", &shown(Column::Doc, person.doc.clone()));
                say("bhxh", &shown(Column::Bhxh, person.bhxh.clone()));
                say("village", village);
                say("commune", commune);
                say("reason", self.reason(person));
            }
            Kind::Plan => {
                say("indicator", &person.target.0);
                say("unit", &shown(Column::Measure, person.target.1.to_owned()));
                say("target", &person.target.2);
            }
        }
        told
    }

    /// Where a list has no column for reasons, its remarks are read as such.
    fn reason<'a>(&self, person: &'a Person) -> &'a str {
        match (self.has(Column::Reason), self.has(Column::Note)) {
            (true, _) => &person.reason,
            (_, true) => &person.note,
            _ => "",
        }
    }

    fn tells_commune(&self) -> bool {
        let in_title = self.commune_in_title || self.commune_in_name;
        in_title || self.has(Column::Commune) || self.home == Home::Address || self.home == Home::Headings
    }
}

/// Filling down can be told from gaps only where it leaves most rows empty.
fn fill(truth: &Truth, chance: &mut Chance) -> Fill {
    let sparse = truth.villages.iter().all(|people| people.len() > 3);
    if sparse { chance.one(&[Fill::EveryRow, Fill::FirstRow, Fill::Joined]) } else { Fill::EveryRow }
}

fn columns_of(truth: &Truth, home: Home, communes: usize, chance: &mut Chance) -> Vec<Column> {
    use Column::*;
    let mut columns = vec![Number, Name];
    let mut some = |percent: usize, more: &[Column], chance: &mut Chance| {
        if chance.percent(percent) {
            columns.extend(more);
        }
    };
    if truth.kind == Kind::Plan {
        some(100, &[Target], chance);
        some(90, &[Measure], chance);
        some(30, &[Done], chance);
        some(20, &[Note], chance);
        columns[1] = Indicator;
        return columns;
    }
    match chance.below(4) {
        0 => some(100, &[BirthMale, BirthFemale], chance),
        1 => some(100, &[BirthDay, BirthMonth, BirthYear], chance),
        _ => some(if truth.kind == Kind::Gifts { 70 } else { 100 }, &[Birth], chance),
    }
    let has_pair = chance.percent(50);
    match home {
        Home::Columns(_) => {
            some(100, &[Village], chance);
            some(if communes > 1 { 100 } else { 40 }, &[Commune], chance);
        }
        Home::Address => some(100, &[Address], chance),
        _ => {}
    }
    match truth.kind {
        Kind::Btxh => {
            some(60, &[Doc], chance);
            some(90, &[Group], chance);
            some(60, &[Coefficient], chance);
            some(100, &[Amount], chance);
            some(50, &[Decision], chance);
            some(50, &[Since], chance);
        }
        Kind::BtxhPay => {
            some(30, &[Doc], chance);
            some(60, &[Group], chance);
            some(30, &[Coefficient], chance);
            if has_pair {
                some(100, &[Amount, Arrears, Carried, Total], chance);
            } else {
                some(100, &[Amount], chance);
            }
            some(80, &[Sign], chance);
        }
        Kind::Ncc => {
            some(80, &[FileNo], chance);
            some(100, &[Group], chance);
            some(50, &[Percent], chance);
            if has_pair {
                some(100, &[MainBenefit, Supplement, Total], chance)
            } else {
                some(100, &[MainBenefit], chance)
            }
        }
        Kind::PoorHouseholds => {
            some(if has_pair { 100 } else { 0 }, &[MemberNumber], chance);
            some(100, &[Relation], chance);
            match chance.below(3) {
                0 => some(100, &[Poor, HoCanNgheo], chance),
                1 => some(100, &[Class], chance),
                _ => {}
            }
            some(40, &[NoLabour], chance);
            some(50, &[B1, B2], chance);
            some(30, &[Ethnicity], chance);
        }
        Kind::Gifts => {
            some(80, &[Group], chance);
            let givers: Vec<Column> = (0..truth.givers).map(Giver).collect();
            some(100, &givers, chance);
            some(if givers.is_empty() { 100 } else { 0 }, &[Amount], chance);
            some(if givers.is_empty() { 0 } else { 70 }, &[Total], chance);
            some(70, &[Sign], chance);
        }
        Kind::PaymentResult => {
            if has_pair {
                some(100, &[Amount, Paid, Unpaid], chance)
            } else {
                some(100, &[Amount, Outcome], chance)
            }
            some(90, &[Reason], chance);
        }
        Kind::BhytChanges => {
            some(80, &[Doc], chance);
            some(100, &[Bhxh], chance);
            some(50, &[Clinic], chance);
            some(50, &[Change], chance);
            some(60, &[Reason], chance);
        }
        Kind::Plan => {}
    }
    if truth.kind == Kind::Gifts
        && !columns.contains(&Group)
        && !columns.contains(&Birth)
        && !columns.contains(&BirthMale)
    {
        columns.push(Sex);
    }
    if columns.contains(&MemberNumber) {
        columns[0] = HouseholdNumber;
    }
    if !columns.contains(&BirthMale) && !columns.contains(&Sex) && chance.percent(50) {
        columns.push(Sex);
    }
    if chance.percent(15) {
        columns.push(Phone);
    }
    if chance.percent(50) && !columns.contains(&Reason) {
        columns.push(Note);
    }
    columns
}

/// Numbers and names stand first; what belongs together stays together.
fn arrange(columns: &mut Vec<Column>, chance: &mut Chance) {
    let lead = if columns.contains(&Column::MemberNumber) { 2 } else { 1 };
    if lead == 2 {
        columns.retain(|column| *column != Column::MemberNumber);
        columns.insert(1, Column::MemberNumber);
    }
    if chance.percent(50) {
        return;
    }
    let rest = columns.split_off(lead + 1);
    let mut blocks: Vec<Vec<Column>> = Vec::new();
    for column in rest {
        match blocks.last_mut().filter(|block| block[0].family() > 0 && block[0].family() == column.family()) {
            Some(block) => block.push(column),
            None => blocks.push(vec![column]),
        }
    }
    chance.shuffle(&mut blocks);
    columns.extend(blocks.into_iter().flatten());
}

/// Puts one more title over neighbours that speak of the same.
fn grouped_titles(columns: &[Column], titles: &mut [Vec<String>], chance: &mut Chance) {
    type Belongs = fn(Column) -> bool;
    let over: [(Belongs, &str); 2] = [
        (Column::is_personal, "Thông tin cá nhân|THÔNG TIN ĐỐI TƯỢNG|Thông tin"),
        (Column::is_benefit, "Chế độ trợ cấp|Chế độ hưởng|Trợ cấp xã hội"),
    ];
    for (belongs, words) in over {
        let title = chance.word(words).to_owned();
        let first = columns.iter().position(|column| belongs(*column)).unwrap_or(columns.len());
        let count = columns[first..].iter().take_while(|column| belongs(**column)).count();
        if count >= 2 {
            for path in &mut titles[first..first + count] {
                path.insert(0, title.clone());
            }
        }
    }
}

struct Writer {
    laid: Laid,
    /// What the last row of this table says, or the sums of its parts, and whether that is wrong.
    grand: Option<(i64, bool)>,
    parts: Option<(i64, bool)>,
}

impl Writer {
    fn sheet(&mut self) -> &mut Sheet {
        self.laid.sheets.last_mut().expect("a sheet was begun")
    }

    fn push(&mut self, cells: Vec<Cell>) -> usize {
        let sheet = self.sheet();
        sheet.rows.push(cells);
        sheet.rows.len() - 1
    }

    /// A row of one cell, joined over the width where the office joins cells.
    fn line(&mut self, plan: &Plan, column: usize, text: &str, joined: bool) -> usize {
        let mut cells = vec![Cell::Empty; column];
        cells.push(plan.habits.text(text));
        let row = self.push(cells);
        let last = plan.columns.len() - 1;
        if joined && column < last {
            self.sheet().merged.push([row, column, row, last]);
        }
        row
    }

    fn table(&mut self, plan: &Plan, villages: &[&[Person]], is_last: bool, chance: &mut Chance) {
        self.title(plan, villages, chance);
        self.header(plan);
        self.code_row(plan);
        let people: Vec<&Person> = villages.iter().copied().flatten().collect();
        if plan.grand == Grand::Top {
            self.total(plan, chance.word("Tổng cộng|TỔNG SỐ|Tổng cộng:"), &people, true, false);
        }
        let mut number = 0;
        let mut commune = "";
        for (place, village) in villages.iter().enumerate() {
            if plan.home == Home::Headings {
                self.headings(plan, village, place, &mut commune);
            }
            if plan.numbers_restart {
                number = 0;
            }
            self.village(plan, village, &mut number, chance);
            if plan.part_totals < 3 && plan.summed().is_some() {
                let people: Vec<&Person> = village.iter().collect();
                let name = &village[0].village;
                let label = match plan.part_totals {
                    0 => format!("Cộng thôn {name}"),
                    1 => format!("Cộng: {} người", people.len()),
                    _ => format!("CỘNG THÔN {}", name.to_uppercase()),
                };
                self.total(plan, &label, &people, false, plan.spoils_totals && chance.percent(50));
            }
            if plan.repeats_header && place + 1 < villages.len() {
                self.header(plan);
            }
        }
        if plan.grand == Grand::Bottom {
            let label = match chance.below(4) {
                0 => format!("Tổng cộng: {} người", people.len()),
                1 => "TỔNG CỘNG (I+II)".to_owned(),
                2 => "Tổng số".to_owned(),
                _ => "Tổng cộng".to_owned(),
            };
            self.total(plan, &label, &people, true, plan.spoils_totals);
        }
        self.end(plan, is_last, chance);
    }

    fn title(&mut self, plan: &Plan, villages: &[&[Person]], chance: &mut Chance) {
        let person = &villages[0][0];
        if !plan.title_lines {
            return;
        }
        let right = plan.columns.len() / 2;
        if plan.commune_in_title {
            let text =
                format!("{} {}", chance.word("UBND XÃ|ỦY BAN NHÂN DÂN XÃ|UBND xã"), person.commune.to_uppercase());
            let mut cells = vec![Cell::Empty; right];
            cells.push(plan.habits.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
            cells[0] = plan.habits.text(&text);
            self.push(cells);
            self.push([vec![Cell::Empty; right], vec![plan.habits.text("Độc lập - Tự do - Hạnh phúc")]].concat());
        }
        let about = match plan.kind {
            Kind::Btxh => "DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI HƯỞNG TRỢ CẤP HÀNG THÁNG",
            Kind::BtxhPay => "DANH SÁCH CHI TRẢ TRỢ CẤP BẢO TRỢ XÃ HỘI",
            Kind::Ncc => "DANH SÁCH NGƯỜI CÓ CÔNG VỚI CÁCH MẠNG HƯỞNG TRỢ CẤP ƯU ĐÃI",
            Kind::PoorHouseholds => "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO VÀ CÁC THÀNH VIÊN",
            Kind::Gifts => "DANH SÁCH TẶNG QUÀ TẾT NGUYÊN ĐÁN",
            Kind::PaymentResult => "KẾT QUẢ CHI TRẢ TRỢ CẤP CỦA BƯU ĐIỆN",
            Kind::BhytChanges => "DANH SÁCH TĂNG, GIẢM THẺ BẢO HIỂM Y TẾ",
            Kind::Plan => "CHỈ TIÊU KẾ HOẠCH NĂM",
        };
        self.line(plan, 0, about, plan.joins);
        if let Some((year, month)) = plan.month {
            let text = match chance.below(4) {
                0 => format!("Tháng {month} năm {year}"),
                1 => format!("(Tháng {month:02}/{year})"),
                2 if plan.kind == Kind::BtxhPay => format!("Kỳ chi trả T{month}/{year}"),
                2 => format!("T{month}/{year}"),
                _ => format!("THÁNG {month} NĂM {year}"),
            };
            self.line(plan, 0, &text, plan.joins);
        }
        if chance.percent(40) {
            self.line(
                plan,
                0,
                "(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 3 năm 2019 của UBND huyện)",
                plan.joins,
            );
        }
        if plan.home == Home::Title {
            self.line(plan, 0, &format!("Thôn {}", person.village), plan.joins);
        }
        if plan.habits.times > 1 && !plan.unit_in_title {
            let unit = match plan.habits.times {
                1_000 => chance.word("ĐVT: 1.000 đồng|Đơn vị tính: nghìn đồng|ĐVT: ngàn đồng|(Đơn vị: 1.000đ)"),
                _ => chance.word("ĐVT: triệu đồng|Đơn vị tính: Triệu đồng"),
            };
            let column = plan.columns.len() - 2;
            self.line(plan, column, unit, false);
        }
        if chance.percent(50) {
            self.push(Vec::new());
        }
    }

    fn header(&mut self, plan: &Plan) {
        let top = self.sheet().rows.len();
        let depth = plan.depth();
        let mut rows = vec![vec![Cell::Empty; plan.columns.len()]; depth];
        for (level, row) in rows.iter_mut().enumerate() {
            let mut at = 0;
            while at < plan.titles.len() {
                let Some(title) = plan.titles[at].get(level) else {
                    at += 1;
                    continue;
                };
                let is_leaf = level + 1 == plan.titles[at].len();
                let same = |other: &Vec<String>| other.get(..=level) == plan.titles[at].get(..=level);
                let width = if is_leaf { 1 } else { plan.titles[at..].iter().take_while(|other| same(other)).count() };
                row[at] = plan.habits.text(title);
                if plan.joins {
                    let bottom = if is_leaf { depth - 1 } else { level };
                    if width > 1 || bottom > level {
                        self.sheet().merged.push([top + level, at, top + bottom, at + width - 1]);
                    }
                }
                at += width;
            }
        }
        for row in rows {
            self.push(row);
        }
    }

    fn code_row(&mut self, plan: &Plan) {
        let count = plan.columns.len();
        let code = |place: usize| match plan.code_row {
            0 => Cell::Number((place + 1) as f64),
            1 => Cell::text(format!("({})", place + 1)),
            2 if place == 0 => Cell::text("A"),
            2 if place == 1 => Cell::text("B"),
            2 => Cell::Number((place - 1) as f64),
            3 if place + 1 == count => Cell::text(format!("{}={}+{}", place + 1, place, place - 1)),
            _ => Cell::text((place + 1).to_string()),
        };
        if plan.code_row < 5 {
            self.push((0..count).map(code).collect());
        }
    }

    fn headings<'a>(&mut self, plan: &Plan, village: &'a [Person], place: usize, commune: &mut &'a str) {
        const ROMAN: [&str; 9] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
        let person = &village[0];
        let both = format!("Thôn {}, xã {}", person.village, person.commune);
        let style = plan.heading;
        let name = plan.place(Column::Name).unwrap_or(1);
        if style != 2 && *commune != person.commune && !(plan.commune_in_title && style == 3) {
            *commune = &person.commune;
            match style {
                0 => self.line(plan, 0, &format!("A. XÃ {}", person.commune.to_uppercase()), plan.joins),
                _ => self.line(plan, 0, &format!("Xã {}", person.commune), plan.joins),
            };
        }
        let number = ROMAN[place % 9];
        match style {
            0 => self.line(plan, 0, &format!("{number}. THÔN {}", person.village.to_uppercase()), plan.joins),
            1 => self.line(plan, 0, &format!("Thôn {}", person.village), plan.joins),
            2 => self.line(plan, 0, &both, plan.joins),
            3 => self.line(plan, 0, &format!("{}. Thôn {}", place + 1, person.village), false),
            4 if plan.joins => self.line(plan, 0, &person.village.clone(), true),
            5 => {
                let mut cells = vec![Cell::Empty; name];
                cells[0] = Cell::text(number);
                cells.push(plan.habits.text(&format!("Thôn {}", person.village)));
                self.push(cells)
            }
            6 => {
                // With the number of the village and its sums beside it.
                let mut cells = vec![Cell::Empty; plan.columns.len()];
                cells[0] = Cell::Number((place + 1) as f64);
                cells[name] = plan.habits.text(&format!("Thôn {}", person.village));
                let people: Vec<&Person> = village.iter().collect();
                for (at, column) in plan.columns.iter().enumerate().filter(|(_, column)| column.is_money()) {
                    cells[at] = plan.habits.money(plan.sum(*column, &people));
                }
                self.push(cells)
            }
            7 => self.line(plan, name, &format!("Thôn {}", person.village), false),
            _ => self.line(plan, 0, &format!("Thôn {}: {} người", person.village, village.len()), plan.joins),
        };
    }

    fn village(&mut self, plan: &Plan, village: &[Person], number: &mut usize, chance: &mut Chance) {
        let mut section = None;
        let mut head = 0;
        for (place, person) in village.iter().enumerate() {
            let own =
                (plan.kind == Kind::BhytChanges && person.is_up, plan.kind == Kind::PoorHouseholds && person.is_poor);
            if plan.sections && section != Some(own) {
                section = Some(own);
                let text = match (plan.kind, person.is_up, person.is_poor) {
                    (Kind::BhytChanges, true, _) => chance.word("Tăng|I. Tăng|A. PHÁT SINH TĂNG|Báo tăng"),
                    (Kind::BhytChanges, false, _) => chance.word("Giảm|II. Giảm|B. PHÁT SINH GIẢM|Báo giảm"),
                    (_, _, true) => chance.word("Hộ nghèo|A. HỘ NGHÈO|I. Hộ nghèo"),
                    (_, _, false) => chance.word("Hộ cận nghèo|B. HỘ CẬN NGHÈO|II. Hộ cận nghèo"),
                };
                self.line(plan, 0, text, plan.joins);
            }
            *number += 1;
            let head_number = if person.member == 1 { *number } else { head };
            head = head_number;
            let cells = plan.columns.iter().map(|column| {
                if *column == Column::Number && plan.numbers_heads {
                    return if person.member == 1 { Cell::Number(person.household as f64) } else { Cell::Empty };
                }
                let is_place = matches!(column, Column::Village | Column::Commune);
                if is_place && place > 0 && plan.home != Home::Columns(Fill::EveryRow) {
                    return Cell::Empty;
                }
                plan.habits.cell(*column, person, *number, chance)
            });
            let cells = cells.collect();
            let row = self.push(cells);
            let sheet = self.laid.sheets.len() as u16 - 1;
            let counts_people = !plan.has(Column::HouseholdNumber) && !plan.numbers_heads;
            let household = if counts_people { head_number as i64 } else { person.household };
            let told = plan.told(&Person { household, ..person.clone() });
            self.laid.records.push(Wanted { sheet, row: row as u32 + 1, told });
            if plan.blank_rows && chance.percent(10) {
                self.push(Vec::new());
            }
        }
        if plan.home == Home::Columns(Fill::Joined)
            && village.len() > 1
            && !plan.blank_rows
            && !plan.sections
            && plan.joins
        {
            let last = self.sheet().rows.len() - 1;
            for column in [Column::Village, Column::Commune] {
                if let Some(place) = plan.place(column) {
                    self.sheet().merged.push([last + 1 - village.len(), place, last, place]);
                }
            }
        }
    }

    fn total(&mut self, plan: &Plan, label: &str, people: &[&Person], is_grand: bool, is_wrong: bool) {
        let Some(summed) = plan.summed() else {
            self.line(plan, 0, label, false);
            return;
        };
        let mut cells = vec![Cell::Empty; plan.columns.len()];
        let first_money = plan.columns.iter().position(|column| column.is_money()).unwrap_or(plan.columns.len());
        let name = plan.place(Column::Name).unwrap_or(1).min(first_money - 1);
        let at = if plan.joins { 0 } else { name };
        cells[at] = plan.habits.text(label);
        let extra = if is_wrong { 1_000 * plan.habits.times } else { 0 };
        for (place, column) in plan.columns.iter().enumerate().filter(|(_, column)| column.is_money()) {
            let sum = plan.sum(*column, people) + if *column == summed { extra } else { 0 };
            cells[place] = plan.habits.money(sum);
        }
        let said = plan.sum(summed, people) + extra;
        let row = self.push(cells);
        if plan.joins && first_money > 1 {
            self.sheet().merged.push([row, 0, row, first_money - 1]);
        }
        if is_wrong {
            let sheet = self.laid.sheets.len() as u16 - 1;
            self.laid.wrong.push((sheet, row as u32 + 1));
        }
        let declared = if is_grand { &mut self.grand } else { &mut self.parts };
        let (before, was_wrong) = declared.unwrap_or_default();
        *declared = Some((before + said, was_wrong || is_wrong));
    }

    fn end(&mut self, plan: &Plan, is_last: bool, chance: &mut Chance) {
        let right = plan.columns.len() / 2;
        let pair = |one: &str, two: &str| {
            let mut cells = vec![Cell::Empty; right + 1];
            cells[0] = plan.habits.text(one);
            cells[right] = plan.habits.text(two);
            cells
        };
        if chance.percent(30) && plan.summed().is_some() {
            self.line(plan, 0, "Bằng chữ: Hai mươi triệu một trăm nghìn đồng chẵn./.", plan.joins);
        }
        if plan.end < 2 {
            self.line(plan, right, "Tống Trân, ngày 05 tháng 4 năm 2021", false);
        }
        if plan.end < 4 {
            self.push(pair(
                chance.word("Người lập biểu|NGƯỜI LẬP|Kế toán"),
                chance.word("CHỦ TỊCH|TM. UBND XÃ|Thủ trưởng đơn vị"),
            ));
            self.push(pair("(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"));
            self.push(Vec::new());
            self.push(pair("Nguyễn Thị Kế", "Tống Văn Chủ"));
        }
        if !is_last {
            self.push(Vec::new());
        }
        let (grand, parts) = (self.grand.take(), self.parts.take());
        if let Some((said, is_wrong)) = grand.or(parts) {
            self.laid.declared = Some(self.laid.declared.unwrap_or(0) + said);
            self.laid.is_declared_wrong |= is_wrong;
        }
    }
}
