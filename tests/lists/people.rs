//! Invented people with everything that any list could say of them.

use paper::lists::Kind;

use super::chance::Chance;

/// Names of every tone; the last ones look like words of lists and are family names all the same.
const FAMILIES: &str = "Nguyễn|Trần|Lê|Phạm|Hoàng|Vũ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Quách|Hà|Lò|Vi|Lương|Mai|Đào|\
    Tống|Tô|Công|Cống|Xa|Bàn|Lang|Khu|Đội|Tăng|Giảm|Ấp|Buôn|Bản|Làng|Phường|Nam|Kế|Chủ|Tạ|Đại";
const MIDDLES: &str = "Văn|Thị|Hữu|Đức|Xuân|Thu|Kim|Minh|Quý|Mỹ|Ngọc|Thị Thanh|Đình|Bá|Thế|Như|Tất";
const GIVENS: &str = "An|Bình|Cường|Dũng|Đạt|Hạnh|Hiền|Hòa|Hoà|Huệ|Khuê|Khỏe|Liễu|Lượng|Mão|Nghĩa|Nhẫn|Oanh|Phượng|\
    Quyền|Sửu|Tỵ|Thìn|Thủy|Uyên|Vượng|Xoa|Yến|Ý|Ất|Cộng|Tổng|Tăng|Giảm|Nghèo|Nữ|Nam|Xã|Thôn|Toán|Lập";
const VILLAGES: &str = "An Cầu|Võng Phan|Trà Dương|Đông Cáp|Đại Duy|Khả Duy|Phan Xá|Tân An|Hạ Lễ|Nà Lốc|Ea Kiết|Đình Cao|\
    Quang Xá|Bãi Cháy|Cộng Hòa|Tăng Bá|Nam Sơn|Thượng|Đông";
const COMMUNES: &str =
    "Tống Trân|Đoàn Đào|Minh Tân|Phan Sào Nam|Quang Hưng|Đăk Ơ|Tăng Tiến|Cộng Hòa|Nam Cường|Trần Cao";

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Birth {
    Year(i64),
    Month(i64, i64),
    Day(i64, i64, i64),
}

