//! The rows that mean one person, and which of the person's lines each of them answers.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::people::total;
use super::{LineAnswer, Matched, PaidLine, Said, Trouble, agree};

/// A row with the lines it answers.
struct Claim {
    row: usize,
    lines: Vec<usize>,
}

/// The lines a row can mean.
enum Fits {
    All(Vec<usize>),
    /// One of several with the same amount.
    OneOf(Vec<usize>),
}

/// Answers the lines of one person from the rows `own`, or says of each row why it does not.
pub fn answer_person(lines: &[PaidLine], range: Range<usize>, rows: &[Said], own: &[usize], matched: &mut Matched) {
    let mut claims = Vec::with_capacity(own.len());
    let mut alike: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for row in own {
        match fits(lines, range.clone(), &rows[*row]) {
            Ok(Fits::All(lines)) => claims.push(Claim { row: *row, lines }),
            Ok(Fits::OneOf(lines)) => alike.entry(lines).or_default().push(*row),
            Err(trouble) => matched.exceptions.push((*row, trouble)),
        }
    }
    for (same, own) in alike {
        let answer = rows[own[0]].answer;
        let is_recorded = same.iter().all(|line| lines[*line].recorded == Some(answer));
        if agree(rows, &own) && (own.len() == same.len() || own.len() < same.len() && is_recorded) {
            let each = own.iter().zip(same).map(|(row, line)| Claim { row: *row, lines: vec![line] });
            claims.extend(each);
        } else {
            let trouble = Trouble::SeveralLines { lines: same.len() };
            matched.exceptions.extend(own.iter().map(|row| (*row, trouble.clone())));
        }
    }
    settle(lines, rows, &claims, matched);
}

fn fits(lines: &[PaidLine], range: Range<usize>, said: &Said) -> Result<Fits, Trouble> {
    if let (Some(amount), Some(part)) = (said.amount, said.part) {
        return Err(Trouble::PartlyPaid { amount, part });
    }
    if let Some(no) = said.line_no {
        let line = range.clone().find(|line| lines[*line].no == no).ok_or(Trouble::NoSuchLine)?;
        let on_roll = lines[line].amount;
        return match said.amount.filter(|amount| *amount != on_roll) {
            Some(amount) => Err(Trouble::AmountDiffers { said: amount, on_roll }),
            None => Ok(Fits::All(vec![line])),
        };
    }
    let all = total(&lines[range.clone()]);
    let Some(amount) = said.amount.filter(|amount| *amount != all) else { return Ok(Fits::All(range.collect())) };
    let same: Vec<usize> = range.filter(|line| lines[*line].amount == amount).collect();
    match same.len() {
        0 => Err(Trouble::AmountDiffers { said: amount, on_roll: all }),
        1 => Ok(Fits::All(same)),
        _ => Ok(Fits::OneOf(same)),
    }
}

/// Claims on different lines stand side by side; of two rows that claim the same and say the same the first counts, and
/// the second is shown; what overlaps in any other way is for a person to judge.
fn settle(lines: &[PaidLine], rows: &[Said], claims: &[Claim], matched: &mut Matched) {
    let mut claimed: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, claim) in claims.iter().enumerate() {
        for line in &claim.lines {
            claimed.entry(*line).or_default().push(place);
        }
    }
    let same = |a: &Claim, b: &Claim| a.lines == b.lines && rows[a.row].answer == rows[b.row].answer;
    let agreed: HashMap<usize, bool> = claimed
        .iter()
        .map(|(line, places)| (*line, places.iter().all(|place| same(&claims[*place], &claims[places[0]]))))
        .collect();
    for (place, claim) in claims.iter().enumerate() {
        let disputed = claim.lines.iter().find(|line| !agreed[line]).or(claim.lines.first());
        let Some(line) = disputed else { continue };
        let (rivals, is_agreed) = (&claimed[line], agreed[line]);
        let other = rivals.iter().find(|rival| **rival != place).map(|rival| claims[*rival].row);
        match other {
            Some(other) if !is_agreed || rivals[0] != place => {
                matched.exceptions.push((claim.row, Trouble::AnsweredTwice { other }));
            }
            _ => accept(lines, rows, claim, matched),
        }
    }
}

/// What is on record already stays; a row that contradicts it in any line answers none.
fn accept(lines: &[PaidLine], rows: &[Said], claim: &Claim, matched: &mut Matched) {
    let answer = rows[claim.row].answer;
    let recorded = claim.lines.iter().filter_map(|line| lines[*line].recorded);
    if let Some(recorded) = recorded.into_iter().find(|recorded| *recorded != answer) {
        matched.exceptions.push((claim.row, Trouble::Contradicts { recorded }));
        return;
    }
    let answers = claim.lines.iter().map(|line| LineAnswer {
        line: *line,
        row: claim.row,
        is_new: lines[*line].recorded.is_none(),
    });
    matched.answers.extend(answers);
}
