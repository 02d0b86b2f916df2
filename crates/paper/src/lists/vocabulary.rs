//! The words by which lists are read: `lists/*.toml`, folded once.
//!
//! Everything here is data that an official could extend; what is done with it is decided by the readers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use domain::kernel::fold;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Number,
    HouseholdNumber,
    MemberNumber,
    HouseholdCode,
    PersonCode,
    LineCode,
    Name,
    FamilyName,
    Birth,
    BirthDay,
    BirthMonth,
    BirthYear,
    Male,
    Female,
    Sex,
    Doc,
    Village,
    Commune,
    Address,
    Ethnicity,
    Relation,
    Group,
    Coefficient,
    Percent,
    Amount,
    MainBenefit,
    Supplement,
    ServerBenefit,
    Arrears,
    Recovered,
    CarriedOver,
    OneOff,
    Total,
    Signature,
    Receiver,
    Paid,
    Unpaid,
    Outcome,
    PaidOn,
    Reason,
    Decision,
    DecidedOn,
    Since,
    FromDay,
    Until,
    Account,
    Bank,
    AccountHolder,
    FileNo,
    Martyr,
    MartyrCertificate,
    HoNgheo,
    HoCanNgheo,
    HouseholdClass,
    NoLabour,
    B1,
    B2,
    HouseholdSize,
    Bhxh,
    Clinic,
    Change,
    Indicator,
    Measure,
    Target,
    Done,
    Phone,
    Note,
    /// The people on whose account something is paid, such as children.
    About,
    /// How the sender wants a returned row to be settled.
    Settlement,
    /// The money of one giver; which one stands beside the column.
    Funder,
}

impl Field {
    /// The name in `lists/columns.toml`.
    pub fn key(self) -> String {
        // The names are the data's, so the data format writes them.
        match toml::Value::try_from(self) {
            Ok(toml::Value::String(key)) => key,
            _ => String::new(),
        }
    }

    /// Everything that a column may mean; the givers of gift lists stand beside these.
    pub fn all() -> impl Iterator<Item = Field> {
        VOCABULARY.fields.iter().map(|rule| rule.key).chain([Field::Funder])
    }

    /// The name an official reads.
    pub fn shown(self) -> &'static str {
        VOCABULARY
            .fields
            .iter()
            .find(|rule| rule.key == self)
            .map_or("Tiền của một nguồn tặng", |rule| &rule.name)
    }

    pub fn named(key: &str) -> Option<Field> {
        let text: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = key.into_deserializer();
        Field::deserialize(text).ok()
    }
}

/// The kinds of list that offices keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Who receives social assistance.
    Btxh,
    /// What was to be paid of it in one month.
    BtxhPay,
    /// People with merit.
    Ncc,
    PoorHouseholds,
    Gifts,
    /// What the payer says.
    PaymentResult,
    BhytChanges,
    /// Targets of the year's plan.
    Plan,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Btxh,
        Kind::BtxhPay,
        Kind::Ncc,
        Kind::PoorHouseholds,
        Kind::Gifts,
        Kind::PaymentResult,
        Kind::BhytChanges,
        Kind::Plan,
    ];

    /// The name on the command line and in records.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Btxh => "btxh",
            Kind::BtxhPay => "btxh-pay",
            Kind::Ncc => "ncc",
            Kind::PoorHouseholds => "poor-households",
            Kind::Gifts => "gifts",
            Kind::PaymentResult => "payment-result",
            Kind::BhytChanges => "bhyt-changes",
            Kind::Plan => "plan",
        }
    }

    pub fn named(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The name an official reads.
    pub fn shown(self) -> &'static str {
        VOCABULARY.kinds.iter().find(|rule| rule.key == self).map_or("", |rule| &rule.name)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

/// What a reason, or a note that carries a state, asks the office to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonKind {
    pub means: String,
    pub name: String,
    words: Phrases,
}

/// A code for what people are, as lists write it, and the groups of the law it may be.
#[derive(Debug)]
pub struct GroupRule {
    pub scheme: String,
    pub code: String,
    pub law: Vec<String>,
    pub coefficient: Option<String>,
    all: Vec<Phrases>,
    none: Phrases,
}

