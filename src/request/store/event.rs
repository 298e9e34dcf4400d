//! A request's events, for deciding and for telling.

use crate::db::{Db, Result, Tx, event::Event};

/// The newest events of a row, at most `limit`; sees what committed before this transaction in the same batch.
pub async fn events(
    tx: &mut Tx,
    guild_id: i64,
    subject: &str,
    subject_id: i64,
    limit: i64,
) -> Result<Vec<Event>> {
    tx.q("SELECT id, happened_at, actor_user_id, interaction_id, verb, before_json, after_json FROM event \
          WHERE guild_id = $1 AND subject = $2 AND subject_id = $3 ORDER BY id DESC LIMIT $4")
        .bind(guild_id)
        .bind(subject)
        .bind(subject_id)
        .bind(limit)
        .all()
        .await
}

/// One page of a row's events, newest first, from `offset` on, and how many there are.
pub async fn event_page(
    db: &Db,
    guild_id: i64,
    (subject, subject_id): (&str, i64),
    limit: i64,
    offset: i64,
) -> Result<(Vec<Event>, i64)> {
    let (total,): (i64,) = db
        .q("SELECT COUNT(*) FROM event WHERE guild_id = $1 AND subject = $2 AND subject_id = $3")
        .bind(guild_id)
        .bind(subject)
        .bind(subject_id)
        .one()
        .await?;
    let events = db
        .q("SELECT id, happened_at, actor_user_id, interaction_id, verb, before_json, after_json FROM event \
            WHERE guild_id = $1 AND subject = $2 AND subject_id = $3 ORDER BY id DESC LIMIT $4 OFFSET $5")
        .bind(guild_id)
        .bind(subject)
        .bind(subject_id)
        .bind(limit)
        .bind(offset)
        .all()
        .await?;
    Ok((events, total))
}
