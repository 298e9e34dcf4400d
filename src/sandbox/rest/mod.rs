//! REST v10: one entry for all routes, which checks, limits, journals and dispatches.

mod account;
mod call;
mod channels;
mod commands;
mod content;
mod events;
mod guilds;
mod members;
mod messages;
mod reactions;
mod routes;
mod threads;
mod tokens;

pub use call::{Call, Reply};
pub use content::{Content, read as read_content};

use super::{
    Core,
    error::ApiError,
    faults::Fault,
    ids::Id,
    journal::Entry,
    limits::{Limited, Scope, Shown},
    wire::Breaker,
};
use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Path, Query, Request, State as Shared},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use routes::Route;
use std::{collections::HashMap, sync::Arc};

const PREFIX: &str = "/api/v10";

/// Answers any request under `/api/v10`.
pub async fn handle(
    Shared(core): Shared<Arc<Core>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let full = head.uri.path_and_query().map_or("", |all| all.as_str());
    let target = full.strip_prefix(PREFIX).unwrap_or(full).to_owned();
    let path = head.uri.path().strip_prefix(PREFIX).unwrap_or_default().to_owned();
    let route = routes::find(&head.method, &path);
    let template = route.as_ref().map_or("", |(route, _)| route.template);
    let fault = core.change(|state, _| state.faults.strike(head.method.as_str(), template));
    if let Some(Fault::DropBefore) = fault {
        breaker.trip();
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let content_type = text_header(&head.headers, header::CONTENT_TYPE).to_owned();
    let content = match axum::body::to_bytes(body, super::compose::MAX_REQUEST).await {
        Ok(bytes) => read_content(&content_type, bytes).await,
        Err(_) => Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, 40005, "Request entity too large")),
    };
    let asked = Asked {
        method: head.method,
        headers: head.headers,
        uri_query: head.uri.query().map(str::to_owned),
        target,
    };
    let response = run(&core, &asked, route, content, fault);
    match fault {
        Some(Fault::DropAfter) => breaker.trip(),
        Some(Fault::Slow(pause)) => tokio::time::sleep(pause).await,
        _ => {}
    }
    response
}

/// The head of a request.
struct Asked {
    method: Method,
    headers: HeaderMap,
    uri_query: Option<String>,
    /// Path and query without the prefix.
    target: String,
}

type Found = Option<(&'static Route, Vec<(&'static str, String)>)>;

fn run(
    core: &Core,
    asked: &Asked,
    route: Found,
    content: Result<Content, ApiError>,
    fault: Option<Fault>,
) -> Response {
    core.change(|state, now| {
        let template = route.as_ref().map_or("", |(route, _)| route.template);
        let (body, parts) = match &content {
            Ok(content) => (Some(content.body.clone()).filter(|body| !body.is_null()), content.parts.clone()),
            Err(_) => (None, Vec::new()),
        };
        let mut shown = None;
        let answer = answer(state, now, asked, route.as_ref(), content, fault, &mut shown);
        let status = match &answer {
            Answer::Reply(reply) => reply.status(),
            Answer::Refused(error) => error.status,
            Answer::Limited(_) => StatusCode::TOO_MANY_REQUESTS,
        };
        state.journal.push(Entry {
            number: 0,
            at: now,
            method: asked.method.to_string(),
            template: template.to_owned(),
            path: asked.target.clone(),
            body,
            parts,
            status: status.as_u16(),
            over_http: false,
        });
        let shared = matches!(&answer, Answer::Limited(limited) if limited.scope == Scope::Shared);
        if matches!(status.as_u16(), 401 | 403 | 429) && !shared {
            state.buckets.invalid += 1;
        }
        respond(answer, shown, now, matches!(fault, Some(Fault::Malformed)))
    })
}

enum Answer {
    Reply(Reply),
    Refused(ApiError),
    Limited(Limited),
}

impl From<Result<Reply, ApiError>> for Answer {
    fn from(result: Result<Reply, ApiError>) -> Self {
        result.map_or_else(Self::Refused, Self::Reply)
    }
}

