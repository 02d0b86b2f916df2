//! Files that came up and are looked at before anything is done with them: kept in memory for a while, each for its owner.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use domain::kernel::UserId;
use serde::{Deserialize, Serialize};

/// The largest file that is taken.
pub const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// So much of a form with files is read at all; what is larger than a file may be is read and thrown away up to here, so
/// that the page can still say why.
pub const FORM_BYTES_MAX: usize = 8 * FILE_BYTES_MAX;
const FILES_PER_USER: usize = 4;
const BYTES_MAX: usize = 16 * FILE_BYTES_MAX;
const KEPT_FOR: Duration = Duration::from_secs(30 * 60);

/// What a page's address calls a file by. It tells nothing and is worth nothing to anybody but the file's owner.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticket(String);

/// What an address or a form says; one that was never given finds nothing.
impl From<String> for Ticket {
    fn from(said: String) -> Ticket {
        Ticket(said)
    }
}

impl std::fmt::Display for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    pub bytes: Arc<[u8]>,
    /// What its owner has chosen about it so far, in the page's own words.
    pub chosen: String,
}

/// The files of everybody, the oldest first.
#[derive(Default)]
pub struct Uploads(Mutex<Shelf>);

/// Nothing of a file is shown.
impl std::fmt::Debug for Uploads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Uploads")
    }
}

#[derive(Default)]
struct Shelf {
    files: VecDeque<Entry>,
    given: u64,
    /// Another one with each start of the program, so that an old address never means a new file.
    marks: RandomState,
}

struct Entry {
    user: UserId,
    ticket: Ticket,
    since: Instant,
    kept: Kept,
}

impl Uploads {
    /// Keeps a file; the oldest make room.
    pub fn keep(&self, user: UserId, name: String, bytes: Vec<u8>) -> Ticket {
        self.keep_at(user, name, bytes, Instant::now())
    }

    pub fn find(&self, user: UserId, ticket: &Ticket) -> Option<Kept> {
        self.find_at(user, ticket, Instant::now())
    }

    /// Writes down what the owner chose about a file.
    pub fn choose(&self, user: UserId, ticket: &Ticket, chosen: String) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = shelf.files.iter_mut().find(|entry| entry.user == user && entry.ticket == *ticket);
        if let Some(entry) = found {
            entry.kept.chosen = chosen;
        }
    }

    fn keep_at(&self, user: UserId, name: String, bytes: Vec<u8>, now: Instant) -> Ticket {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.given += 1;
        let ticket = Ticket(format!("{:016x}{:x}", shelf.marks.hash_one((user.0, shelf.given)), shelf.given));
        let kept = Kept { name, bytes: bytes.into(), chosen: String::new() };
        shelf.files.push_back(Entry { user, ticket: ticket.clone(), since: now, kept });
        shelf.make_room(user, now);
        ticket
    }

    fn find_at(&self, user: UserId, ticket: &Ticket, now: Instant) -> Option<Kept> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.forget_old(now);
        let found = shelf.files.iter().find(|entry| entry.user == user && entry.ticket == *ticket);
        found.map(|entry| entry.kept.clone())
    }
}

impl Shelf {
    fn forget_old(&mut self, now: Instant) {
        self.files.retain(|entry| now.duration_since(entry.since) < KEPT_FOR);
    }

    fn make_room(&mut self, user: UserId, now: Instant) {
        self.forget_old(now);
        let mine = |files: &VecDeque<Entry>| files.iter().filter(|entry| entry.user == user).count();
        while FILES_PER_USER < mine(&self.files)
            && let Some(oldest) = self.files.iter().position(|entry| entry.user == user)
        {
            self.files.remove(oldest);
        }
        let size = |files: &VecDeque<Entry>| files.iter().map(|entry| entry.kept.bytes.len()).sum::<usize>();
        while BYTES_MAX < size(&self.files) && 1 < self.files.len() {
            self.files.pop_front();
        }
    }
}

/// Why no file came with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFile {
    #[error("Chưa chọn tệp nào. Bấm vào ô chọn tệp, hoặc kéo tệp thả vào khung, rồi gửi lại.")]
    Missing,
    #[error("Tệp rỗng, không có nội dung. Mở tệp bằng Excel xem còn dữ liệu không rồi gửi lại.")]
    Empty,
    #[error(
        "Tệp lớn hơn {} MB. Xóa các trang, ảnh và dòng thừa, hoặc tách thành nhiều tệp rồi gửi lại.",
        FILE_BYTES_MAX / 1024 / 1024
    )]
    TooLarge,
    #[error("Tệp chưa gửi lên hết, có thể do mạng chập chờn. Hãy gửi lại.")]
    BrokenOff,
}

