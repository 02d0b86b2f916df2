use domain::kernel::{Dong, fold};
use domain::registry::Sex;
use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::grid::open;
use crate::lists::{self, Body, Kind, Options, Record};

/// A row of the template as its own examples fill it in.
fn example(kind: TemplateKind) -> Vec<String> {
    columns::of(kind).iter().map(|column| column.example.to_owned()).collect()
}

fn filled(kind: TemplateKind, change: &[(&str, &str)]) -> Vec<u8> {
    let mut row = example(kind);
    for (title, text) in change {
        let place = kind.column_titles().iter().position(|known| known == title).unwrap();
        row[place] = (*text).to_owned();
    }
    workbook_with(kind, &[example(kind), row]).unwrap()
}

fn rejects_of<T: ListRow>(change: &[(&str, &str)]) -> Vec<String> {
    let read = read::<T>(&open("so.xlsx", &filled(T::KIND, change)).unwrap()).unwrap();
    assert_eq!(read.rows.len(), 1, "the good row is kept");
    read.rejects.iter().map(Reject::to_string).collect()
}

#[test]
fn a_beneficiary_written_into_the_template_is_read_back() {
    let read = read::<Beneficiary>(&open("so.xlsx", &filled(TemplateKind::Beneficiaries, &[])).unwrap()).unwrap();
    assert_eq!(read.rejects, []);
    let row = &read.rows[1];
    assert_eq!(row.source, Source { file: "so.xlsx".into(), sheet: "DanhSach".into(), row: 3 });
    assert_eq!(row.personal_id.as_ref().unwrap().as_str(), "033141000123");
    assert_eq!(
        (row.name.as_str(), row.sex, row.birth.to_string()),
        ("Nguyễn Thị Hoa", Some(Sex::Female), "1941-03".into())
    );
    assert_eq!((row.percent, row.years), (Some(61), Some(5)));
    assert_eq!(row.attributes, ["dac_biet_nang", "nguoi_phuc_vu"]);
    assert_eq!(row.about.iter().map(|subject| subject.student).collect::<Vec<_>>(), [true, false]);
    assert_eq!(row.from_month.to_string(), "2021-04");
    assert_eq!(row.settled_until.unwrap().to_string(), "2021-04", "the month after the last one paid");
    assert_eq!(row.until_month.unwrap().to_string(), "2024-01");
    assert_eq!(row.account.as_deref(), Some("0123456789"));
    assert_eq!(row.household_class.as_deref(), Some("ho_ngheo"));
}

#[test]
fn deaths_and_households_are_read_back() {
    let deaths = read::<Death>(&open("a.xlsx", &filled(TemplateKind::Deaths, &[])).unwrap()).unwrap();
    assert_eq!(deaths.rows[0].died_on.to_string(), "2021-04-05");
    let households = read::<Household>(&open("b.xlsx", &filled(TemplateKind::Households, &[])).unwrap()).unwrap();
    assert_eq!(households.rows[0].class, "ho_ngheo");
    assert_eq!(households.rows[0].until.unwrap().to_string(), "2022-01-01", "the first day outside");
}

#[test]
fn a_bad_row_is_refused_with_every_cell_that_must_be_put_right() {
    let change = [("Họ và tên", ""), ("Ngày sinh", "31/02/1941"), ("Số định danh", "33141000123")];
    assert_eq!(
        rejects_of::<Beneficiary>(&change),
        [
            "Tệp “so.xlsx”, trang “DanhSach”, dòng 3, cột “Họ và tên”: cột bắt buộc đang để trống",
            "Tệp “so.xlsx”, trang “DanhSach”, dòng 3, cột “Ngày sinh”: thấy “31/02/1941”, \
             cần năm, tháng/năm hoặc ngày/tháng/năm, ví dụ 1941, 03/1941, 12/03/1941",
            "Tệp “so.xlsx”, trang “DanhSach”, dòng 3, cột “Số định danh”: thấy “33141000123”, \
             cần đúng 12 chữ số, ghi dạng văn bản để giữ số 0 ở đầu",
        ]
    );
}

