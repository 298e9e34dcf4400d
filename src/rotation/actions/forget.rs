//! Forgetting somebody: a member's turns are nobody's then, and notes lose what may not be told.

use super::{effects::as_told, timers::follow_settings};
use crate::{
    contract::{Guild, Timer},
    db::{Db, Tx},
    error::Error,
    room::{Forgetting, Step},
    rotation::{rules::What, store, words},
};
use chrono::{DateTime, Utc};

/// The rotations in which a member takes turns from an instant on, or covers somebody.
pub async fn turns_of(
    db: &Db,
    guild: &Guild,
    (user_id, now): (i64, DateTime<Utc>),
) -> Result<Vec<String>, Error> {
    let mut reader = db;
    let mut turns = Vec::new();
    for row in store::all(&mut reader, guild.id).await? {
        let plan = store::rows(&mut reader, guild.id, row.id).await?.plan;
        let later = plan.epochs().iter().filter(|epoch| epoch.effective_at > now);
        let in_turn =
            plan.epoch_at(now).into_iter().chain(later).any(|epoch| epoch.members.contains(&user_id));
        let covers = plan.overrides().iter().filter(|one| one.span.until > now).any(|one| match one.what {
            What::Slot { user_id: who, .. }
            | What::Stay { user_id: who, .. }
            | What::Cover { user_id: who, .. } => who == user_id,
            What::Away { .. } | What::Left { .. } => false,
        });
        if in_turn || covers {
            turns.push(words::takes_turns(&as_told(guild, &row)));
        }
    }
    Ok(turns)
}

/// Takes somebody out of everything that this room keeps, all at once: rotations are few. The cards of the current shifts
/// follow.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut rows = store::forget_in_texts(tx, guild_id, who).await?;
    if let Some(user_id) = who.member() {
        rows += store::forget_member(tx, guild_id, user_id).await?;
    }
    if rows > 0 {
        follow_settings(timer, tx).await?;
    }
    Ok(Step { rows, next: None })
}
