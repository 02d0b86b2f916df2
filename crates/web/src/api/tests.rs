//! The interface as a program meets it: who is let in, how far, and that the description says all of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use domain::kernel::Moment;
use office::tokens::{self, NewToken};
use office::{Acting, Db, Location, Office};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{State, doors, router};

fn now() -> Moment {
    "2021-04-27T02:00:00Z".parse().unwrap()
}

fn later() -> Moment {
    now().add_seconds(3_600)
}

/// A house without records and a way to draw tokens in it.
struct House {
    state: State,
    web: Router,
}

fn house() -> House {
    let db = Db::open(&Location::Memory).unwrap();
    let state = State::new(Arc::new(Office::load().unwrap()), db, now);
    House { web: router(state.clone()), state }
}

impl House {
    fn token(&self, roles: &str, expires_at: Option<Moment>) -> (i64, String) {
        let new = NewToken { name: "Thử".to_owned(), roles: roles.to_owned(), unit: None, schemes: None, expires_at };
        let mut chance = ChaCha8Rng::seed_from_u64(roles.len() as u64);
        let issued =
            tokens::issue(&self.state.office, &self.state.db, Acting::holder(None, now()), &new, &mut chance).unwrap();
        (issued.id, issued.secret)
    }

    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.web.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str, secret: &str) -> (StatusCode, Value) {
        said(self.ask(with(Request::get(path), secret).body(Body::empty()).unwrap()).await).await
    }

    async fn post(&self, path: &str, secret: &str, body: &str) -> (StatusCode, Value) {
        let request = with(Request::post(path), secret).header(header::CONTENT_TYPE, "application/json");
        said(self.ask(request.body(Body::from(body.to_owned())).unwrap()).await).await
    }
}

fn with(request: axum::http::request::Builder, secret: &str) -> axum::http::request::Builder {
    request.header(header::AUTHORIZATION, format!("Bearer {secret}"))
}

async fn said(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    if !status.is_success() {
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{status}");
    }
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    if !status.is_success() {
        assert_eq!(body["status"], status.as_u16());
        assert!(!body["detail"].as_str().unwrap().is_empty());
    }
    (status, body)
}

#[tokio::test]
async fn the_description_is_openapi_3_1_and_names_exactly_the_addresses_there_are() {
    let house = house();
    let (status, document) = house.get("/api/openapi.json", "").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(document["openapi"], "3.1.0");
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for status in ["400", "401", "403", "404", "409", "429"] {
                assert!(operation["responses"].get(status).is_some(), "{method} {path}: {status}");
            }
            described.insert((
                method.to_uppercase(),
                path.clone(),
                operation["x-act"]["key"].as_str().unwrap().to_owned(),
            ));
        }
    }
    let listed: BTreeSet<_> = doors(&house.state)
        .into_iter()
        .filter(|door| door.path.starts_with("/api/v1/"))
        .map(|door| (door.method.to_string(), door.path.into_owned(), door.act.unwrap().key().to_owned()))
        .collect();
    assert_eq!(described, listed);
    assert!(listed.len() > 20);
}

