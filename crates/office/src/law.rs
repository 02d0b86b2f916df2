//! The law, looked at: its cases run, its gaps listed, one of its values shown on a day.

use domain::cases::{self, CaseFailure};
use domain::entitlement::Tariff;
use domain::kernel::{Certainty, Day, Month, MonthSpan};
use domain::rules::{Amounts, Law, View, embedded_cases};
use serde::Serialize;

use crate::Office;

/// What `ansinh law check` says.
#[derive(Debug, Clone, Serialize)]
pub struct LawCheck {
    pub texts: usize,
    pub groups: usize,
    pub amounts: usize,
    pub cases: usize,
    pub failures: Vec<String>,
    /// Pairs of groups whose meeting no rule settles.
    pub unsettled: Vec<String>,
    /// Texts whose amounts rest on secondary sources or drafts.
    pub unsure: Vec<String>,
    /// Texts that nobody has compared with their source for a year.
    pub unchecked: Vec<String>,
    pub questions: Vec<String>,
    pub coverage: (Month, Month),
}

impl LawCheck {
    pub fn holds(&self) -> bool {
        self.failures.is_empty() && self.unsettled.is_empty()
    }
}

/// After so many months without a look at its source a text is listed.
const LOOK_AGAIN_AFTER_MONTHS: i32 = 12;

/// Loading has already refused gaps, overlaps in time and missing citations; here the cases run.
pub fn check(office: &Office, today: Day) -> LawCheck {
    let law = &office.law;
    let read: Vec<Result<Vec<cases::Case>, CaseFailure>> =
        embedded_cases().iter().map(|(file, text)| cases::read(file, text)).collect();
    let unreadable = read.iter().filter_map(|one| one.as_ref().err().map(ToString::to_string));
    let all: Vec<&cases::Case> = read.iter().filter_map(|one| one.as_ref().ok()).flatten().collect();
    let failed = all.iter().filter_map(|case| cases::run(law, case).err()).map(|failure| failure.to_string());
    let is_unsure = |status: Certainty| status != Certainty::Verified;
    let is_old = |checked: Day| checked.month() + LOOK_AGAIN_AFTER_MONTHS <= today.month();
    let unchecked = law.texts.iter().filter(|text| is_old(text.checked));
    LawCheck {
        unchecked: unchecked.map(|text| format!("{} (đối chiếu lần cuối {})", text.number, text.checked)).collect(),
        texts: law.texts.len(),
        groups: law.groups.len(),
        amounts: count_amounts(law),
        cases: all.len(),
        failures: unreadable.chain(failed).collect(),
        unsettled: unsettled(law),
        unsure: law
            .texts
            .iter()
            .filter(|t| is_unsure(t.status))
            .map(|t| format!("{} ({})", t.number, t.status.shown()))
            .collect(),
        questions: law.questions.iter().map(|q| format!("{}: {}", q.id, q.question)).collect(),
        coverage: (law.coverage.from, law.coverage.until),
    }
}

fn count_amounts(law: &Law) -> usize {
    let rows = |amounts: &Amounts| match amounts {
        Amounts::One(_) => 1,
        Amounts::ByPercent(rows) => rows.len(),
    };
    let tables: usize = law.tables.iter().flat_map(|table| &table.sets).map(|set| rows(&set.amounts)).sum();
    tables + law.parameters.iter().map(|parameter| parameter.values.len()).sum::<usize>()
}

/// Every month of the coverage is asked for pairs that no overlap rule settles.
fn unsettled(law: &Law) -> Vec<String> {
    let last = law.coverage.until.previous();
    let view = View::new(law, last.last_day(), last);
    let Ok(tariff) = Tariff::new(view, MonthSpan::new(last, law.coverage.until)) else { return Vec::new() };
    let mut pairs: Vec<String> = MonthSpan::new(law.coverage.from, law.coverage.until)
        .months()
        .flat_map(|month| tariff.unsettled(month))
        .map(|(x, y)| format!("{x} và {y}"))
        .collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

/// A text, parameter, group or table, told for one day.
pub fn show(office: &Office, id: &str, on: Day) -> Option<String> {
    let law = &office.law;
    let view = View::new(law, on, on.month());
    let text = law.texts.iter().find(|text| text.id == id || text.number == id);
    text.map(|text| {
        format!(
            "{} — {}\n{}; ký {}, hiệu lực {}; {}\n{}",
            text.number,
            text.title,
            text.issuer,
            text.signed,
            text.in_force,
            text.status.shown(),
            text.note
        )
    })
    .or_else(|| show_parameter(view, id, on))
    .or_else(|| show_group(view, id, on))
    .or_else(|| show_table(view, id, on))
}

fn show_parameter(view: View<'_>, id: &str, on: Day) -> Option<String> {
    let parameter = view.law.parameter(id)?;
    let value = view.value(parameter, on.month());
    Some(match value {
        Ok(value) => format!(
            "{} ({id}), tháng {}: {}\n{}; áp dụng từ {}; {}\n{}",
            parameter.name,
            on.month(),
            value.amount,
            view.cite(&value.text, &value.cite),
            value.from,
            value.status.shown(),
            value.note
        ),
        Err(gap) => gap.to_string(),
    })
}

fn show_group(view: View<'_>, id: &str, on: Day) -> Option<String> {
    let group = view.law.group(id)?;
    let Some(version) = view.version(group, on.month()) else {
        return Some(format!("{} ({id}): luật tháng {} không có nhóm này", group.name, on.month()));
    };
    let rates: Vec<String> =
        version.rates.iter().map(|rate| format!("  - {}: {:?}", rate.name, rate.formula)).collect();
    let cite = view.cite(&version.text, &version.cite);
    Some(format!("{} ({id})\n{cite}; {}\n{}", group.name, version.status.shown(), rates.join("\n")))
}

fn show_table(view: View<'_>, id: &str, on: Day) -> Option<String> {
    let table = view.law.table(id)?;
    Some(match view.rate_set(table, on.month()) {
        Err(gap) => gap.to_string(),
        Ok(set) => {
            let rows = match &set.amounts {
                Amounts::One(amount) => amount.to_string(),
                Amounts::ByPercent(rows) => {
                    rows.iter().map(|(percent, amount)| format!("{percent}%: {amount}")).collect::<Vec<_>>().join("\n")
                }
            };
            format!(
                "{} ({id}), tháng {}\n{rows}\n{}; {}",
                table.name,
                on.month(),
                view.cite(&set.text, &set.cite),
                set.status.shown()
            )
        }
    })
}
