//! Who may sign in, and how the first person does.

use std::collections::HashMap;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::kernel::{Moment, UnitId, UserId};
use rand::RngExt;
use serde_json::json;
use store::sessions::{self, Session};
use store::throttle::{self, Throttle};
use store::users;
use store::{Db, Tx, ids};

use crate::access::{Act, Rights, Role, roles_of};
use crate::security::Security;
use crate::{Acting, Office, OfficeError, Refusal, account, profile, security};

pub use store::users::{Duties, User};

/// The shortest password an office may choose.
pub const PASSWORD_MIN: usize = 10;
/// After so many failures in a row a login waits, twice as long each time.
const FREE_FAILURES: i64 = 5;
const FIRST_WAIT_SECONDS: i64 = 30;
const LONGEST_DOUBLING: i64 = 7;
/// Without letters and digits that look alike, since people type it from paper.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
const ONE_TIME_LENGTH: usize = 16;
const LOGIN_MIN: usize = 3;
const LOGIN_MAX: usize = 30;
/// An office may sit behind one address, so an address is given more tries, and an hour's rest clears it.
const ADDRESS_FREE_FAILURES: i64 = 25;
const ADDRESS_REST_SECONDS: i64 = 60 * 60;
const FAILURES_KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;

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
    /// The office wants a second factor of this account, and it has none yet.
    pub must_set_second_factor: bool,
    /// Changes whenever roles, area or fields do; a session begun with another one takes a new id.
    pub stamp: String,
    pub security: Security,
    /// The name of the office.
    pub office: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub user: UserId,
    pub login: String,
    pub full_name: String,
    pub role: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    #[error("tên đăng nhập hoặc mật khẩu không đúng")]
    WrongPassword,
    #[error("mã xác thực không đúng hoặc đã dùng; hãy nhập mã đang hiện trên điện thoại")]
    WrongCode,
    #[error("đăng nhập sai nhiều lần; hãy thử lại sau {seconds} giây")]
    Wait { seconds: i64 },
}

/// Somebody at the door.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    pub login: &'a str,
    pub password: &'a str,
    /// The address of the network they come from, where one is known.
    pub address: Option<&'a str>,
}

/// Somebody who knows the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordRight {
    pub who: SignedIn,
    /// A code of the second factor is awaited before they are let in.
    pub needs_code: bool,
}

/// A password for one person to start with, drawn by the caller's chance.
pub fn one_time_password(chance: &mut impl rand::Rng) -> String {
    random_text(chance, ONE_TIME_LENGTH)
}

pub(crate) fn random_text(chance: &mut impl rand::Rng, length: usize) -> String {
    (0..length).map(|_| char::from(ALPHABET[chance.random_range(0..ALPHABET.len())])).collect()
}

/// Signs somebody up; refused for a role, a unit or a scheme that does not exist.
pub fn add(office: &Office, db: &Db, acting: Acting, new: &NewUser) -> Result<UserId, OfficeError> {
    acting.need(Act::UserManage)?;
    check_duties(office, &new.role, new.unit.as_ref(), new.schemes.as_deref())?;
    check_names(&new.login, &new.full_name)?;
    account::check_new(&new.login, &new.full_name, &new.password)?;
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
        acting.note(tx, "user.add", &subject(id), json!({ "role": new.role }))?;
        Ok(id)
    })
}

fn check_names(login: &str, full_name: &str) -> Result<(), Refusal> {
    let fits = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '.' | '-' | '_');
    if !(LOGIN_MIN..=LOGIN_MAX).contains(&login.len()) || !login.chars().all(fits) {
        return Err(Refusal::LoginUnreadable);
    }
    if full_name.trim().is_empty() {
        return Err(Refusal::NameMissing);
    }
    Ok(())
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

/// A new password for somebody who forgot theirs. Waiting after wrong passwords ends with it, and so do the sessions.
pub fn set_password(
    db: &Db,
    acting: Acting,
    login: &str,
    password: &str,
    chosen_by: ChosenBy,
) -> Result<(), OfficeError> {
    acting.need(Act::UserManage)?;
    let named = db.read(|tx| need(tx, login))?;
    account::check_new(login, &named.full_name, password)?;
    let hash = hashed(password);
    db.write(|tx| {
        let user = need(tx, login)?;
        users::set_password(tx, user.id, &hash, chosen_by == ChosenBy::SomebodyElse)?;
        throttle::delete(tx, &throttle_key(login))?;
        sessions::delete_of_user(tx, user.id, None)?;
        acting.note(tx, "user.password", &subject(user.id), json!({}))?;
        Ok(())
    })
}

