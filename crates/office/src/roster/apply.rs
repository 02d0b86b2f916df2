//! Taking in what a list that came back says.

use std::collections::BTreeMap;

use domain::kernel::PersonId;
use paper::grid::Book;
use serde_json::json;
use store::imports::{self, ImportFile};
use store::{Db, Tx, ids};

use super::KIND;
use super::compare::{Difference, Differences, NoteKind, Standing, compare_in, fingerprint};
use super::field::Field;
use super::settle::{Choice, Choices};
use crate::life::{Particular, correct_unnoted};
use crate::{Acting, Office, OfficeError};

/// What a list did to the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// As they were before.
    pub differences: Differences,
    /// The fields in which the records now say what the file says.
    pub taken: Vec<(PersonId, Field)>,
    /// The conflicts nobody has chosen in; nothing of them is saved.
    pub open: Vec<(PersonId, Field)>,
}

/// Takes what only the file changed, and in conflicts what was chosen. All of it in one transaction.
///
/// A choice to keep the records' word also holds where the conflict has gone since it was made.
pub fn apply(office: &Office, db: &Db, acting: Acting, book: &Book, choices: &Choices) -> Result<Applied, OfficeError> {
    db.write(|tx| {
        let differences = compare_in(office, tx, acting, book)?;
        let mut corrections: BTreeMap<PersonId, Vec<Particular>> = BTreeMap::new();
        let (mut taken, mut open) = (Vec::new(), Vec::new());
        for one in &differences.fields {
            let key = (one.person, one.field);
            match verdict(one, choices.get(&key)) {
                Verdict::Take => {
                    corrections.entry(one.person).or_default().push(one.theirs.clone());
                    taken.push(key);
                }
                Verdict::Keep => {}
                Verdict::Ask => open.push(key),
            }
        }
        for (person, said) in &corrections {
            acting.need_person(tx, *person)?;
            correct_unnoted(office, tx, acting, *person, said)?;
        }
        let applied = Applied { differences, taken, open };
        if !applied.taken.is_empty() || !applied.differences.seen_before {
            remember(tx, acting, book, &applied, corrections.len())?;
        }
        Ok(applied)
    })
}

enum Verdict {
    Take,
    Keep,
    Ask,
}

fn verdict(one: &Difference, choice: Option<&Choice>) -> Verdict {
    match (one.standing, choice) {
        (Standing::Ours | Standing::Agreed, _) => Verdict::Keep,
        (Standing::Theirs | Standing::Conflict, Some(Choice::Ours)) => Verdict::Keep,
        (Standing::Theirs, _) | (Standing::Conflict, Some(Choice::Theirs)) => Verdict::Take,
        (Standing::Conflict, None) => Verdict::Ask,
    }
}

/// The act's line in the journal; and, the first time, the file among those that came in.
fn remember(tx: &mut Tx<'_>, acting: Acting, book: &Book, applied: &Applied, people: usize) -> Result<(), OfficeError> {
    let differences = &applied.differences;
    let rejected = differences.notes.iter().filter(|note| note.kind != NoteKind::Warning).count();
    if !differences.seen_before {
        let file = ImportFile {
            id: ids::take(tx, ids::IMPORT, 1)?,
            sha256: fingerprint(book),
            name: book.file.clone(),
            kind: KIND.to_owned(),
            imported_at: acting.now,
            user: acting.user,
            rows_read: differences.rows as i64,
            rows_rejected: rejected as i64,
        };
        imports::add(tx, &file)?;
    }
    let detail = json!({
        "file": book.file,
        "rows": differences.rows,
        "people": people,
        "fields": applied.taken.len(),
        "kept": differences.with(Standing::Ours).count(),
        "open": applied.open.len(),
        "rejected": rejected,
        "missing": differences.missing.len(),
    });
    acting.note(tx, "roster.apply", "list", detail)?;
    Ok(())
}
