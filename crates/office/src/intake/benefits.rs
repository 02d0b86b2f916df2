//! Lists of people with what they receive become people and spells, each amount held against the law.

use domain::entitlement::{Cohort, Months, Scratch, Spell, Tariff};
use domain::kernel::{BirthDate, Day, Dong, Month, MonthSpan, OldIdNumber, PersonId, PersonalId, SpellId};
use domain::rules::{About, View};
use paper::lists::{Body, GroupSaid, List, Record, group_of_code, reason_kind};
use paper::template::{Beneficiary, Source, subjects};
use store::Tx;

use super::{Ask, source};
use crate::register::{CHUNK, RowNote, TakenIn, Taker, Taking};
use crate::{Acting, Office, OfficeError, profile};

pub fn take(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    list: &List,
    ask: &Ask<'_>,
) -> Result<TakenIn, OfficeError> {
    let month = ask.month.or(list.month);
    let opened = profile::first_month(tx, acting.now)?;
    let mut taker = Taker::new(office, tx, acting, (Taking::Benefits, ask.intent))?;
    let mut reader = Reader {
        office,
        today: acting.today(),
        list,
        month,
        // Before the books open, a list says what the former books have paid: everything before its own month.
        settled: month.filter(|month| opened.is_none_or(|opened| *month <= opened)),
        amounts: month.and_then(|month| Amounts::of(office, acting, month)),
        rows: Vec::new(),
        taken_in: TakenIn::default(),
    };
    for records in list.records.chunks(CHUNK) {
        reader.rows.clear();
        records.iter().for_each(|record| reader.read(record));
        taker.take(tx, &reader.rows)?;
    }
    let said = reader.taken_in;
    let mut taken_in = taker.finish(tx)?;
    taken_in.rejects.splice(0..0, said.rejects);
    taken_in.questions.splice(0..0, said.questions);
    taken_in.warnings.splice(0..0, said.warnings);
    Ok(taken_in)
}

struct Reader<'a> {
    office: &'a Office,
    today: Day,
    list: &'a List,
    month: Option<Month>,
    settled: Option<Month>,
    amounts: Option<Amounts<'a>>,
    rows: Vec<Beneficiary>,
    taken_in: TakenIn,
}

/// What a benefit list says beside who somebody is.
struct Said<'r> {
    group: &'r GroupSaid,
    percent: Option<u8>,
    amount: Option<Dong>,
    since: Option<Month>,
    decision: &'r str,
    note: &'r str,
}

