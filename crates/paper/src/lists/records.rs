//! One row of a list as a typed record, and the names under which its fields are told.

use std::borrow::Cow;
use std::sync::Arc;

use domain::kernel::{BirthDate, BirthPrecision, Day, Dong, Month, show_month};
use domain::registry::Sex;

use super::vocabulary::Kind;

/// A text that many rows share: the name of a village, of a kind of people.
pub type Shared = Arc<str>;

/// A row, with where it stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub sheet: u16,
    /// As Excel shows it, from 1.
    pub row: u32,
    pub who: Who,
    pub body: Body,
    /// What the sender of a returned row chose to do with it.
    pub settlement: Option<Shared>,
}

/// Whom the row is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Who {
    pub name: String,
    pub birth: Option<BirthDate>,
    pub sex: Option<Sex>,
    /// Personal number or old identity number.
    pub doc: Option<String>,
    pub village: Shared,
    pub commune: Shared,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Assistance(Assistance),
    Merit(Merit),
    Member(Member),
    Gift(Gift),
    Answer(Answer),
    Insurance(Insurance),
    Target(Target),
}

/// What people are, as the list calls it and as a code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupSaid {
    pub text: Shared,
    /// Empty when nobody has taught us the name.
    pub code: Shared,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assistance {
    pub group: GroupSaid,
    pub coefficient: Option<Shared>,
    pub amount: Option<Dong>,
    pub arrears: Option<Dong>,
    pub decision: String,
    pub decided_on: Option<Day>,
    pub since: Option<Month>,
    pub receiver: String,
    pub account: String,
    pub bank: Shared,
    /// Who the amount is counted for, as the list writes it.
    pub about: String,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merit {
    pub file_no: String,
    pub group: GroupSaid,
    pub percent: Option<u8>,
    pub main_benefit: Option<Dong>,
    pub supplement: Option<Dong>,
    pub amount: Option<Dong>,
    /// Typed in a font older than Unicode.
    pub legacy_font: bool,
    pub since: Option<Month>,
    pub decision: String,
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    HoNgheo,
    HoCanNgheo,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Member {
    pub household: u32,
    pub member: u32,
    pub household_code: String,
    pub relation: String,
    pub class: Option<Class>,
    pub no_labour: bool,
    pub b1: String,
    pub b2: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gift {
    pub kind: String,
    /// By giver, in the order of [`super::List::funders`]; `None` where the list has no column for one.
    pub parts: Vec<Option<Dong>>,
    pub amount: Option<Dong>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    pub amount: Option<Dong>,
    pub paid: Option<bool>,
    pub paid_amount: Option<Dong>,
    pub unpaid_amount: Option<Dong>,
    pub paid_on: Option<Day>,
    pub receiver: String,
    pub reason: String,
    pub person_code: Option<i64>,
    pub line_code: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    Up,
    Down,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Insurance {
    pub change: Option<Change>,
    pub bhxh: String,
    pub from: Option<Day>,
    pub clinic: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    pub indicator: String,
    pub unit: String,
    pub target: String,
}

/// A field's name and what the row says there; empty where it says nothing.
pub type Told = (Cow<'static, str>, String);

impl Record {
    /// The fields of the record by the names of its kind, in a fixed order.
    pub fn told(&self, kind: Kind) -> Vec<Told> {
        let who = &self.who;
        let sex = match who.sex {
            Some(Sex::Male) => "M",
            Some(Sex::Female) => "F",
            None => "",
        };
        let birth = who.birth.map(|birth| birth.to_string()).unwrap_or_default();
        let precision = match who.birth.map(BirthDate::precision) {
            Some(BirthPrecision::Day) => "day",
            Some(BirthPrecision::Month) => "month",
            Some(BirthPrecision::Year) => "year",
            None => "",
        };
        let doc = who.doc.as_deref().unwrap_or_default();
        let name = ("name", who.name.as_str());
        let place = [("village", &*who.village), ("commune", &*who.commune)];
        let mut told = Teller::default();
        match &self.body {
            Body::Assistance(body) => {
                told.all([name, ("sex", sex), ("birth", &birth), ("precision", precision), ("doc", doc)]);
                told.all(place);
                told.all([
                    ("group", &body.group.code),
                    ("coefficient", body.coefficient.as_deref().unwrap_or_default()),
                ]);
                told.money("amount", body.amount);
                if kind == Kind::BtxhPay {
                    told.money("arrears", body.arrears);
                } else {
                    let since = body.since.map(show_month).unwrap_or_default();
                    told.all([("decision", body.decision.as_str()), ("since", &since)]);
                }
                told.all([("note", body.note.as_str())]);
            }
            Body::Merit(body) => {
                told.all([name, ("birth", &birth), ("precision", precision), ("file_no", &body.file_no)]);
                told.all([("group", &*body.group.code)]);
                told.all([("percent", body.percent.map(|part| part.to_string()).unwrap_or_default().as_str())]);
                told.money("allowance", body.main_benefit);
                told.money("supplement", body.supplement);
                told.money("amount", body.amount);
                told.all(place);
                told.flag("legacy_font", body.legacy_font);
            }
            Body::Member(body) => {
                told.all([("household", body.household.to_string().as_str()), ("member", &body.member.to_string())]);
                told.all([name, ("sex", sex), ("birth", &birth), ("relation", &body.relation)]);
                told.all(place);
                told.all([("cls", body.class.map_or("", Class::key))]);
                told.flag("no_labour", body.no_labour);
                told.all([("b1", body.b1.as_str()), ("b2", &body.b2)]);
            }
            Body::Gift(body) => {
                told.all([name, ("birth", &birth), ("kind", &body.kind), ("commune", &who.commune)]);
                for (place, part) in body.parts.iter().enumerate() {
                    told.money(format!("f{place}"), *part);
                }
                told.money("amount", body.amount);
            }
            Body::Answer(body) => {
                let year = who.birth.map(|birth| birth.year().to_string()).unwrap_or_default();
                told.all([name, ("birth_year", &year)]);
                told.all(place);
                told.money("amount", body.amount);
                told.all([
                    ("paid", body.paid.map_or("", |paid| if paid { "1" } else { "0" })),
                    ("reason", &body.reason),
                ]);
            }
            Body::Insurance(body) => {
                told.all([name, ("change", body.change.map_or("", Change::key)), ("birth", &birth), ("sex", sex)]);
                told.all([("doc", doc), ("bhxh", body.bhxh.as_str())]);
                told.all(place);
                told.all([("reason", body.reason.as_str())]);
            }
            Body::Target(body) => {
                told.all([("indicator", body.indicator.as_str()), ("unit", &body.unit), ("target", &body.target)]);
            }
        }
        told.0
    }

    /// What the row pays or gives in all, for the sum of the list.
    pub fn sum(&self) -> Option<Dong> {
        match &self.body {
            Body::Assistance(body) => match (body.amount, body.arrears) {
                (None, None) => None,
                (amount, arrears) => Some(amount.unwrap_or(Dong::ZERO) + arrears.unwrap_or(Dong::ZERO)),
            },
            Body::Merit(body) => body.amount,
            Body::Gift(body) => body.amount,
            Body::Answer(body) => body.amount,
            Body::Member(_) | Body::Insurance(_) | Body::Target(_) => None,
        }
    }
}

impl Class {
    fn key(self) -> &'static str {
        match self {
            Class::HoNgheo => "poor",
            Class::HoCanNgheo => "near-poor",
        }
    }
}

impl Change {
    fn key(self) -> &'static str {
        match self {
            Change::Up => "up",
            Change::Down => "down",
        }
    }
}

#[derive(Default)]
struct Teller(Vec<Told>);

impl Teller {
    fn all<const N: usize>(&mut self, fields: [(&'static str, &str); N]) {
        self.0.extend(fields.map(|(name, text)| (Cow::Borrowed(name), text.to_owned())));
    }

    fn money(&mut self, name: impl Into<Cow<'static, str>>, amount: Option<Dong>) {
        self.0.push((name.into(), amount.map(|amount| amount.0.to_string()).unwrap_or_default()));
    }

    fn flag(&mut self, name: &'static str, yes: bool) {
        self.all([(name, if yes { "1" } else { "0" })]);
    }
}
