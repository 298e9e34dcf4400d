//! What every change has in common: it is recorded, timers are set, cards are drawn.

use super::timers::{Due, Wake};
use crate::{
    contract::Guild,
    db::{At, Reads, Tx},
    error::{Error, Fault},
    queue::{self, Target},
    reminder::{Kind, Occurrence, OccurrenceState, Reminder, SUBJECT, State, rules::Facts, store, words},
    room::{self, Actor, Change, Fields, difference, draw_in_private_until, draw_until, fields},
};
use chrono::{DateTime, TimeDelta, Utc};

/// A reminder that could not be told helps for so long, or until it comes again.
const HELPS: TimeDelta = TimeDelta::days(1);

/// What can change of a reminder, for its events.
pub fn facts(reminder: &Reminder) -> Result<Fields, Fault> {
    fields(&Facts::of(reminder))
}

/// Records what happened to a reminder.
pub fn record(
    tx: &mut Tx,
    actor: &Actor,
    id: i64,
    verb: &str,
    before: Option<Fields>,
    after: Option<Fields>,
) {
    room::record(tx, actor, SUBJECT, id, verb, Change { before, after });
}

/// Saves a changed reminder with its next version and event, and sets the timer for its next occurrence.
pub async fn keep(
    tx: &mut Tx,
    by: &Actor,
    reminder: &mut Reminder,
    verb: &str,
    before: Fields,
) -> Result<(), Error> {
    let change = difference(&before, &facts(reminder)?).unwrap_or_default();
    save(tx, by, reminder, verb, change).await
}

/// The same for a change that takes back the event `undone`.
pub async fn keep_undoing(
    tx: &mut Tx,
    by: &Actor,
    reminder: &mut Reminder,
    (verb, undone): (&str, i64),
    before: Fields,
) -> Result<(), Error> {
    let change = difference(&before, &facts(reminder)?).unwrap_or_default();
    save(tx, by, reminder, verb, change.undoing(undone)).await
}

async fn save(
    tx: &mut Tx,
    by: &Actor,
    reminder: &mut Reminder,
    verb: &str,
    change: Change,
) -> Result<(), Error> {
    reminder.version += 1;
    store::save(tx, by.guild_id, reminder);
    room::record(tx, by, SUBJECT, reminder.id, verb, change);
    arm(tx, by, reminder).await
}

/// Sets the timer for the next occurrence. One that is there already starts over.
pub async fn arm(tx: &mut Tx, by: &Actor, reminder: &Reminder) -> Result<(), Error> {
    let Some(due_at) = reminder.due_at.filter(|_| reminder.state == State::Active).map(At::utc) else {
        return Ok(());
    };
    let due = Due { reminder: reminder.id, at: due_at };
    room::restart(tx, by.guild_id, &due, due_at, by.now).await
}

/// Sets the timer that ends a snooze.
pub async fn arm_wake(tx: &mut Tx, by: &Actor, occurrence: &Occurrence) -> Result<(), Error> {
    let Some(wakes_at) = occurrence.wakes_at.map(At::utc) else { return Ok(()) };
    let wake = Wake { occurrence: occurrence.id, reminder: occurrence.reminder_id, at: wakes_at };
    room::restart(tx, by.guild_id, &wake, wakes_at, by.now).await
}

/// What a checklist's occurrence before this one left open.
pub async fn left_before(
    on: &mut impl Reads,
    guild_id: i64,
    reminder: &Reminder,
    occurrence: &Occurrence,
) -> Result<Option<Occurrence>, Error> {
    if reminder.kind != Kind::Checklist {
        return Ok(None);
    }
    let before = store::previous(on, guild_id, reminder.id, occurrence.due_at).await?;
    Ok(before.filter(|before| before.progress().0 < before.progress().1))
}

/// Puts the newest state of an occurrence's card into the outbox. With `pings` it is told anew, else it is an edit of
/// what was told.
pub async fn post(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (reminder, occurrence): (&Reminder, &Occurrence),
    pings: Option<&[i64]>,
) -> Result<(), Error> {
    let left = left_before(tx, by.guild_id, reminder, occurrence).await?;
    let message = words::told_where_it_is(guild, (reminder, occurrence), left.as_ref(), pings);
    let next = reminder.due_at.map(At::utc).filter(|next| *next > by.now);
    let until = next.unwrap_or(DateTime::<Utc>::MAX_UTC).min(by.now + HELPS);
    let (card, owner) = (occurrence.card_key(), reminder.owner_user_id);
    match reminder.channel_id {
        // What cannot be told in private is hinted at where the reminder was made.
        None => {
            let origin = Target::Channel(reminder.origin_channel_id);
            let hint = pings.map(|_| (origin, words::dms_are_closed(reminder, occurrence)));
            draw_in_private_until(tx, by, (owner, until), &card, &message, hint)
        }
        // What cannot be told in its channel goes to its owner.
        Some(channel_id) => {
            let instead = pings.map(|_| (Target::Person(owner), words::not_posted(reminder, channel_id)));
            draw_until(tx, by, (Target::Channel(channel_id), until), &card, &message, instead)
        }
    }
}

/// Draws anew what was snoozed: whether it comes again depends on its reminder, which was deleted or brought back.
pub async fn redraw_snoozed(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    reminder: &Reminder,
) -> Result<(), Error> {
    let open = store::open_occurrences(tx, by.guild_id, reminder.id).await?;
    for occurrence in open.iter().filter(|it| it.state == OccurrenceState::Snoozed) {
        if queue::card(tx, by.guild_id, &occurrence.card_key()).await?.is_some() {
            post(tx, by, guild, (reminder, occurrence), None).await?;
        }
    }
    Ok(())
}
