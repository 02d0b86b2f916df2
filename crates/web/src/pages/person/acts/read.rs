//! From the fields of a form to the act they mean, or to what is wrong with them.

use domain::kernel::{Month, PersonId, SpellId, UnitId};
use domain::registry::Sex;
use office::acts::{CountedFor, PersonAct, Terms};
use office::decide::{OneOff, Paper};
use office::life::Particular;

use super::super::super::read_day;
use super::super::form::{Filled, Reader, Wrong, read_birth};
use super::fields::{running_payee, running_village, status_key, subject_field};
use super::{Ground, Kind};

pub fn act(kind: Kind, ground: &Ground<'_>, filled: &Filled) -> Result<PersonAct, Wrong> {
    let mut form = Reader::new(filled);
    let act = match kind {
        Kind::Death => {
            let certificate = filled.text("giay_to");
            form.day("ngay_mat").map(|died_on| PersonAct::ReportDeath { died_on, certificate })
        }
        Kind::UndoDeath => Some(PersonAct::UndoDeath {}),
        Kind::Move => {
            let (unit, day) = (form.choice("xa").map(UnitId), form.day("ngay"));
            unit.zip(day).map(|(unit, day)| PersonAct::Move { unit, village: filled.text("thon"), day })
        }
        Kind::Status => status(&mut form, ground),
        Kind::EndStatus => {
            let (status, last) = (form.choice("so").and_then(|no| no.parse().ok()), form.day("den_ngay"));
            status.zip(last).map(|(status, last)| PersonAct::EndStatus { status, until: last.next() })
        }
        Kind::Class => {
            let (class, from, last) = (form.choice("dien_ho"), form.day("tu_ngay"), form.optional_day("den_ngay"));
            let until = last.map(|last| last.next());
            class.zip(from).map(|(class, from)| PersonAct::SetClass { class, from, until })
        }
        Kind::Payee => payee(&mut form, ground),
        Kind::Correct => correct(&mut form, ground),
        Kind::Grant => {
            let (terms, paper) = (terms(&mut form), paper(&mut form));
            terms.zip(paper).map(|(terms, paper)| PersonAct::Grant { terms, paper })
        }
        Kind::Change => {
            let (spell, terms, paper) = (spell(&mut form), terms(&mut form), paper(&mut form));
            spell.zip(terms).zip(paper).map(|((spell, terms), paper)| PersonAct::Change { spell, terms, paper })
        }
        Kind::Pause => pause(&mut form),
        Kind::Resume => {
            let (spell, until, paper) = (spell(&mut form), form.month("tu_thang"), paper(&mut form));
            spell.zip(until).zip(paper).map(|((spell, until), paper)| PersonAct::Resume { spell, until, paper })
        }
        Kind::Stop => {
            let (spell, until, paper) = (spell(&mut form), form.month("tu_thang"), paper(&mut form));
            spell.zip(until).zip(paper).map(|((spell, until), paper)| PersonAct::Stop { spell, until, paper })
        }
        Kind::OneOff => one_off(&mut form),
    };
    form.finish(act)
}

fn status(form: &mut Reader<'_>, ground: &Ground<'_>) -> Option<PersonAct> {
    let (key, from, last) = (form.choice("tinh_trang"), form.day("tu_ngay"), form.optional_day("den_ngay"));
    let amount = form.optional_money("so_tien");
    let key = key?;
    let chosen = ground.choices.statuses.iter().find(|one| status_key(&one.kind, one.grade.as_deref()) == key)?;
    let (kind, grade, until) = (chosen.kind.clone(), chosen.grade.clone(), last.map(|last| last.next()));
    from.map(|from| PersonAct::RecordStatus { kind, grade, amount, from, until })
}

fn payee(form: &mut Reader<'_>, ground: &Ground<'_>) -> Option<PersonAct> {
    let filled = form.filled();
    let kept = running_payee(ground).and_then(|payee| payee.account.clone());
    let account = match filled.get("tien_mat").is_empty() {
        true => filled.text("tai_khoan").or(kept),
        false => None,
    };
    let bank = filled.text("ngan_hang").filter(|_| account.is_some());
    let from = form.day("tu_ngay")?;
    Some(PersonAct::SetPayee { receiver: filled.text("nguoi_nhan"), account, bank, from })
}

pub fn sex(key: &str) -> Option<Sex> {
    match key {
        "nam" => Some(Sex::Male),
        "nu" => Some(Sex::Female),
        _ => None,
    }
}

