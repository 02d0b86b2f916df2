//! The columns that an office gives a list, the titles it writes over them and its habits of filling them.

use paper::lists::Kind;
use unicode_normalization::UnicodeNormalization;

use super::chance::Chance;
use super::people::{Birth, Person};
use super::sheet::Cell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Number,
    Name,
    Birth,
    BirthMale,
    BirthFemale,
    BirthDay,
    BirthMonth,
    BirthYear,
    Sex,
    Doc,
    Village,
    Commune,
    Address,
    Group,
    Coefficient,
    Amount,
    Arrears,
    Carried,
    Total,
    Decision,
    Since,
    Note,
    Sign,
    FileNo,
    Percent,
    MainBenefit,
    Supplement,
    HouseholdNumber,
    MemberNumber,
    Relation,
    Poor,
    HoCanNgheo,
    Class,
    NoLabour,
    B1,
    B2,
    Giver(usize),
    Paid,
    Unpaid,
    Outcome,
    Reason,
    Bhxh,
    Clinic,
    Change,
    Indicator,
    Measure,
    Target,
    Done,
    Phone,
    Ethnicity,
}

impl Column {
    /// What offices write over it; a parent stands before `>`.
    fn titles(self, kind: Kind) -> &'static str {
        match self {
            Column::Number => "STT|TT|Số TT|Số thứ tự|S TT|Stt",
            Column::Name => match kind {
                Kind::PoorHouseholds => {
                    "Họ và tên|Họ tên chủ hộ và thành viên|Họ và tên các thành viên trong hộ|Họ, tên"
                }
                Kind::Gifts => "Họ và tên|Họ tên người nhận quà|Họ và tên đối tượng được tặng quà|Tên đối tượng",
                _ => {
                    "Họ và tên|Họ tên|HỌ VÀ TÊN|Họ và tên người thụ hưởng|Họ tên đối tượng hưởng trợ cấp|Tên đối tượng"
                }
            },
            Column::Birth => {
                "Ngày, tháng, năm sinh|Năm sinh|NGÀY SINH|Ngày tháng năm sinh (dd/mm/yyyy)|Sinh ngày|Năm sinh của đối tượng"
            }
            Column::BirthMale => "Năm sinh>Nam|Ngày sinh>Nam|NĂM SINH>NAM|Ngày, tháng, năm sinh>Nam",
            Column::BirthFemale => "Năm sinh>Nữ|Ngày sinh>Nữ|NĂM SINH>NỮ|Ngày, tháng, năm sinh>Nữ",
            Column::BirthDay => "Ngày sinh>Ngày|Ngày tháng năm sinh>Ngày|Sinh>Ngày",
            Column::BirthMonth => "Ngày sinh>Tháng|Ngày tháng năm sinh>Tháng|Sinh>Tháng",
            Column::BirthYear => "Ngày sinh>Năm|Ngày tháng năm sinh>Năm|Sinh>Năm",
            Column::Sex => "Giới tính|Giới|Nam/Nữ|GT|Giới tính (Nam/Nữ)",
            Column::Doc => {
                "Số CCCD|CCCD/CMND|Số định danh cá nhân|Số CMND hoặc căn cước công dân|CMND|Số CCCD/Mã định danh của đối tượng"
            }
            Column::Village => "Thôn|Thôn/TDP|Thôn, tổ dân phố|Thôn (ấp, bản)|Khu dân cư|Tên thôn|Xóm",
            Column::Commune => "Xã|Xã, phường, thị trấn|Xã/phường|XÃ|Tên xã",
            Column::Address => "Địa chỉ|Nơi ở hiện nay|Địa chỉ thường trú|Nơi cư trú (thôn, xã)|Chỗ ở",
            Column::Group => match kind {
                Kind::Gifts => "Đối tượng|Loại đối tượng|Diện|Thuộc đối tượng",
                _ => "Loại đối tượng|Đối tượng|Diện đối tượng hưởng|Thuộc diện|Nhóm đối tượng|Đối tượng hưởng",
            },
            Column::Coefficient => "Hệ số|HS|Hệ số hưởng|Hệ số trợ cấp",
            Column::Amount => match kind {
                Kind::PaymentResult => "Số tiền|Mức trợ cấp|Mức hưởng|Số tiền trợ cấp",
                Kind::Gifts => "Số tiền|Mức quà|Số tiền quà|Giá trị quà|Tiền quà",
                _ => {
                    "Mức hưởng|Mức trợ cấp|Số tiền|Mức trợ cấp được hưởng|Trợ cấp hằng tháng|Mức hưởng hàng tháng|Mức tiền"
                }
            },
            Column::Arrears => "Truy lĩnh|Tiền truy lĩnh|Số tiền truy lĩnh|Truy lĩnh các tháng trước",
            Column::Carried => "Tháng trước chưa nhận|Tháng trước chưa lĩnh chuyển sang|Tồn tháng trước",
            Column::Total => "Tổng cộng|Tổng số tiền|Thành tiền|Tổng số tiền được nhận|Cộng|Tổng|Thực lĩnh",
            Column::Decision => "Số quyết định|Số QĐ|Quyết định|Quyết định hưởng trợ cấp số",
            Column::Since => "Hưởng từ|Thời gian hưởng|Hưởng từ tháng|Thời điểm hưởng trợ cấp|Từ tháng",
            Column::Note => "Ghi chú|GHI CHÚ|Ghi chú khác",
            Column::Sign => "Ký nhận|Ký tên|Chữ ký|Ký nhận (ghi rõ họ tên)",
            Column::FileNo => "Số hồ sơ|Số HS|Số hồ sơ NCC|Ký hiệu hồ sơ",
            Column::Percent => "Tỷ lệ %|Tỷ lệ thương tật|Tỷ lệ tổn thương cơ thể|Tỉ lệ (%)|%",
            Column::MainBenefit => "Trợ cấp|Trợ cấp ưu đãi|Mức trợ cấp ưu đãi|Tiền trợ cấp",
            Column::Supplement => "Phụ cấp|Mức phụ cấp|Phụ cấp hàng tháng|Tiền phụ cấp",
            Column::HouseholdNumber => "STT hộ|Số thứ tự hộ|STT chủ hộ|Hộ số|TT hộ",
            Column::MemberNumber => "STT thành viên|TT thành viên|STT khẩu|STT nhân khẩu trong hộ",
            Column::Relation => "Quan hệ với chủ hộ|Quan hệ|QUAN HỆ VỚI CHỦ HỘ|Mối quan hệ với chủ hộ",
            Column::Poor => "Hộ nghèo|Phân loại>Hộ nghèo|Thuộc hộ nghèo|Kết quả rà soát>Hộ nghèo",
            Column::HoCanNgheo => "Hộ cận nghèo|Phân loại>Hộ cận nghèo|Thuộc hộ cận nghèo|Kết quả rà soát>Hộ cận nghèo",
            Column::Class => "Phân loại hộ|Loại hộ|Diện hộ|Phân loại hộ (nghèo, cận nghèo)|Kết quả phân loại",
            Column::NoLabour => "Hộ không có khả năng lao động|Không có KNLĐ|Không KNLĐ|Hộ không có lao động",
            Column::B1 => "Điểm B1|B1|Tổng điểm B1",
            Column::B2 => "Điểm B2|B2|Tổng điểm B2",
            Column::Giver(0) => {
                "Mức quà>Chủ tịch nước|Nguồn kinh phí>Trung ương|Trong đó>Quà Chủ tịch nước|Mức quà (đồng)>CTN"
            }
            Column::Giver(1) => "Mức quà>Tỉnh|Nguồn kinh phí>Ngân sách tỉnh|Trong đó>Quà tỉnh|Mức quà (đồng)>Cấp tỉnh",
            Column::Giver(2) => "Mức quà>Huyện|Nguồn kinh phí>Ngân sách huyện|Trong đó>Quà huyện|Mức quà (đồng)>Huyện",
            Column::Giver(3) => {
                "Mức quà>Vận động|Nguồn kinh phí>Nguồn vận động|Trong đó>Xã hội hóa|Mức quà (đồng)>Vận động"
            }
            Column::Giver(_) => {
                "Mức quà>Hội Chữ thập đỏ|Nguồn kinh phí>Hội Chữ thập đỏ|Trong đó>Hội Chữ thập đỏ|\
                 Mức quà (đồng)>Hội Chữ thập đỏ"
            }
            Column::Paid => "Đã trả|Đã chi trả|Số tiền đã trả|Đã nhận|Kết quả chi trả>Đã chi trả",
            Column::Unpaid => "Chưa trả|Chưa chi trả|Số tiền chưa trả|Chưa nhận|Kết quả chi trả>Chưa chi trả",
            Column::Outcome => "Kết quả|Trạng thái|Tình trạng chi trả|Kết quả chi trả",
            Column::Reason => match kind {
                Kind::PaymentResult => "Lý do|Lý do chưa nhận|Lý do chưa chi trả|Lí do không nhận",
                _ => "Lý do|Lý do tăng, giảm|Ghi chú|Lý do điều chỉnh",
            },
            Column::Bhxh => "Mã số BHXH|Số thẻ BHYT|Mã thẻ BHYT|Mã BHXH|Mã số BHXH/Số thẻ",
            Column::Clinic => "Nơi KCB ban đầu|Nơi đăng ký KCB|Nơi khám chữa bệnh|Cơ sở KCB",
            Column::Change => "Tăng/giảm|Phương án|Biến động|Tăng, giảm",
            Column::Indicator => "Chỉ tiêu|Tên chỉ tiêu|Nội dung chỉ tiêu|Nội dung",
            Column::Measure => "Đơn vị tính|ĐVT|Đơn vị",
            Column::Target => "Kế hoạch năm|Kế hoạch|Kế hoạch năm 2021|Chỉ tiêu giao|KH năm",
            Column::Done => "Thực hiện|Ước thực hiện|Kết quả thực hiện",
            Column::Phone => "Số điện thoại|SĐT|Điện thoại",
            Column::Ethnicity => "Dân tộc",
        }
    }

    /// Columns whose titles share a parent take the same of its variants.
    pub fn family(self) -> usize {
        match self {
            Column::BirthMale | Column::BirthFemale => 1,
            Column::BirthDay | Column::BirthMonth | Column::BirthYear => 2,
            Column::Giver(_) => 3,
            Column::Poor | Column::HoCanNgheo => 4,
            Column::Paid | Column::Unpaid => 5,
            _ => 0,
        }
    }

    pub fn title(self, kind: Kind, variant: usize) -> Vec<String> {
        let titles: Vec<&str> = self.titles(kind).split('|').collect();
        titles[variant % titles.len()].split('>').map(str::to_owned).collect()
    }

    pub fn is_money(self) -> bool {
        use Column::*;
        matches!(self, Amount | Arrears | Carried | Total | MainBenefit | Supplement | Giver(_) | Paid | Unpaid)
    }

    /// Columns about the person, and columns about what is received: each may stand under one more title.
    pub fn is_personal(self) -> bool {
        use Column::*;
        matches!(self, Birth | BirthMale | BirthFemale | Sex | Doc | Ethnicity | Phone)
    }

    pub fn is_benefit(self) -> bool {
        use Column::*;
        matches!(self, Coefficient | Amount | Decision | Since)
    }
}

