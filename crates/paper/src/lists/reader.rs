//! From a table's rows to typed records: each row with what stands above it and beside it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use domain::kernel::{BirthDate, Dong};
use domain::registry::Sex;

use super::body::{Classifier, Line, Section};
use super::cells::{self, Said};
use super::context::{self, Context};
use super::records::{
    Answer, Assistance, Body, Change, Class, Gift, GroupSaid, Insurance, Member, Merit, Record, Shared, Target, Who,
};
use super::vocabulary::{Field, Kind, Spoken, VOCABULARY, group_named, group_of_code};
use super::{Funders, Note, Table};
use crate::grid::{CellRef, Grid, RowRef, Value, plain_number};

/// Reads the records of one table.
pub struct TableReader<'a> {
    kind: Kind,
    grid: &'a Grid,
    table: &'a Table,
    context: &'a Context,
    funders: &'a Funders,
    columns: HashMap<Field, u16>,
    fill: HashMap<Field, FillDown>,
    state: State,
    groups: HashMap<Shared, Shared>,
    shared: Sharer,
    found: &'a mut Found,
}

/// What all tables of a file came to.
#[derive(Default)]
pub struct Found {
    pub records: Vec<Record>,
    pub rejects: Vec<Note>,
    pub warnings: Vec<Note>,
}

/// Texts that come again and again are kept once, and so is what they were read as.
#[derive(Default)]
struct Sharer {
    texts: HashSet<Shared>,
    villages: HashMap<Shared, Shared>,
    communes: HashMap<Shared, Shared>,
}

impl Sharer {
    fn text(&mut self, text: &str) -> Shared {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new = Shared::from(text);
        self.texts.insert(new.clone());
        new
    }

    fn village(&mut self, text: &str) -> Shared {
        if let Some(known) = self.villages.get(text) {
            return known.clone();
        }
        let name = self.text(&cells::village(text));
        self.villages.insert(Shared::from(text), name.clone());
        name
    }

    fn commune(&mut self, text: &str) -> Shared {
        if let Some(known) = self.communes.get(text) {
            return known.clone();
        }
        let name = self.text(&cells::commune(text));
        self.communes.insert(Shared::from(text), name.clone());
        name
    }
}

/// What headings and earlier rows say of the rows below them.
#[derive(Default)]
struct State {
    village: String,
    commune: String,
    change: Option<Change>,
    class: Option<Class>,
    group: Option<String>,
    household: Option<Member>,
    households: u32,
    members: u32,
    /// The last heading was a section, and no record has come since.
    is_section_new: bool,
    /// Villages stand inside the sections, and not sections inside the villages.
    sections_hold_places: bool,
}

/// A value written once for many rows: joined cells, or a column filled only where it changes.
#[derive(Default)]
struct FillDown {
    always: bool,
    /// First row of each joined area of the column, with its last.
    joined: HashMap<u32, u32>,
    last: String,
    until: u32,
}

/// The columns in which one cell may speak for many rows.
const FILLED_DOWN: [Field; 6] =
    [Field::Village, Field::Commune, Field::Address, Field::Group, Field::HouseholdClass, Field::Decision];

