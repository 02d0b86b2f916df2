//! Rolls: drafted, approved, sent, answered, reconciled, closed; their lines and their files.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::kernel::{Dong as Money, PersonId, RunId};
use domain::payment::Run;
use office::read::{LineShown, LinesAsk, RollView, RollsAsk};
use office::register::Intent;
use office::roll::{self, Answer, DraftOrder, Drafted, Heard, Reconciled};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::acts::small;
use super::doors::Caller;
use super::extract::{Asked, At, File, Said};
use super::lists::{RowNoteView, row_note};
use super::people::unit_of;
use super::problem::Problem;
use super::types::{
    AnswerKey, CauseKey, Day, Dong, Id, Key, Limit, LineKindKey, Moment, Month, MonthsAhead, SignedDong, StageKey,
    WhyKey, Words, maybe_digits, objects, trimmed,
};

const LINES: i64 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RollsAsked {
    /// Chế độ: `btxh`, `htxh`, `ncc`.
    pub scheme: Option<Key>,
    pub month: Option<Month>,
}

/// Các danh sách chi trả, tháng mới trước.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rolls {
    pub rolls: Vec<RollBrief>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RollBrief {
    pub roll: Id,
    pub scheme: String,
    pub month: Month,
    /// Số tháng trả gộp thêm.
    pub months_ahead: i64,
    pub unit: String,
    pub version: i64,
    pub stage: StageKey,
}

impl From<&Run> for RollBrief {
    fn from(run: &Run) -> RollBrief {
        RollBrief {
            roll: Id(run.id.0),
            scheme: run.scheme.clone(),
            month: Month(run.month),
            months_ahead: i64::from(run.months_ahead),
            unit: run.unit.0.clone(),
            version: run.version,
            stage: StageKey(run.state.stage()),
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/rolls", tag = "Danh sách chi trả", operation_id = "list_rolls",
    summary = "Các danh sách chi trả", params(RollsAsked),
    responses((status = 200, description = "Các danh sách", body = Rolls))
)]
pub async fn list_rolls(caller: Caller, Asked(asked): Asked<RollsAsked>) -> Result<Json<Rolls>, Problem> {
    let all = caller.ask(|_, db, acting| office::read::rolls(db, acting, &RollsAsk::default())).await?;
    let fits = |run: &Run| {
        asked.scheme.as_ref().is_none_or(|scheme| scheme.0 == run.scheme)
            && asked.month.as_ref().is_none_or(|month| month.0 == run.month)
    };
    let rolls = all.iter().map(|stored| &stored.run).filter(|run| fits(run)).map(RollBrief::from).collect();
    Ok(Json(Rolls { rolls }))
}

/// Danh sách cần lập.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftSaid {
    /// Chế độ: `btxh`, `htxh`, `ncc`.
    pub scheme: Key,
    pub month: Month,
    /// Trả gộp thêm mấy tháng sau đó; trước Tết là 1.
    pub months_ahead: Option<MonthsAhead>,
    /// Mã phiên bản đơn vị; bỏ trống: toàn đơn vị.
    pub unit: Option<Key>,
}

