//! What the lines above a list say of the whole list: which month, which place, in which unit of money.

use domain::kernel::{Dong, Month, fold};

use super::cells;
use super::vocabulary::{Spoken, VOCABULARY, has_phrase};
use crate::grid::{Grid, RowRef};

/// What a list says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The lines above the header, folded, with sheet and file name: what the kind is recognised by.
    pub title: String,
    pub month: Option<Month>,
    pub year: Option<i16>,
    pub commune: String,
    pub village: String,
    /// `Tết Nguyên đán 2021`
    pub occasion: Option<String>,
    /// How many đồng one unit of the list's money is; `None` where the list does not say.
    pub times: Option<i64>,
    /// `Mức chuẩn: 270.000 đồng`
    pub standard: Option<Dong>,
}

/// Reads the lines in the rows `above`, and the names of sheet and file.
pub fn read(grid: &Grid, above: std::ops::Range<usize>, file: &str) -> Context {
    let mut context = Context::default();
    let mut title = Vec::new();
    for place in above {
        for text in texts(grid.row(place)) {
            context.take(&text);
            title.push(fold(&text));
        }
    }
    let said_month = context.month;
    for name in [grid.name.as_str(), file.rsplit_once('.').map_or(file, |(stem, _)| stem)] {
        let text = name.replace(['_', '-'], " ");
        context.take_name(&text, name == grid.name);
        title.push(fold(&text));
    }
    context.month = said_month.or(context.month);
    context.title = title.join(" ");
    context.occasion = occasion(&context.title, context.year.or(context.month.map(Month::year)));
    context
}

fn texts(row: RowRef<'_>) -> Vec<String> {
    row.cells().map(|(_, cell)| cell.text().into_owned()).collect()
}

impl Context {
    fn take(&mut self, text: &str) {
        let folded = fold(text);
        let is_basis =
            has_phrase(&folded, "quyet dinh") || has_phrase(&folded, "kem theo") || has_phrase(&folded, "nghi dinh");
        if !is_basis {
            self.month = self.month.or_else(|| month_in(&folded));
            self.year = self.year.or_else(|| year_in(&folded));
        }
        self.times = self.times.or_else(|| money_unit(&folded));
        if has_phrase(&folded, "muc chuan") {
            self.standard = self.standard.or_else(|| money_after(text, ':'));
        }
        let (village, commune) = places(text);
        if self.commune.is_empty() {
            self.commune = commune;
        }
        if self.village.is_empty() {
            self.village = village;
        }
    }

    /// Names of sheets and files are hints where no line tells.
    fn take_name(&mut self, text: &str, is_sheet: bool) {
        let folded = fold(text);
        self.month = self.month.or_else(|| month_in(&folded)).or_else(|| iso_month_in(&folded));
        self.year = self.year.or_else(|| year_in(&folded));
        let (_, commune) = places(text);
        if self.commune.is_empty() && is_sheet {
            self.commune = commune;
        }
    }

    /// A second table on a sheet stands under the title of the first, unless it has one of its own.
    pub fn inherit(&mut self, earlier: &Context) {
        self.month = self.month.or(earlier.month);
        self.year = self.year.or(earlier.year);
        self.times = self.times.or(earlier.times);
        self.standard = self.standard.or(earlier.standard);
        self.occasion = self.occasion.take().or_else(|| earlier.occasion.clone());
        for (name, before) in [(&mut self.commune, &earlier.commune), (&mut self.village, &earlier.village)] {
            if name.is_empty() {
                name.clone_from(before);
            }
        }
    }

    pub fn times(&self) -> i64 {
        self.times.unwrap_or(1)
    }
}

/// `tháng 4 năm 2021`, `tháng 4/2021`, `T4/2021`, but not the month of a date that was signed on.
fn month_in(folded: &str) -> Option<Month> {
    let words: Vec<&str> = folded.split(' ').collect();
    for (at, word) in words.iter().enumerate() {
        let is_signed = at >= 2 && words[at - 2] == "ngay";
        let month = match *word {
            "thang" | "ky" if !is_signed => {
                words.get(at + 1).and_then(|text| text.parse::<i8>().ok()).map(|month| (month, at + 2))
            }
            _ => word.strip_prefix('t').and_then(|text| text.parse::<i8>().ok()).map(|month| (month, at + 1)),
        };
        let Some((month, next)) = month else { continue };
        let next = if words.get(next) == Some(&"nam") { next + 1 } else { next };
        let year = words.get(next).filter(|text| text.len() == 4).and_then(|text| text.parse::<i16>().ok());
        if let Some(found) = year.filter(|year| PLAUSIBLE.contains(year)).and_then(|year| Month::new(year, month)) {
            return Some(found);
        }
    }
    None
}

