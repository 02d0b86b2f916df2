//! What is done about a person, as programs send it: the same acts as those of the pages.

use axum::Json;
use domain::kernel::{Dong as Money, PersonId, SpellId};
use domain::registry::{POVERTY_CLASS, Sex};
use domain::rules::Law;
use office::acts::{self, CountedFor, Effect, LineChange, PastAct, PersonAct, PersonEffect, ShownLine, Terms};
use office::decide::{OneOff, Paper};
use office::life::Particular;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::doors::Caller;
use super::extract::{Asked, At, Said};
use super::people::{SexKey, unit_of};
use super::problem::Problem;
use super::types::{
    Birth, Day, Dong, Id, Key, LineKindKey, Moment, Month, Percent, SignedDong, WhyKey, Words, Years, listed, object,
    objects, trimmed,
};

/// Một việc về một người; trường `act` chọn việc. Ngày và tháng `until` luôn là ngày, tháng đầu tiên không còn tính.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActSaid {
    /// Báo tử.
    ReportDeath {
        died_on: Day,
        /// Số giấy chứng tử.
        certificate: Option<Words>,
    },
    /// Hủy báo tử ghi nhầm.
    UndoDeath {},
    /// Chuyển nơi ở, và nơi chi trả.
    Move {
        /// Mã phiên bản đơn vị, ví dụ `12391@2021`.
        unit: Key,
        village: Option<Words>,
        day: Day,
    },
    /// Ghi một tình trạng: khuyết tật, bệnh, khoản hưởng ở nơi khác…
    RecordStatus {
        kind: Key,
        grade: Option<Key>,
        /// Số tiền mỗi tháng của khoản nơi khác chi, đồng.
        amount: Option<Dong>,
        from: Day,
        until: Option<Day>,
    },
    /// Kết thúc một tình trạng.
    EndStatus {
        /// Số của tình trạng trong hồ sơ.
        status: Id,
        until: Day,
    },
    /// Diện của hộ mà người này là chủ hộ.
    SetClass { class: Key, from: Day, until: Option<Day> },
    /// Người nhận thay và tài khoản, từ một ngày.
    SetPayee { receiver: Option<Words>, account: Option<Words>, bank: Option<Words>, from: Day },
    /// Sửa thông tin đã ghi sai ngay từ đầu.
    Correct {
        #[serde(deserialize_with = "objects::<_, _, 1, 20>")]
        #[schema(min_items = 1, max_items = 20)]
        said: Vec<ParticularSaid>,
    },
    /// Quyết định hưởng.
    Grant {
        #[serde(deserialize_with = "object")]
        terms: TermsSaid,
        #[serde(deserialize_with = "object")]
        paper: PaperSaid,
    },
    /// Quyết định điều chỉnh: từ tháng đầu của `terms`, điều mới thay điều cũ.
    Change {
        spell: Id,
        #[serde(deserialize_with = "object")]
        terms: TermsSaid,
        #[serde(deserialize_with = "object")]
        paper: PaperSaid,
    },
    /// Quyết định thôi hưởng; `until` là tháng đầu tiên không còn chi.
    Stop {
        spell: Id,
        until: Month,
        #[serde(deserialize_with = "object")]
        paper: PaperSaid,
    },
    /// Tạm dừng chi.
    Pause {
        spell: Id,
        from: Month,
        until: Option<Month>,
        reason: Words,
        #[serde(deserialize_with = "object")]
        paper: PaperSaid,
    },
    /// Hưởng lại từ tháng `until`.
    Resume {
        spell: Id,
        until: Month,
        #[serde(deserialize_with = "object")]
        paper: PaperSaid,
    },
    /// Trợ cấp một lần cho một sự kiện.
    OneOff {
        event_day: Day,
        #[serde(deserialize_with = "objects::<_, _, 1, 10>")]
        #[schema(min_items = 1, max_items = 10)]
        benefits: Vec<OneOffSaid>,
        #[serde(deserialize_with = "object")]
        paper: PaperSaid,
    },
    /// Hủy việc đã ghi về người này vào đúng thời điểm ấy.
    Undo { at: Moment },
}

/// Văn bản làm căn cứ.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperSaid {
    pub number: Option<Words>,
    pub signed_on: Day,
    /// Ngày đơn vị trình, nếu cấp trên ký.
    pub proposed_on: Option<Day>,
}

