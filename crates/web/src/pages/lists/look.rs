//! What a file says, what it would do, and what its sender chose about it; then it is saved.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{show_count, show_month};
use office::intake::{self, Bar, Chosen, Concern, NoteSeen, Preview};
use office::register::Intent;
use office::{OfficeError, Refusal};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::report::taken_away;
use super::super::roll::FigureBox;
use super::super::{address, page, read_month};
use super::home::{Pick, refuse_file};
use super::{AskedFile, HOME, LOOK, PAST, RETURNED, XLSX, choose, kept, look_href, roster_href, told};
use crate::session::{Visitor, tell};
use crate::show::{Chip, Frame, Section, Tone, person_href};
use crate::uploads::Ticket;
use crate::{PageError, State};

/// So many rows are on one page; on paper all of them are.
const PAGE: usize = 50;

#[derive(Debug, Clone, Template)]
#[template(path = "lists/look.html")]
pub struct LookPage {
    pub frame: Frame,
    pub file: String,
    pub ticket: String,
    /// Which rows are shown, to come back to them.
    pub part: String,
    pub number: String,
    pub kind: String,
    pub sureness: Option<Chip>,
    pub title: String,
    pub is_printed: bool,
    pub print_href: String,
    pub back_href: String,
    pub returned_href: Option<String>,
    pub figures: Vec<FigureBox>,
    /// Why the file is not saved here.
    pub bar: Option<String>,
    pub refusal: Option<String>,
    pub tabs: Vec<Tab>,
    pub parts: Vec<NotePart>,
    /// Whether anything of this page is to be chosen.
    pub has_choices: bool,
    pub tables: Vec<TableRow>,
    pub checks: Vec<CheckRow>,
    pub places: Vec<(String, String)>,
    pub first_rows: Vec<intake::FirstRow>,
    pub kinds: Vec<Pick>,
    pub month: String,
    pub columns: Vec<ColumnRow>,
}

/// One sort of remark, with the address of its rows.
#[derive(Debug, Clone)]
pub struct Tab {
    pub name: &'static str,
    pub count: String,
    pub href: String,
    pub is_open: bool,
}

