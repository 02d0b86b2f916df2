//! How each kind of cell is read. A cell that can be read two ways is refused with what is wanted instead.

use std::fmt;

use domain::kernel::{BirthDate, Day, Month, OldIdNumber, PersonalId, fold};
use domain::registry::Sex;

use super::rows::SubjectRow;
use super::{Reject, Source};
use crate::table::{Cell, Kept, Row, Table};

/// Why a cell was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The column must be filled in.
    Missing,
    /// The cell shows a formula that failed.
    FailedFormula,
    /// What the cell should hold.
    Wanted(&'static str),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Missing => f.write_str("cột bắt buộc đang để trống"),
            Reason::FailedFormula => f.write_str("ô đang báo lỗi công thức, cần ghi lại giá trị"),
            Reason::Wanted(wanted) => write!(f, "cần {wanted}"),
        }
    }
}

/// One row while it is being read: it gives out cells by column and keeps what could not be read.
pub struct RowReader<'a> {
    table: &'a Table,
    row: &'a Row,
    rejects: Vec<Reject>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(table: &'a Table, row: &'a Row) -> RowReader<'a> {
        RowReader { table, row, rejects: Vec::new() }
    }

    pub(super) fn into_rejects(self) -> Vec<Reject> {
        self.rejects
    }

    pub fn source(&self) -> Source {
        Source { file: self.table.file.as_str().into(), sheet: self.table.sheet.as_str().into(), row: self.row.number }
    }

    /// The cell's value; `None` when it is empty, or refused and noted.
    pub fn optional<T>(&mut self, column: &str, parse: impl FnOnce(&Cell) -> Result<T, Reason>) -> Option<T> {
        let cell = self.table.cell(self.row, column);
        if cell.text.is_empty() {
            return None;
        }
        let value = if cell.kept == Kept::Error { Err(Reason::FailedFormula) } else { parse(&cell) };
        value.map_err(|reason| self.reject(column, reason)).ok()
    }

    /// The cell's value; an empty cell is refused as well.
    pub fn required<T>(&mut self, column: &str, parse: impl FnOnce(&Cell) -> Result<T, Reason>) -> Option<T> {
        if self.table.cell(self.row, column).text.is_empty() {
            self.reject(column, Reason::Missing);
        }
        self.optional(column, parse)
    }

    /// The cell's text, empty when there is none.
    pub fn text(&mut self, column: &str) -> String {
        self.optional(column, text).unwrap_or_default()
    }

    /// Refuses the row for what is in `column`.
    pub fn reject(&mut self, column: &str, reason: Reason) {
        self.rejects.push(Reject {
            file: self.table.file.clone(),
            sheet: self.table.sheet.clone(),
            row: self.row.number,
            column: column.to_owned(),
            seen: self.table.cell(self.row, column).text,
            reason,
        });
    }
}

pub fn text(cell: &Cell) -> Result<String, Reason> {
    Ok(cell.text.clone())
}

/// Excel drops the zeros a number begins with. Numbers of ten or eleven digits are personal ids without theirs,
/// as the codes of provinces begin with one zero or two; in a text a digit was forgotten, and we cannot know which.
pub fn code(cell: &Cell) -> Result<i64, Reason> {
    let number = cell.text.parse().ok().filter(|_| all_digits(&cell.text));
    number.ok_or(Reason::Wanted("mã là một số nguyên, như in trên danh sách"))
}

pub fn personal_id(cell: &Cell) -> Result<PersonalId, Reason> {
    let padded = padded(cell, 10, 12);
    padded.parse().map_err(|_| Reason::Wanted("đúng 12 chữ số, ghi dạng văn bản để giữ số 0 ở đầu"))
}

pub fn old_id(cell: &Cell) -> Result<OldIdNumber, Reason> {
    padded(cell, 8, 9).parse().map_err(|_| Reason::Wanted("đúng 9 chữ số, ghi dạng văn bản để giữ số 0 ở đầu"))
}

fn padded(cell: &Cell, at_least: usize, width: usize) -> String {
    match cell.kept == Kept::Number && cell.text.len() >= at_least {
        true => format!("{:0>width$}", cell.text),
        false => cell.text.clone(),
    }
}

/// Excel keeps fifteen digits of a number; the rest of a longer account number is already lost.
pub fn account(cell: &Cell) -> Result<String, Reason> {
    let spoilt = cell.kept == Kept::Number && (cell.text.len() > 15 || !all_digits(&cell.text));
    match spoilt {
        true => Err(Reason::Wanted("số tài khoản ghi dạng văn bản, vì Excel chỉ giữ 15 chữ số của một số")),
        false => Ok(cell.text.clone()),
    }
}

