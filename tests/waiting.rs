//! What waits for somebody: each count is its list, and each stays within the area and fields of whoever asks.

use domain::entitlement::Spell;
use domain::kernel::{BirthDate, Day, Dong, Moment, Month, MonthSpan, PersonId, RunId, Span, UnitId, UserId};
use domain::payment::{LineKind, PayerAnswer, Stage};
use domain::registry::{Death, Person, PersonPaper, Residence, Status};
use office::access::{Rights, Role};
use office::decide::{self, Grant, Paper};
use office::read::{
    After, Desk, Lead, PersonWaiting, WaitingCount, WaitingKind, WaitingRows, handover, today, waiting, waiting_list,
};
use office::roll::{self, Answer, DraftOrder};
use office::{Acting, Db, OfficeError, life};
use store::runs::{LineFilter, StoredLine, lines};
use store::{Recording, ids, papers, people, residences, runs};

use crate::world::{demo_copy, office};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn at(on: Day) -> Moment {
    Moment::new(on, 2, 0, 0).expect("a moment")
}

/// The morning after the demo's last day.
fn now() -> Moment {
    at(day("2021-04-28"))
}

fn holder() -> Acting<'static> {
    Acting::holder(Some(UserId(9)), now())
}

fn everybody(db: &Db, acting: Acting, kind: WaitingKind, page: i64) -> Vec<PersonWaiting> {
    let mut all = Vec::new();
    let mut after: Option<After> = None;
    loop {
        let list = waiting_list(&office(), db, acting, kind, after.as_ref(), page).expect("the list opens");
        let WaitingRows::People(rows) = list.rows else { panic!("{kind:?} is about people") };
        all.extend(rows);
        after = list.next;
        if after.is_none() {
            return all;
        }
    }
}

fn of(db: &Db, kind: WaitingKind) -> Vec<PersonWaiting> {
    everybody(db, holder(), kind, 100)
}

fn count_of(counts: &[WaitingCount], kind: WaitingKind) -> i64 {
    counts.iter().find(|one| one.kind == kind).map_or(0, |one| one.count)
}

fn counts(db: &Db, acting: Acting) -> Vec<WaitingCount> {
    waiting(&office(), db, acting, Desk::Mine).expect("counted")
}

/// Somebody new, in a commune of the demo's district.
fn newcomer(db: &Db, name: &str, birth: &str, commune: usize) -> PersonId {
    let birth: BirthDate = birth.parse().expect("a birth");
    let unit = communes()[commune].clone();
    db.write(|tx| {
        let rec = Recording { at: at(day("2021-04-27")) };
        let id = PersonId(ids::take(tx, ids::PERSON, 1)?);
        let person = Person { name: name.to_owned(), sex: None, birth, source: "thử".to_owned() };
        people::add(tx, id, &person, rec)?;
        residences::add(
            tx,
            id,
            &Residence { unit: unit.clone(), village: None, span: Span::since(day("2000-01-01")) },
            rec,
        )?;
        Ok::<_, OfficeError>(id)
    })
    .expect("written")
}

fn communes() -> Vec<UnitId> {
    let office = office();
    let mut all: Vec<UnitId> = office
        .units
        .communes_of(&UnitId("333@2021".to_owned()), day("2021-04-28"))
        .map(|unit| unit.id.clone())
        .collect();
    all.sort();
    all
}

fn grant(db: &Db, person: PersonId, group: &str, months: MonthSpan) {
    let spell = Spell {
        group: group.to_owned(),
        percent: None,
        years: None,
        attributes: Vec::new(),
        months,
        settled_until: None,
        event_day: None,
        subjects: Vec::new(),
        pauses: Vec::new(),
    };
    let paper = Paper { number: Some("1/QĐ-UBND".to_owned()), signed_on: day("2021-04-01"), proposed_on: None };
    decide::grant(&office(), db, holder_before(), &Grant { person, spell, paper }).expect("granted");
}

fn holder_before() -> Acting<'static> {
    Acting::holder(Some(UserId(9)), at(day("2021-04-27")))
}

