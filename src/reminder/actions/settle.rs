//! What every change has in common: it is recorded, timers are set, cards are drawn.

use crate::{
    contract::{Context, Message, Timer},
    db::{
        At, Tx,
        event::{self, NewEvent},
    },
    error::Error,
    queue::{self, Fallback, NewJob, NewMessage, Target},
    reminder::{Kind, Occurrence, Reminder, SUBJECT, Standing, State, store, words},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// A reminder that could not be told helps for so long, or until it comes again.
const HELPS: TimeDelta = TimeDelta::days(1);

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub guild_id: i64,
    pub user_id: Option<i64>,
    pub interaction_id: Option<i64>,
    pub now: DateTime<Utc>,
}

impl By {
    pub fn person(cx: &Context) -> Self {
        let (user_id, interaction_id) = (Some(cx.caller.user_id), Some(cx.interaction_id));
        Self { guild_id: cx.guild.id, user_id, interaction_id, now: cx.now }
    }

    pub fn timer(timer: &Timer) -> Self {
        Self { guild_id: timer.guild.id, user_id: None, interaction_id: None, now: timer.now }
    }
}

/// What can change of a reminder, for its events.
pub fn facts(reminder: &Reminder) -> Value {
    json!({
        "text": reminder.text, "items": reminder.items_json.0, "people": reminder.people_json.0,
        "channel_id": reminder.channel_id, "zone": reminder.zone, "timetable": reminder.timetable(),
        "due_at": reminder.due_at, "state": reminder.state,
    })
}

/// What can change of an occurrence, for its events.
pub fn standing(occurrence: &Occurrence) -> Value {
    json!({
        "occurrence": occurrence.id, "state": occurrence.state, "wakes_at": occurrence.wakes_at,
        "ticks": occurrence.ticks_json.0,
    })
}

/// Records what happened to a reminder.
pub fn record(tx: &mut Tx, by: By, id: i64, verb: &str, before: Option<Value>, after: Option<Value>) {
    let event = NewEvent {
        guild_id: by.guild_id,
        happened_at: by.now,
        actor_user_id: by.user_id,
        interaction_id: by.interaction_id,
        subject: SUBJECT,
        subject_id: id,
        verb,
        before,
        after,
    };
    event::record(tx, event);
}

/// Saves a changed reminder with its next version and event, and sets the timer for its next occurrence.
pub async fn keep(
    tx: &mut Tx,
    by: By,
    reminder: &mut Reminder,
    verb: &str,
    before: Value,
) -> Result<(), Error> {
    reminder.version += 1;
    store::save(tx, by.guild_id, reminder);
    record(tx, by, reminder.id, verb, Some(before), Some(facts(reminder)));
    arm(tx, by, reminder).await
}

/// Sets the timer for the next occurrence. One that is there already stays.
pub async fn arm(tx: &mut Tx, by: By, reminder: &Reminder) -> Result<(), Error> {
    let Some(due_at) = reminder.due_at.filter(|_| reminder.state == State::Active).map(At::utc) else {
        return Ok(());
    };
    let payload = json!({ "reminder": reminder.id, "at": due_at });
    job(tx, by, "reminder.due", reminder.id, due_at, payload).await
}

/// Sets the timer that ends a snooze.
pub async fn arm_wake(tx: &mut Tx, by: By, occurrence: &Occurrence) -> Result<(), Error> {
    let Some(wakes_at) = occurrence.wakes_at.map(At::utc) else { return Ok(()) };
    let payload = json!({ "occurrence": occurrence.id, "reminder": occurrence.reminder_id, "at": wakes_at });
    job(tx, by, "reminder.wake", occurrence.id, wakes_at, payload).await
}

/// A timer, named by what it is about and its instant. One that was put aside starts over.
async fn job(
    tx: &mut Tx,
    by: By,
    kind: &str,
    id: i64,
    run_at: DateTime<Utc>,
    payload: Value,
) -> Result<(), Error> {
    let key = format!("{kind}:{id}:{}", run_at.timestamp_micros());
    let new = NewJob { guild_id: by.guild_id, kind, key: &key, run_at, payload };
    if !queue::enqueue(tx, new, by.now).await? {
        queue::reschedule(tx, by.guild_id, &key, run_at).await?;
    }
    Ok(())
}

/// What a checklist's occurrence before this one left open.
pub async fn left_before(
    tx: &mut Tx,
    guild_id: i64,
    reminder: &Reminder,
    occurrence: &Occurrence,
) -> Result<Option<Occurrence>, Error> {
    if reminder.kind != Kind::Checklist {
        return Ok(None);
    }
    let before = store::previous(tx, guild_id, reminder.id, occurrence.due_at).await?;
    Ok(before.filter(|before| before.progress().0 < before.progress().1))
}

/// Puts the newest state of an occurrence's card into the outbox. With `pings` it is told anew, else it is an edit of
/// what was told.
pub async fn post(
    tx: &mut Tx,
    by: By,
    reminder: &Reminder,
    occurrence: &Occurrence,
    pings: Option<&[i64]>,
) -> Result<(), Error> {
    let left = left_before(tx, by.guild_id, reminder, occurrence).await?;
    let message = words::told(reminder, occurrence, left.as_ref(), pings.unwrap_or_default());
    let target = reminder.channel_id.map_or(Target::Person(reminder.owner_user_id), Target::Channel);
    let fallback = match pings {
        Some(_) => Some(fallback(reminder, occurrence)?),
        None => None,
    };
    let (key, body) = (occurrence.card_key(), serde_json::to_value(&message)?);
    let new = NewMessage { guild_id: by.guild_id, target, body, card: Some(&key), fallback };
    let next = reminder.due_at.map(At::utc).filter(|next| *next > by.now);
    let until = next.unwrap_or(DateTime::<Utc>::MAX_UTC).min(by.now + HELPS);
    queue::post_until(tx, new, until, by.now);
    Ok(())
}

/// Draws anew what was snoozed: whether it comes again depends on its reminder, which was deleted or brought back.
pub async fn redraw_snoozed(tx: &mut Tx, by: By, reminder: &Reminder) -> Result<(), Error> {
    let open = store::open_occurrences(tx, by.guild_id, reminder.id).await?;
    for occurrence in open.iter().filter(|it| it.state == Standing::Snoozed) {
        if queue::card(tx, by.guild_id, &occurrence.card_key()).await?.is_some() {
            post(tx, by, reminder, occurrence, None).await?;
        }
    }
    Ok(())
}

/// What cannot be told in private is hinted at where the reminder was made; what cannot be told in its channel goes to
/// its owner.
fn fallback(reminder: &Reminder, occurrence: &Occurrence) -> Result<Fallback, Error> {
    let (target, message): (Target, Message) = match reminder.channel_id {
        None => (Target::Channel(reminder.origin_channel_id), words::knock(reminder, occurrence)),
        Some(channel_id) => (Target::Person(reminder.owner_user_id), words::not_posted(reminder, channel_id)),
    };
    Ok(Fallback { target, body: serde_json::to_value(message)? })
}
