use crate::kernel::{Certainty, Dong, Month};

/// Literal amounts of one code through its rate sets. Never recomputed from a base: the roundings differ.
#[derive(Debug, Clone)]
pub struct RateTable {
    pub code: String,
    pub name: String,
    pub sets: Vec<RateSet>,
}

#[derive(Debug, Clone)]
pub struct RateSet {
    pub from: Month,
    pub until: Option<Month>,
    pub text: String,
    pub cite: String,
    pub status: Certainty,
    pub amounts: Amounts,
}

#[derive(Debug, Clone)]
pub enum Amounts {
    One(Dong),
    /// Sorted by percent.
    ByPercent(Vec<(u8, Dong)>),
}

impl RateSet {
    pub fn amount(&self, percent: Option<u8>) -> Option<Dong> {
        match (&self.amounts, percent) {
            (Amounts::One(amount), _) => Some(*amount),
            (Amounts::ByPercent(rows), Some(percent)) => {
                rows.binary_search_by_key(&percent, |(p, _)| *p).ok().map(|row| rows[row].1)
            }
            (Amounts::ByPercent(_), None) => None,
        }
    }
}
