use std::path::Path;

use anyhow::Context;
use domain::kernel::{UnitId, UserId};
use domain::payment::Run;
use office::read::{self, RollView};
use office::roll::{self, DraftOrder, RollKey};
use office::{Acting, Db, Office, profile, users};
use paper::template::{PaymentResult, read as read_list};
use serde_json::json;

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
        args::Roll::Send { which } => {
            step(&which, Hand::Officer, |_, db, acting, run| Ok(roll::send(db, acting, run.id)?))
        }
        args::Roll::Confirm { which, file } => {
            let bytes = world::read(&file)?;
            let name = world::file_name(&file);
            step(&which, Hand::Officer, |_, db, acting, run| {
                let read = read_list::<PaymentResult>(&paper::grid::open(&name, &bytes)?)?;
                if let Some(reject) = read.rejects.first() {
                    anyhow::bail!("{} dòng không đọc được, dòng đầu: {reject}", read.rejects.len());
                }
                Ok(roll::confirm(db, acting, run.id, &roll::answers_from(&read.rows)?)?)
            })
        }
        args::Roll::Close { which } => {
            step(&which, Hand::Chief, |_, db, acting, run| Ok(roll::close(db, acting, run.id)?))
        }
    }
}

struct Opened {
    office: Office,
    db: Db,
    acting: Acting,
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
    let view = read::roll(&opened.office, &opened.db, drafted.run)?;
    tell(&view, which.json)
}

fn show(which: &Which, out: Option<&Path>) -> anyhow::Result<()> {
    let opened = open(which, Hand::Nobody)?;
    let run = roll::need_live(&opened.db, &key(which, &opened))?;
    if let Some(out) = out {
        let bytes = match out.extension().and_then(|kind| kind.to_str()) {
            Some("csv") => read::payer_csv(&opened.office, &opened.db, run.id, opened.acting.now)?,
            _ => read::pay_sheet(&opened.office, &opened.db, run.id, opened.acting.now)?,
        };
        world::write(out, &bytes)?;
    }
    tell(&read::roll(&opened.office, &opened.db, run.id)?, which.json)
}

fn step(
    which: &Which,
    hand: Hand,
    step: impl FnOnce(&Office, &Db, Acting, &Run) -> anyhow::Result<Run>,
) -> anyhow::Result<()> {
    let opened = open(which, hand)?;
    let run = roll::need_live(&opened.db, &key(which, &opened))?;
    let run = step(&opened.office, &opened.db, opened.acting, &run)?;
    tell(&read::roll(&opened.office, &opened.db, run.id)?, which.json)
}

fn tell(view: &RollView, as_json: bool) -> anyhow::Result<()> {
    let run = &view.stored.run;
    let bridge = &view.bridge.bridge;
    if as_json {
        return print_json(&json!({
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
            "may_be_stale": view.may_be_stale,
        }));
    }
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
    if view.may_be_stale {
        say!("Hồ sơ đã thay đổi sau khi lập; nên lập lại trước khi duyệt.");
    }
    Ok(())
}
