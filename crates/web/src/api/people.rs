//! People: who is meant, what is known of them, why they have what they have in a month.

use axum::Json;
use domain::entitlement::{Finding, Outcome, Term};
use domain::kernel::{PersonId, Span, UnitId};
use domain::registry::{PaperKind, PersonBrief, PersonPaper, Residence, Sex};
use office::Office;
use office::read::{Card, HeldStatus, MonthPaid, SpellShown, WhyMonth};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::doors::Caller;
use super::extract::{Asked, At, Said};
use super::law::CertaintyKey;
use super::problem::Problem;
use super::types::{
    AnswerKey, Birth, Day, Id, Key, Limit, LineKindKey, Moment, Month, SignedDong, StageKey, WhyKey, Words,
};
use crate::show::masked;

const FOUND: i64 = 50;

/// Người cần tìm. Nội dung nằm trong thân yêu cầu để không có dữ liệu cá nhân trong địa chỉ.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonSearch {
    /// Họ tên (có dấu hay không dấu), có thể kèm năm sinh; hoặc đúng số giấy tờ 12 hay 9 chữ số.
    pub q: Words,
    /// Số người nhiều nhất; bỏ trống: 50.
    pub limit: Option<Limit>,
}

/// Những người khớp, trong phạm vi của mã truy cập.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundPeople {
    pub people: Vec<FoundPerson>,
    /// Còn người khớp nữa ngoài số đã trả về.
    pub more: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FoundPerson {
    pub person: Id,
    pub name: String,
    pub birth: Birth,
    pub sex: Option<SexKey>,
    pub unit: Option<String>,
    pub unit_name: Option<String>,
    pub village: Option<String>,
    pub died_on: Option<Day>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SexKey {
    Male,
    Female,
}

impl From<Sex> for SexKey {
    fn from(sex: Sex) -> SexKey {
        match sex {
            Sex::Male => SexKey::Male,
            Sex::Female => SexKey::Female,
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/people/search", tag = "Đối tượng", operation_id = "search_people",
    summary = "Tìm người", request_body = PersonSearch,
    responses((status = 200, description = "Những người khớp", body = FoundPeople))
)]
pub async fn search_people(caller: Caller, Said(search): Said<PersonSearch>) -> Result<Json<FoundPeople>, Problem> {
    let limit = search.limit.map_or(FOUND, |limit| limit.0);
    let words = search.q.0;
    let mut found =
        caller.ask(move |house, db, acting| office::read::search(house, db, acting, &words, limit + 1)).await?;
    let wanted = usize::try_from(limit).unwrap_or_default();
    let more = wanted < found.len();
    found.truncate(wanted);
    let people = found.into_iter().map(|brief| found_person(caller.house(), brief)).collect();
    Ok(Json(FoundPeople { people, more }))
}

fn found_person(house: &Office, brief: PersonBrief) -> FoundPerson {
    FoundPerson {
        person: Id(brief.id.0),
        name: brief.name,
        birth: Birth(brief.birth),
        sex: brief.sex.map(SexKey::from),
        unit_name: brief.unit.as_ref().map(|unit| house.units.name(unit).to_owned()),
        unit: brief.unit.map(|unit| unit.0),
        village: brief.village,
        died_on: brief.died_on.map(Day),
    }
}

/// Hồ sơ một người. Số giấy tờ và tài khoản chỉ hiện bốn ký tự cuối.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonCard {
    pub person: Id,
    pub name: String,
    pub birth: Birth,
    pub sex: Option<SexKey>,
    pub unit: Option<String>,
    pub unit_name: String,
    pub died_on: Option<Day>,
    /// Tệp, trang, dòng hoặc việc từ đó có hồ sơ.
    pub source: String,
    pub papers: Vec<MaskedPaper>,
    pub residences: Vec<Stay>,
    /// Rỗng nếu mã truy cập không được xem tình trạng.
    pub statuses: Vec<StatusHeld>,
    pub payees: Vec<Receiver>,
    pub spells: Vec<SpellView>,
    pub payments: Vec<Payment>,
    pub recoveries: Vec<RecoveryView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MaskedPaper {
    pub kind: PaperKey,
    /// Chỉ bốn ký tự cuối.
    pub number: String,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperKey {
    PersonalId,
    OldId,
}

/// Một nơi ở; `until` là ngày đầu tiên không còn ở đó.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stay {
    pub unit: String,
    pub unit_name: String,
    pub village: Option<String>,
    pub from: Day,
    pub until: Option<Day>,
}

/// Một tình trạng; `until` là ngày đầu tiên không còn đúng.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusHeld {
    /// Số dùng để kết thúc tình trạng.
    pub status: i64,
    pub kind: String,
    pub grade: Option<String>,
    pub name: String,
    /// Số tiền mỗi tháng của khoản nơi khác chi, đồng.
    pub amount: Option<SignedDong>,
    pub from: Day,
    pub until: Option<Day>,
}

/// Người nhận thay và tài khoản.
#[derive(Debug, Serialize, ToSchema)]
pub struct Receiver {
    pub receiver: Option<String>,
    /// Chỉ bốn ký tự cuối.
    pub account: Option<String>,
    pub bank: Option<String>,
    pub from: Day,
    pub until: Option<Day>,
}

/// Một kỳ hưởng; `until` là tháng đầu tiên không còn chi.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpellView {
    pub spell: Id,
    pub group: String,
    pub group_name: String,
    pub benefit_name: String,
    pub from: Month,
    pub until: Option<Month>,
    /// Khoản chi một lần.
    pub once: bool,
    pub percent: Option<u8>,
    pub years: Option<u8>,
    pub attributes: Vec<String>,
    /// Những người mà khoản này tính theo.
    pub subjects: Vec<String>,
    pub decision_number: Option<String>,
    pub decision_day: Option<Day>,
    pub source: String,
}

