//! The one way from records to lines: load people in chunks, work out dues, set them against the ledger.
//!
//! Drafts, checks before approval and forecasts all come through here, whatever their size.

use std::collections::{HashMap, HashSet};

use domain::entitlement::{BenefitIndex, Cohort, Due, Months, NeedsReview, Problem, Scratch, Tariff};
use domain::kernel::{Day, Dong, Moment, MonthSpan, PersonId, UnitId};
use domain::payment::{Booked, Line, settle};
use domain::rules::{Law, View};
use store::cohort::{ChunkAsk, ChunkUnits, load_chunk};
use store::ledger::{self, LedgerSum, PersonRange};
use store::{Tx, deaths, people, spells, statuses};

use crate::{OfficeError, Refusal, profile};

/// Enough people to make the range scans long, few enough to stay in the cache.
const CHUNK: i64 = 50_000;

/// What is asked of the books.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub law: &'a Law,
    /// Facts and bookings known at this moment.
    pub known: Moment,
    /// Bookings made up to this moment; a report looks back further than it knows.
    pub booked_by: Moment,
    /// The texts of law signed by this day.
    pub law_known_on: Day,
    /// Months this roll may pay regularly; earlier open months come as arrears.
    pub regular: MonthSpan,
    /// The units whose people are meant, as versions of any time; `None` for everybody.
    pub units: Option<&'a HashSet<UnitId>>,
    /// Facts of later days are left aside.
    pub as_of: Option<Day>,
    pub only: Option<PersonId>,
}

/// One person's part of a roll.
pub(crate) struct PersonLines<'a> {
    pub unit: &'a UnitId,
    pub lines: &'a [Line],
}

/// What kept people from being worked out.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    pub problems: Vec<Problem>,
    pub reviews: Vec<NeedsReview>,
    pub without_unit: Vec<PersonId>,
}

/// The tariff for every month the books are open to, as the roll of `regular` sees the law.
pub(crate) fn tariff<'law>(tx: &mut Tx<'_>, ask: &Ask<'law>) -> Result<Tariff<'law>, OfficeError> {
    let opened = profile::first_month(tx, ask.known)?.unwrap_or(ask.regular.from);
    let view = View::new(ask.law, ask.law_known_on, ask.regular.until.previous());
    Ok(Tariff::new(view, MonthSpan::new(opened.min(ask.regular.from), ask.regular.until))?)
}

/// Visits every person's lines in the order of person ids.
pub(crate) fn each_person(
    tx: &mut Tx<'_>,
    ask: &Ask<'_>,
    tariff: &Tariff<'_>,
    visit: impl FnMut(&mut Tx<'_>, &[PersonLines<'_>]) -> Result<(), OfficeError>,
) -> Result<Trouble, OfficeError> {
    each_person_telling(tx, ask, tariff, &mut |_| {}, visit)
}

/// The same, telling how many people were worked out after each chunk of them.
pub(crate) fn each_person_telling(
    tx: &mut Tx<'_>,
    ask: &Ask<'_>,
    tariff: &Tariff<'_>,
    tell: &mut dyn FnMut(usize),
    mut visit: impl FnMut(&mut Tx<'_>, &[PersonLines<'_>]) -> Result<(), OfficeError>,
) -> Result<Trouble, OfficeError> {
    let mut trouble = Trouble::default();
    let mut cohort = tariff.cohort();
    let mut places = ChunkUnits::new();
    let mut scratch = Scratch::default();
    let (mut after, mut done) = (None, 0);
    let later = later_decided(tx, ask)?;
    while let Some(last) = load_chunk(tx, &chunk(ask, after), &mut cohort, &mut places)? {
        let range = PersonRange { after: after.unwrap_or(PersonId(i64::MIN)), last };
        let mut books = Books::load(tx, ask, range)?;
        let mut settled = Settled::default();
        for place in 0..cohort.people.len() {
            let person = cohort.people[place].person;
            let booked = books.of(person);
            let Some(unit) = places.unit_of(place) else {
                trouble.without_unit.push(person);
                continue;
            };
            if ask.units.is_some_and(|units| !units.contains(unit)) {
                continue;
            }
            match is_simple(ask, &cohort, place, &later) {
                true => tariff.dues(&cohort, &cohort.people[place], Months::Unsettled, &mut scratch),
                false => dues_as_of(tx, ask, tariff, person, &mut scratch)?,
            }
            settled.add(person, place, ask.regular, &scratch.dues, booked);
        }
        trouble.problems.append(&mut scratch.problems);
        trouble.reviews.append(&mut scratch.reviews);
        settled.visit(tx, &places, &mut visit)?;
        done += cohort.people.len();
        tell(done);
        after = Some(last);
    }
    Ok(trouble)
}

fn chunk(ask: &Ask<'_>, after: Option<PersonId>) -> ChunkAsk {
    let unit_day = ask.regular.from.first_day();
    ChunkAsk { after, limit: CHUNK, known: ask.known, unit_day, only: ask.only }
}

/// The lines of one chunk, flat, with where each person's begin.
#[derive(Default)]
struct Settled {
    lines: Vec<Line>,
    people: Vec<(usize, std::ops::Range<usize>)>,
}

impl Settled {
    fn add(&mut self, person: PersonId, place: usize, regular: MonthSpan, dues: &[Due], booked: &[Booked]) {
        let start = self.lines.len();
        settle(person, regular, dues, booked, &mut self.lines);
        if start < self.lines.len() {
            self.people.push((place, start..self.lines.len()));
        }
    }

