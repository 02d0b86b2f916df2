//! Signed reports: kept whole, printed the same for ever, held against each other and against what is known now.

use domain::kernel::{Day, Moment, nfc};
use domain::report::{Comparison, Figure, Report, Row, compare as compared};
use paper::official::{OfficialDocument, to_docx, to_html};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::reports::{self, StoredVersion};
use store::users::{self, User};
use store::{Db, Tx};

use super::edits::{name_of, subject};
use super::{Made, Paper, PaperFrame, ReportAsk, ReportPeriod, document, figure_rows, half_year, json_of, made};
use crate::access::Act;
use crate::{Acting, Office, OfficeError, Refusal};

/// What makes a report a signed paper.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The report as it was looked at; a moment still to come means now.
    pub ask: ReportAsk,
    /// The number the paper is issued under.
    pub number: u32,
    pub signed_on: Day,
    pub signer_title: String,
    pub signer_name: String,
}

/// A signed version as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionBrief {
    pub no: i64,
    pub as_of: Day,
    pub known_at: Moment,
    pub number: u32,
    pub signed_on: Day,
    pub signer: String,
    /// The hash of the whole content; it stands in the journal too.
    pub sha256: String,
    /// Who signed it off in the program.
    pub by: String,
    pub frozen_at: Moment,
}

/// A signed version with everything it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub brief: VersionBrief,
    pub report: Report,
    paper: OfficialDocument,
}

/// What is kept of a version: its values, and the paper with every word in its place, so that neither a change of the
/// records nor of the form nor of the program's wording reaches it.
#[derive(Serialize, Deserialize)]
struct Body {
    report: Report,
    paper: OfficialDocument,
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    Signed(i64),
    Live { as_of: Day, known_at: Moment },
}

/// A signed figure and the rows behind it, worked out again as known when it was signed.
#[derive(Debug, Clone)]
pub struct Reopened {
    pub signed: Figure,
    pub rows: Vec<Row>,
    /// Whether the rows still give the figure that was signed.
    pub is_equal: bool,
}

/// Signs a report: from now on this version is kept. Refused while something it names is unknown.
pub fn freeze(office: &Office, db: &Db, acting: Acting, signing: &Signing) -> Result<VersionBrief, OfficeError> {
    acting.need(Act::ReportFreeze)?;
    let ask = ReportAsk { known_at: signing.ask.known_at.min(acting.now), ..signing.ask };
    let signer_name = check(acting, ask, signing)?;
    let key = ask.period().key()?;
    db.write(|tx| {
        let made = made(office, db, tx, ask)?;
        let missing = made.report.missing();
        if !missing.is_empty() {
            let named = missing.iter().map(|figure| format!("{} {}", figure.id, figure.label)).collect();
            return Err(Refusal::UnknownFigures(named).into());
        }
        let body = body(&made, signing, &signer_name)?;
        let version = StoredVersion {
            no: reports::next_version(tx, &key)?,
            as_of: ask.as_of,
            known_at: ask.known_at,
            number: signing.number,
            signed_on: signing.signed_on,
            signer: signer_name.clone(),
            sha256: reports::fingerprint(&body),
            user: acting.user,
            frozen_at: acting.now,
        };
        reports::add_version(tx, &key, &version, &body)?;
        let detail = json!({ "version": version.no, "number": version.number, "sha256": version.sha256 });
        acting.note(tx, "report.freeze", &subject(&key), detail)?;
        Ok(brief(version, &users::list(tx)?))
    })
}

/// Refuses a paper that cannot have been signed so, and returns the signer's name as it is kept.
fn check(acting: Acting, ask: ReportAsk, signing: &Signing) -> Result<String, OfficeError> {
    if acting.today() < signing.signed_on {
        return Err(Refusal::InTheFuture { what: "ký báo cáo" }.into());
    }
    if signing.signed_on < ask.as_of {
        return Err(Refusal::SignedBeforeItsFigures { signed_on: signing.signed_on, as_of: ask.as_of }.into());
    }
    let name = nfc(&signing.signer_name);
    match name.is_empty() || signing.signer_title.trim().is_empty() || signing.number == 0 {
        true => Err(Refusal::IncompleteSigning.into()),
        false => Ok(name),
    }
}

