//! The doors of the house: who is let in, what every answer carries.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use domain::kernel::Moment;
use office::users::{ChosenBy, NewUser};
use office::{Acting, Db, Location, Office};
use tower::ServiceExt;

use crate::{State, Transport, router};

const PASSWORD: &str = "chim-sẻ-hót-sớm";

fn now() -> Moment {
    "2021-04-27T02:00:00Z".parse().unwrap()
}

fn office_with_one_user() -> Router {
    router(state_with("chuyen_vien", ChosenBy::Themselves))
}

fn office_with(role: &str) -> Router {
    router(state_with(role, ChosenBy::Themselves))
}

fn state_with_one_user(chosen_by: ChosenBy) -> State {
    state_with("chuyen_vien", chosen_by)
}

fn state_with(role: &str, chosen_by: ChosenBy) -> State {
    let db = Db::open(&Location::Memory).unwrap();
    let new = NewUser {
        login: "huong".to_owned(),
        full_name: "Đặng Thị Thu Hường".to_owned(),
        role: role.to_owned(),
        unit: None,
        schemes: None,
        password: PASSWORD.to_owned(),
        chosen_by,
    };
    let office = Arc::new(Office::load().unwrap());
    office::users::add(&office, &db, Acting::holder(None, now()), &new).unwrap();
    State::new(office, db, now)
}

async fn ask(web: &Router, request: Request<Body>) -> Response<Body> {
    web.clone().oneshot(request).await.unwrap()
}

fn get(path: &str, cookie: &str) -> Request<Body> {
    Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()
}

fn sign_in(password: &str, site: &str) -> Request<Body> {
    let form = format!(
        "ten=huong&mat_khau={}&tiep=%2Fdanh-sach",
        password.replace('ẻ', "%E1%BA%BB").replace('ó', "%C3%B3").replace('ớ', "%E1%BB%9B")
    );
    let request = Request::post("/dang-nhap").header("sec-fetch-site", site);
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form)).unwrap()
}

