//! What people do with a reminder that has been told.

use super::effects::{arm_wake, left_before, post, record};
use crate::{
    base::when,
    contract::{
        Answer, Context, Level, Reply, Source,
        args::{RemindDone, RemindReopen, RemindSnooze, RemindSnoozeUntil, RemindTick, RemindView},
    },
    db::{At, Reads, Tx},
    error::{Error, Fault},
    queue,
    reminder::{Kind, Occurrence, OccurrenceState, Reminder, State, rules, store, words},
    room::{Actor, Fields, fresh, outdated},
    workspace,
};

/// An occurrence that is being answered.
struct Held {
    reminder: Reminder,
    occurrence: Occurrence,
    /// Whether its card has been delivered, and whether that is the message whose button was pressed.
    is_delivered: bool,
    is_on_card: bool,
}

/// The occurrence, held in a transaction, if the caller may answer it.
async fn lock(cx: &Context, id: i64) -> Result<(Tx, Held), Error> {
    let seen = store::find_occurrence(&cx.db, cx.guild.id, id).await?.ok_or_else(words::no_occurrence)?;
    let card = queue::card(&mut &cx.db, cx.guild.id, &seen.card_key()).await?;
    let mut tx = cx.begin().await?;
    let reminder = store::lock(&mut tx, cx.guild.id, seen.reminder_id).await?;
    let reminder = reminder.ok_or_else(words::no_occurrence)?;
    let occurrence =
        store::lock_occurrence(&mut tx, cx.guild.id, id).await?.ok_or_else(words::no_occurrence)?;
    if !may_answer(cx, &reminder) {
        return Err(words::no_occurrence().into());
    }
    let is_on_card = card.as_ref().is_some_and(|card| cx.source.message_id() == Some(card.message_id));
    Ok((tx, Held { reminder, occurrence, is_delivered: card.is_some(), is_on_card }))
}

/// Its owner, whoever is mentioned, and everybody in its channel.
fn may_answer(cx: &Context, reminder: &Reminder) -> bool {
    let user_id = cx.caller.user_id;
    let is_there = reminder.channel_id == Some(cx.caller.channel_id);
    reminder.owner_user_id == user_id
        || reminder.kind != Kind::Me
            && (is_there || reminder.people_json.0.contains(&user_id) || cx.level >= Level::Lead)
}

/// The occurrence, if it is as the caller saw it and `can` be answered in that way.
async fn begin(cx: &Context, id: i64, can: impl FnOnce(&Held) -> bool) -> Result<(Tx, Held), Error> {
    let (tx, held) = lock(cx, id).await?;
    let refusal = || words::form_is_old(held.reminder.id);
    let tx = fresh(cx, tx, held.occurrence.version, refusal, as_it_is(cx, &held)).await?;
    if can(&held) { Ok((tx, held)) } else { Err(outdated(cx, tx, refusal, as_it_is(cx, &held)).await) }
}

/// The occurrence as it stands, to somebody whose button was drawn before that.
async fn as_it_is(cx: &Context, held: &Held) -> Answer {
    drawn(cx, &mut &cx.db, held).await
}

/// Stores and records a change, and shows it everywhere.
async fn finish(cx: &Context, mut tx: Tx, mut held: Held, verb: &str, before: Fields) -> Answer {
    let by = &Actor::from(cx);
    held.occurrence.version += 1;
    store::save_occurrence(&mut tx, cx.guild.id, &held.occurrence);
    record(&mut tx, by, held.reminder.id, verb, Some(before), Some(rules::standing(&held.occurrence)));
    arm_wake(&mut tx, by, &held.occurrence).await?;
    // What several people see is drawn by the outbox too, which keeps its states in order.
    if held.is_delivered && (!held.is_on_card || held.reminder.kind != Kind::Me) {
        post(&mut tx, by, &cx.guild, (&held.reminder, &held.occurrence), None).await?;
    }
    let reply = drawn(cx, &mut tx, &held).await?;
    cx.commit(tx, reply).await
}

/// The occurrence as it stands, in place of the message whose button was pressed.
async fn drawn(cx: &Context, on: &mut impl Reads, held: &Held) -> Result<Reply, Error> {
    let left = left_before(on, cx.guild.id, &held.reminder, &held.occurrence).await?;
    let message = words::told_where_it_is(&cx.guild, (&held.reminder, &held.occurrence), left.as_ref(), None);
    Ok(match cx.source {
        Source::Component { is_private, .. } if held.is_on_card || is_private || !held.is_delivered => {
            Reply::Update(message)
        }
        _ => Reply::private(message),
    })
}

