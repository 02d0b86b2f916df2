//! What each row of a list comes to: whom it means, what is new in it, and what only a person can decide.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::entitlement::{Spell, Subject};
use domain::kernel::{BirthPrecision, Day, Month, MonthSpan, PersonId, Span, UnitId, fold};
use domain::registry::{Likeness, Person, PersonBrief, PersonPaper, Residence, likeness};
use domain::rules::{Cadence, Law};
use paper::template::Beneficiary;
use serde_json::json;
use store::roster::{Among, RosterAsk, RosterEntry};
use store::{Tx, papers, people, roster, spells};

use super::{Intent, Plan, RowNote, Settlement, TakenIn, Who};
use crate::access::RowCommunes;
use crate::{Acting, Office, OfficeError, profile};

/// What a list is taken in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taking {
    /// People and what they receive.
    Benefits,
    /// People only, as the members of a household are.
    People,
    /// Nobody new: only whom the rows surely mean.
    Matches,
}

/// Takes in a list part by part; what one part met, the next ones know.
pub(crate) struct Taker<'a> {
    office: &'a Office,
    acting: Acting<'a>,
    taking: Taking,
    intent: Intent,
    communes: RowCommunes<'a>,
    /// Many rows name few communes.
    units: HashMap<String, Result<UnitId, String>>,
    seen: Seen,
    /// Numbers of the new people by their place in the list; empty while nothing is saved.
    ids: Vec<PersonId>,
    file: Option<Arc<str>>,
    corrected: usize,
    added_papers: usize,
    taken_in: TakenIn,
}

impl<'a> Taker<'a> {
    pub fn new(
        office: &'a Office,
        tx: &mut Tx<'_>,
        acting: Acting<'a>,
        (taking, intent): (Taking, Intent),
    ) -> Result<Taker<'a>, OfficeError> {
        let profile = profile::need(tx, acting.now)?;
        Ok(Taker {
            office,
            acting,
            taking,
            intent,
            communes: RowCommunes::new(office, acting, &profile),
            units: HashMap::new(),
            seen: Seen::default(),
            ids: Vec::new(),
            file: None,
            corrected: 0,
            added_papers: 0,
            taken_in: TakenIn::default(),
        })
    }

    pub fn take(&mut self, tx: &mut Tx<'_>, rows: &[Beneficiary]) -> Result<(), OfficeError> {
        self.file = self.file.take().or_else(|| rows.first().map(|row| row.source.file.clone()));
        let known = Known::load(tx, self.acting, self.communes.day, rows, self.ids.first().copied())?;
        let mut plan = self.plan(&known, rows);
        self.corrected += plan.corrected.len();
        self.added_papers += plan.papers.len();
        match self.intent {
            Intent::Save => super::save(tx, self.acting, &mut plan, &mut self.ids)?,
            Intent::Preview if self.taking == Taking::Matches => plan.name_the_known(),
            Intent::Preview => {}
        }
        self.taken_in.append(plan.taken_in);
        Ok(())
    }

    /// Journals what was saved.
    pub fn finish(self, tx: &mut Tx<'_>) -> Result<TakenIn, OfficeError> {
        if self.intent == Intent::Save {
            let detail = json!({
                "file": self.file.as_deref().unwrap_or_default(),
                "new_people": self.taken_in.new_people,
                "new_spells": self.taken_in.new_spells,
                "corrected_people": self.corrected,
                "added_papers": self.added_papers,
                "questions": self.taken_in.questions.len(),
                "rejects": self.taken_in.rejects.len(),
            });
            self.acting.note(tx, "register.take_in", "list", detail)?;
        }
        Ok(self.taken_in)
    }

    fn plan(&mut self, known: &Known, rows: &[Beneficiary]) -> Plan {
        let mut plan = Plan::default();
        for row in rows {
            let unit = match self.units.get(&row.commune) {
                Some(unit) => unit.clone(),
                None => {
                    let unit = self.communes.named(&row.commune);
                    self.units.insert(row.commune.clone(), unit.clone());
                    unit
                }
            };
            let granted = match self.taking {
                Taking::Benefits => spell_of(self.office, self.acting, row).map(Some),
                Taking::People | Taking::Matches => Ok(None),
            };
            match (unit, granted) {
                (Err(_), _) if self.taking == Taking::Matches => {}
                (Err(says), _) | (_, Err(says)) => plan.taken_in.rejects.push(RowNote::new(&row.source, says)),
                (Ok(unit), Ok(granted)) => {
                    let law = &self.office.law;
                    let mut planner =
                        Planner { law, known, taking: self.taking, plan: &mut plan, seen: &mut self.seen };
                    planner.place(row, unit, granted);
                }
            }
        }
        plan
    }
}

