//! Rows of `escalation_said`: what was heard in the conversation of an escalation's post; and which escalation a post belongs to.

use crate::{
    db::{At, Json, Reads, Result, Tx},
    escalation::{Who, rules::said::Candidate},
};
use std::collections::BTreeSet;

/// Posts that are counted.
const COUNTED: i64 = 501;

/// What was said besides, for the card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// So many posts, counted up to 501.
    pub posts: i64,
    /// The address of the newest.
    pub newest: Option<String>,
}

/// Escalations of these posts, by what tells the posts from all others; the newest of a post last.
pub async fn of_posts(on: &mut dyn Reads, guild_id: i64, keys: &BTreeSet<String>) -> Result<Vec<Candidate>> {
    let sql = crate::sql![
        "SELECT e.post_key AS key, e.id, e.state, e.url, post.handle FROM escalation AS e" lite(" INDEXED BY escalation_by_post")
        " LEFT JOIN escalation_post AS post ON post.guild_id = e.guild_id AND post.escalation_id = e.id \
         WHERE e.guild_id = $1 AND e.post_key IN (SELECT value FROM "
        lite("json_each($2)") pg("jsonb_array_elements_text($2) AS list(value)") ") ORDER BY e.id"
    ];
    on.ask(sql).bind(guild_id).bind(Json(keys)).all().await
}

/// Escalations in whose conversations these posts were heard.
pub async fn of_said(on: &mut dyn Reads, guild_id: i64, keys: &BTreeSet<String>) -> Result<Vec<Candidate>> {
    let sql = crate::sql![
        "SELECT said.post_key AS key, e.id, e.state, e.url, post.handle FROM escalation_said AS said \
         JOIN escalation AS e ON e.guild_id = said.guild_id AND e.id = said.escalation_id \
         LEFT JOIN escalation_post AS post ON post.guild_id = e.guild_id AND post.escalation_id = e.id \
         WHERE said.guild_id = $1 AND said.post_key IN (SELECT value FROM "
        lite("json_each($2)") pg("jsonb_array_elements_text($2) AS list(value)") ") ORDER BY e.id"
    ];
    on.ask(sql).bind(guild_id).bind(Json(keys)).all().await
}

/// Escalations of these conversations, by the networks' names for them.
pub async fn of_conversations(
    on: &mut dyn Reads,
    guild_id: i64,
    keys: &BTreeSet<String>,
) -> Result<Vec<Candidate>> {
    let sql = crate::sql![
        "SELECT post.conversation_key AS key, e.id, e.state, e.url, post.handle FROM escalation_post AS post"
        lite(" INDEXED BY escalation_post_conversation")
        " JOIN escalation AS e ON e.guild_id = post.guild_id AND e.id = post.escalation_id \
         WHERE post.guild_id = $1 AND post.conversation_key IN (SELECT value FROM "
        lite("json_each($2)") pg("jsonb_array_elements_text($2) AS list(value)") ") ORDER BY e.id"
    ];
    on.ask(sql).bind(guild_id).bind(Json(keys)).all().await
}

/// A post was heard in a conversation. False when that was known.
pub async fn add_said(
    tx: &mut Tx,
    guild_id: i64,
    id: i64,
    (post_key, url): (&str, &str),
    (who, said_at): (Who, At),
) -> Result<bool> {
    let rows = tx
        .q("INSERT INTO escalation_said (guild_id, post_key, escalation_id, who, url, said_at) \
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING")
        .bind(guild_id)
        .bind(post_key)
        .bind(id)
        .bind(who.word())
        .bind(url)
        .bind(said_at)
        .run()
        .await?;
    Ok(rows == 1)
}

/// A post that was heard is not there any more. Returns whose conversation it was in.
pub async fn unsaid(tx: &mut Tx, guild_id: i64, post_key: &str) -> Result<Option<i64>> {
    let sql = "DELETE FROM escalation_said WHERE guild_id = $1 AND post_key = $2 RETURNING escalation_id";
    let row: Option<(i64,)> = tx.q(sql).bind(guild_id).bind(post_key).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// What was heard in the conversation of an escalation.
pub async fn said(on: &mut dyn Reads, guild_id: i64, id: i64) -> Result<Said> {
    let count = crate::sql![
        "SELECT COUNT(*) FROM (SELECT 1 FROM escalation_said" lite(" INDEXED BY escalation_said_of")
        " WHERE guild_id = $1 AND escalation_id = $2 LIMIT $3) AS n"
    ];
    let (posts,): (i64,) = on.ask(count).bind(guild_id).bind(id).bind(COUNTED).one().await?;
    if posts == 0 {
        return Ok(Said::default());
    }
    let newest = crate::sql![
        "SELECT url FROM escalation_said" lite(" INDEXED BY escalation_said_of")
        " WHERE guild_id = $1 AND escalation_id = $2 ORDER BY said_at DESC LIMIT 1"
    ];
    let row: Option<(String,)> = on.ask(newest).bind(guild_id).bind(id).opt().await?;
    Ok(Said { posts, newest: row.map(|(url,)| url) })
}

/// Whether any post of a network waits for an answer.
pub async fn waits_on(on: &mut dyn Reads, guild_id: i64, network: &str) -> Result<bool> {
    let sql = crate::sql![
        "SELECT COUNT(*) FROM (SELECT 1 FROM escalation" lite(" INDEXED BY escalation_by_state")
        " WHERE guild_id = $1 AND state IN ('new', 'routed', 'acknowledged') AND network = $2 LIMIT 1) AS n"
    ];
    let (count,): (i64,) = on.ask(sql).bind(guild_id).bind(network).one().await?;
    Ok(count > 0)
}