/// The rows of one sort of remark, or a page of them.
#[derive(Debug, Clone)]
pub struct NotePart {
    pub name: &'static str,
    pub hint: &'static str,
    pub rows: Vec<NoteRow>,
    pub caption: String,
    pub has_choices: bool,
    pub before: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct NoteRow {
    /// The field's own name on the page.
    pub id: String,
    /// `TongHop, dòng 7`
    pub place: String,
    pub name: String,
    pub says: String,
    pub picks: Vec<Pick>,
    /// What stands for no choice.
    pub none: String,
    pub chosen: String,
    /// Address and name of each person who may be meant.
    pub people: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct TableRow {
    pub sheet: String,
    pub rows: String,
    pub columns: usize,
}

#[derive(Debug, Clone)]
pub struct CheckRow {
    pub name: &'static str,
    pub read: String,
    pub said: String,
    pub verdict: Option<Chip>,
}

#[derive(Debug, Clone)]
pub struct ColumnRow {
    pub id: String,
    pub title: String,
    pub picks: Vec<Pick>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    tep: Ticket,
    #[serde(default)]
    muc: String,
    #[serde(default)]
    trang: Option<usize>,
    /// Everything on one page, for paper.
    #[serde(default)]
    in_ra: String,
}

const PARTS: [(Concern, &str, &str, &str); 4] = [
    (
        Concern::Question,
        "chon",
        "Cần cán bộ chọn",
        "Chọn ở cột “Cách xử lý”. Dòng chưa chọn không được lưu; có thể chọn sau bằng tệp trả lại.",
    ),
    (
        Concern::Changed,
        "khac",
        "Khác với sổ",
        "Sổ được giữ nguyên, trừ dòng bạn chọn lấy theo danh sách. Thay đổi mức, nhóm hưởng phải có quyết định.",
    ),
    (
        Concern::Reject,
        "loi",
        "Không nhập được",
        "Các dòng này không được lưu. Tải tệp trả lại, sửa rồi gửi lên; dòng đã nhập không bị lặp.",
    ),
    (Concern::Warning, "luu-y", "Lưu ý", "Các dòng này vẫn được lưu, nhưng nên xem lại."),
];

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (kept, chosen) = kept::<Chosen>(&state, &visitor, &asked.tep)?;
    let (name, bytes, also) = (kept.name.clone(), kept.bytes.clone(), chosen.clone());
    let read = state.ask(&visitor, move |house, db, acting| {
        let imported = intake::import(house, db, acting, &also.ask(&name, &bytes, Intent::Preview))?;
        intake::preview(house, db, acting, &imported, &also)
    });
    match read.await {
        Ok(preview) => {
            let look = Looking { asked: &asked, chosen: &chosen, preview: &preview };
            Ok(page(&look.page(Frame::new(visitor, Section::Lists)))?.into_response())
        }
        Err(PageError::Office(OfficeError::Refused(Refusal::RosterHere { .. }))) => {
            Ok(Redirect::to(&roster_href(&asked.tep)).into_response())
        }
        Err(fault) => {
            let refusal = told(&state.office, fault)?;
            refuse_file(&state, visitor, refusal).await
        }
    }
}

/// The rows that want something done, as a workbook to put right.
pub async fn returned(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<AskedFile>,
) -> Result<Response, PageError> {
    let (kept, chosen) = kept::<Chosen>(&state, &visitor, &asked.tep)?;
    let name = kept.name.clone();
    let made = state.ask(&visitor, move |house, db, acting| {
        intake::returned(&intake::import(house, db, acting, &chosen.ask(&name, &kept.bytes, Intent::Preview))?)
    });
    let bytes = made.await?.ok_or(PageError::NotFound { what: "dòng cần xử lý" })?;
    Ok(taken_away(XLSX, "tra-lai.xlsx", bytes))
}

type Filled = Vec<(String, String)>;

/// Reads again, writes choices down, or saves: whatever the button says, what was filled in is kept first.
pub async fn act(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let value = |name: &str| filled.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let ticket: Ticket = serde_json::from_value(value("tep").unwrap_or_default().into()).map_err(PageError::fault)?;
    let (kept, mut chosen) = kept::<Chosen>(&state, &visitor, &ticket)?;
    let step = value("buoc").unwrap_or_default();
    if step == "doc-lai"
        && let Err(refusal) = read_again(&filled, &mut chosen)
    {
        return refuse_again(&state, visitor, &ticket, refusal).await;
    }
    settle(&filled, &mut chosen);
    choose(&state, &visitor, &ticket, &chosen)?;
    if step != "luu" {
        let notice =
            if step == "doc-lai" { "Đã đọc lại tệp theo lựa chọn." } else { "Đã ghi lựa chọn." };
        tell(&session, notice).await?;
        let place = value("muc").unwrap_or_default();
        let page = value("trang").unwrap_or_default();
        let to = address::of(LOOK, &[("tep", &ticket.to_string()), ("muc", place), ("trang", page)]);
        return Ok(Redirect::to(&to).into_response());
    }
    let name = kept.name.clone();
    let saved = state.ask(&visitor, move |house, db, acting| {
        intake::import(house, db, acting, &chosen.ask(&name, &kept.bytes, Intent::Save))
    });
    match saved.await {
        Ok(imported) if imported.saved => {
            let taken = &imported.taken_in;
            let [people, spells] = [taken.new_people, taken.new_spells].map(|count| show_count(count as i64));
            let notice = format!("Đã lưu {} vào sổ: {people} người mới, {spells} kỳ hưởng mới.", imported.file);
            tell(&session, notice).await?;
            let import = imported.import.map(|import| import.to_string()).unwrap_or_default();
            let to = address::of(&format!("{PAST}/{import}"), &[("tep", &ticket.to_string())]);
            Ok(Redirect::to(&to).into_response())
        }
        Ok(imported) => {
            tell(&session, format!("{} đã được nhập trước đây; không có gì thay đổi.", imported.file)).await?;
            Ok(Redirect::to(HOME).into_response())
        }
        Err(fault) => {
            let refusal = told(&state.office, fault)?;
            refuse_again(&state, visitor, &ticket, refusal).await
        }
    }
}

/// The same page with the reason on it.
async fn refuse_again(
    state: &State,
    visitor: Visitor,
    ticket: &Ticket,
    refusal: String,
) -> Result<Response, PageError> {
    let (kept, chosen) = kept::<Chosen>(state, &visitor, ticket)?;
    let also = chosen.clone();
    let read = state.ask(&visitor, move |house, db, acting| {
        let imported = intake::import(house, db, acting, &also.ask(&kept.name, &kept.bytes, Intent::Preview))?;
        intake::preview(house, db, acting, &imported, &also)
    });
    let preview = read.await?;
    let asked = Asked { tep: ticket.clone(), muc: String::new(), trang: None, in_ra: String::new() };
    let look = Looking { asked: &asked, chosen: &chosen, preview: &preview };
    super::again(&LookPage { refusal: Some(refusal), ..look.page(Frame::new(visitor, Section::Lists)) })
}

/// The kind, the month and the columns, as the form says them.
fn read_again(filled: &Filled, chosen: &mut Chosen) -> Result<(), String> {
    for (key, value) in filled {
        match key.as_str() {
            "loai" => chosen.kind = Some(value.clone()).filter(|kind| !kind.is_empty()),
            "thang" if value.trim().is_empty() => chosen.month = None,
            "thang" => chosen.month = Some(read_month(value).map_err(|_| "Tháng ghi như 04/2021.".to_owned())?),
            "cot" => match value.split_once('|') {
                Some((AS_FOUND, title)) => drop(chosen.columns.remove(title)),
                Some((field, title)) => drop(chosen.columns.insert(title.to_owned(), field.to_owned())),
                None => {}
            },
            _ => {}
        }
    }
    Ok(())
}

/// What stands for a column that is read as the program finds it.
const AS_FOUND: &str = "*";

/// `7|Người mới|TongHop`: the row, the choice, the sheet.
fn settle(filled: &Filled, chosen: &mut Chosen) {
    for (_, value) in filled.iter().filter(|(key, _)| key == "chon") {
        let mut parts = value.splitn(3, '|');
        if let (Some(Ok(row)), Some(choice), Some(sheet)) = (parts.next().map(str::parse), parts.next(), parts.next()) {
            chosen.settle((sheet, row), choice);
        }
    }
}

struct Looking<'a> {
    asked: &'a Asked,
    chosen: &'a Chosen,
    preview: &'a Preview,
}

