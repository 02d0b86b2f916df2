//! What the command line says when something is not possible: what, where, and what to do next.

use std::process::Output;

use crate::program::{command, run, succeed};
use crate::world::demo_copy;

const REFUSED: Option<i32> = Some(1);
const MISUSED: Option<i32> = Some(2);

fn says(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

#[track_caller]
fn check(arguments: &str, code: Option<i32>, words: &[&str]) {
    let copy = demo_copy();
    let output = run(arguments, copy.path());
    let said = says(&output);
    assert_eq!(output.status.code(), code, "ansinh {arguments}: {said}");
    for word in words {
        assert!(said.contains(word), "ansinh {arguments} does not say “{word}”: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_scheme_that_does_not_exist_is_refused_with_those_that_do() {
    check("roll draft --scheme luong --month 2021-05", REFUSED, &["Lỗi", "luong", "btxh", "ncc", "htxh"]);
}

#[test]
fn a_step_without_a_roll_says_how_to_make_one() {
    check("roll approve --scheme btxh --month 2021-09", REFUSED, &["btxh", "09/2021", "ansinh roll draft"]);
}

#[test]
fn a_clock_told_to_stand_is_never_silent_about_it() {
    let copy = demo_copy();
    let at = |moment: &str| {
        let mut office = command("office", copy.path());
        office.env("ANSINH_NOW", moment).output().expect("the program runs")
    };
    let stands = at("2021-04-28T01:00:00Z");
    assert!(stands.status.success() && says(&stands).contains("Đồng hồ đứng ở 2021-04-28T01:00:00Z"));
    let wrong = at("hom-qua");
    assert_eq!(wrong.status.code(), REFUSED);
    assert!(says(&wrong).contains("ANSINH_NOW=hom-qua"), "{}", says(&wrong));
}

#[test]
fn who_drafted_a_roll_may_not_approve_it() {
    let copy = demo_copy();
    succeed("roll draft --scheme btxh --month 2021-05 --user canbo", copy.path());
    let output = run("roll approve --scheme btxh --month 2021-05 --user canbo", copy.path());
    assert_eq!(output.status.code(), REFUSED);
    assert!(says(&output).contains("một người khác duyệt"), "{}", says(&output));
    succeed("roll approve --scheme btxh --month 2021-05 --user lanhdao", copy.path());
}

#[test]
fn a_month_the_law_does_not_cover_is_refused_and_not_guessed() {
    check("roll draft --scheme htxh --month 2031-01", REFUSED, &["2031-01", "laws/"]);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    check("import khong-co.xlsx", REFUSED, &["khong-co.xlsx", "kiểm tra đường dẫn"]);
}

#[test]
fn a_report_of_an_unknown_kind_names_the_kinds() {
    check(
        "report half-year --year 2021 --half 1 --as-of 2021-04-27 --out bao-cao.pdf",
        REFUSED,
        &[".docx", ".html", ".json"],
    );
}

#[test]
fn a_figure_that_is_not_in_the_form_is_refused() {
    check("report rows X-99 --year 2021 --half 1 --as-of 2021-04-27 --out x.csv", REFUSED, &["X-99"]);
}

#[test]
fn a_person_who_is_not_there_is_refused() {
    check("explain 99999999 --month 2021-04", REFUSED, &["99999999"]);
}

#[test]
fn words_the_program_cannot_read_are_misuse() {
    check("roll draft --scheme btxh --month thang-nam", MISUSED, &["thang-nam"]);
    check("report half-year --year 2021 --half 3 --as-of 2021-04-27 --out x.docx", MISUSED, &["3"]);
    check("trả-lương", MISUSED, &["trả-lương"]);
}

#[test]
fn a_demo_is_never_made_over_records() {
    check("demo --no-serve", REFUSED, &["đã có dữ liệu", "--data"]);
}

#[test]
fn a_restore_never_writes_over_records() {
    let copy = demo_copy();
    let file = copy.path().join("sao-luu.ansinh");
    let file = file.to_str().expect("the folder's name is text");
    succeed(&format!("backup {file}"), copy.path());
    let output = run(&format!("restore {file}"), copy.path());
    assert_eq!(output.status.code(), REFUSED, "{}", says(&output));
    let again = run(&format!("backup {file}"), copy.path());
    assert_eq!(again.status.code(), REFUSED, "a backup is not overwritten: {}", says(&again));
}

#[test]
fn sound_records_verify_and_a_changed_amount_does_not() {
    let copy = demo_copy();
    assert!(succeed("verify", copy.path()).contains("đều khớp"));
    tamper(&copy.path().join(store::FILE_NAME));
    let output = run("verify", copy.path());
    assert_eq!(output.status.code(), REFUSED, "{}", says(&output));
    assert!(says(&output).contains("không khớp"), "{}", says(&output));
}

/// Somebody opens the file with other tools and adds a thousand đồng to one booking.
fn tamper(file: &std::path::Path) {
    let connection = rusqlite::Connection::open(file).expect("the file opens");
    let sql = "update ledger set amount = amount + 1000 where (person_id, entry_no) =
               (select person_id, entry_no from ledger where kind = 'booked' order by person_id, entry_no limit 1)";
    assert_eq!(connection.execute(sql, []).expect("the amount is changed"), 1);
}

#[test]
fn a_person_s_amount_is_explained_with_its_article() {
    let copy = demo_copy();
    let out = copy.path().join("rows.csv");
    let period = "--year 2021 --half 1 --as-of 2021-04-27 --known-at 2021-04-27T16:00:00Z";
    succeed(&format!("report rows B-03 {period} --out {}", out.display()), copy.path());
    let rows = std::fs::read_to_string(out).expect("the rows are written");
    let person = rows.lines().nth(1).and_then(|row| row.split([',', ';']).next()).expect("a first row");
    let said = succeed(&format!("explain {person} --month 2021-04"), copy.path());
    assert!(said.contains("136/2013/NĐ-CP") && said.contains("Điều"), "{said}");
}

#[test]
fn a_month_left_out_is_refused_and_named() {
    check("roll draft --scheme btxh --month 2021-07", REFUSED, &["05/2021", "lần lượt"]);
}

#[test]
fn a_new_colleague_can_approve_and_one_who_left_cannot_sign_in() {
    let copy = demo_copy();
    let added = succeed("user add phochanh --name Pho --role lanh_dao", copy.path());
    let password = added.split_whitespace().last().expect("a password is printed").to_owned();
    succeed("roll draft --scheme ncc --month 2021-05", copy.path());
    succeed("roll approve --scheme ncc --month 2021-05 --user phochanh", copy.path());
    let db = copy.open();
    let now = "2026-01-05T02:00:00Z".parse().expect("a moment");
    let attempt = office::users::Attempt { login: "phochanh", password: &password, address: None };
    let sign_in = || office::users::sign_in(&db, attempt, now).expect("the records are read");
    assert!(sign_in().is_ok());
    succeed("user disable phochanh", copy.path());
    assert!(sign_in().is_err());
}

#[test]
fn a_roll_is_held_against_the_answers_and_the_money_drawn() {
    let copy = demo_copy();
    let which = "--scheme btxh --month 2021-03";
    let sums = json(&succeed(&format!("roll reconcile {which} --json"), copy.path()));
    let dong = |sums: &serde_json::Value, name: &str| sums[name].as_i64().expect("an amount");
    assert_eq!(dong(&sums, "paid") + dong(&sums, "unpaid"), dong(&sums, "roll"));
    assert_eq!((dong(&sums, "unanswered"), sums["drawn"].is_null()), (0, true));
    assert_eq!(sums["differences"], serde_json::json!([]));

    let drawn = dong(&sums, "roll") - 1_500_000;
    let said = succeed(&format!("roll reconcile {which} --drawn {drawn}"), copy.path());
    assert!(said.contains("Đã rút ở kho bạc") && said.contains("lệch -1.500.000 đ"), "{said}");
    let shown = json(&succeed(&format!("roll show {which} --json"), copy.path()));
    assert_eq!(dong(&shown["reconciled"], "drawn"), drawn);
    let kinds: Vec<&str> =
        shown["reasons"].as_array().expect("reasons").iter().filter_map(|one| one["reason"].as_str()).collect();
    assert_eq!(kinds, ["chet", "vang"]);
    let text = succeed(&format!("roll show {which}"), copy.path());
    assert!(text.contains("Chưa nhận, theo lý do") && text.contains("Chết: cần kiểm tra"), "{text}");
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("the program prints JSON")
}

#[test]
fn a_payer_s_file_can_be_tried_before_it_is_taken() {
    let copy = demo_copy();
    let which = "--scheme ncc --month 2021-05";
    for step in ["draft", "approve", "send --drawn 1000"] {
        succeed(&format!("roll {step} {which}"), copy.path());
    }
    let file = copy.path().join("bang-ke.csv");
    let row = |name: &str| format!("1,{name},1940,Thôn Đông,Đoàn Đào,1000000,1000000,,\n");
    let titles = "STT,Họ tên người hưởng,Năm sinh,Thôn,Xã,Số tiền,Đã trả,Chưa trả,Lý do\n";
    std::fs::write(&file, format!("{titles}{}", row("Người Không Có"))).expect("the file is written");
    let output = run(&format!("roll confirm {which} {} --dry-run --json", file.display()), copy.path());
    assert_eq!(output.status.code(), REFUSED);
    let shown = json(std::str::from_utf8(&output.stdout).expect("UTF-8"));
    assert_eq!((&shown["stage"], &shown["confirm"]["saved"]), (&"sent".into(), &false.into()));
    let exception = &shown["confirm"]["exceptions"][0];
    assert!(exception["source"].as_str().expect("a source").ends_with("dòng 2"), "{exception}");
    assert!(exception["says"].as_str().expect("a sentence").contains("không có người này"), "{exception}");
    assert_eq!(shown["reconciled"]["drawn"], 1000);
    assert!(says(&output).contains("1 dòng cần cán bộ xem"), "{}", says(&output));
}
