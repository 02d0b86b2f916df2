//! The half-year report: facts gathered as known at a moment, written by the form, put on paper.
//!
//! What the office says instead is in [`edits`], what it signed in [`versions`].

mod annex;
mod edits;
mod frame;
mod made;
mod versions;

use std::sync::Arc;

use domain::kernel::{Day, Moment, Month, MonthSpan, UnitId, show_count, show_day, show_month};
use domain::payment::{By, EntryKind, LineKind, Stage};
use domain::report::{
    Basis, BookedRow, DecisionRow, Figure, ForecastRow, Piece, Report, ReportFacts, Row, Said, half_year as months_of,
    rows_of, write,
};
use domain::rules::{Law, View};
use paper::export::{CsvCell, csv_bytes};
use paper::official::{
    Align, Block, Column, DocumentNumber, OfficialDocument, Run as Words, Signer, Table, TableRow, to_docx, to_html,
};
use serde_json::{Value, json};
use store::ledger::{BookedAsk, booked_between};
use store::runs::{self, RunFilter};
use store::{Db, Tx, decisions, people};

use crate::access::Act;
use crate::books::{Ask, each_person, tariff};
use crate::local::law_known;
use crate::profile::{self, Profile};
use crate::{Acting, Office, OfficeError, Refusal};

pub use edits::{
    NewOverride, ProseEdited, ProseTried, edit_prose, override_figure, override_figures, revert_prose, try_prose,
    undo_override,
};
pub use frame::PaperFrame;
pub use made::MadeReports;
pub use versions::{
    Edition, Reopened, Signing, Version, VersionBrief, compare, freeze, signed, version, version_rows, versions,
};

/// The form's name in the keys of what is kept of a report.
const FORM: &str = "sau-thang";

/// The half-year that a report is about; edits and signed versions belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportPeriod {
    pub year: i16,
    pub half: u8,
}

impl ReportPeriod {
    pub fn months(self) -> Result<MonthSpan, OfficeError> {
        let wrong = || domain::kernel::ParseError::new("kỳ báo cáo", self.half.to_string(), "1 hoặc 2");
        Ok(months_of(self.year, self.half).ok_or_else(wrong)?)
    }

    /// The report of this period as of a day, as known at a moment.
    pub fn asked(self, as_of: Day, known_at: Moment) -> ReportAsk {
        ReportAsk { year: self.year, half: self.half, as_of, known_at }
    }

    /// The report an office works on at a day, and up to which day: in the first three months of a half-year that of the
    /// half before, whole; later that of the half itself, so far.
    pub fn usual_on(day: Day) -> Result<(ReportPeriod, Day), OfficeError> {
        let period = match day.month_of_year() {
            1..=3 => ReportPeriod { year: day.year() - 1, half: 2 },
            4..=9 => ReportPeriod { year: day.year(), half: 1 },
            _ => ReportPeriod { year: day.year(), half: 2 },
        };
        Ok((period, day.min(period.months()?.until.first_day().previous())))
    }

    fn key(self) -> Result<String, OfficeError> {
        self.months()?;
        Ok(format!("{FORM}/{}-{}", self.year, self.half))
    }

    /// Reads [`Self::key`] back; none for a report of another form.
    fn of_key(key: &str) -> Option<ReportPeriod> {
        let (year, half) = key.strip_prefix(FORM)?.strip_prefix('/')?.split_once('-')?;
        Some(ReportPeriod { year: year.parse().ok()?, half: half.parse().ok()? })
    }
}

/// Which report. Asked again with the same moment, it is the same to the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportAsk {
    pub year: i16,
    pub half: u8,
    /// Facts up to this day.
    pub as_of: Day,
    /// As known at this moment.
    pub known_at: Moment,
}

impl ReportAsk {
    pub fn period(self) -> ReportPeriod {
        ReportPeriod { year: self.year, half: self.half }
    }
}

/// A written report with the facts behind it. Clones share the facts.
#[derive(Debug, Clone)]
pub struct Made {
    pub report: Report,
    pub facts: Arc<ReportFacts>,
    pub profile: Profile,
}

/// The report with what the office says instead, as known at the moment asked for.
pub fn half_year(office: &Office, db: &Db, ask: ReportAsk) -> Result<Made, OfficeError> {
    db.read(|tx| made(office, db, tx, ask))
}

