//! Which meeting is meant, holding it, and who may lead it.

use super::apply::{arrive, keep};
use crate::{
    contract::{Context, Guild, Level},
    db::{Db, Tx},
    error::Error,
    meeting::{
        Occurrence, OccurrenceFacts, Series, State,
        actions::{
            live::draw::head_key,
            open::{begin_occurrence, find_occurrence},
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
