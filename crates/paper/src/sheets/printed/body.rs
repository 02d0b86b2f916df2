//! Headings, lines and rows of sums.

use domain::kernel::nfc;
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use super::{Cell, Column, Form, Over, PrintedList, Row, Sums};
use crate::book;

const LINE: u32 = 15;

/// Writes the rows from `first` on and gives the next free row.
pub fn write(sheet: &mut Worksheet, first: u32, list: &PrintedList) -> Result<u32, XlsxError> {
    let mut body = Body::new(list, first);
    for row in &list.rows {
        match row {
            Row::Heading(text) => body.heading(sheet, text)?,
            Row::Section(text) => body.section(sheet, text)?,
            Row::Line(cells) => body.line(sheet, cells)?,
            Row::Sum { label, over } => body.sum(sheet, &nfc(label), over)?,
        }
        body.row += 1;
    }
    Ok(body.row)
}

/// What the columns of some rows add up to; `None` where an amount is unknown.
type Amounts = Vec<Option<i64>>;

/// The rows written since a heading.
struct Reach {
    first: u32,
    sums: Amounts,
}

struct Body<'a> {
    list: &'a PrintedList,
    row: u32,
    whole: Reach,
    heading: Reach,
    section: Reach,
    /// The rows of sums so far, for sums over sums.
    named: Vec<(String, Amounts)>,
    /// A column's format, plain and bold.
    formats: Vec<(Format, Format)>,
    band: Format,
}

impl Reach {
    fn new(first: u32, list: &PrintedList) -> Reach {
        Reach { first, sums: vec![Some(0); list.columns.len()] }
    }
}

