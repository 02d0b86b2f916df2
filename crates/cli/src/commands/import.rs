use anyhow::{Context, bail};
use domain::kernel::UserId;
use office::intake::{self, Imported};
use office::profile::{self, Profile};
use office::register::{Intent, RowNote};
use office::{Db, Office, users};
use paper::template::workbook;

use super::print_json;
use crate::world::say;
use crate::{args, world};

pub fn run(args: &args::Import) -> anyhow::Result<()> {
    let (office, db) = world::open(&args.at.data, args.at.database.as_deref())?;
    let user = find_user(&db, args.user.as_deref())?;
    if let Some(code) = &args.unit {
        set_up(&office, &db, code)?;
    }
    let intent = if args.dry_run { Intent::Preview } else { Intent::Save };
    let mut done: Vec<Imported> = Vec::new();
    for file in &args.files {
        let bytes = world::read(file)?;
        let name = world::file_name(file);
        let imported = intake::import(&office, &db, world::acting(user), (&name, &bytes), intent);
        let imported = imported.with_context(|| name.clone())?;
        if !args.json {
            tell(&imported);
        }
        done.push(imported);
    }
    match args.json {
        true => print_json(&done)?,
        false => say!("{}", if args.dry_run { "Chỉ xem trước; chưa lưu gì." } else { "Đã lưu." }),
    }
    match done.iter().map(|one| one.taken_in.rejects.len()).sum::<usize>() {
        0 => Ok(()),
        rejected => {
            bail!("{rejected} dòng không nhập được; sửa các dòng đã nêu rồi nhập lại tệp (dòng đã nhập không bị lặp)")
        }
    }
}

fn set_up(office: &Office, db: &Db, code: &str) -> anyhow::Result<()> {
    let acting = world::acting(None);
    if profile::find(db, acting.now)?.is_some() {
        return Ok(());
    }
    let unit = office.units.by_code(code, acting.today());
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

fn tell(imported: &Imported) {
    let taken = &imported.taken_in;
    say!("{} ({}): đọc {} dòng", imported.file, imported.kind, imported.rows);
    say!(
        "  người mới {}, người đã có {}, kỳ hưởng mới {}, không đổi {}",
        taken.new_people,
        taken.known_people,
        taken.new_spells,
        taken.unchanged
    );
    let list = |title: &str, notes: &[RowNote]| {
        if !notes.is_empty() {
            say!("  {title}: {}", notes.len());
            notes.iter().for_each(|note| say!("    {}: {}", note.source, note.says));
        }
    };
    list("cần cán bộ xác nhận", &taken.questions);
    list("không nhập được", &taken.rejects);
    list("lưu ý", &taken.warnings);
}

pub fn template(args: &args::Template) -> anyhow::Result<()> {
    let out = args.out.clone().unwrap_or_else(|| format!("mau-{}.xlsx", args.kind).into());
    world::write(&out, &workbook(args.kind)?)?;
    say!("Đã ghi {}", out.display());
    Ok(())
}
