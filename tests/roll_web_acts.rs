//! What pages of rolls rest on: everybody sees their own communes, an approved roll may be taken back, a stale draft says
//! whose lines would change.

use std::cell::Cell;

use std::collections::BTreeSet;

use domain::kernel::{Day, Dong, Moment, Month, PersonId, PersonalId, RunId, UnitId, UserId};
use domain::payment::{MakerChecker, RunRefusal, Stage};
use domain::registry::Death;
use office::access::{Rights, Role};
use office::profile::{self, Profile};
use office::read::{self, LinesAsk, RollsAsk};
use office::register::{Intent, take_in};
use office::roll::{self, DraftOrder};
use office::{Acting, Db, Location, Office, OfficeError, Refusal, life, recover};
use paper::template::{Beneficiary, Source};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::world::office;

const DISTRICT: &str = "333@2021";
const DOAN_DAO: &str = "Đoàn Đào";
const MINH_TAN: &str = "Minh Tân";

/// Name, commune, group, and the first month that is not yet settled.
type Entry = (&'static str, &'static str, &'static str, &'static str);

const PEOPLE: [Entry; 6] = [
    ("Nguyễn Thị Mẫu Hoa", DOAN_DAO, "K5c", "2021-02"),
    ("Trần Văn Mẫu An", DOAN_DAO, "K5c", "2021-04"),
    ("Lê Thị Mẫu Bình", MINH_TAN, "K5c", "2021-04"),
    ("Phạm Thị Mẫu Cúc", MINH_TAN, "K5c", "2021-03"),
    ("Vũ Văn Mẫu Dũng", MINH_TAN, "K5c", "2021-03"),
    ("Đỗ Thị Mẫu Yến", DOAN_DAO, "K5c", "2021-03"),
];

struct House {
    office: Office,
    db: Db,
    minutes: Cell<i64>,
}

impl House {
    fn new(maker_checker: MakerChecker) -> House {
        let house = House { office: office(), db: Db::open(&Location::Memory).expect("memory"), minutes: Cell::new(0) };
        let unit = UnitId(DISTRICT.to_owned());
        let set_up = Profile { maker_checker, ..Profile::of_unit(&house.office, &unit) };
        profile::set(&house.db, house.by(1), &set_up).expect("the office is set up");
        let rows: Vec<Beneficiary> = PEOPLE.iter().enumerate().map(beneficiary).collect();
        take_in(&house.office, &house.db, house.by(1), &rows, Intent::Save).expect("the list goes in");
        house
    }

    /// Each act comes a minute after the one before.
    fn now(&self) -> Moment {
        self.minutes.set(self.minutes.get() + 1);
        let begun: Moment = "2021-04-05T02:00:00Z".parse().expect("a moment");
        begun.add_seconds(self.minutes.get() * 60)
    }