pub fn birth(cell: &Cell) -> Result<BirthDate, Reason> {
    const WANTED: Reason = Reason::Wanted("năm, tháng/năm hoặc ngày/tháng/năm, ví dụ 1941, 03/1941, 12/03/1941");
    let iso = match date_parts(cell)[..] {
        [year] => format!("{year:04}"),
        [month, year] => format!("{year:04}-{month:02}"),
        [day, month, year] => format!("{year:04}-{month:02}-{day:02}"),
        _ => return Err(WANTED),
    };
    iso.parse().map_err(|_| WANTED)
}

pub fn day(cell: &Cell) -> Result<Day, Reason> {
    let day = match date_parts(cell)[..] {
        [day, month, year] if year >= 1850 => Day::new(year, month as i8, day as i8),
        _ => None,
    };
    day.ok_or(Reason::Wanted("ngày/tháng/năm có thật, ví dụ 05/04/2021"))
}

/// A date kept by Excel stands for a month only when it is the first: that is how Excel keeps 04/2021.
pub fn month(cell: &Cell) -> Result<Month, Reason> {
    let month = match date_parts(cell)[..] {
        [month, year] if year >= 1850 => Month::new(year, month as i8),
        [1, month, year] if year >= 1850 && cell.kept == Kept::Date => Month::new(year, month as i8),
        _ => None,
    };
    month.ok_or(Reason::Wanted("tháng/năm, ví dụ 04/2021"))
}

/// The month after the one in the cell: people write the last month, we keep where the span ends.
pub fn month_after(cell: &Cell) -> Result<Month, Reason> {
    month(cell).map(Month::next)
}

/// The day after the one in the cell.
pub fn day_after(cell: &Cell) -> Result<Day, Reason> {
    day(cell).map(Day::next)
}

/// The numbers of a date in the order day, month, year, without those that are missing; empty when it is no date.
fn date_parts(cell: &Cell) -> Vec<i16> {
    if let Some(day) = bare_excel_date(cell) {
        return vec![i16::from(day.day_of_month()), i16::from(day.month_of_year()), day.year()];
    }
    let pieces: Vec<&str> = cell.text.split(['/', '-', '.']).map(str::trim).collect();
    let last = pieces.len() - 1;
    let well_formed = pieces.iter().all(|piece| all_digits(piece) && piece.len() <= 4);
    let year_first = last > 0 && pieces[0].len() == 4;
    let year_place = if year_first { 0 } else { last };
    let short = |place: usize| place == year_place || pieces[place].len() <= 2;
    if !well_formed || pieces[year_place].len() != 4 || !(0..=last).all(short) {
        return Vec::new();
    }
    let mut numbers: Vec<i16> = pieces.iter().filter_map(|piece| piece.parse().ok()).collect();
    if year_first {
        numbers.reverse();
    }
    numbers
}

/// A date whose cell lost its date format comes as Excel's count of days since 1900, five digits long for every
/// day from 1927 on; no year has five digits.
fn bare_excel_date(cell: &Cell) -> Option<Day> {
    let is_count = cell.kept == Kept::Number && cell.text.len() == 5;
    let days: i64 = cell.text.parse().ok().filter(|_| is_count)?;
    Day::new(1899, 12, 30).map(|first| first.add_days(days))
}

pub fn percent(cell: &Cell) -> Result<u8, Reason> {
    let digits = cell.text.strip_suffix('%').unwrap_or(&cell.text).trim();
    whole(digits, 100).ok_or(Reason::Wanted("số nguyên từ 0 đến 100; ghi 61, không ghi 0,61"))
}

pub fn years(cell: &Cell) -> Result<u8, Reason> {
    whole(&cell.text, 120).ok_or(Reason::Wanted("số nguyên, số năm"))
}

fn whole(digits: &str, most: u8) -> Option<u8> {
    digits.parse().ok().filter(|number| all_digits(digits) && *number <= most)
}

pub fn sex(cell: &Cell) -> Result<Sex, Reason> {
    match fold(&cell.text).as_str() {
        "nam" => Ok(Sex::Male),
        "nu" => Ok(Sex::Female),
        _ => Err(Reason::Wanted("Nam hoặc Nữ")),
    }
}

/// The class as the law's key.
pub fn household_class(cell: &Cell) -> Result<String, Reason> {
    let key = match fold(&cell.text).as_str() {
        "ngheo" | "ho ngheo" => "ho_ngheo",
        "can ngheo" | "ho can ngheo" => "ho_can_ngheo",
        "khong" => "khong",
        _ => return Err(Reason::Wanted("Hộ nghèo, Hộ cận nghèo hoặc Không")),
    };
    Ok(key.to_owned())
}

pub fn attributes(cell: &Cell) -> Result<Vec<String>, Reason> {
    Ok(pieces(&cell.text).map(str::to_owned).collect())
}

