use anyhow::bail;
use office::{Db, Location, Office, bench};

use crate::args;
use crate::world::say;

pub fn run(args: &args::Bench) -> anyhow::Result<()> {
    let office = Office::load()?;
    match args {
        args::Bench::Dues { people, months } => dues(&office, *people, *months),
        args::Bench::Roll { people, .. } => roll(&office, *people),
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

/// Seconds this thread has spent on a processor, as Linux tells them.
fn cpu_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = told.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
    nanoseconds / 1e9
}
