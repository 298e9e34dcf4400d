//! Telling Discord what is to be shown of a series.

use super::{Stage, not_yet};
use crate::{
    base::text::short_hash,
    contract::{FetchError, Guild, GuildFacts, Progress, PublishedEvent, Timer},
    error::Error,
    meeting::{
        rules::{self, Original, Shown, Slot, Verdict},
        words,
    },
    room::Ports,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// What came of it.
#[derive(Default)]
pub struct Came {
    /// What is shown from now on, or why not.
    pub shown: Vec<Shown>,
    /// Dates of which nothing is shown any more.
    pub gone: Vec<Original>,
    /// When the dates are whose events somebody deleted once too often.
    pub given_up: Vec<DateTime<Utc>>,
    /// Why Discord did not let docket do something, in words.
    pub refused: Option<String>,
}

/// Does what is to be done. Discord is asked, so not inside a transaction.
pub async fn carry_out(timer: &Timer, ports: &Ports, stage: &Stage) -> Result<Came, Error> {
    let (guild, mut came) = (&timer.guild, Came::default());
    if stage.shown.is_empty() && stage.wanted(timer.now).next().is_none() {
        return Ok(came);
    }
    let there = match ports.events.own(guild.id).await {
        Ok(there) => there,
        Err(FetchError::Never(why)) => {
            came.refused = Some(why);
            return Ok(came);
        }
        Err(later) => return Err(not_yet(&later)),
    };
    // Anew, because somebody may just have made the channel that it is held in.
    let facts = match ports.directory.facts_anew(guild.id).await {
        Ok(facts) => facts,
        Err(error) => return Err(not_yet(&error)),
    };
    for slot in stage.wanted(timer.now) {
        show(guild, ports, (stage, slot), (&there, &facts), &mut came).await?;
    }
    begin(guild, ports, stage, &there, &mut came).await?;
    take_away(guild, ports, (stage, timer.now), &there, &mut came).await?;
    Ok(came)
}

/// Says of meetings that have begun that their events go on.
async fn begin(
    guild: &Guild,
    ports: &Ports,
    stage: &Stage,
    there: &[PublishedEvent],
    came: &mut Came,
) -> Result<(), Error> {
    let begun = stage.shown.iter().filter(|known| stage.live.contains(&known.original_local));
    for id in begun.filter_map(|known| known.event_id) {
        if there.iter().any(|event| event.id == id && !event.goes_on) {
            refused(ports.events.advance(guild.id, id, Progress::GoesOn).await, came)?;
        }
    }
    Ok(())
}

/// Whether something was refused, which is noted.
fn refused(done: Result<(), FetchError>, came: &mut Came) -> Result<bool, Error> {
    match done {
        Ok(()) => Ok(false),
        Err(FetchError::Never(why)) => {
            came.refused = Some(why);
            Ok(true)
        }
        Err(later) => Err(not_yet(&later)),
    }
}

/// Sees to the event of one date.
async fn show(
    guild: &Guild,
    ports: &Ports,
    (stage, slot): (&Stage, &Slot),
    (there, facts): (&[PublishedEvent], &GuildFacts),
    came: &mut Came,
) -> Result<(), Error> {
    let known = stage.shown.iter().find(|known| known.original_local == slot.original);
    let mark = rules::mark(stage.series.id, slot.original);
    let event = words::event((guild, facts), &stage.series, slot, &mark);
    let wanted = short_hash(format!("{event:?}"));
    let (verdict, deleted) = rules::verdict(known, there, (&mark, &wanted));
    let was = known.map_or_else(String::new, |known| known.shown.clone());
    let done = match verdict {
        Verdict::Stands => return Ok(()),
        Verdict::GivenUp => {
            came.given_up.push(slot.at);
            Ok((None, String::new()))
        }
        Verdict::Make => ports.events.publish(guild.id, &event).await.map(|id| (Some(id), wanted)),
        Verdict::Change(id) => ports.events.change(guild.id, id, &event).await.map(|()| (Some(id), wanted)),
    };
    let (event_id, shown) = match (done, verdict) {
        (Ok(done), _) => done,
        (Err(FetchError::Never(why)), verdict) => {
            came.refused = Some(why);
            // What is there still shows what it did.
            match verdict {
                Verdict::Change(id) => (Some(id), was),
                _ => (None, String::new()),
            }
        }
        (Err(later), _) => return Err(not_yet(&later)),
    };
    came.shown.push(Shown { original_local: slot.original, event_id, shown, deleted });
    Ok(())
}

/// Takes away what is shown of dates that are not to come any more, or twice. What went on is over, and stays to be looked up.
async fn take_away(
    guild: &Guild,
    ports: &Ports,
    (stage, now): (&Stage, DateTime<Utc>),
    there: &[PublishedEvent],
    came: &mut Came,
) -> Result<(), Error> {
    let wanted: BTreeSet<Original> = stage.wanted(now).map(|slot| slot.original).collect();
    let stays = |original: &Original| wanted.contains(original) || stage.held.contains(original);
    let kept: Vec<i64> = stage
        .shown
        .iter()
        .filter(|known| stays(&known.original_local))
        .filter(|known| !came.shown.iter().any(|new| new.original_local == known.original_local))
        .chain(&came.shown)
        .filter_map(|known| known.event_id)
        .collect();
    let is_own = |event: &PublishedEvent| {
        rules::is_of(event, stage.series.id)
            || stage.shown.iter().any(|known| known.event_id == Some(event.id))
    };
    let mut left = Vec::new();
    for event in there.iter().filter(|event| is_own(event) && !kept.contains(&event.id)) {
        let done = match event.goes_on {
            true => ports.events.advance(guild.id, event.id, Progress::Over).await,
            false => ports.events.remove(guild.id, event.id).await,
        };
        if refused(done, came)? {
            left.push(event.id);
        }
    }
    let is_left = |known: &Shown| known.event_id.is_some_and(|id| left.contains(&id));
    let gone = stage.shown.iter().filter(|known| !stays(&known.original_local) && !is_left(known));
    came.gone = gone.map(|known| known.original_local).collect();
    Ok(())
}
