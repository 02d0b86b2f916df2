//! Loads everything that decides amounts, chunk by chunk, in the order of person ids.
//!
//! Each table is read once by a range of its clustering key and the streams are merged here:
//! no join and no query per person, whether the chunk is a country's or one person.

use std::collections::HashMap;
use std::ops::Range;

use domain::entitlement::{Cohort, StatusFacts, Subject};
use domain::kernel::{BirthDate, Day, Dong, Moment, Month, MonthSpan, PersonId, Span, SpellId, UnitId};

use crate::row::Row;
use crate::sql::known;
use crate::value::values;
use crate::{StoreError, Tx};

/// Which people to load next, and as of when.
#[derive(Debug, Clone, Copy)]
pub struct ChunkAsk {
    /// The last person of the chunk before; `None` for the first chunk.
    pub after: Option<PersonId>,
    /// How many people, and spells, at most. A person's spells always stay together.
    pub limit: i64,
    pub known: Moment,
    /// The day on which the place of residence is asked.
    pub unit_day: Day,
    /// One person instead of all; the same path.
    pub only: Option<PersonId>,
}

/// Where the people of a chunk live, place by place beside [`Cohort::people`].
///
/// Units are few and people many, so a unit is a small number that stays the same from chunk to chunk.
#[derive(Debug, Clone, Default)]
pub struct ChunkUnits {
    pub of_person: Vec<Option<u32>>,
    units: Vec<UnitId>,
    places: HashMap<String, u32>,
}

impl ChunkUnits {
    pub fn new() -> ChunkUnits {
        ChunkUnits::default()
    }

    /// All units seen so far; the numbers of [`ChunkUnits::of_person`] are places in it.
    pub fn units(&self) -> &[UnitId] {
        &self.units
    }

    /// The unit of the person at this place of [`Cohort::people`].
    pub fn unit_of(&self, place: usize) -> Option<&UnitId> {
        let number = (*self.of_person.get(place)?)?;
        self.units.get(number as usize)
    }

    fn number(&mut self, unit: &str) -> u32 {
        if let Some(known) = self.places.get(unit) {
            return *known;
        }
        let number = u32::try_from(self.units.len()).expect("a country has fewer than four billion units");
        self.units.push(UnitId(unit.to_owned()));
        self.places.insert(unit.to_owned(), number);
        number
    }
}

/// Clears the cohort and loads the next people who have at least one spell, with all that belongs to them.
///
/// Returns the last person loaded, to be the next chunk's `after`; `None` when nobody is left.
pub fn load_chunk(
    tx: &mut Tx<'_>,
    ask: &ChunkAsk,
    cohort: &mut Cohort,
    units: &mut ChunkUnits,
) -> Result<Option<PersonId>, StoreError> {
    cohort.clear();
    units.of_person.clear();
    let spells = load_spells(tx, ask)?;
    let Some(last) = spells.rows.last().map(|row| row.person) else { return Ok(None) };
    let range = Chunk { after: after(ask), last, known: ask.known };
    let belongings = Belongings {
        births: load_births(tx, &range)?,
        deaths: load_deaths(tx, &range)?,
        stays: load_stays(tx, &range, ask.unit_day, units)?,
        statuses: load_statuses(tx, &range)?,
        subjects: load_subjects(tx, &range)?,
        pauses: load_pauses(tx, &range)?,
    };
    merge(spells, belongings, cohort, units)?;
    Ok(Some(PersonId(last)))
}

fn after(ask: &ChunkAsk) -> i64 {
    let of_chunk = ask.after.map_or(i64::MIN, |person| person.0);
    ask.only.map_or(of_chunk, |only| of_chunk.max(only.0 - 1))
}

/// The people `after < id && id <= last` as known at a moment.
struct Chunk {
    after: i64,
    last: i64,
    known: Moment,
}

struct Belongings {
    births: Vec<(i64, BirthDate)>,
    deaths: Vec<(i64, Day)>,
    stays: Vec<(i64, u32)>,
    statuses: Vec<(i64, StatusFacts)>,
    subjects: Vec<(i64, i64, Subject)>,
    pauses: Vec<(i64, i64, MonthSpan)>,
}

/// Spell rows whose texts lie one after the other in a single string: a million rows, no million strings.
#[derive(Default)]
struct Spells {
    rows: Vec<SpellRow>,
    texts: String,
}

