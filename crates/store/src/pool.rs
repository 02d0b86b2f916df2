//! A handful of connections, lent one at a time and taken back.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::StoreError;

pub(crate) struct Pool<C: Send + 'static> {
    inside: Mutex<Inside<C>>,
    returned: Condvar,
    most: usize,
}

struct Inside<C> {
    idle: Vec<C>,
    lent: usize,
}

/// A connection on loan; it goes back when dropped, unless it was found broken.
pub(crate) struct Lent<'p, C: Send + 'static> {
    pool: &'p Pool<C>,
    connection: Option<C>,
}

impl<C: Send + 'static> Pool<C> {
    pub(crate) fn new(most: usize) -> Pool<C> {
        Pool { inside: Mutex::new(Inside { idle: Vec::new(), lent: 0 }), returned: Condvar::new(), most }
    }

    /// Lends an idle connection, makes one while there are fewer than `most`, or waits for one to come back.
    pub(crate) fn lend(&self, make: impl FnOnce() -> Result<C, StoreError>) -> Result<Lent<'_, C>, StoreError> {
        let mut inside = self.lock();
        while inside.idle.is_empty() && inside.lent >= self.most {
            inside = self.returned.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        inside.lent += 1;
        let idle = inside.idle.pop();
        drop(inside);
        let mut lent = Lent { pool: self, connection: idle };
        if lent.connection.is_none() {
            lent.connection = Some(make()?);
        }
        Ok(lent)
    }

    fn lock(&self) -> MutexGuard<'_, Inside<C>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Send + 'static> Lent<'_, C> {
    /// Drops the connection instead of giving it back.
    pub(crate) fn discard(mut self) {
        self.connection = None;
    }
}

impl<C: Send + 'static> Deref for Lent<'_, C> {
    type Target = C;
    fn deref(&self) -> &C {
        self.connection.as_ref().expect("a loan holds its connection until it is dropped")
    }
}

impl<C: Send + 'static> DerefMut for Lent<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection.as_mut().expect("a loan holds its connection until it is dropped")
    }
}

impl<C: Send + 'static> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        let mut inside = self.pool.lock();
        inside.lent -= 1;
        inside.idle.extend(self.connection.take());
        drop(inside);
        self.pool.returned.notify_one();
    }
}

/// A PostgreSQL client must not be dropped on an async worker thread, and nobody knows where the last handle dies.
impl<C: Send + 'static> Drop for Pool<C> {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.lock().idle);
        if !idle.is_empty() {
            // A thread that panics here has nothing to tell: the connections are gone either way.
            let _ = std::thread::spawn(move || drop(idle)).join();
        }
    }
}
