//! `/remind edit` and `/remind delete`.

use super::{
    effects::{facts, keep, keep_undoing, redraw_snoozed},
    make::seen,
    place,
    reading::{self, Audience},
    undo::{MOST_EVENTS, fits},
};
use crate::{
    base::civil::Zone,
    contract::{
        Answer, ChannelId, Context, Line, Name, Reply,
        args::{RemindDelete, RemindEdit, RemindRevise, RemindUndelete},
        leaf, open_form,
    },
    db::{At, Json, Tx, event},
    error::{Error, Fault},
    reminder::{
        Kind, Reminder, SUBJECT, State,
        rules::{self, verb},
        store, words,
    },
    room::{Actor, fresh, outdated},
};

/// Changes that were asked for.
#[derive(Default)]
struct Changes {
    text: Option<String>,
    when: Option<String>,
    channel: Option<ChannelId>,
    people: Option<String>,
    items: Option<String>,
    zone: Option<Zone>,
}

/// Changes a reminder. With no changes given, a form opens that is filled with what there is.
pub async fn edit(cx: &Context, args: RemindEdit) -> Answer {
    let RemindEdit { reminder, text, when, channel, people, items, zone } = args;
    let is_bare =
        text.is_none() && when.is_none() && channel.is_none() && people.is_none() && items.is_none();
    if is_bare && zone.is_none() {
        return edit_form(cx, &reminder).await;
    }
    change(cx, &reminder, Changes { text, when, channel, people, items, zone }).await
}

/// What the form of a reminder in a channel says.
pub async fn revise(cx: &Context, args: RemindRevise) -> Answer {
    let RemindRevise { reminder, text, when, people, items } = args;
    // An empty input of the form means nobody.
    let people = people.or_else(|| Some("none".to_owned()));
    change(cx, &reminder, Changes { text, when, people, items, ..Changes::default() }).await
}

async fn edit_form(cx: &Context, name: &Name) -> Answer {
    let reminder = seen(cx, &name.0, true).await?;
    let path = if reminder.kind == Kind::Me { "remind edit" } else { "remind revise" };
    let line = Line::new(path).with("reminder", format!("#{}", reminder.id)).version(reminder.version);
    let mentions = words::audience(&reminder);
    let value = |input: &str| match input {
        "text" => Some(reminder.text.clone()),
        "when" => Some(words::when_as_typed(&reminder)),
        "people" => Some(mentions.clone()),
        _ => Some(reminder.items_json.0.join("\n")),
    };
    Ok(Reply::Form(open_form(line, value)?))
}

/// The reminder, held in a transaction, if it is as the caller saw it and theirs to change.
pub(super) async fn begin(cx: &Context, name: &Name) -> Result<(Tx, Reminder), Error> {
    let id = seen(cx, &name.0, true).await?.id;
    let mut tx = cx.begin().await?;
    let reminder = store::lock(&mut tx, cx.guild.id, id).await?.ok_or_else(|| words::unknown(&name.0))?;
    let refusal = || words::form_is_old(reminder.id);
    let tx = fresh(cx, tx, reminder.version, refusal, as_it_is(cx, &reminder)).await?;
    Ok((tx, reminder))
}

/// Says that the button is old, and shows the reminder as it is.
pub(super) async fn as_it_is(cx: &Context, reminder: &Reminder) -> Answer {
    let may_change = rules::may_change(cx, reminder);
    Ok(cx.in_place(words::changed_since(&cx.guild, reminder, cx.now, may_change)))
}

/// Like [`begin`], for what only an active reminder can do.
pub(super) async fn begin_active(cx: &Context, name: &Name) -> Result<(Tx, Reminder), Error> {
    let (tx, reminder) = begin(cx, name).await?;
    match reminder.state {
        State::Active => Ok((tx, reminder)),
        State::Over => Err(words::is_over(reminder.id).into()),
        State::Deleted => Err(words::is_deleted(&reminder).into()),
    }
}

async fn change(cx: &Context, name: &Name, changes: Changes) -> Answer {
    let reminder = seen(cx, &name.0, true).await?;
    let audience = match &changes.people {
        Some(people) => Some(reading::audience(cx, people).await?),
        None => None,
    };
    if reminder.kind == Kind::Me && changes.channel.is_some() {
        return Err(words::private_only("channel").into());
    }
    let channel_id = changes.channel.as_ref().map(|channel| channel.0).or(reminder.channel_id);
    let allowed = may_tell(cx, &reminder, channel_id).await?;
    let (mut tx, mut reminder) = begin_active(cx, name).await?;
    // Somebody else may have moved it while Discord was asked.
    if changes.channel.is_none() && reminder.channel_id != allowed {
        let (refusal, as_it_is) = (|| words::form_is_old(reminder.id), as_it_is(cx, &reminder));
        return Err(outdated(cx, tx, refusal, as_it_is).await);
    }
    let before = facts(&reminder)?;
    let was = reminder.clone();
    let read = apply(cx, &mut reminder, changes, (allowed, audience))?;
    if reminder == was {
        return Err(words::nothing_to_change(reminder.id).into());
    }
    if reminder.timetable_json != was.timetable_json {
        let next = reading::next_untold(&mut tx, cx, &reminder).await?;
        reminder.due_at = Some(At::from(next.ok_or_else(words::never_again)?));
    }
    keep(&mut tx, &Actor::from(cx), &mut reminder, verb::EDITED, before).await?;
    let meant = words::Meant { others: &read.0, note: read.1.as_deref() };
    let message = words::edited(&cx.guild, &reminder, cx.now, &meant);
    cx.commit(tx, cx.in_place(message)).await
}

