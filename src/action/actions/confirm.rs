//! Confirming decisions, so that meetings do not ask about them any more.

use super::apply::draw_decision;
use crate::{
    action::{
        DECISION, Decision,
        rules::{self, Viewer, verb},
        store, words,
    },
    contract::{Answer, Context, args::DecisionConfirm},
    db::{At, Reads},
    error::Error,
    room::{self, Actor, Change, Fields},
};

/// A PM confirms a decision. Its text never changes, so a button of whatever age does.
pub async fn decision_confirm(cx: &Context, args: DecisionConfirm) -> Answer {
    let id = args.decision.0;
    let mut tx = cx.begin().await?;
    let found = store::lock_decision(&mut tx, cx.guild.id, id).await?;
    let found = found.filter(|decision| rules::may_see(Viewer::of(cx), decision));
    let mut decision = found.ok_or_else(|| words::unknown_decision(id))?;
    if decision.confirmed_by_user_id.is_some() || !decision.counts() {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::not_to_confirm(&decision).into()),
        };
    }
    decision.confirmed_by_user_id = Some(cx.caller.user_id);
    decision.confirmed_at = Some(At::from(cx.now));
    decision.version += 1;
    store::save_decision(&mut tx, cx.guild.id, &decision);
    room::record(&mut tx, &Actor::from(cx), DECISION, id, verb::CONFIRMED, Change::noted(Fields::new()));
    draw_decision(&mut tx, &cx.guild, cx.now, &decision)?;
    cx.neighbours.made_of(&mut tx, &cx.guild, cx.now, (DECISION, id)).await?;
    let reply = cx.in_place(words::decision_confirmed(&words::Seen::of(cx), &decision));
    cx.commit(tx, reply).await
}

/// What was confirmed from an instant to another, the first first, as far as everybody may know.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmed_in(
    on: &mut impl Reads,
    guild_id: i64,
    (from, until): (At, At),
) -> Result<Vec<Decision>, Error> {
    let found = store::confirmed_in(on, guild_id, (from, until)).await?;
    Ok(found.into_iter().filter(|decision| decision.counts() && !decision.is_confidential).collect())
}