fn status(db: &Db, person: PersonId, kind: &str, grade: Option<&str>, until: Option<&str>) {
    let span = Span { from: day("2019-01-01"), until: until.map(day) };
    let status = Status { kind: kind.to_owned(), grade: grade.map(str::to_owned), amount: None, span };
    life::record_status(db, holder_before(), person, &status).expect("recorded");
}

fn is_in(rows: &[PersonWaiting], person: PersonId) -> bool {
    rows.iter().any(|row| row.brief.id == person)
}

#[test]
fn every_count_is_as_long_as_its_list_however_it_is_paged() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let counted = waiting(&house, &db, holder(), Desk::Office).expect("counted");
    assert!(counted.iter().any(|one| one.kind == WaitingKind::Unpaid && 3 < one.count));
    for one in counted {
        assert_eq!(one.count, one.parts.iter().map(|part| part.1).sum::<i64>(), "{:?}", one.kind);
        if one.kind.is_of_people() {
            let mut rows: Vec<_> = everybody(&db, holder(), one.kind, 3).iter().map(|row| format!("{row:?}")).collect();
            assert_eq!(rows.len() as i64, one.count, "{:?}", one.kind);
            rows.sort();
            rows.dedup();
            assert_eq!(rows.len() as i64, one.count, "{:?} shows a row twice", one.kind);
        } else {
            let list = waiting_list(&house, &db, holder(), one.kind, None, 100).expect("the list opens");
            assert_eq!((list.rows.len() as i64, list.total), (one.count, one.count), "{:?}", one.kind);
        }
    }
}

#[test]
fn an_age_of_the_law_waits_before_it_comes_and_after_it_came_until_something_is_done() {
    let copy = demo_copy();
    let db = copy.open();
    let soon = newcomer(&db, "Người Sắp Tám Mươi", "1941-07-31", 0);
    let later = newcomer(&db, "Người Tháng Tám", "1941-08-01", 0);
    let come = newcomer(&db, "Người Đã Tám Mươi", "1941-03", 0);
    let long_ago = newcomer(&db, "Người Tám Mươi Từ Lâu", "1941-02-28", 0);
    let pensioner = newcomer(&db, "Người Có Lương Hưu", "1941-04-02", 0);
    status(&db, pensioner, "luong_huu", None, None);
    let granted = newcomer(&db, "Người Đã Có Quyết Định", "1941-04-03", 0);
    grant(&db, granted, "K5c", MonthSpan::since(month("2021-04")));
    let dead = newcomer(&db, "Người Đã Mất", "1941-04-04", 0);
    let death = Death { died_on: day("2021-04-20"), certificate: None };
    life::report_death(&db, holder_before(), dead, &death).expect("reported");

    let coming = of(&db, WaitingKind::ComingOfAge);
    let row = coming.iter().find(|row| row.brief.id == soon).expect("the coming birthday waits");
    assert_eq!(row.due, "07/2021");
    assert!(row.what.contains("80 tuổi"), "{}", row.what);
    assert!(row.cite.as_ref().is_some_and(|cite| cite.text == "20/2021/NĐ-CP"), "{:?}", row.cite);
    assert!(!is_in(&coming, later));

    let of_age = of(&db, WaitingKind::OfAge);
    assert!(is_in(&of_age, come));
    for (person, why) in
        [(long_ago, "too long ago"), (pensioner, "has a pension"), (granted, "was granted"), (dead, "is dead")]
    {
        assert!(!is_in(&of_age, person), "{why}");
    }
}

#[test]
fn whoever_is_known_by_a_year_only_comes_of_age_in_the_month_the_law_supplies() {
    let copy = demo_copy();
    let db = copy.open();
    let person = newcomer(&db, "Người Chỉ Có Năm Sinh", "1941", 0);
    let counted = |now: &str, kind| everybody(&db, Acting::holder(None, at(day(now))), kind, 500);
    let january = month("2021-01") - 80 * 12;
    assert_eq!(office().law.missing_birth_month(), january.month_of_year());
    assert!(!is_in(&counted("2021-04-28", WaitingKind::OfAge), person));
    let next = newcomer(&db, "Người Sinh Năm Sau", "1942", 0);
    assert!(is_in(&counted("2021-10-05", WaitingKind::ComingOfAge), next));
    assert!(!is_in(&counted("2021-09-30", WaitingKind::ComingOfAge), next));
}

