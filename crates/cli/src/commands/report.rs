use std::path::Path;

use anyhow::bail;
use office::Acting;
use office::report::{self, Made, ReportAsk};

use crate::args::{self, Period};
use crate::world::{self, say};

pub fn run(args: args::Report) -> anyhow::Result<()> {
    match args {
        args::Report::HalfYear { period, out } => {
            let (_, made) = make(&period)?;
            let kind = out.extension().and_then(|kind| kind.to_str()).unwrap_or_default().to_owned();
            world::write(&out, &bytes(&made, &kind)?)?;
            tell(&made, &out);
            Ok(())
        }
        args::Report::Rows { figure, period, out } => {
            let (office, made) = make(&period)?;
            let rows = report::figure_rows(&office, Acting::holder(None, world::now()), &made, &figure)?;
            world::write(&out, &report::rows_csv(&office, &rows))?;
            say!("{figure}: {} dòng → {}", rows.len(), out.display());
            Ok(())
        }
    }
}

fn make(period: &Period) -> anyhow::Result<(office::Office, Made)> {
    let (office, db) = world::open(&period.at.data, period.at.database.as_deref())?;
    let known_at = period.known_at.unwrap_or_else(world::now);
    let ask = ReportAsk { year: period.year, half: period.half, as_of: period.as_of, known_at };
    let made = report::half_year(&office, &db, ask)?;
    Ok((office, made))
}

/// The report as the bytes of one kind of file.
pub fn bytes(made: &Made, kind: &str) -> anyhow::Result<Vec<u8>> {
    Ok(match kind {
        "docx" => report::docx(made),
        "html" => report::html(made).into_bytes(),
        "json" => serde_json::to_vec_pretty(&report::json(&made.report))?,
        _ => bail!("tệp báo cáo phải có đuôi .docx, .html hoặc .json"),
    })
}

fn tell(made: &Made, out: &Path) {
    let known = made.report.figures.iter().filter(|figure| figure.is_known).count();
    say!(
        "Đã ghi {}: {known} chỉ tiêu có số liệu, {} chưa có số liệu",
        out.display(),
        made.report.figures.len() - known
    );
}
