use domain::payment::PayerAnswer::{Paid, Unpaid};
use proptest::prelude::*;

use super::*;

const HERE: &str = "1@2021";
const THERE: &str = "2@2021";

fn line(person: i64, no: i64, amount: i64) -> PaidLine {
    PaidLine { person: PersonId(person), no, amount: Dong(amount), recorded: None }
}

fn identity(person: i64, name: &str, year: i16, village: &str) -> Identity {
    Identity {
        person: PersonId(person),
        name: fold(name),
        details: Some(Details {
            birth_year: year,
            unit: UnitId(HERE.to_owned()),
            village: bare_village(village),
            papers: Vec::new(),
        }),
    }
}

fn row(name: &str, year: i16, village: &str, amount: i64, answer: PayerAnswer) -> Said {
    Said {
        person: None,
        line_no: None,
        paper: None,
        name: fold(name),
        birth_year: Some(year),
        commune: Commune::Is(UnitId(HERE.to_owned())),
        village: bare_village(village),
        amount: Some(Dong(amount)),
        part: None,
        answer,
        reason: String::new(),
    }
}

/// Three people: one with arrears beside the regular line, and two sisters-in-law of one name, year and village.
fn roll() -> (Vec<PaidLine>, Vec<Identity>) {
    let lines = vec![line(1, 1, 540), line(1, 2, 1_080), line(2, 1, 360), line(3, 1, 360), line(4, 1, 720)];
    let identities = vec![
        identity(1, "Nguyễn Thị Hoa", 1940, "Thôn Đông"),
        identity(2, "Trần Thị Mận", 1938, "Thôn Đoài"),
        identity(3, "Trần Thị Mận", 1938, "Thôn Đoài"),
        identity(4, "Trần Thị Mận", 1951, "Thôn Đoài"),
    ];
    (lines, identities)
}

/// The new answers as person, number and answer, and the troubles.
type Shown = (Vec<(i64, i64, PayerAnswer)>, Vec<(usize, Trouble)>);

fn matched(rows: &[Said]) -> Shown {
    let (lines, identities) = roll();
    shown(&lines, rows, match_rows(&lines, &identities, rows))
}

fn shown(lines: &[PaidLine], rows: &[Said], matched: Matched) -> Shown {
    let new = matched.answers.iter().filter(|answer| answer.is_new);
    let answer = |one: &LineAnswer| (lines[one.line].person.0, lines[one.line].no, rows[one.row].answer);
    (new.map(answer).collect(), matched.exceptions)
}

#[track_caller]
fn check(rows: &[Said], answers: &[(i64, i64, PayerAnswer)], troubles: &[Trouble]) {
    let (new, exceptions) = matched(rows);
    assert_eq!(new, answers);
    assert_eq!(exceptions.into_iter().map(|(_, trouble)| trouble).collect::<Vec<_>>(), troubles);
}

#[test]
fn one_row_answers_all_lines_of_a_person_by_the_total() {
    check(&[row("NGUYEN THI HOA", 1940, "Đông", 1_620, Paid)], &[(1, 1, Paid), (1, 2, Paid)], &[]);
}

#[test]
fn a_row_of_one_line_answers_that_line_only() {
    let rows = [row("Nguyễn Thị Hoa", 1940, "Đông", 1_080, Unpaid), row("Nguyễn Thị Hoa", 1940, "Đông", 540, Paid)];
    check(&rows, &[(1, 1, Paid), (1, 2, Unpaid)], &[]);
}

