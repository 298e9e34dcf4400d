//! What of the reminders somebody's day is made of.

use crate::{
    db::{At, Db, Json, Result, Sql},
    reminder::{Kind, Tick},
};

/// Whether a reminder is the matter of `$2`: theirs in private, or one that mentions them.
macro_rules! concerns {
    ($engine:ident) => {
        concat!("(r.kind = 'me' AND r.owner_user_id = $2 OR r.kind <> 'me' AND ", mentions!($engine), ")")
    };
}

/// A reminder that is due.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Due {
    pub id: i64,
    /// Not escaped.
    pub text: String,
    pub channel_id: Option<i64>,
    pub due_at: At,
}

macro_rules! due_text {
    ($engine:ident) => {
        concat!(
            "SELECT r.id, r.text, r.channel_id, r.due_at FROM reminder AS r WHERE r.guild_id = $1 \
             AND r.state = 'active' AND r.due_at < $3 AND ",
            concerns!($engine),
            " ORDER BY r.due_at, r.id"
        )
    };
}

/// The person's active reminders that are due before `before`, the next one first.
pub async fn due_before(db: &Db, guild_id: i64, user_id: i64, before: At) -> Result<Vec<Due>> {
    let sql = Sql::pair(due_text!(lite), due_text!(pg));
    db.q(sql).bind(guild_id).bind(user_id).bind(before).all().await
}

/// An occurrence that waits for somebody.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Waiting {
    /// The reminder's number.
    pub id: i64,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// Not escaped.
    pub text: String,
    pub channel_id: Option<i64>,
    pub due_at: At,
    pub told_at: At,
    pub wakes_at: Option<At>,
    pub ticks_json: Json<Vec<Tick>>,
}

/// Says which index to begin with. SQLite keeps no statistics here and would read the guild's whole table instead.
macro_rules! by {
    (lite $index:literal) => {
        concat!(" INDEXED BY ", $index)
    };
    (pg $index:literal) => {
        ""
    };
}

/// Occurrences with their reminders.
macro_rules! told {
    ($engine:ident $index:literal) => {
        concat!(
            " FROM reminder_occurrence AS o",
            by!($engine $index),
            " JOIN reminder AS r ON r.guild_id = o.guild_id AND r.id = o.reminder_id WHERE o.guild_id = $1 AND "
        )
    };
}

/// Checklists with what is open of them; SQLite keeps the order of a `CROSS JOIN`.
macro_rules! told_checklists {
    ($engine:ident) => {
        concat!(
            " FROM reminder AS r",
            by!($engine "reminder_checklist"),
            " CROSS JOIN reminder_occurrence AS o WHERE r.guild_id = $1 AND r.kind = 'checklist' \
             AND o.guild_id = r.guild_id AND o.reminder_id = r.id AND o.state IN ('open', 'snoozed') AND o.state = 'open' AND "
        )
    };
}

macro_rules! waiting_columns {
    () => {
        "SELECT r.id, r.kind, r.text, r.channel_id, o.due_at, o.told_at, o.wakes_at, o.ticks_json"
    };
}

macro_rules! waiting_text {
    ($engine:ident) => {
        concat!(
            waiting_columns!(),
            told!($engine "reminder_occurrence_wakes"),
            "o.state = 'snoozed' AND o.wakes_at < $3 AND r.state <> 'deleted' AND ",
            concerns!($engine),
            " UNION ALL ",
            waiting_columns!(),
            told!($engine "reminder_occurrence_told"),
            "o.state = 'open' AND o.told_at >= $4 AND r.kind = 'channel' AND r.state <> 'deleted' AND ",
            concerns!($engine),
            " UNION ALL ",
            waiting_columns!(),
            told_checklists!($engine),
            "r.state <> 'deleted' AND ",
            concerns!($engine)
        )
    };
}

/// What waits for a person, of reminders that are not deleted: what they snoozed until before `before`, what a channel was
/// told since `since` and nobody has done, and open checklists.
pub async fn waiting(db: &Db, guild_id: i64, user_id: i64, before: At, since: At) -> Result<Vec<Waiting>> {
    let sql = Sql::pair(waiting_text!(lite), waiting_text!(pg));
    db.q(sql).bind(guild_id).bind(user_id).bind(before).bind(since).all().await
}

macro_rules! everybody_text {
    ($engine:ident) => {
        concat!(
            "SELECT r.owner_user_id, r.people_json FROM reminder AS r",
            by!($engine "reminder_due"),
            " WHERE r.guild_id = $1 AND r.state = 'active' UNION ALL SELECT r.owner_user_id, r.people_json",
            told!($engine "reminder_occurrence_wakes"),
            "o.state = 'snoozed' AND r.state = 'over' UNION ALL SELECT r.owner_user_id, r.people_json",
            told!($engine "reminder_occurrence_told"),
            "o.state = 'open' AND o.told_at >= $2 AND r.kind = 'channel' AND r.state = 'over' \
             UNION ALL SELECT r.owner_user_id, r.people_json",
            told_checklists!($engine),
            "r.state = 'over'"
        )
    };
}

/// Owner and mentioned people of each active reminder, and of what is over, was told since `since`, and waits for them all
/// the same.
pub async fn everybody(db: &Db, guild_id: i64, since: At) -> Result<Vec<(i64, Json<Vec<i64>>)>> {
    let sql = Sql::pair(everybody_text!(lite), everybody_text!(pg));
    db.q(sql).bind(guild_id).bind(since).all().await
}
