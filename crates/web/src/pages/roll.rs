//! One roll: how far it is, what it adds up to, and what moved it since last month.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, Response};
use domain::kernel::{Dong, RunId, UnitId, UserId, show_count, show_day, show_moment, show_month};
use domain::payment::{By, LineKind, MakerChecker, PayerAnswer, RunState, Stage};
use office::access::Act;
use office::read::RollView;
use serde::Deserialize;

use super::report::taken_away;
use super::{page, read};
use crate::error::sentence;
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, capital, person_href, why_href};
use crate::{PageError, State};

const PAY_SHEET: &str = "danh-sach-ky-nhan.xlsx";
const PAYER_FILE: &str = "gui-don-vi-chi-tra.csv";
const PROBLEMS_SHOWN: usize = 200;

#[derive(Debug, Clone, Template)]
#[template(path = "roll.html")]
pub struct RollPage {
    pub frame: Frame,
    pub title: String,
    pub unit: String,
    /// Whose part of the roll is shown, where it is not the whole.
    pub part: Option<String>,
    pub stage: Chip,
    pub lines_href: String,
    /// Name and address of each file to take away.
    pub files: Vec<(String, String)>,
    /// Why what was pressed was not done.
    pub refusal: Option<String>,
    /// Where the changes since the draft are, if there may be any.
    pub stale_href: Option<String>,
    pub next: Next,
    /// What a person should know before using the roll.
    pub warnings: Vec<String>,
    pub steps: Vec<Step>,
    pub figures: Vec<FigureBox>,
    pub bridge: Option<BridgeTable>,
    pub tables: Vec<TotalsTable>,
    pub reconcile: Option<ReconcileCard>,
    pub reasons: Vec<ReasonRow>,
    pub problems: Vec<ProblemRow>,
    /// How many there are, of which only the first are shown.
    pub problems_caption: String,
    pub versions: Vec<VersionRow>,
    pub unlock: Option<UnlockCard>,
    /// What the roll was computed from, in one sentence.
    pub basis: String,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub name: String,
    pub detail: String,
    pub is_done: bool,
    /// Whether the roll waits for this step.
    pub is_here: bool,
}

/// What is to be done next.
#[derive(Debug, Clone)]
pub struct Next {
    pub title: String,
    pub says: String,
    pub form: Option<StepForm>,
    pub link: Option<Link>,
}

