//! The list every printed list is composed from: head, columns, lines under headings, sums as formulas, signatures.
//!
//! It knows how such a list is laid out on A4 and nothing of what its columns mean.
//! Read [`PrintedList`] first; `head.rs`, `body.rs` and `foot.rs` write its three parts from the top down.

mod body;
mod foot;
mod head;

use std::collections::BTreeSet;

use domain::kernel::nfc;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Cell, Form};
use crate::PaperError;
use crate::book;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedList {
    /// The name on the sheet's tab, `ChiTra`.
    pub tab: String,
    pub head: Head,
    /// `Mẫu D07-TS`, only where it is sure that the list has this form.
    pub form_code: Option<String>,
    /// Lines of their own under the title, `Nguồn đóng: Ngân sách nhà nước`.
    pub facts: Vec<String>,
    /// At the right above the table, `Đơn vị tính: đồng`; may be empty.
    pub note: String,
    pub paper: Orientation,
    pub columns: Vec<Column>,
    /// The row under the titles, `A`, `B`, `1`, `2`, `3=1+2`; empty for none.
    pub codes: Vec<String>,
    pub rows: Vec<Row>,
    pub foot: Foot,
}

/// What stands above every list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub superior: Option<String>,
    pub organ: String,
    /// `DANH SÁCH CHI TRẢ TRỢ CẤP XÃ HỘI HẰNG THÁNG`.
    pub title: String,
    /// What the list is for: `Tháng 04/2021`, `Tết Nguyên đán 2021`; may be empty.
    pub period: String,
    /// Whom the list is of, `Xã Đoàn Đào`; may be empty.
    pub unit: String,
}

/// What stands below every list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foot {
    /// `Đoàn Đào, ngày 05 tháng 4 năm 2021`.
    pub dated: Option<String>,
    /// From left to right.
    pub signers: Vec<Signer>,
}

/// Who signs at the foot, `NGƯỜI LẬP BIỂU`, with the name if it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// May have several lines, `TM. UBND XÃ` over `CHỦ TỊCH`.
    pub role: String,
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    Portrait,
    Landscape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    /// The title above this one and its neighbours, `Mức quà`; empty for none.
    pub under: String,
    /// In characters, as a sheet counts them.
    pub width: u16,
    pub form: Form,
    pub sums: Sums,
}

/// What a column adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sums {
    Nothing,
    /// The lines above, wherever the list has a row of sums.
    Down,
    /// As `Down`; and in each line the money columns directly before this one. The line leaves its cell blank.
    AcrossAndDown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Over all rows until the next: `Thôn Đông Cáp, xã Đoàn Đào`.
    Heading(String),
    /// A part of what stands under a heading: `I. Tăng`.
    Section(String),
    /// A cell for each column.
    Line(Vec<Cell>),
    Sum {
        label: String,
        over: Over,
    },
}

/// Which rows above a row of sums adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    Section,
    Heading,
    /// Every line of the list.
    List,
    /// The rows of sums whose label begins with this: what was added up section by section, over all headings.
    SumsNamed(&'static str),
}

impl Column {
    pub fn new(title: impl Into<String>, width: u16, form: Form) -> Column {
        Column { title: title.into(), under: String::new(), width, form, sums: Sums::Nothing }
    }

    pub fn summed(self) -> Column {
        Column { sums: Sums::Down, ..self }
    }

    pub fn under(self, title: impl Into<String>) -> Column {
        Column { under: title.into(), ..self }
    }

    /// A column with the total of the money columns directly before it.
    pub fn line_total(title: impl Into<String>, width: u16) -> Column {
        Column { sums: Sums::AcrossAndDown, ..Column::new(title, width, Form::Money) }
    }
}

impl Row {
    pub fn sum(label: impl Into<String>, over: Over) -> Row {
        Row::Sum { label: label.into(), over }
    }
}

/// The list as an .xlsx file, ready to print on A4.
pub fn to_xlsx(list: &PrintedList) -> Result<Vec<u8>, PaperError> {
    to_xlsx_together(std::slice::from_ref(list))
}

/// Several lists as one .xlsx file, each on a sheet of its own; a list whose tab is taken gets the next free name.
pub fn to_xlsx_together(lists: &[PrintedList]) -> Result<Vec<u8>, PaperError> {
    let title = lists.first().map_or("", |list| list.head.title.as_str());
    let mut workbook = book::workbook(&nfc(title))?;
    let mut taken = BTreeSet::new();
    for list in lists {
        let tab = book::free_tab(&list.tab, &mut taken);
        write(workbook.add_worksheet().set_name(tab)?, list)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write(sheet: &mut Worksheet, list: &PrintedList) -> Result<(), XlsxError> {
    let first = head::write(sheet, list)?;
    let next = body::write(sheet, first, list)?;
    let last = foot::write(sheet, next, list)?;
    book::digits_may_be_text(sheet, last, list.last_column())?;
    sheet.set_print_area(0, 0, last, list.last_column())?;
    Ok(())
}

impl PrintedList {
    /// A list of amounts of money as most of ours are: lying A4, without form code, facts and codes.
    pub fn of_money(tab: &str, head: &Head, columns: Vec<Column>, rows: Vec<Row>, foot: &Foot) -> PrintedList {
        PrintedList {
            tab: tab.to_owned(),
            head: head.clone(),
            form_code: None,
            facts: Vec::new(),
            note: "Đơn vị tính: đồng".to_owned(),
            paper: Orientation::Landscape,
            columns,
            codes: Vec::new(),
            rows,
            foot: foot.clone(),
        }
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.columns.len()).unwrap_or(u16::MAX).saturating_sub(1)
    }

    /// The width of the columns `from` to `to`, in characters.
    fn width(&self, (from, to): (u16, u16)) -> f64 {
        self.columns[usize::from(from)..=usize::from(to)].iter().map(|column| f64::from(column.width)).sum()
    }
}

#[cfg(test)]
mod tests;
