//! Whether docket is alive, and whether it is ready; for people and for whatever restarts it.

use super::Shown;
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use futures::future::BoxFuture;
use serde::Serialize;

/// One thing that has to be right before docket can answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// `database`, `gateway`, …
    pub name: &'static str,
    pub is_ready: bool,
    /// What it is, or what is missing, in words; no secrets.
    pub state: String,
}

impl Check {
    /// A check of `name`: ready, or not for the reason in `state`.
    pub fn new(name: &'static str, is_ready: bool, state: impl Into<String>) -> Self {
        Self { name, is_ready, state: state.into() }
    }
}

/// Tells what docket is waiting for.
pub trait Readiness: Send + Sync {
    /// All checks, the failed ones among them.
    fn checks(&self) -> BoxFuture<'_, Vec<Check>>;
}

#[derive(Serialize)]
struct Report {
    is_ready: bool,
    checks: Vec<Check>,
}

/// 200 as long as the process answers at all.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// 200 when everything is ready, else 503; both with the checks as JSON.
pub(super) async fn ready(State(shown): State<Shown>) -> impl IntoResponse {
    let checks = shown.readiness.checks().await;
    let is_ready = checks.iter().all(|check| check.is_ready);
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Report { is_ready, checks }))
}
