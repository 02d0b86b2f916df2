//! Invented facts in bulk, to measure the long paths: facts to dues, records to a drafted roll, a list in and out,
//! and one person found among a million.

mod search;

use std::io::{Read, Seek, Write};

use domain::entitlement::{Cohort, Months, Scratch, Spell, Tariff, explain};
use domain::kernel::{BirthDate, Day, Dong, Moment, Month, MonthSpan, PersonId, Span, SpellId, UnitId, UserId};
use domain::payment::MakerChecker;
use domain::registry::{Person, Residence, Sex};
use domain::rules::View;
use paper::sheets::plain::{self, PlainColumn};
use paper::sheets::{Cell, Form};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::runs::{LineFilter, LineRow, lines};
use store::spells::NewSpell;
use store::{Db, Recording, ids, people, residences, runs, spells};

pub use search::{Clocks, SearchBench, ShapeBench, crowd, search};

use crate::intake::{self, benefits::Amounts};
use crate::profile::{self, Profile};
use crate::register::Intent;
use crate::roll::{self, DraftOrder};
use crate::{Acting, Office, OfficeError, Refusal};

const SEED: u64 = 7;
const FIRST_MONTH: (i16, i8) = (2024, 1);
/// The slow path explains every so many-th person of the measured ones.
const SAMPLE_EVERY: usize = 2_500;

/// How long facts took to become dues.
#[derive(Debug, Clone)]
pub struct DuesBench {
    pub people: usize,
    pub months: usize,
    pub dues: u64,
    pub total: Dong,
    pub cpu_seconds: f64,
    pub nanoseconds_per_person_month: f64,
    /// The sample along both paths; equal or the measurement is worthless.
    pub sample_people: usize,
    pub sample_quick: Dong,
    pub sample_explained: Dong,
}

/// The share of each group among the invented people, and how they were born.
const MIX: &[(&str, u32, (i16, i16))] = &[
    ("K5c", 46, (1920, 1944)),
    ("K6-N", 22, (1930, 2015)),
    ("K6-DBN", 6, (1930, 2018)),
    ("K1", 2, (2009, 2022)),
    ("K5a", 3, (1930, 1962)),
    ("TB", 8, (1935, 1960)),
    ("BB", 3, (1935, 1960)),
    ("LS_TUAT_1", 6, (1930, 1960)),
    ("CD", 4, (1940, 1960)),
];
const SECOND_SPELL_SHARE: f64 = 0.02;
const DEAD_SHARE: f64 = 0.03;

pub fn dues(office: &Office, people: usize, months: usize, cpu_seconds: fn() -> f64) -> Result<DuesBench, OfficeError> {
    let first = Month::new(FIRST_MONTH.0, FIRST_MONTH.1).expect("a month");
    let span = MonthSpan::new(first, first + i32::try_from(months).unwrap_or(1));
    let cohort = cohort(office, people, span);
    let view = View::new(&office.law, span.until.previous().last_day(), span.until.previous());
    let tariff = Tariff::new(view, span)?;
    let mut scratch = Scratch::default();
    let (mut dues, mut total) = (0_u64, Dong::ZERO);
    let started = cpu_seconds();
    for person in &cohort.people {
        tariff.dues(&cohort, person, Months::Granted, &mut scratch);
        dues += scratch.dues.len() as u64;
        total += scratch.dues.iter().map(|due| due.amount).sum();
    }
    let cpu = cpu_seconds() - started;
    let (sample_people, sample_quick, sample_explained) = sample(&tariff, &cohort, span);
    Ok(DuesBench {
        people,
        months,
        dues,
        total,
        cpu_seconds: cpu,
        nanoseconds_per_person_month: cpu * 1e9 / (people * months) as f64,
        sample_people,
        sample_quick,
        sample_explained,
    })
}

fn sample(tariff: &Tariff<'_>, cohort: &Cohort, span: MonthSpan) -> (usize, Dong, Dong) {
    let mut scratch = Scratch::default();
    let (mut count, mut quick, mut slow) = (0, Dong::ZERO, Dong::ZERO);
    for person in cohort.people.iter().step_by(SAMPLE_EVERY) {
        tariff.dues(cohort, person, Months::Granted, &mut scratch);
        quick += scratch.dues.iter().map(|due| due.amount).sum();
        for month in span.months() {
            let explanation = explain(tariff.view, cohort, person, month);
            slow += explanation.findings.iter().filter_map(|finding| finding.amount()).sum();
        }
        count += 1;
    }
    (count, quick, slow)
}

