use anyhow::bail;
use office::upkeep;

use crate::world::say;
use crate::{args, world};

pub fn verify(at: &args::Where) -> anyhow::Result<()> {
    let (_, db) = world::open(&at.data, at.database.as_deref())?;
    let health = upkeep::verify(&db)?;
    say!("Nhật ký: {} dòng, mã dòng cuối {}", health.journal_entries, health.journal_head);
    for finding in &health.findings {
        say!("  {finding}");
    }
    match health.findings.len() {
        0 => {
            say!("Nhật ký, sổ chi và dữ liệu đều khớp.");
            Ok(())
        }
        count => bail!("{count} điểm không khớp; giữ nguyên dữ liệu và khôi phục từ bản sao lưu gần nhất"),
    }
}

pub fn backup(args: &args::File) -> anyhow::Result<()> {
    let (_, db) = world::open(&args.at.data, args.at.database.as_deref())?;
    upkeep::backup(&db, &args.file)?;
    say!("Đã sao lưu vào {}", args.file.display());
    Ok(())
}

pub fn restore(args: &args::File) -> anyhow::Result<()> {
    let location = world::location(&args.at.data, args.at.database.as_deref());
    let findings = upkeep::restore(&args.file, &location)?;
    findings.iter().for_each(|finding| say!("  {finding}"));
    match findings.len() {
        0 => {
            say!("Đã khôi phục từ {} và kiểm tra khớp.", args.file.display());
            Ok(())
        }
        count => bail!("đã khôi phục nhưng có {count} điểm không khớp; hãy dùng bản sao lưu khác"),
    }
}
