//! The words kept beside the facts: made from what is believed of a person now, and from nothing else.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::kernel::BirthDate;

use super::ask::is_place_kind;
use crate::error::expect_rows;
use crate::row::Row;
use crate::sql::{BLOCK, Sql};
use crate::value::{Value, values};
use crate::{StoreError, Tx};

/// What the keys of one person are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    person: i64,
    sort_key: String,
    birth_year: i64,
    unit: Option<String>,
    village: Option<String>,
}

/// A word under which somebody stands.
struct Key {
    word: String,
    is_name: bool,
}

impl Line {
    fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        let mut add = |word: String, is_name| {
            if !keys.iter().any(|key| key.word == word) {
                keys.push(Key { word, is_name });
            }
        };
        self.sort_key.split(' ').for_each(|word| add(word.to_owned(), true));
        let village = self.village.as_deref().unwrap_or_default().split(' ');
        village.filter(|word| !word.is_empty()).for_each(|word| add(village_word(word), false));
        add(year_word(self.birth_year), false);
        add(unit_word(self.unit.as_deref().unwrap_or_default()), false);
        keys
    }

    fn row<'v>(&'v self, word: &'v str) -> [Value<'v>; 6] {
        [
            word.into(),
            Value::from(&self.sort_key),
            self.person.into(),
            self.birth_year.into(),
            self.unit.as_deref().into(),
            self.village.as_deref().into(),
        ]
    }
}

pub(super) fn year_word(year: i64) -> String {
    format!("{year:04}")
}

/// Apart from the names: whoever types "th" does not mean every "thôn".
pub(super) fn kind_word(kind: &str) -> String {
    format!("#{kind}")
}

fn village_word(word: &str) -> String {
    if is_place_kind(word) { kind_word(word) } else { word.to_owned() }
}

/// No name has an `@`, so a unit is not taken for a word.
pub(super) fn unit_word(unit: &str) -> String {
    format!("@{unit}")
}

/// How many people are read before their words are written: enough for the words to come in long runs.
const CHUNK: usize = 100_000;

/// Brings the words of these people, each named once, up to the facts.
pub(crate) fn index(tx: &mut Tx<'_>, people: &[i64]) -> Result<(), StoreError> {
    let mut counts = Counts::default();
    for chunk in people.chunks(CHUNK) {
        let (before, now) = (indexed(tx, chunk)?, believed(tx, chunk)?);
        let gone: Vec<&Line> = before.values().filter(|line| now.get(&line.person) != Some(line)).collect();
        let come: Vec<&Line> = now.values().filter(|line| before.get(&line.person) != Some(line)).collect();
        remove(tx, &gone, &mut counts)?;
        add(tx, come, &mut counts)?;
    }
    counts.write(tx)
}

/// Makes the words of everybody from the facts, whatever was there.
pub(crate) fn rebuild(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for table in ["search_key", "search_person", "search_word"] {
        tx.execute(&format!("delete from {table}"), &[])?;
    }
    let people =
        tx.list("select distinct person_id from person where retracted_at is null order by person_id", &[], |row| {
            row.int(0)
        })?;
    index(tx, &people)
}

fn remove(tx: &mut Tx<'_>, lines: &[&Line], counts: &mut Counts) -> Result<(), StoreError> {
    for line in lines {
        for key in line.keys() {
            tx.execute(
                "delete from search_key where word = $1 and sort_key = $2 and person_id = $3",
                values![&key.word, &line.sort_key, line.person],
            )?;
            counts.change(key, -1);
        }
        let touched = tx.execute("delete from search_person where person_id = $1", values![line.person])?;
        expect_rows("bỏ một người khỏi chỉ mục tìm kiếm", 1, touched)?;
    }
    Ok(())
}

fn add(tx: &mut Tx<'_>, mut lines: Vec<&Line>, counts: &mut Counts) -> Result<(), StoreError> {
    let columns = ["person_id", "sort_key", "birth_year", "unit_id", "village_key"];
    let rows = lines.iter().map(|line| {
        let [_, sort_key, person, year, unit, village] = line.row("");
        [person, sort_key, year, unit, village]
    });
    tx.bulk("search_person", columns, rows)?;
    lines.sort_unstable_by(|a, b| (&a.sort_key, a.person).cmp(&(&b.sort_key, b.person)));
    // Word by word in the order of the table, so that a big list is appended in runs and not strewn.
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        for key in line.keys() {
            by_word.entry(key.word.clone()).or_default().push(place);
            counts.change(key, 1);
        }
    }
    let rows = by_word.iter().flat_map(|(word, places)| places.iter().map(|place| lines[*place].row(word)));
    let columns = ["word", "sort_key", "person_id", "birth_year", "unit_id", "village_key"];
    tx.bulk("search_key", columns, rows)?;
    Ok(())
}

/// How the numbers of people under words change.
#[derive(Default)]
struct Counts(HashMap<String, (i64, i64)>);

impl Counts {
    fn change(&mut self, key: Key, by: i64) {
        let (people, named) = self.0.entry(key.word).or_default();
        *people += by;
        *named += if key.is_name { by } else { 0 };
    }

