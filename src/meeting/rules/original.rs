//! The name of an occurrence.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::fmt;

const FORMAT: &str = "%Y-%m-%dT%H:%M";

/// The local time that the rule of a series gives an occurrence, kept as the text that sorts like it: `2026-12-02T09:00`.
///
/// A field of a row is marked `#[sqlx(try_from = "String")]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Original(pub NaiveDateTime);

impl fmt::Display for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format(FORMAT))
    }
}

impl From<Original> for String {
    fn from(original: Original) -> Self {
        original.to_string()
    }
}

impl TryFrom<String> for Original {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        NaiveDateTime::parse_from_str(&text, FORMAT).map(Self)
    }
}