#[test]
fn an_age_that_ends_a_benefit_waits_while_the_spell_is_open() {
    let copy = demo_copy();
    let db = copy.open();
    let child = newcomer(&db, "Trẻ Sắp Mười Sáu", "2005-06-15", 1);
    grant(&db, child, "K1", MonthSpan::since(month("2021-04")));
    let ended = newcomer(&db, "Trẻ Đã Có Ngày Thôi", "2005-06-16", 1);
    grant(&db, ended, "K1", MonthSpan::new(month("2021-04"), month("2021-06")));
    let leaving = of(&db, WaitingKind::LeavingByAge);
    let row = leaving.iter().find(|row| row.brief.id == child).expect("sixteen is near");
    assert_eq!(row.due, "06/2021");
    assert!(!is_in(&leaving, ended));
    let ending = of(&db, WaitingKind::SpellEnding);
    assert!(is_in(&ending, ended) && !is_in(&ending, child));
}

#[test]
fn a_status_that_ends_waits_before_and_after_until_a_new_one_is_on_record() {
    let copy = demo_copy();
    let db = copy.open();
    let spell = MonthSpan::since(month("2021-04"));
    let [passed, ending, renewed, unpaid] = [("A", 0), ("B", 0), ("C", 0), ("D", 0)]
        .map(|(name, commune)| newcomer(&db, &format!("Người Khuyết Tật {name}"), "1970-05-01", commune));
    for person in [passed, ending, renewed] {
        grant(&db, person, "K6-N", spell);
    }
    for (person, until) in
        [(passed, "2021-04-28"), (ending, "2021-04-29"), (renewed, "2021-04-01"), (unpaid, "2021-04-01")]
    {
        status(&db, person, "khuyet_tat", Some("nang"), Some(until));
    }
    let span = Span::since(day("2021-04-01"));
    let fresh = Status { kind: "khuyet_tat".to_owned(), grade: Some("nang".to_owned()), amount: None, span };
    life::record_status(&db, holder_before(), renewed, &fresh).expect("recorded");
    let [gone, soon] = [WaitingKind::StatusPassed, WaitingKind::StatusEnding].map(|kind| of(&db, kind));
    assert_eq!([passed, ending, renewed, unpaid].map(|one| is_in(&gone, one)), [true, false, false, false]);
    assert_eq!([passed, ending, renewed, unpaid].map(|one| is_in(&soon, one)), [false, true, false, false]);
    let due =
        |rows: &[PersonWaiting], person| rows.iter().find(|row| row.brief.id == person).map(|row| row.due.clone());
    assert_eq!(due(&gone, passed).as_deref(), Some("27/04/2021"));
}

#[test]
fn likely_twins_are_a_pair_once_and_a_year_alone_makes_none_across_communes() {
    let copy = demo_copy();
    let db = copy.open();
    let before = count_of(&counts(&db, holder()), WaitingKind::Twin);
    let one = newcomer(&db, "Trần Thị Thử Nghiệm", "1950-03-04", 0);
    let two = newcomer(&db, "TRẦN THỊ THỬ NGHIỆM", "1950-03-04", 1);
    newcomer(&db, "Lê Văn Chỉ Năm", "1950", 0);
    newcomer(&db, "Lê Văn Chỉ Năm", "1950", 1);
    let same = [newcomer(&db, "Lê Văn Cùng Xã", "1950", 2), newcomer(&db, "Lê Văn Cùng Xã", "1950", 2)];
    let paper = PersonPaper { kind: domain::registry::PaperKind::PersonalId, number: "033150009999".to_owned() };
    db.write(|tx| {
        let rec = Recording { at: at(day("2021-04-27")) };
        for person in [one, two] {
            papers::add(tx, person, &paper, rec)?;
        }
        Ok::<_, OfficeError>(())
    })
    .expect("written");
    let twins = of(&db, WaitingKind::Twin);
    assert_eq!(twins.len() as i64, before + 2);
    let pair = twins.iter().find(|row| row.brief.id == one).expect("the pair");
    assert_eq!(pair.leads, Lead::Twin(two));
    assert!(pair.what.contains("trùng số giấy tờ"), "{}", pair.what);
    assert!(twins.iter().any(|row| row.brief.id == same[0] && row.leads == Lead::Twin(same[1])));
    let mine = Rights::of(vec![Role::CommuneOfficer], Some(vec![communes()[0].clone()]), None);
    let rows = everybody(&db, Acting { user: None, now: now(), rights: &mine }, WaitingKind::Twin, 50);
    assert!(!is_in(&rows, one), "the other of the pair lives elsewhere");
}

