//! Keeping the records sound: checks, copies, restoring.

use std::path::Path;

use store::verify::{self, Finding};
use store::{Db, Location, StoreError, backup, journal};

use crate::OfficeError;

/// What a check of the whole house found.
#[derive(Debug)]
pub struct Health {
    pub findings: Vec<Finding>,
    pub journal_entries: i64,
    /// The hash of the last journal entry; noted elsewhere, it proves that nothing before it was changed.
    pub journal_head: String,
}

pub fn verify(db: &Db) -> Result<Health, OfficeError> {
    db.read(|tx| {
        let findings = verify::findings(tx)?;
        let (journal_entries, journal_head) = match journal::verify(tx)? {
            Ok(verified) => (verified.entries, verified.head),
            Err(broken) => (broken.seq, String::new()),
        };
        Ok(Health { findings, journal_entries, journal_head })
    })
}

/// One file that holds everything, whatever database the office uses.
pub fn backup(db: &Db, file: &Path) -> Result<(), StoreError> {
    backup::backup(db, file)
}

/// Only into an empty place; what was restored is checked before it is used.
pub fn restore(file: &Path, location: &Location) -> Result<Vec<Finding>, StoreError> {
    Ok(backup::restore(file, location)?.findings)
}
