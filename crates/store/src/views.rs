//! Who looked at whose record: the law on personal data asks for it, and so may the person.

use domain::kernel::{Day, Moment, Month, PersonId, UserId};

use crate::error::expect_rows;
use crate::value::values;
use crate::{StoreError, Tx};

/// That somebody looked, on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    pub person: PersonId,
    pub user: UserId,
    /// What was looked at, as a key: `card`, `numbers`.
    pub what: String,
    pub times: i64,
    pub first_at: Moment,
    pub last_at: Moment,
}

/// Counts one more look of a user at a person's record on the day of `at`.
pub fn add(tx: &mut Tx<'_>, person: PersonId, user: UserId, what: &str, at: Moment) -> Result<(), StoreError> {
    let touched = tx.execute(
        "insert into person_view (person_id, user_id, day, what, times, first_at, last_at)
         values ($1, $2, $3, $4, 1, $5, $6)
         on conflict (person_id, user_id, day, what)
         do update set times = person_view.times + 1, last_at = excluded.last_at",
        values![person, user, at.vietnam_day(), what, at, at],
    )?;
    expect_rows("ghi lượt xem hồ sơ", 1, touched)
}

/// Who looked at a person's record, the latest first.
pub fn list_of_person(tx: &mut Tx<'_>, person: PersonId, limit: i64) -> Result<Vec<PersonView>, StoreError> {
    tx.list(
        "select person_id, user_id, what, times, first_at, last_at from person_view
         where person_id = $1 order by last_at desc, user_id, what limit $2",
        values![person, limit],
        |row| {
            Ok(PersonView {
                person: PersonId(row.int(0)?),
                user: UserId(row.int(1)?),
                what: row.string(2)?,
                times: row.int(3)?,
                first_at: row.parse(4)?,
                last_at: row.parse(5)?,
            })
        },
    )
}

/// How often a user opened records in one month, and of how many people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyViews {
    pub month: Month,
    pub user: UserId,
    pub what: String,
    pub people: i64,
    pub times: i64,
}

/// Looks by month, user and kind, the newest month first.
pub fn by_month(tx: &mut Tx<'_>, from: Day) -> Result<Vec<MonthlyViews>, StoreError> {
    tx.list(
        "select substr(day, 1, 7) as month, user_id, what, count(distinct person_id), cast(sum(times) as bigint)
         from person_view where day >= $1
         group by month, user_id, what order by month desc, user_id, what",
        values![from],
        |row| {
            Ok(MonthlyViews {
                month: row.parse(0)?,
                user: UserId(row.int(1)?),
                what: row.string(2)?,
                people: row.int(3)?,
                times: row.int(4)?,
            })
        },
    )
}
