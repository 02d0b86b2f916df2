//! Who may sign in, and how the first person does.

use std::collections::HashMap;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::kernel::{Moment, UnitId, UserId};
use rand::RngExt;
use serde_json::json;
use store::throttle::{self, Throttle};
use store::users::{self, User};
use store::{Db, Tx, ids};

use crate::access::{Act, Rights, Role};
use crate::{Acting, Office, OfficeError, Refusal, profile};

/// The shortest password an office may choose.
pub const PASSWORD_MIN: usize = 10;
/// After so many failures in a row a login waits, twice as long each time.
const FREE_FAILURES: i64 = 5;
const FIRST_WAIT_SECONDS: i64 = 30;
const LONGEST_DOUBLING: i64 = 7;
/// Without letters and digits that look alike, since people type it from paper.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
const ONE_TIME_LENGTH: usize = 16;

/// A person to be signed up.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub login: String,
    pub full_name: String,
    /// Keys of roles, with spaces between.
    pub role: String,
    /// The area they answer for; `None` for the whole office.
    pub unit: Option<UnitId>,
    /// The schemes of their fields, with spaces between; `None` for all.
    pub schemes: Option<String>,
    pub password: String,
    pub chosen_by: ChosenBy,
}

/// A password somebody else chose holds only until its owner chooses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenBy {
    Themselves,
    SomebodyElse,
}

/// Somebody who works here, with what they may do now.
#[derive(Debug, Clone)]
pub struct Insider {
    pub who: SignedIn,
    pub rights: Arc<Rights>,
    /// The password must be changed before anything else.
    pub must_change: bool,
    /// The name of the office.
    pub office: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub user: UserId,
    pub full_name: String,
    pub role: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    #[error("tên đăng nhập hoặc mật khẩu không đúng")]
    WrongPassword,
    #[error("đăng nhập sai nhiều lần; hãy thử lại sau {seconds} giây")]
    Wait { seconds: i64 },
}

/// A password for one person to start with, drawn by the caller's chance.
pub fn one_time_password(chance: &mut impl rand::Rng) -> String {
    (0..ONE_TIME_LENGTH).map(|_| char::from(ALPHABET[chance.random_range(0..ALPHABET.len())])).collect()
}

/// Signs somebody up; refused for a role, a unit or a scheme that does not exist.
pub fn add(office: &Office, db: &Db, acting: Acting, new: &NewUser) -> Result<UserId, OfficeError> {
    acting.need(Act::UserManage)?;
    check_duties(office, &new.role, new.unit.as_ref(), new.schemes.as_deref())?;
    if new.password.chars().count() < PASSWORD_MIN {
        return Err(Refusal::PasswordTooShort(PASSWORD_MIN).into());
    }
    let hash = hashed(&new.password);
    db.write(|tx| {
        if users::find_by_login(tx, &new.login)?.is_some() {
            return Err(Refusal::LoginTaken.into());
        }
        let id = UserId(ids::take(tx, ids::USER, 1)?);
        users::add(
            tx,
            &User {
                id,
                login: new.login.clone(),
                full_name: new.full_name.clone(),
                role: new.role.clone(),
                unit: new.unit.clone(),
                schemes: new.schemes.clone(),
                password_hash: hash.clone(),
                must_change: new.chosen_by == ChosenBy::SomebodyElse,
                totp_secret: None,
                totp_step: 0,
                created_at: acting.now,
                disabled_at: None,
            },
        )?;
        acting.note(tx, "user.add", &format!("user:{id}"), json!({ "role": new.role }))?;
        Ok(id)
    })
}

pub(crate) fn check_duties(
    office: &Office,
    roles: &str,
    unit: Option<&UnitId>,
    schemes: Option<&str>,
) -> Result<(), Refusal> {
    let mut keys = roles.split_whitespace().peekable();
    if keys.peek().is_none() {
        return Err(Refusal::NoSuchRole(String::new()));
    }
    if let Some(unknown) = keys.find(|key| Role::of_key(key).is_none()) {
        return Err(Refusal::NoSuchRole(unknown.to_owned()));
    }
    if let Some(unit) = unit.filter(|unit| office.units.find(unit).is_none()) {
        return Err(Refusal::NoSuchUnit(unit.to_string()));
    }
    let known = |key: &str| office.law.benefits.iter().any(|benefit| benefit.scheme == key);
    match schemes.unwrap_or_default().split_whitespace().find(|key| !known(key)) {
        Some(unknown) => Err(Refusal::NoSuchScheme(unknown.to_owned())),
        None => Ok(()),
    }
}

/// A new password for somebody who forgot theirs; waiting after wrong passwords ends with it.
pub fn set_password(
    db: &Db,
    acting: Acting,
    login: &str,
    password: &str,
    chosen_by: ChosenBy,
) -> Result<(), OfficeError> {
    acting.need(Act::UserManage)?;
    if password.chars().count() < PASSWORD_MIN {
        return Err(Refusal::PasswordTooShort(PASSWORD_MIN).into());
    }
    let hash = hashed(password);
    db.write(|tx| {
        let user = need(tx, login)?;
        users::set_password(tx, user.id, &hash, chosen_by == ChosenBy::SomebodyElse)?;
        throttle::delete(tx, &throttle_key(login))?;
        acting.note(tx, "user.password", &format!("user:{}", user.id), json!({}))?;
        Ok(())
    })
}

