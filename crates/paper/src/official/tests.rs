use std::io::{Cursor, Read};

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::*;

/// A paper with every kind of block and a table longer than a page.
fn sample() -> OfficialDocument {
    OfficialDocument {
        superior: Some("UBND HUYỆN PHÙ CỪ".into()),
        organ: "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI".into(),
        number: DocumentNumber { number: Some(7), symbol: "BC-LĐTBXH".into() },
        place: "Phù Cừ".into(),
        date: "2021-02-05".parse().unwrap(),
        kind: "Báo cáo".into(),
        subject: "Kết quả thực hiện công tác lao động, người có công và xã hội 6 tháng đầu năm 2021".into(),
        addressees: vec!["Ủy ban nhân dân huyện Phù Cừ".into()],
        body: sample_body(),
        receivers: vec!["Như trên".into(), "Lãnh đạo phòng".into(), "Lưu: VT".into()],
        signer: Signer { authority: vec!["TRƯỞNG PHÒNG".into()], name: Some("Trần Thị Minh Hòa".into()) },
        annexes: Vec::new(),
    }
}

fn sample_body() -> Vec<Block> {
    let opening = "Căn cứ nhiệm vụ được giao, Phòng Lao động - Thương binh và Xã hội báo cáo kết quả như sau:";
    vec![
        Block::Paragraph(vec![Run::plain(opening)]),
        Block::Part { number: 1, title: "Kết quả thực hiện".into() },
        Block::Heading("I. LĨNH VỰC BẢO TRỢ XÃ HỘI".into()),
        Block::Clause("1. Trợ cấp hằng tháng".into()),
        Block::Paragraph(vec![
            Run::plain("Tổng số đối tượng đang hưởng là "),
            Run::figure("5.405", "btxh.persons"),
            Run::plain(" người, trong đó "),
            Run::bold("người khuyết tật"),
            Run::plain(" là đông nhất; tổng số tiền đã chi là "),
            Run::figure("11.670.000.000 đ", "btxh.money"),
            Run::plain("."),
        ]),
        Block::Bullet(vec![Run::plain("Không có đơn thư tồn đọng <quá hạn> & chưa xử lý.")]),
        Block::Table(sample_table()),
        Block::Note(vec![Run::plain("Số liệu tính đến hết tháng 4 năm 2021: "), Run::figure("5.405", "btxh.persons")]),
        Block::Paragraph(vec![Run::plain("Trên đây là báo cáo kết quả 6 tháng đầu năm 2021.")]),
    ]
}

fn sample_table() -> Table {
    let column = |title: &str, width, align| Column { title: title.into(), width, align };
    let row = |number: u32| TableRow {
        cells: vec![
            Run::plain(number.to_string()),
            Run::plain(format!("Xã Đoàn Đào, thôn {number}")),
            Run::figure((100 + number).to_string(), format!("row.{number}")),
            Run::plain("60.000.000"),
            Run::plain(if number.is_multiple_of(7) {
                "Còn người chưa nhận tiền, chuyển kỳ sau"
            } else {
                ""
            }),
        ],
        bold: false,
    };
    let total = ["", "Cộng", "6.545", "3.300.000.000", ""].map(Run::plain).to_vec();
    Table {
        caption: Some("Biểu 1. Kết quả chi trả theo thôn".into()),
        columns: vec![
            column("STT", 8, Align::Centre),
            column("Đơn vị", 32, Align::Left),
            column("Số người", 14, Align::Right),
            column("Kinh phí (đồng)", 22, Align::Right),
            column("Ghi chú", 24, Align::Left),
        ],
        rows: (1..=55).map(row).chain([TableRow { cells: total, bold: true }]).collect(),
    }
}

fn part(docx: &[u8], path: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(path).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Every word of the file, in order, and proof that the XML is well formed.
fn words(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut words = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return words,
            quick_xml::events::Event::Text(text) => words.push_str(&text),
            _ => {}
        }
    }
}

#[test]
fn every_part_of_the_docx_is_well_formed() {
    let docx = to_docx(&sample());
    let names: Vec<String> =
        zip::ZipArchive::new(Cursor::new(&docx)).unwrap().file_names().map(|name| name.unwrap().into()).collect();
    for name in &names {
        words(&part(&docx, name));
    }
    assert!(names.contains(&"word/document.xml".to_owned()));
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(to_docx(&sample()), to_docx(&sample()));
    assert_eq!(to_html(&sample()), to_html(&sample()));
}

#[test]
fn decomposed_letters_are_printed_composed() {
    let mut document = sample();
    document.subject = document.subject.nfd().collect();
    document.receivers = vec!["Lưu: VT, Bảo trợ".nfd().collect()];
    assert!(is_nfc(&part(&to_docx(&document), "word/document.xml")));
    assert!(is_nfc(&to_html(&document)));
    assert_eq!(to_docx(&document).len(), to_docx(&document).len());
}

