//! How each screen is worked with, in words kept as data (`guides/*.toml`), and what of the law it rests on.

use std::sync::LazyLock;

use domain::kernel::Day;
use domain::rules::Law;
use serde::Deserialize;

use crate::read::{Authority, authority};
use crate::{Acting, OfficeError};

/// A screen that has a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Today,
    People,
    Rolls,
    Lists,
    Reports,
    Recoveries,
    Administration,
    Handover,
    Law,
}

impl Topic {
    pub const ALL: [Topic; 9] = [
        Topic::Today,
        Topic::People,
        Topic::Rolls,
        Topic::Lists,
        Topic::Reports,
        Topic::Recoveries,
        Topic::Administration,
        Topic::Handover,
        Topic::Law,
    ];

    /// What addresses and files call it.
    pub fn key(self) -> &'static str {
        match self {
            Topic::Today => "hom-nay",
            Topic::People => "doi-tuong",
            Topic::Rolls => "danh-sach-chi-tra",
            Topic::Lists => "nhap-danh-sach",
            Topic::Reports => "bao-cao",
            Topic::Recoveries => "thu-hoi",
            Topic::Administration => "quan-tri",
            Topic::Handover => "ban-giao",
            Topic::Law => "can-cu",
        }
    }

    pub fn of_key(key: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| topic.key() == key)
    }

    pub fn guide(self) -> &'static Guide {
        let place = Topic::ALL.iter().position(|topic| *topic == self).expect("every topic is listed");
        &GUIDES[place]
    }

    fn text(self) -> &'static str {
        match self {
            Topic::Today => include_str!("../../../guides/hom-nay.toml"),
            Topic::People => include_str!("../../../guides/doi-tuong.toml"),
            Topic::Rolls => include_str!("../../../guides/danh-sach-chi-tra.toml"),
            Topic::Lists => include_str!("../../../guides/nhap-danh-sach.toml"),
            Topic::Reports => include_str!("../../../guides/bao-cao.toml"),
            Topic::Recoveries => include_str!("../../../guides/thu-hoi.toml"),
            Topic::Administration => include_str!("../../../guides/quan-tri.toml"),
            Topic::Handover => include_str!("../../../guides/ban-giao.toml"),
            Topic::Law => include_str!("../../../guides/can-cu.toml"),
        }
    }
}

/// A guide as its file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    pub title: String,
    pub purpose: String,
    pub steps: Vec<String>,
    #[serde(rename = "mistake", default)]
    pub mistakes: Vec<Mistake>,
    #[serde(rename = "key", default)]
    pub keys: Vec<Key>,
    /// Benefits whose groups the screen works with.
    benefits: Vec<String>,
    parameters: Vec<String>,
    /// Fields of the open questions that touch it.
    questions: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    pub what: String,
    #[serde(rename = "do")]
    pub remedy: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    pub press: String,
    pub does: String,
}

static GUIDES: LazyLock<Vec<Guide>> = LazyLock::new(|| {
    let read = |topic: Topic| toml::from_str(topic.text()).expect("a test reads every guide");
    Topic::ALL.into_iter().map(read).collect()
});

/// What of the law a screen rests on, on a day: only the groups, values and questions its guide names.
pub fn basis(law: &Law, acting: Acting, topic: Topic, day: Day) -> Result<Authority, OfficeError> {
    let guide = topic.guide();
    let mut shown = authority(law, acting, day)?;
    shown.benefits.retain(|benefit| guide.benefits.contains(&benefit.key));
    shown.parameters.retain(|parameter| guide.parameters.contains(&parameter.id));
    shown.questions.retain(|question| guide.questions.contains(&question.field));
    let groups = shown.benefits.iter().flat_map(|benefit| &benefit.groups).map(|group| &group.cite.text);
    let cited: Vec<&String> = groups.chain(shown.parameters.iter().map(|parameter| &parameter.cite.text)).collect();
    shown.texts.retain(|text| cited.contains(&&text.number));
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Office;

    #[test]
    fn every_guide_is_whole_and_names_what_the_law_has() {
        let office = Office::load().unwrap();
        for topic in Topic::ALL {
            let guide: Guide = toml::from_str(topic.text()).unwrap();
            assert_eq!(Topic::of_key(topic.key()), Some(topic));
            assert!(!guide.purpose.is_empty() && !guide.steps.is_empty(), "{topic:?}");
            for benefit in &guide.benefits {
                assert!(office.law.benefit(benefit).is_some(), "{topic:?}: {benefit}");
            }
            for parameter in &guide.parameters {
                assert!(office.law.parameter(parameter).is_some(), "{topic:?}: {parameter}");
            }
            for field in &guide.questions {
                assert!(office.law.questions.iter().any(|question| question.field == *field), "{topic:?}: {field}");
            }
        }
    }
}
