//! What a route's handler gets and gives.

use super::content::Content;
use crate::sandbox::{
    error::{ApiError, FormErrors},
    ids::Id,
    model::Upload,
};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::HashMap;

/// One request to a known route.
pub struct Call {
    pub now: DateTime<Utc>,
    params: Vec<(&'static str, String)>,
    query: HashMap<String, String>,
    /// The JSON body; null when there is none.
    pub body: Value,
    pub files: Vec<Upload>,
}

impl Call {
    pub fn new(
        now: DateTime<Utc>,
        params: Vec<(&'static str, String)>,
        query: Option<&str>,
        content: Content,
    ) -> Self {
        let pairs = query.unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(key, value)| (key.to_owned(), unescape(value))).collect();
        Self { now, params, query, body: content.body, files: content.files }
    }

    /// A path parameter as text; empty when the template has none of that name.
    pub fn text(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// A path parameter as an id (else 50035).
    pub fn id(&self, name: &str) -> Result<Id, ApiError> {
        let text = self.text(name);
        let message = format!("Value \"{text}\" is not snowflake.");
        text.parse().map_err(|_| FormErrors::one(name, "NUMBER_TYPE_COERCE", &message))
    }

    /// A query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A query parameter as an id, if it is there and is one.
    pub fn query_id(&self, name: &str) -> Option<Id> {
        self.query(name)?.parse().ok()
    }

    /// The `limit` parameter within 1 to `max`.
    pub fn limit(&self, default: usize, max: usize) -> Result<usize, ApiError> {
        let Some(text) = self.query("limit") else { return Ok(default) };
        let limit = text.parse().ok().filter(|limit| (1..=max).contains(limit));
        let message = format!("int value should be between 1 and {max}.");
        limit.ok_or_else(|| FormErrors::one("limit", "NUMBER_TYPE_MAX", &message))
    }
}

/// Undoes percent-encoding; what is not well encoded stays as it is.
pub fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(if first == b'+' { b' ' } else { first });
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A good answer.
pub enum Reply {
    Json(Value),
    Created(Value),
    Empty,
}

impl Reply {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Json(_) => StatusCode::OK,
            Self::Created(_) => StatusCode::CREATED,
            Self::Empty => StatusCode::NO_CONTENT,
        }
    }
}
