//! Sessions of the pages, kept where the records are so that a restart signs nobody out.

use store::{Db, StoreError, sessions};

pub use store::sessions::Session;

pub fn find(db: &Db, id: &str) -> Result<Option<Session>, StoreError> {
    db.read(|tx| sessions::find(tx, id))
}

pub fn set(db: &Db, session: &Session) -> Result<(), StoreError> {
    db.write(|tx| sessions::set(tx, session))
}

/// Adds a session unless the id is taken; says whether it did.
pub fn add(db: &Db, session: &Session) -> Result<bool, StoreError> {
    db.write(|tx| sessions::add(tx, session))
}

pub fn delete(db: &Db, id: &str) -> Result<(), StoreError> {
    db.write(|tx| sessions::delete(tx, id))
}

pub fn delete_expired(db: &Db, now_seconds: i64) -> Result<u64, StoreError> {
    db.write(|tx| sessions::delete_expired(tx, now_seconds))
}