impl Reader<'_> {
    fn read(&mut self, record: &Record) {
        let said = match &record.body {
            Body::Assistance(body) => Said {
                group: &body.group,
                percent: None,
                amount: body.amount,
                since: body.since,
                decision: &body.decision,
                note: &body.note,
            },
            Body::Merit(body) => Said {
                group: &body.group,
                percent: body.percent,
                amount: body.amount,
                since: body.since,
                decision: &body.decision,
                note: &body.note,
            },
            _ => return,
        };
        match self.row(record, &said) {
            Ok(row) => self.rows.push(row),
            Err(says) => self.taken_in.rejects.push(RowNote::new(&source(self.list, record), says)),
        }
    }

    fn row(&mut self, record: &Record, said: &Said<'_>) -> Result<Beneficiary, String> {
        let birth = record.who.birth.ok_or("thiếu ngày sinh")?;
        let from_month = said
            .since
            .or(self.month)
            .ok_or("không rõ hưởng từ tháng nào; hãy ghi tháng trong tiêu đề danh sách hoặc dùng --month")?;
        let group = self.group(birth, from_month, said)?;
        let about = match &record.body {
            Body::Assistance(body) => subjects(&body.about).map_err(|reason| format!("cột “Về người”: {reason}"))?,
            _ => Vec::new(),
        };
        if about.is_empty() && self.is_about_others(&group, from_month) {
            return Err(format!(
                "nhóm {group} tính theo từng người: hãy ghi họ tên và ngày sinh vào cột “Về người”, ví dụ Trần Văn An (02/03/2015)"
            ));
        }
        let source = source(self.list, record);
        if about.is_empty() {
            self.check_amount(&source, (&group, birth, from_month), said);
        }
        if let Some(kind) = reason_kind(said.note) {
            let says = format!("ghi chú “{}”: {}", said.note, kind.name);
            self.taken_in.warnings.push(RowNote::new(&source, says));
        } else if !said.note.is_empty() {
            self.taken_in.warnings.push(RowNote::new(&source, format!("ghi chú “{}” cần cán bộ xem", said.note)));
        }
        let doc = record.who.doc.as_deref().unwrap_or_default();
        let (receiver, account, bank) = match &record.body {
            Body::Assistance(body) => (text(&body.receiver), text(&body.account), text(&body.bank)),
            _ => (None, None, None),
        };
        Ok(Beneficiary {
            personal_id: doc.parse::<PersonalId>().ok(),
            old_id: doc.parse::<OldIdNumber>().ok(),
            name: record.who.name.clone(),
            sex: record.who.sex,
            birth,
            commune: record.who.commune.to_string(),
            village: record.who.village.to_string(),
            group,
            percent: said.percent,
            years: None,
            attributes: Vec::new(),
            about,
            from_month,
            settled_until: self.settled.filter(|settled| *settled > from_month),
            until_month: None,
            decision_number: text(said.decision),
            decision_date: match &record.body {
                Body::Assistance(body) => body.decided_on,
                _ => None,
            },
            event_day: None,
            receiver,
            account,
            bank,
            household_head: None,
            household_class: None,
            note: said.note.to_owned(),
            settlement: record.settlement.as_deref().map(str::to_owned),
            source,
        })
    }

    /// Whether the amount is counted for people whom most lists do not name, such as children.
    fn is_about_others(&self, group: &str, from: Month) -> bool {
        let month = self.month.unwrap_or(from);
        let view = View::new(&self.office.law, self.today, month);
        let version = self.office.law.group(group).and_then(|group| view.version(group, month));
        version.is_some_and(|version| version.about == About::Subjects)
    }

    /// What the list pays against what the law gives for the same month. The list may know more than it says, such as the
    /// number of children, so a difference is a remark and no fault.
    fn check_amount(&mut self, source: &Source, (group, birth, from): (&str, BirthDate, Month), said: &Said<'_>) {
        let due = self.amounts.as_ref().and_then(|amounts| amounts.due(&spell(group, said.percent, from), birth));
        let Some((listed, due)) = said.amount.zip(due).filter(|(listed, due)| listed != due) else { return };
        let says = format!("danh sách ghi {listed}, theo luật nhóm {group} và dữ liệu của dòng này là {due}");
        self.taken_in.warnings.push(RowNote::new(source, says));
    }

    /// The group of the law that the list means; of several, the one whose amount is the list's.
    fn group(&mut self, birth: BirthDate, from: Month, said: &Said<'_>) -> Result<String, String> {
        let unknown = || format!("không biết đối tượng “{}” là nhóm hưởng nào trong luật", said.group.text);
        let code = group_of_code(&said.group.code);
        let candidates = code.map(|rule| rule.law.as_slice()).unwrap_or_default();
        // A list made from our own template says the law's key itself.
        let by_key = [said.group.text.to_string(), said.group.code.to_string()];
        let by_key = by_key.iter().find(|key| self.office.law.group(key).is_some());
        let amount_of = |key: &str| {
            let amounts = self.amounts.as_ref()?;
            amounts.due(&spell(key, said.percent, from), birth)
        };
        let fitting: Vec<&String> = match (candidates, by_key) {
            ([], Some(key)) => return Ok(key.clone()),
            ([], None) => return Err(unknown()),
            ([only], _) => vec![only],
            (several, _) => {
                several.iter().filter(|key| said.amount.is_some() && amount_of(key) == said.amount).collect()
            }
        };
        match fitting[..] {
            [only] => Ok(only.clone()),
            _ => Err(format!(
                "“{}” có thể là các nhóm {}; số tiền {} không ứng với riêng nhóm nào",
                said.group.text,
                candidates.join(", "),
                said.amount.map_or("không ghi".to_owned(), |amount| amount.to_string()),
            )),
        }
    }
}

fn text(said: &str) -> Option<String> {
    Some(said.to_owned()).filter(|text| !text.is_empty())
}

/// A spell as far as a list names one.
pub(crate) fn spell(group: &str, percent: Option<u8>, from: Month) -> Spell {
    Spell {
        group: group.to_owned(),
        percent,
        years: None,
        attributes: Vec::new(),
        months: MonthSpan::since(from),
        settled_until: None,
        event_day: None,
        subjects: Vec::new(),
        pauses: Vec::new(),
    }
}

/// What the law gives in the month of the list.
pub(crate) struct Amounts<'law> {
    tariff: Tariff<'law>,
    cohort: std::cell::RefCell<(Cohort, Scratch)>,
}

impl<'law> Amounts<'law> {
    /// Nothing when the law held here does not cover the month.
    pub fn of(office: &'law Office, acting: Acting, month: Month) -> Option<Amounts<'law>> {
        let view = View::new(&office.law, acting.today(), month);
        let tariff = Tariff::new(view, MonthSpan::new(month, month.next())).ok()?;
        let cohort = std::cell::RefCell::new((tariff.cohort(), Scratch::default()));
        Some(Amounts { tariff, cohort })
    }

    pub fn due(&self, spell: &Spell, birth: BirthDate) -> Option<Dong> {
        let (cohort, scratch) = &mut *self.cohort.borrow_mut();
        cohort.clear();
        cohort.add_person(PersonId(0), birth, None);
        cohort.add_spell(SpellId(0), spell).ok()?;
        scratch.problems.clear();
        self.tariff.dues(cohort, cohort.people.first()?, Months::Granted, scratch);
        let has_problem = !scratch.problems.is_empty();
        (!has_problem).then(|| scratch.dues.iter().map(|due| due.amount).sum())
    }
}
