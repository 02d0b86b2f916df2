//! Danh sách tăng, giảm: who came onto a roll, who left it and whose pay changed, each with the paper that says so.
//!
//! The people and the money are those of the bridge between two rolls; this file adds the reasons. A reason is a death,
//! a move or a decision; where there is none of these the law itself is asked.

use std::collections::{BTreeMap, HashMap};

use domain::casework::{Decision, DecisionKind};
use domain::entitlement::{Outcome, Spell, explain};
use domain::kernel::{Dong, Moment, Month, PersonId, SpellId, UnitId, fold, show_day, sort_key};
use domain::payment::{BridgeCause, LineKind, PersonTotal, bridge};
use domain::rules::View;
use paper::sheets::changes::{self as sheet, Change, ChangesList, PlaceChanges};
use store::decisions::{self, DecisionRecord};
use store::roster::RosterEntry;
use store::runs::lines::{self, StoredLine};
use store::runs::{LineFilter, StoredRun};
use store::{Db, Tx, spells};

use super::{ListAsk, ListFile, Part, foot, list, place_name};
use crate::books::cohort_of;
use crate::local::law_known;
use crate::read::roll_before;
use crate::{Acting, Office, OfficeError};

/// Who came, who left and whose pay changed against the roll before.
pub fn changes(office: &Office, db: &Db, acting: Acting, ask: &ListAsk) -> Result<ListFile, OfficeError> {
    list(office, db, acting, ("changes", ask), |tx, part| {
        let found = people(tx, &part)?;
        let places = by_place(office, &found, |one| one.shown());
        let head = part.head("Danh sách tăng, giảm đối tượng hưởng");
        let bytes = sheet::to_xlsx(&ChangesList { head, places, foot: foot(&part.profile) })?;
        let mut file = ListFile::new(part.file_name("tang-giam"), bytes, found.len());
        if roll_before(tx, part.run())?.is_none() {
            file.notes.push("không có danh sách đã duyệt trước tháng này nên mọi người đều là tăng".to_owned());
        }
        Ok(file)
    })
}

/// One person whose regular pay is not what it was.
pub(super) struct PersonChange {
    pub cause: BridgeCause,
    pub entry: RosterEntry,
    /// Where the roll counts the person: this month's, or the last that did.
    pub unit: UnitId,
    pub group: String,
    /// What began or ceased to be paid by the month; never negative.
    pub amount: Dong,
    pub from: Month,
    pub decision: String,
    pub reason: String,
}

impl PersonChange {
    pub fn is_increase(&self) -> bool {
        match self.cause {
            BridgeCause::Came | BridgeCause::Raised => true,
            BridgeCause::Left | BridgeCause::Lowered => false,
            BridgeCause::Arrears | BridgeCause::CarriedOver | BridgeCause::OneOff => false,
        }
    }

    fn shown(&self) -> Change {
        Change {
            name: self.entry.name.clone(),
            birth: self.entry.birth.shown(),
            group: self.group.clone(),
            amount: self.amount,
            from: self.from,
            decision: self.decision.clone(),
            reason: self.reason.clone(),
        }
    }
}

/// Communes and villages in the order of their names, and their people in the order of theirs.
pub(super) fn by_place<T>(
    office: &Office,
    found: &[PersonChange],
    shown: impl Fn(&PersonChange) -> T,
) -> Vec<PlaceChanges<T>> {
    let mut places: BTreeMap<(String, String, String), Vec<&PersonChange>> = BTreeMap::new();
    for one in found {
        let commune = office.units.name(&one.unit);
        // The village of somebody who has moved away is in the commune moved to.
        let lives_there = one.entry.unit.as_ref() == Some(&one.unit);
        let village = one.entry.village.as_deref().filter(|_| lives_there).unwrap_or_default();
        let key = (fold(commune), fold(village), place_name(Some(village), commune));
        places.entry(key).or_default().push(one);
    }
    let place = |((.., place), mut people): ((String, String, String), Vec<&PersonChange>)| {
        people.sort_by_key(|one| (sort_key(&one.entry.name), one.entry.person));
        let (up, down): (Vec<&PersonChange>, Vec<_>) = people.into_iter().partition(|one| one.is_increase());
        let shown = |people: Vec<&PersonChange>| people.into_iter().map(&shown).collect();
        PlaceChanges { place, increases: shown(up), decreases: shown(down) }
    };
    places.into_iter().map(place).collect()
}