struct SpellRow {
    person: i64,
    spell: i64,
    group: Range<usize>,
    attributes: Range<usize>,
    percent: Option<u8>,
    years: Option<u8>,
    months: MonthSpan,
    settled_until: Option<Month>,
    event_day: Option<Day>,
}

impl Spells {
    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.texts.len();
        self.texts.push_str(text);
        start..self.texts.len()
    }

    fn push(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        let (group, attributes) = (self.keep(row.text(2)?), self.keep(row.text(3)?));
        self.rows.push(SpellRow {
            person: row.int(0)?,
            spell: row.int(1)?,
            group,
            attributes,
            percent: row.opt_small(4)?,
            years: row.opt_small(5)?,
            months: MonthSpan::new(row.parse(6)?, row.opt_parse(7)?.unwrap_or(Month::NEVER)),
            settled_until: row.opt_parse(8)?,
            event_day: row.opt_parse(9)?,
        });
        Ok(())
    }
}

/// The spells of the chunk. Where the limit cuts through a person, that person waits for the next chunk.
fn load_spells(tx: &mut Tx<'_>, ask: &ChunkAsk) -> Result<Spells, StoreError> {
    let mut limit = ask.limit.max(1);
    loop {
        let mut spells = read_spells(tx, ask, limit)?;
        if (spells.rows.len() as i64) < limit {
            return Ok(spells);
        }
        let last = spells.rows.last().map(|row| row.person);
        let whole = spells.rows.iter().rposition(|row| Some(row.person) != last);
        if let Some(place) = whole {
            spells.rows.truncate(place + 1);
            return Ok(spells);
        }
        // One person alone fills the limit: ask again for more of them.
        limit *= 2;
    }
}

fn read_spells(tx: &mut Tx<'_>, ask: &ChunkAsk, limit: i64) -> Result<Spells, StoreError> {
    let until = ask.only.map_or(i64::MAX, |only| only.0);
    let mut spells = Spells::default();
    tx.each(
        concat!(
            "select person_id, spell_id, group_key, attributes, percent, years, from_month, until_month,
                    settled_until, event_day
             from spell where $1 < person_id and person_id <= $2 and ",
            known!("", 3),
            " order by person_id, spell_id limit $4"
        ),
        values![after(ask), until, ask.known, limit],
        |row| spells.push(row),
    )?;
    Ok(spells)
}

fn load_births(tx: &mut Tx<'_>, chunk: &Chunk) -> Result<Vec<(i64, BirthDate)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, birth from person where $1 < person_id and person_id <= $2 and ",
            known!("", 3),
            " order by person_id, version_no"
        ),
        values![chunk.after, chunk.last, chunk.known],
        |row| Ok((row.int(0)?, row.parse(1)?)),
    )
}

fn load_deaths(tx: &mut Tx<'_>, chunk: &Chunk) -> Result<Vec<(i64, Day)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, died_on from death where $1 < person_id and person_id <= $2 and ",
            known!("", 3),
            " order by person_id, death_no"
        ),
        values![chunk.after, chunk.last, chunk.known],
        |row| Ok((row.int(0)?, row.parse(1)?)),
    )
}

fn load_stays(tx: &mut Tx<'_>, chunk: &Chunk, day: Day, units: &mut ChunkUnits) -> Result<Vec<(i64, u32)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, unit_id from residence where $1 < person_id and person_id <= $2 and ",
            known!("", 3),
            " and from_day <= $4 and (until_day is null or $4 < until_day) order by person_id, residence_no"
        ),
        values![chunk.after, chunk.last, chunk.known, day],
        |row| Ok((row.int(0)?, units.number(row.text(1)?))),
    )
}

fn load_statuses(tx: &mut Tx<'_>, chunk: &Chunk) -> Result<Vec<(i64, StatusFacts)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, kind, grade, amount, from_day, until_day
             from status where $1 < person_id and person_id <= $2 and ",
            known!("", 3),
            " order by person_id, status_no"
        ),
        values![chunk.after, chunk.last, chunk.known],
        |row| {
            let status = StatusFacts {
                kind: row.string(1)?,
                grade: row.opt_string(2)?,
                amount: row.opt_int(3)?.map(Dong),
                span: Span { from: row.parse(4)?, until: row.opt_parse(5)? },
            };
            Ok((row.int(0)?, status))
        },
    )
}