/// What the records already hold about the people a list may mean.
struct Known {
    by_paper: HashMap<String, Vec<PersonId>>,
    /// Numbers of people outside the area of whoever brings the list, who learns no more of them.
    elsewhere: HashSet<String>,
    namesakes: HashMap<String, Vec<PersonBrief>>,
    entries: HashMap<PersonId, RosterEntry>,
    spells: HashMap<PersonId, Vec<Spell>>,
}

impl Known {
    /// People from `first_new` on came with this very list and are known by what it said of them.
    fn load(
        tx: &mut Tx<'_>,
        acting: Acting,
        day: Day,
        rows: &[Beneficiary],
        first_new: Option<PersonId>,
    ) -> Result<Known, OfficeError> {
        let is_older = |person: PersonId| first_new.is_none_or(|first| person < first);
        let numbers: Vec<&str> = rows.iter().flat_map(numbers).collect();
        let mut by_paper: HashMap<String, Vec<PersonId>> = HashMap::new();
        for (person, paper) in papers::named(tx, &numbers, acting.now)? {
            if is_older(person) {
                by_paper.entry(paper.number).or_default().push(person);
            }
        }
        let chosen = rows.iter().filter_map(|row| match settlement(row) {
            Some(Settlement::Is(person)) => Some(person),
            _ => None,
        });
        let mut chosen: Vec<PersonId> = chosen.collect();
        let elsewhere = leave_elsewhere(tx, acting, &mut by_paper, &mut chosen)?;
        let keys: Vec<String> = rows.iter().map(|row| fold(&row.name)).collect::<HashSet<_>>().into_iter().collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut namesakes: HashMap<String, Vec<PersonBrief>> = HashMap::new();
        let alike = people::namesakes(tx, &keys, acting.now)?.into_iter();
        let is_own = |brief: &PersonBrief| acting.rights.covers_unit(brief.unit.as_ref());
        for brief in alike.filter(|brief| is_older(brief.id) && is_own(brief)) {
            namesakes.entry(fold(&brief.name)).or_default().push(brief);
        }
        let mut known = Known { by_paper, elsewhere, namesakes, entries: HashMap::new(), spells: HashMap::new() };
        let mut candidates: Vec<PersonId> = rows.iter().flat_map(|row| known.candidates(row)).chain(chosen).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let ask = RosterAsk { among: Among::People(&candidates), day, known: acting.now };
        roster::each(tx, &ask, |entry| {
            known.entries.insert(entry.person, entry);
            Ok(())
        })?;
        for record in spells::outlines(tx, &candidates, acting.now)? {
            known.spells.entry(record.person).or_default().push(record.spell);
        }
        Ok(known)
    }

    fn candidates(&self, row: &Beneficiary) -> Vec<PersonId> {
        let by_paper = numbers(row).filter_map(|number| self.by_paper.get(number)).flatten().copied();
        let alike = self.namesakes.get(&fold(&row.name)).into_iter().flatten();
        let same_year = alike.filter(|brief| brief.birth.year() == row.birth.year()).map(|brief| brief.id);
        by_paper.chain(same_year).collect()
    }

