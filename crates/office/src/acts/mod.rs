//! What is done about one person, as a value: a form fills it, another program sends it, one function performs it.
//!
//! [`perform`] does it; [`rehearse`] shows what it would lead to, money and all, and keeps nothing; [`PersonAct::Undo`]
//! takes an earlier one back in the same way. Start with [`PersonAct`], then [`effect`] for how the difference is found.

mod check;
mod choices;
mod effect;
mod undo;

use domain::entitlement::{Spell, StartFacts, Subject};
use domain::kernel::{BirthDate, Day, Dong, Moment, Month, MonthSpan, PersonId, Span, SpellId, UnitId};
use domain::registry::{Death, Payee, Person, Status};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Db, Tx, people, statuses};

use crate::access::Act;
use crate::decide::{Grant, OneOff, Paper, subject};
use crate::life::Particular;
use crate::{Acting, Office, OfficeError, Refusal, decide, household, life};

pub use choices::{Choice, Choices, GroupChoice, StatusChoice, choices};
pub use effect::{Effect, LineChange, PersonEffect, ShownLine};
pub(crate) use undo::ADD;
pub use undo::{PastAct, name_of, past_acts};

/// Something that is done about one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum PersonAct {
    ReportDeath {
        died_on: Day,
        certificate: Option<String>,
    },
    UndoDeath {},
    Move {
        unit: UnitId,
        village: Option<String>,
        day: Day,
    },
    RecordStatus {
        kind: String,
        grade: Option<String>,
        amount: Option<Dong>,
        from: Day,
        until: Option<Day>,
    },
    /// From `until` on the status no longer holds.
    EndStatus {
        status: i64,
        until: Day,
    },
    /// The poverty class of the household whose head the person is, from a day on.
    SetClass {
        class: String,
        from: Day,
        until: Option<Day>,
    },
    SetPayee {
        receiver: Option<String>,
        account: Option<String>,
        bank: Option<String>,
        from: Day,
    },
    Correct {
        said: Vec<Particular>,
    },
    Grant {
        terms: Terms,
        paper: Paper,
    },
    /// From the first month of the terms on they hold instead of the spell's.
    Change {
        spell: SpellId,
        terms: Terms,
        paper: Paper,
    },
    /// `until` is the first month no longer paid.
    Stop {
        spell: SpellId,
        until: Month,
        paper: Paper,
    },
    Pause {
        spell: SpellId,
        from: Month,
        until: Option<Month>,
        reason: String,
        paper: Paper,
    },
    Resume {
        spell: SpellId,
        until: Month,
        paper: Paper,
    },
    OneOff {
        event_day: Day,
        benefits: Vec<OneOff>,
        paper: Paper,
    },
    /// Takes back what was done about the person at that moment.
    Undo {
        at: Moment,
    },
}

/// What a decision grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    pub group: String,
    #[serde(default)]
    pub percent: Option<u8>,
    #[serde(default)]
    pub years: Option<u8>,
    #[serde(default)]
    pub attributes: Vec<String>,
    /// The first month; where the paper leaves it open, the law gives it.
    #[serde(default)]
    pub from: Option<Month>,
    /// The first month no longer paid, where it is known from the beginning.
    #[serde(default)]
    pub until: Option<Month>,
    /// The day of the certificate or event from which the law counts, where it does.
    #[serde(default)]
    pub counted_from: Option<Day>,
    /// Others whom the benefit is counted for: children, people cared for.
    #[serde(default)]
    pub subjects: Vec<CountedFor>,
}

/// Somebody whom a benefit is counted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedFor {
    #[serde(default)]
    pub person: Option<PersonId>,
    pub name: String,
    pub birth: BirthDate,
    #[serde(default)]
    pub until: Option<Day>,
    #[serde(default)]
    pub student_until: Option<Day>,
}

