//! Invented people: a name that fits sex and cohort, a birth as precise as papers of that age are, a number.

use std::sync::LazyLock;

use domain::kernel::{BirthDate, Day, PersonalId};
use domain::registry::Sex;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// One row of `names.csv`.
struct Name {
    kind: &'static str,
    name: &'static str,
    sex: &'static str,
    cohort: Option<(i16, i16)>,
    weight: f64,
}

static NAMES: LazyLock<Vec<Name>> =
    LazyLock::new(|| include_str!("names.csv").lines().skip(1).filter_map(read).collect());

fn read(line: &'static str) -> Option<Name> {
    let fields: Vec<&str> = line.split(',').collect();
    let [kind, name, sex, cohort, weight] = fields[..] else { return None };
    let cohort = cohort.split_once('-').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    Some(Name { kind, name, sex, cohort, weight: weight.parse().ok()? })
}

/// An invented person.
#[derive(Debug, Clone)]
pub struct Invented {
    pub name: String,
    pub sex: Sex,
    pub birth: BirthDate,
    pub personal_id: PersonalId,
}

/// Years of birth from which a list usually knows the day.
const DAYS_KNOWN_SINCE: i16 = 1955;
const YEAR_ONLY_SHARE: f64 = 0.4;

/// Draws a person born in one of the years; `serial` keeps the numbers apart.
pub fn invent(chance: &mut ChaCha8Rng, sex: Option<Sex>, years: (i16, i16), serial: &mut u32) -> Invented {
    let year = chance.random_range(years.0..=years.1);
    let is_vague = year < DAYS_KNOWN_SINCE && chance.random_bool(YEAR_ONLY_SHARE);
    let day = Day::new(year, chance.random_range(1..=12), chance.random_range(1..=28)).expect("a real day");
    let birth = if is_vague { BirthDate::Year(year) } else { BirthDate::Day(day) };
    invent_born(chance, sex, birth, serial)
}

pub fn invent_born(chance: &mut ChaCha8Rng, sex: Option<Sex>, birth: BirthDate, serial: &mut u32) -> Invented {
    let sex = sex.unwrap_or_else(|| if chance.random_bool(0.5) { Sex::Male } else { Sex::Female });
    *serial += 1;
    Invented { name: name(chance, sex, birth.year()), sex, birth, personal_id: number(sex, birth.year(), *serial) }
}

pub fn name(chance: &mut ChaCha8Rng, sex: Sex, year: i16) -> String {
    let key = if sex == Sex::Male { "m" } else { "f" };
    let family = draw(chance, |one| one.kind == "family");
    let of_cohort = |one: &Name, kind: &str| one.kind == kind && one.sex == key && fits(one.cohort, year);
    let middle = draw(chance, |one| of_cohort(one, "middle"));
    let given = draw(chance, |one| of_cohort(one, "given") && one.name != middle);
    format!("{family} {middle} {given}")
}

fn fits(cohort: Option<(i16, i16)>, year: i16) -> bool {
    cohort.is_none_or(|(from, to)| {
        let year = year.clamp(1920, 2025);
        from <= year && year <= to
    })
}

fn draw(chance: &mut ChaCha8Rng, fits: impl Fn(&Name) -> bool) -> &'static str {
    let fitting = || NAMES.iter().filter(|one| fits(one));
    let total: f64 = fitting().map(|one| one.weight).sum();
    let mut left = chance.random_range(0.0..total);
    for one in fitting() {
        left -= one.weight;
        if left <= 0.0 {
            return one.name;
        }
    }
    fitting().last().map_or("", |one| one.name)
}

/// Hưng Yên's code, century and sex, year, and a serial that no other invented person has.
fn number(sex: Sex, year: i16, serial: u32) -> PersonalId {
    let century = (year - 1900) / 100 * 2 + i16::from(sex == Sex::Female);
    let text = format!("033{century}{:02}{:06}", year % 100, serial);
    text.parse().expect("twelve digits")
}