fn cohort(office: &Office, people: usize, span: MonthSpan) -> Cohort {
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut cohort = Cohort::new(&office.law);
    for place in 0..people {
        let (group, years) = draw(&mut chance);
        let birth = birth(&mut chance, years);
        let died = chance.random_bool(DEAD_SHARE).then(|| span.from.first_day().add_days(chance.random_range(0..360)));
        cohort.add_person(PersonId(place as i64 + 1), birth, died);
        let spell = spell(&mut chance, group, span.from);
        cohort.add_spell(SpellId(place as i64 + 1), &spell).expect("the bench uses groups of the law");
        if chance.random_bool(SECOND_SPELL_SHARE) {
            let second = self::spell(&mut chance, "LS_TUAT_1", span.from);
            cohort.add_spell(SpellId((people + place) as i64), &second).expect("a group of the law");
        }
    }
    cohort
}

fn draw(chance: &mut ChaCha8Rng) -> (&'static str, (i16, i16)) {
    let total: u32 = MIX.iter().map(|one| one.1).sum();
    let mut left = chance.random_range(0..total);
    for (group, share, years) in MIX {
        if left < *share {
            return (group, *years);
        }
        left -= share;
    }
    (MIX[0].0, MIX[0].2)
}

fn birth(chance: &mut ChaCha8Rng, years: (i16, i16)) -> BirthDate {
    let year = chance.random_range(years.0..=years.1);
    BirthDate::Day(Day::new(year, chance.random_range(1..=12), chance.random_range(1..=28)).expect("a day"))
}

fn spell(chance: &mut ChaCha8Rng, group: &str, first: Month) -> Spell {
    let percent = matches!(group, "TB" | "BB" | "CD").then(|| chance.random_range(41..=95));
    let starts = first - chance.random_range(0..60) + 4;
    let length = chance.random_bool(0.05).then(|| chance.random_range(6..60));
    Spell {
        group: group.to_owned(),
        percent,
        years: None,
        attributes: Vec::new(),
        months: MonthSpan::new(starts, length.map_or(Month::NEVER, |months: i32| starts + months)),
        settled_until: Some(first),
        event_day: None,
        subjects: Vec::new(),
        pauses: Vec::new(),
    }
}

/// How long stored records took to become a drafted roll, against writing its lines bare.
#[derive(Debug, Clone)]
pub struct RollBench {
    pub people: usize,
    pub lines: u64,
    pub draft_cpu_seconds: f64,
    /// The next month, with a ledger to set against.
    pub second_draft_cpu_seconds: f64,
    pub bare_insert_cpu_seconds: f64,
}

const UNIT_CODE: &str = "333";
const BENCH_MONTH: (i16, i8) = (2024, 7);
const LOAD: usize = 50_000;

/// Fills `db` with people of one spell each, drafts two months, and writes the lines of one of them bare into `bare`.
pub fn roll(
    office: &Office,
    db: &Db,
    bare: &Db,
    people: usize,
    cpu_seconds: fn() -> f64,
) -> Result<RollBench, OfficeError> {
    let month = Month::new(BENCH_MONTH.0, BENCH_MONTH.1).expect("a month");
    fill(office, db, people, month)?;
    let draft = |month: Month, minute: i64| -> Result<(f64, domain::kernel::RunId), OfficeError> {
        let started = cpu_seconds();
        let acting = acting(month, minute, 1);
        let order = DraftOrder { scheme: "btxh".to_owned(), month, months_ahead: 0, unit: None };
        let drafted = roll::draft(office, db, acting, &order)?;
        Ok((cpu_seconds() - started, drafted.run))
    };
    let (first, run) = draft(month, 0)?;
    roll::approve(office, db, acting(month, 1, 2), run)?;
    let (second, _) = draft(month.next(), 0)?;
    let (lines, bare_seconds) = insert_bare(db, bare, run, cpu_seconds)?;
    Ok(RollBench {
        people,
        lines,
        draft_cpu_seconds: first,
        second_draft_cpu_seconds: second,
        bare_insert_cpu_seconds: bare_seconds,
    })
}

fn acting(month: Month, minute: i64, user: i64) -> Acting<'static> {
    let now = domain::kernel::Moment::new(month.first_day(), 2, 0, 0).expect("a moment").add_seconds(minute * 60);
    Acting::holder(Some(UserId(user)), now)
}