/// Somebody who no longer works here; what they did stays under their name.
pub fn disable(db: &Db, acting: Acting, login: &str) -> Result<(), OfficeError> {
    acting.need(Act::UserManage)?;
    db.write(|tx| {
        let user = need(tx, login)?;
        users::set_disabled(tx, user.id, Some(acting.now))?;
        keep_an_administrator(tx, &user)?;
        sessions::delete_of_user(tx, user.id, None)?;
        acting.note(tx, "user.disable", &subject(user.id), json!({}))?;
        Ok(())
    })
}

/// Somebody who works here again.
pub fn enable(db: &Db, acting: Acting, login: &str) -> Result<(), OfficeError> {
    acting.need(Act::UserManage)?;
    db.write(|tx| {
        let user = need(tx, login)?;
        users::set_disabled(tx, user.id, None)?;
        acting.note(tx, "user.enable", &subject(user.id), json!({}))?;
        Ok(())
    })
}

/// What somebody is called and answers for from now on. It holds from their next request.
pub fn set_duties(office: &Office, db: &Db, acting: Acting, login: &str, duties: &Duties) -> Result<(), OfficeError> {
    acting.need(Act::UserManage)?;
    check_duties(office, &duties.role, duties.unit.as_ref(), duties.schemes.as_deref())?;
    check_names(login, &duties.full_name)?;
    db.write(|tx| {
        let user = need(tx, login)?;
        users::set_duties(tx, user.id, duties)?;
        keep_an_administrator(tx, &user)?;
        let detail = json!({ "role": duties.role, "unit": duties.unit, "schemes": duties.schemes });
        acting.note(tx, "user.duties", &subject(user.id), detail)?;
        Ok(())
    })
}

/// Signs somebody out everywhere; returns how many places that were.
pub fn end_sessions(db: &Db, acting: Acting, login: &str) -> Result<u64, OfficeError> {
    acting.need(Act::UserManage)?;
    db.write(|tx| {
        let user = need(tx, login)?;
        let ended = sessions::delete_of_user(tx, user.id, None)?;
        acting.note(tx, "user.sessions", &subject(user.id), json!({ "ended": ended }))?;
        Ok(ended)
    })
}

/// For somebody who lost the telephone and the recovery codes.
pub fn drop_second_factor(db: &Db, acting: Acting, login: &str) -> Result<(), OfficeError> {
    acting.need(Act::UserManage)?;
    db.write(|tx| {
        let user = need(tx, login)?;
        account::forget_second_factor(tx, user.id)?;
        acting.note(tx, "user.second_factor_off", &subject(user.id), json!({}))?;
        Ok(())
    })
}

/// Whoever was the last administrator stays one: nobody could make another.
fn keep_an_administrator(tx: &mut Tx<'_>, before: &User) -> Result<(), OfficeError> {
    if !is_administrator(before) || users::list(tx)?.iter().any(is_administrator) {
        return Ok(());
    }
    Err(Refusal::LastAdministrator.into())
}

fn is_administrator(user: &User) -> bool {
    user.disabled_at.is_none() && roles_of(&user.role).contains(&Role::Administrator)
}

/// An account as its administrator sees it.
#[derive(Debug, Clone)]
pub struct Account {
    pub user: User,
    /// Where the account is signed in at the moment.
    pub sessions: Vec<Session>,
}

pub fn list(db: &Db, acting: Acting) -> Result<Vec<Account>, OfficeError> {
    acting.need(Act::UserManage)?;
    db.read(|tx| {
        let all = users::list(tx)?;
        all.into_iter().map(|user| Ok(Account { sessions: sessions::list_of_user(tx, user.id)?, user })).collect()
    })
}

pub fn find(db: &Db, acting: Acting, id: UserId) -> Result<Option<Account>, OfficeError> {
    acting.need(Act::UserManage)?;
    db.read(|tx| {
        let Some(user) = users::find(tx, id)? else { return Ok(None) };
        Ok(Some(Account { sessions: sessions::list_of_user(tx, user.id)?, user }))
    })
}

fn subject(user: UserId) -> String {
    format!("user:{user}")
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
        let security = security::find_in(tx, now)?;
        Ok(Some(Insider {
            stamp: stamp(&user),
            must_set_second_factor: user.totp_secret.is_none() && security.wants_second_factor(&user),
            security,
            rights: Arc::new(Rights::of_user(office, tx, &user, now)?),
            must_change: user.must_change,
            who: signed_in(user),
            office: name.unwrap_or_default(),
        }))
    })
}

