//! Which rows of a payer's file answer which lines of a roll. Values in, values out: nothing is read or saved here.
//!
//! The roll is a closed world: a payer answers only what it was sent. Inside it a row is taken when it can mean nothing
//! else, by its numbers, by a paper, or by name, year of birth, place and amount. Where it can mean two things it is an
//! exception for a person, unless both come to the same answers. The order of the rows changes nothing.
//! Start with [`match_rows`].

mod claims;
mod people;

use std::collections::BTreeMap;

use domain::kernel::{Dong, PersonId, UnitId, fold};
use domain::payment::PayerAnswer;

use claims::answer_person;
use people::{Meant, People};

/// A line of the roll that is money. Lines are given in the order of people and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidLine {
    pub person: PersonId,
    pub no: i64,
    pub amount: Dong,
    /// What the payer said of it before.
    pub recorded: Option<PayerAnswer>,
}

/// Who somebody on the roll is to a payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub person: PersonId,
    /// Folded.
    pub name: String,
    /// Not needed of a payer who numbers every row.
    pub details: Option<Details>,
}

/// What else tells people of one name apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub birth_year: i16,
    /// The commune in which the person is paid.
    pub unit: UnitId,
    /// As [`bare_village`] writes it; empty where nobody knows it.
    pub village: String,
    /// Numbers of papers.
    pub papers: Vec<String>,
}

/// What a row says of where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commune {
    Unsaid,
    Is(UnitId),
    /// A name that no commune of the roll's area has.
    Elsewhere,
}

/// One row of the payer, in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub person: Option<PersonId>,
    pub line_no: Option<i64>,
    pub paper: Option<String>,
    /// Folded.
    pub name: String,
    pub birth_year: Option<i16>,
    pub commune: Commune,
    /// As [`bare_village`] writes it; empty where the row says none.
    pub village: String,
    pub amount: Option<Dong>,
    /// What was paid, or not paid, where that is another sum than the amount.
    pub part: Option<Dong>,
    pub answer: PayerAnswer,
    pub reason: String,
}

/// Why a row answers nothing. Rows are named by their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// `near` is somebody of that name and year in another place, or with another paper.
    NotOnRoll {
        near: Option<PersonId>,
    },
    /// The person is on the roll, without this line.
    NoSuchLine,
    /// The number or paper is this person's, and the name is somebody else's.
    OtherName {
        person: PersonId,
    },
    /// The row says a name and an amount, and nothing else that tells people apart.
    TooLittle,
    AmountDiffers {
        said: Dong,
        on_roll: Dong,
    },
    PartlyPaid {
        amount: Dong,
        part: Dong,
    },
    /// Several people are alike; `fitting` of them have the row's amount.
    SeveralAlike {
        people: usize,
        fitting: usize,
    },
    /// Several lines of the one person have the row's amount.
    SeveralLines {
        lines: usize,
    },
    AnsweredTwice {
        other: usize,
    },
    Contradicts {
        recorded: PayerAnswer,
    },
    /// The line is of a commune that whoever hands the file in does not answer for.
    OtherArea,
}

/// An answer to one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineAnswer {
    /// Place among the lines.
    pub line: usize,
    /// Place among the rows.
    pub row: usize,
    /// Not yet on record.
    pub is_new: bool,
}

/// What the rows came to; every row is in one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matched {
    /// In the order of lines.
    pub answers: Vec<LineAnswer>,
    /// In the order of rows.
    pub exceptions: Vec<(usize, Trouble)>,
}

/// Matches the payer's rows to the lines of the roll, whose people are `identities`.
pub fn match_rows(lines: &[PaidLine], identities: &[Identity], rows: &[Said]) -> Matched {
    let people = People::new(lines, identities);
    let mut matched = Matched::default();
    // Pairs of person and row.
    let mut meant: Vec<(usize, usize)> = Vec::with_capacity(rows.len());
    let mut shared: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (row, said) in rows.iter().enumerate() {
        match people.meant_by(said) {
            Ok(Meant::One(person)) => meant.push((person, row)),
            Ok(Meant::OneOf(alike)) => shared.entry(alike).or_default().push(row),
            Err(trouble) => matched.exceptions.push((row, trouble)),
        }
    }
    share_out(&people, rows, &shared, &mut meant, &mut matched);
    meant.sort_unstable();
    for of_person in meant.chunk_by(|a, b| a.0 == b.0) {
        let own: Vec<usize> = of_person.iter().map(|(_, row)| *row).collect();
        answer_person(lines, people.lines_of(of_person[0].0), rows, &own, &mut matched);
    }
    matched.answers.sort_unstable();
    matched.exceptions.sort_by_key(|(row, _)| *row);
    matched
}

/// Rows that mean one of several people alike: taken only where every way to share them out gives the same answers.
fn share_out(
    people: &People<'_>,
    rows: &[Said],
    shared: &BTreeMap<Vec<usize>, Vec<usize>>,
    meant: &mut Vec<(usize, usize)>,
    matched: &mut Matched,
) {
    if shared.is_empty() {
        return;
    }
    let mut claims: BTreeMap<usize, usize> = BTreeMap::new();
    for person in shared.keys().flatten().chain(meant.iter().map(|(person, _)| person)) {
        *claims.entry(*person).or_default() += 1;
    }
    for (alike, own) in shared {
        let apart = alike.iter().all(|person| claims[person] == 1);
        if apart && agree(rows, own) && people.comes_to_the_same(alike, own.len(), &rows[own[0]]) {
            meant.extend(alike.iter().copied().zip(own.iter().copied()));
        } else {
            let people = alike.len();
            let trouble = |row: &usize| (*row, Trouble::SeveralAlike { people, fitting: people });
            matched.exceptions.extend(own.iter().map(trouble));
        }
    }
}

/// Whether rows say the same, so that it does not matter which of them is whose. A remark on money taken is no reason.
fn agree(rows: &[Said], own: &[usize]) -> bool {
    let says = |row: usize| {
        let Said { amount, answer, reason, .. } = &rows[row];
        (*amount, *answer, Some(reason).filter(|_| *answer == PayerAnswer::Unpaid))
    };
    own.iter().all(|row| says(*row) == says(own[0]))
}

/// The name of a village as it is compared: without marks, and without its kind unless it is only numbered (`Tổ 5`).
pub fn bare_village(text: &str) -> String {
    const KINDS: [&str; 13] = [
        "to dan pho ",
        "khu dan cu ",
        "khu pho ",
        "thon ",
        "xom ",
        "lang ",
        "khom ",
        "buon ",
        "ban ",
        "tdp ",
        "khu ",
        "to ",
        "ap ",
    ];
    let folded = fold(text);
    let bare = KINDS.iter().find_map(|kind| folded.strip_prefix(kind));
    let bare = bare.filter(|rest| rest.starts_with(|letter: char| letter.is_alphabetic()));
    bare.map_or_else(|| folded.clone(), str::to_owned)
}

#[cfg(test)]
mod tests;
