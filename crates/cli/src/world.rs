//! The outside world: the clock, the disk, the operating system's chance.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::Context;
use domain::kernel::Moment;
use office::{Acting, Db, Location, Office};

/// For tests of the whole program, which must not depend on the day they run: the moment at which its clock stands.
const CLOCK_STANDS_AT: &str = "ANSINH_NOW";

/// The moment it is now.
pub fn now() -> Moment {
    static STANDING: OnceLock<Option<Moment>> = OnceLock::new();
    STANDING.get_or_init(standing_clock).unwrap_or_else(running_clock)
}

/// Never silent: whoever starts the program sees that its records will not bear the true time.
fn standing_clock() -> Option<Moment> {
    let asked = std::env::var(CLOCK_STANDS_AT).ok()?;
    let Ok(moment) = asked.parse() else {
        eprintln!("Lỗi: {CLOCK_STANDS_AT}={asked} không phải một thời điểm; viết dạng 2021-04-28T01:00:00Z");
        std::process::exit(1);
    };
    eprintln!("Đồng hồ đứng ở {moment} ({CLOCK_STANDS_AT}); chỉ dùng để thử chương trình.");
    Some(moment)
}

fn running_clock() -> Moment {
    let now = jiff::Timestamp::now().to_string();
    let second = now.split(['.', 'Z']).next().unwrap_or_default();
    format!("{second}Z").parse().expect("the clock tells a moment")
}

pub fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file)
        .with_context(|| format!("không đọc được tệp {}; kiểm tra đường dẫn và quyền đọc", file.display()))
}

/// Writes a file whole or not at all.
pub fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let half = file.with_extension("dang-ghi");
    let written = std::fs::write(&half, bytes).and_then(|()| std::fs::rename(&half, file));
    written.with_context(|| format!("không ghi được tệp {}; kiểm tra thư mục và dung lượng đĩa", file.display()))
}

/// Where the records are, as the arguments say.
pub fn location(data: &Path, database: Option<&str>) -> Location {
    match database {
        Some(url) => Location::Postgres(url.to_owned()),
        None => Location::Folder(data.to_owned()),
    }
}

/// Where to write what belongs to one of several files: the place asked for, or a name made of each file's own.
pub fn beside(out: &Path, file: &Path, files: usize) -> PathBuf {
    match files {
        1 => out.to_owned(),
        _ => {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            out.with_file_name(format!("{stem}-tra-lai.xlsx"))
        }
    }
}

pub fn open(data: &Path, database: Option<&str>) -> anyhow::Result<(Office, Db)> {
    let office = Office::load()?;
    let db = Db::open(&location(data, database)).context("không mở được dữ liệu")?;
    Ok((office, db))
}

/// The name of a file as lists and messages show it.
pub fn file_name(file: &Path) -> String {
    file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Somebody acting from the command line, now.
pub fn acting(user: Option<domain::kernel::UserId>) -> Acting<'static> {
    Acting::holder(user, now())
}

pub fn default_data() -> PathBuf {
    PathBuf::from("ansinh-data")
}

/// Prints a line; a reader who has seen enough (`| head`) ends the program quietly.
pub fn print_line(line: std::fmt::Arguments<'_>) {
    use std::io::Write;
    if writeln!(std::io::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
}

/// `println!` that does not mind a closed pipe.
macro_rules! say {
    ($($argument:tt)*) => { $crate::world::print_line(format_args!($($argument)*)) };
}
pub(crate) use say;