#[test]
fn numbers_come_before_names_and_are_held_against_the_amount() {
    let said = |line_no, amount| Said {
        person: Some(PersonId(1)),
        line_no,
        ..row("Theo danh sách", 1900, "ở đâu", amount, Paid)
    };
    check(&[said(Some(2), 1_080)], &[(1, 2, Paid)], &[]);
    check(&[said(None, 1_620)], &[(1, 1, Paid), (1, 2, Paid)], &[]);
    let differs = Trouble::AmountDiffers { said: Dong(541), on_roll: Dong(540) };
    check(&[said(Some(1), 541)], &[], &[differs]);
    check(&[said(Some(3), 540)], &[], &[Trouble::NoSuchLine]);
    let unknown = Said { person: Some(PersonId(9)), ..said(Some(1), 540) };
    check(&[unknown], &[], &[Trouble::NotOnRoll { near: None }]);
    let shifted = Said { name: fold("Trần Thị Mận"), ..said(Some(1), 540) };
    check(&[shifted], &[], &[Trouble::OtherName { person: PersonId(1) }]);
}

#[test]
fn a_paper_tells_twins_apart_and_never_names_somebody_else() {
    let (lines, mut identities) = roll();
    for (place, paper) in [(1, "033138000002"), (2, "033138000003")] {
        identities[place].details.as_mut().unwrap().papers.push(paper.to_owned());
    }
    let said = |paper: &str, name: &str| Said { paper: Some(paper.to_owned()), ..row(name, 1938, "Đoài", 360, Paid) };
    let of = |said: Said| {
        let rows = [said];
        shown(&lines, &rows, match_rows(&lines, &identities, &rows))
    };
    assert_eq!(of(said("033138000003", "Trần Thị Mận")).0, [(3, 1, Paid)]);
    let other = Trouble::OtherName { person: PersonId(3) };
    assert_eq!(of(said("033138000003", "Trần Văn Mạnh")).1, [(0, other)]);
    let unknown = Trouble::NotOnRoll { near: Some(PersonId(2)) };
    assert_eq!(of(said("033138000009", "Trần Thị Mận")).1, [(0, unknown)], "another number is another person");
}

#[test]
fn twins_are_a_question_unless_both_rows_say_the_same() {
    let twin = |answer| row("Trần Thị Mận", 1938, "Đoài", 360, answer);
    let alike = Trouble::SeveralAlike { people: 2, fitting: 2 };
    check(&[twin(Paid)], &[], std::slice::from_ref(&alike));
    check(&[twin(Paid), twin(Unpaid)], &[], &[alike.clone(), alike.clone()]);
    check(&[twin(Paid), twin(Paid), twin(Paid)], &[], &[alike.clone(), alike.clone(), alike.clone()]);
    check(&[twin(Unpaid), twin(Unpaid)], &[(2, 1, Unpaid), (3, 1, Unpaid)], &[]);
    let one_dead = Said { reason: "Chết".to_owned(), ..twin(Unpaid) };
    check(&[one_dead, twin(Unpaid)], &[], &[alike.clone(), alike]);
}

#[test]
fn people_alike_are_told_apart_by_the_amount() {
    let said = Said { birth_year: None, ..row("Trần Thị Mận", 0, "Đoài", 720, Paid) };
    check(&[said], &[(4, 1, Paid)], &[]);
    let nobody = Said { birth_year: None, ..row("Trần Thị Mận", 0, "Đoài", 999, Paid) };
    check(&[nobody], &[], &[Trouble::SeveralAlike { people: 3, fitting: 0 }]);
}

#[test]
fn whoever_lives_elsewhere_is_somebody_else() {
    let there =
        Said { commune: Commune::Is(UnitId(THERE.to_owned())), ..row("Nguyễn Thị Hoa", 1940, "", 1_620, Paid) };
    check(&[there], &[], &[Trouble::NotOnRoll { near: Some(PersonId(1)) }]);
    let nowhere = Said { commune: Commune::Elsewhere, ..row("Nguyễn Thị Hoa", 1940, "", 1_620, Paid) };
    check(&[nowhere], &[], &[Trouble::NotOnRoll { near: Some(PersonId(1)) }]);
    check(&[row("Đỗ Thị Lạ", 1940, "Đông", 540, Paid)], &[], &[Trouble::NotOnRoll { near: None }]);
    let bare = Said { birth_year: None, commune: Commune::Unsaid, ..row("Nguyễn Thị Hoa", 0, "", 1_620, Paid) };
    check(&[bare], &[], &[Trouble::TooLittle]);
}

