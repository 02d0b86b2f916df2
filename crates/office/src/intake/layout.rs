//! How lists with a given header were read before: next month's list of the same shape needs no question.

use std::collections::BTreeMap;

use domain::kernel::fold;
use paper::lists::{Field, Kind, Learned, List, Remembered};
use store::layouts::{self, Layout, LayoutColumn};
use store::{Db, Tx};

use super::sha256;
use crate::{Acting, OfficeError};

/// The layouts that were met, by fingerprint.
pub struct Known(BTreeMap<String, Layout>);

impl Known {
    pub fn load(db: &Db) -> Result<Known, OfficeError> {
        let all = db.read(layouts::list)?;
        Ok(Known(all.into_iter().map(|layout| (layout.fingerprint.clone(), layout)).collect()))
    }

    pub fn remembered(&self, layout: &str) -> Option<Remembered> {
        let known = self.0.get(&fingerprint(layout))?;
        let learned: Learned =
            known.columns.iter().map(|column| (fold(&column.title), Field::named(&column.field))).collect();
        Some(Remembered { kind: Kind::named(&known.kind)?, learned })
    }
}

pub fn remember(tx: &mut Tx<'_>, acting: Acting, list: &List) -> Result<(), OfficeError> {
    let column = |column: &paper::lists::Column| LayoutColumn {
        title: column.title.clone(),
        field: column.field.map(Field::key).unwrap_or_default(),
    };
    let layout = Layout {
        fingerprint: fingerprint(&list.layout),
        kind: list.kind.key().to_owned(),
        columns: list.tables.first().map(|table| table.columns.iter().map(column).collect()).unwrap_or_default(),
        used_at: acting.now,
        user: acting.user,
    };
    Ok(layouts::put(tx, &layout)?)
}

fn fingerprint(layout: &str) -> String {
    sha256(layout.as_bytes())
}
