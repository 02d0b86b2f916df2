//! What is done about a person as a value: its effect seen before, the act done, the act taken back.

use std::collections::BTreeMap;

use domain::entitlement::Subject;
use domain::kernel::{BirthDate, Day, Dong, Moment, Month, MonthSpan, PersonId, Span, SpellId, UnitId, UserId};
use domain::payment::LineKind;
use domain::registry::{Membership, Sex};
use office::access::{Rights, Role};
use office::acts::{CountedFor, Effect, LineChange, PersonAct, ShownLine, Terms, past_acts, perform, rehearse};
use office::decide::{OneOff, Paper};
use office::life::Particular;
use office::newcomer::{Alike, Arrival, Newcomer};
use office::recover::Receipt;
use office::roll::{self, DraftOrder, RollKey};
use office::{Acting, Db, Office, OfficeError, Refusal, looks, newcomer, profile, read, recover};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::runs::{LineFilter, lines};
use store::{Recording, deaths, households, people, spells, statuses};

use crate::world::{Copy, demo_copy, office};

const SCHEMES: [&str; 2] = ["btxh", "ncc"];

fn day(month: i8, day: i8) -> Day {
    Day::new(2021, month, day).expect("a day")
}

fn month(of_year: i8) -> Month {
    Month::new(2021, of_year).expect("a month")
}

fn paper(signed_on: Day) -> Paper {
    Paper { number: Some("12/QĐ-UBND".to_owned()), signed_on, proposed_on: None }
}

fn terms(group: &str, from: Month) -> Terms {
    Terms {
        group: group.to_owned(),
        percent: None,
        years: None,
        attributes: Vec::new(),
        from: Some(from),
        until: None,
        counted_from: None,
        subjects: Vec::new(),
    }
}

/// A war invalid of 41%: pays beside or instead of what an old person has.
fn wounded(from: Month) -> Terms {
    Terms { percent: Some(41), ..terms("TB", from) }
}

/// The demo office on 2 May 2021, minute by minute.
struct Desk {
    _copy: Copy,
    db: Db,
    house: Office,
    minute: i64,
}

type Dues = BTreeMap<(PersonId, String, Month), ShownLine>;

impl Desk {
    fn new() -> Desk {
        let copy = demo_copy();
        Desk { db: copy.open(), _copy: copy, house: office(), minute: 0 }
    }

    /// Each call is a minute later, so that the journal tells the acts apart.
    fn now(&mut self) -> Moment {
        self.minute += 1;
        Moment::new(day(5, 2), 2, 0, 0).expect("a moment").add_seconds(self.minute * 60)
    }