    /// Who the row means among the people on record: the likest, and everybody as like as that.
    fn find(&self, row: &Beneficiary, unit: &UnitId) -> Option<(Likeness, Vec<PersonId>)> {
        if let Some(person) = numbers(row).filter_map(|number| self.by_paper.get(number)).flatten().next() {
            return Some((Likeness::SamePaper, vec![*person]));
        }
        let village = Some(row.village.as_str()).filter(|village| !village.is_empty());
        let alike = self.namesakes.get(&fold(&row.name)).into_iter().flatten();
        let alike = alike.filter(|brief| !self.has_other_paper(brief.id, row));
        let alike: Vec<(Likeness, PersonId)> =
            alike.filter_map(|brief| Some((likeness(&row.name, row.birth, unit, village, brief)?, brief.id))).collect();
        let best = alike.iter().map(|(likeness, _)| *likeness).min()?;
        let mut likest: Vec<PersonId> =
            alike.iter().filter(|(likeness, _)| *likeness == best).map(|(_, person)| *person).collect();
        likest.sort_unstable();
        Some((best, likest))
    }

    /// Two people with different numbers of one kind are two people, however alike their names.
    fn has_other_paper(&self, person: PersonId, row: &Beneficiary) -> bool {
        let Some(entry) = self.entries.get(&person) else { return false };
        numbers(row).any(|number| {
            entry.papers.iter().any(|held| held.number.len() == number.len() && held.number != number)
                && !entry.papers.iter().any(|held| held.number == number)
        })
    }

    /// How a spell of a list stands to those on record. What a list leaves out does not differ.
    fn clash(&self, law: &Law, person: PersonId, spell: &Spell) -> Option<Clash> {
        let running = |old: &&Spell| old.event_day == spell.event_day && !old.months.intersect(spell.months).is_empty();
        let mut held = self.spells.get(&person)?.iter().filter(running);
        let Some(of_group) = held.clone().find(|old| old.group == spell.group) else {
            let benefit = |key: &str| law.group(key).map(|group| group.benefit.as_str());
            let other = held.find(|old| spell.event_day.is_none() && benefit(&old.group) == benefit(&spell.group))?;
            return Some(Clash::OtherGroup(format!(
                "người mã {person} đang hưởng nhóm {}, danh sách ghi nhóm {}",
                other.group, spell.group
            )));
        };
        let is_same = of_group.months.from <= spell.months.from
            && spell.percent.is_none_or(|percent| of_group.percent == Some(percent))
            && spell.years.is_none_or(|years| of_group.years == Some(years))
            && (spell.attributes.is_empty() || of_group.attributes == spell.attributes);
        Some(match is_same {
            true => Clash::Same,
            false => Clash::Differs(format!(
                "người mã {person} đang hưởng nhóm {} với nội dung khác; muốn đổi hãy lập điều chỉnh",
                spell.group
            )),
        })
    }
}

/// Leaves out whom one may not see; returns the numbers that only such people have.
fn leave_elsewhere(
    tx: &mut Tx<'_>,
    acting: Acting,
    by_paper: &mut HashMap<String, Vec<PersonId>>,
    chosen: &mut Vec<PersonId>,
) -> Result<HashSet<String>, OfficeError> {
    if acting.rights.units().is_none() {
        return Ok(HashSet::new());
    }
    let named: Vec<PersonId> = by_paper.values().flatten().chain(chosen.iter()).copied().collect();
    let briefs = people::briefs(tx, &named, acting.now)?.into_iter();
    let own = briefs.filter(|brief| acting.rights.covers_unit(brief.unit.as_ref())).map(|brief| brief.id);
    let own: HashSet<PersonId> = own.collect();
    chosen.retain(|person| own.contains(person));
    by_paper.values_mut().for_each(|holders| holders.retain(|person| own.contains(person)));
    Ok(by_paper.extract_if(|_, holders| holders.is_empty()).map(|(number, _)| number).collect())
}

