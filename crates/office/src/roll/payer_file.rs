//! A payer's file in whatever layout: its rows in the form in which they are matched, and what is said of them.

use std::collections::HashMap;

use domain::kernel::{Dong, Month, PersonId, UnitId, fold, show_month};
use domain::payment::{PayerAnswer, Run};
use paper::grid;
use paper::lists::{self, Answer, Body, Kind, List, Note, Record, Shared, Who};
use paper::template::Source;
use store::roster::{self, Among, RosterAsk};
use store::runs::{StoredLine, StoredRun};
use store::{Tx, people};

use super::matching::{Commune, Details, Identity, Said, Trouble, bare_village};
use crate::register::RowNote;
use crate::{Acting, Office, OfficeError};

/// What a file says, before it is held against the roll.
pub struct PayerFile {
    file: Shared,
    sheets: Vec<Shared>,
    /// Rows that answer, each with where it stands and the name it gives.
    pub rows: Vec<Said>,
    places: Vec<Place>,
    /// Rows that cannot be read, or do not say whether the money was taken.
    pub unread: Vec<RowNote>,
    pub warnings: Vec<RowNote>,
    pub month: Option<Month>,
    /// What the file's own last row says, and what its rows add up to.
    pub declared: Option<Dong>,
    pub sum: Dong,
}

struct Place {
    sheet: u16,
    row: u32,
    name: String,
}

/// Reads a file as the payer's answers to a roll, whatever it looks like.
pub fn read(office: &Office, run: &Run, (file, bytes): (&str, &[u8])) -> Result<PayerFile, OfficeError> {
    let day = run.month.first_day();
    let is_commune = |name: &str| office.units.commune_named(&run.unit, name, day).is_some();
    let options =
        lists::Options { kind: Some(Kind::PaymentResult), is_commune: Some(&is_commune), ..lists::Options::default() };
    let list = lists::read(&grid::open(file, bytes)?, &options)?;
    let List { file, sheets, records, rejects, warnings, checks, month, .. } = list;
    let note = |note: &Note| RowNote::new(&source(&file, &sheets, note.sheet, note.row), &*note.says);
    let mut unread: Vec<RowNote> = rejects.iter().map(note).collect();
    let warnings = warnings.iter().map(note).collect();
    let sum = records.iter().filter_map(Record::sum).sum();
    let mut communes = Communes { office, run, known: HashMap::new() };
    let (mut rows, mut places) = (Vec::with_capacity(records.len()), Vec::with_capacity(records.len()));
    for Record { sheet, row, who, body, .. } in records {
        let Body::Answer(answer) = body else { continue };
        match said(&mut communes, &who, answer) {
            Some(said) => {
                rows.push(said);
                places.push(Place { sheet, row, name: who.name });
            }
            None => {
                let says = format!("{}: không ghi đã trả hay chưa trả", who.name);
                unread.push(RowNote::new(&source(&file, &sheets, Some(sheet), Some(row)), says));
            }
        }
    }
    Ok(PayerFile { file, sheets, rows, places, unread, warnings, month, declared: checks.declared, sum })
}

fn source(file: &Shared, sheets: &[Shared], sheet: Option<u16>, row: Option<u32>) -> Source {
    let sheet = sheet.and_then(|sheet| sheets.get(usize::from(sheet))).cloned();
    Source { file: file.clone(), sheet: sheet.unwrap_or_else(|| "".into()), row: row.unwrap_or(0) as usize }
}

fn said(communes: &mut Communes<'_>, who: &Who, answer: Answer) -> Option<Said> {
    let (answered, part) = match answer.paid? {
        true => (PayerAnswer::Paid, answer.paid_amount),
        false => (PayerAnswer::Unpaid, answer.unpaid_amount),
    };
    Some(Said {
        person: answer.person_code.map(PersonId),
        line_no: answer.line_code,
        paper: who.doc.clone(),
        name: fold(&who.name),
        birth_year: who.birth.map(|birth| birth.year()),
        commune: communes.named(&who.commune),
        village: bare_village(&who.village),
        amount: answer.amount,
        part: part.filter(|part| answer.amount.is_some_and(|amount| amount != *part)),
        answer: answered,
        reason: answer.reason,
    })
}

/// Few names stand in many rows.
struct Communes<'a> {
    office: &'a Office,
    run: &'a Run,
    known: HashMap<Shared, Commune>,
}

impl Communes<'_> {
    fn named(&mut self, text: &Shared) -> Commune {
        if text.trim().is_empty() {
            return Commune::Unsaid;
        }
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let unit = self.office.units.commune_named(&self.run.unit, text, self.run.month.first_day());
        let commune = unit.map_or(Commune::Elsewhere, |unit| Commune::Is(unit.id.clone()));
        self.known.insert(text.clone(), commune.clone());
        commune
    }
}

