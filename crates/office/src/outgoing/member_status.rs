//! What the national web system is told of each of its members: paid, or not.
//!
//! That system knows people by a code of its own. The records have no place for it yet, so the cell stays blank.

use std::collections::BTreeMap;

use domain::kernel::{PersonId, sort_key};
use domain::payment::PayerAnswer;
use paper::sheets::member_status::{MemberLine, MemberState, to_xlsx};
use store::runs::{Confirmation, LineFilter, confirmations, lines};
use store::{Db, Tx};

use super::{ListAsk, ListFile, Part, list, personal_id};
use crate::{Acting, Office, OfficeError, Refusal};

const PAGE: i64 = 5_000;

/// The people of a confirmed roll with what the payer said of their money.
pub fn member_status(office: &Office, db: &Db, acting: Acting, ask: &ListAsk) -> Result<ListFile, OfficeError> {
    list(office, db, acting, ("member-status", ask), |tx, part| {
        let answers = answers(tx, &part)?;
        if answers.is_empty() {
            return Err(Refusal::NotConfirmed { scheme: ask.scheme.clone(), month: ask.month }.into());
        }
        let people: Vec<PersonId> = answers.keys().copied().collect();
        let entries = part.entries(tx, &people, part.known)?;
        let mut found: Vec<_> =
            answers.iter().filter_map(|(person, said)| Some((entries.get(person)?, said))).collect();
        found.sort_by_cached_key(|(entry, _)| (entry.unit.clone(), sort_key(&entry.name), entry.person));
        let lines = found.into_iter().map(|(entry, said)| MemberLine {
            member: String::new(),
            name: entry.name.clone(),
            birth: entry.birth.shown(),
            personal_id: personal_id(entry),
            state: state(said),
        });
        let lines: Vec<MemberLine> = lines.collect();
        let mut file = ListFile::new(part.file_name("trang-thai-chi-tra"), to_xlsx(&lines)?, lines.len());
        file.notes.push("mã thành viên chưa có trong sổ nên để trống; dán mã từ mẫu của hệ thống kia".to_owned());
        let mixed = lines.iter().filter(|line| line.state.is_none()).count();
        if 0 < mixed {
            file.notes.push(format!("{mixed} người chỉ nhận một phần nên để trống trạng thái, cần cán bộ chọn"));
        }
        Ok(file)
    })
}

/// The payer's answers to everybody's lines in the part.
fn answers(tx: &mut Tx<'_>, part: &Part<'_>) -> Result<BTreeMap<PersonId, Vec<PayerAnswer>>, OfficeError> {
    let mut said: BTreeMap<(PersonId, i64), PayerAnswer> = BTreeMap::new();
    let mut after = None;
    loop {
        let page: Vec<Confirmation> = confirmations::list(tx, part.run().id, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some((last.person, last.line_no));
        said.extend(page.into_iter().map(|one| ((one.person, one.line_no), one.answer)));
    }
    let mut found: BTreeMap<PersonId, Vec<PayerAnswer>> = BTreeMap::new();
    lines::each_line(tx, part.run().id, &LineFilter::default(), |line| {
        if let Some(answer) = said.get(&(line.person, line.no)).filter(|_| part.holds(&line.unit)) {
            found.entry(line.person).or_default().push(*answer);
        }
        Ok(())
    })?;
    Ok(found)
}

/// One word for all of somebody's lines. Unpaid money is due again on the next roll, so nothing is stopped.
fn state(said: &[PayerAnswer]) -> Option<MemberState> {
    match () {
        () if said.iter().all(|answer| *answer == PayerAnswer::Paid) => Some(MemberState::Paid),
        () if said.iter().all(|answer| *answer == PayerAnswer::Unpaid) => Some(MemberState::Unpaid),
        () => None,
    }
}
