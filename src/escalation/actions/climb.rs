//! Going up the ladder: asking somebody, and setting when the next is asked.

use super::{around::Around, coming::ladder_of, notices, timers::TakeStep};
use crate::{
    contract::Guild,
    db::{At, Tx},
    error::Error,
    escalation::{
        Asked, Escalation, SUBJECT, State,
        rules::{
            climb::{is_climbing, whom},
            ladder::{self, AREA_ASKED_FOR, Next, Whom},
            lifecycle::verb,
        },
    },
    room::{self, Actor, Change, Fields},
};
use serde_json::json;

/// Whether whoever is asked reads it on the card, which is posted with it, or is told besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    OnCard,
    Aloud,
    /// Whoever asked in public has written again.
    Again,
}

/// Takes the next step now, or sets when it is taken: while it is quiet for whoever it would ask, it waits. What is over,
/// taken or put off is left alone.
pub async fn step(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    row: &mut Escalation,
    how: Ask,
) -> Result<(), Error> {
    row.climb.next_step_at = None;
    row.climb.is_area_asked = false;
    if !is_climbing(&row.facts) {
        return Ok(());
    }
    let ladder = ladder_of(tx, guild, around, row).await?;
    let (place, last) = (row.climb.place(), row.climb.last());
    let people = around.people(&row.facts);
    let Some(next) = ladder::next(&ladder, &people, place, last.as_ref().map(whom)) else {
        room::record(tx, by, SUBJECT, row.id, verb::STOPPED, Change::default());
        return Ok(());
    };
    let free = around.clock(guild, next.whom).free(by.now, row.facts.severity, last.is_none());
    if free > by.now {
        return wait(tx, by, row, free.into()).await;
    }
    ask(tx, by, row, next);
    // A card does not ping leads: whoever reads it may not be one.
    if how != Ask::OnCard || next.whom == Whom::Leads {
        notices::asks(tx, guild, by.now, around, row, (&next, how == Ask::Again)).await?;
    }
    row.climb.go_to(ladder::behind(&ladder, next.place));
    set_next(tx, by, guild, around, row).await
}

fn ask(tx: &mut Tx, by: &Actor, row: &mut Escalation, next: Next) {
    let user = next.whom.person();
    row.climb.asked_json.0.push(Asked { rung: next.rung, user, at: At::from(by.now) });
    row.climb.steps_taken += 1;
    row.facts.state = State::Routed;
    if row.facts.owner_user_id.is_none() {
        // Nobody owns it: it is with whoever was asked first.
        row.facts.owner_user_id = user;
    }
    let asked = json!({ "rung": next.rung, "asked_user_id": user });
    let asked: Fields = asked.as_object().cloned().unwrap_or_default();
    room::record(tx, by, SUBJECT, row.id, verb::ASKED, Change::noted(asked));
}

/// Sets when the next step is, after one that was just taken, or when something that was asked before goes on.
pub async fn set_next(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    row: &mut Escalation,
) -> Result<(), Error> {
    row.climb.next_step_at = None;
    if !is_climbing(&row.facts) {
        return Ok(());
    }
    let Some(last) = row.climb.last() else { return Ok(()) };
    let ladder = ladder_of(tx, guild, around, row).await?;
    let people = around.people(&row.facts);
    let Some(next) = ladder::next(&ladder, &people, row.climb.place(), Some(whom(&last))) else {
        return Ok(());
    };
    let (of_last, of_next) = (around.clock(guild, whom(&last)), around.clock(guild, next.whom));
    let since = last.at.utc();
    let due = ladder::due(&ladder, next.place, (since, &of_last), &of_next, row.facts.severity);
    // What goes on after a pause does not come twice in a moment.
    wait(tx, by, row, due.max(by.now + ladder::SHORTEST).into()).await
}

/// Asks for the area first, for two minutes.
pub async fn ask_for_area(tx: &mut Tx, by: &Actor, row: &mut Escalation) -> Result<(), Error> {
    row.climb.is_area_asked = true;
    wait(tx, by, row, (by.now + AREA_ASKED_FOR).into()).await
}

async fn wait(tx: &mut Tx, by: &Actor, row: &mut Escalation, at: At) -> Result<(), Error> {
    row.climb.next_step_at = Some(at);
    let job = TakeStep { escalation: row.id, step: row.climb.steps_taken, at: at.utc() };
    room::restart(tx, by.guild_id, &job, at.utc(), by.now).await
}