#[test]
fn a_wrong_sum_and_a_part_of_it_are_shown_with_both_numbers() {
    let differs = Trouble::AmountDiffers { said: Dong(1_600), on_roll: Dong(1_620) };
    check(&[row("Nguyễn Thị Hoa", 1940, "Đông", 1_600, Paid)], &[], &[differs]);
    let part = Said { part: Some(Dong(540)), ..row("Nguyễn Thị Hoa", 1940, "Đông", 1_620, Paid) };
    check(&[part], &[], &[Trouble::PartlyPaid { amount: Dong(1_620), part: Dong(540) }]);
}

#[test]
fn who_is_answered_twice_counts_once_or_not_at_all() {
    let said = |amount, answer| row("Nguyễn Thị Hoa", 1940, "Đông", amount, answer);
    let both = [(1, 1, Paid), (1, 2, Paid)];
    check(&[said(1_620, Paid), said(1_620, Paid)], &both, &[Trouble::AnsweredTwice { other: 0 }]);
    let twice = [Trouble::AnsweredTwice { other: 1 }, Trouble::AnsweredTwice { other: 0 }];
    check(&[said(1_620, Paid), said(1_620, Unpaid)], &[], &twice);
    check(&[said(1_620, Paid), said(540, Paid)], &[], &twice);
}

#[test]
fn what_is_on_record_is_unchanged_or_contradicted() {
    let (mut lines, identities) = roll();
    lines[0].recorded = Some(Paid);
    lines[2].recorded = Some(Paid);
    lines[3].recorded = Some(Paid);
    let of = |said: Said| {
        let rows = [said];
        let matched = match_rows(&lines, &identities, &rows);
        (matched.answers.len(), shown(&lines, &rows, matched))
    };
    let hoa = |amount, answer| row("Nguyễn Thị Hoa", 1940, "Đông", amount, answer);
    assert_eq!(of(hoa(540, Paid)), (1, (vec![], vec![])));
    assert_eq!(of(hoa(1_620, Paid)), (2, (vec![(1, 2, Paid)], vec![])));
    assert_eq!(of(hoa(1_620, Unpaid)).1, (vec![], vec![(0, Trouble::Contradicts { recorded: Paid })]));
    let twin = row("Trần Thị Mận", 1938, "Đoài", 360, Paid);
    assert_eq!(of(twin), (1, (vec![], vec![])), "whichever of the two it is");
}

#[test]
fn lines_of_one_amount_are_answered_together_or_by_number() {
    let lines = [line(1, 1, 540), line(1, 2, 540), line(1, 3, 100)];
    let identities = [identity(1, "Vũ Thị Lan", 1940, "Đông")];
    let said = |answer| row("Vũ Thị Lan", 1940, "Đông", 540, answer);
    let of = |rows: &[Said]| shown(&lines, rows, match_rows(&lines, &identities, rows));
    let several = Trouble::SeveralLines { lines: 2 };
    assert_eq!(of(&[said(Paid)]), (vec![], vec![(0, several.clone())]));
    assert_eq!(of(&[said(Paid), said(Paid)]), (vec![(1, 1, Paid), (1, 2, Paid)], vec![]));
    assert_eq!(of(&[said(Paid), said(Unpaid)]), (vec![], vec![(0, several.clone()), (1, several)]));
}

#[test]
fn villages_are_compared_without_their_kind() {
    for (a, b) in [("Thôn Đông", "đông"), ("TDP Trần Phú", "Trần Phú"), ("Tổ 5", "tổ 5"), ("Xóm Bãi", "BÃI")]
    {
        assert_eq!(bare_village(a), bare_village(b));
    }
    assert_ne!(bare_village("Tổ 5"), bare_village("Xóm 5"));
    assert_eq!(bare_village("Thôn"), "thon");
}

