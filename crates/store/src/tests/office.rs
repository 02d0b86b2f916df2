use domain::kernel::{PersonId, UnitId, UserId};

use crate::imports::ImportFile;
use crate::sessions::Session;
use crate::testing::each_database;
use crate::throttle::Throttle;
use crate::users::{Duties, User};
use crate::{StoreError, imports, recovery_codes, sessions, throttle, users, views};

use super::sample::{import_file, moment};

fn user(id: i64, login: &str) -> User {
    User {
        id: UserId(id),
        login: login.to_owned(),
        full_name: "Lê Thị Hoa".to_owned(),
        role: "can_bo".to_owned(),
        unit: None,
        schemes: None,
        password_hash: "hash".to_owned(),
        must_change: true,
        totp_secret: None,
        totp_step: 0,
        created_at: moment("2021-01-01"),
        disabled_at: None,
    }
}

#[test]
fn no_code_of_the_second_factor_is_good_twice() {
    each_database(|db| {
        db.write(|tx| {
            users::add(tx, &user(1, "hoa"))?;
            users::set_totp_secret(tx, UserId(1), Some("JBSWY3DP"))
        })
        .unwrap();
        let used = |step| db.write(|tx| users::use_totp_step(tx, UserId(1), step)).unwrap();
        assert!(used(70) && !used(70) && !used(69) && used(71));
        let found = db.read(|tx| users::find(tx, UserId(1))).unwrap().unwrap();
        assert_eq!((found.totp_secret.as_deref(), found.totp_step), (Some("JBSWY3DP"), 71));
    });
}

#[test]
fn looks_at_a_record_are_counted_by_user_and_day() {
    each_database(|db| {
        let look = |user, what: &str, at: &str| {
            db.write(|tx| views::add(tx, PersonId(5), UserId(user), what, moment(at))).unwrap();
        };
        look(1, "card", "2021-01-04");
        look(1, "card", "2021-01-04");
        look(1, "numbers", "2021-01-04");
        look(2, "card", "2021-01-05");
        let seen = db.read(|tx| views::list_of_person(tx, PersonId(5), 10)).unwrap();
        let brief: Vec<_> = seen.iter().map(|one| (one.user.0, one.what.as_str(), one.times)).collect();
        assert_eq!(brief, [(2, "card", 1), (1, "card", 2), (1, "numbers", 1)]);
        assert_eq!(db.read(|tx| views::list_of_person(tx, PersonId(6), 10)).unwrap(), []);
        let from = moment("2021-01-01").day();
        let months = db.read(|tx| views::by_month(tx, from)).unwrap();
        let brief: Vec<_> = months.iter().map(|one| (one.user.0, one.what.as_str(), one.people, one.times)).collect();
        assert_eq!(brief, [(1, "card", 1, 2), (1, "numbers", 1, 1), (2, "card", 1, 1)]);
    });
}

#[test]
fn a_login_belongs_to_one_account() {
    each_database(|db| {
        let duties = Duties {
            full_name: "Lê Thị Hòa".to_owned(),
            role: "lanh_dao thanh_tra".to_owned(),
            unit: Some(UnitId("33-x".to_owned())),
            schemes: Some("btxh".to_owned()),
        };
        db.write(|tx| users::add(tx, &user(1, "hoa"))).unwrap();
        assert!(db.write(|tx| users::add(tx, &user(2, "hoa"))).is_err());
        db.write(|tx| {
            users::set_password(tx, UserId(1), "new", false)?;
            users::set_duties(tx, UserId(1), &duties)?;
            users::set_disabled(tx, UserId(1), Some(moment("2021-02-01")))
        })
        .unwrap();
        let found = db.read(|tx| users::find_by_login(tx, "hoa")).unwrap().unwrap();
        assert_eq!((found.password_hash.as_str(), found.must_change), ("new", false));
        let kept = (found.full_name.clone(), found.role.clone(), found.unit.clone(), found.schemes.clone());
        assert_eq!(kept, (duties.full_name.clone(), duties.role.clone(), duties.unit.clone(), duties.schemes.clone()));
        assert_eq!(found.disabled_at, Some(moment("2021-02-01")));
        assert_eq!(db.read(users::list).unwrap(), std::slice::from_ref(&found));
        assert_eq!(db.read(|tx| users::find(tx, UserId(1))).unwrap(), Some(found));
        assert_eq!(db.read(users::count).unwrap(), 1);
        assert!(db.write(|tx| users::set_duties(tx, UserId(9), &duties)).is_err());
    });
}