fn text(response: &Response<Body>, name: header::HeaderName) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn body(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn cookie_of(web: &Router) -> String {
    let response = ask(web, sign_in(PASSWORD, "same-origin")).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(text(&response, header::LOCATION), "/danh-sach");
    let cookie = text(&response, header::SET_COOKIE);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_stranger_is_sent_to_sign_in_and_back_afterwards() {
    let web = office_with_one_user();
    for (path, there) in [
        ("/", "/dang-nhap"),
        ("/danh-sach/3", "/dang-nhap?tiep=/danh-sach/3"),
        ("/nguoi?q=an", "/dang-nhap?tiep=/nguoi"),
        ("/khong-co", "/dang-nhap?tiep=/khong-co"),
        ("/bao-cao/nua-nam/bao-cao.json", "/dang-nhap?tiep=/bao-cao/nua-nam/bao-cao.json"),
    ] {
        let response = ask(&web, get(path, "")).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(text(&response, header::LOCATION), there, "{path}");
    }
}

#[tokio::test]
async fn whoever_signs_in_sees_pages_until_they_sign_out() {
    let web = office_with_one_user();
    let cookie = cookie_of(&web).await;
    for path in ["/", "/nguoi", "/nguoi?q=nguyen", "/danh-sach", "/bao-cao", "/can-cu"] {
        let response = ask(&web, get(path, &cookie)).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(text(&response, header::CACHE_CONTROL), "no-store", "{path}");
        assert!(text(&response, header::CONTENT_SECURITY_POLICY).contains("frame-ancestors 'none'"), "{path}");
        assert!(body(response).await.contains("Đặng Thị Thu Hường"), "{path}");
    }
    let leave = Request::post("/dang-xuat").header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
    assert_eq!(ask(&web, leave).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(ask(&web, get("/", &cookie)).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_password_says_so_and_a_foreign_form_is_refused() {
    let web = office_with_one_user();
    let wrong = ask(&web, sign_in("sai-mat-khau", "same-origin")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = body(wrong).await;
    assert!(page.contains("không đúng") && page.contains("value=\"huong\""));
    assert!(!page.contains("sai-mat-khau"));
    assert_eq!(ask(&web, sign_in(PASSWORD, "cross-site")).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_not_there_and_what_cannot_be_read_have_pages_of_their_own() {
    let web = office_with_one_user();
    let cookie = cookie_of(&web).await;
    let half = "/bao-cao/nua-nam?nam=2021&ky=1&den_ngay=2021-04-27&biet_den=2021-04-26";
    for (path, status) in [
        ("/khong-co", StatusCode::NOT_FOUND),
        ("/nguoi/77", StatusCode::NOT_FOUND),
        ("/nguoi/abc", StatusCode::BAD_REQUEST),
        ("/nguoi/1?thang=4", StatusCode::BAD_REQUEST),
        ("/nguoi/77/viec/bao-tu", StatusCode::NOT_FOUND),
        ("/nguoi/77/viec/khong-co", StatusCode::NOT_FOUND),
        ("/nguoi/77/thu-hoi/1", StatusCode::NOT_FOUND),
        ("/danh-sach/77", StatusCode::NOT_FOUND),
        (half, StatusCode::CONFLICT),
        ("/bao-cao/nua-nam", StatusCode::BAD_REQUEST),
        ("/bao-cao/nua-nam?nam=2021&ky=1&den_ngay=x&biet_den=x", StatusCode::BAD_REQUEST),
    ] {
        let response = ask(&web, get(path, &cookie)).await;
        assert_eq!(response.status(), status, "{path}");
        assert!(body(response).await.contains("<h1>"), "{path}");
    }
}

#[tokio::test]
async fn a_report_as_known_later_than_now_is_asked_again_as_known_now() {
    let web = office_with_one_user();
    let cookie = cookie_of(&web).await;
    let later = "/bao-cao/nua-nam?nam=2021&ky=1&den_ngay=2021-04-27&biet_den=2021-04-27";
    let response = ask(&web, get(later, &cookie)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert!(text(&response, header::LOCATION).ends_with("biet_den=2021-04-27T02:00:00Z"));
}

#[tokio::test]
async fn an_administrator_gives_a_token_sees_it_once_and_takes_it_back() {
    let web = office_with("quan_tri");
    let cookie = cookie_of(&web).await;
    let here = "/quan-tri/ma-truy-cap";
    let send = |path: &str, form: &'static str| {
        let request = Request::post(path).header(header::COOKIE, &cookie).header("sec-fetch-site", "same-origin");
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form)).unwrap()
    };
    let wrong = ask(&web, send(here, "ten=Kho+b%E1%BA%A1c&den_ngay=31%2F2%2F2021&vai_tro=ke_toan")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = body(wrong).await;
    assert!(page.contains("Ngày hết hạn") && page.contains("Kho bạc") && page.contains("31/2/2021"));
    let given = ask(&web, send(here, "ten=Kho&den_ngay=&xa=&vai_tro=ke_toan&vai_tro=thanh_tra&linh_vuc=btxh")).await;
    assert_eq!(given.status(), StatusCode::OK);
    let page = body(given).await;
    let secret = page.split("value=\"ansinh_").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert_eq!(secret.len(), 64);
    let shown = body(ask(&web, get(here, &cookie)).await).await;
    assert!(shown.contains("Kế toán, Thanh tra") && !shown.contains(secret));
    let me = || {
        let request = Request::get("/api/v1/me").header(header::AUTHORIZATION, format!("Bearer ansinh_{secret}"));
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(ask(&web, me()).await.status(), StatusCode::OK);
    assert_eq!(ask(&web, send("/quan-tri/ma-truy-cap/1/thu", "")).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(ask(&web, me()).await.status(), StatusCode::UNAUTHORIZED);
    let clerk = office_with_one_user();
    let clerks = cookie_of(&clerk).await;
    assert_eq!(ask(&clerk, get(here, &clerks)).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_files_of_a_page_need_no_signing_in() {
    let web = office_with_one_user();
    for (path, kind) in [("/tep/ansinh.css", "text/css"), ("/favicon.ico", "image/svg+xml")] {
        let response = ask(&web, get(path, "")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(text(&response, header::CONTENT_TYPE).starts_with(kind), "{path}");
        let again = Request::get(path).header(header::IF_NONE_MATCH, text(&response, header::ETAG));
        let again = ask(&web, again.body(Body::empty()).unwrap()).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }
}

fn post(path: &str, cookie: &str, form: &str) -> Request<Body> {
    let request = Request::post(path).header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin");
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form.to_owned())).unwrap()
}

fn new_cookie(response: &Response<Body>) -> String {
    text(response, header::SET_COOKIE).split(';').next().unwrap().to_owned()
}

const PASSWORD_SENT: &str = "chim-s%E1%BA%BB-h%C3%B3t-s%E1%BB%9Bm";

#[tokio::test]
async fn a_password_of_somebody_else_opens_only_the_page_that_changes_it() {
    let web = router(state_with_one_user(ChosenBy::SomebodyElse));
    let cookie = cookie_of(&web).await;
    for path in ["/", "/nguoi", "/tai-khoan", "/tai-khoan/ma-xac-thuc"] {
        let response = ask(&web, get(path, &cookie)).await;
        assert_eq!(text(&response, header::LOCATION), "/tai-khoan/mat-khau", "{path}");
    }
    let form = |old: &str, again: &str| format!("cu={old}&moi=lua-chin-vang&nhac_lai={again}");
    let path = "/tai-khoan/mat-khau";
    let differs = ask(&web, post(path, &cookie, &form(PASSWORD_SENT, "lua-chin"))).await;
    assert_eq!(differs.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = ask(&web, post(path, &cookie, &form("sai", "lua-chin-vang"))).await;
    assert!(body(wrong).await.contains("Mật khẩu đang dùng không đúng"));
    let changed = ask(&web, post(path, &cookie, &form(PASSWORD_SENT, "lua-chin-vang"))).await;
    assert_eq!((changed.status(), text(&changed, header::LOCATION)), (StatusCode::SEE_OTHER, "/".to_owned()));
    let fresh = new_cookie(&changed);
    assert_ne!(fresh, cookie, "the session has a new id");
    assert_eq!(ask(&web, get("/", &fresh)).await.status(), StatusCode::OK);
    assert_eq!(ask(&web, get("/", &cookie)).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_without_a_session_is_kept_until_its_sender_has_signed_in() {
    let web = office_with_one_user();
    let asked = ask(&web, post("/nguoi", "", "so=12+345&so=%22%3E")).await;
    assert_eq!(asked.status(), StatusCode::OK);
    let page = body(asked).await;
    assert!(page.contains("Phiên đã hết; đăng nhập lại, phần đã nhập được giữ."));
    assert!(page.contains(r#"name="giu" value="/nguoi""#) && page.contains(r#"name="giu.so" value="12 345""#));
    let form = format!("ten=huong&mat_khau={PASSWORD_SENT}&giu=%2Fnguoi&giu.so=12+345&giu.so=%22%3E");
    let signed_in = ask(&web, post("/dang-nhap", "", &form)).await;
    assert_eq!(signed_in.status(), StatusCode::OK);
    assert!(new_cookie(&signed_in).starts_with("ansinh="));
    let page = body(signed_in).await;
    assert!(page.contains(r#"<form action="/nguoi" method="post">"#) && page.contains(r#"name="so" value="12 345""#));
    assert!(page.contains("Gửi tiếp") && !page.contains("\"\">\""));
    let foreign = format!("ten=huong&mat_khau={PASSWORD_SENT}&giu=https%3A%2F%2Fkhac.vn%2F&giu.so=1");
    assert_eq!(ask(&web, post("/dang-nhap", "", &foreign)).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_password_and_a_file_are_never_kept() {
    let web = office_with_one_user();
    let page = body(ask(&web, post("/tai-khoan/mat-khau", "", "cu=bi-mat-cu&moi=x")).await).await;
    assert!(page.contains("rồi nhập và gửi lần nữa") && !page.contains("bi-mat-cu"));
    let upload = Request::post("/nguoi").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let page = body(ask(&web, upload.body(Body::from("--x--")).unwrap()).await).await;
    assert!(page.contains("chọn lại tệp"));
    let long = format!("so={}", "1".repeat(70_000));
    let page = body(ask(&web, post("/nguoi", "", &long)).await).await;
    assert!(page.contains("rồi nhập và gửi lần nữa"));
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_this_host_and_browsers_are_told_to_stay() {
    let plain = ask(&office_with_one_user(), get("/dang-nhap", "")).await;
    assert_eq!(text(&plain, header::STRICT_TRANSPORT_SECURITY), "");
    assert!(text(&plain, header::HeaderName::from_static("permissions-policy")).contains("camera=()"));
    let state = State { transport: Transport::Tls, ..state_with_one_user(ChosenBy::Themselves) };
    let response = ask(&router(state), sign_in(PASSWORD, "same-origin")).await;
    let cookie = text(&response, header::SET_COOKIE);
    assert!(cookie.starts_with("__Host-ansinh=") && cookie.contains("Secure") && cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(text(&response, header::STRICT_TRANSPORT_SECURITY).starts_with("max-age="));
}

#[tokio::test]
async fn a_session_ends_when_idle_and_names_its_owner_to_whoever_comes_back() {
    fn an_hour_later() -> Moment {
        now().add_seconds(3600)
    }
    let state = state_with_one_user(ChosenBy::Themselves);
    let cookie = cookie_of(&router(state.clone())).await;
    let later = router(State { clock: an_hour_later, ..state });
    let page = body(ask(&later, post("/nguoi", &cookie, "so=1")).await).await;
    assert!(page.contains(r#"name="ten" value="huong""#));
    assert_eq!(ask(&later, get("/", &cookie)).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_takes_a_new_id_when_its_rights_change() {
    let state = state_with_one_user(ChosenBy::Themselves);
    let web = router(state.clone());
    let cookie = cookie_of(&web).await;
    assert_eq!(ask(&web, get("/", &cookie)).await.status(), StatusCode::OK);
    assert_eq!(ask(&web, get("/quan-tri/nhat-ky", &cookie)).await.status(), StatusCode::FORBIDDEN);
    let duties = office::users::Duties {
        full_name: "Đặng Thị Thu Hường".to_owned(),
        role: "thanh_tra".to_owned(),
        unit: None,
        schemes: None,
    };
    office::users::set_duties(&state.office, &state.db, Acting::holder(None, now()), "huong", &duties).unwrap();
    let response = ask(&web, get("/quan-tri/nhat-ky", &cookie)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let fresh = new_cookie(&response);
    assert!(!fresh.is_empty() && fresh != cookie);
    assert_eq!(ask(&web, get("/", &cookie)).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(ask(&web, get("/", &fresh)).await.status(), StatusCode::OK);
}

/// A form with one file, as a browser sends it; no name stands for no file chosen.
fn with_file(path: &str, cookie: &str, name: &str, content: &[u8]) -> Request<Body> {
    let head = format!(
        "--ranh\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), content, b"\r\n--ranh--\r\n"].concat();
    let request = Request::post(path).header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin");
    request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=ranh").body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn a_file_that_cannot_be_looked_at_brings_the_page_back_with_the_reason() {
    let web = office_with_one_user();
    let cookie = cookie_of(&web).await;
    let large = vec![b'a'; crate::uploads::FILE_BYTES_MAX + 1];
    for path in ["/tep-danh-sach", "/tep-danh-sach/so"] {
        let cases: [(&str, &[u8], &str); 3] =
            [("", b"", "Chưa chọn tệp nào"), ("a.xlsx", b"", "Tệp rỗng"), ("a.xlsx", &large, "Tệp lớn hơn 32 MB")];
        for (name, content, says) in cases {
            let response = ask(&web, with_file(path, &cookie, name, content)).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path} {says}");
            assert!(body(response).await.contains(says), "{path} {says}");
        }
    }
    let sent = ask(&web, with_file("/tep-danh-sach", &cookie, "a.csv", b"a;b\n1;2\n")).await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    let look = text(&sent, header::LOCATION);
    assert!(!look.contains("a.csv"), "no file's name stands in an address: {look}");
    let read = ask(&web, get(&look, &cookie)).await;
    assert_eq!(read.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body(read).await.contains("không có danh sách nào đọc được"));
    let gone = ask(&web, get("/tep-danh-sach/xem?tep=0", &cookie)).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn forms_without_files_are_short() {
    let web = office_with_one_user();
    let cookie = cookie_of(&web).await;
    let long = format!("tep=1&chon={}", "a".repeat(128 * 1024));
    for path in ["/tep-danh-sach/xem", "/nguoi", "/dang-nhap"] {
        let request = Request::post(path).header(header::COOKIE, &cookie).header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = ask(&web, request.body(Body::from(long.clone())).unwrap()).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
}
