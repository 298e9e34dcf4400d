//! Rows of `escalation_post`: what the network shows of the post behind an escalation.

use crate::{
    db::{Reads, Result, Tx},
    escalation::rules::post::Reading,
};

const FIND: &str = "SELECT state, author, handle, text, is_edited, conversation_key, read_at, reads, failures \
                    FROM escalation_post WHERE guild_id = $1 AND escalation_id = $2";

/// What is known of the post of an escalation; `None` while nobody has looked.
pub async fn post(on: &mut dyn Reads, guild_id: i64, id: i64) -> Result<Option<Reading>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// Writes what is known of the post over what was there.
pub fn set_post(tx: &mut Tx, guild_id: i64, id: i64, post: &Reading) {
    tx.defer(
        "INSERT INTO escalation_post (guild_id, escalation_id, state, author, handle, text, is_edited, \
         conversation_key, read_at, reads, failures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (guild_id, escalation_id) DO UPDATE SET state = excluded.state, author = excluded.author, \
         handle = excluded.handle, text = excluded.text, is_edited = excluded.is_edited, \
         conversation_key = excluded.conversation_key, read_at = excluded.read_at, reads = excluded.reads, \
         failures = excluded.failures",
    )
    .bind(guild_id)
    .bind(id)
    .bind(post.state.word())
    .bind(post.author.clone())
    .bind(post.handle.clone())
    .bind(post.text.clone())
    .bind(post.is_edited)
    .bind(post.conversation_key.clone())
    .bind(post.read_at)
    .bind(post.reads)
    .bind(post.failures)
    .add();
}

/// The first other escalation of a conversation, and whoever wrote its post.
pub async fn in_conversation(
    on: &mut dyn Reads,
    guild_id: i64,
    conversation_key: &str,
    but: i64,
) -> Result<Option<(i64, String)>> {
    let sql = crate::sql![
        "SELECT escalation_id, handle FROM escalation_post" lite(" INDEXED BY escalation_post_conversation")
        " WHERE guild_id = $1 AND conversation_key = $2 AND escalation_id < $3 ORDER BY escalation_id LIMIT 1"
    ];
    on.ask(sql).bind(guild_id).bind(conversation_key).bind(but).opt().await
}