/// What one roll says of one person.
#[derive(Default)]
struct OnRoll {
    total: PersonTotal,
    unit: Option<UnitId>,
    groups: Vec<String>,
    spell: Option<SpellId>,
    /// The first month that the roll's regular pay and arrears are for.
    paid_from: Option<Month>,
    /// The first month for which too much had been paid.
    over_from: Option<Month>,
}

impl OnRoll {
    fn add(&mut self, line: StoredLine) {
        self.total.add(line.kind, line.amount);
        self.unit.get_or_insert(line.unit);
        let first = |month: Option<Month>| Some(month.map_or(line.paid_for, |month| month.min(line.paid_for)));
        match line.kind {
            LineKind::Regular | LineKind::Arrears => {
                self.paid_from = first(self.paid_from);
                self.spell = self.spell.or(line.spell);
                self.groups.extend(line.group.filter(|group| !self.groups.contains(group)));
            }
            LineKind::OverPayment => self.over_from = first(self.over_from),
            LineKind::CarriedOver | LineKind::OneOff | LineKind::DebtCancelled => {}
        }
    }
}

type Rolled = BTreeMap<PersonId, OnRoll>;

fn on_roll(tx: &mut Tx<'_>, run: domain::kernel::RunId) -> Result<Rolled, OfficeError> {
    let mut rolled = Rolled::new();
    lines::each_line(tx, run, &LineFilter::default(), |line| {
        rolled.entry(line.person).or_default().add(line);
        Ok(())
    })?;
    Ok(rolled)
}

/// The money of the part's people, as the bridge wants it.
fn totals(part: &Part<'_>, rolled: &Rolled) -> Vec<(PersonId, PersonTotal)> {
    let of_part = rolled.iter().filter(|(_, one)| one.unit.as_ref().is_some_and(|unit| part.holds(unit)));
    of_part.map(|(person, one)| (*person, one.total)).filter(|(_, total)| !total.total().is_zero()).collect()
}

/// What the reasons are looked for in.
struct Known<'a> {
    part: &'a Part<'a>,
    before: Rolled,
    now: Rolled,
    entries: HashMap<PersonId, RosterEntry>,
    decided: HashMap<PersonId, Vec<DecisionRecord>>,
    spells: HashMap<PersonId, Vec<spells::SpellRecord>>,
    /// What was recorded later is news since the roll before.
    heard_since: Option<Moment>,
}

/// Everybody whose regular pay changed, as known when the roll was drafted: the list explains that roll.
pub(super) fn people(tx: &mut Tx<'_>, part: &Part<'_>) -> Result<Vec<PersonChange>, OfficeError> {
    let before: Option<StoredRun> = roll_before(tx, part.run())?;
    let now = on_roll(tx, part.run().id)?;
    let old = before.as_ref().map_or(Ok(Rolled::new()), |before| on_roll(tx, before.run.id))?;
    let moved = bridge(&totals(part, &old), &totals(part, &now)).people;
    let regular = [BridgeCause::Came, BridgeCause::Left, BridgeCause::Raised, BridgeCause::Lowered];
    let moved: Vec<_> = moved.into_iter().filter(|(cause, ..)| regular.contains(cause)).collect();
    let people: Vec<PersonId> = moved.iter().map(|(_, person, _)| *person).collect();
    let basis = part.stored.basis;
    let mut known = Known {
        part,
        before: old,
        now,
        entries: part.entries(tx, &people, basis.known_at)?,
        decided: HashMap::new(),
        spells: HashMap::new(),
        heard_since: before.map(|before| before.basis.known_at),
    };
    for record in decisions::of_people(tx, &people, basis.known_at)? {
        known.decided.entry(record.person).or_default().push(record);
    }
    for record in spells::outlines(tx, &people, basis.known_at)? {
        known.spells.entry(record.person).or_default().push(record);
    }
    moved
        .into_iter()
        .filter_map(|(cause, person, amount)| known.change(tx, cause, person, amount).transpose())
        .collect()
}

