//! From the texts of `laws/` to a [`Law`], with every mistake found named by file.

use serde::Deserialize;

use super::table::{Amounts, RateSet, RateTable};
use super::*;
use crate::kernel::{Certainty, Dong, Month};

/// The parameter that says which month stands for a missing month of birth.
pub(super) const BIRTH_CONVENTION: &str = "ngay_sinh.thang_khi_thieu";

/// A mistake in the files of the law, for the person who wrote them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {says}")]
pub struct LawError {
    pub file: String,
    pub says: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LawFile {
    coverage: Option<Coverage>,
    text: Vec<LawText>,
    parameter: Vec<Parameter>,
    benefit: Vec<Benefit>,
    group: Vec<Group>,
    overlap: Vec<Overlap>,
    keep: Vec<KeepRule>,
    question: Vec<OpenQuestion>,
    attribute: Vec<Attribute>,
    status: Vec<StatusKind>,
    reference: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateRow {
    text: String,
    from: Month,
    until: Option<Month>,
    code: String,
    name: String,
    percent: Option<u8>,
    amount: i64,
    cite: String,
    status: Certainty,
}

/// Reads all files; the result has passed [`check`].
pub fn load(files: &[(&str, &str)]) -> Result<Law, Vec<LawError>> {
    let mut law = Law {
        texts: Vec::new(),
        parameters: Vec::new(),
        tables: Vec::new(),
        benefits: Vec::new(),
        groups: Vec::new(),
        overlaps: Vec::new(),
        keeps: Vec::new(),
        questions: Vec::new(),
        attributes: Vec::new(),
        statuses: Vec::new(),
        reference: Vec::new(),
        coverage: Coverage::NONE,
    };
    let mut errors = Vec::new();
    for (file, text) in files {
        let read = match file.ends_with(".csv") {
            true => read_tables(text, &mut law),
            false => read_toml(text, &mut law),
        };
        if let Err(says) = read {
            errors.push(LawError { file: (*file).to_owned(), says });
        }
    }
    if errors.is_empty() {
        errors = check(&law).into_iter().map(|says| LawError { file: "laws/".to_owned(), says }).collect();
    }
    if errors.is_empty() { Ok(law) } else { Err(errors) }
}

fn read_toml(text: &str, law: &mut Law) -> Result<(), String> {
    let file: LawFile = toml::from_str(text).map_err(|error| error.to_string())?;
    law.coverage = file.coverage.unwrap_or(law.coverage);
    law.texts.extend(file.text);
    law.parameters.extend(file.parameter);
    law.benefits.extend(file.benefit);
    law.groups.extend(file.group);
    law.overlaps.extend(file.overlap);
    law.keeps.extend(file.keep);
    law.questions.extend(file.question);
    law.attributes.extend(file.attribute);
    law.statuses.extend(file.status);
    law.reference.extend(file.reference);
    Ok(())
}

fn read_tables(text: &str, law: &mut Law) -> Result<(), String> {
    for row in csv::Reader::from_reader(text.as_bytes()).into_deserialize::<RateRow>() {
        add_row(row.map_err(|error| error.to_string())?, law)?;
    }
    Ok(())
}

fn add_row(row: RateRow, law: &mut Law) -> Result<(), String> {
    let amount = Dong(row.amount);
    let table = match law.tables.iter().position(|table| table.code == row.code) {
        Some(place) => &mut law.tables[place],
        None => {
            law.tables.push(RateTable { code: row.code.clone(), name: row.name, sets: Vec::new() });
            law.tables.last_mut().expect("just pushed")
        }
    };
    let set = table.sets.iter_mut().find(|set| set.from == row.from);
    match (set, row.percent) {
        (Some(RateSet { amounts: Amounts::ByPercent(rows), .. }), Some(percent)) => match rows.last() {
            Some((last, _)) if percent <= *last => {
                return Err(format!("{} {}: tỷ lệ {percent}% không theo thứ tự tăng", row.code, row.from));
            }
            _ => rows.push((percent, amount)),
        },
        (Some(_), _) => return Err(format!("{} {}: hai mức cho cùng một tháng bắt đầu", row.code, row.from)),
        (None, percent) => table.sets.push(RateSet {
            from: row.from,
            until: row.until,
            text: row.text,
            cite: row.cite,
            status: row.status,
            amounts: percent.map_or(Amounts::One(amount), |percent| Amounts::ByPercent(vec![(percent, amount)])),
        }),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_of_the_house_is_whole() {
        if let Err(errors) = embedded_law() {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"));
        }
    }
}
