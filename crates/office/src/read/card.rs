use domain::entitlement::{Explanation, Months, Outcome, Scratch, Subject, Tariff, explain};
use domain::kernel::{Day, Dong, HouseholdId, Moment, Month, MonthSpan, PersonId, Span, SpellId, UnitId};
use domain::payment::{LineKind, PayerAnswer, Stage, Why};
use domain::registry::{Death, Membership, POVERTY_CLASS, Payee, Person, PersonBrief, PersonPaper, Residence, Status};
use domain::rules::View;
use serde::Serialize;
use store::recoveries::{self, RecoveryBalance};
use store::runs::{self, confirmations};
use store::{Db, Kept, Tx, deaths, decisions, households, papers, payees, people, residences, spells, statuses};

use crate::access::Act;
use crate::books::cohort_of;
use crate::household::HEAD;
use crate::local::law_known;
use crate::looks::{self, Look};
use crate::{Acting, Office, OfficeError, Refusal};

/// Everything known of one person.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: PersonId,
    pub person: Person,
    pub unit: Option<UnitId>,
    pub unit_name: String,
    pub papers: Vec<PersonPaper>,
    pub residences: Vec<Residence>,
    /// None of them for whoever may not see what reveals an illness or poverty.
    pub statuses: Vec<HeldStatus>,
    pub death: Option<Death>,
    pub payees: Vec<Payee>,
    pub spells: Vec<SpellShown>,
    pub payments: Vec<MonthPaid>,
    pub recoveries: Vec<RecoveryBalance>,
    /// Only for whoever may see households.
    pub households: Vec<HouseholdShown>,
    /// The benefits of others that are counted for this person.
    pub counted_for: Vec<CountedForShown>,
    /// Who looked at the record; `None` for whoever may not know.
    pub looks: Option<Vec<Look>>,
}

/// A household the person has belonged to, with everybody who has.
#[derive(Debug, Clone)]
pub struct HouseholdShown {
    pub id: HouseholdId,
    pub unit_name: String,
    pub village: Option<String>,
    pub members: Vec<MemberShown>,
}

#[derive(Debug, Clone)]
pub struct MemberShown {
    pub person: PersonId,
    /// `None` for a member of another area.
    pub name: Option<String>,
    pub relation: String,
    pub span: Span,
    /// The poverty class of today.
    pub class: Option<String>,
    pub died_on: Option<Day>,
}

/// A benefit of somebody else that is counted for this person.
#[derive(Debug, Clone)]
pub struct CountedForShown {
    pub person: PersonId,
    pub name: String,
    pub group_name: String,
    pub until: Option<Day>,
}

/// A status with the number by which it can be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldStatus {
    pub no: i64,
    pub status: Status,
}

fn held(kept: Kept<Status>) -> HeldStatus {
    HeldStatus { no: kept.no, status: kept.fact }
}

/// A granted benefit with the paper it rests on.
#[derive(Debug, Clone)]
pub struct SpellShown {
    pub id: SpellId,
    pub group: String,
    pub group_name: String,
    pub benefit_name: String,
    pub scheme: String,
    pub months: MonthSpan,
    /// Months in which pay rests.
    pub pauses: Vec<MonthSpan>,
    pub once: bool,
    pub percent: Option<u8>,
    pub years: Option<u8>,
    pub attributes: Vec<String>,
    pub attribute_keys: Vec<String>,
    pub subjects: Vec<Subject>,
    pub decision_number: Option<String>,
    pub decision_day: Option<Day>,
    pub source: String,
}

/// A line of a roll, as the person sees it.
#[derive(Debug, Clone)]
pub struct MonthPaid {
    pub run: domain::kernel::RunId,
    pub scheme: String,
    pub roll_month: Month,
    pub stage: Stage,
    pub paid_for: Month,
    pub benefit_name: String,
    pub group: Option<String>,
    pub kind: LineKind,
    pub why: Why,
    pub amount: Dong,
    pub answer: Option<PayerAnswer>,
    pub reason: Option<String>,
}