/// The paper and the words for a change.
struct Reason {
    decision: String,
    says: String,
}

impl Reason {
    fn says(says: impl Into<String>) -> Reason {
        Reason { decision: String::new(), says: says.into() }
    }

    fn by(decision: &Decision, says: impl Into<String>) -> Reason {
        Reason { decision: decision.number.clone().unwrap_or_default(), says: says.into() }
    }
}

impl Known<'_> {
    fn change(
        &self,
        tx: &mut Tx<'_>,
        cause: BridgeCause,
        person: PersonId,
        amount: Dong,
    ) -> Result<Option<PersonChange>, OfficeError> {
        let Some(entry) = self.entries.get(&person) else { return Ok(None) };
        let (before, now) = (self.before.get(&person), self.now.get(&person));
        let (counted, groups) = match cause {
            BridgeCause::Left => (before, before),
            _ => (now, now),
        };
        let Some(unit) = counted.and_then(|one| one.unit.clone()) else { return Ok(None) };
        let reason = match cause {
            BridgeCause::Came => self.why_came(person),
            BridgeCause::Left => self.why_left(tx, person, entry)?,
            _ => self.why_changed(person),
        };
        let month = self.part.run().month;
        let from = match cause {
            BridgeCause::Left | BridgeCause::Lowered => now.and_then(|now| now.over_from),
            _ => now.and_then(|now| now.paid_from),
        };
        Ok(Some(PersonChange {
            cause,
            entry: entry.clone(),
            unit,
            group: groups.map(|one| one.groups.join(", ")).unwrap_or_default(),
            amount: amount.abs(),
            from: from.unwrap_or(month),
            decision: reason.decision,
            reason: reason.says,
        }))
    }

    /// The decisions of this scheme, the last signed last.
    fn decided(&self, person: PersonId) -> Vec<&DecisionRecord> {
        let all = self.decided.get(&person).into_iter().flatten();
        let mut mine: Vec<&DecisionRecord> =
            all.filter(|record| record.decision.scheme == self.part.run().scheme).collect();
        mine.sort_by_key(|record| (record.decision.signed_on, record.id));
        mine
    }

    /// The last decision of the scheme, if it is of one of these kinds. One-off benefits are beside the monthly ones.
    fn last_decision(&self, person: PersonId, kinds: &[DecisionKind]) -> Option<&DecisionRecord> {
        let mut monthly =
            self.decided(person).into_iter().filter(|record| record.decision.kind != DecisionKind::OneOff);
        monthly.next_back().filter(|record| kinds.contains(&record.decision.kind))
    }

    fn why_came(&self, person: PersonId) -> Reason {
        let elsewhere = self.before.get(&person).and_then(|before| before.unit.as_ref());
        if let Some(unit) = elsewhere.filter(|unit| !self.part.holds(unit)) {
            return Reason::says(format!("Chuyển đến từ {}", self.unit_name(unit)));
        }
        if let Some(resumed) = self.last_decision(person, &[DecisionKind::Resume]) {
            return Reason::by(&resumed.decision, "Hưởng lại");
        }
        let Some(spell) = self.spell_paid(person) else { return Reason::says("Được chi từ tháng này") };
        let granting = self.decided(person).into_iter().find(|record| Some(record.id) == spell.decision);
        let is_new = self.now.get(&person).and_then(|now| now.paid_from) == Some(first_month(&spell.spell));
        let says = if is_new { "Hưởng mới" } else { "Được chi từ tháng này" };
        granting.map_or_else(|| Reason::says(says), |record| Reason::by(&record.decision, says))
    }

    /// The spell that this roll pays first.
    fn spell_paid(&self, person: PersonId) -> Option<&spells::SpellRecord> {
        let id = self.now.get(&person)?.spell?;
        self.spells.get(&person)?.iter().find(|record| record.id == id)
    }

    fn why_left(&self, tx: &mut Tx<'_>, person: PersonId, entry: &RosterEntry) -> Result<Reason, OfficeError> {
        if let Some(died_on) = entry.died_on {
            return Ok(Reason::says(format!("Chết ngày {}", show_day(died_on))));
        }
        let counted = self.before.get(&person).and_then(|before| before.unit.as_ref());
        let moved_to = entry.unit.as_ref().filter(|unit| Some(*unit) != counted && !self.lives_in_part(unit));
        if let Some(unit) = moved_to {
            return Ok(Reason::says(format!("Chuyển đi {}", self.unit_name(unit))));
        }
        if let Some(stopped) = self.last_decision(person, &[DecisionKind::Stop, DecisionKind::Suspend]) {
            return Ok(Reason::by(&stopped.decision, capitalised(stopped.decision.kind.shown())));
        }
        // Few leave without a paper, a death or a move, so asking the law for each of them alone is no burden.
        self.by_law(tx, person)
    }

    /// Whether the people of the unit are paid by this part of the roll.
    fn lives_in_part(&self, unit: &UnitId) -> bool {
        let units = &self.part.office.units;
        let in_area =
            units.on(unit, self.part.run().month.first_day()).is_some_and(|now| units.is_within(now, &self.part.area));
        in_area || self.part.units.as_ref().is_some_and(|units| units.contains(unit))
    }

    /// What the law says of the person in the roll's month, as the roll saw the law.
    fn by_law(&self, tx: &mut Tx<'_>, person: PersonId) -> Result<Reason, OfficeError> {
        let (run, basis) = (self.part.run(), self.part.stored.basis);
        let law = &*law_known(self.part.office, tx, basis.known_at)?;
        let view = View::new(law, basis.law_known_on, run.regular_months().until.previous());
        let cohort = cohort_of(tx, law, person, basis.known_at, None)?;
        let explanation = explain(view, &cohort, &cohort.people[0], run.month);
        let of_scheme = |benefit: &str| law.benefit(benefit).is_some_and(|benefit| benefit.scheme == run.scheme);
        let findings = explanation.findings.iter().filter(|finding| !finding.once && of_scheme(&finding.benefit));
        let reasons: Vec<String> = findings
            .filter_map(|finding| match &finding.outcome {
                Outcome::NotDue { reason, .. } => Some(capitalised(&reason.to_string())),
                Outcome::Due { .. } => None,
            })
            .collect();
        let says = if reasons.is_empty() { "Không còn trong danh sách".to_owned() } else { reasons.join("; ") };
        Ok(Reason::says(says))
    }

    fn why_changed(&self, person: PersonId) -> Reason {
        let regular = |rolled: &Rolled| rolled.get(&person).map_or(Dong::ZERO, |one| one.total.regular);
        let step = format!("{} → {}", regular(&self.before), regular(&self.now));
        if let Some(changed) = self.last_decision(person, &[DecisionKind::Change]) {
            return Reason::by(&changed.decision, format!("Điều chỉnh: {step}"));
        }
        let is_news = |record: &&DecisionRecord| self.heard_since.is_some_and(|since| since < record.recorded_at);
        match self.last_decision(person, &[DecisionKind::Grant, DecisionKind::Stop]).filter(is_news) {
            Some(news) => Reason::by(&news.decision, format!("{}: {step}", capitalised(news.decision.kind.shown()))),
            None => Reason::says(format!("Mức đổi theo quy định (tuổi, mức chuẩn, tình trạng): {step}")),
        }
    }

    fn unit_name(&self, unit: &UnitId) -> String {
        self.part.office.units.name(unit).to_owned()
    }
}

fn first_month(spell: &Spell) -> Month {
    crate::register::first_open_month(spell)
}

/// The first letter as a sentence begins.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
