//! The buttons of a roll: each does one step and leads back to the roll, with what was done or why not.

use axum::Form;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::kernel::{Dong, RunId};
use office::{Acting, Db, Office, OfficeError};
use serde::Deserialize;
use tower_sessions::Session;

use super::roll::{Refused, load};
use super::{page, read, read_money};
use crate::session::{Visitor, tell};
use crate::{PageError, State};

pub async fn approve(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(run): Path<String>,
) -> Result<Response, PageError> {
    let step = Step { run: read(&run)?, done: "Đã duyệt danh sách và ghi sổ chi.", filled: Refused::default() };
    step.take(&state, visitor, &session, |house, db, acting, run| {
        office::roll::approve(house, db, acting, run).map(drop)
    })
    .await
}

pub async fn send(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(run): Path<String>,
) -> Result<Response, PageError> {
    let step =
        Step { run: read(&run)?, done: "Đã ghi là đã gửi đơn vị chi trả.", filled: Refused::default() };
    step.take(&state, visitor, &session, |_, db, acting, run| office::roll::send(db, acting, run).map(drop)).await
}

pub async fn close(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(run): Path<String>,
) -> Result<Response, PageError> {
    let step = Step { run: read(&run)?, done: "Đã khóa sổ danh sách.", filled: Refused::default() };
    step.take(&state, visitor, &session, |_, db, acting, run| office::roll::close(db, acting, run).map(drop)).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sums {
    da_rut: String,
    tong_don_vi: String,
}

/// Writes down what was drawn and what the payer adds up to; a field left empty says nothing.
pub async fn reconcile(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(run): Path<String>,
    Form(sums): Form<Sums>,
) -> Result<Response, PageError> {
    let filled = Refused { drawn: sums.da_rut.clone(), payer_total: sums.tong_don_vi.clone(), ..Refused::default() };
    let step = Step { run: read(&run)?, done: "Đã ghi số đối chiếu.", filled };
    let (Ok(drawn), Ok(total)) = (amount(&sums.da_rut), amount(&sums.tong_don_vi)) else {
        let words = "Số tiền cần ghi bằng chữ số, như 1.250.000.".to_owned();
        return step.refused(&state, visitor, words).await;
    };
    step.take(&state, visitor, &session, move |house, db, acting, run| {
        let known = office::read::roll(house, db, acting, run)?.reconciled;
        if let Some(drawn) = drawn.filter(|_| drawn != known.drawn) {
            office::roll::set_drawn(db, acting, run, drawn)?;
        }
        if let Some(total) = total.filter(|_| total != known.payer_total) {
            office::roll::set_payer_total(db, acting, run, total)?;
        }
        Ok(())
    })
    .await
}

/// Nothing said is not nought, and what cannot be read is neither.
fn amount(text: &str) -> Result<Option<Dong>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => read_money(text).map(Some).ok_or(()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Unlocking {
    viec: String,
    ly_do: String,
}

/// Asks for a roll to be taken back, confirms what another asked, or turns it down.
pub async fn unlock(
    Given(state): Given<State>,
    visitor: Visitor,
    session: Session,
    Path(run): Path<String>,
    Form(asked): Form<Unlocking>,
) -> Result<Response, PageError> {
    let run: RunId = read(&run)?;
    let filled = Refused { reason: asked.ly_do.clone(), ..Refused::default() };
    match asked.viec.as_str() {
        "de-nghi" => {
            let done = "Đã gửi đề nghị mở khóa; chờ người thứ hai xác nhận.";
            let reason = asked.ly_do;
            Step { run, done, filled }
                .take(&state, visitor, &session, move |house, db, acting, run| {
                    office::roll::ask_unlock(house, db, acting, run, &reason)
                })
                .await
        }
        "xac-nhan" => {
            let done = "Đã mở khóa. Các khoản đã ghi chi được hủy bằng bút toán đối ứng; hãy lập bản mới.";
            Step { run, done, filled }
                .take(&state, visitor, &session, |house, db, acting, run| {
                    office::roll::unlock(house, db, acting, run).map(drop)
                })
                .await
        }
        "tu-choi" => {
            Step { run, done: "Đã bỏ đề nghị mở khóa; danh sách giữ nguyên.", filled }
                .take(&state, visitor, &session, |_, db, acting, run| office::roll::decline_unlock(db, acting, run))
                .await
        }
        _ => Err(PageError::BadAddress),
    }
}

/// One step of a roll: what is said when it is done, and what had been filled in when it is not.
struct Step {
    run: RunId,
    done: &'static str,
    filled: Refused,
}

impl Step {
    async fn take(
        self,
        state: &State,
        visitor: Visitor,
        session: &Session,
        act: impl FnOnce(&Office, &Db, Acting<'_>, RunId) -> Result<(), OfficeError> + Send + 'static,
    ) -> Result<Response, PageError> {
        let run = self.run;
        match state.ask(&visitor, move |house, db, acting| act(house, db, acting, run)).await {
            Ok(()) => {
                tell(session, self.done).await?;
                Ok(Redirect::to(&format!("/danh-sach/{run}")).into_response())
            }
            Err(fault) => {
                let words = fault.refusal()?;
                self.refused(state, visitor, words).await
            }
        }
    }

    async fn refused(self, state: &State, visitor: Visitor, words: String) -> Result<Response, PageError> {
        let shown = load(state, visitor, self.run, Refused { words: Some(words), ..self.filled }).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
    }
}