impl<'a> Body<'a> {
    fn new(list: &'a PrintedList, first: u32) -> Body<'a> {
        let base = book::ruled(11).set_text_wrap();
        let both = |column: &Column| (column.form.on(base.clone()), column.form.on(base.clone().set_bold()));
        let [whole, heading, section] = [(); 3].map(|()| Reach::new(first, list));
        let formats = list.columns.iter().map(both).collect();
        Body { list, row: first, whole, heading, section, named: Vec::new(), formats, band: base.set_bold() }
    }

    fn heading(&mut self, sheet: &mut Worksheet, text: &str) -> Result<(), XlsxError> {
        self.heading = Reach::new(self.row, self.list);
        self.band(sheet, text, &self.band.clone())
    }

    fn section(&mut self, sheet: &mut Worksheet, text: &str) -> Result<(), XlsxError> {
        self.section = Reach::new(self.row, self.list);
        self.band(sheet, text, &self.band.clone().set_italic())
    }

    fn band(&self, sheet: &mut Worksheet, text: &str, format: &Format) -> Result<(), XlsxError> {
        let whole = (0, self.list.last_column());
        book::across(sheet, self.row, whole, &nfc(text), format)?;
        self.make_room(sheet, text, whole)
    }

    fn make_room(&self, sheet: &mut Worksheet, text: &str, over: (u16, u16)) -> Result<(), XlsxError> {
        let lines = book::lines_needed(text, self.list.width(over));
        sheet.set_row_height(self.row, lines * LINE + 3)?;
        Ok(())
    }

    fn line(&mut self, sheet: &mut Worksheet, cells: &[Cell]) -> Result<(), XlsxError> {
        assert_eq!(cells.len(), self.list.columns.len(), "a line has a cell for each column");
        let mut amounts: Amounts = cells.iter().map(Cell::amount).collect();
        for ((place, column), cell) in (0..).zip(&self.list.columns).zip(cells) {
            match column.sums {
                Sums::AcrossAndDown => amounts[usize::from(place)] = self.line_total(sheet, place, &amounts)?,
                Sums::Nothing | Sums::Down => {
                    cell.write(sheet, (self.row, place), &self.formats[usize::from(place)].0)?;
                }
            }
        }
        for reach in [&mut self.whole, &mut self.heading, &mut self.section] {
            add(&mut reach.sums, &amounts);
        }
        sheet.set_row_height(self.row, self.line_height(cells))?;
        Ok(())
    }

    fn line_total(&self, sheet: &mut Worksheet, place: u16, amounts: &Amounts) -> Result<Option<i64>, XlsxError> {
        let first = first_part(&self.list.columns, place);
        let total = add_all(&amounts[usize::from(first)..usize::from(place)]);
        let formula = (first < place).then(|| format!("=SUM({})", range(self.row, first, self.row, place - 1)));
        write_sum(sheet, (self.row, place), formula, total, &self.formats[usize::from(place)].1)?;
        Ok(total)
    }

    /// Room for the longest text, and for a hand where the list is signed.
    fn line_height(&self, cells: &[Cell]) -> u32 {
        let needed = self.list.columns.iter().zip(cells).map(|(column, cell)| match cell {
            Cell::Text(text) => book::lines_needed(text, f64::from(column.width)),
            Cell::Blank | Cell::Unknown | Cell::Number(_) | Cell::Money(_) => 1,
        });
        let is_signed = self.list.columns.iter().any(|column| column.form == Form::Signature);
        let least = if is_signed { 24 } else { 18 };
        (needed.max().unwrap_or(1) * LINE + 3).max(least)
    }

    fn sum(&mut self, sheet: &mut Worksheet, label: &str, over: &Over) -> Result<(), XlsxError> {
        let sums = self.sums(over);
        let last = self.list.last_column();
        let summed = self.list.columns.iter().position(|column| column.sums != Sums::Nothing);
        let label_end = summed.and_then(|place| u16::try_from(place).ok()).map_or(last, |place| place.max(1) - 1);
        book::across(sheet, self.row, (0, label_end), label, &self.band)?;
        self.make_room(sheet, label, (0, label_end))?;
        for place in label_end + 1..=last {
            let (column, (_, bold)) = (&self.list.columns[usize::from(place)], &self.formats[usize::from(place)]);
            match column.sums {
                Sums::Nothing => sheet.write_blank(self.row, place, bold).map(drop)?,
                Sums::Down | Sums::AcrossAndDown => {
                    let result = sums[usize::from(place)];
                    write_sum(sheet, (self.row, place), self.formula(over, place), result, bold)?;
                }
            }
        }
        self.named.push((label.to_owned(), sums));
        Ok(())
    }

    fn reach(&self, over: &Over) -> &Reach {
        match over {
            Over::Section => &self.section,
            Over::Heading => &self.heading,
            Over::List | Over::SumsNamed(_) => &self.whole,
        }
    }

    fn sums(&self, over: &Over) -> Amounts {
        let Over::SumsNamed(name) = over else { return self.reach(over).sums.clone() };
        let mut sums = vec![Some(0); self.list.columns.len()];
        for (_, part) in self.named.iter().filter(|(label, _)| label.starts_with(name)) {
            add(&mut sums, part);
        }
        sums
    }

    /// SUBTOTAL leaves other sums out, so the last one counts nobody twice.
    fn formula(&self, over: &Over, place: u16) -> Option<String> {
        let first = self.reach(over).first;
        // A sum over no rows would reach back onto itself.
        let last = self.row.checked_sub(1).filter(|last| first <= *last)?;
        let column = range(first, place, last, place);
        Some(match over {
            Over::SumsNamed(name) => format!("=SUMIF({},\"{name}*\",{column})", range(first, 0, last, 0)),
            Over::Section | Over::Heading | Over::List => format!("=SUBTOTAL(9,{column})"),
        })
    }
}

/// The first of the summed money columns that stand without a gap before `total`.
fn first_part(columns: &[Column], total: u16) -> u16 {
    let is_part = |column: &&Column| column.sums == Sums::Down && column.form == Form::Money;
    let parts = columns[..usize::from(total)].iter().rev().take_while(is_part).count();
    total - u16::try_from(parts).unwrap_or(total)
}

fn add(sums: &mut [Option<i64>], amounts: &[Option<i64>]) {
    for (sum, amount) in sums.iter_mut().zip(amounts) {
        *sum = add_all(&[*sum, *amount]);
    }
}

fn add_all(amounts: &[Option<i64>]) -> Option<i64> {
    let known = amounts.iter().copied().collect::<Option<Vec<i64>>>()?;
    let sum = known.into_iter().try_fold(0, i64::checked_add);
    Some(sum.expect("a sum beyond i64 is a bug"))
}

/// The formula with its result, for the readers that show a sheet without reckoning it.
///
/// An unknown sum is left blank: the formula would count what is unknown as nothing.
fn write_sum(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    formula: Option<String>,
    result: Option<i64>,
    format: &Format,
) -> Result<(), XlsxError> {
    match (formula, result) {
        (_, None) => sheet.write_blank(row, place, format)?,
        (None, Some(result)) => sheet.write_number_with_format(row, place, result as f64, format)?,
        (Some(formula), Some(result)) => {
            let formula = Formula::new(formula).set_result(result.to_string());
            sheet.write_formula_with_format(row, place, formula, format)?
        }
    };
    Ok(())
}

fn range(first_row: u32, first_column: u16, last_row: u32, last_column: u16) -> String {
    rust_xlsxwriter::utility::cell_range(first_row, first_column, last_row, last_column)
}
