//! Rows of `mention_source`.

use crate::{
    base::post::Network,
    db::{At, Reads, Result, Sql, Tx},
    mention::{Kind, Source},
};

/// The columns of [`Source`].
macro_rules! columns {
    () => {
        "id, network, kind, host, what, state, pause, pause_note, paused_at, filters_json, ceiling_mills, mark, session_bytes, \
         since_at, next_poll_at, next_wide_at, polled_at, heard_at, trouble, trouble_since_at, failures, day, posts_today, \
         month, cost_mills, version, created_at"
    };
}

/// Sources of a guild; more are refused.
pub const MOST_SOURCES: usize = 25;

const FIND: &str = concat!("SELECT ", columns!(), " FROM mention_source WHERE guild_id = $1 AND id = $2");

/// The source of that number.
pub async fn source(on: &mut dyn Reads, guild_id: i64, id: i64) -> Result<Option<Source>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The same, held against other changes until the transaction ends.
pub async fn lock_source(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Source>> {
    let held =
        concat!("SELECT ", columns!(), " FROM mention_source WHERE guild_id = $1 AND id = $2 FOR UPDATE");
    tx.q(Sql::pair(FIND, held)).bind(guild_id).bind(id).opt().await
}

/// All sources of the guild that were not removed, by number.
pub async fn sources(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<Source>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM mention_source WHERE guild_id = $1 AND state <> 'removed' ORDER BY id LIMIT 100"
    );
    on.ask(sql.into()).bind(guild_id).all().await
}

/// All sources that there ever were, by number.
pub async fn sources_ever(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<Source>> {
    let sql = concat!("SELECT ", columns!(), " FROM mention_source WHERE guild_id = $1 ORDER BY id");
    on.ask(sql.into()).bind(guild_id).all().await
}

/// The number of the source that watches this, removed or not.
pub async fn source_of(
    on: &mut dyn Reads,
    guild_id: i64,
    (network, kind, host, what_key): (Network, Kind, &str, &str),
) -> Result<Option<i64>> {
    let sql = crate::sql![
        "SELECT id FROM mention_source" lite(" INDEXED BY mention_source_watch")
        " WHERE guild_id = $1 AND network = $2 AND kind = $3 AND host = $4 AND what_key = $5"
    ];
    let row: Option<(i64,)> = on
        .ask(sql)
        .bind(guild_id)
        .bind(network.word())
        .bind(kind.word())
        .bind(host)
        .bind(what_key)
        .opt()
        .await?;
    Ok(row.map(|(id,)| id))
}

/// The sources of all guilds that watch this, by guild and number.
pub async fn watching(
    on: &mut dyn Reads,
    (network, kind, host, what_key): (Network, Kind, &str, &str),
) -> Result<Vec<(i64, i64)>> {
    let sql = crate::sql![
        "SELECT guild_id, id FROM mention_source" lite(" INDEXED BY mention_source_everywhere")
        " WHERE network = $1 AND kind = $2 AND host = $3 AND what_key = $4 AND state = 'active' ORDER BY guild_id, id"
    ];
    on.ask(sql).bind(network.word()).bind(kind.word()).bind(host).bind(what_key).all().await
}

/// Adds a source. False when there is one that watches the same.
pub async fn insert_source(tx: &mut Tx, guild_id: i64, row: &Source, what_key: &str) -> Result<bool> {
    let facts = &row.facts;
    let rows = tx
        .q("INSERT INTO mention_source (guild_id, id, network, kind, host, what, what_key, state, filters_json, \
            ceiling_mills, since_at, next_poll_at, next_wide_at, failures, day, posts_today, month, cost_mills, version, \
            created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, 0, $15, 0, 1, $16) \
            ON CONFLICT DO NOTHING")
        .bind(guild_id)
        .bind(row.id)
        .bind(row.network.word())
        .bind(row.kind.word())
        .bind(row.host.clone())
        .bind(row.what.clone())
        .bind(what_key)
        .bind(facts.state.word())
        .bind(facts.filters_json.clone())
        .bind(facts.ceiling_mills)
        .bind(row.since_at)
        .bind(row.next_poll_at)
        .bind(row.next_wide_at)
        .bind(row.day.clone())
        .bind(row.month.clone())
        .bind(row.created_at)
        .run()
        .await?;
    Ok(rows == 1)
}

/// Stores what can change of a source that [`lock_source`] holds.
pub fn save_source(tx: &mut Tx, guild_id: i64, row: &Source) {
    let facts = &row.facts;
    tx.defer(
        "UPDATE mention_source SET state = $3, pause = $4, pause_note = $5, paused_at = $6, filters_json = $7, \
         ceiling_mills = $8, mark = $9, session_bytes = $10, since_at = $11, next_poll_at = $12, next_wide_at = $13, \
         polled_at = $14, heard_at = $15, trouble = $16, trouble_since_at = $17, failures = $18, day = $19, \
         posts_today = $20, month = $21, cost_mills = $22, version = $23 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(row.id)
    .bind(facts.state.word())
    .bind(facts.pause.map(|pause| pause.word()))
    .bind(facts.pause_note.clone())
    .bind(facts.paused_at)
    .bind(facts.filters_json.clone())
    .bind(facts.ceiling_mills)
    .bind(row.mark.clone())
    .bind(row.session_bytes.clone())
    .bind(row.since_at)
    .bind(row.next_poll_at)
    .bind(row.next_wide_at)
    .bind(row.polled_at)
    .bind(row.heard_at)
    .bind(row.trouble.clone())
    .bind(row.trouble_since_at)
    .bind(row.failures)
    .bind(row.day.clone())
    .bind(row.posts_today)
    .bind(row.month.clone())
    .bind(row.cost_mills)
    .bind(row.version)
    .add();
}

/// The sources that are asked, and when next.
pub async fn next_polls(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<(i64, At)>> {
    let sql = "SELECT id, next_poll_at FROM mention_source WHERE guild_id = $1 AND next_poll_at IS NOT NULL \
               ORDER BY id LIMIT 100";
    on.ask(sql.into()).bind(guild_id).all().await
}
