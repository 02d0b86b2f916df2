//! Tokens on the demo office: how far one reaches, under whose name it acts, and what the journal says of it.

use std::sync::Arc;

use domain::kernel::{Day, Moment, Month, UnitId, UserId};
use domain::payment::RunRefusal;
use domain::registry::Death;
use office::access::{Act, Rights};
use office::roll::{self, DraftOrder};
use office::tokens::{self, Issued, NewToken, Standing};
use office::{Acting, Db, OfficeError, Refusal, life, profile, read};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use store::journal::{self, JournalFilter};

use crate::world::{demo_copy, office};

const GIVER: UserId = UserId(1);

fn now() -> Moment {
    Moment::new(Day::new(2021, 5, 3).expect("a day"), 2, 0, 0).expect("a moment")
}

fn order(roles: &str, unit: Option<&UnitId>, schemes: Option<&str>) -> NewToken {
    NewToken {
        name: "Phần mềm thử".to_owned(),
        roles: roles.to_owned(),
        unit: unit.cloned(),
        schemes: schemes.map(str::to_owned),
        expires_at: None,
    }
}

fn issue(db: &Db, new: &NewToken) -> Result<Issued, OfficeError> {
    let mut chance = ChaCha8Rng::seed_from_u64(new.roles.len() as u64);
    tokens::issue(&office(), db, Acting::holder(Some(GIVER), now()), new, &mut chance)
}

fn rights(db: &Db, roles: &str, unit: Option<&UnitId>, schemes: Option<&str>) -> Arc<Rights> {
    let secret = issue(db, &order(roles, unit, schemes)).expect("issued").secret;
    tokens::enter(&office(), db, &secret, now()).expect("read").expect("the token holds").rights
}

fn acting(rights: &Rights, minute: i64) -> Acting<'_> {
    Acting { user: Some(GIVER), now: now().add_seconds(minute * 60), rights }
}

fn district(db: &Db) -> UnitId {
    profile::find(db, now()).expect("read").expect("set up").unit
}

#[test]
fn a_token_of_a_commune_sees_its_people_and_nobody_elses() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let communes: Vec<UnitId> =
        house.units.communes_of(&district(&db), now().vietnam_day()).map(|unit| unit.id.clone()).collect();
    let mine = rights(&db, "cong_chuc_xa", Some(&communes[0]), None);
    let holder = Acting::holder(None, now());
    let all = read::search(&house, &db, holder, "nguyen", 10_000).expect("searched");
    let seen = read::search(&house, &db, acting(&mine, 0), "nguyen", 10_000).expect("searched");
    assert!(!seen.is_empty() && seen.len() < all.len());
    assert!(seen.iter().all(|brief| brief.unit.as_ref() == Some(&communes[0])));
    let other = all.iter().find(|brief| brief.unit.as_ref() == Some(&communes[1])).expect("somebody elsewhere").id;
    assert!(read::card(&house, &db, acting(&mine, 0), other).expect("read").is_none());
    let death = Death { died_on: Day::new(2021, 5, 1).expect("a day"), certificate: None };
    let refused = life::report_death(&db, acting(&mine, 0), other, &death);
    assert!(matches!(refused, Err(OfficeError::Refused(Refusal::NoSuchPerson(_)))), "{refused:?}");
    let roll = read::rolls(&db, acting(&mine, 0), &read::RollsAsk::default()).expect("read")[0].run.id;
    let lines =
        read::lines(&house, &db, acting(&mine, 0), roll, &read::LinesAsk::default(), (None, 100_000)).expect("read");
    assert!(!lines.is_empty() && lines.iter().all(|line| line.unit_name == house.units.name(&communes[0])));
}