/// Danh sách vừa lập và điều cần xem trước khi duyệt.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftedView {
    pub roll: Id,
    /// Số người có tiền.
    pub people: i64,
    /// Tổng số tiền, đồng.
    pub total: SignedDong,
    /// Người thiếu dữ kiện nên chưa tính được.
    pub problems: Vec<ProblemOfPerson>,
    /// Trùng hưởng cần người xem xét.
    pub reviews: Vec<ReviewOfPerson>,
    /// Người chưa ghi nơi cư trú nên chưa biết xã nào chi.
    pub without_unit: Vec<Id>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemOfPerson {
    pub person: Id,
    pub spell: Id,
    pub month: Month,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewOfPerson {
    pub person: Id,
    pub says: String,
}

#[utoipa::path(
    post, path = "/api/v1/rolls", tag = "Danh sách chi trả", operation_id = "draft_roll",
    summary = "Lập danh sách chi trả", request_body = DraftSaid,
    description = "Lập lại từ mọi điều đã ghi đến lúc này; bản đang lập trước đó được thay và giữ lại.",
    responses((status = 201, description = "Đã lập", body = DraftedView))
)]
pub async fn draft_roll(caller: Caller, Said(said): Said<DraftSaid>) -> Result<Response, Problem> {
    let order = DraftOrder {
        scheme: said.scheme.0,
        month: said.month.0,
        months_ahead: said.months_ahead.map_or(0, |months| small(months.0)),
        unit: said.unit.map(unit_of),
    };
    let unit = order.unit.clone();
    if let Some(unknown) = unit.filter(|unit| caller.house().units.find(unit).is_none()) {
        return Err(Problem::conflict("unit_unknown", format!("Không có đơn vị mã {unknown}.")));
    }
    let drafted = caller.ask(move |house, db, acting| roll::draft(house, db, acting, &order)).await?;
    let location = format!("/api/v1/rolls/{}", drafted.run);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(drafted_view(drafted))).into_response())
}

fn drafted_view(drafted: Drafted) -> DraftedView {
    let problem = |one: domain::entitlement::Problem| ProblemOfPerson {
        person: Id(one.person.0),
        spell: Id(one.spell.0),
        month: Month(one.month),
    };
    let review = |(person, says): (PersonId, String)| ReviewOfPerson { person: Id(person.0), says };
    DraftedView {
        roll: Id(drafted.run.0),
        people: drafted.totals.people,
        total: drafted.totals.total.0,
        problems: drafted.problems.into_iter().map(problem).collect(),
        reviews: drafted.reviews.into_iter().map(review).collect(),
        without_unit: drafted.without_unit.into_iter().map(|person| Id(person.0)).collect(),
    }
}

/// Một danh sách với các tổng, chênh lệch so với tháng trước và đối chiếu.
#[derive(Debug, Serialize, ToSchema)]
pub struct RollCard {
    pub brief: RollBrief,
    pub unit_name: String,
    pub scheme_name: String,
    pub people: i64,
    /// Đồng.
    pub total: SignedDong,
    /// Tính từ sổ như đã ghi đến thời điểm này.
    pub known_at: Moment,
    /// Theo luật biết đến ngày này.
    pub law_known_on: Day,
    /// Sổ đã thay đổi sau khi lập; bước duyệt có thể yêu cầu lập lại.
    pub may_be_stale: bool,
    pub units: Vec<Sum>,
    pub groups: Vec<Sum>,
    pub kinds: Vec<KindSum>,
    pub bridge: BridgeTable,
    pub answers: Vec<AnswerCount>,
    pub reconciled: ReconciledView,
}

/// Một tổng theo xã hoặc theo nhóm.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sum {
    pub name: String,
    pub people: i64,
    /// Đồng.
    pub amount: SignedDong,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KindSum {
    pub kind: LineKindKey,
    pub people: i64,
    /// Đồng.
    pub amount: SignedDong,
}

/// Chênh lệch so với danh sách trước, chính xác đến đồng.
#[derive(Debug, Serialize, ToSchema)]
pub struct BridgeTable {
    pub before_roll: Option<Id>,
    /// Đồng.
    pub before: SignedDong,
    pub parts: Vec<BridgeStep>,
    /// Đồng.
    pub after: SignedDong,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BridgeStep {
    pub cause: CauseKey,
    pub people: i64,
    /// Đồng; âm là giảm.
    pub amount: SignedDong,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerCount {
    pub answer: AnswerKey,
    pub people: i64,
    pub lines: i64,
    /// Đồng.
    pub amount: SignedDong,
}

/// Đối chiếu; điều chưa ai nói là `null`, không phải 0. Đồng.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReconciledView {
    pub roll: SignedDong,
    pub paid: SignedDong,
    pub unpaid: SignedDong,
    pub unanswered: SignedDong,
    pub payer_total: Option<SignedDong>,
    pub drawn: Option<SignedDong>,
    /// Mỗi chỗ lệch một câu với cả hai số.
    pub differences: Vec<String>,
}

#[utoipa::path(
    get, path = "/api/v1/rolls/{roll}", tag = "Danh sách chi trả", operation_id = "read_roll",
    summary = "Một danh sách chi trả", params(("roll" = Id, Path)),
    responses((status = 200, description = "Danh sách", body = RollCard))
)]
pub async fn read_roll(caller: Caller, At(run): At<RunId>) -> Result<Json<RollCard>, Problem> {
    let view = caller.ask(move |house, db, acting| office::read::roll(house, db, acting, run)).await?;
    Ok(Json(roll_card(view)))
}

