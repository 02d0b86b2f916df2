//! The law, looked at: its cases run, its gaps listed, one of its values shown on a day.

use domain::cases::{self, CaseFailure};
use domain::entitlement::Tariff;
use domain::kernel::{Certainty, Day, Fraction, Month, MonthSpan, Rounding, show_day, show_month};
use domain::rules::{Amounts, Formula, Law, LawText, Rate, Unit, View, embedded_cases};
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

/// A text, parameter, group or table, told for the month of `on` as it is known today.
///
/// Where rolls of that month saw another value because the text came later, that value is told too.
pub fn show(office: &Office, id: &str, on: Day, today: Day) -> Option<String> {
    let law = &office.law;
    let month = on.month();
    let now = View::new(law, today.max(on), month.max(today.month()));
    let then = View::new(law, on, month);
    let told = |view| show_group(view, id, month).or_else(|| show_value(view, id, month));
    let (told_now, told_then) = (told(now), told(then));
    match law.texts.iter().find(|text| text.id == id || text.number == id) {
        Some(text) => Some(show_text(text)),
        None if told_now == told_then => told_now,
        None => {
            Some(format!("{}\n\nDanh sách lập trong tháng {} còn thấy:\n{}", told_now?, show_month(month), told_then?))
        }
    }
}

fn show_text(text: &LawText) -> String {
    let (signed, in_force) = (show_day(text.signed), show_day(text.in_force));
    format!(
        "{} — {}\n{}; ký {signed}, hiệu lực {in_force}; {}\n{}",
        text.number,
        text.title,
        text.issuer,
        text.status.shown(),
        text.note
    )
}

/// A parameter or a table.
fn show_value(view: View<'_>, id: &str, month: Month) -> Option<String> {
    if let Some(parameter) = view.law.parameter(id) {
        return Some(view.value(parameter, month).map_or_else(
            |gap| gap.to_string(),
            |value| {
                let amount = value.dong().filter(|_| parameter.unit == Unit::Dong);
                let amount = amount.map_or_else(|| value.amount.to_string(), |dong| dong.to_string());
                let cite = view.cite(&value.text, &value.cite);
                let (at, from) = (show_month(month), show_month(value.from));
                let status = value.status.shown();
                format!(
                    "{} ({id}), tháng {at}: {amount}\n{cite}; áp dụng từ {from}; {status}\n{}",
                    parameter.name, value.note
                )
            },
        ));
    }
    let table = view.law.table(id)?;
    Some(view.rate_set(table, month).map_or_else(
        |gap| gap.to_string(),
        |set| {
            let cite = view.cite(&set.text, &set.cite);
            let (at, rows) = (show_month(month), rows(&set.amounts));
            format!("{} ({id}), tháng {at}\n{rows}\n{cite}; {}", table.name, set.status.shown())
        },
    ))
}

fn rows(amounts: &Amounts) -> String {
    match amounts {
        Amounts::One(amount) => amount.to_string(),
        Amounts::ByPercent(rows) => {
            rows.iter().map(|(percent, amount)| format!("{percent}%: {amount}")).collect::<Vec<_>>().join("\n")
        }
    }
}

fn show_group(view: View<'_>, id: &str, month: Month) -> Option<String> {
    let group = view.law.group(id)?;
    let Some(version) = view.version(group, month) else {
        return Some(format!("{} ({id}): luật tháng {} không có nhóm này", group.name, show_month(month)));
    };
    let rate = |rate: &Rate| format!("  - {}: {}", rate.name, formula(view, &rate.formula, month));
    let rates: Vec<String> = version.rates.iter().map(rate).collect();
    let cite = view.cite(&version.text, &version.cite);
    let at = show_month(month);
    Some(format!("{} ({id}), tháng {at}\n{cite}; {}\n{}", group.name, version.status.shown(), rates.join("\n")))
}

/// A formula in words, with what it comes to in the month where that is one amount.
pub(crate) fn formula(view: View<'_>, formula: &Formula, month: Month) -> String {
    let multiple = |factor: Fraction, base: &str, rounding| {
        let parameter = view.law.parameter(base);
        let name = parameter.map_or(base, |parameter| parameter.name.as_str());
        let value = parameter.and_then(|parameter| view.value(parameter, month).ok()?.dong());
        let amount = value.and_then(|value| value.times(factor, rounding));
        amount.map_or_else(|| format!("{factor} × {name}"), |amount| format!("{factor} × {name} = {amount}"))
    };
    match formula {
        Formula::Coefficient { coefficient, base } => multiple(*coefficient, base, Rounding::Exact),
        Formula::Multiple { multiple: factor, base, rounding } => multiple(*factor, base, *rounding),
        Formula::Table { code } => {
            let amount = view.law.table(code).and_then(|table| view.rate_set(table, month).ok()?.amount(None));
            amount.map_or_else(|| format!("bảng {code}"), |amount| format!("bảng {code} = {amount}"))
        }
        Formula::TableByPercent { code } => format!("bảng {code} theo tỷ lệ"),
        Formula::TablePerYear { code } => format!("bảng {code} × số năm"),
        Formula::MultipleOfCurrent { multiple, benefit, .. } => {
            let name = view.law.benefit(benefit).map_or(benefit.as_str(), |benefit| benefit.name.as_str());
            format!("{multiple} × mức đang hưởng ({name})")
        }
    }
}