    fn acting(&mut self) -> Acting<'static> {
        Acting::holder(Some(UserId(1)), self.now())
    }

    fn rehearse(&mut self, person: PersonId, act: &PersonAct) -> Effect {
        let acting = self.acting();
        rehearse(&self.house, &self.db, acting, person, act).expect("the act can be rehearsed")
    }

    /// Does it and returns the moment by which it can be taken back.
    fn perform(&mut self, person: PersonId, act: &PersonAct) -> Moment {
        let acting = self.acting();
        perform(&self.house, &self.db, acting, person, act).expect("the act is done");
        acting.now
    }

    fn refusal(&mut self, person: PersonId, act: &PersonAct) -> Refusal {
        let acting = self.acting();
        refused(perform(&self.house, &self.db, acting, person, act))
    }

    fn undo(&mut self, person: PersonId, at: Moment) {
        self.perform(person, &PersonAct::Undo { at });
    }

    /// The lines of these people on the rolls that would be drawn up now, by person, benefit and month.
    fn roll_lines(&mut self, of: &[PersonId]) -> Dues {
        let mut dues = Dues::new();
        for scheme in SCHEMES {
            let acting = self.acting();
            let order = DraftOrder { scheme: scheme.to_owned(), month: month(5), months_ahead: 0, unit: None };
            let run = roll::draft(&self.house, &self.db, acting, &order).expect("the roll is drafted").run;
            let all = self.db.read(|tx| lines::lines(tx, run, &LineFilter::default(), None, 1_000_000)).expect("read");
            for line in all.into_iter().filter(|line| of.contains(&line.person)) {
                let shown = ShownLine { kind: line.kind, why: line.why, amount: line.amount };
                dues.insert((line.person, line.benefit, line.paid_for), shown);
            }
        }
        dues
    }

    /// Draws up and approves the May roll of a scheme.
    fn pay(&mut self, scheme: &str) {
        let order = DraftOrder { scheme: scheme.to_owned(), month: month(5), months_ahead: 0, unit: None };
        let acting = self.acting();
        let run = roll::draft(&self.house, &self.db, acting, &order).expect("drafted").run;
        let approver = Acting { user: Some(UserId(2)), ..self.acting() };
        roll::approve(&self.house, &self.db, approver, run).expect("approved");
    }

    /// The last closed April roll: somebody paid in a group, and how much.
    fn somebody(&mut self, scheme: &str, group: &str, place: usize) -> (PersonId, Dong) {
        let now = self.now();
        let unit = profile::find(&self.db, now).expect("read").expect("set up").unit;
        let key = RollKey { scheme: scheme.to_owned(), month: month(4), unit };
        let run = roll::need_live(&self.db, &key).expect("the April roll").id;
        let filter = LineFilter { group: Some(group), kinds: Some(&[LineKind::Regular]), ..LineFilter::default() };
        let all = self.db.read(|tx| lines::lines(tx, run, &filter, None, 2_000)).expect("lines are read");
        let is_plain = |person: PersonId| {
            let spells = self.spells(person);
            let runs_on = |spell: &(SpellId, domain::entitlement::Spell)| spell.1.months.until == Month::NEVER;
            spells.len() == 1 && spells.iter().all(runs_on) && !self.is_dead(person)
        };
        let mut from_there = all.iter().cycle().skip(place * 3).take(all.len());
        let line = from_there.find(|line| is_plain(line.person)).expect("somebody plain");
        (line.person, line.amount)
    }

    fn spells(&self, person: PersonId) -> Vec<(SpellId, domain::entitlement::Spell)> {
        let known = Moment::end_of(day(5, 2));
        let all = self.db.read(|tx| spells::list(tx, person, known)).expect("spells are read");
        all.into_iter().map(|record| (record.id, record.spell)).collect()
    }

    fn spell(&self, person: PersonId) -> SpellId {
        self.spells(person).last().expect("the person has a spell").0
    }

    fn is_dead(&self, person: PersonId) -> bool {
        let known = Moment::end_of(day(5, 2));
        self.db.read(|tx| deaths::find(tx, person, known)).expect("read").is_some()
    }

    fn home(&self, person: PersonId) -> UnitId {
        let known = Moment::end_of(day(5, 2));
        let brief = self.db.read(|tx| people::briefs(tx, &[person], known)).expect("read").remove(0);
        brief.unit.expect("the person lives somewhere")
    }

    /// A commune of the office other than the person's.
    fn elsewhere(&mut self, person: PersonId) -> UnitId {
        let home = self.home(person);
        let unit = profile::find(&self.db, Moment::end_of(day(5, 2))).expect("read").expect("set up").unit;
        let mut communes = self.house.units.communes_of(&unit, day(5, 2));
        communes.find(|unit| unit.id != home).expect("another commune").id.clone()
    }
}

