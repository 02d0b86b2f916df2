//! The words of the house: one word for one thing, the office's words for the office's things.

use std::collections::{BTreeMap, BTreeSet};

use domain::kernel::{fold, nfc};
use domain::rules::{Law, Predicate};
use office::Office;
use serde::Deserialize;

use crate::repository::{code_of, production_files, read, texts};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Glossary {
    term: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    vi: String,
    key: String,
    en: String,
    kind: Kind,
    source: String,
    not: Vec<String>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Law,
    Scheme,
    Grade,
    Office,
    Machine,
}

impl Kind {
    fn is_in_laws(&self) -> bool {
        matches!(self, Kind::Law | Kind::Scheme | Kind::Grade)
    }
}

fn glossary() -> Vec<Term> {
    let glossary: Glossary = toml::from_str(&read("docs/glossary.toml")).expect("the glossary can be read");
    glossary.term
}

fn law() -> Law {
    Office::load().expect("laws/ is whole").law
}

#[test]
fn every_term_is_written_once_and_fully() {
    let mut keys = BTreeSet::new();
    let law = law();
    for term in glossary() {
        assert!(keys.insert(term.key.clone()), "{} stands there twice", term.key);
        assert!(!term.vi.trim().is_empty() && nfc(&term.vi) == term.vi, "{}: vi is not one clean line", term.key);
        assert!(!term.en.trim().is_empty(), "{}: no English meaning", term.key);
        assert!(!term.vi.is_ascii(), "{}: “{}” has lost its marks", term.key, term.vi);
        let is_known = term.source == "practice" || law.text(&term.source).is_some();
        assert!(is_known, "{}: no text {} in laws/van-ban.toml", term.key, term.source);
    }
    assert!(80 <= keys.len(), "only {} terms", keys.len());
}

#[test]
fn a_term_of_law_keeps_its_vietnamese_name_in_whole_syllables() {
    for term in glossary().iter().filter(|term| term.kind == Kind::Law) {
        let syllables: Vec<&str> = term.key.split('_').collect();
        let is_plain =
            |syllable: &&str| syllable.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        assert!(syllables.iter().all(is_plain), "{}: only a–z, digits and _", term.key);
        assert!(2 <= syllables.len(), "{}: a single syllable means too much", term.key);
        // A number or an abbreviation may stand for words of the full name.
        let name = fold(&term.vi);
        let known = |syllable: &&&str| name.split(' ').any(|word| word == **syllable);
        let missing: Vec<_> = syllables.iter().filter(|syllable| !known(syllable)).collect();
        let is_short = |syllable: &str| syllable.parse::<u8>().is_ok() || is_initials(syllable, &name);
        assert!(missing.iter().all(|one| is_short(one)), "{}: {missing:?} are not in “{}”", term.key, term.vi);
    }
}

/// `bhxh` stands for "bảo hiểm xã hội".
fn is_initials(short: &str, name: &str) -> bool {
    let initials: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
    initials.contains(short)
}

#[test]
fn every_word_of_the_law_is_in_the_glossary() {
    let glossary = glossary();
    let known: BTreeSet<&str> =
        glossary.iter().filter(|term| term.kind.is_in_laws()).map(|term| term.key.as_str()).collect();
    let missing: Vec<String> = words_of(&law()).into_iter().filter(|word| !known.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "add to docs/glossary.toml: {}", missing.join(", "));
}

/// Schemes, benefits, attributes, and the statuses and grades that are declared or that rules ask for.
fn words_of(law: &Law) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = law.attributes.iter().map(|attribute| attribute.key.clone()).collect();
    words.extend(law.statuses.iter().flat_map(|status| status.grade.keys().chain([&status.kind])).cloned());
    words.extend(law.benefits.iter().flat_map(|benefit| benefit.key.split('.')).map(str::to_owned));
    words.extend(law.overlaps.iter().flat_map(|overlap| [&overlap.a, &overlap.b]).flat_map(|side| side.status.clone()));
    for version in law.groups.iter().flat_map(|group| &group.versions) {
        for test in version.when.iter().chain(version.rates.iter().flat_map(|rate| &rate.when)) {
            if let Predicate::Status(status) | Predicate::NoStatus(status) = test {
                words.insert(status.kind.clone());
                words.extend(status.grade.iter().cloned());
            }
        }
    }
    words
}

#[test]
fn every_term_is_really_used() {
    let laws: String = texts("laws").into_iter().map(|file| file.text).collect();
    let identifiers = identifiers();
    for term in glossary() {
        let is_used = match term.kind.is_in_laws() {
            true => laws.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == term.key),
            false => identifiers.keys().any(|identifier| contains(identifier, &parts(&term.key))),
        };
        assert!(is_used, "nobody uses {}", term.key);
    }
}

#[test]
fn no_word_is_used_in_place_of_the_office_s() {
    let identifiers = identifiers();
    let mut wrong = Vec::new();
    for term in glossary() {
        for word in &term.not {
            let used = identifiers.iter().filter(|(identifier, _)| contains(identifier, &parts(word)));
            wrong.extend(used.map(|(name, path)| format!("{path}: {} — write {}", name.join("_"), term.key)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every identifier of the crates, cut into its words, with a file that uses it.
fn identifiers() -> BTreeMap<Vec<String>, String> {
    let mut found = BTreeMap::new();
    for file in production_files("crates") {
        for word in code_of(&file).split(|c: char| !c.is_alphanumeric() && c != '_') {
            if word.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                found.entry(parts(word)).or_insert_with(|| file.path.clone());
            }
        }
    }
    found
}

/// `PayerAnswer`, `payer_answer` and `PAYER_ANSWER` are all `payer`, `answer`.
fn parts(identifier: &str) -> Vec<String> {
    identifier.split('_').filter(|word| !word.is_empty()).flat_map(split_camel).collect()
}

fn split_camel(word: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut after_lower = true;
    for letter in word.chars() {
        if found.is_empty() || letter.is_uppercase() && after_lower {
            found.push(String::new());
        }
        after_lower = !letter.is_uppercase();
        found.last_mut().expect("just pushed").extend(letter.to_lowercase());
    }
    found
}

fn contains(identifier: &[String], words: &[String]) -> bool {
    identifier.windows(words.len()).any(|window| window == words)
}

#[test]
fn identifiers_are_cut_into_words() {
    for (identifier, expected) in [
        ("PayerAnswer", "payer answer"),
        ("payer_answer", "payer answer"),
        ("NO_DATA", "no data"),
        ("PersonalIdWarning", "personal id warning"),
    ] {
        assert_eq!(parts(identifier).join(" "), expected);
    }
}
