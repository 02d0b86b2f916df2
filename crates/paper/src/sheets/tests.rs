//! What holds for every list.

use super::samples::{self, Written};
use super::{changes, gifts, insurance, member_status, returned, roster, summary};

/// Each list with its tab, its first and last row of titles, and its bytes.
fn every_list() -> Vec<(&'static str, (u32, u32), Vec<u8>)> {
    vec![
        ("TongHop", (6, 7), summary::to_xlsx(&samples::summary()).unwrap()),
        ("TangGiam", (6, 6), changes::to_xlsx(&samples::changes()).unwrap()),
        ("'D03-TS'", (11, 11), insurance::d03_to_xlsx(&samples::d03()).unwrap()),
        ("'D07-TS'", (6, 6), insurance::d07_to_xlsx(&samples::d07()).unwrap()),
        ("TangQua", (6, 7), gifts::to_xlsx(&samples::gifts()).unwrap()),
        ("DanhSach", (1, 1), member_status::to_xlsx(&samples::members()).unwrap()),
        ("DanhSach", (1, 1), roster::to_xlsx(&samples::roster()).unwrap()),
        ("TraLai", (1, 1), returned::to_xlsx(&samples::returned()).unwrap()),
    ]
}

#[test]
fn the_same_list_gives_the_same_bytes() {
    for ((tab, _, first), (.., second)) in every_list().into_iter().zip(every_list()) {
        assert!(first == second, "{tab}");
    }
}

#[test]
fn titles_are_repeated_on_every_page_and_stay_in_sight() {
    for (tab, (first, last), bytes) in every_list() {
        let written = Written::new(bytes);
        let expected = format!("<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">{tab}!${first}:${last}<");
        assert!(written.part("xl/workbook.xml").contains(&expected), "{tab}");
        let sheet = written.part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains(&format!("ySplit=\"{last}\"")), "{tab}");
        assert!(sheet.contains("fitToWidth=\"1\" fitToHeight=\"0\"") || sheet.contains("fitToHeight=\"0\""), "{tab}");
        assert!(sheet.contains("Trang &amp;P/&amp;N"), "{tab}");
    }
}

#[test]
fn an_empty_list_can_be_printed() {
    let nobody = Vec::new;
    for bytes in [
        summary::to_xlsx(&summary::SummaryList { units: nobody(), ..samples::summary() }),
        changes::to_xlsx(&changes::ChangesList { places: Vec::new(), ..samples::changes() }),
        insurance::d03_to_xlsx(&insurance::D03List { increases: Vec::new(), decreases: Vec::new(), ..samples::d03() }),
        insurance::d07_to_xlsx(&insurance::D07List { places: Vec::new(), ..samples::d07() }),
        gifts::to_xlsx(&gifts::GiftsList { places: Vec::new(), funders: Vec::new(), ..samples::gifts() }),
        member_status::to_xlsx(&[]),
        roster::to_xlsx(&roster::Roster { rows: Vec::new(), ..samples::roster() }),
        returned::to_xlsx(&returned::ReturnedList { rows: Vec::new(), titles: Vec::new(), ..samples::returned() }),
    ] {
        let mut written = Written::new(bytes.unwrap());
        let tab = written.tabs().remove(0);
        assert!(!written.rows(&tab).is_empty());
    }
}

#[test]
fn every_word_is_composed_and_set_in_times_new_roman() {
    for (tab, _, bytes) in every_list() {
        let written = Written::new(bytes);
        let fonts = written.part("xl/styles.xml");
        let used: Vec<&str> = fonts.split("<name val=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        // The first font is the workbook's standard; no cell that holds anything is left in it.
        assert!(used[1..].iter().all(|font| *font == "Times New Roman"), "{tab}: {used:?}");
        let words = written.part("xl/sharedStrings.xml");
        assert!(words.split_whitespace().all(|word| domain::kernel::nfc(word) == word), "{tab}");
    }
}
