//! The main job from end to end: lists, decisions, four months of pay, the half-year report.

use std::cell::RefCell;

use domain::kernel::{Day, Dong, Month, MonthSpan};
use domain::payment::{LineKind, Stage};
use domain::registry::Death;
use domain::report::{Figure, Measure, NO_DATA};
use office::report::Made;
use office::roll::{self, DraftOrder};
use office::{Acting, Db, Location, life, read, report, upkeep};
use store::runs::{LineFilter, RunFilter};
use store::testing::each_database;

use crate::world::{demo_copy, demo_report, make_demo, office};

fn figure<'a>(made: &'a Made, id: &str) -> &'a Figure {
    made.report.figures.iter().find(|figure| figure.id == id).unwrap_or_else(|| panic!("no figure {id}"))
}

fn amount(made: &Made, id: &str) -> i64 {
    figure(made, id).amount.expect("the figure has money").0
}

fn json(made: &Made) -> String {
    serde_json::to_string(&report::json(&made.report)).expect("a report is plain data")
}

#[test]
fn the_demo_comes_to_the_published_figures_on_every_database() {
    let reports = RefCell::new(Vec::new());
    each_database(|db| {
        make_demo(db);
        let made = demo_report(db);
        assert_eq!(figure(&made, "N-04").value, Some(2_407));
        assert_eq!(figure(&made, "N-05").value, Some(60));
        assert!((31_657_000_000..31_658_000_000).contains(&amount(&made, "N-06")), "{}", amount(&made, "N-06"));
        assert_eq!(figure(&made, "N-08").value, Some(60));
        assert_eq!(figure(&made, "B-02").text, "gần 600");
        assert_eq!(figure(&made, "B-03").value, Some(5_405));
        assert!((11_670_000_000..11_671_000_000).contains(&amount(&made, "B-03")), "{}", amount(&made, "B-03"));
        assert_eq!(upkeep::verify(db).expect("it can be checked").findings, []);
        reports.borrow_mut().push(json(&made));
    });
    let reports = reports.into_inner();
    assert!(reports.iter().all(|one| *one == reports[0]), "the databases answer differently");
}

#[test]
fn a_figure_nobody_keeps_records_of_is_unknown_and_never_zero() {
    let (office, made) = (office(), demo_report(&demo_copy().open()));
    let unknown: Vec<&str> = office
        .half_year
        .figures
        .iter()
        .filter(|form| form.measure == Measure::NoRecords)
        .map(|form| form.id.as_str())
        .collect();
    assert!(!unknown.is_empty(), "the form asks for more than one office knows");
    for id in unknown {
        let figure = figure(&made, id);
        assert_eq!((figure.value, figure.amount, figure.text.as_str()), (None, None, NO_DATA), "{id}");
    }
}

#[test]
fn every_figure_opens_to_rows_that_add_up_to_it() {
    let (office, made) = (office(), demo_report(&demo_copy().open()));
    for figure in &made.report.figures {
        let rows = report::figure_rows(&office, Acting::holder(None, made.report.known_at), &made, &figure.id)
            .expect("the figure is in the form");
        assert_eq!(rows.len(), figure.rows, "{}", figure.id);
        if let Some(amount) = figure.amount {
            assert_eq!(rows.iter().map(|row| row.amount).sum::<Dong>(), amount, "{}", figure.id);
        }
    }
}

#[test]
fn a_report_asked_again_as_known_then_is_the_same_to_the_byte() {
    let copy = demo_copy();
    let (office, db) = (office(), copy.open());
    let before = demo_report(&db);
    work_on_in_may(&db);
    let after = demo_report(&db);
    assert_eq!(json(&before), json(&after));
    let docx = |made: &Made| report::docx(made);
    assert!(docx(&before) == docx(&after), "the document differs");
    let rows = |made: &Made| {
        let rows = report::figure_rows(&office, Acting::holder(None, made.report.known_at), made, "B-03")
            .expect("the figure is in the form");
        report::rows_csv(&office, &rows)
    };
    assert!(rows(&before) == rows(&after), "the rows differ");
}

/// A death of February that is heard of in May, and May's roll.
fn work_on_in_may(db: &Db) {
    let acting = acting_on(db, "canbo", 5, 11);
    let dead =
        lines_of(db, "btxh", 4).into_iter().find(|line| line.kind == LineKind::Regular).expect("somebody is paid");
    let death = Death { died_on: Day::new(2021, 2, 3).expect("a day"), certificate: None };
    life::report_death(db, acting, dead.person, &death).expect("the death is recorded");
    let drafted = roll::draft(&office(), db, acting, &may("btxh")).expect("May is drafted");
    let owed = lines(db, drafted.run).into_iter().filter(|line| line.person == dead.person);
    let owed: Vec<_> = owed.map(|line| (line.kind, line.paid_for)).collect();
    let expected: Vec<_> =
        [3, 4].map(|month| (LineKind::OverPayment, Month::new(2021, month).expect("a month"))).into();
    assert_eq!(owed, expected, "paid for March and April after a death in February");
}

