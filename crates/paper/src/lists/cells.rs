//! What a cell of a list says: dates, amounts, numbers and names in every habit of writing.
//!
//! Each reader gives the value, nothing for an empty cell, or the reason why it cannot be read. Nothing is guessed:
//! a year stays a year, and what can be read in two ways is not read.

use domain::kernel::{BirthDate, Day, Dong, Month, fold};
use domain::registry::Sex;

use super::vocabulary::{Phrases, Spoken, VOCABULARY};
use crate::grid::{CellRef, Shown, Value};

/// Why a cell cannot be read: what it should hold.
pub type Unread = &'static str;
pub type Said<T> = Result<Option<T>, Unread>;

const WANT_BIRTH: Unread = "cần năm sinh hoặc ngày/tháng/năm sinh, năm đủ bốn chữ số";
const WANT_MONTH: Unread = "cần tháng/năm, ví dụ 05/2021";
const WANT_MONEY: Unread = "cần số tiền, ví dụ 540.000";
const WANT_NUMBER: Unread = "cần một số";
const WANT_ID: Unread = "cần số định danh 12 chữ số hoặc CMND 9 chữ số";
const LOST_ID: Unread = "số giấy tờ đã bị Excel làm tròn, cần ghi lại dạng văn bản";

/// The first day that spreadsheets count from, so that serial 61 is the first of March 1900.
fn day_of_serial(serial: f64) -> Option<Day> {
    let whole = serial.trunc();
    (1.0..=80_000.0).contains(&whole).then(|| Day::new(1899, 12, 30).map(|first| first.add_days(whole as i64)))?
}

const YEARS: std::ops::RangeInclusive<i64> = 1850..=2200;

pub fn birth(cell: CellRef<'_>) -> Said<BirthDate> {
    match cell.value() {
        Value::Empty => Ok(None),
        Value::Day(day, Shown::Day) => Ok(Some(BirthDate::Day(day))),
        Value::Day(day, Shown::Month) => Ok(Some(BirthDate::Month(day.month()))),
        Value::Day(day, Shown::Year) => Ok(Some(BirthDate::Year(day.year()))),
        Value::Number(number) if number.fract() == 0.0 => birth_of_number(number).map(Some).ok_or(WANT_BIRTH),
        Value::Number(number) => day_of_serial(number).map(|day| Some(BirthDate::Day(day))).ok_or(WANT_BIRTH),
        Value::Text(_) => birth_text(&cell.text()),
        Value::Flag(_) | Value::Failed => Err(WANT_BIRTH),
    }
}

fn birth_of_number(number: f64) -> Option<BirthDate> {
    let whole = number as i64;
    match whole {
        year if YEARS.contains(&year) => Some(BirthDate::Year(year as i16)),
        1..=80_000 => day_of_serial(number).map(BirthDate::Day),
        // Typed without separators: 16091985, or 5061950 for the fifth of June.
        1_000_000..=31_129_999 => {
            let (day, month, year) = (whole / 1_000_000, whole / 10_000 % 100, whole % 10_000);
            in_order(day, month, year)
        }
        _ => None,
    }
}

/// `16/09/1985`, `18-09-1941`, `9.6.1998`, `'1937`, `03/1941`, `1985-09-16`, `00/00/1950`, `ngày 5 tháng 6 năm 1950`.
pub fn birth_text(text: &str) -> Said<BirthDate> {
    if let Some(birth) = plain_birth(text.as_bytes()) {
        return Ok(Some(birth));
    }
    const WORDS: [&str; 7] = ["ngay", "thang", "nam", "sinh", "khoang", "ns", "t"];
    // A time of day follows the date in what programs export.
    let date = text.split([' ', 'T']).take_while(|piece| !piece.contains(':')).collect::<Vec<_>>().join(" ");
    let folded = fold(&date);
    if folded.is_empty() {
        return if date.chars().any(|letter| letter.is_alphanumeric()) { Err(WANT_BIRTH) } else { Ok(None) };
    }
    let mut numbers = Vec::new();
    for word in folded.split(' ') {
        let letters: String = word.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        if !letters.is_empty() && !WORDS.contains(&letters.as_str()) {
            return Err(WANT_BIRTH);
        }
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            numbers.push((digits.len(), digits.parse::<i64>().map_err(|_| WANT_BIRTH)?));
        }
    }
    // "khoảng 1950" is nobody's year of birth.
    if folded.contains("khoang") {
        return Err(WANT_BIRTH);
    }
    let found = match numbers[..] {
        // In a .csv file a date may have come down to the number that Excel keeps for it.
        [(4 | 5 | 7 | 8, number)] => birth_of_number(number as f64),
        [(1 | 2, month), (4, year)] | [(4, year), (1 | 2, month)] => in_order(0, month, year),
        [(1 | 2, day), (1 | 2, month), (4, year)] | [(4, year), (1 | 2, month), (1 | 2, day)] => {
            in_order(day, month, year)
        }
        _ => None,
    };
    found.map(Some).ok_or(WANT_BIRTH)
}

