//! Single dates of a series: listed, skipped, moved, as the rule has them again.

use super::{
    apply::{materialise, save_occurrence},
    follow::{hand_on, take_back},
    open::{AHEAD, begin, dates, find, masked, pick, read_day, read_noted, rows},
    timers::arm,
};
use crate::{
    contract::{
        Answer, Context, Message, Reply,
        args::{MeetingList, MeetingMove, MeetingNext, MeetingRestore, MeetingSkip},
    },
    db::{At, Tx},
    error::Error,
    meeting::{
        Occurrence, OccurrenceFacts, Original, Series, State,
        rules::{self, Slot, verb},
        store, words,
    },
    queue::{self, Target},
    room::{Actor, Deed, tell},
};

/// Dates that are shown when nobody says how many.
const USUAL_COUNT: i64 = 5;

/// All series with their next dates.
pub async fn list(cx: &Context, _args: MeetingList) -> Answer {
    let all = store::all_series(&mut &cx.db, cx.guild.id).await?;
    let mut shown = Vec::new();
    for series in all {
        let next = dates(&mut &cx.db, &cx.guild, &series, (cx.now, 1)).await?.into_iter().next();
        shown.push((series, next));
    }
    Ok(Reply::new(words::list(&words::Seen::of(cx), &shown)))
}

/// The next dates of a series.
pub async fn next(cx: &Context, args: MeetingNext) -> Answer {
    let series = find(cx, args.meeting.as_ref()).await?;
    let count = usize::try_from(args.count.unwrap_or(USUAL_COUNT)).unwrap_or(1);
    Ok(cx.in_place(next_dates(cx, &series, count).await?))
}

/// The next dates, with what was decided about those that do not take place or not as the rule says.
pub async fn next_dates(cx: &Context, series: &Series, count: usize) -> Result<Message, Error> {
    let rows = rows(&mut &cx.db, cx.guild.id, series, cx.now).await?;
    let found = rules::slots(&series.facts, &cx.guild.hours, &rows, cx.now, count);
    let until = found.last().map_or(cx.now, |slot| slot.at);
    let is_skipped =
        |row: &&Occurrence| row.facts.state == State::Skipped && row.facts.starts_at.utc() > cx.now;
    let skipped: Vec<&Occurrence> =
        rows.iter().filter(is_skipped).filter(|row| row.facts.starts_at.utc() <= until).collect();
    let answers = match found.first().and_then(|slot| slot.occurrence_id) {
        Some(id) => store::answers(&mut &cx.db, cx.guild.id, id).await?,
        None => Vec::new(),
    };
    Ok(words::next_dates(&words::Seen::of(cx), series, (&found, &skipped), &answers))
}

/// A date does not take place; its topics go to the next one.
pub async fn skip(cx: &Context, args: MeetingSkip) -> Answer {
    let (mut tx, series, slot) = date(cx, args.meeting.as_ref(), args.date.as_deref()).await?;
    let by = &Actor::from(cx);
    let row = materialise(&mut tx, by, &series, &slot).await?;
    let reason = args.reason.as_deref().map(str::trim).map(str::to_owned);
    let facts = OccurrenceFacts { state: State::Skipped, reason, ..row.facts.clone() };
    let row = save_occurrence(&mut tx, by, (&row, facts), Deed::of(verb::SKIPPED)).await?;
    let count = hand_on(&mut tx, by, &cx.guild, (&series, &row)).await?;
    arm(&mut tx, by, &cx.guild, &series).await?;
    let seen = words::Seen { sight: cx.guild.sight_in(series.facts.channel_id), ..words::Seen::of(cx) };
    announce(&mut tx, by, &series, &words::skip_notice(&seen, &series, &row))?;
    let reply = cx.in_place(words::skipped(&words::Seen::of(cx), &series, &row, count));
    cx.commit(tx, reply).await
}

/// A date takes place at another time; its topics stay with it.
pub async fn move_to(cx: &Context, args: MeetingMove) -> Answer {
    let (mut tx, series, slot) = date(cx, args.meeting.as_ref(), args.date.as_deref()).await?;
    let (at, note) = read_noted(cx, &series, (&args.to.0, "to"))?;
    if at <= cx.now {
        return Err(words::has_passed(at).into());
    }
    let taken = dates(&mut tx, &cx.guild, &series, (cx.now, AHEAD)).await?;
    if at == slot.at || taken.iter().any(|other| other.at == at) {
        return Err(words::is_then_already(&masked(cx, &series), at).into());
    }
    let by = &Actor::from(cx);
    let row = materialise(&mut tx, by, &series, &slot).await?;
    let reason = args.reason.as_deref().map(str::trim).map(str::to_owned);
    let facts = OccurrenceFacts { starts_at: At::from(at), is_moved: true, reason, ..row.facts.clone() };
    let before = row.facts.starts_at.utc();
    let row = save_occurrence(&mut tx, by, (&row, facts), Deed::of(verb::MOVED)).await?;
    arm(&mut tx, by, &cx.guild, &series).await?;
    let seen = words::Seen { sight: cx.guild.sight_in(series.facts.channel_id), ..words::Seen::of(cx) };
    announce(&mut tx, by, &series, &words::move_notice(&seen, &series, &row, before))?;
    let moved = words::moved(&words::Seen::of(cx), &series, &row, before);
    let reply = cx.in_place(moved.noting(note.as_deref()));
    cx.commit(tx, reply).await
}

