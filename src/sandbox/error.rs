//! Errors in Discord's own shape: a status, a code, a sentence, and for forms a tree of field errors.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// What a request is refused with.
#[derive(Clone, Debug)]
pub struct ApiError {
    pub status: StatusCode,
    /// Discord's error code, 0 when there is none.
    pub code: u32,
    pub message: String,
    /// The `errors` tree of a refused form.
    pub errors: Option<Value>,
}

impl ApiError {
    pub fn new(status: StatusCode, code: u32, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), errors: None }
    }

    /// The body that goes over the wire.
    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }

    fn not_found(code: u32, message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    fn forbidden(code: u32, message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    pub fn bad(code: u32, message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 0, "401: Unauthorized")
    }
    pub fn no_route() -> Self {
        Self::not_found(0, "404: Not Found")
    }
    pub fn unknown_channel() -> Self {
        Self::not_found(10003, "Unknown Channel")
    }
    pub fn unknown_guild() -> Self {
        Self::not_found(10004, "Unknown Guild")
    }
    pub fn unknown_member() -> Self {
        Self::not_found(10007, "Unknown Member")
    }
    pub fn unknown_message() -> Self {
        Self::not_found(10008, "Unknown Message")
    }
    pub fn unknown_role() -> Self {
        Self::not_found(10011, "Unknown Role")
    }
    pub fn unknown_user() -> Self {
        Self::not_found(10013, "Unknown User")
    }
    pub fn unknown_webhook() -> Self {
        Self::not_found(10015, "Unknown Webhook")
    }
    pub fn unknown_interaction() -> Self {
        Self::not_found(10062, "Unknown interaction")
    }
    pub fn unknown_command() -> Self {
        Self::not_found(10063, "Unknown application command")
    }
    pub fn unknown_event() -> Self {
        Self::not_found(10070, "Unknown Guild Scheduled Event")
    }
    pub fn already_acknowledged() -> Self {
        Self::bad(40060, "Interaction has already been acknowledged.")
    }
    pub fn missing_access() -> Self {
        Self::forbidden(50001, "Missing Access")
    }
    pub fn not_the_author() -> Self {
        Self::forbidden(50005, "Cannot edit a message authored by another user")
    }
    pub fn empty_message() -> Self {
        Self::bad(50006, "Cannot send an empty message")
    }
    pub fn dm_closed() -> Self {
        Self::forbidden(50007, "Cannot send messages to this user")
    }
    pub fn missing_permissions() -> Self {
        Self::forbidden(50013, "Missing Permissions")
    }
    pub fn invalid_webhook_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 50027, "Invalid Webhook Token")
    }
    pub fn archived() -> Self {
        Self::bad(50083, "Thread is archived")
    }
    pub fn locked() -> Self {
        Self::forbidden(160_005, "Thread is locked")
    }
    pub fn invalid_json() -> Self {
        Self::bad(50109, "The request body contains invalid JSON.")
    }
}

/// Field errors gathered while a form is checked.
#[derive(Default, Debug)]
pub struct FormErrors(Map<String, Value>);

impl FormErrors {
    /// Notes an error at a dotted path such as `embeds.0.title`.
    pub fn add(&mut self, path: &str, code: &str, message: impl Into<String>) {
        let mut node = &mut self.0;
        for step in path.split('.') {
            let next = node.entry(step).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(next) = next else { return };
            node = next;
        }
        let list = node.entry("_errors").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(json!({ "code": code, "message": message.into() }));
        }
    }

    /// Notes an error when `text` is longer than `max` characters.
    pub fn max_length(&mut self, path: &str, text: &str, max: usize) {
        if text.chars().count() > max {
            self.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {max} or fewer in length."));
        }
    }

    /// Notes an error when `text` has no characters or more than `max`.
    pub fn length(&mut self, path: &str, text: &str, max: usize) {
        if text.is_empty() || text.chars().count() > max {
            let code = "BASE_TYPE_BAD_LENGTH";
            self.add(path, code, format!("Must be between 1 and {max} in length."));
        }
    }

    pub fn required(&mut self, path: &str) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// `Ok` when nothing was noted, else the refusal (code 50035) that carries the tree.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut error = ApiError::bad(50035, "Invalid Form Body");
        error.errors = Some(Value::Object(self.0));
        Err(error)
    }

    /// A refusal with a single field error.
    pub fn one(path: &str, code: &str, message: &str) -> ApiError {
        let mut errors = Self::default();
        errors.add(path, code, message);
        match errors.finish() {
            Err(error) => error,
            Ok(()) => ApiError::bad(50035, "Invalid Form Body"),
        }
    }
}
