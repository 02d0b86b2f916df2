//! What people set in the place of what the program worked out or the form says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outline::{FigureForm, Measure};
use super::passage::Place;
use crate::kernel::{Dong, Moment};

/// All edits of one report, as known at its moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// By the figure's id.
    pub overrides: BTreeMap<String, Override>,
    pub prose: Vec<Prose>,
}

/// A value that a person answers for, in the place of the computed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub says: Said,
    pub reason: String,
    /// The name of whoever said so.
    pub by: String,
    pub at: Moment,
}

/// Numbers are printed by the form's rules; words as they are, for what is no number: a day, a paper, a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// A side left out keeps what was computed.
    Numbers {
        value: Option<i64>,
        amount: Option<Dong>,
    },
    Words(String),
}

/// Why a value cannot stand in a figure's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("chưa nhập giá trị")]
    Nothing,
    #[error("giá trị không được âm")]
    Negative,
    #[error("chỉ tiêu này không có số tiền; hãy nhập vào ô số lượng")]
    NoAmount,
    #[error("chỉ tiêu này lấy từ sổ, phải nhập bằng số")]
    NeedsNumbers,
}

impl Said {
    pub fn fits(&self, form: &FigureForm) -> Result<(), Unfit> {
        match self {
            Said::Words(words) if words.trim().is_empty() => Err(Unfit::Nothing),
            Said::Words(_) if form.measure != Measure::NoRecords => Err(Unfit::NeedsNumbers),
            Said::Words(_) => Ok(()),
            Said::Numbers { value: None, amount: None } => Err(Unfit::Nothing),
            Said::Numbers { amount: Some(_), .. } if !form.measure.has_amount() => Err(Unfit::NoAmount),
            Said::Numbers { value, amount } if value.is_some_and(i64::is_negative) || is_negative(*amount) => {
                Err(Unfit::Negative)
            }
            Said::Numbers { .. } => Ok(()),
        }
    }
}

fn is_negative(amount: Option<Dong>) -> bool {
    amount.is_some_and(Dong::is_negative)
}

/// Words of the office in the place of one passage of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prose {
    pub place: Place,
    /// What the form said there when it was edited.
    pub form_text: String,
    /// Figures as placeholders; each line is a paragraph, no line leaves the passage out.
    pub text: String,
    pub by: String,
    pub at: Moment,
}

#[cfg(test)]
mod tests {
    use super::super::Outline;
    use super::*;

    #[test]
    fn a_value_must_be_of_the_kind_the_figure_prints() {
        let form = |measure: &str| {
            let figure = format!("[[figure]]\nid=\"A\"\nlabel=\"a\"\nmeasure=\"{measure}\"\nscheme=\"ncc\"\n");
            let outline =
                Outline::read(&format!("kind=\"k\"\nsubject=\"s\"\nopening=[]\nclosing=\"\"\nsection=[]\n{figure}"));
            outline.unwrap().figures.remove(0)
        };
        let numbers = |value, amount: Option<i64>| Said::Numbers { value, amount: amount.map(Dong) };
        let words = |text: &str| Said::Words(text.to_owned());
        for (measure, says, expected) in [
            ("no_records", numbers(Some(0), None), Ok(())),
            ("no_records", words("97,5%"), Ok(())),
            ("no_records", words(" "), Err(Unfit::Nothing)),
            ("no_records", numbers(Some(1), Some(1)), Err(Unfit::NoAmount)),
            ("monthly_payees", numbers(None, Some(5)), Ok(())),
            ("monthly_payees", numbers(None, None), Err(Unfit::Nothing)),
            ("monthly_payees", numbers(Some(-1), None), Err(Unfit::Negative)),
            ("monthly_payees", numbers(Some(1), Some(-1)), Err(Unfit::Negative)),
            ("monthly_payees", words("khoảng 5"), Err(Unfit::NeedsNumbers)),
            ("decisions_issued", numbers(Some(1), Some(1)), Err(Unfit::NoAmount)),
        ] {
            assert_eq!(says.fits(&form(measure)), expected, "{measure} {says:?}");
        }
    }
}