#[tokio::test]
async fn every_reference_of_the_description_leads_somewhere() {
    let (_, document) = house().get("/api/openapi.json", "").await;
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[tokio::test]
async fn nobody_enters_without_a_token_that_holds() {
    let house = house();
    let (id, secret) = house.token("thanh_tra", None);
    let (_, short) = house.token("ke_toan", Some(later()));
    assert_eq!(house.get("/api/v1/me", &secret).await.0, StatusCode::OK);
    for wrong in ["", "ansinh_", "ansinh_0000", &secret[1..], &secret.to_uppercase()] {
        let (status, problem) = house.get("/api/v1/me", wrong).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("token_required")), "{wrong}");
    }
    let bare = said(house.ask(Request::get("/api/v1/me").body(Body::empty()).unwrap()).await).await;
    assert_eq!(bare.0, StatusCode::UNAUTHORIZED);
    assert_eq!(house.get("/api/v1/me", &short).await.0, StatusCode::OK);
    let in_time = State { clock: later, ..house.state.clone() };
    let expired = House { web: router(in_time.clone()), state: in_time };
    assert_eq!(expired.get("/api/v1/me", &short).await.0, StatusCode::UNAUTHORIZED);
    tokens::revoke(&house.state.db, Acting::holder(None, now()), id).unwrap();
    assert_eq!(house.get("/api/v1/me", &secret).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_opens_no_page() {
    let house = house();
    let (_, secret) = house.token("chuyen_vien", None);
    let page = house.ask(with(Request::get("/nguoi"), &secret).body(Body::empty()).unwrap()).await;
    assert_eq!(page.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn each_address_asks_for_its_act() {
    let house = house();
    let (_, secret) = house.token("quan_tri", None);
    for door in doors(&house.state).into_iter().filter(|door| door.path.starts_with("/api/v1/")) {
        let path = door.path.replace("{person}", "1").replace("{roll}", "1").replace("{figure}", "X");
        let request = with(Request::builder().method(door.method.clone()).uri(&path), &secret);
        let status = house.ask(request.body(Body::empty()).unwrap()).await.status();
        let is_mine = door.act.unwrap().roles().contains(&office::access::Role::Administrator);
        assert_eq!(status == StatusCode::FORBIDDEN, !is_mine, "{} {path}: {status}", door.method);
    }
}

#[tokio::test]
async fn what_is_not_as_described_is_refused_where_it_stands() {
    let house = house();
    let (_, secret) = house.token("chuyen_vien", None);
    let search = "/api/v1/people/search";
    for (body, status, code, pointer) in [
        ("{", 400, "unreadable_json", None),
        ("{} {}", 422, "not_as_described", Some("")),
        ("{}", 422, "not_as_described", Some("")),
        ("[\"an\", 5]", 422, "not_as_described", Some("")),
        ("{\"q\":5}", 422, "not_as_described", Some("/q")),
        ("{\"q\":\"an\",\"limit\":0}", 422, "not_as_described", Some("/limit")),
        ("{\"q\":\"an\",\"la\":1}", 422, "not_as_described", Some("/la")),
    ] {
        let (found, problem) = house.post(search, &secret, body).await;
        assert_eq!((found.as_u16(), problem["code"].as_str().unwrap()), (status, code), "{body}");
        assert_eq!(problem["pointer"].as_str(), pointer, "{body}");
    }
    let plain = with(Request::post(search), &secret).header(header::CONTENT_TYPE, "text/plain").body(Body::from("{}"));
    assert_eq!(said(house.ask(plain.unwrap()).await).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = format!("{{\"q\":\"{}\"}}", "a".repeat(super::BODY_BYTES_MAX));
    assert_eq!(house.post(search, &secret, &large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    for (path, status, code) in [
        ("/api/v1/people/x", 400, "unreadable_address"),
        ("/api/v1/people/07", 400, "unreadable_address"),
        ("/api/v1/people/7", 404, "person_not_found"),
        ("/api/v1/people/7/why", 400, "unreadable_query"),
        ("/api/v1/people/7/why?month=4/2021", 400, "unreadable_query"),
        ("/api/v1/rolls?thang=2021-04", 400, "unreadable_query"),
        ("/api/v1/rolls/9", 404, "roll_not_found"),
        ("/api/v1/nguoi", 404, "address_not_found"),
    ] {
        let (found, problem) = house.get(path, &secret).await;
        assert_eq!((found.as_u16(), problem["code"].as_str().unwrap()), (status, code), "{path}");
    }
}

#[tokio::test]
async fn other_methods_are_told_which_ones_are_taken() {
    let house = house();
    let (_, secret) = house.token("chuyen_vien", None);
    let wrong = with(Request::builder().method(Method::DELETE).uri("/api/v1/rolls"), &secret);
    let response = house.ask(wrong.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    let allow = response.headers()[header::ALLOW].to_str().unwrap().to_owned();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    let head = with(Request::head("/api/v1/me"), &secret).body(Body::empty()).unwrap();
    assert_eq!(house.ask(head).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn whoever_asks_too_fast_is_told_when_to_come_again() {
    let house = house();
    let (_, secret) = house.token("thanh_tra", None);
    for asked in 0..2_000 {
        let request = with(Request::get("/api/v1/me"), &secret).body(Body::empty()).unwrap();
        let response = house.ask(request).await;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(asked >= 100, "stopped after {asked}");
            let seconds: u64 = response.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
            assert!(seconds >= 1);
            return;
        }
        assert_eq!(response.status(), StatusCode::OK);
    }
    panic!("two thousand requests at once were all answered");
}

#[tokio::test]
async fn the_page_of_the_description_names_every_operation_and_loads_nothing_from_outside() {
    let house = house();
    let response = house.ask(Request::get("/api").body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let page = String::from_utf8(bytes.to_vec()).unwrap();
    for door in doors(&house.state).into_iter().filter(|door| door.path.starts_with("/api/v1/")) {
        assert!(page.contains(door.path.as_ref()), "{}", door.path);
    }
    for banned in ["<script", " style=", "<style", "http://", "https://"] {
        assert!(!page.contains(banned), "{banned}");
    }
    let links = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    for link in links {
        assert!(page.contains(&format!("id=\"{link}\"")), "{link}");
    }
}
