//! A person's card, and why they have or have not what they have in one month.

use askama::Template;
use domain::kernel::Dong;

use crate::show::{Chip, Frame};

#[derive(Debug, Clone, Template)]
#[template(path = "person.html")]
pub struct PersonPage {
    pub frame: Frame,
    pub name: String,
    pub code: String,
    pub states: Vec<Chip>,
    pub reviews: Vec<ReviewNote>,
    pub facts: Vec<(String, String)>,
    /// Numbers are masked before they come here.
    pub papers: Vec<(String, String)>,
    pub timeline: Vec<Moved>,
    pub spells: Vec<SpellRow>,
    pub why: WhyPanel,
    pub payments: Vec<PaymentRow>,
}

#[derive(Debug, Clone)]
pub struct ReviewNote {
    pub says: String,
    pub cite: String,
}

/// One place or status, and when it held.
#[derive(Debug, Clone)]
pub struct Moved {
    pub when: String,
    pub what: String,
    pub detail: String,
    pub is_now: bool,
}

#[derive(Debug, Clone)]
pub struct SpellRow {
    pub group: String,
    pub benefit: String,
    pub from: String,
    pub until: String,
    pub decision: String,
    pub state: Chip,
}

#[derive(Debug, Clone)]
pub struct WhyPanel {
    pub month: String,
    /// As the field of a form holds a month.
    pub value: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Why the month cannot be worked out at all.
    pub refusal: Option<String>,
    pub findings: Vec<FindingView>,
}

#[derive(Debug, Clone)]
pub struct FindingView {
    pub group: String,
    pub benefit: String,
    pub amount: Option<Dong>,
    pub reason: Option<String>,
    pub cite: Option<String>,
    pub terms: Vec<TermView>,
}

#[derive(Debug, Clone)]
pub struct TermView {
    pub name: String,
    pub arithmetic: String,
    pub cite: String,
    pub base_cite: Option<String>,
    pub certainty: Chip,
    pub amount: Dong,
}

#[derive(Debug, Clone)]
pub struct PaymentRow {
    pub month: String,
    pub why: String,
    pub what: String,
    pub amount: Dong,
}