/// It is done.
pub async fn done(cx: &Context, args: RemindDone) -> Answer {
    let can =
        |held: &Held| held.occurrence.state != OccurrenceState::Done && held.reminder.kind != Kind::Checklist;
    let (tx, mut held) = begin(cx, args.occurrence, can).await?;
    let before = rules::standing(&held.occurrence);
    let occurrence = &mut held.occurrence;
    (occurrence.state, occurrence.wakes_at) = (OccurrenceState::Done, None);
    (occurrence.done_by_user_id, occurrence.done_at) = (Some(cx.caller.user_id), Some(At::from(cx.now)));
    finish(cx, tx, held, "done", before).await
}

/// It is not done after all.
pub async fn reopen(cx: &Context, args: RemindReopen) -> Answer {
    let can =
        |held: &Held| held.occurrence.state == OccurrenceState::Done && held.reminder.kind != Kind::Checklist;
    let (tx, mut held) = begin(cx, args.occurrence, can).await?;
    let before = rules::standing(&held.occurrence);
    let occurrence = &mut held.occurrence;
    (occurrence.state, occurrence.done_by_user_id, occurrence.done_at) = (OccurrenceState::Open, None, None);
    finish(cx, tx, held, "reopened", before).await
}

/// It comes again later: in private on the owner's clock, in a channel on the reminder's.
pub async fn snooze(cx: &Context, args: RemindSnooze) -> Answer {
    let (mut tx, mut held) =
        begin(cx, args.occurrence, |held| held.occurrence.state != OccurrenceState::Done).await?;
    if held.reminder.state == State::Deleted {
        return Err(words::is_deleted(&held.reminder).into());
    }
    let text = match args.until {
        RemindSnoozeUntil::Quarter => "in 15m",
        RemindSnoozeUntil::Hour => "in 1h",
        RemindSnoozeUntil::Tomorrow => "tomorrow",
        RemindSnoozeUntil::Week => "next monday",
    };
    let zone = match held.reminder.kind {
        Kind::Me => workspace::person(&mut tx, cx.guild.id, cx.caller.user_id).await?.zone(&cx.guild).clone(),
        Kind::Channel | Kind::Checklist => held.reminder.zone(&cx.guild),
    };
    let hours = cx.guild.hours.clone().in_zone(zone.clone());
    let read = when::parse_instant(text, cx.now, &zone, &hours);
    let read = read.map_err(|error| Fault::Broken(format!("`{text}` does not read: {error}")))?;
    let before = rules::standing(&held.occurrence);
    (held.occurrence.state, held.occurrence.wakes_at) = (OccurrenceState::Snoozed, Some(At::from(read.at)));
    finish(cx, tx, held, "snoozed", before).await
}

/// Ticks an item of a checklist (`+3`) or takes that back (`-3`). All ticked, it is done.
pub async fn tick(cx: &Context, args: RemindTick) -> Answer {
    let is_ticked = args.item.starts_with('+');
    let place = args.item.get(1..).and_then(|digits| digits.parse::<usize>().ok()).unwrap_or(usize::MAX);
    // Somebody else may have been quicker.
    let can = |held: &Held| {
        let item = held.occurrence.ticks_json.0.get(place);
        item.is_some_and(|item| item.by.is_some() != is_ticked)
    };
    let (tx, mut held) = begin(cx, args.occurrence, can).await?;
    let before = rules::standing(&held.occurrence);
    // It is there, because it can be ticked.
    let item = &mut held.occurrence.ticks_json.0[place];
    item.by = is_ticked.then(|| (cx.caller.user_id, At::from(cx.now)));
    let (ticked, all) = held.occurrence.progress();
    let occurrence = &mut held.occurrence;
    match occurrence.state {
        _ if ticked == all => {
            (occurrence.state, occurrence.wakes_at) = (OccurrenceState::Done, None);
            (occurrence.done_by_user_id, occurrence.done_at) =
                (Some(cx.caller.user_id), Some(At::from(cx.now)));
        }
        OccurrenceState::Done => {
            (occurrence.state, occurrence.done_by_user_id, occurrence.done_at) =
                (OccurrenceState::Open, None, None);
        }
        _ => {}
    }
    finish(cx, tx, held, if is_ticked { "ticked" } else { "unticked" }, before).await
}

/// What could not be told in private, to its owner alone.
pub async fn view(cx: &Context, args: RemindView) -> Answer {
    let (mut tx, held) = lock(cx, args.occurrence).await?;
    let left = left_before(&mut tx, cx.guild.id, &held.reminder, &held.occurrence).await?;
    Ok(Reply::private(words::told_where_it_is(
        &cx.guild,
        (&held.reminder, &held.occurrence),
        left.as_ref(),
        None,
    )))
}
