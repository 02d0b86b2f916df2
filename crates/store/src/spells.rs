//! Spells of benefits, with the people they are about and the months they pause.
//!
//! A spell, its subjects and its pauses are versioned apart: a child's death leaves the mother's spell as it was.

use std::collections::HashMap;

use domain::entitlement::{Spell, Subject};
use domain::kernel::{Day, DecisionId, Moment, Month, MonthSpan, PersonId, SpellId};

use crate::error::expect_rows;
use crate::facts::Recording;
use crate::row::Row;
use crate::sql::{BLOCK, Sql, known};
use crate::value::{Value, values};
use crate::{StoreError, Tx};

/// A spell to be written down under a number that none had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSpell {
    pub person: PersonId,
    pub id: SpellId,
    pub decision: Option<DecisionId>,
    pub source: String,
    pub spell: Spell,
}

/// A spell as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellRecord {
    pub person: PersonId,
    pub id: SpellId,
    pub decision: Option<DecisionId>,
    pub source: String,
    pub spell: Spell,
    pub recorded_at: Moment,
}

/// A pause as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PauseRecord {
    pub no: i64,
    pub months: MonthSpan,
    pub reason: Option<String>,
    pub recorded_at: Moment,
}

pub fn add(tx: &mut Tx<'_>, spell: &NewSpell, rec: Recording) -> Result<(), StoreError> {
    add_many(tx, std::slice::from_ref(spell), rec)
}

pub fn add_many(tx: &mut Tx<'_>, spells: &[NewSpell], rec: Recording) -> Result<(), StoreError> {
    insert_versions(tx, spells.iter().map(|new| (new, 1)), rec)?;
    let subjects = spells.iter().flat_map(|new| {
        let numbered = new.spell.subjects.iter().zip(1..);
        numbered.map(|(subject, no)| SubjectRow { person: new.person, spell: new.id, no, version: 1, subject })
    });
    insert_subjects(tx, subjects, rec)?;
    let pauses = spells.iter().flat_map(|new| {
        let numbered = new.spell.pauses.iter().zip(1..);
        numbered.map(|(months, no)| PauseRow { person: new.person, spell: new.id, no, months: *months, reason: None })
    });
    insert_pauses(tx, pauses, rec)
}

/// The spells of one person, in the order of their numbers.
pub fn list(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<SpellRecord>, StoreError> {
    let mut spells = tx.list(
        concat!(
            "select person_id, spell_id, group_key, percent, years, attributes, from_month, until_month,
                    settled_until, event_day, decision_id, source, recorded_at
             from spell where person_id = $1 and ",
            known!("", 2),
            " order by spell_id"
        ),
        values![person, known],
        read_spell,
    )?;
    let places: HashMap<SpellId, usize> = spells.iter().zip(0..).map(|(spell, place)| (spell.id, place)).collect();
    for (spell, subject) in subjects(tx, person, known)? {
        if let Some(place) = places.get(&spell) {
            spells[*place].spell.subjects.push(subject.subject);
        }
    }
    for (spell, pause) in pauses(tx, person, known)? {
        if let Some(place) = places.get(&spell) {
            spells[*place].spell.pauses.push(pause.months);
        }
    }
    Ok(spells)
}

/// The spells of many people without their subjects and pauses: what a list is compared with.
pub fn outlines(tx: &mut Tx<'_>, people: &[PersonId], known: Moment) -> Result<Vec<SpellRecord>, StoreError> {
    let mut found = Vec::new();
    for block in people.chunks(BLOCK) {
        let mut sql = Sql::new(
            "select person_id, spell_id, group_key, percent, years, attributes, from_month, until_month,
                    settled_until, event_day, decision_id, source, recorded_at
             from spell where person_id",
        );
        sql.bind_in(block.iter().copied()).push(" and ").known("", known).push(" order by person_id, spell_id");
        found.extend(tx.list_sql(&sql, read_spell)?);
    }
    Ok(found)
}

pub fn find(tx: &mut Tx<'_>, person: PersonId, id: SpellId, known: Moment) -> Result<Option<SpellRecord>, StoreError> {
    Ok(list(tx, person, known)?.into_iter().find(|spell| spell.id == id))
}

/// Says anew what a spell is. Subjects and pauses that stay as they were keep their rows.
pub fn set(tx: &mut Tx<'_>, person: PersonId, id: SpellId, spell: &Spell, rec: Recording) -> Result<(), StoreError> {
    let (version, decision, source) = current_version(tx, person, id)?;
    set_version(tx, &NewSpell { person, id, decision, source, spell: spell.clone() }, version, rec)
}

/// Says that a spell never was: its rows, subjects and pauses are no longer believed.
pub fn retract(tx: &mut Tx<'_>, person: PersonId, id: SpellId, rec: Recording) -> Result<(), StoreError> {
    retract_version(tx, person, id, rec)?;
    tx.execute(
        "update spell_subject set retracted_at = $1 where person_id = $2 and spell_id = $3 and retracted_at is null",
        values![rec.at, person, id],
    )?;
    tx.execute(
        "update spell_pause set retracted_at = $1 where person_id = $2 and spell_id = $3 and retracted_at is null",
        values![rec.at, person, id],
    )?;
    Ok(())
}

fn set_version(tx: &mut Tx<'_>, changed: &NewSpell, version: i64, rec: Recording) -> Result<(), StoreError> {
    retract_version(tx, changed.person, changed.id, rec)?;
    insert_versions(tx, std::iter::once((changed, version + 1)), rec)?;
    set_subjects(tx, changed, rec)?;
    set_pauses(tx, changed, rec)
}

fn retract_version(tx: &mut Tx<'_>, person: PersonId, id: SpellId, rec: Recording) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update spell set retracted_at = $1 where person_id = $2 and spell_id = $3 and retracted_at is null",
        values![rec.at, person, id],
    )?;
    expect_rows("sửa một kỳ hưởng", 1, touched)
}

