//! Accounts are kept safe: guessing is slow, codes are good once, the last administrator stays, what somebody may do
//! changes at once; copies, units, the journal and personal data as an administrator and an inspector see them.

use domain::kernel::{Day, Moment, PersonId, UserId};
use office::access::{Act, Rights};
use office::account::{self, SecondFactor};
use office::security::{self, SecondFactorFor, Security};
use office::users::{self, Attempt, ChosenBy, Duties, NewUser, SignInRefusal};
use office::{Acting, Db, Location, OfficeError, Refusal, privacy, read, sessions, units, upkeep};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::world::{demo_copy, office};

const PASSWORD: &str = "chim sẻ hót sớm mai";
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn start() -> Moment {
    "2021-04-28T01:00:00Z".parse().expect("a moment")
}

fn empty() -> Db {
    Db::open(&Location::Memory).expect("a database in memory")
}

fn add(db: &Db, login: &str, role: &str) -> UserId {
    let new = NewUser {
        login: login.to_owned(),
        full_name: "Lê Thị Hiền".to_owned(),
        role: role.to_owned(),
        unit: None,
        schemes: None,
        password: PASSWORD.to_owned(),
        chosen_by: ChosenBy::SomebodyElse,
    };
    users::add(&office(), db, Acting::holder(None, start()), &new).expect("signed up")
}

fn sign_in(db: &Db, login: &str, password: &str, address: &str, now: Moment) -> Result<bool, SignInRefusal> {
    let attempt = Attempt { login, password, address: Some(address) };
    users::sign_in(db, attempt, now).expect("the records are read").map(|right| right.needs_code)
}

fn own(user: UserId, rights: &Rights, now: Moment) -> Acting<'_> {
    Acting { user: Some(user), now, rights }
}

fn rights_of(db: &Db, user: UserId, now: Moment) -> std::sync::Arc<Rights> {
    users::enter(&office(), db, user, now).expect("read").expect("the account is open").rights
}

