//! Rows of `escalation`.

use crate::{
    db::{Json, Reads, Result, Sql, Tx},
    escalation::Escalation,
};

/// The columns of [`Escalation`].
macro_rules! columns {
    () => {
        "e.id, e.question, e.state, e.severity, e.area_id, e.area_keyword, e.topic_id, e.topic_keyword, e.owner_user_id, \
         e.snoozed_until_at, e.outcome, e.outcome_note, e.duplicate_of_id, e.draft, e.drafted_by_user_id, e.answer_url, e.review_since_at, \
         e.approved_at, e.approved_by_user_id, e.wide_since_at, e.network, e.post_key, e.url, \
         e.posted_at, e.raised_by_user_id, e.channel_id, e.message_id, e.card_channel_id, e.is_area_asked, e.step, e.round, \
         e.steps_taken, e.next_step_at, e.asked_json, e.pauses_json, e.acknowledged_at, e.answered_at, e.closed_at, \
         e.version, e.created_at, e.updated_at"
    };
}
pub(super) use columns;

const FIND: &str =
    concat!("SELECT ", columns!(), " FROM escalation AS e WHERE e.guild_id = $1 AND e.id = $2");

/// The escalation of that number.
pub async fn find(on: &mut dyn Reads, guild_id: i64, id: i64) -> Result<Option<Escalation>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// Those of these numbers that there are.
pub async fn find_all(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Escalation>> {
    let sql = Sql::pair(
        concat!(
            "SELECT ",
            columns!(),
            " FROM escalation AS e WHERE e.guild_id = $1 AND e.id IN (SELECT value FROM json_each($2))"
        ),
        concat!(
            "SELECT ",
            columns!(),
            " FROM escalation AS e WHERE e.guild_id = $1 AND e.id IN (SELECT CAST(list.value AS BIGINT) FROM \
             jsonb_array_elements_text($2) AS list(value))"
        ),
    );
    on.ask(sql).bind(guild_id).bind(Json(ids)).all().await
}

/// The escalation of that number, held against other changes until the transaction ends.
pub async fn lock(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Escalation>> {
    let sql = Sql::pair(
        FIND,
        concat!(
            "SELECT ",
            columns!(),
            " FROM escalation AS e WHERE e.guild_id = $1 AND e.id = $2 FOR UPDATE"
        ),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// The newest escalation of a post that is still open.
pub async fn open_by_post(on: &mut dyn Reads, guild_id: i64, post_key: &str) -> Result<Option<i64>> {
    let sql = crate::sql![
        "SELECT id FROM escalation" lite(" INDEXED BY escalation_by_post")
        " WHERE guild_id = $1 AND post_key = $2 AND state IN ('new', 'routed', 'acknowledged') ORDER BY id DESC LIMIT 1"
    ];
    let row: Option<(i64,)> = on.ask(sql).bind(guild_id).bind(post_key).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// The escalations that came by a message, oldest first.
pub async fn by_message(on: &mut dyn Reads, guild_id: i64, message_id: i64) -> Result<Vec<i64>> {
    let sql = crate::sql![
        "SELECT id FROM escalation" lite(" INDEXED BY escalation_by_message")
        " WHERE guild_id = $1 AND message_id = $2 ORDER BY id LIMIT 25"
    ];
    let rows: Vec<(i64,)> = on.ask(sql).bind(guild_id).bind(message_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The numbers of up to `most` escalations after the number `after`, in order.
pub async fn all_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM escalation WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    crate::room::next_ids(tx, sql, guild_id, (after, most)).await
}

/// Adds an escalation.
pub async fn insert(tx: &mut Tx, guild_id: i64, row: &Escalation) -> Result<()> {
    let facts = &row.facts;
    tx.q(
        "INSERT INTO escalation (guild_id, id, question, state, severity, area_id, area_keyword, topic_id, topic_keyword, \
         owner_user_id, snoozed_until_at, outcome, outcome_note, duplicate_of_id, answer_url, network, post_key, url, \
         posted_at, raised_by_user_id, channel_id, message_id, card_channel_id, is_area_asked, step, round, steps_taken, \
         next_step_at, asked_json, pauses_json, acknowledged_at, answered_at, closed_at, version, created_at, updated_at, draft, drafted_by_user_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
         $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)",
    )
    .bind(guild_id)
    .bind(row.id)
    .bind(facts.question.clone())
    .bind(facts.state.word())
    .bind(facts.severity.word())
    .bind(facts.area_id)
    .bind(facts.area_keyword.clone())
    .bind(facts.topic_id)
    .bind(facts.topic_keyword.clone())
    .bind(facts.owner_user_id)
    .bind(facts.snoozed_until_at)
    .bind(facts.outcome.map(|outcome| outcome.word()))
    .bind(facts.outcome_note.clone())
    .bind(facts.duplicate_of_id)
    .bind(facts.answer_url.clone())
    .bind(row.network.clone())
    .bind(row.post_key.clone())
    .bind(row.url.clone())
    .bind(row.posted_at)
    .bind(row.raised_by_user_id)
    .bind(row.channel_id)
    .bind(row.message_id)
    .bind(row.card_channel_id)
    .bind(row.climb.is_area_asked)
    .bind(row.climb.step)
    .bind(row.climb.round)
    .bind(row.climb.steps_taken)
    .bind(row.climb.next_step_at)
    .bind(row.climb.asked_json.clone())
    .bind(row.pauses_json.clone())
    .bind(row.acknowledged_at)
    .bind(row.answered_at)
    .bind(row.closed_at)
    .bind(row.version)
    .bind(row.created_at)
    .bind(row.updated_at)
    .bind(facts.draft.clone())
    .bind(facts.drafted_by_user_id)
    .run()
    .await
    .map(drop)
}

/// Stores what can change of an escalation that [`lock`] holds.
pub fn save(tx: &mut Tx, guild_id: i64, row: &Escalation) {
    let facts = &row.facts;
    tx.defer(
        "UPDATE escalation SET question = $3, state = $4, severity = $5, area_id = $6, area_keyword = $7, topic_id = $8, \
         topic_keyword = $9, owner_user_id = $10, snoozed_until_at = $11, outcome = $12, outcome_note = $13, \
         duplicate_of_id = $14, answer_url = $15, posted_at = $16, is_area_asked = $17, step = $18, round = $19, \
         steps_taken = $20, next_step_at = $21, asked_json = $22, pauses_json = $23, acknowledged_at = $24, \
         answered_at = $25, closed_at = $26, version = $27, updated_at = $28, card_channel_id = $29, draft = $30, drafted_by_user_id = $31, \
         review_since_at = $32, approved_at = $33, approved_by_user_id = $34, wide_since_at = $35 \
         WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(row.id)
    .bind(facts.question.clone())
    .bind(facts.state.word())
    .bind(facts.severity.word())
    .bind(facts.area_id)
    .bind(facts.area_keyword.clone())
    .bind(facts.topic_id)
    .bind(facts.topic_keyword.clone())
    .bind(facts.owner_user_id)
    .bind(facts.snoozed_until_at)
    .bind(facts.outcome.map(|outcome| outcome.word()))
    .bind(facts.outcome_note.clone())
    .bind(facts.duplicate_of_id)
    .bind(facts.answer_url.clone())
    .bind(row.posted_at)
    .bind(row.climb.is_area_asked)
    .bind(row.climb.step)
    .bind(row.climb.round)
    .bind(row.climb.steps_taken)
    .bind(row.climb.next_step_at)
    .bind(row.climb.asked_json.clone())
    .bind(row.pauses_json.clone())
    .bind(row.acknowledged_at)
    .bind(row.answered_at)
    .bind(row.closed_at)
    .bind(row.version)
    .bind(row.updated_at)
    .bind(row.card_channel_id)
    .bind(facts.draft.clone())
    .bind(facts.drafted_by_user_id)
    .bind(facts.review_since_at)
    .bind(facts.approved_at)
    .bind(facts.approved_by_user_id)
    .bind(facts.wide_since_at)
    .add();
}
