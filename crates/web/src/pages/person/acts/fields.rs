//! Which fields each act has, what may be chosen in them, and what stands in them at first.

use domain::kernel::{Day, SpellId, show_day, show_month};
use domain::registry::{PaperKind, Sex};
use office::acts::GroupChoice;
use office::read::SpellShown;

use super::super::form::{Field, FieldSet, Filled, Input, Maker, Wrong, set};
use super::{Ground, Kind};
use crate::show::{masked, show_last_month, show_span};

/// Rows for subjects that are always there, and how many more stay empty.
const SUBJECT_ROWS: usize = 2;
const SUBJECT_ROWS_FREE: usize = 1;

pub const SUBJECT_FIELDS: [&str; 5] = ["dt_ten", "dt_sinh", "dt_den", "dt_hoc", "dt_ma"];

/// What stands in the fields when the form is opened; what the address asks comes before what the records say.
pub fn first(kind: Kind, ground: &Ground<'_>, asked: Filled) -> Filled {
    let today = show_day(ground.today);
    let mut filled = asked;
    let add = |filled: &mut Filled, pairs: Vec<(&str, String)>| {
        filled.0.extend(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)));
    };
    match kind {
        Kind::Death | Kind::UndoDeath | Kind::Status | Kind::EndStatus => {}
        Kind::Move => add(&mut filled, vec![("ngay", today)]),
        Kind::Class => add(&mut filled, vec![("tu_ngay", today)]),
        Kind::Payee => {
            let running = running_payee(ground);
            let receiver = running.and_then(|payee| payee.receiver.clone()).unwrap_or_default();
            let bank = running.and_then(|payee| payee.bank.clone()).unwrap_or_default();
            add(&mut filled, vec![("tu_ngay", today), ("nguoi_nhan", receiver), ("ngan_hang", bank)]);
        }
        Kind::Correct => add(&mut filled, known_particulars(ground)),
        Kind::Grant | Kind::Pause | Kind::Resume | Kind::Stop | Kind::OneOff => {
            add(&mut filled, vec![("ngay_ky", today)]);
        }
        Kind::Change => {
            let chosen = filled.get("ky").parse::<SpellId>().ok();
            let spell = ground.card.spells.iter().find(|spell| Some(spell.id) == chosen);
            add(&mut filled, vec![("ngay_ky", today)]);
            if let Some(spell) = spell {
                add(&mut filled, known_terms(spell));
            }
        }
    }
    filled
}

pub fn running_payee<'a>(ground: &Ground<'a>) -> Option<&'a domain::registry::Payee> {
    ground.card.payees.iter().find(|payee| payee.span.until.is_none())
}

fn known_particulars(ground: &Ground<'_>) -> Vec<(&'static str, String)> {
    let card = ground.card;
    let village = running_village(ground).unwrap_or_default();
    vec![
        ("ho_ten", card.person.name.clone()),
        ("gioi_tinh", card.person.sex.map(sex_key).unwrap_or_default().to_owned()),
        ("ngay_sinh", card.person.birth.shown()),
        ("xa", card.unit.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("thon", village),
    ]
}

pub fn running_village(ground: &Ground<'_>) -> Option<String> {
    let running = ground.card.residences.iter().filter(|stay| stay.span.contains(ground.today));
    running.max_by_key(|stay| stay.span.from).and_then(|stay| stay.village.clone())
}

pub fn sex_key(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "nam",
        Sex::Female => "nu",
    }
}

fn known_terms(spell: &SpellShown) -> Vec<(&'static str, String)> {
    let number = |value: Option<u8>| value.map(|value| value.to_string()).unwrap_or_default();
    let mut known =
        vec![("nhom", spell.group.clone()), ("ty_le", number(spell.percent)), ("so_nam", number(spell.years))];
    known.extend(spell.attribute_keys.iter().map(|key| ("dac_diem", key.clone())));
    let day = |day: Option<Day>| day.map(show_day).unwrap_or_default();
    for one in &spell.subjects {
        let person = one.person.map(|person| person.to_string()).unwrap_or_default();
        let told = [one.name.clone(), one.birth.shown(), day(one.until), day(one.student_until), person];
        known.extend(SUBJECT_FIELDS.into_iter().zip(told));
    }
    known
}