/// The channel that the reminder will be told in, `None` in private. What docket says there in somebody's name they must be
/// allowed to say, now as much as when it was made: by their role, and by Discord.
pub(super) async fn may_tell(
    cx: &Context,
    reminder: &Reminder,
    channel_id: Option<i64>,
) -> Result<Option<i64>, Error> {
    let made_by = match reminder.kind {
        Kind::Me => return Ok(None),
        Kind::Channel => "remind channel",
        Kind::Checklist => "remind checklist",
    };
    let needed = leaf(made_by).ok_or_else(|| Fault::Broken(format!("there is no `{made_by}`")))?.who;
    if cx.level < needed {
        return Err(words::level_needed(reminder, needed).into());
    }
    Ok(Some(place::channel(cx, channel_id.map(ChannelId)).await?))
}

/// What else a time can mean, and what clocks do at it.
type Besides = (Vec<words::Other>, Option<String>);

/// Applies the changes; returns what there is to say about the time.
fn apply(
    cx: &Context,
    reminder: &mut Reminder,
    changes: Changes,
    (channel_id, audience): (Option<i64>, Option<Audience>),
) -> Result<Besides, Error> {
    if let Some(text) = &changes.text {
        reminder.text = reading::text(Some(text))?;
    }
    let is_private = reminder.kind == Kind::Me;
    if let Some(Audience { people, roles }) = audience {
        if is_private && !(people.is_empty() && roles.is_empty()) {
            return Err(words::private_only("people").into());
        }
        (reminder.people_json, reminder.roles_json) =
            (Json(people), (!roles.is_empty()).then_some(Json(roles)));
    }
    reminder.channel_id = channel_id;
    if let Some(items) = &changes.items {
        if reminder.kind != Kind::Checklist {
            return Err(words::no_checklist().into());
        }
        reminder.items_json = Json(reading::items(Some(items))?);
    }
    let old = words::when_as_typed(reminder);
    let when = changes.when.filter(|when| when.trim() != old);
    if when.is_none() && changes.zone.is_none() {
        return Ok(Besides::default());
    }
    if let (None, Some(zone), Some(Json(table))) = (&when, &changes.zone, &mut reminder.timetable_json) {
        // The series goes on as it is, by other clocks.
        *table = table.clone().in_zone(zone.clone());
        reminder.zone = zone.name().to_owned();
        return Ok(Besides::default());
    }
    let own_zone = reminder.zone(&cx.guild);
    let typed = when.unwrap_or(old);
    let read = reading::time(
        cx,
        &typed,
        changes.zone.as_ref().unwrap_or(&own_zone),
        rules::was(reminder, &own_zone),
    )?;
    let timetable = read.timetable.map(Json);
    // The same series in other words goes on as it is, with whatever was moved or missed.
    if timetable.is_none() || timetable != reminder.timetable_json {
        reminder.zone = read.zone.name().to_owned();
        reminder.due_at = Some(At::from(read.due_at));
        reminder.timetable_json = timetable;
        reminder.missed = 0;
    }
    Ok((read.others, read.note))
}

/// Deletes a reminder; the button of the answer brings it back. What of it is snoozed does not come again meanwhile.
pub async fn delete(cx: &Context, args: RemindDelete) -> Answer {
    let (mut tx, mut reminder) = begin_active(cx, &args.reminder).await?;
    let before = facts(&reminder)?;
    reminder.state = State::Deleted;
    keep(&mut tx, &Actor::from(cx), &mut reminder, verb::DELETED, before).await?;
    redraw_snoozed(&mut tx, &Actor::from(cx), &cx.guild, &reminder).await?;
    cx.commit(tx, cx.in_place(words::deleted(&reminder))).await
}

/// Brings a deleted reminder back. A series goes on with its next occurrence; what took place once and was missed
/// meanwhile is told at once.
pub async fn undelete(cx: &Context, args: RemindUndelete) -> Answer {
    let (mut tx, mut reminder) = begin(cx, &args.reminder).await?;
    if reminder.state != State::Deleted {
        return Err(words::not_deleted(reminder.id).into());
    }
    fits(cx, &mut tx, &reminder).await?;
    let before = facts(&reminder)?;
    reminder.due_at = reading::next_untold(&mut tx, cx, &reminder).await?.map(At::from);
    reminder.state = if reminder.due_at.is_some() { State::Active } else { State::Over };
    let actor = &Actor::from(cx);
    let events = event::history(&mut tx, cx.guild.id, SUBJECT, reminder.id, None, MOST_EVENTS).await?;
    match rules::last_deletion(&events) {
        Some(deletion) => {
            let what = (verb::BROUGHT_BACK, deletion.id);
            keep_undoing(&mut tx, actor, &mut reminder, what, before).await?;
        }
        // It is so long ago that undo does not reach it either.
        None => keep(&mut tx, actor, &mut reminder, verb::BROUGHT_BACK, before).await?,
    }
    redraw_snoozed(&mut tx, actor, &cx.guild, &reminder).await?;
    cx.commit(tx, cx.in_place(words::brought_back(&cx.guild, &reminder, cx.now))).await
}