fn roll_card(view: RollView) -> RollCard {
    let part = |part: domain::payment::BridgePart| BridgeStep {
        cause: CauseKey(part.cause),
        people: part.people,
        amount: part.amount.0,
    };
    let answers = view.answers.iter().map(|count| AnswerCount {
        answer: AnswerKey(count.answer),
        people: count.people,
        lines: count.lines,
        amount: count.amount.0,
    });
    let kinds = view.kinds.iter().map(|(kind, people, amount)| KindSum {
        kind: LineKindKey(*kind),
        people: *people,
        amount: amount.0,
    });
    let units = view.units.into_iter().map(|one| Sum { name: one.unit_name, people: one.people, amount: one.amount.0 });
    let groups =
        view.groups.into_iter().map(|one| Sum { name: one.group_name, people: one.people, amount: one.amount.0 });
    RollCard {
        brief: RollBrief::from(&view.stored.run),
        unit_name: view.unit_name,
        scheme_name: view.scheme_name,
        people: view.stored.totals.people,
        total: view.stored.totals.total.0,
        known_at: Moment(view.stored.basis.known_at),
        law_known_on: Day(view.stored.basis.law_known_on),
        may_be_stale: view.may_be_stale,
        units: units.collect(),
        groups: groups.collect(),
        kinds: kinds.collect(),
        bridge: BridgeTable {
            before_roll: view.bridge.before.map(|before| Id(before.id.0)),
            before: view.bridge.bridge.before.0,
            parts: view.bridge.bridge.parts.into_iter().map(part).collect(),
            after: view.bridge.bridge.after.0,
        },
        answers: answers.collect(),
        reconciled: reconciled_view(view.reconciled),
    }
}

fn reconciled_view(sums: Reconciled) -> ReconciledView {
    ReconciledView {
        roll: sums.roll.0,
        paid: sums.paid.0,
        unpaid: sums.unpaid.0,
        unanswered: sums.unanswered.0,
        payer_total: sums.payer_total.map(|total| total.0),
        drawn: sums.drawn.map(|drawn| drawn.0),
        differences: sums.differences,
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LinesAsked {
    /// Sau người này; cùng với `after_line` là chỗ trang trước dừng.
    #[serde(default, deserialize_with = "maybe_digits")]
    #[param(value_type = Option<Id>)]
    pub after_person: Option<Id>,
    /// Sau dòng này của người ấy.
    #[serde(default, deserialize_with = "maybe_digits")]
    #[param(value_type = Option<Id>)]
    pub after_line: Option<Id>,
    #[serde(default, deserialize_with = "maybe_digits")]
    #[param(value_type = Option<Limit>)]
    pub limit: Option<Limit>,
}

/// Một trang dòng, xếp theo mã người.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lines {
    pub lines: Vec<LineOfRoll>,
    /// Chỗ trang sau bắt đầu; `null`: đã hết.
    pub next: Option<NextLines>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NextLines {
    pub after_person: Id,
    pub after_line: Id,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LineOfRoll {
    pub person: Id,
    /// Số của dòng trong các dòng của người ấy.
    pub line: Id,
    pub name: String,
    /// Ngày sinh như in trên danh sách.
    pub birth: String,
    pub village: String,
    pub unit_name: String,
    pub group: Option<String>,
    pub paid_for: Month,
    pub kind: LineKindKey,
    pub why: WhyKey,
    /// Đồng.
    pub amount: SignedDong,
}

#[utoipa::path(
    get, path = "/api/v1/rolls/{roll}/lines", tag = "Danh sách chi trả", operation_id = "list_lines",
    summary = "Các dòng của danh sách", params(("roll" = Id, Path), LinesAsked),
    responses((status = 200, description = "Một trang dòng", body = Lines))
)]
pub async fn list_lines(
    caller: Caller,
    At(run): At<RunId>,
    Asked(asked): Asked<LinesAsked>,
) -> Result<Json<Lines>, Problem> {
    let after = asked.after_person.map(|person| (PersonId(person.0), asked.after_line.map_or(0, |line| line.0)));
    let limit = asked.limit.map_or(LINES, |limit| limit.0);
    let found = caller
        .ask(move |house, db, acting| office::read::lines(house, db, acting, run, &LinesAsk::default(), (after, limit)))
        .await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|count| count == limit);
    let last = found.last().map(|line| NextLines { after_person: Id(line.person.0), after_line: Id(line.no) });
    Ok(Json(Lines { lines: found.into_iter().map(line_of_roll).collect(), next: last.filter(|_| is_full) }))
}