/// The same within an open transaction on `db`.
fn made(office: &Office, db: &Db, tx: &mut Tx<'_>, ask: ReportAsk) -> Result<Made, OfficeError> {
    if let Some(made) = office.made_reports.find(tx, db.mark(), ask)? {
        return Ok(made);
    }
    let known_facts = office.made_reports.facts(tx, db.mark(), ask)?;
    let made = make(office, tx, ask, known_facts)?;
    office.made_reports.keep(tx, db.mark(), ask, &made)?;
    Ok(made)
}

fn make(
    office: &Office,
    tx: &mut Tx<'_>,
    ask: ReportAsk,
    known_facts: Option<Arc<ReportFacts>>,
) -> Result<Made, OfficeError> {
    let period = ask.period().months()?;
    if ask.as_of < period.from.first_day() {
        return Err(Refusal::BeforeThePeriod { as_of: ask.as_of, from: period.from }.into());
    }
    let profile = profile::need(tx, ask.known_at)?;
    let facts = match known_facts {
        Some(facts) => facts,
        None => Arc::new(gather(office, tx, period, ask)?),
    };
    let edits = edits::load(tx, &ask.period().key()?, ask.known_at)?;
    let law = law_known(office, tx, ask.known_at)?;
    let view = View::new(&law, ask.as_of, period.until.previous());
    let report = write(&office.half_year, &facts, &edits, view, period, ask.as_of, ask.known_at);
    Ok(Made { report, facts, profile })
}

fn gather(office: &Office, tx: &mut Tx<'_>, period: MonthSpan, ask: ReportAsk) -> Result<ReportFacts, OfficeError> {
    // A roll approved after the day reported is not yet money of this report.
    let booked_by = ask.known_at.min(Moment::end_of(ask.as_of));
    let booked_ask = BookedAsk { months: period, known: booked_by, scheme: None };
    let booked = booked_between(tx, &booked_ask)?;
    let mut facts = ReportFacts::default();
    for row in booked.into_iter().filter(|row| matches!(row.kind, EntryKind::Booked | EntryKind::Returned)) {
        facts.booked.push(BookedRow {
            person: row.person,
            unit: row.unit,
            scheme: scheme_of(&office.law, &row.benefit),
            benefit: row.benefit,
            group: row.group,
            pay_month: row.run_month,
            paid_for: row.paid_for,
            kind: row.line_kind.unwrap_or(LineKind::Regular),
            amount: row.signed,
        });
    }
    for scheme in schemes(&office.law) {
        forecast(office, tx, (period, scheme), ask, booked_by, &mut facts.forecast)?;
    }
    facts.decisions = decided(tx, period, ask)?;
    Ok(facts)
}

fn schemes(law: &Law) -> Vec<&str> {
    let mut all: Vec<&str> = law.benefits.iter().map(|benefit| benefit.scheme.as_str()).collect();
    all.dedup();
    all
}

fn scheme_of(law: &Law, benefit: &str) -> String {
    law.benefit(benefit).map(|benefit| benefit.scheme.clone()).unwrap_or_default()
}