/// Điều mà quyết định cho hưởng.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsSaid {
    /// Khóa nhóm hưởng, xem `/api/v1/law/groups`.
    pub group: Key,
    pub percent: Option<Percent>,
    pub years: Option<Years>,
    #[serde(default, deserialize_with = "listed::<_, _, 0, 20>")]
    #[schema(max_items = 20)]
    pub attributes: Vec<Key>,
    /// Tháng đầu; bỏ trống thì theo luật.
    pub from: Option<Month>,
    pub until: Option<Month>,
    /// Ngày của giấy xác nhận hoặc sự kiện mà luật tính từ đó.
    pub counted_from: Option<Day>,
    /// Những người mà khoản này tính theo: con, người được chăm sóc.
    #[serde(default, deserialize_with = "objects::<_, _, 0, 20>")]
    #[schema(max_items = 20)]
    pub subjects: Vec<SubjectSaid>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectSaid {
    pub person: Option<Id>,
    pub name: Words,
    pub birth: Birth,
    pub until: Option<Day>,
    pub student_until: Option<Day>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneOffSaid {
    pub group: Key,
    pub years: Option<Years>,
}

/// Một điều ghi lại cho đúng; đúng một trường.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ParticularSaid {
    Name(Words),
    Sex(SexKey),
    Birth(Birth),
    Village(Words),
    /// Mã phiên bản đơn vị.
    Commune(Key),
    Receiver(Words),
    Account(Words),
    Bank(Words),
}

impl From<PaperSaid> for Paper {
    fn from(said: PaperSaid) -> Paper {
        Paper {
            number: trimmed(said.number),
            signed_on: said.signed_on.0,
            proposed_on: said.proposed_on.map(|day| day.0),
        }
    }
}

impl From<TermsSaid> for Terms {
    fn from(said: TermsSaid) -> Terms {
        Terms {
            group: said.group.0,
            percent: said.percent.map(|percent| small(percent.0)),
            years: said.years.map(|years| small(years.0)),
            attributes: said.attributes.into_iter().map(|key| key.0).collect(),
            from: said.from.map(|month| month.0),
            until: said.until.map(|month| month.0),
            counted_from: said.counted_from.map(|day| day.0),
            subjects: said.subjects.into_iter().map(CountedFor::from).collect(),
        }
    }
}

impl From<SubjectSaid> for CountedFor {
    fn from(said: SubjectSaid) -> CountedFor {
        CountedFor {
            person: said.person.map(|person| PersonId(person.0)),
            name: said.name.0,
            birth: said.birth.0,
            until: said.until.map(|day| day.0),
            student_until: said.student_until.map(|day| day.0),
        }
    }
}

impl From<OneOffSaid> for OneOff {
    fn from(said: OneOffSaid) -> OneOff {
        OneOff { group: said.group.0, years: said.years.map(|years| small(years.0)) }
    }
}

impl From<ParticularSaid> for Particular {
    fn from(said: ParticularSaid) -> Particular {
        match said {
            ParticularSaid::Name(name) => Particular::Name(name.0),
            ParticularSaid::Sex(SexKey::Male) => Particular::Sex(Some(Sex::Male)),
            ParticularSaid::Sex(SexKey::Female) => Particular::Sex(Some(Sex::Female)),
            ParticularSaid::Birth(birth) => Particular::Birth(birth.0),
            ParticularSaid::Village(village) => Particular::Village(Some(village.0)),
            ParticularSaid::Commune(unit) => Particular::Commune(Some(unit_of(unit))),
            ParticularSaid::Receiver(receiver) => Particular::Receiver(Some(receiver.0)),
            ParticularSaid::Account(account) => Particular::Account(Some(account.0)),
            ParticularSaid::Bank(bank) => Particular::Bank(Some(bank.0)),
        }
    }
}

/// A number whose limits were checked when it was read.
pub fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

