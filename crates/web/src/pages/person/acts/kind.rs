//! The acts that have a form: what they are called, where they are, what they take.

use domain::kernel::PersonId;
use office::access::Act;

/// An act with a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Death,
    UndoDeath,
    Move,
    Status,
    EndStatus,
    Class,
    Payee,
    Correct,
    Grant,
    Change,
    Pause,
    Resume,
    Stop,
    OneOff,
}

impl Kind {
    pub const ALL: [Kind; 14] = [
        Kind::Death,
        Kind::UndoDeath,
        Kind::Move,
        Kind::Status,
        Kind::EndStatus,
        Kind::Class,
        Kind::Payee,
        Kind::Correct,
        Kind::Grant,
        Kind::Change,
        Kind::Pause,
        Kind::Resume,
        Kind::Stop,
        Kind::OneOff,
    ];

    pub fn of_slug(slug: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    pub fn slug(self) -> &'static str {
        match self {
            Kind::Death => "bao-tu",
            Kind::UndoDeath => "huy-bao-tu",
            Kind::Move => "chuyen-noi-o",
            Kind::Status => "tinh-trang",
            Kind::EndStatus => "ket-thuc-tinh-trang",
            Kind::Class => "dien-ho",
            Kind::Payee => "nguoi-nhan",
            Kind::Correct => "sua",
            Kind::Grant => "huong",
            Kind::Change => "dieu-chinh",
            Kind::Pause => "tam-dung",
            Kind::Resume => "huong-lai",
            Kind::Stop => "thoi-huong",
            Kind::OneOff => "mot-lan",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Kind::Death => "Báo tử",
            Kind::UndoDeath => "Hủy báo tử",
            Kind::Move => "Chuyển nơi ở",
            Kind::Status => "Ghi tình trạng",
            Kind::EndStatus => "Kết thúc tình trạng",
            Kind::Class => "Ghi diện hộ",
            Kind::Payee => "Người nhận, tài khoản",
            Kind::Correct => "Sửa thông tin",
            Kind::Grant => "Quyết định mới",
            Kind::Change => "Điều chỉnh",
            Kind::Pause => "Tạm dừng",
            Kind::Resume => "Hưởng lại",
            Kind::Stop => "Thôi hưởng",
            Kind::OneOff => "Trợ cấp một lần",
        }
    }

    /// The right it takes.
    pub fn right(self) -> Act {
        if self.is_decision() { Act::PersonDecide } else { Act::PersonLife }
    }

    fn is_decision(self) -> bool {
        match self {
            Kind::Grant | Kind::Change | Kind::Pause | Kind::Resume | Kind::Stop | Kind::OneOff => true,
            Kind::Death | Kind::UndoDeath | Kind::Move | Kind::Status => false,
            Kind::EndStatus | Kind::Class | Kind::Payee | Kind::Correct => false,
        }
    }

    /// The part of the address between the person and the act: the two rights have doors of their own.
    fn part(self) -> &'static str {
        if self.is_decision() { "quyet-dinh" } else { "viec" }
    }

    pub fn href(self, person: PersonId) -> String {
        format!("/nguoi/{person}/{}/{}", self.part(), self.slug())
    }

    /// What stands above the fields, in a sentence or two.
    pub fn intro(self) -> &'static str {
        match self {
            Kind::Death => {
                "Tháng thôi hưởng, số chi quá và trợ cấp của người nuôi dưỡng, chăm sóc được tính lại theo ngày mất."
            }
            Kind::UndoDeath => "Dùng khi báo tử nhầm: người này lại được hưởng như chưa có báo tử.",
            Kind::Move => "Chuyển trong địa bàn của đơn vị. Người chuyển ra ngoài địa bàn: ghi Thôi hưởng.",
            Kind::Status => "Tình trạng có giấy tờ chứng minh, là điều kiện của mức hưởng.",
            Kind::EndStatus => "Tình trạng không còn đúng từ sau ngày ghi ở đây.",
            Kind::Class => "Diện hộ ghi cho chủ hộ và mọi thành viên của hộ vào ngày đó.",
            Kind::Payee => {
                "Người nhận thay và tài khoản dùng từ danh sách chi trả kế tiếp. Để trống hết: tự nhận tiền mặt."
            }
            Kind::Correct => {
                "Sửa điều ghi sai từ đầu; điều đã ghi trước đây vẫn đọc lại được. Ô để nguyên không bị sửa."
            }
            Kind::Grant => {
                "Số tiền không nhập tay: chương trình tính theo nhóm, tuổi, tình trạng và văn bản của từng tháng."
            }
            Kind::Change => "Kỳ hưởng cũ hết ở tháng điều chỉnh, kỳ mới bắt đầu từ tháng đó.",
            Kind::Pause => "Các tháng tạm dừng không chi; khi hưởng lại, tháng nào được hưởng sẽ thành truy lĩnh.",
            Kind::Resume => "Kết thúc thời gian đang tạm dừng.",
            Kind::Stop => "Kỳ hưởng hết từ tháng ghi ở đây; tháng đã chi quá sẽ thành khoản phải thu hồi.",
            Kind::OneOff => "Một quyết định có thể gồm nhiều khoản cho cùng một sự việc.",
        }
    }
}
