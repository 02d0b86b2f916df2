//! The words under which the registry's own enums are kept.

use std::str::FromStr;

use domain::registry::{PaperKind, Sex};

/// A word that is not one of ours; the row that holds it is named by the fault it becomes.
pub(crate) struct UnknownKey;

pub(crate) struct SexKey(pub(crate) Sex);
pub(crate) struct PaperKindKey(pub(crate) PaperKind);

pub(crate) fn sex_key(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

pub(crate) fn paper_kind_key(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::PersonalId => "personal_id",
        PaperKind::OldId => "old_id",
    }
}

impl FromStr for SexKey {
    type Err = UnknownKey;
    fn from_str(text: &str) -> Result<SexKey, UnknownKey> {
        let known = [Sex::Male, Sex::Female].into_iter().find(|sex| sex_key(*sex) == text);
        known.map(SexKey).ok_or(UnknownKey)
    }
}

impl FromStr for PaperKindKey {
    type Err = UnknownKey;
    fn from_str(text: &str) -> Result<PaperKindKey, UnknownKey> {
        let known = [PaperKind::PersonalId, PaperKind::OldId].into_iter().find(|kind| paper_kind_key(*kind) == text);
        known.map(PaperKindKey).ok_or(UnknownKey)
    }
}
