//! The half-year report: its figures, and the rows behind each.

use axum::Json;
use domain::report::{Basis, Figure, Row, RowBasis};
use office::Office;
use office::report::ReportAsk;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::doors::Caller;
use super::extract::{Asked, At};
use super::people::unit_name;
use super::problem::Problem;
use super::types::{
    Day, Half, Id, Key, Limit, LineKindKey, Moment, Month, Offset, SignedDong, Year, in_digits, maybe_digits,
};

const ROWS: i64 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportAsked {
    #[serde(deserialize_with = "in_digits")]
    #[param(value_type = Year)]
    pub year: Year,
    #[serde(deserialize_with = "in_digits")]
    #[param(value_type = Half)]
    pub half: Half,
    /// Số liệu tính đến ngày này.
    pub as_of: Day,
    /// Theo sổ như đã ghi đến thời điểm này; bỏ trống: lúc này.
    pub known_at: Option<Moment>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowsAsked {
    #[serde(deserialize_with = "in_digits")]
    #[param(value_type = Year)]
    pub year: Year,
    #[serde(deserialize_with = "in_digits")]
    #[param(value_type = Half)]
    pub half: Half,
    /// Số liệu tính đến ngày này.
    pub as_of: Day,
    /// Theo sổ như đã ghi đến thời điểm này; bỏ trống: lúc này.
    pub known_at: Option<Moment>,
    #[serde(default, deserialize_with = "maybe_digits")]
    #[param(value_type = Option<Offset>)]
    pub offset: Option<Offset>,
    #[serde(default, deserialize_with = "maybe_digits")]
    #[param(value_type = Option<Limit>)]
    pub limit: Option<Limit>,
}

/// Báo cáo sáu tháng; hỏi lại cùng `known_at` thì kết quả như nhau.
#[derive(Debug, Serialize, ToSchema)]
pub struct HalfYear {
    pub as_of: Day,
    pub known_at: Moment,
    pub figures: Vec<FigureView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FigureView {
    pub figure: String,
    pub label: String,
    /// Số chính xác; `null`: chưa có số liệu, không phải 0.
    pub value: Option<i64>,
    pub unit: String,
    /// Đồng.
    pub amount: Option<SignedDong>,
    pub basis: Option<BasisKey>,
    /// Như in trong báo cáo.
    pub text: String,
    /// Số dòng đứng sau.
    pub rows: u64,
    pub articles: Vec<String>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BasisKey {
    Actual,
    Estimate,
}

/// Các dòng đứng sau một số liệu.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureRows {
    pub figure: FigureView,
    pub rows: Vec<RowView>,
    /// Số dòng bỏ qua của trang sau; `null`: đã hết.
    pub next_offset: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RowView {
    pub person: Id,
    pub unit: Option<String>,
    pub unit_name: Option<String>,
    pub basis: RowBasisKey,
    pub kind: Option<LineKindKey>,
    pub roll_month: Option<Month>,
    pub paid_for: Option<Month>,
    pub benefit: Option<String>,
    pub group: Option<String>,
    /// Dòng là gì, bằng chữ.
    pub what: String,
    pub decision_number: Option<String>,
    pub day: Option<Day>,
    /// Đồng.
    pub amount: SignedDong,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowBasisKey {
    Booked,
    Forecast,
    Decision,
}

#[utoipa::path(
    get, path = "/api/v1/reports/half-year", tag = "Báo cáo", operation_id = "read_half_year",
    summary = "Báo cáo sáu tháng", params(ReportAsked),
    responses((status = 200, description = "Các số liệu", body = HalfYear))
)]
pub async fn read_half_year(caller: Caller, Asked(asked): Asked<ReportAsked>) -> Result<Json<HalfYear>, Problem> {
    let ask = report_ask(&caller, (asked.year, asked.half), asked.as_of, asked.known_at)?;
    let made = caller.ask(move |house, db, _| office::report::half_year(house, db, ask)).await?;
    let report = &made.report;
    let figures = report.figures.iter().map(figure_view).collect();
    Ok(Json(HalfYear { as_of: Day(report.as_of), known_at: Moment(report.known_at), figures }))
}

fn report_ask(
    caller: &Caller,
    (Year(year), Half(half)): (Year, Half),
    as_of: Day,
    known_at: Option<Moment>,
) -> Result<ReportAsk, Problem> {
    let now = (caller.state.clock)();
    let known_at = known_at.map_or(now, |moment| moment.0);
    if now < known_at {
        let says = "`known_at` ở tương lai: chưa ai biết sổ sẽ ghi gì. Bỏ trống để lấy lúc này.";
        return Err(Problem::conflict("in_the_future", says));
    }
    let year = i16::try_from(year).map_err(Problem::fault)?;
    Ok(ReportAsk { year, half: super::acts::small(half), as_of: as_of.0, known_at })
}

fn figure_view(figure: &Figure) -> FigureView {
    FigureView {
        figure: figure.id.clone(),
        label: figure.label.clone(),
        value: figure.value,
        unit: figure.unit.clone(),
        amount: figure.amount.map(|amount| amount.0),
        basis: figure.basis.map(|basis| match basis {
            Basis::Actual => BasisKey::Actual,
            Basis::Estimate => BasisKey::Estimate,
        }),
        text: figure.text.clone(),
        rows: figure.rows as u64,
        articles: figure.articles.clone(),
    }
}

#[utoipa::path(
    get, path = "/api/v1/reports/half-year/figures/{figure}/rows", tag = "Báo cáo", operation_id = "list_figure_rows",
    summary = "Các dòng đứng sau một số liệu", params(("figure" = Key, Path), RowsAsked),
    responses((status = 200, description = "Một trang dòng", body = FigureRows))
)]
pub async fn list_figure_rows(
    caller: Caller,
    At(figure): At<Key>,
    Asked(asked): Asked<RowsAsked>,
) -> Result<Json<FigureRows>, Problem> {
    let ask = report_ask(&caller, (asked.year, asked.half), asked.as_of, asked.known_at)?;
    let skipped = asked.offset.map_or(0, |offset| offset.0);
    let limit = asked.limit.map_or(ROWS, |limit| limit.0);
    let found = caller.ask(move |house, db, acting| {
        let made = office::report::half_year(house, db, ask)?;
        let rows = office::report::figure_rows(house, acting, &made, &figure.0)?;
        let shown = made.report.figures.iter().find(|one| one.id == figure.0).map(figure_view);
        Ok((shown, rows))
    });
    let (shown, rows) = found.await?;
    let shown = shown.ok_or_else(|| Problem::not_found("figure_not_found", "chỉ tiêu"))?;
    let place = |number: i64| usize::try_from(number).unwrap_or(usize::MAX).min(rows.len());
    let (from, until) = (place(skipped), place(skipped + limit));
    Ok(Json(FigureRows {
        figure: shown,
        rows: rows[from..until].iter().map(|row| row_view(caller.house(), row)).collect(),
        next_offset: (until < rows.len()).then_some(until as u64),
    }))
}

fn row_view(house: &Office, row: &Row) -> RowView {
    RowView {
        person: Id(row.person.0),
        unit_name: row.unit.as_ref().map(|unit| unit_name(house, unit)),
        unit: row.unit.as_ref().map(|unit| unit.0.clone()),
        basis: match row.basis {
            RowBasis::Booked => RowBasisKey::Booked,
            RowBasis::Forecast => RowBasisKey::Forecast,
            RowBasis::Decision => RowBasisKey::Decision,
        },
        kind: row.line.map(LineKindKey),
        roll_month: row.month.map(Month),
        paid_for: row.paid_for.map(Month),
        benefit: row.benefit.clone(),
        group: row.group.clone(),
        what: row.what.clone(),
        decision_number: row.number.clone(),
        day: row.day.map(Day),
        amount: row.amount.0,
    }
}