/// `2021 04` and `04 2021`, as names of files end.
fn iso_month_in(folded: &str) -> Option<Month> {
    let words: Vec<&str> = folded.split(' ').collect();
    words.windows(2).find_map(|pair| {
        let (year, month) = match (pair[0].len(), pair[1].len()) {
            (4, 1 | 2) => (pair[0], pair[1]),
            (1 | 2, 4) => (pair[1], pair[0]),
            _ => return None,
        };
        let year = year.parse::<i16>().ok().filter(|year| PLAUSIBLE.contains(year))?;
        Month::new(year, month.parse().ok()?)
    })
}

/// Years of lists: nobody keeps one on a computer from before, and a birth year is none.
const PLAUSIBLE: std::ops::RangeInclusive<i16> = 1995..=2100;

fn year_in(folded: &str) -> Option<i16> {
    let words: Vec<&str> = folded.split(' ').collect();
    let year = |text: &str| {
        (text.len() == 4).then(|| text.parse::<i16>().ok()).flatten().filter(|year| PLAUSIBLE.contains(year))
    };
    // "giai đoạn 2016-2020" names a period, not the year of the list.
    let is_period = |at: usize| words[..at].iter().rev().take(3).any(|word| *word == "doan");
    let after_nam = words.iter().enumerate().skip(1).find(|(at, _)| words[at - 1] == "nam" && !is_period(*at));
    let named = after_nam.and_then(|(_, word)| year(word));
    named.or_else(|| words.iter().enumerate().filter(|(at, _)| !is_period(*at)).find_map(|(_, word)| year(word)))
}

