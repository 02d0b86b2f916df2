//! One's own account: the password, the second factor, the places where one is signed in.

use domain::kernel::{Moment, UnitId, UserId, fold};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::sessions::{self, Session};
use store::users::{self, User};
use store::{Db, Tx, recovery_codes};
use totp_rs::{Builder, Secret, Totp};

use crate::access::Act;
use crate::security::Security;
use crate::users::{PASSWORD_MIN, SignInRefusal, count_failure, hashed, is_right, random_text, waiting};
use crate::{Acting, OfficeError, Refusal, security};

/// Passwords that guessers try first, folded and without marks of writing.
const COMMON: &str = include_str!("common-passwords.txt");
/// So many different signs at least, and so many beside one's own name.
const DISTINCT_MIN: usize = 5;
/// As long as RFC 4226 asks of a secret.
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 8;
const RECOVERY_LENGTH: usize = 16;
const ISSUER: &str = "Ansinh";

/// What somebody sees of their own account.
#[derive(Debug, Clone)]
pub struct Account {
    pub login: String,
    pub full_name: String,
    pub role: String,
    pub unit: Option<UnitId>,
    pub schemes: Option<String>,
    pub second_factor: SecondFactor,
    /// The office wants a second factor of this account.
    pub must_have_second_factor: bool,
    pub sessions: Vec<Session>,
    pub security: Security,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    Off,
    On { codes_left: i64 },
}

pub fn mine(db: &Db, acting: Acting) -> Result<Account, OfficeError> {
    acting.need(Act::AccountOwn)?;
    db.read(|tx| {
        let user = me(tx, acting)?;
        let security = security::find_in(tx, acting.now)?;
        let second_factor = match user.totp_secret {
            Some(_) => SecondFactor::On { codes_left: recovery_codes::count_left(tx, user.id)? },
            None => SecondFactor::Off,
        };
        Ok(Account {
            must_have_second_factor: security.wants_second_factor(&user),
            sessions: sessions::list_of_user(tx, user.id)?,
            login: user.login,
            full_name: user.full_name,
            role: user.role,
            unit: user.unit,
            schemes: user.schemes,
            second_factor,
            security,
        })
    })
}

fn me(tx: &mut Tx<'_>, acting: Acting) -> Result<User, OfficeError> {
    let user = match acting.user {
        Some(id) => users::find(tx, id)?,
        None => None,
    };
    Ok(user.ok_or_else(|| Refusal::NoSuchUser(String::new()))?)
}

/// Chooses a new password; whoever else is signed in to the account is signed out.
pub fn change_password(
    db: &Db,
    acting: Acting,
    old: &str,
    new: &str,
    session_kept: Option<&str>,
) -> Result<(), OfficeError> {
    acting.need(Act::AccountOwn)?;
    let user = prove(db, acting, old)?;
    check_new(&user.login, &user.full_name, new)?;
    if is_right(&user.password_hash, new) {
        return Err(Refusal::PasswordSame.into());
    }
    let hash = hashed(new);
    db.write(|tx| {
        users::set_password(tx, user.id, &hash, false)?;
        sessions::delete_of_user(tx, user.id, session_kept)?;
        acting.note(tx, "account.password", &format!("user:{}", user.id), json!({}))?;
        Ok(())
    })
}

/// Whether it is really the owner who asks: somebody at an open session may not guess the password either.
fn prove(db: &Db, acting: Acting, password: &str) -> Result<User, OfficeError> {
    let user = db.read(|tx| me(tx, acting))?;
    let key = format!("own:{}", user.id);
    if let Some(seconds) = db.read(|tx| waiting(tx, &key, acting.now))? {
        return Err(Refusal::TriedTooOften { seconds }.into());
    }
    if is_right(&user.password_hash, password) {
        db.write(|tx| store::throttle::delete(tx, &key))?;
        return Ok(user);
    }
    db.write(|tx| count_failure(tx, &key, acting.now))?;
    Err(Refusal::PasswordWrong.into())
}