impl<'a> TableReader<'a> {
    pub fn new(
        kind: Kind,
        grid: &'a Grid,
        table: &'a Table,
        funders: &'a Funders,
        found: &'a mut Found,
    ) -> TableReader<'a> {
        let columns: HashMap<Field, u16> =
            table.header.columns.iter().filter_map(|column| Some((column.field?, column.place))).collect();
        let mut reader = TableReader {
            kind,
            grid,
            table,
            context: &table.context,
            funders,
            columns,
            fill: HashMap::new(),
            state: State::default(),
            groups: HashMap::new(),
            shared: Sharer::default(),
            found,
        };
        reader.fill = FILLED_DOWN.into_iter().filter_map(|field| Some((field, reader.fill_down(field)?))).collect();
        reader
    }

    fn fill_down(&self, field: Field) -> Option<FillDown> {
        let column = *self.columns.get(&field)?;
        let mut filled = 0;
        let mut rows = 0;
        for (place, line) in &self.table.lines {
            if *line == Line::Record {
                rows += 1;
                filled += usize::from(!self.grid.row(*place as usize).cell(column).is_empty());
            }
        }
        let tall = self.grid.merged().iter().filter(|area| area.columns.0 == column && area.rows.0 < area.rows.1);
        Some(FillDown {
            // Places are written once for many rows; a decision only where its cells are joined.
            always: filled * 2 < rows
                && matches!(field, Field::Village | Field::Commune | Field::Address | Field::Group),
            joined: tall.map(|area| area.rows).collect(),
            last: String::new(),
            until: 0,
        })
    }

    pub fn read(&mut self) {
        let times = self.context.times();
        let classifier = Classifier::new(self.grid, &self.table.header, times);
        let table = self.table;
        for (place, line) in &table.lines {
            match line {
                Line::Record => self.record(self.grid.row(*place as usize), &classifier),
                Line::Place(place) => self.enter_place(place.village.as_deref(), place.commune.as_deref()),
                Line::Section(section) => self.enter_section(section),
                Line::Odd => self.odd(self.grid.row(*place as usize)),
                Line::Total(_) | Line::Skip | Line::End => {}
            }
        }
    }

    fn enter_place(&mut self, village: Option<&str>, commune: Option<&str>) {
        if let Some(commune) = commune {
            self.state.commune = commune.to_owned();
            self.state.village.clear();
        }
        if let Some(village) = village {
            self.state.village = village.to_owned();
        }
        self.state.sections_hold_places |= self.state.is_section_new;
        if !self.state.sections_hold_places {
            (self.state.change, self.state.class) = (None, None);
        }
        for fill in self.fill.values_mut() {
            fill.last.clear();
        }
    }

    fn enter_section(&mut self, section: &Section) {
        self.state.is_section_new = true;
        match section {
            Section::Up => self.state.change = Some(Change::Up),
            Section::Down => self.state.change = Some(Change::Down),
            Section::HoNgheo => self.state.class = Some(Class::HoNgheo),
            Section::HoCanNgheo => self.state.class = Some(Class::HoCanNgheo),
            Section::Group(text) => self.state.group = Some(text.clone()),
        }
    }

    /// A row that is nothing we know. A row with figures and no name is somebody's record, and must not be lost.
    fn odd(&mut self, row: RowRef<'_>) {
        let text = row.cells().map(|(_, cell)| cell.text().into_owned()).collect::<Vec<_>>().join(" | ");
        let says = match row.filled() {
            0 => return,
            1 => {
                self.warn(row, format!("không hiểu dòng “{text}”; dòng này không được đọc"));
                return;
            }
            _ => format!("dòng không có họ tên, hoặc không hiểu được: “{text}”"),
        };
        self.reject(row, says);
    }

    fn warn(&mut self, row: RowRef<'_>, says: String) {
        self.found.warnings.push(Note { sheet: Some(self.table.sheet), row: Some(row.number), says });
    }

    fn reject(&mut self, row: RowRef<'_>, says: String) {
        self.found.rejects.push(Note { sheet: Some(self.table.sheet), row: Some(row.number), says });
    }

    fn cell<'r>(&self, row: RowRef<'r>, field: Field) -> CellRef<'r> {
        // No sheet has a column of the last number; it reads as an empty cell.
        row.cell(self.columns.get(&field).copied().unwrap_or(u16::MAX))
    }

    fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }

    fn text(&self, row: RowRef<'_>, field: Field) -> String {
        self.cell(row, field).text().into_owned()
    }

    /// The text of a cell that may speak for the rows below it.
    fn filled<'r>(&mut self, row: RowRef<'r>, field: Field) -> Cow<'r, str> {
        let text = self.cell(row, field).text();
        let Some(fill) = self.fill.get_mut(&field) else { return text };
        if !text.is_empty() {
            fill.until = fill.joined.get(&row.number).copied().unwrap_or(0);
            if fill.last != text {
                fill.last = text.clone().into_owned();
            }
            return text;
        }
        if fill.always || row.number <= fill.until { Cow::Owned(fill.last.clone()) } else { text }
    }

    fn shared(&mut self, row: RowRef<'_>, field: Field) -> Shared {
        self.shared.text(&self.cell(row, field).text())
    }

    /// The value, or nothing and a remark that it could not be read.
    fn or_warn<T>(&mut self, row: RowRef<'_>, field: Field, said: Said<T>) -> Option<T> {
        said.unwrap_or_else(|wanted| {
            let says = self.unread(row, field, wanted);
            self.warn(row, says);
            None
        })
    }

    fn unread(&self, row: RowRef<'_>, field: Field, wanted: &str) -> String {
        let column = self.table.header.columns.iter().find(|column| column.field == Some(field));
        let title = column.map_or("", |column| column.title.as_str());
        format!("cột “{title}” ghi “{}”: {wanted}", self.text(row, field))
    }

    fn money(&self, row: RowRef<'_>, field: Field, classifier: &Classifier<'_>) -> Result<Option<Dong>, String> {
        let Some(column) = self.columns.get(&field) else { return Ok(None) };
        let said = cells::money(row.cell(*column), classifier.times_of(*column));
        said.map_err(|wanted| self.unread(row, field, wanted))
    }

    /// In a column that the list has, an empty cell of this kind means none.
    fn money_or_none(
        &self,
        row: RowRef<'_>,
        field: Field,
        classifier: &Classifier<'_>,
    ) -> Result<Option<Dong>, String> {
        let said = self.money(row, field, classifier)?;
        Ok(said.or(self.has(field).then_some(Dong::ZERO)))
    }

    fn record(&mut self, row: RowRef<'_>, classifier: &Classifier<'_>) {
        self.state.is_section_new = false;
        match self.parsed(row, classifier) {
            Ok(record) => self.found.records.push(record),
            Err(says) => self.reject(row, says),
        }
    }

    fn parsed(&mut self, row: RowRef<'_>, classifier: &Classifier<'_>) -> Result<Record, String> {
        let who = if self.kind == Kind::Plan { Who::default() } else { self.who(row)? };
        let body = match self.kind {
            Kind::Plan => Body::Target(self.target(row)),
            Kind::Btxh | Kind::BtxhPay => Body::Assistance(self.assistance(row, who.birth, classifier)?),
            Kind::Ncc => Body::Merit(self.merit(row, classifier)?),
            Kind::PoorHouseholds => Body::Member(self.member(row)),
            Kind::Gifts => Body::Gift(self.gift(row, classifier)?),
            Kind::PaymentResult => Body::Answer(self.answer(row, classifier)?),
            Kind::BhytChanges => Body::Insurance(self.insurance(row)),
        };
        let settlement = Some(self.shared(row, Field::Settlement)).filter(|text| !text.is_empty());
        Ok(Record { sheet: self.table.sheet, row: row.number, who, body, settlement })
    }

    fn who(&mut self, row: RowRef<'_>) -> Result<Who, String> {
        let name = match self.has(Field::FamilyName) {
            true => format!("{} {}", self.text(row, Field::FamilyName), self.text(row, Field::Name)),
            false => self.text(row, Field::Name),
        };
        let name = cells::name(&name);
        if name.is_empty() {
            return Err("thiếu họ và tên".to_owned());
        }
        let (birth, sex_of_column) = self.birth(row)?;
        let sex = self.or_warn(row, Field::Sex, cells::sex(&self.text(row, Field::Sex)));
        let doc = self.or_warn(row, Field::Doc, cells::doc(self.cell(row, Field::Doc)));
        let (village, commune) = self.home(row);
        Ok(Who { name, birth, sex: sex.or(sex_of_column), doc, village, commune })
    }

    /// A birth date under "Nam" or "Nữ" tells the sex as well.
    fn birth(&mut self, row: RowRef<'_>) -> Result<(Option<BirthDate>, Option<Sex>), String> {
        let mut birth =
            cells::birth(self.cell(row, Field::Birth)).map_err(|wanted| self.unread(row, Field::Birth, wanted))?;
        if self.has(Field::BirthYear) {
            let part = |field| self.cell(row, field);
            birth = cells::birth_parts(part(Field::BirthDay), part(Field::BirthMonth), part(Field::BirthYear))
                .map_err(|wanted| self.unread(row, Field::BirthYear, wanted))?;
        }
        let mut sex = None;
        for (field, of_column) in [(Field::Male, Sex::Male), (Field::Female, Sex::Female)] {
            let cell = self.cell(row, field);
            let text = cell.text();
            if text.chars().all(|letter| matches!(letter, '-' | ' ' | '0')) {
                continue;
            }
            if sex.is_some() {
                return Err("cả cột Nam và cột Nữ đều có ghi".to_owned());
            }
            sex = Some(of_column);
            if !cells::is_marked(cell) {
                let said = cells::birth(cell).map_err(|wanted| self.unread(row, field, wanted))?;
                birth = said.or(birth);
            }
        }
        Ok((birth, sex))
    }

    /// Where somebody lives: by the row, by its address, by the heading above it, by the title of the list.
    fn home(&mut self, row: RowRef<'_>) -> (Shared, Shared) {
        let mut village = self.filled(row, Field::Village);
        let mut commune = self.filled(row, Field::Commune).into_owned();
        if village.contains(',') || (commune.is_empty() && village.contains(" xã ")) {
            let (of_village, of_commune) = context::places(&village);
            if !of_village.is_empty() {
                village = Cow::Owned(of_village);
            }
            if commune.is_empty() {
                commune = of_commune;
            }
        }
        let village = village.into_owned();
        let mut home = (self.shared.village(&village), self.shared.commune(&commune));
        if (home.0.is_empty() || home.1.is_empty()) && self.has(Field::Address) {
            let (of_village, of_commune) = address(&self.filled(row, Field::Address));
            self.fill_home(&mut home, &of_village, &of_commune);
        }
        let above = [(&self.state.village, &self.state.commune), (&self.context.village, &self.context.commune)];
        for (village, commune) in above.map(|(village, commune)| (village.clone(), commune.clone())) {
            self.fill_home(&mut home, &village, &commune);
        }
        home
    }

    fn fill_home(&mut self, home: &mut (Shared, Shared), village: &str, commune: &str) {
        if home.0.is_empty() && !village.is_empty() {
            home.0 = self.shared.text(village);
        }
        if home.1.is_empty() && !commune.is_empty() {
            home.1 = self.shared.text(commune);
        }
    }

    fn group(&mut self, row: RowRef<'_>) -> GroupSaid {
        let said = self.filled(row, Field::Group).into_owned();
        let said = if said.is_empty() { self.state.group.clone().unwrap_or_default() } else { said };
        let text = self.shared.text(&said);
        let code = match self.groups.get(&text) {
            Some(code) => code.clone(),
            None => {
                let code = self.shared.text(group_named(&text).map_or("", |rule| &rule.code));
                self.groups.insert(text.clone(), code.clone());
                code
            }
        };
        if code.is_empty() && !text.is_empty() {
            self.warn(row, format!("không biết đối tượng “{text}” là nhóm nào"));
        }
        GroupSaid { text, code }
    }

    fn assistance(
        &mut self,
        row: RowRef<'_>,
        birth: Option<BirthDate>,
        classifier: &Classifier<'_>,
    ) -> Result<Assistance, String> {
        let mut group = self.group(row);
        let coefficient = self.or_warn(row, Field::Coefficient, cells::coefficient(self.cell(row, Field::Coefficient)));
        let amount = self.money(row, Field::Amount, classifier)?.or(self.money(row, Field::MainBenefit, classifier)?);
        let arrears = self.money_or_none(row, Field::Arrears, classifier)?;
        let total = self.money(row, Field::Total, classifier)?;
        let carried = self.money(row, Field::CarriedOver, classifier)?.unwrap_or(Dong::ZERO);
        let one_off = self.money(row, Field::OneOff, classifier)?.unwrap_or(Dong::ZERO);
        let recovered = self.money(row, Field::Recovered, classifier)?.unwrap_or(Dong::ZERO);
        let extra = arrears.unwrap_or(Dong::ZERO) + carried + one_off - recovered;
        let monthly = amount.or(total.map(|total| total - extra));
        if let Some((amount, total)) = amount.zip(total).filter(|(amount, total)| *amount + extra != *total) {
            let says = format!("các khoản cộng lại {}, cột tổng ghi {total}", amount + extra);
            self.warn(row, says);
        }
        self.check_against_standard(row, coefficient.as_deref(), monthly);
        if let Some(refined) = refined(&group.code, coefficient.as_deref(), birth, self.year()) {
            group.code = self.shared.text(&refined);
        }
        Ok(Assistance {
            group,
            coefficient: coefficient.map(|text| self.shared.text(&text)),
            amount: monthly,
            arrears,
            decision: self.filled(row, Field::Decision).into_owned(),
            decided_on: self.or_warn(row, Field::DecidedOn, cells::day(self.cell(row, Field::DecidedOn))),
            since: self.or_warn(row, Field::Since, cells::month(self.cell(row, Field::Since))),
            receiver: self.text(row, Field::Receiver),
            account: self
                .or_warn(row, Field::Account, cells::code(self.cell(row, Field::Account), 0))
                .unwrap_or_default(),
            bank: self.shared(row, Field::Bank),
            about: self.text(row, Field::About),
            note: self.note_text(row),
        })
    }

    fn year(&self) -> Option<i16> {
        self.context.month.map(|month| month.year()).or(self.context.year)
    }

    /// Remarks behind the name and in the column for them.
    fn note_text(&self, row: RowRef<'_>) -> String {
        let note = self.text(row, Field::Note);
        match cells::remark(&self.text(row, Field::Name)) {
            Some(remark) if note.is_empty() => remark,
            Some(remark) => format!("{note}; {remark}"),
            None => note,
        }
    }

    /// "Mức chuẩn: 270.000 đồng" above the list times the coefficient of the row is what the row should say.
    fn check_against_standard(&mut self, row: RowRef<'_>, coefficient: Option<&str>, amount: Option<Dong>) {
        let Some(((standard, coefficient), amount)) = self.context.standard.zip(coefficient).zip(amount) else {
            return;
        };
        let hundredths = coefficient.replace('.', "").parse::<i64>().unwrap_or(0)
            * if coefficient.split_once('.').is_some_and(|(_, part)| part.len() == 1) { 10 } else { 1 };
        if standard.0 * hundredths != amount.0 * 100 {
            let says = format!("hệ số {coefficient} × mức chuẩn {standard} khác số tiền {amount} của dòng");
            self.warn(row, says);
        }
    }

    fn merit(&mut self, row: RowRef<'_>, classifier: &Classifier<'_>) -> Result<Merit, String> {
        let group = self.group(row);
        let total = self.money(row, Field::Total, classifier)?;
        let amount = self.money(row, Field::Amount, classifier)?;
        let main_benefit =
            self.money(row, Field::MainBenefit, classifier)?.or(if total.is_some() { amount } else { None });
        let supplement = self.money_or_none(row, Field::Supplement, classifier)?;
        let server = self.money(row, Field::ServerBenefit, classifier)?.unwrap_or(Dong::ZERO);
        let parts = main_benefit.map(|main_benefit| main_benefit + supplement.unwrap_or(Dong::ZERO) + server);
        if let Some((parts, total)) = parts.zip(total).filter(|(parts, total)| parts != total) {
            let says = format!("các khoản cộng lại {parts}, cột tổng ghi {total}");
            self.warn(row, says);
        }
        Ok(Merit {
            file_no: self.text(row, Field::FileNo),
            group,
            percent: self.or_warn(row, Field::Percent, cells::percent(self.cell(row, Field::Percent))),
            main_benefit: main_benefit.or(amount),
            supplement,
            amount: total.or(parts).or(amount),
            legacy_font: self.cell(row, Field::Name).is_legacy(),
            since: self.or_warn(row, Field::Since, cells::month(self.cell(row, Field::Since))),
            decision: self.filled(row, Field::Decision).into_owned(),
            note: self.note_text(row),
        })
    }

    /// Members stand below their head, and what is written of the household stands in the head's row.
    fn member(&mut self, row: RowRef<'_>) -> Member {
        let number = cells::count(self.cell(row, Field::HouseholdNumber)).ok().flatten();
        let relation = self.text(row, Field::Relation);
        let said = Spoken::new(&relation);
        let is_head = VOCABULARY.words.head_of_household.begin(&said);
        let first = cells::count(self.cell(row, Field::MemberNumber)).ok().flatten() == Some(1);
        // Without relations every row is a household of its own.
        let starts =
            is_head || number.is_some() || first || !self.has(Field::Relation) && !self.has(Field::MemberNumber);
        if starts || self.state.household.is_none() {
            self.state.households += 1;
            self.state.members = 0;
            let number = number.or_else(|| {
                cells::count(self.cell(row, Field::Number))
                    .ok()
                    .flatten()
                    .filter(|_| is_head && !self.has(Field::MemberNumber))
            });
            self.state.household = Some(Member {
                household: number.unwrap_or(self.state.households),
                household_code: self.text(row, Field::HouseholdCode),
                class: self.class(row),
                no_labour: cells::is_marked(self.cell(row, Field::NoLabour)),
                b1: figure(self.cell(row, Field::B1)),
                b2: figure(self.cell(row, Field::B2)),
                ..Member::default()
            });
        }
        self.state.members += 1;
        let member = cells::count(self.cell(row, Field::MemberNumber)).ok().flatten().unwrap_or(self.state.members);
        let relation = if relation.is_empty() && starts { "Chủ hộ".to_owned() } else { relation };
        Member { member, relation, ..self.state.household.clone().unwrap_or_default() }
    }

    fn class(&mut self, row: RowRef<'_>) -> Option<Class> {
        if cells::is_marked(self.cell(row, Field::HoNgheo)) {
            return Some(Class::HoNgheo);
        }
        if cells::is_marked(self.cell(row, Field::HoCanNgheo)) {
            return Some(Class::HoCanNgheo);
        }
        let said = Spoken::new(&self.filled(row, Field::HouseholdClass));
        match () {
            () if VOCABULARY.words.ho_can_ngheo.any_in(said.folded()) => Some(Class::HoCanNgheo),
            () if VOCABULARY.words.ho_ngheo.any_in(said.folded()) => Some(Class::HoNgheo),
            () => self.state.class.or_else(|| self.class_of_title()),
        }
    }

    /// A list of poor households only says so in its title.
    fn class_of_title(&self) -> Option<Class> {
        let title = &self.context.title;
        let near = VOCABULARY.words.ho_can_ngheo.any_in(title);
        let both = title.replace("can ngheo", "");
        let poor = VOCABULARY.words.ho_ngheo.any_in(&both);
        match (poor, near) {
            (true, false) => Some(Class::HoNgheo),
            (false, true) => Some(Class::HoCanNgheo),
            _ => None,
        }
    }

    fn gift(&mut self, row: RowRef<'_>, classifier: &Classifier<'_>) -> Result<Gift, String> {
        let mut parts = vec![None; self.funders.names.len()];
        for column in &self.table.header.columns {
            let Some(place) = column.funder.as_ref().and_then(|name| self.funders.place(name)) else { continue };
            let said = cells::money(row.cell(column.place), classifier.times_of(column.place));
            let said = said.map_err(|wanted| {
                format!("cột “{}” ghi “{}”: {wanted}", column.title, row.cell(column.place).text())
            })?;
            parts[place] = Some(said.unwrap_or(Dong::ZERO));
        }
        let total = self.money(row, Field::Total, classifier)?.or(self.money(row, Field::Amount, classifier)?);
        let given: Option<Dong> = parts.iter().any(Option::is_some).then(|| parts.iter().flatten().copied().sum());
        if let Some((given, total)) = given.zip(total).filter(|(given, total)| given != total) {
            let says = format!("các nguồn cộng lại {given}, cột tổng ghi {total}");
            self.warn(row, says);
        }
        let group = self.filled(row, Field::Group).into_owned();
        let kind = if group.is_empty() { self.state.group.clone().unwrap_or_default() } else { group };
        Ok(Gift { kind, parts, amount: total.or(given) })
    }

    fn answer(&mut self, row: RowRef<'_>, classifier: &Classifier<'_>) -> Result<Answer, String> {
        let amount = self.money(row, Field::Amount, classifier)?.or(self.money(row, Field::Total, classifier)?);
        let column = |field| self.answer_column(row, field, amount, classifier);
        let (paid_amount, unpaid_amount) = (column(Field::Paid)?, column(Field::Unpaid)?);
        let outcome = Spoken::new(&self.text(row, Field::Outcome));
        let is_positive = |said: Option<Dong>| said.is_some_and(|said| !said.is_zero());
        let paid = match (is_positive(paid_amount), is_positive(unpaid_amount)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            (true, true) => return Err("vừa ghi đã trả vừa ghi chưa trả; cần tách dòng hoặc ghi rõ".to_owned()),
            (false, false) if VOCABULARY.words.unpaid.any_said_in(&outcome) => Some(false),
            (false, false) if VOCABULARY.words.paid.any_said_in(&outcome) => Some(true),
            // A list of only those who were paid, or only those who were not.
            (false, false) if self.has(Field::Paid) && !self.has(Field::Unpaid) => Some(false),
            (false, false) if self.has(Field::Unpaid) && !self.has(Field::Paid) => Some(true),
            (false, false) => return Err("không ghi đã trả hay chưa trả".to_owned()),
        };
        let code = |field| self.cell(row, field).text().parse::<i64>().ok();
        Ok(Answer {
            amount: amount.or(paid_amount).or(unpaid_amount),
            paid,
            paid_amount: if paid == Some(true) { paid_amount.or(amount) } else { None },
            unpaid_amount: if paid == Some(false) { unpaid_amount.or(amount) } else { None },
            paid_on: cells::day(self.cell(row, Field::PaidOn)).ok().flatten(),
            receiver: self.text(row, Field::Receiver),
            reason: [Field::Reason, Field::Note]
                .map(|field| self.text(row, field))
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default(),
            person_code: code(Field::PersonCode),
            line_code: code(Field::LineCode),
        })
    }

    /// Paid and unpaid are amounts, or marks beside the amount.
    fn answer_column(
        &self,
        row: RowRef<'_>,
        field: Field,
        amount: Option<Dong>,
        classifier: &Classifier<'_>,
    ) -> Result<Option<Dong>, String> {
        let cell = self.cell(row, field);
        if matches!(cell.value(), Value::Text(_) | Value::Flag(_)) && cells::is_marked(cell) {
            return Ok(amount);
        }
        self.money(row, field, classifier)
    }

    fn insurance(&mut self, row: RowRef<'_>) -> Insurance {
        let said = Spoken::new(&self.text(row, Field::Change));
        let words = &VOCABULARY.words;
        let of_row = match () {
            () if words.up.begin(&said) => Some(Change::Up),
            () if words.down.begin(&said) => Some(Change::Down),
            () => None,
        };
        let change = of_row.or(self.state.change).or_else(|| self.change_of_title());
        if change.is_none() {
            self.warn(row, "không rõ là tăng hay giảm".to_owned());
        }
        Insurance {
            change,
            bhxh: self.or_warn(row, Field::Bhxh, cells::code(self.cell(row, Field::Bhxh), 10)).unwrap_or_default(),
            from: cells::day(self.cell(row, Field::FromDay)).ok().flatten(),
            clinic: self.text(row, Field::Clinic),
            reason: [Field::Reason, Field::Note]
                .map(|field| self.text(row, field))
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default(),
        }
    }

    fn change_of_title(&self) -> Option<Change> {
        let has = |word| super::vocabulary::has_phrase(&self.context.title, word);
        match (has("tang"), has("giam")) {
            (true, false) => Some(Change::Up),
            (false, true) => Some(Change::Down),
            _ => None,
        }
    }

    fn target(&self, row: RowRef<'_>) -> Target {
        Target {
            indicator: self.text(row, Field::Indicator),
            unit: self.text(row, Field::Measure),
            target: self.text(row, Field::Target),
        }
    }
}