#[test]
fn a_death_the_payer_tells_of_waits_until_it_is_on_record() {
    let copy = demo_copy();
    let db = copy.open();
    let (run, line) = sent_roll(&db);
    let told = Answer {
        person: line.person,
        line_no: line.no,
        amount: None,
        answer: PayerAnswer::Unpaid,
        reason: Some("Đã chết".to_owned()),
        source: "thử".to_owned(),
    };
    let later = Acting::holder(Some(UserId(1)), at(day("2021-05-10")));
    roll::confirm(&db, later, run, &[told]).expect("heard");
    let waits = || everybody(&db, later, WaitingKind::ToldDead, 10);
    let rows = waits();
    assert_eq!(rows.iter().map(|row| row.brief.id).collect::<Vec<_>>(), [line.person]);
    assert_eq!((rows[0].leads, rows[0].amount), (Lead::Roll(run), Some(line.amount)));
    assert!(is_in(&everybody(&db, later, WaitingKind::Unpaid, 10), line.person));
    let death = Death { died_on: day("2021-05-02"), certificate: None };
    life::report_death(&db, later, line.person, &death).expect("reported");
    assert!(waits().is_empty());
}

/// The roll of May, on its way to the payer, with one of its lines.
fn sent_roll(db: &Db) -> (RunId, StoredLine) {
    let drafter = Acting::holder(Some(UserId(1)), at(day("2021-05-04")));
    let order = DraftOrder { scheme: "btxh".to_owned(), month: month("2021-05"), months_ahead: 0, unit: None };
    let run = roll::draft(&office(), db, drafter, &order).expect("drafted").run;
    roll::approve(&office(), db, Acting { user: Some(UserId(2)), ..drafter }, run).expect("approved");
    roll::send(db, drafter, run).expect("sent");
    let kinds = [LineKind::Regular];
    let filter = LineFilter { kinds: Some(&kinds), ..LineFilter::default() };
    let lines = db.read(|tx| lines::lines(tx, run, &filter, None, 1)).expect("read");
    (run, lines.into_iter().next().expect("a line"))
}

#[test]
fn a_roll_waits_at_its_step_for_those_whose_step_it_is() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let may = at(day("2021-05-04"));
    let drafter = Acting::holder(Some(UserId(1)), may);
    let chief = Acting::holder(Some(UserId(2)), may);
    assert_eq!(count_of(&counts(&db, drafter), WaitingKind::RollToDraft), 2);
    let order = DraftOrder { scheme: "btxh".to_owned(), month: month("2021-05"), months_ahead: 0, unit: None };
    let run = roll::draft(&house, &db, drafter, &order).expect("drafted").run;
    let of_roll = |acting, kind| count_of(&counts(&db, acting), kind);
    assert_eq!(of_roll(drafter, WaitingKind::RollToDraft), 1);
    assert_eq!(of_roll(drafter, WaitingKind::RollToApprove), 0, "nobody checks their own draft");
    assert_eq!(of_roll(chief, WaitingKind::RollToApprove), 1);
    let payer = Rights::of(vec![Role::Payer], None, None);
    let payer = Acting { user: Some(UserId(3)), now: may, rights: &payer };
    assert_eq!(counts(&db, payer), Vec::new());
    roll::approve(&house, &db, chief, run).expect("approved");
    assert_eq!(of_roll(drafter, WaitingKind::RollToSend), 1);
    roll::send(&db, drafter, run).expect("sent");
    let kinds: Vec<WaitingKind> = counts(&db, payer).iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [WaitingKind::RollToReceive], "a payer sees what is to be answered and nothing else");
    assert!(waiting_list(&house, &db, payer, WaitingKind::Unpaid, None, 5).is_err());
}

