//! A database and its transactions: where it lives, who may write, and what is tried again.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::StoreError;
use crate::migrate::{Engine, migrate};
use crate::pool::Pool;
use crate::tx::{Connected, PostgresConnection, Tx};

/// Where the records are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A data folder; the records are its file `ansinh.sqlite`.
    Folder(PathBuf),
    /// Nowhere: gone with the last handle.
    Memory,
    /// A connection URL or string of a PostgreSQL server, reached without TLS (a socket, or a network of its own).
    Postgres(String),
}

/// The text of a connection may hold a password, so it is never shown.
impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            Location::Memory => f.write_str("Memory"),
            Location::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

/// The name of the file in a data folder.
pub const FILE_NAME: &str = "ansinh.sqlite";

/// A handle to one database. Clones share it.
///
/// Every call blocks. On an async runtime, open it, use it and drop closures' results inside `spawn_blocking`.
#[derive(Clone)]
pub struct Db {
    kind: Arc<Kind>,
}

enum Kind {
    File { path: PathBuf, writer: Mutex<rusqlite::Connection>, readers: Pool<rusqlite::Connection> },
    Memory(Mutex<rusqlite::Connection>),
    Postgres { config: postgres::Config, connections: Pool<PostgresConnection> },
}

/// How many readers, or connections to a server, one process keeps.
const POOL_SIZE: usize = 8;
/// How long SQLite waits for another process's write before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a transaction that lost against another is run again.
const ATTEMPTS: u32 = 8;

/// How a transaction begins, and how it begins again after it lost against another.
#[derive(Clone, Copy)]
struct Begin {
    first: &'static str,
    again: &'static str,
}

const SQLITE_READ: Begin = Begin { first: "begin", again: "begin" };
const SQLITE_WRITE: Begin = Begin { first: "begin immediate", again: "begin immediate" };
const POSTGRES_READ: Begin = Begin {
    first: "begin isolation level repeatable read read only",
    again: "begin isolation level repeatable read read only",
};
/// Acts meet at the head of the journal. One that lost there queues for it before it looks at anything,
/// so that a long act is not overtaken by short ones for ever.
const POSTGRES_WRITE: Begin = Begin {
    first: "begin isolation level serializable",
    again: "begin isolation level serializable; lock table journal_head in exclusive mode",
};

const SQLITE_SETTINGS: &str = "
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma cache_size = -65536;
    pragma temp_store = memory;";

impl Db {
    /// Opens the database and brings it to the structure this program knows.
    pub fn open(location: &Location) -> Result<Db, StoreError> {
        match location {
            Location::Folder(folder) => Db::migrated(open_folder(folder)?),
            Location::Memory => {
                Db::migrated(Kind::Memory(Mutex::new(settled(rusqlite::Connection::open_in_memory()?)?)))
            }
            Location::Postgres(url) => {
                Db::migrated(Kind::Postgres { config: url.parse()?, connections: Pool::new(POOL_SIZE) })
            }
        }
    }

    fn migrated(kind: Kind) -> Result<Db, StoreError> {
        let db = Db { kind: Arc::new(kind) };
        let engine = db.engine();
        db.write(|tx| migrate(tx, engine))?;
        Ok(db)
    }

    /// Runs a transaction that only reads. It sees one state of the records from beginning to end.
    ///
    /// Transactions do not nest: calling the same `Db` inside waits for itself.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match &*self.kind {
            Kind::File { path, readers, .. } => {
                let reader = readers.lend(|| open_reader(path))?;
                attempt(Connected::Sqlite(&reader), SQLITE_READ, work)
            }
            Kind::Memory(connection) => attempt(Connected::Sqlite(&lock(connection)), SQLITE_READ, work),
            Kind::Postgres { config, connections } => on_postgres(config, connections, POSTGRES_READ, work),
        }
    }

    /// Runs one act: all of it is kept, or none of it.
    ///
    /// The work is run again when it lost against another transaction, so it must not count or print on its way.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match &*self.kind {
            Kind::File { writer, .. } | Kind::Memory(writer) => {
                attempt(Connected::Sqlite(&lock(writer)), SQLITE_WRITE, work)
            }
            Kind::Postgres { config, connections } => on_postgres(config, connections, POSTGRES_WRITE, work),
        }
    }

    /// Runs an act as [`Db::write`] would and keeps nothing of it: what the act would lead to can be looked at first.
    pub fn rehearse<T, E: From<StoreError>>(&self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut seen = None;
        let played: Result<(), Rehearsal<E>> = self.write(|tx| {
            seen = Some(work(tx).map_err(Rehearsal::Failed)?);
            Err(Rehearsal::Over)
        });
        match (played, seen) {
            (Err(Rehearsal::Failed(error)), _) => Err(error),
            (_, Some(seen)) => Ok(seen),
            (_, None) => Err(StoreError::Busy.into()),
        }
    }

    /// A number that tells open databases apart within this process; a closed one's number may come again.
    pub fn mark(&self) -> usize {
        Arc::as_ptr(&self.kind).addr()
    }

    pub(crate) fn engine(&self) -> Engine {
        match &*self.kind {
            Kind::File { .. } | Kind::Memory(_) => Engine::Sqlite,
            Kind::Postgres { .. } => Engine::Postgres,
        }
    }

    /// An in-memory database from a connection that is already migrated.
    pub(crate) fn from_memory(connection: rusqlite::Connection) -> Result<Db, StoreError> {
        Ok(Db { kind: Arc::new(Kind::Memory(Mutex::new(settled(connection)?))) })
    }

    /// Runs `work` on a connection to the SQLite database; `None` when this is a PostgreSQL database.
    pub(crate) fn on_sqlite<T>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        match &*self.kind {
            Kind::File { path, readers, .. } => {
                Some(readers.lend(|| open_reader(path)).and_then(|reader| work(&reader)))
            }
            Kind::Memory(connection) => Some(work(&lock(connection))),
            Kind::Postgres { .. } => None,
        }
    }
}

