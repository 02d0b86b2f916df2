//! Documents as their readers get them: opened by an office program, printed, read back.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::program::succeed;
use crate::world::{Copy, demo_copy};

const WITHOUT: &str = "ANSINH_TEST_WITHOUT_LIBREOFFICE";
const PERIOD: &str = "--year 2021 --half 1 --as-of 2021-04-27 --known-at 2021-04-27T16:59:59Z";

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Whether documents can be looked at here; leaving it out must be asked for.
fn can_print() -> bool {
    let can = is_there("soffice") && is_there("pdftotext");
    let says = "LibreOffice or pdftotext is missing (Debian: libreoffice-writer-nogui, poppler-utils)";
    assert!(can || std::env::var_os(WITHOUT).is_some(), "{says}; {WITHOUT}=1 leaves this out");
    can
}

fn report(copy: &Copy, kind: &str) -> PathBuf {
    let out = copy.path().join(format!("bao-cao.{kind}"));
    succeed(&format!("report half-year {PERIOD} --out {}", out.display()), copy.path());
    out
}

fn printed(file: &Path) -> PathBuf {
    let folder = file.parent().expect("a file lies in a folder");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut office = Command::new("soffice");
    office.arg(profile).args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(folder).arg(file);
    let output = office.output().expect("LibreOffice runs");
    let pdf = file.with_extension("pdf");
    assert!(pdf.exists(), "LibreOffice does not open it: {}", String::from_utf8_lossy(&output.stderr));
    pdf
}

fn words_of(pdf: &Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().expect("pdftotext runs");
    let text = String::from_utf8(output.stdout).expect("the text is UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_report_opens_in_an_office_program_and_prints_with_its_figures() {
    if !can_print() {
        return;
    }
    let words = words_of(&printed(&report(&demo_copy(), "docx")));
    let official = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Nơi nhận:"];
    let figures = ["2.407", "31 tỷ 657 triệu", "gần 600", "5.405", "chưa có số liệu"];
    for expected in official.into_iter().chain(figures) {
        assert!(words.contains(expected), "“{expected}” is not printed: {words}");
    }
}

#[test]
fn the_report_on_the_screen_says_the_same_figures_and_calls_nothing_outside() {
    let html = std::fs::read_to_string(report(&demo_copy(), "html")).expect("the page is written");
    for expected in ["2.407", "31 tỷ 657 triệu", "gần 600", "5.405", "chưa có số liệu"] {
        assert!(html.contains(expected), "“{expected}” is not on the page");
    }
    let outside = ["src=\"http", "href=\"http", "url(http", "@import"];
    assert!(outside.iter().all(|call| !html.contains(call)), "the page calls somebody");
}

#[test]
fn a_pay_list_goes_to_the_payer_and_its_answer_comes_back() {
    let copy = demo_copy();
    let which = "--scheme ncc --month 2021-05";
    succeed(&format!("roll draft {which}"), copy.path());
    succeed(&format!("roll approve {which}"), copy.path());
    let file = copy.path().join("gui-buu-dien.csv");
    succeed(&format!("roll show {which} --out {}", file.display()), copy.path());
    succeed(&format!("roll send {which}"), copy.path());
    let sent = std::fs::read_to_string(&file).expect("the payer's file is written");
    let empty = crate::program::run(&format!("roll confirm {which} {}", file.display()), copy.path());
    assert!(!empty.status.success(), "a file without answers confirms nothing");
    std::fs::write(&file, answered(&sent)).expect("the payer writes its answers");
    succeed(&format!("roll confirm {which} {}", file.display()), copy.path());
    let closed = succeed(&format!("roll close {which} --json"), copy.path());
    assert!(closed.contains("\"closed\""), "{closed}");
}

/// The payer fills the column of answers: everybody came.
fn answered(sent: &str) -> String {
    let text = sent.trim_start_matches('\u{feff}');
    let delimiter = if text.lines().next().is_some_and(|head| head.contains(';')) { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("a csv file");
    let column = rows[0].iter().position(|title| title.contains("Kết quả")).expect("a column for the answer");
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().enumerate();
        let cell = |(place, cell)| if number > 0 && place == column { "Đã nhận" } else { cell };
        writer.write_record(cells.map(cell)).expect("a row is written");
    }
    String::from_utf8(writer.into_inner().expect("it ends")).expect("UTF-8")
}