/// What is said of somebody outside one's area, and all that is said.
pub(crate) const ELSEWHERE: &str = "người này thuộc phạm vi đơn vị khác; đề nghị cấp trên chuyển";

enum Clash {
    Same,
    Differs(String),
    /// Another group of the same benefit: a change to decide, or a second group beside the first.
    OtherGroup(String),
}

fn numbers(row: &Beneficiary) -> impl Iterator<Item = &str> {
    let personal = row.personal_id.as_ref().map(|id| id.as_str());
    personal.into_iter().chain(row.old_id.as_ref().map(|id| id.as_str()))
}

fn settlement(row: &Beneficiary) -> Option<Settlement> {
    row.settlement.as_deref().and_then(Settlement::chosen)
}

/// Rows of this list that were met before.
#[derive(Default)]
struct Seen {
    numbers: HashMap<String, usize>,
    /// By name, birth and home, with the group: people without papers that look like one.
    alike: HashSet<String>,
    /// New people so far.
    people: usize,
}

struct Planner<'a> {
    law: &'a Law,
    known: &'a Known,
    taking: Taking,
    plan: &'a mut Plan,
    seen: &'a mut Seen,
}

impl Planner<'_> {
    /// Puts one row where it belongs in the plan.
    fn place(&mut self, row: &Beneficiary, unit: UnitId, granted: Option<(Spell, String)>) {
        let is_elsewhere = numbers(row).any(|number| self.known.elsewhere.contains(number));
        if is_elsewhere && settlement(row) != Some(Settlement::Skip) {
            self.plan.taken_in.rejects.push(RowNote::new(&row.source, ELSEWHERE));
            return;
        }
        let who = match self.taking {
            Taking::Matches => self.surely(row, &unit),
            Taking::Benefits | Taking::People => self.who(row, &unit),
        };
        let Some(who) = who else { return };
        if let Who::Known(person) = who {
            self.plan.taken_in.known_people += 1;
            if self.taking != Taking::Matches {
                self.compare(row, person, &unit);
            }
            match granted.as_ref().and_then(|(spell, _)| self.known.clash(self.law, person, spell)) {
                Some(Clash::OtherGroup(says)) if settlement(row) != Some(Settlement::AddGroup) => {
                    let choices = vec![Settlement::AddGroup, Settlement::Skip];
                    let says = format!("{says}; muốn đổi nhóm hãy lập điều chỉnh");
                    self.plan.taken_in.changed.push(RowNote::asking(&row.source, says, choices));
                    return;
                }
                Some(Clash::Same) => {
                    self.plan.taken_in.unchanged += 1;
                    self.plan.meant.push((row.source.clone(), who));
                    return;
                }
                Some(Clash::Differs(says)) => {
                    self.plan.taken_in.changed.push(RowNote::new(&row.source, says));
                    return;
                }
                Some(Clash::OtherGroup(_)) | None => {}
            }
        }
        self.plan.meant.push((row.source.clone(), who));
        warn_about_papers(self.plan, row);
        if let Some(granted) = granted {
            self.plan.grant(row, who, granted);
        }
    }

    fn surely(&self, row: &Beneficiary, unit: &UnitId) -> Option<Who> {
        let (likeness, people) = self.known.find(row, unit)?;
        match people[..] {
            [person] if likeness.settles() => Some(Who::Known(person)),
            _ => None,
        }
    }

    /// Whom the row means; nobody when that is a question, which is then asked.
    fn who(&mut self, row: &Beneficiary, unit: &UnitId) -> Option<Who> {
        match settlement(row) {
            Some(Settlement::Skip) => return None,
            Some(Settlement::Is(person)) if self.known.entries.contains_key(&person) => {
                return Some(Who::Known(person));
            }
            Some(Settlement::Is(person)) => {
                let says = format!("không có người mã {person} trong sổ");
                self.plan.taken_in.rejects.push(RowNote::new(&row.source, says));
                return None;
            }
            Some(Settlement::NewPerson) => return Some(self.new_person(row, unit)),
            Some(Settlement::TakeList | Settlement::AddGroup) | None => {}
        }
        if let Some(place) = numbers(row).find_map(|number| self.seen.numbers.get(number)) {
            return Some(Who::New(*place));
        }
        if let Some((likeness, people)) = self.known.find(row, unit) {
            if let ([person], true) = (&people[..], likeness.settles()) {
                return Some(Who::Known(*person));
            }
            let codes: Vec<String> = people.iter().take(5).map(ToString::to_string).collect();
            let says = format!("có thể là người mã {} ({}); cần cán bộ xác nhận", codes.join(", "), likeness.shown());
            let choices = people.iter().take(5).map(|person| Settlement::Is(*person));
            let choices = choices.chain([Settlement::NewPerson, Settlement::Skip]).collect();
            self.plan.taken_in.questions.push(RowNote::asking(&row.source, says, choices));
            return None;
        }
        let twin = format!("{} {} {} {} {}", fold(&row.name), row.birth, unit.0, fold(&row.village), row.group);
        let has_paper = numbers(row).next().is_some();
        if !self.seen.alike.insert(twin) && !has_paper {
            let says = "trùng họ tên, ngày sinh, thôn và nhóm với một dòng trước trong danh sách";
            let choices = vec![Settlement::NewPerson, Settlement::Skip];
            self.plan.taken_in.questions.push(RowNote::asking(&row.source, says, choices));
            return None;
        }
        Some(self.new_person(row, unit))
    }

    fn new_person(&mut self, row: &Beneficiary, unit: &UnitId) -> Who {
        let person = Person { name: row.name.clone(), sex: row.sex, birth: row.birth, source: row.source.to_string() };
        let village = Some(row.village.clone()).filter(|village| !village.is_empty());
        let residence = Residence { unit: unit.clone(), village, span: Span::since(known_since(row)) };
        let place = self.seen.people;
        self.seen.people += 1;
        self.plan.people.push((person, papers_of(row).collect(), residence));
        self.plan.taken_in.new_people += 1;
        for number in numbers(row) {
            self.seen.numbers.insert(number.to_owned(), place);
        }
        Who::New(place)
    }

    /// What the list says otherwise of a known person. Only what nobody had written down is added by itself.
    fn compare(&mut self, row: &Beneficiary, person: PersonId, unit: &UnitId) {
        let Some(entry) = self.known.entries.get(&person) else { return };
        let mut says = Vec::new();
        let mut corrected =
            Person { name: entry.name.clone(), sex: entry.sex, birth: entry.birth, source: row.source.to_string() };
        if fold(&entry.name) != fold(&row.name) {
            says.push(format!("họ tên: sổ ghi {}, danh sách ghi {}", entry.name, row.name));
            corrected.name.clone_from(&row.name);
        }
        if !agree(entry.birth, row.birth) {
            says.push(format!("ngày sinh: sổ ghi {}, danh sách ghi {}", entry.birth.shown(), row.birth.shown()));
            corrected.birth = row.birth;
        }
        if let Some((old, new)) = entry.sex.zip(row.sex).filter(|(old, new)| old != new) {
            says.push(format!("giới tính: sổ ghi {}, danh sách ghi {}", old.shown(), new.shown()));
            corrected.sex = row.sex;
        }
        let is_correction = !says.is_empty();
        if entry.unit.as_ref().is_some_and(|home| home != unit) {
            says.push("xã: danh sách ghi nơi khác với sổ; nếu đã chuyển đi hãy ghi nhận chuyển nơi ở".to_owned());
        } else if let Some(village) = entry.village.as_deref()
            && !row.village.is_empty()
            && fold(village) != fold(&row.village)
        {
            says.push(format!("thôn: sổ ghi {village}, danh sách ghi {}", row.village));
        }
        for paper in papers_of(row) {
            let has_kind = entry.papers.iter().any(|held| held.number.len() == paper.number.len());
            if !has_kind {
                self.plan.papers.push((person, paper));
            }
        }
        if says.is_empty() {
            return;
        }
        if is_correction && settlement(row) == Some(Settlement::TakeList) {
            self.plan.corrected.push((person, corrected));
            return;
        }
        let choices = if is_correction { vec![Settlement::TakeList, Settlement::Skip] } else { Vec::new() };
        let says = format!("người mã {person}: {}", says.join("; "));
        self.plan.taken_in.changed.push(RowNote::asking(&row.source, says, choices));
    }
}