fn may(scheme: &str) -> DraftOrder {
    DraftOrder { scheme: scheme.to_owned(), month: Month::new(2021, 5).expect("a month"), months_ahead: 0, unit: None }
}

fn acting_on(db: &Db, login: &str, month: i8, day: i8) -> Acting<'static> {
    let user = office::users::find_by_login(db, login).expect("users can be read").expect("the demo has this user");
    let now = domain::kernel::Moment::new(Day::new(2021, month, day).expect("a day"), 2, 0, 0).expect("a moment");
    Acting::holder(Some(user.user), now)
}

fn lines_of(db: &Db, scheme: &str, month: i8) -> Vec<store::runs::StoredLine> {
    let month = Month::new(2021, month).expect("a month");
    let months = Some(MonthSpan::new(month, month.next()));
    let filter = RunFilter { scheme: Some(scheme), months, units: None, stages: Some(&[Stage::Closed]) };
    let runs = db.read(|tx| store::runs::list(tx, &filter)).expect("rolls can be read");
    assert_eq!(runs.len(), 1, "one closed roll of {scheme} {month}");
    lines(db, runs[0].run.id)
}

fn lines(db: &Db, run: domain::kernel::RunId) -> Vec<store::runs::StoredLine> {
    let read = db.read(|tx| {
        let mut all = Vec::new();
        store::runs::lines::each_line(tx, run, &LineFilter::default(), |line| {
            all.push(line);
            Ok(())
        })?;
        Ok::<_, store::StoreError>(all)
    });
    read.expect("lines can be read")
}

#[test]
fn paying_twice_changes_nothing() {
    let copy = demo_copy();
    let (office, db) = (office(), copy.open());
    let officer = acting_on(&db, "canbo", 5, 11);
    for scheme in ["btxh", "ncc"] {
        let drafted = roll::draft(&office, &db, officer, &may(scheme)).expect("May is drafted");
        roll::approve(&office, &db, acting_on(&db, "lanhdao", 5, 12), drafted.run).expect("another person approves");
        let again = roll::draft(&office, &db, acting_on(&db, "canbo", 5, 13), &may(scheme));
        assert!(again.is_err(), "an approved roll of {scheme} is drafted a second time");
    }
    assert_eq!(upkeep::verify(&db).expect("it can be checked").findings, []);
}

#[test]
fn every_regular_line_is_what_its_own_explanation_comes_to() {
    let copy = demo_copy();
    let (office, db) = (office(), copy.open());
    let now = acting_on(&db, "canbo", 4, 27).now;
    let month = Month::new(2021, 4).expect("a month");
    let every = 41; // a sample spread over all communes and groups
    let (mut seen, mut differing) = (0, Vec::new());
    for line in ["btxh", "ncc"].iter().flat_map(|scheme| lines_of(&db, scheme, 4)).step_by(every) {
        if line.kind != LineKind::Regular || line.paid_for != month {
            continue;
        }
        let why = read::why(&office, &db, Acting::holder(None, now), line.person, month)
            .expect("it explains")
            .expect("the person is there");
        let explained = why.amounts.iter().find(|(key, ..)| *key == line.benefit).map_or(Dong::ZERO, |one| one.2);
        seen += 1;
        if explained != line.amount {
            differing.push(format!("{}: paid {}, explained {explained}", line.person, line.amount));
        }
    }
    assert!(100 < seen, "only {seen} lines looked at");
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn a_backup_comes_back_as_the_same_office_on_either_database() {
    let copy = demo_copy();
    let before = json(&demo_report(&copy.open()));
    let file = copy.path().join("sao-luu.ansinh");
    upkeep::backup(&copy.open(), &file).expect("a backup is written");
    let mut places = vec![Location::Folder(copy.path().join("khoi-phuc"))];
    let schema = std::env::var(store::testing::POSTGRES_VARIABLE)
        .ok()
        .map(|url| store::testing::Schema::create(&url).expect("the test server takes a new schema"));
    places.extend(schema.as_ref().map(store::testing::Schema::location));
    for place in places {
        assert_eq!(upkeep::restore(&file, &place).expect("the backup comes back"), []);
        assert!(upkeep::restore(&file, &place).is_err(), "a restore never writes over records");
        let back = Db::open(&place).expect("what came back opens");
        assert_eq!(json(&demo_report(&back)), before);
        let second = copy.path().join("sao-luu-lan-hai.ansinh");
        upkeep::backup(&back, &second).expect("it can be backed up again");
        std::fs::remove_file(second).expect("the second backup is there");
    }
}
