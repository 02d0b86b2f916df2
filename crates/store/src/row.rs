//! Rows on their way out: the same reading for both databases, with faults that name table, column and row.

use std::str::FromStr;

use rusqlite::types::ValueRef;

use crate::StoreError;

pub(crate) struct Row<'r> {
    pub(crate) raw: RawRow<'r>,
    pub(crate) sql: &'r str,
}

pub(crate) enum RawRow<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    pub(crate) fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match &self.raw {
            RawRow::Sqlite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(number) => Ok(Some(number)),
                _ => Err(self.bad(column, "số nguyên")),
            },
            RawRow::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    pub(crate) fn opt_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match &self.raw {
            RawRow::Sqlite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Text(bytes) => {
                    std::str::from_utf8(bytes).map(Some).map_err(|_| self.bad(column, "văn bản UTF-8"))
                }
                _ => Err(self.bad(column, "văn bản")),
            },
            RawRow::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| self.bad(column, "giá trị khác rỗng"))
    }

    pub(crate) fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.opt_text(column)?.ok_or_else(|| self.bad(column, "giá trị khác rỗng"))
    }

    pub(crate) fn opt_string(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.opt_text(column)?.map(str::to_owned))
    }

    pub(crate) fn string(&self, column: usize) -> Result<String, StoreError> {
        Ok(self.text(column)?.to_owned())
    }

    /// A value with a written form of its own: a day, a month, a moment, a key.
    pub(crate) fn parse<T: FromStr>(&self, column: usize) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|_| self.bad(column, "giá trị đúng dạng"))
    }

    pub(crate) fn opt_parse<T: FromStr>(&self, column: usize) -> Result<Option<T>, StoreError> {
        let parsed = self.opt_text(column)?.map(str::parse).transpose();
        parsed.map_err(|_| self.bad(column, "giá trị đúng dạng"))
    }

    pub(crate) fn small(&self, column: usize) -> Result<u8, StoreError> {
        u8::try_from(self.int(column)?).map_err(|_| self.bad(column, "số từ 0 đến 255"))
    }

    pub(crate) fn opt_small(&self, column: usize) -> Result<Option<u8>, StoreError> {
        let small = self.opt_int(column)?.map(u8::try_from).transpose();
        small.map_err(|_| self.bad(column, "số từ 0 đến 255"))
    }

    /// The fault of a row that cannot be true. The row is named by its first column, which is always an id or a key.
    pub(crate) fn bad(&self, column: usize, wanted: &'static str) -> StoreError {
        let (column, row) = match &self.raw {
            RawRow::Sqlite(row) => (
                row.as_ref().column_name(column).unwrap_or("?").to_owned(),
                row.get_ref(0).ok().and_then(|value| value.as_i64().ok()),
            ),
            RawRow::Postgres(row) => (row.columns()[column].name().to_owned(), row.try_get::<_, i64>(0).ok()),
        };
        let row = row.map_or_else(|| "?".to_owned(), |id| id.to_string());
        StoreError::BadRow { table: table_of(self.sql).to_owned(), column, row, wanted }
    }
}

fn table_of(sql: &str) -> &str {
    let mut words = sql.split_whitespace();
    words.by_ref().find(|word| *word == "from");
    words.next().unwrap_or("?")
}