/// One birth date may only be more precise than the other.
fn agree(one: domain::kernel::BirthDate, two: domain::kernel::BirthDate) -> bool {
    let month = |birth: domain::kernel::BirthDate| match birth.precision() {
        BirthPrecision::Year => None,
        BirthPrecision::Month | BirthPrecision::Day => Some(birth.month_counted(1)),
    };
    let months_agree = month(one).zip(month(two)).is_none_or(|(one, two)| one == two);
    one.year() == two.year() && months_agree && (one.precision() != two.precision() || one == two)
}

fn papers_of(row: &Beneficiary) -> impl Iterator<Item = PersonPaper> {
    let personal = row.personal_id.clone().map(PersonPaper::from).into_iter();
    personal.chain(row.old_id.clone().map(PersonPaper::from))
}

/// The day from which the list attests where somebody lives.
fn known_since(row: &Beneficiary) -> Day {
    row.event_day.unwrap_or(row.from_month.first_day()).min(row.from_month.first_day())
}

fn warn_about_papers(plan: &mut Plan, row: &Beneficiary) {
    let female = row.sex.map(|sex| sex == domain::registry::Sex::Female);
    let warnings = row.personal_id.as_ref().map(|id| id.warnings(Some(row.birth), female)).unwrap_or_default();
    for warning in warnings {
        let says = match warning {
            domain::kernel::PersonalIdWarning::BirthYearDiffers { in_number } => {
                format!("số định danh ghi năm sinh {in_number}, danh sách ghi {}", row.birth.shown())
            }
            domain::kernel::PersonalIdWarning::SexDiffers => "số định danh ghi giới tính khác danh sách".to_owned(),
        };
        plan.taken_in.warnings.push(RowNote::new(&row.source, says));
    }
}