impl Looking<'_> {
    fn page(&self, frame: Frame) -> LookPage {
        let preview = self.preview;
        let ticket = self.asked.tep.to_string();
        let is_printed = !self.asked.in_ra.is_empty();
        let parts = self.parts(is_printed);
        let has_returned = preview.notes.iter().any(|note| note.concern != Concern::Warning && 0 < note.row);
        LookPage {
            frame,
            file: preview.file.clone(),
            kind: preview.kind.clone(),
            sureness: (!preview.is_template).then(|| sureness(preview.sureness)),
            title: preview.title.clone(),
            is_printed,
            print_href: address::of(LOOK, &[("tep", &ticket), ("in_ra", "1")]),
            back_href: look_href(&self.asked.tep),
            returned_href: has_returned.then(|| address::of(RETURNED, &[("tep", &ticket)])),
            ticket,
            figures: figures(preview),
            bar: preview.bar.map(barred),
            refusal: None,
            part: self.asked.muc.clone(),
            number: self.asked.trang.map(|number| number.to_string()).unwrap_or_default(),
            tabs: self.tabs(),
            has_choices: parts.iter().any(|part| part.has_choices),
            parts,
            tables: preview.tables.iter().map(table_row).collect(),
            checks: preview.checks.iter().map(check_row).collect(),
            places: preview.places.iter().map(|(name, count)| (name.clone(), show_count(*count))).collect(),
            first_rows: preview.first_rows.clone(),
            kinds: self.kinds(),
            month: self.chosen.month.map(show_month).unwrap_or_default(),
            columns: self.columns(),
        }
    }

    fn of(&self, concern: Concern) -> Vec<&NoteSeen> {
        self.preview.notes.iter().filter(|note| note.concern == concern).collect()
    }

    /// The sort of remark that was asked for, or the first there is.
    fn open(&self) -> Option<Concern> {
        let there = || PARTS.iter().filter(|(concern, ..)| !self.of(*concern).is_empty());
        let asked = there().find(|(_, key, ..)| *key == self.asked.muc);
        asked.or_else(|| there().next()).map(|(concern, ..)| *concern)
    }

    fn tabs(&self) -> Vec<Tab> {
        let ticket = self.asked.tep.to_string();
        let open = self.open();
        let tab = |(concern, key, name, _): &(Concern, &str, &'static str, &str)| {
            let count = self.of(*concern).len();
            (0 < count).then(|| Tab {
                name,
                count: show_count(count as i64),
                href: address::of(LOOK, &[("tep", &ticket), ("muc", key)]),
                is_open: open == Some(*concern),
            })
        };
        PARTS.iter().filter_map(tab).collect()
    }

    fn parts(&self, is_printed: bool) -> Vec<NotePart> {
        let open = self.open();
        let shown = PARTS.iter().filter(|(concern, ..)| is_printed || open == Some(*concern));
        let parts = shown.map(|(concern, key, name, hint)| {
            let notes = self.of(*concern);
            let size = if is_printed { notes.len().max(1) } else { PAGE };
            let pages = notes.len().div_ceil(size).max(1);
            let number = self.asked.trang.unwrap_or(1).clamp(1, pages);
            let at = |number: usize| {
                let page = number.to_string();
                address::of(LOOK, &[("tep", &self.asked.tep.to_string()), ("muc", key), ("trang", &page)])
            };
            let from = (number - 1) * size;
            let rows: Vec<NoteRow> =
                notes.iter().zip(1..).skip(from).take(size).map(|(note, place)| note_row(key, place, note)).collect();
            let count = show_count(notes.len() as i64);
            NotePart {
                name,
                hint,
                caption: if pages == 1 {
                    format!("{count} dòng")
                } else {
                    format!("{count} dòng, trang {number}/{pages}")
                },
                has_choices: rows.iter().any(|row| !row.picks.is_empty()),
                rows,
                before: (1 < number).then(|| at(number - 1)),
                next: (number < pages).then(|| at(number + 1)),
            }
        });
        parts.filter(|part| !part.rows.is_empty()).collect()
    }

    fn kinds(&self) -> Vec<Pick> {
        let picked = self.chosen.kind.as_deref().unwrap_or_default();
        intake::kinds().into_iter().map(|(key, name)| Pick::new(key, name, picked)).collect()
    }

    fn columns(&self) -> Vec<ColumnRow> {
        let fields = intake::fields();
        let name = |key: &str| fields.iter().find(|(field, _)| field == key).map_or("bỏ qua", |(_, name)| name);
        let column = |(place, column): (usize, &intake::ColumnSeen)| {
            let title = &column.title;
            let picked = match self.chosen.columns.get(title) {
                Some(field) => format!("{field}|{title}"),
                None => format!("{AS_FOUND}|{title}"),
            };
            let pick = |field: &str, name: &str| Pick::new(&format!("{field}|{title}"), name, &picked);
            let mut picks = match self.chosen.columns.contains_key(title) {
                true => vec![pick(AS_FOUND, "Để chương trình tự nhận")],
                false => vec![pick(AS_FOUND, &format!("Tự nhận: {}", name(&column.field)))],
            };
            picks.push(pick("", "Bỏ qua cột này"));
            picks.extend(fields.iter().map(|(field, name)| pick(field, name)));
            ColumnRow { id: format!("cot-{place}"), title: title.clone(), picks }
        };
        self.preview.columns.iter().enumerate().map(|(place, one)| column((place, one))).collect()
    }
}

