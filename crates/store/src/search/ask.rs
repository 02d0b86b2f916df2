//! What is looked for, and how well somebody fits.

use std::collections::HashSet;

use domain::kernel::{UnitId, fold, may_mean};

/// What to look for. Each word of `text` is a word, or the beginning of one, of the name, the village or the commune.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    pub text: &'a str,
    pub birth_year: Option<i16>,
    /// Units whose people may be found; `None` for all.
    pub units: Option<&'a [UnitId]>,
    /// What communes are called.
    pub unit_names: &'a UnitNames,
    pub limit: i64,
}

/// The words of the names of units.
#[derive(Debug, Clone, Default)]
pub struct UnitNames {
    /// In the order of the words.
    words: Vec<(String, UnitId)>,
}

impl UnitNames {
    /// A unit may have several names, such as its own and that of the one it became a part of.
    pub fn new<'a>(names: impl IntoIterator<Item = (&'a UnitId, &'a str)>) -> UnitNames {
        let mut words = Vec::new();
        for (unit, name) in names {
            words.extend(unit_words(&fold(name)).map(|word| (word.to_owned(), unit.clone())));
        }
        words.sort_unstable();
        words.dedup();
        UnitNames { words }
    }

    fn beginning_with(&self, word: &str) -> &[(String, UnitId)] {
        let from = self.words.partition_point(|(known, _)| known.as_str() < word);
        let count = self.words[from..].partition_point(|(known, _)| known.starts_with(word));
        &self.words[from..from + count]
    }

    fn called(&self, word: &str) -> UnitSet<'_> {
        UnitSet::new(self.beginning_with(word).iter().take_while(|(known, _)| known == word).map(|(_, unit)| unit))
    }

    fn begun(&self, word: &str) -> UnitSet<'_> {
        let begun = self.beginning_with(word).iter().filter(|(known, _)| known == word || !is_place_kind(known));
        UnitSet::new(begun.map(|(_, unit)| unit))
    }

    fn meant(&self, word: &str) -> UnitSet<'_> {
        let meant = self.words.iter().filter(|(known, _)| !is_place_kind(known) && may_mean(word, known));
        UnitSet::new(meant.map(|(_, unit)| unit))
    }
}

/// Some units, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct UnitSet<'a>(Vec<&'a str>);

impl<'a> UnitSet<'a> {
    fn new(units: impl Iterator<Item = &'a UnitId>) -> UnitSet<'a> {
        let mut units: Vec<&str> = units.map(|unit| unit.0.as_str()).collect();
        units.sort_unstable();
        units.dedup();
        UnitSet(units)
    }

    pub(super) fn with(&self, others: &UnitSet<'a>) -> UnitSet<'a> {
        let mut units = [self.0.as_slice(), &others.0].concat();
        units.sort_unstable();
        units.dedup();
        UnitSet(units)
    }

    pub(super) fn as_slice(&self) -> &[&'a str] {
        &self.0
    }

    fn holds(&self, unit: Option<&str>) -> bool {
        unit.is_some_and(|unit| self.0.binary_search(&unit).is_ok())
    }
}

/// "Thị trấn" is left out: its two words are in half of all names of people.
fn unit_words(folded: &str) -> impl Iterator<Item = &str> {
    folded.strip_prefix("thi tran ").unwrap_or(folded).split(' ').filter(|word| !word.is_empty())
}

/// Words that say what kind of place it is. Half the country lives in a "thôn", so these are matched only whole.
pub(super) fn is_place_kind(word: &str) -> bool {
    const KINDS: [&str; 20] = [
        "ap", "ban", "buon", "cu", "dan", "doi", "kdc", "khom", "khu", "lang", "pho", "phuong", "so", "tdp", "thon",
        "to", "tt", "xa", "xom", "khoi",
    ];
    KINDS.contains(&word)
}

/// How well a word that was asked for fits a person; the least fitting word decides for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Fit {
    Name,
    Place,
    NameBegun,
    PlaceBegun,
    Meant,
}

/// A person as the index shows them.
pub(super) struct Candidate<'r> {
    pub(super) sort_key: &'r str,
    pub(super) birth_year: i64,
    pub(super) unit: Option<&'r str>,
    pub(super) village: Option<&'r str>,
}

impl Candidate<'_> {
    fn words(&self) -> impl Iterator<Item = &str> {
        let village = self.village.unwrap_or_default().split(' ').filter(|word| !is_place_kind(word));
        self.sort_key.split(' ').chain(village)
    }
}

/// How many people stand under a word, and under all words that begin with it, and how many bear it in their name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) whole: i64,
    pub(super) whole_named: i64,
    pub(super) begun: i64,
    pub(super) begun_named: i64,
}

/// One word that was asked for, with the units it may name.
pub(super) struct Asked<'a> {
    pub(super) word: String,
    pub(super) called: UnitSet<'a>,
    pub(super) begun: UnitSet<'a>,
    pub(super) count: Count,
    is_kind: bool,
    /// Words and units that may be meant by it; empty until nearly right words are wanted.
    pub(super) meant: HashSet<String>,
    pub(super) meant_units: UnitSet<'a>,
}

