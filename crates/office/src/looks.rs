//! Who looked at whose record: kept for every card that is opened, and for every number that is shown in full.

use domain::kernel::{Moment, PersonId, UserId};
use domain::registry::{Payee, PersonPaper};
use serde_json::json;
use store::{Db, Tx, papers, payees, users, views};

use crate::access::{Act, Role};
use crate::decide::subject;
use crate::{Acting, OfficeError};

/// The journal's word for numbers that were shown in full.
pub(crate) const REVEAL: &str = "numbers.reveal";

const CARD: &str = "card";
const NUMBERS: &str = "numbers";
const SHOWN: i64 = 50;

/// The numbers that a card shows masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revealed {
    pub papers: Vec<PersonPaper>,
    pub payees: Vec<Payee>,
}

/// That somebody looked at a record on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub by_name: String,
    pub at_numbers: bool,
    pub times: i64,
    pub last_at: Moment,
}

/// Counts that a card was opened; whoever holds the data folder itself is nobody in particular.
pub fn opened(db: &Db, acting: Acting, person: PersonId) -> Result<(), OfficeError> {
    let Some(user) = acting.user else { return Ok(()) };
    db.write(|tx| {
        acting.need_person(tx, person)?;
        Ok(views::add(tx, person, user, CARD, acting.now)?)
    })
}

/// The numbers of a person's papers and accounts in full, which the journal then knows.
pub fn reveal(db: &Db, acting: Acting, person: PersonId) -> Result<Revealed, OfficeError> {
    acting.need(Act::PersonReveal)?;
    db.write(|tx| {
        acting.need_person(tx, person)?;
        if let Some(user) = acting.user {
            views::add(tx, person, user, NUMBERS, acting.now)?;
        }
        acting.note(tx, REVEAL, &subject(person), json!({}))?;
        let papers = papers::list(tx, person, acting.now)?.into_iter().map(|one| one.fact).collect();
        let payees = payees::list(tx, person, acting.now)?.into_iter().map(|one| one.fact).collect();
        Ok(Revealed { papers, payees })
    })
}

/// Who looked at a person's record, the latest first; `None` for whoever may not know.
pub(crate) fn list(tx: &mut Tx<'_>, acting: Acting, person: PersonId) -> Result<Option<Vec<Look>>, OfficeError> {
    let may_know = acting.rights.may(Act::JournalRead) || acting.rights.roles().contains(&Role::Head);
    if !may_know {
        return Ok(None);
    }
    let names: Vec<(UserId, String)> = users::list(tx)?.into_iter().map(|user| (user.id, user.full_name)).collect();
    let name_of = |user: UserId| names.iter().find(|one| one.0 == user).map_or_else(String::new, |one| one.1.clone());
    let looks = views::list_of_person(tx, person, SHOWN)?.into_iter().map(|view| Look {
        by_name: name_of(view.user),
        at_numbers: view.what == NUMBERS,
        times: view.times,
        last_at: view.last_at,
    });
    Ok(Some(looks.collect()))
}