/// A text as words are compared: with its marks, and without them for whoever types none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    /// Lower case, single spaces, each word's tone at its end: `hoà` and `hòa` are one word, `mất` and `mặt` are two.
    marked: String,
    folded: String,
    /// Typed without marks at all.
    is_bare: bool,
}

impl Spoken {
    pub fn new(text: &str) -> Spoken {
        let marked = marked(text);
        Spoken { is_bare: marked.is_ascii(), folded: fold(text), marked }
    }

    /// A word of a longer text. In a text with marks it has none because it has none: "ỦY BAN" is no "bản".
    pub fn part_of(whole: &Spoken, text: &str) -> Spoken {
        Spoken { is_bare: whole.is_bare, ..Spoken::new(text) }
    }

    pub fn folded(&self) -> &str {
        &self.folded
    }

    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }
}

fn marked(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut tones = String::new();
    for letter in text.nfd().flat_map(char::to_lowercase) {
        match letter {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones.push(letter),
            _ if letter.is_alphanumeric() || is_combining_mark(letter) => words.push(letter),
            _ if words.ends_with(' ') || words.is_empty() => {}
            _ => {
                words.push_str(&std::mem::take(&mut tones));
                words.push(' ');
            }
        }
    }
    words.push_str(&tones);
    words.truncate(words.trim_end().len());
    words
}

/// Phrases to look for in whole words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Phrases(Vec<Spoken>);

impl From<Vec<String>> for Phrases {
    fn from(phrases: Vec<String>) -> Phrases {
        Phrases(phrases.iter().map(|phrase| Spoken::new(phrase)).collect())
    }
}

impl Phrases {
    /// Whether one of the phrases stands in the text, whatever its marks.
    pub fn any_in(&self, folded: &str) -> bool {
        self.0.iter().any(|phrase| has_phrase(folded, &phrase.folded))
    }

    /// The same with marks, where the text has any.
    pub fn any_said_in(&self, text: &Spoken) -> bool {
        self.0.iter().any(|phrase| {
            let (text, phrase) = comparable(text, phrase);
            has_phrase(text, phrase)
        })
    }

    pub fn is_one(&self, text: &Spoken) -> bool {
        self.0.iter().any(|phrase| {
            let (text, phrase) = comparable(text, phrase);
            text == phrase
        })
    }

    /// Whether any phrase has this first word, folded: most texts are done with that.
    pub fn may_begin(&self, word: &str) -> bool {
        self.0.iter().any(|phrase| phrase.folded.split(' ').next() == Some(word))
    }

    /// One of the phrases to the last mark.
    pub fn has_exactly(&self, text: &Spoken) -> bool {
        self.0.iter().any(|phrase| phrase.marked == text.marked)
    }

    /// Whether the text begins with one of the phrases, in whole words and with its marks.
    pub fn begin(&self, text: &Spoken) -> bool {
        self.0.iter().any(|phrase| {
            let (text, phrase) = comparable(text, phrase);
            text.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }

    pub fn folded(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|phrase| phrase.folded.as_str())
    }
}

/// Whoever types without marks leaves them out everywhere, so a bare text is compared bare.
fn comparable<'a>(text: &'a Spoken, phrase: &'a Spoken) -> (&'a str, &'a str) {
    if text.is_bare { (&text.folded, &phrase.folded) } else { (&text.marked, &phrase.marked) }
}

