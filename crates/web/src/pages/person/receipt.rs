//! Money of a recovery that came back.

use axum::Form;
use axum::extract::{Path, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{PersonId, RecoveryId, show_day};
use office::recover::{Receipt, receive};
use office::{Acting, Db, Office};
use tower_sessions::Session;

use super::super::read;
use super::about;
use super::acts::{Made, in_frame};
use super::form::{Filled, Maker, Reader, Wrong, set};
use super::form_page::{FormPage, SAVE, UNREADABLE, button, told};
use crate::session::{Visitor, tell};
use crate::show::person_href;
use crate::{PageError, State};

pub async fn show(
    state: Given<State>,
    visitor: Visitor,
    Path(address): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (made, _) = work(&state, &visitor, &address, None).await?;
    in_frame(visitor, made).answer()
}

pub async fn send(
    state: Given<State>,
    visitor: Visitor,
    session: Session,
    Path(address): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (made, is_saved) = work(&state, &visitor, &address, Some(Filled(sent))).await?;
    if is_saved {
        tell(&session, "Đã ghi tiền thu hồi.").await?;
        return Ok(Redirect::to(&person_href(read(&address.0)?)).into_response());
    }
    in_frame(visitor, made).answer()
}

/// The form as it is opened, or what became of the one that was sent.
async fn work(
    Given(state): &Given<State>,
    visitor: &Visitor,
    (person, recovery): &(String, String),
    sent: Option<Filled>,
) -> Result<(Made, bool), PageError> {
    let person: PersonId = read(person)?;
    let recovery: RecoveryId = read(recovery)?;
    let ask = move |house: &Office, db: &Db, acting: Acting| {
        let Some(card) = office::read::card(house, db, acting, person)? else { return Ok(None) };
        let debt = card.recoveries.iter().find(|debt| debt.recovery.id == recovery);
        let Some(outstanding) = debt.map(|debt| debt.outstanding()) else { return Ok(None) };
        let (mut wrong, mut refusal, mut is_saved) = (Wrong::default(), None, false);
        let first = Filled::of([("ngay_thu", show_day(acting.today()))]);
        let filled = sent.as_ref().unwrap_or(&first);
        if sent.is_some() {
            match receipt(person, recovery, filled).map(|receipt| receive(house, db, acting, &receipt)) {
                Ok(Ok(())) => is_saved = true,
                Ok(Err(fault)) => refusal = Some(told(fault)?),
                Err(found) => (wrong, refusal) = (found, Some(UNREADABLE.to_owned())),
            }
        }
        let make = Maker { filled, wrong: &wrong };
        let fields = vec![
            make.short("so_tien", "Số tiền thu (đồng)").hint(format!("Còn phải thu {outstanding}")),
            make.day("ngay_thu", "Ngày thu"),
            make.text("chung_tu", "Số chứng từ"),
        ];
        let (about, sets) = (about(house, &card), vec![set("Tiền thu hồi", fields)]);
        let made: Made = Box::new(move |frame| FormPage {
            frame,
            title: "Nhận tiền thu hồi".to_owned(),
            about,
            back: person_href(person),
            back_name: "Hồ sơ".to_owned(),
            intro: "Tiền thu được trừ vào các tháng chi quá, tháng cũ trước.".to_owned(),
            action: format!("{}/thu-hoi/{recovery}", person_href(person)),
            refusal,
            hidden: Vec::new(),
            sets,
            effect: None,
            alike: Vec::new(),
            buttons: vec![button(SAVE, "Lưu", true)],
        });
        Ok(Some((made, is_saved)))
    };
    state.ask(visitor, ask).await?.ok_or(PageError::NotFound { what: "khoản thu hồi" })
}

fn receipt(person: PersonId, recovery: RecoveryId, filled: &Filled) -> Result<Receipt, Wrong> {
    let mut form = Reader::new(filled);
    let read = form.money("so_tien").zip(form.day("ngay_thu"));
    let voucher = filled.text("chung_tu");
    form.finish(read.map(|(amount, received_on)| Receipt { person, recovery, amount, received_on, voucher }))
}