/// `16/09/1985`, `09/1985` and `1985`, as most cells are written.
fn plain_birth(text: &[u8]) -> Option<BirthDate> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
    };
    match *text {
        [_, _, _, _] => number(text).filter(|year| YEARS.contains(year)).map(|year| BirthDate::Year(year as i16)),
        [_, _, b'/', _, _, _, _] => in_order(0, number(&text[..2])?, number(&text[3..])?),
        [_, _, b'/', _, _, b'/', _, _, _, _] => {
            in_order(number(&text[..2])?, number(&text[3..5])?, number(&text[6..])?)
        }
        _ => None,
    }
}

/// A day written as nought is a day that nobody knows; the 31st of February too, and its year still stands there.
fn in_order(day: i64, month: i64, year: i64) -> Option<BirthDate> {
    if !YEARS.contains(&year) {
        return None;
    }
    let year = year as i16;
    match (day, month) {
        (0, 0) => Some(BirthDate::Year(year)),
        (0, 1..=12) => Month::new(year, month as i8).map(BirthDate::Month),
        (1..=31, 1..=12) => Day::new(year, month as i8, day as i8).map(BirthDate::Day),
        // Only the American order leaves a month above twelve in second place.
        (1..=12, 13..=31) => Day::new(year, day as i8, month as i8).map(BirthDate::Day),
        _ => None,
    }
}

/// Day, month and year of birth in three columns.
pub fn birth_parts(day: CellRef<'_>, month: CellRef<'_>, year: CellRef<'_>) -> Said<BirthDate> {
    let part = |cell: CellRef<'_>| number(cell).map(|said| said.unwrap_or(0.0) as i64);
    match (part(day)?, part(month)?, part(year)?) {
        (0, 0, 0) => Ok(None),
        (day, month, year) => in_order(day, month, year).map(Some).ok_or(WANT_BIRTH),
    }
}

/// `05/2015`, `T5/2015`, `01/05/2015`, a date.
pub fn month(cell: CellRef<'_>) -> Said<Month> {
    match birth(cell).map_err(|_| WANT_MONTH)? {
        None => Ok(None),
        Some(BirthDate::Month(month)) => Ok(Some(month)),
        Some(BirthDate::Day(day)) => Ok(Some(day.month())),
        Some(BirthDate::Year(_)) => Err(WANT_MONTH),
    }
}

pub fn day(cell: CellRef<'_>) -> Said<Day> {
    match birth(cell) {
        Ok(None) => Ok(None),
        Ok(Some(BirthDate::Day(day))) => Ok(Some(day)),
        _ => Err("cần ngày/tháng/năm"),
    }
}

/// Money in đồng; `times` is what the list counts in, such as 1.000 for "nghìn đồng".
pub fn money(cell: CellRef<'_>, times: i64) -> Said<Dong> {
    match cell.value() {
        Value::Empty => Ok(None),
        Value::Number(number) => whole_dong(number * times as f64).map(Some).ok_or(WANT_MONEY),
        Value::Text(_) => money_text(&cell.text(), times),
        _ => Err(WANT_MONEY),
    }
}

fn whole_dong(number: f64) -> Option<Dong> {
    // A thousand billion in one cell is a number of something else; and all cells of a file together stay countable.
    const MOST: f64 = 1e12;
    let whole = number.round();
    // What a spreadsheet computed may miss the whole by less than a thousandth.
    ((number - whole).abs() < 0.001 && whole.abs() <= MOST).then_some(Dong(whole as i64))
}

