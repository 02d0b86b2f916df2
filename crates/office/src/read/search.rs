use domain::kernel::PersonId;
use domain::registry::PersonBrief;
use store::people::Search;
use store::{Db, papers, people};

use crate::access::Act;
use crate::{Acting, Office, OfficeError};

/// People of one's own communes: by the beginnings of words of name, village and commune and the year of birth in any
/// order, however they are accented, or by the number of a paper.
pub fn search(
    office: &Office,
    db: &Db,
    acting: Acting,
    text: &str,
    limit: i64,
) -> Result<Vec<PersonBrief>, OfficeError> {
    acting.need(Act::PersonFind)?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 12 || digits.len() == 9 {
        return by_paper(db, acting, &digits);
    }
    let (words, birth_year) = split_year(text);
    let units = acting.rights.units();
    let ask = Search { text: &words, birth_year, units, unit_names: &office.unit_names, limit };
    Ok(db.read(|tx| people::search(tx, &ask, acting.now))?)
}

fn by_paper(db: &Db, acting: Acting, number: &str) -> Result<Vec<PersonBrief>, OfficeError> {
    db.read(|tx| {
        let held = papers::named(tx, &[number], acting.now)?;
        let people: Vec<PersonId> = held.into_iter().map(|(person, _)| person).collect();
        let mut briefs = people::briefs(tx, &people, acting.now)?;
        briefs.retain(|brief| acting.rights.covers_unit(brief.unit.as_ref()));
        Ok(briefs)
    })
}

/// Years in which somebody on a list may have been born.
const BIRTH_YEARS: std::ops::Range<i16> = 1800..2200;

/// The first number that can be a year of birth, and the text without it.
fn split_year(text: &str) -> (String, Option<i16>) {
    let mut year = None;
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|letter: char| letter.is_ascii_punctuation());
        let number = bare.parse().ok().filter(|number| bare.len() == 4 && BIRTH_YEARS.contains(number));
        match number {
            Some(number) if year.is_none() => year = Some(number),
            _ => words.push(word),
        }
    }
    (words.join(" "), year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_taken_out_of_the_text_and_other_numbers_are_left() {
        let check = |text: &str, words: &str, year: Option<i16>| {
            assert_eq!(split_year(text), (words.to_owned(), year), "{text}");
        };
        check("ng v a 1950 an cau", "ng v a an cau", Some(1950));
        check("Nguyễn Văn An, 1950, thôn 3", "Nguyễn Văn An, thôn 3", Some(1950));
        check("tổ 12", "tổ 12", None);
        check("1799 0195 2200 1800", "1799 0195 2200", Some(1800));
        check("1950 1951", "1951", Some(1950));
        check("", "", None);
    }
}
