use serde::Deserialize;

/// The closed vocabulary in which conditions of law are written.
///
/// A decree with new groups, ages and degrees is data; a new *kind* of condition is a new variant here,
/// and every place that reads conditions is then asked by the compiler what it means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Predicate {
    /// "từ đủ N tuổi". On a group it holds from the month of the birthday; on a rate it moves the level.
    AgeFrom(u16),
    /// "dưới N tuổi" on a rate whose neighbour takes over at N: the level changes by the rule for changes.
    AgeBelow(u16),
    /// "dưới N tuổi" where entitlement ends at N: paid by the rule for stopping.
    AgeUntil(u16),
    /// A child below one age, or a student below another.
    ChildOrStudent { child_until: u16, student_until: u16 },
    /// A status of this kind, with one of these grades if any are named, holds.
    Status(StatusTest),
    /// No status of this kind holds.
    NoStatus(StatusTest),
    /// The percentage named by the decision lies in `from..=to`.
    Percent { from: u8, to: u8 },
    /// The decision names this attribute of the person's standing.
    Attribute(String),
    /// The decision does not name it.
    NoAttribute(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusTest {
    pub kind: String,
    #[serde(default)]
    pub grade: Vec<String>,
}

impl StatusTest {
    pub fn matches(&self, kind: &str, grade: Option<&str>) -> bool {
        self.kind == kind && (self.grade.is_empty() || grade.is_some_and(|grade| self.grade.iter().any(|g| g == grade)))
    }
}
