//! A series rests, goes on, and its last change is taken back.

use super::{
    apply::{save_occurrence, save_series},
    follow::hand_on,
    history::undo_date,
    open::{begin, find, masked, rows},
};
use crate::{
    contract::{
        Answer, Context,
        args::{MeetingPause, MeetingResume, MeetingUndo},
    },
    db::event,
    meeting::{
        OccurrenceFacts, SERIES, SeriesFacts, SeriesState, State,
        rules::{self, verb},
        store, words,
    },
    room::{Actor, Deed, facts_before, last_undoable},
};

/// How far back undo reaches.
const MOST_EVENTS: i64 = 100;

/// No date takes place until it goes on.
pub async fn pause(cx: &Context, args: MeetingPause) -> Answer {
    let (mut tx, before) = begin(cx, args.meeting.as_ref()).await?;
    let facts = SeriesFacts { state: SeriesState::Paused, ..before.facts.clone() };
    let by = &Actor::from(cx);
    let after = save_series(&mut tx, by, &cx.guild, (&before, facts), Deed::of(verb::PAUSED)).await?;
    let reply = cx.in_place(words::paused(&words::Seen::of(cx), &after));
    cx.commit(tx, reply).await
}

/// It goes on. What was to take place meanwhile hands its topics on.
pub async fn resume(cx: &Context, args: MeetingResume) -> Answer {
    let (mut tx, before) = begin(cx, args.meeting.as_ref()).await?;
    let facts = SeriesFacts { state: SeriesState::Active, ..before.facts.clone() };
    let by = &Actor::from(cx);
    let after = save_series(&mut tx, by, &cx.guild, (&before, facts), Deed::of(verb::RESUMED)).await?;
    let known = rows(&mut tx, cx.guild.id, &after, after.created_at.utc()).await?;
    let missed = |row: &&crate::meeting::Occurrence| {
        row.facts.state.is_to_come() && row.facts.starts_at.utc() <= cx.now
    };
    for row in known.iter().filter(missed) {
        let facts = OccurrenceFacts { state: State::Skipped, ..row.facts.clone() };
        let row = save_occurrence(&mut tx, by, (row, facts), Deed::of(verb::SKIPPED)).await?;
        hand_on(&mut tx, by, &cx.guild, (&after, &row)).await?;
    }
    let known = rows(&mut tx, cx.guild.id, &after, cx.now).await?;
    let dates = rules::slots(&after.facts, &cx.guild.hours, &known, cx.now, 1);
    let reply = cx.in_place(words::resumed(&words::Seen::of(cx), &after, dates.first()));
    cx.commit(tx, reply).await
}

/// Takes back the last change of a series; of its making, while it has no topics. With a date, the last change of that.
pub async fn undo(cx: &Context, args: MeetingUndo) -> Answer {
    if let Some(typed) = args.date.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        let series = find(cx, Some(&args.meeting)).await?;
        return undo_date(cx, &series, typed).await;
    }
    let (mut tx, before) = begin(cx, Some(&args.meeting)).await?;
    let events = event::history(&mut tx, cx.guild.id, SERIES, before.id, None, MOST_EVENTS).await?;
    let can = |event: &event::Event| verb::SERIES_UNDOABLE.contains(&event.verb.as_str());
    let last = last_undoable(&events, can).ok_or_else(|| words::nothing_to_undo(&masked(cx, &before)))?;
    let facts = match last.verb == verb::CREATED {
        true => SeriesFacts { state: SeriesState::Withdrawn, ..before.facts.clone() },
        false => facts_before(last, &before.facts)?.ok_or_else(|| words::superseded(&masked(cx, &before)))?,
    };
    let name = facts.name.to_lowercase();
    let all = store::all_series(&mut tx, cx.guild.id).await?;
    if all.iter().any(|other| other.id != before.id && other.facts.name.to_lowercase() == name) {
        return Err(words::name_taken(&facts.name).into());
    }
    let deed = Deed { verb: verb::UNDONE, undoes: Some(last.id) };
    let after = save_series(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), deed).await?;
    let known = rows(&mut tx, cx.guild.id, &after, cx.now).await?;
    let dates = rules::slots(&after.facts, &cx.guild.hours, &known, cx.now, 5);
    let reply = cx.in_place(words::undone(&words::Seen::of(cx), &after, &dates, &last.verb));
    cx.commit(tx, reply).await
}
