//! Decisions: the papers that grant, change, stop and recover.
//!
//! Casework knows no money. A decision attests conditions; what it is worth is worked out in `entitlement`.

use serde::{Deserialize, Serialize};

use crate::kernel::{Day, ParseError};

/// A signed paper about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub kind: DecisionKind,
    /// As printed, `1234/QĐ-UBND`; unknown on old lists.
    pub number: Option<String>,
    pub signed_on: Option<Day>,
    /// The scheme it is about: `btxh`, `ncc`, `htxh`.
    pub scheme: String,
    /// The office's own proposal that led to it, when the decision belongs to a superior.
    pub proposed_on: Option<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    Grant,
    Change,
    Stop,
    Suspend,
    Resume,
    /// A one-off benefit, funeral support among them.
    OneOff,
}

impl DecisionKind {
    pub const ALL: [DecisionKind; 6] = [
        DecisionKind::Grant,
        DecisionKind::Change,
        DecisionKind::Stop,
        DecisionKind::Suspend,
        DecisionKind::Resume,
        DecisionKind::OneOff,
    ];

    pub fn key(self) -> &'static str {
        match self {
            DecisionKind::Grant => "grant",
            DecisionKind::Change => "change",
            DecisionKind::Stop => "stop",
            DecisionKind::Suspend => "suspend",
            DecisionKind::Resume => "resume",
            DecisionKind::OneOff => "one_off",
        }
    }

    pub fn shown(self) -> &'static str {
        match self {
            DecisionKind::Grant => "hưởng mới",
            DecisionKind::Change => "điều chỉnh",
            DecisionKind::Stop => "thôi hưởng",
            DecisionKind::Suspend => "tạm dừng",
            DecisionKind::Resume => "hưởng lại",
            DecisionKind::OneOff => "trợ cấp một lần, mai táng",
        }
    }
}

impl std::str::FromStr for DecisionKind {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<DecisionKind, ParseError> {
        let known = DecisionKind::ALL.into_iter().find(|kind| kind.key() == text);
        known.ok_or_else(|| ParseError::new("loại quyết định", text, "grant, change, stop, suspend, resume, one_off"))
    }
}
