//! The small values of the interface, each read strictly and described exactly: what the description allows is read,
//! what it does not allow is refused.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use domain::kernel;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A value written as text in one way only.
macro_rules! written {
    ($(#[$doc:meta])* $name:ident($of:ty), $called:literal, $pattern:expr, $example:literal, $says:literal, $reads:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $of);

        impl $name {
            pub fn read(text: &str) -> Option<$name> {
                let read: fn(&str) -> Option<$of> = $reads;
                read(text).map($name)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let text = Cow::<str>::deserialize(from)?;
                $name::read(&text).ok_or_else(|| D::Error::custom(concat!("cần ", $says)))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
                text.pattern(Some($pattern)).description(Some($says)).examples([$example]).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($called)
            }
        }
    };
}

/// A whole number within limits. In an address it is written in digits.
macro_rules! counted {
    ($(#[$doc:meta])* $name:ident, $called:literal, $from:literal ..= $to:literal, $example:literal, $says:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            pub fn read(number: i64) -> Option<$name> {
                ($from..=$to).contains(&number).then_some($name(number))
            }
        }

        impl Digits for $name {
            fn of_digits(text: &str) -> Option<$name> {
                digits(text).and_then($name::read)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let number = from.deserialize_any(Whole)?;
                let wrong = || D::Error::custom(concat!("cần số nguyên từ ", $from, " đến ", $to));
                $name::read(number).ok_or_else(wrong)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let number = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer));
                let number = number.minimum(Some($from as i64)).maximum(Some($to as i64));
                number.description(Some($says)).examples([$example]).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($called)
            }
        }
    };
}

/// A whole number of a body, which JSON may also write as `123456.0`; nothing else stands for one.
struct Whole;

/// Up to here every whole number has a number with a point that is the same.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("số nguyên")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| E::custom("số quá lớn"))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<i64, E> {
        match number.fract() == 0.0 && number.abs() <= EXACT {
            true => Ok(number as i64),
            false => Err(E::invalid_value(serde::de::Unexpected::Float(number), &self)),
        }
    }
}

/// Digits without a sign and without a nought before them.
fn digits(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|number| number.to_string() == text)
}

/// What an address holds in digits.
pub fn in_digits<'de, D: Deserializer<'de>, T: Digits>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    T::of_digits(&text).ok_or_else(|| D::Error::custom("cần số nguyên trong giới hạn đã nêu"))
}

/// What an address may hold in digits.
pub fn maybe_digits<'de, D: Deserializer<'de>, T: Digits>(from: D) -> Result<Option<T>, D::Error> {
    in_digits(from).map(Some)
}

pub trait Digits: Sized {
    fn of_digits(text: &str) -> Option<Self>;
}

const DAY: &str = "^((18[5-9][0-9]|19[0-9]{2}|2[01][0-9]{2})-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|\
                   (0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|(18(5[26]|[68][048]|[79][26])|\
                   (19|21)(0[48]|[2468][048]|[13579][26])|20([02468][048]|[13579][26]))-02-29)$";
const MONTH: &str = "^(18[5-9][0-9]|19[0-9]{2}|2[01][0-9]{2})-(0[1-9]|1[0-2])$";
const MOMENT: &str = "^(18[5-9][0-9]|19[0-9]{2}|2[01][0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T\
                      ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$";
const BIRTH: &str = "^(18[5-9][0-9]|19[0-9]{2}|2[01][0-9]{2})(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$";

/// Years in which a day of an office can lie.
fn is_near(year: i16) -> bool {
    (1850..2200).contains(&year)
}

/// A value whose written form is the only one.
fn canonical<T: std::str::FromStr + fmt::Display>(text: &str) -> Option<T> {
    text.parse::<T>().ok().filter(|value| value.to_string() == text)
}

written! {
    /// A day, `2021-04-27`.
    Day(kernel::Day), "Day", DAY, "2021-04-27", "ngày theo ISO 8601, năm-tháng-ngày",
    |text| canonical::<kernel::Day>(text).filter(|day| is_near(day.year()))
}

