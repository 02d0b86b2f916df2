//! What must hold of `laws/` before a single amount is computed from it.

use serde::Deserialize;

use super::table::Amounts;
use super::*;
use crate::kernel::{Day, Month};

/// The months `from <= month && month < until` for which the house has looked at the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    pub from: Month,
    pub until: Month,
}

impl Coverage {
    pub const NONE: Coverage = Coverage { from: Month::NEVER, until: Month::NEVER };

    pub fn contains(self, month: Month) -> bool {
        self.from <= month && month < self.until
    }
}

/// Every mistake, one sentence each, for the person who edits `laws/`.
pub fn check(law: &Law) -> Vec<String> {
    let mut found = Vec::new();
    if law.coverage == Coverage::NONE {
        found.push("thiếu mục [coverage]".to_owned());
        return found;
    }
    if law.parameter(load::BIRTH_CONVENTION).is_none() {
        found.push(format!("thiếu tham số {}", load::BIRTH_CONVENTION));
    }
    names_are_unique(law, &mut found);
    citations_exist(law, &mut found);
    references_exist(law, &mut found);
    if found.is_empty() {
        time_is_covered(law, &mut found);
        everything_is_used(law, &mut found);
    }
    found
}

fn names_are_unique(law: &Law, found: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    let keys = law
        .texts
        .iter()
        .map(|text| ("văn bản", text.id.as_str()))
        .chain(law.parameters.iter().map(|parameter| ("tham số", parameter.id.as_str())))
        .chain(law.benefits.iter().map(|benefit| ("chế độ", benefit.key.as_str())))
        .chain(law.groups.iter().map(|group| ("nhóm", group.key.as_str())))
        .chain(law.overlaps.iter().map(|overlap| ("quy tắc trùng hưởng", overlap.id.as_str())))
        .chain(law.attributes.iter().map(|attribute| ("đặc điểm", attribute.key.as_str())));
    for key in keys {
        if !seen.insert(key) {
            found.push(format!("{} “{}” khai hai lần", key.0, key.1));
        }
    }
}

fn citations_exist(law: &Law, found: &mut Vec<String>) {
    for (who, text, cite) in provisions(law) {
        if law.text(text).is_none() {
            found.push(format!("{who}: không có văn bản “{text}” trong danh mục"));
        }
        if cite.trim().is_empty() {
            found.push(format!("{who}: thiếu điều khoản viện dẫn"));
        }
    }
}

/// Every place in the law that computes something: who, text, place.
fn provisions(law: &Law) -> Vec<(String, &str, &str)> {
    let mut all: Vec<(String, &str, &str)> = Vec::new();
    for parameter in &law.parameters {
        all.extend(parameter.values.iter().map(|v| (format!("{} {}", parameter.id, v.from), &*v.text, &*v.cite)));
        all.extend(parameter.local.iter().map(|l| (format!("{} local", parameter.id), &*l.text, &*l.cite)));
    }
    for table in &law.tables {
        all.extend(table.sets.iter().map(|set| (format!("{} {}", table.code, set.from), &*set.text, &*set.cite)));
    }
    for group in &law.groups {
        all.extend(group.versions.iter().map(|v| (format!("{} {}", group.key, v.from), &*v.text, &*v.cite)));
        let enders = group.versions.iter().filter_map(|v| v.ended_by.as_deref());
        all.extend(enders.map(|by| (format!("{} ended_by", group.key), by, "kết thúc")));
    }
    all.extend(law.overlaps.iter().map(|o| (o.id.clone(), &*o.text, &*o.cite)));
    all.extend(law.keeps.iter().map(|k| (k.tag.clone(), &*k.text, &*k.cite)));
    all
}

