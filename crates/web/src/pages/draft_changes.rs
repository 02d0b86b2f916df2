//! Whose lines would change if a draft were drawn up now, before it is.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{Dong, RunId, show_count, show_moment, show_month};
use domain::payment::LineKind;
use office::roll::{ChangedLine, ChangedPerson, DraftChanges, Since};

use super::{page, read};
use crate::session::Visitor;
use crate::show::{Frame, Section, capital, person_href};
use crate::{PageError, State};

/// How many people stand on the page; the totals are of all.
const SHOWN: usize = 200;

#[derive(Debug, Clone, Template)]
#[template(path = "draft_changes.html")]
pub struct ChangesPage {
    pub frame: Frame,
    pub title: String,
    pub roll_href: String,
    pub caption: String,
    pub people: Vec<ChangeRow>,
    pub before: Dong,
    pub after: Dong,
    pub before_people: String,
    pub after_people: String,
}

#[derive(Debug, Clone)]
pub struct ChangeRow {
    pub href: String,
    pub name: String,
    pub birth: String,
    pub unit: String,
    pub before: Vec<String>,
    pub after: Vec<String>,
    pub why: Vec<String>,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Path(run): Path<String>,
) -> Result<Response, PageError> {
    let run: RunId = read(&run)?;
    let asked = state.ask(&visitor, move |house, db, acting| {
        let view = office::read::roll(house, db, acting, run)?;
        Ok((view, office::roll::changes_since_draft(house, db, acting, run)?))
    });
    let (view, changes) = match asked.await.map_err(PageError::refusal) {
        Ok(read) => read,
        // No draft any more: the roll's own page says what it has become.
        Err(Ok(_)) => return Ok(Redirect::to(&format!("/danh-sach/{run}")).into_response()),
        Err(Err(fault)) => return Err(fault),
    };
    let title = format!("{} tháng {}", view.scheme_name, show_month(view.stored.run.month));
    Ok((StatusCode::OK, page(&changes_page(Frame::new(visitor, Section::Rolls), run, title, &changes))?)
        .into_response())
}

fn changes_page(frame: Frame, run: RunId, title: String, changes: &DraftChanges) -> ChangesPage {
    let all = changes.people.len();
    let cut = if SHOWN < all { format!("; {SHOWN} người đầu") } else { String::new() };
    ChangesPage {
        frame,
        title,
        roll_href: format!("/danh-sach/{run}"),
        caption: format!("{} người có dòng thay đổi{cut}", show_count(all as i64)),
        people: changes.people.iter().take(SHOWN).map(row).collect(),
        before: changes.before.total,
        after: changes.after.total,
        before_people: show_count(changes.before.people),
        after_people: show_count(changes.after.people),
    }
}

fn row(one: &ChangedPerson) -> ChangeRow {
    let mut why: Vec<String> = one.since.iter().map(since).collect();
    let mut reasons: Vec<String> = one.after.iter().map(|line| capital(line.why.shown())).collect();
    reasons.dedup();
    why.extend(reasons);
    if one.after.is_empty() {
        why.push("Không còn được hưởng theo hồ sơ hiện nay".to_owned());
    }
    ChangeRow {
        href: person_href(one.brief.id),
        name: one.brief.name.clone(),
        birth: one.brief.birth.shown(),
        unit: one.unit_name.clone(),
        before: one.before.iter().map(line).collect(),
        after: one.after.iter().map(line).collect(),
        why,
    }
}

fn line(line: &ChangedLine) -> String {
    let kind = match line.kind {
        LineKind::Regular => String::new(),
        kind => format!(" ({})", kind.shown()),
    };
    format!("{}: {}{kind}", show_month(line.paid_for), line.amount)
}

/// What was recorded, in an official's word for its kind.
fn since(since: &Since) -> String {
    let what = match since.act.split_once('.').map_or("", |parts| parts.0) {
        "death" => "báo tử",
        "residence" => "nơi cư trú",
        "status" => "tình trạng",
        "payee" => "người nhận thay, tài khoản",
        "person" => "thông tin cá nhân",
        "household" => "hộ gia đình",
        "decision" => "quyết định",
        "recovery" => "thu hồi",
        "act" => "hủy việc đã ghi",
        _ => "hồ sơ",
    };
    format!("Ghi {what} lúc {}", show_moment(since.at))
}
