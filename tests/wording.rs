//! What a reader of the repository must never meet.

use domain::kernel::nfc;

use crate::repository::{root, texts};

#[test]
fn no_file_names_a_machine_or_leaves_a_mark() {
    // Written in halves, so that this file does not find itself.
    let marks: Vec<String> = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/tmp/b", "ash"],
        ["TO", "DO"],
        ["FIX", "ME"],
        ["to", "do!("],
        ["unimple", "mented!("],
        ["dbg", "!("],
    ]
    .iter()
    .map(|halves| halves.concat())
    .collect();
    let mut wrong = Vec::new();
    for file in texts(".").into_iter().filter(|file| !file.path.ends_with("Cargo.lock")) {
        for (number, line) in file.text.lines().enumerate() {
            let met = marks.iter().find(|mark| line.contains(mark.as_str()));
            wrong.extend(met.map(|mark| format!("{}:{}: {mark}", file.path, number + 1)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn vietnamese_is_written_in_one_normal_form() {
    // Unit tests of names and of reading lists hold other forms on purpose.
    let on_purpose = |path: &str| path.ends_with(".rs");
    let other: Vec<String> = texts(".")
        .into_iter()
        .filter(|file| !on_purpose(&file.path) && file.text.split_whitespace().any(|word| nfc(word) != word))
        .map(|file| file.path)
        .collect();
    assert!(other.is_empty(), "not NFC: {}", other.join(", "));
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let mut broken = Vec::new();
    for file in texts(".").into_iter().filter(|file| file.path.ends_with(".md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in file.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_ours = !target.contains("://") && !target.starts_with('#');
            if is_ours && !root().join(folder).join(target).exists() {
                broken.push(format!("{}: {target}", file.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