/// How one office fills its cells.
#[derive(Debug, Clone)]
pub struct Habits {
    pub kind: Kind,
    /// How many đồng one unit of the list's money is.
    pub times: i64,
    money: &'static str,
    birth: usize,
    doc: usize,
    coefficient: usize,
    percent: usize,
    since: usize,
    mark: &'static str,
    name: usize,
    nothing: &'static str,
    decomposed: bool,
    outcome: (&'static str, &'static str),
    class: (&'static str, &'static str),
}

impl Habits {
    pub fn any(kind: Kind, chance: &mut Chance) -> Habits {
        let has_money = !matches!(kind, Kind::PoorHouseholds | Kind::BhytChanges | Kind::Plan);
        let times = if has_money { chance.one(&[1, 1, 1, 1_000, 1_000, 1_000_000]) } else { 1 };
        Habits {
            kind,
            times,
            money: if times == 1 { chance.word("number|number|.|,|.đ|. đồng|number") } else { "number" },
            birth: chance.below(7),
            doc: chance.below(4),
            coefficient: chance.below(3),
            percent: chance.below(4),
            since: chance.below(4),
            mark: chance.word("x|X|1|√|có|v|✓"),
            name: chance.below(6),
            nothing: chance.word("|-|0|"),
            decomposed: chance.percent(8),
            outcome: chance.one(&[("Đã trả", "Chưa trả"), ("Đã nhận", "Chưa nhận"), ("Đã chi trả", "Không nhận")]),
            class: chance.one(&[("Hộ nghèo", "Hộ cận nghèo"), ("Nghèo", "Cận nghèo"), ("HN", "HCN")]),
        }
    }

