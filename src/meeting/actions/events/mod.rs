//! Discord's own events for the next dates of a series, kept in step with them. Discord is asked by a job, one at a time for each
//! series, which looks at the series as it is when it runs: so it does not matter how often it is set, and what a killed one
//! has done is found again.

mod carry_out;
mod needs;

pub use needs::needs;

use crate::{
    contract::{FetchError, Guild, Timer},
    db::{Db, Tx},
    error::{Error, Fault},
    meeting::{
        Series, State,
        actions::{apply::tell_with_hint, open::dates},
        rules::{Original, Shown, Slot},
        store, words,
    },
    queue,
    room::{self, Actor, Job, Ports, enqueue},
    workspace,
};
use carry_out::{Came, carry_out};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Dates of a series that have an event.
const SHOWN: usize = 2;
/// A meeting that began so long ago is over in any case.
const LONGEST: TimeDelta = TimeDelta::hours(10);
/// So long after its planned end a meeting may still be held.
const STILL: TimeDelta = TimeDelta::minutes(15);
/// Dates among which those are found that are going on, and the next ones.
const NEAR: usize = 8;
/// Times that a series is looked at again because it has changed while Discord was told.
const MOST_ROUNDS: usize = 5;
/// When is looked again after a deletion that came while Discord was told.
const SOON: TimeDelta = TimeDelta::minutes(1);
/// When what Discord did not let docket do is tried again.
const AGAIN: TimeDelta = TimeDelta::days(1);

/// Brings the events of a series up to date.
#[derive(Serialize, Deserialize)]
pub struct Events {
    series: i64,
    /// When what was refused is tried again; none of the one that tries.
    #[serde(default)]
    again: Option<DateTime<Utc>>,
}

impl Events {
    /// Lets the events of a held series be brought up to date, as part of the change that they will show. Returns false when
    /// that is done already, or there is nothing to show.
    pub async fn set(tx: &mut Tx, by: &Actor, series: &Series) -> Result<bool, Error> {
        let is_shown = series.facts.has_events || !store::shown(tx, by.guild_id, series.id).await?.is_empty();
        let job = Self { series: series.id, again: None };
        if !is_shown {
            return Ok(false);
        }
        // One that runs looks again before it ends, after this transaction, since both hold the series.
        let is_set = enqueue(tx, by.guild_id, &job, by.now, by.now).await?;
        Ok(is_set || queue::revive_by_key(tx, by.guild_id, &room::key(&job, by.now), by.now).await?)
    }
}

impl Job for Events {
    const KIND: &'static str = "meeting.events";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        match self.again {
            None => self.series.to_string(),
            Some(at) => format!("{}:{}", self.series, at.timestamp_micros()),
        }
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        if self.again.is_some() {
            return try_again(timer, self.series).await;
        }
        for _ in 0..MOST_ROUNDS {
            let on = &mut &timer.db;
            let Some(series) = store::find_series(on, timer.guild.id, self.series).await? else {
                return timer.nothing_to_do().await;
            };
            let stage = look(on, timer, series).await?;
            let came = carry_out(timer, ports, &stage).await?;
            let mut tx = timer.begin().await?;
            let Some(series) = store::lock_series(&mut tx, timer.guild.id, self.series).await? else {
                return timer.finish(tx).await;
            };
            let is_as_it_was = look(&mut tx, timer, series).await?.is_as(&stage);
            note(&mut tx, timer, &stage, &came).await?;
            if is_as_it_was {
                return timer.finish(tx).await;
            }
            tx.commit().await?;
        }
        Err(Fault::Broken("the dates of a meeting changed faster than Discord could be told".to_owned())
            .into())
    }
}

/// Sets the job that does it; there may be one already.
async fn try_again(timer: &Timer, series_id: i64) -> Result<(), Error> {
    let mut tx = timer.begin().await?;
    if let Some(series) = store::lock_series(&mut tx, timer.guild.id, series_id).await? {
        Events::set(&mut tx, &Actor::from(timer), &series).await?;
    }
    timer.finish(tx).await
}

/// A series with what is to be shown of it.
pub(super) struct Stage {
    pub series: Series,
    /// Dates that go on or are to come.
    pub slots: Vec<Slot>,
    /// What is shown of it, as far as docket knows.
    pub shown: Vec<Shown>,
    /// Dates whose events are left where they are, because it is time for the meeting, or it is held.
    pub held: BTreeSet<Original>,
    /// Dates whose meeting has begun and not ended.
    pub live: BTreeSet<Original>,
    /// Dates whose meeting is over, maybe before its time.
    pub over: BTreeSet<Original>,
}

