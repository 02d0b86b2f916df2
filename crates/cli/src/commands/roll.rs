use std::path::Path;

use anyhow::{Context, bail};
use domain::kernel::{Dong, UnitId, UserId};
use domain::payment::{Run, Stage};
use office::read::{self, ReasonSum, RollView};
use office::register::{Intent, RowNote};
use office::roll::{self, DraftOrder, Heard, Reconciled, RollKey};
use office::{Acting, Db, Office, profile, users};
use serde_json::{Value, json};

use super::import::find_user;
use super::print_json;
use crate::args::{self, Which};
use crate::world::{self, say};

/// Who acts when nobody is named: each step by the kind of person who does it in an office.
#[derive(Clone, Copy)]
enum Hand {
    Officer,
    Chief,
    /// Looking changes nothing, so nobody needs to be named.
    Nobody,
}

pub fn run(args: args::Roll) -> anyhow::Result<()> {
    match args {
        args::Roll::Draft { which, months_ahead } => draft(&which, months_ahead),
        args::Roll::Show { which, out } => show(&which, out.as_deref()),
        args::Roll::Approve { which } => {
            step(&which, Hand::Chief, |office, db, acting, run| Ok(roll::approve(office, db, acting, run.id)?))
        }
        args::Roll::Send { which, drawn } => step(&which, Hand::Officer, |_, db, acting, run| {
            let sent = roll::send(db, acting, run.id)?;
            if let Some(drawn) = drawn {
                roll::set_drawn(db, acting, run.id, Dong(drawn))?;
            }
            Ok(sent)
        }),
        args::Roll::Confirm { which, file, dry_run } => confirm(&which, &file, dry_run),
        args::Roll::Reconcile { which, drawn, payer_total } => reconcile(&which, drawn, payer_total),
        args::Roll::Close { which } => {
            step(&which, Hand::Chief, |_, db, acting, run| Ok(roll::close(db, acting, run.id)?))
        }
    }
}

struct Opened {
    office: Office,
    db: Db,
    acting: Acting<'static>,
    unit: UnitId,
}

fn open(which: &Which, hand: Hand) -> anyhow::Result<Opened> {
    let (office, db) = world::open(&which.at.data, which.at.database.as_deref())?;
    let user = match (find_user(&db, which.user.as_deref())?, hand) {
        (Some(user), _) => Some(user),
        (None, Hand::Officer) => users::find_by_role(&db, "chuyen_vien")?.map(|user| user.user),
        (None, Hand::Chief) => Some(chief(&db)?),
        (None, Hand::Nobody) => None,
    };
    let acting = world::acting(user);
    let unit = match &which.unit {
        Some(code) => {
            let unit = office.units.by_code(code, which.month.first_day());
            unit.with_context(|| format!("không có đơn vị mã {code} vào tháng {}", which.month))?.id.clone()
        }
        None => profile::find(&db, acting.now)?.context("chưa thiết lập đơn vị")?.unit,
    };
    Ok(Opened { office, db, acting, unit })
}

/// Somebody must answer for an approval; an office of several chiefs names one by --user.
fn chief(db: &Db) -> anyhow::Result<UserId> {
    let found = users::find_by_role(db, "lanh_dao")?;
    let missing = "chưa có người dùng vai trò lanh_dao; thêm bằng `ansinh user add`, hoặc nêu --user";
    Ok(found.context(missing)?.user)
}

fn key(which: &Which, opened: &Opened) -> RollKey {
    RollKey { scheme: which.scheme.clone(), month: which.month, unit: opened.unit.clone() }
}

fn draft(which: &Which, months_ahead: u8) -> anyhow::Result<()> {
    let opened = open(which, Hand::Officer)?;
    let order =
        DraftOrder { scheme: which.scheme.clone(), month: which.month, months_ahead, unit: Some(opened.unit.clone()) };
    let drafted = roll::draft(&opened.office, &opened.db, opened.acting, &order)?;
    for problem in &drafted.problems {
        eprintln!(
            "Cần xem: người {}, kỳ hưởng {}, tháng {}: chưa có mức trong luật",
            problem.person, problem.spell, problem.month
        );
    }
    for (person, says) in &drafted.reviews {
        eprintln!("Cần xem: người {person}, trùng hưởng: {says}");
    }
    for person in &drafted.without_unit {
        eprintln!("Cần xem: người {person} chưa có nơi cư trú nên không lên danh sách nào");
    }
    let view = read::roll(&opened.office, &opened.db, opened.acting, drafted.run)?;
    tell(&view, which.json)
}

