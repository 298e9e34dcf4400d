//! Mentions of somebody who is forgotten.

use crate::{
    db::{Result, Tx},
    mention::{Source, store::sources_ever},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite, rewrite_json, rewritten},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Where a person's id stands.
const PEOPLE: [&str; 2] =
    [person_column!("mention", "decided_by_user_id"), person_column!("mention_mute", "muted_by_user_id")];
/// Posts that are looked through at a time.
const POSTS: usize = 500;

/// A post that was seen, as far as it may tell of somebody.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
struct Told {
    id: i64,
    mention_id: Option<i64>,
    url: String,
    author_key: String,
    author: String,
    handle: String,
    text: Option<String>,
}

/// The numbers of what a person decided.
pub async fn ids_decided_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM mention WHERE guild_id = $1 AND decided_by_user_id = $2";
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(user_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The reasons that a member gave say nothing any more, and nobody stands where they stood.
pub async fn forget_own(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let sql = "UPDATE mention SET reason = $3, version = version + 1 WHERE guild_id = $1 AND decided_by_user_id = $2 \
               AND reason IS NOT NULL";
    let mut rows = tx.q(sql).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    rows += nobody_in(tx, guild_id, &PEOPLE, user_id).await?;
    Ok(rows)
}

/// Takes somebody out of reasons, posts, sources and whoever is ignored. Returns how many rows were changed; the numbers of the
/// mentions whose cards show one go into `shown`.
pub async fn forget_texts_in(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    shown: &mut BTreeSet<i64>,
) -> Result<u64> {
    let reasons = rewritten(tx, guild_id, column!("mention", "reason"), |text| who.text(text)).await?;
    let mut rows = u64::try_from(reasons.len()).unwrap_or(u64::MAX);
    shown.extend(reasons);
    rows += forget_posts_in(tx, guild_id, who, shown).await?;
    for column in [column!("mention_source", "pause_note"), column!("mention_source", "trouble")] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    let filters = column!("mention_source", "filters_json");
    rows += rewrite_json(tx, guild_id, filters, |json| without(json, who)).await?;
    rows += forget_watched(tx, guild_id, who).await?;
    rows += forget_muted(tx, guild_id, who).await?;
    Ok(rows)
}

/// Posts that name somebody go as a whole, but that they were seen: of less the next look would bring the rest back.
async fn forget_posts_in(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    shown: &mut BTreeSet<i64>,
) -> Result<u64> {
    let (mut after, mut rows) = (0, 0);
    loop {
        let posts: Vec<Told> = tx
            .q("SELECT id, mention_id, url, author_key, author, handle, text FROM mention_post \
                WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3")
            .bind(guild_id)
            .bind(after)
            .bind(i64::try_from(POSTS).unwrap_or(i64::MAX))
            .all()
            .await?;
        let Some(last) = posts.last() else { return Ok(rows) };
        after = last.id;
        for post in &posts {
            let Some(left) = left_of(post, who) else { continue };
            shown.extend(left.mention_id);
            rows += 1;
            tx.defer(
                "UPDATE mention_post SET url = $3, author_key = $4, author = $5, handle = $6, text = $7 \
                 WHERE guild_id = $1 AND id = $2",
            )
            .bind(guild_id)
            .bind(left.id)
            .bind(left.url)
            .bind(left.author_key)
            .bind(left.author)
            .bind(left.handle)
            .bind(left.text)
            .add();
        }
    }
}

/// What is left of a post; `None` when nothing of it has to go.
fn left_of(post: &Told, who: &Forgetting) -> Option<Told> {
    let is_named = |text: &String| who.text(text).is_some();
    let mut left = post.clone();
    let told = [Some(&post.author), Some(&post.handle), post.text.as_ref()];
    if told.into_iter().flatten().any(is_named) {
        (left.author, left.handle, left.text) = (String::new(), String::new(), None);
    }
    // An address with something else in it leads nowhere.
    if is_named(&post.url) {
        left.url = String::new();
    }
    if is_named(&post.author_key) {
        left.author_key = format!("{FORGOTTEN} {}", post.id);
    }
    (left != *post).then_some(left)
}

/// What a source looks for does not name them any more; one that looked for nothing else is removed.
async fn forget_watched(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = 0;
    for source in sources_ever(tx, guild_id).await? {
        let Some(words) = words_left(&source, who) else { continue };
        rows += 1;
        let sql = "UPDATE mention_source SET what = $3, what_key = $4, version = version + 1 WHERE guild_id = $1 AND id = $2";
        let (what, key) = match words.is_empty() {
            true => (FORGOTTEN.to_owned(), format!("{FORGOTTEN} {}", source.id)),
            // It is no other source's, whatever that looks for.
            false => (words.join(", "), format!("{} {}", words.join(","), source.id)),
        };
        tx.defer(sql).bind(guild_id).bind(source.id).bind(what).bind(key).add();
        if words.is_empty() {
            tx.defer(
                "UPDATE mention_source SET state = 'removed', next_poll_at = NULL, session_bytes = NULL, mark = NULL \
                 WHERE guild_id = $1 AND id = $2",
            )
            .bind(guild_id)
            .bind(source.id)
            .add();
        }
    }
    Ok(rows)
}

/// The words that a source still looks for; `None` when it names nobody who is forgotten.
fn words_left(source: &Source, who: &Forgetting) -> Option<Vec<String>> {
    let watch = source.watch();
    let words = watch.words();
    let left: Vec<String> = words.iter().filter(|word| who.text(word).is_none()).cloned().collect();
    (left.len() < words.len()).then_some(left)
}

/// Whoever is ignored under a name that is forgotten is not any more.
async fn forget_muted(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let sql = "SELECT DISTINCT handle, handle_key FROM mention_mute WHERE guild_id = $1";
    let all: Vec<(String, String)> = tx.q(sql).bind(guild_id).all().await?;
    let mut rows = 0;
    for (handle, key) in all.into_iter().filter(|(handle, _)| who.text(handle).is_some()) {
        let sql = "DELETE FROM mention_mute WHERE guild_id = $1 AND handle_key = $2 AND handle = $3";
        rows += tx.q(sql).bind(guild_id).bind(key).bind(handle).run().await?;
    }
    Ok(rows)
}

/// The words that leave a post out, without them.
fn without(filters: &mut Value, who: &Forgetting) -> bool {
    let Some(words) = filters.get_mut("without").and_then(Value::as_array_mut) else { return false };
    let before = words.len();
    words.retain(|word| word.as_str().is_none_or(|word| who.text(word).is_none()));
    words.len() < before
}
