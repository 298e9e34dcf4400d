//! Forgetting somebody: what a member wrote goes, and their actions have no owner any more; names of customers go out of all
//! texts.

use super::apply::{draw_card, draw_decision};
use crate::{
    action::{
        DECISION, SUBJECT,
        store::{self, Touched},
    },
    base::similar,
    contract::Timer,
    db::{Tx, event::Trace},
    error::Error,
    room::{FORGOTTEN, Forgetting, Shown, Step, forget_events, forget_texts, withdraw_cards, withdraw_shown},
};
use std::collections::BTreeSet;

/// The name under which events hold what people wrote.
const TEXTS: [&str; 1] = ["text"];

/// Takes somebody out of actions and decisions, which are found by what is left; the cards that showed it are drawn anew.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild = &timer.guild;
    let mut after = 0;
    loop {
        let texts = store::texts_after(tx, guild.id, after, 100).await?;
        let Some((last, _)) = texts.last() else { break };
        after = *last;
        for (id, text) in &texts {
            if let Some(left) = who.text(text) {
                store::insert_terms(tx, guild.id, *id, similar::distinct_words(&left, guild.language));
            }
        }
    }
    let mut touched = Touched::default();
    if let Some(user_id) = who.member() {
        forget_member(tx, guild.id, user_id, &mut touched).await?;
    }
    store::forget_texts_of(tx, guild.id, who, &mut touched).await?;
    draw(tx, timer, &touched).await?;
    Ok(Step { rows: touched.count(), next: None })
}

/// What a member wrote goes, in events and in messages that wait too.
async fn forget_member(tx: &mut Tx, guild_id: i64, user_id: i64, touched: &mut Touched) -> Result<(), Error> {
    let (actions, decisions) = store::written_by(tx, guild_id, user_id).await?;
    let shown = |code: &str, (id, text): &(i64, String)| {
        (text != FORGOTTEN).then(|| Shown::of(format!("{code}-{id}"), text))
    };
    let waiting: Vec<Shown> = actions
        .iter()
        .filter_map(|one| shown("ACT", one))
        .chain(decisions.iter().filter_map(|one| shown("DEC", one)))
        .collect();
    withdraw_shown(tx, guild_id, &waiting).await?;
    touched.actions.extend(store::actions_naming(tx, guild_id, user_id).await?);
    touched.decisions.extend(decisions.iter().map(|(id, _)| *id));
    touched.decisions.extend(store::confirmed_by(tx, guild_id, user_id).await?);
    store::nobody(tx, guild_id, user_id).await?;
    let texts = |trace: &mut Trace| {
        trace.sides().fold(false, |is_changed, side| forget_texts(side, &TEXTS) | is_changed)
    };
    let commented: Vec<i64> = touched.actions.iter().copied().collect();
    let own: Vec<i64> = actions.iter().map(|(id, _)| *id).collect();
    forget_events(tx, guild_id, (SUBJECT, &own), texts).await?;
    let theirs = |trace: &mut Trace| trace.actor_user_id == Some(user_id) && texts(trace);
    forget_events(tx, guild_id, (SUBJECT, &commented), theirs).await?;
    let own: Vec<i64> = decisions.iter().map(|(id, _)| *id).collect();
    forget_events(tx, guild_id, (DECISION, &own), texts).await?;
    Ok(())
}

async fn draw(tx: &mut Tx, timer: &Timer, touched: &Touched) -> Result<(), Error> {
    let guild = &timer.guild;
    let actions = touched.actions.iter().map(|id| format!("{SUBJECT}:{id}"));
    let decisions = touched.decisions.iter().map(|id| format!("{DECISION}:{id}"));
    let cards: BTreeSet<String> = actions.chain(decisions).collect();
    withdraw_cards(tx, guild.id, &cards).await?;
    for id in &touched.actions {
        if let Some(action) = store::find(tx, guild.id, *id).await? {
            draw_card(tx, guild, timer.now, &action, None).await?;
        }
    }
    for id in &touched.decisions {
        if let Some(decision) = store::find_decision(tx, guild.id, *id).await? {
            draw_decision(tx, guild, timer.now, &decision)?;
        }
    }
    Ok(())
}
