//! The description of the interface as one document: what the handlers say of themselves, and what holds of all.

use axum::Json;
use axum::response::{IntoResponse, Response};
use office::access::Act;
use serde_json::{Map, Value, json};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};

use super::doors::ApiDoors;
use super::problem::{KIND, Problem};
use super::types;

const SAYS: &str = "Các việc của chương trình Ansinh cho phần mềm khác của đơn vị. Mọi địa chỉ cần mã truy cập \
    (`Authorization: Bearer ansinh_…`) do người quản trị cấp; mã có vai trò, phạm vi xã và lĩnh vực như một tài khoản. \
    Tiền là số nguyên đồng; tháng viết `2021-04`; ngày viết `2021-04-27`; thời điểm theo giờ UTC. Khoảng thời gian luôn \
    nửa mở: `until` là ngày, tháng đầu tiên không còn tính. Lỗi trả về theo RFC 9457 bằng tiếng Việt, kèm `code` cho \
    máy đọc. Không có dữ liệu cá nhân trong địa chỉ.";

/// What any address may answer besides what it says itself: status, name, whether only a body brings it.
const COMMON: [(&str, &str, Brought); 9] = [
    ("400", "Địa chỉ, tham số hoặc nội dung không đọc được", Brought::Always),
    ("401", "Thiếu mã truy cập, mã sai, hết hạn hoặc đã thu", Brought::Always),
    ("403", "Mã truy cập không được giao việc hoặc lĩnh vực này", Brought::Always),
    ("404", "Không có bản ghi ấy trong phạm vi của mã truy cập", Brought::Always),
    ("409", "Việc bị từ chối: dữ liệu hiện tại không cho phép; `code` nói vì sao", Brought::Always),
    ("413", "Nội dung quá lớn", Brought::ByBody),
    ("415", "Kiểu nội dung không được nhận", Brought::ByBody),
    ("422", "Nội dung không đúng mô tả; `pointer` chỉ chỗ sai", Brought::ByBody),
    ("429", "Quá 50 yêu cầu mỗi giây; gửi lại sau số giây ở Retry-After", Brought::Always),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Brought {
    Always,
    ByBody,
}

pub fn document(doors: &ApiDoors) -> Value {
    let info = InfoBuilder::new().title("Ansinh").version("1").description(Some(SAYS)).build();
    let mut schemas = doors.schemas.clone();
    schemas.extend(types::of_addresses());
    schemas.push((Problem::name().into_owned(), Problem::schema()));
    let components = ComponentsBuilder::new().schemas_from_iter(schemas).build();
    let built = OpenApiBuilder::new().info(info).paths(doors.paths.clone()).components(Some(components)).build();
    let mut document = serde_json::to_value(built).unwrap_or_default();
    document["components"]["responses"] = problems();
    document["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "Mã truy cập, bắt đầu bằng `ansinh_`" }
    });
    document["security"] = json!([{ "token": [] }]);
    document["servers"] = json!([{ "url": "/" }]);
    for door in &doors.list {
        let method = door.method.as_str().to_lowercase();
        let operation = &mut document["paths"][door.path.as_ref()][method];
        complete(operation, door.act);
    }
    close_variants(&mut document["components"]["schemas"]);
    document
}

fn problems() -> Value {
    let problem = |says: &str| {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        json!({ "description": says, "content": { KIND: { "schema": schema } } })
    };
    let mut all: Map<String, Value> =
        COMMON.iter().map(|(status, says, _)| ((*status).to_owned(), problem(says))).collect();
    all["429"]["headers"] = json!({
        "Retry-After": { "description": "Số giây", "required": true, "schema": { "type": "integer", "minimum": 1 } }
    });
    all["401"]["headers"] = json!({
        "WWW-Authenticate": { "description": "Cách vào", "required": true, "schema": { "type": "string" } }
    });
    Value::Object(all)
}

/// Adds what every operation shares: the act it takes and the problems it may answer.
fn complete(operation: &mut Value, act: Option<Act>) {
    let has_body = operation.get("requestBody").is_some();
    for (status, _, _) in COMMON.iter().filter(|one| one.2 == Brought::Always || has_body) {
        operation["responses"][*status] = json!({ "$ref": format!("#/components/responses/{status}") });
    }
    if let Some(act) = act {
        operation["x-act"] = json!({ "key": act.key(), "name": act.name() });
    }
}

/// A variant of a choice holds the fields it names and no others, as its reader insists.
fn close_variants(schemas: &mut Value) {
    let Some(schemas) = schemas.as_object_mut() else { return };
    for variant in schemas.values_mut().filter_map(|schema| schema.get_mut("oneOf")?.as_array_mut()).flatten() {
        if variant.get("properties").is_some() {
            variant["additionalProperties"] = json!(false);
        }
    }
}

pub fn send(document: &Value) -> Response {
    Json(document).into_response()
}
