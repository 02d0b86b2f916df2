use std::fmt;

use serde::{Deserialize, Serialize};

/// Where the law says so: the text's number and the place in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// The number as printed, `20/2021/NĐ-CP`.
    pub text: String,
    /// The place, `điểm a khoản 1 Điều 6`; empty when the text as a whole is meant.
    pub place: String,
}

impl Citation {
    pub fn new(text: impl Into<String>, place: impl Into<String>) -> Citation {
        Citation { text: text.into(), place: place.into() }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.is_empty() {
            true => write!(f, "{}", self.text),
            false => write!(f, "{}, {}", self.place, self.text),
        }
    }
}

/// How sure the house is of a value of law. Unsure values are shown as such wherever they are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The text of the rule was read.
    Verified,
    /// Known from the press, from copies or from a predecessor's table; the signed text was not seen.
    Secondary,
    /// Not issued, or issued and not yet read.
    Draft,
}

impl Certainty {
    pub fn shown(self) -> &'static str {
        match self {
            Certainty::Verified => "đã đối chiếu văn bản",
            Certainty::Secondary => "theo nguồn thứ cấp, chưa đối chiếu văn bản ký",
            Certainty::Draft => "dự thảo",
        }
    }
}