/// How a rehearsal leaves its transaction: never by keeping it.
enum Rehearsal<E> {
    Over,
    Failed(E),
}

impl<E: From<StoreError>> From<StoreError> for Rehearsal<E> {
    fn from(error: StoreError) -> Rehearsal<E> {
        Rehearsal::Failed(error.into())
    }
}

fn lock(connection: &Mutex<rusqlite::Connection>) -> MutexGuard<'_, rusqlite::Connection> {
    // A panic rolled its transaction back on the way out, so the connection is as good as before.
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_folder(folder: &Path) -> Result<Kind, StoreError> {
    std::fs::create_dir_all(folder).map_err(|source| StoreError::Disk { path: folder.to_owned(), source })?;
    let path = folder.join(FILE_NAME);
    let writer = settled(rusqlite::Connection::open(&path)?)?;
    Ok(Kind::File { path, writer: Mutex::new(writer), readers: Pool::new(POOL_SIZE) })
}

fn open_reader(path: &Path) -> Result<rusqlite::Connection, StoreError> {
    let reader = settled(rusqlite::Connection::open(path)?)?;
    // There are several readers, and the machine keeps the file in memory for all of them.
    reader.execute_batch("pragma query_only = on; pragma cache_size = -8192")?;
    Ok(reader)
}

fn settled(connection: rusqlite::Connection) -> Result<rusqlite::Connection, StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.execute_batch(SQLITE_SETTINGS)?;
    Ok(connection)
}

fn on_postgres<T, E: From<StoreError>>(
    config: &postgres::Config,
    connections: &Pool<PostgresConnection>,
    begin: Begin,
    work: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let connect = || Ok(PostgresConnection::new(config.connect(postgres::NoTls)?));
    let mut lent = connections.lend(connect)?;
    while lent.client.is_closed() {
        // The server went away since the connection was last used.
        lent.discard();
        lent = connections.lend(connect)?;
    }
    attempt(Connected::Postgres(&mut lent), begin, work)
}

/// Runs the work in transactions until it does not lose against another one.
fn attempt<T, E: From<StoreError>>(
    mut connection: Connected<'_>,
    begin: Begin,
    mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut statement = begin.first;
    for _ in 0..ATTEMPTS {
        let mut open = Open::begin(connection.reborrow(), statement)?;
        statement = begin.again;
        match work(&mut open.tx).and_then(|result| Ok(open.tx.settle().map(|()| result)?)) {
            Ok(result) => match open.commit() {
                Ok(()) => return Ok(result),
                Err(error) if error.may_pass_on_retry() => {}
                Err(error) => return Err(error.into()),
            },
            Err(_) if open.tx.must_retry => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Busy.into())
}

/// A transaction that is rolled back unless it was committed, whatever way the work was left.
struct Open<'c> {
    tx: Tx<'c>,
    committed: bool,
}

impl<'c> Open<'c> {
    fn begin(connection: Connected<'c>, begin: &str) -> Result<Open<'c>, StoreError> {
        let mut tx = Tx::new(connection);
        tx.batch(begin).map_err(|error| if error.may_pass_on_retry() { StoreError::Busy } else { error })?;
        Ok(Open { tx, committed: false })
    }

    fn commit(mut self) -> Result<(), StoreError> {
        self.tx.batch("commit")?;
        self.committed = true;
        Ok(())
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.committed {
            // If even this fails the connection is broken, and the next use says so.
            let _ = self.tx.batch("rollback");
        }
    }
}
