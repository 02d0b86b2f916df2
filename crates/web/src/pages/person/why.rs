//! Why a person is due what they are due in one month, and why somebody is not on the roll.

use domain::entitlement::{Finding, Outcome, Term};
use domain::kernel::{Dong, Month, PersonId, show_month};
use office::read::WhyMonth;
use office::{Office, OfficeError};

use crate::PageError;
use crate::error::sentence;
use crate::show::{Chip, why_href};

#[derive(Debug, Clone)]
pub struct ReviewNote {
    pub says: String,
    pub cite: String,
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
    /// Why the person has nothing on the roll of the month.
    pub nothing: Option<String>,
    pub total: Dong,
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

/// The panel and the overlaps that need a person's look.
pub type Explained = (WhyPanel, Vec<ReviewNote>);

pub fn why_panel(
    house: &Office,
    person: PersonId,
    month: Month,
    why: Result<Option<WhyMonth>, OfficeError>,
) -> Result<Explained, PageError> {
    let coverage = house.law.coverage;
    let neighbour = |month: Month| (coverage.from <= month && month < coverage.until).then(|| why_href(person, month));
    let empty = WhyPanel {
        month: show_month(month),
        value: show_month(month),
        before: neighbour(month.previous()),
        after: neighbour(month.next()),
        refusal: None,
        nothing: None,
        total: Dong::ZERO,
        findings: Vec::new(),
    };
    match why {
        Ok(Some(why)) => {
            let reviews = why.explanation.reviews.iter();
            let notes = reviews.map(|one| ReviewNote { says: sentence(&one.says), cite: one.cite.to_string() });
            let findings = why.explanation.findings.iter().map(|finding| finding_view(house, finding)).collect();
            let nothing = why.not_on_the_roll.as_deref().map(sentence);
            Ok((WhyPanel { findings, nothing, total: why.total, ..empty }, notes.collect()))
        }
        Ok(None) => Ok((empty, Vec::new())),
        Err(OfficeError::OutOfCoverage(refusal)) => {
            let refusal = Some(sentence(&refusal.to_string()));
            Ok((WhyPanel { refusal, ..empty }, Vec::new()))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn finding_view(house: &Office, finding: &Finding) -> FindingView {
    let benefit = house.law.benefit(&finding.benefit).map(|benefit| benefit.name.clone());
    let bare = FindingView {
        group: finding.group_name.clone(),
        benefit: benefit.unwrap_or_default(),
        amount: None,
        reason: None,
        cite: None,
        terms: Vec::new(),
    };
    match &finding.outcome {
        Outcome::Due { amount, terms } => {
            FindingView { amount: Some(*amount), terms: terms.iter().map(term_view).collect(), ..bare }
        }
        Outcome::NotDue { reason, cite } => FindingView {
            reason: Some(sentence(&reason.to_string())),
            cite: cite.as_ref().map(ToString::to_string),
            ..bare
        },
    }
}

fn term_view(term: &Term) -> TermView {
    TermView {
        name: term.name.clone(),
        arithmetic: term.shown(),
        cite: term.cite.to_string(),
        base_cite: term.base_cite.as_ref().map(ToString::to_string),
        certainty: Chip::certainty(term.certainty),
        amount: term.amount,
    }
}
