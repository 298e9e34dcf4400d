//! Rows of `mention_post`: every post that was seen, once.

use crate::{
    base::post::Network,
    contract::HeardPost,
    db::{At, Json, Reads, Result, Sql, Tx},
    mention::SeenPost,
};
use std::collections::BTreeSet;

/// The columns of [`SeenPost`].
macro_rules! columns {
    () => {
        "id, post_key, mention_id, url, author_key, author, handle, text, posted_at, seen_at"
    };
}

/// The newest posts of a mention that its card tells of besides the first.
const NEWEST: i64 = 3;
/// Posts that are counted.
const COUNTED: i64 = 501;

/// A post that was seen before.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Known {
    pub id: i64,
    pub post_key: String,
    pub mention_id: Option<i64>,
    pub url: String,
    pub billed_day: String,
}

/// Those of these posts that were seen before.
pub async fn known(tx: &mut Tx, guild_id: i64, network: Network, keys: &[&str]) -> Result<Vec<Known>> {
    let sql = crate::sql![
        "SELECT id, post_key, mention_id, url, billed_day FROM mention_post" lite(" INDEXED BY mention_post_key")
        " WHERE guild_id = $1 AND network = $2 AND post_key IN (SELECT value FROM "
        lite("json_each($3)") pg("jsonb_array_elements_text($3) AS list(value)") ")"
    ];
    tx.q(sql).bind(guild_id).bind(network.word()).bind(Json(keys)).all().await
}

/// Those of these authors that were given on a day already.
pub async fn billed_authors(
    tx: &mut Tx,
    guild_id: i64,
    (network, day): (Network, &str),
    keys: &[&str],
) -> Result<BTreeSet<String>> {
    let sql = crate::sql![
        "SELECT DISTINCT author_key FROM mention_post" lite(" INDEXED BY mention_post_by_author")
        " WHERE guild_id = $1 AND network = $2 AND billed_day = $4 AND author_key IN (SELECT value FROM "
        lite("json_each($3)") pg("jsonb_array_elements_text($3) AS list(value)") ")"
    ];
    let query = tx.q(sql).bind(guild_id).bind(network.word()).bind(Json(keys)).bind(day);
    let rows: Vec<(String,)> = query.all().await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// What is kept of a post besides what it is.
pub struct Seen<'a> {
    pub source_id: i64,
    /// `None` when a filter left it out; then neither its text nor its author's name is kept.
    pub mention_id: Option<i64>,
    pub day: &'a str,
    pub now: At,
}

/// Adds a post. False when it was seen meanwhile.
pub async fn insert_post(
    tx: &mut Tx,
    guild_id: i64,
    network: Network,
    heard: &HeardPost,
    seen: &Seen<'_>,
) -> Result<bool> {
    let (id, post) = (tx.next_id(seen.now.utc()), &heard.post);
    let kept = |text: &String| if seen.mention_id.is_some() { text.clone() } else { String::new() };
    let rows = tx
        .q("INSERT INTO mention_post (guild_id, id, network, post_key, source_id, mention_id, url, author_key, author, \
            handle, text, posted_at, seen_at, checked_at, billed_day) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14) ON CONFLICT DO NOTHING")
        .bind(guild_id)
        .bind(id)
        .bind(network.word())
        .bind(heard.key.clone())
        .bind(seen.source_id)
        .bind(seen.mention_id)
        .bind(post.link.url.clone())
        .bind(heard.author_key.clone())
        .bind(kept(&post.author))
        .bind(kept(&post.handle))
        .bind(seen.mention_id.map(|_| post.text.clone()))
        .bind(post.posted_at.map(At::from))
        .bind(seen.now)
        .bind(seen.day)
        .run()
        .await?;
    Ok(rows == 1)
}

