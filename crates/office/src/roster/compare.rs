//! What a list that came back says, beside what it said when it went out and what the records say now.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::kernel::{Moment, PersonId, fold, nfc};
use paper::grid::Book;
use paper::sheets::roster::PERSON_CODE;
use paper::table::{Row, Table};
use paper::template::fields;
use sha2::{Digest, Sha256};
use store::roster::{Among, RosterAsk, RosterEntry};
use store::{Db, Tx, imports, papers, people};

use super::export::TO_READ;
use super::field::{Field, doubts, shown};
use super::{About, KIND, Listed, entries, working_day};
use crate::access::{Act, RowCommunes};
use crate::life::Particular;
use crate::register::ELSEWHERE;
use crate::{Acting, Office, OfficeError, profile};

/// How what a file says of a field stands to what was said then and is said now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Only the file changed it: safe to take.
    Theirs,
    /// Only the records changed it since: kept.
    Ours,
    /// Both changed it, to the same.
    Agreed,
    /// Both changed it, each in another way: a person chooses.
    Conflict,
}

impl Standing {
    /// `None` where nobody changed anything.
    pub fn of<T: PartialEq>(then: &T, theirs: &T, now: &T) -> Option<Standing> {
        match () {
            () if theirs == now => (theirs != then).then_some(Standing::Agreed),
            () if theirs == then => Some(Standing::Ours),
            () if now == then => Some(Standing::Theirs),
            () => Some(Standing::Conflict),
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Standing::Theirs => "theirs",
            Standing::Ours => "ours",
            Standing::Agreed => "agreed",
            Standing::Conflict => "conflict",
        }
    }
}

/// A field that the file, the records or both changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub person: PersonId,
    /// As the records say it now.
    pub name: String,
    pub sheet: String,
    pub row: usize,
    pub field: Field,
    pub then: Particular,
    pub theirs: Particular,
    pub now: Particular,
    pub standing: Standing,
}

/// The three values of a field as the list shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub then: String,
    pub theirs: String,
    pub now: String,
}

impl Difference {
    pub fn shown(&self, office: &Office) -> Said {
        let [then, theirs, now] = [&self.then, &self.theirs, &self.now].map(|said| shown(office, said));
        Said { then, theirs, now }
    }

    /// The same as long as both sides say the same: a choice made over other words is not used.
    pub fn mark(&self, office: &Office) -> String {
        let said = self.shown(office);
        let hash = Sha256::digest(format!("{}\0{}\0{}", said.then, said.theirs, said.now));
        hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// A cell, or a row, that cannot be taken as it is.
    Rejected,
    /// A row without a code: perhaps somebody new.
    Newcomer,
    /// A code that was not on the list that went out.
    UnknownCode,
    /// The code stands in several rows; none of them is taken.
    RepeatedCode,
    /// Taken, or passed over, but worth a look.
    Warning,
}

impl NoteKind {
    pub fn key(self) -> &'static str {
        match self {
            NoteKind::Rejected => "rejected",
            NoteKind::Newcomer => "newcomer",
            NoteKind::UnknownCode => "unknown_code",
            NoteKind::RepeatedCode => "repeated_code",
            NoteKind::Warning => "warning",
        }
    }
}

/// A sentence about a row of the file, or about one cell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub kind: NoteKind,
    pub sheet: String,
    pub row: usize,
    /// Empty where the whole row is meant.
    pub column: String,
    /// What the cell, or the code's cell, says.
    pub seen: String,
    pub says: String,
}

/// Somebody who went out with the list and did not come back. Never a deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub person: PersonId,
    pub name: String,
}

/// What a list came to. Nothing of it is saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    pub file: String,
    pub known_at: Moment,
    /// Rows of people who were on the list.
    pub rows: usize,
    /// In the order of the file's rows and columns.
    pub fields: Vec<Difference>,
    pub notes: Vec<Note>,
    pub missing: Vec<Missing>,
    /// The same list was taken in before.
    pub seen_before: bool,
}

