//! Finds the first of those who fit while reading as few rows as will do.
//!
//! Everything asked for is a way in: the people under a word, born in a year or living in a unit. The cheapest way in
//! is read and the rest is held against each row. The rows of one word lie in the order of names, so reading them ends
//! as soon as enough are found; when every way is too broad, people are read given name by given name.

use std::collections::{HashMap, HashSet};

use domain::kernel::{Moment, PersonId};
use domain::registry::PersonBrief;

use super::ask::{Asked, Candidate, Count, Fit, Question, Rank, Search, UnitSet, YEARS_APART, is_place_kind};
use super::index::{kind_word, unit_word, year_word};
use crate::row::Row;
use crate::sql::Sql;
use crate::value::values;
use crate::{StoreError, Tx, people};

/// When fewer are found, words that are nearly right count too.
const FEW: usize = 5;
/// So many rows are read without asking whether there is a shorter way.
const SHORT: i64 = 1_000;
/// More units than this are no way in: they are held against each row instead.
const UNITS_MAX: usize = 64;

/// People by the words of their name and place, the best fitting first, then sorted as Vietnamese lists are.
///
/// Who fits is what is known now; how they are shown is as known at the moment.
pub fn search(tx: &mut Tx<'_>, ask: &Search<'_>, known: Moment) -> Result<Vec<PersonBrief>, StoreError> {
    tx.settle()?;
    let people = find(tx, ask)?;
    let mut briefs: HashMap<PersonId, PersonBrief> =
        people::briefs(tx, &people, known)?.into_iter().map(|brief| (brief.id, brief)).collect();
    Ok(people.iter().filter_map(|person| briefs.remove(person)).collect())
}

fn find(tx: &mut Tx<'_>, ask: &Search<'_>) -> Result<Vec<PersonId>, StoreError> {
    let mut question = Question::new(ask);
    let mut found = Found::new(ask.limit);
    for asked in &mut question.asked {
        asked.count = count(tx, &asked.word)?;
    }
    // The rarest word is the one that most people are refused by.
    question.asked.sort_by_key(|asked| asked.count.begun);
    find_plain(tx, &question, &mut found)?;
    if found.hits.len() < FEW.min(found.limit) && !question.asked.is_empty() {
        loosen(tx, &mut question, ask)?;
        find_loose(tx, &question, &mut found)?;
        // More than one slip, or a year that is wrong as well, is only thought of when there is nobody else.
        if found.hits.is_empty() && question.asked.len() > 1 {
            question.slips_max = usize::MAX;
            find_loose(tx, &question, &mut found)?;
        }
        if found.hits.is_empty() && question.birth_year.is_some() {
            question.years_apart = YEARS_APART;
            find_loose(tx, &question, &mut found)?;
        }
    }
    Ok(found.people())
}

fn find_plain(tx: &mut Tx<'_>, question: &Question<'_>, found: &mut Found) -> Result<(), StoreError> {
    let always = always(tx, question)?;
    let (mut names, mut whole, mut begun) = (always.clone(), always.clone(), always);
    for asked in &question.asked {
        let Count { whole: people, whole_named, begun_named, .. } = asked.count;
        let word = || vec![Span::Word(asked.word.clone())];
        names.push(Way { spans: word(), people, fitting: whole_named });
        whole.extend(with_places(tx, asked, Way { spans: word(), people, fitting: people }, &asked.called)?);
        let way = Way::of_beginning(asked, begun_named + people - whole_named);
        begun.extend(with_places(tx, asked, way, &asked.begun)?);
    }
    let is_short = begun.iter().any(|way| way.people <= SHORT) && !question.asked.is_empty();
    if !is_short && question.asked.iter().all(|asked| asked.count.whole_named > 0) {
        read(tx, question, &names, Some(Fit::Name), found)?;
    }
    if found.is_full(Fit::Name, true) || question.asked.is_empty() {
        return Ok(());
    }
    let is_one = is_short || is_one_reading(tx, &whole, &begun, found.limit)?;
    if !is_one {
        read(tx, question, &whole, Some(Fit::Place), found)?;
    }
    if found.is_full(Fit::Place, true) {
        return Ok(());
    }
    let of_places = question.asked.iter().any(|asked| asked.count.begun_named == 0 && !asked.may_be_whole());
    let enough = if of_places { Fit::PlaceBegun } else { Fit::NameBegun };
    // Who fits better is already found, unless there is but one reading: then it goes to the end.
    read(tx, question, &begun, (!is_one).then_some(enough), found)
}

