//! Pure decisions about requests; no SQL, no sentences but those of a refusal's cause.

pub(super) mod alike;
pub(super) mod change;
pub(super) mod forget;
pub(super) mod inline;
pub(super) mod input;
pub(super) mod late;
pub(super) mod lifecycle;
pub(super) mod listed;
pub(super) mod mention;
pub(super) mod search;
pub(super) mod storage;
pub(super) mod triage;
pub(super) mod whose;
