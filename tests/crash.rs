//! The power fails in the middle of an act: afterwards the act is wholly done or not begun, and the month can go on.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::kernel::{Dong, Month, MonthSpan, PersonId, RunId};
use domain::payment::{LineKind, Stage};
use office::{Db, upkeep};
use paper::template::{PayerAnswer, PayerLine, write_payment_result};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::StoreError;
use store::runs::{self, LineFilter, RunFilter, StoredRun};

use crate::program::{command, succeed};
use crate::world::{Copy, demo_copy};

const SCHEME: &str = "btxh";
const KILLS_PER_STEP: usize = 6;

/// Each step with the state in which it leaves the roll.
const STEPS: [(&str, Stage); 5] = [
    ("draft", Stage::Draft),
    ("approve", Stage::Approved),
    ("send", Stage::Sent),
    ("confirm", Stage::Confirmed),
    ("close", Stage::Closed),
];

#[test]
fn a_month_whose_every_act_was_killed_ends_like_one_that_was_left_alone() {
    let seed = std::env::var("ANSINH_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or_else(|| rand::rng().random_range(0..1_000_000));
    println!("ANSINH_TEST_SEED={seed}");
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let (calm, stormy) = (demo_copy(), demo_copy());
    let mut killed = 0;
    for (step, reached) in STEPS {
        let arguments = arguments(step, &calm);
        let begun = Instant::now();
        succeed(&arguments, calm.path());
        let usual = begun.elapsed();
        for _ in 0..KILLS_PER_STEP {
            if stage(&stormy.open()) == Some(reached) && step != "draft" {
                break;
            }
            killed += usize::from(kill_midway(&self::arguments(step, &stormy), stormy.path(), usual, &mut chance));
            must_be_sound(&stormy.open(), step);
        }
        if stage(&stormy.open()) != Some(reached) {
            succeed(&self::arguments(step, &stormy), stormy.path());
        }
        assert_eq!(stage(&stormy.open()), Some(reached), "after {step}");
    }
    assert!(0 < killed, "no process was killed in time");
    assert_eq!(books(&stormy.open()), books(&calm.open()));
}

fn arguments(step: &str, copy: &Copy) -> String {
    let file = match step {
        "confirm" => answers_file(copy),
        _ => String::new(),
    };
    format!("roll {step} --scheme {SCHEME} --month {} {file}", month())
}

fn month() -> Month {
    Month::new(2021, 5).expect("a month")
}

/// Starts the act and ends its process at a moment of its usual length. Whether it was still running.
fn kill_midway(arguments: &str, data: &Path, usual: Duration, chance: &mut ChaCha8Rng) -> bool {
    let mut child = command(arguments, data).spawn().expect("the program starts");
    std::thread::sleep(usual.mul_f64(chance.random_range(0.05..1.0)));
    let was_running = child.try_wait().expect("a child can be asked").is_none();
    // A process that has just ended cannot be killed, and need not be.
    let _ = child.kill();
    child.wait().expect("the child is gone");
    was_running
}

fn must_be_sound(db: &Db, step: &str) {
    let health = upkeep::verify(db).expect("the records can be checked");
    assert_eq!(health.findings, [], "after a kill in {step}");
    let Some(run) = live(db) else { return };
    let recounted = db.read(|tx| runs::lines::paid_totals(tx, run.run.id)).expect("lines can be added up");
    assert_eq!(recounted.total, run.totals.total, "a roll with half its lines after a kill in {step}");
}

/// The payer's file: every seventh person did not come.
fn answers_file(copy: &Copy) -> String {
    let db = copy.open();
    let run = live(&db).expect("the roll is there").run.id;
    let lines = paid_lines(&db, run);
    let answer = |(person, line, amount): &(PersonId, i64, Dong)| {
        let came = person.0 % 7 != 0;
        PayerLine {
            line: Some(*line),
            person: Some(person.0),
            name: "Theo danh sách".to_owned(),
            amount: *amount,
            answer: Some(if came { PayerAnswer::Paid } else { PayerAnswer::Unpaid }),
            reason: if came { String::new() } else { "Vắng nhà".to_owned() },
        }
    };
    let file = copy.path().join("ket-qua.xlsx");
    let lines: Vec<PayerLine> = lines.iter().map(answer).collect();
    std::fs::write(&file, write_payment_result(&lines).expect("the file is made")).expect("the file is written");
    file.to_str().expect("the folder's name is text").to_owned()
}

fn paid_lines(db: &Db, run: RunId) -> Vec<(PersonId, i64, Dong)> {
    let read = db.read(|tx| {
        let mut all = Vec::new();
        runs::lines::each_line(tx, run, &LineFilter::default(), |line| {
            if line.kind.is_paid() {
                all.push((line.person, line.no, line.amount));
            }
            Ok(())
        })?;
        Ok::<_, StoreError>(all)
    });
    read.expect("lines can be read")
}

fn all_runs(db: &Db) -> Vec<StoredRun> {
    let months = Some(MonthSpan::new(month(), month().next()));
    let filter = RunFilter { scheme: Some(SCHEME), months, units: None, stages: None };
    db.read(|tx| runs::list(tx, &filter)).expect("rolls can be read")
}

/// The roll that was not replaced; there is never a second one.
fn live(db: &Db) -> Option<StoredRun> {
    let mut live = all_runs(db).into_iter().filter(|one| one.run.state.stage() != Stage::Superseded);
    let first = live.next();
    assert!(live.next().is_none(), "two rolls of one month are live");
    first
}

fn stage(db: &Db) -> Option<Stage> {
    live(db).map(|one| one.run.state.stage())
}

/// What must come out the same: the roll's lines, and what every entry it made does to the ledger.
type Books = (Vec<(PersonId, String, Month, LineKind, Dong)>, Vec<(PersonId, String, Month, Dong)>);

fn books(db: &Db) -> Books {
    let run = live(db).expect("the roll is there").run.id;
    let read = db.read(|tx| {
        let mut lines = Vec::new();
        runs::lines::each_line(tx, run, &LineFilter::default(), |line| {
            lines.push((line.person, line.benefit, line.paid_for, line.kind, line.amount));
            Ok(())
        })?;
        let ask = store::ledger::BookedAsk {
            months: MonthSpan::new(month(), month().next()),
            known: "9999-01-01T00:00:00Z".parse()?,
            scheme: Some(SCHEME),
        };
        let booked = store::ledger::booked_between(tx, &ask)?.into_iter();
        let booked = booked.map(|row| (row.person, row.benefit, row.paid_for, row.signed));
        let mut booked: Vec<_> = booked.collect();
        booked.sort();
        Ok::<_, office::OfficeError>((lines, booked))
    });
    let (lines, booked) = read.expect("the books can be read");
    assert!(!lines.is_empty() && lines.len() < booked.len(), "every line is booked, and some money came back");
    (lines, booked)
}
