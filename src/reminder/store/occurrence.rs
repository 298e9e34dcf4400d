//! Rows of `reminder_occurrence`.

use crate::{
    db::{At, Db, Reads, Result, Sql, Tx},
    reminder::Occurrence,
};

/// The columns of [`Occurrence`].
macro_rules! columns {
    () => {
        "id, reminder_id, due_at, told_at, missed, times_told, ticks_json, state, wakes_at, done_by_user_id, done_at, \
         version"
    };
}

const FIND: &str =
    concat!("SELECT ", columns!(), " FROM reminder_occurrence WHERE guild_id = $1 AND id = $2");

/// The occurrence with this id.
pub async fn find_occurrence(db: &Db, guild_id: i64, id: i64) -> Result<Option<Occurrence>> {
    db.q(FIND).bind(guild_id).bind(id).opt().await
}

/// The occurrence with this id, held against other changes until the transaction ends.
pub async fn lock_occurrence(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Occurrence>> {
    let sql = Sql::pair(
        FIND,
        concat!(
            "SELECT ",
            columns!(),
            " FROM reminder_occurrence WHERE guild_id = $1 AND id = $2 FOR UPDATE"
        ),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// Adds an occurrence that is being told. False when one of this instant was told before.
pub async fn insert_occurrence(tx: &mut Tx, guild_id: i64, occurrence: &Occurrence) -> Result<bool> {
    let rows = tx
        .q("INSERT INTO reminder_occurrence (guild_id, id, reminder_id, due_at, told_at, missed, times_told, ticks_json, \
            state, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
            ON CONFLICT (guild_id, reminder_id, due_at) DO NOTHING")
        .bind(guild_id)
        .bind(occurrence.id)
        .bind(occurrence.reminder_id)
        .bind(occurrence.due_at)
        .bind(occurrence.told_at)
        .bind(occurrence.missed)
        .bind(occurrence.times_told)
        .bind(occurrence.ticks_json.clone())
        .bind(occurrence.state.word())
        .bind(occurrence.version)
        .run()
        .await?;
    Ok(rows == 1)
}

/// Stores what can change of an occurrence that [`lock_occurrence`] holds.
pub fn save_occurrence(tx: &mut Tx, guild_id: i64, occurrence: &Occurrence) {
    tx.defer(
        "UPDATE reminder_occurrence SET times_told = $3, ticks_json = $4, state = $5, wakes_at = $6, \
         done_by_user_id = $7, done_at = $8, version = $9, told_at = $10 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(occurrence.id)
    .bind(occurrence.times_told)
    .bind(occurrence.ticks_json.clone())
    .bind(occurrence.state.word())
    .bind(occurrence.wakes_at)
    .bind(occurrence.done_by_user_id)
    .bind(occurrence.done_at)
    .bind(occurrence.version)
    .bind(occurrence.told_at)
    .add();
}

/// The next occurrences that were told in a channel since an instant, after the number `after`, with their reminders.
pub async fn told_in(
    tx: &mut Tx,
    guild_id: i64,
    (channel_id, since): (i64, At),
    (after, most): (i64, usize),
) -> Result<Vec<(i64, i64)>> {
    tx.q("SELECT o.id, o.reminder_id FROM reminder_occurrence AS o JOIN reminder AS r \
          ON r.guild_id = o.guild_id AND r.id = o.reminder_id \
          WHERE o.guild_id = $1 AND r.channel_id = $2 AND o.told_at >= $3 AND o.id > $4 ORDER BY o.id LIMIT $5")
        .bind(guild_id)
        .bind(channel_id)
        .bind(since)
        .bind(after)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .all()
        .await
}

/// The instant of the latest occurrence that was told, so that it is not told again.
pub async fn last_told(tx: &mut Tx, guild_id: i64, reminder_id: i64) -> Result<Option<At>> {
    let (at,) = tx
        .q("SELECT MAX(due_at) FROM reminder_occurrence WHERE guild_id = $1 AND reminder_id = $2")
        .bind(guild_id)
        .bind(reminder_id)
        .one()
        .await?;
    Ok(at)
}

/// The occurrences of a reminder that are neither done nor left, the latest first.
pub async fn open_occurrences(tx: &mut Tx, guild_id: i64, reminder_id: i64) -> Result<Vec<Occurrence>> {
    tx.q(concat!(
        "SELECT ",
        columns!(),
        " FROM reminder_occurrence WHERE guild_id = $1 AND reminder_id = $2 AND state IN ('open', 'snoozed') \
         ORDER BY due_at DESC"
    ))
    .bind(guild_id)
    .bind(reminder_id)
    .all()
    .await
}

/// The occurrence of a reminder before the one that was due at `due_at`.
pub async fn previous(
    on: &mut impl Reads,
    guild_id: i64,
    reminder_id: i64,
    due_at: At,
) -> Result<Option<Occurrence>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM reminder_occurrence WHERE guild_id = $1 AND reminder_id = $2 AND due_at < $3 ORDER BY due_at DESC LIMIT 1"
    );
    on.ask(sql.into()).bind(guild_id).bind(reminder_id).bind(due_at).opt().await
}
