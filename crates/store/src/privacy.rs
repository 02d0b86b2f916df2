//! What is kept of people and for how long, and everything that is kept of one.

use std::collections::BTreeMap;

use domain::kernel::PersonId;
use serde::Deserialize;

use crate::value::values;
use crate::{StoreError, Tx};

/// How private a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Public,
    Personal,
    Sensitive,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Column {
    pub class: Class,
    /// A key of [`Kept::retention`].
    pub retention: String,
}

/// Every column of the records, as `columns.toml` classes them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kept {
    /// How long something is kept, in words.
    pub retention: BTreeMap<String, String>,
    pub table: BTreeMap<String, BTreeMap<String, Column>>,
}

pub fn kept() -> Kept {
    toml::from_str(include_str!("../columns.toml")).expect("columns.toml travels with the program and is tested")
}

/// Rows of one table that are about one person; an absent value is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRows {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
}

/// Every row of every table that names the person, as it stands in the records, withdrawn rows too.
pub fn rows_of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<TableRows>, StoreError> {
    let mut found = Vec::new();
    for (table, columns) in kept().table {
        let names: Vec<String> = columns.into_keys().collect();
        let owners: Vec<&String> = names.iter().filter(|name| is_person(name)).collect();
        if owners.is_empty() {
            continue;
        }
        let whose: Vec<String> = owners.iter().map(|owner| format!("{owner} = $1")).collect();
        let list = names.join(", ");
        let sql = format!("select {list} from {table} where {} order by {list}", whose.join(" or "));
        let rows = tx.list(&sql, values![person], |row| (0..names.len()).map(|place| shown(row, place)).collect())?;
        found.push(TableRows { table, columns: names, rows });
    }
    Ok(found)
}

fn is_person(column: &str) -> bool {
    matches!(column, "person_id" | "subject_person_id")
}

/// A column holds whole numbers or texts, and nothing else.
fn shown(row: &crate::row::Row<'_>, place: usize) -> Result<Option<String>, StoreError> {
    match row.opt_int(place) {
        Ok(number) => Ok(number.map(|number| number.to_string())),
        Err(_) => row.opt_string(place),
    }
}