/// What is known of one person: the schemes of one's own fields, the rest only where one may see it.
pub fn card(office: &Office, db: &Db, acting: Acting, person: PersonId) -> Result<Option<Card>, OfficeError> {
    acting.need(Act::PersonRead)?;
    let known = acting.now;
    db.read(|tx| {
        if !acting.sees(tx, person)? {
            return Ok(None);
        }
        let Some(found) = people::find(tx, person, known)? else { return Ok(None) };
        let unit = residences::current_unit(tx, person, known.vietnam_day(), known)?;
        let facts = |kept: Vec<store::Kept<Residence>>| kept.into_iter().map(|one| one.fact).collect();
        Ok(Some(Card {
            id: person,
            unit_name: unit.as_ref().map_or_else(String::new, |unit| office.units.name(unit).to_owned()),
            unit,
            papers: papers::list(tx, person, known)?.into_iter().map(|one| one.fact).collect(),
            residences: facts(residences::list(tx, person, known)?),
            statuses: match acting.rights.may(Act::PersonSensitive) {
                true => statuses::list(tx, person, known)?.into_iter().map(held).collect(),
                false => Vec::new(),
            },
            death: deaths::find(tx, person, known)?.map(|one| one.fact),
            payees: payees::list(tx, person, known)?.into_iter().map(|one| one.fact).collect(),
            spells: spells_shown(office, tx, acting, person)?,
            payments: payments(office, tx, acting, person)?,
            recoveries: debts(office, tx, acting, person)?,
            households: match acting.rights.may(Act::PersonSensitive) {
                true => households_shown(office, tx, acting, person)?,
                false => Vec::new(),
            },
            counted_for: counted_for(office, tx, acting, person)?,
            looks: looks::list(tx, acting, person)?,
            person: found,
        }))
    })
}

fn debts(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
) -> Result<Vec<RecoveryBalance>, OfficeError> {
    if !acting.rights.may(Act::RecoveryRead) {
        return Ok(Vec::new());
    }
    let mut debts = recoveries::list_of_person(tx, person, acting.now)?;
    debts.retain(|debt| office.scheme_of(&debt.recovery.benefit).is_some_and(|one| acting.rights.covers_scheme(one)));
    Ok(debts)
}

fn households_shown(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
) -> Result<Vec<HouseholdShown>, OfficeError> {
    let known = acting.now;
    let mut ids: Vec<HouseholdId> =
        households::list_of_person(tx, person, known)?.into_iter().map(|kept| kept.fact.household).collect();
    ids.dedup();
    let mut shown = Vec::new();
    for id in ids {
        let Some(household) = households::find(tx, id, known)? else { continue };
        shown.push(HouseholdShown {
            id,
            unit_name: office.units.name(&household.unit).to_owned(),
            village: household.village,
            members: members(office, tx, acting, id)?,
        });
    }
    Ok(shown)
}

fn members(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    household: HouseholdId,
) -> Result<Vec<MemberShown>, OfficeError> {
    let known = acting.now;
    let kept = households::list_members(tx, household, known)?;
    let people: Vec<PersonId> = kept.iter().map(|one| one.0).collect();
    let mut briefs = people::briefs(tx, &people, known)?;
    briefs.retain(|brief| acting.rights.covers_unit(brief.unit.as_ref()));
    let mut classes = statuses::of_people(tx, &people, POVERTY_CLASS, known)?;
    classes.retain(|(_, class)| class.fact.span.contains(acting.today()));
    let member = |(person, kept): (PersonId, Kept<Membership>)| {
        let brief = briefs.iter().find(|brief| brief.id == person);
        let class = classes.iter().find(|class| class.0 == person && brief.is_some());
        MemberShown {
            person,
            name: brief.map(|brief| brief.name.clone()),
            relation: kept.fact.relation,
            span: kept.fact.span,
            class: class.map(|(_, held)| office.law.status_name(&held.fact.kind, held.fact.grade.as_deref())),
            died_on: brief.and_then(|brief| brief.died_on),
        }
    };
    let mut members: Vec<MemberShown> = kept.into_iter().map(member).collect();
    members.sort_by_key(|member| (member.relation != HEAD, member.person));
    Ok(members)
}

