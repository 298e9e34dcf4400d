//! Rows of `meeting_series`.

use crate::{
    db::{Reads, Result, Sql, Tx},
    meeting::Series,
};

/// The columns of [`Series`].
macro_rules! columns {
    () => {
        "id, name, template, channel_id, private_channel_id, timetable_json, other_json, duration_minutes, attendees_json, \
         chair_user_id, note_takers_json, sections_json, standing_json, place, place_channel_id, remind_json, quorum, \
         is_self_starting, has_events, survey, state, created_by_user_id, created_at, version"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM meeting_series WHERE guild_id = $1 AND id = $2");

/// The series of that number.
pub async fn find_series(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Series>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The series of that number, held against other changes until the transaction ends.
pub async fn lock_series(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Series>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM meeting_series WHERE guild_id = $1 AND id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// All series that go on or pause, in the order of their numbers; at most 100.
pub async fn all_series(on: &mut impl Reads, guild_id: i64) -> Result<Vec<Series>> {
    on.ask(
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM meeting_series WHERE guild_id = $1 AND state = 'active' ORDER BY id LIMIT 50) AS active UNION ALL \
             SELECT * FROM (SELECT ",
            columns!(),
            " FROM meeting_series WHERE guild_id = $1 AND state = 'paused' ORDER BY id LIMIT 50) AS paused"
        )
        .into(),
    )
    .bind(guild_id)
    .all()
    .await
    .map(|mut all: Vec<Series>| {
        all.sort_by_key(|series| series.id);
        all
    })
}

/// Numbers of up to `most` series after the number `after`, in order.
pub async fn all_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM meeting_series WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    crate::room::next_ids(tx, sql, guild_id, (after, most)).await
}

/// Adds a series.
pub fn insert_series(tx: &mut Tx, guild_id: i64, series: &Series) {
    let facts = &series.facts;
    tx.defer(
        "INSERT INTO meeting_series (guild_id, id, name, template, channel_id, private_channel_id, timetable_json, other_json, \
         duration_minutes, attendees_json, chair_user_id, note_takers_json, sections_json, standing_json, place, \
         place_channel_id, remind_json, quorum, is_self_starting, has_events, survey, state, created_by_user_id, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)",
    )
    .bind(guild_id)
    .bind(series.id)
    .bind(facts.name.clone())
    .bind(facts.template.word())
    .bind(facts.channel_id)
    .bind(facts.private_channel_id)
    .bind(facts.timetable_json.clone())
    .bind(facts.other_json.clone())
    .bind(facts.duration_minutes)
    .bind(facts.attendees_json.clone())
    .bind(facts.chair_user_id)
    .bind(facts.note_takers_json.clone())
    .bind(facts.sections_json.clone())
    .bind(facts.standing_json.clone())
    .bind(facts.place.clone())
    .bind(facts.place_channel_id)
    .bind(facts.remind_json)
    .bind(facts.quorum)
    .bind(facts.is_self_starting)
    .bind(facts.has_events)
    .bind(facts.survey.word())
    .bind(facts.state.word())
    .bind(series.created_by_user_id)
    .bind(series.created_at)
    .bind(series.version)
    .add();
}

/// Stores what can change of a series that [`lock_series`] holds.
pub fn save_series(tx: &mut Tx, guild_id: i64, series: &Series) {
    let facts = &series.facts;
    tx.defer(
        "UPDATE meeting_series SET name = $3, template = $4, channel_id = $5, private_channel_id = $6, timetable_json = $7, \
         other_json = $8, duration_minutes = $9, attendees_json = $10, chair_user_id = $11, note_takers_json = $12, \
         sections_json = $13, standing_json = $14, place = $15, place_channel_id = $16, remind_json = $17, quorum = $18, \
         is_self_starting = $19, has_events = $20, survey = $21, state = $22, version = $23 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(series.id)
    .bind(facts.name.clone())
    .bind(facts.template.word())
    .bind(facts.channel_id)
    .bind(facts.private_channel_id)
    .bind(facts.timetable_json.clone())
    .bind(facts.other_json.clone())
    .bind(facts.duration_minutes)
    .bind(facts.attendees_json.clone())
    .bind(facts.chair_user_id)
    .bind(facts.note_takers_json.clone())
    .bind(facts.sections_json.clone())
    .bind(facts.standing_json.clone())
    .bind(facts.place.clone())
    .bind(facts.place_channel_id)
    .bind(facts.remind_json)
    .bind(facts.quorum)
    .bind(facts.is_self_starting)
    .bind(facts.has_events)
    .bind(facts.survey.word())
    .bind(facts.state.word())
    .bind(series.version)
    .add();
}
