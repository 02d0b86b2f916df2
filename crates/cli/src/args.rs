//! The command line. Others rely on it; keep it stable.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use domain::kernel::{Day, Moment, Month, PersonId};
use paper::lists::{Field, Kind};
use paper::template::TemplateKind;

/// Ansinh: chương trình quản lý và chi trả an sinh xã hội của một đơn vị.
#[derive(Debug, Parser)]
#[command(name = "ansinh", version, about, long_about = None, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Dựng đơn vị mẫu với người hư cấu, chạy bốn tháng, lập báo cáo rồi mở trang web
    Demo(Demo),
    /// Mở trang web của đơn vị
    Serve(Serve),
    /// Nhập danh sách bất kỳ (.xlsx, .xls, .ods, .csv)
    Import(Import),
    /// Đối chiếu và nhập lại danh sách người do `export roster` xuất ra và đã được sửa
    Roster(Roster),
    /// Ghi tệp mẫu để nhập liệu
    Template(Template),
    /// Xuất danh sách gửi đi: chi trả, tổng hợp, tăng giảm, bảo hiểm y tế, quà, trạng thái, người
    Export(Export),
    /// Lập, xem, duyệt, gửi, xác nhận, khóa danh sách chi trả
    #[command(subcommand)]
    Roll(Roll),
    /// Lập báo cáo và mở từng số liệu
    #[command(subcommand)]
    Report(Report),
    /// Giải thích số tiền của một người trong một tháng
    Explain(Explain),
    /// Kiểm tra và xem luật trong chương trình
    #[command(subcommand)]
    Law(Law),
    /// Thêm người dùng, đặt lại mật khẩu, khóa người dùng
    #[command(subcommand)]
    User(User),
    /// Cấp, xem, thu mã truy cập cho phần mềm khác
    #[command(subcommand)]
    Token(Token),
    /// Xem và đặt thông tin của cơ quan
    Office(OfficeArgs),
    /// Kiểm tra nhật ký, sổ chi và dữ liệu
    Verify(Where),
    /// Sao lưu toàn bộ vào một tệp
    Backup(File),
    /// Khôi phục từ một tệp sao lưu vào nơi trống
    Restore(File),
    /// Đo tốc độ
    #[command(subcommand)]
    Bench(Bench),
}