/// `ĐVT: 1.000 đồng`, `Đơn vị tính: triệu đồng`, `(nghìn đồng)`.
pub fn money_unit(folded: &str) -> Option<i64> {
    let after = ["don vi tinh", "dvt", "don vi", "dv tinh"].into_iter().find_map(|mark| {
        let at = folded.find(mark)?;
        Some(folded[at + mark.len()..].trim())
    })?;
    let unit = VOCABULARY.words.money_unit.iter().find(|unit| {
        unit.words
            .folded()
            .any(|word| after == word || after.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
    });
    match unit {
        Some(unit) => Some(unit.times),
        None if after == "dong" || after.starts_with("dong ") || after == "d" => Some(1),
        None => None,
    }
}

/// The unit of a column that names it in its own title, `Mức hưởng (1.000đ)`.
pub fn money_unit_of_title(title: &str) -> Option<i64> {
    let (_, inside) = title.split_once('(')?;
    let folded = fold(inside);
    let unit =
        VOCABULARY.words.money_unit.iter().find(|unit| unit.words.folded().any(|word| has_phrase(&folded, word)));
    unit.map(|unit| unit.times).or((folded == "dong" || folded == "d").then_some(1))
}

fn money_after(text: &str, mark: char) -> Option<Dong> {
    let at = fold(text).find("muc chuan").and_then(|_| text.rfind(mark))?;
    let rest: String = text[at + mark.len_utf8()..].trim().trim_end_matches(')').to_owned();
    cells::money_text(&rest, 1).ok().flatten()
}

fn occasion(title: &str, year: Option<i16>) -> Option<String> {
    let found = VOCABULARY.words.occasion.iter().find(|occasion| occasion.words.any_in(title))?;
    Some(year.map_or_else(|| found.name.clone(), |year| format!("{} {year}", found.name)))
}

/// Village and commune that a line names: `Thôn An Cầu, xã Tống Trân`, `UBND XÃ TỐNG TRÂN`, `Thị trấn Trần Cao`.
pub fn places(text: &str) -> (String, String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = Spoken::new(text);
    let mut village = String::new();
    let mut commune = String::new();
    for at in 0..words.len() {
        for (kinds, found, is_village) in
            [(&VOCABULARY.words.villages, &mut village, true), (&VOCABULARY.words.communes, &mut commune, false)]
        {
            if !found.is_empty() {
                continue;
            }
            // The longest kind that stands here: "tổ dân phố" before "tổ".
            let kind = (1..=3).rev().find(|count| {
                at + count < words.len()
                    && kinds.is_one(&Spoken::part_of(&whole, words[at..at + count].join(" ").trim_end_matches(':')))
            });
            let Some(count) = kind else { continue };
            let name = name_from(&words[at + count..]);
            // "xã hội", "tổ chức", "khu vực" and the like are no places.
            if !name.is_empty() && !is_common_word(&name) {
                let kind = words[at..at + count].join(" ");
                *found = if is_village { cells::village(&format!("{kind} {name}")) } else { cells::commune(&name) };
            }
        }
    }
    (village, commune)
}

/// The capitalised words of a name, up to a mark or a small word.
fn name_from(words: &[&str]) -> String {
    let mut name: Vec<&str> = Vec::new();
    for word in words.iter().take(5) {
        let bare = word.trim_end_matches([',', ';', ':', '.', ')', '-', '–']);
        let is_name = bare.chars().next().is_some_and(|letter| letter.is_uppercase() || letter.is_ascii_digit());
        let folded = fold(bare);
        let ends = ["thang", "nam", "huyen", "tinh", "quan", "ngay", "quy", "thanh", "thi"].contains(&folded.as_str())
            && !name.is_empty()
            && Spoken::new(bare) != Spoken::new("Quý");
        if !is_name || bare.is_empty() || (ends && VOCABULARY.words.districts.begin(&Spoken::new(bare))) {
            break;
        }
        if ["thang", "ngay"].contains(&folded.as_str()) && words.len() > 1 {
            break;
        }
        name.push(bare);
        if bare.len() != word.len() {
            break;
        }
    }
    name.join(" ")
}

fn is_common_word(name: &str) -> bool {
    let folded = fold(name);
    ["hoi", "chuc", "vuc", "quoc", "sao", "truong", "trong", "vien"]
        .iter()
        .any(|word| folded == *word || folded.starts_with(&format!("{word} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_month_place_and_unit() {
        assert_eq!(places("UBND XÃ TỐNG TRÂN").1, "Tống Trân");
        assert_eq!(places("Xã Phan Sào Nam - Tháng 4/2021 - Nhóm: Hộ cận nghèo (CN)").1, "Phan Sào Nam");
        assert_eq!(places("Thôn Phan Xá, xã Phan Sào Nam"), ("Phan Xá".to_owned(), "Phan Sào Nam".to_owned()));
        assert_eq!(places("ỦY BAN NHÂN DÂN XÃ ĐOÀN ĐÀO"), (String::new(), "Đoàn Đào".to_owned()), "ban is no bản");
        assert_eq!(places("DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI HƯỞNG TRỢ CẤP"), (String::new(), String::new()));
        assert_eq!(places("Thị trấn Trần Cao, huyện Phù Cừ").1, "Trần Cao");
        assert_eq!(places("xã Minh Tân huyện Phù Cừ").1, "Minh Tân");
        let month = |text: &str| month_in(&fold(text)).map(|month| month.to_string());
        assert_eq!(month("(Tháng 4 năm 2021) - Mức chuẩn"), Some("2021-04".into()));
        assert_eq!(month("CHI TRẢ TRỢ CẤP BTXH THÁNG 4/2021"), Some("2021-04".into()));
        assert_eq!(month("Kỳ chi trả T04/2021"), Some("2021-04".into()));
        assert_eq!(month("Tống Trân, ngày 05 tháng 4 năm 2021"), None);
        assert_eq!(money_unit(&fold("ĐVT: 1.000 đồng")), Some(1_000));
        assert_eq!(money_unit(&fold("Đơn vị tính: nghìn đồng")), Some(1_000));
        assert_eq!(money_unit(&fold("Đơn vị tính: đồng")), Some(1));
        assert_eq!(money_unit(&fold("Đơn vị tính: triệu đồng")), Some(1_000_000));
        assert_eq!(money_after("(Tháng 4) - Mức chuẩn trợ cấp: 270.000 đồng", ':'), Some(Dong(270_000)));
        assert_eq!(
            occasion("danh sach tang qua tet nguyen dan tan suu", Some(2021)).as_deref(),
            Some("Tết Nguyên đán 2021")
        );
        assert_eq!(year_in(&fold("NĂM 2021 (Theo chuẩn nghèo giai đoạn 2016-2020)")), Some(2021));
    }
}