fn counted_for(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
) -> Result<Vec<CountedForShown>, OfficeError> {
    let mut shown = Vec::new();
    for (owner, spell, subject) in spells::subjects_of_person(tx, person, acting.now)? {
        let brief = people::briefs(tx, &[owner], acting.now)?.into_iter().next();
        let Some(brief) = brief.filter(|brief| acting.rights.covers_unit(brief.unit.as_ref())) else { continue };
        let Some(record) = spells::find(tx, owner, spell, acting.now)? else { continue };
        if record.spell.months.is_empty() || !is_of_my_fields(office, acting, &record.spell.group) {
            continue;
        }
        let group_name = office.law.group(&record.spell.group).map_or_else(String::new, |group| group.name.clone());
        shown.push(CountedForShown { person: owner, name: brief.name, group_name, until: subject.subject.until });
    }
    Ok(shown)
}

fn is_of_my_fields(office: &Office, acting: Acting, group: &str) -> bool {
    let benefit = office.law.group(group).and_then(|group| office.law.benefit(&group.benefit));
    benefit.is_none_or(|benefit| acting.rights.covers_scheme(&benefit.scheme))
}

fn spells_shown(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    person: PersonId,
) -> Result<Vec<SpellShown>, OfficeError> {
    let known = acting.now;
    let decided = decisions::list(tx, person, known)?;
    let shown = |record: spells::SpellRecord| {
        let group = office.law.group(&record.spell.group);
        let benefit = group.and_then(|group| office.law.benefit(&group.benefit));
        let paper = record.decision.and_then(|id| decided.iter().find(|one| one.id == id));
        SpellShown {
            id: record.id,
            group_name: group.map_or_else(String::new, |group| group.name.clone()),
            benefit_name: benefit.map_or_else(String::new, |benefit| benefit.name.clone()),
            scheme: benefit.map_or_else(String::new, |benefit| benefit.scheme.clone()),
            months: record.spell.months,
            pauses: record.spell.pauses,
            once: record.spell.event_day.is_some(),
            percent: record.spell.percent,
            years: record.spell.years,
            attributes: attribute_names(office, &record.spell.attributes),
            attribute_keys: record.spell.attributes,
            subjects: record.spell.subjects,
            decision_number: paper.and_then(|paper| paper.decision.number.clone()),
            decision_day: paper.and_then(|paper| paper.decision.signed_on),
            source: record.source,
            group: record.spell.group,
        }
    };
    // A spell without months was begun by mistake and taken back.
    let is_mine = |record: &spells::SpellRecord| {
        !record.spell.months.is_empty() && is_of_my_fields(office, acting, &record.spell.group)
    };
    Ok(spells::list(tx, person, known)?.into_iter().filter(is_mine).map(shown).collect())
}

fn attribute_names(office: &Office, keys: &[String]) -> Vec<String> {
    let name = |key: &String| {
        let known = office.law.attributes.iter().find(|attribute| attribute.key == *key);
        known.map_or_else(|| key.clone(), |attribute| attribute.name.clone())
    };
    keys.iter().map(name).collect()
}

fn payments(office: &Office, tx: &mut Tx<'_>, acting: Acting, person: PersonId) -> Result<Vec<MonthPaid>, OfficeError> {
    let mut paid = Vec::new();
    let mut answers = Vec::new();
    let mut current = None;
    for line in runs::lines::lines_of_person(tx, person)? {
        let run = match current.take().filter(|run: &runs::StoredRun| run.run.id == line.run) {
            Some(run) => run,
            None => {
                answers = confirmations::list_of_person(tx, line.run, person)?;
                runs::find(tx, line.run)?.ok_or(Refusal::NoSuchRun(line.run))?
            }
        };
        let answer = answers.iter().find(|answer: &&runs::Confirmation| answer.line_no == line.no);
        if run.run.state.stage().is_live() && acting.rights.covers_scheme(&run.run.scheme) {
            paid.push(MonthPaid {
                run: line.run,
                scheme: run.run.scheme.clone(),
                roll_month: run.run.month,
                stage: run.run.state.stage(),
                paid_for: line.paid_for,
                benefit_name: office.law.benefit(&line.benefit).map_or_else(String::new, |b| b.name.clone()),
                group: line.group,
                kind: line.kind,
                why: line.why,
                amount: line.amount,
                answer: answer.map(|answer| answer.answer),
                reason: answer.and_then(|answer| answer.reason.clone()),
            });
        }
        current = Some(run);
    }
    Ok(paid)
}

