use domain::entitlement::BenefitIndex;
use domain::kernel::{Dong, MonthSpan, PersonId, RecoveryId, RunId};
use domain::payment::{DebtKind, EntryKind, LineKind, PayerAnswer, Stage};

use crate::ledger::{self, BookedAsk, NewEntry, PersonRange};
use crate::recoveries::{self, NewDebtEntry, Recovery, Which};
use crate::runs::{
    self, Confirmation, CountBy, LineFilter, Reconciliation, RunFilter, RunTotals, confirmations, lines,
};
use crate::testing::each_database;
use crate::verify::{self, Finding};
use crate::{Db, StoreError};

use super::sample::{by, day, draft, line, moment, month, on, unit};

const RUN: RunId = RunId(1);
const BENEFIT: &str = "btxh.hang_thang";

fn index(key: &str) -> Option<BenefitIndex> {
    (key == BENEFIT).then_some(BenefitIndex(3))
}

/// An approved roll: two people paid, one of them with arrears, a third over-paid in an earlier month.
fn approved(db: &Db) {
    db.write(|tx| {
        let mut stored = draft(1, "2021-01");
        runs::add(tx, &stored)?;
        let rows = [
            line(1, LineKind::Regular, "2021-01", 500),
            line(1, LineKind::Arrears, "2020-12", 200),
            line(2, LineKind::Regular, "2021-01", 300),
            line(3, LineKind::OverPayment, "2020-11", 400),
        ];
        lines::add_lines(tx, RUN, rows.into_iter())?;
        let totals = lines::paid_totals(tx, RUN)?;
        assert_eq!(totals, RunTotals { people: 2, total: Dong(1_000) });
        runs::set_totals(tx, RUN, totals)?;
        stored.run.state =
            stored.run.state.approve(by(2, "2021-01-06"), domain::payment::MakerChecker::TwoPeople).unwrap();
        runs::set_state(tx, RUN, Stage::Draft, &stored.run)?;
        ledger::book_run(tx, RUN, moment("2021-01-06"))?;
        Ok::<(), StoreError>(())
    })
    .unwrap();
}

fn entry(person: i64, kind: EntryKind, paid_for: &str, amount: i64) -> NewEntry {
    NewEntry {
        person: PersonId(person),
        benefit: BENEFIT.to_owned(),
        paid_for: month(paid_for),
        kind,
        amount: Dong(amount),
        run: Some(RUN),
        line_no: Some(1),
        recovery: None,
    }
}

fn debt(kind: DebtKind, amount: i64) -> NewDebtEntry {
    NewDebtEntry {
        person: PersonId(3),
        recovery: RecoveryId(1),
        benefit: BENEFIT.to_owned(),
        paid_for: month("2020-11"),
        kind,
        amount: Dong(amount),
        received_on: (kind == DebtKind::Received).then(|| day("2021-02-02")),
        voucher: None,
    }
}

fn findings(db: &Db) -> Vec<Finding> {
    db.read(verify::findings).unwrap()
}

#[test]
fn a_roll_moves_only_from_the_stage_it_is_in() {
    each_database(|db| {
        approved(db);
        let stored = db.read(|tx| runs::find(tx, RUN)).unwrap().unwrap();
        assert_eq!(stored.run.state.stage(), Stage::Approved);
        assert_eq!(stored.basis.fact_seq, 7);
        let again = db.write(|tx| runs::set_state(tx, RUN, Stage::Draft, &stored.run));
        assert!(matches!(again, Err(StoreError::RowCount { expected: 1, touched: 0, .. })));
        let mut sent = stored.run.clone();
        sent.state = sent.state.send(by(1, "2021-01-07")).unwrap();
        sent.state = sent.state.confirm(by(1, "2021-01-20")).unwrap().close(by(2, "2021-01-31")).unwrap();
        db.write(|tx| runs::set_state(tx, RUN, Stage::Approved, &sent)).unwrap();
        assert_eq!(db.read(|tx| runs::find(tx, RUN)).unwrap().unwrap().run, sent);
    });
}

