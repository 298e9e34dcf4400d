//! Calendar feeds, at addresses that only those know who were told them.

use crate::{
    base::{clock::Clock, text::short_hash},
    db::Db,
    room::Rooms,
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// `GET /calendar/{token}.ics`; a token that none of the rooms gave, or that was revoked, is not found.
pub fn calendars(db: Db, clock: Clock, rooms: Rooms) -> Router {
    Router::new().route("/calendar/{file}", get(calendar)).with_state((db, clock, rooms))
}

async fn calendar(
    State((db, clock, rooms)): State<(Db, Clock, Rooms)>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(token) = file.strip_suffix(".ics") else { return StatusCode::NOT_FOUND.into_response() };
    let text = match rooms.feed(&db, token, clock.now()).await {
        Ok(Some(text)) => text,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            if db.is_worth_a_line(error.is_passing()) {
                tracing::error!(%error, "a calendar could not be read");
            }
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let tag = format!("\"{}\"", short_hash(text.as_bytes()));
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|known| names(known, &tag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let kind = "text/calendar; charset=utf-8".to_owned();
    ([(header::CONTENT_TYPE, kind), (header::ETAG, tag)], text).into_response()
}

/// Whether `If-None-Match` names the tag; such a comparison is weak (RFC 9110, 13.1.2).
fn names(known: &HeaderValue, tag: &str) -> bool {
    let tags = known.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.map(|known| known.trim_start_matches("W/")).any(|known| known == tag || known == "*")
}