/// Somebody who no longer works here; what they did stays under their name.
pub fn disable(db: &Db, acting: Acting, login: &str) -> Result<(), OfficeError> {
    acting.need(Act::UserManage)?;
    db.write(|tx| {
        let user = need(tx, login)?;
        users::set_disabled(tx, user.id, Some(acting.now))?;
        acting.note(tx, "user.disable", &format!("user:{}", user.id), json!({}))?;
        Ok(())
    })
}

fn need(tx: &mut Tx<'_>, login: &str) -> Result<User, OfficeError> {
    Ok(users::find_by_login(tx, login)?.ok_or_else(|| Refusal::NoSuchUser(login.to_owned()))?)
}

fn throttle_key(login: &str) -> String {
    format!("login:{login}")
}

pub fn count(db: &Db) -> Result<i64, OfficeError> {
    db.read(|tx| Ok(users::count(tx)?))
}

/// Who somebody is and what they may do, as their account says at this moment; `None` once the account is shut.
pub fn enter(office: &Office, db: &Db, id: UserId, now: Moment) -> Result<Option<Insider>, OfficeError> {
    db.read(|tx| {
        let Some(user) = users::find(tx, id)?.filter(|user| user.disabled_at.is_none()) else { return Ok(None) };
        let profile = profile::find_in(tx, now)?;
        let name = profile.map(|profile| office.units.name(&profile.unit).to_owned());
        Ok(Some(Insider {
            rights: Arc::new(Rights::of_user(office, tx, &user, now)?),
            must_change: user.must_change,
            who: signed_in(user),
            office: name.unwrap_or_default(),
        }))
    })
}

/// The names of everybody who ever worked here: what they did stays under their name.
pub fn names(db: &Db) -> Result<HashMap<UserId, String>, OfficeError> {
    let all = db.read(users::list)?;
    Ok(all.into_iter().map(|user| (user.id, user.full_name)).collect())
}

pub fn find_by_login(db: &Db, login: &str) -> Result<Option<SignedIn>, OfficeError> {
    db.read(|tx| Ok(users::find_by_login(tx, login)?.map(signed_in)))
}

/// The first active person of a role.
pub fn find_by_role(db: &Db, role: &str) -> Result<Option<SignedIn>, OfficeError> {
    let all = db.read(users::list)?;
    Ok(all
        .into_iter()
        .filter(|user| user.disabled_at.is_none())
        .find(|user| user.role.split_whitespace().any(|one| one == role))
        .map(signed_in))
}

/// Checks a password. Failures are counted in the records, so a restart does not forget them.
pub fn sign_in(
    db: &Db,
    login: &str,
    password: &str,
    now: Moment,
) -> Result<Result<SignedIn, SignInRefusal>, OfficeError> {
    let key = throttle_key(login);
    let (user, failures) = db.read(|tx| {
        let user = users::find_by_login(tx, login)?.filter(|user| user.disabled_at.is_none());
        Ok::<_, OfficeError>((user, throttle::find(tx, &key)?))
    })?;
    if let Some(seconds) = failures.and_then(|failures| wait(failures, now)) {
        return Ok(Err(SignInRefusal::Wait { seconds }));
    }
    // An unknown login costs as much time as a known one, so that the answer does not tell them apart.
    let hash = user.as_ref().map_or_else(|| hashed(""), |user| user.password_hash.clone());
    let is_right = PasswordHash::new(&hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    match user.filter(|_| is_right) {
        Some(user) => {
            db.write(|tx| throttle::delete(tx, &key))?;
            Ok(Ok(signed_in(user)))
        }
        None => {
            db.write(|tx| count_failure(tx, &key, now))?;
            Ok(Err(SignInRefusal::WrongPassword))
        }
    }
}

fn count_failure(tx: &mut Tx<'_>, key: &str, now: Moment) -> Result<(), OfficeError> {
    let failures = throttle::find(tx, key)?.map_or(0, |throttle| throttle.failures) + 1;
    Ok(throttle::set(tx, key, Throttle { failures, last_failed_at: now })?)
}

fn wait(throttle: Throttle, now: Moment) -> Option<i64> {
    let over = throttle.failures - FREE_FAILURES;
    if over < 0 {
        return None;
    }
    let seconds = FIRST_WAIT_SECONDS << over.min(LONGEST_DOUBLING);
    (now < throttle.last_failed_at.add_seconds(seconds)).then_some(seconds)
}

fn signed_in(user: User) -> SignedIn {
    SignedIn { user: user.id, full_name: user.full_name, role: user.role }
}

fn hashed(password: &str) -> String {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.expect("argon2 with its default parameters takes any password").to_string()
}