fn sureness(sureness: u8) -> Chip {
    let tone = match sureness {
        80.. => Tone::Good,
        60.. => Tone::Warn,
        _ => Tone::Bad,
    };
    Chip::new(tone, format!("chắc chắn {sureness} %"))
}

fn barred(bar: Bar) -> String {
    match bar {
        Bar::PaymentResult => {
            "Đây là kết quả chi trả. Mở danh sách chi trả của tháng đó và nhận kết quả ở trang của danh sách."
                .to_owned()
        }
        Bar::NothingRead => {
            "Không có dòng nào đọc được để lưu. Xem phần “Không nhập được”, hoặc chọn lại loại, cột rồi đọc lại."
                .to_owned()
        }
    }
}

fn figures(preview: &Preview) -> Vec<FigureBox> {
    let counts = &preview.counts;
    let figure = |name: &str, count: usize, unit: &str, is_alert: bool| FigureBox {
        name: name.to_owned(),
        value: show_count(count as i64),
        unit: unit.to_owned(),
        is_alert: is_alert && 0 < count,
    };
    vec![
        figure("Đọc được", preview.rows, "dòng", false),
        figure("Người mới", counts.new_people, "sẽ được ghi vào sổ", false),
        figure("Người đã có", counts.known_people, "nhận ra trong sổ", false),
        figure(
            "Kỳ hưởng mới",
            counts.new_spells,
            &format!("{} dòng không đổi", show_count(counts.unchanged as i64)),
            false,
        ),
        figure("Cần chọn, khác với sổ", counts.questions + counts.changed, "dòng", false),
        figure("Không nhập được", counts.rejects, "dòng", true),
    ]
}

