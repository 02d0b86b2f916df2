//! The half-year report in the browser: who sees rows, what a form that was refused leaves behind.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use domain::kernel::{Day, Moment};
use office::report::{self, ReportPeriod};
use office::users::{self, ChosenBy, NewUser};
use office::{Acting, Db};
use tower::ServiceExt;
use web::State;

use crate::world::{Copy, demo_copy, office};

const PASSWORD: &str = "chim-sau-hot-som";
const ASKED: &str = "nam=2021&ky=1&den_ngay=2021-04-27&biet_den=2021-04-28T02:00:00Z";
const FIRST_HALF: ReportPeriod = ReportPeriod { year: 2021, half: 1 };

fn clock() -> Moment {
    "2021-04-28T02:00:00Z".parse().expect("a moment")
}

struct House {
    _copy: Copy,
    db: Db,
    web: Router,
}

impl House {
    fn new() -> House {
        let copy = demo_copy();
        let db = copy.open();
        let state = State::new(Arc::new(office()), db.clone(), clock);
        House { _copy: copy, db, web: web::router(state) }
    }

    /// Signs somebody up and in; gives their cookie.
    async fn enter(&self, login: &str, role: &str, schemes: Option<&str>) -> String {
        let new = NewUser {
            login: login.to_owned(),
            full_name: format!("Thử {login}"),
            role: role.to_owned(),
            unit: None,
            schemes: schemes.map(str::to_owned),
            password: PASSWORD.to_owned(),
            chosen_by: ChosenBy::Themselves,
        };
        users::add(&office(), &self.db, Acting::holder(None, clock()), &new).expect("somebody is signed up");
        let answer = self.post("/dang-nhap", "", &format!("ten={login}&mat_khau={PASSWORD}")).await;
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
        cookie.split(';').next().expect("a cookie has a value").to_owned()
    }

    async fn get(&self, path: &str, cookie: &str) -> Response<Body> {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty());
        self.web.clone().oneshot(request.expect("a request")).await.expect("the program answers")
    }

    async fn post(&self, path: &str, cookie: &str, form: &str) -> Response<Body> {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.web.clone().oneshot(request.expect("a request")).await.expect("the program answers")
    }

    fn stated(&self) -> Vec<String> {
        let ask = FIRST_HALF.asked(Day::new(2021, 4, 27).expect("a day"), clock());
        let made = report::half_year(&office(), &self.db, ask).expect("the report is written");
        let stated = made.report.figures.iter().filter(|figure| figure.stated.is_some());
        stated.map(|figure| format!("{}={}", figure.id, figure.text)).collect()
    }
}

async fn text(answer: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("an answer has a body");
    String::from_utf8(bytes.to_vec()).expect("a page is text")
}

#[tokio::test]
async fn whoever_works_in_one_field_reads_a_figure_and_no_row_behind_it() {
    let house = House::new();
    let all = house.enter("moi-linh-vuc", "chuyen_vien", None).await;
    let part = house.enter("mot-linh-vuc", "chuyen_vien", Some("btxh")).await;
    let figure = format!("/bao-cao/so-lieu/N-04?{ASKED}");
    let (open, shut) = (text(house.get(&figure, &all).await).await, text(house.get(&figure, &part).await).await);
    for page in [&open, &shut] {
        assert!(page.contains("2.407") && page.contains("Ghi số này"), "both see and may state the figure");
    }
    assert!(open.contains("href=\"/nguoi/") && open.contains("rows.csv"));
    assert!(!shut.contains("href=\"/nguoi/") && !shut.contains("rows.csv"));
    let csv = format!("/bao-cao/so-lieu/N-04/rows.csv?{ASKED}");
    assert_eq!(house.get(&csv, &all).await.status(), StatusCode::OK);
    assert_eq!(house.get(&csv, &part).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn values_given_together_are_taken_all_or_none() {
    let house = House::new();
    let officer = house.enter("nhap", "chuyen_vien", None).await;
    let path = format!("/bao-cao/nhap-so-lieu?{ASKED}");
    for (form, why) in [
        ("ly-do=x", "Chưa nhập số nào"),
        ("so.L-01=5&so.L-03=7&ly-do.L-01=x", "L-03"),
        ("so.L-01=5&so.N-06=nhieu&ly-do=x", "không phải là số"),
    ] {
        let answer = house.post(&path, &officer, form).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(text(answer).await.contains(why), "{form}");
        assert!(house.stated().is_empty(), "{form}: something was kept");
    }
    let answer = house.post(&path, &officer, "so.L-01=1.250&so.L-02=97,5%25&so.L-03=&ly-do=x").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(house.stated(), ["L-01=1.250", "L-02=97,5%"]);
}

#[tokio::test]
async fn a_report_with_unknown_figures_is_not_signed_and_the_form_comes_back_filled_in() {
    let house = House::new();
    let chief = house.enter("nguoi-ky", "lanh_dao", None).await;
    let path = format!("/bao-cao/ky?{ASKED}");
    for (form, why) in [
        ("so=127&ngay_ky=28/04/2021&chuc_vu=TP&ho_ten=An", "chưa có số liệu"),
        ("so=mot&ngay_ky=28/04/2021&chuc_vu=TP&ho_ten=An", "số nguyên"),
        ("so=127&ngay_ky=31/02/2021&chuc_vu=TP&ho_ten=An", "Ngày ký"),
        ("so=127&ngay_ky=28/04/2021&chuc_vu=TP&ho_ten=", "họ tên"),
        ("so=127&ngay_ky=26/04/2021&chuc_vu=TP&ho_ten=An", "26/04/2021"),
    ] {
        let answer = house.post(&path, &chief, form).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        let page = text(answer).await;
        let alert = page.split("role=\"alert\"").nth(1).and_then(|rest| rest.split("</div>").next());
        assert!(alert.expect("an alert").contains(why), "{form}");
        assert!(page.contains("value=\"TP\""), "{form}: what was typed is lost");
    }
    assert!(report::versions(&house.db, FIRST_HALF).expect("read").is_empty());
    for path in ["/bao-cao/ban/2021-1-1", "/bao-cao/ban/2021-1-1/bao-cao.docx", "/bao-cao/ban/2021-1-1/so-lieu/N-04"] {
        assert_eq!(house.get(path, &chief).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn an_office_works_on_the_half_year_that_was_just_over_or_goes_on() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    for (today, year, half, as_of) in [
        ("2021-01-01", 2020, 2, "2020-12-31"),
        ("2021-03-31", 2020, 2, "2020-12-31"),
        ("2021-04-01", 2021, 1, "2021-04-01"),
        ("2021-06-30", 2021, 1, "2021-06-30"),
        ("2021-07-01", 2021, 1, "2021-06-30"),
        ("2021-09-30", 2021, 1, "2021-06-30"),
        ("2021-10-01", 2021, 2, "2021-10-01"),
        ("2021-12-31", 2021, 2, "2021-12-31"),
    ] {
        let usual = ReportPeriod::usual_on(day(today)).expect("a period");
        assert_eq!(usual, (ReportPeriod { year, half }, day(as_of)), "{today}");
    }
}
