//! The journal of acts: a chain in which every entry carries the hash of the one before it.
//!
//! Whoever changes, removes or inserts an entry breaks the chain from there on, and [`verify`] says where.

use domain::kernel::{Moment, UserId};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::error::expect_rows;
use crate::row::Row;
use crate::sql::Sql;
use crate::value::values;
use crate::{StoreError, Tx};

/// An act to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    pub at: Moment,
    /// `None` for an act of the program itself.
    pub user: Option<UserId>,
    pub act: &'a str,
    pub subject: &'a str,
    pub detail: Json,
}

/// An act as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEntry {
    pub seq: i64,
    pub at: Moment,
    pub user: Option<UserId>,
    pub act: String,
    pub subject: String,
    pub detail: Json,
    pub hash: String,
}

/// A chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub entries: i64,
    pub head: String,
}

/// The first entry at which the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nhật ký bị đứt ở mục {seq}: {cause}")]
pub struct Broken {
    pub seq: i64,
    pub cause: Break,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    #[error("thiếu một hay nhiều mục trước mục này")]
    Missing,
    #[error("nội dung đã bị sửa sau khi ghi")]
    Changed,
    #[error("không nối với mục liền trước")]
    NotLinked,
    #[error("đầu chuỗi không khớp với mục cuối cùng")]
    HeadDiffers,
}

/// Which entries to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct JournalFilter<'a> {
    pub act_prefix: Option<&'a str>,
    pub subject: Option<&'a str>,
    pub user: Option<UserId>,
    pub from: Option<Moment>,
    /// The first moment that no longer counts.
    pub until: Option<Moment>,
}

/// Writes an act down and returns its number. Appends wait for each other, so the chain never forks.
pub fn append(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<i64, StoreError> {
    let head = tx.find("update journal_head set seq = seq + 1 where only_row = 1 returning seq, hash", &[], |row| {
        Ok((row.int(0)?, row.string(1)?))
    })?;
    let (seq, prev_hash) =
        head.ok_or(StoreError::RowCount { what: "khóa đầu nhật ký", expected: 1, touched: 0 })?;
    let detail = canonical(&entry.detail);
    let link = Link {
        prev_hash: &prev_hash,
        seq,
        at: entry.at,
        user: entry.user,
        act: entry.act,
        subject: entry.subject,
        detail: &detail,
    };
    let hash = link.hash();
    tx.execute(
        "insert into journal (seq, at, user_id, act, subject, detail, prev_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![seq, entry.at, entry.user, entry.act, entry.subject, &detail, &prev_hash, &hash],
    )?;
    let touched = tx.execute("update journal_head set hash = $1 where only_row = 1", values![&hash])?;
    expect_rows("nối nhật ký", 1, touched)?;
    Ok(seq)
}

/// What the hash of an entry is made of.
struct Link<'a> {
    prev_hash: &'a str,
    seq: i64,
    at: Moment,
    user: Option<UserId>,
    act: &'a str,
    subject: &'a str,
    detail: &'a str,
}

impl Link<'_> {
    /// Each part goes in with its length, so that no two different entries are one text.
    fn hash(&self) -> String {
        let user = self.user.map(|user| user.to_string()).unwrap_or_default();
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let mut sha256 = Sha256::new();
        for part in [self.prev_hash, &seq, &at, &user, self.act, self.subject, self.detail] {
            sha256.update(part.len().to_string().as_bytes());
            sha256.update(b":");
            sha256.update(part.as_bytes());
            sha256.update(b"|");
        }
        crate::hash::hex(&sha256.finalize())
    }
}

/// JSON with sorted keys: one value has one text, whatever order its keys were put in.
fn canonical(value: &Json) -> String {
    match value {
        Json::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| key.as_str());
            let fields: Vec<String> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Json::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.to_string(),
    }
}

/// Walks the whole chain.
pub fn verify(tx: &mut Tx<'_>) -> Result<Result<Verified, Broken>, StoreError> {
    let mut last = (0, String::new());
    let mut broken = None;
    tx.each("select seq, at, user_id, act, subject, detail, prev_hash, hash from journal order by seq", &[], |row| {
        if broken.is_none() {
            let seq = row.int(0)?;
            broken = check(row, &last)?.map(|cause| Broken { seq, cause });
            last = (seq, row.string(7)?);
        }
        Ok(())
    })?;
    if let Some(broken) = broken {
        return Ok(Err(broken));
    }
    if head(tx)? != last {
        return Ok(Err(Broken { seq: last.0, cause: Break::HeadDiffers }));
    }
    Ok(Ok(Verified { entries: last.0, head: last.1 }))
}

fn check(row: &Row<'_>, last: &(i64, String)) -> Result<Option<Break>, StoreError> {
    let link = Link {
        prev_hash: row.text(6)?,
        seq: row.int(0)?,
        at: row.parse(1)?,
        user: row.opt_int(2)?.map(UserId),
        act: row.text(3)?,
        subject: row.text(4)?,
        detail: row.text(5)?,
    };
    Ok(match () {
        () if link.seq != last.0 + 1 => Some(Break::Missing),
        () if link.prev_hash != last.1 => Some(Break::NotLinked),
        () if link.hash() != row.text(7)? => Some(Break::Changed),
        () => None,
    })
}