    fn visit(
        &self,
        tx: &mut Tx<'_>,
        places: &ChunkUnits,
        visit: &mut impl FnMut(&mut Tx<'_>, &[PersonLines<'_>]) -> Result<(), OfficeError>,
    ) -> Result<(), OfficeError> {
        let person = |(place, range): &(usize, std::ops::Range<usize>)| {
            Some(PersonLines { unit: places.unit_of(*place)?, lines: &self.lines[range.clone()] })
        };
        let people: Vec<PersonLines<'_>> = self.people.iter().filter_map(person).collect();
        visit(tx, &people)
    }
}

/// The ledger of a range of people, read once and handed out person by person.
struct Books {
    entries: Vec<(PersonId, Booked)>,
    next: usize,
    mine: Vec<Booked>,
}

impl Books {
    fn load(tx: &mut Tx<'_>, ask: &Ask<'_>, range: PersonRange) -> Result<Books, OfficeError> {
        let key = |key: &str| benefit_index(ask.law, key);
        let known = ask.known.min(ask.booked_by);
        let sums = ledger::load_sums(tx, range, known, key)?;
        let debts = ledger::debts(tx, range, known, key)?;
        let owed: HashMap<_, Dong> = debts.iter().map(|d| ((d.person, d.benefit, d.month), d.outstanding)).collect();
        let owed_of = |sum: &LedgerSum| match owed.is_empty() {
            true => Dong::ZERO,
            false => owed.get(&(sum.person, sum.benefit, sum.month)).copied().unwrap_or(Dong::ZERO),
        };
        let entries = sums.iter().map(|sum| (sum.person, booked(sum, owed_of(sum))));
        Ok(Books { entries: entries.collect(), next: 0, mine: Vec::new() })
    }

    /// The bookings of the next person; people are asked for in the order of their ids.
    fn of(&mut self, person: PersonId) -> &[Booked] {
        self.mine.clear();
        while let Some((owner, entry)) = self.entries.get(self.next).filter(|(owner, _)| *owner <= person) {
            if *owner == person {
                self.mine.push(*entry);
            }
            self.next += 1;
        }
        &self.mine
    }
}

fn booked(sum: &LedgerSum, owed: Dong) -> Booked {
    // What came back and went out again is no longer waiting.
    let waiting = (sum.returned - sum.net().max(Dong::ZERO)).max(Dong::ZERO);
    Booked { benefit: sum.benefit, month: sum.month, net: sum.net(), returned: waiting, owed }
}

pub(crate) fn benefit_index(law: &Law, key: &str) -> Option<BenefitIndex> {
    law.benefits.iter().position(|benefit| benefit.key == key).map(|place| BenefitIndex(place as u16))
}

/// People about whom something was decided after the day asked.
fn later_decided(tx: &mut Tx<'_>, ask: &Ask<'_>) -> Result<HashSet<PersonId>, OfficeError> {
    let Some(as_of) = ask.as_of else { return Ok(HashSet::new()) };
    let far = Day::new(9999, 12, 31).expect("a real day");
    let later = store::decisions::list_between(tx, as_of.next(), far, ask.known)?;
    Ok(later.into_iter().map(|record| record.person).collect())
}

fn is_simple(ask: &Ask<'_>, cohort: &Cohort, place: usize, later: &HashSet<PersonId>) -> bool {
    let person = &cohort.people[place];
    ask.as_of.is_none_or(|as_of| {
        !later.contains(&person.person)
            && (person.death <= as_of.month() || person.death == domain::kernel::Month::NEVER)
    })
}

/// The slower way for the few people about whom something became true after the day asked.
fn dues_as_of(
    tx: &mut Tx<'_>,
    ask: &Ask<'_>,
    tariff: &Tariff<'_>,
    person: PersonId,
    scratch: &mut Scratch,
) -> Result<(), OfficeError> {
    let cohort = cohort_of(tx, tariff.view.law, person, ask.known, ask.as_of)?;
    tariff.dues(&cohort, &cohort.people[0], Months::Unsettled, scratch);
    Ok(())
}

/// One person's facts, as known at a moment and true by a day.
pub(crate) fn cohort_of(
    tx: &mut Tx<'_>,
    law: &Law,
    person: PersonId,
    known: Moment,
    as_of: Option<Day>,
) -> Result<Cohort, OfficeError> {
    let mut cohort = Cohort::new(law);
    let found = people::find(tx, person, known)?.ok_or(Refusal::NoSuchPerson(person))?;
    let happened = |day: Day| as_of.is_none_or(|as_of| day <= as_of);
    let death = deaths::find(tx, person, known)?.map(|death| death.fact.died_on).filter(|day| happened(*day));
    cohort.add_person(person, found.birth, death);
    for status in statuses::list(tx, person, known)?.into_iter().filter(|status| happened(status.fact.span.from)) {
        let status = status.fact;
        let facts = domain::entitlement::StatusFacts {
            kind: status.kind,
            grade: status.grade,
            amount: status.amount,
            span: status.span,
        };
        cohort.add_status(facts);
    }
    let decided = store::decisions::list(tx, person, known)?;
    for record in spells::list(tx, person, known)? {
        let decision = record.decision.and_then(|id| decided.iter().find(|one| one.id == id));
        let signed = decision.and_then(|one| one.decision.signed_on);
        if signed.is_none_or(happened) {
            cohort.add_spell(record.id, &record.spell).map_err(store::StoreError::from)?;
        }
    }
    Ok(cohort)
}
