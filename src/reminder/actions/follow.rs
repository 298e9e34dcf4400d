//! Series that go by the team's working days follow when those change: "every working day" does not come on a holiday that
//! was added since, and "the last working day" comes on another one.

use super::settle::{facts, keep};
use crate::{
    base::working_hours::WorkingHours,
    contract::Timer,
    db::{At, Tx},
    error::Error,
    queue::{NewJob, enqueue},
    reminder::{State, store},
    room::Actor,
};
use serde::Deserialize;
use serde_json::json;

/// The kind of job that goes through the guild's series.
pub(super) const FOLLOW: &str = "reminder.follow";
/// Series that are looked at in one transaction; so many hold up nobody who waits.
const BATCH: usize = 100;

#[derive(Deserialize)]
struct Payload {
    /// Which change of the settings it follows.
    change: i64,
    /// The number of the last reminder that is done.
    #[serde(default)]
    after: i64,
}

/// The guild's hours or holidays have changed: a job of this room's own goes through the series.
pub async fn hours_changed(timer: &Timer, tx: &mut Tx) -> Result<(), Error> {
    let Payload { change, after } = serde_json::from_value(timer.job.payload.clone())?;
    set(timer, tx, change, after).await
}

async fn set(timer: &Timer, tx: &mut Tx, change: i64, after: i64) -> Result<(), Error> {
    let job = NewJob {
        guild_id: timer.guild.id,
        kind: FOLLOW,
        key: &format!("{FOLLOW}:{change}:{after}"),
        run_at: timer.now,
        payload: json!({ "change": change, "after": after }),
    };
    enqueue(tx, job, timer.now).await?;
    Ok(())
}

/// Sets the next series by the working days as they are now, and a job for the rest.
pub(super) async fn follow(timer: &Timer) -> Result<(), Error> {
    let Payload { change, after } = serde_json::from_value(timer.job.payload.clone())?;
    let by = &Actor::from(timer);
    let mut tx = timer.begin().await?;
    let series = store::series_after(&mut tx, by.guild_id, after, BATCH).await?;
    for (id, table) in &series {
        if table.0.follows_working_days() {
            set_anew(&mut tx, by, &timer.guild.hours, *id).await?;
        }
    }
    if let Some((last, _)) = series.last().filter(|_| series.len() == BATCH) {
        set(timer, &mut tx, change, *last).await?;
    }
    timer.finish(tx).await
}

/// Sets one series by the working days. What ought to have come already comes at once; what is due now is on its way.
async fn set_anew(tx: &mut Tx, by: &Actor, hours: &WorkingHours, id: i64) -> Result<(), Error> {
    let found = store::lock(tx, by.guild_id, id).await?.filter(|it| it.state == State::Active);
    let Some(mut reminder) = found else { return Ok(()) };
    let due_at = reminder.due_at.map(At::utc).filter(|at| *at > by.now);
    let (Some(table), Some(due_at)) = (reminder.timetable(), due_at) else { return Ok(()) };
    let told = store::last_told(tx, by.guild_id, id).await?.map(At::utc);
    let next = table.expected_anew(due_at, told.map_or(by.now, |told| told.max(by.now)), hours);
    if next == Some(due_at) {
        return Ok(());
    }
    let before = facts(&reminder)?;
    reminder.due_at = next.map(At::from);
    if reminder.due_at.is_none() {
        reminder.state = State::Over;
    }
    keep(tx, by, &mut reminder, "follows the team's working days", before).await
}
