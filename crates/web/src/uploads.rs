//! Files that visitors hand in: read from their form, and kept between looking at what a file would do and doing it.
//!
//! A kept file is its visitor's alone, is forgotten after a while, and nobody keeps more than a few. What is in it is
//! judged by whoever reads it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::Multipart;
use axum::http::StatusCode;
use domain::kernel::UserId;

use crate::PageError;

pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
const KEPT_FOR: Duration = Duration::from_secs(30 * 60);
/// How many files of one visitor are kept; the oldest goes first.
const PER_USER_MAX: usize = 3;
/// How much is kept of all visitors together; the oldest goes first.
const ALL_BYTES_MAX: usize = 10 * FILE_BYTES_MAX;

/// A file as it was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub key: u64,
    pub name: String,
    pub bytes: Arc<[u8]>,
}

#[derive(Debug)]
struct Kept {
    upload: Upload,
    user: UserId,
    at: Instant,
}

#[derive(Debug, Default)]
pub struct Uploads {
    all: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    last_key: u64,
    /// Oldest first.
    kept: Vec<Kept>,
}

impl Uploads {
    pub fn keep(&self, user: UserId, (name, bytes): (String, Vec<u8>)) -> Upload {
        self.keep_at(user, (name, bytes), Instant::now())
    }

    /// A visitor's own file, if it is still kept.
    pub fn find(&self, user: UserId, key: u64) -> Option<Upload> {
        self.find_at(user, key, Instant::now())
    }

    fn keep_at(&self, user: UserId, (name, bytes): (String, Vec<u8>), at: Instant) -> Upload {
        let mut shelf = self.shelf();
        shelf.forget_old(at);
        shelf.last_key += 1;
        let upload = Upload { key: shelf.last_key, name, bytes: bytes.into() };
        shelf.kept.push(Kept { upload: upload.clone(), user, at });
        shelf.make_room(user);
        upload
    }

    fn find_at(&self, user: UserId, key: u64, now: Instant) -> Option<Upload> {
        let mut shelf = self.shelf();
        shelf.forget_old(now);
        let found = shelf.kept.iter().find(|kept| kept.user == user && kept.upload.key == key);
        found.map(|kept| kept.upload.clone())
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn forget_old(&mut self, now: Instant) {
        self.kept.retain(|kept| now.duration_since(kept.at) < KEPT_FOR);
    }

    fn make_room(&mut self, user: UserId) {
        while PER_USER_MAX < self.kept.iter().filter(|kept| kept.user == user).count() {
            let oldest = self.kept.iter().position(|kept| kept.user == user);
            oldest.map(|place| self.kept.remove(place));
        }
        while 1 < self.kept.len() && ALL_BYTES_MAX < self.kept.iter().map(|kept| kept.upload.bytes.len()).sum() {
            self.kept.remove(0);
        }
    }
}

/// A form with a file, as it was sent.
#[derive(Debug, Default)]
pub struct Sent {
    fields: HashMap<String, String>,
    /// The name and bytes of the one file; `None` where none was chosen.
    pub file: Option<(String, Vec<u8>)>,
}

impl Sent {
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Reads a form with a file; one that is too large is told apart, since the visitor can do something about it.
pub async fn read(mut form: Multipart) -> Result<Result<Sent, String>, PageError> {
    let mut sent = Sent::default();
    loop {
        let part = match form.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(Ok(sent)),
            Err(fault) => return too_large(&fault).map(Err),
        };
        let (field, file) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
        let bytes = match part.bytes().await {
            Ok(bytes) if bytes.len() <= FILE_BYTES_MAX => bytes,
            Ok(_) => return Ok(Err(too_large_words())),
            Err(fault) => return too_large(&fault).map(Err),
        };
        match file {
            Some(name) if !bytes.is_empty() => sent.file = Some((bare_name(&name), bytes.to_vec())),
            Some(_) => {}
            None => {
                sent.fields.insert(field, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
}

fn too_large(fault: &axum::extract::multipart::MultipartError) -> Result<String, PageError> {
    match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Ok(too_large_words()),
        _ => Err(PageError::BadAddress),
    }
}

fn too_large_words() -> String {
    format!("Tệp lớn hơn {} MB; hãy tách thành nhiều tệp rồi nộp từng tệp.", FILE_BYTES_MAX / 1024 / 1024)
}

/// Some browsers send a path; only its end is the file's name.
fn bare_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: usize) -> (String, Vec<u8>) {
        ("kq.csv".to_owned(), vec![b'a'; bytes])
    }

    #[test]
    fn a_file_is_kept_for_its_visitor_until_it_is_old() {
        let (uploads, begun) = (Uploads::default(), Instant::now());
        let kept = uploads.keep_at(UserId(1), file(3), begun);
        assert_eq!(uploads.find_at(UserId(1), kept.key, begun), Some(kept.clone()));
        assert_eq!(uploads.find_at(UserId(2), kept.key, begun), None, "it is nobody else's");
        assert_eq!(uploads.find_at(UserId(1), kept.key + 1, begun), None);
        assert_eq!(uploads.find_at(UserId(1), kept.key, begun + KEPT_FOR), None);
    }

    #[test]
    fn nobody_keeps_more_than_a_few_files() {
        let (uploads, now) = (Uploads::default(), Instant::now());
        let keys: Vec<u64> = (0..5).map(|_| uploads.keep_at(UserId(1), file(1), now).key).collect();
        let other = uploads.keep_at(UserId(2), file(1), now);
        let found: Vec<bool> = keys.iter().map(|key| uploads.find_at(UserId(1), *key, now).is_some()).collect();
        assert_eq!(found, [false, false, true, true, true]);
        assert!(uploads.find_at(UserId(2), other.key, now).is_some());
    }

    #[test]
    fn all_files_together_stay_within_bounds() {
        let (uploads, now) = (Uploads::default(), Instant::now());
        let first = uploads.keep_at(UserId(0), file(FILE_BYTES_MAX), now);
        for user in 1..=10 {
            uploads.keep_at(UserId(user), file(FILE_BYTES_MAX), now);
        }
        assert_eq!(uploads.find_at(UserId(0), first.key, now), None);
        assert_eq!(uploads.shelf().kept.len(), 10);
    }

    #[test]
    fn a_path_is_cut_to_the_name_of_its_file() {
        for (sent, name) in [("kq.csv", "kq.csv"), ("C:\\Thang 4\\kq.csv", "kq.csv"), ("/tmp/kq.csv", "kq.csv")] {
            assert_eq!(bare_name(sent), name);
        }
    }
}
