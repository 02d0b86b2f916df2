//! The columns of each template: title, form, hint and example. Reading and writing both go by this list.

use super::TemplateKind;

/// How the cells of a column are written; the workbook's checks and formats follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    /// So many digits, kept as text so that leading zeros stay.
    Digits(u32),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of the words that whoever makes the workbook gives for the column; any text when none are given.
    Given,
    /// A date kept as text, so that Excel adds no day that nobody knows.
    Date(Precision),
    Number,
    Money,
}

/// How much of a date a column wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// `1941`, `03/1941` or `12/03/1941`.
    Any,
    Month,
    Day,
}

#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub title: &'static str,
    pub required: bool,
    pub form: Form,
    pub width: u16,
    pub hint: &'static str,
    pub example: &'static str,
}

pub const PERSONAL_ID: &str = "Số định danh";
pub const OLD_ID: &str = "Số CMND";
pub const NAME: &str = "Họ và tên";
pub const SEX: &str = "Giới tính";
pub const BIRTH: &str = "Ngày sinh";
pub const COMMUNE: &str = "Xã/Thị trấn";
pub const VILLAGE: &str = "Thôn/Tổ dân phố";
pub const GROUP: &str = "Mã nhóm hưởng";
pub const PERCENT: &str = "Tỷ lệ %";
pub const YEARS: &str = "Số năm";
pub const ATTRIBUTES: &str = "Đặc điểm";
pub const ABOUT: &str = "Về người";
pub const FROM_MONTH: &str = "Hưởng từ tháng";
pub const SETTLED: &str = "Đã chi trả hết tháng";
pub const LAST_MONTH: &str = "Hưởng đến hết tháng";
pub const DECISION_NUMBER: &str = "Số quyết định";
pub const DECISION_DATE: &str = "Ngày quyết định";
pub const EVENT_DAY: &str = "Ngày phát sinh";
pub const RECEIVER: &str = "Người nhận thay";
pub const ACCOUNT: &str = "Số tài khoản";
pub const BANK: &str = "Ngân hàng";
pub const HOUSEHOLD_HEAD: &str = "Chủ hộ";
pub const HOUSEHOLD_CLASS: &str = "Diện hộ";
pub const NOTE: &str = "Ghi chú";
pub const DIED_ON: &str = "Ngày mất";
pub const CERTIFICATE: &str = "Số trích lục khai tử";
pub const FROM_DAY: &str = "Từ ngày";
pub const LAST_DAY: &str = "Đến hết ngày";
pub const LINE_CODE: &str = "Mã dòng";
pub const PERSON_CODE: &str = "Mã người";
pub const AMOUNT: &str = "Số tiền";
pub const RESULT: &str = "Kết quả";
pub const REASON: &str = "Lý do chưa nhận";
/// Only in a file that came back to its sender.
pub const SETTLEMENT: &str = crate::sheets::returned::SETTLEMENT;

const SEXES: Form = Form::Choice(&["Nam", "Nữ"]);
const CLASSES: Form = Form::Choice(&["Hộ nghèo", "Hộ cận nghèo", "Không"]);
const ANSWERS: Form = Form::Choice(&["Đã nhận", "Chưa nhận"]);

const DAY_HINT: &str = "Ghi ngày/tháng/năm.";
const MONTH_HINT: &str = "Ghi tháng/năm.";
const BIRTH_HINT: &str = "Biết đến đâu ghi đến đó: năm, tháng/năm hoặc ngày/tháng/năm. Không tự thêm ngày 01/01.";
const ID_HINT: &str = "Đúng 12 chữ số, kể cả số 0 ở đầu.";
const CLASS_HINT: &str = "Chọn trong danh sách.";

pub fn of(kind: TemplateKind) -> &'static [Column] {
    match kind {
        TemplateKind::Beneficiaries => BENEFICIARIES,
        TemplateKind::Deaths => DEATHS,
        TemplateKind::Households => HOUSEHOLDS,
        TemplateKind::PaymentResult => PAYMENT_RESULT,
    }
}

