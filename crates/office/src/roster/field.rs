//! What may be edited: each field's column, what the records say in it, and how its cell is read.

use domain::kernel::{BirthDate, PersonalId, PersonalIdWarning};
use domain::registry::{PaperKind, Sex};
use paper::sheets::roster::Entry;
use paper::table::{Cell, Kept};
use paper::template::{Reason, fields};
use store::roster::RosterEntry;

use crate::Office;
use crate::access::RowCommunes;
use crate::life::Particular;

/// A column that may be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Name,
    Sex,
    Birth,
    PersonalId,
    OldId,
    Village,
    Commune,
    Receiver,
    Account,
    Bank,
}

impl Field {
    pub const ALL: [Field; 10] = [
        Field::Name,
        Field::Sex,
        Field::Birth,
        Field::PersonalId,
        Field::OldId,
        Field::Village,
        Field::Commune,
        Field::Receiver,
        Field::Account,
        Field::Bank,
    ];

    /// The title of the column.
    pub fn title(self) -> &'static str {
        match self {
            Field::Name => "Họ và tên",
            Field::Sex => "Giới tính",
            Field::Birth => "Ngày sinh",
            Field::PersonalId => "Số định danh",
            Field::OldId => "Số CMND",
            Field::Village => "Thôn, tổ dân phố",
            Field::Commune => "Xã, phường, thị trấn",
            Field::Receiver => "Người nhận thay",
            Field::Account => "Số tài khoản",
            Field::Bank => "Ngân hàng",
        }
    }

    /// The word the interfaces use.
    pub fn key(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Sex => "sex",
            Field::Birth => "birth",
            Field::PersonalId => "personal_id",
            Field::OldId => "old_id",
            Field::Village => "village",
            Field::Commune => "commune",
            Field::Receiver => "receiver",
            Field::Account => "account",
            Field::Bank => "bank",
        }
    }

    pub(super) fn width(self) -> u16 {
        match self {
            Field::Name | Field::Receiver => 26,
            Field::Sex => 9,
            Field::Birth | Field::OldId => 13,
            Field::PersonalId => 16,
            Field::Village | Field::Commune | Field::Bank => 22,
            Field::Account => 20,
        }
    }

    /// What may be written into the column; the communes are those of one's own area.
    pub(super) fn entry(self, communes: &[String]) -> Entry {
        match self {
            Field::Sex => Entry::Choice([Sex::Male, Sex::Female].map(|sex| sex.shown().to_owned()).to_vec()),
            Field::PersonalId => Entry::Digits(12),
            Field::OldId => Entry::Digits(9),
            Field::Commune => Entry::Choice(communes.to_vec()),
            Field::Name | Field::Birth | Field::Village | Field::Receiver | Field::Account | Field::Bank => Entry::Text,
        }
    }

    /// What the records say here.
    pub(super) fn of(self, entry: &RosterEntry) -> Particular {
        let numbers = |kind: PaperKind| {
            let mut held: Vec<String> =
                entry.papers.iter().filter(|paper| paper.kind == kind).map(|paper| paper.number.clone()).collect();
            held.sort();
            held.dedup();
            held
        };
        let payee = entry.payee.as_ref();
        match self {
            Field::Name => Particular::Name(entry.name.clone()),
            Field::Sex => Particular::Sex(entry.sex),
            Field::Birth => Particular::Birth(entry.birth),
            Field::PersonalId => Particular::PersonalIds(numbers(PaperKind::PersonalId)),
            Field::OldId => Particular::OldIds(numbers(PaperKind::OldId)),
            Field::Village => Particular::Village(entry.village.clone().filter(|village| !village.is_empty())),
            Field::Commune => Particular::Commune(entry.unit.clone()),
            Field::Receiver => Particular::Receiver(payee.and_then(|payee| payee.receiver.clone())),
            Field::Account => Particular::Account(payee.and_then(|payee| payee.account.clone())),
            Field::Bank => Particular::Bank(payee.and_then(|payee| payee.bank.clone())),
        }
    }

    /// What a cell says that is not as it went out, or why it cannot be read.
    pub(super) fn read(self, cell: &Cell, communes: &RowCommunes<'_>) -> Result<Particular, String> {
        if cell.kept == Kept::Error {
            return Err(Reason::FailedFormula.to_string());
        }
        if cell.text.is_empty() {
            return self.nothing().ok_or_else(|| Reason::Missing.to_string());
        }
        let text = || Some(cell.text.clone());
        let said = match self {
            Field::Name => Ok(Particular::Name(cell.text.clone())),
            Field::Sex => fields::sex(cell).map(|sex| Particular::Sex(Some(sex))),
            Field::Birth => fields::birth(cell).map(Particular::Birth),
            Field::PersonalId => fields::personal_id(cell).map(|id| Particular::PersonalIds(vec![id.into()])),
            Field::OldId => fields::old_id(cell).map(|id| Particular::OldIds(vec![id.into()])),
            Field::Village => Ok(Particular::Village(text())),
            Field::Commune => return communes.named(&cell.text).map(|unit| Particular::Commune(Some(unit))),
            Field::Receiver => Ok(Particular::Receiver(text())),
            Field::Account => fields::account(cell).map(|account| Particular::Account(Some(account))),
            Field::Bank => Ok(Particular::Bank(text())),
        };
        said.map_err(|reason| reason.to_string())
    }

    /// What an emptied cell says; `None` where there must be something.
    fn nothing(self) -> Option<Particular> {
        match self {
            Field::Name | Field::Birth | Field::Commune => None,
            Field::Sex => Some(Particular::Sex(None)),
            Field::PersonalId => Some(Particular::PersonalIds(Vec::new())),
            Field::OldId => Some(Particular::OldIds(Vec::new())),
            Field::Village => Some(Particular::Village(None)),
            Field::Receiver => Some(Particular::Receiver(None)),
            Field::Account => Some(Particular::Account(None)),
            Field::Bank => Some(Particular::Bank(None)),
        }
    }
}

/// As the cell of the list shows it.
pub(super) fn shown(office: &Office, said: &Particular) -> String {
    match said {
        Particular::Name(name) => name.clone(),
        Particular::Sex(sex) => sex.map_or_else(String::new, |sex| sex.shown().to_owned()),
        Particular::Birth(birth) => birth.shown(),
        Particular::PersonalIds(numbers) | Particular::OldIds(numbers) => numbers.join("; "),
        Particular::Commune(unit) => unit.as_ref().map_or_else(String::new, |unit| office.units.name(unit).to_owned()),
        Particular::Village(text) | Particular::Receiver(text) | Particular::Account(text) | Particular::Bank(text) => {
            text.clone().unwrap_or_default()
        }
    }
}

/// What in a new personal number does not fit the person, in words.
pub(super) fn doubts(said: &Particular, birth: BirthDate, sex: Option<Sex>) -> Vec<String> {
    let Particular::PersonalIds(numbers) = said else { return Vec::new() };
    let ids = numbers.iter().filter_map(|number| number.parse::<PersonalId>().ok());
    let is_female = sex.map(|sex| sex == Sex::Female);
    let words = |warning| match warning {
        PersonalIdWarning::BirthYearDiffers { in_number } => {
            format!("số định danh ghi năm sinh {in_number}, sổ ghi {}", birth.shown())
        }
        PersonalIdWarning::SexDiffers => "số định danh ghi giới tính khác sổ".to_owned(),
    };
    ids.flat_map(|id| id.warnings(Some(birth), is_female)).map(words).collect()
}
