//! Hôm nay: where each scheme's month stands, what waits, what the last months cost.

use askama::Template;
use axum::extract::State as Given;
use axum::response::Html;
use domain::kernel::{Dong, show_count, show_day, show_month};
use domain::payment::Stage;
use office::read::{MonthMoney, SchemeToday, Today};

use super::page;
use crate::chart::{Chart, ChartRow};
use crate::session::Visitor;
use crate::show::{Chip, Frame, Section, Tone};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "today.html")]
pub struct TodayPage {
    pub frame: Frame,
    pub today: String,
    /// How many people the registers hold.
    pub people: String,
    pub schemes: Vec<SchemeCard>,
    pub work: Vec<WorkItem>,
    pub chart: Option<Chart>,
}

#[derive(Debug, Clone)]
pub struct SchemeCard {
    pub name: String,
    pub href: String,
    pub month: String,
    pub stage: Chip,
    pub people: String,
    pub money: Dong,
    /// `None` until the payer has answered.
    pub unpaid: Option<String>,
}

#[derive(Debug, Clone)]
pub struct WorkItem {
    pub text: String,
    pub count: Chip,
    pub href: Option<String>,
}

pub async fn show(Given(state): Given<State>, visitor: Visitor) -> Result<Html<String>, PageError> {
    let now = (state.clock)();
    let read = state.ask(&visitor, office::read::today).await?;
    page(&TodayPage {
        frame: Frame::new(visitor, Section::Today),
        today: show_day(now.vietnam_day()),
        people: show_count(read.people),
        schemes: read.schemes.iter().map(scheme_card).collect(),
        work: work(&read),
        chart: chart(&read.months),
    })
}

fn scheme_card(scheme: &SchemeToday) -> SchemeCard {
    let is_answered = matches!(scheme.stage, Stage::Confirmed | Stage::Closed);
    SchemeCard {
        name: scheme.scheme_name.clone(),
        href: format!("/danh-sach/{}", scheme.run),
        month: show_month(scheme.month),
        stage: Chip::stage(scheme.stage),
        people: show_count(scheme.people),
        money: scheme.total,
        unpaid: is_answered.then(|| format!("{} dòng, {}", show_count(scheme.unpaid_lines), scheme.unpaid)),
    }
}

fn work(read: &Today) -> Vec<WorkItem> {
    let mut items: Vec<WorkItem> = read.schemes.iter().filter_map(next_step).collect();
    items.extend(read.schemes.iter().filter_map(unpaid));
    if read.open_recoveries > 0 {
        items.push(WorkItem {
            text: format!("Vụ chi quá chưa thu hồi xong, còn {}", read.owed),
            count: Chip::new(Tone::Bad, show_count(read.open_recoveries)),
            href: None,
        });
    }
    items
}

/// What the newest roll of a scheme waits for.
fn next_step(scheme: &SchemeToday) -> Option<WorkItem> {
    let (step, tone) = match scheme.stage {
        Stage::Draft => ("chờ duyệt", Tone::Warn),
        Stage::Approved => ("chờ gửi đơn vị chi trả", Tone::Calm),
        Stage::Sent => ("chờ kết quả chi trả", Tone::Calm),
        Stage::Confirmed => ("chờ khóa sổ", Tone::Calm),
        Stage::Closed | Stage::Superseded => return None,
    };
    Some(WorkItem {
        text: format!("{} tháng {}", scheme.scheme_name, show_month(scheme.month)),
        count: Chip::new(tone, step),
        href: Some(format!("/danh-sach/{}", scheme.run)),
    })
}

fn unpaid(scheme: &SchemeToday) -> Option<WorkItem> {
    (scheme.unpaid_lines > 0).then(|| WorkItem {
        text: format!("{} tháng {}: khoản chưa nhận", scheme.scheme_name, show_month(scheme.month)),
        count: Chip::new(Tone::Bad, show_count(scheme.unpaid_lines)),
        href: Some(format!("/danh-sach/{}", scheme.run)),
    })
}

/// One group of bars for a month, one bar for a scheme; rolls of one scheme and month stand in one bar.
fn chart(money: &[MonthMoney]) -> Option<Chart> {
    let mut schemes: Vec<&MonthMoney> = Vec::new();
    let mut rows: Vec<(domain::kernel::Month, Vec<Option<Dong>>)> = Vec::new();
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
    (!rows.is_empty()).then(|| Chart::new("Kinh phí chi trả các tháng gần đây", names, rows))
}