fn fill(office: &Office, db: &Db, count: usize, month: Month) -> Result<(), OfficeError> {
    let start = acting(month, -60, 1);
    let unit = office.units.by_code(UNIT_CODE, month.first_day());
    let unit = unit.ok_or_else(|| Refusal::NoSuchUnit(UNIT_CODE.to_owned()))?;
    let profile = Profile { maker_checker: MakerChecker::TwoPeople, ..Profile::of_unit(office, &unit.id) };
    profile::set(db, start, &profile)?;
    let communes: Vec<_> = office.units.communes_of(&unit.id, month.first_day()).map(|unit| unit.id.clone()).collect();
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    for from in (0..count).step_by(LOAD) {
        let rec = Recording { at: start.now };
        let many = LOAD.min(count - from);
        let mut drawn = Vec::with_capacity(many);
        for place in from..from + many {
            let person = Person {
                name: format!("Người Mẫu {place}"),
                sex: Some(Sex::Female),
                birth: birth(&mut chance, (1925, 1943)),
                source: String::new(),
            };
            let span = Span::since(month.first_day().add_days(-400));
            let home = Residence { unit: communes[place % communes.len()].clone(), village: None, span };
            let granted = Spell { settled_until: Some(month), ..self::spell(&mut chance, "K5c", month - 6) };
            let granted = Spell { months: MonthSpan::since(granted.months.from.min(month)), ..granted };
            drawn.push((PersonId(place as i64 + 1), person, home, granted));
        }
        db.write(|tx| {
            ids::take(tx, ids::PERSON, many as i64)?;
            ids::take(tx, ids::SPELL, many as i64)?;
            let new = |one: &(PersonId, Person, Residence, Spell)| NewSpell {
                person: one.0,
                id: SpellId(one.0.0),
                decision: None,
                source: String::new(),
                spell: one.3.clone(),
            };
            people::add_many(tx, &drawn.iter().map(|one| (one.0, one.1.clone())).collect::<Vec<_>>(), rec)?;
            residences::add_many(tx, &drawn.iter().map(|one| (one.0, one.2.clone())).collect::<Vec<_>>(), rec)?;
            spells::add_many(tx, &drawn.iter().map(new).collect::<Vec<_>>(), rec)?;
            profile::open_books(tx, start, month)
        })?;
    }
    Ok(())
}

/// The same lines into an empty database of the same kind, with nothing worked out.
fn insert_bare(
    from: &Db,
    into: &Db,
    run: domain::kernel::RunId,
    cpu_seconds: fn() -> f64,
) -> Result<(u64, f64), OfficeError> {
    let mut all = Vec::new();
    let stored = from.read(|tx| {
        all.clear();
        lines::each_line(tx, run, &LineFilter::default(), |line| {
            all.push(line);
            Ok(())
        })?;
        roll::need(tx, run)
    })?;
    let started = cpu_seconds();
    let written = into.write(|tx| {
        runs::add(tx, &stored)?;
        let rows = all.iter().map(|line| LineRow {
            person: line.person,
            benefit: &line.benefit,
            group: line.group.as_deref(),
            spell: line.spell,
            paid_for: line.paid_for,
            kind: line.kind,
            why: line.why,
            amount: line.amount,
            unit: &line.unit.0,
        });
        Ok::<_, OfficeError>(lines::add_lines(tx, run, rows)?)
    })?;
    Ok((written, cpu_seconds() - started))
}

/// What a big list costs, going out and coming in.
#[derive(Debug, Clone)]
pub struct ListBench {
    pub rows: usize,
    pub columns: usize,
    pub bytes: usize,
    pub write_cpu_seconds: f64,
    /// Most memory the process has held up to then, in MiB.
    pub write_peak: f64,
    pub read_cpu_seconds: f64,
    pub preview_cpu_seconds: f64,
    pub read_peak: f64,
    pub new_people: usize,
}

/// What the machine tells of this process: CPU seconds so far, and the most memory it has held, in MiB.
#[derive(Clone, Copy)]
pub struct Gauges {
    pub cpu_seconds: fn() -> f64,
    pub peak: fn() -> f64,
}