impl Differences {
    pub fn with(&self, standing: Standing) -> impl Iterator<Item = &Difference> {
        self.fields.iter().filter(move |one| one.standing == standing)
    }

    pub fn notes_of(&self, kind: NoteKind) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(move |note| note.kind == kind)
    }
}

/// Sets a list that came back against the records. Changes nothing.
pub fn compare(office: &Office, db: &Db, acting: Acting, book: &Book) -> Result<Differences, OfficeError> {
    db.read(|tx| compare_in(office, tx, acting, book))
}

pub(super) fn compare_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    book: &Book,
) -> Result<Differences, OfficeError> {
    acting.need(Act::ListImport)?;
    let about = About::read(office, book, acting.now)?;
    let tables = Table::read_all(book, &[PERSON_CODE])?;
    let profile = profile::need(tx, acting.now)?;
    let then = entries(office, tx, acting, &profile, (&about.filter, about.known_at))?;
    let people: Vec<PersonId> = then.iter().map(|one| one.entry.person).collect();
    let ask = RosterAsk { among: Among::People(&people), day: acting.today(), known: acting.now };
    let now = store::roster::list(tx, &ask)?;
    let day = working_day(office, &profile, &profile.unit, acting.today());
    let mut comparing = Comparing {
        office,
        communes: RowCommunes { office, acting, top: profile.unit, day },
        then: then.into_iter().map(|one| (one.entry.person, one)).collect(),
        now: now.into_iter().map(|entry| (entry.person, entry)).collect(),
        fields: Vec::new(),
        notes: Vec::new(),
    };
    let rows = comparing.rows_by_person(&tables);
    for (person, table, row) in &rows {
        comparing.row(*person, table, row);
    }
    comparing.refuse_numbers_of_others(tx, acting)?;
    let seen_before = was_taken_in(tx, &fingerprint(book))?;
    if seen_before {
        comparing.ask_again();
    }
    let missing = comparing.missing(&tables);
    let Comparing { fields, notes, .. } = comparing;
    let rows = rows.len();
    Ok(Differences { file: book.file.clone(), known_at: about.known_at, rows, fields, notes, missing, seen_before })
}

fn was_taken_in(tx: &mut Tx<'_>, fingerprint: &str) -> Result<bool, OfficeError> {
    Ok(imports::list_by_sha256(tx, fingerprint)?.iter().any(|file| file.kind == KIND))
}

