//! What the office says in the place of what was worked out: values with a reason, words of its own.
//!
//! Both are kept with two times, so a report asked again as known then shows what counted then.

use domain::kernel::{Moment, UserId, nfc};
use domain::report::{Edits, Override, Paragraph, Place, Prose, Report, Said, dropped, set_words};
use serde_json::json;
use store::users::User;
use store::{Db, Tx, reports, users};

use super::ReportPeriod;
use crate::access::Act;
use crate::{Acting, Office, OfficeError, Refusal};

/// A value to be told in the place of a figure's own.
#[derive(Debug, Clone)]
pub struct NewOverride {
    pub figure: String,
    pub says: Said,
    pub reason: String,
}

/// States another value of a figure, known or unknown, for every report of the period from now on.
pub fn override_figure(
    office: &Office,
    db: &Db,
    acting: Acting,
    period: ReportPeriod,
    new: &NewOverride,
) -> Result<(), OfficeError> {
    override_figures(office, db, acting, period, std::slice::from_ref(new))
}

/// States values of several figures at once: all of them, or none when one cannot stand.
pub fn override_figures(
    office: &Office,
    db: &Db,
    acting: Acting,
    period: ReportPeriod,
    all: &[NewOverride],
) -> Result<(), OfficeError> {
    acting.need(Act::ReportEdit)?;
    let all = all.iter().map(|new| checked(office, new)).collect::<Result<Vec<NewOverride>, Refusal>>()?;
    let key = period.key()?;
    db.write(|tx| {
        for NewOverride { figure, says, reason } in &all {
            reports::set_override(tx, &key, (figure, says, reason), acting.user, acting.recording())?;
            let detail = json!({ "figure": figure, "says": says, "reason": reason });
            acting.note(tx, "report.override", &subject(&key), detail)?;
        }
        Ok(())
    })
}

/// The value as it is kept.
fn checked(office: &Office, new: &NewOverride) -> Result<NewOverride, Refusal> {
    let NewOverride { figure, says, reason } = new;
    let form = office.half_year.figure(figure).ok_or_else(|| Refusal::NoSuchFigure(figure.clone()))?;
    says.fits(form).map_err(|why| Refusal::UnfitValue { figure: figure.clone(), why })?;
    let says = match says {
        Said::Words(words) => Said::Words(nfc(words)),
        numbers @ Said::Numbers { .. } => numbers.clone(),
    };
    let reason = nfc(reason);
    match reason.is_empty() {
        true => Err(Refusal::NoReason),
        false => Ok(NewOverride { figure: figure.clone(), says, reason }),
    }
}

/// From now on the figure is again what its rows say.
pub fn undo_override(db: &Db, acting: Acting, period: ReportPeriod, figure: &str) -> Result<(), OfficeError> {
    acting.need(Act::ReportEdit)?;
    let key = period.key()?;
    db.write(|tx| {
        if !reports::retract_override(tx, &key, figure, acting.recording())? {
            return Err(Refusal::NotOverridden(figure.to_owned()).into());
        }
        acting.note(tx, "report.override_undo", &subject(&key), json!({ "figure": figure }))?;
        Ok(())
    })
}

/// What an edit did to the figures of its passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseEdited {
    /// Placeholders of the form that the new words no longer hold; the page says so before anybody signs.
    pub dropped: Vec<String>,
}

/// Words as they would be printed, before anybody keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseTried {
    pub paragraphs: Vec<Paragraph>,
    /// Placeholders of the form that the words do not hold.
    pub dropped: Vec<String>,
}

/// What a passage would say with these words in it. Nothing is kept.
pub fn try_prose(office: &Office, report: &Report, (place, words): (Place, &str)) -> Result<ProseTried, Refusal> {
    let (form_text, words) = words_for(office, place, words)?;
    Ok(ProseTried {
        paragraphs: set_words(&words, &office.half_year, &report.figures),
        dropped: dropped(form_text, &words),
    })
}

/// The form's words of a place and the new ones as they are kept, which name only figures of the form.
fn words_for<'o>(office: &'o Office, place: Place, words: &str) -> Result<(&'o str, String), Refusal> {
    let form_text = office.half_year.text_at(place).ok_or_else(|| Refusal::NoSuchPassage(place.to_string()))?;
    let lines = words.lines().map(nfc).filter(|line| !line.is_empty());
    let words = lines.collect::<Vec<_>>().join("\n");
    office.half_year.check_words(&words).map_err(Refusal::BadWords)?;
    Ok((form_text, words))
}

/// Puts the office's words in the place of the form's. Each line is a paragraph; no words leave the passage out.
pub fn edit_prose(
    office: &Office,
    db: &Db,
    acting: Acting,
    period: ReportPeriod,
    (place, words): (Place, &str),
) -> Result<ProseEdited, OfficeError> {
    acting.need(Act::ReportEdit)?;
    let (form_text, words) = words_for(office, place, words)?;
    if words == form_text {
        return Err(Refusal::SameWords.into());
    }
    let key = period.key()?;
    let dropped = dropped(form_text, &words);
    db.write(|tx| {
        reports::set_prose(tx, &key, (place, form_text, &words), acting.user, acting.recording())?;
        let detail = json!({ "place": place, "words": words, "dropped": dropped });
        acting.note(tx, "report.prose", &subject(&key), detail)?;
        Ok::<(), OfficeError>(())
    })?;
    Ok(ProseEdited { dropped })
}

/// Gives a passage back to the form.
pub fn revert_prose(db: &Db, acting: Acting, period: ReportPeriod, place: Place) -> Result<(), OfficeError> {
    acting.need(Act::ReportEdit)?;
    let key = period.key()?;
    db.write(|tx| {
        if !reports::retract_prose(tx, &key, place, acting.recording())? {
            return Err(Refusal::NotEdited(place.to_string()).into());
        }
        acting.note(tx, "report.prose", &subject(&key), json!({ "place": place, "reverted": true }))?;
        Ok(())
    })
}

pub(super) fn subject(key: &str) -> String {
    format!("report:{key}")
}

/// Everything the office says in this report, as known at a moment.
pub(super) fn load(tx: &mut Tx<'_>, key: &str, known: Moment) -> Result<Edits, OfficeError> {
    let overrides = reports::overrides(tx, key, known)?;
    let prose = reports::prose(tx, key, known)?;
    if overrides.is_empty() && prose.is_empty() {
        return Ok(Edits::default());
    }
    let users = users::list(tx)?;
    let overrides = overrides.into_iter().map(|one| {
        let stated =
            Override { says: one.says, reason: one.reason, by: name_of(&users, one.user), at: one.recorded_at };
        (one.figure, stated)
    });
    let prose = prose.into_iter().map(|one| Prose {
        place: one.place,
        form_text: one.form_text,
        text: one.words,
        by: name_of(&users, one.user),
        at: one.recorded_at,
    });
    Ok(Edits { overrides: overrides.collect(), prose: prose.collect() })
}

/// Who did something, as people know them.
pub(super) fn name_of(users: &[User], id: Option<UserId>) -> String {
    match id {
        Some(id) => users
            .iter()
            .find(|user| user.id == id)
            .map_or_else(|| format!("người dùng số {id}"), |user| user.full_name.clone()),
        None => "người dùng dòng lệnh".to_owned(),
    }
}