written! {
    /// A month, `2021-04`.
    Month(kernel::Month), "Month", MONTH, "2021-04", "tháng, năm-tháng",
    |text| canonical::<kernel::Month>(text).filter(|month| is_near(month.year()))
}

written! {
    /// A moment to the second, in UTC.
    Moment(kernel::Moment), "Moment", MOMENT, "2021-04-27T02:00:00Z", "thời điểm theo giờ UTC, đến giây",
    |text| canonical::<kernel::Moment>(text).filter(|moment| is_near(moment.day().year()))
}

written! {
    /// A birth as precise as the papers are.
    Birth(kernel::BirthDate), "Birth", BIRTH, "1941-03-12",
    "ngày sinh đúng mức giấy tờ ghi: năm, năm-tháng hoặc năm-tháng-ngày",
    |text| canonical::<kernel::BirthDate>(text).filter(|birth| is_near(birth.year()))
}

written! {
    /// A key of the law or of the list of units.
    Key(String), "Key", "^[A-Za-z0-9][A-Za-z0-9_.@-]{0,59}$", "btxh", "khóa trong danh mục: chữ không dấu, số, . _ @ -",
    |text| {
        let first = text.chars().next().is_some_and(|letter| letter.is_ascii_alphanumeric());
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "_.@-".contains(letter);
        (first && text.len() <= 60 && text.chars().all(fits)).then(|| text.to_owned())
    }
}

written! {
    /// One line of words: a name, a number of a paper, a reason.
    Words(String), "Words", "^[^\\x00-\\x1F\\x7F-\\x9F]{1,200}$", "Nguyễn Thị Mẫu",
    "một dòng chữ từ 1 đến 200 ký tự, không có ký tự điều khiển",
    |text| {
        let is_short = (1..=200).contains(&text.chars().count());
        (is_short && !text.chars().any(char::is_control)).then(|| text.to_owned())
    }
}

counted! {
    /// The number of a record.
    Id, "Id", 1..=9_007_199_254_740_991, 12, "mã số của một bản ghi"
}

counted! {
    /// Money, in whole đồng.
    Dong, "Dong", 0..=1_000_000_000_000_000, 123_456, "số tiền, đồng, số nguyên không âm"
}

counted! { Percent, "Percent", 1..=100, 61, "tỷ lệ phần trăm" }
counted! { Years, "Years", 1..=120, 15, "số năm" }
counted! { MonthsAhead, "MonthsAhead", 0..=2, 0, "số tháng trả gộp thêm sau tháng của danh sách" }
counted! { Limit, "Limit", 1..=1000, 100, "số dòng nhiều nhất trong một lần trả lời" }
counted! { Offset, "Offset", 0..=1_000_000_000, 0, "số dòng bỏ qua" }
counted! { Year, "Year", 1990..=2100, 2021, "năm" }
counted! { Half, "Half", 1..=2, 1, "kỳ sáu tháng: 1 đầu năm, 2 cuối năm" }

/// A word of ours out of a fixed few.
macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident($of:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub $of);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.0.key())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let key = Cow::<str>::deserialize(from)?;
                let wrong = || D::Error::custom("cần một trong các giá trị được nhận");
                <$of>::ALL.iter().find(|one| one.key() == key).map(|one| $name(*one)).ok_or_else(wrong)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let keys: Vec<&str> = <$of>::ALL.iter().map(|one| one.key()).collect();
                let shown: Vec<String> = <$of>::ALL.iter().map(|one| format!("{}: {}", one.key(), one.shown())).collect();
                let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
                text.enum_values(Some(keys)).description(Some(shown.join("; "))).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    };
}

keyed! { StageKey(domain::payment::Stage) }
keyed! { LineKindKey(domain::payment::LineKind) }
keyed! { WhyKey(domain::payment::Why) }
keyed! { AnswerKey(domain::payment::PayerAnswer) }
keyed! { CauseKey(domain::payment::BridgeCause) }

