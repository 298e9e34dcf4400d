//! Rows of `mention`.

use crate::{
    base::{post::Network, tally::Tally},
    db::{At, Json, Reads, Result, Sql, Tx},
    mention::{Mention, State},
};

/// The columns of [`Mention`].
macro_rules! columns {
    () => {
        "id, network, state, reason, decided_by_user_id, decided_at, escalation_id, card_channel_id, version, created_at"
    };
}

/// Mentions on one page, and one more, which tells whether there are others.
pub const PER_PAGE: usize = 10;
const LIMIT: i64 = 11;

const FIND: &str = concat!("SELECT ", columns!(), " FROM mention WHERE guild_id = $1 AND id = $2");

/// The mention of that number.
pub async fn find(on: &mut dyn Reads, guild_id: i64, id: i64) -> Result<Option<Mention>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The same, held against other changes until the transaction ends.
pub async fn lock(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Mention>> {
    let held = concat!("SELECT ", columns!(), " FROM mention WHERE guild_id = $1 AND id = $2 FOR UPDATE");
    tx.q(Sql::pair(FIND, held)).bind(guild_id).bind(id).opt().await
}

/// The numbers of up to `most` mentions after the number `after`, in order.
pub async fn all_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM mention WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    crate::room::next_ids(tx, sql, guild_id, (after, most)).await
}

/// Those of these numbers that there are.
pub async fn find_all(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Mention>> {
    let sql = Sql::pair(
        concat!(
            "SELECT ",
            columns!(),
            " FROM mention WHERE guild_id = $1 AND id IN (SELECT value FROM json_each($2))"
        ),
        concat!(
            "SELECT ",
            columns!(),
            " FROM mention WHERE guild_id = $1 AND id IN (SELECT CAST(list.value AS BIGINT) FROM \
             jsonb_array_elements_text($2) AS list(value))"
        ),
    );
    on.ask(sql).bind(guild_id).bind(Json(ids)).all().await
}

/// The mention that posts of this thread belong to, held.
pub async fn lock_thread(
    tx: &mut Tx,
    guild_id: i64,
    network: Network,
    thread: &str,
) -> Result<Option<Mention>> {
    let sql = Sql::pair(
        concat!(
            "SELECT ",
            columns!(),
            " FROM mention INDEXED BY mention_thread WHERE guild_id = $1 AND network = $2 AND thread = $3"
        ),
        concat!(
            "SELECT ",
            columns!(),
            " FROM mention WHERE guild_id = $1 AND network = $2 AND thread = $3 FOR UPDATE"
        ),
    );
    tx.q(sql).bind(guild_id).bind(network.word()).bind(thread).opt().await
}

/// Adds a mention.
pub async fn insert(tx: &mut Tx, guild_id: i64, row: &Mention, thread: &str) -> Result<()> {
    tx.q("INSERT INTO mention (guild_id, id, network, thread, state, card_channel_id, version, created_at) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(guild_id)
        .bind(row.id)
        .bind(row.network.word())
        .bind(thread)
        .bind(row.facts.state.word())
        .bind(row.card_channel_id)
        .bind(row.version)
        .bind(row.created_at)
        .run()
        .await
        .map(drop)
}

/// Stores what can change of a mention that [`lock`] holds.
pub fn save(tx: &mut Tx, guild_id: i64, row: &Mention) {
    let facts = &row.facts;
    tx.defer(
        "UPDATE mention SET state = $3, reason = $4, decided_by_user_id = $5, decided_at = $6, escalation_id = $7, \
         version = $8 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(row.id)
    .bind(facts.state.word())
    .bind(facts.reason.clone())
    .bind(facts.decided_by_user_id)
    .bind(facts.decided_at)
    .bind(facts.escalation_id)
    .bind(row.version)
    .add();
}

/// Mentions of a state behind a number, oldest first, at most a page and one; with how many there are.
pub async fn page(
    on: &mut dyn Reads,
    guild_id: i64,
    state: State,
    after: i64,
) -> Result<(Vec<Mention>, Tally)> {
    let sql = Sql::pair(
        concat!(
            "SELECT ",
            columns!(),
            " FROM mention INDEXED BY mention_by_state WHERE guild_id = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4"
        ),
        concat!(
            "SELECT ",
            columns!(),
            " FROM mention WHERE guild_id = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4"
        ),
    );
    let found = on.ask(sql).bind(guild_id).bind(state.word()).bind(after).bind(LIMIT).all().await?;
    let count = crate::sql![
        "SELECT COUNT(*) FROM (SELECT 1 FROM mention" lite(" INDEXED BY mention_by_state")
        " WHERE guild_id = $1 AND state = $2 LIMIT 501) AS n"
    ];
    let (count,): (i64,) = on.ask(count).bind(guild_id).bind(state.word()).one().await?;
    Ok((found, Tally::from(count)))
}

/// The newest mentions, for completions.
pub async fn newest(on: &mut dyn Reads, guild_id: i64, most: i64) -> Result<Vec<Mention>> {
    let sql = concat!("SELECT ", columns!(), " FROM mention WHERE guild_id = $1 ORDER BY id DESC LIMIT $2");
    on.ask(sql.into()).bind(guild_id).bind(most).all().await
}

/// Whose text is to be let go: mentions that were decided before an instant and still have one.
pub fn forget_decided(tx: &mut Tx, guild_id: i64, before: At) {
    let sql = crate::sql![
        "UPDATE mention_post SET text = NULL WHERE guild_id = $1 AND id IN (SELECT post.id FROM mention_post AS post"
        lite(" INDEXED BY mention_post_unread") " JOIN mention AS m ON m.guild_id = post.guild_id AND m.id = post.mention_id \
         WHERE post.guild_id = $1 AND post.text IS NOT NULL AND post.checked_at < $2 AND m.state <> 'waiting' \
         AND m.decided_at < $2 ORDER BY post.checked_at, post.id LIMIT 500)"
    ];
    tx.defer(sql).bind(guild_id).bind(before).add();
}
