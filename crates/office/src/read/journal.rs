//! The journal as people read it: acts and details in words, a page at a time, whole as a table, and whether its chain
//! holds.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use domain::kernel::{Day, Moment, UserId, show_count, show_day, show_moment};
use paper::export::{CsvCell, csv_bytes};
use serde::Deserialize;
use serde_json::Value as Json;
use store::journal::{self, Broken, JournalFilter, StoredEntry, Verified};
use store::{Db, Tx, users};

use crate::access::Act;
use crate::{Acting, OfficeError};

/// A page of the journal holds so many entries.
pub const PAGE: i64 = 50;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    act: BTreeMap<String, String>,
    subject: BTreeMap<String, String>,
    detail: BTreeMap<String, String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("journal-words.toml")).expect("journal-words.toml travels with the program")
});

/// What is asked of the journal; empty for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalAsk {
    pub from: Option<Day>,
    /// The last day that counts.
    pub until: Option<Day>,
    /// The beginning of an act's key.
    pub act: Option<String>,
    pub user: Option<UserId>,
    /// `person:12`.
    pub subject: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryShown {
    pub seq: i64,
    pub at: Moment,
    /// Empty for an act of the program itself, or of whoever holds the data folder.
    pub user: String,
    pub act: String,
    pub subject_key: String,
    pub subject: String,
    pub detail: String,
}

/// A page, newest first, with what one may choose from.
#[derive(Debug, Clone)]
pub struct JournalPage {
    pub entries: Vec<EntryShown>,
    /// The number before which the next page begins.
    pub next: Option<i64>,
    /// Keys and names of the acts that were ever written down.
    pub acts: Vec<(String, String)>,
    pub users: Vec<(UserId, String)>,
}

pub fn journal(db: &Db, acting: Acting, ask: &JournalAsk, before: Option<i64>) -> Result<JournalPage, OfficeError> {
    acting.need(Act::JournalRead)?;
    db.read(|tx| {
        let names = names(tx)?;
        let mut found = journal::list(tx, &ask.filter(), before, PAGE + 1)?;
        let is_cut = found.len() as i64 > PAGE;
        found.truncate(PAGE as usize);
        let next = found.last().filter(|_| is_cut).map(|last| last.seq);
        let mut users: Vec<(UserId, String)> = names.clone().into_iter().collect();
        users.sort_by_key(|user| user.0.0);
        Ok(JournalPage {
            entries: found.into_iter().map(|entry| shown(entry, &names)).collect(),
            next,
            acts: journal::acts(tx)?.into_iter().map(named).collect(),
            users,
        })
    })
}

fn named(key: String) -> (String, String) {
    let name = act_name(&key);
    (key, name)
}

/// Everything that fits, oldest rows last, as a table for a spreadsheet.
pub fn journal_csv(db: &Db, acting: Acting, ask: &JournalAsk) -> Result<Vec<u8>, OfficeError> {
    acting.need(Act::JournalRead)?;
    let rows = db.read(|tx| {
        let names = names(tx)?;
        let found = journal::list(tx, &ask.filter(), None, i64::MAX)?;
        Ok::<_, OfficeError>(found.into_iter().map(|entry| csv_row(entry, &names)).collect::<Vec<_>>())
    })?;
    let header = ["Số", "Lúc", "Người làm", "Việc", "Đối tượng", "Chi tiết", "Mã nối"];
    Ok(csv_bytes(&header, &rows))
}

fn csv_row(entry: StoredEntry, names: &HashMap<UserId, String>) -> Vec<CsvCell> {
    let hash = entry.hash.clone();
    let one = shown(entry, names);
    let texts = [show_moment(one.at), one.user, one.act, one.subject, one.detail, hash];
    std::iter::once(CsvCell::Number(one.seq)).chain(texts.into_iter().map(CsvCell::Text)).collect()
}

/// Whether the chain of hashes holds from the first entry to the last.
pub fn journal_chain(db: &Db, acting: Acting) -> Result<Result<Verified, Broken>, OfficeError> {
    acting.need(Act::JournalRead)?;
    Ok(db.read(journal::verify)?)
}

impl JournalAsk {
    fn filter(&self) -> JournalFilter<'_> {
        JournalFilter {
            act_prefix: self.act.as_deref(),
            subject: self.subject.as_deref(),
            user: self.user,
            from: self.from.map(|day| Moment::end_of(day.previous()).add_seconds(1)),
            until: self.until.map(|day| Moment::end_of(day).add_seconds(1)),
        }
    }
}

fn names(tx: &mut Tx<'_>) -> Result<HashMap<UserId, String>, OfficeError> {
    Ok(users::list(tx)?.into_iter().map(|user| (user.id, user.full_name)).collect())
}

fn shown(entry: StoredEntry, names: &HashMap<UserId, String>) -> EntryShown {
    EntryShown {
        seq: entry.seq,
        at: entry.at,
        user: entry.user.map(|id| names.get(&id).cloned().unwrap_or_else(|| format!("mã {id}"))).unwrap_or_default(),
        act: act_name(&entry.act),
        subject: subject_name(&entry.subject, names),
        subject_key: entry.subject,
        detail: detail_words(&entry.detail),
    }
}

/// An act in words, by its longest known beginning; what is left of its key stands behind.
pub fn act_name(key: &str) -> String {
    let mut known = key;
    loop {
        if let Some(name) = WORDS.act.get(known) {
            let rest = key[known.len()..].trim_start_matches('.').to_uppercase();
            return if rest.is_empty() { name.clone() } else { format!("{name} ({rest})") };
        }
        match known.rsplit_once('.') {
            Some((shorter, _)) => known = shorter,
            None => return key.to_owned(),
        }
    }
}

fn subject_name(subject: &str, names: &HashMap<UserId, String>) -> String {
    let (kind, id) = subject.split_once(':').unwrap_or((subject, ""));
    let user = (kind == "user").then(|| id.parse().ok().and_then(|id| names.get(&UserId(id)))).flatten();
    let word = WORDS.subject.get(kind).map_or(kind, String::as_str);
    match user {
        Some(name) => format!("{word} {name}"),
        None => format!("{word} {id}").trim_end().to_owned(),
    }
}

/// One level of keys in words; what is deeper stays as it was written.
fn detail_words(detail: &Json) -> String {
    let Json::Object(fields) = detail else { return plain(detail) };
    let word = |key: &String| WORDS.detail.get(key).cloned().unwrap_or_else(|| key.clone());
    let told = fields.iter().filter(|(_, value)| !value.is_null());
    told.map(|(key, value)| format!("{}: {}", word(key), plain(value))).collect::<Vec<_>>().join("; ")
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(true) => "có".to_owned(),
        Json::Bool(false) => "không".to_owned(),
        Json::Number(number) => number.as_i64().map_or_else(|| number.to_string(), show_count),
        Json::String(text) => match text.parse::<Day>() {
            Ok(day) => show_day(day),
            Err(_) => text.clone(),
        },
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Json::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_named_by_its_longest_known_beginning() {
        assert_eq!(act_name("roll.draft"), "Lập danh sách chi trả");
        assert_eq!(act_name("roll.draft.btxh"), "Lập danh sách chi trả (BTXH)");
        assert_eq!(act_name("khac.thu"), "khac.thu");
    }

    #[test]
    fn details_are_words_and_days_are_shown_as_people_write_them() {
        let detail = serde_json::json!({ "died_on": "2021-02-10", "unit": null, "fields": ["a", "b"], "open": false });
        assert_eq!(detail_words(&detail), "ngày mất: 10/02/2021; trường: a, b; còn mở: không");
    }
}