fn load_subjects(tx: &mut Tx<'_>, chunk: &Chunk) -> Result<Vec<(i64, i64, Subject)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, spell_id, birth, until_day, student_until
             from spell_subject where $1 < person_id and person_id <= $2 and ",
            known!("", 3),
            " order by person_id, spell_id, subject_no"
        ),
        values![chunk.after, chunk.last, chunk.known],
        |row| {
            // Amounts depend on no name and no number of the subject's own, so neither is read.
            let subject = Subject {
                person: None,
                name: String::new(),
                birth: row.parse(2)?,
                until: row.opt_parse(3)?,
                student_until: row.opt_parse(4)?,
            };
            Ok((row.int(0)?, row.int(1)?, subject))
        },
    )
}

fn load_pauses(tx: &mut Tx<'_>, chunk: &Chunk) -> Result<Vec<(i64, i64, MonthSpan)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, spell_id, from_month, until_month
             from spell_pause where $1 < person_id and person_id <= $2 and ",
            known!("", 3),
            " order by person_id, spell_id, pause_no"
        ),
        values![chunk.after, chunk.last, chunk.known],
        |row| {
            let months = MonthSpan::new(row.parse(2)?, row.opt_parse(3)?.unwrap_or(Month::NEVER));
            Ok((row.int(0)?, row.int(1)?, months))
        },
    )
}

/// Rows in the order of their keys, taken from the front as the people go by.
struct Queue<T>(std::iter::Peekable<std::vec::IntoIter<T>>);

impl<T> Queue<T> {
    fn new(rows: Vec<T>) -> Queue<T> {
        Queue(rows.into_iter().peekable())
    }

    /// The next row of this key; rows of smaller keys belong to people without spells and are passed over.
    fn next_of<K: Ord>(&mut self, key: K, key_of: impl Fn(&T) -> K) -> Option<T> {
        while self.0.next_if(|row| key_of(row) < key).is_some() {}
        self.0.next_if(|row| key_of(row) == key)
    }

    /// The last of the rows of this key.
    fn last_of<K: Ord + Copy>(&mut self, key: K, key_of: impl Fn(&T) -> K + Copy) -> Option<T> {
        let mut last = None;
        while let Some(row) = self.next_of(key, key_of) {
            last = Some(row);
        }
        last
    }
}

fn merge(
    spells: Spells,
    belongings: Belongings,
    cohort: &mut Cohort,
    units: &mut ChunkUnits,
) -> Result<(), StoreError> {
    let (mut births, mut deaths) = (Queue::new(belongings.births), Queue::new(belongings.deaths));
    let (mut stays, mut statuses) = (Queue::new(belongings.stays), Queue::new(belongings.statuses));
    let (mut subjects, mut pauses) = (Queue::new(belongings.subjects), Queue::new(belongings.pauses));
    let mut current = None;
    for spell in &spells.rows {
        let person = spell.person;
        if current != Some(person) {
            current = Some(person);
            let birth = births.last_of(person, |row| row.0).ok_or_else(|| nobody(person))?;
            cohort.add_person(PersonId(person), birth.1, deaths.last_of(person, |row| row.0).map(|row| row.1));
            units.of_person.push(stays.last_of(person, |row| row.0).map(|row| row.1));
            while let Some((_, status)) = statuses.next_of(person, |row| row.0) {
                cohort.add_status(status);
            }
        }
        add_spell(spell, &spells.texts, cohort)?;
        let key = (person, spell.spell);
        while let Some((_, _, subject)) = subjects.next_of(key, |row| (row.0, row.1)) {
            cohort.add_subject(&subject);
        }
        while let Some((_, _, pause)) = pauses.next_of(key, |row| (row.0, row.1)) {
            cohort.add_pause(pause);
        }
    }
    Ok(())
}

fn add_spell(row: &SpellRow, texts: &str, cohort: &mut Cohort) -> Result<(), StoreError> {
    let attributes = texts[row.attributes.clone()].split(';').filter(|key| !key.is_empty());
    let group = &texts[row.group.clone()];
    cohort.add_plain_spell(
        SpellId(row.spell),
        group,
        row.percent,
        row.years,
        attributes,
        row.months,
        row.settled_until,
        row.event_day,
    )?;
    Ok(())
}

fn nobody(person: i64) -> StoreError {
    StoreError::BadRow {
        table: "spell".to_owned(),
        column: "person_id".to_owned(),
        row: person.to_string(),
        wanted: "một người có trong bảng person",
    }
}