/// `Nguyễn Văn A (2015-03-02); Nguyễn Thị B (03/2018) đang học`.
pub fn subjects(cell: &Cell) -> Result<Vec<SubjectRow>, Reason> {
    const WANTED: Reason = Reason::Wanted("họ tên và ngày sinh trong ngoặc, ví dụ Trần Văn An (02/03/2015) đang học");
    pieces(&cell.text).map(|piece| subject(piece).ok_or(WANTED)).collect()
}

fn subject(piece: &str) -> Option<SubjectRow> {
    let (name, rest) = piece.split_once('(')?;
    let (date, remark) = rest.split_once(')')?;
    let birth = birth(&Cell { text: date.trim().to_owned(), kept: Kept::Text }).ok()?;
    let student = match fold(remark).as_str() {
        "" => false,
        "dang hoc" => true,
        _ => return None,
    };
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(SubjectRow { name, birth, student })
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|piece| !piece.is_empty())
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_cell(text: &str) -> Cell {
        Cell { text: text.to_owned(), kept: Kept::Text }
    }

    fn number_cell(text: &str) -> Cell {
        Cell { text: text.to_owned(), kept: Kept::Number }
    }

    #[test]
    fn a_birth_date_keeps_the_precision_it_was_written_with() {
        for (seen, kept) in [
            ("1941", "1941"),
            ("3/1941", "1941-03"),
            ("12/3/1941", "1941-03-12"),
            ("12-03-1941", "1941-03-12"),
            ("12.03.1941", "1941-03-12"),
            ("1941-03-12", "1941-03-12"),
            ("1941-03", "1941-03"),
        ] {
            assert_eq!(birth(&text_cell(seen)).unwrap().to_string(), kept, "{seen}");
        }
        assert_eq!(birth(&number_cell("1941")).unwrap().to_string(), "1941");
        assert_eq!(birth(&number_cell("15047")).unwrap().to_string(), "1941-03-12");
        for bad in ["41", "31/02/1941", "12/3/41", "13/1941", "15047", "khoảng 1941", "1/1941/12", "123/4/1941", "0000"]
        {
            assert!(birth(&text_cell(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_month_is_a_month_and_only_excels_first_day_stands_for_one() {
        assert_eq!(month(&text_cell("04/2021")).unwrap().to_string(), "2021-04");
        assert_eq!(month(&text_cell("2021-04")).unwrap().to_string(), "2021-04");
        assert_eq!(month_after(&text_cell("12/2021")).unwrap().to_string(), "2022-01");
        assert_eq!(month(&Cell { text: "01/04/2021".into(), kept: Kept::Date }).unwrap().to_string(), "2021-04");
        assert!(month(&Cell { text: "15/04/2021".into(), kept: Kept::Date }).is_err());
        for bad in ["01/04/2021", "2021", "13/2021", "04/21"] {
            assert!(month(&text_cell(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_numbers_have_lost_leading_zeros() {
        assert_eq!(personal_id(&number_cell("33166785939")).unwrap().as_str(), "033166785939");
        assert_eq!(personal_id(&number_cell("1166785939")).unwrap().as_str(), "001166785939");
        assert_eq!(old_id(&number_cell("12345678")).unwrap().as_str(), "012345678");
        for bad in [text_cell("33166785939"), text_cell("3.3E+10"), number_cell("166785939")] {
            assert!(personal_id(&bad).is_err(), "{bad:?}");
        }
        assert!(account(&number_cell("1234567890123456")).is_err());
        assert_eq!(account(&text_cell("0123456789012345678")).unwrap(), "0123456789012345678");
    }

    #[test]
    fn a_percent_is_never_taken_from_a_fraction() {
        assert_eq!(percent(&text_cell("61 %")), Ok(61));
        assert_eq!(percent(&number_cell("100")), Ok(100));
        for bad in ["0.61", "0,61", "101", "-1", "+5"] {
            assert!(percent(&text_cell(bad)).is_err(), "{bad}");
        }
        assert!(years(&text_cell("121")).is_err());
    }

    #[test]
    fn subjects_have_a_name_a_birth_date_and_perhaps_school() {
        let read = subjects(&text_cell("Nguyễn Văn A (2015-03-02); Lê B (03/2018) đang học;")).unwrap();
        let shown: Vec<String> = read.iter().map(|s| format!("{} {} {}", s.name, s.birth, s.student)).collect();
        assert_eq!(shown, ["Nguyễn Văn A 2015-03-02 false", "Lê B 2018-03 true"]);
        for bad in ["Nguyễn Văn A", "(2015)", "A (hai tuổi)", "A (2015) đi làm", "A (2015"] {
            assert!(subjects(&text_cell(bad)).is_err(), "{bad}");
        }
    }
}