fn stamp(user: &User) -> String {
    let unit = user.unit.as_ref().map(|unit| unit.0.as_str());
    [user.role.as_str(), unit.unwrap_or_default(), user.schemes.as_deref().unwrap_or_default()].join("|")
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

/// Checks a password. Failures are counted in the records by login and by address, so a restart does not forget them.
pub fn sign_in(
    db: &Db,
    attempt: Attempt<'_>,
    now: Moment,
) -> Result<Result<PasswordRight, SignInRefusal>, OfficeError> {
    let key = throttle_key(attempt.login);
    let address = attempt.address.map(|address| format!("address:{address}"));
    let (user, wait) = db.read(|tx| {
        let user = users::find_by_login(tx, attempt.login)?.filter(|user| user.disabled_at.is_none());
        let by_address = match &address {
            Some(key) => address_waiting(tx, key, now)?,
            None => None,
        };
        Ok::<_, OfficeError>((user, waiting(tx, &key, now)?.max(by_address)))
    })?;
    if let Some(seconds) = wait {
        return Ok(Err(SignInRefusal::Wait { seconds }));
    }
    // An unknown login costs as much time as a known one, so that the answer does not tell them apart.
    let hash = user.as_ref().map_or_else(|| hashed(""), |user| user.password_hash.clone());
    let is_right = is_right(&hash, attempt.password);
    match user.filter(|_| is_right) {
        Some(user) => {
            db.write(|tx| throttle::delete(tx, &key))?;
            Ok(Ok(PasswordRight { needs_code: user.totp_secret.is_some(), who: signed_in(user) }))
        }
        None => {
            db.write(|tx| {
                count_failure(tx, &key, now)?;
                address.iter().try_for_each(|key| count_address_failure(tx, key, now))
            })?;
            Ok(Err(SignInRefusal::WrongPassword))
        }
    }
}

pub(crate) fn is_right(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

pub(crate) fn count_failure(tx: &mut Tx<'_>, key: &str, now: Moment) -> Result<(), OfficeError> {
    let failures = throttle::find(tx, key)?.map_or(0, |throttle| throttle.failures) + 1;
    Ok(throttle::set(tx, key, Throttle { failures, last_failed_at: now })?)
}

fn count_address_failure(tx: &mut Tx<'_>, key: &str, now: Moment) -> Result<(), OfficeError> {
    let recent = throttle::find(tx, key)?.filter(|throttle| !is_rested(*throttle, now));
    let failures = recent.map_or(0, |throttle| throttle.failures) + 1;
    Ok(throttle::set(tx, key, Throttle { failures, last_failed_at: now })?)
}

fn is_rested(throttle: Throttle, now: Moment) -> bool {
    throttle.last_failed_at.add_seconds(ADDRESS_REST_SECONDS) < now
}

/// How many seconds a key must wait, if it must.
pub(crate) fn waiting(tx: &mut Tx<'_>, key: &str, now: Moment) -> Result<Option<i64>, OfficeError> {
    Ok(throttle::find(tx, key)?.and_then(|throttle| wait(throttle, FREE_FAILURES, now)))
}

fn address_waiting(tx: &mut Tx<'_>, key: &str, now: Moment) -> Result<Option<i64>, OfficeError> {
    let recent = throttle::find(tx, key)?.filter(|throttle| !is_rested(*throttle, now));
    Ok(recent.and_then(|throttle| wait(throttle, ADDRESS_FREE_FAILURES, now)))
}

fn wait(throttle: Throttle, free: i64, now: Moment) -> Option<i64> {
    let over = throttle.failures - free;
    if over < 0 {
        return None;
    }
    let seconds = FIRST_WAIT_SECONDS << over.min(LONGEST_DOUBLING);
    (now < throttle.last_failed_at.add_seconds(seconds)).then_some(seconds)
}

/// Forgets the failures of long ago: most are keys that nobody has.
pub fn forget_old_failures(db: &Db, now: Moment) -> Result<u64, OfficeError> {
    Ok(db.write(|tx| throttle::delete_before(tx, now.add_seconds(-FAILURES_KEPT_SECONDS)))?)
}

fn signed_in(user: User) -> SignedIn {
    SignedIn { user: user.id, login: user.login, full_name: user.full_name, role: user.role }
}

pub(crate) fn hashed(password: &str) -> String {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.expect("argon2 with its default parameters takes any password").to_string()
}