#[test]
fn the_page_has_the_decrees_margins_and_long_tables_repeat_their_head() {
    let document = part(&to_docx(&sample()), "word/document.xml");
    for wanted in [
        r#"<w:pgSz w:w="11906" w:h="16838"/>"#,
        r#"w:top="1134" w:right="850""#,
        r#"w:left="1701""#,
        "<w:titlePg/>",
        "<w:cantSplit/><w:tblHeader/>",
    ] {
        assert!(document.contains(wanted), "{wanted}");
    }
    assert!(part(&to_docx(&sample()), "word/styles.xml").contains(r#"<w:lang w:val="vi-VN""#));
}

#[test]
fn number_date_and_end_are_written_as_the_decree_wants() {
    let text = words(&part(&to_docx(&sample()), "word/document.xml"));
    assert!(text.contains("Số: 07/BC-LĐTBXH"), "{text}");
    assert!(text.contains("Phù Cừ, ngày 05 tháng 02 năm 2021"));
    assert!(text.contains("6 tháng đầu năm 2021./."));
    assert!(text.contains("- Như trên;") && text.contains("- Lưu: VT."));
}

#[test]
fn only_days_below_ten_and_the_first_two_months_take_a_zero() {
    assert_eq!(date_in_words("2026-07-05".parse().unwrap()), "ngày 05 tháng 7 năm 2026");
    assert_eq!(date_in_words("2026-02-15".parse().unwrap()), "ngày 15 tháng 02 năm 2026");
    assert_eq!(date_in_words("2026-10-10".parse().unwrap()), "ngày 10 tháng 10 năm 2026");
}

#[test]
fn a_body_that_ends_with_a_table_gets_its_end_mark_below() {
    let mut document = sample();
    document.body = vec![Block::Table(sample_table())];
    assert_eq!(document.body_to_its_end().last(), Some(&Block::Paragraph(vec![Run::plain("./.")])));
}

#[test]
fn parts_are_numbered_in_roman() {
    assert_eq!([1, 4, 9, 14, 40].map(roman), ["I", "IV", "IX", "XIV", "XL"]);
}

#[test]
fn a_figure_in_html_is_marked_once_and_linked_when_a_link_is_known() {
    let html = to_html(&sample());
    assert_eq!(html.matches(r#"id="btxh.persons""#).count(), 1);
    assert!(html.contains(r#"<span class="figure" id="btxh.money">11.670.000.000 đ</span>"#));
    assert!(html.contains("&lt;quá hạn&gt; &amp; chưa"));
    assert!(!html.contains("http"), "a page asks for nothing from outside");
    let linked = to_html_linked(&sample(), &|id| Some(format!("/figures/{id}?a=1&b=2")));
    assert!(linked.contains(r#"href="/figures/btxh.money?a=1&amp;b=2""#));
}

fn with_annexes(titles: &[&str]) -> OfficialDocument {
    let annex = |title: &&str| Annex {
        title: (*title).to_owned(),
        body: vec![Block::Paragraph(vec![Run::plain("Lời của phụ lục")])],
    };
    OfficialDocument { annexes: titles.iter().map(annex).collect(), ..sample() }
}

#[test]
fn an_annex_follows_the_signature_on_its_own_page_and_names_its_paper() {
    let belongs = "(Kèm theo Báo cáo số 07/BC-LĐTBXH ngày 05 tháng 02 năm 2021 của";
    let one = with_annexes(&["Số liệu khác"]);
    let document = part(&to_docx(&one), "word/document.xml");
    let (signed, after) = document.split_once("Trần Thị Minh Hòa").unwrap();
    assert!(!signed.contains("w:pageBreakBefore"));
    assert!(
        after.contains("<w:pageBreakBefore/>") && after.contains(">PHỤ LỤC<") && after.contains(belongs),
        "{after}"
    );
    assert!(after.contains("Lời của phụ lục"));
    let html = to_html(&one);
    assert!(html.contains(belongs) && html.contains("PHỤ LỤC<br>Số liệu khác"));
    let two = words(&part(&to_docx(&with_annexes(&["a", "b"])), "word/document.xml"));
    assert!(two.contains("PHỤ LỤC I") && two.contains("PHỤ LỤC II"));
    assert!(!part(&to_docx(&sample()), "word/document.xml").contains("pageBreakBefore"));
}

#[test]
fn a_paper_kept_as_json_prints_the_same_bytes() {
    let paper = with_annexes(&["Số liệu khác"]);
    let kept: OfficialDocument = serde_json::from_str(&serde_json::to_string(&paper).unwrap()).unwrap();
    assert_eq!(to_docx(&kept), to_docx(&paper));
    assert_eq!(to_html(&kept), to_html(&paper));
}
