//! The law the program computes from, and the units of the country's administration, as they are on a day.

use axum::Json;
use domain::kernel::Certainty;
use domain::registry::{UnitKind, UnitVersion};
use domain::rules::{Group, Law, LawText, Parameter, Unit, View};
use office::local;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::doors::Caller;
use super::extract::Asked;
use super::problem::Problem;
use super::types::{Day, Month, SignedDong};

/// Mức chắc chắn của căn cứ: đã đối chiếu văn bản, theo nguồn thứ cấp, hay dự thảo.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertaintyKey {
    Verified,
    Secondary,
    Draft,
}

impl From<Certainty> for CertaintyKey {
    fn from(certainty: Certainty) -> CertaintyKey {
        match certainty {
            Certainty::Verified => CertaintyKey::Verified,
            Certainty::Secondary => CertaintyKey::Secondary,
            Certainty::Draft => CertaintyKey::Draft,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    /// Như vào ngày này; bỏ trống: hôm nay.
    pub on: Option<Day>,
}

impl OnDay {
    fn day(self, caller: &Caller) -> domain::kernel::Day {
        self.on.map_or_else(|| (caller.state.clock)().vietnam_day(), |day| day.0)
    }
}

/// The law with what the province set.
async fn law_here(caller: &Caller) -> Result<Law, Problem> {
    caller.ask(|house, db, acting| Ok(local::law_here(house, db, acting)?.into_owned())).await
}

/// Các văn bản chương trình tính theo.
#[derive(Debug, Serialize, ToSchema)]
pub struct Texts {
    /// Tháng đầu mà luật trong chương trình trả lời được.
    pub covers_from: Month,
    /// Tháng đầu tiên không còn trả lời được.
    pub covers_until: Month,
    pub texts: Vec<TextView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TextView {
    pub text: String,
    pub number: String,
    pub title: String,
    pub issuer: String,
    pub signed: Day,
    pub in_force: Day,
    /// Ngày đầu tiên hết hiệu lực.
    pub until: Option<Day>,
    pub certainty: CertaintyKey,
    /// Lần cuối có người đối chiếu với nguồn.
    pub checked: Day,
    pub note: String,
}

#[utoipa::path(
    get, path = "/api/v1/law/texts", tag = "Căn cứ", operation_id = "list_texts",
    summary = "Các văn bản pháp luật",
    responses((status = 200, description = "Các văn bản", body = Texts))
)]
pub async fn list_texts(caller: Caller) -> Result<Json<Texts>, Problem> {
    let law = law_here(&caller).await?;
    let text = |text: &LawText| TextView {
        text: text.id.clone(),
        number: text.number.clone(),
        title: text.title.clone(),
        issuer: text.issuer.clone(),
        signed: Day(text.signed),
        in_force: Day(text.in_force),
        until: text.until.map(Day),
        certainty: text.status.into(),
        checked: Day(text.checked),
        note: text.note.clone(),
    };
    Ok(Json(Texts {
        covers_from: Month(law.coverage.from),
        covers_until: Month(law.coverage.until),
        texts: law.texts.iter().map(text).collect(),
    }))
}

/// Các nhóm hưởng có trong luật vào ngày hỏi.
#[derive(Debug, Serialize, ToSchema)]
pub struct Groups {
    pub on: Day,
    pub groups: Vec<GroupView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GroupView {
    pub group: String,
    pub name: String,
    pub benefit: String,
    pub scheme: String,
    /// Tháng đầu của phiên bản đang áp dụng.
    pub from: Month,
    pub cite: String,
    pub certainty: CertaintyKey,
}

#[utoipa::path(
    get, path = "/api/v1/law/groups", tag = "Căn cứ", operation_id = "list_groups",
    summary = "Các nhóm hưởng vào một ngày", params(OnDay),
    responses((status = 200, description = "Các nhóm", body = Groups))
)]
pub async fn list_groups(caller: Caller, Asked(asked): Asked<OnDay>) -> Json<Groups> {
    let on = asked.day(&caller);
    let law = &caller.house().law;
    let view = View::new(law, on, on.month());
    let group = |group: &Group| {
        let version = view.version(group, on.month())?;
        Some(GroupView {
            group: group.key.clone(),
            name: group.name.clone(),
            benefit: group.benefit.clone(),
            scheme: law.benefit(&group.benefit).map(|benefit| benefit.scheme.clone()).unwrap_or_default(),
            from: Month(version.from),
            cite: view.cite(&version.text, &version.cite).to_string(),
            certainty: version.status.into(),
        })
    };
    Json(Groups { on: Day(on), groups: law.groups.iter().filter_map(group).collect() })
}

