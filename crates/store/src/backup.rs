//! A backup is always one SQLite file, whichever database it came from, and goes back into either.
//!
//! It is written under another name and renamed when it is whole, so a file of the right name is a whole backup.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;
use rusqlite::backup::Backup;
use rusqlite::types::ValueRef;

use crate::StoreError;
use crate::db::{Db, Location};
use crate::migrate::{Engine, MIGRATIONS, migrate};
use crate::row::Row;
use crate::tx::{Connected, Tx};
use crate::value::Value;
use crate::verify::{self, Finding};

/// What a restore brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub rows: u64,
    /// What the restored records break of the rules of the store; empty when all is well.
    pub findings: Vec<Finding>,
}

/// Writes a backup to a file that does not exist yet, while others go on working.
pub fn backup(db: &Db, path: &Path) -> Result<(), StoreError> {
    if path.exists() {
        return Err(StoreError::FileExists { path: path.to_owned() });
    }
    let unfinished = beside(path, ".dang-ghi");
    remove_if_there(&unfinished)?;
    let written = write_to(db, &unfinished);
    if written.is_err() {
        // The first fault is the one to tell; what is left of the file is removed by the next backup.
        let _ = std::fs::remove_file(&unfinished);
    }
    written?;
    std::fs::rename(&unfinished, path).map_err(|source| StoreError::Disk { path: path.to_owned(), source })
}

fn write_to(db: &Db, path: &Path) -> Result<(), StoreError> {
    let mut file = rusqlite::Connection::open(path)?;
    match db.on_sqlite(|source| Ok(Backup::new(source, &mut file)?.step(-1)?)) {
        Some(copied) => drop(copied?),
        None => copy_out(db, &file)?,
    }
    // One file and no companions: readers of a backup must not need to write beside it.
    file.execute_batch("pragma journal_mode = delete; pragma synchronous = full;")?;
    check_whole(&file, path)
}

/// Copies every table of a PostgreSQL database into a fresh SQLite file, as of one moment.
fn copy_out(db: &Db, file: &rusqlite::Connection) -> Result<(), StoreError> {
    db.read(|tx| {
        // Dropped on the way out of a failed attempt, it leaves the file as empty as it was.
        let filling = file.unchecked_transaction()?;
        migrate(&mut Tx::new(Connected::Sqlite(file)), Engine::Sqlite)?;
        file.execute("delete from journal_head", [])?;
        for table in tables(file)? {
            copy_table_out(tx, &table, file)?;
        }
        Ok(filling.commit()?)
    })
}

fn copy_table_out(tx: &mut Tx<'_>, table: &Table, file: &rusqlite::Connection) -> Result<(), StoreError> {
    let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
    let insert = format!("insert into {} ({}) values ({})", table.name, table.column_list(), places.join(", "));
    let mut insert = file.prepare(&insert)?;
    tx.each(&table.select(), &[], |row| {
        for (place, column) in table.columns.iter().enumerate() {
            match column.kind {
                Kind::Int => insert.raw_bind_parameter(place + 1, row.opt_int(place)?)?,
                Kind::Text => insert.raw_bind_parameter(place + 1, row.opt_text(place)?)?,
            }
        }
        insert.raw_execute()?;
        Ok(())
    })
}

/// Brings a backup back into an empty database of either kind, and checks what came back.
pub fn restore(path: &Path, location: &Location) -> Result<Restored, StoreError> {
    let source = open_backup(path)?;
    let db = Db::open(location)?;
    let tables = tables(&source)?;
    db.write(|tx| {
        refuse_unless_empty(tx, &tables)?;
        tx.execute("delete from journal_head", &[])?;
        let mut rows = 0;
        for table in &tables {
            rows += copy_table_in(&source, table, tx)?;
        }
        Ok(Restored { rows, findings: verify::findings(tx)? })
    })
}

