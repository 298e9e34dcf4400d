//! Rows of `reminder`.

use crate::{
    base::{
        paging::{Page, Start},
        recurrence::Timetable,
        tally::Tally,
    },
    db::{At, Db, Json, Query, Result, Sql, Tx},
    reminder::Reminder,
};

/// The columns of [`Reminder`].
macro_rules! columns {
    () => {
        "r.id, r.kind, r.owner_user_id, r.text, r.items_json, r.people_json, r.roles_json, r.channel_id, r.origin_channel_id, r.zone, \
         r.timetable_json, r.due_at, r.missed, r.state, r.version, r.created_at"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM reminder AS r WHERE r.guild_id = $1 AND r.id = $2");

/// The reminder of that number.
pub async fn find(db: &Db, guild_id: i64, id: i64) -> Result<Option<Reminder>> {
    db.q(FIND).bind(guild_id).bind(id).opt().await
}

/// The reminder of that number, held against other changes until the transaction ends.
pub async fn lock(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Reminder>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM reminder AS r WHERE r.guild_id = $1 AND r.id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// How many active reminders a person has.
pub async fn active_count(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<i64> {
    let (count,) = tx
        .q("SELECT COUNT(*) FROM reminder WHERE guild_id = $1 AND owner_user_id = $2 AND state = 'active'")
        .bind(guild_id)
        .bind(user_id)
        .one()
        .await?;
    Ok(count)
}

/// The place of a reminder in a list: when it comes next, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub due_at: At,
    pub id: i64,
}

/// Active reminders, as `r`: those that are a person's own, that mention them, or that are told in the channel.
macro_rules! theirs {
    ($engine:ident, $wanted:expr, $past:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $wanted,
            " FROM reminder AS r WHERE r.guild_id = $1 AND r.state = 'active'",
            $past,
            " AND (r.owner_user_id = $2 OR r.kind <> 'me' AND (r.channel_id = $3 OR ",
            mentions!($engine),
            "))",
            $rest
        )
    };
}

/// The same for both engines.
macro_rules! theirs_on_both {
    ($wanted:expr, $past:literal, $rest:literal) => {
        Sql::pair(theirs!(lite, $wanted, $past, $rest), theirs!(pg, $wanted, $past, $rest))
    };
}

/// A page of the active reminders that are a person's own, that mention them, or that are told in the channel; the next one
/// first.
pub async fn page(
    db: &Db,
    guild_id: i64,
    who: (i64, i64),
    start: Start<Key>,
    per_page: usize,
) -> Result<Page<Reminder>> {
    if let Some(page) = Page::of(&start, read(db, guild_id, who, start, per_page).await?, per_page) {
        return Ok(page);
    }
    Ok(Page::first(read(db, guild_id, who, Start::First, per_page).await?, per_page))
}

/// The rows next to where a page begins, one more than it has.
async fn read(
    db: &Db,
    guild_id: i64,
    who: (i64, i64),
    start: Start<Key>,
    per_page: usize,
) -> Result<Vec<Reminder>> {
    asked(db, guild_id, who, start, per_page).all().await
}

fn asked(
    db: &Db,
    guild_id: i64,
    (user_id, channel_id): (i64, i64),
    start: Start<Key>,
    per_page: usize,
) -> Query<'_> {
    let sql = match start {
        Start::First => theirs_on_both!(columns!(), "", " ORDER BY r.due_at, r.id LIMIT $4"),
        Start::After(_) => {
            theirs_on_both!(
                columns!(),
                " AND (r.due_at, r.id) > ($5, $6)",
                " ORDER BY r.due_at, r.id LIMIT $4"
            )
        }
        Start::Before(_) => {
            theirs_on_both!(
                columns!(),
                " AND (r.due_at, r.id) < ($5, $6)",
                " ORDER BY r.due_at DESC, r.id DESC LIMIT $4"
            )
        }
    };
    let most = i64::try_from(per_page).unwrap_or(i64::MAX).saturating_add(1);
    let query = db.q(sql).bind(guild_id).bind(user_id).bind(channel_id).bind(most);
    match start {
        Start::First => query,
        Start::After(key) | Start::Before(key) => query.bind(key.due_at).bind(key.id),
    }
}

/// How many [`page`] lists in all.
pub async fn count(db: &Db, guild_id: i64, (user_id, channel_id): (i64, i64)) -> Result<Tally> {
    let sql = Sql::pair(
        concat!("SELECT COUNT(*) FROM (", theirs!(lite, "1", "", " LIMIT 501"), ") AS n"),
        concat!("SELECT COUNT(*) FROM (", theirs!(pg, "1", "", " LIMIT 501"), ") AS n"),
    );
    let (count,): (i64,) = db.q(sql).bind(guild_id).bind(user_id).bind(channel_id).one().await?;
    Ok(count.into())
}

/// The first of what [`page`] lists.
pub async fn first_few(db: &Db, guild_id: i64, who: (i64, i64), limit: usize) -> Result<Vec<Reminder>> {
    Ok(page(db, guild_id, who, Start::First, limit).await?.rows)
}

/// Adds a reminder.
pub async fn insert(tx: &mut Tx, guild_id: i64, reminder: &Reminder) -> Result<()> {
    tx.q(
        "INSERT INTO reminder (guild_id, id, kind, owner_user_id, text, items_json, people_json, channel_id, \
          origin_channel_id, zone, timetable_json, due_at, missed, state, version, created_at, roles_json) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(guild_id)
    .bind(reminder.id)
    .bind(reminder.kind.word())
    .bind(reminder.owner_user_id)
    .bind(reminder.text.clone())
    .bind(reminder.items_json.clone())
    .bind(reminder.people_json.clone())
    .bind(reminder.channel_id)
    .bind(reminder.origin_channel_id)
    .bind(reminder.zone.clone())
    .bind(reminder.timetable_json.clone())
    .bind(reminder.due_at)
    .bind(reminder.missed)
    .bind(reminder.state.word())
    .bind(reminder.version)
    .bind(reminder.created_at)
    .bind(reminder.roles_json.clone())
    .run()
    .await
    .map(drop)
}

/// Stores what can change of a reminder that [`lock`] holds.
pub fn save(tx: &mut Tx, guild_id: i64, reminder: &Reminder) {
    tx.defer(
        "UPDATE reminder SET text = $3, items_json = $4, people_json = $5, channel_id = $6, zone = $7, \
         timetable_json = $8, due_at = $9, missed = $10, state = $11, version = $12, \
         roles_json = $13 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(reminder.id)
    .bind(reminder.text.clone())
    .bind(reminder.items_json.clone())
    .bind(reminder.people_json.clone())
    .bind(reminder.channel_id)
    .bind(reminder.zone.clone())
    .bind(reminder.timetable_json.clone())
    .bind(reminder.due_at)
    .bind(reminder.missed)
    .bind(reminder.state.word())
    .bind(reminder.version)
    .bind(reminder.roles_json.clone())
    .add();
}

/// The series among the guild's active reminders, by number, those after `after`.
pub async fn series_after(
    tx: &mut Tx,
    guild_id: i64,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, Json<Timetable>)>> {
    tx.q("SELECT id, timetable_json FROM reminder WHERE guild_id = $1 AND id > $2 AND state = 'active' \
          AND timetable_json IS NOT NULL ORDER BY id LIMIT $3")
        .bind(guild_id)
        .bind(after)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .all()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_begins_at_its_place_in_the_index_and_is_not_sorted() {
        let (_folder, db) = Db::fresh().await;
        db.migrate().await.expect("a schema");
        let key = Key { due_at: At::from(chrono::DateTime::UNIX_EPOCH), id: 3 };
        for start in [Start::First, Start::After(key), Start::Before(key)] {
            let plan = asked(&db, 1, (2, 3), start, 10).plan().await.expect("a plan");
            assert!(plan.contains("USING INDEX reminder_due (guild_id=?"), "{start:?}: {plan}");
            assert!(!plan.contains("ORDER BY"), "{start:?}: {plan}");
            assert_eq!(plan.contains("(due_at,id)"), start != Start::First, "{start:?}: {plan}");
        }
    }
}
