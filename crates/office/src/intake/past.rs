//! The files that came in before: what each came to, and whom it put on record.

use domain::kernel::{Moment, PersonId, UserId};
use domain::registry::PersonBrief;
use paper::lists::Kind;
use paper::template::TemplateKind;
use serde::{Deserialize, Serialize};
use store::imports::{self, ImportFile};
use store::journal::{self, JournalFilter};
use store::{Db, Tx, people};

use crate::access::Act;
use crate::register::TakenIn;
use crate::{Acting, OfficeError, roster};

/// The act under which the journal keeps what a file came to.
pub(super) const IMPORT: &str = "list.import";

/// A file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastImport {
    pub id: i64,
    pub file: String,
    /// As an official calls it.
    pub kind: String,
    pub at: Moment,
    pub user: Option<UserId>,
    pub rows: i64,
    /// `None` for files that came before this was written down.
    pub counts: Option<Counts>,
}

/// What a file did to the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new_people: usize,
    pub known_people: usize,
    pub new_spells: usize,
    pub unchanged: usize,
    pub changed: usize,
    pub questions: usize,
    pub rejects: usize,
    /// New people are numbered one after another.
    first_person: Option<PersonId>,
}

impl Counts {
    pub(super) fn of(taken_in: &TakenIn, unread: usize) -> Counts {
        Counts {
            new_people: taken_in.new_people,
            known_people: taken_in.known_people,
            new_spells: taken_in.new_spells,
            unchanged: taken_in.unchanged,
            changed: taken_in.changed.len(),
            questions: taken_in.questions.len(),
            rejects: taken_in.rejects.len() + unread,
            first_person: taken_in.newcomers.first().copied(),
        }
    }

    /// Rows that still want something done.
    pub fn open(&self) -> usize {
        self.changed + self.questions + self.rejects
    }

    fn newcomers(&self, limit: usize) -> Vec<PersonId> {
        let first = self.first_person.map(|first| first.0);
        let numbers = first.into_iter().flat_map(|first| first..);
        numbers.take(self.new_people.min(limit)).map(PersonId).collect()
    }
}

pub(super) fn subject(import: i64) -> String {
    format!("import:{import}")
}

/// The last files, newest first. Whoever answers for a part of the office sees their own.
pub fn recent(db: &Db, acting: Acting, limit: i64) -> Result<Vec<PastImport>, OfficeError> {
    acting.need(Act::ListImport)?;
    db.read(|tx| {
        let files = match whose(acting) {
            Some(user) => imports::recent_of_user(tx, user, limit)?,
            None => imports::recent(tx, limit)?,
        };
        files.into_iter().map(|file| past(tx, file)).collect()
    })
}

/// One file that came in, with the first of the people it put on record.
pub fn find(
    db: &Db,
    acting: Acting,
    import: i64,
    limit: usize,
) -> Result<Option<(PastImport, Vec<PersonBrief>)>, OfficeError> {
    acting.need(Act::ListImport)?;
    db.read(|tx| {
        let is_mine = |file: &ImportFile| whose(acting).is_none_or(|user| file.user == Some(user));
        let Some(file) = imports::find(tx, import)?.filter(is_mine) else { return Ok(None) };
        let past = past(tx, file)?;
        let newcomers = past.counts.as_ref().map(|counts| counts.newcomers(limit)).unwrap_or_default();
        let mut briefs = people::briefs(tx, &newcomers, acting.now)?;
        briefs.retain(|brief| acting.rights.covers_unit(brief.unit.as_ref()));
        Ok(Some((past, briefs)))
    })
}

/// The user whose files alone are seen; `None` for everybody's.
fn whose(acting: Acting) -> Option<UserId> {
    let sees_all = acting.rights.units().is_none() && acting.rights.schemes().is_none();
    if sees_all { None } else { acting.user }
}

fn past(tx: &mut Tx<'_>, file: ImportFile) -> Result<PastImport, OfficeError> {
    let subject = subject(file.id);
    let filter = JournalFilter { act_prefix: Some(IMPORT), subject: Some(&subject), ..JournalFilter::default() };
    let told = journal::list(tx, &filter, None, 1)?.into_iter().next();
    Ok(PastImport {
        id: file.id,
        file: file.name,
        kind: kind_shown(&file.kind),
        at: file.imported_at,
        user: file.user,
        rows: file.rows_read,
        counts: told.and_then(|entry| serde_json::from_value(entry.detail).ok()),
    })
}

/// The name of a kind of file as an official reads it.
fn kind_shown(key: &str) -> String {
    let list = || Kind::named(key).map(|kind| kind.shown().to_owned());
    let template = key.parse::<TemplateKind>().ok().map(|kind| format!("Mẫu: {}", kind.title()));
    let roster = (key == roster::KIND).then(|| "Sổ đã sửa ngoài Excel".to_owned());
    template.or(roster).or_else(list).unwrap_or_else(|| key.to_owned())
}
