//! A workbook as a plain table, and the bytes of it in the formats that offices send.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::chance::Chance;

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// `0.23`, shown as 23%.
    Percent(f64),
    /// Year, month, day, and the number format.
    Date(i64, i64, i64, &'static str),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub rows: Vec<Vec<Cell>>,
    /// First row, first column, last row, last column, all from 0.
    pub merged: Vec<[usize; 4]>,
    /// Whether texts stand in fonts older than Unicode, named or not.
    pub old: Option<Old>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Old {
    Tcvn3 { with_font: bool },
    Vni { with_font: bool },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum As {
    Xlsx,
    Ods,
    Csv(Csv),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Csv {
    pub separator: char,
    pub encoding: Encoding,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16,
    /// One byte a letter, as programs from before Unicode write.
    Bytes,
}

impl As {
    pub fn any(chance: &mut Chance) -> As {
        match chance.below(10) {
            0..6 => As::Xlsx,
            6..8 => As::Ods,
            _ => As::Csv(Csv {
                separator: chance.one(&[';', ',', '\t']),
                encoding: chance.one(&[Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16]),
            }),
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            As::Xlsx => "xlsx",
            As::Ods => "ods",
            As::Csv(_) => "csv",
        }
    }
}

pub fn bytes(sheets: &[Sheet], format: As) -> Vec<u8> {
    match format {
        As::Xlsx => xlsx(sheets),
        As::Ods => ods(sheets),
        As::Csv(csv) => comma_separated(&sheets[0], csv),
    }
}

fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let mut book = Workbook::new();
    let shown = sheets.iter().position(|sheet| !sheet.hidden);
    for (place, sheet) in sheets.iter().enumerate() {
        let page = book.add_worksheet();
        if Some(place) == shown {
            page.set_active(true);
        }
        page.set_name(&sheet.name).expect("a name of a sheet");
        if sheet.hidden {
            page.set_hidden(true);
        }
        for [top, left, bottom, right] in &sheet.merged {
            let (top, bottom) = (*top as u32, *bottom as u32);
            page.merge_range(top, *left as u16, bottom, *right as u16, "", &Format::new()).expect("areas do not cross");
        }
        for (row, cells) in sheet.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                put(page, row as u32, column as u16, cell, sheet.old);
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn put(page: &mut Worksheet, row: u32, column: u16, cell: &Cell, old: Option<Old>) {
    let done = match cell {
        Cell::Empty => return,
        Cell::Text(text) => {
            let (text, font) = old.map_or((text.clone(), None), |old| old.typed(text));
            match font {
                Some(font) => page.write_with_format(row, column, text, &Format::new().set_font_name(font)),
                None => page.write(row, column, text),
            }
        }
        Cell::Number(number) => page.write(row, column, *number),
        Cell::Percent(part) => page.write_with_format(row, column, *part, &Format::new().set_num_format("0%")),
        Cell::Date(year, month, day, format) => {
            let date = ExcelDateTime::from_ymd(*year as u16, *month as u8, *day as u8).expect("a day");
            page.write_with_format(row, column, date, &Format::new().set_num_format(*format))
        }
    };
    done.expect("a cell");
}

impl Sheet {
    /// Whether the old letters suffice for every text.
    pub fn can_be(&self, old: Old) -> bool {
        let fits = |cell: &Cell| !matches!(cell, Cell::Text(text) if !old.can_write(text));
        self.rows.iter().flatten().all(fits)
    }
}

impl Old {
    /// The characters that an old font needs to show the text, and the font where the file tells it.
    fn typed(self, text: &str) -> (String, Option<&'static str>) {
        match self {
            Old::Tcvn3 { with_font } => {
                let is_loud = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
                let font = if is_loud { ".VnTimeH" } else { ".VnTime" };
                let text = if is_loud && with_font { text.to_lowercase() } else { text.to_owned() };
                (text.chars().map(tcvn3).collect(), with_font.then_some(font))
            }
            Old::Vni { with_font } => (vni(text), with_font.then_some("VNI-Times")),
        }
    }

    /// Whether the encoding can write the text: TCVN3 has no capitals with tones outside its capital fonts.
    pub fn can_write(self, text: &str) -> bool {
        // Ý is a letter of Latin-1 too, where TCVN3 has í.
        let typed = self.typed(text).0;
        let is_other_letter = matches!(self, Old::Tcvn3 { .. }) && text.contains('Ý');
        !is_other_letter && !typed.contains(|letter: char| letter > 'ÿ')
    }
}

/// Each letter before its code.
const TCVN3: &str = "àµả¶ã·á¸ạ¹ă¨ằ»ẳ¼ẵ½ắ¾ặÆâ©ầÇẩÈẫÉấÊậËèÌẻÎẽÏéÐẹÑêªềÒểÓễÔếÕệÖì×ỉØĩÜíÝịÞòßỏáõâóãọäô«ồåổæỗçốèộéơ¬\
    ờêởëỡìớíợîùïủñũòúóụôừõửöữ÷ứøựùỳúỷûỹüýýỵþđ®Đ§Ă¡Â¢Ê£Ô¤Ơ¥Ư¦";

fn tcvn3(letter: char) -> char {
    if letter == 'ư' {
        return '\u{AD}';
    }
    let pairs: Vec<char> = TCVN3.chars().collect();
    pairs.chunks(2).find(|pair| pair[0] == letter).map_or(letter, |pair| pair[1])
}

/// What each letter with marks is typed as: a base and its mark.
const VNI: &str = "à aø|ả aû|ã aõ|á aù|ạ aï|ă aê|ằ aè|ẳ aú|ẵ aü|ắ aé|ặ aë|â aâ|ầ aà|ẩ aå|ẫ aã|ấ aá|ậ aä|\
    è eø|ẻ eû|ẽ eõ|é eù|ẹ eï|ê eâ|ề eà|ể eå|ễ eã|ế eá|ệ eä|ì ì|ỉ æ|ĩ ó|í í|ị ò|ò oø|ỏ oû|õ oõ|ó où|ọ oï|\
    ô oâ|ồ oà|ổ oå|ỗ oã|ố oá|ộ oä|ơ ô|ờ ôø|ở ôû|ỡ ôõ|ớ ôù|ợ ôï|ù uø|ủ uû|ũ uõ|ú uù|ụ uï|ư ö|ừ öø|ử öû|ữ öõ|\
    ứ öù|ự öï|ỳ yø|ỷ yû|ỹ yõ|ý yù|ỵ î|đ ñ";

fn vni(text: &str) -> String {
    let code = |letter: char| VNI.split('|').find_map(|pair| pair.strip_prefix(letter)).map(str::trim_start);
    let typed = |letter: char| {
        let small = letter.to_lowercase().next().unwrap_or(letter);
        match code(small) {
            None => letter.to_string(),
            Some(typed) if letter == small => typed.to_owned(),
            Some(typed) => typed.to_uppercase(),
        }
    };
    text.chars().map(typed).collect()
}

fn comma_separated(sheet: &Sheet, csv: Csv) -> Vec<u8> {
    let mut text = String::new();
    for cells in &sheet.rows {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(&printed(cell, sheet.old), csv.separator)).collect();
        text.push_str(&cells.join(&csv.separator.to_string()));
        text.push_str("\r\n");
    }
    match csv.encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf8WithMark => format!("\u{FEFF}{text}").into_bytes(),
        Encoding::Utf16 => [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        Encoding::Bytes => text.chars().map(|letter| letter as u8).collect(),
    }
}

/// As a spreadsheet shows it, which is what it saves as text.
fn printed(cell: &Cell, old: Option<Old>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => old.map_or(text.clone(), |old| old.typed(text).0),
        Cell::Number(number) => format!("{number}"),
        Cell::Percent(part) => format!("{:.0}%", part * 100.0),
        Cell::Date(year, month, day, format) if format.contains('d') => format!("{day:02}/{month:02}/{year}"),
        Cell::Date(year, month, ..) => format!("{month:02}/{year}"),
    }
}

fn quoted(text: &str, separator: char) -> String {
    match text.contains([separator, '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn ods(sheets: &[Sheet]) -> Vec<u8> {
    let mut styles = String::from("<style:style style:name=\"on\" style:family=\"table\"/>");
    styles.push_str("<style:style style:name=\"off\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>");
    let tables: String = sheets.iter().map(table).collect();
    package(&content(&styles, &tables))
}

pub fn content(styles: &str, tables: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\">\
         <office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
}

/// An .ods file with this content.
pub fn package(content: &str) -> Vec<u8> {
    const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{TYPE}\"/></manifest:manifest>"
    );
    let parts = [("mimetype", TYPE), ("content.xml", content), ("META-INF/manifest.xml", &manifest)];
    zipped(&parts.map(|(name, text)| (name, text.as_bytes())))
}

pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(text).expect("its text");
    }
    archive.finish().expect("an archive").into_inner()
}

fn table(sheet: &Sheet) -> String {
    let style = if sheet.hidden { "off" } else { "on" };
    let mut xml = format!("<table:table table:name=\"{}\" table:style-name=\"{style}\">", escaped(&sheet.name));
    for (row, cells) in sheet.rows.iter().enumerate() {
        xml.push_str("<table:table-row>");
        for (column, cell) in cells.iter().enumerate() {
            xml.push_str(&one(cell, sheet, row, column));
        }
        xml.push_str("</table:table-row>");
    }
    xml.push_str(
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell \
                  table:number-columns-repeated=\"16384\"/></table:table-row></table:table>",
    );
    xml
}

fn one(cell: &Cell, sheet: &Sheet, row: usize, column: usize) -> String {
    let area = sheet
        .merged
        .iter()
        .find(|[top, left, bottom, right]| (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column));
    let span = match area {
        Some([top, left, bottom, right]) if (*top, *left) == (row, column) => format!(
            " table:number-columns-spanned=\"{}\" table:number-rows-spanned=\"{}\"",
            right - left + 1,
            bottom - top + 1
        ),
        Some(_) => return "<table:covered-table-cell/>".to_owned(),
        None => String::new(),
    };
    let shown = escaped(&printed(cell, sheet.old));
    let value = match cell {
        Cell::Empty => return format!("<table:table-cell{span}/>"),
        Cell::Text(_) => "office:value-type=\"string\"".to_owned(),
        Cell::Number(number) => format!("office:value-type=\"float\" office:value=\"{number}\""),
        Cell::Percent(part) => format!("office:value-type=\"percentage\" office:value=\"{part}\""),
        Cell::Date(year, month, day, _) => {
            format!("office:value-type=\"date\" office:date-value=\"{year}-{month:02}-{day:02}\"")
        }
    };
    format!("<table:table-cell{span} {value}><text:p>{shown}</text:p></table:table-cell>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
