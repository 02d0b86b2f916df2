//! What all our workbooks share: properties without a clock and the formats of their cells.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

const FONT: &str = "Times New Roman";

/// An empty workbook that says nothing of when it was made.
pub fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let long_ago = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_author("Ansinh").set_creation_datetime(&long_ago);
    let mut book = Workbook::new();
    book.set_properties(&properties);
    Ok(book)
}

pub fn plain(points: u32) -> Format {
    Format::new().set_font_name(FONT).set_font_size(points)
}

pub fn ruled(points: u32) -> Format {
    plain(points).set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter)
}

pub fn column_head(points: u32) -> Format {
    ruled(points).set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(Color::RGB(0xE8_EE_F4))
}

pub fn money(format: Format) -> Format {
    format.set_num_format("#,##0").set_align(FormatAlign::Right)
}
