//! Our own thin client for Discord's REST API: one place that knows the token, the limits and the retries.

mod error;
mod route;

pub use error::Error;
pub(super) use error::code;
pub(super) use route::{Major, Route};

use super::{
    limiter::{Heard, Limiter},
    metrics::Metrics,
};
use crate::base::text::read_json;
use reqwest::{
    Client, Response, StatusCode,
    header::{AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT},
    multipart,
};
use serde_json::Value;
use std::{sync::Arc, time::Duration};

/// From connecting to the last byte of an answer.
const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer that is read. A page of 100 messages stays well below.
const LONGEST_ANSWER: usize = 8 << 20;
/// Attempts at one request, the first included.
const ATTEMPTS: u32 = 4;
/// The first pause after a fault of Discord's or of the line; doubled each time.
const PAUSE: Duration = Duration::from_millis(250);
/// The longest that a rate limit is sat out with the request in hand.
pub(super) const MAX_LIMIT_WAIT: Duration = Duration::from_secs(5);

/// What is sent along.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Empty,
    Json(Value),
    /// The JSON of a message with its files, by name.
    Files(Value, Vec<(String, Vec<u8>)>),
}

/// The client. Clones share connections and limits.
#[derive(Clone)]
pub(super) struct Rest {
    client: Client,
    /// `https://discord.com/api/v10`, or where a proxy or test server stands for it.
    base: String,
    limiter: Arc<Limiter>,
    metrics: Metrics,
}

impl Rest {
    /// A client for the API under `api_url`, such as `https://discord.com`.
    ///
    /// # Errors
    /// One sentence when the address or the token cannot be used at all.
    pub fn new(api_url: &str, token: &str, metrics: Metrics) -> Result<Self, String> {
        let base = format!("{}/api/v10", api_url.trim_end_matches('/'));
        reqwest::Url::parse(&base).map_err(|_| "DISCORD_API_URL is not a web address".to_owned())?;
        let token = token.trim().trim_start_matches("Bot ");
        let mut authorization = HeaderValue::from_str(&format!("Bot {token}"))
            .map_err(|_| "DISCORD_TOKEN holds characters that no token has".to_owned())?;
        authorization.set_sensitive(true);
        let agent = concat!("DiscordBot (docket, ", env!("CARGO_PKG_VERSION"), ")");
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, authorization),
            (USER_AGENT, HeaderValue::from_static(agent)),
        ]);
        let client = Client::builder()
            .default_headers(headers)
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| format!("the HTTP client does not start: {}", error.without_url()))?;
        Ok(Self { client, base, limiter: Arc::default(), metrics })
    }

    /// Sends a request and gives the answer's JSON, `Null` when it has none.
    pub async fn send(&self, route: Route, body: Body) -> Result<Value, Error> {
        let (mut pause, mut attempt) = (PAUSE, 0);
        loop {
            attempt += 1;
            let error = match self.attempt(&route, &body).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let is_limited = matches!(&error, Error::Refused { status: 429, .. });
            let is_worth = is_limited || (route.is_repeatable && error.is_passing());
            if attempt == ATTEMPTS || !is_worth || error.wait().is_some() {
                return Err(error);
            }
            if !is_limited {
                tracing::debug!(route = route.template, error = %error, "trying again");
                tokio::time::sleep(pause.mul_f64(0.5 + rand::random::<f64>())).await;
                pause *= 2;
            }
        }
    }

    async fn attempt(&self, route: &Route, body: &Body) -> Result<Value, Error> {
        let limited = |wait| Error::Limited { route: route.template, wait };
        let permit = self.limiter.acquire(route, MAX_LIMIT_WAIT).await;
        let permit = permit.map_err(|wait| {
            self.metrics.limited(route.template, wait);
            limited(wait)
        })?;
        self.metrics.limited(route.template, permit.waited);
        let answer = self.request(route, body).send().await;
        let response = answer.map_err(|error| self.no_answer(route, &error))?;
        let status = response.status();
        self.metrics.requested(route.template, status.as_u16());
        let headers = response.headers().clone();
        let text = read(response).await.map_err(|why| Error::NoAnswer { route: route.template, why });
        let heard = Heard::read(status.as_u16(), &headers, text.as_deref().unwrap_or_default());
        let wait = permit.done(&heard);
        if status == StatusCode::TOO_MANY_REQUESTS && wait > MAX_LIMIT_WAIT {
            return Err(limited(wait));
        }
        if route.major == Major::Callback {
            // Each of these is limited for itself alone, so the limiter keeps nothing of it.
            tokio::time::sleep(wait).await;
        }
        let text = text?;
        if !status.is_success() {
            return Err(refused(route, status, &text));
        }
        if text.is_empty() {
            return Ok(Value::Null);
        }
        // Half a character in one message must not keep all others from being read.
        read_json(&text)
            .map_err(|_| Error::NoAnswer { route: route.template, why: "the answer is not JSON".to_owned() })
    }

    fn request(&self, route: &Route, body: &Body) -> reqwest::RequestBuilder {
        let request = self.client.request(route.method.clone(), format!("{}{}", self.base, route.path));
        match body {
            Body::Empty => request,
            Body::Json(json) => request.json(json),
            Body::Files(json, files) => request.multipart(form(json, files)),
        }
    }

    fn no_answer(&self, route: &Route, error: &reqwest::Error) -> Error {
        self.metrics.requested(route.template, 0);
        let why = match error {
            _ if error.is_timeout() => "it took too long",
            _ if error.is_connect() => "no connection",
            _ => "the connection broke",
        };
        Error::NoAnswer { route: route.template, why: why.to_owned() }
    }
}

