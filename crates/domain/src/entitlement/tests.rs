//! The two paths agree, and dues by difference do not care in which order facts arrive.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::kernel::{BirthDate, Day, Dong, Month, MonthSpan, PersonId, Span, SpellId};
use crate::payment::{Booked, Line, LineKind, settle};
use crate::rules::{Law, View, embedded_law};

static LAW: LazyLock<Law> = LazyLock::new(|| embedded_law().expect("the law of the house is whole"));

const FROM: &str = "2020-06";
const UNTIL: &str = "2027-06";
const FIRST_ROLL: &str = "2025-01";
const ROLLS: i32 = 24;

/// Compiling the law is the dear part; every case shares these.
static LATE_TARIFF: LazyLock<Tariff<'static>> = LazyLock::new(|| {
    let view = View::new(&LAW, day("2027-05-31"), month("2027-05"));
    Tariff::new(view, MonthSpan::new(month(FROM), month(UNTIL))).expect("covered")
});
static ROLL_TARIFFS: LazyLock<Vec<Tariff<'static>>> =
    LazyLock::new(|| (0..=ROLLS).map(|roll| roll_tariff(month(FIRST_ROLL) + roll)).collect());

fn roll_tariff(pay_month: Month) -> Tariff<'static> {
    let view = View::new(&LAW, pay_month.last_day(), pay_month);
    Tariff::new(view, MonthSpan::new(month("2019-01"), pay_month.next())).expect("covered")
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[derive(Debug, Clone)]
struct Person {
    birth: BirthDate,
    died_on: Option<Day>,
    spells: Vec<Spell>,
    statuses: Vec<(String, Option<String>, Span, Option<Dong>)>,
}

fn cohort(person: &Person) -> Cohort {
    let mut cohort = Cohort::new(&LAW);
    cohort.add_person(PersonId(1), person.birth, person.died_on);
    for (kind, grade, span, amount) in &person.statuses {
        cohort.add_status(StatusFacts { kind: kind.clone(), grade: grade.clone(), amount: *amount, span: *span });
    }
    for (place, spell) in person.spells.iter().enumerate() {
        cohort.add_spell(SpellId(place as i64 + 1), spell).unwrap();
    }
    cohort
}

prop_compose! {
    fn any_month(from: i16, to: i16)(year in from..to, of_year in 1_i8..=12) -> Month {
        Month::new(year, of_year).unwrap()
    }
}

prop_compose! {
    fn any_day(from: i16, to: i16)(month in any_month(from, to), of_month in 1_i8..=28) -> Day {
        Day::new(month.year(), month.month_of_year(), of_month).unwrap()
    }
}

fn any_birth() -> impl Strategy<Value = BirthDate> {
    prop_oneof![
        (1925_i16..2024).prop_map(BirthDate::Year),
        any_month(1925, 2024).prop_map(BirthDate::Month),
        any_day(1925, 2024).prop_map(BirthDate::Day),
    ]
}

fn any_span() -> impl Strategy<Value = Span> {
    (any_day(2019, 2026), proptest::option::of(1_i64..1500))
        .prop_map(|(from, days)| Span { from, until: days.map(|days| from.add_days(days)) })
}

prop_compose! {
    fn any_subject()(birth in any_birth(), until in proptest::option::of(any_day(2021, 2027)),
        student_until in proptest::option::of(any_day(2021, 2030))) -> Subject {
        Subject { person: None, name: String::new(), birth, until, student_until }
    }
}

prop_compose! {
    fn any_spell()(
        group in 0..LAW.groups.len(),
        from in any_month(2019, 2027),
        length in proptest::option::of(1_i32..60),
        percent in proptest::option::of(0_u8..=100),
        years in proptest::option::of(1_u8..30),
        attributes in proptest::collection::vec(0..LAW.attributes.len(), 0..3),
        event_day in proptest::option::of(any_day(2020, 2027)),
        subjects in proptest::collection::vec(any_subject(), 0..4),
        pause in proptest::option::of((any_month(2020, 2027), 1_i32..6)),
    ) -> Spell {
        Spell {
            group: LAW.groups[group].key.clone(),
            percent,
            years,
            attributes: attributes.into_iter().map(|place| LAW.attributes[place].key.clone()).collect(),
            months: MonthSpan::new(from, length.map_or(Month::NEVER, |length| from + length)),
            settled_until: None,
            event_day,
            subjects,
            pauses: pause.map(|(from, length)| MonthSpan::new(from, from + length)).into_iter().collect(),
        }
    }
}

