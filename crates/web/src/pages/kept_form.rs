//! A form that arrived after its session had ended: kept in the page while its sender signs in, then sent on by a button.
//!
//! It travels as hidden fields from page to page. It is in no session, no record and no address.

use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, RequestExt};

use super::login::{LoginPage, WHOLE_PAGE, local};
use super::page;

/// What is longer is not kept.
pub const KEPT_BYTES_MAX: usize = 64 * 1024;
/// What stands before the names of kept fields, so that they are not taken for those of signing in.
const MARK: &str = "giu.";
/// Where the kept form was going.
const TO: &str = "giu";
/// Forms that hold passwords are filled in again by whoever knows them.
const NOT_KEPT: [&str; 3] = ["/tai-khoan", "/dang-nhap", "/dang-xuat"];

/// A form on its way: where it goes, and its fields in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptForm {
    pub to: String,
    pub fields: Vec<(String, String)>,
}

impl KeptForm {
    /// What came along with a form of signing in.
    pub fn of(fields: &[(String, String)]) -> Option<KeptForm> {
        let to = fields.iter().find(|field| field.0 == TO).map(|field| field.1.clone())?;
        let kept = fields.iter().filter_map(|(name, value)| Some((name.strip_prefix(MARK)?.to_owned(), value.clone())));
        let form = KeptForm { fields: kept.collect(), to };
        (may_be_kept(&form.to) && form.size() <= KEPT_BYTES_MAX).then_some(form)
    }

    /// The hidden fields in which the form goes through the pages of signing in.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let marked = self.fields.iter().map(|(name, value)| (format!("{MARK}{name}"), value.clone()));
        std::iter::once((TO.to_owned(), self.to.clone())).chain(marked).collect()
    }

    fn size(&self) -> usize {
        self.fields.iter().map(|(name, value)| name.len() + value.len()).sum()
    }
}

fn may_be_kept(path: &str) -> bool {
    let is_local = !path.is_empty() && local(path) == path;
    is_local && !NOT_KEPT.iter().any(|not| path.starts_with(not))
}

/// The page of signing in as the answer to a form that came without a session.
pub async fn ask_to_sign_in(parts: &Parts, body: Body, login: Option<String>) -> Response {
    let kept = read_form(parts, body).await;
    let notice = match kept {
        Some(_) => "Phiên đã hết; đăng nhập lại, phần đã nhập được giữ.",
        None if is_upload(parts) => "Phiên đã hết; đăng nhập lại, rồi chọn lại tệp và gửi lần nữa.",
        None => "Phiên đã hết; đăng nhập lại, rồi nhập và gửi lần nữa.",
    };
    let shown = LoginPage {
        login: login.unwrap_or_default(),
        back: came_from(parts),
        refusal: None,
        notice: Some(notice.to_owned()),
        hidden: kept.map(|form| form.hidden()).unwrap_or_default(),
    };
    match page(&shown) {
        Ok(html) => (WHOLE_PAGE, html).into_response(),
        Err(fault) => fault.into_response(),
    }
}

async fn read_form(parts: &Parts, body: Body) -> Option<KeptForm> {
    let path = parts.extensions.get::<axum::extract::OriginalUri>().map_or(&parts.uri, |uri| &uri.0).path().to_owned();
    if !content_type(parts).starts_with("application/x-www-form-urlencoded") || !may_be_kept(&path) {
        return None;
    }
    let bytes = to_bytes(body, KEPT_BYTES_MAX).await.ok()?;
    let request = axum::http::Request::post("/").header(header::CONTENT_TYPE, content_type(parts));
    let Form(fields) = request.body(Body::from(bytes)).ok()?.extract::<Form<Vec<(String, String)>>, _>().await.ok()?;
    Some(KeptForm { to: path, fields })
}

fn content_type(parts: &Parts) -> &str {
    parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_upload(parts: &Parts) -> bool {
    content_type(parts).starts_with("multipart/")
}

/// The page on which the form stood.
fn came_from(parts: &Parts) -> String {
    let referer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let uri = referer.and_then(|text| text.parse::<Uri>().ok());
    let path = uri.as_ref().and_then(Uri::path_and_query).map(|path| local(path.as_str()));
    path.filter(|path| !path.starts_with("/dang-nhap")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_only_to_a_page_of_this_program_and_never_holds_a_password() {
        let form = |to: &str| {
            KeptForm::of(&[
                (TO.to_owned(), to.to_owned()),
                ("ten".to_owned(), "hoa".to_owned()),
                ("giu.so".to_owned(), "1".to_owned()),
                ("giu.so".to_owned(), "2".to_owned()),
            ])
        };
        let kept = form("/nguoi/7/bao-tu").unwrap();
        assert_eq!(kept.fields, [("so".to_owned(), "1".to_owned()), ("so".to_owned(), "2".to_owned())]);
        assert_eq!(KeptForm::of(&kept.hidden()), Some(kept));
        for foreign in ["", "//khac.vn", "https://khac.vn/", "/tai-khoan/mat-khau", "/dang-xuat"] {
            assert_eq!(form(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        let long = "x".repeat(KEPT_BYTES_MAX + 1);
        assert_eq!(KeptForm::of(&[(TO.to_owned(), "/a".to_owned()), ("giu.a".to_owned(), long)]), None);
    }
}
