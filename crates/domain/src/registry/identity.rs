use super::person::PersonBrief;
use crate::kernel::{BirthDate, UnitId, fold};

/// Why two records may be one person. Only an exact paper settles it; the rest is a question to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    SamePaper,
    /// Same name, same birth as far as both are precise, same village of the same commune.
    SameNameBirthAndVillage,
    SameNameAndBirthYear,
}

impl Likeness {
    pub fn shown(self) -> &'static str {
        match self {
            Likeness::SamePaper => "trùng số giấy tờ",
            Likeness::SameNameBirthAndVillage => "trùng họ tên, ngày sinh và thôn",
            Likeness::SameNameAndBirthYear => "trùng họ tên và năm sinh",
        }
    }

    /// Whether a record may be taken as the same person without asking.
    pub fn settles(self) -> bool {
        match self {
            Likeness::SamePaper | Likeness::SameNameBirthAndVillage => true,
            Likeness::SameNameAndBirthYear => false,
        }
    }
}

/// How alike a newcomer and a known person are, papers aside.
pub fn likeness(
    name: &str,
    birth: BirthDate,
    unit: &UnitId,
    village: Option<&str>,
    known: &PersonBrief,
) -> Option<Likeness> {
    if fold(name) != fold(&known.name) || birth.year() != known.birth.year() {
        return None;
    }
    let births_agree = birth == known.birth || birth.precision() != known.birth.precision();
    if !births_agree {
        return None;
    }
    let villages_agree = match (village, known.village.as_deref()) {
        (Some(new), Some(old)) => fold(new) == fold(old) && known.unit.as_ref() == Some(unit),
        _ => false,
    };
    match villages_agree {
        true => Some(Likeness::SameNameBirthAndVillage),
        false => Some(Likeness::SameNameAndBirthYear),
    }
}
