//! Amounts a province's council set above the central ones. The law says which may be; the office holds what was set.

use serde::Deserialize;

use super::parameter::{Parameter, ParameterValue};
use super::{Law, LawText, OutOfCoverage, View};
use crate::kernel::{Certainty, Day, Dong, Fraction, Month, show_month};

/// By what provision a province may set more than the central amount, and since when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalPower {
    pub from: Month,
    pub text: String,
    pub cite: String,
    pub status: Certainty,
}

/// A local amount in its place in the law. It counts only where it is above the central one.
#[derive(Debug, Clone)]
pub struct LocalValue {
    pub value: ParameterValue,
    /// The first month it no longer applies to.
    pub until: Option<Month>,
}

/// An amount of a resolution, as the office copied it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalAmount {
    pub parameter: String,
    pub from: Month,
    /// The first month it no longer applies to.
    pub until: Option<Month>,
    pub amount: Dong,
    /// The resolution's number as printed.
    pub number: String,
    pub issuer: String,
    /// The place in the resolution.
    pub place: String,
    pub signed: Day,
    pub in_force: Day,
}

/// Why an amount cannot stand in the law.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocalUnfit {
    #[error("“{0}” không phải mức mà địa phương được quy định cao hơn; hãy chọn trong danh sách")]
    NotLocal(String),
    #[error("chưa ghi {0}; hãy chép đúng như trong nghị quyết")]
    Missing(&'static str),
    #[error("địa phương chỉ được quy định mức này từ tháng {}", show_month(*from))]
    BeforePower { from: Month },
    #[error("tháng thôi áp dụng phải sau tháng bắt đầu")]
    NoMonths,
    #[error("ngày có hiệu lực trước ngày ký; kiểm tra lại nghị quyết")]
    InForceBeforeSigned,
    #[error("mức trung ương tháng {} là {central}; mức địa phương phải cao hơn", show_month(*month))]
    NotHigher { month: Month, central: Dong },
    #[error("đã có mức địa phương bắt đầu từ tháng {}; hãy bỏ mức đó trước nếu ghi sai", show_month(*month))]
    AlreadySet { month: Month },
    #[error(transparent)]
    OutOfCoverage(#[from] OutOfCoverage),
}

impl Law {
    /// The parameters of which a province may set more.
    pub fn may_be_local(&self) -> impl Iterator<Item = (&Parameter, &LocalPower)> {
        self.parameters.iter().filter_map(|one| Some((one, one.local.as_ref()?)))
    }

    /// The law as it holds in a place where these were set. Each must have been found fit when it was written down.
    pub fn with_local(&self, amounts: &[LocalAmount]) -> Law {
        let mut law = self.clone();
        for (no, one) in amounts.iter().enumerate() {
            let Some(parameter) = law.parameters.iter_mut().find(|parameter| parameter.id == one.parameter) else {
                continue;
            };
            let text = one.text(format!("dia-phuong-{no}"), &parameter.name);
            parameter.local_values.push(one.value(&text.id));
            law.texts.push(text);
        }
        law
    }
}

impl LocalAmount {
    /// Whether the amount can stand beside those already set.
    pub fn fits(&self, law: &Law, others: &[LocalAmount]) -> Result<(), LocalUnfit> {
        let unknown = || LocalUnfit::NotLocal(self.parameter.clone());
        let parameter = law.parameter(&self.parameter).ok_or_else(unknown)?;
        let power = parameter.local.as_ref().ok_or_else(unknown)?;
        let words = [("số nghị quyết", &self.number), ("cơ quan ban hành", &self.issuer), ("điều, khoản", &self.place)];
        if let Some((what, _)) = words.into_iter().find(|(_, word)| word.trim().is_empty()) {
            return Err(LocalUnfit::Missing(what));
        }
        if self.from < power.from {
            return Err(LocalUnfit::BeforePower { from: power.from });
        }
        if self.until.is_some_and(|until| until <= self.from) {
            return Err(LocalUnfit::NoMonths);
        }
        if self.in_force < self.signed {
            return Err(LocalUnfit::InForceBeforeSigned);
        }
        // Against everything the law says of that month by now, whenever it was said.
        let far = law.coverage.until;
        let central = View::new(law, far.last_day(), far).central_value(parameter, self.from)?;
        match central.dong() {
            Some(central) if self.amount <= central => {
                return Err(LocalUnfit::NotHigher { month: self.from, central });
            }
            _ => {}
        }
        let is_taken = |one: &LocalAmount| (&one.parameter, one.from) == (&self.parameter, self.from);
        match others.iter().any(is_taken) {
            true => Err(LocalUnfit::AlreadySet { month: self.from }),
            false => Ok(()),
        }
    }

    fn text(&self, id: String, parameter: &str) -> LawText {
        LawText {
            id,
            number: self.number.clone(),
            title: format!("Mức của địa phương: {parameter}"),
            issuer: self.issuer.clone(),
            signed: self.signed,
            in_force: self.in_force,
            until: None,
            status: Certainty::Verified,
            checked: self.signed,
            note: "Do đơn vị chép từ nghị quyết.".to_owned(),
        }
    }

    fn value(&self, text: &str) -> LocalValue {
        let value = ParameterValue {
            from: self.from,
            amount: Fraction::new(self.amount.0, 1).expect("what is above a central amount is above nothing"),
            text: text.to_owned(),
            cite: self.place.clone(),
            status: Certainty::Verified,
            note: "Mức của địa phương, cao hơn mức trung ương.".to_owned(),
        };
        LocalValue { value, until: self.until }
    }
}