/// Whether all beginnings are best read at once: looking for whole words first would not end early or save much.
fn is_one_reading(tx: &mut Tx<'_>, whole: &[Way], begun: &[Way], limit: usize) -> Result<bool, StoreError> {
    if whole.iter().any(|way| way.people == 0) {
        return Ok(false);
    }
    Ok(match (cheapest(tx, whole, true, limit)?, cheapest(tx, begun, true, limit)?) {
        (Road::All(whole), Road::All(begun)) => begun.people <= 2 * whole.people,
        _ => false,
    })
}

fn find_loose(tx: &mut Tx<'_>, question: &Question<'_>, found: &mut Found) -> Result<(), StoreError> {
    let mut ways = always(tx, question)?;
    let mut plain = Vec::new();
    for asked in &question.asked {
        let meant: Vec<&String> = asked.meant.iter().filter(|word| !word.starts_with(&asked.word)).collect();
        let way = Way::of_beginning(asked, asked.count.begun);
        plain.extend(with_places(tx, asked, way.clone(), &asked.begun)?);
        let people = way.people + people_under(tx, meant.iter().map(|word| (*word).clone()).collect())?;
        let spans = way.spans.into_iter().chain(meant.into_iter().cloned().map(Span::Word)).collect();
        let units = asked.begun.with(&asked.meant_units);
        ways.extend(with_places(tx, asked, Way { spans, people, fitting: people }, &units)?);
    }
    ways.extend(either_of_two(plain).filter(|_| question.slips_max == 1));
    // People of a neighbouring year come last, wherever they stand in the order of names.
    let enough = (question.years_apart == 0).then_some(Fit::Meant);
    read(tx, question, &ways, enough, found)
}

/// Where one word at most is not right, one of the two rarest is: whoever fits is under either.
fn either_of_two(mut plain: Vec<Way>) -> Option<Way> {
    plain.sort_by_key(|way| way.people);
    let mut rarest = plain.into_iter();
    let (first, second) = (rarest.next()?, rarest.next()?);
    let people = first.people + second.people;
    Some(Way { spans: [first.spans, second.spans].concat(), people, fitting: people })
}

/// Lets every word stand for the known words that it is near to.
fn loosen<'a>(tx: &mut Tx<'_>, question: &mut Question<'a>, ask: &Search<'a>) -> Result<(), StoreError> {
    // Years, units and kinds of places sort before letters, and nobody mistypes a word into them.
    let known = tx.list("select word from search_word where 'a' <= word", &[], |row| row.string(0))?;
    for asked in &mut question.asked {
        asked.loosen(known.iter().map(String::as_str), ask.unit_names);
    }
    Ok(())
}

/// A part of the index: the rows of one word, or of all words with one beginning.
#[derive(Debug, Clone)]
enum Span {
    Word(String),
    Beginning(String),
}

/// Rows among which everybody is who fits one thing that was asked for.
#[derive(Debug, Clone)]
struct Way {
    spans: Vec<Span>,
    /// How many rows that is.
    people: i64,
    /// How many of them, about, fit so well that the search may end with them.
    fitting: i64,
}

impl Way {
    fn of_beginning(asked: &Asked<'_>, fitting: i64) -> Way {
        Way { spans: vec![Span::Beginning(asked.word.clone())], people: asked.count.begun, fitting }
    }
}

/// The ways in that every answer must come by: the year and the units.
fn always(tx: &mut Tx<'_>, question: &Question<'_>) -> Result<Vec<Way>, StoreError> {
    let mut ways = Vec::new();
    if let Some(year) = question.birth_year {
        let apart = question.years_apart;
        ways.push(way_of_words(tx, (year - apart..=year + apart).map(year_word).collect())?);
    }
    if let Some(units) = question.units.as_ref().map(UnitSet::as_slice).filter(|units| units.len() <= UNITS_MAX) {
        ways.push(way_of_words(tx, units.iter().map(|unit| unit_word(unit)).collect())?);
    }
    Ok(ways)
}

