//! Whom a row means among the people of a roll.

use std::collections::HashMap;
use std::ops::Range;

use domain::kernel::{Dong, PersonId};

use super::{Commune, Details, Identity, PaidLine, Said, Trouble};

/// The people of a roll by everything a payer may call them; each is known by a place.
pub struct People<'a> {
    lines: &'a [PaidLine],
    /// Each person's lines, and who they are where that was given.
    people: Vec<(Range<usize>, Option<&'a Identity>)>,
    by_person: HashMap<PersonId, usize>,
    by_name: HashMap<&'a str, Vec<usize>>,
    by_paper: HashMap<&'a str, Vec<usize>>,
}

/// One person, or several whom the row does not tell apart.
pub enum Meant {
    One(usize),
    OneOf(Vec<usize>),
}

impl<'a> People<'a> {
    pub fn new(lines: &'a [PaidLine], identities: &'a [Identity]) -> People<'a> {
        let mut people = Vec::new();
        let mut by_person = HashMap::new();
        let mut start = 0;
        for own in lines.chunk_by(|a, b| a.person == b.person) {
            by_person.insert(own[0].person, people.len());
            people.push((start..start + own.len(), None));
            start += own.len();
        }
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_paper: HashMap<&str, Vec<usize>> = HashMap::new();
        for identity in identities {
            let Some(place) = by_person.get(&identity.person) else { continue };
            people[*place].1 = Some(identity);
            by_name.entry(&identity.name).or_default().push(*place);
            for paper in identity.details.iter().flat_map(|details| &details.papers) {
                by_paper.entry(paper).or_default().push(*place);
            }
        }
        for places in by_name.values_mut().chain(by_paper.values_mut()) {
            places.sort_unstable();
            places.dedup();
        }
        People { lines, people, by_person, by_name, by_paper }
    }

    pub fn lines_of(&self, place: usize) -> Range<usize> {
        self.people[place].0.clone()
    }

    fn id(&self, place: usize) -> PersonId {
        self.lines[self.people[place].0.start].person
    }

    fn identity(&self, place: usize) -> Option<&'a Identity> {
        self.people[place].1
    }

    fn details(&self, place: usize) -> Option<&'a Details> {
        self.identity(place)?.details.as_ref()
    }

    /// Numbers of the house first, then papers, then the name with everything else the row says.
    pub fn meant_by(&self, said: &Said) -> Result<Meant, Trouble> {
        if let Some(person) = said.person {
            let place = *self.by_person.get(&person).ok_or(Trouble::NotOnRoll { near: None })?;
            return if self.is_anothers_name(&said.name, place) {
                Err(Trouble::OtherName { person })
            } else {
                Ok(Meant::One(place))
            };
        }
        let of_paper = said.paper.as_deref().and_then(|paper| self.by_paper.get(paper));
        match of_paper {
            Some(places) => {
                let named = |place: &usize| self.identity(*place).is_some_and(|one| one.name == said.name);
                let same: Vec<usize> = places.iter().copied().filter(named).collect();
                if same.is_empty() {
                    return Err(Trouble::OtherName { person: self.id(places[0]) });
                }
                self.narrowed(said, same)
            }
            None => self.meant_by_name(said),
        }
    }

    /// A sheet of which some columns were sorted and others not shows the names of others beside our numbers.
    fn is_anothers_name(&self, name: &str, place: usize) -> bool {
        self.identity(place).is_some_and(|known| known.name != name) && self.by_name.contains_key(name)
    }

    fn meant_by_name(&self, said: &Said) -> Result<Meant, Trouble> {
        if said.birth_year.is_none() && said.village.is_empty() && said.commune == Commune::Unsaid {
            return Err(Trouble::TooLittle);
        }
        let namesakes = self.by_name.get(said.name.as_str()).map_or(&[][..], Vec::as_slice);
        let fits = |place: &usize| self.details(*place).is_some_and(|known| is_like(said, known));
        let alike: Vec<usize> = namesakes.iter().copied().filter(fits).collect();
        if alike.is_empty() {
            let of_age = |place: &&usize| self.details(**place).is_some_and(|known| is_of_age(said, known));
            return Err(Trouble::NotOnRoll { near: namesakes.iter().find(of_age).map(|place| self.id(*place)) });
        }
        self.narrowed(said, alike)
    }

    /// Of several people alike, those to whom the amount can belong.
    fn narrowed(&self, said: &Said, alike: Vec<usize>) -> Result<Meant, Trouble> {
        if let [only] = alike[..] {
            return Ok(Meant::One(only));
        }
        let people = alike.len();
        let mut fitting = alike;
        fitting.retain(|place| said.amount.is_none_or(|amount| self.can_be(*place, amount)));
        match fitting[..] {
            [] => Err(Trouble::SeveralAlike { people, fitting: 0 }),
            [only] => Ok(Meant::One(only)),
            _ => Ok(Meant::OneOf(fitting)),
        }
    }

    /// Whether an amount is all of a person's money, or one line of it.
    fn can_be(&self, place: usize, amount: Dong) -> bool {
        let own = &self.lines[self.lines_of(place)];
        own.iter().any(|line| line.amount == amount) || total(own) == amount
    }

    /// Whether any way to give `rows` rows that say the same to these people leaves each with the same answer.
    pub fn comes_to_the_same(&self, alike: &[usize], rows: usize, said: &Said) -> bool {
        let own = |place: &usize| &self.lines[self.lines_of(*place)];
        let all_of_it = |place: &usize| said.amount.is_none_or(|amount| total(own(place)) == amount);
        let is_recorded = |place: &usize| own(place).iter().all(|line| line.recorded == Some(said.answer));
        alike.iter().all(all_of_it) && (rows == alike.len() || rows < alike.len() && alike.iter().all(is_recorded))
    }
}

pub fn total(lines: &[PaidLine]) -> Dong {
    lines.iter().map(|line| line.amount).sum()
}

fn is_of_age(said: &Said, known: &Details) -> bool {
    said.birth_year.is_none_or(|year| year == known.birth_year)
}

/// Whether nothing that the row says speaks against this person. What either side does not know says nothing.
fn is_like(said: &Said, known: &Details) -> bool {
    let is_there = match &said.commune {
        Commune::Unsaid => true,
        Commune::Is(unit) => *unit == known.unit,
        Commune::Elsewhere => false,
    };
    let of_village = said.village.is_empty() || known.village.is_empty() || said.village == known.village;
    is_there && of_village && is_of_age(said, known) && !has_another_paper(said, known)
}

/// A person with a number of the same length has another paper of the same kind, so is likely somebody else.
fn has_another_paper(said: &Said, known: &Details) -> bool {
    let Some(paper) = &said.paper else { return false };
    known.papers.iter().any(|own| own.len() == paper.len() && own != paper)
}
