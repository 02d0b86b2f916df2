//! Fresh databases for tests: in-memory SQLite always, PostgreSQL when a server is named.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use postgres::{Client, NoTls};
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::migrate::{Engine, migrate};
use crate::tx::{Connected, Tx};
use crate::{Db, Location, StoreError};

/// The variable that names a PostgreSQL server, as a URL or as `key=value` words, on which tests may create and drop schemas.
pub const POSTGRES_VARIABLE: &str = "ANSINH_TEST_POSTGRES";

impl Db {
    /// An empty in-memory database, copied from one that was migrated once.
    pub fn fresh_for_test() -> Result<Db, StoreError> {
        static TEMPLATE: OnceLock<Mutex<Connection>> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| Mutex::new(template().expect("the migrations apply")));
        let template = template.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = Connection::open_in_memory()?;
        Backup::new(&template, &mut fresh)?.step(-1)?;
        Db::from_memory(fresh)
    }
}

fn template() -> Result<Connection, StoreError> {
    let connection = Connection::open_in_memory()?;
    migrate(&mut Tx::new(Connected::Sqlite(&connection)), Engine::Sqlite)?;
    Ok(connection)
}

/// Runs a test on every database at hand, each time with an empty one of its own.
pub fn each_database(test: impl Fn(&Db)) {
    test(&Db::fresh_for_test().expect("an in-memory database opens"));
    if let Ok(url) = std::env::var(POSTGRES_VARIABLE) {
        let schema = Schema::create(&url).expect("the test server takes a new schema");
        test(&schema.open().expect("the new schema takes the migrations"));
    }
}

/// A schema of a PostgreSQL server that is dropped at the end of its test.
pub struct Schema {
    url: String,
    name: String,
}

impl Schema {
    pub fn create(url: &str) -> Result<Schema, StoreError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ansinh_test_{}_{count}", std::process::id());
        Client::connect(url, NoTls)?.batch_execute(&format!("create schema {name}"))?;
        Ok(Schema { url: url.to_owned(), name })
    }

    pub fn open(&self) -> Result<Db, StoreError> {
        Db::open(&self.location())
    }

    /// The schema as a place of its own: the same server, told where to look first.
    pub fn location(&self) -> Location {
        let (server, schema) = (&self.url, &self.name);
        Location::Postgres(match (server.contains("://"), server.contains('?')) {
            (true, true) => format!("{server}&options=-c%20search_path%3D{schema}"),
            (true, false) => format!("{server}?options=-c%20search_path%3D{schema}"),
            (false, _) => format!("{server} options='-c search_path={schema}'"),
        })
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let drop = format!("drop schema {} cascade", self.name);
        // The test has said what it had to say; a schema that stays behind is only untidy.
        let _ = Client::connect(&self.url, NoTls).and_then(|mut client| client.batch_execute(&drop));
    }
}