fn any_status() -> impl Strategy<Value = (String, Option<String>, Span, Option<Dong>)> {
    let kinds = prop_oneof![
        Just(("luong_huu", None)),
        Just(("tro_cap_bhxh", None)),
        Just(("dien_ho", Some("ho_ngheo"))),
        Just(("dien_ho", Some("khong"))),
        Just(("dang_hoc", None)),
        Just(("khuyet_tat", Some("nang"))),
        Just(("nuoi_duong_tai_co_so", None)),
    ];
    (kinds, any_span(), proptest::option::of(100_000_i64..5_000_000))
        .prop_map(|((kind, grade), span, amount)| (kind.to_owned(), grade.map(str::to_owned), span, amount.map(Dong)))
}

prop_compose! {
    fn any_person()(
        birth in any_birth(),
        died_on in proptest::option::weighted(0.3, any_day(2020, 2027)),
        spells in proptest::collection::vec(any_spell(), 1..4),
        statuses in prop_oneof![3 => Just(Vec::new()), 1 => proptest::collection::vec(any_status(), 1..3)],
    ) -> Person {
        Person { birth, died_on, spells, statuses }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_compiled_law_says_what_the_explained_law_says(person in any_person(), at in 0_i32..84) {
        let asked = month(FROM) + at;
        let (tariff, view) = (&*LATE_TARIFF, LATE_TARIFF.view);
        let cohort = cohort(&person);
        let mut scratch = Scratch::default();
        tariff.dues(&cohort, &cohort.people[0], Months::Granted, &mut scratch);
        let quick: Vec<(String, Dong)> = scratch.dues.iter().filter(|due| due.month == asked)
            .map(|due| (tariff.benefit_key(due.benefit).to_owned(), due.amount)).collect();
        let explanation = explain(view, &cohort, &cohort.people[0], asked);
        let slow: Vec<(String, Dong)> =
            explanation.amounts(&LAW).into_iter().filter(|(_, amount)| !amount.is_zero()).collect();
        prop_assert_eq!(quick, slow, "{:#?}", explanation);
    }

    #[test]
    fn every_amount_can_be_worked_out_again_from_its_own_explanation(person in any_person(), at in 0_i32..84) {
        let cohort = cohort(&person);
        let explanation = explain(LATE_TARIFF.view, &cohort, &cohort.people[0], month(FROM) + at);
        for finding in &explanation.findings {
            if let Outcome::Due { amount, terms } = &finding.outcome {
                let again: Option<Dong> = terms.iter().map(Term::recompute).sum();
                prop_assert_eq!(again, Some(*amount));
                prop_assert!(terms.iter().all(|term| !term.cite.text.is_empty()));
            }
        }
    }

    /// Facts arrive month by month in any order; each month a roll is settled and some of it comes back unpaid.
    /// At the end what was paid, what is owed and what is still different add up to what is due.
    #[test]
    fn paid_plus_difference_is_due_in_any_order_of_arrival(
        person in any_person(),
        learned in proptest::collection::vec(0_i32..24, 4),
        returned in proptest::collection::vec(any::<bool>(), 24),
    ) {
        let first = month(FIRST_ROLL);
        let mut books = Books::default();
        for roll in 0..ROLLS {
            let known = as_known(&person, &learned, roll);
            let pay_month = first + roll;
            let lines = settle_roll(&known, &books, pay_month);
            books.post(&lines, returned[roll as usize]);
        }
        let all = as_known(&person, &learned, ROLLS);
        let last = settle_roll(&all, &books, first + ROLLS);
        let due = dues(&all, first + ROLLS).iter().map(|due| due.amount).sum::<Dong>();
        let paid: Dong = books.entries.iter().map(|entry| entry.net).sum();
        let sum = |kind: LineKind| last.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum::<Dong>();
        let more: Dong = last.iter().filter(|line| line.kind.is_paid()).map(|line| line.amount).sum();
        prop_assert_eq!(paid + more + sum(LineKind::DebtCancelled) - sum(LineKind::OverPayment), due);
        prop_assert!(books.entries.iter().all(|entry| !entry.owed.is_negative() && !entry.net.is_negative()));
    }

    #[test]
    fn paying_twice_changes_nothing(person in any_person(), at in 0_i32..24) {
        let pay_month = month(FIRST_ROLL) + at;
        let mut books = Books::default();
        books.post(&settle_roll(&person, &books, pay_month), false);
        prop_assert_eq!(settle_roll(&person, &books, pay_month), Vec::new());
    }
}

/// What is known of the person when the roll of month number `roll` is drafted.
fn as_known(person: &Person, learned: &[i32], roll: i32) -> Person {
    let mut known = person.clone();
    known.died_on = known.died_on.filter(|_| learned[3] <= roll);
    let spells = person.spells.iter().zip(learned).filter(|(_, from)| **from <= roll);
    known.spells = spells.map(|(spell, _)| spell.clone()).collect();
    known
}

fn dues(person: &Person, pay_month: Month) -> Vec<Due> {
    let place = usize::try_from(pay_month.index() - month(FIRST_ROLL).index()).unwrap();
    let tariff = &ROLL_TARIFFS[place];
    let cohort = cohort(person);
    let mut scratch = Scratch::default();
    tariff.dues(&cohort, &cohort.people[0], Months::Granted, &mut scratch);
    scratch.dues
}

fn settle_roll(person: &Person, books: &Books, pay_month: Month) -> Vec<Line> {
    let mut lines = Vec::new();
    let regular = MonthSpan::new(pay_month, pay_month.next());
    settle(PersonId(1), regular, &dues(person, pay_month), &books.entries, &mut lines);
    lines
}

#[derive(Default)]
struct Books {
    entries: Vec<Booked>,
}

impl Books {
    fn post(&mut self, lines: &[Line], is_returned: bool) {
        for line in lines {
            let entry = self.entry(line);
            match line.kind {
                LineKind::OverPayment => {
                    entry.net = entry.net - line.amount;
                    entry.owed += line.amount;
                }
                LineKind::DebtCancelled => {
                    entry.net += line.amount;
                    entry.owed = entry.owed - line.amount;
                }
                _ if is_returned => entry.returned += line.amount,
                _ => {
                    entry.net += line.amount;
                    entry.returned = Dong::ZERO.max(entry.returned - line.amount);
                }
            }
        }
    }

    fn entry(&mut self, line: &Line) -> &mut Booked {
        let is_it = |entry: &Booked| entry.benefit == line.benefit && entry.month == line.paid_for;
        if !self.entries.iter().any(is_it) {
            self.entries.push(Booked {
                benefit: line.benefit,
                month: line.paid_for,
                net: Dong::ZERO,
                returned: Dong::ZERO,
                owed: Dong::ZERO,
            });
        }
        self.entries.iter_mut().find(|entry| is_it(entry)).expect("just added")
    }
}

#[test]
fn a_retroactive_decree_pays_the_difference_on_the_first_roll_after_it_is_in_force() {
    let person = Person { birth: "1980".parse().unwrap(), ..of_group("K6-N", month("2026-07")) };
    let mut books = Books::default();
    for pay_month in ["2026-07", "2026-08", "2026-09"] {
        let lines = settle_roll(&person, &books, month(pay_month));
        assert_eq!(
            lines.iter().map(|line| (line.kind, line.amount.0)).collect::<Vec<_>>(),
            [(LineKind::Regular, 750_000)]
        );
        books.post(&lines, false);
    }
    let october = settle_roll(&person, &books, month("2026-10"));
    let arrears: Vec<i64> = october.iter().filter(|l| l.kind == LineKind::Arrears).map(|l| l.amount.0).collect();
    assert_eq!(arrears, [60_000; 3]);
    assert!(october.iter().any(|line| line.kind == LineKind::Regular && line.amount == Dong(810_000)));
}

#[test]
fn a_record_that_leaves_out_what_the_amount_needs_is_a_problem_and_never_nought() {
    for (group, percent, years) in [("TB", None, None), ("BB", None, None), ("T45_THOATLY", None, None)] {
        let mut person = of_group(group, month("2023-01"));
        (person.spells[0].percent, person.spells[0].years) = (percent, years);
        let cohort = cohort(&person);
        let mut scratch = Scratch::default();
        LATE_TARIFF.dues(&cohort, &cohort.people[0], Months::Granted, &mut scratch);
        assert!(scratch.dues.is_empty() && !scratch.problems.is_empty(), "{group}: {:?}", scratch.dues);
    }
}

fn of_group(group: &str, from: Month) -> Person {
    Person {
        birth: "1940".parse().unwrap(),
        died_on: None,
        spells: vec![Spell {
            group: group.to_owned(),
            percent: None,
            years: None,
            attributes: Vec::new(),
            months: MonthSpan::since(from),
            settled_until: None,
            event_day: None,
            subjects: Vec::new(),
            pauses: Vec::new(),
        }],
        statuses: Vec::new(),
    }
}

#[test]
fn a_month_outside_the_coverage_is_refused() {
    let view = View::new(&LAW, day("2030-01-01"), month("2030-01"));
    assert!(Tariff::new(view, MonthSpan::new(month("2030-01"), month("2030-02"))).is_err());
}
