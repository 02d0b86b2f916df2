//! Values on their way into a statement: whole numbers, texts and nothing else, in both databases.

use std::borrow::Cow;

use domain::kernel::{
    BirthDate, Day, DecisionId, Dong, HouseholdId, Moment, Month, PersonId, RecoveryId, RunId, SpellId, UnitId, UserId,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Value<'v> {
    Null,
    Int(i64),
    Text(Cow<'v, str>),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<u8> for Value<'_> {
    fn from(number: u8) -> Self {
        Value::Int(i64::from(number))
    }
}

impl From<Dong> for Value<'_> {
    fn from(amount: Dong) -> Self {
        Value::Int(amount.0)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'v> From<&'v String> for Value<'v> {
    fn from(text: &'v String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'v> From<&'v UnitId> for Value<'v> {
    fn from(unit: &'v UnitId) -> Self {
        Value::Text(Cow::Borrowed(&unit.0))
    }
}

impl<'v, T: Into<Value<'v>>> From<Option<T>> for Value<'v> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

macro_rules! from_id {
    ($($id:ident)+) => { $(
        impl From<$id> for Value<'_> {
            fn from(id: $id) -> Self {
                Value::Int(id.0)
            }
        }
    )+ };
}
from_id! { PersonId SpellId DecisionId HouseholdId RunId RecoveryId UserId }

macro_rules! from_shown {
    ($($time:ident)+) => { $(
        impl From<$time> for Value<'_> {
            fn from(time: $time) -> Self {
                Value::Text(Cow::Owned(time.to_string()))
            }
        }
    )+ };
}
from_shown! { Day Month Moment BirthDate }

/// The values of one statement, in the order of their placeholders.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::value::Value::from($value)),*] };
}
pub(crate) use values;
