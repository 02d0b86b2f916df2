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
    office_with("chuyen_vien")
}

fn office_with(role: &str) -> Router {
    let db = Db::open(&Location::Memory).unwrap();
    let new = NewUser {
        login: "huong".to_owned(),
        full_name: "Đặng Thị Thu Hường".to_owned(),
        role: role.to_owned(),
        unit: None,
        schemes: None,
        password: PASSWORD.to_owned(),
        chosen_by: ChosenBy::Themselves,
    };
    let office = Arc::new(Office::load().unwrap());
    office::users::add(&office, &db, Acting::holder(None, now()), &new).unwrap();
    router(State { office, db, clock: now, transport: Transport::Plain, memory: Arc::default() })
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
