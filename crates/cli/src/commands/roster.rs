//! A list of people that was edited and came back: what it changes, what has to be chosen, what is saved.

use anyhow::bail;
use office::roster::{self, Applied, Choices, Difference, Differences, NoteKind, Standing};
use office::{Acting, Db, Office};
use paper::grid::{self, Book};
use serde_json::{Value, json};

use super::import::find_user;
use super::print_json;
use crate::world::say;
use crate::{args, world};

/// So many rows of each kind are printed; all of them are in the returned file and in the JSON.
const SHOWN: usize = 20;

pub fn run(args: &args::Roster) -> anyhow::Result<()> {
    let (office, db) = world::open(&args.at.data, args.at.database.as_deref())?;
    let acting = world::acting(find_user(&db, args.user.as_deref())?);
    let book = open(&args.file)?;
    let differences = roster::compare(&office, &db, acting, &book)?;
    let choices = choices(&office, args, &differences)?;
    let applied = match args.dry_run {
        true => Applied { taken: Vec::new(), open: open_conflicts(&differences, &choices), differences },
        false => roster::apply(&office, &db, acting, &book, &choices)?,
    };
    if let Some(out) = &args.returned {
        let left = left_open(&applied, &office, &db, acting, &book)?;
        world::write(out, &roster::returned(&office, &left)?)?;
    }
    if args.json {
        return print_json(&as_json(&office, &applied, args.dry_run));
    }
    tell(&office, &applied, args);
    Ok(())
}

fn open(file: &std::path::Path) -> anyhow::Result<Book> {
    let book = grid::open(&world::file_name(file), &world::read(file)?)?;
    if !roster::is_roster(&book) {
        bail!(
            "{} không phải danh sách do chương trình xuất (thiếu trang ẩn “Ansinh”); danh sách khác nhập bằng `ansinh import`",
            book.file
        );
    }
    Ok(book)
}

fn choices(office: &Office, args: &args::Roster, differences: &Differences) -> anyhow::Result<Choices> {
    let Some(file) = &args.choices else { return Ok(Choices::new()) };
    let book = grid::open(&world::file_name(file), &world::read(file)?)?;
    if !roster::is_settled(&book) {
        bail!("{} không phải tệp lựa chọn; tạo tệp bằng --returned rồi chọn ở cột “Cách xử lý”", book.file);
    }
    let (choices, passed_over) = roster::choices_from(office, &book, differences)?;
    if 0 < passed_over {
        eprintln!("{passed_over} lựa chọn không còn đúng với tệp hoặc sổ nên không dùng; hãy xem lại các mục đó");
    }
    Ok(choices)
}

fn open_conflicts(differences: &Differences, choices: &Choices) -> Vec<(domain::kernel::PersonId, roster::Field)> {
    let conflicts = differences.with(Standing::Conflict).map(|one| (one.person, one.field));
    conflicts.filter(|key| !choices.contains_key(key)).collect()
}

/// What is still to be chosen or put right, beside what the records say after the list was taken in.
fn left_open(applied: &Applied, office: &Office, db: &Db, acting: Acting, book: &Book) -> anyhow::Result<Differences> {
    let mut left =
        if applied.taken.is_empty() { applied.differences.clone() } else { roster::compare(office, db, acting, book)? };
    left.fields.retain(|one| applied.open.contains(&(one.person, one.field)));
    Ok(left)
}

