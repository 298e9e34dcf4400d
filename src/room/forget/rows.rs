//! Rows that lose what they tell of somebody.

use crate::db::{
    Json, Result, Tx,
    event::{self, Trace},
};
use serde_json::Value;

/// Lets `forget` change what the events of these rows of a kind tell. Returns how many it changed.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_events(
    tx: &mut Tx,
    guild_id: i64,
    (noun, ids): (&str, &[i64]),
    forget: impl Fn(&mut Trace) -> bool,
) -> Result<u64> {
    let mut count = 0;
    for mut trace in event::traces_of(tx, guild_id, noun, ids).await? {
        if forget(&mut trace) {
            event::leave_trace(tx, guild_id, trace);
            count += 1;
        }
    }
    Ok(count)
}

/// How a column of a table that is known by `id` is read and written, for [`rewrite`] and [`rewrite_json`].
macro_rules! column {
    ($table:literal, $column:literal) => {
        (
            concat!(
                "SELECT id, ",
                $column,
                " FROM ",
                $table,
                " WHERE guild_id = $1 AND ",
                $column,
                " IS NOT NULL"
            ),
            concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE guild_id = $1 AND id = $2"),
        )
    };
}
/// How [`NOBODY`](crate::contract::NOBODY) is put in place of a person in a column, for [`nobody_in`].
macro_rules! person_column {
    ($table:literal, $column:literal) => {
        concat!("UPDATE ", $table, " SET ", $column, " = 0 WHERE guild_id = $1 AND ", $column, " = $2")
    };
}
pub(crate) use {column, person_column};

/// Puts into a column of texts what `change` makes of each; `None` leaves it. Returns how many were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn rewrite(
    tx: &mut Tx,
    guild_id: i64,
    (read, write): (&'static str, &'static str),
    change: impl Fn(&str) -> Option<String>,
) -> Result<u64> {
    let mut count = 0;
    let rows: Vec<(i64, String)> = tx.q(read).bind(guild_id).all().await?;
    for (id, text) in rows {
        if let Some(text) = change(&text) {
            tx.defer(write).bind(guild_id).bind(id).bind(text).add();
            count += 1;
        }
    }
    Ok(count)
}

/// Lets `change` change a column of JSON. Returns how many were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn rewrite_json(
    tx: &mut Tx,
    guild_id: i64,
    (read, write): (&'static str, &'static str),
    change: impl Fn(&mut Value) -> bool,
) -> Result<u64> {
    let mut count = 0;
    let rows: Vec<(i64, Json<Value>)> = tx.q(read).bind(guild_id).all().await?;
    for (id, mut json) in rows {
        if change(&mut json.0) {
            tx.defer(write).bind(guild_id).bind(id).bind(json).add();
            count += 1;
        }
    }
    Ok(count)
}

/// Puts [`NOBODY`](crate::contract::NOBODY) in place of a person in these columns. Returns how many rows were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn nobody_in(tx: &mut Tx, guild_id: i64, columns: &[&'static str], user_id: i64) -> Result<u64> {
    let mut count = 0;
    for column in columns {
        count += tx.q(*column).bind(guild_id).bind(user_id).run().await?;
    }
    Ok(count)
}
