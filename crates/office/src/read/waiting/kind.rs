//! The kinds of work that wait, and whose they are.

use crate::Acting;
use crate::access::Act;

/// When something must be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    Now,
    Soon,
    Watch,
}

impl Urgency {
    pub const ALL: [Urgency; 3] = [Urgency::Now, Urgency::Soon, Urgency::Watch];

    pub fn shown(self) -> &'static str {
        match self {
            Urgency::Now => "Cần làm ngay",
            Urgency::Soon => "Sắp tới",
            Urgency::Watch => "Theo dõi",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingKind {
    RollToDraft,
    RollToApprove,
    RollToSend,
    RollToReceive,
    RollToReconcile,
    RollToClose,
    DraftProblem,
    ToldDead,
    OfAge,
    StatusPassed,
    ComingOfAge,
    LeavingByAge,
    StatusEnding,
    PauseEnding,
    SpellEnding,
    Unpaid,
    Debt,
    Twin,
    LevelByAge,
    UnsureLaw,
}

struct Facts {
    /// What addresses call it.
    key: &'static str,
    name: &'static str,
    /// What it is and what to do about it.
    says: &'static str,
    urgency: Urgency,
    /// Whoever may do one of these has it on their desk.
    doers: &'static [Act],
}

impl WaitingKind {
    pub const ALL: [WaitingKind; 20] = [
        WaitingKind::RollToDraft,
        WaitingKind::RollToApprove,
        WaitingKind::RollToSend,
        WaitingKind::RollToReceive,
        WaitingKind::RollToReconcile,
        WaitingKind::RollToClose,
        WaitingKind::DraftProblem,
        WaitingKind::ToldDead,
        WaitingKind::OfAge,
        WaitingKind::StatusPassed,
        WaitingKind::ComingOfAge,
        WaitingKind::LeavingByAge,
        WaitingKind::StatusEnding,
        WaitingKind::PauseEnding,
        WaitingKind::SpellEnding,
        WaitingKind::Unpaid,
        WaitingKind::Debt,
        WaitingKind::Twin,
        WaitingKind::LevelByAge,
        WaitingKind::UnsureLaw,
    ];

    pub fn of_key(key: &str) -> Option<WaitingKind> {
        WaitingKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub fn key(self) -> &'static str {
        self.facts().key
    }

    pub fn name(self) -> &'static str {
        self.facts().name
    }

    pub fn says(self) -> &'static str {
        self.facts().says
    }

    pub fn urgency(self) -> Urgency {
        self.facts().urgency
    }

    /// Whether its rows are people, and opening it takes the right to look for people.
    pub fn is_of_people(self) -> bool {
        match self {
            WaitingKind::RollToDraft
            | WaitingKind::RollToApprove
            | WaitingKind::RollToSend
            | WaitingKind::RollToReceive
            | WaitingKind::RollToReconcile
            | WaitingKind::RollToClose
            | WaitingKind::UnsureLaw => false,
            WaitingKind::DraftProblem
            | WaitingKind::ToldDead
            | WaitingKind::OfAge
            | WaitingKind::StatusPassed
            | WaitingKind::ComingOfAge
            | WaitingKind::LeavingByAge
            | WaitingKind::StatusEnding
            | WaitingKind::PauseEnding
            | WaitingKind::SpellEnding
            | WaitingKind::Unpaid
            | WaitingKind::Debt
            | WaitingKind::Twin
            | WaitingKind::LevelByAge => true,
        }
    }

    /// The right to see its rows.
    pub(super) fn needs(self) -> Act {
        match self {
            WaitingKind::StatusPassed | WaitingKind::StatusEnding => Act::PersonSensitive,
            WaitingKind::Debt => Act::RecoveryRead,
            kind if kind.is_of_people() => Act::PersonFind,
            _ => Act::RollRead,
        }
    }

    pub(in crate::read) fn is_seen(self, acting: Acting) -> bool {
        acting.rights.may(self.needs()) && (!self.is_of_people() || acting.rights.may(Act::PersonFind))
    }

    /// Whether it waits for whoever asks, and not for a colleague.
    pub(super) fn is_mine(self, acting: Acting) -> bool {
        self.is_seen(acting) && self.facts().doers.iter().any(|act| acting.rights.may(*act))
    }

