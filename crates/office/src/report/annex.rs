//! The page after the signature that owns up to every number the office stated itself.

use domain::kernel::{Dong, show_count, show_moment};
use domain::report::{Figure, NO_DATA, Override, Report};
use paper::official::{Align, Annex, Block, Column, Run as Words, Table, TableRow};

const TITLE: &str = "SỐ LIỆU DO ĐƠN VỊ NHẬP, KHÁC SỐ TÍNH ĐƯỢC TỪ SỔ";
const REMARK: &str = "Các chỉ tiêu dưới đây in trong báo cáo theo số đơn vị nhập và chịu trách nhiệm; \
     số tính được từ sổ ghi bên cạnh để đối chiếu.";

/// None when every figure is as it was worked out.
pub(super) fn overrides(report: &Report) -> Option<Annex> {
    let stated = report.figures.iter().filter_map(|figure| Some((figure, figure.stated.as_ref()?)));
    let rows: Vec<TableRow> = (1..).zip(stated).map(|(place, (figure, stated))| row(place, figure, stated)).collect();
    if rows.is_empty() {
        return None;
    }
    let column = |title: &str, width, align| Column { title: title.to_owned(), width, align };
    let columns = vec![
        column("TT", 5, Align::Centre),
        column("Chỉ tiêu", 24, Align::Left),
        column("Số tính được", 19, Align::Right),
        column("Số báo cáo", 19, Align::Right),
        column("Lý do", 19, Align::Left),
        column("Người nhập, lúc", 14, Align::Left),
    ];
    let body = vec![Block::Paragraph(vec![Words::plain(REMARK)]), Block::Table(Table { caption: None, columns, rows })];
    Some(Annex { title: TITLE.to_owned(), body })
}

fn row(place: usize, figure: &Figure, stated: &Override) -> TableRow {
    let told = told(figure.value_told(), figure.amount_told()).unwrap_or_else(|| figure.text.clone());
    let computed = self::told(figure.value, figure.amount).unwrap_or_else(|| NO_DATA.to_owned());
    TableRow {
        cells: vec![
            Words::plain(place.to_string()),
            Words::plain(labelled(figure)),
            Words::plain(computed),
            Words::plain(told),
            Words::plain(stated.reason.clone()),
            Words::plain(format!("{}, {}", stated.by, show_moment(stated.at))),
        ],
        bold: false,
    }
}

fn labelled(figure: &Figure) -> String {
    match figure.unit.as_str() {
        "" => format!("{} {}", figure.id, figure.label),
        unit => format!("{} {} ({unit})", figure.id, figure.label),
    }
}

/// Exact, both sides where there are two.
fn told(value: Option<i64>, amount: Option<Dong>) -> Option<String> {
    match (value.map(show_count), amount.map(|amount| format!("{} đồng", show_count(amount.0)))) {
        (Some(value), Some(amount)) => Some(format!("{value}; {amount}")),
        (value, amount) => value.or(amount),
    }
}
