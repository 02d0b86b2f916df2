//! Somebody new is written down; whoever looks like a known person is asked about first.

use axum::Form;
use axum::extract::State as Given;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{UnitId, show_day};
use domain::registry::Likeness;
use office::acts::{Choices, choices};
use office::newcomer::{Alike, Arrival, Newcomer, Twin, add};
use office::{Acting, Db, Office};
use tower_sessions::Session;

use super::acts::{Made, births, in_frame, sex, sexes};
use super::form::{FieldSet, Filled, Maker, Reader, Wrong, set};
use super::form_page::{AlikeRow, FormPage, SAVE, UNREADABLE, button, told};
use crate::error::sentence;
use crate::session::{Visitor, tell};
use crate::show::person_href;
use crate::{PageError, State};

/// The step that says: I looked, it is somebody else.
const OTHER: &str = "khac";

/// What became of the form.
enum Outcome {
    Blank,
    Wrong(Wrong),
    Refused(String),
    Question(Vec<Twin>),
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Response, PageError> {
    let fill = |house: &Office, db: &Db, acting: Acting| {
        let choices = choices(house, db, acting, acting.today())?;
        let filled = Filled::of([("tu_ngay", show_day(acting.today()))]);
        Ok(form(house, acting, &choices, &filled, Outcome::Blank))
    };
    let made = state.ask(&visitor, fill).await?;
    in_frame(visitor, made).answer()
}

pub async fn send(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let work = move |house: &Office, db: &Db, acting: Acting| {
        let filled = Filled(sent);
        let alike = if filled.get("buoc") == OTHER { Alike::AreOthers } else { Alike::Ask };
        let outcome = match read(&filled).map(|newcomer| add(house, db, acting, &newcomer, alike)) {
            Err(wrong) => Outcome::Wrong(wrong),
            Ok(Ok(Arrival::Added(person))) => return Ok(Err(person)),
            Ok(Ok(Arrival::Question(twins))) => Outcome::Question(twins),
            Ok(Err(fault)) => Outcome::Refused(told(fault)?),
        };
        let choices = choices(house, db, acting, acting.today())?;
        Ok(Ok(form(house, acting, &choices, &filled, outcome)))
    };
    match state.ask(&visitor, work).await? {
        Ok(made) => in_frame(visitor, made).answer(),
        Err(person) => {
            tell(&session, "Đã thêm người vào sổ.").await?;
            Ok(Redirect::to(&person_href(person)).into_response())
        }
    }
}

fn read(filled: &Filled) -> Result<Newcomer, Wrong> {
    let mut form = Reader::new(filled);
    let who = form.text("ho_ten").zip(form.birth("ngay_sinh"));
    let home = form.choice("xa").map(UnitId).zip(form.day("tu_ngay"));
    let newcomer = who.zip(home).map(|((name, birth), (unit, since))| Newcomer {
        name,
        sex: sex(filled.get("gioi_tinh")),
        birth,
        paper_number: filled.text("so_giay"),
        unit,
        village: filled.text("thon"),
        since,
    });
    form.finish(newcomer)
}

fn form(house: &Office, acting: Acting, choices: &Choices, filled: &Filled, outcome: Outcome) -> Made {
    let (mut wrong, mut refusal, mut alike) = (Wrong::default(), None, Vec::new());
    let mut buttons = vec![button(SAVE, "Thêm vào sổ", true)];
    match outcome {
        Outcome::Blank => {}
        Outcome::Wrong(found) => (wrong, refusal) = (found, Some(UNREADABLE.to_owned())),
        Outcome::Refused(says) => refusal = Some(says),
        Outcome::Question(twins) => {
            let is_held = twins.iter().any(|twin| twin.likeness == Likeness::SamePaper);
            refusal = Some(match is_held {
                true => "Số giấy tờ này đã thuộc một người trong sổ; mở hồ sơ của người đó.".to_owned(),
                false => "Có người giống người này trong sổ; mở hồ sơ để đối chiếu trước khi thêm.".to_owned(),
            });
            alike = twins.iter().map(|twin| alike_row(house, twin)).collect();
            if !is_held {
                buttons = vec![button(SAVE, "Kiểm tra lại", false), button(OTHER, "Đây là người khác, vẫn thêm", true)];
            }
        }
    }
    let sets = sets(acting, choices, &Maker { filled, wrong: &wrong });
    Box::new(move |frame| FormPage {
        frame,
        title: "Thêm người vào sổ".to_owned(),
        about: String::new(),
        back: "/nguoi".to_owned(),
        back_name: "Tìm đối tượng".to_owned(),
        intro: "Chương trình tìm người giống trong sổ trước khi thêm. Quyết định hưởng ghi sau, ở hồ sơ.".to_owned(),
        action: "/nguoi/moi".to_owned(),
        refusal,
        hidden: Vec::new(),
        sets,
        effect: None,
        alike,
        buttons,
    })
}

fn sets(acting: Acting, choices: &Choices, make: &Maker<'_>) -> Vec<FieldSet> {
    let mine = choices.communes.iter().filter(|(unit, _)| acting.rights.covers_unit(Some(unit)));
    let mine = mine.map(|(unit, name)| (unit.to_string(), name.clone())).collect();
    vec![
        set(
            "Nhân thân",
            vec![
                make.text("ho_ten", "Họ và tên"),
                sexes(make),
                births(make),
                make.short("so_giay", "Số định danh, CMND").hint("12 hoặc 9 chữ số; để trống nếu chưa có"),
            ],
        ),
        set(
            "Nơi ở",
            vec![
                make.choice("xa", "Xã, phường, thị trấn", vec![(String::new(), mine)]),
                make.text("thon", "Thôn, tổ dân phố"),
                make.day("tu_ngay", "Ở đây từ ngày").hint("Nếu không rõ, ghi ngày hưởng đầu tiên"),
            ],
        ),
    ]
}

fn alike_row(house: &Office, twin: &Twin) -> AlikeRow {
    let unit = twin.brief.unit.as_ref().map(|unit| house.units.name(unit).to_owned());
    let place: Vec<String> = twin.brief.village.iter().cloned().chain(unit).collect();
    AlikeRow {
        href: person_href(twin.brief.id),
        name: twin.brief.name.clone(),
        birth: twin.brief.birth.shown(),
        place: place.join(", "),
        why: sentence(twin.likeness.shown()),
    }
}