fn tell(office: &Office, applied: &Applied, args: &args::Roster) {
    let Applied { differences, taken, open } = applied;
    let count = |standing| differences.with(standing).count();
    say!("{}: {} người, xuất lúc {}", differences.file, differences.rows, shown_at(differences));
    say!(
        "  tệp sửa {}, sổ sửa sau khi xuất {}, hai bên sửa giống nhau {}, xung đột {}",
        count(Standing::Theirs),
        count(Standing::Ours),
        count(Standing::Agreed),
        count(Standing::Conflict)
    );
    list("lấy theo tệp", differences.with(Standing::Theirs), |one| told(office, one));
    list("giữ theo sổ", differences.with(Standing::Ours), |one| told(office, one));
    list("xung đột, cần chọn", differences.with(Standing::Conflict), |one| told(office, one));
    for (kind, title) in NOTES {
        list(title, differences.notes_of(kind), |note| {
            let column = if note.column.is_empty() { String::new() } else { format!(", cột “{}”", note.column) };
            format!("{}, dòng {}{column}: thấy “{}”, {}", note.sheet, note.row, note.seen, note.says)
        });
    }
    list(
        "có trong danh sách đã xuất nhưng không có trong tệp (không xóa ai)",
        differences.missing.iter(),
        |one| format!("{} {}", one.person, one.name),
    );
    match args.dry_run {
        true => say!("Chỉ xem trước; chưa lưu gì."),
        false => say!("Đã lưu {} mục; còn {} mục cần chọn.", taken.len(), open.len()),
    }
    if let Some(out) = args.returned.as_ref().filter(|_| !open.is_empty()) {
        say!("Chọn ở cột “Cách xử lý” của {}, rồi nhập lại với --choices {0}", out.display());
    }
}

const NOTES: [(NoteKind, &str); 5] = [
    (NoteKind::Rejected, "không lấy được"),
    (NoteKind::Newcomer, "không có mã người"),
    (NoteKind::UnknownCode, "mã người lạ"),
    (NoteKind::RepeatedCode, "mã người lặp"),
    (NoteKind::Warning, "lưu ý"),
];

fn list<T>(title: &str, all: impl Iterator<Item = T>, shown: impl Fn(T) -> String) {
    let lines: Vec<String> = all.map(shown).collect();
    if lines.is_empty() {
        return;
    }
    say!("  {title}: {}", lines.len());
    lines.iter().take(SHOWN).for_each(|line| say!("    {line}"));
    if SHOWN < lines.len() {
        say!("    … và {} mục nữa", lines.len() - SHOWN);
    }
}

fn shown_at(differences: &Differences) -> String {
    domain::kernel::show_moment(differences.known_at)
}

fn told(office: &Office, one: &Difference) -> String {
    let said = one.shown(office);
    let what = format!("{} {}, {}", one.person, one.name, one.field.title());
    format!("{what}: lúc xuất “{}”, tệp “{}”, sổ “{}”", said.then, said.theirs, said.now)
}

fn as_json(office: &Office, applied: &Applied, is_preview: bool) -> Value {
    let Applied { differences, taken, open } = applied;
    let field = |one: &Difference| {
        let said = one.shown(office);
        json!({
            "person": one.person,
            "sheet": one.sheet,
            "row": one.row,
            "field": one.field.key(),
            "then": said.then,
            "theirs": said.theirs,
            "now": said.now,
            "standing": one.standing.key(),
        })
    };
    let note = |note: &roster::Note| {
        json!({
            "kind": note.kind.key(),
            "sheet": note.sheet,
            "row": note.row,
            "column": note.column,
            "seen": note.seen,
            "says": note.says,
        })
    };
    let keys = |keys: &[(domain::kernel::PersonId, roster::Field)]| -> Vec<Value> {
        keys.iter().map(|(person, field)| json!({ "person": person, "field": field.key() })).collect()
    };
    json!({
        "file": differences.file,
        "kind": "roster",
        "known_at": differences.known_at,
        "rows": differences.rows,
        "seen_before": differences.seen_before,
        "saved": !is_preview,
        "fields": differences.fields.iter().map(field).collect::<Vec<_>>(),
        "notes": differences.notes.iter().map(note).collect::<Vec<_>>(),
        "missing": differences.missing.iter().map(|one| one.person).collect::<Vec<_>>(),
        "taken": keys(taken),
        "open": keys(open),
    })
}