fn current_version(
    tx: &mut Tx<'_>,
    person: PersonId,
    id: SpellId,
) -> Result<(i64, Option<DecisionId>, String), StoreError> {
    let found = tx.find(
        "select person_id, version_no, decision_id, source from spell
         where person_id = $1 and spell_id = $2 and retracted_at is null order by version_no",
        values![person, id],
        |row| Ok((row.int(1)?, row.opt_int(2)?.map(DecisionId), row.string(3)?)),
    )?;
    found.ok_or(StoreError::RowCount { what: "tìm kỳ hưởng để sửa", expected: 1, touched: 0 })
}

fn insert_versions<'a>(
    tx: &mut Tx<'_>,
    spells: impl Iterator<Item = (&'a NewSpell, i64)>,
    rec: Recording,
) -> Result<(), StoreError> {
    let columns = [
        "person_id",
        "spell_id",
        "version_no",
        "group_key",
        "percent",
        "years",
        "attributes",
        "from_month",
        "until_month",
        "settled_until",
        "event_day",
        "decision_id",
        "source",
        "recorded_at",
    ];
    let rows = spells.map(|(new, version)| {
        [
            new.person.into(),
            new.id.into(),
            version.into(),
            Value::from(&new.spell.group),
            new.spell.percent.into(),
            new.spell.years.into(),
            new.spell.attributes.join(";").into(),
            new.spell.months.from.into(),
            known_end(new.spell.months).into(),
            new.spell.settled_until.into(),
            new.spell.event_day.into(),
            new.decision.into(),
            Value::from(&new.source),
            rec.at.into(),
        ]
    });
    tx.bulk("spell", columns, rows)?;
    Ok(())
}

/// An end that is not known is no value, so that nobody reads a year in the far future out of the records.
fn known_end(months: MonthSpan) -> Option<Month> {
    Some(months.until).filter(|until| *until != Month::NEVER)
}

fn read_spell(row: &Row<'_>) -> Result<SpellRecord, StoreError> {
    let attributes = row.text(5)?.split(';').filter(|key| !key.is_empty()).map(str::to_owned).collect();
    let spell = Spell {
        group: row.string(2)?,
        percent: row.opt_small(3)?,
        years: row.opt_small(4)?,
        attributes,
        months: MonthSpan::new(row.parse(6)?, row.opt_parse(7)?.unwrap_or(Month::NEVER)),
        settled_until: row.opt_parse(8)?,
        event_day: row.opt_parse(9)?,
        subjects: Vec::new(),
        pauses: Vec::new(),
    };
    Ok(SpellRecord {
        person: PersonId(row.int(0)?),
        id: SpellId(row.int(1)?),
        decision: row.opt_int(10)?.map(DecisionId),
        source: row.string(11)?,
        spell,
        recorded_at: row.parse(12)?,
    })
}

struct SubjectRow<'a> {
    person: PersonId,
    spell: SpellId,
    no: i64,
    version: i64,
    subject: &'a Subject,
}

/// A subject as it was found; `no` names it within its spell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRecord {
    pub no: i64,
    pub version: i64,
    pub subject: Subject,
}

/// The subjects of all spells of one person.
pub fn subjects(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<(SpellId, SubjectRecord)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, spell_id, subject_no, version_no, subject_person_id, name, birth, until_day, student_until
             from spell_subject where person_id = $1 and ",
            known!("", 2),
            " order by spell_id, subject_no"
        ),
        values![person, known],
        |row| Ok((SpellId(row.int(1)?), read_subject(row)?)),
    )
}

