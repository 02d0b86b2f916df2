//! Rights by role, area and field, asked at every address of the program.
//!
//! Who may do what is read from the same specification the program is built from (`office::access`); what is tested here
//! is that every address keeps to it, and that nothing of other communes or other fields comes out anywhere: pages are
//! followed link by link, files are opened, and looked through for names that must not be there.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::io::Read;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use domain::kernel::{Moment, PersonId, UnitId, UserId};
use domain::payment::Stage;
use domain::registry::PersonBrief;
use office::access::{Act, AreaLimit, FieldLimit, Rights, Role};
use office::tokens::{self, NewToken};
use office::users::{self, ChosenBy, NewUser};
use office::{Acting, Db, Office, profile};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use store::runs::{self, RunFilter};
use store::{papers, people};
use tower::ServiceExt;
use web::{Door, State};

use crate::world::{Copy, demo_copy, office};

const PASSWORD: &str = "chim sẻ hót sớm";
/// Enough to reach every kind of page; each further one is of a kind already seen.
const PAGES_MAX: usize = 250;

fn clock() -> Moment {
    "2021-04-28T02:00:00Z".parse().expect("a moment")
}

/// The demo office behind its pages, with somebody of each role, area and field.
struct House {
    _copy: Copy,
    office: Arc<Office>,
    db: Db,
    web: Router,
    doors: Vec<Door>,
    people: Vec<PersonBrief>,
    /// The commune of those whose area is a part, as units of any time.
    commune: UnitId,
    mine: HashSet<UnitId>,
}

struct Somebody {
    rights: Rights,
    cookie: String,
    /// The key of another program with the same rights.
    token: String,
    who: String,
}

impl House {
    fn new() -> House {
        let copy = demo_copy();
        let (db, house) = (copy.open(), Arc::new(office()));
        let state = State::new(house.clone(), db.clone(), clock);
        let ids: Vec<PersonId> = (1..=20_000).map(PersonId).collect();
        let people = db.read(|tx| people::briefs(tx, &ids, clock())).expect("people are read");
        let district = profile::find(&db, clock()).expect("read").expect("set up").unit;
        let communes = house.units.communes_of(&district, clock().vietnam_day());
        let lives = |unit: &UnitId| people.iter().filter(|person| person.unit.as_ref() == Some(unit)).count();
        let commune = communes.map(|unit| unit.id.clone()).max_by_key(lives).expect("the district has communes");
        let mine = house.units.counted_in(&commune, clock().vietnam_day()).into_iter().collect();
        let state = State { folder: copy.path().to_owned(), ..state };
        let (web, doors) = (web::router(state.clone()), web::doors(&state));
        House { _copy: copy, office: house, db, web, doors, people, commune, mine }
    }

    async fn sign_up(&self, role: Role, area: Area, field: Field) -> Somebody {
        let who = format!("{} {area:?} {field:?}", role.key());
        let unit = (area == Area::Commune).then(|| self.commune.clone());
        let schemes = (field == Field::Btxh).then(|| "btxh".to_owned());
        let new = NewUser {
            login: who.to_lowercase().replace(' ', "-"),
            full_name: format!("Thử {who}"),
            role: role.key().to_owned(),
            unit: unit.clone(),
            schemes: schemes.clone(),
            password: PASSWORD.to_owned(),
            chosen_by: ChosenBy::Themselves,
        };
        let user = users::add(&self.office, &self.db, Acting::holder(None, clock()), &new);
        let seed = user.expect("somebody is signed up").0.unsigned_abs();
        let units = unit.map(|_| self.mine.iter().cloned().collect());
        let rights = Rights::of(vec![role], units, schemes.map(|one| vec![one]));
        let cookie = self.sign_in(&new.login).await;
        let token =
            NewToken { name: who.clone(), roles: new.role, unit: new.unit, schemes: new.schemes, expires_at: None };
        let giver = Acting::holder(Some(UserId(1)), clock());
        let token = tokens::issue(&self.office, &self.db, giver, &token, &mut ChaCha8Rng::seed_from_u64(seed));
        Somebody { rights, cookie, token: token.expect("a token is given").secret, who }
    }

    async fn sign_in(&self, login: &str) -> String {
        let form = format!("ten={login}&mat_khau=chim%20s%E1%BA%BB%20h%C3%B3t%20s%E1%BB%9Bm&tiep=%2F");
        let request = Request::post("/dang-nhap")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        let answer = self.ask(request.expect("a request")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{login} signs in");
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
        cookie.split(';').next().expect("a cookie has a value").to_owned()
    }

    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.web.clone().oneshot(request).await.expect("the program answers")
    }

