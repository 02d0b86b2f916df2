//! Small pieces of pages that several pages show: the frame, chips, charts.

use domain::kernel::{BirthDate, Certainty, Day, Month, PersonId, Span, show_day, show_month};
use domain::payment::{LineKind, PayerAnswer, Stage};
use domain::rules::Law;
use office::access::{Act, roles_shown};
use office::guide::Topic;

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
    /// The parts of the program the visitor may open.
    pub sections: Vec<Section>,
    /// Whether the visitor may look for people, and so sees the field for it.
    pub can_search: bool,
    /// What the page before wanted this one to say.
    pub notice: Option<String>,
    /// Which guide stands behind the page.
    pub topic: Topic,
}

impl Frame {
    pub fn new(visitor: Visitor, section: Section) -> Frame {
        let Visitor { who, rights, office, notice, .. } = visitor;
        let sections = Section::ALL.into_iter().filter(|section| rights.may(section.act()));
        Frame {
            section,
            office,
            user: who.full_name,
            role: roles_shown(&who.role),
            search: String::new(),
            sections: sections.collect(),
            can_search: rights.may(Act::PersonFind),
            notice,
            topic: section.topic(),
        }
    }

    /// The same frame with the guide of one screen instead of its section's.
    pub fn about(self, topic: Topic) -> Frame {
        Frame { topic, ..self }
    }

    pub fn guide_href(&self) -> String {
        format!("/huong-dan/{}", self.topic.key())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Today,
    People,
    Rolls,
    Lists,
    Reports,
    Law,
    Admin,
    /// One's own account: not in the menu, but at the top of every page.
    Account,
}

impl Section {
    pub const ALL: [Section; 7] = [
        Section::Today,
        Section::People,
        Section::Rolls,
        Section::Lists,
        Section::Reports,
        Section::Law,
        Section::Admin,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Section::Today => "Hôm nay",
            Section::People => "Đối tượng",
            Section::Rolls => "Danh sách chi trả",
            Section::Lists => "Nhập, xuất Excel",
            Section::Reports => "Báo cáo",
            Section::Law => "Căn cứ pháp luật",
            Section::Admin => "Quản trị",
            Section::Account => "Tài khoản",
        }
    }

    /// The guide of its pages, unless a page has one of its own.
    pub fn topic(self) -> Topic {
        match self {
            Section::Today => Topic::Today,
            Section::People => Topic::People,
            Section::Rolls => Topic::Rolls,
            Section::Lists => Topic::Lists,
            Section::Reports => Topic::Reports,
            Section::Law => Topic::Law,
            Section::Admin | Section::Account => Topic::Administration,
        }
    }

    /// What whoever opens it must be allowed.
    pub fn act(self) -> Act {
        match self {
            Section::Today => Act::AccountOwn,
            Section::People => Act::PersonFind,
            Section::Rolls => Act::RollRead,
            Section::Lists => Act::ListExport,
            Section::Reports => Act::ReportRead,
            Section::Law => Act::LawRead,
            Section::Admin => Act::OfficeRead,
            Section::Account => Act::AccountOwn,
        }
    }

    pub fn href(self) -> &'static str {
        match self {
            Section::Today => "/",
            Section::People => "/nguoi",
            Section::Rolls => "/danh-sach",
            Section::Lists => "/tep-danh-sach",
            Section::Reports => "/bao-cao",
            Section::Law => "/can-cu",
            Section::Admin => "/quan-tri",
            Section::Account => "/tai-khoan",
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
            Stage::Superseded | Stage::Unlocked => Tone::Mute,
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

    pub fn line(kind: LineKind) -> Chip {
        let tone = match kind {
            LineKind::Regular => Tone::Mute,
            LineKind::Arrears | LineKind::CarriedOver | LineKind::OneOff => Tone::Calm,
            LineKind::OverPayment => Tone::Bad,
            LineKind::DebtCancelled => Tone::Warn,
        };
        Chip::new(tone, capital(kind.shown()))
    }

    pub fn answer(answer: PayerAnswer) -> Chip {
        let tone = match answer {
            PayerAnswer::Paid => Tone::Good,
            PayerAnswer::Unpaid => Tone::Bad,
        };
        Chip::new(tone, capital(answer.shown()))
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

pub fn person_href(person: PersonId) -> String {
    format!("/nguoi/{person}")
}

/// Where one month of one person is explained.
pub fn why_href(person: PersonId, month: Month) -> String {
    format!("/nguoi/{person}?thang={month}#vi-sao")
}

/// How old somebody is, as far as the birth date says: `80 tuổi`.
pub fn age_shown(birth: BirthDate, on: Day) -> String {
    let had_birthday = match birth {
        BirthDate::Year(_) => true,
        BirthDate::Month(month) => month.month_of_year() <= on.month_of_year(),
        BirthDate::Day(day) => (day.month_of_year(), day.day_of_month()) <= (on.month_of_year(), on.day_of_month()),
    };
    let years = on.year() - birth.year() - i16::from(!had_birthday);
    if years < 0 { String::new() } else { format!("{years} tuổi") }
}

/// A span as people read it: both days belong to it.
pub fn show_span(span: Span) -> String {
    match span.until {
        Some(until) => format!("{} – {}", show_day(span.from), show_day(until.previous())),
        None => format!("từ {}", show_day(span.from)),
    }
}

/// The last month of a span of months; empty while no end is known.
pub fn show_last_month(until: Month) -> String {
    if until == Month::NEVER { String::new() } else { show_month(until.previous()) }
}

pub fn show_optional_month(month: Option<Month>) -> String {
    month.map(show_month).unwrap_or_default()
}

/// A decision by its number and day, as far as they are known.
pub fn show_decision(number: Option<&str>, day: Option<Day>) -> String {
    match (number, day) {
        (Some(number), Some(day)) => format!("{number}, {}", show_day(day)),
        (Some(number), None) => number.to_owned(),
        (None, Some(day)) => format!("ngày {}", show_day(day)),
        (None, None) => String::new(),
    }
}

pub fn scheme_name(law: &Law, scheme: &str) -> String {
    let found = law.benefits.iter().find(|benefit| benefit.scheme == scheme);
    found.map_or_else(|| scheme.to_owned(), |benefit| benefit.scheme_name.clone())
}

pub fn group_name(law: &Law, key: Option<&str>) -> String {
    key.and_then(|key| law.group(key)).map(|group| group.name.clone()).unwrap_or_default()
}

/// A number of a paper with only its last four signs in the open.
pub fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    "•".repeat(hidden) + &number.chars().skip(hidden).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_papers_number_shows_only_its_end() {
        assert_eq!(masked("033141000123"), "••••••••0123");
        assert_eq!(masked("123"), "123");
    }

    #[test]
    fn an_age_counts_the_birthday_only_where_it_is_known() {
        let on = "2021-04-28".parse::<Day>().unwrap();
        for (birth, age) in
            [("1941-04-28", "80 tuổi"), ("1941-04-29", "79 tuổi"), ("1941-05", "79 tuổi"), ("1941", "80 tuổi")]
        {
            assert_eq!(age_shown(birth.parse().unwrap(), on), age, "{birth}");
        }
    }

    #[test]
    fn a_span_is_shown_with_both_its_days() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(
            show_span(Span { from: day("2016-01-01"), until: Some(day("2021-01-01")) }),
            "01/01/2016 – 31/12/2020"
        );
        assert_eq!(show_span(Span::since(day("2019-06-14"))), "từ 14/06/2019");
    }
}