fn way_of_words(tx: &mut Tx<'_>, words: Vec<String>) -> Result<Way, StoreError> {
    let people = people_under(tx, words.clone())?;
    Ok(Way { spans: words.into_iter().map(Span::Word).collect(), people, fitting: people })
}

/// The way with the people of the places that the word may name; `None` where they cannot be told.
fn with_places(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    mut way: Way,
    units: &UnitSet<'_>,
) -> Result<Option<Way>, StoreError> {
    let units = units.as_slice();
    if units.len() > UNITS_MAX {
        return Ok(None);
    }
    let kind = is_place_kind(&asked.word).then(|| kind_word(&asked.word));
    let places = way_of_words(tx, units.iter().map(|unit| unit_word(unit)).chain(kind).collect())?;
    // The word alone keeps the order of names; places that nobody lives in must not spoil it.
    if places.people > 0 {
        way.people += places.people;
        way.fitting += places.people;
        way.spans.extend(places.spans);
    }
    Ok(Some(way))
}

fn people_under(tx: &mut Tx<'_>, words: Vec<String>) -> Result<i64, StoreError> {
    if words.is_empty() {
        return Ok(0);
    }
    // The list is filled up by repeating a word, which `in` counts once.
    let mut sql = Sql::new("select cast(coalesce(sum(people), 0) as bigint) from search_word where word");
    sql.bind_in(words);
    tx.number(&sql.text, &sql.values)
}

fn count(tx: &mut Tx<'_>, word: &str) -> Result<Count, StoreError> {
    let found = tx.find(
        "select cast(coalesce(sum(people), 0) as bigint), cast(coalesce(sum(named), 0) as bigint),
                cast(coalesce(sum(case when word = $1 then people end), 0) as bigint),
                cast(coalesce(sum(case when word = $1 then named end), 0) as bigint)
         from search_word where word >= $1 and word < $2",
        values![word, after_all(word)],
        |row| Ok(Count { begun: row.int(0)?, begun_named: row.int(1)?, whole: row.int(2)?, whole_named: row.int(3)? }),
    )?;
    Ok(found.unwrap_or_default())
}

/// A text behind all texts with this beginning.
fn after_all(beginning: &str) -> String {
    format!("{beginning}{}", char::MAX)
}

/// How to get at the people.
enum Road<'w> {
    /// Every row of a way.
    All(&'w Way),
    /// The rows of one word in the order of names, as far as needed.
    InOrder(&'w str),
    /// Everybody in the order of names, as far as needed.
    Everybody,
}

/// Reads by the cheapest road. `enough` is the fit of which a full list ends the search; `None` reads to the end.
///
/// Which road is cheapest is a guess, so one that should end early and does not is left for the narrowest way in.
fn read(
    tx: &mut Tx<'_>,
    question: &Question<'_>,
    ways: &[Way],
    enough: Option<Fit>,
    found: &mut Found,
) -> Result<(), StoreError> {
    if ways.iter().any(|way| way.people == 0) {
        return Ok(());
    }
    let narrowest = ways.iter().min_by_key(|way| way.people);
    let rows_max = found.rows + narrowest.map_or(i64::MAX / 2, |way| way.people);
    let end = End { enough, rows_max, is_other_given: false };
    match cheapest(tx, ways, enough.is_some(), found.limit)? {
        Road::All(way) => return read_all(tx, question, way, found),
        Road::InOrder(word) => read_in_order(tx, question, word, end, found)?,
        Road::Everybody => read_everybody(tx, question, end, found)?,
    }
    match narrowest.filter(|_| found.rows > rows_max) {
        Some(way) => read_all(tx, question, way, found),
        None => Ok(()),
    }
}

fn read_all(tx: &mut Tx<'_>, question: &Question<'_>, way: &Way, found: &mut Found) -> Result<(), StoreError> {
    way.spans.iter().try_for_each(|span| read_span(tx, question, span, found))
}

fn cheapest<'w>(tx: &mut Tx<'_>, ways: &'w [Way], may_end: bool, limit: usize) -> Result<Road<'w>, StoreError> {
    let narrowest = ways.iter().min_by_key(|way| way.people);
    let all = |way: &'w Way| match way.spans.as_slice() {
        [Span::Word(word)] => Road::InOrder(word),
        _ => Road::All(way),
    };
    if let Some(way) = narrowest.filter(|way| way.people <= SHORT || !may_end) {
        return Ok(all(way));
    }
    // As if the things asked for had nothing to do with each other.
    let everybody = everybody(tx)?.max(1) as f64;
    let fitting: f64 = ways.iter().map(|way| way.fitting as f64 / everybody).product();
    let in_order = |rows: f64| rows.min(limit as f64 * rows / everybody / fitting);
    let cost = |way: &Way| match way.spans.as_slice() {
        [Span::Word(_)] => in_order(way.people as f64),
        _ => way.people as f64,
    };
    let best = ways.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
    Ok(best.filter(|way| cost(way) <= in_order(everybody)).map_or(Road::Everybody, all))
}

