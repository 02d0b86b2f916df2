//! One open transaction and the four things a statement can do: execute, visit rows, list rows, fill a table.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};

use domain::kernel::PersonId;

use crate::StoreError;
use crate::row::{RawRow, Row};
use crate::search;
use crate::sql::Sql;
use crate::value::Value;

/// An open transaction on either database.
///
/// All functions of this crate that touch rows take one as their first argument; [`Db`](crate::Db) makes them.
pub struct Tx<'c> {
    connection: Connected<'c>,
    /// Set when a statement failed for a reason that running the whole transaction again may cure.
    pub(crate) must_retry: bool,
    /// People of whom something was written that the search must learn before the end.
    touched: Vec<i64>,
}

pub(crate) enum Connected<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut PostgresConnection),
}

impl Connected<'_> {
    pub(crate) fn reborrow(&mut self) -> Connected<'_> {
        match self {
            Connected::Sqlite(connection) => Connected::Sqlite(connection),
            Connected::Postgres(connection) => Connected::Postgres(connection),
        }
    }
}

/// A connection with the statements it has prepared.
pub(crate) struct PostgresConnection {
    pub(crate) client: postgres::Client,
    prepared: HashMap<String, postgres::Statement>,
}

/// Above this the cache of prepared statements starts anew; filters make a bounded but not a small number of texts.
const PREPARED_MAX: usize = 500;

impl PostgresConnection {
    pub(crate) fn new(client: postgres::Client) -> PostgresConnection {
        PostgresConnection { client, prepared: HashMap::new() }
    }

    fn prepare(&mut self, sql: &str) -> Result<postgres::Statement, postgres::Error> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client.prepare(sql)?;
        if self.prepared.len() >= PREPARED_MAX {
            self.prepared.clear();
        }
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: Connected<'c>) -> Tx<'c> {
        Tx { connection, must_retry: false, touched: Vec::new() }
    }

    /// Remembers that the search must look at somebody anew.
    pub(crate) fn touch(&mut self, person: PersonId) {
        self.touched.push(person.0);
    }

    /// Brings the search up to what was written so far: each person once, however many facts were.
    pub(crate) fn settle(&mut self) -> Result<(), StoreError> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        search::index(self, &touched)
    }

    /// Runs a statement that returns no rows and says how many it touched.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let touched = match &mut self.connection {
            Connected::Sqlite(connection) => execute_sqlite(connection, sql, values),
            Connected::Postgres(connection) => execute_postgres(connection, sql, values),
        };
        touched.map_err(|error| self.noted(error))
    }

    /// Visits the rows of a query one by one, without holding them in memory.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        visit: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let visited = match &mut self.connection {
            Connected::Sqlite(connection) => each_sqlite(connection, sql, values, visit),
            Connected::Postgres(connection) => each_postgres(connection, sql, values, visit),
        };
        visited.map_err(|error| self.noted(error))
    }

    pub(crate) fn list<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, values, |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    pub(crate) fn list_sql<T>(
        &mut self,
        sql: &Sql<'_>,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.list(&sql.text, &sql.values, read)
    }

    /// The only row, if there is one. Statements that may find several say `limit 1` and in which order.
    pub(crate) fn find<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.list(sql, values, read)?.pop())
    }

    /// The one number of an aggregate.
    pub(crate) fn number(&mut self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        let number = self.find(sql, values, |row| row.opt_int(0))?;
        Ok(number.flatten().unwrap_or(0))
    }

    /// Fills a table with many rows: a prepared insert in SQLite, COPY in PostgreSQL.
    pub(crate) fn bulk<'v, const N: usize>(
        &mut self,
        table: &str,
        columns: [&str; N],
        rows: impl Iterator<Item = [Value<'v>; N]>,
    ) -> Result<u64, StoreError> {
        self.bulk_rows(table, &columns, rows)
    }

    /// The same for rows whose width is known only when the program runs.
    pub(crate) fn bulk_rows<'v, R: AsRef<[Value<'v>]>>(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: impl Iterator<Item = R>,
    ) -> Result<u64, StoreError> {
        let filled = match &mut self.connection {
            Connected::Sqlite(connection) => bulk_sqlite(connection, table, columns, rows),
            Connected::Postgres(connection) => bulk_postgres(connection, table, columns, rows),
        };
        filled.map_err(|error| self.noted(error))
    }

    /// Statements without values, several at once: migrations and the bounds of a transaction.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = match &mut self.connection {
            Connected::Sqlite(connection) => connection.execute_batch(sql).map_err(StoreError::from),
            Connected::Postgres(connection) => connection.client.batch_execute(sql).map_err(StoreError::from),
        };
        done.map_err(|error| self.noted(error))
    }

    fn noted(&mut self, error: StoreError) -> StoreError {
        self.must_retry |= error.may_pass_on_retry();
        error
    }
}

