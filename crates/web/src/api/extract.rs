//! How the parts of a request are read. Whatever cannot be read is said where it stands.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use domain::kernel::{PersonId, RunId};
use serde::de::DeserializeOwned;

use super::problem::Problem;
use super::types::{Digits, Id, Key, Object};

/// The one value an address holds.
#[derive(Debug)]
pub struct At<T>(pub T);

pub trait InAddress: Sized {
    fn read(text: &str) -> Option<Self>;
}

impl InAddress for PersonId {
    fn read(text: &str) -> Option<PersonId> {
        Id::of_digits(text).map(|id| PersonId(id.0))
    }
}

impl InAddress for RunId {
    fn read(text: &str) -> Option<RunId> {
        Id::of_digits(text).map(|id| RunId(id.0))
    }
}

impl InAddress for Key {
    fn read(text: &str) -> Option<Key> {
        Key::read(text)
    }
}

impl<T: InAddress, S: Sync + Send> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<At<T>, Problem> {
        let unreadable = || bad_request("unreadable_address", "Mã số trong địa chỉ không đúng dạng.");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| unreadable())?;
        T::read(&text).map(At).ok_or_else(unreadable)
    }
}

/// What is asked behind the address; a name that is not described, or stands twice, is refused.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Sync + Send> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked<T>, Problem> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let says = |fault: &dyn std::error::Error| translated(&innermost(fault));
        query.map(|query| Asked(query.0)).map_err(|fault| bad_request("unreadable_query", says(&fault)))
    }
}

fn innermost(fault: &dyn std::error::Error) -> String {
    let mut last = fault;
    while let Some(inner) = last.source() {
        last = inner;
    }
    last.to_string()
}

/// A body in JSON, read strictly.
#[derive(Debug)]
pub struct Said<T>(pub T);

impl<T: DeserializeOwned, S: Sync + Send> FromRequest<S> for Said<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Said<T>, Problem> {
        need_kind(request.headers(), "application/json")?;
        let bytes = Bytes::from_request(request, state).await.map_err(|fault| unreadable_body(fault.status()))?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let Object(read) = serde_path_to_error::deserialize(&mut json).map_err(|fault| not_as_described(&fault))?;
        json.end().map_err(|_| not_json())?;
        Ok(Said(read))
    }
}

/// A file as it is, with the name its sender gives it in `X-File-Name`.
#[derive(Debug)]
pub struct File {
    pub name: String,
    pub bytes: Bytes,
}

const UNNAMED: &str = "tep-gui-len";

impl<S: Sync + Send> FromRequest<S> for File {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<File, Problem> {
        need_kind(request.headers(), "application/octet-stream")?;
        let name = file_name(request.headers())?;
        let bytes = Bytes::from_request(request, state).await.map_err(|fault| unreadable_body(fault.status()))?;
        Ok(File { name, bytes })
    }
}

fn file_name(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(given) = headers.get("x-file-name") else { return Ok(UNNAMED.to_owned()) };
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let name = given.to_str().ok().filter(|name| (1..=100).contains(&name.len()) && name.chars().all(fits));
    let wrong = || bad_request("unreadable_file_name", "X-File-Name: cần 1 đến 100 chữ không dấu, số, dấu . _ -");
    name.map(str::to_owned).ok_or_else(wrong)
}

fn need_kind(headers: &HeaderMap, kind: &str) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|given| given.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    match essence.eq_ignore_ascii_case(kind) {
        true => Ok(()),
        false => {
            let detail = format!("Gửi lại với tiêu đề Content-Type: {kind}.");
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
        }
    }
}

fn bad_request(code: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, detail)
}

fn not_json() -> Problem {
    bad_request("unreadable_json", "Nội dung không phải JSON đọc được.")
}

fn unreadable_body(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(status, "too_large", "Nội dung vượt giới hạn của địa chỉ này; chia nhỏ rồi gửi lại.")
        }
        _ => bad_request("unreadable_body", "Nội dung gửi lên bị đứt giữa chừng; hãy gửi lại."),
    }
}

fn not_as_described(fault: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    if !fault.inner().is_data() {
        return not_json();
    }
    let detail = translated(&fault.inner().to_string());
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_as_described", detail).at(pointer(fault.path()))
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => String::new(),
    };
    path.iter().map(part).collect()
}

/// The reader of bodies speaks English; what it says most is said here in Vietnamese.
fn translated(says: &str) -> String {
    let says = says.split(" at line ").next().unwrap_or(says);
    let named = says.split('`').nth(1).unwrap_or_default();
    match () {
        () if says.contains("missing field") => format!("Thiếu trường “{named}”."),
        () if says.contains("unknown field") => format!("Không có trường “{named}” trong mô tả."),
        () if says.contains("unknown variant") => format!("Giá trị “{named}” không thuộc các giá trị được nhận."),
        () if says.contains("duplicate field") => format!("Trường “{named}” đứng hai lần."),
        () if says.contains("invalid type") => "Giá trị sai kiểu dữ liệu so với mô tả.".to_owned(),
        () if says.contains("cần ") => crate::error::sentence(says.rsplit(": ").next().unwrap_or(says)),
        () => "Giá trị không đúng mô tả.".to_owned(),
    }
}
