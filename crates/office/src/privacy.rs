//! Personal data: what is kept and for how long, who looked at it, and everything that is kept of one person.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::kernel::{Day, Moment, Month, PersonId, UserId, show_moment};
use paper::sheets::plain::{self, PlainColumn};
use paper::sheets::{Cell, Form};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::privacy::{self, Class, TableRows};
use store::{Db, Tx, journal, people, users, views};

use crate::access::Act;
use crate::{Acting, OfficeError, Refusal};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    table: BTreeMap<String, TableWords>,
    column: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableWords {
    name: String,
    purpose: String,
}

const LOOKS_SHOWN: i64 = 200;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("privacy.toml")).expect("privacy.toml travels with the program"));

/// One table of the records, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTable {
    pub name: String,
    pub purpose: String,
    pub public: usize,
    pub personal: usize,
    pub sensitive: usize,
    /// How long it is kept, each rule once.
    pub retention: Vec<String>,
}

/// How often somebody opened records in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyLooks {
    pub month: Month,
    pub user: String,
    pub what: String,
    pub people: i64,
    pub times: i64,
}

/// Every table with personal columns, and how long they are kept.
pub fn kept(acting: Acting) -> Result<Vec<KeptTable>, OfficeError> {
    acting.need(Act::OfficeRead)?;
    let kept = privacy::kept();
    let tables = kept.table.iter().map(|(key, columns)| {
        let count = |class| columns.values().filter(|column| column.class == class).count();
        let mut rules: Vec<&str> = columns.values().map(|column| column.retention.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        let words = &WORDS.table[key];
        KeptTable {
            name: words.name.clone(),
            purpose: words.purpose.clone(),
            public: count(Class::Public),
            personal: count(Class::Personal),
            sensitive: count(Class::Sensitive),
            retention: rules.into_iter().filter_map(|rule| kept.retention.get(rule).cloned()).collect(),
        }
    });
    Ok(tables.filter(|table| table.personal + table.sensitive > 0).collect())
}

/// Who opened how many records, month by month.
pub fn looks(db: &Db, acting: Acting, from: Day) -> Result<Vec<MonthlyLooks>, OfficeError> {
    acting.need(Act::JournalRead)?;
    db.read(|tx| {
        let names = user_names(tx)?;
        let months = views::by_month(tx, from)?.into_iter().map(|one| MonthlyLooks {
            month: one.month,
            user: names.get(&one.user).cloned().unwrap_or_else(|| format!("mã {}", one.user)),
            what: look_name(&one.what).to_owned(),
            people: one.people,
            times: one.times,
        });
        Ok(months.collect())
    })
}

fn user_names(tx: &mut Tx<'_>) -> Result<BTreeMap<UserId, String>, OfficeError> {
    Ok(users::list(tx)?.into_iter().map(|user| (user.id, user.full_name)).collect())
}

fn look_name(what: &str) -> &str {
    match what {
        "card" => "Mở hồ sơ",
        "record" => "Xuất toàn bộ dữ liệu",
        "numbers" => "Xem đủ số giấy tờ, tài khoản",
        other => other,
    }
}

/// One look at somebody's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub user: String,
    pub what: String,
    pub times: i64,
    pub last_at: Moment,
}

/// A person's name and who looked at their record, the latest first.
pub fn looks_at(db: &Db, acting: Acting, person: PersonId) -> Result<(String, Vec<Look>), OfficeError> {
    acting.need(Act::PersonGiveOut)?;
    db.read(|tx| {
        acting.need_person(tx, person)?;
        let found = people::find(tx, person, acting.now)?.ok_or(Refusal::NoSuchPerson(person))?;
        let names = user_names(tx)?;
        let looks = views::list_of_person(tx, person, LOOKS_SHOWN)?.into_iter().map(|one| Look {
            user: names.get(&one.user).cloned().unwrap_or_else(|| format!("mã {}", one.user)),
            what: look_name(&one.what).to_owned(),
            times: one.times,
            last_at: one.last_at,
        });
        Ok((found.name, looks.collect()))
    })
}