fn bind(statement: &mut rusqlite::Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<()> {
    debug_assert!(
        (1..=values.len()).all(|n| statement.parameter_name(n) == Some(format!("${n}").as_str())),
        "placeholders appear in the order in which they are bound"
    );
    for (place, value) in values.iter().enumerate() {
        bind_one(statement, place + 1, value)?;
    }
    Ok(())
}

fn bind_one(statement: &mut rusqlite::Statement<'_>, place: usize, value: &Value<'_>) -> rusqlite::Result<()> {
    match value {
        Value::Null => statement.raw_bind_parameter(place, rusqlite::types::Null),
        Value::Int(number) => statement.raw_bind_parameter(place, number),
        Value::Text(text) => statement.raw_bind_parameter(place, text.as_ref()),
    }
}

fn execute_sqlite(connection: &rusqlite::Connection, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    Ok(statement.raw_execute()? as u64)
}

fn each_sqlite(
    connection: &rusqlite::Connection,
    sql: &str,
    values: &[Value<'_>],
    mut visit: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        visit(&Row { raw: RawRow::Sqlite(row), sql })?;
    }
    Ok(())
}

fn bulk_sqlite<'v, R: AsRef<[Value<'v>]>>(
    connection: &rusqlite::Connection,
    table: &str,
    columns: &[&str],
    rows: impl Iterator<Item = R>,
) -> Result<u64, StoreError> {
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let sql = format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut count = 0;
    for row in rows {
        for (place, value) in row.as_ref().iter().enumerate() {
            bind_one(&mut statement, place + 1, value)?;
        }
        statement.raw_execute()?;
        count += 1;
    }
    Ok(count)
}

/// Binds by the type the server inferred, because an untyped null fits no Rust type.
fn postgres_values<'a>(statement: &postgres::Statement, values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    const NO_NUMBER: &Option<i64> = &None;
    const NO_TEXT: &Option<&str> = &None;
    let bind = |(value, wanted): (&'a Value<'a>, &Type)| -> &'a (dyn ToSql + Sync) {
        match value {
            Value::Null if *wanted == Type::INT8 => NO_NUMBER,
            Value::Null => NO_TEXT,
            Value::Int(number) => number,
            Value::Text(Cow::Borrowed(text)) => text,
            Value::Text(Cow::Owned(text)) => text,
        }
    };
    values.iter().zip(statement.params()).map(bind).collect()
}

fn execute_postgres(connection: &mut PostgresConnection, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
    let statement = connection.prepare(sql)?;
    let values = postgres_values(&statement, values);
    Ok(connection.client.execute(&statement, &values)?)
}

fn each_postgres(
    connection: &mut PostgresConnection,
    sql: &str,
    values: &[Value<'_>],
    mut visit: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let statement = connection.prepare(sql)?;
    let values = postgres_values(&statement, values);
    let mut rows = connection.client.query_raw(&statement, values)?;
    while let Some(row) = rows.next()? {
        visit(&Row { raw: RawRow::Postgres(&row), sql })?;
    }
    Ok(())
}

fn bulk_postgres<'v, R: AsRef<[Value<'v>]>>(
    connection: &mut PostgresConnection,
    table: &str,
    columns: &[&str],
    rows: impl Iterator<Item = R>,
) -> Result<u64, StoreError> {
    let sql = format!("copy {table} ({}) from stdin", columns.join(", "));
    let mut writer = connection.client.copy_in(&sql)?;
    let mut buffer = Vec::with_capacity(COPY_BUFFER + 4096);
    for row in rows {
        copy_row(&mut buffer, row.as_ref());
        if buffer.len() >= COPY_BUFFER {
            send(&mut writer, &buffer)?;
            buffer.clear();
        }
    }
    send(&mut writer, &buffer)?;
    Ok(writer.finish()?)
}

const COPY_BUFFER: usize = 64 * 1024;

fn send(writer: &mut postgres::CopyInWriter<'_>, bytes: &[u8]) -> Result<(), StoreError> {
    writer.write_all(bytes).map_err(|error| match error.downcast::<postgres::Error>() {
        Ok(server) => StoreError::Postgres(server),
        Err(source) => StoreError::Disk { path: "PostgreSQL".into(), source },
    })
}

/// One row in the text format of COPY.
fn copy_row(buffer: &mut Vec<u8>, row: &[Value<'_>]) {
    for (place, value) in row.iter().enumerate() {
        if place > 0 {
            buffer.push(b'\t');
        }
        match value {
            Value::Null => buffer.extend_from_slice(b"\\N"),
            Value::Int(number) => buffer.extend_from_slice(number.to_string().as_bytes()),
            Value::Text(text) => copy_text(buffer, text),
        }
    }
    buffer.push(b'\n');
}

fn copy_text(buffer: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'\\' => buffer.extend_from_slice(b"\\\\"),
            b'\t' => buffer.extend_from_slice(b"\\t"),
            b'\n' => buffer.extend_from_slice(b"\\n"),
            b'\r' => buffer.extend_from_slice(b"\\r"),
            other => buffer.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_text_keeps_its_tabs_and_backslashes_apart_from_the_format() {
        let mut buffer = Vec::new();
        copy_row(&mut buffer, &[Value::Int(-5), Value::Null, Value::from("a\tb\\N\n")]);
        assert_eq!(buffer, b"-5\t\\N\ta\\tb\\\\N\\n\n");
    }
}
