//! Which meeting is meant, holding it, and who may lead it.

use super::apply::{arrive, keep};
use crate::{
    contract::{Context, Guild, Level, Name},
    db::{Db, Tx},
    error::Error,
    meeting::{
        Occurrence, OccurrenceFacts, Original, Series, State,
        actions::{
            live::draw::head_key,
            open::{begin_occurrence, find, find_occurrence, masked},
        },
        rules::{self, Asks, Leads, verb},
        store, words,
    },
    queue::{self, Target},
    room::{Actor, Place, tell},
};

/// The meeting that is held in a thread or channel, with its series.
pub async fn live_at(db: &Db, guild: &Guild, channel_id: i64) -> Result<Option<(Series, Occurrence)>, Error> {
    let on = &mut { db };
    for id in store::held(on, guild.id).await? {
        let found = store::find_with_series(on, guild.id, id).await?;
        let Some((series, occurrence)) = found else { continue };
        let is_channel =
            [Some(series.facts.channel_id), series.facts.private_channel_id].contains(&Some(channel_id));
        let is_thread = !is_channel && {
            let card = queue::card(on, guild.id, &head_key(id)).await?;
            card.is_some_and(|card| card.thread_id == Some(channel_id))
        };
        if is_channel || is_thread {
            return Ok(Some((series, occurrence)));
        }
    }
    Ok(None)
}

/// The meeting in whose thread the caller is, with its series, while it is held.
pub async fn live_here(cx: &Context) -> Result<Option<(Series, Occurrence)>, Error> {
    let here = cx.caller.channel_id;
    let found = live_at(&cx.db, &cx.guild, here).await?;
    let is_thread =
        |series: &Series| series.facts.channel_id != here && series.facts.private_channel_id != Some(here);
    Ok(found.filter(|(series, _)| is_thread(series)))
}

/// The series that is called so; without a name, in the thread of a meeting that is held, its own.
pub async fn series_here(cx: &Context, name: Option<&Name>) -> Result<Series, Error> {
    match live_here(cx).await?.filter(|_| name.is_none()) {
        Some((series, _)) => Ok(series),
        None => find(cx, name).await,
    }
}

/// The meeting of a series that is held now, if somebody means that one: without a word in its own thread, by “now”
/// wherever they are, or by the name of its date. Not inside a transaction.
pub async fn running(
    cx: &Context,
    series: &Series,
    wanted: Option<&str>,
) -> Result<Option<Occurrence>, Error> {
    let wanted = wanted.map(str::trim).unwrap_or_default();
    if wanted.is_empty() {
        let here = live_here(cx).await?.filter(|(of, _)| of.id == series.id);
        return Ok(here.map(|(_, row)| row));
    }
    let is_now = matches!(wanted.to_lowercase().as_str(), "now" | "jetzt");
    let original = Original::try_from(wanted.to_owned()).ok();
    if !is_now && original.is_none() {
        return Ok(None);
    }
    let on = &mut &cx.db;
    for id in store::held(on, cx.guild.id).await? {
        let found = store::find_occurrence(on, cx.guild.id, id).await?;
        let is_meant =
            |row: &Occurrence| row.series_id == series.id && (is_now || original == Some(row.original_local));
        if let Some(row) = found.filter(is_meant) {
            return Ok(Some(row));
        }
    }
    if is_now { Err(words::is_not_on(&masked(cx, series)).into()) } else { Ok(None) }
}

/// The meeting of that number; without one the one that is held here, or the only one that is.
pub async fn find_live(cx: &Context, id: Option<i64>) -> Result<(Series, Occurrence), Error> {
    if let Some(id) = id {
        return find_occurrence(cx, id).await;
    }
    if let Some(found) = live_at(&cx.db, &cx.guild, cx.caller.channel_id).await? {
        return Ok(found);
    }
    match store::held(&mut &cx.db, cx.guild.id).await?.as_slice() {
        [one] => find_occurrence(cx, *one).await,
        _ => Err(words::none_live().into()),
    }
}

/// The same, held in a transaction, while it is on.
pub async fn begin_live(cx: &Context, id: Option<i64>) -> Result<(Tx, Series, Occurrence), Error> {
    let (_, found) = find_live(cx, id).await?;
    let (tx, series, occurrence) = begin_occurrence(cx, found.id).await?;
    if occurrence.facts.state == State::Live {
        return Ok((tx, series, occurrence));
    }
    drop(tx);
    match cx.first_answer().await? {
        Some(first) => Err(Error::Answered(Box::new(first))),
        None => Err(words::is_not_live().into()),
    }
}

/// Whether the caller leads the meeting: its chair, and who leads the team.
pub fn is_chair(cx: &Context, series: &Series, occurrence: &Occurrence) -> bool {
    occurrence.chair(series) == cx.caller.user_id || cx.level >= Level::Lead
}

/// Lets the caller lead a held meeting: its chair, who leads the team, and when the chair did not come whoever asks, who
/// has the chair from then on. Whoever leads is here.
///
/// # Errors
/// A refusal.
pub async fn lead(
    cx: &Context,
    tx: &mut Tx,
    (series, occurrence): (&Series, Occurrence),
) -> Result<Occurrence, Error> {
    let (by, me, chair) = (&Actor::from(cx), cx.caller.user_id, occurrence.chair(series));
    let here = store::attendance(tx, cx.guild.id, occurrence.id).await?;
    let began = occurrence
        .facts
        .started_at
        .map_or(occurrence.facts.starts_at, |at| at.max(occurrence.facts.starts_at));
    let asks = Asks {
        user: me,
        chair,
        is_chair_here: here.iter().any(|it| it.is_present && it.user_id == chair),
        is_lead: cx.level >= Level::Lead,
        since: began.utc(),
    };
    let occurrence = match rules::leads(asks, cx.now) {
        Leads::Yes => occurrence,
        Leads::No => return Err(words::chair_leads(chair).into()),
        Leads::Wait(from) => return Err(words::chair_may_come(chair, from).into()),
        Leads::TakesOver => {
            let facts = OccurrenceFacts { chair_user_id: Some(me), ..occurrence.facts.clone() };
            let after = keep(tx, by, (&occurrence, facts), verb::TOOK_OVER)?;
            let card = head_key(after.id);
            if after.facts.state == State::Live {
                let place = Place {
                    target: Target::Channel(series.facts.channel_id),
                    thread_of: Some(&card),
                    about: None,
                };
                tell(tx, by, place, &words::took_over(chair, me), None)?;
            }
            after
        }
    };
    arrive(tx, by, &occurrence, me).await?;
    Ok(occurrence)
}
