//! One person: the card, and everything that is done about them.
//!
//! Start with [`card`]; [`acts`] has the forms, [`form`] what a form is made of.

mod acts;
mod back;
mod card;
mod effect;
pub mod form;
mod form_page;
mod lifeline;
mod newcomer;
mod receipt;
mod why;

#[cfg(test)]
mod samples;

use domain::kernel::PersonId;
use office::Office;
use office::access::Act;
use office::read::Card;

use crate::doors::Doors;
use crate::session::Visitor;
use crate::show::person_href;
use crate::{PageError, State};

#[cfg(test)]
pub use samples::all as sample_pages;

/// Every address about one person.
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/nguoi/moi", Act::PersonLife, newcomer::show)
        .post("/nguoi/moi", Act::PersonLife, newcomer::send)
        .get("/nguoi/{person}", Act::PersonRead, card::show)
        .get("/nguoi/{person}/hien-so", Act::PersonReveal, card::back_to_card)
        .post("/nguoi/{person}/hien-so", Act::PersonReveal, card::reveal)
        .get("/nguoi/{person}/viec/{act}", Act::PersonLife, acts::show)
        .post("/nguoi/{person}/viec/{act}", Act::PersonLife, acts::send)
        .get("/nguoi/{person}/quyet-dinh/{act}", Act::PersonDecide, acts::show)
        .post("/nguoi/{person}/quyet-dinh/{act}", Act::PersonDecide, acts::send)
        .get("/nguoi/{person}/huy", Act::PersonRead, card::back_to_card)
        .post("/nguoi/{person}/huy", Act::PersonRead, back::send)
        .get("/nguoi/{person}/thu-hoi/{recovery}", Act::RecoveryReceive, receipt::show)
        .post("/nguoi/{person}/thu-hoi/{recovery}", Act::RecoveryReceive, receipt::send)
}

/// Who a form is about, in one line.
fn about(house: &Office, card: &Card) -> String {
    let village = card.residences.iter().max_by_key(|stay| stay.span.from).and_then(|stay| stay.village.clone());
    let unit = card.unit.as_ref().map(|unit| house.units.name(unit).to_owned());
    let place: Vec<String> = village.into_iter().chain(unit).collect();
    let birth = format!("sinh {}", card.person.birth.shown());
    let parts = [card.person.name.clone(), birth, place.join(", ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The card, or the search when the person was moved out of one's area.
async fn after_saving(state: &State, visitor: &Visitor, person: PersonId) -> Result<String, PageError> {
    let ask = move |_: &Office, db: &office::Db, acting: office::Acting| {
        office::read::briefs(db, acting, &[person], acting.now)
    };
    let is_mine = state.ask(visitor, ask).await?.contains_key(&person);
    Ok(if is_mine { person_href(person) } else { "/nguoi".to_owned() })
}