#[test]
fn sessions_come_and_go() {
    each_database(|db| {
        let session = |data: &str, expires_at| Session {
            id: "s".to_owned(),
            data: data.to_owned(),
            expires_at,
            user: Some(UserId(1)),
        };
        db.write(|tx| {
            assert!(sessions::add(tx, &session("a", 10))?);
            assert!(!sessions::add(tx, &session("b", 10))?);
            sessions::set(tx, &session("c", 20))?;
            assert_eq!(sessions::find(tx, "s")?, Some(session("c", 20)));
            assert_eq!(sessions::delete_expired(tx, 19)?, 0);
            assert_eq!(sessions::delete_expired(tx, 20)?, 1);
            sessions::delete(tx, "s")?;
            sessions::set(tx, &session("d", 20))?;
            assert_eq!(sessions::find(tx, "s")?, None);
            Ok::<(), StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn the_sessions_of_one_user_end_together_but_for_the_one_kept() {
    each_database(|db| {
        let session = |id: &str, user| Session { id: id.to_owned(), data: String::new(), expires_at: 9, user };
        db.write(|tx| {
            for (id, user) in [("a", Some(1)), ("b", Some(1)), ("c", Some(2)), ("d", None)] {
                assert!(sessions::add(tx, &session(id, user.map(UserId)))?);
            }
            assert_eq!(sessions::delete_of_user(tx, UserId(1), Some("b"))?, 1);
            assert_eq!(sessions::list_of_user(tx, UserId(1))?, [session("b", Some(UserId(1)))]);
            assert_eq!(sessions::delete_of_user(tx, UserId(1), None)?, 1);
            assert!(sessions::find(tx, "c")?.is_some() && sessions::find(tx, "d")?.is_some());
            Ok::<(), StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn a_recovery_code_is_good_once() {
    each_database(|db| {
        let at = moment("2021-01-04");
        db.write(|tx| {
            recovery_codes::replace(tx, UserId(1), &["x".to_owned(), "y".to_owned()])?;
            recovery_codes::replace(tx, UserId(2), &["x".to_owned()])?;
            assert!(recovery_codes::use_up(tx, UserId(1), "x", at)?);
            assert!(!recovery_codes::use_up(tx, UserId(1), "x", at)?);
            assert!(!recovery_codes::use_up(tx, UserId(1), "z", at)?);
            assert_eq!(recovery_codes::count_left(tx, UserId(1))?, 1);
            recovery_codes::replace(tx, UserId(1), &[])?;
            assert_eq!(recovery_codes::count_left(tx, UserId(1))?, 0);
            assert_eq!(recovery_codes::count_left(tx, UserId(2))?, 1);
            Ok::<(), StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn failures_are_counted_by_key_and_files_by_content() {
    each_database(|db| {
        let failed = |failures| Throttle { failures, last_failed_at: moment("2021-01-01") };
        let (file, later) = (import_file(1), ImportFile { sha256: "cd".to_owned(), ..import_file(2) });
        db.write(|tx| {
            throttle::set(tx, "hoa", failed(1))?;
            throttle::set(tx, "hoa", failed(2))?;
            assert_eq!(throttle::find(tx, "hoa")?, Some(failed(2)));
            throttle::delete(tx, "hoa")?;
            assert_eq!(throttle::find(tx, "hoa")?, None);
            imports::add(tx, &file)?;
            assert_eq!(imports::list_by_sha256(tx, "ab")?, std::slice::from_ref(&file));
            imports::add(tx, &later)?;
            assert_eq!(imports::list(tx)?, [file.clone(), later.clone()]);
            assert_eq!(imports::recent(tx, 1)?, std::slice::from_ref(&later));
            assert_eq!(imports::recent(tx, 9)?, [later.clone(), file.clone()]);
            Ok::<(), StoreError>(())
        })
        .unwrap();
    });
}