/// Who the people of the roll are; a file that numbers every row is held against their names only.
pub fn identities(
    office: &Office,
    tx: &mut Tx<'_>,
    acting: Acting,
    roll: &StoredRun,
    (lines, rows): (&[StoredLine], &[Said]),
) -> Result<Vec<Identity>, OfficeError> {
    if rows.iter().all(|said| said.person.is_some()) {
        let names = people::name_keys_of_run(tx, roll.run.id, acting.now)?;
        return Ok(names.into_iter().map(|(person, name)| Identity { person, name, details: None }).collect());
    }
    let day = roll.run.month.first_day();
    let of_line = |line: &StoredLine| (line.person, office.units.on(&line.unit, day).unwrap_or(&line.unit).clone());
    let units: HashMap<PersonId, UnitId> = lines.iter().map(of_line).collect();
    let mut on_roll: Vec<PersonId> = lines.iter().map(|line| line.person).collect();
    on_roll.dedup();
    let mut identities = Vec::with_capacity(on_roll.len());
    // The list that the payer holds names the village of the day on which it was drafted.
    let drafted_on = roll.basis.known_at.vietnam_day();
    let ask = RosterAsk { among: Among::People(&on_roll), day: drafted_on, known: acting.now };
    roster::each(tx, &ask, |entry| {
        if let Some(unit) = units.get(&entry.person) {
            identities.push(Identity {
                person: entry.person,
                name: fold(&entry.name),
                details: Some(Details {
                    birth_year: entry.birth.year(),
                    unit: unit.clone(),
                    village: bare_village(entry.village.as_deref().unwrap_or_default()),
                    papers: entry.papers.into_iter().map(|paper| paper.number).collect(),
                }),
            });
        }
        Ok(())
    })?;
    Ok(identities)
}

impl PayerFile {
    pub fn name(&self) -> &str {
        &self.file
    }

    /// Where a row stands, for whoever looks it up.
    pub fn source_of(&self, row: usize) -> Source {
        let Place { sheet, row, .. } = self.places[row];
        source(&self.file, &self.sheets, Some(sheet), Some(row))
    }

    /// What is wrong with a row, in a sentence that says how to go on.
    pub fn exceptions(
        &self,
        tx: &mut Tx<'_>,
        acting: Acting,
        troubles: &[(usize, Trouble)],
    ) -> Result<Vec<RowNote>, OfficeError> {
        let named = troubles.iter().filter_map(|(_, trouble)| match trouble {
            Trouble::NotOnRoll { near } => *near,
            Trouble::OtherName { person } => Some(*person),
            _ => None,
        });
        let named: Vec<PersonId> = named.collect();
        let briefs = people::briefs(tx, &named, acting.now)?;
        let who = |person: PersonId| match briefs.iter().find(|brief| brief.id == person) {
            Some(brief) if acting.rights.covers_unit(brief.unit.as_ref()) => {
                let village = brief.village.as_deref().unwrap_or("chưa rõ thôn");
                format!("{}, sinh {}, {village}, mã người {person}", brief.name, brief.birth.shown())
            }
            // Nobody learns who lives elsewhere.
            Some(_) if acting.rights.units().is_some() => "một người ngoài địa bàn của bạn".to_owned(),
            _ => format!("mã người {person}"),
        };
        let note = |(row, trouble): &(usize, Trouble)| {
            let says = match trouble {
                Trouble::OtherArea => self.says(trouble, &who),
                _ => format!("{}: {}", self.places[*row].name, self.says(trouble, &who)),
            };
            RowNote::new(&self.source_of(*row), says)
        };
        Ok(troubles.iter().map(note).collect())
    }

    fn says(&self, trouble: &Trouble, who: &dyn Fn(PersonId) -> String) -> String {
        match trouble {
            Trouble::NotOnRoll { near: None } => "không có người này trên danh sách".to_owned(),
            Trouble::NotOnRoll { near: Some(person) } => format!(
                "không có người này trên danh sách; gần giống nhất là {}, nhưng nơi ở hoặc số giấy tờ khác",
                who(*person)
            ),
            Trouble::NoSuchLine => "người này có trên danh sách nhưng không có dòng mang mã đó".to_owned(),
            Trouble::OtherName { person } => {
                format!("mã người hoặc số giấy tờ ghi ở dòng này là của {}; cần kiểm tra lại dòng", who(*person))
            }
            Trouble::TooLittle => {
                "chỉ có họ tên; cần thêm năm sinh, thôn, xã, số giấy tờ hoặc mã người để nhận ra".to_owned()
            }
            Trouble::AmountDiffers { said, on_roll } => {
                format!("số tiền trong tệp {said} khác danh sách {on_roll}")
            }
            Trouble::PartlyPaid { amount, part } => format!(
                "chỉ có kết quả cho {part} trong số {amount}; cần tách thành từng dòng của danh sách hoặc hỏi lại"
            ),
            Trouble::SeveralAlike { people, fitting: 0 } => {
                format!("có {people} người giống nhau trên danh sách và không ai có số tiền này")
            }
            Trouble::SeveralAlike { people, .. } => format!(
                "có {people} người giống nhau với cùng số tiền trên danh sách; cần ghi mã người hoặc số giấy tờ"
            ),
            Trouble::SeveralLines { lines } => {
                format!("người này có {lines} dòng cùng số tiền; cần ghi mã dòng, hoặc gộp cả số tiền của người")
            }
            Trouble::AnsweredTwice { other } => {
                format!("được trả lời hai lần trong tệp; xem cả dòng {}", self.places[*other].row)
            }
            Trouble::OtherArea => {
                "dòng này là của xã khác nên không ghi; mỗi người chỉ nộp kết quả của xã mình".to_owned()
            }
            Trouble::Contradicts { recorded } => {
                format!("kết quả đã ghi trước đây là “{}”, tệp này ghi khác", recorded.shown())
            }
        }
    }

    /// A file that says another month than the roll's is most likely another roll's.
    pub fn other_month(&self, run: &Run) -> Option<Month> {
        self.month.filter(|month| !run.regular_months().contains(*month))
    }

    pub fn warn_of_month(&mut self, month: Month, run: &Run) {
        let says = format!("tệp ghi tháng {}, danh sách là tháng {}", show_month(month), show_month(run.month));
        self.warnings.push(RowNote::new(&source(&self.file, &self.sheets, None, None), says));
    }
}
