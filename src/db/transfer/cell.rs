//! One value on its way between a database and a line of JSON.

use crate::db::{At, Json, Query, schema::Kind};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde_json::Value;
use sqlx::{Column, FromRow, Row, postgres::PgRow, sqlite::SqliteRow};

/// The values of one row; `None` is NULL, which is not the same as the JSON `null`.
pub struct Cells(pub Vec<Option<Value>>);

/// Reads a row of either engine by the names of its columns. Whether a plain column is a number or a text shows
/// in its value.
macro_rules! read {
    ($row:ident) => {{
        let cell = |index: usize| -> sqlx::Result<Option<Value>> {
            Ok(match Kind::named($row.column(index).name()) {
                Some(Kind::Boolean) => $row.try_get::<Option<bool>, _>(index)?.map(Value::from),
                Some(Kind::Instant) => $row.try_get::<Option<At>, _>(index)?.map(|at| at.to_text().into()),
                Some(Kind::Json) => $row.try_get::<Option<Json<Value>>, _>(index)?.map(|json| json.0),
                Some(Kind::Bytes) => {
                    $row.try_get::<Option<Vec<u8>>, _>(index)?.map(|bytes| BASE64.encode(&bytes).into())
                }
                Some(Kind::Score) => $row.try_get::<Option<f64>, _>(index)?.map(Value::from),
                Some(Kind::Integer | Kind::Text) | None => match $row.try_get::<Option<i64>, _>(index) {
                    Ok(number) => number.map(Value::from),
                    Err(_) => $row.try_get::<Option<String>, _>(index)?.map(Value::from),
                },
            })
        };
        (0..$row.len()).map(cell).collect::<sqlx::Result<_>>().map(Cells)
    }};
}

impl FromRow<'_, SqliteRow> for Cells {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        read!(row)
    }
}

impl FromRow<'_, PgRow> for Cells {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        read!(row)
    }
}

/// A value that was understood, ready to be bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Boolean(Option<bool>),
    Instant(Option<At>),
    Json(Option<Json<Value>>),
    Bytes(Option<Vec<u8>>),
    Score(Option<f64>),
    Integer(Option<i64>),
    Text(Option<String>),
}

/// PostgreSQL stores no NUL characters, so a database that holds one could not be moved there.
const NO_TEXT: &str = "should be text without NUL characters";

impl Cell {
    /// Understands what a line of an export has for a column of `kind`. The error says what it should have been.
    pub fn parse(kind: Kind, value: Option<Value>) -> Result<Self, &'static str> {
        Ok(match kind {
            Kind::Boolean => Self::Boolean(read(value, |v| v.as_bool(), "should be true or false")?),
            Kind::Instant => Self::Instant(read(value, instant, "should be an instant as in RFC 3339")?),
            Kind::Json => Self::Json(read(value, json, "should be JSON without NUL characters")?),
            Kind::Bytes => Self::Bytes(read(value, bytes, "should be bytes in base64")?),
            Kind::Score => Self::Score(read(value, |v| v.as_f64(), "should be a number")?),
            Kind::Integer => {
                Self::Integer(read(value, |v| v.as_i64(), "should be a whole number of 64 bits")?)
            }
            Kind::Text => Self::Text(read(value, text, NO_TEXT)?),
        })
    }

    /// Binds it as the next argument.
    pub fn bind(self, query: Query<'_>) -> Query<'_> {
        match self {
            Self::Boolean(value) => query.bind(value),
            Self::Instant(value) => query.bind(value),
            Self::Json(value) => query.bind(value),
            Self::Bytes(value) => query.bind(value),
            Self::Score(value) => query.bind(value),
            Self::Integer(value) => query.bind(value),
            Self::Text(value) => query.bind(value),
        }
    }
}

fn read<T>(
    value: Option<Value>,
    understand: impl FnOnce(&Value) -> Option<T>,
    otherwise: &'static str,
) -> Result<Option<T>, &'static str> {
    value.map(|value| understand(&value).ok_or(otherwise)).transpose()
}

fn instant(value: &Value) -> Option<At> {
    let instant = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
    Some(At::from(instant.with_timezone(&Utc)))
}

fn json(value: &Value) -> Option<Json<Value>> {
    (!has_nul(value)).then(|| Json(value.clone()))
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    BASE64.decode(value.as_str()?.as_bytes()).ok()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.contains('\0')).map(str::to_owned)
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
