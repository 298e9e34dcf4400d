//! Rows of `meeting_answer`.

use crate::{
    db::{At, Reads, Result, Tx},
    meeting::Rsvp,
};

/// Keeps whether somebody comes, in place of what they said before.
pub fn answer(tx: &mut Tx, guild_id: i64, occurrence_id: i64, (rsvp, at): (&Rsvp, At)) {
    tx.defer(
        "INSERT INTO meeting_answer (guild_id, occurrence_id, user_id, answer, reason, answered_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild_id, occurrence_id, user_id) DO UPDATE SET \
         answer = excluded.answer, reason = excluded.reason, answered_at = excluded.answered_at",
    )
    .bind(guild_id)
    .bind(occurrence_id)
    .bind(rsvp.user_id)
    .bind(rsvp.answer.word())
    .bind(rsvp.reason.clone())
    .bind(at)
    .add();
}

/// What people said about coming; at most 200.
pub async fn answers(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Rsvp>> {
    let sql = "SELECT user_id, answer, reason FROM meeting_answer WHERE guild_id = $1 AND occurrence_id = $2 \
               ORDER BY user_id LIMIT 200";
    on.ask(sql.into()).bind(guild_id).bind(occurrence_id).all().await
}
