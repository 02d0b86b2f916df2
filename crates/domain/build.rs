//! Embeds `laws/` and `cases/` into the program, so that the law needs no disk and no network at run time.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)] // a build script runs before the pure domain exists

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    for folder in ["laws", "cases"] {
        let mut files = Vec::new();
        collect(&root.join(folder), &mut files);
        files.sort();
        let entries: String = files.iter().map(|file| entry(&root, file)).collect();
        fs::write(out.join(format!("{folder}.rs")), format!("&[{entries}]")).expect("the build folder can be written");
    }
}

fn entry(root: &Path, file: &Path) -> String {
    let name = file.strip_prefix(root).expect("files lie below the root").display().to_string();
    format!("({name:?}, include_str!({:?})),\n", file.display().to_string())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).expect("the folder is part of the repository") {
        let path = entry.expect("a folder entry can be read").path();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml" | "csv") => files.push(path),
            _ if path.is_dir() => collect(&path, files),
            _ => {}
        }
    }
}
