//! Keys by which other programs of the office enter: given once, shown once, taken back at any time.
//!
//! A token acts under the account of whoever gave it, and the journal names the token beside it. Two tokens of one giver
//! are therefore one person where two people are needed.

use std::sync::Arc;

use domain::kernel::{Moment, UnitId, UserId};
use rand::RngExt;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::tokens::{self, Token};
use store::{Db, ids, users};

use crate::access::{Act, Rights};
use crate::users::check_duties;
use crate::{Acting, Office, OfficeError, Refusal};

/// What every secret begins with, so that one that leaked is recognised for what it is.
pub const PREFIX: &str = "ansinh_";
const SECRET_BYTES: usize = 32;
/// How often the last use is written down: not with every request, since each is a write.
const USE_SECONDS: i64 = 60;

/// A token to be given.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The program that will hold it.
    pub name: String,
    /// Keys of roles, with spaces between.
    pub roles: String,
    /// The area it reaches; `None` for the whole office.
    pub unit: Option<UnitId>,
    /// The schemes it reaches, with spaces between; `None` for all.
    pub schemes: Option<String>,
    /// The moment from which it opens nothing.
    pub expires_at: Option<Moment>,
}

/// A token that was just given. The secret is in no record and cannot be shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub id: i64,
    pub secret: String,
}

/// A token as its manager sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenShown {
    pub token: Token,
    pub created_by: String,
    pub standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Valid,
    Expired,
    Revoked,
}

/// The program behind a request, and what it may do now.
#[derive(Debug, Clone)]
pub struct Bearer {
    pub token: Token,
    pub rights: Arc<Rights>,
}

/// Gives a token; its secret is drawn by the caller's chance.
pub fn issue(
    office: &Office,
    db: &Db,
    acting: Acting,
    new: &NewToken,
    chance: &mut impl rand::Rng,
) -> Result<Issued, OfficeError> {
    acting.need(Act::TokenManage)?;
    check_duties(office, &new.roles, new.unit.as_ref(), new.schemes.as_deref())?;
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Refusal::NoTokenName.into());
    }
    if new.expires_at.is_some_and(|expires| expires <= acting.now) {
        return Err(Refusal::ExpiresInThePast.into());
    }
    let secret = secret(chance);
    let id = db.write(|tx| {
        let id = ids::take(tx, ids::TOKEN, 1)?;
        let token = Token {
            id,
            name: name.to_owned(),
            roles: new.roles.clone(),
            unit: new.unit.clone(),
            schemes: new.schemes.clone(),
            created_by: acting.user,
            created_at: acting.now,
            expires_at: new.expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        tokens::add(tx, &token, &hash(&secret))?;
        let detail = json!({
            "name": token.name, "roles": token.roles, "unit": token.unit, "schemes": token.schemes,
            "expires_at": token.expires_at,
        });
        acting.note(tx, "token.issue", &subject(id), detail)?;
        Ok::<_, OfficeError>(id)
    })?;
    Ok(Issued { id, secret })
}

/// Every token that was ever given, the newest first.
pub fn list(db: &Db, acting: Acting) -> Result<Vec<TokenShown>, OfficeError> {
    acting.need(Act::TokenManage)?;
    db.read(|tx| {
        let users = users::list(tx)?;
        let name = |id: UserId| users.iter().find(|user| user.id == id).map(|user| user.full_name.clone());
        let shown = |token: Token| TokenShown {
            created_by: token.created_by.and_then(name).unwrap_or_default(),
            standing: standing(&token, acting.now),
            token,
        };
        Ok(tokens::list(tx)?.into_iter().rev().map(shown).collect())
    })
}

/// From now on the token opens nothing; what was done by it stays under its number.
pub fn revoke(db: &Db, acting: Acting, id: i64) -> Result<(), OfficeError> {
    acting.need(Act::TokenManage)?;
    db.write(|tx| {
        let token = tokens::find(tx, id)?.filter(|token| token.revoked_at.is_none());
        token.ok_or(Refusal::NoSuchToken(id))?;
        tokens::set_revoked(tx, id, acting.now)?;
        acting.note(tx, "token.revoke", &subject(id), json!({}))?;
        Ok(())
    })
}

/// Whoever holds this secret; `None` for a secret that opens nothing, whatever the reason.
pub fn enter(office: &Office, db: &Db, secret: &str, now: Moment) -> Result<Option<Bearer>, OfficeError> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let found = db.read(|tx| {
        let found = tokens::find_by_hash(tx, &hash(secret))?;
        let Some(token) = found.filter(|token| standing(token, now) == Standing::Valid) else { return Ok(None) };
        let rights = Arc::new(Rights::of_token(office, tx, &token, now)?);
        Ok::<_, OfficeError>(Some(Bearer { token, rights }))
    })?;
    if let Some(bearer) = &found {
        remember_use(db, &bearer.token, now)?;
    }
    Ok(found)
}

fn remember_use(db: &Db, token: &Token, now: Moment) -> Result<(), OfficeError> {
    let is_fresh = token.last_used_at.is_some_and(|used| now < used.add_seconds(USE_SECONDS));
    if is_fresh {
        return Ok(());
    }
    Ok(db.write(|tx| tokens::set_used(tx, token.id, now))?)
}

fn standing(token: &Token, now: Moment) -> Standing {
    match token {
        Token { revoked_at: Some(_), .. } => Standing::Revoked,
        Token { expires_at: Some(expires), .. } if *expires <= now => Standing::Expired,
        _ => Standing::Valid,
    }
}

fn secret(chance: &mut impl rand::Rng) -> String {
    let bytes: [u8; SECRET_BYTES] = chance.random();
    PREFIX.to_owned() + &hex(&bytes)
}

/// A secret of 256 random bits cannot be guessed, so a plain hash keeps it.
fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn subject(id: i64) -> String {
    format!("token:{id}")
}
