//! The story of four months, told through the office's own acts.

use std::collections::{HashMap, HashSet};

use domain::kernel::{Day, Moment, Month, MonthSpan, PersonId, RunId, Span, SpellId, UnitId, UserId};
use domain::payment::{LineKind, MakerChecker};
use domain::registry::{Death, Sex, Status, UnitVersion};
use paper::template::{Beneficiary, PayerAnswer, PayerLine, Source, SubjectRow, write_payment_result};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::runs::{LineFilter, StoredLine, lines};
use store::{Db, papers, spells};

use super::compose::{self, Composed, DRAFT_DAY, Event, Member, compose, day, one_off_groups};
use super::names;
use crate::access::Role;
use crate::decide::{self, OneOff, Paper};
use crate::profile::{self, Profile};
use crate::register::{Intent, take_in};
use crate::roll::{self, DraftOrder};
use crate::users::{self, ChosenBy, NewUser};
use crate::{Acting, Office, OfficeError, Refusal, life};

/// Who can sign in to the demo, with passwords that are printed once.
#[derive(Debug, Clone)]
pub struct DemoAccounts {
    pub officer: DemoUser,
    pub chief: DemoUser,
    /// Somebody of every other role.
    pub others: Vec<DemoUser>,
    pub unit_name: String,
}

#[derive(Debug, Clone)]
pub struct DemoUser {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    /// The names of their roles.
    pub role: String,
    pub password: String,
}

const UNIT_CODE: &str = "333";
const MONTHS: std::ops::RangeInclusive<i8> = 1..=4;
const VILLAGES: [&str; 5] = ["Thôn Đông", "Thôn Đoài", "Thôn Trung", "Thôn Nam", "Thôn Bắc"];
/// How many quiet people do not come for their money in a month.
const ABSENT: [(&str, usize); 2] = [("btxh", 14), ("ncc", 4)];

/// Makes the demo office in an empty database. `secrets` draws the passwords; everything else follows the seed.
pub fn run(
    office: &Office,
    db: &Db,
    seed: u64,
    secrets: &mut impl rand::Rng,
    mut progress: impl FnMut(&str),
) -> Result<DemoAccounts, OfficeError> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    progress("Dựng hồ sơ của huyện mẫu");
    let composed = compose(&office.law, &mut chance);
    let accounts = set_up(office, db, &mut chance, secrets)?;
    let mut demo = Demo::new(office, db, &accounts, composed, chance)?;
    progress("Nhập danh sách đang hưởng đến hết năm 2020");
    demo.take_over()?;
    let (mut months, days) = (0, demo.agenda());
    for (on, todo) in days {
        if let Todo::Draft(month) = todo {
            months += 1;
            progress(&format!("Tháng {month:02}/2021: biến động, danh sách chi trả, kết quả chi trả ({months}/4)"));
        }
        demo.act(on, todo)?;
    }
    Ok(accounts)
}

fn set_up(
    office: &Office,
    db: &Db,
    chance: &mut ChaCha8Rng,
    secrets: &mut impl rand::Rng,
) -> Result<DemoAccounts, OfficeError> {
    let start = Acting::holder(None, at(day(1, 2), 0));
    let unit = district(office)?;
    let mut sign_up = |login: &str, role: Role, unit: Option<&UnitId>, full_name: String| {
        let new = NewUser {
            login: login.to_owned(),
            full_name,
            role: role.key().to_owned(),
            unit: unit.cloned(),
            schemes: None,
            password: users::one_time_password(secrets),
            chosen_by: ChosenBy::Themselves,
        };
        let id = users::add(office, db, start, &new)?;
        let (login, full_name, password) = (new.login, new.full_name, new.password);
        Ok::<_, OfficeError>(DemoUser { id, login, full_name, role: role.name().to_owned(), password })
    };
    let officer = sign_up("canbo", Role::Specialist, None, names::name(chance, Sex::Female, 1987))?;
    let chief = sign_up("lanhdao", Role::Head, None, names::name(chance, Sex::Male, 1972))?;
    let commune = office.units.communes_of(&unit.id, day(1, 2)).next().map(|unit| &unit.id);
    let others = vec![
        sign_up("ketoan", Role::Accountant, None, "Trần Thị Thu Kế".to_owned())?,
        sign_up("congchucxa", Role::CommuneOfficer, commune, "Vũ Văn Xá".to_owned())?,
        sign_up("buudien", Role::Payer, None, "Bưu điện huyện Phù Cừ".to_owned())?,
        sign_up("thanhtra", Role::Inspector, None, "Lê Minh Tra".to_owned())?,
        sign_up("quantri", Role::Administrator, None, "Phạm Quản Trị".to_owned())?,
    ];
    let profile = Profile {
        unit: unit.id.clone(),
        superior: "UBND HUYỆN PHÙ CỪ".to_owned(),
        name: "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI".to_owned(),
        place: "Phù Cừ".to_owned(),
        symbol: "BC-LĐTBXH".to_owned(),
        signer_title: "TRƯỞNG PHÒNG".to_owned(),
        signer_name: chief.full_name.clone(),
        report_to: "Ủy ban nhân dân huyện Phù Cừ".to_owned(),
        maker_checker: MakerChecker::TwoPeople,
    };
    profile::set(db, start, &profile)?;
    Ok(DemoAccounts { officer, chief, others, unit_name: unit.name.clone() })
}