fn references_exist(law: &Law, found: &mut Vec<String>) {
    for benefit in &law.benefits {
        for lag in [&benefit.change_lag, &benefit.stop_lag].into_iter().flatten() {
            if law.parameter(lag).is_none() {
                found.push(format!("{}: không có tham số “{lag}”", benefit.key));
            }
        }
    }
    for group in &law.groups {
        if law.benefit(&group.benefit).is_none() {
            found.push(format!("nhóm {}: không có chế độ “{}”", group.key, group.benefit));
        }
        for version in &group.versions {
            let who = format!("nhóm {} từ {}", group.key, version.from);
            version.rates.iter().for_each(|rate| formula_exists(law, &who, &rate.formula, found));
            let tests = version.when.iter().chain(version.rates.iter().flat_map(|rate| &rate.when));
            tests.for_each(|test| words_exist(law, &who, test, found));
        }
    }
    for selector in law.overlaps.iter().flat_map(|overlap| [&overlap.a, &overlap.b]) {
        for key in selector.group.iter().filter(|key| law.group(key).is_none()) {
            found.push(format!("quy tắc trùng hưởng nhắc nhóm không có: {key}"));
        }
        for key in selector.status.iter().filter(|key| !law.statuses.iter().any(|status| status.kind == **key)) {
            found.push(format!("quy tắc trùng hưởng nhắc tình trạng chưa khai: {key}"));
        }
        for key in selector.benefit.iter().filter(|key| law.benefit(key).is_none()) {
            found.push(format!("quy tắc trùng hưởng nhắc chế độ không có: {key}"));
        }
    }
}

fn formula_exists(law: &Law, who: &str, formula: &Formula, found: &mut Vec<String>) {
    let missing = match formula {
        Formula::Coefficient { base, .. } | Formula::Multiple { base, .. } => {
            law.parameter(base).is_none().then_some(base)
        }
        Formula::Table { code } | Formula::TableByPercent { code } | Formula::TablePerYear { code } => {
            law.table(code).is_none().then_some(code)
        }
        Formula::MultipleOfCurrent { multiple, benefit, .. } => {
            if multiple.denominator() != 1 {
                found.push(format!("{who}: số lần mức đang hưởng phải là số nguyên"));
            }
            law.benefit(benefit).is_none().then_some(benefit)
        }
    };
    if let Some(missing) = missing {
        found.push(format!("{who}: công thức nhắc “{missing}” không có"));
    }
}

fn words_exist(law: &Law, who: &str, test: &Predicate, found: &mut Vec<String>) {
    match test {
        Predicate::Attribute(key) | Predicate::NoAttribute(key) => {
            if !law.attributes.iter().any(|attribute| attribute.key == *key) {
                found.push(format!("{who}: đặc điểm “{key}” chưa khai"));
            }
        }
        Predicate::Status(test) | Predicate::NoStatus(test) => {
            let kind = law.statuses.iter().find(|status| status.kind == test.kind);
            let unknown = test.grade.iter().find(|grade| !kind.is_some_and(|kind| kind.grade.contains_key(*grade)));
            match (kind, unknown) {
                (None, _) => found.push(format!("{who}: tình trạng “{}” chưa khai", test.kind)),
                (Some(_), Some(grade)) => found.push(format!("{who}: mức “{grade}” của “{}” chưa khai", test.kind)),
                (Some(_), None) => {}
            }
        }
        Predicate::AgeFrom(_)
        | Predicate::AgeBelow(_)
        | Predicate::AgeUntil(_)
        | Predicate::ChildOrStudent { .. }
        | Predicate::Percent { .. } => {}
    }
}

/// Each month of each group, from its first to the end of coverage, has exactly one version and one value of each base.
fn time_is_covered(law: &Law, found: &mut Vec<String>) {
    for parameter in &law.parameters {
        starts_differ(&parameter.id, parameter.values.iter().map(|value| value.from), found);
    }
    for table in &law.tables {
        starts_differ(&table.code, table.sets.iter().map(|set| set.from), found);
    }
    lags_are_covered(law, found);
    for group in &law.groups {
        starts_differ(&group.key, group.versions.iter().map(|version| version.from), found);
        group_is_covered(law, group, found);
    }
}

