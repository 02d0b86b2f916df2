use std::path::Path;

use anyhow::{Context, bail};
use domain::kernel::{UnitId, UserId};
use office::intake::{self, Ask, Imported};
use office::profile::{self, Profile};
use office::register::Intent;
use office::{Db, Office, users};

use super::preview;
use crate::world::say;
use crate::{args, world};

pub fn run(args: &args::Import) -> anyhow::Result<()> {
    let (office, db) = world::open(&args.at.data, args.at.database.as_deref())?;
    let user = find_user(&db, args.user.as_deref())?;
    if let Some(code) = &args.unit {
        set_up(&office, &db, code)?;
    }
    let intent = if args.dry_run { Intent::Preview } else { Intent::Save };
    let mut open_rows = 0;
    for file in &args.files {
        let bytes = world::read(file)?;
        let name = world::file_name(file);
        let ask =
            Ask { kind: args.kind, columns: args.column.clone(), month: args.month, ..Ask::new(&name, &bytes, intent) };
        let imported = intake::import(&office, &db, world::acting(user), &ask).with_context(|| name.clone())?;
        match args.json {
            true => preview::print_json(&imported)?,
            false => preview::tell(&imported),
        }
        if let Some(out) = &args.returned {
            give_back(&imported, &world::beside(out, file, args.files.len()))?;
        }
        open_rows += imported.taken_in.rejects.len() + imported.list.as_ref().map_or(0, |list| list.rejects.len());
    }
    if args.dry_run {
        if !args.json {
            say!("Chỉ xem trước; chưa lưu gì.");
        }
        return Ok(());
    }
    if !args.json {
        say!("Đã lưu.");
    }
    match (open_rows, &args.returned) {
        (0, _) => Ok(()),
        (rejected, Some(_)) => {
            bail!(
                "{rejected} dòng không nhập được đã ghi vào tệp trả lại; sửa rồi nhập tệp đó (dòng đã nhập không bị lặp)"
            )
        }
        (rejected, None) => bail!(
            "{rejected} dòng không nhập được; thêm --returned TỆP.xlsx để nhận lại các dòng đó kèm lý do, sửa rồi nhập lại \
             (dòng đã nhập không bị lặp)"
        ),
    }
}

fn give_back(imported: &Imported, out: &Path) -> anyhow::Result<()> {
    match intake::returned(imported)? {
        Some(bytes) => {
            world::write(out, &bytes)?;
            say!("Đã ghi các dòng cần xử lý vào {}", out.display());
        }
        None => say!("Không có dòng nào cần xử lý."),
    }
    Ok(())
}

fn set_up(office: &Office, db: &Db, code: &str) -> anyhow::Result<()> {
    let acting = world::acting(None);
    if profile::find(db, acting.now)?.is_some() {
        return Ok(());
    }
    // A district that has been merged away is named by its code and year, 333@2021.
    let by_id = || office.units.find(&UnitId(code.to_owned()));
    let unit = office.units.by_code(code, acting.today()).or_else(by_id);
    let unit =
        unit.with_context(|| format!("không có đơn vị mã {code} vào hôm nay trong danh mục đơn vị hành chính"))?;
    profile::set(db, acting, &Profile::of_unit(office, &unit.id))?;
    Ok(())
}

pub fn find_user(db: &Db, login: Option<&str>) -> anyhow::Result<Option<UserId>> {
    let Some(login) = login else { return Ok(None) };
    let found = users::find_by_login(db, login)?;
    Ok(Some(found.with_context(|| format!("không có người dùng “{login}”"))?.user))
}

pub fn template(args: &args::Template) -> anyhow::Result<()> {
    let out = args.out.clone().unwrap_or_else(|| format!("mau-{}.xlsx", args.kind).into());
    // Whoever only wants a template need not have an office yet.
    let has_office = args.at.database.is_some() || args.at.data.exists();
    let (office, db) = match has_office {
        true => world::open(&args.at.data, args.at.database.as_deref()).map(|(office, db)| (office, Some(db)))?,
        false => (Office::load()?, None),
    };
    world::write(&out, &intake::template_for(&office, db.as_ref(), world::acting(None), args.kind)?)?;
    say!("Đã ghi {}", out.display());
    Ok(())
}
