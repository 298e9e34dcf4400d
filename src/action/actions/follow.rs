//! Cards and words, after settings have changed.

use super::apply::{draw_card, draw_decision};
use crate::{
    action::{DECISION, SUBJECT, State, store},
    base::similar,
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    queue::Redrawn,
    room::{Job, Ports, Walk, card_number, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Draws the cards of the next actions and decisions that are in the channel whose mark has changed, and sets a job for the
/// rest. Both have numbers of their own and are gone through side by side.
#[derive(Serialize, Deserialize)]
pub struct Redraw(Walk);

/// Takes the words from the next decisions by the rules of the guild's language, and sets a job for the rest.
#[derive(Serialize, Deserialize)]
pub struct Reindex(Walk);

/// A channel's mark has changed.
pub async fn follow_internal(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Redraw(walk), timer.now, timer.now).await?;
    Ok(())
}

/// The team writes in another language.
pub async fn follow_language(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Reindex(walk), timer.now, timer.now).await?;
    Ok(())
}

impl Job for Redraw {
    const KIND: &'static str = "action.redraw";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let guild = &timer.guild;
        let mut tx = timer.begin().await?;
        let actions = store::all_after(&mut tx, guild.id, self.0.after, Walk::STEP).await?;
        let decisions = store::texts_after(&mut tx, guild.id, self.0.after, Walk::STEP).await?;
        let full = [
            actions.last().copied().filter(|_| actions.len() == Walk::STEP),
            decisions.last().map(|(id, _)| *id).filter(|_| decisions.len() == Walk::STEP),
        ];
        // The list that is full ends the step for both, so that none is passed over.
        let to = full.into_iter().flatten().min();
        let is_near = |id: i64| to.is_none_or(|to| id <= to);
        for id in actions.into_iter().filter(|id| is_near(*id)) {
            let action = store::lock(&mut tx, guild.id, id).await?;
            if let Some(action) = action.filter(|it| Some(it.channel_id) == self.0.channel) {
                draw_card(&mut tx, guild, timer.now, &action, None).await?;
            }
        }
        for (id, _) in decisions.into_iter().filter(|(id, _)| is_near(*id)) {
            let decision = store::lock_decision(&mut tx, guild.id, id).await?;
            if let Some(decision) = decision.filter(|it| Some(it.channel_id) == self.0.channel) {
                draw_decision(&mut tx, guild, timer.now, &decision)?;
            }
        }
        let found = if to.is_some() { Walk::STEP } else { 0 };
        self.0.go_on(timer, &mut tx, (found, to), Redraw).await?;
        timer.finish(tx).await
    }
}

impl Job for Reindex {
    const KIND: &'static str = "action.reindex";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let guild = &timer.guild;
        let mut tx = timer.begin().await?;
        let texts = store::texts_after(&mut tx, guild.id, self.0.after, Walk::STEP).await?;
        for (id, text) in &texts {
            store::insert_terms(&mut tx, guild.id, *id, similar::distinct_words(text, guild.language));
        }
        let last = texts.last().map(|(id, _)| *id);
        self.0.go_on(timer, &mut tx, (texts.len(), last), Reindex).await?;
        timer.finish(tx).await
    }
}

/// Draws the card that `key` names anew, if it is one of this room's.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    if let Some(id) = card_number(key, SUBJECT) {
        let action = store::lock(tx, guild.id, id).await?.filter(|it| it.facts.state != State::Withdrawn);
        let Some(action) = action else { return Ok(Redrawn::Over) };
        draw_card(tx, guild, now, &action, None).await?;
        return Ok(Redrawn::Posted);
    }
    let Some(id) = card_number(key, DECISION) else { return Ok(Redrawn::AsItWas) };
    let Some(decision) = store::lock_decision(tx, guild.id, id).await? else { return Ok(Redrawn::Over) };
    draw_decision(tx, guild, now, &decision)?;
    Ok(Redrawn::Posted)
}
