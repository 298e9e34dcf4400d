//! `/remind undo`: takes the last change of a reminder back.

use super::{
    change::{as_it_is, begin, may_tell},
    effects::{facts, keep_undoing, redraw_snoozed},
    make::seen,
    reading,
};
use crate::{
    contract::{Answer, Context, args::RemindUndo},
    db::{
        At, Reads, Tx,
        event::{self, Event},
    },
    error::Error,
    reminder::{
        Reminder, SUBJECT, State,
        rules::{self, Facts, verb},
        store, words,
    },
    room::{Actor, outdated},
};

/// How far back undo reaches.
pub(super) const MOST_EVENTS: i64 = 100;

/// Takes back the last change, whoever made it; who may change a reminder may do that. Taking back its making deletes it.
pub async fn undo(cx: &Context, args: RemindUndo) -> Answer {
    // Where the reminder would be told again is asked of Discord first.
    let before = seen(cx, &args.reminder.0, true).await?;
    let (event, back) = last_change(cx, &mut &cx.db, &before).await?;
    if back.state == State::Active {
        may_tell(cx, &before, back.channel_id).await?;
    }
    let (mut tx, mut reminder) = begin(cx, &args.reminder).await?;
    if reminder.version != before.version {
        let (refusal, as_it_is) = (|| words::form_is_old(reminder.id), as_it_is(cx, &reminder));
        return Err(outdated(cx, tx, refusal, as_it_is).await);
    }
    back.put_into(&mut reminder);
    if reminder.state != State::Deleted {
        reminder.due_at = reading::next_untold(&mut tx, cx, &reminder).await?.map(At::from);
        reminder.state = if reminder.due_at.is_some() { State::Active } else { State::Over };
    }
    if reminder.state == State::Active && before.state != State::Active {
        fits(cx, &mut tx, &reminder).await?;
    }
    let actor = &Actor::from(cx);
    keep_undoing(&mut tx, actor, &mut reminder, (verb::UNDONE, event.id), facts(&before)?).await?;
    redraw_snoozed(&mut tx, actor, &cx.guild, &reminder).await?;
    let message = words::undone(&cx.guild, &reminder, cx.now, &event.verb);
    cx.commit(tx, cx.in_place(message)).await
}

/// The last change that can be taken back, and the reminder without it.
async fn last_change(
    cx: &Context,
    on: &mut impl Reads,
    reminder: &Reminder,
) -> Result<(Event, Facts), Error> {
    let events = event::history(on, cx.guild.id, SUBJECT, reminder.id, None, MOST_EVENTS).await?;
    let last = rules::last(&events).ok_or_else(|| words::nothing_to_undo(reminder.id))?;
    let back = rules::undo(last, &Facts::of(reminder))?.ok_or_else(|| words::superseded(reminder.id))?;
    Ok((last.clone(), back))
}

/// Refuses to bring a reminder back to somebody who has as many as one can have.
pub(super) async fn fits(cx: &Context, tx: &mut Tx, reminder: &Reminder) -> Result<(), Error> {
    let active = store::active_count(tx, cx.guild.id, reminder.owner_user_id).await?;
    if active >= rules::MOST_ACTIVE { Err(words::too_many(rules::MOST_ACTIVE).into()) } else { Ok(()) }
}