/// Whether `phrase` stands in `text` in whole words.
pub fn has_phrase(text: &str, phrase: &str) -> bool {
    let is_edge = |place: Option<&u8>| place.is_none_or(|byte| *byte == b' ');
    let bytes = text.as_bytes();
    text.match_indices(phrase).any(|(at, _)| {
        is_edge(at.checked_sub(1).and_then(|before| bytes.get(before))) && is_edge(bytes.get(at + phrase.len()))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    pub key: Field,
    /// As an official reads it.
    pub name: String,
    #[serde(default)]
    pub titles: Phrases,
    #[serde(default)]
    pub only: Phrases,
    #[serde(default)]
    pub under: Phrases,
    #[serde(default)]
    pub without: Phrases,
    /// Another field without which the list has none of this one.
    pub beside: Option<Field>,
    /// Compared with its marks: without them `Nam` and `Năm`, `Hộ` and `Họ` are one.
    #[serde(default)]
    pub marked: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunderRule {
    pub name: String,
    pub titles: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FundersUnder {
    under: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnsFile {
    field: Vec<FieldRule>,
    funder: Vec<FunderRule>,
    funders: FundersUnder,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRule {
    pub key: Kind,
    pub name: String,
    pub needs: Vec<Field>,
    pub columns: BTreeMap<Field, u32>,
    pub title: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindsFile {
    kind: Vec<KindRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    scheme: String,
    code: String,
    law: Vec<String>,
    coefficient: Option<String>,
    all: Vec<Phrases>,
    #[serde(default)]
    none: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupsFile {
    group: Vec<RawGroup>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReason {
    means: String,
    name: String,
    words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occasion {
    pub name: String,
    pub words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyUnit {
    pub times: i64,
    pub words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub totals: Phrases,
    pub grand_totals: Phrases,
    pub page_totals: Phrases,
    pub ends: Phrases,
    pub asides: Phrases,
    pub villages: Phrases,
    pub communes: Phrases,
    pub districts: Phrases,
    pub honorifics: Phrases,
    pub marks: Marks,
    pub male: Phrases,
    pub female: Phrases,
    pub paid: Phrases,
    pub unpaid: Phrases,
    pub up: Phrases,
    pub down: Phrases,
    pub ho_ngheo: Phrases,
    pub ho_can_ngheo: Phrases,
    pub head_of_household: Phrases,
    reason: Vec<RawReason>,
    pub occasion: Vec<Occasion>,
    pub money_unit: Vec<MoneyUnit>,
}

/// Marks are compared as written: folding would take `√` away.
#[derive(Debug, Deserialize)]
pub struct Marks(Vec<String>);

impl Marks {
    pub fn holds(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        self.0.contains(&text)
    }
}

pub struct Vocabulary {
    pub fields: Vec<FieldRule>,
    /// Every known title of a column, folded.
    pub titles: HashSet<String>,
    /// The first word of each of them, with the places of its rules among the fields.
    first_words: HashMap<String, Vec<usize>>,
    pub funders: Vec<FunderRule>,
    pub funders_under: Phrases,
    pub kinds: Vec<KindRule>,
    pub groups: Vec<GroupRule>,
    pub reasons: Vec<ReasonKind>,
    pub words: Words,
}

pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    const WRONG: &str = "lists/*.toml is part of the program and was tested";
    let columns: ColumnsFile = toml::from_str(include_str!("../../../../lists/columns.toml")).expect(WRONG);
    let kinds: KindsFile = toml::from_str(include_str!("../../../../lists/kinds.toml")).expect(WRONG);
    let groups: GroupsFile = toml::from_str(include_str!("../../../../lists/groups.toml")).expect(WRONG);
    let mut words: Words = toml::from_str(include_str!("../../../../lists/words.toml")).expect(WRONG);
    let reasons = std::mem::take(&mut words.reason);
    let mut first_words: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, rule) in columns.field.iter().enumerate() {
        for phrase in rule.titles.folded().chain(rule.only.folded()) {
            let word = phrase.split(' ').next().unwrap_or_default();
            first_words.entry(word.to_owned()).or_default().push(place);
        }
    }
    let titles = columns.field.iter().flat_map(|rule| rule.titles.folded().chain(rule.only.folded()));
    Vocabulary {
        titles: titles.map(str::to_owned).collect(),
        first_words,
        fields: columns.field,
        funders: columns.funder,
        funders_under: columns.funders.under,
        kinds: kinds.kind,
        groups: groups.group.into_iter().map(GroupRule::from).collect(),
        reasons: reasons
            .into_iter()
            .map(|RawReason { means, name, words }| ReasonKind { means, name, words })
            .collect(),
        words,
    }
});

impl Vocabulary {
    /// The fields of which some title may stand in this text; no other can fit it.
    pub fn fields_in(&self, folded: &str) -> BTreeSet<usize> {
        folded.split(' ').filter_map(|word| self.first_words.get(word)).flatten().copied().collect()
    }
}

impl From<RawGroup> for GroupRule {
    fn from(raw: RawGroup) -> GroupRule {
        let RawGroup { scheme, code, law, coefficient, all, none } = raw;
        GroupRule { scheme, code, law, coefficient, all, none }
    }
}

impl GroupRule {
    fn fits(&self, folded: &str) -> bool {
        self.all.iter().all(|phrases| phrases.any_in(folded)) && !self.none.any_in(folded)
    }
}

/// What a list calls people, as a code; `None` when nobody has taught us the name.
pub fn group_named(text: &str) -> Option<&'static GroupRule> {
    let folded = fold(text);
    let groups = &VOCABULARY.groups;
    let by_code = groups.iter().find(|rule| fold(&rule.code) == folded);
    by_code.or_else(|| groups.iter().find(|rule| rule.fits(&folded)))
}

/// The rule that a code stands for.
pub fn group_of_code(code: &str) -> Option<&'static GroupRule> {
    VOCABULARY.groups.iter().find(|rule| rule.code == code)
}

/// What a payer's reason or a note means.
pub fn reason_kind(text: &str) -> Option<&'static ReasonKind> {
    let text = Spoken::new(text);
    VOCABULARY.reasons.iter().find(|reason| reason.words.any_said_in(&text))
}

/// The kind of reason that a record names.
pub fn reason_named(means: &str) -> Option<&'static ReasonKind> {
    VOCABULARY.reasons.iter().find(|reason| reason.means == means)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_groups_become_codes() {
        for (text, code) in [
            ("Người từ đủ 80 tuổi trở lên", "K5c"),
            ("Trên 80 tuổi không lương hưu", "K5c"),
            ("NKT nặng", "K6-N"),
            ("NKT nặng là người cao tuổi", "K6-N-NCT"),
            ("NKT nặng là trẻ em", "K6-N-TE"),
            ("NKT ĐBN là NCT", "K6-DBN-NCT"),
            ("Khuyết tật nặng (người lớn)", "K6-N"),
            ("Khuyết tật đặc biệt nặng", "K6-DBN"),
            ("Khuyết tật ĐBN (trẻ em)", "K6-DBN-TE"),
            ("Trẻ em mồ côi", "K1"),
            ("Mồ côi cả cha lẫn mẹ", "K1"),
            ("Đơn thân nghèo nuôi con nhỏ", "K4"),
            ("NCT cô đơn hộ nghèo", "K5a"),
            ("NCT nghèo cô đơn", "K5a"),
            ("k6-n", "K6-N"),
            ("K6-DBN-NCT", "K6-DBN-NCT"),
            ("Thương binh 2/4", "TB"),
            ("Thương binh loại B", "TBB"),
            ("Tuất liệt sĩ", "TLS"),
            ("Con đẻ NHĐKC nhiễm CĐHH", "CDHH-CON"),
            ("HĐKC nhiễm CĐHH", "CDHH"),
            ("Bị địch bắt tù đày", "TD"),
            ("Có công giúp đỡ CM", "GDCM"),
            ("Bà mẹ VNAH", "BMVNAH"),
            ("Bệnh binh", "BB"),
        ] {
            assert_eq!(group_named(text).map(|rule| rule.code.as_str()), Some(code), "{text}");
        }
        assert!(group_named("Hộ kinh doanh").is_none());
    }

    #[test]
    fn phrases_are_found_in_whole_words_only() {
        assert!(has_phrase("so cccd cmnd", "cccd"));
        assert!(!has_phrase("thong tin", "thon"));
        assert!(has_phrase("thong thon", "thon"));
        let totals = Phrases::from(vec!["tổng".to_owned()]);
        assert!(totals.begin(&Spoken::new("TỔNG: 5")) && totals.begin(&Spoken::new("tong 5")));
        assert!(!totals.begin(&Spoken::new("Tống Văn An")), "a family name is no total");
    }

    #[test]
    fn reasons_say_what_to_do_next() {
        assert_eq!(reason_kind("Chết 3/2021").map(|kind| kind.means.as_str()), Some("chet"));
        assert_eq!(reason_kind("Vắng nhà").map(|kind| kind.means.as_str()), Some("vang"));
        assert_eq!(reason_kind("vắng mặt").map(|kind| kind.means.as_str()), Some("vang"));
        assert_eq!(reason_kind("da chet").map(|kind| kind.means.as_str()), Some("chet"));
        assert_eq!(reason_kind("ok"), None);
    }
}
