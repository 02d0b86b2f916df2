//! Faults of the store: what went wrong, with the facts, and never with a person's data.

use std::path::PathBuf;

use domain::entitlement::UnknownWord;

/// A fault. Not found is `None` and a refusal is not the store's business, so neither is here.
///
/// No variant carries a value of a record: a fault is logged, and logs hold no names and no numbers of papers.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("lỗi cơ sở dữ liệu SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("lỗi cơ sở dữ liệu PostgreSQL: {}", postgres_says(.0))]
    Postgres(#[from] postgres::Error),
    #[error("cơ sở dữ liệu đang bận vì một việc ghi khác; hãy thử lại sau ít phút")]
    Busy,
    #[error("không mở được {path}: {source}")]
    Disk { path: PathBuf, source: std::io::Error },
    /// A row that cannot be true.
    #[error("dữ liệu hỏng: bảng {table}, cột {column}, dòng {row}: cần {wanted}")]
    BadRow { table: String, column: String, row: String, wanted: &'static str },
    #[error("{what}: lẽ ra phải chạm {expected} dòng, thực tế {touched} dòng; không thay đổi nào được ghi")]
    RowCount { what: &'static str, expected: u64, touched: u64 },
    #[error(transparent)]
    UnknownWord(#[from] UnknownWord),
    #[error(
        "bản ghi cấu trúc số {number} khác với bản đã áp dụng; dữ liệu có thể do một bản sửa đổi của chương trình tạo ra"
    )]
    MigrationChanged { number: i64 },
    #[error(
        "dữ liệu do phiên bản mới hơn của chương trình tạo ra (cấu trúc số {found}, chương trình này biết tới số {known}); hãy cập nhật chương trình"
    )]
    NewerDatabase { found: i64, known: i64 },
    #[error("chỉ khôi phục được vào cơ sở dữ liệu trống; bảng {table} đã có dữ liệu")]
    NotEmpty { table: String },
    #[error("tệp {path} không phải bản sao lưu dùng được: {says}")]
    BadBackup { path: PathBuf, says: String },
    #[error("đã có tệp {path}; hãy chọn tên khác để không ghi đè")]
    FileExists { path: PathBuf },
}

/// The server's message without its detail line, which may repeat the values of a row.
fn postgres_says(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(server) => format!("{} ({})", server.message(), server.code().code()),
        None => error.to_string(),
    }
}

impl StoreError {
    /// Whether the same transaction, run again, may succeed.
    pub(crate) fn may_pass_on_retry(&self) -> bool {
        match self {
            StoreError::Busy => true,
            StoreError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
            ),
            StoreError::Postgres(error) => {
                matches!(error.code().map(|code| code.code()), Some("40001" | "40P01"))
            }
            _ => false,
        }
    }
}

/// Checks that a write touched what it said it would.
pub(crate) fn expect_rows(what: &'static str, expected: u64, touched: u64) -> Result<(), StoreError> {
    if expected == touched { Ok(()) } else { Err(StoreError::RowCount { what, expected, touched }) }
}