/// What the coming rolls of the period will carry: one settlement through its last month, never typed.
fn forecast(
    office: &Office,
    tx: &mut Tx<'_>,
    (period, scheme): (MonthSpan, &str),
    ask: ReportAsk,
    booked_by: Moment,
    rows: &mut Vec<ForecastRow>,
) -> Result<(), OfficeError> {
    let next = next_month(tx, period, scheme, booked_by)?;
    if period.until <= next {
        return Ok(());
    }
    let law = law_known(office, tx, ask.known_at)?;
    let books = Ask {
        law: &law,
        known: ask.known_at,
        booked_by,
        law_known_on: ask.as_of,
        regular: MonthSpan::new(next, period.until),
        units: None,
        as_of: Some(ask.as_of),
        only: None,
    };
    let tariff = tariff(tx, &books)?;
    each_person(tx, &books, &tariff, |_, people| {
        for person in people {
            for line in person.lines.iter().filter(|line| line.kind.is_paid()) {
                let benefit = &office.law.benefits[usize::from(line.benefit.0)];
                if benefit.scheme == scheme {
                    rows.push(ForecastRow {
                        person: line.person,
                        unit: person.unit.clone(),
                        scheme: scheme.to_owned(),
                        benefit: benefit.key.clone(),
                        group: line.group.map(|group| office.law.groups[usize::from(group.0)].key.clone()),
                        paid_for: line.paid_for,
                        kind: line.kind,
                        amount: line.amount,
                    });
                }
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// The first month of the period for which the scheme has no approved roll yet.
fn next_month(tx: &mut Tx<'_>, period: MonthSpan, scheme: &str, booked_by: Moment) -> Result<Month, OfficeError> {
    let stages = [Stage::Approved, Stage::Sent, Stage::Confirmed, Stage::Closed, Stage::Unlocked];
    let filter = RunFilter { scheme: Some(scheme), months: Some(period), units: None, stages: Some(&stages) };
    let done = runs::list(tx, &filter)?.into_iter().map(|stored| stored.run);
    let by_then = |step: Option<By>| step.is_some_and(|by| by.at <= booked_by);
    let done = done.filter(|run| by_then(run.state.approved()) && !by_then(run.state.unlocked()));
    Ok(done.map(|run| run.regular_months().until).max().unwrap_or(period.from))
}

fn decided(tx: &mut Tx<'_>, period: MonthSpan, ask: ReportAsk) -> Result<Vec<DecisionRow>, OfficeError> {
    let until = ask.as_of.next().min(period.until.first_day());
    let records = decisions::list_between(tx, period.from.first_day(), until, ask.known_at)?;
    let ids: Vec<_> = records.iter().map(|record| record.person).collect();
    let briefs = people::briefs(tx, &ids, ask.known_at)?;
    let unit = |person| -> Option<UnitId> { briefs.iter().find(|brief| brief.id == person)?.unit.clone() };
    let within = |day: &Day| period.from.first_day() <= *day && *day < until;
    let row = |record: decisions::DecisionRecord| DecisionRow {
        person: record.person,
        unit: unit(record.person),
        decision: record.id,
        kind: record.decision.kind,
        scheme: record.decision.scheme,
        number: record.decision.number,
        signed_on: record.decision.signed_on.filter(within),
        proposed_on: record.decision.proposed_on.filter(within),
    };
    Ok(records.into_iter().map(row).collect())
}

/// The rows behind one figure of a made report.
pub fn figure_rows(office: &Office, acting: Acting, made: &Made, figure: &str) -> Result<Vec<Row>, OfficeError> {
    acting.need(Act::ReportRows)?;
    let form = office.half_year.figure(figure).ok_or_else(|| Refusal::NoSuchFigure(figure.to_owned()))?;
    Ok(rows_of(form, &made.facts))
}

/// The rows as a file that a spreadsheet opens.
pub fn rows_csv(office: &Office, rows: &[Row]) -> Vec<u8> {
    let header = [
        "ma_nguoi",
        "don_vi",
        "nguon",
        "thang_danh_sach",
        "chi_cho_thang",
        "che_do",
        "nhom",
        "noi_dung",
        "so_quyet_dinh",
        "ngay",
        "so_tien_dong",
    ];
    let text = |value: Option<String>| value.map_or(CsvCell::Empty, CsvCell::Text);
    let cells = |row: &Row| {
        vec![
            CsvCell::Number(row.person.0),
            text(row.unit.as_ref().map(|unit| office.units.name(unit).to_owned())),
            CsvCell::Text(format!("{:?}", row.basis).to_lowercase()),
            text(row.month.map(|month| month.to_string())),
            text(row.paid_for.map(|month| month.to_string())),
            text(row.benefit.clone()),
            text(row.group.clone()),
            CsvCell::Text(row.what.clone()),
            text(row.number.clone()),
            text(row.day.map(|day| day.to_string())),
            CsvCell::Number(row.amount.0),
        ]
    };
    csv_bytes(&header, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// For machines: every figure exact, with how it is printed and what was stated in its place.
pub fn json(report: &Report) -> Value {
    json_of(report, None)
}

fn json_of(report: &Report, version: Option<&VersionBrief>) -> Value {
    let mut value = json!({
        "as_of": report.as_of,
        "known_at": report.known_at,
        "figures": report.figures,
        "passages": report.passages,
    });
    if let Some(version) = version {
        value["version"] = json!(version);
    }
    value
}

/// The report as the office signs it.
pub fn docx(made: &Made) -> Vec<u8> {
    to_docx(&draft(made))
}

/// The report as one page that opens anywhere.
pub fn html(made: &Made) -> String {
    to_html(&draft(made))
}

/// What a paper says of its own issuing.
struct Paper<'a> {
    number: Option<u32>,
    date: Day,
    signer_title: &'a str,
    signer_name: &'a str,
}

/// The paper before it has a number.
fn draft(made: &Made) -> OfficialDocument {
    let Made { report, profile, .. } = made;
    let (signer_title, signer_name) = (profile.signer_title.as_str(), profile.signer_name.as_str());
    document(made, &Paper { number: None, date: report.as_of, signer_title, signer_name })
}

/// The report in the form of NĐ 30/2020.
fn document(made: &Made, paper: &Paper<'_>) -> OfficialDocument {
    let Made { report, profile, .. } = made;
    let first = report.period.from;
    let half = if first.month_of_year() == 1 { "đầu" } else { "cuối" };
    let mut body: Vec<Block> = report.opening.iter().map(|paragraph| Block::Paragraph(words(paragraph))).collect();
    body.push(Block::Paragraph(vec![Words::plain(format!(
        "Số liệu tính đến ngày {}; kỳ báo cáo từ tháng {} đến tháng {}.",
        show_day(report.as_of),
        show_month(first),
        show_month(report.period.until.previous())
    ))]));
    let mut part = 0;
    for section in &report.sections {
        body.push(match section.level {
            1 => {
                part += 1;
                Block::Part { number: part, title: section.title.clone() }
            }
            _ => Block::Clause(section.title.clone()),
        });
        body.extend(section.paragraphs.iter().map(|paragraph| Block::Bullet(words(paragraph))));
    }
    body.push(Block::Table(known_figures(report)));
    body.push(Block::Paragraph(vec![Words::plain(report.closing.clone())]));
    OfficialDocument {
        superior: Some(profile.superior.clone()),
        organ: profile.name.clone(),
        number: DocumentNumber { number: paper.number, symbol: profile.symbol.clone() },
        place: profile.place.clone(),
        date: paper.date,
        kind: report.kind.clone(),
        subject: format!("{} ({} năm {})", report.subject, format_args!("6 tháng {half}"), first.year()),
        addressees: vec![profile.report_to.clone()],
        body,
        receivers: vec!["Như trên".to_owned(), "Lưu: VT".to_owned()],
        signer: Signer {
            authority: vec![paper.signer_title.to_owned()],
            name: Some(paper.signer_name.to_owned()).filter(|name| !name.is_empty()),
        },
        annexes: annex::overrides(report).into_iter().collect(),
    }
}

/// The figures that records or the office itself stand behind, exact; what is counted, foreseen and stated told apart.
fn known_figures(report: &Report) -> Table {
    let column = |title: &str, width, align| Column { title: title.to_owned(), width, align };
    let known = report.figures.iter().filter(|figure| figure.basis.is_some() || figure.stated.is_some());
    let caption = match report.figures.iter().any(|figure| figure.stated.is_some()) {
        true => "Biểu số liệu của các chỉ tiêu lấy từ sổ và do đơn vị nhập",
        false => "Biểu số liệu của các chỉ tiêu lấy từ sổ",
    };
    let basis = |figure: &Figure| match &figure.stated {
        Some(_) => "đơn vị nhập (phụ lục)",
        None => figure.basis.map_or("", Basis::shown),
    };
    let row = |(place, figure): (usize, &Figure)| TableRow {
        cells: vec![
            Words::plain((place + 1).to_string()),
            Words::figure(figure.label.clone(), figure.id.clone()),
            Words::plain(counted(figure)),
            Words::plain(figure.amount_told().map_or_else(String::new, |amount| show_count(amount.0))),
            Words::plain(basis(figure)),
        ],
        bold: false,
    };
    Table {
        caption: Some(caption.to_owned()),
        columns: vec![
            column("TT", 6, Align::Centre),
            column("Chỉ tiêu", 46, Align::Left),
            column("Số lượng", 12, Align::Right),
            column("Kinh phí (đồng)", 20, Align::Right),
            column("Cơ sở", 16, Align::Left),
        ],
        rows: known.enumerate().map(row).collect(),
    }
}

/// The exact count, or the words stated in its place.
fn counted(figure: &Figure) -> String {
    match (figure.value_told(), figure.stated.as_ref().map(|stated| &stated.says)) {
        (Some(value), _) => show_count(value),
        (None, Some(Said::Words(words))) => words.clone(),
        (None, _) => String::new(),
    }
}

fn words(paragraph: &[Piece]) -> Vec<Words> {
    let word = |piece: &Piece| match piece {
        Piece::Words(text) => Words::plain(text.clone()),
        Piece::Figure { id, text } => Words::figure(text.clone(), id.clone()),
    };
    paragraph.iter().map(word).collect()
}