/// Opens a backup for reading. An older one is brought up to date in memory; its file is never touched.
fn open_backup(path: &Path) -> Result<rusqlite::Connection, StoreError> {
    let bad = |says: String| StoreError::BadBackup { path: path.to_owned(), says };
    if !path.is_file() {
        return Err(bad("không có tệp này".to_owned()));
    }
    let file = rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| bad(error.to_string()))?;
    check_whole(&file, path)?;
    let applied: i64 = file
        .query_row("select count(*) from migration", [], |row| row.get(0))
        .map_err(|_| bad("không có bảng migration, tệp không do chương trình này tạo ra".to_owned()))?;
    if applied == MIGRATIONS.len() as i64 {
        return Ok(file);
    }
    let mut copy = rusqlite::Connection::open_in_memory()?;
    Backup::new(&file, &mut copy)?.step(-1)?;
    migrate(&mut Tx::new(Connected::Sqlite(&copy)), Engine::Sqlite)?;
    Ok(copy)
}

fn refuse_unless_empty(tx: &mut Tx<'_>, tables: &[Table]) -> Result<(), StoreError> {
    for table in tables.iter().filter(|table| table.name != "journal_head") {
        let sql = format!("select 1 from {} limit 1", table.name);
        if tx.find(&sql, &[], |row| row.int(0))?.is_some() {
            return Err(StoreError::NotEmpty { table: table.name.clone() });
        }
    }
    Ok(())
}

/// How many rows are held in memory between the two databases.
const BATCH: usize = 20_000;

fn copy_table_in(source: &rusqlite::Connection, table: &Table, tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    let mut statement = source.prepare(&table.select())?;
    let mut rows = statement.raw_query();
    let mut copied = 0;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH
            && let Some(row) = rows.next()?
        {
            batch.push(owned_row(row, table)?);
        }
        if batch.is_empty() {
            return Ok(copied);
        }
        copied += tx.bulk_rows(&table.name, &table.column_names(), batch.into_iter())?;
    }
}

fn owned_row(row: &rusqlite::Row<'_>, table: &Table) -> Result<Vec<Value<'static>>, StoreError> {
    let read = Row { raw: crate::row::RawRow::Sqlite(row), sql: "" };
    let value = |place: usize| match row.get_ref(place)? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        _ => Ok(Value::from(read.string(place)?)),
    };
    (0..table.columns.len()).map(value).collect()
}

fn check_whole(file: &rusqlite::Connection, path: &Path) -> Result<(), StoreError> {
    let bad = |says: String| StoreError::BadBackup { path: path.to_owned(), says };
    let says: String =
        file.query_row("pragma integrity_check", [], |row| row.get(0)).map_err(|error| bad(error.to_string()))?;
    if says == "ok" { Ok(()) } else { Err(bad(says)) }
}

/// A table of records as the SQLite side of a copy describes it.
struct Table {
    name: String,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    kind: Kind,
}

enum Kind {
    Int,
    Text,
}

impl Table {
    fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn column_list(&self) -> String {
        self.column_names().join(", ")
    }

    fn select(&self) -> String {
        format!("select {} from {}", self.column_list(), self.name)
    }
}

/// All tables but the list of migrations, which each database keeps for itself.
fn tables(file: &rusqlite::Connection) -> Result<Vec<Table>, StoreError> {
    let mut statement = file.prepare(
        "select name from sqlite_schema
         where type = 'table' and name not like 'sqlite_%' and name <> 'migration' order by name",
    )?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    names.into_iter().map(|name| Ok(Table { columns: columns(file, &name)?, name })).collect()
}

fn columns(file: &rusqlite::Connection, table: &str) -> Result<Vec<Column>, StoreError> {
    let mut statement = file.prepare("select name, type from pragma_table_info($1) order by cid")?;
    let columns = statement.query_map([table], |row| {
        let kind = if row.get::<_, String>(1)? == "INTEGER" { Kind::Int } else { Kind::Text };
        Ok(Column { name: row.get(0)?, kind })
    })?;
    Ok(columns.collect::<Result<_, _>>()?)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(suffix);
    path.with_file_name(name)
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::Disk { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}