/// The hash of what a file's cells say: a spreadsheet that only saves a file again changes its bytes and no cell.
pub(super) fn fingerprint(book: &Book) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    for sheet in &book.sheets {
        add(&sheet.name);
        for row in sheet.rows() {
            add(&row.number.to_string());
            for (column, cell) in row.cells() {
                add(&column.to_string());
                add(&cell.text());
            }
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Comparing<'a> {
    office: &'a Office,
    communes: RowCommunes<'a>,
    then: BTreeMap<PersonId, Listed>,
    now: HashMap<PersonId, RosterEntry>,
    fields: Vec<Difference>,
    notes: Vec<Note>,
}

/// The number in the code's cell.
fn code(table: &Table, row: &Row) -> Option<PersonId> {
    fields::code(&table.cell(row, PERSON_CODE)).ok().map(PersonId)
}

impl Comparing<'_> {
    fn note(&mut self, kind: NoteKind, (table, row): (&Table, &Row), column: &str, says: impl Into<String>) {
        let seen = table.cell(row, if column.is_empty() { PERSON_CODE } else { column }).text;
        let (sheet, row, column) = (table.sheet.clone(), row.number, column.to_owned());
        self.notes.push(Note { kind, sheet, row, column, seen, says: says.into() });
    }

    /// The rows that surely mean one person who was on the list.
    fn rows_by_person<'t>(&mut self, tables: &'t [Table]) -> Vec<(PersonId, &'t Table, &'t Row)> {
        let all = || tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
        let mut times: HashMap<PersonId, usize> = HashMap::new();
        for person in all().filter_map(|(table, row)| code(table, row)) {
            *times.entry(person).or_default() += 1;
        }
        let mut rows = Vec::new();
        for (table, row) in all() {
            let text = table.cell(row, PERSON_CODE).text;
            match code(table, row) {
                Some(person) if 1 < times[&person] => {
                    let says =
                        format!("mã người {person} có ở {} dòng; không lấy dòng nào, hãy giữ một dòng", times[&person]);
                    self.note(NoteKind::RepeatedCode, (table, row), "", says);
                }
                Some(person) if self.then.contains_key(&person) => rows.push((person, table, row)),
                Some(person) => {
                    let says = format!("mã người {person} không có trong danh sách đã xuất; không lấy dòng này");
                    self.note(NoteKind::UnknownCode, (table, row), "", says);
                }
                None if text.is_empty() => {
                    let name = table.cell(row, Field::Name.title()).text;
                    let says = format!("{name}: không có mã người; nếu là người mới hãy nhập bằng mẫu “beneficiaries”");
                    self.note(NoteKind::Newcomer, (table, row), "", says);
                }
                None => {
                    self.note(NoteKind::UnknownCode, (table, row), "", "mã người không phải một số; không lấy dòng này")
                }
            }
        }
        rows
    }

    fn row(&mut self, person: PersonId, table: &Table, row: &Row) {
        let (Some(then), Some(now)) = (self.then.get(&person).cloned(), self.now.get(&person).cloned()) else { return };
        if !self.communes.acting.rights.covers_unit(now.unit.as_ref()) {
            return self.note(NoteKind::UnknownCode, (table, row), "", ELSEWHERE);
        }
        let has = |title: &str| table.columns.contains(&fold(title));
        // A column that was taken out of the sheet says nothing of anybody.
        for field in Field::ALL.into_iter().filter(|field| has(field.title())) {
            match self.theirs(field, &then, (table, row)) {
                Err(says) => self.note(NoteKind::Rejected, (table, row), field.title(), says),
                Ok(theirs) => self.field(field, (&then.entry, theirs, &now), (table, row)),
            }
        }
        for ((title, _), text) in TO_READ.into_iter().zip(then.grants.shown()) {
            if has(title) && fold(&table.cell(row, title).text) != fold(&text) {
                let says = format!("cột chỉ để xem, lúc xuất ghi “{text}”; phần sửa không được lấy");
                self.note(NoteKind::Warning, (table, row), title, says);
            }
        }
    }

    /// A cell that is as it went out says what was said then, whatever that was.
    fn theirs(&self, field: Field, then: &Listed, (table, row): (&Table, &Row)) -> Result<Particular, String> {
        let cell = table.cell(row, field.title());
        let then = field.of(&then.entry);
        if cell.text == nfc(&shown(self.office, &then)) { Ok(then) } else { field.read(&cell, &self.communes) }
    }

    fn field(
        &mut self,
        field: Field,
        (then, theirs, entry): (&RosterEntry, Particular, &RosterEntry),
        (table, row): (&Table, &Row),
    ) {
        let (then, now) = (field.of(then), field.of(entry));
        let Some(standing) = Standing::of(&then, &theirs, &now) else { return };
        let wants_change = matches!(standing, Standing::Theirs | Standing::Conflict);
        if wants_change && entry.unit.is_none() && matches!(field, Field::Village | Field::Commune) {
            let says = "sổ chưa ghi nơi cư trú hiện nay của người này; hãy ghi chuyển đến trước";
            return self.note(NoteKind::Rejected, (table, row), field.title(), says);
        }
        if wants_change {
            for says in doubts(&theirs, entry.birth, entry.sex) {
                self.note(NoteKind::Warning, (table, row), field.title(), says);
            }
        }
        self.fields.push(Difference {
            person: entry.person,
            name: entry.name.clone(),
            sheet: table.sheet.clone(),
            row: row.number,
            field,
            then,
            theirs,
            now,
            standing,
        });
    }

    /// A number that is somebody else's, or given to two people at once, is a question and is not taken.
    fn refuse_numbers_of_others(&mut self, tx: &mut Tx<'_>, acting: Acting) -> Result<(), OfficeError> {
        let mut wanted: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
        for (person, number) in self.fields.iter().flat_map(new_numbers) {
            wanted.entry(number.clone()).or_default().insert(person);
        }
        let numbers: Vec<&str> = wanted.keys().map(String::as_str).collect();
        let held = papers::named(tx, &numbers, acting.now)?;
        for (person, paper) in held {
            wanted.entry(paper.number).or_default().insert(person);
        }
        let another = |one: &Difference| {
            let holders = new_numbers(one).filter_map(|(_, number)| wanted.get(number)).flatten();
            holders.copied().find(|holder| *holder != one.person)
        };
        let holders: Vec<PersonId> = self.fields.iter().filter_map(another).collect();
        let seen = people::briefs(tx, &holders, acting.now)?.into_iter();
        let own = seen.filter(|brief| acting.rights.covers_unit(brief.unit.as_ref())).map(|brief| brief.id);
        let own: BTreeSet<PersonId> = own.collect();
        let whose = |holder: PersonId| match own.contains(&holder) {
            true => format!("người mã {holder}"),
            false => "người thuộc phạm vi đơn vị khác".to_owned(),
        };
        let refused = |one: Difference| {
            let Some(holder) = another(&one) else { return Ok(one) };
            Err(Note {
                kind: NoteKind::Rejected,
                seen: shown(self.office, &one.theirs),
                column: one.field.title().to_owned(),
                sheet: one.sheet,
                row: one.row,
                says: format!("số này cũng ghi cho {}; cần cán bộ xác nhận là của ai", whose(holder)),
            })
        };
        let (mut fields, mut notes) = (Vec::new(), Vec::new());
        for one in std::mem::take(&mut self.fields) {
            match refused(one) {
                Ok(one) => fields.push(one),
                Err(note) => notes.push(note),
            }
        }
        self.fields = fields;
        self.notes.extend(notes);
        Ok(())
    }

    /// What a list said was taken when it first came. Where the records say again what they said then, somebody has
    /// put it back since, and the list must not undo that by coming twice.
    fn ask_again(&mut self) {
        for one in self.fields.iter_mut().filter(|one| one.standing == Standing::Theirs) {
            one.standing = Standing::Conflict;
        }
    }

    fn missing(&self, tables: &[Table]) -> Vec<Missing> {
        let came: BTreeSet<PersonId> =
            tables.iter().flat_map(|table| table.rows.iter().filter_map(|row| code(table, row))).collect();
        let gone = self.then.values().filter(|one| !came.contains(&one.entry.person));
        gone.map(|one| Missing { person: one.entry.person, name: one.entry.name.clone() }).collect()
    }
}

/// The numbers that a difference would give to its person.
fn new_numbers(one: &Difference) -> impl Iterator<Item = (PersonId, &String)> {
    let numbers: &[String] = match (&one.theirs, one.standing) {
        (Particular::PersonalIds(numbers) | Particular::OldIds(numbers), Standing::Theirs | Standing::Conflict) => {
            numbers
        }
        _ => &[],
    };
    numbers.iter().map(|number| (one.person, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_or_one_side_changed_needs_no_choice() {
        for (then, theirs, now, expected) in [
            ("a", "a", "a", None),
            ("a", "b", "a", Some(Standing::Theirs)),
            ("a", "a", "b", Some(Standing::Ours)),
            ("a", "b", "b", Some(Standing::Agreed)),
            ("a", "b", "c", Some(Standing::Conflict)),
        ] {
            assert_eq!(Standing::of(&then, &theirs, &now), expected, "{then} {theirs} {now}");
        }
    }
}