    async fn open(&self, method: &Method, path: &str, cookie: &str) -> Response<Body> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::empty()).expect("a request")).await
    }

    /// Asks at a door as somebody: pages by their cookie, the interface for programs by their token.
    async fn knock(&self, door: &Door, path: &str, somebody: &Somebody) -> Response<Body> {
        if !is_api(door) {
            return self.open(&door.method, path, &somebody.cookie).await;
        }
        let request = Request::builder()
            .method(&door.method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", somebody.token))
            .header(header::CONTENT_TYPE, "application/json");
        self.ask(request.body(Body::from("{}")).expect("a request")).await
    }

    fn is_mine(&self, person: &PersonBrief) -> bool {
        person.unit.as_ref().is_some_and(|unit| self.mine.contains(unit))
    }

    /// Somebody of the commune, and somebody of another.
    fn insider(&self) -> PersonId {
        self.people.iter().find(|one| self.is_mine(one)).expect("somebody lives there").id
    }

    fn outsider(&self) -> PersonId {
        self.people.iter().find(|one| !self.is_mine(one)).expect("somebody lives elsewhere").id
    }

    fn run_of(&self, scheme: &str) -> String {
        let all = self.db.read(|tx| runs::list(tx, &RunFilter { scheme: Some(scheme), ..RunFilter::default() }));
        let all = all.expect("rolls are read");
        let open = all.iter().rfind(|one| one.run.state.stage() == Stage::Closed).expect("a closed roll");
        open.run.id.to_string()
    }

    /// An address with values in the place of its names; a name nobody thought of fails the test.
    fn filled(&self, path: &str, person: PersonId) -> String {
        let act = if path.contains("quyet-dinh") { "quyet-dinh-moi" } else { "bao-tu" };
        let kind = if path.contains("/mau/") { "beneficiaries" } else { "json" };
        let run = self.run_of("btxh");
        let values = HashMap::from([
            ("person", person.to_string()),
            ("run", run.clone()),
            ("roll", run.clone()),
            ("other", run),
            ("cause", "ended".to_owned()),
            ("figure", "N-04".to_owned()),
            ("version", "2021-1-1".to_owned()),
            ("passage", "opening-1".to_owned()),
            ("file", "danh-sach-ky-nhan.xlsx".to_owned()),
            ("name", "ansinh.css".to_owned()),
            ("act", act.to_owned()),
            ("recovery", "1".to_owned()),
            ("kind", kind.to_owned()),
            ("topic", "doi-tuong".to_owned()),
            ("job", "1".to_owned()),
            ("token", "999".to_owned()),
            ("amount", "999".to_owned()),
            ("user", "999".to_owned()),
            ("what", "khoa".to_owned()),
            ("import", "1".to_owned()),
        ]);
        let mut filled = path.to_owned();
        for name in path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
            let value = values.get(name).unwrap_or_else(|| panic!("no value for {{{name}}} of {path}"));
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        filled
    }
}

