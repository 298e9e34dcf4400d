//! Forgetting somebody: what a member wrote goes, and their items have no owner any more; names of customers go out of all
//! texts.

use super::apply::draw_release;
use crate::{
    contract::Timer,
    db::{Tx, event::Trace},
    error::Error,
    release::{
        ITEM, SUBJECT,
        store::{self, Touched},
    },
    room::{FORGOTTEN, Forgetting, Shown, Step, forget_events, forget_texts, withdraw_cards, withdraw_shown},
};
use std::collections::BTreeSet;

/// The names under which events hold what people wrote.
const TEXTS: [&str; 5] = ["text", "note", "ticket", "design", "reason"];

/// Takes somebody out of releases and items, and draws the cards anew that showed it.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut rows = 0;
    let mut touched = Touched::default();
    if let Some(user_id) = who.member() {
        touched = store::naming(tx, guild_id, user_id).await?;
        rows += forget_member(tx, guild_id, user_id, &touched).await?;
    }
    rows += store::forget_texts_of(tx, guild_id, who, &mut touched).await?;
    rows += u64::try_from(touched.releases.len() + touched.items.len()).unwrap_or(u64::MAX);
    draw(tx, timer, touched).await?;
    Ok(Step { rows, next: None })
}

/// What a member wrote goes, in events and in messages that wait too.
async fn forget_member(tx: &mut Tx, guild_id: i64, user_id: i64, touched: &Touched) -> Result<u64, Error> {
    let written = store::written_by(tx, guild_id, user_id).await?;
    let texts = written.iter().filter(|(_, text)| text != FORGOTTEN);
    let waiting: Vec<Shown> = texts.map(|(id, text)| Shown::of(format!("ITEM-{id}"), text)).collect();
    withdraw_shown(tx, guild_id, &waiting).await?;
    let rows = store::nobody(tx, guild_id, user_id).await?;
    let texts = |trace: &mut Trace| {
        trace.sides().fold(false, |is_changed, side| forget_texts(side, &TEXTS) | is_changed)
    };
    let own: Vec<i64> = written.iter().map(|(id, _)| *id).collect();
    forget_events(tx, guild_id, (ITEM, &own), texts).await?;
    let others: Vec<i64> = touched.items.iter().copied().collect();
    let theirs = |trace: &mut Trace| trace.actor_user_id == Some(user_id) && texts(trace);
    forget_events(tx, guild_id, (ITEM, &others), theirs).await?;
    Ok(rows)
}

async fn draw(tx: &mut Tx, timer: &Timer, mut touched: Touched) -> Result<(), Error> {
    let guild = &timer.guild;
    touched.releases.extend(store::releases_of(tx, guild.id, &touched.items).await?);
    let cards: BTreeSet<String> = touched.releases.iter().map(|id| format!("{SUBJECT}:{id}")).collect();
    withdraw_cards(tx, guild.id, &cards).await?;
    for id in touched.releases {
        if let Some(release) = store::find(tx, guild.id, id).await? {
            draw_release(tx, guild, timer.now, &release).await?;
        }
    }
    Ok(())
}
