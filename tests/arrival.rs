//! Facts arrive in any order, rolls are paid in between, money comes back: paid and difference always make due.

use domain::entitlement::Spell;
use domain::kernel::{Day, Dong, Moment, Month, MonthSpan, PersonId, UnitId, UserId};
use domain::payment::{LineKind, MakerChecker, PayerAnswer};
use domain::registry::{Death, Sex};
use office::decide::{self, Paper};
use office::profile::{self, Profile};
use office::register::{Intent, take_in};
use office::roll::{self, Answer, DraftOrder};
use office::{Acting, Office, OfficeError, life, read};
use paper::template::{Beneficiary, Source};
use proptest::prelude::*;
use store::runs::{LineFilter, lines};
use store::{Db, ledger, spells};

const FIRST: &str = "2026-05";
const ROLLS: i32 = 8;
const PERSON: PersonId = PersonId(1);

/// Something the office hears in a month; months and days count from the first roll.
#[derive(Debug, Clone)]
enum Heard {
    Died { day: i64 },
    NotDeadAfterAll,
    Moved { commune: usize, day: i64 },
    Regraded { to: &'static str, from: i32 },
    Stopped { until: i32 },
    Paused { from: i32, months: i32 },
}

fn any_heard() -> impl Strategy<Value = Heard> {
    prop_oneof![
        (-60_i64..200).prop_map(|day| Heard::Died { day }),
        Just(Heard::NotDeadAfterAll),
        (0_usize..5, -60_i64..200).prop_map(|(commune, day)| Heard::Moved { commune, day }),
        (prop_oneof![Just("K6-DBN"), Just("K6-N")], -2_i32..8).prop_map(|(to, from)| Heard::Regraded { to, from }),
        (-1_i32..8).prop_map(|until| Heard::Stopped { until }),
        (-1_i32..8, 1_i32..4).prop_map(|(from, months)| Heard::Paused { from, months }),
    ]
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn at(month: Month, day: i8, minute: i64) -> Moment {
    let day = Day::new(month.year(), month.month_of_year(), day).expect("a day");
    Moment::new(day, 2, 0, 0).expect("a moment").add_seconds(minute * 60)
}

struct House<'a> {
    office: &'a Office,
    db: Db,
    minute: i64,
}

impl House<'_> {
    fn acting(&mut self, month: Month, day: i8, user: i64) -> Acting<'static> {
        self.minute += 1;
        Acting::holder(Some(UserId(user)), at(month, day, self.minute))
    }

    fn begin(&mut self) {
        let acting = self.acting(month(FIRST) - 1, 20, 1);
        let unit = UnitId("33@2025".to_owned());
        let profile = Profile { maker_checker: MakerChecker::TwoPeople, ..Profile::of_unit(self.office, &unit) };
        profile::set(&self.db, acting, &profile).expect("the office is set up");
        let row = Beneficiary {
            source: Source { file: "ds.xlsx".into(), sheet: "Sheet1".into(), row: 2 },
            personal_id: None,
            old_id: None,
            name: "Nguyễn Thị Mẫu".to_owned(),
            sex: Some(Sex::Female),
            birth: "1966-08-10".parse().expect("a birth"),
            commune: "12406".to_owned(),
            village: "Thôn Đông".to_owned(),
            group: "K6-N".to_owned(),
            percent: None,
            years: None,
            attributes: Vec::new(),
            about: Vec::new(),
            from_month: month("2020-01"),
            settled_until: Some(month(FIRST) - 2),
            until_month: None,
            decision_number: None,
            decision_date: None,
            event_day: None,
            receiver: None,
            account: None,
            bank: None,
            household_head: None,
            household_class: None,
            note: String::new(),
            settlement: None,
        };
        let taken = take_in(self.office, &self.db, acting, &[row], Intent::Save).expect("the list goes in");
        assert_eq!(taken.new_people, 1);
    }

    /// Does what was heard; a refusal (dead already, an end before the beginning) is an answer, not a failure.
    fn hear(&mut self, now: Month, heard: &Heard) {
        let acting = self.acting(now, 2, 1);
        let day = |days: i64| month(FIRST).first_day().add_days(days).min(acting.today());
        let paper = Paper { number: None, signed_on: acting.today(), proposed_on: None };
        let done = match heard {
            Heard::Died { day: on } => {
                life::report_death(&self.db, acting, PERSON, &Death { died_on: day(*on), certificate: None })
            }
            Heard::NotDeadAfterAll => life::undo_death(&self.db, acting, PERSON),
            Heard::Moved { commune, day: on } => {
                let province = UnitId("33@2025".to_owned());
                let units = self.office.units.communes_of(&province, acting.today());
                let unit = units.map(|unit| unit.id.clone()).nth(*commune).expect("a province has communes");
                life::move_to(self.office, &self.db, acting, PERSON, (&unit, None), day(*on))
            }
            Heard::Regraded { to, from } => self.regrade(acting, to, month(FIRST) + *from, &paper),
            Heard::Stopped { until } => {
                let spell = self.last_spell(acting.now).0;
                decide::stop(self.office, &self.db, acting, (PERSON, spell), month(FIRST) + *until, &paper)
            }
            Heard::Paused { from, months } => {
                let spell = self.last_spell(acting.now).0;
                let months = MonthSpan::new(month(FIRST) + *from, month(FIRST) + *from + *months);
                decide::pause(self.office, &self.db, acting, (PERSON, spell), months, "không nhận tiền", &paper)
            }
        };
        match done {
            Ok(()) | Err(OfficeError::Refused(_)) => {}
            Err(fault) => panic!("{fault}"),
        }
    }

    fn regrade(&mut self, acting: Acting, to: &str, from: Month, paper: &Paper) -> Result<(), OfficeError> {
        let (spell, old) = self.last_spell(acting.now);
        let next = Spell { group: to.to_owned(), months: MonthSpan::since(from), pauses: Vec::new(), ..old };
        decide::change(self.office, &self.db, acting, (PERSON, spell), &next, paper).map(drop)
    }

    fn last_spell(&self, now: Moment) -> (domain::kernel::SpellId, Spell) {
        let all = self.db.read(|tx| spells::list(tx, PERSON, now)).expect("spells are read");
        all.into_iter().map(|record| (record.id, record.spell)).max_by_key(|one| one.0).expect("there is a spell")
    }

    /// Drafts, approves, sends, hears the payer and closes; returns the lines of the draft.
    fn pay(&mut self, now: Month, comes_back: bool) {
        let order = DraftOrder { scheme: "btxh".to_owned(), month: now, months_ahead: 0, unit: None };
        let acting = self.acting(now, 5, 1);
        let run = roll::draft(self.office, &self.db, acting, &order).expect("the roll is drafted").run;
        let chief = self.acting(now, 6, 2);
        roll::approve(self.office, &self.db, chief, run).expect("nothing changed since the draft");
        let acting = self.acting(now, 7, 1);
        roll::send(&self.db, acting, run).expect("sent");
        let answer = if comes_back { PayerAnswer::Unpaid } else { PayerAnswer::Paid };
        let paid = self.lines(run).into_iter().filter(|line| line.kind.is_paid());
        let answers: Vec<Answer> = paid
            .map(|line| Answer {
                person: line.person,
                line_no: line.no,
                amount: Some(line.amount),
                answer,
                reason: None,
                source: "kq.xlsx, Sheet1, dòng 2".to_owned(),
            })
            .collect();
        roll::confirm(&self.db, acting, run, &answers).expect("every line is answered");
        roll::close(&self.db, chief, run).expect("closed");
    }

    fn lines(&self, run: domain::kernel::RunId) -> Vec<store::runs::StoredLine> {
        self.db.read(|tx| lines::lines(tx, run, &LineFilter::default(), None, 1_000)).expect("lines are read")
    }

    /// Paid so far, what the next draft adds and takes, and what is due by the law for all open months.
    fn weigh(&mut self, last: Month) -> (Dong, Dong, Dong) {
        let order = DraftOrder { scheme: "btxh".to_owned(), month: last, months_ahead: 0, unit: None };
        let acting = self.acting(last, 8, 1);
        let run = roll::draft(self.office, &self.db, acting, &order).expect("the roll is drafted").run;
        let signed = |line: store::runs::StoredLine| match line.kind {
            LineKind::OverPayment => -line.amount,
            _ => line.amount,
        };
        let difference = self.lines(run).into_iter().map(signed).sum();
        let entries = self.db.read(|tx| ledger::entries_of(tx, PERSON, acting.now)).expect("the ledger is read");
        let paid = entries.iter().map(|entry| entry.signed).sum();
        let open = MonthSpan::new(month(FIRST) - 2, last.next());
        let of = |month| read::why(self.office, &self.db, acting, PERSON, month).expect("explained").expect("known");
        let due = open.months().map(|month| of(month).total).sum();
        (paid, difference, due)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn paid_and_difference_make_due_through_the_office_s_own_acts(
        heard in proptest::collection::vec((0_i32..ROLLS, any_heard()), 0..6),
        comes_back in proptest::collection::vec(any::<bool>(), ROLLS as usize),
    ) {
        let office = Office::load().expect("the law is whole");
        let mut house = House { office: &office, db: Db::fresh_for_test().expect("a database"), minute: 0 };
        house.begin();
        for roll in 0..ROLLS {
            let now = month(FIRST) + roll;
            for (_, one) in heard.iter().filter(|(when, _)| *when == roll) {
                house.hear(now, one);
            }
            house.pay(now, comes_back[roll as usize]);
        }
        let (paid, difference, due) = house.weigh(month(FIRST) + ROLLS);
        prop_assert_eq!(paid + difference, due, "paid {} difference {}", paid, difference);
        let health = office::upkeep::verify(&house.db).expect("the books are read");
        prop_assert!(health.findings.is_empty(), "{:?}", health.findings);
    }
}