/// Only what is written otherwise than the records say.
fn correct(form: &mut Reader<'_>, ground: &Ground<'_>) -> Option<PersonAct> {
    let filled = form.filled();
    let known = &ground.card.person;
    let (name, birth) = (form.text("ho_ten"), form.birth("ngay_sinh"));
    let (name, birth) = name.zip(birth)?;
    let mut said = Vec::new();
    if name != known.name {
        said.push(Particular::Name(name));
    }
    if sex(filled.get("gioi_tinh")) != known.sex {
        said.push(Particular::Sex(sex(filled.get("gioi_tinh"))));
    }
    if birth != known.birth {
        said.push(Particular::Birth(birth));
    }
    said.extend(number(form, "so_dinh_danh", PERSONAL_ID).map(|number| Particular::PersonalIds(vec![number])));
    said.extend(number(form, "so_cmnd", OLD_ID).map(|number| Particular::OldIds(vec![number])));
    let unit = filled.text("xa").map(UnitId);
    if unit.is_some() && unit != ground.card.unit {
        said.push(Particular::Commune(unit));
    }
    if filled.text("thon") != running_village(ground) {
        said.push(Particular::Village(filled.text("thon")));
    }
    if said.is_empty() && form.wrong.0.is_empty() {
        form.refuse("ho_ten", "Chưa có ô nào khác với sổ.");
    }
    Some(PersonAct::Correct { said })
}

/// How many digits a paper's number has, and what to say of another count.
type Digits = (usize, &'static str);
const PERSONAL_ID: Digits = (12, "Số định danh có đúng 12 chữ số.");
const OLD_ID: Digits = (9, "Chứng minh nhân dân cũ có đúng 9 chữ số.");

fn number(form: &mut Reader<'_>, name: &str, (digits, says): Digits) -> Option<String> {
    let written: String = form.filled().get(name).chars().filter(|sign| !sign.is_whitespace()).collect();
    let is_number = written.len() == digits && written.chars().all(|sign| sign.is_ascii_digit());
    if !written.is_empty() && !is_number {
        form.refuse(name, says);
    }
    Some(written).filter(|_| is_number)
}

fn spell(form: &mut Reader<'_>) -> Option<SpellId> {
    form.choice("ky").and_then(|id| id.parse().ok())
}

fn paper(form: &mut Reader<'_>) -> Option<Paper> {
    let proposed_on = form.optional_day("ngay_trinh");
    let number = form.filled().text("so_qd");
    form.day("ngay_ky").map(|signed_on| Paper { number, signed_on, proposed_on })
}

fn after(last: Option<Month>) -> Option<Month> {
    last.map(Month::next)
}

fn terms(form: &mut Reader<'_>) -> Option<Terms> {
    let attributes = form.filled().all("dac_diem").map(str::to_owned).collect();
    let (group, percent, years) = (form.choice("nhom"), form.number("ty_le"), form.number("so_nam"));
    let (from, last) = (form.optional_month("tu_thang"), form.optional_month("den_thang"));
    let counted_from = form.optional_day("tinh_tu");
    let subjects = subjects(form);
    group.map(|group| Terms { group, percent, years, attributes, from, until: after(last), counted_from, subjects })
}

/// Rows without a name are empty rows.
fn subjects(form: &mut Reader<'_>) -> Vec<CountedFor> {
    let filled = form.filled();
    let cell = |name: &str, place: usize| filled.all(name).nth(place).unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for place in (0..filled.all("dt_ten").count()).filter(|place| !cell("dt_ten", *place).is_empty()) {
        let Some(birth) = read_birth(&cell("dt_sinh", place)) else {
            form.refuse(&subject_field("dt_sinh", place), "Ghi ngày sinh như 02/03/2015, hoặc chỉ năm 2015.");
            continue;
        };
        let mut day = |name: &str| {
            let text = cell(name, place);
            let day = read_day(&text).ok();
            if day.is_none() && !text.is_empty() {
                form.refuse(&subject_field(name, place), "Ghi ngày như 05/09/2026.");
            }
            day
        };
        let (until, student_until) = (day("dt_den"), day("dt_hoc"));
        let code = cell("dt_ma", place);
        let person: Option<PersonId> = code.parse().ok();
        if person.is_none() && !code.is_empty() {
            form.refuse(&subject_field("dt_ma", place), "Mã là số ở đầu hồ sơ của người đó.");
        }
        found.push(CountedFor { person, name: cell("dt_ten", place), birth, until, student_until });
    }
    found
}

fn pause(form: &mut Reader<'_>) -> Option<PersonAct> {
    let (spell, from, last) = (spell(form), form.month("tu_thang"), form.optional_month("den_thang"));
    let (reason, paper) = (form.text("ly_do"), paper(form));
    let ((spell, from), (reason, paper)) = spell.zip(from).zip(reason.zip(paper))?;
    Some(PersonAct::Pause { spell, from, until: after(last), reason, paper })
}

fn one_off(form: &mut Reader<'_>) -> Option<PersonAct> {
    let (event_day, years, paper) = (form.day("ngay_su_viec"), form.number("so_nam"), paper(form));
    let benefits = form.filled().all("khoan").map(|group| OneOff { group: group.to_owned(), years });
    let benefits = benefits.collect();
    event_day.zip(paper).map(|(event_day, paper)| PersonAct::OneOff { event_day, benefits, paper })
}