impl Birth {
    pub fn year(self) -> i64 {
        match self {
            Birth::Year(year) | Birth::Month(year, _) | Birth::Day(year, ..) => year,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub is_male: bool,
    pub birth: Birth,
    pub doc: String,
    pub village: String,
    pub commune: String,
    pub group: (&'static str, &'static str, &'static str),
    pub amount: i64,
    pub arrears: i64,
    pub carried: i64,
    pub decision: String,
    pub since: (i64, i64),
    pub note: String,
    pub file_no: String,
    pub percent: i64,
    pub supplement: i64,
    pub household: i64,
    pub member: i64,
    pub relation: &'static str,
    pub is_poor: bool,
    pub no_labour: bool,
    pub points: (i64, i64),
    pub parts: Vec<i64>,
    pub is_paid: bool,
    pub reason: String,
    pub is_up: bool,
    pub bhxh: String,
    pub target: (String, &'static str, String),
}

/// What a list calls people, the code of it, and the coefficient beside it.
const ASSISTED: [(&str, &str, &str); 9] = [
    ("Khuyết tật nặng", "K6-N", "1.5"),
    ("NKT đặc biệt nặng", "K6-DBN", "2.0"),
    ("Người từ đủ 80 tuổi trở lên", "K5c", "1.0"),
    ("NCT từ 80 tuổi trở lên không có lương hưu", "K5c", "1.0"),
    ("Trẻ em mồ côi", "K1", "1.5"),
    ("Người đơn thân nghèo đang nuôi con", "K4", "1.0"),
    ("NKT nặng là NCT", "K6-N-NCT", "2.0"),
    ("Khuyết tật nặng (trẻ em)", "K6-N-TE", "2.0"),
    ("Khuyết tật ĐBN là người cao tuổi", "K6-DBN-NCT", "2.5"),
];
const MERITED: [(&str, &str, &str); 7] = [
    ("Thương binh", "TB", ""),
    ("Bệnh binh 2/3", "BB", ""),
    ("Tuất liệt sĩ", "TLS", ""),
    ("Bà mẹ VNAH", "BMVNAH", ""),
    ("Có công giúp đỡ cách mạng", "GDCM", ""),
    ("HĐKC nhiễm chất độc hóa học", "CDHH", ""),
    ("Bị địch bắt tù đày", "TD", ""),
];
const GIVEN: [(&str, &str, &str); 5] = [
    ("Hộ nghèo", "", ""),
    ("Hộ cận nghèo", "", ""),
    ("Người cao tuổi", "", ""),
    ("Gia đình liệt sĩ", "", ""),
    ("Trẻ em có hoàn cảnh đặc biệt", "", ""),
];

/// The communes of a list with their villages, each village with its people.
#[derive(Debug, Clone)]
pub struct Truth {
    pub kind: Kind,
    pub givers: usize,
    pub villages: Vec<Vec<Person>>,
}

impl Truth {
    pub fn of(kind: Kind, chance: &mut Chance) -> Truth {
        let communes = if chance.percent(30) && kind != Kind::Plan { 2 + chance.below(2) } else { 1 };
        let mut names: Vec<&str> = COMMUNES.split('|').collect();
        chance.shuffle(&mut names);
        let givers = if chance.percent(75) { 2 + chance.below(4) } else { 0 };
        let mut households = 0;
        let mut villages = Vec::new();
        for commune in &names[..communes] {
            let mut places: Vec<&str> = VILLAGES.split('|').collect();
            chance.shuffle(&mut places);
            let count = if kind == Kind::Plan { 1 } else { 1 + chance.below(3) };
            for place in &places[..count] {
                let size = if chance.percent(10) { 40 } else { 8 };
                let mut people: Vec<Person> = (0..1 + chance.below(size))
                    .map(|_| Person::invented(kind, place, commune, givers, chance))
                    .collect();
                if kind == Kind::PoorHouseholds {
                    settle(&mut people, &mut households, chance);
                }
                people.sort_by_key(|person| (!person.is_up && kind == Kind::BhytChanges, !person.is_poor));
                villages.push(people);
            }
        }
        Truth { kind, givers, villages }
    }

    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.villages.iter().flatten()
    }
}

/// Puts people into households, each with a head and one class.
fn settle(people: &mut [Person], households: &mut i64, chance: &mut Chance) {
    let is_poor: Vec<bool> = people.iter().map(|person| person.is_poor).collect();
    let poor = is_poor.iter().filter(|poor| **poor).count();
    let mut left = 0;
    for at in 0..people.len() {
        // The poor stand first; no household has both.
        people[at].is_poor = at < poor;
        if left == 0 || at == poor {
            *households += 1;
            left = 1 + chance.below(4);
        }
        left -= 1;
        let is_head = at == 0 || people[at - 1].household != *households;
        let before = if is_head { people[at].clone() } else { people[at - 1].clone() };
        let person = &mut people[at];
        person.household = *households;
        person.member = if is_head { 1 } else { before.member + 1 };
        person.relation = if is_head {
            "Chủ hộ"
        } else {
            chance.one(&["Vợ", "Con", "Mẹ", "Cháu", "Bố đẻ", "Con dâu"])
        };
        person.points = before.points;
        person.no_labour = before.no_labour;
    }
}

impl Person {
    fn invented(kind: Kind, village: &str, commune: &str, givers: usize, chance: &mut Chance) -> Person {
        let name = format!("{} {} {}", chance.word(FAMILIES), chance.word(MIDDLES), chance.word(GIVENS));
        let year = chance.between(1921, 2020);
        let birth = match chance.below(10) {
            0..3 => Birth::Year(year),
            3 => Birth::Month(year, chance.between(1, 12)),
            _ => Birth::Day(year, chance.between(1, 12), chance.between(1, 28)),
        };
        let group = match kind {
            Kind::Ncc => chance.one(&MERITED),
            Kind::Gifts => chance.one(&GIVEN),
            _ => chance.one(&ASSISTED),
        };
        let coefficient: f64 = group.2.parse().unwrap_or(0.0);
        let amount = match kind {
            Kind::Btxh | Kind::BtxhPay | Kind::PaymentResult => (coefficient * 270_000.0) as i64,
            _ => chance.between(400, 4_000) * 1_000,
        };
        let is_paid = chance.percent(85);
        Person {
            name,
            is_male: chance.percent(50),
            birth,
            doc: match chance.below(6) {
                0 => String::new(),
                1 => format!("1{}", chance.digits(8)),
                _ => format!("0{}{}", chance.between(10, 96), chance.digits(9)),
            },
            village: village.to_owned(),
            commune: commune.to_owned(),
            group,
            amount,
            arrears: if chance.percent(15) { amount * chance.between(1, 3) } else { 0 },
            carried: if chance.percent(10) { amount } else { 0 },
            decision: format!("{}/QĐ-UBND", chance.between(1, 3_000)),
            since: (chance.between(2009, 2021), chance.between(1, 12)),
            note: chance
                .word("|||||nhận thay: con|Trưởng thôn nhận hộ|chuyển đi T5|Hộ nghèo|gầy yếu, nằm một chỗ")
                .to_owned(),
            file_no: format!("{}/{}", chance.word("CA|HY|TB|LS"), chance.between(1, 40_000)),
            percent: chance.between(21, 95),
            supplement: if chance.percent(25) { chance.between(100, 900) * 1_000 } else { 0 },
            household: 0,
            member: 0,
            relation: "",
            is_poor: chance.percent(50),
            no_labour: chance.percent(20),
            points: (chance.between(60, 140), chance.between(0, 60)),
            parts: (0..givers).map(|_| if chance.percent(60) { chance.between(1, 8) * 50_000 } else { 0 }).collect(),
            is_paid,
            reason: if is_paid {
                ""
            } else {
                chance.word("Chết|vắng nhà|Đi viện|chuyển khẩu|Không đến nhận")
            }
            .to_owned(),
            is_up: chance.percent(60),
            bhxh: chance.digits(10),
            target: (
                format!(
                    "{} {}",
                    chance.word("Đào tạo nghề cho|Tạo việc làm mới cho|Tỷ lệ giảm|Xây mới nhà cho|Cấp thẻ BHYT cho"),
                    chance.word("lao động nông thôn|hộ nghèo|người có công|hộ cận nghèo|trẻ em dưới 6 tuổi"),
                ),
                chance.one(&["người", "hộ", "%", "triệu đồng", "nhà"]),
                chance.word("500|270|1,5|500 - 1.000|≥ 95|Trên 90%").to_owned(),
            ),
        }
    }

    /// All money that the row moves.
    pub fn total(&self) -> i64 {
        self.amount + self.arrears + self.carried
    }
}
