//! Brings a database to the structure this program knows.
//!
//! The two folders hold the same numbers; an applied file never changes, which its checksum proves.

use sha2::{Digest, Sha256};

use crate::value::values;
use crate::{StoreError, Tx, search};

pub(crate) struct Migration {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

macro_rules! migration {
    ($number:expr, $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }
    };
}

pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001-office"),
    migration!(2, "0002-registry"),
    migration!(3, "0003-entitlement"),
    migration!(4, "0004-payment"),
    migration!(5, "0005-lists"),
    migration!(6, "0006-access"),
    migration!(7, "0007-report"),
    migration!(8, "0008-waiting"),
    migration!(9, "0009-unlock"),
    migration!(10, "0010-accounts"),
    migration!(SEARCH, "0011-search"),
    migration!(12, "0012-local-amounts"),
];

/// The migration whose tables are filled from the facts, not by SQL: words are made in Rust.
const SEARCH: i64 = 11;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Migration {
    fn sql(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// Applies what is missing, after checking that what was applied is what we have.
pub(crate) fn migrate(tx: &mut Tx<'_>, engine: Engine) -> Result<(), StoreError> {
    tx.batch(table(engine))?;
    let applied = applied(tx)?;
    check(&applied, engine)?;
    for migration in MIGRATIONS.iter().skip(applied.len()) {
        tx.batch(migration.sql(engine))?;
        tx.execute(
            "insert into migration (number, name, sha256) values ($1, $2, $3)",
            values![migration.number, migration.name, hex(migration.sql(engine))],
        )?;
    }
    if applied.iter().all(|(number, _)| *number != SEARCH) {
        search::rebuild(tx)?;
    }
    Ok(())
}

fn table(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "create table if not exists migration
             (number integer not null primary key, name text not null, sha256 text not null) strict"
        }
        Engine::Postgres => {
            "create table if not exists migration
             (number bigint not null primary key, name text not null, sha256 text not null)"
        }
    }
}

fn applied(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    tx.list("select number, sha256 from migration order by number", &[], |row| Ok((row.int(0)?, row.string(1)?)))
}

fn check(applied: &[(i64, String)], engine: Engine) -> Result<(), StoreError> {
    if let Some((found, _)) = applied.get(MIGRATIONS.len()) {
        return Err(StoreError::NewerDatabase { found: *found, known: MIGRATIONS.len() as i64 });
    }
    let changed = MIGRATIONS
        .iter()
        .zip(applied)
        .find(|(ours, (number, sha256))| ours.number != *number || hex(ours.sql(engine)) != *sha256);
    match changed {
        Some((migration, _)) => Err(StoreError::MigrationChanged { number: migration.number }),
        None => Ok(()),
    }
}

fn hex(text: &str) -> String {
    crate::hash::hex(&Sha256::digest(text.as_bytes()))
}