const BENEFICIARIES: &[Column] = &[
    optional(PERSONAL_ID, Form::Digits(12), 16, ID_HINT, "033141000123"),
    optional(OLD_ID, Form::Digits(9), 12, "Đúng 9 chữ số, nếu chưa có số định danh.", "145123456"),
    required(NAME, Form::Text, 26, "Viết đủ họ, tên đệm và tên như giấy tờ.", "Nguyễn Thị Hoa"),
    optional(SEX, SEXES, 9, "Chọn Nam hoặc Nữ.", "Nữ"),
    required(BIRTH, Form::Date(Precision::Any), 12, BIRTH_HINT, "03/1941"),
    required(COMMUNE, Form::Given, 18, "Tên xã, phường hoặc thị trấn.", "Xã Đoàn Đào"),
    optional(VILLAGE, Form::Text, 18, "Tên thôn hoặc tổ dân phố.", "Thôn Đông Cáp"),
    required(GROUP, Form::Given, 14, "Mã nhóm theo danh mục của chương trình.", "K6-N"),
    optional(PERCENT, Form::Number, 8, "Tỷ lệ tổn thương, số nguyên từ 0 đến 100.", "61"),
    optional(YEARS, Form::Number, 8, "Số năm tính hưởng, số nguyên.", "5"),
    optional(ATTRIBUTES, Form::Text, 24, "Các đặc điểm, cách nhau bằng dấu ;", "dac_biet_nang; nguoi_phuc_vu"),
    optional(
        ABOUT,
        Form::Text,
        34,
        "Người mà khoản trợ cấp tính theo, kèm ngày sinh trong ngoặc; thêm “đang học” nếu đang đi học. Cách nhau bằng dấu ;",
        "Trần Văn An (02/03/2015) đang học; Trần Thị Bình (2018)",
    ),
    required(FROM_MONTH, Form::Date(Precision::Month), 12, MONTH_HINT, "04/2021"),
    optional(
        SETTLED,
        Form::Date(Precision::Month),
        12,
        "Tháng cuối cùng đã chi trả theo sổ cũ, ghi tháng/năm.",
        "03/2021",
    ),
    optional(LAST_MONTH, Form::Date(Precision::Month), 12, "Tháng cuối cùng được hưởng, ghi tháng/năm.", "12/2023"),
    optional(DECISION_NUMBER, Form::Text, 18, "Số và ký hiệu quyết định.", "125/QĐ-UBND"),
    optional(DECISION_DATE, Form::Date(Precision::Day), 12, DAY_HINT, "15/03/2021"),
    optional(
        EVENT_DAY,
        Form::Date(Precision::Day),
        12,
        "Với khoản một lần: ngày xảy ra việc, ghi ngày/tháng/năm.",
        "05/04/2021",
    ),
    optional(RECEIVER, Form::Text, 22, "Họ và tên người nhận thay.", "Trần Văn Bình"),
    optional(ACCOUNT, Form::Text, 18, "Số tài khoản, ghi dạng văn bản.", "0123456789"),
    optional(BANK, Form::Text, 16, "Tên ngân hàng.", "Agribank"),
    optional(HOUSEHOLD_HEAD, Form::Text, 22, "Họ và tên chủ hộ.", "Trần Văn Bình"),
    optional(HOUSEHOLD_CLASS, CLASSES, 14, CLASS_HINT, "Hộ nghèo"),
    optional(NOTE, Form::Text, 24, "Điều cần lưu ý khác.", ""),
];

const DEATHS: &[Column] = &[
    optional(PERSONAL_ID, Form::Digits(12), 16, ID_HINT, "033141000123"),
    required(NAME, Form::Text, 26, "Viết đủ họ, tên đệm và tên như giấy tờ.", "Nguyễn Thị Hoa"),
    required(BIRTH, Form::Date(Precision::Any), 12, BIRTH_HINT, "03/1941"),
    required(COMMUNE, Form::Given, 18, "Tên xã, phường hoặc thị trấn.", "Xã Đoàn Đào"),
    optional(VILLAGE, Form::Text, 18, "Tên thôn hoặc tổ dân phố.", "Thôn Đông Cáp"),
    required(DIED_ON, Form::Date(Precision::Day), 12, DAY_HINT, "05/04/2021"),
    optional(CERTIFICATE, Form::Text, 22, "Số trích lục khai tử.", "21/TLKT"),
    optional(NOTE, Form::Text, 24, "Điều cần lưu ý khác.", ""),
];

const HOUSEHOLDS: &[Column] = &[
    optional(PERSONAL_ID, Form::Digits(12), 16, "Số định danh của chủ hộ: đúng 12 chữ số.", "033070000456"),
    required(HOUSEHOLD_HEAD, Form::Text, 26, "Họ và tên chủ hộ.", "Trần Văn Bình"),
    required(BIRTH, Form::Date(Precision::Any), 12, BIRTH_HINT, "1970"),
    required(COMMUNE, Form::Given, 18, "Tên xã, phường hoặc thị trấn.", "Xã Đoàn Đào"),
    optional(VILLAGE, Form::Text, 18, "Tên thôn hoặc tổ dân phố.", "Thôn Đông Cáp"),
    required(HOUSEHOLD_CLASS, CLASSES, 14, CLASS_HINT, "Hộ nghèo"),
    required(FROM_DAY, Form::Date(Precision::Day), 12, "Ngày được công nhận, ghi ngày/tháng/năm.", "01/01/2021"),
    optional(
        LAST_DAY,
        Form::Date(Precision::Day),
        12,
        "Ngày cuối cùng còn thuộc diện, ghi ngày/tháng/năm.",
        "31/12/2021",
    ),
    optional(NOTE, Form::Text, 24, "Điều cần lưu ý khác.", ""),
];

const PAYMENT_RESULT: &[Column] = &[
    optional(LINE_CODE, Form::Number, 10, "Mã dòng in sẵn trên danh sách chi trả, giữ nguyên.", "1204"),
    optional(PERSON_CODE, Form::Number, 10, "Mã người in sẵn trên danh sách chi trả, giữ nguyên.", "88"),
    required(NAME, Form::Text, 28, "Giữ nguyên như danh sách chi trả.", "Nguyễn Thị Hoa"),
    required(AMOUNT, Form::Money, 14, "Số tiền của dòng, đồng.", "540000"),
    required(RESULT, ANSWERS, 12, "Chọn Đã nhận hoặc Chưa nhận.", "Chưa nhận"),
    optional(REASON, Form::Text, 32, "Vì sao chưa nhận.", "Đi viện"),
];

const fn required(title: &'static str, form: Form, width: u16, hint: &'static str, example: &'static str) -> Column {
    Column { title, required: true, form, width, hint, example }
}

const fn optional(title: &'static str, form: Form, width: u16, hint: &'static str, example: &'static str) -> Column {
    Column { title, required: false, form, width, hint, example }
}
