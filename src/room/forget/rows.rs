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

/// How a column of a table is read and written, for [`rewrite`] and [`rewrite_json`]; the rows are known by `id`, or by the
/// number that is named last.
macro_rules! column {
    ($table:literal, $column:literal) => {
        $crate::room::column!($table, $column, "id")
    };
    ($table:literal, $column:literal, $key:literal) => {
        (
            concat!(
                "SELECT ",
                $key,
                ", ",
                $column,
                " FROM ",
                $table,
                " WHERE guild_id = $1 AND ",
                $column,
                " IS NOT NULL"
            ),
            concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE guild_id = $1 AND ", $key, " = $2"),
        )
    };
}
/// How a column of texts is read and written where no number tells the rows apart, for [`rewrite_texts`].
macro_rules! text_column {
    ($table:literal, $column:literal) => {
        (
            concat!(
                "SELECT DISTINCT ",
                $column,
                " FROM ",
                $table,
                " WHERE guild_id = $1 AND ",
                $column,
                " IS NOT NULL"
            ),
            concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE guild_id = $1 AND ", $column, " = $2"),
        )
    };
}
/// How a column of addresses is read and emptied, for [`emptied`].
macro_rules! address_column {
    ($table:literal, $column:literal) => {
        (
            $crate::room::column!($table, $column).0,
            concat!("UPDATE ", $table, " SET ", $column, " = NULL WHERE guild_id = $1 AND id = $2"),
        )
    };
}
/// How [`NOBODY`](crate::contract::NOBODY) is put in place of a person in a column, for [`nobody_in`].
macro_rules! person_column {
    ($table:literal, $column:literal) => {
        concat!("UPDATE ", $table, " SET ", $column, " = 0 WHERE guild_id = $1 AND ", $column, " = $2")
    };
}
pub(crate) use {address_column, column, person_column, text_column};

/// Puts into a column of texts what `change` makes of each; `None` leaves it. Returns how many were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn rewrite(
    tx: &mut Tx,
    guild_id: i64,
    column: (&'static str, &'static str),
    change: impl Fn(&str) -> Option<String>,
) -> Result<u64> {
    Ok(count(&rewritten(tx, guild_id, column, change).await?))
}

/// The same. Returns the numbers of the rows that were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn rewritten(
    tx: &mut Tx,
    guild_id: i64,
    (read, write): (&'static str, &'static str),
    change: impl Fn(&str) -> Option<String>,
) -> Result<Vec<i64>> {
    let mut changed = Vec::new();
    let rows: Vec<(i64, String)> = tx.q(read).bind(guild_id).all().await?;
    for (id, text) in rows {
        if let Some(text) = change(&text) {
            tx.defer(write).bind(guild_id).bind(id).bind(text).add();
            changed.push(id);
        }
    }
    Ok(changed)
}

/// Puts into a `text_column!` what `change` makes of each text; `None` leaves it. Returns how many texts were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn rewrite_texts(
    tx: &mut Tx,
    guild_id: i64,
    (read, write): (&'static str, &'static str),
    change: impl Fn(&str) -> Option<String>,
) -> Result<u64> {
    let mut count = 0;
    let texts: Vec<(String,)> = tx.q(read).bind(guild_id).all().await?;
    for (text,) in texts {
        if let Some(left) = change(&text) {
            tx.defer(write).bind(guild_id).bind(text).bind(left).add();
            count += 1;
        }
    }
    Ok(count)
}

/// Empties an `address_column!` where `is_told` says so: an address with something else in it leads nowhere. Returns the
/// numbers of the rows that were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn emptied(
    tx: &mut Tx,
    guild_id: i64,
    (read, write): (&'static str, &'static str),
    is_told: impl Fn(&str) -> bool,
) -> Result<Vec<i64>> {
    let rows: Vec<(i64, String)> = tx.q(read).bind(guild_id).all().await?;
    let told: Vec<i64> = rows.into_iter().filter(|(_, address)| is_told(address)).map(|(id, _)| id).collect();
    for id in &told {
        tx.defer(write).bind(guild_id).bind(*id).add();
    }
    Ok(told)
}

/// Lets `change` change a column of JSON. Returns how many were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn rewrite_json(
    tx: &mut Tx,
    guild_id: i64,
    column: (&'static str, &'static str),
    change: impl Fn(&mut Value) -> bool,
) -> Result<u64> {
    Ok(count(&rewritten_json(tx, guild_id, column, change).await?))
}

/// The same. Returns the numbers of the rows that were changed.
///
/// # Errors
/// When the database does not answer.
pub async fn rewritten_json(
    tx: &mut Tx,
    guild_id: i64,
    (read, write): (&'static str, &'static str),
    change: impl Fn(&mut Value) -> bool,
) -> Result<Vec<i64>> {
    let mut changed = Vec::new();
    let rows: Vec<(i64, Json<Value>)> = tx.q(read).bind(guild_id).all().await?;
    for (id, mut json) in rows {
        if change(&mut json.0) {
            tx.defer(write).bind(guild_id).bind(id).bind(json).add();
            changed.push(id);
        }
    }
    Ok(changed)
}

fn count(rows: &[i64]) -> u64 {
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
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
