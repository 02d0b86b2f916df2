//! Small pieces of pages that several pages show: the frame, chips, charts.

use domain::kernel::Certainty;
use domain::payment::Stage;

use crate::session::Visitor;

/// What stands around every page.
#[derive(Debug, Clone)]
pub struct Frame {
    pub section: Section,
    pub office: String,
    pub user: String,
    pub role: String,
    /// What was searched, so that the field comes back filled in.
    pub search: String,
}

impl Frame {
    pub fn new(visitor: Visitor, section: Section) -> Frame {
        let Visitor { who, office } = visitor;
        let role = role_shown(&who.role).to_owned();
        Frame { section, office, user: who.full_name, role, search: String::new() }
    }
}

fn role_shown(role: &str) -> &str {
    match role {
        "admin" => "Quản trị",
        "head" => "Lãnh đạo duyệt",
        "officer" => "Chuyên viên",
        "accountant" => "Kế toán",
        "inspector" => "Thanh tra, chỉ xem",
        other => other,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Today,
    People,
    Rolls,
    Reports,
    Law,
}

impl Section {
    pub const ALL: [Section; 5] =
        [Section::Today, Section::People, Section::Rolls, Section::Reports, Section::Law];

    pub fn name(self) -> &'static str {
        match self {
            Section::Today => "Hôm nay",
            Section::People => "Đối tượng",
            Section::Rolls => "Danh sách chi trả",
            Section::Reports => "Báo cáo",
            Section::Law => "Căn cứ pháp luật",
        }
    }

    pub fn href(self) -> &'static str {
        match self {
            Section::Today => "/",
            Section::People => "/nguoi",
            Section::Rolls => "/danh-sach",
            Section::Reports => "/bao-cao",
            Section::Law => "/can-cu",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Calm,
    Warn,
    Bad,
    Mute,
}

/// A state in one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    pub tone: Tone,
    pub text: String,
}

impl Chip {
    pub fn new(tone: Tone, text: impl Into<String>) -> Chip {
        Chip { tone, text: text.into() }
    }

    pub fn stage(stage: Stage) -> Chip {
        let tone = match stage {
            Stage::Draft => Tone::Warn,
            Stage::Superseded => Tone::Mute,
            Stage::Approved | Stage::Sent => Tone::Calm,
            Stage::Confirmed | Stage::Closed => Tone::Good,
        };
        Chip::new(tone, capital(stage.shown()))
    }

    pub fn certainty(certainty: Certainty) -> Chip {
        match certainty {
            Certainty::Verified => Chip::new(Tone::Good, "Đã đối chiếu văn bản"),
            Certainty::Secondary => Chip::new(Tone::Warn, "Nguồn thứ cấp"),
            Certainty::Draft => Chip::new(Tone::Bad, "Dự thảo"),
        }
    }

    pub fn class(&self) -> &'static str {
        match self.tone {
            Tone::Good => "chip chip-good",
            Tone::Calm => "chip chip-calm",
            Tone::Warn => "chip chip-warn",
            Tone::Bad => "chip chip-bad",
            Tone::Mute => "chip",
        }
    }
}

/// The first letter as a capital.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    first + letters.as_str()
}