/// Everybody lives in one unit or stands under the unit without a name.
fn everybody(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.number("select cast(sum(people) as bigint) from search_word where word >= '@' and word < 'A'", &[])
}

fn read_span(tx: &mut Tx<'_>, question: &Question<'_>, span: &Span, found: &mut Found) -> Result<(), StoreError> {
    let visit = |row: &Row<'_>| found.look_at(row, question);
    match span {
        Span::Word(word) => tx.each(
            "select person_id, sort_key, birth_year, unit_id, village_key from search_key where word = $1",
            values![word],
            visit,
        ),
        Span::Beginning(beginning) => tx.each(
            "select person_id, sort_key, birth_year, unit_id, village_key from search_key
             where word >= $1 and word < $2",
            values![beginning, after_all(beginning)],
            visit,
        ),
    }
}

/// The rows of a word whose sort keys lie in `from <= key && key < until`.
struct Stretch<'s> {
    word: &'s str,
    from: &'s str,
    until: &'s str,
}

/// When reading in the order of names may end.
#[derive(Clone, Copy)]
struct End {
    enough: Option<Fit>,
    /// The number of rows after which another road is better.
    rows_max: i64,
    /// Whether the given names that were asked for are all read, and others are being read.
    is_other_given: bool,
}

impl End {
    fn is_reached(self, found: &Found) -> bool {
        found.rows > self.rows_max || self.enough.is_some_and(|fit| found.is_full(fit, self.is_other_given))
    }

    fn of_others(self) -> End {
        End { is_other_given: true, ..self }
    }
}

/// The first page is for those who find at once; later ones are few.
const PAGES: [i64; 3] = [200, 1_000, 5_000];

fn read_stretch(
    tx: &mut Tx<'_>,
    question: &Question<'_>,
    stretch: &Stretch<'_>,
    end: End,
    found: &mut Found,
) -> Result<(), StoreError> {
    let mut last = (stretch.from.to_owned(), i64::MIN);
    for page in PAGES.into_iter().chain(std::iter::repeat(PAGES[2])) {
        let (after, mut seen) = (last.clone(), 0);
        tx.each(
            "select person_id, sort_key, birth_year, unit_id, village_key from search_key
             where word = $1 and (sort_key, person_id) > ($2, $3) and sort_key < $4
             order by sort_key, person_id limit $5",
            values![stretch.word, &after.0, after.1, stretch.until, page],
            |row| {
                seen += 1;
                if seen == page {
                    last = (row.string(1)?, row.int(0)?);
                }
                found.look_at(row, question)
            },
        )?;
        if seen < page || end.is_reached(found) {
            break;
        }
    }
    Ok(())
}

/// The words asked for as beginnings of given names, in order and apart from each other.
fn given_names<'q>(question: &'q Question<'_>) -> Vec<&'q str> {
    let mut words: Vec<&str> = question.asked.iter().map(|asked| asked.word.as_str()).collect();
    words.sort_unstable();
    words.dedup_by(|later, earlier| later.starts_with(*earlier));
    words
}

