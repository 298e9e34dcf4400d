//! What happened to a series or to one of its dates, and taking back what was last changed of a date.

use super::{
    apply::save_occurrence,
    dates::{announce, by_rule},
    follow::{hand_on, take_back},
    open::{AHEAD, begin_occurrence, dates, find, masked, read_day},
    timers::arm,
};
use crate::{
    contract::{Answer, Context, args::MeetingHistory},
    db::event::{self, Event},
    error::Error,
    meeting::{OCCURRENCE, Occurrence, Original, SERIES, Series, State, rules::verb, store, words},
    room::{Actor, Deed, facts_before, fresh, last_undoable},
};
use chrono::{NaiveTime, TimeDelta};

/// Events that are told at once.
const MOST_TOLD: i64 = 25;
/// How far back undo reaches.
const MOST_EVENTS: i64 = 100;
/// Dates of so long ago are offered.
const OFFERED: TimeDelta = TimeDelta::days(60);

/// `/meeting history`: what was changed of a series, or of one of its dates, the latest first.
pub async fn history(cx: &Context, args: MeetingHistory) -> Answer {
    let series = find(cx, args.meeting.as_ref()).await?;
    match args.date.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        Some(typed) => {
            let row = on_day(cx, &series, typed).await?;
            of_date(cx, &series, &row, None).await
        }
        None => {
            let on = &mut &cx.db;
            let events = event::history(on, cx.guild.id, SERIES, series.id, None, MOST_TOLD).await?;
            let local = Original(series.facts.timetable_json.0.series().zone().local(cx.now - OFFERED));
            let rows = store::around(on, cx.guild.id, series.id, (cx.now - OFFERED, local)).await?;
            Ok(cx.in_place(words::series_history(&words::Seen::of(cx), &series, &events, &rows)))
        }
    }
}

/// What happened to one date, under `head`. Not inside a transaction.
async fn of_date(cx: &Context, series: &Series, row: &Occurrence, head: Option<String>) -> Answer {
    let events = event::history(&mut &cx.db, cx.guild.id, OCCURRENCE, row.id, None, MOST_TOLD).await?;
    let can_undo = undoable(&events).is_some() && is_ahead(cx, row);
    Ok(cx.in_place(words::date_history(&words::Seen::of(cx), (series, row), (&events, can_undo), head)))
}

fn undoable(events: &[Event]) -> Option<&Event> {
    last_undoable(events, |event| verb::DATE_UNDOABLE.contains(&event.verb.as_str()))
}

/// Whether a date can still take place, or not.
fn is_ahead(cx: &Context, row: &Occurrence) -> bool {
    let is_open = row.facts.state.is_to_come() || row.facts.state == State::Skipped;
    is_open && row.facts.starts_at.utc() > cx.now
}

/// The date of that name, or one that is, or was to be, on that day.
async fn on_day(cx: &Context, series: &Series, typed: &str) -> Result<Occurrence, Error> {
    let on = &mut &cx.db;
    let unknown = || words::no_history(&masked(cx, series), typed);
    if let Ok(original) = Original::try_from(typed.to_owned()) {
        let found = store::of_original(on, cx.guild.id, series.id, original).await?;
        return Ok(found.ok_or_else(unknown)?);
    }
    let zone = series.facts.timetable_json.0.series().zone();
    let day = read_day(cx, series, (typed, "date"))?;
    let from = (zone.start_of_day(day), Original(day.and_time(NaiveTime::MIN)));
    let rows = store::around(on, cx.guild.id, series.id, from).await?;
    let is_it =
        |row: &Occurrence| row.original_local.0.date() == day || zone.date(row.facts.starts_at.utc()) == day;
    Ok(rows.into_iter().find(is_it).ok_or_else(unknown)?)
}

/// `/meeting undo` with a date: takes back what was last changed of it. Topics that went elsewhere come back.
pub async fn undo_date(cx: &Context, series: &Series, typed: &str) -> Answer {
    let mut tx = cx.begin().await?;
    let id = by_rule(cx, &mut tx, series, typed).await?.id;
    drop(tx);
    let (tx, series, before) = begin_occurrence(cx, id).await?;
    let is_old = || words::form_is_old(&masked(cx, &series));
    let shown = async {
        of_date(cx, &series, &before, Some(words::date_changed_since(&words::Seen::of(cx), &series, &before)))
            .await
    };
    let mut tx = fresh(cx, tx, before.version, is_old, shown).await?;
    let events = event::history(&mut tx, cx.guild.id, OCCURRENCE, id, None, MOST_EVENTS).await?;
    let Some(last) = undoable(&events) else {
        return Err(words::nothing_to_undo(&masked(cx, &series)).into());
    };
    let facts = facts_before(last, &before.facts)?.ok_or_else(|| words::superseded(&masked(cx, &series)))?;
    if !is_ahead(cx, &before) || facts.starts_at.utc() <= cx.now {
        return Err(words::is_over(&masked(cx, &series), &before).into());
    }
    let others = dates(&mut tx, &cx.guild, &series, (cx.now, AHEAD)).await?;
    let at = facts.starts_at.utc();
    if others.iter().any(|other| other.at == at && other.occurrence_id != Some(id)) {
        return Err(words::is_then_already(&masked(cx, &series), at).into());
    }
    let by = &Actor::from(cx);
    let deed = Deed { verb: verb::UNDONE, undoes: Some(last.id) };
    let row = save_occurrence(&mut tx, by, (&before, facts), deed).await?;
    let seen = words::Seen { sight: cx.guild.sight_in(series.facts.channel_id), ..words::Seen::of(cx) };
    let (count, notice) = match row.facts.state {
        State::Skipped => {
            let count = hand_on(&mut tx, by, &cx.guild, (&series, &row)).await?;
            (count, words::skip_notice(&seen, &series, &row))
        }
        _ => (take_back(&mut tx, by, &row).await?, words::restore_notice(&seen, &series, &row)),
    };
    arm(&mut tx, by, &cx.guild, &series).await?;
    announce(&mut tx, by, &series, &notice)?;
    let reply = cx.in_place(words::date_undone(&words::Seen::of(cx), (&series, &row), &last.verb, count));
    cx.commit(tx, reply).await
}
