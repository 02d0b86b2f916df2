//! Files that nobody typed: cut, flipped, forged. Each is read or refused in words, soon and in little memory.

use std::io::{Cursor, Read};

use paper::grid;
use paper::lists::{self, Options};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::layout;
use super::sheet::{self, As, Csv, Encoding, zipped};

/// What LibreOffice made of an .xlsx file of ours; people and villages are invented.
const OLD_BOOK: &[u8] = include_bytes!("../fixtures/list.xls");

/// Reads to the end or refuses; that it does not panic is the point.
fn survive(file: &str, bytes: &[u8]) {
    if let Ok(book) = grid::open(file, bytes)
        && let Ok(list) = lists::read(&book, &Options::default())
    {
        for record in &list.records {
            record.told(list.kind);
            book.row_texts(record.sheet, record.row);
        }
    }
}

fn refusal(bytes: &[u8]) -> String {
    match grid::open("danh-sach", bytes) {
        Ok(_) => "opened".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn laid(seed: u64, format: As) -> Vec<u8> {
    sheet::bytes(&layout::any(seed).sheets, format)
}

/// The parts of a package with this one changed; its checksums are right again, so its reader looks inside.
fn repacked(bytes: &[u8], change: impl Fn(&str, &mut Vec<u8>)) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("our own package");
    let mut parts = Vec::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("its bytes");
        change(&name, &mut text);
        parts.push((name, text));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
    zipped(&parts)
}

#[derive(Debug, Clone)]
enum Harm {
    Flip(usize, u8),
    Cut(usize),
    Double(usize, usize),
}

fn any_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        4 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Harm::Flip(at, byte)),
        1 => any::<usize>().prop_map(Harm::Cut),
        1 => (any::<usize>(), 1_usize..400).prop_map(|(at, count)| Harm::Double(at, count)),
    ]
}

fn harm(bytes: &mut Vec<u8>, harms: &[Harm]) {
    for harm in harms {
        let size = bytes.len().max(1);
        match harm {
            Harm::Flip(at, byte) => {
                if let Some(place) = bytes.get_mut(at % size) {
                    *place = *byte;
                }
            }
            Harm::Cut(at) => bytes.truncate(at % size),
            Harm::Double(at, count) => {
                let from = at % size;
                let piece = bytes.get(from..(from + count).min(bytes.len())).unwrap_or_default().to_vec();
                bytes.splice(from.min(bytes.len())..from.min(bytes.len()), piece);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(head in 0_usize..4, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let heads: [&[u8]; 4] = [b"", b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0], b"STT;H\xE1\xBB\x8D t\xC3\xAAn;N\xC4\x83m sinh\n"];
        survive("bytes", &[heads[head], &bytes].concat());
    }

    #[test]
    fn a_harmed_file_is_read_or_refused(
        seed in 0_u64..40,
        kind in 0_usize..4,
        harms in prop::collection::vec(any_harm(), 1..12),
    ) {
        let csv = Csv { separator: ';', encoding: Encoding::Utf8 };
        let mut bytes = match kind {
            0 => laid(seed, As::Xlsx),
            1 => laid(seed, As::Ods),
            2 => laid(seed, As::Csv(csv)),
            _ => OLD_BOOK.to_vec(),
        };
        harm(&mut bytes, &harms);
        survive("harmed", &bytes);
    }

    #[test]
    fn a_package_with_a_harmed_part_is_read_or_refused(
        seed in 0_u64..40,
        is_open_document in any::<bool>(),
        part in 0_usize..4,
        harms in prop::collection::vec(any_harm(), 1..6),
    ) {
        let wanted = ["sheet1.xml", "sharedStrings.xml", "styles.xml", "workbook.xml"][part];
        let bytes = laid(seed, if is_open_document { As::Ods } else { As::Xlsx });
        let bytes = repacked(&bytes, |name, text| {
            if name.ends_with(wanted) || name == "content.xml" {
                harm(text, &harms);
            }
        });
        survive("forged", &bytes);
    }

    #[test]
    fn any_cells_anywhere_are_read(
        cells in prop::collection::vec((any_row(), any_column(), any_value()), 0..120),
        header in 0_u32..30,
        joined in prop::collection::vec((any_row(), any_column(), 0_u32..2_000, 0_u16..40), 0..12),
    ) {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        let mut areas: Vec<[u32; 4]> = Vec::new();
        for (row, column, tall, wide) in joined {
            let area = [row, column.into(), (row + tall).min(1_048_575), (column + wide).min(16_383).into()];
            let crosses = |other: &[u32; 4]| {
                other[0] <= area[2] && area[0] <= other[2] && other[1] <= area[3] && area[1] <= other[3]
            };
            if !areas.iter().any(crosses) && (area[0], area[1]) != (area[2], area[3]) {
                areas.push(area);
                let last_column = area[3] as u16;
                page.merge_range(row, column, area[2], last_column, "Thôn", &Format::new()).expect("an area");
            }
        }
        for (column, title) in (0..).zip(["STT", "Họ và tên", "Năm sinh", "Thôn", "Đối tượng", "Mức trợ cấp", "Tổng cộng"]) {
            page.write(header, column, title).expect("a title");
        }
        for (row, column, value) in cells {
            let done = match value {
                AnyValue::Text(text) => page.write(row, column, text),
                AnyValue::Number(number) => page.write(row, column, number),
                AnyValue::Flag(flag) => page.write(row, column, flag),
                AnyValue::Date(serial) => {
                    let date = ExcelDateTime::from_serial_datetime(serial).expect("a day");
                    page.write_with_format(row, column, date, &Format::new().set_num_format("dd/mm/yyyy"))
                }
            };
            done.expect("a cell");
        }
        survive("cells.xlsx", &book.save_to_buffer().expect("a workbook"));
    }
}

fn any_row() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0_u32..60, 1 => 0_u32..1_048_576, 1 => Just(1_048_575_u32)]
}