fn district(office: &Office) -> Result<&UnitVersion, OfficeError> {
    let found = office.units.by_code(UNIT_CODE, day(1, 2));
    Ok(found.ok_or_else(|| Refusal::NoSuchUnit(UNIT_CODE.to_owned()))?)
}

/// The `minute`-th minute of a working day, eight in the morning in Vietnam and later.
fn at(on: Day, minute: i64) -> Moment {
    Moment::new(on, 1, 0, 0).expect("one o'clock exists").add_seconds(minute * 60)
}

/// Something the office does on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Todo {
    /// People granted on this day, of both schemes.
    Grant,
    Happen {
        scheme: usize,
        member: usize,
        event: usize,
    },
    Resume {
        scheme: usize,
        member: usize,
    },
    Draft(i8),
    Approve(i8),
    Send(i8),
    Confirm(i8),
    Close(i8),
}

const SCHEMES: [&str; 2] = ["btxh", "ncc"];

struct Demo<'a> {
    office: &'a Office,
    db: &'a Db,
    officer: UserId,
    chief: UserId,
    members: [Vec<Member>; 2],
    communes: Vec<String>,
    people: HashMap<String, PersonId>,
    chance: ChaCha8Rng,
    decisions: i64,
    minute: i64,
    today: Day,
}

