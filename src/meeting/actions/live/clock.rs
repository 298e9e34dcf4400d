//! The clock of a meeting: what docket says and does by itself while it is held. Each job looks at the meeting as it is when it
//! runs, so one that runs late says what is right then, once.

use super::{
    draw::{Draws, look},
    end::finish,
};
use crate::{
    contract::Timer,
    db::Tx,
    error::Error,
    meeting::{Item, Occurrence, Series, State, rules, store},
    room::{self, Actor, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// When a time box began, and how many minutes it has.
pub type Boxed = (DateTime<Utc>, i64);

/// The box of the topic that is spoken about, if it has one.
pub fn boxed(occurrence: &Occurrence, item: &Item) -> Option<Boxed> {
    let minutes = item.facts.minutes? + occurrence.facts.item_extra_minutes;
    Some((occurrence.facts.item_started_at?.utc(), minutes))
}

/// Sets the jobs of a meeting that has begun.
pub async fn arm(tx: &mut Tx, by: &Actor, occurrence: &Occurrence) -> Result<(), Error> {
    let end = occurrence.ends_at();
    let soon = SoonOver { occurrence: occurrence.id, end, has_come: false };
    if by.now < end - rules::SOON_OVER {
        room::enqueue(tx, by.guild_id, &soon, end - rules::SOON_OVER, by.now).await?;
    }
    let over = SoonOver { has_come: true, ..soon };
    room::enqueue(tx, by.guild_id, &over, end.max(by.now), by.now).await?;
    let at = rules::closes_at(end, by.now);
    room::enqueue(tx, by.guild_id, &Close { occurrence: occurrence.id, at }, at, by.now).await?;
    Ok(())
}

/// Sets the next word of the time-cop about the topic that is spoken about.
pub async fn watch(tx: &mut Tx, by: &Actor, occurrence: &Occurrence, item: &Item) -> Result<(), Error> {
    let Some((began, minutes)) = boxed(occurrence, item) else { return Ok(()) };
    let Some(at) = rules::next_mark(began, minutes, by.now) else { return Ok(()) };
    let job = Time { occurrence: occurrence.id, item: item.id, began, minutes, at };
    room::enqueue(tx, by.guild_id, &job, at, by.now).await?;
    Ok(())
}

/// The meeting of a job with its series, held, while it is on; with what draws it.
pub async fn held<'a>(
    timer: &'a Timer,
    ports: &Ports,
    id: i64,
) -> Result<Option<(Tx, Draws<'a>, Series, Occurrence)>, Error> {
    let (guild, on) = (&timer.guild, &mut &timer.db);
    let Some((series, _)) = store::find_with_series(on, guild.id, id).await? else { return Ok(None) };
    let draws = Draws::by_itself(guild, Actor::from(timer), ports, &series).await;
    let mut tx = timer.begin().await?;
    let series = store::lock_series(&mut tx, guild.id, series.id).await?;
    let occurrence = store::lock_occurrence(&mut tx, guild.id, id).await?;
    let occurrence = occurrence.filter(|it| it.facts.state == State::Live);
    Ok(series.zip(occurrence).map(|(series, occurrence)| (tx, draws, series, occurrence)))
}

/// The time-cop looks at the box of a topic.
#[derive(Serialize, Deserialize)]
pub struct Time {
    pub occurrence: i64,
    pub item: i64,
    /// When the topic was begun.
    pub began: DateTime<Utc>,
    /// How long its box was when this was set.
    pub minutes: i64,
    pub at: DateTime<Utc>,
}

impl Job for Time {
    const KIND: &'static str = "meeting.time";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.occurrence, self.item, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let Some((mut tx, draws, series, occurrence)) = held(timer, ports, self.occurrence).await? else {
            return timer.nothing_to_do().await;
        };
        let scene = look(&mut tx, timer.guild.id, (&series, &occurrence), draws.private).await?;
        let is_meant = scene.boxed() == Some((self.began, self.minutes));
        if let Some(item) = scene.current().filter(|item| is_meant && item.id == self.item)
            && let Some(mark) = rules::reached(self.began, self.minutes, timer.now)
        {
            draws.time(&mut tx, &scene, item, Some(mark))?;
            watch(&mut tx, &draws.by, &occurrence, item).await?;
        }
        timer.finish(tx).await
    }
}

/// The planned end is near, or has come.
#[derive(Serialize, Deserialize)]
pub struct SoonOver {
    pub occurrence: i64,
    pub end: DateTime<Utc>,
    /// Whether it has come.
    pub has_come: bool,
}

impl Job for SoonOver {
    const KIND: &'static str = "meeting.soon_over";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.occurrence, self.end.timestamp_micros(), self.has_come)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let Some((mut tx, draws, series, occurrence)) = held(timer, ports, self.occurrence).await? else {
            return timer.nothing_to_do().await;
        };
        // What was missed while docket was down is said by the later one alone.
        let is_meant = occurrence.ends_at() == self.end && (self.has_come || timer.now < self.end);
        if is_meant {
            let scene = look(&mut tx, timer.guild.id, (&series, &occurrence), draws.private).await?;
            draws.soon_over(&mut tx, &scene).await?;
        }
        timer.finish(tx).await
    }
}

/// Closes a meeting that nobody ended.
#[derive(Serialize, Deserialize)]
pub struct Close {
    pub occurrence: i64,
    pub at: DateTime<Utc>,
}

impl Job for Close {
    const KIND: &'static str = "meeting.close";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let Some((mut tx, draws, series, occurrence)) = held(timer, ports, self.occurrence).await? else {
            return timer.nothing_to_do().await;
        };
        let live = store::live(&mut tx, timer.guild.id, occurrence.id).await?;
        let active = live.map_or(occurrence.facts.starts_at, |live| live.active_at);
        let at = rules::closes_at(occurrence.ends_at(), active.utc());
        if timer.now < at {
            room::enqueue(&mut tx, timer.guild.id, &Close { occurrence: occurrence.id, at }, at, timer.now)
                .await?;
        } else {
            finish(&mut tx, &draws, (&series, occurrence)).await?;
        }
        timer.finish(tx).await
    }
}