/// Writes a list of invented people and looks at it as an import would, without saving.
///
/// The file is made first, so that the memory of reading does not count as that of writing.
pub fn lists(
    office: &Office,
    db: &Db,
    (rows, file): (usize, &mut (impl Read + Write + Seek + Send)),
    gauges: Gauges,
) -> Result<ListBench, OfficeError> {
    let Gauges { cpu_seconds, peak } = gauges;
    let unit = office.units.find(&UnitId("333@2021".to_owned()));
    let unit = unit.ok_or_else(|| Refusal::NoSuchUnit("333@2021".to_owned()))?;
    let acting = Acting::holder(None, Moment::end_of(Day::new(2021, 4, 5).expect("a day")));
    profile::set(db, acting, &Profile::of_unit(office, &unit.id))?;
    let april = acting.today().month();
    let born = BirthDate::Year(1930);
    let amounts = Amounts::of(office, acting, april);
    let amount = amounts.and_then(|amounts| amounts.due(&intake::benefits::spell("K5c", None, april), born));
    let started = cpu_seconds();
    let title = "DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI HƯỞNG TRỢ CẤP HÀNG THÁNG - Tháng 4/2021".to_owned();
    plain::write(&mut *file, &[title], &list_columns(), (0..rows).map(|place| list_row(place, amount)))?;
    let (written, write_peak) = (cpu_seconds(), peak());
    let mut bytes = Vec::new();
    file.rewind()
        .and_then(|()| file.read_to_end(&mut bytes))
        .map_err(|error| Refusal::RowRefused { source_row: "tệp tạm".to_owned(), says: error.to_string() })?;
    let start = cpu_seconds();
    let book = paper::grid::open("do.xlsx", &bytes)?;
    let list = paper::lists::read(&book, &paper::lists::Options::default())?;
    let read = cpu_seconds();
    let seen = list.records.len();
    drop((list, book));
    let before = cpu_seconds();
    let imported = intake::import(office, db, acting, &intake::Ask::new("do.xlsx", &bytes, Intent::Preview))?;
    let previewed = cpu_seconds();
    if seen != rows || imported.taken_in.new_people != rows {
        return Err(Refusal::RowRefused { source_row: "do.xlsx".to_owned(), says: format!("đọc {seen} dòng") }.into());
    }
    Ok(ListBench {
        rows,
        columns: list_columns().len(),
        bytes: bytes.len(),
        write_cpu_seconds: written - started,
        write_peak,
        read_cpu_seconds: read - start,
        preview_cpu_seconds: previewed - before,
        read_peak: peak(),
        new_people: imported.taken_in.new_people,
    })
}

fn list_columns() -> Vec<PlainColumn> {
    const TITLES: [(&str, Form); 20] = [
        ("STT", Form::Number),
        ("Họ và tên", Form::Text),
        ("Ngày sinh", Form::AsWritten),
        ("Giới tính", Form::Text),
        ("Số CCCD", Form::AsWritten),
        ("Thôn", Form::Text),
        ("Xã", Form::Text),
        ("Đối tượng", Form::Text),
        ("Hệ số", Form::AsWritten),
        ("Mức hưởng", Form::Money),
        ("Số QĐ", Form::Text),
        ("Ngày QĐ", Form::AsWritten),
        ("Hưởng từ", Form::AsWritten),
        ("Người nhận thay", Form::Text),
        ("Số tài khoản", Form::AsWritten),
        ("Ngân hàng", Form::Text),
        ("Chủ tài khoản", Form::Text),
        ("Dân tộc", Form::Text),
        ("Số điện thoại", Form::AsWritten),
        ("Mã hộ", Form::AsWritten),
    ];
    TITLES.into_iter().map(|(title, form)| PlainColumn::new(title, 16, form)).collect()
}

fn list_row(place: usize, amount: Option<Dong>) -> Vec<Cell> {
    const FAMILY: [&str; 7] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng"];
    const MIDDLE: [&str; 5] = ["Thị", "Kim", "Thu", "Ngọc", "Thanh"];
    const GIVEN: [&str; 11] = ["Hoa", "Bình", "Sửu", "Tý", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Ất"];
    const VILLAGES: [&str; 3] = ["Thôn An Cầu", "Thôn Võng Phan", "Thôn Trà Dương"];
    let name = format!("{} {} {}", FAMILY[place % 7], MIDDLE[place / 7 % 5], GIVEN[place / 35 % 11]);
    let (year, month, day) = (1921 + place % 20, 1 + place % 12, 1 + place % 28);
    let text = |text: String| Cell::Text(text);
    vec![
        Cell::Number(place as i64 + 1),
        text(name.clone()),
        text(format!("{day:02}/{month:02}/{year}")),
        text("Nữ".to_owned()),
        text(format!("0331{:02}{place:06}", year % 100)),
        text(VILLAGES[place % 3].to_owned()),
        text("Tống Trân".to_owned()),
        text("Người từ đủ 80 tuổi trở lên".to_owned()),
        text("1,0".to_owned()),
        amount.map_or(Cell::Unknown, Cell::Money),
        text(format!("{}/QĐ-UBND", place % 3_000 + 1)),
        text(format!("{day:02}/01/2020")),
        text("02/2020".to_owned()),
        text(name.clone()),
        text(format!("{place:013}")),
        text("Agribank".to_owned()),
        text(name),
        text("Kinh".to_owned()),
        text(format!("09{place:08}")),
        text(format!("H{}", place / 3)),
    ]
}
