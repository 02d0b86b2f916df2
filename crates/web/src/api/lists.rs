//! Lists of communes, taken in or only looked at.

use axum::Json;
use office::intake::{self, Ask, Imported};
use office::register::RowNote;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::doors::Caller;
use super::extract::{Asked, File};
use super::problem::Problem;
use super::types::Month;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAsked {
    /// `true`: ghi vào sổ; bỏ trống hoặc `false`: chỉ xem trước.
    #[serde(default)]
    pub save: bool,
    /// Tháng của danh sách, nếu trong tệp không ghi.
    pub month: Option<Month>,
}

/// Danh sách đem lại gì cho sổ.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedView {
    /// Loại danh sách đã nhận ra.
    pub kind: String,
    pub rows: u64,
    /// Đã ghi vào sổ.
    pub saved: bool,
    pub new_people: u64,
    pub known_people: u64,
    pub new_spells: u64,
    pub unchanged: u64,
    /// Dòng của người đã có nói khác sổ; chưa ghi.
    pub changed: Vec<RowNoteView>,
    /// Dòng cần người quyết; chưa ghi.
    pub questions: Vec<RowNoteView>,
    /// Dòng không ghi được như đang có.
    pub rejects: Vec<RowNoteView>,
    pub warnings: Vec<RowNoteView>,
}

/// Một câu về một dòng của tệp.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowNoteView {
    pub sheet: String,
    /// Số dòng như Excel hiện; 0 khi nói về cả trang hoặc cả tệp.
    pub row: u64,
    pub says: String,
    /// Các cách giải quyết để chọn.
    pub choices: Vec<String>,
}

pub fn row_note(note: &RowNote) -> RowNoteView {
    RowNoteView {
        sheet: note.source.sheet.to_string(),
        row: note.source.row as u64,
        says: note.says.clone(),
        choices: note.choices.iter().map(|choice| choice.shown()).collect(),
    }
}

#[utoipa::path(
    post, path = "/api/v1/lists", tag = "Danh sách đưa vào", operation_id = "import_list",
    summary = "Nhập một danh sách Excel, hoặc xem trước",
    description = "Tệp .xlsx, .xls, .ods hoặc .csv theo bố cục bất kỳ. Không có `save=true` thì không ghi gì.",
    params(
        ListAsked,
        ("X-File-Name" = Option<String>, Header, description = "Tên tệp: chữ không dấu, số, . _ -",
         min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9._-]+$"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "Nội dung tệp"),
    responses((status = 200, description = "Danh sách đem lại gì, và đã ghi hay chưa", body = ImportedView))
)]
pub async fn import_list(
    caller: Caller,
    Asked(asked): Asked<ListAsked>,
    file: File,
) -> Result<Json<ImportedView>, Problem> {
    let intent = if asked.save { office::register::Intent::Save } else { office::register::Intent::Preview };
    let imported = caller
        .ask(move |house, db, acting| {
            let ask = Ask { month: asked.month.map(|month| month.0), ..Ask::new(&file.name, &file.bytes, intent) };
            intake::import(house, db, acting, &ask)
        })
        .await?;
    Ok(Json(imported_view(&imported)))
}

fn imported_view(imported: &Imported) -> ImportedView {
    let taken_in = &imported.taken_in;
    let notes = |notes: &[RowNote]| notes.iter().map(row_note).collect();
    ImportedView {
        kind: imported.kind.clone(),
        rows: imported.rows as u64,
        saved: imported.saved,
        new_people: taken_in.new_people as u64,
        known_people: taken_in.known_people as u64,
        new_spells: taken_in.new_spells as u64,
        unchanged: taken_in.unchanged as u64,
        changed: notes(&taken_in.changed),
        questions: notes(&taken_in.questions),
        rejects: notes(&taken_in.rejects),
        warnings: notes(&taken_in.warnings),
    }
}