/// A person of an invented roll: few names, years, villages and amounts, so that there are many twins.
#[derive(Debug, Clone)]
struct Invented {
    name: usize,
    year: i16,
    village: usize,
    commune: usize,
    has_paper: bool,
    amounts: Vec<i64>,
    answer: PayerAnswer,
    reason: usize,
    /// What the payer writes of this person.
    told: Told,
    /// The payer has no word of them yet.
    is_silent: bool,
}

#[derive(Debug, Clone, Copy)]
struct Told {
    year: bool,
    village: bool,
    commune: bool,
    paper: bool,
    number: bool,
    by_line: bool,
}

const NAMES: [&str; 3] = ["Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Trần Văn An"];
const VILLAGES: [&str; 3] = ["Thôn Đông", "Thôn Đoài", ""];
const REASONS: [&str; 3] = ["", "Chết", "Vắng nhà"];

fn any_told() -> impl Strategy<Value = Told> {
    let often = || prop::bool::weighted(0.8);
    let seldom = || prop::bool::weighted(0.15);
    (often(), often(), often(), seldom(), seldom(), seldom()).prop_map(
        |(year, village, commune, paper, number, by_line)| Told { year, village, commune, paper, number, by_line },
    )
}

fn any_person() -> impl Strategy<Value = Invented> {
    let amounts = proptest::collection::vec(prop_oneof![Just(360), Just(540), Just(720)], 1..4);
    let who = (0..NAMES.len(), 1940_i16..1942, 0..VILLAGES.len(), 0..2_usize, any::<bool>());
    let said = (prop::bool::weighted(0.8), 0..REASONS.len(), any_told(), prop::bool::weighted(0.2));
    (who, amounts, said).prop_map(|((name, year, village, commune, has_paper), amounts, said)| Invented {
        name,
        year,
        village,
        commune,
        has_paper,
        amounts,
        answer: if said.0 { Paid } else { Unpaid },
        reason: said.1,
        told: said.2,
        is_silent: said.3,
    })
}

fn unit_of(commune: usize) -> UnitId {
    UnitId(if commune == 0 { HERE } else { THERE }.to_owned())
}

fn paper_of(person: usize) -> String {
    format!("0331{person:08}")
}

fn invented_roll(people: &[Invented]) -> (Vec<PaidLine>, Vec<Identity>) {
    let (mut lines, mut identities) = (Vec::new(), Vec::new());
    for (place, one) in people.iter().enumerate() {
        let person = place as i64 + 1;
        lines.extend((1..).zip(&one.amounts).map(|(no, amount)| line(person, no, *amount)));
        let mut known = identity(person, NAMES[one.name], one.year, VILLAGES[one.village]);
        let details = known.details.as_mut().unwrap();
        details.unit = unit_of(one.commune);
        details.papers.extend(one.has_paper.then(|| paper_of(place)));
        identities.push(known);
    }
    (lines, identities)
}

/// What a payer who tells the truth writes, one row a person or one row a line.
fn true_rows(people: &[Invented]) -> Vec<Said> {
    let mut rows = Vec::new();
    for (place, one) in people.iter().enumerate().filter(|(_, one)| !one.is_silent) {
        let base = |amount: i64, no: Option<i64>| Said {
            person: one.told.number.then_some(PersonId(place as i64 + 1)),
            line_no: no.filter(|_| one.told.number),
            paper: one.told.paper.then(|| paper_of(place)),
            birth_year: one.told.year.then_some(one.year),
            commune: if one.told.commune { Commune::Is(unit_of(one.commune)) } else { Commune::Unsaid },
            reason: if one.answer == Unpaid { REASONS[one.reason].to_owned() } else { String::new() },
            ..row(NAMES[one.name], 0, if one.told.village { VILLAGES[one.village] } else { "" }, amount, one.answer)
        };
        match one.told.by_line {
            true => rows.extend((1..).zip(&one.amounts).map(|(no, amount)| base(*amount, Some(no)))),
            false => rows.push(base(one.amounts.iter().sum(), None)),
        }
    }
    rows
}