#[derive(Debug, Clone, ClapArgs)]
pub struct Where {
    /// Thư mục dữ liệu
    #[arg(long, default_value_os_t = crate::world::default_data())]
    pub data: PathBuf,
    /// Máy chủ PostgreSQL thay cho thư mục dữ liệu
    #[arg(long)]
    pub database: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Demo {
    #[arg(long, default_value_os_t = crate::world::default_data())]
    pub data: PathBuf,
    #[arg(long, default_value_t = 2021)]
    pub seed: u64,
    /// Chỉ dựng dữ liệu và báo cáo, không mở trang web
    #[arg(long)]
    pub no_serve: bool,
    #[command(flatten)]
    pub reach: Reach,
}

#[derive(Debug, ClapArgs)]
pub struct Serve {
    #[command(flatten)]
    pub at: Where,
    #[command(flatten)]
    pub reach: Reach,
}

/// How browsers reach the pages.
#[derive(Debug, ClapArgs)]
pub struct Reach {
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Trình duyệt vào qua HTTPS của một máy chủ đứng trước: cookie chỉ đi trên HTTPS
    #[arg(long)]
    pub https: bool,
    /// Tiêu đề mà máy chủ đứng trước ghi địa chỉ người dùng, ví dụ X-Forwarded-For; không nêu thì không tin tiêu đề nào
    #[arg(long)]
    pub client_address_header: Option<web::HeaderName>,
}

#[derive(Debug, ClapArgs)]
pub struct Import {
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub at: Where,
    /// Chỉ xem trước, không lưu
    #[arg(long)]
    pub dry_run: bool,
    /// In mỗi tệp thành một văn bản JSON: các dòng đọc được, số đối chiếu, lưu ý, dòng không đọc được
    #[arg(long)]
    pub json: bool,
    /// Loại danh sách, khi chương trình nhận nhầm: btxh, btxh-pay, ncc, poor-households, gifts, payment-result, bhyt-changes, plan
    #[arg(long, value_parser = list_kind)]
    pub kind: Option<Kind>,
    /// Đọc cột có tên này thành trường khác, ví dụ --column "Số tiền=amount"; để trống sau dấu = thì bỏ cột
    #[arg(long, value_parser = column_meaning)]
    pub column: Vec<(String, Option<Field>)>,
    /// Tháng của danh sách, khi tiêu đề không ghi
    #[arg(long)]
    pub month: Option<Month>,
    /// Ghi các dòng cần xử lý ra tệp .xlsx này, kèm lý do; chọn cách xử lý trong đó rồi nhập lại
    #[arg(long)]
    pub returned: Option<PathBuf>,
    /// Mã đơn vị hành chính của cơ quan, cho lần nhập đầu tiên
    #[arg(long)]
    pub unit: Option<String>,
    #[arg(long)]
    pub user: Option<String>,
}

fn list_kind(text: &str) -> Result<Kind, String> {
    let known = || Kind::ALL.map(Kind::key).join(", ");
    Kind::named(text).ok_or_else(|| format!("không có loại danh sách “{text}”; có: {}", known()))
}

fn column_meaning(text: &str) -> Result<(String, Option<Field>), String> {
    let (title, field) = text.split_once('=').ok_or("cần dạng TÊN CỘT=trường")?;
    let field = match field.trim() {
        "" => None,
        field => Some(Field::named(field).ok_or_else(|| format!("không có trường “{field}”; xem lists/columns.toml"))?),
    };
    Ok((title.trim().to_owned(), field))
}

#[derive(Debug, ClapArgs)]
pub struct Template {
    /// beneficiaries, deaths, households, payment-result
    pub kind: TemplateKind,
    #[command(flatten)]
    pub at: Where,
    /// Tệp ghi ra; mặc định mau-KIND.xlsx
    #[arg(long)]
    pub out: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Roster {
    pub file: PathBuf,
    #[command(flatten)]
    pub at: Where,
    /// Chỉ xem trước, không lưu
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub json: bool,
    /// Ghi các mục cần chọn và các dòng không lấy được ra tệp này (.xlsx)
    #[arg(long)]
    pub returned: Option<PathBuf>,
    /// Tệp đã chọn ở cột “Cách xử lý”
    #[arg(long)]
    pub choices: Option<PathBuf>,
    #[arg(long)]
    pub user: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Export {
    pub kind: ExportKind,
    #[arg(long)]
    pub month: Option<Month>,
    /// btxh, ncc, htxh
    #[arg(long)]
    pub scheme: Option<String>,
    /// Mã xã hoặc đơn vị khác trong địa bàn; mặc định cả địa bàn
    #[arg(long)]
    pub unit: Option<String>,
    /// Tệp ghi ra (.xlsx); mặc định theo tên danh sách, trong thư mục hiện tại
    #[arg(long)]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub at: Where,
}

/// The lists that leave the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportKind {
    /// Danh sách chi trả để ký nhận, mỗi xã một trang
    PayList,
    /// Tổng hợp chi trả theo xã
    PaySummary,
    /// Danh sách tăng, giảm so với tháng trước
    Changes,
    /// Tăng, giảm bảo hiểm y tế, dạng D03
    #[value(name = "insurance-d03")]
    InsuranceD03,
    /// Tăng, giảm bảo hiểm y tế theo thôn, dạng D07
    #[value(name = "insurance-d07")]
    InsuranceD07,
    /// Danh sách tặng quà từ các danh sách đã nhập
    Gifts,
    /// Trạng thái đã trả, chưa trả cho hệ thống của Bộ
    MemberStatus,
    /// Danh sách người để sửa rồi nhập lại
    Roster,
}

#[derive(Debug, Subcommand)]
pub enum Roll {
    /// Lập danh sách của tháng từ mọi thông tin đang có
    Draft {
        #[command(flatten)]
        which: Which,
        /// Số tháng sau chi gộp cùng lúc (chi hai tháng dịp Tết: 1)
        #[arg(long, default_value_t = 0)]
        months_ahead: u8,
    },
    /// Xem danh sách: cộng theo xã, nhóm; so với tháng trước
    Show {
        #[command(flatten)]
        which: Which,
        /// Ghi danh sách ký nhận (.xlsx) hoặc tệp gửi đơn vị chi trả (.csv)
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Duyệt; người duyệt khác người lập
    Approve {
        #[command(flatten)]
        which: Which,
    },
    /// Ghi nhận đã gửi đơn vị chi trả
    Send {
        #[command(flatten)]
        which: Which,
        /// Số tiền đã rút ở kho bạc, đồng
        #[arg(long, value_parser = clap::value_parser!(i64).range(0..))]
        drawn: Option<i64>,
    },
    /// Nhận kết quả của đơn vị chi trả; nhiều tệp cộng dồn cho đến khi đủ
    Confirm {
        #[command(flatten)]
        which: Which,
        /// Tệp kết quả của bưu điện, ngân hàng, hoặc theo mẫu payment-result
        file: PathBuf,
        /// Chỉ xem trước, không lưu
        #[arg(long)]
        dry_run: bool,
    },
    /// Đối chiếu danh sách, kết quả chi trả và số tiền đã rút
    Reconcile {
        #[command(flatten)]
        which: Which,
        /// Ghi số tiền đã rút ở kho bạc, đồng
        #[arg(long, value_parser = clap::value_parser!(i64).range(0..))]
        drawn: Option<i64>,
        /// Ghi tổng số tiền theo đơn vị chi trả, đồng
        #[arg(long, value_parser = clap::value_parser!(i64).range(0..))]
        payer_total: Option<i64>,
    },
    /// Khóa sổ tháng
    Close {
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Clone, ClapArgs)]
pub struct Which {
    /// btxh, ncc, htxh
    #[arg(long)]
    pub scheme: String,
    #[arg(long)]
    pub month: Month,
    /// Mã đơn vị; mặc định cả địa bàn của cơ quan
    #[arg(long)]
    pub unit: Option<String>,
    #[command(flatten)]
    pub at: Where,
    /// Tên đăng nhập của người làm; mặc định cán bộ lập, lãnh đạo duyệt
    #[arg(long)]
    pub user: Option<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Report {
    /// Báo cáo 6 tháng
    HalfYear {
        #[command(flatten)]
        period: Period,
        /// Tệp .docx, .html hoặc .json
        #[arg(long)]
        out: PathBuf,
    },
    /// Các dòng đứng sau một số liệu
    Rows {
        /// Mã chỉ tiêu, ví dụ N-04
        figure: String,
        #[command(flatten)]
        period: Period,
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Debug, Clone, ClapArgs)]
pub struct Period {
    #[arg(long)]
    pub year: i16,
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub half: u8,
    /// Sự việc tính đến ngày này
    #[arg(long)]
    pub as_of: Day,
    /// Theo những gì đã biết vào thời điểm này; mặc định lúc chạy lệnh
    #[arg(long)]
    pub known_at: Option<Moment>,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Debug, ClapArgs)]
pub struct Explain {
    /// Mã người, hoặc số định danh 12 số
    pub person: PersonRef,
    #[arg(long)]
    pub month: Month,
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub at: Where,
}

/// A person by this house's number or by their own.
#[derive(Debug, Clone)]
pub enum PersonRef {
    Code(PersonId),
    Number(String),
}

impl std::str::FromStr for PersonRef {
    type Err = domain::kernel::ParseError;

