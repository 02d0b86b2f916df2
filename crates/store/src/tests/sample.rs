//! Small records for the tests.

use domain::casework::{Decision, DecisionKind};
use domain::entitlement::{Spell, Subject};
use domain::kernel::{
    BirthDate, Day, DecisionId, Dong, Moment, Month, MonthSpan, PersonId, RunId, Span, SpellId, UnitId, UserId,
};
use domain::payment::{By, LineKind, Run, RunState, Why};
use domain::registry::{Person, Residence, Sex, Status};

use crate::imports::ImportFile;
use crate::kept_rows::KeptRow;
use crate::layouts::{Layout, LayoutColumn};
use crate::runs::{LineRow, RunBasis, RunTotals, StoredRun};
use crate::spells::NewSpell;
use crate::{Recording, StoreError, Tx, people, residences};

pub(super) fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub(super) fn unit(text: &str) -> UnitId {
    UnitId(text.to_owned())
}

/// Recorded at the end of a day.
pub(super) fn on(text: &str) -> Recording {
    Recording { at: moment(text) }
}

pub(super) fn person(name: &str, birth: &str) -> Person {
    let birth: BirthDate = birth.parse().unwrap();
    Person { name: name.to_owned(), sex: Some(Sex::Female), birth, source: "mẫu.xlsx:Sheet1:2".to_owned() }
}

pub(super) fn stay(unit_id: &str, from: &str) -> Residence {
    Residence { unit: unit(unit_id), village: Some("Thôn Đông".to_owned()), span: Span::since(day(from)) }
}

pub(super) fn status(kind: &str, from: &str) -> Status {
    Status { kind: kind.to_owned(), grade: Some("nang".to_owned()), amount: None, span: Span::since(day(from)) }
}

pub(super) fn decision(signed_on: Option<&str>) -> Decision {
    Decision {
        kind: DecisionKind::Grant,
        number: Some("12/QĐ-UBND".to_owned()),
        signed_on: signed_on.map(day),
        scheme: "btxh".to_owned(),
        proposed_on: None,
    }
}

pub(super) fn child(name: &str, subject_person: Option<i64>) -> Subject {
    Subject {
        person: subject_person.map(PersonId),
        name: name.to_owned(),
        birth: "2010-03".parse().unwrap(),
        until: None,
        student_until: None,
    }
}

pub(super) fn spell(person: i64, id: i64, group: &str) -> NewSpell {
    NewSpell {
        person: PersonId(person),
        id: SpellId(id),
        decision: Some(DecisionId(id)),
        source: "mẫu.xlsx:Sheet1:2".to_owned(),
        spell: Spell {
            group: group.to_owned(),
            percent: Some(61),
            years: None,
            attributes: Vec::new(),
            months: MonthSpan::since(month("2021-07")),
            settled_until: Some(month("2021-12")),
            event_day: None,
            subjects: Vec::new(),
            pauses: Vec::new(),
        },
    }
}

pub(super) fn import_file(id: i64) -> ImportFile {
    ImportFile {
        id,
        sha256: "ab".to_owned(),
        name: "danh sách.xlsx".to_owned(),
        kind: "danh_sach".to_owned(),
        imported_at: moment("2021-01-01"),
        user: None,
        rows_read: 10,
        rows_rejected: 1,
    }
}

pub(super) fn layout(fingerprint: &str, used_at: &str) -> Layout {
    let column = |title: &str, field: &str| LayoutColumn { title: title.to_owned(), field: field.to_owned() };
    Layout {
        fingerprint: fingerprint.to_owned(),
        kind: "qua_tang".to_owned(),
        columns: vec![column("Họ và tên", "ho_ten"), column("Mức quà \"tỉnh\"\n(đồng)", "qua"), column("Ký nhận", "")],
        used_at: moment(used_at),
        user: Some(UserId(1)),
    }
}

/// A row of the list of gifts.
pub(super) fn gift(import: i64, row_no: i64, person: Option<i64>) -> KeptRow {
    let fields = [("ho_ten", "Lê Thị \"Hoà\""), ("qua", "300.000\tđ")];
    KeptRow {
        import,
        sheet: "Thôn Đông".to_owned(),
        row_no,
        kind: "qua_tang".to_owned(),
        person: person.map(PersonId),
        fields: fields.map(|(field, says)| (field.to_owned(), says.to_owned())).into(),
    }
}

/// A person with a stay in a unit.
pub(super) fn add_resident(tx: &mut Tx<'_>, id: i64, name: &str, unit_id: &str) -> Result<(), StoreError> {
    people::add(tx, PersonId(id), &person(name, "1941"), on("2021-01-01"))?;
    residences::add(tx, PersonId(id), &stay(unit_id, "2000-01-01"), on("2021-01-01"))
}

pub(super) fn by(user: i64, at: &str) -> By {
    By { user: UserId(user), at: moment(at) }
}

pub(super) fn draft(id: i64, month_text: &str) -> StoredRun {
    let state = RunState::Draft { drafted: by(1, "2021-01-05") };
    let run = Run {
        id: RunId(id),
        scheme: "btxh".to_owned(),
        month: month(month_text),
        months_ahead: 0,
        unit: unit("333@2021"),
        version: 1,
        state,
    };
    let basis = RunBasis { known_at: moment("2021-01-05"), law_known_on: day("2021-01-05"), fact_seq: 7 };
    StoredRun { run, basis, totals: RunTotals::default(), note: String::new() }
}

pub(super) fn line(person: i64, kind: LineKind, paid_for: &str, amount: i64) -> LineRow<'static> {
    LineRow {
        person: PersonId(person),
        benefit: "btxh.hang_thang",
        group: Some("K5"),
        spell: Some(SpellId(person)),
        paid_for: month(paid_for),
        kind,
        why: Why::DueThisMonth,
        amount: Dong(amount),
        unit: "1@2021",
    }
}
