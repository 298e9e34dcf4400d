//! What happens on time. Each action looks at the rows as they are when it runs, so one that runs late, twice or after an
//! edit does what is right then, and tells nothing twice.

use super::effects::{arm, facts, post, record};
use crate::{
    contract::{Guild, Members, Timer, has_left},
    db::{At, Json, Tx},
    error::Error,
    reminder::{Kind, Occurrence, OccurrenceState, Reminder, State, Tick, rules, store},
    room::{Actor, Fields, Job, Ports},
    workspace,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An occurrence comes.
#[derive(Serialize, Deserialize)]
pub struct Due {
    pub reminder: i64,
    /// The instant for which it was set; the reminder may have been moved since.
    pub at: DateTime<Utc>,
}

impl Job for Due {
    const KIND: &'static str = "reminder.due";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.reminder, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        due(timer, ports, self).await
    }
}

/// A snooze ends.
#[derive(Serialize, Deserialize)]
pub struct Wake {
    pub occurrence: i64,
    pub reminder: i64,
    /// The instant for which it was set; the occurrence may have been snoozed anew since.
    pub at: DateTime<Utc>,
}

impl Job for Wake {
    const KIND: &'static str = "reminder.wake";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        wake(timer, ports, self).await
    }
}

/// Whether whoever would be told in private has left the server. Asked outside any transaction.
async fn is_for_nobody(timer: &Timer, members: &dyn Members, reminder_id: i64) -> Result<bool, Error> {
    let found = store::find(&timer.db, timer.guild.id, reminder_id).await?;
    let Some(reminder) = found.filter(|it| it.kind == Kind::Me && it.state != State::Deleted) else {
        return Ok(false);
    };
    Ok(has_left(members, timer.guild.id, reminder.owner_user_id, timer.now).await)
}

async fn due(timer: &Timer, ports: &Ports, Due { reminder: id, at }: Due) -> Result<(), Error> {
    let (at, by) = (At::from(at), &Actor::from(timer));
    let is_for_nobody = is_for_nobody(timer, &*ports.members, id).await?;
    let mut tx = timer.begin().await?;
    let found = store::lock(&mut tx, by.guild_id, id).await?;
    let is_meant = |it: &Reminder| it.state == State::Active && it.due_at == Some(at);
    let Some(mut reminder) = found.filter(is_meant) else { return timer.finish(tx).await };
    let before = facts(&reminder)?;
    if is_for_nobody {
        (reminder.state, reminder.due_at) = (State::Over, None);
        store::save(&mut tx, by.guild_id, &reminder);
        record(&mut tx, by, id, "ended: its owner left the server", Some(before), Some(facts(&reminder)?));
        return timer.finish(tx).await;
    }
    let step = rules::advance(reminder.timetable(), at.utc(), reminder.missed, by.now, &timer.guild.hours);
    reminder.due_at = step.next.map(At::from);
    reminder.missed = step.missed;
    if reminder.due_at.is_none() {
        reminder.state = State::Over;
    }
    reminder.version += 1;
    if let Some((at, missed)) = step.tell {
        tell(&mut tx, by, &timer.guild, &reminder, at, missed).await?;
    } else {
        let missed = Fields::from_iter([("missed".to_owned(), step.missed.into())]);
        record(&mut tx, by, id, "missed", Some(before), Some(missed));
    }
    store::save(&mut tx, by.guild_id, &reminder);
    arm(&mut tx, by, &reminder).await?;
    timer.finish(tx).await
}

/// Tells an occurrence, unless it was told before.
async fn tell(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    reminder: &Reminder,
    at: DateTime<Utc>,
    missed: i64,
) -> Result<(), Error> {
    let tick = |text: &String| Tick { text: text.clone(), by: None };
    let occurrence = Occurrence {
        id: tx.next_id(by.now),
        reminder_id: reminder.id,
        due_at: At::from(at),
        told_at: At::from(by.now),
        missed,
        times_told: 1,
        ticks_json: Json(reminder.items_json.0.iter().map(tick).collect()),
        state: OccurrenceState::Open,
        wakes_at: None,
        done_by_user_id: None,
        done_at: None,
        version: 1,
    };
    let before = store::open_occurrences(tx, by.guild_id, reminder.id).await?;
    if !store::insert_occurrence(tx, by.guild_id, &occurrence).await? {
        return Ok(());
    }
    record(tx, by, reminder.id, "told", None, Some(rules::standing(&occurrence)));
    for left in before {
        leave(tx, by, guild, reminder, left).await?;
    }
    let pings = awake(tx, guild, by.now, &reminder.people_json.0).await?;
    post(tx, by, guild, (reminder, &occurrence), Some(&pings)).await
}

/// A later occurrence has come while this one was open. One that somebody has snoozed comes again all the same, but for a
/// checklist, of which one is enough.
async fn leave(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    reminder: &Reminder,
    mut left: Occurrence,
) -> Result<(), Error> {
    let is_checklist = reminder.kind == Kind::Checklist;
    if left.state == OccurrenceState::Snoozed && !is_checklist {
        return Ok(());
    }
    let before = rules::standing(&left);
    (left.state, left.wakes_at) = (OccurrenceState::Left, None);
    left.version += 1;
    store::save_occurrence(tx, by.guild_id, &left);
    record(tx, by, reminder.id, "left open", Some(before), Some(rules::standing(&left)));
    if is_checklist { post(tx, by, guild, (reminder, &left), None).await } else { Ok(()) }
}

/// Those of `people` who may be disturbed now.
async fn awake(tx: &mut Tx, guild: &Guild, now: DateTime<Utc>, people: &[i64]) -> Result<Vec<i64>, Error> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let own = workspace::people(tx, guild.id).await?;
    let is_quiet = |user_id: &i64| own.get(user_id).is_some_and(|own| own.is_quiet(guild, now));
    Ok(people.iter().copied().filter(|user_id| !is_quiet(user_id)).collect())
}

async fn wake(timer: &Timer, ports: &Ports, job: Wake) -> Result<(), Error> {
    let (at, by) = (At::from(job.at), &Actor::from(timer));
    let is_for_nobody = is_for_nobody(timer, &*ports.members, job.reminder).await?;
    let mut tx = timer.begin().await?;
    let reminder = store::lock(&mut tx, by.guild_id, job.reminder).await?;
    let occurrence = store::lock_occurrence(&mut tx, by.guild_id, job.occurrence).await?;
    let is_meant = |it: &Occurrence| it.state == OccurrenceState::Snoozed && it.wakes_at == Some(at);
    let (Some(reminder), Some(mut occurrence)) = (reminder, occurrence.filter(is_meant)) else {
        return timer.finish(tx).await;
    };
    let before = rules::standing(&occurrence);
    occurrence.wakes_at = None;
    occurrence.version += 1;
    if is_for_nobody || reminder.state == State::Deleted {
        occurrence.state = OccurrenceState::Left;
        store::save_occurrence(&mut tx, by.guild_id, &occurrence);
        return timer.finish(tx).await;
    }
    (occurrence.state, occurrence.told_at) = (OccurrenceState::Open, At::from(by.now));
    occurrence.times_told += 1;
    store::save_occurrence(&mut tx, by.guild_id, &occurrence);
    record(&mut tx, by, reminder.id, "told again", Some(before), Some(rules::standing(&occurrence)));
    let pings = awake(&mut tx, &timer.guild, by.now, &reminder.people_json.0).await?;
    post(&mut tx, by, &timer.guild, (&reminder, &occurrence), Some(&pings)).await?;
    timer.finish(tx).await
}