fn is_api(door: &Door) -> bool {
    door.path.starts_with("/api/v1/")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Area {
    Whole,
    Commune,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Every,
    Btxh,
}

async fn text(answer: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("an answer has a body");
    match zip::ZipArchive::new(std::io::Cursor::new(&bytes)) {
        Ok(mut archive) => (0..archive.len())
            .map(|place| {
                let mut part = String::new();
                let _ = archive.by_index(place).expect("a part").read_to_string(&mut part);
                part
            })
            .collect(),
        Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// The specification said again in other words: roles × area × field.
fn may(rights: (&Role, Area, Field), act: Act) -> bool {
    let (role, area, field) = rights;
    act.roles().contains(role)
        && (area == Area::Whole || act.area() != AreaLimit::Whole)
        && (field == Field::Every || act.field() != FieldLimit::Whole)
}

#[tokio::test]
async fn every_address_lets_in_whom_its_act_names_and_nobody_else() {
    let house = House::new();
    let person = house.insider();
    for role in &Role::ALL {
        for (area, field) in [(Area::Whole, Field::Every), (Area::Commune, Field::Every), (Area::Whole, Field::Btxh)] {
            let somebody = house.sign_up(*role, area, field).await;
            for door in &house.doors {
                let Some(act) = door.act else { continue };
                let path = house.filled(&door.path, person);
                let answer = house.knock(door, &path, &somebody).await;
                let (status, who) = (answer.status(), &somebody.who);
                let is_let_in = status != StatusCode::FORBIDDEN;
                assert_eq!(
                    is_let_in,
                    may((role, area, field), act),
                    "{who}: {} {path} ({act:?}): {status}",
                    door.method
                );
                assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{who}: {} {path}", door.method);
            }
        }
    }
}

#[tokio::test]
async fn a_stranger_gets_no_further_than_the_sign_in_page() {
    let house = House::new();
    let person = house.insider();
    for door in house.doors.iter().filter(|door| door.act.is_some()) {
        let path = house.filled(&door.path, person);
        let answer = house.open(&door.method, &path, "ansinh=0").await;
        match (is_api(door), &door.method) {
            (true, _) => assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{} {path}", door.method),
            (false, &Method::GET) => {
                assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
                let there = answer.headers()[header::LOCATION].to_str().expect("an address");
                assert!(there.starts_with("/dang-nhap"), "{path} goes to {there}");
            }
            // What was sent is kept in the page that asks to sign in.
            (false, _) => {
                let page = text(answer).await;
                assert!(page.contains("action=\"/dang-nhap\""), "{} {path}", door.method);
            }
        }
    }
}

/// Follows every link of every page somebody can open, and gives what each answered.
async fn walk(house: &House, somebody: &Somebody, mut visit: impl FnMut(&str, &str)) -> usize {
    let is_mine = |door: &&Door| door.act.is_some_and(|act| somebody.rights.may(act));
    let opened = house.doors.iter().filter(is_mine).filter(|door| door.method == Method::GET && !is_api(door));
    let mut waiting: VecDeque<String> = opened.map(|door| house.filled(&door.path, house.insider())).collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut seen = 0;
    while let Some(path) = waiting.pop_front().filter(|_| seen < PAGES_MAX) {
        seen += 1;
        let answer = house.open(&Method::GET, &path, &somebody.cookie).await;
        let status = answer.status();
        assert!(!status.is_server_error() && status != StatusCode::FORBIDDEN, "{}: {path}: {status}", somebody.who);
        let page = text(answer).await;
        visit(&path, &page);
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(link, _)| link) {
            let link = link.split('#').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&");
            if link.starts_with('/') && !link.starts_with("/tep/") && known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    seen
}

#[tokio::test]
async fn whoever_answers_for_one_commune_finds_nobody_of_another_anywhere() {
    let house = House::new();
    let mine: HashSet<&str> =
        house.people.iter().filter(|one| house.is_mine(one)).map(|one| one.name.as_str()).collect();
    let others: Vec<&PersonBrief> = house.people.iter().filter(|one| !house.is_mine(one)).collect();
    let staff: Vec<String> = users::names(&house.db).expect("names are read").into_values().collect();
    let is_telling = |one: &&&PersonBrief| !mine.contains(one.name.as_str()) && !staff.contains(&one.name);
    let names: HashSet<&str> = others.iter().filter(is_telling).map(|one| one.name.as_str()).collect();
    let links: HashSet<String> = others.iter().map(|one| format!("/nguoi/{}", one.id)).collect();
    assert!(names.len() > 1_000, "the demo has people elsewhere");
    for role in [Role::Head, Role::Specialist, Role::CommuneOfficer, Role::Accountant, Role::Payer, Role::Inspector] {
        let somebody = house.sign_up(role, Area::Commune, Field::Every).await;
        let who = somebody.who.clone();
        let seen = walk(&house, &somebody, |path, page| {
            // The people in the examples of a template are invented.
            if path.starts_with("/tep-danh-sach/mau/") {
                return;
            }
            for word in page.split(['>', '<', '"', '\n', ',', ';', '(']) {
                let word = word.trim();
                assert!(!names.contains(word), "{who}: {path} names somebody of another commune: {word}");
                let link = word.split(['?', '#']).next().unwrap_or_default();
                assert!(!links.contains(link), "{who}: {path} links to somebody of another commune: {link}");
            }
        });
        assert!(seen.await > 5, "{who} has pages to open");
    }
}

#[tokio::test]
async fn a_person_of_another_commune_is_as_if_not_on_record() {
    let house = House::new();
    let officer = house.sign_up(Role::Specialist, Area::Commune, Field::Every).await;
    let elsewhere = house.outsider();
    for door in house.doors.iter().filter(|door| door.path.contains("{person}")) {
        let path = house.filled(&door.path, elsewhere);
        let status = house.knock(door, &path, &officer).await.status();
        // An address that only leads back to the card tells nothing: the card is not there.
        let leads_back = status == StatusCode::SEE_OTHER && door.method == Method::GET;
        let is_hidden = leads_back
            || status == StatusCode::BAD_REQUEST
            || matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY);
        assert!(is_hidden, "{} {path}: {status}", door.method);
    }
    let brief = house.people.iter().find(|one| one.id == elsewhere).expect("on record");
    let query = format!("/nguoi?q={}", percent(&brief.name));
    let page = text(house.open(&Method::GET, &query, &officer.cookie).await).await;
    assert!(!page.contains(&format!("/nguoi/{elsewhere}\"")), "the search finds somebody of another commune");
    let number = house.db.read(|tx| papers::list(tx, elsewhere, clock())).expect("papers are read");
    let number = &number.first().expect("the demo gives papers").fact.number;
    let form = Request::post("/nguoi")
        .header(header::COOKIE, &officer.cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("so={number}")));
    let answer = house.ask(form.expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::OK, "nobody is found, so nobody is gone to");
    assert!(!text(answer).await.contains(&format!("/nguoi/{elsewhere}")));
}

fn percent(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn whoever_works_in_one_field_sees_no_money_of_another() {
    let house = House::new();
    let benefits = house.office.law.benefits.iter();
    let foreign: Vec<String> = benefits.filter(|one| one.scheme == "ncc").map(|one| one.name.clone()).collect();
    let run = format!("/danh-sach/{}", house.run_of("ncc"));
    assert!(!foreign.is_empty());
    for role in [Role::Head, Role::Specialist, Role::Accountant] {
        let somebody = house.sign_up(role, Area::Whole, Field::Btxh).await;
        let who = somebody.who.clone();
        let seen = walk(&house, &somebody, |path, page| {
            // The law is everybody's, and the report is one whole.
            if ["/can-cu", "/huong-dan", "/bao-cao"].iter().any(|free| path.starts_with(free)) {
                return;
            }
            for name in &foreign {
                assert!(!page.contains(&format!(">{name}<")), "{who}: {path} shows {name}");
            }
            assert!(!page.contains(&format!("\"{run}\"")), "{who}: {path} links to a roll of another field");
        });
        assert!(seen.await > 20, "{who} has pages to open");
        assert_eq!(house.open(&Method::GET, &run, &somebody.cookie).await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_payer_learns_no_group_since_a_group_may_name_an_illness() {
    let house = House::new();
    let payer = house.sign_up(Role::Payer, Area::Whole, Field::Every).await;
    let groups: Vec<&str> = house.office.law.groups.iter().map(|group| group.name.as_str()).collect();
    let seen = walk(&house, &payer, |path, page| {
        if ["/can-cu", "/huong-dan"].iter().any(|free| path.starts_with(free)) {
            return;
        }
        for name in &groups {
            assert!(!page.contains(&format!(">{name}<")), "{path} shows {name}");
        }
    });
    assert!(seen.await > 10, "the payer has pages to open");
    let run = house.run_of("btxh");
    let all = house.open(&Method::GET, &format!("/danh-sach/{run}/nguoi"), &payer.cookie).await;
    let asked = house.open(&Method::GET, &format!("/danh-sach/{run}/nguoi?nhom=K5c"), &payer.cookie).await;
    let rows = |page: String| page.matches("<tr").count();
    assert_eq!(rows(text(all).await), rows(text(asked).await), "asking for a group tells nothing");
}

#[test]
fn what_a_user_may_do_follows_their_account_at_once() {
    let copy = demo_copy();
    let (db, house) = (copy.open(), office());
    let new = NewUser {
        login: "moi".to_owned(),
        full_name: "Người mới".to_owned(),
        role: "ke_toan".to_owned(),
        unit: None,
        schemes: None,
        password: PASSWORD.to_owned(),
        chosen_by: ChosenBy::SomebodyElse,
    };
    let user: UserId = users::add(&house, &db, Acting::holder(None, clock()), &new).expect("signed up");
    let entered = users::enter(&house, &db, user, clock()).expect("read").expect("open");
    assert!(entered.must_change && entered.rights.may(Act::RollClose) && !entered.rights.may(Act::PersonLife));
    users::disable(&db, Acting::holder(None, clock()), "moi").expect("shut");
    assert!(users::enter(&house, &db, user, clock()).expect("read").is_none());
}
