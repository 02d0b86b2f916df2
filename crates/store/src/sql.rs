//! The one builder for statements whose conditions depend on what is asked: filters and lists of values.
//!
//! Fixed statements are literals beside their function; only filters come through here.

use std::fmt::Write;

use domain::kernel::Moment;

use crate::value::Value;

/// The condition "known at `$n`" as a literal, for a table name or alias such as `"p."`.
macro_rules! known {
    ($alias:literal, $n:literal) => {
        concat!(
            $alias,
            "recorded_at <= $",
            $n,
            " and (",
            $alias,
            "retracted_at is null or $",
            $n,
            " < ",
            $alias,
            "retracted_at)"
        )
    };
}
pub(crate) use known;

/// A statement under construction: a placeholder is written where its value is bound, so their orders agree.
pub(crate) struct Sql<'v> {
    pub(crate) text: String,
    pub(crate) values: Vec<Value<'v>>,
}

impl<'v> Sql<'v> {
    pub(crate) fn new(text: &str) -> Sql<'v> {
        Sql { text: text.to_owned(), values: Vec::new() }
    }

    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(crate) fn bind(&mut self, value: impl Into<Value<'v>>) -> &mut Self {
        self.values.push(value.into());
        write!(self.text, "${}", self.values.len()).expect("a string takes what is written");
        self
    }

    /// ` in (…)`. The list is filled up to a power of two, so that few different texts reach the statement cache.
    pub(crate) fn bind_in<T: Into<Value<'v>>>(&mut self, list: impl IntoIterator<Item = T>) -> &mut Self {
        let mut list: Vec<Value<'v>> = list.into_iter().map(Into::into).collect();
        let Some(last) = list.last().cloned() else { return self.push(" in (null)") };
        list.resize(list.len().next_power_of_two(), last);
        let mut separator = " in (";
        for value in list {
            self.push(separator).bind(value);
            separator = ", ";
        }
        self.push(")")
    }

    /// "known at the moment" for one table or alias, without a leading `and`.
    pub(crate) fn known(&mut self, alias: &str, known: Moment) -> &mut Self {
        self.push(alias).push("recorded_at <= ").bind(known);
        self.push(" and (").push(alias).push("retracted_at is null or ").bind(known);
        self.push(" < ").push(alias).push("retracted_at)")
    }
}

/// How many values go into one `in (…)` list: few round trips, far below either database's limit.
pub(crate) const BLOCK: usize = 512;
