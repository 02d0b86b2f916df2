//! How the office guards its accounts: how long a session lasts, who must give a second factor.

use domain::kernel::Moment;
use serde_json::json;
use store::users::User;
use store::{Db, Tx, settings};

use crate::access::{Act, Role, roles_of};
use crate::{Acting, OfficeError, Refusal};

const IDLE_MINUTES: &str = "security.idle_minutes";
const LONGEST_HOURS: &str = "security.longest_hours";
const SECOND_FACTOR: &str = "security.second_factor";

/// What an office may choose; the upper ends keep a forgotten machine from staying open over night.
pub const IDLE_MINUTES_RANGE: std::ops::RangeInclusive<i64> = 5..=240;
pub const LONGEST_HOURS_RANGE: std::ops::RangeInclusive<i64> = 1..=24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Security {
    /// After so many minutes without a request a person signs in again.
    pub idle_minutes: i64,
    /// After so many hours a person signs in again whatever they did.
    pub longest_hours: i64,
    pub second_factor: SecondFactorFor,
}

/// Who must give a second factor; everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorFor {
    Nobody,
    Administrators,
    Everybody,
}

impl SecondFactorFor {
    pub const ALL: [SecondFactorFor; 3] =
        [SecondFactorFor::Nobody, SecondFactorFor::Administrators, SecondFactorFor::Everybody];

    pub fn key(self) -> &'static str {
        match self {
            SecondFactorFor::Nobody => "khong",
            SecondFactorFor::Administrators => "quan_tri",
            SecondFactorFor::Everybody => "tat_ca",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            SecondFactorFor::Nobody => "Không bắt buộc, ai cần thì bật",
            SecondFactorFor::Administrators => "Bắt buộc với người quản trị",
            SecondFactorFor::Everybody => "Bắt buộc với mọi người",
        }
    }

    pub fn of_key(key: &str) -> Option<SecondFactorFor> {
        SecondFactorFor::ALL.into_iter().find(|one| one.key() == key)
    }
}

impl Default for Security {
    fn default() -> Security {
        Security { idle_minutes: 45, longest_hours: 12, second_factor: SecondFactorFor::Nobody }
    }
}

impl Security {
    /// Whether the account must have a second factor.
    pub(crate) fn wants_second_factor(self, user: &User) -> bool {
        match self.second_factor {
            SecondFactorFor::Nobody => false,
            SecondFactorFor::Administrators => roles_of(&user.role).contains(&Role::Administrator),
            SecondFactorFor::Everybody => true,
        }
    }
}

pub fn find(db: &Db, known: Moment) -> Result<Security, OfficeError> {
    db.read(|tx| find_in(tx, known))
}

pub(crate) fn find_in(tx: &mut Tx<'_>, known: Moment) -> Result<Security, OfficeError> {
    let plain = Security::default();
    let number = |text: Option<String>, otherwise: i64| text.and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let rule = settings::find(tx, SECOND_FACTOR, known)?;
    Ok(Security {
        idle_minutes: number(settings::find(tx, IDLE_MINUTES, known)?, plain.idle_minutes),
        longest_hours: number(settings::find(tx, LONGEST_HOURS, known)?, plain.longest_hours),
        second_factor: rule.as_deref().and_then(SecondFactorFor::of_key).unwrap_or(plain.second_factor),
    })
}

pub fn set(db: &Db, acting: Acting, next: Security) -> Result<(), OfficeError> {
    acting.need(Act::OfficeSet)?;
    if !IDLE_MINUTES_RANGE.contains(&next.idle_minutes) || !LONGEST_HOURS_RANGE.contains(&next.longest_hours) {
        return Err(Refusal::SessionLimits.into());
    }
    db.write(|tx| {
        let (idle, longest) = (next.idle_minutes.to_string(), next.longest_hours.to_string());
        let values = [(IDLE_MINUTES, &*idle), (LONGEST_HOURS, &*longest), (SECOND_FACTOR, next.second_factor.key())];
        for (key, value) in values {
            settings::set(tx, key, value, acting.recording())?;
        }
        let detail = json!({
            "idle_minutes": next.idle_minutes,
            "longest_hours": next.longest_hours,
            "second_factor": next.second_factor.key(),
        });
        acting.note(tx, "office.security", "office", detail)?;
        Ok(())
    })
}