/// Why a person is due what they are due in a month, and what the roll of that month has for them.
#[derive(Debug, Clone, Serialize)]
pub struct WhyMonth {
    pub person: PersonId,
    pub month: Month,
    pub explanation: Explanation,
    /// Amounts by benefit: key, name, amount.
    pub amounts: Vec<(String, String, Dong)>,
    pub total: Dong,
    /// One sentence for a person who gets nothing: why they are not on the roll.
    pub not_on_the_roll: Option<String>,
}

/// Explains one month from everything known at the moment: a text that came later and reaches back counts.
pub fn why(
    office: &Office,
    db: &Db,
    acting: Acting,
    person: PersonId,
    month: Month,
) -> Result<Option<WhyMonth>, OfficeError> {
    acting.need(Act::PersonRead)?;
    let known = acting.now;
    db.read(|tx| {
        if !acting.sees(tx, person)? {
            return Ok(None);
        }
        let cohort = cohort_of(tx, &office.law, person, known, None)?;
        let pay_month = month.max(known.vietnam_day().month());
        let law = law_known(office, tx, known)?;
        let view = View::new(&law, known.vietnam_day(), pay_month);
        let explanation = explain(view, &cohort, &cohort.people[0], month);
        let amounts: Vec<(String, String, Dong)> = explanation
            .amounts(&office.law)
            .into_iter()
            .map(|(key, amount)| {
                let name = office.law.benefit(&key).map_or_else(String::new, |benefit| benefit.name.clone());
                (key, name, amount)
            })
            .collect();
        let total = amounts.iter().map(|one| one.2).sum();
        let settled = settled(view, &cohort, month)?;
        let not_on_the_roll = not_on_the_roll(tx, person, &explanation, total, settled, known)?;
        Ok(Some(WhyMonth { person, month, explanation, amounts, total, not_on_the_roll }))
    })
}

/// Whether all that is due in the month belongs to the books of the former system.
fn settled(view: View<'_>, cohort: &domain::entitlement::Cohort, month: Month) -> Result<bool, OfficeError> {
    let tariff = Tariff::new(view, MonthSpan::new(month, month.next()))?;
    let mut scratch = Scratch::default();
    tariff.dues(cohort, &cohort.people[0], Months::Unsettled, &mut scratch);
    Ok(scratch.dues.is_empty())
}

fn not_on_the_roll(
    tx: &mut Tx<'_>,
    person: PersonId,
    explanation: &Explanation,
    total: Dong,
    settled: bool,
    known: Moment,
) -> Result<Option<String>, OfficeError> {
    if total.is_positive() {
        return Ok(settled.then(|| "tháng này đã được chi trong sổ của hệ thống trước khi dùng Ansinh".to_owned()));
    }
    if explanation.findings.is_empty() {
        return Ok(Some("chưa có quyết định hưởng chế độ nào trong sổ".to_owned()));
    }
    if residences::current_unit(tx, person, explanation.month.first_day(), known)?.is_none() {
        return Ok(Some("chưa ghi nơi cư trú trong tháng nên chưa biết xã nào chi trả".to_owned()));
    }
    let reasons: Vec<String> = explanation
        .findings
        .iter()
        .filter_map(|finding| match &finding.outcome {
            Outcome::NotDue { reason, .. } => Some(format!("{}: {reason}", finding.group_name)),
            Outcome::Due { .. } => None,
        })
        .collect();
    Ok(Some(reasons.join("; ")))
}

/// The short form of each of these people, by number.
pub fn briefs(
    db: &Db,
    acting: Acting,
    people: &[PersonId],
    known: Moment,
) -> Result<std::collections::HashMap<PersonId, PersonBrief>, OfficeError> {
    let found = db.read(|tx| people::briefs(tx, people, known))?;
    let mine = found.into_iter().filter(|brief| acting.rights.covers_unit(brief.unit.as_ref()));
    Ok(mine.map(|brief| (brief.id, brief)).collect())
}