/// The spells of others that are about this person: what their death or wedding changes.
pub fn subjects_of_person(
    tx: &mut Tx<'_>,
    subject_person: PersonId,
    known: Moment,
) -> Result<Vec<(PersonId, SpellId, SubjectRecord)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, spell_id, subject_no, version_no, subject_person_id, name, birth, until_day, student_until
             from spell_subject where subject_person_id = $1 and ",
            known!("", 2),
            " order by person_id, spell_id, subject_no"
        ),
        values![subject_person, known],
        |row| Ok((PersonId(row.int(0)?), SpellId(row.int(1)?), read_subject(row)?)),
    )
}

/// From this day on the subject no longer counts.
pub fn end_subject(
    tx: &mut Tx<'_>,
    person: PersonId,
    spell: SpellId,
    subject_no: i64,
    until: Day,
    rec: Recording,
) -> Result<(), StoreError> {
    let current = current_subjects(tx, person, spell)?.into_iter().find(|subject| subject.no == subject_no);
    let current =
        current.ok_or(StoreError::RowCount {
            what: "tìm đối tượng của kỳ hưởng", expected: 1, touched: 0
        })?;
    let ended = Subject { until: Some(until), ..current.subject.clone() };
    set_subject(tx, person, spell, &current, &ended, rec)
}

fn read_subject(row: &Row<'_>) -> Result<SubjectRecord, StoreError> {
    let subject = Subject {
        person: row.opt_int(4)?.map(PersonId),
        name: row.string(5)?,
        birth: row.parse(6)?,
        until: row.opt_parse(7)?,
        student_until: row.opt_parse(8)?,
    };
    Ok(SubjectRecord { no: row.int(2)?, version: row.int(3)?, subject })
}

fn current_subjects(tx: &mut Tx<'_>, person: PersonId, spell: SpellId) -> Result<Vec<SubjectRecord>, StoreError> {
    tx.list(
        "select person_id, spell_id, subject_no, version_no, subject_person_id, name, birth, until_day, student_until
         from spell_subject where person_id = $1 and spell_id = $2 and retracted_at is null order by subject_no",
        values![person, spell],
        read_subject,
    )
}

/// Brings the subjects to those of the changed spell, place by place.
fn set_subjects(tx: &mut Tx<'_>, changed: &NewSpell, rec: Recording) -> Result<(), StoreError> {
    let current = current_subjects(tx, changed.person, changed.id)?;
    let wanted = &changed.spell.subjects;
    for (was, is) in current.iter().zip(wanted).filter(|(was, is)| was.subject != **is) {
        set_subject(tx, changed.person, changed.id, was, is, rec)?;
    }
    for gone in current.iter().skip(wanted.len()) {
        retract_subject(tx, changed.person, changed.id, gone, rec)?;
    }
    let last = tx.number(
        "select max(subject_no) from spell_subject where person_id = $1 and spell_id = $2",
        values![changed.person, changed.id],
    )?;
    let added = wanted.iter().skip(current.len()).zip(last + 1..);
    let rows =
        added.map(|(subject, no)| SubjectRow { person: changed.person, spell: changed.id, no, version: 1, subject });
    insert_subjects(tx, rows, rec)
}

fn set_subject(
    tx: &mut Tx<'_>,
    person: PersonId,
    spell: SpellId,
    was: &SubjectRecord,
    is: &Subject,
    rec: Recording,
) -> Result<(), StoreError> {
    retract_subject(tx, person, spell, was, rec)?;
    let row = SubjectRow { person, spell, no: was.no, version: was.version + 1, subject: is };
    insert_subjects(tx, std::iter::once(row), rec)
}

fn retract_subject(
    tx: &mut Tx<'_>,
    person: PersonId,
    spell: SpellId,
    gone: &SubjectRecord,
    rec: Recording,
) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update spell_subject set retracted_at = $1
         where person_id = $2 and spell_id = $3 and subject_no = $4 and version_no = $5 and retracted_at is null",
        values![rec.at, person, spell, gone.no, gone.version],
    )?;
    expect_rows("rút lại đối tượng của kỳ hưởng", 1, touched)
}

fn insert_subjects<'a>(
    tx: &mut Tx<'_>,
    subjects: impl Iterator<Item = SubjectRow<'a>>,
    rec: Recording,
) -> Result<(), StoreError> {
    let columns = [
        "person_id",
        "spell_id",
        "subject_no",
        "version_no",
        "subject_person_id",
        "name",
        "birth",
        "until_day",
        "student_until",
        "recorded_at",
    ];
    let rows = subjects.map(|row| {
        [
            row.person.into(),
            row.spell.into(),
            row.no.into(),
            row.version.into(),
            row.subject.person.into(),
            Value::from(&row.subject.name),
            row.subject.birth.into(),
            row.subject.until.into(),
            row.subject.student_until.into(),
            rec.at.into(),
        ]
    });
    tx.bulk("spell_subject", columns, rows)?;
    Ok(())
}