/// A post was seen again: as it is now, where its text is kept.
pub fn see_again(tx: &mut Tx, guild_id: i64, id: i64, heard: &HeardPost, seen: &Seen<'_>) {
    let post = &heard.post;
    tx.defer(
        "UPDATE mention_post SET checked_at = $3, billed_day = $4, url = CASE WHEN url = '' THEN url ELSE $5 END, \
         author = CASE WHEN text IS NULL THEN author ELSE $6 END, \
         handle = CASE WHEN text IS NULL THEN handle ELSE $7 END, text = CASE WHEN text IS NULL THEN NULL ELSE $8 END WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(id)
    .bind(seen.now)
    .bind(seen.day.to_owned())
    .bind(post.link.url.clone())
    .bind(post.author.clone())
    .bind(post.handle.clone())
    .bind(post.text.clone())
    .add();
}

/// The posts of a mention that its card shows, the first and the newest, and how many posts and people there are.
pub async fn posts_of(
    on: &mut dyn Reads,
    guild_id: i64,
    mention_id: i64,
) -> Result<(Vec<SeenPost>, i64, i64)> {
    let sql = Sql::pair(
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM mention_post INDEXED BY mention_post_of WHERE guild_id = $1 AND mention_id = $2 ORDER BY id LIMIT 1) \
             AS first UNION SELECT * FROM (SELECT ",
            columns!(),
            " FROM mention_post INDEXED BY mention_post_of WHERE guild_id = $1 AND mention_id = $2 ORDER BY id DESC LIMIT $3) \
             AS newest"
        ),
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM mention_post WHERE guild_id = $1 AND mention_id = $2 ORDER BY id LIMIT 1) AS first UNION \
             SELECT * FROM (SELECT ",
            columns!(),
            " FROM mention_post WHERE guild_id = $1 AND mention_id = $2 ORDER BY id DESC LIMIT $3) AS newest"
        ),
    );
    let mut shown: Vec<SeenPost> = on.ask(sql).bind(guild_id).bind(mention_id).bind(NEWEST).all().await?;
    shown.sort_by_key(|post| post.id);
    let count = crate::sql![
        "SELECT COUNT(*), COUNT(DISTINCT author_key) FROM (SELECT author_key FROM mention_post"
        lite(" INDEXED BY mention_post_of") " WHERE guild_id = $1 AND mention_id = $2 LIMIT $3) AS n"
    ];
    let (posts, people): (i64, i64) =
        on.ask(count).bind(guild_id).bind(mention_id).bind(COUNTED).one().await?;
    Ok((shown, posts, people))
}

/// Posts of waiting mentions that nobody has looked at since an instant, the longest ago first.
pub async fn unlooked(
    on: &mut dyn Reads,
    guild_id: i64,
    network: Network,
    before: At,
) -> Result<Vec<SeenPost>> {
    let sql = crate::sql![
        "SELECT post.id, post.post_key, post.mention_id, post.url, post.author_key, post.author, post.handle, post.text, \
         post.posted_at, post.seen_at FROM mention_post AS post" lite(" INDEXED BY mention_post_unread")
        " JOIN mention AS m ON m.guild_id = post.guild_id AND m.id = post.mention_id \
         WHERE post.guild_id = $1 AND post.text IS NOT NULL AND post.checked_at < $3 AND post.network = $2 \
         AND m.state = 'waiting' ORDER BY post.checked_at, post.id LIMIT 100"
    ];
    on.ask(sql).bind(guild_id).bind(network.word()).bind(before).all().await
}

/// A post was looked at and is as it was.
pub fn looked_at(tx: &mut Tx, guild_id: i64, id: i64, now: At) {
    tx.defer("UPDATE mention_post SET checked_at = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(now)
        .add();
}

/// The text of a post goes, and what its author is called.
pub fn forget_post(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.defer("UPDATE mention_post SET text = NULL, author = '', handle = '' WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .add();
}

/// The texts of a mention go, and what the authors are called.
pub async fn forget_posts(tx: &mut Tx, guild_id: i64, mention_id: i64) -> Result<u64> {
    let sql = crate::sql![
        "UPDATE mention_post" lite(" INDEXED BY mention_post_of")
        " SET text = NULL, author = '', handle = '' WHERE guild_id = $1 AND mention_id = $2"
    ];
    tx.q(sql).bind(guild_id).bind(mention_id).run().await
}

/// Whether a mention has a post whose text is kept.
pub async fn has_text(tx: &mut Tx, guild_id: i64, mention_id: i64) -> Result<bool> {
    let sql = crate::sql![
        "SELECT COUNT(*) FROM (SELECT 1 FROM mention_post" lite(" INDEXED BY mention_post_of")
        " WHERE guild_id = $1 AND mention_id = $2 AND text IS NOT NULL LIMIT 1) AS n"
    ];
    let (count,): (i64,) = tx.q(sql).bind(guild_id).bind(mention_id).one().await?;
    Ok(count > 0)
}

/// The mention that a post belongs to, by the network's own name for the post.
pub async fn mention_by_key(
    tx: &mut Tx,
    guild_id: i64,
    network: Network,
    post_key: &str,
) -> Result<Option<i64>> {
    let sql = crate::sql![
        "SELECT mention_id FROM mention_post" lite(" INDEXED BY mention_post_key")
        " WHERE guild_id = $1 AND network = $2 AND post_key = $3 AND mention_id IS NOT NULL"
    ];
    let row: Option<(i64,)> = tx.q(sql).bind(guild_id).bind(network.word()).bind(post_key).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// The mention that a post belongs to.
pub async fn mention_of(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<i64>> {
    let sql =
        "SELECT mention_id FROM mention_post WHERE guild_id = $1 AND id = $2 AND mention_id IS NOT NULL";
    let row: Option<(i64,)> = tx.q(sql).bind(guild_id).bind(id).opt().await?;
    Ok(row.map(|(id,)| id))
}
