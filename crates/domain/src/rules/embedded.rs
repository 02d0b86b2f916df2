//! The law that travels inside the program.

use super::{Law, LawError, load};

const LAWS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/laws.rs"));
const CASES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));
const UNITS_FOLDER: &str = "laws/don-vi-hanh-chinh/";
const REPORTS_FOLDER: &str = "laws/bao-cao/";

pub fn embedded_law() -> Result<Law, Vec<LawError>> {
    let is_law = |path: &str| !path.starts_with(UNITS_FOLDER) && !path.starts_with(REPORTS_FOLDER);
    let law_files: Vec<(&str, &str)> = LAWS.iter().copied().filter(|(path, _)| is_law(path)).collect();
    load(&law_files)
}

/// The files of worked cases, path and text.
pub fn embedded_cases() -> &'static [(&'static str, &'static str)] {
    CASES
}

/// A file of the administrative units, by its name below their folder.
pub fn embedded_units(name: &str) -> Option<&'static str> {
    find(UNITS_FOLDER, name)
}

/// The form of a report, by its name below the folder of reports.
pub fn embedded_report(name: &str) -> Option<&'static str> {
    find(REPORTS_FOLDER, name)
}

fn find(folder: &str, name: &str) -> Option<&'static str> {
    LAWS.iter().find(|(path, _)| path.strip_prefix(folder) == Some(name)).map(|(_, text)| *text)
}