fn refusal<T: std::fmt::Debug>(done: Result<T, OfficeError>) -> Refusal {
    match done {
        Err(OfficeError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn add_session(db: &Db, id: &str, user: UserId) {
    let session = sessions::Session { id: id.to_owned(), data: "{}".to_owned(), expires_at: 9, user: Some(user) };
    assert!(sessions::add(db, &session).expect("added"));
}

fn has_session(db: &Db, id: &str) -> bool {
    sessions::find(db, id).expect("read").is_some()
}

#[test]
fn guessing_one_login_waits_and_so_does_an_address_that_guesses_many() {
    let db = empty();
    add(&db, "hien", "chuyen_vien");
    for _ in 0..5 {
        assert_eq!(sign_in(&db, "hien", "sai", "192.0.2.1", start()), Err(SignInRefusal::WrongPassword));
    }
    let waits = sign_in(&db, "hien", PASSWORD, "192.0.2.2", start());
    assert_eq!(waits, Err(SignInRefusal::Wait { seconds: 30 }));
    assert_eq!(sign_in(&db, "hien", PASSWORD, "192.0.2.2", start().add_seconds(31)), Ok(false));

    for guess in 5..25 {
        let login = format!("khong-co-{guess}");
        assert_eq!(sign_in(&db, &login, "sai", "192.0.2.1", start()), Err(SignInRefusal::WrongPassword));
    }
    let other = sign_in(&db, "hien", PASSWORD, "192.0.2.1", start());
    assert!(matches!(other, Err(SignInRefusal::Wait { .. })), "{other:?}");
    assert_eq!(sign_in(&db, "hien", PASSWORD, "192.0.2.9", start()), Ok(false));
    let rested = start().add_seconds(3601);
    assert_eq!(sign_in(&db, "hien", PASSWORD, "192.0.2.1", rested), Ok(false));
    let forgotten = users::forget_old_failures(&db, start().add_seconds(31 * 86_400)).expect("swept");
    assert_eq!(forgotten, 21);
}

#[test]
fn a_password_given_by_somebody_else_must_be_changed_and_other_sessions_end() {
    let db = empty();
    let user = add(&db, "hien", "chuyen_vien");
    let enter = || users::enter(&office(), &db, user, start()).expect("read").expect("open");
    assert!(enter().must_change);
    let rights = enter().rights;
    let mine = own(user, &rights, start());
    add_session(&db, "here", user);
    add_session(&db, "there", user);
    let change = |old: &str, new: &str| account::change_password(&db, mine, old, new, Some("here"));
    assert_eq!(refusal(change("sai", "lúa chín vàng đồng")), Refusal::PasswordWrong);
    assert_eq!(refusal(change(PASSWORD, PASSWORD)), Refusal::PasswordSame);
    assert_eq!(refusal(change(PASSWORD, "lethihien1")), Refusal::PasswordIsName);
    assert!(has_session(&db, "there"));
    change(PASSWORD, "lúa chín vàng đồng").expect("changed");
    assert!(!enter().must_change);
    assert!(has_session(&db, "here") && !has_session(&db, "there"));
    assert_eq!(sign_in(&db, "hien", "lúa chín vàng đồng", "192.0.2.1", start()), Ok(false));
}

#[test]
fn somebody_at_an_open_session_may_not_guess_the_password() {
    let db = empty();
    let user = add(&db, "hien", "chuyen_vien");
    let rights = rights_of(&db, user, start());
    let change = |now| account::change_password(&db, own(user, &rights, now), "sai", "lúa chín vàng", None);
    for _ in 0..5 {
        assert_eq!(refusal(change(start())), Refusal::PasswordWrong);
    }
    assert_eq!(refusal(change(start())), Refusal::TriedTooOften { seconds: 30 });
    assert_eq!(refusal(change(start().add_seconds(31))), Refusal::PasswordWrong);
}

/// The secret of RFC 6238; its codes are checked against the standard beside the function that reads them.
#[test]
fn a_code_or_a_recovery_code_is_good_once() {
    let db = empty();
    let user = add(&db, "hien", "quan_tri");
    let now: Moment = "2009-02-13T23:31:30Z".parse().expect("a moment");
    let rights = rights_of(&db, user, now);
    let mine = own(user, &rights, now);
    let mut chance = ChaCha8Rng::seed_from_u64(6238);
    let wrong = account::turn_on_second_factor(&db, mine, SECRET, "111111", &mut chance);
    assert_eq!(refusal(wrong), Refusal::CodeWrong);
    let codes = account::turn_on_second_factor(&db, mine, SECRET, "005924", &mut chance).expect("turned on");
    assert_eq!(codes.len(), 8);
    assert_eq!(sign_in(&db, "hien", PASSWORD, "192.0.2.1", now), Ok(true));

    let give = |code: &str, now| account::check_code(&db, user, code, now).expect("read");
    assert_eq!(give("005924", now), Err(SignInRefusal::WrongCode), "the code that turned it on is used up");
    assert_eq!(give(&codes[3].to_uppercase(), now), Ok(()));
    assert_eq!(give(&codes[3], now), Err(SignInRefusal::WrongCode));
    assert_eq!(account::mine(&db, mine).expect("read").second_factor, SecondFactor::On { codes_left: 7 });

    for _ in 0..4 {
        assert_eq!(give("000000", now), Err(SignInRefusal::WrongCode));
    }
    assert_eq!(give(&codes[4], now), Err(SignInRefusal::Wait { seconds: 30 }));
    assert_eq!(refusal(account::turn_off_second_factor(&db, mine, "sai")), Refusal::PasswordWrong);
    account::turn_off_second_factor(&db, mine, PASSWORD).expect("turned off");
    assert_eq!(sign_in(&db, "hien", PASSWORD, "192.0.2.1", now), Ok(false));
}

#[test]
fn an_office_may_want_a_second_factor() {
    let db = empty();
    let (administrator, officer) = (add(&db, "truongphong", "quan_tri"), add(&db, "hien", "chuyen_vien"));
    let rights = rights_of(&db, administrator, start());
    let acting = own(administrator, &rights, start());
    let wanted =
        |user| users::enter(&office(), &db, user, start()).expect("read").expect("open").must_set_second_factor;
    let set = |rule, idle| {
        let next = Security { second_factor: rule, idle_minutes: idle, ..Security::default() };
        security::set(&db, acting, next)
    };
    assert!(!wanted(administrator));
    set(SecondFactorFor::Administrators, 45).expect("set");
    assert!(wanted(administrator) && !wanted(officer));
    set(SecondFactorFor::Everybody, 30).expect("set");
    assert!(wanted(administrator) && wanted(officer));
    assert_eq!(refusal(set(SecondFactorFor::Nobody, 1)), Refusal::SessionLimits);
    let kept = security::find(&db, start()).expect("read");
    assert_eq!((kept.idle_minutes, kept.longest_hours, kept.second_factor), (30, 12, SecondFactorFor::Everybody));
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let now: Moment = "2009-02-13T23:31:30Z".parse().expect("a moment");
    let then = own(administrator, &rights, now);
    account::turn_on_second_factor(&db, then, SECRET, "005924", &mut chance).expect("turned on");
    assert!(!wanted(administrator));
    assert_eq!(refusal(account::turn_off_second_factor(&db, acting, PASSWORD)), Refusal::SecondFactorWanted);
    users::drop_second_factor(&db, acting, "truongphong").expect("dropped");
    assert!(wanted(administrator));
}

#[test]
fn the_last_administrator_stays_one() {
    let db = empty();
    let (first, second) = (add(&db, "truongphong", "quan_tri"), add(&db, "hien", "quan_tri chuyen_vien"));
    let rights = rights_of(&db, first, start());
    let acting = own(first, &rights, start());
    let duties =
        |role: &str| Duties {
            full_name: "Lê Thị Hiền".to_owned(), role: role.to_owned(), unit: None, schemes: None
        };
    users::set_duties(&office(), &db, acting, "hien", &duties("chuyen_vien")).expect("another is left");
    assert_eq!(refusal(users::disable(&db, acting, "truongphong")), Refusal::LastAdministrator);
    let stripped = users::set_duties(&office(), &db, acting, "truongphong", &duties("lanh_dao"));
    assert_eq!(refusal(stripped), Refusal::LastAdministrator);
    assert!(rights_of(&db, first, start()).may(Act::UserManage));
    assert!(!rights_of(&db, second, start()).may(Act::UserManage));
    users::set_duties(&office(), &db, acting, "hien", &duties("quan_tri")).expect("made one");
    users::disable(&db, acting, "truongphong").expect("another is left");
}

#[test]
fn duties_hold_at_once_and_whoever_is_disabled_is_out() {
    let db = empty();
    let (administrator, officer) = (add(&db, "truongphong", "quan_tri"), add(&db, "hien", "chuyen_vien"));
    let rights = rights_of(&db, administrator, start());
    let acting = own(administrator, &rights, start());
    let before = users::enter(&office(), &db, officer, start()).expect("read").expect("open");
    assert!(before.rights.may(Act::RollDraft) && !before.rights.may(Act::RollApprove));
    let duties = Duties {
        full_name: "Lê Thị Hiền".to_owned(),
        role: "lanh_dao".to_owned(),
        unit: None,
        schemes: Some("btxh".to_owned()),
    };
    users::set_duties(&office(), &db, acting, "hien", &duties).expect("set");
    let after = users::enter(&office(), &db, officer, start()).expect("read").expect("open");
    assert!(!after.rights.may(Act::RollDraft) && after.rights.may(Act::RollApprove));
    assert_ne!(before.stamp, after.stamp, "a session sees that its rights changed");
    add_session(&db, "hers", officer);
    users::disable(&db, acting, "hien").expect("disabled");
    assert!(!has_session(&db, "hers"));
    assert!(users::enter(&office(), &db, officer, start()).expect("read").is_none());
    assert_eq!(sign_in(&db, "hien", PASSWORD, "192.0.2.1", start()), Err(SignInRefusal::WrongPassword));
    users::enable(&db, acting, "hien").expect("enabled");
    assert_eq!(sign_in(&db, "hien", PASSWORD, "192.0.2.1", start()), Ok(false));
}

#[test]
fn only_an_administrator_manages_and_an_administrator_sees_nobodys_record() {
    let copy = demo_copy();
    let db = copy.open();
    let (administrator, officer) = (add(&db, "truongphong", "quan_tri"), add(&db, "hien.lt", "chuyen_vien"));
    let (theirs, hers) = (rights_of(&db, administrator, start()), rights_of(&db, officer, start()));
    let (acting, plain) = (own(administrator, &theirs, start()), own(officer, &hers, start()));
    let is_not_hers = |refused: Refusal| assert!(matches!(refused, Refusal::NotYours { .. }), "{refused}");
    is_not_hers(refusal(users::list(&db, plain)));
    is_not_hers(refusal(users::disable(&db, plain, "truongphong")));
    is_not_hers(refusal(security::set(&db, plain, Security::default())));
    is_not_hers(refusal(upkeep::make_backup(&db, plain, copy.path())));
    is_not_hers(refusal(read::journal(&db, plain, &read::JournalAsk::default(), None)));
    is_not_hers(refusal(privacy::record_of(&db, acting, PersonId(1))));
    is_not_hers(refusal(privacy::looks_at(&db, acting, PersonId(1))));
}

#[test]
fn a_copy_is_made_listed_checked_and_written_down() {
    let copy = demo_copy();
    let db = copy.open();
    let acting = Acting::holder(None, start());
    assert_eq!(upkeep::backups(acting, copy.path()).expect("listed"), []);
    let made = upkeep::make_backup(&db, acting, copy.path()).expect("made");
    assert_eq!((made.name.as_str(), made.made), ("ansinh-20210428010000.sqlite", Some(start())));
    assert_eq!(upkeep::backups(acting, copy.path()).expect("listed"), std::slice::from_ref(&made));
    assert!(upkeep::verify_backup(acting, copy.path(), &made.name).expect("checked").is_empty());
    for name in ["../ansinh.sqlite", "ansinh-1.sqlite"] {
        assert_eq!(refusal(upkeep::fetch_backup(&db, acting, copy.path(), name)), Refusal::NoSuchBackup);
    }
    assert!(upkeep::fetch_backup(&db, acting, copy.path(), &made.name).expect("found").is_file());
    let ask = read::JournalAsk { act: Some("backup.".to_owned()), ..Default::default() };
    let acts: Vec<String> =
        read::journal(&db, acting, &ask, None).expect("read").entries.into_iter().map(|entry| entry.act).collect();
    assert_eq!(acts, ["Tải bản sao lưu", "Sao lưu"]);
}

#[test]
fn a_change_of_units_moves_nobody_and_every_sum_stays() {
    let copy = demo_copy();
    let db = copy.open();
    let acting = Acting::holder(None, start());
    let before = units::preview(&office(), &db, acting, start().vietnam_day()).expect("counted");
    let merged = units::preview(&office(), &db, acting, Day::new(2025, 7, 1).expect("a day")).expect("counted");
    assert_eq!((before.units.len(), merged.units.len()), (14, 4));
    assert!(before.before.people > 7_000 && before.before.paid.is_positive());
    assert_eq!(before.before, merged.before);
    assert_eq!(merged.before, merged.after);
    assert!(merged.units.iter().all(|unit| unit.unit.is_some()));
}

#[test]
fn every_act_of_the_demo_has_a_name_and_pages_of_the_journal_join() {
    let copy = demo_copy();
    let db = copy.open();
    let acting = Acting::holder(None, start());
    let first = read::journal(&db, acting, &read::JournalAsk::default(), None).expect("read");
    for (key, name) in &first.acts {
        assert_ne!(key, name, "an act without a name");
    }
    let second = read::journal(&db, acting, &read::JournalAsk::default(), first.next).expect("read");
    let last = first.entries.last().expect("entries").seq;
    assert_eq!(second.entries[0].seq, last - 1);
    let day = first.entries[0].at.vietnam_day();
    let ask = read::JournalAsk { from: Some(day), until: Some(day), ..Default::default() };
    let of_day = read::journal(&db, acting, &ask, None).expect("read");
    assert!(!of_day.entries.is_empty() && of_day.entries.iter().all(|entry| entry.at.vietnam_day() == day));
    assert!(read::journal_chain(&db, acting).expect("read").is_ok());
    let csv = read::journal_csv(&db, acting, &ask).expect("written");
    assert!(String::from_utf8(csv).expect("texts").contains("Mã nối"));
}

#[test]
fn a_person_is_given_everything_that_is_kept_of_them() {
    let copy = demo_copy();
    let db = copy.open();
    let user = add(&db, "hien.lt", "chuyen_vien");
    let rights = rights_of(&db, user, start());
    let acting = own(user, &rights, start());
    let record = privacy::record_of(&db, acting, PersonId(1)).expect("gathered");
    let tables: Vec<&str> = record.tables.iter().map(|table| table.table.as_str()).collect();
    for table in ["ledger", "person", "person_paper", "residence", "run_line", "spell"] {
        assert!(tables.contains(&table), "{table}");
    }
    assert!(String::from_utf8(record.json()).expect("text").contains("\"run_line\""));
    assert!(record.workbook().expect("written").starts_with(b"PK"));
    let (name, looks) = privacy::looks_at(&db, acting, PersonId(1)).expect("read");
    assert_eq!(name, record.name);
    assert_eq!(looks.iter().map(|look| look.what.as_str()).collect::<Vec<_>>(), ["Xuất toàn bộ dữ liệu"]);
    let nobody = privacy::record_of(&db, acting, PersonId(999_999));
    assert_eq!(refusal(nobody), Refusal::NoSuchPerson(PersonId(999_999)));
    let ask = read::JournalAsk { act: Some("person.record".to_owned()), ..Default::default() };
    let noted = read::journal(&db, acting_holder(), &ask, None).expect("read");
    assert_eq!(noted.entries.len(), 1);
}

fn acting_holder() -> Acting<'static> {
    Acting::holder(None, start())
}