/// A list whose length is within limits.
pub fn listed<'de, D: Deserializer<'de>, T: Deserialize<'de>, const LEAST: usize, const MOST: usize>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let all = Vec::<T>::deserialize(from)?;
    let wrong = || D::Error::custom(format!("cần danh sách từ {LEAST} đến {MOST} phần tử"));
    if (LEAST..=MOST).contains(&all.len()) { Ok(all) } else { Err(wrong()) }
}

/// The same of objects.
pub fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>, const LEAST: usize, const MOST: usize>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let all = listed::<D, Object<T>, LEAST, MOST>(from)?;
    Ok(all.into_iter().map(|one| one.0).collect())
}

/// What is written with the names of its fields: a list of their values does not stand for it.
#[derive(Debug)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Object<T>, D::Error> {
        from.deserialize_map(Fields(PhantomData)).map(Object)
    }
}

pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Object::deserialize(from).map(|object| object.0)
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("đối tượng có tên trường")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// The descriptions of the values that stand in addresses, where nothing else names them.
pub fn of_addresses() -> Vec<(String, RefOr<Schema>)> {
    fn described<T: ToSchema>() -> (String, RefOr<Schema>) {
        (T::name().into_owned(), T::schema())
    }
    vec![
        described::<Id>(),
        described::<Key>(),
        described::<Day>(),
        described::<Month>(),
        described::<Moment>(),
        described::<Year>(),
        described::<Half>(),
        described::<Limit>(),
        described::<Offset>(),
    ]
}

/// Money of an answer, which may be below nought where it is a difference.
pub type SignedDong = i64;

impl Month {
    /// The end of a span of months; `None` while no end is known.
    pub fn end(until: kernel::Month) -> Option<Month> {
        (until != kernel::Month::NEVER).then_some(Month(until))
    }
}

/// The words without the spaces around them; nothing is left of spaces alone.
pub fn trimmed(words: Option<Words>) -> Option<String> {
    words.map(|words| words.0.trim().to_owned()).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_in_one_way_only() {
        for (text, reads) in [("2021-04-27", true), ("2020-02-29", true), ("2021-02-29", false), (" 2021-04-27", false)]
        {
            assert_eq!(Day::read(text).is_some(), reads, "{text}");
        }
        for (text, reads) in [("2021-04", true), ("2021-4", false), ("9999-01", false), ("2021-04 ", false)] {
            assert_eq!(Month::read(text).is_some(), reads, "{text}");
        }
        for (text, reads) in
            [("2021-04-27T02:00:00Z", true), ("2021-04-27", false), ("2021-04-27T02:00:00+07:00", false)]
        {
            assert_eq!(Moment::read(text).is_some(), reads, "{text}");
        }
        for (text, reads) in
            [("btxh.hang_thang", true), ("12391@2021", true), ("", false), ("a b", false), ("-a", false)]
        {
            assert_eq!(Key::read(text).is_some(), reads, "{text}");
        }
        for (text, reads) in [("Lê Văn Ý", true), ("", false), ("a\nb", false), ("a\u{0}", false)] {
            assert_eq!(Words::read(text).is_some(), reads, "{text:?}");
        }
    }

    #[test]
    fn a_number_has_no_sign_no_nought_before_it_and_no_text_stands_for_it() {
        for (text, reads) in [("7", true), ("0", false), ("+7", false), ("07", false), ("7.0", false)] {
            assert_eq!(Id::of_digits(text).is_some(), reads, "{text}");
        }
        for right in ["123456", "123456.0", "0"] {
            assert!(serde_json::from_str::<Dong>(right).is_ok(), "{right}");
        }
        for wrong in ["-1", "\"123456\"", "1.5", "null", "true", "1e300", "1000000000000001"] {
            assert!(serde_json::from_str::<Dong>(wrong).is_err(), "{wrong}");
        }
    }
}
