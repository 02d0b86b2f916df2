//! One person looked for among many, in the ways in which people look.

use domain::kernel::{Day, Moment, PersonId, Span, UnitId};
use domain::registry::{Person, PersonBrief, Residence, Sex};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::{Db, Recording, ids, people, residences};

use super::{LOAD, SEED, birth};
use crate::demo::names;
use crate::{Acting, Office, OfficeError, read};

/// The two clocks of the edge, in seconds.
#[derive(Clone, Copy)]
pub struct Clocks {
    /// Of the thread on a processor.
    pub cpu_seconds: fn() -> f64,
    pub wall_seconds: fn() -> f64,
}

#[derive(Debug, Clone)]
pub struct SearchBench {
    pub people: usize,
    pub fill_cpu_seconds: f64,
    pub shapes: Vec<ShapeBench>,
}

/// What questions of one shape cost.
#[derive(Debug, Clone)]
pub struct ShapeBench {
    pub name: &'static str,
    /// The question that took longest.
    pub slowest: String,
    /// How many people a question found, on average.
    pub found: f64,
    pub median_milliseconds: f64,
    pub p99_milliseconds: f64,
    pub cpu_milliseconds: f64,
}

/// As many as a page shows, and one to know that there are more.
const LIMIT: i64 = 51;
/// Questions that are asked before the clock runs.
const WARM_UP: usize = 20;
const PROVINCE: &str = "33@2025";

/// Fills `db` with invented people of a province and looks for some of them, so many times in every shape.
pub fn search(
    office: &Office,
    db: &Db,
    (people, questions): (usize, usize),
    clocks: Clocks,
) -> Result<SearchBench, OfficeError> {
    let now = Moment::end_of(Day::new(2026, 6, 1).expect("a day"));
    let started = (clocks.cpu_seconds)();
    crowd(office, db, people, now)?;
    let fill_cpu_seconds = (clocks.cpu_seconds)() - started;
    let mut shapes = Vec::new();
    for shape in SHAPES {
        shapes.push(measure(office, db, shape, (people, questions), now, clocks)?);
    }
    Ok(SearchBench { people, fill_cpu_seconds, shapes })
}

/// The communes the invented people live in, as they were made on the day from which they live there.
fn communes(office: &Office) -> Vec<UnitId> {
    let province = UnitId(PROVINCE.to_owned());
    office.units.communes_of(&province, since()).map(|unit| unit.id.clone()).collect()
}

fn since() -> Day {
    Day::new(2025, 7, 1).expect("a day")
}

/// Adds invented people of a province to records that are there already, for measuring pages under load.
pub fn crowd(office: &Office, db: &Db, count: usize, now: Moment) -> Result<(), OfficeError> {
    let communes = communes(office);
    let first = db.write(|tx| ids::take(tx, ids::PERSON, count as i64))?;
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    for from in (0..count).step_by(LOAD) {
        let ids = (from..count.min(from + LOAD)).map(|place| PersonId(first + place as i64));
        let drawn: Vec<_> = ids.map(|id| (id, person(&mut chance), stay(&mut chance, &communes))).collect();
        let people: Vec<_> = drawn.iter().map(|one| (one.0, one.1.clone())).collect();
        let stays: Vec<_> = drawn.iter().map(|one| (one.0, one.2.clone())).collect();
        let rec = Recording { at: now };
        db.write(|tx| {
            people::add_many(tx, &people, rec)?;
            residences::add_many(tx, &stays, rec)
        })?;
    }
    Ok(())
}

fn person(chance: &mut ChaCha8Rng) -> Person {
    let sex = if chance.random_bool(0.5) { Sex::Male } else { Sex::Female };
    let birth = birth(chance, (1922, 2024));
    Person { name: names::name(chance, sex, birth.year()), sex: Some(sex), birth, source: String::new() }
}

const VILLAGE_WORDS: [&str; 112] = [
    "An",
    "Cầu",
    "Võng",
    "Phan",
    "Trà",
    "Dương",
    "Đình",
    "Cao",
    "Hoà",
    "Bình",
    "Đông",
    "Tây",
    "Nam",
    "Bắc",
    "Thượng",
    "Hạ",
    "Trung",
    "Phú",
    "Mỹ",
    "Lạc",
    "Yên",
    "Xá",
    "Quang",
    "Tiến",
    "Tống",
    "Trân",
    "Đoàn",
    "Đào",
    "Minh",
    "Tân",
    "Phù",
    "Oanh",
    "Chí",
    "Duyên",
    "Linh",
    "Hạnh",
    "Lâm",
    "Nghĩa",
    "Vũ",
    "Đồng",
    "Thanh",
    "Long",
    "Ngọc",
    "Kim",
    "Sơn",
    "Thuỷ",
    "Hải",
    "Giang",
    "Lương",
    "Điền",
    "Nghi",
    "Xuyên",
    "Tràng",
    "Bồng",
    "Châu",
    "Khê",
    "Mai",
    "Viên",
    "Động",
    "Liêu",
    "Đỗ",
    "Xuân",
    "Hưng",
    "Thịnh",
    "Vượng",
    "Lại",
    "Ốc",
    "Gia",
    "Cốc",
    "Từ",
    "Hồ",
    "Ninh",
    "Ngô",
    "Ba",
    "Đa",
    "Lộc",
    "Bảo",
    "Tàng",
    "Nhuế",
    "Kênh",
    "Cộng",
    "Tam",
    "Nhất",
    "Hồng",
    "Vân",
    "Bãi",
    "Sậy",
    "Văn",
    "Nhuệ",
    "Hoàng",
    "Các",
    "Ải",
    "Quan",
    "Bích",
    "Thiện",
    "Phiến",
    "Kệ",
    "Triều",
    "Sài",
    "Thị",
    "Đại",
    "Dạ",
    "Trạch",
    "Bối",
    "Mễ",
    "Sở",
    "Phụng",
    "Công",
    "Cửu",
    "Thắng",
    "Lợi",
    "Liên",
];