impl PersonAct {
    /// The right it takes.
    pub fn right(&self) -> Act {
        match self {
            PersonAct::ReportDeath { .. }
            | PersonAct::UndoDeath {}
            | PersonAct::Move { .. }
            | PersonAct::RecordStatus { .. }
            | PersonAct::EndStatus { .. }
            | PersonAct::SetClass { .. }
            | PersonAct::SetPayee { .. }
            | PersonAct::Correct { .. } => Act::PersonLife,
            PersonAct::Grant { .. }
            | PersonAct::Change { .. }
            | PersonAct::Stop { .. }
            | PersonAct::Pause { .. }
            | PersonAct::Resume { .. }
            | PersonAct::OneOff { .. } => Act::PersonDecide,
            // Which of the two it takes depends on what is taken back, and is asked there.
            PersonAct::Undo { .. } => Act::PersonRead,
        }
    }

    /// What an official calls it.
    pub fn name(&self) -> &'static str {
        match self {
            PersonAct::ReportDeath { .. } => "Báo tử",
            PersonAct::UndoDeath {} => "Hủy báo tử",
            PersonAct::Move { .. } => "Chuyển nơi ở",
            PersonAct::RecordStatus { .. } => "Ghi tình trạng",
            PersonAct::EndStatus { .. } => "Kết thúc tình trạng",
            PersonAct::SetClass { .. } => "Ghi diện hộ",
            PersonAct::SetPayee { .. } => "Đổi người nhận, tài khoản",
            PersonAct::Correct { .. } => "Sửa thông tin ghi sai",
            PersonAct::Grant { .. } => "Quyết định hưởng",
            PersonAct::Change { .. } => "Quyết định điều chỉnh",
            PersonAct::Stop { .. } => "Quyết định thôi hưởng",
            PersonAct::Pause { .. } => "Tạm dừng",
            PersonAct::Resume { .. } => "Hưởng lại",
            PersonAct::OneOff { .. } => "Trợ cấp một lần",
            PersonAct::Undo { .. } => "Hủy việc đã ghi",
        }
    }

    /// The latest month the act speaks of: how far its effect must be looked at.
    fn month(&self, acting: Acting) -> Month {
        match self {
            PersonAct::ReportDeath { died_on, .. } => died_on.month().next(),
            PersonAct::Move { day, .. } => day.month(),
            PersonAct::RecordStatus { from, .. }
            | PersonAct::SetPayee { from, .. }
            | PersonAct::SetClass { from, .. } => from.month().next(),
            PersonAct::EndStatus { until, .. } => until.month().next(),
            PersonAct::Grant { terms, .. } | PersonAct::Change { terms, .. } => {
                terms.from.unwrap_or(acting.today().month())
            }
            PersonAct::Stop { until, .. } | PersonAct::Resume { until, .. } => *until,
            PersonAct::Pause { from, .. } => *from,
            PersonAct::OneOff { event_day, .. } => event_day.month(),
            PersonAct::UndoDeath {} | PersonAct::Correct { .. } | PersonAct::Undo { .. } => acting.today().month(),
        }
    }
}

/// Does it, in one transaction with its line in the journal.
pub fn perform(office: &Office, db: &Db, acting: Acting, person: PersonId, act: &PersonAct) -> Result<(), OfficeError> {
    db.write(|tx| perform_in(office, tx, acting, person, act))
}

/// What doing it would lead to for everybody it concerns; nothing is kept.
pub fn rehearse(
    office: &Office,
    db: &Db,
    acting: Acting,
    person: PersonId,
    act: &PersonAct,
) -> Result<Effect, OfficeError> {
    db.rehearse(|tx| effect::of(office, tx, acting, person, act))
}