fn any_column() -> impl Strategy<Value = u16> {
    prop_oneof![8 => 0_u16..9, 1 => 0_u16..16_384, 1 => Just(16_383_u16)]
}

#[derive(Debug, Clone)]
enum AnyValue {
    Text(String),
    Number(f64),
    Flag(bool),
    Date(f64),
}

fn any_value() -> impl Strategy<Value = AnyValue> {
    let words = "(Thôn |Xã |Tổng cộng|Cộng: 5 người|Tăng|Hộ nghèo|STT|Họ và tên|Năm sinh|Nam|x|Người lập biểu|1tỷ|999\\.999\\.999|-){1,4}";
    prop_oneof![
        3 => words.prop_map(AnyValue::Text),
        1 => "\\PC{0,30}".prop_map(AnyValue::Text),
        2 => (-1e16_f64..1e16).prop_map(AnyValue::Number),
        2 => (0_i32..60_000).prop_map(|number| AnyValue::Number(f64::from(number))),
        1 => any::<bool>().prop_map(AnyValue::Flag),
        1 => (1.0_f64..90_000.0).prop_map(AnyValue::Date),
    ]
}

#[test]
fn amounts_that_no_list_has_do_not_break_the_sums() {
    let mut text = "STT;Họ và tên;Năm sinh;Đối tượng;Mức trợ cấp;Truy lĩnh\n".to_owned();
    for number in 0..20_000 {
        text.push_str(&format!("{number};Nguyễn Văn An;1950;Thương binh;999999999999999;1000000000000\n"));
    }
    text.push_str(&format!("1;Nguyễn Văn Ba;1950;Thương binh;{};1\n", "1tỷ".repeat(9_000)));
    survive("lon.csv", text.as_bytes());
}

/// The parts of the smallest workbook with these rows in its sheet.
fn workbook(sheet: &str) -> Vec<u8> {
    let bytes = laid(0, As::Xlsx);
    repacked(&bytes, |name, text| {
        if name.ends_with("sheet1.xml") {
            *text = sheet.as_bytes().to_vec();
        }
    })
}

const SHEET: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";

#[test]
fn sheets_that_unpack_to_more_than_a_list_can_be_are_refused() {
    let spaces = workbook(&format!("{SHEET}<sheetData><row r=\"1\"><c r=\"A1\"><v>{}</v></c>", " ".repeat(8 << 20)));
    assert!(refusal(&spaces).contains("quá lớn"), "{}", refusal(&spaces));
    let cells = "<row><c><v>1</v></c><c/><c/><c/><c/></row>".repeat(2_000_000);
    let cells = workbook(&format!("{SHEET}<sheetData>{cells}</sheetData></worksheet>"));
    assert_ne!(refusal(&cells), "opened within a moment, or refused");
}

#[test]
fn open_documents_that_repeat_a_cell_over_the_sheet_are_refused() {
    let cell =
        "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>";
    let row = format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    let bytes = sheet::package(&sheet::content("", &format!("<table:table table:name=\"A\">{row}</table:table>")));
    assert!(refusal(&bytes).contains("quá nhiều ô"), "{}", refusal(&bytes));
}

#[test]
fn thousands_of_joined_cells_take_no_longer_than_their_rows() {
    let rows: String = (1..=20_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><v>Nhóm {row}</v></c></row>"))
        .collect();
    let joined: String = (2..=20_000).map(|row| format!("<mergeCell ref=\"A{row}:F{row}\"/>")).collect();
    let text = format!(
        "{SHEET}<sheetData>{rows}</sheetData><mergeCells><mergeCell ref=\"C9:A1\"/>{joined}</mergeCells></worksheet>"
    );
    survive("joined.xlsx", &workbook(&text));
}

#[test]
fn an_old_workbook_is_read_like_any_other() {
    let book = grid::open("list.xls", OLD_BOOK).expect("an old workbook");
    let list = lists::read(&book, &Options::default()).expect("a list");
    assert!(list.rejects.is_empty() && list.records.len() > 3, "{list:?}");
    assert!(list.checks.totals_agree.unwrap_or(true));
}