/// Các tham số của luật vào ngày hỏi; tham số chưa có giá trị vào ngày ấy không nằm trong danh sách.
#[derive(Debug, Serialize, ToSchema)]
pub struct Parameters {
    pub on: Day,
    pub parameters: Vec<ParameterView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterView {
    pub parameter: String,
    pub name: String,
    pub unit: ParameterUnit,
    /// Giá trị chính xác bằng chữ số, dấu phẩy thập phân.
    pub value: String,
    /// Đồng, khi đơn vị là đồng.
    pub dong: Option<SignedDong>,
    pub from: Month,
    pub cite: String,
    pub certainty: CertaintyKey,
    pub note: String,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParameterUnit {
    Dong,
    Multiple,
    Count,
}

#[utoipa::path(
    get, path = "/api/v1/law/parameters", tag = "Căn cứ", operation_id = "list_parameters",
    summary = "Các mức, tuổi, hệ số vào một ngày", params(OnDay),
    responses((status = 200, description = "Các tham số", body = Parameters))
)]
pub async fn list_parameters(caller: Caller, Asked(asked): Asked<OnDay>) -> Result<Json<Parameters>, Problem> {
    let on = asked.day(&caller);
    let law = law_here(&caller).await?;
    let view = View::new(&law, on, on.month());
    let parameters = view.law.parameters.iter().filter_map(|one| parameter_view(view, one, on)).collect();
    Ok(Json(Parameters { on: Day(on), parameters }))
}

fn parameter_view<'law>(
    view: View<'law>,
    parameter: &'law Parameter,
    on: domain::kernel::Day,
) -> Option<ParameterView> {
    let value = view.value(parameter, on.month()).ok()?;
    let unit = match parameter.unit {
        Unit::Dong => ParameterUnit::Dong,
        Unit::Multiple => ParameterUnit::Multiple,
        Unit::Count => ParameterUnit::Count,
    };
    Some(ParameterView {
        parameter: parameter.id.clone(),
        name: parameter.name.clone(),
        unit,
        value: value.amount.to_string(),
        dong: value.dong().filter(|_| parameter.unit == Unit::Dong).map(|dong| dong.0),
        from: Month(value.from),
        cite: view.cite(&value.text, &value.cite).to_string(),
        certainty: value.status.into(),
        note: value.note.clone(),
    })
}

/// Các đơn vị hành chính có vào ngày hỏi.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitList {
    pub on: Day,
    pub units: Vec<UnitView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UnitView {
    /// Mã phiên bản, dùng ở mọi nơi của giao diện này.
    pub unit: String,
    /// Mã theo danh mục nhà nước; được dùng lại sau sáp nhập nên không phải khóa.
    pub code: String,
    pub name: String,
    pub kind: UnitKindKey,
    pub parent: Option<String>,
    pub from: Option<Day>,
    pub until: Option<Day>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitKindKey {
    Tinh,
    ThanhPho,
    ThiXa,
    Huyen,
    Phuong,
    ThiTran,
    Xa,
}

impl From<UnitKind> for UnitKindKey {
    fn from(kind: UnitKind) -> UnitKindKey {
        match kind {
            UnitKind::Tinh => UnitKindKey::Tinh,
            UnitKind::ThanhPho => UnitKindKey::ThanhPho,
            UnitKind::ThiXa => UnitKindKey::ThiXa,
            UnitKind::Huyen => UnitKindKey::Huyen,
            UnitKind::Phuong => UnitKindKey::Phuong,
            UnitKind::ThiTran => UnitKindKey::ThiTran,
            UnitKind::Xa => UnitKindKey::Xa,
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/units", tag = "Căn cứ", operation_id = "list_units",
    summary = "Các đơn vị hành chính vào một ngày", params(OnDay),
    responses((status = 200, description = "Các đơn vị", body = UnitList))
)]
pub async fn list_units(caller: Caller, Asked(asked): Asked<OnDay>) -> Result<Json<UnitList>, Problem> {
    let on = asked.day(&caller);
    let unit = |unit: &UnitVersion| UnitView {
        unit: unit.id.0.clone(),
        code: unit.code.clone(),
        name: unit.name.clone(),
        kind: unit.kind.into(),
        parent: unit.parent.as_ref().map(|parent| parent.0.clone()),
        from: unit.from.map(Day),
        until: unit.until.map(Day),
    };
    let units = caller.house().units.all().iter().filter(|one| one.exists_on(on)).map(unit).collect();
    Ok(Json(UnitList { on: Day(on), units }))
}
