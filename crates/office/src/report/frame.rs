//! What stands around a report on paper, for pages that show it as it will be, or was, signed.

use paper::official::{OfficialDocument, receiver_lines};

use super::{Made, draft};

/// The head above the title and the close below the text, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFrame {
    pub superior: String,
    pub organ: String,
    pub number: String,
    pub place_and_date: String,
    pub addressees: Vec<String>,
    pub receivers: Vec<String>,
    pub authority: Vec<String>,
    pub signer: String,
}

impl PaperFrame {
    pub(super) fn of(paper: &OfficialDocument) -> PaperFrame {
        PaperFrame {
            superior: paper.superior.clone().unwrap_or_default(),
            organ: paper.organ.clone(),
            number: paper.number.shown(),
            place_and_date: paper.place_and_date(),
            addressees: paper.addressees.clone(),
            receivers: receiver_lines(&paper.receivers),
            authority: paper.signer.authority.clone(),
            signer: paper.signer.name.clone().unwrap_or_default(),
        }
    }
}

impl Made {
    /// What will stand around its text.
    pub fn frame(&self) -> PaperFrame {
        PaperFrame::of(&draft(self))
    }
}
