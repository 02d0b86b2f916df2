//! Hôm nay: what waits for the visitor, where each scheme's month stands, what the communes and the last months cost.

use askama::Template;
use axum::extract::State as Given;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{Day, Dong, Month, show_count, show_day, show_month};
use domain::payment::Stage;
use office::access::{Act, Rights};
use office::read::{Dated, MonthMoney, SchemeToday, Today, Upkeep, Urgency, WaitingCount};

use super::page;
use crate::chart::{Chart, ChartRow};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone};
use crate::tiles::TileMap;
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "today.html")]
pub struct TodayPage {
    pub frame: Frame,
    pub today: String,
    /// How many people the registers hold, for whoever may look for them.
    pub people: Option<String>,
    pub handover: bool,
    pub work: Vec<WorkGroup>,
    pub schemes: Vec<SchemeCard>,
    pub map: Option<TileMap>,
    pub chart: Option<Chart>,
    pub calendar: Vec<CalendarRow>,
}

#[derive(Debug, Clone)]
pub struct WorkGroup {
    pub name: &'static str,
    pub items: Vec<WorkItem>,
}

#[derive(Debug, Clone)]
pub struct WorkItem {
    pub text: String,
    /// What the count is made of.
    pub parts: String,
    pub count: Chip,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct SchemeCard {
    pub name: String,
    pub href: String,
    pub month: String,
    pub stage: Chip,
    pub people: String,
    pub money: Dong,
    /// `None` until the payer has answered every line.
    pub paid: Option<Dong>,
    pub unpaid: Option<String>,
    pub owed: Option<Dong>,
    /// `+3.240.000 đ so với 03/2021`, with whether it is a fall.
    pub change: Option<(String, bool)>,
}

#[derive(Debug, Clone)]
pub struct CalendarRow {
    pub day: String,
    pub what: String,
    pub href: Option<String>,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Response, PageError> {
    // On its first day an office has not said where it is; whoever may say it is asked.
    if visitor.office.is_empty() && visitor.rights.may(Act::OfficeSet) {
        return Ok(Redirect::to("/quan-tri/dia-ban").into_response());
    }
    let today = (state.clock)().vietnam_day();
    let read = state.ask(&visitor, office::read::today).await?;
    Ok(page(&today_page(visitor, today, &read))?.into_response())
}

fn today_page(visitor: Visitor, today: Day, read: &Today) -> TodayPage {
    let rights = visitor.rights.clone();
    let mut work = work_groups(&read.work);
    work.extend(read.upkeep.as_ref().and_then(upkeep_group));
    TodayPage {
        frame: Frame::new(visitor, Section::Today),
        today: show_day(today),
        people: read.people.map(show_count),
        handover: rights.may(Act::HandoverRead),
        work,
        schemes: read.schemes.iter().map(|scheme| scheme_card(scheme, &rights)).collect(),
        map: TileMap::of(&read.communes),
        chart: chart(&read.months),
        calendar: read.calendar.iter().map(calendar_row).collect(),
    }
}

pub fn work_groups(counts: &[WaitingCount]) -> Vec<WorkGroup> {
    let group = |urgency: Urgency| {
        let mine = counts.iter().filter(|one| one.kind.urgency() == urgency);
        WorkGroup { name: urgency.shown(), items: mine.map(work_item).collect() }
    };
    Urgency::ALL.into_iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

fn work_item(one: &WaitingCount) -> WorkItem {
    const PARTS_SHOWN: usize = 3;
    let named = one.parts.iter().filter(|part| !part.0.is_empty());
    let mut parts: Vec<String> =
        named.clone().take(PARTS_SHOWN).map(|(name, count)| format!("{name}: {}", show_count(*count))).collect();
    if PARTS_SHOWN < named.count() {
        parts.push("…".to_owned());
    }
    let tone = match one.kind.urgency() {
        Urgency::Now => Tone::Bad,
        Urgency::Soon => Tone::Warn,
        Urgency::Watch => Tone::Mute,
    };
    WorkItem {
        text: one.kind.name().to_owned(),
        parts: parts.join(" · "),
        count: Chip::new(tone, show_count(one.count)),
        href: format!("/viec/{}", one.kind.key()),
    }
}

/// What the administrator has to see to, if anything.
fn upkeep_group(upkeep: &Upkeep) -> Option<WorkGroup> {
    let item = |text: &str, parts: &str, count: i64| WorkItem {
        text: text.to_owned(),
        parts: parts.to_owned(),
        count: Chip::new(Tone::Warn, show_count(count)),
        href: "/quan-tri/nguoi-dung".to_owned(),
    };
    let backup = upkeep.is_backup_late.then(|| WorkItem {
        text: match upkeep.last_backup {
            Some(day) => format!("Lần sao lưu gần nhất: {}", show_day(day)),
            None => "Nhật ký chưa ghi lần sao lưu nào".to_owned(),
        },
        parts: "Sao lưu ra ổ đĩa khác và thử khôi phục một lần".to_owned(),
        count: Chip::new(Tone::Bad, "cần làm"),
        href: "/quan-tri/sao-luu".to_owned(),
    });
    let factor = (0 < upkeep.without_second_factor).then(|| {
        item("Tài khoản chưa bật mã xác thực", "Nhắc người dùng bật ở trang tài khoản", upkeep.without_second_factor)
    });
    let unused = (0 < upkeep.never_signed_in).then(|| {
        item("Tài khoản chưa đăng nhập lần đầu", "Còn dùng mật khẩu tạm; khóa nếu không cần", upkeep.never_signed_in)
    });
    let items: Vec<WorkItem> = [backup, factor, unused].into_iter().flatten().collect();
    (!items.is_empty()).then_some(WorkGroup { name: "Quản trị", items })
}

fn scheme_card(scheme: &SchemeToday, rights: &Rights) -> SchemeCard {
    let is_answered = matches!(scheme.stage, Stage::Confirmed | Stage::Closed);
    let change = scheme.before.as_ref().map(|before| {
        let change = scheme.total - before.total;
        let sign = if change.is_positive() { "+" } else { "" };
        (format!("{sign}{change} so với {}", show_month(before.month)), change < Dong::ZERO)
    });
    SchemeCard {
        name: scheme.scheme_name.clone(),
        href: format!("/danh-sach/{}", scheme.run),
        month: show_month(scheme.month),
        stage: Chip::stage(scheme.stage),
        people: show_count(scheme.people),
        money: scheme.total,
        paid: scheme.paid,
        unpaid: (is_answered || 0 < scheme.unpaid_lines)
            .then(|| format!("{} ({} dòng)", scheme.unpaid, show_count(scheme.unpaid_lines))),
        owed: rights.may(Act::RecoveryRead).then_some(scheme.owed),
        change,
    }
}

pub fn calendar_row(dated: &Dated) -> CalendarRow {
    CalendarRow {
        day: show_day(dated.day),
        what: dated.what.clone(),
        href: dated.kind.map(|kind| format!("/viec/{}", kind.key())),
    }
}

/// One group of bars for a month, one bar for a scheme; rolls of one scheme and month stand in one bar.
fn chart(money: &[MonthMoney]) -> Option<Chart> {
    let mut schemes: Vec<&MonthMoney> = Vec::new();
    let mut rows: Vec<(Month, Vec<Option<Dong>>)> = Vec::new();
    for one in money {
        if !schemes.iter().any(|known| known.scheme == one.scheme) {
            schemes.push(one);
        }
    }
    schemes.sort_by(|a, b| a.scheme.cmp(&b.scheme));
    for one in money {
        if rows.last().is_none_or(|row| row.0 != one.month) {
            rows.push((one.month, vec![None; schemes.len()]));
        }
        let place = schemes.iter().position(|known| known.scheme == one.scheme);
        if let (Some(row), Some(place)) = (rows.last_mut(), place) {
            row.1[place] = Some(one.total);
        }
    }
    let names = schemes.iter().map(|scheme| scheme.scheme_name.clone()).collect();
    let rows: Vec<ChartRow> =
        rows.into_iter().map(|(month, amounts)| ChartRow { month: show_month(month), amounts }).collect();
    (!rows.is_empty()).then(|| Chart::new("Kinh phí chi trả 12 tháng gần đây", names, rows))
}