#[test]
fn a_token_of_a_field_sees_and_answers_no_other_rolls() {
    let copy = demo_copy();
    let db = copy.open();
    let mine = rights(&db, "ke_toan", None, Some("btxh"));
    let rolls = read::rolls(&db, acting(&mine, 0), &read::RollsAsk::default()).expect("read");
    assert!(!rolls.is_empty() && rolls.iter().all(|stored| stored.run.scheme == "btxh"));
    let all = read::rolls(&db, Acting::holder(None, now()), &read::RollsAsk::default()).expect("read");
    let other = all.iter().find(|stored| stored.run.scheme != "btxh").expect("a roll of another field").run.id;
    let is_hidden = |refused: Result<(), OfficeError>| {
        assert!(matches!(refused, Err(OfficeError::Refused(Refusal::NoSuchRun(_)))), "{refused:?}");
    };
    is_hidden(read::roll(&office(), &db, acting(&mine, 0), other).map(drop));
    is_hidden(roll::confirm(&db, acting(&mine, 0), other, &[]).map(drop));
}

#[test]
fn two_tokens_of_one_giver_are_one_person_and_the_journal_names_the_token() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let (makes, checks) = (rights(&db, "chuyen_vien", None, None), rights(&db, "lanh_dao", None, None));
    let month = Month::new(2021, 5).expect("a month");
    let order = DraftOrder { scheme: "btxh".to_owned(), month, months_ahead: 0, unit: None };
    let run = roll::draft(&house, &db, acting(&makes, 1), &order).expect("drafted").run;
    let refused = roll::approve(&house, &db, acting(&checks, 2), run);
    assert!(matches!(refused, Err(OfficeError::Refused(Refusal::Run(RunRefusal::SamePerson)))), "{refused:?}");
    let subject = format!("run:{run}");
    let filter = JournalFilter { subject: Some(&subject), ..Default::default() };
    let noted = db.read(|tx| journal::list(tx, &filter, None, 10)).expect("read");
    assert_eq!(noted.len(), 1);
    assert_eq!((noted[0].user, noted[0].detail["token"].as_i64()), (Some(GIVER), makes.token()));
}

#[test]
fn a_token_opens_nothing_before_it_is_given_rightly_or_after_it_ends() {
    let copy = demo_copy();
    let db = copy.open();
    let house = office();
    let day = 24 * 60 * 60;
    let new = NewToken { expires_at: Some(now().add_seconds(day)), ..order("thanh_tra", None, None) };
    let issued = issue(&db, &new).expect("issued");
    let holds = |secret: &str, at: Moment| tokens::enter(&house, &db, secret, at).expect("read").is_some();
    assert!(holds(&issued.secret, now().add_seconds(day - 1)));
    assert!(!holds(&issued.secret, now().add_seconds(day)));
    assert!(!holds(&issued.secret[1..], now()) && !holds("", now()));
    let shown = tokens::list(&db, Acting::holder(None, now())).expect("listed");
    assert_eq!((shown[0].standing, shown[0].token.last_used_at), (Standing::Valid, Some(now().add_seconds(day - 1))));
    tokens::revoke(&db, Acting::holder(None, now()), issued.id).expect("revoked");
    assert!(!holds(&issued.secret, now()));
    assert!(tokens::revoke(&db, Acting::holder(None, now()), issued.id).is_err());
    for (wrong, why) in [
        (order("", None, None), "no role"),
        (order("giam_doc", None, None), "an unknown role"),
        (order("thanh_tra", Some(&UnitId("0@1".to_owned())), None), "an unknown unit"),
        (order("thanh_tra", None, Some("xyz")), "an unknown field"),
        (NewToken { name: "  ".to_owned(), ..order("thanh_tra", None, None) }, "no name"),
        (NewToken { expires_at: Some(now()), ..order("thanh_tra", None, None) }, "over before it begins"),
    ] {
        assert!(issue(&db, &wrong).is_err(), "{why}");
    }
    let clerk = rights(&db, "chuyen_vien", None, None);
    assert!(!clerk.may(Act::TokenManage) && tokens::list(&db, acting(&clerk, 0)).is_err());
}
