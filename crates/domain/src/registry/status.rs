use crate::kernel::{Dong, Span};

/// The kind of status under which a household's poverty class is kept for each member.
pub const POVERTY_CLASS: &str = "dien_ho";

/// Something that is true of a person for a time, in the words of the law.
///
/// Kinds and grades are keys from `laws/` (`khuyet_tat` / `nang`), never an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub kind: String,
    pub grade: Option<String>,
    /// The amount of another body's regular payment, where the status is one.
    pub amount: Option<Dong>,
    pub span: Span,
}