    /// In the order of words, so that two acts wait for each other instead of embracing.
    fn write(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let changed: BTreeMap<_, _> = self.0.into_iter().filter(|(_, change)| *change != (0, 0)).collect();
        for (word, (people, named)) in &changed {
            tx.execute(
                "insert into search_word (word, people, named) values ($1, $2, $3)
                 on conflict (word) do update set people = search_word.people + excluded.people,
                                                  named = search_word.named + excluded.named",
                values![word, *people, *named],
            )?;
            if *people < 0 {
                tx.execute("delete from search_word where word = $1 and people = 0", values![word])?;
            }
        }
        Ok(())
    }
}

fn indexed(tx: &mut Tx<'_>, people: &[i64]) -> Result<BTreeMap<i64, Line>, StoreError> {
    let mut found = BTreeMap::new();
    for block in people.chunks(BLOCK) {
        let mut sql =
            Sql::new("select person_id, sort_key, birth_year, unit_id, village_key from search_person where person_id");
        sql.bind_in(block.iter().copied());
        found.extend(tx.list_sql(&sql, |row| Ok((row.int(0)?, read_line(row)?)))?);
    }
    Ok(found)
}

fn read_line(row: &Row<'_>) -> Result<Line, StoreError> {
    Ok(Line {
        person: row.int(0)?,
        sort_key: row.string(1)?,
        birth_year: row.int(2)?,
        unit: row.opt_string(3)?,
        village: row.opt_string(4)?,
    })
}

/// The lines as the facts would have them. The place is that of the stay that began last.
fn believed(tx: &mut Tx<'_>, people: &[i64]) -> Result<BTreeMap<i64, Line>, StoreError> {
    let mut found = BTreeMap::new();
    for block in people.chunks(BLOCK) {
        let mut sql = Sql::new("select person_id, sort_key, birth from person where person_id");
        sql.bind_in(block.iter().copied()).push(" and retracted_at is null order by person_id, version_no");
        tx.each(&sql.text, &sql.values, |row| {
            let line = read_believed(row)?;
            found.insert(line.person, line);
            Ok(())
        })?;
        let mut sql = Sql::new("select person_id, unit_id, village_key from residence where person_id");
        sql.bind_in(block.iter().copied());
        sql.push(" and retracted_at is null order by person_id, from_day, residence_no");
        tx.each(&sql.text, &sql.values, |row| {
            if let Some(line) = found.get_mut(&row.int(0)?) {
                line.unit = row.opt_string(1)?;
                line.village = row.opt_string(2)?;
            }
            Ok(())
        })?;
    }
    Ok(found)
}

fn read_believed(row: &Row<'_>) -> Result<Line, StoreError> {
    let birth: BirthDate = row.parse(2)?;
    Ok(Line {
        person: row.int(0)?,
        sort_key: row.string(1)?,
        birth_year: i64::from(birth.year()),
        unit: None,
        village: None,
    })
}

/// What the index and the facts disagree on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Strays {
    /// People whose line is missing, left over or says something else than the facts.
    pub(crate) people: i64,
    /// Whether the words differ from those that the lines would give.
    pub(crate) words_differ: bool,
}

/// Holds the index against the facts, a part of the people at a time.
pub(crate) fn strays(tx: &mut Tx<'_>) -> Result<Strays, StoreError> {
    let people = tx.list(
        "select person_id from person where retracted_at is null union select person_id from search_person
         order by person_id",
        &[],
        |row| row.int(0),
    )?;
    let (mut strays, mut wanted, mut counts) = (0, Sum::default(), Counts::default());
    for chunk in people.chunks(CHUNK) {
        let (kept, believed) = (indexed(tx, chunk)?, believed(tx, chunk)?);
        strays += chunk.iter().filter(|person| kept.get(person) != believed.get(person)).count() as i64;
        for line in kept.values() {
            for key in line.keys() {
                wanted.add(&line.row(&key.word));
                counts.change(key, 1);
            }
        }
    }
    let counted = counted(tx)?;
    Ok(Strays { people: strays, words_differ: wanted != written(tx)? || counts.0 != counted })
}

/// A sum over rows that does not ask for their order.
#[derive(Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    hashes: u64,
}

impl Sum {
    fn add(&mut self, row: &[Value<'_>]) {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        self.rows += 1;
        self.hashes = self.hashes.wrapping_add(hasher.finish());
    }
}

fn written(tx: &mut Tx<'_>) -> Result<Sum, StoreError> {
    let mut sum = Sum::default();
    tx.each("select person_id, sort_key, birth_year, unit_id, village_key, word from search_key", &[], |row| {
        sum.add(&read_line(row)?.row(row.text(5)?));
        Ok(())
    })?;
    Ok(sum)
}

fn counted(tx: &mut Tx<'_>) -> Result<HashMap<String, (i64, i64)>, StoreError> {
    // A fault in a row is named by its first column, and a word may be somebody's name.
    let words = tx.list("select people, named, word from search_word", &[], |row| {
        Ok((row.string(2)?, (row.int(0)?, row.int(1)?)))
    })?;
    Ok(words.into_iter().collect())
}