    fn by(&self, user: i64) -> Acting<'static> {
        Acting::holder(Some(UserId(user)), self.now())
    }

    fn with<'r>(&self, rights: &'r Rights) -> Acting<'r> {
        Acting { user: Some(UserId(9)), now: self.now(), rights }
    }

    fn draft(&self, month: &str) -> RunId {
        let month: Month = month.parse().expect("a month");
        let order = DraftOrder { scheme: "btxh".to_owned(), month, months_ahead: 0, unit: None };
        roll::draft(&self.office, &self.db, self.by(1), &order).expect("drafted").run
    }

    fn approve(&self, run: RunId) {
        roll::approve(&self.office, &self.db, self.by(2), run).expect("approved");
    }

    fn approved(&self, month: &str) -> RunId {
        let run = self.draft(month);
        self.approve(run);
        run
    }

    fn unlock(&self, run: RunId) {
        roll::ask_unlock(&self.office, &self.db, self.by(1), run, "sai nhóm hưởng").expect("asked");
        roll::unlock(&self.office, &self.db, self.by(2), run).expect("unlocked");
    }

    fn die(&self, place: usize, died_on: &str) {
        let death = Death { died_on: died_on.parse().expect("a day"), certificate: None };
        life::report_death(&self.db, self.by(1), person(place), &death).expect("reported");
    }

    fn stage(&self, run: RunId) -> Stage {
        let found = self.db.read(|tx| store::runs::find(tx, run)).expect("read").expect("the roll is there");
        found.run.state.stage()
    }

    /// What everybody has had and owes, by person, benefit and month.
    fn books(&self) -> Vec<(PersonId, String, Month, i64, i64)> {
        let known = self.now();
        let mut books = Vec::new();
        for place in 0..PEOPLE.len() {
            let mut sums = std::collections::BTreeMap::new();
            self.db
                .read(|tx| {
                    sums.clear();
                    for entry in store::ledger::entries_of(tx, person(place), known)? {
                        let sum: &mut (i64, i64) = sums.entry((entry.benefit, entry.paid_for)).or_default();
                        sum.0 += entry.signed.0;
                    }
                    for owed in store::recoveries::outstanding(tx, person(place), known)? {
                        let sum: &mut (i64, i64) = sums.entry((owed.benefit, owed.month)).or_default();
                        sum.1 += owed.amount.0;
                    }
                    Ok::<(), store::StoreError>(())
                })
                .expect("read");
            let row = |((benefit, month), (had, owed)): ((String, Month), (i64, i64))| {
                (had != 0 || owed != 0).then_some((person(place), benefit, month, had, owed))
            };
            books.extend(sums.into_iter().filter_map(row));
        }
        books
    }

    fn is_sound(&self) {
        assert_eq!(office::upkeep::verify(&self.db).expect("checked").findings, []);
    }

    fn commune(&self, name: &str) -> Rights {
        let day = Day::new(2021, 4, 1).expect("a day");
        let unit = self.office.units.commune_named(&UnitId(DISTRICT.to_owned()), name, day).expect("a commune");
        Rights::of(vec![Role::CommuneOfficer, Role::Payer], Some(vec![unit.id.clone()]), None)
    }
}

fn person(place: usize) -> PersonId {
    PersonId(place as i64 + 1)
}

