use domain::entitlement::NoStart;
use domain::kernel::{
    BirthDate, Day, Dong, Moment, Month, ParseError, PersonId, RunId, SpellId, show_day, show_moment, show_month,
};
use domain::payment::{RunRefusal, Stage};
use domain::registry::UnitsError;
use domain::report::{BadWords, OutlineError, Unfit};
use domain::rules::{LawError, LocalUnfit, OutOfCoverage};
use paper::PaperError;
use store::StoreError;

/// A fault of the house, or a refusal of an act.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("thư mục laws/ có lỗi:\n{}", listed(.0))]
    Law(Vec<LawError>),
    #[error(transparent)]
    Units(#[from] UnitsError),
    #[error(transparent)]
    Outline(#[from] OutlineError),
    #[error(transparent)]
    Paper(#[from] PaperError),
    #[error(transparent)]
    OutOfCoverage(#[from] OutOfCoverage),
    #[error(transparent)]
    Unreadable(#[from] ParseError),
    #[error("bản báo cáo đã ký không ở dạng chương trình này đọc được; hãy dùng phiên bản mới hơn của chương trình")]
    BadVersion,
    #[error(transparent)]
    Refused(#[from] Refusal),
}

fn listed(errors: &[LawError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The act is not done, and why. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("chưa thiết lập đơn vị; hãy chạy lần đầu bằng `ansinh demo`, hoặc `ansinh import` với `--unit MÃ_ĐƠN_VỊ`")]
    NotSetUp,
    #[error("không có đơn vị mã {0} vào thời điểm này; hãy dùng mã theo danh mục đơn vị hành chính")]
    NoSuchUnit(String),
    #[error("vai trò hoặc phạm vi của bạn không có quyền: {act}")]
    NotYours { act: &'static str },
    #[error("không có vai trò “{0}”; chọn ít nhất một vai trò trong danh sách")]
    NoSuchRole(String),
    #[error("chế độ {scheme} không thuộc lĩnh vực bạn phụ trách")]
    OtherField { scheme: String },
    #[error("không có người mang mã {0}")]
    NoSuchPerson(PersonId),
    #[error("người {person} không có việc nào ghi lúc {} để hủy", show_moment(*at))]
    NothingToUndo { person: PersonId, at: Moment },
    #[error("việc ghi lúc {} đã bị một việc sau thay đổi; hãy hủy việc sau trước", show_moment(*at))]
    ChangedLater { at: Moment },
    #[error("việc ghi lúc {} là hủy một việc khác; muốn khôi phục hãy ghi lại việc đó", show_moment(*at))]
    UndoingIsNotUndone { at: Moment },
    #[error("người {person} không có tình trạng số {no} đang được ghi nhận")]
    NoSuchStatus { person: PersonId, no: i64 },
    #[error("người {person} không có kỳ hưởng {spell}")]
    NoSuchSpell { person: PersonId, spell: SpellId },
    #[error("không có nhóm hưởng {0} trong laws/")]
    NoSuchGroup(String),
    #[error("người {person} chưa có nơi cư trú vào ngày {}; hãy ghi nơi cư trú trước", show_day(*day))]
    NoResidence { person: PersonId, day: Day },
    #[error("người {0} đã được ghi nhận qua đời; muốn sửa hãy hủy ghi nhận cũ trước")]
    AlreadyDead(PersonId),
    #[error("người {0} chưa được ghi nhận qua đời nên không có gì để hủy")]
    NotDead(PersonId),
    #[error("ngày mất trước ngày sinh ({}); kiểm tra lại giấy tờ", birth.shown())]
    BeforeBirth { birth: BirthDate },
    #[error(
        "nơi ở hiện nay ghi từ ngày {}; ngày chuyển đi phải sau ngày đó, còn nếu nơi ở ghi sai hãy dùng Sửa thông tin",
        show_day(*since)
    )]
    MovedBeforeArrival { since: Day },
    #[error("không có {what} “{given}”; hãy chọn trong danh sách")]
    NotInTheLaw { what: &'static str, given: String },
    #[error("{what} không hợp lệ: {says}")]
    NotPossible { what: &'static str, says: String },
    #[error("đang hưởng nhóm này từ tháng {}; muốn đổi mức hãy ghi quyết định điều chỉnh kỳ hưởng đó", show_month(*from))]
    AlreadyGranted { from: Month },
    #[error("kỳ hưởng đã ghi thôi từ tháng {}; muốn hưởng tiếp hãy ghi quyết định mới", show_month(*until))]
    AlreadyEnded { until: Month },
    #[error("số giấy tờ này đã thuộc một người ở địa bàn khác; liên hệ chuyên viên của đơn vị để đối chiếu")]
    PaperHeldElsewhere,
    #[error(transparent)]
    Local(#[from] LocalUnfit),
    #[error("không có mức địa phương này, hoặc mức đã được bỏ")]
    NoSuchLocalAmount,
    #[error("không có khoản phải thu hồi này")]
    NoSuchRecovery,
    #[error("ngày {what} ở tương lai; kiểm tra lại giấy tờ")]
    InTheFuture { what: &'static str },
    #[error("kỳ hưởng bắt đầu tháng {}; tháng thôi hưởng phải sau tháng đó", show_month(*from))]
    EndsBeforeItBegins { from: Month },
    #[error(transparent)]
    NoStart(#[from] NoStart),
    #[error("không có chế độ {0}; các chế độ: btxh, htxh, ncc")]
    NoSuchScheme(String),
    #[error("chưa có danh sách {scheme} tháng {}; hãy lập bằng `ansinh roll draft`", show_month(*month))]
    NoRun { scheme: String, month: Month },
    #[error("danh sách {scheme} tháng {} chưa có kết quả chi trả; hãy nhận kết quả bằng `ansinh roll confirm`", show_month(*month))]
    NotConfirmed { scheme: String, month: Month },
    #[error("trong sổ không có {what} nào cho phạm vi này; hãy nhập danh sách trước, hoặc bỏ bớt điều kiện lọc")]
    NothingToList { what: &'static str },
    #[error("{file}: trang ẩn “Ansinh” thiếu hoặc sai {what}; hãy xuất lại danh sách rồi sửa trên tệp mới")]
    RosterUnknown { file: String, what: &'static str },
    #[error("không có danh sách chi trả mã {0}")]
    NoSuchRun(RunId),
    #[error("danh sách {scheme} tháng {} đã duyệt và chưa khóa sổ; hãy hoàn tất trước khi lập danh sách bổ sung", show_month(*month))]
    RunInProgress { scheme: String, month: Month },
    #[error("chưa duyệt danh sách {scheme} tháng {}; lập lần lượt từng tháng để không dồn thành truy lĩnh", show_month(*next))]
    MonthSkipped { scheme: String, next: Month },
    #[error("hồ sơ đã thay đổi sau khi lập danh sách: {lines} người có dòng khác; hãy lập lại rồi duyệt")]
    Stale { lines: usize },
    #[error(transparent)]
    Run(#[from] RunRefusal),
    #[error("chưa ghi lý do mở khóa; hãy ghi ngắn gọn điều gì sai trong danh sách đã duyệt")]
    NoUnlockReason,
    #[error("danh sách này đã có đề nghị mở khóa đang chờ người thứ hai xác nhận")]
    UnlockAsked,
    #[error("không có đề nghị mở khóa nào đang chờ; hãy đề nghị và ghi lý do trước")]
    NoUnlockRequest,
    #[error(
        "đơn vị chi trả đã trả lời nên tiền đã đến người nhận, không mở khóa được; hãy sửa hồ sơ: phần thiếu hoặc thừa tự vào danh sách tháng sau dưới dạng truy lĩnh hoặc thu hồi"
    )]
    PayerAnswered,
    #[error("danh sách tháng {} đã duyệt dựa trên danh sách này; hãy mở khóa danh sách sau trước", show_month(*month))]
    LaterRoll { month: Month },
    #[error(
        "đã thu được tiền của khoản chi quá do danh sách này phát hiện, không mở khóa được; hãy sửa hồ sơ để phần chênh lệch vào danh sách tháng sau"
    )]
    RecoveryBegun,
    #[error(
        "{file} ghi tháng {} ở tiêu đề hoặc tên, danh sách là tháng {}; hãy chọn đúng danh sách, hoặc sửa tháng ghi trong tệp rồi nhập lại",
        show_month(*says),
        show_month(*month)
    )]
    AnswersOfOtherMonth { file: String, says: Month, month: Month },
    #[error(
        "danh sách {roll}, đã nhận {paid} và chưa nhận {unpaid} không cộng đủ; hãy nhập kết quả còn thiếu rồi khóa sổ"
    )]
    NotReconciled { roll: Dong, paid: Dong, unpaid: Dong },
    #[error("danh sách đang ở trạng thái “{}”; hãy duyệt trước khi ghi số tiền đối chiếu", is.shown())]
    NotYetApproved { is: Stage },
    #[error("{file}: không nhận ra mẫu danh sách; tạo mẫu bằng `ansinh template beneficiaries`")]
    UnknownList { file: String },
    #[error("{file} là kết quả chi trả; hãy dùng `ansinh roll confirm` cho danh sách tương ứng")]
    PaymentResultHere { file: String },
    #[error("{file} là danh sách do chương trình xuất ra để sửa; hãy dùng `ansinh roster` để so và nhận phần đã sửa")]
    RosterHere { file: String },
    #[error("{source_row}: {says}")]
    RowRefused { source_row: String, says: String },
    #[error("kỳ hưởng {0} không tạm dừng vào tháng này nên không có gì để hưởng lại")]
    NotPaused(SpellId),
    #[error("{says}")]
    AnswersWrong { says: String },
    #[error("số tiền thu {given} đồng lớn hơn số còn phải thu {outstanding} đồng")]
    MoreThanOwed { given: i64, outstanding: i64 },
    #[error("không có người dùng “{0}”; thêm bằng `ansinh user add`")]
    NoSuchUser(String),
    #[error("tên đăng nhập đã có người dùng")]
    LoginTaken,
    #[error("không có mã truy cập số {0} đang dùng được")]
    NoSuchToken(i64),
    #[error("mã truy cập cần tên phần mềm sẽ dùng nó")]
    NoTokenName,
    #[error("ngày hết hạn đã qua; chọn một ngày sau hôm nay")]
    ExpiresInThePast,
    #[error("tên đăng nhập gồm 3 đến 30 chữ thường không dấu, chữ số, dấu chấm hoặc gạch; ví dụ hoa.nt")]
    LoginUnreadable,
    #[error("chưa ghi họ và tên")]
    NameMissing,
    #[error("mật khẩu cần ít nhất {0} ký tự")]
    PasswordTooShort(usize),
    #[error("mật khẩu này quá dễ đoán; hãy ghép vài từ không liên quan với nhau")]
    PasswordTooCommon,
    #[error("mật khẩu gần như chỉ là tên đăng nhập hoặc họ tên; hãy chọn từ khác")]
    PasswordIsName,
    #[error("mật khẩu mới giống mật khẩu đang dùng")]
    PasswordSame,
    #[error("mật khẩu đang dùng không đúng")]
    PasswordWrong,
    #[error("nhập sai nhiều lần; hãy thử lại sau {seconds} giây")]
    TriedTooOften { seconds: i64 },
    #[error("mã xác thực không đúng hoặc đã dùng; xem đồng hồ của điện thoại có đúng giờ, rồi nhập mã mới")]
    CodeWrong,
    #[error("tài khoản chưa bật mã xác thực")]
    NoSecondFactor,
    #[error("đơn vị bắt buộc tài khoản này có mã xác thực nên không tắt được")]
    SecondFactorWanted,
    #[error("đây là người quản trị cuối cùng còn hoạt động; hãy giao vai trò Quản trị cho người khác trước")]
    LastAdministrator,
    #[error("thời gian phiên không hợp lệ: không dùng từ 5 đến 240 phút, dài nhất từ 1 đến 24 giờ")]
    SessionLimits,
    #[error("vừa sao lưu xong trong giây này; bản ấy có trong danh sách")]
    BackupJustMade,
    #[error("không có bản sao lưu tên này; tải lại trang để xem danh sách mới")]
    NoSuchBackup,
    #[error("ngày tính số liệu {} trước khi kỳ báo cáo bắt đầu (tháng {}); chọn lại kỳ hoặc ngày", show_day(*as_of), show_month(*from))]
    BeforeThePeriod { as_of: Day, from: Month },
    #[error("không có chỉ tiêu {0} trong mẫu báo cáo")]
    NoSuchFigure(String),
    #[error("chỉ tiêu {figure}: {why}")]
    UnfitValue { figure: String, why: Unfit },
    #[error("chưa ghi lý do; số nhập thay số tính được phải có lý do để người đọc đối chiếu")]
    NoReason,
    #[error("chỉ tiêu {0} đang lấy số tính được nên không có gì để bỏ")]
    NotOverridden(String),
    #[error("mẫu báo cáo không có đoạn văn {0}")]
    NoSuchPassage(String),
    #[error("đoạn văn: {0}")]
    BadWords(BadWords),
    #[error("câu chữ giống hệt câu của mẫu; muốn bỏ phần đã sửa thì trả đoạn văn về mẫu")]
    SameWords,
    #[error("đoạn văn {0} đang là câu của mẫu nên không có gì để trả về")]
    NotEdited(String),
    #[error(
        "{} chỉ tiêu chưa có số liệu nên chưa ký được: {}; hãy nhập số kèm lý do cho từng chỉ tiêu rồi ký lại",
        .0.len(),
        .0.join("; ")
    )]
    UnknownFigures(Vec<String>),
    #[error("báo cáo ký ngày {} nhưng số liệu tính đến ngày {}; chọn lại ngày ký hoặc ngày tính số liệu", show_day(*signed_on), show_day(*as_of))]
    SignedBeforeItsFigures { signed_on: Day, as_of: Day },
    #[error("cần đủ số báo cáo, chức vụ và họ tên người ký")]
    IncompleteSigning,
    #[error("kỳ báo cáo này không có bản đã ký số {0}")]
    NoSuchVersion(i64),
}