/// `270.000`, `270,000 đ`, `1.234.567`, `1 tỷ 200 triệu`, `-`.
pub fn money_text(text: &str, times: i64) -> Said<Dong> {
    const LONGEST: usize = 100;
    if text.len() > LONGEST {
        return Err(WANT_MONEY);
    }
    let lower = text.to_lowercase();
    let bare = ["việt nam đồng", "đồng", "vnđ", "vnd", "đ"].iter().fold(lower, |text, unit| text.replace(unit, ""));
    let bare = bare.trim().trim_matches(['\'', '"']).trim();
    if bare.chars().all(|letter| matches!(letter, '-' | '–' | '.' | ' ' | 'x')) {
        return Ok(None);
    }
    for (words, worth) in [(["tỷ", "tỉ"], 1_000_000_000_i64), (["triệu", "tr"], 1_000_000)] {
        if let Some((before, after)) = words.iter().find_map(|word| bare.split_once(word)) {
            let count = decimal(before.trim()).ok_or(WANT_MONEY)?;
            let rest = if after.trim().is_empty() { Dong::ZERO } else { money_text(after, 1)?.unwrap_or(Dong::ZERO) };
            return whole_dong(count * worth as f64).map(|part| Some(part + rest)).ok_or(WANT_MONEY);
        }
    }
    let number = decimal(bare).ok_or(WANT_MONEY)?;
    whole_dong(number * times as f64).map(Some).ok_or(WANT_MONEY)
}

/// A number with separators. Groups of exactly three digits are thousands, anything else after one mark a fraction.
fn decimal(text: &str) -> Option<f64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest.trim()),
        None => (1.0, text),
    };
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    if text.is_empty() || !text.chars().all(|letter| letter.is_ascii_digit() || letter == '.' || letter == ',') {
        return None;
    }
    let pieces: Vec<&str> = text.split(['.', ',']).collect();
    let grouped = |pieces: &[&str]| {
        pieces.first().is_some_and(|first| (1..=3).contains(&first.len()))
            && pieces[1..].iter().all(|piece| piece.len() == 3)
    };
    let both = text.contains('.') && text.contains(',');
    let plain = match pieces[..] {
        [whole] => whole.to_owned(),
        // 1.234,5: the last mark differs from the first, so it begins a fraction.
        [ref before @ .., last] if both && grouped(before) => format!("{}.{last}", before.concat()),
        _ if !both && grouped(&pieces) && pieces[0] != "0" => pieces.concat(),
        [whole, part] => format!("{whole}.{part}"),
        _ => return None,
    };
    plain.parse::<f64>().ok().map(|number| sign * number)
}

pub fn number(cell: CellRef<'_>) -> Said<f64> {
    match cell.value() {
        Value::Empty => Ok(None),
        Value::Number(number) => Ok(Some(number)),
        Value::Text(_) => {
            let text = cell.text();
            let bare = text.trim_matches(['\'', '-', ' ']);
            if bare.is_empty() { Ok(None) } else { decimal(bare).map(Some).ok_or(WANT_NUMBER) }
        }
        _ => Err(WANT_NUMBER),
    }
}

/// A coefficient as the law writes it: `1.0`, `1.5`, `2.25`. No coefficient has three digits after its mark.
pub fn coefficient(cell: CellRef<'_>) -> Said<String> {
    let Some(number) = number(cell)? else { return Ok(None) };
    // 15 in a list of tenths is nobody's coefficient; what is out of range is not read.
    if !(0.1..=20.0).contains(&number) {
        return Err("cần hệ số, ví dụ 1,5");
    }
    let hundredths = (number * 100.0).round() as i64;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    Ok(Some(if part % 10 == 0 { format!("{whole}.{}", part / 10) } else { format!("{whole}.{part:02}") }))
}

/// `23%`, `61 %`, 81, or 0,61 in a cell that is shown as a percentage.
pub fn percent(cell: CellRef<'_>) -> Said<u8> {
    const WANT: Unread = "cần tỷ lệ phần trăm từ 0 đến 100";
    let number = match cell.value() {
        Value::Number(number) if cell.is_percent() || (number > 0.0 && number < 1.0) => number * 100.0,
        Value::Number(number) => number,
        Value::Empty => return Ok(None),
        Value::Text(_) => {
            let text = cell.text();
            let bare = text.trim_end_matches(['%', ' ']).trim_matches(['\'', '-', ' ']);
            if bare.is_empty() {
                return Ok(None);
            }
            decimal(bare).ok_or(WANT)?
        }
        _ => return Err(WANT),
    };
    let whole = number.round();
    if (number - whole).abs() < 0.01 && (0.0..=100.0).contains(&whole) { Ok(Some(whole as u8)) } else { Err(WANT) }
}

