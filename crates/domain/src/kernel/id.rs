use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ParseError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseError;
            fn from_str(text: &str) -> Result<$name, ParseError> {
                let number = text.trim().parse().map_err(|_| ParseError::new($what, text, "một số nguyên dương"))?;
                Ok($name(number))
            }
        }
    };
}

id!(
    /// A person's number in this house. It never changes and never leaves, unlike papers and names.
    PersonId, "mã người"
);
id!(
    /// One unbroken stretch of one benefit for one person.
    SpellId, "mã kỳ hưởng"
);
id!(DecisionId, "mã quyết định");
id!(HouseholdId, "mã hộ");
id!(
    /// One roll: a scheme, a month and an area.
    RunId, "mã danh sách chi trả"
);
id!(RecoveryId, "mã vụ thu hồi");
id!(UserId, "mã người dùng");

/// One version of a unit, `12391@2021`. Codes and names are re-used after mergers, so neither is a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitId(pub String);

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