    fn from_str(text: &str) -> Result<PersonRef, Self::Err> {
        let is_number = (text.len() == 12 || text.len() == 9) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { Ok(PersonRef::Number(text.to_owned())) } else { text.parse().map(PersonRef::Code) }
    }
}

#[derive(Debug, Subcommand)]
pub enum Law {
    /// Chạy mọi ca mẫu, kiểm tra thời gian, viện dẫn; liệt kê câu hỏi còn ngỏ
    Check {
        #[arg(long)]
        json: bool,
    },
    /// Xem một văn bản, tham số, nhóm hoặc bảng mức vào một ngày
    Show {
        id: String,
        #[arg(long)]
        on: Option<Day>,
    },
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// Thêm người dùng; in mật khẩu một lần
    Add(NewUser),
    /// Đặt mật khẩu mới; in một lần
    Password {
        login: String,
        #[command(flatten)]
        at: Where,
    },
    /// Khóa người dùng
    Disable {
        login: String,
        #[command(flatten)]
        at: Where,
    },
    /// Mở khóa người dùng
    Enable {
        login: String,
        #[command(flatten)]
        at: Where,
    },
    /// Gỡ mã xác thực của người mất điện thoại và mã dự phòng
    DropSecondFactor {
        login: String,
        #[command(flatten)]
        at: Where,
    },
}

#[derive(Debug, ClapArgs)]
pub struct NewUser {
    pub login: String,
    #[arg(long)]
    pub name: String,
    /// quan_tri, lanh_dao, chuyen_vien, ke_toan, cong_chuc_xa, don_vi_chi_tra, thanh_tra; có thể nêu nhiều lần
    #[arg(long = "role", required = true)]
    pub roles: Vec<String>,
    /// Mã xã thuộc phạm vi; bỏ trống: toàn đơn vị
    #[arg(long)]
    pub unit: Option<String>,
    /// Lĩnh vực phụ trách (btxh, htxh, ncc), có thể nêu nhiều lần; bỏ trống: mọi lĩnh vực
    #[arg(long = "field")]
    pub fields: Vec<String>,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Cấp mã truy cập; in một lần
    Add(NewToken),
    /// Xem các mã đã cấp
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Thu mã truy cập
    Revoke {
        /// Số của mã, xem ở `token list`
        number: i64,
        #[command(flatten)]
        at: Where,
    },
}

#[derive(Debug, ClapArgs)]
pub struct NewToken {
    /// Tên phần mềm sẽ dùng mã
    pub name: String,
    /// Vai trò như của người dùng; có thể nêu nhiều lần
    #[arg(long = "role", required = true)]
    pub roles: Vec<String>,
    /// Mã xã thuộc phạm vi; bỏ trống: toàn đơn vị
    #[arg(long)]
    pub unit: Option<String>,
    /// Lĩnh vực (btxh, htxh, ncc), có thể nêu nhiều lần; bỏ trống: mọi lĩnh vực
    #[arg(long = "field")]
    pub fields: Vec<String>,
    /// Ngày cuối còn dùng được, ví dụ 2026-12-31; bỏ trống: không có hạn
    #[arg(long)]
    pub until: Option<String>,
    /// Người dùng mà mã đứng tên khi ghi việc
    #[arg(long)]
    pub user: Option<String>,
    #[command(flatten)]
    pub at: Where,
}

/// Without options it only shows; each option sets one thing.
#[derive(Debug, ClapArgs)]
pub struct OfficeArgs {
    #[command(flatten)]
    pub at: Where,
    /// Mã đơn vị hành chính
    #[arg(long)]
    pub unit: Option<String>,
    /// Cơ quan cấp trên, in trên văn bản
    #[arg(long)]
    pub superior: Option<String>,
    /// Tên cơ quan
    #[arg(long)]
    pub name: Option<String>,
    /// Địa danh trên văn bản
    #[arg(long)]
    pub place: Option<String>,
    /// Ký hiệu báo cáo, ví dụ BC-VHXH
    #[arg(long)]
    pub symbol: Option<String>,
    #[arg(long)]
    pub signer_title: Option<String>,
    #[arg(long)]
    pub signer_name: Option<String>,
    /// Nơi nhận báo cáo
    #[arg(long)]
    pub report_to: Option<String>,
    /// Cơ quan một người: cho phép người lập tự duyệt (ghi nhật ký)
    #[arg(long)]
    pub one_person: Option<bool>,
}

#[derive(Debug, ClapArgs)]
pub struct File {
    pub file: PathBuf,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Từ dữ kiện đến số tiền, một luồng
    Dues {
        #[arg(long, default_value_t = 5_000_000)]
        people: usize,
        #[arg(long, default_value_t = 12)]
        months: usize,
    },
    /// Ghi một danh sách .xlsx 20 cột, đọc lại và xem trước như khi nhập
    Lists {
        #[arg(long, default_value_t = 100_000)]
        rows: usize,
    },
    /// Tìm người theo nhiều kiểu câu hỏi trong dữ liệu đã lưu
    Search {
        #[arg(long, default_value_t = 1_000_000)]
        people: usize,
        /// Số câu hỏi mỗi kiểu
        #[arg(long, default_value_t = 300)]
        questions: usize,
    },
    /// Thêm người hư cấu vào một thư mục dữ liệu, để đo trang dưới tải (scripts/load)
    Crowd {
        #[arg(long, default_value_t = 100_000)]
        people: usize,
        #[command(flatten)]
        at: Where,
    },
    /// Lập danh sách từ dữ liệu đã lưu, so với ghi trần các dòng
    Roll {
        #[arg(long, default_value_t = 1_000_000)]
        people: usize,
        /// Nơi đo; mặc định một tệp SQLite tạm
        #[arg(long)]
        engine: Option<Engine>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Engine {
    Sqlite,
}