/// A small whole number such as a place in a household.
pub fn count(cell: CellRef<'_>) -> Said<u32> {
    match number(cell)? {
        None => Ok(None),
        Some(number) if number.fract() == 0.0 && (0.0..=1e6).contains(&number) => Ok(Some(number as u32)),
        Some(_) => Err("cần một số nguyên"),
    }
}

/// A personal number or an old identity number, with the noughts that a spreadsheet took from its front.
///
/// Every personal number begins with a nought, so eleven digits or ten have surely lost one or two.
pub fn doc(cell: CellRef<'_>) -> Said<String> {
    let text = match cell.value() {
        Value::Empty => return Ok(None),
        Value::Number(number) if number.fract() == 0.0 && (0.0..1e12).contains(&number) => format!("{number}"),
        Value::Number(_) => return Err(WANT_ID),
        Value::Text(_) => cell.text().into_owned(),
        _ => return Err(WANT_ID),
    };
    if text.contains("E+") || text.contains("e+") {
        return Err(LOST_ID);
    }
    let bare: String = text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '\'' | '"' | '’')).collect();
    if bare.is_empty() {
        return Ok(None);
    }
    if !bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(WANT_ID);
    }
    match bare.len() {
        12 | 9 => Ok(Some(bare)),
        10 | 11 => Ok(Some(format!("{bare:0>12}"))),
        // Only a number loses its front; eight digits in text are a mistake.
        8 if matches!(cell.value(), Value::Number(_)) => Ok(Some(format!("{bare:0>9}"))),
        _ => Err(WANT_ID),
    }
}

/// A code of digits such as an insurance number or an account, padded to `digits` where a spreadsheet cut it.
pub fn code(cell: CellRef<'_>, digits: usize) -> Said<String> {
    match cell.value() {
        Value::Number(number) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
            Ok(Some(format!("{number:0>digits$}")))
        }
        Value::Empty => Ok(None),
        Value::Failed => Err(WANT_NUMBER),
        _ => Ok(Some(cell.text().trim_matches(['\'', ' ']).to_owned()).filter(|text| !text.is_empty() && text != "-")),
    }
}

pub fn sex(text: &str) -> Said<Sex> {
    match text {
        "" => return Ok(None),
        // How nearly every list writes it.
        "Nam" => return Ok(Some(Sex::Male)),
        "Nữ" => return Ok(Some(Sex::Female)),
        _ => {}
    }
    let said = Spoken::new(text);
    match () {
        () if said.is_empty() => Ok(None),
        () if VOCABULARY.words.male.is_one(&said) => Ok(Some(Sex::Male)),
        () if VOCABULARY.words.female.is_one(&said) => Ok(Some(Sex::Female)),
        () => Err("cần Nam hoặc Nữ"),
    }
}

/// A mark that means yes.
pub fn is_marked(cell: CellRef<'_>) -> bool {
    match cell.value() {
        Value::Flag(yes) => yes,
        Value::Number(number) => number == 1.0,
        Value::Text(_) => VOCABULARY.words.marks.holds(&cell.text()),
        _ => false,
    }
}

/// A name as people write it: no honorific, no remark in brackets, capitals only where they belong.
pub fn name(text: &str) -> String {
    let bare = text.split(['(', '[']).next().unwrap_or_default();
    let bare = bare.trim_matches(|letter: char| !letter.is_alphanumeric());
    let bare = without_front(bare, &VOCABULARY.words.honorifics).filter(|rest| rest.contains(' ')).unwrap_or(bare);
    capitals(bare)
}

/// What stands in brackets behind a name.
pub fn remark(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(['(', '['])?;
    let inside = rest.trim_end_matches([')', ']', ' ']).trim();
    (!inside.is_empty()).then(|| inside.to_owned())
}

