//! Forgetting somebody.

use super::card;
use crate::{
    contract::Timer,
    db::{Tx, event::Trace},
    error::Error,
    mention::{SUBJECT, store},
    room::{Actor, Forgetting, Step, forget_events, forget_texts, withdraw_cards},
};
use std::collections::BTreeSet;

/// Takes somebody out of everything that this room keeps, and draws the cards anew that showed it.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut shown = BTreeSet::new();
    let mut rows = 0;
    if let Some(user_id) = who.member() {
        let own = store::ids_decided_by(tx, guild_id, user_id).await?;
        rows += store::forget_own(tx, guild_id, user_id).await?;
        let texts = |trace: &mut Trace| {
            trace.sides().fold(false, |is_changed, side| forget_texts(side, &["reason"]) | is_changed)
        };
        rows += forget_events(tx, guild_id, (SUBJECT, &own), texts).await?;
        shown.extend(own);
    }
    rows += store::forget_texts_in(tx, guild_id, who, &mut shown).await?;
    let cards: BTreeSet<String> = shown.iter().map(|id| format!("{SUBJECT}:{id}")).collect();
    withdraw_cards(tx, guild_id, &cards).await?;
    let by = &Actor::from(timer);
    for id in shown {
        if let Some(row) = store::lock(tx, guild_id, id).await? {
            card::draw(tx, by, &timer.guild, &row).await?;
        }
    }
    Ok(Step { rows, next: None })
}
