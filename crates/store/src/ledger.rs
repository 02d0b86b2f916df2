//! What was paid and taken back, by person, benefit and month paid for. Entries are only ever added.
//!
//! Amounts are kept with the sign of what they do to the sum, so that what somebody has had is simply the sum.

use domain::entitlement::BenefitIndex;
use domain::kernel::{Dong, Moment, Month, MonthSpan, PersonId, RecoveryId, RunId, UnitId};
use domain::payment::{EntryKind, LineKind};

use crate::row::Row;
use crate::sql::Sql;
use crate::value::{Value, values};
use crate::{StoreError, Tx, ids};

/// An entry to be added. The amount is positive; its kind says which way it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    pub person: PersonId,
    pub benefit: String,
    pub paid_for: Month,
    pub kind: EntryKind,
    pub amount: Dong,
    pub run: Option<RunId>,
    pub line_no: Option<i64>,
    pub recovery: Option<RecoveryId>,
}

/// An entry as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    pub person: PersonId,
    pub benefit: String,
    pub paid_for: Month,
    pub no: i64,
    pub kind: EntryKind,
    /// What the entry does to the sum: negative for what was returned or moved to recovery.
    pub signed: Dong,
    pub run: Option<RunId>,
    pub line_no: Option<i64>,
    pub recovery: Option<RecoveryId>,
    pub recorded_at: Moment,
}

/// All entries of one person, benefit and month, added up by kind; every sum is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerSum {
    pub person: PersonId,
    pub benefit: BenefitIndex,
    pub month: Month,
    /// Without what was revoked.
    pub booked: Dong,
    pub returned: Dong,
    pub to_recovery: Dong,
    pub cancelled: Dong,
}

impl LedgerSum {
    /// What the person has had for the month.
    pub fn net(&self) -> Dong {
        self.booked - self.returned - self.to_recovery + self.cancelled
    }

    fn add(&mut self, kind: EntryKind, signed: Dong) {
        match kind {
            EntryKind::Booked | EntryKind::Revoked => self.booked += signed,
            EntryKind::Returned => self.returned += -signed,
            EntryKind::ToRecovery => self.to_recovery += -signed,
            EntryKind::RecoveryCancelled => self.cancelled += signed,
        }
    }
}

/// What is still owed of one benefit for one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebtSum {
    pub person: PersonId,
    pub benefit: BenefitIndex,
    pub month: Month,
    pub outstanding: Dong,
}

/// The people `after < id && id <= last`.
#[derive(Debug, Clone, Copy)]
pub struct PersonRange {
    pub after: PersonId,
    pub last: PersonId,
}

impl PersonRange {
    pub fn all() -> PersonRange {
        PersonRange { after: PersonId(i64::MIN), last: PersonId(i64::MAX) }
    }

    pub fn only(person: PersonId) -> PersonRange {
        PersonRange { after: PersonId(person.0 - 1), last: person }
    }
}

fn signed(kind: EntryKind, amount: Dong) -> Dong {
    match kind {
        EntryKind::Booked | EntryKind::RecoveryCancelled => amount,
        EntryKind::Returned | EntryKind::ToRecovery | EntryKind::Revoked => -amount,
    }
}

/// The kinds of lines that put money on a roll, in the words of the store.
pub(crate) fn paid_kinds<'a>() -> impl Iterator<Item = &'a str> {
    LineKind::ALL.iter().filter(|kind| kind.is_paid()).map(|kind| kind.key())
}

/// The sums of a range of people, in the order of person, benefit and month.
///
/// `benefit` turns a key into its place in the law; a key it does not know is a fault of the row.
pub fn load_sums(
    tx: &mut Tx<'_>,
    people: PersonRange,
    known: Moment,
    benefit: impl Fn(&str) -> Option<BenefitIndex>,
) -> Result<Vec<LedgerSum>, StoreError> {
    let mut sums: Vec<LedgerSum> = Vec::new();
    tx.each(
        "select person_id, benefit, paid_for, kind, amount from ledger
         where $1 < person_id and person_id <= $2 and recorded_at <= $3
         order by person_id, benefit, paid_for, entry_no",
        values![people.after, people.last, known],
        |row| {
            let (person, month) = (PersonId(row.int(0)?), row.parse(2)?);
            let benefit = benefit(row.text(1)?).ok_or_else(|| row.bad(1, "khoản trợ cấp có trong laws/"))?;
            let fresh = |sum: &LedgerSum| (sum.person, sum.benefit, sum.month) != (person, benefit, month);
            if sums.last().is_none_or(fresh) {
                sums.push(LedgerSum {
                    person,
                    benefit,
                    month,
                    booked: Dong::ZERO,
                    returned: Dong::ZERO,
                    to_recovery: Dong::ZERO,
                    cancelled: Dong::ZERO,
                });
            }
            if let Some(sum) = sums.last_mut() {
                sum.add(row.parse(3)?, Dong(row.int(4)?));
            }
            Ok(())
        },
    )?;
    Ok(sums)
}

