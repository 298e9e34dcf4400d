//! Rows of `agenda_outcome`.

use crate::{
    db::{At, Reads, Result, Tx},
    meeting::Became,
};

/// What became of an item in a meeting.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::FromRow)]
pub struct Outcome {
    pub item_id: i64,
    #[sqlx(try_from = "String")]
    pub became: Became,
    /// When it was begun to be spoken about.
    pub began_at: Option<At>,
    pub decided_at: At,
}

/// Keeps what became of an item in an occurrence; what was kept of it there before is replaced.
pub fn insert_outcome(tx: &mut Tx, guild_id: i64, occurrence_id: i64, outcome: Outcome) {
    tx.defer(
        "INSERT INTO agenda_outcome (guild_id, occurrence_id, item_id, became, began_at, decided_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild_id, occurrence_id, item_id) DO UPDATE SET \
         became = excluded.became, began_at = COALESCE(excluded.began_at, agenda_outcome.began_at), \
         decided_at = excluded.decided_at",
    )
    .bind(guild_id)
    .bind(occurrence_id)
    .bind(outcome.item_id)
    .bind(outcome.became.word())
    .bind(outcome.began_at)
    .bind(outcome.decided_at)
    .add();
}

/// What became of the items of an occurrence, in the order in which that was decided.
pub async fn outcomes(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Outcome>> {
    let sql = "SELECT item_id, became, began_at, decided_at FROM agenda_outcome \
               WHERE guild_id = $1 AND occurrence_id = $2 ORDER BY item_id LIMIT 200";
    let mut all: Vec<Outcome> = on.ask(sql.into()).bind(guild_id).bind(occurrence_id).all().await?;
    all.sort_by_key(|outcome| (outcome.decided_at, outcome.item_id));
    Ok(all)
}
