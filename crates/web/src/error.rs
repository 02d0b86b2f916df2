//! What a page says when it cannot be shown: what happened, why, and what to do next.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::{OfficeError, Refusal};

use crate::pages;

#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("chưa đăng nhập")]
    SignInNeeded { back: Option<String>, login: Option<String> },
    #[error("chuyển sang trang khác")]
    GoTo { address: &'static str },
    #[error("không có quyền: {act}")]
    NotYours { act: &'static str },
    #[error("không tìm thấy {what}")]
    NotFound { what: &'static str },
    #[error("địa chỉ trang có giá trị không đọc được")]
    BadAddress,
    #[error("biểu mẫu gửi từ trang khác")]
    ForeignForm,
    #[error(transparent)]
    Office(#[from] OfficeError),
    #[error(transparent)]
    Session(#[from] tower_sessions::session::Error),
    #[error("{0}")]
    Fault(String),
}

impl PageError {
    pub fn fault(what: impl ToString) -> PageError {
        PageError::Fault(what.to_string())
    }

    /// The sentence for the official where an act was refused, so that the form may come back with it; what means that
    /// there is nothing to come back to stays an error.
    pub fn refusal(self) -> Result<String, PageError> {
        match &self {
            PageError::Office(fault) if self.status() == StatusCode::CONFLICT => Ok(sentence(&fault.to_string())),
            _ => Err(self),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            PageError::SignInNeeded { .. } | PageError::GoTo { .. } => StatusCode::SEE_OTHER,
            PageError::NotYours { .. } => StatusCode::FORBIDDEN,
            PageError::Office(OfficeError::Refused(Refusal::NotYours { .. } | Refusal::OtherField { .. })) => {
                StatusCode::FORBIDDEN
            }
            PageError::Office(OfficeError::Refused(Refusal::NoSuchPerson(_) | Refusal::NoSuchRun(_))) => {
                StatusCode::NOT_FOUND
            }
            PageError::Office(OfficeError::Refused(
                Refusal::NoSuchFigure(_) | Refusal::NoSuchPassage(_) | Refusal::NoSuchVersion(_),
            )) => StatusCode::NOT_FOUND,
            PageError::NotFound { .. } => StatusCode::NOT_FOUND,
            PageError::BadAddress => StatusCode::BAD_REQUEST,
            PageError::ForeignForm => StatusCode::FORBIDDEN,
            PageError::Office(fault) if is_told(fault) => StatusCode::CONFLICT,
            PageError::Office(_) | PageError::Session(_) | PageError::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn page(&self) -> pages::ErrorPage {
        match self {
            PageError::NotFound { what } => pages::ErrorPage {
                title: format!("Không có {what} này"),
                what: "Địa chỉ không dẫn đến dữ liệu nào của đơn vị. Có thể đường dẫn đã cũ hoặc gõ thiếu.".to_owned(),
                next: "Quay về trang Hôm nay, hoặc tìm theo họ tên, ngày sinh ở ô tìm kiếm.".to_owned(),
            },
            PageError::NotYours { act } => pages::ErrorPage {
                title: "Việc này không thuộc quyền của bạn".to_owned(),
                what: format!("Tài khoản của bạn không được giao việc: {act}."),
                next: "Nếu cần làm việc này, đề nghị người quản trị giao thêm vai trò hoặc phạm vi.".to_owned(),
            },
            PageError::SignInNeeded { .. } | PageError::GoTo { .. } => pages::ErrorPage {
                title: "Cần đăng nhập".to_owned(),
                what: "Phiên làm việc đã hết hoặc chưa bắt đầu.".to_owned(),
                next: "Đăng nhập rồi mở lại trang.".to_owned(),
            },
            PageError::BadAddress => pages::ErrorPage {
                title: "Không đọc được yêu cầu".to_owned(),
                what: "Một giá trị trong địa chỉ trang (tháng, ngày, mã số) không đúng dạng.".to_owned(),
                next: "Quay lại trang trước, chọn lại giá trị trong biểu mẫu rồi thử lại.".to_owned(),
            },
            PageError::ForeignForm => pages::ErrorPage {
                title: "Yêu cầu bị từ chối".to_owned(),
                what: "Yêu cầu này được gửi từ một trang khác, không phải từ chương trình.".to_owned(),
                next: "Mở chương trình trong một thẻ mới và làm lại thao tác từ đầu.".to_owned(),
            },
            PageError::Office(fault) if is_told(fault) => pages::ErrorPage {
                title: "Chưa thực hiện được".to_owned(),
                what: sentence(&fault.to_string()),
                next: "Không có dữ liệu nào bị thay đổi. Sửa điều nêu trên rồi mở lại trang.".to_owned(),
            },
            PageError::Office(_) | PageError::Session(_) | PageError::Fault(_) => pages::ErrorPage {
                title: "Chương trình gặp lỗi".to_owned(),
                what: "Trang này chưa mở được do lỗi kỹ thuật. Không có dữ liệu nào bị thay đổi.".to_owned(),
                next: "Thử lại sau ít phút. Nếu vẫn lỗi, báo người quản trị xem nhật ký của máy chủ.".to_owned(),
            },
        }
    }
}

/// Whether the fault is a sentence for the official: a refusal, or law that does not reach that month.
pub fn is_told(fault: &OfficeError) -> bool {
    matches!(
        fault,
        OfficeError::Refused(_) | OfficeError::OutOfCoverage(_) | OfficeError::Unreadable(_) | OfficeError::Paper(_)
    )
}

/// The same words as a sentence: a capital first, a full stop last.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let stop = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let PageError::GoTo { address } = &self {
            return Redirect::to(address).into_response();
        }
        if let PageError::SignInNeeded { back, .. } = &self {
            return Redirect::to(&pages::sign_in_address(back.as_deref())).into_response();
        }
        let status = self.status();
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(fault = %self, "a page failed");
        }
        match self.page().render() {
            Ok(page) => (status, Html(page)).into_response(),
            Err(_) => (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], self.page().what).into_response(),
        }
    }
}

/// What is shown when a page stopped half-way: the same as for any other fault.
pub fn stopped(_: Box<dyn std::any::Any + Send>) -> Response {
    PageError::fault("a page panicked").into_response()
}

/// Runs what reads the records away from the threads that answer requests.
pub async fn on_thread<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, OfficeError> + Send + 'static,
) -> Result<T, PageError> {
    tokio::task::spawn_blocking(ask).await.map_err(PageError::fault)?.map_err(PageError::from)
}