/// Một dòng đã có trên danh sách chi trả.
#[derive(Debug, Serialize, ToSchema)]
pub struct Payment {
    pub roll: Id,
    pub scheme: String,
    pub roll_month: Month,
    /// Trạng thái của danh sách.
    pub stage: StageKey,
    pub paid_for: Month,
    pub benefit_name: String,
    pub group: Option<String>,
    pub kind: LineKindKey,
    pub why: WhyKey,
    /// Đồng.
    pub amount: SignedDong,
    /// Kết quả chi trả; `null`: chưa có.
    pub answer: Option<AnswerKey>,
    pub reason: Option<String>,
}

/// Một khoản phải thu hồi, đồng.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecoveryView {
    pub recovery: Id,
    pub benefit: String,
    pub opened_at: Moment,
    pub opened: SignedDong,
    pub received: SignedDong,
    pub outstanding: SignedDong,
}

#[utoipa::path(
    get, path = "/api/v1/people/{person}", tag = "Đối tượng", operation_id = "read_person",
    summary = "Hồ sơ một người", params(("person" = Id, Path)),
    responses((status = 200, description = "Hồ sơ", body = PersonCard))
)]
pub async fn read_person(caller: Caller, At(person): At<PersonId>) -> Result<Json<PersonCard>, Problem> {
    let card = caller.ask(move |house, db, acting| office::read::card(house, db, acting, person)).await?;
    let card = card.ok_or_else(no_person)?;
    Ok(Json(card_view(caller.house(), card)))
}

pub fn no_person() -> Problem {
    Problem::not_found("person_not_found", "người")
}

fn card_view(house: &Office, card: Card) -> PersonCard {
    let recoveries = card.recoveries.iter().map(|balance| RecoveryView {
        recovery: Id(balance.recovery.id.0),
        benefit: balance.recovery.benefit.clone(),
        opened_at: Moment(balance.recovery.opened_at),
        opened: balance.opened.0,
        received: balance.received.0,
        outstanding: balance.outstanding().0,
    });
    let recoveries = recoveries.collect();
    PersonCard {
        person: Id(card.id.0),
        birth: Birth(card.person.birth),
        sex: card.person.sex.map(SexKey::from),
        name: card.person.name,
        unit: card.unit.map(|unit| unit.0),
        unit_name: card.unit_name,
        died_on: card.death.map(|death| Day(death.died_on)),
        source: card.person.source,
        papers: card.papers.iter().map(masked_paper).collect(),
        residences: card.residences.into_iter().map(|stay| stay_view(house, stay)).collect(),
        statuses: card.statuses.into_iter().map(|held| status_view(house, held)).collect(),
        payees: card.payees.into_iter().map(receiver).collect(),
        spells: card.spells.into_iter().map(spell_view).collect(),
        payments: card.payments.into_iter().map(payment).collect(),
        recoveries,
    }
}

fn masked_paper(paper: &PersonPaper) -> MaskedPaper {
    let kind = match paper.kind {
        PaperKind::PersonalId => PaperKey::PersonalId,
        PaperKind::OldId => PaperKey::OldId,
    };
    MaskedPaper { kind, number: masked(&paper.number) }
}

fn ends(span: Span) -> (Day, Option<Day>) {
    (Day(span.from), span.until.map(Day))
}

fn stay_view(house: &Office, stay: Residence) -> Stay {
    let (from, until) = ends(stay.span);
    let unit_name = unit_name(house, &stay.unit);
    Stay { unit: stay.unit.0, unit_name, village: stay.village, from, until }
}

pub fn unit_name(house: &Office, unit: &UnitId) -> String {
    house.units.name(unit).to_owned()
}

fn status_view(house: &Office, HeldStatus { no, status }: HeldStatus) -> StatusHeld {
    let (from, until) = ends(status.span);
    StatusHeld {
        status: no,
        name: house.law.status_name(&status.kind, status.grade.as_deref()),
        kind: status.kind,
        grade: status.grade,
        amount: status.amount.map(|amount| amount.0),
        from,
        until,
    }
}

fn receiver(payee: domain::registry::Payee) -> Receiver {
    let (from, until) = ends(payee.span);
    let account = payee.account.map(|account| masked(&account));
    Receiver { receiver: payee.receiver, account, bank: payee.bank, from, until }
}

