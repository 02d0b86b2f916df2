//! Conflicts, one by one: they go back as a workbook with a choice in each row, and come in again as choices.

use std::collections::{BTreeMap, HashMap};

use domain::kernel::{PersonId, fold};
use paper::grid::Book;
use paper::sheets::returned::{self, ReturnedList, ReturnedRow, SETTLEMENT};
use paper::sheets::roster::PERSON_CODE;
use paper::table::Table;
use paper::template::fields;
use serde::{Deserialize, Serialize};

use super::compare::{Difference, Differences, NoteKind, Standing};
use super::field::Field;
use crate::{Office, OfficeError};

/// Whose word counts where both changed a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    Theirs,
    Ours,
}

impl Choice {
    pub const ALL: [Choice; 2] = [Choice::Theirs, Choice::Ours];

    pub fn key(self) -> &'static str {
        match self {
            Choice::Theirs => "theirs",
            Choice::Ours => "ours",
        }
    }

    pub fn shown(self) -> &'static str {
        match self {
            Choice::Theirs => "Lấy theo tệp",
            Choice::Ours => "Giữ theo sổ",
        }
    }
}

/// A choice as a form or another program keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub person: PersonId,
    /// The key of a field.
    pub field: String,
    /// The key of a choice.
    pub choice: String,
    /// [`Difference::mark`] of what was seen when it was made.
    pub mark: String,
}

pub type Choices = BTreeMap<(PersonId, Field), Choice>;

const FIELD: &str = "Mục";
const THEN: &str = "Lúc xuất tệp";
const THEIRS: &str = "Theo tệp";
const NOW: &str = "Theo sổ hiện nay";
const TITLES: [&str; 6] = [PERSON_CODE, "Họ và tên", FIELD, THEN, THEIRS, NOW];

/// What has to be looked at, as a workbook: each conflict with its choice, and each row that could not be taken.
pub fn returned(office: &Office, differences: &Differences) -> Result<Vec<u8>, OfficeError> {
    let conflicts = differences.with(Standing::Conflict).map(|one| conflict_row(office, one));
    let rejects = differences.notes.iter().filter(|note| note.kind != NoteKind::Warning).map(|note| ReturnedRow {
        sheet: note.sheet.clone(),
        row: note.row,
        cells: [String::new(), String::new(), note.column.clone(), String::new(), note.seen.clone(), String::new()]
            .to_vec(),
        reason: note.says.clone(),
        choices: Vec::new(),
    });
    let rows = conflicts.chain(rejects).collect();
    let titles = TITLES.map(str::to_owned).to_vec();
    Ok(returned::to_xlsx(&ReturnedList { title: "Các mục cần chọn".to_owned(), titles, rows })?)
}

fn conflict_row(office: &Office, one: &Difference) -> ReturnedRow {
    let said = one.shown(office);
    ReturnedRow {
        sheet: one.sheet.clone(),
        row: one.row,
        cells: vec![
            one.person.to_string(),
            one.name.clone(),
            one.field.title().to_owned(),
            said.then,
            said.theirs,
            said.now,
        ],
        reason: "Tệp và sổ đều đã sửa mục này từ khi xuất tệp; cần chọn một.".to_owned(),
        choices: Choice::ALL.map(|choice| choice.shown().to_owned()).to_vec(),
    }
}

/// The choices that still mean what was seen when they were made, and how many do not.
pub fn choices_made(office: &Office, differences: &Differences, made: &[Made]) -> (Choices, usize) {
    let mut choices = Choices::new();
    for one in differences.with(Standing::Conflict) {
        let meant = |made: &&Made| made.person == one.person && made.field == one.field.key();
        let found = made.iter().find(meant).filter(|made| made.mark == one.mark(office));
        let choice = found.and_then(|made| Choice::ALL.into_iter().find(|choice| choice.key() == made.choice));
        if let Some(choice) = choice {
            choices.insert((one.person, one.field), choice);
        }
    }
    let passed_over = made.len() - choices.len();
    (choices, passed_over)
}

/// Whether a file is such a workbook.
pub fn is_settled(book: &Book) -> bool {
    book.sheets.iter().any(|sheet| paper::table::has_header(sheet, &[PERSON_CODE, FIELD, THEIRS, NOW, SETTLEMENT]))
}

/// The choices made in such a workbook, and how many of them were passed over: not one of the two, or made over
/// something that the file or the records say otherwise by now.
pub fn choices_from(office: &Office, book: &Book, differences: &Differences) -> Result<(Choices, usize), OfficeError> {
    let open: HashMap<(PersonId, Field), &Difference> =
        differences.with(Standing::Conflict).map(|one| ((one.person, one.field), one)).collect();
    let mut choices = Choices::new();
    let mut passed_over = 0;
    for table in Table::read_all(book, &[PERSON_CODE, FIELD, THEIRS, NOW, SETTLEMENT])? {
        for row in &table.rows {
            let text = |title: &str| table.cell(row, title).text;
            if text(SETTLEMENT).is_empty() {
                continue;
            }
            let field = Field::ALL.into_iter().find(|field| fold(field.title()) == fold(&text(FIELD)));
            let person = fields::code(&table.cell(row, PERSON_CODE)).ok().map(PersonId);
            let found = person.zip(field).and_then(|key| open.get(&key)).filter(|one| {
                let said = one.shown(office);
                text(THEIRS) == said.theirs && text(NOW) == said.now
            });
            let choice = Choice::ALL.into_iter().find(|choice| fold(choice.shown()) == fold(&text(SETTLEMENT)));
            match found.zip(choice) {
                Some((one, choice)) => drop(choices.insert((one.person, one.field), choice)),
                None => passed_over += 1,
            }
        }
    }
    Ok((choices, passed_over))
}
