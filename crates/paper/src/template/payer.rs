//! The roll as it goes to the payer, in the columns in which the answer comes back.

use domain::kernel::Dong;

use super::{TemplateKind, workbook_with};
use crate::PaperError;
use crate::export::{CsvCell, csv_bytes};

/// What the payer writes beside a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayerAnswer {
    Paid,
    Unpaid,
}

impl PayerAnswer {
    pub fn shown(self) -> &'static str {
        match self {
            PayerAnswer::Paid => "Đã nhận",
            PayerAnswer::Unpaid => "Chưa nhận",
        }
    }
}

/// One line for the payer; `answer` is empty until the payer has said what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerLine {
    pub line: Option<i64>,
    pub person: Option<i64>,
    pub name: String,
    pub amount: Dong,
    pub answer: Option<PayerAnswer>,
    pub reason: String,
}

/// The lines as an .xlsx file in the template `payment-result`.
pub fn write_payment_result(lines: &[PayerLine]) -> Result<Vec<u8>, PaperError> {
    let number = |code: Option<i64>| code.map(|code| code.to_string()).unwrap_or_default();
    let row = |line: &PayerLine| {
        let answer = line.answer.map_or("", PayerAnswer::shown).to_owned();
        let amount = line.amount.0.to_string();
        vec![number(line.line), number(line.person), line.name.clone(), amount, answer, line.reason.clone()]
    };
    workbook_with(TemplateKind::PaymentResult, &lines.iter().map(row).collect::<Vec<_>>())
}

/// The same lines as a .csv file.
pub fn payment_result_csv(lines: &[PayerLine]) -> Vec<u8> {
    let number = |code: Option<i64>| code.map_or(CsvCell::Empty, CsvCell::Number);
    let row = |line: &PayerLine| {
        let answer = line.answer.map_or(CsvCell::Empty, |answer| answer.shown().into());
        let reason = line.reason.as_str().into();
        vec![number(line.line), number(line.person), line.name.as_str().into(), line.amount.0.into(), answer, reason]
    };
    csv_bytes(&TemplateKind::PaymentResult.column_titles(), &lines.iter().map(row).collect::<Vec<_>>())
}
