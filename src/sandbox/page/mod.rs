//! The chat page: rendered here, kept up to date by a small script, acting through `people`.

mod actions;
mod components;
mod face;
mod forms;
mod markdown;
mod message;
mod shell;
mod view;

use super::{Core, compose::MAX_REQUEST, ids::Id};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Query, Request, State as Shared},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures::{Stream, stream};
use serde::Deserialize;
use std::{convert::Infallible, sync::Arc};
use view::Seat;

/// Nothing but what this server itself gives may run, style or load.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page's routes.
pub fn router() -> Router<Arc<Core>> {
    let mut router = Router::new()
        .route("/", get(page))
        .route("/page/view", get(fragments))
        .route("/page/events", get(events))
        .route("/page/type", post(actions::type_line))
        .route("/page/complete", post(actions::complete))
        .route("/page/act", post(actions::act));
    for (path, kind, text) in FILES {
        router = router.route(path, get(async move || ([(header::CONTENT_TYPE, kind)], text)));
    }
    router.layer(DefaultBodyLimit::max(MAX_REQUEST)).layer(middleware::from_fn(guard))
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

const FILES: [(&str, &str, &str); 8] = [
    ("/page/style.css", "text/css; charset=utf-8", include_str!("static/style.css")),
    ("/page/icon.svg", "image/svg+xml", include_str!("static/icon.svg")),
    ("/page/app.js", SCRIPT, include_str!("static/app.js")),
    ("/page/server.js", SCRIPT, include_str!("static/server.js")),
    ("/page/time.js", SCRIPT, include_str!("static/time.js")),
    ("/page/log.js", SCRIPT, include_str!("static/log.js")),
    ("/page/composer.js", SCRIPT, include_str!("static/composer.js")),
    ("/page/menu.js", SCRIPT, include_str!("static/menu.js")),
];

/// Turns away what other sites' pages send, and puts the policy on every answer.
async fn guard(request: Request, next: Next) -> Response {
    if request.method() == Method::POST && !same_origin(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Browsers name the origin with every POST; other clients may leave it out.
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        }
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// The seat in the address.
#[derive(Deserialize)]
struct Asked {
    guild: Option<Id>,
    user: Option<Id>,
    channel: Option<Id>,
}

async fn page(Shared(core): Shared<Arc<Core>>, Query(asked): Query<Asked>) -> Response {
    let now = core.clock.now().timestamp_millis();
    core.read(|state| match Seat::find(state, asked.guild, asked.user, asked.channel) {
        Some(seat) => shell::shell(state, seat, now).into_response(),
        None => {
            (StatusCode::NOT_FOUND, "There is no server with a member and a channel here.").into_response()
        }
    })
}

async fn fragments(Shared(core): Shared<Arc<Core>>, Query(asked): Query<Asked>) -> Response {
    let (now, moment) = (core.clock.now(), core.next_moment());
    core.read(|state| match Seat::find(state, asked.guild, asked.user, asked.channel) {
        Some(seat) => Json(view::view(state, seat, now, moment)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

/// One event per change; changes that come faster than they are read are told once.
async fn events(Shared(core): Shared<Arc<Core>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changed = core.changed.subscribe();
    let stopping = core.stopping.clone();
    let stream = stream::unfold((changed, stopping), async |(mut changed, stopping)| {
        tokio::select! {
            () = stopping.cancelled() => None,
            told = changed.changed() => {
                told.ok()?;
                let version = changed.borrow_and_update().to_string();
                Some((Ok(Event::default().data(version)), (changed, stopping)))
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
