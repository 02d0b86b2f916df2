//! What the one who asks may do.

use axum::Json;
use office::access::{Act, Role};
use serde::Serialize;
use utoipa::ToSchema;

use super::doors::Caller;
use super::problem::Problem;
use super::types::{Id, Moment};

/// Mã truy cập đang dùng và phạm vi của nó.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub token: Id,
    /// Phần mềm giữ mã, như người quản trị đã đặt.
    pub name: String,
    /// Từ thời điểm này mã không còn hiệu lực; `null`: không có hạn.
    pub expires_at: Option<Moment>,
    pub roles: Vec<Named>,
    /// Các việc mã được làm; việc ngoài danh sách này bị từ chối 403.
    pub acts: Vec<Named>,
    /// Mã đơn vị hành chính (mọi thời kỳ) thuộc phạm vi; `null`: toàn đơn vị.
    pub units: Option<Vec<String>>,
    /// Lĩnh vực được giao; `null`: mọi lĩnh vực.
    pub schemes: Option<Vec<String>>,
}

/// Một khóa và tên của nó.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    pub key: String,
    pub name: String,
}

#[utoipa::path(
    get, path = "/api/v1/me", tag = "Mã truy cập", operation_id = "read_me",
    summary = "Mã truy cập này được làm gì",
    responses((status = 200, description = "Quyền và phạm vi của mã", body = Me))
)]
pub async fn read_me(caller: Caller) -> Result<Json<Me>, Problem> {
    let rights = &caller.bearer.rights;
    let token = &caller.bearer.token;
    let role = |role: &Role| Named { key: role.key().to_owned(), name: role.name().to_owned() };
    let act = |act: &Act| Named { key: act.key().to_owned(), name: act.name().to_owned() };
    Ok(Json(Me {
        token: Id(token.id),
        name: token.name.clone(),
        expires_at: token.expires_at.map(Moment),
        roles: rights.roles().iter().map(role).collect(),
        acts: Act::ALL.iter().filter(|one| rights.may(**one)).map(act).collect(),
        units: rights.units().map(|units| units.iter().map(ToString::to_string).collect()),
        schemes: rights.schemes().map(<[String]>::to_vec),
    }))
}