fn answer(
    state: &mut super::state::State,
    now: chrono::DateTime<chrono::Utc>,
    asked: &Asked,
    route: Option<&(&'static Route, Vec<(&'static str, String)>)>,
    content: Result<Content, ApiError>,
    fault: Option<Fault>,
    shown: &mut Option<Shown>,
) -> Answer {
    match fault {
        Some(Fault::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return Answer::Refused(ApiError::new(status, 0, &status.to_string()));
        }
        Some(Fault::Limited(scope, retry_after)) => return Answer::Limited(Limited { retry_after, scope }),
        _ => {}
    }
    if let Err(error) = check_client(&asked.headers) {
        return Answer::Refused(error);
    }
    let Some((route, params)) = route else { return Answer::Refused(ApiError::no_route()) };
    if route.needs_token()
        && text_header(&asked.headers, header::AUTHORIZATION) != format!("Bot {}", state.app.token)
    {
        return Answer::Refused(ApiError::unauthorized());
    }
    let major = params.first().map_or("", |(_, value)| value.as_str());
    let major = if route.is_token_route() { params.get(1).map_or(major, |(_, token)| token) } else { major };
    let (seen, limited) = state.buckets.take(
        asked.method.as_str(),
        route.template,
        major,
        route.is_token_route(),
        tokio::time::Instant::now(),
    );
    *shown = Some(seen);
    if let Some(limited) = limited {
        return Answer::Limited(limited);
    }
    let call = content.and_then(|content| {
        content.check_type(&asked.method, text_header(&asked.headers, header::CONTENT_TYPE))?;
        Ok(Call::new(now, params.clone(), asked.uri_query.as_deref(), content))
    });
    call.and_then(|call| (route.handler)(state, &call)).into()
}

/// Discord's front door: a client that does not say what it is, is turned away.
fn check_client(headers: &HeaderMap) -> Result<(), ApiError> {
    match text_header(headers, header::USER_AGENT).starts_with("DiscordBot (") {
        true => Ok(()),
        false => Err(ApiError::new(StatusCode::FORBIDDEN, 40333, "internal network error")),
    }
}

fn text_header(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn respond(
    answer: Answer,
    shown: Option<Shown>,
    now: chrono::DateTime<chrono::Utc>,
    malformed: bool,
) -> Response {
    let (status, body) = match &answer {
        Answer::Reply(Reply::Json(body)) => (StatusCode::OK, Some(body.clone())),
        Answer::Reply(Reply::Created(body)) => (StatusCode::CREATED, Some(body.clone())),
        Answer::Reply(Reply::Empty) => (StatusCode::NO_CONTENT, None),
        Answer::Refused(error) => (error.status, Some(error.body())),
        Answer::Limited(limited) => (StatusCode::TOO_MANY_REQUESTS, Some(limited.body())),
    };
    let mut response = match body {
        Some(_) if malformed => (status, "{\"broken\": ").into_response(),
        Some(body) => (status, axum::Json(body)).into_response(),
        None => status.into_response(),
    };
    let headers = response.headers_mut();
    if let Some(shown) = shown {
        let reset = now.timestamp_millis() as f64 / 1000.0 + shown.reset_after.as_secs_f64();
        put(headers, "x-ratelimit-bucket", shown.bucket);
        put(headers, "x-ratelimit-limit", shown.limit.to_string());
        put(headers, "x-ratelimit-remaining", shown.remaining.to_string());
        put(headers, "x-ratelimit-reset", format!("{reset:.3}"));
        put(headers, "x-ratelimit-reset-after", format!("{:.3}", shown.reset_after.as_secs_f64()));
    }
    if let Answer::Limited(limited) = answer {
        put(headers, "retry-after", limited.retry_after.as_secs_f64().ceil().to_string());
        put(headers, "x-ratelimit-scope", limited.scope.name().to_owned());
        if limited.scope == Scope::Global {
            put(headers, "x-ratelimit-global", "true".to_owned());
        }
    }
    response
}

fn put(headers: &mut HeaderMap, name: &'static str, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

/// The CDN: an uploaded file as it came.
pub async fn attachment(
    Shared(core): Shared<Arc<Core>>,
    Path((_, id, _)): Path<(String, String, String)>,
    Query(_): Query<HashMap<String, String>>,
) -> Response {
    let file = id.parse::<Id>().ok().and_then(|id| core.read(|state| state.files.get(&id).cloned()));
    let Some(file) = file else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = Body::from(Bytes::clone(&file.bytes)).into_response();
    let headers = response.headers_mut();
    // Never shown as a page of this origin, whatever was uploaded.
    let content_type = file.content_type.filter(|kind| kind.starts_with("image/") && !kind.contains("svg"));
    put(headers, "content-type", content_type.unwrap_or_else(|| "application/octet-stream".to_owned()));
    put(headers, "x-content-type-options", "nosniff".to_owned());
    put(headers, "content-security-policy", "default-src 'none'".to_owned());
    response
}
