//! One occurrence is left out or moved; the series stays as it is.

use super::{
    change::{begin, begin_active},
    effects::{facts, keep},
    reading,
};
use crate::{
    base::{
        civil::Zone,
        recurrence::Occurrence,
        when::{self, Reading},
    },
    contract::{
        Answer, Context,
        args::{RemindMove, RemindSkip, RemindUnskip},
    },
    db::{At, Json},
    error::Refusal,
    reminder::{Reminder, State, rules::verb, words},
    room::Actor,
};
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

/// How an occurrence is named in the buttons of docket's first versions: its local time by the rule.
const NAME: &str = "%Y-%m-%dT%H:%M:%S";

/// The occurrence that comes next.
fn next(cx: &Context, reminder: &Reminder) -> Option<Occurrence> {
    let due_at = reminder.due_at?.utc();
    reminder.timetable()?.next_after(due_at - TimeDelta::microseconds(1), &cx.guild.hours)
}

/// Leaves out the next occurrence.
pub async fn skip(cx: &Context, args: RemindSkip) -> Answer {
    let (mut tx, mut reminder) = begin_active(cx, &args.reminder).await?;
    let occurrence = next(cx, &reminder).ok_or_else(|| words::only_once(&reminder))?;
    let before = facts(&reminder)?;
    let Some(Json(table)) = &mut reminder.timetable_json else {
        return Err(words::only_once(&reminder).into());
    };
    table.skip(occurrence.original).map_err(|error| words::bad_series(&error))?;
    let following = table.next_after(occurrence.at, &cx.guild.hours);
    reminder.due_at = following.map(|next| At::from(next.at));
    if reminder.due_at.is_none() {
        reminder.state = State::Over;
    }
    keep(&mut tx, &Actor::from(cx), &mut reminder, verb::SKIPPED, before).await?;
    let message = words::skipped(&cx.guild, &reminder, occurrence.at);
    cx.commit(tx, cx.in_place(message)).await
}

/// Moves the next occurrence; what takes place once is moved altogether.
pub async fn shift(cx: &Context, args: RemindMove) -> Answer {
    let (mut tx, mut reminder) = begin_active(cx, &args.reminder).await?;
    let zone = reminder.zone(&cx.guild);
    let (before, from) = (facts(&reminder)?, reminder.due_at.map_or(cx.now, At::utc));
    let occurrence = next(cx, &reminder);
    let was = occurrence.map_or_else(|| zone.local(from), |occurrence| occurrence.local);
    let read = instant(cx, &zone, &args.to.0, was.time())?;
    let to = read.at;
    match occurrence {
        None => reminder.due_at = Some(At::from(to)),
        Some(occurrence) => {
            move_one(&mut reminder, occurrence.original, zone.local(to))?;
            reminder.due_at = reading::next_untold(&mut tx, cx, &reminder).await?.map(At::from);
        }
    }
    keep(&mut tx, &Actor::from(cx), &mut reminder, verb::MOVED, before).await?;
    // The other reading would move what comes next, which must still be this one.
    let is_next = reminder.due_at == Some(At::from(to));
    let others = read.others.into_iter().filter(|_| is_next).map(|(at, _)| at).collect();
    let message = words::moved(&cx.guild, &reminder, from, to, others).noting(read.note.as_deref());
    cx.commit(tx, cx.in_place(message)).await
}

fn move_one(reminder: &mut Reminder, original: NaiveDateTime, to: NaiveDateTime) -> Result<(), Refusal> {
    let Some(Json(table)) = &mut reminder.timetable_json else { return Ok(()) };
    table.move_to(original, to).map_err(|error| words::bad_series(&error))
}

/// The instant that is meant, with the other ones that can be: a day without a time of day keeps the one there was.
fn instant(cx: &Context, zone: &Zone, text: &str, was: NaiveTime) -> Result<Reading, Refusal> {
    let hours = cx.guild.hours.clone().in_zone(zone.clone());
    let read = when::parse_moved(text, cx.now, zone, &hours, was);
    let read = read.map_err(|error| words::bad_instant(&error))?;
    if read.at <= cx.now {
        let others = read.others.iter().map(|(at, label)| words::once(*at, label.clone()));
        return Err(words::in_the_past(read.at, "to", others.collect()));
    }
    Ok(read)
}

/// The button that docket's first versions drew under both: the occurrence takes place as the rule says.
pub async fn unskip(cx: &Context, args: RemindUnskip) -> Answer {
    let (mut tx, mut reminder) = begin(cx, &args.reminder).await?;
    if reminder.state == State::Deleted {
        return Err(words::is_deleted(&reminder).into());
    }
    let original = NaiveDateTime::parse_from_str(&args.at, NAME).ok();
    let before = facts(&reminder)?;
    let restored = match (&mut reminder.timetable_json, original) {
        (Some(Json(table)), Some(original)) => table.restore(original),
        _ => None,
    };
    if restored.is_none() {
        return Err(words::nothing_to_take_back(reminder.id).into());
    }
    reminder.due_at = reading::next_untold(&mut tx, cx, &reminder).await?.map(At::from);
    reminder.state = if reminder.due_at.is_some() { State::Active } else { State::Over };
    keep(&mut tx, &Actor::from(cx), &mut reminder, verb::RESTORED, before).await?;
    let message = words::edited(&cx.guild, &reminder, cx.now, &words::Meant::default());
    cx.commit(tx, cx.in_place(message)).await
}
