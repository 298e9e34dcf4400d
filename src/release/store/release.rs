//! Rows of `release`.

use crate::{
    db::{Day, Json, Reads, Result, Sql, Tx},
    release::Release,
};

/// The columns of [`Release`].
macro_rules! columns {
    () => {
        "id, name, kind, state, manager_user_id, validator_user_id, target_day, target_rule, milestones_json, sync_json, \
         channel_id, created_by_user_id, created_at, version"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM release WHERE guild_id = $1 AND id = $2");

/// The release of that number.
pub async fn find(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Release>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The release of that number, held against other changes until the transaction ends.
pub async fn lock(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Release>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM release WHERE guild_id = $1 AND id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// The releases that are still to come, the next one first; at most 100.
pub async fn to_come(on: &mut impl Reads, guild_id: i64) -> Result<Vec<Release>> {
    on.ask(
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM release WHERE guild_id = $1 AND state = 'cut' ORDER BY target_day, id LIMIT 50) AS cut UNION ALL \
             SELECT * FROM (SELECT ",
            columns!(),
            " FROM release WHERE guild_id = $1 AND state = 'planned' ORDER BY target_day, id LIMIT 50) AS planned"
        )
        .into(),
    )
    .bind(guild_id)
    .all()
    .await
    .map(|mut all: Vec<Release>| {
        all.sort_by_key(|release| (release.facts.target_day, release.id));
        all
    })
}

/// The last release that has shipped and is called so, whatever the case.
pub async fn named(on: &mut impl Reads, guild_id: i64, name: &str) -> Result<Option<Release>> {
    let shipped = shipped(on, guild_id).await?;
    let name = name.to_lowercase();
    Ok(shipped.into_iter().find(|release| release.facts.name.to_lowercase() == name))
}

/// The last 100 releases that have shipped, the last one first.
pub async fn shipped(on: &mut impl Reads, guild_id: i64) -> Result<Vec<Release>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM release WHERE guild_id = $1 AND state = 'shipped' ORDER BY target_day DESC, id DESC LIMIT 100"
        )
        .into(),
    )
    .bind(guild_id)
    .all()
    .await
}

/// Numbers of up to `most` releases after the number `after`, in order.
pub async fn all_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM release WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    crate::room::next_ids(tx, sql, guild_id, (after, most)).await
}

/// Adds a release.
pub fn insert(tx: &mut Tx, guild_id: i64, release: &Release) {
    let facts = &release.facts;
    tx.defer(
        "INSERT INTO release (guild_id, id, name, kind, state, manager_user_id, validator_user_id, target_day, target_rule, \
         milestones_json, sync_json, channel_id, created_by_user_id, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(guild_id)
    .bind(release.id)
    .bind(facts.name.clone())
    .bind(facts.kind.word())
    .bind(facts.state.word())
    .bind(facts.manager_user_id)
    .bind(facts.validator_user_id)
    .bind(facts.target_day.to_text())
    .bind(facts.target_rule.clone())
    .bind(Json(facts.milestones_json.0.clone()))
    .bind(facts.sync_json.clone())
    .bind(release.channel_id)
    .bind(release.created_by_user_id)
    .bind(release.created_at)
    .bind(release.version)
    .add();
}

/// Stores what can change of a release that [`lock`] holds.
pub fn save(tx: &mut Tx, guild_id: i64, release: &Release) {
    let facts: &crate::release::Facts = &release.facts;
    let target_day: Day = facts.target_day;
    tx.defer(
        "UPDATE release SET name = $3, kind = $4, state = $5, manager_user_id = $6, validator_user_id = $7, target_day = $8, \
         target_rule = $9, milestones_json = $10, sync_json = $11, version = $12 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(release.id)
    .bind(facts.name.clone())
    .bind(facts.kind.word())
    .bind(facts.state.word())
    .bind(facts.manager_user_id)
    .bind(facts.validator_user_id)
    .bind(target_day.to_text())
    .bind(facts.target_rule.clone())
    .bind(facts.milestones_json.clone())
    .bind(facts.sync_json.clone())
    .bind(release.version)
    .add();
}
