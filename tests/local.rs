//! Amounts the province sets above the central ones: what they pay, since when, and what becomes of them when taken back.

use domain::kernel::{Day, Dong, Moment, Month, PersonId, UserId};
use domain::payment::LineKind;
use domain::rules::{LocalAmount, LocalUnfit};
use office::access::{Rights, Role};
use office::roll::{self, DraftOrder};
use office::{Acting, Db, OfficeError, Refusal, local, read};
use store::runs::{LineFilter, lines};

use crate::world::{demo_copy, office};

const CENTRAL: Dong = Dong(360_000);
const LOCAL: Dong = Dong(400_000);

fn day(month: i8, day: i8) -> Day {
    Day::new(2021, month, day).expect("a day")
}

fn month(of_year: i8) -> Month {
    Month::new(2021, of_year).expect("a month")
}

fn acting(on: Day, minute: i64, user: i64) -> Acting<'static> {
    let now = Moment::new(on, 2, 0, 0).expect("a moment").add_seconds(minute * 60);
    Acting::holder(Some(UserId(user)), now)
}

fn resolution() -> LocalAmount {
    LocalAmount {
        parameter: "tro_giup_xa_hoi.muc_chuan".to_owned(),
        from: month(7),
        until: None,
        amount: LOCAL,
        number: "08/2021/NQ-HĐND".to_owned(),
        issuer: "Hội đồng nhân dân tỉnh".to_owned(),
        place: "khoản 1 Điều 2".to_owned(),
        signed: day(7, 20),
        in_force: day(8, 1),
    }
}

fn draft(db: &Db, on: Day, months_ahead: u8) -> domain::kernel::RunId {
    let order = DraftOrder { scheme: "btxh".to_owned(), month: on.month(), months_ahead, unit: None };
    roll::draft(&office(), db, acting(on, 0, 1), &order).expect("the roll is drafted").run
}

fn approve(db: &Db, on: Day, run: domain::kernel::RunId) {
    roll::approve(&office(), db, acting(on, 5, 2), run).expect("approved");
}

/// Somebody of eighty who is paid the standard once.
fn somebody(db: &Db, run: domain::kernel::RunId) -> PersonId {
    let filter = LineFilter { group: Some("K5c"), kinds: Some(&[LineKind::Regular]), ..LineFilter::default() };
    let found = db.read(|tx| lines::lines(tx, run, &filter, None, 1)).expect("lines are read");
    found.first().expect("the roll has such a line").person
}

fn paid(db: &Db, run: domain::kernel::RunId, person: PersonId) -> Vec<(LineKind, Month, Dong)> {
    let found = db.read(|tx| lines::lines_of_person(tx, person)).expect("lines are read");
    found.into_iter().filter(|line| line.run == run).map(|line| (line.kind, line.paid_for, line.amount)).collect()
}