impl From<ActSaid> for PersonAct {
    fn from(said: ActSaid) -> PersonAct {
        let spell = |id: Id| SpellId(id.0);
        let end = |day: Option<Day>| day.map(|day| day.0);
        match said {
            ActSaid::ReportDeath { died_on, certificate } => {
                PersonAct::ReportDeath { died_on: died_on.0, certificate: trimmed(certificate) }
            }
            ActSaid::UndoDeath {} => PersonAct::UndoDeath {},
            ActSaid::Move { unit, village, day } => {
                PersonAct::Move { unit: unit_of(unit), village: trimmed(village), day: day.0 }
            }
            ActSaid::RecordStatus { kind, grade, amount, from, until } => PersonAct::RecordStatus {
                kind: kind.0,
                grade: grade.map(|grade| grade.0),
                amount: amount.map(|amount| Money(amount.0)),
                from: from.0,
                until: end(until),
            },
            ActSaid::EndStatus { status, until } => PersonAct::EndStatus { status: status.0, until: until.0 },
            ActSaid::SetClass { class, from, until } => {
                PersonAct::SetClass { class: class.0, from: from.0, until: end(until) }
            }
            ActSaid::SetPayee { receiver, account, bank, from } => PersonAct::SetPayee {
                receiver: trimmed(receiver),
                account: trimmed(account),
                bank: trimmed(bank),
                from: from.0,
            },
            ActSaid::Correct { said } => PersonAct::Correct { said: said.into_iter().map(Particular::from).collect() },
            ActSaid::Grant { terms, paper } => PersonAct::Grant { terms: terms.into(), paper: paper.into() },
            ActSaid::Change { spell: of, terms, paper } => {
                PersonAct::Change { spell: spell(of), terms: terms.into(), paper: paper.into() }
            }
            ActSaid::Stop { spell: of, until, paper } => {
                PersonAct::Stop { spell: spell(of), until: until.0, paper: paper.into() }
            }
            ActSaid::Pause { spell: of, from, until, reason, paper } => PersonAct::Pause {
                spell: spell(of),
                from: from.0,
                until: until.map(|month| month.0),
                reason: reason.0,
                paper: paper.into(),
            },
            ActSaid::Resume { spell: of, until, paper } => {
                PersonAct::Resume { spell: spell(of), until: until.0, paper: paper.into() }
            }
            ActSaid::OneOff { event_day, benefits, paper } => PersonAct::OneOff {
                event_day: event_day.0,
                benefits: benefits.into_iter().map(OneOff::from).collect(),
                paper: paper.into(),
            },
            ActSaid::Undo { at } => PersonAct::Undo { at: at.0 },
        }
    }
}

/// Refuses words that the law does not know; nobody would ever read them again.
fn check_known(law: &Law, act: &PersonAct) -> Result<(), Problem> {
    match act {
        PersonAct::RecordStatus { kind, grade, .. } => check_status(law, kind, grade.as_deref()),
        PersonAct::SetClass { class, .. } => check_status(law, POVERTY_CLASS, Some(class)),
        _ => Ok(()),
    }
}