#[test]
fn rolls_are_listed_by_scheme_month_unit_and_stage() {
    each_database(|db| {
        approved(db);
        db.write(|tx| runs::add(tx, &draft(2, "2021-02"))).unwrap();
        let listed = |filter: RunFilter<'_>| {
            let runs = db.read(|tx| runs::list(tx, &filter)).unwrap();
            runs.iter().map(|stored| stored.run.id.0).collect::<Vec<_>>()
        };
        assert_eq!(listed(RunFilter::default()), [2, 1]);
        let february = Some(MonthSpan::new(month("2021-02"), month("2021-03")));
        assert_eq!(listed(RunFilter { scheme: Some("btxh"), months: february, ..RunFilter::default() }), [2]);
        assert_eq!(listed(RunFilter { stages: Some(&[Stage::Approved]), ..RunFilter::default() }), [1]);
        assert_eq!(listed(RunFilter { units: Some(&[unit("9@2021")]), ..RunFilter::default() }), [0_i64; 0]);
        assert_eq!(listed(RunFilter { units: Some(&[]), ..RunFilter::default() }), [0_i64; 0]);
        let next = db.read(|tx| runs::next_version(tx, "btxh", month("2021-02"), &unit("333@2021"))).unwrap();
        assert_eq!(next, 2);
    });
}

#[test]
fn lines_are_numbered_by_person_and_read_page_by_page() {
    each_database(|db| {
        approved(db);
        let none = LineFilter::default();
        let first = db.read(|tx| lines::lines(tx, RUN, &none, None, 2)).unwrap();
        assert_eq!(first.iter().map(|l| (l.person.0, l.no)).collect::<Vec<_>>(), [(1, 1), (1, 2)]);
        let next = db.read(|tx| lines::lines(tx, RUN, &none, Some((PersonId(1), 2)), 9)).unwrap();
        assert_eq!(next.iter().map(|l| (l.person.0, l.no)).collect::<Vec<_>>(), [(2, 1), (3, 1)]);
        let over = LineFilter { kinds: Some(&[LineKind::OverPayment]), ..none };
        assert_eq!(db.read(|tx| lines::lines(tx, RUN, &over, None, 9)).unwrap().len(), 1);
        let sums = db.read(|tx| lines::paid_sums(tx, RUN, CountBy::Unit, None)).unwrap();
        let paid = db.read(|tx| lines::paid_totals(tx, RUN)).unwrap();
        assert_eq!(sums.iter().map(|sum| sum.amount).sum::<Dong>(), paid.total);
        assert_eq!(sums.iter().map(|sum| sum.people).sum::<i64>(), paid.people);
        let by_person = db.read(|tx| lines::person_totals(tx, RUN, None)).unwrap();
        assert_eq!(by_person[1], (PersonId(1), LineKind::Arrears, Dong(200)));
        assert_eq!(db.read(|tx| lines::lines_of_person(tx, PersonId(1))).unwrap().len(), 2);
        let mut seen = 0;
        let count = |_| {
            seen += 1;
            Ok(())
        };
        let mut count = count;
        db.read(|tx| lines::each_line(tx, RUN, &none, &mut count)).unwrap();
        assert_eq!(seen, 4);
    });
}

#[test]
fn booking_a_roll_enters_each_line_that_is_money_once() {
    each_database(|db| {
        approved(db);
        let sums = db.read(|tx| ledger::load_sums(tx, PersonRange::all(), moment("2021-01-06"), index)).unwrap();
        let shown: Vec<_> = sums.iter().map(|s| (s.person.0, s.month.to_string(), s.net().0)).collect();
        assert_eq!(
            shown,
            [(1, "2020-12".to_owned(), 200), (1, "2021-01".to_owned(), 500), (2, "2021-01".to_owned(), 300)]
        );
        assert_eq!(sums[0].benefit, BenefitIndex(3));
        let earlier = db.read(|tx| ledger::load_sums(tx, PersonRange::all(), moment("2021-01-05"), index));
        assert!(earlier.unwrap().is_empty());
        let only = PersonRange { after: PersonId(1), last: PersonId(2) };
        assert_eq!(db.read(|tx| ledger::load_sums(tx, only, moment("2021-01-06"), index)).unwrap().len(), 1);
        let unknown = db.read(|tx| ledger::load_sums(tx, only, moment("2021-01-06"), |_| None));
        assert!(matches!(unknown, Err(StoreError::BadRow { column, .. }) if column == "benefit"));
    });
}