/// The roll after the new answers were recorded.
fn after(lines: &[PaidLine], rows: &[Said], matched: &Matched) -> Vec<PaidLine> {
    let mut lines = lines.to_vec();
    matched.answers.iter().for_each(|answer| lines[answer.line].recorded = Some(rows[answer.row].answer));
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_line_gets_an_answer_that_was_not_given_for_it(
        (people, rows) in proptest::collection::vec(any_person(), 1..14)
            .prop_flat_map(|people| { let rows = true_rows(&people); (Just(people), Just(rows).prop_shuffle()) }),
    ) {
        let (lines, identities) = invented_roll(&people);
        let matched = match_rows(&lines, &identities, &rows);
        for answer in &matched.answers {
            let truth = &people[lines[answer.line].person.0 as usize - 1];
            let said = &rows[answer.row];
            prop_assert_eq!((said.answer, truth.is_silent), (truth.answer, false));
            prop_assert_eq!(
                said.reason.as_str(),
                if truth.answer == Unpaid { REASONS[truth.reason] } else { "" }
            );
        }
        // Every row is an answer or an exception, and answered rows add up to their lines.
        let mut rest = vec![Dong::ZERO; rows.len()];
        matched.answers.iter().for_each(|answer| rest[answer.row] += lines[answer.line].amount);
        for (row, sum) in rest.iter().enumerate() {
            let is_exception = matched.exceptions.iter().any(|(other, _)| *other == row);
            prop_assert_ne!(is_exception, sum.is_positive(), "row {} {:?}", row, &rows[row]);
            prop_assert!(is_exception || Some(*sum) == rows[row].amount);
        }
        let answered = matched.answers.iter().map(|answer| answer.line).collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(answered.len(), matched.answers.len(), "no line is answered twice");
    }

    #[test]
    fn neither_the_order_of_rows_nor_a_second_reading_changes_anything(
        (people, rows, other) in proptest::collection::vec(any_person(), 1..14).prop_flat_map(|people| {
            let rows = true_rows(&people);
            (Just(people), Just(rows.clone()), Just(rows).prop_shuffle())
        }),
    ) {
        let (lines, identities) = invented_roll(&people);
        let first = match_rows(&lines, &identities, &rows);
        let recorded = after(&lines, &rows, &first);
        let shuffled = match_rows(&lines, &identities, &other);
        prop_assert_eq!(&after(&lines, &other, &shuffled), &recorded);
        let again = match_rows(&recorded, &identities, &other);
        prop_assert!(again.answers.iter().all(|answer| !answer.is_new), "the same rows again are unchanged");
        let contradicts = |one: &(usize, Trouble)| matches!(one.1, Trouble::Contradicts { .. });
        prop_assert!(!again.exceptions.iter().any(contradicts));
    }

    #[test]
    fn files_of_parts_come_to_no_other_answers_than_one_file(
        (people, rows, cut) in proptest::collection::vec(any_person(), 1..14).prop_flat_map(|people| {
            let rows = true_rows(&people);
            let cut = 0..rows.len() + 1;
            (Just(people), Just(rows).prop_shuffle(), cut)
        }),
    ) {
        let (lines, identities) = invented_roll(&people);
        let mut recorded = lines.clone();
        for part in [&rows[..cut], &rows[cut..]] {
            let matched = match_rows(&recorded, &identities, part);
            recorded = after(&recorded, part, &matched);
        }
        for line in recorded {
            let truth = &people[line.person.0 as usize - 1];
            prop_assert!(line.recorded.is_none_or(|answer| answer == truth.answer && !truth.is_silent));
        }
    }
}