fn line_of_roll(line: LineShown) -> LineOfRoll {
    LineOfRoll {
        person: Id(line.person.0),
        line: Id(line.no),
        name: line.name,
        birth: line.birth,
        village: line.village,
        unit_name: line.unit_name,
        group: line.group,
        paid_for: Month(line.paid_for),
        kind: LineKindKey(line.kind),
        why: WhyKey(line.why),
        amount: line.amount.0,
    }
}

#[utoipa::path(
    post, path = "/api/v1/rolls/{roll}/approve", tag = "Danh sách chi trả", operation_id = "approve_roll",
    summary = "Duyệt danh sách do người khác lập", params(("roll" = Id, Path)),
    description = "Mã truy cập đứng tên người đã cấp nó; hai mã do một người cấp là một người, nên không lập rồi duyệt \
                   bằng hai mã ấy được.",
    responses((status = 200, description = "Đã duyệt", body = RollBrief))
)]
pub async fn approve_roll(caller: Caller, At(run): At<RunId>) -> Result<Json<RollBrief>, Problem> {
    let run = caller.ask(move |house, db, acting| roll::approve(house, db, acting, run)).await?;
    Ok(Json(RollBrief::from(&run)))
}

#[utoipa::path(
    post, path = "/api/v1/rolls/{roll}/send", tag = "Danh sách chi trả", operation_id = "send_roll",
    summary = "Ghi nhận đã gửi đơn vị chi trả", params(("roll" = Id, Path)),
    responses((status = 200, description = "Đã ghi nhận", body = RollBrief))
)]
pub async fn send_roll(caller: Caller, At(run): At<RunId>) -> Result<Json<RollBrief>, Problem> {
    let run = caller.ask(move |_, db, acting| roll::send(db, acting, run)).await?;
    Ok(Json(RollBrief::from(&run)))
}

#[utoipa::path(
    post, path = "/api/v1/rolls/{roll}/close", tag = "Danh sách chi trả", operation_id = "close_roll",
    summary = "Khóa sổ danh sách", params(("roll" = Id, Path)),
    responses((status = 200, description = "Đã khóa sổ", body = RollBrief))
)]
pub async fn close_roll(caller: Caller, At(run): At<RunId>) -> Result<Json<RollBrief>, Problem> {
    let run = caller.ask(move |_, db, acting| roll::close(db, acting, run)).await?;
    Ok(Json(RollBrief::from(&run)))
}