fn form(json: &Value, files: &[(String, Vec<u8>)]) -> multipart::Form {
    let payload = multipart::Part::text(json.to_string()).mime_str("application/json");
    // The type is a constant that parses; without it the part is plain text, which Discord reads as well.
    let payload = payload.unwrap_or_else(|_| multipart::Part::text(json.to_string()));
    let form = multipart::Form::new().part("payload_json", payload);
    files.iter().enumerate().fold(form, |form, (n, (name, bytes))| {
        form.part(format!("files[{n}]"), multipart::Part::bytes(bytes.clone()).file_name(name.clone()))
    })
}

async fn read(mut response: Response) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| "the answer broke off".to_owned())? {
        if text.len() + chunk.len() > LONGEST_ANSWER {
            return Err("the answer is too long".to_owned());
        }
        text.extend_from_slice(&chunk);
    }
    Ok(text)
}

fn refused(route: &Route, status: StatusCode, text: &[u8]) -> Error {
    let body: Value = serde_json::from_slice(text).unwrap_or_default();
    let message = body["message"].as_str().unwrap_or("no reason given");
    Error::Refused {
        route: route.template,
        status: status.as_u16(),
        code: body["code"].as_u64().unwrap_or_default(),
        message: format!("{}{}", crate::base::text::trim_to(message, 200), places(&body["errors"])),
    }
}

/// Where in the request something is wrong, without the values: ` (embeds.0.title: BASE_TYPE_MAX_LENGTH)`.
fn places(errors: &Value) -> String {
    let mut found = Vec::new();
    collect(errors, String::new(), &mut found);
    found.truncate(5);
    if found.is_empty() { String::new() } else { format!(" ({})", found.join(", ")) }
}

fn collect(errors: &Value, path: String, found: &mut Vec<String>) {
    let Some(object) = errors.as_object() else { return };
    for (key, inner) in object {
        match (key.as_str(), inner.as_array()) {
            ("_errors", Some(list)) => {
                let codes = list.iter().filter_map(|error| error["code"].as_str());
                found.extend(codes.map(|code| format!("{path}: {code}")));
            }
            _ if path.is_empty() => collect(inner, key.clone(), found),
            _ => collect(inner, format!("{path}.{key}"), found),
        }
    }
}