fn check_status(law: &Law, kind: &str, grade: Option<&str>) -> Result<(), Problem> {
    let known = law.statuses.iter().find(|status| status.kind == kind);
    let says = match (known, grade) {
        (None, _) => Some(format!("Không có loại tình trạng “{kind}” trong danh mục.")),
        (Some(known), Some(grade)) if !known.grade.contains_key(grade) => {
            Some(format!("Loại tình trạng “{kind}” không có mức “{grade}”."))
        }
        (Some(_), _) => None,
    };
    says.map_or(Ok(()), |says| Err(Problem::conflict("status_kind_unknown", says)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HowDone {
    /// `true`: chỉ xem trước hệ quả, không ghi gì.
    #[serde(default)]
    pub rehearse: bool,
}

/// Việc đã ghi, hoặc hệ quả xem trước.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActAnswer {
    /// Việc đã được ghi vào sổ.
    pub done: bool,
    /// Việc ấy, như cán bộ gọi.
    pub name: &'static str,
    /// Thay đổi trên các danh sách tới; chỉ có khi xem trước.
    pub effect: Option<EffectView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EffectView {
    /// Các tháng được xét, kể từ danh sách tới.
    pub from: Month,
    /// Tháng đầu tiên không xét.
    pub until: Month,
    /// Chi thêm (hoặc bớt, khi âm), đồng.
    pub paid: SignedDong,
    /// Phải thu hồi thêm (hoặc bớt, khi âm), đồng.
    pub to_recover: SignedDong,
    pub people: Vec<PersonEffectView>,
    /// Điều chưa tính được, mỗi điều một câu.
    pub unknown: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PersonEffectView {
    pub person: Id,
    pub name: String,
    pub changes: Vec<ChangeView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    pub benefit: String,
    pub benefit_name: String,
    pub paid_for: Month,
    pub before: Option<LineView>,
    pub after: Option<LineView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LineView {
    pub kind: LineKindKey,
    pub why: WhyKey,
    /// Đồng.
    pub amount: SignedDong,
}

#[utoipa::path(
    post, path = "/api/v1/people/{person}/acts", tag = "Việc về một người", operation_id = "do_act",
    summary = "Ghi một việc, hoặc xem trước hệ quả",
    description = "Việc về đời sống cần quyền `person.life`, quyết định cần `person.decide`. Gửi với `rehearse=true` \
                   để xem trước tiền của các danh sách tới thay đổi thế nào; khi ấy không có gì được ghi.",
    params(("person" = Id, Path), HowDone), request_body = ActSaid,
    responses((status = 200, description = "Đã ghi, hoặc hệ quả xem trước", body = ActAnswer))
)]
pub async fn do_act(
    caller: Caller,
    At(person): At<PersonId>,
    Asked(how): Asked<HowDone>,
    Said(said): Said<ActSaid>,
) -> Result<Json<ActAnswer>, Problem> {
    let act = PersonAct::from(said);
    check_known(&caller.house().law, &act)?;
    let name = act.name();
    let effect = match how.rehearse {
        true => {
            let effect = caller.ask(move |house, db, acting| acts::rehearse(house, db, acting, person, &act)).await?;
            Some(effect_view(effect))
        }
        false => {
            caller.ask(move |house, db, acting| acts::perform(house, db, acting, person, &act)).await?;
            None
        }
    };
    Ok(Json(ActAnswer { done: effect.is_none(), name, effect }))
}

fn effect_view(effect: Effect) -> EffectView {
    EffectView {
        from: Month(effect.months.from),
        until: Month(effect.months.until),
        paid: effect.paid().0,
        to_recover: effect.to_recover().0,
        people: effect.people.into_iter().map(person_effect).collect(),
        unknown: effect.unknown,
    }
}

fn person_effect(one: PersonEffect) -> PersonEffectView {
    let changes = one.changes.into_iter().map(change).collect();
    PersonEffectView { person: Id(one.person.0), name: one.name, changes }
}

fn change(one: LineChange) -> ChangeView {
    let line =
        |line: ShownLine| LineView { kind: LineKindKey(line.kind), why: WhyKey(line.why), amount: line.amount.0 };
    ChangeView {
        benefit: one.benefit,
        benefit_name: one.benefit_name,
        paid_for: Month(one.paid_for),
        before: one.before.map(line),
        after: one.after.map(line),
    }
}

/// Các việc đã ghi về một người, việc mới trước.
#[derive(Debug, Serialize, ToSchema)]
pub struct PastActs {
    pub acts: Vec<PastActView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PastActView {
    /// Thời điểm ghi; dùng để hủy bằng việc `undo`.
    pub at: Moment,
    /// Từ của nhật ký, ví dụ `death.report`.
    pub act: String,
    pub by_name: String,
    pub undone_at: Option<Moment>,
    /// Mã truy cập này hủy được việc ấy.
    pub can_be_undone: bool,
}

#[utoipa::path(
    get, path = "/api/v1/people/{person}/acts", tag = "Việc về một người", operation_id = "list_acts",
    summary = "Các việc đã ghi về một người", params(("person" = Id, Path)),
    responses((status = 200, description = "Các việc, mới trước", body = PastActs))
)]
pub async fn list_acts(caller: Caller, At(person): At<PersonId>) -> Result<Json<PastActs>, Problem> {
    let past = caller.ask(move |_, db, acting| acts::past_acts(db, acting, person)).await?;
    let view = |one: PastAct| PastActView {
        at: Moment(one.at),
        act: one.act,
        by_name: one.by_name,
        undone_at: one.undone_at.map(Moment),
        can_be_undone: one.can_be_undone,
    };
    Ok(Json(PastActs { acts: past.into_iter().map(view).collect() }))
}
