//! What waits or was put aside and tells of somebody who is forgotten.

use super::jobs::Job;
use crate::db::{Json, Result, Tx};
use serde_json::Value;

/// A message that waits or was put aside.
#[derive(sqlx::FromRow)]
struct Kept {
    id: i64,
    card: Option<String>,
    body_json: Json<Value>,
    fallback_json: Option<Json<Value>>,
    last_error: Option<String>,
}

async fn kept(tx: &mut Tx, guild_id: i64) -> Result<Vec<Kept>> {
    tx.q("SELECT id, card, body_json, fallback_json, last_error FROM outbox WHERE guild_id = $1 ORDER BY id")
        .bind(guild_id)
        .all()
        .await
}

/// Removes the guild's messages of which `is_told` says so, by the card that they show and all that they say. Returns the
/// cards that went with them.
pub async fn withdraw(
    tx: &mut Tx,
    guild_id: i64,
    is_told: impl Fn(Option<&str>, &str) -> bool,
) -> Result<Vec<String>> {
    let mut cards = Vec::new();
    for message in kept(tx, guild_id).await? {
        let mut said = String::new();
        collect(&message.body_json.0, &mut said);
        if let Some(fallback) = &message.fallback_json {
            collect(&fallback.0, &mut said);
        }
        if is_told(message.card.as_deref(), &said) {
            tx.defer("DELETE FROM outbox WHERE guild_id = $1 AND id = $2")
                .bind(guild_id)
                .bind(message.id)
                .add();
            cards.extend(message.card);
        }
    }
    Ok(cards)
}

/// Everything that a JSON value says, a line each.
fn collect(value: &Value, said: &mut String) {
    match value {
        Value::String(text) => {
            said.push_str(text);
            said.push('\n');
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, said)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, said)),
        _ => {}
    }
}

/// Lets `change` take out of the guild's messages and jobs what they may not tell any more; `but` is the job that asks.
/// Returns how many were changed.
pub async fn retell(
    tx: &mut Tx,
    guild_id: i64,
    but: &Job,
    change: impl Fn(&mut Value) -> bool,
) -> Result<u64> {
    let mut changed = 0;
    for mut message in kept(tx, guild_id).await? {
        let mut error = message.last_error.map_or(Value::Null, Value::from);
        let mut is_changed = change(&mut message.body_json.0) | change(&mut error);
        is_changed |= message.fallback_json.as_mut().is_some_and(|fallback| change(&mut fallback.0));
        if !is_changed {
            continue;
        }
        changed += 1;
        tx.defer(
            "UPDATE outbox SET body_json = $3, fallback_json = $4, last_error = $5 WHERE guild_id = $1 AND id = $2",
        )
        .bind(guild_id)
        .bind(message.id)
        .bind(message.body_json)
        .bind(message.fallback_json)
        .bind(error.as_str().map(str::to_owned))
        .add();
    }
    let jobs: Vec<(i64, Json<Value>, Option<String>)> = tx
        .q("SELECT id, payload_json, last_error FROM job WHERE guild_id = $1 AND id <> $2")
        .bind(guild_id)
        .bind(but.id)
        .all()
        .await?;
    for (id, mut payload, error) in jobs {
        let mut error = error.map_or(Value::Null, Value::from);
        if change(&mut payload.0) | change(&mut error) {
            changed += 1;
            tx.defer("UPDATE job SET payload_json = $3, last_error = $4 WHERE guild_id = $1 AND id = $2")
                .bind(guild_id)
                .bind(id)
                .bind(payload)
                .bind(error.as_str().map(str::to_owned))
                .add();
        }
    }
    Ok(changed)
}

/// Removes what waits for one person: their direct messages, jobs that are about them by their key, but for the one that
/// asks, and that they were told something. Returns how much that was.
pub async fn drop_for(tx: &mut Tx, guild_id: i64, user_id: i64, but: &Job) -> Result<u64> {
    let messages = tx
        .q("DELETE FROM outbox WHERE guild_id = $1 AND target_kind = 'person' AND target_id = $2")
        .bind(guild_id)
        .bind(user_id)
        .run()
        .await?;
    let jobs = tx
        .q("DELETE FROM job WHERE guild_id = $1 AND key LIKE $2 AND id <> $3")
        .bind(guild_id)
        .bind(format!("%:{user_id}%"))
        .bind(but.id)
        .run()
        .await?;
    // What they were told is told to nobody else.
    let told = tx
        .q("DELETE FROM told WHERE guild_id = $1 AND key LIKE $2")
        .bind(guild_id)
        .bind(format!("%:{user_id}%"))
        .run()
        .await?;
    Ok(messages + jobs + told)
}
