//! The journal: who did what, when, to whom.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::response::{Html, Response};
use domain::kernel::{UserId, show_count, show_day, show_moment};
use office::read::{EntryShown, JournalAsk};
use serde::Deserialize;

use super::super::{address, page, read, read_day, taken_away};
use super::{Tab, tabs};
use crate::error::sentence;
use crate::session::Visitor;
use crate::show::{Frame, Section};
use crate::{PageError, State};

const HERE: &str = "/quan-tri/nhat-ky";

#[derive(Debug, Clone, Template)]
#[template(path = "admin/journal.html")]
pub struct JournalPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub from: String,
    pub until: String,
    /// Keys, names and whether they were asked for.
    pub acts: Vec<(String, String, bool)>,
    pub users: Vec<(String, String, bool)>,
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    pub number: String,
    pub rows: Vec<JournalRow>,
    pub next: Option<String>,
    pub csv: String,
    pub check: String,
    pub chain: Option<Chain>,
}

#[derive(Debug, Clone)]
pub struct JournalRow {
    pub seq: i64,
    pub at: String,
    pub user: String,
    pub act: String,
    pub subject: String,
    pub detail: String,
}

#[derive(Debug, Clone)]
pub struct Chain {
    pub is_whole: bool,
    pub says: String,
}

/// What an entry may be about, as a person asks for it.
const KINDS: [(&str, &str); 4] =
    [("person", "Người mã"), ("run", "Danh sách chi trả mã"), ("user", "Người dùng mã"), ("office", "Đơn vị")];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tu: String,
    den: String,
    viec: String,
    nguoi: String,
    loai: String,
    so: String,
    truoc: String,
    kiem: String,
}

impl Asked {
    fn read(&self) -> Result<JournalAsk, PageError> {
        let day = |text: &str| (!text.trim().is_empty()).then(|| read_day(text)).transpose();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let user = some(&self.nguoi).map(|id| read(&id)).transpose()?.map(UserId);
        Ok(JournalAsk {
            from: day(&self.tu)?,
            until: day(&self.den)?,
            act: some(&self.viec),
            user,
            subject: self.subject()?,
        })
    }

    fn subject(&self) -> Result<Option<String>, PageError> {
        match (self.loai.as_str(), self.so.trim()) {
            ("", _) => Ok(None),
            ("office", _) => Ok(Some("office".to_owned())),
            (_, "") => Ok(None),
            (kind, number) => Ok(Some(format!("{kind}:{}", read::<i64>(number)?))),
        }
    }

    fn address(&self, path: &str, more: (&str, &str)) -> String {
        let kept = [
            ("tu", self.tu.as_str()),
            ("den", &self.den),
            ("viec", &self.viec),
            ("nguoi", &self.nguoi),
            ("loai", &self.loai),
            ("so", &self.so),
            more,
        ];
        address::of(path, &kept)
    }
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let ask = asked.read()?;
    let (wanted, wants_check) = (ask.clone(), asked.kiem == "1");
    let before: Option<i64> = (!asked.truoc.is_empty()).then(|| read(&asked.truoc)).transpose()?;
    let found = state.ask(&visitor, move |_, db, acting| {
        let chain = wants_check.then(|| office::read::journal_chain(db, acting)).transpose()?;
        Ok((office::read::journal(db, acting, &wanted, before)?, chain))
    });
    let (read, chain) = found.await?;
    let tabs = tabs(&visitor, HERE);
    let user = |(id, name): &(UserId, String)| (id.to_string(), name.clone(), ask.user == Some(*id));
    let act = |(key, name): &(String, String)| (key.clone(), name.clone(), ask.act.as_ref() == Some(key));
    page(&JournalPage {
        frame: Frame::new(visitor, Section::Admin),
        tabs,
        from: ask.from.map(show_day).unwrap_or_default(),
        until: ask.until.map(show_day).unwrap_or_default(),
        acts: read.acts.iter().map(act).collect(),
        users: read.users.iter().map(user).collect(),
        kinds: KINDS.into_iter().map(|(key, name)| (key, name, key == asked.loai)).collect(),
        number: asked.so.clone(),
        rows: read.entries.into_iter().map(row).collect(),
        next: read.next.map(|seq| asked.address(HERE, ("truoc", &seq.to_string()))),
        csv: asked.address("/quan-tri/nhat-ky/nhat-ky.csv", ("", "")),
        check: asked.address(HERE, ("kiem", "1")),
        chain: chain.map(|chain| match chain {
            Ok(whole) => {
                let says = format!("Chuỗi nhật ký liền mạch: {} mục.", show_count(whole.entries));
                Chain { is_whole: true, says: format!("{says} Mã mục cuối: {}", whole.head) }
            }
            Err(broken) => Chain { is_whole: false, says: sentence(&broken.to_string()) },
        }),
    })
}

fn row(entry: EntryShown) -> JournalRow {
    JournalRow {
        seq: entry.seq,
        at: show_moment(entry.at),
        user: entry.user,
        act: entry.act,
        subject: entry.subject,
        detail: entry.detail,
    }
}

pub async fn csv(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let bytes = state.ask(&visitor, move |_, db, acting| office::read::journal_csv(db, acting, &ask)).await?;
    Ok(taken_away("text/csv; charset=utf-8", "nhat-ky.csv", bytes))
}