impl<'a> Asked<'a> {
    fn new(word: &str, names: &'a UnitNames) -> Asked<'a> {
        Asked {
            word: word.to_owned(),
            called: names.called(word),
            begun: names.begun(word),
            count: Count::default(),
            is_kind: is_place_kind(word),
            meant: HashSet::new(),
            meant_units: UnitSet::default(),
        }
    }

    /// Lets the word stand for whatever known word it is near to.
    pub(super) fn loosen<'w>(&mut self, known: impl Iterator<Item = &'w str>, names: &'a UnitNames) {
        self.meant = known.filter(|word| may_mean(&self.word, word)).map(str::to_owned).collect();
        self.meant_units = names.meant(&self.word);
    }

    /// Whether it may be a whole word of somebody's name or place.
    pub(super) fn may_be_whole(&self) -> bool {
        self.count.whole > 0 || !self.called.as_slice().is_empty() || self.is_kind
    }

    /// Whether some village may have it; if not, whoever stands under it has it in the name.
    fn is_in_villages(&self) -> bool {
        self.is_kind || self.count.begun > self.count.begun_named
    }

    fn fit(&self, person: &Candidate<'_>) -> Option<Fit> {
        let in_name = occurrence(person.sort_key, &self.word);
        if in_name == Some(Occurrence::Whole) {
            return Some(Fit::Name);
        }
        let village = person.village.filter(|_| self.is_in_villages());
        let in_village = village.and_then(|village| place_occurrence(village, &self.word));
        let is_begun_unit = self.begun.holds(person.unit);
        if in_village == Some(Occurrence::Whole) || (is_begun_unit && self.called.holds(person.unit)) {
            return Some(Fit::Place);
        }
        if in_name.is_some() {
            return Some(Fit::NameBegun);
        }
        if in_village.is_some() || is_begun_unit {
            return Some(Fit::PlaceBegun);
        }
        let is_meant = !self.meant.is_empty() && person.words().any(|known| self.meant.contains(known));
        (is_meant || self.meant_units.holds(person.unit)).then_some(Fit::Meant)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occurrence {
    Whole,
    Begun,
}

/// How a word occurs among the words of a folded text: this is asked of every row that is read.
fn occurrence(text: &str, word: &str) -> Option<Occurrence> {
    occurs(text, word, |_| true)
}

/// The same among the words of a place: its kind is named whole or not at all.
fn place_occurrence(text: &str, word: &str) -> Option<Occurrence> {
    occurs(text, word, |known| !is_place_kind(known))
}

fn occurs(text: &str, word: &str, may_be_begun: impl Fn(&str) -> bool) -> Option<Occurrence> {
    let mut found = None;
    let mut rest = text;
    loop {
        let is_start = rest.as_bytes().first() == word.as_bytes().first() && rest.starts_with(word);
        let end = rest.bytes().position(|byte| byte == b' ');
        if is_start && end.unwrap_or(rest.len()) == word.len() {
            return Some(Occurrence::Whole);
        }
        if is_start && may_be_begun(&rest[..end.unwrap_or(rest.len())]) {
            found = Some(Occurrence::Begun);
        }
        let Some(end) = end else { return found };
        rest = &rest[end + 1..];
    }
}

/// How far apart two years may be that are taken for one, when nobody of the year is found.
pub(super) const YEARS_APART: i64 = 2;

/// Where somebody stands among those who are found: the smaller, the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) fit: Fit,
    pub(super) years_apart: i64,
    /// Whoever looks for a person names the given name, so those come first of whom it begins like a word asked for.
    pub(super) is_other_given: bool,
}

/// Everything that is asked for, ready to be held against people.
pub(super) struct Question<'a> {
    pub(super) asked: Vec<Asked<'a>>,
    pub(super) birth_year: Option<i64>,
    /// How many words may be only nearly right.
    pub(super) slips_max: usize,
    /// How far the year may be off.
    pub(super) years_apart: i64,
    pub(super) units: Option<UnitSet<'a>>,
}

impl<'a> Question<'a> {
    pub(super) fn new(ask: &Search<'a>) -> Question<'a> {
        let mut asked: Vec<Asked<'a>> = Vec::new();
        for word in fold(ask.text).split(' ').filter(|word| !word.is_empty()) {
            if asked.iter().all(|other| other.word != word) {
                asked.push(Asked::new(word, ask.unit_names));
            }
        }
        let units = ask.units.map(|units| UnitSet::new(units.iter()));
        Question { asked, birth_year: ask.birth_year.map(i64::from), slips_max: 1, years_apart: 0, units }
    }

    pub(super) fn rank(&self, person: &Candidate<'_>) -> Option<Rank> {
        let years_apart = self.birth_year.map_or(0, |year| (year - person.birth_year).abs());
        if years_apart > self.years_apart || self.units.as_ref().is_some_and(|units| !units.holds(person.unit)) {
            return None;
        }
        let mut fit = if years_apart == 0 { Fit::Name } else { Fit::Meant };
        let mut slips = 0;
        for asked in &self.asked {
            let word_fit = asked.fit(person)?;
            slips += usize::from(word_fit == Fit::Meant);
            if slips > self.slips_max {
                return None;
            }
            fit = fit.max(word_fit);
        }
        // The sort key begins with the given name.
        let is_other_given = !self.asked.iter().any(|asked| person.sort_key.starts_with(&asked.word));
        Some(Rank { fit, years_apart, is_other_given })
    }
}