struct PauseRow<'a> {
    person: PersonId,
    spell: SpellId,
    no: i64,
    months: MonthSpan,
    reason: Option<&'a str>,
}

/// The pauses of all spells of one person.
pub fn pauses(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<(SpellId, PauseRecord)>, StoreError> {
    tx.list(
        concat!(
            "select person_id, spell_id, pause_no, from_month, until_month, reason, recorded_at
             from spell_pause where person_id = $1 and ",
            known!("", 2),
            " order by spell_id, pause_no"
        ),
        values![person, known],
        |row| Ok((SpellId(row.int(1)?), read_pause(row)?)),
    )
}

fn read_pause(row: &Row<'_>) -> Result<PauseRecord, StoreError> {
    Ok(PauseRecord {
        no: row.int(2)?,
        months: MonthSpan::new(row.parse(3)?, row.opt_parse(4)?.unwrap_or(Month::NEVER)),
        reason: row.opt_string(5)?,
        recorded_at: row.parse(6)?,
    })
}

/// Adds a pause and returns its number within the spell.
pub fn add_pause(
    tx: &mut Tx<'_>,
    person: PersonId,
    spell: SpellId,
    months: MonthSpan,
    reason: Option<&str>,
    rec: Recording,
) -> Result<i64, StoreError> {
    let no = last_pause(tx, person, spell)? + 1;
    insert_pauses(tx, std::iter::once(PauseRow { person, spell, no, months, reason }), rec)?;
    Ok(no)
}

/// Ends a pause before this month: the pause without that end is retracted, one with it is added.
pub fn end_pause(
    tx: &mut Tx<'_>,
    person: PersonId,
    spell: SpellId,
    pause_no: i64,
    until: Month,
    rec: Recording,
) -> Result<i64, StoreError> {
    let current = current_pauses(tx, person, spell)?.into_iter().find(|pause| pause.no == pause_no);
    let current =
        current.ok_or(StoreError::RowCount {
            what: "tìm lần tạm dừng của kỳ hưởng", expected: 1, touched: 0
        })?;
    retract_pause(tx, person, spell, pause_no, rec)?;
    let months = MonthSpan::new(current.months.from, until);
    add_pause(tx, person, spell, months, current.reason.as_deref(), rec)
}

fn current_pauses(tx: &mut Tx<'_>, person: PersonId, spell: SpellId) -> Result<Vec<PauseRecord>, StoreError> {
    tx.list(
        "select person_id, spell_id, pause_no, from_month, until_month, reason, recorded_at
         from spell_pause where person_id = $1 and spell_id = $2 and retracted_at is null order by pause_no",
        values![person, spell],
        read_pause,
    )
}

/// Brings the pauses to those of the changed spell: months say which pause is which.
fn set_pauses(tx: &mut Tx<'_>, changed: &NewSpell, rec: Recording) -> Result<(), StoreError> {
    let current = current_pauses(tx, changed.person, changed.id)?;
    let wanted = &changed.spell.pauses;
    for gone in current.iter().filter(|pause| !wanted.contains(&pause.months)) {
        retract_pause(tx, changed.person, changed.id, gone.no, rec)?;
    }
    for new in wanted.iter().filter(|months| current.iter().all(|pause| pause.months != **months)) {
        add_pause(tx, changed.person, changed.id, *new, None, rec)?;
    }
    Ok(())
}

fn retract_pause(
    tx: &mut Tx<'_>,
    person: PersonId,
    spell: SpellId,
    pause_no: i64,
    rec: Recording,
) -> Result<(), StoreError> {
    let touched = tx.execute(
        "update spell_pause set retracted_at = $1
         where person_id = $2 and spell_id = $3 and pause_no = $4 and retracted_at is null",
        values![rec.at, person, spell, pause_no],
    )?;
    expect_rows("rút lại một lần tạm dừng", 1, touched)
}

fn last_pause(tx: &mut Tx<'_>, person: PersonId, spell: SpellId) -> Result<i64, StoreError> {
    tx.number("select max(pause_no) from spell_pause where person_id = $1 and spell_id = $2", values![person, spell])
}

fn insert_pauses<'a>(
    tx: &mut Tx<'_>,
    pauses: impl Iterator<Item = PauseRow<'a>>,
    rec: Recording,
) -> Result<(), StoreError> {
    let columns = ["person_id", "spell_id", "pause_no", "from_month", "until_month", "reason", "recorded_at"];
    let rows = pauses.map(|row| {
        [
            row.person.into(),
            row.spell.into(),
            row.no.into(),
            row.months.from.into(),
            known_end(row.months).into(),
            row.reason.into(),
            rec.at.into(),
        ]
    });
    tx.bulk("spell_pause", columns, rows)?;
    Ok(())
}
