use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use domain::kernel::Day;
use indicatif::{ProgressBar, ProgressStyle};
use office::demo::{self, DemoAccounts};
use office::report::{self, ReportAsk};
use office::{Db, FILE_NAME, Location, Office, upkeep};

use super::serve;
use crate::world::say;
use crate::{args, world};

/// The day of the demo's report, after four months of work.
const REPORT_DAY: (i16, i8, i8) = (2021, 4, 27);
const REPORT_FILE: &str = "bao-cao-6-thang-dau-nam-2021";

pub fn run(args: &args::Demo) -> anyhow::Result<()> {
    let office = Office::load()?;
    let open = || Db::open(&Location::Folder(args.data.clone()));
    if args.data.join(FILE_NAME).exists() {
        if args.no_serve {
            bail!("thư mục {} đã có dữ liệu; hãy chọn --data khác hoặc xóa thư mục đó", args.data.display());
        }
        eprintln!("Thư mục {} đã có dữ liệu; mở lại như cũ.", args.data.display());
        return serve::open(office, open()?, &args.data, &args.reach);
    }
    let accounts = make_whole(&office, args)?;
    let db = open()?;
    write_report(&office, &db, &args.data)?;
    welcome(&accounts, &args.data);
    if args.no_serve { Ok(()) } else { serve::open(office, db, &args.data, &args.reach) }
}

/// The demo is made aside and moved into its place when it is whole, so that a broken one is never opened.
fn make_whole(office: &Office, args: &args::Demo) -> anyhow::Result<DemoAccounts> {
    let aside = args.data.join(format!("dang-dung-{}", std::process::id()));
    let db = Db::open(&Location::Folder(aside.clone()))?;
    let made = make(office, &db, args.seed);
    let moved = made.and_then(|accounts| {
        upkeep::backup(&db, &args.data.join(FILE_NAME))?;
        Ok(accounts)
    });
    drop(db);
    std::fs::remove_dir_all(&aside)?;
    moved
}

fn make(office: &Office, db: &Db, seed: u64) -> anyhow::Result<DemoAccounts> {
    let style = ProgressStyle::with_template("{spinner} [{elapsed}] {msg}")?;
    let bar = ProgressBar::new_spinner().with_style(style);
    bar.enable_steady_tick(Duration::from_millis(120));
    let accounts = demo::run(office, db, seed, &mut rand::rng(), |says| {
        if bar.is_hidden() {
            eprintln!("{says}");
        }
        bar.set_message(says.to_owned());
    })?;
    bar.finish_and_clear();
    Ok(accounts)
}

fn write_report(office: &Office, db: &Db, folder: &Path) -> anyhow::Result<()> {
    let as_of = Day::new(REPORT_DAY.0, REPORT_DAY.1, REPORT_DAY.2).expect("a day");
    let ask = ReportAsk { year: REPORT_DAY.0, half: 1, as_of, known_at: domain::kernel::Moment::end_of(as_of) };
    let made = report::half_year(office, db, ask)?;
    for kind in ["docx", "html", "json"] {
        let file = folder.join(format!("{REPORT_FILE}.{kind}"));
        world::write(&file, &super::report::bytes(&made, kind)?)?;
    }
    for figure in ["N-04", "N-05", "N-06", "N-08", "B-02", "B-03"] {
        if let Some(figure) = made.report.figures.iter().find(|one| one.id == figure) {
            say!("{}  {}: {}", figure.id, figure.label, figure.text);
        }
    }
    say!("Báo cáo: {}", folder.join(format!("{REPORT_FILE}.docx")).display());
    Ok(())
}

fn welcome(accounts: &DemoAccounts, folder: &Path) {
    say!("\nĐơn vị mẫu: {} — mọi người trong dữ liệu đều hư cấu. Dữ liệu: {}", accounts.unit_name, folder.display());
    say!("Đăng nhập (mật khẩu chỉ in một lần):");
    for user in [&accounts.officer, &accounts.chief].into_iter().chain(&accounts.others) {
        say!("  {:<10} {}   {} ({})", user.login, user.password, user.role, user.full_name);
    }
}
