//! Series that go by the team's working days follow when those change: "every working day" does not come on a holiday that
//! was added since, and "the last working day" comes on another one.

use super::effects::{facts, keep};
use crate::{
    base::working_hours::WorkingHours,
    contract::Timer,
    db::{At, Tx},
    error::Error,
    reminder::{State, store},
    room::{Actor, Job, Ports, Walk, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Sets the next series by the working days as they are now, and a job for the rest.
#[derive(Serialize, Deserialize)]
pub struct Follow(Walk);

/// The guild's hours or holidays have changed: a job of this room's own goes through the series.
pub async fn follow_hours(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Follow(walk), timer.now, timer.now).await?;
    Ok(())
}

impl Job for Follow {
    const KIND: &'static str = "reminder.follow";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let by = &Actor::from(timer);
        let mut tx = timer.begin().await?;
        let series = store::series_after(&mut tx, by.guild_id, self.0.after, Walk::STEP).await?;
        for (id, table) in &series {
            if table.0.follows_working_days() {
                set_anew(&mut tx, by, &timer.guild.hours, *id).await?;
            }
        }
        let last = series.last().map(|(id, _)| *id);
        self.0.go_on(timer, &mut tx, (series.len(), last), Follow).await?;
        timer.finish(tx).await
    }
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