/// Refuses a password that a guesser would try early.
pub(crate) fn check_new(login: &str, full_name: &str, password: &str) -> Result<(), Refusal> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Refusal::PasswordTooShort(PASSWORD_MIN));
    }
    let plain = bare(password);
    // The longer first: a login is often a part of the name.
    let rest = [bare(full_name), bare(login)]
        .into_iter()
        .filter(|name| !name.is_empty())
        .fold(plain.clone(), |rest, name| rest.replace(&name, ""));
    if rest != plain && rest.chars().count() < DISTINCT_MIN {
        return Err(Refusal::PasswordIsName);
    }
    let mut signs: Vec<char> = password.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    let is_common = COMMON.lines().any(|common| common == plain);
    if is_common || signs.len() < DISTINCT_MIN {
        return Err(Refusal::PasswordTooCommon);
    }
    Ok(())
}

fn bare(text: &str) -> String {
    fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Signs the account out everywhere but here; returns how many places that were.
pub fn end_other_sessions(db: &Db, acting: Acting, session_kept: Option<&str>) -> Result<u64, OfficeError> {
    acting.need(Act::AccountOwn)?;
    db.write(|tx| {
        let user = me(tx, acting)?;
        let ended = sessions::delete_of_user(tx, user.id, session_kept)?;
        acting.note(tx, "account.sessions", &format!("user:{}", user.id), json!({ "ended": ended }))?;
        Ok(ended)
    })
}

/// A secret for an authenticator, to be confirmed by a code before it counts.
pub fn new_secret(chance: &mut impl rand::Rng) -> String {
    let mut bytes = [0; SECRET_BYTES];
    chance.fill_bytes(&mut bytes);
    Secret::from(bytes).to_base32()
}

/// What an authenticator reads from a picture.
pub fn authenticator_address(login: &str, secret: &str) -> String {
    format!("otpauth://totp/{ISSUER}:{login}?secret={secret}&issuer={ISSUER}")
}

/// The step of time whose code this is: the present one or a neighbour, since clocks differ.
pub fn step_of(secret: &str, code: &str, now: Moment) -> Option<i64> {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let seconds = u64::try_from(now.unix_seconds()).ok()?;
    let step = generator(secret)?.check(&code, seconds)?;
    i64::try_from(step).ok()
}

fn generator(secret: &str) -> Option<Totp> {
    Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()
}

/// Turns the second factor on with a secret whose code was given; returns recovery codes, shown this once.
pub fn turn_on_second_factor(
    db: &Db,
    acting: Acting,
    secret: &str,
    code: &str,
    chance: &mut impl rand::Rng,
) -> Result<Vec<String>, OfficeError> {
    acting.need(Act::AccountOwn)?;
    let step = step_of(secret, code, acting.now).ok_or(Refusal::CodeWrong)?;
    let codes = new_codes(chance);
    db.write(|tx| {
        let user = me(tx, acting)?;
        users::set_totp_secret(tx, user.id, Some(secret))?;
        users::use_totp_step(tx, user.id, step)?;
        replace_codes(tx, user.id, &codes)?;
        acting.note(tx, "account.second_factor_on", &format!("user:{}", user.id), json!({}))?;
        Ok(codes.clone())
    })
}

/// Fresh recovery codes in place of all earlier ones.
pub fn renew_recovery_codes(
    db: &Db,
    acting: Acting,
    password: &str,
    chance: &mut impl rand::Rng,
) -> Result<Vec<String>, OfficeError> {
    acting.need(Act::AccountOwn)?;
    let user = prove(db, acting, password)?;
    if user.totp_secret.is_none() {
        return Err(Refusal::NoSecondFactor.into());
    }
    let codes = new_codes(chance);
    db.write(|tx| {
        replace_codes(tx, user.id, &codes)?;
        acting.note(tx, "account.recovery_codes", &format!("user:{}", user.id), json!({}))?;
        Ok(codes.clone())
    })
}

pub fn turn_off_second_factor(db: &Db, acting: Acting, password: &str) -> Result<(), OfficeError> {
    acting.need(Act::AccountOwn)?;
    let user = prove(db, acting, password)?;
    db.write(|tx| {
        if security::find_in(tx, acting.now)?.wants_second_factor(&user) {
            return Err(Refusal::SecondFactorWanted.into());
        }
        forget_second_factor(tx, user.id)?;
        acting.note(tx, "account.second_factor_off", &format!("user:{}", user.id), json!({}))?;
        Ok(())
    })
}

pub(crate) fn forget_second_factor(tx: &mut Tx<'_>, user: UserId) -> Result<(), OfficeError> {
    users::set_totp_secret(tx, user, None)?;
    Ok(recovery_codes::replace(tx, user, &[])?)
}

fn new_codes(chance: &mut impl rand::Rng) -> Vec<String> {
    let grouped = |code: String| {
        let letters: Vec<char> = code.chars().collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    };
    (0..RECOVERY_CODES).map(|_| grouped(random_text(chance, RECOVERY_LENGTH))).collect()
}

fn replace_codes(tx: &mut Tx<'_>, user: UserId, codes: &[String]) -> Result<(), OfficeError> {
    let hashes: Vec<String> = codes.iter().map(|code| digest(user, code)).collect();
    Ok(recovery_codes::replace(tx, user, &hashes)?)
}

/// A code is as long as a key, so one digest keeps it; how it was grouped does not matter.
fn digest(user: UserId, code: &str) -> String {
    let plain = bare(code);
    let digest = Sha256::digest(format!("{user}:{plain}").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The second step of signing in: a code of the authenticator, or a recovery code. Neither is good twice.
pub fn check_code(db: &Db, user: UserId, code: &str, now: Moment) -> Result<Result<(), SignInRefusal>, OfficeError> {
    let key = format!("code:{user}");
    if let Some(seconds) = db.read(|tx| waiting(tx, &key, now))? {
        return Ok(Err(SignInRefusal::Wait { seconds }));
    }
    let is_good = db.write(|tx| use_code(tx, user, code, now))?;
    db.write(|tx| match is_good {
        true => Ok::<_, OfficeError>(store::throttle::delete(tx, &key)?),
        false => count_failure(tx, &key, now),
    })?;
    Ok(if is_good { Ok(()) } else { Err(SignInRefusal::WrongCode) })
}

fn use_code(tx: &mut Tx<'_>, user: UserId, code: &str, now: Moment) -> Result<bool, OfficeError> {
    let Some(found) = users::find(tx, user)?.filter(|user| user.disabled_at.is_none()) else { return Ok(false) };
    let Some(secret) = found.totp_secret else { return Ok(false) };
    if let Some(step) = step_of(&secret, code, now) {
        return Ok(users::use_totp_step(tx, user, step)?);
    }
    let is_recovery = recovery_codes::use_up(tx, user, &digest(user, code), now)?;
    if is_recovery {
        let acting = Acting { user: Some(user), now, rights: crate::access::Rights::HOLDER };
        acting.note(tx, "account.recovery_code_used", &format!("user:{user}"), json!({}))?;
    }
    Ok(is_recovery)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, for SHA-1; its eight digits end with the six that authenticators show.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let start: Moment = "1970-01-01T00:00:00Z".parse().unwrap();
            let now = start.add_seconds(seconds);
            assert_eq!(step_of(&secret, code, now), Some(seconds / 30), "{seconds}");
            assert_eq!(step_of(&secret, code, now.add_seconds(30)), Some(seconds / 30), "a clock that runs ahead");
            assert_eq!(step_of(&secret, code, now.add_seconds(90)), None);
        }
        assert_eq!(step_of(&secret, "", "2021-01-01T00:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn a_password_that_is_guessed_first_is_refused() {
        let check = |password: &str, expected: Result<(), Refusal>| {
            assert_eq!(check_new("huong", "Đặng Thị Thu Hường", password), expected, "{password}");
        };
        check("ngan", Err(Refusal::PasswordTooShort(PASSWORD_MIN)));
        check("1234567890", Err(Refusal::PasswordTooCommon));
        check("Mật khẩu 123", Err(Refusal::PasswordTooCommon));
        check("aaaaaaaaaaaa", Err(Refusal::PasswordTooCommon));
        check("huonghuong12", Err(Refusal::PasswordIsName));
        check("dangthithuhuong", Err(Refusal::PasswordIsName));
        check("Đặng Thị Thu Hường 9", Err(Refusal::PasswordIsName));
        check("chim-sẻ-hót-sớm", Ok(()));
        check("huong thích chim sẻ", Ok(()));
    }
}