#[test]
fn what_comes_back_and_what_is_owed_add_up() {
    each_database(|db| {
        approved(db);
        let recovery = Recovery {
            person: PersonId(3),
            id: RecoveryId(1),
            benefit: BENEFIT.to_owned(),
            opened_at: moment("2021-01-06"),
            run: Some(RUN),
            reason: "báo chết muộn".to_owned(),
        };
        db.write(|tx| {
            let moved = [
                NewEntry { run: None, ..entry(3, EntryKind::Booked, "2020-11", 400) },
                NewEntry { run: None, ..entry(3, EntryKind::ToRecovery, "2020-11", 400) },
                entry(2, EntryKind::Returned, "2021-01", 300),
            ];
            ledger::add_many(tx, &moved, moment("2021-01-07"))?;
            recoveries::open(tx, std::slice::from_ref(&recovery), &[debt(DebtKind::Opened, 400)], moment("2021-01-07"))
        })
        .unwrap();
        db.write(|tx| recoveries::add_debt_entries(tx, &[debt(DebtKind::Received, 150)], moment("2021-02-02")))
            .unwrap();
        assert_eq!(findings(db), []);
        db.read(|tx| {
            let known = moment("2021-02-02");
            let sums = ledger::load_sums(tx, PersonRange::only(PersonId(2)), known, index)?;
            assert_eq!((sums[0].booked, sums[0].returned, sums[0].net()), (Dong(300), Dong(300), Dong::ZERO));
            let debts = ledger::debts(tx, PersonRange::all(), known, index)?;
            assert_eq!((debts[0].person, debts[0].outstanding), (PersonId(3), Dong(250)));
            let open = recoveries::list(tx, Which::Open, known)?;
            assert_eq!((open[0].outstanding(), open[0].received), (Dong(250), Dong(150)));
            assert_eq!(open[0].recovery, recovery);
            assert_eq!(recoveries::list(tx, Which::Open, moment("2021-01-07"))?[0].outstanding(), Dong(400));
            assert_eq!(recoveries::outstanding(tx, PersonId(3), known)?[0].amount, Dong(250));
            assert_eq!(recoveries::entries(tx, PersonId(3), RecoveryId(1), known)?.len(), 2);
            let received = recoveries::received_between(tx, day("2021-02-01"), day("2021-03-01"), known)?;
            assert_eq!(received[0].signed, Dong(-150));
            assert_eq!(ledger::entries_of(tx, PersonId(3), known)?.len(), 2);
            Ok::<(), StoreError>(())
        })
        .unwrap();
        db.write(|tx| recoveries::add_debt_entries(tx, &[debt(DebtKind::Received, 250)], moment("2021-03-02")))
            .unwrap();
        db.read(|tx| {
            assert!(recoveries::list(tx, Which::Open, moment("2021-03-02"))?.is_empty());
            assert_eq!(recoveries::list(tx, Which::All, moment("2021-03-02"))?.len(), 1);
            assert!(ledger::debts(tx, PersonRange::all(), moment("2021-03-02"), index)?.is_empty());
            Ok::<(), StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn a_report_reads_bookings_with_their_roll_and_line() {
    each_database(|db| {
        approved(db);
        db.write(|tx| ledger::add_many(tx, &[entry(2, EntryKind::Returned, "2021-01", 300)], moment("2021-01-25")))
            .unwrap();
        let rows = |from: &str, known: &str| {
            let ask = BookedAsk { months: MonthSpan::since(month(from)), known: moment(known), scheme: Some("btxh") };
            db.read(|tx| ledger::booked_between(tx, &ask)).unwrap()
        };
        let all = rows("2021-01", "2021-01-25");
        assert_eq!(all.iter().map(|row| row.signed.0).collect::<Vec<_>>(), [200, 500, 300, -300]);
        assert_eq!(all[0].line_kind, Some(LineKind::Arrears));
        assert_eq!(all[3].line_kind, Some(LineKind::Regular));
        assert_eq!((all[0].group.as_deref(), all[0].unit.0.as_str()), (Some("K5"), "1@2021"));
        assert_eq!(all[0].run_month, month("2021-01"));
        assert_eq!(rows("2021-01", "2021-01-24").len(), 3);
        assert!(rows("2021-01", "2021-01-05").is_empty());
        assert!(rows("2021-02", "2021-01-25").is_empty());
    });
}

fn answer(person: i64, line_no: i64, answer: PayerAnswer) -> Confirmation {
    Confirmation {
        person: PersonId(person),
        line_no,
        answer,
        reason_kind: None,
        reason: None,
        source: "bưu điện.xlsx:2".to_owned(),
    }
}

#[test]
fn each_line_is_answered_once() {
    each_database(|db| {
        approved(db);
        let unpaid = Confirmation {
            reason_kind: Some("chuyen_di".to_owned()),
            reason: Some("về ở với con".to_owned()),
            ..answer(2, 1, PayerAnswer::Unpaid)
        };
        let answers = [answer(1, 1, PayerAnswer::Paid), answer(1, 2, PayerAnswer::Paid), unpaid];
        db.write(|tx| confirmations::add_many(tx, RUN, &answers, on("2021-01-20"))).unwrap();
        let twice = db.write(|tx| confirmations::add_many(tx, RUN, &answers[..1], on("2021-01-21")));
        assert!(twice.is_err());
        let counts = db.read(|tx| confirmations::count(tx, RUN, None)).unwrap();
        let shown: Vec<_> = counts.iter().map(|c| (c.answer, c.people, c.lines, c.amount.0)).collect();
        assert_eq!(shown, [(PayerAnswer::Paid, 1, 2, 700), (PayerAnswer::Unpaid, 1, 1, 300)]);
        let page = db.read(|tx| confirmations::list(tx, RUN, Some((PersonId(1), 1)), 5)).unwrap();
        assert_eq!(page, answers[1..]);
        let own = db.read(|tx| confirmations::list_of_person(tx, RUN, PersonId(2))).unwrap();
        assert_eq!(own, answers[2..]);
        let mut all = Vec::new();
        db.read(|tx| {
            all.clear();
            confirmations::each(tx, RUN, |person, no, answer| {
                all.push((person.0, no, answer));
                Ok(())
            })
        })
        .unwrap();
        assert_eq!(all, [(1, 1, PayerAnswer::Paid), (1, 2, PayerAnswer::Paid), (2, 1, PayerAnswer::Unpaid)]);
    });
}

#[test]
fn money_that_came_back_is_listed_by_its_reason() {
    each_database(|db| {
        approved(db);
        let unpaid = |person, line_no, kind: Option<&str>| Confirmation {
            reason_kind: kind.map(str::to_owned),
            ..answer(person, line_no, PayerAnswer::Unpaid)
        };
        let answers = [unpaid(1, 1, None), unpaid(1, 2, Some("vang")), unpaid(2, 1, Some("chet"))];
        db.write(|tx| confirmations::add_many(tx, RUN, &answers, on("2021-01-20"))).unwrap();
        let counts = db.read(|tx| confirmations::count_reasons(tx, RUN, None)).unwrap();
        let shown: Vec<_> = counts.iter().map(|c| (c.reason_kind.as_deref(), c.people, c.lines, c.amount.0)).collect();
        assert_eq!(shown, [(Some("chet"), 1, 1, 300), (Some("vang"), 1, 1, 200), (None, 1, 1, 500)]);
        let lines = db.read(|tx| confirmations::unpaid(tx, RUN, None)).unwrap();
        let shown: Vec<_> = lines.iter().map(|l| (l.person.0, l.amount.0, l.reason_kind.as_deref())).collect();
        assert_eq!(shown, [(1, 500, None), (1, 200, Some("vang")), (2, 300, Some("chet"))]);
    });
}

#[test]
fn what_others_say_of_a_roll_keeps_its_past() {
    each_database(|db| {
        approved(db);
        let known = |text: &str| db.read(|tx| runs::reconciliation(tx, RUN, moment(text))).unwrap();
        db.write(|tx| runs::set_drawn(tx, RUN, Some(Dong(1_000)), on("2021-01-07"))).unwrap();
        db.write(|tx| {
            runs::set_drawn(tx, RUN, Some(Dong(900)), on("2021-01-20"))?;
            runs::set_payer_total(tx, RUN, Some(Dong::ZERO), on("2021-01-20"))
        })
        .unwrap();
        db.write(|tx| runs::set_drawn(tx, RUN, None, on("2021-01-25"))).unwrap();
        assert_eq!(known("2021-01-06"), Reconciliation::default());
        assert_eq!(known("2021-01-07"), Reconciliation { drawn: Some(Dong(1_000)), payer_total: None });
        assert_eq!(known("2021-01-20"), Reconciliation { drawn: Some(Dong(900)), payer_total: Some(Dong::ZERO) });
        assert_eq!(known("2021-01-25"), Reconciliation { drawn: None, payer_total: Some(Dong::ZERO) });
        assert_eq!(findings(db), []);
        let nowhere = db.write(|tx| runs::set_drawn(tx, RunId(9), Some(Dong(1)), on("2021-01-26")));
        assert!(matches!(nowhere, Err(StoreError::RowCount { expected: 1, touched: 0, .. })));
        assert!(db.write(|tx| runs::set_payer_total(tx, RUN, Some(Dong(-1)), on("2021-01-26"))).is_err());
    });
}

#[test]
fn an_amount_of_the_wrong_sign_never_enters_the_books() {
    each_database(|db| {
        let wrong =
            db.write(|tx| ledger::add_many(tx, &[entry(1, EntryKind::Booked, "2021-01", -5)], moment("2021-01-07")));
        assert!(wrong.is_err());
        let wrong =
            db.write(|tx| recoveries::add_debt_entries(tx, &[debt(DebtKind::Received, 0)], moment("2021-01-07")));
        assert!(wrong.is_err());
    });
}

#[test]
fn every_broken_balance_is_found() {
    each_database(|db| {
        approved(db);
        assert_eq!(findings(db), []);
        let mut confirmed = db.read(|tx| runs::find(tx, RUN)).unwrap().unwrap().run;
        confirmed.state = confirmed.state.send(by(1, "2021-01-07")).unwrap().confirm(by(1, "2021-01-20")).unwrap();
        db.write(|tx| {
            runs::add(tx, &draft(2, "2021-02"))?;
            runs::set_state(tx, RUN, Stage::Approved, &confirmed)?;
            runs::set_totals(tx, RUN, RunTotals { people: 2, total: Dong(999) })?;
            let booked = NewEntry { run: Some(RunId(2)), ..entry(2, EntryKind::Booked, "2021-02", 7) };
            ledger::add_many(tx, &[booked, entry(1, EntryKind::Booked, "2021-01", 1)], moment("2021-01-07"))?;
            recoveries::add_debt_entries(
                tx,
                &[debt(DebtKind::Opened, 5), debt(DebtKind::Received, 9)],
                moment("2021-01-07"),
            )?;
            confirmations::add_many(
                tx,
                RUN,
                &[answer(1, 1, PayerAnswer::Paid), answer(3, 1, PayerAnswer::Paid)],
                on("2021-01-20"),
            )
        })
        .unwrap();
        let expected = [
            Finding::TotalDiffers { run: RUN, total: Dong(999), lines: Dong(1_000) },
            Finding::BookedDiffers { run: RUN, lines: Dong(1_000), booked: Dong(1_001) },
            Finding::BookedTooEarly { run: RunId(2), booked: Dong(7) },
            Finding::RecoveryDiffers {
                person: PersonId(3),
                benefit: BENEFIT.to_owned(),
                month: month("2020-11"),
                moved: Dong::ZERO,
                opened: Dong(5),
            },
            Finding::NegativeDebt {
                person: PersonId(3),
                recovery: RecoveryId(1),
                month: month("2020-11"),
                outstanding: Dong(-4),
            },
            Finding::Unanswered { run: RUN, lines: 2 },
            Finding::AnswerWithoutLine { run: RUN, answers: 1 },
        ];
        assert_eq!(findings(db), expected);
    });
}

#[test]
fn two_truths_about_one_person_are_found() {
    each_database(|db| {
        db.write(|tx| {
            super::sample::add_resident(tx, 8, "Lê Thị Hoa", "1@2021")?;
            tx.execute(
                "insert into person (person_id, version_no, name, name_key, sort_key, birth, source, recorded_at)
                 select person_id, 2, name, name_key, sort_key, birth, source, recorded_at from person",
                &[],
            )
        })
        .unwrap();
        assert_eq!(findings(db), [Finding::ManyTruths { table: "person", row: "8".to_owned(), versions: 2 }]);
    });
}
