//! What the interface says when it does not do what was asked (RFC 9457): what happened, where, what to do.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::payment::RunRefusal;
use office::{OfficeError, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::sentence;

pub const KIND: &str = "application/problem+json";

/// Lời từ chối hoặc báo lỗi, theo RFC 9457. Khi có lời từ chối, không có dữ liệu nào bị thay đổi.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Luôn là `about:blank`: ý nghĩa nằm ở `status` và `code`.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: &'static str,
    /// Tên ngắn của lỗi.
    pub title: &'static str,
    /// Mã trạng thái HTTP.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// Điều xảy ra và việc nên làm, bằng tiếng Việt.
    pub detail: String,
    /// Khóa của lỗi cho máy đọc; không đổi giữa các phiên bản.
    #[schema(example = "person_not_found")]
    pub code: &'static str,
    /// Chỗ sai trong nội dung gửi lên (JSON Pointer), nếu biết.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pointer: Option<String>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: "about:blank",
            title: title(status),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            pointer: None,
            retry_after: None,
        }
    }

    pub fn at(self, pointer: String) -> Problem {
        Problem { pointer: Some(pointer), ..self }
    }

    pub fn after(self, seconds: u64) -> Problem {
        Problem { retry_after: Some(seconds), ..self }
    }

    pub fn not_found(code: &'static str, what: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, code, format!("Không có {what} này trong phạm vi của mã truy cập."))
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, code, detail)
    }

    /// A fault of ours: the log has it, the answer has not.
    pub fn fault(what: impl ToString) -> Problem {
        tracing::error!(fault = %what.to_string(), "a request of the interface failed");
        let detail = "Chương trình gặp lỗi kỹ thuật, không có dữ liệu nào bị thay đổi. Thử lại sau ít phút; nếu vẫn lỗi, \
                      báo người quản trị xem nhật ký của máy chủ.";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Yêu cầu không đọc được",
        StatusCode::UNAUTHORIZED => "Cần mã truy cập",
        StatusCode::FORBIDDEN => "Không thuộc quyền của mã truy cập",
        StatusCode::NOT_FOUND => "Không tìm thấy",
        StatusCode::METHOD_NOT_ALLOWED => "Địa chỉ này không nhận phương thức đó",
        StatusCode::CONFLICT => "Chưa thực hiện được",
        StatusCode::PAYLOAD_TOO_LARGE => "Nội dung quá lớn",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Kiểu nội dung không được nhận",
        StatusCode::UNPROCESSABLE_ENTITY => "Nội dung không đúng mô tả",
        StatusCode::TOO_MANY_REQUESTS => "Quá nhiều yêu cầu",
        _ => "Lỗi của chương trình",
    }
}

impl From<OfficeError> for Problem {
    fn from(fault: OfficeError) -> Problem {
        let says = sentence(&fault.to_string());
        match &fault {
            OfficeError::Refused(refusal) => {
                let (status, code) = refused(refusal);
                Problem::new(status, code, says)
            }
            OfficeError::OutOfCoverage(_) => Problem::conflict("law_out_of_coverage", says),
            OfficeError::Unreadable(_) => Problem::conflict("unreadable_value", says),
            OfficeError::Paper(_) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable_file", says),
            OfficeError::Store(_)
            | OfficeError::Law(_)
            | OfficeError::Units(_)
            | OfficeError::Outline(_)
            | OfficeError::BadVersion => Problem::fault(fault),
        }
    }
}

/// The refusals a program may want to tell apart; all others share one key and differ in words.
fn refused(refusal: &Refusal) -> (StatusCode, &'static str) {
    match refusal {
        Refusal::NotYours { .. } => (StatusCode::FORBIDDEN, "act_not_allowed"),
        Refusal::OtherField { .. } => (StatusCode::FORBIDDEN, "scheme_not_allowed"),
        Refusal::NoSuchPerson(_) => (StatusCode::NOT_FOUND, "person_not_found"),
        Refusal::NoSuchRun(_) => (StatusCode::NOT_FOUND, "roll_not_found"),
        Refusal::NoSuchFigure(_) => (StatusCode::NOT_FOUND, "figure_not_found"),
        other => (StatusCode::CONFLICT, conflict(other)),
    }
}

fn conflict(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotSetUp => "office_not_set_up",
        Refusal::NoSuchUnit(_) => "unit_unknown",
        Refusal::NoSuchScheme(_) => "scheme_unknown",
        Refusal::NoSuchGroup(_) => "group_unknown",
        Refusal::NoSuchSpell { .. } => "spell_unknown",
        Refusal::NoSuchStatus { .. } => "status_unknown",
        Refusal::AlreadyDead(_) => "already_dead",
        Refusal::NotDead(_) => "not_dead",
        Refusal::InTheFuture { .. } => "in_the_future",
        Refusal::NothingToUndo { .. } => "nothing_to_undo",
        Refusal::ChangedLater { .. } => "changed_later",
        Refusal::Stale { .. } => "roll_stale",
        Refusal::RunInProgress { .. } => "roll_in_progress",
        Refusal::MonthSkipped { .. } => "month_skipped",
        Refusal::NotReconciled { .. } => "not_reconciled",
        Refusal::Run(RunRefusal::SamePerson) => "same_person",
        Refusal::Run(RunRefusal::WrongStage { .. }) | Refusal::NotYetApproved { .. } => "wrong_stage",
        _ => "refused",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, KIND)], body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"ansinh\""));
        }
        response
    }
}

pub async fn nowhere(_: Request) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "address_not_found", "Không có địa chỉ này; xem danh sách ở /api.")
}

pub async fn wrong_method(_: Request) -> Problem {
    let detail = "Xem tiêu đề Allow của trả lời này để biết phương thức được nhận.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

pub fn stopped(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::fault("a handler of the interface panicked").into_response()
}