/// A number as the list shows it, `108` or `108.5`.
fn figure(cell: CellRef<'_>) -> String {
    match cell.value() {
        Value::Number(number) => plain_number((number * 1000.0).round() / 1000.0),
        _ => cell.text().into_owned(),
    }
}

/// `Thôn An Cầu, xã Tống Trân`, or only `An Cầu, Tống Trân`.
fn address(text: &str) -> (String, String) {
    let (village, commune) = context::places(text);
    if !village.is_empty() || !commune.is_empty() {
        return (village, commune);
    }
    let mut parts = text.split([',', '-', '–']).map(str::trim).filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(village), Some(commune)) => (cells::village(village), cells::commune(commune)),
        (Some(village), None) => (cells::village(village), String::new()),
        _ => (String::new(), String::new()),
    }
}

/// A general name beside a higher coefficient means the child's or the old person's case of its group.
fn refined(code: &str, coefficient: Option<&str>, birth: Option<BirthDate>, year: Option<i16>) -> Option<String> {
    const CHILD_UNDER: i16 = 16;
    const OLD_FROM: i16 = 60;
    let usual = group_of_code(code)?.coefficient.as_deref()?;
    let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    if number(coefficient?) <= number(usual) {
        return None;
    }
    match year? - birth?.year() {
        age if age <= CHILD_UNDER => Some(format!("{code}-TE")),
        age if age >= OLD_FROM => Some(format!("{code}-NCT")),
        _ => None,
    }
}
