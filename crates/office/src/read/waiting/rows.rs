//! The rows of what waits, with the words a list shows.

use std::collections::HashMap;

use domain::kernel::{Certainty, Citation, Day, Dong, Month, PersonId, RecoveryId, RunId, show_day, show_month};
use domain::payment::Stage;
use domain::registry::{Likeness, PersonBrief};
use domain::rules::{Formula, View};
use paper::lists::reason_named;
use store::runs::{StoredRun, sums};
use store::waiting::{self, After, WaitingRow};
use store::{Tx, people};

use super::ages::{self, read_what};
use super::{State, WaitingKind};
use crate::read::rolls::scheme_name;
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub enum WaitingRows {
    Rolls(Vec<RollWaiting>),
    People(Vec<PersonWaiting>),
    Law(Vec<LawWaiting>),
}

impl WaitingRows {
    pub fn len(&self) -> usize {
        match self {
            WaitingRows::Rolls(rows) => rows.len(),
            WaitingRows::People(rows) => rows.len(),
            WaitingRows::Law(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A roll at a step; where one has to be drafted, the last one with the month that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollWaiting {
    pub run: RunId,
    pub scheme: String,
    pub scheme_name: String,
    pub unit_name: String,
    pub month: Month,
    pub stage: Stage,
    pub people: i64,
    pub total: Dong,
}

#[derive(Debug, Clone)]
pub struct PersonWaiting {
    pub brief: PersonBrief,
    pub unit_name: String,
    /// What happens or is the matter, in a sentence.
    pub what: String,
    /// The article it rests on, where there is one.
    pub cite: Option<Citation>,
    /// When: a day, a month, or nothing.
    pub due: String,
    pub amount: Option<Dong>,
    pub leads: Lead,
}

/// Where a row leads besides the person's card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    Card,
    Roll(RunId),
    Recovery(RecoveryId),
    Twin(PersonId),
}

/// A value or group of law in use that rests on a secondary source or a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawWaiting {
    pub what: String,
    pub cite: Citation,
    pub certainty: Certainty,
    /// The rolls that use it.
    pub used_by: String,
}

/// What a count is made of, in words; an empty name where a kind holds only one thing.
pub(super) fn part_name(office: &Office, kind: WaitingKind, what: &str) -> String {
    let law = &office.law;
    match kind {
        WaitingKind::OfAge | WaitingKind::ComingOfAge | WaitingKind::LeavingByAge | WaitingKind::LevelByAge => {
            let (group, years) = read_what(what);
            format!("đủ {years} tuổi, {}", short_name(office, group))
        }
        WaitingKind::StatusPassed | WaitingKind::StatusEnding => status_name(office, what),
        WaitingKind::PauseEnding | WaitingKind::SpellEnding => short_name(office, what),
        WaitingKind::Unpaid => reason_name(what),
        WaitingKind::Debt => law.benefit(what).map_or_else(|| what.to_owned(), |benefit| benefit.name.clone()),
        WaitingKind::Twin => likeness(what).shown().to_owned(),
        _ => String::new(),
    }
}

/// The short name of a group; one whose conditions lists never name is named by its benefit.
fn short_name(office: &Office, key: &str) -> String {
    let Some(group) = office.law.group(key) else { return key.to_owned() };
    let name = if group.short.is_empty() { &group.name } else { &group.short };
    name.clone()
}

fn status_name(office: &Office, what: &str) -> String {
    let (kind, grade) = what.split_once(':').unwrap_or((what, ""));
    office.law.status_name(kind, Some(grade).filter(|grade| !grade.is_empty()))
}

fn reason_name(kind: &str) -> String {
    reason_named(kind).map_or_else(|| "Không rõ lý do".to_owned(), |reason| reason.name.clone())
}

/// The store's two words for why records are alike.
fn likeness(what: &str) -> Likeness {
    if what == "paper" { Likeness::SamePaper } else { Likeness::SameNameAndBirthYear }
}

impl State<'_> {
    pub(super) fn page(
        &self,
        tx: &mut Tx<'_>,
        kind: WaitingKind,
        after: Option<&After>,
        limit: i64,
    ) -> Result<(WaitingRows, Option<After>), OfficeError> {
        if let Some(rolls) = self.rolls(tx, kind)? {
            return Ok((WaitingRows::Rolls(rolls), None));
        }
        if kind == WaitingKind::UnsureLaw {
            return Ok((WaitingRows::Law(self.unsure_law(tx)?), None));
        }
        let mut found = self.of_people(kind, |ask| waiting::list(tx, ask, after, limit + 1))?;
        let is_more = limit < found.len() as i64;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let last = found.last().filter(|_| is_more);
        let next = last.map(|row| After { due: row.due.clone(), person: row.person, no: row.no });
        Ok((WaitingRows::People(self.people(tx, kind, &found)?), next))
    }

    fn people(
        &self,
        tx: &mut Tx<'_>,
        kind: WaitingKind,
        rows: &[WaitingRow],
    ) -> Result<Vec<PersonWaiting>, OfficeError> {
        let others = rows.iter().filter(|_| kind == WaitingKind::Twin).map(|row| PersonId(row.no));
        let ids: Vec<PersonId> = rows.iter().map(|row| row.person).chain(others).collect();
        let briefs = people::briefs(tx, &ids, self.acting.now)?;
        let briefs: HashMap<PersonId, PersonBrief> = briefs.into_iter().map(|brief| (brief.id, brief)).collect();
        let shown = rows.iter().filter_map(|row| {
            let brief = briefs.get(&row.person)?.clone();
            let unit_name = self.unit_of(&brief);
            let (what, due) = self.words(kind, row, &briefs);
            let leads = match kind {
                WaitingKind::Unpaid | WaitingKind::ToldDead => Lead::Roll(RunId(row.no)),
                WaitingKind::Debt => Lead::Recovery(RecoveryId(row.no)),
                WaitingKind::Twin => Lead::Twin(PersonId(row.no)),
                _ => Lead::Card,
            };
            let cite = self.cite(kind, row);
            Some(PersonWaiting { brief, unit_name, what, cite, due, amount: row.amount, leads })
        });
        Ok(shown.collect())
    }

    fn unit_of(&self, brief: &PersonBrief) -> String {
        brief.unit.as_ref().map_or_else(String::new, |unit| self.office.units.name(unit).to_owned())
    }

    /// What a row says, and when it is due.
    fn words(&self, kind: WaitingKind, row: &WaitingRow, briefs: &HashMap<PersonId, PersonBrief>) -> (String, String) {
        let group_name = |key: &str| self.office.law.group(key).map_or(key, |group| group.name.as_str()).to_owned();
        let month = || row.due.parse::<Month>().map(show_month).unwrap_or_default();
        let day = || row.due.parse().map(show_day).unwrap_or_default();
        // A status holds until the day before its end.
        let last_day = || row.due.parse().map(|until: Day| show_day(until.previous())).unwrap_or_default();
        match kind {
            WaitingKind::OfAge | WaitingKind::ComingOfAge => {
                let (group, years) = read_what(&row.what);
                (format!("Đủ {years} tuổi; có thể hưởng: {}", group_name(group)), month())
            }
            WaitingKind::LeavingByAge => {
                let (group, years) = read_what(&row.what);
                (format!("Đủ {years} tuổi (bản thân hoặc người được tính); nhóm: {}", group_name(group)), month())
            }
            WaitingKind::LevelByAge => {
                let (group, years) = read_what(&row.what);
                (format!("Đủ {years} tuổi; mức khác của nhóm: {}", group_name(group)), month())
            }
            WaitingKind::StatusPassed => (format!("{}: đã hết hạn", status_name(self.office, &row.what)), last_day()),
            WaitingKind::StatusEnding => (format!("{}: hết hạn", status_name(self.office, &row.what)), last_day()),
            WaitingKind::PauseEnding => (format!("Hưởng lại; nhóm: {}", group_name(&row.what)), month()),
            WaitingKind::SpellEnding => (format!("Thôi hưởng từ tháng này; nhóm: {}", group_name(&row.what)), month()),
            WaitingKind::Debt => (format!("Chi quá: {}", part_name(self.office, kind, &row.what)), day()),
            WaitingKind::Unpaid | WaitingKind::ToldDead => (reason_name(&row.what), month()),
            WaitingKind::Twin => (self.twin_words(row, briefs), String::new()),
            _ => (self.problem_words(row), String::new()),
        }
    }

    /// What a draft could not settle, in the words of whoever must settle it; `due` is the store's word for it.
    fn problem_words(&self, row: &WaitingRow) -> String {
        match row.due.as_str() {
            "no_amount" => "Chưa tính được mức: hồ sơ thiếu tỷ lệ, số năm hoặc đặc điểm mà bảng mức cần".to_owned(),
            "no_unit" => "Chưa có nơi ở trong sổ, nên không vào danh sách của xã nào".to_owned(),
            _ => {
                let rule = self.office.law.overlaps.iter().find(|rule| rule.id == row.what);
                rule.map_or_else(|| row.what.clone(), |rule| rule.says.clone())
            }
        }
    }

    fn twin_words(&self, row: &WaitingRow, briefs: &HashMap<PersonId, PersonBrief>) -> String {
        let why = likeness(&row.what).shown();
        match briefs.get(&PersonId(row.no)) {
            Some(other) => {
                let unit = self.unit_of(other);
                let place = if unit.is_empty() { "chưa rõ nơi ở" } else { &unit };
                format!("{why} với {}, sinh {}, {place}", other.name, other.birth.shown())
            }
            None => why.to_owned(),
        }
    }

    fn cite(&self, kind: WaitingKind, row: &WaitingRow) -> Option<Citation> {
        let law = &self.office.law;
        let of_group = |key: &str, month: Month| {
            let view = View::new(law, self.acting.today(), month);
            let version = view.last_version(law.group(key)?, month)?;
            Some(view.cite(&version.text, &version.cite))
        };
        match kind {
            WaitingKind::OfAge | WaitingKind::ComingOfAge | WaitingKind::LeavingByAge | WaitingKind::LevelByAge => {
                of_group(read_what(&row.what).0, row.due.parse().ok()?)
            }
            WaitingKind::PauseEnding | WaitingKind::SpellEnding => of_group(&row.what, self.month),
            WaitingKind::StatusPassed | WaitingKind::StatusEnding => {
                let (status, _) = row.what.split_once(':')?;
                let needed = ages::statuses_needed(law, self.acting, self.month);
                let needed = needed.iter().find(|one| one.status.kind == status)?;
                of_group(needed.groups.first()?, self.month)
            }
            WaitingKind::DraftProblem => {
                let rule = law.overlaps.iter().find(|rule| rule.id == row.what)?;
                let view = View::new(law, self.acting.today(), self.month);
                Some(view.cite(&rule.text, &rule.cite))
            }
            _ => None,
        }
    }

    pub(super) fn roll(&self, stored: &StoredRun) -> RollWaiting {
        RollWaiting {
            run: stored.run.id,
            scheme: stored.run.scheme.clone(),
            scheme_name: scheme_name(self.office, &stored.run.scheme),
            unit_name: self.office.units.name(&stored.run.unit).to_owned(),
            month: stored.run.month,
            stage: stored.run.state.stage(),
            people: stored.totals.people,
            total: stored.totals.total,
        }
    }

    /// The groups and values behind the newest rolls that nobody has held against their source.
    pub(super) fn unsure_law(&self, tx: &mut Tx<'_>) -> Result<Vec<LawWaiting>, OfficeError> {
        let mut found: Vec<LawWaiting> = Vec::new();
        for stored in self.newest(|_| true) {
            let paid = sums::groups_paid(tx, stored.run.id)?;
            let used_by = format!("{} tháng {}", self.roll(stored).scheme_name, show_month(stored.run.month));
            for (what, cite, certainty) in self.unsure_of(stored, &paid) {
                let is_same = |one: &LawWaiting| (&one.what, &one.cite) == (&what, &cite);
                if !found.iter().any(is_same) {
                    found.push(LawWaiting { what, cite, certainty, used_by: used_by.clone() });
                }
            }
        }
        Ok(found)
    }

    fn unsure_of(&self, stored: &StoredRun, groups: &[String]) -> Vec<(String, Citation, Certainty)> {
        let law = &self.office.law;
        let month = stored.run.month;
        let view = View::new(law, stored.basis.law_known_on, month);
        let mut found = Vec::new();
        for group in groups.iter().filter_map(|key| law.group(key)) {
            let Some(version) = view.version(group, month) else { continue };
            if version.status != Certainty::Verified {
                found.push((format!("Nhóm: {}", group.name), view.cite(&version.text, &version.cite), version.status));
            }
            for rate in &version.rates {
                found.extend(unsure_base(view, &rate.formula, month));
            }
        }
        found
    }
}

/// The value or table a formula takes its amount from, if nobody has held it against its source.
fn unsure_base(view: View<'_>, formula: &Formula, month: Month) -> Option<(String, Citation, Certainty)> {
    let (name, text, place, status) = match formula {
        Formula::Coefficient { base, .. } | Formula::Multiple { base, .. } => {
            let parameter = view.law.parameter(base)?;
            let value = view.value(parameter, month).ok()?;
            (format!("Mức: {}", parameter.name), &value.text, &value.cite, value.status)
        }
        Formula::Table { code } | Formula::TableByPercent { code } | Formula::TablePerYear { code } => {
            let table = view.law.table(code)?;
            let set = view.rate_set(table, month).ok()?;
            (format!("Bảng mức: {}", table.name), &set.text, &set.cite, set.status)
        }
        Formula::MultipleOfCurrent { .. } => return None,
    };
    (status != Certainty::Verified).then(|| (name, view.cite(text, place), status))
}