pub fn sets(kind: Kind, ground: &Ground<'_>, filled: &Filled, wrong: &Wrong) -> Vec<FieldSet> {
    let make = Maker { filled, wrong };
    match kind {
        Kind::Death => vec![set(
            "Việc mất",
            vec![make.day("ngay_mat", "Ngày mất"), make.text("giay_to", "Số giấy chứng tử, trích lục")],
        )],
        Kind::UndoDeath => Vec::new(),
        Kind::Move => vec![set(
            "Nơi ở mới",
            vec![communes(&make, ground), make.text("thon", "Thôn, tổ dân phố"), make.day("ngay", "Ngày chuyển đến")],
        )],
        Kind::Status => vec![set("Tình trạng", status_fields(&make, ground))],
        Kind::EndStatus => {
            vec![set("Tình trạng", vec![held_statuses(&make, ground), make.day("den_ngay", "Đúng đến hết ngày")])]
        }
        Kind::Class => vec![set("Diện hộ", class_fields(&make, ground))],
        Kind::Payee => vec![set("Người nhận tiền", payee_fields(&make, ground))],
        Kind::Correct => vec![set("Nhân thân", person_fields(&make, ground)), set("Nơi ở", home_fields(&make, ground))],
        Kind::Grant => terms(&make, ground, Vec::new()),
        Kind::Change => terms(&make, ground, vec![running_spells(&make, ground)]),
        Kind::Pause => vec![
            set(
                "Tạm dừng",
                vec![
                    running_spells(&make, ground),
                    make.month("tu_thang", "Từ tháng"),
                    make.month("den_thang", "Đến hết tháng").hint("Để trống: đến khi có quyết định hưởng lại"),
                    make.text("ly_do", "Lý do"),
                ],
            ),
            paper(&make),
        ],
        Kind::Resume => vec![
            set("Hưởng lại", vec![running_spells(&make, ground), make.month("tu_thang", "Hưởng lại từ tháng")]),
            paper(&make),
        ],
        Kind::Stop => vec![
            set("Thôi hưởng", vec![running_spells(&make, ground), make.month("tu_thang", "Thôi hưởng từ tháng")]),
            paper(&make),
        ],
        Kind::OneOff => one_off(&make, ground),
    }
}

fn communes(make: &Maker<'_>, ground: &Ground<'_>) -> Field {
    let all = ground.choices.communes.iter().map(|(unit, name)| (unit.to_string(), name.clone()));
    make.choice("xa", "Xã, phường, thị trấn", vec![(String::new(), all.collect())])
}

fn status_fields(make: &Maker<'_>, ground: &Ground<'_>) -> Vec<Field> {
    let all = ground.choices.statuses.iter().map(|one| (status_key(&one.kind, one.grade.as_deref()), one.name.clone()));
    vec![
        make.choice("tinh_trang", "Tình trạng, mức độ", vec![(String::new(), all.collect())]),
        make.day("tu_ngay", "Từ ngày").hint("Ngày của giấy tờ chứng minh"),
        make.day("den_ngay", "Đến hết ngày").hint("Để trống nếu chưa biết"),
        make.short("so_tien", "Số tiền một tháng (đồng)").hint("Chỉ với lương hưu, trợ cấp bảo hiểm xã hội"),
    ]
}

/// A status and its grade as one choice.
pub fn status_key(kind: &str, grade: Option<&str>) -> String {
    grade.map_or_else(|| kind.to_owned(), |grade| format!("{kind}/{grade}"))
}

fn held_statuses(make: &Maker<'_>, ground: &Ground<'_>) -> Field {
    let running =
        ground.card.statuses.iter().filter(|held| held.status.span.until.is_none_or(|end| ground.today < end));
    let shown = running.map(|held| {
        let name = ground.house.law.status_name(&held.status.kind, held.status.grade.as_deref());
        (held.no.to_string(), format!("{name}, {}", show_span(held.status.span)))
    });
    make.choice("so", "Tình trạng đang ghi", vec![(String::new(), shown.collect())])
}