impl Stage {
    /// The dates that are to have an event.
    pub fn wanted(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Slot> {
        let most = if self.series.facts.has_events { SHOWN } else { 0 };
        let is_to_come = move |slot: &&Slot| slot.at > now && !self.over.contains(&slot.original);
        self.slots.iter().filter(is_to_come).take(most)
    }

    /// Whether Discord would be told the same of both.
    fn is_as(&self, other: &Self) -> bool {
        let parts = |it: &Self| (it.series.version, it.slots.clone(), it.live.clone(), it.over.clone());
        parts(self) == parts(other)
    }
}

async fn look(on: &mut impl crate::db::Reads, timer: &Timer, series: Series) -> Result<Stage, Error> {
    let (guild, now) = (&timer.guild, timer.now);
    let slots = slots(on, guild, &series, now).await?;
    let shown = store::shown(on, guild.id, series.id).await?;
    let goes_on = |slot: &&Slot| slot.at <= now && now < slot.ends_at() + STILL;
    let mut held: BTreeSet<Original> = slots.iter().filter(goes_on).map(|slot| slot.original).collect();
    let (mut live, mut over) = (BTreeSet::new(), BTreeSet::new());
    for known in &shown {
        let original = known.original_local;
        let row = store::of_original(on, guild.id, series.id, original).await?;
        match row.map(|row| row.facts.state) {
            Some(State::Live) => live.insert(original),
            Some(state) if !state.is_to_come() => over.insert(original),
            _ => continue,
        };
    }
    held.extend(&live);
    held.retain(|original| !over.contains(original));
    Ok(Stage { series, slots, shown, held, live, over })
}

async fn slots(
    on: &mut impl crate::db::Reads,
    guild: &Guild,
    series: &Series,
    now: DateTime<Utc>,
) -> Result<Vec<Slot>, Error> {
    let mut all = dates(on, guild, series, (now - LONGEST, NEAR)).await?;
    all.retain(|slot| now < slot.ends_at() + STILL);
    Ok(all)
}

/// Keeps what came of it, and says what people have to know.
async fn note(tx: &mut Tx, timer: &Timer, stage: &Stage, came: &Came) -> Result<(), Error> {
    let (guild, by, series) = (&timer.guild, &Actor::from(timer), &stage.series);
    for shown in &came.shown {
        store::keep_shown(tx, guild.id, series.id, shown);
    }
    for original in &came.gone {
        store::drop_shown(tx, guild.id, series.id, *original);
    }
    let seen = words::Seen::anywhere(guild, by.now);
    for at in &came.given_up {
        let message = words::event_given_up(&seen, series, *at);
        tell_with_hint(tx, by, series.facts.chair_user_id, (&message, series.facts.channel_id))?;
    }
    let about = format!("meeting_event:{}", series.id);
    match &came.refused {
        None => queue::forget_told(tx, guild.id, &about, by.now + TimeDelta::seconds(1)),
        Some(why) => {
            if queue::once(tx, guild.id, (&about, "refused"), by.now).await? {
                let text = words::no_event(&seen, series, why);
                workspace::report_problem(tx, by.now, guild, &text).await?;
            }
            let at = by.now + AGAIN;
            let again = Events { series: series.id, again: Some(at) };
            enqueue(tx, guild.id, &again, at, by.now).await?;
        }
    }
    Ok(())
}

/// Why Discord was not told now.
pub(super) fn not_yet(error: &FetchError) -> Error {
    Fault::Broken(format!("the events of a meeting could not be brought up to date yet: {error}")).into()
}

/// Discord says that an event is gone: if it is one of a meeting, it is looked after.
pub async fn event_gone(db: &Db, now: DateTime<Utc>, guild_id: i64, event_id: i64) -> Result<(), Error> {
    let Some(series_id) = store::series_of_event(&mut { db }, guild_id, event_id).await? else {
        return Ok(());
    };
    let mut tx = db.begin().await?;
    if let Some(series) = store::lock_series(&mut tx, guild_id, series_id).await? {
        let by = &Actor::docket(guild_id, now);
        if !Events::set(&mut tx, by, &series).await? {
            // The one that runs may have looked before; its own deletions are told here too.
            let at = now + SOON;
            let again = Events { series: series.id, again: Some(at) };
            enqueue(&mut tx, guild_id, &again, at, now).await?;
        }
    }
    Ok(tx.commit().await?)
}
