//! Signing: what will be kept, under which number, by whom.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{show_count, show_day};
use office::report::{Made, ReportAsk, Signing};
use office::{OfficeError, Refusal};
use serde::Deserialize;
use tower_sessions::Session;

use super::asked::Asked;
use super::figure::told;
use super::report::{EditedView, Link, StatedView, basis_words, edited, make, missing, passage_href, stated};
use super::report_version::version_href;
use super::{page, read_day};
use crate::session::{Visitor, tell};
use crate::show::{Frame, Section};
use crate::{PageError, State};

#[derive(Debug, Clone, Template)]
#[template(path = "report_signing.html")]
pub struct SigningPage {
    pub frame: Frame,
    pub report_title: String,
    pub report_href: String,
    pub dates: String,
    pub action: String,
    pub refusal: Option<String>,
    /// Unknown figures that stop signing.
    pub missing: Vec<Link>,
    pub counted: String,
    pub stated: Vec<StatedView>,
    pub edited: Vec<EditedView>,
    /// The symbol after the number.
    pub symbol: String,
    pub fields: Filled,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    pub so: String,
    pub ngay_ky: String,
    pub chuc_vu: String,
    pub ho_ten: String,
}

pub async fn show(
    Given(state): Given<State>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let now = (state.clock)();
    if let Some(settled) = asked.not_after(ask, now) {
        return Ok(Redirect::to(&settled.address("/bao-cao/ky")).into_response());
    }
    let made = make(&state, &visitor, ask).await?;
    let fields = Filled {
        so: String::new(),
        ngay_ky: show_day(now.vietnam_day()),
        chuc_vu: made.profile.signer_title.clone(),
        ho_ten: made.profile.signer_name.clone(),
    };
    let frame = Frame::new(visitor, Section::Reports);
    Ok(page(&signing_page(frame, &made, &asked, (fields, None)))?.into_response())
}

pub async fn sign(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Query(asked): Query<Asked>,
    Form(filled): Form<Filled>,
) -> Result<Response, PageError> {
    let ask = asked.read()?;
    let done = match signing(ask, &filled) {
        Ok(signing) => {
            let sign = state.ask(&visitor, move |house, db, acting| {
                match office::report::freeze(house, db, acting, &signing) {
                    // The page lists them below, each with its link.
                    Err(OfficeError::Refused(Refusal::UnknownFigures(all))) => {
                        Ok(Err(format!("Chưa ký được: {} chỉ tiêu dưới đây chưa có số liệu.", all.len())))
                    }
                    done => told(done),
                }
            });
            sign.await?
        }
        Err(why) => Err(why),
    };
    match done {
        Ok(version) => {
            tell(&session, format!("Đã ký, chốt bản {} số {}.", version.no, version.number)).await?;
            Ok(Redirect::to(&version_href(ask.period(), version.no)).into_response())
        }
        Err(why) => {
            let made = make(&state, &visitor, ask).await?;
            let frame = Frame::new(visitor, Section::Reports);
            let again = signing_page(frame, &made, &asked, (filled, Some(why)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

fn signing(ask: ReportAsk, filled: &Filled) -> Result<Signing, String> {
    let number = filled.so.trim().parse().map_err(|_| "Số báo cáo là một số nguyên, như 127.".to_owned())?;
    let signed_on = read_day(&filled.ngay_ky).map_err(|_| "Ngày ký viết như 28/04/2021.".to_owned())?;
    Ok(Signing { ask, number, signed_on, signer_title: filled.chuc_vu.clone(), signer_name: filled.ho_ten.clone() })
}

fn signing_page(frame: Frame, made: &Made, asked: &Asked, (fields, refusal): (Filled, Option<String>)) -> SigningPage {
    let report = &made.report;
    SigningPage {
        frame,
        report_title: asked.title(),
        report_href: asked.report(),
        dates: basis_words(report),
        action: asked.address("/bao-cao/ky"),
        refusal,
        missing: missing(report, asked),
        counted: show_count(report.counts().counted as i64),
        stated: stated(report, |id| asked.figure(id)),
        edited: edited(report, |place| passage_href(asked, place)),
        symbol: made.profile.symbol.clone(),
        fields,
    }
}
