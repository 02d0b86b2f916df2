//! What can go wrong with a whole file. What is wrong with one row is a [`Reject`](crate::template::Reject).

/// A fault of a whole file. It holds facts; its sentence is for the person who sent the file.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    #[error(
        "Không mở được tệp “{file}” như một bảng tính: {source}. \
         Hãy mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
    )]
    Unreadable { file: String, source: calamine::Error },

    #[error(
        "Tệp “{file}” không phải văn bản Unicode (UTF-8), sai từ dòng {line}. \
         Hãy lưu lại dạng “CSV UTF-8” hoặc .xlsx rồi gửi lại."
    )]
    NotUnicode { file: String, line: usize },

    #[error(
        "Tệp “{file}” không có dòng tiêu đề với đủ các cột: {}. \
         Hãy dùng đúng mẫu nhập liệu, không đổi tên cột.",
        wanted.join(", ")
    )]
    NoHeader { file: String, wanted: Vec<&'static str> },

    #[error(
        "Tệp “{file}”, trang “{sheet}”: cột “{column}” có hơn một lần nên không biết đọc cột nào. \
         Hãy xóa hoặc đổi tên cột thừa rồi gửi lại."
    )]
    RepeatedColumn { file: String, sheet: String, column: String },

    #[error(
        "Không mở tệp “{file}”: {source}. Hãy mở bằng Excel, xóa các trang và dòng thừa, lưu lại dạng .xlsx rồi gửi lại."
    )]
    Refused { file: String, source: crate::grid::Refused },

    #[error(
        "Tệp “{file}” là trang web đặt tên như bảng tính. Hãy mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi gửi lại."
    )]
    WebPage { file: String },

    #[error(
        "Tệp “{file}” không có danh sách nào đọc được: không thấy dòng tiêu đề có họ và tên (hoặc chỉ tiêu) cùng vài cột \
         quen thuộc. Hãy giữ dòng tiêu đề của danh sách, hoặc dùng mẫu nhập liệu của chương trình."
    )]
    NoList { file: String },

    #[error("Không có mẫu nhập liệu tên “{seen}”. Các mẫu có sẵn: {}.", known.join(", "))]
    UnknownTemplate { seen: String, known: Vec<&'static str> },

    #[error("Không ghi được bảng tính: {0}.")]
    Write(#[from] rust_xlsxwriter::XlsxError),
}
