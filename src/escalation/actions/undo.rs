//! Taking back the last change.

use super::{
    around::Around,
    change::{Then, answer, apply_undoing, begin},
};
use crate::{
    contract::{Answer, Context, Level, args::EscalationUndo},
    db::event,
    escalation::{Facts, SUBJECT, rules::lifecycle::verb, words},
    room::{Change, fields, last_undoable, take_back},
};
use serde_json::Value;

/// How far back undo looks.
const MOST_EVENTS: i64 = 200;

/// Takes back the last change: one's own, or anyone's for a lead. Who was asked meanwhile stays told.
pub async fn undo(cx: &Context, args: EscalationUndo) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (mut tx, before) = begin(cx, &around, args.escalation.0).await?;
    let events = event::history(&mut tx, cx.guild.id, SUBJECT, before.id, None, MOST_EVENTS).await?;
    let can = |event: &event::Event| verb::UNDOABLE.contains(&event.verb.as_str());
    let last = last_undoable(&events, can).ok_or_else(|| words::nothing_to_undo(before.id))?;
    if last.actor_user_id != Some(cx.caller.user_id) && cx.level < Level::Lead {
        return Err(words::not_yours_to_undo(before.id, last.actor_user_id).into());
    }
    let mut change = Change::of(last)?;
    // Who was asked since moves it on by itself: that is no change of anybody's.
    let now = fields(&before.facts)?;
    if let Some(after) = change.after.as_mut()
        && after.get("state") == Some(&Value::from("new"))
        && now.get("state") == Some(&Value::from("routed"))
    {
        after.insert("state".to_owned(), "routed".into());
    }
    let back = take_back(Some(&now), &change).map_err(|_| words::superseded(before.id))?;
    let back = back.ok_or_else(|| words::superseded(before.id))?;
    let facts: Facts = serde_json::from_value(Value::Object(back))?;
    let is_elsewhere =
        facts.owner_user_id != before.facts.owner_user_id || facts.area_id != before.facts.area_id;
    let then = if is_elsewhere { Then::Restart } else { Then::GoOn };
    let row = apply_undoing(cx, &mut tx, &around, &before, facts, (last.id, then)).await?;
    let verb = last.verb.clone();
    answer(cx, tx, &around, &row, |view| words::undone(view, &verb)).await
}