    /// Old fonts know no combining marks.
    pub fn composed(self) -> Habits {
        Habits { decomposed: false, mark: "x", ..self }
    }

    pub fn text(&self, text: &str) -> Cell {
        Cell::text(if self.decomposed { text.nfd().collect() } else { text.to_owned() })
    }

    pub fn name(&self, person: &Person, chance: &mut Chance) -> String {
        let name = &person.name;
        match self.name {
            0 => name.to_uppercase(),
            1 => format!("  {} ", name.replace(' ', "  ")),
            2 => format!(
                "{} {name}",
                if person.is_male { chance.word("Ông|Cụ ông:|Anh") } else { chance.word("Bà|Bà:|Chị") }
            )
            .replace("Cụ ông:", "Ông"),
            _ => name.clone(),
        }
    }

    pub fn birth(&self, birth: Birth, chance: &mut Chance) -> Cell {
        match birth {
            Birth::Year(year) => match self.birth {
                0 => Cell::text(format!("'{year}")),
                1 => Cell::text(year.to_string()),
                2 => Cell::text(format!("00/00/{year}")),
                _ => Cell::Number(year as f64),
            },
            Birth::Month(year, month) => match self.birth {
                0 | 1 => Cell::text(format!("{month:02}/{year}")),
                2 => Cell::text(format!("tháng {month}/{year}")),
                3 => Cell::text(format!("00/{month:02}/{year}")),
                _ => Cell::Date(year, month, 1, "mm/yyyy"),
            },
            Birth::Day(year, month, day) => match self.birth {
                0 => Cell::text(format!("{day:02}/{month:02}/{year}")),
                1 => Cell::text(format!("{day}-{month}-{year}")),
                2 => Cell::text(format!("{day}.{month}.{year}")),
                3 => Cell::Number(serial(year, month, day) as f64),
                4 => Cell::text(format!("{year}-{month:02}-{day:02} 00:00:00")),
                5 => Cell::text(format!("'{day:02}/{month:02}/{year}")),
                _ => Cell::Date(year, month, day, chance.one(&["dd/mm/yyyy", "d-m-yy", "yyyy\\-mm\\-dd"])),
            },
        }
    }