#[test]
fn a_commune_officer_counts_and_sees_only_their_own() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let whole = waiting(&house, &db, holder(), Desk::Office).expect("counted");
    let mut sums: Vec<(WaitingKind, i64)> = Vec::new();
    let mut money = Dong::ZERO;
    for unit in communes() {
        let rights = Rights::of(vec![Role::CommuneOfficer], Some(vec![unit.clone()]), None);
        let acting = Acting { user: Some(UserId(5)), now: now(), rights: &rights };
        for one in waiting(&house, &db, acting, Desk::Office).expect("counted") {
            match sums.iter_mut().find(|sum| sum.0 == one.kind) {
                Some(sum) => sum.1 += one.count,
                None => sums.push((one.kind, one.count)),
            }
        }
        for row in everybody(&db, acting, WaitingKind::Unpaid, 100) {
            assert_eq!(row.brief.unit.as_ref(), Some(&unit));
        }
        let seen = today(&house, &db, acting).expect("read");
        assert!(seen.communes.iter().all(|one| one.unit == unit));
        money += seen.schemes.iter().map(|scheme| scheme.total).sum();
        assert!(handover(&house, &db, acting).is_ok());
    }
    for kind in [WaitingKind::Unpaid, WaitingKind::OfAge, WaitingKind::ComingOfAge, WaitingKind::Debt] {
        let sum = sums.iter().find(|sum| sum.0 == kind).map_or(0, |sum| sum.1);
        assert_eq!(sum, count_of(&whole, kind), "{kind:?}");
    }
    let all = today(&house, &db, holder()).expect("read");
    assert_eq!(money, all.schemes.iter().map(|scheme| scheme.total).sum());
}

#[test]
fn the_sums_kept_with_a_roll_are_those_of_its_lines() {
    let copy = demo_copy();
    let db = copy.open();
    let checked = db
        .read(|tx| {
            let all = runs::list(tx, &runs::RunFilter::default())?;
            let mut checked = 0;
            for stored in all.iter().filter(|stored| stored.run.state.stage() != Stage::Superseded) {
                let kept = runs::sums::unit_sums(tx, &[stored.run.id], None)?;
                let summed = runs::lines::paid_sums(tx, stored.run.id, runs::CountBy::Unit, None)?;
                let kept: Vec<_> = kept.into_iter().map(|sum| (sum.unit.0, sum.people, sum.amount)).collect();
                let summed: Vec<_> = summed.into_iter().map(|sum| (sum.key, sum.people, sum.amount)).collect();
                assert_eq!(kept, summed);
                assert_eq!(kept.iter().map(|sum| sum.2).sum::<Dong>(), stored.totals.total);
                checked += 1;
            }
            Ok::<_, OfficeError>(checked)
        })
        .expect("read");
    assert_eq!(checked, 8);
}

#[test]
fn only_whoever_manages_accounts_is_told_of_them() {
    let copy = demo_copy();
    let db = copy.open();
    let of_role = |role| {
        let rights = Rights::of(vec![role], None, None);
        today(&office(), &db, Acting { user: Some(UserId(7)), now: now(), rights: &rights }).expect("read")
    };
    let admin = of_role(Role::Administrator);
    let upkeep = admin.upkeep.expect("accounts are the administrator's");
    assert_eq!((upkeep.last_backup, upkeep.is_backup_late), (None, true));
    assert_eq!((upkeep.without_second_factor, upkeep.never_signed_in), (7, 0));
    assert_eq!((admin.people, admin.work.len(), admin.schemes.len()), (None, 0, 0));
    assert_eq!(of_role(Role::Accountant).upkeep, None);
}
