//! Keeping the records sound: checks, copies, restoring.

use std::path::{Path, PathBuf};

use domain::kernel::Moment;
use serde_json::json;
use store::verify::{self, Finding};
use store::{Db, Location, StoreError, backup, journal};

use crate::access::Act;
use crate::{Acting, OfficeError, Refusal};

/// Where the copies that are made from a page lie, in the data folder.
pub const BACKUP_FOLDER: &str = "sao-luu";
const ENDING: &str = ".sqlite";

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

/// The same for whoever may look after the records.
pub fn check(db: &Db, acting: Acting) -> Result<Health, OfficeError> {
    acting.need(Act::BackupMake)?;
    verify(db)
}

/// One file that holds everything, whatever database the office uses.
pub fn backup(db: &Db, file: &Path) -> Result<(), StoreError> {
    backup::backup(db, file)
}

/// Only into an empty place; what was restored is checked before it is used.
pub fn restore(file: &Path, location: &Location) -> Result<Vec<Finding>, StoreError> {
    Ok(backup::restore(file, location)?.findings)
}

/// A copy in the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    pub name: String,
    pub bytes: u64,
    /// When it was made, as its name says.
    pub made: Option<Moment>,
}

/// Makes a copy now, in the data folder, under the name of the moment.
pub fn make_backup(db: &Db, acting: Acting, data: &Path) -> Result<BackupFile, OfficeError> {
    acting.need(Act::BackupMake)?;
    let folder = data.join(BACKUP_FOLDER);
    std::fs::create_dir_all(&folder).map_err(|source| StoreError::Disk { path: folder.clone(), source })?;
    let moment: String = acting.now.to_string().chars().filter(char::is_ascii_digit).collect();
    let name = format!("ansinh-{moment}{ENDING}");
    let path = folder.join(&name);
    if path.exists() {
        return Err(Refusal::BackupJustMade.into());
    }
    backup(db, &path)?;
    let bytes = std::fs::metadata(&path).map(|about| about.len()).unwrap_or_default();
    db.write(|tx| acting.note(tx, "backup.make", "backup", json!({ "file": name, "bytes": bytes })))?;
    Ok(BackupFile { made: moment_of(&name), name, bytes })
}

/// The copies in the data folder, the newest first.
pub fn backups(acting: Acting, data: &Path) -> Result<Vec<BackupFile>, OfficeError> {
    acting.need(Act::BackupMake)?;
    let Ok(entries) = std::fs::read_dir(data.join(BACKUP_FOLDER)) else { return Ok(Vec::new()) };
    let mut found: Vec<BackupFile> = entries.flatten().filter_map(|entry| backup_file(&entry)).collect();
    found.sort_by(|a, b| b.name.cmp(&a.name));
    Ok(found)
}

fn backup_file(entry: &std::fs::DirEntry) -> Option<BackupFile> {
    let name = entry.file_name().into_string().ok().filter(|name| is_backup_name(name))?;
    let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some(BackupFile { made: moment_of(&name), name, bytes: about.len() })
}

/// `ansinh-20210428010000.sqlite` was made at 1:00:00 on 28/4/2021, UTC.
fn moment_of(name: &str) -> Option<Moment> {
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let part = |range: std::ops::Range<usize>| digits.get(range);
    let day = format!("{}-{}-{}", part(0..4)?, part(4..6)?, part(6..8)?);
    format!("{day}T{}:{}:{}Z", part(8..10)?, part(10..12)?, part(12..14)?).parse().ok()
}

/// A name as [`make_backup`] gives it; nothing else in the data folder is anybody's to fetch.
fn is_backup_name(name: &str) -> bool {
    let stem = name.strip_prefix("ansinh-").and_then(|rest| rest.strip_suffix(ENDING));
    stem.is_some_and(|stem| !stem.is_empty() && stem.chars().all(|sign| sign.is_ascii_digit()))
}

/// The path of one of the copies; fetching it is written down, since it holds everything.
pub fn fetch_backup(db: &Db, acting: Acting, data: &Path, name: &str) -> Result<PathBuf, OfficeError> {
    let path = find_backup(acting, data, name)?;
    db.write(|tx| acting.note(tx, "backup.fetch", "backup", json!({ "file": name })))?;
    Ok(path)
}

/// Restores a copy into memory and checks what came back.
pub fn verify_backup(acting: Acting, data: &Path, name: &str) -> Result<Vec<Finding>, OfficeError> {
    let path = find_backup(acting, data, name)?;
    Ok(restore(&path, &Location::Memory)?)
}

fn find_backup(acting: Acting, data: &Path, name: &str) -> Result<PathBuf, OfficeError> {
    acting.need(Act::BackupMake)?;
    let path = data.join(BACKUP_FOLDER).join(name);
    match is_backup_name(name) && path.is_file() {
        true => Ok(path),
        false => Err(Refusal::NoSuchBackup.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_copy_is_anybodys_to_fetch() {
        for (name, expected) in [
            ("ansinh-20210428010000.sqlite", true),
            ("ansinh.sqlite", false),
            ("ansinh-.sqlite", false),
            ("ansinh-../../1.sqlite", false),
            ("../ansinh-1.sqlite", false),
        ] {
            assert_eq!(is_backup_name(name), expected, "{name}");
        }
        assert_eq!(moment_of("ansinh-20210428010203.sqlite"), Some("2021-04-28T01:02:03Z".parse().unwrap()));
        assert_eq!(moment_of("ansinh-7.sqlite"), None);
    }
}
