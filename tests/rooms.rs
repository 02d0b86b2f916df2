//! Which room may know which. The table of docs/ARCHITECTURE.md, read by machine.

use std::collections::BTreeSet;

use crate::repository::{SourceFile, code_of, production_files, read, rust_files};

/// Each room of `domain` and the rooms it may import.
const DOMAIN: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("rules", &["kernel"]),
    ("registry", &["kernel"]),
    ("casework", &["kernel", "registry"]),
    ("entitlement", &["kernel", "rules", "registry", "casework"]),
    ("payment", &["kernel", "entitlement"]),
    ("report", &["kernel", "rules", "registry", "casework", "entitlement", "payment"]),
    ("cases", &["kernel", "rules", "registry", "casework", "entitlement", "payment"]),
];

/// Each crate and the crates of this house it may depend on.
const CRATES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("paper", &["domain"]),
    ("office", &["domain", "store", "paper"]),
    ("web", &["domain", "office"]),
    ("cli", &["domain", "store", "paper", "office", "web"]),
];

#[test]
fn every_room_of_the_domain_imports_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    // Unit tests may look further than what is shipped.
    for file in production_files("crates/domain/src") {
        let Some(room) = room_of(&file) else { continue };
        let allowed = DOMAIN.iter().find(|(name, _)| *name == room);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{}: the table does not know room {room}", file.path));
        let foreign = imports(&file).into_iter().filter(|other| *other != room && !allowed.contains(&other.as_str()));
        wrong.extend(foreign.map(|other| format!("{}: {room} may not import {other}", file.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_crate_depends_only_on_what_the_table_allows() {
    for (name, allowed) in CRATES {
        let manifest: toml::Table = read(&format!("crates/{name}/Cargo.toml")).parse().expect("Cargo read it too");
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(entries) = manifest.get(kind).and_then(|entries| entries.as_table()) else { continue };
            for dependency in entries.keys().filter(|key| CRATES.iter().any(|(one, _)| one == key)) {
                assert!(
                    allowed.contains(&dependency.as_str()),
                    "crates/{name} may not depend on {dependency} ({kind})"
                );
            }
        }
    }
}

#[test]
fn the_table_names_every_room_and_every_crate() {
    let rooms: BTreeSet<String> = rust_files("crates/domain/src").iter().filter_map(room_of).collect();
    assert_eq!(rooms, DOMAIN.iter().map(|(room, _)| (*room).to_owned()).collect());
    let crates: BTreeSet<String> =
        rust_files("crates").iter().filter_map(|file| file.path.split('/').nth(1).map(str::to_owned)).collect();
    assert_eq!(crates, CRATES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn every_room_says_at_its_door_what_it_knows_and_where_to_start() {
    for (room, _) in DOMAIN {
        let path = if *room == "cases" { "cases.rs".to_owned() } else { format!("{room}/mod.rs") };
        let text = read(&format!("crates/domain/src/{path}"));
        assert!(text.starts_with("//! "), "{path} has no header");
    }
}

/// The room a file of `domain` belongs to; `lib.rs` only lists them.
fn room_of(file: &SourceFile) -> Option<String> {
    let below = file.path.strip_prefix("crates/domain/src/")?;
    let room = below.split('/').next()?.trim_end_matches(".rs");
    (room != "lib").then(|| room.to_owned())
}

/// The rooms a file names, also those reached by climbing out of its own.
fn imports(file: &SourceFile) -> BTreeSet<String> {
    let text = code_of(file);
    let mut found = BTreeSet::new();
    for place in text.match_indices("crate::").map(|(place, _)| &text[place + "crate::".len()..]) {
        match place.strip_prefix('{') {
            Some(group) => found.extend(heads_of_group(group)),
            None => found.extend(first_word(place)),
        }
    }
    let depth = file.path.trim_start_matches("crates/domain/src/").matches('/').count()
        + usize::from(!file.path.ends_with("mod.rs"));
    if text.contains(&"super::".repeat(depth + 1)) {
        found.insert("(a path that climbs out of the room)".to_owned());
    }
    found
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// `use crate::{a::B, c::{D, E}};` names `a` and `c`.
fn heads_of_group(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut at_head) = (Vec::new(), 1, true);
    for (place, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => at_head = true,
            _ if at_head && !letter.is_whitespace() => {
                heads.extend(first_word(&group[place..]));
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn imports_are_read_from_groups_as_well() {
    let text = "use crate::{kernel::{Day, Month}, rules::Law};\nfn f() { crate::payment::settle() }";
    let file = SourceFile { path: "crates/domain/src/report/text.rs".to_owned(), text: text.to_owned() };
    let expected = ["kernel", "payment", "rules"].map(str::to_owned);
    assert_eq!(imports(&file), BTreeSet::from(expected));
}
