//! What may be chosen in the form of an act: communes of the office, groups of one's fields, words of the law.

use domain::kernel::{Day, UnitId, fold};
use domain::registry::POVERTY_CLASS;
use domain::rules::{About, Cadence, View};
use store::Db;

use crate::{Acting, Office, OfficeError, profile};

/// Something that may be chosen: what is kept and what people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub name: String,
}

/// A group a decision may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupChoice {
    pub key: String,
    pub name: String,
    pub scheme_name: String,
    pub is_once: bool,
    /// It is counted for others: children, people cared for.
    pub about_subjects: bool,
}

/// A status with one of its grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChoice {
    pub kind: String,
    pub grade: Option<String>,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    pub communes: Vec<(UnitId, String)>,
    pub groups: Vec<GroupChoice>,
    pub attributes: Vec<Choice>,
    pub statuses: Vec<StatusChoice>,
    pub classes: Vec<Choice>,
}

/// What may be chosen in a form about something decided on `day`.
pub fn choices(office: &Office, db: &Db, acting: Acting, day: Day) -> Result<Choices, OfficeError> {
    let profile = db.read(|tx| profile::need(tx, acting.now))?;
    let unit_day = profile.working_day(office, acting.today());
    let communes = office.units.communes_of(&profile.unit, unit_day);
    let mut communes: Vec<(UnitId, String)> = communes.map(|unit| (unit.id.clone(), unit.name.clone())).collect();
    communes.sort_by_key(|commune| fold(&commune.1));
    let attributes = office.law.attributes.iter().map(|one| Choice { key: one.key.clone(), name: one.name.clone() });
    Ok(Choices {
        communes,
        groups: groups(office, acting, day),
        attributes: attributes.collect(),
        statuses: statuses(office),
        classes: classes(office),
    })
}

fn groups(office: &Office, acting: Acting, day: Day) -> Vec<GroupChoice> {
    let view = View::new(&office.law, day, day.month());
    let offered = office.law.groups.iter().filter_map(|group| {
        let version = view.version(group, day.month())?;
        let benefit = office.law.benefit(&group.benefit)?;
        acting.rights.covers_scheme(&benefit.scheme).then(|| GroupChoice {
            key: group.key.clone(),
            name: group.name.clone(),
            scheme_name: benefit.scheme_name.clone(),
            is_once: benefit.cadence == Cadence::Once,
            about_subjects: version.about == About::Subjects,
        })
    });
    offered.collect()
}

/// Every status with each of its grades; a household's class has an act of its own.
fn statuses(office: &Office) -> Vec<StatusChoice> {
    let kinds = office.law.statuses.iter().filter(|status| status.kind != POVERTY_CLASS);
    let with_grades = kinds.flat_map(|status| {
        let grades: Vec<Option<&String>> = match status.grade.is_empty() {
            true => vec![None],
            false => status.grade.keys().map(Some).collect(),
        };
        grades.into_iter().map(|grade| StatusChoice {
            kind: status.kind.clone(),
            grade: grade.cloned(),
            name: office.law.status_name(&status.kind, grade.map(String::as_str)),
        })
    });
    with_grades.collect()
}

fn classes(office: &Office) -> Vec<Choice> {
    let class = office.law.statuses.iter().find(|status| status.kind == POVERTY_CLASS);
    let grades = class.into_iter().flat_map(|status| &status.grade);
    grades.map(|(key, name)| Choice { key: key.clone(), name: name.clone() }).collect()
}