fn table_row(table: &intake::TableSeen) -> TableRow {
    let (first, last) = table.rows;
    TableRow { sheet: table.sheet.clone(), rows: format!("dòng {first}–{last}"), columns: table.columns }
}

fn check_row(check: &intake::CheckSeen) -> CheckRow {
    let verdict = check.agrees.map(|agrees| match agrees {
        true => Chip::new(Tone::Good, "khớp"),
        false => Chip::new(Tone::Bad, "không khớp"),
    });
    let said = check.said.clone().unwrap_or_else(|| "không ghi".to_owned());
    CheckRow { name: check.name, read: check.read.clone(), said, verdict }
}

fn note_row(key: &str, place: usize, note: &NoteSeen) -> NoteRow {
    let value = |choice: &str| format!("{}|{choice}|{}", note.row, note.sheet);
    let picked = note.chosen.as_deref().map(value).unwrap_or_default();
    let shown = note.choices.iter().find(|(choice, _)| note.chosen.as_deref() == Some(choice));
    NoteRow {
        id: format!("{key}-{place}"),
        place: match (note.sheet.as_str(), note.row) {
            (_, 0) => "Cả tệp".to_owned(),
            ("", row) => format!("dòng {row}"),
            (sheet, row) => format!("{sheet}, dòng {row}"),
        },
        name: note.name.clone(),
        says: note.says.clone(),
        picks: note.choices.iter().map(|(choice, shown)| Pick::new(&value(choice), shown, &picked)).collect(),
        none: value(""),
        chosen: shown.map(|(_, shown)| shown.clone()).unwrap_or_default(),
        people: note.people.iter().map(|person| (person_href(*person), format!("Hồ sơ {person}"))).collect(),
    }
}