fn refusal<T: std::fmt::Debug>(done: Result<T, OfficeError>) -> Refusal {
    match done {
        Err(OfficeError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_higher_local_amount_is_paid_with_arrears_and_taken_back_without_a_trace() {
    let (house, copy) = (office(), demo_copy());
    let db = copy.open();
    approve(&db, day(5, 3), draft(&db, day(5, 3), 1));
    let july = draft(&db, day(7, 5), 0);
    let person = somebody(&db, july);
    assert_eq!(paid(&db, july, person), [(LineKind::Regular, month(7), CENTRAL)]);
    approve(&db, day(7, 5), july);

    let looked = local::look(&house, &db, acting(day(8, 2), 0, 1), &resolution()).expect("looked at");
    let old_age = looked.iter().find(|one| one.before.contains("360.000") && one.after.contains("400.000"));
    assert!(old_age.is_some(), "{looked:?}");
    local::add(&house, &db, acting(day(8, 2), 1, 1), &resolution()).expect("set");
    let why = |on: Day| {
        let why = read::why(&house, &db, acting(on, 9, 1), person, month(7)).expect("asked").expect("on record");
        (why.total, format!("{:?}", why.explanation))
    };
    assert_eq!(why(day(7, 6)).0, CENTRAL, "what was known in July stays");
    assert_eq!(why(day(8, 2)).0, LOCAL);
    assert!(why(day(8, 2)).1.contains("08/2021/NQ-HĐND"), "the resolution is cited");

    let august = draft(&db, day(8, 5), 0);
    let mut lines = paid(&db, august, person);
    lines.sort_by_key(|line| line.1);
    assert_eq!(lines, [(LineKind::Arrears, month(7), LOCAL - CENTRAL), (LineKind::Regular, month(8), LOCAL)]);

    let shown = local::list(&house, &db, acting(day(8, 5), 6, 1)).expect("listed");
    let [one] = shown.set.as_slice() else { panic!("one amount is set: {shown:?}") };
    assert_eq!((one.central, &one.kept.amount), (Some(CENTRAL), &resolution()));
    let no_reason = local::drop(&db, acting(day(8, 5), 7, 1), one.kept.id, " ");
    assert!(matches!(refusal(no_reason), Refusal::NotPossible { what: "lý do", .. }));
    local::drop(&db, acting(day(8, 5), 8, 1), one.kept.id, "nghị quyết của tỉnh khác").expect("dropped");
    let again = local::drop(&db, acting(day(8, 5), 9, 1), one.kept.id, "lần nữa");
    assert_eq!(refusal(again), Refusal::NoSuchLocalAmount);
    let stale = refusal(roll::approve(&house, &db, acting(day(8, 5), 10, 2), august));
    assert!(matches!(stale, Refusal::Stale { .. }), "{stale:?}");
    let august = draft(&db, day(8, 6), 0);
    assert_eq!(paid(&db, august, person), [(LineKind::Regular, month(8), CENTRAL)]);
}

#[test]
fn an_amount_that_cannot_stand_in_the_law_is_refused_with_the_reason() {
    let (house, copy) = (office(), demo_copy());
    let db = copy.open();
    let unfit = |change: fn(&mut LocalAmount)| {
        let mut new = resolution();
        change(&mut new);
        match refusal(local::add(&house, &db, acting(day(8, 2), 5, 1), &new)) {
            Refusal::Local(unfit) => unfit,
            other => panic!("{other:?}"),
        }
    };
    let of_july = |central| LocalUnfit::NotHigher { month: month(7), central };
    assert_eq!(unfit(|new| new.amount = CENTRAL), of_july(CENTRAL));
    assert_eq!(unfit(|new| new.from = month(6)), LocalUnfit::BeforePower { from: month(7) });
    assert_eq!(unfit(|new| new.until = Some(month(7))), LocalUnfit::NoMonths);
    assert_eq!(unfit(|new| new.in_force = day(7, 1)), LocalUnfit::InForceBeforeSigned);
    assert_eq!(unfit(|new| new.place.clear()), LocalUnfit::Missing("điều, khoản"));
    let lag = "btxh.do_tre_thoi_huong";
    assert_eq!(unfit(|new| new.parameter = "btxh.do_tre_thoi_huong".to_owned()), LocalUnfit::NotLocal(lag.to_owned()));
    local::add(&house, &db, acting(day(8, 2), 1, 1), &resolution()).expect("set");
    assert_eq!(unfit(|new| new.amount = Dong(500_000)), LocalUnfit::AlreadySet { month: month(7) });

    let rights = Rights::of(vec![Role::Specialist], None, None);
    let officer = Acting { rights: &rights, ..acting(day(8, 2), 2, 1) };
    assert!(matches!(refusal(local::look(&house, &db, officer, &resolution())), Refusal::NotYours { .. }));
    assert!(matches!(refusal(local::drop(&db, officer, 1, "sai")), Refusal::NotYours { .. }));
}