/// A date is as the rule has it: it takes place again, or at its own time.
pub async fn restore(cx: &Context, args: MeetingRestore) -> Answer {
    let (mut tx, series) = begin(cx, args.meeting.as_ref()).await?;
    let row = by_rule(cx, &mut tx, &series, &args.date).await?;
    let is_touched = row.facts.state == State::Skipped || row.facts.is_moved;
    if !is_touched || row.is_extra {
        return Err(words::is_as_the_rule_says(&masked(cx, &series)).into());
    }
    // Asked without it, the rule says when it would be.
    let ruled = Occurrence {
        facts: OccurrenceFacts { state: State::Planned, is_moved: false, ..row.facts.clone() },
        ..row.clone()
    };
    let found = rules::slots(&series.facts, &cx.guild.hours, std::slice::from_ref(&ruled), cx.now, AHEAD);
    let slot = found.iter().find(|slot| slot.original == row.original_local);
    let slot = slot.ok_or_else(|| words::no_such_date(&masked(cx, &series), &args.date))?;
    let by = &Actor::from(cx);
    let state = shown_as(&mut tx, by, &row).await?;
    let facts = OccurrenceFacts { starts_at: At::from(slot.at), reason: None, state, ..ruled.facts };
    let row = save_occurrence(&mut tx, by, (&row, facts), Deed::of(verb::RESTORED)).await?;
    take_back(&mut tx, by, &row).await?;
    arm(&mut tx, by, &cx.guild, &series).await?;
    let seen = words::Seen { sight: cx.guild.sight_in(series.facts.channel_id), ..words::Seen::of(cx) };
    announce(&mut tx, by, &series, &words::restore_notice(&seen, &series, &row))?;
    let reply = cx.in_place(words::restored(&words::Seen::of(cx), &series, &row));
    cx.commit(tx, reply).await
}

/// What a date that takes place again is: it collects, if its board is there already.
async fn shown_as(tx: &mut Tx, by: &Actor, row: &Occurrence) -> Result<State, Error> {
    let is_there = queue::card(tx, by.guild_id, &row.board_key()).await?.is_some();
    Ok(if is_there { State::Collecting } else { State::Planned })
}

/// The row of a date by its name, or by the day on which the rule or somebody put it.
pub async fn by_rule(cx: &Context, tx: &mut Tx, series: &Series, typed: &str) -> Result<Occurrence, Error> {
    if let Ok(original) = Original::try_from(typed.trim().to_owned()) {
        let found = store::of_original(tx, cx.guild.id, series.id, original).await?;
        return Ok(found.ok_or_else(|| words::is_as_the_rule_says(&masked(cx, series)))?);
    }
    let zone = series.facts.timetable_json.0.series().zone();
    let day = read_day(cx, series, (typed, "date"))?;
    let rows = rows(tx, cx.guild.id, series, cx.now).await?;
    let is_it =
        |row: &Occurrence| row.original_local.0.date() == day || zone.date(row.facts.starts_at.utc()) == day;
    Ok(rows.into_iter().find(is_it).ok_or_else(|| words::is_as_the_rule_says(&masked(cx, series)))?)
}

/// A date of a series that is held.
async fn date(
    cx: &Context,
    name: Option<&crate::contract::Name>,
    typed: Option<&str>,
) -> Result<(Tx, Series, Slot), Error> {
    let (mut tx, series) = begin(cx, name).await?;
    let all = dates(&mut tx, &cx.guild, &series, (cx.now, AHEAD)).await?;
    match pick(cx, &series, &all, (typed, "date")) {
        Ok(slot) => Ok((tx, series, slot)),
        Err(refusal) => {
            drop(tx);
            // What the first delivery of the same press did is told again.
            match cx.first_answer().await? {
                Some(first) => Err(Error::Answered(Box::new(first))),
                None => Err(refusal),
            }
        }
    }
}

/// Says in the channel of the series what has become of a date, without sound.
pub fn announce(tx: &mut Tx, by: &Actor, series: &Series, message: &Message) -> Result<(), Error> {
    tell(tx, by, Target::Channel(series.facts.channel_id), message, None)
}