fn class_fields(make: &Maker<'_>, ground: &Ground<'_>) -> Vec<Field> {
    let all = ground.choices.classes.iter().map(|one| (one.key.clone(), crate::show::capital(&one.name)));
    vec![
        make.choice("dien_ho", "Diện hộ", vec![(String::new(), all.collect())]),
        make.day("tu_ngay", "Từ ngày"),
        make.day("den_ngay", "Đến hết ngày").hint("Để trống nếu chưa biết"),
    ]
}

fn payee_fields(make: &Maker<'_>, ground: &Ground<'_>) -> Vec<Field> {
    let account = running_payee(ground).and_then(|payee| payee.account.as_deref());
    let kept = account.map(|account| format!("Đang ghi {}; để trống để giữ nguyên", masked(account)));
    let fields = vec![
        make.text("nguoi_nhan", "Người nhận thay").hint("Để trống nếu tự nhận"),
        make.short("tai_khoan", "Số tài khoản")
            .hint(kept.clone().unwrap_or_else(|| "Để trống nếu nhận tiền mặt".to_owned())),
        make.text("ngan_hang", "Ngân hàng"),
        make.day("tu_ngay", "Từ ngày"),
    ];
    let cash = make.ticks("tien_mat", vec![("co".to_owned(), "Bỏ tài khoản, nhận tiền mặt".to_owned())]);
    fields.into_iter().chain(cash.into_iter().filter(|_| kept.is_some())).collect()
}

fn person_fields(make: &Maker<'_>, ground: &Ground<'_>) -> Vec<Field> {
    vec![
        make.text("ho_ten", "Họ và tên"),
        sexes(make),
        births(make),
        make.short("so_dinh_danh", "Số định danh").hint(kept_paper(ground, PaperKind::PersonalId)),
        make.short("so_cmnd", "Số chứng minh nhân dân cũ").hint(kept_paper(ground, PaperKind::OldId)),
    ]
}

pub fn sexes(make: &Maker<'_>) -> Field {
    let all = [Sex::Female, Sex::Male].map(|sex| (sex_key(sex).to_owned(), sex.shown().to_owned()));
    make.choice("gioi_tinh", "Giới tính", vec![(String::new(), all.to_vec())])
}

pub fn births(make: &Maker<'_>) -> Field {
    make.short("ngay_sinh", "Ngày sinh").hint("12/03/1941; chỉ biết năm thì ghi 1941")
}

fn kept_paper(ground: &Ground<'_>, kind: PaperKind) -> String {
    let held: Vec<String> =
        ground.card.papers.iter().filter(|paper| paper.kind == kind).map(|paper| masked(&paper.number)).collect();
    match held.is_empty() {
        true => "Chưa ghi số nào".to_owned(),
        false => format!("Đang ghi {}; để trống nếu không sửa", held.join(", ")),
    }
}

fn home_fields(make: &Maker<'_>, ground: &Ground<'_>) -> Vec<Field> {
    vec![
        communes(make, ground).hint("Chỉ khi ghi sai từ đầu; người mới chuyển đến thì ghi Chuyển nơi ở"),
        make.text("thon", "Thôn, tổ dân phố"),
    ]
}

/// The spells a decision may be about: those with months to come or not long over.
fn running_spells(make: &Maker<'_>, ground: &Ground<'_>) -> Field {
    let monthly = ground.card.spells.iter().filter(|spell| !spell.once);
    let shown = monthly.map(|spell| {
        let until = show_last_month(spell.months.until);
        let until = if until.is_empty() { until } else { format!(" đến {until}") };
        (spell.id.to_string(), format!("{}, từ {}{until}", spell.group_name, show_month(spell.months.from)))
    });
    make.choice("ky", "Kỳ hưởng", vec![(String::new(), shown.collect())])
}

