use domain::kernel::Dong;

use super::*;
use crate::sheets::samples::{Written, foot, head};

const TAB: &str = "Bang";

/// Two parts and their total under one title, a column of counts, and a line for each pair of amounts.
fn list(rows: Vec<Row>) -> PrintedList {
    let part = |title: &str| Column::new(title, 12, Form::Money).summed().under("Mức");
    let columns = vec![
        Column::new("STT", 5, Form::Centre),
        Column::new("Họ và tên", 25, Form::Text),
        Column::new("Số người", 9, Form::Number).summed(),
        part("Tỉnh"),
        part("Xã"),
        Column::line_total("Tổng", 12),
        Column::new("Ghi chú", 20, Form::Text),
    ];
    PrintedList { paper: Orientation::Portrait, ..PrintedList::of_money(TAB, &head("BẢNG"), columns, rows, &foot()) }
}

fn line(name: &str, people: i64, parts: [i64; 2]) -> Row {
    let [province, commune] = parts.map(Dong).map(Cell::some_money);
    Row::Line(vec![Cell::Number(1), name.into(), Cell::Number(people), province, commune, Cell::Blank, Cell::Blank])
}

fn written(rows: Vec<Row>) -> Written {
    Written::new(to_xlsx(&list(rows)).unwrap())
}

/// The body begins under five lines of head and two rows of titles.
const FIRST: u32 = 7;

#[test]
fn sums_are_formulas_that_carry_their_results() {
    let mut sheet = written(vec![
        Row::Heading("Thôn Đông Cáp".into()),
        Row::Section("I. Tăng".into()),
        line("Nguyễn Thị Hoa", 1, [300, 20]),
        line("Trần Văn Bình", 2, [300, 0]),
        Row::sum("Cộng tăng: 2", Over::Section),
        Row::Section("II. Giảm".into()),
        line("Phạm Thị Lan", 1, [1000, 5]),
        Row::sum("Cộng giảm: 1", Over::Section),
        Row::Heading("Thôn Long Cầu".into()),
        Row::Section("I. Tăng".into()),
        line("Đỗ Văn Cường", 4, [7, 0]),
        Row::sum("Cộng tăng: 1", Over::Section),
        Row::sum("Cộng Thôn Long Cầu", Over::Heading),
        Row::sum("TỔNG CỘNG", Over::List),
        Row::sum("TỔNG SỐ TĂNG", Over::SumsNamed("Cộng tăng")),
    ]);
    for (row, place, formula, result) in [
        (2, 5, "SUM(D10:E10)", 320.0),
        (4, 2, "SUBTOTAL(9,C9:C11)", 3.0),
        (4, 5, "SUBTOTAL(9,F9:F11)", 620.0),
        (7, 3, "SUBTOTAL(9,D13:D14)", 1000.0),
        (12, 5, "SUBTOTAL(9,F16:F19)", 7.0),
        (13, 5, "SUBTOTAL(9,F8:F20)", 1632.0),
        (14, 5, "SUMIF(A8:A21,\"Cộng tăng*\",F8:F21)", 627.0),
        (14, 2, "SUMIF(A8:A21,\"Cộng tăng*\",C8:C21)", 7.0),
    ] {
        let at = (FIRST + row, place);
        assert_eq!(sheet.formula(TAB, at), formula);
        assert_eq!(sheet.value(TAB, at), calamine::Data::Float(result), "{formula}");
    }
}

#[test]
fn a_sum_over_no_rows_is_nought_and_no_formula() {
    let mut sheet = written(vec![Row::sum("TỔNG CỘNG", Over::List)]);
    assert_eq!(sheet.value(TAB, (FIRST, 5)), calamine::Data::Float(0.0));
    assert_eq!(sheet.formula(TAB, (FIRST, 5)), "");
}

#[test]
fn a_common_title_stands_over_its_columns_and_other_titles_over_both_rows() {
    let sheet = written(Vec::new()).part("xl/worksheets/sheet1.xml");
    for merged in ["A6:A7", "D6:E6", "F6:F7", "G6:G7"] {
        assert!(sheet.contains(&format!("<mergeCell ref=\"{merged}\"/>")), "{merged}");
    }
}

#[test]
fn what_looks_like_a_formula_stays_a_text() {
    let mut sheet = written(vec![line("=1+1", 1, [1, 1]), line("-5", 1, [1, 1]), line("@ab", 1, [1, 1])]);
    for (row, text) in [(0, "=1+1"), (1, "-5"), (2, "@ab")] {
        assert_eq!(sheet.value(TAB, (FIRST + row, 1)), calamine::Data::String(text.into()));
        assert_eq!(sheet.formula(TAB, (FIRST + row, 1)), "");
    }
}

#[test]
fn each_signer_has_a_part_of_the_width() {
    let five = Foot { signers: vec![foot().signers[0].clone(); 5], dated: None };
    for (foot, expected) in [(foot(), vec!["A9:C9", "D9:G9"]), (five, vec!["C9:D9", "E9:F9"])] {
        let bytes = to_xlsx(&PrintedList { foot, ..list(vec![Row::sum("TỔNG CỘNG", Over::List)]) }).unwrap();
        let sheet = Written::new(bytes).part("xl/worksheets/sheet1.xml");
        assert!(expected.iter().all(|part| sheet.contains(&format!("<mergeCell ref=\"{part}\"/>"))), "{expected:?}");
    }
}