    fn doc(&self, doc: &str) -> Cell {
        match self.doc {
            0 if !doc.is_empty() => Cell::Number(doc.parse().expect("digits")),
            1 if doc.len() == 12 => Cell::text(format!("{} {} {} {}", &doc[..3], &doc[3..6], &doc[6..9], &doc[9..])),
            2 if !doc.is_empty() => Cell::text(format!("'{doc}")),
            _ => Cell::text(doc),
        }
    }

    pub fn money(&self, amount: i64) -> Cell {
        if amount == 0 {
            return match self.nothing {
                "0" => Cell::Number(0.0),
                nothing => Cell::text(nothing),
            };
        }
        match self.money {
            "number" if self.times == 1 => Cell::Number(amount as f64),
            "number" => Cell::Number(amount as f64 / self.times as f64),
            "," => Cell::text(grouped(amount, ',')),
            unit => Cell::text(format!("{}{}", grouped(amount, '.'), unit.trim_start_matches('.'))),
        }
    }

    fn marked(&self, is_so: bool) -> Cell {
        match (is_so, self.mark) {
            (false, _) => Cell::Empty,
            (true, "1") => Cell::Number(1.0),
            (true, mark) => Cell::text(mark),
        }
    }

    /// What the person's row says in this column.
    pub fn cell(&self, column: Column, person: &Person, number: usize, chance: &mut Chance) -> Cell {
        match column {
            Column::Number => Cell::Number(number as f64),
            Column::Name => self.text(&self.name(person, chance)),
            Column::Birth => self.birth(person.birth, chance),
            Column::BirthMale if person.is_male => self.birth(person.birth, chance),
            Column::BirthFemale if !person.is_male => self.birth(person.birth, chance),
            Column::BirthMale | Column::BirthFemale => Cell::Empty,
            Column::BirthDay => match person.birth {
                Birth::Day(_, _, day) => Cell::Number(day as f64),
                _ => Cell::Empty,
            },
            Column::BirthMonth => match person.birth {
                Birth::Day(_, month, _) | Birth::Month(_, month) => Cell::Number(month as f64),
                Birth::Year(_) => Cell::Empty,
            },
            Column::BirthYear => Cell::Number(person.birth.year() as f64),
            Column::Sex => self.text(if person.is_male { "Nam" } else { "Nữ" }),
            Column::Doc => self.doc(&person.doc),
            Column::Village => self.text(&person.village),
            Column::Commune => self.text(&person.commune),
            Column::Address => self.text(&format!("Thôn {}, xã {}", person.village, person.commune)),
            Column::Group => self.text(person.group.0),
            Column::Coefficient => match self.coefficient {
                0 => Cell::Number(person.group.2.parse().expect("a coefficient")),
                1 => Cell::text(person.group.2.replace('.', ",")),
                _ => Cell::text(person.group.2.trim_end_matches(".0")),
            },
            Column::Amount if self.kind == Kind::Gifts => self.money(gift_total(person)),
            Column::Total if self.kind == Kind::Gifts => self.money(gift_total(person)),
            Column::Total if self.kind == Kind::Ncc => self.money(person.amount + person.supplement),
            Column::Amount | Column::MainBenefit => self.money(person.amount),
            Column::Arrears => self.money(person.arrears),
            Column::Carried => self.money(person.carried),
            Column::Total => self.money(person.total()),
            Column::Decision => self.text(&person.decision),
            Column::Since => match (self.since, person.since) {
                (0, (year, month)) => Cell::text(format!("{month:02}/{year}")),
                (1, (year, month)) => Cell::text(format!("T{month}/{year}")),
                (2, (year, month)) => Cell::text(format!("01/{month:02}/{year}")),
                (_, (year, month)) => Cell::Date(year, month, 1, "mm/yyyy"),
            },
            Column::Note => self.text(&person.note),
            Column::Sign | Column::Phone | Column::Done => Cell::Empty,
            Column::Ethnicity => self.text("Kinh"),
            Column::FileNo => Cell::text(person.file_no.clone()),
            Column::Percent => match (self.percent, person.percent) {
                (0, percent) => Cell::Percent(percent as f64 / 100.0),
                (1, percent) => Cell::text(format!("{percent}%")),
                (2, percent) => Cell::text(format!("{percent} %")),
                (_, percent) => Cell::Number(percent as f64),
            },
            Column::Supplement => self.money(person.supplement),
            Column::HouseholdNumber if person.member == 1 => Cell::Number(person.household as f64),
            Column::HouseholdNumber => Cell::Empty,
            Column::MemberNumber => Cell::Number(person.member as f64),
            Column::Relation => self.text(person.relation),
            Column::Poor => self.marked(person.is_poor && person.member == 1),
            Column::HoCanNgheo => self.marked(!person.is_poor && person.member == 1),
            Column::Class if person.member == 1 => self.text(if person.is_poor { self.class.0 } else { self.class.1 }),
            Column::Class => Cell::Empty,
            Column::NoLabour => self.marked(person.no_labour && person.member == 1),
            Column::B1 if person.member == 1 => Cell::Number(person.points.0 as f64),
            Column::B2 if person.member == 1 => Cell::Number(person.points.1 as f64),
            Column::B1 | Column::B2 => Cell::Empty,
            Column::Giver(place) => self.money(person.parts[place]),
            Column::Paid => self.money(if person.is_paid { person.amount } else { 0 }),
            Column::Unpaid => self.money(if person.is_paid { 0 } else { person.amount }),
            Column::Outcome => self.text(if person.is_paid { self.outcome.0 } else { self.outcome.1 }),
            Column::Reason => self.text(&person.reason),
            Column::Bhxh => Cell::text(person.bhxh.clone()),
            Column::Clinic => self.text("Trạm y tế xã"),
            Column::Change => self.text(if person.is_up { "Tăng" } else { "Giảm" }),
            Column::Indicator => self.text(&person.target.0),
            Column::Measure => self.text(person.target.1),
            Column::Target => self.text(&person.target.2),
        }
    }
}

pub fn gift_total(person: &Person) -> i64 {
    if person.parts.is_empty() { person.amount } else { person.parts.iter().sum() }
}

/// `1.234.000`
fn grouped(amount: i64, mark: char) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// Days since 30/12/1899, as spreadsheets count.
fn serial(year: i64, month: i64, day: i64) -> i64 {
    let of = |year: i64, month: i64, day: i64| {
        let (year, month) = if month <= 2 { (year - 1, month + 12) } else { (year, month) };
        365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day
    };
    of(year, month, day) - of(1899, 12, 30)
}