fn terms(make: &Maker<'_>, ground: &Ground<'_>, before: Vec<Field>) -> Vec<FieldSet> {
    let from = match before.is_empty() {
        true => make.month("tu_thang", "Hưởng từ tháng").hint("Để trống: theo quy định của nhóm"),
        false => make.month("tu_thang", "Điều chỉnh từ tháng").hint("Để trống: theo quy định của nhóm"),
    };
    let mut main = before;
    main.push(make.choice("nhom", "Nhóm hưởng", groups(ground, |group| !group.is_once)));
    main.extend([
        make.short("ty_le", "Tỷ lệ tổn thương (%)").hint("Chỉ với nhóm tính theo tỷ lệ"),
        make.short("so_nam", "Số năm").hint("Chỉ với nhóm tính theo năm"),
        from,
        make.month("den_thang", "Đến hết tháng").hint("Để trống nếu chưa biết"),
        make.day("tinh_tu", "Ngày giấy xác nhận, ngày sự việc").hint("Khi tháng hưởng tính từ ngày này"),
    ]);
    let attributes = ground.choices.attributes.iter().map(|one| (one.key.clone(), one.name.clone()));
    let mut all = vec![set("Mức hưởng", main), paper(make)];
    all.push(set("Đặc điểm ghi trong quyết định", make.ticks("dac_diem", attributes.collect())));
    all.extend(subjects(make));
    all
}

fn groups(ground: &Ground<'_>, is_fit: impl Fn(&GroupChoice) -> bool) -> Vec<(String, Vec<(String, String)>)> {
    let mut by_scheme: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for group in ground.choices.groups.iter().filter(|group| is_fit(group)) {
        let line = (group.key.clone(), format!("{} ({})", group.name, group.key));
        match by_scheme.iter_mut().find(|(scheme, _)| *scheme == group.scheme_name) {
            Some((_, lines)) => lines.push(line),
            None => by_scheme.push((group.scheme_name.clone(), vec![line])),
        }
    }
    by_scheme
}

/// Rows of people whom a benefit is counted for; one more than are filled in.
fn subjects(make: &Maker<'_>) -> Vec<FieldSet> {
    let written = make.filled.all("dt_ten").collect::<Vec<_>>().iter().rposition(|name| !name.is_empty());
    let written = written.map_or(0, |last| last + 1);
    let rows = (written + SUBJECT_ROWS_FREE).max(SUBJECT_ROWS);
    let row = |place: usize| {
        let field = |name: &'static str, label: &str, input: Input| Field {
            name: name.to_owned(),
            id: format!("{}-{place}", name.replace('_', "-")),
            label: label.to_owned(),
            hint: None,
            wrong: make.wrong.of(&subject_field(name, place)).map(str::to_owned),
            value: make.filled.all(name).nth(place).unwrap_or_default().to_owned(),
            input,
        };
        let day = || Input::Short { placeholder: "05/09/2026" };
        FieldSet {
            legend: format!("Người được tính thứ {}", place + 1),
            hint: (place == 0).then(|| "Chỉ với nhóm tính theo con hoặc người được chăm sóc.".to_owned()),
            fields: vec![
                field("dt_ten", "Họ tên", Input::Text),
                field("dt_sinh", "Ngày sinh", Input::Short { placeholder: "2015" }),
                field("dt_den", "Không còn tính từ ngày", day()),
                field("dt_hoc", "Đi học đến ngày", day()),
                field("dt_ma", "Mã trong sổ, nếu có", Input::Short { placeholder: "" }),
            ],
        }
    };
    (0..rows).map(row).collect()
}

/// The name by which a wrong field of one row is known.
pub fn subject_field(name: &str, place: usize) -> String {
    format!("{name} {place}")
}

fn paper(make: &Maker<'_>) -> FieldSet {
    set(
        "Quyết định",
        vec![
            make.short("so_qd", "Số quyết định"),
            make.day("ngay_ky", "Ngày ký"),
            make.day("ngay_trinh", "Ngày trình").hint("Khi cấp trên ký"),
        ],
    )
}

fn one_off(make: &Maker<'_>, ground: &Ground<'_>) -> Vec<FieldSet> {
    let once = groups(ground, |group| group.is_once).into_iter();
    let benefits = once.map(|(scheme, lines)| set(&scheme, make.ticks("khoan", lines)));
    let event = vec![
        make.day("ngay_su_viec", "Ngày phát sinh").hint("Ngày mất, ngày xảy ra sự việc"),
        make.short("so_nam", "Số năm").hint("Chỉ với khoản tính theo năm"),
    ];
    [set("Sự việc", event)].into_iter().chain(benefits).chain([paper(make)]).collect()
}
