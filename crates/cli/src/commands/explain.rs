use anyhow::Context;
use domain::entitlement::Outcome;
use domain::kernel::show_month;
use office::read;

use super::print_json;
use crate::args::{self, PersonRef};
use crate::world::{self, say};

pub fn run(args: &args::Explain) -> anyhow::Result<()> {
    let (office, db) = world::open(&args.at.data, args.at.database.as_deref())?;
    let acting = world::acting(None);
    let person = match &args.person {
        PersonRef::Code(person) => *person,
        PersonRef::Number(number) => {
            let found = read::search(&office, &db, acting, number, 2)?;
            found.first().context("không có người nào mang số giấy tờ này")?.id
        }
    };
    let why = read::why(&office, &db, acting, person, args.month)?;
    let why = why.with_context(|| format!("không có người mang mã {person}"))?;
    if args.json {
        return print_json(&why);
    }
    say!("Người {person}, tháng {}: {}", show_month(args.month), why.total);
    for finding in &why.explanation.findings {
        match &finding.outcome {
            Outcome::Due { amount, terms } => {
                say!("- {} ({}): {amount}", finding.group_name, finding.group);
                for term in terms {
                    say!("    {}: {} = {}   [{}]", term.name, term.shown(), term.amount, term.cite);
                    if let Some(base) = &term.base_cite {
                        say!("      mức theo {base}; {}", term.certainty.shown());
                    }
                }
            }
            Outcome::NotDue { reason, cite } => {
                let cite = cite.as_ref().map(|cite| format!("   [{cite}]")).unwrap_or_default();
                say!("- {} ({}): không chi; {reason}{cite}", finding.group_name, finding.group);
            }
        }
    }
    for review in &why.explanation.reviews {
        say!("! Cần xem xét: {}   [{}]", review.says, review.cite);
    }
    if let Some(reason) = &why.not_on_the_roll {
        say!("Không có trong danh sách tháng vì: {reason}");
    }
    Ok(())
}