fn read_in_order(
    tx: &mut Tx<'_>,
    question: &Question<'_>,
    word: &str,
    end: End,
    found: &mut Found,
) -> Result<(), StoreError> {
    let given = given_names(question);
    let ends: Vec<String> = given.iter().map(|name| after_all(name)).collect();
    for (from, until) in given.iter().zip(&ends) {
        read_stretch(tx, question, &Stretch { word, from, until }, end, found)?;
        if end.is_reached(found) {
            return Ok(());
        }
    }
    let (end, last) = (end.of_others(), after_all(""));
    let gaps = std::iter::once("").chain(ends.iter().map(String::as_str));
    for (from, until) in gaps.zip(given.iter().copied().chain([last.as_str()])) {
        read_stretch(tx, question, &Stretch { word, from, until }, end, found)?;
        if end.is_reached(found) {
            break;
        }
    }
    Ok(())
}

/// The order of names is that of given names: each has its rows, of which those count that begin with it.
fn read_everybody(tx: &mut Tx<'_>, question: &Question<'_>, end: End, found: &mut Found) -> Result<(), StoreError> {
    let given = given_names(question);
    for beginning in &given {
        if read_given(tx, question, (beginning, &after_all(beginning)), end, found)? {
            return Ok(());
        }
    }
    let (end, last) = (end.of_others(), after_all(""));
    let ends: Vec<String> = given.iter().map(|name| after_all(name)).collect();
    let gaps = std::iter::once("").chain(ends.iter().map(String::as_str));
    for gap in gaps.zip(given.iter().copied().chain([last.as_str()])) {
        if read_given(tx, question, gap, end, found)? {
            break;
        }
    }
    Ok(())
}

/// How many given names are looked up at once.
const GIVEN_NAMES: i64 = 64;

/// Reads the people whose given names lie in `from <= name && name < until`; says whether enough were found.
fn read_given(
    tx: &mut Tx<'_>,
    question: &Question<'_>,
    (from, until): (&str, &str),
    end: End,
    found: &mut Found,
) -> Result<bool, StoreError> {
    let mut next = from.to_owned();
    loop {
        let names = tx.list(
            "select word from search_word where word >= $1 and word < $2 and (word < '@' or word >= 'A') and named > 0
             order by word limit $3",
            values![&next, until, GIVEN_NAMES],
            |row| row.string(0),
        )?;
        for name in &names {
            // A blank follows the given name, and "!" is what follows a blank. Who has no readable name has no more.
            let behind = format!("{name}!");
            read_stretch(tx, question, &Stretch { word: name, from: name, until: &behind }, end, found)?;
            if end.is_reached(found) {
                return Ok(true);
            }
        }
        let Some(last) = names.last() else { return Ok(false) };
        next = format!("{last} ");
    }
}

/// Who was found so far.
struct Found {
    hits: Vec<Hit>,
    seen: HashSet<i64>,
    /// How many rows were looked at.
    rows: i64,
    limit: usize,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    rank: Rank,
    sort_key: String,
    person: i64,
}

impl Found {
    fn new(limit: i64) -> Found {
        Found { hits: Vec::new(), seen: HashSet::new(), rows: 0, limit: usize::try_from(limit).unwrap_or(0) }
    }

    fn look_at(&mut self, row: &Row<'_>, question: &Question<'_>) -> Result<(), StoreError> {
        self.rows += 1;
        let person = Candidate {
            sort_key: row.text(1)?,
            birth_year: row.int(2)?,
            unit: row.opt_text(3)?,
            village: row.opt_text(4)?,
        };
        if let Some(rank) = question.rank(&person) {
            let id = row.int(0)?;
            if self.seen.insert(id) {
                self.hits.push(Hit { rank, sort_key: person.sort_key.to_owned(), person: id });
            }
        }
        Ok(())
    }

    /// Whether so many fit this well that nobody who comes later in the order of reading can be among the first.
    fn is_full(&self, fit: Fit, is_other_given: bool) -> bool {
        let counts = |hit: &&Hit| hit.rank.fit <= fit && hit.rank.is_other_given <= is_other_given;
        self.hits.len() >= self.limit && self.hits.iter().filter(counts).count() >= self.limit
    }

    fn people(mut self) -> Vec<PersonId> {
        self.hits.sort_unstable();
        self.hits.truncate(self.limit);
        self.hits.iter().map(|hit| PersonId(hit.person)).collect()
    }
}
