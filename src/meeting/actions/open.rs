//! Which series, occurrence or item is meant, and holding it.

use crate::{
    base::when::{Reading, parse_moved},
    contract::{Answer, Context, Guild, Name, noted, only},
    db::{Reads, Tx},
    error::{Error, Refusal},
    meeting::{
        Item, Occurrence, Original, Series, SeriesState,
        rules::{self, Slot},
        store, words,
    },
    room::fresh,
    workspace,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// How far back rows still say something about what is to come.
const BACK: TimeDelta = TimeDelta::days(3);
/// Dates ahead among which one is looked for.
pub const AHEAD: usize = 60;

/// The series that is called so or has that number; without a name the one of this channel, or the only one.
pub async fn find(cx: &Context, name: Option<&Name>) -> Result<Series, Error> {
    let all = store::all_series(&mut &cx.db, cx.guild.id).await?;
    let Some(name) = name else {
        let here = cx.caller.channel_id;
        let held = store::by_thread(&mut &cx.db, cx.guild.id, here).await?;
        if let Some(one) = held.and_then(|row| all.iter().find(|series| series.id == row.series_id)) {
            return Ok(one.clone());
        }
        let is_here = |it: &&Series| it.facts.channel_id == here || it.facts.private_channel_id == Some(here);
        let mut of_channel = all.iter().filter(is_here);
        return match (of_channel.next(), of_channel.next(), all.as_slice()) {
            (Some(one), None, _) => Ok(one.clone()),
            (_, _, [one]) => Ok(one.clone()),
            (_, _, []) => Err(words::no_series().into()),
            _ => {
                let named: Vec<Series> = all.iter().map(|series| masked(cx, series)).collect();
                Err(words::which_series(&named).into())
            }
        };
    };
    let typed = name.0.trim();
    let id = typed.trim_start_matches('#').parse::<i64>().ok();
    let wanted = typed.to_lowercase();
    let by_name = all.iter().find(|series| series.facts.name.to_lowercase() == wanted);
    let found = by_name.or_else(|| all.iter().find(|series| Some(series.id) == id)).cloned();
    Ok(found.ok_or_else(|| words::unknown_series(typed))?)
}

/// The series under the name by which the caller may know it, for sentences that know no more of it.
pub fn masked(cx: &Context, series: &Series) -> Series {
    let mut series = series.clone();
    series.facts.name = cx.sight().text(&series.facts.name).into_owned();
    series
}

/// The series, held in a transaction, if it is as the caller saw it.
pub async fn begin(cx: &Context, name: Option<&Name>) -> Result<(Tx, Series), Error> {
    let id = find(cx, name).await?.id;
    let (tx, series) = hold(cx, id).await?;
    let tx =
        fresh(cx, tx, series.version, || words::form_is_old(&masked(cx, &series)), as_it_is(cx, &series))
            .await?;
    Ok((tx, series))
}

/// The series of that number, held in a transaction.
pub async fn hold(cx: &Context, id: i64) -> Result<(Tx, Series), Error> {
    let mut tx = cx.begin().await?;
    let found = store::lock_series(&mut tx, cx.guild.id, id).await?;
    let series = found.filter(|series| series.facts.state != SeriesState::Withdrawn);
    let series = series.ok_or_else(words::no_series)?;
    Ok((tx, series))
}

/// Says that the button is old, and shows the series as it is.
async fn as_it_is(cx: &Context, series: &Series) -> Answer {
    let rows = rows(&mut &cx.db, cx.guild.id, series, cx.now).await?;
    let dates = rules::slots(&series.facts, &cx.guild.hours, &rows, cx.now, 5);
    Ok(cx.in_place(words::changed_since(&words::Seen::of(cx), series, &dates)))
}

/// The rows of a series that say something about `from` and what comes after.
pub async fn rows(
    on: &mut impl Reads,
    guild_id: i64,
    series: &Series,
    from: DateTime<Utc>,
) -> Result<Vec<Occurrence>, Error> {
    let from = from - BACK;
    let local = Original(series.facts.timetable_json.0.series().zone().local(from));
    Ok(store::around(on, guild_id, series.id, (from, local)).await?)
}

/// The dates of a series after an instant, as they are in a transaction or outside one.
pub async fn dates(
    on: &mut impl Reads,
    guild: &Guild,
    series: &Series,
    (after, count): (DateTime<Utc>, usize),
) -> Result<Vec<Slot>, Error> {
    let rows = rows(on, guild.id, series, after).await?;
    Ok(rules::slots(&series.facts, &guild.hours, &rows, after, count))
}

/// Which of the dates ahead somebody means: the next one without a word, one by its name, or the one on that day.
pub async fn which_date(
    cx: &Context,
    on: &mut impl Reads,
    series: &Series,
    (typed, option): (Option<&str>, &'static str),
) -> Result<Slot, Error> {
    let all = dates(on, &cx.guild, series, (cx.now, AHEAD)).await?;
    pick(cx, series, &all, (typed, option))
}

/// The same among known dates.
pub fn pick(
    cx: &Context,
    series: &Series,
    all: &[Slot],
    (typed, option): (Option<&str>, &'static str),
) -> Result<Slot, Error> {
    let typed = typed.map(str::trim).filter(|typed| !matches!(typed.to_lowercase().as_str(), "" | "next"));
    let Some(typed) = typed else {
        return Ok(all.first().copied().ok_or_else(|| words::no_dates(&masked(cx, series)))?);
    };
    if let Ok(original) = Original::try_from(typed.to_owned()) {
        let found = all.iter().find(|slot| slot.original == original);
        return Ok(found.copied().ok_or_else(|| words::no_such_date(&masked(cx, series), typed))?);
    }
    let zone = series.facts.timetable_json.0.series().zone();
    let day = read_day(cx, series, (typed, option))?;
    let found = all.iter().find(|slot| zone.date(slot.at) == day);
    Ok(found.copied().ok_or_else(|| words::no_such_date(&masked(cx, series), typed))?)
}

/// An instant as somebody types it into an option for a series: a day alone keeps its time of day.
pub fn read(cx: &Context, series: &Series, typed: (&str, &'static str)) -> Result<DateTime<Utc>, Refusal> {
    read_noted(cx, series, typed).map(|(at, _)| at)
}

/// The same with what clocks do then, for what is still to come.
pub fn read_noted(
    cx: &Context,
    series: &Series,
    (typed, option): (&str, &'static str),
) -> Result<(DateTime<Utc>, Option<String>), Refusal> {
    noted(reading(cx, series, typed)?, typed, option, cx.now)
}

/// A day of the series' zone: that it can be more than one time of that day does not matter.
pub fn read_day(
    cx: &Context,
    series: &Series,
    (typed, option): (&str, &'static str),
) -> Result<NaiveDate, Refusal> {
    let zone = series.facts.timetable_json.0.series().zone();
    let reading = reading(cx, series, typed)?;
    let day = zone.date(reading.at);
    match reading.others.iter().all(|(at, _)| zone.date(*at) == day) {
        true => Ok(day),
        false => only(&reading, typed, option, cx.now).map(|at| zone.date(at)),
    }
}

fn reading(cx: &Context, series: &Series, typed: &str) -> Result<Reading, Refusal> {
    let table = series.facts.timetable_json.0.series();
    let (zone, usual) = (table.zone(), table.first().time());
    let hours = cx.guild.hours.clone().in_zone(zone.clone());
    parse_moved(typed, cx.now, zone, &hours, usual).map_err(|error| words::bad_date(&error))
}

/// The occurrence of that number with its series.
pub async fn find_occurrence(cx: &Context, id: i64) -> Result<(Series, Occurrence), Error> {
    let on = &mut &cx.db;
    let found = store::find_occurrence(on, cx.guild.id, id).await?.ok_or_else(words::no_occurrence)?;
    let series = store::find_series(on, cx.guild.id, found.series_id).await?.ok_or_else(words::no_series)?;
    Ok((series, found))
}

/// The occurrence of that number and its series, held in a transaction.
pub async fn begin_occurrence(cx: &Context, id: i64) -> Result<(Tx, Series, Occurrence), Error> {
    let (series, _) = find_occurrence(cx, id).await?;
    let (mut tx, series) = hold(cx, series.id).await?;
    let found = store::lock_occurrence(&mut tx, cx.guild.id, id).await?;
    Ok((tx, series, found.ok_or_else(words::no_occurrence)?))
}

/// The item with its series, if the caller may see it. What they may not see is as if it were not there.
pub async fn find_item(cx: &Context, id: i64) -> Result<(Item, Series), Error> {
    let on = &mut &cx.db;
    let unknown = || words::unknown_item(id);
    let item = store::find_item(on, cx.guild.id, id).await?.ok_or_else(unknown)?;
    let series = store::find_series(on, cx.guild.id, item.series_id).await?.ok_or_else(unknown)?;
    match may_see(cx, &series, &item).await {
        true => Ok((item, series)),
        false => Err(unknown().into()),
    }
}

/// Whether the caller may see an item: a confidential one is for whoever sees the private channel, and for nobody else, whoever
/// raised it or speaks to it. Not inside a transaction.
pub async fn may_see(cx: &Context, series: &Series, item: &Item) -> bool {
    !item.is_confidential || sees_private(cx, series).await
}

/// Refused when whoever is to speak to something confidential does not see the private channel. Not inside a transaction.
pub async fn may_present(cx: &Context, series: &Series, user_id: i64) -> Result<(), Refusal> {
    let private =
        series.facts.private_channel_id.ok_or_else(|| words::no_private_channel(&masked(cx, series)))?;
    let is_caller = cx.caller.user_id == user_id;
    match workspace::member_sees(cx, user_id, private).await {
        Some(true) => Ok(()),
        Some(false) => Err(words::presenter_is_outside((user_id, is_caller), private)),
        None => Err(words::presenter_is_unknown(user_id, private)),
    }
}

/// Whether the caller sees the private channel of a series. Not inside a transaction.
pub async fn sees_private(cx: &Context, series: &Series) -> bool {
    match series.facts.private_channel_id {
        Some(channel_id) => workspace::sees(cx, channel_id).await == Some(true),
        None => false,
    }
}

/// Whether the caller may read what was said in a meeting: whoever sees its channel, and everybody where that cannot be told, as
/// when the channel is gone. Not inside a transaction.
pub async fn may_read(cx: &Context, series: &Series) -> bool {
    workspace::sees(cx, series.facts.channel_id).await != Some(false)
}

/// The item and its series, held in a transaction, if the caller may see it and it is as they saw it.
pub async fn begin_item(cx: &Context, id: i64) -> Result<(Tx, Series, Item), Error> {
    let (seen, series) = find_item(cx, id).await?;
    let (mut tx, series) = hold(cx, series.id).await?;
    let item = store::lock_item(&mut tx, cx.guild.id, id).await?.ok_or_else(|| words::unknown_item(id))?;
    let shown =
        async { super::look::shown(cx, (&series, &item), Some(words::item_changed_since(seen.id))).await };
    let tx = fresh(cx, tx, item.version, || words::item_form_is_old(id), shown).await?;
    Ok((tx, series, item))
}

/// Like [`begin_item`], for what only its own people, the chair and PMs may do to an item that is still queued.
pub async fn begin_own_item(cx: &Context, id: i64) -> Result<(Tx, Series, Item), Error> {
    let (tx, series, item) = begin_item(cx, id).await?;
    if !may_change(cx, &series, &item) {
        return Err(words::not_your_item(id).into());
    }
    match item.is_queued() {
        true => Ok((tx, series, item)),
        false => Err(words::is_closed(&item).into()),
    }
}

/// Whether the caller may change an item that they see.
pub fn may_change(cx: &Context, series: &Series, item: &Item) -> bool {
    let me = cx.caller.user_id;
    let is_theirs = item.raised_by_user_id == me || item.facts.presenter_user_id == Some(me);
    is_theirs || series.facts.chair_user_id == me || cx.level >= crate::contract::Level::Pm
}
