//! Forgetting somebody: what a member wanted to be told, and a customer's name in what others want to be told.

use crate::{
    contract::Timer,
    db::Tx,
    error::Error,
    queue,
    reminder::{SUBJECT, store},
    room::{Forgetting, Step, forget_events, forget_texts},
};

/// The names under which events hold what a reminder says.
const TEXTS: [&str; 2] = ["text", "items"];

/// A member's reminders are over, and nobody knows any more what they said; in those of others they are not named.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut rows = 0;
    if let Some(user_id) = who.member() {
        let own = store::of_owner(tx, guild_id, user_id).await?;
        let told: Vec<String> = own.occurrences.iter().map(|id| format!("reminder:{id}:")).collect();
        let is_own = |card: Option<&str>, _: &str| {
            card.is_some_and(|card| told.iter().any(|prefix| card.starts_with(prefix)))
        };
        queue::withdraw(tx, guild_id, is_own).await?;
        rows += store::forget_own(tx, guild_id, user_id, &own).await?;
        let texts = |side: &mut _| forget_texts(side, &TEXTS);
        let forget = |trace: &mut crate::db::event::Trace| {
            trace.sides().fold(false, |is_changed, side| texts(side) | is_changed)
        };
        rows += forget_events(tx, guild_id, (SUBJECT, &own.reminders), forget).await?;
    }
    rows += store::forget_in_others(tx, guild_id, who).await?;
    Ok(Step { rows, next: None })
}