/// A page of the journal, newest first, before the entry where the page above ended.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &JournalFilter<'_>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut sql = Sql::new("select seq, at, user_id, act, subject, detail, hash from journal where seq < ");
    sql.bind(before.unwrap_or(i64::MAX));
    if let Some(prefix) = filter.act_prefix {
        starts_with(&mut sql, prefix);
    }
    if let Some(subject) = filter.subject {
        sql.push(" and subject = ").bind(subject);
    }
    if let Some(user) = filter.user {
        sql.push(" and user_id = ").bind(user);
    }
    if let Some(from) = filter.from {
        sql.push(" and at >= ").bind(from);
    }
    if let Some(until) = filter.until {
        sql.push(" and at < ").bind(until);
    }
    sql.push(" order by seq desc limit ").bind(limit);
    tx.list_sql(&sql, read)
}

fn read(row: &Row<'_>) -> Result<StoredEntry, StoreError> {
    Ok(StoredEntry {
        seq: row.int(0)?,
        at: row.parse(1)?,
        user: row.opt_int(2)?.map(UserId),
        act: row.string(3)?,
        subject: row.string(4)?,
        detail: row.parse(5)?,
        hash: row.string(6)?,
    })
}

/// When an act was last done.
pub fn last_of(tx: &mut Tx<'_>, act: &str) -> Result<Option<Moment>, StoreError> {
    let found =
        tx.find("select max(seq), max(at) from journal where act = $1", values![act], |row| row.opt_parse(1))?;
    Ok(found.flatten())
}

/// The number of the last entry; 0 in an empty journal.
pub fn last_seq(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.number("select seq from journal_head where only_row = 1", &[])
}

/// The number and hash of the last entry.
pub fn head(tx: &mut Tx<'_>) -> Result<(i64, String), StoreError> {
    let head =
        tx.find("select seq, hash from journal_head where only_row = 1", &[], |row| Ok((row.int(0)?, row.string(1)?)))?;
    head.ok_or(StoreError::RowCount { what: "đọc đầu nhật ký", expected: 1, touched: 0 })
}

/// Whether this is still the chain that had that head.
pub fn goes_on_from(tx: &mut Tx<'_>, (seq, hash): &(i64, String)) -> Result<bool, StoreError> {
    let linked = tx.number("select count(*) from journal where seq = $1 and hash = $2", values![*seq, hash])?;
    Ok(*seq == 0 || linked == 1)
}

/// Whether an act of `known` or earlier was written down after that entry.
pub fn is_told_since(tx: &mut Tx<'_>, seq: i64, known: Moment) -> Result<bool, StoreError> {
    Ok(tx.number("select count(*) from journal where seq > $1 and at <= $2", values![seq, known])? > 0)
}

/// The same of acts that do not begin with `act_prefix`.
pub fn is_other_told_since(tx: &mut Tx<'_>, seq: i64, known: Moment, act_prefix: &str) -> Result<bool, StoreError> {
    let other = tx.find(
        "select seq from journal where seq > $1 and at <= $2 and (act < $3 or act > $4) limit 1",
        values![seq, known, act_prefix, format!("{act_prefix}\u{10FFFF}")],
        |row| row.int(0),
    )?;
    Ok(other.is_some())
}

/// Whether an act that does not begin with `act_prefix` was done after one moment and by another.
pub fn is_done_between(
    tx: &mut Tx<'_>,
    (after, until): (Moment, Moment),
    act_prefix: &str,
) -> Result<bool, StoreError> {
    let other = tx.find(
        "select seq from journal where at > $1 and at <= $2 and (act < $3 or act > $4) limit 1",
        values![after, until, act_prefix, format!("{act_prefix}\u{10FFFF}")],
        |row| row.int(0),
    )?;
    Ok(other.is_some())
}

/// The number of the last entry that is of none of these acts; 0 when there is none.
pub fn last_seq_but(tx: &mut Tx<'_>, acts: &[&str]) -> Result<i64, StoreError> {
    let mut sql = Sql::new("select seq from journal where 1 = 1");
    for act in acts {
        sql.push(" and act <> ").bind((*act).to_owned());
    }
    sql.push(" order by seq desc limit 1");
    Ok(tx.list_sql(&sql, |row| row.int(0))?.first().copied().unwrap_or(0))
}

/// The number of the last entry whose act begins with one of these; 0 when there is none.
pub fn last_seq_of(tx: &mut Tx<'_>, act_prefixes: &[&str]) -> Result<i64, StoreError> {
    let mut last = 0;
    for prefix in act_prefixes {
        let mut sql = Sql::new("select max(seq) from journal where 1 = 1");
        starts_with(&mut sql, prefix);
        last = last.max(tx.number(&sql.text, &sql.values)?);
    }
    Ok(last)
}

/// Every kind of act that was ever written down.
pub fn acts(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    tx.list("select distinct act from journal order by act", &[], |row| row.string(0))
}

/// A range instead of `like`: acts contain `_`, which `like` takes for a wildcard.
fn starts_with(sql: &mut Sql<'_>, prefix: &str) {
    sql.push(" and act >= ").bind(prefix.to_owned());
    sql.push(" and act < ").bind(format!("{prefix}\u{10FFFF}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let value: Json = serde_json::from_str(r#"{"b":[{"z":1,"a":"\"ngày\""}],"a":null}"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":null,"b":[{"a":"\"ngày\"","z":1}]}"#);
    }
}