impl<'a> Demo<'a> {
    fn new(
        office: &'a Office,
        db: &'a Db,
        accounts: &DemoAccounts,
        composed: Composed,
        chance: ChaCha8Rng,
    ) -> Result<Demo<'a>, OfficeError> {
        let start = day(1, 2);
        let district = district(office)?;
        let communes = office.units.communes_of(&district.id, start).map(|unit| unit.name.clone()).collect();
        Ok(Demo {
            office,
            db,
            officer: accounts.officer.id,
            chief: accounts.chief.id,
            members: [composed.btxh, composed.ncc],
            communes,
            people: HashMap::new(),
            chance,
            decisions: 0,
            minute: 0,
            today: start,
        })
    }

    /// Each act a minute after the one before, so that no two moments are one.
    fn acting(&mut self, user: UserId) -> Acting<'static> {
        self.minute += 1;
        Acting::holder(Some(user), at(self.today, self.minute))
    }

    fn paper(&mut self, signed_on: Day, scheme: usize) -> Paper {
        self.decisions += 1;
        let symbol = if SCHEMES[scheme] == "btxh" { "QĐ-UBND" } else { "QĐ-SLĐTBXH" };
        let proposed_on = (SCHEMES[scheme] == "ncc").then(|| signed_on.add_days(-5));
        Paper { number: Some(format!("{:02}/{symbol}", self.decisions)), signed_on, proposed_on }
    }

    fn take_over(&mut self) -> Result<(), OfficeError> {
        for scheme in 0..SCHEMES.len() {
            let taken_over: Vec<usize> = (0..self.members[scheme].len())
                .filter(|place| self.members[scheme][*place].decided.is_none())
                .collect();
            let rows: Vec<Beneficiary> = taken_over.into_iter().map(|place| self.row(scheme, place)).collect();
            self.register(&rows)?;
        }
        Ok(())
    }

    fn register(&mut self, rows: &[Beneficiary]) -> Result<(), OfficeError> {
        let acting = self.acting(self.officer);
        let taken_in = take_in(self.office, self.db, acting, rows, Intent::Save)?;
        if let Some(note) = taken_in.rejects.iter().chain(&taken_in.questions).next() {
            return Err(Refusal::RowRefused { source_row: note.source.to_string(), says: note.says.clone() }.into());
        }
        let numbers: Vec<&str> = rows.iter().filter_map(|row| row.personal_id.as_ref()).map(|id| id.as_str()).collect();
        let held = self.db.read(|tx| papers::named(tx, &numbers, acting.now))?;
        self.people.extend(held.into_iter().map(|(person, paper)| (paper.number, person)));
        Ok(())
    }

    fn row(&mut self, scheme: usize, place: usize) -> Beneficiary {
        let member = &self.members[scheme][place];
        let file = if member.decided.is_some() { "kem-theo-quyet-dinh" } else { "dang-huong-2020" };
        let source =
            Source { file: format!("{file}-{}.xlsx", SCHEMES[scheme]).into(), sheet: "Sheet1".into(), row: place + 2 };
        let settled = member.decided.is_none().then(|| day(1, 1).month());
        let row = Beneficiary {
            source,
            personal_id: Some(member.person.personal_id.clone()),
            old_id: None,
            name: member.person.name.clone(),
            sex: Some(member.person.sex),
            birth: member.person.birth,
            commune: self.communes[member.commune % self.communes.len()].clone(),
            village: VILLAGES[member.village].to_owned(),
            group: member.group.to_owned(),
            percent: member.percent,
            years: None,
            attributes: member.attributes.iter().map(|key| (*key).to_owned()).collect(),
            about: member
                .subjects
                .iter()
                .map(|(name, birth)| SubjectRow { name: name.clone(), birth: *birth, student: false })
                .collect(),
            from_month: member.from,
            settled_until: settled,
            until_month: None,
            decision_number: None,
            decision_date: member.decided,
            event_day: None,
            receiver: None,
            account: None,
            bank: None,
            household_head: None,
            household_class: None,
            note: String::new(),
            settlement: None,
        };
        let paper = member.decided.map(|signed| self.paper(signed, scheme));
        Beneficiary { decision_number: paper.and_then(|paper| paper.number), ..row }
    }

    /// Everything that will be done, in the order of days; within a day in the order of [`Todo`].
    fn agenda(&self) -> Vec<(Day, Todo)> {
        let mut agenda: Vec<(Day, Todo)> = Vec::new();
        for (scheme, members) in self.members.iter().enumerate() {
            for (member, one) in members.iter().enumerate() {
                agenda.extend(one.decided.map(|on| (on, Todo::Grant)));
                for (event, happens) in one.events.iter().enumerate() {
                    agenda.push((heard(happens), Todo::Happen { scheme, member, event }));
                    if let Event::Paused { until: Some((_, on)), .. } = happens {
                        agenda.push((*on, Todo::Resume { scheme, member }));
                    }
                }
            }
        }
        for month in MONTHS {
            agenda.push((day(month, DRAFT_DAY), Todo::Draft(month)));
            agenda.push((day(month, DRAFT_DAY), Todo::Approve(month)));
            agenda.push((day(month, DRAFT_DAY + 2), Todo::Send(month)));
            agenda.push((day(month, 20), Todo::Confirm(month)));
            agenda.push((day(month, 24), Todo::Close(month)));
        }
        agenda.sort();
        agenda.dedup();
        agenda
    }

    fn act(&mut self, on: Day, todo: Todo) -> Result<(), OfficeError> {
        if on != self.today {
            (self.today, self.minute) = (on, 0);
        }
        match todo {
            Todo::Grant => self.grant(on),
            Todo::Happen { scheme, member, event } => self.happen(scheme, member, event),
            Todo::Resume { scheme, member } => self.resume(scheme, member),
            Todo::Draft(month) => self.draft(month),
            Todo::Approve(month) => self.step(month, |demo, run| {
                let acting = demo.acting(demo.chief);
                roll::approve(demo.office, demo.db, acting, run).map(drop)
            }),
            Todo::Send(month) => self.step(month, |demo, run| {
                let acting = demo.acting(demo.officer);
                roll::send(demo.db, acting, run).map(drop)
            }),
            Todo::Confirm(month) => self.confirm(month),
            Todo::Close(month) => self.step(month, |demo, run| {
                let acting = demo.acting(demo.chief);
                roll::close(demo.db, acting, run).map(drop)
            }),
        }
    }

    fn grant(&mut self, on: Day) -> Result<(), OfficeError> {
        for scheme in 0..SCHEMES.len() {
            let granted: Vec<usize> = (0..self.members[scheme].len())
                .filter(|place| self.members[scheme][*place].decided == Some(on))
                .collect();
            let rows: Vec<Beneficiary> = granted.into_iter().map(|place| self.row(scheme, place)).collect();
            if !rows.is_empty() {
                self.register(&rows)?;
            }
        }
        Ok(())
    }

    fn person(&self, scheme: usize, member: usize) -> Result<PersonId, OfficeError> {
        let number = self.members[scheme][member].person.personal_id.as_str();
        Ok(*self.people.get(number).ok_or(Refusal::NoSuchPerson(PersonId(0)))?)
    }

    /// The member's own monthly spell that is still open.
    fn spell(&mut self, person: PersonId) -> Result<SpellId, OfficeError> {
        let now = at(self.today, self.minute);
        let all = self.db.read(|tx| spells::list(tx, person, now))?;
        let open = all.into_iter().filter(|record| record.spell.event_day.is_none()).map(|record| record.id).max();
        Ok(open.ok_or(Refusal::NoSuchSpell { person, spell: SpellId(0) })?)
    }

    fn happen(&mut self, scheme: usize, member: usize, event: usize) -> Result<(), OfficeError> {
        let person = self.person(scheme, member)?;
        let today = self.today;
        let happens = self.members[scheme][member].events[event].clone();
        match happens {
            Event::Died { on, .. } => self.die(scheme, person, on),
            Event::OneOff { event, decided } => {
                let paper = self.paper(decided, scheme);
                let groups = one_off_groups(&self.members[scheme][member]);
                let groups: Vec<OneOff> =
                    groups.iter().map(|group| OneOff { group: (*group).to_owned(), years: None }).collect();
                let acting = self.acting(self.officer);
                decide::one_off(self.office, self.db, acting, person, event, &groups, &paper)
            }
            Event::Regraded { to, decided } => {
                let spell = self.spell(person)?;
                let paper = self.paper(decided, scheme);
                let mut next = compose::spell(&self.members[scheme][member], decided.month());
                next.group = to.to_owned();
                next.months = MonthSpan::since(decided.month());
                next.settled_until = None;
                let acting = self.acting(self.officer);
                decide::change(self.office, self.db, acting, (person, spell), &next, &paper).map(drop)
            }
            Event::Paused { from, decided, .. } => {
                let spell = self.spell(person)?;
                let paper = self.paper(decided, scheme);
                let acting = self.acting(self.officer);
                let months = MonthSpan::since(from);
                decide::pause(
                    self.office,
                    self.db,
                    acting,
                    (person, spell),
                    months,
                    "không nhận tiền nhiều tháng",
                    &paper,
                )
            }
            Event::FoundElsewhere { since, .. } => {
                let kind = "tro_cap_bhxh".to_owned();
                let status = Status { kind, grade: None, amount: None, span: Span::since(since) };
                let acting = self.acting(self.officer);
                life::record_status(self.db, acting, person, &status)
            }
            Event::Moved { on } => {
                let communes = self.office.units.communes_of(&district(self.office)?.id, today);
                let Some(next) = communes.map(|unit| unit.id.clone()).nth(member % self.communes.len()) else {
                    return Ok(());
                };
                let acting = self.acting(self.officer);
                life::move_to(self.office, self.db, acting, person, (&next, Some(VILLAGES[0])), on)
            }
        }
    }

    /// The death and the stop decision, as the office does both in one sitting.
    fn die(&mut self, scheme: usize, person: PersonId, on: Day) -> Result<(), OfficeError> {
        let spell = self.spell(person)?;
        let certificate = Some(format!("TLKT-{}", person));
        let acting = self.acting(self.officer);
        life::report_death(self.db, acting, person, &Death { died_on: on, certificate })?;
        let paper = self.paper(self.today, scheme);
        let acting = self.acting(self.officer);
        decide::stop(self.office, self.db, acting, (person, spell), on.month().next(), &paper)
    }

    fn resume(&mut self, scheme: usize, member: usize) -> Result<(), OfficeError> {
        let person = self.person(scheme, member)?;
        let spell = self.spell(person)?;
        let paper = self.paper(self.today, scheme);
        let acting = self.acting(self.officer);
        decide::resume(self.office, self.db, acting, (person, spell), self.today.month(), &paper)
    }

    fn draft(&mut self, month: i8) -> Result<(), OfficeError> {
        for scheme in SCHEMES {
            let order =
                DraftOrder { scheme: scheme.to_owned(), month: day(month, 1).month(), months_ahead: 0, unit: None };
            let acting = self.acting(self.officer);
            roll::draft(self.office, self.db, acting, &order)?;
        }
        Ok(())
    }

    fn run_of(&self, scheme: &str, month: i8) -> Result<RunId, OfficeError> {
        let unit = district(self.office)?.id.clone();
        let key = roll::RollKey { scheme: scheme.to_owned(), month: day(month, 1).month(), unit };
        Ok(roll::need_live(self.db, &key)?.id)
    }

    fn step(
        &mut self,
        month: i8,
        step: impl Fn(&mut Demo<'a>, RunId) -> Result<(), OfficeError>,
    ) -> Result<(), OfficeError> {
        for scheme in SCHEMES {
            let run = self.run_of(scheme, month)?;
            step(self, run)?;
        }
        Ok(())
    }

    /// The payer's file is made, written as a workbook and read back like any other.
    fn confirm(&mut self, month: i8) -> Result<(), OfficeError> {
        for (scheme, name) in SCHEMES.iter().enumerate() {
            let run = self.run_of(name, month)?;
            let answers = self.payer_lines(scheme, run)?;
            let bytes = write_payment_result(&answers)?;
            let file = format!("ket-qua-{name}-2021-{month:02}.xlsx");
            let acting = self.acting(self.officer);
            roll::confirm_file(self.office, self.db, acting, run, (&file, &bytes), Intent::Save)?;
        }
        Ok(())
    }

    fn payer_lines(&mut self, scheme: usize, run: RunId) -> Result<Vec<PayerLine>, OfficeError> {
        let mut all: Vec<StoredLine> = Vec::new();
        self.db.read(|tx| {
            all.clear();
            lines::each_line(tx, run, &LineFilter::default(), |line| {
                if line.kind.is_paid() {
                    all.push(line);
                }
                Ok(())
            })
        })?;
        let dead = self.known_dead_to_payer(scheme)?;
        let absent = self.absent(scheme, &all)?;
        Ok(all.iter().map(|line| payer_line(line, &dead, &absent)).collect())
    }

    /// People the postman found dead before the office heard of it, with the month of death.
    fn known_dead_to_payer(&self, scheme: usize) -> Result<HashMap<PersonId, Month>, OfficeError> {
        let mut dead = HashMap::new();
        for (place, member) in self.members[scheme].iter().enumerate() {
            if let Some(Event::Died { on, payer_says_dead: true, .. }) = member.events.first() {
                dead.insert(self.person(scheme, place)?, on.month());
            }
        }
        Ok(dead)
    }

    /// A few of the people to whom nothing else happens.
    fn absent(&mut self, scheme: usize, lines: &[StoredLine]) -> Result<HashSet<PersonId>, OfficeError> {
        let mut quiet = Vec::new();
        for place in 0..self.members[scheme].len() {
            let member = &self.members[scheme][place];
            if member.events.is_empty() && member.decided.is_none() {
                quiet.push(self.person(scheme, place)?);
            }
        }
        let on_roll: HashSet<PersonId> = lines.iter().map(|line| line.person).collect();
        let wanted = ABSENT.iter().find(|one| one.0 == SCHEMES[scheme]).map_or(0, |one| one.1);
        let mut absent = HashSet::new();
        while absent.len() < wanted {
            let person = quiet[self.chance.random_range(0..quiet.len())];
            if on_roll.contains(&person) {
                absent.insert(person);
            }
        }
        Ok(absent)
    }
}

fn payer_line(line: &StoredLine, dead: &HashMap<PersonId, Month>, absent: &HashSet<PersonId>) -> PayerLine {
    let is_dead = line.kind != LineKind::OneOff && dead.get(&line.person).is_some_and(|month| *month < line.paid_for);
    let reason = match () {
        () if is_dead => "Chết",
        () if absent.contains(&line.person) => "Vắng nhà",
        () => "",
    };
    PayerLine {
        line: Some(line.no),
        person: Some(line.person.0),
        name: "Theo danh sách".to_owned(),
        amount: line.amount,
        answer: Some(if reason.is_empty() { PayerAnswer::Paid } else { PayerAnswer::Unpaid }),
        reason: reason.to_owned(),
    }
}

/// The day on which the office acts on an event.
fn heard(event: &Event) -> Day {
    match event {
        Event::Died { reported, .. } => *reported,
        Event::OneOff { decided, .. } | Event::Regraded { decided, .. } | Event::Paused { decided, .. } => *decided,
        Event::FoundElsewhere { recorded, .. } => *recorded,
        Event::Moved { on } => *on,
    }
}