/// A form with at most one file, as it was sent.
#[derive(Debug)]
pub struct Sent {
    fields: HashMap<String, String>,
    pub file: Result<(String, Vec<u8>), NoFile>,
}

impl Sent {
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Reads a form with its fields and its file.
pub async fn read(mut form: Multipart) -> Result<Sent, NoFile> {
    let mut sent = Sent { fields: HashMap::new(), file: Err(NoFile::Missing) };
    while let Some(part) = form.next_field().await.map_err(|_| NoFile::BrokenOff)? {
        let (field, said) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(file_name));
        let bytes = whole(part).await?;
        match said {
            None => drop(sent.fields.insert(field, String::from_utf8_lossy(&bytes).into_owned())),
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(_) if bytes.is_empty() => sent.file = Err(NoFile::Empty),
            Some(name) => sent.file = Ok((name, bytes)),
        }
    }
    Ok(sent)
}

/// All of a field. What is too large is heard out before it is refused: a browser that is cut off shows no reason.
async fn whole(mut part: Field<'_>) -> Result<Vec<u8>, NoFile> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(chunk) = part.chunk().await.map_err(|_| NoFile::BrokenOff)? {
        length += chunk.len();
        if length <= FILE_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
        }
    }
    if FILE_BYTES_MAX < length { Err(NoFile::TooLarge) } else { Ok(bytes) }
}

/// The last part of whatever path a browser names, in composed letters.
fn file_name(said: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    domain::kernel::nfc(last).chars().filter(|letter| !letter.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUONG: UserId = UserId(1);
    const DUNG: UserId = UserId(2);

    #[test]
    fn a_file_is_found_by_its_owner_and_nobody_else() {
        let uploads = Uploads::default();
        let ticket = uploads.keep(HUONG, "a.xlsx".to_owned(), vec![1, 2]);
        let other = uploads.keep(HUONG, "b.xlsx".to_owned(), vec![3]);
        assert_eq!(&*uploads.find(HUONG, &ticket).unwrap().bytes, [1, 2]);
        assert_eq!(uploads.find(DUNG, &ticket), None);
        uploads.choose(DUNG, &ticket, "xóa".to_owned());
        uploads.choose(HUONG, &other, "bỏ".to_owned());
        assert_eq!(uploads.find(HUONG, &ticket).unwrap().chosen, "");
        assert_eq!(uploads.find(HUONG, &other).unwrap().chosen, "bỏ");
    }

    #[test]
    fn the_oldest_files_of_a_person_make_room_and_all_are_forgotten_in_time() {
        let uploads = Uploads::default();
        let start = Instant::now();
        let theirs = uploads.keep_at(DUNG, "x".to_owned(), vec![0], start);
        let mine: Vec<Ticket> =
            (0..FILES_PER_USER + 1).map(|_| uploads.keep_at(HUONG, "x".to_owned(), vec![0], start)).collect();
        assert!(uploads.find_at(HUONG, &mine[0], start).is_none());
        assert!(mine[1..].iter().all(|ticket| uploads.find_at(HUONG, ticket, start).is_some()));
        assert!(uploads.find_at(DUNG, &theirs, start + KEPT_FOR - Duration::from_secs(1)).is_some());
        assert!(uploads.find_at(DUNG, &theirs, start + KEPT_FOR).is_none());
    }

    #[test]
    fn all_files_together_stay_within_bounds() {
        let uploads = Uploads::default();
        let now = Instant::now();
        let tickets: Vec<Ticket> =
            (0..20).map(|user| uploads.keep_at(UserId(user), "x".to_owned(), vec![0; FILE_BYTES_MAX], now)).collect();
        let kept = (0..20).filter(|user| uploads.find_at(UserId(*user), &tickets[*user as usize], now).is_some());
        assert_eq!(kept.count(), BYTES_MAX / FILE_BYTES_MAX);
    }

    #[test]
    fn a_path_is_cut_down_to_the_name_of_its_file() {
        assert_eq!(file_name("C:\\DS\\tháng 4.xlsx"), "tháng 4.xlsx");
        assert_eq!(file_name("../../etc/a.csv"), "a.csv");
        assert_eq!(file_name(""), "");
    }
}
