//! Rows of `news`: what people are to hear of what others did.

use crate::{
    db::{At, Json, Result, Tx},
    workspace::News,
};
use chrono::{DateTime, Utc};

/// What somebody is to hear, in the order in which it came.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct NewsRow {
    pub id: i64,
    pub about: String,
    pub key: String,
    pub news_json: Json<News>,
}

/// Keeps what somebody is to hear at `due_at`; what waits about the same under the same key is overtaken by it.
pub fn add_news(
    tx: &mut Tx,
    (guild_id, user_id): (i64, i64),
    news: &News,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) {
    let id = tx.next_id(now);
    tx.defer(
        "INSERT INTO news (guild_id, id, user_id, about, key, news_json, due_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (guild_id, user_id, about, key) DO UPDATE SET \
         id = excluded.id, news_json = excluded.news_json, due_at = excluded.due_at, created_at = excluded.created_at",
    )
    .bind(guild_id)
    .bind(id)
    .bind(user_id)
    .bind(news.about.clone())
    .bind(news.key.clone())
    .bind(Json(news.clone()))
    .bind(At::from(due_at))
    .bind(At::from(now))
    .add();
}

/// Takes what is due for somebody by `until` out of the rows.
pub async fn take_news(
    tx: &mut Tx,
    guild_id: i64,
    user_id: i64,
    until: DateTime<Utc>,
) -> Result<Vec<NewsRow>> {
    let mut rows: Vec<NewsRow> = tx
        .q("DELETE FROM news WHERE guild_id = $1 AND user_id = $2 AND due_at <= $3 RETURNING id, about, key, news_json")
        .bind(guild_id)
        .bind(user_id)
        .bind(At::from(until))
        .all()
        .await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Takes back what somebody has not heard yet about something, under one key or, with `None`, under any. Returns how much
/// that was.
pub async fn unsay_news(
    tx: &mut Tx,
    (guild_id, user_id): (i64, i64),
    about: &str,
    key: Option<&str>,
) -> Result<u64> {
    let sql = match key {
        Some(_) => "DELETE FROM news WHERE guild_id = $1 AND user_id = $2 AND about = $3 AND key = $4",
        None => "DELETE FROM news WHERE guild_id = $1 AND user_id = $2 AND about = $3",
    };
    let query = tx.q(sql).bind(guild_id).bind(user_id).bind(about);
    match key {
        Some(key) => query.bind(key).run().await,
        None => query.run().await,
    }
}