fn perform_in(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    act: &PersonAct,
) -> Result<(), OfficeError> {
    acting.need(act.right())?;
    acting.need_person(tx, person)?;
    match act {
        PersonAct::ReportDeath { died_on, certificate } => {
            let death = Death { died_on: *died_on, certificate: certificate.clone() };
            life::report_death_in(tx, acting, person, &death)
        }
        PersonAct::UndoDeath {} => life::undo_death_in(tx, acting, person),
        PersonAct::Move { unit, village, day } => {
            life::move_to_in(office, tx, acting, person, (unit, village.as_deref()), *day)
        }
        PersonAct::RecordStatus { kind, grade, amount, from, until } => {
            check::span(*from, *until)?;
            check::status(office, kind, grade.as_deref())?;
            let span = Span { from: *from, until: *until };
            let status = Status { kind: kind.clone(), grade: grade.clone(), amount: *amount, span };
            life::record_status_in(tx, acting, person, &status)
        }
        PersonAct::EndStatus { status, until } => end_status(tx, acting, person, *status, *until),
        PersonAct::SetClass { class, from, until } => {
            check::span(*from, *until)?;
            check::class(office, class)?;
            household::set_class_in(tx, acting, person, class, Span { from: *from, until: *until }).map(|_| ())
        }
        PersonAct::SetPayee { receiver, account, bank, from } => {
            let (receiver, account, bank) = (receiver.clone(), account.clone(), bank.clone());
            life::set_payee_in(tx, acting, person, &Payee { receiver, account, bank, span: Span::since(*from) })
        }
        PersonAct::Correct { said } => life::correct_in(office, tx, acting, person, said),
        PersonAct::Grant { terms, paper } => {
            let spell = spell_of(office, tx, acting, person, terms, paper)?;
            check::not_granted_yet(office, tx, acting, (person, terms), (spell.months.from, paper))?;
            decide::grant_in(office, tx, acting, &Grant { person, spell, paper: paper.clone() }).map(|_| ())
        }
        PersonAct::Change { spell, terms, paper } => {
            let to = spell_of(office, tx, acting, person, terms, paper)?;
            decide::change_in(office, tx, acting, (person, *spell), &to, paper).map(|_| ())
        }
        PersonAct::Stop { spell, until, paper } => decide::stop_in(office, tx, acting, (person, *spell), *until, paper),
        PersonAct::Pause { spell, from, until, reason, paper } => {
            let months = MonthSpan::new(*from, until.unwrap_or(Month::NEVER));
            decide::pause_in(office, tx, acting, (person, *spell), months, reason, paper)
        }
        PersonAct::Resume { spell, until, paper } => {
            decide::resume_in(office, tx, acting, (person, *spell), *until, paper)
        }
        PersonAct::OneOff { event_day, benefits, paper } => {
            check::one_off(office, *event_day, benefits, paper)?;
            decide::one_off_in(office, tx, acting, person, *event_day, benefits, paper)
        }
        PersonAct::Undo { at } => undo::undo(tx, acting, person, *at),
    }
}

fn end_status(tx: &mut Tx<'_>, acting: Acting, person: PersonId, no: i64, until: Day) -> Result<(), OfficeError> {
    let held = statuses::list(tx, person, acting.now)?;
    let kept = held.iter().find(|kept| kept.no == no).ok_or(Refusal::NoSuchStatus { person, no })?;
    check::span(kept.fact.span.from, Some(until))?;
    statuses::close(tx, person, no, until, acting.recording())?;
    acting.note(tx, "status.end", &subject(person), json!({ "status": no, "until": until }))?;
    Ok(())
}

/// The spell a decision's terms mean, its first month by the law where the paper leaves it open.
fn spell_of(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
    terms: &Terms,
    paper: &Paper,
) -> Result<Spell, OfficeError> {
    let from = match terms.from {
        Some(from) => from,
        None => {
            let known = people::find(tx, person, acting.now)?.ok_or(Refusal::NoSuchPerson(person))?;
            first_month(office, &known, terms, paper)?
        }
    };
    check::terms(office, terms, from, paper)?;
    for counted in terms.subjects.iter().filter_map(|one| one.person) {
        acting.need_person(tx, counted)?;
    }
    let counted = |one: &CountedFor| Subject {
        person: one.person,
        name: one.name.clone(),
        birth: one.birth,
        until: one.until,
        student_until: one.student_until,
    };
    Ok(Spell {
        group: terms.group.clone(),
        percent: terms.percent,
        years: terms.years,
        attributes: terms.attributes.clone(),
        months: MonthSpan::new(from, terms.until.unwrap_or(Month::NEVER)),
        settled_until: None,
        event_day: None,
        subjects: terms.subjects.iter().map(counted).collect(),
        pauses: Vec::new(),
    })
}

fn first_month(office: &Office, person: &Person, terms: &Terms, paper: &Paper) -> Result<Month, OfficeError> {
    let birth = person.birth.month_counted(office.law.missing_birth_month());
    let counted = terms.counted_from;
    let facts = StartFacts { signed: paper.signed_on, birth, certificate: counted, event: counted };
    decide::first_month(office, &terms.group, facts)
}
