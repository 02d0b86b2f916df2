//! The lists that leave the office, each as a file.

use std::path::PathBuf;

use anyhow::Context;
use domain::kernel::{Month, UnitId};
use office::outgoing::{self, ListAsk, ListFile};
use office::roster::{self, Filter};
use office::{Acting, Db, Office, profile};

use crate::args::{self, ExportKind};
use crate::world::{self, say};

pub fn run(args: &args::Export) -> anyhow::Result<()> {
    let (office, db) = world::open(&args.at.data, args.at.database.as_deref())?;
    let file = make(&office, &db, args)?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(&file.name));
    world::write(&out, &file.bytes)?;
    say!("Đã ghi {}", out.display());
    file.notes.iter().for_each(|note| say!("  lưu ý: {note}"));
    Ok(())
}

fn make(office: &Office, db: &Db, args: &args::Export) -> anyhow::Result<ListFile> {
    let acting = world::acting(None);
    let unit = unit(office, db, args)?;
    let list = |make: fn(&Office, &Db, Acting, &ListAsk) -> Result<ListFile, office::OfficeError>| {
        let ask = ListAsk { scheme: scheme(args)?, month: month(args)?, unit: unit.clone() };
        Ok(make(office, db, acting, &ask)?)
    };
    match args.kind {
        ExportKind::PayList => list(outgoing::pay_list),
        ExportKind::PaySummary => list(outgoing::pay_summary),
        ExportKind::Changes => list(outgoing::changes),
        ExportKind::InsuranceD03 => list(outgoing::insurance_d03),
        ExportKind::InsuranceD07 => list(outgoing::insurance_d07),
        ExportKind::MemberStatus => list(outgoing::member_status),
        ExportKind::Gifts => Ok(outgoing::gifts(office, db, acting, args.month, unit.as_ref())?),
        ExportKind::Roster => {
            let filter = Filter { unit, scheme: args.scheme.clone() };
            Ok(roster::export(office, db, acting, &filter)?)
        }
    }
}

fn month(args: &args::Export) -> anyhow::Result<Month> {
    args.month.context("cần --month, ví dụ --month 2021-04")
}

fn scheme(args: &args::Export) -> anyhow::Result<String> {
    args.scheme.clone().context("cần --scheme: btxh, ncc hoặc htxh")
}

/// The unit of the month asked for, or else of the office's own days.
fn unit(office: &Office, db: &Db, args: &args::Export) -> anyhow::Result<Option<UnitId>> {
    let Some(code) = &args.unit else { return Ok(None) };
    let now = world::now();
    let profile = profile::find(db, now)?.context("chưa thiết lập đơn vị")?;
    let working_day = profile.working_day(office, now.vietnam_day());
    let days = [args.month.map_or(working_day, Month::first_day), working_day];
    let found = days.into_iter().find_map(|day| office.units.by_code(code, day));
    Ok(Some(found.with_context(|| format!("không có đơn vị mã {code}"))?.id.clone()))
}
