//! The law as it stands on a day: texts, the groups they make, the levels those groups are paid.

use domain::kernel::{Certainty, Citation, Day, show_month};
use domain::rules::{Law, LawText, OpenQuestion, OutOfCoverage, Parameter, Unit, View};

use crate::access::Act;
use crate::law::formula;
use crate::{Acting, OfficeError};

#[derive(Debug, Clone)]
pub struct Authority {
    pub day: Day,
    /// Texts in force on the day, the newest first.
    pub texts: Vec<LawText>,
    pub benefits: Vec<BenefitShown>,
    pub parameters: Vec<ParameterShown>,
    pub questions: Vec<OpenQuestion>,
}

#[derive(Debug, Clone)]
pub struct BenefitShown {
    pub key: String,
    pub name: String,
    pub scheme_name: String,
    pub groups: Vec<GroupShown>,
}

#[derive(Debug, Clone)]
pub struct GroupShown {
    pub key: String,
    pub name: String,
    pub cite: Citation,
    pub certainty: Certainty,
    pub rates: Vec<RateShown>,
}

#[derive(Debug, Clone)]
pub struct RateShown {
    pub name: String,
    /// The formula with what it comes to in the month.
    pub amount: String,
}

#[derive(Debug, Clone)]
pub struct ParameterShown {
    pub id: String,
    pub name: String,
    pub value: String,
    pub since: String,
    pub cite: Citation,
    pub certainty: Certainty,
    pub note: String,
}

/// Refused for a month the law held here does not reach; the nearest one is never shown instead.
pub fn authority(law: &Law, acting: Acting, day: Day) -> Result<Authority, OfficeError> {
    acting.need(Act::LawRead)?;
    let month = day.month();
    if !law.coverage.contains(month) {
        return Err(OutOfCoverage { month, what: "căn cứ pháp luật".to_owned() }.into());
    }
    let view = View::new(law, day.max(acting.today()), month);
    let is_in_force = |text: &&LawText| text.in_force <= day && text.until.is_none_or(|until| day < until);
    let mut texts: Vec<LawText> = law.texts.iter().filter(is_in_force).cloned().collect();
    texts.sort_by_key(|text| std::cmp::Reverse((text.in_force, text.number.clone())));
    let shown = |parameter: &Parameter| parameter_shown(view, law.parameter(&parameter.id)?, day);
    let benefits = law.benefits.iter().map(|benefit| BenefitShown {
        key: benefit.key.clone(),
        name: benefit.name.clone(),
        scheme_name: benefit.scheme_name.clone(),
        groups: groups(view, &benefit.key, day),
    });
    Ok(Authority {
        day,
        texts,
        benefits: benefits.filter(|benefit| !benefit.groups.is_empty()).collect(),
        parameters: law.parameters.iter().filter_map(shown).collect(),
        questions: law.questions.clone(),
    })
}

fn groups(view: View<'_>, benefit: &str, day: Day) -> Vec<GroupShown> {
    let month = day.month();
    let shown = view.law.groups.iter().filter(|group| group.benefit == benefit).filter_map(|group| {
        let version = view.version(group, month)?;
        let rates = version
            .rates
            .iter()
            .map(|rate| RateShown { name: rate.name.clone(), amount: formula(view, &rate.formula, month) });
        Some(GroupShown {
            key: group.key.clone(),
            name: group.name.clone(),
            cite: view.cite(&version.text, &version.cite),
            certainty: version.status,
            rates: rates.collect(),
        })
    });
    shown.collect()
}

fn parameter_shown(view: View<'_>, parameter: &Parameter, day: Day) -> Option<ParameterShown> {
    let value = view.value(view.law.parameter(&parameter.id)?, day.month()).ok()?;
    let money = value.dong().filter(|_| parameter.unit == Unit::Dong);
    Some(ParameterShown {
        id: parameter.id.clone(),
        name: parameter.name.clone(),
        value: money.map_or_else(|| value.amount.to_string(), |dong| dong.to_string()),
        since: show_month(value.from),
        cite: view.cite(&value.text, &value.cite),
        certainty: value.status,
        note: value.note.clone(),
    })
}