#[test]
fn spans_that_end_before_they_begin_are_refused() {
    assert_eq!(rejects_of::<Beneficiary>(&[("Hưởng đến hết tháng", "03/2021")]).len(), 1);
    let one_month = filled(TemplateKind::Beneficiaries, &[("Hưởng đến hết tháng", "04/2021")]);
    assert_eq!(read::<Beneficiary>(&open("so.xlsx", &one_month).unwrap()).unwrap().rejects, [], "one month is a span");
    assert_eq!(rejects_of::<Household>(&[("Đến hết ngày", "31/12/2020")]).len(), 1);
    assert_eq!(rejects_of::<Death>(&[("Ngày mất", "01/01/1940")]).len(), 1);
}

#[test]
fn every_template_is_recognised_and_always_the_same() {
    for kind in TemplateKind::ALL {
        let bytes = workbook(kind, &Words::new()).unwrap();
        assert_eq!(recognise(&open("x.xlsx", &bytes).unwrap()), Some(kind));
        assert_eq!(bytes, workbook(kind, &Words::new()).unwrap(), "{kind}");
        assert_eq!(kind.to_string().parse::<TemplateKind>().unwrap(), kind);
    }
    assert_eq!(recognise(&open("x.csv", b"a;b\n").unwrap()), None);
    assert!(open("x.xlsx", b"PK\x03\x04").is_err());
    assert!("people".parse::<TemplateKind>().unwrap_err().to_string().contains("payment-result"));
}

#[test]
fn an_empty_template_holds_no_rows() {
    let read =
        read::<Beneficiary>(&open("x.xlsx", &workbook(TemplateKind::Beneficiaries, &Words::new()).unwrap()).unwrap())
            .unwrap();
    assert!(read.rows.is_empty() && read.rejects.is_empty());
}

#[test]
fn the_payers_file_goes_out_and_comes_back_in_both_forms() {
    let line = |line, answer, reason: &str| PayerLine {
        line: Some(line),
        person: None,
        name: "=Đỗ Thị Bình".nfd().collect(),
        amount: Dong(540_000),
        answer: Some(answer),
        reason: reason.into(),
    };
    let lines = [line(7, PayerAnswer::Paid, ""), line(8, PayerAnswer::Unpaid, "- đi viện")];
    for bytes in [write_payment_result(&lines).unwrap(), payment_result_csv(&lines)] {
        let book = open("kq", &bytes).unwrap();
        assert_eq!(recognise(&book), Some(TemplateKind::PaymentResult));
        let read = lists::read(&book, &Options::default()).unwrap();
        assert_eq!((read.kind, read.rejects), (Kind::PaymentResult, vec![]));
        let seen: Vec<_> = read.records.iter().map(said).collect();
        let second = (Some(8), Some(Dong(540_000)), Some(false), "- đi viện");
        assert_eq!(seen, [(Some(7), Some(Dong(540_000)), Some(true), ""), second]);
        assert_eq!(fold(&read.records[0].who.name), "do thi binh");
    }
}

fn said(record: &Record) -> (Option<i64>, Option<Dong>, Option<bool>, &str) {
    match &record.body {
        Body::Answer(answer) => (answer.line_code, answer.amount, answer.paid, &answer.reason),
        other => panic!("not an answer: {other:?}"),
    }
}

#[test]
fn an_unanswered_line_is_refused_and_not_taken_as_paid() {
    let line = PayerLine {
        line: Some(1),
        person: Some(2),
        name: "Đỗ Thị An".into(),
        amount: Dong(1),
        answer: None,
        reason: String::new(),
    };
    let book = open("kq", &write_payment_result(&[line]).unwrap()).unwrap();
    let options = Options { kind: Some(Kind::PaymentResult), ..Options::default() };
    let read = lists::read(&book, &options).unwrap();
    assert_eq!((read.records.len(), read.rejects.len()), (0, 1));
}
