//! Calendar feeds, at addresses that only those know who were told them.

use crate::{
    base::{clock::Clock, text::short_hash},
    db::Db,
    rotation,
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// `GET /calendar/{token}.ics`; an unknown, revoked or guessed token is not found.
pub fn calendars(db: Db, clock: Clock) -> Router {
    Router::new().route("/calendar/{file}", get(calendar)).with_state((db, clock))
}

async fn calendar(
    State((db, clock)): State<(Db, Clock)>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(token) = file.strip_suffix(".ics") else { return StatusCode::NOT_FOUND.into_response() };
    let text = match rotation::calendar(&db, token, clock.now()).await {
        Ok(Some(text)) => text,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a calendar could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let tag = format!("\"{}\"", short_hash(text.as_bytes()));
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let kind = "text/calendar; charset=utf-8".to_owned();
    ([(header::CONTENT_TYPE, kind), (header::ETAG, tag)], text).into_response()
}