/// What a range of people still owe, in the order of person, benefit and month; settled debts are left out.
pub fn debts(
    tx: &mut Tx<'_>,
    people: PersonRange,
    known: Moment,
    benefit: impl Fn(&str) -> Option<BenefitIndex>,
) -> Result<Vec<DebtSum>, StoreError> {
    tx.list(
        "select person_id, benefit, paid_for, cast(sum(amount) as bigint) from debt_entry
         where $1 < person_id and person_id <= $2 and recorded_at <= $3
         group by person_id, benefit, paid_for
         having sum(amount) <> 0
         order by person_id, benefit, paid_for",
        values![people.after, people.last, known],
        |row| {
            Ok(DebtSum {
                person: PersonId(row.int(0)?),
                benefit: benefit(row.text(1)?).ok_or_else(|| row.bad(1, "khoản trợ cấp có trong laws/"))?,
                month: row.parse(2)?,
                outstanding: Dong(row.int(3)?),
            })
        },
    )
}

/// Books every line of a roll that is money, in one statement. Returns how many lines that were.
pub fn book_run(tx: &mut Tx<'_>, run: RunId, at: Moment) -> Result<u64, StoreError> {
    let longest = tx.number("select max(line_no) from run_line where run_id = $1", values![run])?;
    let first = ids::take(tx, ids::LEDGER_ENTRY, longest + 1)?;
    let mut sql = Sql::new(
        "insert into ledger (person_id, benefit, paid_for, entry_no, kind, amount, run_id, line_no, recorded_at)
         select person_id, benefit, paid_for, cast(",
    );
    // A line's number is its person's own, so first + number is free in every person's ledger.
    sql.bind(first).push(" as bigint) + line_no, 'booked', amount, run_id, line_no, cast(").bind(at);
    sql.push(" as text) from run_line where run_id = ").bind(run);
    sql.push(" and kind").bind_in(paid_kinds());
    tx.execute(&sql.text, &sql.values)
}

/// Takes every booking of a roll back, in one statement. Returns how many there were.
pub fn unbook_run(tx: &mut Tx<'_>, run: RunId, at: Moment) -> Result<u64, StoreError> {
    let longest = tx.number("select max(line_no) from run_line where run_id = $1", values![run])?;
    let first = ids::take(tx, ids::LEDGER_ENTRY, longest + 1)?;
    let mut sql = Sql::new(
        "insert into ledger (person_id, benefit, paid_for, entry_no, kind, amount, run_id, line_no, recorded_at)
         select person_id, benefit, paid_for, cast(",
    );
    sql.bind(first).push(" as bigint) + line_no, 'revoked', -amount, run_id, line_no, cast(").bind(at);
    sql.push(" as text) from ledger where kind = 'booked' and run_id = ").bind(run);
    tx.execute(&sql.text, &sql.values)
}

/// What a roll moved out of the books into recoveries, and back, in the order of people.
pub fn recovery_entries_of_run(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<LedgerEntry>, StoreError> {
    tx.list(
        "select person_id, benefit, paid_for, entry_no, kind, amount, run_id, line_no, recovery_id, recorded_at
         from ledger where run_id = $1 and kind in ('to_recovery', 'recovery_cancelled')
         order by person_id, benefit, paid_for, entry_no",
        values![run],
        read_entry,
    )
}

pub fn add_many(tx: &mut Tx<'_>, entries: &[NewEntry], at: Moment) -> Result<(), StoreError> {
    let first = ids::take(tx, ids::LEDGER_ENTRY, entries.len() as i64)?;
    let columns = [
        "person_id",
        "benefit",
        "paid_for",
        "entry_no",
        "kind",
        "amount",
        "run_id",
        "line_no",
        "recovery_id",
        "recorded_at",
    ];
    let rows = entries.iter().zip(first..).map(|(entry, no)| {
        [
            entry.person.into(),
            Value::from(&entry.benefit),
            entry.paid_for.into(),
            no.into(),
            entry.kind.key().into(),
            signed(entry.kind, entry.amount).into(),
            entry.run.into(),
            entry.line_no.into(),
            entry.recovery.into(),
            at.into(),
        ]
    });
    tx.bulk("ledger", columns, rows)?;
    Ok(())
}

/// One person's entries in the order of benefit, month and entry.
pub fn entries_of(tx: &mut Tx<'_>, person: PersonId, known: Moment) -> Result<Vec<LedgerEntry>, StoreError> {
    tx.list(
        "select person_id, benefit, paid_for, entry_no, kind, amount, run_id, line_no, recovery_id, recorded_at
         from ledger where person_id = $1 and recorded_at <= $2
         order by benefit, paid_for, entry_no",
        values![person, known],
        read_entry,
    )
}

fn read_entry(row: &Row<'_>) -> Result<LedgerEntry, StoreError> {
    Ok(LedgerEntry {
        person: PersonId(row.int(0)?),
        benefit: row.string(1)?,
        paid_for: row.parse(2)?,
        no: row.int(3)?,
        kind: row.parse(4)?,
        signed: Dong(row.int(5)?),
        run: row.opt_int(6)?.map(RunId),
        line_no: row.opt_int(7)?,
        recovery: row.opt_int(8)?.map(RecoveryId),
        recorded_at: row.parse(9)?,
    })
}

/// Which bookings a report asks for.
#[derive(Debug, Clone, Copy)]
pub struct BookedAsk<'a> {
    /// The months of the rolls, not the months paid for.
    pub months: MonthSpan,
    /// Rolls approved, and entries recorded, up to this moment.
    pub known: Moment,
    pub scheme: Option<&'a str>,
}

/// An entry that came from a roll, with what the roll's line says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookedRow<'r> {
    pub person: PersonId,
    pub benefit: &'r str,
    pub paid_for: Month,
    pub kind: EntryKind,
    pub signed: Dong,
    pub run: RunId,
    pub run_month: Month,
    /// `None` for an entry that names no line.
    pub line_kind: Option<LineKind>,
    pub group: Option<&'r str>,
    /// The unit the line was paid in; the roll's own when the entry names no line.
    pub unit: &'r str,
    pub recorded_at: Moment,
}

/// Visits the entries of all kinds that approved rolls brought, unless they were unlocked, roll by roll and in the order of people.
pub fn each_booked(
    tx: &mut Tx<'_>,
    ask: &BookedAsk<'_>,
    mut visit: impl FnMut(&BookedRow<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut sql = Sql::new(
        "select l.person_id, l.benefit, l.paid_for, l.kind, l.amount, r.run_id, r.month, n.kind, n.group_key,
                coalesce(n.unit_id, r.unit_id), l.recorded_at
         from run r
         join ledger l on l.run_id = r.run_id
         left join run_line n on n.run_id = l.run_id and n.person_id = l.person_id and n.line_no = l.line_no
         where ",
    );
    sql.bind(ask.months.from).push(" <= r.month and r.approved_at <= ").bind(ask.known);
    sql.push(" and l.recorded_at <= ").bind(ask.known);
    sql.push(" and (r.unlocked_at is null or r.unlocked_at > ").bind(ask.known).push(")");
    if ask.months.until != Month::NEVER {
        sql.push(" and r.month < ").bind(ask.months.until);
    }
    if let Some(scheme) = ask.scheme {
        sql.push(" and r.scheme = ").bind(scheme);
    }
    sql.push(" order by r.run_id, l.person_id, l.benefit, l.paid_for, l.entry_no");
    tx.each(&sql.text, &sql.values, |row| visit(&read_booked(row)?))
}

fn read_booked<'r>(row: &'r Row<'_>) -> Result<BookedRow<'r>, StoreError> {
    Ok(BookedRow {
        person: PersonId(row.int(0)?),
        benefit: row.text(1)?,
        paid_for: row.parse(2)?,
        kind: row.parse(3)?,
        signed: Dong(row.int(4)?),
        run: RunId(row.int(5)?),
        run_month: row.parse(6)?,
        line_kind: row.opt_parse(7)?,
        group: row.opt_text(8)?,
        unit: row.text(9)?,
        recorded_at: row.parse(10)?,
    })
}

/// The same rows, held in memory: for offices, not for a country.
pub fn booked_between(tx: &mut Tx<'_>, ask: &BookedAsk<'_>) -> Result<Vec<OwnedBookedRow>, StoreError> {
    let mut rows = Vec::new();
    each_booked(tx, ask, |row| {
        rows.push(OwnedBookedRow {
            person: row.person,
            benefit: row.benefit.to_owned(),
            paid_for: row.paid_for,
            kind: row.kind,
            signed: row.signed,
            run: row.run,
            run_month: row.run_month,
            line_kind: row.line_kind,
            group: row.group.map(str::to_owned),
            unit: UnitId(row.unit.to_owned()),
            recorded_at: row.recorded_at,
        });
        Ok(())
    })?;
    Ok(rows)
}

/// [`BookedRow`] with texts of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedBookedRow {
    pub person: PersonId,
    pub benefit: String,
    pub paid_for: Month,
    pub kind: EntryKind,
    pub signed: Dong,
    pub run: RunId,
    pub run_month: Month,
    pub line_kind: Option<LineKind>,
    pub group: Option<String>,
    pub unit: UnitId,
    pub recorded_at: Moment,
}
