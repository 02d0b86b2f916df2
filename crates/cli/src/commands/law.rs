use anyhow::{Context, bail};
use office::Office;
use office::law;

use super::print_json;
use crate::args;
use crate::world::{self, say};

pub fn run(args: args::Law) -> anyhow::Result<()> {
    let office = Office::load()?;
    match args {
        args::Law::Check { json } => check(&office, json),
        args::Law::Show { id, on } => {
            let today = world::now().vietnam_day();
            let shown = law::show(&office, &id, on.unwrap_or(today), today);
            let missing = || format!("không có văn bản, tham số, nhóm hay bảng mức “{id}” trong laws/");
            say!("{}", shown.with_context(missing)?);
            Ok(())
        }
    }
}

fn check(office: &Office, json: bool) -> anyhow::Result<()> {
    let checked = law::check(office, world::now().vietnam_day());
    if json {
        print_json(&checked)?;
    } else {
        say!(
            "{} văn bản, {} nhóm, {} mức; bao quát từ {} đến trước {}",
            checked.texts,
            checked.groups,
            checked.amounts,
            checked.coverage.0,
            checked.coverage.1
        );
        say!("{} ca mẫu, {} không đạt", checked.cases, checked.failures.len());
        checked.failures.iter().for_each(|failure| say!("  KHÔNG ĐẠT {failure}"));
        checked.unsettled.iter().for_each(|pair| say!("  CHƯA CÓ QUY TẮC TRÙNG HƯỞNG: {pair}"));
        say!("Văn bản chưa đối chiếu bản ký: {}", checked.unsure.len());
        checked.unsure.iter().for_each(|text| say!("  {text}"));
        say!("Văn bản quá một năm chưa đối chiếu lại: {}", checked.unchecked.len());
        checked.unchecked.iter().for_each(|text| say!("  {text}"));
        say!("Câu hỏi còn ngỏ: {}", checked.questions.len());
        checked.questions.iter().for_each(|question| say!("  {question}"));
    }
    if checked.holds() { Ok(()) } else { bail!("luật trong chương trình chưa đạt; xem các dòng ở trên") }
}
