//! Forgetting somebody.

use crate::{
    contract::Timer,
    db::{Tx, event::Trace},
    error::Error,
    mention::{SUBJECT, store},
    room::{Forgetting, Step, forget_events, forget_texts},
};

/// Takes somebody out of everything that this room keeps.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut rows = 0;
    if let Some(user_id) = who.member() {
        let own = store::ids_decided_by(tx, guild_id, user_id).await?;
        rows += store::forget_own(tx, guild_id, user_id).await?;
        let texts = |trace: &mut Trace| {
            trace.sides().fold(false, |is_changed, side| forget_texts(side, &["reason"]) | is_changed)
        };
        rows += forget_events(tx, guild_id, (SUBJECT, &own), texts).await?;
    }
    rows += store::forget_texts_in(tx, guild_id, who).await?;
    Ok(Step { rows, next: None })
}
