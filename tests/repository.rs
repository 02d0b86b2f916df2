//! The files of this repository, for tests that read them.

use std::fs;
use std::path::{Path, PathBuf};

/// A file by its path below the root, with `/` between the parts.
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").to_owned()
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The texts below a folder, in the order of their paths. Files that are no text are left out.
pub fn texts(folder: &str) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(&root(), &root().join(folder), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "nothing below {folder}");
    found
}

pub fn rust_files(folder: &str) -> Vec<SourceFile> {
    texts(folder).into_iter().filter(|file| file.path.ends_with(".rs")).collect()
}

/// Rust that is shipped: neither files of tests nor modules declared under `#[cfg(test)]`.
pub fn production_files(folder: &str) -> Vec<SourceFile> {
    let files = rust_files(folder);
    let test_modules: Vec<String> = files.iter().flat_map(test_modules_of).collect();
    let is_test = |path: &str| test_modules.iter().any(|module| path.starts_with(module.as_str()));
    files.into_iter().filter(|file| !is_test(&file.path)).collect()
}

/// `#[cfg(test)]\nmod samples;` in `pages/mod.rs` means `pages/samples.rs` and whatever is in `pages/samples/`.
fn test_modules_of(file: &SourceFile) -> Vec<String> {
    let (folder, name) = file.path.rsplit_once('/').expect("a file of a crate lies in a folder");
    let folder = match name {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        _ => file.path.trim_end_matches(".rs").to_owned(),
    };
    let declared = file.text.split("#[cfg(test)]\nmod ").skip(1);
    let names = declared.filter_map(|rest| rest.split_once(';')).map(|(name, _)| name);
    let names = names.filter(|name| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_'));
    names.flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]).collect()
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a folder entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if matches!(name.as_str(), "target" | ".git" | "ansinh-data" | "node_modules") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(root).expect("below the root");
            found.push(SourceFile { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// Rust without its comments, strings and, at the end of a file, its unit tests.
pub fn code_of(file: &SourceFile) -> String {
    let place = |rest: &str, letter| rest.find(letter).unwrap_or(rest.len());
    let is_inline = |rest: &&str| place(rest, '{') < place(rest, ';');
    let mut tests = file.text.match_indices("#[cfg(test)]\nmod ").map(|(place, _)| &file.text[place..]);
    let text = tests.find(is_inline).map_or(&*file.text, |rest| &file.text[..file.text.len() - rest.len()]);
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(['"', '/', '\'']) {
        code.push_str(&rest[..place]);
        let tail = &rest[place..];
        let skipped = match tail.as_bytes() {
            [b'/', b'/', ..] => tail.find('\n').unwrap_or(tail.len()),
            [b'/', b'*', ..] => tail.find("*/").map_or(tail.len(), |end| end + 2),
            [b'"', ..] if code.ends_with('#') => tail[1..].find("\"#").map_or(tail.len(), |end| end + 2),
            [b'"', ..] => string_end(tail),
            [b'\'', b'\\', ..] => tail[2..].find('\'').map_or(tail.len(), |end| end + 3),
            [b'\'', b'"', b'\'', ..] => 3,
            _ => 1,
        };
        code.push(' ');
        rest = &tail[skipped..];
    }
    code.push_str(rest);
    code
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return place + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[test]
fn code_is_told_from_comments_strings_and_tests() {
    let text = "let a = \"x \\\" 100\"; // no 200\nlet q = '\"'; let b: &'static str = r#\"300 \" \"#;\n#[cfg(test)]\nmod tests { 400 }";
    let code = code_of(&SourceFile { path: String::new(), text: text.to_owned() });
    assert!(code.contains("let a") && code.contains("let b") && code.contains("static str"), "{code}");
    assert!(["100", "200", "300", "400"].iter().all(|hidden| !code.contains(hidden)), "{code}");
}
