//! Request bodies: JSON, or multipart with `payload_json` and files.

use crate::sandbox::{error::ApiError, journal::Part, model::Upload};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart},
    http::{Method, Request, header},
};
use serde_json::{Map, Value};

/// A body that has been read.
#[derive(Default)]
pub struct Content {
    pub body: Value,
    /// Files in the order of their numbers.
    pub files: Vec<Upload>,
    pub parts: Vec<Part>,
    empty: bool,
}

impl Content {
    /// A body must say that it is JSON or multipart (else 50035).
    pub fn check_type(&self, method: &Method, content_type: &str) -> Result<(), ApiError> {
        let known =
            ["application/json", "multipart/form-data"].iter().any(|kind| content_type.starts_with(kind));
        match self.empty || known || method == Method::GET {
            true => Ok(()),
            false => Err(ApiError::bad(
                50035,
                "Expected \"Content-Type\" header to be one of {'application/json'}.",
            )),
        }
    }
}

/// Reads a body by its content type.
pub async fn read(content_type: &str, bytes: Bytes) -> Result<Content, ApiError> {
    if bytes.is_empty() {
        return Ok(Content { empty: true, ..Content::default() });
    }
    if content_type.starts_with("multipart/form-data") {
        return read_multipart(content_type, bytes).await;
    }
    let body = serde_json::from_slice(&bytes).map_err(|_| ApiError::invalid_json())?;
    Ok(Content { body, ..Content::default() })
}

async fn read_multipart(content_type: &str, bytes: Bytes) -> Result<Content, ApiError> {
    let broken = |_| ApiError::bad(50035, "Invalid multipart form body.");
    let request = Request::builder().header(header::CONTENT_TYPE, content_type).body(Body::from(bytes));
    let request = request.map_err(|_| ApiError::bad(50035, "Invalid Content-Type."))?;
    let mut multipart = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::bad(50035, "Invalid Content-Type."))?;
    let mut content = Content { body: Value::Object(Map::new()), ..Content::default() };
    let mut numbered: Vec<(u64, Upload)> = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let filename = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(str::to_owned);
        let bytes = field.bytes().await.map_err(broken)?;
        let part = Part {
            name: name.clone(),
            filename: filename.clone(),
            content_type: content_type.clone(),
            size: bytes.len(),
        };
        content.parts.push(part);
        if name == "payload_json" {
            content.body = serde_json::from_slice(&bytes).map_err(|_| ApiError::invalid_json())?;
        } else if let Some(number) = name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')) {
            let number = number.parse().map_err(|_| ApiError::bad(50035, "Invalid Form Body"))?;
            let filename = filename.unwrap_or_else(|| "file".to_owned());
            numbered.push((number, Upload { filename, content_type, bytes }));
        }
    }
    numbered.sort_by_key(|(number, _)| *number);
    content.files = numbered.into_iter().map(|(_, upload)| upload).collect();
    Ok(content)
}