fn refused(done: Result<impl std::fmt::Debug, OfficeError>) -> Refusal {
    match done {
        Err(OfficeError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn keyed(effect: &Effect, side: impl Fn(&LineChange) -> Option<ShownLine>) -> Dues {
    let changes = effect.people.iter().flat_map(|one| one.changes.iter().map(move |change| (one.person, change)));
    changes
        .filter_map(|(person, change)| Some(((person, change.benefit.clone(), change.paid_for), side(change)?)))
        .collect()
}

/// The lines before must be those of the roll without the act, the lines after those with it, change by change.
fn assert_foretold(effect: &Effect, before: &Dues, after: &Dues) {
    let differs = |one: &Dues, other: &Dues| -> Dues {
        one.iter().filter(|(key, line)| other.get(key) != Some(line)).map(|(key, line)| (key.clone(), *line)).collect()
    };
    assert_eq!(keyed(effect, |change| change.before), differs(before, after), "what the roll had before");
    assert_eq!(keyed(effect, |change| change.after), differs(after, before), "what the roll has after");
}

fn concerned(effect: &Effect, person: PersonId) -> Vec<PersonId> {
    effect.people.iter().map(|one| one.person).chain([person]).collect()
}

/// Rehearses, does and takes back one act, and looks at the rolls each time.
fn there_and_back(desk: &mut Desk, person: PersonId, act: &PersonAct) -> Effect {
    let effect = desk.rehearse(person, act);
    let people = concerned(&effect, person);
    let before = desk.roll_lines(&people);
    let at = desk.perform(person, act);
    let after = desk.roll_lines(&people);
    assert_foretold(&effect, &before, &after);
    let back = desk.rehearse(person, &PersonAct::Undo { at });
    assert_foretold(&back, &after, &before);
    desk.undo(person, at);
    assert_eq!(desk.roll_lines(&people), before, "taken back: {act:?}");
    effect
}

#[test]
fn a_death_is_foretold_done_and_taken_back() {
    let mut desk = Desk::new();
    let (person, level) = desk.somebody("btxh", "K5c", 0);
    let act = PersonAct::ReportDeath { died_on: day(2, 10), certificate: None };
    let effect = there_and_back(&mut desk, person, &act);
    assert_eq!((effect.paid(), effect.to_recover()), (Dong::ZERO - level, level + level));
    let mine: Vec<_> = effect.people[0].changes.iter().map(|one| (one.paid_for, one.after.map(|l| l.kind))).collect();
    let over = Some(LineKind::OverPayment);
    assert_eq!(mine, [(month(3), over), (month(4), over), (month(5), None)]);
}

#[test]
fn every_kind_of_act_is_foretold_and_taken_back() {
    let mut desk = Desk::new();
    let (old, _) = desk.somebody("btxh", "K5c", 3);
    let spell = desk.spell(old);
    let unit = desk.elsewhere(old);
    let bare = |person: PersonId, act: PersonAct| (person, act);
    let moving = PersonAct::Move { unit, village: Some("Thôn Nam".to_owned()), day: day(4, 3) };
    let payee = PersonAct::SetPayee {
        receiver: Some("Trần Văn Con".to_owned()),
        account: Some("0123456789".to_owned()),
        bank: Some("Agribank".to_owned()),
        from: day(5, 1),
    };
    let status = PersonAct::RecordStatus {
        kind: "tro_cap_bhxh".to_owned(),
        grade: None,
        amount: Some(Dong(2_000_000)),
        from: day(1, 1),
        until: None,
    };
    let correct = PersonAct::Correct {
        said: vec![
            Particular::Name("Nguyễn Thị Sửa".to_owned()),
            Particular::Birth(BirthDate::Year(1951)),
            Particular::OldIds(vec!["145000111".to_owned()]),
            Particular::Village(Some("Thôn Bắc".to_owned())),
        ],
    };
    let class = PersonAct::SetClass { class: "ho_ngheo".to_owned(), from: day(1, 1), until: None };
    let stop = PersonAct::Stop { spell, until: month(3), paper: paper(day(4, 20)) };
    let pause = PersonAct::Pause {
        spell,
        from: month(4),
        until: None,
        reason: "không nhận tiền".to_owned(),
        paper: paper(day(4, 20)),
    };
    let change = PersonAct::Change { spell, terms: terms("K6-N", month(4)), paper: paper(day(4, 20)) };
    let grant = PersonAct::Grant { terms: wounded(month(3)), paper: paper(day(4, 20)) };
    let once = PersonAct::OneOff {
        event_day: day(4, 10),
        benefits: vec![OneOff { group: "MT-BTXH".to_owned(), years: None }],
        paper: paper(day(4, 20)),
    };
    let acts = [
        (bare(old, moving), false),
        (bare(old, payee), false),
        (bare(old, status), true),
        (bare(old, correct), true),
        (bare(old, class), false),
        (bare(old, stop), true),
        (bare(old, pause), true),
        (bare(old, change), true),
        (bare(old, grant), true),
        (bare(old, once), true),
    ];
    for ((person, act), has_effect) in acts {
        let effect = there_and_back(&mut desk, person, &act);
        assert_eq!(effect.unknown, Vec::<String>::new(), "{act:?}");
        assert!(!has_effect || !effect.is_none(), "no effect: {act:?}");
    }
    assert!(office::upkeep::verify(&desk.db).expect("checked").findings.is_empty());
}

#[test]
fn a_status_ended_and_a_benefit_resumed_are_taken_back_too() {
    let mut desk = Desk::new();
    let (person, _) = desk.somebody("btxh", "K5c", 7);
    let spell = desk.spell(person);
    let reason = "không nhận tiền".to_owned();
    let pause = PersonAct::Pause { spell, from: month(3), until: None, reason, paper: paper(day(4, 1)) };
    desk.perform(person, &pause);
    let resume = PersonAct::Resume { spell, until: month(5), paper: paper(day(5, 1)) };
    assert!(!there_and_back(&mut desk, person, &resume).is_none());
    let status = PersonAct::RecordStatus {
        kind: "tro_cap_bhxh".to_owned(),
        grade: None,
        amount: None,
        from: day(1, 1),
        until: None,
    };
    desk.perform(person, &status);
    let known = Moment::end_of(day(5, 2));
    let no = desk.db.read(|tx| statuses::list(tx, person, known)).expect("read").last().expect("a status").no;
    there_and_back(&mut desk, person, &PersonAct::EndStatus { status: no, until: day(4, 1) });
    let death = PersonAct::ReportDeath { died_on: day(2, 1), certificate: None };
    desk.perform(person, &death);
    there_and_back(&mut desk, person, &PersonAct::UndoDeath {});
}

#[test]
fn two_acts_are_taken_back_one_after_the_other_and_not_the_other_way_round() {
    let mut desk = Desk::new();
    let (person, _) = desk.somebody("btxh", "K5c", 1);
    let spell = desk.spell(person);
    let before = desk.roll_lines(&[person]);
    let change = PersonAct::Change { spell, terms: terms("K6-N", month(4)), paper: paper(day(4, 20)) };
    let first = desk.perform(person, &change);
    let between = desk.roll_lines(&[person]);
    let stop = PersonAct::Stop { spell: desk.spell(person), until: month(5), paper: paper(day(5, 1)) };
    let second = desk.perform(person, &stop);
    let refusal = desk.refusal(person, &PersonAct::Undo { at: first });
    assert_eq!(refusal, Refusal::ChangedLater { at: first });
    desk.undo(person, second);
    assert_eq!(desk.roll_lines(&[person]), between);
    desk.undo(person, first);
    assert_eq!(desk.roll_lines(&[person]), before);
    let refusal = desk.refusal(person, &PersonAct::Undo { at: first });
    assert_eq!(refusal, Refusal::NothingToUndo { person, at: first });

    let acting = desk.acting();
    let past = past_acts(&desk.db, acting, person).expect("the past is read");
    let told: Vec<_> = past.iter().take(4).map(|one| (one.act.as_str(), one.can_be_undone)).collect();
    let expected = [("act.undo", false), ("act.undo", false), ("decision.stop", false), ("decision.change", false)];
    assert_eq!(told, expected);
    assert!(past[2].undone_at.is_some() && past[3].undone_at.is_some());
    let undoing = past[0].at;
    let refusal = desk.refusal(person, &PersonAct::Undo { at: undoing });
    assert_eq!(refusal, Refusal::UndoingIsNotUndone { at: undoing });
}

#[test]
fn a_grant_that_was_paid_and_is_taken_back_leaves_money_to_recover() {
    let mut desk = Desk::new();
    let (person, _) = desk.somebody("btxh", "K5c", 2);
    let grant = PersonAct::Grant { terms: wounded(month(5)), paper: paper(day(4, 20)) };
    let of_merit = |effect: &Effect| -> Vec<LineChange> {
        let all = effect.people.iter().flat_map(|one| one.changes.iter().cloned());
        all.filter(|change| change.scheme == "ncc").collect()
    };
    let granted = of_merit(&desk.rehearse(person, &grant));
    let level = granted[0].paid();
    assert!(level.is_positive() && granted.len() == 1);
    let at = desk.perform(person, &grant);
    desk.pay("ncc");
    let undone = of_merit(&desk.rehearse(person, &PersonAct::Undo { at }));
    let told: Vec<_> = undone.iter().map(|change| (change.paid_for, change.paid(), change.to_recover())).collect();
    assert_eq!(told, [(month(5), Dong::ZERO, level), (month(6), Dong::ZERO - level, Dong::ZERO)]);
    assert_eq!(undone[0].after.map(|line| line.kind), Some(LineKind::OverPayment));
}

/// A carer whose benefit is counted for a child on record.
fn carer(desk: &mut Desk) -> (PersonId, PersonId) {
    let (child, _) = desk.somebody("btxh", "K5c", 11);
    let (parent, _) = desk.somebody("ncc", "TB", 11);
    let about = CountedFor {
        person: Some(child),
        name: "Con".to_owned(),
        birth: BirthDate::Year(2015),
        until: None,
        student_until: None,
    };
    let poor = PersonAct::SetClass { class: "ho_ngheo".to_owned(), from: day(1, 1), until: None };
    desk.perform(parent, &poor);
    let (kind, from) = ("don_than".to_owned(), day(1, 1));
    desk.perform(parent, &PersonAct::RecordStatus { kind, grade: None, amount: None, from, until: None });
    let grant = Terms { subjects: vec![about], ..terms("K4", month(3)) };
    let granted = PersonAct::Grant { terms: grant, paper: paper(day(3, 20)) };
    desk.perform(parent, &granted);
    (parent, child)
}

#[test]
fn the_death_of_somebody_cared_for_shows_what_the_carer_loses_and_its_undoing_gives_it_back() {
    let mut desk = Desk::new();
    let (parent, child) = carer(&mut desk);
    let before = desk.roll_lines(&[parent, child]);
    let death = PersonAct::ReportDeath { died_on: day(3, 10), certificate: None };
    let effect = there_and_back(&mut desk, child, &death);
    assert!(effect.people.iter().any(|one| one.person == parent), "{effect:?}");

    let died = desk.perform(child, &death);
    let alive = desk.perform(child, &PersonAct::UndoDeath {});
    assert_eq!(desk.roll_lines(&[parent, child]), before, "the death that was a mistake ended nobody's benefit");
    desk.undo(child, alive);
    desk.undo(child, died);
    assert_eq!(desk.roll_lines(&[parent, child]), before);
}

#[test]
fn somebody_no_longer_counted_before_the_death_stays_so() {
    let mut desk = Desk::new();
    let (parent, child) = carer(&mut desk);
    let spell = desk.spell(parent);
    let rec = Recording { at: desk.now() };
    desk.db.write(|tx| spells::end_subject(tx, parent, spell, 1, day(3, 1), rec)).expect("the child left");
    desk.perform(child, &PersonAct::ReportDeath { died_on: day(4, 10), certificate: None });
    let subjects: Vec<Subject> = desk.spells(parent).pop().expect("the spell").1.subjects;
    assert_eq!(subjects[0].until, Some(day(3, 1)));
}

#[test]
fn the_class_of_a_household_concerns_all_its_members_and_goes_back_in_two_steps() {
    let mut desk = Desk::new();
    let (parent, child) = carer(&mut desk);
    let known = Moment::end_of(day(5, 2));
    let home = desk.db.read(|tx| households::list_of_person(tx, parent, known)).expect("read")[0].fact.household;
    let rec = Recording { at: desk.now() };
    let membership = Membership { household: home, relation: "con".to_owned(), span: Span::since(day(1, 2)) };
    desk.db.write(|tx| households::add_member(tx, child, &membership, rec)).expect("the child joins");
    let classes = |desk: &Desk| -> Vec<(Option<String>, Option<Day>)> {
        let all = desk.db.read(|tx| statuses::list(tx, child, known)).expect("read");
        let mine = all.into_iter().filter(|kept| kept.fact.kind == "dien_ho");
        mine.map(|kept| (kept.fact.grade, kept.fact.span.until)).collect()
    };
    let class = |key: &str, from: Day| PersonAct::SetClass { class: key.to_owned(), from, until: None };
    let at_first = classes(&desk);
    let first = desk.perform(parent, &class("ho_ngheo", day(2, 1)));
    let between = classes(&desk);
    let rises = class("khong", day(3, 1));
    let effect = desk.rehearse(parent, &rises);
    assert!(effect.people.iter().any(|one| one.person == parent), "{effect:?}");
    let second = desk.perform(parent, &rises);
    assert_ne!(classes(&desk), between);
    desk.undo(parent, second);
    assert_eq!(classes(&desk), between);
    desk.undo(parent, first);
    assert_eq!(classes(&desk), at_first);
}

fn rights(roles: Vec<Role>, units: Option<Vec<UnitId>>, schemes: Option<&str>) -> Rights {
    Rights::of(roles, units, schemes.map(|scheme| vec![scheme.to_owned()]))
}

#[test]
fn nobody_outside_ones_area_exists_and_no_decision_outside_ones_field_is_taken() {
    let mut desk = Desk::new();
    let (person, _) = desk.somebody("btxh", "K5c", 4);
    let elsewhere = desk.elsewhere(person);
    let death = PersonAct::ReportDeath { died_on: day(4, 1), certificate: None };
    let commune = rights(vec![Role::CommuneOfficer], Some(vec![elsewhere]), None);
    let foreign = Acting { rights: &commune, ..desk.acting() };
    let played = rehearse(&desk.house, &desk.db, foreign, person, &death);
    assert_eq!(refused(played), Refusal::NoSuchPerson(person));
    assert_eq!(refused(perform(&desk.house, &desk.db, foreign, person, &death)), Refusal::NoSuchPerson(person));
    assert_eq!(refused(past_acts(&desk.db, foreign, person)), Refusal::NoSuchPerson(person));
    assert_eq!(refused(looks::opened(&desk.db, foreign, person)), Refusal::NoSuchPerson(person));
    assert_eq!(refused(looks::reveal(&desk.db, foreign, person)), Refusal::NoSuchPerson(person));
    assert!(read::card(&desk.house, &desk.db, foreign, person).expect("read").is_none());

    let merit = rights(vec![Role::Specialist], None, Some("ncc"));
    let spell = desk.spell(person);
    let other_field = Refusal::OtherField { scheme: "btxh".to_owned() };
    let reason = "không nhận tiền".to_owned();
    let pause = PersonAct::Pause { spell, from: month(4), until: None, reason, paper: paper(day(4, 20)) };
    let to_merit = PersonAct::Change { spell, terms: terms("TB", month(4)), paper: paper(day(4, 20)) };
    for act in [&pause, &to_merit] {
        let acting = Acting { rights: &merit, ..desk.acting() };
        assert_eq!(refused(perform(&desk.house, &desk.db, acting, person, act)), other_field, "{act:?}");
    }
    let at = desk.perform(person, &pause);
    let acting = Acting { rights: &merit, ..desk.acting() };
    let undone = perform(&desk.house, &desk.db, acting, person, &PersonAct::Undo { at });
    assert_eq!(refused(undone), other_field);
    let past = past_acts(&desk.db, acting, person).expect("read");
    assert!(past.iter().all(|one| one.at != at || !one.can_be_undone));
}

#[test]
fn what_changes_beyond_ones_field_is_said_but_not_shown() {
    let mut desk = Desk::new();
    let (person, _) = desk.somebody("btxh", "K5c", 6);
    let merit = rights(vec![Role::Specialist], None, Some("ncc"));
    let acting = Acting { rights: &merit, ..desk.acting() };
    let death = PersonAct::ReportDeath { died_on: day(2, 1), certificate: None };
    let effect = rehearse(&desk.house, &desk.db, acting, person, &death).expect("rehearsed");
    assert_eq!((effect.people.len(), effect.beyond), (0, true));
}

#[test]
fn words_the_law_does_not_know_and_impossible_days_are_refused() {
    let mut desk = Desk::new();
    let (person, _) = desk.somebody("btxh", "K5c", 8);
    let spell = desk.spell(person);
    let status = |kind: &str, grade: Option<&str>, until: Option<Day>| PersonAct::RecordStatus {
        kind: kind.to_owned(),
        grade: grade.map(str::to_owned),
        amount: None,
        from: day(4, 1),
        until,
    };
    let grant = |group: &str, from: Month| PersonAct::Grant { terms: terms(group, from), paper: paper(day(4, 20)) };
    let with_attribute = PersonAct::Grant {
        terms: Terms { attributes: vec!["khong_co".to_owned()], ..terms("TB", month(4)) },
        paper: paper(day(4, 20)),
    };
    let once = PersonAct::OneOff {
        event_day: day(4, 1),
        benefits: vec![OneOff { group: "K5c".to_owned(), years: None }],
        paper: paper(day(4, 20)),
    };
    let early = Month::new(1990, 1).expect("a month");
    let home = desk.home(person);
    let arrived = PersonAct::Move { unit: home, village: None, day: Day::new(1990, 1, 1).expect("a day") };
    let death = |on: Day| PersonAct::ReportDeath { died_on: on, certificate: None };
    let signed_tomorrow = PersonAct::Stop { spell, until: month(4), paper: paper(day(5, 3)) };
    type Expected = fn(&Refusal) -> bool;
    let impossible: Vec<(PersonAct, Expected)> = vec![
        (status("khong_co", None, None), |r| matches!(r, Refusal::NotInTheLaw { .. })),
        (status("khuyet_tat", None, None), |r| matches!(r, Refusal::NotInTheLaw { .. })),
        (status("don_than", None, Some(day(4, 1))), |r| matches!(r, Refusal::NotPossible { .. })),
        (grant("KHONG", month(4)), |r| matches!(r, Refusal::NoSuchGroup(_))),
        (grant("K5c", month(4)), |r| matches!(r, Refusal::AlreadyGranted { .. })),
        (grant("K4", month(4)), |r| matches!(r, Refusal::NotPossible { .. })),
        (grant("MT-BTXH", month(4)), |r| matches!(r, Refusal::NotPossible { .. })),
        (with_attribute, |r| matches!(r, Refusal::NotInTheLaw { .. })),
        (once, |r| matches!(r, Refusal::NotPossible { .. })),
        (arrived, |r| matches!(r, Refusal::MovedBeforeArrival { .. })),
        (death(day(5, 3)), |r| matches!(r, Refusal::InTheFuture { .. })),
        (death(Day::new(1880, 1, 1).expect("a day")), |r| matches!(r, Refusal::BeforeBirth { .. })),
        (signed_tomorrow, |r| matches!(r, Refusal::InTheFuture { .. })),
    ];
    for (act, is_it) in impossible {
        let refusal = desk.refusal(person, &act);
        assert!(is_it(&refusal), "{act:?}: {refusal:?}");
    }
    let acting = desk.acting();
    let too_early = perform(&desk.house, &desk.db, acting, person, &grant("K6-N", early));
    assert!(too_early.is_err(), "the law does not answer for 1990");
    assert!(desk.roll_lines(&[person]).len() == 1, "rolls can still be drawn up");
}

#[test]
fn any_act_is_what_was_foretold_and_leaves_no_trace_when_taken_back() {
    let mut desk = Desk::new();
    let mut chance = ChaCha8Rng::seed_from_u64(20_210_502);
    for round in 0..6 {
        let (scheme, group) = [("btxh", "K5c"), ("btxh", "K6-N"), ("ncc", "TB")][chance.random_range(0..3)];
        let (person, _) = desk.somebody(scheme, group, chance.random_range(0..200));
        let acts: Vec<PersonAct> =
            (0..chance.random_range(1..3)).map(|_| any_act(&mut desk, &mut chance, person)).collect();
        let before = desk.roll_lines(&[person]);
        let mut done = Vec::new();
        for act in &acts {
            let acting = desk.acting();
            let Ok(effect) = rehearse(&desk.house, &desk.db, acting, person, act) else { continue };
            let was = desk.roll_lines(&concerned(&effect, person));
            done.push(desk.perform(person, act));
            assert_foretold(&effect, &was, &desk.roll_lines(&concerned(&effect, person)));
        }
        for at in done.into_iter().rev() {
            desk.undo(person, at);
        }
        assert_eq!(desk.roll_lines(&[person]), before, "round {round}: {acts:?}");
    }
    assert!(office::upkeep::verify(&desk.db).expect("checked").findings.is_empty());
}

fn any_act(desk: &mut Desk, chance: &mut impl Rng, person: PersonId) -> PersonAct {
    let spell = desk.spell(person);
    let on = day(1, 1).add_days(chance.random_range(0..120));
    let of = |of_year: u8| month(i8::try_from(of_year).expect("a month"));
    let (from, later) = (of(chance.random_range(1..5)), of(chance.random_range(5..9)));
    match chance.random_range(0..8) {
        0 => PersonAct::ReportDeath { died_on: on, certificate: None },
        1 => PersonAct::Move { unit: desk.elsewhere(person), village: None, day: on },
        2 => PersonAct::Stop { spell, until: from, paper: paper(on) },
        3 => {
            let reason = "vắng mặt".to_owned();
            PersonAct::Pause { spell, from, until: Some(later), reason, paper: paper(on) }
        }
        4 => PersonAct::Change { spell, terms: terms("K6-DBN", from), paper: paper(on) },
        5 => {
            let until = chance.random_bool(0.5).then(|| on.add_days(60));
            let (kind, amount) = ("luong_huu".to_owned(), Some(Dong(3_000_000)));
            PersonAct::RecordStatus { kind, grade: None, amount, from: on, until }
        }
        6 => PersonAct::Grant { terms: Terms { until: Some(later), ..terms("K5c", from) }, paper: paper(on) },
        _ => PersonAct::Correct { said: vec![Particular::Birth(BirthDate::Year(chance.random_range(1930..1965)))] },
    }
}

#[test]
fn a_newcomer_is_added_once_and_whoever_is_alike_is_asked_about() {
    let mut desk = Desk::new();
    let (neighbour, _) = desk.somebody("btxh", "K5c", 9);
    let unit = desk.home(neighbour);
    let newcomer = Newcomer {
        name: "Đoàn Thị Mới Đến".to_owned(),
        sex: Some(Sex::Female),
        birth: BirthDate::Year(1950),
        paper_number: Some("033150009999".to_owned()),
        unit: unit.clone(),
        village: Some("Thôn Đông".to_owned()),
        since: day(4, 1),
    };
    let add = |desk: &mut Desk, who: &Newcomer, alike| {
        let acting = desk.acting();
        newcomer::add(&desk.house, &desk.db, acting, who, alike).expect("asked")
    };
    let Arrival::Added(person) = add(&mut desk, &newcomer, Alike::Ask) else { panic!("nobody is alike") };
    assert_eq!(desk.home(person), unit);
    let acting = desk.acting();
    let past = past_acts(&desk.db, acting, person).expect("read");
    assert_eq!(
        past.iter().map(|one| (one.act.as_str(), one.can_be_undone)).collect::<Vec<_>>(),
        [("person.add", false)]
    );

    let Arrival::Question(twins) = add(&mut desk, &newcomer, Alike::AreOthers) else { panic!("the paper is taken") };
    assert_eq!(twins[0].brief.id, person);
    let namesake = Newcomer { paper_number: None, ..newcomer.clone() };
    assert!(matches!(add(&mut desk, &namesake, Alike::Ask), Arrival::Question(_)));
    assert!(matches!(add(&mut desk, &namesake, Alike::AreOthers), Arrival::Added(_)));

    let elsewhere = desk.elsewhere(neighbour);
    let commune = rights(vec![Role::CommuneOfficer], Some(vec![elsewhere.clone()]), None);
    let acting = Acting { rights: &commune, ..desk.acting() };
    let abroad = newcomer::add(&desk.house, &desk.db, acting, &namesake, Alike::AreOthers);
    assert!(matches!(refused(abroad), Refusal::NoSuchUnit(_)));
    let taken = Newcomer { unit: elsewhere, ..newcomer };
    let taken = newcomer::add(&desk.house, &desk.db, acting, &taken, Alike::Ask);
    assert_eq!(refused(taken), Refusal::PaperHeldElsewhere);
}

#[test]
fn who_looked_is_counted_by_day_and_a_number_shown_is_in_the_journal() {
    let mut desk = Desk::new();
    let (person, _) = desk.somebody("btxh", "K5c", 10);
    for _ in 0..2 {
        let acting = desk.acting();
        looks::opened(&desk.db, acting, person).expect("counted");
    }
    let acting = desk.acting();
    let shown = looks::reveal(&desk.db, acting, person).expect("shown");
    assert!(!shown.papers.is_empty() && shown.papers.iter().all(|paper| !paper.number.contains('•')));
    let card = read::card(&desk.house, &desk.db, acting, person).expect("read").expect("known");
    let looks: Vec<_> =
        card.looks.expect("the holder may know").iter().map(|one| (one.at_numbers, one.times)).collect();
    assert_eq!(looks, [(true, 1), (false, 2)]);
    let past = past_acts(&desk.db, acting, person).expect("read");
    assert_eq!((past[0].act.as_str(), past[0].can_be_undone), ("numbers.reveal", false));
    let accountant = rights(vec![Role::Accountant], None, None);
    let card = read::card(&desk.house, &desk.db, Acting { rights: &accountant, ..acting }, person);
    let card = card.expect("read").expect("known");
    assert!(card.looks.is_none() && card.households.is_empty() && card.statuses.is_empty());
}

#[test]
fn money_that_comes_back_is_received_within_ones_field_and_not_beyond_what_is_owed() {
    let mut desk = Desk::new();
    let (person, level) = desk.somebody("btxh", "K5c", 12);
    desk.perform(person, &PersonAct::ReportDeath { died_on: day(3, 10), certificate: None });
    desk.pay("btxh");
    let acting = desk.acting();
    let owed = |acting: Acting| {
        let card = read::card(&office(), &desk.db, acting, person).expect("read").expect("known");
        (card.recoveries[0].recovery.id, card.recoveries[0].outstanding())
    };
    let (recovery, outstanding) = owed(acting);
    assert_eq!(outstanding, level);
    let receipt = |amount: Dong, received_on: Day| Receipt { person, recovery, amount, received_on, voucher: None };
    let merit = rights(vec![Role::Accountant], None, Some("ncc"));
    let foreign = Acting { rights: &merit, ..acting };
    let receive = |acting: Acting, receipt: &Receipt| refused(recover::receive(&desk.house, &desk.db, acting, receipt));
    assert!(matches!(receive(foreign, &receipt(level, day(5, 2))), Refusal::OtherField { .. }));
    assert!(matches!(receive(acting, &receipt(level + level, day(5, 2))), Refusal::MoreThanOwed { .. }));
    assert!(matches!(receive(acting, &receipt(Dong::ZERO, day(5, 2))), Refusal::NotPossible { .. }));
    assert!(matches!(receive(acting, &receipt(level, day(5, 3))), Refusal::InTheFuture { .. }));
    let part = Dong(100_000);
    recover::receive(&desk.house, &desk.db, acting, &receipt(part, day(5, 2))).expect("received");
    assert_eq!(owed(Acting { now: acting.now.add_seconds(60), ..acting }).1, level - part);
}

#[test]
fn months_of_a_rehearsal_reach_as_far_as_the_act_speaks() {
    let mut desk = Desk::new();
    let (person, level) = desk.somebody("btxh", "K5c", 13);
    let stop = PersonAct::Stop { spell: desk.spell(person), until: month(6), paper: paper(day(4, 20)) };
    let effect = desk.rehearse(person, &stop);
    assert_eq!(effect.months, MonthSpan::new(month(5), month(7)));
    assert_eq!(effect.paid(), Dong::ZERO - level);
    let at = desk.perform(person, &stop);
    assert_eq!(desk.rehearse(person, &PersonAct::Undo { at }).paid(), level);
}
