//! The law as data: whole, dated, tested, and nowhere else.

use std::collections::BTreeSet;

use domain::rules::{Amounts, Law, embedded_cases};
use office::Office;

use crate::repository::{code_of, production_files, texts};

#[test]
fn the_law_checks_out_with_all_its_worked_cases() {
    let check = office::law::check(
        &Office::load().expect("laws/ is whole"),
        domain::kernel::Day::new(2026, 12, 1).expect("a day"),
    );
    assert!(check.failures.is_empty(), "{}", check.failures.join("\n"));
    assert!(check.unsettled.is_empty(), "no rule says what happens between: {}", check.unsettled.join("; "));
    assert!(check.cases >= 54, "only {} worked cases", check.cases);
    assert!(check.holds());
}

#[test]
fn every_file_of_laws_is_read_by_somebody() {
    const READ_BY_NAME: &[(&str, &[&str])] = &[
        ("laws/don-vi-hanh-chinh/", &["units.csv", "successions.csv", "villages.csv"]),
        ("laws/bao-cao/", &["sau-thang.toml"]),
    ];
    for file in texts("laws") {
        assert!(file.path.ends_with(".toml") || file.path.ends_with(".csv"), "{} is not embedded", file.path);
        for (folder, names) in READ_BY_NAME {
            if let Some(name) = file.path.strip_prefix(folder) {
                assert!(names.contains(&name), "{} is read by nobody", file.path);
            }
        }
    }
}

#[test]
fn every_group_of_the_law_stands_in_a_worked_case() {
    let law = Office::load().expect("laws/ is whole").law;
    let cases: String = embedded_cases().iter().map(|(_, text)| *text).collect();
    let is_tested = |key: &str| cases.contains(&format!("\"{key}\""));
    let untested: Vec<&str> = law.groups.iter().map(|group| group.key.as_str()).filter(|key| !is_tested(key)).collect();
    assert!(untested.is_empty(), "a group needs a case in cases/: {untested:?}");
}

#[test]
fn worked_cases_have_names_of_their_own() {
    let mut seen = BTreeSet::new();
    for (file, text) in embedded_cases() {
        for case in domain::cases::read(file, text).expect("the file can be read") {
            assert!(seen.insert(case.id.clone()), "{file}: {} is used twice", case.id);
            assert!(!case.says.trim().is_empty(), "{file}: {} says nothing", case.id);
        }
    }
}

#[test]
fn no_amount_of_law_is_a_literal_in_rust() {
    let amounts = amounts(&Office::load().expect("laws/ is whole").law);
    assert!(amounts.contains(&500_000) && amounts.contains(&2_789_000), "the amounts were read");
    let mut wrong = Vec::new();
    for file in production_files("crates") {
        let literals = numbers(&code_of(&file));
        wrong.extend(literals.intersection(&amounts).map(|amount| format!("{}: {amount}", file.path)));
    }
    assert!(wrong.is_empty(), "amounts of law belong in laws/:\n{}", wrong.join("\n"));
}

/// Every amount in đồng the law knows; powers of ten are everybody's numbers.
fn amounts(law: &Law) -> BTreeSet<i64> {
    let in_tables = law.tables.iter().flat_map(|table| &table.sets).flat_map(|set| match &set.amounts {
        Amounts::One(amount) => vec![amount.0],
        Amounts::ByPercent(rows) => rows.iter().map(|(_, amount)| amount.0).collect(),
    });
    let values = law.parameters.iter().flat_map(|parameter| &parameter.values);
    let whole = values.filter(|value| value.amount.denominator() == 1).map(|value| value.amount.numerator());
    in_tables.chain(whole).filter(|amount| 100_000 < *amount && !is_power_of_ten(*amount)).collect()
}

fn is_power_of_ten(number: i64) -> bool {
    number.to_string().trim_end_matches('0') == "1"
}

fn numbers(code: &str) -> BTreeSet<i64> {
    let words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let digits = words.filter(|word| word.starts_with(|letter: char| letter.is_ascii_digit()));
    digits.filter_map(|word| word.replace('_', "").parse().ok()).collect()
}