/// Everything that is kept of one person, for the person who asks for it.
#[derive(Debug, Clone)]
pub struct PersonRecord {
    pub person: PersonId,
    pub name: String,
    pub tables: Vec<TableRows>,
    /// What was done about them: when, by which account, which act.
    pub acts: Vec<[String; 3]>,
}

/// Gathers it and writes down that it was given out.
pub fn record_of(db: &Db, acting: Acting, person: PersonId) -> Result<PersonRecord, OfficeError> {
    acting.need(Act::PersonGiveOut)?;
    db.write(|tx| {
        acting.need_person(tx, person)?;
        let found = people::find(tx, person, acting.now)?.ok_or(Refusal::NoSuchPerson(person))?;
        let subject = crate::decide::subject(person);
        let filter = journal::JournalFilter { subject: Some(&subject), ..Default::default() };
        let names = user_names(tx)?;
        let acts = journal::list(tx, &filter, None, i64::MAX)?.into_iter().map(|entry| {
            let user = entry.user.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
            [show_moment(entry.at), user, crate::read::act_name(&entry.act)]
        });
        let record = PersonRecord {
            person,
            name: found.name,
            acts: acts.collect(),
            tables: privacy::rows_of_person(tx, person)?.into_iter().filter(|one| !one.rows.is_empty()).collect(),
        };
        if let Some(user) = acting.user {
            views::add(tx, person, user, "record", acting.now)?;
        }
        acting.note(tx, "person.record", &subject, json!({}))?;
        Ok(record)
    })
}

impl PersonRecord {
    pub fn json(&self) -> Vec<u8> {
        let row = |table: &TableRows, row: &Vec<Option<String>>| {
            let fields = table.columns.iter().zip(row).map(|(column, value)| (column.clone(), json!(value)));
            Json::Object(fields.collect::<Map<String, Json>>())
        };
        let tables = self.tables.iter().map(|table| {
            let rows: Vec<Json> = table.rows.iter().map(|one| row(table, one)).collect();
            (table.table.clone(), Json::Array(rows))
        });
        let whole = json!({
            "person_id": self.person,
            "records": tables.collect::<Map<String, Json>>(),
            "acts": self.acts,
        });
        let mut bytes = serde_json::to_vec_pretty(&whole).expect("texts and lists are always written");
        bytes.push(b'\n');
        bytes
    }

    /// One row for each value: what kind of fact, which one, which column, what it says.
    pub fn workbook(&self) -> Result<Vec<u8>, OfficeError> {
        let columns = [
            PlainColumn::new("Nội dung", 30, Form::Text),
            PlainColumn::new("Dòng", 8, Form::Number),
            PlainColumn::new("Mục", 26, Form::Text),
            PlainColumn::new("Giá trị", 50, Form::Text),
        ];
        let titles = ["DỮ LIỆU CÁ NHÂN ĐANG LƯU GIỮ".to_owned(), format!("{} (mã {})", self.name, self.person)];
        let facts = self.tables.iter().flat_map(|table| {
            let name = &WORDS.table[&table.table].name;
            (1_i64..).zip(&table.rows).flat_map(move |(number, row)| {
                let told = table.columns.iter().zip(row).filter_map(|(column, value)| Some((column, value.as_ref()?)));
                told.map(move |(column, value)| {
                    let title = WORDS.column.get(column).unwrap_or(column);
                    vec![Cell::text(name), Cell::Number(number), Cell::text(title), Cell::text(value)]
                })
            })
        });
        let acts = (1_i64..).zip(&self.acts).map(|(number, [at, user, act])| {
            let value = [at.as_str(), user, act].join(", ");
            vec![Cell::text("Việc đã làm"), Cell::Number(number), Cell::text("Lúc, người làm, việc"), Cell::text(value)]
        });
        let mut out = std::io::Cursor::new(Vec::new());
        plain::write(&mut out, &titles, &columns, facts.chain(acts))?;
        Ok(out.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_every_column_about_a_person_has_words() {
        for (table, columns) in privacy::kept().table {
            assert!(WORDS.table.contains_key(&table), "{table}");
            let is_about_people = columns.contains_key("person_id") || columns.contains_key("subject_person_id");
            for column in columns.keys().filter(|_| is_about_people) {
                assert!(WORDS.column.contains_key(column), "{table}.{column}");
            }
        }
    }
}