fn spell_view(spell: SpellShown) -> SpellView {
    SpellView {
        spell: Id(spell.id.0),
        group: spell.group,
        group_name: spell.group_name,
        benefit_name: spell.benefit_name,
        from: Month(spell.months.from),
        until: Month::end(spell.months.until),
        once: spell.once,
        percent: spell.percent,
        years: spell.years,
        attributes: spell.attributes,
        subjects: spell.subjects.iter().map(|one| format!("{} ({})", one.name, one.birth.shown())).collect(),
        decision_number: spell.decision_number,
        decision_day: spell.decision_day.map(Day),
        source: spell.source,
    }
}

fn payment(paid: MonthPaid) -> Payment {
    Payment {
        roll: Id(paid.run.0),
        scheme: paid.scheme,
        roll_month: Month(paid.roll_month),
        stage: StageKey(paid.stage),
        paid_for: Month(paid.paid_for),
        benefit_name: paid.benefit_name,
        group: paid.group,
        kind: LineKindKey(paid.kind),
        why: WhyKey(paid.why),
        amount: paid.amount.0,
        answer: paid.answer.map(AnswerKey),
        reason: paid.reason,
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhyAsked {
    /// Tháng cần giải thích.
    pub month: Month,
}

/// Vì sao một tháng được số tiền ấy: từng khoản với phép tính và căn cứ.
#[derive(Debug, Serialize, ToSchema)]
pub struct Why {
    pub person: Id,
    pub month: Month,
    /// Tổng của tháng, đồng.
    pub total: SignedDong,
    pub amounts: Vec<BenefitAmount>,
    pub findings: Vec<FindingView>,
    /// Trùng hưởng mà luật để người có thẩm quyền xem xét.
    pub reviews: Vec<ReviewView>,
    /// Một câu cho người không có khoản nào trong tháng.
    pub not_on_the_roll: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BenefitAmount {
    pub benefit: String,
    pub name: String,
    /// Đồng.
    pub amount: SignedDong,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FindingView {
    pub spell: Id,
    pub group: String,
    pub group_name: String,
    pub benefit: String,
    /// Đồng; `null` khi không được chi.
    pub amount: Option<SignedDong>,
    pub terms: Vec<TermView>,
    /// Vì sao không được chi.
    pub reason: Option<String>,
    pub cite: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TermView {
    pub name: String,
    /// Phép tính bằng chữ: `1,5 × 360.000 đ (mức chuẩn)`.
    pub arithmetic: String,
    /// Đồng.
    pub amount: SignedDong,
    pub cite: String,
    pub base_cite: Option<String>,
    pub certainty: CertaintyKey,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    pub says: String,
    pub cite: String,
}

#[utoipa::path(
    get, path = "/api/v1/people/{person}/why", tag = "Đối tượng", operation_id = "explain_month",
    summary = "Vì sao tháng này được số tiền này", params(("person" = Id, Path), WhyAsked),
    responses((status = 200, description = "Giải thích từng khoản", body = Why))
)]
pub async fn explain_month(
    caller: Caller,
    At(person): At<PersonId>,
    Asked(asked): Asked<WhyAsked>,
) -> Result<Json<Why>, Problem> {
    let month = asked.month.0;
    let why = caller.ask(move |house, db, acting| office::read::why(house, db, acting, person, month)).await?;
    Ok(Json(why_view(why.ok_or_else(no_person)?)))
}

fn why_view(why: WhyMonth) -> Why {
    let amount = |(benefit, name, amount): (String, String, domain::kernel::Dong)| BenefitAmount {
        benefit,
        name,
        amount: amount.0,
    };
    let reviews = why.explanation.reviews.into_iter();
    Why {
        person: Id(why.person.0),
        month: Month(why.month),
        total: why.total.0,
        amounts: why.amounts.into_iter().map(amount).collect(),
        findings: why.explanation.findings.into_iter().map(finding).collect(),
        reviews: reviews.map(|one| ReviewView { says: one.says, cite: one.cite.to_string() }).collect(),
        not_on_the_roll: why.not_on_the_roll,
    }
}

fn finding(found: Finding) -> FindingView {
    let (amount, terms, reason, cite) = match found.outcome {
        Outcome::Due { amount, terms } => (Some(amount.0), terms.iter().map(term).collect(), None, None),
        Outcome::NotDue { reason, cite } => {
            (None, Vec::new(), Some(reason.to_string()), cite.map(|cite| cite.to_string()))
        }
    };
    FindingView {
        spell: Id(found.spell.0),
        group: found.group,
        group_name: found.group_name,
        benefit: found.benefit,
        amount,
        terms,
        reason,
        cite,
    }
}

fn term(term: &Term) -> TermView {
    TermView {
        name: term.name.clone(),
        arithmetic: term.shown(),
        amount: term.amount.0,
        cite: term.cite.to_string(),
        base_cite: term.base_cite.as_ref().map(ToString::to_string),
        certainty: term.certainty.into(),
    }
}

/// The unit a body names.
pub fn unit_of(key: Key) -> UnitId {
    UnitId(key.0)
}