fn show(which: &Which, out: Option<&Path>) -> anyhow::Result<()> {
    let opened = open(which, Hand::Nobody)?;
    let run = roll::need_live(&opened.db, &key(which, &opened))?;
    if let Some(out) = out {
        let bytes = match out.extension().and_then(|kind| kind.to_str()) {
            Some("csv") => read::payer_csv(&opened.office, &opened.db, opened.acting, run.id)?,
            _ => read::pay_sheet(&opened.office, &opened.db, opened.acting, run.id, None)?,
        };
        world::write(out, &bytes)?;
    }
    tell(&read::roll(&opened.office, &opened.db, opened.acting, run.id)?, which.json)
}

fn step(
    which: &Which,
    hand: Hand,
    step: impl FnOnce(&Office, &Db, Acting, &Run) -> anyhow::Result<Run>,
) -> anyhow::Result<()> {
    let opened = open(which, hand)?;
    let run = roll::need_live(&opened.db, &key(which, &opened))?;
    let run = step(&opened.office, &opened.db, opened.acting, &run)?;
    tell(&read::roll(&opened.office, &opened.db, opened.acting, run.id)?, which.json)
}

fn confirm(which: &Which, file: &Path, dry_run: bool) -> anyhow::Result<()> {
    let opened = open(which, Hand::Officer)?;
    let run = roll::need_live(&opened.db, &key(which, &opened))?;
    let (name, bytes) = (world::file_name(file), world::read(file)?);
    let intent = if dry_run { Intent::Preview } else { Intent::Save };
    let heard = roll::confirm_file(&opened.office, &opened.db, opened.acting, run.id, (&name, &bytes), intent)?;
    let view = read::roll(&opened.office, &opened.db, opened.acting, run.id)?;
    match which.json {
        true => {
            let mut shown = as_json(&view);
            shown["confirm"] = heard_as_json(&heard);
            print_json(&shown)?;
        }
        false => {
            tell_heard(&heard);
            match dry_run {
                true => say!("Chỉ xem trước; chưa lưu gì."),
                false => tell(&view, false)?,
            }
        }
    }
    match heard.exceptions.len() {
        0 => Ok(()),
        rows => bail!(
            "{rows} dòng cần cán bộ xem; sửa hoặc hỏi lại đơn vị chi trả rồi nhập lại tệp (dòng đã ghi không bị lặp)"
        ),
    }
}

fn heard_as_json(heard: &Heard) -> Value {
    json!({
        "file": heard.file,
        "saved": heard.saved,
        "rows": heard.rows,
        "paid": heard.paid,
        "unpaid": heard.unpaid,
        "unchanged": heard.unchanged,
        "exceptions": heard.exceptions,
        "warnings": heard.warnings,
        "unanswered": heard.unanswered,
        "unanswered_lines": heard.unanswered_lines(),
    })
}

fn tell_heard(heard: &Heard) {
    say!("{}: đọc {} dòng kết quả", heard.file, heard.rows);
    say!("  đã nhận   {:>7} dòng  {:>20}", heard.paid.lines, heard.paid.amount.to_string());
    say!("  chưa nhận {:>7} dòng  {:>20}", heard.unpaid.lines, heard.unpaid.amount.to_string());
    say!("  đã ghi từ trước, không đổi: {} dòng", heard.unchanged);
    let list = |title: &str, notes: &[RowNote]| {
        if !notes.is_empty() {
            say!("  {title}: {}", notes.len());
            notes.iter().for_each(|note| say!("    {}: {}", note.source, note.says));
        }
    };
    list("cần cán bộ xem", &heard.exceptions);
    list("lưu ý", &heard.warnings);
    match heard.unanswered_lines() {
        0 => say!("  mọi dòng của danh sách đã có kết quả"),
        lines => {
            say!("  chưa có kết quả: {lines} dòng");
            for unit in &heard.unanswered {
                say!("    {:<28} {:>7} dòng  {:>20}", unit.unit, unit.lines, unit.amount.to_string());
            }
        }
    }
}

fn reconcile(which: &Which, drawn: Option<i64>, payer_total: Option<i64>) -> anyhow::Result<()> {
    let hand = if drawn.is_some() || payer_total.is_some() { Hand::Officer } else { Hand::Nobody };
    let opened = open(which, hand)?;
    let run = roll::need_live(&opened.db, &key(which, &opened))?;
    if let Some(drawn) = drawn {
        roll::set_drawn(&opened.db, opened.acting, run.id, Dong(drawn))?;
    }
    if let Some(total) = payer_total {
        roll::set_payer_total(&opened.db, opened.acting, run.id, Dong(total))?;
    }
    let reconciled = roll::reconcile(&opened.db, run.id)?;
    match which.json {
        true => print_json(&reconciled),
        false => {
            tell_reconciled(&reconciled);
            Ok(())
        }
    }
}

