//! What was told, noted, given and published: notices, notes to the successor, Discord roles, calendar feeds.

use super::{Reads, plan::By};
use crate::{
    db::{At, Result, Tx},
    queue,
};
use chrono::{DateTime, Utc};

/// What is told once about a rotation.
fn about(rotation_id: i64) -> String {
    format!("rotation:{rotation_id}")
}

/// Marks `key` as told. Returns false when it had been before.
pub async fn first_time(tx: &mut Tx, by: By, key: &str) -> Result<bool> {
    queue::once(tx, by.guild_id, (&about(by.rotation_id), key), by.now).await
}

/// When the rotation's channel was last looked after for new work (notices `look:…`).
pub async fn last_look(
    on: &mut impl Reads,
    guild_id: i64,
    rotation_id: i64,
) -> Result<Option<DateTime<Utc>>> {
    queue::last_told(on, guild_id, &about(rotation_id), "look:").await
}

/// A note for whoever comes next.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Note {
    pub user_id: i64,
    /// Not escaped.
    pub text: String,
    pub created_at: At,
}

/// Adds a note.
pub fn insert_note(tx: &mut Tx, by: By, user_id: i64, text: &str) {
    let id = tx.next_id(by.now);
    tx.defer(
        "INSERT INTO rotation_note (guild_id, id, rotation_id, user_id, text, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(by.guild_id)
    .bind(id)
    .bind(by.rotation_id)
    .bind(user_id)
    .bind(text.to_owned())
    .bind(At::from(by.now))
    .add();
}

/// The newest note written from `since` on.
pub async fn latest_note(
    on: &mut impl Reads,
    guild_id: i64,
    rotation_id: i64,
    since: DateTime<Utc>,
) -> Result<Option<Note>> {
    on.ask(
        "SELECT user_id, text, created_at FROM rotation_note \
         WHERE guild_id = $1 AND rotation_id = $2 AND created_at >= $3 ORDER BY id DESC LIMIT 1"
            .into(),
    )
    .bind(guild_id)
    .bind(rotation_id)
    .bind(At::from(since))
    .opt()
    .await
}

/// Somebody who has a role from docket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RoleHolder {
    pub role_id: i64,
    pub user_id: i64,
}

/// Who has a role from docket for this rotation.
pub async fn role_holders(on: &mut impl Reads, guild_id: i64, rotation_id: i64) -> Result<Vec<RoleHolder>> {
    on.ask("SELECT role_id, user_id FROM rotation_role WHERE guild_id = $1 AND rotation_id = $2".into())
        .bind(guild_id)
        .bind(rotation_id)
        .all()
        .await
}

/// Notes that somebody has the role from docket now.
pub fn note_role_given(tx: &mut Tx, by: By, holder: RoleHolder) {
    tx.defer(
        "INSERT INTO rotation_role (guild_id, rotation_id, role_id, user_id, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (guild_id, rotation_id, role_id, user_id) DO NOTHING",
    )
    .bind(by.guild_id)
    .bind(by.rotation_id)
    .bind(holder.role_id)
    .bind(holder.user_id)
    .bind(At::from(by.now))
    .add();
}

/// Notes that somebody has the role no longer.
pub fn note_role_taken(tx: &mut Tx, by: By, holder: RoleHolder) {
    tx.defer(
        "DELETE FROM rotation_role WHERE guild_id = $1 AND rotation_id = $2 AND role_id = $3 AND user_id = $4",
    )
    .bind(by.guild_id)
    .bind(by.rotation_id)
    .bind(holder.role_id)
    .bind(holder.user_id)
    .add();
}

/// A calendar feed that is not revoked.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Feed {
    pub rotation_id: i64,
}

/// The feed of a token.
pub async fn feed_by_token(on: &mut impl Reads, guild_id: i64, token: &str) -> Result<Option<Feed>> {
    on.ask(
        "SELECT rotation_id FROM rotation_feed WHERE guild_id = $1 AND token = $2 AND revoked_at IS NULL"
            .into(),
    )
    .bind(guild_id)
    .bind(token)
    .opt()
    .await
}

/// Adds a feed.
pub fn insert_feed(tx: &mut Tx, by: By, user_id: i64, token: &str) {
    let id = tx.next_id(by.now);
    tx.defer(
        "INSERT INTO rotation_feed (guild_id, id, rotation_id, token, created_by_user_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(by.guild_id)
    .bind(id)
    .bind(by.rotation_id)
    .bind(token.to_owned())
    .bind(user_id)
    .bind(At::from(by.now))
    .add();
}

/// Revokes all feeds of a rotation. Returns how many there were.
pub async fn revoke_feeds(tx: &mut Tx, by: By) -> Result<u64> {
    tx.q("UPDATE rotation_feed SET revoked_at = $3 \
          WHERE guild_id = $1 AND rotation_id = $2 AND revoked_at IS NULL")
        .bind(by.guild_id)
        .bind(by.rotation_id)
        .bind(At::from(by.now))
        .run()
        .await
}