fn stay(chance: &mut ChaCha8Rng, communes: &[UnitId]) -> Residence {
    let commune = chance.random_range(0..communes.len());
    // Each commune has some twenty villages of its own; two words name one of them.
    let village = commune * 7 + chance.random_range(0..20);
    let word = |place: usize| VILLAGE_WORDS[place % VILLAGE_WORDS.len()];
    let name = match village % 10 {
        0 => format!("Tổ {}", village % 13 + 1),
        1 => format!("Khu phố {}", word(village)),
        _ => format!("Thôn {} {}", word(village), word(village / 7 + village * 5 + 1)),
    };
    Residence { unit: communes[commune].clone(), village: Some(name), span: Span::since(since()) }
}

/// A shape of question: its name, and how it asks for somebody.
type Shape = (&'static str, fn(&Office, &mut ChaCha8Rng, &PersonBrief) -> String);

const SHAPES: [Shape; 14] = [
    ("họ tên", |_, _, who| who.name.clone()),
    ("họ tên, không dấu, đảo thứ tự", |_, _, who| reversed(&folded(who))),
    ("tên", |_, _, who| last(&folded(who))),
    ("họ và đệm", |_, _, who| without_last(&folded(who))),
    ("đầu các từ", |_, _, who| beginnings(&folded(who), 2)),
    ("chữ cái đầu các từ", |_, _, who| beginnings(&folded(who), 1)),
    ("họ tên, năm sinh", |_, _, who| format!("{} {}", folded(who), who.birth.year())),
    ("tên, năm sinh", |_, _, who| format!("{} {}", last(&folded(who)), who.birth.year())),
    ("đầu các từ, năm sinh, thôn", |_, _, who| {
        format!("{} {} {}", beginnings(&folded(who), 2), who.birth.year(), village(who))
    }),
    ("tên, xã", |office, _, who| format!("{} {}", last(&folded(who)), commune(office, who))),
    ("họ tên, thôn, xã", |office, _, who| format!("{} {} {}", folded(who), village(who), commune(office, who))),
    ("thôn, năm sinh", |_, _, who| format!("{} {}", village(who), who.birth.year())),
    ("họ tên sai một chữ cái, năm sinh", |_, chance, who| {
        format!("{} {}", slipped(&folded(who), chance), who.birth.year())
    }),
    ("không có ai", |_, chance, who| format!("{} qwxz{}", folded(who), chance.random_range(0..10))),
];

fn folded(who: &PersonBrief) -> String {
    domain::kernel::fold(&who.name)
}

fn reversed(name: &str) -> String {
    name.split(' ').rev().collect::<Vec<_>>().join(" ")
}

fn last(name: &str) -> String {
    name.rsplit(' ').next().unwrap_or_default().to_owned()
}

fn without_last(name: &str) -> String {
    name.rsplit_once(' ').map_or(name, |(rest, _)| rest).to_owned()
}

fn beginnings(name: &str, letters: usize) -> String {
    name.split(' ').map(|word| word.chars().take(letters).collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn village(who: &PersonBrief) -> String {
    domain::kernel::fold(who.village.as_deref().unwrap_or_default())
}

fn commune(office: &Office, who: &PersonBrief) -> String {
    who.unit.as_ref().map(|unit| domain::kernel::fold(office.units.name(unit))).unwrap_or_default()
}

/// The name with one letter of its longest word left out.
fn slipped(name: &str, chance: &mut ChaCha8Rng) -> String {
    let longest = name.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
    let hole = chance.random_range(0..longest.len().max(1));
    let slip: String = longest.char_indices().filter(|(place, _)| *place != hole).map(|(_, letter)| letter).collect();
    name.replacen(longest, &slip, 1)
}

fn measure(
    office: &Office,
    db: &Db,
    (name, ask): Shape,
    (people, questions): (usize, usize),
    now: Moment,
    clocks: Clocks,
) -> Result<ShapeBench, OfficeError> {
    let mut chance = ChaCha8Rng::seed_from_u64(SEED + 1);
    let ids: Vec<PersonId> =
        (0..questions + WARM_UP).map(|_| PersonId(chance.random_range(1..=people as i64))).collect();
    let briefs = read::briefs(db, Acting::holder(None, now), &ids, now)?;
    let texts: Vec<String> = ids.iter().map(|id| ask(office, &mut chance, &briefs[id])).collect();
    for text in &texts[..WARM_UP] {
        read::search(office, db, Acting::holder(None, now), text, LIMIT)?;
    }
    let (mut found, mut times) = (0, Vec::with_capacity(questions));
    let cpu = (clocks.cpu_seconds)();
    for text in &texts[WARM_UP..] {
        let started = (clocks.wall_seconds)();
        found += read::search(office, db, Acting::holder(None, now), text, LIMIT)?.len();
        times.push(((clocks.wall_seconds)() - started) * 1e3);
    }
    let cpu = (clocks.cpu_seconds)() - cpu;
    let slowest = times.iter().zip(&texts[WARM_UP..]).max_by(|a, b| a.0.total_cmp(b.0));
    let slowest = slowest.map(|(_, text)| text.clone()).unwrap_or_default();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    Ok(ShapeBench {
        name,
        slowest,
        found: found as f64 / questions.max(1) as f64,
        median_milliseconds: at(0.5),
        p99_milliseconds: at(0.99),
        cpu_milliseconds: cpu * 1e3 / questions.max(1) as f64,
    })
}