/// `NGUYỄN VĂN AN` and `nguyễn văn an` become `Nguyễn Văn An`; a name in mixed letters stays as it is.
pub fn capitals(text: &str) -> String {
    let has_lower = text.chars().any(char::is_lowercase);
    let has_upper = text.chars().any(char::is_uppercase);
    if has_lower && has_upper {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let word = |word: &str| {
        let lower = word.to_lowercase();
        let mut letters = lower.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// The name of a village without its kind; where the name is a number the kind belongs to it (`Tổ 5`).
pub fn village(text: &str) -> String {
    place(text, &VOCABULARY.words.villages)
}

pub fn commune(text: &str) -> String {
    place(text, &VOCABULARY.words.communes)
}

fn place(text: &str, kinds: &Phrases) -> String {
    let text =
        text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '-' | ',' | '.' | ';'));
    let rest = without_front(text, kinds).filter(|rest| rest.chars().next().is_some_and(char::is_alphabetic));
    capitals(rest.unwrap_or(text))
}

/// The text without a phrase at its front, whatever the marks and the case; `None` when it does not begin so.
pub fn without_front<'a>(text: &'a str, phrases: &Phrases) -> Option<&'a str> {
    let first = text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    if !phrases.may_begin(&fold(first)) {
        return None;
    }
    let mut ends = text.char_indices().filter(|(_, letter)| !letter.is_alphanumeric()).map(|(at, _)| at);
    let mut best = None;
    // No phrase of ours has more than five words.
    for end in ends.by_ref().take(6) {
        if phrases.is_one(&Spoken::new(&text[..end])) {
            best = Some(text[end..].trim_start_matches(|letter: char| !letter.is_alphanumeric()));
        }
    }
    best.filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        birth_text(text).ok().flatten().map(|birth| birth.to_string())
    }

    #[test]
    fn birth_dates_are_read_in_every_habit_and_never_made_up() {
        for (text, want) in [
            ("16/09/1985", "1985-09-16"),
            ("18-09-1941", "1941-09-18"),
            ("9/6/1998", "1998-06-09"),
            ("2.9.1945", "1945-09-02"),
            ("'1937", "1937"),
            ("1956", "1956"),
            ("1985-09-16 00:00:00", "1985-09-16"),
            ("03/1941", "1941-03"),
            ("tháng 3/1941", "1941-03"),
            ("ngày 5 tháng 6 năm 1950", "1950-06-05"),
            ("00/00/1950", "1950"),
            ("00/5/1950", "1950-05"),
            ("09/16/1985", "1985-09-16"),
            ("16091985", "1985-09-16"),
            ("15047", "1941-03-12"),
        ] {
            assert_eq!(said(text).as_deref(), Some(want), "{text}");
        }
        for text in ["31/02/1950", "12/3/41", "khoảng 1950", "mất", "50", "1/2/3/1950"] {
            assert!(birth_text(text).is_err(), "{text}");
        }
        assert_eq!(birth_text("-"), Ok(None));
    }

    #[test]
    fn money_is_read_with_either_separator_and_unit() {
        for (text, times, want) in [
            ("270.000", 1, 270_000),
            ("270,000", 1, 270_000),
            ("1.234.567", 1, 1_234_567),
            ("500.000đ", 1, 500_000),
            ("540 000", 1, 540_000),
            ("270", 1_000, 270_000),
            ("1.624", 1_000, 1_624_000),
            ("270,5", 1_000, 270_500),
            ("1 tỷ 200 triệu", 1, 1_200_000_000),
            ("1,5 triệu", 1, 1_500_000),
            ("1.234,5", 1_000, 1_234_500),
        ] {
            assert_eq!(money_text(text, times), Ok(Some(Dong(want))), "{text}");
        }
        assert_eq!(money_text("-", 1), Ok(None));
        assert!(money_text("hai trăm", 1).is_err());
        assert!(money_text("270,5", 1).is_err());
    }

    #[test]
    fn names_lose_honorifics_and_shouting() {
        assert_eq!(name("ĐỖ THU THOA"), "Đỗ Thu Thoa");
        assert_eq!(name("Bà Nguyễn Thị Hoa (con: An)"), "Nguyễn Thị Hoa");
        assert_eq!(name("Ông: Trần Văn Ý"), "Trần Văn Ý");
        assert_eq!(name("Bà Thị"), "Bà Thị", "a single word behind it is a name of two words");
        assert_eq!(remark("Nguyễn Thị Hoa (con: An)").as_deref(), Some("con: An"));
    }

    #[test]
    fn places_lose_their_kind_unless_they_are_numbers() {
        assert_eq!(village("Thôn An Cầu"), "An Cầu");
        assert_eq!(village("THÔN VÕNG PHAN"), "Võng Phan");
        assert_eq!(village("Tổ dân phố Đông"), "Đông");
        assert_eq!(village("Tổ 5"), "Tổ 5");
        assert_eq!(village("An Cầu"), "An Cầu");
        assert_eq!(commune("UBND"), "Ubnd");
        assert_eq!(commune("xã Tống Trân"), "Tống Trân");
        assert_eq!(commune("Thị trấn Trần Cao"), "Trần Cao");
    }
}