fn beneficiary((place, entry): (usize, &Entry)) -> Beneficiary {
    let (name, commune, group, open_from) = *entry;
    let number = format!("0331380000{place:02}");
    Beneficiary {
        source: Source { file: "ds.xlsx".into(), sheet: "DanhSach".into(), row: place + 2 },
        personal_id: Some(number.parse::<PersonalId>().expect("a personal number")),
        old_id: None,
        name: name.to_owned(),
        sex: None,
        birth: "1938".parse().expect("a year"),
        commune: commune.to_owned(),
        village: "Thôn Đông".to_owned(),
        group: group.to_owned(),
        percent: None,
        years: None,
        attributes: Vec::new(),
        about: Vec::new(),
        from_month: "2020-01".parse().expect("a month"),
        settled_until: Some(open_from.parse().expect("a month")),
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
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, OfficeError>) -> Refusal {
    match result {
        Err(OfficeError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn unlocking_needs_a_reason_and_two_people_and_makes_everything_due_again() {
    let house = House::new(MakerChecker::TwoPeople);
    let before = house.books();
    let run = house.approved("2021-04");
    let booked = house.books();
    assert_ne!(before, booked);
    assert_eq!(refusal(roll::unlock(&house.office, &house.db, house.by(2), run)), Refusal::NoUnlockRequest);
    assert_eq!(refusal(roll::ask_unlock(&house.office, &house.db, house.by(1), run, " ")), Refusal::NoUnlockReason);
    roll::ask_unlock(&house.office, &house.db, house.by(1), run, "sai nhóm hưởng").expect("asked");
    assert_eq!(refusal(roll::ask_unlock(&house.office, &house.db, house.by(2), run, "a")), Refusal::UnlockAsked);
    let same = refusal(roll::unlock(&house.office, &house.db, house.by(1), run));
    assert_eq!(same, Refusal::Run(RunRefusal::SamePersonUnlocks));
    assert_eq!(house.stage(run), Stage::Approved);
    roll::unlock(&house.office, &house.db, house.by(2), run).expect("unlocked");
    assert_eq!((house.stage(run), house.books()), (Stage::Unlocked, before));
    house.is_sound();

    let view = read::roll(&house.office, &house.db, house.by(1), run).expect("an unlocked roll is still looked at");
    assert_eq!((view.unlocks.len(), view.unlocks[0].reason.as_str()), (1, "sai nhóm hưởng"));
    let again = house.approved("2021-04");
    assert_eq!(house.books(), booked);
    house.is_sound();
    let bridge = read::bridge_between(&house.db, house.by(1), again, run).expect("versions are compared").bridge;
    assert_eq!((bridge.before, bridge.parts), (bridge.after, Vec::new()));
}

#[test]
fn a_request_may_be_turned_down() {
    let house = House::new(MakerChecker::TwoPeople);
    let run = house.approved("2021-04");
    roll::ask_unlock(&house.office, &house.db, house.by(1), run, "nhầm").expect("asked");
    roll::decline_unlock(&house.db, house.by(2), run).expect("declined");
    assert_eq!(refusal(roll::unlock(&house.office, &house.db, house.by(2), run)), Refusal::NoUnlockRequest);
    assert_eq!(house.stage(run), Stage::Approved);
}

#[test]
fn an_office_of_one_unlocks_alone_and_the_journal_says_so() {
    let house = House::new(MakerChecker::OnePersonOffice);
    let run = house.approved("2021-04");
    roll::ask_unlock(&house.office, &house.db, house.by(1), run, "nhầm").expect("asked");
    roll::unlock(&house.office, &house.db, house.by(1), run).expect("unlocked");
    let filter = store::journal::JournalFilter { act_prefix: Some("roll.unlock.btxh"), ..Default::default() };
    let entries = house.db.read(|tx| store::journal::list(tx, &filter, None, 10)).expect("read");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].detail["one_person_office"], true);
}

#[test]
fn money_that_was_paid_is_not_taken_back() {
    let house = House::new(MakerChecker::TwoPeople);
    let run = house.approved("2021-04");
    roll::send(&house.db, house.by(1), run).expect("sent");
    roll::ask_unlock(&house.office, &house.db, house.by(1), run, "nhầm").expect("a sent roll may be unlocked");
    let csv = read::payer_csv(&house.office, &house.db, house.by(1), run).expect("the payer's file");
    let answered = answer_all(&csv);
    roll::confirm_file(&house.office, &house.db, house.by(1), run, ("kq.csv", &answered), Intent::Save).expect("heard");
    let refused = refusal(roll::unlock(&house.office, &house.db, house.by(2), run));
    assert_eq!(refused, Refusal::PayerAnswered);
    assert!(refused.to_string().contains("danh sách tháng sau"), "{refused}");
}

/// The payer's file with every line answered as paid: the answer stands in its fifth column.
fn answer_all(csv: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(csv.to_vec()).expect("text");
    let answered = |(no, line): (usize, &str)| {
        let mut cells: Vec<&str> = line.split(';').collect();
        if no > 0 {
            assert_eq!(cells[4], "", "{line}");
            cells[4] = "đã nhận";
        }
        cells.join(";")
    };
    text.lines().enumerate().map(answered).collect::<Vec<_>>().join("\n").into_bytes()
}

#[test]
fn a_roll_that_a_later_one_builds_on_is_not_unlocked() {
    let house = House::new(MakerChecker::TwoPeople);
    let march = house.approved("2021-03");
    let april = house.approved("2021-04");
    let ask = |run| roll::ask_unlock(&house.office, &house.db, house.by(1), run, "nhầm");
    assert_eq!(refusal(ask(march)), Refusal::LaterRoll { month: "2021-04".parse().expect("a month") });
    house.unlock(april);
    ask(march).expect("nothing builds on it now");
}

#[test]
fn a_recovery_that_the_roll_opened_is_cancelled_unless_money_came_in() {
    let house = House::new(MakerChecker::TwoPeople);
    house.approved("2021-03");
    house.die(3, "2021-01-10");
    let run = house.approved("2021-04");
    let owed = |house: &House| {
        let all = read::recoveries(&house.office, &house.db, house.by(1), read::RecoveryWhich::Open).expect("read");
        all.iter().map(|one| one.balance.outstanding()).sum::<Dong>()
    };
    let debt = owed(&house);
    assert!(debt.is_positive());
    house.unlock(run);
    assert_eq!(owed(&house), Dong::ZERO);
    house.is_sound();

    let run = house.approved("2021-04");
    assert_eq!(owed(&house), debt);
    let opened = read::recoveries(&house.office, &house.db, house.by(1), read::RecoveryWhich::Open).expect("read");
    let receipt = recover::Receipt {
        person: person(3),
        recovery: opened[0].balance.recovery.id,
        amount: Dong(1_000),
        received_on: "2021-04-05".parse().expect("a day"),
        voucher: None,
    };
    recover::receive(&house.office, &house.db, house.by(1), &receipt).expect("received");
    let refused = roll::ask_unlock(&house.office, &house.db, house.by(1), run, "nhầm");
    assert_eq!(refusal(refused), Refusal::RecoveryBegun);
}

/// One world approves, the other approves, takes back and approves again; deaths come and go at random in both.
#[test]
fn unlocking_and_approving_again_books_what_approving_once_would() {
    for seed in 0..12 {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let (once, twice) = (House::new(MakerChecker::TwoPeople), House::new(MakerChecker::TwoPeople));
        let mut dead = [false; PEOPLE.len()];
        for month in ["2021-03", "2021-04", "2021-05"] {
            let place = chance.random_range(0..PEOPLE.len());
            let died_on = format!("2021-0{}-10", chance.random_range(1..=3));
            for house in [&once, &twice] {
                match dead[place] {
                    true => life::undo_death(&house.db, house.by(1), person(place)).expect("undone"),
                    false => house.die(place, &died_on),
                }
            }
            dead[place] = !dead[place];
            once.approved(month);
            let first = twice.approved(month);
            if chance.random_bool(0.7) {
                twice.unlock(first);
                twice.approved(month);
            }
            assert_eq!(once.books(), twice.books(), "seed {seed}, month {month}");
        }
        twice.is_sound();
    }
}

#[test]
fn a_commune_sees_its_part_of_a_roll_and_nothing_else() {
    let house = House::new(MakerChecker::TwoPeople);
    let run = house.approved("2021-04");
    roll::send(&house.db, house.by(1), run).expect("sent");
    let whole = read::roll(&house.office, &house.db, house.by(1), run).expect("the whole");
    let mut people = 0;
    let mut total = Dong::ZERO;
    for commune in [DOAN_DAO, MINH_TAN] {
        let rights = house.commune(commune);
        let view = read::roll(&house.office, &house.db, house.with(&rights), run).expect("its part");
        assert_eq!(view.part.as_deref(), Some(format!("Xã {commune}").as_str()));
        assert_eq!((view.units.len(), view.reconciled.roll), (1, view.stored.totals.total));
        assert_eq!(view.bridge.bridge.after, view.stored.totals.total);
        people += view.stored.totals.people;
        total += view.stored.totals.total;
        let head = read::roll_head(&house.office, &house.db, house.with(&rights), run).expect("its head");
        let offered: BTreeSet<&str> = head.groups.iter().map(|group| group.0.as_str()).collect();
        let paid: BTreeSet<&str> = view.groups.iter().map(|group| group.group.as_str()).collect();
        assert_eq!((&head.units, offered), (&view.units, paid), "the filters offer what the part pays, and no more");
        let ask = LinesAsk::default();
        let lines = read::lines(&house.office, &house.db, house.with(&rights), run, &ask, (None, 100)).expect("lines");
        assert!(lines.iter().all(|line| line.unit_name == format!("Xã {commune}")) && !lines.is_empty());
        let other = whole.units.iter().find(|unit| !unit.unit_name.ends_with(commune)).expect("another commune");
        let ask = LinesAsk { unit: Some(other.unit.clone()), ..LinesAsk::default() };
        let none = read::lines(&house.office, &house.db, house.with(&rights), run, &ask, (None, 100)).expect("lines");
        assert!(none.is_empty());
        let sheet = read::pay_sheet(&house.office, &house.db, house.with(&rights), run, Some(&other.unit));
        assert_eq!(refusal(sheet), Refusal::NoSuchRun(run));
        let csv = read::payer_csv(&house.office, &house.db, house.with(&rights), run).expect("its file");
        let text = String::from_utf8(csv).expect("text");
        for (name, at, ..) in PEOPLE {
            assert_eq!(text.contains(name), at == commune, "{name}");
        }
    }
    assert_eq!((people, total), (whole.stored.totals.people, whole.stored.totals.total));
    let elsewhere = Rights::of(vec![Role::CommuneOfficer], Some(vec![UnitId("khac".to_owned())]), None);
    let refused = read::roll(&house.office, &house.db, house.with(&elsewhere), run).map(|_| ());
    assert_eq!(refusal(refused), Refusal::NoSuchRun(run));
    assert_eq!(read::rolls(&house.db, house.with(&elsewhere), &RollsAsk::default()).expect("read"), []);
}

#[test]
fn a_commune_answers_for_its_own_people_only_and_learns_no_names() {
    let house = House::new(MakerChecker::TwoPeople);
    let run = house.approved("2021-04");
    roll::send(&house.db, house.by(1), run).expect("sent");
    let csv = read::payer_csv(&house.office, &house.db, house.by(1), run).expect("the payer's file");
    let rights = house.commune(DOAN_DAO);
    let file = answer_all(&csv);
    let heard = roll::confirm_file(&house.office, &house.db, house.with(&rights), run, ("kq.csv", &file), Intent::Save);
    let heard = heard.expect("heard");
    let mine = read::roll(&house.office, &house.db, house.with(&rights), run).expect("its part");
    assert_eq!(heard.paid.amount, mine.stored.totals.total);
    assert!(heard.unanswered.is_empty(), "the commune has answered for all of its people");
    assert!(!heard.exceptions.is_empty());
    for exception in &heard.exceptions {
        assert!(exception.says.contains("xã khác"), "{exception:?}");
        assert!(PEOPLE.iter().all(|one| !exception.says.contains(one.0)), "{exception:?}");
    }
    assert_eq!(house.stage(run), Stage::Sent, "the other commune has not answered");
    let rest = house.commune(MINH_TAN);
    roll::confirm_file(&house.office, &house.db, house.with(&rest), run, ("kq.csv", &file), Intent::Save)
        .expect("heard");
    assert_eq!(house.stage(run), Stage::Confirmed);
}

#[test]
fn a_stale_draft_names_whose_lines_would_change_and_what_was_recorded() {
    let house = House::new(MakerChecker::TwoPeople);
    let run = house.draft("2021-04");
    let unchanged = roll::changes_since_draft(&house.office, &house.db, house.by(1), run).expect("looked at");
    assert!(unchanged.people.is_empty());
    house.die(1, "2021-03-20");
    let changes = roll::changes_since_draft(&house.office, &house.db, house.by(1), run).expect("looked at");
    assert_eq!(changes.people.len(), 1);
    let one = &changes.people[0];
    assert_eq!((one.brief.id, one.before.len(), one.after.len()), (person(1), 1, 0));
    assert_eq!(one.since.iter().map(|act| act.act.as_str()).collect::<Vec<_>>(), ["death.report"]);
    assert_eq!(changes.before.total - changes.after.total, one.before[0].amount);
    let refused = refusal(roll::approve(&house.office, &house.db, house.by(2), run));
    assert_eq!(refused, Refusal::Stale { lines: 1 });
    let order = DraftOrder {
        scheme: "btxh".to_owned(),
        month: "2021-04".parse().expect("a month"),
        months_ahead: 0,
        unit: None,
    };
    let replaced = roll::may_draft(&house.office, &house.db, house.by(1), &order).expect("it may be drafted anew");
    assert_eq!(replaced, Some(run));
    let again = house.draft("2021-04");
    assert_eq!((house.stage(run), house.stage(again)), (Stage::Superseded, Stage::Draft));
    let view = read::roll(&house.office, &house.db, house.by(1), again).expect("read");
    assert_eq!(view.versions.iter().map(|one| one.run.version).collect::<Vec<_>>(), [2, 1]);
    house.approve(again);
}