#[derive(Debug, Clone)]
pub struct StepForm {
    pub action: String,
    pub button: String,
    /// Names and values of fields that are not shown.
    pub fields: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Link {
    pub name: String,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct ReconcileCard {
    pub rows: Vec<(String, String)>,
    pub differences: Vec<String>,
    pub form: Option<ReconcileForm>,
}

#[derive(Debug, Clone)]
pub struct ReconcileForm {
    pub action: String,
    pub drawn: String,
    pub payer_total: String,
}

#[derive(Debug, Clone)]
pub struct ReasonRow {
    pub name: String,
    pub people: String,
    pub money: Dong,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct ProblemRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub says: String,
}

#[derive(Debug, Clone)]
pub struct VersionRow {
    pub name: String,
    pub stage: Chip,
    pub drafted: String,
    pub people: String,
    pub money: Dong,
    pub href: String,
    pub compare_href: String,
}

#[derive(Debug, Clone)]
pub struct UnlockCard {
    pub action: String,
    pub history: Vec<UnlockRow>,
    pub form: UnlockForm,
}

#[derive(Debug, Clone)]
pub struct UnlockRow {
    pub asked: String,
    pub reason: String,
    pub ended: String,
}

/// What the visitor may do about taking the roll back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnlockForm {
    None,
    Ask {
        reason: String,
    },
    /// One's own request waits for another person.
    Withdraw,
    Confirm,
    /// The payer has answered.
    TooLate,
}

/// A large figure with its name.
#[derive(Debug, Clone)]
pub struct FigureBox {
    pub name: String,
    pub value: String,
    pub unit: String,
    pub is_alert: bool,
}

#[derive(Debug, Clone)]
pub struct BridgeTable {
    pub before_name: String,
    pub before: Dong,
    pub parts: Vec<BridgeRow>,
    pub after_name: String,
    pub after: Dong,
}

#[derive(Debug, Clone)]
pub struct BridgeRow {
    pub cause: String,
    pub people: String,
    pub amount: Dong,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct TotalsTable {
    pub title: String,
    /// What each row is one of.
    pub of: String,
    /// Whether each row has a sheet that people sign.
    pub has_sheets: bool,
    pub rows: Vec<TotalsRow>,
}

#[derive(Debug, Clone)]
pub struct TotalsRow {
    pub name: String,
    pub people: String,
    pub money: Dong,
    /// The lines behind the sum.
    pub href: String,
    /// The sheet people of this commune sign.
    pub sheet: Option<String>,
}

/// What was filled in on the page, with why it was not done.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    pub words: Option<String>,
    pub reason: String,
    pub drawn: String,
    pub payer_total: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
) -> Result<Html<String>, PageError> {
    page(&load(&state, visitor, read(&run)?, Refused::default()).await?)
}

/// The page of a roll, with what was refused on it.
pub async fn load(state: &State, visitor: Visitor, run: RunId, refused: Refused) -> Result<RollPage, PageError> {
    let read = state.ask(&visitor, move |house, db, acting| {
        Ok((office::read::roll(house, db, acting, run)?, office::users::names(db)?))
    });
    let (view, names) = read.await?;
    Ok(roll_page(visitor, &view, &names, refused))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FileAsked {
    xa: String,
}

/// The sheet people sign, and the file the payer answers.
pub async fn file(
    Given(state): Given<State>,
    visitor: Visitor,
    Path((run, file)): Path<(String, String)>,
    Query(asked): Query<FileAsked>,
) -> Result<Response, PageError> {
    let run: RunId = read(&run)?;
    match file.as_str() {
        PAY_SHEET => {
            let commune = Some(asked.xa).filter(|xa| !xa.is_empty()).map(UnitId);
            let make = state.ask(&visitor, move |house, db, acting| {
                office::read::pay_sheet(house, db, acting, run, commune.as_ref())
            });
            let bytes = make.await?;
            Ok(taken_away("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &file, bytes))
        }
        PAYER_FILE => {
            let bytes =
                state.ask(&visitor, move |house, db, acting| office::read::payer_csv(house, db, acting, run)).await?;
            Ok(taken_away("text/csv; charset=utf-8", &file, bytes))
        }
        _ => Err(PageError::NotFound { what: "tệp" }),
    }
}

fn roll_page(visitor: Visitor, view: &RollView, names: &HashMap<UserId, String>, refused: Refused) -> RollPage {
    let stored = &view.stored;
    let run = stored.run.id;
    RollPage {
        title: format!("{} tháng {}", view.scheme_name, show_month(stored.run.month)),
        unit: view.unit_name.clone(),
        part: view.part.clone().map(|part| format!("Phần của {part}")),
        stage: Chip::stage(stored.run.state.stage()),
        lines_href: format!("/danh-sach/{run}/nguoi"),
        files: if visitor.rights.may(Act::RollExport) { files(view) } else { Vec::new() },
        refusal: refused.words.clone(),
        stale_href: (view.may_be_stale && visitor.rights.may(Act::RollDraft))
            .then(|| format!("/danh-sach/{run}/lam-moi")),
        warnings: warnings(view),
        next: next(&visitor, view, names),
        steps: steps(stored.run.state, names),
        figures: figures(view),
        bridge: bridge_table(view),
        tables: tables(view, visitor.rights.may(Act::RollExport)),
        reconcile: reconcile(&visitor, view, &refused),
        reasons: reasons(view),
        problems: problems(view),
        problems_caption: problems_caption(view.problems.len()),
        versions: versions(view, names),
        unlock: unlock(&visitor, view, names, refused.reason),
        basis: format!(
            "Tính từ sổ như đã ghi đến {}, theo luật biết đến ngày {}.",
            show_moment(stored.basis.known_at),
            show_day(stored.basis.law_known_on)
        ),
        frame: Frame::new(visitor, Section::Rolls),
    }
}

/// All communes in one file each on its sheet, each commune's own, and the payer's file.
fn files(view: &RollView) -> Vec<(String, String)> {
    let at = |file: &str| format!("/danh-sach/{}/tep/{file}", view.stored.run.id);
    vec![
        ("Danh sách ký nhận (.xlsx)".to_owned(), at(PAY_SHEET)),
        ("Tệp gửi đơn vị chi trả (.csv)".to_owned(), at(PAYER_FILE)),
    ]
}

fn warnings(view: &RollView) -> Vec<String> {
    let stale = "Sổ đã có thay đổi sau khi lập danh sách này. Nếu thay đổi chạm đến người trong danh sách, \
                 bước duyệt sẽ yêu cầu lập lại.";
    let note = Some(view.stored.note.clone()).filter(|note| !note.is_empty());
    view.may_be_stale.then(|| stale.to_owned()).into_iter().chain(note).collect()
}

/// Who did something and when, as far as a name is known.
fn who(by: By, names: &HashMap<UserId, String>) -> String {
    match names.get(&by.user).filter(|name| !name.is_empty()) {
        Some(name) => format!("{name}, {}", show_moment(by.at)),
        None => show_moment(by.at),
    }
}

/// What the roll waits for, with the button for whoever may press it and else the reason why there is none.
fn next(visitor: &Visitor, view: &RollView, names: &HashMap<UserId, String>) -> Next {
    let run = view.stored.run.id;
    let may = |act| visitor.rights.may(act);
    let form = |step: &str, button: &str| StepForm {
        action: format!("/danh-sach/{run}/{step}"),
        button: button.to_owned(),
        fields: Vec::new(),
    };
    let next = |title: &str, says: String| Next { title: title.to_owned(), says, form: None, link: None };
    match view.stored.run.state {
        RunState::Draft { drafted } => {
            let is_same = drafted.user == visitor.who.user && view.maker_checker == MakerChecker::TwoPeople;
            let says = match (is_same, may(Act::RollApprove)) {
                (true, _) => {
                    "Bạn là người lập danh sách nên không tự duyệt được; lãnh đạo hoặc người được giao duyệt \
                              phải là người khác."
                }
                (false, true) => {
                    "Xem chênh lệch so với tháng trước và các trường hợp cần xem, rồi duyệt. Duyệt là ghi \
                                  sổ chi; các khoản chi quá được mở thu hồi."
                }
                (false, false) => "Chờ lãnh đạo duyệt. Tài khoản của bạn không được giao việc duyệt.",
            };
            let form = (may(Act::RollApprove) && !is_same).then(|| form("duyet", "Duyệt danh sách"));
            let link = may(Act::RollDraft)
                .then(|| Link {
                    name: "Xem thay đổi, lập lại".to_owned(), href: format!("/danh-sach/{run}/lam-moi")
                });
            Next { form, link, ..next("Chờ duyệt", says.to_owned()) }
        }
        RunState::Approved { .. } => {
            let says = match may(Act::RollSend) {
                true => "Tải tệp cho đơn vị chi trả, gửi đi, rồi bấm nút này để ghi lại là đã gửi.",
                false => "Chờ cán bộ gửi tệp cho đơn vị chi trả.",
            };
            let form = may(Act::RollSend).then(|| form("gui", "Đã gửi đơn vị chi trả"));
            Next { form, ..next("Gửi đơn vị chi trả", says.to_owned()) }
        }
        RunState::Sent { .. } => {
            let left = view.reconciled.unanswered;
            // The payer hands in what the office takes.
            let name =
                if may(Act::RollReconcile) { "Nhận kết quả chi trả" } else { "Nộp kết quả chi trả" };
            let link = may(Act::RollConfirm)
                .then(|| Link { name: name.to_owned(), href: format!("/danh-sach/{run}/ket-qua") });
            Next { link, ..next(name, format!("Còn {left} chưa có kết quả.")) }
        }
        RunState::Confirmed { .. } => {
            let says = match (may(Act::RollClose), view.reconciled.differences.is_empty()) {
                (false, _) => "Mọi dòng đã có kết quả. Chờ lãnh đạo hoặc kế toán khóa sổ.",
                (true, true) => "Mọi dòng đã có kết quả và các số đã có đều khớp. Khóa sổ để chốt tháng này.",
                (true, false) => {
                    "Mọi dòng đã có kết quả. Còn số chưa khớp ở bảng Đối chiếu; nếu vẫn khóa sổ, nhật ký ghi rõ \
                          chỗ lệch."
                }
            };
            let form = may(Act::RollClose).then(|| form("khoa-so", "Khóa sổ"));
            let link = may(Act::RollConfirm)
                .then(|| Link { name: "Xem lại kết quả".to_owned(), href: format!("/danh-sach/{run}/ket-qua") });
            Next { form, link, ..next("Khóa sổ", says.to_owned()) }
        }
        RunState::Closed { .. } => {
            let says = "Sổ của danh sách này đã khóa. Việc biết sau sẽ vào danh sách tháng sau.";
            let link = Some(Link { name: "Tiền chưa nhận".to_owned(), href: "/chua-nhan".to_owned() });
            Next { link, ..next("Đã xong", says.to_owned()) }
        }
        RunState::Superseded { .. } => Next {
            link: live(view),
            ..next("Bản cũ", "Bản này đã được thay bằng bản mới hơn.".to_owned())
        },
        RunState::Unlocked { unlocked, .. } => {
            let says = format!(
                "Đã mở khóa ({}): mọi khoản đã ghi chi của bản này được hủy bằng bút toán đối ứng.",
                who(unlocked, names)
            );
            let link = live(view);
            let form = (link.is_none() && may(Act::RollDraft)).then(|| StepForm {
                action: "/danh-sach/lap".to_owned(),
                button: "Lập bản mới".to_owned(),
                fields: vec![
                    ("che_do".to_owned(), view.stored.run.scheme.clone()),
                    ("thang".to_owned(), show_month(view.stored.run.month)),
                    ("so_thang".to_owned(), (view.stored.run.months_ahead + 1).to_string()),
                ],
            });
            Next { form, link, ..next("Đã mở khóa", says) }
        }
    }
}

/// The version that took the roll's place.
fn live(view: &RollView) -> Option<Link> {
    let live = view.versions.iter().find(|one| one.run.state.stage().is_live())?;
    Some(Link { name: format!("Mở bản {}", live.run.version), href: format!("/danh-sach/{}", live.run.id) })
}

fn reconcile(visitor: &Visitor, view: &RollView, refused: &Refused) -> Option<ReconcileCard> {
    if !Stage::BOOKED.contains(&view.stored.run.state.stage()) {
        return None;
    }
    let sums = &view.reconciled;
    let row = |name: &str, amount: Option<Dong>| {
        (name.to_owned(), amount.map_or_else(|| "chưa có số".to_owned(), |amount| amount.to_string()))
    };
    let mut rows = vec![
        row("Danh sách", Some(sums.roll)),
        row("Đã nhận", Some(sums.paid)),
        row("Chưa nhận", Some(sums.unpaid)),
        row("Chưa có kết quả", Some(sums.unanswered)),
    ];
    if view.part.is_none() {
        rows.push(row("Đơn vị chi trả cộng", sums.payer_total));
        rows.push(row("Đã rút ở kho bạc", sums.drawn));
    }
    let filled = |typed: &str, known: Option<Dong>| match typed {
        "" => known.map(|amount| amount.to_string()).unwrap_or_default(),
        typed => typed.to_owned(),
    };
    Some(ReconcileCard {
        rows,
        differences: sums.differences.iter().map(|one| sentence(one)).collect(),
        form: visitor.rights.may(Act::RollReconcile).then(|| ReconcileForm {
            action: format!("/danh-sach/{}/doi-chieu", view.stored.run.id),
            drawn: filled(&refused.drawn, sums.drawn),
            payer_total: filled(&refused.payer_total, sums.payer_total),
        }),
    })
}

fn reasons(view: &RollView) -> Vec<ReasonRow> {
    let path = format!("/danh-sach/{}/chua-nhan", view.stored.run.id);
    let row = |reason: &office::read::ReasonSum| ReasonRow {
        name: capital(&reason.name),
        people: show_count(reason.people),
        money: reason.amount,
        href: super::address::of(&path, &[("ly_do", reason.reason_kind.as_deref().unwrap_or("khong-ro"))]),
    };
    view.reasons.iter().map(row).collect()
}

fn problems(view: &RollView) -> Vec<ProblemRow> {
    let row = |one: &office::read::ProblemShown| ProblemRow {
        href: match one.month {
            Some(month) => why_href(one.brief.id, month),
            None => person_href(one.brief.id),
        },
        name: one.brief.name.clone(),
        birth: one.brief.birth.shown(),
        says: match one.month {
            Some(month) => format!("Tháng {}: {}", show_month(month), one.says),
            None => capital(&one.says),
        },
    };
    view.problems.iter().take(PROBLEMS_SHOWN).map(row).collect()
}

fn problems_caption(count: usize) -> String {
    let cut = if PROBLEMS_SHOWN < count { format!("; {PROBLEMS_SHOWN} trường hợp đầu") } else { String::new() };
    format!("{} trường hợp phát hiện khi lập{cut}", show_count(count as i64))
}

/// The versions beside the one that is shown.
fn versions(view: &RollView, names: &HashMap<UserId, String>) -> Vec<VersionRow> {
    let shown = &view.stored.run;
    let row = |one: &office::read::StoredRun| VersionRow {
        name: format!("Bản {}", one.run.version),
        stage: Chip::stage(one.run.state.stage()),
        drafted: who(one.run.state.drafted(), names),
        people: show_count(one.totals.people),
        money: one.totals.total,
        href: format!("/danh-sach/{}", one.run.id),
        compare_href: match one.run.version < shown.version {
            true => format!("/danh-sach/{}/so-voi/{}", shown.id, one.run.id),
            false => format!("/danh-sach/{}/so-voi/{}", one.run.id, shown.id),
        },
    };
    view.versions.iter().filter(|one| one.run.id != shown.id).map(row).collect()
}

fn unlock(visitor: &Visitor, view: &RollView, names: &HashMap<UserId, String>, reason: String) -> Option<UnlockCard> {
    let may = visitor.rights.may(Act::RollUnlock);
    let is_booked = Stage::BOOKED.contains(&view.stored.run.state.stage());
    let past = |one: &office::read::UnlockRequest| {
        let ended = match (one.settled, one.confirmed) {
            (None, _) => "đang chờ người thứ hai xác nhận".to_owned(),
            (Some(by), true) => format!("{} đã xác nhận", who(by, names)),
            (Some(by), false) => format!("{} đã từ chối hoặc rút lại", who(by, names)),
        };
        UnlockRow { asked: who(one.asked, names), reason: one.reason.clone(), ended }
    };
    let history: Vec<UnlockRow> = view.unlocks.iter().map(past).collect();
    let waits = view.unlocks.iter().find(|one| one.settled.is_none()).filter(|_| is_booked);
    let is_answered = view.reconciled.unanswered != view.reconciled.roll;
    let form = match waits {
        _ if !may || !is_booked => UnlockForm::None,
        Some(one) if one.asked.user == visitor.who.user && view.maker_checker == MakerChecker::TwoPeople => {
            UnlockForm::Withdraw
        }
        Some(_) => UnlockForm::Confirm,
        None if is_answered => UnlockForm::TooLate,
        None => UnlockForm::Ask { reason },
    };
    let is_empty = form == UnlockForm::None && history.is_empty();
    (!is_empty).then(|| UnlockCard { action: format!("/danh-sach/{}/mo-khoa", view.stored.run.id), history, form })
}

/// The steps of a roll in their order; `None` where it has not come to one.
fn steps_done(state: RunState) -> [Option<By>; 5] {
    match state {
        RunState::Draft { drafted } | RunState::Superseded { drafted } => [Some(drafted), None, None, None, None],
        RunState::Approved { drafted, approved } => [Some(drafted), Some(approved), None, None, None],
        RunState::Sent { drafted, approved, sent } => [Some(drafted), Some(approved), Some(sent), None, None],
        RunState::Confirmed { drafted, approved, sent, confirmed } => {
            [Some(drafted), Some(approved), Some(sent), Some(confirmed), None]
        }
        RunState::Closed { drafted, approved, sent, confirmed, closed } => {
            [Some(drafted), Some(approved), Some(sent), Some(confirmed), Some(closed)]
        }
        RunState::Unlocked { drafted, approved, sent, confirmed, closed, .. } => {
            [Some(drafted), Some(approved), sent, confirmed, closed]
        }
    }
}

const STEP_NAMES: [&str; 5] = ["Lập danh sách", "Duyệt", "Gửi đơn vị chi trả", "Kết quả chi trả", "Khóa sổ"];

fn steps(state: RunState, names: &HashMap<UserId, String>) -> Vec<Step> {
    let done = steps_done(state);
    let here = done.iter().position(Option::is_none).filter(|_| state.stage().is_live());
    let all = STEP_NAMES.iter().zip(done).enumerate();
    let mut steps: Vec<Step> = all
        .map(|(place, (name, by))| Step {
            name: (*name).to_owned(),
            detail: by.map_or_else(|| "chưa làm".to_owned(), |by| who(by, names)),
            is_done: by.is_some(),
            is_here: here == Some(place),
        })
        .collect();
    if let Some(by) = state.unlocked() {
        steps.retain(|step| step.is_done);
        steps.push(Step { name: "Mở khóa".to_owned(), detail: who(by, names), is_done: true, is_here: false });
    }
    steps
}

fn figures(view: &RollView) -> Vec<FigureBox> {
    let totals = view.stored.totals;
    let figure =
        |name: &str, value: String, unit: String, is_alert| FigureBox { name: name.to_owned(), value, unit, is_alert };
    let mut all = vec![
        figure("Người trên danh sách", show_count(totals.people), "người".to_owned(), false),
        figure("Số tiền phải chi", totals.total.to_string(), String::new(), false),
    ];
    for (kind, people, amount) in view.kinds.iter().filter(|one| one.0 != LineKind::Regular) {
        let unit = format!("{} người", show_count(*people));
        all.push(figure(&capital(kind.shown()), amount.to_string(), unit, *kind == LineKind::OverPayment));
    }
    for count in view.answers.iter().filter(|count| count.answer == PayerAnswer::Unpaid) {
        let unit = format!("{} người", show_count(count.people));
        all.push(figure("Chưa nhận", count.amount.to_string(), unit, true));
    }
    all
}

fn bridge_table(view: &RollView) -> Option<BridgeTable> {
    let before = view.bridge.before.as_ref()?;
    let run = view.stored.run.id;
    let part = |part: &domain::payment::BridgePart| BridgeRow {
        cause: capital(part.cause.shown()),
        people: show_count(part.people),
        amount: part.amount,
        href: format!("/danh-sach/{run}/tang-giam/{}", part.cause.key()),
    };
    Some(BridgeTable {
        before_name: format!("Tháng {}", show_month(before.month)),
        before: view.bridge.bridge.before,
        parts: view.bridge.bridge.parts.iter().map(part).collect(),
        after_name: format!("Tháng {}", show_month(view.stored.run.month)),
        after: view.bridge.bridge.after,
    })
}

fn tables(view: &RollView, may_export: bool) -> Vec<TotalsTable> {
    let run = view.stored.run.id;
    let (lines, sheets) = (format!("/danh-sach/{run}/nguoi"), format!("/danh-sach/{run}/tep/{PAY_SHEET}"));
    let units = view.units.iter().map(|unit| TotalsRow {
        name: unit.unit_name.clone(),
        people: show_count(unit.people),
        money: unit.amount,
        href: super::address::of(&lines, &[("xa", &unit.unit.0)]),
        sheet: may_export.then(|| super::address::of(&sheets, &[("xa", &unit.unit.0)])),
    });
    let groups = view.groups.iter().map(|group| TotalsRow {
        name: group.group_name.clone(),
        people: show_count(group.people),
        money: group.amount,
        href: super::address::of(&lines, &[("nhom", &group.group)]),
        sheet: None,
    });
    let table = |title: &str, of: &str, rows: Vec<TotalsRow>| TotalsTable {
        title: title.to_owned(),
        of: of.to_owned(),
        has_sheets: rows.iter().any(|row| row.sheet.is_some()),
        rows,
    };
    vec![
        table("Theo xã, thị trấn", "Xã, thị trấn", units.collect()),
        table("Theo nhóm hưởng", "Nhóm hưởng", groups.collect()),
    ]
}