    fn facts(self) -> Facts {
        let facts = |key, name, says, urgency, doers| Facts { key, name, says, urgency, doers };
        match self {
            WaitingKind::RollToDraft => facts(
                "lap-danh-sach",
                "Danh sách chi trả cần lập",
                "Tháng đã đến mà chưa có danh sách chi trả. Ghi xong biến động rồi lập danh sách.",
                Urgency::Now,
                &[Act::RollDraft],
            ),
            WaitingKind::RollToApprove => facts(
                "duyet",
                "Danh sách chi trả chờ duyệt",
                "Xem tăng, giảm so với tháng trước và các vướng mắc trước khi duyệt; người lập không tự duyệt.",
                Urgency::Now,
                &[Act::RollApprove],
            ),
            WaitingKind::RollToSend => facts(
                "gui",
                "Danh sách đã duyệt chờ gửi",
                "Gửi danh sách cho đơn vị chi trả; từ khi gửi mới nhận được kết quả.",
                Urgency::Now,
                &[Act::RollSend],
            ),
            WaitingKind::RollToReceive => facts(
                "nhan-ket-qua",
                "Danh sách chờ kết quả chi trả",
                "Nhận tệp kết quả của đơn vị chi trả cho đến khi mọi dòng đều có trả lời.",
                Urgency::Now,
                &[Act::RollConfirm],
            ),
            WaitingKind::RollToReconcile => facts(
                "doi-chieu",
                "Danh sách cần đối chiếu",
                "Chưa ghi số rút ở kho bạc, số tổng của đơn vị chi trả, hoặc các số còn lệch nhau.",
                Urgency::Now,
                &[Act::RollReconcile],
            ),
            WaitingKind::RollToClose => facts(
                "khoa-so",
                "Danh sách chờ khóa sổ",
                "Mọi dòng đã có kết quả. Đối chiếu xong thì khóa sổ.",
                Urgency::Now,
                &[Act::RollClose],
            ),
            WaitingKind::DraftProblem => facts(
                "vuong-mac",
                "Vướng mắc khi lập danh sách",
                "Bản lập gần nhất không tính được mức, không rõ nơi ở, hoặc gặp chỗ trùng hưởng mà luật để người quyết định.",
                Urgency::Now,
                &[Act::PersonDecide, Act::PersonLife],
            ),
            WaitingKind::ToldDead => facts(
                "xac-minh-chet",
                "Đơn vị chi trả báo chết, chưa ghi báo tử",
                "Kiểm tra với gia đình, tư pháp xã rồi báo tử, để không chi tiếp và làm mai táng phí.",
                Urgency::Now,
                &[Act::PersonLife],
            ),
            WaitingKind::OfAge => facts(
                "da-du-tuoi",
                "Đã đủ tuổi, chưa có quyết định",
                "Tháng này hoặc tháng trước đã đủ tuổi của một nhóm, sổ chưa có quyết định nào của chế độ ấy.",
                Urgency::Now,
                &[Act::PersonDecide, Act::PersonLife],
            ),
            WaitingKind::StatusPassed => facts(
                "tinh-trang-het-han",
                "Tình trạng đã hết hạn, đang hưởng",
                "Xác định lại mức khuyết tật, diện hộ, việc học… rồi ghi tình trạng mới, hoặc thôi hưởng.",
                Urgency::Now,
                &[Act::PersonLife],
            ),
            WaitingKind::ComingOfAge => facts(
                "sap-du-tuoi",
                "Sắp đủ tuổi của một nhóm",
                "Đủ tuổi trong ba tháng tới và sổ cho thấy đủ các điều kiện khác. Báo trước để làm hồ sơ.",
                Urgency::Soon,
                &[Act::PersonDecide, Act::PersonLife],
            ),
            WaitingKind::LeavingByAge => facts(
                "sap-het-tuoi",
                "Sắp hết tuổi hưởng",
                "Đến tuổi mà nhóm không còn trả, hoặc không còn tính người được nuôi. Xem có chuyển nhóm khác không.",
                Urgency::Soon,
                &[Act::PersonDecide, Act::PersonLife],
            ),
            WaitingKind::StatusEnding => facts(
                "tinh-trang-sap-het",
                "Tình trạng sắp hết hạn",
                "Hết hạn trong ba tháng tới. Xếp lịch xác định lại trước khi hết.",
                Urgency::Soon,
                &[Act::PersonLife],
            ),
            WaitingKind::PauseEnding => facts(
                "het-tam-dung",
                "Tạm dừng sắp hết",
                "Tháng này hoặc tháng sau tự hưởng lại. Xem lý do tạm dừng còn không.",
                Urgency::Soon,
                &[Act::PersonDecide],
            ),
            WaitingKind::SpellEnding => facts(
                "sap-het-ky",
                "Kỳ hưởng sắp hết",
                "Tháng này hoặc tháng sau là tháng hưởng cuối theo quyết định.",
                Urgency::Soon,
                &[Act::PersonDecide],
            ),
            WaitingKind::Unpaid => facts(
                "chua-nhan",
                "Người chưa nhận tiền",
                "Tiền chưa nhận tự sang danh sách tháng sau. Hỏi lý do, nhất là người vắng nhiều tháng.",
                Urgency::Watch,
                &[Act::PersonLife, Act::RollConfirm],
            ),
            WaitingKind::Debt => facts(
                "thu-hoi",
                "Khoản chi quá chưa thu xong",
                "Ghi tiền thu được kèm số phiếu; chương trình không tự trừ vào tháng sau.",
                Urgency::Watch,
                &[Act::RecoveryReceive, Act::PersonLife],
            ),
            WaitingKind::Twin => facts(
                "nghi-trung",
                "Có thể trùng hồ sơ",
                "Cùng số giấy tờ, hoặc cùng họ tên và ngày sinh. Đối chiếu giấy tờ gốc; chương trình không tự gộp.",
                Urgency::Watch,
                &[Act::PersonLife],
            ),
            WaitingKind::LevelByAge => facts(
                "doi-muc",
                "Đổi mức theo tuổi",
                "Danh sách tự trả mức mới từ tháng luật định. Chỉ cần biết trước để trả lời người dân.",
                Urgency::Watch,
                &[Act::PersonDecide],
            ),
            WaitingKind::UnsureLaw => facts(
                "can-cu-chua-chac",
                "Căn cứ chưa đối chiếu, đang dùng để chi",
                "Mức hoặc nhóm của danh sách gần nhất lấy từ nguồn thứ cấp. Nhờ người làm pháp chế đối chiếu văn bản gốc.",
                Urgency::Watch,
                &[Act::PersonDecide, Act::RollApprove],
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_address_of_its_own() {
        for kind in WaitingKind::ALL {
            assert_eq!(WaitingKind::of_key(kind.key()), Some(kind));
        }
    }
}