/// Kết quả chi trả; ghi hết hoặc không ghi gì.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersSaid {
    #[serde(deserialize_with = "objects::<_, _, 1, 5000>")]
    #[schema(min_items = 1, max_items = 5000)]
    pub answers: Vec<AnswerSaid>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerSaid {
    pub person: Id,
    /// Số của dòng trong các dòng của người ấy.
    pub line: Id,
    pub answer: AnswerKey,
    /// Số tiền đã trả, đồng; khác số trên danh sách thì bị từ chối.
    pub amount: Option<Dong>,
    /// Lý do chưa nhận.
    pub reason: Option<Words>,
}

#[utoipa::path(
    post, path = "/api/v1/rolls/{roll}/answers", tag = "Danh sách chi trả", operation_id = "answer_roll",
    summary = "Nhận kết quả chi trả từng dòng", params(("roll" = Id, Path)), request_body = AnswersSaid,
    description = "Kết quả cộng dồn qua nhiều lần gửi; gửi lại đúng như cũ không thay đổi gì. Khi dòng cuối có kết quả, \
                   danh sách sang trạng thái `confirmed`.",
    responses((status = 200, description = "Đã ghi", body = RollBrief))
)]
pub async fn answer_roll(
    caller: Caller,
    At(run): At<RunId>,
    Said(said): Said<AnswersSaid>,
) -> Result<Json<RollBrief>, Problem> {
    let token = caller.bearer.token.id;
    let answer = |(place, one): (usize, AnswerSaid)| Answer {
        person: PersonId(one.person.0),
        line_no: one.line.0,
        amount: one.amount.map(|amount| Money(amount.0)),
        answer: one.answer.0,
        reason: trimmed(one.reason),
        source: format!("mã truy cập {token}, kết quả {}", place + 1),
    };
    let answers: Vec<Answer> = said.answers.into_iter().enumerate().map(answer).collect();
    let run = caller.ask(move |_, db, acting| roll::confirm(db, acting, run, &answers)).await?;
    Ok(Json(RollBrief::from(&run)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HowTaken {
    /// `true`: ghi vào sổ; bỏ trống hoặc `false`: chỉ xem trước.
    #[serde(default)]
    pub save: bool,
}

impl HowTaken {
    pub fn intent(&self) -> Intent {
        if self.save { Intent::Save } else { Intent::Preview }
    }
}

/// Tệp kết quả của đơn vị chi trả nói gì.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeardView {
    pub brief: RollBrief,
    /// Đã ghi vào sổ.
    pub saved: bool,
    pub rows: u64,
    pub paid: LinesSum,
    pub unpaid: LinesSum,
    /// Dòng đã có kết quả như vậy từ trước.
    pub unchanged: u64,
    /// Dòng không ghi được, mỗi dòng một lý do.
    pub exceptions: Vec<RowNoteView>,
    pub warnings: Vec<RowNoteView>,
    pub unanswered: Vec<UnansweredView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LinesSum {
    pub lines: u64,
    /// Đồng.
    pub amount: SignedDong,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UnansweredView {
    pub unit: String,
    pub lines: u64,
    /// Đồng.
    pub amount: SignedDong,
}

#[utoipa::path(
    post, path = "/api/v1/rolls/{roll}/answers-file", tag = "Danh sách chi trả", operation_id = "answer_roll_by_file",
    summary = "Nhận tệp kết quả chi trả", params(
        ("roll" = Id, Path), HowTaken,
        ("X-File-Name" = Option<String>, Header, description = "Tên tệp: chữ không dấu, số, . _ -",
         min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9._-]+$"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream",
                 description = "Tệp Excel hoặc CSV của đơn vị chi trả, theo bố cục bất kỳ"),
    responses((status = 200, description = "Tệp nói gì, và đã ghi hay chưa", body = HeardView))
)]
pub async fn answer_roll_by_file(
    caller: Caller,
    At(run): At<RunId>,
    Asked(how): Asked<HowTaken>,
    file: File,
) -> Result<Json<HeardView>, Problem> {
    let heard = caller
        .ask(move |house, db, acting| {
            roll::confirm_file(house, db, acting, run, (&file.name, &file.bytes), how.intent())
        })
        .await?;
    Ok(Json(heard_view(heard)))
}

fn heard_view(heard: Heard) -> HeardView {
    let sum = |one: roll::AnswerSum| LinesSum { lines: one.lines as u64, amount: one.amount.0 };
    let unanswered = heard.unanswered.into_iter().map(|one| UnansweredView {
        unit: one.unit,
        lines: one.lines as u64,
        amount: one.amount.0,
    });
    HeardView {
        brief: RollBrief::from(&heard.run),
        saved: heard.saved,
        rows: heard.rows as u64,
        paid: sum(heard.paid),
        unpaid: sum(heard.unpaid),
        unchanged: heard.unchanged as u64,
        exceptions: heard.exceptions.iter().map(row_note).collect(),
        warnings: heard.warnings.iter().map(row_note).collect(),
        unanswered: unanswered.collect(),
    }
}

/// Số tiền bên khác nói, đồng; trường bỏ trống giữ nguyên như đã ghi.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReconcileSaid {
    /// Đơn vị chi trả cộng.
    pub payer_total: Option<Dong>,
    /// Đã rút ở kho bạc.
    pub drawn: Option<Dong>,
}

#[utoipa::path(
    post, path = "/api/v1/rolls/{roll}/reconciliation", tag = "Danh sách chi trả", operation_id = "reconcile_roll",
    summary = "Ghi số tiền đối chiếu", params(("roll" = Id, Path)), request_body = ReconcileSaid,
    responses((status = 200, description = "Đối chiếu sau khi ghi", body = ReconciledView))
)]
pub async fn reconcile_roll(
    caller: Caller,
    At(run): At<RunId>,
    Said(said): Said<ReconcileSaid>,
) -> Result<Json<ReconciledView>, Problem> {
    let (payer_total, drawn) = (said.payer_total.map(|sum| Money(sum.0)), said.drawn.map(|sum| Money(sum.0)));
    let view = caller
        .ask(move |house, db, acting| {
            if let Some(total) = payer_total {
                roll::set_payer_total(db, acting, run, total)?;
            }
            if let Some(drawn) = drawn {
                roll::set_drawn(db, acting, run, drawn)?;
            }
            office::read::roll(house, db, acting, run)
        })
        .await?;
    Ok(Json(reconciled_view(view.reconciled)))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

#[utoipa::path(
    get, path = "/api/v1/rolls/{roll}/pay-sheet", tag = "Danh sách chi trả", operation_id = "take_pay_sheet",
    summary = "Danh sách ký nhận (.xlsx)", params(("roll" = Id, Path)),
    responses((status = 200, description = "Tệp Excel", body = Vec<u8>,
               content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
)]
pub async fn take_pay_sheet(caller: Caller, At(run): At<RunId>) -> Result<Response, Problem> {
    let bytes = caller.ask(move |house, db, acting| office::read::pay_sheet(house, db, acting, run, None)).await?;
    Ok(crate::pages::taken_away(XLSX, &format!("danh-sach-ky-nhan-{run}.xlsx"), bytes))
}

#[utoipa::path(
    get, path = "/api/v1/rolls/{roll}/payer-file", tag = "Danh sách chi trả", operation_id = "take_payer_file",
    summary = "Tệp gửi đơn vị chi trả (.csv)", params(("roll" = Id, Path)),
    responses((status = 200, description = "Tệp CSV", body = String, content_type = "text/csv"))
)]
pub async fn take_payer_file(caller: Caller, At(run): At<RunId>) -> Result<Response, Problem> {
    let bytes = caller.ask(move |house, db, acting| office::read::payer_csv(house, db, acting, run)).await?;
    Ok(crate::pages::taken_away(CSV, &format!("gui-don-vi-chi-tra-{run}.csv"), bytes))
}
