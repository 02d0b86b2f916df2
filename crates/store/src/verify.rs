//! Checks what must hold in every store, whatever its owners did: balances, totals, single truths, the journal's chain.

use domain::kernel::{Dong, Month, PersonId, RecoveryId, RunId};
use domain::payment::Stage;

use crate::journal::{self, Broken};
use crate::ledger::paid_kinds;
use crate::row::Row;
use crate::sql::Sql;
use crate::{StoreError, Tx, reports, search};

/// Something that must not be. Findings name records by their numbers, never by names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("danh sách {run}: các dòng chi cộng lại {lines}, sổ chi ghi {booked}")]
    BookedDiffers { run: RunId, lines: Dong, booked: Dong },
    #[error("danh sách {run} đã mở khóa nhưng sổ chi còn ghi {booked}")]
    StillBooked { run: RunId, booked: Dong },
    #[error("danh sách {run}: tổng đã ghi {total}, các dòng chi cộng lại {lines}")]
    TotalDiffers { run: RunId, total: Dong, lines: Dong },
    #[error("danh sách {run} chưa duyệt hoặc không có nhưng sổ chi đã ghi {booked}")]
    BookedTooEarly { run: RunId, booked: Dong },
    #[error(
        "người {person}, {benefit} tháng {month}: chuyển thu hồi trừ hủy thu hồi là {moved}, nợ phát sinh trừ nợ hủy là {opened}"
    )]
    RecoveryDiffers { person: PersonId, benefit: String, month: Month, moved: Dong, opened: Dong },
    #[error("người {person}, vụ thu hồi {recovery}, tháng {month}: nợ còn lại âm {outstanding}")]
    NegativeDebt { person: PersonId, recovery: RecoveryId, month: Month, outstanding: Dong },
    #[error("bảng {table}, dòng {row}: {versions} bản cùng có hiệu lực")]
    ManyTruths { table: &'static str, row: String, versions: i64 },
    #[error("{rows} dòng được giữ lại từ tệp số {import}, nhưng không có tệp nào mang số ấy")]
    RowsWithoutFile { import: i64, rows: i64 },
    #[error("danh sách {run} đã có kết quả chi trả nhưng {lines} dòng chi chưa được trả lời")]
    Unanswered { run: RunId, lines: i64 },
    #[error("danh sách {run}: {answers} câu trả lời không ứng với dòng chi nào")]
    AnswerWithoutLine { run: RunId, answers: i64 },
    #[error("báo cáo {report}, bản đã ký số {version}: nội dung không còn như khi ký")]
    VersionChanged { report: String, version: i64 },
    #[error("chỉ mục tìm kiếm lệch với hồ sơ của {people} người")]
    SearchStrays { people: i64 },
    #[error("chỉ mục tìm kiếm: các từ không khớp với những người trong chỉ mục")]
    SearchWordsDiffer,
    #[error(transparent)]
    Journal(#[from] Broken),
}

/// Everything that does not hold, in the order of the checks; empty when all is well.
pub fn findings(tx: &mut Tx<'_>) -> Result<Vec<Finding>, StoreError> {
    let mut found = Vec::new();
    run_sums(tx, &mut found)?;
    booked_too_early(tx, &mut found)?;
    recovery_sums(tx, &mut found)?;
    negative_debts(tx, &mut found)?;
    many_truths(tx, &mut found)?;
    rows_kept_twice(tx, &mut found)?;
    rows_without_file(tx, &mut found)?;
    answers(tx, &mut found)?;
    versions_changed(tx, &mut found)?;
    search_strays(tx, &mut found)?;
    found.extend(journal::verify(tx)?.err().map(Finding::Journal));
    Ok(found)
}

fn run_sums(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let mut sql = Sql::new(
        "select r.run_id, r.stage, r.total,
                cast(coalesce((select sum(n.amount) from run_line n where n.run_id = r.run_id and n.kind",
    );
    sql.bind_in(paid_kinds()).push(
        "), 0) as bigint),
                cast(coalesce((select sum(l.amount) from ledger l
                               where l.run_id = r.run_id and l.kind in ('booked', 'revoked')), 0) as bigint),
                cast(coalesce((select sum(l.amount) from ledger l where l.run_id = r.run_id), 0) as bigint)
         from run r order by r.run_id",
    );
    let sums = tx.list_sql(&sql, |row| {
        let stage: Stage = row.parse(1)?;
        Ok((RunId(row.int(0)?), stage, Dong(row.int(2)?), Dong(row.int(3)?), Dong(row.int(4)?), Dong(row.int(5)?)))
    })?;
    for (run, stage, total, lines, booked, left) in sums {
        if total != lines {
            found.push(Finding::TotalDiffers { run, total, lines });
        }
        if Stage::BOOKED.contains(&stage) && lines != booked {
            found.push(Finding::BookedDiffers { run, lines, booked });
        }
        if stage == Stage::Unlocked && !(booked.is_zero() && left.is_zero()) {
            found.push(Finding::StillBooked { run, booked: left });
        }
    }
    Ok(())
}

fn booked_too_early(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let mut sql = Sql::new(
        "select l.run_id, cast(sum(l.amount) as bigint) from ledger l
         left join run r on r.run_id = l.run_id and r.stage",
    );
    sql.bind_in(Stage::BOOKED.iter().chain([&Stage::Unlocked]).map(|stage| stage.key()));
    sql.push(" where l.run_id is not null and r.run_id is null group by l.run_id order by l.run_id");
    found.extend(
        tx.list_sql(&sql, |row| Ok(Finding::BookedTooEarly { run: RunId(row.int(0)?), booked: Dong(row.int(1)?) }))?,
    );
    Ok(())
}

/// What left the ledger for recovery must be what the debts were opened with, month by month.
fn recovery_sums(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let differing = tx.list(
        "select person_id, benefit, paid_for, cast(sum(moved) as bigint), cast(sum(opened) as bigint)
         from (
             select person_id, benefit, paid_for, -amount as moved, 0 as opened
             from ledger where kind in ('to_recovery', 'recovery_cancelled')
             union all
             select person_id, benefit, paid_for, 0 as moved, amount as opened
             from debt_entry where kind in ('opened', 'cancelled')
         ) both_books
         group by person_id, benefit, paid_for
         having sum(moved) <> sum(opened)
         order by person_id, benefit, paid_for",
        &[],
        |row| {
            Ok(Finding::RecoveryDiffers {
                person: PersonId(row.int(0)?),
                benefit: row.string(1)?,
                month: row.parse(2)?,
                moved: Dong(row.int(3)?),
                opened: Dong(row.int(4)?),
            })
        },
    )?;
    found.extend(differing);
    Ok(())
}

fn negative_debts(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let negative = tx.list(
        "select person_id, recovery_id, paid_for, cast(sum(amount) as bigint) from debt_entry
         group by person_id, recovery_id, paid_for
         having sum(amount) < 0
         order by person_id, recovery_id, paid_for",
        &[],
        |row| {
            Ok(Finding::NegativeDebt {
                person: PersonId(row.int(0)?),
                recovery: RecoveryId(row.int(1)?),
                month: row.parse(2)?,
                outstanding: Dong(row.int(3)?),
            })
        },
    )?;
    found.extend(negative);
    Ok(())
}

/// Facts of which only one version may be believed at a time, and the columns that name one.
const SINGLE: [(&str, &str); 9] = [
    ("person", "person_id"),
    ("household", "household_id"),
    ("death", "person_id"),
    ("spell", "person_id, spell_id"),
    ("spell_subject", "person_id, spell_id, subject_no"),
    ("setting", "key"),
    ("run_reconciliation", "run_id"),
    ("report_override", "report, figure"),
    ("report_prose", "report, place"),
];

fn many_truths(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    for (table, key) in SINGLE {
        let sql = format!(
            "select count(*), {key} from {table} where retracted_at is null
             group by {key} having count(*) > 1 order by {key}"
        );
        let parts = key.split(", ").count();
        found.extend(tx.list(&sql, &[], |row| {
            let row_name: Vec<String> = (1..=parts).map(|part| key_part(row, part)).collect::<Result<_, _>>()?;
            Ok(Finding::ManyTruths { table, row: row_name.join("/"), versions: row.int(0)? })
        })?);
    }
    Ok(())
}

fn key_part(row: &Row<'_>, column: usize) -> Result<String, StoreError> {
    // A key is a number everywhere but in the settings.
    row.int(column).map(|id| id.to_string()).or_else(|_| row.string(column))
}

/// A row counted twice would be a gift given twice. The sheet is left unnamed: it may be called after somebody.
fn rows_kept_twice(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let twice = tx.list(
        "select import_id, row_no, person_id, count(*) from kept_row where retracted_at is null
         group by import_id, sheet, row_no, person_id, kind having count(*) > 1
         order by import_id, row_no, person_id",
        &[],
        |row| {
            let row_name = format!("{}/{}/{}", row.int(0)?, row.int(1)?, row.int(2)?);
            Ok(Finding::ManyTruths { table: "kept_row", row: row_name, versions: row.int(3)? })
        },
    )?;
    found.extend(twice);
    Ok(())
}

/// Every row remembers its file, also after it was taken back.
fn rows_without_file(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let lost = tx.list(
        "select k.import_id, count(*) from kept_row k
         left join import_file f on f.import_id = k.import_id
         where f.import_id is null group by k.import_id order by k.import_id",
        &[],
        |row| Ok(Finding::RowsWithoutFile { import: row.int(0)?, rows: row.int(1)? }),
    )?;
    found.extend(lost);
    Ok(())
}

/// Each line of a confirmed roll is answered once; the primary key sees to "not twice".
fn answers(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let mut sql = Sql::new(
        "select n.run_id, count(*) from run r
         join run_line n on n.run_id = r.run_id
         left join confirmation c on c.run_id = n.run_id and c.person_id = n.person_id and c.line_no = n.line_no
         where c.run_id is null and n.kind",
    );
    sql.bind_in(paid_kinds()).push(" and r.stage").bind_in([Stage::Confirmed.key(), Stage::Closed.key()]);
    sql.push(" group by n.run_id order by n.run_id");
    found.extend(tx.list_sql(&sql, |row| Ok(Finding::Unanswered { run: RunId(row.int(0)?), lines: row.int(1)? }))?);
    let mut sql = Sql::new(
        "select c.run_id, count(*) from confirmation c
         left join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no
           and n.kind",
    );
    sql.bind_in(paid_kinds()).push(" where n.run_id is null group by c.run_id order by c.run_id");
    found.extend(
        tx.list_sql(&sql, |row| Ok(Finding::AnswerWithoutLine { run: RunId(row.int(0)?), answers: row.int(1)? }))?,
    );
    Ok(())
}

/// What was signed is the text that its hash was taken of.
fn versions_changed(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let sql = "select report, version_no, sha256, body from report_version order by report, version_no";
    tx.each(sql, &[], |row| {
        if reports::fingerprint(row.text(3)?) != row.text(2)? {
            found.push(Finding::VersionChanged { report: row.string(0)?, version: row.int(1)? });
        }
        Ok(())
    })
}

/// The words by which people are found are made from the facts, so they must say the same.
fn search_strays(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
    let strays = search::strays(tx)?;
    if strays.people > 0 {
        found.push(Finding::SearchStrays { people: strays.people });
    }
    if strays.words_differ {
        found.push(Finding::SearchWordsDiffer);
    }
    Ok(())
}