/// A lag without a value would quietly be none: it must be known from the first month of the benefit's groups.
fn lags_are_covered(law: &Law, found: &mut Vec<String>) {
    for benefit in &law.benefits {
        let groups = law.groups.iter().filter(|group| group.benefit == benefit.key);
        let first = groups.flat_map(|group| &group.versions).map(|version| version.from).min();
        let first = first.map_or(law.coverage.from, |first| first.max(law.coverage.from));
        let lags = [&benefit.change_lag, &benefit.stop_lag].into_iter().flatten();
        for parameter in lags.filter_map(|lag| law.parameter(lag)) {
            if parameter.values.iter().all(|value| first < value.from) {
                found.push(format!("{}: chưa có giá trị từ {first}", parameter.id));
            }
        }
    }
}

fn starts_differ(who: &str, starts: impl Iterator<Item = Month>, found: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    for start in starts.filter(|start| !seen.insert(*start)) {
        found.push(format!("{who}: hai giá trị cùng bắt đầu từ {start}"));
    }
}

fn group_is_covered(law: &Law, group: &Group, found: &mut Vec<String>) {
    let far = Day::new(9999, 1, 1).expect("a real day");
    let view = View::new(law, far, law.coverage.until);
    let first = group.versions.iter().map(|version| version.from).min().unwrap_or(law.coverage.until);
    let mut month = first.max(law.coverage.from);
    while month < law.coverage.until {
        if let Some(version) = view.version(group, month) {
            for rate in &version.rates {
                if let Err(gap) = rate_is_known(view, rate, month) {
                    found.push(format!("nhóm {} tháng {month}: {}", group.key, gap.what));
                    return;
                }
            }
        }
        month = month.next();
    }
}

fn rate_is_known(view: View<'_>, rate: &Rate, month: Month) -> Result<(), OutOfCoverage> {
    let law = view.law;
    match &rate.formula {
        Formula::Coefficient { base, .. } | Formula::Multiple { base, .. } => {
            law.parameter(base).map_or(Ok(()), |parameter| view.value(parameter, month).map(|_| ()))
        }
        Formula::Table { code } | Formula::TableByPercent { code } | Formula::TablePerYear { code } => {
            law.table(code).map_or(Ok(()), |table| view.rate_set(table, month).map(|_| ()))
        }
        Formula::MultipleOfCurrent { .. } => Ok(()),
    }
}

/// A table or parameter that no rule reads is a mistake: either the rule is missing or the value is.
fn everything_is_used(law: &Law, found: &mut Vec<String>) {
    let formulas: Vec<&Formula> =
        law.groups.iter().flat_map(|g| &g.versions).flat_map(|v| &v.rates).map(|rate| &rate.formula).collect();
    for table in &law.tables {
        let used = formulas.iter().any(|formula| match formula {
            Formula::Table { code } | Formula::TableByPercent { code } | Formula::TablePerYear { code } => {
                *code == table.code
            }
            _ => false,
        });
        if !used && !law.reference.contains(&table.code) {
            found.push(format!("bảng mức “{}” không nhóm nào dùng", table.code));
        }
        let by_percent = table.sets.iter().any(|set| matches!(set.amounts, Amounts::ByPercent(_)));
        let asked = formulas.iter().any(|f| matches!(f, Formula::TableByPercent { code } if *code == table.code));
        if used && by_percent != asked {
            found.push(format!("bảng mức “{}”: cách tra theo tỷ lệ không khớp với công thức", table.code));
        }
    }
    for parameter in &law.parameters {
        let is_base = formulas.iter().any(|formula| match formula {
            Formula::Coefficient { base, .. } | Formula::Multiple { base, .. } => *base == parameter.id,
            _ => false,
        });
        let is_lag = law.benefits.iter().any(|benefit| {
            [&benefit.change_lag, &benefit.stop_lag].into_iter().flatten().any(|lag| *lag == parameter.id)
        });
        let is_kept = parameter.id == load::BIRTH_CONVENTION || law.reference.contains(&parameter.id);
        if !is_base && !is_lag && !is_kept {
            found.push(format!("tham số “{}” không quy tắc nào dùng", parameter.id));
        }
    }
}
