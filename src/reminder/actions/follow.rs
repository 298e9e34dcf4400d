//! What follows when the team's settings change. Series that go by working days are set anew: "every working day" does not
//! come on a holiday that was added since, and "the last working day" comes on another one. What was told in a channel calls
//! customers as they may be called there by now.

use super::effects::{facts, keep, post};
use crate::{
    base::working_hours::WorkingHours,
    contract::{Guild, Timer},
    db::{At, Tx},
    error::Error,
    queue::{self, Target},
    reminder::{State, store},
    room::{Actor, Job, Ports, Walk, enqueue},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What was told so long ago stays as it is.
const LATELY: TimeDelta = TimeDelta::days(31);

/// Sets the next series by the working days as they are now, or draws anew what was told in the channel whose mark has changed;
/// and sets a job for the rest.
#[derive(Serialize, Deserialize)]
pub struct Follow(Walk);

/// The guild's hours, holidays or a channel's mark have changed: a job of this room's own goes through what that concerns.
pub async fn follow_settings(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
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
        if let Some(channel_id) = self.0.channel {
            let done = draw_anew(&mut tx, by, &timer.guild, (channel_id, self.0.after)).await?;
            self.0.go_on(timer, &mut tx, done, Follow).await?;
            return timer.finish(tx).await;
        }
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

/// Draws the next of what was told in a channel lately. Returns how many that are, and the last of them.
async fn draw_anew(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (channel_id, after): (i64, i64),
) -> Result<(usize, Option<i64>), Error> {
    let (since, here) = (At::from(by.now - LATELY), Target::Channel(channel_id));
    let told = store::told_in(tx, by.guild_id, (channel_id, since), (after, Walk::STEP)).await?;
    for (id, reminder_id) in &told {
        let reminder = store::lock(tx, by.guild_id, *reminder_id).await?;
        let occurrence = store::lock_occurrence(tx, by.guild_id, *id).await?;
        if let Some((reminder, occurrence)) = reminder.zip(occurrence)
            && queue::place_of_card(tx, by.guild_id, &occurrence.card_key()).await? == Some(here)
        {
            post(tx, by, guild, (&reminder, &occurrence), None).await?;
        }
    }
    Ok((told.len(), told.last().map(|(id, _)| *id)))
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