/// The spell a row grants, and the scheme it belongs to.
fn spell_of(office: &Office, acting: Acting, row: &Beneficiary) -> Result<(Spell, String), String> {
    let group =
        office.law.group(&row.group).ok_or_else(|| format!("không có nhóm hưởng “{}” trong laws/", row.group))?;
    let unknown = row.attributes.iter().find(|key| !office.law.attributes.iter().any(|known| known.key == **key));
    if let Some(unknown) = unknown {
        return Err(format!("không có đặc điểm “{unknown}” trong laws/"));
    }
    let benefit = office.law.benefit(&group.benefit).ok_or_else(|| format!("không có chế độ “{}”", group.benefit))?;
    if !acting.rights.covers_scheme(&benefit.scheme) {
        return Err(format!("chế độ {} không thuộc lĩnh vực bạn phụ trách", benefit.scheme_name));
    }
    let is_once = benefit.cadence == Cadence::Once;
    if is_once && row.event_day.is_none() {
        return Err("khoản một lần cần “Ngày phát sinh”".to_owned());
    }
    let subject = |subject: &paper::template::SubjectRow| Subject {
        person: None,
        name: subject.name.clone(),
        birth: subject.birth,
        until: None,
        student_until: None,
    };
    let spell = Spell {
        group: row.group.clone(),
        percent: row.percent,
        years: row.years,
        attributes: row.attributes.clone(),
        months: MonthSpan::new(row.from_month, row.until_month.unwrap_or(Month::NEVER)),
        settled_until: row.settled_until,
        event_day: row.event_day.filter(|_| is_once),
        subjects: row.about.iter().map(subject).collect(),
        pauses: Vec::new(),
    };
    Ok((spell, benefit.scheme.clone()))
}
