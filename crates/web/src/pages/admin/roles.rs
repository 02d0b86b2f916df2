//! What each role may do: the table from which the program itself is built.

use askama::Template;
use axum::response::Html;
use office::access::{Act, AreaLimit, FieldLimit, Role};

use super::super::page;
use super::{Tab, tabs};
use crate::PageError;
use crate::session::Visitor;
use crate::show::{Frame, Section};

#[derive(Debug, Clone, Template)]
#[template(path = "admin/roles.html")]
pub struct RolesPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub roles: Vec<(&'static str, &'static str)>,
    pub acts: Vec<ActRow>,
}

#[derive(Debug, Clone)]
pub struct ActRow {
    pub name: &'static str,
    /// What limits it beside the role.
    pub limit: String,
    /// One for each role, in their order.
    pub may: Vec<bool>,
}

pub async fn show(visitor: Visitor) -> Result<Html<String>, PageError> {
    let tabs = tabs(&visitor, "/quan-tri/vai-tro");
    page(&roles_page(Frame::new(visitor, Section::Admin), tabs))
}

pub fn roles_page(frame: Frame, tabs: Vec<Tab>) -> RolesPage {
    let row = |act: Act| ActRow {
        name: act.name(),
        limit: limit(act),
        may: Role::ALL.iter().map(|role| act.roles().contains(role)).collect(),
    };
    RolesPage {
        frame,
        tabs,
        roles: Role::ALL.iter().map(|role| (role.name(), role.says())).collect(),
        acts: Act::ALL.into_iter().map(row).collect(),
    }
}

fn limit(act: Act) -> String {
    let area = match act.area() {
        AreaLimit::People => "trong địa bàn được giao",
        AreaLimit::Whole => "chỉ người phụ trách toàn đơn vị",
        AreaLimit::Free => "",
    };
    let field = match act.field() {
        FieldLimit::Scheme => "trong lĩnh vực được giao",
        FieldLimit::Whole => "chỉ người phụ trách mọi lĩnh vực",
        FieldLimit::Free => "",
    };
    [area, field].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ")
}