fn tell_reconciled(sums: &Reconciled) {
    let said = |amount: Option<Dong>| amount.map_or("chưa có số".to_owned(), |amount| amount.to_string());
    let all = [
        ("Danh sách", sums.roll.to_string()),
        ("Đã nhận", sums.paid.to_string()),
        ("Chưa nhận", sums.unpaid.to_string()),
        ("Chưa có kết quả", sums.unanswered.to_string()),
        ("Đơn vị chi trả cộng", said(sums.payer_total)),
        ("Đã rút ở kho bạc", said(sums.drawn)),
    ];
    say!("Đối chiếu:");
    for (name, amount) in all {
        say!("  {name:<28} {amount:>20}");
    }
    match sums.differences.is_empty() {
        true => say!("  Các số đã có đều khớp."),
        false => sums.differences.iter().for_each(|difference| say!("  Lệch: {difference}")),
    }
}

fn tell_reasons(reasons: &[ReasonSum]) {
    if !reasons.is_empty() {
        say!("Chưa nhận, theo lý do:");
    }
    for reason in reasons {
        say!("  {:<44} {:>7} người  {:>20}", reason.name, reason.people, reason.amount.to_string());
    }
}

fn as_json(view: &RollView) -> Value {
    let run = &view.stored.run;
    let bridge = &view.bridge.bridge;
    json!({
        "run": run.id,
        "scheme": run.scheme,
        "month": run.month,
        "unit": run.unit,
        "version": run.version,
        "stage": run.state.stage().key(),
        "people": view.stored.totals.people,
        "total": view.stored.totals.total,
        "kinds": view.kinds.iter().map(|(kind, people, amount)| json!({ "kind": kind.key(), "people": people, "amount": amount })).collect::<Vec<_>>(),
        "units": view.units.iter().map(|sum| json!({ "unit": sum.unit_name, "people": sum.people, "amount": sum.amount })).collect::<Vec<_>>(),
        "groups": view.groups.iter().map(|sum| json!({ "group": sum.group, "people": sum.people, "amount": sum.amount })).collect::<Vec<_>>(),
        "bridge": {
            "before": bridge.before,
            "parts": bridge.parts.iter().map(|part| json!({ "cause": part.cause.key(), "people": part.people, "amount": part.amount })).collect::<Vec<_>>(),
            "after": bridge.after,
        },
        "answers": view.answers.iter().map(|one| json!({ "answer": one.answer.key(), "people": one.people, "lines": one.lines, "amount": one.amount })).collect::<Vec<_>>(),
        "reasons": view.reasons.iter().map(|one| json!({ "reason": one.reason_kind, "name": one.name, "people": one.people, "lines": one.lines, "amount": one.amount })).collect::<Vec<_>>(),
        "reconciled": view.reconciled,
        "may_be_stale": view.may_be_stale,
    })
}

fn tell(view: &RollView, in_json: bool) -> anyhow::Result<()> {
    if in_json {
        return print_json(&as_json(view));
    }
    let run = &view.stored.run;
    let bridge = &view.bridge.bridge;
    say!(
        "{} tháng {}, {}: {} — {} người, {}",
        view.scheme_name,
        run.month,
        view.unit_name,
        run.state.stage().shown(),
        view.stored.totals.people,
        view.stored.totals.total
    );
    for (kind, people, amount) in &view.kinds {
        say!("  {:<28} {people:>7} người  {amount:>20}", kind.shown());
    }
    say!("So với danh sách trước: {}", bridge.before);
    for part in &bridge.parts {
        say!("  {:<28} {:>7} người  {:>20}", part.cause.shown(), part.people, part.amount.to_string());
    }
    say!("Còn lại: {}", bridge.after);
    if stage_has_answers(run.state.stage()) {
        tell_reasons(&view.reasons);
        tell_reconciled(&view.reconciled);
    }
    if view.may_be_stale {
        say!("Hồ sơ đã thay đổi sau khi lập; nên lập lại trước khi duyệt.");
    }
    Ok(())
}

fn stage_has_answers(stage: Stage) -> bool {
    match stage {
        Stage::Sent | Stage::Confirmed | Stage::Closed => true,
        Stage::Draft | Stage::Superseded | Stage::Approved | Stage::Unlocked => false,
    }
}
