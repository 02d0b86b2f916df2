use anyhow::bail;
use office::{Db, Location, Office, bench};

use crate::args;
use crate::world::{self, say};

pub fn run(args: &args::Bench) -> anyhow::Result<()> {
    let office = Office::load()?;
    match args {
        args::Bench::Dues { people, months } => dues(&office, *people, *months),
        args::Bench::Roll { people, .. } => roll(&office, *people),
        args::Bench::Lists { rows } => lists(&office, *rows),
        args::Bench::Crowd { people, at } => {
            let (office, db) = world::open(&at.data, at.database.as_deref())?;
            Ok(bench::crowd(&office, &db, *people, world::now())?)
        }
        args::Bench::Search { people, questions } => search(&office, *people, *questions),
    }
}

fn dues(office: &Office, people: usize, months: usize) -> anyhow::Result<()> {
    let result = bench::dues(office, people, months, cpu_seconds)?;
    say!("{} người × {} tháng, một luồng", result.people, result.months);
    say!("{} khoản, tổng {}", result.dues, result.total);
    say!("{:.3} giây CPU; {:.2} ns mỗi người-tháng", result.cpu_seconds, result.nanoseconds_per_person_month);
    say!(
        "đối chiếu {} người với đường giải thích: {} và {}",
        result.sample_people,
        result.sample_quick,
        result.sample_explained
    );
    if result.sample_quick != result.sample_explained {
        bail!("hai đường tính ra hai tổng khác nhau");
    }
    Ok(())
}

fn roll(office: &Office, people: usize) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("ansinh-do-{}", std::process::id()));
    let open = |name: &str| Db::open(&Location::Folder(folder.join(name)));
    let result = bench::roll(office, &open("day-du")?, &open("tran")?, people, cpu_seconds);
    let _ = std::fs::remove_dir_all(&folder);
    let result = result?;
    say!("{} người, {} dòng, SQLite", result.people, result.lines);
    say!("ghi trần các dòng:        {:.2} giây CPU", result.bare_insert_cpu_seconds);
    let tell = |what: &str, seconds: f64| {
        say!("{what}: {seconds:.2} giây CPU = {:.2} lần", seconds / result.bare_insert_cpu_seconds);
    };
    tell("lập danh sách tháng đầu  ", result.draft_cpu_seconds);
    tell("lập danh sách tháng sau  ", result.second_draft_cpu_seconds);
    Ok(())
}

fn lists(office: &Office, rows: usize) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("ansinh-do-{}", std::process::id()));
    let db = Db::open(&Location::Folder(folder.clone()))?;
    let path = folder.join("do.xlsx");
    let mut file = std::fs::OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&path)?;
    let base = peak_mib();
    let result = bench::lists(office, &db, (rows, &mut file), bench::Gauges { cpu_seconds, peak: peak_mib });
    let _ = std::fs::remove_dir_all(&folder);
    let result = result?;
    say!("{} dòng × {} cột, tệp {:.1} MiB", result.rows, result.columns, result.bytes as f64 / 1_048_576.0);
    say!("chương trình khi chưa làm gì: {base:.0} MiB");
    say!("ghi:               {:.2} giây CPU, bộ nhớ cao nhất {:.0} MiB", result.write_cpu_seconds, result.write_peak);
    say!("đọc:               {:.2} giây CPU", result.read_cpu_seconds);
    say!(
        "đọc và xem trước:  {:.2} giây CPU, bộ nhớ cao nhất {:.0} MiB ({} người mới)",
        result.preview_cpu_seconds,
        result.read_peak,
        result.new_people
    );
    Ok(())
}

fn search(office: &Office, people: usize, questions: usize) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("ansinh-do-{}", std::process::id()));
    let clocks = bench::Clocks { cpu_seconds, wall_seconds };
    let result = Db::open(&Location::Folder(folder.clone()))
        .map_err(Into::into)
        .and_then(|db| bench::search(office, &db, (people, questions), clocks));
    let bytes = std::fs::metadata(folder.join(office::FILE_NAME)).map_or(0, |file| file.len());
    let _ = std::fs::remove_dir_all(&folder);
    let result = result?;
    say!("{} người, SQLite, tệp {:.0} MiB", result.people, bytes as f64 / 1_048_576.0);
    say!("ghi người và nơi ở: {:.2} giây CPU, kể cả chỉ mục tìm kiếm", result.fill_cpu_seconds);
    say!("{:<34} {:>6} {:>9} {:>9} {:>9}   chậm nhất", "kiểu câu hỏi", "thấy", "giữa ms", "p99 ms", "CPU ms");
    for shape in &result.shapes {
        say!(
            "{:<34} {:>6.1} {:>9.3} {:>9.3} {:>9.3}   {}",
            shape.name,
            shape.found,
            shape.median_milliseconds,
            shape.p99_milliseconds,
            shape.cpu_milliseconds,
            shape.slowest
        );
    }
    Ok(())
}

/// Seconds since the first question of this kind.
fn wall_seconds() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}

/// The most memory this process has held, in MiB, as Linux tells it.
fn peak_mib() -> f64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: Option<f64> = line.and_then(|text| text.trim().trim_end_matches("kB").trim().parse().ok());
    kib.map_or(f64::NAN, |kib| kib / 1024.0)
}

/// Seconds this thread has spent on a processor, as Linux tells them.
fn cpu_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = told.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
    nanoseconds / 1e9
}
