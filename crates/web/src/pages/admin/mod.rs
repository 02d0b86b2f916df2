//! Administration: the office's settings, its people, its units, its copies, its journal, its care for personal data.

pub mod backups;
pub mod journal;
pub mod local;
pub mod office_page;
pub mod person_data;
pub mod privacy;
pub mod roles;
#[cfg(test)]
pub mod samples;
pub mod units;
pub mod user;
pub mod users;

use axum::response::Redirect;
use office::access::Act;

use crate::doors::Doors;
use crate::session::Visitor;

/// One part of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    pub name: &'static str,
    pub href: &'static str,
    pub is_here: bool,
}

const TABS: [(&str, &str, Act); 9] = [
    ("Thiết lập", "/quan-tri/thiet-lap", Act::OfficeRead),
    ("Mức địa phương", "/quan-tri/muc-dia-phuong", Act::OfficeRead),
    ("Người dùng", "/quan-tri/nguoi-dung", Act::UserManage),
    ("Vai trò", "/quan-tri/vai-tro", Act::OfficeRead),
    ("Đơn vị hành chính", "/quan-tri/don-vi", Act::UnitRead),
    ("Sao lưu", "/quan-tri/sao-luu", Act::BackupMake),
    ("Nhật ký", "/quan-tri/nhat-ky", Act::JournalRead),
    ("Dữ liệu cá nhân", "/quan-tri/du-lieu-ca-nhan", Act::OfficeRead),
    ("Mã truy cập", "/quan-tri/ma-truy-cap", Act::TokenManage),
];

/// The parts a visitor may open, with the one they are in.
pub fn tabs(visitor: &Visitor, here: &str) -> Vec<Tab> {
    let mine = TABS.into_iter().filter(|(_, _, act)| visitor.rights.may(*act));
    mine.map(|(name, href, _)| Tab { name, href, is_here: href == here }).collect()
}

pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/quan-tri", Act::OfficeRead, first)
        .get("/quan-tri/thiet-lap", Act::OfficeRead, office_page::show)
        .post("/quan-tri/thiet-lap", Act::OfficeSet, office_page::save)
        .post("/quan-tri/thiet-lap/hai-nguoi", Act::OfficeSet, office_page::save_rule)
        .post("/quan-tri/thiet-lap/bao-mat", Act::OfficeSet, office_page::save_security)
        .get("/quan-tri/muc-dia-phuong", Act::OfficeRead, local::show)
        .post("/quan-tri/muc-dia-phuong", Act::LawLocal, local::set)
        .post("/quan-tri/muc-dia-phuong/{amount}/bo", Act::LawLocal, local::drop)
        .get("/quan-tri/dia-ban", Act::OfficeSet, office_page::ask_unit)
        .post("/quan-tri/dia-ban", Act::OfficeSet, office_page::save_unit)
        .get("/quan-tri/nguoi-dung", Act::UserManage, users::show)
        .get("/quan-tri/nguoi-dung/them", Act::UserManage, users::ask_new)
        .post("/quan-tri/nguoi-dung/them", Act::UserManage, users::add)
        .get("/quan-tri/nguoi-dung/{user}", Act::UserManage, user::show)
        .post("/quan-tri/nguoi-dung/{user}", Act::UserManage, user::save)
        .post("/quan-tri/nguoi-dung/{user}/mat-khau", Act::UserManage, user::new_password)
        .post("/quan-tri/nguoi-dung/{user}/{what}", Act::UserManage, user::change)
        .get("/quan-tri/vai-tro", Act::OfficeRead, roles::show)
        .get("/quan-tri/don-vi", Act::UnitRead, units::show)
        .get("/quan-tri/sao-luu", Act::BackupMake, backups::show)
        .post("/quan-tri/sao-luu", Act::BackupMake, backups::make)
        .post("/quan-tri/sao-luu/kiem-du-lieu", Act::BackupMake, backups::check)
        .get("/quan-tri/sao-luu/{file}", Act::BackupMake, backups::fetch)
        .post("/quan-tri/sao-luu/{file}/kiem", Act::BackupMake, backups::verify)
        .get("/quan-tri/nhat-ky", Act::JournalRead, journal::show)
        .get("/quan-tri/nhat-ky/nhat-ky.csv", Act::JournalRead, journal::csv)
        .get("/quan-tri/du-lieu-ca-nhan", Act::OfficeRead, privacy::show)
        .get("/nguoi/{person}/du-lieu", Act::PersonGiveOut, person_data::show)
        .post("/nguoi/{person}/du-lieu/{kind}", Act::PersonGiveOut, person_data::give_out)
}

async fn first(_: Visitor) -> Redirect {
    Redirect::to("/quan-tri/thiet-lap")
}