fn body(made: &Made, signing: &Signing, signer_name: &str) -> Result<String, OfficeError> {
    let paper = document(
        made,
        &Paper {
            number: Some(signing.number),
            date: signing.signed_on,
            signer_title: &nfc(&signing.signer_title),
            signer_name,
        },
    );
    serde_json::to_string(&Body { report: made.report.clone(), paper }).map_err(|_| OfficeError::BadVersion)
}

fn brief(version: StoredVersion, users: &[User]) -> VersionBrief {
    VersionBrief {
        no: version.no,
        as_of: version.as_of,
        known_at: version.known_at,
        number: version.number,
        signed_on: version.signed_on,
        signer: version.signer,
        sha256: version.sha256,
        by: name_of(users, version.user),
        frozen_at: version.frozen_at,
    }
}

/// The signed versions of a report, oldest first.
pub fn versions(db: &Db, period: ReportPeriod) -> Result<Vec<VersionBrief>, OfficeError> {
    let key = period.key()?;
    db.read(|tx| {
        let users = users::list(tx)?;
        Ok(reports::versions(tx, &key)?.into_iter().map(|version| brief(version, &users)).collect())
    })
}

/// Every signed version of every period: the latest period first, in it the latest version.
pub fn signed(db: &Db) -> Result<Vec<(ReportPeriod, VersionBrief)>, OfficeError> {
    let mut all = db.read(|tx| {
        let users = users::list(tx)?;
        let all = reports::all_versions(tx)?.into_iter();
        let of_form = all.filter_map(|(key, version)| Some((ReportPeriod::of_key(&key)?, brief(version, &users))));
        Ok::<Vec<_>, OfficeError>(of_form.collect())
    })?;
    all.sort_by_key(|(period, brief)| std::cmp::Reverse((period.year, period.half, brief.no)));
    Ok(all)
}

pub fn version(db: &Db, period: ReportPeriod, no: i64) -> Result<Version, OfficeError> {
    db.read(|tx| load(tx, period, no))
}

fn load(tx: &mut Tx<'_>, period: ReportPeriod, no: i64) -> Result<Version, OfficeError> {
    let found = reports::version(tx, &period.key()?, no)?;
    let (stored, body) = found.ok_or(Refusal::NoSuchVersion(no))?;
    let Body { report, paper } = serde_json::from_str(&body).map_err(|_| OfficeError::BadVersion)?;
    Ok(Version { brief: brief(stored, &users::list(tx)?), report, paper })
}

impl Version {
    pub fn docx(&self) -> Vec<u8> {
        to_docx(&self.paper)
    }

    pub fn html(&self) -> String {
        to_html(&self.paper)
    }

    /// What stands around its text.
    pub fn frame(&self) -> PaperFrame {
        PaperFrame::of(&self.paper)
    }

    /// For machines: as [`super::json`], with what makes it this version.
    pub fn json(&self) -> Value {
        json_of(&self.report, Some(&self.brief))
    }
}

/// What two reports of a period tell differently; either side may be what is known now.
pub fn compare(
    office: &Office,
    db: &Db,
    period: ReportPeriod,
    before: Edition,
    after: Edition,
) -> Result<Comparison, OfficeError> {
    let report = |edition| -> Result<Report, OfficeError> {
        match edition {
            Edition::Signed(no) => Ok(version(db, period, no)?.report),
            Edition::Live { as_of, known_at } => Ok(half_year(office, db, period.asked(as_of, known_at))?.report),
        }
    };
    Ok(compared(&report(before)?, &report(after)?))
}

/// Opens a figure of a signed version to its rows.
pub fn version_rows(
    office: &Office,
    db: &Db,
    acting: Acting,
    period: ReportPeriod,
    (no, figure): (i64, &str),
) -> Result<Reopened, OfficeError> {
    acting.need(Act::ReportRows)?;
    let Version { brief, report, .. } = version(db, period, no)?;
    let of = |report: &Report| report.figures.iter().find(|one| one.id == figure).cloned();
    let signed = of(&report).ok_or_else(|| Refusal::NoSuchFigure(figure.to_owned()))?;
    let made = half_year(office, db, period.asked(brief.as_of, brief.known_at))?;
    let computed = |figure: &Figure| (figure.value, figure.amount, figure.rows);
    let is_equal = of(&made.report).is_some_and(|now| computed(&now) == computed(&signed));
    Ok(Reopened { rows: figure_rows(office, acting, &made, figure)?, signed, is_equal })
}
